"""Outlets and an index of papers that change from night to night, played by a loopback server.

Every outlet, paper, number and person is fictitious.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.loopback import Canned, Loopback, Seen, page
from tests.pipeline.webs import HTML, article, feed

DATES = "%a, %d %b %Y 08:00:00 +0000"


def tagged(seen: Seen, body: bytes, kind: str) -> Canned:
    """A 200 with a validator, or a 304 for who has it."""
    tag = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:12]}"', "Content-Type": kind}
    return Canned(304, headers=tag) if seen.headers.get("if-none-match") == tag["ETag"] else Canned(200, body, tag)


@dataclass
class Outlet:
    """An outlet with a feed: its stories by path (page), the entries of the feed, and what is wrong with it tonight."""

    name: str
    stories: dict[str, bytes] = field(default_factory=dict)
    entries: list[tuple[str, str, str]] = field(default_factory=list)
    gone: dict[str, int] = field(default_factory=dict)
    """Path -> the status that is answered in place of the story."""
    down: bool = False

    def publish(self, web: Loopback, slug: str, title: str, day: str, *sentences: str) -> None:
        """A story on `day` (as DATES prints it), at the head of the feed."""
        path = f"/{self.name}/{slug}"
        self.stories[path] = article(title, *sentences)
        self.entries.insert(0, (path, title, day))
        web.routes[f"/{self.name}/rss.xml"] = self._feed
        web.routes[path] = self._story

    def _feed(self, seen: Seen) -> Canned:
        return Canned(503) if self.down else tagged(seen, feed(*self.entries), "application/rss+xml")

    def _story(self, seen: Seen) -> Canned:
        if self.down or seen.path in self.gone:
            return Canned(self.gone.get(seen.path, 503))
        return tagged(seen, self.stories[seen.path], HTML["Content-Type"])


def post(number: int, base: str, modified: str, title: str, *sentences: str) -> dict[str, Any]:
    """A post as WordPress gives it; `modified` is a moment in UTC without a zone."""
    filler = "Nobody should draw any conclusion from this post, which was made up for a test and for nothing else. "
    return {
        "id": number,
        "link": f"{base}/blog/post-{number}/",
        "date_gmt": "2026-11-01T01:00:00",
        "modified_gmt": modified,
        "title": {"rendered": title},
        "excerpt": {"rendered": f"<p>{sentences[0] if sentences else ''}</p>", "protected": False},
        "content": {"rendered": "".join(f"<p>{s}</p>" for s in (*sentences, filler * 3)), "protected": False},
    }


@dataclass
class Blog:
    """A WordPress site under /blog: its posts by number."""

    posts: dict[int, dict[str, Any]] = field(default_factory=dict)

    def put(self, web: Loopback, made: dict[str, Any]) -> None:
        """Publish a post, or edit it."""
        self.posts[made["id"]] = made
        web.routes["/blog/wp-json/wp/v2/posts"] = self._list
        web.routes[f"/blog/wp-json/wp/v2/posts/{made['id']}"] = lambda seen: page(
            json.dumps(self.posts[made["id"]]).encode(), content_type="application/json"
        )

    def _list(self, seen: Seen) -> Canned:
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(seen.path).query).items()}
        since = asked.get("modified_after", "").removesuffix("Z")
        found = sorted((p for p in self.posts.values() if p["modified_gmt"] > since), key=lambda p: p["modified_gmt"])
        body = json.dumps(found[::-1] if asked["page"] == "1" else []).encode()
        return page(body, content_type="application/json", X_WP_TotalPages="1")


@dataclass
class Papers:
    """Crossref under /works: single works by DOI; a search finds none."""

    works: dict[str, dict[str, Any]] = field(default_factory=dict)

    def play(self, web: Loopback) -> None:
        """Let `web` answer for it."""
        web.routes["/works"] = lambda seen: _answer("work-list", {"items": [], "total-results": 0, "next-cursor": "x"})
        for doi in self.works:
            for path in (f"/works/{doi}", f"/works/{doi.replace('/', '%2F')}"):
                web.routes[path] = self._one

    def _one(self, seen: Seen) -> Canned:
        return _answer("work", self.works[unquote(urlsplit(seen.path).path).removeprefix("/works/")])


def _answer(kind: str, message: object) -> Canned:
    said = {"status": "ok", "message-type": kind, "message-version": "1.0.0", "message": message}
    return page(json.dumps(said).encode(), content_type="application/json")


def work(doi: str, title: str, abstract: str, registration: str) -> dict[str, Any]:
    """A paper as Crossref gives it."""
    stamp = {"date-parts": [[2026, 10, 20]], "date-time": "2026-10-20T10:00:00Z", "timestamp": 1792490400000}
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "container-title": ["Journal of Fictitious Trials"],
        "abstract": f"<jats:p>{abstract}</jats:p>",
        "indexed": stamp,
        "created": stamp,
        "deposited": stamp,
        "issued": {"date-parts": [[2026, 10, 20]]},
        "URL": f"https://doi.org/{doi}",
        "clinical-trial-number": [{"clinical-trial-number": registration, "registry": "10.18810/clinical-trials-gov"}],
    }
