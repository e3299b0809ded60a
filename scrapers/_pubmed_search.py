"""What esearch is asked and what it says about the question (https://www.ncbi.nlm.nih.gov/books/NBK25499/)."""

import re
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from scrapers._json import load
from tracker.errors import ReadError
from tracker.records import Problem, Query, Reply

FIRST_DAY, LAST_DAY = date(1700, 1, 1), date(3000, 1, 1)
"""A span of days is open when it begins or ends with these."""
_MOST = 9_999

Span = tuple[date, date]
_NUMBER = re.compile(r"[\w./-]*\d[\w./-]*")


def term_of(query: Query, narrowed: str) -> str:
    """The topic in PubMed's syntax: any phrase of each list, in title or abstract, and `narrowed`; "" without words.

    A term that looks like a number is also looked for among the numbers that a paper is registered under ([si]).
    """
    groups = [_group(query.conditions), _group(query.interventions), _group(query.terms)]
    parts = [group for group in groups if group]
    return " AND ".join(f"({part})" for part in [*parts, narrowed.strip()] if part) if parts else ""


def _group(phrases: tuple[str, ...]) -> str:
    found = []
    for phrase in phrases:
        words = " ".join(re.sub(r'["\\\[\]]', " ", phrase).split())
        if words:
            found.append(f'"{words}"[tiab]')
        if _NUMBER.fullmatch(words):
            found.append(f"{words}[si]")
    return " OR ".join(found)


def refused(answer: Any) -> str:
    """The error that an answer of the E-utilities in JSON is, in one line; "" when it is none."""
    if not isinstance(answer, dict):
        return ""
    result = answer.get("esearchresult")
    error = answer.get("error") or (result.get("ERROR") if isinstance(result, dict) else None)
    return " ".join(str(error).split())[:200] if error else ""


def unfound(result: Mapping[str, Any]) -> Iterator[str]:
    """What PubMed says it left out of the question, one line each; numbers it has none of are no news."""
    for group in ("errorlist", "warninglist"):
        lists = result.get(group)
        for name, phrases in lists.items() if isinstance(lists, dict) else ():
            for phrase in phrases if isinstance(phrases, list) else ():
                if name != "outputmessages" and not str(phrase).lower().endswith("[si]"):
                    what = {"fieldsnotfound": "does not know the field", "phrasesignored": "ignored"}
                    yield f"PubMed {what.get(name, 'does not find')} '{' '.join(str(phrase).split())}'"


@dataclass(frozen=True, slots=True)
class Search:
    """A search that is asked again for shorter spans of days until each answer is whole.

    `words` are its parameters, `ask` sends parameters to esearch; PMIDs go into `found`, what was said into `told`.
    """

    words: Mapping[str, str]
    topic: str
    ask: Callable[[Mapping[str, str]], Reply]
    found: dict[str, None]
    told: set[str]

    def all(self, span: Span | None) -> Generator[Problem, None, bool]:
        """Find the PMIDs of `span` (None: without dates); return whether they are all there are.

        Raises FetchFailed and ReadError when a search cannot be done.
        """
        reply, result = self._ask(span)
        for message in unfound(result):
            if message not in self.told:
                self.told.add(message)
                yield Problem(kind="not_understood", subject=self.topic, message=message)
        count = int(result["count"])
        if count <= _MOST:
            self.found.update(dict.fromkeys(result["idlist"]))
            if len(result["idlist"]) >= count:
                return True
            message = f"the search has {count} records and gave {len(result['idlist'])}; the next run asks again"
            yield Problem(kind="incomplete", subject=reply.url, message=message)
            return False
        first, last = span or (FIRST_DAY, LAST_DAY)
        if first >= last:
            message = f"{count} records on {first} are more than PubMed gives ({_MOST}); say more in the topic"
            yield Problem(kind="incomplete", subject=reply.url, message=message)
            return False
        tomorrow = reply.fetched_at.date() + timedelta(days=1)
        middle = tomorrow if first <= tomorrow < last == LAST_DAY else first + (last - first) // 2
        earlier = yield from self.all((first, middle))
        later = yield from self.all((middle + timedelta(days=1), last))
        return earlier and later

    def _ask(self, span: Span | None) -> tuple[Reply, dict[str, Any]]:
        parameters = {"retmax": str(_MOST), **self.words}
        if span is None:
            parameters.pop("datetype")
        else:
            first, last = (f"{day:%Y/%m/%d}" for day in span)
            parameters |= {"mindate": first, "maxdate": last}
        reply = self.ask(parameters)
        return reply, _result(reply)


def _result(reply: Reply) -> dict[str, Any]:
    """What a search found; raises ReadError for an error, a web page or anything else."""
    answer = load(reply.body, reply.url) if reply.ok else {}
    if error := refused(answer):
        raise ReadError(f"{reply.url} answered '{error}'", "try again later, or correct the words of the topic")
    result = answer.get("esearchresult") if isinstance(answer, dict) else None
    if not isinstance(result, dict) or not isinstance(result.get("idlist"), list):
        result = {}
    numbers, count = [str(one) for one in result.get("idlist", ())], str(result.get("count"))
    if not count.isdigit() or not all(number.isdigit() for number in numbers):
        status = "" if reply.ok else f" {reply.status}"
        raise ReadError(f"{reply.url} answered{status} without a list of records", "check base_url of this source")
    return {**result, "idlist": numbers, "count": count}
