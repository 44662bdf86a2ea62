"""How many lines words take, counted from the widths of their letters: what a page of Word holds is known before it is
written. The count errs to too many: whatever renders the page has these widths, or falls back on narrower ones.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

#: The face that is measured. What stands in for it where it is not installed has been made with the same widths.
FACE = "Arial"
#: Letters by their width in hundredths of the size, as the face has them.
_BY_WIDTH = {
    20: "'",
    23: "ijl‘’",
    26: "|",
    28: " !,./:;I[\\]ft·",
    34: "()-`r{}“”²³",
    36: '"•',
    39: "*",
    40: "°",
    47: "^",
    50: "Jcksvxyz",
    54: "¶",
    56: "#$0123456789?L_abdeghnopqu–£€§«»",
    59: "+<=>~×",
    62: "FTZ",
    67: "&ABEKPSVXY",
    73: "CDHNRUw",
    74: "©®",
    78: "GOQ",
    84: "Mm½¼¾",
    89: "%",
    95: "W",
    100: "—…←→™",
    102: "@",
}
_WIDTHS = {letter: width / 100 for width, letters in _BY_WIDTH.items() for letter in letters}
#: What a letter takes that is not measured: of any script, and of pictures, which other faces lend.
OTHER, PICTURE = 1.1, 1.5
#: How much wider words are taken for than they are measured, for rounding and for spaces that hold no line's end; and
#: how much wider again in bold.
WIDER, BOLD = 1.03, 1.12
#: Letters of a word that is not broken where a text is cut.
LONG_WORD = 40
#: What stands for words that were left out.
CUT = " […]"


@lru_cache(maxsize=4096)
def _letter(letter: str) -> float:
    """Return the width of a letter in parts of the size; one with an accent is as wide as without."""
    plain = unicodedata.normalize("NFD", letter)[0]
    found = _WIDTHS.get(letter, _WIDTHS.get(plain))
    if found is None:
        return PICTURE if unicodedata.category(letter)[0] not in "LNMP" else OTHER
    return found


def width(word: str) -> float:
    """Return the width of a word in parts of the size."""
    return sum(map(_letter, word)) * WIDER


def lines(text: str, room: float, size: float, *, bold: bool = False) -> int:
    """Return how many lines a text takes. room, size: in points. Lines end at spaces, or within a word longer than one.

    One line at least: a paragraph without words has its line too.
    """
    whole = room / (size * (BOLD if bold else 1))
    count, left = 1, whole
    space = width(" ")
    for word in text.split():
        wide = width(word)
        before = space if left < whole else 0
        if before + wide <= left:
            left -= before + wide
            continue
        count, left = count + (left < whole), whole
        more = int(wide / whole)
        count, left = count + more, whole - (wide - more * whole)
    return count


Told = tuple[str | int, ...]


def of(told: Sequence[str | int]) -> str:
    """Return words and the numbers of footnotes among them as one text to be measured."""
    return "".join(map(str, told))


def cut(told: Told, most: int, room: float, size: float) -> Told:
    """Return words and numbers in at most so many lines: what has no room is left out, and " […]" says so.

    Every number stays, those of the words that were left out at the end.
    """
    if lines(of(told), room, size) <= most:
        return told
    least, over = 0, sum(len(p) for p in told if isinstance(p, str))
    while least + 1 < over:
        middle = (least + over) // 2
        fits = lines(of(_shortened(told, middle)), room, size) <= most
        least, over = (middle, over) if fits else (least, middle)
    return _shortened(told, least)


def _shortened(told: Told, letters: int) -> Told:
    """Return the first words, of so many letters, and all numbers; a sign stands where words were left out."""
    kept: list[str | int] = []
    after: list[str | int] = []
    for piece in told:
        if isinstance(piece, int):
            (after or kept).append(piece)
        elif not after:
            kept.append(piece if len(piece) <= letters else _begun(piece, letters))
            if len(piece) > letters:
                after.append(f"{CUT}”" if _is_open(kept) else CUT)
            letters -= min(letters, len(piece))
    return (*kept, *after)


def _begun(text: str, letters: int) -> str:
    """Return the first words of a text; of a word that is far too long to be one, its first letters."""
    whole = text[: letters + 1].rsplit(" ", 1)[0]
    return whole if len(whole) >= letters - LONG_WORD and len(whole) <= letters else text[:letters]


def _is_open(told: Sequence[str | int]) -> bool:
    """True where a quotation has begun and not ended."""
    said = of(told)
    return said.rfind("“") > said.rfind("”")


def cut_text(text: str, most: int, room: float, size: float) -> str:
    """Return a text in at most so many lines, as `cut` does."""
    return of(cut((text,), most, room, size))


__all__ = ["BOLD", "CUT", "FACE", "OTHER", "PICTURE", "WIDER", "Told", "cut", "cut_text", "lines", "of", "width"]
