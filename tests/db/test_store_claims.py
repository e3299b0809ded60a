"""Claims: the current reading of a text, with earlier readings kept and every value as it was."""

from datetime import date
from decimal import Decimal

from db.read import work as read
from db.store.claims import claim_rows
from tests.db.stores import Store, day
from tracker.records import Claim

TEXT = "In a trial of 30 people 😀 over six weeks, about 53.9% responded."


def spoken(type_: str, quote: str, **more: object) -> Claim:
    start = TEXT.index(quote)
    given = {"raw": quote, "quote": quote, "start": start, "end": start + len(quote), **more}
    return Claim.model_validate({"type": type_, **given})


PEOPLE = spoken("sample_size", "30 people", number=30, low=30, high=30, kind="enrolled", value={"n": 30})
WEEKS = spoken("duration", "six weeks", number=42, low=Decimal("38.5"), high=Decimal("45.5"), unit="weeks")
RATE = spoken("event_rate", "53.9%", number="53.9", low="53.85", high="53.95", unit="%", status="hedged")


def standing(store: Store) -> dict[str, str]:
    rows = store.rows("SELECT quote, id FROM claim WHERE superseded_at IS NULL")
    return {row["quote"]: row["id"] for row in rows}


def test_a_claim_comes_back_as_it_went(store: Store) -> None:
    doc_id = store.document("a", TEXT)
    full = RATE.model_copy(
        update={
            "arm": "drug",
            "outcome": "response",
            "timepoint_days": Decimal("42.5"),
            "comparator": ">=",
            "scope": "other_study",
            "passage": "abstract",
            "context_start": 0,
            "context_end": len(TEXT),
            "confidence": 0.75,
            "qualifiers": {"who": ["patients"], "odd": "x\ufffd"},
            "value": {"events": 7, "share": "0.539"},
            "date_low": date(2026, 1, 1),
            "date_high": date(2026, 1, 31),
        }
    )
    store.claim(doc_id, full, PEOPLE)
    text_id = store.text_of(doc_id)
    found = store.do(read.claims_of, [text_id])[text_id]
    assert [(claim, sentence) for _, claim, sentence in found] == [(PEOPLE, "30 people"), (full, TEXT)]
    assert [str(n) for n in (found[1][1].low, found[1][1].high, found[1][1].timepoint_days)] == [
        "53.85",
        "53.95",
        "42.5",
    ]


def test_the_quote_stands_where_it_is_said_to(store: Store) -> None:
    """In code points, which is how both databases count: the text has a character of two UTF-16 units."""
    store.claim(store.document("a", TEXT), PEOPLE, WEEKS, RATE)
    misplaced = (
        "SELECT c.quote, substr(t.text, c.char_start + 1, c.char_end - c.char_start) AS there"
        " FROM claim c JOIN text t ON t.id = c.text_id"
    )
    rows = store.rows(misplaced)
    assert len(rows) == 3
    assert [row for row in rows if row["quote"] != row["there"]] == []


def test_saving_the_same_again_changes_nothing(store: Store) -> None:
    doc_id = store.document("a", TEXT)
    assert store.claim(doc_id, PEOPLE, WEEKS) == 2
    before = store.everything()
    assert store.claim(doc_id, PEOPLE, WEEKS, at=5) == 2
    assert store.everything() == before


def test_what_newer_code_no_longer_reads_is_superseded_and_may_come_back(store: Store) -> None:
    doc_id = store.document("a", TEXT)
    store.claim(doc_id, PEOPLE, WEEKS)
    first = standing(store)
    store.claim(doc_id, PEOPLE, RATE, extractor="x2", at=1)
    second = standing(store)
    assert set(second) == {"30 people", "53.9%"}
    assert second["30 people"] == first["30 people"]
    (old,) = store.rows("SELECT quote, extractor, superseded_at FROM claim WHERE superseded_at IS NOT NULL")
    assert (old["quote"], old["extractor"], str(old["superseded_at"])[:10]) == ("six weeks", "x1", "2026-03-02")
    store.claim(doc_id, PEOPLE, WEEKS, RATE, extractor="x3", at=2)
    assert standing(store) == first | second
    assert store.column("SELECT DISTINCT extractor FROM claim") == ["x3"]


def test_another_value_at_the_same_place_is_the_same_claim(store: Store) -> None:
    doc_id = store.document("a", TEXT)
    store.claim(doc_id, PEOPLE)
    before = standing(store)
    store.claim(doc_id, PEOPLE.model_copy(update={"kind": "randomised", "number": Decimal(31)}), extractor="x2")
    assert standing(store) == before
    assert store.rows("SELECT kind, value_num FROM claim")[0]["kind"] == "randomised"


def test_nothing_read_is_a_reading_too(store: Store) -> None:
    doc_id = store.document("a", TEXT)
    store.claim(doc_id, PEOPLE)
    assert store.claim(doc_id, extractor="x2") == 0
    assert standing(store) == {}


def test_two_readings_at_one_place_are_two_claims(store: Store) -> None:
    doc_id = store.document("a", TEXT)
    two = [PEOPLE, PEOPLE.model_copy(update={"kind": "randomised"}), PEOPLE.model_copy(update={"type": "phase"})]
    assert store.claim(doc_id, *two) == 3
    before = store.column("SELECT id FROM claim ORDER BY id")
    assert len(set(before)) == 3
    store.claim(doc_id, *two)
    assert store.column("SELECT id FROM claim ORDER BY id") == before
    assert [row["id"] for row in claim_rows("t", "d", two, "x")] == [
        row["id"] for row in claim_rows("t", "e", two, "y")
    ]


def test_texts_do_not_disturb_each_other(store: Store) -> None:
    one, two = store.document("a", TEXT), store.document("b", TEXT)
    store.claim(one, PEOPLE)
    store.claim(two, PEOPLE, WEEKS)
    store.claim(one, extractor="x2")
    assert store.column("SELECT count(*) FROM claim WHERE superseded_at IS NULL") == [2]


def test_an_outcome_has_its_own_row(store: Store) -> None:
    doc_id = store.document("a", TEXT)
    said = {"description": "rated\x00", "instrument": "HDRS", "time_frame": "six weeks", "other": 1}
    primary = Claim(
        type="primary_outcome",
        raw="Response",
        path="$.outcomes[0]",
        quote="Response",
        timepoint_days=Decimal("42.0"),
        qualifiers=said,
    )
    secondary = Claim(type="secondary_outcome", raw="Sleep", path="$.outcomes[1]", quote="Sleep")
    store.claim(doc_id, primary, secondary, PEOPLE)
    rows = store.rows(
        "SELECT role, measure, description, instrument, metric, time_frame, id FROM outcome ORDER BY role"
    )
    assert [tuple(row.values())[:6] for row in rows] == [
        ("primary", "Response", "rated\ufffd", "HDRS", None, "six weeks"),
        ("secondary", "Sleep", None, None, None, None),
    ]
    assert {row["id"] for row in rows} < set(standing(store).values()) | set(store.column("SELECT id FROM claim"))
    store.claim(doc_id, primary.model_copy(update={"raw": "Remission"}), extractor="x2", at=1)
    assert store.column("SELECT measure FROM outcome WHERE role = 'primary'") == ["Remission"]
    assert float(store.column("SELECT timepoint_days FROM outcome WHERE role = 'primary'")[0]) == 42


def test_a_long_text_has_many_claims(store: Store) -> None:
    """More than one statement can take at once."""
    doc_id = store.document("a", "x" * 1200)
    many = [Claim(type="phase", raw="x", quote="x", start=n, end=n + 1) for n in range(1200)]
    assert store.claim(doc_id, *many) == 1200
    assert store.column("SELECT count(*) FROM claim WHERE superseded_at IS NULL") == [1200]
    store.claim(doc_id, extractor="x2", at=1)
    assert store.column("SELECT count(*) FROM claim WHERE superseded_at IS NULL") == [0]


def test_text_that_no_database_takes(store: Store) -> None:
    doc_id = store.document("a", "a\x00b")
    store.claim(
        doc_id, Claim(type="arm", raw="a\x00b", quote="a\x00b", start=0, end=3, arm="\ud800", value={"\x00": "\x00"})
    )
    (row,) = store.rows("SELECT quote, arm, value_raw FROM claim")
    assert row == {"quote": "a\ufffdb", "arm": "\ufffd", "value_raw": "a\ufffdb"}
    assert day(0).tzinfo is not None
