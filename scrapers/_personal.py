"""Persons in registry entries: what reaches them, and their names where an entry gives them as an institution's."""

import re
from collections.abc import Iterable
from typing import Any

REMOVED = "[removed]"
_REACHED_AT = re.compile(
    r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}"
    r"|\+\d[\d ().-]{7,}\d"
    r"|(?<![\w.-])(?:1-)?\d{3}-\d{3}-\d{4}(?![\w-])"
)
_TITLE_LETTERS = 5


def without_addresses(value: Any) -> Any:
    """A copy of a JSON `value` with "[removed]" for every e-mail address and telephone number in its strings.

    Telephone numbers are read in international (+44 ...) and North American (1-800-555-0100) form.
    """
    if isinstance(value, dict):
        return {key: without_addresses(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_addresses(item) for item in value]
    return _REACHED_AT.sub(REMOVED, value) if isinstance(value, str) else value


def is_person(text: str, names: Iterable[Any]) -> bool:
    """Whether `text` is the name of one of the persons `names`, with no more than two short titles beside it."""
    words = _words(text)
    for name in names:
        person = _words(name.partition(",")[0]) if isinstance(name, str) else set()
        others = words - person
        if len(person) >= 2 and person <= words and len(others) <= 2 and all(len(w) <= _TITLE_LETTERS for w in others):
            return True
    return False


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
