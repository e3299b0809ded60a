"""What must agree for a link by content to be worth a person's question, and what for it to be accepted."""

from tracker.linking.score import DENIALS, MARKS, NUMBERS, PLACES, Score

TELLING = frozenset(
    {"doi", "listed", "derived", "title", "acronym", "intervention", "class", "sample_size", "arm_size", "rate"}
)
"""Without one of these or all of one of ENOUGH a report shares only an illness and a place."""
ENOUGH = ({"population", "published_near"}, {"institution", "condition", "published_near"})
"""What appeared with the paper and is about its people, or comes from its house about its illness."""


def is_question(found: Score) -> bool:
    """Whether a person could be asked if it is the trial: more than an illness or a place agrees."""
    names = found.names.keys()
    kinds = names - {"control", "arm_sizes", "rates", "rounded_rates", "figures"}
    several = len(kinds - {"results", "published_near"}) >= 2 or len(kinds) >= 3
    return several and bool(names & TELLING or any(names >= enough for enough in ENOUGH))


def is_marked(found: Score) -> bool:
    """Whether what agrees is more than a topic: a kind of treatment and one institution are anybody's."""
    names = found.names.keys()
    named = names & (NUMBERS | {"doi", "title", "acronym", "intervention"})
    return found.has_mark and bool(named or len(names & MARKS) > 1)


def is_on_topic(found: Score) -> bool:
    """Whether treatment and illness are the trial's and nothing denies it: then it is the nearest that is held."""
    names = found.names.keys()
    alike = "intervention" in names or len(names & {"population", "class", "published_near"}) > 1
    return bool(alike and "condition" in names) and not found.against.keys() & DENIALS


PEOPLE = frozenset({"doi", "title", "listed", "sample_size", "round_size", "arm_size"})
"""One of which a paper shares with its own trial: an abstract counts its people."""


PRINTED = frozenset({"rate", "rounded_rates", "figures", "decimals"})
"""Results of the trial's paper that another trial of as many people with the illness would hardly print: an exact
share, several rounded ones, an odd number, several small ones."""


def is_own_paper(found: Score) -> bool:
    """Whether a paper or protocol, which counts its people, shares such a number with the trial, or is its paper."""
    return bool(found.names.keys() & PEOPLE)


def is_specific(found: Score) -> bool:
    """Whether what agrees can tell this trial from others of the same drug and illness.

    A paper cited or quoted does. Else a name (drug, acronym) needs two marks of this one trial, and a trial without a
    drug needs a number of its own, a name of its people and its illness or kind of treatment. An odd number of people,
    or being listed as its result, is enough beside drug and illness when nothing differs. Who names another trial is
    not taken for this one.
    """
    names = found.names.keys()
    if "acronym" in found.against:
        return bool(names & {"doi", "title"})
    if names & {"doi", "title"}:
        return True
    if not found.differs and names >= {"intervention", "condition"} and names & {"sample_size", "listed"}:
        return True
    if not found.differs and names >= {"condition", "sample_size", "published_near"} and names & PRINTED:
        return True
    if names & {"intervention", "acronym"}:
        marks = NUMBERS | MARKS | ({"title_word"} if found.differs else {"title_word", "results"})
        return len(names & marks) >= 2
    places = names & PLACES or len(names & {"rate", "rounded_rate", "arm_size", "published_near"}) >= 3
    return bool(names & NUMBERS and places and names & {"condition", "class"})
