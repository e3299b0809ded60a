"""Lists in one text, as ICTRP writes them: items behind semicolons, outcomes with their time frames."""

import re
from collections.abc import Iterator

from scrapers._isrctn_outcomes import items_of

_FRAME = re.compile(
    r"(?P<name>.+?)\s*\[\s*(?:time\s?frames?\s*:?)?\s*(?P<frame>[^\[\]]+)\]\s*\.?", re.DOTALL | re.IGNORECASE
)
_POINT = re.compile(r"(?P<name>.+?)\s*\bTime\s?points?\s*:\s*(?P<frame>\S.*)", re.DOTALL | re.IGNORECASE)
_EUROPEAN = re.compile(
    r"(?:Primary|Secondary) end point\(s\)\s*:\s*(?P<name>.+?)\s*;?\s*"
    r"(?:Timepoint\(s\) of evaluation of this end point\s*:\s*(?P<frame>.+?)\s*;?\s*)?"
    r"(?=(?:Main|Secondary) Objective\s*:|Secondary end point\(s\)\s*:|\Z)",
    re.DOTALL | re.IGNORECASE,
)


def parts_of(text: str) -> list[str]:
    """The items of a list behind semicolons or on lines of their own; a semicolon in brackets divides nothing."""
    return [part for line in text.split("\n") for part in _divided(line)]


def outcomes_in(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each outcome of a text as printed, with `time_frame` where it is told apart.

    Read are lists behind semicolons ("Score [Time Frame: 6 weeks];Pain"), numbered lists, "... Timepoint: 6 weeks", and
    the end points of the EU register; any other text is one outcome.
    """
    european = list(_EUROPEAN.finditer(text))
    if european:
        for match in european:
            yield match["name"], {"time_frame": match["frame"]} if match["frame"] else {}
        return
    parts = _divided(text)
    items = (
        [(part, dict[str, str]()) for part in parts] if len(parts) > 1 else list(items_of(parts[0] if parts else ""))
    )
    for name, told in items:
        framed = _FRAME.fullmatch(name) or _POINT.fullmatch(name)
        yield (framed["name"], told | {"time_frame": framed["frame"].strip()}) if framed else (name, told)


def _divided(text: str) -> list[str]:
    """Divide at semicolons outside brackets; brackets that are never closed count as text."""
    parts, depth, start, last = [], 0, 0, max(text.rfind(")"), text.rfind("]"))
    for at, sign in enumerate(text):
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth = max(0, depth - 1)
        elif sign in ";；" and (depth == 0 or at > last):
            parts.append(text[start:at])
            start, depth = at + 1, 0
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]
