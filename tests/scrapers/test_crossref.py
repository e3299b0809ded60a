"""Works of Crossref: what becomes of each part, in a page, alone, and when something is not as expected."""

import json
from typing import Any

import pytest

from scrapers._crossref_fields import printed_date
from scrapers._papers import abstract_lines, canonical_doi, names_one_of_each, without_e_mail, without_markup
from scrapers.crossref import parse, reads
from tests.scrapers.plays import FIXTURES, at_path, documents, fields, problems, reply, told
from tracker.claims import from_fields
from tracker.errors import ReadError

PAGE = (FIXTURES / "crossref" / "page.json").read_bytes()
WORK = (FIXTURES / "crossref" / "work.json").read_bytes()


def changed(**more: Any) -> bytes:
    answer = json.loads(WORK)
    answer["message"].update({name.replace("_", "-"): value for name, value in more.items()})
    return json.dumps(answer).encode()


def test_a_page_gives_its_papers_and_counts_the_rest() -> None:
    found = list(parse(reply(PAGE)))
    kinds = [(document.native_id, document.kind) for document in documents(found)]
    assert kinds == [
        ("10.5555/elbow.1", "paper"),
        ("10.5555/notice.9", "paper"),
        ("10.5555/pre.1", "preprint"),
        ("10.5555/knee.1", "paper"),
    ]
    assert problems(found) == ["not_a_paper"]


def test_of_a_search_only_works_that_name_the_topic_are_read() -> None:
    words = {"words": json.dumps([["dry elbow", "dry elbows"], ["zinc"]])}
    found = list(parse(reply(PAGE, role="search", meta=words)))
    assert [document.native_id for document in documents(found)] == [
        "10.5555/elbow.1",
        "10.5555/notice.9",
        "10.5555/pre.1",
    ]
    assert problems(found) == []


def test_title_and_abstract_are_text_without_markup() -> None:
    (document,) = documents(parse(reply(WORK)))
    assert document.title == "Zinc gel for dry elbows: a trial of H2O & zinc"
    assert document.text.split("\n") == [
        "Zinc gel for dry elbows: a trial of H2O & zinc",
        "",
        "The ELBOW-1 trial",
        "Background: Zinc gel may calm dry elbows.",
        "Methods: We randomised 84 adults for six weeks (10^9 units).",
        "Results: Scores fell by 2.1 points (p < 0.05).",
        "Nobody was harmed.",
    ]
    cut = [(part.kind, document.text[part.start : part.end][:9]) for part in document.passages]
    assert cut == [("headline", "Zinc gel "), ("abstract", "The ELBOW")]


def test_claims_of_a_paper() -> None:
    (document,) = documents(parse(reply(WORK)))
    assert told(document, "doi") == [("own", "10.5555/elbow.1")]
    assert told(document, "journal") == [(None, "Journal of Fictitious Trials")]
    assert told(document, "date") == [("published", "2099-02"), ("electronic", "2099-02-07"), ("print", "2099")]
    assert told(document, "institution") == [
        (None, "Department of Skin, Example University, Northtown."),
        (None, "Department of Skin, Example University, Northtown"),
        ("funded", "Example Fund"),
    ]
    (registration,) = fields(document, "registration_id")
    assert (registration.kind, registration.raw) == ("own", "isrctn99999901")
    assert registration.qualifiers == {"channel": "metadata", "registry": "10.18810/isrctn", "stage": "results"}
    claims, unreadable = from_fields(document.fields)
    assert unreadable == []
    values = [claim.value for claim in claims if claim.type == "registration_id"]
    assert values == [{"scheme": "isrctn", "value": "ISRCTN99999901"}]
    assert (document.published and document.published.precision, document.publisher) == ("month", "Example Press")
    assert document.author == "Ada Doe; Bo Roe; The ELBOW Group"


def test_relations_say_who_says_so_and_when() -> None:
    (document,) = documents(parse(reply(WORK)))
    claims, _ = from_fields(fields(document, "relation"))
    assert [(c.kind, c.value["value"], str(c.date_low), str(c.date_high)) for c in claims] == [
        ("retracted_by", "10.5555/notice.9", "2099-03-08", "2099-03-08"),
        ("concern_by", "10.5555/notice.8", "2099-03-01", "2099-03-31"),
        ("has_preprint", "10.5555/pre.1", "None", "None"),
        ("has_comment", "99999901", "None", "None"),
    ]
    assert [c.qualifiers["source"] for c in claims[:2]] == ["retraction-watch", "publisher"]
    assert claims[0].qualifiers["record"] == "90001"


@pytest.mark.parametrize(
    ("side", "nature", "kind"),
    [
        ("update_to", "retraction", "retracts"),
        ("update_to", "withdrawal", "retracts"),
        ("update_to", "removal", "retracts"),
        ("update_to", "partial_retraction", "corrects"),
        ("update_to", "Expression of Concern", "concerns"),
        ("update_to", "erratum", "corrects"),
        ("update_to", "new_version", "update_of"),
        ("updated_by", "removal", "retracted_by"),
        ("updated_by", "corrigendum", "corrected_by"),
        ("updated_by", "reinstatement", "reinstated_by"),
    ],
)
def test_natures(side: str, nature: str, kind: str) -> None:
    update = {"DOI": "10.5555/other.1", "type": nature, "updated": {"date-parts": [[2099]]}}
    body = changed(**{"updated_by": [], "update_to": [], "relation": {}} | {side: [update]})
    (document,) = documents(parse(reply(body)))
    assert told(document, "relation") == [(kind, "10.5555/other.1")]


@pytest.mark.parametrize("side", ["update_to", "updated_by"])
def test_a_notice_under_the_papers_own_doi(side: str) -> None:
    updates = [{"DOI": "10.5555/ELBOW.1", "type": nature} for nature in ("withdrawal", "new_version")]
    (document,) = documents(parse(reply(changed(**{"updated_by": [], "relation": {}} | {side: updates}))))
    assert told(document, "relation") == [("retracted_by", "10.5555/elbow.1")]


def test_what_is_not_known_is_named_once() -> None:
    answer = json.loads(PAGE)
    for item in answer["message"]["items"]:
        item["mood"] = {"colour": "blue"}
        item["updated-by"] = [{"DOI": "10.5555/z.1", "type": "apotheosis"}]
    found = [item for item in parse(reply(json.dumps(answer))) if getattr(item, "kind", "").startswith("unread")]
    assert sorted(problem.subject for problem in found) == ["mood.colour", "updated-by[].type apotheosis"]


def test_nothing_personal_is_kept_and_counters_make_no_version() -> None:
    (document,) = documents(parse(reply(WORK)))
    kept = json.dumps([document.record, document.content, document.sections, [f.raw for f in document.fields]])
    assert [word for word in ("ada@", "orcid", "Ada", "Doe") if word in kept + document.text] == []
    later = changed(indexed={"date-time": "2100-01-01T00:00:00Z"}, score=1, is_referenced_by_count=99, resource={})
    assert documents(parse(reply(later)))[0].content == document.content


def test_paths_lead_into_the_record_and_sections_cover_the_content() -> None:
    for document in documents(parse(reply(PAGE))):
        for field in document.fields:
            at_path(document.record, field.path)
        assert document.record is not None
        assert {key for part in document.sections.values() for key in part} == set(document.record)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "answered with nothing"),
        (b"<html>Are you a robot?</html>", "web page"),
        (b'{"status": "ok", "message-type": "work-li', "not JSON or is cut off"),
        (b"[]", "no object"),
        (b'{"message-type": "member", "message": {}}', "no answer with works"),
        (
            b'{"message-type":"validation-failure","message":[{"type":"x","message":"No such\\nroute"}]}',
            "No such route",
        ),
    ],
)
def test_other_bytes(body: bytes, said: str) -> None:
    with pytest.raises(ReadError, match=said) as caught:
        list(parse(reply(body)))
    assert "\n" not in str(caught.value)


def test_a_missing_page_says_nothing_and_files_are_recognised() -> None:
    assert list(parse(reply(b"Resource not found.", status=404))) == []
    heads = [("a.json", PAGE), ("a.JSON", WORK), ("a.xml", PAGE), ("a.json", b'{"message-type":"member-list"}')]
    assert [reads(name, body[:4096]) for name, body in heads] == [True, True, False, False]


@pytest.mark.parametrize(
    ("parts", "printed"),
    [
        ([[2099, 3, 8]], "2099-03-08"),
        ([[2099, 3]], "2099-03"),
        ([[2099]], "2099"),
        ([[2099, None]], "2099"),
        ([["2099", "3"]], "2099-03"),
        ([[None]], ""),
        ([[]], ""),
        ([], ""),
        (None, ""),
    ],
)
def test_dates_of_one_to_three_parts(parts: object, printed: str) -> None:
    assert printed_date({"date-parts": parts}) == printed


@pytest.mark.parametrize(
    ("jats", "lines"),
    [
        ("<jats:p>One.</jats:p><jats:p>Two.</jats:p>", ["One.", "Two."]),
        ("Plain words, p&lt;0.01 and x &lt; y.", ["Plain words, p<0.01 and x < y."]),
        ("<h4>Aim</h4>To see.<h4>Results</h4>Seen.", ["Aim: To see.", "Results: Seen."]),
        ("<jats:title>ABSTRACT</jats:title><jats:p>One.</jats:p>", ["One."]),
        ("<jats:sec><jats:title>Empty</jats:title></jats:sec>", ["Empty"]),
        ("<jats:p>Rate <mml:math><mml:mn>5</mml:mn></mml:math><jats:tex-math>$5$</jats:tex-math></jats:p>", ["Rate 5"]),
        ("<jats:list><jats:list-item><jats:p>a</jats:p></jats:list-item></jats:list>", ["a"]),
        ("", []),
    ],
)
def test_abstracts(jats: str, lines: list[str]) -> None:
    assert abstract_lines(jats) == lines


def test_small_readings() -> None:
    assert without_markup("A <b>bold</b>\n claim &amp;amp; 5 &lt; 6") == "A bold claim & 5 < 6"
    assert canonical_doi(" https://dx.doi.org/10.5555/ABC.1 ") == "10.5555/abc.1"
    assert [canonical_doi(text) for text in ("unavailable", "0", None, "11.5/x", "10.5555/")] == [""] * 5
    assert without_e_mail("Unit A, Town; E-mail: a.b@c.example.org") == "Unit A, Town"
    assert without_e_mail("Unit @ Town") == "Unit @ Town"


@pytest.mark.parametrize(
    ("text", "groups", "named"),
    [
        ("Zinc for dry-elbow pain", [["dry elbow"], ["ZINC", "tin"]], True),
        ("Zincate for dry elbow", [["dry elbow"], ["zinc"]], False),
        ("Zinc for knees", [["dry elbow"], ["zinc"]], False),
        ("Anything", [], True),
    ],
)
def test_a_work_names_one_of_each(text: str, groups: list[list[str]], named: bool) -> None:
    assert names_one_of_each(text, groups) is named
