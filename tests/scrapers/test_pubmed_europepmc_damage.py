"""Damaged answers of PubMed and Europe PMC are read as far as they go or refused by a ReadError."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given

from scrapers import europepmc, pubmed
from tests.scrapers.plays import FIXTURES, reply
from tests.scrapers.test_damage import damaged, read


@given(damaged("pubmed/set.xml"))
def test_pubmed(body: bytes) -> None:
    assert len(read(pubmed.parse(reply(body)))) <= 2


@given(damaged("europepmc/search.json"))
def test_results(body: bytes) -> None:
    assert len(read(europepmc.parse(reply(body)))) <= 2


@given(damaged("europepmc/fulltext.xml"))
def test_full_text(body: bytes) -> None:
    for document in read(europepmc.parse(reply(body))):
        assert "\x00" not in document.text


RESULTS = json.loads((FIXTURES / "europepmc" / "search.json").read_text())


def places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value, as the keys and indexes that lead there."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, item in pairs for place in ((*above, key), *places(item, (*above, key)))]


@pytest.mark.parametrize("odd", [None, 1, "x", [], {}, [None], ["x"], {"x": 1}, True, "x\ud800"])
def test_values_of_another_type(odd: Any) -> None:
    for *above, last in places(RESULTS):
        answer = deepcopy(RESULTS)
        holder = answer
        for step in above:
            holder = holder[step]
        holder[last] = odd
        documents = read(europepmc.parse(reply(json.dumps(answer))))
        assert len([document.model_dump_json() for document in documents]) <= 2
