"""A database under test, and short ways to put something into it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, text

from db.models import metadata
from db.store import claims, documents, fetches, runs, trials, verdicts
from db.store.documents import Origin
from db.store.verdicts import verdict_id
from tracker.ids import document_id
from tracker.records import Claim, Document, Reply, Request

START = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


def day(number: float) -> datetime:
    """The moment of the n-th night."""
    return START + timedelta(days=number)


@dataclass
class Store:
    """A database under test, in one transaction after the other."""

    url: str
    engine: Engine
    sources: set[str] = field(default_factory=set)

    def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        """The rows of a query."""
        with self.engine.begin() as conn:
            return [dict(row) for row in conn.execute(text(sql), values).mappings()]

    def column(self, sql: str, **values: Any) -> list[Any]:
        """The first column of a query."""
        return [next(iter(row.values())) for row in self.rows(sql, **values)]

    def do(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a function of the store in a transaction of its own."""
        with self.engine.begin() as conn:
            return function(conn, *args, **kwargs)

    def everything(self) -> dict[str, list[Any]]:
        """All rows of all tables: equal before and after when nothing changed."""
        with self.engine.begin() as conn:
            return {t.name: sorted(map(repr, conn.execute(t.select()))) for t in metadata.sorted_tables}

    def add_source(self, name: str, kind: str = "press") -> None:
        """Make a source known."""
        row = {"name": name, "reader": "page", "kind": kind, "title": name, "homepage": "", "licence": "", "basis": ""}
        self.do(runs.save_source, row)
        self.sources.add(name)

    def answer(
        self, url: str, body: bytes | None = b"one", at: float = 0, *, source: str = "paper", **more: Any
    ) -> str | None:
        """Save an answer of `url` on the n-th night; `body` None is an absence (404 unless `status` is given)."""
        if source not in self.sources:
            self.add_source(source)
        status = more.pop("status", 200 if body is not None else 404)
        request = Request(url=url, role="article", meta=more.pop("meta", {}))
        reply = Reply(request=request, url=url, status=status, body=body or b"", fetched_at=day(at), **more)
        context = fetches.Context(source, "page", "topic")
        sha256 = None if body is None else hashlib.sha256(body).hexdigest()
        found: str | None = self.do(fetches.save_reply, context, reply, sha256)
        return found

    def read(self, found: str | None, at: float, *read: Document, parser: str = "page@1", source: str = "paper") -> int:
        """Save what a parser read from the stored answer `found` of the n-th night; returns how many texts are new."""
        assert found is not None
        blob = self.column('SELECT blob_sha256 FROM "fetch" WHERE id = :id', id=found)[0]
        origin = Origin(source, found, blob, day(at), parser)
        count: int = self.do(documents.save_documents, origin, read, day(at))
        return count

    def document(self, native_id: str, said: str, at: float = 0, *, source: str = "paper", **more: Any) -> str:
        """A document whose text is `said`, seen on the n-th night; returns its id."""
        given = {"kind": "press", "title": native_id, **more}
        found = self.answer(
            f"https://{source}.example/{native_id}", f"{native_id}{said}{at}".encode(), at, source=source
        )
        self.read(found, at, Document(native_id=native_id, text=said, **given), source=source)
        return document_id(source, native_id)

    def text_of(self, doc_id: str) -> str:
        """The id of the standing text of the current version of a document."""
        (found,) = self.column(
            "SELECT t.id FROM text t JOIN version v ON v.id = t.version_id WHERE v.document_id = :id"
            " AND v.seen_to IS NULL AND t.superseded_at IS NULL",
            id=doc_id,
        )
        return str(found)

    def claim(self, doc_id: str, *said: Claim, extractor: str = "x1", at: float = 0) -> int:
        """Make `said` the claims of the standing text of a document."""
        count: int = self.do(claims.save_claims, self.text_of(doc_id), doc_id, said, extractor, day(at))
        return count

    def trial(self, label: str, *links: Mapping[str, Any], identifiers: Sequence[str] = ()) -> str:
        """A trial that the documents of `links` (document_id, ...) are about; returns its id."""
        trial_id = f"trial-{label}"
        numbers = [{"scheme": "nct", "value": value, "trial_id": trial_id} for value in identifiers or [label]]
        self.do(trials.save_trials, [{"id": trial_id, "label": label}], numbers)
        usual = {"trial_id": trial_id, "role": "coverage", "method": "identifier", "score": 0.9, "state": "accepted"}
        self.do(trials.save_links, [{**usual, "evidence": ["says so"], **link} for link in links], [], day(0))
        return trial_id

    def verdicts(self, doc_id: str, *found: Mapping[str, Any], by_code: bool = False, at: float = 0) -> int:
        """Make `found` (see `verdict`) what the checks say of a document; those inconsistent are listed."""
        rows = [dict(row) for row in found]
        listed = {row["id"] for row in rows if row["verdict"] == "inconsistent"}
        count: int = self.do(verdicts.save_verdicts, doc_id, rows, listed, by_code, day(at))
        return count


def verdict(doc_id: str, name: str = "inconsistent", *, check: str = "duration", **more: Any) -> dict[str, Any]:
    """A row as the check stage makes it."""
    against = more.get("against_document_id")
    usual = dict.fromkeys(
        ("trial_id", "link_id", "parent_id", "claim_id", "against_claim_id", "document_quote", "against_quote")
    )
    usual |= {"document_value": "6 weeks", "against_value": "4 weeks", "code": "c1", "explanation": "differs from"}
    row = {"document_id": doc_id, "against_document_id": against, "check_name": check, "qualifiers": "planned"}
    return {
        "id": verdict_id(doc_id, check, "planned", against),
        **row,
        **usual,
        "verdict": name,
        "severity": "major",
        "confidence": 0.9,
        **more,
    }
