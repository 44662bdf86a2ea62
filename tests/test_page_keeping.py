"""A conversation that outlives a reload: what the browser keeps of it, whose it is, and when it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from browsing import Server, Visit, answered, ask, visits
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from assistant.narrowing import NOTHING, Only
from page import keeping
from page.keeping import Asked

QUESTION = st.text(min_size=1, max_size=60).filter(str.strip)
ONLY = st.sampled_from([NOTHING, Only(since=date(2018, 1, 1)), Only(answer="decision", as_written=True)])
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda s: st.lists(s) | st.dictionaries(
    st.sampled_from(["who", "asked", "q", "only", "since", "x"]), s), max_leaves=12)  # fmt: skip


def kept(who: str, asked: list[Asked]) -> str:
    return json.dumps({"who": who, "asked": [json.loads(keeping.told(one)) for one in asked]})


@given(st.lists(st.builds(Asked, QUESTION, ONLY), max_size=30))
def test_the_last_questions_come_back_as_they_were_asked(asked: list[Asked]) -> None:
    assert keeping.read(kept("ann", asked), "ann") == tuple(asked[-keeping.AGAIN :])
    assert keeping.read(kept("ann", asked), "ben") == ()
    assert keeping.read(kept("ann", asked), "") == ()


@given(JSON | st.builds(lambda asked: {"who": "ann", "asked": asked}, JSON))
def test_whatever_a_browser_says_is_read_or_left(held: object) -> None:
    assert all(isinstance(one, Asked) for one in keeping.read(json.dumps(held), "ann"))


@pytest.mark.parametrize("held", ["", "[", "[" * 100_000, '{"who": "ann"}', '{"who": "ann", "asked": ["q"]}'])
def test_what_is_damaged_is_left(held: str) -> None:
    assert keeping.read(held, "ann") == ()


def test_a_narrowing_that_is_none_leaves_the_question() -> None:
    held = {"who": "", "asked": [{"q": "Who?", "only": {"answer": ["x"]}}, {"q": "x" * 5000}, {"q": 7}]}
    assert keeping.read(json.dumps(held), "") == (Asked("Who?"),)


# ---------------------------------------------------------------- in a browser


@pytest.fixture
def server(corpus_page: Server) -> Server:
    return corpus_page


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    yield from visits(browser, server)


def test_a_reload_keeps_the_conversation_and_what_is_typed_until_a_new_one_is_begun(visit: Visit) -> None:
    page = visit()
    ask(page, "How many actions are there?")
    page.locator(".change", has_text="only 20").first.press("Enter")
    expect(page.locator(".understood").last).to_contain_text("as you asked")
    ask(page, "And on 25 October 2019?")
    said = page.locator("#log").inner_text()
    box = page.get_by_label("Your question")
    box.fill("What does MARAC")
    page.reload()
    answered(page, 2)
    expect(page.locator(".understood").first).to_contain_text("as you asked")
    assert page.locator("#log").inner_text() == said
    expect(box).to_have_value("What does MARAC")
    box.fill("")
    page.get_by_role("button", name="Start a new conversation").click()
    page.locator(".example").first.wait_for()
    page.reload()
    page.locator(".example").first.wait_for()
    assert page.locator(".turn").count() == 0


def test_a_link_is_followed_once_and_the_conversation_after_it_is_kept(visit: Visit, server: Server) -> None:
    page = visit()
    ask(page, "How many actions are there?")
    page.goto(f"{server.url}?q=What+does+MARAC+stand+for")
    answered(page, 1)
    expect(page.locator(".asked")).to_have_text(["What does MARAC stand for"])
    ask(page, "How many actions are there?")
    page.reload()
    answered(page, 2)
    page.get_by_role("button", name="Start a new conversation").click()
    page.locator(".example").first.wait_for()
    assert page.url == server.url


def test_a_connection_that_was_lost_comes_back_with_the_conversation_and_the_question(
    browser: Browser, server: Server
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(server.url)
        page.locator(".example").first.wait_for()
        ask(page, "Who attended on 27 April 2018?")
        context.set_offline(True)
        box = page.get_by_label("Your question")
        box.fill("What does MARAC stand for?")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Connection to the server was lost")).to_be_visible(timeout=20_000)
        context.set_offline(False)
        expect(box).to_have_value("What does MARAC stand for?", timeout=20_000)
        answered(page, 1)
        ask(page, "What does MARAC stand for?")


def test_a_question_that_is_too_long_comes_back_to_be_shortened(visit: Visit) -> None:
    page = visit()
    ask(page, "What was decided " * 200)
    expect(page.locator(".turn .trouble")).to_contain_text("ask it in at most")
    expect(page.get_by_label("Your question")).to_have_value("What was decided " * 200)
