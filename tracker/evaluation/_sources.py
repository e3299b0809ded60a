"""Which pairs of phrases stem from one source text: those that hang together by phrases in common."""

from collections.abc import Iterable


def sources(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each phrase of `pairs` the name of its group: one phrase of all that hang together with it."""
    above: dict[str, str] = {}

    def top(phrase: str) -> str:
        while above.setdefault(phrase, phrase) != phrase:
            phrase = above[phrase]
        return phrase

    for one, other in pairs:
        above[top(one)] = top(other)
    return {phrase: top(phrase) for phrase in above}
