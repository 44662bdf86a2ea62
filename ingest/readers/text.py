"""Plain text: one page, or one for each form feed."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from ingest.errors import ReadError, TooLongError, millions
from ingest.record import Contents, Page

#: Byte-order marks, longest first, with the encoding that each announces.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: No encoding here takes more bytes than this for a character.
WIDEST = 4
#: Of UTF-16 in a Latin script, every other byte is null: this share of them at least, and hardly any of the rest.
_SAMPLE, _NULLS, _STRAY = 4096, 0.5, 0.05
#: A text holds at most this share of characters that mean nothing in a text; more is a picture or a program.
BINARY = 0.02
#: So few of them are damage in however short a text.
FEW = 8
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffd]")


def read(path: Path, largest: int | None = None) -> Contents:
    """Return a text file's pages. UTF-8 unless a byte-order mark or null bytes say otherwise; else Windows-1252.

    Raises ReadError for what is no text, or has more than `largest` characters.
    """
    sheets = whole(path, largest).split("\f")
    if len(sheets) == 1:
        return Contents((Page(None, sheets[0]),))
    return Contents(tuple(Page(number, sheet) for number, sheet in enumerate(sheets, 1)))


def whole(path: Path, largest: int | None = None) -> str:
    """Return a text file's text, its lines ended by line feeds. Raises ReadError as read() does."""
    size = path.stat().st_size
    if largest is not None and size > largest * WIDEST:
        raise TooLongError(f"at least {millions(size // WIDEST)}", largest)
    text = decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
    if largest is not None and len(text) > largest:
        raise TooLongError(millions(len(text)), largest)
    refuse_binary(text)
    return text.replace("\0", "\ufffd")


def refuse_binary(text: str) -> None:
    """Raise ReadError for what was decoded as text and is none."""
    if len(_CONTROL.findall(text)) > max(FEW, BINARY * len(text)):
        raise ReadError("holds binary data, not text; take it out of the folder, or give it the ending of what it is")


def decode(data: bytes) -> str:
    """Return bytes as text, by byte-order mark, then as UTF-16 by its null bytes, then UTF-8, then Windows-1252.

    A byte that means nothing becomes U+FFFD. Text with a few such bytes among much good UTF-8 is damaged UTF-8.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if unmarked := _unmarked(data[:_SAMPLE]):
        return data.decode(unmarked, errors="replace")
    text = data.decode("utf-8", errors="replace")
    lost = text.count("\ufffd")
    if lost and lost >= sum(c > "\x7f" for c in text) - lost:
        return data.decode("cp1252", errors="replace")
    return text


def _unmarked(sample: bytes) -> str | None:
    """Return the UTF-16 that text without a byte-order mark is in, told by where its null bytes stand."""
    pairs = len(sample) // 2
    first, second = sample[::2].count(0), sample[1::2].count(0)
    if second > _NULLS * pairs and first <= _STRAY * pairs:
        return "utf-16-le"
    if first > _NULLS * pairs and second <= _STRAY * pairs:
        return "utf-16-be"
    return None
