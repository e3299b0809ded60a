"""How well claims are read, measured on the gold sets in ../shared: docs/accuracy.json, from which the page is made.

`make accuracy` writes the file anew.
"""

from pathlib import Path

import orjson

from tracker import __version__
from tracker.claims import fingerprint
from tracker.clock import Clock
from tracker.evaluation import gold_set_of
from tracker.operations.evaluate import evaluate

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT.parent / "shared" / "gold"
FIGURES = ROOT / "docs" / "accuracy.json"


def main() -> None:
    """Score every gold file with labels that are known."""
    sets = [evaluate(path) | {"file": path.name} for path in sorted(GOLD.glob("*.jsonl")) if _known(path)]
    told = {"measured": Clock().now().date().isoformat(), "version": __version__, "code": fingerprint()[:12]}
    FIGURES.write_bytes(orjson.dumps(told | {"sets": sets}, option=orjson.OPT_INDENT_2) + b"\n")
    print(f"{FIGURES.relative_to(ROOT)}: {', '.join(one['gold_set'] for one in sets)}")


def _known(path: Path) -> bool:
    with path.open("rb") as lines:
        return gold_set_of(orjson.loads(next(lines))) is not None


if __name__ == "__main__":
    main()
