"""The grammar: a table of examples for each rule, and properties for what must hold of any text."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from saltmere import COMMITTEE, SCRAPS, lines

from index import codec, passage, reports
from ingest import record
from ingest.grammar import dates, furniture, numbering, outcomes, people
from ingest.grammar.paragraphs import blocks, spans_of
from ingest.grammar.sentences import sentences
from ingest.record import ELLIPSIS, DecisionType, Page, Period, Person, Roll, Span, Spans, flow, fold, joined, quote

D = date


# ---------------------------------------------------------------- dates

DAYS = [
    ("Held on 27th April 2018 at noon", [D(2018, 4, 27)]),
    ("27 Apr 2018", [D(2018, 4, 27)]),
    ("the 27th of April 2018", [D(2018, 4, 27)]),
    ("January 24th, 2020", [D(2020, 1, 24)]),
    ("1st Sept. 2019", [D(2019, 9, 1)]),
    ("FRIDAY 24 JANUARY 2020", [D(2020, 1, 24)]),
    ("26/09/2019 and 1.11.17", [D(2019, 9, 26), D(2017, 11, 1)]),
    ("2018-04-27", [D(2018, 4, 27)]),
    ("from 3 May 1999 to 4 June 2001", [D(1999, 5, 3), D(2001, 6, 4)]),
    ("31/02/2019", []),
    ("at 10.30 in room 3.2", []),
    ("27 April", []),
    ("£1.50 and 12/25", []),
    ("the Board may 12 times a year", []),
]


@pytest.mark.parametrize(("text", "expected"), DAYS)
def test_days(text: str, expected: list[date]) -> None:
    found = dates.days(text)
    assert [f.first for f in found] == expected
    assert all(dates.day(text[f.start : f.end]) == f.first for f in found)


def test_a_year_stands_in_where_none_is_written() -> None:
    (found,) = dates.days("Friday 27 July", year=2018)
    assert (found.first, found.certain) == (D(2018, 7, 27), False)


TIMES = [
    ("in March 2019", "month", D(2019, 3, 1), D(2019, 3, 31)),
    ("in February of 2020", "month", D(2020, 2, 1), D(2020, 2, 29)),
    ("in 2018-19", "years", D(2018, 4, 1), D(2019, 3, 31)),
    ("2018–2021", "years", D(2018, 4, 1), D(2021, 3, 31)),
    ("during 2017", "year", D(2017, 1, 1), D(2017, 12, 31)),
    ("on 3 May 2016", "day", D(2016, 5, 3), D(2016, 5, 3)),
]


@pytest.mark.parametrize(("text", "grain", "first", "last"), TIMES)
def test_times(text: str, grain: str, first: date, last: date) -> None:
    assert [(t.grain, t.first, t.last) for t in dates.times(text)] == [(grain, first, last)]


@pytest.mark.parametrize("text", ["£2,018", "2.2018", "12018", "20189"])
def test_figures_are_no_years(text: str) -> None:
    assert dates.times(text) == ()


PERIODS = [
    ("Annual Report 2021-22", "2021-22"),
    ("2021/2022", "2021-22"),
    ("1 April 2021 to 31 March 2022", "2021-22"),
    ("April 2021 to March 2022", "2021-22"),
    ("Review of the year 2024", "2024"),
    ("Strategy 2021-2025", None),
    ("Report", None),
]


@pytest.mark.parametrize(("text", "label"), PERIODS)
def test_period(text: str, label: str | None) -> None:
    found = dates.period(text)
    assert (found.label if found else None) == label


NEXT = [
    ("Friday 26 January 2018", D(2017, 10, 27), D(2018, 1, 26)),
    ("Friday 27 July, 10:00 hrs", D(2018, 4, 27), D(2018, 7, 27)),
    ("24 January", D(2019, 10, 25), D(2020, 1, 24)),
    ("Friday 31 January", D(2019, 10, 25), D(2020, 1, 31)),
    ("to be arranged", D(2019, 10, 25), None),
]


@pytest.mark.parametrize(("text", "after", "expected"), NEXT)
def test_next_date(text: str, after: date, expected: date | None) -> None:
    assert dates.next_date(text, after) == expected


DUE = [
    ("by 3 May 2019", D(2019, 5, 3)),
    ("by 3 May", D(2019, 5, 3)),
    ("by the 3rd of May", D(2019, 5, 3)),
    ("by 10 January", D(2020, 1, 10)),
    ("by 29 February", D(2020, 2, 29)),
    ("before the next meeting", D(2019, 6, 13)),
    ("by May 2019", D(2019, 5, 31)),
    ("next week", D(2019, 3, 21)),
    ("as soon as possible", None),
    ("annually", None),
]


@pytest.mark.parametrize(("due", "expected"), DUE)
def test_due_by(due: str, expected: date | None) -> None:
    assert dates.due_by(due, D(2019, 3, 14), D(2019, 6, 13)) == expected


@given(st.dates(D(1970, 1, 1), D(2069, 12, 31)))
def test_every_form_of_a_date_is_read_back(day: date) -> None:
    forms = [dates.long(day), day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d.%m.%y}", f"{day:%B} {day.day}, {day.year}"]
    assert [dates.day(f) for f in forms] == [day] * len(forms)


# ---------------------------------------------------------------- numbering

OWN = [
    ("3.2.1.1 The wardens", "3.2.1.1"),
    ("- 3.1. Lamps", "3.1"),
    ("4.4 Ropes", "4.4"),
    ("1.0", "1.0"),
    ("7. Ropes", None),
    ("12) Ropes", None),
    ("3.2.1a", None),
    ("Ropes 3.2", None),
]


@pytest.mark.parametrize(
    ("text", "rest"),
    [("2.15 The slip was dry.", "The slip was dry."), ("The slip was dry by 2.15.", "The slip was dry by 2.15.")],
)
def test_a_text_without_its_paragraphs_number(text: str, rest: str) -> None:
    assert numbering.unnumbered(text).strip() == rest


@pytest.mark.parametrize(("text", "number"), OWN)
def test_own_number(text: str, number: str | None) -> None:
    assert numbering.own_number(text) == number


STARTS = [
    ("• ropes", True),
    ("- ropes", True),
    ("\uf0b7 ropes", True),
    ("* ropes", True),
    ("3. ropes", True),
    ("a) ropes", True),
    ("(iv) ropes", True),
    ("3.2 ropes", True),
    ("(3) ropes", True),
    ("(3)ropes", False),
    ("ropes", False),
    ("-ropes", False),
    ("1974 was wet", False),
    ("A rope", False),
]


@pytest.mark.parametrize(("text", "expected"), STARTS)
def test_starts_block(text: str, expected: bool) -> None:
    assert numbering.starts_block(text) is expected


STAMPS = [
    ("ITEM [6]", "6"),
    ("AGENDA ITEM 10", "10"),
    ("Agenda Item 13a", "13a"),
    ("Item 6 of the plan", None),
    ("ITEM", None),
]


@pytest.mark.parametrize(("text", "number"), STAMPS)
def test_stamp(text: str, number: str | None) -> None:
    match = numbering.STAMP.match(text)
    assert (match["n"] if match else None) == number


AGENDA_NUMBERS = [
    ("Ropes (Item 3)", "3"),
    ("(Agenda Item No. 12a)", "12a"),
    ("Ropes (Pages 3 - 12) (Item 4)", "4"),
    ("Ropes (Item 4) (Pages 3 - 12)", "4"),
    ("Ropes (Pages 3 - 12)", ""),
    ("Ropes (Item 3) were sold", None),
    ("Ropes (three items)", None),
]


@pytest.mark.parametrize(("text", "number"), AGENDA_NUMBERS)
def test_the_agendas_number_after_a_title(text: str, number: str | None) -> None:
    match = numbering.AGENDA.search(text)
    assert (match and (match["n"] or "")) == number


DATED = [
    ("19/001 Ropes", "19/001", "Ropes"),
    ("080/18 Ropes", "080/18", "Ropes"),
    ("18.07.4 Ropes", "18.07.4", "Ropes"),
    ("18.07.4. Ropes", "18.07.4", "Ropes"),
    ("2018/07/04 - Ropes", "2018/07/04", "Ropes"),
    ("C.45/18 Ropes", "C.45/18", "Ropes"),
    ("Minute 12/18: Ropes", "12/18", "Ropes"),
    ("19/001", "19/001", None),
    ("4.2 Ropes", None, None),
    ("4. Ropes", None, None),
    ("Ropes 19/001", None, None),
]


@pytest.mark.parametrize(("text", "number", "title"), DATED)
def test_numbers_that_tell_the_year(text: str, number: str | None, title: str | None) -> None:
    match = numbering.DATED.match(text)
    assert (match and match["n"], match and match["title"]) == (number, title)


SECTIONS = [
    ("PART B", False),
    ("Part 2 - Exempt", False),
    ("EXEMPT ITEMS", False),
    ("UNRESTRICTED ITEMS", True),
    ("Public business:", True),
    ("Part of the rope", None),
    ("Part 2 of the plan was read", None),
    ("The exempt items", None),
]


@pytest.mark.parametrize(("text", "is_open"), SECTIONS)
def test_parts_of_a_meeting(text: str, is_open: bool | None) -> None:
    match = numbering.SECTION.match(text)
    assert (match and bool(match["open"])) == is_open


#: Paragraphs in a row, with the label that each gets and whether the one before announces a list.
MARKED = [
    (["1. a", "2. b", "(a) c", "(b) d", "3. e"], ["(1)", "(2)", "(2)(a)", "(2)(b)", "(3)"], {2}),
    (["(1) a", "(2) b:", "1. c", "2. d", "(3) e"], ["(1)", "(2)", "(2)(1)", "(2)(2)", "(3)"], {2}),
    (["1. a:", "1. b", "2. c", "2. d"], ["(1)", "(1)(1)", "(1)(2)", "(2)"], {1}),
    (["(h) a", "(i) b", "(j) c"], ["(h)", "(i)", "(j)"], set()),
    (["(a) a", "i. b", "ii. c", "(b) d"], ["(a)", "(a)(i)", "(a)(ii)", "(b)"], {1}),
    (["A) a", "b) b", "c) c"], ["(A)", "(b)", "(c)"], set()),
    (["1. a", "Ropes.", "(a) b"], ["(1)", "", "(a)"], set()),
    (["5) a", "Ropes:", "(1) b", "(2) c", "6) d"], ["(5)", "", "(5)(1)", "(5)(2)", "(6)"], {2}),
    (["Ropes:", "(a) b", "(b) c", "Lamps:", "(a) d", "(b) e"], ["", "(a)", "(b)", "", "(a)", "(b)"], {1, 4}),
    (["1. a:"] * 9, ["(1)" * n for n in (1, 2, 3, 4, 5, 5, 5, 5, 5)], set(range(9))),
    (["Ropes.", "1974 was wet", "A. Penrose spoke"], ["", "", ""], set()),
]


@pytest.mark.parametrize(("texts", "labels", "announced"), MARKED)
def test_paragraphs_under_their_own_numbers(texts: list[str], labels: list[str], announced: set[int]) -> None:
    numbers = numbering.Numbered()
    assert [numbers.label(text, opened=n in announced) for n, text in enumerate(texts)] == labels


TITLES = [
    ("MOORING FEES", True),
    ("Mooring Fees and Charges", True),
    ("Seals", True),
    ("**Quarter 1**", True),
    ("The wardens walked to the end of the breakwater and back again", False),
    ("Ropes.", False),
    ("What is a rope?", False),
    ("mooring fees", False),
    ("Ropes\t12", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "expected"), TITLES)
def test_is_title(text: str, expected: bool) -> None:
    assert numbering.is_title(text) is expected


# ---------------------------------------------------------------- paragraphs

WRAPPED = """The wardens walked the length of the breakwater on Tuesday and found
that the lamp at its end had been broken by the storm, which had come
up in the night without any warning from the coastguard or the radio.
It was mended the next day by two of the fishermen for nothing at all.

Dorcas Hale thanked them on behalf of everyone who sails after dark,
and said so twice."""


def told(*pages: str) -> list[str]:
    return [fold(b.text) for b in blocks(lines(*pages)[1])]


def test_wrapped_lines_are_joined() -> None:
    assert [len(t.split(". ")) for t in told(WRAPPED)] == [2, 1]


def test_unwrapped_lines_are_paragraphs() -> None:
    texts = [
        "The lamp is out. " * 15,
        "A second paragraph.",
        "A third one, of more words than the second paragraph has.",
    ]
    assert told("\n".join(texts)) == [fold(t) for t in texts]


def test_short_lines_are_not_joined() -> None:
    front = [
        "Harbour Wardens Committee",
        "Date and time",
        "Thursday 13 June 2019 at 6.30 pm",
        "Venue",
        "The Net Loft",
        "Chair: Ada Penrose",
    ]
    assert told("\n".join(front)) == front


SPLITS = [
    ("which will cost\n3.5 thousand pounds to put right", "a figure begins the line"),
    ("in the summer of\n2018. The lamp was mended", "a year begins the line"),
    ("two of the wardens\n– both of them new – kept watch", "a dash begins the line"),
]


@pytest.mark.parametrize(("middle", "why"), SPLITS)
def test_a_wrapped_sentence_is_not_cut(middle: str, why: str) -> None:
    before, after = middle.split("\n")
    filler = "The wardens walked the length of the breakwater and back again on foot"
    text = (
        f"{filler}\nand when the tide had gone out they found damage to it {before}\n{after} before the tide.\n{filler}"
    )
    assert len([t for t in told(text) if fold(middle) in t]) == 1, why


def test_a_numbered_heading_is_not_joined_to_a_full_line_above_it() -> None:
    lines_ = WRAPPED.split("\n")[:4]
    assert "5 MOORING FEES" in told("\n".join([*lines_, "5 MOORING FEES", *lines_]))


def test_bullets_and_rows_are_kept_apart() -> None:
    text = f"{WRAPPED}\n• a first bullet\n• a second bullet\nMonth\tBoats\nMay\t12\nJune\t30"
    shapes = [b.shape.value for b in blocks(lines(text)[1])]
    assert shapes == ["prose", "prose", "bullet", "bullet", "table row", "table row", "table row"]


@pytest.mark.parametrize("marker", ["[ACTION]", "Action: Mr Quill", "ACTION – Ms Tarrant", "[Action: D. Hale]"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_marker_line_stays_with_its_sentence(marker: str, gap: str) -> None:
    assert told(f"Mr Quill would write to the owners.{gap}{marker}\n\nThe tea was hot.")[0].endswith(marker)


def test_a_page_break_inside_a_sentence_gives_two_spans() -> None:
    first, rest = WRAPPED.split("\n", 1)
    text, found = lines(f"{first}\n3", f"{rest}\n4", "A last page of words.\n5")
    block = blocks(found)[0]
    assert (block.first_page, block.last_page) == (0, 1)
    spans = spans_of(block, text)
    assert len(spans) == 2
    assert ELLIPSIS in quote(text, spans)
    assert "\n3" not in quote(text, spans)


LINE = st.sampled_from(SCRAPS)


@given(st.lists(st.lists(LINE, max_size=12).map("\n".join), min_size=1, max_size=4))
def test_blocks_neither_lose_nor_repeat_a_line(pages: list[str]) -> None:
    text, found = lines(*pages)
    kept = [line for line in found if line.text and not line.furniture]
    made = blocks(found)
    assert [line for block in made for line in block.lines] == kept
    for block in made:
        assert fold(" ".join(s.of(text) for s in spans_of(block, text))) == fold(block.text)


# ---------------------------------------------------------------- furniture


def marked(*pages: str) -> list[str]:
    return [line.text for line in lines(*pages)[1] if line.furniture]


BODY = """The {0} of the harbour was spoken of.
It was about the {0}.
Nobody took notes.
It rained on the {0}.
The {0} was shut."""


def bodies(*words: str) -> list[str]:
    return [BODY.format(w) for w in words]


@pytest.mark.parametrize("form", ["{}", "Page {}", "Page {} of 3", "- {} -"])
def test_page_numbers_are_furniture(form: str) -> None:
    pages = [f"{body}\n{form.format(n)}" for n, body in enumerate(bodies("wall", "lamp", "crane"), 1)]
    assert marked(*pages) == [form.format(n) for n in (1, 2, 3)]


def test_running_heads_are_furniture() -> None:
    assert marked(*(f"Saltmere Harbour\n{b}" for b in bodies("wall", "lamp", "crane"))) == ["Saltmere Harbour"] * 3


def test_a_line_that_repeats_inside_pages_is_text() -> None:
    assert marked(*bodies("wall", "lamp", "crane")) == []


def test_a_blank_page_notice_is_furniture() -> None:
    assert marked("This page is intentionally left blank") == ["This page is intentionally left blank"]


def test_a_single_page_has_no_edges() -> None:
    assert marked("12\nWords\n13") == []


def test_an_item_number_at_the_top_of_a_page_is_no_page_number() -> None:
    pages = [f"{body}\n{n}" for n, body in enumerate(bodies("wall", "lamp", "crane"), 21)]
    pages[1] = "4\n\nMOORING FEES\n\n" + pages[1]
    assert marked(*pages) == ["21", "22", "23"]


def test_markers_at_the_end_of_pages_are_no_running_foot() -> None:
    assert marked(*(f"{b}\n[ACTION]" for b in bodies("wall", "lamp", "crane"))) == []


def test_printed_numbers() -> None:
    pages = tuple(Page(n, f"{body}\n{n + 6}") for n, body in enumerate(bodies("wall", "lamp", "crane"), 1))
    odd = (*pages, Page(4, f"{BODY}\n1974"), Page(5, BODY))
    assert [p.printed for p in furniture.printed_numbers(odd)] == ["7", "8", "9", None, None]


# ---------------------------------------------------------------- sentences

CUTS = [
    ("One thing. Another thing.", ["One thing.", "Another thing."]),
    ("Cllr. Penrose spoke to Mr. T. Quill.", ["Cllr. Penrose spoke to Mr. T. Quill."]),
    ("Ropes, nets, etc. St. Piran’s is shut.", ["Ropes, nets, etc. St. Piran’s is shut."]),
    ("It cost £3.50. That was cheap!", ["It cost £3.50.", "That was cheap!"]),
    ("He would write to them. [ACTION] The tea came.", ["He would write to them. [ACTION]", "The tea came."]),
    ("He asked why? “Because.” She left.", ["He asked why?", "“Because.”", "She left."]),
    ("3. The lamp is out. It is dark.", ["3. The lamp is out.", "It is dark."]),
    ("It ended at 8.05 p.m. The rest went home.", ["It ended at 8.05 p.m.", "The rest went home."]),
]


@pytest.mark.parametrize(("text", "expected"), CUTS)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text)] == expected


# ---------------------------------------------------------------- outcomes

ACTIONS = [
    ("Mr Quill would write to the owners. [ACTION]", ("Mr Quill",), None),
    (
        "Ms Tarrant agreed to circulate the chart before the next meeting [ACTION].",
        ("Ms Tarrant",),
        "before the next meeting",
    ),
    (
        "The lamp is out. Mr Quill had a new one. He would bring it to the next meeting. [ACTION]",
        ("Mr Quill",),
        "to the next meeting",
    ),
    ("The lamp is out. Action: Mr Quill", ("Mr Quill",), None),
    ("The lamp is out. Action: Mr Quill, Ms Tarrant", ("Mr Quill", "Ms Tarrant"), None),
    ("ACTION – Safety Officer to write to the port", ("Safety Officer",), None),
    ("Action: Head of Nets and Ropes to report back by 3 May 2019", ("Head of Nets and Ropes",), "by 3 May 2019"),
    ("The lamp is out. [Action: D. Hale]", ("D. Hale",), None),
    ("The lamp is out. Action point: Dorcas Hale", ("Dorcas Hale",), None),
    ("**Action:** Mr Quill", ("Mr Quill",), None),
    ("The lamp is out. Action – Dorcas Hale by 3 May 2019", ("Dorcas Hale",), "by 3 May 2019"),
    ("It would be looked into. [ACTION]", (), None),
    ("Action point: Dorcas Hale will write to the port by 3 May 2019", ("Dorcas Hale",), "by 3 May 2019"),
    ("Action Point: the secretary will count the lamps", ("secretary",), None),
    ("**Action item**: Quill and Tarrant to mend the nets", ("Quill and Tarrant",), None),
    ("Action: D. von Hale to write to the port", ("D. von Hale",), None),
    ("Actions: Coastal Agency to chart the rocks Due: March 2020", ("Coastal Agency",), "March 2020"),
    ("AI: Dorcas to ask the port", ("Dorcas",), None),
    ("- [ ] @dorcas to ask the port", ("dorcas",), None),
    ("TODO: mend the lamp on the slipway before the gale", (), None),
]


@pytest.mark.parametrize(("text", "owners", "due"), ACTIONS)
def test_actions(text: str, owners: tuple[str, ...], due: str | None) -> None:
    (found,) = outcomes.actions(text)
    assert (found.owners, found.due) == (owners, due)
    assert found.marker is not None
    assert found.marker in text
    assert found.task in text or found.task == found.marker
    assert text[found.ranges[-1][0] : found.ranges[-1][1]].endswith(found.marker)


def test_two_markers_are_two_actions() -> None:
    first, second = outcomes.actions(
        "Mr Quill would write to the port. [ACTION] Ms Tarrant would share the chart. [ACTION]"
    )
    assert (first.owners, second.owners) == (("Mr Quill",), ("Ms Tarrant",))
    assert first.ranges[-1][1] <= second.ranges[0][0]


NOT_ACTIONS = [
    "The Action Plan was read out.",
    "Action Plan: the second part",
    "The week of action was a success.",
    "Week of Action: 3 to 9 June",
    "The wardens held a Week of Action – it rained.",
    "No further action was needed.",
    "The class action – a suit over nets – goes on.",
    "Some of the actions were done.",
    "Action: None",
    "Action: none required",
    "Actions from the last meeting",
    "Police action was taken.",
    "Summary of Actions: see the table",
]


@pytest.mark.parametrize("text", NOT_ACTIONS)
def test_not_actions(text: str) -> None:
    assert outcomes.actions(text) == () == outcomes.promises(text)


PROMISES = [
    ("Ms Tarrant would circulate the chart before the next meeting.", ("Ms Tarrant",), "before the next meeting"),
    ("The Safety Officer agreed to write to the port.", ("Safety Officer",), None),
    ("Dorcas Hale offered to share her photographs.", ("Dorcas Hale",), None),
]


@pytest.mark.parametrize(("text", "owners", "due"), PROMISES)
def test_promises(text: str, owners: tuple[str, ...], due: str | None) -> None:
    (found,) = outcomes.promises(f"The lamp is out. {text} It rained.")
    assert (found.task, found.owners, found.due, found.marker) == (text, owners, due, None)


NOT_PROMISES = [
    "Mr Quill asked when the port would provide a lamp.",
    "It would be helpful to share the chart.",
    "Ms Tarrant circulated the chart.",
    "The seals would be back.",
    "Mr Quill would write to the port. [ACTION]",
]


@pytest.mark.parametrize("text", NOT_PROMISES)
def test_not_promises(text: str) -> None:
    assert outcomes.promises(text) == ()


T = DecisionType
DECISIONS = [
    ("RESOLVED that the fee be £212.", T.FORMAL, "resolved", ""),
    ("The Committee AGREED to buy a boat.", T.FORMAL, "agreed", ""),
    ("The Harbour Wardens Committee unanimously approved the fee.", T.FORMAL, "approved", ""),
    ("The Committee noted the report.", T.FORMAL, "noted", ""),
    ("The minutes were approved as a correct record.", T.FORMAL, "approved", ""),
    ("An action was agreed to share the chart.", T.FORMAL, "agreed", ""),
    ("The Planning Committee approved the pier.", T.OTHER_BODY, "approved", "Planning Committee"),
    ("The fee had been approved by the Harbour Wardens Committee in May.", T.REPORTED, "approved", ""),
    ("The amendment was put to the vote and lost.", T.FORMAL, "lost", ""),
    ("On being put to the vote the motion was declared CARRIED.", T.FORMAL, "carried", ""),
    ("The motion, as amended, was not carried.", T.FORMAL, "lost", ""),
    ("Substantive motion carried.", T.FORMAL, "carried", ""),
    ("The motion fell for want of a seconder.", T.FORMAL, "lost", ""),
    ("The motion was withdrawn.", T.FORMAL, "withdrawn", ""),
    ("Motion tabled.", T.FORMAL, "deferred", ""),
    ("The recommendations were therefore agreed.", T.FORMAL, "agreed", ""),
    ("The motion failed with 2 in favour.", T.FORMAL, "lost", ""),
    ("The motion passed.", T.FORMAL, "carried", ""),
    ("Approved by general consent.", T.FORMAL, "approved", ""),
    ("Approved 7-0-1.", T.FORMAL, "approved", ""),
    ("The fee was rejected 2-5-0.", T.FORMAL, "lost", ""),
    ("Hearing no objections, the agenda is approved.", T.INFORMAL, "approved", ""),
    ("We agreed to paint the boat.", T.INFORMAL, "agreed", ""),
]


@pytest.mark.parametrize(("text", "kind", "verb", "body"), DECISIONS)
def test_decisions_in_the_record(text: str, kind: DecisionType, verb: str, body: str) -> None:
    before = "It rained. "
    (found,) = outcomes.decisions(f"{before}{text} The tea came.", record=True, body=COMMITTEE)
    assert (found.type, found.verb, found.body) == (kind, verb, body)
    assert (found.start, found.end) == (len(before), len(before) + len(text))


NO_DECISIONS = [
    "The fee was not agreed.",
    "A new fee would be agreed in the summer.",
    "Mr Quill said that the wind had dropped.",
    "The lost ropes were found.",
    "The agreed fee is £212.",
    "A lifeboat was carried down to the water by forty people and a horse on Monday.",
    "It would be a pity if the motion was lost.",
    "Should the amendment be carried, the pier would be closed.",
    "Further to questions from Members it was noted:",
    "The Committee had gained and lost many boats.",
    "It matters that we agree to this early.",
    "He asked if we agreed to the fee.",
    "The plan that was put forward on 12-10-18 is long.",
]
LABELLED = [
    ("Decision: the boat is painted green.", T.FORMAL, "decided"),
    ("- Decision: the boat is painted green.", T.FORMAL, "decided"),
    ("Agreed: the boat is painted green.", T.INFORMAL, "agreed"),
    ("agreed to close the slipway", T.INFORMAL, "agreed"),
]


@pytest.mark.parametrize(("text", "kind", "verb"), LABELLED)
def test_decisions_under_a_label(text: str, kind: DecisionType, verb: str) -> None:
    (found,) = outcomes.decisions(text, record=True, body=COMMITTEE)
    assert (found.type, found.verb) == (kind, verb)


def test_a_question_under_a_label_decides_nothing() -> None:
    assert outcomes.decisions("Decision: is the boat to be green?", record=True, body=COMMITTEE) == ()


OUTCOMES = [
    ("CARRIED", "carried"),
    ("Carried unanimously (7-0)", "carried"),
    ("Result: Lost", "lost"),
    ("Amendment lost.", "lost"),
    ("Not carried.", "lost"),
    ("Agreed unanimously.", "agreed"),
    ("Carried the boat", None),
    ("Lost ropes", None),
    ("If the motion is carried, we sail.", None),
]


@pytest.mark.parametrize(("text", "verb"), OUTCOMES)
def test_what_became_of_a_motion(text: str, verb: str | None) -> None:
    assert outcomes.outcome(text) == verb


RULED = [
    ("GRANTED", "approved"),
    ("Granted - no ropes", "approved"),
    ("GRANTED PENDING A PLAN", "approved"),
    ("DEFER", "deferred"),
    ("Continued to 30 June", "deferred"),
    ("Rejected without prejudice", "rejected"),
    ("WITHDRAWN", "withdrawn"),
    ("NO VIOLATION", "no violation"),
    ("Violation - warning", "warned"),
    ("Granted licences are listed", None),
    ("Received of the clerk", None),
    ("Deferential", None),
]


@pytest.mark.parametrize(("text", "verb"), RULED)
def test_what_was_ruled_on_an_application(text: str, verb: str | None) -> None:
    match = outcomes.RULING.match(text)
    assert (outcomes.ruling(text) if match else None) == verb


VOTES = [("For (14)", True), ("Against: 45", True), ("Abstained (0)", True), ("Ayes", True), ("For the ropes", False)]


@pytest.mark.parametrize(("text", "expected"), VOTES)
def test_lines_of_a_vote(text: str, expected: bool) -> None:
    assert bool(outcomes.VOTE.match(text)) is expected


@pytest.mark.parametrize("text", NO_DECISIONS)
def test_no_decisions_in_the_record(text: str) -> None:
    assert outcomes.decisions(text, record=True, body=COMMITTEE) == ()


IN_PAPERS = [
    ("It is recommended that the Committee note the report.", T.RECOMMENDED, "note", ""),
    ("That the Committee approve the fee.", T.RECOMMENDED, "approve", ""),
    ("The pier was approved by the Planning Committee.", T.OTHER_BODY, "approved", "Planning Committee"),
]


@pytest.mark.parametrize(("text", "kind", "verb", "body"), IN_PAPERS)
def test_decisions_in_a_paper(text: str, kind: DecisionType, verb: str, body: str) -> None:
    (found,) = outcomes.decisions(text, record=False, body=COMMITTEE)
    assert (found.type, found.verb, found.body) == (kind, verb, body)


@pytest.mark.parametrize("told", ["At that meeting, {}", "Tea came. {}"])
@pytest.mark.parametrize("who", ["Planning Committee", "Harbour Wardens Committee"])
def test_what_was_done_at_the_meeting_of_another_board_is_its_own(told: str, who: str) -> None:
    text = f"At the {who} held on 3 May 2019, members heard of the pier. {told.format('Members agreed to close it.')}"
    (found,) = outcomes.decisions(text, record=True, body=COMMITTEE)
    theirs = who == "Planning Committee" and told.startswith("At that")
    assert (found.type, found.body) == ((T.OTHER_BODY, who) if theirs else (T.FORMAL, ""))


def test_a_label_alone_recommends_nothing() -> None:
    assert [outcomes.decisions(t, record=False, body=COMMITTEE) for t in ("Recommendation(s):", "Recommendations")] == [
        (),
        (),
    ]


LEADS = [
    ("The Committee is asked to:", True),
    ("Harbour Wardens are invited to", True),
    ("That the Committee:", True),
    ("Recommendation(s):", True),
    ("The Committee is asked to note the report.", False),
    ("Recommendations of the surveyor", False),
]


@pytest.mark.parametrize(("text", "expected"), LEADS)
def test_lines_that_lead_into_recommendations(text: str, expected: bool) -> None:
    assert outcomes.leads_into_recommendations(text) is expected


def test_a_paper_decides_nothing_by_itself() -> None:
    assert outcomes.decisions("RESOLVED that the fee be £212. The wardens agreed.", record=False, body=COMMITTEE) == ()


@pytest.mark.parametrize("who", ["The Committee", "The Harbour Wardens Committee"])
def test_the_board_is_no_other_body_in_its_own_papers(who: str) -> None:
    found = outcomes.decisions(f"{who} agreed the fee in May.", record=False, body=COMMITTEE)
    assert T.OTHER_BODY not in [d.type for d in found]


# ---------------------------------------------------------------- people

ENTRIES = [
    (
        "Cllr Ada Penrose (Chairman)\tSaltmere Borough Council",
        ("Cllr Ada Penrose", "Chairman", "Saltmere Borough Council"),
    ),
    ("Mr Tobias Quill\tSafety Officer\tPort of Saltmere", ("Mr Tobias Quill", "Safety Officer", "Port of Saltmere")),
    ("Mr Tobias Quill\tHarbour Master\tPort of Saltmere", ("Mr Tobias Quill", "Harbour Master", "Port of Saltmere")),
    ("Imogen Tarrant, Liaison Officer, Coastal Agency", ("Imogen Tarrant", "Liaison Officer", "Coastal Agency")),
    ("Edwin Marsh – Rowing Club", ("Edwin Marsh", "", "Rowing Club")),
    ("Dorcas Hale Metropolitan Police", ("Dorcas Hale", "", "Metropolitan Police")),
    (
        "Detective Inspector Ruth Kerrow\tMetropolitan Police",
        ("Ruth Kerrow", "Detective Inspector", "Metropolitan Police"),
    ),
    ("Kerrow\tCoastal Agency", ("Kerrow", "", "Coastal Agency")),
    ("Cllr Ada Penrose, Vice-Chairman", ("Cllr Ada Penrose", "Vice-Chairman", "")),
    ("Dorcas Hale", ("Dorcas Hale", "", "")),
]


@pytest.mark.parametrize(("text", "expected"), ENTRIES)
def test_roll_entries(text: str, expected: tuple[str, str, str]) -> None:
    (found,) = people.entries(lines(text)[1])
    assert (found.name, found.role, found.organisation) == expected


def test_names_and_organisations_on_lines_of_their_own() -> None:
    found = people.entries(lines("Edwin Marsh\nRuth Kerrow\nSaltmere Borough Council\nDorcas Hale\nVictim Support")[1])
    assert [(p.name, p.organisation) for p in found] == [
        ("Edwin Marsh", "Saltmere Borough Council"),
        ("Ruth Kerrow", "Saltmere Borough Council"),
        ("Dorcas Hale", "Victim Support"),
    ]


def test_somebody_listed_twice_is_one_person() -> None:
    assert len(people.entries(lines("Mr Tobias Quill\tPort\nTobias Quill\tPort\nTobias Quill\tRowing Club")[1])) == 2


def test_chair() -> None:
    vice, chair = Person("Ada Penrose", role="Vice Chair"), Person("Ruth Kerrow", role="Chairman")
    assert people.chair([vice, chair]) == chair
    assert people.chair([vice]) is None


APOLOGIES = [
    (
        "Apologies were received from Mr Edwin Marsh, Safety Officer, and Ruth Kerrow.",
        [("Mr Edwin Marsh", "Safety Officer", ""), ("Ruth Kerrow", "", "")],
    ),
    (
        "Apologies for absence had been received from Dorcas Hale of the Rowing Club.",
        [("Dorcas Hale", "", "the Rowing Club")],
    ),
    ("Apologies were received from Edwin Marsh (Ms Tarrant was substituting).", [("Edwin Marsh", "", "")]),
    ("Edwin Marsh and Ruth Kerrow had sent their apologies.", [("Edwin Marsh", "", ""), ("Ruth Kerrow", "", "")]),
    (
        "Edwin Marsh, Dorcas Hale and Ruth Kerrow sent apologies.",
        [(n, "", "") for n in ("Edwin Marsh", "Dorcas Hale", "Ruth Kerrow")],
    ),
    ("There were no apologies.", []),
    ("The clerk reported apologies from Mr Marsh and Ms Hale.", [("Mr Marsh", "", ""), ("Ms Hale", "", "")]),
]

ROLLS = [
    ("PRESENT: Mr A", "present", "Mr A"),
    ("IN ATTENDANCE VIRTUALLY: Ms B", "present", "Ms B"),
    ("Also present – Ms B", "present", "Ms B"),
    ("Board members present: -", "present", ""),
    ("**MEMBERS PRESENT**: Ms B", "present", "Ms B"),
    ("Apologies for absence: Ms B", "absent", "Ms B"),
    ("In the Chair: Ms B", "chair", "Ms B"),
    ("Present at the meeting was Ms B", None, ""),
]


@pytest.mark.parametrize(("text", "roll", "names"), ROLLS)
def test_which_roll_a_line_begins(text: str, roll: str | None, names: str) -> None:
    found = people.roll_label(text)
    assert (found and found[0]) == roll
    assert found is None or text[found[1] :] == names


IN_RUNNING_TEXT = [
    (
        "Mr A Hale (Chairman), Mrs B Finch, OBE, and Sir Carl Marsh",
        [("Mr A Hale", "Chairman", ""), ("Mrs B Finch, OBE", "", ""), ("Sir Carl Marsh", "", "")],
    ),
    (
        "Ms R Kerrow (Director of Piers, Ropes and Lamps) and Dr E Marsh (Fen Police Service)",
        [("Ms R Kerrow", "Director of Piers, Ropes and Lamps", ""), ("Dr E Marsh", "", "Fen Police Service")],
    ),
    ("Councillors Hale, Finch and Marsh.", [("Hale", "", ""), ("Finch", "", ""), ("Marsh", "", "")]),
    (
        "Director, Ropes (Mr. A. Hale), Clerk (Ms. B. Finch)",
        [("Mr. A. Hale", "Director, Ropes", ""), ("Ms. B. Finch", "Clerk", "")],
    ),
    ("Cllr Hale, Chair, and 3 members of the public", [("Cllr Hale", "Chair", "")]),
]


@pytest.mark.parametrize(("text", "expected"), IN_RUNNING_TEXT)
def test_people_in_running_text(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(p.name, p.role, p.organisation) for p in people.listed(text)] == expected
    assert all(text[p.start : p.end].strip() for p in people.listed(text))


@pytest.mark.parametrize(("text", "expected"), APOLOGIES)
def test_apologies(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert list(people.apologies(text)) == expected


ON_ROLL = Roll(
    Person("Cllr Ada Penrose", "Saltmere Borough Council", "Chairman"),
    (
        Person("Cllr Ada Penrose", "Saltmere Borough Council", "Chairman"),
        Person("Mr Tobias Quill", "Port", "Safety Officer"),
        Person("Ms Ruth Marsh", "Rowing Club", "Treasurer"),
    ),
    (Person("Edwin Marsh", "Coastal Agency", "Head of Nets and Ropes"),),
)
OWNERS = [
    ("Mr Quill", "Tobias Quill"),
    ("the Chairman", "Ada Penrose"),
    ("Chair", "Ada Penrose"),
    ("Safety Officer", "Tobias Quill"),
    ("Ruth Marsh", "Ruth Marsh"),
    ("Edwin Marsh", "Edwin Marsh"),
    ("Tobias", "Tobias Quill"),
    ("Tob", "Tobias Quill"),
    ("T. Quill", "Tobias Quill"),
    ("Head of Nets and Ropes", "Edwin Marsh"),
    ("Dorcas Hale", None),
    ("everybody", None),
    ("", None),
]


@pytest.mark.parametrize(("owner", "expected"), OWNERS)
def test_resolve(owner: str, expected: str | None) -> None:
    assert people.resolve(owner, ON_ROLL) == expected


def test_a_surname_that_two_people_bear_is_nobody() -> None:
    assert people.resolve("Marsh", ON_ROLL) is None


SAME = [
    ("Cllr Ada Penrose", "Ada Penrose", True),
    ("Mr Penrose", "Ada Penrose", True),
    ("A. Penrose", "Ada Penrose", True),
    ("Ruth Penrose", "Ada Penrose", False),
    ("Ada Penrose", "Ada Quill", False),
    ("", "Ada Penrose", False),
]


@pytest.mark.parametrize(("one", "other", "expected"), SAME)
def test_same_person(one: str, other: str, expected: bool) -> None:
    assert people.same_person(one, other) is people.same_person(other, one) is expected


# ---------------------------------------------------------------- properties

TEXT = st.text(st.sampled_from("ab Z.\n\t!?[]\u00a0é€1"), min_size=1, max_size=80)


@st.composite
def text_and_spans(draw: st.DrawFn) -> tuple[str, Spans]:
    """A text and spans of it: in order, apart, none empty."""
    text = draw(TEXT)
    edges = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=8)))
    return text, tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)) or (Span(0, len(text)),)


@given(text_and_spans())
def test_every_sentence_slices_back_to_its_words(given_: tuple[str, Spans]) -> None:
    text, spans = given_
    running = flow(text, spans)
    assert running.text == fold(" ".join(s.of(text) for s in spans))
    for a, b in sentences(running.text):
        pieces = [fold(s.of(text)) for s in running.spans(a, b)]
        assert " ".join(pieces) == running.text[a:b]
        assert quote(text, running.spans(a, b)) == ELLIPSIS.join(pieces)
        assert all(any(o.start <= s.start and s.end <= o.end for o in spans) for s in running.spans(a, b))


@given(TEXT)
def test_sentences_cover_every_word_once(text: str) -> None:
    running = fold(text)
    assert fold(" ".join(running[a:b] for a, b in sentences(running))) == running


@given(text_and_spans())
def test_joined_keeps_the_text(given_: tuple[str, Spans]) -> None:
    text, spans = given_
    made = joined(text, spans)
    assert "".join("".join(s.of(text).split()) for s in made) == "".join("".join(s.of(text).split()) for s in spans)
    assert all(text[a.end : b.start].strip() for a, b in itertools.pairwise(made))


@settings(max_examples=300)
@given(st.text(st.sampled_from("Aaction: []–.MrQuill would write agreed RESOLVED\n"), max_size=120))
def test_outcomes_quote_what_is_there(text: str) -> None:
    running = fold(text)
    for action in (*outcomes.actions(running), *outcomes.promises(running)):
        assert all(0 <= a < b <= len(running) for a, b in action.ranges)
        assert action.task in running
    for decision in outcomes.decisions(running, record=True, body=COMMITTEE):
        assert 0 <= decision.start < decision.end <= len(running)


NOUNS = [
    n
    for module in (record, passage)
    for n in vars(module).values()
    if isinstance(n, type) and dataclasses.is_dataclass(n) and n.__module__ == module.__name__
    if n
    not in (passage.Hit, passage.Sitting, passage.Entry, passage.Ruling, passage.Attached)  # made of what is stored
] + [reports.Report]


def _all_fields(kind: type[Any], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(kind, **({f.name: ... for f in dataclasses.fields(kind)} | more))  # type: ignore[arg-type]


_SPANS = st.sets(st.integers(0, 99), min_size=2, max_size=4).map(
    lambda edges: tuple(Span(a, b) for a, b in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)
_SPAN = _SPANS.map(lambda spans: spans[0])
_PARAGRAPH = _all_fields(record.Paragraph, spans=_SPANS)
_ITEM = _all_fields(record.Item, paragraphs=st.lists(_PARAGRAPH, max_size=2).map(tuple))
_PART = _all_fields(record.Part, period=st.none(), span=_SPAN, items=st.lists(_ITEM, max_size=2).map(tuple))
_SETTING = st.one_of(
    st.builds(passage.Setting, standing=..., owners=..., due=..., struck=...),
    st.builds(passage.Setting, standing=..., no_owner=..., no_due=...),
    st.builds(passage.Setting, type=..., struck=...),
)
SPECIAL = {
    passage.Setting: _SETTING,
    record.Span: _SPAN,
    record.Paragraph: _PARAGRAPH,
    record.Part: _PART,
    record.Document: _all_fields(record.Document, parts=st.lists(_PART, min_size=1, max_size=2).map(tuple)),
}
for _kind, _strategy in SPECIAL.items():
    st.register_type_strategy(_kind, _strategy)
st.register_type_strategy(date, st.dates())


@pytest.mark.parametrize("noun", NOUNS, ids=lambda n: n.__name__)
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_noun_survives_the_codec(noun: type[Any], data: st.DataObject) -> None:
    value = data.draw(SPECIAL[noun] if noun in SPECIAL else _all_fields(noun))
    assert codec.load(noun, codec.dump(value)) == value


def test_a_part_is_of_a_meeting_or_of_a_period() -> None:
    body = record.Body("b", COMMITTEE)
    with pytest.raises(ValueError, match="not both"):
        record.Part(
            record.Kind.MINUTES,
            record.Authority.RECORD,
            Span(0, 1),
            (),
            body,
            meeting=record.Meeting("b", D(2019, 3, 14)),
            period=Period(D(2019, 1, 1), D(2019, 12, 31)),
        )


@pytest.mark.parametrize("edges", [(1, 1), (2, 1), (-1, 3)])
def test_a_span_is_never_empty(edges: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="start < end"):
        Span(*edges)
