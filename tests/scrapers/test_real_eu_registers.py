"""The real samples of CTIS and of the EU Clinical Trials Register, read a second way: JSON walks and line searches."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from scrapers.ctis import parse as parse_ctis, reads as reads_ctis
from scrapers.euctr import parse as parse_euctr, reads as reads_euctr
from scrapers.files import plan
from tests.scrapers.plays import at_path, documents, fields, problems, reply, told
from tracker.claims import from_fields
from tracker.errors import ReadError
from tracker.records import Document, Problem

RECORDS = ["2022-500244-37-00", "2023-505613-24-00", "2023-508143-51-01", "2024-510663-34-00"]
PROTOCOLS = ["2013-000615-24-BE", "2016-004489-24-DE", "2019-002663-10-ES", "2022-000099-20-DE"]


def walk(value: Any, name: str) -> Iterator[Any]:
    """Every value under the key `name`, at any depth."""
    for key, item in value.items() if isinstance(value, dict) else ((None, item) for item in value):
        if key == name:
            yield item
        if isinstance(item, dict | list):
            yield from walk(item, name)


def sound(document: Document) -> None:
    assert from_fields(document.fields)[1] == []
    for field in document.fields:
        assert at_path(document.record, field.path) not in (None, "", []), field.path


@pytest.mark.parametrize("number", RECORDS)
def test_ctis_records(shared: Path, number: str) -> None:
    body = (shared / "samples" / "registers_as_json" / f"CTIS_{number}.json").read_bytes()
    assert reads_ctis("x.json", body[:4096])
    found = list(parse_ctis(reply(body, number)))
    (document,) = documents(found)
    raw = json.loads(body)
    parts = raw.get("authorizedApplication", raw)
    part1, part2 = parts["authorizedPartI"], parts["authorizedPartsII"]
    sites = [len(part["trialSites"]) for part in part2]
    assert (document.native_id, problems(found)) == (number, [])
    sound(document)
    planned = sum(part["recruitmentSubjectCount"] for part in part2) + part1["rowSubjectCount"]
    assert [size for kind, size in told(document, "sample_size") if kind == "planned"] == [str(planned)]
    assert int(raw["totalNumberEnrolled"]) == fields(document, "sample_size")[-1].qualifiers["in_eea"]
    assert told(document, "phase") == [(None, raw["trialPhase"])]
    for role in ("primary", "secondary"):
        listed = [item["endPoint"] for item in next(walk(part1, f"{role}EndPoints"))]
        assert [raw for _, raw in told(document, f"{role}_outcome")] == [text.strip() for text in listed]
    days = dict(told(document, "date"))
    duration = next(walk(part1, "trialDuration"))
    assert days["recruitment_start"] == duration["estimatedRecruitmentStartDate"]
    assert days["completion"] == duration.get("estimatedGlobalEndDate", duration["estimatedEndDate"])
    if "startDateEU" in raw:
        assert days["start"] == datetime.strptime(raw["startDateEU"], "%d/%m/%Y").date().isoformat()
    countries = {part["mscInfo"]["countryName"] for part in part2}
    countries |= {country["name"] for country in part1.get("rowCountriesInfo", [])}
    (centres,) = fields(document, "centres")
    assert set(centres.qualifiers.get("countries", centres.raw.split("|"))) == countries
    assert centres.kind == "countries" or centres.raw == str(sum(sites))
    people = [*walk(raw, "email"), *walk(raw, "lastName"), *walk(raw, "functionalEmailAddress")]
    assert people
    assert not [person for person in people if person in json.dumps(document.record, ensure_ascii=False)]


def test_ctis_search_page(shared: Path) -> None:
    body = (shared / "samples" / "ctis" / "ctis_trials_page1.json").read_bytes()
    assert reads_ctis("x.json", body[:4096])
    found = list(parse_ctis(reply(body)))
    rows = json.loads(body)["data"]
    assert (len(documents(found)), problems(found)) == (50, [])
    for document, row in zip(documents(found), rows, strict=True):
        sound(document)
        assert document.native_id == row["ctNumber"]
        assert [size for _, size in told(document, "sample_size")] == [row["totalNumberEnrolled"]]
        assert told(document, "phase") == [(None, row["trialPhase"])]
        decided = datetime.strptime(row["decisionDateOverall"], "%d/%m/%Y").date()
        assert document.published is not None
        assert document.published.low == decided


@pytest.fixture(scope="module")
def download(shared: Path) -> str:
    return (shared / "samples" / "euctr" / "test_error_trials_euctr.txt").read_text()


def test_euctr_download(download: str) -> None:
    assert reads_euctr("x.txt", download.encode()[:4096])
    found = list(parse_euctr(reply(download)))
    assert [p.subject for p in found if isinstance(p, Problem)] == ["2022-002568-62 Sweden", "2021-002179-21 Poland"]
    last: dict[str, dict[str, str]] = defaultdict(dict)
    for block in download.split("\nSummary\n")[1:]:
        country = re.search(r"^A\.1 .*?: (.*?) - ", block, re.MULTILINE)
        assert country is not None
        last[block[15:30].strip()][country[1]] = block
    assert {document.native_id for document in documents(found)} == set(last)
    for document in documents(found):
        sound(document)
        blocks = last[document.native_id]
        assert document.record is not None
        assert {p["country"] for p in document.record["protocols"]} == set(blocks)

        def lines(code: str, of: dict[str, str] = blocks) -> set[str]:
            found = re.findall(
                rf"^{re.escape(code)} (?![^:\n]* \(\w\w\):)[^:\n]*: (\S.*)$", "\n".join(of.values()), re.MULTILINE
            )
            return {text.strip() for text in found}

        sizes = told(document, "sample_size")
        assert {size for kind, size in sizes if kind == "planned"} == lines("F.4.2.2")
        assert {size for kind, size in sizes if kind == "planned_in_eea"} == lines("F.4.2.1")
        assert {size for kind, size in sizes if kind == "planned_in_country"} == lines("F.4.1")
        assert len([size for kind, size in sizes if kind == "planned_in_country"]) == len(blocks)
        phases = {f"E.7.{n}" for n in range(1, 5) if lines(f"E.7.{n}") == {"Yes"}}
        assert len(told(document, "phase")[0][1].split("|")) == len(phases)
        assert {raw.split("\n")[0] for _, raw in told(document, "primary_outcome")} == {
            text for text in lines("E.5.1") if any(text in raw for _, raw in told(document, "primary_outcome"))
        }
        whole = "\n".join(blocks.values())
        decided = re.findall(r"^N\. Date of Competent Authority Decision: (\S+)$", whole, re.MULTILINE)
        assert sorted(day for kind, day in told(document, "date") if kind == "authorised") == sorted(decided)
        assert {raw for _, raw in told(document, "title")} >= lines("A.3")
        assert lines("E.8.1.1") == {raw for _, raw in told(document, "allocation")}
        contacts = lines("B.5.6") | lines("B.5.2") | lines("B.5.4")
        assert contacts
        assert not [one for one in contacts if one in json.dumps(document.record, ensure_ascii=False)]


@pytest.mark.parametrize(
    ("name", "ended"),
    [
        ("ebm_protocol_page.html", None),
        ("ebm_4ff2c188_response_body.html", None),
        ("ebm_4ff2c188_response_body_nodate.html", None),
        ("ebm_4ff2c188_response_body_date.html", "2015-10-05"),
    ],
)
def test_euctr_pages(shared: Path, name: str, ended: str | None) -> None:
    body = (shared / "samples" / "euctr" / name).read_bytes()
    assert reads_euctr(name, body[:4096])
    found = list(parse_euctr(reply(body, name)))
    (document,) = documents(found)
    sound(document)
    assert (document.native_id, problems(found)) == ("2015-000590-12", [])
    cell = re.compile(r'class="first">([\w.]+)</td><td class="second">[^<]*</td><td class="third">\s*([^<]+?)\s*</td>')
    cells = dict(cell.findall(body.decode()))
    assert told(document, "sample_size") == [("planned", cells["F.4.1"])]
    assert told(document, "centres") == [("planned", cells["E.8.4.1"])]
    assert told(document, "allocation") == [(None, cells["E.8.1.1"])]
    assert dict(told(document, "date")).get("completion") == ended
    assert (cells["E.7.3"], told(document, "phase")[0][1]) == ("Yes", "Therapeutic confirmatory (Phase III)")


def test_a_search_page_of_the_register_is_no_protocol(shared: Path) -> None:
    body = (shared / "samples" / "euctr" / "ebm_7297c948_response_body.html").read_bytes()
    with pytest.raises(ReadError, match="a page without a protocol"):
        list(parse_euctr(reply(body, "search.html")))


@pytest.mark.parametrize("number", PROTOCOLS)
def test_another_tool_s_json_of_a_protocol_is_refused_in_one_line(shared: Path, number: str) -> None:
    name = f"EUCTR_{number}.json"
    (refused,) = plan(name, (shared / "samples" / "registers_as_json" / name).read_bytes())
    assert isinstance(refused, Problem)
    assert "not a format this reads" in refused.message
