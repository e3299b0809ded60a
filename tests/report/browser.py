"""Looking at pages with one headless Chromium, and what it complains of."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@dataclass
class Look:
    """A page that is open, what it wrote to the console, and the addresses it asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def serious(self) -> list[str]:
        """What axe-core finds that is serious or critical."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found: dict[str, Any] = self.page.evaluate("axe.run()")
        return [
            f"{v['id']}: {node['target']} {node['failureSummary']}"
            for v in found["violations"]
            if v["impact"] in ("serious", "critical")
            for node in v["nodes"]
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this machine, without a window."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def looking(
    browser: Browser, file: Path, *, width: int = 1200, scheme: Any = "light", hash_: str = ""
) -> Iterator[Look]:
    """The page in `file`, open in a window `width` pixels wide."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    look = Look(context.new_page())
    look.page.on("console", lambda message: look.complaints.append(message.text))
    look.page.on("pageerror", lambda error: look.complaints.append(str(error)))
    look.page.on("request", lambda request: look.requests.append(request.url))
    look.page.goto(file.as_uri() + hash_)
    yield look
    context.close()
