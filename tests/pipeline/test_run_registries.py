"""A run over played registries: every study is in the database, and what it says equals its JSON, read another way."""

import calendar
import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from sqlalchemy import select

from db import tables
from db.engine import open_engine
from tests.loopback import Loopback
from tests.pipeline.stores import ask, config_in, go
from tests.pipeline.webs import ISRCTN, entry, pages_of, play_isrctn, play_pages, study, tables as toml
from tracker.config import Config

DATES = {
    "startDateStruct": "start",
    "primaryCompletionDateStruct": "primary_completion",
    "completionDateStruct": "completion",
    "studyFirstPostDateStruct": "first_posted",
    "resultsFirstPostDateStruct": "results_posted",
    "lastUpdatePostDateStruct": "last_update_posted",
}
NUMBERS = {
    r"(NCT\d{8})": "nct",
    r"(ISRCTN\d{8})": "isrctn",
    r"(\d{4}-5\d{5}-\d{2})(?:-\d{2})?": "ctis",
    r"(\d{4}-[0-4]\d{5}-\d{2})": "eudract",
    r"(U1[1-9]\d\d-\d{4}-\d{4})": "utn",
    r"(jRCTs?\d{9,10})": "jrct",
    r"(DRKS\d{8})": "drks",
    r"(CTRI/\d{4}/\d\d/\d{6})": "ctri",
}
Facts = set[tuple[Any, ...]]


def plain(value: Any) -> Any:
    """A value without the lists of one that some exports wrap around every value."""
    if isinstance(value, list):
        return plain(value[0]) if len(value) == 1 and not isinstance(value[0], dict) else [plain(v) for v in value]
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def days(printed: str) -> tuple[date, date]:
    year, month, day = ([int(part) for part in printed.split("-")] + [0, 0])[:3]
    if day:
        return date(year, month, day), date(year, month, day)
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def number(printed: str) -> tuple[str, str] | None:
    """Scheme and value of a registration number that stands alone."""
    for pattern, scheme in NUMBERS.items():
        if found := re.fullmatch(pattern, printed.strip()):
            return scheme, found[1]
    return None


def told(found: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """What a study says, read by walking its JSON."""
    protocol = plain(found["protocolSection"])
    status, design = protocol.get("statusModule", {}), protocol.get("designModule", {})
    enrolment = design.get("enrollmentInfo", {})
    if "count" in enrolment:
        kind = {"ESTIMATED": "planned", "ACTUAL": "enrolled"}.get(str(enrolment.get("type")), "planned_or_enrolled")
        yield "sample_size", kind, int(enrolment["count"])
    for name, kind in DATES.items():
        if printed := status.get(name, {}).get("date"):
            yield "date", kind, *days(printed), "month" if printed.count("-") == 1 else "day"
    names = {"NA": "not_applicable", "EARLY_PHASE1": "early_1"}
    if phases := listed(design.get("phases")):
        yield "phase", tuple(names.get(phase, phase.removeprefix("PHASE")) for phase in phases)
    if level := design.get("designInfo", {}).get("maskingInfo", {}).get("masking"):
        yield "masking", level.lower()
    identification = protocol["identificationModule"]
    yield "registration_id", "own", "nct", identification["nctId"]
    for other in listed(identification.get("secondaryIdInfos")):
        bare = other.get("domain") == "ISRCTN" and str(other["id"]).isdigit()
        if known := number(f"ISRCTN{other['id']}" if bare else str(other["id"])):
            yield "registration_id", "utn" if known[0] == "utn" else "secondary", *known
        yield "secondary", " ".join(str(other["id"]).split())
    for alias in listed(identification.get("nctIdAliases")):
        yield "registration_id", "alias", "nct", alias


def stored(config: Config, source: str) -> dict[str, Facts]:
    """The same of every entry of `source`, from the claims that were read from fields."""
    claim, document = tables.claim, tables.document
    held: dict[str, Facts] = {
        name: set() for (name,) in ask(config, f"SELECT native_id FROM document WHERE source = '{source}'")
    }
    engine = open_engine(config.store.url)
    with engine.connect() as conn:
        for row in conn.execute(
            select(claim, document.c.native_id)
            .join(document, document.c.id == claim.c.document_id)
            .where(claim.c.path.is_not(None), claim.c.superseded_at.is_(None), document.c.source == source)
        ):
            held[row.native_id] |= set(facts(row))
    engine.dispose()
    return held


def facts(row: Any) -> Iterator[tuple[Any, ...]]:
    if row.type == "sample_size" and "resultsSection" not in row.path:
        assert row.value_low == row.value_high == row.value_num
        yield row.type, row.kind, int(row.value_num)
    elif row.type == "date" and row.kind != "first_submitted":
        yield row.type, row.kind, row.date_low, row.date_high, row.unit
    elif row.type == "phase":
        yield row.type, tuple(row.value_json)
    elif row.type == "masking":
        yield row.type, row.value_json
    elif row.type == "registration_id" and row.kind != "sponsor":
        if row.kind != "own" and row.kind != "alias":
            yield "secondary", " ".join(row.value_raw.split())
        if row.value_json["scheme"] in NUMBERS.values():
            yield row.type, row.kind, row.value_json["scheme"], row.value_json["value"]


def check(config: Config, studies: Iterable[Mapping[str, Any]]) -> None:
    """Hold the database against `studies`."""
    expected = {plain(s)["protocolSection"]["identificationModule"]["nctId"]: set(told(s)) for s in studies}
    held = stored(config, "clinicaltrials_gov")
    assert held.keys() == expected.keys()
    wrong = {n: sorted(map(repr, expected[n] ^ held[n])) for n in expected if expected[n] != held[n]}
    assert not wrong


STUDIES = [
    study("NCT99999901", others=[("EUDRACT_NUMBER", "2099-000001-11"), (None, "ISRCTN99999901"), ("OTHER", "SALT 7")]),
    study("NCT99999902", size=0, size_type="ACTUAL", phases=("PHASE1", "PHASE2"), masking="NONE"),
    study("NCT99999903", size=1200, size_type=None, phases=("NA",), masking=None, dates={"startDateStruct": "2024-02"}),
    study("NCT99999904", size=None, phases=("EARLY_PHASE1",), masking="QUADRUPLE", aliases=("NCT99999994",)),
    study(
        "NCT99999905",
        phases=(),
        masking="SINGLE",
        others=[("REGISTRY", "U1111-9999-0001"), ("CTIS", "2099-500001-11-00")],
    ),
]


@pytest.mark.parametrize("size", [1, 2, 5])
def test_every_study_of_every_page_is_stored_as_it_says(tmp_path: Path, web: Loopback, size: int) -> None:
    play_pages(web, pages_of(STUDIES, size), stamp="2026-11-19T09:00:05")
    config = config_in(tmp_path, f"sqlite:///{tmp_path}/e.db", toml(web.url(""), "clinicaltrials_gov"))
    assert go(config).state == "finished"
    assert len([p for p in web.asked if "/studies?" in p]) == -(-len(STUDIES) // size)
    check(config, STUDIES)


def test_an_empty_page_with_a_token_does_not_end_the_search(tmp_path: Path, web: Loopback) -> None:
    empty = json.dumps({"studies": [], "nextPageToken": "on"}).encode()
    last = pages_of(STUDIES, 5)[0][1]
    play_pages(web, [("", empty), ("on", last)])
    config = config_in(tmp_path, f"sqlite:///{tmp_path}/e.db", toml(web.url(""), "clinicaltrials_gov"))
    assert go(config).state == "finished"
    check(config, STUDIES)


def test_registrations_that_name_each_other_are_one_trial(tmp_path: Path, web: Loopback, long_store_url: str) -> None:
    play_pages(web, pages_of(STUDIES, 2), stamp="2026-11-19T09:00:05")
    play_isrctn(web, entry("ISRCTN99999901", target=34), entry("ISRCTN99999902", nct="NCT99999902"))
    config = config_in(tmp_path, long_store_url, toml(web.url(""), "clinicaltrials_gov", "isrctn"))
    assert go(config).state == "finished"
    check(config, STUDIES)
    sizes = ask(config, "SELECT native_id, kind, people FROM v_sample_sizes WHERE source = 'isrctn' ORDER BY native_id")
    assert [(n, k, int(p)) for n, k, p in sizes] == [
        ("ISRCTN99999901", "planned", 34),
        ("ISRCTN99999902", "planned", 34),
    ]
    together = ask(config, "SELECT trial_id FROM trial_identifier WHERE value IN ('NCT99999902', 'ISRCTN99999902')")
    assert len(together) == 2
    assert len(set(together)) == 1
    trials = {trial for (trial,) in ask(config, "SELECT trial_id FROM v_links WHERE state = 'accepted'")}
    assert len(trials) == 5  # five studies, two of them with an ISRCTN number as well


# Real answers ---------------------------------------------------------------------------------------------------------


def real_chain(folder: Path) -> list[list[dict[str, Any]]]:
    names = ["page_10_with_results.json", "page_5.json"]
    names += sorted(p.name for p in folder.glob("search_*.json") if "limit50" not in p.name)  # it repeats studies
    return [json.loads((folder / name).read_bytes())["studies"] for name in names]


def test_recorded_pages_in_a_chain_of_tokens(tmp_path: Path, web: Loopback, shared: Path) -> None:
    pages = real_chain(shared / "samples/clinicaltrials_gov")
    tokens = [f"token-{n}" for n in range(1, len(pages))]
    bodies = [
        json.dumps({"studies": s} | ({"nextPageToken": t} if t else {}))
        for s, t in zip(pages, [*tokens, ""], strict=True)
    ]
    play_pages(web, list(zip(["", *tokens], map(str.encode, bodies), strict=True)))
    partial = "min_filled = { primary_outcome = 0.4 }\n"  # most of these were asked for some of their fields only
    asked = toml(web.url(""), "clinicaltrials_gov") + partial
    config = config_in(tmp_path, f"sqlite:///{tmp_path}/e.db", asked)
    assert go(config).state == "finished"
    check(config, [found for page in pages for found in page])


def test_real_studies_paged_by_twenty(tmp_path: Path, web: Loopback, shared: Path, long_store_url: str) -> None:
    packed = shared / "samples/clinicaltrials_gov/studies_dev.ndjson.gz"
    studies = [json.loads(line) for line in gzip.decompress(packed.read_bytes()).splitlines()]
    assert len(studies) == 403
    studies = studies[::8]  # every one is read in tests/scrapers/test_ctgov_real.py; here it is the way to the database
    play_pages(web, pages_of(studies, 20), stamp="2026-11-19T09:00:05")
    config = config_in(tmp_path, long_store_url, toml(web.url(""), "clinicaltrials_gov"))
    assert go(config).state == "finished"
    check(config, studies)


def test_real_isrctn_entries(tmp_path: Path, web: Loopback, shared: Path) -> None:
    files = sorted((shared / "samples/isrctn").glob("ISRCTN*.xml"))
    play_isrctn(web, *(file.read_bytes() for file in files))
    config = config_in(tmp_path, f"sqlite:///{tmp_path}/e.db", toml(web.url(""), "isrctn"))
    assert go(config).state == "finished"
    held = stored(config, "isrctn")
    assert sorted(held) == [file.stem for file in files]
    for file in files:
        trial = etree.fromstring(file.read_bytes()).find(f".//{{{ISRCTN}}}trial")
        said = {node.tag.split("}")[1]: (node.text or "").strip() for node in trial.iter() if isinstance(node.tag, str)}
        facts = held[file.stem]
        for name, kind in (("targetEnrolment", "planned"), ("totalFinalEnrolment", "enrolled")):
            size = int(said.get(name) or 0)
            assert {f[2] for f in facts if f[:2] == ("sample_size", kind)} == ({size} if size else set())
        for name, kind in (("recruitmentStart", "recruitment_start"), ("overallEndDate", "completion")):
            day = date.fromisoformat(said[name][:10])
            assert ("date", kind, day, day, "day") in facts
        if said.get("clinicalTrialsGovNumber", "").startswith("NCT"):
            assert ("registration_id", "secondary", "nct", said["clinicalTrialsGovNumber"]) in facts


def test_a_number_in_the_prose_of_an_entry_is_another_trial(tmp_path: Path, web: Loopback) -> None:
    parent = study("NCT99999901")
    extension = study("NCT99999902", summary="For people who completed NCT99999901 and want to go on.")
    play_pages(web, pages_of([parent, extension], 10), stamp="2026-11-19T09:00:05")
    config = config_in(tmp_path, f"sqlite:///{tmp_path}/e.db", toml(web.url(""), "clinicaltrials_gov"))
    go(config)
    assert ask(config, "SELECT count(DISTINCT trial_id) FROM trial_identifier") == [(2,)]
    joined = "SELECT count(*) FROM link WHERE role = 'registration' GROUP BY document_id"
    assert ask(config, joined) == [(1,), (1,)]
