"""Registries and outlets as they answer, played by a loopback server or written down as a recording.

Every study, number (NCT9999990x, ISRCTN9999990x), outlet and person is fictitious.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from lxml import etree

from tests.loopback import Canned, Loopback, Seen, page
from tracker.records import Request

ISRCTN = "http://www.67bricks.com/isrctn"
JSON = {"Content-Type": "application/json"}
XML = {"Content-Type": "application/xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}


def study(
    number: str,
    title: str = "Fictitious saltwater trial",
    *,
    size: int | None = 40,
    size_type: str | None = "ESTIMATED",
    phases: Sequence[str] = ("PHASE2",),
    masking: str | None = "DOUBLE",
    dates: Mapping[str, str] | None = None,
    others: Sequence[tuple[str | None, str]] = (),
    aliases: Sequence[str] = (),
    updated: str = "2026-10-01",
    duration: str | None = None,
    summary: str = "Drops are compared with plain water.",
) -> dict[str, Any]:
    """A study in the shape of API v2."""
    identification: dict[str, Any] = {"nctId": number, "briefTitle": title, "orgStudyIdInfo": {"id": f"ORG-{number}"}}
    if others:
        identification["secondaryIdInfos"] = [{"id": i} | ({"type": t} if t else {}) for t, i in others]
    if aliases:
        identification["nctIdAliases"] = list(aliases)
    status: dict[str, Any] = {"overallStatus": "RECRUITING", "lastUpdatePostDateStruct": {"date": updated}}
    for name, value in (dates or {"startDateStruct": "2026-01", "completionDateStruct": "2027-06-30"}).items():
        status[name] = {"date": value, "type": "ESTIMATED"}
    design: dict[str, Any] = {"studyType": "INTERVENTIONAL", "phases": list(phases), "designInfo": {}}
    if masking:
        design["designInfo"] = {"allocation": "RANDOMIZED", "maskingInfo": {"masking": masking}}
    if size is not None:
        design["enrollmentInfo"] = {"count": size} | ({"type": size_type} if size_type else {})
    if duration:
        design["targetDuration"] = duration
    protocol = {
        "identificationModule": identification,
        "statusModule": status,
        "descriptionModule": {"briefSummary": summary},
        "designModule": design,
    }
    return {"protocolSection": protocol, "hasResults": False}


def pages_of(studies: Sequence[Mapping[str, Any]], size: int) -> list[tuple[str, bytes]]:
    """(token that asks for it, body) of each page; the tokens are opaque, the first is empty."""
    starts = range(0, max(len(studies), 1), size)
    tokens = ["", *(hashlib.sha256(str(at).encode()).hexdigest()[:24] + "-_." for at in starts[1:])]
    return [
        (tokens[n], _page(studies[at : at + size], tokens[n + 1] if n + 1 < len(tokens) else None))
        for n, at in enumerate(starts)
    ]


def _page(studies: Sequence[Mapping[str, Any]], token: str | None) -> bytes:
    return json.dumps({"studies": list(studies)} | ({"nextPageToken": token} if token else {})).encode()


def play_pages(web: Loopback, pages: Sequence[tuple[str, bytes]], *, stamp: str = "", etags: bool = False) -> None:
    """Let `web` answer as API v2 under /api/v2, search pages by their tokens whatever is searched for.

    Without a `stamp` (the data's time) /version is 404. With `etags` a page that is known is a 304.
    """
    by_token = dict(pages)

    def search(seen: Seen) -> Canned:
        query = parse_qs(urlsplit(seen.path).query)
        return _conditional(seen, by_token.get(query.get("pageToken", [""])[0]), JSON, etags)

    def one(seen: Seen) -> Canned:
        number = seen.path.rsplit("/", 1)[1]
        found = [s for _, body in pages for s in json.loads(body)["studies"] if number in json.dumps(s)]
        return page(json.dumps(found[0]).encode(), content_type="application/json") if found else Canned(404)

    web.routes["/api/v2/studies"] = search
    for _, body in pages:
        for found in json.loads(body)["studies"]:
            web.routes[f"/api/v2/studies/{found['protocolSection']['identificationModule']['nctId']}"] = one
    if stamp:
        version = {"apiVersion": "2.0.5", "dataTimestamp": stamp}
        web.routes["/api/v2/version"] = page(json.dumps(version).encode(), content_type="application/json")


def _conditional(seen: Seen, body: bytes | None, headers: Mapping[str, str], etags: bool) -> Canned:
    if body is None:
        return Canned(400, b"no such token")
    tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
    if etags and seen.headers.get("if-none-match") == tag:
        return Canned(304, headers={"ETag": tag})
    return Canned(200, body, {**headers, "ETag": tag} if etags else headers)


def entry(number: str, *, target: int = 34, nct: str = "", edited: str = "2026-08-04T13:22:23.340961015Z") -> str:
    """One trial in ISRCTN's format `default`."""
    other = f"<clinicalTrialsGovNumber>{nct}</clinicalTrialsGovNumber>" if nct else ""
    return f"""<fullTrial xmlns="{ISRCTN}"><trial lastUpdated="{edited}" version="3" isPublished="true"
 publicIdentifierCanonical="{number}" publicIdentifierDateAssigned="2025-06-25T15:29:43.155978Z">
<isrctn dateAssigned="2025-06-25T15:29:43.155978Z">{number[6:]}</isrctn>
<trialDescription><title>Fictitious example of a saltwater trial</title><acronym>SALTY</acronym></trialDescription>
<externalRefs>{other}</externalRefs>
<trialDesign><interventionalTrialDesign><masking>Blinded (masking used)</masking></interventionalTrialDesign>
<overallEndDate>2027-12-31T00:00:00.000Z</overallEndDate></trialDesign>
<participants><targetEnrolment>{target}</targetEnrolment><totalFinalEnrolment>0</totalFinalEnrolment>
<recruitmentStart>2026-07-01T00:00:00.000Z</recruitmentStart></participants>
<interventions><intervention><interventionType>Drug</interventionType><phase>Phase II</phase></intervention>
</interventions></trial></fullTrial>"""


def entries(*texts: str | bytes, limit: int = 1000, since: str = "") -> bytes:
    """An answer of ISRCTN: the first `limit` entries of all `texts` (entries or whole answers) edited `since`."""
    found = [
        node
        for text in texts
        for node in etree.fromstring(text.encode() if isinstance(text, str) else text).iter(f"{{{ISRCTN}}}fullTrial")
        if since <= str(node[0].get("lastUpdated"))
    ]
    root = etree.Element(f"{{{ISRCTN}}}allTrials", totalCount=str(len(found)), nsmap={None: ISRCTN})
    root.extend(found[:limit])
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def play_isrctn(web: Loopback, *texts: str | bytes, etags: bool = False) -> None:
    """Let `web` answer as ISRCTN under /isrctn: the first `limit` entries edited at or after `lastEdited GE`."""

    def query(seen: Seen) -> Canned:
        asked = parse_qs(urlsplit(seen.path).query)
        since = asked["q"][0].partition("lastEdited GE ")[2]
        return _conditional(seen, entries(*texts, limit=int(asked["limit"][0]), since=since), XML, etags)

    web.routes["/isrctn/query/format/default"] = query


def article(title: str, *sentences: str) -> bytes:
    """A news page with enough prose to be one."""
    filler = (
        "Nobody should draw any conclusion from this story, which was made up for a test and for nothing else at all."
    )
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in [*sentences, filler, f"{filler[:-1]}, said nobody."])
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()


def feed(*items: tuple[str, str, str]) -> bytes:
    """An RSS feed of (address, title, date)."""
    body = "".join(
        f"<item><title>{title}</title><link>{link}</link><pubDate>{day}</pubDate></item>" for link, title, day in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Example News</title>'
        f"<link>https://news.example/</link><description>Made up.</description>{body}</channel></rss>"
    ).encode()


DAY = "Mon, 09 Nov 2026 08:00:00 +0000"


def play_feed(web: Loopback, articles: Mapping[str, bytes], *, etags: bool = False) -> None:
    """Let `web` have a feed at /rss.xml and the articles (path -> page) it names."""

    def answer(body: bytes, headers: Mapping[str, str]) -> Any:
        return lambda seen: _conditional(seen, body, headers, etags)

    items = [(path, f"Randomised trial of drops, story {n}", DAY) for n, path in enumerate(articles)]
    web.routes["/rss.xml"] = answer(feed(*items), {"Content-Type": "application/rss+xml"})
    for path, body in articles.items():
        web.routes[path] = answer(body, HTML)


def tables(base: str, *names: str) -> str:
    """The topic and source tables of a configuration for what is played at `base` (http://host:port)."""
    known = {
        "clinicaltrials_gov": f'[sources.clinicaltrials_gov]\nbase_url = "{base}/api/v2"\n',
        "isrctn": f'[sources.isrctn]\nbase_url = "{base}/isrctn"\n',
        "example_news": f'[sources.example_news]\nreader = "feed"\nurl = "{base}/rss.xml"\nrelevance = false\n',
    }
    topic = '[[topics]]\nname = "saltwater"\nconditions = ["dry examples"]\n'
    return topic + "".join(known[name] for name in names or known)


SEARCH = {"query.cond": '"dry examples"', "sort": "LastUpdatePostDate:desc", "pageSize": "100"}


def recorded(moment: datetime, base: str, exchanges: Sequence[tuple[str, Mapping[str, str], bytes]]) -> list[Any]:
    """Exchanges (path, headers, body) as `write_warc` takes them, a minute apart from `moment`."""
    return [
        (Request(url=base + path, role="any"), 200, headers, body, moment + timedelta(minutes=n))
        for n, (path, headers, body) in enumerate(exchanges)
    ]


def search_path(token: str = "") -> str:
    """The path of a search page as it is asked for."""
    return "/api/v2/studies?" + urlencode(SEARCH | ({"pageToken": token} if token else {}), quote_via=quote)
