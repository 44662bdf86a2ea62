"""The last gate: what is quoted stands in the record, what is computed is computed again, what fails is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import saltmere
from hypothesis import given, settings
from hypothesis import strategies as st

import wiring
from assistant import checking, cutting, tracing
from assistant.answer import Answer, Citation, Computed, Statement
from assistant.ask import Assistant
from index.embedding import Encoder
from index.passage import Quotation
from index.shelf import Shelf
from ingest.record import Span, quote

CHIP = re.compile(r"\s*\[\d+\]")
BOATS = "Ward\tBoats\nQuayside\t41\nNet Loft\t17\nSandbar\t63\nBreakwater\t8"
DAYS = "Member\t14 March 2019\t13 June 2019\t12 September 2019\nColumn A\tRowing Club\tPort\tRowing Club"
LONG = " ".join(f"Rule {n} of the slipway says that vessel {n} waits behind buoy {n};" for n in range(40))
PAPERS = {
    "minutes.txt": saltmere.minutes(),
    "later.txt": saltmere.minutes(
        "12 September 2019",
        (
            ("LATE PAYERS", "Mr Quill reported that he had written to the forty boats that had paid late."),
            ("SEALS AGAIN", "Dorcas Hale said that the seals had had nine pups."),
        ),
    ),
    "boats.txt": saltmere.report("Boats by ward", f"The boats were counted in June.\n\nTable 1\n{BOATS}"),
    "rules.txt": saltmere.report("Rules of the slipway", f"The slipway has rules.\n{LONG}"),
    "annual.txt": saltmere.ANNUAL,
    "watch.txt": saltmere.SUMMARY,
}
ASKED = (
    "How many boats had paid late?",
    "What was said about the seals on the slipway?",
    "What was decided about mooring fees?",
    "What was decided about the seals?",
    "Which actions does Mr Quill have?",
    "How many actions are there?",
    "Which actions on the pontoon are unresolved?",
    "Who attended on 14 March 2019?",
    "Who was in the chair on 14 March 2019?",
    "Who sent apologies for the meeting of 14 March 2019?",
    "When is the next meeting after 14 March 2019?",
    "Which ward had the most boats?",
    "Trace what was said about the seals over the years",
    "What is the history of the seals?",
    "What is new since 1 September 2019?",
    "Where can I find the minutes of 14 March 2019?",
    "Is what was said about the new lamp on the breakwater from the official minutes?",
    "Why did Mr Quill, as the chairman, report the late boats on 14 March 2019?",
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Shelf]:
    root = tmp_path_factory.mktemp("checked")
    saltmere.ingest(saltmere.write(root / "papers", PAPERS), root / wiring.BUILT, encoder)
    held = Shelf(root / wiring.BUILT, lambda: encoder)
    yield held
    held.close()


@pytest.fixture(scope="module")
def board(shelf: Shelf) -> Assistant:
    return Assistant(shelf, shelf.everything())


def check(board: Assistant, answer: Answer) -> Answer:
    return checking.check(answer, board.shelf, board.scope)[0]


def reasons(board: Assistant, answer: Answer) -> list[str]:
    return [left.why for left in checking.check(answer, board.shelf, board.scope)[1]]


def with_text(answer: Answer, place: int, text: str) -> Answer:
    said = list(answer.statements)
    said[place] = replace(said[place], text=text)
    return replace(answer, statements=tuple(said))


# ---------------------------------------------------------------- what stands up


@pytest.mark.parametrize("asked", ASKED)
def test_nothing_is_left_out_of_a_sound_answer(board: Assistant, asked: str) -> None:
    answer = board.ask(asked)
    assert answer.found
    assert check(board, answer) == answer
    assert not board.explain(asked).left_out


def test_the_questions_make_every_kind_of_statement_that_is_computed(board: Assistant) -> None:
    rules = {s.basis.rule for a in ASKED for s in board.ask(a).statements if isinstance(s.basis, Computed)}
    assert {"count", "roll", "next-meeting", "extreme", "thread", "news", "where", "authority"} <= rules


def test_every_rule_is_computed_again_or_it_is_said_why_not() -> None:
    written = "\n".join(p.read_text("utf-8") for p in Path(checking.__file__).parent.rglob("*.py"))
    calls = re.findall(r"\.compute\((?:[^()]|\([^()]*(?:\([^()]*\)[^()]*)*\))*", written)
    rules = {
        r for call in calls for r in re.findall(r'(?<![\w{(\[=.])"([a-z]+(?:-[a-z]+)*)"(?=\s*(?:,|if|else))', call)
    }
    assert {"count", "roll", "later-mention"} <= rules
    assert rules - checking.RULES.keys() == set()


def test_citations_that_no_statement_uses_are_left_out(board: Assistant) -> None:
    answer = board.ask("How many boats had paid late?")
    more = replace(answer, citations=(*answer.citations, Citation(9, answer.citations[0].source)))
    assert check(board, more) == answer


# ---------------------------------------------------------------- what does not


def test_a_quotation_altered_by_one_letter_is_left_out(board: Assistant) -> None:
    answer = board.ask("How many boats had paid late?")
    held = answer.citations[0].source
    altered = Citation(1, replace(held, quote=held.quote.replace("forty", "fifty")))
    assert altered.source != held
    told = check(board, replace(answer, citations=(altered, *answer.citations[1:])))
    assert "fifty" not in told.text
    assert "not shown: its quotation does not stand where it is cited." in told.notices[-1]


def test_a_span_moved_by_one_letter_is_left_out(board: Assistant) -> None:
    answer = board.ask("How many boats had paid late?")
    held = answer.citations[0].source
    moved = replace(held, spans=(Span(held.spans[0].start, held.spans[0].end - 1), *held.spans[1:]))
    assert reasons(board, replace(answer, citations=(Citation(1, moved), *answer.citations[1:])))


def test_an_answer_of_which_nothing_is_left_becomes_a_refusal(board: Assistant) -> None:
    answer = board.ask("How many boats had paid late?")
    emptied = check(board, with_text(replace(answer, statements=answer.statements[:1]), 0, "Ninety boats [1]"))
    assert not emptied.found
    assert emptied.refusal == "unsupported"
    assert emptied.nearest
    assert "One sentence of this answer was checked against the papers and not shown: " in emptied.text


def test_the_nearest_paragraphs_of_a_refusal_stand_too(board: Assistant) -> None:
    answer = board.ask("What was said about zeppelins?")
    wrong = Citation(1, replace(answer.nearest[0].source, quote="Zeppelins are forbidden."))
    assert check(board, replace(answer, nearest=(wrong,))).nearest == ()


def test_a_statement_that_hides_its_citation_is_left_out(board: Assistant) -> None:
    answer = board.ask("How many boats had paid late?")
    bare = CHIP.sub("", answer.statements[0].text)
    assert reasons(board, with_text(answer, 0, bare)) == ["it shows other citations than its own"]
    assert reasons(board, with_text(answer, 0, f"{bare} [7]")) == ["it shows other citations than its own"]


def test_a_statement_led_by_another_place_is_left_out(board: Assistant) -> None:
    answer = board.ask("How many boats had paid late?")
    moved = answer.statements[0].text.replace("item 1", "item 5")
    assert moved != answer.statements[0].text
    assert reasons(board, with_text(answer, 0, moved)) == ["it is led by another place than the one that it cites"]


@pytest.mark.parametrize(
    ("asked", "old", "new"),
    [
        ("How many actions are there?", r"\d+ were looked through", "99 were looked through"),
        ("How many actions are there?", r"^\d+ actions", "1 actions"),
        ("Who was in the chair on 14 March 2019?", "Cllr Ada Penrose", "Mr Tobias Quill"),
        ("Who was in the chair on 14 March 2019?", "14 March 2019", "12 September 2019:"),
        ("Who attended on 14 March 2019?", "Tobias Quill", "Tobias Quilt"),
        ("When is the next meeting after 14 March 2019?", "13 June", "14 June"),
        ("Which ward had the most boats?", "highest", "Highest"),
        ("Which ward had the most boats?", "the 4 rows", "the 5 rows"),
        ("What is the history of the seals?", r"^\d+ steps", "9 steps"),
        ("What is new since 1 September 2019?", r"\d+ papers", "77 papers"),
        ("Where can I find the minutes of 14 March 2019?", "14 March 2019", "12 September 2019"),
        (
            "Is what was said about the new lamp on the breakwater from the official minutes?",
            "No: it stands in an AI-generated summary by a third party, not in the Board's official minutes",
            "Yes: the Board's own record says it",
        ),
    ],
)
def test_a_computed_statement_that_is_altered_is_left_out(board: Assistant, asked: str, old: str, new: str) -> None:
    answer = board.ask(asked)
    place = next(n for n, s in enumerate(answer.statements) if isinstance(s.basis, Computed))
    altered = re.sub(old, new, answer.statements[place].text, count=1)
    assert altered != answer.statements[place].text
    assert len(reasons(board, with_text(answer, place, altered))) >= 1


def test_a_count_of_what_is_not_in_the_register_is_left_out(board: Assistant) -> None:
    answer = board.ask("Which actions does Mr Quill have?")
    for basis, why in (
        (Computed("count", {}, 1, ("a", "b")), "it lists more entries than were counted"),
        (Computed("count", {}, 3, ("a", "b")), "it counts what is no decision or action in these papers"),
    ):
        wrong = replace(answer, statements=(*answer.statements, Statement("2 actions.", basis)))
        assert reasons(board, wrong) == [why]


def test_silence_is_not_claimed_of_what_a_later_paper_tells(corpus_shelf: Shelf) -> None:
    board = Assistant(corpus_shelf, corpus_shelf.everything())
    answer = board.ask("How many neighbourhood watches were there?")
    told = next(e for e in board.shelf.actions(board.scope) if e.later)
    wrong = Statement("No later paper tells of it.", Computed("no-later-record", {}, 5, (told.id,)))
    assert reasons(board, replace(answer, statements=(*answer.statements, wrong))) == ["a later paper tells of it"]


def test_minutes_that_are_there_are_not_said_to_be_missing(board: Assistant) -> None:
    answer = board.ask("Who attended on 14 March 2019?")
    wrong = Statement("No minutes of 14 March 2019 are on this shelf.", Computed("no-minutes", {}, 1))
    told = reasons(board, replace(answer, statements=(*answer.statements, wrong)))
    assert told == ["minutes of that meeting are on the shelf"]


FIGURE = re.compile(r"(?<![\w.,-])\d+(?![\w-]*¶)")
NAME = re.compile(r"\b[A-Z][a-z]{2,}\b")


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_an_altered_figure_or_name_never_passes(board: Assistant, data: st.DataObject) -> None:
    answer = board.ask(data.draw(st.sampled_from(ASKED)))
    place = data.draw(st.integers(0, len(answer.statements) - 1))
    text = answer.statements[place].text
    plain = CHIP.sub("", text)
    spots = [m for m in (*FIGURE.finditer(plain), *NAME.finditer(plain)) if m[0].lower() not in checking.OURS]
    if not spots:
        return
    spot = data.draw(st.sampled_from(spots))
    other = "7919" if spot[0].isdigit() else data.draw(st.sampled_from(("Zebediah", "Wexcombe", "Ottoline")))
    chips = text[len(plain) :] if text.startswith(plain) else "".join(CHIP.findall(text))
    altered = f"{plain[: spot.start()]}{other}{plain[spot.end() :]}{chips}"
    assert reasons(board, with_text(answer, place, altered)), altered


def test_what_was_left_out_is_shown_with_its_reason(board: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_slices", lambda _source, _shelf: False)
    trace = board.explain("How many boats had paid late?")
    assert trace.answer.refusal == "unsupported"
    assert next(left.why for left in trace.left_out) == "its quotation does not stand where it is cited"
    assert any(line.startswith("Left out, because its quotation does not stand") for line in tracing.lines(trace))
    assert tracing.told(trace)["left_out"]


# ---------------------------------------------------------------- quotations that are cut


def _of(board: Assistant, words: str) -> tuple[Quotation, str]:
    hit = next(h for h in board.search(words) if words.split()[0] in h.passage.text)
    text = board.shelf.document_text(hit.passage.place.document)
    paragraph = hit.passage.paragraphs[-1]
    return hit.passage.quotation(paragraph, paragraph.spans, quote(text, paragraph.spans)), text


def test_a_long_quotation_is_cut_to_the_clause_that_is_asked_for(board: Assistant) -> None:
    start = LONG.split()
    source, text = _of(board, "Rule of the slipway")
    at, end = text.index(LONG[:40]), text.index(LONG[-30:]) + 30
    whole = replace(source, spans=(Span(at, end),), quote=quote(text, (Span(at, end),)))
    assert len(whole.quote.split()) > cutting.LONGEST < len(start)
    short = cutting.cut(whole, text, frozenset({"33"}))
    assert "buoy 33;" in short.quote
    assert len(short.quote.split()) <= cutting.CUT
    assert quote(text, short.spans) == short.quote


def test_pieces_that_stand_far_apart_are_not_one_quotation(board: Assistant) -> None:
    source, text = _of(board, "Rule of the slipway")
    at, end = text.index(LONG[:40]), text.index(LONG[-30:]) + 30
    spans = (Span(at, at + 40), Span(end - 60, end))
    short = cutting.cut(replace(source, spans=spans, quote=quote(text, spans)), text, frozenset({"39"}))
    assert short.spans == spans[1:]
    near = replace(source, spans=(spans[0],), quote=quote(text, spans[:1]))
    assert cutting.cut(near, text, frozenset()) is near
