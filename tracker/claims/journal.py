"""In which journal a paper appeared, as a story or a citation says."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, field_claim, fold
from tracker.claims._gated import Gated
from tracker.records import Claim, Field, Scope

_DATA = Path(__file__).with_name("journals.toml")
_CAP = r"(?:[A-Z][\w’'.-]*[\w’']|[A-Z]|&)"
_NAME = rf"{_CAP}(?:(?:,?\s|:\s)(?:(?:of|and|the|in|for|on|&|de|der)\s){{0,3}}{_CAP}){{0,9}}"
_PUBLISHED = Gated(
    r"\b(?:published|appear(?:s|ed|ing)?|reported|reports?|presented|posted|detailed|described|released|writing|"
    r"writes?|wrote|printed|featured|available|out|online|results|findings|study|paper|article|"
    r"research|trial|work|data)\b(?:[^;.]|\.(?=\d|\s\d)|(?<=\b\w\w\w)\.|(?<=Sept)\.){0,90}?\s(?:in|by)\s"
    r"(?:(?:the|an?|this week[’']s|today[’']s|its|upcoming|early|online|advance|print|open[\s-]access|prestigious|"
    r"peer[\s-]reviewed|medical|scientific|leading|(?:[\w.,]+\s){0,4}?issue of|"
    r"[\w\s/,()-]{0,30}?edition of|journals?|[A-Z]\w+(?:\s[A-Z]\w+){0,4}[’']s)\s)*$"
)
_JOURNAL_WORD = Gated(
    r"\b(?:the\s)?(?:(?:open[\s-]access|medical|scientific|prestigious|peer[\s-]reviewed|nature\.com|academic|"
    r"specialist|online)\s)*(?:journals?)[\s,:]\s?[“\"‘']?$",
    re.IGNORECASE,
)
_NEW = Gated(
    r"\b(?:published|appear(?:s|ed|ing)?|reported|report|posted|presented|described|writing|"
    r"writes?)\b[^.;]{0,70}?\bin\s(?:the\s)?(?:(?:open[\s-]access|medical|scientific|prestigious|peer[\s-]reviewed|"
    rf"academic|specialist|online)\s)*(?P<journal>journals?,?\s)?[“\"‘']?(?P<name>{_NAME})"
)
_LOOKS = Gated(
    r"\b(?:Journal|Annals|Archives|Proceedings|Frontiers|BMC|BMJ|JAMA|Lancet|PLOS|PLoS|Nature|Acta|Transactions|"
    r"Letters|Review of|Reviews|Reports|Advances|International Journal|Current|Clinical \w+|(?:Medicine|Psychiatry|"
    r"Neurology|Oncology|Research|Therapy|Science|Surgery|Cardiology|Nutrition|Dermatology|Pharmacology|Psychology|"
    r"Immunology|Endocrinology|Epidemiology|Health|Neuroscience|Nursing|Therapeutics))$|\b(?:Journal|Annals|Archives|"
    r"Proceedings|Frontiers)\b"
)
_CITED = Gated(
    r"\b(?:et al\.?,?|source:?|journal(?: reference)?:|reference:|citation:|original (?:research|study|paper|"
    r"article):|doi)\b|[“\"][^”\"]{20,}[”\"]\s(?:by\b|[A-Z])|bit\.ly",
    re.IGNORECASE,
)
_AFTER_CITED = Gated(
    r"^[.,]?\s?(?:[,.]?\s?online\b|,?\s(?:published\s)?(?:19|20)\d\d|\s?\((?:19|20)\d\d\)|[.,]\s?(?:doi|https?|10\.)|"
    r";\s?\d|\s\d{1,4}[,(:;]|,?\s(?:vol|issue)|\.$|$|\.\s(?:Published|DOI))",
    re.IGNORECASE,
)
_OTHER = Gated(
    r"\b(?:editorial|commentary|letter to|letter in|viewpoint|opinion|perspective|review (?:published|of)|"
    r"(?:previous|"
    r"earlier|separate|another|prior|older) (?:\w+\s){0,2}?(?:study|paper|report|research|trial|analysis)|"
    r"(?:published|appeared) in (?:19|20)\d\d\b|concerns|recommendations|guidelines?|wrote last|as I showed)\b",
    re.IGNORECASE,
)
_NOT_PAPER = Gated(
    r"\b(?:publishes|publisher of|publishing|editor(?:-in-chief)? (?:of|at)|about the|subscribe|impact factor|"
    r"member journals|including)\b[^.;]*$",
    re.IGNORECASE,
)
_NOT_NAME = Gated(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|"
    r"Jul|Aug|Sept?|Oct|Nov|Dec|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|"
    r"The|This|English|Chinese|Spanish|German|French|Europe|America|Britain|Washington|London|New York|Boston|"
    r"Chicago|"
    r"Paris|Phase|Table|Figure|Part|Table)\b(?!\s(?:Journal|Medical|Heart|Respiratory|Lancet|BMJ|American|British|"
    r"Royal|Oncologist|New))"
)


@cache
def _known() -> tuple[dict[str, str], Gated]:
    data: dict[str, list[str]] = tomllib.loads(_DATA.read_text(encoding="utf-8"))["journals"]
    names = {fold(other): name for name, others in data.items() for other in (name, *others)}
    printed = sorted((other for name, others in data.items() for other in (name, *others)), key=len, reverse=True)
    source = "|".join(re.escape(p).replace(r"\ ", r"[\s\u00a0]+") for p in printed)
    return names, Gated(rf"(?<![\w-])(?:{source})(?![\w’'-]|\s(?:{_CAP}|of|and)\s?(?:[A-Z]|\s))")


def canonical(printed: str) -> str:
    """The canonical name of a journal as printed: by journals.toml, else the printed words without a leading "the"."""
    names, _ = _known()
    text = " ".join(printed.split()).strip(" ,.;:“”\"'")
    return (
        names.get(fold(text))
        or names.get(fold(re.sub(r"^the\s", "", text, flags=re.IGNORECASE)))
        or re.sub(r"^[Tt]he\s", "", text)
    )


def journals_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, canonical name) of every journal of journals.toml in `text`, whatever is said of it."""
    for match in _known()[1].finditer(text):
        yield match.start(), match.end(), canonical(match.group())


def find(sentence: Sentence) -> Iterator[Found]:
    """Find journals in which something is said to be published, and those that a citation names."""
    text = sentence.text
    _, pattern = _known()
    taken: list[tuple[int, int]] = []
    for match in pattern.finditer(text):
        left, right = text[: match.start()], text[match.end() : match.end() + 40]
        how = _how(sentence, left, right)
        if how is None or _NOT_PAPER.search(left[-90:]):
            continue
        taken.append(match.span())
        yield _found(sentence, match.start(), match.end(), how)
    for match in _NEW.finditer(text):
        start, end = match.span("name")
        if (
            any(start < b and a < end for a, b in taken)
            or _NOT_NAME.match(match["name"])
            or _NOT_PAPER.search(text[: match.start()][-90:])
        ):
            continue
        if not match["journal"] and not (_LOOKS.search(match["name"]) and " " in match["name"]):
            continue
        yield _found(sentence, start, end, 0.8 if match["journal"] else 0.7)


def _how(sentence: Sentence, left: str, right: str) -> float | None:
    if _JOURNAL_WORD.search(left[-80:]) or _PUBLISHED.search(left[-200:]):
        return 0.9
    if (sentence.passage == "citation" or _CITED.search(left)) and _AFTER_CITED.match(right):
        return 0.85
    if re.fullmatch(r"\W*(?:journal|published in|publication)\W*", left, re.IGNORECASE):
        return 0.85
    if re.fullmatch(r"\W{0,3}", left) and re.match(
        r"\W{0,3}(?:;|\.?\s?published online\b|\.\s?doi|,?\s(?:19|20)\d\d;)", right, re.IGNORECASE
    ):
        return 0.8
    return None


def _found(sentence: Sentence, start: int, end: int, confidence: float) -> Found:
    scope: Scope | None = None
    if sentence.scope(start, end) == "this_trial" and _OTHER.search(sentence.text[:end]):
        scope = "other_study"
    return Found(start, end, canonical(sentence.text[start:end]), scope=scope, confidence=confidence)


def read_field(field: Field) -> Iterator[Claim]:
    """Read a journal's name as printed in a structured source; raises ValueError when it is empty."""
    if not field.raw.strip():
        raise ValueError("empty")
    yield field_claim(field, canonical(field.raw))


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two journals by their canonical names, case, punctuation and a leading "the" aside."""
    one, two = (re.sub(r"^the ", "", fold(str(c.value))) for c in (a, b))
    if one == two:
        return Agreement("agree", f"both name {a.value}")
    return Agreement("differ", f"{a.value} is not {b.value}")


EXAMPLES = (
    Example("The results were published in The Lancet on Friday.", ["The Lancet"]),
    Example("The study appears in the journal Sleep.", ["Sleep"]),
    Example("It was published online May 3 in N Engl J Med.", ["The New England Journal of Medicine"]),
    Example(
        "The findings, reported in the journal Example Letters of Medicine, are new.", ["Example Letters of Medicine"]
    ),
    Example("The trial, published in Annals of Example Surgery, was small.", ["Annals of Example Surgery"]),
    Example("SOURCE: bit.ly/abc JAMA Oncology, online June 4, 2031.", ["JAMA Oncology"]),
    Example(
        "An editorial in the journal JAMA Dermatology raised concerns.", ["JAMA Dermatology"], scopes=["other_study"]
    ),
    Example("The paper is out in the BMJ this week.", ["The BMJ"]),
    Example("She has suffered a stroke and pain in the heart."),
    Example("The study was published in December 2031."),
    Example("Sleep and pain were measured at week 4."),
    Example("The house publishes over 900 journals, including The Lancet."),
    Example("About the European Heart Journal"),
    Example("Write to the editor at HealthJournal by Friday."),
    Example("The drug is on the market in Germany."),
    Example(field=Field(type="journal", raw="JAMA Intern Med", path="$.j"), values=["JAMA Internal Medicine"]),
)

TYPE = ClaimType(
    name="journal",
    description="Journal in which the paper appeared, by its canonical name (journals.toml) or as printed.",
    value=str,
    agreement="The same canonical name, case and punctuation aside.",
    compare=compare,
    cues=(
        "published",
        "journal",
        "appear",
        "reported in",
        "writing in",
        "lancet",
        r"\bjama\b",
        r"\bbmj\b",
        "nejm",
        "et al",
        "source:",
        "published in",
        r"\bin the (?:annals|archives)",
        r"doi\b",
        "proceedings of",
        "is in ",
        "out in",
        "online in",
        "wrote in",
        "presented in",
        "results in",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
