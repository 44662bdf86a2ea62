"""What a reader narrows a question to by hand: it holds whatever way an answer is found, and never widens anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import saltmere
from door import Door
from hypothesis import given
from hypothesis import strategies as st

import wiring
from assistant import narrowing
from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.narrowing import NOTHING, NarrowingError, Only
from index.embedding import Encoder
from index.passage import Within
from index.shelf import Shelf
from ingest.record import Kind
from people import Person
from settings import Settings

MARCH = (
    *saltmere.ITEMS[:3],
    ("MOORING FEES", "Mr Quill would write to forty boats. [ACTION]\nRESOLVED that the fee be £212 for the season."),
    ("PONTOON REPAIRS", "Ms Tarrant explained that the eastern pontoon was leaking at three joints."),
)
LATER = (
    ("WELCOME", "The Chairman welcomed everybody."),
    (
        "MOORING FEES",
        "RESOLVED that the fee be £240 for the season.\nMr Quill reported that forty boats had been told.",
    ),
    (
        "PONTOON REPAIRS",
        "Ms Tarrant explained that the western pontoon was leaking too. Action: Ms Tarrant to mend it.",
    ),
)
PLANS = "Mooring fees are to be £300 from 2021.\nThe eastern pontoon is to be taken down in the autumn.\n"
QUESTIONS = (
    "What was decided about mooring fees?",
    "Which actions does Mr Quill have?",
    "What was said about the pontoon?",
    "Who attended on 14 March 2019?",
    "How did mooring fees change between 2019 and 2020?",
    "What was the fee in March 2019?",
    "When is the next meeting?",
    "What has become of the letters to boats?",
    "What is the history of the eastern pontoon?",
    "What was decided about mooring fees since 2019?",
)


@pytest.fixture(scope="module")
def folder(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two years' minutes and a report of another committee."""
    made = tmp_path_factory.mktemp("narrow")
    toml = saltmere.TOML + '\n[papers."plans.txt"]\nbody = "Ferry Panel"\ndate = "2020-09-02"\nkind = "report"\n'
    papers = {
        "march.txt": saltmere.minutes(items=MARCH),
        "later.txt": saltmere.minutes("12 March 2020", LATER),
        "plans.txt": saltmere.report("Plans for the harbour", PLANS, "2 September 2020"),
    }
    saltmere.ingest(saltmere.write(made / "papers", papers, toml), made / wiring.BUILT, encoder)
    return made


@pytest.fixture(scope="module")
def shelf(folder: Path, encoder: Encoder) -> Iterator[Shelf]:
    with closing(Shelf(folder / wiring.BUILT, lambda: encoder)) as one:
        yield one


@pytest.fixture(scope="module")
def assistant(shelf: Shelf, folder: Path) -> Assistant:
    return wiring.assistant_of(shelf, Settings(index=folder), Person())


def year(number: int) -> Only:
    return Only(date(number, 1, 1), date(number, 12, 31))


def stray(answer: Answer, only: Only, assistant: Assistant) -> list[str]:
    """Return where an answer's sources stand that are not of what it was narrowed to.

    What became of an action is told whatever the time: those reports are no strays.
    """
    lives = {q.passage for e in assistant.shelf.actions(assistant.scope) for q in e.later}
    out = []
    for one in (c for c in (*answer.citations, *answer.nearest) if c.source.passage not in lives):
        place = one.source.place
        day = place.when
        in_time = (not only.since or day >= only.since) and (not only.until or day <= only.until)
        of_kind = not only.kinds or place.kind in only.kinds
        if not (in_time and of_kind and (not only.bodies or place.body.id in only.bodies)):
            out.append(one.label)
    return out


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "only", [year(2019), year(2020), Only(kinds=(Kind.MINUTES,)), Only(kinds=(Kind.REPORT,)), year(2001)], ids=str
)
def test_whatever_way_answers_it_stays_within(assistant: Assistant, question: str, only: Only) -> None:
    answer = assistant.ask(question, only=only)
    assert stray(answer, only, assistant) == []
    assert answer.understood.only == only
    assert answer.notices[-1].startswith("Only these papers were looked at, as asked")


def test_a_board_alone(assistant: Assistant) -> None:
    ferry = next(b.id for b in assistant.shelf.bodies(assistant.scope) if "ferry" in b.name.lower())
    answer = assistant.ask("What is said of mooring fees?", only=Only(bodies=(ferry,)))
    assert {c.source.place.body.id for c in answer.citations} == {ferry}
    assert "Ferry" in answer.notices[-1]


def test_years_tell_the_decisions_apart(assistant: Assistant) -> None:
    asked = "What was decided about mooring fees?"
    assert "£212" in assistant.ask(asked, only=year(2019)).text
    later = assistant.ask(asked, only=year(2020)).text
    assert ("£240" in later, "£212" in later) == (True, False)


def test_a_kind_of_answer_is_taken_for_the_one_understood(assistant: Assistant) -> None:
    said = assistant.ask("What was said about mooring fees?", only=Only(answer="decision"))
    assert said.understood.kind == "decision"
    assert all("RESOLVED" in c.source.quote or "fee" in c.source.quote for c in said.citations)
    assert assistant.ask("What was decided about mooring fees?", only=Only(answer="lookup")).understood.kind == "lookup"


def test_the_whole_record_in_place_of_the_time_that_was_named(assistant: Assistant) -> None:
    asked = "What was decided about mooring fees in March 2019?"
    narrow, whole = assistant.ask(asked), assistant.ask(asked, only=Only(whole=True))
    assert ("since" in narrow.understood.scope, "since" in whole.understood.scope) == (True, False)
    assert ("£240" in narrow.text, "£240" in whole.text) == (False, True)


def test_a_follow_up_as_it_was_written(assistant: Assistant) -> None:
    history = (("user", "What was said about the pontoon in March 2019?"), ("assistant", "It leaks."))
    taken = assistant.ask("And in 2020?", history)
    plain = assistant.ask("And in 2020?", history, only=Only(as_written=True))
    assert "pontoon" in taken.understood.question
    assert plain.understood.question == "And in 2020?"


def test_nothing_by_itself_changes_nothing(assistant: Assistant) -> None:
    for question in QUESTIONS:
        assert assistant.ask(question) == assistant.ask(question, only=NOTHING) == assistant.explain(question).answer


def test_explaining_looks_where_asking_does(assistant: Assistant) -> None:
    only = year(2020)
    trace = assistant.explain(QUESTIONS[0], only=only)
    assert trace.answer == assistant.ask(QUESTIONS[0], only=only)
    assert {w.source.place.when.year for s in trace.searches for w in s.weighed} == {2020}


def test_nothing_widens_what_may_be_seen(assistant: Assistant, folder: Path) -> None:
    nobody = wiring.assistant_of(assistant.shelf, Settings(index=folder), Person("x", ("elsewhere",)))
    body = next(b.id for b in assistant.shelf.bodies(assistant.scope))
    for only in (year(2019), Only(bodies=(body,)), Only(whole=True), Only(answer="decision")):
        answer = nobody.ask(QUESTIONS[0], only=only)
        assert (answer.found, answer.nearest) == (False, ())
        assert nobody.choices(answer) == narrowing.Choices(boards={})
    assert "Committee" not in nobody.ask(QUESTIONS[0], only=Only(bodies=(body,))).notices[-1]


def test_there_is_to_choose_what_the_shelf_has(assistant: Assistant) -> None:
    there = assistant.choices(assistant.ask("What was decided about mooring fees?"))
    assert there.years == (2020, 2019)
    assert set(there.papers) == {Kind.MINUTES, Kind.REPORT}
    assert len(there.boards or {}) == 2
    assert {"year:2019", "year:2020", "papers:minutes"} <= set(there.near)


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ("year:2019", "until", date(2019, 12, 31)),
        ("papers:report", "kinds", (Kind.REPORT,)),
        ("answer:decision", "answer", "decision"),
        ("whole", "whole", True),
        ("as-written", "as_written", True),
        ("year:1066", None, None),
        ("papers:slides", None, None),
        ("answer:gossip", None, None),
        ("board:../../x", None, None),
        ("year:", None, None),
        ("", None, None),
        ("year:2019:x", None, None),
    ],
)
def test_a_change_is_looked_up(assistant: Assistant, change: str, field: str | None, value: object) -> None:
    there = assistant.choices(assistant.ask("What was decided about mooring fees?"))
    made = narrowing.changed(NOTHING, change, there)
    assert made is None if field is None else getattr(made, field) == value


def test_every_change_can_be_taken_back(assistant: Assistant) -> None:
    there = assistant.choices(assistant.ask("What was decided about mooring fees?"))
    pairs = {
        "year:2019": "any-time",
        "papers:report": "any-paper",
        "answer:date": "any-answer",
        "whole": "as-understood",
        "as-written": "as-follow-up",
        f"board:{next(iter(there.boards or {}))}": "any-board",
    }
    for change, back in pairs.items():
        made = narrowing.changed(NOTHING, change, there)
        assert made is not None
        assert narrowing.changed(made, back, there) == NOTHING


ONLIES = st.builds(
    Only,
    since=st.none() | st.dates(date(1990, 1, 1), date(2000, 1, 1)),
    until=st.none() | st.dates(date(2001, 1, 1), date(2030, 1, 1)),
    bodies=st.lists(st.text(min_size=1, max_size=20), max_size=3).map(tuple),
    kinds=st.lists(st.sampled_from(Kind), max_size=3).map(tuple),
    answer=st.sampled_from(["", *narrowing.ANSWERS]),
    whole=st.booleans(),
    as_written=st.booleans(),
)


@given(ONLIES)
def test_a_narrowing_comes_back_from_json(only: Only) -> None:
    assert narrowing.read(narrowing.told(only)) == only


@pytest.mark.parametrize(
    "held",
    [
        [],
        "2018",
        {"since": 2018},
        {"since": "yesterday"},
        {"since": "2019-01-01", "until": "2018-01-01"},
        {"papers": ["novel"]},
        {"papers": 3},
        {"answer": "gossip"},
        {"answer": ["decision"]},
        {"bodies": [1]},
        {"bodies": ["x"] * 1000},
        {"collections": ["everything"]},
    ],
)
def test_what_tells_no_narrowing_is_refused(held: object) -> None:
    with pytest.raises(NarrowingError):
        narrowing.read(held)


@pytest.mark.usefixtures("one_model")
def test_the_command_narrows(matters: Door, folder: Path) -> None:
    def said(*more: str, given: bytes = b"") -> tuple[int, str, str]:
        code, out, err = matters("ask", *more, "--index", folder, given=given)
        return code, "\n".join(out), "\n".join(err)

    question = "What was decided about mooring fees?"
    code, out, _ = said(question, "--since", "2020-01-01", "--paper", "minutes", "--json")
    assert (code, "£240" in out, "£212" in out) == (0, True, False)
    code, out, _ = said(question, "--body", "ferry")
    assert (code, "£300" in out) == (0, True)
    code, out, _ = said(question, "--only", "action", "--explain")
    assert (code, "kind: action" in out) == (0, True)
    line = f'{{"question": "{question}", "only": {{"until": "2019-12-31"}}}}\n{{"question": "x", "only": 3}}\n'
    code, out, err = said("--jsonl", given=line.encode())
    assert (code, "£212" in out, "£240" in out, '"only" must be an object' in err) == (1, True, False, True)


def test_within_reaches_every_reading(assistant: Assistant) -> None:
    scope = replace(assistant.scope, within=Within(since=date(2020, 1, 1), kinds=(Kind.MINUTES,)))
    shelf = assistant.shelf
    assert {s.meeting.date.year for s in shelf.sittings(scope)} == {2020}
    assert {r.source.place.when.year for r in shelf.decisions(scope)} == {2020}
    assert {e.source.place.when.year for e in shelf.actions(scope)} == {2020}
    assert shelf.kinds(scope) == (Kind.MINUTES,)
    assert shelf.state(scope) != shelf.state(assistant.scope)
    assert 0 < shelf.store.count_passages(scope) < shelf.store.count_passages(assistant.scope)
