"""Asking on the page: set right by a press, explained, complained of, linked to; and begun where nothing is yet."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import saltmere
from browsing import Server, Visit, answered, ask, visits
from door import Door
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

import wiring
from assistant import narrowing
from assistant.narrowing import NOTHING, Only
from index.embedding import Encoder
from index.kept import ForgottenPaper, Kept
from index.passage import Complaint
from index.shelf import Shelf
from ingest.grammar import forgetting
from page import asking, links, logbook, meant, why, wrong
from page.asking import Talked, Turns
from page.desk import Desk
from people import ANYBODY, May, Person
from settings import Settings

HOSTILE = "<img src=x onerror=alert(1)> ${1+1} {{value}} @children"
MARCH = (
    *saltmere.ITEMS[:3],
    ("MOORING FEES", "Mr Quill would write to forty boats. [ACTION]\nRESOLVED that the fee be £212 for the season."),
    ("PONTOON REPAIRS", f"Ms Tarrant explained that the eastern pontoon was leaking at three joints. {HOSTILE}"),
)
LATER = (
    ("WELCOME", "The Chairman welcomed everybody."),
    ("MOORING FEES", "RESOLVED that the fee be £240 for the season."),
)
FEES = "What was decided about mooring fees?"
TODAY = date(2021, 5, 4)


def shelved(folder: Path, papers: dict[str, str], encoder: Encoder, today: str = "2021-01-01") -> Path:
    saltmere.ingest(saltmere.write(folder / "papers", papers), folder / wiring.BUILT, encoder, today=today)
    return folder


@pytest.fixture(scope="module")
def folder(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    papers = {"march.txt": saltmere.minutes(items=MARCH), "later.txt": saltmere.minutes("12 March 2020", LATER)}
    return shelved(tmp_path_factory.mktemp("asking"), papers, encoder)


def desk_over(folder: Path, encoder: Encoder, person: Person = ANYBODY, **tuned: object) -> Iterator[Desk]:
    settings = replace(Settings(index=folder), **tuned)  # type: ignore[arg-type]
    with closing(Shelf(folder / wiring.BUILT, lambda: encoder)) as shelf:
        yield Desk(wiring.assistant_of(shelf, settings, person), person, settings, folder / "files")


@pytest.fixture(scope="module")
def desk(folder: Path, encoder: Encoder) -> Iterator[Desk]:
    yield from desk_over(folder, encoder)


def asked(desk: Desk, *questions: str) -> Turns:
    turns: Turns = ()
    for question in questions:
        turns = asking.finished(desk, asking.begun(question, turns))
    return turns


def acted(desk: Desk, turns: Turns, **sent: object) -> list[Talked]:
    return list(asking.act(desk, turns, sent))


def only_of(turns: Turns, number: int = 0) -> Only:
    answer = turns[number].answer
    assert answer is not None
    return answer.understood.only


# ---------------------------------------------------------------- set right by a press


def test_a_question_is_asked_again_in_its_place(desk: Desk) -> None:
    turns = asked(desk, FEES, "Who attended on 14 March 2019?")
    looking, done = acted(desk, turns, of="1", change="year:2019")
    assert looking.turns is not None
    assert done.turns is not None
    assert looking.turns[0].answer is None
    assert [t.question for t in done.turns] == [t.question for t in turns]
    assert done.turns[1] == turns[1]
    said = done.turns[0].answer
    assert said is not None
    assert ("£212" in said.text, "£240" in said.text) == (True, False)
    assert "only 2019, as you asked" in asking.log(done.turns)


def test_presses_add_up_and_are_taken_back(desk: Desk) -> None:
    turns = asked(desk, FEES)
    for change in ("year:2020", "answer:action", "any-time"):
        *_, last = acted(desk, turns, of="1", change=change)
        assert last.turns is not None
        turns = last.turns
    assert only_of(turns) == Only(answer="action")


@pytest.mark.parametrize("change", ["year:1999", "board:elsewhere", "answer:x", "", HOSTILE, "papers:slides"])
def test_what_is_no_choice_changes_nothing(desk: Desk, change: str) -> None:
    assert acted(desk, asked(desk, FEES), of="1", change=change) == []


@pytest.mark.parametrize("of", ["2", "0", "x", "", HOSTILE, "-1"])
def test_a_turn_that_is_not_held_is_told_so(desk: Desk, of: str) -> None:
    (told,) = acted(desk, asked(desk, FEES), of=of, change="whole")
    assert told.turns is None
    assert "no longer held" in str(told.source)


def test_a_follow_up_shows_how_it_was_read_and_can_be_asked_as_written(desk: Desk) -> None:
    turns = asked(desk, "What was said about the pontoon in March 2019?", "And in 2020?")
    assert "ask it as I wrote it" in asking.log(turns)
    *_, last = acted(desk, turns, of="2", change="as-written")
    assert last.turns is not None
    assert last.turns[1].answer is not None
    assert last.turns[1].answer.understood.question == "And in 2020?"
    assert "read by itself, as you asked" in asking.log(last.turns)


def test_few_changes_are_offered_at_once_and_all_behind_more(desk: Desk) -> None:
    (turn,) = asked(desk, FEES)
    assert turn.answer is not None
    shown = meant.line(1, turn.answer, turn.there)
    at_once = shown.partition("<details")[0]
    assert at_once.count('class="change"') <= meant.OFFERED + 1
    assert shown.count('data-change="year:') >= 2
    assert all(f'data-change="answer:{kind}"' in shown for kind in narrowing.ANSWERS)


@pytest.mark.parametrize(
    ("question", "offered", "whole"),
    [
        ("What was said about mooring fees in 2019?", ["2019"], False),  # a year alone narrows nothing by itself
        ("What was decided about mooring fees in March 2019?", [], True),
        ("Who is the emperor of Mars?", [], False),
    ],
)
def test_the_years_offered_are_those_that_help(desk: Desk, question: str, offered: list[str], whole: bool) -> None:
    (turn,) = asked(desk, question)
    assert turn.answer is not None
    at_once = meant.line(1, turn.answer, turn.there).partition("<details")[0]
    assert re.findall(r'data-change="year:(\d+)"', at_once) == offered
    assert ('data-change="whole"' in at_once) is whole


# ---------------------------------------------------------------- refused


def test_a_refusal_says_what_was_searched_and_what_can_be_asked(desk: Desk) -> None:
    turns = asked(desk, "Who is the emperor of Mars?")
    shown = asking.log(turns)
    assert "passages were searched" in shown
    assert turns[0].suggested == desk.assistant.examples()[: asking.SUGGESTED]
    assert turns[0].suggested
    assert 'data-row="nearest"' in shown
    assert not [q for q in turns[0].suggested if f'class="example">{q}<' not in shown]


# ---------------------------------------------------------------- why


def test_why_tells_what_was_searched_taken_and_passed_over(desk: Desk) -> None:
    turns = asked(desk, "What was said about the pontoon?")
    (told,) = acted(desk, turns, of="1", act="why")
    panel = str(told.source)
    for part in ("What was understood", "What was searched", "What was taken", "passed over, and why", "In figures"):
        assert part in panel
    assert "passages were looked at" in panel
    assert "<img" not in panel


def test_each_sentence_that_was_weighed_opens_where_it_stands(desk: Desk) -> None:
    turns = asked(desk, "What was said about the pontoon?")
    panel = str(acted(desk, turns, of="1", act="why")[0].source)
    names = re.findall(r'data-name="(\w+)"', panel)
    assert len(names) > 2
    for name in names:
        opened = str(acted(desk, turns, of="1", act="passage", name=name)[0].source)
        assert "<mark>" in opened
        assert "<img" not in opened
    assert "no longer held" in str(acted(desk, turns, of="1", act="passage", name="f" * 16)[0].source)


def test_why_a_question_was_refused(desk: Desk) -> None:
    turns = asked(desk, "Who is the emperor of Mars?")
    panel = str(acted(desk, turns, of="1", act="why")[0].source)
    assert "Nothing: no sentence was good enough" in panel
    assert "No paper here holds" in panel


def test_why_explains_the_answer_that_was_given(desk: Desk) -> None:
    turns = asked(desk, FEES)
    *_, last = acted(desk, turns, of="1", change="year:2020")
    assert last.turns is not None
    panel = str(acted(desk, last.turns, of="1", act="why")[0].source)
    assert "2020" in panel
    assert "14 March 2019" not in panel


# ---------------------------------------------------------------- this is wrong


def test_a_complaint_keeps_all_that_is_needed_to_look_into_it(tmp_path: Path, desk: Desk) -> None:
    one = replace(desk, settings=replace(desk.settings, index=tmp_path))
    turns = asked(one, FEES)
    form = str(acted(one, turns, of="1", act="wrong")[0].source)
    assert "sent nowhere else" in form
    thanks = str(acted(one, turns, of="1", act="complaint", what="missing", note=f"It is £250. {HOSTILE}")[0].source)
    assert "kept" in thanks
    assert "<img" not in thanks
    (kept,) = wiring.complaints(one.settings)
    assert (kept.question, kept.what, kept.by) == (FEES, "missing", "")
    assert kept.note.startswith("It is £250.")
    assert "£240" in kept.answer
    assert {path for _, path in kept.papers} <= {"march.txt", "later.txt"}
    assert set(desk.assistant.shelf.store.passages(kept.passages, desk.assistant.scope)) == set(kept.passages)
    assert kept.generation == desk.assistant.shelf.store.generation


def test_nobody_fills_the_disk_with_complaints(tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wrong, "A_DAY", 2)
    held = replace(desk, settings=replace(desk.settings, index=tmp_path))
    turns = asking.finished(held, asking.begun("What was said about seals?", ()))
    sent = {"act": "complaint", "of": "1", "what": "answer"}
    told = [str(next(asking.act(held, turns, sent)).source) for _ in range(3)]
    assert ["say more tomorrow" in one for one in told] == [False, False, True]
    assert len(wiring.complaints(held.settings)) == 2


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "", "²", "x"])
def test_a_number_that_no_chip_has_opens_nothing_and_can_be_shut(desk: Desk, number: str) -> None:
    turns = asking.finished(desk, asking.begun("What was said about seals?", ()))
    shown = asking.opened(desk, turns, {"turn": "1", "row": "citations", "number": number})
    assert "no longer held" in shown
    assert 'class="close"' in shown


def test_a_question_of_white_space_is_not_held_with_it() -> None:
    (turn,) = asking.begun("What" + " " * 500_000 + "of seals?", ())
    assert turn.question == "What of seals?"


def test_what_is_wrong_must_be_one_of_the_four(tmp_path: Path, desk: Desk) -> None:
    one = replace(desk, settings=replace(desk.settings, index=tmp_path))
    for what in ("", HOSTILE, None, 3):
        told = str(acted(one, asked(one, FEES), of="1", act="complaint", what=what)[0].source)
        assert 'role="alert"' in told
    assert wiring.complaints(one.settings) == ()


def test_who_may_only_read_and_is_not_known_may_not_complain(tmp_path: Path, folder: Path, encoder: Encoder) -> None:
    for person, may in ((Person(may=May.READ), False), (Person("ann", may=May.READ), True), (ANYBODY, True)):
        for desk in desk_over(folder, encoder, person):
            one = replace(desk, settings=replace(desk.settings, index=tmp_path / str(may)))
            turns = asked(one, FEES)
            assert ('data-act="wrong"' in asking.log(turns)) is may
            acted(one, turns, of="1", act="complaint", what="other")
            assert bool(wiring.complaints(one.settings)) is may


COMPLAINT = Complaint(
    "Who is Ann Example?",
    "Who is Ann Example?",
    "Ann Example kept the lamp. [1]",
    "",
    "answer",
    "Ann Example never did.",
    "Ann Example",
    "2021-05-04T10:00:00+00:00",
    ("abc",),
    (("saltmere", "march.txt"),),
    3,
    "0.1",
)


def test_forgotten_names_and_papers_leave_no_word_in_complaints(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.complain(COMPLAINT)
    kept.forget(names=[forgetting.forgotten("Ann Example", "salt")])
    kept.mask()
    assert "Ann" not in (tmp_path / "feedback.json").read_text()
    kept.complain(COMPLAINT)
    assert "Ann" not in (tmp_path / "feedback.json").read_text()
    assert "kept the lamp" in kept.complaints()[0].answer
    kept.forget(papers=[ForgottenPaper("saltmere", "march.txt", "sha")])
    kept.mask()
    assert [c.answer for c in kept.complaints()] == ["", ""]


def test_a_collection_that_is_forgotten_is_quoted_in_no_complaint(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.complain(COMPLAINT, replace(COMPLAINT, papers=(("other", "march.txt"),)))
    kept.unquote([("saltmere", "march.txt")])
    assert [bool(c.answer) for c in kept.complaints()] == [False, True]


def test_a_backup_brings_complaints_back(tmp_path: Path, encoder: Encoder, reporter: saltmere.Silent) -> None:
    folder = shelved(tmp_path / "one", {"march.txt": saltmere.minutes(items=MARCH)}, encoder)
    settings = Settings(index=folder)
    wiring.complain(settings, COMPLAINT)
    wiring.backup(settings, tmp_path / "backup.zip", "today")
    later = replace(COMPLAINT, at="2022-01-01T00:00:00+00:00")
    wiring.complain(Settings(index=tmp_path / "two"), later)
    wiring.restore(Settings(index=tmp_path / "two"), tmp_path / "backup.zip", reporter)
    assert wiring.complaints(Settings(index=tmp_path / "two")) == (COMPLAINT, later)


def test_the_command_lists_what_is_said_to_be_wrong(matters: Door, tmp_path: Path) -> None:
    code, out, _ = matters("feedback", "--index", tmp_path)
    assert (code, out) == (0, ["nobody has said that an answer is wrong"])
    wiring.complain(Settings(index=tmp_path), replace(COMPLAINT, note="a\x1b[31mb"))
    code, out, _ = matters("feedback", "--index", tmp_path)
    assert code == 0
    assert "march.txt" in "\n".join(out)
    assert "\x1b" not in "\n".join(out)
    code, out, _ = matters("feedback", "--json", "--index", tmp_path)
    assert json.loads("\n".join(out))[0]["papers"] == [{"collection": "saltmere", "path": "march.txt"}]


def test_a_file_of_complaints_that_cannot_be_read_is_told(matters: Door, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    for text in ('{"complaints": 3}', '{"complaints": [{"at": "never"}]}', "{"):
        (tmp_path / "kept" / "feedback.json").write_text(text)
        assert "feedback.json" in matters.complaint("feedback", "--index", tmp_path)


# ---------------------------------------------------------------- links


def reopened(link: str, desk: Desk) -> asking.Turn:
    """Return the turn of somebody who comes by a link."""
    from urllib.parse import parse_qsl

    asks = links.followed(dict(parse_qsl(link[1:])))
    assert asks is not None
    (turn,) = asking.finished(desk, asking.begun(asks.question, (), only=asks.only, mark=asks.mark))
    return turn


def linked(desk: Desk, *questions: str, only: Only = NOTHING) -> str:
    turns = asked(desk, *questions[:-1])
    turns = asking.finished(desk, asking.begun(questions[-1], turns, only=only))
    answer = turns[-1].answer
    assert answer is not None
    return links.made(desk.assistant, answer, TODAY)


def test_a_link_asks_the_same_in_the_same_scope(desk: Desk) -> None:
    only = Only(date(2019, 1, 1), date(2019, 12, 31), answer="decision")
    link = linked(desk, FEES, only=only)
    turn = reopened(link, desk)
    assert turn.answer is not None
    assert turn.answer.understood.only == only
    assert turn.since == "The same as when the link was made, on 4 May 2021."
    assert "212" not in link


def test_a_follow_up_is_linked_as_it_was_read(desk: Desk) -> None:
    link = linked(desk, "What was said about the pontoon in March 2019?", "And mooring fees?")
    turn = reopened(link, desk)
    assert "mooring fees" in turn.question
    assert "March 2019" in turn.question
    assert turn.since.startswith("The same")


def test_a_link_says_where_the_record_has_changed_since(tmp_path: Path, encoder: Encoder) -> None:
    papers = {"march.txt": saltmere.minutes(items=MARCH)}
    index = shelved(tmp_path, papers, encoder)
    for desk in desk_over(index, encoder):
        link = linked(desk, FEES)
    papers["ropes.txt"] = saltmere.PLAIN
    shelved(tmp_path, papers, encoder, "2021-06-01")
    for desk in desk_over(index, encoder):
        told = reopened(link, desk).since
        assert told.startswith("Papers have changed since the link was made, on 4 May 2021; the answer is the same.")
        assert told.endswith(
            " The paper that it rested on is as it was. Taken in, or read anew, since that day: ropes.txt."
        )
    papers["later.txt"] = saltmere.minutes("12 March 2020", LATER)
    shelved(tmp_path, papers, encoder, "2021-07-01")
    for desk in desk_over(index, encoder):
        told = reopened(link, desk).since
        assert told.startswith("The record has changed since the link was made, on 4 May 2021: this answer is another.")
        assert "later.txt" in told


def test_a_link_says_what_became_of_the_papers_that_its_answer_rested_on(tmp_path: Path, encoder: Encoder) -> None:
    papers = {"march.txt": saltmere.minutes(items=MARCH), "ropes.txt": saltmere.PLAIN}
    papers |= {f"{n}.txt": saltmere.minutes(f"{n} June 2018", LATER[:1]) for n in (7, 14)}
    index = shelved(tmp_path, papers, encoder)
    for desk in desk_over(index, encoder):
        link = linked(desk, FEES)
        assert len(link) - len(FEES) < 100
    papers["march.txt"] = saltmere.minutes(items=(*MARCH[:-1], ("GULLS", "The wardens counted the gulls.")))
    shelved(tmp_path, papers, encoder, "2021-06-01")
    for desk in desk_over(index, encoder):
        told = reopened(link, desk).since
        assert told.endswith(" Of the paper that it rested on, march.txt was read anew with other words.")
    del papers["march.txt"]
    (tmp_path / "papers" / "march.txt").unlink()
    shelved(tmp_path, papers, encoder, "2021-07-01")
    for desk in desk_over(index, encoder):
        told = reopened(link, desk).since
        assert told.endswith("this answer is another. Of the paper that it rested on, 1 is not here any more.")


def test_a_link_says_so_where_nothing_came_and_something_is_gone(tmp_path: Path, encoder: Encoder) -> None:
    papers = {"march.txt": saltmere.minutes(items=MARCH), "ropes.txt": saltmere.PLAIN}
    papers |= {f"{n}.txt": saltmere.minutes(f"{n} June 2018", LATER[:1]) for n in (7, 14)}
    index = shelved(tmp_path, papers, encoder)
    for desk in desk_over(index, encoder):
        link = linked(desk, FEES)
        old = re.sub(r"(of=(?:\w+\.){3}\w+)\.[\w-]+", r"\1", link)  # as links were before they marked papers
    del papers["ropes.txt"]
    (tmp_path / "papers" / "ropes.txt").unlink()
    shelved(tmp_path, papers, encoder, "2021-06-01")
    for desk in desk_over(index, encoder):
        for one, rested in ((link, " The paper that it rested on is as it was."), (old, "")):
            assert reopened(one, desk).since.endswith(f"the answer is the same.{rested}{links.NOTHING_CAME}")


def test_a_link_by_somebody_who_sees_more_tells_nothing_of_it(tmp_path: Path, encoder: Encoder) -> None:
    shelved(tmp_path, {"march.txt": saltmere.minutes(items=MARCH)}, encoder)
    toml = saltmere.TOML.replace('"saltmere"', '"private"').replace("Harbour papers", "Private papers")
    private = saltmere.write(tmp_path / "private", {"later.txt": saltmere.minutes("12 March 2020", LATER)}, toml)
    saltmere.ingest(private, tmp_path / wiring.BUILT, encoder, today="2021-06-01")
    for desk in desk_over(tmp_path, encoder):
        link = linked(desk, FEES)
    for one in desk_over(tmp_path, encoder, Person("ann", ("saltmere",))):
        turn = reopened(link, one)
        assert turn.answer is not None
        assert turn.since == ""
        assert "£240" not in asking.log((turn,))
        assert "later.txt" not in asking.log((turn,))
        mine = linked(one, FEES)
        assert mine.partition("of=")[2] != link.partition("of=")[2]
    # What comes to those papers alone changes nothing for somebody who may not see them.
    more = saltmere.minutes("12 June 2020", LATER)
    saltmere.ingest(
        saltmere.write(tmp_path / "private", {"later.txt": more}, toml),
        tmp_path / wiring.BUILT,
        encoder,
        today="2021-08-01",
    )
    for one in desk_over(tmp_path, encoder, Person("ann", ("saltmere",))):
        assert reopened(mine, one).since.startswith("The same")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": ""},
        {"q": "   "},
        {"q": "x" * 2001},
        {"only": "{}"},
    ],
)
def test_a_link_that_asks_nothing(query: dict[str, str]) -> None:
    assert links.followed(query) is None


@pytest.mark.parametrize(
    "of",
    [
        "",
        "x",
        "20210504",
        "20219904.aaaaaaaaaaaa.bbbbbbbbbbbb.cccccccccccc",
        f"20210504{'.aaaaaaaaaaaa' * 3}.short",
        "é" * 60,
        "9" * 999,
    ],
)
@pytest.mark.parametrize("only", ["", "{", "[]", '{"since": 3}', "[" * 1500, '{"collections": ["x"]}', "9" * 3000])
def test_what_is_damaged_in_a_link_is_left_out(of: str, only: str) -> None:
    assert links.followed({"q": FEES, "of": of, "only": only}) == links.Followed(FEES, NOTHING, None)


@given(st.dictionaries(st.sampled_from(["q", "only", "of", "x"]), st.text(max_size=100)))
def test_no_link_raises(query: dict[str, str]) -> None:
    told = links.followed(query)
    assert told is None or told.question


# ---------------------------------------------------------------- the log of questions, and the first visit


def test_no_question_is_logged_unless_the_operator_says_so(tmp_path: Path, folder: Path, desk: Desk) -> None:
    before = sorted(p.name for p in folder.rglob("*") if p.is_file())
    asked(desk, FEES)
    assert sorted(p.name for p in folder.rglob("*") if p.is_file()) == before
    log = tmp_path / "questions.jsonl"
    one = replace(desk, person=Person("ann"), settings=replace(desk.settings, log_questions=log))
    asked(one, FEES, "Who is the emperor\nof Mars?")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(n["person"], n["kind"], n["refusal"]) for n in lines] == [
        ("ann", "decision", ""),
        ("ann", "lookup", "not-in-record"),
    ]
    assert lines[0]["question"] == FEES
    assert lines[0]["milliseconds"] >= 0
    assert log.stat().st_mode & 0o077 == 0


def test_a_log_that_cannot_be_written_stops_no_answer(
    tmp_path: Path, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    one = replace(desk, settings=replace(desk.settings, log_questions=tmp_path / "no" / "such" / "log"))
    assert asked(one, FEES)[0].answer is not None
    assert "log of questions cannot be written" in capsys.readouterr().err
    logbook.noted(desk, FEES, "lookup", "", 0.1)


def test_an_empty_folder_opens_with_no_papers_yet(tmp_path: Path, encoder: Encoder) -> None:
    wiring.begin(Settings(index=tmp_path / "new"))
    wiring.begin(Settings(index=tmp_path / "new"))
    for desk in desk_over(tmp_path / "new", encoder):
        assert "No papers yet" in asking.first(desk)
        assert "matters ingest" in asking.first(desk)
        (turn,) = asked(desk, FEES)
        assert turn.answer is not None
        assert turn.answer.refusal
        assert "Ask whoever looks after" in asking.first(replace(desk, person=Person("ann", may=May.READ)))


def test_somebody_who_may_see_nothing_is_told_that_there_is_nothing(folder: Path, encoder: Encoder) -> None:
    for desk in desk_over(folder, encoder, Person("ann", ("elsewhere",))):
        assert "No papers yet" in asking.first(desk)
        (turn,) = asked(desk, FEES)
        assert turn.suggested == ()
        assert "Committee" not in asking.log((turn,))


def test_examples_are_each_of_another_sort_and_answered(desk: Desk) -> None:
    told = desk.assistant.examples()
    assert len(told) >= 4
    assert len({desk.assistant.ask(q).understood.kind for q in told}) >= 3
    assert all(desk.assistant.ask(q).found for q in told)


def test_no_word_of_anybody_becomes_markup(desk: Desk) -> None:
    turns = asked(desk, "What was said about the pontoon?", HOSTILE)
    turns = tuple(replace(t, since=HOSTILE, link=HOSTILE, suggested=(HOSTILE,)) for t in turns)
    answer = turns[0].answer
    assert answer is not None
    there = replace(
        turns[0].there, boards={HOSTILE: HOSTILE, "other": "Other"}, near=(f"board:{HOSTILE}", "board:other")
    )
    shown = asking.log(turns) + meant.line(1, answer, there) + why.panel(1, desk.assistant.explain(HOSTILE), {})
    shown += wrong.form(1, replace(desk, person=Person(HOSTILE)))
    assert "<img" not in shown


# ---------------------------------------------------------------- in the browser


@pytest.fixture(scope="module")
def server(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(folder, tmp_path_factory.mktemp("asked") / "log.txt") as served:
        yield served


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    yield from visits(browser, server)


def test_by_keyboard_set_right_explained_complained_of_and_linked_to(visit: Visit, server: Server) -> None:
    page = visit()
    ask(page, FEES)
    page.locator(".change", has_text="only 2019").first.focus()
    page.keyboard.press("Enter")
    line = page.locator(".understood")
    expect(line).to_contain_text("only 2019, as you asked")
    expect(line).to_be_focused()
    expect(page.locator(".turn")).to_have_count(1)
    page.get_by_role("button", name="Why this answer?").press("Enter")
    expect(page.locator(".why h2")).to_be_focused()
    page.locator(".why .chip").first.press("Enter")
    expect(page.locator("#source mark").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Why this answer?")).to_be_focused()
    page.get_by_role("button", name="This is wrong").press("Enter")
    page.get_by_label("What should it say?").fill("It says less than it should.")
    page.get_by_role("button", name="Keep this").press("Enter")
    expect(page.locator(".wrong h2")).to_have_text("Thank you: that is kept")
    page.keyboard.press("Escape")
    page.locator("[data-act=link]").press("Enter")
    link = page.locator("[data-link]")
    expect(link).to_have_value(re.compile(rf"^{re.escape(server.url)}\?q="))
    page.goto(link.input_value())
    answered(page, 1)
    expect(page.locator(".since")).to_contain_text("The same as when the link was made")
    expect(page.locator(".understood")).to_contain_text("only 2019, as you asked")
    expect(page.locator(".welcome")).to_have_count(0)


def test_the_page_opens_over_an_empty_folder(browser: Browser, tmp_path: Path) -> None:
    with Server(tmp_path / "new", tmp_path / "log.txt") as served, browser.new_context() as context:
        page = context.new_page()
        page.goto(served.url)
        expect(page.locator(".welcome")).to_contain_text("No papers yet")
        ask(page, FEES)
        expect(page.locator(".refusal")).to_be_visible()
