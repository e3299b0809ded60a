"""Recorded answers of Crossref, OpenAlex and Unpaywall are read completely; counts are taken from the raw JSON."""

import base64
import gzip
import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scrapers import crossref, openalex, unpaywall
from scrapers._base import all_sources
from tests.scrapers.plays import at_path, documents, reply, told
from tracker.claims import from_fields
from tracker.errors import ReadError
from tracker.records import Document, Problem

PAPERS = {"journal-article", "posted-content", "proceedings-article", "report", "book-chapter", "reference-entry"}
PAPERS |= {"dissertation", "book", "monograph", "edited-book", "other"}


def bodies(cassette: str) -> Iterator[bytes]:
    """The bodies of the answers in a cassette (YAML): in base64, or as one quoted text."""
    for block in re.findall(r"\n {6}string: !!binary \|\n((?: {8}.*\n)+)", cassette):
        raw = base64.b64decode(textwrap.dedent(block))
        yield gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    for quoted in re.findall(r"\n {6}string: '((?:[^']|'')*)'", cassette):
        yield re.sub(r"\s*\n\s*", " ", quoted.replace("''", "'")).encode()


@pytest.fixture(scope="module")
def works(shared: Path) -> list[bytes]:
    """Every recorded answer of Crossref that has works."""
    folder = shared / "samples" / "crossref"
    found = [path.read_bytes() for path in sorted(folder.rglob("*.json"))]
    for path in sorted(folder.rglob("*.yaml")):
        found += bodies(path.read_text("utf-8"))
    return [body for body in found if re.search(rb'"message-type"\s*:\s*"work(-list)?"', body[:4096])]


def raw(body: bytes) -> list[dict[str, Any]]:
    message = json.loads(body)["message"]
    return list(message.get("items", [message]))


def test_every_work_of_crossref_is_read_or_counted_out(works: list[bytes]) -> None:
    assert len(works) == 59
    total = 0
    for body in works:
        assert crossref.reads("a.json", body[:4096])
        found = list(crossref.parse(reply(body)))
        wanted = [work["DOI"].lower() for work in raw(body) if work.get("type") in PAPERS]
        assert [document.native_id for document in documents(found)] == wanted
        said = [item.message for item in found if isinstance(item, Problem)]
        left = len(raw(body)) - len(wanted)
        assert [message.split(" ")[0] for message in said] == ([str(left)] if left else [])
        total += len(raw(body))
    assert total == 647


def test_every_notice_date_and_trial_number_of_crossref_is_a_claim(works: list[bytes]) -> None:
    counted: Counter[str] = Counter()
    for body in works:
        for work, document in zip(
            (work for work in raw(body) if work.get("type") in PAPERS),
            documents(crossref.parse(reply(body))),
            strict=True,
        ):
            claims, unreadable = from_fields(document.fields)
            assert unreadable == []
            made = Counter(claim.type for claim in claims)
            notices = [
                one
                for one in [*work.get("update-to", []), *work.get("updated-by", [])]
                if one["type"] != "new_version" or one["DOI"].lower() != document.native_id
            ]
            links = [
                other
                for name in ("has-preprint", "is-preprint-of", "is-version-of", "correction", "has-comment")
                for other in work.get("relation", {}).get(name, [])
                if other["id-type"] == "doi"
            ]
            assert made["relation"] == len(notices) + len(links)
            assert made["registration_id"] == len(work.get("clinical-trial-number", []))
            assert bool(document.published) == bool(work["issued"]["date-parts"][0][0])
            assert ("abstract" in {part.kind for part in document.passages}) == bool(
                work.get("abstract") or any(work.get("subtitle", []))
            )
            for field in document.fields:
                at_path(document.record, field.path)
            assert re.search(r"</?(?:jats|[a-z]+):|&(?:lt|amp|gt);", document.text) is None
            counted += made
    assert {name: counted[name] for name in ("relation", "registration_id", "doi")} == {
        "relation": 23,
        "registration_id": 2,
        "doi": 563,
    }


def test_the_record_of_a_retracted_paper(shared: Path) -> None:
    (path,) = (shared / "samples" / "crossref" / "choxos").rglob("*.json")
    (document,) = documents(crossref.parse(reply(path.read_bytes())))
    claims, _ = from_fields(document.fields)
    notices = [(c.kind, str(c.date_low), c.qualifiers["source"]) for c in claims if c.type == "relation"]
    assert notices == [
        ("corrected_by", "2004-03-06", "retraction-watch"),
        ("retracted_by", "2010-02-06", "retraction-watch"),
    ]


def test_recorded_failures_of_crossref_are_one_line(shared: Path) -> None:
    refused = 0
    for path in sorted((shared / "samples" / "crossref").rglob("*.yaml")):
        for body in bodies(path.read_text("utf-8")):
            if b'"status":"failed"' in body[:30]:
                (said,) = [one["message"] for one in json.loads(body)["message"]]
                with pytest.raises(ReadError) as caught:
                    list(crossref.parse(reply(body)))
                assert " ".join(said.split())[:60] in str(caught.value)
                assert "\n" not in str(caught.value)
                refused += 1
    assert refused == 18


def _samples(shared: Path, folder: str) -> Iterator[tuple[Path, bytes]]:
    for path in sorted((shared / "samples" / folder).rglob("*.json")):
        body = path.read_bytes()
        if [s.name for s in all_sources().values() if s.reads(path.name, body[:4096])] == [folder]:
            yield path, body


def _abstract(work: dict[str, Any]) -> list[str]:
    """The words of an abstract by sorting pairs: another way than the reader's."""
    pairs = ((at, word) for word, places in (work.get("abstract_inverted_index") or {}).items() for at in places)
    return [word for _, word in sorted(pairs)]


def test_every_work_of_openalex_is_read(shared: Path) -> None:
    seen: list[tuple[Document, dict[str, Any]]] = []
    for _, body in _samples(shared, "openalex"):
        found = list(openalex.parse(reply(body)))
        assert [item for item in found if isinstance(item, Problem)] == []
        answer = json.loads(body)
        seen += zip(documents(found), answer.get("results", [answer]), strict=True)
    assert len(seen) == 4
    for document, work in seen:
        assert document.native_id == work["doi"].removeprefix("https://doi.org/").lower()
        head, _, abstract = document.text.partition("\n\n")
        assert (head, abstract.split()) == (work["display_name"], " ".join(_abstract(work)).split())
        assert len(told(document, "relation")) == work["is_retracted"]
        assert len(told(document, "pmid")) == ("pmid" in work["ids"])
        assert from_fields(document.fields)[1] == []
    assert sum(work["is_retracted"] for _, work in seen) == 1


def test_the_answer_of_unpaywall_is_read(shared: Path) -> None:
    ((_, body),) = _samples(shared, "unpaywall")
    (document,) = unpaywall.parse(reply(body))
    assert isinstance(document, Document)
    work = json.loads(body)
    assert (document.native_id, document.access) == (work["doi"], "open")
    assert document.text.count("\nCopy: ") == len(work["oa_locations"])
    assert from_fields(document.fields)[1] == []
