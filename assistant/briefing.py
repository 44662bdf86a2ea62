"""A briefing of one answer as a Word document: one page to take into a meeting, its sources as footnotes.

What has no room on the page is shortened, and the page says so: first the type is smaller, then long entries end at
" […]", then the last entries are left out and counted. No sentence stands without its sources.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import citing, fitting, telling
from assistant.answer import Answer, Citation, Computed, Statement, where
from assistant.exporting import Footnotes, mark, save, style_footnotes, xml_safe
from assistant.fitting import Told
from assistant.footnotes import NEAREST, glimpse, pieces
from assistant.listing import several
from ingest.grammar import dates

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph

    from assistant.ask import Assistant

#: Sizes of the words in points, the first that lets all of an answer stand on the page; of what is told around them and
#: of notes; and how much larger the question is.
SIZES, SMALL, LARGER = (10.5, 10.0, 9.5, 9.0, 8.5), 8.5, 4.0
#: The height of a line in parts of its size. Lines have it whatever face a letter is lent from.
LINE = 1.2
#: Points after a paragraph of each size of words, before a heading, after a row with its rule, and after a note.
AFTER, BEFORE, ROW, NOTE = 3.5, 6.0, 3.0, 1.0
#: Points that are left free at the foot of the page: for the line over the notes, and for how others count.
SPARE = 30.0
#: The page in points, the space at its edges, and between its end and its foot.
WIDE, HIGH, EDGE, FOOT = 595.0, 841.0, 51.0, 25.0
#: The column in which a list tells where each entry stands, and the space at both sides of a cell, in points.
COLUMN, CELL = 112.0, 4.0
#: Entries with which a list begins to be a table, and letters of where one stands: more is a sentence.
LISTED, PLACE = 4, 100
#: Lines of the question, of each line around the answer, of a note, and of an entry where all of it has no room.
QUESTION, AROUND, NOTED, ENTRY = 3, 3, 4, (45, 30, 20, 14, 10, 7, 5)
#: What is said of entries that have no room.
LEFT_OUT = (
    "of this answer had no room on one page. The same question, asked again on the page or by “matters ask”, shows all."
)
#: Colours: of the words, of what is told around them, and of the rules of a list.
INK, SOFT, RULE = (0x22, 0x25, 0x2A), (0x5A, 0x5E, 0x66), "C8CBD0"


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


class Form(Enum):
    """How a paragraph looks."""

    TITLE = "title"
    SMALL = "small"
    WORDS = "words"
    HEAD = "head"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a briefing, or a row of its list, before its notes have numbers.

    told: words, and between them the sources of a note. lead: where it stands, of a row. last: how soon it is left out
    where there is no room, 0 for never.
    """

    form: Form
    told: tuple[str | tuple[Citation, ...], ...]
    lead: str = ""
    last: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or a row as it will stand on the page: its words with the numbers of its notes, and its height."""

    form: Form
    told: Told
    lead: str
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    """A briefing as it will stand on its page. size: of its words, in points. height: all that it takes."""

    size: float
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    foot: str
    height: float

    @property
    def fits(self) -> bool:
        return self.height <= HIGH - EDGE - SPARE


def page(one: Briefing) -> Page:
    """Return a briefing as it will stand on one page: all of it, as large as may be, or what has room."""
    blocks = _blocks(one)
    for size in SIZES:
        made = _laid(blocks, size, one.record)
        if made.fits:
            return made
    for most in ENTRY:
        made = _laid(blocks, SIZES[-1], one.record, most)
        if made.fits:
            return made
    order = sorted((n for n, b in enumerate(blocks) if b.last), key=lambda n: (-blocks[n].last, -n))

    def left(count: int) -> Page:
        return _laid(_without(blocks, frozenset(order[:count])), SIZES[-1], one.record, ENTRY[-1])

    least = bisect_left(range(1, len(order)), True, key=lambda count: left(count).fits) + 1
    return left(least) if order else made


def _blocks(one: Briefing) -> tuple[Block, ...]:
    return (
        Block(Form.TITLE, (xml_safe(one.answer.question),)),
        Block(Form.SMALL, (xml_safe(f"{dates.long(one.day)} · {' '.join(one.papers)}"),)),
        Block(Form.SMALL, (xml_safe(telling.understood(one.answer)),)),
        *_said(one.answer),
        *_around(one.answer),
    )


def _said(answer: Answer) -> Iterator[Block]:
    """Yield why there is no answer, or what it says, as the rows of a list where it is one."""
    held = {c.number: c for c in answer.citations}
    if answer.refusal:
        yield Block(Form.WORDS, (xml_safe(telling.refused(answer)),))
    leads = [_lead(statement, held) for statement in answer.statements]
    is_list = sum(map(bool, leads)) >= LISTED
    for n, (statement, lead) in enumerate(zip(answer.statements, leads, strict=True)):
        last = 0 if n == 0 else 2 if isinstance(statement.basis, Computed) else 3
        told = _with_sources(held[p] if isinstance(p, int) else p for p in pieces(statement))
        if is_list and lead and isinstance(told[0], str):
            rest = told[0].removeprefix(lead).removeprefix(": ")
            yield Block(Form.ROW, (rest, *told[1:]), lead, last)
        else:
            yield Block(Form.WORDS, told, last=last)


def _lead(statement: Statement, held: dict[int, Citation]) -> str:
    """Return where a statement says at its beginning that it stands; "" where it doesn't."""
    lead, colon, _ = xml_safe(statement.text).partition(": ")
    sources = (held[n].source for n in statement.citations)
    return lead if colon and len(lead) <= PLACE and any(where(s) in lead for s in sources) else ""


def _with_sources(told: Iterator[str | Citation]) -> tuple[str | tuple[Citation, ...], ...]:
    """Return words that may stand in a document, and the sources beside each other as those of one note."""
    out: list[str | tuple[Citation, ...]] = []
    for piece in told:
        if isinstance(piece, str):
            out.append(" " * piece[:1].isspace() + xml_safe(piece) + " " * piece[-1:].isspace())
        elif out and isinstance(out[-1], tuple):
            out[-1] = (*out[-1], piece)
        else:
            out.append((piece,))
    return tuple(out)


def _around(answer: Answer) -> Iterator[Block]:
    """Yield the limits of an answer, and what came nearest where there is none."""
    if answer.notices:
        yield Block(Form.HEAD, ("Limits of this answer",))
    for notice in answer.notices:
        yield Block(Form.WORDS, (xml_safe(notice),), last=1)
    if answer.refusal and answer.nearest:
        yield Block(Form.HEAD, (NEAREST.rstrip(":"),))
        for near in answer.nearest:
            yield Block(Form.WORDS, (f"“{glimpse(near)}”", (near,)), last=3)


def _without(blocks: Sequence[Block], gone: frozenset[int]) -> tuple[Block, ...]:
    """Return what is kept with a word on the rest, where the first of it would stand; no heading is left of nothing."""
    rest = Block(Form.WORDS, (f"{several(len(gone), 'more entry', 'more entries')} {LEFT_OUT}",))
    kept = [rest if n == min(gone) else b for n, b in enumerate(blocks) if n == min(gone) or n not in gone]
    after = (*(b.form for b in kept[1:]), Form.HEAD)
    return tuple(b for b, form in zip(kept, after, strict=True) if not (b.form is form is Form.HEAD))


# ---------------------------------------------------------------- what it takes


def _laid(blocks: Sequence[Block], size: float, foot: str, most: int | None = None) -> Page:
    """Return blocks as they would stand on a page. most: lines of an entry; more of it is cut."""
    notes = _Notes()
    lines = tuple(_line(b, _numbered(b, notes), size, most) for b in blocks)
    noted = tuple(fitting.cut_text(n, NOTED, WIDE - 2 * EDGE, SMALL) for n in notes.held)
    foot = fitting.cut_text(xml_safe(foot), AROUND, WIDE - 2 * EDGE, SMALL)
    tables = sum(a.form is Form.ROW and b.form is not Form.ROW for a, b in zip(lines, (*lines[1:], END), strict=True))
    height = (
        sum(line.height for line in lines)
        + tables * AFTER
        + sum(_height(n, WIDE - 2 * EDGE, SMALL) + NOTE for n in noted)
        + max(EDGE, FOOT + _height(foot, WIDE - 2 * EDGE, SMALL) + AFTER)
    )
    return Page(size, lines, noted, foot, height)


def _numbered(block: Block, notes: _Notes) -> Told:
    return tuple(p if isinstance(p, str) else notes.number(p) for p in block.told)


def _line(block: Block, told: Told, size: float, most: int | None) -> Line:
    """Return a block as it will stand, in so many lines at most, and its height."""
    room = WIDE - 2 * EDGE
    match block.form:
        case Form.TITLE:
            told = fitting.cut(told, QUESTION, room / fitting.BOLD, size + LARGER)
            height = _height(fitting.of(told), room, size + LARGER, bold=True) + AFTER
        case Form.SMALL:
            told = fitting.cut(told, AROUND, room, SMALL)
            height = _height(fitting.of(told), room, SMALL) + AFTER
        case Form.HEAD:
            height = BEFORE + _height(fitting.of(told), room, size, bold=True) + AFTER
        case Form.WORDS:
            told = fitting.cut(told, most, room, size) if most else told
            height = _height(fitting.of(told), room, size) + AFTER
        case Form.ROW:
            room -= COLUMN + 2 * CELL
            told = fitting.cut(told, most, room, size) if most else told
            lead = _height(block.lead, COLUMN - 2 * CELL, SMALL)
            height = max(_height(fitting.of(told), room, size), lead) + ROW
    return Line(block.form, told, block.lead, height)


def _height(text: str, room: float, size: float, *, bold: bool = False) -> float:
    return fitting.lines(text, room, size, bold=bold) * LINE * size


END = Line(Form.WORDS, (), "", 0.0)


class _Notes:
    """The notes of a briefing: a paper in full where it is first cited, and by that note's number after that."""

    def __init__(self) -> None:
        self.held: list[str] = []
        self._first: dict[tuple[str, str], int] = {}

    def number(self, sources: Sequence[Citation]) -> int:
        """Add a note of sources that carry the same words, each spot once, and return its number."""
        self.held.append("")
        self.held[-1] = "; ".join(dict.fromkeys(map(self._spot, {_spot(c): c for c in sources}.values())))
        return len(self.held)

    def _spot(self, citation: Citation) -> str:
        at, number = citation.source.place, len(self.held)
        if (at.document, at.part) not in self._first:
            self._first[at.document, at.part] = number
            return citing.plain(citation.source)
        first = self._first[at.document, at.part]
        return f"{_spot(citation)}: the {'same paper' if first == number else f'paper of note {first}'}"


def _spot(citation: Citation) -> str:
    return ", ".join(filter(None, (citation.label, citing.page(citation.source))))


# ---------------------------------------------------------------- the document


def word(one: Briefing) -> Word:
    """Return a briefing as a Word document of one page that is not written yet."""
    import docx as library

    made = page(one)
    out = library.Document()
    style_footnotes(out)
    _set_page(out, made.size)
    out.core_properties.title = xml_safe(one.answer.question)[:255]
    out.core_properties.author = out.core_properties.comments = ""
    for form, group in groupby(made.lines, key=lambda line: line.form):
        _WRITE[form](out, tuple(group))
    _quiet(out.sections[0].footer.paragraphs[0], made.foot)
    notes = Footnotes()
    for text in made.notes:
        notes.noted(text)
    notes.add_to(out)
    return out


def _title(out: Word, made: Sequence[Line]) -> None:
    for line in made:
        out.add_heading(fitting.of(line.told), 1)


def _head(out: Word, made: Sequence[Line]) -> None:
    for line in made:
        out.add_heading(fitting.of(line.told), 2)


def _small(out: Word, made: Sequence[Line]) -> None:
    for line in made:
        _quiet(out.add_paragraph(), fitting.of(line.told))


def _words(out: Word, made: Sequence[Line]) -> None:
    for line in made:
        _runs(out.add_paragraph(), line.told)


def _rows(out: Word, made: Sequence[Line]) -> None:
    """Write a list as a table of where each entry stands and what it says, and the little space below it."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Pt

    table: Any = out.add_table(0, 2)
    table.autofit = False
    for column, wide in zip(table.columns, (COLUMN, WIDE - 2 * EDGE - COLUMN), strict=True):
        column.width = Pt(wide)
    layout, look = (table._tbl.tblPr.find(qn(f"w:{name}")) for name in ("tblLayout", "tblLook"))
    layout.addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{_BORDERS}</w:tblBorders>"))
    look.addprevious(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{_MARGINS}</w:tblCellMar>"))
    for line in made:
        row = table.add_row()
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.space_after = Pt(ROW - 1)
        _quiet(row.cells[0].paragraphs[0], line.lead)
        _runs(row.cells[1].paragraphs[0], line.told)
    after = out.add_paragraph().paragraph_format
    after.line_spacing, after.space_after = Pt(AFTER), Pt(0)


_WRITE = {Form.TITLE: _title, Form.HEAD: _head, Form.SMALL: _small, Form.WORDS: _words, Form.ROW: _rows}
_RULE = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
_BORDERS = f"<w:top {_RULE}/><w:bottom {_RULE}/><w:insideH {_RULE}/>"
_SIDES = f'w:w="{CELL * 20:.0f}" w:type="dxa"'
_MARGINS = f"<w:left {_SIDES}/><w:right {_SIDES}/>"


def _runs(paragraph: Paragraph, told: Told) -> None:
    """Write words and the marks of footnotes, in their order."""
    before: str | int = ""
    for piece in told:
        if isinstance(piece, str):
            paragraph.add_run(piece)
        else:
            if isinstance(before, int):
                paragraph.add_run(",").font.superscript = True
            mark(paragraph, piece)
        before = piece


def _quiet(paragraph: Paragraph, text: str) -> None:
    """Write what is told around the words, and keep its lines at their own height."""
    from docx.shared import Pt, RGBColor

    paragraph.paragraph_format.line_spacing = Pt(LINE * SMALL)
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(SMALL), RGBColor(*SOFT)


def _set_page(out: Word, size: float) -> None:
    """Set an upright page of A4 in one plain face; each line has the height that was counted with."""
    from docx.shared import Pt, RGBColor

    section = out.sections[0]
    section.page_width, section.page_height = Pt(WIDE), Pt(HIGH)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Pt(EDGE)
    section.header_distance = section.footer_distance = Pt(FOOT)
    for name, points, before, after in (
        ("Normal", size, 0.0, AFTER),
        ("Heading 1", size + LARGER, 0.0, AFTER),
        ("Heading 2", size, BEFORE, AFTER),
        ("footnote text", SMALL, 0.0, NOTE),
    ):
        style: Any = out.styles[name]
        _set_face(style)
        style.font.size, style.font.color.rgb = Pt(points), RGBColor(*INK)
        form = style.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), Pt(LINE * points)


def _set_face(style: Any) -> None:
    """Set the face that is measured, over what the theme of the document says."""
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), fitting.FACE)


__all__ = ["Briefing", "Page", "brief", "page", "record", "word", "write"]
