"""Linking by content, of documents that carry no number of their own trial: only what may have changed is done again.

A document meets a trial by a name (treatment, illness, acronym, paper, person, house, journal). When a trial is new,
gone or says something else, the documents that have one of its names are linked again, and those in whose text a name
stands that no trial had before; all others keep what was found for them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from db.read import linking as read_linking, work as read
from db.read.linking import Known
from db.read.work import CurrentText
from db.store import trials as store
from tracker import claims, linking
from tracker.ids import digest
from tracker.linking import DraftLink, Facts, Index, Report, Trial
from tracker.linking.content import best_links, names_of
from tracker.pipeline._work import Work, code_fingerprint
from tracker.pipeline.profiles import index_of
from tracker.pipeline.units import COVERAGE

Members = Sequence[tuple[str, Trial]]


def by_content(
    conn: Connection, work: Work, texts: Sequence[CurrentText], links: Sequence[DraftLink], facts: Mapping[str, Facts]
) -> list[DraftLink]:
    """Links of the `texts` that none of `links` places."""
    about = [link for link in links if link.role != "background"]
    placed = {link.document_id for link in about}
    loose = [t for t in texts if t.document_id not in placed and t.kind != "registry"] if about else []
    bodies = read.bodies_of(conn, [t.text_id for t in loose])
    marks = _marks(conn, work, texts)
    before = read_linking.readings(conn)
    trials = {link.trial.id: link.trial for link in about}
    members = [(link.document_id, link.trial) for link in about if link.state == "accepted"]
    lines = work.config.thresholds
    found: list[DraftLink] = []
    after: list[dict[str, Any]] = []
    profiles: list[dict[str, Any]] = []
    for coverage in (False, True):  # papers first: what they report tells stories about one trial from another's
        index = index_of(facts, members)
        known = _profiles(index, members, marks)
        names, fresh = _news(read_linking.profiles(conn, coverage=coverage), known)
        profiles += [store.profile_row(trial_id, coverage, k.mark, k.names) for trial_id, k in known.items()]
        made: list[DraftLink] = []
        for text in loose:
            if (text.kind in COVERAGE) is not coverage:
                continue
            mark, held = marks[text.document_id], before.get(text.document_id)
            body = bodies[text.text_id]
            if held is None or held.mark != mark or held.names & names or _stands_in(fresh, body):
                report = index.read(Report(text.document_id, text.kind, body, facts[text.document_id], text.published))
                own = best_links(report, index, lines.link_accept, lines.link_propose)
                after.append(store.reading_row(text.document_id, mark, report.names, map(_as_row, own)))
            else:
                own = [_restored(text, link, trials) for link in held.links]
                after.append(store.reading_row(text.document_id, mark, held.names, held.links))
            made += own
        members += [(link.document_id, link.trial) for link in made if link.state == "accepted"]
        found += made
    store.save_linking(conn, profiles, after)
    return found


def _marks(conn: Connection, work: Work, texts: Sequence[CurrentText]) -> dict[str, str]:
    """What the facts of each document, and what is made of them, depend on."""
    extracted = read.marks(conn, "extract")
    lines = work.config.thresholds
    ours = [code_fingerprint("linking", "pipeline/content.py", "pipeline/profiles.py"), claims.fingerprint()]
    ours += [str(lines.link_accept), str(lines.link_propose)]
    return {
        t.document_id: digest(
            [*ours, t.text_id, extracted.get(t.text_id), t.kind, str(t.published), t.publisher, t.source, t.author]
        )
        for t in texts
    }


def _profiles(index: Index, members: Members, marks: Mapping[str, str]) -> dict[str, Known]:
    """What each trial is now known by."""
    drawn: dict[str, list[str]] = {}
    for document_id, trial in members:
        drawn.setdefault(trial.id, []).append(marks.get(document_id, document_id))
    return {
        trial_id: Known(digest([trial.identifiers, sorted(drawn[trial_id])]), names_of(facts))
        for trial_id, (trial, facts) in index.profiles.items()
    }


def _news(before: Mapping[str, Known], now: Mapping[str, Known]) -> tuple[frozenset[str], frozenset[str]]:
    """The names of the trials that are new, gone or changed; and those of them that no trial had before."""
    same = {t for t in before.keys() & now.keys() if before[t].mark == now[t].mark}
    names = _names(k for known in (before, now) for t, k in known.items() if t not in same)
    return names, names - _names(before.values())


def _names(known: Iterable[Known]) -> frozenset[str]:
    return frozenset().union(*(k.names for k in known))


def _stands_in(fresh: Collection[str], body: str) -> bool:
    """Whether all words of one of these names may stand in a text (a person's initial aside)."""
    if not fresh:
        return False
    folded = body.casefold().replace("’", "'")
    return any(all(word in folded for word in name.split() if len(word) > 1) for name in fresh)


def _as_row(link: DraftLink) -> dict[str, Any]:
    return {
        "trial": link.trial.id,
        "role": link.role,
        "score": link.score,
        "state": link.state,
        "evidence": list(link.evidence),
        "parts": [list(part) for part in link.parts],
    }


def _restored(text: CurrentText, row: Mapping[str, Any], trials: Mapping[str, Trial]) -> DraftLink:
    return linking.DraftLink(
        text.document_id,
        trials[row["trial"]],
        row["role"],
        "content",
        row["score"],
        row["state"],
        tuple(row["evidence"]),
        tuple((start, end) for start, end in row["parts"]),
    )
