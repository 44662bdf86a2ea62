"""Readers: one file type each, `read(path, largest) -> Contents`. A reader gives text, and interprets none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingest.errors import ReadError
from ingest.record import Contents

#: Takes a path, and the most characters of text that a paper may have, or None where any number will do.
Reader = Callable[[Path, int | None], Contents]


def _text(path: Path, largest: int | None) -> Contents:
    from ingest.readers import text

    return text.read(path, largest)


def _pdf(path: Path, largest: int | None) -> Contents:
    from ingest.readers import pdf

    return pdf.read(path, largest)


#: Which reader takes which file, by its ending. Readers are imported when first needed.
READERS: dict[str, Reader] = {".txt": _text, ".text": _text, ".pdf": _pdf}


def read(path: Path, *, largest: int | None = None) -> Contents:
    """Return the pages of a file. `largest`: the most characters of text that it may have.

    Raises ReadError where no reader takes the file, nothing can be read from it, or it has too much text.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(sorted(READERS))
        raise ReadError(f"no reader takes {path.suffix or 'a file without an ending'}; this version reads {kinds}")
    try:
        if not path.stat().st_size:
            raise ReadError("holds no text, being an empty file; put the paper in its place")
        found = reader(path, largest)
    except OSError as error:
        raise ReadError(f"cannot be opened: {error.strerror or error}") from error
    if not any(page.text.strip() for page in found.pages):
        raise ReadError("holds no text (blank, or a scan whose pages are pictures); a copy with text is needed")
    return found
