"""Digital object identifiers. Format: DOI Handbook 2.2 and Crossref's advice on matching (10.NNNN/suffix)."""

import re
from collections.abc import Iterator

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, field_claim
from tracker.claims._gated import Gated
from tracker.records import Claim, Field

_DOI = Gated(r"(?<![\w.])10\.\d{4,9}(?:\.\d+)*/[^\s\"<>“”|\\^`{}，、]{2,200}", re.IGNORECASE)
_BROKEN = Gated(
    r"\bdoi\b[:\s/]{1,4}(?P<doi>10\s?\.\s?\d{4,9}\s?/\s?[a-z0-9]+(?:\s?[./-]\s?[a-z0-9-]+){0,8})", re.IGNORECASE
)
_OWN = Gated(
    r"(?:original (?:research|article|paper|study|source|publication)|journal reference|reference|citation|cite "
    r"this|source|published in|paper|"
    r"more information|full (?:text|paper))\b[^;]{0,200}$|\bdoi\s?:\s?$",
    re.IGNORECASE,
)
_EDITORIAL = Gated(
    r"\b(?:editorial|commentary|comment|accompanying|see also|related|linked)\b[^;]{0,120}$", re.IGNORECASE
)
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}


def tidy(printed: str) -> str:
    """The canonical (lower-case) DOI in `printed`: without trailing punctuation and view suffixes."""
    doi = printed.lower()
    while doi:
        last = doi[-1]
        if last in ".,;:!?'\"’”*…»_-/&" or (last in _PAIRS and doi.count(last) > doi.count(_PAIRS[last])):
            doi = doi[:-1]
        else:
            break
    return re.sub(r"(?:/(?:full|abstract|pdf|epdf|meta|html?)|\.pdf|[?#].*)$", "", doi)


def _kind(sentence: Sentence, start: int) -> str:
    left = sentence.text[max(0, start - 240) : start]
    if sentence.passage == "related" or _EDITORIAL.search(left):
        return "related"
    if sentence.passage in {"citation", "abstract"} or _OWN.search(left):
        return "own"
    return "mention"


def find(sentence: Sentence) -> Iterator[Found]:
    """Find every DOI: bare, as a link, or broken by spaces behind the label "doi"."""
    text = sentence.text
    seen = False
    for match in _DOI.finditer(text):
        doi = tidy(match.group())
        if not re.fullmatch(r"10\.\d{4,9}(?:\.\d+)*/\S+", doi):
            continue
        seen = True
        rest = re.match(r"\s\d{4,}\b", text[match.end() :]) if match.group().endswith(".") else None
        if rest:
            joined = tidy(match.group() + rest.group().strip())
            yield Found(
                match.start(),
                match.end() + rest.end(),
                joined,
                kind=_kind(sentence, match.start()),
                confidence=0.6,
                status="hedged",
            )
            continue
        if re.fullmatch(r"10\.1186/isrctn\d+", doi):
            continue
        kind = _kind(sentence, match.start())
        yield Found(
            match.start(), match.start() + len(doi), doi, kind=kind, confidence=0.98 if kind != "mention" else 0.9
        )
    for match in _BROKEN.finditer(text) if not seen else ():
        doi = tidy(re.sub(r"\s+", "", match["doi"]))
        yield Found(
            match.start("doi"),
            match.end("doi"),
            doi,
            kind=_kind(sentence, match.start("doi")),
            confidence=0.6,
            status="hedged",
        )


def read_field(field: Field) -> Iterator[Claim]:
    """Read a DOI or a link to one; raises ValueError when there is none."""
    match = _DOI.search(field.raw)
    if match is None:
        raise ValueError("no DOI")
    yield field_claim(field, tidy(match.group()))


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two canonical DOIs."""
    if a.value == b.value:
        return Agreement("agree", "the same DOI")
    if a.kind != b.kind:
        return Agreement("not_comparable", f"a DOI of kind {a.kind} and one of kind {b.kind}")
    return Agreement("differ", f"{a.value} is not {b.value}")


EXAMPLES = (
    Example(
        "The article, “Sleep: A Meta-Analysis of Cohort Studies,” is online, doi: 10.1234/abc.567.",
        ["10.1234/abc.567"],
        ["own"],
    ),
    Example("DOI: 10.5555/example.2026.17.", ["10.5555/example.2026.17"], ["own"]),
    Example("See https://doi.org/10.5555/ABC-12(3)x).", ["10.5555/abc-12(3)x"], ["mention"]),
    Example("Journal reference: Smith J, 2026, doi:10.5555/jx.1,", ["10.5555/jx.1"], ["own"]),
    Example("The accompanying editorial is at 10.5555/edit.9", ["10.5555/edit.9"], ["related"]),
    Example("It has the doi/ 10. 5555/ ab. 2015-17 in print.", ["10.5555/ab.2015-17"], statuses=["hedged"]),
    Example("(https://dx.doi.org/10.5555/a_b/full)", ["10.5555/a_b"]),
    Example("Two: 10.5555/aa1; 10.5555/bb2.", ["10.5555/aa1", "10.5555/bb2"]),
    Example("The registry entry is 10.1186/ISRCTN12345678."),
    Example("Scores fell from 10.5 to 7.1."),
    Example("The ratio was 10.1234/5."[:-3]),
    Example("Room 10.2000 is on the left."),
    Example("The DOI was not given."),
    Example(field=Field(type="doi", raw="https://doi.org/10.5555/Q1", path="$.d"), values=["10.5555/q1"]),
)

TYPE = ClaimType(
    name="doi",
    description="Digital object identifier, lower case. Kind: own (the paper reported), related, mention.",
    value=str,
    agreement="The same identifier; different kinds are not comparable.",
    compare=compare,
    kinds=("own", "related", "mention"),
    cues=(r"10\s?\.\s?\d{4,9}",),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
