"""Build the collection's PDFs from their readable sources.

    python corpus/build.py            write every PDF beside this script
    python corpus/build.py --check    write nothing; exit 1 where a PDF differs from its source

Each file `sources/*.md` begins with a few `key: value` lines (title, subject, file, first page),
then an empty line, then the paper, one line of source for each paragraph:

    # text             title of the paper
    ## text            heading; ### text is a smaller one
    - text             bullet; two leading spaces put it one level deeper
    ~ text             a line kept as it is, with no space above or below (lists of names)
    >> text            a stamp at the right, such as AGENDA ITEM 2
    | a | b |          a row of a table; a row of dashes gives the widths of the columns,
                       and the row above it, if there is one, is the heading of the table
    === page           new upright page; also: landscape, slide, blank (left so on purpose)
    === item 5         agenda item 5 starts on this page, so that {pages 5} gives its pages
    1.1 text           numbered paragraph; any other line is a plain paragraph

An empty line in the source is an empty line on the page. It is drawn as a single space, as word
processors do it, so that whoever extracts the text finds the paragraphs apart. The cells of a
table's row are set on one baseline and their further lines are lowered by text rise, so that
the extracted text has each row on one line. Dates are fixed: the same source and the same release
of fpdf2 give the same bytes.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from fpdf import FPDF

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
CREATED = datetime(2025, 1, 1, tzinfo=UTC)
BLANK_PAGE = "This page is intentionally left blank"
FONT = "Helvetica"
LEADING = 1.28
NUMBERED = re.compile(r"(\d+(?:\.\d+)+\.?|\d{1,2}\.|[a-z]\.|[ivx]+\))\s+(.*)")
PAGES = re.compile(r"\{pages (\d+)\}")


@dataclass(frozen=True)
class Look:
    """How one kind of page is set: its orientation, its margin and its type sizes in points."""

    orientation: str
    margin: float
    body: float
    table: float


LOOKS = {
    "page": Look("portrait", 62, 10.5, 9),
    "landscape": Look("landscape", 42, 10.5, 8.5),
    "slide": Look("landscape", 62, 14, 10),
}


@dataclass
class Source:
    """One readable source: the `key: value` lines at its head and the lines of the paper."""

    head: dict[str, str]
    lines: list[str]

    @classmethod
    def read(cls, path: Path) -> Source:
        """Read a source file."""
        top, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        pairs = (line.partition(":") for line in top.splitlines())
        return cls({key.strip(): value.strip() for key, _, value in pairs}, body.splitlines())


@dataclass
class Table:
    """The rows of a table as they are gathered, with the weights of its columns."""

    rows: list[list[str]] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    headed: bool = False

    def add(self, line: str) -> None:
        """Take in one source line of the table."""
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if all(cell and not cell.strip("-") for cell in cells):
            self.weights = [len(cell) for cell in cells]
            self.headed = bool(self.rows)
        else:
            self.rows.append(cells)


class Paper(FPDF):
    """A paper being drawn."""

    def __init__(self, source: Source, ranges: dict[str, str]) -> None:
        """Draw the source; `ranges` holds the printed pages of each agenda item."""
        super().__init__(unit="pt", format="A4")
        first = source.head.get("first page", "1")
        self.first_numbered = 0 if first == "none" else int(first)
        self.ranges = ranges
        self.starts: dict[str, int] = {}
        self.look = LOOKS["page"]
        self.core_fonts_encoding = "windows-1252"
        self.set_creation_date(CREATED)
        self.set_title(source.head["title"])
        self.set_subject(source.head["subject"])
        self.set_author("Matters Arising project")
        self.set_lang("en-GB")
        self.draw(source.lines)

    @property
    def printed(self) -> int:
        """The number printed on this page: nought or less on a page without one."""
        return self.page_no() - self.first_numbered + 1 if self.first_numbered else 0

    def footer(self) -> None:
        """Print the page's number, alone on its line."""
        if self.printed > 0:
            self.set_y(-36)
            self.set_font(FONT, size=9)
            self.cell(0, 12, str(self.printed), align="C")

    def start_page(self, kind: str) -> None:
        """Begin a page of this kind."""
        self.look = LOOKS[kind]
        self.set_margin(self.look.margin)
        self.set_auto_page_break(True, margin=54)
        self.add_page(orientation=self.look.orientation)
        self.set_font(FONT, size=self.look.body)

    def draw(self, lines: list[str]) -> None:
        """Draw every line of the source."""
        self.start_page("page")
        table: Table | None = None
        for raw in [*lines, ""]:
            line = PAGES.sub(lambda match: self.ranges.get(match[1], "00 - 00"), raw)
            if line.startswith("|"):
                table = table or Table()
                table.add(line)
                continue
            if table:
                self.table_rows(table)
                table = None
            self.line_of_source(line)

    def line_of_source(self, line: str) -> None:
        """Draw one line that is not part of a table."""
        text = line.strip()
        marker, _, rest = text.partition(" ")
        if not text:
            self.empty_line()
        elif marker == "===":
            self.directive(rest)
        elif marker in ("#", "##", "###"):
            self.heading(rest.strip(), len(marker))
        elif marker == ">>":
            self.paragraph(rest, style="B", align="R")
        elif marker == "~":
            self.paragraph(rest)
        elif marker == "-":
            deep = line.startswith("  ")
            self.hanging("-" if deep else "\u2022", rest, indent=28 if deep else 10, width=14)
        elif match := NUMBERED.fullmatch(text):
            width = max(26, 14 + 5.6 * len(match[1])) if match[1][0].isdigit() else 22
            self.hanging(match[1], match[2], indent=0 if match[1][0].isdigit() else 28, width=width)
        else:
            self.paragraph(text)

    def directive(self, words: str) -> None:
        """Obey a line that begins with ===."""
        if words == "blank":
            self.start_page("page")
            self.set_y(self.h / 2)
            self.paragraph(BLANK_PAGE, align="C")
        elif words.startswith("item "):
            self.starts[words.removeprefix("item ")] = self.printed
        else:
            self.start_page(words)

    def empty_line(self) -> None:
        """Draw an empty line as a single space, but not at the top of a page."""
        height = self.look.body * 0.85
        if self.get_y() > self.t_margin and not self.will_page_break(height):
            self.cell(0, height, " ", new_x="LMARGIN", new_y="NEXT")

    def heading(self, text: str, level: int) -> None:
        """Draw a title or a heading, and keep it with what follows."""
        size = self.look.body + {1: 7, 2: 2, 3: 0.5}[level]
        if self.will_page_break(size * LEADING + 4 * self.look.body * LEADING):
            self.start_page(next(name for name, look in LOOKS.items() if look == self.look))
        self.paragraph(text, style="B", size=size)
        if level == 1:
            self.set_draw_color(0, 110, 120)
            self.line(self.l_margin, self.get_y() + 2, self.w - self.r_margin, self.get_y() + 2)
            self.set_y(self.get_y() + 4)

    def paragraph(self, text: str, style: str = "", size: float = 0, align: str = "L") -> None:
        """Draw a paragraph over the whole width."""
        size = size or self.look.body
        self.set_font(FONT, style, size)
        self.multi_cell(0, size * LEADING, text, align=align, new_x="LMARGIN", new_y="NEXT")
        self.set_font(FONT, size=self.look.body)

    def hanging(self, label: str, text: str, indent: float, width: float) -> None:
        """Draw a bullet or a number and, to the right of it, its paragraph."""
        height = self.look.body * LEADING
        if self.will_page_break(2 * height):
            self.start_page(next(name for name, look in LOOKS.items() if look == self.look))
        self.set_x(self.l_margin + indent)
        self.cell(width, height, f"{label} ")
        self.multi_cell(0, height, text, align="L", new_x="LMARGIN", new_y="NEXT")

    def table_rows(self, table: Table) -> None:
        """Draw a table, its heading again on each page that it runs on to."""
        if not table.weights:
            table.weights = [1] * len(table.rows[0])
        widths = [self.epw * weight / sum(table.weights) for weight in table.weights]
        for number, row in enumerate(table.rows):
            bold = table.headed and number == 0
            height = self.row_height(row, widths, bold)
            if self.will_page_break(height):
                self.start_page(next(name for name, look in LOOKS.items() if look == self.look))
                if table.headed and not bold:
                    self.table_row(table.rows[0], widths, bold=True)
            self.table_row(row, widths, bold)
        self.set_font(FONT, size=self.look.body)

    def cell_lines(self, text: str, width: float, bold: bool) -> list[str]:
        """Break a cell's text into the lines that fit its width."""
        self.set_font(FONT, "B" if bold else "", self.look.table)
        if not text:
            return []
        broken = self.multi_cell(width - 8, 1, text, align="L", dry_run=True, output="LINES")
        lines = cast("list[str]", broken)  # in the encoding of the font
        return [line.encode("latin-1").decode(self.core_fonts_encoding) for line in lines]

    def row_height(self, row: list[str], widths: list[float], bold: bool) -> float:
        """Give the height of a row."""
        most = max(len(self.cell_lines(cell, width, bold)) for cell, width in zip(row, widths, strict=True))
        return max(most, 1) * self.look.table * LEADING + 6

    def table_row(self, row: list[str], widths: list[float], bold: bool) -> None:
        """Draw one row: a single baseline, the further lines of its cells lowered by text rise."""
        top, left = self.get_y(), self.l_margin
        height = self.row_height(row, widths, bold)
        baseline = top + 3 + self.look.table
        self.set_draw_color(150, 150, 150)
        self.set_fill_color(226, 236, 238)
        for cell, width in zip(row, widths, strict=True):
            self.rect(left, top, width, height, style="DF" if bold else "D")
            for number, text in enumerate(self.cell_lines(cell, width, bold)):
                self._out(f"{-number * self.look.table * LEADING:.2f} Ts")
                self.text(left + 4, baseline, f"{text.strip()} ")
            self._out("0 Ts")
            self.text(left + 4, baseline, "  ")
            left += width
        self.set_xy(self.l_margin, top + height)


def page_ranges(starts: dict[str, int], last: int) -> dict[str, str]:
    """Give the printed pages of each agenda item from the pages on which the items start."""
    ends = [*[start - 1 for start in list(starts.values())[1:]], last]
    return {item: f"{start} - {end}" for (item, start), end in zip(starts.items(), ends, strict=True)}


def build(path: Path) -> tuple[Path, bytes]:
    """Give the place and the bytes of the PDF that a source makes."""
    source = Source.read(path)
    draft = Paper(source, {})
    ranges = page_ranges(draft.starts, draft.printed) if draft.starts else {}
    return HERE / source.head["file"], bytes(Paper(source, ranges).output())


def main() -> int:
    """Write the PDFs or, with --check, compare them with the files that are there."""
    parser = argparse.ArgumentParser(description="Build the collection's PDFs from their sources.")
    parser.add_argument("--check", action="store_true", help="only compare; exit 1 where a PDF differs")
    check = parser.parse_args().check
    stale = 0
    for path in sorted(SOURCES.glob("*.md")):
        target, content = build(path)
        same = target.exists() and target.read_bytes() == content
        stale += not same
        if not (check or same):
            target.write_bytes(content)
        print(f"{target.name}: {'up to date' if same else 'differs from its source' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
