"""Checks: pure functions over claims, one file per check."""

from tracker.checks._base import (
    LISTED,
    WITNESS_ORDER,
    Case,
    Check,
    Example,
    Finding,
    Held,
    Notice,
    Past,
    Reliance,
    Witness,
    all_checks,
)

__all__ = [
    "LISTED",
    "WITNESS_ORDER",
    "Case",
    "Check",
    "Example",
    "Finding",
    "Held",
    "Notice",
    "Past",
    "Reliance",
    "Witness",
    "all_checks",
]
