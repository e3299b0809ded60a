"""Two weeks of nights over a registry that is edited, added to, taken from, down, blocked and broken."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.loopback import Loopback
from tests.pipeline.registry import Registry, number
from tests.pipeline.stores import OF_THE_RUN, PatientClock, ask, config_in, differences, go, rows
from tests.pipeline.webs import tables
from tracker.config import Config
from tracker.pipeline.run import Outcome

FIRST = datetime(2026, 11, 1, 2, 30, tzinfo=UTC)
STUDIES = 24
AWAY, LATE, REMOVED = 10, 11, 12
"""Numbers of studies: one that goes for good, one that comes back in time, one that is gone at once and comes back."""
EXCHANGES: Collection[str] = {*OF_THE_RUN, "fetch", "blob", "cursor", "issue", "ledger"}


def day(n: int) -> str:
    return (FIRST + timedelta(days=n)).date().isoformat()


def night(config: Config, n: int) -> Outcome:
    return go(config, PatientClock(FIRST + timedelta(days=n)))


def evidence(config: Config) -> Any:
    return rows(config.store.url, without=EXCHANGES)


def quiet(config: Config, n: int, *, changes: int = 0) -> None:
    """A night that finishes and leaves as many changed rows of evidence as are expected (a row changed is two)."""
    before = evidence(config)
    assert night(config, n).state == "finished"
    assert len(differences(before, evidence(config))) == changes, differences(before, evidence(config))


def bad(config: Config, registry: Registry, n: int, manner: str) -> str:
    """A night on which the source fails: no evidence changes. Returns what was said."""
    before, registry.manner = evidence(config), manner
    outcome = night(config, n)
    assert outcome.exit_code == 3
    assert differences(before, evidence(config)) == []
    registry.manner = "sound"
    return outcome.failed["clinicaltrials_gov"]


def test_two_weeks(tmp_path: Path, web: Loopback, long_store_url: str) -> None:
    registry = Registry(stamp=f"{day(0)}T09:00:05")
    for n in range(1, STUDIES + 1):
        registry.add(n, "2026-10-01")
    registry.stamp = f"{day(0)}T09:00:05"
    registry.play(web, STUDIES + 1)
    config = config_in(tmp_path, long_store_url, tables(web.url(""), "clinicaltrials_gov"))

    assert night(config, 0).state == "finished"
    everything = rows(long_store_url)
    assert night(config, 1).state == "finished"
    assert differences(everything, rows(long_store_url)) == []

    protocol = registry.edit(1, day(2))
    protocol["designModule"]["enrollmentInfo"]["count"] = 64
    protocol["outcomesModule"]["primaryOutcomes"][0] = {"measure": "Dryness score, self-rated", "timeFrame": "Week 8"}
    assert night(config, 2).state == "finished"

    registry.edit(2, day(3))["contactsLocationsModule"]["centralContacts"] = [{"name": "B. Person"}]
    quiet(config, 3)

    registry.edit(3, day(4))["outcomesModule"]["primaryOutcomes"].reverse()
    assert night(config, 4).state == "finished"

    assert "503" in bad(config, registry, 5, "down")

    registry.add(STUDIES + 1, day(6))
    assert night(config, 6).state == "finished"

    assert "5 entries are listed, fewer than half of the 25 that are held" in bad(config, registry, 7, "short")
    assert "JSON" in bad(config, registry, 8, "challenge")
    assert "JSON" in bad(config, registry, 9, "empty")

    gone = {n: registry.studies.pop(number(n)) for n in (AWAY, LATE, REMOVED)}
    registry.removed.add(number(REMOVED))
    quiet(config, 10, changes=6)  # a document that is gone (before and after), its absence, verdict, mismatch, event
    quiet(config, 11)
    registry.studies[number(LATE)] = gone[LATE]
    quiet(config, 12, changes=6)
    registry.removed.clear()
    registry.studies[number(REMOVED)] = gone[REMOVED]
    registry.edit(REMOVED, day(13))
    quiet(config, 13, changes=9)

    assert_what_happened(config)


def assert_what_happened(config: Config) -> None:
    several = ask(
        config,
        "SELECT d.native_id, count(*) FROM version v JOIN document d ON d.id = v.document_id"
        " GROUP BY d.native_id HAVING count(*) > 1 ORDER BY d.native_id",
    )
    assert several == [(number(1), 2), (number(3), 2)]
    assert ask(config, "SELECT count(*) FROM document") == [(STUDIES + 1,)]

    columns = "native_id, section, type, kind, change, value_before, value_after, changed_on, origin, words"
    changed = ask(config, f"SELECT {columns} FROM v_registry_changes ORDER BY section")
    on = "on 2026-11-03, 9 months after the planned start"
    assert [tuple(str(v) if isinstance(v, date) else v for v in row) for row in changed] == [
        (number(1), "design", "sample_size", "planned", "changed", "41", "64", day(2), "observed",
         f"planned number of people changed {on}"),
        (number(1), "outcomes", "primary_outcome", None, "changed", "Dryness score [Week 6]",
         "Dryness score, self-rated [Week 8]", day(2), "observed", f"primary outcome changed {on}"),
    ]  # fmt: skip

    absences = ask(
        config,
        "SELECT d.native_id, a.seq, a.gone_at, a.back_at FROM absence a JOIN document d ON d.id = a.document_id"
        " ORDER BY d.native_id",
    )
    assert [(name, seq, nights(gone), nights(back)) for name, seq, gone, back in absences] == [
        (number(AWAY), 0, 12, None),
        (number(REMOVED), 0, 10, 13),
    ]
    assert ask(config, "SELECT native_id FROM document WHERE gone_since IS NOT NULL") == [(number(AWAY),)]

    aside = ask(config, 'SELECT fetched_at, quarantined FROM "fetch" WHERE quarantined IS NOT NULL')
    assert [(nights(at), reason.partition(",")[0]) for at, reason in aside] == [(7, "5 entries are listed")]
    states = ask(config, "SELECT started_at, state FROM job WHERE stage = 'fetch' AND state <> 'finished'")
    assert sorted((nights(at), state) for at, state in states) == [
        (5, "failed"),
        (7, "quarantined"),
        (8, "failed"),
        (9, "failed"),
    ]
    ((listed, reason),) = ask(config, "SELECT listed_at, quarantined FROM v_source_health")
    assert (nights(listed), reason) == (10, None)


def nights(moment: Any) -> int | None:
    """How many nights after the first a moment is."""
    return None if moment is None else (date.fromisoformat(str(moment)[:10]) - FIRST.date()).days
