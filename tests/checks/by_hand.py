"""Claims and witnesses made by hand, for checks whose verdict must not depend on what extraction reads."""

from decimal import Decimal
from typing import Any

from tracker.checks import Held, Witness
from tracker.records import Claim, Kind


def held(kind_of_claim: str, raw: str, number: str | None = None, sentence: str = "", **more: Any) -> Held:
    """A claim that prints `raw`, in `sentence` (by default the claim alone), exact unless `low` and `high` say else."""
    sentence = sentence or raw
    start = sentence.find(raw)
    assert start >= 0, f"'{raw}' is not in '{sentence}'"
    place = more.pop("place", 0)
    exact = Decimal(number) if number is not None else None
    given: dict[str, Any] = {
        "type": kind_of_claim,
        "raw": raw,
        "quote": raw,
        "number": exact,
        "value": float(exact) if exact is not None else None,
        "low": exact,
        "high": exact,
        "start": place + start,
        "end": place + start + len(raw),
        "context_start": place,
        "context_end": place + len(sentence),
    }
    claim = Claim(**(given | more))
    return Held(f"{kind_of_claim}-{place + start}-{raw}", claim, sentence)


def rate(raw: str, arm: str | None, outcome: str | None = "remission", sentence: str = "", **more: Any) -> Held:
    """An event rate with the interval of its printed digits."""
    number = raw.rstrip("% ").replace(" percent", "")
    half = Decimal(1).scaleb(-len(number.partition(".")[2])) / 2
    bounds = {"low": Decimal(number) - half, "high": Decimal(number) + half}
    return held("event_rate", raw, number, sentence, arm=arm, outcome=outcome, unit="percent", **(bounds | more))


def size(number: int, arm: str | None, label: str = "", sentence: str = "", **more: Any) -> Held:
    """An arm size that is a count."""
    qualifiers = {"label": label or (arm or "each"), "arm_by": more.pop("arm_by", "label")}
    return held("arm_size", str(number), str(number), sentence, kind="count", arm=arm, qualifiers=qualifiers, **more)


def people(number: int, kind: str = "randomised", sentence: str = "", **more: Any) -> Held:
    """A number of people of the whole trial."""
    return held("sample_size", str(number), str(number), sentence, kind=kind, **more)


def gone(number: int, kind: str = "withdrawn", sentence: str = "", **more: Any) -> Held:
    """A number of people who left."""
    return held("attrition", str(number), str(number), sentence, kind=kind, **more)


def says(*claims: Held, document: str = "story", kind: Kind = "press") -> Witness:
    """A witness that makes these claims."""
    return Witness(document, kind, document, claims)
