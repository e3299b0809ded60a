"""A work of OpenAlex: its abstract, its record, its claims, and every field that it can have.

Names are those of recorded answers of its interface and of its documentation.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scrapers._base import FieldTable
from scrapers._papers import canonical_doi, institutions, kept, objects_in, without_markup
from tracker.records import Field

_MOST_WORDS = 20_000
"""An abstract with a later position than this is a whole text, or broken: its words are not put together."""
_KEPT = """id doi display_name title publication_year publication_date ids language type is_retracted is_paratext biblio
    primary_location best_oa_location locations open_access funders awards indexed_in""".split()
SECTIONS = {
    **dict.fromkeys(("is_retracted", "is_paratext"), "status"),
    **dict.fromkeys(("publication_year", "publication_date"), "dates"),
    **dict.fromkeys(("primary_location", "best_oa_location", "locations", "open_access"), "documents"),
    **dict.fromkeys(("authorships", "funders", "awards"), "sponsor"),
    "abstract": "description",
}
_IN_RECORD = "no claim type; kept in the record"
_COUNTED = "counted or guessed by OpenAlex, changes without a change of the paper"
_LINKS = "links between works: not read"

FIELDS = FieldTable(
    used={
        "id": "native id, where there is no DOI",
        "doi": "native id, doi (own)",
        "display_name": "title, text",
        "title": "title, text",
        "ids.pmid": "pmid (own)",
        "publication_date": "published, date (published)",
        "publication_year": "published, where only the year is known",
        "language": "language",
        "is_retracted": "relation (retracted_by, without the notice)",
        "primary_location.source.display_name": "journal, when it is one",
        "primary_location.source.type": "journal, when it is one",
        "open_access.is_oa": "access",
        "authorships[].institutions[].display_name": "institution",
        "authorships[].author.display_name": "author",
        "funders[].display_name": "institution (funded)",
    },
    ignored={
        **dict.fromkeys(("ids.*", "type", "is_paratext", "biblio.*", "indexed_in[]"), _IN_RECORD),
        **dict.fromkeys(("primary_location.*", "best_oa_location.*", "locations[].*", "open_access.*"), _IN_RECORD),
        **dict.fromkeys(("funders[].*", "awards[].*", "grants[].*"), _IN_RECORD),
        "authorships[].*": "a person: the name becomes the author, the institutions are read",
        **dict.fromkeys(
            """relevance_score countries_distinct_count institutions_distinct_count locations_count fwci has_fulltext
            fulltext_origin cited_by_count cited_by_api_url citation_normalized_percentile.* cited_by_percentile_year.*
            primary_topic.* topics[].* keywords[].* concepts[].* sustainable_development_goals[].* counts_by_year[].*
            summary_stats.* is_xpac is_authors_truncated type_crossref""".split(),
            _COUNTED,
        ),
        **dict.fromkeys("referenced_works[] referenced_works_count related_works[] ngrams_url".split(), _LINKS),
        **dict.fromkeys(("corresponding_author_ids[]", "corresponding_institution_ids[]"), "said with the authors"),
        **dict.fromkeys(("apc_list.*", "apc_paid.*"), "what publication cost"),
        "mesh[].*": "subject headings; PubMed has them",
        **dict.fromkeys(("has_content.*", "content_urls.*", "content_url"), "copies that OpenAlex sells"),
        **dict.fromkeys(("updated_date", "created_date"), "when the index changed, not the paper"),
        **dict.fromkeys(("host_venue.*", "alternate_host_venues[].*", "is_oa"), "old names of locations and access"),
    },
)


def abstract_of(index: Any) -> str | None:
    """The text of an abstract out of its index (word -> positions); "" when there is none, None for anything else."""
    if index in (None, {}):
        return ""
    placed: dict[int, str] = {}
    for word, positions in index.items() if isinstance(index, dict) else ():
        for position in positions if isinstance(positions, list) else ():
            if not isinstance(position, int) or not 0 <= position < _MOST_WORDS:
                return None
            placed[position] = str(word)
    return without_markup(" ".join(placed[n] for n in sorted(placed))) if placed else None


def day_of(work: Mapping[str, Any]) -> tuple[str, str]:
    """The day of publication, or the year when it is the first of January, and the key where it stands."""
    day = str(work.get("publication_date") or "")
    year = str(work.get("publication_year") or "")
    return (year, "publication_year") if year and (not day or day[4:] == "-01-01") else (day, "publication_date")


def record_of(work: Mapping[str, Any], abstract: str) -> dict[str, Any]:
    """The part of a work that is kept, with its `abstract` as text: without people, counters and guesses."""
    some = {key: work[key] for key in _KEPT if key in work}
    places = [
        {
            "institutions": [
                {"display_name": place.get("display_name")} for _, place in objects_in(who.get("institutions"))
            ]
        }
        for _, who in objects_in(work.get("authorships"))
    ]
    record: dict[str, Any] = kept({**some, "authorships": places, "abstract": abstract})
    return record


def fields_of(record: Mapping[str, Any]) -> Iterator[Field]:
    """The claims of a record."""
    if doi := canonical_doi(record.get("doi")):
        yield Field(type="doi", raw=doi, path="$.doi", kind="own")
    if pmid := value_at(record, "ids", "pmid"):
        yield Field(type="pmid", raw=str(pmid), path="$.ids.pmid", kind="own")
    if record.get("is_retracted") is True:
        told = {"unnamed": True, "source": "openalex"}
        yield Field(type="relation", raw="true", path="$.is_retracted", kind="retracted_by", qualifiers=told)
    journal = value_at(record, "primary_location", "source", "display_name")
    if journal and value_at(record, "primary_location", "source", "type") == "journal":
        yield Field(type="journal", raw=str(journal), path="$.primary_location.source.display_name")
    day, key = day_of(record)
    if day:
        yield Field(type="date", raw=day, path=f"$.{key}", kind="published")
    yield from institutions(
        (f"$.authorships[{n}].institutions[{m}].display_name", place.get("display_name"))
        for n, who in objects_in(record.get("authorships"))
        for m, place in objects_in(who.get("institutions"))
    )
    funders = (
        (f"$.funders[{n}].display_name", one.get("display_name")) for n, one in objects_in(record.get("funders"))
    )
    yield from institutions(funders, "funded")


def value_at(value: Any, *path: str) -> Any:
    """What stands at `path` below `value`, None when a step is missing or no object."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value
