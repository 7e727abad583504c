"""Questions about a parse that survive its commonest errors: who is the subject, is it negated, what is its mood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.lexicon import Lexicon
from kg.parse import Token
from kg.refer import conjuncts

SUBJECTS: Final = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_RELATIVE: Final = frozenset({"who", "which", "that", "whom"})
_INVERTING: Final = frozenset({"should", "were", "had"})
_COMPLEMENTS: Final = frozenset({"xcomp", "ccomp", "pcomp"})


def is_verb(token: Token) -> bool:
    """Whether a token acts as a verb, also where the tagger has it wrong ("denounced the guarantees", "and pledge support")."""
    if token.pos_ in ("VERB", "AUX"):
        return not (token.tag_ == "VBZ" and token.dep_ in ("dobj", "pobj"))
    if token.pos_ == "NOUN" and token.dep_ == "conj" and token.head.pos_ == "VERB":
        return any(c.dep_ in ("dobj", "xcomp", "ccomp") for c in token.children)
    return False


def subject(verb: Token, depth: int = 0) -> Token | None:
    """The token that acts (or suffers, in the passive), followed through control, relative clauses and coordination."""
    if depth > 6:
        return None
    own = next((c for c in verb.children if c.dep_ in SUBJECTS and c.dep_ != "expl"), None)
    if own is not None:
        if own.lower_ in _RELATIVE and verb.dep_ in ("relcl", "acl"):
            return verb.head
        if own.lower_ in _RELATIVE and verb.dep_ == "conj":
            return antecedent(verb, depth)
        if own.pos_ == "VERB" and own.dep_ == "nsubj" and own.tag_ != "VBG":  # "Canberra halves mission, will train …"
            return subject(own, depth + 1) or own
        return own
    head = verb.head
    if verb.dep_ == "conj" and head != verb:
        return subject(head, depth + 1) if is_verb(head) or head.pos_ == "ADJ" else None
    if verb.dep_ in ("xcomp", "advcl", "ccomp", "pcomp", "dep", "oprd", "acomp", "attr", "parataxis") and head != verb:
        governor = head
        while governor.pos_ == "ADP" and governor.head != governor:
            governor = governor.head
        if is_verb(governor):
            if verb.dep_ in ("xcomp", "ccomp") and verb.tag_ == "VB" and (objects := direct_objects(governor)):
                return objects[0]
            return subject(governor, depth + 1)
        if governor.pos_ == "ADJ":
            return subject(governor, depth + 1) or (governor if governor.dep_ == "ROOT" and governor.is_title else None)  # "Dutch to add …"
        if governor.pos_ in ("NOUN", "PROPN"):
            return owner(governor, depth + 1)
    if verb.dep_ == "relcl":
        infinitive = verb.tag_ == "VB" and any(c.lower_ == "to" for c in verb.children)
        return head if infinitive and head.pos_ == "PROPN" else None  # "Spy pact: Canberra to share secrets"
    if verb.dep_ == "acl":
        return head if verb.tag_ in ("VBG", "VBN") else owner(head, depth + 1)
    if is_verb(head) and (verb.pos_ == "ADJ" or verb.pos_ in ("ADP", "ADV") and head.lemma_ == "be"):  # "are against it"
        return subject(head, depth + 1)
    if verb.dep_ == "ROOT" or verb.dep_ == "compound":
        return _headline_subject(verb)
    return None


def _headline_subject(verb: Token) -> Token | None:
    """In "UK to send tanks" the small model takes the first noun for anything; the noun right before will do."""
    index = verb.i - 1
    while index >= verb.sent.start and verb.doc[index].pos_ in ("PART", "AUX", "ADV"):
        index -= 1
    if index >= verb.sent.start and verb.doc[index].pos_ in ("PROPN", "NOUN"):
        return verb.doc[index]
    return None


def antecedent(verb: Token, depth: int = 0) -> Token | None:
    while verb.dep_ == "conj":
        verb = verb.head
    return verb.head if verb.dep_ in ("relcl", "acl") else subject(verb, depth + 1)


def owner(noun: Token, depth: int = 0) -> Token | None:
    """Whose a noun is: possessor, "by"/"of"/"from" phrase, adjective, or the subject of the verb that it depends on."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    if noun.dep_ == "nsubj" and noun.head.lemma_ == "come":  # "the largest pledge came from …"
        for child in noun.head.children:
            if child.dep_ == "prep" and child.lower_ == "from":
                return next((c for c in child.children if c.dep_ == "pobj"), None)
    for preposition in ("by", "from", "of", "between"):
        for child in noun.children:
            if child.dep_ in ("prep", "agent") and child.lower_ == preposition:
                for pobj in child.children:
                    if pobj.dep_ == "pobj" and (pobj.pos_ == "PROPN" or preposition in ("by", "from", "between")):
                        return pobj
    for child in noun.children:
        if child.dep_ in ("amod", "compound", "nmod") and (child.pos_ == "PROPN" or child.text[:1].isupper()):
            return child
    head = noun
    while head.dep_ in ("conj", "pobj", "prep", "compound", "appos", "dobj", "attr", "oprd", "pcomp") and head.head != head:
        head = head.head
        if is_verb(head):
            return subject(head, depth + 1)
    if noun.dep_ in ("nsubjpass",) and is_verb(noun.head):
        return agent(noun.head)
    return None


def agent(verb: Token) -> Token | None:
    """The "by" phrase of a passive."""
    for child in verb.children:
        if child.dep_ == "agent" or child.dep_ == "prep" and child.lower_ == "by":
            for pobj in child.children:
                if pobj.dep_ == "pobj":
                    return pobj
    if verb.dep_ == "conj" and is_verb(verb.head) and verb.tag_ == verb.head.tag_:
        return agent(verb.head)
    for child in verb.children:  # "Caracas has been promised parts for its refineries by Tehran"
        if child.dep_ == "dobj":
            late = [t for t in child.subtree if t.lower_ == "by" and t.dep_ == "prep"]
            return next((c for t in late for c in t.children if c.dep_ == "pobj" and c.pos_ == "PROPN"), None)
    return None


def is_passive(verb: Token) -> bool:
    if any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children):
        return True
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        return True
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and is_verb(verb.head) and not any(c.dep_ in SUBJECTS | {"aux"} for c in verb.children):
        return is_passive(verb.head)
    return False


def caused(verb: Token) -> Token | None:
    """Whom a causative makes act: "make Spain pay", "let inspectors in"."""
    if verb.lemma_ not in ("make", "let", "have", "force"):
        return None
    clause = next((c for c in verb.children if c.dep_ == "ccomp"), None)
    return next((c for c in clause.children if c.dep_ == "nsubj"), None) if clause is not None else None


def sufferer(verb: Token) -> Token | None:
    """The subject of a passive, also of one under "be": "talks are to be hosted by …"."""
    own = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    if own is None and verb.dep_ == "xcomp" and verb.head.lemma_ == "be" and any(c.dep_ == "auxpass" for c in verb.children):
        return next((c for c in verb.head.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    return own


def direct_objects(verb: Token) -> list[Token]:
    return [t for c in verb.children if c.dep_ in ("dobj", "dative", "obj") and c.pos_ != "ADP" for t in conjuncts(c)]


def auxiliaries(verb: Token) -> list[Token]:
    """Auxiliaries of a verb; a coordinated verb borrows those of the first."""
    own = [c for c in verb.children if (c.dep_ in ("aux", "auxpass") or c.dep_ == "cop") and not inverts(c)]
    if not own and verb.dep_ == "conj" and is_verb(verb.head) and not any(c.dep_ in SUBJECTS for c in verb.children):
        return auxiliaries(verb.head) if verb.tag_ in ("VB", "VBN", "VBG") else []
    return own


def inverts(aux: Token) -> bool:
    """ "Should the truce collapse, Cyprus will …": the word that opens the condition, not of the clause that it may hang on."""
    sentence = aux.sent
    return (
        aux.i == sentence.start
        and aux.lower_ in _INVERTING
        and sentence[-1].text != "?"
        and any(t.tag_ == "MD" for t in sentence[1:] if t.i > aux.i + 2)
    )


def negation(verb: Token, lexicon: Lexicon) -> Token | None:
    """The word that negates a predicate: "not", "never", "no troops", "nobody"."""
    for child in verb.children:
        if (
            child.dep_ == "neg"
            or child.lower_ == "no"
            and verb.pos_ == "NOUN"
            or child.lower_ in ("not", "n't", "never", "neither", "nor", "n’t")
        ):
            return child
        if child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr") and any(
            c.lower_ in ("no", "neither", "any") and c.lower_ != "any" for c in child.children
        ):
            return child
        if child.dep_ in ("nsubj", "nsubjpass") and child.left_edge.lower_ in ("not", "no") and child.left_edge.head.i <= child.i:
            return child  # "not one soldier will leave"
        if child.dep_ in ("nsubj", "nsubjpass") and child.lower_ in ("nobody", "none", "nothing", "neither"):
            return child
        if ends(child):
            return child
    if verb.i and verb.nbor(-1).lower_ in ("not", "never", "n't"):
        return verb.nbor(-1)
    if verb.i > 1 and verb.nbor(-1).lower_ == "to" and verb.nbor(-2).lower_ in ("not", "never"):
        return verb.nbor(-2)
    if verb.dep_ == "xcomp" and verb.head.lemma_ in ("go", "be") and is_verb(verb.head):  # "are not going to send"
        outer = verb.head.head if verb.head.lemma_ == "go" and verb.head.dep_ == "advcl" and verb.head.head.lemma_ == "be" else None
        return negation(verb.head, lexicon) or (negation(outer, lexicon) if outer is not None else None)
    if verb.dep_ == "conj" and is_verb(verb.head) and not any(c.dep_ in SUBJECTS for c in verb.children):
        between = verb.doc[verb.head.i + 1 : verb.i]
        if any(t.lower_ in ("or", "nor") for t in between):
            return negation(verb.head, lexicon)
    return None


def ends(negation: Token) -> bool:
    """ "No longer": what is negated was so before."""
    return negation.lower_ == "longer" and negation.i > 0 and negation.nbor(-1).lower_ == "no"


def modality(verb: Token, lexicon: Lexicon, *, headline: bool = False) -> tuple[str, Token] | None:
    """(status or "demanded", cue) of a bare clause by its auxiliaries, tense and aspect; None if it says nothing firm."""
    aux = auxiliaries(verb)
    lower = [a.lower_ for a in aux]
    for token, word in zip(aux, lower, strict=True):
        level = lexicon.modal.get(word)
        if word == "should" and any(c.dep_ in SUBJECTS and c.i > token.i for c in verb.children):
            return None  # "should the truce fail": a condition
        if level:
            return level, token
    if "to" in lower:  # "is to send", "UK to send", "set to send"
        to = aux[lower.index("to")]
        head = verb.head
        if verb.dep_ == "xcomp" and head.lemma_ == "be":
            return "planned", head
        if verb.dep_ == "xcomp" and head.lemma_ == "go" and head.tag_ == "VBG":
            return "pledged", head
        if verb.dep_ == "xcomp" and head.lemma_ in ("have", "need"):
            return "demanded", head
        if verb.dep_ == "ROOT" or headline:
            return "planned", to
        return None
    if _is_wished(verb, lower):
        return "demanded", verb
    if any(a.lemma_ in ("have", "'ve") or a.lower_ in ("'ve", "’ve") for a in aux) and verb.tag_ in ("VBN", "VBD"):
        return "fulfilled", verb
    if verb.tag_ == "VBG" and any(a.lemma_ == "be" for a in aux):
        return "fulfilled", verb
    if verb.tag_ == "VBN" and any(a.lemma_ == "be" for a in aux):
        return ("fulfilled", verb)
    if verb.tag_ in ("VBD", "VBN", "VBZ", "VBP") or headline:
        return "fulfilled", verb
    return None


def _is_wished(verb: Token, aux: list[str]) -> bool:
    """ "Insisted that India honour the treaty", "that troops be withdrawn": a clause with "that" and a bare form for one who acts alone."""
    if verb.dep_ != "ccomp" or not any(c.dep_ == "mark" and c.lower_ == "that" for c in verb.children):
        return False
    if "be" in aux:
        return aux == ["be"]
    one = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    alone = one is not None and one.tag_ in ("NN", "NNP") and not any(c.dep_ == "conj" for c in one.children)
    return alone and not aux and verb.tag_ in ("VB", "VBP") and verb.lower_ == verb.lemma_ and not verb.lower_.endswith("s")


def ancestors(token: Token) -> Iterator[Token]:
    """The governors of a token, nearest first."""
    seen = 0
    while token.head != token and seen < 30:
        token = token.head
        seen += 1
        yield token


def left_of(token: Token) -> int:
    """First token of a noun phrase without its relative clauses."""
    start = token.i
    for child in token.children:
        if child.i < token.i and child.dep_ in ("det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "case", "advmod"):
            start = min(start, left_of(child))
    return start
