"""Whether what a source listed can be true: how many entries there are, and how many of them state what most do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scrapers._base import Source
from tracker.errors import TrackerError
from tracker.pipeline._work import log
from tracker.records import Document, Reply

ENOUGH = 20
"""Entries from which on a share says something."""


class Quarantined(TrackerError):
    """What a source brought cannot be true: it is kept, set aside and not read."""


@dataclass(slots=True)
class Listed:
    """The entries of one discovery, counted as they come; versions out of a source's own history are none."""

    source: Source
    filled: Mapping[str, float]
    """Claim type -> least share of the entries that must state it."""
    entries: dict[str, set[str]] = field(default_factory=dict)
    """native id -> those of the types that it states"""
    readable: bool = True

    def add(self, reply: Reply) -> set[str]:
        """Count the entries of an answer; returns their native ids. One that cannot be read makes a listing useless."""
        found: set[str] = set()
        try:
            documents = [item for item in self.source.parse(reply) if isinstance(item, Document)]
        except Exception:  # the parse stage says what is wrong with it
            log.debug("an answer cannot be counted", exc_info=True)
            self.readable = False
            return found
        for document in documents:
            if document.official is None:
                stated = {read.type for read in document.fields} & self.filled.keys()
                self.entries[document.native_id] = stated
                found.add(document.native_id)
        return found

    def gaps(self) -> str | None:
        """Which type too few entries state, in words; None when all is as it should be or the entries are too few."""
        count = len(self.entries)
        if count < ENOUGH:
            return None
        for name, least in sorted(self.filled.items()):
            having = sum(name in stated for stated in self.entries.values())
            if having < least * count:
                return f"only {having} of {count} entries state {name.replace('_', ' ')} (at least {least:.0%} should)"
        return None

    def shortfall(self, held: int | None, least: int | None) -> str | None:
        """Why a complete listing has too few entries, in words: fewer than `least`, else than half of those `held`."""
        count = len(self.entries)
        if least is not None:
            return f"{count} entries are listed (at least {least} should be)" if count < least else None
        if held is not None and 2 * count < held:
            return f"{count} entries are listed, fewer than half of the {held} that are held"
        return None
