"""Plain text: one page, or one for each form feed."""

from __future__ import annotations

import codecs
from pathlib import Path

from ingest.errors import ReadError
from ingest.record import Page

#: Byte-order marks, longest first, with the encoding that each announces.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(path: Path) -> tuple[Page, ...]:
    """Return a text file's pages. UTF-8 unless a byte-order mark says otherwise; else Windows-1252."""
    data = path.read_bytes()
    if data[:4] == b"%PDF":
        raise ReadError("is a PDF under a text file's name; rename it to end in .pdf")
    if b"\x00" in data[:4096] and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ReadError("holds binary data, not text")
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    sheets = text.split("\f")
    if len(sheets) == 1:
        return (Page(None, text),)
    return tuple(Page(number, sheet) for number, sheet in enumerate(sheets, 1))


def decode(data: bytes) -> str:
    """Return bytes as text, by byte-order mark, then UTF-8, then Windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
