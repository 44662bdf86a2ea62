"""A briefing of one answer as a Word document: a page to take into a meeting, its sources as footnotes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import citing, telling
from assistant.answer import Answer, Citation, Statement
from assistant.exporting import Footnotes, mark, save, style_footnotes, xml_safe
from assistant.footnotes import NEAREST, pieces
from ingest.grammar import dates

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph

    from assistant.ask import Assistant

#: Sizes in points: an answer of a few statements with its footnotes then fits on a page of A4.
WORDS, SMALL, TITLE = 10.5, 8.5, 15
#: Colours: of the words, and of what is told around them.
INK, SOFT = (0x22, 0x25, 0x2A), (0x5A, 0x5E, 0x66)
#: Space at the edges of the page, in millimetres.
EDGE = 22
#: Characters of a nearest paragraph that a briefing of no answer shows.
GLIMPSE = 300


@dataclass(frozen=True, slots=True)
class Briefing:
    """What a briefing says. day: of asking. papers: whose they are, in short lines. record: how far it reaches."""

    answer: Answer
    day: date
    papers: tuple[str, ...]
    record: str


def brief(answer: Answer, assistant: Assistant, day: date) -> Briefing:
    """Return the briefing of an answer, with what whoever asks may see of the shelf around it."""
    return Briefing(answer, day, assistant.about(), record(assistant))


def record(assistant: Assistant) -> str:
    """Return how far the record reaches on the shelf, and how many meetings in that time have none there."""
    with assistant.shelf.reading():
        known = [s for s in assistant.shelf.calendar(assistant.scope) if not (s.cancelled or s.postponed)]
    held = [s.meeting.date for s in known if s.has_record]
    if not held:
        return "No minutes or decisions of any meeting are on this shelf."
    first, last = held[0], held[-1]
    span = f"The record here runs from {dates.long(first)} to {dates.long(last)}" if first < last else ""
    without = sum(not s.has_record for s in known if first <= s.meeting.date <= last)
    gaps = f"{without} of the meetings known in that time {'has' if without == 1 else 'have'} none here"
    reach = span or f"The record here is of {dates.long(first)} alone"
    return f"{reach}: {gaps}." if without else f"{reach}, complete as far as the papers here tell."


def write(one: Briefing, target: Path) -> None:
    """Write a briefing. Raises ExportError where the file is there already, or cannot be written."""
    save(lambda: word(one), target)


def word(one: Briefing) -> Word:
    """Return a briefing as a Word document that is not written yet."""
    import docx as library

    out = library.Document()
    _set_page(out)
    style_footnotes(out)
    question = xml_safe(one.answer.question)
    out.core_properties.title, out.core_properties.author, out.core_properties.comments = question[:255], "", ""
    notes = _Notes()
    out.add_heading(question, 1)
    _small(out, f"{dates.long(one.day)} · {' '.join(one.papers)}")
    _small(out, telling.understood(one.answer))
    _fill(out, one.answer, notes)
    _foot(out, one.record)
    notes.held.add_to(out)
    return out


def _fill(out: Word, answer: Answer, notes: _Notes) -> None:
    held = {c.number: c for c in answer.citations}
    if answer.refusal:
        out.add_paragraph(xml_safe(telling.refused(answer)))
    for statement in answer.statements:
        _said(out.add_paragraph(), statement, held, notes)
    if answer.notices:
        out.add_heading("Limits of this answer", 2)
    for notice in answer.notices:
        out.add_paragraph(xml_safe(notice))
    if answer.refusal and answer.nearest:
        out.add_heading(NEAREST.rstrip(":"), 2)
        for near in answer.nearest:
            _runs(out.add_paragraph(), (f"“{_glimpse(near)}”", near), notes)


def _said(paragraph: Paragraph, statement: Statement, held: dict[int, Citation], notes: _Notes) -> None:
    _runs(paragraph, (held[p] if isinstance(p, int) else p for p in pieces(statement)), notes)


def _runs(paragraph: Paragraph, told: Iterator[str | Citation] | tuple[str | Citation, ...], notes: _Notes) -> None:
    """Write words and the marks of footnotes, in their order."""
    before: str | Citation = ""
    for piece in told:
        if isinstance(piece, str):
            paragraph.add_run(" " * piece[:1].isspace() + xml_safe(piece) + " " * piece[-1:].isspace())
        else:
            if isinstance(before, Citation):
                paragraph.add_run(",").font.superscript = True
            mark(paragraph, notes.number(piece))
        before = piece


def _glimpse(citation: Citation) -> str:
    quote = xml_safe(citation.source.quote)
    return quote if len(quote) <= GLIMPSE else f"{quote[:GLIMPSE].rsplit(' ', 1)[0]} …"


class _Notes:
    """The footnotes of a briefing: a paper in full where it is first cited, and by that note's number after that."""

    def __init__(self) -> None:
        self.held = Footnotes()
        self._first: dict[tuple[str, str], int] = {}

    def number(self, citation: Citation) -> int:
        at = citation.source.place
        first = self._first.get((at.document, at.part))
        if first is None:
            number = self._first[at.document, at.part] = self.held.noted(citing.plain(citation.source))
            return number
        spot = ", ".join(filter(None, (citation.label, citing.page(citation.source))))
        return self.held.noted(f"{spot}: the paper of note {first}")


def _set_page(out: Word) -> None:
    """Set an upright page of A4 in one plain face, tight enough for a page to be enough."""
    from docx.shared import Mm, Pt, RGBColor

    section = out.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(EDGE)
    for name, size, before, after in (
        ("Normal", WORDS, 0, 5),
        ("Heading 1", TITLE, 0, 4),
        ("Heading 2", WORDS + 1, 8, 3),
    ):
        style: Any = out.styles[name]
        style.font.size, style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(size),
            Pt(before),
            Pt(after),
        )
        style.font.color.rgb = RGBColor(*INK)


def _small(out: Word, text: str) -> None:
    _quiet(out.add_paragraph(), text)


def _foot(out: Word, text: str) -> None:
    _quiet(out.sections[0].footer.paragraphs[0], text)


def _quiet(paragraph: Paragraph, text: str) -> None:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(xml_safe(text))
    run.font.size, run.font.color.rgb = Pt(SMALL), RGBColor(*SOFT)


__all__ = ["Briefing", "brief", "record", "word", "write"]
