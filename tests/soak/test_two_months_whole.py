"""Every night of two simulated months: exactly the expected events, on the nights between them none."""

from pathlib import Path

import pytest

from tests.loopback import Loopback
from tests.pipeline.registry import number
from tests.pipeline.two_months import LAST, events, expected, live, world

pytestmark = pytest.mark.soak


def test_every_night_of_two_months(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback() as web:
        it = world(tmp_path, web, f"sqlite:///{tmp_path}/e.db", monkeypatch)
        nights = range(LAST + 1)
        live(it, nights)
        assert events(it) == expected(nights, {number(1), *it.stories})
