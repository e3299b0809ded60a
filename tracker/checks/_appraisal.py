"""Which checks look at what tools for judging the trustworthiness of trials ask for."""

from collections.abc import Collection, Iterator

INSPECT_SR = {
    1: "domain 1, post-publication notices",
    2: "domain 2, conduct, governance and transparency",
    4: "domain 4, results",
}
"""INSPECT-SR (Wilkinson et al., medRxiv 2024): its domains, as far as a check corresponds to one."""
ITEMS: dict[str, tuple[int | None, str]] = {
    "retracted": (1, ""),
    "registration_id": (2, "governance: registration"),
    "registration_timing": (2, "governance: registration"),
    "other_registrations": (2, "governance: registration"),
    "shortfall": (2, ""),
    "chronology": (2, ""),
    "outcome_switch": (2, "outcomes: primary outcome changed from the registration"),
    "primary_outcome": (2, "outcomes: primary outcome changed from the registration"),
    "undeclared_outcome": (2, ""),
    "attrition": (4, "drop-out"),
    "arithmetic": (4, "outcomes: results that do not go together"),
    "percent_attainable": (4, "outcomes: results that do not go together"),
    "nnt": (4, "outcomes: results that do not go together"),
    "absolute_difference": (4, "outcomes: results that do not go together"),
    "share_total": (4, "outcomes: results that do not go together"),
    "two_statements": (4, "outcomes: results that do not go together"),
    "outside_interval": (4, ""),
    "sample_size": (4, ""),
    "event_rate": (4, ""),
    "harms": (4, ""),
    "arm_split": (4, ""),
}
"""Check -> the domain of INSPECT-SR, and the part of TRACT (Mol et al., Res Integr Peer Rev 2023;8:6), "" for none."""


def appraisal(names: Collection[str]) -> Iterator[str]:
    """The lines of a table of those of these checks that correspond to something in INSPECT-SR or TRACT."""
    yield from (
        "## Correspondence with INSPECT-SR and TRACT",
        "",
        "Both tools ask a reader of a systematic review whether a trial can be trusted. A check here can point at a",
        "passage for such a question; it answers none. Only what corresponds is listed, by domain.",
        "",
        "| check | INSPECT-SR | TRACT |",
        "|---|---|---|",
    )
    for name in sorted(set(ITEMS) & set(names)):
        domain, part = ITEMS[name]
        yield f"| {name} | {INSPECT_SR[domain] if domain else ''} | {part} |"
    yield ""
