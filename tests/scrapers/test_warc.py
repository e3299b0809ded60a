"""WARC files in the shape of CC-NEWS: what is taken, what is passed over and counted, and what damage costs."""

import gzip
import re
from collections import Counter
from io import BytesIO
from typing import BinaryIO

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scrapers._base import source_named
from scrapers._warc import captures
from scrapers.files import ImportItem, plan, reply_of
from tests.scrapers.plays import FIXTURES, THEN, documents
from tracker.errors import ReadError
from tracker.records import Problem, Query

PAGE = (FIXTURES / "page" / "article.html").read_bytes()
STUDY = (FIXTURES / "clinicaltrials_gov" / "study.json").read_bytes()
HTML = "text/html; charset=utf-8"
TOPIC = Query(conditions=("dry examples",), interventions=("velorastine",))


def story(title: str, sentence: str) -> bytes:
    lines = "".join(f"<p>{sentence} This is line {n}.</p>" for n in range(9))
    body = f"<body><article><h1>{title}</h1>{lines}</article></body>"
    return f"<html><head><title>{title}</title></head>{body}</html>".encode()


TRIAL = story(
    "Randomised trial of velorastine in dry examples",
    "In this randomised, placebo-controlled trial 40 invented people with dry examples took velorastine.",
)
FAIR = story("The village fair opens on Sunday", "There will be cakes, games and a brass band from the next village.")
ASIDE = FAIR.replace(
    b"</article>", b"</article><aside><a>Randomised trial of velorastine in dry examples; velorastine works</a></aside>"
)


class Warc:
    """A WARC that is written record by record."""

    def __init__(self, host: str = "news.example") -> None:
        self.host = host
        self.bytes = BytesIO()
        self.writer = WARCWriter(self.bytes, gzip=True)

    def add(self, path: str, body: bytes, content_type: str = HTML, status: str = "200 OK", **headers: str) -> "Warc":
        named = [("Content-Type", content_type), *((key.replace("_", "-"), value) for key, value in headers.items())]
        answer = StatusAndHeaders(status, named, protocol="HTTP/1.1")
        request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x.example")], is_http_request=True)
        url = f"https://{self.host}/{path}"
        for kind, head, content in (("request", request, b""), ("response", answer, body)):
            record = self.writer.create_warc_record(url, kind, payload=BytesIO(content), http_headers=head)
            self.writer.write_record(record)
        return self

    @property
    def packed(self) -> bytes:
        return self.bytes.getvalue()


def taken(content: bytes | BinaryIO, query: Query | None = None) -> tuple[list[ImportItem], list[str]]:
    found = list(plan("x.warc.gz", content, None, query))
    said = [item.message.removeprefix("x.warc.gz skipped: ") for item in found if isinstance(item, Problem)]
    return [item for item in found if isinstance(item, ImportItem)], said


def test_pages_and_answers_of_registries_are_taken_and_the_rest_is_counted_by_reason() -> None:
    warc = (
        Warc("www.news.example")
        .add("x", PAGE)
        .add("api", STUDY, "application/json")
        .add("gone", b"gone", status="404 Not Found")
    )
    warc.add("i.png", b"\x89PNG", "image/png").add("j.png", b"\x89PNG", "image/png").add("none", b"")
    items, said = taken(warc.packed)
    assert [(item.source, item.url) for item in items] == [
        ("files", "https://www.news.example/x"),
        ("clinicaltrials_gov", "https://www.news.example/api"),
    ]
    read = [documents(source_named(item.source).parse(reply_of(item, THEN)))[0].native_id for item in items]
    assert read == ["https://www.news.example/health/saltwater", "NCT99999901"]
    assert said == [
        "1 answers of another status than 200",
        "2 captures are neither pages nor answers of a registry",
        "1 answers without a body",
    ]


def test_pages_about_something_else_are_counted_when_topics_are_given() -> None:
    warc = Warc().add("trial", TRIAL).add("fair", FAIR).add("aside", ASIDE).add("again", FAIR)
    items, said = taken(warc.packed, TOPIC)
    assert ([item.url for item in items], said) == (
        ["https://news.example/trial"],
        ["3 pages are not about trials of the topics"],
    )
    assert len(taken(warc.packed)[0]) == 4


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:50], body[50:])) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(PAGE), {"Transfer_Encoding": "chunked"}),
        (gzip.compress(PAGE), {"Content_Encoding": "gzip"}),
        (chunked(gzip.compress(PAGE)), {"Content_Encoding": "gzip", "Transfer_Encoding": "chunked"}),
        (PAGE, {"Content_Encoding": "gzip"}),
        (PAGE, {"Transfer_Encoding": "chunked"}),
    ],
    ids=["chunked", "gzip", "both", "gzip said only", "chunked said only"],
)
def test_bodies_are_unpacked(body: bytes, headers: dict[str, str]) -> None:
    (item,), said = taken(Warc().add("x", body, **headers).packed)
    assert (item.body, said) == (PAGE, [])


def test_bodies_packed_otherwise_are_counted() -> None:
    items, said = taken(Warc().add("x", b"\x1b\x00\xf8", Content_Encoding="br").packed)
    assert (items, said) == ([], ["1 answers packed in a way this does not read (br)"])


@pytest.mark.parametrize("left_out", [20, 200, 700])
def test_a_file_that_is_cut_off_keeps_what_came_whole(left_out: int) -> None:
    whole, last = Warc().add("a", PAGE).packed, Warc().add("b", PAGE).packed
    items, said = taken(whole + last[:-left_out])
    assert [item.url for item in items] == ["https://news.example/a"]
    assert (len(said), "the file ends within a record" in said[0]) == (1, True)


def test_what_comes_before_junk_is_kept() -> None:
    items, said = taken(Warc().add("a", PAGE).packed + b"junk" * 100)
    assert ([item.url for item in items], len(said)) == (["https://news.example/a"], 1)
    assert "damaged" in said[0]


def test_an_answer_that_the_crawler_cut_off_is_counted() -> None:
    warc = Warc()
    answer = StatusAndHeaders("200 OK", [("Content-Type", HTML)], protocol="HTTP/1.1")
    record = warc.writer.create_warc_record(
        "https://news.example/x",
        "response",
        payload=BytesIO(PAGE[:900]),
        http_headers=answer,
        warc_headers_dict={"WARC-Truncated": "length"},
    )
    warc.writer.write_record(record)
    assert taken(warc.packed) == ([], ["1 answers were cut off by the crawler"])


def test_a_body_cut_off_in_its_packing_does_not_end_the_file() -> None:
    warc = Warc().add("cut", gzip.compress(PAGE)[:-300], Content_Encoding="gzip").add("whole", PAGE)
    assert "https://news.example/whole" in [item.url for item in taken(warc.packed)[0]]


@pytest.mark.parametrize("length", [b"9" * 10, b"9" * 20, b"9" * 40, b"-9"])
def test_an_absurd_length_ends_the_reading_with_a_problem(length: bytes) -> None:
    whole = gzip.decompress(Warc().add("whole", PAGE).packed)
    broken = re.sub(
        rb"(WARC-Type: response.*?Content-Length: )\d+", rb"\g<1>" + length, whole, count=1, flags=re.DOTALL
    )
    items, said = taken(whole + broken.replace(b"/whole", b"/huge"))
    assert [item.url for item in items] == ["https://news.example/whole"]
    assert len(said) == 1


def test_a_file_is_read_as_a_stream() -> None:
    one = Warc().add("x", PAGE).packed
    file = BytesIO(one * 200)
    first = next(captures(file, Counter()))
    assert first.body == PAGE
    assert file.tell() < len(one) * 40


def test_no_warc_at_all() -> None:
    with pytest.raises(ReadError, match="damaged"):
        list(captures(BytesIO(b"no warc"), Counter()))
