"""Pictures of the report for the README: `make screenshots` runs the demo and looks at its pages with Chromium.

Morning page, trial page and the check of one article, each light, dark and as wide as a phone.
"""

import base64
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.report.browser import chromium, looking
from tracker.clock import Clock, SetClock
from tracker.operations.check import check
from tracker.operations.report import write_checked
from tracker.operations.run import demo

ROOT = Path(__file__).resolve().parents[1]
SHOTS = ROOT / "docs" / "screenshots"
ARTICLE = ROOT / "tests" / "demo_web" / "site" / "daily-remedy.example" / "2026" / "11" / "hay-fever-pill.html"
QUALITY = 55
LOOKS = (("light", 1200, 1000), ("dark", 1200, 1000), ("phone", 360, 760))
"""Name, width and height of each picture."""


def pages(folder: Path) -> dict[str, tuple[Path, str]]:
    """Run the demo in `folder`; returns a page of each kind with the element at which its picture starts."""
    config, _ = demo(Clock(), folder)
    report = folder / "report"
    checked = folder / "check.html"
    clock = SetClock(datetime(2026, 11, 16, 8, 0, tzinfo=UTC))
    write_checked(checked, check(config, clock, str(ARTICLE), offline=True), clock.now(), offline=True)
    (trial,) = (p for p in (report / "trial").glob("*.html") if "ISRCTN16942542</p>" in p.read_text("utf-8"))
    return {"morning": (report / "index.html", "body"), "trial": (trial, "#who"), "check": (checked, "body")}


def pictures(browser: Browser, shown: dict[str, tuple[Path, str]]) -> Iterator[tuple[str, bytes]]:
    """Every picture by its file name."""
    for name, (file, start) in shown.items():
        for look_name, width, height in LOOKS:
            scheme = "dark" if look_name == "dark" else "light"
            with looking(browser, file, width=width, scheme=scheme) as look:
                yield f"{name}-{look_name}.webp", picture(look.page, start, width, height)


def picture(page: Page, start: str, width: int, height: int) -> bytes:
    """The part of the page that begins at the element `start`, as WebP."""
    top = page.locator(start).first.evaluate("element => element.getBoundingClientRect().top + scrollY")
    session = page.context.new_cdp_session(page)
    clip = {"x": 0, "y": top, "width": width, "height": height, "scale": 1}
    wanted = {"format": "webp", "quality": QUALITY, "clip": clip, "captureBeyondViewport": True}
    return base64.b64decode(session.send("Page.captureScreenshot", wanted)["data"])


def main() -> None:
    """Write all pictures into docs/screenshots."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        for name, content in pictures(browser, pages(Path(folder))):
            (SHOTS / name).write_bytes(content)
            print(f"{name}: {len(content) // 1024} kB")


if __name__ == "__main__":
    main()
