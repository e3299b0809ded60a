"""Vanished: a document that its source has no more.

Gone is what the source itself says (410), or what it did not have three times in a row (docs/decisions/0006). A
registry entry that is gone is minor; anything else is info, because sites clear out old pages. What was captured before
stays, with its quotes, and goes on being compared. A document that comes back is settled. A page that has nothing to
quote is not compared, and neither is a mirror, which is no witness.
"""

from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding

SHOWN = ("registration_id", "doi", "sample_size", "title")


def run(case: Case) -> Iterator[Finding]:
    """Say that a document is gone."""
    document = case.subject
    held = next((h for name in SHOWN for h in document.of(name)), None) or next(iter(document.claims), None)
    if document.gone is None or held is None:
        return
    what = document.kind.replace("_", " ")
    words = f"Vanished: the source has this {what} no more since {document.gone.isoformat()}; it said {held.claim.raw}."
    if document.kind == "derivative":
        yield Finding("not_comparable", f"{words} It is no witness of the trial.", held, None, None, "gone")
        return
    yield Finding("inconsistent", words, held, None, None, "gone", "minor" if document.kind == "registry" else "info")


_ENTRY = (("registration_id", "NCT99999901", "own"), ("sample_size", "40", "planned"))
_STORY = "The trial enrolled 40 adults."

CHECK = Check(
    name="vanished",
    title="Vanished",
    run=run,
    about=__doc__ or "",
    level="over_time",
    examples=(
        Example(_ENTRY, (), "inconsistent", document_kind="registry", gone="2031-02-03"),
        Example(_ENTRY[1:], (), "inconsistent", document_kind="registry", gone="2031-02-03"),
        Example(_STORY, (), "inconsistent", gone="2031-02-03"),
        Example(_STORY, (), "inconsistent", document_kind="press_release", gone="2031-02-03"),
        Example(_STORY, (), "inconsistent", document_kind="paper", gone="2031-02-03"),
        Example(_STORY, (), "inconsistent", document_kind="preprint", gone="2031-02-03"),
        Example(_ENTRY, (), None, document_kind="registry"),
        Example(_STORY, (), None),
        Example(_STORY, (), None, document_kind="press_release"),
        Example(_STORY, (), None, document_kind="paper"),
        Example("Nothing to see.", (), None, gone="2031-02-03"),
        Example("", (), None, gone="2031-02-03"),
        Example(_STORY, (), "not_comparable", document_kind="derivative", gone="2031-02-03"),
        Example(_ENTRY, (), "not_comparable", document_kind="derivative", gone="2031-02-03"),
    ),
)
