"""docs/claims.md is what the code says."""

from pathlib import Path

from tracker.claims import claim_types
from tracker.claims._doc import claims_page

PAGE = Path(__file__).parents[2] / "docs" / "claims.md"


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == claims_page(), "run `make docs`"


def test_every_type_says_what_it_is() -> None:
    for kind in claim_types().values():
        assert kind.description.endswith("."), kind.name
        assert kind.agreement.endswith("."), kind.name
        assert kind.cues or kind.read_field, kind.name
