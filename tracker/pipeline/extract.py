"""Extract: texts and registry fields become claims. New code re-reads stored texts, never the network."""

from db.read import work as read
from db.store import claims as store, runs
from tracker import claims
from tracker.pipeline._work import Tally, Work

BATCH = 64


def extract_stage(work: Work) -> Tally:
    """Read the claims of every standing text that the present extractor has not read yet."""
    tally = Tally()
    mark = claims.fingerprint()
    with work.reading() as conn:
        waiting = read.unextracted(conn, mark)
    for at in range(0, len(waiting), BATCH):
        work.pulse()
        with work.reading() as conn:
            texts = read.texts(conn, waiting[at : at + BATCH])
        found = claims.extract_many((text.text, text.passages) for text in texts)
        with work.writing() as conn:
            now = work.clock.now()
            done: dict[str, int] = {}
            for text, said in zip(texts, found, strict=True):
                stated, problems = claims.from_fields(text.fields)
                everything = [*stated, *said]
                done[text.id] = store.save_claims(conn, text.id, text.document_id, everything, mark, now)
                named = [p.model_copy(update={"subject": f"{text.document_id} {p.subject}"}) for p in problems]
                tally.problems += runs.save_problems(conn, "extract", named, now)
            runs.save_ledger(conn, "extract", done, mark, now)
        tally.done += len(texts)
    return tally
