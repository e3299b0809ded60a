"""A WordPress site played by a real server on 127.0.0.1: lists, single posts, silent edits, and what goes wrong."""

import json
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scrapers.wordpress import SOURCE, WordPressOptions, parse, reads
from tests.loopback import Canned, Loopback, Seen, page
from tests.scrapers import loop
from tests.scrapers.loop import decided, pages
from tests.scrapers.plays import FIXTURES, cursors, documents, problems, reply
from tracker.errors import FetchFailed, ReadError
from tracker.records import Absence, Problem, Query, Reply

web = pytest.fixture(loop.web)
POSTS = (FIXTURES / "wordpress" / "posts.json").read_bytes()
TOPIC = Query(conditions=("dry examples",), interventions=("velorastine",))
HEADLINE = "Randomised trial of velorastine in dry examples"
API = "/wp-json/wp/v2/posts"


def post(number: int, title: str = HEADLINE, modified: str = "2098-02-11T10:00:00", **more: Any) -> dict[str, Any]:
    text = "".join(f"<p>In this randomised trial {n} people with dry examples took velorastine.</p>" for n in range(9))
    return {
        "id": number,
        "link": f"https://blog.example/story-{number}/",
        "date_gmt": "2098-02-10T10:00:00",
        "modified_gmt": modified,
        "title": {"rendered": title},
        "excerpt": {"rendered": "<p>A made-up story.</p>", "protected": False},
        "content": {"rendered": text, "protected": False},
        **more,
    }


def site(web: Loopback, *posts: dict[str, Any], knows_modified_after: bool = True) -> None:
    """Answer as WordPress does: lists by page and time of change, single posts, 400 behind the last page."""

    def listed(seen: Seen) -> Canned:
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(seen.path).query).items()}
        since = asked.get("modified_after", "").removesuffix("Z") if knows_modified_after else ""
        found = sorted((one for one in posts if one["modified_gmt"] > since), key=lambda one: one["modified_gmt"])[::-1]
        size, number = int(asked["per_page"]), int(asked["page"])
        total = max(1, -(-len(found) // size))
        if number > total:
            return Canned(400, b'{"code": "rest_post_invalid_page_number"}')
        body = json.dumps(found[(number - 1) * size : number * size]).encode()
        return page(body, content_type="application/json", X_WP_TotalPages=str(total))

    web.routes[API] = listed
    for one in posts:
        web.routes[f"{API}/{one['id']}"] = page(json.dumps(one).encode(), content_type="application/json")


def ask(web: Loopback, query: Query = TOPIC, **more: Any) -> list[object]:
    return loop.ask(SOURCE, query, WordPressOptions(url=web.url("/"), **more))


def test_posts_about_trials_are_fetched_one_by_one(web: Loopback) -> None:
    site(web, post(1), post(2, "The village fair opens on Sunday", "2098-02-12T10:00:00"), post(3))
    found = ask(web)
    assert decided(found) == [("", False), ("", True), ("", True)]
    assert pages(web, found) == [f"{API}/3?_embed=author", f"{API}/1?_embed=author"]
    read = [one for item in found if isinstance(item, Reply) for one in documents(parse(item))]
    assert [one.native_id for one in read] == ["https://blog.example/story-3/", "https://blog.example/story-1/"]
    assert cursors(found)[0]["modified"] == "2098-02-12T10:00:00"


@pytest.mark.parametrize("knows", [True, False])
def test_a_silent_edit_is_asked_for_and_nothing_else(web: Loopback, knows: bool) -> None:
    site(web, post(1), post(2), post(3, modified="2098-02-13T09:00:00"), knows_modified_after=knows)
    found = ask(web, TOPIC.model_copy(update={"cursor": {"modified": "2098-02-12T10:00:00"}}))
    assert pages(web, found) == [f"{API}/3?_embed=author"]
    assert cursors(found) == [{"modified": "2098-02-13T09:00:00"}]
    nothing = ask(web, TOPIC.model_copy(update={"cursor": cursors(found)[0]}))
    assert (pages(web, nothing), cursors(nothing)) == ([], cursors(found))


@pytest.mark.parametrize("header", [True, False])
def test_all_pages_of_the_list_are_read(web: Loopback, header: bool) -> None:
    site(web, *(post(n) for n in range(4)))
    if not header:
        answer = web.routes[API]
        assert callable(answer)
        web.routes[API] = lambda seen: Canned(answer(seen).status, answer(seen).body)
    assert len(pages(web, ask(web, per_page=2))) == 4


def test_a_list_that_goes_round_ends(web: Loopback) -> None:
    web.routes[API] = page(json.dumps([post(1), post(2)]).encode(), X_WP_TotalPages="99")
    web.routes[f"{API}/1"] = web.routes[f"{API}/2"] = page(json.dumps(post(1)).encode())
    found = ask(web, per_page=2)
    assert (problems(found), len(pages(web, found)), len(web.asked)) == (["paging"], 2, 4)


def test_a_list_longer_than_allowed_is_said(web: Loopback) -> None:
    site(web, *(post(n, modified=f"2098-02-11T10:00:{n:02}") for n in range(9)))
    found = ask(web, per_page=2, max_pages=2)
    assert (problems(found), len(pages(web, found))) == (["gap"], 4)


def test_a_slice_of_time_is_asked_for(web: Loopback) -> None:
    site(web)
    ask(web, Query(since=date(2098, 1, 1), until=date(2098, 2, 1)))
    asked = parse_qs(urlsplit(web.asked[0]).query)
    assert (asked["after"], asked["before"]) == (["2098-01-01T00:00:00Z"], ["2098-02-01T00:00:00Z"])


@pytest.mark.parametrize(
    "answer",
    [
        page(b"<html>Are you a robot?</html>", content_type="text/html"),
        page(b"", content_type="application/json"),
        page(b'[{"id": 1, "link', content_type="application/json"),
        page(b'{"code": "rest_disabled", "message": "no"}', content_type="application/json"),
    ],
    ids=["challenge", "empty", "cut off", "an error"],
)
def test_what_is_no_list_fails_the_source(web: Loopback, answer: Canned) -> None:
    web.routes[API] = answer
    with pytest.raises(ReadError) as raised:
        ask(web)
    assert "\n" not in str(raised.value)


def test_a_site_without_the_interface_fails(web: Loopback) -> None:
    with pytest.raises(FetchFailed, match="no REST interface"):
        ask(web)


def test_a_post_is_asked_for_by_its_address(web: Loopback) -> None:
    web.routes[f"{API}?slug=story-1&_embed=author"] = page(json.dumps([post(1)]).encode())
    web.routes[f"{API}?slug=story-2&_embed=author"] = page(b"[]")
    found = ask(web, Query(native_ids=("https://blog.example/story-1/", "https://blog.example/story-2/")))
    assert [one.native_id for one in found if isinstance(one, Absence)] == ["https://blog.example/story-2/"]
    assert len(pages(web, found)) == 1


def test_a_post_in_full() -> None:
    found = list(parse(reply(POSTS, meta={"kind": "press_release"})))
    first, second = documents(found)
    assert (first.title, first.author, first.publisher, first.language, first.kind, first.native_id) == (
        "Drops \u2018help\u2019 examples", "Kim Noone", "Example Blog", "en-US", "press_release",
        "https://blog.example/2098/drops-help-examples/",
    )  # fmt: skip
    assert (first.published and str(first.published.low), first.modified and str(first.modified.low)) == (
        "2098-02-11", "2098-02-12",
    )  # fmt: skip
    assert "64 invented volunteers" in first.text
    assert "<" not in first.text
    assert second.author == "Pat Nobody"
    assert [(one.kind, one.subject) for one in found if isinstance(one, Problem)] == [
        ("unread_field", "brand_new"),
        ("not_an_article", "https://blog.example/2098/for-members/"),
    ]


def test_saved_answers_are_recognised() -> None:
    assert reads("posts.json", POSTS[:4096])
    assert not reads("study.json", b'{"protocolSection": {}}')
