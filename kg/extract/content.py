"""What an action is about: words -> type, by frames (predicate and object), phrases and single words, nearest first."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from kg.extract.grammar import is_verb, sufferer
from kg.lexicon import FRAME, STRONG, Lexicon
from kg.parse import Token
from kg.refer import conjuncts

#: How much of its weight a trigger keeps, by where it hangs on the head.
_KEEP: Final = {
    "dobj": 0.9,
    "nsubjpass": 0.9,
    "attr": 0.9,
    "compound": 0.85,
    "amod": 0.8,
    "poss": 0.55,
    "pobj": 0.8,
    "conj": 0.9,
    "appos": 0.6,
    "xcomp": 0.85,
    "ccomp": 0.7,
    "pcomp": 0.85,
    "acl": 0.75,
    "advcl": 0.45,
    "relcl": 0.4,
    "oprd": 0.8,
    "nmod": 0.8,
    "dative": 0.7,
    "nsubj": 0.5,
    "npadvmod": 0.5,
    "acomp": 0.7,
    "nummod": 0.5,
    "dep": 0.6,
    "agent": 0.5,
}
_PREPOSITION: Final = {
    "of": 0.95,
    "on": 0.8,
    "for": 0.75,
    "to": 0.75,
    "with": 0.7,
    "in": 0.6,
    "against": 0.7,
    "by": 0.6,
    "from": 0.6,
    "into": 0.65,
    "about": 0.8,
    "over": 0.7,
    "between": 0.6,
    "through": 0.6,
    "under": 0.4,
    "after": 0.2,
    "before": 0.2,
    "during": 0.2,
    "at": 0.5,
    "as": 0.6,
    "without": 0.3,
    "unlike": 0.0,
    "since": 0.1,
    "until": 0.2,
    "following": 0.2,
    "despite": 0.2,
    "including": 0.0,
    "towards": 0.7,
    "toward": 0.7,
    "behind": 0.7,
}
_SKIP: Final = frozenset({"punct", "det", "aux", "auxpass", "neg", "mark", "cc", "case", "expl", "intj", "predet", "preconj", "prt"})
_CLAUSES: Final = frozenset({"ccomp", "advcl", "relcl", "parataxis", "nsubj", "npadvmod"})
_QUANTITIES: Final = frozenset(
    "package batch number dozen hundred thousand pair part set tranche series round shipment consignment kind type range couple majority rest most all some half many several none any group fleet squadron handful amount value worth delivery wave load truckload stock supply enlargement expansion modernisation modernization upgrade tonne ton kilo kilogram litre liter barrel gallon dose sack hectare megawatt gigawatt".split()
)
#: A sum of money names its purpose weakly: what it is for names it better.
MONEY: Final = 2.4
_DEPTH: Final = 6
_MEMBERSHIP: Final = frozenset({"of", "from", "to", "into"})
_CAUSATIVES: Final = frozenset({"let", "allow", "help", "have", "make", "permit", "enable"})
#: Verbs and nouns that act on an event, whose matter is what it is about: "host a conference on reconstruction".
_EVENTS: Final = frozenset({"conference", "summit", "meeting", "forum", "seminar", "session"})


@dataclass(frozen=True, slots=True)
class Typed:
    """A type found for a stretch of words. `weight`: 5 for a frame, 4 for a plain trigger, 1.5 for a weak one, less when far."""

    type: str
    weight: float
    head: Token
    trigger: Token
    acts: bool = False  # by what is done (a frame, a verb), not by a noun alone


def types_of(head: Token, lexicon: Lexicon, *, clauses: bool = True, alone: bool = False) -> list[Typed]:
    """The best type of each coordinated part of a content, the same type once; best-first within a part.

    Without `clauses`, what stands in subordinate clauses and in the subject does not count; `alone` leaves out what
    is coordinated with the head.
    """
    found: list[Typed] = []
    parts = [head] if alone else [t for t in conjuncts(head) if t == head or t.pos_ == head.pos_ or t.pos_ in ("NOUN", "PROPN", "VERB")]
    extra = [named for part in parts for named in _included(part, 2)]
    parts += extra
    for part in parts:
        objects = _objects(part)
        several = [_best(part, lexicon, clauses, o) for o in objects] if len(objects) > 1 else [_best(part, lexicon, clauses)]
        for typed in several:
            if typed is not None and all(typed.type != other.type for other in found):
                found.append(typed)
    if len(found) > 1:
        top = max(t.weight for t in found)
        found = [t for t in found if t.weight >= (0.25 if t.head in extra or t.head == head and extra else 0.62) * top]
    return found


def _included(part: Token, depth: int) -> Iterator[Token]:
    """ "military support including training and equipment": what is named is undertaken too."""
    for child in part.children:
        if child.lower_ == "including" and child.dep_ == "prep":
            for pobj in child.children:
                if pobj.dep_ == "pobj":
                    yield from conjuncts(pobj)
        elif depth and child.dep_ in ("dobj", "nsubjpass", "pobj", "prep"):
            yield from _included(child, depth - 1)


def best_type(head: Token, lexicon: Lexicon) -> Typed | None:
    """The one type that fits a content best."""
    return max(types_of(head, lexicon), key=lambda t: t.weight, default=None)


def object_frames(predicate: Token, argument: Token, lexicon: Lexicon) -> list[Typed]:
    """Types that a predicate makes with one object, best first."""
    found = []
    for lemma in forms(predicate):
        for target in (argument, *_partitive(argument)):
            for name in (*_compound_forms(target), *forms(target)):
                for key in lexicon.frames.get((lemma, name), ())[:1]:
                    found.append(Typed(key, MONEY if name == "money" else FRAME - 0.5, argument, target, acts=True))
    return found[:1]


def _partitive(token: Token) -> Iterator[Token]:
    """ "five of their boats", "a package of missiles": what it is a quantity of."""
    if token.pos_ == "NUM" or token.lemma_.lower() in _QUANTITIES or token.ent_type_ in ("CARDINAL", "QUANTITY"):
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                for pobj in child.children:
                    if pobj.dep_ == "pobj":
                        yield from conjuncts(pobj)


def frame_types(head: Token, lexicon: Lexicon) -> list[str]:
    """Types by frames only."""
    return [t.type for t in triggers(head, lexicon, None) if t.weight >= FRAME - 0.5]


def _objects(part: Token) -> list[Token]:
    for child in part.children:
        if child.dep_ in ("dobj", "nsubjpass") or part.pos_ == "NOUN" and child.dep_ == "prep" and child.lower_ == "of":
            target = child if child.dep_ != "prep" else next((c for c in child.children if c.dep_ == "pobj"), None)
            if target is not None:
                return list(conjuncts(target))
    return []


def _best(part: Token, lexicon: Lexicon, clauses: bool, only: Token | None = None) -> Typed | None:
    best: Typed | None = None
    for typed in _collect(part, lexicon, _DEPTH, only, () if clauses else _CLAUSES):
        if best is None or typed.weight > best.weight + 1e-9:
            best = typed
    return Typed(best.type, best.weight, part, best.trigger, best.acts) if best else None


def _collect(token: Token, lexicon: Lexicon, depth: int, only: Token | None, skip: Collection[str] = ()) -> Iterator[Typed]:
    yield from triggers(token, lexicon, only)
    if depth == 0:
        return
    if token.dep_ == "xcomp" and depth == _DEPTH and (subject := sufferer(token)) is not None:
        yield from _scaled(_collect(subject, lexicon, depth - 1, None), _KEEP["nsubjpass"])
    for child in token.children:
        keep = _KEEP.get(child.dep_, 0.5)
        if (
            child.dep_ in _SKIP
            or child.dep_ in skip
            and not _purpose(child)
            and not (child.dep_ == "ccomp" and token.lemma_ in _CAUSATIVES)
            or child.dep_ == "conj"
            or child.dep_ in ("nsubj",)
            and token.pos_ in ("VERB", "AUX")
            and child.ent_type_
        ):
            continue
        if only is not None and child.dep_ in ("dobj", "nsubjpass") and only in list(conjuncts(child)):
            child = only
        if child.dep_ in ("prep", "agent"):
            keep = _PREPOSITION.get(child.lower_, 0.5)
            if token.ent_type_ == "MONEY" and child.lower_ in ("in", "for", "of", "worth", "on", "to"):
                keep = 0.97
            for grandchild in _governed(child):
                if grandchild.dep_ in ("pobj", "pcomp"):
                    targets = [only] if only is not None and only in list(conjuncts(grandchild)) else list(conjuncts(grandchild))
                    for target in targets:
                        yield from _scaled(_collect(target, lexicon, depth - 1, None), keep)
        elif child.dep_ == "dobj" and only is None:
            for target in conjuncts(_meant(child)) if _meant(child) != token else ():
                yield from _scaled(_collect(target, lexicon, depth - 1, None), keep)
        else:
            yield from _scaled(_collect(child, lexicon, depth - 1, None), keep)


def _purpose(clause: Token) -> bool:
    """ "… to expand shipyards": an adverbial infinitive says what for."""
    return clause.dep_ == "advcl" and clause.tag_ == "VB" and any(c.lower_ == "to" and c.dep_ == "aux" for c in clause.children)


def _scaled(found: Iterator[Typed], keep: float) -> Iterator[Typed]:
    for typed in found:
        yield Typed(typed.type, typed.weight * keep, typed.head, typed.trigger, typed.acts)


def triggers(token: Token, lexicon: Lexicon, only: Token | None = None) -> Iterator[Typed]:
    """Triggers that end (nouns) or start (verbs) at a token, and frames that it opens."""
    if token.i > 1 and token.nbor(-1).text == "-" and token.nbor(-2).lower_ in ("post", "pre", "anti", "non"):
        return  # "post-ceasefire guarantees" are no ceasefire
    if token.i + 1 < len(token.doc) and any(
        len(t.words) > 1 and t.words[-2] in forms(token) for form in forms(token.nbor(1)) for t in lexicon.nouns.get(form, ())
    ):
        return  # "ceasefire monitoring" is monitoring
    for lemma in forms(token):
        for trigger in lexicon.nouns.get(lemma, ()) if not is_verb(token) or "_" in lemma or token.tag_ == "VBG" else ():
            if len(trigger.words) == 1 or _phrase(token, trigger.words):
                yield Typed(trigger.type, trigger.weight, token, token)
        for trigger in lexicon.verbs.get(lemma, ()):
            if token.pos_ in ("VERB", "AUX", "NOUN") and (len(trigger.words) == 1 or _follows(token, trigger.words[1:])):
                if token.pos_ != "NOUN" or is_verb(token):
                    yield Typed(trigger.type, trigger.weight, token, token, acts=True)
    yield from _frames(token, lexicon, only)


def _frames(token: Token, lexicon: Lexicon, only: Token | None) -> Iterator[Typed]:
    predicates = [p for p in (*multiword(token), *forms(token)) if p in lexicon.predicates]
    if token.lemma_ == "order" and any(c.dep_ == "xcomp" for c in token.children):
        return  # "order fighters to …" buys nothing
    if not predicates:
        return
    for argument in (a for found in _arguments(token, only) for a in (found, *_partitive(found))):
        for predicate in predicates:
            for name in (*_compound_forms(argument), *forms(argument)):
                if name in _EVENTS and _about(argument, lexicon):
                    break
                if name == "organisation_actor" and argument.dep_ == "pobj" and argument.head.lower_ not in _MEMBERSHIP:
                    continue  # "left for the UN"
                for rank, key in enumerate(lexicon.frames.get((predicate, name), ())):
                    weight = MONEY if name == "money" or argument.ent_type_ == "MONEY" else FRAME + (0.5 if "_" in name else 0)
                    yield Typed(key, weight - 0.01 * rank, token, argument, acts=True)


def _about(event: Token, lexicon: Lexicon) -> bool:
    """Whether the words say what an event is about: that is its matter then."""
    purposes = [
        p for c in event.children if c.dep_ == "prep" and c.lower_ in ("on", "for", "about") for p in c.children if p.dep_ == "pobj"
    ]
    return any(t.weight >= STRONG for p in purposes for t in triggers(p, lexicon, None))


def _arguments(token: Token, only: Token | None) -> Iterator[Token]:
    if token.dep_ == "xcomp" and (subject := sufferer(token)) is not None:
        yield from conjuncts(subject)
    for child in token.children:
        if (
            child.dep_ in ("dobj", "nsubjpass", "attr", "compound", "amod", "dative", "oprd", "xcomp")
            or child.dep_ == "poss"
            and token.pos_ == "NOUN"
        ):
            meant = _meant(child)
            yield from [only] if only is not None and only in list(conjuncts(child)) else conjuncts(meant)
        elif child.dep_ in ("prep", "agent", "prt"):
            for grandchild in _governed(child):
                if grandchild.dep_ == "pobj":
                    yield from [only] if only is not None and only in list(conjuncts(grandchild)) else conjuncts(grandchild)
    if token.dep_ in ("acl", "relcl") and token.head.pos_ == "NOUN":  # "soldiers stationed in …", "hubs which they will build"
        yield token.head
    if token.dep_ == "conj" and token.head.pos_ == token.pos_ and token.pos_ == "VERB":
        if not any(c.dep_ == "dobj" for c in token.children):
            yield from (c for c in token.head.children if c.dep_ in ("dobj", "nsubjpass"))


def _governed(preposition: Token) -> Iterator[Token]:
    """What a preposition leads to, also through a second one ("out of the club")."""
    for child in preposition.children:
        yield child
        if child.dep_ == "prep":
            yield from child.children


def _meant(token: Token) -> Token:
    """A relative pronoun's noun ("the hubs which they say they will build"); any other token itself."""
    if token.lower_ in ("which", "that", "whom") and token.dep_ in ("dobj", "nsubjpass", "pobj"):
        clause = next((a for a in token.ancestors if a.dep_ == "relcl"), None)
        return clause.head if clause is not None else token
    return token


_ACTORS: Final = {"Organization": "organisation_actor", "State": "state_actor", "Nationals": "nationals"}


def forms(token: Token) -> tuple[str, ...]:
    """The ways a word may stand in a list: lemma, lower case, a hyphenated word's last part, the class of a name."""
    if token.forms is None:  # a word is asked for about thirty times
        token.forms = _forms(token)
    return token.forms


def _forms(token: Token) -> tuple[str, ...]:
    lemma, lower = token.lemma_.lower(), token.lower_
    if token.tag_ == "VBZ" and not lemma.endswith("e") and lower == lemma + "es":  # "hopes" is no hop
        lemma = lower[:-1]
    found = [lemma.replace(" ", "_"), lower.replace(" ", "_")]
    if token.ent_type_ == "MONEY":
        found.append("money")
    if token.ent_id_:
        found.append(_ACTORS.get(token.ent_id_, "actor"))
    if lower.endswith("s") and (token.tag_ in ("NNPS", "NNP", "NNS") or lower[-2:-1].isdigit()):  # "F-16s"
        found.append(lower[:-1])
    if "-" in lower and len(lower) > 4:
        found.append(lower.rsplit("-", 1)[-1])
    return tuple(dict.fromkeys(found))


def multiword(token: Token) -> Iterator[str]:
    """Phrasal verbs: "set up" as set_up, also with words between: "set it up", "pull its forces back"."""
    for child in token.children:
        if child.dep_ in ("prt", "advmod", "prep", "acomp", "dobj") and child.i > token.i and child.i - token.i < 8:
            yield f"{token.lemma_.lower()}_{child.lower_}"


def _compound_forms(token: Token) -> Iterator[str]:
    """ "frozen assets" as frozen_asset, "body of water" as body_of_water."""
    doc = token.doc
    for size in (1, 2):
        if token.i - size >= 0:
            yield "_".join([*(doc[i].lower_ for i in range(token.i - size, token.i)), token.lemma_.lower()])


def _phrase(token: Token, parts: tuple[str, ...]) -> bool:
    """Whether the words before a token complete a phrase, loosely: hyphens and one extra adjective are let pass."""
    words = token.doc.tokens
    index = token.i - 1
    for part in reversed(parts[:-1]):
        skipped = 0
        while index >= 0 and part != (word := words[index]).lower_ and part != word.lemma_.lower():
            skipped += 1
            if skipped > (2 if word.pos_ in ("DET", "PUNCT", "ADJ") else 0):
                return False
            index -= 1
        if index < 0:
            return False
        index -= 1
    return True


def _follows(token: Token, parts: tuple[str, ...]) -> bool:
    index = token.i + 1
    for part in parts:
        window = token.doc[index : index + 3]
        hit = next((t for t in window if part in (t.lower_, t.lemma_.lower())), None)
        if hit is None:
            return False
        index = hit.i + 1
    return True
