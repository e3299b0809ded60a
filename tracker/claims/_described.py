"""What the description of an arm or a treatment says in running text, as claims with the path of that description."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tracker.records import Claim, Field

LONGEST = 3000
"""Characters of a description that are read."""
_BARE = re.compile(
    r"(?!(?:the |all |eligible |each )?(?:patients?|participants?|subjects?|people|women|men|children|adults|those|"
    r"they)\b)",
    re.IGNORECASE,
)
_GIVEN = "Participants received "
"""What a description leaves out when it begins with the treatment ("Zinc gel 20 mg once daily for 2 weeks")."""


def described(field: Field, name: str, kinds: tuple[str, ...] = ()) -> Iterator[Claim]:
    """The claims of type `name` (of these kinds only, when given) in the description that stands in `field`."""
    for claim in _read(field.raw[:LONGEST]):
        if claim.type != name or claim.scope == "other_study" or claim.status == "negated":
            continue
        if not kinds or claim.kind in kinds:
            told = {**claim.qualifiers, **field.qualifiers}
            place = {"start": None, "end": None, "context_start": None, "context_end": None, "path": field.path}
            yield claim.model_copy(
                update={**place, "scope": "this_trial", "qualifiers": told, "confidence": min(claim.confidence, 0.85)}
            )


@lru_cache(maxsize=256)
def _read(text: str) -> tuple[Claim, ...]:
    from tracker.claims import extract

    return tuple(extract(_GIVEN + text if _BARE.match(text) else text))
