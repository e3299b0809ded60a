"""The bare phrase of an outcome, cut out of the words around it."""

import re

from tracker.claims._base import fold
from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE

PREPOSITION = (
    r"(?:in|with|at|by|than|compared|between|among|for|from|after|during|when|while|versus|vs\.?|over|following|"
    r"on|as|"
    r"per|under|within|across|"
    r"throughout|to|until|before|through|relative|favou?ring|using|via|if|because|since|where|against|without|which|"
    r"who|that|but|whereas|although|however)"
)
VERBS = (
    r"(?:was|were|is|are|be|been|being|did|does|do|had|has|have|can|could|may|might|would|will|showed|shows|shown|"
    r"remained|became|occurred|reached|"
    r"differed|improved|increased|decreased|declined|reduced|fell|rose|dropped|changed|favou?red|tended|appeared|"
    r"seemed|proved|experienced|"
    r"achieved|reported|found|observed|demonstrated|produced|led|resulted|grew|slowed|lost|gained|performed|yielded|"
    r"revealed|noted|seen|obtained|scored|spent|made|caused|causes|cause|differ|improve|increase|reduce|affect|reach|"
    r"achieve|show|find|produce|see|attain|provide|provided|result|lead|appear|responded)"
)
CHANGE = (
    r"(?:differences?|effects?|improvements?|reductions?|increases?|decreases?|declines?|changes?|benefits?|impact|"
    r"interactions?|relationships?|"
    r"associations?|correlations?|gains?|trends?|rises?|falls?|drops?|advantages?|superiority|results?|gaps?|"
    r"variations?|influence)"
)
COMPARATIVE = (
    r"(?:better|lower|higher|greater|more|fewer|less|longer|shorter|slower|faster|worse|larger|smaller|different|"
    r"stronger|weaker|superior|inferior|"
    r"reduced|reduces?|reducing|increased?|increases|increasing|improved?|improves|improving|decreased?|decreases|"
    r"altered?|alters|prolonged|prolongs?|delayed|delays?|lowered|lowers?|"
    r"raised|raises|slowed|slows|enhanced?|enhances|affected|affects?|prevented|prevents?|elevated|attenuated|"
    r"diminished|impaired|boosted|boosts?|cut|cuts|positive|negative|additional|predicts?|predicted|influenced|eased|"
    r"relieved|shortened|changed?|exceeded)"
)
_END = Gated(
    rf"\s(?:{PREPOSITION}|(?-i:{VERBS})|and|or|it|they|we)\b|[,;:()\[\]]|\.\s|\.$|\s\d|\s[<>=±]|\s[—–-]\s",
    re.IGNORECASE,
)
_ANY = Gated(
    r"^(?:(?:any|the|all|other|these|those|our|its|study|clinical|main|most|few|no|none of the|only|a few|some|of|"
    r"secondary|efficacy|other|two|three|not all)\s)*"
    r"(?:outcomes?|findings?|results?|end ?points?|outcome measures?|measures?|variables?|parameters?|comparisons?|"
    r"analyses|tests?)$"
)
_EMPTY = Gated(
    r"^(?:(?:the|both|all|two|three|these|those|this|that|it|they|he|she|we|there|which|who|here|a|an|of|in|on|one|"
    r"other|others|treatment|control|intervention|placebo|study|active|drug|group|groups|arms?|"
    rf"therapy|treatments|medication|{PEOPLE}|{CHANGE}|{COMPARATIVE}|researchers|authors|investigators|scientists|"
    r"respectively|trial|same|either|each|statistically|value|level|rate|significant|significantly|significance|"
    r"similar|often|poorly|frequent|frequently|common|commonly|likely|severe|rapid|rapidly|painful|satisfied|"
    r"successful|so|tolerable|favorable|favourable|tendency|but|compared|clinically|not|and|or|towards?|months?|"
    r"weeks?|days?|years?|hours?|baseline|with|at|t?\d+|pre|post|"
    r"from|to|effective|much|very|well|than|p|n|recipients|subjects|hand)\s?)*$",
    re.IGNORECASE,
)
_EACH = Gated(r"(?:any|each|every|no|either|neither|not one|other)\b")
_GROUP = Gated(r"\b(?:groups?|arms?|difference)$|^(?:who|d|versus|able)\b")
LONGEST = 9
"""Words of an outcome phrase that are kept."""


_OPEN_PAREN = re.compile(r"\([^()]*\)?")
_NUMBERS = re.compile(r"[\d\s]+")


def _clean(phrase: str) -> str | None:
    words = fold(_OPEN_PAREN.sub(" ", phrase) if "(" in phrase else phrase).split()
    while words and (words[0] in _STRIP or words[0] in _COMMON):
        words = words[1:]
    while words and words[-1] in _LAST:
        words = words[:-1]
    words = words[-LONGEST:]
    folded = " ".join(words)
    if not folded or _NUMBERS.fullmatch(folded):
        return None
    if _ANY.match(folded):
        return "any" if folded.endswith("s") or _EACH.match(phrase.strip().lower()) else None
    return None if _EMPTY.match(folded + " ") or _GROUP.search(folded) else folded


_STRIP = frozenset(
    "significant significantly or as the a an any all both their its our his her this that these those no also only "
    "of in on for to with there had were was and between mean median however overall further most other such greater "
    "lower higher more less fewer".split()
)
_LAST = frozenset("and or the a of in towards toward significantly was were".split())
_COMMON = frozenset(
    "however moreover furthermore additionally finally again still meanwhile while although though results result "
    "conclusion conclusions findings methods".split()
)


def phrase_in(text: str) -> str | None:
    """The phrase at the beginning of `text`, up to the first word that ends it."""
    cut = _END.search(text)
    return _clean(text[: cut.start()] if cut else text)


_PAREN = re.compile(r"\([^()]*\)")
_OPENING = re.compile(r"^.*?\b(?:In|Among|For|At|After|By|On)\s[^,]{1,80},\s")
_COMMA = re.compile(r",\s")
_OF_GROUP = Gated(r"\s(?:of|in|for) (?:the |both |all )*(?:[\w-]+\s){0,3}(?:groups?|arms?)$")
_CHANGE_IN = Gated(rf"\b{CHANGE}\s(?:[\w\s]{{0,40}}?\s)?(?:in|of|on|for)\s(.+)$", re.IGNORECASE)
_VERB = Gated(rf"\b{VERBS}\b", re.IGNORECASE)
_GROUP_BEHIND = Gated(rf"\s{PREPOSITION}\s", re.IGNORECASE)


def head_of(text: str) -> str | None:
    """The phrase at the end of `text`, without the groups and places that follow its head noun."""
    text = _OPENING.sub("", _PAREN.sub(" ", text))
    text = _OF_GROUP.sub("", text) if _OF_GROUP.search(text) else text
    difference = _CHANGE_IN.search(text)
    text = difference[1] if difference else text
    verb = list(_VERB.finditer(text))
    text = text[verb[-1].end() :] if verb and text[verb[-1].end() :].strip() else text
    piece = _COMMA.split(text)[-1]
    group = _GROUP_BEHIND.search(piece)
    return _clean(piece[: group.start()] if group and group.start() > 2 else piece)
