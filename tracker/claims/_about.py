"""Which outcome a word or a p-value is about: the noun phrase it governs, found by position."""

import re
from collections.abc import Iterator

from tracker.claims._about_phrases import CHANGE, COMPARATIVE, PREPOSITION, VERBS, head_of, phrase_in
from tracker.claims._base import Sentence, fold
from tracker.claims._gated import Gated
from tracker.claims._instruments import concepts_in, instruments_in
from tracker.records import Scope

_ADVERBS = (
    r"(?:not|n[’']t|also|still|only|both|all|even|statistically|found to|shown to|to|be|further|then|more|less|"
    r"therefore|again|no longer|never|slightly|markedly|generally|either|overall|longer|formal|any|no|a|an|the)"
)
_NOUN_OF = Gated(
    rf"^\W{{0,2}}(?:\([^()]{{1,40}}\)\s)?(?:[\w-]+\s){{0,3}}?{CHANGE}\s(?:\([^()]{{1,40}}\)\s)?(?:(?:was|"
    r"were)\s(?:also\s)?(?:found|observed|seen|noted|detected|reported|shown|present)\s)?"
    r"(?:(?:between|among|across|compared with|versus|vs\.?|relative to|from)\s(?!the (?:primary|"
    r"main))[^,;()]{1,70}?\s)?"
    r"(?:in|of|on|for|with (?:regard|respect) to|with|regarding|concerning|in terms of|as to|at)\s(?P<x>.+)",
    re.IGNORECASE | re.DOTALL,
)
_OBJECT = Gated(
    rf"^\s(?:(?:and|or)\s\w+ly\s)?{COMPARATIVE}\s(?:(?:and|or)\s{COMPARATIVE}\s)?(?P<x>(?!{PREPOSITION}\b|and\b|"
    r"or\b)[\w(].+)",
    re.IGNORECASE | re.DOTALL,
)
_PLAIN = Gated(
    rf"^\s(?P<x>(?!{PREPOSITION}\b|and\b|or\b|{CHANGE}\b|{COMPARATIVE}\b|{VERBS}\b)[\w(][\w-]*\s?.+)",
    re.IGNORECASE | re.DOTALL,
)
_CLAUSE = Gated(
    r"[;:]\s|,\s(?:and|but|while|whereas|although|though|yet|with|which)\s|\b(?:but|whereas|while|although|though)\s|"
    r"\bthat\s(?!(?:was|were|is|are)\b)|\)\s(?:and|but)\s|\.\s|^(?-i:[A-Z]{4,}(?:\sAND\s[A-Z]+)?:?\s)|^(?:Results?|"
    r"Conclusions?|Findings|Methods)\b:?\s",
    re.IGNORECASE,
)
_SUBJECT_TAIL = Gated(rf"(?:[\s,]+(?:{VERBS}|{_ADVERBS}|\w+ly))+[\s,(]*$", re.IGNORECASE)
PRIMARY = Gated(
    r"\b(?:co-?)?(?:primary|main)\s(?:\w+\s)?(?:outcome|end[\s-]?point|goal|objective|measure|result|finding)s?",
    re.IGNORECASE,
)


PRIMARY_TEST = Gated(
    r"\b(?:primary|main) (?:efficacy |statistical )?(?:analysis|comparison|test)(?!\s(?:set|population))\b",
    re.IGNORECASE,
)
"""The test of the primary outcome, where nothing else is said of what a p-value is about."""


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
    if PRIMARY.search(clause):
        return "primary outcome"
    right = text[end:clause_end]
    found = None
    if form in {"word", "none"}:
        found = _object(right)
        if found is None and (match := (_IN if form == "none" else _REACHED_FOR).match(right)):
            found = phrase_in(match["x"]) or (fold(match["x"]) if _ONE_WORD.fullmatch(match["x"]) else None)
    subject = _subject(text[clause_start:start], form, right) if first >= clause_start else None
    if found is None:
        found = subject
    if found is None and opened is not None and opened < start:
        found = _generic(text[opened:start])
    if found is None and form == "p":
        found = _before_p(text[clause_start:start])
        if found is None and clause_start:
            found = _before_p(text[_clause(text, clause_start - 1, clause_start - 1)[0] : clause_start].rstrip(" ;:,"))
    found = found or _known_before(text, start)
    if form == "p" and PRIMARY_TEST.search(clause if found is None else found):
        return "primary outcome"
    return found


_ELSEWHERE = Gated(
    r"\b(?:previous|earlier|prior|recent|past|older|some of (?:our|their|the)|other|several|"
    r"preliminary)\b(?!\sfindings)(?:,?\s(?!(?:and the|in this)\b)[\w-]+){0,5}?,?\s(?:studies|trials|experiments|"
    r"reviews|meta-analys[ei]s)\b|"
    r"\b(?:a|an)\s(?:previous|earlier|prior|separate|smaller|larger|19\d\d|20\d\d)(?:\s[\w-]+){0,3}?\s(?:study|trial|"
    r"review|analysis|meta-analysis)\b|\b(?:meta-analysis|systematic review|animal stud\w+|in (?:mice|rats))\b",
    re.IGNORECASE,
)


_GROWING = Gated(
    r"\b(?:emerging|growing|mounting|accumulating|existing|genetic|population|"
    r"longitudinal)\s(?:[\w-]+\s){0,3}?(?:research|evidence|data|literature|studies)\b|^\W{0,3}(?:research|evidence|"
    r"data|studies)\s(?:shows?|suggests?|indicates?)\b",
    re.IGNORECASE,
)


_REVIEWS = ("meta-analysis", "systematic review")
_NEW = Gated(
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


def _object(right: str) -> str | None:
    for pattern in (_NOUN_OF, _OBJECT, _PLAIN):
        match = pattern.match(right)
        if match:
            found = phrase_in(match["x"])
            if found:
                return found
            if pattern is _NOUN_OF:
                inner = re.search(r"\b(?:in|for|on|of|with (?:regard|respect) to)\s(.+)", match["x"], re.DOTALL)
                if inner and (found := phrase_in(inner[1])):
                    return found
    return None


_REACHED_FOR = Gated(
    r"^\s(?:was|were)\s(?:(?:not|never|only|also)\s)?(?:reached|achieved|attained|found|seen|observed|"
    r"shown)\s(?:for|in|on)\s(?P<x>.+)",
    re.IGNORECASE | re.DOTALL,
)
_ONE_WORD = Gated(r"[A-Za-z]+\.?")
"""What a difference is in is an outcome, though it may be a word of change elsewhere: "in falls"."""
_CHANGED = Gated(rf"^\s{VERBS}\b", re.IGNORECASE)


def _subject(left: str, form: str, right: str) -> str | None:
    """The subject of the clause whose verb stands at its end."""
    text = left.rstrip()
    if form == "p":
        return None
    cut = _SUBJECT_TAIL.search(text)
    if not cut and not _CHANGED.match(right):
        return None
    found = head_of(text[: cut.start()] if cut else text)
    return None if found and (_WHO_SAYS.match(found) or _DOES.search(found) and not _OF.search(found)) else found


_WHO_SAYS = Gated(r"(?:i|we|he|she|they)\s")
_DOES = Gated(
    r"(?:^|\s)(?:stud(?:y|ies)|trials?|analys[ie]s|treatments?|drugs?|pills?|gels?|medications?|medicines?|"
    r"supplements?|"
    r"therap(?:y|ies)|vaccines?)$"
)
"""A study or a treatment as the subject does something to an outcome, and is none itself."""
_OF = Gated(r"\b(?:of|to|from|during|with|for|on)\b")


_ANY_OUTCOME = Gated(r"\b(?:outcome|finding|result|end ?point|measure|variable|comparison)s?\b", re.IGNORECASE)


def _generic(text: str) -> str | None:
    return "any" if _ANY_OUTCOME.search(text) else None


_MEASURED_CHANGE = Gated(
    rf"\b{CHANGE}\s(?:[^,;()]{{0,60}}?\s)?(?:in|of|on|for|regarding|concerning|"
    r"with respect to)\s(?P<x>(?!(?:the\s)?(?:\w+\s)?(?:group|arm|patients|trial|study|intervention)\b)[A-Za-z].*)$",
    re.IGNORECASE | re.DOTALL,
)
_IN = Gated(
    r"^\s(?:(?:between|among|across|compared with)\s[^,;()]{1,70}?\s)?(?:(?:was|were)\s\w+\s)?(?:in|of|on|for|"
    r"regarding|concerning|with respect to)\s(?:the\s)?(?P<x>.+)",
    re.IGNORECASE | re.DOTALL,
)
_COMPARED_NOUN = Gated(
    rf"\b{COMPARATIVE}\s(?P<x>(?!{PREPOSITION}\b|and\b|or\b|{CHANGE}\b|{VERBS}\b)[A-Za-z].*)$",
    re.IGNORECASE | re.DOTALL,
)


_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_OPEN = re.compile(r"[(\[]")
_PART = re.compile(r",\s(?=[A-Za-z])|\sand\s")
_LISTED = re.compile(r",\s(?=[A-Za-z])")
_CHANGES = Gated(rf"\b(?:{VERBS}|{COMPARATIVE})\b", re.IGNORECASE)


def _before_p(left: str) -> str | None:
    """What a p-value is about: the change in X, the higher X, or the subject of the clause before it."""
    text = _OPEN.split(_BRACKETS.sub(" ", left))[0]
    for piece in dict.fromkeys((_PART.split(text)[-1], _LISTED.split(text)[-1], text)):
        for pattern in (_MEASURED_CHANGE, _COMPARED_NOUN):
            match = next(iter(reversed(list(_overlapping(pattern, piece)))), None)
            if match and (found := phrase_in(match["x"])) and found != "any":
                return found
        verb = _CHANGES.search(piece)
        found = head_of(piece[: verb.start()]) if verb and verb.start() > 2 else None if verb else head_of(piece)
        if found and found != "any":
            return found
    return None


def _overlapping(pattern: Gated, text: str) -> Iterator[re.Match[str]]:
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
