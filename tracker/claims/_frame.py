"""The spaCy pipeline behind `tracker.claims.extract`: passages, sentences, cue filter, context, claim types."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from tracker.claims import _context  # noqa: F401  (registers the factory "trial_context")
from tracker.claims._base import ClaimType, Found, Sentence, claim_of
from tracker.claims._passages import tiles
from tracker.claims._splitter import spans
from tracker.claims._types import claim_types
from tracker.records import Claim, Passage, PassageKind
from tracker.text import canonical

BATCH_CHARACTERS = 400_000
"""How much text is read inside one memory zone."""


@cache
def _cue(name: str) -> re.Pattern[str]:
    return re.compile(claim_types()[name].cues, re.IGNORECASE)


@cache
def _any_cue() -> re.Pattern[str]:
    """One expression for all types, on lower-cased text: case folding inside the expression is several times slower."""
    return re.compile("|".join(f"(?:{kind.cues})" for kind in claim_types().values() if kind.cues))


class ClaimTypes:
    """Runs the claim types over one sentence (a Doc) after `trial_context`.

    Leaves [(type name, Found)] in `doc.user_data["found"]` and the spans in `doc.spans["claims"]`.
    """

    def __init__(self, types: Sequence[ClaimType]) -> None:
        """Run `types`, in their order."""
        self.types = [(kind.name, _cue(kind.name), kind.find) for kind in types if kind.cues]

    def __call__(self, doc: Doc) -> Doc:
        """Find the claims of one sentence."""
        text = doc.text
        sentence = Sentence(
            text, doc.user_data.get("start", 0), doc.user_data.get("passage", "body"), doc.user_data.get("marks", ())
        )
        found: list[tuple[str, Found]] = []
        for name, cue, find in self.types:
            if cue.search(text):
                found.extend((name, one) for one in find(sentence))
        found.sort(key=lambda item: (item[1].start, item[1].end, item[0]))
        doc.user_data["sentence"] = sentence
        doc.user_data["found"] = found
        doc.spans["claims"] = [_span(doc, name, one) for name, one in found]
        return doc


def _span(doc: Doc, name: str, one: Found) -> Span:
    span = doc.char_span(one.start, one.end, label=name, alignment_mode="expand")
    if span is None:
        raise ValueError(f"claim type {name} returned the span [{one.start}, {one.end}) of a {len(doc.text)}-character sentence")
    return span


@Language.factory("claim_types", default_config={"types": None})
def make_claim_types(nlp: Language, name: str, types: list[str] | None) -> Any:
    """Build the component; `types` names the claim types to run (None: all)."""
    known = claim_types()
    return ClaimTypes([known[one] for one in (known if types is None else types)])


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """The English pipeline without any trained part: tokeniser, `trial_context`, `claim_types`."""
    nlp = spacy.blank("en")
    nlp.add_pipe("trial_context")
    nlp.add_pipe("claim_types")
    return nlp


def kept(text: str, passages: Sequence[Passage]) -> Iterator[tuple[int, str, PassageKind]]:
    """Yield (start, sentence, passage) of the sentences that hold the cue of some type."""
    cue = _any_cue()
    for low, high, passage in tiles(text, passages):
        for start, end in spans(text, low, high):
            sentence = text[start:end]
            if cue.search(sentence.lower()):
                yield start, sentence, passage


def read(items: Iterable[tuple[str, Sequence[Passage]]]) -> Iterator[list[Claim]]:
    """Yield the claims of every (text, passages), in order. Texts are read in batches, each in its own memory zone."""
    rest = iter(items)
    while batch := list(_batch(rest)):
        yield from _read_batch(batch)


def _batch(items: Iterator[tuple[str, Sequence[Passage]]]) -> Iterator[tuple[str, Sequence[Passage]]]:
    size = 0
    for text, passages in islice(items, 500):
        yield text, passages
        size += len(text)
        if size > BATCH_CHARACTERS:
            return


def _read_batch(batch: list[tuple[str, Sequence[Passage]]]) -> list[list[Claim]]:
    nlp = pipeline()
    claims: list[list[Claim]] = [[] for _ in batch]
    with nlp.memory_zone():
        for doc in nlp.pipe(_docs(nlp, batch)):
            sentence: Sentence = doc.user_data["sentence"]
            claims[doc.user_data["item"]].extend(
                claim_of(name, found, sentence) for name, found in doc.user_data["found"]
            )
    return claims


def _docs(nlp: Language, batch: list[tuple[str, Sequence[Passage]]]) -> Iterator[Doc]:
    for item, (text, passages) in enumerate(batch):
        for start, sentence, passage in kept(canonical(text), passages):
            doc = nlp.make_doc(sentence)
            doc.user_data.update(item=item, start=start, passage=passage)
            yield doc
