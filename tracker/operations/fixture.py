"""`tracker add-fixture`: record one real answer for a test, to be read by a person before it is kept."""

from pathlib import Path

from scrapers._base import source_named
from tracker.clock import Clock
from tracker.config import Config
from tracker.errors import ConfigError
from tracker.http import Client, write_warc
from tracker.ids import digest
from tracker.pipeline.fetch import http_settings
from tracker.records import Document, Request


def add(config: Config, clock: Clock, source: str, url: str, folder: Path) -> Path:
    """Fetch `url` as `source` would and write it under `folder`/reader/ as WARC, with what the scraper read from it.

    The second file (.expected.txt) lists what was read, for a person to check and keep. Returns the WARC's path.
    Raises ConfigError for an unknown source, FetchFailed when there is no answer, ReadError when it cannot be read.
    """
    if source not in config.sources:
        raise ConfigError(f"there is no source '{source}'", f"known: {', '.join(config.sources) or 'none'}")
    settings = config.sources[source]
    reader = source_named(settings.reader)
    request = Request(url=url, role="fixture")
    http = http_settings(config)
    with Client(http, clock) as client:
        reply = client.fetch(request, delay=settings.delay, robots=reader.robots)
    target = folder / reader.name
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"{digest(url)[:12]}.warc.gz"
    write_warc(path, [(request, reply.status, reply.headers, reply.body, reply.fetched_at)])
    lines = [_line(item) for item in reader.parse(reply)]
    path.with_suffix("").with_suffix(".expected.txt").write_text("\n".join([url, *lines, ""]), "utf-8")
    return path


def _line(item: object) -> str:
    if isinstance(item, Document):
        return f"{item.kind} {item.native_id} | {item.title} | {len(item.text)} characters, {len(item.fields)} fields"
    return f"problem: {item}"
