"""The corpus is as large as it is said to be, and says nothing twice."""

from collections import Counter

from tests.attacks.conftest import CORPUS


def inputs() -> list[tuple[str, str]]:
    """Every input with its area."""
    found: list[tuple[str, str]] = []
    for area, key in (("address", "urls"), ("header", "values"), ("path", "names"), ("text", "values")):
        found += [(area, value) for group in CORPUS[area] for value in group[key]]
    for area in ("rebinding", "body", "parsed", "secret"):
        found += [(area, case["id"]) for case in CORPUS[area]]
    found += [("xml", f"{reader} {form}") for reader in CORPUS["xml"]["readers"] for form in CORPUS["xml"]["forms"]]
    found += [("sql", statement) for name in ("sqlite", "postgresql") for statement in CORPUS["sql"][name]]
    return found + [("person", f"{case['reader']} {case['field']}") for case in CORPUS["person"]]


def test_there_are_at_least_150_inputs_over_all_areas() -> None:
    found = inputs()
    assert [one for one, count in Counter(found).items() if count > 1] == []
    assert len(found) >= 300
    least = {"address": 70, "header": 8, "body": 15, "parsed": 12, "xml": 50, "path": 15, "text": 40, "sql": 45}
    counts = Counter(area for area, _ in found)
    assert {area: counts[area] for area, number in least.items() if counts[area] < number} == {}
