"""The real samples of ClinicalTrials.gov, read a second way: a plain walk of the JSON against fields and claims."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scrapers._ctgov_table import FIELDS
from scrapers._unread import leaves, use_of
from scrapers.clinicaltrials_gov import SOURCE, parse
from tests.scrapers.plays import documents, fields, problems, reply, told
from tracker.claims import from_fields
from tracker.errors import ReadError
from tracker.records import Claim, Document

NAMES = ("studies_dev.ndjson.gz", "page_10_with_results.json", "NCT02513394_with_results.json.gz", "page_5.json")
Read = tuple[dict[str, Any], Document]


def body_of(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def boxless(value: Any) -> Any:
    """The value without the lists of one that an export put around every single value."""
    if isinstance(value, dict):
        return {key: boxless(item) for key, item in value.items()}
    if isinstance(value, list):
        return boxless(value[0]) if len(value) == 1 and not isinstance(value[0], dict) else [boxless(v) for v in value]
    return value


def studies_of(body: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(body)
    except ValueError:
        found = [json.loads(line) for line in body.splitlines()]
    found = found if isinstance(found, list) else found.get("studies", [found])
    return [boxless(one) if isinstance(at(one, "identificationModule", "nctId"), list) else one for one in found]


def at(study: dict[str, Any], *steps: str, section: str = "protocolSection") -> Any:
    found: Any = study.get(section, {})
    for step in steps:
        found = found.get(step, {}) if isinstance(found, dict) else {}
    return found


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


@pytest.fixture(scope="module")
def read(shared: Path) -> list[Read]:
    """Every study of the samples as JSON, with the document made of it."""
    pairs: list[Read] = []
    for name in NAMES:
        body = body_of(shared / "samples" / "clinicaltrials_gov" / name)
        found = list(parse(reply(body, name)))
        assert problems(found) == []
        pairs += zip(studies_of(body), documents(found), strict=True)
    assert len(pairs) == 419
    return pairs


def test_every_field_of_the_registry_is_known_by_name(shared: Path) -> None:
    tree = json.loads((shared / "samples" / "specs" / "ctgov_v2_FieldList.json").read_text())
    names = list(walked(tree, ""))
    assert len(names) == 454
    known = {*FIELDS.used, *FIELDS.ignored}
    parents = {name for name in names if any(other.startswith(f"{name}.") for other in names)}
    assert [name for name in names if name not in parents and name not in known] == []
    assert not set(FIELDS.used) & set(FIELDS.ignored)


def walked(nodes: list[dict[str, Any]], above: str) -> Iterator[str]:
    for node in nodes:
        path = (f"{above}." if above else "") + node["name"] + ("[]" if node.get("type", "").endswith("[]") else "")
        yield path
        yield from walked(node.get("children", []), path)


def test_every_field_of_the_samples_is_known(read: list[Read]) -> None:
    found = {path for study, _ in read for path in leaves(study)}
    assert len(found) > 250
    # a list of one that `boxless` took apart is a plain value here
    assert [path for path in sorted(found) if not (use_of(path, FIELDS) or use_of(f"{path}[]", FIELDS))] == []


def test_every_sample_is_read_or_refused_in_one_line(shared: Path) -> None:
    refused = []
    for path in sorted((shared / "samples" / "clinicaltrials_gov").iterdir()):
        try:
            assert len(documents(parse(reply(body_of(path), path.name)))) >= 1, path.name
        except ReadError as error:
            refused.append(str(error))
    assert ["history_true_excerpt.json" in line and "\n" not in line for line in refused] == [True]  # it has no study


def test_the_bounds_hold_with_slack(read: list[Read]) -> None:
    for name, least in SOURCE.filled.items():
        share = sum(bool(fields(document, name)) for _, document in read) / len(read)
        assert share >= min(1.0, least + 0.04), name


def test_design(read: list[Read]) -> None:
    kinds = {"ESTIMATED": "planned", "ACTUAL": "enrolled"}
    for study, document in read:
        design = at(study, "designModule")
        info, enrolment = design.get("designInfo", {}), design.get("enrollmentInfo", {})
        assert [value for _, value in told(document, "allocation")] == listed(info.get("allocation"))
        assert [value for _, value in told(document, "masking")] == listed(info.get("maskingInfo", {}).get("masking"))
        assert [value for _, value in told(document, "phase")] == listed("|".join(listed(design.get("phases"))))
        models = [info[name] for name in ("interventionModel", "observationalModel") if name in info]
        assert [value for _, value in told(document, "model")] == models
        sizes = [(field.kind, field.raw) for field in fields(document, "sample_size") if "protocol" in field.path]
        kind = kinds.get(enrolment.get("type"), "planned_or_enrolled")
        assert sizes == ([(kind, str(enrolment["count"]))] if "count" in enrolment else [])


def test_arms_and_outcomes(read: list[Read]) -> None:
    seen = Counter[str]()
    for study, document in read:
        arms = at(study, "armsInterventionsModule").get("armGroups", [])
        assert told(document, "arm") == [(arm.get("type", "").lower() or None, arm["label"]) for arm in arms]
        for role in ("primary", "secondary", "other"):
            given = [
                (one["measure"], one.get("timeFrame"), one.get("description"))
                for one in at(study, "outcomesModule").get(f"{role}Outcomes", [])
            ]
            assert [
                (field.raw, field.qualifiers.get("time_frame"), field.qualifiers.get("description"))
                for field in fields(document, f"{role}_outcome")
            ] == given
            seen[role] += len(given)
    assert seen["primary"] > 500
    assert seen["other"] > 50


def test_ages_numbers_dates_and_references(read: list[Read]) -> None:
    for study, document in read:
        eligible, status = at(study, "eligibilityModule"), at(study, "statusModule")
        limits = [(kind, eligible[f"{kind}Age"]) for kind in ("minimum", "maximum") if f"{kind}Age" in eligible]
        assert told(document, "age") == limits
        identity = at(study, "identificationModule")
        assert {value for _, value in told(document, "registration_id")} == {
            identity["nctId"],
            identity["orgStudyIdInfo"]["id"],
            *listed(identity.get("nctIdAliases")),
            *(other["id"] for other in identity.get("secondaryIdInfos", [])),
        }
        dates = [part["date"] for name, part in status.items() if name.endswith("Struct") and name[:4] != "disp"]
        assert sorted(value for _, value in told(document, "date")) == sorted([*dates, status["studyFirstSubmitDate"]])
        papers = at(study, "referencesModule").get("references", [])
        assert told(document, "reference") == [(one.get("type"), one.get("pmid") or one["citation"]) for one in papers]


def test_sections_are_the_content_and_persons_are_nowhere(read: list[Read]) -> None:
    for study, document in read:
        parts = [dict(part) for part in document.sections.values()]
        modules = [name for part in parts for name in part]
        content = {**document.content.get("protocolSection", {}), **document.content}
        content.pop("protocolSection")
        assert set(modules) == {name for name, part in content.items() if part not in (None, {}, [])}
        merged: dict[str, Any] = {}
        for part in parts:
            for name, value in part.items():
                merged[name] = merged[name] | value if name == "statusModule" and name in merged else value
        assert merged == {name: content[name] for name in merged}
        kept = json.dumps([document.record, document.content])
        assert not re.search(r'"(?:email|phone|investigatorFullName|centralContacts|pointOfContact)":', kept)
        officials = at(dict(document.record or {}), "contactsLocationsModule").get("overallOfficials", [])
        assert len(officials) == len(at(study, "contactsLocationsModule").get("overallOfficials", []))
        assert [one for one in officials if "name" in one] == []


def measures_of(study: dict[str, Any]) -> list[dict[str, Any]]:
    return listed(at(study, "outcomeMeasuresModule", "outcomeMeasures", section="resultsSection"))


def claims_of(document: Document, claim: str) -> list[Claim]:
    found, _ = from_fields(fields(document, claim))
    return [one for one in found if (one.path or "").startswith("$.resultsSection")]


def people(part: dict[str, Any]) -> dict[str, str]:
    return {
        count["groupId"]: count["value"]
        for denom in part.get("denoms", [])
        if denom["units"] == "Participants"
        for count in denom["counts"]
    }


def test_results_denominators(read: list[Read]) -> None:
    total = 0
    for study, document in read:
        expected = []
        for measure in measures_of(study):
            titles = {group["id"]: group["title"] for group in measure.get("groups", [])}
            expected += [(measure["title"], titles[key], value) for key, value in people(measure).items()]
        sizes = [
            (one.qualifiers["outcome"], one.qualifiers["label"], one.raw) for one in claims_of(document, "arm_size")
        ]
        assert sizes == expected, document.native_id
        total += len(sizes)
    assert total > 400


def test_results_counts(read: list[Read]) -> None:
    total = 0
    for study, document in read:
        expected = []
        for measure in measures_of(study):
            if measure.get("paramType") != "COUNT_OF_PARTICIPANTS":
                continue
            titles = {group["id"]: group["title"] for group in measure["groups"]}
            for part in measure.get("classes", []):
                of = people(measure) | people(part)
                for category in part["categories"]:
                    for one in category["measurements"]:
                        if one["value"] != "NA" and of.get(one["groupId"], "0") != "0":
                            k, n = int(one["value"]), int(of[one["groupId"]])
                            named = (part.get("title"), category.get("title"))
                            expected.append(
                                (measure["title"], *named, titles[one["groupId"]], k, n, Decimal(100 * k) / n)
                            )
        rates = [
            (
                *(one.qualifiers.get(name) for name in ("outcome", "class", "category", "label", "k", "n")),
                one.number,
            )
            for one in claims_of(document, "event_rate")
            if one.qualifiers.get("unit") is None and counted(study, one)
        ]
        assert rates == [tuple(item or None if isinstance(item, str) else item for item in one) for one in expected]
        total += len(rates)
    assert total > 200


def counted(study: dict[str, Any], claim: Claim) -> bool:
    index = re.search(r"outcomeMeasures\[(\d+)\]", claim.path or "")
    assert index is not None
    return bool(measures_of(study)[int(index[1])].get("paramType") == "COUNT_OF_PARTICIPANTS")


def test_results_p_values_and_effects(read: list[Read]) -> None:
    total = Counter[str]()
    for study, document in read:
        analyses = [(m["title"], one) for m in measures_of(study) for one in m.get("analyses", [])]
        p_values = [(title, one["pValue"]) for title, one in analyses if "pValue" in one]
        assert [(one.qualifiers["outcome"], one.raw) for one in claims_of(document, "p_value")] == p_values
        effects = [
            (
                title,
                *(one.get(name) for name in ("paramType", "paramValue", "ciLowerLimit", "ciUpperLimit", "ciPctValue")),
            )
            for title, one in analyses
            if re.fullmatch(r"-?[\d.,]+", one.get("paramValue", ""))
        ]
        assert [
            (one.qualifiers["outcome"], one.qualifiers["measure"], one.raw)
            + tuple(one.qualifiers.get(name) for name in ("ci_low", "ci_high", "ci_level"))
            for one in claims_of(document, "effect")
        ] == effects
        for one in claims_of(document, "significance"):
            assert one.value == ("yes" if Decimal(re.sub("[<>]", "", one.raw)) < Decimal("0.05") else "no")
        total += {"p_value": len(p_values), "effect": len(effects)}
    assert total["p_value"] > 50
    assert total["effect"] > 70


def test_results_flow(read: list[Read]) -> None:
    total = 0
    for study, document in read:
        flow = at(study, "participantFlowModule", section="resultsSection")
        titles = {group["id"]: group["title"] for group in flow.get("groups", [])}
        periods = flow.get("periods", [])
        reached = [
            (stone["type"].lower(), titles[one["groupId"]], int(one["numSubjects"]))
            for period in periods
            for stone in period["milestones"]
            if stone["type"] in ("STARTED", "COMPLETED")
            for one in stone["achievements"]
        ]
        sizes = claims_of(document, "sample_size")
        assert [(one.kind, one.arm, one.value) for one in sizes if one.arm] == reached, document.native_id
        for one in sizes:
            if one.arm is None:
                assert one.value == sum(n for kind, _, n in reached if kind == one.kind)
                assert len(periods) == 1
        left = [
            (reason["type"], titles[one["groupId"]], int(one["numSubjects"]))
            for period in periods
            for reason in period.get("dropWithdraws", [])
            for one in reason["reasons"]
        ]
        assert [(o.qualifiers["reason"], o.arm, o.value) for o in claims_of(document, "attrition")] == left
        total += len(reached)
    assert total > 120
