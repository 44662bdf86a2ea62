"""The page, in a real browser over the real assistant: answered, sourced, escaped, alone, and fit for every reader."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.request import urlopen

import pytest
import saltmere
from browsing import Server, Visit, answered, ask, visits
from playwright.sync_api import (
    Browser,
    Locator,
    Page,
    expect,
)

import ui
import wiring
from assistant.answer import Answer, Citation, Computed, Quoted, Statement, Understood
from assistant.ask import Context
from assistant.listing import Around
from index.embedding import Encoder
from index.passage import Correction, Entry, Place, Quotation, Ruling, Setting, Standing
from ingest.errors import MattersError
from ingest.record import (
    Access,
    Action,
    Authority,
    Body,
    Decision,
    DecisionType,
    Kind,
    Meeting,
    Paragraph,
    Span,
    Status,
    Vote,
)
from page import asking, fields, files, registers
from page import source as sources
from settings import Settings

ROOT = Path(__file__).parents[1]
HOSTILE = "<img src=x onerror=alert(1)> **bold** [x](http://evil.example) ${1+1} {{value}} @children"


@pytest.fixture
def server(corpus_page: Server) -> Server:
    return corpus_page


MARCH = (
    *saltmere.ITEMS[:3],
    ("BOATS", "Mr Quill would send the list of late boats to the Committee. [ACTION]"),
    ("LAMPS", "Ms Tarrant would mend the lamp <img src=x onerror=alert(1)> ${1+1} {{value}} by 2 May 2019. [ACTION]"),
    ("ROPES", "Dorcas Hale agreed to provide forty ropes."),
)
JUNE = (
    ("WELCOME", "The Chairman welcomed everybody."),
    ("MATTERS ARISING", "Mr Quill said that the list of late boats had been sent to the Committee, which closed it."),
    ("PONTOON REPAIRS", "RESOLVED that the eastern pontoon be closed for the winter. (Carried unanimously)"),
)
SECRET = (("LOBSTERS", "Mr Quill would question Zebediah Crake. [ACTION]\nRESOLVED that he be dismissed."),)


@pytest.fixture(scope="module")
def harbour(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page over papers with actions that later ones tell of, one that a person set right, and a restricted one."""
    folder = tmp_path_factory.mktemp("harbour")
    papers = {
        "march.txt": saltmere.minutes(items=MARCH),
        "june.txt": saltmere.minutes("13 June 2019", JUNE),
        "secret.txt": saltmere.minutes("20 June 2019", SECRET, top=["NOT FOR PUBLICATION"]),
    }
    saltmere.ingest(saltmere.write(folder / "papers", papers), folder / wiring.BUILT, encoder)
    settings = Settings(index=folder)
    with closing(wiring.open_shelf(settings)) as shelf:
        ropes = next(e.id for e in shelf.actions(shelf.everything()) if "ropes" in e.action.task)
    at = "2019-07-01T10:00:00+00:00"
    wiring.correct(settings, ropes, Setting(standing=Standing.STILL_OPEN), by="Ada", at=at, note="seen")
    with Server(folder, folder / "log.txt") as served:
        yield served


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Open the page as somebody new."""
    yield from visits(browser, server)


@pytest.fixture
def visit_harbour(browser: Browser, harbour: Server) -> Iterator[Visit]:
    """Open the page over the harbour's papers as somebody new."""
    yield from visits(browser, harbour)


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
    expect(panel.locator(".account")).to_have_text(sources.ACCOUNTS[Authority.DIGEST])
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
    expect(one.locator(".turn .asked")).to_have_text("Who attended on 27 April 2018?")
    assert visit().locator(".turn").count() == 0
    expect(other.locator(".turn")).to_have_count(1)
    expect(other.locator(".turn .asked")).to_have_text("What does MARAC stand for?")


# ---------------------------------------------------------------- the register


def turn_to(page: Page, name: str) -> Locator:
    """Turn to a tab with the keyboard's help alone, and return the register that it shows."""
    page.get_by_role("tab", name=name).focus()
    page.keyboard.press("Enter")
    table = page.locator(f"#{name.lower()} .register")
    table.wait_for()
    return table


def open_entry(page: Page, words: str) -> Locator:
    """Open a row of the table that is shown with the keyboard, and return the panel beside it."""
    page.locator(".open-entry:visible", has_text=words).focus()
    page.keyboard.press("Enter")
    panel = page.locator("#source .open")
    expect(panel.locator("dl").first).to_contain_text(words)
    return panel


def test_actions_are_listed_counted_and_narrowed(visit_harbour: Visit) -> None:
    page = visit_harbour()
    table = turn_to(page, "Actions")
    expect(table.locator(".total")).to_have_text("3 actions: 2 marked, 1 promise without a marker")
    expect(table.locator(".by").first).to_have_text("By standing: closed 1; still open 1; no later record 1")
    row = table.locator(".scroll tbody tr", has_text="late boats")
    for told in ("14 March 2019, item 4", "Mr Quill", "Tobias Quill", "closed", "13 June 2019, item 2", "[ACTION]"):
        expect(row).to_contain_text(told)
    expect(table.locator(".scroll tbody tr", has_text="ropes")).to_contain_text("a promise")
    expect(table.locator(".scroll tbody tr", has_text="ropes").locator(".badge")).to_have_text("corrected")
    page.get_by_label("Owner").fill("Tarrant")
    page.keyboard.press("Enter")
    expect(table.locator(".scroll tbody tr")).to_have_count(1)
    expect(table.locator(".total")).to_contain_text("1 action:")
    page.get_by_label("How it stands").select_option("closed")
    expect(table.locator(".total")).to_have_text("Nothing in the register fits these filters.")
    table.get_by_role("button", name="Take off: Owner: Tarrant").press("Enter")
    expect(table.locator(".scroll tbody tr")).to_have_count(1)
    expect(page.get_by_label("Owner")).to_be_focused()
    page.get_by_role("button", name="Clear the filters").click()
    expect(table.locator(".scroll tbody tr")).to_have_count(3)
    page.get_by_label("Overdue as of").fill("2019-05-03")
    expect(table.locator(".scroll tbody tr")).to_have_count(1)
    page.get_by_label("Overdue as of").fill("2019-05-02")
    expect(table.locator(".scroll tbody tr")).to_have_count(0)


def test_filters_are_kept_while_somebody_asks(visit_harbour: Visit) -> None:
    page = visit_harbour()
    ask(page, "What was said about boats?")
    turn_to(page, "Actions")
    page.get_by_label("Marked only").check()
    expect(page.locator("#actions .scroll tbody tr")).to_have_count(2)
    page.get_by_role("tab", name="Ask").click()
    expect(page.locator(".turn")).to_have_count(1)
    turn_to(page, "Actions")
    expect(page.get_by_label("Marked only")).to_be_checked()
    expect(page.locator("#actions .scroll tbody tr")).to_have_count(2)


def test_an_action_opens_with_its_life_and_each_step_opens_its_source(visit_harbour: Visit) -> None:
    page = visit_harbour()
    turn_to(page, "Actions")
    panel = open_entry(page, "late boats")
    expect(panel.locator("h2")).to_contain_text("14 March 2019, item 4")
    expect(panel.locator("mark")).to_contain_text("would send the list")
    expect(panel.locator("h2")).to_be_focused()
    step = panel.locator(".step", has_text="closed")
    expect(panel.locator(".life .glimpse")).to_contain_text("had been sent")
    step.focus()
    page.keyboard.press("Enter")
    expect(panel.locator("h2")).to_contain_text("13 June 2019, item 2")
    expect(panel.locator("mark")).to_contain_text("had been sent")
    expect(panel.locator("[aria-current=step]")).to_contain_text("closed")
    panel.locator(".step", has_text="raised").click()
    expect(panel.locator("mark")).to_contain_text("would send the list")
    page.keyboard.press("Escape")
    expect(page.locator(".open-entry", has_text="late boats")).to_be_focused()
    expect(page.locator("#side")).to_be_hidden()


def test_silence_is_told_with_its_reach_and_a_correction_with_its_badge(visit_harbour: Visit) -> None:
    page = visit_harbour()
    turn_to(page, "Actions")
    silent = open_entry(page, "mend the lamp").locator(".ending")
    expect(silent).to_contain_text("No later paper on this shelf mentions it (the shelf's last paper of this board is")
    panel = open_entry(page, "forty ropes")
    expect(panel.locator(".correction")).to_contain_text("Corrected by Ada on 1 July 2019: seen")
    expect(panel.locator(".correction")).to_contain_text("as read: no later record")
    expect(panel.locator(".ending")).to_contain_text("still open (as corrected)", ignore_case=True)


def test_a_press_anywhere_in_a_row_opens_it_and_another_tab_puts_the_panel_away(visit_harbour: Visit) -> None:
    page = visit_harbour()
    turn_to(page, "Decisions").locator(".scroll tbody tr", has_text="pontoon").locator("td").first.click()
    panel = page.locator("#source .open")
    expect(panel.locator("h2")).to_contain_text("13 June 2019, item 3")
    expect(panel.locator("dl").first).to_contain_text("resolved")
    expect(panel.locator(".life")).to_have_count(0)
    turn_to(page, "Actions")
    expect(page.locator("#side")).to_be_hidden()


def test_decisions_are_listed_counted_and_narrowed(visit_harbour: Visit) -> None:
    page = visit_harbour()
    table = turn_to(page, "Decisions")
    rows = table.locator(".scroll tbody tr").count()
    assert rows > 1
    expect(table.locator(".total")).to_contain_text(f"{rows} decisions")
    form = page.get_by_role("search", name="Decisions: filters")
    form.get_by_label("Verb").select_option("carried")
    expect(table.locator(".scroll tbody tr")).to_have_count(1)
    expect(table.locator(".scroll tbody tr")).to_contain_text("unanimously")
    form.get_by_label("Meeting").select_option(label="14 March 2019")
    expect(table.locator(".scroll tbody tr")).to_have_count(0)


def test_what_is_restricted_shows_nowhere_in_the_register(visit_harbour: Visit) -> None:
    page = visit_harbour()
    for name in ("Actions", "Decisions"):
        table = turn_to(page, name)
        expect(table).not_to_contain_text("Zebediah")
        expect(table).not_to_contain_text("dismissed")
        assert "20 June 2019" not in page.locator(f"#{name.lower()}").inner_text()


def test_a_task_with_markup_is_shown_as_its_characters(visit_harbour: Visit) -> None:
    page = visit_harbour()
    table = turn_to(page, "Actions")
    told = "<img src=x onerror=alert(1)> ${1+1} {{value}}"
    expect(table.locator(".open-entry", has_text="mend the lamp")).to_contain_text(told)
    panel = open_entry(page, "mend the lamp")
    expect(panel.locator("mark")).to_contain_text(told)
    assert page.locator(":is(#actions table, #source) :is(img, script)").count() == 0


@pytest.mark.parametrize("kind", ["CSV", "Markdown", "JSON", "Word"])
def test_what_is_filtered_is_taken_away_as_a_file(visit_harbour: Visit, kind: str) -> None:
    page = visit_harbour()
    table = turn_to(page, "Actions")
    page.get_by_label("Marked only").check()
    expect(table.locator(".scroll tbody tr")).to_have_count(2)
    with page.expect_download() as told:
        table.get_by_role("button", name=kind).click()
    held = told.value.path().read_bytes()
    expect(page.locator("#actions .made")).to_contain_text("2 rows")
    name = told.value.suggested_filename
    if kind == "CSV":
        rows = list(csv.DictReader(io.StringIO(held.decode("utf-8-sig"))))
        assert name == "actions.csv"
        assert [row["standing"] for row in rows] == ["closed", "no-later-record"]
        assert "<img src=x onerror=alert(1)>" in rows[1]["task"]
    elif kind == "JSON":
        assert name == "actions.json"
        assert [one["standing"] for one in json.loads(held)] == ["closed", "no-later-record"]
    elif kind == "Markdown":
        assert name == "actions.md"
        assert held.decode().startswith("# Actions\n")
        assert "\\<img src=x" in held.decode()
    else:
        assert name == "actions.docx"
        assert held.startswith(b"PK")


# ---------------------------------------------------------------- for every reader


def test_a_phone_needs_no_scrolling_sideways(visit: Visit) -> None:
    page = visit(width=390)
    ask(page, "Who attended on 27 April 2018?")
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(wide)
    expect(page.locator("#side")).to_be_hidden()
    page.locator(".turn .chip").first.click()
    expect(page.locator("#source mark").first).to_be_visible()
    assert not page.evaluate(wide)
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
        for door in ("upload", "file=/etc/passwd", "file=../../etc/passwd", "proxy=http://evil.example", "run/ask"):
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
    panel = _Tags(sources.panel(citation, Context(bad, bad, bad)))
    assert not panel.alive
    assert ("a" in panel.tags) == url.startswith("https://a.")
    assert panel.shown.count(HOSTILE) >= 6
    computed = Statement(bad, Computed(bad, {bad: bad}, 1, (), (1,)))
    quoted = Statement(f"{bad} [1]", Quoted((1,)))
    answer = Answer(bad, Understood(bad, bad, {bad: [bad]}), (quoted, computed), (citation,), (bad,))
    refusal = Answer(bad, Understood(bad, bad), (), (), (bad,), (citation,), bad)
    turns = (asking.Turn(1, bad, answer), asking.Turn(2, bad, refusal), asking.Turn(3, bad, None, bad))
    said = _Tags(asking.log(turns) + asking.masthead([bad]) + asking.welcome([bad]))
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
    told = asking.opened(None, (asking.Turn(1, "q", answer),), chosen)  # type: ignore[arg-type]  # never asked
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
    assert asking.led(text, [Citation(1, source)]) == (lead, words)


def test_surroundings_undo_the_page_s_line_ends_and_cut_at_paragraphs() -> None:
    line = "one two three four five six seven eight nine ten eleven twelve and more"
    paragraph = "The paragraph begins here, " + "and each of its lines is as wide as the page was\n" * 9
    before = f"half a word cut{'x ' * 900}\n \n\n{paragraph}"
    told = sources.surroundings(Context(before, f"{line}\n{line}", f"\n{line}\n\nShort\nlist\n" + "word " * 900))
    assert told[0].startswith("The paragraph begins here, and each of its lines is as wide as the page was ")
    assert told[1] == f"{line} {line}"
    assert sources.unwrapped(f"{line}\n- {line}\n(a) {line}") == f"{line}\n- {line}\n(a) {line}"
    assert told[2].startswith(f" {line}\n\nShort\nlist\n")
    assert told[2].endswith(" …")
    assert len(told[2]) <= sources.AROUND + 2


def test_no_more_is_marked_than_is_quoted() -> None:
    quote = "One.\n\n\nTwo & left out. Three."
    pieces = (Span(10, 20), Span(10 + quote.index("Three"), 10 + len(quote)))
    told = sources.marks(quote, pieces)
    assert told == "<mark>One.</mark>\n\n<mark>Two</mark> &amp; left out. <mark>Three.</mark>"


# ---------------------------------------------------------------- the register without a browser


def entries(count: int) -> tuple[Entry, ...]:
    """Return actions whose every word is hostile, the last one with a life and set right by a person."""
    source = hostile_citation("https://a.example/").source
    bad = source.quote
    act = Action(bad, source.spans, 0, (bad,), (bad, bad), bad, None, bad, bad, bad)
    plain = tuple(Entry(f"{n}{bad}", act, source) for n in range(count - 1))
    read = Entry(bad, act, source, Standing.CLOSED, (source,), (Standing.CLOSED,))
    made = Correction(bad, bad, bad, bad, bad, bad, bad, Access.PUBLIC, bad, bad, "2019-07-01T10:00:00+00:00", bad)
    return (*plain, Entry(bad, act, source, Standing.CLOSED, (source,), (Standing.CLOSED,), made, read))


def test_no_word_of_the_register_becomes_markup() -> None:
    held = entries(3)
    bad = held[0].source.quote
    around = Around({}, {})
    view = registers.View({"topic": bad, "owner": bad})
    shown = registers.results(registers.ACTIONS, registers.Found(held, around), view)
    panel = sources.panel(Citation(1, held[-1].source), Context(bad, bad, bad), registers.opened(held[-1], around, 1))
    typed = registers._action_fields(held, {"owner": bad}) + fields.typed("topic", "Topic", {"topic": bad})
    one = Decision(DecisionType.FORMAL, bad, bad, held[0].source.spans, 0, bad, bad, bad, bad, Vote(bad))
    rulings = (Ruling(bad, one, held[0].source),)
    ruled = registers.results(registers.DECISIONS, registers.Found(rulings, around), view)
    beside = sources.panel(Citation(1, held[0].source), Context(bad, bad, bad), registers.opened(rulings[0], around, 0))
    for told in (shown, panel, typed, ruled, beside, registers._decision_fields(rulings, {"verb": bad})):
        tags = _Tags(told)
        assert not tags.alive
        assert "b" not in tags.tags
    assert _Tags(shown).shown.count(HOSTILE) > 3 * 5


def test_thousands_of_actions_are_turned_through_page_by_page() -> None:
    found = registers.Found(entries(5000), Around({}, {}))
    rows = r'<tr role="row" data-entry="([^"]*)"'
    shown = (registers.results(registers.ACTIONS, found, registers.View({}, page)) for page in range(1, 101))
    seen = [re.findall(rows, told) for told in shown]
    assert {len(page) for page in seen} == {registers.ROWS}
    assert len({one for page in seen for one in page}) == 5000
    last = registers.results(registers.ACTIONS, found, registers.View({}, 10**6))
    assert re.findall(rows, last) == seen[-1]
    assert "4,951 to 5,000 of 5,000" in last


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        (None, {}),
        ("topic", {}),
        ({"topic": " ropes ", "page": "3", "owner": "", "__class__": "x"}, {"topic": "ropes"}),
        ({"topic": "r" * 900}, {"topic": "r" * fields.LONGEST}),
    ],
)
def test_what_a_browser_sends_is_cut_to_the_filters(sent: object, asked: dict[str, str]) -> None:
    assert registers.view_of(sent) == registers.View(asked)


@pytest.mark.parametrize("asked", [{"since": "2018-02-30"}, {"overdue": "soon"}, {"standing": "lost"}])
def test_a_filter_that_cannot_be_read_is_told(asked: dict[str, str]) -> None:
    known = registers.register.Known(lambda _: "")
    with pytest.raises(fields.FilterError, match=next(iter(asked.values()))):
        registers.ACTIONS.narrow((), asked, known)


def test_two_filters_that_cannot_both_hold_are_told() -> None:
    asked = {"since": "2019-05-02", "until": "2019-05-01"}
    known = registers.register.Known(lambda _: "")
    for which in (registers.ACTIONS, registers.DECISIONS):
        with pytest.raises(fields.FilterError, match="Since, 2 May 2019, comes after Until, 1 May 2019"):
            which.narrow((), asked, known)
    assert fields.between({"since": "2019-05-01", "until": "2019-05-01"}) == (date(2019, 5, 1), date(2019, 5, 1))


def test_the_files_of_the_page_alone_are_given_out_and_few_are_held(tmp_path: Path) -> None:
    found = registers.Found(entries(1), Around({}, {}))
    made = [registers.make(registers.ACTIONS, found, "csv", tmp_path) for _ in range(files.HELD + 5)]
    assert sorted(f for f in made if f.exists()) == sorted(made[5:])
    assert files.is_made(made[-1].as_posix(), tmp_path)
    for other in (
        tmp_path / "actions.csv",
        tmp_path / "x" / "actions.csv",
        made[-1].with_name("actions.exe"),
        made[-1].parent / ".." / made[-1].parent.name / "actions.csv",
        Path("/etc/passwd"),
    ):
        assert not files.is_made(other.as_posix(), tmp_path)
    with pytest.raises(fields.FilterError, match="exe"):
        registers.make(registers.ACTIONS, found, "exe", tmp_path)


def test_the_folder_of_files_goes_with_the_page(corpus_index: Path, tmp_path: Path) -> None:
    own = tmp_path / "temporary"
    own.mkdir()
    served = Server(corpus_index, tmp_path / "log.txt", {"TMPDIR": str(own)})
    with urlopen(served.url) as page:  # it serves
        assert page.status == 200
    assert [f for f in own.iterdir() if f.name.startswith("matters-")]
    served.process.terminate()
    served.process.wait(20)
    assert [f for f in own.iterdir() if f.name.startswith("matters-")] == []
