"""Questions about actions: whose, how each stands, by which later paper, how many, and which are overdue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import saltmere

from assistant.answer import Answer, Computed
from assistant.ask import Assistant
from index import register
from index.embedding import Encoder
from index.register import Known, Wanted
from index.shelf import Shelf
from ingest.grammar import dates

ASKED_ON = date(2026, 1, 5)
RAISED = (
    ("WELCOME", "The Chairman welcomed everybody."),
    (
        "SUNKEN BARGES",
        "Ms Tarrant would write to the owners of the two sunken barges. [ACTION]\n\n"
        "Mr Quill would circulate a chart of the wrecks by 1 May 2019. [ACTION]",
    ),
    ("LAMPS ON THE BREAKWATER", "Dorcas Hale would paint the lamps on the breakwater. [ACTION]"),
    ("DATE OF NEXT MEETING", "Thursday 13 June 2019, 6.30 pm."),
)
AFTER = (
    ("WELCOME", "The Chairman welcomed everybody."),
    ("MATTERS ARISING", "Ms Tarrant had written to the owners of both sunken barges, and one had replied."),
    ("NETS", "Mr Quill would mend the nets of the harbour school. [ACTION]"),
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("actions")
    papers = {"a.txt": saltmere.minutes("14 March 2019", RAISED), "b.txt": saltmere.minutes("13 June 2019", AFTER)}
    saltmere.ingest(saltmere.write(home / "papers", papers), home / "index", encoder)
    shelf = Shelf(home / "index", lambda: encoder)
    yield Assistant(shelf, shelf.everything(), lambda: ASKED_ON)
    shelf.close()


def counted(answer: Answer, rule: str) -> Computed:
    return next(s.basis for s in answer.statements if isinstance(s.basis, Computed) and s.basis.rule == rule)


def quoted(answer: Answer) -> str:
    return " ".join(c.source.quote for c in answer.citations)


def test_unresolved_actions_leave_out_what_was_reported_back(assistant: Assistant) -> None:
    answer = assistant.ask("Which actions are unresolved?")
    assert "barges" not in quoted(answer)
    assert "chart of the wrecks" in quoted(answer)
    assert len(counted(answer, "count").ids) == 3
    assert counted(answer, "count").counted == 4
    assert "No later paper was found on this shelf that reports on" in answer.text


def test_what_was_reported_back_is_listed_with_the_later_paper(assistant: Assistant) -> None:
    answer = assistant.ask("Which actions have been reported back?")
    assert [c.source.place.path for c in answer.citations] == ["a.txt", "b.txt"]
    assert "Reported back, 13 June 2019" in answer.text


def test_where_all_on_a_topic_are_reported_back_none_is_unresolved(assistant: Assistant) -> None:
    answer = assistant.ask("Which actions on writing to the barge owners are unresolved?")
    assert "No action on this is unresolved; 1 action found: 1 reported back." in answer.text


def test_one_action_is_asked_after_whatever_its_standing(assistant: Assistant) -> None:
    answer = assistant.ask("Were the owners of the sunken barges ever written to?")
    assert "Reported back, 13 June 2019" in answer.text
    assert "one had replied" in quoted(answer)


def test_actions_are_counted_over_the_whole_register(assistant: Assistant) -> None:
    answer = assistant.ask("How many actions are there in the register?")
    assert answer.statements[0].text.startswith("4 actions: 1 reported back, 3 with no later record")
    assert len(counted(answer, "count").ids) == 4


def test_actions_of_a_time_are_counted_within_it(assistant: Assistant) -> None:
    answer = assistant.ask("How many actions were raised in June 2019?")
    assert answer.statements[0].text.startswith("1 action: 1 with no later record")


def test_overdue_is_what_was_due_and_is_not_settled(assistant: Assistant) -> None:
    answer = assistant.ask("Which actions are overdue?")
    assert len(answer.citations) == 1
    assert "by 1 May 2019" in quoted(answer)
    assert f"1 action overdue on {dates.long(ASKED_ON)}: " in answer.text
    assert "No action on this is overdue" in assistant.ask("Which actions were overdue on 1 April 2019?").text


def test_overdue_promises_are_told_as_in_the_list_of_actions(tmp_path: Path, encoder: Encoder) -> None:
    said = (
        ("WELCOME", "The Chairman welcomed everybody."),
        ("LAMPS", "Ms Tarrant would circulate a list of the lamps by 1 May 2019."),
        ("ROPES", "Mr Quill would ask for new ropes by 2 May 2019. [ACTION]"),
        ("OARS", "Ms Tarrant would report back on the oars."),
    )
    saltmere.ingest(
        saltmere.write(tmp_path / "papers", {"a.txt": saltmere.minutes("14 March 2019", said)}),
        tmp_path / "index",
        encoder,
    )
    with closing(Shelf(tmp_path / "index", lambda: encoder)) as shelf:
        answer = Assistant(shelf, shelf.everything(), lambda: ASKED_ON).ask("What actions are overdue?")
        entries = shelf.actions(shelf.everything())
        listed = register.actions(entries, Wanted(overdue=ASKED_ON), Known(lambda _: ""))
    assert set(counted(answer, "count").ids) == {e.id for e in listed}
    assert "2 actions overdue on " in answer.text
    assert ", 1 of them a promise without a marker: " in answer.text


def test_an_owner_is_asked_for_by_name(assistant: Assistant) -> None:
    answer = assistant.ask("List the actions of Ms Tarrant.")
    assert "barges" in quoted(answer)
    assert "wrecks" not in quoted(answer)
