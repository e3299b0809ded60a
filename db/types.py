"""Column types that behave the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC: timestamptz on PostgreSQL, 'YYYY-MM-DD HH:MM:SS.ffffff' (UTC) on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; raises ValueError for a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the store takes aware datetimes only")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DecimalNumber(TypeDecorator[Decimal]):
    """A decimal number: NUMERIC; on SQLite that keeps whole numbers whole and others as doubles (15 exact digits)."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """NUMERIC; SQLite has no decimals and is handed doubles."""
        decimals = Numeric(asdecimal=False) if dialect.name == "sqlite" else Numeric(asdecimal=True)
        return dialect.type_descriptor(decimals)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Hand SQLite the nearest double, whose shortest form is the same digits."""
        if value is None:
            return None
        return float(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Read the shortest decimal form back."""
        if value is None:
            return None
        number = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
        if number == number.to_integral_value():
            return number.quantize(Decimal(1))
        return number.normalize()  # no zeros at the end: SQLite does not keep them


class JsonDocument(TypeDecorator[Any]):
    """A JSON value: JSON text on SQLite (`->>` works), JSONB on PostgreSQL; None is SQL NULL."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """JSONB on PostgreSQL, JSON elsewhere."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(JSONB(none_as_null=True))
        return dialect.type_descriptor(JSON(none_as_null=True))
