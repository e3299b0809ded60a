"""Printing what `tracker check` found, as a fact-check that a person can read aloud."""

from collections.abc import Sequence
from typing import Any

from tracker.cli.output import access_of, dump, plain, squeezed

HEADINGS = (
    ("Differs", ("inconsistent", "decision_changing")),
    ("Not mentioned", ("missing",)),
    ("Agrees", ("consistent", "rounding_only")),
    ("Could not be compared", ("not_comparable", "uninformative")),
)
QUOTED = ("inconsistent", "decision_changing", "missing")
MOST_VALUES = 4


def checked(found: Sequence[dict[str, Any]], as_json: bool) -> None:
    """Per document: its trial and why, what differs (with both sentences), what agrees, what could not be compared."""
    if as_json:
        dump(found)
        return
    for result in found:
        document = result["document"]
        print(plain(document["title"] or document["id"]))
        _standing(document)
        _trial(result)
        print(f"  {_summary(result)}")
        for heading, names in HEADINGS:
            rows = [v for v in result["verdicts"] if v["verdict"] in names]
            if rows:
                print(f"\n{heading}")
            for row in sorted(rows, key=lambda v: v["parent"] is not None):
                _verdict(row, result)
        _uncompared(result["claims"])
        print()


def _standing(document: dict[str, Any]) -> None:
    """Whether it may be spoken of, and whether all of it was read."""
    if document["under_embargo"]:
        print(f"  Under embargo until {document['embargo_until']:%Y-%m-%d %H:%M} UTC: not to be published before.")
    if note := access_of(document):
        print(f"  {note.capitalize()}.")


def _trial(result: dict[str, Any]) -> None:
    if not result["trials"]:
        print("  No trial of the store fits this document; only what it says itself was checked.")
    for trial in result["trials"]:
        sure = "is about" if trial["state"] == "accepted" else "may be about"
        print(f"  It {sure} {plain(trial['name'])} (score {trial['score']:.2f}):")
        for reason in trial["why"]:
            print(f"    {squeezed(reason, 160)}")
        if not trial["witnesses"]:
            print("  The store holds no other document of this trial to hold it against.")


def _summary(result: dict[str, Any]) -> str:
    """How many statements were read, and what came of the comparisons."""
    heads = {v["parent"] for v in result["verdicts"]}
    counts = [
        f"{len(rows)} {words}"
        for words, (_, names) in zip(
            ("differing", "not mentioned", "agreeing", "not comparable"), HEADINGS, strict=True
        )
        if (rows := [v for v in result["verdicts"] if v["verdict"] in names and v["id"] not in heads])
    ]
    own = sum(claim["scope"] == "this_trial" for claim in result["claims"])
    which = "these trials" if len(result["trials"]) > 1 else "this trial"
    read = f"Read: {len(result['claims'])} statements, {own} about {which}."
    return f"{read} Compared: {', '.join(counts)}." if counts else f"{read} Nothing could be compared."


def _verdict(row: dict[str, Any], result: dict[str, Any]) -> None:
    indent = "    " if row["parent"] else "  "
    whose = f"{plain(', '.join(row['trial']))}: " if len(result["trials"]) > 1 and not row["parent"] else ""
    print(f"{indent}{whose}{plain(row['explanation'])}")
    if row["verdict"] not in QUOTED or any(v["parent"] == row["id"] for v in result["verdicts"]):
        return
    against = row["against"]
    who = ("this document", _name(against) if against else "this document")
    for quote, name, abstract in zip(row["quotes"], who, row["from_abstract"], strict=False):
        printed = "abstract printed in " if abstract else ""
        print(f"{indent}  “{squeezed(quote, 300)}”  [{printed}{name}]")


def _name(document: dict[str, Any]) -> str:
    if document["kind"] == "registry":
        return plain(f"{document['source']} {document['id']}")
    return plain(document["title"] or document["id"])


def _uncompared(claims: Sequence[dict[str, Any]]) -> None:
    """What the document says about the trial that nothing was held against, a line per claim type."""
    own = [claim for claim in claims if claim["scope"] == "this_trial"]
    compared = {claim["type"] for claim in own if claim["compared"]}
    values: dict[str, dict[str, str]] = {}
    for claim in own:
        if claim["type"] not in compared:
            quote = squeezed(claim["quote"], 80)
            values.setdefault(claim["type"].replace("_", " "), {}).setdefault(quote.casefold(), quote)
    if values:
        print("\nRead, with nothing to compare it with")
    for name, quotes in sorted(values.items()):
        shown = "; ".join(f"“{quote}”" for quote in [*quotes.values()][:MOST_VALUES])
        more = f" and {len(quotes) - MOST_VALUES} more" if len(quotes) > MOST_VALUES else ""
        print(f"  {name}: {shown}{more}")
