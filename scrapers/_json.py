"""JSON as it arrives."""

import json
from typing import Any

from tracker.errors import ReadError
from tracker.text import canonical


def load(text: bytes | str, what: str) -> Any:
    """Read `text` as JSON, leniently about control characters inside strings; NaN and infinities become null.

    Raises ReadError, naming `what` was read and the place, when it is no JSON, cut off or nested too deeply.
    """
    try:
        return json.loads(text, strict=False, parse_constant=lambda name: None)
    except json.JSONDecodeError as error:
        place = f"{error.msg}, line {error.lineno} column {error.colno}"
        raise ReadError(f"{what} is not JSON or is cut off ({place})", "fetch or export it again") from None
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{what} is not JSON that can be read ({error})", "fetch or export it again") from None


def storable(value: Any, drop: frozenset[str] = frozenset()) -> Any:
    """Copy a JSON `value` without the keys in `drop`, at any depth, and with every string in canonical form."""
    if isinstance(value, dict):
        return {canonical(str(key)): storable(item, drop) for key, item in value.items() if key not in drop}
    if isinstance(value, list | tuple):
        return [storable(item, drop) for item in value]
    return canonical(value) if isinstance(value, str) else value
