"""What chips say: the paper too where its place alone names none, and no two the same in one statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant.answer import Answer, Citation, Quoted, Statement, Understood
from assistant.narrowing import Choices
from index.passage import Place, Quotation
from ingest.record import Access, Authority, Body, Kind, Meeting, Paragraph, Span, Status
from page import asking, chips, meant

DAY = Meeting("harbour", date(2025, 1, 30))
PLACE = Place(
    "c",
    "d",
    "set/Appendix_F.pdf",
    "Budget report and its appendices",
    "p",
    Body("harbour", "Harbour Board"),
    Kind.REPORT,
    Authority.PAPER,
    Access.PUBLIC,
    Status.UNKNOWN,
    DAY,
    None,
    "",
    "",
)


def source(label: str = "¶194", quote: str = "x", **place: Any) -> Quotation:
    spans = (Span(0, 1),)
    return Quotation(replace(PLACE, **place), Paragraph(label, spans, (2, 2)), spans, quote, "x")


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (source(), "Budget report and its …, ¶194"),
        (source("front¶2"), "Budget report and its …, front sheet"),
        (source(title="Member"), "Appendix F, ¶194"),
        (source(title="Summary by others, 30 January 2025"), "Summary by others, ¶194"),
        (source(title="30 January 2025"), "Appendix F, ¶194"),
        (source(title="Plan of 1 May 2025"), "Plan of 1 May 2025, ¶194"),
        (source(kind=Kind.MINUTES), "minutes, ¶194"),
        (source("6¶9", item="6"), "item 6 ¶9"),
        (source("head¶1"), "attendance"),
    ],
)
def test_a_source_under_no_item_names_its_paper(told: Quotation, name: str) -> None:
    assert chips.spot(told) == name
    assert chips.name(told) == f"30 January 2025, {name}"


def test_chips_of_one_statement_are_told_apart() -> None:
    same = [source("head¶1", "Mr Hale (Chair)"), source("head¶1", "Ms Pal"), source("6¶9", item="6")]
    same += [source("6¶9", item="6", title="Dredging report"), source("7¶1", item="7"), source("7¶1", item="7")]
    told = chips.names([Citation(n, one) for n, one in enumerate(same, 1)], several=True)
    assert [name.removeprefix("Harbour Board, 30 January 2025, ") for name in told.values()] == [
        "attendance: Mr Hale (Chair)",
        "attendance: Ms Pal",
        "item 6 ¶9: Budget report and its …",
        "item 6 ¶9: Dredging report",
        "item 7 ¶1",
        "item 7 ¶1",
    ]


def test_a_long_conversation_says_how_much_of_it_is_no_longer_shown() -> None:
    turns: asking.Turns = ()
    for number in range(asking.KEPT):
        turns = asking.begun(f"Question {number}", turns)
    assert "no longer shown" not in asking.log(turns)
    turns = asking.begun("One more", asking.begun("And one", turns))
    assert "The first 2 questions of this conversation are no longer shown" in asking.log(turns)


def test_what_was_understood_names_no_collection_by_its_folder() -> None:
    quoted = (Statement("s [1]", Quoted((1,))),)
    scope = {"collections": ["added-0f"], "bodies": ["unknown", "harbour"]}
    answer = Answer("q", Understood("q", "lookup", scope), quoted, (Citation(1, source()),))
    told = meant.line(1, answer, Choices(boards={"harbour": "Harbour Board"}))
    assert "of Harbour Board, papers that name no board" in told
    assert "added" not in told
    alone = replace(answer, understood=Understood("q", "lookup", {"collections": ["added-0f"]}))
    assert "in the papers of somebody who added them" in meant.line(1, alone, Choices())
