"""Every view and state of the page that needs no waiting, for every reader: axe finds nothing that keeps somebody out,
nothing scrolls sideways, in both themes, at the width of a desk and of a phone; and nothing is asked of elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest
import saltmere
from browsing import Server, Visit, ask, faults, visits
from playwright.sync_api import Browser, Page, expect

import wiring
from index.embedding import Encoder
from index.passage import RegisterOf, Setting
from ingest.record import DecisionType
from settings import Settings

#: A word that nothing breaks, as it stands in names and questions.
LONG = "Wharfmaintenanceandharbourmastershipreorganisation" * 2
MARCH = (
    *saltmere.ITEMS[:3],
    ("LATE BOATS", "Mr Quill would send the list of late boats to the Committee by 2 May 2019. [ACTION]"),
    ("PONTOON REPAIRS", f"Ms Tarrant explained that the eastern pontoon was leaking. [ACTION]\nSee {LONG}."),
    ("ROPES", "Dorcas Hale agreed to provide forty ropes."),
    ("DATE OF NEXT MEETING", "Thursday 13 June 2019, 6.30 pm."),
)
JUNE = (
    ("WELCOME", "The Chairman welcomed everybody."),
    ("MATTERS ARISING", "Mr Quill said that the list of late boats had been sent to the Committee, which closed it."),
    ("PONTOON REPAIRS", "RESOLVED that the eastern pontoon be closed for the winter. (Carried unanimously)"),
    ("DATE OF NEXT MEETING", "Thursday 12 September 2019."),
)
COVE = "Joint Oversight Committee of the Cove and the Two Estuaries for Lights, Buoys and Landing Places"
WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def server(browser: Browser, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page over papers of two boards, one a PDF, with a sound paper and a broken one that somebody has added."""
    at = tmp_path_factory.mktemp("views")
    held = {"june.txt": saltmere.minutes("13 June 2019", JUNE), f"{'long-' * 30}.txt": saltmere.ANNUAL}
    folder = saltmere.write(at / "papers", {**held, "ropes.txt": saltmere.PLAIN, "watch.txt": saltmere.SUMMARY})
    saltmere.pdf(folder / "march.pdf", [saltmere.minutes(items=MARCH).replace("\t", ", ")])
    cove = {f"{LONG}.txt": saltmere.minutes("11 April 2019").replace(saltmere.COMMITTEE, COVE)}
    toml = saltmere.TOML.replace('"saltmere"', '"cove"').replace(saltmere.COMMITTEE, COVE)
    for one in (folder, saltmere.write(at / "cove", cove, toml)):
        saltmere.ingest(one, at / wiring.BUILT, encoder)
    _set_right(Settings(index=at))
    (at / "matters.toml").write_text("upload_largest = 1\n")
    with Server(at, at / "log.txt") as served:
        opened = visits(browser, served)
        _added(next(opened)(), at)
        next(opened, None)
        yield served


def _set_right(settings: Settings) -> None:
    """Take an action out of the register, and set a decision right."""
    at, note = "2019-07-01T10:00:00+00:00", f"see {LONG}"
    with closing(wiring.open_shelf(settings)) as shelf:
        scope = shelf.everything()
        ropes = next(e.id for e in shelf.actions(scope) if "ropes" in e.action.task)
        ruling = shelf.decisions(scope)[0].id
    wiring.correct(settings, ropes, Setting(struck=True), by=LONG, at=at, note=note)
    sets, which = Setting(type=DecisionType.RECOMMENDED), RegisterOf.DECISIONS
    wiring.correct(settings, ruling, sets, by=LONG, at=at, note=note, which=which)


def _added(page: Page, at: Path) -> None:
    (at / "july.txt").write_text(saltmere.minutes("11 July 2019"))
    (at / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    turn_to(page, "Papers", ".total")
    page.get_by_label("Choose files").set_input_files([str(at / "july.txt"), str(at / "broken.pdf")])
    page.locator(".became li").nth(1).wait_for(timeout=300_000)


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    yield from visits(browser, server)


def turn_to(page: Page, name: str, part: str) -> None:
    page.get_by_role("tab", name=name).focus()
    page.keyboard.press("Enter")
    page.locator(f"#{name.lower()} {part}").first.wait_for()


def sound(page: Page) -> None:
    """Fail where somebody is kept out of what is shown, or has to scroll sideways."""
    assert faults(page) == []
    assert not page.evaluate(WIDE)


def beside(page: Page, opener: str, shown: str) -> None:
    """Open something in the panel by the keyboard, look at it, and come back to where it was opened."""
    button = page.locator(opener).first
    button.press("Enter")
    expect(page.locator(f"#source {shown}").first).to_be_visible(timeout=20_000)
    expect(page.locator("#source .open h2")).to_be_focused()
    sound(page)


def back(page: Page, opener: str) -> None:
    page.keyboard.press("Escape")
    expect(page.locator(opener).first).to_be_focused()


# ---------------------------------------------------------------- the views, one after another


def conversation(page: Page) -> None:
    sound(page)
    ask(page, f"Which submarine did the board buy from {LONG}?")
    ask(page, "Who attended on 13 June 2019?")
    ask(page, "What was decided about the eastern pontoon?")
    page.locator(".narrow summary").last.press("Enter")
    page.locator("[data-act=link]").last.press("Enter")
    page.locator("[data-link]").wait_for()
    for act, shown in (("why", ".why"), ("wrong", ".complaint")):
        last = page.locator(f"[data-act={act}]").last
        last.press("Enter")
        page.locator(shown).wait_for()
        sound(page)
        page.keyboard.press("Escape")
        expect(last).to_be_focused()
    page.locator(".change", has_text="only 2019").first.press("Enter")
    expect(page.locator(".understood").last).to_contain_text("as you asked")
    sound(page)


def source(page: Page) -> None:
    """Look at a source in its page, enlarged, and cited."""
    ask(page, "What was said about late boats on 14 March 2019?")
    page.locator(".turn").last.locator(".chip").first.press("Enter")
    expect(page.locator(".leaf img")).to_be_visible(timeout=20_000)
    page.get_by_label("Cite as").select_option(label="CSL JSON")
    expect(page.locator(".cited pre")).to_contain_text('"type": "report"')
    page.locator(".zoom").press("Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name="Close")).to_be_focused()
    sound(page)
    page.keyboard.press("Escape")
    expect(page.locator(".zoom")).to_be_focused()
    page.locator("#source .close").press("Enter")


def registers(page: Page) -> None:
    turn_to(page, "Actions", ".register")
    page.locator(".plot summary").press("Enter")
    sound(page)
    opener = "#actions .open-entry"
    beside(page, opener, ".life")
    page.get_by_text("Set this action right").press("Enter")
    page.get_by_role("button", name="Save the correction").press("Enter")
    expect(page.locator("#source .trouble[tabindex]")).to_be_focused()
    sound(page)
    back(page, opener)
    page.get_by_label("Topic").fill("xylophones")
    page.keyboard.press("Enter")
    page.locator("#actions .off").wait_for()
    sound(page)
    page.locator("#actions .off").press("Enter")
    page.locator("#actions .scroll").first.wait_for()
    page.locator(".struck summary").press("Enter")
    opener = "#actions .struck .open-entry"
    beside(page, opener, ".correct .back")
    back(page, opener)
    turn_to(page, "Decisions", ".register")
    sound(page)
    opener = "#decisions .open-entry"
    beside(page, opener, "mark")
    page.get_by_text("Set this decision right").press("Enter")
    page.get_by_role("button", name="Save the correction").press("Enter")
    expect(page.locator("#source .trouble[tabindex]")).to_be_focused()
    sound(page)
    back(page, opener)


def matters(page: Page) -> None:
    turn_to(page, "Matters", ".topics")
    sound(page)
    page.locator(".topic", has_text="Pontoon repairs").press("Enter")
    page.locator(".timeline").wait_for()
    sound(page)
    beside(page, ".open-step", "mark")
    back(page, ".open-step")
    page.locator("#matters [name=topic]").fill(f"zebra {LONG}")
    page.keyboard.press("Enter")
    expect(page.locator("#matters .total")).to_contain_text("No paper here")
    sound(page)


def meetings(page: Page) -> None:
    turn_to(page, "Meetings", ".meetings")
    sound(page)
    opener = ".sitting.record:has-text('13 June 2019') .open-sitting"
    beside(page, opener, ".piece")
    for line, shown in (("closed for the winter", "mark"), ("Minutes of the", "blockquote")):
        page.locator(".of-meeting .line", has_text=line).first.press("Enter")
        expect(page.locator(f"#source {shown}").first).to_contain_text("winter" if shown == "mark" else "Minutes")
        sound(page)
        page.locator("#source .line", has_text="The meeting of 13 June 2019").press("Enter")
        page.locator(".of-meeting").wait_for()
    back(page, opener)
    for view, part in (("Attendance", ".grid"), ("Missing papers", ".reaches")):
        page.get_by_label(view, exact=True).check()
        page.locator(part).wait_for()
        sound(page)


def papers(page: Page) -> None:
    turn_to(page, "Papers", ".total")
    large = {"name": f"{LONG}.txt", "mimeType": "text/plain", "buffer": b"x" * 1_100_000}
    page.get_by_label("Choose files").set_input_files(large)
    expect(page.locator(".refused p")).to_contain_text("is larger than 1 MB")
    expect(page.locator(".jobs")).to_contain_text("1 taken in, 1 not taken in")
    sound(page)
    opener = "#papers .scroll .open-entry"
    beside(page, opener, ".paper")
    page.locator("#source .setting summary").press("Enter")
    sound(page)
    back(page, opener)


VIEWS: tuple[Callable[[Page], None], ...] = (conversation, source, registers, matters, meetings, papers)


@pytest.mark.timeout(900)  # a walk of some thirty states, each looked over by axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_view_is_fit_for_every_reader(visit: Visit, scheme: Literal["light", "dark"], width: int) -> None:
    page = visit(scheme=scheme, width=width)
    for view in VIEWS:
        view(page)


def test_a_phone_shows_the_first_filters_and_the_others_when_asked(visit: Visit) -> None:
    since = "#actions [name=since]"
    page = visit(width=390)
    turn_to(page, "Actions", ".register")
    expect(page.locator(since)).to_be_hidden()
    page.get_by_role("button", name="More filters").press("Enter")
    expect(page.locator(since)).to_be_visible()
    page.get_by_role("button", name="Fewer filters", expanded=True).press("Enter")
    expect(page.locator(since)).to_be_hidden()
    cells = page.locator("#actions .scroll tbody tr").first.get_by_role("cell")  # a row is a card, and a row still
    assert "Newest step" in [cell.get_attribute("data-label") for cell in cells.all() if cell.is_visible()]
    page.get_by_role("button", name="More filters").press("Enter")
    page.locator(since).fill("2019-01-01")
    expect(page.locator("#actions .total")).to_be_visible()
    turn_to(page, "Decisions", ".register")
    turn_to(page, "Actions", ".register")
    expect(page.locator(since)).to_have_value("2019-01-01")  # what is set is never out of sight
    expect(page.locator(since)).to_be_visible()
    page = visit()
    turn_to(page, "Actions", ".register")
    expect(page.locator(since)).to_be_visible()
    expect(page.get_by_role("button", name="More filters")).to_be_hidden()


def test_arrow_keys_turn_from_tab_to_tab(visit: Visit) -> None:
    page = visit()
    page.get_by_role("tab", name="Ask").focus()
    for key, name in (("ArrowLeft", "Papers"), ("ArrowRight", "Ask"), ("ArrowRight", "Actions"), ("End", "Papers")):
        page.keyboard.press(key)
        expect(page.get_by_role("tab", name=name, selected=True)).to_be_focused()
    page.keyboard.press("Home")
    expect(page.get_by_label("Your question")).to_be_visible()
