"""What was done: sources, runs and their jobs, exchanges and their bytes, ledgers."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint

from db.models._columns import Table, json, key, moment, plain, text


class SourceRow(Table, table=True):
    """An outlet, registry or index that is watched."""

    __tablename__ = "source"
    name: str = key("name of the [sources.NAME] table or of the import")
    reader: str = text("the scraper that reads it (a file of scrapers/)")
    kind: str = text("document kind it yields by default")
    title: str = text("name for people")
    homepage: str = text("where a person would look")
    licence: str = text("licence of its content, as far as known")
    basis: str = text("legal basis of fetching it: licence, robots, terms")


class RunRow(Table, table=True):
    """One execution of the pipeline."""

    __tablename__ = "run"
    id: str = key("start time and a random part")
    command: str = text("what was run: run, import, backfill, demo")
    cause: str = text("manual, schedule or catch_up")
    state: str = text("running, finished, partial (some sources failed), failed, stopped or crashed", index=True)
    started_at: datetime = moment("when it started", index=True)
    heartbeat_at: datetime = moment("last sign of life")
    finished_at: datetime | None = moment("when it ended", null=True)
    owner: str = text("host and process id")
    code_version: str = text("version of the tracker")
    summary: Any = json("counts of the run, as printed at its end")


class JobRow(Table, table=True):
    """One part of a run: a stage, and in the fetch stage a source and topic."""

    __tablename__ = "job"
    run_id: str = key("the run", "run.id")
    stage: str = key("fetch, backfill, import, parse, extract, link, check or report")
    source: str = key("source, or empty for a stage over all")
    topic: str = key("topic, or empty")
    state: str = text("finished, failed, quarantined (answers set aside), skipped or stopped")
    started_at: datetime = moment("when it started")
    finished_at: datetime = moment("when it ended")
    requests: int = plain("HTTP exchanges, retries and robots.txt included")
    unchanged: int = plain("answers that brought nothing new (304 or the same bytes)")
    done: int = plain("new things: stored answers, documents read, texts, links or verdicts written")
    problems: int = plain("issue rows this job met")
    message: str | None = text("why it failed, was quarantined or skipped", null=True)


class SlotRow(Table, table=True):
    """One scheduled moment of one job of config.toml; whoever inserts the row runs it, once."""

    __tablename__ = "slot"
    job: str = key("name of the job in config.toml")
    slot_at: str = key("the scheduled moment, ISO 8601 UTC to the minute")
    run_id: str | None = text("the run that took it", null=True, refers="run.id")
    claimed_at: datetime = moment("when it was taken")
    owner: str = text("host and process id that took it")
    state: str = text("claimed, done or failed")


class HeartbeatRow(Table, table=True):
    """The last time each request was made: what an unchanged night changes, and nothing else."""

    __tablename__ = "heartbeat"
    source: str = key("source")
    request_key: str = key("hash of method, address and body, or of the number asked for")
    url: str = text("address asked, or the number asked for")
    checked_at: datetime = moment("last exchange")
    status: int = plain("its HTTP status; 0 for a file or when there was no answer")
    fetch_id: str | None = text("the stored answer it confirmed", null=True)
    failures: int = plain("consecutive failures up to now; absences (404, 410) and other failures are counted apart")
    document_id: str | None = text(
        "document that was asked for by its number, to see whether it is gone; none for an address", null=True
    )


class BlobRow(Table, table=True):
    """Bytes that were really received, stored on disk under their hash."""

    __tablename__ = "blob"
    sha256: str = key("SHA-256 of the bytes, also the file name")
    size: int = plain("bytes")
    stored_at: datetime = moment("when they were first stored")
    redacted_at: datetime | None = moment("when they were removed on request", null=True)


class FetchRow(Table, table=True):
    """One HTTP exchange or file read that failed or brought something new; append-only."""

    __tablename__ = "fetch"
    __table_args__ = (UniqueConstraint("source", "request_key", "seq"),)
    id: str = key("hash of source, request and sequence number")
    source: str = text("source", refers="source.name", index=True)
    reader: str = text("scraper that reads it")
    role: str = text("what the answer is: search, study, article, text, ...")
    topic: str = text("topic it was asked for, or empty")
    method: str = text("GET, POST or FILE")
    url: str = text("address asked, or the file's name")
    final_url: str = text("address that answered, after redirects")
    request_key: str = text("hash of method, address and body")
    seq: int = plain("n-th stored exchange of this request, from 0")
    status: int | None = plain("HTTP status; 0 for a file; none when there was no answer", null=True)
    fetched_at: datetime = moment("when the answer was complete")
    blob_sha256: str | None = text("its bytes", null=True, refers="blob.sha256")
    headers: Any = json("response headers that matter: type, validators, dates")
    meta: Any = json("what was known beforehand (a feed's title and date, a JSON line's keys)")
    error: str | None = text("why there is no usable answer", null=True)
    quarantined: str | None = text("why the answer is set aside and not read, if it is", null=True)


class CursorRow(Table, table=True):
    """Where a source's next run may start."""

    __tablename__ = "cursor"
    source: str = key("source")
    topic: str = key("topic, or empty")
    marks: Any = json("the source's own marks, never the time of the run", null=False)
    listed_at: datetime | None = moment("when everything there is for the topic was last listed", null=True)
    question: str | None = text("hash of what was asked for in that listing", null=True)


class DecisionRow(Table, table=True):
    """Whether an article that a feed or listing named is about trials of the topics; what is not is not kept."""

    __tablename__ = "decision"
    source: str = key("source", "source.name")
    url: str = key("address of the article, as the feed or listing names it")
    relevant: bool = plain("whether it is fetched and kept")
    reason: str = text("why, in words")
    decided_at: datetime = moment("when it was last decided otherwise than before")


class LedgerRow(Table, table=True):
    """What a stage has done for which input by which code: how each stage finds its work."""

    __tablename__ = "ledger"
    stage: str = key("parse, extract, history, story, link, check, report or backfill")
    input_id: str = key("fetch, text, document, trial or slice of time the stage worked on")
    fingerprint: str = text("hash of the code and of everything else the result depends on")
    done_at: datetime = moment("when")
    results: int = plain("how many things came out, zero included")


class IssueRow(Table, table=True):
    """A warning: something that could not be read, or was read with doubt."""

    __tablename__ = "issue"
    id: str = key("hash of source, kind and subject")
    source: str = text("source", index=True)
    kind: str = text("short snake_case word: not_an_article, bad_line, ...")
    subject: str = text("what it is about: id, address, field, line")
    message: str = text("one line")
    first_seen_at: datetime = moment("when it was first met")


class ViewDigestRow(Table, table=True):
    """Which set of views the database has; they are made anew when the code brings others."""

    __tablename__ = "view_digest"
    digest: str = key("hash of all view files")
