"""Link: identifiers make trials, documents are linked to them, people's decisions stand above both.

Before that, copies of press texts become stories and documents of one paper are brought together; after it, who has
the facts from whom.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row

from db.read import work as read
from db.read.papers import stated
from db.read.work import CurrentText
from db.store import papers as store_papers, runs, trials
from tracker import claims, linking
from tracker.ids import digest
from tracker.linking import DraftLink, Identifier, ReportKind, Trial
from tracker.linking.chain import derivations
from tracker.linking.papers import Publication, by_citation, papers_of, serve
from tracker.linking.parts import told_apart
from tracker.linking.reports import NO_REPORT, PAPERS, report_kind, with_reports
from tracker.pipeline import papers as papers_step, stories as stories_step
from tracker.pipeline._work import Tally, Work, code_fingerprint
from tracker.pipeline.content import by_content
from tracker.pipeline.extract import is_read
from tracker.pipeline.profiles import facts_by_document
from tracker.pipeline.units import COVERAGE

EVERYTHING = "all"


def link_stage(work: Work) -> Tally:
    """Work out trials and links anew when any text, claim or judgement has changed; write only what differs."""
    tally = Tally()
    stories_step.story_step(work)
    with work.writing() as conn:
        texts = read.current_texts(conn)
        judged = read.judgements(conn)
        mark = digest(
            [
                code_fingerprint(
                    "linking", *(f"pipeline/{n}.py" for n in ("link", "content", "papers", "profiles", "stories"))
                ),
                claims.fingerprint(),
                [t.text_id for t in texts],
                [j.id for j in judged],
                work.config.thresholds.link_accept,
                sorted(work.config.extract.languages),
            ]
        )
        if read.marks(conn, "link").get(EVERYTHING) == mark:
            return tally
        tally.done = _link(conn, work, texts, judged, tally)
        runs.save_ledger(conn, "link", {EVERYTHING: tally.done}, mark, work.clock.now())
    return tally


def _link(conn: Connection, work: Work, texts: Sequence[CurrentText], judged: Sequence[Row[Any]], tally: Tally) -> int:
    now = work.clock.now()
    numbers = _numbers(read.identifier_claims(conn))
    decisions = _decisions(judged, texts)
    parted = frozenset((d.document_id, d.identifier) for d in decisions if not d.accepted)
    facts = facts_by_document(conn, texts)
    groups, bonds, problems = linking.group(numbers, parted, facts)
    trial_of = {identifier: trial for trial in groups for identifier in trial.identifiers}
    papers, unlike = papers_of(papers_step.paper_documents(conn, texts))
    publications = [publication for paper in papers for publication in paper.publications]
    reports = _reports(conn, texts)
    links = linking.link_by_identifier(numbers, trial_of, work.config.thresholds.link_accept)
    links = serve(with_reports(links, reports), publications)
    readable, others = _by_language(work, texts)
    own = [t for t in readable if reports.get(t.document_id) not in NO_REPORT]
    links = _in_parts(conn, work, own, links, facts)
    links += by_content(conn, work, own, links, facts)
    links += _by_paper(conn, others, links, publications)
    links = linking.apply_judgements(links, decisions, trial_of, {t.document_id: t.kind for t in texts})
    links = with_reports(serve(_without_served(links, publications), publications), reports)
    tally.problems += runs.save_problems(conn, "link", [*problems, *unlike], now)
    changed = trials.save_trials(
        conn,
        [{"id": t.id, "label": label} for t, label in _labels(groups, texts).items()],
        [{"scheme": s, "value": v, "trial_id": trial.id} for (s, v), trial in trial_of.items()],
    )
    changed += trials.save_links(conn, [_link_row(link) for link in links], [_bond_row(bond) for bond in bonds], now)
    members = stories_step.members(conn, texts)
    changed += trials.save_stories(conn, *stories_step.rows_of(members))
    changed += store_papers.save_papers(conn, *papers_step.rows_of(papers))
    chain = papers_step.chain_links(conn, texts, links, papers)
    found = derivations(chain, {m.document_id: m.root_id for m in members})
    return changed + store_papers.save_derivations(conn, [papers_step.derivation_row(d) for d in found])


def _reports(conn: Connection, texts: Sequence[CurrentText]) -> dict[str, ReportKind]:
    """Which report of a trial each paper is, by document."""
    papers = [t for t in texts if t.kind in PAPERS]
    bodies = read.bodies_of(conn, [t.text_id for t in papers])
    found = {t.document_id: report_kind(t.kind, t.title or "", bodies[t.text_id]) for t in papers}
    return {document_id: report for document_id, report in found.items() if report is not None}


def _decisions(judged: Sequence[Row[Any]], texts: Sequence[CurrentText]) -> list[linking.Judgement]:
    """What people decided on links; a decision is outdated when the document has another version since."""
    changed = {t.document_id: t.seen_from for t in texts}
    found = []
    for row in judged:
        since = changed.get(row.document_id)
        outdated = since is not None and since > row.decided_at
        accepted = row.decision == "accept"
        identifier = (row.scheme, row.value)
        found.append(linking.Judgement(row.document_id, identifier, accepted, row.author, row.reason, outdated))
    return found


def _by_language(work: Work, texts: Sequence[CurrentText]) -> tuple[list[CurrentText], list[CurrentText]]:
    """The texts that are read for everything, and those that can be linked by identifiers only."""
    languages = work.config.extract.languages
    readable = [t for t in texts if is_read(t.language, languages)]
    return readable, [t for t in texts if not is_read(t.language, languages)]


def _by_paper(
    conn: Connection,
    texts: Sequence[CurrentText],
    links: Sequence[linking.DraftLink],
    publications: Sequence[Publication],
) -> list[linking.DraftLink]:
    """Links of press texts that cannot be read, by the DOIs of the papers they report."""
    placed = {link.document_id for link in links if link.role != "background"}
    kind_of = {t.document_id: t.kind for t in texts if t.kind in COVERAGE and t.document_id not in placed}
    cited: dict[str, set[Identifier]] = {}
    for row in stated(conn, ("doi", "pmid")) if kind_of else ():
        if row.document_id in kind_of and row.kind in (None, "own") and row.status == "asserted":
            cited.setdefault(row.document_id, set()).add((row.type, str(row.value_json)))
    return by_citation({i: (kind_of[i], frozenset(found)) for i, found in cited.items()}, links, publications)


def _without_served(links: Sequence[linking.DraftLink], publications: Sequence[Publication]) -> list[linking.DraftLink]:
    """The links without those that papers were served: people may have judged the ones they rest on."""
    members = {m.document_id for p in publications for m in p.members}
    return [link for link in links if link.method != "paper" or link.document_id not in members]


def _in_parts(
    conn: Connection,
    work: Work,
    texts: Sequence[CurrentText],
    links: Sequence[DraftLink],
    facts: Mapping[str, linking.Facts],
) -> list[DraftLink]:
    """The links, those of stories that give the numbers of two trials with the parts that are about each."""
    stories = {t.document_id: t for t in texts if t.kind in COVERAGE}
    of_document: dict[str, list[DraftLink]] = defaultdict(list)
    members: dict[str, list[str]] = defaultdict(list)
    for link in links:
        if link.document_id in stories and link.role != "background":
            of_document[link.document_id].append(link)
        elif link.state == "accepted" and link.role != "background":
            members[link.trial.id].append(link.document_id)
    two = {i: own for i, own in of_document.items() if len(own) == 2 and all(k.trial.id in members for k in own)}
    bodies = read.bodies_of(conn, [stories[i].text_id for i in two])
    told: dict[tuple[str, str], DraftLink] = {}
    for document_id, own in two.items():
        known = {k.trial.id: linking.merged([facts[i] for i in members[k.trial.id] if i in facts]) for k in own}
        body = bodies[stories[document_id].text_id]
        for link in told_apart(own, known, body, work.config.thresholds.link_accept):
            told[document_id, link.trial.id] = link
    return [told.get((k.document_id, k.trial.id), k) if k.role != "background" else k for k in links]


def _numbers(rows: Sequence[Row[Any]]) -> list[linking.IdentifierClaim]:
    """The registration numbers that documents give.

    Where a source has a field for the document's own number, one in its prose is another trial's (a parent study).
    """
    fielded = {row.document_id for row in rows if row.path is not None and row.kind == "own"}
    found = [_identifier_claim(row) for row in rows if row.value_json]
    loose = {row.id for row in rows if row.path is None and row.kind == "own" and row.document_id in fielded}
    return [replace(number, kind="mention") if number.claim_id in loose else number for number in found]


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
        "report": link.report,
        "parts": link.parts,
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
