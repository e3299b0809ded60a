"""Which illness the people of a trial have."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tracker.claims._base import Agreement, ClaimType, Example, Found, Sentence, field_claim, fold
from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE
from tracker.claims._phrases import Names
from tracker.claims._whose import likened, opens, other_use, scope_of
from tracker.records import Claim, Field

_FILL = r"(?:(?!(?:and|or|who|whose|that|which|of|to|the)\b)[\w’'/-]+,?\s){0,6}?"
_DEGREE = (
    r"(?:(?:moderate|severe|mild|major|chronic|acute|early|advanced|recurrent|persistent|symptomatic|newly|"
    r"recently|recent|diagnosed|active|"
    r"confirmed|moderately|severely|to|or|a|an|some|their|stage|onset|low|high|risk|at|for|clinical|"
    r"uncontrolled|untreated|serious|"
    r"icd|dsm|10|5|iv|established|suspected|primary|difficult|hard|treat)[\s,-]+){0,7}"
)
_PEOPLE_WITH = Gated(
    rf"\b(?:{PEOPLE}|those|people|group|man|woman|child|person|someone|everyone|outpatients)\s(?:aged "
    rf"[^,;.]{{1,25}}\s|[\w-]+\s)?(?:(?:who|that)\s)?(?:all\s)?"
    r"(?:with|having|ha[ds]|have|suffer(?:s|ing|ed)? from|diagnosed with|living with|hospitali[sz]ed (?:with|"
    r"for)|affected by|at (?:high |increased )?risk (?:of|for)|"
    rf"treated for|recovering from|undergoing)\s(?:an?\s(?:[\w-]+\s)?(?:form|type|kind|variant)s?\sof\s)?{_FILL}$",
    re.IGNORECASE,
)
_TREAT = Gated(
    rf"\b(?:treat(?:s|ed|ing|ment|ments)?|therap(?:y|ies)|drugs?|medications?|medicines?|prevent(?:s|ed|ing|"
    rf"ion)?|cur(?:e|es|ing)|management|eas(?:e|es|ing)|reliev(?:e|es|ing)|"
    rf"symptoms|target|options?)\s(?:(?:of|for|in|against)\s)?(?:people with\s|patients with\s)?{_DEGREE}$",
    re.IGNORECASE,
)
_STUDY_OF = Gated(
    rf"\b(?:trials?|study|experiment|research)\s(?:of|in|on|for|into|among)\s(?:[\w-]+\s){{0,6}}?(?:(?:for|in|"
    rf"of)\s)?{_DEGREE}$",
    re.IGNORECASE,
)
_RIGHT = Gated(
    rf"^[\s-](?:{PEOPLE}|trials?\b|study\b|symptoms\b|severity\b|treatments?\b|remission\b|relapse\b|"
    rf"prevention\b|who received|took part|patients were)",
    re.IGNORECASE,
)
_GENERAL = Gated(
    r"^[^.;,]{0,40}?\b(?:are|have|show|do not|don[’']t|suffer|face|live|tend|often|may|can|could|might|would|"
    r"get|develop|is|affects|affecting|remains|has)\b",
    re.IGNORECASE,
)
_IN_A_NAME = Gated(
    r"\s(?:(?:[A-Z][\w’'-]*|&|and)\s){0,4}(?:Cent(?:er|re)|Institute|Clinic|Foundation|Association|Society|Alliance|"
    r"Unit|Department|Program|Journal|Network)\b"
)
"""The illness is a word of a body's name ("the Sleep Apnea and Snoring Center")."""
_KIND_OF_DRUG = Gated(r"[\s-](?:drugs?|medicines?|medications?|pills?)\b", re.IGNORECASE)
_SOME_OF = Gated(
    rf"\b(?:many|most|some|all|several|subset|thirds?|half|quarters?|percent|in \w+)\s(?:of\s)?(?:the\s|"
    rf"these\s)?(?:[\w-]+\s)?{PEOPLE}\swith\s{_FILL}$|%\s(?:of\s)?{PEOPLE}\swith\s{_FILL}$",
    re.IGNORECASE,
)
_NO_CASE = Gated(
    r"\b(?:without|less|fewer|reduced|no|not|history of|excluding|exclud\w+|family history of|risk (?:of|for)|"
    r"other than|unlike|"
    r"cases of|deaths from|died (?:of|from))\s(?:[\w-]+\s){0,2}$",
    re.IGNORECASE,
)
_AS_LINE = Gated(r"\W*(?:conditions?|disease|diagnosis|indication|health condition[\w() ]*)?\W*", re.IGNORECASE)


@cache
def _data() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = tomllib.loads(
        Path(__file__).with_name("conditions.toml").read_text(encoding="utf-8")
    )["conditions"]
    return found


@cache
def names() -> Names:
    """The lexicon of illnesses."""
    return Names({name: entry["also"] for name, entry in _data().items()})


def wider(name: str) -> list[str]:
    """The wider illnesses that a canonical name belongs to, nearest first."""
    above = _data().get(name, {}).get("is_a")
    return [above, *wider(above)] if above else []


def _told(value: str) -> dict[str, Any]:
    return {"is_a": wider(value)} if wider(value) else {}


def find(sentence: Sentence) -> Iterator[Found]:
    """Find the illnesses that the sentence says people of a study have or a treatment is tried for, each once."""
    text = sentence.text
    best: dict[str, Found] = {}
    for start, end, name in names().find(text):
        confidence = _position(sentence, start, end)
        if confidence is None or (text[start].isupper() and _IN_A_NAME.match(text, end)):
            continue
        scope, told = scope_of(sentence, start, end)
        left = text[max(0, start - 120) : start]
        if _alone(text, start, end) and sentence.passage not in {"related", "boilerplate"}:
            scope = "this_trial"
        elif (
            _KIND_OF_DRUG.match(text[end:])
            or other_use(sentence, start)
            or (likened(sentence, start) and not _PEOPLE_WITH.search(left))
            or (not told or _SOME_OF.search(left))
            and _GENERAL.match(text[end : end + 60])
            and sentence.passage not in {"headline", "abstract"}
        ):
            scope = "background"
        one = Found(start, end, name, kind="named", scope=scope, confidence=confidence, qualifiers=_told(name))
        if name not in best or (one.scope == "this_trial", confidence) > (
            best[name].scope == "this_trial",
            best[name].confidence,
        ):
            best[name] = one
    yield from best.values()


def _alone(text: str, start: int, end: int) -> bool:
    """Whether a line holds nothing but the name (and perhaps "Condition:")."""
    return bool(_AS_LINE.fullmatch(text[:start])) and not text[end:].strip(" .")


def _position(sentence: Sentence, start: int, end: int) -> float | None:
    """How sure the place of a name makes it that it is what people in the sentence have; None: it is only mentioned."""
    text = sentence.text
    left, right = text[max(0, start - 120) : start], text[end : end + 40]
    if _NO_CASE.search(left):
        return None
    if _alone(text, start, end):
        return 0.9
    if _PEOPLE_WITH.search(left):
        return 0.9
    if _RIGHT.match(right) or _TREAT.search(left) or _STUDY_OF.search(left):
        return 0.8
    return 0.7 if sentence.passage == "headline" or opens(sentence) else None


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registry's condition: the known illnesses it names ("Depressive Disorder, Major"), else what it says.

    Raises ValueError for an empty field.
    """
    printed = " ".join(field.raw.split())
    if not printed:
        raise ValueError("empty")
    turned = " ".join(reversed(printed.split(", "))) if printed.count(", ") == 1 else printed
    known = [name for text in (printed, turned) if (name := names().name_of(text))]
    known = known or list(dict.fromkeys(name for _, _, name in (*names().find(turned), *names().find(printed))))
    inner = {above for name in known for above in wider(name)}
    values = [name for name in dict.fromkeys(known) if name not in inner] or [fold(printed)]
    for value in values:
        yield field_claim(field, value, qualifiers=dict(field.qualifiers) | _told(value))


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two illnesses by their canonical names; a kind of the other is the same one said more precisely."""
    one, two = str(a.value), str(b.value)
    if one == two:
        return Agreement("agree", f"both say {one}")
    if one in wider(two) or two in wider(one):
        return Agreement("rounding", f"{one} and {two}: one is a kind of the other")
    if one in _data() and two in _data() and not {one, *wider(one)} & {two, *wider(two)}:
        return Agreement("differ", f"{one} is not {two}")
    return Agreement("not_comparable", f"{one} and {two}: whether they are the same is not decided here")


EXAMPLES = (
    Example("The study included 300 men diagnosed with breast cancer that had not spread.", ["breast cancer"]),
    Example("Sixty adults with severe eczema took part in the trial.", ["atopic dermatitis"]),
    Example(
        "The study enrolled people with moderate-to-severe treatment-resistant depression.",
        ["treatment resistant depression"],
    ),
    Example("Patients with T2DM were randomised to the pill or a placebo.", ["type 2 diabetes"]),
    Example("Migraine patients received three injections.", ["migraine"]),
    Example("Researchers tested the gel in a trial of knee osteoarthritis.", ["osteoarthritis"]),
    Example("Major depressive disorder", ["depression"]),
    Example("The trial tested whether the drug can treat gout.", ["gout"]),
    Example("Women with metastatic breast cancer were assigned to two groups.", ["breast cancer"]),
    Example(
        "The pill, a drug approved for treating psoriasis, was tested in adults with lupus.",
        ["psoriasis", "lupus"],
        scopes=["background", "this_trial"],
    ),
    Example("People with asthma often sleep badly.", ["asthma"], scopes=["background"]),
    Example("Participants without diabetes were studied."),
    Example("The trial was run by the head of the Migraine & Headache Center in Fooville."),
    Example("The trial was run for a team that treats Psoriasis Association members."),
    Example("The committee aids the study."),
    Example("Inflammation and depression tend to go together."),
    Example("A family history of stroke was an exclusion criterion of the trial."),
    Example("They died of heart failure in the trial."),
    Example("The economy sank into a deep slump."),
    Example(
        field=Field(type="condition", raw="Depressive Disorder, Treatment-Resistant", path="$.c"),
        values=["treatment resistant depression"],
    ),
    Example(field=Field(type="condition", raw="Rare Foo Disease", path="$.c"), values=["rare foo disease"]),
)

TYPE = ClaimType(
    name="condition",
    description="Illness of the people in a trial, by its canonical name (conditions.toml) or, in a registry, "
    "as printed. Qualifier `is_a`: wider illnesses.",
    value=str,
    agreement="The same name; a kind of the other is rounding; two illnesses of the list without a common "
    "wider one differ.",
    compare=compare,
    kinds=("named",),
    cues=(names().pattern,),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
