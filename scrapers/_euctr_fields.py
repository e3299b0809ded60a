"""One trial of the EU Clinical Trials Register: its protocols, one per country, folded into one record.

What all countries that say anything say alike is one field; where they differ each value is a field of its own with
the countries that say it (qualifier `country`). What is counted for one country alone has its country always.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scrapers._euctr_table import AGES, PERSONAL, SECTIONS
from scrapers._json import storable
from tracker.records import Field

Protocol = Mapping[str, Any]

_ENTERED = "Date on which this record was first entered in the EudraCT database"
_SINGLE: tuple[tuple[str, str | None, str], ...] = (
    ("registration_id", "own", "A.2"),
    ("registration_id", "sponsor", "A.4.1"),
    ("registration_id", "secondary", "A.5.1"),
    ("registration_id", "secondary", "A.5.2"),
    ("registration_id", "secondary", "A.5.3"),
    ("registration_id", "secondary", "A.5.4"),
    ("title", "official", "A.3"),
    ("title", "brief", "A.3.1"),
    ("title", "short", "A.3.2"),
    ("condition", None, "E.1.1"),
    ("condition", "lay", "E.1.1.1"),
    ("eligibility", "inclusion", "E.3"),
    ("eligibility", "exclusion", "E.4"),
    ("allocation", None, "E.8.1.1"),
    ("healthy_volunteers", None, "F.3.1"),
    ("date", "authorised", "N. Date of Competent Authority Decision"),
    ("date", "completion", "P. Date of the global end of the trial"),
    ("date", "first_submitted", f"head.{_ENTERED}"),
    ("status", "overall", "head.Trial Status"),
)
_OUTCOMES = (("primary_outcome", "E.5.1"), ("secondary_outcome", "E.5.2"))
_PHASES = {
    "E.7.1": "Human pharmacology (Phase I)",
    "E.7.2": "Therapeutic exploratory (Phase II)",
    "E.7.3": "Therapeutic confirmatory (Phase III)",
    "E.7.4": "Therapeutic use (Phase IV)",
}
_MASKING = {"E.8.1.2": "Open", "E.8.1.3": "Single blind", "E.8.1.4": "Double blind"}
_BOXES = {
    "E.8.1.5": ("model", "interventional", "Parallel group"),
    "E.8.1.6": ("model", "interventional", "Cross over"),
    "E.8.2.1": ("control", None, "Other medicinal product(s)"),
    "E.8.2.2": ("control", None, "Placebo"),
}
_TEXTS = ("E.2.1", "E.8.1.7.1", "E.8.2.3.1")
_NOTHING = re.compile(
    r"(?:n/?a|none|nil|-+|not (?:applicable|available|known|provided)|information not present in eudract)\W*",
    re.IGNORECASE,
)


def record_of(number: str, protocols: Sequence[Protocol]) -> dict[str, Any]:
    """The trial: its number and its protocols by country, without contacts."""
    kept = [_without_contacts(protocol) for protocol in protocols]
    record = storable({"native_id": number, "protocols": sorted(kept, key=lambda one: str(one["country"]))})
    assert isinstance(record, dict)
    return record


def sections_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """The content by section and country; translations are left out."""
    found: dict[str, Any] = {}
    for protocol in record["protocols"]:
        head = {f"head.{name}": value for name, value in protocol["head"].items() if name != "Link"}
        for name, value in {**protocol, **head}.items():
            if name not in ("country", "head", "translations"):
                section = next((section for start, section in SECTIONS if name.startswith(start)), "description")
                found.setdefault(section, {}).setdefault(protocol["country"], {})[name] = value
    return found


def text_of(record: Mapping[str, Any]) -> tuple[str, int]:
    """The text to read (titles, main objective, design and comparator in words) of the fullest protocol, and where
    the titles end."""
    protocol = max(record["protocols"], key=lambda one: len(_given(one, "A.3", "A.3.1", *_TEXTS)))
    titles = "\n".join(dict.fromkeys(_given(protocol, "A.3.1", "A.3")))
    return "\n\n".join(filter(None, [titles, *_given(protocol, *_TEXTS)])), len(titles)


def fields_of(record: Mapping[str, Any]) -> Iterator[Field]:
    """Every field that is read, with its path into `record`."""
    protocols = record["protocols"]
    alone = _is_in_one_country(protocols)
    yield from _folded([(p["country"], list(_one(p, f"$.protocols[{n}]", alone))) for n, p in enumerate(protocols)])
    countries = [protocol["country"] for protocol in protocols if protocol["country"]]
    regions = [line.strip() for protocol in protocols for line in str(protocol.get("E.8.6.3", "")).split("\n")]
    told = list(dict.fromkeys(filter(None, [*countries, *regions])))
    if told and not alone:
        yield Field(type="centres", raw="|".join(told), path="$.protocols", kind="countries")


def _without_contacts(protocol: Protocol) -> dict[str, Any]:
    kept = {name: value for name, value in protocol.items() if not name.startswith(PERSONAL)}
    if isinstance(kept.get("sponsors"), list):
        kept["sponsors"] = [
            {code: value for code, value in sponsor.items() if not code.startswith(PERSONAL)}
            for sponsor in kept["sponsors"]
        ]
    return kept


def _is_in_one_country(protocols: Sequence[Protocol]) -> bool:
    """Whether the only protocol says that there is no other country."""
    one = protocols[0]
    return len(protocols) == 1 and one.get("E.8.5") == "No" and "Yes" not in (one.get("E.8.6.1"), one.get("E.8.6.2"))


def _folded(countries: Sequence[tuple[str, list[Field]]]) -> Iterator[Field]:
    """The fields of all countries, each value once."""
    saying: dict[tuple[Any, ...], list[str]] = {}
    first: dict[tuple[Any, ...], Field] = {}
    stated: dict[tuple[str, str | None], set[str]] = {}
    for country, fields in countries:
        for field in fields:
            value = re.sub(r"\W+", " ", field.raw).strip().casefold()
            key = (field.type, field.kind, value, field.qualifiers.get("country"))
            first.setdefault(key, field)
            saying.setdefault(key, []).append(country)
            stated.setdefault(key[:2], set()).add(country)
    for key, field in first.items():
        apart = stated[key[:2]] - set(saying[key])
        if apart and "country" not in field.qualifiers:
            told = {**field.qualifiers, "country": ", ".join(dict.fromkeys(saying[key]))}
            kind = "in_country" if field.type == "status" else field.kind
            yield field.model_copy(update={"qualifiers": told, "kind": kind})
        else:
            yield field


def _one(protocol: Protocol, path: str, alone: bool) -> Iterator[Field]:
    """The fields of one protocol."""
    country = protocol["country"]
    for claim, kind, code in _SINGLE:
        yield from _field(protocol, path, claim, code, kind)
    for claim, code in _OUTCOMES:
        yield from _field(protocol, path, claim, code, time_frame=protocol.get(f"{code}.1"))
    yield from _sizes(protocol, path, country, alone)
    phases = [code for code in _PHASES if protocol.get(code) == "Yes"]
    if phases:
        yield from _field(protocol, path, "phase", phases[0], raw="|".join(_PHASES[code] for code in phases))
    masking = [code for code in _MASKING if protocol.get(code) == "Yes"]
    if len(masking) == 1:  # open and blind at once: an extension or a part, which is not said
        yield from _field(protocol, path, "masking", masking[0], raw=_MASKING[masking[0]])
    for code, (claim, kind, name) in _BOXES.items():
        if protocol.get(code) == "Yes":
            yield from _field(protocol, path, claim, code, kind, raw=name)
    ages = [row for row in AGES if protocol.get(row[0]) == "Yes"]
    if ages:
        yield from _field(protocol, path, "age", ages[0][0], "group_minimum", ages[0][1])
        yield from _field(protocol, path, "age", ages[-1][0], "group_maximum", ages[-1][2])
    sexes = [(code, name) for code, name in (("F.2.1", "Female"), ("F.2.2", "Male")) if protocol.get(code) == "Yes"]
    if sexes:
        yield from _field(protocol, path, "sex", sexes[0][0], raw=", ".join(name for _, name in sexes))
    yield from _lists(protocol, path)


def _sizes(protocol: Protocol, path: str, country: str, alone: bool) -> Iterator[Field]:
    """People and sites; a count for one country is the trial's own only when there is no other country."""
    yield from _count(protocol, path, "sample_size", "F.4.2.2", "planned")
    yield from _count(protocol, path, "sample_size", "F.4.2.1", "planned_in_eea")
    if alone and not str(protocol.get("F.4.2.2", "")).strip("0 "):
        yield from _count(protocol, path, "sample_size", "F.4.1", "planned")
    else:
        yield from _count(protocol, path, "sample_size", "F.4.1", "planned_in_country", country=country)
    if alone and protocol.get("E.8.4.1"):
        yield from _count(protocol, path, "centres", "E.8.4.1", "planned")
    elif alone and protocol.get("E.8.3") == "Yes" and protocol.get("E.8.4") == "No":
        yield from _field(protocol, path, "centres", "E.8.3", "planned", "1")
    elif protocol.get("E.8.6.1") == "No" and protocol.get("E.8.6.2") == "No":
        yield from _count(protocol, path, "centres", "E.8.5.1", "planned")


def _lists(protocol: Protocol, path: str) -> Iterator[Field]:
    """What comes once per sponsor, product or term; of a product the substance, else a name of it."""
    for group, code, role in (("sponsors", "B.1.1", "lead_sponsor"), ("support", "B.4.1", "funder")):
        for n, item in enumerate(protocol.get(group, ())):
            yield from _field(item, f"{path}.{group}[{n}]", "institution", code, role=role)
    for n, item in enumerate(protocol.get("meddra", ())):
        yield from _field(item, f"{path}.meddra[{n}]", "condition", "Term", vocabulary="MedDRA")
    for n, imp in enumerate(protocol.get("imps", ())):
        step = f"{path}.imps[{n}]"
        side = "control" if imp.get("D.1.2 and D.1.3") == "Comparator" else None
        told = {"type": "DRUG", "role": side, "routes": imp.get("D.3.7"), "product": imp.get("D.3.1")}
        parts = [
            field
            for m, part in enumerate(imp.get("substances", ()))
            for field in _field(part, f"{step}.substances[{m}]", "intervention", "D.3.8", **told)
        ]
        names = [
            field
            for code in ("D.3.1", "D.2.1.1.1", "D.3.2")
            for field in _field(imp, step, "intervention", code, **told)
        ]
        yield from parts or names[:1]


def _count(found: Mapping[str, Any], path: str, claim: str, code: str, kind: str, **told: Any) -> Iterator[Field]:
    """A count; 0 stands for one that is not given."""
    if str(found.get(code, "")).strip("0 "):
        yield from _field(found, path, claim, code, kind, **told)


def _field(
    found: Mapping[str, Any],
    path: str,
    claim: str,
    code: str,
    kind: str | None = None,
    raw: str | None = None,
    **told: Any,
) -> Iterator[Field]:
    """One field with what stands under `code` (or `raw`, what a ticked box means), none when that is nothing."""
    where, name = ("head", code[5:]) if code.startswith("head.") else ("", code)
    value = (found[where] if where else found).get(name)
    printed = (value if raw is None else raw) if isinstance(value, str) else ""
    if printed.strip() and not _NOTHING.fullmatch(printed.strip()):
        qualifiers = {key: item for key, item in told.items() if item}
        spelt = f"{path}{'.' + where if where else ''}['{name}']"
        yield Field(type=claim, raw=printed.strip(), path=spelt, kind=kind, qualifiers=qualifiers)


def _given(protocol: Protocol, *codes: str) -> list[str]:
    values = (str(protocol.get(code) or "").strip() for code in codes)
    return [value for value in values if value and not _NOTHING.fullmatch(value)]


def same(one: Protocol, other: Protocol) -> bool:
    """Whether two protocols of one country say the same."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
