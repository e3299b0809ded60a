"""Words that several claim types look for: people, studies, outcomes, arms."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from tracker.claims._gated import Gated

PEOPLE = (
    r"(?:people|patients?|participants?|adults?|men|women|children|volunteers?|subjects|individuals|persons?|"
    r"boys|girls|"
    r"infants|babies|newborns|neonates|teenagers|teens|adolescents|students|pupils|veterans|smokers|survivors|"
    r"mothers|"
    r"couples|residents|nurses|workers|outpatients|inpatients|kids|toddlers|seniors|athletes|drinkers|donors|"
    r"recipients|"
    r"respondents|enrollees|schoolchildren|twins|soldiers|caregivers|carers|physicians|clinicians|clients|cases|"
    r"males|females|"
    r"youths?|users|sufferers|employees|players|members|households|families|humans|youngsters|preschoolers|"
    r"pensioners|grown-?ups|folks?|sleepers|runners|cyclists|pilots|drivers|prisoners|migraineurs|diabetics)"
)
STUDY = (
    r"(?:stud(?:y|ies)|trials?|experiments?|sample|cohort|RCTs?|research|analys[ie]s|project|programme|program|group|"
    r"investigation|test|evaluation|population)"
)
NOT_MODIFIERS = (
    r"of|per|percent|cent|years?|months?|weeks?|days?|hours?|minutes?|mg|g|kg|ml|mcg|iu|mm|cm|and|or|to|in|on|"
    r"at|with|"
    r"for|from|by|than|that|which|who|whose|were|was|is|are|had|have|has|times?|sites?|centers?|centres?|hospitals?|"
    r"countries|states|cities|clinics|trials?|studies|study|doses?|groups?|arms?|as|but|when|while|among|"
    r"between|versus|vs|"
    r"compared|percentage|points?|pounds|miles|calories|units|cases|deaths|million|billion|thirds?|quarters?|halves|"
    r"fewer|more|less|the|these|those|other|another|additional|extra"
)


def _responders() -> tuple[tuple[str, str], ...]:
    """Responses that are defined by a scale (ACR50, EASI-75), as (pattern, name) from outcome_words.toml."""
    data = tomllib.loads(Path(__file__).with_name("outcome_words.toml").read_text(encoding="utf-8"))
    return tuple(
        ("|".join(re.sub(r"[ -]", r"[\\s-]?", name) for name in names), responder)
        for responder, names in data["responder"].items()
    )


MODIFIERS = rf"(?:(?!(?:{NOT_MODIFIERS})\b)[^\W\d_][\w’'./-]{{0,30}},?\s+){{0,6}}?"
"""Up to six adjectives between a number and its noun."""

_OUTCOMES = (
    *_responders(),
    (r"remission|remitted", "remission"),
    (
        r"respon(?:se rates?|der rates?|ders?|ded)|to respond|clinical response|(?:complete|partial|"
        r"overall) response",
        "response",
    ),
    (r"deaths?|died|dying|mortality|dead", "death"),
    (r"surviv(?:al|ed|ing|e)\b|alive", "survival"),
    (r"relapsed?|relapses", "relapse"),
    (r"recurrences?|recurred", "recurrence"),
    (r"progression|progressed", "progression"),
    (r"heart attacks?|myocardial infarctions?", "myocardial infarction"),
    (r"strokes?", "stroke"),
    (r"(?:bone |hip )?fractures?", "fracture"),
    (r"hospitali[sz](?:ed|ations?)|admissions?", "hospitalisation"),
    (r"infect(?:ions?|ed)", "infection"),
    (r"cured?|cures", "cure"),
    (
        r"quit(?:ting)?|abstinen(?:t|ce)|(?:no longer|stopped|not|gave up|given up) smoking|smoke-?free|"
        r"(?:not|n[o’']t)(?: have)? (?:light(?: up)?|lit up|smoked?)|(?:stayed|keep|kept|stay) off cigarettes",
        "abstinence",
    ),
    (r"side effects?|adverse (?:events?|effects?|reactions?)", "adverse event"),
    (r"bleed(?:ing|s)?|h[ae]+morrhages?", "bleeding"),
    (r"nausea", "nausea"),
    (r"headaches?", "headache"),
    (r"rash(?:es)?", "rash"),
    (r"pregnan(?:t|cy|cies)", "pregnancy"),
    (r"psychosis", "psychosis"),
    (r"shingles", "shingles"),
    (r"pain", "pain"),
    (r"improved|improvement|better|benefit(?:ed|ted)?", "improvement"),
)
_OUTCOME = Gated("|".join(rf"(?P<o{i}>\b(?:{source})\b)" for i, (source, _) in enumerate(_OUTCOMES)), re.IGNORECASE)
_RATE = Gated(r"\b(?P<of>[a-z][a-z-]{3,25}) rates?\b", re.IGNORECASE)
_RATED = Gated(r"\d\s?(?:%|per\s?cent\b)", re.IGNORECASE)
_NEXT = Gated(r",|\b(?:and|while|but|plus)\b", re.IGNORECASE)
_PREDICATE = Gated(
    r"(?:\s(?:of|on|in|with|among)\s(?:(?!and\b|with\b)[\w’'-]+\s?){1,6})?(?:\s?\((?:[^()]*)\))?(?:\s?\b(?:had|"
    r"have|has|were|"
    r"was|are|is|been|also|then|showed|saw|achieved|reached|met|got|experienced|developed|reported|in|into|went|"
    r"a|an|the|"
    r"their|its|some|full|clinical|partial|complete))*\s?",
    re.IGNORECASE,
)
"""What may stand between a figure and the outcome it is said of."""
_ITS_OWN = Gated(
    r"(?:\s?[:,(]|\s(?:in|of|was|were|by|occurred in|at))*\s?(?:about\s)?\d+(?:\.\d+)?\s?(?:%|per\s?cent|v|vs)",
    re.IGNORECASE,
)
_SEGMENT = Gated(r"[;]|\.\s|\bwhereas\b")

CONTROL_ARM = Gated(
    r"\b(?:placebos?|sham|controls?(?!led)|control group|usual care|standard (?:care|treatment|therapy|of care)|"
    r"dummy|saline|alone|untreated|no treatment|watchful|wait(?:ing)?[- ]?list|comparators?|conventional "
    r"(?:care|treatment)"
    r"|comparison group|sugar pills?)\b",
    re.IGNORECASE,
)
TREATMENT_ARM = Gated(
    r"\b(?:treated with|treatment group|intervention(?: group| arm)?|active (?:treatment|group|arm|drug)|"
    r"(?:the|real|study|active|experimental) (?:drug|medicine|medication|vaccine|treatment)|on \w+|"
    r"(?:received|receiving|taking|took|given|got|assigned|treated|randomi[sz]ed|recipients|\w+ (?:group|arm)))\b",
    re.IGNORECASE,
)


def _said_of(text: str, end: int, outcome: int) -> bool:
    """Whether the outcome at `outcome` is what is said of the figure that ends at `end`."""
    return _PREDICATE.fullmatch(text, end, outcome) is not None


def outcome_said(text: str, end: int) -> str | None:
    """The outcome that is said of the figure that ends at `end`: "30% of those on placebo had a relapse"."""
    match = _OUTCOME.search(text, end, end + 90)
    if match is None or not _said_of(text, end, match.start()):
        return None
    return next(_OUTCOMES[int(key[1:])][1] for key, value in match.groupdict().items() if value)


@lru_cache(maxsize=500)
def outcome_near(text: str, start: int, end: int, reach: int = 110) -> str | None:
    """The outcome that [start, end) is about: the nearest named one in the same segment, looking back first.

    The name is canonical where the lexicon knows it, otherwise the word before "rate". An outcome before that has a
    figure of its own gives way to the one this figure is said of ("40% were in remission and 55% responded"), and the
    next item of a list with its own figure is not looked at ("odd dreams 18%, nausea 15%").
    """
    opened = text.rfind("(", 0, start)
    if opened > text.rfind(")", 0, start):
        head = outcome_near(text, opened, opened, reach) if opened else None
        if head:
            return head
    cuts = [m.end() for m in _SEGMENT.finditer(text, 0, start)]
    low = max(cuts[-1] if cuts else 0, start - reach)
    following = _SEGMENT.search(text, end)
    high = min(following.start() if following else len(text), end + reach)
    found: list[tuple[int, str]] = []
    taken = -1
    for at, stop, penalty in ((low, start, 0), (end, high, 15)):
        for match in _OUTCOME.finditer(text, at, stop):
            distance = start - match.end() if match.end() <= start else match.start() - end
            name = next(_OUTCOMES[int(key[1:])][1] for key, value in match.groupdict().items() if value)
            if penalty == 0:
                taken = match.end() if _RATED.search(text, low, match.start()) else -1
            elif taken >= 0 and _NEXT.search(text, taken, start) and _said_of(text, end, match.start()):
                return name
            elif "," in text[end : match.start()] and _ITS_OWN.match(text, match.end()):
                continue
            found.append((distance + penalty, name))
        for match in _RATE.finditer(text, at, stop):
            distance = start - match.end() if match.end() <= start else match.start() - end
            if not _OUTCOME.search(match.group()):
                found.append((distance + penalty, match["of"].lower()))
    return min(found)[1] if found else None
