"""Linking: which documents are about which trial, with evidence, score and state."""

from tracker.linking._base import Bond, DraftLink, Identifier, IdentifierClaim, Judgement, Trial
from tracker.linking.documents import apply_judgements, link_by_identifier
from tracker.linking.trials import group

__all__ = [
    "Bond",
    "DraftLink",
    "Identifier",
    "IdentifierClaim",
    "Judgement",
    "Trial",
    "apply_judgements",
    "group",
    "link_by_identifier",
]
