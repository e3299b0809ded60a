"""Bodies of the corpus, given to those who read them: refused or read without harm, in little time and memory."""

import time
from pathlib import Path

import pytest

from tests.attacks.conftest import CORPUS, MOST_ASKED, outcome
from tests.attacks.generators import BODIES, XML_FILES, hostile_xml
from tests.loopback import Loopback, page

SECONDS = 30.0
"""CPU time that only a reader that is blown up needs: the slowest takes a tenth of it."""
XML = [(reader, form) for reader in CORPUS["xml"]["readers"] for form in CORPUS["xml"]["forms"]]
SECRET = "666 people in the file of secrets"
KINDS = {"page": "text/html", "clinicaltrials_gov": "application/json"}


@pytest.mark.parametrize("case", CORPUS["parsed"], ids=lambda case: case["id"])
def test_a_body_without_measure(case: dict[str, str]) -> None:
    began = time.process_time()
    said, asked = outcome(case["reader"], BODIES[case["make"]], KINDS.get(case["reader"], "application/xml"))
    assert case["says"] in said
    assert asked <= MOST_ASKED
    assert len(said) < 5_000_000
    assert time.process_time() - began < SECONDS


def test_every_reader_of_xml_is_attacked() -> None:
    assert set(CORPUS["xml"]["readers"]) == set(XML_FILES)


@pytest.mark.parametrize(("reader", "form"), XML)
def test_xml_that_reaches_for_more(tmp_path: Path, web: Loopback, reader: str, form: str) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    web.routes["/evil"] = page(f'<!ENTITY x "{SECRET}">'.encode(), content_type="application/xml")
    body = hostile_xml(reader, form, (tmp_path / "secret.txt").as_uri(), web.url("/evil"))
    began = time.process_time()
    said, _ = outcome(reader, lambda n: body, "application/xml")
    assert said
    assert SECRET not in said
    assert web.connections == 0
    assert len(said) < 2_000_000
    assert time.process_time() - began < SECONDS
