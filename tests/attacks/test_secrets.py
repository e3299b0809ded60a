"""Secrets of the settings and of other hosts are in no message, log, report, export or table."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.attacks.conftest import CORPUS
from tests.cli.conftest import Call, call
from tests.http.conftest import MakeClient
from tests.loopback import Canned, Loopback, page
from tests.pipeline.stores import PatientClock, config_in, go, write_config
from tests.pipeline.webs import pages_of, play_pages, study, tables
from tracker.errors import FetchFailed
from tracker.records import Request

__all__ = ["call"]

SECRET = "tok3nOfNobody"


@pytest.fixture
def everything_said(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """All that was printed or logged, by us and by the libraries."""
    caplog.set_level(logging.INFO)  # what --debug shows
    logging.getLogger("tracker").propagate = True

    def said() -> str:
        printed = capsys.readouterr()
        return printed.out + printed.err + caplog.text

    return said


def stored(folder: Path) -> str:
    """Everything under `folder` as bytes turned into text: database, blobs, report."""
    return "".join(p.read_bytes().decode("latin-1") for p in folder.rglob("*") if p.is_file())


def password_in_store_url(folder: Path, web: Loopback, make_client: MakeClient, call: Call) -> str:
    write_config(folder, f"postgresql://desk:{SECRET}@127.0.0.1:1/evidence")
    return "".join(f"{call(*command)}" for command in (["-v", "status"], ["doctor"], ["run", "--offline"], ["sources"]))


def notify(folder: Path, web: Loopback, **settings: object) -> str:
    play_pages(web, pages_of([study("NCT99999901")], 1))
    config = config_in(folder, f"sqlite:///{folder}/e.db", tables(web.url("", "127.0.0.1"), "clinicaltrials_gov"))
    web.routes["/api/v2/studies"] = Canned(500)  # a source that breaks is told
    go(config.model_copy(update={"notify": config.notify.model_copy(update=settings)}), PatientClock())
    return stored(folder)


def token_in_notify_urls(folder: Path, web: Loopback, make_client: MakeClient, call: Call) -> str:
    pytest.importorskip("apprise", reason="needs the extra `notify`")
    urls = (f"nonsense://{SECRET}@x", f"json://desk:{SECRET}@127.0.0.1:1/{SECRET}", f"slack://{SECRET}", f"{SECRET}")
    return notify(folder, web, urls=urls)


def token_in_heartbeat_url(folder: Path, web: Loopback, make_client: MakeClient, call: Call) -> str:
    return notify(folder, web, heartbeat_url=web.url(f"/{SECRET}")) + notify(
        folder / "other", web, heartbeat_url=f"http://{SECRET}.invalid/ping"
    )


def key_said_back(folder: Path, web: Loopback, make_client: MakeClient, call: Call) -> str:
    web.routes["/a"] = Canned(
        400, f'{{"message": "key {SECRET} is wrong"}}'.encode(), {"Content-Type": "application/json"}
    )
    request = Request(url=web.url("/a"), role="page", secret={"api_key": SECRET})
    with pytest.raises(FetchFailed) as caught:
        make_client().fetch(request, delay=0, robots=False)
    assert SECRET in web.log[-1].path
    return f"{caught.value!r} {request!r} {request.model_dump_json()}"


def cookie(folder: Path, web: Loopback, make_client: MakeClient, call: Call) -> str:
    web.routes["/a"] = page(b"here", Set_Cookie=f"session={SECRET}")
    return make_client().fetch(Request(url=web.url("/a"), role="page"), delay=0, robots=False).model_dump_json()


def signed_redirect(folder: Path, web: Loopback, make_client: MakeClient, call: Call) -> str:
    web.routes["/a"] = Canned(302, headers={"Location": f"/b?X-Amz-Signature={SECRET}&token={SECRET}"})
    web.routes["/b"] = Canned(403)
    with pytest.raises(FetchFailed) as caught:
        make_client().fetch(Request(url=web.url("/a"), role="page"), delay=0, robots=False)
    return str(caught.value)


CASES = {
    "a password in store.url": password_in_store_url,
    "a token in notify.urls": token_in_notify_urls,
    "a token in notify.heartbeat_url": token_in_heartbeat_url,
    "a key of a source, said back in an error": key_said_back,
    "a cookie that a host sets": cookie,
    "a signature in the address of a redirect that fails": signed_redirect,
}


@pytest.mark.parametrize("case", CORPUS["secret"], ids=lambda case: case["id"])
def test_a_secret_is_nowhere(
    tmp_path: Path,
    web: Loopback,
    make_client: MakeClient,
    call: Call,
    everything_said: Callable[[], str],
    case: dict[str, str],
) -> None:
    kept = CASES[case["id"]](tmp_path, web, make_client, call)
    assert kept
    assert SECRET not in kept
    assert SECRET not in everything_said()


def test_what_is_said_is_heard(everything_said: Callable[[], str]) -> None:
    logging.getLogger("httpcore").warning("one of a library")
    logging.getLogger("tracker.notify").warning("one of ours")
    said = everything_said()
    assert "one of a library" in said
    assert "one of ours" in said
