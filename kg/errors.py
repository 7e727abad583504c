"""One family of errors, each written for the person who reads it.

`str(error)` is a single line that names the file (or the thing) and what to do about it;
`exit_code` is what the command line ends with when nothing could be done.
"""

from __future__ import annotations


class KgError(Exception):
    """Any failure that is not a bug of ours."""

    exit_code = 1


class InputError(KgError):
    """A document that cannot be read; the other inputs go on."""

    exit_code = 2


class OntologyError(KgError):
    """A file below `ontology/`, or one that the user added, says something that its loader does not accept."""

    exit_code = 3


class StoreError(KgError):
    """The store cannot be opened, read or written."""

    exit_code = 4


class QueryError(KgError):
    """A query that cannot be parsed, is refused, or does not exist."""

    exit_code = 5


class ModelError(KgError):
    """The spaCy pipeline is missing or does not fit."""

    exit_code = 6
