"""Link: identifiers make trials, documents are linked to them, people's decisions stand above both."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from db.read import work as read
from db.read.work import CurrentText
from db.store import runs, trials
from tracker import claims, linking
from tracker.ids import digest, make_id
from tracker.linking import Identifier, Trial
from tracker.pipeline._work import Tally, Work, code_fingerprint
from tracker.pipeline.profiles import facts_by_document, index_of

EVERYTHING = "all"


def link_stage(work: Work) -> Tally:
    """Work out trials and links anew when any text, claim or judgement has changed; write only what differs."""
    tally = Tally()
    with work.writing() as conn:
        texts = read.current_texts(conn)
        judged = read.judgements(conn)
        mark = digest(
            [
                code_fingerprint("linking"),
                claims.fingerprint(),
                [t.text_id for t in texts],
                [j.id for j in judged],
                work.config.thresholds.link_accept,
            ]
        )
        if read.marks(conn, "link").get(EVERYTHING) == mark:
            return tally
        tally.done = _link(conn, work, texts, judged, tally)
        runs.save_ledger(conn, "link", {EVERYTHING: tally.done}, mark, work.clock.now())
    return tally


def _link(conn: Connection, work: Work, texts: Sequence[CurrentText], judged: Sequence[Row[Any]], tally: Tally) -> int:
    now = work.clock.now()
    numbers = [_identifier_claim(row) for row in read.identifier_claims(conn) if row.value_json]
    decisions = [
        linking.Judgement(j.document_id, (j.scheme, j.value), j.decision == "accept", j.author, j.reason)
        for j in judged
    ]
    parted = frozenset((d.document_id, d.identifier) for d in decisions if not d.accepted)
    groups, bonds, problems = linking.group(numbers, parted)
    trial_of = {identifier: trial for trial in groups for identifier in trial.identifiers}
    links = linking.link_by_identifier(numbers, trial_of, work.config.thresholds.link_accept)
    links += _by_content(conn, work, texts, links)
    links = linking.apply_judgements(links, decisions, trial_of, {t.document_id: t.kind for t in texts})
    tally.problems += runs.save_problems(conn, "link", problems, now)
    changed = trials.save_trials(
        conn,
        [{"id": t.id, "label": label} for t, label in _labels(groups, texts).items()],
        [{"scheme": s, "value": v, "trial_id": trial.id} for (s, v), trial in trial_of.items()],
    )
    changed += trials.save_links(conn, [_link_row(link) for link in links], [_bond_row(bond) for bond in bonds], now)
    stories, members = _stories(texts)
    return changed + trials.save_stories(conn, stories, members)


def _by_content(
    conn: Connection, work: Work, texts: Sequence[CurrentText], links: Sequence[linking.DraftLink]
) -> list[linking.DraftLink]:
    """Links of the documents that carry no number of their own trial."""
    about = [link for link in links if link.role != "background"]
    placed = {link.document_id for link in about}
    loose = [t for t in texts if t.document_id not in placed and t.kind != "registry"]
    if not loose or not about:
        return []
    facts = facts_by_document(conn, texts)
    index = index_of(facts, [(link.document_id, link.trial) for link in about if link.state == "accepted"])
    bodies = read.bodies_of(conn, [t.text_id for t in loose])
    reports = [
        linking.Report(t.document_id, t.kind, bodies[t.text_id], facts[t.document_id], t.published) for t in loose
    ]
    lines = work.config.thresholds
    return linking.link_by_content(reports, index, lines.link_accept, lines.link_propose)


def _identifier_claim(row: Row[Any]) -> linking.IdentifierClaim:
    value = row.value_json
    return linking.IdentifierClaim(
        claim_id=row.id,
        document_id=row.document_id,
        document_kind=row.document_kind,
        identifier=(value["scheme"], value["value"]),
        kind=row.kind or "own",
        scope=row.scope,
        status=row.status,
        passage=row.passage,
        confidence=row.confidence,
        quote=row.quote,
    )


def _labels(groups: Sequence[Trial], texts: Sequence[CurrentText]) -> Mapping[Trial, str]:
    """A name for each trial: the title of its registration, else its first identifier."""
    titles = {t.native_id: t.title for t in texts if t.kind == "registry" and t.title}
    return {
        trial: next((titles[v] for _, v in trial.identifiers if v in titles), trial.identifiers[0][1])
        for trial in groups
    }


def _link_row(link: linking.DraftLink) -> dict[str, Any]:
    return {
        "document_id": link.document_id,
        "trial_id": link.trial.id,
        "role": link.role,
        "method": link.method,
        "score": link.score,
        "state": link.state,
        "evidence": list(link.evidence),
    }


def _bond_row(bond: linking.Bond) -> dict[str, Any]:
    own, other = _named(bond.own), _named(bond.other)
    return {
        "scheme": own["scheme"],
        "value": own["value"],
        "other_scheme": other["scheme"],
        "other_value": other["value"],
        "document_id": bond.document_id,
        "claim_id": bond.claim_id,
        "state": "accepted",
    }


def _named(identifier: Identifier) -> dict[str, str]:
    return {"scheme": identifier[0], "value": identifier[1]}


def _stories(texts: Sequence[CurrentText]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Press documents with the same content are one story, its earliest document the root."""
    copies: dict[str, list[CurrentText]] = {}
    for text in texts:
        if text.kind in ("press", "press_release"):
            copies.setdefault(text.content_hash, []).append(text)
    stories, members = [], []
    for content_hash, group in copies.items():
        if len(group) < 2:
            continue
        root = min(group, key=lambda t: (t.published or t.first_seen_at.date(), t.first_seen_at, t.document_id))
        story_id = make_id("story", content_hash)
        stories.append({"id": story_id, "root_document_id": root.document_id})
        members += [{"document_id": t.document_id, "story_id": story_id, "similarity": 1.0} for t in group]
    return stories, members
