import gzip
import json

import pytest

from scrapers._base import source_named
from scrapers.files import ImportItem, plan, reply_of, with_body
from tests.scrapers.plays import FIXTURES, THEN, documents, problems
from tracker.errors import ReadError
from tracker.records import Document, Problem

LINES = (FIXTURES / "files" / "documents.jsonl").read_bytes()
STUDY = (FIXTURES / "clinicaltrials_gov" / "study.json").read_bytes()
TRIALS = (FIXTURES / "isrctn" / "two.xml").read_bytes()
PAGE = (FIXTURES / "page" / "article.html").read_bytes()


def items(name: str, body: bytes) -> list[ImportItem]:
    return [item for item in plan(name, body) if isinstance(item, ImportItem)]


def read(item: ImportItem) -> list[Document | Problem]:
    return list(source_named(item.source).parse(reply_of(item, THEN)))


@pytest.mark.parametrize(
    ("name", "body", "source", "role"),
    [
        ("a/study.json", STUDY, "clinicaltrials_gov", "file"),
        ("study.json.gz", gzip.compress(STUDY, mtime=0), "clinicaltrials_gov", "file"),
        ("studies.ndjson", json.dumps(json.loads(STUDY)).encode(), "clinicaltrials_gov", "file"),
        ("studies.jsonl", json.dumps(json.loads(STUDY)).encode(), "clinicaltrials_gov", "file"),
        ("trials.xml", TRIALS, "isrctn", "file"),
        ("page.HTM", PAGE, "files", "html"),
        ("story.txt", b"Words.", "files", "text"),
    ],
)
def test_who_reads_what(name: str, body: bytes, source: str, role: str) -> None:
    (item,) = items(name, body)
    assert (item.source, item.role) == (source, role)
    assert documents(read(item))


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("x.pdf", b"%PDF", "not a format this reads"),
        ("x.json", b'{"ctrname": "ISRCTN"}', "not a format this reads"),
        ("x.xml", b"<rss/>", "not a format this reads"),
        ("x.json.gz", b"no gzip", "not gzip"),
        ("x.json.gz", gzip.compress(STUDY, mtime=0)[:50], "cut off"),
        ("x.warc", b"no warc", "damaged"),
    ],
)
def test_what_is_not_known_is_named_and_skipped(name: str, body: bytes, says: str) -> None:
    (problem,) = plan(name, body)
    assert isinstance(problem, Problem)
    assert problem.kind == "skipped"
    assert problem.message.startswith(f"{name} skipped: ")
    assert says in problem.message


def test_a_gzip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.files._MOST_BYTES", 1000)
    assert problems(plan("x.json.gz", gzip.compress(b" " * 2000))) == ["skipped"]


def test_lines_good_and_bad() -> None:
    found = list(plan("d/documents.jsonl", LINES))
    assert [item.subject for item in found if isinstance(item, Problem)] == [
        f"d/documents.jsonl line {n}" for n in (4, 6)
    ]
    good = {item.url: item for item in found if isinstance(item, ImportItem)}
    assert list(good) == [f"d/documents.jsonl#{name}" for name in "abce"]
    (document,) = documents(read(good["d/documents.jsonl#a"]))
    assert (document.native_id, document.text, document.kind, document.title) == (
        "a", "30 people\ufffd took part.", "press", "T",
    )  # fmt: skip
    assert (document.url, document.publisher) == ("https://news.example/a", "news.example")
    assert document.published is not None
    assert str(document.published.low) == "2099-05-20"
    assert documents(read(good["d/documents.jsonl#b"]))[0].text == "A made-up fragment with 12 people."
    assert documents(read(good["d/documents.jsonl#e"]))[0].text == "lone \ufffd surrogate"


def test_a_file_beside_the_lines() -> None:
    item = next(item for item in items("documents.jsonl", LINES) if item.file)
    with pytest.raises(ValueError, match="no bytes yet"):
        reply_of(item, THEN)
    complete = with_body(item, (FIXTURES / "files" / "story.txt").read_bytes())
    assert isinstance(complete, ImportItem)
    (document,) = documents(read(complete))
    assert (document.native_id, document.kind, document.title) == (
        "c", "derivative", "Made-up drops for invented examples",
    )  # fmt: skip
    assert isinstance(with_body(ImportItem("files", "text", "u", file="x.pdf"), b"%PDF"), Problem)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"text": "x"}', "no id"),
        ('{"id": "", "text": "x"}', "no id"),
        ('{"id": "1"}', "none of text, html, file"),
        ('{"id": "1", "text": "  "}', "of text, html, file"),
        ('{"id": "1", "text": 5}', "of text, html, file"),
        ('{"id": "1", "text": "x", "file": "y"}', "text and file"),
        ('{"id": "1", "text": "x", "kind": "novel"}', "novel"),
        ('{"id": "1", "file": "../x.txt"}', "outside"),
        ('{"id": "1", "file": "/etc/passwd"}', "outside"),
        ('{"id": "1", "file": "a/../../x"}', "outside"),
        ('{"id": "1", "file": "..\\\\x"}', "outside"),
        ('{"id": "1", "file": "C:\\\\x"}', "outside"),
        ("[1]", "no object"),
        ('{"id": "1", "text": "x"', "not JSON"),
        ("\udcff", "not JSON"),
    ],
)
def test_bad_lines_say_what_is_wrong(line: str, says: str) -> None:
    good = '{"id": "good", "text": "x"}'
    problem, item = plan("x.jsonl", f"{line}\r\n{good}".encode("utf-8", "surrogateescape"))
    assert isinstance(problem, Problem)
    assert says in problem.message
    assert "line 1" in problem.message
    assert "\n" not in problem.message
    assert isinstance(item, ImportItem)


def test_an_id_is_given_once() -> None:
    line = '{"id": "1", "text": "x"}'
    assert problems(plan("x.jsonl", f"{line}\n{line}".encode())) == ["bad_line"]


def test_defaults_hold_where_a_line_is_silent() -> None:
    body = b'{"id": "1", "text": "x"}\n{"id": "2", "text": "x", "kind": "paper"}'
    planned = [item for item in plan("x.jsonl", body, {"kind": "protocol"}) if isinstance(item, ImportItem)]
    assert [documents(read(item))[0].kind for item in planned] == ["protocol", "paper"]


def test_a_date_that_is_none_is_reported_and_the_text_kept() -> None:
    (item,) = items("x.jsonl", b'{"id": "1", "text": "x", "published_at": "last week"}')
    found = read(item)
    assert (len(documents(found)), problems(found)) == (1, ["bad_date"])


@pytest.mark.parametrize(
    "body", [b"", b" \n ", b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 20], ids=["empty", "blank", "image"]
)
def test_no_text_is_one_clear_line(body: bytes) -> None:
    with pytest.raises(ReadError):
        read(items("x.txt", body)[0])


def test_the_identity_of_a_page_is_its_own_address_else_its_name() -> None:
    assert documents(read(items("f/page.html", PAGE)[0]))[0].native_id == "https://www.news.example/health/saltwater"
    plain = (FIXTURES / "page" / "plain.html").read_bytes()
    document = documents(read(items("f/page.html", plain)[0]))[0]
    assert (document.native_id, document.url) == ("f/page.html", None)
