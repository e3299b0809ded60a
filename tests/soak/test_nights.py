"""Thirty nights over a registry and an outlet that fail now and then: what is held at the end is what was there."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.loopback import Canned, Loopback, Route, Seen
from tests.pipeline.registry import Registry, number
from tests.pipeline.stores import PatientClock, ask, config_in, go
from tests.pipeline.webs import article, play_feed, tables

FIRST = datetime(2026, 11, 1, 2, 30, tzinfo=UTC)
NIGHTS, STUDIES, STORIES = 30, 24, 6
FAILING = 0.03
OUTAGE = (13, 14)


def failing(chance: random.Random, route: Route) -> Route:
    """The same answers, three in a hundred of them broken in one of four ways."""

    def answer(seen: Seen) -> Canned:
        if chance.random() < FAILING:
            return chance.choice(
                (
                    Canned(503),
                    Canned(500),
                    Canned(raw=b""),
                    Canned(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx"),
                )
            )
        assert callable(route)
        return route(seen)

    return answer


def story(n: int, people: int) -> bytes:
    return article(f"Story {n}", f"The trial (registered as {number(n + 1)}) randomised {people} people to drops.")


@pytest.mark.soak
def test_thirty_nights(tmp_path: Path, store_url: str) -> None:
    chance = random.Random(30)
    registry = Registry()
    for n in range(1, STUDIES + 1):
        registry.add(n, "2026-10-01")
    registry.stamp = "2026-11-01T09:00:05"
    sizes = {number(n): [40 + n] for n in range(1, STUDIES + 1)}
    people = {n: [100 + n] for n in range(STORIES)}
    states: Counter[str] = Counter()
    broken: list[tuple[int, set[str]]] = []
    with Loopback() as web:
        registry.play(web, STUDIES)
        config = config_in(tmp_path, store_url, tables(web.url(""), "clinicaltrials_gov", "example_news"))
        sound = dict(web.routes)
        for night in range(NIGHTS):
            day = (FIRST + timedelta(days=night)).date().isoformat()
            if night % 3 == 2 and night < NIGHTS - 4:  # never twice within a week, so that no state passes unseen
                n = 1 + night % STUDIES
                registry.edit(n, day)["designModule"]["enrollmentInfo"]["count"] = 500 + night
                sizes[number(n)].append(500 + night)
            if night % 5 == 3 and night < NIGHTS - 4:
                people[night // 5].append(200 + night)
            play_feed(web, {f"/{n}": story(n, held[-1]) for n, held in people.items()})
            registry.manner = "down" if night in OUTAGE else "sound"
            for path, route in {**web.routes, **sound}.items():
                web.routes[path] = failing(chance, route)
            outcome = go(config, PatientClock(FIRST + timedelta(days=night)))
            states[outcome.state] += 1
            if outcome.failed:
                broken.append((night, set(outcome.failed)))

    nights = [night for night, _ in broken]
    assert set(OUTAGE) <= set(nights)
    assert len(nights) > 3  # some nights of three in a hundred, too
    assert states == {"finished": NIGHTS - len(nights), "partial": len(nights)}
    told = ask(
        config, "SELECT r.started_at, j.source FROM job j JOIN run r ON r.id = j.run_id WHERE j.state = 'failed'"
    )
    reported = {(str(at)[:10], source) for at, source in told}
    assert reported == {
        ((FIRST + timedelta(days=night)).date().isoformat(), source) for night, sources in broken for source in sources
    }

    truth = {name: [str(one) for one in held] for name, held in sizes.items()}
    truth |= {web.url(f"/{n}"): [f"{one} people" for one in held] for n, held in people.items()}
    held: dict[str, list[str]] = {}
    for native_id, value in ask(
        config,
        "SELECT d.native_id, c.value_raw FROM version v JOIN document d ON d.id = v.document_id"
        " JOIN text t ON t.version_id = v.id AND t.superseded_at IS NULL"
        " JOIN claim c ON c.text_id = t.id AND c.type = 'sample_size' ORDER BY v.seen_from, v.seq",
    ):
        held.setdefault(native_id, []).append(value)
    assert held == truth
    current = ask(config, "SELECT document_id FROM version WHERE seen_to IS NULL")
    assert len(current) == len(set(current)) == STUDIES + STORIES
    assert ask(config, "SELECT count(*) FROM document WHERE gone_since IS NOT NULL") == [(0,)]
    assert ask(config, "SELECT count(*) FROM trial") == [(STUDIES,)]
