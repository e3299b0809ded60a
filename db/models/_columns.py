"""One way to declare a column: every column has a comment, which is its documentation."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, Text
from sqlmodel import Field, SQLModel

from db.types import DecimalNumber, JsonDocument, UTCDateTime


class Table(SQLModel):
    """Base of all tables."""


def _column(comment: str, sa_type: Any, null: bool, **more: Any) -> Any:
    given: dict[str, Any] = {"description": comment, "sa_column_kwargs": {"comment": comment}, "nullable": null, **more}
    if sa_type is not None:
        given["sa_type"] = sa_type
    return Field(default=None, **given) if null else Field(**given)


def key(comment: str, refers: str | None = None) -> Any:
    """A text column that is (part of) the primary key."""
    more: dict[str, Any] = {"foreign_key": refers} if refers else {}
    return _column(comment, Text, False, primary_key=True, **more)


def long_key(comment: str) -> Any:
    """A 64-bit integer column that is (part of) the primary key."""
    return _column(comment, BigInteger, False, primary_key=True, index=True)


def text(comment: str, null: bool = False, refers: str | None = None, index: bool = False) -> Any:
    """A text column, `refers` to another table's key ("document.id")."""
    more: dict[str, Any] = {"foreign_key": refers} if refers else {}
    return _column(comment, Text, null, index=index, **more)


def number(comment: str, null: bool = True) -> Any:
    """A decimal column."""
    return _column(comment, DecimalNumber, null)


def moment(comment: str, null: bool = False, index: bool = False) -> Any:
    """An aware UTC time."""
    return _column(comment, UTCDateTime, null, index=index)


def day(comment: str) -> Any:
    """A calendar date, may be missing."""
    return _column(comment, Date, True)


def json(comment: str, null: bool = True) -> Any:
    """A JSON column."""
    return _column(comment, JsonDocument, null)


def plain(comment: str, null: bool = False, index: bool = False) -> Any:
    """An int, bool, float or date column; the type comes from the annotation."""
    return _column(comment, None, null, index=index)


__all__ = ["Table", "date", "datetime", "day", "json", "key", "long_key", "moment", "number", "plain", "text"]
