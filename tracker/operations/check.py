"""`tracker check`: one document now. Its claims, its trial, what it agrees with and what it contradicts.

Nothing is stored unless asked. Offline, nothing leaves the machine and nothing is logged: drafts under embargo.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from db.read import findings, work as read
from db.read.work import CurrentText, HeldLink
from db.store.claims import claim_rows
from scrapers import files, page
from scrapers._base import source_named
from tracker import claims, linking
from tracker.clock import Clock
from tracker.config import Config
from tracker.errors import ConfigError, ReadError, StoreError
from tracker.http import Client
from tracker.ids import digest, make_id
from tracker.linking import DraftLink, IdentifierClaim
from tracker.linking.parts import told_apart
from tracker.operations._held import Store
from tracker.operations._open import reading
from tracker.operations.extract import as_json
from tracker.operations.run import completed
from tracker.pipeline.fetch import http_settings
from tracker.pipeline.judge import judge
from tracker.pipeline.notices import notices_of
from tracker.pipeline.units import COVERAGE, Unit, units_of
from tracker.records import Claim, Document, Problem, Request

NO_TRIAL: Mapping[str, Any] = {"name": "", "identifiers": []}


def check(config: Config, clock: Clock, target: str, *, offline: bool = False) -> list[dict[str, Any]]:
    """Read the file or address `target` and hold it against the store; one result per document in it.

    Raises ConfigError for a missing file or an address while offline, ReadError when there is nothing to read,
    FetchFailed when the address does not answer. Without a store only the document itself is checked.
    """
    documents = list(_documents(config, clock, target, offline))
    try:
        with reading(config) as conn:
            store = Store(conn)
            return [_checked(store, config, clock, document) for document in documents]
    except StoreError:
        return [_checked(None, config, clock, document) for document in documents]


def _documents(config: Config, clock: Clock, target: str, offline: bool) -> Iterator[Document]:
    if "://" in target:
        if offline:
            raise ConfigError(
                "--offline: an address cannot be read without the network", "save the page and name the file"
            )
        settings = http_settings(config)
        with Client(settings, clock) as client:
            reply = client.fetch(Request(url=target, role="article"), delay=0.0)
        yield from _read(page.SOURCE.parse(reply))
        return
    path = Path(target)
    try:
        items = list(files.plan(path.name, path.read_bytes()))
    except OSError as error:
        raise ConfigError(f"{target}: {error.strerror}", "name a readable file or an address") from None
    for item in items:
        if isinstance(item, files.ImportItem) and item.body is None:
            item = completed(item, path.parent)
        if isinstance(item, Problem):
            raise ReadError(item.message)
        reply = files.reply_of(item, clock.now())
        yield from _read(source_named(item.source).parse(reply))


def _read(items: Iterator[Document | Problem]) -> Iterator[Document]:
    for item in items:
        if isinstance(item, Document):
            yield item


def _checked(store: Store | None, config: Config, clock: Clock, document: Document) -> dict[str, Any]:
    stated, _ = claims.from_fields(document.fields)
    said = [*stated, *claims.extract(document.text, document.passages)]
    text = _as_text(document, clock)
    rows = claim_rows(text.text_id, text.document_id, said, "check")
    held = [(row["id"], claim, _sentence(document.text, claim)) for row, claim in zip(rows, said, strict=False)]
    known = {text.text_id: held}
    units, trials = [Unit(text)], dict[str, Mapping[str, Any]]()
    if store is not None:
        units = _units(store, text, _links(store, config, document, text, held), said)
        trials = {u.link.trial_id: _trial(store, u, u.link) for u in units if u.link is not None}
        others = {i for unit in units for i in unit.text_ids if i != text.text_id}
        known |= read.claims_of(store.conn, sorted(others))
    verdicts: dict[tuple[str, str], dict[str, Any]] = {}
    listed: set[str] = set()
    for unit in units:
        trial = trials[unit.link.trial_id] if unit.link is not None else NO_TRIAL
        bodies = {text.text_id: document.text}
        found = judge(unit, known, "check", trial["name"], bodies=bodies, today=clock.now().date())
        listed |= found.listed
        for row in found.rows:  # what a page on two trials says within itself is the same for both
            verdicts.setdefault((row["id"], row["explanation"]), row | {"trial": trial["identifiers"]})
    against = {v["against_document_id"] for v in verdicts.values()}
    names = findings.documents_named(store.conn, against) if store is not None else {}
    stories = {t.text_id for unit in units for t in unit.texts if t.kind in COVERAGE}
    printed = {i for text_id in stories for i, claim, _ in known[text_id] if claim.passage == "abstract"}
    weighed = {v[name] for v in verdicts.values() for name in ("claim_id", "against_claim_id")}
    return {
        "document": {
            "id": document.native_id,
            "kind": document.kind,
            "title": document.title,
            "url": document.url,
            "access": document.access,
            "embargo_until": document.embargo_until,
            "under_embargo": document.embargo_until is not None and document.embargo_until > clock.now(),
        },
        "trial": next(iter(trials.values()), None),
        "trials": list(trials.values()),
        "witnesses": sum(len(unit.references) + len(unit.abstracts) for unit in units),
        "claims": [
            as_json(claim) | {"sentence": sentence, "compared": claim_id in weighed}
            for claim_id, claim, sentence in held
        ],
        "verdicts": [
            {
                "check": v["check_name"],
                "verdict": v["verdict"],
                "trial": v["trial"],
                "severity": v["severity"],
                "listed": v["id"] in listed,
                "parent": v["parent_id"],
                "id": v["id"],
                "against": names.get(v["against_document_id"]),
                "values": [x for x in (v["document_value"], v["against_value"]) if x is not None],
                "quotes": [x for x in (v["document_quote"], v["against_quote"]) if x is not None],
                "from_abstract": [
                    v[claim] in printed
                    for claim, quote in (("claim_id", "document_quote"), ("against_claim_id", "against_quote"))
                    if v[quote] is not None
                ],
                "explanation": v["explanation"],
            }
            for v in verdicts.values()
        ],
    }


def _sentence(text: str, claim: Claim) -> str:
    return text[claim.context_start : claim.context_end] if claim.context_start is not None else claim.quote


def _as_text(document: Document, clock: Clock) -> CurrentText:
    document_id = make_id("document", "check", document.native_id)
    published: date | None = document.published.low if document.published else None
    return CurrentText(
        document_id=document_id,
        version_id=make_id("version", document_id, 0),
        text_id=make_id("text", document_id, document.text),
        kind=document.kind,
        source=document.publisher or "this document",
        native_id=document.native_id,
        url=document.url,
        title=document.title,
        published=published,
        first_seen_at=clock.now(),
        content_hash=digest(document.text),
    )


def _trial(store: Store, unit: Unit, link: HeldLink) -> dict[str, Any]:
    """What is told of a trial that the document is, or may be, about."""
    return {
        "name": findings.trial_name(store.conn, link.trial_id),
        "identifiers": findings.trials_named(store.conn, [link.trial_id])[link.trial_id]["identifiers"],
        "state": link.state,
        "score": link.score,
        "why": list(link.evidence),
        "witnesses": len(unit.references) + len(unit.abstracts),
    }


def _links(
    store: Store, config: Config, document: Document, text: CurrentText, held: Sequence[tuple[str, Claim, str]]
) -> list[HeldLink]:
    """The document's links to trials of the store: by number, else by content; with the parts of a page on two."""
    lines = config.thresholds
    numbers = [_number(text, claim_id, claim) for claim_id, claim, _ in held if claim.type == "registration_id"]
    drafts = [
        d for d in linking.link_by_identifier(numbers, store.trial_of, lines.link_accept) if d.role != "background"
    ]
    if len(drafts) == 2 and document.kind in COVERAGE:
        facts = {d.trial.id: store.index.profiles[d.trial.id][1] for d in drafts if d.trial.id in store.index.profiles}
        if len(facts) == 2:
            drafts = list(told_apart(drafts, facts, document.text, lines.link_accept))
    if not drafts:
        said = linking.facts_of(
            document.kind,
            text.published,
            [claim for _, claim, _ in held],
            outlet=document.publisher or "",
            text=document.text,
            byline=document.author or "",
        )
        report = linking.Report(text.document_id, document.kind, document.text, said, text.published)
        drafts = linking.link_by_content([report], store.index, lines.link_accept, lines.link_propose)
    return [_as_link(draft) for draft in drafts]


def _number(text: CurrentText, claim_id: str, claim: Claim) -> IdentifierClaim:
    return IdentifierClaim(
        claim_id=claim_id,
        document_id=text.document_id,
        document_kind=text.kind,
        identifier=(claim.value["scheme"], claim.value["value"]),
        kind=claim.kind or "own",
        scope=claim.scope,
        status=claim.status,
        passage=claim.passage,
        confidence=claim.confidence,
        quote=claim.quote,
    )


def _as_link(draft: DraftLink) -> HeldLink:
    return HeldLink(
        id=make_id("link", draft.document_id, draft.trial.id, draft.role),
        document_id=draft.document_id,
        trial_id=draft.trial.id,
        role=draft.role,
        method=draft.method,
        score=draft.score,
        state=draft.state,
        evidence=draft.evidence,
        parts=draft.parts,
    )


def _units(store: Store, text: CurrentText, drawn: Sequence[HeldLink], said: Sequence[Claim]) -> list[Unit]:
    """The document with the stored witnesses of its trial and notices, twice if it is about two trials in parts.

    A stored copy of it is no witness.
    """
    texts = [*(t for t in store.texts if t.url is None or t.url != text.url), text]
    links = [*store.links, *drawn]
    cited = [(text.document_id, c.type, str(c.value)) for c in said if c.type in ("doi", "pmid") and c.kind == "own"]
    units = units_of(
        texts,
        links,
        store.with_abstract,
        store.publications,
        store.histories,
        notices_of(store.conn, texts, links, cited),
    )
    return [unit for unit in units if unit.text.document_id == text.document_id]
