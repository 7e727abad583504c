"""The words of `ontology/types.ttl`, `classes.toml` and `cues.toml`, ready for look-up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kg import vocab
from kg.errors import OntologyError
from kg.model import STANCES, STATUSES, Kind
from kg.turtle import Literal, Quad

WEAK: Final = 1.5
STRONG: Final = 4.0
FRAME: Final = 5.0


@dataclass(frozen=True, slots=True)
class Attitude:
    """A word that governs an action: what it makes of it."""

    words: tuple[str, ...]  # lemmas; the first is matched in the tree, the others near it
    pos: str
    kind: Kind
    level: str
    needs_type: bool = False
    needs_infinitive: bool = False
    others: str | None = None  # the stance that it is towards things and acts of others
    soft: bool = False  # says less than what stands inside it
    performer: bool = False  # its object is who should act
    judges: bool = False  # a predicate of the matter, which the speaker passes: "would be a provocation"
    progressive: bool = False  # only as "is discussing"
    joint: str | None = None  # the level that it is when an organisation decides
    calls: bool = False  # a verb that calls its object something ("called the deal a trap")


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word or phrase that names a type by itself."""

    words: tuple[str, ...]
    type: str
    weight: float


@dataclass(frozen=True)
class Lexicon:
    """Everything that extraction knows of words."""

    nouns: Mapping[str, tuple[Trigger, ...]]  # by the last word of the phrase and by the first of "x of y" phrases
    verbs: Mapping[str, tuple[Trigger, ...]]  # by the first word
    frames: Mapping[tuple[str, str], tuple[str, ...]]  # (predicate, object) -> types
    predicates: frozenset[str]  # the left sides of frames
    predicate_types: Mapping[str, frozenset[str]]  # the types that a predicate can make
    recipients: Mapping[str, tuple[str, ...]]
    traits: Mapping[str, frozenset[str]]  # trait -> types that have it
    kin: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    attitudes: Mapping[tuple[str, str], tuple[Attitude, ...]]  # (pos, first lemma) -> longest first
    barriers: frozenset[str]  # what is undone by ending it
    battle: frozenset[str]  # verbs of fighting: done to what is another's, no undertaking
    yielding: frozenset[str]  # what restrains: not to do it is a refusal
    judging: frozenset[str]  # verbs that call a thing something
    judgements: Mapping[str, str]  # what they call it -> stance
    modal: Mapping[str, str]  # auxiliary or phrase -> status or "demanded"
    light_verbs: frozenset[str]
    ongoing: frozenset[str]  # verbs whose plain present is a deed
    leaving: tuple[tuple[str, ...], ...]  # what forces do that end their stay
    ends: frozenset[str]  # what is done with forces that ends their stay
    ground: frozenset[str]  # what is held and given up in a war
    fighting: frozenset[str]  # words of a text about a war or a truce
    staying: tuple[tuple[str, ...], ...]
    binding: frozenset[str]  # verbs with which a text binds whom it names
    enacting: frozenset[str]  # verbs whose plain present is what a state does now
    ending: frozenset[str]  # what an act does that is over
    going_on: frozenset[str]  # what an act does that takes place
    wishing: frozenset[str]  # verbs of wish: with an infinitive of one's own, a plan
    abroad: frozenset[str]  # words for what is not of one's own state
    vague_verbs: frozenset[str]  # attitudes too common to be taken for one where no type is named
    harm_verbs: tuple[tuple[str, ...], ...]
    harm_nouns: frozenset[str]
    report_verbs: frozenset[str]
    journalistic: frozenset[str]
    negators: frozenset[str]
    nothing: tuple[str, ...]
    marks: tuple[tuple[str, ...], ...]
    soft_marks: frozenset[str]
    condition_phrases: tuple[tuple[str, ...], ...]
    anaphors: frozenset[str]
    anaphor_pronouns: frozenset[str]
    taking_up: tuple[tuple[str, ...], ...]
    hedges: tuple[tuple[str, ...], ...]
    vague: tuple[tuple[str, ...], ...]

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(self.recipients)


def words(text: str) -> tuple[str, ...]:
    """A comma- or newline-separated list of entries."""
    return tuple(dict.fromkeys(w.strip() for w in text.replace("\n", " ").split(",") if w.strip()))


def phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """The entries of a list as tuples of words, longest first."""
    return tuple(sorted((tuple(w.split()) for w in words(text)), key=lambda p: (-len(p), p)))


def build(types: Iterable[Quad], classes: Mapping[str, Any], cues: Mapping[str, Any]) -> Lexicon:
    """Raises OntologyError for anything that is not understood, naming the file and the entry."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in types:
        subject = getattr(quad.subject, "value", "")
        if subject.startswith(vocab.TYPE):
            value = quad.object.value if isinstance(quad.object, Literal) else str(getattr(quad.object, "value", ""))
            said[subject.removeprefix(vocab.TYPE)][quad.predicate.value].append(value)
    leaves = {key: facts for key, facts in said.items() if facts.get(vocab.SKOS + "broader")}
    expand = _Classes(classes)
    return Lexicon(
        nouns=_triggers(leaves, "noun", by_last=True),
        verbs=_triggers(leaves, "verb", by_last=False),
        frames=(frames := _frames(leaves, expand)),
        predicates=frozenset(predicate for predicate, _ in frames),
        predicate_types=_by_predicate(frames),
        recipients={key: tuple(facts.get(vocab.PACT + "recipient", ())) for key, facts in leaves.items()},
        traits=_traits(leaves),
        kin={key: tuple(sorted(k.removeprefix(vocab.TYPE) for k in facts.get(vocab.PACT + "kin", ()))) for key, facts in leaves.items()},
        labels={key: next(iter(facts.get(vocab.SKOS + "prefLabel", ())), key) for key, facts in said.items()},
        barriers=frozenset(expand("BARRIER")),
        battle=frozenset(expand("BATTLE")),
        yielding=frozenset(expand("YIELD")),
        attitudes=_attitudes(cues.get("attitude", [])),
        **_small_words(cues),
    )


#: How types behave; `ontology/types.ttl` says what each means.
TRAITS: Final = frozenset(
    {
        "directed",
        "term",
        "absorbing",
        "restraint",
        "no-deed",
        "mutual",
        "national",
        "no-theatre",
        "outward",
        "retreat",
        "stationing",
        "hostile",
        "within",
        "beside",
    }
)


def _traits(leaves: Mapping[str, Mapping[str, list[str]]]) -> dict[str, frozenset[str]]:
    for key, facts in leaves.items():
        if unknown := set(facts.get(vocab.PACT + "trait", ())) - TRAITS:
            raise OntologyError(f'ontology/types.ttl: ptype:{key}: unknown trait "{min(unknown)}"; known are {", ".join(sorted(TRAITS))}')
    return {trait: frozenset(key for key, facts in leaves.items() if trait in facts.get(vocab.PACT + "trait", ())) for trait in TRAITS}


class _Classes:
    def __init__(self, data: Mapping[str, Any]) -> None:
        self._words = {name: tuple(text.split()) for name, text in data.items()}

    def __call__(self, side: str) -> tuple[str, ...]:
        if side.isupper() and side.isalpha() or "_" in side and side.isupper():
            if side not in self._words:
                raise OntologyError(f"ontology/types.ttl: no class {side} in classes.toml")
            return self._words[side]
        return (side,)


def _triggers(leaves: Mapping[str, Mapping[str, list[str]]], name: str, *, by_last: bool) -> dict[str, tuple[Trigger, ...]]:
    found: dict[str, list[Trigger]] = defaultdict(list)
    for key, facts in leaves.items():
        for text in facts.get(vocab.PACT + name, ()):
            weak = text.endswith("~")
            parts = tuple(text.rstrip("~").lower().split("_"))
            weight = (WEAK if weak else STRONG) + 0.5 * (len(parts) - 1)
            found[parts[-1] if by_last else parts[0]].append(Trigger(parts, key, weight))
    return {w: tuple(sorted(t, key=lambda t: (-len(t.words), -t.weight, t.type))) for w, t in found.items()}


def _frames(leaves: Mapping[str, Mapping[str, list[str]]], expand: _Classes) -> dict[tuple[str, str], tuple[str, ...]]:
    """Pairs to types, the most specific frame (fewest pairs) first."""
    found: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for key, facts in leaves.items():
        for text in facts.get(vocab.PACT + "frame", ()):
            left, plus, right = (part.strip() for part in text.partition("+"))
            if not plus or not left or not right:
                raise OntologyError(f'ontology/types.ttl: ptype:{key}: frame "{text}" should be "PREDICATE + OBJECT"')
            pairs = [(p, o) for p in expand(left) for o in expand(right)]
            for pair in pairs:
                found[pair].append((len(pairs), key))
    return {pair: tuple(dict.fromkeys(key for _, key in sorted(keys))) for pair, keys in found.items()}


def _by_predicate(frames: Mapping[tuple[str, str], tuple[str, ...]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for (predicate, _), keys in frames.items():
        found[predicate].update(keys)
    return {predicate: frozenset(keys) for predicate, keys in found.items()}


_KEYS: Final = {"words", "pos", "kind", "level", "needs", "soft", "object", "others", "joint", "note"}


def _attitudes(entries: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], tuple[Attitude, ...]]:
    found: dict[tuple[str, str], list[Attitude]] = defaultdict(list)
    for number, entry in enumerate(entries, 1):
        where = f"ontology/cues.toml: attitude {number} ({str(entry.get('words', ''))[:30]!r})"
        if unknown := set(entry) - _KEYS:
            raise OntologyError(f"{where}: unknown key {sorted(unknown)[0]!r}")
        kind, level = entry["kind"], entry["level"]
        if level not in (STATUSES if kind == "commitment" else STANCES):
            raise OntologyError(f"{where}: {level!r} is no level of a {kind}")
        for phrase in words(entry["words"]):
            parts = tuple(phrase.split())
            head = next((p for p in parts if p not in _LEADING), parts[0]) if entry["pos"] == "verb" else parts[0]
            parts = (head, *(p for p in parts if p != head)) if parts[0] != head and parts[0] != "not" else parts
            found[entry["pos"], parts[0]].append(
                Attitude(
                    words=parts,
                    pos=entry["pos"],
                    kind=kind,
                    level=level,
                    needs_type=entry.get("needs") == "type",
                    needs_infinitive=entry.get("needs") == "infinitive",
                    others=entry.get("others"),
                    joint=entry.get("joint"),
                    judges=entry.get("object") == "subject",
                    progressive=entry.get("needs") == "progressive",
                    soft=bool(entry.get("soft", False)),
                    performer=entry.get("object") == "performer",
                )
            )
    return {key: tuple(sorted(found[key], key=lambda a: (-len(a.words), a.words))) for key in found}


_LEADING: Final = frozenset({"not"})


def _small_words(cues: Mapping[str, Any]) -> dict[str, Any]:
    modal = {phrase: level for level, text in cues["modal"].items() for phrase in words(text)}
    condition, report = cues["condition"], cues["report"]
    judgement = cues["judgement"]
    return {
        "judging": frozenset(words(judgement["verbs"])),
        "judgements": {word: level for level in ("opposes", "supports") for word in words(judgement[level])},
        "modal": modal,
        "ongoing": frozenset(words(cues["ongoing"]["verbs"])),
        "leaving": phrases(cues["moving"]["leaving"]),
        "ends": frozenset(words(cues["moving"]["ends"])),
        "ground": frozenset(words(cues["moving"]["ground"])),
        "fighting": frozenset(words(cues["moving"]["fighting"])),
        "staying": phrases(cues["moving"]["staying"]),
        "binding": frozenset(words(cues["binding"]["verbs"])),
        "enacting": frozenset(words(cues["enact"]["verbs"])),
        "ending": frozenset(words(cues["course"]["ending"])),
        "going_on": frozenset(words(cues["course"]["going_on"])),
        "wishing": frozenset(words(cues["wish"]["verbs"])),
        "abroad": frozenset(words(cues["abroad"]["words"])),
        "vague_verbs": frozenset(words(cues["vague"]["verbs"])),
        "harm_verbs": phrases(cues["harm"]["verbs"]),
        "harm_nouns": frozenset(words(cues["harm"]["nouns"])),
        "light_verbs": frozenset(words(cues["light"]["verbs"])),
        "report_verbs": frozenset(words(report["verbs"])),
        "journalistic": frozenset(words(report["journalistic"])),
        "negators": frozenset(words(cues["negation"]["words"])),
        "nothing": words(cues["negation"]["nothing"]),
        "marks": phrases(condition["marks"]),
        "soft_marks": frozenset(words(condition["soft_marks"])),
        "condition_phrases": phrases(condition["phrases"]),
        "anaphors": frozenset(words(cues["anaphor"]["nouns"])),
        "anaphor_pronouns": frozenset(words(cues["anaphor"]["pronouns"])),
        "taking_up": phrases(cues["anaphor"]["verbs"]),
        "hedges": phrases(cues["amount"]["hedges"]),
        "vague": phrases(cues["amount"]["vague"]),
    }
