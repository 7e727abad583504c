"""From a predicate to what it undertakes or thinks: attitudes folded outside in around a typed action."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.extract.attitude import Level, attitude_at, contents, fold, phrase_tokens, to_infinitive
from kg.extract.content import Typed, forms, frame_types, multiword, object_frames, triggers, types_of
from kg.extract.grammar import SUBJECTS, direct_objects, ends, is_verb, modality, negation, subject
from kg.lexicon import Attitude, Lexicon
from kg.model import Reason
from kg.parse import Token
from kg.refer import conjuncts

_DEPTH = 5
_LEAST_NAMED = 1.2  # below this an object without a noun ("send another 200") points to what was said
_SOME = frozenset({"any", "some", "none", "one", "more", "both", "several"})
_LEAST_RUNNING = 3.0
_AHEAD = frozenset({"pledged", "planned"})
_SUMS = frozenset({"billion", "million", "sum", "money", "package", "bn", "m", "cash", "fund"})
#: Verbs of `others` that refuse only under a negation.
_STANDS_IN_WAY = frozenset({"block", "veto", "resist", "obstruct", "impede"})
_ONLY_NEGATED = frozenset({"accept", "tolerate", "allow", "countenance"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One action under its attitudes, before anybody is named."""

    type: str | None  # None: only something said before can tell ("it", "the deal")
    weight: float
    level: Level
    head: Token  # the action
    trigger: Token
    actor: Token | None = None  # the action's own subject where it differs from the attitude's
    chain: tuple[Token, ...] = ()  # attitude tokens, innermost first
    reasons: tuple[tuple[str, Token, str], ...] = ()
    acts: bool = True


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one sentence's predicates. Pure: lexicon in, readings out."""

    lexicon: Lexicon

    def at(self, head: Token, *, headline: bool = False) -> list[Reading]:
        """Readings of a clause or nominal head that is nobody's content: with its own tense and modality."""
        if (running := self._running(head, headline)) is not None:
            return [running]
        entry = attitude_at(head, self.lexicon)
        if entry is not None and not (entry.soft and entry.pos == "noun" and not _decides(head)):
            return list(self._attitude(head, entry, 0, headline=headline))
        if head.lemma_ == "go" and head.tag_ == "VBG" and any(c.dep_ == "xcomp" and c.tag_ == "VB" for c in head.children):
            return []  # "is going to send": the sending is read
        if not is_verb(head):
            return []
        mood = modality(head, self.lexicon, headline=headline)
        if mood is None or head.lemma_.lower() in self.lexicon.report_verbs and not self._acts(head, mood[0]):
            return []
        return list(self._action(head, mood))

    def _acts(self, head: Token, level: str) -> bool:
        """Whether a verb of saying is meant as a deed: "would continue its aid"."""
        return (
            bool(frame_types(head, self.lexicon))
            or level != "fulfilled"
            and any(c.dep_ == "dobj" and c.pos_ == "NOUN" for c in head.children)
        )

    # ---- attitudes ------------------------------------------------------------------------------------------------

    def _attitude(self, token: Token, entry: Attitude, depth: int, *, headline: bool = False) -> Iterator[Reading]:
        negated = negation(token, self.lexicon)
        if negated is None and token.pos_ in ("ADJ", "ADP", "ADV") and is_verb(token.head):
            negated = negation(token.head, self.lexicon)
        if entry.words[0] == "not" or "not" in entry.words:
            negated = None
        note = f"{' '.join(entry.words)}: {entry.level}"
        inner = list(self._contents(token, entry, depth))
        if entry.needs_infinitive:
            inner = [r for r in inner if r.level.level == "demands" or is_verb(r.head) and _to_infinitive(r.head)]
            if not inner:
                return
        if entry.words[0] in _ONLY_NEGATED and negated is None:
            entry = replace(entry, level="agreed" if entry.words[0] == "accept" else "pledged", others=None)
        elif entry.words[0] in _ONLY_NEGATED:
            negated = None
        elif entry.words[0] in _STANDS_IN_WAY and negated is not None:  # "will not block the bid": lets it happen
            entry, negated = replace(entry, level="pledged", others=None), None
        if not inner:
            inner = [Reading(None, 0.0, Level(entry.kind, None), token, token)]
        if any(r.type for r in inner):
            inner = [r for r in inner if r.type]
        for reading in inner:
            restraint = self._restrains(reading.type, reading.head, reading.trigger) and _inner_negated(reading, self.lexicon)
            level = reading.level
            if restraint and level.level == "refused":
                level = Level("commitment", None)
            others = entry.others and negated is None and (_of_others(reading) or reading.head == token) and not self._asked_of(token)
            stance = entry.others if others else None
            if entry.level == "demands" and negated is None and self._wishes(token, reading):
                level, entry_ = Level("commitment", level.level), replace(entry, kind="commitment", level="planned", others=None)
            elif _of_a_request(reading, token, entry):
                level, entry_ = Level("commitment", None), entry
            else:
                entry_ = entry
            folded = Level("position", stance) if stance else fold(entry_, negated is not None, level)
            if negated is not None and ends(negated) and folded == Level("commitment", "refused"):
                folded = Level("commitment", "withdrawn")  # "no longer intends to"
            if folded is not None and negated is None and entry.level in _AHEAD and self._threat(reading, token):
                folded = Level("position", "threatens")  # "vowed to strike back", "promised retaliation"
            folded = self._moody(token, folded, entry, headline=headline) if depth == 0 and folded else folded
            if folded is None:
                continue
            if negated is not None and folded.level == "refused" and self._restrains(reading.type, reading.head, reading.trigger):
                folded = Level("commitment", "pledged")  # "will not seek nuclear weapons"
            reasons = (*reading.reasons, ("attitude", token, note))
            if negated is not None:
                reasons = (*reasons, ("negation", negated, "negates the attitude"))
            yield replace(reading, level=folded, chain=(*reading.chain, token), reasons=reasons)

    def _moody(self, token: Token, folded: Level, entry: Attitude, *, headline: bool) -> Level | None:
        """An attitude's own mood: "could pledge" is less than "pledged"; "must agree" is nobody's pledge."""
        if folded.kind == "position" or not is_verb(token):
            return folded
        mood = modality(token, self.lexicon, headline=headline)
        if mood is None or mood[0] in ("fulfilled", "pledged", "planned"):
            if mood is not None and mood[0] == "planned" and folded.level in ("agreed",):
                return Level("commitment", "planned")
            if mood is not None and mood[0] == "pledged" and folded.level in ("agreed",) and mood[1].lower_ not in ("would", "'d"):
                return Level("commitment", "pledged")
            return folded
        if mood[0] == "considered" and folded.level in ("agreed", "pledged", "planned", "withdrawn", "fulfilled"):
            return Level("commitment", "considered")
        if mood[0] == "demanded":
            return Level("position", "demands")
        return folded

    def _contents(self, token: Token, entry: Attitude, depth: int) -> Iterator[Reading]:
        if depth >= _DEPTH:
            return
        seen: set[int] = set()
        typed = False
        for content in sorted(contents(token, entry), key=_is_governed):
            if typed and _is_governed(content) and is_verb(token):
                continue  # "cut tariffs to ten percent": the object tells
            for part in conjuncts(content):
                if part.i in seen or part.i == token.i:
                    continue
                seen.add(part.i)
                for reading in self._content(token, part, entry, depth + 1):
                    typed |= reading.type is not None
                    yield reading

    def _nominal(self, part: Token, token: Token) -> list[Typed]:
        """Types of a noun, also as the object of its attitude ("offers 400 police": OFFER + FORCES)."""
        found = types_of(part, self.lexicon, alone=True)
        best = max((t.weight for t in found), default=0.0)
        framed = object_frames(token, part, self.lexicon)
        if best < 3 and (purpose := self._purpose(token, part)) is not None and purpose.weight >= min(best, _LEAST_NAMED):
            return [purpose]
        return framed if framed and framed[0].weight > best + 0.4 else found

    def _purpose(self, token: Token, part: Token) -> Typed | None:
        """What a sum is for, where the words hang on the verb: "pledged $315m in emergency food"."""
        if part.ent_type_ != "MONEY" and part.lemma_.lower() not in _SUMS and not any(c.ent_type_ == "MONEY" for c in part.children):
            return None
        found: list[Typed] = []
        for child in token.children:
            if child.i > part.i and child.dep_ == "prep" and child.lower_ in ("in", "for", "to", "towards", "toward", "on", "into"):
                found += [t for c in child.children if c.dep_ in ("pobj", "pcomp") for t in types_of(c, self.lexicon)]
            elif child.i > part.i and to_infinitive(child):
                found += types_of(child, self.lexicon)
        return max(found, key=lambda t: t.weight, default=None)

    def _content(self, token: Token, part: Token, outer: Attitude, depth: int) -> Iterator[Reading]:
        entry = attitude_at(part, self.lexicon)
        if entry is not None and depth < _DEPTH and self._says_more(part, entry, outer):
            found = [r for r in self._attitude(part, entry, depth) if r.type is not None]
            if found:
                own = _own_subject(part)
                yield from (replace(r, actor=r.actor or own) for r in found)
                return
        if is_verb(part):
            yield from self._verbal(part)
            return
        for typed in self._nominal(part, token):
            yield Reading(
                typed.type,
                typed.weight,
                Level("commitment", None),
                part,
                typed.trigger,
                _relative_actor(part),
                reasons=(("trigger", typed.trigger, typed.type),),
            )

    def _says_more(self, part: Token, entry: Attitude, outer: Attitude) -> bool:
        """A noun that is both an attitude and a mere name of the matter ("the plan") counts only with a content."""
        if part.pos_ != "NOUN":
            return True
        return next(contents(part, entry), None) is not None

    def _verbal(self, part: Token) -> Iterator[Reading]:
        negated = negation(part, self.lexicon)
        own = _own_subject(part)
        finite = part.dep_ in ("ccomp", "relcl", "conj") and own is not None
        mood = modality(part, self.lexicon) if finite else None
        for typed in types_of(part, self.lexicon, alone=True):
            level: str | None = None
            if negated is not None and not self._restrains(typed.type, typed.head, typed.trigger):
                level = "refused"
            elif mood is not None and mood[0] in ("pledged", "considered", "planned", "fulfilled"):
                level = mood[0]
            elif mood is not None and mood[0] == "demanded":
                yield Reading(
                    typed.type,
                    typed.weight,
                    Level("position", "demands"),
                    typed.head,
                    typed.trigger,
                    own,
                    reasons=(("modality", mood[1], "demands"),),
                )
                continue
            reasons = [("trigger", typed.trigger, typed.type)]
            if negated is not None:
                reasons.append(("negation", negated, "negates the action"))
            if mood is not None:
                reasons.append(("modality", mood[1], mood[0]))
            yield Reading(typed.type, typed.weight, Level("commitment", level), typed.head, typed.trigger, own, reasons=tuple(reasons))

    def _asked_of(self, token: Token) -> bool:
        """ "Rejected the appeal": what is refused was asked of whoever refuses."""
        things = [c for c in token.children if c.dep_ == "dobj" and not any(g.dep_ in ("poss", "prep", "acl") for g in c.children)]
        return any((e := attitude_at(c, self.lexicon)) is not None and e.level == "demands" for c in things)

    def _wishes(self, token: Token, reading: Reading) -> bool:
        """ "Wants to send goods": an act of whoever wants it, not one asked of others."""
        if token.lemma_.lower() not in self.lexicon.wishing or reading.level.kind == "position" or any(direct_objects(token)):
            return False
        return any(c.dep_ == "xcomp" and reading.head in c.subtree and _own_subject(c) is None for c in token.children)

    def _threat(self, reading: Reading, token: Token) -> bool:
        """Whether what is undertaken is to do harm."""
        if reading.level.level == "opposes" and any(does_harm(link, self.lexicon) for link in reading.chain):
            return True  # "vowed to attack": no criticism
        if is_verb(reading.head):
            return reading.head != token and does_harm(reading.head, self.lexicon)
        return is_verb(token) and reading.head.lemma_.lower() in self.lexicon.harm_nouns

    def _restrains(self, type_: str | None, head: Token, trigger: Token) -> bool:
        """Whether not to do it is what the type names: "will not attack", but not "will not disarm", "no truce"."""
        if type_ not in self.lexicon.traits["restraint"]:
            return False
        words = {head.lemma_.lower(), trigger.lemma_.lower(), *multiword(head)}
        return not words & self.lexicon.yielding

    # ---- bare actions ---------------------------------------------------------------------------------------------

    def _moving(self, head: Token, mood: tuple[str, Token]) -> Reading | None:
        """Forces that come, stay or go: "Turkish troops will stay", "not one soldier will leave"."""
        words = {c.lower_ for c in head.children}
        forces = next((c for c in head.children if c.dep_ == "nsubj"), None)
        going = head.tag_ == "VBG" and any(c.dep_ == "aux" and c.tag_ in ("VBZ", "VBP") for c in head.children)  # "is coming home"
        gone = mood[0] == "fulfilled" and any(c.dep_ == "aux" and c.lemma_ == "have" for c in head.children)  # "have left Haiti"
        ahead = mood[0] in ("pledged", "planned", "considered")
        if forces is None or not (ahead or going or gone) or not gone and any(c.dep_ == "dobj" for c in head.children):
            return None
        leaves, stays = (
            any(head.lemma_.lower() == first and set(rest) <= words for first, *rest in listed)
            for listed in (self.lexicon.leaving, self.lexicon.staying)
        )
        if not (leaves or stays and not gone) or not any(self.lexicon.frames.get(("deploy", name)) for name in forms(forces)):
            return None
        typed = next((t for t in triggers(forces, self.lexicon) if t.type in self.lexicon.traits["national"]), None)
        negated = negation(head, self.lexicon)
        status = "withdrawn" if leaves and negated is None else "refused" if negated is not None else "pledged" if going else mood[0]
        if typed is None or mood[0] == "considered" and status != "refused":
            return None
        why = (("trigger", forces, typed.type), ("modality", mood[1], status))
        return Reading(typed.type, 4.0, Level("commitment", status), head, forces, reasons=why)

    def _running(self, head: Token, headline: bool) -> Reading | None:
        """What is done goes on or ends by itself: "loans will stop if …", "deliveries are to resume in May"."""
        stops, goes = head.lemma_.lower() in self.lexicon.ending, head.lemma_.lower() in self.lexicon.going_on
        thing = next((c for c in head.children if c.dep_ == "nsubj" and c.pos_ == "NOUN"), None)
        mood = modality(head, self.lexicon, headline=headline) if thing is not None and (stops or goes) and is_verb(head) else None
        if thing is None or mood is None or mood[0] not in ("pledged", "planned", "considered"):
            return None
        negated = negation(head, self.lexicon)
        if any(c.dep_ in ("dobj", "ccomp", "attr", "acomp", "xcomp") for c in head.children):
            return None
        framed = object_frames(head, thing, self.lexicon)
        typed = framed[0] if framed else max(types_of(thing, self.lexicon, alone=True), key=lambda t: t.weight, default=None)
        if typed is None or typed.weight < _LEAST_RUNNING:
            return None
        status = mood[0] if framed or goes else "withdrawn"
        if negated is not None:
            status = "pledged" if stops and not framed else "refused"
        why = (("trigger", typed.trigger, typed.type), ("modality", mood[1], status))
        return Reading(typed.type, typed.weight, Level("commitment", status), head, typed.trigger, reasons=why)

    def _action(self, head: Token, mood: tuple[str, Token]) -> Iterator[Reading]:
        if (moving := self._moving(head, mood)) is not None:
            yield moving
            return
        negated = negation(head, self.lexicon)
        found = types_of(head, self.lexicon, clauses=False, alone=True)
        if negated is None and mood[0] in _AHEAD and does_harm(head, self.lexicon):
            best = max(found, key=lambda t: t.weight, default=None)
            trigger, type_, weight = (best.trigger, best.type, best.weight) if best is not None else (head, None, 0.0)
            why = (("trigger", trigger, type_ or "harm"), ("modality", mood[1], "threatens"))
            yield Reading(type_, weight, Level("position", "threatens"), head, trigger, reasons=why)
            return
        pointing = _of_those(head, self.lexicon)
        if pointing and max((t.weight for t in found), default=0.0) < _LEAST_NAMED:
            found = []
        said = mood[0] not in ("demanded", "fulfilled") or negated is not None and mood[0] != "demanded"
        if not found and said and (pointing or takes_up(head, self.lexicon) or _does(head, mood[0], self.lexicon)):
            status = "refused" if negated is not None else mood[0]
            yield Reading(None, 0.0, Level("commitment", status), head, head, reasons=(("modality", mood[1], mood[0]),))
        for typed in found:
            level = mood[0]
            kind_level = Level("position", "demands") if level == "demanded" else Level("commitment", level)
            if negated is not None and kind_level.kind == "commitment":
                if self._restrains(typed.type, typed.head, typed.trigger):
                    kind_level = Level("commitment", "pledged" if level in ("pledged", "planned") else level)
                elif level in ("pledged", "planned") or level == "considered" or _declines(head):
                    kind_level = Level("commitment", "withdrawn" if ends(negated) else "refused")
                else:
                    continue
            elif negated is not None:
                kind_level = Level("position", "opposes")
            reasons = [("trigger", typed.trigger, typed.type), ("modality", mood[1], level)]
            if negated is not None:
                reasons.append(("negation", negated, "negates the action"))
            yield Reading(typed.type, typed.weight, kind_level, typed.head, typed.trigger, reasons=tuple(reasons), acts=typed.acts)


def _of_a_request(reading: Reading, token: Token, entry: Attitude) -> bool:
    """ "Weighs India's request for berths": what is weighed, granted or declined was asked by others, and not "its call"."""
    if entry.kind != "commitment" or entry.soft or reading.level.level != "demands" or not is_verb(token) or not reading.chain:
        return False
    asked = reading.chain[-1]
    if any(c.dep_ == "poss" and c.tag_ == "PRP$" for c in asked.children):
        return False
    return asked.pos_ == "NOUN" and asked.dep_ in ("dobj", "pobj", "nsubjpass") and asked.head.lemma_ not in ("make", "renew", "repeat")


def _decides(noun: Token) -> bool:
    """ "Colombia's decision to open an embassy": whose it is and what to do."""
    acts = any(c.dep_ in ("acl", "relcl") and c.tag_ == "VB" and any(g.lower_ == "to" for g in c.children) for c in noun.children)
    return acts and any(c.dep_ in ("poss", "amod", "compound") or c.lower_ in ("of", "by") for c in noun.children)


def _of_those(verb: Token, lexicon: Lexicon) -> bool:
    """ "will not send any", "may give some": the object only points back."""
    return verb.lemma_.lower() in lexicon.predicates and any(
        c.dep_ == "dobj" and (c.lower_ in _SOME and not any(True for _ in c.children) or c.tag_ == "CD" and c.ent_type_ != "MONEY")
        for c in verb.children
    )


def _declines(verb: Token) -> bool:
    """ "Is not sending troops", "do not supply weapons": the present, not what was not done once."""
    if any(c.dep_ == "aux" and c.tag_ == "VBD" for c in verb.children):
        return False
    return verb.tag_ == "VBG" or any(c.dep_ == "aux" and c.lower_ in ("do", "does") for c in verb.children)


def _does(verb: Token, level: str, lexicon: Lexicon) -> bool:
    """ "Ecuador will provide the building": an act of a kind that has a type, on a thing that names none."""
    acts = level in ("pledged", "planned", "considered") and verb.lemma_.lower() in lexicon.predicates
    return acts and any(c.dep_ in ("dobj", "nsubjpass") for c in verb.children)


def does_harm(verb: Token, lexicon: Lexicon) -> bool:
    """A deed against somebody: "attack", "hit back"; not "hit" where the words name another matter ("hit 2 percent")."""
    words = {c.lower_ for c in verb.children}
    return not frame_types(verb, lexicon) and any(
        verb.lemma_.lower() == first and set(rest) <= words for first, *rest in lexicon.harm_verbs
    )


def takes_up(verb: Token, lexicon: Lexicon) -> bool:
    """A verb that only takes up what was said: "do so", "take part", "contribute"."""
    objects = {t.lemma_.lower() for t in direct_objects(verb)}
    beside = {c.lower_ for c in verb.children} | objects
    return any(verb.lemma_.lower() == first and set(rest) <= beside and not objects - set(rest) for first, *rest in lexicon.taking_up)


def _is_governed(content: Token) -> bool:
    return content.head.pos_ in ("ADP", "SCONJ") and content.dep_ in ("pobj", "pcomp")


def _own_subject(verb: Token) -> Token | None:
    if not is_verb(verb):
        return None
    for child in verb.children:
        if child.dep_ in SUBJECTS and child.dep_ != "expl":
            return subject(verb) if child.lower_ in ("who", "which", "that") else child
    if verb.dep_ == "conj" and is_verb(verb.head):
        return _own_subject(verb.head)
    return None


def _to_infinitive(verb: Token) -> bool:
    aux = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    if not aux and verb.tag_ == "VB" and any(c.dep_ in SUBJECTS for c in verb.children):
        return True  # "insists that each capital pay"
    return "to" in aux and not aux & {"will", "would", "could", "can", "may", "might", "shall"}


def _of_others(reading: Reading) -> bool:
    """Whether what is rejected is a thing or others' act, not an act of one's own ("rejected calls to send troops")."""
    return not is_verb(reading.head) and not any(role == "attitude" and "demands" in note for role, _, note in reading.reasons)


def _relative_actor(noun: Token) -> Token | None:
    return None


def _inner_negated(reading: Reading, lexicon: Lexicon) -> bool:
    return any(role == "negation" for role, _, _ in reading.reasons)


def tokens_of(token: Token, lexicon: Lexicon) -> list[Token]:
    """The words of the attitude at a token (for marking)."""
    entry = attitude_at(token, lexicon)
    return phrase_tokens(token, entry) if entry else [token]


__all__ = ["Reader", "Reading", "Reason", "tokens_of"]
