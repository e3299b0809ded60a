"""The benchmark's documents and registrations, made from its tables and phrases, the same every time.

    python -m tests.linking.benchmark.compose      # writes documents.jsonl, papers.xml, registrations.ndjson and .xml

How often a story names what follows the press as measured: a registration number or DOI in few, the journal in 28%, any
number of people in 60%, the treatment in 82%, an acronym and an institution in 44%.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from hashlib import sha1
from random import Random
from typing import Any

from tests.linking.benchmark.pubmed import pmid, pubmed_file, record
from tests.linking.benchmark.registrations import clinicaltrials, isrctn_file
from tests.linking.benchmark.trial_rows import FOLDER, Row, rows
from tests.linking.benchmark.wording import capital, day_after, facts

HABITS = {
    "drug": 0.82,
    "n": 0.6,
    "acr": 0.44,
    "place": 0.44,
    "journal": 0.28,
    "id": 0.025,
    "doi": 0.025,
    "countries": 0.4,
}
NEEDS = {
    "n": {"n", "n_words", "near_n", "a1", "a2"}, "acr": {"acr"}, "place": {"reporter", "sponsor"},
    "journal": {"journal"}, "countries": {"countries", "sites"},
}  # fmt: skip
PRESS = (
    "Morning Ledger", "Health Dispatch", "City Observer", "Science Brief", "The Weekly Pulse", "Clinic & Street",
    "Daily Lantern", "Health Notebook", "The Examiner Wire", "Patient Voices", "Evidence Corner", "Riverside News",
)  # fmt: skip
PROTOCOLS = 10
WORD = re.compile(r"\{(\w+)\}")
Line = dict[str, Any]


class Composer:
    """Makes texts of one set of phrases; what was printed once is not printed again."""

    def __init__(self) -> None:
        """Read the phrases."""
        self.phrases: dict[str, list[str]] = tomllib.loads((FOLDER / "phrases.toml").read_text("utf-8"))
        self.printed: set[str] = set()
        self.used: dict[str, int] = {}

    def say(self, part: str, said: dict[str, str], banned: set[str], rng: Random) -> str | None:
        """A sentence of a part that needs nothing banned or unknown, one that was used least first."""
        fitting = []
        for template in self.phrases[part]:
            names = set(WORD.findall(template))
            plain = {n.lower().removesuffix("_cap") for n in names}
            if plain & banned or not all(said.get(n) for n in names):
                continue
            text = (
                capital(template.format(**said))
                if part not in ("number_given", "doi_given")
                else template.format(**said)
            )
            if not self.printed & sentences(text):
                fitting.append((self.used.get(template, 0), rng.random(), template, text))
        if not fitting:
            return None
        _, _, template, text = min(fitting)
        self.used[template] = self.used.get(template, 0) + 1
        self.printed |= sentences(text)
        return text


def sentences(text: str) -> set[str]:
    """The sentences of a text that have five words or more."""
    return {part for part in re.split(r"(?<=[.!?”])\s+", text) if len(part.split()) >= 5}


def story(composer: Composer, row: Row, name: str, kind: str, days: int) -> Line:
    """A press text or release about a trial that has reported."""
    rng = Random(sha1(name.encode()).digest())
    has = {habit for habit, share in HABITS.items() if rng.random() < share}
    if kind == "press_release":
        has |= {"place", "drug"}
    if not row.acronym:
        has.discard("acr")
    said = facts(row, rng, drug="drug" in has)
    banned = set().union(*(words for habit, words in NEEDS.items() if habit not in has))
    tells = "n" not in has or rng.random() < 0.85

    def some(part: str, share: float = 1.0) -> list[str]:
        text = composer.say(part, said, banned, rng) if rng.random() < share else None
        return [text] if text else []

    facts_part = [some("people") if "n" in has else [], some("result") if tells else [], some("result", 0.4)]
    facts_part += [some("design", 0.7), some("design", 0.4)]
    facts_part += [some("verdict_yes" if float(row.p) < 0.05 else "verdict_no", 0.5)]
    for habit, part in (("place", "place"), ("journal", "journal"), ("acr", "acronym")):
        facts_part.append(some(part) if habit in has else [])
    rng.shuffle(facts_part)
    talk = [
        some("quote", 0.8),
        some("quote", 0.4),
        some("background", 0.7),
        some("background", 0.4),
        some("caution", 0.6),
    ]
    rng.shuffle(talk)
    middle = [s for part in facts_part for s in part]
    cut = rng.randint(1, max(1, len(middle) - 1))
    paragraphs = [some("lead"), middle[:cut], *talk[:2], middle[cut:], *talk[2:], some("closing", 0.5)]
    for habit, part in (("id", "number_given"), ("doi", "doi_given")):
        paragraphs.append(some(part) if habit in has else [])
    title = composer.say("headline", said, banned, rng) or f"{capital(row.illness)}: {name}"
    source = row.reporter if kind == "press_release" else rng.choice(PRESS)
    line = _line(name, [row.id], kind, source, title, paragraphs, day_after(row, days))
    return line | {"text": _introduced(line["text"], said) if rng.random() < 0.75 else line["text"]}


def _introduced(text: str, said: dict[str, str]) -> str:
    """The text with the leader's full name where the surname comes first, as the press does it."""
    if said["lead"] in text:
        return text
    return re.sub(rf"\b{said['last']}\b", said["lead"], text, count=1)


def announcement(composer: Composer, row: Row, name: str, kind: str) -> Line:
    """A press text on a trial that has just begun."""
    rng = Random(sha1(name.encode()).digest())
    said = facts(row, rng, drug=True)
    lines = [composer.say("announce", said, set(), rng) for _ in range(5)]
    talk = [composer.say("background", said, set(), rng), composer.say("closing", said, set(), rng)]
    title = f"{capital(row.illness)}: trial of {row.drug} begins ({name})"
    return _line(name, [row.id], kind, row.reporter, title, [[s] for s in (*lines, *talk) if s], day_after(row, 4))


def paper(composer: Composer, row: Row, name: str, kind: str, *, with_number: bool) -> Line:
    """The abstract of a paper, with the registration number in most."""
    rng = Random(sha1(name.encode()).digest())
    said = facts(row, rng, drug=True)
    text = composer.say("protocol" if kind == "protocol" else "abstract", said, set(), rng)
    number = composer.say("number_given", said, set(), rng) if with_number and kind != "paper" else None
    about = f"{capital(row.drug)} for {row.people}"
    title = f"{about}: protocol of a randomised trial" if kind == "protocol" else f"{about}: a randomised trial"
    day = row.start if kind == "protocol" else row.published
    source = row.journal if kind != "protocol" else "Trial Protocols"
    if kind != "paper":
        return _line(name, [row.id], kind, source, title, [[text or ""], [number or ""]], day)
    line = _line(pmid(row), [row.id], kind, source, title, [[text or ""]], day)
    return line | {"pubmed": record(row, title, text or "", with_number=with_number)}


def _line(name: str, about: list[str], kind: str, source: str, title: str, parts: list[list[str]], day: str) -> Line:
    text = "\n\n".join(" ".join(part) for part in parts if any(part))
    url = f"https://{re.sub(r'[^a-z]+', '-', source.lower()).strip('-')}.example/{name}"
    known = {"id": name, "about": about, "kind": kind, "source": source, "title": title, "published_at": day}
    return known | {"url": url, "text": text}


def copy_of(line: Line, name: str) -> Line:
    """The text on another site: under another title, without its last paragraph and with a line of its own."""
    paragraphs = line["text"].split("\n\n")
    text = "\n\n".join([*paragraphs[:-1], "This text came from a partner and was shortened."])
    changed = {"id": name, "title": f"{line['title']} (from our partners)", "source": "The Relay", "text": text}
    return line | changed | {"url": f"https://the-relay.example/{name}", "copy_of": line["id"]}


def composed() -> Iterator[Line]:
    """All composed documents; those about ghosts are about no trial of the store."""
    composer = Composer()
    reported = [row for row in rows("trials") if row.r1]
    for at, row in enumerate(reported):
        tag = row.id[-4:]
        yield paper(composer, row, f"paper_{tag}", "preprint" if at % 12 == 7 else "paper", with_number=at % 5 < 3)
        if at % (len(reported) // PROTOCOLS) == 0:
            yield paper(composer, row, f"protocol_{tag}", "protocol", with_number=at % 2 == 0)
        yield story(composer, row, f"release_{tag}", "press_release", 0)
        for n, days in enumerate((1, 3, 24)[: 2 + at % 2]):
            line = story(composer, row, f"story_{tag}_{n}", "press", days)
            yield line
            if n == 0 and at % 4 == 1:
                yield copy_of(line, f"copy_{tag}")
    for row in rows("trials"):
        if not row.r1:
            yield announcement(composer, row, f"begins_{row.id[-4:]}_0", "press_release")
            yield announcement(composer, row, f"begins_{row.id[-4:]}_1", "press")
    for at, row in enumerate(rows("ghosts")):
        lines = [story(composer, row, f"ghost_{row.id[-4:]}_{n}", "press", 2 + n) for n in range(2)]
        if at % 2:
            lines.append(paper(composer, row, f"ghost_{row.id[-4:]}_paper", "paper", with_number=False))
        yield from (line | {"about": [], "ghost": row.id} for line in lines)


def handwritten() -> Iterator[Line]:
    """The documents written by hand."""
    for number in (1, 2):
        for told in tomllib.loads((FOLDER / f"handwritten_{number}.toml").read_text("utf-8"))["document"]:
            parts = [[part] for part in told["text"].strip().split("\n\n")]
            line = _line(
                told["id"],
                told["about"],
                told["kind"],
                told["source"],
                told["title"],
                parts,
                told["date"] if "date" in told else told["published_at"],
            )
            yield line


def files() -> dict[str, str]:
    """Every file that is made, by name."""
    lines = [*composed(), *handwritten()]
    trials = rows("trials")
    studies = [json.dumps(clinicaltrials(row), ensure_ascii=False) for row in trials if row.id.startswith("NCT")]
    records = [line.pop("pubmed") for line in lines if "pubmed" in line]
    return {
        "documents.jsonl": "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines),
        "papers.xml": pubmed_file(records),
        "registrations.ndjson": "\n".join(studies) + "\n",
        "registrations.xml": isrctn_file([row for row in trials if row.id.startswith("ISRCTN")]),
    }


if __name__ == "__main__":
    for name, content in files().items():
        (FOLDER / name).write_text(content, "utf-8")
