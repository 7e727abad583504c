"""A parse as plain objects: what rules ask of words, taken out of spaCy's arrays once.

Names and values are spaCy's, which makes a new object each time that a word is looked at, and looks its strings up anew;
rules look at a word some sixty times.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, overload

import spacy.tokens as spacy


class Token:
    """A word of a parse. Two are equal if they are one."""

    __slots__ = (
        *("doc", "i", "idx", "text", "lower_", "lemma_", "tag_", "pos_", "dep_", "ent_type_", "ent_id_", "whitespace_"),
        *("head", "children", "left_edge", "right_edge", "sent", "forms"),
    )

    head: Token
    left_edge: Token
    right_edge: Token
    sent: Tokens
    children: tuple[Token, ...]  # in the order of the text

    def __init__(self, doc: Parse, of: spacy.Token) -> None:
        self.doc = doc
        self.i: Final[int] = of.i
        self.idx: Final[int] = of.idx
        self.text: Final[str] = of.text
        self.lower_: Final[str] = of.lower_
        self.lemma_: Final[str] = of.lemma_
        self.tag_: Final[str] = of.tag_
        self.pos_: Final[str] = of.pos_
        self.dep_: Final[str] = of.dep_
        self.ent_type_: Final[str] = of.ent_type_
        self.ent_id_: Final[str] = of.ent_id_
        self.whitespace_: Final[str] = of.whitespace_
        self.children = ()
        self.forms: tuple[str, ...] | None = None  # for `kg.extract.content`, which asks for them about thirty times

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return self.text

    def nbor(self, step: int) -> Token:
        """The word so many after this one. Raises IndexError where the parse has none."""
        if self.i + step < 0:
            raise IndexError(f"no word {step} from {self.text!r}")
        return self.doc.tokens[self.i + step]

    @property
    def ancestors(self) -> Iterator[Token]:
        """The governors, the nearest first."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    @property
    def subtree(self) -> list[Token]:
        """The word and all that it governs: what each governs stands around it, the rest in the order of the text."""
        found: list[Token] = []
        waiting: list[tuple[Token, bool]] = [(self, False)]  # and whether its turn has come, after those on its left
        while waiting:
            token, now = waiting.pop()
            if now or not token.children:
                found.append(token)
            else:
                waiting += [(child, False) for child in reversed(token.children) if child.i > token.i]
                waiting.append((token, True))
                waiting += [(child, False) for child in reversed(token.children) if child.i < token.i]
        return found

    # ---- of the word itself, seldom asked

    @property
    def is_sent_start(self) -> bool:
        return self.sent.start == self.i

    @property
    def is_alpha(self) -> bool:
        return self.text.isalpha()

    @property
    def is_space(self) -> bool:
        return self.text.isspace()

    @property
    def is_title(self) -> bool:
        return self.text.istitle()

    @property
    def is_punct(self) -> bool:
        return bool(self.doc.source[self.i].is_punct)

    @property
    def is_stop(self) -> bool:
        return bool(self.doc.source[self.i].is_stop)

    @property
    def like_num(self) -> bool:
        return bool(self.doc.source[self.i].like_num)

    @property
    def shape_(self) -> str:
        return str(self.doc.source[self.i].shape_)


class _Words:
    """Words in a row, which can be counted, walked and cut."""

    __slots__ = ("doc", "start", "tokens")

    doc: Parse
    start: int
    tokens: list[Token]

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __len__(self) -> int:
        return len(self.tokens)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Tokens: ...
    def __getitem__(self, at: int | slice) -> Token | Tokens:
        if isinstance(at, int):
            return self.tokens[at]
        start, end, _ = at.indices(len(self.tokens))
        return Tokens(self.doc, self.start + start, self.start + max(start, end))


class Tokens(_Words):
    """A stretch of a parse: a sentence, a clause, an entity (then with the label that the model gave it)."""

    __slots__ = ("end", "label_")

    def __init__(self, doc: Parse, start: int, end: int, label: str = "") -> None:
        self.doc = doc
        self.start = start
        self.end: Final = end
        self.label_: Final = label
        self.tokens = doc.tokens[start:end]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tokens) and self.doc is other.doc and (self.start, self.end) == (other.start, other.end)

    def __hash__(self) -> int:
        return hash((self.start, self.end))

    def __repr__(self) -> str:
        return self.text

    @property
    def start_char(self) -> int:
        return self.tokens[0].idx

    @property
    def end_char(self) -> int:
        return self.tokens[-1].idx + len(self.tokens[-1].text)

    @property
    def text(self) -> str:
        return self.doc.text[self.start_char : self.end_char] if self.tokens else ""

    @property
    def sent(self) -> Tokens:
        """The sentence that it begins in."""
        return self.tokens[0].sent

    @property
    def root(self) -> Token:
        """The word that governs the others, or the first of those nearest to one that does; a mark only if nothing else does."""
        inside = range(self.start, self.end)
        heads = [token for token in self.tokens if token.head is token or token.head.i not in inside]
        return min(heads, key=_height)


class Parse(_Words):
    """A text with its words, its sentences and the entities of the model. `source` is what spaCy made of it."""

    __slots__ = ("ents", "sents", "source", "text")

    def __init__(self, source: spacy.Doc) -> None:
        self.doc = self
        self.start = 0
        self.source: Final = source
        self.text: Final[str] = source.text
        self.tokens = [Token(self, of) for of in source]
        heads = [at + step for at, step in enumerate(source.to_array("HEAD").astype("int64").tolist())]
        for token, head, left, right in zip(self.tokens, heads, *_edges(heads), strict=True):
            token.head = self.tokens[head]
            token.left_edge, token.right_edge = self.tokens[left], self.tokens[right]
            if token.head is not token:
                token.head.children += (token,)
        self.sents: Final = [Tokens(self, sentence.start, sentence.end) for sentence in source.sents]
        for sentence in self.sents:
            for token in sentence:
                token.sent = sentence
        self.ents: Final = [Tokens(self, found.start, found.end, found.label_) for found in source.ents]

    def between(self, begin: int, end: int) -> Tokens | None:
        """The words that have a part in these characters of the text; None outside of it."""
        if not 0 <= begin < end <= len(self.text):
            return None
        return self[bisect_right(self.tokens, begin, key=_begin) - 1 : bisect_right(self.tokens, end - 1, key=_begin)]


def _edges(heads: list[int]) -> tuple[list[int], list[int]]:
    """The first and the last of the words that hang on each word, which may be itself."""
    first, last = list(range(len(heads))), list(range(len(heads)))
    settled = False
    while not settled:  # twice, but for trees whose branches cross
        settled = True
        for at, head in enumerate(heads):
            if first[at] < first[head]:
                first[head], settled = first[at], False
        for at in reversed(range(len(heads))):
            if last[at] > last[heads[at]]:
                last[heads[at]], settled = last[at], False
    return first, last


def _begin(token: Token) -> int:
    return token.idx


def _height(token: Token) -> tuple[bool, int]:
    mark = token.head is not token and not token.children and (token.is_punct or token.is_space)
    return mark, sum(1 for _ in token.ancestors)
