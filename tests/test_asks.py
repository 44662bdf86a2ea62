"""Questions that ask several things: how they are told apart, and that each gets its sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import saltmere

import wiring
from assistant.ask import Assistant
from assistant.asks import asks, fit, is_hollow
from assistant.evidence import Weights, counts
from index.embedding import Encoder
from index.shelf import Shelf

MINUTES = saltmere.minutes(
    "12 September 2019",
    (
        (
            "PILOT BOAT",
            "Mr Quill introduced the annual pilot boat report.\n"
            "Ms Tarrant told the wardens that Brightwell Marine had won the contract for the pilot boat. "
            "The hull is of larch and oak. The contract runs for six years from the day of launching.",
        ),
        (
            "LAMP OILING",
            "A lamp crew had been formed to look after the breakwater lamp. It was thanked for its patience. "
            "The crew meets fortnightly at the slip.",
        ),
        ("STEWARDS", "The first stewards of the regatta are:\n- Pilot: Orla\n- Purser: Bede\n- Clerk: Wyn"),
    ),
)


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Assistant]:
    root = tmp_path_factory.mktemp("asks")
    papers = {"minutes.txt": saltmere.minutes(), "september.txt": MINUTES}
    saltmere.ingest(saltmere.write(root / "papers", papers), root / wiring.BUILT, encoder)
    shelf = Shelf(root / wiring.BUILT, lambda: encoder)
    yield Assistant(shelf, shelf.everything())
    shelf.close()


@pytest.mark.parametrize(
    ("asked", "sorts"),
    [
        ("Which firm won it, and how often does it call?", ["organisation", "frequency"]),
        ("Who steers the launch and what's their job?", ["person", ""]),
        ("How many boats came? And where from?", ["figure", "place"]),
        ("What was said of ropes and nets, and by when must it be done?", ["", "date"]),
        ("When, where and why did the wardens meet?", ["date", "place", "reason"]),
        ("What did the mooring cost?", ["money"]),
        ("Tell me of the gale and the lamp.", [""]),
    ],
)
def test_each_thing_that_is_asked_wants_its_sort_of_answer(asked: str, sorts: list[str]) -> None:
    assert [one.sort for one in asks(asked)] == sorts


@pytest.mark.parametrize(
    ("asked", "said", "held"),
    [
        ("When is it due?", "It may be late.", False),
        ("When is it due?", "It is due in May.", True),
        ("Where did it sink?", "It sank at Quay Street in a gale.", True),
        ("Where did it sink?", "The Coast Patrol saw it sink in May.", False),
        ("How often do they row?", "They row every other week.", True),
        ("When is it due?", "9.20 It may be late.", False),
        ("Why did it sink?", "It sank because of a leak.", True),
    ],
)
def test_a_sentence_holds_the_sort_of_answer_or_not(asked: str, said: str, held: bool) -> None:
    assert asks(asked)[0].held(said) is held


@pytest.mark.parametrize(
    ("said", "hollow"),
    [
        ("Mr Quill introduced the annual report.", True),
        ("Mr Quill outlined the report that set out the wrecks.", True),
        ("Dorcas Hale gave an update on the seals.", True),
        ("The Chairman asked why the lamp had failed.", True),
        ("Mr Quill presented the report, noting that fees had fallen.", False),
        ("The lamp failed in a gale.", False),
    ],
)
def test_a_sentence_that_only_introduces_or_asks_is_hollow(said: str, hollow: bool) -> None:
    assert is_hollow(said) is hollow


def test_a_hollow_sentence_is_an_answer_where_it_is_asked_who_presented() -> None:
    said = "Mr Quill introduced the annual report."
    assert fit("What was in the annual report?", said) < 0 <= fit("Who introduced the annual report?", said)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Which firm won the pilot boat contract, and how long does it run?", ("Brightwell Marine", "six years")),
        ("Which crew looks after the breakwater lamp, and how often does it meet?", ("lamp crew", "fortnightly")),
        ("Who were the first stewards of the regatta?", ("Orla", "Bede", "Wyn")),
    ],
)
def test_each_thing_that_is_asked_is_answered(board: Assistant, asked: str, told: tuple[str, ...]) -> None:
    answer = board.ask(asked)
    assert all(any(one in c.source.quote for c in answer.citations) for one in told), answer.statements


def test_what_is_not_asked_is_not_added(board: Assistant) -> None:
    quoted = " ".join(c.source.quote for c in board.ask("Which firm won the pilot boat contract?").citations)
    assert "Brightwell Marine" in quoted
    assert "larch" not in quoted


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("- 31 lamps and lanterns", True),
        ("- 52 moorings", False),
        ("The wardens meet at the slip.", False),
    ],
)
def test_a_number_counts_the_things_that_are_asked(said: str, told: bool) -> None:
    assert counts(said, "How many lamps and lanterns are on the quay?", Weights({}, {}, frozenset())) is told


def test_people_are_counted_by_what_they_do() -> None:
    weighing = Weights({}, {}, frozenset())
    assert counts("- 410 residents", "How many people live in its parish?", weighing)
    assert not counts("- 70 boats", "How many people live in its parish?", weighing)


def test_letters_that_have_changed_places_are_read(board: Assistant) -> None:
    assert "fortnightly" in " ".join(
        c.source.quote for c in board.ask("How often does the braekwaetr lamp crew meet?").citations
    )
