"""The days of those whom the page is for, from beginning to end in a real browser.

The fourth, an officer who drops three papers of which one is broken, is in `test_page_papers.py`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
import saltmere
from browsing import Server, Visit, answered, ask, visits
from playwright.sync_api import Browser, expect

import wiring
from index.embedding import Encoder

MARCH = (
    ("BOATS", "Mr Quill would send the list of late boats to the Committee. [ACTION]"),
    ("LAMPS", "Ms Tarrant would mend the lamp by 2 May 2019. [ACTION]\nMr Quill would paint the boats. [ACTION]"),
)
JUNE = (("BOATS", "The list of late boats is still outstanding.\nRESOLVED that the slipway be closed in May."),)


@pytest.fixture
def board(corpus_page: Server) -> Server:
    return corpus_page


@pytest.fixture(scope="module")
def harbour(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("officer")
    papers = {"march.txt": saltmere.minutes(items=MARCH), "june.txt": saltmere.minutes("13 June 2019", JUNE)}
    saltmere.ingest(saltmere.write(folder / "papers", papers), folder / wiring.BUILT, encoder)
    with Server(folder, folder / "log.txt") as served:
        yield served


@pytest.fixture
def visit_board(browser: Browser, board: Server) -> Iterator[Visit]:
    yield from visits(browser, board)


@pytest.fixture
def visit_harbour(browser: Browser, harbour: Server) -> Iterator[Visit]:
    yield from visits(browser, harbour)


def test_a_new_member_asks_what_was_decided_and_opens_every_source(visit_board: Visit) -> None:
    page = visit_board()
    ask(page, "What was decided on Prevent?")
    chips = page.locator(".turn .chip")
    assert chips.count() >= 2
    dates = set()
    for chip in chips.all():
        chip.press("Enter")
        panel = page.locator("#source .open")
        where = chip.inner_text().split(maxsplit=2)[-1]
        expect(panel.locator("h2")).to_contain_text(where.split(",")[0])
        said = chip.locator("xpath=ancestor::li[1]").locator(".words").inner_text()
        expect(panel.locator("mark").first).to_contain_text(" ".join(said.split()[:4]))
        dates.add(panel.locator("dl").first.locator("dd").first.inner_text())
        page.keyboard.press("Escape")
        expect(chip).to_be_focused()
    assert len(dates) >= 2  # of more than one meeting


#: Holds each act of the page back for a second before it is sent.
SLOW = """() => {
  const send = window.fetch;
  window.fetch = async (...told) => {
    if (String(told[0].url || told[0]).includes('queue/join')) await new Promise((go) => setTimeout(go, 1000));
    return send(...told);
  };
}"""


def test_an_officer_lists_what_is_unresolved_corrects_one_and_takes_the_list_away(visit_harbour: Visit) -> None:
    page = visit_harbour()
    page.get_by_role("tab", name="Actions").press("Enter")
    table = page.locator("#actions .register")
    page.get_by_label("Topic").fill("boats")
    page.keyboard.press("Enter")
    rows = table.locator("tbody .open-entry")
    expect(rows.filter(has_text="paint the boats")).to_have_count(1)
    page.locator("#actions").get_by_label("How it stands").select_option("still-open")
    expect(rows.filter(has_text="paint the boats")).to_have_count(0)
    expect(rows.filter(has_text="list of late boats").first).to_be_visible()
    page.get_by_role("button", name="Clear the filters").click()
    page.get_by_label("Topic").fill("boats")
    page.keyboard.press("Enter")
    expect(rows.filter(has_text="paint the boats")).to_have_count(1)
    page.locator(".open-entry", has_text="paint the boats").press("Enter")
    page.get_by_text("Set this action right").click()
    panel = page.locator("#source")
    panel.get_by_label("Your name").fill("Dorcas")
    panel.get_by_label("How it stands").select_option("closed")
    panel.get_by_label("Note: what this rests on").fill("I saw them painted")
    panel.get_by_role("button", name="Save the correction").click()
    expect(panel.locator(".correction")).to_contain_text("I saw them painted")
    page.keyboard.press("Escape")
    with page.expect_download() as told:
        table.get_by_role("button", name="CSV").click()
    taken = list(csv.DictReader(io.StringIO(told.value.path().read_bytes().decode("utf-8-sig"))))
    standings = {row["task"]: row["standing"] for row in taken}
    assert [s for task, s in standings.items() if "paint the boats" in task] == ["closed"]
    assert [s for task, s in standings.items() if "would send the list" in task] == ["still-open"]


def test_every_press_counts_where_the_page_is_slow(visit_harbour: Visit) -> None:
    """A filter that is set, and a source that is pressed, while an earlier one is on its way: the last one stands."""
    page = visit_harbour()
    turned = page.get_by_role("tab", name="Actions")
    turned.press("Enter")
    rows = page.locator("#actions .register tbody .open-entry")
    rows.first.wait_for()
    page.evaluate(SLOW)
    page.get_by_label("Topic").fill("boats")
    page.keyboard.press("Enter")
    page.locator("#actions").get_by_label("How it stands").select_option("still-open")
    expect(rows.filter(has_text="paint the boats")).to_have_count(0)
    expect(rows.filter(has_text="list of late boats").first).to_be_visible()
    page.get_by_role("button", name="Clear the filters").click()
    expect(rows.nth(1)).to_be_visible()
    last = rows.last
    rows.first.press("Enter")
    last.press("Enter")
    expect(page.locator("#source mark").first).to_contain_text(" ".join(last.inner_text().split()[1:4]))


def test_an_officer_takes_out_what_is_no_action_puts_it_back_and_sets_a_decision_right(visit_harbour: Visit) -> None:
    page = visit_harbour()
    page.get_by_role("tab", name="Actions").press("Enter")
    table, panel = page.locator("#actions .register"), page.locator("#source")
    total = table.locator(".total")
    expect(total).to_contain_text("3 actions")
    page.locator("#actions .open-entry", has_text="mend the lamp").press("Enter")
    page.get_by_text("Set this action right").click()
    panel.get_by_label("This is no action").check()
    panel.get_by_label("Note: what this rests on").fill("A wish")
    panel.get_by_label("Your name").fill("Dorcas")
    panel.get_by_role("button", name="Save the correction").click()
    expect(panel.locator(".correction")).to_contain_text("Taken out by Dorcas on")
    expect(total).to_contain_text("2 actions")
    page.keyboard.press("Escape")
    struck = table.locator(".struck")
    expect(struck.locator("tbody .open-entry")).to_be_focused()
    struck.get_by_text("1 taken out by a person").click()
    expect(struck.locator("tbody tr")).to_be_hidden()
    struck.get_by_text("1 taken out by a person").click()
    expect(struck.locator("tbody tr")).to_contain_text("A wish")
    struck.locator(".open-entry").press("Enter")
    panel.get_by_role("button", name="Put it back into the register").click()
    expect(total).to_contain_text("3 actions")
    expect(struck).to_have_count(0)
    page.get_by_role("tab", name="Decisions").press("Enter")
    page.locator("#decisions .open-entry").first.press("Enter")
    page.get_by_text("Set this decision right").click()
    panel.get_by_label("Whose, and how").select_option("recommendation")
    panel.get_by_label("Your name").fill("Dorcas")
    panel.get_by_role("button", name="Save the correction").click()
    expect(panel.locator(".correction")).to_contain_text("Corrected by Dorcas on")
    row = page.locator("#decisions .scroll tbody tr").first
    expect(row).to_contain_text("recommended, not decided")
    expect(row.locator(".badge")).to_have_text("corrected")


def test_a_researcher_copies_a_citation_and_comes_back_by_its_link(visit_board: Visit) -> None:
    page = visit_board()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "What was decided on Prevent?")
    page.locator(".turn .chip").first.click()
    panel = page.locator("#source .open")
    panel.get_by_label("Cite as").select_option("oscola")
    cited = panel.locator(".cited pre")
    expect(cited).to_be_visible()
    panel.locator(".cited .copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == cited.inner_text()
    said = page.locator(".turn .said").inner_text()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    again = page.context.new_page()
    again.goto(link)
    answered(again, 1)
    expect(again.locator(".turn .asked")).to_have_text("What was decided on Prevent?")
    assert again.locator(".turn .said").inner_text() == said
    expect(again.locator(".turn .since")).to_contain_text("The same as when the link was made")
