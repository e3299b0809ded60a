"""What the charts of a trial page show, in percent of their width; the templates draw it as inline SVG."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.checks._statistics import roundings, wilson

LANES = ("registry entry", "paper", "press release", "press")
_LANE_OF = {"registry": 0, "derivative": 0, "protocol": 1, "paper": 1, "preprint": 1, "press_release": 2, "press": 3}
MOST_TICKS = 6


def timeline(events: Sequence[dict[str, Any]], today: date) -> dict[str, Any] | None:
    """Events (`day`, `event`, `document_kind`) placed on one axis of time, in lanes; None without any.

    `x` is in percent of the width; the axis runs over whole years.
    """
    dated = [(date.fromisoformat(str(e["day"])[:10]), e) for e in events]
    if not dated:
        return None
    first, last = min(d for d, _ in dated).year, max(d for d, _ in dated).year
    start, end = date(first, 1, 1).toordinal(), date(last + 1, 1, 1).toordinal()

    def x(day: date) -> float:
        return round(100 * (day.toordinal() - start) / (end - start), 2)

    step = -(-(last + 1 - first) // MOST_TICKS)
    ticks = [{"x": x(date(year, 1, 1)), "label": str(year)} for year in range(first, last + 1, step)]
    lanes = [
        {"name": name, "marks": [{"x": x(d), "event": e} for d, e in dated if _LANE_OF[e["document_kind"]] == number]}
        for number, name in enumerate(LANES)
    ]
    return {
        "ticks": ticks,
        "lanes": [lane for lane in lanes if lane["marks"]],
        "today": x(today) if start <= today.toordinal() < end else None,
    }


def rates(said: Sequence[dict[str, Any]], sizes: Mapping[str, int]) -> list[dict[str, Any]]:
    """Event rates by outcome, each with its Wilson 95% interval where the number of people allows one.

    `said` are claims (`value_raw`, `value_num` in percent, `arm`, `outcome`, and `who`, the document); `sizes` the
    number of people per arm. There is no interval where the share is hedged, the size unknown, or where no whole number
    of that many people is the printed share: `note` says so.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    seen: set[tuple[str, ...]] = set()
    for claim in said:
        key = (claim["who"]["document_id"], *(str(claim[name]) for name in ("arm", "outcome", "value_num")))
        if key in seen or claim["value_num"] is None or not 0 <= claim["value_num"] <= 100:
            continue
        seen.add(key)
        size = sizes.get(claim["arm"] or "")
        groups.setdefault(claim["outcome"] or "outcome not named", []).append(claim | _interval(claim, size))
    return [{"outcome": outcome, "rows": found} for outcome, found in groups.items()]


def _interval(claim: Mapping[str, Any], size: int | None) -> dict[str, Any]:
    share = Decimal(str(claim["value_num"]))
    figures = re.findall(r"\d+(?:\.\d+)?", claim["value_raw"].replace("·", "."))
    printed = next((figure for figure in figures if Decimal(figure) == share), None)
    nothing: dict[str, Any] = {"low": None, "high": None, "note": ""}
    if size is None:
        return nothing | {"note": "number of people not known"}
    if claim["status"] == "hedged" or printed is None:
        return nothing | {"note": "not an exact share"}
    people = int((share * size / 100).to_integral_value())
    decimals = len(printed.partition(".")[2])
    if not size > 0 or share not in roundings(people, size, decimals):
        return nothing | {"note": f"no whole number of {size} people is {printed}%"}
    low, high = (round(100 * bound, 1) for bound in wilson(people, size))
    return {"low": low, "high": high, "note": f"{people} of {size}"}
