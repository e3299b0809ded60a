"""How strongly a sentence says that a treatment works (or harms), from "no effect" over "may" and "can" to "reduces".

The codes are those of the InSciOut protocol (Sumner et al., BMJ 2014;349:g7015): 1 statement of no relation,
2 correlational (associated with), 3 ambiguous (linked to; treated people had less), 4 conditional causal (may, might,
could, suggests that), 5 can cause, 6 unqualified causal. 0 (no relation mentioned) is never emitted. Only statements of
a result are read: what a study tested, hoped or asks about is none.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence
from tracker.claims._effects_said import Direction, lives_saved, other_effects, said_effects
from tracker.claims._gated import Gated
from tracker.claims._roles import as_told
from tracker.records import Claim

_BEEN_SHOWN = Gated(
    r"\b(?:has|have)\s(?:also\s|previously\s|long\s)?been\s(?:shown|proven|found|reported|demonstrated|"
    r"known)\b",
    re.IGNORECASE,
)
_OWN_STUDY = Gated(
    r"\b(?:this|our|new|the|today)\s(?:[\w-]+\s){0,2}?(?:study|trial|research|analysis|time|findings|"
    r"results)\b",
    re.IGNORECASE,
)


class Effect(BaseModel):
    """Which way the effect is said to go."""

    model_config = ConfigDict(frozen=True)

    direction: Direction


def find(sentence: Sentence) -> Iterator[Found]:
    """Find statements of effect; at most one per place, questions left out."""
    if sentence.text.rstrip("\"'”’ ").endswith("?"):
        return
    taken: list[tuple[int, int]] = []
    for one in (*said_effects(sentence), *other_effects(sentence), *lives_saved(sentence)):
        if not any(one.start < end and start < one.end for start, end in taken):
            taken.append((one.start, one.end))
            found = as_told(sentence, one)
            if found is not None:
                yield replace(found, scope="background") if _long_known(sentence, found) else found


def _long_known(sentence: Sentence, found: Found) -> bool:
    """Whether the perfect tense says what was known before ("has been shown to"), and no study of its own is named."""
    text = sentence.text[: found.end]
    return found.scope is None and bool(_BEEN_SHOWN.search(text)) and not _OWN_STUDY.search(text)


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two strengths of the same direction: equal codes agree, a higher code is stronger, so it differs."""
    if a.number is None or b.number is None:
        return Agreement("not_comparable", "the strength of a statement is not known")
    one, two = ((c.value or {}).get("direction") for c in (a, b))
    if "none" not in (one, two) and one != two:
        return Agreement("differ", f"'{a.raw}' says {one}, '{b.raw}' says {two}")
    if a.number == b.number:
        return Agreement("agree", f"both statements are of strength {a.number}")
    stronger = a if a.number > b.number else b
    return Agreement(
        "differ",
        f"'{stronger.raw}' is the stronger statement ({max(a.number, b.number)} against {min(a.number, b.number)})",
    )


_BENEFIT, _HARM, _NONE = ({"direction": d} for d in ("benefit", "harm", "none"))
EXAMPLES = (
    Example("The trial showed that the gel reduces itching.", [_BENEFIT]),
    Example("A new study finds that zinc tablets can shorten and ease colds.", [_BENEFIT]),
    Example("The researchers found that blocking the enzyme can ease joint pain.", [_BENEFIT]),
    Example("The results suggest that the vaccine may prevent infection.", [_BENEFIT], statuses=["hedged"]),
    Example("The tablet cuts the risk of relapse, the researchers found.", [_BENEFIT]),
    Example("This treatment relieves pain.", [_BENEFIT]),
    Example("The drug reduced blood pressure in most patients.", [_BENEFIT]),
    Example("The drug did not reduce pain.", [_NONE]),
    Example("The supplement had no effect on memory.", [_NONE]),
    Example("The tablets were effective in treating migraine.", [_BENEFIT]),
    Example("Eating nuts was associated with a lower risk of stroke.", [_BENEFIT]),
    Example("The study showed that the pill increased the risk of bleeding.", [_HARM]),
    Example("Patients on the new drug had fewer seizures.", [_BENEFIT]),
    Example("The study proves that asthma can be treated with this syrup.", [_BENEFIT]),
    Example("The results suggest that migraine might be prevented with magnesium.", [_BENEFIT], statuses=["hedged"]),
    Example("The study proves that the pill protects the kidneys.", [_BENEFIT]),
    Example("A new tablet keeps people with cirrhosis alive.", [_BENEFIT]),
    Example("The drug saves lives.", [_BENEFIT]),
    Example("The study found that the risk of asthma was reduced by half."),
    Example("Exercise keeps the doctor away."),
    Example("They kept the patients out of the study."),
    Example("The trial tested whether the tablet keeps people alive."),
    Example("Asthma can be treated with inhalers."),
    Example("The study asked whether asthma can be treated with this syrup."),
    Example("Helmets protect the brain."),
    Example("The trial tested whether the gel can ease itching."),
    Example("Can a common pill ease depression?"),
    Example("The goal was to reduce pain by week 4."),
    Example("The company reduced its debt."),
    Example("The drug is approved to treat arthritis."),
    Example("Researchers hope that the drug can prevent relapse."),
    Example("The study cut its budget and extended its lease."),
)

TYPE = ClaimType(
    name="causal_strength",
    description="How strongly a sentence says that a treatment works or harms; `number` is the InSciOut code: 1 no "
    "relation, 2 correlational, 3 ambiguous, 4 conditional causal (may), 5 can cause, 6 unqualified causal. `outcome` "
    "is what is affected. Qualifiers: `role` (interpretation, quotation) and `speaker` where they are told.",
    value=Effect,
    agreement="Equal codes agree; a higher code is the stronger statement; benefit and harm differ.",
    compare=compare,
    unit="InSciOut code",
    cues=(
        r"show(?:s|ed|n|ing)?\b",
        "found",
        r"finds?\b",
        "demonstrat",
        r"prove[sdn]?\b",
        "confirm",
        "reveal",
        "conclude",
        "report",
        "evidence",
        "suggest",
        "indicat",
        r"hint(?:s|ed)\b",
        "effective",
        r"no (?:[\w-]+ )?(?:effect|impact|benefit)",
        "better than",
        "associated with",
        r"linked (?:to|with)",
        r"tied to",
        r"correlated",
        r"(?:reduc|lower|decreas|improv|eas|reliev|alleviat|prevent|increas|boost|extend|prolong|slow|delay|halv|"
        r"suppress|lessen|restor|enhanc|worsen|protect|help|doubl|treat|cur|heal|diminish)ed\b",
        r"led to\b",
        r"cut\b",
        "resulted in",
        "did not",
        "didn",
        "failed to",
        r"(?:had|experienced|saw) (?:a |significantly )?(?:less|fewer|lower|reduced|better|greater|improve)",
        r"(?:reduc|lower|cut|eas|improv|prevent|treat|boost|cur|reliev|alleviat|slow|delay|heal|protect|halt|"
        r"help|sav|keep)e?s\b",
        r"kept\b",
        r"saved\b",
    ),
    find=find,
    examples=EXAMPLES,
)
