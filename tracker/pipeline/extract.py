"""Extract: texts and registry fields become claims, and claims of two versions changes of a registry entry.

New code re-reads stored texts, never the network. Texts that their source says are in a language that is not
configured are read for registration numbers, DOIs and PMIDs only; the fields of their records all count.
"""

from collections.abc import Collection, Sequence

from db.read import work as read
from db.store import claims as store, runs
from tracker import claims
from tracker.pipeline._work import Tally, Work, log
from tracker.pipeline.history import history_step
from tracker.records import Claim, Problem

BATCH = 64
NUMBERS = frozenset({"registration_id", "doi", "pmid"})
"""Claim types that are read from texts in every language."""


def is_read(language: str | None, languages: Collection[str]) -> bool:
    """Whether a text in `language` ("en", "en-GB"; None: not known) is read for everything."""
    return language is None or language.replace("_", "-").partition("-")[0].casefold() in languages


def extract_stage(work: Work) -> Tally:
    """Read the claims of every standing text that the present extractor has not read yet."""
    tally = Tally()
    code, languages = claims.fingerprint(), work.config.extract.languages

    def mark(language: str | None) -> str:
        return code if is_read(language, languages) else f"{code}:numbers"

    with work.reading() as conn:
        waiting = read.unextracted(conn, mark)
    for at in range(0, len(waiting), BATCH):
        work.pulse()
        with work.reading() as conn:
            texts = read.texts(conn, waiting[at : at + BATCH])
        found, tripped = _read_all(texts)
        with work.writing() as conn:
            now = work.clock.now()
            done: dict[str, tuple[str, int]] = {}
            for text, said in zip(texts, found, strict=True):
                stated, problems = claims.from_fields(text.fields)
                whole = is_read(text.language, languages)
                everything = [*stated, *(claim for claim in said if whole or claim.type in NUMBERS)]
                count = store.save_claims(conn, text.id, text.document_id, everything, code, now)
                done[text.id] = (mark(text.language), count)
                named = [p.model_copy(update={"subject": f"{text.document_id} {p.subject}"}) for p in problems]
                tally.problems += runs.save_problems(conn, "extract", named, now)
            tally.problems += runs.save_problems(conn, "extract", tripped, now)
            runs.save_ledger_each(conn, "extract", done, now)
        for problem in tripped:
            log.warning("%s", problem.message)
        tally.done += len(texts)
    history_step(work, tally)
    return tally


def _read_all(texts: Sequence[read.TextToRead]) -> tuple[list[list[Claim]], list[Problem]]:
    """The claims of each text. One that trips our rules must not cost the others, nor end every run from then on."""
    try:
        return [list(said) for said in claims.extract_many((t.text, t.passages) for t in texts)], []
    except Exception:
        log.debug("unexpected error in the extractor", exc_info=True)
    found: list[list[Claim]] = []
    tripped = []
    for text in texts:
        try:
            found.append(list(claims.extract(text.text, text.passages)))
        except Exception as error:
            message = f"{text.document_id}: unexpected {type(error).__name__} while its claims were read: {error}"
            tripped.append(Problem(kind="extractor_error", subject=text.id, message=message))
            found.append([])
    return found, tripped
