"""The page, in a real browser over the real assistant: answered, sourced, escaped, alone, and fit for every reader."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
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
    expect,
    sync_playwright,
)

import ui
from assistant.answer import Answer, Citation, Computed, Quoted, Statement, Understood
from assistant.ask import Context
from index.passage import Place, Quotation
from ingest.errors import MattersError
from ingest.record import Access, Authority, Body, Kind, Meeting, Paragraph, Span, Status
from settings import Settings

ROOT = Path(__file__).parents[1]
HOSTILE = "<img src=x onerror=alert(1)> **bold** [x](http://evil.example) ${1+1} {{value}} @children"
#: Serves the page as `matters ui` does, and tells of every address that anything in the process reaches for.
SERVE = """
import sys
from pathlib import Path
from settings import Settings
told = {"socket.connect", "socket.getaddrinfo"}
sys.addaudithook(lambda name, args: name in told and print(name, args[:3], flush=True))
import ui
ui.serve(Settings(index=Path(sys.argv[1]), port=0))
"""
ANSWERED = "document.querySelectorAll('.turn').length === {count} && !document.querySelector('.looking')"


# ---------------------------------------------------------------- a server, a browser, visitors


class Server:
    """The page in a process of its own, at `url`."""

    def __init__(self, index: Path, log: Path) -> None:
        self.log = log
        command = [sys.executable, "-c", SERVE, str(index)]
        with log.open("w") as told:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=told, stderr=told)
        self.url = self._address()

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


@pytest.fixture(scope="module")
def server(corpus_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    served = Server(corpus_index, tmp_path_factory.mktemp("ui") / "log.txt")
    yield served
    served.process.terminate()
    served.process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.fail("no Chromium: the page's tests need one on the PATH (Debian: `apt-get install chromium`)")
    with sync_playwright() as driver:
        browser = _launched(driver, found)
        yield browser
        browser.close()


def _launched(driver: Playwright, path: str) -> Browser:
    args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    return driver.chromium.launch(executable_path=path, args=args)


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Open the page as somebody new. Whatever leaves the machine, breaks the policy or runs a paper's script fails."""
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


# ---------------------------------------------------------------- what somebody sees


def test_an_example_is_answered_with_its_source(visit: Visit) -> None:
    page = visit()
    expect(page.locator(".whose")).to_contain_text("Safer Communities Partnership Board")
    page.locator(".example", has_text="Who attended").click()
    answered(page, 1)
    expect(page.locator(".welcome")).to_have_count(0)
    expect(page.locator(".turn .chip").first).to_contain_text("27 October 2017")
    expect(page.locator(".turn .notice").first).to_contain_text("digest")


def test_a_chip_opens_the_words_where_they_stand(visit: Visit) -> None:
    page = visit()
    ask(page, "What was said about Prevent on 27 April 2018?")
    chip = page.locator(".turn .chip").first
    chip.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#source .open")
    quoted = page.locator(".turn .quoted .words").first.inner_text()
    expect(panel.locator("mark").first).to_contain_text(quoted[:40])
    assert len(panel.locator("blockquote").inner_text()) > len(panel.locator("mark").first.inner_text())
    expect(panel.locator("dl")).to_contain_text("27 April 2018")
    expect(panel.locator("dl")).to_contain_text("scpb-2018-04-27-decisions.txt")
    expect(panel.locator(".account")).to_have_text(ui.ACCOUNTS[Authority.DIGEST])
    link = panel.locator(".official a")
    expect(link).to_have_attribute("href", re.compile(r"^https://barnet\.moderngov\.co\.uk/"))
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(panel.locator("h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


def test_a_follow_up_and_a_fresh_start(visit: Visit) -> None:
    page = visit()
    ask(page, "Who attended on 27 April 2018?")
    ask(page, "And who sent apologies?")
    expect(page.locator(".turn").last.locator(".understood")).to_contain_text("2018")
    page.get_by_role("button", name="Start a new conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".example").first).to_be_visible()
    expect(page.get_by_label("Your question")).to_be_focused()


def test_what_is_not_in_the_papers_is_refused_with_the_nearest(visit: Visit) -> None:
    page = visit()
    ask(page, "Which submarine did the board buy from Portugal?")
    expect(page.locator(".refusal")).not_to_be_empty()


def test_a_question_with_markup_is_shown_as_its_characters(visit: Visit) -> None:
    page = visit()
    ask(page, HOSTILE)
    assert page.locator(".turn .asked").inner_text() == HOSTILE
    assert page.locator(".turn :is(img, b, strong, a)").count() == 0


def test_an_empty_question_does_nothing_and_a_long_one_is_told_so(visit: Visit) -> None:
    page = visit()
    page.get_by_label("Your question").fill("   ")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert page.locator(".turn").count() == 0
    ask(page, "why " * 501)
    expect(page.locator(".turn .trouble")).to_contain_text("2000")


def test_two_people_do_not_see_each_other(visit: Visit) -> None:
    one, other = visit(), visit()
    ask(one, "Who attended on 27 April 2018?")
    ask(other, "What does MARAC stand for?")
    one.reload()
    one.locator(".example").first.wait_for()
    assert one.locator(".turn").count() == 0
    expect(other.locator(".turn")).to_have_count(1)
    expect(other.locator(".turn .asked")).to_have_text("What does MARAC stand for?")


# ---------------------------------------------------------------- for every reader


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_that_keeps_somebody_out(visit: Visit, scheme: Literal["light", "dark"]) -> None:
    page = visit(scheme=scheme)
    assert faults(page) == []
    ask(page, "Which submarine did the board buy from Portugal?")
    ask(page, "Who attended on 27 April 2018?")
    page.locator(".turn .chip").last.click()
    page.locator("#source mark").first.wait_for()
    assert faults(page) == []


def test_a_phone_needs_no_scrolling_sideways(visit: Visit) -> None:
    page = visit(width=390)
    ask(page, "Who attended on 27 April 2018?")
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(wide)
    expect(page.locator("#side")).to_be_hidden()
    page.locator(".turn .chip").first.click()
    expect(page.locator("#source mark").first).to_be_visible()
    assert not page.evaluate(wide)
    assert faults(page) == []
    page.get_by_role("button", name="Back to the answer").click()
    expect(page.locator("#side")).to_be_hidden()


# ---------------------------------------------------------------- what is kept out, and in


def test_only_the_page_s_own_scripts_may_run(browser: Browser, server: Server) -> None:
    with browser.new_context() as context:
        first, second = context.request.get(server.url), context.request.get(server.url)
        policy = first.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        scripts = policy.split("script-src ")[1].split(";")[0]
        assert "'unsafe-inline'" not in scripts
        nonce = scripts.split("'nonce-")[1].split("'")[0]
        assert nonce not in second.headers["content-security-policy"]
        tags = re.findall(r"<script[^>]*>", first.text())
        assert tags
        assert [tag for tag in tags if f'nonce="{nonce}"' not in tag] == []
        asset = context.request.get(f"{server.url}theme.css")
        assert "default-src 'none'" in asset.headers["content-security-policy"]


def test_gradio_s_other_doors_are_shut_and_a_stranger_s_name_is_refused(browser: Browser, server: Server) -> None:
    with browser.new_context() as context:
        for door in ("upload", "file=/etc/passwd", "proxy=http://evil.example", "run/ask"):
            assert context.request.get(f"{server.url}gradio_api/{door}").status == 404
        assert context.request.post(f"{server.url}gradio_api/upload", multipart={"files": "x"}).status == 404
        assert context.request.get(server.url, headers={"Host": "evil.example"}).status == 400


def test_the_process_reached_for_nothing_elsewhere(server: Server, visit: Visit) -> None:
    ask(visit(), "Who attended on 27 April 2018?")
    reached = [line for line in server.log.read_text().splitlines() if line.startswith("socket.")]
    assert [line for line in reached if "127.0.0.1" not in line and "localhost" not in line] == []


def test_a_port_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(MattersError, match=f"127.0.0.1:{port} cannot be listened on .*choose another") as told:
            ui.serve(Settings(index=tmp_path, port=port))
    assert "\n" not in str(told.value)


class _Tags(HTMLParser):
    """Collects the tags of some HTML and what it shows; `alive` where something in it could run or fetch."""

    def __init__(self, told: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.shown = ""
        self.alive = False
        self.feed(told)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.alive |= tag in ("script", "img") or any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.shown += data


def hostile_citation(url: str) -> Citation:
    bad = f"{HOSTILE}\"><script>alert(2)</script>' onclick='alert(3)"
    body = Body(bad, bad, bad, ())
    place = Place(
        "c",
        "d",
        bad,
        bad,
        "p",
        body,
        Kind.MINUTES,
        Authority.PAPER,
        Access.PUBLIC,
        Status.DRAFT,
        Meeting(bad, date(2018, 4, 27)),
        None,
        bad,
        bad,
        url,
        bad,
    )
    return Citation(1, Quotation(place, Paragraph(bad, (Span(0, 5),), (2, 3)), (Span(0, 5),), bad, "x", bad, True))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        'https://a.example/"onmouseover="alert(1)',
        "//evil.example",
        "https://[",
        "https://evil.example@a.example/",
    ],
)
def test_nothing_in_a_paper_becomes_markup(url: str) -> None:
    citation = hostile_citation(url)
    bad = citation.source.quote
    panel = _Tags(ui._panel(citation, Context(bad, bad, bad)))
    assert not panel.alive
    assert ("a" in panel.tags) == url.startswith("https://a.")
    assert panel.shown.count(HOSTILE) >= 6
    computed = Statement(bad, Computed(bad, {bad: bad}, 1, (), (1,)))
    quoted = Statement(f"{bad} [1]", Quoted((1,)))
    answer = Answer(bad, Understood(bad, bad, {bad: [bad]}), (quoted, computed), (citation,), (bad,))
    refusal = Answer(bad, Understood(bad, bad), (), (), (bad,), (citation,), bad)
    turns = (ui.Turn(1, bad, answer), ui.Turn(2, bad, refusal), ui.Turn(3, bad, None, bad))
    said = _Tags(ui._log(turns) + ui._masthead([bad]) + ui._welcome([bad]))
    assert not said.alive
    assert not said.tags & {"a", "b"}


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"turn": "9", "row": "citations", "number": "1"},
        {"turn": 1, "row": [], "number": "٣"},
        {"turn": "1", "row": "nearest", "number": "1"},
        {"turn": "1", "row": "citations", "number": "-1"},
    ],
)
def test_a_chip_that_names_nothing_held_opens_nothing(chosen: dict[str, object]) -> None:
    answer = Answer("q", Understood("q", "lookup"), (Statement("s [1]", Quoted((1,))),), (hostile_citation("x"),))
    told = ui._opened(None, (ui.Turn(1, "q", answer),), chosen)  # type: ignore[arg-type]  # never asked
    assert "no longer held" in told


@pytest.mark.parametrize(
    ("text", "lead", "words"),
    [
        ("27 April 2018, item 6 ¶9: The Board noted it.", "", "The Board noted it."),
        ("Third-party summary, 27 April 2018, item 6 ¶9: Noted: all.", "Third-party summary", "Noted: all."),
        ("27 April 2018, item 6 ¶9 (Ms Pal), due by 2 May 2018: A list.", "Ms Pal, due by 2 May 2018", "A list."),
        ("The Board noted: everything.", "", "The Board noted: everything."),
    ],
)
def test_the_place_that_a_chip_says_is_not_said_twice(text: str, lead: str, words: str) -> None:
    body = Body("b", "Board")
    place = Place(
        "c",
        "d",
        "a.pdf",
        "Minutes",
        "p",
        body,
        Kind.MINUTES,
        Authority.RECORD,
        Access.PUBLIC,
        Status.UNKNOWN,
        Meeting("b", date(2018, 4, 27)),
        None,
        "6",
        "Prevent",
    )
    source = Quotation(place, Paragraph("6¶9", (Span(0, 5),)), (Span(0, 5),), "noted", "x")
    assert ui._led(text, [Citation(1, source)]) == (lead, words)


def test_surroundings_undo_the_page_s_line_ends_and_cut_at_paragraphs() -> None:
    line = "one two three four five six seven eight nine ten eleven twelve and more"
    paragraph = "The paragraph begins here, " + "and each of its lines is as wide as the page was\n" * 9
    before = f"half a word cut{'x ' * 900}\n \n\n{paragraph}"
    told = ui._surroundings(Context(before, f"{line}\n{line}", f"\n{line}\n\nShort\nlist\n" + "word " * 900))
    assert told[0].startswith("The paragraph begins here, and each of its lines is as wide as the page was ")
    assert told[1] == f"{line} {line}"
    assert ui._unwrapped(f"{line}\n- {line}\n(a) {line}") == f"{line}\n- {line}\n(a) {line}"
    assert told[2].startswith(f" {line}\n\nShort\nlist\n")
    assert told[2].endswith(" …")
    assert len(told[2]) <= ui.AROUND + 2


def test_no_more_is_marked_than_is_quoted() -> None:
    quote = "One.\n\n\nTwo & left out. Three."
    pieces = (Span(10, 20), Span(10 + quote.index("Three"), 10 + len(quote)))
    told = ui._marks(quote, pieces)
    assert told == "<mark>One.</mark>\n\n<mark>Two</mark> &amp; left out. <mark>Three.</mark>"
