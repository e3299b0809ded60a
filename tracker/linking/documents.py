"""Documents to trials, by the registration numbers they carry, and by what people decided."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tracker.linking._base import (
    REGISTRIES,
    ROLE_OF_KIND,
    DraftLink,
    Identifier,
    IdentifierClaim,
    Judgement,
    Trial,
)
from tracker.records import Kind, LinkState

OWN_SCORE = 1.0
"""A registry entry is about the trial of its own number."""
NAMED_SCORE = 0.98
"""A number is strong evidence, not proof: 1 of 2 numbers in 80 press texts was wrong, almost none in abstracts."""
SEVERAL_SCORE = 0.6
"""A text with numbers of several trials is about one of them, or about all."""
OTHER_SCORE = 0.3
"""A number that stands beside another study's facts, or among related articles."""


def link_by_identifier(
    claims: Iterable[IdentifierClaim], trial_of: Mapping[Identifier, Trial], accept_at: float
) -> list[DraftLink]:
    """One link per document and trial, best reason first; `accept_at` is the score from which a link is accepted."""
    by_document: dict[str, list[IdentifierClaim]] = defaultdict(list)
    for claim in claims:
        if claim.identifier[0] in REGISTRIES and claim.identifier in trial_of:
            by_document[claim.document_id].append(claim)
    links: list[DraftLink] = []
    for document_id in sorted(by_document):
        links += _links_of(document_id, by_document[document_id], trial_of, accept_at)
    return links


def _links_of(
    document_id: str, claims: Sequence[IdentifierClaim], trial_of: Mapping[Identifier, Trial], accept_at: float
) -> list[DraftLink]:
    kind = claims[0].document_kind
    about = [c for c in claims if _is_about(c)]
    trials = {trial_of[c.identifier].id: trial_of[c.identifier] for c in about}
    links = []
    for trial_id, trial in trials.items():
        reasons = [c for c in about if trial_of[c.identifier].id == trial_id]
        score = OWN_SCORE if kind == "registry" else NAMED_SCORE if len(trials) == 1 else SEVERAL_SCORE
        score = round(score * max(c.confidence for c in reasons), 3)
        state: LinkState = "accepted" if score >= accept_at else "proposed"
        links.append(DraftLink(document_id, trial, ROLE_OF_KIND[kind], "identifier", score, state, _evidence(reasons)))
    for claim in claims:
        trial = trial_of[claim.identifier]
        if trial.id not in trials and kind != "registry":
            trials[trial.id] = trial
            links.append(
                DraftLink(document_id, trial, "background", "identifier", OTHER_SCORE, "proposed", _evidence([claim]))
            )
    return links


def _is_about(claim: IdentifierClaim) -> bool:
    """Whether the number speaks of the document's own trial."""
    if claim.document_kind == "registry":
        return claim.kind == "own"
    return (
        claim.scope == "this_trial"
        and claim.status == "asserted"
        and claim.kind != "mention"
        and claim.passage not in ("related", "boilerplate")
    )


def _evidence(claims: Sequence[IdentifierClaim]) -> tuple[str, ...]:
    sentences = {
        f"its own number is {c.identifier[1]}"
        if c.document_kind == "registry"
        else f"names {c.identifier[1]} in its {c.passage.replace('_', ' ')}: “{c.quote}”"
        for c in claims
    }
    return tuple(sorted(sentences))


def apply_judgements(
    links: Sequence[DraftLink],
    judgements: Iterable[Judgement],
    trial_of: Mapping[Identifier, Trial],
    kind_of: Mapping[str, Kind],
) -> list[DraftLink]:
    """Put people's decisions over the machine's: accepted or rejected for good, and linked where it saw nothing.

    `judgements` come in the order in which they were made; the last one on a document and trial counts. A trial that
    was rejected before the text changed stays so, and is suggested again in words if the machine still sees it.
    """
    decided = {(j.document_id, trial_of[j.identifier].id): j for j in judgements if j.identifier in trial_of}
    result = []
    for link in links:
        judgement = decided.pop((link.document_id, link.trial.id), None)
        result.append(_judged(link, judgement) if judgement else link)
    for (document_id, _), judgement in decided.items():
        trial, role = trial_of[judgement.identifier], ROLE_OF_KIND[kind_of[document_id]]
        result.append(_judged(DraftLink(document_id, trial, role, "person", 0.0, "proposed", ()), judgement))
    return result


def _judged(link: DraftLink, judgement: Judgement) -> DraftLink:
    state: LinkState = "accepted" if judgement.accepted else "rejected"
    words = f"{state} by {judgement.author}: {judgement.reason}"
    again: tuple[str, ...] = ()
    if judgement.outdated and not judgement.accepted and link.method != "person":
        again = (f"suggested again at {link.score}: the text has changed since, look at it once more",)
    return DraftLink(
        link.document_id,
        link.trial,
        link.role,
        "person",
        1.0 if judgement.accepted else 0.0,
        state,
        (words, *again, *link.evidence),
        link.parts,
    )
