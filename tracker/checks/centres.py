"""Centres: at how many places the trial ran, in the document and in the best witness that says so.

"Multi-centre" against one centre differs, and so does "single-centre" against several. Printed counts are compared
with counts; the list of locations in a registry entry is complete for recruitment sites and is used where the entry
lists any. Rule: CONSORT 2025 item 7 (settings and locations).
"""

from collections.abc import Iterator

from tracker.checks._base import Case, Check, Example, Finding
from tracker.checks._compare import against_best


def run(case: Case) -> Iterator[Finding]:
    """Compare each statement about centres in the document."""
    return against_best(case, "centres", title="Centres", severity="minor", qualifiers=lambda h: h.claim.kind or "")


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
        Example("A multi-centre trial is now planned.", (("centres", "1", "listed"),), None),
        Example("An earlier multi-centre trial failed.", (("centres", "1", "listed"),), None),
        Example("The city centre was quiet.", (("centres", "1", "listed"),), None),
    ),
)
