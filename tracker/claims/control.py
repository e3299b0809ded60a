"""What the treatment is compared with."""

import re
from collections.abc import Iterator
from typing import Literal

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, field_claim
from tracker.claims._design import generic
from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE
from tracker.claims._treatments import treatments
from tracker.records import Claim, Field

Control = Literal["placebo", "sham", "saline", "active", "usual_care", "no_treatment", "dose_comparison"]

_SOURCES: tuple[tuple[Control, str, float], ...] = (
    (
        "placebo",
        r"\b(?:saline |matching |dummy |inactive )?placebos?(?:[\s-]?controlled)?\b(?![\s-](?:effects?|"
        r"respon|responders?|run-in))",
        0.95,
    ),
    ("placebo", r"\b(?:sugar|dummy|inactive|fake) (?:pills?|tablets?|capsules?|injections?|drug)\b", 0.9),
    (
        "sham",
        r"\bsham(?:[\s-](?:controlled|treatment|procedure|surgery|acupuncture|stimulation|device|group|"
        r"control|injection|feeding|tacs|tdcs|rtms))?s?\b",
        0.95,
    ),
    (
        "saline",
        r"(?<=or )(?:normal |physiological |a )?saline\b|\b(?:versus|vs\.?|compared with|against|and) "
        r"(?:normal |physiological )?saline\b|"
        r"\bsaline[\s-](?:control(?:led)?|group|arm|injections?|infusions?)\b",
        0.85,
    ),
    (
        "usual_care",
        r"\b(?:usual|standard|routine|conventional) care\b|\btreatment as usual\b|\bstandard of "
        r"care\b(?=\s(?:alone|group|arm|control))|\bcare as usual\b",
        0.75,
    ),
    (
        "no_treatment",
        r"\bno[\s-](?:treatment|intervention)(?:[\s-](?:group|arm|control))?\b|"
        r"\bwait(?:ing)?[\s-]?list(?:ed)?\b|\buntreated (?:group|controls?|patients|arm)\b|"
        r"\b[\"“‘']?watchful waiting\b",
        0.8,
    ),
    ("active", r"\bactive[\s-](?:control(?:led)?|comparator|placebo)s?\b|\bhead-to-head\b", 0.85),
    (
        "dose_comparison",
        r"\b(?:different|three|four|several) doses of\b|\bdose[\s-]comparison\b|\b(?:low|"
        r"lower)[\s-]dose (?:group|arm|control)\b",
        0.7,
    ),
)
_FINDERS = tuple((value, Gated(source, re.IGNORECASE), sure) for value, source, sure in _SOURCES)
_OTHERS = Gated(
    r"\b(?:the other (?:half|group|arm|third|two[\s-]thirds)|the others|the rest|"
    r"(?:those in )?the (?:control|comparison|comparator) (?:group|arm))(?:\sof [\w\s]{2,30}?)?,?\s"
    r"(?:(?:were|was|had|have|only|instead|simply)\s)*"
    r"(?:treated with|given|received|receiving|got|took|taking|used|applied|had|put on)\s"
    r"(?:an?\s|the\s)?(?P<what>[^,;.()]{3,60})",
    re.IGNORECASE,
)
_THOSE = Gated(
    rf"\b(?:compared (?:with|to)|versus|against|than)\s(?:(?:about\s)?[\d.]+\s?(?:%|"
    rf"per\s?cent)\s(?:of\s)?)?(?:the\s|those\s)?(?:{PEOPLE}\s|those\s)?"
    r"(?:who\s(?:(?:were|had|had been|only)\s)*)?(?:given|got|received|receiving|took|taking|treated with|"
    r"assigned to)\s"
    r"(?:an?\s|the\s)?(?P<what>[^,;.()]{3,60})",
    re.IGNORECASE,
)
"""A comparison group by what it got: "than those given warfarin"."""
_ADDED = Gated(r"\b(?:alone|only|plus|and|as well|also|too|same|both|or|another dose|mg|lower|higher)\b", re.IGNORECASE)
_LEAD = Gated(r"(?:versus|vs\.?|compared with|against|and) |[\"“‘']", re.IGNORECASE)
_CONTEXT = Gated(
    r"\b(?:control|compar\w+|versus|vs|group|arm|random\w*|assigned|alone|against|receiv\w+|either|or|than|"
    r"placebo|sham|trial|study|given|got|took|took)\b",
    re.IGNORECASE,
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Find what a treatment is compared with, one claim per value; a placebo effect is no control."""
    text = sentence.text
    named = _named(sentence)
    if named:
        yield named
    if named or not _CONTEXT.search(text):
        return
    for value in dict.fromkeys(name for name, _, _ in _FINDERS):
        for name, pattern, confidence in _FINDERS:
            match = pattern.search(text) if name == value else None
            if match is None:
                continue
            lead = _LEAD.match(match.group())
            start = match.start() + (lead.end() if lead else 0)
            negated = sentence.negated(start, 3) and value != "no_treatment"
            yield Found(
                start,
                match.end(),
                value,
                scope=generic(sentence, start, match.end()),
                status="negated" if negated else None,
                confidence=confidence,
                qualifiers={"substance": "saline"} if "saline" in match.group().lower() else {},
            )
            break


def _named(sentence: Sentence) -> Found | None:
    """A comparator by its name: "the other half were treated with tacrolimus", with no other control named."""
    text = sentence.text
    match = _OTHERS.search(text) or _THOSE.search(text)
    if match is None or any(pattern.search(text) for _, pattern, _ in _FINDERS) or _ADDED.search(match["what"]):
        return None
    first = next(treatments(match["what"]), None)
    if first is None or first.start > 0:
        return None
    return Found(
        match.start(),
        match.start("what") + first.end,
        "active",
        scope=generic(sentence, match.start(), match.end()),
        confidence=0.75,
        qualifiers={"substance": first.name},
    )


_WORDS: tuple[tuple[Control, str], ...] = (
    ("sham", r"sham"),
    ("placebo", r"placebo|dummy"),
    ("saline", r"saline"),
    ("no_treatment", r"no[\s_-](?:treatment|intervention|concurrent)|wait|untreated|observation"),
    ("usual_care", r"usual|standard|routine|background"),
    ("dose_comparison", r"dose"),
    ("active", r"active|comparator|drug|other|procedure|historical"),
)


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registry's control (an arm type, a check box, a comparator's name)."""
    text = field.raw.lower()
    value = next((value for value, source in _WORDS if re.search(source, text)), None)
    if value is None:
        raise ValueError("no kind of control named")
    arm = field.qualifiers.get("arm")
    yield field_claim(field, value, arm=str(arm) if arm else None)


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two kinds of control. Saline and sham are placebos of their kind; a trial can have several controls."""
    if a.status == "negated" or b.status == "negated":
        return Agreement("not_comparable", "a negated statement about the control")
    inert = {"placebo", "saline"}
    if a.value == b.value or {a.value, b.value} <= inert:
        return Agreement("agree", "the same kind of control")
    if {a.value, b.value} <= {*inert, "sham"}:
        return Agreement("rounding", "a sham is the placebo of a procedure")
    if {a.value, b.value} in ({"usual_care", "active"}, {"usual_care", "no_treatment"}):
        return Agreement("not_comparable", "usual care may be a treatment or none")
    return Agreement("differ", f"{a.value} is not {b.value}")


EXAMPLES = (
    Example("Half got the capsule and half a placebo.", ["placebo"]),
    Example("A placebo-controlled trial of zinc was run.", ["placebo"]),
    Example("Patients received the gel or normal saline.", ["saline"]),
    Example("The drug was compared with a saline placebo.", ["placebo"]),
    Example("Sham acupuncture was given to the comparison group.", ["sham"]),
    Example("The control group received usual care.", ["usual_care"]),
    Example("Others were put on a waiting list as control group.", ["no_treatment"]),
    Example("The other group took a sugar pill.", ["placebo"]),
    Example("An active comparator was used in the second arm.", ["active"]),
    Example("The placebo effect explains much of pain relief in this group."),
    Example("The drug is diluted in 100 mL saline and given slowly."),
    Example("Blood pressure was controlled in both groups."),
    Example("What a shame, said the group."),
    Example("Quality control took a week."),
    Example("Half of them had the jab; the other half were treated with methotrexate.", ["active"]),
    Example("Patients in the comparison group received ibuprofen.", ["active"]),
    Example("Half got a dummy pill, the other half were given ibuprofen.", ["placebo"]),
    Example("The other half received methotrexate alone."),
    Example("Clots were rarer in the study than in people taking warfarin."),
    Example("They bled less often compared with patients given warfarin.", ["active"]),
    Example("Fewer in that group fell ill than those who received methotrexate.", ["active"]),
    Example("It was safer than those given a leaflet thought."),
    Example("They were older than patients taking part in trials."),
    Example("The control group took ibuprofen and paracetamol as before."),
    Example("The other half were given a leaflet."),
    Example("Larger placebo-controlled trials are needed.", ["placebo"], scopes=["background"]),
    Example(
        field=Field(type="control", raw="PLACEBO_COMPARATOR", path="$.c", qualifiers={"arm": "Placebo"}),
        values=["placebo"],
    ),
    Example(field=Field(type="control", raw="NO_INTERVENTION", path="$.c"), values=["no_treatment"]),
)

TYPE = ClaimType(
    name="control",
    description="Kind of comparison group. Qualifier `substance`: what a placebo was, or an active control by name.",
    value=Control,
    agreement="The same kind; saline is a placebo; a sham against a placebo is rounding; usual care against "
    "active or none is not comparable.",
    compare=compare,
    cues=(
        "placebo",
        "sham",
        "saline",
        r"(?:usual|standard|routine|conventional) care",
        "as usual",
        r"wait(?:ing)?[\s-]?list",
        "watchful",
        "untreated",
        r"no[\s-]treatment",
        r"no[\s-]intervention",
        r"active[\s-](?:control|comparator|placebo)",
        "sugar pill",
        "dummy ",
        "inactive ",
        "fake ",
        "doses of",
        r"dose[\s-]comparison",
        "head-to-head",
        "standard of care",
        r"dose (?:group|arm|control)",
        "the other ",
        r"(?:compared (?:with|to)|versus|against|than) [^.;,]{0,50}(?:given|got|received|receiving|took|taking|"
        r"treated|assigned)",
        "the rest ",
        r"the (?:control|compar\w+) (?:group|arm)",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
