"""Is a treatment or an illness that a sentence names the trial's own?"""

import re
from functools import lru_cache

from tracker.claims._base import Sentence
from tracker.claims._gated import Gated
from tracker.records import Scope

_TRIAL = Gated(
    r"\b(?:trials?|stud(?:y|ies)|participants?|volunteers?|enrol\w+|recruit\w+|randomi[sz]\w+|randomly|assigned|"
    r"allocated|placebos?|sham|tested|tests|testing|evaluat\w+|investigat\w+|"
    r"took|got(?=\s(?:\d|one\s|an?\s|either\s))|half had|everyone had|received|(?:was|were) "
    r"(?:infused|administered|injected)|groups?|arms?|compared|"
    r"versus|vs|treated with|treatment was|were given|was given|"
    r"efficacy|results|findings|follow-up|baseline|primary|endpoint|"
    r"dose (?:of (?:[\w-]+ ){1,3})?(?:was|were) \d+|"
    r"outcomes?|responded|remission|favou?red|significant\w*|p\s?[<=>]|tolerated|showed|experienced|improved)\b",
    re.IGNORECASE,
)
_GENERAL_STUDIES = Gated(
    r"\b(?:future|larger|further|more|other|previous|earlier|past|many|some) (?:[\w-]+ ){0,2}(?:studies|trials|"
    r"research)\b",
    re.IGNORECASE,
)
_LIKE = Gated(
    r"\b(?:such as|like|including|e\.g\.,?|for example,?|similar to|unlike|conventional|standard|traditional|typical|"
    r"existing|current|currently available|other|comparable to|as effective as|prescription|first-line|most|prior|"
    r"previous|earlier|failed|older|several|many|multiple|two or more|these|common)\s(?:[\w-]+[\s,]+){0,4}$",
    re.IGNORECASE,
)
_BEFORE_TRIAL = Gated(
    r"\b(?:previously treated with|had (?:taken|failed|tried|not responded to|received prior)|prior|"
    r"already (?:taking|on|treated|receiving)|stable doses? of|(?:inadequately|poorly|not adequately) controlled "
    r"(?:on|with|by)|despite|refractory to|resistant to|intolerant (?:to|of)|not respon\w+ (?:[\w-]+ )?to|"
    r"respon\w+ (?:poorly|inadequately) to|history of|in addition to|on top of|add(?:ed|ing|-on) to|naive to|"
    r"failure of|background)\s(?:[\w-]+[\s,]+){0,3}$",
    re.IGNORECASE,
)
_OTHER_USE = Gated(
    r"\b(?:licen[sc]ed|approved|indicated|prescribed|used|marketed|known|developed|designed|taken|authori[sz]ed|"
    r"use it|"
    r"use)\b[^.;,]{0,50}\b(?:for|treat|against|in)\s(?:[\w-]+[\s,]+){0,5}$",
    re.IGNORECASE,
)
OWN_PASSAGES = frozenset({"headline", "abstract", "key_facts", "citation"})
"""Passages that speak of the trial even where no word says so; so does the first line of a text."""


def opens(sentence: Sentence) -> bool:
    """Whether the sentence is a title: the first line of a text, without a full stop."""
    return sentence.start == 0 and not sentence.text.endswith((".", "!"))


def likened(sentence: Sentence, start: int) -> bool:
    """Whether the words before `start` make what follows an example, a usual treatment or an earlier one."""
    left = sentence.text[max(0, start - 90) : start]
    return bool(_LIKE.search(left) or _BEFORE_TRIAL.search(left))


def other_use(sentence: Sentence, start: int) -> bool:
    """Whether the words before `start` say what a treatment is used for otherwise ("a drug approved for ...")."""
    return bool(_OTHER_USE.search(sentence.text[max(0, start - 110) : start]))


@lru_cache(maxsize=100)
def _speaks_of_trial(text: str) -> bool:
    studies = _GENERAL_STUDIES.search(text)
    return _TRIAL.search(_GENERAL_STUDIES.sub(" ", text) if studies else text) is not None


def scope_of(sentence: Sentence, start: int, end: int) -> tuple[Scope, bool]:
    """Whose treatment or illness stands at [start, end), and whether the sentence itself speaks of the trial.

    A headline, an abstract and the key facts speak of it anyway; in running text a sentence without a word of trials
    states what is known.
    """
    own = sentence.scope(start, end)
    if own != "this_trial":
        return own, False
    told = _speaks_of_trial(sentence.text)
    if told or sentence.passage in OWN_PASSAGES or opens(sentence):
        return "this_trial", told
    return "background", False
