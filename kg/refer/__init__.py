"""Who is meant: names, offices, ministries, pronouns and "the bloc" -> actors, each with its reason.

A document is read in order, keeping the mentions met so far; no answer is preferred to a wrong one.
"""

from kg.refer.cast import Cast, Ref, unnamed
from kg.refer.reader import cast
from kg.refer.trees import conjuncts, singular

__all__ = ["Cast", "Ref", "cast", "conjuncts", "singular", "unnamed"]
