"""Two hundred pieces of hostile text as papers, as names of files and as questions: none runs, and none fetches."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import saltmere
from browsing import Server, Visit, ask, visits
from payloads import EVIL, PAYLOADS
from playwright.sync_api import Browser, Page, expect

import wiring
from index.embedding import Encoder

#: Two hundred papers are taken in first: on a busy machine that takes longer than a test may.
pytestmark = pytest.mark.timeout(1800)
#: Payloads in one paper: each is an item of its own.
AT_ONCE = 20
#: Longest name of a file, in bytes, without its ending.
LONGEST = 240
#: What a payload that runs does.
HIT = "window.hits = []; window.hit = (number) => { window.hits.push(number); return ''; }; null;"


def _line(payload: str) -> str:
    return " ".join(payload.split())


def _named(payload: str) -> str:
    """Return a payload as a part of a file's name: what no system takes in a name is left out."""
    return "".join(c for c in _line(payload) if c not in "/\0").lstrip(".")


def _names() -> Iterator[tuple[str, list[str]]]:
    """Yield names of files, each of as many payloads as it has room for, and those payloads."""
    name, held = "", []
    for payload in PAYLOADS:
        if held and len(f"{name} ~ {_named(payload)}".encode()) > LONGEST:
            yield f"{name}.txt", held
            name, held = "", []
        name = f"{name} ~ {_named(payload)}" if held else _named(payload)
        held.append(payload)
    yield f"{name}.txt", held


def _papers() -> Iterator[tuple[str, str]]:
    """Yield names and texts of files: every payload stands in a name, and in each part of a paper."""
    for number, (name, payloads) in enumerate(_names()):
        first = number * AT_ONCE
        held = [_line(p) for p in PAYLOADS[first : first + AT_ONCE]]
        items = [
            (
                f"BOATS {payload.upper() if n % 2 else payload}",
                f"Mr Quill would mend boat {first + n} {payload} by 2 May 2019. [ACTION]\n"
                f"RESOLVED that boat {first + n} be sold {payload}. (Proposed by Cllr Penrose)",
            )
            for n, payload in enumerate(held)
        ]
        if items:
            roll = [*saltmere.ROLL, f"Mr {held[0]} (Friend of {held[1]})", f"Cllr Kim {held[2]}"]
            yield name, saltmere.minutes(f"{1 + number} March 2019", items, roll=roll)
        else:
            yield name, "\n\n".join(("Of boats", *(f"This boat is old. {_line(p)}" for p in payloads))) + "\n"


@pytest.fixture(scope="module")
def hostile(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page over papers that are hostile in their names and in every word."""
    folder = tmp_path_factory.mktemp("hostile")
    papers = dict(_papers())
    assert sum(len(held) for _, held in _names()) == len(PAYLOADS)
    saltmere.ingest(saltmere.write(folder / "papers", papers), folder / wiring.BUILT, encoder)
    with Server(folder, folder / "log.txt") as served:
        yield served


@pytest.fixture
def visit_hostile(browser: Browser, hostile: Server) -> Iterator[Visit]:
    """Open the page over hostile papers. A request elsewhere, a breach of the policy or a dialog fails the test."""
    yield from visits(browser, hostile)


def unharmed(page: Page) -> None:
    """Fail where a payload ran, made a part of the page that fetches, or changed how the page looks."""
    assert page.evaluate("window.hits ?? []") == []
    assert page.locator(f"[src*='{EVIL}'], [href*='{EVIL}'], [action*='{EVIL}'], [srcset*='{EVIL}']").count() == 0
    assert page.locator("#desk :is(script, iframe, object, embed, base, meta, link)").count() == 0
    expect(page.get_by_role("heading", name="Matters Arising")).to_be_visible()


def test_every_view_shows_hostile_papers_as_their_characters(visit_hostile: Visit) -> None:
    page = visit_hostile()
    page.evaluate(HIT)
    for tab in page.get_by_role("tab").all():
        tab.click()
        page.wait_for_timeout(600)
        unharmed(page)
        for row in page.locator(".tabitem:visible button:visible:not([data-file])").all()[:12]:
            if row.is_visible() and row.is_enabled():
                row.click()
                page.wait_for_timeout(150)
                unharmed(page)
        page.keyboard.press("Escape")
    unharmed(page)


def test_hostile_papers_are_quoted_as_their_characters(visit_hostile: Visit) -> None:
    page = visit_hostile()
    page.evaluate(HIT)
    shown = ""
    for number in range(0, len(PAYLOADS), 7):
        ask(page, f"What was decided about boat {number}?")
        unharmed(page)
        page.locator(".turn").last.locator(".chip").first.click()
        page.locator("#source .open mark").first.wait_for()
        shown += page.locator("#source blockquote").inner_text()
        unharmed(page)
    assert "onerror=" in shown
    assert "<script" in shown.lower()


def test_a_hostile_question_is_shown_as_its_characters(visit_hostile: Visit) -> None:
    page = visit_hostile()
    page.evaluate(HIT)
    for payload in PAYLOADS:
        asked = page.get_by_label("Your question")
        asked.fill(payload)
        typed = asked.input_value()
        asked.press("Enter")
        page.wait_for_function(
            "(told) => [...document.querySelectorAll('.turn .asked')].pop()?.textContent === told"
            " && !document.querySelector('.looking')",
            arg=typed.strip(),
            timeout=20_000,
        )
        unharmed(page)


def test_the_names_of_files_were_taken_as_they_are(hostile: Server) -> None:
    """The papers of the other tests are those that they are meant to be."""
    held = os.listdir(hostile.log.parent / "papers")
    assert sum(name.count("onerror") for name in held) > 30
