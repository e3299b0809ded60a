"""Ten CPU-minutes of damage for every parser: nothing but a refusal comes out (SOAK_SECONDS makes it shorter)."""

import os

import pytest

from tests.soak.fuzz import fuzz, targets

SECONDS = float(os.environ.get("SOAK_SECONDS", 600))


@pytest.mark.soak
@pytest.mark.parametrize("name", targets())
def test_a_parser_withstands_damage(name: str) -> None:
    found = fuzz(name, SECONDS)
    print(f"{name}: {found.inputs} inputs in {found.seconds:.0f} CPU seconds, slowest {found.slowest:.1f}")
    assert found.inputs > 10
    assert list(found.faults) == []
