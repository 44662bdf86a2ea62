"""Questions asked of several meetings or papers, over the invented board: a statement for each, of one measure."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import saltmere
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Computed
from assistant.answerers import several, sides
from assistant.ask import Assistant
from assistant.question import understand
from index.embedding import Encoder
from index.shelf import Shelf


def _meeting(day: str, berths: str, more: str, ended: str) -> str:
    return saltmere.minutes(
        day,
        [
            ("BERTHS", berths),
            ("BALANCE", more),
            ("DATE OF NEXT MEETING", f"To be told.\nThe meeting ended at {ended}"),
        ],
    )


PAPERS = {
    "march.txt": _meeting(
        "14 March 2019",
        "Mr Quill said that berths were a worry to the town.\n\n"
        "Saltmere had the fourth highest rate of empty berths on the coast.",
        "Harbour balance: £1,200.50",
        "8.05 pm",
    ),
    "june.txt": _meeting(
        "13 June 2019",
        "Ms Tarrant said that the berths were painted green.\n\n"
        "In volume of empty berths Saltmere was second highest of the coast.",
        "Harbour balance: £1,450.75",
        "7.40 pm",
    ),
    "september.txt": _meeting(
        "12 September 2019",
        "The lobster catch was 310 pots this summer compared to 250 pots in the summer of 2018.\n\n"
        "Otters were seen under the bridge by Dorcas Hale.",
        "Harbour balance: £990.00",
        "9.15 pm",
    ),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Shelf]:
    root = tmp_path_factory.mktemp("several")
    saltmere.ingest(saltmere.write(root / "papers", PAPERS), root / "index", encoder)
    held = Shelf(root / "index", lambda: encoder)
    yield held
    held.close()


@pytest.fixture(scope="module")
def wardens(shelf: Shelf) -> Assistant:
    return Assistant(shelf, shelf.everything())


def _days(answer: Answer) -> list[str]:
    return [c.source.place.when.isoformat() for c in answer.citations]


def _rules(answer: Answer) -> list[str]:
    return [s.basis.rule for s in answer.statements if isinstance(s.basis, Computed)]


# ---------------------------------------------------------------- which questions are asked of several meetings


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("How many berths were empty in March 2019 and in June 2019?", "multi-meeting"),
        ("Berths: what was said in March 2019, and again in June 2019?", "multi-meeting"),
        ("What was the harbour balance over the meetings of 2019?", "multi-meeting"),
        ("Were there more pots in March 2019 than in June 2019?", "comparison"),
        ("How did the catch stand against the year before?", "comparison"),
        ("The papers give more than one figure for the catch. Which?", "comparison"),
        ("Do the minutes and the harbour report give the same balance?", "comparison"),
        ("What was said of berths in March 2019?", "lookup"),
        ("Where will the Regatta 2019 be rowed, as told in June 2019?", "lookup"),
        ("Which decisions were taken in March 2019 and June 2019?", "decision"),
    ],
)
def test_a_question_of_several_meetings(shelf: Shelf, asked: str, kind: str) -> None:
    scope = shelf.everything()
    assert several.across(understand(asked), shelf, scope, shelf.sittings(scope)).kind == kind


# ---------------------------------------------------------------- comparisons


def test_sides_of_one_measure_are_set_side_by_side(wardens: Assistant) -> None:
    answer = wardens.ask("Compare Saltmere's standing on empty berths in March 2019 with June 2019.")
    assert _days(answer)[:2] == ["2019-03-14", "2019-06-13"]
    assert "fourth highest" in answer.text
    assert "second highest" in answer.text


def test_measures_that_are_not_the_same_are_said_to_be_so(wardens: Assistant) -> None:
    answer = wardens.ask("Compare Saltmere's standing on empty berths in March 2019 with June 2019.")
    assert _rules(answer) == ["contrast"]
    assert "the first speaks of rate, the second of volume" in answer.text


def test_one_sentence_that_compares_answers_alone(wardens: Assistant) -> None:
    answer = wardens.ask("How did the lobster catch of 2019 stand against the year before?")
    assert len(answer.statements) == 1
    assert "310 pots" in answer.text
    assert "250 pots" in answer.text


def test_the_difference_of_two_lines_is_computed(wardens: Assistant) -> None:
    answer = wardens.ask("Compare the harbour balance in March 2019 with June 2019.")
    assert "£1,200.50" in answer.text
    assert "£250.25 more in the last than in the first" in answer.text
    assert _rules(answer) == ["difference"]


# ---------------------------------------------------------------- histories


def test_a_line_that_returns_is_given_for_each_meeting(wardens: Assistant) -> None:
    answer = wardens.ask("What was the harbour balance in March 2019, June 2019 and September 2019?")
    assert _days(answer) == ["2019-03-14", "2019-06-13", "2019-09-12"]
    assert [f"£{n}" in answer.text for n in ("1,200.50", "1,450.75", "990.00")] == [True] * 3


def test_a_meeting_at_which_nothing_was_said_is_left_out(wardens: Assistant) -> None:
    answer = wardens.ask("What was said about empty berths in March 2019, June 2019 and September 2019?")
    assert set(_days(answer)) == {"2019-03-14", "2019-06-13"}


def test_when_each_of_several_meetings_ended(wardens: Assistant) -> None:
    answer = wardens.ask("What time did each of these end: March 2019, June 2019 and September 2019?")
    assert [t in answer.text for t in ("8.05 pm", "7.40 pm", "9.15 pm")] == [True] * 3


def test_people_of_an_office_are_named_for_each_meeting(wardens: Assistant) -> None:
    answer = wardens.ask("Which safety officers spoke in March 2019 and June 2019?")
    assert _rules(answer) == ["roll", "roll"]
    assert answer.text.count("Tobias Quill") == 2


# ---------------------------------------------------------------- what sentences measure


@pytest.mark.parametrize(
    ("said", "measured"),
    [
        ("Berths fell by 12%.", {"share"}),
        ("The fee is £212.", {"money"}),
        ("It was the third lowest of the coast.", {"rank"}),
        ("There were 40 boats.", {"count"}),
        ("The seals had returned.", set()),
    ],
)
def test_what_a_sentence_measures(said: str, measured: set[str]) -> None:
    assert sides.measures(said) == measured


def test_what_a_number_counts() -> None:
    assert sides.counts("There were 1,267 reports of lost oars.", frozenset({"oar"}))
    assert not sides.counts("Lost oars were 4% of 31 matters in 2019.", frozenset({"oar"}))


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("Balance: £100", "Balance: £90.5", "Balance: £9.5 less in the last than in the first (computed)"),
        ("Balance: £100", "Balance: £100", "Balance: the same in both"),
        ("Balance: £100", "Balance: 90%", None),
        ("Balance: £100", "Debt: £90", None),
        ("The balance was £100", "The balance was £90", None),
    ],
)
def test_a_difference_is_of_one_label_and_unit(one: str, other: str, said: str | None) -> None:
    assert sides.difference(one, other) == said


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("an adult fare of £3", "for children it is £1", ("adult", "children")),
        ("adults and children pay £3", "children pay £1", None),
        ("£3 in all", "£1 in all", None),
    ],
)
def test_a_contrast_needs_a_word_on_each_side(one: str, other: str, told: tuple[str, str] | None) -> None:
    assert sides.contrast(one, other) == told


@given(st.decimals(0, 10**9, places=2), st.decimals(0, 10**9, places=2))
def test_a_difference_goes_both_ways(one: object, other: object) -> None:
    there, back = (sides.difference(f"Sum: {a}", f"Sum: {b}") for a, b in ((one, other), (other, one)))
    assert there is not None
    assert back is not None
    assert there.replace("more", "less") == back.replace("more", "less")
