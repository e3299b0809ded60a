"""The organisations that an affiliation line names."""

import re
from collections.abc import Iterator

from scrapers._papers import without_e_mail

_ORGANISATION = re.compile(
    r"\b(?:universi\w+|hospital\w*|hôpital\w*|klinikum|charit[eé]|infirmary|institut\w*|colleges?|polytechnic\w*"
    r"|medical (?:center|centre|school)|health (?:center|centre|system|service)s?|cancer (?:center|centre)|clinics?"
    r"|foundation|nhs|trust|academy|council|agency|ministry|cochrane|consortium|collaboration|laborator(?:y|ies)"
    r"|pharma\w*|therapeutics|biotech\w*|biosciences|inc|ltd|llc|gmbh|plc|corp|corporation|company|co|s\.?a\.?|ag)\b\.?",
    re.IGNORECASE,
)
_PART_OF_ONE = re.compile(
    r"^(?:the )?(?:departments?|dept|divisions?|sections?|units?|facult(?:y|ies)|schools?|laborator(?:y|ies)|"
    r"services?|programs?|programmes?|branch|office|groups?|key laboratory|state key laboratory)\b",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(r"^(?:inc|ltd|llc|gmbh|plc|corp|corporation|company|co|s\.?a\.?|ag)\.?$", re.IGNORECASE)
_BREAK = re.compile(r"\s*[;,]\s*|\.\s+(?=[A-Z0-9])")
_NUMBER = re.compile(r"^(?:\d{1,3}|[*†‡§a-z])\s*(?=[A-Z])")


def organisations(affiliation: str) -> Iterator[str]:
    """The parts of an affiliation line that name a university, a hospital, a company or the like, in order, once each.

    Departments, addresses and e-mail addresses are left out.
    """
    seen = set()
    for part in _BREAK.split(without_e_mail(affiliation)):
        name = _NUMBER.sub("", part.strip(" .")).strip()
        if not _ORGANISATION.search(name) or _PART_OF_ONE.match(name) or _SAYS_NOTHING.match(name):
            continue
        if name.casefold() not in seen:
            seen.add(name.casefold())
            yield name
