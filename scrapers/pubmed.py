"""PubMed through NCBI's E-utilities (https://www.ncbi.nlm.nih.gov/books/NBK25499/): esearch, then efetch in XML.

A topic is searched for in titles and abstracts, narrowed to reports of trials by the key `filter`. A search reaches
10,000 records at most: one that has more is asked again in slices of the date of entry (edat), halved until each fits;
a single day that does not fit is a problem. A run with a cursor asks for what was entered, or revised (mdat: a
retraction is a revision of the old record), since a week before the newest record that was seen. A slice of time is
one of the date of entry. What PubMed did not understand of the words (a phrase it does not find) is a problem.

Address, tool and key are sent as parameters that are not stored. Bibliographies (Cites), index terms and books are not
read. A paper's DataBankList is its own registration unless it is a review, an editorial or the like.
"""

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from lxml import etree
from pydantic import Field as Bounds, SecretStr

from scrapers._base import Options, Source, credential
from scrapers._dates import partial_date
from scrapers._json import load
from scrapers._pubmed_fields import date_at, entered, fields_of, kind_of, number_of, published, text_of, types_of
from scrapers._pubmed_record import byline_of, content_of, raw_of, record_of, sections_of, text_at
from scrapers._pubmed_search import FIRST_DAY, LAST_DAY, Search, Span, refused, term_of
from scrapers._pubmed_table import FIELDS
from scrapers._topic import digest
from scrapers._unread import unread
from scrapers._xml import root_of
from tracker.errors import FetchFailed, ReadError
from tracker.records import Absence, Cursor, Document, Fetch, Field, Problem, Query, Reply, Request

_OVERLAP = timedelta(days=7)
_MOST_IN_ADDRESS = 200
_TRIALS = (
    "randomized controlled trial[pt] OR controlled clinical trial[pt] OR clinical trial protocol[pt]"
    " OR randomized[tiab] OR randomised[tiab] OR placebo[tiab] OR randomly[tiab] OR trial[ti]"
)

Found = Reply | Absence | Problem


class PubmedOptions(Options):
    """Keys of a [sources.NAME] table that reads PubMed."""

    base_url: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
    """Address of the E-utilities; another one for a copy or a test server."""
    filter: str = _TRIALS
    """What narrows the search to reports of trials, in PubMed's own syntax (the default follows Cochrane's search
    strategy, precision-maximizing version 2008); empty for every paper."""
    revisions: bool = True
    """Whether records that were revised since the last run are asked for too."""
    batch: int = Bounds(default=200, ge=1, le=500)
    """Records per request."""
    api_key: SecretStr = credential("TRACKER_NCBI_API_KEY")
    """Key of an NCBI account: ten requests a second instead of three."""


def discover(query: Query, options: Options, fetch: Fetch) -> Iterator[Found | Cursor]:
    """Search the topic and fetch the records, or fetch records by number ("PMID99999901" or the digits).

    The cursor keeps `query` (a hash of the topic) and `since` (a week before the newest entry seen). Raises FetchFailed
    and ReadError when a search cannot be done or a batch is answered with something else.
    """
    assert isinstance(options, PubmedOptions)
    if query.native_ids:
        complete = True
        for number in query.native_ids:
            complete = (yield from _one(number.strip(), query, options, fetch)) and complete
        if complete:
            yield Cursor(values=query.cursor)
        return
    term = term_of(query, options.filter)
    if not term:
        yield Problem(kind="nothing_asked", subject=query.topic, message="the topic has no words to search for")
        return
    asked = digest(query, options.base_url, options.filter)
    since = query.cursor.get("since", "") if query.cursor.get("query") == asked else ""
    found: dict[str, None] = {}
    told: set[str] = set()
    complete = True
    for kind, span in _spans(query, since, options):
        words = {"term": term, "datetype": kind}
        search = Search(words, query.topic, lambda asked: fetch(_search_request(asked, query, options)), found, told)
        complete = (yield from search.all(span)) and complete
    newest = yield from _records(sorted(found, key=int), query, options, fetch)
    if query.since or query.until:
        yield Cursor(values={})
    elif complete:
        yield Cursor(values={"query": asked, "since": max(newest, since)})


def _spans(query: Query, since: str, options: PubmedOptions) -> Iterator[tuple[str, Span | None]]:
    """The kinds of date and the days to search: all, a slice of time, or what is new or revised since the last run."""
    if query.since or query.until:
        last = query.until - timedelta(days=1) if query.until else LAST_DAY
        yield "edat", (query.since or FIRST_DAY, last)
        return
    day = partial_date(since)
    if day is None:
        yield "edat", None
        return
    yield "edat", (day.low, LAST_DAY)
    if options.revisions:
        yield "mdat", (day.low, LAST_DAY)


def _records(
    numbers: list[str], query: Query, options: PubmedOptions, fetch: Fetch
) -> Generator[Reply | Problem, None, str]:
    """Yield the records in batches; return a week before the newest day of entry among them ("" for none)."""
    newest = ""
    for start in range(0, len(numbers), options.batch):
        batch = numbers[start : start + options.batch]
        reply = fetch(_fetch_request(batch, query, options))
        records = [record_of(raw_of(article)) for article in _articles(_set_of(reply))]
        latest = reply.fetched_at.date().isoformat()
        newest = max([newest, *(day for record in records if (day := entered(record)) <= latest)])
        missing = set(batch) - {number_of(record) for record in records}
        if records:
            yield reply
        if missing:
            listed = ", ".join(sorted(missing, key=int)[:10])
            message = f"{len(missing)} of {len(batch)} records did not come (PMID {listed})"
            yield Problem(kind="incomplete", subject=reply.url, message=message)
    return str(date.fromisoformat(newest) - _OVERLAP) if newest else ""


def _one(number: str, query: Query, options: PubmedOptions, fetch: Fetch) -> Generator[Found, None, bool]:
    """Yield one record, or its absence; return whether there was an answer."""
    digits = number.upper().removeprefix("PMID").strip(" :")
    if not (digits.isascii() and digits.isdigit()):
        yield Problem(kind="bad_id", subject=number, message=f"'{number}' is no PubMed identifier (PMID and digits)")
        return True
    try:
        reply = fetch(_fetch_request([digits], query, options, native_id=f"PMID{digits}"))
    except FetchFailed as error:
        yield Problem(kind="fetch_failed", subject=number, message=str(error))
        return False
    held = any(number_of(record_of(raw_of(one))) == digits for one in _articles(_set_of(reply)))
    yield reply if held else Absence(native_id=f"PMID{digits}", reply=reply)
    return True


def _search_request(parameters: Mapping[str, str], query: Query, options: PubmedOptions) -> Request:
    return _request("esearch.fcgi", {"db": "pubmed", "retmode": "json", **parameters}, "search", query, options)


def _fetch_request(numbers: list[str], query: Query, options: PubmedOptions, **meta: str) -> Request:
    parameters = {"db": "pubmed", "retmode": "xml", "id": ",".join(numbers)}
    return _request("efetch.fcgi", parameters, "records", query, options, **meta)


def _request(
    tool: str, parameters: Mapping[str, str], role: str, query: Query, options: PubmedOptions, **meta: str
) -> Request:
    address = f"{options.base_url.rstrip('/')}/{tool}"
    form = urlencode(parameters, quote_via=quote, safe=",/")
    secret = {
        "tool": "evidence-tracker",
        "email": query.contact if "@" in query.contact else "",
        "api_key": options.api_key.get_secret_value(),
    }
    if parameters.get("id", "").count(",") < _MOST_IN_ADDRESS:
        return Request(url=f"{address}?{form}", role=role, meta=meta, secret=secret)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return Request(url=address, role=role, method="POST", headers=headers, body=form.encode(), meta=meta, secret=secret)


def _set_of(reply: Reply) -> "etree._Element":
    """The root of a PubmedArticleSet (or of one article); raises ReadError that says what came instead."""
    if reply.body.lstrip()[:1] == b"{":
        error = refused(load(reply.body, reply.url))
        said = f"answered '{error}'" if error else "is a list of numbers or other JSON, not records"
        raise ReadError(f"{reply.url} {said}", "fetch the records with efetch and retmode=xml")
    root = root_of(reply.body, reply.url)
    if root.tag not in ("PubmedArticleSet", "PubmedArticle"):
        error = " ".join(str(root.findtext(".//ERROR") or "").split())
        said = f"answered '{error}'" if error else f"is XML with {etree.QName(root).localname}, not records of PubMed"
        raise ReadError(f"{reply.url} {said}", "fetch the records with efetch and retmode=xml")
    return root


def _articles(root: "etree._Element") -> Iterable["etree._Element"]:
    return [root] if root.tag == "PubmedArticle" else root.findall("PubmedArticle")


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read every article of an answer of efetch (PubmedArticleSet), or a single PubmedArticle.

    A field that the source's table does not know is a Problem, once per answer; so are books and deleted records.
    Raises ReadError for other bytes.
    """
    if not reply.ok:
        return
    root, told = _set_of(reply), set[str]()
    for article in _articles(root):
        for item in _read(raw_of(article)):
            if not isinstance(item, Problem) or item.subject not in told:
                yield item
            told |= {item.subject} if isinstance(item, Problem) else set()
    for tag, what in (("PubmedBookArticle", "a book or a chapter"), ("DeleteCitation/PMID", "a deleted record")):
        for one in root.findall(tag):
            number = str(one.findtext(".//PMID") or one.text or "").strip()
            yield Problem(kind="not_an_article", subject=f"PMID{number}", message=f"PMID {number} is {what}: left out")


def _read(raw: Mapping[str, Any]) -> Iterator[Document | Problem]:
    record = record_of(raw)
    if not number_of(record):
        yield Problem(kind="bad_id", subject="PMID", message="an article without a PMID was left out")
        return
    items = list(fields_of(record))
    yield _document(raw, record, tuple(item for item in items if isinstance(item, Field)))
    yield from (item for item in items if isinstance(item, Problem))
    yield from unread(raw, FIELDS)


def reads(name: str, head: bytes) -> bool:
    """Recognise PubMed's XML by its elements; other answers of the E-utilities too, to say what they are."""
    marks = re.search(rb"<(?:PubmedArticle(?:Set)?|e[A-Z]\w+Result)[\s>]", head)
    if name.lower().endswith(".json"):
        return b'"esearchresult"' in head or head.lstrip().startswith(b'{"error":"API rate limit')
    return name.lower().endswith(".xml") and bool(marks)


def _document(raw: Mapping[str, Any], record: dict[str, Any], fields: tuple[Field, ...]) -> Document:
    text, passages = text_of(record)
    number, content = number_of(record), content_of(record)
    return Document(
        native_id=f"PMID{number}",
        kind=kind_of(types_of(record)),
        url=f"https://pubmed.ncbi.nlm.nih.gov/{number}/",
        title=text_at(record, "MedlineCitation.Article.ArticleTitle") or None,
        published=published(record),
        modified=date_at(record, "MedlineCitation.DateRevised"),
        author=byline_of(raw),
        publisher=text_at(record, "MedlineCitation.Article.Journal.Title") or None,
        language="en",
        text=text,
        passages=passages,
        record=record,
        fields=fields,
        content=content,
        sections=sections_of(content),
    )


SOURCE = Source(
    name="pubmed",
    title="PubMed",
    kind="paper",
    homepage="https://pubmed.ncbi.nlm.nih.gov",
    licence="records: free to use with attribution (NLM); abstracts may be under the copyright of their publishers",
    basis="Documented public API for programs (E-utilities), within NCBI's limits of requests, tool and address given; "
    "robots.txt, which is for crawlers, is not asked.",
    robots=False,
    discover=discover,
    parse=parse,
    options=PubmedOptions,
    delay=0.34,
    keyed_delay=0.1,
    reads=reads,
    fields=FIELDS,
    filled={"pmid": 1.0, "journal": 0.98, "date": 0.98, "doi": 0.5},
    slices=True,
)
