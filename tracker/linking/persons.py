"""Who wrote a paper, and which names of persons a text prints, compared by surname and first initial."""

import re

Person = tuple[str, str]
"""folded surname, first initial"""

_INITIALS = re.compile(r"(?P<last>.+?)\s(?P<first>[A-Z]{1,3})(?:\s(?:Jr|Sr|II|III))?")
_NAME = r"[^\W\d_][\w’'-]+"
_PAIR = re.compile(
    rf"(?<![\w’'-])(?P<one>{_NAME})(?=\s(?:[A-Z]\.?\s|(?:van|von|de|der|den|da|di|al|el|bin)\s)*(?P<two>{_NAME}))"
)


def authors(byline: str) -> set[Person]:
    """The persons of a byline, as indexes print it: "Doe JQ, Roe R" or "Jamie Q Doe; Robin Roe"."""
    found = set()
    for name in re.split(r"[,;]", byline):
        printed = " ".join(name.split())
        match = _INITIALS.fullmatch(printed)
        if match:
            found.add((match["last"].split()[-1].casefold(), match["first"][0].casefold()))
        elif " " in printed:
            first, *_, last = printed.split()
            found.add((last.casefold(), first[0].casefold()))
    return {(last, first) for last, first in found if len(last) > 1}


def persons(text: str) -> set[Person]:
    """Whatever two words with capitals in a text may be a person's name, in either order."""
    found = set()
    for match in _PAIR.finditer(text):
        one, two = match["one"], match["two"]
        if one[0].isupper() and two[0].isupper():
            found |= {(two.casefold(), one[0].casefold()), (one.casefold(), two[0].casefold())}
    return found
