"""The fields of a study's results section (ClinicalTrials.gov API v2): participant flow, outcome measures, analyses.

Every number there is a string. Ids of groups (FG000, OG000, ...) are local: to the participant flow, and to one outcome
measure, so a group is always looked up in its own module. A measurement "NA" is no value and yields no field.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from scrapers._ctgov_read import entries, field, under, value_at
from tracker.records import Field

_FLOW = "resultsSection.participantFlowModule"
_MEASURES = "resultsSection.outcomeMeasuresModule.outcomeMeasures"
_ROLES = {"PRIMARY": "primary", "SECONDARY": "secondary", "OTHER_PRE_SPECIFIED": "other", "POST_HOC": "post_hoc"}
_MILESTONES = {"STARTED": "started", "COMPLETED": "completed"}
_LEFT = {"Withdrawal by Subject": "withdrawn", "Lost to Follow-up": "lost"}
_PEOPLE = r"(?:study\s)?(?:participants?|patients?|subjects?|people|persons?|individuals?|women|men|children|adults)"
_COUNTED = re.compile(rf"(?:number\s+of\s+)?{_PEOPLE}", re.IGNORECASE)
_SHARED = re.compile(rf"(?:%|percent(?:age)?)\s*(?:\(%\)\s*)?(?:of\s+)?(?:the\s+)?{_PEOPLE}", re.IGNORECASE)
_ARM_TYPES = {
    "EXPERIMENTAL": "treatment",
    "PLACEBO_COMPARATOR": "control",
    "SHAM_COMPARATOR": "control",
    "ACTIVE_COMPARATOR": "control",
    "NO_INTERVENTION": "control",
}
"""What an arm of a randomised trial is to the comparison, where a group of the results has its name."""

_DIFFERENCE = frozenset({"SUPERIORITY", "SUPERIORITY_OR_OTHER", "SUPERIORITY_OR_OTHER_LEGACY"})

Groups = Mapping[str, dict[str, Any]]


def result_fields_of(record: Mapping[str, Any]) -> Iterator[Field]:
    """Every field of the results section, with its path into `record`.

    `sample_size` and `attrition` come from the participant flow (per arm, and for all arms of a flow of
    one period), `arm_size` (analysed) from the denominators of each outcome measure, `event_rate` from counts and
    percentages of people, `p_value`, `effect` and `significance` from its analyses.
    """
    arms, primary = _arm_roles(record), _primary_p_values(record)
    yield from _flow(record)
    for path, measure in entries(record, _MEASURES):
        groups = _groups(measure, path, arms)
        about = _about(measure)
        yield from _denominators(measure, path, groups, about)
        yield from _rates(measure, path, groups, about)
        yield from _analyses(measure, path, groups, about, primary)


def _arm_roles(record: Mapping[str, Any]) -> dict[str, str]:
    """Folded label of each registered arm -> treatment or control; empty unless both kinds are registered."""
    roles = {
        str(arm.get("label")).casefold().strip(): _ARM_TYPES[str(arm.get("type"))]
        for _, arm in entries(record, "protocolSection.armsInterventionsModule.armGroups")
        if str(arm.get("type")) in _ARM_TYPES
    }
    return roles if len(set(roles.values())) == 2 else {}


def _groups(module: Mapping[str, Any], path: str, roles: Mapping[str, str]) -> Groups:
    """Id -> what is told of a group of this module: its title as `label`, and its part in the trial."""
    found = {}
    for _, group in under(module, "groups", path):
        label = str(group.get("title") or "").strip()
        found[str(group.get("id"))] = {"label": label, "arm_role": roles.get(label.casefold())}
    return found


def _flow(record: Mapping[str, Any]) -> Iterator[Field]:
    """Who started, completed and left, per group and period; of a flow of one period also how many did in all."""
    flow = value_at(record, _FLOW)
    if not isinstance(flow, dict):
        return
    groups, periods = _groups(flow, _FLOW, {}), under(flow, "periods", _FLOW)
    for path, period in periods:
        told = {"period": period.get("title")} if len(periods) > 1 else {}
        for step, milestone in under(period, "milestones", path):
            kind = _MILESTONES.get(str(milestone.get("type")).strip().upper())
            if kind:
                reached = under(milestone, "achievements", step)
                for at, one in reached:
                    more = {"arm": _arm_named(groups, one), **told}
                    yield from field("sample_size", _given(one.get("numSubjects")), f"{at}.numSubjects", kind, **more)
                if len(periods) == 1 and len(reached) == len(groups):
                    yield from _total(record, reached, f"{step}.achievements", kind)
        for step, reason in under(period, "dropWithdraws", path):
            kind = _LEFT.get(str(reason.get("type")).strip(), "other")
            for at, one in under(reason, "reasons", step):
                more = {"arm": _arm_named(groups, one), "reason": reason.get("type"), **told}
                yield from field("attrition", _given(one.get("numSubjects")), f"{at}.numSubjects", kind, **more)


def _arm_named(groups: Groups, one: Mapping[str, Any]) -> str:
    """The title of the group that a number is of, its id when it has none: a number of one arm is none of the trial."""
    key = str(one.get("groupId"))
    return str(groups.get(key, {}).get("label") or key)


def _total(
    record: Mapping[str, Any], reached: list[tuple[str, dict[str, Any]]], path: str, kind: str
) -> Iterator[Field]:
    """The people of all groups; none when a number is missing or they are more than were enrolled (in two groups)."""
    numbers = [str(one.get("numSubjects")) for _, one in reached]
    enrolled = value_at(record, "protocolSection.designModule.enrollmentInfo.count")
    if numbers and all(number.isdecimal() for number in numbers):
        together = sum(map(int, numbers))
        if isinstance(enrolled, int) and together <= enrolled:
            yield from field("sample_size", together, path, kind, sum_of=numbers)


def _about(measure: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "outcome": measure.get("title"),
        "role": _ROLES.get(str(measure.get("type"))),
        "time_frame": measure.get("timeFrame"),
    }


def _denominators(measure: Mapping[str, Any], path: str, groups: Groups, about: Mapping[str, Any]) -> Iterator[Field]:
    for step, denom in under(measure, "denoms", path):
        if denom.get("units") == "Participants":
            for at, count in under(denom, "counts", step):
                told = {**groups.get(str(count.get("groupId")), {}), **about}
                yield from field("arm_size", _given(count.get("value")), f"{at}.value", "analysed", **told)


def _rates(measure: Mapping[str, Any], path: str, groups: Groups, about: Mapping[str, Any]) -> Iterator[Field]:
    """Counts of people as `k` of `n`, and percentages of people; other units are no event rates."""
    unit, kind = str(measure.get("unitOfMeasure") or "").strip(), str(measure.get("paramType"))
    counted = kind == "COUNT_OF_PARTICIPANTS" or (kind == "NUMBER" and _COUNTED.fullmatch(unit))
    if not counted and not (kind == "NUMBER" and _SHARED.fullmatch(unit)):
        return
    for class_path, group in under(measure, "classes", path):
        people = _people(measure) | _people(group)
        for step, category in under(group, "categories", class_path):
            named = {"class": group.get("title"), "category": category.get("title")}
            for at, value in under(category, "measurements", step):
                key = str(value.get("groupId"))
                told = {**groups.get(key, {}), **about, **named, "n": people.get(key)}
                if counted:
                    yield from _count(value, f"{at}.value", told)
                elif _number(value.get("value")) is not None:
                    limits = {"ci_low": value.get("lowerLimit"), "ci_high": value.get("upperLimit")}
                    told |= {**limits, "spread": value.get("spread"), "dispersion": measure.get("dispersionType")}
                    yield from field("event_rate", value.get("value"), f"{at}.value", None, **told)


def _count(value: Mapping[str, Any], path: str, told: Mapping[str, Any]) -> Iterator[Field]:
    """One count of people; none without the number of people it is a part of."""
    k, n = _number(value.get("value")), told["n"]
    if k is not None and k == k.to_integral_value() and n and 0 <= k <= n:
        yield from field("event_rate", value.get("value"), path, "count", k=int(k), **told)


def _people(part: Mapping[str, Any]) -> dict[str, int]:
    """Group id -> people analysed, as far as the denominators of an outcome measure or of a class of it say."""
    return {
        str(count.get("groupId")): int(str(count.get("value")))
        for _, denom in under(part, "denoms", "")
        if denom.get("units") == "Participants"
        for _, count in under(denom, "counts", "")
        if str(count.get("value")).isdecimal()
    }


def _primary_p_values(record: Mapping[str, Any]) -> list[str]:
    """The p-values of all comparisons for a difference in a primary outcome, as printed."""
    return [
        str(analysis["pValue"])
        for path, measure in entries(record, _MEASURES)
        if measure.get("type") == "PRIMARY"
        for _, analysis in under(measure, "analyses", path)
        if _compares(analysis) and analysis.get("pValue")
    ]


def _compares(analysis: Mapping[str, Any]) -> bool:
    """Whether an analysis tests for a difference between groups, and not within one, or for non-inferiority."""
    ids = analysis.get("groupIds")
    return isinstance(ids, list) and len(ids) > 1 and str(analysis.get("nonInferiorityType")) in _DIFFERENCE


def _analyses(
    measure: Mapping[str, Any], path: str, groups: Groups, about: Mapping[str, Any], primary: list[str]
) -> Iterator[Field]:
    """The p-value and the effect of each analysis; a comparison for a difference also says what was significant."""
    for step, analysis in under(measure, "analyses", path):
        ids = analysis.get("groupIds")
        arms = [groups.get(str(key), {}).get("label") for key in ids] if isinstance(ids, list) else []
        told = {**about, "arms": arms, "hypothesis": analysis.get("nonInferiorityType")}
        told["method"] = analysis.get("statisticalMethod")
        yield from field("p_value", _given(analysis.get("pValue")), f"{step}.pValue", None, **told)
        if _compares(analysis):
            more = {"ci_sides": analysis.get("ciNumSides"), "primary_p_values": primary, "form": "p_value", **told}
            yield from field("significance", _given(analysis.get("pValue")), f"{step}.pValue", "statistical", **more)
        if _number(analysis.get("paramValue")) is not None:
            interval = {"ci_low": analysis.get("ciLowerLimit"), "ci_high": analysis.get("ciUpperLimit")}
            interval |= {"ci_level": analysis.get("ciPctValue"), "ci_sides": analysis.get("ciNumSides")}
            spread = {"dispersion": analysis.get("dispersionType"), "spread": analysis.get("dispersionValue")}
            told |= {"measure": analysis.get("paramType"), **interval, **spread}
            yield from field("effect", analysis.get("paramValue"), f"{step}.paramValue", None, **told)


def _given(raw: Any) -> Any:
    """A value as printed, None for the registry's "NA"."""
    return None if str(raw).strip().upper() == "NA" else raw


def _number(raw: Any) -> Decimal | None:
    try:
        number = Decimal(str(raw).strip().replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
