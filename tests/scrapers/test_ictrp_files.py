"""ICTRP exports as files: cut off, in other encodings, with other delimiters, hostile."""

import gzip
import json
from contextlib import suppress

import pytest
from hypothesis import given, strategies as st

from scrapers.files import ImportItem, plan
from scrapers.ictrp import SOURCE, discover, parse, reads
from tests.scrapers.plays import FIXTURES, Web, documents, problems, reply
from tracker.errors import ReadError
from tracker.records import Problem, Query

XML = (FIXTURES / "ictrp" / "export.xml").read_bytes()
CSV = (FIXTURES / "ictrp" / "export.csv").read_bytes()
NUMBERS = ["ChiCTR9900000001", "EUCTR2099-000001-10-DE", "NCT99999905"]
LINE = b"TrialID,Source Register,Public title,Countries\n"


def numbers(body: bytes) -> list[str]:
    return [document.native_id for document in documents(parse(reply(body)))]


def said(body: bytes) -> list[tuple[str, str]]:
    return [(item.kind, item.message) for item in parse(reply(body)) if isinstance(item, Problem)]


def test_nothing_is_asked_and_the_way_is_named() -> None:
    (found,) = discover(Query(), SOURCE.options(), Web({}))
    assert isinstance(found, Problem)
    assert "tracker import" in found.message
    assert "\n" not in found.message


@pytest.mark.parametrize("name", ["ICTRP-Results.xml", "x.XML", "ictrp/x.xml.gz"])
def test_an_import_recognises_the_xml(name: str) -> None:
    body = gzip.compress(XML) if name.endswith(".gz") else XML
    (item,) = plan(name, body)
    assert isinstance(item, ImportItem)
    assert item.source == "ictrp"


@pytest.mark.parametrize(
    ("name", "head", "ours"),
    [
        ("x.csv", CSV[:4096], True),
        ("x.tsv", CSV[:4096].replace(b",", b"\t"), True),
        ("x.csv", CSV[:4096].decode(errors="ignore").encode("utf-16"), True),
        ("x.csv", b"\xef\xbb\xbf" + LINE, True),
        ("x.csv", b"TrialID,Arm,Visit\n1,2,3\n", False),
        ("x.csv", b"", False),
        ("x.xml", XML[:4096], True),
        ("x.xml", XML[:4096].decode(errors="ignore").encode("utf-16"), True),
        ("x.xml", b"<rss/>", False),
        ("x.txt", CSV[:4096], False),
        ("x.xml", CSV[:4096], False),
    ],
)
def test_recognises_its_files(name: str, head: bytes, ours: bool) -> None:
    assert reads(name, head) is ours


def test_a_file_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    end = XML.index(b"<TrialID>NCT99999905")
    assert numbers(XML[:end]) == NUMBERS[:2]
    ((kind, message),) = said(XML[:end])
    assert (kind, "cut off or damaged at trial 3, 2 were read" in message) == ("cut_off", True)


def test_only_the_closing_root_is_missing() -> None:
    body = XML.replace(b"</Trials_downloaded_from_ICTRP>", b"")
    assert numbers(body) == NUMBERS
    assert [kind for kind, _ in said(body)] == ["cut_off", "unread_value"]


@pytest.mark.parametrize("cut", range(100, len(XML), 97))
def test_wherever_it_is_cut_only_whole_trials_are_read(cut: int) -> None:
    body = XML[:cut]
    assert numbers(body) == NUMBERS[: body.count(b"</Trial>")]
    assert said(body)[0][0] == "cut_off"


def test_a_large_file_is_read_piece_by_piece() -> None:
    start, end = XML.index(b"  <Trial>"), XML.index(b"  <Trial>", XML.index(b"</Trial>"))
    many = b"".join(XML[start:end].replace(b"9900000001", b"99%08d" % n) for n in range(400))
    body = XML[:start] + many + b"</Trials_downloaded_from_ICTRP>"
    assert len(body) > 500_000
    assert numbers(body) == [f"ChiCTR99{n:08d}" for n in range(400)]


@pytest.mark.parametrize("sign", [b"\x0b", b"\x00", b"&#x1F;", b"&#11;", b"&#xD800;"])
def test_a_sign_that_xml_forbids_costs_nothing(sign: bytes) -> None:
    assert numbers(XML.replace(b"Porridge in", b"Porridge" + sign + b"in")) == NUMBERS


def test_a_damaged_trial_ends_the_reading_with_a_problem() -> None:
    body = XML.replace(b"<TrialID>EUCTR", b"<TrialID>R & D EUCTR")
    assert numbers(body) == NUMBERS[:1]
    assert "at trial 2, 1 were read" in said(body)[0][1]


def test_other_encodings_of_the_xml() -> None:
    text = XML.decode().replace("encoding='UTF-8'", "encoding='UTF-16'")
    assert numbers(text.encode("utf-16")) == NUMBERS
    assert numbers(b"\xef\xbb\xbf" + XML) == NUMBERS


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))


@pytest.mark.parametrize(
    "body",
    [
        f"<!DOCTYPE x [{BOMB}]><Trials_downloaded_from_ICTRP><Trial><TrialID>&e11;</TrialID></Trial>",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Trials_downloaded_from_ICTRP><Trial>&e;</Trial>',
        "<!DOCTYPE x><Trials_downloaded_from_ICTRP></Trials_downloaded_from_ICTRP>",
        "<rss><Trial><TrialID>NCT99999901</TrialID></Trial></rss>",
        "<html><body>Please wait</body></html>",
        "<a><Trials_downloaded_from_ICTRP/></a>",
        "<",
        "",
        "TrialID\nNCT99999901\n",
        "a,b,c\n",
        "a,b,c\rd,e,f\n",
    ],
    ids=[
        "bomb",
        "file",
        "doctype",
        "rss",
        "html",
        "inner root",
        "broken",
        "empty",
        "one column",
        "other csv",
        "returns",
    ],
)
def test_other_bytes_are_one_clear_line(body: str) -> None:
    with pytest.raises(ReadError) as raised:
        list(parse(reply(body)))
    assert "\n" not in str(raised.value)


def test_an_empty_export_is_read() -> None:
    assert list(parse(reply("<Trials_downloaded_from_ICTRP></Trials_downloaded_from_ICTRP>"))) == []
    assert list(parse(reply(LINE))) == []


@pytest.mark.parametrize("delimiter", [";", "\t", "|", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings(delimiter: str, encoding: str) -> None:
    cells = [["TrialID", "Source Register", "Public title", "Countries"], ["DRKS00099999", "DRKS", "Größe", "Norway"]]
    body = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in cells).encode(encoding)
    (document,) = documents(parse(reply(body)))
    assert (document.native_id, document.title) == ("DRKS00099999", "Größe")


@pytest.mark.parametrize(
    "labels", ["TRIALID,SOURCE_REGISTER,PUBLIC TITLE,COUNTRIES", "trialid,source register,Public_title,countries"]
)
def test_labels_are_known_by_their_letters(labels: str) -> None:
    (document,) = documents(parse(reply(f"{labels}\nDRKS00099999,DRKS,Naps,Norway\n")))
    assert (document.title, [field.raw for field in document.fields if field.type == "centres"]) == ("Naps", ["Norway"])


def test_rows_that_do_not_fit_are_named() -> None:
    found = list(parse(reply(LINE + b"NCT99999901,x,y,z\n\nNCT99999902,x\nNCT99999903,x,y,z,w\nNCT99999904,x,y,z,,\n")))
    assert [document.native_id for document in documents(found)] == ["NCT99999901", "NCT99999904"]
    assert problems(found) == ["bad_line", "bad_line"]
    assert ["row 3 has 2 cells" in item.message for item in found if isinstance(item, Problem)] == [True, False]


def test_a_csv_that_is_cut_off_inside_a_quote() -> None:
    found = list(parse(reply(LINE + b'NCT99999901,x,y,z\nNCT99999902,x,"y and no end')))
    assert [document.native_id for document in documents(found)] == ["NCT99999901"]
    assert problems(found) == ["bad_line"]


def test_a_trial_that_comes_twice_is_read_once() -> None:
    once = b"NCT99999901,x,y,z\n"
    assert (numbers(LINE + once * 2), said(LINE + once * 2)) == (["NCT99999901"], [])
    found = list(parse(reply(LINE + once + b"NCT99999901,x,other,z\n")))
    assert (len(documents(found)), problems(found)) == (1, ["duplicate"])


def test_a_cell_may_be_long() -> None:
    (document,) = documents(parse(reply(LINE + b'NCT99999901,x,"' + b"y" * 300_000 + b'",z\n')))
    assert len(document.title or "") == 300_000


def test_values_that_say_nothing_are_left_out() -> None:
    (document,) = documents(parse(reply(LINE + b"NCT99999901,NULL,NA,\n")))
    assert document.record == {"TrialID": "NCT99999901"}


DIRT = st.sampled_from([b"", b"<", b"&", b'"', b"\xff", b"]]>", b"&#1;", b"</Trial>", b"<!DOCTYPE x>", b",,", b"\n"])


@given(st.sampled_from([XML, CSV]), st.integers(0, len(XML)), st.integers(0, 60), DIRT)
def test_damaged_bytes_are_read_or_refused(body: bytes, start: int, length: int, dirt: bytes) -> None:
    with suppress(ReadError):
        for document in documents(parse(reply(body[:start] + dirt + body[start + length :]))):
            json.dumps(document.record, ensure_ascii=False).encode()
