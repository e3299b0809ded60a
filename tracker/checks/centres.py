"""Centres: at how many places the trial ran, in the document and in the best witness that says so.

"Multi-centre" against one centre differs, and so does "single-centre" against several. Printed counts are compared
with counts, and a bare "multi-centre" of the same source says nothing about them; the list of locations in a registry
entry is complete for recruitment sites and is used where the entry lists any. A count differs from a list only when one
is more than 1.4 times the other and two sites more, since sites that recruited nobody are listed, or left out again.
Rule: CONSORT 2025 item 7 (settings and locations).
"""

from collections.abc import Iterator
from dataclasses import replace

from tracker.checks._base import Case, Check, Example, Finding, Witness
from tracker.checks._compare import against_best


def run(case: Case) -> Iterator[Finding]:
    """Compare each statement about centres in the document."""
    counted = any(h.claim.number is not None and h.claim.kind != "single" for h in case.subject.of("centres"))
    references = tuple(map(_counted, case.references)) if counted else case.references
    with_counts = replace(case, references=references)
    return against_best(
        with_counts, "centres", title="Centres", severity="minor", qualifiers=lambda h: h.claim.kind or ""
    )


def _counted(witness: Witness) -> Witness:
    """The witness without its uncounted statements about centres, where it has counted ones."""
    centres = [h for h in witness.claims if h.claim.type == "centres"]
    bare = {h.id for h in centres if h.claim.number is None}
    if not bare or len(bare) == len(centres):
        return witness
    return replace(witness, claims=tuple(h for h in witness.claims if h.id not in bare))


CHECK = Check(
    name="centres",
    title="Centres",
    run=run,
    about=__doc__ or "",
    needs=("centres",),
    examples=(
        Example("It was a multi-centre trial.", (("centres", "1", "listed"),), "inconsistent"),
        Example("The multicenter trial enrolled adults.", "This was a single-centre trial.", "inconsistent", "paper"),
        Example("The single-centre trial was small.", (("centres", "12", "listed"),), "inconsistent"),
        Example("The trial ran at 27 sites.", "Adults were enrolled at 72 sites.", "inconsistent", "paper"),
        Example("The trial ran at one hospital, a single-center study.", (("centres", "8", "listed"),), "inconsistent"),
        Example("The multi-center trial was large.", (("centres", "1", "listed"),), "inconsistent"),
        Example("It was a multi-centre trial.", (("centres", "14", "listed"),), "consistent"),
        Example("The single-centre trial was small.", (("centres", "1", "listed"),), "consistent"),
        Example("The trial ran at 27 sites.", "Adults were enrolled at 27 sites.", "consistent", "paper"),
        Example("The trial ran at 27 sites.", (("centres", "68", "listed"),), "inconsistent"),
        Example(
            "The trial ran at 27 sites.",
            "This multi-centre trial enrolled adults. Adults were enrolled at 72 sites.",
            "inconsistent",
            "paper",
        ),
        Example("The trial ran at 27 sites.", (("centres", "31", "listed"),), "not_comparable"),
        Example("The trial ran at four sites.", (("centres", "6", "listed"),), "not_comparable"),
        Example("The trial ran at 27 sites in Spain and Italy.", (("centres", "68", "listed"),), "not_comparable"),
        Example("A multi-centre trial is now planned.", (("centres", "1", "listed"),), None),
        Example("An earlier multi-centre trial failed.", (("centres", "1", "listed"),), None),
        Example("The city centre was quiet.", (("centres", "1", "listed"),), None),
    ),
)
