"""One dose in running text: amount, unit, per what, how often, of which drug."""

import re
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from tracker.claims._base import Found, Sentence, after, before, plain
from tracker.claims._gated import Gated
from tracker.claims._numbers import DIGITS, value_of
from tracker.claims._treatments import treatments
from tracker.claims._whose import scope_of


class Dose(BaseModel):
    """A dose as printed: `amount` in `unit` (mg, ml, IU, Gy ...), per kg, m2, hour; `max` in the same unit."""

    model_config = ConfigDict(frozen=True)

    amount: int | float | None = None
    unit: str | None = None
    per: str | None = None
    frequency: str | None = None
    max: int | float | None = None


_UNITS: tuple[tuple[str, str], ...] = (
    (r"milligrams?|mg", "mg"),
    (r"micrograms?|mcg|µg|μg|ug", "ug"),
    (r"grams?|g", "g"),
    (r"nanograms?|ng", "ng"),
    (r"international units?|IUs?", "IU"),
    (r"units?|U", "units"),
    (r"milliliters?|millilitres?|mL", "ml"),
    (r"Gy|grays?", "Gy"),
    (r"puffs?", "puffs"),
    (r"tablets?|capsules?|pills?", "tablets"),
    (r"drops?", "drops"),
)
UNIT = "|".join(source for source, _ in _UNITS)
_IN_MG = {"mg": Decimal(1), "ug": Decimal("0.001"), "g": Decimal(1000), "ng": Decimal("0.000001")}
_FREQUENCIES: tuple[tuple[str, str], ...] = (
    (
        r"twice[\s-]daily|twice\s?/\s?d(?:ay)?|twice (?:a|per|each|every) day|(?:two|2) times (?:a|per) day|"
        r"b\.?i\.?d\.?|every (?:12|twelve) hours",
        "twice daily",
    ),
    (
        r"(?:three|3) times\s?/\s?d(?:ay)?|(?:three times|3 times|thrice)[\s-](?:daily|a day|per day|every day)|"
        r"t\.?i\.?d\.?|every (?:8|eight) hours",
        "three times daily",
    ),
    (r"four times (?:daily|a day|per day)|q\.?i\.?d\.?|every (?:6|six) hours", "four times daily"),
    (r"twice[\s-]weekly|twice (?:a|per|each) week|two times (?:a|per) week", "twice weekly"),
    (r"three times (?:a|per|each) week|three times weekly|thrice weekly", "three times weekly"),
    (r"every other week|every two weeks|every 2 weeks|biweekly|fortnightly|q2w", "every 2 weeks"),
    (r"every (?:three|3) weeks|q3w|three-weekly|3-weekly|every 21 days", "every 3 weeks"),
    (
        r"(?:once[\s-])?monthly|once (?:a|per|every) month|every (?:four|4) weeks|every month|q4w|every 28 days",
        "monthly",
    ),
    (r"(?:once[\s-])?weekly|once (?:a|per|every) week|every week|each week|per week|a week|/week|/wk", "weekly"),
    (
        r"(?:once[\s-])?daily|once (?:a|per|every) day|every day|each day|per day|a day|nightly|every night|at "
        r"bedtime|/day|/d\b|q\.?d\.?\b",
        "daily",
    ),
    (r"single|one-time|one[\s-]off|once\b(?! (?:a|per|every|daily|weekly|monthly))", "single"),
)
_FREQUENCY = Gated(
    "|".join(rf"(?P<f{n}>(?<!\w)(?:{source})(?!\w))" for n, (source, _) in enumerate(_FREQUENCIES)), re.IGNORECASE
)
_MAX = Gated(
    rf"^\s?(?:,|\(|;)?\s?(?:up to|max\.?|maximum(?: dose)?(?: of)?:?|to a maximum of|not exceeding|capped at|"
    rf"with a maximum (?:dose )?of|no more than)(?:\s(?:a\s)?(?:maximum|total) "
    rf"of)?\s?(?P<max>{DIGITS})\s?(?P<munit>{UNIT})\b",
    re.IGNORECASE,
)
_GIVEN = Gated(
    r"\b(?:dos(?:e|es|age|ages|ing|ed)|received?|receiving|got|random\w*|took|taking|taken|take|given|giving|"
    r"treated|administer\w*|infus\w*|inject\w*|daily|weekly|placebo|oral(?:ly)?|intraven\w*|subcutan\w*|"
    r"tablets?|pills?|"
    r"capsules?|supplement\w*|regimen|therapy|assigned|group|arm|versus|drug|twice|once|consum\w*|patch|bid|gel|"
    r"cream|swallow\w*|apply|applied|treatment was|prescrib\w*|tested|testing|mg/kg|mg/m2|"
    r"chemotherapy|radiotherapy|radiation)\b",
    re.IGNORECASE,
)
_NOT_LEFT = Gated(
    r"\b(?:cholesterol|glucose|sodium|weigh\w*|weight|lost|gained|creatinine|level|levels|fell by|"
    r"lowered by|reduced by|decreased by|cost|price|sugar|protein content|birth ?weight|blood loss|than|saved|"
    r"score|requirement|consumption of (?:morphine|opioids)|increase of|decrease of|difference of|excretion|"
    r"volume|tolerat\w+)\s(?:of\s|by\s|was\s|were\s|at\s|to\s|about\s|around\s|up to\s|an average of\s)*$",
    re.IGNORECASE,
)
_NOT_RIGHT = Gated(
    r"^\s?(?:of (?:sodium|salt|sugar|cholesterol|fat|blood|fluid|water|weight|tissue|urine|fib(?:er|re)|"
    r"carbohydrates?|saturated|(?:[\w-]+ )?protein|allergen)|heavier|lighter|difference|reduction|decrease|increase|"
    r"lower|higher|less|more\b(?! than)|in weight|birth)\b",
    re.IGNORECASE,
)
_HOLDS = Gated(r"\bcontain\w*\s(?:about\s|up to\s)*$", re.IGNORECASE)
_DOSED_LEFT = Gated(
    r"\b(?:(?:dos(?:e|es|age)|infusion|injection)s?\s(?:of\s|was\s|were\s|is\s)?|"
    r"\bdoses? of\s(?!\d)(?:[\w-]+\s){1,3}(?:was|is)\s|"
    r"(?:administered|given|injected|infused|tested|taken|used) (?:at|in) (?:a dose of\s)?|"
    r"(?:received|took|taking|given|got|had|on)\s(?:[\w-]+\s){1,3}at\s(?:a dose of\s)?|"
    r"(?:received|receiving|took|taking|given|got|administered|prescribed)\s(?:either\s|about\s|up to\s)?)$",
    re.IGNORECASE,
)
_NAMED_LEFT = Gated(
    r"(?:\b(?:received|receiving|took|taking|given|got|administered|prescribed|treated with|tested|[Tt]reatment was)\s"
    r"[A-Z][\w-]+(?:\s[\w-]+){0,4}?,?\s\(?|^[A-Z][\w-]+\s\()$"
)
"""A name of its own that was given, right before an amount: "took Zoltoxin 40 mg"."""
_DOSED_RIGHT = Gated(
    r"\s(?:dos(?:e|es|ing|age)|group|arm|tablets?|capsules?|of\s\w+|daily|or placebo)\b", re.IGNORECASE
)
_LOOSE = frozenset({"tablets", "drops", "puffs", "units", "g", "ml"})
_OFTEN_BEFORE = Gated(
    r"(?:single|one-time|(?:twice-|once-|three times |once |twice )?daily|(?:once-|twice-|once |twice )?weekly|"
    r"monthly)\b[\w\s-]{0,75}\(?\s?(?:dose of\s)?$",
    re.IGNORECASE,
)


def _unit(printed: str) -> str:
    return next(name for source, name in _UNITS if re.fullmatch(source, printed, re.IGNORECASE))


def _per(printed: str | None) -> str | None:
    word = (printed or "").lower()
    if word in {"", "dose", "min", "minute"}:
        return word or None
    return {"k": "kg", "m": "m2", "s": "m2", "h": "hour", "w": "week", "d": "day"}[word[0]]


def drug_near(text: str, start: int, end: int) -> str | None:
    """The treatment that stands nearest: right before ("drug 40 mg", "drug (40 mg"), else right behind ("of drug")."""
    best: tuple[int, str] | None = None
    for one in treatments(text[max(0, start - 70) : end + 60]):
        at, stop = one.start + max(0, start - 70), one.end + max(0, start - 70)
        between = text[stop:start] if stop <= start else text[end:at] if at >= end else ""
        if one.kind not in {"drug", "supplement"} or re.search(r"[;.]|\b(?:or|and|versus|vs|than|with)\b|\d", between):
            continue
        distance = start - stop if stop <= start else at - end + (0 if between.strip() in {"of", ""} else 20)
        if distance <= 60 and (best is None or distance < best[0]):
            best = distance, one.name
    return best[1] if best else None


def how_often(text: str, start: int, end: int) -> str | None:
    """How often, by the words behind in the same clause, else "single" right before."""
    right = re.split(r"[;.]\s|\b(?:or|versus|vs|and (?:placebo|\d))\b", text[end : end + 60])[0]
    left = _OFTEN_BEFORE.search(text[max(0, start - 100) : start])
    found = _FREQUENCY.search(right) or (_FREQUENCY.search(left.group()) if left else None)
    return _FREQUENCIES[int(found.lastgroup[1:])][1] if found and found.lastgroup else None


def dose_at(sentence: Sentence, match: re.Match[str]) -> Found | None:
    """The dose that `match` of a number and a unit makes, None when it is no dose of a treatment."""
    text = sentence.text
    unit = _unit(match["unit"])
    amount = value_of(match["to"] or match["n"])
    left = before(text, match.start())
    drug = drug_near(text, match.start(), match.end())
    holds = _HOLDS.search(left) and drug is None
    if amount is None or amount <= 0 or match["unit"] in {"G", "u"} or not _GIVEN.search(text):
        return None
    if re.search(r"(?:±|\+/-)\s?$", left):
        return None
    if holds or _NOT_LEFT.search(left) or _NOT_RIGHT.match(after(text, match.end())):
        return None
    per, second = _per(match["per"]), _per(match["per2"])
    frequency = how_often(text, match.start(), match.end())
    if per in {"day", "week"}:
        frequency, per = {"day": "daily", "week": "weekly"}[per], None
    elif second in {"day", "week"}:
        frequency = {"day": "daily", "week": "weekly"}[second]
    elif second == "hour":
        per = f"{per}/hour"
    dosed = _DOSED_LEFT.search(left) or _NAMED_LEFT.search(text, max(0, match.start() - 60), match.start())
    sure = drug is not None or dosed is not None or per in {"kg", "m2", "kg/hour"}
    if not sure and (unit in _LOOSE or not (frequency or _DOSED_RIGHT.match(after(text, match.end())))):
        return None
    limit = _MAX.match(text[match.end() :])
    end = match.end() + limit.end() if limit else match.end()
    most = value_of(limit["max"]) if limit and _unit(limit["munit"]) == unit else None
    size = amount * _IN_MG.get(unit, Decimal(1))
    low = value_of(match["n"]) if match["to"] else amount
    value = Dose(
        amount=plain(amount), unit=unit, per=per, frequency=frequency, max=plain(most) if most is not None else None
    )
    base = "mg" if unit in _IN_MG else unit
    return Found(
        match.start("n"),
        end,
        value.model_dump(),
        number=size,
        low=(low or amount) * _IN_MG.get(unit, Decimal(1)),
        high=size,
        unit=f"{base}/{per}" if per else base,
        kind="amount",
        scope=scope_of(sentence, match.start("n"), end)[0],
        confidence=0.85,
        qualifiers=({"drug": drug} if drug else {}) | {"printed": text[match.start("n") : match.end()]},
    )
