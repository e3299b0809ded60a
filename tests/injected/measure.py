"""How many changed facts the checks find, and how often they raise an alarm at a text in which nothing was changed.

python -m tests.injected.measure             # prints the figures (needs the samples beside the project)
python -m tests.injected.measure --errors    # and every miss and false alarm of the half that may be tuned on
python -m tests.injected.measure --record    # writes docs/injected_errors.md
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.injected.facts import Study, told_of
from tests.injected.page import RECORD, page_of
from tests.injected.write import HALVES, Text, texts_of
from tests.scrapers.test_ctgov_real import body_of, studies_of
from tracker.clock import Clock
from tracker.config import Config, load_config
from tracker.operations.check import check
from tracker.operations.run import import_files

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "clinicaltrials_gov"
FILES = ("studies_dev.ndjson.gz", "page_10_with_results.json", "NCT02513394_with_results.json.gz")
VARIANTS = 5
"""Texts per study and half; each is written once as it is and once for every fact it states."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A text with the alarms it raised: check, explanation, and the sentence of the text that each was read from."""

    text: Text
    state: str
    trial_found: bool
    alarms: tuple[tuple[str, str, str], ...]

    @property
    def found(self) -> bool:
        """Whether an alarm was read from the sentence that was changed."""
        return any(quote and (quote in self.text.sentence or self.text.sentence in quote) for *_, quote in self.alarms)


def studies(folder: Path) -> list[Study]:
    """Every study of the samples with posted results, once."""
    found: dict[str, Study] = {}
    for name in FILES:
        for study in studies_of(body_of(folder / name)):
            if study.get("resultsSection"):
                found.setdefault(study["protocolSection"]["identificationModule"]["nctId"], study)
    return list(found.values())


def store_in(folder: Path, paths: Sequence[Path]) -> Config:
    """A store of its own with these registry entries."""
    environ = {"URL": f"sqlite:///{folder}/evidence.db", "BLOBS": f"{folder}/blobs", "REPORT": f"{folder}/report"}
    config = load_config(None, {f"TRACKER_STORE__{name}": value for name, value in environ.items()})
    outcome = import_files(config, Clock(), paths)
    assert (outcome.state, outcome.failed) == ("finished", {}), outcome
    return config


def texts(found: Iterable[Study], variants: int = VARIANTS) -> list[Text]:
    """All texts about these studies, of both halves."""
    told = [one for study in found if (one := told_of(study)) is not None]
    return [text for one in told for half in HALVES for text in texts_of(one, half, variants)]


def judged(config: Config, wanted: Sequence[Text], folder: Path) -> list[Judged]:
    """Every text through `tracker check`: the real extractor, linking and checks; nothing is stored."""
    given = folder / "texts.jsonl"
    given.write_text("".join(json.dumps({"id": t.id, "kind": "press", "text": t.text}) + "\n" for t in wanted), "utf-8")
    results = check(config, Clock(), str(given), offline=True)
    return [_judged(text, result) for text, result in zip(wanted, results, strict=True)]


def _judged(text: Text, result: dict[str, Any]) -> Judged:
    trial = result["trial"]
    alarms = tuple(
        (v["check"], v["explanation"], (v["quotes"] or [""])[0])
        for v in result["verdicts"]
        if v["listed"] and v["severity"] != "info" and v["check"] != "unmatched_report"
    )
    named = trial is not None and text.study in trial["name"]
    return Judged(text, trial["state"] if trial else "none", named, alarms)


def errors(found: Iterable[Judged]) -> None:
    """Print what was missed and what was a false alarm, of the half that may be looked at."""
    for one in found:
        if one.text.half == "tuned" and one.text.changed and not one.found:
            print(f"MISS  {one.text.changed:12} {one.text.id} ({one.state} {one.trial_found}): {one.text.sentence}")
        elif one.text.half == "tuned" and not one.text.changed:
            for check_name, why, _ in one.alarms:
                print(f"ALARM {check_name:12} {one.text.id} ({one.state} {one.trial_found}): {why}")


def main(arguments: Sequence[str]) -> None:
    """Measure, print, and write the page when asked."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        config = store_in(folder, [SAMPLES / name for name in FILES])
        found = judged(config, texts(studies(SAMPLES)), folder)
    page = page_of(found, Clock().now().date())
    print(page)
    print(Counter((one.state, one.trial_found, one.text.numbered) for one in found if not one.text.changed))
    if "--errors" in arguments:
        errors(found)
    if "--record" in arguments:
        RECORD.write_text(page, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
