"""The injected errors on made-up entries: forty texts, so that it is seen to work where the samples are not."""

import json
from pathlib import Path

import pytest

from tests.injected.facts import Study, at, told_of
from tests.injected.measure import Judged, judged, store_in
from tests.injected.page import alarms, page_of, share
from tests.injected.write import HALVES, ORDER, TEMPLATES, half_of, templates_of, texts_of
from tracker.clock import Clock

ENTRIES = Path(__file__).parent / "entries.ndjson"


def studies() -> list[Study]:
    return [json.loads(line) for line in ENTRIES.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    folder = tmp_path_factory.mktemp("injected")
    told = [one for study in studies() if (one := told_of(study))]
    texts = [text for one in told for half in HALVES for text in texts_of(one, half, 2)]
    return judged(store_in(folder, [ENTRIES]), texts, folder)


def test_changed_facts_are_found_and_unchanged_texts_are_quiet(found: list[Judged]) -> None:
    assert len(found) >= 40
    for half in HALVES:
        k, n = share(found, half)
        assert k >= 0.9 * n, [one.text.sentence for one in found if one.text.changed and not one.found]
        assert alarms(found, half)[0] == 0, [one.alarms for one in found if not one.text.changed and one.alarms]


def test_every_fact_has_templates_of_both_halves() -> None:
    assert sum(len(TEMPLATES[name]) for name in ORDER) >= 30
    for name in ORDER:
        assert [len(templates_of(name, half)) >= 2 for half in HALVES] == [True, True], name
    assert half_of("The primary outcome was {outcome}.") == half_of("The primary outcome was {outcome}.")


def test_a_changed_text_differs_in_one_sentence_only(found: list[Judged]) -> None:
    plain = {one.text.id: one.text for one in found if not one.text.changed}
    for one in found:
        if one.text.changed:
            before = plain[one.text.id.removesuffix(f"-{one.text.changed}")]
            assert one.text.sentence in one.text.text
            assert one.text.text != before.text
            lost = set(before.text.split(". ")) ^ set(one.text.text.split(". "))
            assert len(lost) <= 4, one.text.id  # the sentence, and what stands beside it in a paragraph


def test_what_an_entry_does_not_state_is_no_fact() -> None:
    study = studies()[0]
    protocol = study["protocolSection"]
    bare = {"protocolSection": protocol | {"outcomesModule": {}, "designModule": {}, "contactsLocationsModule": {}}}
    told = told_of(bare)
    assert told is not None
    assert not {"outcome", "phase", "masking", "enrolled", "randomised", "centres"} & set(told.facts)
    assert told_of({"protocolSection": {**protocol, "conditionsModule": {}}}) is None
    assert at({"a": {"b": ["one"]}}, "a", "b") == "one"


def test_the_page_tells_the_halves_apart(found: list[Judged]) -> None:
    page = page_of(found, Clock().now().date())
    assert "| changed facts found |" in page
    assert all(f"| {name.replace('_', ' ')} |" in page for name in ORDER)
