"""Names -> actors, with reasons: single phrases, searches of the gazetteer, and names that it does not hold."""

from kg.resolve.lines import Answer, answer_lines, whole_lines
from kg.resolve.resolver import Phrase, Resolved, Resolver
from kg.resolve.search import Match, search
from kg.resolve.unknown import Unknown, unknown_names

__all__ = ["Answer", "Match", "Phrase", "Resolved", "Resolver", "Unknown", "answer_lines", "search", "unknown_names", "whole_lines"]
