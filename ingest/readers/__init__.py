"""Readers: one file type each, `read(path, largest) -> Contents`. A reader gives text, and interprets none."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from ingest.errors import ReadError
from ingest.readers.kinds import KNOWN, mismatch, without_reader
from ingest.record import Contents

__all__ = ["KNOWN", "READERS", "Reader", "read", "without_reader"]

#: Takes a path, and the most characters of text that a paper may have, or None where any number will do.
Reader = Callable[[Path, int | None], Contents]


def _reader(name: str) -> Reader:
    """Return a reader that is imported, with the library that it uses, when it is first needed."""

    def read_file(path: Path, largest: int | None) -> Contents:
        return cast(Contents, import_module(f"{__package__}.{name}").read(path, largest))

    return read_file


#: Which reader takes which file, by its ending.
READERS: dict[str, Reader] = {
    ending: _reader(name)
    for name, endings in (
        ("text", ".txt .text"),
        ("pdf", ".pdf"),
        ("docx", ".docx .docm .dotx .dotm"),
        ("odt", ".odt .ott .fodt"),
        ("html", ".html .htm .xhtml"),
        ("markdown", ".md .markdown"),
        ("rst", ".rst .rest"),
        ("org", ".org"),
    )
    for ending in endings.split()
}


def read(path: Path, *, largest: int | None = None) -> Contents:
    """Return the pages of a file. `largest`: the most characters of text that it may have.

    Raises ReadError where no reader takes the file, its content is of another kind than its ending says, nothing can be
    read from it, or it has too much text.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ReadError(without_reader(path))
    try:
        if not path.stat().st_size:
            raise ReadError("holds no text, being an empty file; put the paper in its place")
        if wrong := mismatch(path):
            raise ReadError(wrong)
        found = reader(path, largest)
    except OSError as error:
        raise ReadError(f"cannot be opened: {error.strerror or error}") from error
    if not any(page.text.strip() for page in found.pages):
        raise ReadError("holds no text (blank, or a scan whose pages are pictures); a copy with text is needed")
    return found
