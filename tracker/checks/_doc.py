"""The page docs/checks.md, made from the checks themselves."""

from collections.abc import Iterator

from tracker.checks._base import LISTED, Check, Example, all_checks

_HEAD = """# Checks

A check is one module of `tracker/checks`: a pure function over claims. What stands under each name is what the report
prints beside the two quotes. Verdicts: consistent, rounding_only, not_comparable, uninformative, missing, inconsistent,
decision_changing; the last two are listed by `tracker mismatches` (any other with `--verdict`). A check within one
document compares what that document says itself; one between documents compares it with the best witness of the same
trial: the registry entry, else the protocol, the paper, the preprint, the press release, the press.

The examples are the tests of the check. This page is generated from the code (`make docs`).
"""


def checks_page() -> str:
    """The Markdown of docs/checks.md."""
    return "\n".join([_HEAD, *(line for check in all_checks().values() for line in _section(check))])


def _section(check: Check) -> Iterator[str]:
    yield from (f"## {check.name}", "", f"{check.title}, {check.level} {_plural(check)}.", "", check.about.strip(), "")
    flags = [e for e in check.examples if e.verdict in LISTED]
    quiet = [e for e in check.examples if e.verdict not in LISTED]
    for title, examples in (("Differs", flags), ("Does not differ", quiet)):
        if examples:
            yield from (f"{title}:", "", "| the document | the reference | verdict |", "|---|---|---|")
            yield from (f"| {_cell(e.document)} | {_reference(e)} | {e.verdict or 'none'} |" for e in examples)
            yield ""


def _plural(check: Check) -> str:
    return "documents" if check.level == "between" else "one document"


def _reference(example: Example) -> str:
    if isinstance(example.reference, str):
        return f"{example.reference_kind.replace('_', ' ')}: {_cell(example.reference)}" if example.reference else ""
    fields = (f"{name}{f' ({kind})' if kind else ''} {raw}" for name, raw, kind in example.reference)
    return f"{example.reference_kind.replace('_', ' ')}: {_cell('; '.join(fields))}"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
