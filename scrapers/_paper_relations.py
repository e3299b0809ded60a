"""How indexes of literature say that a paper is retracted, corrected or the like, in the words of `relation`."""

import re

from scrapers._dates import partial_date

KINDS = {
    "retractionin": "retracted_by",
    "retractionof": "retracts",
    "retractedandrepublishedin": "retracted_by",
    "retractedandrepublishedfrom": "retracts",
    "erratumin": "corrected_by",
    "erratumfor": "corrects",
    "correctedandrepublishedin": "corrected_by",
    "correctedandrepublishedfrom": "corrects",
    "expressionofconcernin": "concern_by",
    "expressionofconcernfor": "concerns",
    "updatein": "updated_by",
    "updateof": "update_of",
    "commentin": "has_comment",
    "commenton": "comment_on",
    "preprintin": "has_preprint",
    "preprintof": "preprint_of",
    "republishedin": "version_of",
    "republishedfrom": "version_of",
    "reprintin": "version_of",
    "reprintof": "version_of",
}
"""Kinds of relation by MEDLINE's RefType (PubMed DTD) and Europe PMC's comment type, lower case without spaces."""

LEFT_OUT = frozenset(
    "cites associateddataset associatedpublication summaryforpatientsin originalreportin datasetdescribedin"
    " datasetusereportedin".split()
)
"""Reference types that say nothing about the standing of the paper."""

NOTICES = frozenset(("retracted_by", "corrected_by", "concern_by", "updated_by", "has_comment"))
"""Relations of which the printed reference is the notice, so that its date is that of the relation."""

_PREPRINT_SERVER = re.compile(
    r"\b(?:med|bio|chem|ar)rxiv\b|\barxiv\b|\bresearch square\b|\bres sq\b|\bssrn\b|\bpreprints?\b", re.IGNORECASE
)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d) ([A-Z][a-z]{2})[a-z]*(?: (\d{1,2}))?(?=[;:. -])")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]*[\w)]")


def relation_of(reference_type: str, reference: str, is_preprint: bool) -> str | None:
    """The kind of relation, None for one that is left out; raises KeyError for a type that is not known.

    Before 2023 PubMed said UpdateIn and UpdateOf between a preprint and its article too: the preprint server in the
    printed reference, or what this record is, tells these apart.
    """
    key = re.sub(r"[\s_-]+", "", reference_type).casefold()
    if key in LEFT_OUT:
        return None
    if key == "updatein" and is_preprint and not _PREPRINT_SERVER.search(reference):
        return "preprint_of"
    if key == "updateof" and not is_preprint and _PREPRINT_SERVER.search(reference):
        return "has_preprint"
    return KINDS[key]


def date_in(reference: str) -> str | None:
    """The date in a printed reference ("J Ex. 2031 Sep 4;7(9):65.") in ISO form, None when it has none."""
    match = _DATE.search(reference)
    if match is None:
        return None
    day, month = partial_date(f"{match[3]} {match[2]} {match[1]}"), partial_date(f"{match[2]} {match[1]}")
    return day.low.isoformat() if day else month.low.isoformat()[:7] if month else None


def doi_in(reference: str) -> str | None:
    """The DOI in a printed reference."""
    match = _DOI.search(reference)
    return match[0] if match else None
