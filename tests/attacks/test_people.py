"""Who can be reached where, as registries and papers print it, is in no table; what was received stays in the blobs."""

import copy
import json

import pytest

from tests.attacks.conftest import CORPUS
from tests.pipeline.stores import PatientClock, config_in, rows
from tests.scrapers.plays import FIXTURES
from tracker.config import Config
from tracker.operations.run import import_files

STUDY = json.loads((FIXTURES / "clinicaltrials_gov" / "study.json").read_text())
NAME, MAIL, PHONE = "Quistina Nobodysdottir", "q.nobodysdottir@drops.example.org", "+47 22 99 88 77"


def study() -> str:
    """A study with a person in every place that the corpus names."""
    made = copy.deepcopy(STUDY)
    protocol = made["protocolSection"]
    person = {"name": NAME, "role": "CONTACT", "phone": PHONE, "email": MAIL}
    places = protocol.setdefault("contactsLocationsModule", {})
    places["centralContacts"] = [person]
    places["overallOfficials"] = [{"name": NAME, "affiliation": "Example University", "role": "STUDY_CHAIR"}]
    places["locations"] = [{"facility": "Example Hospital", "country": "Norway", "contacts": [person]}]
    protocol["descriptionModule"] = {"briefSummary": f"Drops are compared. Write to {MAIL} or call {PHONE}."}
    return json.dumps(made)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A store of every registry's and index's fixture, and of the study above."""
    folder = tmp_path_factory.mktemp("people")
    inside = folder / "in"
    inside.mkdir()
    (inside / "study.json").write_text(study())
    for name in ("isrctn/full.xml", "ictrp/export.xml", "pubmed/set.xml", "europepmc/fulltext.xml", "euctr/full.txt",
                 "clinicaltrials_gov/study_with_results.json", "ctis/record.json"):  # fmt: skip
        (inside / name.replace("/", "-")).write_bytes((FIXTURES / name).read_bytes())
    config = config_in(folder, f"sqlite:///{folder}/e.db")
    import_files(config, PatientClock(), [inside])
    return config


@pytest.mark.parametrize("case", CORPUS["person"], ids=lambda case: f"{case['reader']} {case['field']}")
def test_a_contact_is_in_no_table(store: Config, case: dict[str, str]) -> None:
    held = {name: "\n".join(found) for name, found in rows(store.store.url, without=()).items()}
    assert len(held["document"].splitlines()) >= 7
    for name, found in held.items():
        for told in case["told"]:
            assert told not in found, f"{told} in table {name}"


def test_no_address_of_anybody_is_in_a_table(store: Config) -> None:
    held = "\n".join(line for found in rows(store.store.url, without=()).values() for line in found)
    fixtures = "".join((FIXTURES / name).read_text("utf-8") for name in ("isrctn/full.xml", "europepmc/fulltext.xml"))
    assert "@example.org" in fixtures
    assert "@exampleton.example" in fixtures
    assert "@example.org" not in held
    assert "@exampleton.example" not in held
