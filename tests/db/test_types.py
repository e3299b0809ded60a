"""Column types keep what they are given, the same on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Date, Engine, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import StatementError

from db.engine import open_engine
from db.store._write import storable
from db.types import DecimalNumber, JsonDocument, UTCDateTime

TABLE = Table(
    "kept",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", UTCDateTime),
    Column("number", DecimalNumber),
    Column("value", JsonDocument),
    Column("day", Date),
)
MOMENTS = [
    (datetime(2026, 3, 1, 2, 0, tzinfo=UTC), datetime(2026, 3, 1, 2, 0, tzinfo=UTC)),
    (datetime(2026, 3, 1, 2, 0, 0, 123456, tzinfo=UTC), datetime(2026, 3, 1, 2, 0, 0, 123456, tzinfo=UTC)),
    (datetime(2026, 7, 1, 2, 0, tzinfo=timezone(timedelta(hours=9))), datetime(2026, 6, 30, 17, 0, tzinfo=UTC)),
    (datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC)),
    (None, None),
]
NUMBERS = [
    ("0", "0"),
    ("30", "30"),
    ("-4", "-4"),
    ("100", "100"),
    ("100000", "100000"),
    ("1E+2", "100"),
    ("53.9", "53.9"),
    ("53.85", "53.85"),
    ("53.90", "53.9"),
    ("0.05", "0.05"),
    ("0.0001", "0.0001"),
    ("0.1", "0.1"),
    ("1234567.891", "1234567.891"),
    ("123456789012345", "123456789012345"),
    ("0.3333333333333333", "0.3333333333333333"),
    ("30.4375", "30.4375"),
    (None, None),
]
VALUES = [
    ({"a": 1, "b": [1, 2.5, "x", None, True]}, {"a": 1, "b": [1, 2.5, "x", None, True]}),
    ([], []),
    ({}, {}),
    ("", ""),
    ("ü € 😀 \u2028 \\ \" '", "ü € 😀 \u2028 \\ \" '"),
    (0, 0),
    (False, False),
    (None, None),
    ("a\x00b", "a\ufffdb"),
    ({"k\x00": "lone \ud800 and \udfff"}, {"k\ufffd": "lone \ufffd and \ufffd"}),
    (("a", ("b",)), ["a", ["b"]]),
    ({1: "one"}, {"1": "one"}),
    ({"deep": [{"x": "\x00"}]}, {"deep": [{"x": "\ufffd"}]}),
]


@pytest.fixture
def engine(store_url: str) -> Iterator[Engine]:
    """An empty database."""
    engine = open_engine(store_url)
    yield engine
    engine.dispose()


def kept(conn: Connection, **row: Any) -> Any:
    """What comes back of a row."""
    TABLE.create(conn, checkfirst=True)
    conn.execute(TABLE.delete())
    conn.execute(insert(TABLE).values(id=1, **row))
    return conn.execute(select(*(TABLE.c[name] for name in row))).one()[0]


def test_moments_come_back_as_they_went(engine: Engine) -> None:
    with engine.begin() as conn:
        for given, wanted in MOMENTS:
            found = kept(conn, at=given)
            assert found == wanted
            assert found is None or found.utcoffset() == timedelta(0)


def test_moments_sort_and_compare(engine: Engine) -> None:
    with engine.begin() as conn:
        TABLE.create(conn)
        moments = sorted(given for given, _ in MOMENTS if given is not None)
        for number, given in enumerate(reversed(moments)):
            conn.execute(insert(TABLE).values(id=number, at=given))
        assert list(conn.execute(select(TABLE.c.at).order_by(TABLE.c.at)).scalars()) == moments
        later = select(TABLE.c.at).where(TABLE.c.at > moments[2]).order_by(TABLE.c.at)
        assert list(conn.execute(later).scalars()) == moments[3:]


def test_naive_moments_are_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="aware datetimes only"), engine.begin() as conn:
        kept(conn, at=datetime(2026, 3, 1))


def test_digits_stay(engine: Engine) -> None:
    with engine.begin() as conn:
        for given, wanted in NUMBERS:
            found = kept(conn, number=None if given is None else Decimal(given))
            assert (None if found is None else str(found)) == wanted


def test_numbers_are_numbers_in_sql(engine: Engine) -> None:
    with engine.begin() as conn:
        kept(conn, number=Decimal("9.5"))
        assert conn.execute(text("SELECT count(*) FROM kept WHERE number < 10 AND number * 2 = 19")).scalar() == 1


def test_json_comes_back_as_it_went(engine: Engine) -> None:
    with engine.begin() as conn:
        for given, wanted in VALUES:
            found = kept(conn, value=storable(given))
            assert found == wanted
            assert type(found) is type(wanted)


def test_none_is_null(engine: Engine) -> None:
    with engine.begin() as conn:
        kept(conn, value=None)
        assert conn.execute(text("SELECT count(*) FROM kept WHERE value IS NULL")).scalar() == 1


def test_json_is_json_in_sql(engine: Engine) -> None:
    with engine.begin() as conn:
        kept(conn, value={"scheme": "nct", "value": "NCT1"})
        assert conn.execute(text("SELECT value ->> 'value' FROM kept")).scalar() == "NCT1"


def test_days_come_back(engine: Engine) -> None:
    with engine.begin() as conn:
        assert kept(conn, day=date(2026, 2, 28)) == date(2026, 2, 28)
