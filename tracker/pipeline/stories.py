"""Stories: new and changed press texts are compared with those that share their fingerprints, and with no others."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from db.read import stories as read_stories, work as read
from db.read.work import CurrentText
from db.store import runs, stories as store
from tracker.linking.stories import ALIKE, Member, StoryText, prints, shared_by_copies, shingles, similarity, stories_of
from tracker.pipeline._work import Work, code_fingerprint
from tracker.pipeline.units import COVERAGE

BATCH = 64


def story_step(work: Work) -> None:
    """Bring fingerprints and pairs up to date, a batch per transaction: stopped at any point, the next run goes on."""
    code = code_fingerprint("linking/stories.py", "linking/words.py")
    with work.reading() as conn:
        texts = {t.document_id: t for t in read.current_texts(conn) if t.kind in COVERAGE}
        done = read.marks(conn, "story")
    marks = {document_id: f"{code}:{text.text_id}" for document_id, text in texts.items()}
    waiting = [text for document_id, text in texts.items() if done.get(document_id) != marks[document_id]]
    for at in range(0, len(waiting), BATCH):
        work.pulse()
        with work.writing() as conn:
            counts = _compare(conn, waiting[at : at + BATCH], texts)
            runs.save_ledger_each(conn, "story", {i: (marks[i], n) for i, n in counts.items()}, work.clock.now())
    gone = done.keys() - texts.keys()
    if gone:
        with work.writing() as conn:
            store.forget_prints(conn, gone)
            runs.forget_ledger(conn, "story", gone)


def _compare(conn: Connection, batch: Sequence[CurrentText], texts: Mapping[str, CurrentText]) -> dict[str, int]:
    """Compare the texts of `batch` with all that share their prints; returns how many each is like."""
    whole = _shingles(conn, batch)
    found = {document_id: prints(hashes) for document_id, hashes in whole.items()}
    store.save_prints(conn, found)
    candidates = {
        document_id: [
            other
            for other in read_stories.sharing(conn, document_id, mine, shared_by_copies(len(mine)))
            if other in texts
        ]
        for document_id, mine in found.items()
    }
    others = {other for near in candidates.values() for other in near} - whole.keys()
    whole |= _shingles(conn, [texts[other] for other in sorted(others)])
    alike: dict[tuple[str, str], float] = {}
    counts = dict.fromkeys(found, 0)
    for document_id, near in candidates.items():
        for other in near:
            value = similarity(whole[document_id], whole[other])
            if value > ALIKE:
                one, two = sorted((document_id, other))
                alike[one, two] = value
                counts[document_id] += 1
    store.save_pairs(conn, alike)
    return counts


def _shingles(conn: Connection, texts: Sequence[CurrentText]) -> dict[str, frozenset[int]]:
    found = {}
    for at in range(0, len(texts), BATCH):
        some = texts[at : at + BATCH]
        for text, body in zip(some, read.texts(conn, [t.text_id for t in some]), strict=True):
            found[text.document_id] = shingles(body.text, body.passages, text.title)
    return found


def members(conn: Connection, texts: Sequence[CurrentText]) -> list[Member]:
    """The members of all stories, as the pairs make them."""
    known = [StoryText(t.document_id, t.published, t.first_seen_at) for t in texts]
    return stories_of(known, read_stories.pairs(conn))


def rows_of(found: Sequence[Member]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of the tables story and story_member."""
    roots = {member.story_id: member.root_id for member in found}
    stories = [{"id": story_id, "root_document_id": root_id} for story_id, root_id in roots.items()]
    return stories, [{"document_id": m.document_id, "story_id": m.story_id, "similarity": m.similarity} for m in found]
