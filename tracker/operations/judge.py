"""What people decide: links accepted or rejected, mismatches triaged."""

import getpass
from typing import Any

from sqlalchemy import Connection, select

from db import tables
from db.read import findings
from db.store import trials, verdicts
from tracker.clock import Clock
from tracker.config import Config
from tracker.errors import ConfigError, StoreError
from tracker.operations._open import writing
from tracker.operations.run import run

ACTIONS = ("acknowledge", "dismiss", "reopen")


def judge_link(config: Config, clock: Clock, document: str, trial: str, *, accept: bool, reason: str) -> None:
    """Accept or reject the link of `document` to `trial`, for good, then link and check again.

    Rejecting a registry entry's link to a number it names parts the two for good: their trials are no longer merged.
    Both may be a native id, an address, a registry number or a hash id. Raises ConfigError without a reason,
    StoreError when a name is unknown or means several things.
    """
    if not reason.strip():
        raise ConfigError("--reason is empty", "say why, for whoever reads it later")
    with writing(config) as conn:
        document_id = _one(findings.find_documents(conn, document), document, "document")
        trial_id = _one(findings.find_trials(conn, trial), trial, "trial")
        scheme, value = _named(conn, trial_id, trial)
        row: dict[str, Any] = {
            "document_id": document_id,
            "scheme": scheme,
            "value": value,
            "decision": "accept" if accept else "reject",
            "reason": reason,
            "author": getpass.getuser(),
            "decided_at": clock.now(),
        }
        trials.save_judgement(conn, row)
    for stage in ("link", "check", "report"):
        run(config, clock, only=stage)


def review(config: Config, clock: Clock, mismatch_id: str, action: str, reason: str) -> int:
    """Acknowledge, dismiss or reopen a mismatch and what is told with it; returns how many that are.

    Raises ConfigError for a bad action, StoreError for an unknown id.
    """
    if action not in ACTIONS:
        raise ConfigError(f"there is no action '{action}'", f"use one of {', '.join(ACTIONS)}")
    if action == "dismiss" and not reason.strip():
        raise ConfigError("--reason is empty", "say why it is dismissed, for whoever reads it later")
    with writing(config) as conn:
        known = conn.execute(select(tables.mismatch.c.id).where(tables.mismatch.c.id == mismatch_id)).scalar()
        if known is None:
            raise StoreError(f"there is no mismatch '{mismatch_id}'", "take an id from `tracker mismatches`")
        return verdicts.review(conn, mismatch_id, action, getpass.getuser(), reason, clock.now())


def _named(conn: Connection, trial_id: str, name: str) -> tuple[str, str]:
    """The identifier of the trial that the person named, else its first: a judgement stands on an identifier."""
    table = tables.trial_identifier
    rows = conn.execute(
        select(table.c.scheme, table.c.value)
        .where(table.c.trial_id == trial_id)
        .order_by(table.c.scheme, table.c.value)
    ).all()
    scheme, value = next((row for row in rows if row.value.lower() == name.lower()), rows[0])
    return scheme, value


def _one(found: list[str], name: str, what: str) -> str:
    if len(found) != 1:
        why = "there is no" if not found else "several things are called"
        raise StoreError(f"{why} {what} '{name}' in the store", "use its hash id from `tracker links --json`")
    return found[0]
