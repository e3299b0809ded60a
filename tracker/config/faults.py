"""Saying what is wrong with a configuration: which key, why, and what to do about it."""

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from tracker.errors import ConfigError

GIVEN_BY_TABLE = {"name", "options"}
"""Fields of SourceConfig that are not keys."""

PLAIN = {"model_type": "should be a table", "dict_type": "should be a table", "tuple_type": "should be a list"}
"""What pydantic says in terms of Python, in terms of TOML."""

Key = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: `key` (a number counts the tables of an array from 0), what about it, what to do."""

    key: Key
    problem: str
    remedy: str


def validated(
    model: type[Model], data: Mapping[str, Any], key: Key, also: Iterable[str] = ()
) -> tuple[Model | None, list[Fault]]:
    """A `model` made of `data`, the table at `key`, or None and why not; `also` are further keys it may have had."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, [_fault(model, key, dict(item), also) for item in error.errors(include_url=False)]


def _fault(model: type[BaseModel], key: Key, item: Mapping[str, Any], also: Iterable[str]) -> Fault:
    place: Key = item["loc"]
    field, known = locate(model, place)
    where = (*key, *place)
    if item["type"] == "extra_forbidden":
        return Fault(where, "is not a key", suggest(str(place[-1]), sorted({*known, *also} - GIVEN_BY_TABLE), "keys"))
    if item["type"] == "missing":
        return Fault(where, "is missing", f"add it: {field.description}" if field and field.description else "add it")
    expected = item["msg"].removeprefix("Value error, ").removeprefix("Input ")
    expected = PLAIN.get(item["type"], re.sub(r"^(String|Tuple) ", "", expected))
    secret = field is not None and (not field.repr or _table(field.annotation) is not None)
    shown = "" if secret else f"is {_shown(item['input'])}, but "
    remedy = "correct it"
    if field is not None and not field.is_required():
        remedy += f", or leave it out for {_shown(field.get_default(call_default_factory=True))}"
    return Fault(where, f"{shown}{expected}", remedy)


def locate(model: type[BaseModel], place: Iterable[str | int]) -> tuple[FieldInfo | None, list[str]]:
    """The field that the last name in `place` means, if there is one, and the names that are known beside it."""
    field: FieldInfo | None = None
    inner: type[BaseModel] | None = model
    known: list[str] = []
    for step in place:
        if isinstance(step, str):
            fields = inner.model_fields if inner else {}
            field, known = fields.get(step), list(fields)
            inner = _table(field.annotation) if field else None
    return field, known


def _table(annotation: Any) -> type[BaseModel] | None:
    """The model of a table or of the tables in an array of them."""
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def suggest(name: str, known: list[str], what: str) -> str:
    """A remedy for an unknown `name`: the nearest of `known`, and all of them."""
    near = difflib.get_close_matches(name, known, n=1)
    listed = f"known {what}: {', '.join(known) or 'none'}"
    return f"did you mean {near[0]}? ({listed})" if near else listed


def _shown(value: Any) -> str:
    if isinstance(value, BaseModel):
        return "its defaults"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."


def as_error(faults: list[Fault], file: str, variables: Mapping[Key, str]) -> ConfigError:
    """The first of `faults` as the one line a user sees, with its file or variable and how many more there are."""
    first = faults[0]
    givers = [key for key in variables if first.key[: len(key)] == key]
    origin = variables[max(givers, key=len)] if givers else file
    named = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in first.key).removeprefix(".")
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return ConfigError(f"{origin}: {named} {first.problem}", f"{first.remedy}{more}")
