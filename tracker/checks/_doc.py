"""The page docs/checks.md, made from the checks themselves."""

from collections.abc import Iterator
from typing import Any

from tracker.checks._appraisal import appraisal
from tracker.checks._base import LISTED, Check, Example, Said, Stated, all_checks

_HEAD = """# Checks

A check is one module of `tracker/checks`: a pure function over claims. What stands under each name is what the report
prints beside the two quotes. Verdicts: consistent, rounding_only, not_comparable, uninformative, missing, inconsistent,
decision_changing; the last two are listed by `tracker mismatches` (any other with `--verdict`). A check within one
document compares what that document says itself; one between documents compares it with the best witness of the same
trial: the registry entry, else the protocol, the paper, the preprint, the press release, the press.

The examples are the tests of the check. This page is generated from the code (`make docs`).
"""


def checks_page() -> str:
    """The Markdown of docs/checks.md."""
    sections = (line for check in all_checks().values() for line in _section(check))
    return "\n".join([_HEAD, *sections, *appraisal(all_checks())])


def _section(check: Check) -> Iterator[str]:
    yield from (f"## {check.name}", "", f"{check.title}, {_level(check)}.", "", check.about.strip(), "")
    flags = [e for e in check.examples if e.verdict in LISTED]
    quiet = [e for e in check.examples if e.verdict not in LISTED]
    for title, examples in (("Differs", flags), ("Does not differ", quiet)):
        if examples:
            yield from (f"{title}:", "", "| the document | the reference | verdict |", "|---|---|---|")
            yield from (f"| {_document(e)} | {_reference(e)} | {e.verdict or 'none'} |" for e in examples)
            yield ""


def _level(check: Check) -> str:
    levels = {"between": "between documents", "within": "within one document", "link": "link one document"}
    return levels.get(check.level, "over time")


def _document(example: Example) -> str:
    said = "" if example.document_kind == "press" else f"{example.document_kind.replace('_', ' ')}: "
    held = f" (today {example.today})" if example.today else f" (gone since {example.gone})" if example.gone else ""
    held += f" (published {example.published})" if example.published else ""
    return f"{said}{_cell(_words(example.document))}{held}"


def _reference(example: Example) -> str:
    parts = [f"{kind.replace('_', ' ')} {day} ({reliance})" for kind, day, reliance in example.notices]
    if example.reference:
        parts.append(f"{example.reference_kind.replace('_', ' ')}: {_words(example.reference)}")
    parts += [
        f"{'before' if n else 'earlier version'}, since {day}: {_words(said)}" for n, (day, said) in _past(example)
    ]
    if example.since:
        parts.append(f"the last version since {example.since}")
    return _cell(". ".join(parts))


def _past(example: Example) -> Iterator[tuple[int, tuple[str, Said]]]:
    return iter(enumerate(reversed(example.earlier)))


def _words(said: Said) -> str:
    if isinstance(said, str):
        return said
    return "; ".join(_stated(one) for one in said)


def _stated(one: Stated) -> str:
    more = ", ".join(filter(None, [one[2], *(map(_told, one[3].values()) if len(one) > 3 else ())]))
    return f"{one[0]}{f' ({more})' if more else ''} {one[1]}"


def _told(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
