"""Parts of a text that its headings give away: key facts, abstract, related stories, references, small print.

Only used for stretches that no scraper has marked. A heading is a short line of its own; a part that opens with a list
ends with the list, another ends at the next known heading.
"""

import re
from collections.abc import Iterator, Sequence

from tracker.records import Passage, PassageKind

_BODY = (
    r"(?:universit\w+|hospitals?|institut\w+|college|school|cent(?:er|re)s?|clinic|academy|society|association|"
    r"foundation|trust|journal|inc\.?|ltd\.?|pharma\w*|therapeutics|biosciences|medicine|health(?:care)?)"
)
"""What a press release introduces at its end: "About Example University"."""
_HEADINGS: tuple[tuple[PassageKind, str], ...] = (
    (
        "related",
        r"related (?:studies|stories|articles|research|news|reading|content|posts?|topics?|links)(?: and \w+)?|"
        r"more (?:stories|news|from .{1,40}|on this topic|like this)|(?:you (?:may|might) also (?:like|enjoy|be "
        r"interested in))|"
        r"(?:read|see) (?:also|next|more)|recommended(?: for you| reading)?|similar (?:studies|trials|articles)|"
        r"(?:trending|popular|latest) (?:now|stories|articles|news)|further reading",
    ),
    ("related", r"references|bibliography|works cited|literature cited"),
    ("key_facts", r"key (?:facts|points|findings|takeaways|messages)|at a glance|highlights|in brief|study snapshot"),
    ("abstract", r"abstract"),
    (
        "boilerplate",
        r"disclaimer.{0,20}|terms of use|privacy policy|about the author|about us|cookie (?:policy|notice)|"
        r"about (?:the )?(?=(?-i:[A-Z]))(?!.*\b(?:study|trial)\b)"
        rf"(?:[\w&’'.,-]+ ){{0,9}}?{_BODY}(?: [\w&’'.(),-]+){{0,7}}:?",
    ),
)
_HEADING = re.compile(
    "|".join(rf"(?P<h{i}>{source})" for i, (_, source) in enumerate(_HEADINGS)) + r"|(?P<other>faqs?|.{1,50}:)",
    re.IGNORECASE,
)
_LINE = re.compile(r"^(?:About [^\n:]{3,120}:(?=\s)|[^\n]{3,80}$)", re.MULTILINE)
_BULLET = re.compile(r"\s*(?:[-*•–·▪]|\d{1,2}[.)])\s")


def tiles(text: str, passages: Sequence[Passage] = ()) -> Iterator[tuple[int, int, PassageKind]]:
    """Tile the whole text: the given passages as they are (the first wins an overlap), the rest by headings."""
    at = 0
    for passage in sorted(passages, key=lambda p: (p.start, p.end)):
        start, end = max(passage.start, at), min(passage.end, len(text))
        if start >= end:
            continue
        yield from _by_headings(text, at, start)
        yield start, end, passage.kind
        at = end
    yield from _by_headings(text, at, len(text))


def _by_headings(text: str, start: int, end: int) -> Iterator[tuple[int, int, PassageKind]]:
    at = start
    kind: PassageKind = "body"
    while at < end:
        opening = _next_heading(text, at, end)
        if opening is None:
            break
        heading_start, heading_end, opened = opening
        if heading_start > at:
            yield at, heading_start, kind
        kind = opened
        at = heading_start
        closing = _end_of_list(text, heading_end, end)
        if closing is not None:
            yield at, closing, kind
            at, kind = closing, "body"
            continue
        following = _next_heading(text, heading_end, end)
        stop = following[0] if following else end
        yield at, stop, kind
        at, kind = stop, "body"
    if at < end:
        yield at, end, kind


def _next_heading(text: str, start: int, end: int) -> tuple[int, int, PassageKind] | None:
    for line in _LINE.finditer(text, start, end):
        match = _HEADING.fullmatch(line.group().strip(" \t\r:#*"))
        if match and match.lastgroup and match.lastgroup != "other":
            return line.start(), line.end(), _HEADINGS[int(match.lastgroup[1:])][0]
    return None


def _end_of_list(text: str, start: int, end: int) -> int | None:
    """Where the list that follows a heading ends, or None when no list follows."""
    at = text.find("\n", start, end) + 1
    if not at:
        return None
    last: int | None = None
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop + 1
        if _BULLET.match(text, at, stop):
            last = stop
        elif text[at:stop].strip():
            break
        at = stop
    return last
