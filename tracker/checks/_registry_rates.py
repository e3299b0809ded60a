"""Rates of outcomes that have no name in the lexicon, by the words of a registry entry's outcome titles."""

import re
from collections import defaultdict
from decimal import Decimal

from tracker.checks._arms import MODELLED, SUBGROUP, digits, interval
from tracker.checks._base import Held, Witness
from tracker.claims._base import fold

DEGREE = re.compile(
    r"\b(?:serious|severe|severity|mild|moderate|grades?|any|most common|complete|partial|objective|patholog\w+|"
    r"histolog\w+|radiolog\w+|biochemical|molecular|virolog\w+|sustained|durable|continuous|prolonged|persistent|early|"
    r"late|delayed|acute|chronic|local|loco-?regional|regional|distant|contralateral|invasive|major|minor|fatal|"
    r"non-?fatal|all-cause|cardiovascular|cardiac|ischa?emic|h[ae]+morrhagic|vertebral|hip|febrile|symptomatic|"
    r"asymptomatic|confirmed|recurrent|respiratory|urinary|wound|surgical|(?:treatment|drug|therapy)-(?:related|emergent)|"
    r"related to|attribut\w+|because of|led to|leading to|discontinu\w+|live|ongoing|minimal|mixed|free|without|"
    r"never|avoid\w*|\d+[- ]?(?:%|per ?cent|percent)\s(?:or more|improvement|reduction|weight)|\d+[- ]?mg)\b",
    re.IGNORECASE,
)
"""Words beside a rate that make it another: serious or any events, complete or partial response, another dose."""
COMMON = frozenset(
    "a an and at by for from had has have in into is its of on or than that the to was were who whom with without "
    "within number percentage percent proportion rate rates share participants patients subjects people participant "
    "patient adults change baseline mean total each any after before during study trial treatment least over up "
    "per".split()
)
ENOUGH = 3
"""How many telling words a title must have to be known by them."""
ALMOST_ALL = 0.8
"""The share of a title's telling words that a sentence must have to be about it."""
STEM = 6


def titled(held: Held, witness: Witness) -> tuple[str, Held] | None:
    """How a rate stands to the rates of the only outcome of the entry whose title its sentence tells, and the nearest.

    "consistent" and "rounding_only" when it is one of them, of any class or time, of the arm that is named;
    "inconsistent" when it is none, the outcome has one rate per group and neither is of a part of the people or out of
    a model; None where no outcome is told or that cannot be said.
    """
    told = _outcome_of(held, witness)
    number = held.claim.number
    if not told or number is None:
        return None
    about = _of_arm(held, told)
    nearest = min(about, key=lambda one: abs((one.claim.number or Decimal(0)) - number))
    low, high = interval(held)
    unit = Decimal(1).scaleb(-(digits(held) or 0))
    for one in about:
        least, most = interval(one)
        if low <= most and least <= high:
            return "consistent", one
        if abs((one.claim.number or Decimal(0)) - number) <= unit:
            return "rounding_only", one
    parts = {(one.claim.qualifiers.get("class"), one.claim.qualifiers.get("category")) for one in about}
    groups = {(one.claim.qualifiers.get("label"), one.claim.qualifiers.get("time_frame")) for one in about}
    rest = any(abs((one.claim.number or Decimal(0)) + number - 100) <= 2 * unit for one in about)
    odd = SUBGROUP.search(held.sentence) or MODELLED.search(held.sentence) or digits(held) is None or rest
    if odd or len(parts) > 1 or len(groups) != len(about):
        return None
    return "inconsistent", nearest


def _of_arm(held: Held, told: list[Held]) -> list[Held]:
    """Those rates of an outcome that are of the arm which the document names, where the entry says of which each is."""
    named = held.claim.arm is not None and held.claim.qualifiers.get("arm_by") == "label"
    if not named or any(one.claim.arm is None for one in told):
        return told
    return [one for one in told if one.claim.arm == held.claim.arm] or told


def _outcome_of(held: Held, witness: Witness) -> list[Held]:
    """The rates of the outcome that the rate's sentence tells; none when it tells two outcomes as well.

    Titles of the same telling words are of one outcome, at several times.
    """
    told = {word[:STEM] for word in fold(held.sentence).split()}
    rates: dict[frozenset[str], list[Held]] = defaultdict(list)
    shares: dict[frozenset[str], float] = {}
    for one in witness.of("event_rate"):
        title = one.claim.qualifiers.get("outcome")
        if one.claim.path is not None and one.claim.number is not None and title:
            words, needed = _telling(str(title))
            rates[words].append(one)
            shares[words] = _share(words, needed, told)
    best = max(shares.values(), default=0.0)
    fitting = [words for words, share in shares.items() if share == best]
    return rates[fitting[0]] if best >= ALMOST_ALL and len(fitting) == 1 else []


def _telling(title: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of a title's telling words, and those that a sentence must have: numbers, words of degree."""
    plain = re.sub(r"\([^()]*\)", " ", title)
    common = {word[:STEM] for word in COMMON}
    words = frozenset(word[:STEM] for word in fold(plain).split()) - common
    degree = {word[:STEM] for found in DEGREE.findall(plain) for word in fold(found).split()}
    return words, frozenset(word for word in words if word.isdigit() or word in degree)


def _share(words: frozenset[str], needed: frozenset[str], told: set[str]) -> float:
    return len(words & told) / len(words) if len(words) >= ENOUGH and needed <= told else 0.0
