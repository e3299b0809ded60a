"""Event rates on a trial page: an interval only where the printed share is one of so many people."""

from decimal import Decimal

import pytest

from tracker.report.charts import rates

SIZES = {"treatment": 204, "control": 0}


@pytest.mark.parametrize(
    ("raw", "number", "arm", "note"),
    [
        ("81.9%", "81.9", "treatment", "167 of 204"),
        ("167 (81.9%)", "81.9", "treatment", "167 of 204"),
        ("204 people, 50%", "50", "treatment", "102 of 204"),
        ("81·9%", "81.9", "treatment", "167 of 204"),
        ("81.6%", "81.6", "treatment", "no whole number of 204 people is 81.6%"),
        ("half", "50", "treatment", "not an exact share"),
        ("50%", "50", "control", "no whole number of 0 people is 50%"),
        ("50%", "50", "third", "number of people not known"),
    ],
)
def test_an_interval_needs_people(raw: str, number: str, arm: str, note: str) -> None:
    claim = {"value_raw": raw, "value_num": Decimal(number), "arm": arm, "outcome": "relief", "status": "asserted"}
    (group,) = rates([claim | {"who": {"document_id": "d"}}], SIZES)
    (row,) = group["rows"]
    assert row["note"] == note
    assert (row["low"] is not None) == note[0].isdecimal()


@pytest.mark.parametrize("number", ["204", "-3"])
def test_what_is_no_share_is_not_drawn(number: str) -> None:
    claim = {"value_raw": f"{number}%", "value_num": Decimal(number), "arm": "treatment", "outcome": None}
    assert rates([claim | {"who": {"document_id": "d"}, "status": "asserted"}], SIZES) == []
