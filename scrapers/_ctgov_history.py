"""The record history of ClinicalTrials.gov: every version of a study that the registry keeps, through `/api/int`.

This interface feeds the site's own "Record History" tab; it is not documented and may change on any day, so it is
optional and read behind a guard: an answer of another shape than the one below is one Problem, and the history is left
out for the rest of the run.

    GET /studies/{nct}/history     {"changes": [{"version": 0, "date": "2099-01-31", "status", "moduleLabels": [...]}]}
    GET /studies/{nct}/history/3   {"studyVersion": 3, "study": {"protocolSection": {...}}}

A numbered version never changes, so it is asked for once. Not every version is asked for: the first one, those in
which a module of MATTER was edited, those whose overall status is another than before, and those in which only the
status module was edited (its dates). Edits of contacts, sites, references, oversight or sponsor alone are left out.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scrapers._ctgov_parse import number_of
from scrapers._json import load
from tracker.errors import FetchFailed, ReadError
from tracker.records import Fetch, Problem, Reply, Request

MATTER = frozenset(
    {
        "Study Identification",
        "Study Description",
        "Study Design",
        "Conditions",
        "Arms and Interventions",
        "Outcome Measures",
        "Eligibility",
        "Participant Flow",
        "Outcome Measures (Results)",
    }
)
"""Labels of the modules in which an edit changes what the study is said to be or to have found."""
STATUS = "Study Status"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a history: the version's number, the day since which it holds, the status, what was edited."""

    version: int
    valid_from: str
    status: str
    labels: frozenset[str]


def histories(
    numbers: Iterable[str], base: str, fetch: Fetch, limit: int | None
) -> Generator[Reply | Problem, None, list[str]]:
    """Yield the list of versions of each study and the versions that matter; return the numbers that are left.

    At most `limit` studies are asked for (all of them for None). What breaks off the history goes to the end of what
    is left, so that one study cannot hold up the others.
    """
    left = list(dict.fromkeys(numbers))
    asked = 0
    while left and (limit is None or asked < limit):
        number, asked = left.pop(0), asked + 1
        try:
            yield from _history(number, base, fetch)
        except (FetchFailed, ReadError) as error:
            kind = "fetch_failed" if isinstance(error, FetchFailed) else "history_schema"
            yield Problem(kind=kind, subject=f"{base} history", message=f"the record history was left out: {error}")
            return [*left, number]
    return left


def _history(number: str, base: str, fetch: Fetch) -> Iterator[Reply]:
    """The list of versions of one study, then those that matter; raises FetchFailed and ReadError (another shape)."""
    url = f"{base}/studies/{number}/history"
    reply = fetch(Request(url=url, role="history", meta={"native_id": number}))
    changes = _changes(reply)
    yield reply
    for change in worth_asking(changes):
        meta = {"native_id": number, "version": str(change.version), "valid_from": change.valid_from}
        version = fetch(Request(url=f"{url}/{change.version}", role="version", meta=meta, once=True))
        found = load(version.body, version.url) if version.ok else None
        if (
            not isinstance(found, dict)
            or found.get("studyVersion") != change.version
            or not number_of(found.get("study"))
        ):
            raise ReadError(f"{version.url} answered without version {change.version} of a study", _REMEDY)
        yield version


_REMEDY = "the rest of the source is not affected; history = false leaves it out for good"


def worth_asking(changes: Iterable[Change]) -> list[Change]:
    """Those versions that may say something else than the one before (see the module)."""
    chosen, status = [], ""
    for change in sorted(changes, key=lambda change: change.version):
        if change.version == 0 or change.labels & MATTER or change.labels == {STATUS} or change.status != status:
            chosen.append(change)
        status = change.status
    return chosen


def _changes(reply: Reply) -> list[Change]:
    found = load(reply.body, reply.url) if reply.ok else None
    listed = found.get("changes") if isinstance(found, dict) else None
    changes = [_change(one) for one in listed] if isinstance(listed, list) else []
    known = [change for change in changes if change is not None]
    if not known or len(known) != len(changes) or len({change.version for change in known}) != len(known):
        status = "" if reply.ok else f" ({reply.status})"
        raise ReadError(f"{reply.url} answered without a list of versions{status}", _REMEDY)
    return known


def _change(one: Any) -> Change | None:
    """One entry of the list, None when it has another shape than documented."""
    if not isinstance(one, Mapping):
        return None
    version, labels = one.get("version"), one.get("moduleLabels")
    if not isinstance(version, int) or isinstance(version, bool) or version < 0 or not isinstance(labels, list):
        return None
    try:
        valid_from = date.fromisoformat(str(one.get("date"))[:10]).isoformat()
    except ValueError:
        return None
    return Change(version, valid_from, str(one.get("status") or ""), frozenset(map(str, labels)))
