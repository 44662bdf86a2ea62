"""Rows of tables and terms: read however their cells were set, said with their header, computed over, explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
import saltmere

from assistant import rows
from assistant.answer import Answer, Computed
from assistant.answerers import terms
from assistant.ask import Assistant
from index.embedding import Encoder
from index.shelf import Shelf
from ingest.record import Paragraph, Shape, Span, flow


def paragraphs(lines: Sequence[tuple[Shape, str]]) -> tuple[tuple[Paragraph, ...], str]:
    """Return paragraphs of the given shapes, and the document that they stand in."""
    out, text = [], ""
    for shape, line in lines:
        out.append(Paragraph(str(len(out)), (Span(len(text), len(text) + len(line)),), None, shape))
        text += f"{line}\n"
    return tuple(out), text


def read(*lines: tuple[Shape, str], before: rows.Row | None = None) -> dict[str, rows.Row]:
    """Return the rows read among lines, by their labels."""
    held, text = paragraphs(lines)
    found = rows.rows(held, [flow(text, p.spans) for p in held], text, before)
    return {row.label: row for row in found.values()}


# ---------------------------------------------------------------- rows, however they were set


def test_cells_that_stand_apart_are_named_by_a_header_of_as_many() -> None:
    found = read(
        (Shape.HEADER, "Berth\tBoats\tFee"),
        (Shape.ROW, "North quay\t14\t£210"),
        (Shape.ROW, "South quay\t9"),
    )
    assert found["North quay"].names == ("Berth", "Boats", "Fee")
    assert found["North quay"].cells == ("14", "£210")
    assert found["South quay"].names == ()


def test_years_in_a_header_are_no_figures_of_a_row() -> None:
    found = read((Shape.ROW, "Kind of boat\t2018\t2020"), (Shape.ROW, "Dinghy\t31\t44"), (Shape.ROW, "Ketch\t6\t5"))
    assert list(found) == ["Dinghy", "Ketch"]
    assert found["Ketch"].names == ("Kind of boat", "2018", "2020")


def test_a_table_that_goes_on_keeps_its_header() -> None:
    last = read((Shape.HEADER, "Berth\tBoats\tFee"), (Shape.ROW, "North quay\t14\t£210"))["North quay"]
    found = read((Shape.ROW, "Sandbar\t3\t£95"), before=last)
    assert found["Sandbar"].names == ("Berth", "Boats", "Fee")


def test_an_entry_with_a_list_in_it_is_no_header() -> None:
    found = read((Shape.HEADER, "Seal count\t• relevant to the watch\tDorcas Hale"))
    assert found["Seal count"].cells == ("• relevant to the watch", "Dorcas Hale")


def test_cells_that_run_together_on_a_line_are_a_row_where_others_follow() -> None:
    found = read(
        (Shape.PROSE, "All figures in £000"),
        (Shape.PROSE, "Service Budget Forecast"),
        (Shape.PROSE, "Dredging & Buoys 41.5 44.0 +2.5"),
        (Shape.PROSE, "Lamps and Signals 12.0 11.1 -0.9"),
    )
    assert found["Dredging & Buoys"].cells == ("41.5", "44.0", "+2.5")
    assert "£000" in found["Dredging & Buoys"].header
    assert not found["Dredging & Buoys"].apart


@pytest.mark.parametrize(
    "lines",
    [
        ("The wardens met in 2019", "They met again in 2020", "They met at last in 2021"),
        ("Agenda Item 3", "Agenda Item 4", "Agenda Item 5"),
        ("Thursday 14 March 2019", "Thursday 13 June 2019", "Thursday 12 September 2019"),
        ("Introduction ........ 3", "Moorings ........ 5", "Seals ........ 9"),
        ("The slipway was closed on 12", "The ferry ran for 31", "The lamp was lit at 6"),
    ],
)
def test_lines_that_end_with_a_number_are_not_all_rows(lines: Sequence[str]) -> None:
    assert not read(*((Shape.PROSE, line) for line in lines))


def test_a_cell_on_each_line() -> None:
    table = ("Units", "Money", "Outer Quay", "31", "£4,200", "Inner Quay", "208", "£9,950")
    found = read(*((Shape.PROSE, line) for line in table))
    assert found["Inner Quay"].cells == ("208", "£9,950")
    assert (found["Inner Quay"].first, found["Inner Quay"].last) == (5, 7)
    assert found["Inner Quay"].header == "Units Money"


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1,173", 1173), ("-18%", -18), ("(4)", -4), ("£0.150", 0.15), ("261 (90%)", 261), ("+6.3", 6.3)],
)
def test_the_number_of_a_cell(cell: str, value: float) -> None:
    assert rows.number(cell) == value


@pytest.mark.parametrize("cell", ["Sandbar", "", "n/a", "from 3 to 5"])
def test_a_cell_without_a_number(cell: str) -> None:
    assert rows.number(cell) is None


# ---------------------------------------------------------------- answers

BOATS = "Ward\tBoats\nQuayside\t41\nNet Loft\t17\nSandbar\t63\nUpper Sandbar\t8\nBreakwater\t30"
FEES = (
    "Boats by class of fee\n\nFee class\t2018\t2020\tChange\n"
    "Moorings\t500\t450\t-50\nVisitors' moorings\t70\t91\t+21\nSlipway\t12\t10\t-2"
)
PLAN = """Work programme of the committee
June 2020
Title of report\tDetails\tLead officer
Seal count\tYearly count of the seals\tDorcas Hale, Seal Warden
Buoy repairs\tState of the buoys after the winter\tTobias Quill, Safety Officer
October 2020
Title of report\tDetails\tLead officer
Seal count\tAutumn count of the seals\tAda Penrose, Chair
Lamp renewal\tWhether the lamp is to be renewed\tMr Reed, Lamp Keeper
"""
WORDS = """The Harbour Levy (HL) was set in 1998.
The Harbour Levy is a charge on each vessel that enters between dusk and dawn.
The HL rose by a tenth in 2018.
Members asked whether the Harbour Levy is paid by rowing boats.
A report on the Tidal Mooring Survey Scheme (TMSS) was put off.
Slack Water – the time at which the tide neither rises nor falls.
"""
PAPERS = {
    "minutes.txt": saltmere.minutes(),
    "boats.txt": saltmere.report("Boats by ward", f"The boats were counted in June.\n\nTable 1\n{BOATS}"),
    "fees.txt": saltmere.report("Fee classes", f"The classes are compared.\n\nTable 1\n{FEES}"),
    "plan.txt": saltmere.report("Work programme", PLAN),
    "words.txt": saltmere.report("Words of the harbour", WORDS),
}


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Assistant]:
    root = tmp_path_factory.mktemp("tables")
    saltmere.ingest(saltmere.write(root / "papers", PAPERS), root / "index", encoder)
    shelf = Shelf(root / "index", lambda: encoder)
    yield Assistant(shelf, shelf.everything())
    shelf.close()


def rules(answer: Answer) -> set[str]:
    return {s.basis.rule for s in answer.statements if isinstance(s.basis, Computed)}


@pytest.mark.parametrize(
    ("asked", "said", "unsaid"),
    [
        ("How many boats had Sandbar in the table of boats by ward?", "Sandbar – Boats: 63", "Upper"),
        ("How many boats had Upper Sandbar in the table of boats by ward?", "Upper Sandbar – Boats: 8", "63"),
        ("What are the figures for visitors' moorings in the table of fees?", "2018: 70; 2020: 91; Change: +21", "500"),
    ],
)
def test_a_row_is_given_by_its_whole_label_with_its_header(
    board: Assistant, asked: str, said: str, unsaid: str
) -> None:
    answer = board.ask(asked)
    assert said in answer.text
    assert unsaid not in answer.text


def test_a_row_is_quoted_by_itself_and_its_header_after_it(board: Assistant) -> None:
    answer = board.ask("How many boats had Sandbar in the table of boats by ward?")
    assert [" ".join(c.source.quote.split()) for c in answer.citations] == ["Sandbar 63", "Ward Boats"]


def test_two_rows_that_are_asked_for_are_both_given(board: Assistant) -> None:
    answer = board.ask("How many boats had Quayside and how many had Breakwater?")
    assert "Boats: 41" in answer.text
    assert "Boats: 30" in answer.text


@pytest.mark.parametrize(
    ("asked", "rule", "said"),
    [
        ("Which ward had the most boats?", "extreme", ["Sandbar", "highest of the 5 rows"]),
        ("Which ward came bottom for boats?", "extreme", ["Upper Sandbar", "lowest of the 5 rows"]),
        ("Which ward had the second highest number of boats?", "extreme", ["Quayside", "second highest"]),
        ("Which fee class fell the most between 2018 and 2020?", "extreme", ["Moorings", "largest fall by “Change”"]),
        ("How many wards had more than 20 boats?", "row-count", ["3 of the 5 rows", "more than 20", "Breakwater (30)"]),
        ("How many wards had 41 or more boats?", "row-count", ["2 of the 5 rows", "41 or more"]),
        (
            "What is the difference between Quayside and Net Loft in boats by ward?",
            "row-difference",
            ["difference of 24"],
        ),
        ("How many boats had Quayside and Net Loft altogether?", "row-sum", ["together 58"]),
    ],
)
def test_what_is_computed_over_a_table_is_said_to_be(
    board: Assistant, asked: str, rule: str, said: Sequence[str]
) -> None:
    answer = board.ask(asked)
    assert rule in rules(answer)
    assert [one for one in said if one not in answer.text] == []
    assert not board.explain(asked).left_out


def test_a_column_that_is_not_certain_is_not_computed_over(board: Assistant) -> None:
    assert "extreme" not in rules(board.ask("Which fee class has the most?"))


def test_who_leads_an_entry_is_told_by_the_date_that_it_stands_under(board: Assistant) -> None:
    assert "Dorcas Hale" in board.ask("Who leads the seal count planned for June 2020?").text
    assert "Ada Penrose" in board.ask("Who leads the seal count planned for October 2020?").text


def test_all_that_is_planned_for_a_date(board: Assistant) -> None:
    answer = board.ask("What items are planned for October 2020?")
    assert "Seal count; Lamp renewal" in answer.text
    assert "Buoy" not in answer.text


# ---------------------------------------------------------------- terms


@pytest.mark.parametrize(
    ("asked", "term"),
    [
        ("What does HL stand for?", "HL"),
        ("I'm new here: what is the Harbour Levy?", "Harbour Levy"),
        ("What’s meant by “slack water”?", "slack water"),
        ("Explain the harbour levy, please.", "harbour levy"),
        ("harbour levy - what's it for?", "harbour levy"),
        ("What on earth is an HL, the thing the wardens spoke of?", "HL"),
        ("What counts as a ‘Safe Berth’ in the harbour?", "Safe Berth"),
        ("What is the Board of Sea and River Pilots?", "Board of Sea and River Pilots"),
        ("What sets a 'full' licence (FL) apart from a day licence?", "full licence (FL)"),
        ("What was Mr Quill asked to do?", None),
        ("What is the number of boats?", None),
        ("What was decided about the levy?", None),
        ("What is it waiting for?", None),
    ],
)
def test_the_term_that_is_to_be_explained(asked: str, term: str | None) -> None:
    assert terms.asked(asked) == term


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("What is the Harbour Levy?", "a charge on each vessel"),
        ("what is the HL?", "a charge on each vessel"),
        ("What does HL stand for?", "Harbour Levy (HL)"),
        ("What does TMSS stand for?", "Tidal Mooring Survey Scheme"),
        ("What is meant by slack water?", "neither rises nor falls"),
    ],
)
def test_a_term_is_explained_by_the_sentence_that_says_what_it_is(board: Assistant, asked: str, said: str) -> None:
    assert said in board.ask(asked).statements[0].text


def test_what_a_short_form_stands_for_is_never_guessed(board: Assistant) -> None:
    assert not board.ask("What does RNLI stand for?").found
