"""How a treatment gets into the body: intravenous, oral, under the skin, ..."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from tracker.claims._base import MANY, Agreement, ClaimType, Example, Found, Sentence
from tracker.claims._gated import Gated
from tracker.claims._treatments import treatments
from tracker.claims._whose import likened, scope_of
from tracker.records import Claim

Route = Literal[
    "intravenous",
    "oral",
    "subcutaneous",
    "intramuscular",
    "intranasal",
    "inhaled",
    "topical",
    "ophthalmic",
    "transdermal",
    "intravitreal",
    "intrathecal",
    "intra_articular",
    "rectal",
    "vaginal",
    "sublingual",
    "injection",
    "infusion",
]

_GIVEN_AS = r"(?:tablets?|capsules?|pills?)"
_ROUTES: tuple[tuple[Route, str], ...] = (
    (
        "intravenous",
        r"intravenous(?:ly)?|\bi\.?v\.?(?=\s(?:infusion|injection|drip|bolus|dose|tocilizumab|ketamine|drug|"
        r"\w+mab))|into (?:a|the) vein|through (?:a|the) vein|iv drip",
    ),
    ("subcutaneous", r"subcutaneous(?:ly)?|under the skin|\bs\.?c\.? (?:injections?)"),
    ("intramuscular", r"intramuscular(?:ly)?|into (?:a|the) muscle"),
    ("intranasal", r"intranasal(?:ly)?|nasal sprays?|nose drops?|nasal drops?"),
    ("inhaled", r"inhaled|inhalers?|nebuli[sz]\w+|by inhalation"),
    ("transdermal", r"transdermal(?:ly)?|skin patch(?:es)?"),
    ("ophthalmic", r"eye ?drops?|ophthalmic (?:solution|drops|ointment)"),
    ("intravitreal", r"intravitreal(?:ly)?|eye injections?|injections? into the eye|injected into the eye"),
    ("intrathecal", r"intrathecal(?:ly)?|into the spinal fluid"),
    (
        "intra_articular",
        r"intra-?articular(?:ly)?|injections? into the (?:knee|hip|joint)|injected into the (?:knee|hip|joint)",
    ),
    ("rectal", r"suppositor(?:y|ies)|enemas?|rectally"),
    ("vaginal", r"vaginal (?:ring|gel|cream|tablets?|softgel|capsules?|insert|suppositor\w+)|intravaginal(?:ly)?"),
    ("sublingual", r"sublingual(?:ly)?|under the tongue"),
    (
        "topical",
        r"topical(?:ly)?|(?:skin )?(?:cream|ointment|gel|lotion)s?(?= (?:or|was|were|containing|twice|once|"
        r"daily|applied|than|and a))",
    ),
    (
        "oral",
        rf"orally|by mouth|oral(?=\s(?!health|cancer|cavity|history|hygiene|presentation|contracept|arguments?|"
        rf"tradition|exam|mucos|surg|rehyd|care|lesion|ulcer|thrush|candid|sex|herpes|antidiabet|agents?|"
        rf"hypoglyc)\w)|\b{_GIVEN_AS}(?=\s(?:of|daily|once|twice|containing|each|every|a day|or))",
    ),
    (
        "injection",
        r"injections?(?=\sof\b)|injected(?=\s(?:with|once|twice|every))|(?:weekly|monthly|daily|single|monthly) "
        r"injections?|injection-site",
    ),
    ("infusion", r"infusions?(?=\sof\b)|(?:weekly|monthly|single|one) infusions?"),
)
_ROUTE = Gated("|".join(rf"(?P<{name}>(?<!\w)(?:{source})(?!\w))" for name, source in _ROUTES), re.IGNORECASE)
_CONTEXT = Gated(
    r"\b(?:receiv\w+|given|giving|took|taking|taken|take|administ\w+|random\w*|placebo|treated|treatment with|"
    r"dos(?:e|es|ed|ing)|drug|drugs|trial|study|group|arm|daily|weekly|mg|tested|therapy|assigned|injected|"
    r"versus|vaccine|"
    r"participants|patients|single)\b",
    re.IGNORECASE,
)
_NOT = Gated(r"\b(?:no|without|instead of|rather than|avoid\w*|than)\s(?:[\w-]+\s)?$", re.IGNORECASE)
_NOT_USED = Gated(
    r"^\s(?:drug|substance|opioid|heroin) (?:use|users?|abuse)|^[\s-](?:site|reactions?)|^\s(?:fluids?|access|"
    r"line|catheter|antibiotics)\b",
    re.IGNORECASE,
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Find the routes by which something was given, each once; a site reaction or a drug user is none."""
    text = sentence.text
    seen: set[str] = set()
    if not _CONTEXT.search(text):
        return
    for match in islice(_ROUTE.finditer(text), MANY):
        value = match.lastgroup or ""
        if (
            value in seen
            or _NOT.search(text[max(0, match.start() - 40) : match.start()])
            or _NOT_USED.match(text[match.end() : match.end() + 40])
            or match.group().lower().endswith("site")
        ):
            continue
        if value in {"injection", "infusion"} and seen & {
            "intravenous",
            "subcutaneous",
            "intramuscular",
            "intravitreal",
            "intra_articular",
            "intrathecal",
        }:
            continue
        seen.add(value)
        drug = next(
            (
                one.name
                for one in treatments(text[match.end() : match.end() + 60])
                if one.kind in {"drug", "supplement"}
            ),
            None,
        )
        scope, _ = scope_of(sentence, match.start(), match.end())
        usual = scope == "this_trial" and likened(sentence, match.start())
        yield Found(
            match.start(),
            match.end(),
            value,
            scope="background" if usual else scope,
            confidence=0.85,
            qualifiers={"drug": drug} if drug else {},
        )


_INTO = {
    "injection": {"subcutaneous", "intramuscular", "intravitreal", "intravenous", "intra_articular", "intrathecal"},
    "infusion": {"intravenous", "subcutaneous", "intrathecal"},
}


def compare(a: Claim, b: Claim) -> Agreement:
    """Compare two routes of the same drug; an injection or infusion may be any that goes through a needle."""
    one, two = str(a.value), str(b.value)
    drug_a, drug_b = a.qualifiers.get("drug"), b.qualifiers.get("drug")
    if drug_a and drug_b and drug_a != drug_b:
        return Agreement("not_comparable", f"routes of {drug_a} and of {drug_b}")
    if one == two:
        return Agreement("agree", f"both {one}")
    if two in _INTO.get(one, ()) or one in _INTO.get(two, ()) or {one, two} == {"injection", "infusion"}:
        return Agreement("rounding", f"{one} and {two} can be the same")
    return Agreement("differ", f"{one} is not {two}")


EXAMPLES = (
    Example("Patients received a single intravenous infusion of the drug.", ["intravenous"]),
    Example("The drug was given as an injection under the skin.", ["subcutaneous"]),
    Example("Half took oral magnesium, half a placebo.", ["oral"]),
    Example("A nasal spray of the drug was tested in the trial.", ["intranasal"]),
    Example("They were given eye drops twice a day.", ["ophthalmic"]),
    Example("Women were randomised to a vaginal ring or placebo.", ["vaginal"]),
    Example("Intramuscular injections of the vaccine were given.", ["intramuscular"]),
    Example("The antibody was administered by weekly injections.", ["injection"]),
    Example("Injection-site reactions were common in the drug group."),
    Example("Intravenous drug users were excluded from the trial."),
    Example("Oral health was better in the group given advice."),
    Example("The patient history was taken by oral history."),
    Example("He took part in the trial and felt inspired."),
)

TYPE = ClaimType(
    name="route",
    description="Way in which a treatment is given; injection and infusion where no more is said. Qualifier `drug`.",
    value=Route,
    agreement="The same route; an injection or infusion stands for any through a needle (rounding).",
    compare=compare,
    cues=(
        "intraven",
        r"\bi\.?v\.? ",
        r"(?:into|through) (?:a|the) (?:vein|muscle|eye|knee|hip|joint|spinal)",
        "subcutan",
        "under the (?:skin|tongue)",
        r"\bs\.?c\.? inj",
        "intramusc",
        "intranasal",
        "nasal spray",
        r"(?:nose|nasal|eye) ?drops?",
        "inhal",
        "nebuli",
        "transderm",
        "skin patch",
        "ophthalmic",
        "intravitr",
        "eye injection",
        "injected into",
        "injections? into",
        "intrathec",
        r"intra-?artic",
        "supposit",
        "enema",
        "rectally",
        r"vaginal (?:ring|gel|cream|tablet|softgel|capsule|insert|suppos)",
        "intravagin",
        "sublingual",
        "topical",
        r"(?:cream|ointment|gel|lotion)s? (?:or|was|were|cont|twice|once|daily|appl|than|and a)",
        "orally",
        "by mouth",
        r"\boral ",
        r"(?:tablet|capsule|pill)s? (?:of|daily|once|twice|cont|each|every|a day|or)",
        "injections? of",
        "injected (?:with|once|twice|every)",
        r"(?:weekly|monthly|daily|single|one) (?:injection|infusion)",
        "infusions? of",
    ),
    find=find,
    examples=EXAMPLES,
)
