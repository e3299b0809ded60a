"""What the store holds, for checking documents that are not in it."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from sqlalchemy import Connection

from db.read import work as read
from db.read.history import HeldVersion, histories
from db.read.papers import Membership, memberships
from db.read.work import CurrentText, HeldLink
from tracker.linking import Identifier, Index, Trial, order_of
from tracker.pipeline.check import VERSIONED
from tracker.pipeline.profiles import facts_by_document, index_of


class Store:
    """What the store holds, read once for all documents of a file, each part when it is first asked for."""

    def __init__(self, conn: Connection) -> None:
        """Read from `conn`, on which nothing is written meanwhile."""
        self.conn = conn

    @cached_property
    def texts(self) -> Sequence[CurrentText]:
        """Every text as it reads now."""
        return read.current_texts(self.conn)

    @cached_property
    def links(self) -> Sequence[HeldLink]:
        """Every link of a document to a trial."""
        return read.links(self.conn)

    @cached_property
    def with_abstract(self) -> Collection[str]:
        """The ids of texts in which an abstract is printed."""
        return read.texts_with_abstract(self.conn)

    @cached_property
    def publications(self) -> Mapping[str, Membership]:
        """Which documents are one publication."""
        return memberships(self.conn)

    @cached_property
    def histories(self) -> Mapping[str, list[HeldVersion]]:
        """The versions of the documents that have some."""
        return histories(self.conn, VERSIONED)

    @cached_property
    def trial_of(self) -> Mapping[Identifier, Trial]:
        """Every identifier with its trial."""
        grouped: dict[str, list[Identifier]] = {}
        for scheme, value, trial_id in read.identifiers(self.conn):
            grouped.setdefault(trial_id, []).append((scheme, value))
        trials = [Trial(tuple(sorted(members, key=order_of))) for members in grouped.values()]
        return {identifier: trial for trial in trials for identifier in trial.identifiers}

    @cached_property
    def index(self) -> Index:
        """The trials with the facts by which a document is matched to them."""
        by_id = {trial.id: trial for trial in self.trial_of.values()}
        members = [
            (row.document_id, by_id[row.trial_id])
            for row in self.links
            if row.state == "accepted"
            and row.method == "identifier"
            and row.role != "background"
            and row.trial_id in by_id
        ]
        return index_of(facts_by_document(self.conn, self.texts), members)
