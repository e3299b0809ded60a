"""The real samples, read a second way: plain JSON or XML paths against the fields of the scrapers."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from scrapers.clinicaltrials_gov import parse as parse_ctgov
from scrapers.isrctn import parse as parse_isrctn
from tests.scrapers.plays import at_path, documents, problems, reply, told
from tracker.records import Document


def body_of(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


@pytest.fixture(scope="module")
def studies(shared: Path) -> list[tuple[Any, Document]]:
    """Each of the 403 development studies as JSON, with the document made of it."""
    body = body_of(shared / "samples" / "clinicaltrials_gov" / "studies_dev.ndjson.gz")
    found = list(parse_ctgov(reply(body, "studies_dev.ndjson")))
    assert problems(found) == []
    return list(zip(map(json.loads, body.decode().splitlines()), documents(found), strict=True))


def test_all_studies_are_read(studies: list[tuple[Any, Document]]) -> None:
    assert len({document.native_id for _, document in studies}) == 403


def test_enrolment(studies: list[tuple[Any, Document]]) -> None:
    kinds = {"ESTIMATED": "planned", "ACTUAL": "enrolled", None: "planned_or_enrolled"}
    for raw, document in studies:
        given = raw["protocolSection"]["designModule"].get("enrollmentInfo", {})
        expected = [(kinds[given.get("type")], str(given["count"]))] if "count" in given else []
        sizes = [(f.kind, f.raw) for f in document.fields if f.type == "sample_size" and "protocolSection" in f.path]
        assert sizes == expected, document.native_id


def test_dates(studies: list[tuple[Any, Document]]) -> None:
    for raw, document in studies:
        status = raw["protocolSection"]["statusModule"]
        expected = sorted(
            [value["date"] for key, value in status.items() if key.endswith("Struct") and not key.startswith("disp")]
            + [status["studyFirstSubmitDate"]]
        )
        assert sorted(value for _, value in told(document, "date")) == expected, document.native_id
        assert document.published is not None
        assert document.published.raw == status["studyFirstPostDateStruct"]["date"]


def test_phases_masking_and_numbers(studies: list[tuple[Any, Document]]) -> None:
    for raw, document in studies:
        text = json.dumps(raw["protocolSection"]["designModule"])
        phases = re.search(r'"phases": \[([^\]]*)\]', text)
        assert [value.split("|") for _, value in told(document, "phase")] == (
            [re.findall(r'"(\w+)"', phases[1])] if phases else []
        )
        assert [value for _, value in told(document, "masking")] == re.findall(r'"masking": "(\w+)"', text)
        identity = raw["protocolSection"]["identificationModule"]
        numbers = [identity["nctId"], identity["orgStudyIdInfo"]["id"], *identity.get("nctIdAliases", [])]
        numbers += [other["id"] for other in identity.get("secondaryIdInfos", [])]
        assert sorted(value for _, value in told(document, "registration_id")) == sorted(numbers)


def test_paths_and_persons(studies: list[tuple[Any, Document]]) -> None:
    for _, document in studies:
        for field in document.fields:
            if "sum_of" in field.qualifiers:
                continue
            value = at_path(document.record, field.path)
            printed = (
                str(len(value)) if field.type == "centres" else "|".join(value) if isinstance(value, list) else value
            )  # type: ignore[arg-type]
            assert str(printed).lower() == field.raw.lower(), field.path
        assert not re.search(r'"(?:email|phone|investigatorFullName|centralContacts)":', json.dumps(document.record))


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("page_5.json", 5),
        ("page_10_with_results.json", 10),
        ("NCT02513394_with_results.json.gz", 1),
        ("get_nct02576665_20260811.json", 1),
        ("get_nct06382129_20260811.json", 1),
        ("get_nct06604689_20260811.json", 1),
        ("search_age_count_20260811.json", 1),
        ("search_keytruda_limit3_20260811.json", 3),
        ("search_melanoma_recruiting_limit3_20260811.json", 3),
        ("search_nsclc_egfr_l858r_20260811.json", 2),
        ("search_phelan_limit5_20260811.json", 5),
        ("search_phelan_limit50_20260811.json", 3),
        ("search_phelan_next_20260811.json", 5),
    ],
)
def test_recorded_answers(shared: Path, name: str, count: int) -> None:
    body = body_of(shared / "samples" / "clinicaltrials_gov" / name)
    found = list(parse_ctgov(reply(body, name)))
    assert [document.native_id for document in documents(found)] == re.findall(
        r'"nctId": ?\[?\s*"(NCT\d{8})"', _own(body)
    )
    assert (len(documents(found)), problems(found)) == (count, [])


def _own(body: bytes) -> str:
    """The answer without the numbers of other studies (expanded access)."""
    return re.sub(r'"expandedAccessInfo":\s*\{[^}]*\}', "", body.decode())


@pytest.mark.parametrize("number", ["ISRCTN38597726", "ISRCTN62918594"])
def test_isrctn_answers(shared: Path, number: str) -> None:
    body = (shared / "samples" / "isrctn" / f"{number}.xml").read_bytes()
    (document,) = documents(parse_isrctn(reply(body, number)))
    tree = etree.fromstring(body)
    sizes = [tree.xpath(f"string(//*[local-name()='{name}'])") for name in ("targetEnrolment", "totalFinalEnrolment")]
    numbers = tree.xpath("//*[local-name()='secondaryNumber']/text()")
    assert document.native_id == number
    assert [value for _, value in told(document, "sample_size")] == [size for size in sizes if size != "0"]
    assert set(numbers) <= {value for _, value in told(document, "registration_id")}
    assert len(told(document, "primary_outcome")) == 1


def test_isrctn_without_hits(shared: Path) -> None:
    assert list(parse_isrctn(reply((shared / "samples" / "isrctn" / "empty_result.xml").read_bytes()))) == []
