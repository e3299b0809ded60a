"""What feeds, WordPress sites and pages say oddly: entries, addresses, dates, endless lists, the same page twice."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import Canned, Loopback, Seen, page
from tests.pipeline.press import Blog, post
from tests.pipeline.stores import START, PatientClock, ask, config_in, differences, go, rows
from tests.pipeline.webs import article
from tracker.config import Config

PROSE = "Nobody should draw any conclusion from this story, which was made up for a test and for nothing else. " * 3
POSTS = "/blog/wp-json/wp/v2/posts"


def configured(folder: Path, web: Loopback, more: str = "", reader: str = "feed", at: str = "/rss.xml") -> Config:
    table = f'[sources.example]\nreader = "{reader}"\nurl = "{web.url(at)}"\nrelevance = false\n{more}'
    return config_in(folder, f"sqlite:///{folder}/evidence.db", table)


def rss(*items: str, head: str = "") -> Canned:
    body = f'<rss version="2.0"><channel><title>Example News</title>{head}{"".join(items)}</channel></rss>'
    return page(body.encode(), content_type="application/rss+xml")


def item(link: str, title: str = "Drops", day: str = "Mon, 09 Nov 2026 08:00:00 +0000", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{day}</pubDate>{more}</item>"


def story(web: Loopback, path: str, head: str = "", said: str = "It is salty.") -> None:
    body = article(f"Story {path[-1]}", said).replace(b"<title>", f"{head}<title>".encode())
    web.routes[path] = page(body, content_type="text/html; charset=utf-8")


def documents(config: Config, web: Loopback) -> list[tuple[Any, ...]]:
    """Path, number of versions and day of publication of all that is held."""
    found = ask(
        config,
        "SELECT d.native_id, count(DISTINCT v.id), max(t.published_low) FROM document d"
        " JOIN version v ON v.document_id = d.id JOIN text t ON t.version_id = v.id GROUP BY d.native_id ORDER BY 1",
    )
    return [(name.removeprefix(web.url("")), count, day and str(day)) for name, count, day in found]


def issues(config: Config) -> list[tuple[Any, ...]]:
    return ask(config, "SELECT kind FROM issue ORDER BY kind")


def test_odd_entries_of_a_feed_of_whole_articles(tmp_path: Path, web: Loopback) -> None:
    content = f"<description>&lt;p&gt;{PROSE}&lt;/p&gt;</description>"
    web.routes["/rss.xml"] = rss(
        item("/a", "Zo&amp;euml; &amp;amp; drops: p &amp;lt; 0.05, n &amp;gt; 30 &#8217;26", more=content),
        item("../b?x=1&amp;y=2#part", "Not a day", "Thu, 32 Foo 2026 25:61:00 XYZ", content),
        item("c", "No day at all", "", content),
        item("/d", "A day before there was paper", "Mon, 01 Jan 0001 00:00:00 +0000", content),
        item("", "Nowhere", more=content),
    )
    config = configured(tmp_path, web, "fetch_articles = false\n")
    assert go(config).exit_code == 0
    held = {name: day for name, _, day in documents(config, web)}
    assert held.keys() == {"/a", "/b?x=1&y=2", "/c", "/d"}
    assert (held["/a"], held["/b?x=1&y=2"], held["/c"]) == ("2026-11-09", None, None)
    assert ("Zoë & drops: p < 0.05, n > 30 ’26",) in ask(config, "SELECT title FROM text")
    before = rows(config.store.url)
    assert go(config, PatientClock(START.replace(day=21))).exit_code == 0
    assert differences(before, rows(config.store.url)) == []


def test_one_article_under_several_addresses_is_one_document(tmp_path: Path, web: Loopback) -> None:
    canonical = '<link rel="canonical" href="/story/1">'
    for path in ("/story/1", "/amp/1"):
        story(web, path, canonical)
    web.routes["/go/1"] = Canned(301, headers={"Location": "/story/1?utm_source=rss"})
    links = ("/story/1", "/story/1", "/story/1?utm_source=feed", "/story/1#more", "/amp/1", "/go/1")
    web.routes["/rss.xml"] = rss(*map(item, links))
    config = configured(tmp_path, web)
    for day in (20, 21):
        assert go(config, PatientClock(START.replace(day=day))).exit_code == 0
        assert documents(config, web) == [("/story/1", 1, "2026-11-09")]
        assert issues(config) == []


def test_a_page_that_moves_to_another_story_does_not_become_it(tmp_path: Path, web: Loopback) -> None:
    for n in (1, 2):
        story(web, f"/story/{n}", said=f"It is salty on day {n}.")
    web.routes["/rss.xml"] = rss(item("/story/1"), item("/story/2"))
    config = configured(tmp_path, web)
    go(config)
    before = ask(config, "SELECT id, seen_to FROM version ORDER BY id")
    for path in ("/story/2", "/"):
        web.routes["/story/1"] = Canned(302, headers={"Location": path})
        web.routes["/"] = page(article("Front page", "Read all about it."), content_type="text/html")
        assert go(config, PatientClock(START.replace(day=21))).exit_code == 0
        assert ask(config, "SELECT id, seen_to FROM version ORDER BY id") == before
        assert ask(config, "SELECT count(*) FROM document WHERE gone_since IS NULL") == [(2,)]
    assert issues(config) == [("unreadable",)]


@pytest.mark.parametrize("fresh", [True, False], ids=["other entries", "the same entries"])
def test_a_feed_without_end(tmp_path: Path, web: Loopback, fresh: bool) -> None:
    def answer(seen: Seen) -> Canned:
        number = int(seen.path.partition("paged=")[2] or 1) if fresh else 1
        return rss(item(f"/story/{number}"), head="<generator>https://wordpress.org/?v=6.9</generator>")

    web.routes["/rss.xml"] = answer
    for n in range(1, 9):
        story(web, f"/story/{n}")
    config = configured(tmp_path, web, "max_pages = 3\n")
    assert go(config).exit_code == 0
    pages = [path for path in web.asked if "rss" in path]
    assert len(pages) == (3 if fresh else 2)
    assert [name for name, _, _ in documents(config, web)] == [f"/story/{n}" for n in range(1, 4 if fresh else 2)]
    assert issues(config) == []


@pytest.mark.parametrize(("fresh", "said"), [(True, "gap"), (False, "paging")], ids=["other posts", "the same posts"])
def test_a_list_of_posts_without_end(tmp_path: Path, web: Loopback, fresh: bool, said: str) -> None:
    def listed(seen: Seen) -> Canned:
        number = int(seen.path.rpartition("page=")[2]) if fresh else 1
        return page(json.dumps([made(number)]).encode(), content_type="application/json")

    def made(n: int) -> dict[str, Any]:
        return post(n, web.url(""), f"2026-11-09T08:00:{59 - n}", f"Drops, part {n}", "It is salty.")

    web.routes[POSTS] = listed
    web.routes |= {f"{POSTS}/{n}": page(json.dumps(made(n)).encode()) for n in range(1, 9)}
    config = configured(tmp_path, web, "max_pages = 3\nper_page = 1\n", "wordpress", "/blog")
    assert go(config).exit_code == 0
    assert len([path for path in web.asked if "modified" in path]) == (3 if fresh else 2)
    assert [name for name, _, _ in documents(config, web)] == [f"/blog/post-{n}/" for n in range(1, 4 if fresh else 2)]
    assert issues(config) == [(said,)]


def test_a_post_with_odd_times_and_no_text(tmp_path: Path, web: Loopback) -> None:
    good = post(1, web.url(""), "2026-11-09T08:00:00", "Drops &#8216;help&#8217; Zo&euml;", "It is salty.")
    undated = {
        **post(2, web.url(""), "2026-11-09T07:00:00", "Undated", "It is salty."),
        "date_gmt": "0000-00-00T00:00:00",
    }
    empty = {**post(3, web.url(""), "2026-11-09T06:00:00", "Empty"), "content": {"rendered": "", "protected": False}}
    posts = [good, undated, empty]
    web.routes[POSTS] = page(json.dumps(posts).encode(), content_type="application/json")
    web.routes |= {f"{POSTS}/{one['id']}": page(json.dumps(one).encode()) for one in posts}
    config = configured(tmp_path, web, reader="wordpress", at="/blog")
    assert go(config).exit_code == 0
    assert documents(config, web) == [("/blog/post-1/", 1, "2026-11-01"), ("/blog/post-2/", 1, None)]
    assert ("Drops ‘help’ Zoë",) in ask(config, "SELECT title FROM text")
    assert issues(config) == [("not_an_article",)]


def test_an_entry_dated_in_the_future_does_not_hide_the_next(tmp_path: Path, web: Loopback) -> None:
    generator = "<generator>https://wordpress.org/?v=6.9</generator>"
    first = item("/story/1", day="Mon, 09 Nov 2099 08:00:00 +0000"), item("/story/2", day="Thu, 19 Nov 2026 08:00 GMT")
    for n in range(1, 5):
        story(web, f"/story/{n}", said=f"It is salty on day {n}.")
    web.routes["/rss.xml"] = rss(*first, head=generator)
    web.routes["/rss.xml?paged=2"] = Canned(404)
    config = configured(tmp_path, web)
    assert go(config).exit_code == 0
    later = item("/story/3", day="Sat, 21 Nov 2026 08:00 GMT"), item("/story/4", day="Fri, 20 Nov 2026 08:00 GMT")
    web.routes["/rss.xml"] = rss(first[0], later[0], head=generator)
    web.routes["/rss.xml?paged=2"] = rss(later[1], first[1], head=generator)
    assert go(config, PatientClock(START.replace(day=22))).exit_code == 0
    assert [name for name, _, _ in documents(config, web)] == [f"/story/{n}" for n in range(1, 5)]


def test_a_post_changed_in_the_future_does_not_hide_the_next(tmp_path: Path, web: Loopback) -> None:
    blog = Blog()
    blog.put(web, post(1, web.url(""), "2099-11-09T08:00:00", "Drops, part 1", "It is salty."))
    config = configured(tmp_path, web, reader="wordpress", at="/blog")
    assert go(config).exit_code == 0
    blog.put(web, post(2, web.url(""), "2026-11-20T08:00:00", "Drops, part 2", "It is salty too."))
    assert go(config, PatientClock(START.replace(day=21))).exit_code == 0
    assert [name for name, _, _ in documents(config, web)] == ["/blog/post-1/", "/blog/post-2/"]
