"""A PDF's page as a picture, and where words stand on it, through pdfium: for showing, never for reading.

Words are sought by their letters and figures alone, as line ends, hyphens, ligatures and quotation marks differ from
reader to reader. Where they stand twice, what is around them tells which are meant; where that can't tell, none are.
"""

from __future__ import annotations

import ctypes
import io
import math
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from ingest.drawing import Mark, Picture, Sought
from ingest.errors import ReadError

#: Pixels that a page is wide, where its shape lets it: sharp at twice the panel's width.
WIDTH = 960
#: A picture has at most so many pixels on a side and in all: a page may call itself a mile wide.
SIDE, PIXELS = 4000, 4_000_000
#: Of more characters than this a page is a drawing or an attack; nothing is sought on it.
CHARACTERS = 200_000
#: Bytes of a picture that are enough; one that needs more is a photograph, and is drawn less faithfully.
ENOUGH = 150_000
#: Greys of a page without colour, and colours of another: letters stay smooth, and the picture small.
GREYS, COLOURS = 16, 64
#: A difference between red, green and blue that is a colour, and the share of pixels that makes a page coloured.
COLOURED, SHARE = 24, 0.0005
#: So many more letters around words must be alike than around others like them: one or two are by chance.
CLEAR = 4
#: Letters of a line follow each other within this many times their height; what is further off is another column.
GAP = 3.0
#: A mark is this much higher than its letters, as a share of their height, above and below; and wider at its ends.
ROOM, HAIR = 0.14, 0.08
#: Fractions of a page are told in so many parts.
PARTS = 1_000_000
#: A box along the lines of text overlaps the line before by this share of the lower one, or begins another.
LEVEL = 0.4

Box = tuple[float, float, float, float]


def picture(content: bytes, page: int, sought: Sequence[Sought], width: int = WIDTH) -> Picture:
    """Return a page of a PDF drawn, and where words stand on it. page: counted from 1.

    Raises ReadError for a file or a page that cannot be drawn.
    """
    try:
        file = pypdfium2.PdfDocument(content)
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise ReadError(f"cannot be drawn ({error})") from error
    try:
        return _drawn(file, page, sought, width)
    except (pypdfium2.PdfiumError, IndexError, ValueError, OSError) as error:
        raise ReadError(f"page {page} cannot be drawn ({error})") from error
    finally:
        file.close()


def _drawn(file: Any, number: int, sought: Sequence[Sought], width: int) -> Picture:
    page = file[number - 1]
    try:
        wide, high = page.get_size()
        scale = min(width / wide, SIDE / wide, SIDE / high, math.sqrt(PIXELS / (wide * high)))
        if not (math.isfinite(scale) and scale > 0):
            raise ValueError("it has no size")
        bitmap = page.render(scale=scale, rev_byteorder=True)
        shown = bitmap.to_pil().convert("RGB")
        bitmap.close()
        letters = _Letters(page, page.get_rotation())
        found = [letters.places(one) for one in sought]
        if not all(found) and page.get_rotation():
            letters = _as_written(page)
            found = [letters.places(one) for one in sought]
        marks = tuple(mark for places in found for mark in letters.marks(places))
        image, kind = _encoded(shown)
        whole = bool(found) and all(found) and bool(marks)
        marks = marks if whole else ()
        return Picture(image, kind, shown.width, shown.height, marks, whole, blank=not letters.text)
    finally:
        page.close()


# ---------------------------------------------------------------- where words stand


@lru_cache(maxsize=8192)
def _plain(char: str) -> str:
    """Return what is compared of a character: letters and figures without their case, marks and joins."""
    return "".join(c for c in unicodedata.normalize("NFKD", char).casefold() if c.isalnum())


def folded(text: str) -> str:
    """Return what is compared of a text: its letters and figures."""
    return "".join(map(_plain, text))


def place(page: str, sought: Sought) -> int | None:
    """Return where words stand in a page's letters and figures: None where they don't, or it can't be told which."""
    words, before, after = folded(sought.words), folded(sought.before), folded(sought.after)
    if not words:
        return None
    places = list(_places(page, words))
    if len(places) < 2:
        return places[0] if places else None
    told = [(_alike(page[:p][::-1], before[::-1]) + _alike(page[p + len(words) :], after), p) for p in places]
    (best, at), (other, _) = sorted(told, reverse=True)[:2]
    return at if best - other >= CLEAR else None


def _places(page: str, words: str) -> Iterator[int]:
    at = page.find(words)
    while at >= 0:
        yield at
        at = page.find(words, at + 1)


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


class _Letters:
    """The letters and figures of a page as pdfium reads them, and where each is on the page as it is shown."""

    def __init__(self, page: Any, turn: int) -> None:
        self._page = page.raw
        self._turn = turn
        self._told = page.get_textpage()
        count = self._told.count_chars()
        text: list[str] = []
        self._at: list[int] = []
        for char in range(count if count <= CHARACTERS else 0):
            for one in _plain(self._char(char)):
                text.append(one)
                self._at.append(char)
        self.text = "".join(text)

    def _char(self, char: int) -> str:
        """Return a character of the page; a space after the last."""
        return chr(pdfium.FPDFText_GetUnicode(self._told.raw, char) or 32)

    def places(self, sought: Sought) -> Sequence[int]:
        """Return the characters of the page that words are; () where they are not found."""
        at = place(self.text, sought)
        if at is None:
            return ()
        first, last = self._at[at], self._at[at + len(folded(sought.words)) - 1]
        for char in reversed(sought.words.rstrip()):  # the stop at the end is of the words too
            if _plain(char) or self._char(last + 1).isspace() or _plain(self._char(last + 1)):
                break
            last += 1
        return tuple(range(first, last + 1))

    def marks(self, chars: Sequence[int]) -> Iterator[Mark]:
        """Yield a mark for each line that characters stand on, cut to the page."""
        turned = bool(chars) and self._is_upright(chars[0])
        boxes = [box for box in map(self._box, chars) if box]
        lines = _lines([_swapped(b) for b in boxes] if turned else boxes)
        for left, top, right, bottom in map(_swapped, lines) if turned else lines:
            left, top, right, bottom = (min(1.0, max(0.0, edge)) for edge in (left, top, right, bottom))
            if right > left and bottom > top:
                yield Mark(left, top, right - left, bottom - top)

    def _is_upright(self, char: int) -> bool:
        """True where a character's line runs up or down the page as it is shown."""
        angle = math.degrees(pdfium.FPDFText_GetCharAngle(self._told.raw, char)) + self._turn
        return bool(45 <= angle % 180 < 135)

    def _box(self, char: int) -> Box | None:
        """Return the box of a character's ink as shares of the page shown; None where it has none."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        if not pdfium.FPDFText_GetCharBox(self._told.raw, char, left, right, bottom, top):
            return None
        (a, b), (c, d) = self._shown(left.value, top.value), self._shown(right.value, bottom.value)
        box = min(a, c), min(b, d), max(a, c), max(b, d)
        return box if box[2] > box[0] and box[3] > box[1] else None

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self._page, 0, 0, PARTS, PARTS, 0, x, y, across, down)
        return across.value / PARTS, down.value / PARTS


def _as_written(page: Any) -> _Letters:
    """Return the letters of a page shown turned, read as if it weren't: what is on its head is read backwards."""
    turn = page.get_rotation()
    page.set_rotation(0)
    try:
        return _Letters(page, turn)
    finally:
        page.set_rotation(turn)


def _swapped(box: Box) -> Box:
    return box[1], box[0], box[3], box[2]


def _lines(boxes: Sequence[Box]) -> list[Box]:
    """Return the box of each line that letters stand on, in their order, with some room above and below."""
    lines: list[Box] = []
    for box in boxes:
        if lines and _goes_on(lines[-1], box):
            last = lines[-1]
            lines[-1] = min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3])
        else:
            lines.append(box)
    return [(a - HAIR * (d - b), b - ROOM * (d - b), c + HAIR * (d - b), d + ROOM * (d - b)) for a, b, c, d in lines]


def _goes_on(line: Box, box: Box) -> bool:
    """True where a letter stands on a line, close to what is there. Heights and widths are shares of two lengths, near
    enough to each other for that."""
    over = min(line[3], box[3]) - max(line[1], box[1])
    high = max(line[3] - line[1], box[3] - box[1])
    near = box[0] - line[2] <= GAP * high and line[0] - box[2] <= GAP * high
    return near and over >= LEVEL * min(line[3] - line[1], box[3] - box[1])


# ---------------------------------------------------------------- the picture's bytes


def _encoded(shown: Image.Image) -> tuple[bytes, str]:
    """Return a picture as small as a page of text can be kept without losing its letters, and its type."""
    if _is_coloured(shown):
        told = _saved(_few_colours(shown), "PNG", compress_level=6)
    else:
        told = _saved(_few_greys(shown), "PNG", compress_level=6, bits=4)
    if len(told) <= ENOUGH:
        return told, "image/png"
    less = next(
        (t for q in (60, 40) if len(t := _saved(shown, "WEBP", quality=q, method=1)) <= ENOUGH),
        _saved(shown, "WEBP", quality=25, method=1),
    )
    return min(told, less, key=len), "image/webp" if len(less) < len(told) else "image/png"


def _is_coloured(shown: Image.Image) -> bool:
    small = shown.reduce(2)
    red, green, blue = small.split()
    far = ImageChops.lighter(ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return sum(far.histogram()[COLOURED:]) > SHARE * small.width * small.height


def _few_greys(shown: Image.Image) -> Image.Image:
    step = 255 // (GREYS - 1)
    image = shown.convert("L").point([min(GREYS - 1, (v + step // 2) // step) for v in range(256)])
    image = Image.frombytes("P", image.size, image.tobytes())
    image.putpalette([v * step for v in range(GREYS) for _ in range(3)])
    return image


def _few_colours(shown: Image.Image) -> Image.Image:
    return shown.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def _saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()
