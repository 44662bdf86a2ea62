"""Questions whose answer stands in the register or about a paper itself: decisions, rolls, what is awaited, whence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import saltmere

from assistant.answer import Answer, Computed
from assistant.answerers.register import _names_person
from assistant.ask import Assistant
from index.embedding import Encoder
from index.shelf import Shelf

ROLL = (
    "Present:",
    "Cllr Ada Penrose (Chairman)\tSaltmere Borough Council",
    "Mr Tobias Quill\tSafety Officer\tPort of Saltmere",
    "Ms Imogen Tarrant (standing in for Jonas Wray)\tCoastal Agency",
    "Dorcas Hale\tFriends of the Quay",
)
PAPERS = {
    "march.txt": saltmere.minutes(
        "14 March 2019",
        [
            ("APOLOGIES FOR ABSENCE", "Apologies were received from Mr Edwin Marsh of the Rowing Club."),
            (
                "CRANE HIRE",
                "Cllr Penrose proposed, and Mr Quill seconded, that the old crane be let.\n\n"
                "RESOLVED that the crane on the north quay be let to the boatyard for two years.\n\n"
                "The vote was 4-1-0.",
            ),
            (
                "LANTERN FUND",
                "The wardens had written to the Lighthouse Trust to ask for money for the breakwater lantern, and an "
                "answer was awaited.\n\nThe lantern was painted red.",
            ),
            (
                "MUSSEL BEDS",
                "RESOLVED that power be delegated to the Safety Officer, in consultation with the Chairman, to close "
                "the mussel beds after heavy rain.",
            ),
            ("DATE OF NEXT MEETING", "Thursday 13 June, 6.30 pm.\nThe meeting ended at 8.05 pm"),
        ],
        roll=ROLL,
    ),
    "june.txt": saltmere.minutes(
        "13 June 2019",
        [
            (
                "MINUTES OF THE LAST MEETING",
                "RESOLVED that the minutes of the meeting held on 14 March 2019 be approved, subject to a spelling.",
            ),
            (
                "BANDSTAND",
                "It was proposed by Cllr Penrose, and resolved:\n\n"
                "Mr Quill is hereby named keeper of the bandstand for three years.",
            ),
            ("HOURS", "The wardens agreed to keep a 6.30 pm start for future meetings."),
            (
                "ROWING SHED",
                "The Rowing Club has applied to put a second storey on its shed at Gull Steps.\n\n"
                "Held over to 4 July 2019",
            ),
            ("OTTERS", "Dorcas Hale said that otters had been seen under the bridge."),
        ],
    ),
    "kelp.txt": saltmere.report("Kelp harvest", "1.1 The kelp harvest came to 40 tonnes, a provisional figure."),
}


@pytest.fixture(scope="module")
def wardens(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Assistant]:
    root = tmp_path_factory.mktemp("rulings")
    saltmere.ingest(saltmere.write(root / "papers", PAPERS), root / "index", encoder)
    held = Shelf(root / "index", lambda: encoder)
    yield Assistant(held, held.everything())
    held.close()


def _rules(answer: Answer) -> list[str]:
    return [s.basis.rule for s in answer.statements if isinstance(s.basis, Computed)]


def _quoted(answer: Answer) -> str:
    return " ".join(c.source.quote for c in answer.citations)


# ---------------------------------------------------------------- decisions


def test_one_decision_is_told_alone(wardens: Assistant) -> None:
    answer = wardens.ask("What was decided about the crane on the north quay?")
    assert "let to the boatyard for two years" in answer.statements[0].text
    assert "mussel" not in answer.text


def test_the_vote_and_the_mover_come_with_a_decision_where_they_are_asked_for(wardens: Assistant) -> None:
    answer = wardens.ask("What was decided about hiring out the crane, how was it voted and who proposed it?")
    assert "two years" in answer.text
    assert "4-1-0" in answer.text or "4 for, 1 against" in answer.text
    assert "Mr Quill seconded" in answer.text


def test_the_approval_of_minutes_is_found_in_the_later_meeting(wardens: Assistant) -> None:
    answer = wardens.ask("Were the minutes of 14 March 2019 approved, and were any corrections made?")
    assert [c.source.place.when.isoformat() for c in answer.citations] == ["2019-06-13"]
    assert "subject to a spelling" in answer.text


def test_what_a_decision_leaves_to_somebody_answers_who_may(wardens: Assistant) -> None:
    answer = wardens.ask("Who was asked to decide on closing the mussel beds after heavy rain?")
    assert "Safety Officer, in consultation with the Chairman" in answer.text


def test_what_a_decision_only_announces_is_told_with_it(wardens: Assistant) -> None:
    answer = wardens.ask("What was resolved about the bandstand on 13 June 2019?")
    assert "keeper of the bandstand for three years" in answer.text


def test_the_hour_of_meetings_to_come(wardens: Assistant) -> None:
    answer = wardens.ask("What time of day did they settle on for meetings from then on, in June 2019?")
    assert "6.30 pm start" in answer.text


def test_the_outcome_under_an_application_tells_whether_it_is_through(wardens: Assistant) -> None:
    answer = wardens.ask("Is the second storey on the Rowing Club's shed at Gull Steps through yet?")
    assert "Held over to 4 July 2019" in answer.text


def test_a_decision_on_what_no_paper_names_is_not_told(wardens: Assistant) -> None:
    assert not wardens.ask("What did the wardens decide about zeppelins?").statements


# ---------------------------------------------------------------- rolls


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Was Ms Tarrant at the meeting on 14 March 2019?", "Imogen Tarrant"),
        ("Who stood in for Jonas Wray at the meeting of 14 March 2019?", "Imogen Tarrant"),
        ("Who was missing from the meeting of 14 March 2019?", "apologies from: Mr Edwin Marsh"),
        ("Did Edwin Marsh attend on 14 March 2019?", "Edwin Marsh, the Rowing Club (apologies)"),
        ("Who attended the meeting of 14 March 2019?", "Dorcas Hale"),
    ],
)
def test_who_was_there(wardens: Assistant, asked: str, said: str) -> None:
    assert said in wardens.ask(asked).text


def test_somebody_on_no_roll_is_said_not_to_be_on_it(wardens: Assistant) -> None:
    answer = wardens.ask("Did Jonas Wray attend the meeting on 13 June 2019?")
    assert _rules(answer) == ["not-on-roll"]
    assert "Jonas Wray is not on the roll, which names four as present" in answer.text


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("Mr J Wright", "Was Mr Wright there?", True),
        ("Mr J Wright", "Was Ms Wright there?", False),
        ("Mr J Wright", "Was K Wright there?", False),
        ("Sir Tim Rowe-Hart", "Did Tim Rowe-Hart come?", True),
        ("Mara Bell", "Did Mara come?", True),
        ("Mara Bell", "Did Mara Stone come?", False),
        ("Will Hope", "Will the board meet in hope?", False),
    ],
)
def test_a_person_is_named_by_surname_and_whatever_else_is_given(name: str, text: str, named: bool) -> None:
    assert _names_person(name, text) is named


# ---------------------------------------------------------------- what is awaited, and dates


def test_what_is_awaited_is_told_from_the_running_text(wardens: Assistant) -> None:
    answer = wardens.ask("Have the wardens heard back from the Lighthouse Trust on money for the lantern yet?")
    assert "an answer was awaited" in answer.text
    assert "painted red" not in answer.text


def test_the_next_meeting(wardens: Assistant) -> None:
    answer = wardens.ask("When were the wardens to meet again after the meeting of 14 March 2019?")
    assert "13 June" in answer.text


# ---------------------------------------------------------------- whence


def test_who_wrote_a_report(wardens: Assistant) -> None:
    answer = wardens.ask("Who wrote the kelp harvest report?")
    assert "Tobias Quill" in _quoted(answer)


def test_how_sure_a_figure_is(wardens: Assistant) -> None:
    assert "a provisional figure" in wardens.ask("Can I quote the kelp harvest figure as final?").text


def test_the_place_to_cite_is_the_decision(wardens: Assistant) -> None:
    answer = wardens.ask("Which minute of 14 March 2019 should I cite for letting the crane to the boatyard?")
    assert _rules(answer) == ["authority"]
    assert "RESOLVED that the crane" in answer.text


def test_the_state_of_a_copy_of_minutes(wardens: Assistant) -> None:
    answer = wardens.ask("Is our copy of the minutes of 14 March 2019 the approved version?")
    assert _rules(answer) == ["where"]
    assert "march.txt" in answer.text


# ---------------------------------------------------------------- what is computed is computed again


@pytest.mark.parametrize("asked", ["Did Jonas Wray attend the meeting on 13 June 2019?"])
def test_an_altered_count_of_a_roll_is_left_out(wardens: Assistant, asked: str) -> None:
    from assistant import checking

    answer = wardens.ask(asked)
    one = answer.statements[0]
    wrong = replace(answer, statements=(replace(one, text=one.text.replace("names four", "names nine")),))
    checked, left_out = checking.check(wrong, wardens.shelf, wardens.scope)
    assert left_out
    assert not checked.found
