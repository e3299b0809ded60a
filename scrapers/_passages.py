"""Which parts of a page's text are something other than its body.

Rules about lines, tried in the order of `_RULES`; a line belongs to the first that claims it. They rest on the
habits of press pages in general: an abstract printed below the story, a block that names the paper, a list of other
stories, the notes that every page of an outlet carries. What no rule claims is body and is not listed.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path

from tracker.records import Passage, PassageKind

_BULLET = re.compile(r"\s*(?:[-*\u2022\u2013\u2014\u00b7\u25aa\u25e6]|\d{1,2}[.)])\s+\S")
_SENTENCE_END = re.compile(r"[.!?:;,\u2026][\"'\u201d\u2019)]*\s*$")

_NO_HEADLINE = re.compile(
    r"[.:;,\u2013\u2014-][\"'\u201d\u2019)]*$|^(?:By|Summary:)\s|^[-*\u2022]\s|newswire|@"
    r"|(?:press|public|immediate) release",
    re.IGNORECASE,
)
_KEY_FACTS = re.compile(
    r"\s*(?:key (?:facts|points|findings|messages|takeaways?)|highlights?|at a glance|in brief|fast facts)\s*:?\s*",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(r"\s*(?:structured )?abstract\s*[:.]?\s*", re.IGNORECASE)
_LABEL_NAMES = (
    r"importance|objectives?|aims?(?: and objectives)?|purpose|background(?: and (?:aims?|objectives?|purpose))?"
    r"|rationale|context|introduction|questions?|design(?:, setting,? and participants)?|study design|setting"
    r"|participants|patients"
    r"|patients and methods|materials? and methods|methods?(?: and results)?|interventions?|exposures?"
    r"|main outcomes?(?: and)?(?: measures?)?|outcomes?|measurements(?: and main results)?|(?:main )?results|findings"
    r"|conclusions?(?: and relevance)?|interpretation|relevance|limitations?|(?:clinical )?trial registration|funding"
)
_LABEL = re.compile(rf"\s*(?i:{_LABEL_NAMES})(?:\s*[:\u2014\u2013]\s*|\s*$|\.\s+(?=[A-Z])|\s+(?=[A-Z0-9]))")
_LABEL_INLINE = re.compile(rf"(?:^|(?<=[.!?)]\s))(?i:{_LABEL_NAMES}):\s")
_FINDINGS = re.compile(r"\s*(?:main results|results|findings|measurements|methods and results)", re.IGNORECASE)
_FRAME = re.compile(
    r"\s*(?:importance|objective|aim|purpose|background|rationale|context|conclusion|interpretation)", re.I
)

_ABOUT_PAPER = re.compile(
    r"\s*about this [\w\s,'\u2019&/-]{0,120}\b(?:research|study|paper|article|news)\b[\w\s]{0,20}:?\s*", re.IGNORECASE
)
_CITATION_LINE = re.compile(
    r"\s*(?:(?:story |original )?source|original (?:research|study|article|paper|publication)|(?:journal )?reference"
    r"|journal|journal references|publication|published in|citation|cite (?:this|as)|how to cite|article title"
    r"|doi|paper"
    r"|method of research|subject of research|article publication date|provided by|materials provided by)\s*:\s*\S"
    r"|\s*(?:https?://(?:dx\.)?doi\.org/|doi:?\s*10\.)\S+\s*$"
    r"|\s*(?:story source|materials) provided by\b|\s*see original study\s*$",
    re.IGNORECASE,
)
_CITATION_HEAD = re.compile(
    r"\s*\[?(?:journal references?|reference|citation|original (?:research|study|paper)|publication|story source|source"
    r"|more information)\]?\s*:?\s*",
    re.IGNORECASE,
)
_MORE_INFORMATION = re.compile(
    r"\s*(?:more|further|journal) information\s*:\s*(?=\S)|\s*(?:(?:read|see) )?(?:the )?(?:full |original )?"
    r"(?:study|paper|article|research)\s*:\s*(?=\S)",
    re.IGNORECASE,
)
_QUOTED_TITLE = re.compile(r"\s*[\"\u201c\u2018'][^\"\u201d]{15,400}[\"\u201d\u2019']?\s*(?:[.,]|\bby\b|\()")
_CITATION_DETAIL = re.compile(r"\s*(?:author|authors|contact|image|image credit|video|news)\s*:\s*\S", re.IGNORECASE)
_NAMES_A_PAPER = re.compile(
    r"\bdoi\b|10\.\d{4,9}/|\bet al\b|\bjournal\b|\((?:19|20)\d\d\)|\b(?:19|20)\d\d;", re.IGNORECASE
)

_RELATED_HEAD = re.compile(
    r"\s*(?:related (?:\w+)(?:(?:,| and| &) \w+)*|more (?:from|on|about|in) .{1,60}"
    r"|more (?:stories|news|articles|coverage)"
    r"|(?:read|see|watch) (?:more|next|also|this next)|you (?:may|might) (?:also )?(?:like|be interested in)|see also"
    r"|recommended(?: \w+){0,3}|further reading|explore further|(?:latest|other|top|trending) (?:news|stories|articles)"
    r"|trending(?: now)?|most (?:read|popular|viewed)|what to read next|don['\u2019]t miss|up next)\s*[:>\u00bb]?\s*",
    re.IGNORECASE,
)
_RELATED_LINE = re.compile(
    r"\s*(?:read (?:more|also|next)|see also|related|explore further|watch)\s*:\s*\S", re.IGNORECASE
)
_REFERENCES = re.compile(r"\s*(?:references|bibliography|sources|works cited|footnotes)\s*:?\s*", re.IGNORECASE)

_ABOUT_ORG = re.compile(r"\s*About (?:the |our )?[A-Z][^.!?]{1,100}")
_ABOUT_ORG_LINE = re.compile(r"\s*About (?:the |our )?[A-Z][^.!?:]{1,100}:\s+\S")
_ABOUT_TRIAL = re.compile(r"\b(?:study|trial|research|findings|results|phase)\b", re.IGNORECASE)
_NOTE_HEAD = re.compile(
    r"\s*(?:(?:legal |medical )?disclaimer\b.{0,20}|forward[- ]looking statements?"
    r"|cautionary (?:note|statement).{0,80}"
    r"|editorial notes?|editor['\u2019]?s['\u2019]? notes?|terms (?:of|and) \w+|privacy policy"
    r"|(?:media|press|news) contacts?"
    r"|contact (?:information|details|us)|study contacts?|get (?:updates|notified)|newsletter|copyright notice"
    r"|important safety information.{0,40})\s*:?\s*",
    re.IGNORECASE,
)
_NOTE_LINE = re.compile(
    r"\s*(?:\u00a9|\(c\) |copyright\b|all rights reserved|advertisement\b|sign up\b|subscribe\b"
    r"|follow (?:us|the|our|\w+ on)\b|share (?:this|on|via)\b"
    r"|get (?:notified|our|the latest|updates)\b|by (?:submitting|subscribing|signing up|clicking|continuing)\b"
    r"|this article is more than \d|click here\b|like us on\b|join (?:us|our)\b|download our\b"
    r"|(?:media|press|news)? ?contacts?\s*:|(?:phone|tel|telephone|e-?mail|fax)\s*[:.]|\[?\w+\]? ?@\w+"
    r"|(?:for|media) (?:more|further|enquiries|inquiries).{0,60}\b(?:contact|visit|call|e-?mail)\b"
    r"|disclaimer\s*:|image(?: credit)?\s*:|photo(?: credit)?\s*:|credit\s*:|#{2,}\s*$|-\s*ends?\s*-)",
    re.IGNORECASE,
)
_DATA = tomllib.loads(Path(__file__).with_name("page.toml").read_text(encoding="utf-8"))
_OUTLETS_WORDS = re.compile(rf"\s*(?:{'|'.join(_DATA['lines']['boilerplate'])})", re.IGNORECASE)
_NOTE_ANYWHERE = re.compile(
    r"\bnot (?:\w+ ){0,4}(?:medical|professional) advice\b"
    r"|\b(?:not|no|never) (?:\w+ ){0,5}substitute for (?:\w+ ){0,3}(?:advice|diagnosis|care|consult)"
    r"|\bnot responsible for the accuracy\b|\bthe content is solely the responsibility\b"
    r"|\bterms of use\b|\bprivacy policy\b"
    r"|\bsummaries may miss\b|\b(?:edited|reviewed) for (?:style|content|clarity|length)\b"
    r"|\bconsidered preliminary until published\b|\bviews? (?:and opinions )?expressed\b.{0,80}\b(?:author|own)",
    re.IGNORECASE,
)

Lines = list[str]
Marks = dict[int, PassageKind]


def passages_of(
    text: str, title: str | None = None, known: Mapping[int, PassageKind] | None = None
) -> tuple[Passage, ...]:
    """Find headline, key facts, abstract, citation, related and boilerplate parts of `text`, in reading order.

    A headline is the first line that equals `title`, else a short first line that is no sentence. `known` says what
    some lines are, by number. Passages cover whole lines (line break excluded), do not overlap, and neighbours of one
    kind are one passage.
    """
    lines = text.split("\n")
    marks: Marks = dict(known or {})
    for kind, rule in _RULES:
        for number in rule(lines):
            marks.setdefault(number, kind)
    headline = _headline(lines, title, marks)
    if headline is not None:
        marks[headline] = "headline"
    return tuple(_merged(lines, marks))


def stable_text(text: str, passages: tuple[Passage, ...]) -> str:
    """`text` without related and boilerplate parts, white space evened out: what makes a version of a page."""
    kept, position = [], 0
    for passage in passages:
        if passage.kind in ("related", "boilerplate"):
            kept.append(text[position : passage.start])
            position = passage.end
    return " ".join(" ".join([*kept, text[position:]]).split())


def _headline(lines: Lines, title: str | None, marks: Marks) -> int | None:
    filled = [number for number, line in enumerate(lines) if line.strip()]
    folded = " ".join((title or "").split()).casefold()
    for number in filled:
        if folded and " ".join(lines[number].split()).casefold() == folded:
            return number
    if len(filled) < 2 or filled[0] in marks:
        return None
    first = lines[filled[0]].strip()
    return filled[0] if 20 <= len(first) <= 200 and not _NO_HEADLINE.search(first) else None


def _key_facts(lines: Lines) -> Iterator[int]:
    for number, line in enumerate(lines):
        if _KEY_FACTS.fullmatch(line):
            bullets = _run(lines, number + 1, _BULLET.match)
            yield from [number, *bullets] if bullets else []


def _abstract(lines: Lines) -> Iterator[int]:
    """A run of labelled lines, one line with labels in it, or what follows the word Abstract on a line of its own."""
    for start, end in _labelled_runs(lines):
        head = next((n for n in range(start - 1, max(start - 6, -1), -1) if _ABSTRACT.fullmatch(lines[n])), start)
        yield from range(head, end + 1)
    for number, line in enumerate(lines):
        if len({match[0].lower() for match in _LABEL_INLINE.finditer(line)}) >= 3 and _is_frame(
            _LABEL_INLINE.findall(line)
        ):
            yield number
        if _ABSTRACT.fullmatch(line):
            short = list(takewhile(lambda n: len(lines[n]) < 200, range(number + 1, min(number + 6, len(lines)))))
            last = number + len(short) + 1
            if last < len(lines) and len(lines[last]) >= 200:
                yield from range(number, last + 1)


def _labelled_runs(lines: Lines) -> Iterator[tuple[int, int]]:
    """Stretches of three or more different labels, at most one other line apart, that hold results and a frame."""
    run: list[int] = []
    for number in [n for n, line in enumerate(lines) if line.strip()]:
        if _LABEL.match(lines[number]):
            run.append(number)
        elif run and len([n for n in range(run[-1] + 1, number + 1) if lines[n].strip()]) > 1:
            yield from _run_of(lines, run)
            run = []
    yield from _run_of(lines, run)


def _run_of(lines: Lines, run: list[int]) -> Iterator[tuple[int, int]]:
    labels = [match[0] for n in run if (match := _LABEL.match(lines[n]))]
    if len({label.strip().lower() for label in labels}) >= 3 and _is_frame(labels):
        bare = _LABEL.fullmatch(lines[run[-1]])
        following = [n for n in range(run[-1] + 1, len(lines)) if lines[n].strip()]
        yield run[0], following[0] if bare and following else run[-1]


def _is_frame(labels: list[str]) -> bool:
    return any(_FINDINGS.match(label) for label in labels) and any(_FRAME.match(label) for label in labels)


def _citation(lines: Lines) -> Iterator[int]:
    for number, line in enumerate(lines):
        if _ABOUT_PAPER.fullmatch(line):
            yield from [number, *_run(lines, number + 1, _is_detail)]
        elif len(line) < 600 and (
            _CITATION_LINE.match(line) or (_MORE_INFORMATION.match(line) and _NAMES_A_PAPER.search(line))
        ):
            yield from [number, *_run(lines, number + 1, _is_quoted_title)]
        elif _CITATION_HEAD.fullmatch(line):
            named = _run(lines, number + 1, lambda s: _NAMES_A_PAPER.search(s) and len(s) < 600)
            yield from [number, *named] if named else []


def _is_detail(line: str) -> bool:
    return bool(_CITATION_LINE.match(line) or _CITATION_DETAIL.match(line)) or _is_quoted_title(line)


def _is_quoted_title(line: str) -> bool:
    """Whether a line names a paper by its title in quotation marks, as below "Original Research: Open access"."""
    return bool(_QUOTED_TITLE.match(line) and _NAMES_A_PAPER.search(line)) and len(line) < 600


def _related(lines: Lines) -> Iterator[int]:
    for number, line in enumerate(lines):
        if _RELATED_LINE.match(line) and len(line) < 300:
            yield number
        elif _RELATED_HEAD.fullmatch(line) and not line.rstrip().endswith((".", "!")):
            bullets = _run(lines, number + 1, _BULLET.match)
            yield from [number, *(bullets or _run(lines, number + 1, _is_title))]
        elif _REFERENCES.fullmatch(line):
            listed = _run(lines, number + 1, lambda s: _BULLET.match(s) or _NAMES_A_PAPER.search(s))
            yield from [number, *listed] if len(listed) > 1 else []


def _boilerplate(lines: Lines) -> Iterator[int]:
    for number, line in enumerate(lines):
        opens = _NOTE_LINE.match(line) or _OUTLETS_WORDS.match(line)
        is_note = (opens and len(line) < 400) or (_NOTE_ANYWHERE.search(line) and len(line) < 1200)
        if _NOTE_HEAD.fullmatch(line) or _is_about(lines, number, _ABOUT_ORG.fullmatch):
            yield from [number, *_paragraph(lines, number + 1)]
        elif is_note or _is_about(lines, number, _ABOUT_ORG_LINE.match):
            yield number


def _is_about(lines: Lines, number: int, form: Callable[[str], object]) -> bool:
    """Whether a line of the later part introduces an organisation or product ("About X"), not the study itself."""
    head, _, rest = lines[number].partition(":")
    ends_a_sentence = not rest and _SENTENCE_END.search(head)
    is_late = number >= len(lines) * 0.4
    return is_late and bool(form(lines[number])) and not (ends_a_sentence or _ABOUT_TRIAL.search(head))


_RULES: tuple[tuple[PassageKind, Callable[[Lines], Iterator[int]]], ...] = (
    ("abstract", _abstract),
    ("key_facts", _key_facts),
    ("citation", _citation),
    ("related", _related),
    ("boilerplate", _boilerplate),
)


def _run(lines: Lines, start: int, belongs: Callable[[str], object]) -> list[int]:
    """The lines from `start` on for which `belongs` holds; blank lines between them are passed over."""
    found = []
    for number in range(start, len(lines)):
        if lines[number].strip():
            if not belongs(lines[number]):
                break
            found.append(number)
    return found


def _paragraph(lines: Lines, start: int) -> list[int]:
    """The next line that is not blank, or the bullets that stand there."""
    bullets = _run(lines, start, _BULLET.match)
    return bullets or [number for number in range(start, len(lines)) if lines[number].strip()][:1]


def _is_title(line: str) -> bool:
    return len(line) < 160 and not _SENTENCE_END.search(line)


def _merged(lines: Lines, marks: Marks) -> Iterator[Passage]:
    position, open_kind, start, end = 0, None, 0, 0
    for number, line in enumerate(lines):
        kind = marks.get(number)
        if line.strip() and kind != open_kind:
            if open_kind:
                yield Passage(kind=open_kind, start=start, end=end)
            open_kind, start = kind, position
        if line.strip():
            end = position + len(line)
        position += len(line) + 1
    if open_kind:
        yield Passage(kind=open_kind, start=start, end=end)
