"""Files, folders, globs and standard input -> documents, one at a time, and the limits of what one may be."""

from kg.read.limits import DEFAULT, Limits, check_sentences
from kg.read.patience import patience
from kg.read.reader import read

__all__ = ["DEFAULT", "Limits", "check_sentences", "patience", "read"]
