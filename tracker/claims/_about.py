"""Which outcome a word or a p-value is about: the noun phrase it governs, found by position."""

import re
from collections.abc import Iterator

from tracker.claims._base import Sentence, fold
from tracker.claims._lexicon import PEOPLE
from tracker.claims._outcomes import concepts_in, instruments_in
from tracker.records import Scope

_PREPOSITION = (
    r"(?:in|with|at|by|than|compared|between|among|for|from|after|during|when|while|versus|vs\.?|over|following|on|as|"
    r"per|under|within|across|"
    r"throughout|to|until|before|through|relative|favou?ring|using|via|if|because|since|where|against|without|which|"
    r"who|that|but|whereas|although|however)"
)
_VERBS = (
    r"(?:was|were|is|are|be|been|being|did|does|do|had|has|have|can|could|may|might|would|will|showed|shows|shown|"
    r"remained|became|occurred|reached|"
    r"differed|improved|increased|decreased|declined|reduced|fell|rose|dropped|changed|favou?red|tended|appeared|"
    r"seemed|proved|experienced|"
    r"achieved|reported|found|observed|demonstrated|produced|led|resulted|grew|slowed|lost|gained|performed|yielded|"
    r"revealed|noted|seen|obtained|scored|spent|made|caused|causes|cause|differ|improve|increase|reduce|affect|reach|"
    r"achieve|show|find|produce|see|attain|provide|provided|result|lead|appear|responded)"
)
_ADVERBS = (
    r"(?:not|n[’']t|also|still|only|both|all|even|statistically|found to|shown to|to|be|further|then|more|less|"
    r"therefore|again|no longer|never|slightly|markedly|generally|either|overall|longer|formal|any|no|a|an|the)"
)
_CHANGE = (
    r"(?:differences?|effects?|improvements?|reductions?|increases?|decreases?|declines?|changes?|benefits?|impact|"
    r"interactions?|relationships?|"
    r"associations?|correlations?|gains?|trends?|rises?|falls?|drops?|advantages?|superiority|results?|gaps?|"
    r"variations?|influence)"
)
_COMPARATIVE = (
    r"(?:better|lower|higher|greater|more|fewer|less|longer|shorter|slower|faster|worse|larger|smaller|different|"
    r"stronger|weaker|superior|inferior|"
    r"reduced|reduces?|reducing|increased?|increases|increasing|improved?|improves|improving|decreased?|decreases|"
    r"altered?|alters|prolonged|prolongs?|delayed|delays?|lowered|lowers?|"
    r"raised|raises|slowed|slows|enhanced?|enhances|affected|affects?|prevented|prevents?|elevated|attenuated|"
    r"diminished|impaired|boosted|boosts?|cut|cuts|positive|negative|additional|predicts?|predicted|influenced|eased|"
    r"relieved|shortened|changed?|exceeded)"
)
_NOUN_OF = re.compile(
    rf"^\W{{0,2}}(?:\([^()]{{1,40}}\)\s)?(?:[\w-]+\s){{0,3}}?{_CHANGE}\s(?:\([^()]{{1,40}}\)\s)?(?:(?:was|"
    r"were)\s(?:also\s)?(?:found|observed|seen|noted|detected|reported|shown|present)\s)?"
    r"(?:(?:between|among|across|compared with|versus|vs\.?|relative to|from)\s(?!the (?:primary|"
    r"main))[^,;()]{1,70}?\s)?"
    r"(?:in|of|on|for|with (?:regard|respect) to|with|regarding|concerning|in terms of|as to|at)\s(?P<x>.+)",
    re.IGNORECASE | re.DOTALL,
)
_OBJECT = re.compile(
    rf"^\s(?:(?:and|or)\s\w+ly\s)?{_COMPARATIVE}\s(?:(?:and|or)\s{_COMPARATIVE}\s)?(?P<x>(?!{_PREPOSITION}\b|and\b|"
    r"or\b)[\w(].+)",
    re.IGNORECASE | re.DOTALL,
)
_PLAIN = re.compile(
    rf"^\s(?P<x>(?!{_PREPOSITION}\b|and\b|or\b|{_CHANGE}\b|{_COMPARATIVE}\b|{_VERBS}\b)[\w(][\w-]*\s?.+)",
    re.IGNORECASE | re.DOTALL,
)
_END = re.compile(
    rf"\s(?:{_PREPOSITION}|(?-i:{_VERBS})|and|or|it|they|we)\b|[,;:()\[\]]|\.\s|\.$|\s\d|\s[<>=±]|\s[—–-]\s",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[;:]\s|,\s(?:and|but|while|whereas|although|though|yet|with|which)\s|\b(?:but|whereas|while|although|though)\s|"
    r"\bthat\s(?!(?:was|were|is|are)\b)|\)\s(?:and|but)\s|\.\s|^(?-i:[A-Z]{4,}(?:\sAND\s[A-Z]+)?:?\s)|^(?:Results?|"
    r"Conclusions?|Findings|Methods)\b:?\s",
    re.IGNORECASE,
)
_SUBJECT_TAIL = re.compile(rf"(?:[\s,]+(?:{_VERBS}|{_ADVERBS}|\w+ly))+[\s,(]*$", re.IGNORECASE)
_ANY = re.compile(
    r"^(?:(?:any|the|all|other|these|those|our|its|study|clinical|main|most|few|no|none of the|only|a few|some|of|"
    r"secondary|efficacy|other|two|three|not all)\s)*"
    r"(?:outcomes?|findings?|results?|end ?points?|outcome measures?|measures?|variables?|parameters?|comparisons?|"
    r"analyses|tests?)$"
)
_EMPTY = re.compile(
    r"^(?:(?:the|both|all|two|three|these|those|this|that|it|they|he|she|we|there|which|who|here|a|an|of|in|on|one|"
    r"other|others|treatment|control|intervention|placebo|study|active|drug|group|groups|arms?|"
    rf"therapy|treatments|medication|{PEOPLE}|{_CHANGE}|{_COMPARATIVE}|researchers|authors|investigators|scientists|"
    r"respectively|trial|same|either|each|statistically|value|level|rate|significant|significantly|significance|"
    r"similar|often|poorly|frequent|frequently|common|commonly|likely|severe|rapid|rapidly|painful|satisfied|successful|so|tolerable|favorable|favourable|tendency|but|compared|clinically|not|and|or|towards?|months?|weeks?|days?|years?|hours?|baseline|with|at|t?\d+|pre|post|"
    r"from|to|effective|much|very|well|than|p|n|recipients|subjects|hand)\s?)*$",
    re.IGNORECASE,
)
_EACH = re.compile(r"(?:any|each|every|no|either|neither|not one|other)\b")
_GROUP = re.compile(r"\b(?:groups?|arms?|difference)$|^(?:who|d|versus|able)\b")
_PRIMARY = re.compile(
    r"\b(?:co-?)?(?:primary|main)\s(?:\w+\s)?(?:outcome|end[\s-]?point|goal|objective|measure)s?", re.IGNORECASE
)
LONGEST = 9
"""Words of an outcome phrase that are kept."""


def about(text: str, start: int, end: int, form: str, opened: int | None = None) -> str | None:
    """The folded outcome phrase that [start, end) of `text` is about; "any" for outcomes in general; None: not said.

    `form` is p (a p-value), word (significant), few, or none (no difference); `opened` is where the statement with
    its negation begins.
    """
    first = start if opened is None else opened
    if form == "few":
        return "any"
    clause_start, clause_end = _clause(text, start, end)
    clause = text[clause_start:clause_end]
    if _PRIMARY.search(clause):
        return "primary outcome"
    right = text[end:clause_end]
    found = None
    if form in {"word", "none"}:
        found = _object(right)
        if found is None and form == "none" and (match := _IN.match(right)):
            found = _phrase(match["x"])
    subject = _subject(text[clause_start:start], form, right) if first >= clause_start else None
    if found is None:
        found = subject
    if found is None and opened is not None and opened < start:
        found = _generic(text[opened:start])
    if found is None and form == "p":
        found = _before_p(text[clause_start:start])
        if found is None and clause_start:
            found = _before_p(text[_clause(text, clause_start - 1, clause_start - 1)[0] : clause_start].rstrip(" ;:,"))
    return found or _known_before(text, start)


_ELSEWHERE = re.compile(
    r"\b(?:previous|earlier|prior|recent|past|older|some of (?:our|their|the)|other|several|"
    r"preliminary)\b(?!\sfindings)(?:,?\s(?!(?:and the|in this)\b)[\w-]+){0,5}?,?\s(?:studies|trials|experiments|"
    r"reviews|meta-analys[ei]s)\b|"
    r"\b(?:a|an)\s(?:previous|earlier|prior|separate|smaller|larger|19\d\d|20\d\d)(?:\s[\w-]+){0,3}?\s(?:study|trial|"
    r"review|analysis|meta-analysis)\b|\b(?:meta-analysis|systematic review|animal stud\w+|in (?:mice|rats))\b",
    re.IGNORECASE,
)


_GROWING = re.compile(
    r"\b(?:emerging|growing|mounting|accumulating|existing|genetic|population|"
    r"longitudinal)\s(?:[\w-]+\s){0,3}?(?:research|evidence|data|literature|studies)\b|^\W{0,3}(?:research|evidence|"
    r"data|studies)\s(?:shows?|suggests?|indicates?)\b",
    re.IGNORECASE,
)


_REVIEWS = ("meta-analysis", "systematic review")
_NEW = re.compile(
    r"\b(?:according to an?|this|our|the (?:new|latest|present|current)|a new)\s(?:[\w-]+\s){0,2}$", re.IGNORECASE
)
"""Words that make a review the one that is reported."""


def elsewhere(sentence: Sentence, start: int, end: int) -> Scope | None:
    """other_study when the sentence names other studies before, or close after, [start, end); else None."""
    if sentence.scope(start, end) != "this_trial":
        return None
    if _GROWING.search(sentence.text, 0, min(len(sentence.text), start + 30)):
        return "other_study"
    match = _ELSEWHERE.search(sentence.text, 0, min(len(sentence.text), end + 60))
    return (
        "other_study"
        if match
        and not re.search(
            r"\b(?:compared|unlike|contrast|than|with|building)\b[^,]*$", sentence.text[: match.start()][-40:]
        )
        and not (match.group().lower() in _REVIEWS and _NEW.search(sentence.text[: match.start()]))
        else None
    )


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    low = 0
    depth_open = text.rfind("(", 0, start)
    stop_at = depth_open if depth_open > text.rfind(")", 0, start) else start
    for match in _CLAUSE.finditer(text, 0, stop_at):
        if text.count("(", 0, match.start()) == text.count(")", 0, match.start()):
            low = match.end()
    high = len(text)
    for match in _CLAUSE.finditer(text, end):
        if not match.group().lower().startswith("that"):
            high = match.start()
            break
    return low, high


def _clean(phrase: str) -> str | None:
    words = fold(re.sub(r"\([^()]*\)?", " ", phrase)).split()
    while words and (words[0] in _STRIP or words[0] in _COMMON):
        words = words[1:]
    while words and words[-1] in _LAST:
        words = words[:-1]
    words = words[-LONGEST:]
    folded = " ".join(words)
    if not folded or re.fullmatch(r"[\d\s]+", folded):
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


def _phrase(text: str) -> str | None:
    cut = _END.search(text)
    return _clean(text[: cut.start()] if cut else text)


def _object(right: str) -> str | None:
    for pattern in (_NOUN_OF, _OBJECT, _PLAIN):
        match = pattern.match(right)
        if match:
            found = _phrase(match["x"])
            if found:
                return found
            if pattern is _NOUN_OF:
                inner = re.search(r"\b(?:in|for|on|of|with (?:regard|respect) to)\s(.+)", match["x"], re.DOTALL)
                if inner and (found := _phrase(inner[1])):
                    return found
    return None


_CHANGED = re.compile(rf"^\s{_VERBS}\b", re.IGNORECASE)


def _subject(left: str, form: str, right: str) -> str | None:
    """The subject of the clause whose verb stands at its end."""
    text = left.rstrip()
    if form == "p":
        return None
    cut = _SUBJECT_TAIL.search(text)
    if not cut and not _CHANGED.match(right):
        return None
    found = _head(text[: cut.start()] if cut else text)
    return None if found and (_WHO_SAYS.match(found) or _DOES.search(found) and not _OF.search(found)) else found


_WHO_SAYS = re.compile(r"(?:i|we|he|she|they)\s")
_DOES = re.compile(
    r"(?:^|\s)(?:stud(?:y|ies)|trials?|analys[ie]s|treatments?|drugs?|pills?|gels?|medications?|medicines?|supplements?|"
    r"therap(?:y|ies)|vaccines?)$"
)
"""A study or a treatment as the subject does something to an outcome, and is none itself."""
_OF = re.compile(r"\b(?:of|to|from|during|with|for|on)\b")


def _head(text: str) -> str | None:
    """The phrase at the end of `text`, without the groups and places that follow its head noun."""
    text = re.sub(r"\([^()]*\)", " ", text)
    text = re.sub(r"^.*?\b(?:In|Among|For|At|After|By|On)\s[^,]{1,80},\s", "", text)
    text = re.sub(r"\s(?:of|in|for) (?:the |both |all )*(?:[\w-]+\s){0,3}(?:groups?|arms?)$", "", text)
    difference = re.search(rf"\b{_CHANGE}\s(?:[\w\s]{{0,40}}?\s)?(?:in|of|on|for)\s(.+)$", text, re.IGNORECASE)
    text = difference[1] if difference else text
    verb = list(re.finditer(rf"\b{_VERBS}\b", text, re.IGNORECASE))
    text = text[verb[-1].end() :] if verb and text[verb[-1].end() :].strip() else text
    piece = re.split(r",\s", text)[-1]
    group = re.search(rf"\s{_PREPOSITION}\s", piece, re.IGNORECASE)
    return _clean(piece[: group.start()] if group and group.start() > 2 else piece)


def _generic(text: str) -> str | None:
    match = re.search(r"\b(?:outcome|finding|result|end ?point|measure|variable|comparison)s?\b", text, re.IGNORECASE)
    return "any" if match else None


_MEASURED_CHANGE = re.compile(
    rf"\b{_CHANGE}\s(?:[^,;()]{{0,60}}?\s)?(?:in|of|on|for|regarding|concerning|"
    r"with respect to)\s(?P<x>(?!(?:the\s)?(?:\w+\s)?(?:group|arm|patients|trial|study|intervention)\b)[A-Za-z].*)$",
    re.IGNORECASE | re.DOTALL,
)
_IN = re.compile(
    r"^\s(?:(?:between|among|across|compared with)\s[^,;()]{1,70}?\s)?(?:(?:was|were)\s\w+\s)?(?:in|of|on|for|"
    r"regarding|concerning|with respect to)\s(?:the\s)?(?P<x>.+)",
    re.IGNORECASE | re.DOTALL,
)
_COMPARED_NOUN = re.compile(
    rf"\b{_COMPARATIVE}\s(?P<x>(?!{_PREPOSITION}\b|and\b|or\b|{_CHANGE}\b|{_VERBS}\b)[A-Za-z].*)$",
    re.IGNORECASE | re.DOTALL,
)


def _before_p(left: str) -> str | None:
    """What a p-value is about: the change in X, the higher X, or the subject of the clause before it."""
    text = re.sub(r"[(\[][^()\[\]]*[)\]]", " ", left)
    text = re.split(r"[(\[]", text)[0]
    for piece in dict.fromkeys(
        (re.split(r",\s(?=[A-Za-z])|\sand\s", text)[-1], re.split(r",\s(?=[A-Za-z])", text)[-1], text)
    ):
        for pattern in (_MEASURED_CHANGE, _COMPARED_NOUN):
            match = next(iter(reversed(list(_overlapping(pattern, piece)))), None)
            if match and (found := _phrase(match["x"])) and found != "any":
                return found
        verb = re.search(rf"\b(?:{_VERBS}|{_COMPARATIVE})\b", piece, re.IGNORECASE)
        found = _head(piece[: verb.start()]) if verb and verb.start() > 2 else None if verb else _head(piece)
        if found and found != "any":
            return found
    return None


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    match = pattern.search(text)
    while match:
        yield match
        match = pattern.search(text, match.start() + 1)


def _known_before(text: str, start: int) -> str | None:
    """The last instrument or known domain named before `start`."""
    named = [text[a:b] for a, b, _ in instruments_in(text[:start])]
    if named:
        return fold(named[-1])
    domains = concepts_in(text[:start])
    return next(iter(domains)) if len(domains) == 1 else None
