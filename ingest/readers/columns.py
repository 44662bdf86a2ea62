"""Columns of running text whose lines a file draws across, first this column's, then the next one's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

Box = tuple[float, float, float, float]

#: Pieces of a line further apart than this, in points, stand in different columns.
GAP = 10.0
#: A page has columns if so many of its lines are drawn across them.
LINES = 12
#: A gutter is at least this wide, and crossed by this share of those lines at most.
GUTTER, CROSSED = 8, 0.05
#: Running text fills its column: this share of the lines, to this share of its width. A table's cells don't.
FULL, WIDE = 0.6, 0.7
#: A column is at least this share of the widest one's width: the columns of a table may be of any.
EVEN = 0.6


def areas(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Return the areas of a page in the order in which they are to be read; () where its own order will do.

    boxes: (left, bottom, right, top) of each piece of text, in the order of the file. What stands above, between and
    below the columns, across them, is an area of its own.
    """
    rows = _rows(boxes)
    across = [row for row in rows if len(row) > 1]
    if len(across) < LINES:
        return ()
    edges = _columns(across)
    if len(edges) < 2 or not _is_running(across, edges):
        return ()
    left, right = min(b[0] for b in boxes) - 1, max(b[2] for b in boxes) + 1
    gutters = [(a[1] + b[0]) / 2 for a, b in pairwise(edges)]
    limits = [left, *gutters, right]
    out: list[Box] = []
    for whole, band in _bands(rows, gutters):
        bottom, top = min(b[1] for row in band for b in row) - 0.5, max(b[3] for row in band for b in row) + 0.5
        out.extend([(left, bottom, right, top)] if whole else [(a, bottom, b, top) for a, b in pairwise(limits)])
    return tuple(out)


def _rows(boxes: Iterable[Box]) -> list[list[Box]]:
    """Return the lines of a page from the top, each as its pieces that stand apart."""
    lines: list[list[Box]] = []
    for box in boxes:
        last = lines[-1][-1] if lines else None
        if last and min(last[3], box[3]) - max(last[1], box[1]) > (box[3] - box[1]) / 2 and box[0] >= last[2] - GAP:
            lines[-1].append(box)
        else:
            lines.append([box])
    rows = []
    for line in lines:
        row = [line[0]]
        for box in line[1:]:
            if box[0] - row[-1][2] < GAP:
                last = row[-1]
                row[-1] = (last[0], min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
            else:
                row.append(box)
        rows.append(row)
    return sorted(rows, key=lambda row: -row[0][3])


def _columns(across: list[list[Box]]) -> list[tuple[float, float]]:
    """Return (left, right) of the columns that the lines drawn across a page leave gutters between."""
    left, right = min(row[0][0] for row in across), max(row[-1][2] for row in across)
    ink = [0] * (int(right - left) + 2)
    for row in across:
        for box in row:
            for place in range(int(box[0] - left), int(box[2] - left) + 1):
                ink[place] += 1
    columns: list[tuple[float, float]] = []
    start, empty = 0, 0
    for place, many in enumerate(ink):
        if many > CROSSED * len(across):
            if empty >= GUTTER and place > empty:
                columns.append((left + start, left + place - empty))
                start = place
            empty = 0
        else:
            empty += 1
    return [*columns, (left + start, right)]


def _is_running(across: list[list[Box]], columns: list[tuple[float, float]]) -> bool:
    """True where the columns are about as wide as each other and most of their lines fill them."""
    widest = max(right - left for left, right in columns)
    for left, right in columns:
        inside = [box for row in across for box in row if left - GAP < box[0] and box[2] < right + GAP]
        full = sum(box[2] - box[0] >= WIDE * (right - left) for box in inside)
        if right - left < EVEN * widest or len(inside) < LINES * 0.75 or full < FULL * len(inside):
            return False
    return True


def _bands(rows: list[list[Box]], gutters: list[float]) -> list[tuple[bool, list[list[Box]]]]:
    """Return runs of lines from the top, each with whether they go over a gutter."""
    bands: list[tuple[bool, list[list[Box]]]] = []
    for row in rows:
        over = any(box[0] < g < box[2] for box in row for g in gutters)
        if bands and bands[-1][0] is over:
            bands[-1][1].append(row)
        else:
            bands.append((over, [row]))
    return bands
