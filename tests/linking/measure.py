"""How well documents are linked: the benchmark is imported into a store of its own, linked and held against the truth.

python -m tests.linking.measure              # prints the figures
python -m tests.linking.measure --errors     # and what went wrong, in the half that may be tuned on
python -m tests.linking.measure --record     # writes docs/linking.json, from which docs/linking.md is made
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.linking.benchmark.trial_rows import FOLDER, held_back
from tracker.clock import SetClock
from tracker.config import Config, load_config
from tracker.operations import find
from tracker.operations.run import import_files

RECORD = Path(__file__).resolve().parents[2] / "docs" / "linking.json"
NOW = datetime(2026, 7, 1, tzinfo=UTC)
BINS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)
GIVEN = ("id", "kind", "source", "title", "published_at", "url", "text")
Line = dict[str, Any]


@dataclass(frozen=True)
class Linked:
    """A link that the machine made, and whether it is right."""

    document: str
    trial: str
    state: str
    method: str
    score: float
    right: bool
    evidence: tuple[str, ...]


def documents() -> list[Line]:
    """The documents of the benchmark, with the trials they are about."""
    return [json.loads(line) for line in (FOLDER / "documents.jsonl").read_text("utf-8").splitlines()]


def is_held_back(line: Line) -> bool:
    """Whether a document belongs to the half that is held back: by its trial, else its ghost, else itself."""
    return held_back([*line["about"], line.get("ghost"), line["id"]][0] or line["id"])


def store_of(folder: Path, lines: Iterable[Line]) -> Config:
    """A store with the registrations, the papers and these other documents, linked."""
    given = folder / "documents.jsonl"
    told = [{k: line[k] for k in GIVEN} for line in lines if line["kind"] != "paper"]
    given.write_text("".join(json.dumps(line) + "\n" for line in told), "utf-8")
    records = [FOLDER / name for name in ("registrations.ndjson", "registrations.xml", "papers.xml")]
    return store_in(folder, [*records, given])


def store_in(folder: Path, given: Sequence[Path], *, whole: bool = True) -> Config:
    """A store with what is in these files, of which the `whole` must be readable."""
    environ = {"URL": f"sqlite:///{folder}/evidence.db", "BLOBS": f"{folder}/blobs", "REPORT": f"{folder}/report"}
    (folder / "config.toml").write_text("")
    config = load_config(folder / "config.toml", {f"TRACKER_STORE__{k}": v for k, v in environ.items()})
    outcome = import_files(config, SetClock(NOW), given)
    assert not whole or (outcome.state, outcome.failed) == ("finished", {})
    return config


def links_of(config: Config, lines: Sequence[Line]) -> list[Linked]:
    """The links of the benchmark's documents, without those that only stand in the background."""
    about = {line["id"]: set(line["about"]) for line in lines}
    ghosts = {line["id"]: line["ghost"] for line in lines if "ghost" in line}
    found = []
    for link in find.links(config):
        name = link["document"]["id"]
        numbers = set(link["trial"]["identifiers"])
        own_ghost = name in about and ghosts.get(name) in numbers  # a number of its own, which is no trial of the store
        if name in about and not own_ghost and link["role"] != "background" and link["state"] != "rejected":
            right = bool(about[name] & numbers)
            trial = link["trial"]["identifiers"][-1]
            found.append(
                Linked(name, trial, link["state"], link["method"], link["score"], right, tuple(link["evidence"]))
            )
    return found


def figures(lines: Sequence[Line], links: Sequence[Linked]) -> dict[str, Any]:
    """Precision and recall of links of these documents."""
    mine = {line["id"] for line in lines}
    links = [link for link in links if link.document in mine]
    accepted = [link for link in links if link.state == "accepted"]
    wanted = sum(len(line["about"]) for line in lines)
    none = {line["id"] for line in lines if not line["about"]}
    right = sum(link.right for link in accepted)
    return {
        "documents": len(lines),
        "links_wanted": wanted,
        "accepted": len(accepted),
        "accepted_right": right,
        "accepted_precision": round(right / max(len(accepted), 1), 4),
        "accepted_recall": round(right / wanted, 4),
        "accepted_or_proposed_recall": round(sum(link.right for link in links) / wanted, 4),
        "proposed": len(links) - len(accepted),
        "proposed_right": sum(link.right for link in links) - right,
        "about_no_trial": len(none),
        "about_no_trial_accepted": sum(link.document in none for link in accepted),
        "about_no_trial_proposed": sum(link.document in none for link in links if link.state == "proposed"),
    }


def calibration(links: Iterable[Linked]) -> list[dict[str, Any]]:
    """Of the links by content, per range of scores: how many, their mean score, the share that is right."""
    bins = defaultdict(list)
    for link in links:
        if link.method == "content":
            bins[max(n for n, low in enumerate(BINS) if link.score >= low)].append(link)
    return [
        {
            "from": BINS[n],
            "to": min(BINS[n + 1], 1.0),
            "links": len(held),
            "mean_score": round(sum(k.score for k in held) / len(held), 3),
            "right": round(sum(k.right for k in held) / len(held), 3),
        }
        for n, held in sorted(bins.items())
    ]


def measured(lines: Sequence[Line], links: Sequence[Linked]) -> dict[str, Any]:
    """Everything that is recorded."""
    held = {line["id"] for line in lines if is_held_back(line)}
    halves = {
        "tuned": [line for line in lines if line["id"] not in held],
        "held_back": [line for line in lines if line["id"] in held],
    }
    result: dict[str, Any] = {"all": figures(lines, links)}
    result |= {name: figures(half, links) for name, half in halves.items()}
    result["calibration"] = {
        "all": calibration(links),
        "tuned": calibration(k for k in links if k.document not in held),
        "held_back": calibration(k for k in links if k.document in held),
    }
    return result


def errors(lines: Sequence[Line], links: Sequence[Linked]) -> Iterable[str]:
    """What is wrong or missing in the half that may be tuned on."""
    by_document = defaultdict(list)
    for link in links:
        by_document[link.document].append(link)
    for line in lines:
        if is_held_back(line):
            continue
        found = by_document[line["id"]]
        accepted = {k.trial for k in found if k.state == "accepted"}
        wrong = [k for k in found if not k.right]
        missing = len(line["about"]) - sum(k.right and k.state == "accepted" for k in found)
        if wrong or missing > 0:
            yield f"\n{line['id']} about {line['about']}: accepted {sorted(accepted)}"
            for k in found:
                said = f"{k.state} {k.method} {k.trial} {k.score}: {'; '.join(k.evidence)}"
                yield f"    {'right' if k.right else 'WRONG'} {said}"


def main(arguments: Sequence[str]) -> None:
    """Measure, print, and record when asked."""
    lines = documents()
    with TemporaryDirectory() as folder:
        links = links_of(store_of(Path(folder), lines), lines)
    result = measured(lines, links)
    print(json.dumps(result, indent=1))
    if "--errors" in arguments:
        print("\n".join(errors(lines, links)))
    if "--record" in arguments:
        RECORD.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
