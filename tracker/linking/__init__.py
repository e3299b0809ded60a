"""Linking: which documents are about which trial, with evidence, score and state."""

from tracker.linking._base import (
    Bond,
    DraftLink,
    Identifier,
    IdentifierClaim,
    Judgement,
    ReportKind,
    Spans,
    Trial,
    order_of,
)
from tracker.linking.content import Index, link_by_content
from tracker.linking.documents import apply_judgements, link_by_identifier
from tracker.linking.facts import TYPES, Facts, facts_of, merged
from tracker.linking.score import Report
from tracker.linking.trials import group

__all__ = [
    "TYPES",
    "Bond",
    "DraftLink",
    "Facts",
    "Identifier",
    "IdentifierClaim",
    "Index",
    "Judgement",
    "Report",
    "ReportKind",
    "Spans",
    "Trial",
    "apply_judgements",
    "facts_of",
    "group",
    "link_by_content",
    "link_by_identifier",
    "merged",
    "order_of",
]
