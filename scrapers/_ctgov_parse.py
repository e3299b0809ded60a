"""Bytes of ClinicalTrials.gov (API v2, its record history, or exports of it) into documents."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from scrapers._ctgov_fields import fields_of
from scrapers._ctgov_read import value_at
from scrapers._ctgov_record import as_received, content_of, record_of, sections_of, text_of
from scrapers._ctgov_results import result_fields_of
from scrapers._ctgov_table import FIELDS
from scrapers._dates import partial_date
from scrapers._json import load
from scrapers._unread import unread
from tracker.errors import ReadError
from tracker.records import Document, Field, Official, Passage, Problem, Reply

_NCT = re.compile(r"NCT\d{8}", re.IGNORECASE)


def is_nct(text: str) -> bool:
    """Whether `text` is a ClinicalTrials.gov number."""
    return bool(_NCT.fullmatch(text.strip()))


def parse(reply: Reply) -> Iterator[Document | Problem]:
    """Read a search page, one study, a numbered version of one, a JSON array of studies, or a study per line (NDJSON).

    Fields that FIELDS does not know are Problems, each path once. A list of versions (role history) holds no study.
    Raises ReadError when the body is none of these; a single study that cannot be used is a Problem.
    """
    if not reply.ok or reply.request.role == "history":
        return
    told: set[str] = set()
    for found in studies_in(reply.body, reply.url):
        if isinstance(found, Problem):
            yield found
            continue
        study, version = _of_history(found)
        received = as_received(study) if isinstance(study, dict) else {}
        for problem in unread(received, FIELDS):
            if problem.subject not in told:
                told.add(problem.subject)
                yield problem
        yield _document(record_of(received), version, reply)


def studies_in(body: bytes, name: str) -> Iterator[Any]:
    """Every study in `body`, and a Problem for each line of an NDJSON file that cannot be read."""
    try:
        yield from _unwrapped(load(body, name), name)
        return
    except ReadError as error:
        whole = error
    lines = [(number, line) for number, line in enumerate(body.split(b"\n"), 1) if line.strip()]
    broken, found = [], []
    for number, line in lines:
        try:
            found.append(list(_unwrapped(load(line, f"line {number}"), f"line {number}")))
        except ReadError as error:
            broken.append(Problem(kind="bad_line", subject=f"{name} line {number}", message=str(error)))
    if not found:
        raise whole
    for studies in found:
        yield from studies
    yield from broken


def posted(study: Any, name: str = "lastUpdatePostDateStruct") -> str:
    """The date of one of a study's structs of the status module, as printed; "" when there is none."""
    found = value_at(study, f"protocolSection.statusModule.{name}.date") if isinstance(study, dict) else None
    return str(found or "")


def number_of(study: Any) -> str:
    """The study's own number in capitals, "" when it has none."""
    found = value_at(study, "protocolSection.identificationModule.nctId") if isinstance(study, dict) else None
    number = str(found or "").strip().upper()
    return number if is_nct(number) else ""


def _unwrapped(value: Any, name: str) -> Iterator[Any]:
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict) and isinstance(value.get("studies"), list):
        yield from value["studies"]
    elif isinstance(value, dict) and ("protocolSection" in value or _is_version(value)):
        yield value
    else:
        raise ReadError(f"{name} is JSON but no ClinicalTrials.gov study", "export it in the format of API v2")


def _is_version(value: Mapping[str, Any]) -> bool:
    study = value.get("study")
    return isinstance(value.get("studyVersion"), int) and isinstance(study, dict) and "protocolSection" in study


def _of_history(found: Any) -> tuple[Any, int | None]:
    """The study, and its number in the registry's own history when it is a version out of it."""
    if isinstance(found, dict) and _is_version(found):
        return found["study"], int(found["studyVersion"])
    return found, None


def _document(record: dict[str, Any], version: int | None, reply: Reply) -> Document | Problem:
    number = number_of(record)
    if not number:
        printed = value_at(record, "protocolSection.identificationModule.nctId")
        message = f"a study without an NCT number ('{printed or ''}') was left out"
        return Problem(kind="bad_id", subject=str(printed or ""), message=message)
    official = None if version is None else _official(version, record, reply)
    if version is not None and official is None:
        message = f"version {version} of {number} was left out: it does not say since when it holds"
        return Problem(kind="undated_version", subject=f"{number} version {version}", message=message)
    text, title_end = text_of(record)
    identity = "protocolSection.identificationModule"
    titles = (value_at(record, f"{identity}.{name}") for name in ("briefTitle", "officialTitle", "acronym"))
    content = content_of(record)
    return Document(
        native_id=number,
        kind="registry",
        url=f"https://clinicaltrials.gov/study/{number}",
        title=next((title for title in titles if isinstance(title, str) and title), None),
        published=partial_date(posted(record, "studyFirstPostDateStruct")),
        modified=partial_date(posted(record)),
        publisher="ClinicalTrials.gov",
        language="en",
        text=text,
        passages=(Passage(kind="headline", start=0, end=title_end),) if title_end else (),
        record=record,
        fields=(*fields_of(record), *_asked_as(record, number, reply), *result_fields_of(record)),
        content=content,
        sections=sections_of(content),
        official=official,
    )


def _official(version: int, record: Mapping[str, Any], reply: Reply) -> Official | None:
    """Since when a version holds: the history's own date, else the day on which it was submitted."""
    submitted = value_at(record, "protocolSection.statusModule.lastUpdateSubmitDate")
    first = value_at(record, "protocolSection.statusModule.studyFirstSubmitDate")
    for printed in (reply.request.meta.get("valid_from"), submitted, first):
        try:
            return Official(number=version, valid_from=date.fromisoformat(str(printed)[:10]))
        except ValueError:
            continue
    return None


def _asked_as(record: Mapping[str, Any], number: str, reply: Reply) -> Iterator[Field]:
    """The obsolete number by which the registry was asked when it answered with another study, unless it is listed."""
    asked = str(reply.request.meta.get("native_id") or "").upper()
    aliases = value_at(record, "protocolSection.identificationModule.nctIdAliases")
    listed = [str(alias).upper() for alias in aliases] if isinstance(aliases, list) else []
    if reply.request.role == "study" and is_nct(asked) and asked != number and asked not in listed:
        path = "$.protocolSection.identificationModule.nctId"
        yield Field(type="registration_id", kind="alias", raw=asked, path=path, qualifiers={"redirected": True})
