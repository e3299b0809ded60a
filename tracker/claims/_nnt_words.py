"""Numbers needed to treat in everyday words: a small grammar of people, what is done to them, and one or k outcomes.

Two frames are read. Need: N people + need + an action + one outcome ("33 people would have to take it to avoid one
cold"), in any order. Ratio: for every N people + one or k outcomes that would not have been otherwise ("for every 60
treated, one is spared"; "eight fewer deaths per 1,000"). A rate ("eight of every 100 felt sick") is neither.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tracker.claims import _nnt_phrases as say
from tracker.claims._numbers import value_of


@dataclass(frozen=True, slots=True)
class Worded:
    """A number in everyday words at [start, end): its group and kind; of per_n the count k and sign."""

    start: int
    end: int
    group: re.Match[str]
    kind: str
    confidence: float
    count: Decimal | None = None
    most: Decimal | None = None
    direction: str | None = None


def worded(text: str) -> Iterator[Worded]:
    """Yield the numbers needed to treat or screen, and the k in n, that `text` says in everyday words."""
    found: list[Worded] = []
    for group in say.GROUP.finditer(text):
        value = value_of(group["n"])
        if value is None or value < 2 or say.AGE.search(text, max(0, group.start() - 10), group.start("n")):
            continue
        if not group["who"] and not group["thing"] and say.UNIT.match(text, group.end()):
            continue
        low, high = _segment(text, group.start(), group.end())
        one = _of_ratio(text, group, low, high) or _of_need(text, group, low, high) or _second(text, group, found)
        if one:
            found.append(one)
            yield one


def _segment(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch around [start, end) in which its action and outcome may stand."""
    low = max(text.rfind(";", 0, start) + 1, start - 200)
    high = text.find(";", end)
    return low, min(high if high >= 0 else len(text), end + 230)


def _of_need(text: str, group: re.Match[str], low: int, high: int) -> Worded | None:
    """N people + need + action + one outcome, in any order; or action + N people + one outcome."""
    start, end = group.span()
    if say.ONE_AMONG.search(text, max(low, start - 10), group.start("n")):
        return None
    if not group["who"] and not group["thing"] and say.NUMBER_OF.search(text, low, start):
        return Worded(low, end, group, _kind(text[low:start], text[low:start]), 0.9)
    result = say.RESULT.search(text, end, high)
    before = None if result else say.BEFORE.search(text, low, start)
    stop = result.end() if result else high
    done = say.DONE_LEFT.search(text, max(low, start - 60), start)
    left = say.NEED_LEFT.search(text, max(low, start - 90), start)
    right = None if left or done else say.NEED_RIGHT.match(text, end, stop)
    if result and not (left or right or done):
        each = result.group().lower().startswith(("per", "for e"))
        right = (say.DONE_RIGHT if each else say.WOULD_RIGHT).fullmatch(text, end, result.start())
        if right is None and (
            result.group().lower().startswith("mean") or say.EQUATED.search(text, max(low, start - 40), start)
        ):
            right = say.DONE_RIGHT.fullmatch(text, end, result.start()) or say.TREATED_TO.fullmatch(
                text, end, result.start()
            )
    named = group["who"] or group["thing"] or group["bare"] is not None or done or (left and left["act"])
    if not named or not (left or right or done):
        return None
    action = _action(text, group, stop, done or left, right)
    if result is None and before is None:
        return _several(text, group, high, action) if group["who"] and (done or action) else None
    vague = result is not None and (result["one"] or "").strip().lower() in {"a", "an"}
    if (vague and done) or (action is None and (vague or not (group["who"] and right and result))):
        return None
    action = action or ("", end)
    begin = min(m.start() for m in (done, left, before, group) if m)
    outcome = text[result.start() : min(high, result.end() + 60)] if result else text[begin:start]
    return Worded(begin, max(end, result.end() if result else action[1]), group, _kind(action[0], outcome), 0.9)


def _several(text: str, group: re.Match[str], high: int, action: tuple[str, int] | None) -> Worded | None:
    """Treating 100 patients would prevent four heart attacks, or means four fewer of them."""
    match = say.CAUSED.search(text, group.end(), high) or say.DIRECTED.search(text, group.end(), high)
    groups = match.groupdict() if match else {}
    count, value = _count(groups.get("k")), value_of(group["n"])
    if match is None or count is None or value is None or not 1 <= count < value:
        return None
    compared = _comparative(groups)
    if count == 1 and compared and not _power_of_ten(value):
        said = text[match.start() : min(high, match.end() + 50)]
        return Worded(group.start(), match.end(), group, _kind(action[0] if action else "", said, compared), 0.8)
    if count == 1 or value < 10:
        return None
    more = compared not in {"", "fewer", "less"} or say.HARM.search(match.group())
    most = value_of(groups.get("most") or "")
    return Worded(group.start(), match.end(), group, "per_n", 0.75, count, most, "more" if more else "fewer")


def _comparative(groups: dict[str, str | None]) -> str:
    """The word that makes a count one more or fewer than without the treatment, lower-cased; "" when there is none."""
    return (groups.get("dir") or groups.get("pre") or groups.get("other") or "").lower()


def _power_of_ten(value: Decimal) -> bool:
    """Whether `value` is a round number that rates are given for (100, 1,000 ...)."""
    return value >= 100 and str(int(value)).rstrip("0") == "1"


def _action(
    text: str, group: re.Match[str], stop: int, left: re.Match[str] | None, right: re.Match[str] | None
) -> tuple[str, int] | None:
    """What is done to the people of `group`, with the place where it ends: before, itself, after."""
    if group["thing"] or " treated" in group.group():
        return group.group(), group.end()
    beside = say.BESIDE.match(text, group.end())
    if beside:
        return beside.group(), beside.end()
    if left and left["act"]:
        return left["act"], group.end()
    acted = say.ACTED_ON.search(text, right.end() if right else group.end(), stop)
    return (acted.group(), acted.end()) if acted else None


def _second(text: str, group: re.Match[str], found: list[Worded]) -> Worded | None:
    """The 80 of "26 smokers had to be treated to avoid one cancer, compared with 80 people who never smoked"."""
    if not found or not group["who"] or found[-1].kind == "per_n":
        return None
    if not say.OTHER_GROUP.match(text, found[-1].end, group.start()):
        return None
    return Worded(*group.span(), group, found[-1].kind, 0.75)


def _of_ratio(text: str, group: re.Match[str], low: int, high: int) -> Worded | None:
    """For every N people + one or k outcomes; or the outcomes first."""
    start, end = group.span()
    opened = say.RATIO.search(text, max(low, start - 20), start)
    if opened is None or (opened.lastgroup == "if" and not group["who"]):
        return None
    changed = (
        say.CHANGED.search(text, low, opened.start()) if _power_of_ten(value_of(group["n"]) or Decimal(0)) else None
    )
    if changed:
        sign = "fewer" if changed["down"] else "more"
        return Worded(changed.start(), end, group, "per_n", 0.8, _count(changed["k"]), None, sign)
    match = _first_outcome(text, end, high) or _last_outcome(text, low, opened.start())
    if match is None:
        return _one_in(text, group, opened, low, high)
    groups = match.groupdict()
    if groups.get("help") and not opened.group().lower().startswith(("for", "per")):
        return None
    count = _count(groups.get("k"))
    value = value_of(group["n"]) or Decimal(0)
    if count is None or not 1 <= count < value:
        return None
    compared = _comparative(groups)
    rate = bool(compared) and _power_of_ten(value)
    acted = say.CHOSEN.search(text, start, min(high, end + 90))
    sure = not opened["in"] or (
        not compared
        and opened.group().lower() != "in "
        and (
            say.MODAL.search(text, match.start(), match.end("said") if groups.get("said") else match.end())
            or say.BECAUSE.search(text, match.end(), min(high, match.end() + 60))
        )
    )
    event = not compared or say.EVENT.match(text, match.end()) or say.BAD.search(text, match.end(), match.end() + 40)
    if not (rate or (sure and (acted or group["thing"] or (group["who"] and event)))):
        return _one_in(text, group, opened, low, high)
    said_end = match.end("said") if groups.get("said") else match.end()
    said = text[match.start() : max(said_end, min(match.end() + 50, opened.start() if match.end() < start else high))]
    begin, stop = min(opened.start(), match.start()), max(end, said_end)
    if count == 1 and not rate:
        return Worded(begin, stop, group, _kind(text[start : end + 60], said, compared), 0.85)
    if value < 10:
        return None
    few = (
        "fewer" in compared
        or compared == "less"
        or (not compared and not say.HARM.search(text[match.start() : said_end]))
    )
    return Worded(
        begin, stop, group, "per_n", 0.8, count, value_of(groups.get("most") or ""), "fewer" if few else "more"
    )


def _one_in(text: str, group: re.Match[str], opened: re.Match[str], low: int, high: int) -> Worded | None:
    """One in every 40 who take it will be spared; it saves one in every 40."""
    one = say.ONE_OF.search(text, low, opened.start())
    if one is None or not say.CHOSEN.search(text, group.start(), group.end() + 20):
        return None
    will = (say.DID if opened.group().lower().startswith("for") else say.WILL).match(text, group.end(), high)
    if will is None and not one["saves"]:
        return None
    end = will.end() if will else group.end()
    return Worded(one.start(), end, group, _kind(text[group.start() : end], ""), 0.8)


def _count(printed: str | None) -> Decimal | None:
    if printed is None or printed.lower() in {"a", "a single"}:
        return Decimal(1)
    return value_of(printed)


def _first_outcome(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first outcome that is counted behind the people, however it is said."""
    found = [
        m for m in (p.search(text, start, end) for p in (say.CAUSED, say.COUNTED, say.DIRECTED, say.ONE_COUNTED)) if m
    ]
    return min(found, key=lambda m: m.start("k") if m.groupdict().get("k") else m.start(), default=None)


def _last_outcome(text: str, start: int, end: int) -> re.Match[str] | None:
    """The outcome counted last before the people; of a list of several the first."""
    for pattern in (say.CAUSED, say.COUNTED, say.DIRECTED, say.ONE_COUNTED):
        found = list(pattern.finditer(text, start, end))
        while len(found) > 1 and (
            "," not in text[found[-2].end() : found[-1].start()]
            or say.LIST.search(text, found[-2].end(), found[-1].start())
        ):
            found.pop(0)
        if found:
            return found[0]
    return None


def _kind(action: str, outcome: str, compared: str = "") -> str:
    """Whether the number is one to screen, to harm or to treat, by what is done and what comes of it."""
    if say.SCREENING.search(action):
        return "nns"
    if say.HARM.search(outcome) or (compared and not say.GOOD.search(outcome) and say.BAD.search(outcome)):
        return "nnth"
    return "nntb"
