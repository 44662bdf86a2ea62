"""Logs of actions: papers that list what earlier meetings asked for, by whom, by when, and how it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from ingest.formats import common
from ingest.formats.common import Sheet
from ingest.grammar import dates, logs
from ingest.grammar.furniture import Line
from ingest.grammar.paragraphs import Block, cells, is_row
from ingest.record import Authority, Item, Kind, Meeting, Paragraph, Part, Roll, Shape, joined

#: Among so many first lines a log says that it is one, and among so many stands the header of its first table.
TITLE, HEADED = 8, 25
#: A header whose cells were wrapped takes at most so many lines.
HEADER_LINES = 3
#: So many lines at the top and the bottom of a page may be stamped there.
EDGE = 3
#: A protective marking, or a page's number.
_MARK = re.compile(
    r"^(?:(?:un)?classified|official(?:[\s-]+sensitive)?|protect|page\s+\d{1,3}(?:\s+of\s+\d{1,3})?|\d{1,3})$",
    re.IGNORECASE,
)
#: A row takes at most so many lines; what goes on longer is text below the table.
ROW_LINES = 40


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a log: the lines above its rows that belong to no table, its header, and the lines of its rows."""

    above: tuple[Line, ...]
    head: tuple[Line, ...]
    columns: logs.Columns
    lines: tuple[Line, ...]


def recognises(sheet: Sheet) -> bool:
    """True for a paper that calls itself a log of actions, and has a table of them."""
    lines = _kept(sheet.lines)
    if not any(logs.is_title(line.text) for line in lines[:TITLE]):
        return False
    return any(_header(lines, place) for place in range(min(HEADED, len(lines))))


def _kept(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines that hold text, without what is stamped on the edges of pages: marks, numbers, adverts.

    A row must not end in them, and they are too few, on a log of two pages, to be told as furniture.
    """
    held = [line for line in lines if line.text and not line.furniture]
    edges = {n for n, line in enumerate(held) if _is_edge(held, n, line.page)}
    texts = Counter(line.text for line in held)
    within = Counter(held[n].text for n in range(len(held)) if n not in edges)
    heads = {n for n in edges if _header(held, n)}
    return tuple(
        line
        for n, line in enumerate(held)
        if not _MARK.match(line.text) and (n in heads or n not in edges or texts[line.text] < 2 or within[line.text])
    )


def _is_edge(lines: Sequence[Line], place: int, page: int) -> bool:
    """True for one of the first or last lines of a page."""
    before = lines[place - EDGE].page if place >= EDGE else None
    after = lines[place + EDGE].page if place + EDGE < len(lines) else None
    return before != page or after != page


def _header(lines: Sequence[Line], place: int) -> tuple[int, logs.Columns] | None:
    """Return how many lines a table's header takes from a place on, and its columns; None where none begins there."""
    if is_row(lines[place].text):
        found = logs.columns(cells(lines[place].text))
        if found:
            return 1, found
    for count in range(1, HEADER_LINES + 1):
        columns = logs.header(" ".join(" ".join(line.text.split()) for line in lines[place : place + count]))
        more = logs.header(" ".join(" ".join(line.text.split()) for line in lines[place : place + count + 1]))
        if columns and not (more and count < HEADER_LINES):
            return count, columns
    return None


def parse(sheet: Sheet) -> tuple[Part, ...]:
    """Return the one part that a log is: an item for each of its tables."""
    lines = _kept(sheet.lines)
    body, when = sheet.body(), sheet.day
    due = partial(dates.due_by, meeting=when, following=None)
    tables, above = _tables(lines)
    items = [_item(table, number, sheet, due) for number, table in enumerate(tables, 1)]
    if above:
        items.append(Item("", items[-1].title, _prose(above, sheet, "end")))
    title = next((line.text for line in lines[:TITLE] if logs.is_title(line.text)), lines[0].text)
    part = Part(
        kind=Kind.REPORT,
        authority=Authority.PAPER,
        span=joined(sheet.text, (span for line in (lines[0], lines[-1]) for span in line.spans))[0],
        items=tuple(items),
        body=body,
        title=title[:120],
        meeting=Meeting(body.id, when) if when else None,
        access=common.access_of(line.text for line in sheet.lines[:24]),
    )
    return (part,)


def _tables(lines: Sequence[Line]) -> tuple[list[Table], tuple[Line, ...]]:
    """Return the tables of a log in order, and the lines below the last."""
    starts = []
    place = 0
    while place < len(lines):
        found = _header(lines, place)
        if found:
            starts.append((place, place + found[0], found[1]))
        place += found[0] if found else 1
    out: list[Table] = []
    above = tuple(lines[: starts[0][0]])
    for number, (start, first, columns) in enumerate(starts):
        stop = starts[number + 1][0] if number + 1 < len(starts) else len(lines)
        out.append(Table(above, tuple(lines[start:first]), columns, tuple(lines[first:stop])))
        above = ()
    return out, above


def _item(table: Table, number: int, sheet: Sheet, due: Callable[[str], date | None]) -> Item:
    """Return the item that a table makes: what stands above it, its header, and a paragraph for each row."""
    paragraphs = [*_prose(table.above, sheet, str(number))]
    paragraphs.append(_paragraph(table.head, sheet, f"{number}¶{len(paragraphs) + 1}", Shape.HEADER))
    actions = []
    marker = " ".join(table.head[0].text.split())
    for lines, found in _rows(table):
        one = _paragraph(lines, sheet, f"{number}¶{len(paragraphs) + 1}", Shape.ROW)
        if found:
            actions.append(common.logged(found, one, len(paragraphs), Roll(), due=due, marker=marker))
        paragraphs.append(one)
    title = " ".join(table.head[0].text.split())[:120]
    return Item("", title, tuple(paragraphs), actions=tuple(actions))


def _rows(table: Table) -> Iterator[tuple[tuple[Line, ...], logs.Logged | None]]:
    """Yield each row's lines with what it tells; None for lines that are no row of the table."""
    if table.head and is_row(table.head[0].text) and any(is_row(line.text) for line in table.lines):
        for line in table.lines:
            yield (line,), logs.row(cells(line.text), table.columns) if is_row(line.text) else None
        return
    texts = [line.text for line in table.lines]
    place = 0
    for start, stop in logs.grouped(texts, table.columns):
        if start > place:
            yield table.lines[place:start], None
        told = logs.told(" ".join(texts[start:stop]), table.columns) if stop - start <= ROW_LINES else None
        yield table.lines[start:stop], told
        place = stop
    if place < len(texts):
        yield table.lines[place:], None


def _prose(lines: Sequence[Line], sheet: Sheet, number: str) -> tuple[Paragraph, ...]:
    return tuple(_paragraph((line,), sheet, f"{number}¶{n}", Shape.PROSE) for n, line in enumerate(lines, 1))


def _paragraph(lines: Sequence[Line], sheet: Sheet, label: str, shape: Shape) -> Paragraph:
    block = Block(" ".join(line.text for line in lines), tuple(lines), shape)
    spans = joined(sheet.text, (span for line in lines for span in line.spans))
    return Paragraph(label, spans, common.pages_of(block, sheet.pages), shape)
