"""Which report of a trial a paper is: its main results, a part of them, a later look, or a work over several trials.

Only what the title and the abstract say of the paper itself counts; where nothing does, the paper is no known report. A
pooled analysis and a review print numbers of several trials, so they are no witness of any one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracker.claims._splitter import spans
from tracker.linking._base import DraftLink, ReportKind
from tracker.records import Kind

PAPERS: tuple[Kind, ...] = ("paper", "preprint", "protocol")
NO_REPORT: tuple[ReportKind, ...] = ("pooled", "meta_analysis", "other")
"""Papers whose numbers are not those of the trial that they name."""
APART: tuple[ReportKind, ...] = ("secondary", "interim", "extension", "follow_up")
"""Reports of the trial with other people, or at another time, than its main results."""

_SEVERAL = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2}|several|multiple)"
_LATER = r"(?:long[- ]term|extended|(?:\d{1,2}|two|three|four|five|six|seven|eight|ten)[- ]year|prolonged)"
_YEARS = r"(?:[5-9]|[1-3]\d|five|six|seven|eight|nine|ten|fifteen|twenty)[- ]year"

_TITLES: tuple[tuple[ReportKind, str], ...] = (
    (
        "protocol",
        r"\b(?:study|trial|research|design|review)?\s?protocols?\b(?! (?:deviation|violation))|\brationale and "
        r"(?:study )?design\b|\bstudy design\b|\bdesign (?:and rationale|of (?:the|a)\b)|\bstatistical analysis plan\b",
    ),
    ("meta_analysis", r"\bmeta-?\s?analy|\bsystematic (?:literature )?review\b|\bscoping review\b|\bumbrella review\b"),
    (
        "pooled",
        rf"\bpooled\b|\bintegrated (?:safety |efficacy )?analysis\b|\bindividual (?:patient|participant)[- ]"
        rf"(?:level )?data\b|\bcombined analysis of {_SEVERAL}\b|"
        rf"\banalysis of {_SEVERAL} (?:\S+ ){{0,5}}(?:trials|studies)\b",
    ),
    (
        "other",
        r"\bcase (?:report|series)\b|\b(?:clinical practice )?guidelines?\b|\bnarrative review\b|: a review\b|"
        r"\bconsensus (?:statement|meeting)\b|\b(?:editorial|commentary|correspondence|author reply)\b",
    ),
    (
        "extension",
        r"\b(?:open[- ]label|long[- ]term|blinded)?\s?extension (?:study|trial|phase|period|of)\b|\broll-?over\b",
    ),
    (
        "interim",
        r"\binterim (?:\S+ ){0,2}(?:analysis|analyses|results|report|data)\b|\bpreliminary (?:\S+ ){0,2}"
        r"(?:results|analysis|data|report|findings)\b|\bfirst planned analysis\b",
    ),
    (
        "secondary",
        r"\bpost[- ]?hoc\b|\bsecondary (?:\S+ ){0,2}(?:analysis|analyses|outcomes?|endpoints?)\b|\bsub-?group\b|"
        r"\bsub-?analys[ei]s\b|\bsub-?stud(?:y|ies)\b|\bancillary\b|\bexploratory (?:\S+ ){0,2}analys[ei]s\b|"
        r"\bmediat(?:ion|ors?)\b|\bmoderat(?:ion|ors?) (?:analysis|of)\b|\bcost[- ](?:effectiveness|utility)\b|"
        r"\beconomic evaluation\b|"
        r"\bpredict(?:ors?|ing)\b|\bprognostic\b|\bbiomarkers? analys[ei]s\b|\bprocess evaluation\b|\bqualitative\b|"
        r"\bbaseline (?:characteristics|data)\b|\bpharmacokinetics of\b|"
        r"\b(?:patient-reported|quality[- ]of[- ]life) (?:outcomes?|results|analysis) (?:from|of|in) the\b",
    ),
    (
        "follow_up",
        rf"\b{_LATER} (?:\S+ ){{0,3}}follow[- ]?up\b|\b{_YEARS} (?:outcomes?|results|survival|data)\b|"
        r"\bfinal (?:overall survival|survival)\b|\bupdated (?:\S+ ){0,2}(?:analysis|results|survival)\b|"
        r"\blong[- ]term (?:\S+ ){0,2}(?:outcomes?|results) (?:of|from|after|in) (?:the|a)\b",
    ),
)
_THIS = (
    r"\b(?:this|the present|our|we (?:here )?(?:report|present|performed|conducted|did|undertook)(?: on)?)\b[^.;]{0,60}"
)
_ABSTRACTS: tuple[tuple[ReportKind, str], ...] = (
    (
        "meta_analysis",
        rf"{_THIS}\b(?:meta-analysis|systematic review)\b|\b(?:PubMed|MEDLINE|Embase)\b[^.]{{0,80}}\bsearched\b|"
        r"\bsearched (?:PubMed|MEDLINE|Embase)\b",
    ),
    (
        "pooled",
        rf"{_THIS}\bpooled (?:\S+ ){{0,2}}(?:analysis|data)\b|\bdata (?:from|of) {_SEVERAL} (?:\S+ ){{0,5}}"
        r"(?:trials|studies) were (?:pooled|combined)\b",
    ),
    ("extension", rf"{_THIS}\b(?:open-label |long-term )?extension (?:study|trial|phase)\b"),
    ("interim", rf"{_THIS}\b(?:interim|preliminary) (?:\S+ ){{0,2}}(?:analysis|results|data|findings)\b"),
    (
        "secondary",
        rf"{_THIS}\b(?:post[- ]?hoc|secondary|sub-?group|exploratory) (?:\S+ ){{0,2}}analys[ei]s\b|"
        rf"{_THIS}\b(?:ancillary study|sub-?study)\b",
    ),
    ("follow_up", rf"{_THIS}\b{_LATER} (?:\S+ ){{0,2}}(?:follow[- ]?up|results|outcomes)\b"),
)
_MAIN = re.compile(
    r"\brandomi[sz]ed\b|\brandomly (?:assigned|allocated)\b|\bprimary (?:outcome|end ?point|efficacy)\b|"
    r"\bphase (?:\d|[iv]+)\w?(?:/\w+)? (?:\S+ ){0,2}(?:trial|study)\b|\bsingle[- ]arm\b|\bwere enrolled\b",
    re.IGNORECASE,
)
_BY_TITLE = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _TITLES)
_BY_ABSTRACT = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _ABSTRACTS)
READ = 3000
"""Characters of the text in which a paper says what it is."""
SENTENCES = 8
"""Sentences of an abstract in which it says so, before it turns to results."""


def report_kind(kind: Kind, title: str, text: str) -> ReportKind | None:
    """Which report of a trial a document of this kind is, by its title and the top of its text; None if it is no paper.

    A title decides before the abstract does, and a protocol before all else.
    """
    if kind not in PAPERS:
        return None
    if kind == "protocol":
        return "protocol"
    for found, pattern in _BY_TITLE:
        if pattern.search(title):
            return found
    top = text[:READ]
    for number, (start, end) in enumerate(spans(top)):
        if number >= SENTENCES:
            break
        for found, pattern in _BY_ABSTRACT:
            if pattern.search(top, start, end):
                return found
    return "primary" if _MAIN.search(title) or _MAIN.search(top) else None


def with_reports(links: Sequence[DraftLink], reports: Mapping[str, ReportKind]) -> list[DraftLink]:
    """The links with which report of the trial each paper is; what is none of one trial stands in its background."""
    found = []
    for link in links:
        report = reports.get(link.document_id)
        role = "background" if report in NO_REPORT and link.method != "person" else link.role
        found.append(replace(link, report=report, role=role))
    return found
