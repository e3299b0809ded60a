"""When two values agree: one table per type."""

from typing import Any

import pytest

from tracker.claims import claim_types, extract, from_fields
from tracker.records import Claim, Field


def _read(name: str, text: str, **more: Any) -> Claim:
    return next(claim for claim in extract(text) if claim.type == name).model_copy(update=more)


def _verdict(name: str, a: Claim, b: Claim) -> str:
    forth, back = claim_types()[name].compare(a, b), claim_types()[name].compare(b, a)
    assert forth.verdict == back.verdict
    assert forth.reason
    return forth.verdict


def _total(printed: str) -> Claim:
    return _read("duration", f"The trial lasted {printed}.")


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("4 weeks", "28 days", "agree"),
        ("four weeks", "29 days", "agree"),
        ("12 months", "52 weeks", "agree"),
        ("one year", "12 months", "agree"),
        ("6 weeks", "4 weeks", "differ"),
        ("6 months", "24 weeks", "rounding"),
        ("4 weeks", "5 weeks", "differ"),
        ("2 years", "12 months", "differ"),
        ("nearly two years", "23 months", "agree"),
    ],
)
def test_duration(a: str, b: str, verdict: str) -> None:
    assert _verdict("duration", _total(a), _total(b)) == verdict


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("treatment", "follow_up", "not_comparable"),
        ("total", "follow_up", "differ"),
        ("follow_up", "follow_up", "differ"),
    ],
)
def test_duration_kinds(a: str, b: str, verdict: str) -> None:
    one, two = _total("6 weeks").model_copy(update={"kind": a}), _total("4 weeks").model_copy(update={"kind": b})
    assert _verdict("duration", one, two) == verdict


@pytest.mark.parametrize(
    ("a", "kind_a", "b", "kind_b", "verdict"),
    [
        ("30", "randomised", "30", "randomised", "agree"),
        ("30", "randomised", "32", "randomised", "differ"),
        ("356", "planned", "490", "enrolled", "not_comparable"),
        ("30", "randomised", "29", "completed", "not_comparable"),
        ("30", "participants", "30", "randomised", "agree"),
        ("32", "participants", "30", "enrolled", "differ"),
        ("30", "participants", "29", "completed", "not_comparable"),
        ("nearly 700", "enrolled", "695", "enrolled", "rounding"),
        ("more than 3,000", "enrolled", "2,900", "enrolled", "differ"),
        ("at least 50", "enrolled", "400", "enrolled", "rounding"),
    ],
)
def test_sample_size(a: str, kind_a: str, b: str, kind_b: str, verdict: str) -> None:
    one, two = (
        _read("sample_size", f"The trial enrolled {n} people.", kind=kind) for n, kind in ((a, kind_a), (b, kind_b))
    )
    assert _verdict("sample_size", one, two) == verdict


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("54", "53.9", "rounding"),
        ("53.9", "53.9", "agree"),
        ("54", "46", "differ"),
        ("about 54", "53.9", "rounding"),
        ("53.8", "53.9", "rounding"),
        ("53.7", "53.9", "differ"),
    ],
)
def test_event_rate(a: str, b: str, verdict: str) -> None:
    one, two = (_read("event_rate", f"Recovery was seen in {n}% of patients on the drug.") for n in (a, b))
    assert _verdict("event_rate", one, two) == verdict


@pytest.mark.parametrize("change", [{"outcome": "death"}, {"arm": "control"}, {"timepoint_days": 7}])
def test_event_rates_of_different_things_are_not_comparable(change: dict[str, Any]) -> None:
    one = _read("event_rate", "At day 28, remission was seen in 40% of patients on the drug.")
    assert (one.outcome, one.arm, one.timepoint_days) == ("remission", "treatment", 28)
    assert _verdict("event_rate", one, one.model_copy(update={"value": 20, **change})) == "not_comparable"


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("2", "2b", "agree"),
        ("II/III", "2/3", "agree"),
        ("2", "3", "differ"),
        ("2/3", "3", "rounding"),
        ("3", "NA", "not_comparable"),
        ("EARLY_PHASE1", "1", "agree"),
    ],
)
def test_phase(a: str, b: str, verdict: str) -> None:
    (one, two), _ = from_fields([Field(type="phase", raw=raw, path="$.p") for raw in (a, b)])
    assert _verdict("phase", one, two) == verdict


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("double", "QUADRUPLE", "agree"),
        ("double", "TRIPLE", "agree"),
        ("double", "single", "differ"),
        ("double", "open", "differ"),
        ("double", "Blinded (masking used)", "agree"),
        ("NONE", "Open (masking not used)", "agree"),
        ("single", "QUADRUPLE", "differ"),
    ],
)
def test_masking(a: str, b: str, verdict: str) -> None:
    (one, two), _ = from_fields([Field(type="masking", raw=raw, path="$.m") for raw in (a, b)])
    assert _verdict("masking", one, two) == verdict


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("placebo", "saline", "agree"),
        ("placebo", "sham", "rounding"),
        ("placebo", "active", "differ"),
        ("usual care", "active", "not_comparable"),
        ("placebo", "no intervention", "differ"),
    ],
)
def test_control(a: str, b: str, verdict: str) -> None:
    (one, two), _ = from_fields([Field(type="control", raw=raw, path="$.c") for raw in (a, b)])
    assert _verdict("control", one, two) == verdict


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("2031-06", "2031-06-09", "rounding"),
        ("2031-06-09", "June 9, 2031", "agree"),
        ("05/06/2031", "2031-06-05", "rounding"),
        ("2031", "2032-01", "differ"),
    ],
)
def test_date(a: str, b: str, verdict: str) -> None:
    (one, two), _ = from_fields([Field(type="date", raw=raw, path="$.d", kind="start") for raw in (a, b)])
    assert _verdict("date", one, two) == verdict
    assert _verdict("date", one, two.model_copy(update={"kind": "completion"})) == "not_comparable"


@pytest.mark.parametrize(
    ("a", "b", "verdict"), [("5", "5", "agree"), ("5", "7", "differ"), ("4.4", "5", "rounding"), ("2-3", "3", "agree")]
)
def test_nnt(a: str, b: str, verdict: str) -> None:
    one, two = (_read("nnt", f"There was an NNT of {n} for remission.") for n in (a, b))
    assert _verdict("nnt", one, two) == verdict
    assert _verdict("nnt", one, two.model_copy(update={"outcome": "death"})) == "not_comparable"
    assert _verdict("nnt", one, two.model_copy(update={"kind": "nnth"})) == "not_comparable"


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("NCT99999901", "NCT 99999901", "agree"),
        ("NCT99999901", "NCT99999902", "differ"),
        ("NCT99999901", "ISRCTN99999901", "not_comparable"),
    ],
)
def test_registration_id(a: str, b: str, verdict: str) -> None:
    assert _verdict("registration_id", _read("registration_id", a), _read("registration_id", b)) == verdict
