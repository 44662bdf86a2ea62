"""The register for other programs: CSV for spreadsheets, Markdown, and a Word table whose footnotes are the sources.

What papers say is data: it makes no formula in a spreadsheet, no mark-up in Markdown, and breaks no XML.
"""

from __future__ import annotations

import csv as writing
import io
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from assistant import listing
from assistant.answer import label
from assistant.attendance import Grid, Row
from assistant.listing import STANDINGS, TYPES, Around
from index.passage import Entry, Quotation, Ruling, Sitting
from ingest.errors import MattersError

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph

#: What a spreadsheet takes for the beginning of a formula, also after spaces and in its wide forms.
_FORMULA = re.compile(r"\s{0,100}[=+\-@＝＋－＠]")
#: What begins a CSV file so that Excel reads it as UTF-8.
BOM = "\ufeff"
#: Characters that no XML may hold, halves of characters among them.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What Markdown, tables in it, and HTML in it take for mark-up.
_MARKUP = re.compile(r"[\\`*_\[\]<>|~&#$]")
#: Characters of a quotation in a footnote; more is not read at the foot of a page.
_TOO_LONG = 2000


class ExportError(MattersError):
    """A file of the register cannot be written."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a table, and the words of the record that it rests on."""

    text: str
    sources: tuple[Quotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A register as a table to read. widths: the share of the page that each column gets. notes: what goes below."""

    title: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in (self.widths, *self.rows)):
            raise ValueError("each row has a cell for each column")


# ---------------------------------------------------------------- CSV


def csv(rows: Sequence[dict[str, object]], columns: Sequence[str]) -> str:
    """Return rows as CSV for a spreadsheet: a line for each, in RFC 4180's form, with a byte-order mark before all."""
    out = io.StringIO()
    out.write(BOM)
    writer = writing.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(row.get(c)) for c in columns] for row in rows)
    return out.getvalue()


def cell(value: object) -> str:
    """Return a value as one cell of a spreadsheet that is text, whatever it begins with."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        value = "; ".join(str(v) for v in value)
    text = " ".join(_NO_XML.sub(" ", str(value)).split())
    return f"'{text}" if _FORMULA.match(text) else text


ACTION_COLUMNS = (
    "id number meeting body item item_title paragraph page owners people task due due_by marker standing life state "
    "raised corrected_by corrected_at correction_note as_read citation document quote later"
).split()
DECISION_COLUMNS = (
    "id meeting body item item_title paragraph page type verb subject text whose mover seconder vote corrects "
    "corrected_by corrected_at correction_note as_read citation document quote"
).split()


def action_row(entry: Entry, around: Around) -> dict[str, object]:
    """Return an action as a row of a spreadsheet, by ACTION_COLUMNS."""
    act = entry.action
    return {
        **_place(entry.source),
        **_set_right(entry),
        "id": entry.id,
        "number": act.number,
        "owners": act.owners,
        "people": act.people,
        "task": act.task,
        "due": act.due,
        "due_by": act.due_by,
        "marker": act.marker,
        "standing": entry.standing.value,
        "life": listing.life(entry, around),
        "state": act.state,
        "raised": act.raised,
        "later": [f"{listing.spot(q)}: {q.quote}" for q in entry.later],
    }


def decision_row(ruling: Ruling, around: Around) -> dict[str, object]:
    """Return a decision as a row of a spreadsheet, by DECISION_COLUMNS."""
    one = ruling.decision
    return {
        **_place(ruling.source),
        **_set_right(ruling),
        "id": ruling.id,
        "type": one.type.value,
        "verb": one.verb,
        "subject": one.subject,
        "text": one.text,
        "whose": listing.whose(ruling),
        "mover": one.mover,
        "seconder": one.seconder,
        "vote": listing.vote(one.vote),
        "corrects": listing.corrections_in(ruling, around),
    }


def _set_right(entry: Entry | Ruling) -> dict[str, object]:
    made = entry.corrected
    return {
        "corrected_by": made.by if made else None,
        "corrected_at": made.at if made else None,
        "correction_note": made.note if made else None,
        "as_read": listing.as_read(entry),
    }


MEETING_COLUMNS = (
    "date session body organisation known status cancelled postponed time venue chair present apologies items "
    "documents missing"
).split()


def meeting_row(one: Sitting) -> dict[str, object]:
    """Return a meeting as a row of a spreadsheet, by MEETING_COLUMNS."""
    return {
        "date": one.meeting.date.isoformat(),
        "session": one.meeting.session,
        "body": one.body.name,
        "organisation": one.body.organisation,
        "known": one.known.value,
        "status": one.status.value,
        "cancelled": "yes" if one.cancelled else "",
        "postponed": "yes" if one.postponed else "",
        "time": one.time,
        "venue": one.venue,
        "chair": one.chair.person.name if one.chair else None,
        "present": len(one.present),
        "apologies": len(one.apologies),
        "items": len(one.items),
        "documents": one.documents,
        "missing": one.missing,
    }


def attendance_columns(grid: Grid) -> list[str]:
    """Return the columns of a grid of attendance as a spreadsheet: who, the counts, and a column for each meeting."""
    return [grid.by, "also", "present", "apologies", *(sat(s) for s in grid.sittings)]


def attendance_row(row: Row, grid: Grid) -> dict[str, object]:
    """Return a row of a grid of attendance, by `attendance_columns`: P for present, A for apologies."""
    marks = {sat(s): cell.mark for s, cell in zip(grid.sittings, row.cells, strict=True)}
    return {grid.by: row.name, "also": row.also, "present": row.present, "apologies": row.apologies, **marks}


def sat(one: Sitting) -> str:
    """Return a meeting's day, session and board in short: what tells its column from every other."""
    return " ".join(filter(None, (one.meeting.date.isoformat(), one.meeting.session, one.body.short)))


def _place(source: Quotation) -> dict[str, object]:
    at, pages = source.place, source.paragraph.pages
    return {
        "meeting": at.meeting.date.isoformat() if at.meeting else at.period.label if at.period else None,
        "body": at.body.name,
        "item": at.item,
        "item_title": at.item_title,
        "paragraph": source.paragraph.label,
        "page": pages[0] if pages else None,
        "citation": label(source),
        "document": at.path,
        "quote": source.quote,
    }


# ---------------------------------------------------------------- tables to read


def actions(entries: Iterable[Entry], around: Around, notes: Sequence[str]) -> Table:
    """Return actions as a table to read, each resting on its source, and its life on the papers that tell it."""
    columns = ("Meeting and item", "Owner", "Task", "Due", "Marked", "What became of it")
    rows = tuple(
        (
            Cell(_item(e.source)),
            Cell(listing.owner(e)),
            Cell(e.action.task, (e.source,)),
            Cell(listing.due(e)),
            Cell(e.action.marker or "a promise"),
            Cell(_became(e, around), e.later),
        )
        for e in entries
    )
    return Table("Actions", columns, (20, 15, 27, 12, 8, 18), rows, tuple(notes))


def _became(entry: Entry, around: Around) -> str:
    """Return what became of an action without the labels of later papers, which the sources give."""
    if not entry.later and not entry.corrected:
        return listing.life(entry, around)
    steps = entry.said if entry.said[-1:] == (entry.standing,) else (*entry.said, entry.standing)
    said = [" → ".join(("raised", *(STANDINGS[s] for s in steps)))]
    if entry.corrected:
        said.append(listing.set_right(entry))
    return "; ".join(said)


def decisions(rulings: Iterable[Ruling], notes: Sequence[str]) -> Table:
    """Return decisions as a table to read, each resting on its source."""
    columns = ("Meeting and item", "Whose, and how", "Decision", "Moved and seconded", "Vote")
    rows = tuple(
        (
            Cell(_item(r.source)),
            Cell(_taken(r)),
            Cell(r.decision.text, (r.source,)),
            Cell(", ".join(filter(None, (r.decision.mover, r.decision.seconder)))),
            Cell(listing.vote(r.decision.vote)),
        )
        for r in rulings
    )
    return Table("Decisions", columns, (20, 20, 36, 13, 11), rows, tuple(notes))


def _taken(ruling: Ruling) -> str:
    """Return whose decision it was and how it was taken, with what a person set right of that."""
    told = f"{listing.whose(ruling)}: {TYPES[ruling.decision.type]}, {ruling.decision.verb}"
    return "; ".join(filter(None, (told, listing.set_right(ruling))))


def _item(source: Quotation) -> str:
    title = source.place.item_title
    return label(source) + (f", {title}" if title else "")


# ---------------------------------------------------------------- Markdown


def markdown(table: Table) -> str:
    """Return a table as Markdown, with a last column for the sources."""
    lines = [
        f"# {plain(table.title)}",
        "",
        _line((*table.columns, "Source")),
        "|" + " --- |" * (len(table.columns) + 1),
    ]
    for row in table.rows:
        sources = "; ".join(listing.spot(q) for one in row for q in one.sources)
        lines.append(_line((*(c.text for c in row), sources)))
    return "\n".join([*lines, "", *(f"{plain(note)}  " for note in table.notes)]) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(map(plain, cells)) + " |"


def plain(text: str) -> str:
    """Return text as Markdown that shows it as it is, on one line."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(_NO_XML.sub(" ", text).split()))


# ---------------------------------------------------------------- Word


def docx(table: Table, target: Path) -> None:
    """Write a table as a Word document: landscape, its header on every page, its sources as footnotes.

    Raises ExportError where the file is there already, or cannot be written; nothing half written is left.
    """
    save(lambda: word(table), target)


def save(make: Callable[[], Word], target: Path) -> None:
    """Write a Word document, made when it is known that it can be put there. Raises ExportError as `docx` does."""
    if target.exists():
        raise ExportError(f"{target}: is there already; name a new file, nothing is written over")
    making = target.with_name(f"{target.name}.making")
    try:
        with making.open("wb") as file:
            make().save(file)
            file.flush()
            os.fsync(file.fileno())
        making.replace(target)
    except OSError as error:
        raise ExportError(f"{target}: cannot be written ({error.strerror or error})") from error
    finally:
        making.unlink(missing_ok=True)


def word(table: Table) -> Word:
    """Return a table as a Word document that is not written yet."""
    import docx as library
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    out = library.Document()
    section = out.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)  # A4, lying
    section.left_margin = section.right_margin = Pt(40)
    style_footnotes(out)
    out.core_properties.title = table.title
    out.core_properties.author = out.core_properties.comments = ""
    out.add_heading(table.title, 1)
    notes = Footnotes()
    _fill(out, table, notes, Mm(297) - Pt(80))
    for line in table.notes:
        out.add_paragraph(xml_safe(line))
    notes.add_to(out)
    return out


def _fill(out: Word, table: Table, notes: Footnotes, width: int) -> None:
    """Write the rows, as the elements themselves: a table of thousands of rows takes minutes through its cells."""
    from docx.oxml import parse_xml

    inches = [round(width * share / sum(table.widths) / 635) for share in table.widths]  # in twentieths of a point
    held = [_row([Cell(c) for c in table.columns], inches, notes, header=True)]
    held.extend(_row(row, inches, notes) for row in table.rows)
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in inches)
    xml = (
        f'<w:tbl xmlns:w="{_W}"><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(inches)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(held)}</w:tbl>'
    )
    body = out.element.body
    body.insert(len(body) - 1, parse_xml(xml))  # before the properties of the section, which come last


def _row(cells: Sequence[Cell], widths: Sequence[int], notes: Footnotes, *, header: bool = False) -> str:
    told = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(one, notes, bold=header)}</w:tc>'
        for one, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if header else ''}</w:trPr>{told}</w:tr>"


def _paragraph(one: Cell, notes: Footnotes, *, bold: bool) -> str:
    weight = "<w:b/>" if bold else ""
    marks = "".join(_reference(n) for n in map(notes.number, one.sources))
    return (
        f'<w:p><w:pPr><w:spacing w:after="40"/></w:pPr><w:r><w:rPr>{weight}<w:sz w:val="18"/></w:rPr>'
        f'<w:t xml:space="preserve">{_xml(one.text)}</w:t></w:r>{marks}</w:p>'
    )


def _reference(number: int) -> str:
    """Return the mark of a footnote, as a run of a paragraph."""
    return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'


def mark(paragraph: Paragraph, number: int) -> None:
    """Put the mark of a footnote at the end of a paragraph of a Word document."""
    from docx.oxml import parse_xml

    run = parse_xml(f'<w:p xmlns:w="{_W}">{_reference(number)}</w:p>')[0]
    paragraph._p.append(run)


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_TIGHT = '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
#: The two footnotes that Word wants before all others: the lines that part notes from the page.
_LINES = (
    f'<w:footnote w:type="separator" w:id="-1"><w:p>{_TIGHT}<w:r><w:separator/></w:r></w:p></w:footnote>'
    f'<w:footnote w:type="continuationSeparator" w:id="0"><w:p>{_TIGHT}<w:r>'
    "<w:continuationSeparator/></w:r></w:p></w:footnote>"
)


class Footnotes:
    """The footnotes of a document, in the order in which they are numbered."""

    def __init__(self) -> None:
        self._held: list[str] = []

    def number(self, source: Quotation) -> int:
        """Add a source, and return its number."""
        quoted = source.quote if len(source.quote) <= _TOO_LONG else f"{source.quote[:_TOO_LONG]} …"
        return self.noted(f"{listing.spot(source)}: “{quoted}”")

    def noted(self, text: str) -> int:
        """Add a footnote, and return its number."""
        self._held.append(text)
        return len(self._held)

    def add_to(self, out: Word) -> None:
        """Put the footnotes into a document, as a part of its own, which python-docx knows nothing of."""
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        notes = "".join(_footnote(n, text) for n, text in enumerate(self._held, 1))
        xml = f'{_HEAD}<w:footnotes xmlns:w="{_W}">{_LINES}{notes}</w:footnotes>'
        part = Part(PackURI("/word/footnotes.xml"), _NOTES, xml.encode(), out.part.package)
        out.part.relate_to(part, _RELATION)
        _name_lines(out)


def _footnote(number: int, text: str) -> str:
    return (
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {_xml(text)}</w:t></w:r></w:p></w:footnote>'
    )


def _name_lines(out: Word) -> None:
    """Say in the settings which footnotes are the lines: Word mends a document that doesn't, and complains."""
    from docx.oxml import parse_xml

    told = f'<w:footnotePr xmlns:w="{_W}"><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    settings = out.settings.element
    compat = settings.find(f"{{{_W}}}compat")
    settings.insert(len(settings) if compat is None else list(settings).index(compat), parse_xml(told))


def style_footnotes(out: Word) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    text: Any = out.styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    text.element.set(f"{{{_W}}}styleId", "FootnoteText")
    text.font.size, text.paragraph_format.space_after = Pt(8), Pt(2)
    mark: Any = out.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER, builtin=True)
    mark.element.set(f"{{{_W}}}styleId", "FootnoteReference")
    mark.font.superscript = True


def xml_safe(text: str) -> str:
    """Return text on one line without what no XML may hold; a sign shows where something stood."""
    return " ".join(_NO_XML.sub("\ufffd", text).split())


def _xml(text: str) -> str:
    return escape(xml_safe(text))


__all__ = [
    "ACTION_COLUMNS",
    "DECISION_COLUMNS",
    "MEETING_COLUMNS",
    "Cell",
    "ExportError",
    "Footnotes",
    "Table",
    "action_row",
    "actions",
    "attendance_columns",
    "attendance_row",
    "cell",
    "csv",
    "decision_row",
    "decisions",
    "docx",
    "mark",
    "markdown",
    "meeting_row",
    "plain",
    "sat",
    "save",
    "style_footnotes",
    "word",
    "xml_safe",
]
