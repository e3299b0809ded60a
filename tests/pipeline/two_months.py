"""Two months of nights over a registry, two outlets and an index of retractions, and the events that must come of them.

Everything is fictitious. Night 0 is 1 November 2026; `ACTS` says what happens before a night. A night of which it says
nothing must leave no event.
"""

import copy
import csv
import io
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import Loopback, page
from tests.pipeline.registry import Registry, number
from tests.pipeline.stores import PatientClock, ask, config_in, go
from tests.pipeline.webs import article, play_feed, study, tables
from tracker import claims
from tracker.config import Config
from tracker.operations.judge import review
from tracker.records import Claim

FIRST = datetime(2026, 11, 1, 2, 30, tzinfo=UTC)
LAST = 60
PAPER, NOTICE, BACK = "10.5555/drops.1", "10.5555/notice.1", "10.5555/notice.2"
COLUMNS = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes,"
).split(",")

Event = tuple[int, str, str, str, bool]
"""Night, check, document, kind, and whether only our code brought it about."""


def day(n: int) -> str:
    return (FIRST + timedelta(days=n)).date().isoformat()


def first_study() -> dict[str, Any]:
    """A trial of 40 people, registered before it began, completed a year before night 50."""
    dates = {
        "startDateStruct": "2025-02-01",
        "primaryCompletionDateStruct": "2025-11-20",
        "studyFirstPostDateStruct": "2025-01-05",
    }
    found = study(
        number(1), "Fictitious saltwater trial", size=40, size_type="ACTUAL", dates=dates, updated="2026-10-01"
    )
    protocol = found["protocolSection"]
    for name in dates:
        protocol["statusModule"][name]["type"] = "ACTUAL"
    protocol["statusModule"]["overallStatus"] = "COMPLETED"
    protocol["statusModule"]["completionDateStruct"] = {"date": "2025-11-20", "type": "ACTUAL"}
    protocol["conditionsModule"] = {"conditions": ["Dry Examples"]}
    protocol["oversightModule"] = {"isFdaRegulatedDrug": True}
    protocol["outcomesModule"] = {"primaryOutcomes": [{"measure": "Pain intensity", "timeFrame": "Week 6"}]}
    return found


def tale(people: int, *more: str) -> bytes:
    """A story of the trial that names its paper."""
    return article(
        "Drops for dry examples",
        *more,
        f"The trial, registered as {number(1)}, randomised {people} people to drops of brine or to plain water.",
        "Each of them kept a diary of how often the nose was blocked, and brought it to the clinic in the old harbour.",
        "The nurses read the diaries aloud to one another and drew a curve on the wall of the waiting room.",
        f"Journal reference: doi:{PAPER}",
    )


def other(phase: str) -> bytes:
    """A story of the same trial that gives no number of people."""
    return article(
        "Brine on trial", f"In the phase {phase} trial {number(1)} people with blocked noses were given drops of brine."
    )


def row(record: int, nature: str, on: str, doi: str) -> list[str]:
    """A row of the index."""
    year, month, dom = on.split("-")
    told = {
        "Record ID": str(record),
        "Title": "Brine for dry examples",
        "RetractionDate": f"{int(month)}/{int(dom)}/{year} 0:00",
        "RetractionDOI": doi,
        "RetractionPubMedID": "0",
        "OriginalPaperDate": "3/1/2026 0:00",
        "OriginalPaperDOI": PAPER,
        "OriginalPaperPubMedID": "0",
        "RetractionNature": nature,
        "Reason": "+Concerns/Issues about Data;",
    }
    return [told.get(name, "") for name in COLUMNS]


@dataclass
class World:
    """What the sources say tonight, and the tracker that reads them."""

    web: Loopback
    config: Config
    registry: Registry
    patch: pytest.MonkeyPatch
    stories: dict[str, bytes] = field(default_factory=lambda: {"/a": tale(64), "/b": other("2")})
    rows: list[list[str]] = field(default_factory=list)
    night: int = 0

    def play(self) -> None:
        """Let the server say it."""
        play_feed(self.web, self.stories, etags=True)
        out = io.StringIO()
        csv.writer(out).writerows([COLUMNS, *self.rows])
        self.web.routes["/rw.csv"] = page(out.getvalue().encode(), content_type="text/csv")

    def clock(self) -> PatientClock:
        return PatientClock(FIRST + timedelta(days=self.night))

    def edit(self) -> dict[str, Any]:
        """The registry entry, to be edited tonight."""
        return self.registry.edit(1, day(self.night))


def world(folder: Path, web: Loopback, url: str, patch: pytest.MonkeyPatch) -> World:
    """The sources as they are on the first night."""
    registry = Registry({number(1): first_study()}, f"{day(0)}T09:00:05")
    registry.play(web, 1)
    keys = tables(web.url(""), "clinicaltrials_gov", "example_news")
    keys += f'[sources.retraction_watch]\nurl = "{web.url("/rw.csv")}"\n'
    return World(web, config_in(folder, url, keys), registry, patch)


def dismiss(it: World) -> None:
    sql = "SELECT m.id FROM mismatch m JOIN verdict v ON v.id = m.id WHERE v.check_name = 'sample_size' ORDER BY m.id"
    review(it.config, it.clock(), ask(it.config, sql)[0][0], "dismiss", "the entry is older")


def contacts(it: World) -> None:
    it.edit()["contactsLocationsModule"] = {"centralContacts": [{"name": "B. Person"}]}


def one_more(it: World) -> None:
    it.edit()["designModule"]["enrollmentInfo"]["count"] = 41


def switched(it: World) -> None:
    it.edit()["outcomesModule"]["primaryOutcomes"] = [{"measure": "Insomnia severity", "timeFrame": "Week 6"}]


def switched_back(it: World) -> None:
    it.edit()["outcomesModule"]["primaryOutcomes"] = copy.deepcopy(
        first_study()["protocolSection"]["outcomesModule"]["primaryOutcomes"]
    )


def upgraded(it: World) -> None:
    """New code that reads the printed number of people with a comma in it: another value, of no source."""
    read = claims.extract_many

    def change(claim: Claim) -> Claim:
        odd = claim.type == "sample_size" and claim.raw == "64 people"
        return claim.model_copy(update={"raw": "64 people to drops"}) if odd else claim

    it.patch.setattr(claims, "extract_many", lambda items: ([change(c) for c in found] for found in read(items)))
    it.patch.setattr(claims, "fingerprint", lambda: "another extractor")


def says(path: str, body: bytes) -> Callable[[World], None]:
    """A story is put in, or edited."""
    return lambda it: it.stories.update({path: body})


def notice(record: int, nature: str, n: int, doi: str) -> Callable[[World], None]:
    """The index has another row."""
    return lambda it: it.rows.append(row(record, nature, day(n), doi))


def nothing(it: World) -> None:
    """The first night, and a night that only is later."""


ACTS: dict[int, tuple[Callable[[World], None], list[tuple[str, str, str, bool]]]] = {
    0: (nothing, [("sample_size", "/a", "opened", False)]),
    3: (says("/copy", tale(64)), [("sample_size", "/copy", "opened", False)]),
    5: (dismiss, [("sample_size", "/a", "dismissed", False), ("sample_size", "/copy", "dismissed", False)]),
    8: (
        says("/late", tale(64)),
        [("sample_size", "/late", "opened", False), ("sample_size", "/late", "dismissed", False)],
    ),
    10: (contacts, []),
    12: (switched, [
        ("outcome_switch", number(1), "opened", False),
        ("outcome_switch", number(1), "opened", False),
    ]),
    15: (one_more, [("sample_size", path, "value_changed", False) for path in ("/a", "/copy", "/late")]),
    20: (notice(90001, "Retraction", 18, NOTICE), [
        ("retracted", path, "opened", False) for path in ("/a", "/copy", "/late")
    ]),
    25: (says("/a", tale(41, "Correction: an earlier version gave another number of people.")), [
        ("sample_size", "/a", "resolved_at_source", False),
    ]),
    30: (says("/b", other("3")), [
        ("article_changed", "/b", "opened", False),
        ("phase", "/b", "opened", False),
    ]),
    40: (upgraded, [("sample_size", path, "value_changed", True) for path in ("/copy", "/late")]),
    45: (notice(90002, "Reinstatement", 44, BACK), [
        ("retracted", path, "resolved_at_source", False) for path in ("/a", "/copy", "/late")
    ]),
    51: (nothing, [("results_overdue", number(1), "opened", False)]),
    55: (switched_back, [
        ("outcome_switch", number(1), "resolved_at_source", False),
        ("outcome_switch", number(1), "resolved_at_source", False),
    ]),
}  # fmt: skip
"""Before which night what happens, and the events of that day by check and document."""


def live(it: World, nights: Collection[int]) -> None:
    """Run these nights, each after what happens before it."""
    for n in sorted(nights):
        it.night = n
        ACTS.get(n, (nothing, []))[0](it)
        it.play()
        assert go(it.config, it.clock()).state == "finished"


def events(it: World) -> list[Event]:
    """Every event in order of nights; within a night by check, document and kind."""
    rows = ask(
        it.config,
        "SELECT e.at, v.check_name, d.native_id, e.kind, e.by_code, e.id FROM mismatch_event e"
        " JOIN verdict v ON v.id = e.mismatch_id JOIN document d ON d.id = v.document_id",
    )
    return sorted((_night(at), check, _short(name), kind, bool(code)) for at, check, name, kind, code, _ in rows)


def expected(nights: Collection[int], names: Collection[str]) -> list[Event]:
    """The events of the acts before these nights, of the documents that exist by then."""
    found = [(n, *event) for n, (_, told) in ACTS.items() if n in nights for event in told]
    return sorted(event for event in found if event[2] in names)


def _short(name: str) -> str:
    return f"/{name.rpartition('/')[2]}" if "/" in name else name


def _night(moment: Any) -> int:
    return (datetime.fromisoformat(str(moment)[:10]).date() - FIRST.date()).days
