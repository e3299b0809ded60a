"""What a topic asks of a search engine, and how a later run knows that it still asks the same."""

import hashlib
import json
from collections.abc import Iterable

from tracker.records import Query


def any_of(phrases: Iterable[str]) -> str:
    """Join `phrases` as quoted alternatives: `"a b" OR "c"`; quotes and backslashes in them are dropped."""
    cleaned = (" ".join(phrase.replace('"', " ").replace("\\", " ").split()) for phrase in phrases)
    return " OR ".join(f'"{phrase}"' for phrase in cleaned if phrase)


def digest(query: Query, *also: str) -> str:
    """A short stable hash of the topic's words (in any order) and of what `also` decides the answer."""
    asked = [sorted(query.conditions), sorted(query.interventions), sorted(query.terms), sorted(also)]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]
