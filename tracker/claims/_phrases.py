"""Lists of phrases: written short in data files, searched for as one regular expression."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tracker.claims._base import fold
from tracker.claims._gated import Gated


def expand(line: str, lists: dict[str, str] | None = None) -> Iterator[str]:
    """Yield every phrase that `line` stands for: (a|b) is a choice, (a|) may be absent, {name} one of `lists`."""
    for name, words in (lists or {}).items():
        line = line.replace("{" + name + "}", words)
    yield from dict.fromkeys(_choices(line))


def _choices(line: str) -> Iterator[str]:
    group = re.search(r"\(([^()]*)\)", line)
    if group is None:
        yield " ".join(line.split())
        return
    for choice in group[1].split("|"):
        yield from _choices(line[: group.start()] + choice + line[group.end() :])


def any_of(phrases: Iterable[str]) -> str:
    """A regular expression (no groups) that matches any of `phrases`, the longest first, reading each character once.

    A space or hyphen in a phrase stands for white space or a hyphen.
    """
    root: dict[str, Any] = {}
    for phrase in phrases:
        node = root
        for letter in re.sub(r"[\s-]+", " ", phrase.strip()):
            node = node.setdefault(letter, {})
        node[""] = {}
    return _source(root)


def _source(node: dict[str, Any]) -> str:
    ends = "" in node
    parts = [_letter(key) + _source(child) for key, child in sorted(node.items()) if key]
    if not parts:
        return ""
    if len(parts) == 1 and not ends:
        return parts[0]
    return f"(?:{'|'.join(parts)}){'?' if ends else ''}"


def _letter(letter: str) -> str:
    return {" ": r"[\s-]+", "'": "['’]"}.get(letter) or re.escape(letter)


class Names:
    """A lexicon: many names for few things, found in running text.

    A name in capitals is read in capitals only; a plural s is read by itself.
    """

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        """Prepare the lexicon of `entries`: canonical name -> other names, each a line for `expand`.

        Raises ValueError for a name that stands for two things.
        """
        self.known: dict[str, str] = {}
        self.capitals: set[str] = set()
        phrases: list[str] = []
        for name, others in entries.items():
            for phrase in (name, *(one for line in others for one in expand(line))):
                key = fold(phrase)
                if self.known.setdefault(key, name) != name:
                    raise ValueError(f"'{phrase}' names both {self.known[key]} and {name}: leave it out of one")
                if phrase.isupper():
                    self.capitals.add(key)
                phrases.append(phrase.lower().replace("’", "'"))
        self.pattern = rf"\b{any_of(phrases)}s?(?!\w)"
        self.regex = Gated(self.pattern, re.IGNORECASE)

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, canonical name) of the names in `text`, the longest at each place."""
        for match in self.regex.finditer(text):
            name = self.name_of(match.group())
            if name:
                yield match.start(), match.end(), name

    def name_of(self, printed: str) -> str | None:
        """The canonical name of what is printed, None when it is unknown."""
        key = fold(printed)
        if key not in self.known and key.endswith("s"):
            key = key[:-1].rstrip()
        if key in self.capitals and not printed[: len(key)].isupper():
            return None
        return self.known.get(key)
