"""Document -> passages with a parse: names are found and joined into one token before the parser sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.blocks import PREFIXES, Block, BlockRules, blocks
from kg.gazetteer import Gazetteer, Name
from kg.model import Document
from kg.names import NameMatcher

#: Roles of blocks that never hold a claim.
SILENT: Final = frozenset({"debris", "caption", "question", "heading"}) | PREFIXES
#: Prefixes that the tokenizer cuts off and the treebank behind the model does not ("re-export", "co-produce").
_PREFIXED: Final = frozenset({"re", "co", "de", "sub"})
#: A joined name looks to the tagger like these, which the model knows well.
#: Typographic marks cost the small model many parses; each is replaced by one character, so offsets stay.
_PLAIN: Final = str.maketrans({"\n": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "–": "-", "\u2011": "-"})
_JOINTS: Final = re.compile(r"\s+as\s+|;\s+|\s+while\s+")
_LEAST_PIECE: Final = 10
_STAND_IN: Final = {"person": "Smith", "demonym": "German"}


@dataclass(frozen=True)
class Passage:
    """One block of the text with its parse. A character of the document is `begin + token.idx`."""

    block: Block
    doc: Doc
    begin: int
    names: Mapping[int, tuple[Name, ...]]  # token index -> readings, best first

    @property
    def role(self) -> str:
        return self.block.role


@dataclass(frozen=True)
class Annotated:
    """A document with its passages in the order of the text."""

    document: Document
    passages: tuple[Passage, ...]
    all_blocks: tuple[Block, ...]


class Annotator:
    """Runs the spaCy pipeline over blocks. Stateless between documents."""

    def __init__(self, nlp: Language, gazetteer: Gazetteer, rules: BlockRules) -> None:
        self._nlp = nlp
        self._rules = rules
        self._matcher = NameMatcher(nlp, gazetteer)
        self._entries = gazetteer.entries

    def annotate(self, documents: Iterable[Document]) -> Iterator[Annotated]:
        """Parse document by document, in order."""
        for document in documents:
            yield self.parse(document, tuple(blocks(document.text, self._rules)))

    def parse(self, document: Document, found: tuple[Block, ...]) -> Annotated:
        """Parse one document whose blocks are known."""
        return next(self.parse_all([(document, found)]))

    def parse_all(self, documents: Sequence[tuple[Document, tuple[Block, ...]]]) -> Iterator[Annotated]:
        """Parse documents whose blocks are known, in one batch."""
        spoken = [[part for b in found if b.role not in SILENT for part in _clauses(b, document.text)] for document, found in documents]
        prepared = [[self._prepare(document, b) for b in parts] for (document, _), parts in zip(documents, spoken, strict=True)]
        docs = self._nlp.pipe((doc for parts in prepared for doc, _ in parts), batch_size=64)
        for (document, found), parts, made in zip(documents, spoken, prepared, strict=True):
            passages = tuple(Passage(block=b, doc=next(docs), begin=b.begin, names=names) for b, (_, names) in zip(parts, made, strict=True))
            yield Annotated(document=document, passages=passages, all_blocks=found)

    def _prepare(self, document: Document, block: Block) -> tuple[Doc, dict[int, tuple[Name, ...]]]:
        doc = self._nlp.make_doc(document.text[block.begin : block.end].translate(_PLAIN))
        matches = self._matcher.match(doc, document.text)
        taken = {i for start, end, _ in matches for i in range(start, end)}
        prefixed = [(i, i + 3) for i in range(len(doc) - 2) if _is_prefixed(doc, i) and not taken & {i, i + 1, i + 2}]
        with doc.retokenize() as retokenizer:
            for start, end in prefixed:
                retokenizer.merge(doc[start:end], attrs={"NORM": doc[end - 1].norm_})
            for start, end, readings in matches:
                if end - start > 1:
                    stand_in = _STAND_IN.get(readings[0].kind, "Germany")
                    retokenizer.merge(doc[start:end], attrs={"NORM": stand_in})
        for index in range(len(doc) - 1):
            if doc[index].text == ";" and not _quoted(doc, index):
                doc[index + 1].is_sent_start = True  # two statements, which the parser would hang on one another
        names: dict[int, tuple[Name, ...]] = {}
        shift = 0
        for start, end, joined in sorted([*matches, *((start, end, ()) for start, end in prefixed)], key=lambda m: m[:2]):
            if joined:
                names[start - shift] = joined
            shift += end - start - 1
        return doc, names


def _is_prefixed(doc: Doc, index: int) -> bool:
    first, hyphen, second = doc[index], doc[index + 1], doc[index + 2]
    return first.lower_ in _PREFIXED and hyphen.text == "-" and second.is_alpha and not first.whitespace_ and not hyphen.whitespace_


def _quoted(doc: Doc, index: int) -> bool:
    return sum(t.text == '"' for t in doc[:index]) % 2 == 1


def _clauses(block: Block, text: str) -> Iterator[Block]:
    """A headline in the pieces that "as" and ";" make of it: the parser runs them together."""
    if block.role not in ("headline", "subhead"):
        yield block
        return
    begin = block.begin
    for match in _JOINTS.finditer(text, block.begin, block.end):
        if match.start() - begin > _LEAST_PIECE and block.end - match.end() > _LEAST_PIECE:
            yield replace(block, begin=begin, end=match.start())
            begin = match.end()
    yield replace(block, begin=begin)


def name_of(passage: Passage, token: Token) -> Name | None:
    """The best reading of a token as a name."""
    readings = passage.names.get(token.i)
    return readings[0] if readings else None
