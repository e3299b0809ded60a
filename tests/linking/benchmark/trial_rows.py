"""The made-up trials of the benchmark: trials.csv are in the store, ghosts.csv are not."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha1
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Row:
    """One trial, as the columns of the table give it."""

    id: str
    other: str
    acronym: str
    drug: str
    type: str
    everyday: str
    control: str
    condition: str
    illness: str
    people: str
    n: int
    planned: int
    a1: int
    a2: int
    countries: str
    sites: int
    sponsor: str
    reporter: str
    lead: str
    journal: str
    published: str
    start: str
    phase: str
    masking: str
    weeks: int
    outcome: str
    hit: str
    r1: str
    r2: str
    p: str
    m1: str
    m2: str
    status: str

    @property
    def doi(self) -> str:
        """The DOI of its paper."""
        return f"10.5555/{self.journal.split()[-1].lower()}.{self.id[-4:]}" if self.journal else ""

    @property
    def ended(self) -> date:
        """When it was over: half a year before its paper."""
        return date.fromisoformat(self.published) - timedelta(days=180)


def rows(name: str) -> list[Row]:
    """The trials of `name` (trials, ghosts)."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file, delimiter="|"))
    counts = ("n", "planned", "a1", "a2", "sites", "weeks")
    return [Row(**{k: int(v) if k in counts else v for k, v in line.items()}) for line in table]  # type: ignore[arg-type]


def held_back(trial: str) -> bool:
    """Whether a trial (or a document about none) belongs to the half whose errors nobody looks at."""
    return int(sha1(f"half|{trial}".encode()).hexdigest(), 16) % 2 == 0
