"""Outcomes that ISRCTN keeps as text: what of it is in force, and the single outcomes of a list.

An edited text begins "Current primary outcome measures as of 28/04/2031:" and keeps the old one behind a line and
"Previous primary outcome measures:".
"""

import re
from collections.abc import Iterator

_CURRENT = re.compile(r"\s*Current .{3,80}? as of \d{1,2}/\d{1,2}/\d{4}\s*:?\s*", re.IGNORECASE)
_PREVIOUS = re.compile(r"\n[\s_]*Previous\s.{3,80}?(?::|\n).*", re.DOTALL | re.IGNORECASE)
_ITEM = re.compile(r"(?:^|\n)[ \t]*(\d{1,2})[.)][ \t]+(?=\S)")
_FRAME = re.compile(r"\[\s*time\s?frame:?\s*([^\]]+)\]", re.IGNORECASE)
_FOR_ALL = re.compile(
    r"\n\s*\n\s*((?:all\s)?(?:\w+\s)?(?:measured|assessed|recorded|timepoints?)\b[^\n]{3,200})\s*$", re.I
)


def in_force(text: str) -> str:
    """`text` without the previous version that an edited entry keeps below the current one."""
    heading = _CURRENT.match(text)
    return _PREVIOUS.sub("", text[heading.end() :] if heading else text).strip()


def items_of(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each outcome of a text: its name as printed, and `description` and `time_frame` where they stand apart.

    A text is taken apart when it is a list numbered from 1; then the first line of an item is its name, and a last
    paragraph ("Measured at 21 days.") holds for all. Any other text is one outcome.
    """
    current = in_force(text)
    for_all = _FOR_ALL.search(current)
    body = current[: for_all.start()] if for_all else current
    cuts = [cut for n, cut in enumerate(_ITEM.finditer(body), 1) if int(cut[1]) == n]
    if len(cuts) < 2 or cuts[0].start() > 0:
        if current:
            yield current, _told(current, "")
        return
    for cut, after in zip(cuts, [*cuts[1:], None], strict=True):
        item = body[cut.end() : after.start() if after else len(body)].strip()
        name, _, rest = item.partition("\n")
        if rest.strip()[:1].islower():  # a line that was only broken
            name, rest = item, ""
        yield (
            name.strip(),
            _told(rest.strip() or name, for_all[1].strip() if for_all else "", described=bool(rest.strip())),
        )


def _told(text: str, for_all: str, *, described: bool = False) -> dict[str, str]:
    frame = _FRAME.search(text)
    told = {"description": text} if described else {}
    return told | ({"time_frame": frame[1].strip() if frame else for_all} if frame or for_all else {})
