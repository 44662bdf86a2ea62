"""What a PDF's pages show, through pdfium: pictures, drawn lines, words struck through, and a second reading.

pypdf gives the text that is kept and quoted; this says what can be seen beside it.
"""

from __future__ import annotations

import ctypes
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.readers import columns

#: pdfium may be in one thread at a time.
_ONE = threading.Lock()
#: A page with more objects or more points than this is a drawing or a map; what lies beyond is not looked at.
OBJECTS, POINTS = 60_000, 6_000
#: So many runs of text tell whether a page's text is shown.
FIRST = 40
#: Text in more pieces than this is set letter by letter, and its lines can't be told by them.
PIECES = 2_500
#: How deep forms may lie within forms.
DEPTH = 4
#: A line that strikes words out is at most this thick and at least this long, in points.
THICK, SHORT = 3.0, 2.0
#: ... at most this thick beside the height of the letters, and stands at this share of their height.
FAT, LOW, HIGH = 0.5, 0.12, 0.85
#: Of the letters that a line crosses, it strikes through at least this share.
MOST = 0.8
#: Pieces of a line lie this close together, in points; this much of it runs over letters, or it is a rule.
NEAR, LEVEL, OVER = 2.0, 0.7, 0.6
#: So many strokes of one width lie one below the other this closely, each at most so thick, in a shaded field.
STACK, CLOSE, BAND = 3, 5.0, 6.0
#: A line's end may miss the end of a letter by this share of the letter's width.
MISS = 0.5
#: Colours from here on are the paper's own.
WHITE = 250
#: So many shapes on a page without text are a drawing, not a border.
SHAPES = 100

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page as it is seen.

    text: as pdfium reads it. pictures: how many there are. covered: the share of the page that the largest takes.
    shapes: how many things are drawn. unseen: its text is there but not shown, as under a scan.
    words: where something is struck through, the page's words and for each of their characters whether it is; else ().
    attached, notes: how many files hang on the page and notes are typed over it. columns: its text column by column,
    where the file draws its lines across them; else "".
    """

    text: str
    pictures: int = 0
    covered: float = 0.0
    shapes: int = 0
    unseen: bool = False
    words: tuple[tuple[str, tuple[bool, ...]], ...] = ()
    attached: int = 0
    notes: int = 0
    columns: str = ""

    @property
    def is_drawn(self) -> bool:
        """True where the page shows something, though it may hold no text."""
        return bool(self.pictures) or self.shapes >= SHAPES


@dataclass(frozen=True, slots=True)
class _Line:
    """A straight stroke along the lines of text: its middle, its ends, and how thick it is."""

    y: float
    left: float
    right: float
    thick: float


@dataclass(frozen=True, slots=True)
class _Letter:
    """One character on a page: the box of its ink, the line it stands on, and how high its letters are."""

    char: str
    left: float
    right: float
    base: float
    height: float


class Drawn:
    """A PDF open for looking at. `page` gives None for a page that cannot be looked at."""

    def __init__(self, path: Path) -> None:
        self._file: Any = None
        try:
            with _ONE:
                self._file = pypdfium2.PdfDocument(str(path))
        except (pypdfium2.PdfiumError, OSError, ValueError):
            self._file = None

    @property
    def is_open(self) -> bool:
        """False where pdfium makes nothing of the file."""
        return self._file is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            with _ONE:
                self._file.close()

    def page(self, index: int) -> Leaf | None:
        """Return what a page shows; pages count from 0."""
        if self._file is None:
            return None
        with _ONE:
            try:
                page = self._file[index]
            except (pypdfium2.PdfiumError, IndexError):
                return None
            try:
                return _leaf(page)
            except pypdfium2.PdfiumError:
                return None
            finally:
                page.close()


def _leaf(page: Any) -> Leaf:
    told = page.get_textpage()
    try:
        text = told.get_text_range().replace("\r\n", "\n").replace("\r", "\n")
        seen = _Seen(page)
        marks, attached, notes = _annotations(page.raw, seen.turn)
        words = _words(told.raw, seen.turn, seen.lines, marks)
        ordered = "" if seen.turn else _by_columns(told)
        return Leaf(text, seen.pictures, seen.covered, seen.shapes, seen.unseen, words, attached, notes, ordered)
    finally:
        told.close()


def _by_columns(told: Any) -> str:
    """Return a page's text column by column, where the file draws its lines across them; else ""."""
    count = told.count_rects()
    if not columns.LINES * 2 <= count <= PIECES:
        return ""
    areas = columns.areas([told.get_rect(place) for place in range(count)])
    return "\n".join(told.get_text_bounded(*area).replace("\r\n", "\n").strip("\n") for area in areas)


class _Seen:
    """The objects of a page, counted; its strokes along the text, as the page is shown."""

    def __init__(self, page: Any) -> None:
        self.turn = _TURNS[page.get_rotation() % 360]
        self.pictures = self.shapes = 0
        self.covered = 0.0
        self.lines: list[_Line] = []
        self._points = POINTS
        left, bottom, right, top = page.get_bbox()
        self._area = max(1.0, (right - left) * (top - bottom))
        shown = hidden = 0  # of the first runs of text, which tell
        for kind, held, matrix in _objects(page.raw):
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                if shown + hidden < FIRST:
                    unseen = pdfium.FPDFTextObj_GetTextRenderMode(held) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
                    hidden, shown = hidden + unseen, shown + (not unseen)
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self.shapes += 1
                self.lines.extend(self._strokes(held, matrix))
            elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
                box = _bounds(held, matrix, _AS_IT_IS) if kind == pdfium.FPDF_PAGEOBJ_IMAGE else None
                self.pictures += kind == pdfium.FPDF_PAGEOBJ_IMAGE
                if box:
                    wide = max(0.0, min(box[2], right) - max(box[0], left))
                    high = max(0.0, min(box[3], top) - max(box[1], bottom))
                    self.covered = max(self.covered, wide * high / self._area)
        self.unseen = hidden > 0.9 * FIRST or (hidden > 0 and not shown)

    def _strokes(self, path: Any, matrix: Matrix | None) -> Iterator[_Line]:
        """Yield the straight strokes along the text that a path draws."""
        box = _bounds(path, matrix, self.turn)
        if box is None or box[2] - box[0] < SHORT:
            return
        count = pdfium.FPDFPath_CountSegments(path)
        if count <= 3 or (count <= 5 and box[3] - box[1] <= BAND):
            boxes = [box]
        elif count <= self._points:
            self._points -= count
            boxes = list(_subpaths(path, count, matrix, self.turn))
        else:
            return
        thin = [b for b in boxes if b[3] - b[1] <= BAND and b[2] - b[0] >= SHORT]
        if thin and _is_painted(path):
            yield from (_Line((b[1] + b[3]) / 2, b[0], b[2], b[3] - b[1]) for b in thin)


def _objects(page: Any) -> Iterator[tuple[int, Any, Matrix | None]]:
    """Yield (kind, object, matrix of its form) of what a page is made of, in order, that in forms too."""
    left = OBJECTS

    def within(holder: Any, count: int, get: Callable[[Any, int], Any], matrix: Matrix | None, depth: int) -> Any:
        nonlocal left
        for place in range(min(count, left)):
            left -= 1
            held = get(holder, place)
            kind = pdfium.FPDFPageObj_GetType(held)
            if kind != pdfium.FPDF_PAGEOBJ_FORM:
                yield kind, held, matrix
            elif depth < DEPTH:
                inner = _times(_matrix(held), matrix)
                many = pdfium.FPDFFormObj_CountObjects(held)
                yield from within(held, many, pdfium.FPDFFormObj_GetObject, inner, depth + 1)

    yield from within(page, pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, None, 0)


def _matrix(held: Any) -> Matrix:
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(held, ctypes.byref(m))
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(m: Matrix, n: Matrix | None) -> Matrix:
    """Return the matrix that does first m, then n."""
    if n is None:
        return m
    a, b, c, d, e, f = m
    p, q, r, s, t, u = n
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _put(x: float, y: float, m: Matrix | None) -> tuple[float, float]:
    return (x, y) if m is None else (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])


_AS_IT_IS: Matrix | None = None
#: How a point of the page is turned for showing; where the page then begins doesn't matter.
_TURNS: dict[int, Matrix | None] = {
    0: _AS_IT_IS,
    90: (0, -1, 1, 0, 0, 0),
    180: (-1, 0, 0, -1, 0, 0),
    270: (0, 1, -1, 0, 0, 0),
}


def _around(points: Iterable[tuple[float, float]]) -> Box:
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)


def _turned(box: Box, matrix: Matrix | None, turn: Matrix | None) -> Box:
    if matrix is None and turn is None:
        return box
    corners = ((box[0], box[1]), (box[2], box[1]), (box[0], box[3]), (box[2], box[3]))
    return _around(_put(*_put(x, y, matrix), turn) for x, y in corners)


def _bounds(held: Any, matrix: Matrix | None, turn: Matrix | None) -> Box | None:
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(held, *edges):
        return None
    left, bottom, right, top = (edge.value for edge in edges)
    return _turned((left, bottom, right, top), matrix, turn)


def _subpaths(path: Any, count: int, matrix: Matrix | None, turn: Matrix | None) -> Iterator[Box]:
    """Yield the box of each separate figure of a path."""
    own = _times(_matrix(path), matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for place in range(count):
        piece = pdfium.FPDFPath_GetPathSegment(path, place)
        if pdfium.FPDFPathSegment_GetType(piece) == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield _around(points)
            points = []
        if pdfium.FPDFPathSegment_GetPoint(piece, x, y):
            points.append(_put(*_put(x.value, y.value, own), turn))
    if points:
        yield _around(points)


def _is_painted(path: Any) -> bool:
    """True where a path leaves a mark that is not the paper's own white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(path, fill, stroke):
        return True
    colour = [ctypes.c_uint() for _ in range(4)]
    for drawn, get in ((fill, pdfium.FPDFPageObj_GetFillColor), (stroke, pdfium.FPDFPageObj_GetStrokeColor)):
        if drawn.value and not (get(path, *colour) and (_is_white(colour) or not colour[3].value)):
            return True
    return False


def _is_white(colour: list[Any]) -> bool:
    return all(part.value >= WHITE for part in colour[:3])


def _annotations(page: Any, turn: Matrix | None) -> tuple[list[Box], int, int]:
    """Return the boxes that annotations strike out, and how many files are attached and notes typed on the page."""
    boxes: list[Box] = []
    attached = notes = 0
    for place in range(min(pdfium.FPDFPage_GetAnnotCount(page), OBJECTS)):
        note = pdfium.FPDFPage_GetAnnot(page, place)
        if not note:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        attached += kind == pdfium.FPDF_ANNOT_FILEATTACHMENT
        notes += kind == pdfium.FPDF_ANNOT_FREETEXT
        if kind == pdfium.FPDF_ANNOT_STRIKEOUT:
            corners = pdfium.FS_QUADPOINTSF()
            for quad in range(pdfium.FPDFAnnot_CountAttachmentPoints(note)):
                if pdfium.FPDFAnnot_GetAttachmentPoints(note, quad, corners):
                    c = corners
                    boxes.append(
                        _around(_put(x, y, turn) for x, y in ((c.x1, c.y1), (c.x2, c.y2), (c.x3, c.y3), (c.x4, c.y4)))
                    )
        pdfium.FPDFPage_CloseAnnot(note)
    return boxes, attached, notes


def _words(
    told: Any, turn: Matrix | None, lines: list[_Line], marks: list[Box]
) -> tuple[tuple[str, tuple[bool, ...]], ...]:
    """Return a page's words with what is struck through in them; () where nothing is."""
    lines = _through_text(told, turn, _single(lines))
    if not lines and not marks:
        return ()
    letters = _letters(told, turn)
    struck = _under(_whole_lines(lines), letters)
    struck |= {place for box in marks for place in _inside(box, letters)}
    if not struck:
        return ()
    words: list[tuple[str, tuple[bool, ...]]] = []
    held: list[tuple[str, bool]] = []
    for place, letter in enumerate((*letters, None)):
        if letter is not None and not letter.char.isspace():
            held.append((letter.char, place in struck))
        elif held:
            words.append(("".join(c for c, _ in held), tuple(s for _, s in held)))
            held = []
    return tuple(words)


def _single(lines: list[_Line]) -> list[_Line]:
    """Return lines without those that together shade or hatch a field."""
    stacks: dict[tuple[int, int], list[_Line]] = {}
    for line in lines:
        stacks.setdefault((round(line.left / 2), round(line.right / 2)), []).append(line)
    out: list[_Line] = []
    for stack in stacks.values():
        heights = sorted(line.y for line in stack)
        out.extend(
            line
            for line in stack
            if line.thick <= THICK
            and bisect_right(heights, line.y + CLOSE) - bisect_left(heights, line.y - CLOSE) < STACK
        )
    return out


def _through_text(told: Any, turn: Matrix | None, lines: list[_Line]) -> list[_Line]:
    """Return those lines that run through some run of text: a cheap test that spares most pages the dear one."""
    if not lines:
        return []
    ordered = sorted(lines, key=lambda line: line.y)
    heights = [line.y for line in ordered]
    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    found: set[int] = set()
    for place in range(pdfium.FPDFText_CountRects(told, 0, -1)):
        if not pdfium.FPDFText_GetRect(told, place, left, top, right, bottom):
            continue
        box = _turned((left.value, bottom.value, right.value, top.value), None, turn)
        slack = LOW * (box[3] - box[1])
        first, last = bisect_left(heights, box[1] + slack), bisect_right(heights, box[3] - slack)
        found |= {n for n in range(first, last) if ordered[n].left < box[2] and ordered[n].right > box[0]}
    return [ordered[n] for n in sorted(found)]


def _letters(told: Any, turn: Matrix | None) -> list[_Letter]:
    """Return a page's characters in order, each with its place."""
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    out: list[_Letter] = []
    height = 0.0
    for place in range(pdfium.FPDFText_CountChars(told)):
        char = chr(pdfium.FPDFText_GetUnicode(told, place) or 32)
        if char.isspace() or not pdfium.FPDFText_GetCharBox(told, place, left, right, bottom, top):
            out.append(_Letter(" ", 0, 0, 0, 0))
            continue
        pdfium.FPDFText_GetCharOrigin(told, place, x, y)
        box = _turned((left.value, bottom.value, right.value, top.value), None, turn)
        base = _put(x.value, y.value, turn)[1]
        if char.isalnum():
            height = box[3] - base
        out.append(_Letter(char, box[0], box[2], base, max(height, box[3] - base)))
    return out


def _whole_lines(lines: list[_Line]) -> list[_Line]:
    """Return lines with those made one that go on one from another, as where each word is struck out by itself."""
    out: list[_Line] = []
    rows: list[list[_Line]] = []
    for line in sorted(lines, key=lambda line: line.y):
        if rows and line.y - rows[-1][0].y <= LEVEL:
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        for line in sorted(row, key=lambda line: line.left):
            last = out[-1] if out else None
            if last and abs(last.y - line.y) <= LEVEL and last.left <= line.left <= last.right + NEAR:
                right, thick = max(last.right, line.right), max(last.thick, line.thick)
                out[-1] = _Line(last.y, last.left, right, thick)
            else:
                out.append(line)
    return out


def _under(lines: list[_Line], letters: list[_Letter]) -> set[int]:
    """Return the places of the letters that lines strike through."""
    standing = sorted((one.base, place) for place, one in enumerate(letters) if one.height > 0)
    bases = [base for base, _ in standing]
    tallest = max((one.height for one in letters), default=0.0)
    struck: set[int] = set()
    for line in lines:
        first, last = bisect_left(bases, line.y - tallest), bisect_right(bases, line.y + LOW * tallest)
        struck.update(_struck_by(line, {place: letters[place] for _, place in standing[first:last]}))
    return struck


def _struck_by(line: _Line, letters: dict[int, _Letter]) -> list[int]:
    """Return the places of the letters that a line strikes through; none where it is a rule or an underline."""
    crossed = [place for place, letter in letters.items() if _crosses(line, letter)]
    found = [place for place in crossed if _strikes(line, letters[place])]
    if not found or len(found) < MOST * len(crossed):
        return []
    spread = sorted(
        (max(line.left, one.left - one.height / 3), min(line.right, one.right + one.height / 3))
        for one in (letters[place] for place in found)
    )
    covered, reached = 0.0, line.left
    for left, right in spread:
        covered += max(0.0, right - max(left, reached))
        reached = max(reached, right)
    return found if covered >= OVER * (line.right - line.left) else []


def _crosses(line: _Line, letter: _Letter) -> bool:
    """True where a line runs over most of a letter's width, at its height or just under it."""
    over = min(line.right, letter.right) - max(line.left, letter.left)
    return over >= (1 - MISS) * (letter.right - letter.left) and -LOW <= (line.y - letter.base) / letter.height <= 1


def _strikes(line: _Line, letter: _Letter) -> bool:
    """True where a line that crosses a letter does so at the middle of its height, and is thin beside it."""
    return LOW <= (line.y - letter.base) / letter.height <= HIGH and line.thick <= FAT * letter.height


def _inside(box: Box, letters: list[_Letter]) -> list[int]:
    """Return the places of the letters whose middle lies in a box."""
    return [
        place
        for place, one in enumerate(letters)
        if one.height > 0
        and box[0] <= (one.left + one.right) / 2 <= box[2]
        and box[1] <= one.base + one.height / 2 <= box[3]
    ]
