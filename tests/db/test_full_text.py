"""Full-text search: what is found and shown, the same on both databases, and that the index follows the texts."""

from typing import Any

import pytest
from sqlalchemy import text

from db import full_text
from db.engine import upgrade
from db.read.search import EXCERPT, search
from db.saved_queries import saved_queries
from db.store.redact import redact
from tests.db.stores import Store, day
from tests.db.test_views import DAY
from tracker.config import Config, Store as StoreConfig
from tracker.errors import ConfigError, StoreError
from tracker.records import Document, Field, Passage

HEAD = "Drops ease the dry eye"
BODY = "A clinic gave drops to 40 people. There was no significant difference between drops and water."
STORY = f"{HEAD}\n\n{BODY}"

FOUND = [
    ("drop", ["story"]),
    ("DROPS people", ["story"]),
    ('"no significant difference"', ["story"]),
    ('"significant no difference"', []),
    ("drops -water", []),
    ("saltwater -heals", ["NCT1", "changed"]),
    ("saltwater or drops", ["NCT1", "changed", "story"]),
    ('"break-up time"', ["NCT1"]),
    ("week 6", ["NCT1"]),
    ("heals", []),
    ('"drops', ["story"]),
    ("(drops) AND* ^people:", ["story"]),
    ("drops' \"; DROP TABLE text; --", []),
    ("NEAR(drops people)", []),
    ("title:drops", []),
    ("\ud800drops\0 | & ! <->", ["story"]),
]


@pytest.fixture
def told(store: Store) -> Store:
    """A story, a registry entry whose words stand in a field, and a story that was changed."""
    store.add_source("registry", "registry")
    entry = store.document(
        "NCT1",
        "Saltwater trial",
        record={"o": "Tear break-up time"},
        fields=(Field(type="primary_outcome", raw="Tear break-up time at week 6", path="$.o"),),
        source="registry",
        kind="registry",
    )
    story = store.document(
        "story", STORY, 1, title=HEAD, passages=(Passage(kind="headline", start=0, end=len(HEAD)),),
        published=DAY,
    )  # fmt: skip
    store.document("changed", "Saltwater heals, said the first version.", 1)
    store.document("changed", "Saltwater may help, says the second.", 2)
    store.trial("NCT1", {"document_id": entry, "role": "registration"}, {"document_id": story, "state": "proposed"})
    return store


def ask(store: Store, words: str, **more: Any) -> list[str]:
    """The native ids of what is found, as listed, without regard to the order."""
    with store.engine.connect() as conn:
        count, found = search(conn, words, **more)
    assert count == len(found)
    return sorted(row["document"]["id"] for row in found)


def test_what_is_found(told: Store) -> None:
    assert [(words, ask(told, words)) for words, _ in FOUND] == FOUND


@pytest.mark.parametrize("words", ["", " ", '"', '""', "-drops", "((", "or", "*", "-- or -x"])
@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_where_no_word_is_left_that_is_said(words: str, dialect: str) -> None:
    with pytest.raises(ConfigError, match="no word to look for"):
        full_text.asked(words, dialect)


def test_a_match_is_shown_where_it_stands(told: Store) -> None:
    with told.engine.connect() as conn:
        (story,) = search(conn, "significant drops")[1]
        (entry,) = search(conn, "tear")[1]
        (headline,) = search(conn, "ease")[1]
    assert (story["excerpt"], story["passage"], str(story["published"])) == (BODY, "body", str(DAY.low))
    assert [story["excerpt"][low:high] for low, high in story["marks"]] == ["drops", "significant", "drops"]
    assert [(t["identifiers"], t["state"]) for t in story["trials"]] == [(["NCT1"], "proposed")]
    assert (entry["excerpt"], entry["passage"]) == ("Tear break-up time at week 6", "field")
    assert (headline["excerpt"], headline["passage"]) == (HEAD, "headline")


def test_a_long_text_is_shown_in_part(store: Store) -> None:
    store.document(
        "long", "Nothing of note here. " * 300 + "Then the needle was found, a needle of steel. " + "So on. " * 300
    )
    with store.engine.connect() as conn:
        ((found,),) = [search(conn, "needle steel")[1]]
    assert len(found["excerpt"]) <= EXCERPT
    assert [found["excerpt"][low:high] for low, high in found["marks"]] == ["needle", "needle", "steel"]


def test_it_can_be_narrowed(told: Store) -> None:
    assert ask(told, "saltwater", kinds=["press"]) == ["changed"]
    assert ask(told, "saltwater", kinds=["registry", "paper"]) == ["NCT1"]
    assert ask(told, "saltwater", topic="topic") == ["NCT1", "changed"]
    assert ask(told, "saltwater", topic="other") == []
    assert ask(told, "heals", past=True) == ["changed"]
    with told.engine.connect() as conn:
        count, found = search(conn, "saltwater or drops", limit=1)
    assert (count, len(found)) == (3, 1)


def test_what_is_under_embargo_is_kept_still(store: Store) -> None:
    store.document("silent", "Drops work.", embargo_until=day(9), access="embargoed")
    assert ask(store, "drops") == ["silent"]
    assert ask(store, "drops", now=day(8)) == []
    assert ask(store, "drops", now=day(9)) == ["silent"]


def test_the_index_follows_the_texts(told: Store) -> None:
    found = told.answer("https://paper.example/again", b"again", 5)
    told.read(found, 5, Document(native_id="again", kind="press", title="Again", text="Drops are read."))
    assert ask(told, "drops") == ["again", "story"]
    told.read(
        found, 5, Document(native_id="again", kind="press", title="Again", text="Pills are read."), parser="page@2"
    )
    assert (ask(told, "drops"), ask(told, "pills")) == (["story"], ["again"])
    told.read(
        found, 6, Document(native_id="again", kind="press", title="Again", text="Drops are read."), parser="page@3"
    )
    assert (ask(told, "drops"), ask(told, "pills")) == (["again", "story"], [])
    assert told.do(full_text.unsound) == []
    with told.engine.begin() as conn:
        conn.execute(text("UPDATE text SET text = '', title = NULL, fields = NULL"))
    assert (ask(told, "drops or saltwater", past=True), ask(told, "again", past=True)) == ([], [])
    with told.engine.begin() as conn:
        conn.execute(text("DELETE FROM passage"))
        conn.execute(text("DELETE FROM text"))
        assert conn.execute(text("SELECT count(*) FROM text_search_key")).scalar() == 0


def test_the_words_of_a_redacted_text_leave_the_index(store: Store) -> None:
    store.document("told", "The patient Zyxwvutsrq took drops.")
    store.document("other", "Others took drops.")
    blob = store.column("SELECT blob_sha256 FROM v_documents WHERE native_id = 'told'")[0]

    def held() -> bool:
        if store.engine.dialect.name == "sqlite":
            return any(b"yxwvutsrq" in block for block in store.column("SELECT block FROM text_search_data"))
        return any("zyxwvutsrq" in words for words in store.column("SELECT CAST(words AS text) FROM text_search_key"))

    assert held()
    store.do(redact, blob, "somebody", "names a patient", day(1))
    assert not held()
    assert (ask(store, "zyxwvutsrq"), ask(store, "drops")) == ([], ["other"])


def test_an_index_that_is_behind_is_seen_and_made_anew(told: Store) -> None:
    story = told.column("SELECT text_id FROM v_documents WHERE native_id = 'story'")[0]
    with told.engine.begin() as conn:
        conn.execute(text("DELETE FROM text_search_key WHERE text_id = :id"), {"id": story})
    assert told.do(full_text.unsound) == [story]
    assert told.do(full_text.rebuild) == 4
    assert (told.do(full_text.unsound), ask(told, "drops")) == ([], ["story"])


def test_a_store_with_data_gets_an_index_when_it_is_upgraded(fresh: Store) -> None:
    fresh.document("old", "Drops of old.")
    with fresh.engine.begin() as conn:
        full_text.drop(conn)
        for table in ("text_search", "text_search_key"):
            if conn.dialect.name == "sqlite" or table == "text_search_key":
                conn.execute(text(f"DROP TABLE {table}"))
        if conn.dialect.name == "postgresql":
            conn.execute(text("DROP TEXT SEARCH CONFIGURATION tracker_english"))
            conn.execute(text("DROP TEXT SEARCH DICTIONARY tracker_stem"))
        conn.execute(text("UPDATE alembic_version SET version_num = '0005'"))
    assert upgrade(fresh.engine) is True
    assert ask(fresh, "drop") == ["old"]
    fresh.document("new", "Drops of today.", 1)
    assert ask(fresh, "drop") == ["new", "old"]


def test_the_saved_queries_take_what_people_type(told: Store) -> None:
    def query(name: str, words: str) -> list[str]:
        one = saved_queries()[name]
        with told.engine.connect() as conn:
            given = one.bound({"words": words}, conn.dialect.name)
            return [row.native_id for row in conn.execute(text(one.sql), given)]

    assert query("search", '"dry eye" -tablet') == ["story"]
    assert query("said", 'a "b (NEAR') == []
    with pytest.raises(ConfigError):
        query("search", "***")


def test_an_impossible_question_in_sql_is_one_line_with_a_way_out(told: Store, tmp_path: Any) -> None:
    from tracker.operations.find import sql

    config = Config(store=StoreConfig(url=told.url, blobs=str(tmp_path), report=tmp_path))
    assert len(list(sql(config, "SELECT rowid, rank FROM text_search('drops')")[1])) == 1
    if told.engine.dialect.name == "sqlite":
        for words in ('"', "a AND", "(b"):
            with pytest.raises(StoreError, match="double quotes"):
                sql(config, f"SELECT rowid FROM text_search('{words}')")
        with pytest.raises(StoreError, match="only reading"):
            sql(config, "INSERT INTO text_search (text_search) VALUES ('delete-all')")
