"""Record the web of the demo: `python -m tests.demo_web.build` writes tracker/demo/web.warc.gz from the files of site/.

The sources of tracker/demo/config.toml are asked as in a run, and what they ask for is answered from
site/<host>/<path>; a search is answered per topic. What is not there is a 404. Every page is written for the project:
its trials are fictitious, but for three whose entries hold only what their registries say.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from scrapers._base import Source, source_named
from tracker.config import Config, load_config
from tracker.http.record import Recorded, write_warc
from tracker.pipeline.discovery import query_of
from tracker.records import Cursor, Query, Reply, Request

SITE = Path(__file__).resolve().parent / "site"
SHIPPED = SITE.parents[2] / "tracker" / "demo"
RECORDED_AT = datetime(2026, 11, 16, 3, 15, tzinfo=UTC)
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
}


def main(out: Path = SHIPPED / "web.warc.gz") -> None:
    """Ask for everything once and write the answers to `out`."""
    write_warc(out, exchanges(load_config(SHIPPED / "config.toml", {})))


def exchanges(config: Config) -> list[Recorded]:
    """What the sources of `config` ask for in a first run and in a later one, and robots.txt of every host.

    Each is recorded once, a second apart.
    """
    found: dict[str, Recorded] = {}

    def record(request: Request, topic: str = "") -> Reply:
        status, headers, body = answer(request.url, topic)
        moment = RECORDED_AT + timedelta(seconds=len(found))
        found.setdefault(request.url, (request, status, headers, body, moment))
        return Reply(request=request, url=request.url, status=status, headers=headers, body=body, fetched_at=moment)

    for settings in config.sources.values():
        source = source_named(settings.reader)
        for query in _queries(config, source, settings.topics):
            fetch = partial(record, topic=query.topic)
            first = source.discover(query, settings.options, fetch)
            cursor = next((item.values for item in reversed(list(first)) if isinstance(item, Cursor)), {})
            list(source.discover(query.model_copy(update={"cursor": cursor}), settings.options, fetch))
    for host in sorted({urlsplit(url).netloc for url in found}):
        record(Request(url=f"https://{host}/robots.txt", role="robots"))
    return list(found.values())


def _queries(config: Config, source: Source, topics: tuple[str, ...]) -> list[Query]:
    """What a run asks `source`: once per topic, or once with the words of all its topics."""
    wanted = [topic for topic in config.topics if topic.name in topics]
    asked = [[topic] for topic in wanted] if source.by_topic else [wanted]
    return [query_of(together, topic=together[0].name if source.by_topic else "") for together in asked]


def answer(url: str, topic: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body: the file of the address, with .html or .json added where it has no such ending.

    With a query, the folder of the address holds a file per topic, or a folder per topic with its pages by token.
    """
    parts = urlsplit(url)
    path = SITE / parts.netloc / parts.path.strip("/")
    if parts.query and "utm_" not in parts.query:
        page = parse_qs(parts.query).get("pageToken", ["first"])[0]
        path = path / topic / page if (path / topic).is_dir() else path / topic
    for name in (path.name, *(f"{path.name}{ending}" for ending in TYPES)):
        file = path.with_name(name)
        if file.is_file():
            body = file.read_bytes()
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            return 200, {"Content-Type": TYPES[file.suffix], "ETag": tag}, body
    return 404, {"Content-Type": TYPES[".html"]}, b"<!DOCTYPE html><title>Not found</title><h1>Not found</h1>\n"


if __name__ == "__main__":
    main()
