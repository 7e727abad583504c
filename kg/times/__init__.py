"""Passage and day of publication -> when something happened, happens, or holds."""

from kg.times.find import Times
from kg.times.words import TimeWords

__all__ = ["TimeWords", "Times"]
