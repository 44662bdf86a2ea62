"""From lines to paragraphs: wrapped lines joined, bullets and rows kept apart, page breaks bridged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.grammar import numbering, outcomes
from ingest.grammar.furniture import Line
from ingest.record import Shape, Span, joined

#: A text with this share of lines longer than LONG is not wrapped by hand: each line is a paragraph.
LONG, LONG_SHARE = 200, 0.02
#: A text whose lines are shorter than this is a list of short lines, not prose that was wrapped.
NARROW = 45
#: A line this full (as a share of the width) was broken because the next word did not fit.
FULL = 0.85
#: Columns in a text table stand this many spaces apart.
_COLUMNS = re.compile(r"\t|\S {3,}\S")
#: A label, a wide gap and one figure: a row of two columns.
_LABELLED = re.compile(r"^[A-Za-z].{1,60}?\S? {3,}+[-+£]?\d[\d,.]*%?$")
_ENDS = re.compile(r"[.!?:;][\"'”’)\]]*$|\]$")
#: A figure or a dash that goes on in small letters is no number of a list.
_WITHIN = re.compile(r"^(?:\d+(?:\.\d+)+|[-–—])\s+[a-z]")
#: A row between bars, as Markdown, Org and reStructuredText write it, and the rule below the first of them.
_BARRED = re.compile(r"^\|.+\|$")
_RULE = re.compile(r"^(?=[^|+]*[|+])(?=.*(?:--|==))[|+:=\- \t]+$")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph in the making: its lines, joined, with the spans they take up."""

    text: str
    lines: tuple[Line, ...]
    shape: Shape

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return the stretches of the document that the block's lines take up, in order."""
        return tuple(span for line in self.lines for span in line.spans)

    @property
    def first_page(self) -> int:
        return self.lines[0].page

    @property
    def last_page(self) -> int:
        return self.lines[-1].page

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def end(self) -> int:
        return self.lines[-1].end


def spans_of(block: Block, text: str) -> tuple[Span, ...]:
    """Return a block's spans with those made one between which only white space stands."""
    return joined(text, block.spans)


def width(found: Iterable[Line]) -> int | None:
    """Return the width at which a text's prose was wrapped, in characters; None where it is not wrapped."""
    lengths = sorted(len(line.text) for line in found if line.text and not line.furniture and not is_row(line.text))
    if not lengths or sum(length > LONG for length in lengths) > LONG_SHARE * len(lengths):
        return None
    wide = lengths[int(0.95 * (len(lengths) - 1))]
    return wide if wide >= NARROW else None


def is_row(text: str) -> bool:
    """True where a line is a row of a table: cells parted by tabs, by wide gaps, or by bars with one at each end."""
    if "\t" in text or _BARRED.match(text):
        return True
    if "   " not in text:
        return False
    return len(_COLUMNS.findall(text)) >= 2 or bool(_LABELLED.match(text))


def cells(raw: str) -> list[str]:
    """Return the cells of a row as it stands in the text: parted by bars, tabs or wide gaps, empty ones kept."""
    bare = raw.strip()
    if _BARRED.match(bare):
        return [cell.strip() for cell in re.split(r"(?<!\\)\|", bare[1:-1])]
    return re.split(r"\t| {3,}", bare)


def shape(text: str) -> Shape:
    """Return how a line was set, from its own text alone."""
    if is_row(text):
        return Shape.ROW
    if numbering.BULLET.match(text) and not numbering.DEEP.match(text):
        return Shape.BULLET
    return Shape.PROSE


def blocks(found: Iterable[Line]) -> tuple[Block, ...]:
    """Return the paragraphs of a run of lines. Furniture is left out; an action's marker stays with its sentence."""
    kept = list(found)
    wide = width(kept)
    groups: list[list[Line]] = []
    gap = True
    for line in kept:
        if line.blank:
            gap = True
        elif not line.furniture and not _RULE.match(line.text):
            if groups and _goes_on(groups[-1], line, gap=gap, wide=wide):
                groups[-1].append(line)
            else:
                groups.append([line])
            gap = False
    return tuple(_block(group) for group in groups)


def _block(group: list[Line]) -> Block:
    text = " ".join(" ".join(line.text.split()) if "\t" not in line.text else line.text for line in group)
    return Block(text, tuple(group), shape(group[0].text))


def _goes_on(group: list[Line], line: Line, *, gap: bool, wide: int | None) -> bool:
    """True where a line belongs to the paragraph before it."""
    last = group[-1]
    if outcomes.is_bare_marker(line.text):
        return True
    if is_row(line.text) or is_row(last.text):
        return False
    turned = line.page != last.page
    ended = bool(_ENDS.search(last.text))
    if numbering.starts_block(line.text):
        return not gap and not turned and not ended and bool(wide) and _runs_on(group, line, wide or 0)
    if numbering.is_loud_heading(line.text):
        return False
    if not gap and not turned and numbering.is_loud_heading(group[0].text) and numbering.is_capitals(line.text):
        return True
    small = line.text[0].islower() or (line.text[0] == "(" and not ended)
    if not gap and not turned and wide:
        if _is_full(last, line, wide):
            return not (ended and line.indent > group[0].indent)
        return small and not ended and len(last.text) > 0.6 * wide
    if ended or len(group[0].text) < 2:
        return False
    if numbering.STAMP.match(last.text) or numbering.is_capitals(last.text):
        return False
    if not small and not (turned and wide and _is_full(last, line, wide) and not numbering.is_title(line.text)):
        return False
    return len(last.text) > (0.6 * wide if wide else 60)


def _runs_on(group: list[Line], line: Line, wide: int) -> bool:
    """True where a wrapped line only looks like the start of a list: a figure or a dash within a sentence."""
    if not _is_full(group[-1], line, wide) or numbering.BULLET.match(group[0].text):
        return False
    return bool(_WITHIN.match(line.text))


def _is_full(last: Line, line: Line, wide: int) -> bool:
    return len(last.text) + 1 + len(line.text.split()[0]) > FULL * wide
