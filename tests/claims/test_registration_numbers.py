"""Registration numbers of every registry, as printed and misprinted, in running text and in registry fields."""

import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from tracker.claims import extract, from_fields
from tracker.claims._printed_numbers import numbers
from tracker.claims._schemes import SCHEMES
from tracker.records import Claim, Field

AS_PRINTED = [
    ("nct", "NCT99999901", "NCT99999901"),
    ("nct", "NCT 99999901", "NCT99999901"),
    ("nct", "NCT#99999901", "NCT99999901"),
    ("nct", "nCt99999901", "NCT99999901"),
    ("nct", "NCT9 9999901", "NCT99999901"),
    ("nct", "NCT 9999 9901", "NCT99999901"),
    ("nct", "NCT 99 99 99 01", "NCT99999901"),
    ("nct", "NCT No. 99999901", "NCT99999901"),
    ("nct", "NCT number: 99999901", "NCT99999901"),
    ("nct", "NCT (99999901)", "NCT99999901"),
    ("nct", "NCT\u00a099999901", "NCT99999901"),
    ("nct", "NCT9999\u00ad9901", "NCT99999901"),
    ("nct", "N\u00adCT99999901", "NCT99999901"),
    ("nct", "NCT\u20119999\u20139901", "NCT99999901"),
    ("nct", "NCT９９９９９９０１", "NCT99999901"),
    ("nct", "NCTO9999901", "NCT09999901"),
    ("nct", "NCT0999990l", "NCT09999901"),
    ("nct", "https://clinicaltrials.gov/study/NCT99999901?rank=1", "NCT99999901"),
    ("nct", "ClinicalTrials.govNCT99999901", "NCT99999901"),
    ("isrctn", "ISRCTN 99999901", "ISRCTN99999901"),
    ("isrctn", "ISRCTN-99999901", "ISRCTN99999901"),
    ("isrctn", "ISRC\u00adTN99999901", "ISRCTN99999901"),
    ("isrctn", "https://doi.org/10.1186/ISRCTN99999901", "ISRCTN99999901"),
    ("eudract", "2099-000001-11", "2099-000001-11"),
    ("eudract", "2099‐000001‐11", "2099-000001-11"),
    ("eudract", "EUCTR2099-000001-11-GB", "2099-000001-11"),
    ("eudract", "EUCTR2099-000001-11-Outside-EU/EEA", "2099-000001-11"),
    ("eudract", "2099-000001-11-3RD", "2099-000001-11"),
    ("eudract", "CTIS2099-000001-11-00", "2099-000001-11"),
    ("eudract", "EudraCT number: 2099 000001 11", "2099-000001-11"),
    ("eudract", "EudraCT 2099-100001-11", "2099-100001-11"),
    ("ctis", "2099-500001-11-00", "2099-500001-11"),
    ("ctis", "2099-500001-11", "2099-500001-11"),
    ("ctis", "EU CT 2099-500001-11-01", "2099-500001-11"),
    ("ctis", "CTIS2099-500001-11-00", "2099-500001-11"),
    ("ctis", "EUCT number: 2099-500001-11-00", "2099-500001-11"),
    ("ctis", "EU CT number 2099 500001 11 00", "2099-500001-11"),
    ("ctis", "EudraCT 2099-500001-11", "2099-500001-11"),
    ("actrn", "ACTRN12699000000001", "ACTRN12699000000001"),
    ("actrn", "ACTRN 12699 000 000 001", "ACTRN12699000000001"),
    ("actrn", "ACTRN012699000000001", "ACTRN12699000000001"),
    ("actrn", "ACTRN12699000000001p", "ACTRN12699000000001"),
    ("actrn", "ANZCTR: 12699000000001", "ACTRN12699000000001"),
    ("chictr", "ChiCTR9900000001", "ChiCTR9900000001"),
    ("chictr", "CHICTR-trc-99000001", "ChiCTR-TRC-99000001"),
    ("chictr", "ChiCTR - IPR - 99000001", "ChiCTR-IPR-99000001"),
    ("itmctr", "ITMCTR2099000001", "ITMCTR2099000001"),
    ("ctri", "CTRI/2099/01/000001", "CTRI/2099/01/000001"),
    ("ctri", "CTRI-2099-091-000001", "CTRI/2099/091/000001"),
    ("ctri", "CTRI 2099/01/000001", "CTRI/2099/01/000001"),
    ("drks", "DRKS 00099999", "DRKS00099999"),
    ("drks", "DRKS-ID: DRKS00099999", "DRKS00099999"),
    ("irct", "IRCT20990101099999N12", "IRCT20990101099999N12"),
    ("irct", "IRCT 209901019999 N1", "IRCT209901019999N1"),
    ("jrct", "jRCT9999999901", "jRCT9999999901"),
    ("jrct", "JPRN-jRCTs999999901", "jRCTs999999901"),
    ("umin", "UMIN:000099999", "UMIN000099999"),
    ("umin", "UMIN-CTR 000099999", "UMIN000099999"),
    ("umin", "JPRN-C000000999", "C000000999"),
    ("japiccti", "JapicCTI-999999", "JapicCTI-999999"),
    ("japiccti", "JPRN-JapicCTI-999999", "JapicCTI-999999"),
    ("jma_iia", "JMA-IIA99999", "JMA-IIA99999"),
    ("kct", "KCT 0099999", "KCT0099999"),
    ("nl_omon", "NL-OMON99999", "NL-OMON99999"),
    ("ntr", "NL9999", "NL9999"),
    ("ntr", "NTR9999", "NTR9999"),
    ("ntr", "Netherlands Trial Register NTR 999", "NTR999"),
    ("ntr", "Dutch trial register NL 999", "NL999"),
    ("pactr", "PACTR 209901000000001", "PACTR209901000000001"),
    ("pactr", "PACTR2099010000000001", "PACTR2099010000000001"),
    ("rebec", "RBR-9ABC99", "RBR-9abc99"),
    ("rebec", "RBR-99abcde", "RBR-99abcde"),
    ("repec", "PER-099-99", "PER-099-99"),
    ("rpcec", "RPCEC00099999", "RPCEC00099999"),
    ("slctr", "SLCTR/2099/001", "SLCTR/2099/001"),
    ("slctr", "SLCTR-2099-001", "SLCTR/2099/001"),
    ("tctr", "TCTR20990101001", "TCTR20990101001"),
    ("lbctr", "LBCTR2099010001", "LBCTR2099010001"),
    ("hkctr", "HKUCTR-9999", "HKCTR-9999"),
    ("snctp", "SNCTP000099999", "SNCTP000099999"),
    ("utn", "U1111-9999-0001", "U1111-9999-0001"),
    ("utn", "UTN: 1111-9999-0001", "U1111-9999-0001"),
    ("iras", "IRAS project ID 999999", "IRAS 999999"),
    ("cpms", "CPMS 99999", "CPMS 99999"),
    ("ukcrn", "UKCRN ID: 99999", "UKCRN 99999"),
]  # fmt: skip

MISPRINTED = [
    ("ISCRTN99999905", "isrctn", "ISRCTN99999905"),
    ("ISRCNT99999905", "isrctn", "ISRCTN99999905"),
    ("ISRCTN9999990", "isrctn", None),
    ("NTC09999901", "nct", "NCT09999901"),
    ("NCT9999901", "nct", "NCT09999901"),
    ("NCT0999990", "nct", None),
    ("NCT099999901", "nct", None),
    ("NCT 0999990 1", "nct", None),
    ("NCT0999990 of 12", "nct", None),
    ("DRKS0009999", "drks", None),
    ("UMIN99999999", "umin", None),
    ("IRCT20990101099999N", "irct", None),
    ("CTRI/2099/01/00001", "ctri", None),
    ("EudraCT 2099-00001-11", "eudract", None),
    ("EudraCT 2021-500001-11", "eudract", None),
]

LOOK_ALIKES = [
    "NL26999.042.09",
    "NL 26999.042.09",
    "ID-RCB 2099-A00001-11",
    "2099-A00001-11",
    "doi 10.9999/journal-2099-000001-11",
    "https://doi.org/10.9999/x.NCT99999901",
    "journal-2099-302759",
    "ZINC000099999999",
    "R000099999",
    "pages 2099-2012",
    "2099-01-15",
    "2021-500001-11",
    "2099-123456-11",
    "grant 2099-67000-12345",
    "2099-000001-111",
    "12099-000001-11",
    "209900000111",
    "per-100-20",
    "per 100 000",
    "nl9999",
    "NL (17)",
    "NL999999999B01",
    "REF/2099/01/000001",
    "NCI-2099-01065",
    "CDR0000999999",
    "CRD42099999999",
    "C000000999",
    "NCT is short for national clinical trial",
    "KCT 12",
    "NTR 50",
]


@pytest.mark.parametrize(("scheme", "printed", "value"), AS_PRINTED, ids=[p for _, p, _ in AS_PRINTED])
def test_a_number_as_printed(scheme: str, printed: str, value: str) -> None:
    (claim,) = _read(f"We have it as {printed}, and more.")
    assert (claim.value, claim.status) == ({"scheme": scheme, "value": value}, "asserted")
    assert claim.quote in printed
    assert not claim.quote[-1].isspace()


def test_every_scheme_has_an_example() -> None:
    assert {scheme for scheme, _, _ in AS_PRINTED} == {scheme.name for scheme in SCHEMES}


@pytest.mark.parametrize(("printed", "scheme", "suggested"), MISPRINTED, ids=[p for p, _, _ in MISPRINTED])
def test_a_misprint_is_hedged_and_no_number(printed: str, scheme: str, suggested: str | None) -> None:
    (claim,) = _read(f"Registered as {printed}.")
    assert claim.value["scheme"] == "malformed"
    assert (claim.status, claim.confidence) == ("hedged", 0.4)
    assert claim.qualifiers["suggests_scheme"] == scheme
    assert claim.qualifiers.get("suggests") == suggested


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_a_look_alike_is_nothing(text: str) -> None:
    assert _read(f"It says {text} there.") == []


def test_a_count_beside_a_number_stays_outside() -> None:
    (claim,) = _read("Under NCT99999901 30 people took part.")
    assert claim.quote == "NCT99999901"


PIECES = [
    "NCT",
    "ISRCTN",
    "NL",
    "EUCTR",
    "U1111",
    "2099",
    "-",
    "\u00ad",
    " ",
    "0",
    "99999901",
    "500001",
    "O",
    "\n",
    "/",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join))
def test_numbers_of_any_text_stand_in_order_and_apart(text: str) -> None:
    found = list(numbers(text))
    places = [0, *(place for one in found for place in (one.start, one.end)), len(text)]
    assert places == sorted(places)
    assert all(one.start < one.end for one in found)


def test_the_quote_is_what_is_printed() -> None:
    text = "See N\u00adCT\u200b9999\u20119901 for more."
    (claim,) = _read(text)
    assert claim.quote == text[claim.start : claim.end] == "N\u00adCT\u200b9999\u20119901"


def test_a_line_end_or_a_hyphen_in_a_number_is_passed_over() -> None:
    assert [one.value for one in numbers("NCT9999-\n9901; ISRCTN\n99999901")] == ["NCT99999901", "ISRCTN99999901"]


def test_the_country_of_a_european_protocol_is_kept() -> None:
    (claim,) = _read("Registered as EUCTR2099-000001-11-GB.")
    assert claim.qualifiers == {"country": "GB"}


@pytest.mark.parametrize(
    ("raw", "told", "scheme", "value"),
    [
        ("99999901", {"id_type": "OTHER", "domain": "ISRCTN"}, "isrctn", "ISRCTN99999901"),
        ("99999901", {"id_type": "OTHER", "domain": "Ministry"}, "other", "99999901"),
        ("99999901", {}, "other", "99999901"),
        ("2099-000001-11", {"id_type": "ctis", "canonical": "CTIS2099-000001-11-00"}, "eudract", "2099-000001-11"),
        ("CTIS2099-000001-11-00", {"id_type": "ctis"}, "eudract", "2099-000001-11"),
        ("2099-500001-11", {"id_type": "EUDRACT_NUMBER"}, "ctis", "2099-500001-11"),
        ("2099 000001 11", {"id_type": "EUDRACT_NUMBER"}, "eudract", "2099-000001-11"),
        ("1111-9999-0001", {"domain": "UTN Number"}, "utn", "U1111-9999-0001"),
        ("999999", {"id_type": "iras"}, "iras", "IRAS 999999"),
        ("999", {"domain": "Netherlands Trial Register"}, "ntr", "NTR999"),
        ("2099-A00001-11", {"domain": "ID-RCB"}, "other", "2099-A00001-11"),
        ("NL26999.042.09", {"domain": "CCMO"}, "other", "NL26999.042.09"),
        ("CDR0000999999", {"domain": "Clinical Trials.gov"}, "other", "CDR0000999999"),
    ],
)  # fmt: skip
def test_a_field(raw: str, told: dict[str, str], scheme: str, value: str) -> None:
    (claim,) = _field(raw, "secondary", told)
    assert claim.value == {"scheme": scheme, "value": value}
    assert claim.status == "asserted"


def test_a_misprint_in_a_field_is_hedged() -> None:
    (claim,) = _field("NCT9999901", "secondary", {})
    assert (claim.value["scheme"], claim.status) == ("malformed", "hedged")
    assert claim.qualifiers["suggests"] == "NCT09999901"


def test_a_sponsors_code_that_looks_dutch_is_its_code() -> None:
    (claim,) = _field("NL9999", "sponsor", {})
    assert claim.value == {"scheme": "other", "value": "NL9999"}


def test_an_entry_without_a_known_number_is_nobodys() -> None:
    _, problems = from_fields([Field(type="registration_id", raw="NCT9999901", path="$.x", kind="own")])
    assert [problem.kind for problem in problems] == ["unread_value"]


REGISTRIES = {"ClinicalTrials.gov": "nct", "UMIN-CTR": "umin"}


def test_all_strings_that_others_collected(shared: Path) -> None:
    """Also those that their owners switched off: bare digits, small letters, no hyphen. All are rejected here too.

    "ISCRTN06180958" is no ISRCTN number but a misprint that suggests one; so is an IRCT number that lost its N part.
    """
    cases = json.loads((shared / "samples" / "trn" / "trn_test_strings.json").read_text(encoding="utf-8"))
    wrong, suspected = [], set()
    for case in cases:
        registry, verdict = case["test"].split()[:2]
        scheme = REGISTRIES.get(registry, registry.lower())
        found = _read(case["string"])
        read = [claim for claim in found if claim.status == "asserted" and claim.value["scheme"] == scheme]
        suspected |= {claim.qualifiers["suggests_scheme"] for claim in found if claim.status == "hedged"}
        if len(read) != (verdict == "TP"):
            wrong.append(case)
    assert wrong == []
    assert suspected == {"isrctn", "irct"}
    assert sum(case["commented_out"] for case in cases) == 5


def test_the_numbers_of_the_other_registries_of_a_portal(shared: Path) -> None:
    lines = (shared / "samples" / "ictrp" / "ictrp.csv").read_text(encoding="utf-8", errors="replace").splitlines()
    printed = [line.partition(",")[0] for line in lines]
    ids = [text for text in printed if text[:2].isupper() and text[-2:].isalnum() and any(c.isdigit() for c in text)]
    read = [[one.value for one in numbers(text) if one.scheme != "malformed"] for text in ids]
    assert len(ids) > 200
    assert [text for text, found in zip(ids, read, strict=True) if len(found) != 1 or found[0] not in text] == []


def _read(text: str) -> list[Claim]:
    return [claim for claim in extract(text) if claim.type == "registration_id"]


def _field(raw: str, kind: str, told: dict[str, str]) -> list[Claim]:
    claims, problems = from_fields([Field(type="registration_id", raw=raw, path="$.x", kind=kind, qualifiers=told)])
    assert problems == []
    return claims
