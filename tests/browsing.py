"""The page as tests visit it: served in a process of its own, in a real browser that lets nothing wrong pass."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Playwright,
    Request,
    Response,
    sync_playwright,
)

ROOT = Path(__file__).parents[1]
#: Serves the page as `matters ui` does, tuned by a `matters.toml` in the index folder and by the environment, and
#: tells of every address that anything in the process reaches for.
SERVE = """
import sys
from dataclasses import replace
from pathlib import Path
from settings import load
told = {"socket.connect", "socket.getaddrinfo"}
sys.addaudithook(lambda name, args: name in told and print(name, args[:3], flush=True))
import ui
folder = Path(sys.argv[1])
ui.serve(replace(load(folder), index=folder, port=0))
"""
ANSWERED = "document.querySelectorAll('.turn').length === {count} && !document.querySelector('.looking')"


# ---------------------------------------------------------------- a server, a browser, visitors


class Server:
    """The page in a process of its own, at `url`."""

    def __init__(self, index: Path, log: Path, environment: Mapping[str, str] | None = None) -> None:
        self.log = log
        command = [sys.executable, "-c", SERVE, str(index)]
        with log.open("w") as told:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=told, stderr=told, env={**os.environ, **(environment or {})}
            )
        self.url = self._address()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)

    def _address(self) -> str:
        for _ in range(600):
            found = re.search(r"is at (http://127\.0\.0\.1:\d+/)", self.log.read_text())
            if found:
                return found[1]
            try:
                self.process.wait(0.1)
                break
            except subprocess.TimeoutExpired:
                continue
        self.process.kill()
        pytest.fail(f"the page did not start:\n{self.log.read_text()}")


Visit = Callable[..., Page]


def started() -> Iterator[Browser]:
    """Yield a browser; fails where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.fail("no Chromium: the page's tests need one on the PATH (Debian: `apt-get install chromium`)")
    with sync_playwright() as driver:
        browser = launched(driver, found)
        yield browser
        browser.close()


def launched(driver: Playwright, path: str) -> Browser:
    args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    return driver.chromium.launch(executable_path=path, args=args)


def visits(browser: Browser, server: Server) -> Iterator[Visit]:
    """Yield what opens a page. Whatever leaves the machine, breaks the policy or runs a paper's script fails."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def requested(request: Request) -> None:
        if not request.url.startswith((server.url, "data:")):
            wrong.append(f"request: {request.url}")

    def responded(response: Response) -> None:
        if response.status >= 400:
            wrong.append(f"{response.status}: {response.url}")

    def logged(message: ConsoleMessage) -> None:
        if message.type == "error":  # a breach of the policy among them
            wrong.append(f"console: {message.text}")

    def popped(dialog: Dialog) -> None:
        wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def opened(*, width: int = 1280, scheme: Literal["light", "dark"] = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("request", requested)
        page.on("response", responded)
        page.on("console", logged)
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("dialog", popped)
        page.goto(server.url)
        page.locator(".example").first.wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not wrong


def ask(page: Page, question: str) -> None:
    """Ask with the keyboard alone, and wait for what comes of it."""
    count = page.locator(".turn").count() + 1
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    answered(page, count)


def answered(page: Page, count: int) -> None:
    page.wait_for_function(ANSWERED.format(count=count), timeout=20_000)


def faults(page: Page) -> list[str]:
    """Return what axe finds that keeps somebody out."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {[n['html'] for n in v['nodes']]}" for v in found if v["impact"] in ("serious", "critical")]
