"""The report in a real headless Chromium: it can be filtered and read, and texts stay texts whatever they hold."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser

from db import tables
from tests.pipeline.stages import bench
from tests.pipeline.stores import START, PatientClock
from tests.report.browser import chromium, looking
from tracker.operations.check import check
from tracker.operations.report import write_checked
from tracker.records import Field, PartialDate

HOSTILE = '<script>document.title="run"</script><img src=x onerror="document.title=1"><svg onload=alert(1)>'
REGISTERED = (
    Field(type="registration_id", raw="NCT99999901", path="$.id", kind="own"),
    Field(type="sample_size", raw="40", path="$.size", kind="enrolled"),
    Field(type="phase", raw="PHASE2", path="$.phase"),
    Field(type="date", raw="2025-03-01", path="$.start", kind="start"),
    Field(type="date", raw="2027-03-01", path="$.end", kind="completion"),
)
STORY = "The trial (registered as NCT99999901) randomised {n} people: 20 got the drops and 20 placebo. {more}"
RATES = f"{HOSTILE} More had remission on the drops (50.0% vs 25.0%; NNT = 8)."


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    folder = tmp_path_factory.mktemp("report")
    with bench(f"sqlite:///{folder / 'evidence.db'}", folder) as store:
        store.registry(fields=REGISTERED)
        bad: dict[str, Any] = {
            "title": f"Drops help {HOSTILE}",
            "url": "https://desk.example/a?x=<script>",
            "published": PartialDate(low=date(2026, 11, 18), high=date(2026, 11, 18), precision="day"),
        }
        store.add("story", STORY.format(n=40, more=RATES), "a <b>desk</b>", **bad)
        store.add("more", STORY.format(n=421, more=""), "evening_ledger", title="421 people", url="javascript:alert(1)")
        store.run()
        yield SimpleNamespace(store=store, folder=folder / "report")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def checked(report: SimpleNamespace) -> Path:
    """A draft held against the store, as a page."""
    draft, out = report.folder / "draft.txt", report.folder / "check.html"
    draft.write_text(f"Drops work {HOSTILE}\n\n{STORY.format(n=421, more=RATES)} It was a phase 2 trial.\n", "utf-8")
    clock = PatientClock()
    write_checked(out, check(report.store.config, clock, str(draft), offline=True), clock.now(), offline=True)
    return out


def files(report: SimpleNamespace) -> list[Path]:
    return [report.folder / "index.html", *sorted((report.folder / "trial").glob("*.html"))]


def test_every_page_is_quiet_fits_a_phone_and_has_no_serious_fault(
    report: SimpleNamespace, checked: Path, browser: Browser
) -> None:
    index, trial = files(report)
    for file, scheme in ((index, "light"), (index, "dark"), (trial, "light"), (checked, "dark")):
        with looking(browser, file, width=360, scheme=scheme) as look:
            look.page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
            assert look.overflow() <= 0, file.name
            look.page.set_viewport_size({"width": 1200, "height": 900})
            assert look.overflow() <= 0, file.name
            assert look.serious() == []
            assert look.complaints == []
            assert look.requests == [file.as_uri()]


def test_hostile_texts_stay_texts(report: SimpleNamespace, checked: Path, browser: Browser) -> None:
    for file in (*files(report), checked):
        with looking(browser, file) as look:
            assert HOSTILE in look.page.inner_text("body")
            assert look.page.title() not in ("run", "1")
            assert look.page.locator("main img, main script, iframe, object, [onload], [onerror]").count() == 0
            links = look.page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))")
            assert [href for href in links if href.lower().startswith(("javascript", "data", "file"))] == []
            assert "https://desk.example/a?x=<script>" in links or file == checked


def test_both_quotes_are_shown_with_the_value_highlighted(report: SimpleNamespace, browser: Browser) -> None:
    with looking(browser, report.folder / "index.html") as look:
        card = look.page.locator(".finding[data-check=sample_size]")
        assert card.locator("mark").all_inner_texts() == ["421 people", "40"]
        assert "cannot be more than 40" in card.inner_text()
        assert "$.size" in card.inner_text()
        assert "NNT = 8" in look.page.locator(".finding[data-check=nnt] mark").all_inner_texts()


def test_filters_work_with_the_keyboard_and_stay_in_the_address(report: SimpleNamespace, browser: Browser) -> None:
    index = report.folder / "index.html"
    with looking(browser, index) as look:
        cards = look.page.locator(".finding:not([hidden])")
        everything = cards.count()
        assert everything == 2
        look.page.focus("select[name=topic]")
        look.page.keyboard.press("Tab")
        look.page.keyboard.press("Tab")
        look.page.keyboard.type("Number of people")
        assert look.page.evaluate("location.hash") == "#check=sample_size"
        assert [c.get_attribute("data-check") for c in cards.all()] == ["sample_size"]
        assert look.page.inner_text("output") == "1 of 2 findings"
        assert look.page.locator("section[data-findings]:not([hidden])").count() == 1
        look.page.click("button[name=clear]")
        assert (cards.count(), look.page.evaluate("location.hash")) == (everything, "")
    with looking(browser, index, hash_="#source=evening_ledger&state=open") as look:
        assert look.page.locator(".finding:not([hidden])").count() == 1
        assert look.page.input_value("select[name=source]") == "evening_ledger"
        assert look.complaints == []


def test_from_a_finding_to_its_trial_and_back(report: SimpleNamespace, browser: Browser) -> None:
    with looking(browser, report.folder / "index.html") as look:
        look.page.click(".finding[data-check=sample_size] dd a[href^=trial]")
        assert look.page.inner_text("h1") == "Drops for examples"
        differing = look.page.locator(".matrix td.differs")
        assert "421" in differing.first.inner_text()
        assert "differs" in differing.first.inner_text()
        assert look.page.locator(".lanes circle.planned").count() == 1
        assert "(planned)" in look.page.inner_text(".events")
        rates = look.page.locator(".rate").all_inner_texts()
        assert any("29.9 to 70.1% (10 of 20)" in " ".join(row.split()) for row in rates), rates
        look.page.click("text=All findings")
        assert look.page.inner_text("h1") == "What does not agree"


def test_a_draft_is_told_with_what_differs_agrees_and_was_read(checked: Path, browser: Browser) -> None:
    with looking(browser, checked) as look:
        assert "DRAFT CHECK, OFFLINE" in look.page.inner_text(".kicker").upper()
        assert "It is about Drops for examples (NCT99999901)" in look.page.inner_text(".lead")
        differs = look.page.locator(".finding", has_text="Number of people")
        assert differs.locator("mark").all_inner_texts() == ["421 people", "40"]
        assert "phase 2" in look.page.locator("h2", has_text="Agrees").locator("+ ul").inner_text().lower()
        look.page.click("summary:has-text('Sample size')")
        assert "randomised 421 people" in look.page.inner_text("details[open]")


def test_the_next_night_says_that_nothing_is_new(report: SimpleNamespace, browser: Browser) -> None:
    ran = {"id": "run-1", "command": "run", "cause": "manual", "state": "finished", "owner": "", "code_version": ""}
    moments = {"started_at": START, "heartbeat_at": START, "finished_at": START + timedelta(minutes=5)}
    report.store.do(lambda conn: conn.execute(tables.run.insert().values(**ran, **moments)))
    report.store.run(PatientClock(START + timedelta(days=1)))
    with looking(browser, report.folder / "index.html") as look:
        assert "A quiet night: nothing new since the run of 2026-11-20 02:35 UTC." in look.page.inner_text("header")
        look.page.check("input[name=new]")
        assert look.page.inner_text("output") == "0 of 2 findings"
        assert look.page.evaluate("location.hash") == "#new=1"
