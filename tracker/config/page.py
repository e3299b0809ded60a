"""docs/config.md, written from the models."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tracker.config.faults import GIVEN_BY_TABLE
from tracker.config.load import OTHER_VARIABLES
from tracker.config.models import Config, Extract, Fetch, Job, Schedule, SourceConfig, Store, Thresholds, Topic

TABLES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("", Config),
    ("[[topics]]", Topic),
    ("[sources.NAME]", SourceConfig),
    ("[store]", Store),
    ("[fetch]", Fetch),
    ("[extract]", Extract),
    ("[schedule]", Schedule),
    ("[[schedule.jobs]]", Job),
    ("[thresholds]", Thresholds),
)

INTRODUCTION = f"""\
# Configuration

The file is the one named by `--config`, else by `TRACKER_CONFIG`, else `config.toml` in the current folder; without
any, the defaults below hold. Relative paths start at the folder of the file. An unknown key, a wrong value or a missing
file is one line that names the key, and exit code 2. This page is generated from the code (`make docs`).

Any key can be overridden by the environment: `TRACKER_`, then the names of the tables and the key in capitals, joined
by two underscores: `TRACKER_STORE__URL=postgresql://...`, `TRACKER_CONTACT=desk@example.org`,
`TRACKER_SOURCES__ISRCTN__ENABLED=false`. A value is read as TOML where it is TOML (`5`, `true`, `["a", "b"]`) and as
text otherwise; an array of tables is given as a whole. A variable that matches no key is an error
({", ".join(f"`{name}`" for name in sorted(OTHER_VARIABLES))} are not keys).
"""


def config_page() -> str:
    """The Markdown of docs/config.md."""
    return "\n".join([INTRODUCTION, *(line for title, model in TABLES for line in _table(title, model))])


def _table(title: str, model: type[BaseModel]) -> Iterator[str]:
    yield f"## `{title}`" if title else "## Outside all tables"
    yield ""
    yield model.__doc__ or ""
    yield ""
    yield "| key | default | meaning |"
    yield "|---|---|---|"
    for name, field in model.model_fields.items():
        if model is not SourceConfig or name not in GIVEN_BY_TABLE:
            yield f"| `{name}` | {_default(field)} | {field.description} |"
    yield ""


def _default(field: FieldInfo) -> str:
    value: Any = None if field.is_required() else field.get_default(call_default_factory=True)
    if value is None or isinstance(value, BaseModel):
        return ""
    if isinstance(value, tuple) and any(isinstance(item, BaseModel) for item in value):
        return ", ".join(f"one named {item.name}" for item in value)
    return f"`{json.dumps(value, default=str)}`"
