"""The page docs/linking.md: how documents come to their trials, what each fact weighs, and how well that holds."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from tracker.linking.weights import AGAINST, FOR, PRIOR
from tracker.linking.wording import SAID_AGAINST, SAID_FOR

FIGURES = "linking.json"
HEAD = """\
# Linking

A document is linked to the trial whose registration number it gives. Most stories give none: they are held against the
trials that share a name with them (treatment, illness, acronym, paper), and every fact that agrees or contradicts adds
its weight. The sums, exponentiated, share out one probability among these trials and "none of this store", and that is
the score of the link: of links with a score of 0.9, nine in ten should be right.

A link is *accepted* from `thresholds.link_accept` on, when what agrees can tell the trial from others of the same
treatment and illness; a paper or protocol must share a number of people too, since it prints its own. It is *proposed*
from `thresholds.link_propose` on; below that only if it is the one trial of that treatment and illness. Papers are
linked before stories, so that their results speak for a trial too.

A page that tells of two trials is linked to both when its sentences can be shared out: a sentence belongs to the trial
of which it gives something that the other has not (its name, a number, its countries), and so do those that follow in
the paragraph. Each trial then has its own parts of the page (table `link_part`); what belongs to neither is held
against neither. Without such parts the page is only proposed for both.

A paper says by its title and abstract which report of a trial it is (column `link.report`). Pooled analyses, reviews
and case reports are background: their numbers are not the trial's. Extensions, interim looks, subgroups and long
follow-ups stand behind the main results as witnesses, and are held against nothing themselves.

When trials are new, gone or changed, only documents that share a name with them, or print a name that no trial had
before, are looked at again (tables `trial_profile` and `link_reading`).

This page is generated (`make docs`) from the weights and from what was measured.
"""
MEASURED = """\
## How well it does

Measured with `python -m tests.linking.measure --record` on the benchmark in tests/linking/benchmark: made-up trials, of
each treatment at least two, and documents in the manner of the press, of which many give no number, some no treatment,
and some are about trials that the store does not hold. Half of the trials were held back: nobody has looked at their
errors, and the weights were fitted (`python -m tests.linking.calibrate`) without them.
"""
ROWS = (
    ("documents", "documents"),
    ("links there should be", "links_wanted"),
    ("accepted links", "accepted"),
    ("precision of accepted links", "accepted_precision"),
    ("recall of accepted links", "accepted_recall"),
    ("recall of accepted and proposed links", "accepted_or_proposed_recall"),
    ("proposed links", "proposed"),
    ("of them right", "proposed_right"),
    ("documents about no trial of the store", "about_no_trial"),
    ("of them accepted for one", "about_no_trial_accepted"),
    ("of them proposed for one", "about_no_trial_proposed"),
)
CALIBRATION = """\
### Calibration

Links by content whose score lies in a range, on both halves: the share that is right should be the mean score.
"""
WEIGHTS = f"""\
## What a fact weighs

Natural logarithms of how much more often the fact holds between a report and its own trial than between a report and
another trial of the same treatment or illness. A document starts at {PRIOR} (some trial of the store, and not none).
What is said of it is what `tracker show` and `tracker links` print.
"""
BAR = 40


def linking_page(folder: Path) -> str:
    """The page, with what `folder` (docs/) holds as measured in linking.json."""
    if not (folder / FIGURES).exists():
        return "# Linking\n\nNot measured yet: run `python -m tests.linking.measure --record`.\n"
    measured = orjson.loads((folder / FIGURES).read_bytes())
    parts = [HEAD, MEASURED, _figures(measured), CALIBRATION, *_calibration(measured["calibration"]["all"]), WEIGHTS]
    return "\n".join([*parts, *_weights("for", FOR, SAID_FOR), *_weights("against", AGAINST, SAID_AGAINST)])


def _figures(measured: Mapping[str, Mapping[str, float]]) -> str:
    halves = ("all", "tuned", "held_back")
    lines = ["| | all | tuned on | held back |", "|---|---|---|---|"]
    lines += [f"| {title} | {' | '.join(str(measured[half][key]) for half in halves)} |" for title, key in ROWS]
    return "\n".join(lines) + "\n"


def _calibration(bins: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "| score | links | mean score | right |"
    yield "|---|---|---|---|"
    for one in bins:
        yield f"| {one['from']} to {one['to']} | {one['links']} | {one['mean_score']} | {one['right']} |"
    yield "\n```\n" + "\n".join(_bars(bins)) + "\n```\n"


def _bars(bins: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A plot of the calibration: the bar is the share that is right, the mark the mean score."""
    for one in bins:
        right, mean = round(one["right"] * BAR), min(round(one["mean_score"] * BAR), BAR - 1)
        bar = "".join("|" if at == mean else "#" if at < right else "." for at in range(BAR))
        yield f"{one['from']:4} to {one['to']:4}  {bar}  {one['links']} links"


def _weights(title: str, table: Mapping[str, float], said: Mapping[str, str]) -> Iterator[str]:
    yield f"| {title} | weight | what is said |"
    yield "|---|---|---|"
    for name, weight in sorted(table.items(), key=lambda item: -abs(item[1])):
        yield f"| {name} | {weight} | {said.get(name, 'told with the first of them').format('…')} |"
    yield ""
