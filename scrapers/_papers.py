"""What the indexes of papers (Crossref, OpenAlex, Unpaywall, Retraction Watch) have in common."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

from scrapers._json import load
from tracker.errors import ReadError
from tracker.records import Field, Passage, Query, Reply
from tracker.text import canonical

_DOI = re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:?\s*)?(10\.\d{4,9}(?:\.\d+)*/\S+)", re.IGNORECASE)
_E_MAIL = re.compile(
    r"[\s;,(]*(?:(?:electronic address|e-?mail)\s*:?\s*)?[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+\)?", re.IGNORECASE
)
_TEX = re.compile(r"<(?:jats:)?tex-math\b.*?</(?:jats:)?tex-math>", re.DOTALL)
_POWER = re.compile(r"(?<=\d)<(?:jats:)?sup>\s*(?=[\d\u2212-])")
_BLOCK = re.compile(r"</?(?:jats:)?(?:p|sec|list|list-item|title|label|abstract|disp-formula|h\d|div|br)\b[^<>]*>")
_HEADING = re.compile(r"<(?:jats:)?(title|h\d)\b[^<>]*>(.*?)</(?:jats:)?\1\s*>", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][\w:.-]*(?:\s[^<>]*)?/?>")
_ABSTRACT = re.compile(r"(?:structured |graphical )?abstract|summary", re.IGNORECASE)
_MARK = "\x01"


def canonical_doi(printed: Any) -> str:
    """The DOI that `printed` is, bare or as an address, in lower case; "" when it is none."""
    match = _DOI.fullmatch(canonical(str(printed or "")).strip())
    return match[1].lower() if match else ""


def without_markup(text: str) -> str:
    """`text` on one line without tags and with its entities resolved (publishers escape them once or twice)."""
    text = _TAG.sub("", _POWER.sub("^", _TEX.sub(" ", text)))
    for _ in range(2):
        text = _TAG.sub("", unescape(text))
    return " ".join(canonical(text).replace(_MARK, " ").split())


def abstract_lines(jats: str) -> list[str]:
    """The paragraphs of an abstract in JATS or HTML, one per line, each behind the heading it stands under.

    A heading that only says "Abstract" is left out. A number to a power keeps its power (10^9).
    """
    marked = _HEADING.sub(lambda match: f"<p>{_MARK}{match[2]}</p>", jats.replace(_MARK, " "))
    found: list[str] = []
    heading = ""
    for block in _BLOCK.split(marked):
        line = without_markup(block)
        if not line:
            continue
        if _MARK in block:
            if heading:
                found.append(heading)
            heading = "" if _ABSTRACT.fullmatch(line.rstrip(":.")) else line.rstrip(":. ")
        else:
            found.append(f"{heading}: {line}" if heading else line)
            heading = ""
    return [*found, heading] if heading else found


def without_e_mail(text: str) -> str:
    """`text` without e-mail addresses and the words that announce them."""
    return _E_MAIL.sub("", text).strip() if "@" in text else text


def kept(value: Any, drop: frozenset[str] = frozenset()) -> Any:
    """A copy of a JSON value as it may be stored: in canonical form, without the keys in `drop` at any depth.

    Left out are e-mail addresses, and what is empty.
    """
    if isinstance(value, dict):
        full = ((key, item) for key, item in value.items() if key not in drop and item not in (None, [], {}, ""))
        return {canonical(str(key)): kept(item, drop) for key, item in full}
    if isinstance(value, list):
        return [kept(item, drop) for item in value]
    return canonical(without_e_mail(value)) if isinstance(value, str) else value


def text_of(title: str, lines: Iterable[str]) -> tuple[str, tuple[Passage, ...]]:
    """The canonical text of a paper, its title and then the lines of its abstract, and the passages that these are."""
    head, body = canonical(title), canonical("\n".join(without_e_mail(line) for line in lines if line))
    text = "\n\n".join(part for part in (head, body) if part)
    passages = [Passage(kind="headline", start=0, end=len(head))] if head else []
    if body:
        passages.append(Passage(kind="abstract", start=len(text) - len(body), end=len(text)))
    return text, tuple(passages)


def institutions(named: Iterable[tuple[str, Any]], kind: str | None = None) -> Iterator[Field]:
    """A field for each different institution of `named` (path and printed name), without e-mail addresses.

    `kind` is "funded" for those who paid; an author's affiliation has none.
    """
    told = {} if kind else {"role": "affiliation"}
    seen = set[str]()
    for path, printed in named:
        name = without_e_mail(without_markup(str(printed or "")))
        if name and name not in seen:
            seen.add(name)
            yield Field(type="institution", raw=name, path=path, kind=kind, qualifiers=told)


def sectioned(record: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The parts of a `record` by section: `names` says for a key in which one it is, else it is identification."""
    found: dict[str, Any] = {}
    for key, value in record.items():
        found.setdefault(names.get(key, "identification"), {})[key] = value
    return found


def objects_in(value: Any) -> list[tuple[int, dict[str, Any]]]:
    """Those items of the list `value` that are objects, numbered; none when it is no list."""
    found = enumerate(value) if isinstance(value, list) else ()
    return [(n, item) for n, item in found if isinstance(item, dict)]


def answer_of(reply: Reply) -> dict[str, Any]:
    """The JSON object of a reply; raises ReadError for a web page, an empty body or anything else."""
    if not reply.body.strip():
        raise ReadError(f"{reply.url} answered with nothing", "check base_url of this source, or try again later")
    if reply.body.lstrip()[:1] == b"<":
        raise ReadError(f"{reply.url} answered with a web page instead of data", "check base_url of this source")
    answer = load(reply.body, reply.url)
    if not isinstance(answer, dict):
        raise ReadError(f"{reply.url} is JSON but no object", "check base_url of this source")
    return answer


def groups_of(query: Query) -> list[list[str]]:
    """The words of a topic: a paper is about it when it names one of each group that has any."""
    return [list(group) for group in (query.conditions, query.interventions, query.terms) if group]


def names_one_of_each(text: str, groups: Iterable[Iterable[str]]) -> bool:
    """Whether `text` names a phrase of every group, as whole words, case and hyphens aside."""
    words = f" {_folded(text)} "
    return all(any(f" {_folded(phrase)} " in words for phrase in group) for group in groups)


def _folded(text: str) -> str:
    return " ".join(re.split(r"[\W_]+", text.casefold())).strip()
