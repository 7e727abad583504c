"""The form of a text: roles, prefixes, lists, speakers, hard wraps, and the data behind them."""

from __future__ import annotations

import textwrap
import time
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.blocks import PREFIXES, Block, BlockRules, blocks
from kg.errors import OntologyError
from kg.resources import ontology_dir

RULES = BlockRules.from_toml(tomllib.loads((ontology_dir() / "blocks.toml").read_text(encoding="utf-8")))
LONG = "Ukraine's allies agreed on Tuesday to bind themselves to the country's defence once a ceasefire is in place."


def cut(text: str) -> list[tuple[str, str]]:
    """Roles and words of the blocks of `text`."""
    return [(block.role, text[block.begin : block.end]) for block in blocks(text, RULES)]


def roles(text: str) -> list[str]:
    return [role for role, _ in cut(text)]


def speakers(text: str) -> list[str | None]:
    """Who says each block that is no prefix."""
    found = blocks(text, RULES)
    return [block.speaker.of(text) if block.speaker else None for block in found if block.role not in PREFIXES]


def leads(text: str) -> list[int | None]:
    return [block.lead for block in blocks(text, RULES)]


# ---- headline, standfirst, headings ---------------------------------------------------------------------------------


def test_seed_article() -> None:
    text = (
        "Ukraine Allies Unveil Security Guarantees at Paris Summit\n\nMust read\n\n- Advertisement -\n\n"
        "US backs post-ceasefire guarantees as coalition plans troops, training and monitoring mechanisms\n\n"
        f"January 7, 2026: {LONG}\n\n{LONG}\n\n- Advertisement -\n\n"
        "More articles\n\n- Advertisement -\n\nLatest article"
    )
    body = ["headline", "debris", "debris", "subhead", "dateline", "paragraph", "paragraph"]
    assert roles(text) == body + ["debris"] * 4
    assert ("dateline", "January 7, 2026:") in cut(text)
    assert ("paragraph", LONG) in cut(text)


@pytest.mark.parametrize(
    ("first", "role"),
    [
        ("Allies agree guarantees in Paris", "headline"),
        ("Allies agree guarantees with backing from the U.S.", "headline"),
        ("DON'S ARMY: Trump hails 'big win'", "headline"),
        ("Minister: We will send troops to Mali", "headline"),
        ("# Allies agree guarantees", "headline"),
        (LONG, "paragraph"),
        ("We, the leaders:", "paragraph"),
        ("What has the bloc done so far?", "question"),
    ],
)
def test_first_block(first: str, role: str) -> None:
    assert roles(f"{first}\n\n{LONG}")[0] == role


def test_short_line_between_paragraphs_is_a_heading() -> None:
    assert roles(f"Allies agree\n\n{LONG}\n\nThe view from Moscow\n\n{LONG}")[2] == "heading"


def test_question_of_an_explainer_and_question_within_a_paragraph() -> None:
    assert roles(f"Explained: a pact\n\n{LONG}\n\nWho pays?\n\n{LONG}")[2] == "question"
    assert roles(f"A speech\n\n{LONG}\n\nWhat have we done? We have agreed to send ships.")[2] == "paragraph"


# ---- what is cut from the front -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dateline",
    [
        "PARIS, Jan 6 -",
        "GENEVA —",
        "TOKYO -",
        "SAO PAULO -",
        "April 4, 2025:",
        "CAIRO, 16 January (Agency) -",
        "DOHA/CAIRO, Jan 15 -",
        "WASHINGTON (AP) —",
        "KYIV, Ukraine (AP) —",
        "BEIJING, Jan. 6 (Xinhua) --",
        "Paris, 6 January 2026 –",
        "MOSCOW, January 6. /TASS/.",
        "ÅLESUND, 3 May -",
        "NEW DELHI:",
    ],
)
def test_dateline_is_cut(dateline: str) -> None:
    assert cut(f"A headline\n\n{dateline} {LONG}")[1:] == [("dateline", dateline), ("paragraph", LONG)]


@pytest.mark.parametrize(
    "start",
    [
        "NATO — which had met before — ",
        "UK-based firms ",
        "DONALD Trump was beaming; ",
        "In May 2025 it said: ",
        "May will ",
    ],
)
def test_no_dateline(start: str) -> None:
    assert "dateline" not in roles(f"A headline\n\n{start}{LONG}")


def test_line_with_place_and_day_only() -> None:
    assert roles(f"A headline\n\nParis, 6 January 2026\n\n{LONG}") == ["headline", "dateline", "paragraph"]


@pytest.mark.parametrize("mark", ["10.05", "15:35 GMT", "07.40", "9.30pm BST", "16.40 BREAKING", "13.10 —"])
def test_timestamp_is_cut(mark: str) -> None:
    assert cut(f"A live blog\n\n{mark} Here comes Pedro.")[1:] == [
        ("timestamp", mark),
        ("paragraph", "Here comes Pedro."),
    ]


def test_timestamp_on_its_own_line_and_in_bold() -> None:
    text = "14:32\nSudan's army says it will stop.\n\n**17.05 BREAKING**\nLatvia doubles its order."
    assert cut(text) == [
        ("timestamp", "14:32"),
        ("paragraph", "Sudan's army says it will stop."),
        ("timestamp", "17.05 BREAKING"),
        ("paragraph", "Latvia doubles its order."),
    ]


@pytest.mark.parametrize("start", ["10.5 per cent of", "2.50 million people in", "25.30 Euros for", "12.75 Dollars for"])
def test_no_timestamp(start: str) -> None:
    assert "timestamp" not in roles(f"A headline\n\n{start} the total.")


# ---- lists ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("marker", ["•", "-", "*", "–", "1.", "2)", "(a)", "(iv)"])
def test_bullet_knows_its_lead_in(marker: str) -> None:
    text = f"A declaration\n\nWe agree on this:\n\n{marker} to send ships;\n\n{marker} to train soldiers.\n\n{LONG}"
    assert cut(text)[2:4] == [("bullet", "to send ships;"), ("bullet", "to train soldiers.")]
    assert leads(text) == [None, None, 1, 1, None]


def test_lists_inside_lists() -> None:
    text = "Pact\n\nWe shall:\n- act:\n(a) at sea\n(b) on land\n- rest.\n\nDone."
    assert leads(text) == [None, None, 1, 2, 2, 1, None]


def test_list_without_lead_in() -> None:
    assert leads("Fact sheet\n\n- Approved: a loan\n- Closed: meals") == [None, None, None]


def test_lead_in_that_breaks_off() -> None:
    text = "The High Contracting Parties\n\n- shall not produce weapons;\n- shall submit disputes."
    assert (roles(text)[0], leads(text)) == ("paragraph", [None, 0, 0])


def test_verbs_of_a_resolution() -> None:
    text = "Resolution\n\nThe Assembly,\n\nAlarmed by this,\n\nCommends Rwanda;\n\nDemands more.\n\nDone in French."
    assert roles(text) == ["headline", "paragraph", "bullet", "bullet", "bullet", "paragraph"]
    assert leads(text) == [None, None, 1, 1, 1, None]


# ---- who speaks -----------------------------------------------------------------------------------------------------


def test_label_holds_until_the_next_one_or_a_heading() -> None:
    text = (
        "What they said\n\nExcerpts of the remarks.\n\nPRESIDENT BIDEN: We will act.\n\nWe will also pay.\n\n"
        f"MR PESKOV: We will not.\n\nThe view from Kyiv\n\n{LONG}"
    )
    biden, peskov = "PRESIDENT BIDEN", "MR PESKOV"
    assert speakers(text) == [None, None, biden, biden, peskov, None, None]
    assert ("label", "PRESIDENT BIDEN:") in cut(text)


@pytest.mark.parametrize(
    "label",
    [
        "Spokeswoman Greta Ollikainen",
        "Prime Minister Adérito Fontes Évora",
        "MINISTER RUTGER VAN ELST (Netherlands)",
        "Andrea Velluti (Foreign Minister, San Marino)",
        "VEIKKO AALTO, defence minister of Finland",
        "Mrs Odile Tremblay (Minister of National Defence)",
        "The Minister of State (Orla Ní Dhuibhir)",
    ],
)
def test_label_with_office(label: str) -> None:
    assert speakers(f"REPORTER: And now?\n\n{label}: We will not.")[1] == label


def test_name_alone_is_a_label_in_a_transcript_only() -> None:
    assert speakers("HOST: And now?\n\nLeila Haddad: They mean it.")[1] == "Leila Haddad"
    assert speakers("Who sends what\n\nFrance: a frigate with water.\n\nFiji: nothing yet.") == [None, None, None]


def test_who_asks_gets_questions_whatever_the_form() -> None:
    text = "REPORTER: You promised to leave.\n\nMR KADER: We did."
    assert roles(text) == ["label", "question", "label", "paragraph"]


def test_q_and_a() -> None:
    text = "Q. Has Hungary decided?\n\nA. (State secretary Barkányi) We will vote.\n\nQ. And Cyprus?"
    assert roles(text) == ["label", "question", "label", "paragraph", "label", "question"]
    assert speakers(text) == ["Q", "A. (State secretary Barkányi)", "Q"]


# ---- debris and captions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "- Advertisement -",
        "Must read",
        "MORE ARTICLES",
        "Share this article: Facebook | X | WhatsApp",
        "READ MORE: Inside the palace",
        "Related: Why the Sahel's gold rush is arming everybody",
        "We use cookies to give you the best experience on our site. Accept all | Manage choices",
        "Enjoying this story? Get our Caribbean briefing in your inbox every Monday",
        "Sign up for The Dispatch, our free defence newsletter",
        "Do you have a story? Email our newsdesk",
        "Most popular | About us | Careers | © 2025",
        "By Jane Doe and John Smith",
        "Page last updated: 12.10.2023",
        "* * *",
        "(Applause.)",
        "Home > Positions > Disarmament",
    ],
)
def test_debris(line: str) -> None:
    assert roles(f"A headline\n\n{LONG}\n\n{line}\n\n{LONG}")[2] == "debris"


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell after Paris pledged troops.",
        "Related talks will be held in Geneva, France said.",
        "Advertisement revenue was promised to Kyiv.",
        "More articles of the treaty will be signed in May.",
        "By Friday Germany will send tanks.",
        "Read more books, the minister urged.",
        "Home affairs ministers agreed to share data.",
        "Copyrights will be protected under the deal.",
        "Follow-up talks were agreed.",
        "Cookies and aid were delivered by France.",
        "Watch this: Poland will send tanks.",
        "About US$40m was pledged by Japan.",
        "Support US troops, the senator urged.",
        "Terms of the truce were agreed on Sunday.",
        "Also on Tuesday, France pledged a brigade.",
        "By signing up to the pact, Spain undertakes to spend more.",
        "Unlock the frozen assets, Kyiv urged.",
        "Contact US officials had promised was made.",
    ],
)
def test_sentence_is_no_debris(line: str) -> None:
    assert roles(f"A headline\n\n{LONG}\n\n{line}\n\n{LONG}")[2] == "paragraph"


def test_titles_of_other_articles_belong_to_the_debris() -> None:
    text = f"A headline\n\n{LONG}\n\nMost read in World\n\nSpain to send tanks\n\nOslo ends aid\n\n{LONG}"
    assert roles(text) == ["headline", "paragraph", "debris", "debris", "debris", "paragraph"]


@pytest.mark.parametrize(
    "line",
    ["FILE PHOTO: Macron greets Starmer", "Macron and Starmer in Paris. Ludovic Marin/AFP", "Image: Getty Images"],
)
def test_caption(line: str) -> None:
    assert roles(f"A headline\n\n{LONG}\n\n{line}\n\n{LONG}")[2] == "caption"


# ---- lines ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 72, 80])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_wrapped_paragraph_stays_whole(width: int, end: str) -> None:
    paragraph = f"{LONG} President Volodymyr Zelensky of Ukraine and Prime Minister Keir Starmer signed it in Paris. {LONG}"
    text = (end * 2).join(["A headline", *[end.join(textwrap.wrap(paragraph, width))] * 2])
    found = [(role, " ".join(words.split())) for role, words in cut(text)]
    assert found == [("headline", "A headline"), ("paragraph", paragraph), ("paragraph", paragraph)]


def test_single_line_breaks_between_paragraphs() -> None:
    assert roles(f"A headline\n{LONG} {LONG}\n{LONG} {LONG}") == ["headline", "paragraph", "paragraph"]


# ---- the whole ------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    (
        "PARIS, Jan 6 - |• |(a) |Q: |MR X: |10.05 |\n|\n\n|\r\n| |:|.|?|;|,|**|# |Must read|Related|"
        f"We agree:|allies|Allies|\u2028|\x00|é|\ud800|—|{LONG}"
    ).split("|")
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
@settings(max_examples=300, deadline=None)
def test_blocks_are_ordered_trimmed_and_apart(text: str) -> None:
    found = blocks(text, RULES)
    position = 0
    for index, block in enumerate(found):
        assert position <= block.begin < block.end <= len(text)
        assert text[block.begin : block.end] == text[block.begin : block.end].strip()
        assert block.lead is None or (block.lead < index and found[block.lead].role not in PREFIXES | {"debris", "caption"})
        assert block.speaker is None or 0 <= block.speaker.begin < block.speaker.end <= block.end
        position = block.end
    covered = "".join(text[block.begin : block.end] for block in found)
    assert sum(map(str.isalpha, covered)) >= sum(map(str.isalpha, text)) - sum(1 for block in found if block.role == "bullet") * 6


@pytest.mark.parametrize(
    "piece",
    [f"{LONG}\n\n", ":" * 100, "A ", "AB, ", "(", "**_", "a | ", "1. ", "Mr X", '"A." ', " \n", "é", f"{LONG}\n"],
)
def test_a_million_characters_take_no_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = time.perf_counter()
    blocks(text, RULES)
    assert time.perf_counter() - start < 2  # a fifth of a million; generous for a busy machine


# ---- the data -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"debri": []}, "unknown section 'debri'"),
        ({"debris": {"is": ["x"]}}, "debris must be a list of entries"),
        ({"debris": [{"note": "n", "is": ["x"]}, {"note": "n", "strats": ["x"]}]}, "debris 2: unknown key 'strats'"),
        ({"debris": [{"is": ["x"]}]}, "debris 1: has no note"),
        ({"debris": [{"note": "n"}]}, "debris 1: says nothing"),
        ({"caption": [{"note": "n", "is": "x"}]}, "caption 1: is must be a list of texts"),
        ({"caption": [{"note": "n", "is": ["x"], "opens": True}]}, "caption 1: unknown key 'opens'"),
        ({"debris": [{"note": "n", "is": ["x"], "opens": 1}]}, "opens must be true or false"),
        ({"debris": [{"note": "n", "is": ["x"], "longest": 0}]}, "longest must be a number"),
        ({"debris": [{"note": "n", "pattern": ["("]}]}, "pattern '(' is no regular expression"),
        ({"label": [{"note": "n", "has": []}]}, "label 1: has must be a list of texts"),
    ],
)
def test_data_that_is_not_understood(data: dict[str, Any], message: str) -> None:
    with pytest.raises(OntologyError) as caught:
        BlockRules.from_toml(data)
    assert message in str(caught.value)
    assert str(caught.value).startswith("ontology/blocks.toml: ")


def test_new_phrase_is_a_change_of_data_only() -> None:
    text = f"A headline\n\n{LONG}\n\nOur podcast of the week\n\n{LONG}"
    rules = BlockRules.from_toml({"debris": [{"note": "n", "starts": ["our podcast"]}]})
    assert [block.role for block in blocks(text, rules)] == ["headline", "paragraph", "debris", "paragraph"]


def test_without_rules_there_are_still_blocks() -> None:
    assert blocks(f"A headline\n\n{LONG}", BlockRules()) == [
        Block(0, 10, "headline"),
        Block(12, 12 + len(LONG), "paragraph"),
    ]
