"""Org (.org): the text is the source as it stands; headings by their stars."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.readers import text
from ingest.record import Contents, Page, Span

_HEADING = re.compile(r"^(?P<stars>\*{1,12})[ \t]+\S", re.MULTILINE)
_KEYWORD = re.compile(r"^[ \t]*#\+(?P<name>title|subtitle|subject|description):[ \t]*(?P<said>\S.*)$", re.I | re.M)
#: Between plus signs on one line, as Org has it; not where a figure comes first, for `+1` is a vote.
_STRUCK = re.compile(r"(?<![^\s('\"{-])\+(?![\s\d+])[^+\n]{1,2000}(?<!\s)\+(?![^\s.,;:!?'\")}\[-])")
_BLOCK = re.compile(r"^[ \t]*#\+(?P<end>begin|end)_(?:src|example|export)\b", re.I | re.M)


def read(path: Path, largest: int | None = None) -> Contents:
    """Return an Org file's source as one page, with its headings and what is struck through.

    Raises ReadError for what is no text, or has more than `largest` characters.
    """
    source = text.whole(path, largest)
    headings = tuple((found.start(), len(found["stars"])) for found in _HEADING.finditer(source))
    told: dict[str, str] = {}
    for found in _KEYWORD.finditer(source):
        told.setdefault(found["name"].lower(), found["said"].strip())
    page = Page(None, source, headings=headings, struck=_struck(source))
    return Contents((page,), title=told.get("title", ""), subject=told.get("subject", ""))


def _struck(source: str) -> tuple[Span, ...]:
    """Return what stands between plus signs, with them, outside of blocks of code."""
    code, begun = [], None
    for found in _BLOCK.finditer(source):
        if found["end"].lower() == "begin":
            begun = found.start() if begun is None else begun
        elif begun is not None:
            code.append((begun, found.end()))
            begun = None
    out, place = [], 0
    for found in _STRUCK.finditer(source):
        while place < len(code) and code[place][1] <= found.start():
            place += 1
        if place == len(code) or found.start() < code[place][0]:
            out.append(Span(found.start(), found.end()))
    return tuple(out)
