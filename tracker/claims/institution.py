"""Universities, hospitals and institutes: who led a study, where people were recruited, who is merely named."""

import re
from collections.abc import Iterator

from tracker.claims._base import SCOPE_OF_PASSAGE, Agreement, ClaimType, Example, Found, Sentence, field_claim, fold
from tracker.claims._gated import Gated
from tracker.records import Claim, Field, Scope

_CAP = r"(?:[A-Z][\w’'.-]*[\w’'])"
_PLACE = rf"{_CAP}(?:[\s-](?:(?:de|do|da|la|las|le|el|of|at|upon|am|für)\s){{0,2}}{_CAP}){{0,4}}"
_LINKS = r"(?:(?:of|for)\s(?:the\s)?|(?:and|&|de|da|do|di|at)\s)?"
_WORDS = rf"{_CAP}(?:\s{_LINKS}{_CAP}){{0,4}}"
_KIND = (
    r"(?:University|Universit[àéy]|Universität|Hospitals?|Hospital|Institut(?:es?|et)|College|School|"
    r"Medical Cent(?:er|re)s?|Cancer Cent(?:er|re)s?|Research Cent(?:er|re)s?|Health System|"
    r"Medical School|Clinic|Infirmary|Foundation Trust|NHS Trust|Polytechnic|Academy|Health Service|"
    r"Medical University)\b"
)
_FACULTY = (
    r"(?:(?:Medical Cent(?:er|re)|School of (?:Medicine|Public Health|Nursing)|Hospitals?|College of Medicine|"
    r"Medical School|Health System|Health|Cancer Cent(?:er|re)|Medicine)\b)"
)
_INSTITUTION = Gated(
    r"(?P<name>(?:(?:University|Universities|Medical University|Technical University|"
    rf"State University)\sof\s{_PLACE}(?:,\s(?:San Francisco|San Diego|Los Angeles|Berkeley|Irvine|Davis|Austin|"
    rf"Dallas|Houston|Colorado))?(?:[’']s\s{_WORDS}\s{_FACULTY})?(?:\s{_FACULTY})?|"
    r"(?:Hospital|Hôpital|Hospices|Institut|Institute|College|Imperial College|King[’']s College|Royal College|"
    rf"School|Children[’']s Hospital|Centre|Center)\s(?:de|of|for|London|du|do|Pasteur)(?:\s(?:the\s)?{_WORDS})?|"
    r"(?:Universidad|Universidade|Universitat|Università|Université|Universität)\s(?:de\s|di\s|da\s|do\s|"
    rf"Autònoma\s)*{_PLACE}|"
    rf"{_CAP}(?:[\s-]{_LINKS}{_CAP}){{0,5}}?\s{_KIND}(?:\s(?:of|for)\s(?:the\s)?{_WORDS})?(?:\s{_FACULTY})?|"
    r"Karolinska Institut(?:et|e)|Mayo Clinic|Cleveland Clinic|Johns Hopkins|Harvard Medical School|"
    r"Memorial Sloan[\s-]Kettering|Charité|MD Anderson|Moorfields))(?![\w-]*[a-z]@)",
)
_NOT_NAME = Gated(
    r"^(?:The|A|An|In|At|From|Our|His|Her|Their|This|New|Other|Many|Most|Some|All|Researchers|Scientists|"
    r"Professor|Dr|"
    r"Medical|High|Middle|Primary|Elementary|Secondary|Public|Local|Teaching|And|Of|With|Phase|Study|"
    r"Before|After|When|While|For|About|Both|Since|Until|If|Clinical|National|American|British|Royal)\s(?:University|"
    r"Hospitals?|Institutes?|College|School|Clinic|Academy|Medical Cent(?:er|re)|Research Cent(?:er|re))$|"
    r"\b(?:Journal|Proceedings|Annals|Press|Food and Drug|Drug Evaluation|Disease Control|Medicare)\b|"
    r"\b(?:Best|Top|Leading|Finest)\s(?:[\w-]+\s)?(?:Hospitals|Universities|Colleges|Schools|Clinics)$",
)
_PART_OF_NAME = Gated(r"\s(?:Proceedings|Journal|Press|Circle|Avenue|Street|Boulevard|Square|Park)\b")
"""What makes an institution's name a journal, a publisher or a place."""
_TWO = Gated(
    r"(?P<one>[^,;]*(?P<kind>Universit|Hospital|Institut|Council)[^,;]*?)(?P<cut>\sand(?: the)?\s)"
    r"(?:(?:University|Hospital|Institute|College)\sof\s[^,;]+|(?:[A-Z][\w’'-]+\s){1,2}(?:University|Hospital|"
    r"Institut(?:e|et)|College))"
)
"""Two institutions in one breath: "Foo Hospital and University of Bar"."""
_OPENERS = Gated(
    r"^(?:(?:The|A|An|In|At|From|Researchers|Scientists|And|Professor|Prof|Dr|Source|Contact|While|Both|By|Also|Now|"
    r"New|About|Author|Authors|Co|However|Former|at|of|from|the)[\s:.]+)+"
)
_PERSON_OF = Gated(
    r"(?:(?!\w*(?:Universit|Institut|Hospital|School|College|Department|Division|Academy|Cent(?:er|re)\b|"
    r"Faculty))[\w’'.-]+\s){1,6}(?:of|at|from)\s(?:the\s)?(?=\S+\s)|"
    r"(?:Department|Division|Faculty|Section|Chair|Program|Programme)\sof\s(?:(?!at\b|of\b)\S+\s){1,4}(?:at|"
    r"of)\s(?:the\s)?"
)
"""A person or a department before the institution's own name ("Jane Doe of ...")."""
_LED_LEFT = Gated(
    r"\b(?:(?:led|headed|conducted|directed) by[^.;]{1,70}\s(?:of|at|from)|led by|conducted (?:by|at|in)|"
    r"(?:researchers?|scientists|investigators|team|group|experts|doctors|academics|study|trial|research|work|"
    r"experiment|colleagues|authors?|studies)\s(?:\w+\s){0,4}?(?:at|from|of|by|in)|"
    r"carried out (?:by|at|in)|run by|performed (?:by|at)|coordinated by|headed by|(?:lead|senior|first|"
    r"corresponding|"
    r"co-?|study|principal) (?:study )?(?:author|investigator|researcher)[^.;]{0,90}(?:of|at|from|in|by)|"
    r"source:|a|an)"
    r"(?:\s(?:the|a|an|both))*\s?$",
    re.IGNORECASE,
)
_LED_RIGHT = Gated(
    r"^(?:[\s,]+\w+)?\s?(?:-led\b|(?:researchers?|scientists|investigators|team|study|trial|group|experts|physicians|"
    r"doctors)\b)|^[’']s?\s(?:[\w-]+\s){0,4}?(?:team|researchers|study|trial)\b|^,? and (?:his|her|"
    r"their)\s(?:colleagues|co-?authors|team)\b|^[^.;,]{0,25}, and (?:his|her|co-?authors|colleagues)\b",
    re.IGNORECASE,
)
_RECRUITED = Gated(
    r"\b(?:recruited|enrol+ed|treated|seen|randomi[sz]ed|followed|signed up|admitted|attended|recruit\w*|patients|"
    r"participants|volunteers|outpatients)\s(?:[\w-]+\s){0,3}?(?:via|at|from|through|by|"
    r"in)\s(?:the\s)?(?:[^.;]{0,80}\band\s(?:the\s)?)?$",
    re.IGNORECASE,
)
_OUTSIDE = Gated(
    r"\b(?:not involved|was[n’']*t involved|were not involved|had no (?:role|part|connection)|not (?:part of|"
    r"connected (?:with|to)|affiliated)|did not (?:work on|take part)|independent expert|accompanying editorial|"
    r"editorial|commentary|who reviewed|not one of the (?:researchers|authors))\b",
    re.IGNORECASE,
)
_PAID = Gated(
    r"\b(?:fund(?:ed|ing|s)?|supported|support(?:s|ing)?|sponsor(?:ed|s)?|grants?|financed|backed)\b", re.IGNORECASE
)
_DID = Gated(r"\b(?:recruited|enrol+ed|found|conducted|led|tested|said|says|showed)\b", re.IGNORECASE)
_CONTACT = Gated(r"\bcontacts?\b[^.;]{0,60}$", re.IGNORECASE)
_SPEAKS_LEFT = Gated(r"\b(?:says?|said|adds?|added|explains?|explained|notes?|noted)\b[^.;“\"]{0,110}$", re.IGNORECASE)
_SPEAKS_RIGHT = Gated(r"^[^.;“\"]{0,50},\s(?:said|says|added|adds|explained|noted)\b", re.IGNORECASE)
_ABOUT = Gated(
    r"\b(?:is (?:a|an|the|one of|among|ranked|affiliated|home|located)|founded|established in|ranked|award|based in|"
    r"visit|includes|serves|has more|provides|offers)\b",
    re.IGNORECASE,
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Find institutions; of each its part in the study: led, recruited, funded, or mentioned."""
    text = sentence.text
    for match in _INSTITUTION.finditer(text):
        opener = _OPENERS.match(match["name"])
        start = match.start() + (opener.end() if opener else 0)
        person = _PERSON_OF.match(text[start : match.end()])
        start += person.end() if person else 0
        name = re.sub(r"-(?:led|based|run|funded|affiliated|wide)$", "", text[start : match.end()].rstrip(" ,.'’"))
        for low, high in _single(text, start, start + len(name)):
            name = text[low:high]
            if _NOT_NAME.search(name) or " " not in name or len(name) < 7 or not words(name):
                continue
            if _PART_OF_NAME.match(text, high):
                continue
            left, right = text[max(0, low - 120) : low], text[high : high + 60]
            kind, confidence = _kind(text, left, right)
            yield Found(low, high, name, kind=kind, scope=_scope(sentence, low, high, kind), confidence=confidence)


def _single(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the one or two institutions named at [start, end), without a possessive part that is cut short."""
    two = _TWO.fullmatch(text, start, end)
    if two is None:
        part = re.search(r"[’']s\s", text[start:end]) if re.match(r"\s(?:on|of|for)\b", text[end:]) else None
        yield start, start + part.start() if part else end
        return
    if two["kind"] != "Council":
        yield start, two.start("cut")
    yield two.end("cut"), end


def _kind(text: str, left: str, right: str) -> tuple[str, float]:
    if _OUTSIDE.search(text) or _CONTACT.search(left):
        return "mentioned", 0.6
    if _RECRUITED.search(left):
        return "recruited", 0.8
    paid = next(reversed(list(_PAID.finditer(left))), None)
    if paid and not _DID.search(left, paid.end()):
        return "funded", 0.7
    if _LED_RIGHT.match(right) or (_LED_LEFT.search(left) and not re.search(r"(?:^|\W)an?\s$", left)):
        return "led", 0.8
    return "mentioned", 0.6


def _scope(sentence: Sentence, start: int, end: int, kind: str) -> Scope | None:
    text = sentence.text
    if _OUTSIDE.search(text):
        return "background" if sentence.scope(start, end) == "this_trial" else None
    if sentence.scope(start, end) != "this_trial":
        speaks = _SPEAKS_LEFT.search(text[:start]) or _SPEAKS_RIGHT.match(text[end:])
        return "this_trial" if speaks and sentence.passage not in SCOPE_OF_PASSAGE else None
    before = text[:start].strip(' \t“"')
    about = kind == "mentioned" and (
        (before in {"", "The", "The U.S.", "The US"} and _ABOUT.search(text[end : end + 60]))
        or re.search(r"(?:^About(?: the)?|\baccording to (?:the )?(?:U\.?S\.?)?)$", before, re.IGNORECASE)
    )
    return "background" if about else None


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registry's sponsor, collaborator or site as printed; raises ValueError when it is empty."""
    text = " ".join(field.raw.split())
    if not text:
        raise ValueError("empty")
    yield field_claim(field, text)


def words(name: str) -> frozenset[str]:
    """The words of an institution's name that tell it from others."""
    return frozenset(fold(name).split()) - {
        "the",
        "of",
        "and",
        "for",
        "at",
        "in",
        "university",
        "hospital",
        "hospitals",
        "institute",
        "college",
        "school",
        "medical",
        "center",
        "centre",
        "medicine",
        "nhs",
        "trust",
        "foundation",
        "research",
        "institutes",
        "centers",
        "centres",
    }


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two names: the same words, or all telling words of one in the other, agree; parts played may differ."""
    one, two = fold(str(a.value)), fold(str(b.value))
    if one == two:
        return Agreement("agree", f"both name {a.value}")
    telling_a, telling_b = words(one), words(two)
    if telling_a and telling_b and (telling_a <= telling_b or telling_b <= telling_a):
        return Agreement("agree", f"{a.value} and {b.value} share their name")
    roles = [c.kind or c.qualifiers.get("role") for c in (a, b)]
    if roles[0] == roles[1] == "led":
        return Agreement("differ", f"{a.value} is not {b.value}")
    return Agreement("not_comparable", f"{a.value} and {b.value} may both have a part in the study")


EXAMPLES = (
    Example("Researchers at the University of Exampleton tested the gel.", ["University of Exampleton"], ["led"]),
    Example("A Fooville University-led trial is complete.", ["Fooville University"], ["led"]),
    Example("The study was led by Dr Doe of Barton University Hospital.", ["Barton University Hospital"], ["led"]),
    Example("Patients were recruited at Quuxton General Hospital.", ["Quuxton General Hospital"], ["recruited"]),
    Example("The research was funded by the Bazley Institute.", ["Bazley Institute"], ["funded"]),
    Example("“It is early,” said Jane Doe of the University of Fooville.", ["University of Fooville"], ["mentioned"]),
    Example(
        "John Roe of Norton Medical School, who was not involved in the work, agreed.",
        ["Norton Medical School"],
        ["mentioned"],
        ["background"],
    ),
    Example("Source: University of Exampleton", ["University of Exampleton"], ["led"]),
    Example(
        "Jane Doe is at Norton Hospital and University of Exampleton; John Roe is at Bazley Council and Foo Institute.",
        ["Norton Hospital", "University of Exampleton", "Foo Institute"],
    ),
    Example("It is in the National Institutes of Foo's National Institute on Sleep.", ["National Institutes of Foo"]),
    Example(
        "“In an earlier trial we saw none of this,” says Jane Doe of the University of Fooville.",
        ["University of Fooville"],
    ),
    Example(
        "To reach the author, contact Ann Poe of Norton University's press office.",
        ["Norton University"],
        ["mentioned"],
    ),
    Example("The paper is in the Fooville Clinic Proceedings."),
    Example("It has an office in Fooville's University Circle and is on the list of America's Best Hospitals."),
    Example("They met at the university hospital on the hill."),
    Example("After school, the children went to the clinic."),
    Example("The Hospital was full."),
    Example("Doctors said that most hospitals had closed."),
    Example("In Phase 2 the drug was tested again."),
    Example("Visit the Food and Drug Administration website."),
    Example(field=Field(type="institution", raw="Example  Hospital", path="$.i"), values=["Example Hospital"]),
)

TYPE = ClaimType(
    name="institution",
    description="University, hospital or institute as printed, by the part it plays in the text: led, recruited (where "
    "people took part), funded, mentioned. From fields: sponsor, collaborator or site, qualifier `role`.",
    value=str,
    agreement="The same telling words (without University, Hospital, ...) agree; two that both led differ; else not "
    "comparable.",
    compare=compare,
    kinds=("led", "recruited", "funded", "mentioned"),
    cues=(
        "universi",
        "hospital",
        "institut",
        r"college\b",
        "school of",
        "medical center",
        "medical centre",
        "cancer cent",
        "research cent",
        "medical school",
        "clinic\\b",
        "infirmary",
        "nhs",
        "karolinska",
        "johns hopkins",
        "charité",
        "md anderson",
        "health system",
        "health service",
        "sloan",
        "moorfields",
        "hôpital",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
