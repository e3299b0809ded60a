"""Two simulated months give exactly the events that they should: here some nights of them (all: tests/soak)."""

from pathlib import Path

import pytest

from tests.loopback import Loopback
from tests.pipeline.registry import number
from tests.pipeline.stores import ask
from tests.pipeline.two_months import events, expected, live, world

NIGHTS = (0, 3, 5, 15, 20, 25, 40)
"""A copy, a dismissal, an edited entry, a retraction, a correction and new code that reads."""
UNSEEN = (
    "SELECT count(*) FROM mismatch m JOIN verdict v ON v.id = m.id WHERE v.severity = 'critical' AND NOT m.reviewed"
    " AND v.verdict = 'decision_changing'"
)


def test_some_nights_of_two_months(tmp_path: Path, web: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    it = world(tmp_path, web, f"sqlite:///{tmp_path}/e.db", monkeypatch)
    live(it, NIGHTS)
    names = {number(1), *it.stories}
    assert events(it) == expected(NIGHTS, names)
    assert ask(it.config, UNSEEN) == [(2,)]
