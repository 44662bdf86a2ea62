"""How the text of a word processor or a web page is set out in plain lines: paragraphs, lists, rows, what is struck.

A blank line parts paragraphs; bullets and the rows of a table follow each other; tabs part the cells of a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.errors import TooLongError, millions
from ingest.record import Contents, Page, Span

#: A stretch of text, and whether a line is drawn through it.
Run = tuple[str, bool]
#: A line, and the stretches of it that are struck.
Marked = tuple[str, list[tuple[int, int]]]
#: What stands before each entry of a list without numbers.
BULLET = "* "
#: Stands for the empty cell that begins a row: without width, but no white space, with which its column would be lost.
EMPTY = "\u200b"
#: A cell with so many paragraphs and so many characters is a page's layout, not a table's cell.
PARAGRAPHS, LONG = 3, 300
#: A number or mark, typed, with a tab after it; and a label with a colon, the same.
_NUMBERED = re.compile(r"(?:\(?(?:\d{1,3}(?:\.\d{1,3})*[a-z]?|[a-zA-Z]|[ivxlIVXL]{1,6})[.):]?|[•·▪–*-])\t+(?=[^\t])")
_LABELLED = re.compile(r"[^\t:]{1,40}:\t+(?=[^\t])")
#: The number of an item that stands in a cell of its own.
_OWN_NUMBER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*[a-z]?|[a-zA-Z]|[ivxlIVXL]{1,6})[.):]{0,2}")
_BLANKS = re.compile(r"\s+")
#: White space but for the ends of lines.
_SPACES = re.compile(r"[^\S\n]+")
#: What ends a line in some programs, and in none of ours.
_ENDS = str.maketrans(dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", "\n") | {"\r": " ", "\0": "\ufffd"})


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph: its runs, in which a line feed ends a line; `level` is that of a heading, 0 for none.

    mark: the number or bullet that is shown before it, with its space. verbatim: its lines are kept as they are.
    """

    runs: tuple[Run, ...]
    level: int = 0
    mark: str = ""
    verbatim: bool = False

    @property
    def blank(self) -> bool:
        """True where it holds nothing but white space."""
        return not any(text.strip() for text, _ in self.runs)

    @property
    def length(self) -> int:
        """How many characters it has."""
        return sum(len(text) for text, _ in self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of cells, each cell a run of blocks. layout: it sets out a page, and holds no data."""

    rows: tuple[tuple[Cell, ...], ...]
    layout: bool = False


Block = Para | Table
Cell = tuple[Block, ...]


@dataclass(slots=True)
class Writer:
    """Writes blocks as lines, and keeps where the headings and the struck stretches stand.

    largest: the most characters that may be written; write() raises TooLongError beyond it.
    """

    largest: int | None = None
    _out: list[str] = field(default_factory=list)
    _size: int = 0
    _last: str = ""
    _headings: list[tuple[int, int]] = field(default_factory=list)
    _struck: list[Span] = field(default_factory=list)

    def write(self, blocks: Iterable[Block]) -> None:
        """Write blocks, one after the other."""
        for block in blocks:
            if isinstance(block, Table):
                self._table(block)
            elif not block.blank:
                self._paragraph(block)

    def page(self) -> Page:
        """Return what was written as the one page of a file that has none."""
        return Page(None, "".join(self._out), headings=tuple(self._headings), struck=tuple(self._struck))

    def contents(self, title: str = "", subject: str = "", troubles: Iterable[str] = ()) -> Contents:
        """Return what was written, with what the file says of itself; troubles are of the whole file."""
        return Contents((self.page(),), _one_line(title), _one_line(subject), troubles=tuple(("", t) for t in troubles))

    def _paragraph(self, para: Para) -> None:
        bullet = para.mark == BULLET and not para.level
        self._part("bullet" if bullet else "prose", tight=bullet)
        found = _trimmed(lines(collapsed(para.runs, _BLANKS) if para.level else para.runs, verbatim=para.verbatim))
        if para.level:
            self._headings.append((self._size, para.level))
        if para.mark:
            whole = len(found) == 1 and found[0][1] == [(0, len(found[0][0]))]
            self._line(para.mark, [(0, len(para.mark))] if whole else [])
        for number, (text, struck) in enumerate(found):
            if number and (text or found[number - 1][0] or para.verbatim):
                self._put("\n")
            self._line(text, struck)

    def _table(self, table: Table) -> None:
        if table.layout or all(sum(not _is_blank(cell) for cell in row) <= 1 for row in table.rows):
            self.write(block for row in table.rows for cell in row for block in cell)
            return
        self._last = self._last and "before a table"
        for row in table.rows:
            if all(_is_blank(cell) for cell in row):
                continue
            if _is_laid_out(row):
                self._laid_out(row)
            else:
                self._row(row)
        self._last = self._last and "after a table"

    def _row(self, row: Sequence[Cell]) -> None:
        """Write a row as a line, empty cells within it kept."""
        self._part("row", tight=True)
        cells = [_cell(cell) for cell in row]
        while cells and not cells[-1][0]:
            cells.pop()
        for number, (text, struck) in enumerate(cells):
            self._put("\t" if number else "" if text else EMPTY)
            self._line(text, struck)

    def _laid_out(self, row: Sequence[Cell]) -> None:
        """Write the cells of a row one below the other; a number in a cell of its own goes before what follows it."""
        number = ""
        for cell in row:
            flat = _flat(cell)
            if flat and len(flat) == 1 and not flat[0].mark and _OWN_NUMBER.fullmatch(_text(flat[0])):
                self._number(number)
                number = _text(flat[0])
                continue
            first = next((n for n, block in enumerate(cell) if isinstance(block, Table) or not block.blank), None)
            if first is None:
                continue
            begins, blocks = cell[first], cell[first:]
            if number and isinstance(begins, Para) and not begins.mark:
                blocks, number = (replace(begins, mark=f"{number} "), *blocks[1:]), ""
            self._number(number)
            number = ""
            self.write(blocks)
        self._number(number)

    def _number(self, number: str) -> None:
        if number:
            self.write([Para(((number, False),))])

    def _part(self, kind: str, *, tight: bool) -> None:
        """End what was written before: with one line feed within a list or a table, else with a blank line."""
        if self._last:
            self._put("\n" if tight and kind == self._last else "\n\n")
        self._last = kind

    def _line(self, text: str, struck: Iterable[tuple[int, int]]) -> None:
        self._struck.extend(Span(self._size + a, self._size + b) for a, b in struck)
        self._put(text)

    def _put(self, text: str) -> None:
        self._out.append(text)
        self._size += len(text)
        if self.largest is not None and self._size > self.largest:
            raise TooLongError(f"more than {millions(self.largest)}", self.largest)


def lines(runs: Iterable[Run], *, verbatim: bool = False) -> list[Marked]:
    """Return the lines that runs make, each with the stretches of it that are struck; stripped, unless verbatim."""
    whole: list[str] = []
    marks: list[tuple[int, int]] = []
    size = 0
    for text, struck in runs:
        whole.append(text.translate(_ENDS))
        if struck and text.strip():
            if marks and marks[-1][1] == size:
                marks[-1] = (marks[-1][0], size + len(text))
            else:
                marks.append((size, size + len(text)))
        size += len(text)
    out: list[Marked] = []
    start = first = 0
    for raw in "".join(whole).split("\n"):
        body = raw.rstrip() if verbatim else raw.strip()
        left = start if verbatim else start + len(raw) - len(raw.lstrip())
        right = left + len(body)
        while first < len(marks) and marks[first][1] <= left:
            first += 1
        over, n = [], first
        while n < len(marks) and marks[n][0] < right:
            one, other = max(marks[n][0], left), min(marks[n][1], right)
            over += [(one - left, other - left)] if one < other else []
            n += 1
        out.append((body if verbatim else _tabbed(body), over))
        start += len(raw) + 1
    return out


def collapsed(runs: Iterable[Run], blanks: re.Pattern[str] = _SPACES) -> tuple[Run, ...]:
    """Return runs with each stretch of white space as one space, over the ends of runs too."""
    out: list[Run] = []
    after = True
    for text, struck in runs:
        one = blanks.sub(" ", text)
        if after and one.startswith(" "):
            one = one[1:]
        if one:
            after = one[-1] in " \n"
            out.append((one, struck))
    return tuple(out)


def _tabbed(line: str) -> str:
    """Return a line in which a tab after a number, or after the label that begins it, is a space and parts no cells."""
    if "\t" not in line:
        return line
    alone = not line.lstrip("\t").partition("\t")[2].lstrip("\t").count("\t")
    found = _NUMBERED.match(line)
    if found and not (alone or line[: found.end()].rstrip("\t")[-1] in ".)"):
        found = None
    found = found or (_LABELLED.match(line) if alone else None)
    if not found:
        return line
    return line[: found.end()].replace("\t", " ") + line[found.end() :]


def _trimmed(found: list[Marked]) -> list[Marked]:
    """Return lines without blank ones at the ends."""
    held = [number for number, (text, _) in enumerate(found) if text.strip()]
    return found[held[0] : held[-1] + 1] if held else []


def _cell(cell: Cell) -> Marked:
    """Return a cell as one line."""
    runs: list[Run] = []
    for para in _flat(cell) or ():
        runs += [(" ", False), (para.mark, False), *para.runs]
    return lines(collapsed(runs, _BLANKS))[0]


def _is_blank(cell: Cell) -> bool:
    return all(
        all(_is_blank(inner) for row in block.rows for inner in row) if isinstance(block, Table) else block.blank
        for block in cell
    )


def _flat(cell: Cell) -> list[Para] | None:
    """Return the paragraphs of a cell, or None where it holds a table of its own with more than one column."""
    out: list[Para] = []
    for block in cell:
        if isinstance(block, Para):
            if not block.blank:
                out.append(block)
            continue
        for row in block.rows:
            if sum(not _is_blank(inner) for inner in row) > 1:
                return None
            for inner in row:
                held = _flat(inner)
                if held is None:
                    return None
                out += held
    return out


def _is_laid_out(row: Sequence[Cell]) -> bool:
    """True where a row sets out a page: a cell holds a table, many paragraphs, or the one heading of the row.

    So does an entry of a list: a number and a cell of text, the number with its mark or the text of several paragraphs.
    """
    flat = [_flat(cell) for cell in row]
    if any(paras is None for paras in flat):
        return True
    held = [paras for paras in flat if paras]
    if any(len(paras) >= PARAGRAPHS and sum(p.length for p in paras) > LONG for paras in held):
        return True
    if len(held) == 2 and len(held[0]) == 1 and _OWN_NUMBER.fullmatch(number := _text(held[0][0])):
        return number[-1] in ".)" or len(held[1]) > 1
    return sum(any(p.level for p in paras) for paras in held) == 1


def _text(para: Para) -> str:
    return _one_line("".join(text for text, _ in para.runs))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def left_out(deletions: int, hidden: int, comments: int, enclosed: int) -> Iterator[str]:
    """Yield what to tell of that which a word processor's file holds and its text does not."""
    for count, noun, after in (
        (deletions, "tracked deletion", "left out; what was inserted is taken as text"),
        (hidden, "stretch", "of hidden text left out"),
        (comments, "comment", "in the margin left out"),
        (enclosed, "enclosed object", "(a sheet, a chart or another file) not read"),
    ):
        if count:
            plural = "" if count == 1 else "es" if noun == "stretch" else "s"
            yield f"{count:,} {noun}{plural} {after}"
