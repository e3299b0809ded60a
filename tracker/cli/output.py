"""Printing: data on stdout, everything else on stderr; colours only on a terminal and never with NO_COLOR."""

import json
import logging
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracker.errors import ConfigError
from tracker.text import csv_line, printable, printable_json

if TYPE_CHECKING:
    from tracker.pipeline.run import Outcome

FORMS = ("table", "csv", "json", "jsonl")


def log_to_stderr(verbose: bool) -> None:
    """Send the log of this program to stderr: warnings, and with `verbose` every step, one key=value line each."""
    root = logging.getLogger("tracker")
    root.handlers.clear()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line())
    root.addHandler(handler)
    root.setLevel(logging.INFO if verbose else logging.WARNING)
    root.propagate = False


class _Line(logging.Formatter):
    """time=... level=... part=... message="..."; a message is always one line."""

    def format(self, record: logging.LogRecord) -> str:
        message = json.dumps(plain(record.getMessage()), ensure_ascii=False)
        part = record.name.removeprefix("tracker.")
        moment = self.formatTime(record, "%Y-%m-%dT%H:%M:%S")
        return f"time={moment} level={record.levelname.lower()} part={part} message={message}"


def plain(value: Any) -> str:
    """A value as text that cannot command a terminal."""
    return printable(str(value)) if value is not None else ""


def note(line: str) -> None:
    """A line for the person on stderr."""
    print(plain(line), file=sys.stderr)


def dump(value: Any) -> None:
    """JSON on stdout; moments and dates as ISO 8601."""
    print(printable_json(json.dumps(value, ensure_ascii=False, indent=2, default=_jsonable)))


def _jsonable(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else float(value)


def outcome(result: "Outcome", as_json: bool) -> None:
    """How a run ended."""
    if as_json:
        told = {"counts": result.counts, "failed": result.failed, "sources": result.sources}
        dump({"run": result.run_id, "state": result.state, **told})
        return
    for stage, counts in result.counts.items():
        said = ", ".join(f"{value} {name}" for name, value in counts.items() if value)
        note(f"{stage:8} {said or 'nothing to do'}")
        for name, brought in result.sources.items() if stage == "fetch" else ():
            fared = "failed" if name in result.failed else "well"
            note(f"  {name}: {fared}; " + ", ".join(f"{value} {what}" for what, value in brought.items()))
    why = f" ({len(result.failed)} failed, as said above)" if result.failed else ""
    note(f"run {result.run_id}: {result.state}{why}")


def mismatches(found: Sequence[dict[str, Any]], as_json: bool = False) -> None:
    """The list of mismatches, in sentences; those under a head finding, and copies of a story, stand below it."""
    if as_json:
        dump(found)
        return
    ids = {m["id"] for m in found}
    heads = [m for m in found if m["parent"] not in ids and not is_copy(m, ids)]
    for m in heads:
        children = [c for c in found if c["parent"] == m["id"]]
        print(f"{m['severity'].upper()}  {plain(m['document']['title'] or m['document']['id'])}")
        print(f"  {plain(m['document']['source'])}: {plain(m['explanation'])}")
        for one in children or [m]:
            if children:
                print(f"    {plain(one['explanation'])}")
            said_by = (one["document"], one["against"] or one["document"])
            for quote, who, abstract in zip(one["quotes"], said_by, one["from_abstract"], strict=False):
                printed = "abstract printed in " if abstract else ""
                print(f"      “{squeezed(quote)}”  [{printed}{plain(who['source'])} {plain(who['id'])}]")
        if m["trial"]:
            proposed = m["link"] is not None and m["link"]["state"] == "proposed"
            trial = f"{'nearest ' if proposed else ''}trial {', '.join(m['trial']['identifiers'])}"
            print(f"  {trial}; {m['verdict'].replace('_', ' ')}, {m['state']}, {m['id']}")
        for line in (access_of(m["document"]), copies_of(m, ids)):
            if line:
                print(f"  {plain(line)}")
        print()
    print(f"{len(heads)} {'mismatch' if len(heads) == 1 else 'mismatches'}")


def is_copy(mismatch: dict[str, Any], listed: Collection[str]) -> bool:
    """Whether a mismatch is told with that of the story it stands in a copy of."""
    return mismatch["story"] is not None and mismatch["story"]["copy_of"] in listed


def copies_of(mismatch: dict[str, Any], listed: Collection[str]) -> str:
    """The copies of a story that differ in the same way, as the end of its line; empty when there are none."""
    story = mismatch["story"]
    names = [copy["document"]["source"] for copy in story["copies"] if copy["mismatch"] in listed] if story else []
    return f"and {len(names)} {'copy' if len(names) == 1 else 'copies'}: {', '.join(names)}" if names else ""


def access_of(document: dict[str, Any]) -> str:
    """What a reader should know of how much of a document was read; empty when it is open."""
    return "only the part before the paywall was read" if document["access"] == "paywalled" else ""


def squeezed(text: str, limit: int = 400) -> str:
    """One line of at most `limit` characters."""
    flat = " ".join(plain(text).split())
    return flat if len(flat) <= limit else f"{flat[: limit - 1]}…"


def links(found: Sequence[dict[str, Any]], as_json: bool = False) -> None:
    """The list of links with their evidence."""
    if as_json:
        dump(found)
        return
    for link in found:
        document, trial = link["document"], link["trial"]
        print(f"{plain(document['source'])} {plain(document['id'])} -> {', '.join(trial['identifiers'])}")
        report = f" ({link['report'].replace('_', ' ')})" if link["report"] not in (None, link["role"]) else ""
        print(f"  {link['state']} as {link['role']}{report}, {link['score']} by {link['method']}")
        against = [reason.removeprefix("but ") for reason in link["evidence"] if reason.startswith("but ")]
        for reason in link["evidence"]:
            if not reason.startswith("but "):
                print(f"  for it: {squeezed(reason)}")
        if link["method"] == "content":
            against = against or ["nothing that was compared"]
        for reason in against:
            print(f"  against it: {squeezed(reason)}")


def sections(found: Sequence[dict[str, Any]], as_json: bool) -> None:
    """What `show` found."""
    if as_json:
        dump(found)
        return
    for section in found:
        if section["kind"] == "mismatch":
            mismatches([section])
            for event in section["events"]:
                print(f"  {event['at']} {event['kind']} {plain(event['author'])} {plain(event['reason'])}".rstrip())
            continue
        if section["kind"] == "trial":
            print(f"Trial {', '.join(section['identifiers'])}: {plain(section['label'])}")
            for bond in section["joined_by"]:
                print(
                    f"  {bond['value']} = {bond['other_value']}, says {plain(bond['source'])}", plain(bond["native_id"])
                )
        else:
            document = section["document"]
            print(f"{document['kind']} {plain(document['source'])} {plain(document['id'])}: {plain(document['title'])}")
        links(section["links"])
        table(
            [
                {
                    name: squeezed(value or "", 80) if isinstance(value, str) else value
                    for name, value in row.items()
                    if name not in ("path", "char_start", "char_end", "quote")
                }
                for row in section["claims"]
            ]
        )
        mismatches(section["mismatches"])


def state(found: dict[str, Any], as_json: bool) -> None:
    """What `status` found."""
    if as_json:
        dump(found)
        return
    times = ("started_at", "finished_at")
    table([run | {name: str(run[name] or "")[:16] for name in times} for run in found["runs"]])
    print(", ".join(f"{count} {name}{'es' if name.endswith('ch') else 's'}" for name, count in found["counts"].items()))
    print(_checked(found["checked"]))
    for row in found["failing"]:
        print(f"failing: {row['source']}, {row['failing_addresses']} addresses, {plain(row['last_message'])}")


def _checked(found: Mapping[str, Any]) -> str:
    """What came of the comparisons, in a line."""
    verdicts, standing, unseen = found["verdicts"], found["open"], found["unreviewed_critical"]
    made = sum(count for name, count in verdicts.items() if name not in ("missing", "not_comparable", "uninformative"))
    named = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in verdicts.items())
    worst_first = [name for name in ("critical", "major", "minor", "info") if name in standing]
    told = ", ".join(f"{standing[name]} {name}" for name in worst_first) or "none"
    seen = f"; {unseen} critical not yet seen by anybody" if unseen else ""
    several = f" ({named})" if named else ""
    return f"{made} of {sum(verdicts.values())} comparisons could be made{several}; open: {told}{seen}"


def findings(found: Sequence[dict[str, Any]], as_json: bool) -> None:
    """What `db verify` found."""
    if as_json:
        dump(found)
        return
    for finding in found:
        print(f"{finding['kind']}: {plain(finding['subject'])}; {finding['remedy']}")
    print("sound" if not found else f"{len(found)} findings")


def check_form(form: str) -> None:
    """Raise ConfigError for a format that does not exist."""
    if form not in FORMS:
        raise ConfigError(f"--format: there is no format '{form}'", f"use one of {', '.join(FORMS)}")


def pairs(option: str, given: Sequence[str]) -> dict[str, str]:
    """NAME=VALUE as given to `option`; raises ConfigError for another form."""
    for one in given:
        if "=" not in one:
            raise ConfigError(f"{option}: '{one}' is no NAME=VALUE", f"write {option} trial=NCT00000000")
    return {name: value for name, _, value in (one.partition("=") for one in given)}


def table(found: Sequence[dict[str, Any]], as_json: bool = False) -> None:
    """Rows of equal keys as a table or JSON."""
    if as_json:
        dump(found)
    elif found:
        columns = list(dict.fromkeys(name for row in found for name in row))
        rows(columns, ([row.get(name) for name in columns] for row in found), "table")


def rows(columns: Sequence[str], found: Iterable[Sequence[Any]], form: str) -> None:
    """The result of a query in one of FORMS."""
    if form == "json":
        dump([dict(zip(columns, row, strict=True)) for row in found])
    elif form == "jsonl":
        for row in found:
            value = json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=_jsonable)
            print(printable_json(value))
    elif form == "csv":
        for line in ([*columns], *found):
            written = csv_line([_cell(value) for value in line])
            sys.stdout.write(plain(written) if sys.stdout.isatty() else written)
    else:
        _print_table(columns, list(found))


def _cell(value: Any) -> Any:
    """A CSV value: JSON for what is a list or an object."""
    return json.dumps(value, ensure_ascii=False, default=_jsonable) if isinstance(value, dict | list) else value


def _print_table(columns: Sequence[str], found: Sequence[Sequence[Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 200, highlight=False)
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        drawn.add_column(name, overflow="fold")
    for row in found:
        drawn.add_row(*(Text(plain(value)) for value in row))
    console.print(drawn)
