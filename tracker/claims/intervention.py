"""Which treatment a text names: drugs by their names' stems, others from a list, unknown ones by where they stand."""

import re
from collections.abc import Iterator
from itertools import islice

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence, after, before, field_claim, fold
from tracker.claims._gated import Gated
from tracker.claims._treatments import Named, names, of_the_body, stems, treatments
from tracker.claims._whose import likened, scope_of
from tracker.records import Claim, Field

_WORD = r"(?:[A-Z]?[a-z][a-z-]{2,}\d*|[A-Z]{2,}[A-Z0-9]*-?\d+[A-Za-z]?|[A-Z][A-Za-z]+-?\d+)"
_NAMED = rf"(?P<x>{_WORD})"
_POSITIONS = tuple(
    (Gated(source), confidence)
    for source, confidence in (
        (
            rf"\b(?:drug|medication|medicine|antibody|compound|molecule|therapy|treatment|supplement|"
            rf"antidepressant|antibiotic|"
            rf"pill|vaccine|hormone|agent|inhibitor)\s(?:called|named|known as|dubbed)\s[“\"‘']?{_NAMED}\b",
            0.85,
        ),
        (
            rf"\b(?:the|an?)\s(?:experimental|investigational|anti-inflammatory|new|oral|arthritis|cancer|"
            rf"diabetes)\s(?:drug|antibody|medicine|"
            rf"antibiotic|antidepressant|compound|medication)\s,?\s?{_NAMED}(?=[,.;)]|\s(?:\(|was\b|is\b|can\b|"
            rf"could\b)|$)",
            0.75,
        ),
        (
            rf"\b(?i:randomi[sz]ed|randomly assigned|assigned|allocated)(?: to)?(?: receive| take| get)?(?: "
            rf"either| oral| intravenous| daily| weekly| active)*\s{_NAMED}"
            r"(?:\s\([^()]{1,40}\))?\s(?:or|versus|vs\.?)(?: a| matching| an identical)*\s(?:placebo|sham)\b",
            0.8,
        ),
        (
            rf"(?:^|[\s(]){_NAMED}(?:\s\([^()]{{1,40}}\))?,\s(?:an?|the)\s(?:[\w-]+\s){{0,5}}(?:drug|medication|"
            rf"medicine|antibody|antidepressant|antibiotic|antagonist|agonist|inhibitor|"
            r"compound|supplement|blocker)\s(?:that|which|used|commonly|normally|already|designed|approved|"
            r"developed|typically|known)\b",
            0.8,
        ),
    )
)
_CODE = Gated(
    r"\b(?:of|with|receiv(?:e|ed|ing)|taking|took|given|drug|treatment|versus|vs\.?|plus|to)\s(?:oral\s|"
    r"intravenous\s)?"
    r"(?!NCT|ICD|CRD|INT|GOG|ECOG|SWOG|RTOG|JCOG|AGO|GBG|NTR|ANZ|IRAS)(?P<x>(?:LY\d{6,7}|"
    r"[A-Z]{2,4}-?\d{3,4})[A-Z]{0,2})"
    r"(?![\w-]|\.\d|\s(?:trial|study|protocol|grant))"
)
"""Code names of drugs in development; fewer digits are genes, receptors and scales."""
_NO_NAME = frozenset(
    "drug drugs placebo treatment therapy medication medicine pill pills either the this that these those "
    "group arm control active real study experimental "
    "new standard care usual it them which who intervention vaccine dose doses daily weekly injection infusion "
    "supplement supplements capsule capsules tablet tablets "
    "angiotensin dimesylate citrate maleate tartrate hydrochloride sodium sulfate one two three both other "
    "another others receive take oral intravenous low high patients people "
    "participants was were with and for from".split()
)
_CONTROL_SIDE = Gated(
    r"\b(?:versus|vs\.?|compared (?:with|to)|against|than(?: with)?|relative to|controls? (?:received|were "
    r"given|got))\s(?:a |an |the |standard |conventional |daily )*$",
    re.IGNORECASE,
)
_NOT_GIVEN = Gated(
    r"^[\s-](?:levels?|deficien\w+|resistan\w+|concentrations?|receptors?|secretion|production|sensitiv\w+|"
    r"signal\w*|producing|use disorder|users?|naive|induced|exposure|intake|status|in the blood|metabolism|"
    r"deprivation|overdoses?|prescriptions?|effects?|properties|addiction|dependence|abuse|sales|companies|"
    r"makers?)\b",
    re.IGNORECASE,
)
_OF_THE_BODY = Gated(
    r"\b(?:(?:receptors?|(?:bio)?markers?) (?:for|of)|(?:production|secretion|levels?|concentrations?|deficiency|"
    r"amounts?|lack) (?:of|in)|(?:drop|fall|decline|surge|dip) in|low|own|natural|produc(?:e|es|ed|ing)|"
    r"rais(?:e|es|ed|ing)|lower(?:s|ed|ing))\s(?:the\s|more\s|less\s|their\s)?(?:[\w-]+\s(?:and|or)\s)?$",
    re.IGNORECASE,
)
"""Words before a substance that the body has of itself, when it is measured or made and not given."""
_BRAND_PAREN = Gated(r"\(\s?(?:brand name:?\s|sold as\s|marketed as\s)?$", re.IGNORECASE)
_BY_FOOD = {
    "supplement": Gated(
        r"\b(?:supplement\w*|random\w*|placebo|dose|doses|daily|mg|iu|pills?|capsules?|tablets?|trial|group|"
        r"received|took|taking|intake|therapy|given)\b",
        re.IGNORECASE,
    )
}
_ALONE = Gated(r"\W*(?:active substance|drug|interventions?|treatment)?\W*", re.IGNORECASE)


def _unknown(sentence: Sentence, known: list[Named]) -> Iterator[tuple[Named, float]]:
    """Names that no list has, by the words around them."""
    text = sentence.text
    for pattern, confidence in (*_POSITIONS, (_CODE, 0.75)):
        for match in islice(pattern.finditer(text), MANY):
            start, end = match.span("x")
            word = match["x"]
            if (
                word.lower() in _NO_NAME
                or len(word) < 4
                or word.endswith(("ed", "ing", "ly"))
                or any(n.start < end and start < n.end for n in known)
            ):
                continue
            yield Named(start, end, fold(word), "drug"), confidence


def _of_the_body(text: str, one: Named) -> bool:
    """Whether a substance is spoken of as the body's own, and not as a supplement, a gel, ..."""
    made = re.search(r"supplement|replacement|gel\b|therap|pill", text[one.start : one.end + 15], re.IGNORECASE)
    return not made and _OF_THE_BODY.search(before(text, one.start)) is not None


def _beside(sentence: Sentence, start: int) -> bool:
    """Whether the words just before `start` compare with a treatment that is not the trial's."""
    return any(m.label == "other_treatment" and 0 <= start - m.end < 40 for m in sentence.marks)


def _scope_and_role(sentence: Sentence, one: Named) -> Found:
    scope, told = scope_of(sentence, one.start, one.end)
    alone = bool(_ALONE.fullmatch(sentence.text[: one.start])) and not sentence.text[one.end :].strip(" .")
    if alone and sentence.passage not in {"related", "boilerplate"}:
        scope = "this_trial"
    if scope == "this_trial" and (
        likened(sentence, one.start) or _beside(sentence, one.start) or (one.kind == "class" and not told)
    ):
        scope = "background"
    left = before(sentence.text, one.start)
    qualifiers = {"role": "control"} if _CONTROL_SIDE.search(left) else {}
    return Found(
        one.start,
        one.end,
        one.name,
        kind=one.kind,
        scope=scope,
        confidence=0.9 if told or alone else 0.7,
        qualifiers=qualifiers,
    )


def find(sentence: Sentence) -> Iterator[Found]:
    """Find the treatments that the sentence names, each once; whose they are is the scope, a comparator has a role."""
    text = sentence.text
    known: list[Named] = []
    for one in islice(treatments(text), MANY):
        if _NOT_GIVEN.match(after(text, one.end)) or _BRAND_PAREN.search(before(text, one.start)):
            continue
        if one.name in of_the_body() and _of_the_body(text, one):
            continue
        if one.kind in _BY_FOOD and not _BY_FOOD[one.kind].search(text):
            continue
        known.append(one)
    found: dict[str, Found] = {}
    for one in known:
        made = _scope_and_role(sentence, one)
        if one.name not in found or (made.scope == "this_trial" != found[one.name].scope):
            found[one.name] = made
    for one, confidence in _unknown(sentence, known):
        made = _scope_and_role(sentence, one)
        found.setdefault(
            one.name,
            Found(
                one.start,
                one.end,
                one.name,
                kind="drug",
                scope=made.scope,
                confidence=confidence,
                qualifiers=made.qualifiers,
            ),
        )
    yield from found.values()


_PLACEBO = Gated(r"\b(?:placebos?|sham|saline|dummy)\b", re.IGNORECASE)
_PREFIX = Gated(
    r"^\s*(?:drug|device|procedure|biological|behavioral|other|dietary supplement|radiation|genetic|combination "
    r"product|diagnostic test)\s?:\s*",
    re.IGNORECASE,
)


def read_field(field: Field) -> Iterator[Claim]:
    """Read a registry's intervention: the treatments it names, else its name as printed; a placebo has that kind.

    Raises ValueError for an empty field.
    """
    printed = _PREFIX.sub("", " ".join(field.raw.split()))
    if not printed:
        raise ValueError("empty")
    if _PLACEBO.search(printed) and not re.search(r"\b(?:or|and|versus|vs)\b", printed, re.IGNORECASE):
        yield field_claim(field, "placebo", kind="placebo")
        return
    kind = str(field.qualifiers.get("type") or "").lower().replace(" ", "_") or None
    known = {one.name: one.kind for one in treatments(printed[:2000])}
    if field.kind == "description" or not known:
        known = known or {fold(printed[:200]): kind or "drug"}
    for name, one in known.items():
        yield field_claim(field, name, kind=one)


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two treatments by their canonical names; a trial can have several, so others are not comparable."""
    one, two = str(a.value), str(b.value)
    if one == two:
        return Agreement("agree", f"both name {one}")
    if one in two.split() or two in one.split() or f" {one} " in f" {two} " or f" {two} " in f" {one} ":
        return Agreement("rounding", f"{one} and {two}: one name is part of the other")
    return Agreement("not_comparable", f"{one} and {two} are two treatments; a trial can have both")


EXAMPLES = (
    Example("Half of the participants received adalimumab, half a placebo.", ["adalimumab"], ["drug"]),
    Example("The trial compared sertraline with placebo.", ["sertraline"]),
    Example("A drug called zorbexal was tested in the trial.", ["zorbexal"]),
    Example("Patients were randomised to zorbexal or placebo.", ["zorbexal"]),
    Example("Adults were treated with ZBX1234 or placebo.", ["zbx1234"]),
    Example("IL-6 and HER2 were measured in the trial (NCT01234567, ICD-10 F32)."),
    Example("Ozempic was given to half of the participants.", ["semaglutide"]),
    Example("In the trial, 40 adults did yoga and 41 did not.", ["yoga"], ["behavioural"]),
    Example(
        "Standard antidepressants such as SSRIs failed in the past.",
        ["antidepressant", "selective serotonin reuptake inhibitor"],
        scopes=["background"] * 2,
    ),
    Example("Rosiglitazone is sold in many countries.", ["rosiglitazone"], scopes=["background"]),
    Example(
        "Participants had previously failed treatment with methotrexate, so the study gave golimumab.",
        ["methotrexate", "golimumab"],
        scopes=["background", "this_trial"],
    ),
    Example("The trial compared ibrutinib versus rituximab in adults.", ["ibrutinib", "rituximab"]),
    Example("Participants got the real drug or a placebo."),
    Example("Insulin resistance was measured in both groups of the trial."),
    Example("Men with low testosterone took part in the trial; the gland makes its own testosterone."),
    Example("The trial took women with an abrupt decline in estrogen."),
    Example("Tumours without receptors for estrogen and progesterone were studied in the trial."),
    Example("In the trial the drug raised the number of insulin-producing cells."),
    Example("In the trial, men received testosterone or a placebo.", ["testosterone"]),
    Example("Half of the women in the trial took their own calcium supplements.", ["calcium"]),
    Example("In April the breakfast broadcast moved fast along the coast."),
    Example("Lack of iron in soil is a problem for farmers."),
    Example("The protocol was approved in the capital."),
    Example("Cholesterol and alcohol were measured."),
    Example(
        field=Field(type="intervention", raw="Drug: Golimumab 50 mg", path="$.i"), values=["golimumab"], kinds=["drug"]
    ),
    Example(
        field=Field(type="intervention", raw="Matching placebo", path="$.i"), values=["placebo"], kinds=["placebo"]
    ),
    Example(
        field=Field(type="intervention", raw="Foo lamp", path="$.i", qualifiers={"type": "DEVICE"}),
        values=["foo lamp"],
        kinds=["device"],
    ),
)

TYPE = ClaimType(
    name="intervention",
    description="Treatment named, by its canonical name (interventions.toml) or as printed. Qualifier `role`: "
    "control, for a treatment on the side compared with.",
    value=str,
    agreement="The same name; one name within the other is rounding; others are not comparable.",
    compare=compare,
    kinds=("drug", "supplement", "behavioural", "procedure", "device", "class", "placebo"),
    cues=(
        stems(),
        names().pattern,
        r" (?:drug|medication|medicine|antibody|compound|therapy|supplement|antidepressant|antibiotic|pill|"
        r"vaccine|inhibitor|agonist|antagonist|blocker|agent) ",
        r" (?:or|versus|vs\.?) (?:a |matching |an identical )?(?:placebo|sham)",
        r"\b[a-z]{2,5}-?\d{3,7}[a-z]{0,2}\b",
    ),
    find=find,
    read_field=read_field,
    examples=EXAMPLES,
)
