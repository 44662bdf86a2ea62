"""Twenty people at the page at once, each with a conversation of their own: nothing is mixed up, and nothing fails."""

from __future__ import annotations

import html
import re

import pytest
from browsing import Server

from bench.visitors import Visitor, together

PEOPLE, QUESTIONS = 20, 10
ASKED = (
    "Who attended on 27 April 2018?",
    "What does MARAC stand for?",
    "How many actions are there?",
    "Which submarine did person {n} buy from Portugal?",
    "What was decided on 25 October 2019?",
)


@pytest.fixture
def server(corpus_page: Server) -> Server:
    return corpus_page


def test_twenty_people_ask_at_once_and_each_has_their_own_answers(server: Server) -> None:
    alone = {number: _conversed(server.url, number) for number in range(len(ASKED))}
    seen: dict[int, list[tuple[str, ...]]] = {}

    def converse(number: int) -> None:
        seen[number] = _conversed(server.url, number)

    assert together(PEOPLE, converse) == []
    assert seen == {number: alone[number % len(ASKED)] for number in range(PEOPLE)}


def _conversed(url: str, number: int) -> list[tuple[str, ...]]:
    """Return what was said to each question of a conversation: a follow-up is read against those before it."""
    visitor, mine, said = Visitor(url), [], []
    for k in range(QUESTIONS):
        mine.append(ASKED[(number + k) % len(ASKED)].format(n=number))
        log = str(visitor.do("question", "submit", [mine[-1], None]).data[0])
        assert _asked(log) == mine
        said.append(_said(log)[-1])
    visitor.close()
    return said


def _asked(log: str) -> list[str]:
    return [html.unescape(q) for q in re.findall(r'<h2 class="asked">(.*?)</h2>', log, re.DOTALL)]


def _said(log: str) -> list[tuple[str, ...]]:
    """Return the statements of each answer of a conversation."""
    turns = log.split("<article ")[1:]
    return [tuple(re.findall(r'<p class="words">(.*?)</p>', turn, re.DOTALL)) for turn in turns]
