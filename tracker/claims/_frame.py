"""The spaCy pipeline behind `tracker.claims.extract`: passages, sentences, cue filter, context, claim types."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import cache, lru_cache
from itertools import islice
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from tracker.claims import _context  # noqa: F401  (registers the factory "trial_context")
from tracker.claims._base import ClaimType, Found, Sentence, claim_of
from tracker.claims._gated import Gated, any_of_them, seen
from tracker.claims._passages import tiles
from tracker.claims._splitter import spans
from tracker.claims._types import claim_types
from tracker.records import Claim, Passage, PassageKind
from tracker.text import canonical

BATCH_CHARACTERS = 2_000_000
"""How much text is read inside one memory zone."""
WARM_STRINGS = 50_000
"""Words the vocabulary learns for good before memory zones begin.

Inside a zone the tokeniser caches nothing, so a cold vocabulary costs five times as much; without zones it would grow
for ever.
"""


@cache
def _cues() -> tuple[tuple[str, int, tuple[tuple[int, Gated], ...]], ...]:
    """(type name, mask for all its cues, (mask for the cue, cue) ...) of the types that read running text."""
    cues = ((name, tuple(map(Gated, kind.cues))) for name, kind in claim_types().items() if kind.cues)
    return tuple((name, any_of_them(gated), tuple((one.mask, one) for one in gated)) for name, gated in cues)


class ClaimTypes:
    """Runs the claim types over one sentence (a Doc) after `trial_context`.

    Leaves [(type name, Found)] in `doc.user_data["found"]` and the spans in `doc.spans["claims"]`.
    """

    def __init__(self, types: Sequence[ClaimType]) -> None:
        """Run `types`, in their order."""
        self.types = [(kind.name, kind.find) for kind in types if kind.cues]

    def __call__(self, doc: Doc) -> Doc:
        """Find the claims of one sentence."""
        text: str = doc.user_data.get("text") or doc.text
        sentence = Sentence(
            text, doc.user_data.get("start", 0), doc.user_data.get("passage", "body"), doc.user_data.get("marks", ())
        )
        found: list[tuple[str, Found]] = []
        cued = doc.user_data.get("types")
        for name, find in self.types:
            if cued is None or name in cued:
                found.extend((name, one) for one in find(sentence))
        found.sort(key=lambda item: (item[1].start, item[1].end, item[0]))
        doc.user_data["sentence"] = sentence
        doc.user_data["found"] = found
        if found:
            doc.spans["claims"] = [_span(doc, name, one) for name, one in found]
        return doc


def _span(doc: Doc, name: str, one: Found) -> Span:
    span = doc.char_span(one.start, one.end, label=name, alignment_mode="expand")
    if span is None:
        raise ValueError(
            f"claim type {name} returned the span [{one.start}, {one.end}) of a {len(doc.text)}-character sentence"
        )
    return span


@Language.factory("claim_types", default_config={"types": None})
def make_claim_types(nlp: Language, name: str, types: list[str] | None) -> Any:
    """Build the component; `types` names the claim types to run (None: all)."""
    known = claim_types()
    return ClaimTypes([known[one] for one in (known if types is None else types)])


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """The English pipeline without any trained part: tokeniser, `trial_context`, `claim_types`.

    What is loaded by then stays for good, so the garbage collector is told to leave it out: walking through spaCy and
    the lexicons again and again takes a quarter of the time of reading.
    """
    nlp = spacy.blank("en")
    nlp.add_pipe("trial_context")
    nlp.add_pipe("claim_types")
    _cues()
    gc.freeze()
    return nlp


def kept(text: str, passages: Sequence[Passage]) -> Iterator[tuple[int, str, PassageKind, frozenset[str]]]:
    """Yield (start, sentence, passage, type names) of the sentences in which a cue of some type stands."""
    for low, high, passage in tiles(text, passages):
        for start, end in spans(text, low, high):
            sentence = text[start:end]
            types = cued(sentence)
            if types:
                yield start, sentence, passage, types


def cued(sentence: str) -> frozenset[str]:
    """The names of the claim types one of whose cues stands in `sentence`."""
    types = _cues()
    mask, low = seen(sentence)
    return frozenset(name for name, need, cues in types if need & mask and _any_stands(cues, mask, low))


def _any_stands(cues: tuple[tuple[int, Gated], ...], mask: int, low: str) -> bool:
    for need, cue in cues:  # noqa: SIM110 (the innermost loop of all: any() of a generator takes twice the time)
        if need & mask and cue.possible(mask) and cue.regex.search(low):
            return True
    return False


def read(items: Iterable[tuple[str, Sequence[Passage]]]) -> Iterator[list[Claim]]:
    """Yield the claims of every (text, passages), in order. Texts are read in batches, each in its own memory zone."""
    rest = iter(items)
    while batch := list(_batch(rest)):
        yield from _read_batch(batch)


def _batch(items: Iterator[tuple[str, Sequence[Passage]]]) -> Iterator[tuple[str, Sequence[Passage]]]:
    size = 0
    for text, passages in islice(items, 2000):
        yield text, passages
        size += len(text)
        if size > BATCH_CHARACTERS:
            return


def _read_batch(batch: list[tuple[str, Sequence[Passage]]]) -> list[list[Claim]]:
    nlp = pipeline()
    claims: list[list[Claim]] = [[] for _ in batch]
    with nlp.memory_zone() if len(nlp.vocab.strings) > WARM_STRINGS else nullcontext():
        for doc in nlp.pipe(_docs(nlp, batch)):
            sentence: Sentence = doc.user_data["sentence"]
            claims[doc.user_data["item"]].extend(
                claim_of(name, found, sentence) for name, found in doc.user_data["found"]
            )
    for (text, passages), found in zip(batch, claims, strict=True):
        _conclude(canonical(text), passages, found)
    return claims


def _conclude(text: str, passages: Sequence[Passage], claims: list[Claim]) -> None:
    """Add to the claims of a text what only the whole of it says."""
    parts = list(tiles(text, passages))
    more = [one for kind in claim_types().values() if kind.conclude for one in kind.conclude(text, parts, claims)]
    if more:
        claims.extend(more)
        claims.sort(key=lambda one: (one.start or 0, one.end or 0, one.type))


def _docs(nlp: Language, batch: list[tuple[str, Sequence[Passage]]]) -> Iterator[Doc]:
    for item, (text, passages) in enumerate(batch):
        for start, sentence, passage, types in kept(canonical(text), passages):
            doc = nlp.make_doc(sentence)
            doc.user_data.update(item=item, text=sentence, start=start, passage=passage, types=types)
            yield doc
