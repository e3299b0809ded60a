"""The PICO abstracts whose labelled arms do not add up to their labelled total: what the check of arms says of each.

python -m tests.checks.pico_arms             # prints the table (needs the gold sets beside the project)
python -m tests.checks.pico_arms --record    # writes docs/arms_that_do_not_add_up.md
"""

import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker import claims
from tracker.checks import Case, Finding, Held, Witness, all_checks
from tracker.clock import Clock
from tracker.evaluation._base import held_back as is_held_back

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT.parent / "shared" / "gold" / "pico_corpus.jsonl"
PAGE = ROOT / "docs" / "arms_that_do_not_add_up.md"
REASONS: dict[str, str] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
LABELS = ("total-participants", "intervention-participants", "control-participants")


@dataclass(frozen=True, slots=True)
class Abstract:
    """An abstract with one labelled total and two labelled arms that do not add up to it, and what the check says."""

    id: str
    numbers: tuple[int, ...]
    findings: tuple[Finding, ...]

    @property
    def alarm(self) -> bool:
        """Whether the check raises an alarm."""
        return any(finding.listed for finding in self.findings)


def abstracts() -> Iterator[Abstract]:
    """Every such abstract of the gold set."""
    for line in GOLD.read_text("utf-8").splitlines():
        document = json.loads(line)
        numbers = _labelled(document["gold"])
        if numbers and numbers[1] + numbers[2] != numbers[0]:
            yield Abstract(document["id"], numbers, tuple(_findings(document["text"])))


def _labelled(gold: Sequence[dict[str, Any]]) -> tuple[int, ...] | None:
    """The total and the two arms, when each is labelled once; a total may be repeated."""
    given: dict[str, list[int]] = defaultdict(list)
    for label in gold:
        match = re.search(r"\d[\d,]*", str(label.get("value") or label.get("text")))
        if match:
            given[label["type"]].append(int(match.group().replace(",", "")))
    total, treated, control = (given[name] for name in LABELS)
    if len(set(total)) != 1 or len(treated) != 1 or len(control) != 1:
        return None
    return total[0], treated[0], control[0]


def _findings(text: str) -> Iterator[Finding]:
    held = [
        Held(str(n), claim, text[claim.context_start : claim.context_end])
        for n, claim in enumerate(claims.extract(text))
    ]
    for finding in all_checks()["arithmetic"].run(Case(Witness("abstract", "paper", "abstract", tuple(held)))):
        if finding.qualifiers == "arms":
            yield finding


def page() -> Iterator[str]:
    """The lines of the page."""
    found = list(abstracts())
    unseen = [one for one in found if is_held_back(one.id)]
    yield from (
        "# Arms that do not add up",
        "",
        f"Measured on {Clock().now().date().isoformat()} with `python -m tests.checks.pico_arms --record` (needs the",
        "gold sets in `../shared`).",
        "",
        f"{len(found)} abstracts of PICO-Corpus have one labelled total and two labelled arms that do not add up to",
        f"it. What does the check `arithmetic` say? Of the {len(unseen)} that are held back only the alarms are",
        f"counted: {sum(one.alarm for one in unseen)}. The others, with the reason why an alarm or silence is right:",
        "",
        "| abstract | total | arms | the check says | why that is right, or not |",
        "|---|---|---|---|---|",
    )
    for one in found:
        if not is_held_back(one.id):
            says = ", ".join(sorted({f.verdict for f in one.findings})) or "nothing"
            total, *arms = one.numbers
            yield f"| {one.id} | {total:,} | {' + '.join(map(str, arms))} | {says} | {REASONS.get(one.id, '?')} |"
    yield ""


if __name__ == "__main__":
    text = "\n".join(page())
    print(text)
    if "--record" in sys.argv:
        PAGE.write_text(text, "utf-8")
