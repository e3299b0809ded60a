"""The page docs/injected_errors.md: found and false alarms, per fact and per half of the templates."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tests.injected.write import HALVES, ORDER, TEMPLATES, Half

if TYPE_CHECKING:
    from tests.injected.measure import Judged

RECORD = Path(__file__).resolve().parents[2] / "docs" / "injected_errors.md"


def page_of(found: "Sequence[Judged]", measured: date) -> str:
    """The Markdown of the page."""
    return "\n".join(_lines(found, measured))


def share(
    found: "Sequence[Judged]", half: Half, fact: str | None = None, numbered: bool | None = None
) -> tuple[int, int]:
    """How many changed facts (of one kind, in texts with or without a registration number) were found, of how many."""
    changed = [
        one
        for one in found
        if one.text.half == half
        and one.text.changed
        and fact in (None, one.text.changed)
        and numbered in (None, one.text.numbered)
    ]
    return sum(one.found for one in changed), len(changed)


def alarms(found: "Sequence[Judged]", half: Half) -> tuple[int, int]:
    """How many alarms there were in how many unchanged texts."""
    unchanged = [one for one in found if one.text.half == half and not one.text.changed]
    return sum(len(one.alarms) for one in unchanged), len(unchanged)


def _lines(found: "Sequence[Judged]", measured: date) -> Iterator[str]:
    studies, templates = len({one.text.study for one in found}), sum(len(TEMPLATES[name]) for name in ORDER)
    yield from (
        "# Injected errors",
        "",
        f"Measured on {measured.isoformat()} with `python -m tests.injected.measure --record` (needs the samples in "
        "`../shared`).",
        "",
        f"From each of {studies} real studies of ClinicalTrials.gov with posted results, short reports were written",
        f"from {templates} templates (tests/injected/templates.toml), faithful to the entry; then one fact at a time",
        "was changed. Every text went through `tracker check`: the extractor, linking (seven in eight name the number",
        "of the registration, the rest must be matched by content) and the checks. A changed fact is found when an",
        "alarm is read from its sentence. Half of the templates (by a hash of the sentence) were held back while rules",
        "were mended and only counted; but one hand wrote both halves, and where the total of these lagged behind",
        "other phrasings of the same kind were tried. A changed fact is missed where the text can no longer be",
        "matched to its trial, or where the changed value is one that the entry gives of something else.",
        "",
        "| | templates tuned on | templates held back |",
        "|---|---|---|",
        "| changed facts found | " + " | ".join(_of(share(found, half)) for half in HALVES) + " |",
        *(
            f"| {where} | " + " | ".join(_of(share(found, half, None, named)) for half in HALVES) + " |"
            for where, named in (("in texts that name the number", True), ("in texts that do not", False))
        ),
        "| alarms in unchanged texts | "
        + " | ".join("{} in {}".format(*alarms(found, half)) for half in HALVES)
        + " |",
        "",
        "| changed fact | templates tuned on | templates held back |",
        "|---|---|---|",
    )
    for fact in ORDER:
        cells = [_of(share(found, half, fact)) for half in HALVES]
        yield f"| {fact.replace('_', ' ')} | {' | '.join(cells)} |"
    yield ""


def _of(counts: tuple[int, int]) -> str:
    k, n = counts
    return f"{k} of {n} ({100 * k / n:.1f}%)" if n else "none"
