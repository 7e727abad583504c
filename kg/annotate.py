"""Document -> passages with a parse: names are found and joined into one token before the parser sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Token as Word
from spacy.vocab import Vocab

from kg.blocks import PREFIXES, Block, BlockRules, blocks
from kg.entities import RECOGNIZER, Entities
from kg.gazetteer import Gazetteer, Name
from kg.language.products import one_thread
from kg.model import Document, Span
from kg.names import NameMatcher
from kg.parse import Parse, Token
from kg.read import DEFAULT, Limits, check_sentences

#: Roles of blocks that never hold a claim.
SILENT: Final = frozenset({"debris", "caption", "question", "heading"}) | PREFIXES
#: Prefixes that the tokenizer cuts off and the treebank behind the model does not ("re-export", "co-produce").
_PREFIXED: Final = frozenset({"re", "co", "de", "sub"})
_SUFFIXED: Final = frozenset({"back", "out", "over", "up", "down", "off"})  # "pull-back", "hand-over"
#: Typographic marks cost the small model many parses; each is replaced by one character, so offsets stay.
_PLAIN: Final = str.maketrans({"\n": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "–": "-", "\u2011": "-"})
_JOINTS: Final = re.compile(r"\s+as\s+|;\s+|\s+while\s+")
_LEAST_PIECE: Final = 10
_GOES_ON: Final = re.compile(r"\b(?:to|that|will|shall|would|must|should|for|on|against|by|of|with|including)$")
#: A paragraph of a resolution, whose subject stands at its head: "Calls upon the parties to …".
_RESOLVES: Final = re.compile(
    r"(?:Also |Further |Strongly |Urgently |Firmly )?[A-Z][a-z]+s\s+(?:upon|on|the|that|its|all|with|for|to|any|both|once|also|member|states|[a-z]+ly|[A-Z])"
)
_LONGEST_LEAD: Final = 240
_FEATURES: Final = ("Xxxxx", "G", "any")  # shape, first letter and last three of "Germany", which the tagger knows well
_MOST_DOCUMENTS: Final = 32  # in one batch of the parser
_MOST_CHARACTERS: Final = 100_000
_STAND_IN: Final = {"person": "Smith", "demonym": "German"}


@dataclass(frozen=True)
class Passage:
    """One block of the text with its parse. A character of the document is `begin + token.idx`.

    A bullet that completes its lead-in ("We decided to:") is parsed with the lead-in's words before it; what stands
    there lies before `block.begin` and has no place of its own: `place` says where a token counts as standing.
    """

    block: Block
    doc: Parse
    begin: int
    names: Mapping[int, tuple[Name, ...]]  # token index -> readings, best first

    def place(self, first: Token, last: Token | None = None) -> Span:
        """The characters of the document from one token to another, as far as they are the block's own."""
        last = last if last is not None else first
        begin = max(self.begin + first.idx, self.block.begin)
        return Span(begin, max(self.begin + last.idx + len(last), begin + 1))

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
        self._entities = Entities(nlp)

    def blocks(self, document: Document, limits: Limits = DEFAULT) -> tuple[Block, ...]:
        """The form of a document, which takes no parser. Raises InputError for endless sentences, on which rules take for ever."""
        found = tuple(blocks(document.text, self._rules))
        check_sentences((document.text[block.begin : block.end] for block in found), document.where, limits)
        return found

    def tokens(self, document: Document, begin: int, end: int) -> Doc:
        """The words of a stretch of a document, not parsed."""
        return self._nlp.make_doc(document.text[begin:end].translate(_PLAIN))

    def names(self, tokens: Doc, document: Document) -> list[tuple[int, int, tuple[Name, ...]]]:
        """The names among them: (first token, the one after the last, readings)."""
        return self._matcher.match(tokens, document.text)

    def parse(self, document: Document, found: tuple[Block, ...]) -> Annotated:
        """Parse one document whose blocks are known."""
        return next(self.parse_all([(document, found)]))

    def parse_all(self, documents: Sequence[tuple[Document, tuple[Block, ...]]], *, entities: bool = True) -> Iterator[Annotated]:
        """Parse documents whose blocks are known, in one batch."""
        spoken = [
            [(part, _lead_of(part, found, document.text)) for b in found if b.role not in SILENT for part in _clauses(b, document.text)]
            for document, found in documents
        ]
        prepared = [
            [self._prepare(document, block, lead) for block, lead in parts] for (document, _), parts in zip(documents, spoken, strict=True)
        ]
        apart = not entities or self._entities.apart
        with one_thread():
            docs = [*self._nlp.pipe((doc for parts in prepared for doc, _ in parts), batch_size=64, disable=[RECOGNIZER] if apart else [])]
            if entities and apart:
                self._entities.mark(zip(docs, (names for parts in prepared for _, names in parts), strict=True))
        parsed = iter(docs)
        for (document, found), parts, made in zip(documents, spoken, prepared, strict=True):
            passages = tuple(
                Passage(block=block, doc=Parse(self._marked(next(parsed), names)), begin=block.begin - len(lead), names=names)
                for (block, lead), (_, names) in zip(parts, made, strict=True)
            )
            yield Annotated(document=document, passages=passages, all_blocks=found)

    def _marked(self, doc: Doc, names: Mapping[int, tuple[Name, ...]]) -> Doc:
        """Names with the class of their actor, which frames may ask for ("join + organisation_actor")."""
        for index, readings in names.items():
            if readings[0].kind in ("name", "organ") and (entry := self._entries.get(readings[0].key)):
                doc[index].ent_id_ = entry.cls
            elif readings[0].kind == "demonym" and doc[index].tag_ in ("NNPS", "NNS"):
                doc[index].ent_id_ = "Nationals"
        return doc

    def _prepare(self, document: Document, block: Block, lead: str) -> tuple[Doc, dict[int, tuple[Name, ...]]]:
        doc = self._nlp.make_doc(lead + document.text[block.begin : block.end].translate(_PLAIN))
        matches = self.names(doc, document)
        taken = {i for start, end, _ in matches for i in range(start, end)}
        words = [token.text for token in doc]
        hyphens = [i for i, word in enumerate(words) if word == "-" and 0 < i < len(words) - 1]
        prefixed = [(i - 1, i + 2) for i in hyphens if _is_prefix(doc[i - 1], doc[i], doc[i + 1]) and not taken & {i - 1, i, i + 1}]
        with doc.retokenize() as retokenizer:
            for start, end in prefixed:
                retokenizer.merge(doc[start:end], attrs={"NORM": doc[end - 1].norm_})
            for start, end, readings in matches:
                if end - start > 1:
                    stand_in = _STAND_IN.get(readings[0].kind, "Germany")
                    _disguise(doc.vocab, doc[start:end].text)
                    retokenizer.merge(doc[start:end], attrs={"NORM": stand_in})
        for index in range(len(doc) - 1 if ";" in words else 0):
            if doc[index].text == ";" and not _quoted(doc, index):
                doc[index + 1].is_sent_start = True  # two statements, which the parser would hang on one another
        names: dict[int, tuple[Name, ...]] = {}
        shift = 0
        for start, end, joined in sorted([*matches, *((start, end, ()) for start, end in prefixed)], key=lambda m: m[:2]):
            if joined:
                names[start - shift] = joined
            shift += end - start - 1
        return doc, names


def _disguise(vocab: Vocab, name: str) -> None:
    """Let a joined name look to the model like one that it knows well: it has never seen a token with a blank in it.

    The same for all names, so that no document changes how the next is read.
    """
    lexeme = vocab[name]
    lexeme.shape_, lexeme.prefix_, lexeme.suffix_ = _FEATURES


def _lead_of(block: Block, found: tuple[Block, ...], text: str) -> str:
    """The last sentence of a bullet's lead-in, if the bullet goes on where it breaks off ("We agreed to:")."""
    if block.role == "bullet" and _RESOLVES.match(text, block.begin, block.end):
        return "We "
    if block.lead is None or block.role != "bullet":
        return ""
    lead = found[block.lead]
    words = re.split(r"(?<=[.!?])\s+", text[lead.begin : lead.end].translate(_PLAIN))[-1].rstrip(" :-")
    words = words.removesuffix(" the following")
    goes_on = _GOES_ON.search(words) or text[block.begin : block.begin + 3] == "to "
    return words + " " if goes_on and len(words) <= _LONGEST_LEAD else ""


def _is_prefix(first: Word, hyphen: Word, second: Word) -> bool:
    if first.whitespace_ or hyphen.whitespace_:
        return False
    return first.lower_ in _PREFIXED and second.is_alpha or second.lower_ in _SUFFIXED and first.is_alpha


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


def batches(documents: Iterable[Document], most: int = _MOST_DOCUMENTS, characters: int = _MOST_CHARACTERS) -> Iterator[list[Document]]:
    """Documents in order, so many at once as the parser gains by and memory bears."""
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text)
        if len(batch) >= most or size >= characters:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def name_of(passage: Passage, token: Token) -> Name | None:
    """The best reading of a token as a name."""
    readings = passage.names.get(token.i)
    return readings[0] if readings else None
