"""The cross-registrations that the real entries of ../shared/samples state, written to docs/cross_registrations.md.

python -m tests.linking.cross_registrations
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Row, select

from db import tables
from tests.linking.measure import RECORD, store_in
from tests.linking.test_linking_real import FOLDERS
from tracker.operations._open import reading

PAGE = RECORD.with_name("cross_registrations.md")
SHARED = RECORD.parents[2] / "shared" / "samples"
TOP = """# Cross-registrations in real entries

The registrations of the samples (the 403 studies of ClinicalTrials.gov, the entries of several registries as JSON, of
ISRCTN, CTIS and EUCTR, with the records of PubMed beside them) state that these numbers are the same trial. Written by
`python -m tests.linking.cross_registrations`; each line was looked at on 2026-12-01: the field is one that the registry
keeps for other numbers of the same trial, the number has the other registry's form, and its year fits the trial's.
The entry behind the other number is not among the samples, unless the last column says so, so what it says could not be
held against it here. Two numbers of one registry are one trial only where the registry itself calls one of them an
alias of the other (`pytest -m soak tests/linking/test_linking_real.py` asserts it).

| entry | is the same trial as | says the field | other entry held |
|---|---|---|---|
"""


def bonds(folder: Path) -> Sequence[Row[Any]]:
    """The cross-registrations of a store made of the samples, with the field that states each."""
    config = store_in(folder, [SHARED / name for name in FOLDERS], whole=False)
    bond, claim, document = tables.cross_registration, tables.claim, tables.document
    held = select(document.c.native_id).where(document.c.kind == "registry")
    with reading(config) as conn:
        return conn.execute(
            select(bond.c.value, bond.c.other_value, claim.c.path, bond.c.other_value.in_(held).label("held"))
            .join(claim, claim.c.id == bond.c.claim_id)
            .order_by(bond.c.scheme, bond.c.other_scheme, bond.c.value, bond.c.other_value)
        ).all()


def main() -> None:
    """Write the page."""
    with TemporaryDirectory() as folder:
        lines = [
            f"| {row.value} | {row.other_value} | `{row.path.rpartition('.')[0].removeprefix('$.')}` | "
            f"{'yes' if row.held else 'no'} |"
            for row in bonds(Path(folder))
        ]
    PAGE.write_text(TOP + "\n".join(lines) + "\n", "utf-8")
    sys.stdout.write(f"{len(lines)} cross-registrations in {PAGE.name}\n")


if __name__ == "__main__":
    main()
