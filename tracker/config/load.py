"""From config.toml and the environment to one checked `Config`; whatever is wrong is one line that names the key."""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from scrapers import _base
from scrapers._base import Source, credentials, source_named
from tracker.config.faults import GIVEN_BY_TABLE, Fault, Key, as_error, locate, suggest, validated
from tracker.config.models import Config, SourceConfig, Store
from tracker.errors import ConfigError

PREFIX = "TRACKER_"
OTHER_VARIABLES = {"TRACKER_CONFIG", "TRACKER_DEBUG"}
"""Variables that begin like an override and are none."""


def load_config(path: Path | None, environ: Mapping[str, str]) -> Config:
    """The configuration of `config_file(path, environ)` (or the defaults), overridden by `environ`, paths absolute.

    Raises ConfigError: one line that names the first wrong key and how many more there are.
    """
    file = config_file(path, environ)
    data = _read(file) if file else {}
    variables = _override(data, environ)
    sources, faults = _sources(data, environ)
    config, more = validated(Config, {**data, "sources": sources}, ())
    faults += more
    if config is not None and not faults:
        faults += _cross_checks(config)
    if faults or config is None:
        raise as_error(faults, str(file or "configuration"), variables)
    folder = (file.parent if file else Path.cwd()).absolute()
    notify = config.notify.model_copy(update={"metrics": config.notify.metrics and folder / config.notify.metrics})
    return config.model_copy(update={"store": _absolute(config.store, folder), "notify": notify})


def config_file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    """The file in force: `path`, else TRACKER_CONFIG, else ./config.toml, else None.

    Raises ConfigError when one is named that does not exist.
    """
    named = environ.get("TRACKER_CONFIG")
    for file, origin in ((path, "--config"), (Path(named) if named else None, "TRACKER_CONFIG")):
        if file is not None:
            if not file.exists():
                raise ConfigError(f"{origin}: there is no file {file}", "name an existing file or leave it out")
            return file
    default = Path("config.toml")
    return default if default.exists() else None


def require_contact(config: Config) -> str:
    """The contact for the user agent; raises ConfigError when there is none: sites must be able to reach you."""
    if not config.contact:
        raise ConfigError(
            "contact is empty, and nothing is fetched without one",
            'set contact = "you@example.org" in config.toml, or TRACKER_CONTACT',
        )
    return config.contact


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{file} cannot be read ({error.strerror})", "name a readable file") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file} is not UTF-8 text", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} is not TOML: {error}", "correct that line") from None


# The environment -----------------------------------------------------------------------------------------------------


def _override(data: dict[str, Any], environ: Mapping[str, str]) -> dict[Key, str]:
    """Lay the TRACKER_SECTION__KEY variables over `data`; return which key or table came from which variable."""
    variables: dict[Key, str] = {}
    secrets = {name for source in _base.all_sources().values() for name in credentials(source.options).values()}
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or variable in OTHER_VARIABLES | secrets:
            continue
        key = tuple(variable.removeprefix(PREFIX).lower().split("__"))
        table = data
        for depth, step in enumerate(key[:-1], 1):
            if step not in table:
                table[step] = {}
                variables.setdefault(key[:depth], variable)
            table = table[step]
            if not isinstance(table, dict):
                raise ConfigError(f"{variable}: {step} is not a table", f"set {PREFIX}{step.upper()} as a whole")
        table[key[-1]] = _value(environ[variable], key, data)
        variables[key] = variable
    return variables


def _value(raw: str, key: tuple[str, ...], data: Mapping[str, Any]) -> Any:
    """Read `raw` as a TOML value where it is one; a key that holds text keeps text that looks like a number."""
    try:
        parsed = tomllib.loads(f"value = {raw.lower() if raw in ('True', 'False') else raw}")
    except tomllib.TOMLDecodeError:
        return raw
    if set(parsed) != {"value"}:
        return raw
    field = _source_field(key, data) if key[0] == "sources" else locate(Config, key)[0]
    holds_text = field is not None and _is_text(field.annotation)
    return raw if holds_text and not isinstance(parsed["value"], str) else parsed["value"]


def _is_text(annotation: Any) -> bool:
    if get_origin(annotation) is tuple:
        return False
    return annotation in (str, Path) or any(map(_is_text, get_args(annotation)))


def _source_field(key: tuple[str, ...], data: Mapping[str, Any]) -> FieldInfo | None:
    if len(key) != 3:
        return None
    try:
        options = source_named(str(data["sources"][key[1]].get("reader", key[1]))).options
    except ConfigError:
        return None
    return options.model_fields.get(key[2]) or SourceConfig.model_fields.get(key[2])


# Checking ------------------------------------------------------------------------------------------------------------


def _sources(data: dict[str, Any], environ: Mapping[str, str]) -> tuple[Any, list[Fault]]:
    """The [sources] tables as models, defaults filled in by their readers."""
    tables = data.get("sources", {})
    if not isinstance(tables, dict):
        return {}, [Fault(("sources",), "is not a table", "write [sources.NAME] tables")]
    topics = data.get("topics", [])
    names = [topic.get("name") for topic in topics if isinstance(topic, dict)] if isinstance(topics, list) else []
    found: dict[str, SourceConfig] = {}
    faults: list[Fault] = []
    for name, table in tables.items():
        key = ("sources", name)
        if not isinstance(table, dict):
            faults.append(Fault(key, "is not a table", f"write it as [sources.{name}]"))
        elif not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name):
            remedy = "use lower-case letters, digits and single underscores, so that a variable can name it"
            faults.append(Fault(key, "is no name for a source", remedy))
        else:
            try:
                reader = source_named(str(table.get("reader", name)))
            except ConfigError as error:
                where = (*key, "reader") if "reader" in table else key
                faults.append(Fault(where, f"cannot be read: {error.problem}", f"set its reader: {error.remedy}"))
                continue
            source, wrong = _source(name, table, reader, names, environ)
            faults += wrong
            if source is not None:
                found[name] = source
    return found, faults


def _source(
    name: str, table: Mapping[str, Any], reader: Source, topics: Iterable[Any], environ: Mapping[str, str]
) -> tuple[SourceConfig | None, list[Fault]]:
    common = set(SourceConfig.model_fields) - GIVEN_BY_TABLE
    own = {key: value for key, value in table.items() if key not in common or key in reader.options.model_fields}
    secrets = credentials(reader.options)
    in_file = [
        Fault(
            ("sources", name, key), "is a secret and stands in no file", f"set the environment variable {secrets[key]}"
        )
        for key in sorted(secrets.keys() & own.keys())
    ]
    keys = {key: environ[variable] for key, variable in secrets.items() if environ.get(variable)}
    least = reader.keyed_delay if keys and reader.keyed_delay is not None else reader.delay
    options, faults = validated(reader.options, {**own, **keys}, ("sources", name), also=common)
    faults += in_file
    defaults = {
        "reader": name,
        "kind": reader.kind,
        "topics": [topic.strip() for topic in topics if isinstance(topic, str)],
        "delay": least,
        "licence": reader.licence,
        "basis": reader.basis,
    }
    given = {key: value for key, value in table.items() if key in common}
    values = {**defaults, **given, "name": name, "options": options or reader.options.model_construct()}
    source, more = validated(SourceConfig, values, ("sources", name))
    faults += [fault for fault in more if fault.key not in {known.key for known in faults}]
    if source is not None and source.delay < least:
        problem = f"is {source.delay:g}, but {reader.name} asks for {least:g} s or more"
        faults.append(Fault(("sources", name, "delay"), problem, f"leave it out, or give {least:g} or more"))
    return (None if faults else source), faults


def _cross_checks(config: Config) -> list[Fault]:
    return [*_topic_faults(config), *_job_faults(config), *_threshold_faults(config)]


def _topic_faults(config: Config) -> Iterator[Fault]:
    for index, topic in enumerate(config.topics):
        if not (topic.conditions or topic.interventions or topic.terms):
            yield Fault(("topics", index), "searches for nothing", "give it conditions, interventions or terms")
    names = [topic.name for topic in config.topics]
    yield from _repeated("topics", names)
    for name, source in config.sources.items():
        yield from _unknown(
            ("sources", name, "topics"), source.topics, [topic.name for topic in config.topics], "topic"
        )


def _job_faults(config: Config) -> Iterator[Fault]:
    for index, job in enumerate(config.schedule.jobs):
        key = ("schedule", "jobs", index)
        if (job.at is None) == (job.every_minutes is None):
            problem = "has neither `at` nor `every_minutes`" if job.at is None else "has both `at` and `every_minutes`"
            yield Fault(key, problem, "give it one of the two")
        if not job.days:
            yield Fault((*key, "days"), "is empty, so that it never runs", "name a day, or leave it out for every day")
        yield from _unknown((*key, "sources"), job.sources, list(config.sources), "source")
    yield from _repeated("schedule.jobs", [job.name for job in config.schedule.jobs])


def _threshold_faults(config: Config) -> Iterator[Fault]:
    lines = config.thresholds
    if lines.link_propose > lines.link_accept:
        problem = f"is {lines.link_propose:g}, above link_accept ({lines.link_accept:g})"
        yield Fault(("thresholds", "link_propose"), problem, "lower it, or raise link_accept")


def _repeated(table: str, names: list[str]) -> Iterator[Fault]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Fault((*table.split("."), index, "name"), f'is "{name}" a second time', "give it another name")


def _unknown(key: Key, names: Iterable[str], known: list[str], what: str) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            yield Fault(key, f'names a {what} "{name}" that is not there', suggest(name, known, f"{what}s"))


# Paths ---------------------------------------------------------------------------------------------------------------


def _absolute(store: Store, folder: Path) -> Store:
    """`store` with absolute paths: given ones start at `folder`, the others at the SQLite file, if there is one."""
    url, beside = store.url, folder
    if match := re.fullmatch(r"(sqlite(?:\+\w+)?:///)([^?]+)(.*)", url):
        database = _path(match[2], folder)
        url, beside = f"{match[1]}{database}{match[3]}", database.parent
    given = store.model_fields_set
    blobs = store.blobs
    if "://" not in blobs:
        blobs = str(_path(blobs, folder if "blobs" in given else beside))
    report = _path(str(store.report), folder if "report" in given else beside)
    return store.model_copy(update={"url": url, "blobs": blobs, "report": report})


def _path(text: str, folder: Path) -> Path:
    return Path(os.path.normpath(folder / Path(text).expanduser()))
