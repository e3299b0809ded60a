"""A work of Crossref: its record, its claims, and every field that it can have.

Names and meanings are those of Crossref's REST API (works, format version 2) and of recorded answers.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scrapers._base import FieldTable
from scrapers._papers import abstract_lines, canonical_doi, institutions, kept, objects_in, sectioned, without_markup
from tracker.records import Field, Problem

UPDATES = {
    "retraction": ("retracts", "retracted_by"),
    "withdrawal": ("retracts", "retracted_by"),
    "removal": ("retracts", "retracted_by"),
    "partial_retraction": ("corrects", "corrected_by"),
    "correction": ("corrects", "corrected_by"),
    "corrigendum": ("corrects", "corrected_by"),
    "erratum": ("corrects", "corrected_by"),
    "addendum": ("corrects", "corrected_by"),
    "clarification": ("corrects", "corrected_by"),
    "expression_of_concern": ("concerns", "concern_by"),
    "reinstatement": ("reinstates", "reinstated_by"),
    "new_version": ("update_of", "updated_by"),
    "new_edition": ("update_of", "updated_by"),
}
"""Type of an update -> how the notice stands to the paper, and the paper to the notice."""
RELATIONS = {
    "is-preprint-of": "preprint_of",
    "has-preprint": "has_preprint",
    "is-comment-on": "comment_on",
    "has-comment": "has_comment",
    "is-version-of": "version_of",
    "correction": "corrected_by",
    "is-corrected-by": "corrected_by",
    "is-correction-of": "corrects",
}
DATES = {
    "published": "published",
    "published-online": "electronic",
    "published-print": "print",
    "posted": "posted",
    "accepted": "accepted",
}
_NOTICES = ("update-to", "updated-by")
_SCHEMES = frozenset(("doi", "pmid", "pmcid"))
_DROPPED = frozenset(
    """indexed score is-referenced-by-count reference-count references-count reference deposited created timestamp
    resource link assertion ORCID authenticated-orcid content-domain update-policy alternative-id archive member prefix
    given family suffix email""".split()
)
SECTIONS = {
    **dict.fromkeys(("update-to", "updated-by", "relation", "version"), "status"),
    **dict.fromkeys((*DATES, "issued", "approved", "content-created", "content-updated", "published-other"), "dates"),
    **dict.fromkeys(("abstract", "description"), "description"),
    **dict.fromkeys(("publisher", "publisher-location", "funder", "institution", "author", "editor"), "sponsor"),
    **dict.fromkeys(("license",), "documents"),
}

_MOVES = "changes without a change of the work: not part of a version"
_LIST = "list of references: not read"
_WHERE = "where in print it stands"
_PERSON = "a person: the name becomes the author, nothing else is kept"
_FORMAL = "how the deposit was made"

FIELDS = FieldTable(
    used={
        "DOI": "native id, doi (own)",
        "type": "kind",
        "subtype": "kind",
        "title[]": "title, text",
        "subtitle[]": "text",
        "abstract": "text",
        "container-title[]": "journal",
        "publisher": "publisher",
        "language": "language",
        "URL": "address",
        "author[].given": "author",
        "author[].family": "author",
        "author[].name": "author",
        "author[].affiliation[].name": "institution",
        "institution[].name": "institution (not of a preprint: there it is the server)",
        "funder[].name": "institution (funded)",
        "clinical-trial-number[].clinical-trial-number": "registration_id",
        "clinical-trial-number[].registry": "registration_id (registry)",
        "clinical-trial-number[].type": "registration_id (stage)",
        **{f"{name}.date-parts[][]": f"date ({kind})" for name, kind in DATES.items()},
        "issued.date-parts[][]": "published; date, where there is no other",
        "indexed.date-time": "cursor",
        **{f"{name}[].{part}": "relation" for name in _NOTICES for part in ("DOI", "type", "source")},
        **{f"{name}[].updated.date-parts[][]": "relation (date)" for name in _NOTICES},
        **{f"{name}[].record-id": "relation (record of Retraction Watch)" for name in _NOTICES},
        **{f"relation.{name}[].{part}": "relation" for name in RELATIONS for part in ("id", "id-type")},
    },
    ignored={
        **{f"{name}[].label": "the type in words" for name in _NOTICES},
        **{f"{name}[].updated.*": "the date again" for name in _NOTICES},
        "relation.*": "a relation of another kind, or who asserts it; kept in the record",
        "indexed.*": _MOVES,
        "deposited.*": _MOVES,
        "created.*": "when the DOI was first registered",
        "score": _MOVES,
        "is-referenced-by-count": _MOVES,
        "reference-count": _LIST,
        "references-count": _LIST,
        "reference[].*": _LIST,
        "author[].*": _PERSON,
        "editor[].*": "editors of the volume",
        "chair[].*": "chairs of a conference",
        "translator[].*": _PERSON,
        "institution[].*": "other names and places; kept in the record",
        "funder[].*": "numbers of funder and award; kept in the record",
        "approved.*": "date of a report or thesis; kept in the record",
        "issued.*": "the date again",
        "published-other.*": "another date of publication; kept in the record",
        "content-created.*": "date of the file; kept in the record",
        "content-updated.*": "date of the file; kept in the record",
        **{f"{name}.*": "the date again" for name in DATES},
        "license[].*": "licence; kept in the record",
        "link[].*": "addresses for text mining, changed often",
        "resource.*": "address at the publisher, changed often",
        "assertion[].*": "free text of the publisher's page, may name people",
        "alternative-id[]": "the publisher's own number",
        "archive[]": _FORMAL,
        "content-domain.*": _FORMAL,
        "update-policy": _FORMAL,
        "source": "always Crossref",
        "prefix": _FORMAL,
        "member": _FORMAL,
        **dict.fromkeys(("volume", "issue", "page", "article-number", "edition-number", "part-number"), _WHERE),
        "journal-issue.*": _WHERE,
        "short-container-title[]": "the journal again, abbreviated",
        "short-title[]": "the title again",
        "original-title[]": "the title in another language; kept in the record",
        "group-title": "heading in a preprint server; kept in the record",
        "subject[]": "subjects of the journal",
        "description": "words about a part or dataset; kept in the record",
        "special_numbering": _WHERE,
        "version.*": "number of a version; kept in the record",
        "event.*": "a conference; kept in the record",
        "degree[]": "of a thesis; kept in the record",
        "standards-body.*": "of a standard; kept in the record",
        "review.*": "how a review was made; kept in the record",
        "project[].*": "of a grant; kept in the record",
        "award": "of a grant; kept in the record",
        "award-start.*": "of a grant; kept in the record",
        "free-to-read.*": "whether it can be read free of charge; kept in the record",
        "aliases[]": "earlier DOIs; kept in the record",
        "status.*": "kept in the record",
        "publisher-location": "kept in the record",
        "ISBN[]": _WHERE,
        "isbn-type[].*": _WHERE,
        "ISSN[]": _WHERE,
        "issn-type[].*": _WHERE,
        "proceedings-subject": _WHERE,
        "component-number": _WHERE,
    },
)


def record_of(work: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a work that is kept: without references, counters, people and what changes on every indexing."""
    record: dict[str, Any] = kept(work, _DROPPED)
    return record


def sections_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record by section."""
    return sectioned(record, SECTIONS)


def listed(record: Mapping[str, Any], key: str) -> list[tuple[int, Any]]:
    """The numbered items of the list `record[key]`; none when it is no list."""
    value = record.get(key)
    return list(enumerate(value)) if isinstance(value, list) else []


def printed_date(value: Any) -> str:
    """A date of Crossref as YYYY, YYYY-MM or YYYY-MM-DD, as far as its one to three parts go; "" without a year."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers: list[int] = []
    for part in first[:3]:
        if not str(part or "").isdigit():
            break
        numbers.append(int(part))
    return "-".join(f"{number:0{4 if n == 0 else 2}d}" for n, number in enumerate(numbers))


def title_of(work: Mapping[str, Any]) -> str:
    """The title, on one line and without markup; "" without one."""
    return next((without_markup(str(title)) for _, title in listed(work, "title") if title), "")


def lines_of(work: Mapping[str, Any]) -> list[str]:
    """Subtitle and abstract, a line per paragraph."""
    subtitles = [without_markup(str(subtitle)) for _, subtitle in listed(work, "subtitle") if subtitle]
    return [*subtitles, *abstract_lines(str(work.get("abstract") or ""))]


def authors_of(work: Mapping[str, Any]) -> str | None:
    """The authors by name, None without any."""
    people = objects_in(work.get("author"))
    names = (who.get("name") or f"{who.get('given') or ''} {who.get('family') or ''}" for _, who in people)
    return "; ".join(filter(None, (without_markup(str(name)) for name in names))) or None


def fields_of(record: Mapping[str, Any]) -> Iterator[Field | Problem]:
    """The claims of a record; a type of update that is not known is a Problem."""
    doi = canonical_doi(record.get("DOI"))
    yield Field(type="doi", raw=doi, path="$.DOI", kind="own")
    for n, trial in objects_in(record.get("clinical-trial-number")):
        number = str(trial.get("clinical-trial-number") or "")
        if number.strip():
            told = {"channel": "metadata", "registry": trial.get("registry"), "stage": trial.get("type")}
            path = f"$['clinical-trial-number'][{n}]['clinical-trial-number']"
            known = {key: value for key, value in told.items() if value}
            yield Field(type="registration_id", raw=number, path=path, kind="own", qualifiers=known)
    for n, journal in listed(record, "container-title")[:1]:
        if name := without_markup(str(journal or "")):
            yield Field(type="journal", raw=name, path=f"$['container-title'][{n}]")
    yield from _dates(record)
    yield from institutions(_places(record))
    yield from institutions(_funders(record), "funded")
    yield from _updates(record, doi)
    yield from _relations(record)


def _dates(record: Mapping[str, Any]) -> Iterator[Field]:
    named = DATES if printed_date(record.get("published")) else {"issued": "published", **DATES}
    for name, kind in named.items():
        if printed := printed_date(record.get(name)):
            yield Field(type="date", raw=printed, path=f"$['{name}']['date-parts'][0]", kind=kind)


def _places(record: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for n, author in objects_in(record.get("author")):
        for m, place in objects_in(author.get("affiliation")):
            yield f"$.author[{n}].affiliation[{m}].name", place.get("name")
    for n, place in objects_in(record.get("institution")) if record.get("type") != "posted-content" else ():
        yield f"$.institution[{n}].name", place.get("name")


def _funders(record: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for n, funder in objects_in(record.get("funder")):
        yield f"$.funder[{n}].name", funder.get("name")


def _updates(record: Mapping[str, Any], doi: str) -> Iterator[Field | Problem]:
    for side, name in enumerate(_NOTICES):
        for n, update in objects_in(record.get(name)):
            other = canonical_doi(update.get("DOI"))
            if not other:
                continue
            nature = str(update.get("type") or "").strip().lower().replace("-", "_").replace(" ", "_")
            if nature not in UPDATES:
                message = f"{doi}: an update of the unknown type '{nature}' was not read"
                yield Problem(kind="unread_value", subject=f"{name}[].type {nature}", message=message)
                continue
            told = {"nature": nature, "source": update.get("source"), "date": printed_date(update.get("updated"))}
            told["record"] = str(update.get("record-id") or "")
            known = {key: value for key, value in told.items() if value}
            kind = UPDATES[nature][1 if other == doi else side]  # a notice under the paper's own DOI is about it
            if other == doi and kind == "updated_by":
                continue
            yield Field(type="relation", raw=other, path=f"$['{name}'][{n}].DOI", kind=kind, qualifiers=known)


def _relations(record: Mapping[str, Any]) -> Iterator[Field]:
    relations = record.get("relation")
    for name, kind in RELATIONS.items():
        for n, other in objects_in(relations.get(name)) if isinstance(relations, dict) else ():
            scheme = str(other.get("id-type") or "").lower()
            identifier = str(other.get("id") or "").strip() if scheme in _SCHEMES else ""
            printed = canonical_doi(identifier) if scheme == "doi" else identifier
            if printed:
                path = f"$.relation['{name}'][{n}].id"
                told = {"nature": name.replace("-", "_"), "source": "publisher"}
                yield Field(type="relation", raw=printed, path=path, kind=kind, qualifiers=told)
