"""Reading: every format, and one clear line for everything that can be wrong with an input."""

from __future__ import annotations

import codecs
import io
import json
import os
import socket
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from kg.errors import InputError
from kg.model import Document
from kg.read import Limits, read

HEADLINE = "Allies agree guarantees in Paris"
BODY = "PARIS, Jan 6 - France will send troops to Ukraine after a ceasefire, Emmanuel Macron said on Tuesday."
TEXT = f"{HEADLINE}\n\n{BODY}"


def run(*inputs: str | Path, limits: Limits | None = None) -> tuple[list[Document], list[str]]:
    """All documents and all errors."""
    errors: list[InputError] = []
    found = list(read(map(str, inputs), limits=limits or Limits(), on_error=errors.append))
    assert all(type(error) is InputError and "\n" not in str(error) for error in errors)
    return found, [str(error) for error in errors]


def only(*inputs: str | Path) -> Document:
    found, errors = run(*inputs)
    assert (len(found), errors) == (1, [])
    return found[0]


def error(*inputs: str | Path, limits: Limits | None = None) -> str:
    found, errors = run(*inputs, limits=limits)
    assert (found, len(errors)) == ([], 1), (found, errors)
    return errors[0]


def never(error: InputError) -> None:
    pytest.fail(str(error))


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def pdf(*pages: Iterable[str], title: str = "") -> bytes:
    """A PDF with the given lines of Latin-1 text on its pages."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        shown = " ".join("({}) Tj 0 -14 Td".format(line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")) for line in lines)
        content = f"BT /F1 11 Tf 60 780 Td {shown} ET"
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        bodies.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    bodies.append(f"<< /Title ({title}) >>")
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}".encode()
    return out + f"trailer << /Size {len(bodies) + 1} /Root 1 0 R /Info {len(bodies)} 0 R >>\nstartxref\n0\n%%EOF".encode()


def html(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{HEADLINE} | The Daily</title>{head}</head><body>{body}</body></html>"


# ---- plain text -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a", "a.weird"])
def test_plain_text(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, f"{TEXT}\n")
    found = only(path)
    assert (found.text, found.title, found.date, found.source) == (TEXT, HEADLINE, None, str(path))


def test_id_depends_on_name_and_text_but_not_on_folder(tmp_path: Path) -> None:
    one, two, other = (write(tmp_path / folder / "a.txt", text) for folder, text in [("x", TEXT), ("y", TEXT), ("z", BODY)])
    assert only(one).id == only(two).id != only(other).id
    assert only(one).id.startswith("a-")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("January 7, 2026: Allies met.", "2026-01-07"),
        ("PARIS, 6 January 2026 (Agency) - Allies met.", "2026-01-06"),
        ("Tuesday, 6 Jan. 2026", "2026-01-06"),
        ("2026-01-06", "2026-01-06"),
        ("PARIS, Jan 6 - Allies met.", None),
        ("February 30, 2026: Allies met.", None),
        ("Allies, who met on January 7, 2026, agreed.", None),
    ],
)
def test_date_of_plain_text(tmp_path: Path, line: str, day: str | None) -> None:
    assert only(write(tmp_path / "a.txt", f"{HEADLINE}\n\n{line}\n\n{BODY}")).date == day


def test_date_at_the_end_of_the_headline(tmp_path: Path) -> None:
    text = f"Joint declaration, Paris, 6 January 2026\n\n{BODY}"
    assert only(write(tmp_path / "a.txt", text)).date == "2026-01-06"


@pytest.mark.parametrize("first", [BODY, "Dear reader,", "x" * 300, "PARIS"])
def test_first_line_that_is_no_headline(tmp_path: Path, first: str) -> None:
    assert only(write(tmp_path / "a.txt", f"{first}\n\n{BODY}")).title is None


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("cp1252", b""),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, mark: bytes) -> None:
    text = f"{TEXT} “Élysée” – Sánchez, Müller: 2 €."
    assert only(write(tmp_path / "a.txt", mark + text.encode(encoding))).text == text


def test_greek_is_recognised_or_refused_but_never_garbled(tmp_path: Path) -> None:
    text = "Η Ελλάδα θα στείλει στρατεύματα στην Ουκρανία μετά την εκεχειρία, δήλωσε ο πρωθυπουργός. " * 5
    found, errors = run(write(tmp_path / "a.txt", text.encode("iso8859_7")))
    assert [d.text for d in found] == [text.strip()] or "encoding" in errors[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (TEXT.encode() + "Élysée — ".encode() + b"\xff" + "é".encode() * 3, "damaged bytes (first in line 3)"),
        (b"\xff\xfe\x00\xd8a", "UTF-16"),
        (bytes(range(128, 256)) * 20, "encoding cannot be told"),
    ],
)
def test_wrong_encoding(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in error(write(tmp_path / "a.txt", data))


def test_file_is_tidied(tmp_path: Path) -> None:
    raw = "\ufeffA  headline\u00a0here \r\n\r\nOne\x00 cafe\u0301 co\u00adop\rTwo\u2028Three\t \n\n" + "x" * 200
    assert only(write(tmp_path / "a.txt", raw)).text == "A  headline here\n\nOne  café coop\nTwo\nThree\n\n" + "x" * 200


# ---- JSON lines -----------------------------------------------------------------------------------------------------


def test_jsonl(tmp_path: Path) -> None:
    given = {
        "id": "x-1",
        "title": "T",
        "date": "2026-01-07",
        "url": "https://e.org",
        "site": "S",
        "text": TEXT,
        "claims": [],
    }
    path = write(tmp_path / "a.jsonl", f"{json.dumps(given)}\n\n{json.dumps({'text': BODY})}")
    first, second = run(path)[0]
    assert first == Document("x-1", TEXT, "T", "2026-01-07", "https://e.org", "S", str(path))
    assert (second.text, second.title, second.date) == (BODY, None, None)
    assert len(second.id) == 16


def test_jsonl_text_stays_as_given(tmp_path: Path) -> None:
    text = " \ufeffcafe\u0301\r\nÉlysée\u00a0😀\u00ad \u2028\t"
    assert only(write(tmp_path / "a.jsonl", json.dumps({"text": text}, ensure_ascii=False))).text == text


def test_jsonl_characters_that_cannot_be_stored_are_replaced_one_for_one(tmp_path: Path) -> None:
    found = only(write(tmp_path / "a.jsonl", json.dumps({"text": "a\x00b\ud800c\x1bd\uffffe"})))
    assert found.text == "a b c d e"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"text": "a', "line 2: is broken JSON"),
        ("[1]", "line 2: is a JSON array"),
        ('"x"', "line 2: is not a JSON object"),
        ("{}", "line 2: has no text"),
        ('{"text": " \\n"}', "line 2: has no text"),
        ('{"text": 5}', 'line 2: "text" is not a string'),
        ('{"text": "a", "title": []}', 'line 2: "title" is not a string'),
        ('{"text": "a", "id": {}}', 'line 2: "id" is not a string'),
        ('{"text": "a", "date": "yesterday"}', "line 2: \"date\" is 'yesterday'"),
        ("[" * 100_000, "line 2: is no JSON that can be read"),
        ('{"text": ' + "9" * 5000 + "}", "line 2: is no JSON that can be read"),
    ],
)
def test_broken_line_does_not_stop_the_others(tmp_path: Path, line: str, words: str) -> None:
    good = json.dumps({"text": BODY})
    found, errors = run(write(tmp_path / "a.jsonl", f"{good}\n{line}\n{good}\n"))
    assert (len(found), len(errors)) == (2, 1)
    assert words in errors[0]
    assert "a.jsonl" in errors[0]


def test_line_that_is_not_utf8(tmp_path: Path) -> None:
    good = json.dumps({"text": BODY}).encode()
    found, errors = run(write(tmp_path / "a.jsonl", good + b'\n{"text": "\xe9"}\n' + good))
    assert len(found) == 2
    assert "line 2: is not UTF-8" in errors[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_jsonl_with_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    lines = "\n".join(json.dumps({"text": f"Élysée {n} " + "é" * 9000}, ensure_ascii=False) for n in range(20))
    found, errors = run(write(tmp_path / "a.jsonl", lines.encode(encoding)))
    assert (len(found), errors) == (20, [])


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2026-01-07T23:59:00Z", "2026-01-07"),
        ("Wed, 07 Jan 2026 10:00:00 GMT", "2026-01-07"),
        ("January 7, 2026", "2026-01-07"),
        ("", None),
        (None, None),
    ],
)
def test_dates_of_jsonl(tmp_path: Path, date: str | None, day: str | None) -> None:
    assert only(write(tmp_path / "a.jsonl", json.dumps({"text": BODY, "date": date}))).date == day


def test_one_object_in_a_json_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", json.dumps({"id": "paris-1", "text": TEXT, "claims": [1]}, indent=1))
    assert (only(path).id, only(path).text) == ("paris-1", TEXT)
    assert "JSON array" in error(write(tmp_path / "b.json", "[{}]"))


def test_jsonl_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "pipe.jsonl"
    os.mkfifo(path)
    line = json.dumps({"text": BODY}) + "\n"
    reading, writing = os.open(path, os.O_RDONLY | os.O_NONBLOCK), os.open(path, os.O_WRONLY)
    os.close(reading)
    os.set_blocking(writing, True)
    keeper = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    os.write(writing, line.encode())
    documents = read([str(path)], on_error=never)
    assert next(documents).text == BODY  # though the writer has not closed the pipe
    os.close(writing)
    os.close(keeper)
    documents.close()  # type: ignore[attr-defined]


# ---- web pages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.html", "a.txt", "a"])
def test_html(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", pytest.fail)
    head = (
        '<meta property="og:site_name" content="The Daily"><link rel="canonical" href="https://example.org/a">'
        '<meta property="article:published_time" content="2026-01-07T10:00:00Z">'
    )
    body = (
        f"<nav><a href=/>Home</a></nav><article><h1>{HEADLINE}</h1><p>{BODY}</p><p>Britain &amp; others pledged "
        "to <b>train</b> soldiers.</p></article><script>fetch('https://example.org')</script><footer>Copyright</footer>"
    )
    found = only(write(tmp_path / name, html(body, head)))
    assert found.text == f"{HEADLINE}\n\n{BODY}\n\nBritain & others pledged to train soldiers."
    assert (found.title, found.date, found.url, found.site) == (
        HEADLINE,
        "2026-01-07",
        "https://example.org/a",
        "The Daily",
    )


@pytest.mark.parametrize("declared", ['<meta charset="iso-8859-2">', '<meta http-equiv=x content="text/html; charset=iso-8859-2">'])
def test_html_in_the_encoding_that_it_declares(tmp_path: Path, declared: str) -> None:
    page = html(f"<article><p>{BODY} Wałęsa, Gęś.</p></article>", declared)
    assert "Wałęsa, Gęś." in only(write(tmp_path / "a.html", page.encode("iso-8859-2"))).text


@pytest.mark.parametrize("body", ["", "<nav><a href=/>Home</a></nav>", "<script>var x = 1;</script>", "<img src=x>"])
def test_page_without_article(tmp_path: Path, body: str) -> None:
    assert "no article text" in error(write(tmp_path / "a.html", html(body)))


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 90_000 + "x",
        "<p>" * 3_300_000,
        "<html>" + "<b><i>" * 40_000 + BODY,
        "<html>" + "<table><tr><td>" * 30_000 + BODY,
        "<html><body><p " + 'a="b" ' * 1_500_000 + ">" + BODY,
        "<html><!--" + "<" * 90_000,
        '<html><script type="application/ld+json">' + "[" * 1_000_000 + "</script>",
    ],
)
def test_hostile_page(tmp_path: Path, page: str) -> None:
    found, errors = run(write(tmp_path / "a.html", page))
    assert len(found) + len(errors) == 1


def test_feed_is_refused(tmp_path: Path) -> None:
    assert "is XML" in error(write(tmp_path / "a.xml", '<?xml version="1.0"?><rss><channel/></rss>'))


# ---- PDF ------------------------------------------------------------------------------------------------------------


def test_pdf_lines_become_paragraphs(tmp_path: Path) -> None:
    page = [
        "Joint declaration, Paris, 6 January 2026",
        "",
        "We, the leaders, welcome the progress made by negotiators and the commit-",
        "ment of the United States to long-term guarantees, which will take effect as",
        "soon as a ceasefire is in place. We also welcome the long-",
        "term plan.",
        "We have agreed to train soldiers and to produce weapons jointly with the",
        "industry.",
    ]
    found = only(write(tmp_path / "a.pdf", pdf(page)))
    assert found.text.split("\n\n") == [
        "Joint declaration, Paris, 6 January 2026",
        "We, the leaders, welcome the progress made by negotiators and the commitment of the United States to "
        "long-term guarantees, which will take effect as soon as a ceasefire is in place. "
        "We also welcome the long-term plan.",
        "We have agreed to train soldiers and to produce weapons jointly with the industry.",
    ]
    assert (found.title, found.date) == ("Joint declaration, Paris, 6 January 2026", "2026-01-06")


def test_pdf_headers_and_page_numbers_go(tmp_path: Path) -> None:
    body = [f"The ministers agreed on point {n} of the list that lay before them all" for n in range(1, 7)]
    pages = [["Council of the Union 1998", *body, f"Council document {n}", f"- {n} -"] for n in (1, 2, 3)]
    text = only(write(tmp_path / "a.pdf", pdf(*pages))).text
    assert "Council" not in text
    assert text.count("point 6") == 3
    assert "- 3 -" not in text


def test_pdf_lines_of_short_pages_are_no_headers(tmp_path: Path) -> None:
    pages = [["We agree:", f"Point {n} was agreed by all of the ministers here."] for n in (1, 2, 3, 4)]
    assert only(write(tmp_path / "a.pdf", pdf(*pages))).text.count("We agree:") == 4


def test_pdf_with_a_title_of_its_own(tmp_path: Path) -> None:
    assert only(write(tmp_path / "a.pdf", pdf([BODY], title="Paris declaration"))).title == "Paris declaration"
    assert only(write(tmp_path / "a.pdf", pdf([BODY], title="Microsoft Word - a.doc"))).title is None


def blank_pdf(password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (blank_pdf(), "OCR"),
        (blank_pdf("secret"), "is encrypted"),
        (b"%PDF-1.7\n garbage", "cannot be read as PDF"),
        (b"this is no PDF at all", "cannot be read as PDF"),
    ],
)
def test_pdf_that_cannot_be_read(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in error(write(tmp_path / "a.pdf", data))


def test_the_test_pdf_is_a_pdf() -> None:
    assert PdfReader(io.BytesIO(pdf(["A (b) \\ c"]))).pages[0].extract_text().strip() == "A (b) \\ c"


# ---- standard input -------------------------------------------------------------------------------------------------


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.BytesIO]:
    buffer = io.BytesIO()
    with io.TextIOWrapper(buffer) as wrapper:
        monkeypatch.setattr(sys, "stdin", wrapper)
        yield buffer


def test_text_from_standard_input(stdin: io.BytesIO) -> None:
    stdin.write(TEXT.encode())
    stdin.seek(0)
    found = only("-")
    assert (found.text, found.source, found.id.split("-")[0]) == (TEXT, "standard input", "stdin")


def test_jsonl_from_standard_input(stdin: io.BytesIO) -> None:
    stdin.write(("\n" + '{"text": "One."}\nbroken\n{"text": "Two."}').encode())
    stdin.seek(0)
    found, errors = run("-")
    assert [document.text for document in found] == ["One.", "Two."]
    assert errors[0].startswith("standard input: line 3: is broken JSON")


def test_empty_standard_input(stdin: io.BytesIO) -> None:
    assert "standard input: is empty" in error("-")


def test_closed_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert "is closed" in error("-")


# ---- folders and globs ----------------------------------------------------------------------------------------------


def test_folder_in_order_without_hidden_and_foreign_files(tmp_path: Path) -> None:
    for name in ["b.txt", "a/z.md", "a/y/x.txt", "c.jsonl", ".hidden.txt", ".git/d.txt", "e.png", "f.csv"]:
        write(tmp_path / name, json.dumps({"text": f"{name} is here"}) if name.endswith("jsonl") else f"{name} is here")
    found, errors = run(tmp_path)
    assert [document.text.split()[0] for document in found] == ["a/y/x.txt", "a/z.md", "b.txt", "c.jsonl"]
    assert errors == []


def test_folder_with_a_circle_of_links(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", TEXT)
    (tmp_path / "loop").symlink_to(tmp_path)
    assert only(tmp_path).text == TEXT


def test_glob_in_order(tmp_path: Path) -> None:
    for name in ["b.txt", "a.txt", "sub/c.txt"]:
        write(tmp_path / name, f"{name} is here")
    assert [d.text[0] for d in run(tmp_path / "*.txt")[0]] == ["a", "b"]
    assert [d.text.split()[0] for d in run(tmp_path / "**" / "*.txt")[0]] == ["a.txt", "b.txt", "sub/c.txt"]


def test_file_whose_name_looks_like_a_glob(tmp_path: Path) -> None:
    assert only(write(tmp_path / "a[1].txt", TEXT)).text == TEXT


def test_reading_is_lazy(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", TEXT)
    documents = read([str(tmp_path / "a.txt"), str(tmp_path / "missing")], on_error=never)
    assert next(documents).text == TEXT


# ---- errors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t ", "is empty"),
        ("a.jsonl", b"", "is empty"),
        ("a.jsonl", b"\n\n", "is empty"),
        ("a.html", b"", "is empty"),
        ("a.txt", bytes(range(256)) * 4, "is not text"),
        ("a.jsonl", bytes(range(256)) * 4, "is not text"),
        ("a.txt", "Hello".encode("utf-16-le"), "is not text"),
        ("a.docx", b"PK\x03\x04" + b"x" * 100, "Word"),
        ("a.gz", b"\x1f\x8b" + b"x" * 100, "gzip"),
        ("a.png", b"\x89PNG\r\n" + b"x" * 100, "an image"),
    ],
)
def test_file_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    message = error(write(tmp_path / name, content))
    assert words in message
    assert name in message


def test_missing(tmp_path: Path) -> None:
    assert "no such file" in error(tmp_path / "a.txt")
    assert "matches no file" in error(tmp_path / "*.txt")
    assert "no such file" in error("a\0b")
    assert "no such file" in error("x" * 5000)
    assert "holds no file that can be read" in error(tmp_path)


def test_no_permission_as_the_system_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.txt", TEXT)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert error(path) == f"{path}: no permission to read it; change its permissions"
    monkeypatch.setattr(os, "scandir", refuse)
    assert "no permission" in error(tmp_path)


def test_limits(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", TEXT)
    page = write(tmp_path / "a.html", html(f"<p>{BODY}</p>"))
    paper = write(tmp_path / "a.pdf", pdf([BODY]))
    assert "larger than 50 bytes" in error(path, limits=Limits(max_bytes=50))
    for each in (path, page, paper):
        assert "longer than 50 characters" in error(each, limits=Limits(max_chars=50))
    lines = write(tmp_path / "a.jsonl", "\n".join(json.dumps({"text": "x" * n}) for n in (10, 5000, 20, 60)))
    found, errors = run(lines, limits=Limits(max_line=100, max_bytes=1, max_chars=50))
    assert [len(document.text) for document in found] == [10, 20]
    assert ["line 2: is longer than 100 bytes" in errors[0], "line 4" in errors[1]] == [True, True]


def test_one_bad_input_does_not_stop_the_others(tmp_path: Path) -> None:
    found, errors = run(tmp_path / "x", write(tmp_path / "a.txt", TEXT), write(tmp_path / "b.txt", ""), write(tmp_path / "c.txt", BODY))
    assert (len(found), len(errors)) == (2, 2)


START = st.sampled_from(
    [b"", b"%PDF-1.4\n", b"<html><body><p>", b'{"text": "', b"\xff\xfe", b"\xef\xbb\xbf", b"{", b"<?xml ", b"[", b"Q: "]
)


@given(
    data=st.builds(
        bytes.__add__,
        START,
        st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda s: s.encode("utf-8", "replace"))),
    ),
    name=st.sampled_from(["a", "a.txt", "a.html", "a.pdf", "a.jsonl", "a.json"]),
)
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_give_documents_or_errors(tmp_path: Path, data: bytes, name: str) -> None:
    found, errors = run(write(tmp_path / name, data))
    assert found or errors
    for document in found:
        document.text.encode("utf-8")
        assert document.text.strip()
        assert "\x00" not in document.text


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_jsonl_keeps_every_offset(tmp_path: Path, text: str) -> None:
    found, errors = run(write(tmp_path / "a.jsonl", json.dumps({"text": text})))
    assert all(len(document.text) == len(text) for document in found)
    assert found or "has no text" in errors[0]
