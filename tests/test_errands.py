"""What tasks ask for, how papers say that they were done, and what reports pledge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.grammar import errands, outcomes, pledges, standing
from ingest.grammar.errands import Sort

TASKS = [
    ("The Harbour Master would provide figures on moorings at the next meeting.", Sort.REPORT, "provide"),
    ("Mr Stone undertook to update the Board on the new ferry.", Sort.REPORT, "update"),
    ("Outcomes would be reported back to the SHC.", Sort.REPORT, "report"),
    ("Mrs Reed would circulate the tide tables.", Sort.SEND, "circulate"),
    ("Skippers had been asked to provide their charts by 3 June 2019.", Sort.SEND, "provide"),
    ("He would discuss the lease with Mr Stone.", Sort.TALK, "discuss"),
    ("Ms Lake noted that she would write to the owners of the quay.", Sort.TALK, "write"),
    ("It was noted that deck hands would be trained.", Sort.DO, "train"),
    ("From May there would be a focus on training divers.", Sort.DO, "train"),
    ("Mrs Reed suggested an action: that more buoys be considered.", Sort.DO, "consider"),
    ("circulate the data.", Sort.SEND, "circulate"),
    ("to look into gaps in lighting", Sort.DO, "look"),
    ("The lights on the pier", Sort.DO, ""),
]


@pytest.mark.parametrize(("task", "sort", "verb"), TASKS)
def test_what_a_task_asks_for(task: str, sort: Sort, verb: str) -> None:
    found = errands.errand(task)
    assert (found.sort, found.verb) == (sort, verb)


def test_of_several_sentences_what_comes_before_the_board_is_told() -> None:
    task = "He would speak to the owners. He would bring a chart to the next meeting."
    assert errands.errand(task).sort is Sort.REPORT


OWNED = [
    ("The tide tables would be sent by Mrs Reed at Easter.", ("Mrs Reed",)),
    ("The chart would be printed in May and Mr Stone would share it.", ("Mr Stone",)),
    ("The chart would be circulated.", ()),
    ("Mr Stone would circulate the chart.", ("Mr Stone",)),
]


@pytest.mark.parametrize(("said", "owners"), OWNED)
def test_who_is_to_do_what_is_told_in_the_passive(said: str, owners: tuple[str, ...]) -> None:
    (found,) = outcomes.actions(f"{said} [ACTION]")
    assert found.owners == owners


TOLD = [
    ("Mrs Reed would circulate the tide tables.", "The tide tables had been circulated in May.", True),
    ("Mrs Reed would circulate the tide tables.", "The tide tables were sent to all.", True),
    ("Mrs Reed would circulate the tide tables.", "The tide tables would be circulated in May.", False),
    ("Mrs Reed would circulate the tide tables.", "The tide tables had not been circulated.", False),
    ("Mrs Reed would circulate the tide tables.", "The tide tables were discussed.", False),
    ("She would write to the owners.", "Ms Lake had written to the owners.", True),
    ("She would write to the owners.", "She was asked to write to the owners.", False),
    ("Deck hands would be trained.", "Harbour staff: 195, of whom 65 trained", True),
    ("Deck hands would be trained.", "It was hoped that deck hands could be trained.", False),
    ("He would try the new winch.", "The new winch was tried in June.", True),
    ("He would chain the gate.", "The gate had been chained.", True),
]


@pytest.mark.parametrize(("task", "said", "told"), TOLD)
def test_word_that_it_was_done(task: str, said: str, told: bool) -> None:
    assert errands.is_told(said, errands.errand(task)) is told


@given(st.text(max_size=200))
def test_any_text_is_some_errand(text: str) -> None:
    found = errands.errand(text)
    assert found.sort in Sort
    errands.is_told(text, found)


PLEDGES = [
    ("The Harbour Manager will meet each owner in January and February.", False, True),
    ("The Harbour Manager will meet each owner.", False, False),
    ("The Harbour Manager will meet each owner.", True, True),
    ("These rules will be reviewed annually.", False, True),
    ("These rules will be reviewed.", False, False),
    ("The scheme will be developed by a joint group of both harbours.", True, True),
    ("SHA will lead the work on a plan.", True, True),
    ("The new quay will replace the old one in 2031.", False, False),
    ("Storms will be worse in 2031.", True, False),
    ("The Manager will be glad of it in May.", True, False),
]


@pytest.mark.parametrize(("said", "ahead", "held"), PLEDGES)
def test_what_a_report_pledges(said: str, ahead: bool, held: bool) -> None:
    assert bool(pledges.pledges(said, ahead=ahead)) is held


def test_a_pledge_names_who_alone() -> None:
    said = "The plans have been shown to the Port Committee and the Harbour Manager will meet each owner in May."
    assert pledges.pledges(said, ahead=False)[0].owners == ("Harbour Manager",)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("These requests were not seen at any meeting to be complete:", "not seen at"),
        ("Some actions raised were never shown as done, and may be wanted:", "never shown as done"),
        ("The following actions remain outstanding:", "remain outstanding"),
        ("The following actions remain outstanding.", None),
        ("The following ropes were bought:", None),
    ],
)
def test_a_list_of_what_was_not_done_is_announced(said: str, state: str | None) -> None:
    found = pledges.undone(said)
    assert (found or "").startswith(state or "")
    assert (found is None) is (state is None)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Completed", "done"),
        ("[x]", "done"),
        ("Discharged", "done"),
        ("Sent to two of three owners; one still awaited", "open"),
        ("Carried forward", "open"),
        ("In progress", "open"),
        ("not yet arranged", "open"),
        ("[ ] paint the pier", "open"),
        ("Superseded by item 4", "dropped"),
        ("No longer required", "dropped"),
        ("The Warden", None),
    ],
)
def test_how_an_action_stands(said: str, read: str | None) -> None:
    assert standing.read(said) == read
