"""The second floor: questions understood, answers that rest on the record, refusals that say why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest
import saltmere
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import scoping, suggesting
from assistant.answer import Answer, Citation, Computed, Quoted, Statement, Understood
from assistant.ask import LONGEST, Assistant, QuestionError
from assistant.question import kind_of, understand
from index.embedding import Encoder
from index.passage import Quotation, Scope
from index.shelf import Shelf
from ingest.record import Access, Authority, Body, body_id, fold

CHIP = re.compile(r"\[(\d+)\]")


@pytest.fixture(scope="session")
def board(corpus_shelf: Shelf) -> Assistant:
    """An assistant over the papers that ship with the project."""
    return Assistant(corpus_shelf, corpus_shelf.everything())


def quotes(answer: Answer) -> str:
    return " | ".join(c.source.quote for c in answer.citations)


def dates_of(answer: Answer) -> list[str]:
    held = [c.source.place.meeting for c in answer.citations]
    return [m.date.isoformat() if m else "" for m in held]


def computed(answer: Answer, rule: str) -> list[Statement]:
    return [s for s in answer.statements if isinstance(s.basis, Computed) and s.basis.rule == rule]


# ---------------------------------------------------------------- what is asked for

KINDS = (
    ("decision", "What did the Harbour Wardens decide about mooring fees?"),
    ("decision", "What was decided at the meeting of 14 March 2019?"),
    ("decision", "What was resolved on the lamp?"),
    ("decision", "Did the committee agree to the dredging?"),
    ("decision", "Was the pontoon budget approved?"),
    ("decision", "What was agreed about the slipway?"),
    ("decision", "How did the wardens vote on the ferry?"),
    ("action", "Which actions does Mr Quill have?"),
    ("action", "What was Ms Tarrant asked to do about the pontoon?"),
    ("action", "Who was to send the tide tables?"),
    ("action", "What did the harbour master promise to bring?"),
    ("action", "Who undertook to write to the rowing club?"),
    ("action", "What is Dorcas Hale supposed to report on?"),
    ("unresolved", "Which actions on mooring fees are still open?"),
    ("unresolved", "Was the lamp ever delivered?"),
    ("unresolved", "What is outstanding from the meeting of 14 March 2019?"),
    ("unresolved", "Has anything come back about the leaking joints?"),
    ("unresolved", "Which promises were never completed?"),
    ("attendance", "Who attended on 14 March 2019?"),
    ("attendance", "Who sent apologies for the June meeting?"),
    ("attendance", "Who was in the chair on 14 March 2019?"),
    ("attendance", "Was anybody there from the Coastal Agency?"),
    ("attendance", "Who represented the Rowing Club?"),
    ("attendance", "Was Mr Marsh at the June meeting?"),
    ("attendance", "Was Dorcas Hale present at the meeting?"),
    ("date", "When is the next meeting?"),
    ("date", "When did the meeting of 14 March 2019 end?"),
    ("date", "Where was the meeting of 14 March 2019 held?"),
    ("date", "What date was set for the regatta?"),
    ("date", "How long does the dredging last?"),
    ("figure", "How many boats paid late?"),
    ("figure", "How much does a season's mooring cost?"),
    ("figure", "What percentage of boats paid late?"),
    ("figure", "By how much did the fee go up?"),
    ("table", "Which ward had the most boats?"),
    ("table", "What does the table of moorings show for May?"),
    ("table", "Who is the lead officer for seals?"),
    ("comparison", "Compare the seals counted in 2018 and in 2019"),
    ("comparison", "How does the report on ropes differ from the minutes?"),
    ("comparison", "How has the fee changed between 2018 and 2019?"),
    ("multi-meeting", "Trace the pontoon repairs over the years"),
    ("multi-meeting", "At which meetings was the lamp discussed?"),
    ("multi-meeting", "How did the ferry question develop?"),
    ("multi-meeting", "Trace the history of the pontoon"),
    ("multi-meeting", "Which papers tell the history of the lamp?"),
    ("history", "What is the history of the pontoon?"),
    ("history", "Tell me the whole story of the ferry"),
    ("history", "How has the seal watch developed?"),
    ("history", "How has the dredging evolved since 2019?"),
    ("comparison", "How has the fee developed and how has it changed since 2018?"),
    ("news", "What's new since March 2020?"),
    ("news", "What is new?"),
    ("news", "Any news since 14 March 2019?"),
    ("news", "What has happened since June 2019?"),
    ("news", "What has happened since 14 March 2019?"),
    ("news", "What has happened since the last meeting?"),
    ("unresolved", "What has happened since to the leaking joints?"),
    ("unresolved", "What has happened to the lamp since March 2019?"),
    ("lookup", "What is new in the report on ropes?"),
    ("definition", "What does HWC stand for?"),
    ("definition", "What is meant by ANPR?"),
    ("definition", 'What does "slack water" mean?'),
    ("provenance", "Where can I find the minutes of 14 March 2019?"),
    ("provenance", "Which paragraph should I cite for the fee?"),
    ("provenance", "Have the minutes of 14 March 2019 been approved?"),
    ("provenance", "Whose account of the storm is this?"),
    ("lookup", "What was said about the seals?"),
    ("lookup", "Why did the eastern pontoon leak?"),
    ("lookup", "What did Ms Tarrant explain about the pontoon?"),
    ("lookup", "What was discussed at the meeting of 14 March 2019?"),
    ("lookup", "What was reported about moorings at the June meeting?"),
    ("lookup", "What did Mr Quill say about the present state of the quay?"),
    ("lookup", "What is in the action plan for the harbour?"),
    ("action", "Who's got to ring the rope maker back?"),
    ("action", "What was left for Mr Quill to do on the slipway?"),
    ("action", "Who has to chase the late payers?"),
    ("action", "What did Ms Tarrant say she would do about the joints?"),
    ("decision", "Was the dredging plan signed off?"),
    ("decision", "Who seconded it?"),
    ("decision", "Who was elected to the rowing committee?"),
    ("decision", "What became of Mr Quill's amendment?"),
    ("figure", "How much did the wardens agree to give the rowing club?"),
    ("figure", "How many boats voted with their keels?"),
    ("multi-meeting", "Across its two spring meetings, what was heard of the lamp?"),
    ("multi-meeting", "What was said of the ferry in 2018 and again in 2019?"),
    ("multi-meeting", "Follow the hunt for a new pilot through the summer"),
    ("comparison", "Do the minutes and the ropes report give the same number?"),
    ("comparison", "Were late payers up or down on the year before?"),
    ("comparison", "The pack gives more than one date for the regatta. Which ones?"),
    ("attendance", "Did Mr Marsh make it to the June meeting?"),
    ("attendance", "Who came with her?"),
    ("attendance", "Did the Rowing Club send anyone?"),
    ("attendance", "Ada Penrose did not chair the meeting. Who did?"),
    ("attendance", "How many came in March 2019?"),
    ("provenance", "Where does that figure come from?"),
    ("provenance", "At which wardens' meeting was it settled?"),
    ("provenance", "Is our copy of the minutes the agreed version?"),
    ("provenance", "Can I quote the seal count?"),
    ("unresolved", "Have the wardens heard back from the lamp maker?"),
    ("unresolved", "Which points are still to be put right?"),
    ("unresolved", "The club was to send somebody. Did they ever write?"),
    ("unresolved", "Has the action on ropes been closed?"),
    ("table", "Which ward came bottom of the boat list?"),
    ("definition", "What counts as a mooring?"),
    ("definition", "The chart has flags. What does a red one tell me?"),
)


@pytest.mark.parametrize(("kind", "asked"), KINDS, ids=[a for _, a in KINDS])
def test_the_wording_of_a_question_tells_its_kind(kind: str, asked: str) -> None:
    assert kind_of(asked) == kind


REPLY = (
    "14 March 2019, item 5 ¶1: Ms Imogen Tarrant explained that the eastern pontoon was leaking at three joints. [1]"
)
FOLLOWED = (
    ("And on 13 June 2019?", "What was decided on 14 March 2019?", "What was decided on 13 June 2019?"),
    ("What about June 2019?", "How many boats paid late in March 2019?", "How many boats paid late in June 2019?"),
    ("And at Fenwick Quay?", "How many seals were seen at Penrose Slip?", "How many seals were seen at Fenwick Quay?"),
    ("What else did she say?", "What was said about the pontoon?", "What else did Ms Imogen Tarrant say?"),
    ("What was the mooring fee in 2019?", "Who chaired?", "What was the mooring fee in 2019?"),
    ("And for the dogs?", "What was done for the seals in 2019?", "What was done for the dogs in 2019?"),
    ("And two years later?", "Who paid late in March 2019?", "Who paid late in March 2021?"),
    ("And the year before?", "What was the fee in 2019?", "What was the fee in 2018?"),
    ("How did Ms Day's fare?", "What became of Mr Marsh's motion?", "What became of Ms Day's motion?"),
    ("And the Sandbar one?", "How big is the Penrose Slip lamp?", "How big is the Sandbar lamp?"),
    ("And in 2019?", "What was decided on the lamp?", "What was decided on the lamp in 2019?"),
    ("And in June 2019?", "Who came on 14 March 2019?", "Who came in June 2019?"),
    ("What about the lamp?", "What was said on seals in 2019?", "What was said on the lamp in 2019?"),
    ("What about ropes?", "What did Mr Marsh say about seals?", "What did Mr Marsh say about ropes?"),
    ("And the dogs?", "Which actions on seals are open?", "Which actions on the dogs are open?"),
    ("What about dogs?", "How many seals were there in 2019?", "How many dogs were there in 2019?"),
    ("Who was to do that?", "What was decided on ropes in 2019?", "Who was to do that on ropes in 2019?"),
    ("And when is it due?", "What was said about the lamp?", "when is the lamp due?"),
    ("Thank you", "What was said about the lamp?", "Thank you"),
    ("And theft?", "By how much did damage fall in 2019?", "By how much did theft fall in 2019?"),
)


@pytest.mark.parametrize(("asked", "before", "whole"), FOLLOWED, ids=[f[0] for f in FOLLOWED])
def test_a_follow_up_is_made_whole(asked: str, before: str, whole: str) -> None:
    question = understand(asked, [("user", before), ("assistant", REPLY)])
    assert (question.text, question.asked) == (whole, asked)


def test_a_follow_up_of_a_follow_up_is_read_from_the_first() -> None:
    history = [("user", "Who paid late in March 2019?"), ("assistant", "A."), ("user", "And in June 2019?")]
    assert understand("And a year later?", [*history, ("assistant", "B.")]).text == "Who paid late in June 2020?"


def test_follow_ups_never_hold_more_than_the_last_subject_time_and_kind() -> None:
    history, said = [], []
    asked = (
        "What was decided on ropes?",
        "and in 2019?",
        "who was to do that?",
        "thanks",
        "what about seals?",
        "in 2018?",
    )
    for one in asked:
        said.append(understand(one, history).text)
        history += [("user", one), ("assistant", "The Board agreed it.")]
    assert said[2] == "who was to do that on ropes in 2019?"
    assert said[-2:] == ["who was to do that on seals in 2019?", "who was to do that on seals in 2018?"]


def test_the_same_club_is_the_one_that_was_named() -> None:
    history = [("user", "Who spoke of ropes?"), ("assistant", "Ms Imogen Tarrant, Rowing Club.")]
    assert understand("Who came with her for the same organisation?", history).text == (
        "Who came with Ms Imogen Tarrant for Rowing Club?"
    )


@pytest.mark.parametrize(
    ("asked", "terms", "aside"),
    [
        ("The lamp on the mole is out. How soon must it be mended?", {"lamp", "mole", "mend"}, {"lamp", "mole"}),
        ("I am writing a history of ropes. Who sold the wardens tar?", {"sold", "warden", "tar"}, set()),
    ],
    ids=["it leans on what went before", "it stands by itself"],
)
def test_a_sentence_that_leads_up_to_a_question_tells_less(asked: str, terms: set[str], aside: set[str]) -> None:
    question = understand(asked)
    assert (set(question.terms), set(question.aside)) == (terms, aside)


def test_a_question_of_three_meetings_asks_of_several() -> None:
    assert understand("Which wardens spoke in March 2018, June 2019 and May 2020?").kind == "multi-meeting"
    assert understand("Who was there in March 2018, June 2019 and May 2020?").kind == "attendance"


def test_every_time_that_a_question_names_is_read() -> None:
    def spans(asked: str) -> list[str]:
        return [f"{t.first} {t.last}" for t in understand(asked).times]

    assert spans("Was he there on 9 and 30 May 2019?") == ["2019-05-09 2019-05-09", "2019-05-30 2019-05-30"]
    assert spans("What of June, July and October 2019?") == [
        "2019-06-01 2019-06-30",
        "2019-07-01 2019-07-31",
        "2019-10-01 2019-10-31",
    ]
    assert spans("Who rowed in autumn 2019?") == ["2019-09-01 2019-11-30"]
    assert spans("What was owed in January 2018-19?") == ["2019-01-01 2019-01-31"]


# ---------------------------------------------------------------- where it is to be answered from


def body(name: str) -> Body:
    return Body(body_id("", name), name)


BOARDS = {
    "saltmere": (body("Harbour Wardens Committee"), body("Slipway Committee"), body("Cabinet")),
    "tern-rowing-club": (body("Tern Rowing Club"), body("Board of Stewards")),
}


class Boards:
    """A shelf of two boards' papers, as far as narrowing looks at one."""

    def bodies(self, scope: Scope) -> tuple[Body, ...]:
        return tuple(b for c in scope.collections for b in BOARDS[c])


@pytest.mark.parametrize(
    ("asked", "collections", "bodies"),
    [
        ("What did Saltmere's slipway committee decide on tar?", ["saltmere"], ["slipway-committee"]),
        ("what did the harbour wardens committee hear of tar?", ["saltmere"], ["harbour-wardens-committee"]),
        ("What did the TRC decide on tar?", ["tern-rowing-club"], []),
        ("What did the Tern Rowing Club decide on tar?", ["tern-rowing-club"], []),
        ("Did the Cabinet Office write about tar?", ["saltmere", "tern-rowing-club"], []),
        ("Who spoke of tar?", ["saltmere", "tern-rowing-club"], []),
    ],
)
def test_a_board_is_named_as_people_name_it(asked: str, collections: list[str], bodies: list[str]) -> None:
    shelf, everything = cast(Shelf, Boards()), Scope(tuple(BOARDS), (Access.PUBLIC,))
    question, scope = scoping.of_board(understand(asked), everything, shelf)
    assert list(scope.collections) == collections
    assert list(scoping.of_bodies(question, scope, shelf.bodies(scope)).bodies) == bodies
    assert "tar" in question.terms
    assert not {"saltmer", "trc", "tern", "row"} & set(question.terms)


@pytest.mark.parametrize(
    ("asked", "since", "until"),
    [
        ("What was decided since June 2019?", date(2019, 6, 1), None),
        ("What was decided up to June 2019?", None, date(2019, 6, 30)),
        ("What fell in the 12 months before June 2019?", date(2019, 6, 1), date(2019, 6, 30)),
        ("What was said of tar in summer 2019?", date(2019, 6, 1), date(2019, 8, 31)),
        ("What was said of tar in March 2011?", None, None),
    ],
)
def test_a_question_is_narrowed_to_the_time_that_it_names(asked: str, since: date | None, until: date | None) -> None:
    held = [(date(2019, 6, 13), date(2019, 6, 13))]
    narrow = scoping.narrowed(understand(asked), Scope(("saltmere",), (Access.PUBLIC,)), held)
    assert (narrow.since, narrow.until) == (since, until)


def test_a_meeting_may_be_named_by_its_place_among_the_others(board: Assistant) -> None:
    sittings = board.shelf.sittings(board.scope)
    held = [s.meeting.date for s in sittings if s.has_record]

    def first(asked: str) -> date:
        return scoping.dated(understand(asked), sittings).times[0].first

    assert first("What was decided at the last meeting?") == held[-1]
    assert first("What was decided at the first meeting?") == held[0]
    assert first("What did the October meeting hear?") == date(2019, 10, 1)
    assert first("What was decided in October?") == date(2019, 10, 1)
    assert not scoping.dated(understand("Which boats sank in October?"), sittings).times
    assert not scoping.dated(understand("Which actions were due in October?"), sittings).times


def test_a_month_of_several_years_is_taken_as_the_newest_and_said_to_be(board: Assistant) -> None:
    answer = board.ask("What was decided in October?")
    assert set(dates_of(answer)) == {"2019-10-25"}
    assert "October is taken as that of 2019; there are meetings of October in 2017, 2019." in answer.notices


@pytest.mark.parametrize("asked", ["What was decided in May 2019?", "What was decided in May?", "Who attended in May?"])
def test_a_month_without_a_meeting_is_not_answered_from_others(board: Assistant, asked: str) -> None:
    assert board.ask(asked).refusal == "no-such-meeting"


@pytest.mark.parametrize(
    ("said", "tells"),
    [
        ("1. Mr Quill introduced the report (Q2) that set out the wrecks.", False),
        ("Subject: Harbour Lights Office plan", False),
        ("Night lights", False),
        ("Mr Quill said that the lamp had failed.", True),
    ],
)
def test_an_example_is_offered_only_where_its_answer_says_something(board: Assistant, said: str, tells: bool) -> None:
    answer = board.ask("How many neighbourhood watches were there?")
    first = replace(answer.citations[0], source=replace(answer.citations[0].source, quote=said))
    assert suggesting.tells(replace(answer, citations=(first, *answer.citations[1:]))) is tells


def test_a_short_form_is_spelt_out_by_a_sentence_before_the_field_of_a_paper(tmp_path: Path, encoder: Encoder) -> None:
    body = (
        "1. Background\nSubject: Harbour Lights Office plan (HLO plan)\n\n"
        "2. Lights\nThe keepers write to the Harbour Lights Office (HLO) each spring about the lamps.\n"
    )
    papers = saltmere.write(tmp_path / "papers", {"a.txt": saltmere.report("Lamps", body)})
    saltmere.ingest(papers, tmp_path / "index", encoder)
    with closing(Shelf(tmp_path / "index", lambda: encoder)) as shelf:
        answer = Assistant(shelf, shelf.everything()).ask("What does HLO stand for?")
    assert quotes(answer).startswith("The keepers write to the Harbour Lights Office (HLO)")


def test_what_was_understood_is_told(board: Assistant) -> None:
    seen = board.ask("How many neighbourhood watches were there?").understood
    assert (seen.kind, seen.told_by) == ("figure", "How many")
    assert "watch" in seen.topic
    assert "a figure" in seen.wants
    assert not seen.presumes


def test_a_pronoun_keeps_the_meeting_that_was_spoken_of() -> None:
    history = [("user", "Who spoke on the pontoon on 14 March 2019?"), ("assistant", REPLY)]
    question = understand("What did she promise?", history)
    assert question.text.startswith("What did Ms Imogen Tarrant promise")
    assert [t.first.isoformat() for t in question.times] == ["2019-03-14"]
    assert question.kind == "action"


def test_a_vague_follow_up_takes_its_topic_from_before() -> None:
    question = understand("And why is that?", [("user", "Was the breakwater lamp repaired?"), ("assistant", "Yes.")])
    assert {"breakwat", "lamp"} <= set(question.terms)


def test_nothing_is_rewritten_without_a_conversation() -> None:
    assert understand("  And   why is that? ").text == "And why is that?"


@pytest.mark.parametrize(
    ("asked", "times"),
    [
        ("What happened on 14 March 2019?", [("2019-03-14", "2019-03-14", "day")]),
        ("What happened in March 2019?", [("2019-03-01", "2019-03-31", "month")]),
        ("What happened in 2019?", [("2019-01-01", "2019-12-31", "year")]),
        ("What happened in 2021-22?", [("2021-04-01", "2022-03-31", "years")]),
        (
            "Compare 14 March 2019 and 13 June 2019",
            [("2019-03-14", "2019-03-14", "day"), ("2019-06-13", "2019-06-13", "day")],
        ),
        ("What happened to the seals?", []),
    ],
)
def test_times_of_a_question(asked: str, times: list[tuple[str, str, str]]) -> None:
    told = [(t.first.isoformat(), t.last.isoformat(), t.grain) for t in understand(asked).times]
    assert told == times


@pytest.mark.parametrize(
    ("asked", "terms"),
    [
        ("What was decided about mooring fees on 14 March 2019?", ("moor", "fee")),
        ("Tell me what the board said about the seals", ("seal",)),
        ("Which actions on the pontoon are still outstanding?", ("pontoon",)),
        ("Who attended the meeting?", ()),
        ("We met late. It rained. What did the wardens hear of the lamp?", ("warden", "lamp")),
    ],
)
def test_topic_terms_leave_out_what_only_asks(asked: str, terms: tuple[str, ...]) -> None:
    assert understand(asked).terms == terms


# ---------------------------------------------------------------- what an answer is

UNDERSTOOD = Understood("q", "lookup")


@pytest.fixture
def source(board: Assistant) -> Quotation:
    return board.ask("When did the meeting of 27 April 2018 finish?").citations[0].source


def test_no_statement_without_a_basis() -> None:
    with pytest.raises(ValueError, match="needs a citation"):
        Quoted(())
    with pytest.raises(ValueError, match="needs its rule"):
        Computed("", {}, 3)


def test_no_answer_with_neither_statements_nor_refusal_nor_with_both(source: Quotation) -> None:
    said, cited = (Statement("x [1]", Quoted((1,))),), (Citation(1, source),)
    with pytest.raises(ValueError, match="one of the two"):
        Answer("q", UNDERSTOOD, (), ())
    with pytest.raises(ValueError, match="one of the two"):
        Answer("q", UNDERSTOOD, said, cited, refusal="not-in-record")
    assert Answer("q", UNDERSTOOD, said, cited).found
    assert not Answer("q", UNDERSTOOD, (), (), refusal="not-in-record").found


def test_no_chip_without_its_citation(source: Quotation) -> None:
    with pytest.raises(ValueError, match="cites a number"):
        Answer("q", UNDERSTOOD, (Statement("x [2]", Quoted((2,))),), (Citation(1, source),))


def test_no_citation_without_words_or_number(source: Quotation) -> None:
    with pytest.raises(ValueError, match="number from 1"):
        Citation(0, source)
    with pytest.raises(ValueError, match="words to quote"):
        Citation(1, replace(source, quote=" \n"))


# ---------------------------------------------------------------- what every answer promises

ASKED = (
    "What was decided on 27 April 2018?",
    "What was decided about the start time of future meetings?",
    "What was decided about tampon tax?",
    "Which actions does Ms Vagarwal have?",
    "Which actions does the Data Analyst have?",
    "Which actions on Prevent are unresolved?",
    "Who attended on 27 October 2017?",
    "Who came for Victim Support on 27 April 2018?",
    "Who is the chair?",
    "When is the next meeting after 27 April 2018?",
    "Where was the meeting of 27 October 2017 held?",
    "How many neighbourhood watches were there?",
    "How much money did MOPAC award?",
    "What is the figure for robbery in Table 2?",
    "What does RRDG stand for?",
    "Trace burglary over the years",
    "Compare burglary on 27 October 2017 and on 27 April 2018",
    "Where can I find the minutes of 25 October 2019?",
    "Is the burglary figure of November 2024 from the official minutes?",
    "What was said about the GLAA in November 2024?",
    "Why did motor vehicle theft fall?",
    "Why did Cllr Sara Conway, as the chair, thank everybody on 27 April 2018?",
    "What was said about the lighthouse keeper's parrot?",
    "What did the fire brigade's annual update say?",
    "What was decided on 3 March 2016?",
    "What do planning policies say about designing out crime?",
)


def promises(answer: Answer, shelf: Shelf) -> None:
    """Assert all that an answer promises, whatever was asked."""
    for one in (*answer.citations, *answer.nearest):
        text = shelf.document_text(one.source.place.document)
        pieces = [fold(text[s.start : s.end]) for s in one.source.spans]
        assert all(pieces)
        assert " […] ".join(pieces) == one.source.quote
        assert len(one.source.quote.split()) <= 120
    assert answer.text == "\n".join((*(s.text for s in answer.statements), *answer.notices))
    numbers = [c.number for c in answer.citations]
    assert len(set(numbers)) == len(numbers)
    for statement in answer.statements:
        assert statement.citations or isinstance(statement.basis, Computed)
        assert {int(n) for n in CHIP.findall(statement.text)} == set(statement.citations)
    assert {n for s in answer.statements for n in s.citations} == set(numbers)
    assert not any(CHIP.search(n) for n in answer.notices)
    authorities = {c.source.place.authority for c in answer.citations}
    told = " ".join(answer.notices)
    assert ("third-party summary, not from the Board's own record" in told) == (Authority.THIRD_PARTY in authorities)
    assert ("digest of the record" in told) == (Authority.DIGEST in authorities)
    if answer.found:
        assert answer.refusal is None
        assert 0 < answer.confidence < 1
    else:
        assert answer.notices
        assert not answer.citations


@pytest.mark.parametrize("asked", ASKED)
def test_every_answer_keeps_its_promises_and_is_the_same_twice(board: Assistant, asked: str) -> None:
    answer = board.ask(asked)
    promises(answer, board.shelf)
    assert board.ask(asked) == answer


def test_a_second_assistant_answers_the_same(board: Assistant, corpus_index: Path, encoder: Encoder) -> None:
    shelf = Shelf(corpus_index / "index", lambda: encoder)
    try:
        again = Assistant(shelf, shelf.everything())
        for asked in ASKED[::6]:
            assert again.ask(asked) == board.ask(asked)
    finally:
        shelf.close()


ASKING = (
    "",
    "What was decided about",
    "Who",
    "How many",
    "Which actions on",
    "Compare",
    "Why did",
    "What does",
    "When",
)


@settings(max_examples=25)
@given(data=st.data())
def test_no_question_makes_a_promise_fail(board: Assistant, data: st.DataObject) -> None:
    known = sorted(board.shelf.store.lexicon(board.scope))
    words = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=6))
    times = data.draw(
        st.sampled_from(("", " on 27 April 2018", " in 2021-22", " in October 2019", " in November 2024"))
    )
    promises(board.ask(f"{data.draw(st.sampled_from(ASKING))} {' '.join(words)}{times}?"), board.shelf)


# ---------------------------------------------------------------- decisions and actions


@pytest.mark.parametrize(
    "asked", ["What was decided on 27 April 2018?", "What was decided at the meeting of 27 April 2018?"]
)
def test_a_decision_question_lists_decisions_only(board: Assistant, asked: str) -> None:
    answer = board.ask(asked)
    rulings = [r.decision for r in board.shelf.decisions(board.scope.between(*[understand(asked).times[0].first] * 2))]
    assert answer.found
    assert 3 <= len(answer.citations) <= len(rulings)
    for one in answer.citations:
        assert any(board.shelf.flow(one.source.place.document, r.spans) in one.source.quote for r in rulings)
    assert set(dates_of(answer)) == {"2018-04-27"}


def test_what_another_decided_is_told_beside_that_the_board_decided_nothing(tmp_path: Path, encoder: Encoder) -> None:
    said = (
        ("MINUTES", "The minutes of 17 January 2019 were approved as a correct record."),
        ("PIER", "The Planning Committee approved the new pier, which would be built of oak."),
    )
    papers = saltmere.write(tmp_path / "papers", {"a.txt": saltmere.minutes("14 March 2019", said)})
    saltmere.ingest(papers, tmp_path / "index", encoder)
    with closing(Shelf(tmp_path / "index", lambda: encoder)) as shelf:
        told = Assistant(shelf, shelf.everything()).explain("Was the new pier approved?")
    assert told.answer.statements[0].text == "No decision of the Board on this is recorded."
    assert "Decided by another body (Planning Committee)" in told.answer.text
    assert not told.left_out


def test_a_decision_is_found_by_its_topic(board: Assistant) -> None:
    answer = board.ask("What was decided about the start time of future meetings?")
    assert "09:00 hrs start would be kept" in answer.statements[0].text
    assert dates_of(answer) == ["2019-10-25"]


def test_where_nothing_was_decided_the_answer_says_so(board: Assistant) -> None:
    answer = board.ask("What was decided about knife tags?")
    assert computed(answer, "none-of-type")
    assert "No formal decision" in answer.statements[0].text
    assert "GPS knife tags" in quotes(answer)


def test_a_third_partys_page_furniture_decides_nothing(board: Assistant) -> None:
    answer = board.ask("What was decided on 29 November 2024?")
    assert "a summary for you each week" not in answer.text


def test_an_owners_actions(board: Assistant) -> None:
    answer = board.ask("Which actions does Ms Vagarwal have?")
    assert dates_of(answer) == ["2017-10-27", "2018-04-27", "2018-04-27", "2019-10-25"]
    assert all("action" in c.source.quote.lower() for c in answer.citations)
    assert "write to MOPAC" in answer.text
    (count,) = computed(answer, "count")
    assert count.text.startswith("4 actions: 4 with no later record; ")
    assert len(count.basis.ids) == 4  # type: ignore[union-attr]


def test_an_owner_named_by_office_gets_no_other_offices_actions(board: Assistant) -> None:
    answer = board.ask("Which actions does the Reducing Offending Officer have?")
    assert "knife tags" in answer.text
    assert all("Governance Officer" not in c.source.quote for c in answer.citations)


def test_an_action_nobody_reported_on_is_said_to_be_open_as_far_as_the_shelf_knows(board: Assistant) -> None:
    answer = board.ask("Which actions about the NPS inspection report are unresolved?")
    assert "ACTION" in quotes(answer)
    assert computed(answer, "no-later-record") or computed(answer, "later-mention")


# ---------------------------------------------------------------- who was there, and when


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("Who came for Victim Support on 27 April 2018?", ["Karolina Bober", "Rosie Lewis"]),
        ("Was anybody there from the NPS on 27 April 2018?", ["Clare Ansdell"]),
        ("Who represented Barnet Homes on 25 October 2019?", ["Stuart Coleman"]),
        ("Who sent apologies on 27 April 2018?", ["Jamie Blake", "Laura Featley", "Matt Leng", "Jamie Keddy"]),
        ("Who was absent on 27 April 2018?", ["Jamie Blake", "Laura Featley", "Matt Leng", "Jamie Keddy"]),
    ],
)
def test_attendance(board: Assistant, asked: str, named: list[str]) -> None:
    answer = board.ask(asked)
    assert computed(answer, "roll")
    assert [n for n in named if n not in answer.text] == []
    everybody = {a.person.name for s in board.shelf.sittings(board.scope) for a in s.roll}
    others = {n for n in everybody if " " in n} - {n for n in everybody for m in named if m in n}
    assert {n for n in others if n in answer.text} == set()


def test_apologies_that_only_running_text_tells_of(board: Assistant) -> None:
    answer = board.ask("Who sent apologies on 25 October 2019?")
    assert [n for n in ("Amlan Ghoshal", "Fiona Bateman", "Tamara Djuretic") if n not in answer.text] == []
    assert dates_of(answer) == ["2019-10-25"]


def test_a_whole_roll_is_given_as_it_stands(board: Assistant) -> None:
    answer = board.ask("Who attended on 27 April 2018?")
    (statement,) = computed(answer, "roll")
    assert statement.basis.counted == 15  # type: ignore[union-attr]
    assert "Tracy Scollin" in statement.text
    assert "Jamie Keddy" not in statement.text


def test_a_line_of_the_roll_that_runs_over_is_no_person(board: Assistant) -> None:
    answer = board.ask("Who attended the meeting of 25 October 2019?")
    assert "Kausar Mukhar" in answer.text
    assert "; Company;" not in answer.text


@pytest.mark.parametrize(
    ("asked", "chair"),
    [
        ("Who chaired the meeting of 27 April 2018?", "David Longstaff"),
        ("Who was in the chair on 25 October 2019?", "Roberto Weeden-Sanz"),
    ],
)
def test_the_chair_of_a_meeting(board: Assistant, asked: str, chair: str) -> None:
    answer = board.ask(asked)
    assert len(answer.statements) == 1
    assert f"{chair} was in the chair" in answer.text
    assert chair in quotes(answer)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("When is the next meeting after 27 April 2018?", "27 July 2018"),
        ("When is the next meeting after 25 October 2019?", "24 JANUARY 2020"),
        ("When did the meeting of 27 April 2018 finish?", "11.20 am"),
        ("When did the meeting of 27 October 2017 end?", "12:02pm"),
        ("Where was the meeting of 27 October 2017 held?", "Hendon Town Hall"),
    ],
)
def test_dates_and_places_of_meetings(board: Assistant, asked: str, said: str) -> None:
    answer = board.ask(asked)
    assert said in answer.statements[0].text
    assert len(answer.statements) == 1


# ---------------------------------------------------------------- figures, tables, short forms


@pytest.mark.parametrize(
    ("asked", "figure"),
    [
        ("How many neighbourhood watches were there?", "2146"),
        ("How many offenders were on licence?", "560"),
        ("How much money did MOPAC award?", "£344,000"),
        ("How many meetings did the Board hold in 2021-22?", "three meetings"),
    ],
)
def test_a_figure(board: Assistant, asked: str, figure: str) -> None:
    assert figure in board.ask(asked).text


def test_a_row_of_a_table(board: Assistant) -> None:
    answer = board.ask("What is the figure for robbery in Table 2?")
    assert [c.source.quote for c in answer.citations] == [
        "Robbery 852 537 -37% -315",
        "Crime Type / Year 2019 2021 % Change Actual difference",
    ]
    assert "Robbery – 2019: 852; 2021: 537; % Change: -37%" in answer.text
    assert answer.citations[0].label == "SCPB, 2021-22, 3.3 ¶5"


@pytest.mark.parametrize(
    ("asked", "row", "word"),
    [
        ("Which ward had the most personal robbery offences?", "Woodhouse", "highest"),
        ("Which ward had the fewest personal robbery offences?", "Hale", "lowest"),
    ],
)
def test_the_highest_and_lowest_row_are_computed(board: Assistant, asked: str, row: str, word: str) -> None:
    answer = board.ask(asked)
    (statement,) = computed(answer, "extreme")
    assert row in answer.statements[0].text
    assert f"the {word} of the 21 rows" in statement.text
    assert statement.basis.counted == 21  # type: ignore[union-attr]


def test_a_tables_header_is_no_answer(board: Assistant) -> None:
    assert "Ward Sites Ward Sites" not in quotes(board.ask("Which ward had the most sites?"))


@pytest.mark.parametrize(
    ("asked", "long"),
    [
        ("What does RRDG stand for?", "Reducing Reoffending Delivery Group"),
        ("What does BOOST stand for?", "Burnt Oak Opportunity Support Team"),
        ("What is VAWG?", "Violence Against Women and Girls"),
    ],
)
def test_a_short_form_is_explained_by_the_record(board: Assistant, asked: str, long: str) -> None:
    assert long in quotes(board.ask(asked))


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("What was decided on 3 March 2016?", ["27 October 2017", "27 April 2018"]),
        ("Who chaired the meeting of 14 May 2019?", ["25 October 2019", "24 January 2020"]),
        ("What did the minutes of June 2023 say about burglary?", ["29 November 2024"]),
    ],
)
def test_a_meeting_that_is_not_on_the_shelf(board: Assistant, asked: str, near: list[str]) -> None:
    answer = board.ask(asked)
    assert answer.refusal == "no-such-meeting"
    assert [n for n in near if n not in answer.text] == []


def test_a_meeting_that_is_only_announced_is_said_to_be(board: Assistant) -> None:
    answer = board.ask("What was decided at the meeting of 27 July 2018?")
    assert answer.refusal == "no-such-meeting"
    assert "minutes of 27 April 2018 announce it" in answer.text
    assert ["27 July" in c.source.quote for c in answer.nearest] == [True]


@pytest.mark.parametrize(
    ("asked", "unknown"),
    [
        ("What was said about the lighthouse keeper's parrot?", ["lighthouse", "parrot"]),
        ("How many zeppelins were there?", ["zeppelins"]),
        ("Who is the Mayor of Paris?", ["paris"]),
    ],
)
def test_what_is_not_in_the_record_is_refused(board: Assistant, asked: str, unknown: list[str]) -> None:
    answer = board.ask(asked)
    assert answer.refusal == "not-in-record"
    assert answer.nearest
    mentions = next(n for n in answer.notices if n.startswith("Nothing on this shelf mentions"))
    assert [w for w in unknown if w not in mentions.lower()] == []


@pytest.mark.parametrize(
    "asked",
    [
        "🎉🎉",
        "?",
        "who who who",
        "ماذا تقرر",
        "预算是多少",
        "thanks",
        "Hello there!",
        "What can I ask?",
        "Can I trust this?",
    ],
)
def test_a_question_that_names_nothing_is_told_what_can_be_asked(board: Assistant, asked: str) -> None:
    answer = board.ask(asked)
    assert (answer.refusal, answer.statements, answer.nearest) == ("nothing-named", (), ())
    assert "Matters that they speak of: " in answer.text


def test_a_time_alone_is_told_its_meetings(board: Assistant) -> None:
    answer = board.ask("2018")
    assert answer.refusal == "nothing-named"
    assert "Meetings of that time: 27 April 2018." in answer.notices


def test_a_refusal_claims_nothing_of_the_shelf_that_only_holds_for_one_meeting(board: Assistant) -> None:
    answer = board.ask("What did the meeting of 27 October 2017 say about SmartWater?")
    assert "SmartWater" in quotes(board.ask("What did SmartWater achieve?"))
    assert answer.refusal == "not-in-record"
    assert "Nothing on this shelf mentions smartwater" not in answer.text


def test_words_that_only_ask_are_not_said_to_be_missing(board: Assistant) -> None:
    answer = board.ask("Which lighthouse had the fewest keepers?")
    assert "fewest" not in answer.text


@pytest.mark.parametrize(
    "asked",
    ["What did the fire brigade's annual update say?", "What does the Family Services update of 24 January 2020 say?"],
)
def test_a_paper_to_follow_is_not_answered_from(board: Assistant, asked: str) -> None:
    answer = board.ask(asked)
    assert answer.refusal == "to-follow"
    assert "a paper to follow; that paper is not on this shelf" in answer.text


# ---------------------------------------------------------------- false premises


def test_a_question_that_takes_somebody_else_for_the_chair_is_corrected(board: Assistant) -> None:
    answer = board.ask("Why did Cllr Sara Conway, as the chair, thank everybody on 27 April 2018?")
    assert answer.statements[0].text.startswith(
        "On 27 April 2018 Councillor David Longstaff was in the chair, not Cllr Sara Conway."
    )


def test_no_correction_where_the_chair_is_right(board: Assistant) -> None:
    answer = board.ask("Why did Cllr David Longstaff, as the chair, thank everybody on 27 April 2018?")
    assert " not Cllr" not in answer.text


@pytest.mark.parametrize(
    "asked",
    ["Why did residential burglary rise between 2023 and 2024?", "Why did residential burglary rise in 2024?"],
)
def test_a_rise_that_was_a_fall_is_corrected(board: Assistant, asked: str) -> None:
    answer = board.ask(asked)
    assert answer.statements[0].text == "The record shows a decrease, not a rise."
    assert "decrease of 7.3%" in quotes(answer)


def test_a_fall_that_was_a_rise_is_corrected(board: Assistant) -> None:
    answer = board.ask("Why did motor vehicle theft fall?")
    assert answer.statements[0].text == "The record shows an increase, not a fall."
    assert "up by 15%" in quotes(answer)


def test_no_correction_where_the_premise_holds(board: Assistant) -> None:
    assert not computed(board.ask("Why did motor vehicle theft rise?"), "contradiction")


def test_a_year_that_a_question_names_is_kept_to(board: Assistant) -> None:
    answer = board.ask("What explained the rise in knife crime offences in 2017?")
    assert "2024-11-29" not in dates_of(answer)


# ---------------------------------------------------------------- several meetings, and where things stand


def test_two_dated_meetings_are_compared_in_order(board: Assistant) -> None:
    answer = board.ask("Compare burglary on 27 April 2018 and on 27 October 2017")
    assert dates_of(answer) == ["2017-10-27", "2018-04-27"]
    assert "urglary" in answer.citations[0].source.quote
    assert "fourth highest" in answer.citations[1].source.quote


def test_a_topic_is_traced_in_order_of_date(board: Assistant) -> None:
    held = [c.source.place.when for c in board.ask("Trace burglary over the years").citations]
    assert held == sorted(held)
    assert len(set(held)) >= 3


def test_where_the_minutes_are_that_stand_in_a_later_pack(board: Assistant) -> None:
    answer = board.ask("Where can I find the minutes of 25 October 2019?")
    said = answer.statements[0].text
    assert "scpb-2020-01-24-agenda-pack.pdf, inside the agenda pack of 24 January 2020" in said
    assert "not yet approved" in said


def test_a_third_partys_account_is_never_called_the_boards(board: Assistant) -> None:
    answer = board.ask("Is the burglary figure of November 2024 from the official minutes?")
    assert answer.statements[0].text.startswith("No: it stands in an AI-generated summary by a third party")
    assert answer.statements[-1].text.startswith("Third-party summary, 29 November 2024")


# ---------------------------------------------------------------- questions that cannot be asked


@pytest.mark.parametrize("asked", ["", "   ", "\n\t", "\x00\x07", "x" * (LONGEST + 1)])
def test_a_question_that_cannot_be_asked(board: Assistant, asked: str) -> None:
    for ask in (board.ask, board.search):
        with pytest.raises(QuestionError):
            ask(asked)


def test_a_question_as_long_as_allowed_is_answered(board: Assistant) -> None:
    assert board.ask(("seal " * LONGEST)[:LONGEST]).refusal == "not-in-record"


def test_control_characters_do_no_harm(board: Assistant) -> None:
    plain = board.ask("How many neighbourhood watches were there?")
    odd = board.ask("How many\x00 neighbourhood\x1b \u202ewatches\ud800 were\r\n there?")
    assert odd == plain


@pytest.mark.parametrize(
    "asked", ['"', "'; DROP TABLE parts; --", "NEAR(a b) AND *", "?", "£", "[1] [2]", "🦭", "(((", "a" * 1500, "1 2 3"]
)
def test_no_odd_question_breaks_it(board: Assistant, asked: str) -> None:
    promises(board.ask(asked), board.shelf)


@pytest.mark.parametrize("said", ["\ud800 and so on", "\x00", ""])
def test_no_odd_conversation_breaks_it(board: Assistant, said: str) -> None:
    promises(board.ask("And why was that?", [("user", said), ("assistant", said)]), board.shelf)


def test_a_long_conversation_makes_no_long_question(board: Assistant) -> None:
    answer = board.ask("And why was that?", [("user", "seal " * 2 * LONGEST), ("assistant", "x" * 2 * LONGEST)])
    assert len(answer.understood.question) <= LONGEST


# ---------------------------------------------------------------- an invented board: who may see what, and whose word

TABLE = "Ward\tBoats\nQuayside\t41\nNet Loft\t17\nSandbar\t63\nBreakwater\t8"
SECRET = saltmere.report(
    "Dismissal", "Zebediah Crake took nine lobsters and is to be dismissed.", top=["NOT FOR PUBLICATION"]
)
HARBOUR = {
    "minutes.txt": saltmere.minutes(),
    "secret.txt": SECRET,
    "boats.txt": saltmere.report("Boats by ward", f"The boats were counted in June.\n\nTable 1\n{TABLE}"),
    "notes.txt": "Notes on tar\nTar was boiled on the quay until 1931 [7], as the old warden wrote.\n",
}


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Shelf]:
    root = tmp_path_factory.mktemp("harbour")
    saltmere.ingest(saltmere.write(root / "papers", HARBOUR), root / "index", encoder)
    shelf = Shelf(root / "index", lambda: encoder)
    yield shelf
    shelf.close()


SECRETLY = (
    "What was said about Zebediah Crake?",
    "Who is to be dismissed?",
    "How many lobsters were taken?",
    "What does the report on the dismissal of 13 June 2019 say?",
)


@pytest.mark.parametrize("asked", SECRETLY)
def test_restricted_papers_are_never_answered_from(harbour: Shelf, asked: str) -> None:
    public = Assistant(harbour, harbour.everything())
    answer = public.ask(asked)
    said = f"{answer.text} {' '.join(c.source.quote for c in (*answer.citations, *answer.nearest))}"
    assert "secret.txt" not in {c.source.place.path for c in (*answer.citations, *answer.nearest)}
    assert "nine lobsters" not in said
    assert all(h.passage.place.access is Access.PUBLIC for h in public.search(asked))
    cleared = Assistant(harbour, harbour.everything((Access.PUBLIC, Access.RESTRICTED)))
    assert "nine lobsters" in quotes(cleared.ask(asked))


def test_a_refusal_does_not_give_a_restricted_paper_away(harbour: Shelf) -> None:
    answer = Assistant(harbour, harbour.everything()).ask("What was said about Zebediah Crake?")
    assert answer.refusal == "not-in-record"
    assert "Nothing on this shelf mentions crake, zebediah." in answer.notices


@pytest.mark.parametrize(
    ("asked", "row", "word"),
    [
        ("Which ward had the most boats?", "Sandbar – Boats: 63", "highest"),
        ("Which ward had the fewest boats?", "Breakwater – Boats: 8", "lowest"),
    ],
)
def test_rows_of_a_plain_table_are_ranked(harbour: Shelf, asked: str, row: str, word: str) -> None:
    answer = Assistant(harbour, harbour.everything()).ask(asked)
    (statement,) = computed(answer, "extreme")
    assert row in answer.statements[0].text
    assert f"the {word} of the 4 rows" in statement.text
    promises(answer, harbour)


def test_the_records_own_brackets_are_not_taken_for_chips(harbour: Shelf) -> None:
    answer = Assistant(harbour, harbour.everything()).ask("Until when was tar boiled on the quay?")
    assert "1931" in answer.text
    assert {int(n) for n in CHIP.findall(answer.text)} == {c.number for c in answer.citations}


def test_the_boards_own_record_needs_no_notice(harbour: Shelf) -> None:
    answer = Assistant(harbour, harbour.everything()).ask("What was decided about mooring fees?")
    assert "£212" in answer.text
    assert answer.notices == ()


OFFICIAL = saltmere.minutes(items=[("MOORING FEES", "RESOLVED that the fee be £212 for the season.")])
DIGEST = saltmere.minutes(items=[("MOORING FEES", "The Committee resolved on a fee of £212 for a season.")])
AS_DIGEST = saltmere.TOML + '[papers."digest.txt"]\nauthority = "digest"\n'


@pytest.mark.parametrize(
    ("papers", "cited", "notices"),
    [
        ({"digest.txt": DIGEST}, ["digest.txt"], 1),
        ({"digest.txt": DIGEST, "official.txt": OFFICIAL}, ["official.txt"], 0),
    ],
    ids=["alone", "beside the official paper"],
)
def test_a_digest_speaks_only_where_the_official_paper_does_not(
    tmp_path: Path, encoder: Encoder, papers: dict[str, str], cited: list[str], notices: int
) -> None:
    saltmere.ingest(saltmere.write(tmp_path / "papers", papers, AS_DIGEST), tmp_path / "index", encoder)
    shelf = Shelf(tmp_path / "index", lambda: encoder)
    try:
        answer = Assistant(shelf, shelf.everything()).ask("What was decided about mooring fees?")
        promises(answer, shelf)
        assert [c.source.place.path for c in answer.citations] == cited
        assert len(answer.notices) == notices
    finally:
        shelf.close()


# ---------------------------------------------------------------- what a visitor is shown first


def test_every_example_question_is_answered(board: Assistant) -> None:
    examples = board.examples()
    assert len(examples) >= 4
    assert [e for e in examples if not board.ask(e).found] == []


def test_the_shelf_says_whose_papers_it_holds(board: Assistant) -> None:
    papers, meetings = board.about()
    assert papers == "5 papers of: Safer Communities Partnership Board, London Borough of Barnet."
    assert "27 October 2017 to 29 November 2024" in meetings


def test_the_context_of_a_citation_surrounds_its_words(board: Assistant) -> None:
    cited = board.ask("How many neighbourhood watches were there?").citations[0]
    around = board.context(cited)
    text = board.shelf.document_text(cited.source.place.document)
    assert fold(around.quote) == cited.source.quote
    assert around.before + around.quote + around.after in text
    assert around.before
    assert around.after
