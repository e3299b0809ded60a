"""C-TrO: abstracts on glaucoma and type 2 diabetes, cut into tokens, labelled mention by mention; values count."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from tracker.claims._time import lengths
from tracker.evaluation._base import GoldSet, Judged, Row, Task, number, own, place, span
from tracker.records import Claim

_P_VALUE = re.compile(r"(?P<sign>[<>=≤≥]=?)?\s?(?P<n>\d*\s?[.·]\s?\d+|\d+(?:\s?[.·]\s?\d+)?)\s*$")
_SAID = {
    "& lt ;": "<",
    "& gt ;": ">",
    "less than": "<",
    "greater than": ">",
    "< or =": "<=",
    "> or =": ">=",
}
_SIGN = {"≤": "<=", "≥": ">=", None: "="}


def _joined(text: str) -> str:
    """A label with its tokens joined again: "0 . 03" as 0.03, "28 - week" as 28-week."""
    text = re.sub(r"(?<=\d)\s([.·,])\s(?=\d)", r"\1", " ".join(text.split()))
    return re.sub(r"(?<=\w)\s([-–])\s(?=\w)", r"\1", text)


def _p_value(label: str) -> Any:
    text = _joined(label)
    for printed, sign in _SAID.items():
        text = text.replace(printed, sign)
    match = _P_VALUE.search(text)
    if match is None:
        return None
    value = Decimal(match["n"].replace("·", ".").replace(" ", ""))
    return _SIGN.get(match["sign"], match["sign"]), value


def _interval(label: str) -> Any:
    """(low, high) of a label that holds an interval."""
    text = re.split(r"(?:\bCI|confidence interval)s?\b(?=.*\d)", _joined(label), flags=re.IGNORECASE)[-1]
    text = re.sub(r"\b9\d(?:[.·]\d+)?\s?%\s?(?=CI|\W{0,4}$|[:,=])", " ", text.replace("−", "-"))
    text = re.sub(r"(?<=\d)\s?%", "", text)
    text = re.sub(r"(?<=\d)\s?[-–]\s?(?=[\d.])", " to ", text)
    text = re.sub(r"[-–−]\s(?=[\d.])", "-", text)
    ends = [Decimal(one.replace("·", ".")) for one in re.findall(r"-?\d*[.·]?\d+", text)]
    return (min(ends[:2]), max(ends[:2])) if len(ends) >= 2 else None


def _lengths(row: Row) -> dict[Any, tuple[int, int] | None]:
    """The lengths of time that are labelled, each of a label that lists several."""
    labels = [label for label in row["gold"] if label["type"] == "Duration"]
    return {round(one.days): place(label) for label in labels for one in lengths(_joined(label["text"]))}


def _dose(label: str) -> Any:
    printed = re.findall(r"\d+(?:[.,·]\d+)*", _joined(label))
    ends = [end for one in printed if (end := number(one)) is not None]
    return max(ends, default=None)


def _gold(row: Row, types: set[str], value: Any) -> dict[Any, tuple[int, int] | None]:
    found: dict[Any, tuple[int, int] | None] = {}
    for label in row["gold"]:
        key = value(label["text"]) if label["type"] in types else None
        if key is not None:
            found.setdefault(key, place(label))
    return found


def _amount(claim: Claim) -> Any:
    """What a claim's number is for comparison: a sign and a number, two ends, days, or the number alone."""
    if claim.type == "p_value":
        return _SIGN.get(claim.comparator, claim.comparator), claim.number
    if claim.type == "ci":
        return (claim.low, claim.high)
    if claim.type == "dose" and isinstance(claim.value, dict):
        return Decimal(str(claim.value["amount"])) if claim.value.get("amount") is not None else None
    if claim.type == "duration":
        return round(claim.number) if claim.number is not None else None
    return claim.number


def _read(claims: Sequence[Claim], kind: str, kinds: set[str | None] | None = None) -> dict[Any, Any]:
    found: dict[Any, tuple[int, int] | None] = {}
    for claim in own(claims, kind):
        key = _amount(claim) if kinds is None or claim.kind in kinds else None
        if key is not None:
            found.setdefault(key, span(claim))
    return found


def _judge(row: Row, claims: Sequence[Claim]) -> Iterator[Judged]:
    counted: set[str | None] = {"enrolled", "randomised", "started", "participants", "analysed", "completed"}
    people = {"NumberPatientsCT", "FinalNumPatientsCT"}
    yield Judged("sample_size", _gold(row, people, number), _read(claims, "sample_size", counted))
    arms = {"NumberPatientsArm", "FinalNumPatientsArm"}
    yield Judged("arm_size", _gold(row, arms, number), _read(claims, "arm_size", {"count", "analysed"}))
    yield Judged("event_rate", _gold(row, {"PercentageAffected"}, number), _read(claims, "event_rate", {None}))
    signs = {"PvalueDiff", "PValueChangeValue", "PValueResValue", "PValueBL", "PValueNumAffected"}
    yield Judged("p_value", _gold(row, signs, _p_value), _read(claims, "p_value"))
    ends = {"ConfIntervalDiff", "ConfIntervalChangeValue", "ConfIntervalResValue", "ConfIntervalBL"}
    yield Judged("ci", _gold(row, ends, _interval), _read(claims, "ci"))
    yield Judged("duration", _lengths(row), _read(claims, "duration"))
    yield Judged("dose", _gold(row, {"DoseValue"}, _dose), _read(claims, "dose", {"amount"}))
    masked = {("masked", True): None} if any(g["type"] in {"DoubleBlind", "Blind"} for g in row["gold"]) else {}
    said = {("masked", True): None} if any(c.value != "none" for c in own(claims, "masking")) else {}
    yield Judged("masking", masked, said)


GOLD = GoldSet(
    name="ctro",
    title="C-TrO (abstracts on glaucoma and type 2 diabetes, cut into tokens)",
    recognises=lambda row: row.get("domain") in {"dm2", "gl"} or "triples" in row,
    judge=_judge,
    tasks=(
        Task("sample_size", "number of patients of the trial, at the start or at the end", 0.92, 0.96),
        Task("arm_size", "number of patients of an arm"),
        Task("event_rate", "percentage of patients affected"),
        Task("p_value", "sign and number of p-values", 0.95, 0.98),
        Task("ci", "both ends of confidence intervals", 0.95, 0.98),
        Task("duration", "lengths of time in days", 0.88, 0.94),
        Task("dose", "amounts of doses"),
        Task("masking", "whether the trial was masked"),
    ),
)
