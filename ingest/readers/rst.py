"""reStructuredText (.rst, .rest): the text is the source as it stands; headings by their adornments.

Not through docutils: it obeys the directives of what it reads, such as to include another file.
"""

from __future__ import annotations

import re
from itertools import accumulate
from pathlib import Path

from ingest.readers import text
from ingest.record import Contents, Page

#: A line of one sign over and over.
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*")
#: An adornment shorter than its title is one all the same from this length on.
LEAST = 4
#: What begins a block whose lines are no title: a directive or comment, a field, a table, a line block, an option.
_NO_TITLE = re.compile(r"\.\.(?:\s|$)|:[^:\s][^:]*:(?:\s|$)|\+[-=]{2,}|\|\s|>>>\s|--?\w")


def read(path: Path, largest: int | None = None) -> Contents:
    """Return a reStructuredText file's source as one page, with its headings.

    Raises ReadError for what is no text, or has more than `largest` characters.
    """
    source = text.whole(path, largest)
    page = Page(None, source, headings=_headings(source))
    return Contents((page,))


def _headings(source: str) -> tuple[tuple[int, int], ...]:
    """Return where each title's line begins, and its level: styles of adornment in the order in which they come."""
    lines = [line.rstrip() for line in source.split("\n")]
    places = list(accumulate((len(line) + 1 for line in source.split("\n")), initial=0))
    out: list[tuple[int, int]] = []
    styles: list[tuple[str, bool]] = []
    last = -1
    for number in range(1, len(lines)):
        sign = _sign(lines[number])
        if not sign or number - 1 <= last or not _is_title(lines, number, sign):
            continue
        over = number >= 2 and number - 2 > last and _sign(lines[number - 2]) == sign
        style = (sign, over)
        if style not in styles:
            styles.append(style)
        out.append((places[number - 1], styles.index(style) + 1))
        last = number
    return tuple(out)


def _sign(line: str) -> str:
    """Return the sign that a line of adornment repeats, "" for any other line."""
    return line[0] if _ADORNMENT.fullmatch(line) else ""


def _is_title(lines: list[str], under: int, sign: str) -> bool:
    """True where the line above an adornment is a title: the first line of a block, and no longer than it."""
    title, above = lines[under - 1], lines[under - 2] if under >= 2 else ""
    if not title.strip() or _sign(title) or len(lines[under]) < min(len(title), LEAST):
        return False
    if _sign(above) == sign and len(above) >= LEAST and (under == 2 or not lines[under - 3].strip()):
        return True
    return not above.strip() and not title[0].isspace() and not _NO_TITLE.match(title)
