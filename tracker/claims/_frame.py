"""The spaCy pipeline behind `tracker.claims.extract`: passages, sentences, cue filter, context, claim types."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from itertools import islice
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from tracker.claims import _context  # noqa: F401  (registers the factory "trial_context")
from tracker.claims._arm_sides import sided
from tracker.claims._base import ClaimType, Document, Found, Sentence, claim_of
from tracker.claims._carry import rescoped
from tracker.claims._cues import Cues
from tracker.claims._gated import reading
from tracker.claims._joined import shadow_of
from tracker.claims._outcome_reference import resolved
from tracker.claims._passages import tiles
from tracker.claims._splitter import spans
from tracker.claims._types import claim_types
from tracker.records import Claim, Passage, PassageKind
from tracker.text import canonical

BATCH_CHARACTERS = 2_000_000
"""How much text is read inside one memory zone."""


@cache
def _cues() -> Cues:
    return Cues(claim_types())


class ClaimTypes:
    """Runs the claim types over one sentence (a Doc) after `trial_context`.

    Leaves [(sentence, type name, Found)] in `doc.user_data["found"]` and, where the Doc has tokens, the spans in
    `doc.spans["claims"]`.
    """

    def __init__(self, types: Sequence[ClaimType]) -> None:
        """Run `types`, in their order."""
        self.types = [(kind.name, kind.find) for kind in types if kind.cues]

    def __call__(self, doc: Doc) -> Doc:
        """Find the claims of the sentences of a Doc."""
        found: list[tuple[Sentence, str, Found]] = []
        for sentence, cued in doc.user_data.get("sentences") or [(Sentence(doc.text), None)]:
            found.extend((sentence, name, one) for name, one in self.found(sentence, cued))
        doc.user_data["found"] = found
        if found and len(doc):
            doc.spans["claims"] = [_span(doc, name, one) for _, name, one in found]
        return doc

    def found(self, sentence: Sentence, cued: frozenset[str] | None) -> list[tuple[str, Found]]:
        """What the types (the `cued` ones, or all) find in `sentence`, in the order of the text."""
        reading(sentence.text)
        found = [(name, one) for name, find in self.types if cued is None or name in cued for one in find(sentence)]
        if len(found) > 1:
            found.sort(key=lambda item: (item[1].start, item[1].end, item[0]))
        return found


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
    cues = _cues()
    for low, high, passage in tiles(text, passages):
        for start, end in spans(text, low, high):
            sentence = text[start:end]
            types = cues.types_in(sentence)
            if types:
                yield start, sentence, passage, types


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
    with nlp.memory_zone(), _without_collector():
        for doc in nlp.pipe(_docs(nlp, batch)):
            read_here = [claim_of(name, one, sentence) for sentence, name, one in sided(doc.user_data["found"])]
            shadow, item = doc.user_data["shadow"], doc.user_data["item"]
            found = list(map(shadow.put_back, read_here)) if shadow else read_here
            text, passages = batch[item]
            whole = canonical(text)
            claims[item] = _concluded(whole, passages, resolved(whole, rescoped(text, found)))
    return claims


def _concluded(text: str, passages: Sequence[Passage], claims: Sequence[Claim]) -> list[Claim]:
    """The claims of a text with what only the whole of it says."""
    parts = list(tiles(text, passages))
    more = [one for kind in claim_types().values() if kind.conclude for one in kind.conclude(text, parts, claims)]
    return sorted([*claims, *more], key=lambda one: (one.start or 0, one.end or 0, one.type)) if more else list(claims)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Nothing that reading makes refers to itself, and to look for what does would take a tenth of the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _docs(nlp: Language, batch: list[tuple[str, Sequence[Passage]]]) -> Iterator[Doc]:
    """One Doc for each text with something to read, without tokens: no type needs them."""
    for item, (text, passages) in enumerate(batch):
        clean = canonical(text)
        shadow = shadow_of(clean)
        document = Document(shadow.text if shadow else clean)
        parts = kept(document.text, shadow.passages(passages) if shadow else passages)
        sentences = [
            (Sentence(sentence, start, passage, document=document), types) for start, sentence, passage, types in parts
        ]
        if sentences:
            yield Doc(nlp.vocab, user_data={"item": item, "sentences": sentences, "shadow": shadow})
