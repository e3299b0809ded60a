"""How many people a study has, by what was counted (planned, enrolled, randomised, ...)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from tracker.claims._arms import arms
from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, field_claim
from tracker.claims._count_kinds import before_the_study
from tracker.claims._count_roles import readable, totals
from tracker.claims._counts import counts
from tracker.claims._lexicon import MODIFIERS, PEOPLE
from tracker.claims._numbers import read
from tracker.records import Claim, Field

KINDS = ("planned", "screened", "enrolled", "randomised", "started", "participants", "analysed", "completed")


def find(sentence: Sentence) -> Iterator[Found]:
    """Find the counts of people that the sentence gives for a study as a whole (not for an arm or an event)."""
    divided = [] if readable(sentence) else [arm for arm in arms(sentence.text) if arm.by in {"label", "order"}]
    of_arms = {arm.start for arm in divided} if len(divided) > 1 else set()
    for one in totals(sentence, counts(sentence.text)):
        if one.kind != "participants" or not of_arms & set(range(one.start, one.end)):
            kind = before_the_study(sentence.text, one.start, one.end)
            yield replace(one, kind=kind) if kind else one


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registry's number: planned, enrolled, or who started and completed (of one arm, where `arm` names it)."""
    number = read(field.raw, whole=True)
    if number is None:
        raise ValueError("not a whole number")
    arm = field.qualifiers.get("arm")
    yield field_claim(field, int(number.value), number=number.value, low=number.low, high=number.high, arm=arm)


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two counts of the same kind.

    "participants" (a text that does not say what was counted) stands for enrolled or randomised people; against
    another kind only equality says something.
    """
    if a.low is not None and a.low == a.high == b.low == b.high:
        same = True
    else:
        low_a, low_b = (x.low if x.low is not None else Decimal(0) for x in (a, b))
        high_a, high_b = (x.high if x.high is not None else Decimal("Infinity") for x in (a, b))
        same = low_a <= high_b and low_b <= high_a
    loose = {"participants", "enrolled", "randomised"}
    if a.kind != b.kind and not ("participants" in (a.kind, b.kind) and (same or {a.kind, b.kind} <= loose)):
        return Agreement("not_comparable", f"{a.kind} and {b.kind} are two counts")
    if not same:
        return Agreement("differ", f"{a.value} is not {b.value}")
    if a.value == b.value:
        return Agreement("agree", f"both say {a.value}")
    return Agreement("rounding", f"'{a.raw}' and '{b.raw}' can be the same number")


_BEST = ("randomised", "enrolled", "participants", "started", "analysed", "completed", "planned")


def size_of_trial(claims: Iterable[Claim]) -> Claim | None:
    """The claim that says best how large this trial is, or None: by what was counted, exact before hedged, first."""
    own = [
        (_BEST.index(one.kind), one.status == "hedged", bool(one.qualifiers.get("pooled")), at, one)
        for at, one in enumerate(claims)
        if one.type == "sample_size" and one.scope == "this_trial" and one.kind in _BEST
    ]
    return min(own, key=lambda item: item[:4])[-1] if own else None


EXAMPLES = (
    Example("Thirty adults with eczema took part in the trial.", [30], ["participants"]),
    Example("The trial enrolled only 48 people.", [48], ["enrolled"]),
    Example("We randomly assigned 1,247 patients to either drug or placebo.", [1247], ["randomised"]),
    Example("In this study of nearly 700 men, walking helped.", [700], ["participants"], statuses=["hedged"]),
    Example("Eighty-four women (mean age 52 years) were randomized (41 to gel, 43 to placebo).", [84], ["randomised"]),
    Example(
        "Investigators recruited 510 volunteers, only 220 were enrolled and 198 completed the course.",
        [510, 220, 198],
        ["screened", "enrolled", "completed"],
    ),
    Example("The 312-patient study was stopped early.", [312], ["participants"]),
    Example("The study will enroll 250 adults at nine sites.", [250], ["planned"]),
    Example("Patients with asthma (n = 96) were studied.", [96], ["participants"]),
    Example("A total of 1\u2009024 participants were screened.", [1024], ["screened"]),
    Example(
        "This phase 2 trial tests whether a new gel, applied daily, can reduce itching in 64 adults with eczema.", [64]
    ),
    Example(
        "In an earlier trial, 150 patients received the same drug; this trial enrolled 60 people.", [60], ["enrolled"]
    ),
    Example("Researchers who ran a previous trial enrolled 400 people.", [400], scopes=["other_study"]),
    Example("Thirty were randomised, 14 to the tablet and 16 to the syrup.", [30], ["randomised"]),
    Example("About 50 participants will be randomised to one of two diets.", [50], ["planned"], statuses=["hedged"]),
    Example("It was small: 30 people, half of whom got the gel.", [30], ["participants"]),
    Example("Around 400 people with migraine joined the study.", [400], ["enrolled"], statuses=["hedged"]),
    Example("We enrolled 120 participants; 118 were included in the analysis.", [120, 118], ["enrolled", "analysed"]),
    Example("Of these, 14 were assigned to the gel and 29 completed the study.", [29], ["completed"]),
    Example("The study included 5,100 people and its result was the same worldwide.", [5100], ["participants"]),
    Example("An ongoing two-year trial involves 120 people from the current study.", [120], scopes=["other_study"]),
    Example("A trial run over a decade ago enrolled 80 people.", [80], scopes=["other_study"]),
    Example("The trial that began a decade ago enrolled 80 people.", [80], ["enrolled"]),
    Example("There are currently two trials, one of which enrolled 90 people.", [90], scopes=["other_study"]),
    Example("They gave 14 volunteers the tablet and 16 the syrup."),
    Example("Of the nearly 400 patients on statins in the study, 90 took aspirin."),
    Example("Of the 400 patients in the study, 90 took aspirin.", [400], ["participants"]),
    Example("The review took only trials that included at least 25 participants per group."),
    Example("Of 702 people assessed, 426 were randomised.", [702, 426], ["screened", "randomised"]),
    Example("Of 3,102 women who were eligible, 1,864 consented.", [3102], ["screened"]),
    Example("Of 300 patients randomised, 280 agreed to a second visit.", [300], ["randomised"]),
    Example("The researchers wanted 900 people, but only 512 signed up.", [900], ["planned"]),
    Example("Of 1,034 people screened, 741 adults were randomized.", [1034, 741], ["screened", "randomised"]),
    Example(
        "In all, 1119 patients were screened and 614 were randomly assigned.", [1119, 614], ["screened", "randomised"]
    ),
    Example("A total of 212 women (88.3%) completed follow-up at one year.", [212], ["completed"]),
    Example("Of the 96 randomised, 80 adults (83%) finished the trial.", [96, 80], ["randomised", "completed"]),
    Example("In the end 48 of the 55 completed the trial.", [48], ["completed"]),
    Example("In the sham group, 41 patients (82%) completed the trial."),
    Example("Of those in the gel arm, 41 patients (82%) completed the trial."),
    Example("A total of 41 patients (82%) completed the course of tablets."),
    Example("A rival drug did as well in its own late-stage study of 1,061 people.", [1061], scopes=["other_study"]),
    Example("A total of 215 participants fell ill, most of them in winter."),
    Example("The trial had 75 participants.", [75], ["participants"]),
    Example("In all, 75 people underwent randomisation.", [75], ["randomised"]),
    Example("The researchers tested the syrup in 75 patients.", [75], ["participants"]),
    Example("A total of 75 patients with asthma joined.", [75], ["enrolled"]),
    Example("In the trial, 90 people were assigned at random to one of two groups.", [90], ["randomised"]),
    Example("The vaccine has been tried in more than 900 grown-ups.", [900], ["participants"], statuses=["hedged"]),
    Example("If you gave 100 people the trial drug, you would spare about one of them."),
    Example("The clinic has 75 patients."),
    Example("The illness affects 3.1 million Americans each year."),
    Example("Roughly one in four people with asthma do not respond."),
    Example("Participants were aged 18 to 65 years and took 40 mg daily."),
    Example("Rash occurred in 12 patients on the drug."),
    Example("41 patients in the placebo group stopped early."),
    Example("In 2019 patients could buy it without a prescription."),
    Example("There was one death for every 300 people treated."),
    Example("About 35 percent of patients improved."),
    Example(field=Field(type="sample_size", raw="356", path="$.x", kind="planned"), values=[356], kinds=["planned"]),
)

TYPE = ClaimType(
    name="sample_size",
    description="Number of people in a study as a whole; what was counted is the kind. Qualifier `pooled`: the "
    "people of several trials; `decided_by`: number roles, when a trained model (docs/models) found it.",
    value=int,
    agreement="Equal counts of the same kind agree; a hedged count agrees with what it can stand for; "
    "different kinds are "
    "not comparable, except that 'participants' stands for enrolled or randomised.",
    compare=compare,
    unit="people",
    numeric=True,
    kinds=KINDS,
    cues=(
        rf"\d[\s-](?:{MODIFIERS}){PEOPLE}\b",
        rf"(?:\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand)|teen|enty|"
        rf"irty|orty|ifty|ixty|ghty|nety)"
        rf"[\s-](?:{MODIFIERS}){PEOPLE}\b",
        r"n\s?=\s?\d",
        "sample size",
        r"number of (?:people|patients|participants|subjects|volunteers|adults|children|women|men)\b",
        r"enrol+ment.{0,40}\d",
        r"\d\s(?:[a-z]+\s){0,4}(?:enrol|randomi|randomly|underwent|recruit|complete|finished|"
        r"screened|analy|took part|participated|evaluable)",
        r"total of the \d",
        r"\w (?:were|was) (?:then |also |finally )?(?:randomi|enrol|recruit)",
        r"included in the (?:[a-z-]+ )?analys",
        r"\d of the [\w\s]{0,30}participants",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
