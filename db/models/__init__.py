"""All tables, one class per table; `metadata` describes the schema."""

from sqlmodel import SQLModel

from db.models.evidence import (
    ClaimRow,
    DocumentRow,
    OutcomeRow,
    PassageRow,
    StoryMemberRow,
    StoryRow,
    TextRow,
    VersionRow,
)
from db.models.judgement import (
    CrossRegistrationRow,
    JudgementRow,
    LinkRow,
    MismatchEventRow,
    MismatchRow,
    TrialIdentifierRow,
    TrialRow,
    VerdictRow,
)
from db.models.operation import (
    BlobRow,
    CursorRow,
    FetchRow,
    HeartbeatRow,
    IssueRow,
    JobRow,
    LedgerRow,
    RunRow,
    SlotRow,
    SourceRow,
    ViewDigestRow,
)

metadata = SQLModel.metadata

__all__ = [
    "BlobRow",
    "ClaimRow",
    "CrossRegistrationRow",
    "CursorRow",
    "DocumentRow",
    "FetchRow",
    "HeartbeatRow",
    "IssueRow",
    "JobRow",
    "JudgementRow",
    "LedgerRow",
    "LinkRow",
    "MismatchEventRow",
    "MismatchRow",
    "OutcomeRow",
    "PassageRow",
    "RunRow",
    "SlotRow",
    "SourceRow",
    "StoryMemberRow",
    "StoryRow",
    "TextRow",
    "TrialIdentifierRow",
    "TrialRow",
    "VerdictRow",
    "VersionRow",
    "ViewDigestRow",
    "metadata",
]
