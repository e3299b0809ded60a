"""Where the phrase of a named outcome ends, and the items of a list of outcomes."""

import re
from collections.abc import Iterator

from tracker.claims._gated import Gated
from tracker.claims._instruments import known
from tracker.claims._outcomes import MEASURED

_STOP = Gated(
    r"[;]|\.\s|\s[—–-]\s|,?\s(?:which|whereas|while|although|but|because|so)\b|\sthat (?:was|were)\b|"
    r",\s(?:and\s(?:the|was|were|we|it|they|analy|in|no|a|key|other|this)|with|it|this|the (?:trial|study|drug)|we|"
    r"analy[sz]ed|compared|in (?:the|an?|all)|expressed|based|both|secondary|where|had|did|was|were)\b|"
    r"\s(?:was|were|is|are|did|had|has|have|occurred|improved|showed|could|can|will|met|differed|favou?red|"
    r"remained)\s|"
    r"\sand\s(?:the\s)?(?:key\s)?(?:secondary|other|analys|it\b|we\b|they\b|was\b|were\b|this\b|main\b|primary\b)|"
    r"\swith\s(?:a\s|an\s)?(?:non-?inferiority|margin|\d+\sdays of|secondary)|"
    r"\sbetween (?:the\s)?(?:two\s)?(?:groups|"
    r"arms|treatments)|"
    r"\s(?:in|for|among)\s(?:the\s)?(?:modified\s|full\s|overall\s|entire\s)?(?:intention|intent|per[\s-]protocol|"
    r"itt\b|overall population)|"
    r"\s(?:non-?inferiority|superiority|equivalence)\b|\scompared (?:with|to)\b|\s\((?:hr|hazard|odds|p\s?[<=>]|\d|"
    r"95)|,\sso\b",
    re.IGNORECASE,
)
_NOT_AN_OUTCOME = Gated(
    r"(?:not|met|achieved|reached|missed|significant\w*|statistically|analy[sz]ed|performed|prespecified|similar|"
    r"different|improved|"
    r"also|published|changed|in favou?r|lower|higher|better|worse|being|been|unchanged|based|compared|available|"
    r"consistent|"
    r"shown|presented|listed|described|summari[sz]ed|reported|more|less|no|only|negative|positive|favou?rable|"
    r"superior|inferior|"
    r"to (?:assess|evaluate|determine|compare|test|investigate|examine|see|find|establish|show|demonstrate|estimate|"
    r"explore|study|prove|"
    r"look|identify|describe|understand|develop|provide|help|learn|confirm|gauge|explain|get|keep|make|work|win)|"
    r"whether|how the|"
    r"(?:the\s)?(?:main|primary|secondary)|a randomi[sz]ed|(?:a|the|this|our|all|both|any|these) (?:randomi[sz]ed |"
    r"clinical |controlled |pilot )*(?:stud(?:y|ies)|trials?)|"
    r"time points?\b(?! to)|interest|such|they|it|we|this|that|these|those|his|her|our|an? (?:important|good|"
    r"reasonable)|"
    r"safe|well|feasible|done|selected|chosen|made|set|given|followed|noted|driven|confirmed|seen|observed|found|"
    r"showing|demonstrating|meaning|suggesting|indicating|"
    r"expected|likely|unlikely|powered)\b",
    re.IGNORECASE,
)
_DEFINED = Gated(
    r"(?:defined (?:as|by)|assessed (?:as|by|with|using)|measured (?:as|by|with|using)|to measure|the following:?|"
    r"to (?:assess|evaluate|determine)(?=\s(?:the\s)?(?:change|time|rate|proportion|number|level|incidence|frequency|"
    r"severity|intensity|\w+(?:\s\w+)?[.]?$))|"
    r"calculated as|set as)\s",
    re.IGNORECASE,
)
ARTICLE = Gated(r"(?:the|a|an|any|both|all)\s", re.IGNORECASE)
_COMMA = Gated(r",\s(?:and\s)?")
_LIST = Gated(r",\s(?:and\s)?|\sand\s")
LONGEST = 240


def phrase_of(text: str, start: int) -> tuple[int, int] | None:
    """The outcome phrase that begins at `start`, or None when what stands there names no outcome."""
    while start < len(text) and text[start] in " \u00a0(:,-–—":
        start += 1
    defined = _DEFINED.match(text, start)
    start = defined.end() if defined else start
    if _NOT_AN_OUTCOME.match(text, start):
        return None
    stop = _STOP.search(text, start, start + LONGEST)
    end = stop.start() if stop else min(len(text), start + LONGEST)
    opened = text.rfind("(", start, end)
    if opened >= 0 and text.find(")", opened, end) < 0:
        closed = text.find(")", end, end + 60)
        end = closed + 1 if closed >= 0 and not (stop and stop.group().lstrip().startswith("(")) else opened
    while end > start and text[end - 1] in " .,;:\u00a0(-–—":
        end -= 1
    if text[start:end].count(")") > text[start:end].count("("):
        end = text.find(")", start)
    article = ARTICLE.match(text, start, end)
    start = article.end() if article else start
    return (start, end) if end - start >= 2 and re.search(r"[A-Za-z]{2}", text[start:end]) else None


def items_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The single outcomes of a list: split at commas when most of three or more are known, at "and" when all are."""
    measured = MEASURED.search(text, start, end)
    stop = measured.start() if measured else end
    for pattern, enough in ((_LIST, 1.0), (_COMMA, 0.5)):
        cuts = [m.span() for m in pattern.finditer(text, start, stop) if _depth(text, start, m.start()) == 0]
        edges = [start, *(edge for cut in cuts for edge in cut), stop]
        pieces = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 1]
        if len(pieces) < (3 if enough < 1 else 2) or any(len(text[a:b].split()) > 12 for a, b in pieces):
            continue
        if sum(known(text[a:b]) for a, b in pieces) >= enough * len(pieces):
            yield from pieces
            return
    yield start, end


_BULLET = re.compile(
    r"(?:^|\n|(?<=[.;:])[ \t])[ \t]*(?:[-–•*·▪]|\(?(?P<number>\d{1,2})[.)]|\(?(?P<letter>[a-h])\))[ \t]+(?=\S)"
)


def listed(text: str) -> list[str]:
    """The items of a list with bullets, numbers or letters; any other text is one item.

    A line that only leads up to the list ("Primary end points:") is left out.
    """
    cuts = list(_BULLET.finditer(text))
    numbers = [int(cut["number"]) for cut in cuts if cut["number"]]
    if len(cuts) < 2 or (numbers and numbers != list(range(numbers[0], numbers[0] + len(numbers)))):
        return [text.strip()]
    lead = text[: cuts[0].start() + 1].strip()
    if lead and not lead.endswith(":") and cuts[0].start():
        return [text.strip()]
    ends = [*(cut.start() + 1 for cut in cuts[1:]), len(text)]
    items = (text[cut.end() : end].strip(" \t\n;,") for cut, end in zip(cuts, ends, strict=True))
    return [item for item in items if item]


def _depth(text: str, start: int, end: int) -> int:
    return text.count("(", start, end) - text.count(")", start, end)
