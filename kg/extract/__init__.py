"""Annotated Doc and its cast -> claims."""

from kg.extract.claims import Extractor

__all__ = ["Extractor"]
