"""Files, folders, globs and standard input -> documents, one at a time."""

from kg.read.limits import Limits
from kg.read.reader import read

__all__ = ["Limits", "read"]
