"""Where a story says it has its facts from: another outlet, an institution's release, a paper."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, fold
from tracker.claims._gated import Gated
from tracker.claims.journal import journals_in
from tracker.records import Claim

_DATA = Path(__file__).with_name("outlets.toml")
_CAP = r"(?:[A-Z][\w’'.&-]*[\w’'!]|[A-Z])"
_NAME = rf"{_CAP}(?:\s(?:(?:of|and|the|for|de|at|&)\s){{0,2}}{_CAP}){{0,6}}"
_INSTITUTION = (
    r"\b(?:University|Universit\w+|Hospitals?|Institut(?:e|et)|College|School|Clinic|Cent(?:er|re)|Academy|"
    r"Foundation Trust|Karolinska|Hopkins|Society|Association|Foundation|Council|Wellcome|NHS|NIH)\b"
)
_OUTLET_WORD = (
    r"\b(?:News|Times|Post|Daily|Herald|Tribune|Telegraph|Guardian|Gazette|Chronicle|Journal-Constitution|Magazine|"
    r"Today|Xpress|Newswire|Wire|Press Agency|Broadcasting|Radio|TV|Online)\b"
)
_ACCORDING = Gated(
    r"\b(?i:according to|as reported (?:by|in)|reported by|first reported (?:by|in)|told|in comments to|comments to|"
    r"speaking to|in an interview with|quoted (?:by|in)|citing)\s(?:the\s|"
    rf"an?\s)?(?P<name>{_NAME})(?P<more>(?:[’']s?)?\s(?:report(?:ing|s)?|stor(?:y|ies)|article|coverage))?",
    re.MULTILINE,
)
_LABEL = Gated(
    r"^\W{0,3}(?i:(?:story |news |original |article |press )?source|provided by|released by|issued by|"
    rf"news release from|press release from|courtesy of)\s?:?\s(?P<name>(?:[Tt]he\s)?{_NAME})"
)
_RELEASE = Gated(
    rf"\b(?:(?:[Ii]n|[Pp]er|[Ff]rom|[Aa]ccording to)\s)?(?:an?\s|the\s|this\s)?(?P<name>(?:{_NAME})|university|"
    r"company|hospital|journal|society|association|college|institute)(?:[’']s)?\s(?:press|news|media)\srelease\b"
)
_STATEMENT = Gated(
    r"\b(?:in|from)\sa\s(?:press|news|media)\s(?:release|statement)\s(?:from|by|issued by|"
    rf"of)\s(?:the\s)?(?P<name>{_NAME})"
)
_DATELINE = Gated(
    rf"^[^()\n]{{0,60}}?\((?P<name>{_NAME})\)\s?(?:[-–—]{{1,2}}|[A-Z])|^(?P<name2>Newswise|EurekAlert!?|PRNewswire|"
    r"PR Newswire|BUSINESS WIRE|HealthDay)\s?[-–—]"
)
_PAPER = Gated(
    r"\baccording to\s(?:the\s(?:results|findings)\s(?:of|from)\s)?(?:an?\s|new\s|two\s|results\s|findings\s|data\s|"
    r"of\s|from\s|[\w-]+\s){0,5}?(?P<what>stud(?:y|ies)|research|trial|paper|findings|results|analysis|"
    r"meta-analysis|report|article|abstract)\b(?P<rest>[^;]{0,140})",
    re.IGNORECASE,
)
_OWN = Gated(
    r"according to the (?:\w+\s){0,2}?(?:study|trial|research|report|paper|analysis|results|findings|article)\b",
    re.IGNORECASE,
)
_NOT_SOURCE = Gated(
    r"^(?:Dr|Prof|Professor|Mr|Ms|Mrs|CEO|President|Estimates|Figures|Experts|Scientists|Researchers|The)\b"
)


@cache
def _outlets() -> frozenset[str]:
    names: list[str] = tomllib.loads(_DATA.read_text(encoding="utf-8"))["outlets"]
    return frozenset(map(fold, names))


def _kind(name: str) -> str | None:
    folded = fold(re.sub(r"^the\s", "", name, flags=re.IGNORECASE))
    if folded in _outlets() or f"the {folded}" in _outlets():
        return "outlet"
    if re.search(_INSTITUTION, name):
        return "institution"
    return "outlet" if re.search(_OUTLET_WORD, name) and " " in name else None


def _trimmed(name: str) -> str:
    """The longest beginning of `name` that is a known outlet, else the name without "Press Office"."""
    name = re.sub(r"\s(?:Press|Media|News) (?:Office|Team|Centre|Center)\b.*$", "", name)
    words = name.split()
    for size in range(len(words), 0, -1):
        if fold(" ".join(words[:size])) in _outlets():
            return " ".join(words[:size])
    return name


def find(sentence: Sentence) -> Iterator[Found]:
    """Find the sources that a text cites; people, authorities behind a figure and "the researchers" are none."""
    text = sentence.text
    taken: list[tuple[int, int]] = []
    for found in (*_labels(text), *_releases(text), *_cited(text), *_papers(text)):
        if not any(found.start < end and start < found.end for start, end in taken):
            taken.append((found.start, found.end))
            yield found


def _labels(text: str) -> Iterator[Found]:
    match = _LABEL.match(text)
    if match and not re.match(r"https?|bit\.ly|doi", match["name"]) and match["name"][0].isupper():
        name = _trimmed(re.sub(r"^[Tt]he\s", "", match["name"]))
        start = match.end("name") - len(re.sub(r"^[Tt]he\s", "", match["name"]))
        kind = _kind(name)
        if kind:
            yield Found(start, start + len(name), name, kind=kind, confidence=0.9, qualifiers={"form": "source_line"})
    match = _DATELINE.match(text)
    if match:
        group = "name" if match["name"] else "name2"
        if fold(match[group]) in _outlets() or group == "name2":
            yield Found(
                match.start(group),
                match.end(group),
                match[group],
                kind="outlet",
                confidence=0.85,
                qualifiers={"form": "dateline"},
            )


def _releases(text: str) -> Iterator[Found]:
    for pattern in (_STATEMENT, _RELEASE):
        for match in pattern.finditer(text):
            name = match["name"]
            kind = "outlet" if fold(name) in _outlets() else "institution"
            yield Found(
                match.start("name"), match.end(), name, kind=kind, confidence=0.8, qualifiers={"form": "press_release"}
            )


def _cited(text: str) -> Iterator[Found]:
    for match in _ACCORDING.finditer(text):
        name = _trimmed(match["name"])
        kind = _kind(name)
        if kind is None or _NOT_SOURCE.match(name) or (kind == "institution" and not match["more"]):
            continue
        start = match.start("name")
        said = match.group().lower().startswith(("told", "in comments", "comments", "speaking", "in an interview"))
        yield Found(
            start,
            start + len(name),
            name,
            kind=kind,
            confidence=0.85,
            qualifiers={"form": "quoted_to" if said else "according_to"},
        )


def _papers(text: str) -> Iterator[Found]:
    for match in _PAPER.finditer(text):
        rest = match["rest"]
        named = next(journals_in(rest), None)
        between = rest[: named[0]] if named else ""
        if named and re.search(r"\bpublish|\bjournal|\bappear|\breported|\b(?:in|by) (?:the )?$", between):
            yield _paper(match.start(), match.start("rest") + named[1], named[2])
        elif not _OWN.match(match.group()):
            yield _paper(match.start(), match.end("what"), match["what"].lower())


def _paper(start: int, end: int, value: str) -> Found:
    return Found(start, end, value, kind="paper", confidence=0.7, qualifiers={"form": "according_to"})


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two cited sources: the same name agrees; a story may have several, so others are not comparable."""
    if fold(str(a.value)).replace(" ", "") == fold(str(b.value)).replace(" ", ""):
        return Agreement("agree", f"both cite {a.value}")
    return Agreement("not_comparable", f"{a.value} and {b.value} can both be sources")


EXAMPLES = (
    Example("According to Science Daily, the gel works.", ["Science Daily"], ["outlet"]),
    Example("According to EurekAlert reporting, results are near.", ["EurekAlert"], ["outlet"]),
    Example("Source: University of Exampleton", ["University of Exampleton"], ["institution"]),
    Example("“It is early,” she told Reuters Health.", ["Reuters Health"], ["outlet"]),
    Example("The drug works, according to a new study published in The Lancet.", ["The Lancet"], ["paper"]),
    Example("The effect was small, according to a new study.", ["study"], ["paper"]),
    Example("The numbers are in a Fooville University press release.", ["Fooville University"], ["institution"]),
    Example("TUESDAY, May 3, 2031 (HealthDay News) -- A gel may ease itching.", ["HealthDay News"], ["outlet"]),
    Example("According to Dr Doe, the gel works."),
    Example("Two million people have it, according to the American Example Society."),
    Example("According to the researchers, the gel works."),
    Example("According to the study, most people slept better."),
    Example("Doses were set according to weight."),
    Example("The source of the infection is not known."),
    Example("She told patients to rest."),
    Example("A good source of vitamin C is fruit."),
)

TYPE = ClaimType(
    name="attribution",
    description="The source that a text cites for what it reports: an outlet, an institution (its release), a paper "
    "(the journal when named, else the word used). Qualifier `form`: source_line, dateline, "
    "press_release, according_to, quoted_to.",
    value=str,
    agreement="The same name agrees; others are not comparable, since a story may have several sources.",
    compare=compare,
    kinds=("outlet", "institution", "paper"),
    cues=(
        "according to",
        "reported by",
        "reported in",
        r"source\b",
        "press release",
        "news release",
        "media release",
        r"told [a-z]",
        "comments to",
        "in an interview with",
        "speaking to",
        "provided by",
        r"newswise",
        r"\(healthday",
        r"\(reuters",
        r"\(cnn",
        r"\(ap\)",
        "eurekalert",
        "newswire",
        "business wire",
        r"citing\b",
        "quoted by",
        "quoted in",
        "courtesy of",
        "issued by",
        "released by",
    ),
    find=find,
    examples=EXAMPLES,
)
