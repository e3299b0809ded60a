"""The posts of a site that runs WordPress, by its REST interface (https://developer.wordpress.org/rest-api/).

The posts changed since the last run are listed, latest change first (`modified_after`, `orderby=modified`), with title
and excerpt alone; those that may be about trials of the topics are fetched one by one (`/wp-json/wp/v2/posts/ID`). So
an edit that the page does not mention is seen by `modified_gmt`, and becomes a new version when the text differs.
Times are `..._gmt`, which have no Z and are UTC. A site that does not know `modified_after` (WordPress before 5.7)
lists all posts; what is not newer than the last run is passed over.
"""

import re
from collections.abc import Generator, Iterator
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from pydantic import Field

from scrapers._base import FieldTable, Options, Source
from scrapers._dates import partial_date
from scrapers._feed_read import plain
from scrapers._follow import Entry, follow
from scrapers._json import load
from scrapers._unread import unread
from scrapers._urls import normal_url, resolved
from scrapers.page import article, kind_of
from tracker.errors import FetchFailed, ReadError
from tracker.records import Absence, Cursor, Decision, Document, Fetch, Problem, Query, Reply, Request

_LISTED = "id,link,date_gmt,modified_gmt,title,excerpt"
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_OF_THE_SITE = "how the site shows it"

FIELDS = FieldTable(
    used={
        "link": "native id, address",
        "title.rendered": "title",
        "content.rendered": "text",
        "content.protected": "a post behind a password is a problem, no document",
        "date_gmt": "published",
        "modified_gmt": "modified; decides what is asked for again",
        "excerpt.rendered": "the decision whether it is about trials of the topics",
        "yoast_head_json.og_site_name": "publisher",
        "yoast_head_json.og_locale": "language",
        "yoast_head_json.author": "author, where none is embedded",
        "_embedded.author[].name": "author",
        "id": "the address of the single post",
    },
    ignored={
        "date": "the site's own time, without a zone",
        "modified": "the site's own time, without a zone",
        "guid.*": "the address before it had a name",
        "slug": "part of the address",
        "status": "only published posts are listed",
        "type": "always post",
        "excerpt.protected": "the content says so",
        "author": "a number; the name is embedded",
        "featured_media": "pictures",
        "comment_status": _OF_THE_SITE,
        "ping_status": _OF_THE_SITE,
        "sticky": _OF_THE_SITE,
        "template": _OF_THE_SITE,
        "format": _OF_THE_SITE,
        "meta.*": "notes of plug-ins",
        "categories[]": "numbers of the site's own subjects",
        "tags[]": "numbers of the site's own keywords",
        "class_list.*": _OF_THE_SITE,
        "class_list[]": _OF_THE_SITE,
        "acf.*": "fields of a plug-in, another set on each site",
        "yoast_head": "the head of the page as HTML; the same as yoast_head_json",
        "yoast_head_json.*": "the head of the page: the same as the post, and pictures",
        "jetpack_featured_media_url": "pictures",
        "jetpack_shortlink": "a second address",
        "jetpack_sharing_enabled": _OF_THE_SITE,
        "jetpack-related-posts.*": "other posts",
        "jetpack-related-posts[].*": "other posts",
        "_embedded.author[].*": "personal data of the author: dropped",
        "_embedded.*": "pictures and subjects",
        "_links.*": "addresses of the interface",
    },
)


class WordPressOptions(Options):
    """Keys of a [sources.NAME] table that reads a WordPress site."""

    url: str
    """Address of the site (`https://example.org`), or of its interface (`https://example.org/wp-json`)."""
    kind: Literal["press", "press_release"] = "press"
    """What its posts are."""
    per_page: int = Field(default=100, ge=1, le=100)
    """How many posts are listed per request."""
    max_pages: int = Field(default=10, ge=1)
    """How many pages of the list are read per run."""
    max_articles: int = Field(default=100, ge=1)
    """How many posts are fetched per run, latest change first."""
    relevance: bool = True
    """Follow only posts about trials of the topics; false: follow every post."""

    @property
    def posts(self) -> str:
        """Where the posts are."""
        base = self.url.rstrip("/")
        return f"{base}/wp/v2/posts" if urlsplit(base).path.endswith("/wp-json") else f"{base}/wp-json/wp/v2/posts"


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Reply | Absence | Problem | Decision | Cursor]:
    """List what changed, decide about each post, fetch those that are wanted.

    A post that cannot be fetched is a Problem; when that is so for all, the last FetchFailed is raised. The cursor
    keeps the latest `modified` time. Raises ReadError when the interface answers something else than posts.
    """
    assert isinstance(options, WordPressOptions)
    if query.native_ids:
        yield from _single(query.native_ids, options, fetch)
        yield Cursor(values=query.cursor)
        return
    posts, newest = yield from _listed(query, options, fetch)
    entries = [_entry(post, options) for post in posts]
    followed = yield from follow(entries, query, fetch, most=options.max_articles, judge=options.relevance, parse=parse)
    before = query.cursor.get("modified", "")
    latest = max(newest, before) if followed.complete else before
    yield Cursor(values={**({"modified": latest} if latest else {}), **followed.marks})


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read one post or a list of posts; raises ReadError when the bytes are neither."""
    if not reply.ok:
        return
    told: set[str] = set()
    for post in _posts(reply):
        unknown = [problem for problem in unread(post, FIELDS) if problem.subject not in told]
        told |= {problem.subject for problem in unknown}
        yield from unknown
        try:
            yield _document(post, reply)
        except ReadError as error:
            yield Problem(kind="not_an_article", subject=_text(post, "link"), message=str(error))


def reads(name: str, head: bytes) -> bool:
    """Recognise a saved answer of the interface by the times of its first post (`date_gmt`, `modified_gmt`)."""
    return head.lstrip()[:1] in (b"[", b"{") and b'"date_gmt"' in head and b'"modified_gmt"' in head


def _listed(
    query: Query, options: WordPressOptions, fetch: Fetch
) -> Generator[Problem, None, tuple[list[dict[str, Any]], str]]:
    """The posts changed since the cursor (or dated in the slice), latest change first, and their latest change.

    A change that is dated after the answer (a wrong clock, a post set to a later day) is not the latest: it would hide
    all that changes until then.
    """
    since = query.cursor.get("modified", "")
    asked = {"per_page": str(options.per_page), "orderby": "modified", "order": "desc", "_fields": _LISTED}
    asked |= {"modified_after": f"{since}Z"} if since else {}
    asked |= {"after": f"{query.since}T00:00:00Z"} if query.since else {}
    asked |= {"before": f"{query.until}T00:00:00Z"} if query.until else {}
    found: dict[int, dict[str, Any]] = {}
    newest = ""
    for number in range(1, options.max_pages + 1):
        url = f"{options.posts}?{urlencode({**asked, 'page': str(number)})}"
        try:
            reply = fetch(Request(url=url, role="list"))
        except FetchFailed as error:
            if number > 1 and error.status == 400:  # rest_post_invalid_page_number: the last page was the last
                break
            raise
        if not reply.ok:
            raise FetchFailed(url, "the site has no REST interface for posts", reply.status)
        posts = [post for post in _posts(reply) if _STAMP.match(_text(post, "modified_gmt"))]
        fresh = {post["id"]: post for post in posts if post["id"] not in found}
        if posts and not fresh:
            yield Problem(kind="paging", subject=url, message=f"page {number} of the posts brought the same again")
            break
        found |= {key: post for key, post in fresh.items() if post["modified_gmt"] > since}
        now = f"{reply.fetched_at:%Y-%m-%dT%H:%M:%S}"
        newest = max([newest, *(stamp for post in posts if (stamp := post["modified_gmt"]) <= now)])
        pages = reply.headers.get("x-wp-totalpages", "")
        at_the_end = len(posts) < options.per_page if not pages.isdecimal() else number >= int(pages)
        if at_the_end or posts[-1]["modified_gmt"] <= since:
            break
    else:
        message = f"posts beyond page {options.max_pages} of the list were not looked at; raise max_pages"
        yield Problem(kind="gap", subject=options.posts, message=f"{message} or use tracker backfill")
    return list(found.values()), newest


def _entry(post: dict[str, Any], options: WordPressOptions) -> Entry:
    return Entry(
        url=_text(post, "link"),
        title=plain(_text(post, "title", "rendered")),
        teaser=plain(_text(post, "excerpt", "rendered")),
        meta={"kind": options.kind},
        day=post["modified_gmt"],
        ask=f"{options.posts}/{post['id']}?_embed=author",
        role="post",
    )


def _single(links: tuple[str, ...], options: WordPressOptions, fetch: Fetch) -> Iterator[Reply | Absence | Problem]:
    """The posts at these addresses, which the interface finds by the last part of the address (the slug)."""
    for link in links:
        slug = urlsplit(link).path.rstrip("/").rpartition("/")[2]
        url = f"{options.posts}?{urlencode({'slug': slug, '_embed': 'author'})}"
        try:
            reply = fetch(Request(url=url, role="post", meta={"kind": options.kind}))
        except FetchFailed as error:
            yield Problem(kind="fetch_failed", subject=link, message=str(error))
        else:
            yield reply if reply.ok and _posts(reply) else Absence(native_id=link, reply=reply)


def _posts(reply: Reply) -> list[dict[str, Any]]:
    value = load(reply.body, reply.url)
    posts = value if isinstance(value, list) else [value]
    if not all(isinstance(post, dict) and isinstance(post.get("id"), int) and _text(post, "link") for post in posts):
        raise ReadError(f"{reply.url} holds no WordPress posts", "give the address of a WordPress site")
    return posts


def _document(post: dict[str, Any], reply: Reply) -> Document:
    """One post, read as a page would be."""
    url = resolved(reply.url, _text(post, "link")) or normal_url(_text(post, "link"))
    content = post.get("content")
    if isinstance(content, dict) and content.get("protected") is True:
        raise ReadError(f"{url} is behind a password", "leave it out")
    page = reply.model_copy(
        update={
            "url": url,
            "headers": {"content-type": "text/html; charset=utf-8"},
            "body": f"<article>{_text(post, 'content', 'rendered')}</article>".encode("utf-8", "replace"),
        }
    )
    given = {"url": url, "title": plain(_text(post, "title", "rendered")), "published": _text(post, "date_gmt")}
    hints = {"author": _author(post), "publisher": _text(post, "yoast_head_json", "og_site_name")}
    document = article(page, kind_of(reply.request.meta), hints=hints, given=given)
    language = _text(post, "yoast_head_json", "og_locale").replace("_", "-") or document.language
    return document.model_copy(update={"modified": partial_date(_text(post, "modified_gmt")), "language": language})


def _author(post: dict[str, Any]) -> str:
    embedded = post.get("_embedded")
    people = embedded.get("author") if isinstance(embedded, dict) else None
    names = [_text(one, "name") for one in people if isinstance(one, dict)] if isinstance(people, list) else []
    return ", ".join(plain(name) for name in names if name) or plain(_text(post, "yoast_head_json", "author"))


def _text(value: Any, *keys: str) -> str:
    """The string below these keys, "" when there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


SOURCE = Source(
    name="wordpress",
    title="WordPress sites",
    kind="press",
    homepage="https://developer.wordpress.org/rest-api/",
    licence="of the publisher; captures are private, only quotes are shown",
    basis="The REST interface that a site offers to every program; robots.txt is followed.",
    discover=discover,
    parse=parse,
    options=WordPressOptions,
    by_topic=False,
    reads=reads,
    fields=FIELDS,
    slices=True,
)
