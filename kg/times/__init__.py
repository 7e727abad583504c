"""Passage and day of publication -> when something happened, happens, or holds."""

from kg.times.attach import attach
from kg.times.dates import Dates, dates
from kg.times.find import Times
from kg.times.words import TimeWords

__all__ = ["Dates", "TimeWords", "Times", "attach", "dates"]
