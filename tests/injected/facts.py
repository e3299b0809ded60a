"""What a study of ClinicalTrials.gov states, fact by fact, read from its JSON without the project's own readers.

Each fact has the words that templates put into a sentence, and the same words with the fact changed. Which change is
made follows from a hash, so that every run writes the same texts. What an entry does not state in a way that a careful
writer could repeat (two arms with a placebo, one dose, one time point) is left out.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Study = Mapping[str, Any]
Words = dict[str, str]
_TIME = re.compile(
    r"(?:\b(?P<unit>week|day|month)s?\s(?P<n>\d+)|(?P<m>\d+)[\s-](?P<unit2>week|day|month|year)s?)\b", re.I
)
_LASTED = re.compile(
    r"\b(?:for|over|during an?|of|an?)\s(?P<n>\d+)[\s-](?P<unit>week|month|year)s?\b"
    r"(?!\s(?:after|before|post|follow|apart))",
    re.IGNORECASE,
)
_DOSE = re.compile(
    r"(?<![\d.,/-])(?P<n>\d+(?:\.\d+)?)\s?(?:milligrams?\s\(mg\)|(?P<unit>mg|mcg|g))\b(?!\s?(?:/|per|of the))",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"^(?:the\s)?(?:number|percent(?:age)?|proportion)s?\s(?:\(%\)\s)?of\s(?:participants|subjects|patients|people)\s"
    r"(?:with|who|that|reporting|experiencing)\s(?:an?\s|the\s)?",
    re.IGNORECASE,
)
_OTHER_OUTCOMES = ("walking speed", "bone density", "sleep quality", "blood pressure", "visual acuity", "body weight")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: the words its sentence needs, and those with which it says something else."""

    name: str
    words: Words
    changed: Words


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one study: its number, what its texts call things, and its facts by name."""

    number: str
    calls: Words
    facts: dict[str, Fact]


def told_of(study: Study) -> Told | None:
    """The facts of a study with posted results; None for one that names no treatment or illness."""
    number = str(at(study, "protocolSection", "identificationModule", "nctId"))
    calls = _calls(study)
    if calls is None:
        return None
    facts = {
        fact.name: fact
        for found in (_people, _arms, _duration, _rate, _test, _dose, _phase, _outcome, _masking, _centres)
        for fact in found(study, calls, number)
    }
    return Told(number, calls, facts)


def at(found: Any, *steps: str) -> Any:
    """The value at these steps, an empty object where one is missing; a list of one is taken for what is in it."""
    for step in steps:
        found = found.get(step, {}) if isinstance(found, dict) else {}
    return found[0] if isinstance(found, list) and len(found) == 1 and not isinstance(found[0], dict) else found


def chosen(options: tuple[Any, ...], *key: object) -> Any:
    """One of the options, the same for the same key in every run."""
    return options[int(hashlib.sha1("|".join(map(str, key)).encode()).hexdigest(), 16) % len(options)]


def many(value: Any) -> list[Any]:
    """A list as it is, one thing as a list of it, nothing as an empty list."""
    return value if isinstance(value, list) else [value] if value else []


def _calls(study: Study) -> Words | None:
    """How a story calls the treatment, what it is compared with and the illness."""
    protocol = study["protocolSection"]
    given = many(at(protocol, "armsInterventionsModule").get("interventions"))
    real = [one for one in given if not re.search(r"placebo|sham|control", str(one.get("name")), re.IGNORECASE)]
    illness = many(at(protocol, "conditionsModule", "conditions"))
    if not real or not illness:
        return None
    types = {arm.get("type") for arm in many(at(protocol, "armsInterventionsModule").get("armGroups"))}
    control = "placebo" if "PLACEBO_COMPARATOR" in types else "sham treatment" if "SHAM_COMPARATOR" in types else ""
    treatment = re.sub(r"\s\d.*$", "", str(real[0]["name"]))
    return {"treatment": treatment, "control": control or "the comparison", "condition": str(illness[0]).lower()}


def _people(study: Study, calls: Words, number: str) -> Iterator[Fact]:
    enrolled = at(study, "protocolSection", "designModule", "enrollmentInfo")
    n = enrolled.get("count")
    if enrolled.get("type") == "ACTUAL" and isinstance(n, int) and n >= 10:
        other = round(n * chosen((0.6, 0.75, 1.25, 1.4), number, "people"))
        started = [int(one) for one in _started(study)]
        name = "randomised" if sum(started) == n and _randomised(study) and len(started) == 2 else "enrolled"
        yield Fact(name, {"n": f"{n:,}"}, {"n": f"{other:,}"})


def _randomised(study: Study) -> bool:
    return at(study, "protocolSection", "designModule", "designInfo", "allocation") == "RANDOMIZED"


def _flow(study: Study) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """The groups of the participant flow, and how many of each began its first period."""
    flow = at(study, "resultsSection", "participantFlowModule")
    first = many(flow.get("periods"))[:1]
    began = [m for period in first for m in many(period.get("milestones")) if m.get("type") == "STARTED"]
    numbers = {one["groupId"]: int(one["numSubjects"]) for m in began[:1] for one in many(m.get("achievements"))}
    return many(flow.get("groups")), {key: n for key, n in numbers.items() if n}


def _started(study: Study) -> list[int]:
    return list(_flow(study)[1].values())


def _arms(study: Study, calls: Words, number: str) -> Iterator[Fact]:
    """Two arms of a trial against placebo or sham, by the names of the groups."""
    groups, numbers = _flow(study)
    named = [(bool(_is_control(g)), numbers[g["id"]]) for g in groups if g["id"] in numbers]
    if len(named) != 2 or {control for control, _ in named} != {True, False} or not _randomised(study):
        return
    if calls["control"] == "the comparison" or sum(n for _, n in named) < 20:
        return
    a = next(n for control, n in named if not control)
    b = next(n for control, n in named if control)
    off = max(2, round(a * chosen((0.15, 0.25, 0.4), number, "arms"))) * chosen((1, -1), number, "which way")
    yield Fact("arm", {"a": str(a), "b": str(b)}, {"a": str(a + off), "b": str(b)})


def _is_control(group: Mapping[str, Any]) -> bool:
    return re.search(r"placebo|sham", str(group.get("title")), re.IGNORECASE) is not None


def _duration(study: Study, calls: Words, number: str) -> Iterator[Fact]:
    """How long the treatment lasted, where the arms and treatments of the entry give one length only."""
    given = at(study, "protocolSection", "armsInterventionsModule")
    parts = many(given.get("armGroups")) + many(given.get("interventions"))
    printed = " ".join(str(part.get("description") or "") for part in parts)
    lengths = {(int(m["n"]), m["unit"].lower()) for m in _LASTED.finditer(printed)}
    if len(lengths) == 1:
        (n, unit), times = lengths.pop(), chosen((0.5, 1.5, 2), number, "duration")
        other = max(1, round(n * times))
        yield Fact("duration", _length(n, unit), _length(other if other != n else n + 2, unit))


def _length(n: int, unit: str) -> Words:
    return {"time": f"{n} {unit}{'s' if n != 1 else ''}", "long": f"{n}-{unit}"}


def _rate(study: Study, calls: Words, number: str) -> Iterator[Fact]:
    """The first outcome that counts people, in both arms of a controlled trial or in the only arm there is."""
    for measure in many(at(study, "resultsSection", "outcomeMeasuresModule").get("outcomeMeasures")):
        title, shares = str(measure.get("title")), _shares(measure)
        if not _COUNTED.match(title) or len(title) > 140 or not shares:
            continue
        groups = {g["id"]: _is_control(g) for g in many(measure.get("groups"))}
        mine = [shares[key] for key, control in groups.items() if not control and key in shares]
        theirs = [shares[key] for key, control in groups.items() if control and key in shares]
        if len(mine) != 1 or len(theirs) > 1 or (calls["control"] != "the comparison") != bool(theirs):
            continue
        other = mine[0] + (13.7 if mine[0] < 50 else -13.7)
        about = _COUNTED.sub("", title)
        words = {
            "event": " ".join(word if word[1:].isupper() else word.lower() for word in about.split()),
            "control_rate": f"{theirs[0]:.1f}" if theirs else "",
        }
        name = "rate" if theirs else "single_rate"
        yield Fact(name, words | {"rate": f"{mine[0]:.1f}"}, words | {"rate": f"{other:.1f}"})
        return


def _shares(measure: Mapping[str, Any]) -> dict[str, float]:
    """Group -> percent of its people, of a measure with one class and one category."""
    classes = many(measure.get("classes"))
    categories = many(classes[0].get("categories")) if len(classes) == 1 else []
    if len(categories) != 1:
        return {}
    people = {
        c["groupId"]: int(c["value"])
        for denom in many(measure.get("denoms"))
        for c in many(denom.get("counts"))
        if str(c.get("value")).isdigit()
    }
    counted = measure.get("paramType") == "COUNT_OF_PARTICIPANTS"
    if not counted and measure.get("paramType") != "NUMBER":
        return {}
    if not counted and not re.match(r"percent(?:age)? of", str(measure.get("unitOfMeasure")), re.IGNORECASE):
        return {}
    found = {}
    for one in many(categories[0].get("measurements")):
        number, n = str(one.get("value")), people.get(one["groupId"], 0)
        if re.fullmatch(r"\d+(?:\.\d+)?", number) and n:
            found[one["groupId"]] = 100 * float(number) / n if counted else float(number)
    return found


def _test(study: Study, calls: Words, number: str) -> Iterator[Fact]:
    """The p-value of the only comparison of a primary outcome, and whether it is significant at 0.05."""
    tests = [
        str(analysis.get("pValue") or "")
        for measure in many(at(study, "resultsSection", "outcomeMeasuresModule").get("outcomeMeasures"))
        if measure.get("type") == "PRIMARY"
        for analysis in many(measure.get("analyses"))
        if len(many(analysis.get("groupIds"))) == 2 and str(analysis.get("nonInferiorityType")).startswith("SUPER")
    ]
    match = re.fullmatch(r"\s*(?P<sign>[<>=]?)\s*(?P<p>0?\.\d+)\s*", tests[0]) if len(tests) == 1 else None
    if match is None:
        return
    p, sign = float(match["p"]), match["sign"] or "="
    significant = p < 0.05 or (sign == "<" and p <= 0.05)
    wrong = ("0.21", "0.48", "0.083") if significant else ("0.004", "0.03", "0.018")
    yield Fact("p_value", {"p": f"{sign} {match['p']}"}, {"p": f"= {chosen(wrong, number, 'p')}"})
    told = {"was": "was" if significant else "was not", "did": "reached" if significant else "did not reach"}
    against = {"was": "was not" if significant else "was", "did": "did not reach" if significant else "reached"}
    yield Fact("significance", told, against)


def _dose(study: Study, calls: Words, number: str) -> Iterator[Fact]:
    given = at(study, "protocolSection", "armsInterventionsModule")
    parts = many(given.get("armGroups")) + many(given.get("interventions"))
    printed = " ".join(f"{part.get('label') or part.get('name')}. {part.get('description') or ''}" for part in parts)
    doses = {(m["n"], (m["unit"] or "mg").lower()) for m in _DOSE.finditer(printed)}
    if len(doses) == 1:
        n, unit = doses.pop()
        other = float(n) * chosen((0.5, 2, 3), number, "dose")
        yield Fact("dose", {"dose": f"{n} {unit}"}, {"dose": f"{other:g} {unit}"})


def _phase(study: Study, calls: Words, number: str) -> Iterator[Fact]:
    phases = [str(p) for p in many(at(study, "protocolSection", "designModule").get("phases"))]
    if len(phases) == 1 and re.fullmatch(r"PHASE[1-4]", phases[0]):
        phase = int(phases[0][-1])
        other = phase - 1 if phase > 1 else 3
        roman = ("", "I", "II", "III", "IV")
        yield Fact("phase", {"n": str(phase), "roman": roman[phase]}, {"n": str(other), "roman": roman[other]})


def _outcome(study: Study, calls: Words, number: str) -> Iterator[Fact]:
    """The only primary outcome; with its time where the time frame has one only."""
    primary = many(at(study, "protocolSection", "outcomesModule").get("primaryOutcomes"))
    measure = str(primary[0].get("measure")) if len(primary) == 1 else ""
    if not measure or len(measure) > 140:
        return
    measure = re.sub(r"\s*\([^)]*\)|\.$", "", measure)
    words = {"outcome": measure if measure[:2].isupper() else measure[0].lower() + measure[1:]}
    everything = str(study["protocolSection"]["outcomesModule"]).lower()
    others = tuple(one for one in _OTHER_OUTCOMES if one not in everything)
    yield Fact("outcome", words, {"outcome": chosen(others, number, "outcome")})
    times = {m.group() for m in _TIME.finditer(str(primary[0].get("timeFrame")))}
    match = _TIME.search(times.pop()) if len(times) == 1 else None
    if match and not re.search(r"\d[\s-](?:minute|hour|week|day|month|year)|(?:week|day|month)s?\s\d", measure, re.I):
        n, unit = int(match["n"] or match["m"]), (match["unit"] or match["unit2"]).lower()
        other = max(1, round(n * chosen((0.5, 2, 3), number, "time")))
        yield Fact("timepoint", words | _length(n, unit), words | _length(other if other != n else n + 3, unit))


def _masking(study: Study, calls: Words, number: str) -> Iterator[Fact]:
    masking = str(at(study, "protocolSection", "designModule", "designInfo", "maskingInfo").get("masking"))
    how = {"NONE": "open-label", "DOUBLE": "double-blind", "TRIPLE": "double-blind", "QUADRUPLE": "double-blind"}
    said = str(study["protocolSection"]).lower()
    both = re.search(r"open[- ]label", said) and re.search(r"(?:double|single)[- ]?blind", said)
    if masking in how and not both:
        other = "double-blind" if masking == "NONE" else "open-label"
        yield Fact(
            "masking",
            {"how": how[masking], "a_how": _with_article(how[masking])},
            {"how": other, "a_how": _with_article(other)},
        )


def _with_article(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _centres(study: Study, calls: Words, number: str) -> Iterator[Fact]:
    sites = len(many(at(study, "protocolSection", "contactsLocationsModule").get("locations")))
    titles = " ".join(str(part) for part in at(study, "protocolSection", "identificationModule").values())
    if sites == 1 and not re.search(
        r"multi-?\s?cent|sites", titles + str(study["protocolSection"]["descriptionModule"]), re.I
    ):
        yield Fact("one_centre", {"how": "single"}, {"how": "multi"})
    elif sites > 1:
        other = round(sites * chosen((0.4 if sites >= 10 else 2.5, 2, 3), number, "sites")) + (3 if sites < 10 else 0)
        yield Fact("centres", {"n": str(sites)}, {"n": str(other)})
