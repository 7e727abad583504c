"""What must come first: "if a ceasefire takes hold", "subject to a vote", "should Russia return", "post-ceasefire"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.entities import DAYS
from kg.extract.content import types_of
from kg.extract.grammar import SUBJECTS, ancestors, inverts, is_verb, negation
from kg.lexicon import Lexicon
from kg.parse import Token, Tokens

_WHEN: Final = frozenset(
    "notice then now recently end start beginning middle summer autumn winter spring day week month year decade noon midnight tomorrow".split()
) | {day.lower() for day in DAYS}
OTHER: Final = "other"
ATTACKS: Final = frozenset({"attack", "aggression", "assault", "strike", "invasion"})
_PLAIN: Final = frozenset({"if", "unless", "until"})
_SAME: Final = frozenset({"same", "so", "likewise", "too", "also"})
#: Single marks that need a clause to be sure of ("should", "till"), left to the tree.
_LINE_SKIP: Final = frozenset({"should", "were", "till", "pending", "assuming", "providing", "provided", "until", "if"})
_LINE_PHRASES: Final = (
    ("in", "the", "event", "of"),
    ("in", "case", "of"),
    ("subject", "to"),
    ("conditional", "on"),
    ("contingent", "on"),
    ("only", "after"),
    ("on", "condition", "of"),
    ("hinges", "on"),
    ("dependent", "on"),
)


def condition_of(head: Token, governors: list[Token], lexicon: Lexicon, own: str | None = None) -> tuple[str, Tokens] | None:
    """(type key or "other", words) of the condition that hangs on an action of a type, or on what governs it."""
    found = _condition_of(head, governors, lexicon)
    if found is None or _only_time(found[1]):
        return None
    if any(token.lower_ == "unless" for token in found[1][:2]):
        return OTHER, found[1]  # RULINGS: what must not come is no type that must
    return (own, found[1]) if own is not None and _likewise(found[1]) else found


def told_in(words: list[Token], lexicon: Lexicon) -> tuple[str, Tokens] | None:
    """The condition among words that no tree holds together: "mulls truce with M23 if Goma airport reopens"."""
    begin = next((t for t in words[1:-1] if t.lower_ in _PLAIN), None)
    if begin is None:
        return None
    clause = begin.doc[begin.i : words[-1].i + 1]
    return None if _only_time(clause) else (_kind(clause.root, lexicon, clause) or OTHER, clause)


def _likewise(clause: Tokens) -> bool:
    """ "If Israel does", "if the Fund did the same": what must come first is the same act of somebody else."""
    verb = clause.root
    things = {c.lower_ for c in verb.children if c.dep_ in ("dobj", "advmod")}
    who = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
    return verb.lemma_ == "do" and who is not None and who.pos_ != "PRON" and things <= _SAME


def attacked(verb: Token) -> tuple[str, Tokens] | None:
    """ "An attack on one would be met by all": what calls for the action is its subject."""
    who = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
    ahead = any(c.tag_ == "MD" for c in verb.children)
    return (OTHER, who.doc[who.left_edge.i : who.right_edge.i + 1]) if ahead and who is not None and who.lemma_.lower() in ATTACKS else None


def _only_time(words: Tokens) -> bool:
    """ "until further notice", "until 2030", "till the end of June": when, and not on what."""
    if words[0].lower_ not in ("until", "till"):
        return False
    rest = [t for t in words[1:] if t.pos_ not in ("DET", "ADP", "PUNCT", "ADJ", "NUM")]
    return all(t.ent_type_ in ("DATE", "TIME") or t.lemma_.lower() in _WHEN for t in rest)


def _condition_of(head: Token, governors: list[Token], lexicon: Lexicon) -> tuple[str, Tokens] | None:
    chain = [head, *governors]
    for anchor in chain:
        for begin in _openers(anchor, lexicon):
            clause = begin.doc[begin.left_edge.i : begin.right_edge.i + 1]
            if clause.start <= head.i < clause.end and begin != head:
                continue
            kind = _kind(begin, lexicon)
            if kind is not None:
                return kind, clause
    return _inverted(chain, lexicon) or _inverted_after(chain, lexicon) or _in_line(chain, lexicon) or _prefixed(chain, lexicon)


def _inverted(chain: list[Token], lexicon: Lexicon) -> tuple[str, Tokens] | None:
    """ "Should the truce collapse, Cyprus will …", where the parser hung the opening word on the main verb."""
    sentence = chain[0].sent
    anchor = chain[-1] if is_verb(chain[-1]) else chain[0]
    modal = next((t for t in sentence if t.tag_ == "MD" and t.i > sentence.start + 2 and t.head in (anchor, *chain)), None)
    if modal is None or not inverts(sentence[0]):
        return None
    comma = max((t.i for t in sentence if t.text == "," and t.i < modal.i), default=sentence.start)
    if comma <= sentence.start:
        return None
    clause = sentence.doc[sentence.start : comma]
    return _kind(clause.root, lexicon, clause) or OTHER, clause


def _inverted_after(chain: list[Token], lexicon: Lexicon) -> tuple[str, Tokens] | None:
    """ "… would resume attacks should the US strike", whatever the parser hung on what."""
    sentence = chain[0].sent
    for token in sentence:
        if token.lower_ != "should" or token.i <= max(t.i for t in chain) or token.dep_ != "aux":
            continue
        own = [c for c in token.head.children if c.dep_ in SUBJECTS and c.i > token.i]
        if not own or any(c.dep_ in SUBJECTS and c.i < token.i for c in token.head.children):
            continue
        end = next((t.i for t in sentence.doc[token.i : sentence.end] if t.text in (",", ";", ".")), sentence.end)
        clause = sentence.doc[token.i : end]
        return _kind(token.head, lexicon, clause) or OTHER, clause
    return None


def inside_condition(token: Token, lexicon: Lexicon) -> bool:
    """Whether a predicate stands in a conditional clause, where it is supposed and not said."""
    for link in (token, *ancestors(token)):
        if link.dep_ == "advcl" and _marked(link, lexicon) and _hard(link, lexicon):
            return True
        if link.dep_ in ("ccomp", "relcl") and link != token:
            return False
    return False


def _hard(clause: Token, lexicon: Lexicon) -> bool:
    marks = {t.lower_ for t in clause.doc[clause.left_edge.i : clause.left_edge.i + 4]}
    return bool(marks & {"if", "unless", "should", "once", "until", "provided", "when", "after"})


def _in_line(chain: list[Token], lexicon: Lexicon) -> tuple[str, Tokens] | None:
    """A mark anywhere in the sentence whose governors include the action: survives wrong attachment of adverbs."""
    head = chain[0]
    sentence = head.sent
    anchors = {t.i for t in chain}
    words = [t.lower_ for t in sentence]
    present = set(words)
    for mark in (*lexicon.marks, *_LINE_PHRASES):
        if not present.issuperset(mark) or mark[0] in _LINE_SKIP and len(mark) == 1:
            continue
        for at in range(len(words) - len(mark) + 1):
            if tuple(words[at : at + len(mark)]) != mark:
                continue
            token = sentence[at]
            if not any(a.i in anchors for a in ancestors(token)) or token.i <= head.i < token.i + len(mark):
                continue
            end = token.i + len(mark)
            while end < sentence.end and sentence.doc[end].text not in (",", ";", ".", ":", "—", "–"):
                end += 1
            clause = sentence.doc[token.i : end]
            if clause.start <= head.i < clause.end or len(clause) <= len(mark):
                continue
            if mark == ("once",) and not any(is_verb(t) for t in clause):
                continue  # "once a matter of course"
            return _kind(clause.root, lexicon, clause) or OTHER, clause
    return None


def _openers(anchor: Token, lexicon: Lexicon) -> Iterator[Token]:
    """Heads of conditional clauses and phrases below a token."""
    for child in anchor.children:
        if (
            child.dep_ in ("advcl", "ccomp", "conj", "dep", "parataxis", "relcl")
            and _marked(child, lexicon)
            or child.dep_ in ("prep", "mark", "advmod", "agent")
            and _phrase(child, lexicon)
            and (child.lower_ != "without" or negation(anchor, lexicon) is not None)  # not "will leave without delay"
        ):
            yield child
        elif child.dep_ in ("dobj", "attr", "pobj", "oprd", "xcomp", "pcomp", "prep") and child.pos_ in ("NOUN", "PROPN", "ADP", "VERB"):
            yield from _openers(child, lexicon) if child.i > anchor.i else ()


def _marked(clause: Token, lexicon: Lexicon) -> bool:
    first = clause.left_edge.i
    doc = clause.doc
    opening = [t.lower_ for t in doc[first : first + 4]]
    present = set(opening)
    for mark in lexicon.marks:
        if present.issuperset(mark) and mark != ("should",):
            if any(tuple(opening[skip : skip + len(mark)]) == mark for skip in (0, 1)):
                return True
    if opening[0] == "should" and any(c.dep_ in SUBJECTS and c.i > first for c in clause.children):
        return not inverts(doc[first]) or not any(c.tag_ == "MD" and c.i > first for c in clause.children)
    mark_child = next((c for c in clause.children if c.dep_ in ("mark", "advmod") and c.i < clause.i), None)
    if mark_child is None:
        return False
    word = mark_child.lower_
    if any(mark == (word,) for mark in lexicon.marks) and word != "should":
        return True
    return word in lexicon.soft_marks and _open(clause)


def _open(clause: Token) -> bool:
    """Whether a clause with "after" or "when" is still to come true."""
    if clause.tag_ in ("VBZ", "VBP", "VB"):
        return True
    if any(c.lower_ in ("have", "has") for c in clause.children if c.dep_ == "aux"):
        return True
    governor = clause.head
    return any(a.lower_ in ("would", "could", "might", "will", "may", "can", "'d", "shall") for a in governor.children if a.dep_ == "aux")


def _phrase(token: Token, lexicon: Lexicon) -> bool:
    doc = token.doc
    here = tuple(t.lower_ for t in doc[token.i : token.i + 6])
    return any(here[: len(phrase)] == phrase for phrase in lexicon.condition_phrases)


def _kind(begin: Token, lexicon: Lexicon, words: Tokens | None = None) -> str | None:
    """What a condition is about. A soft opener needs a content that can lie ahead."""
    opening = begin.doc[begin.left_edge.i].lower_ if words is None else words[0].lower_
    soft = words is None and (opening in lexicon.soft_marks or begin.lower_ in ("after", "following", "upon", "pending"))
    typed = sorted(types_of(begin, lexicon), key=lambda t: -t.weight)
    if not typed and begin.pos_ in ("ADP", "SCONJ"):
        typed = [t for c in begin.subtree if c.dep_ in ("pobj", "pcomp") for t in types_of(c, lexicon)][:1]
    best = typed[0] if typed else None
    text = (begin.doc[begin.left_edge.i : begin.right_edge.i + 1] if words is None else words).text.lower()
    if any(
        word in text
        for word in (
            "gun",
            "ceasefire",
            "cease-fire",
            "truce",
            "fighting stop",
            "hostilit",
            "armistice",
            "fighting end",
            "war end",
            "fighting",
        )
    ) and not any(word in text for word in ("attack", "weapon", "break", "violat", "collaps", "resum")):
        return "ceasefire"
    if soft and not is_verb(begin):
        if best is not None and best.type in (
            "ceasefire",
            "negotiation",
            "accession",
            "sanctions_relief",
            "prisoner_exchange",
            "arms_control",
            "reconstruction",
        ):
            return best.type if best.weight > 1.5 and best.type == "ceasefire" else None
        return None
    if (
        best is None
        or best.weight < 1.4
        or best.type in ("political_support", "arms_supply", "troop_deployment", "security_guarantee")
        and best.weight < 3
    ):
        return OTHER
    if any(word in text for word in ("attack", "vote", "approv", "parliament", "congress", "elect")):
        return OTHER
    return best.type if best.type != "political_support" else OTHER


def _prefixed(chain: list[Token], lexicon: Lexicon) -> tuple[str, Tokens] | None:
    """ "post-ceasefire guarantees"."""
    head = chain[0]
    for token in head.subtree:
        lower = token.lower_
        if lower.startswith("post-") and len(lower) > 5:
            rest = lower[5:]
        elif lower == "post" and token.i + 2 < len(token.doc) and token.doc[token.i + 1].text == "-":
            rest = token.doc[token.i + 2].lower_
        else:
            continue
        for trigger in lexicon.nouns.get(rest, ()):
            if trigger.type == "ceasefire":
                return "ceasefire", token.doc[token.i : token.i + 1]
    return None
