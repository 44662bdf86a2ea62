"""Readers: one file type each, `read(path) -> tuple[Page, ...]`. A reader gives text; it never interprets it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingest.errors import ReadError
from ingest.record import Page

Reader = Callable[[Path], tuple[Page, ...]]


def _text(path: Path) -> tuple[Page, ...]:
    from ingest.readers import text

    return text.read(path)


def _pdf(path: Path) -> tuple[Page, ...]:
    from ingest.readers import pdf

    return pdf.read(path)


#: Which reader takes which file, by its ending. Readers are imported when first needed.
READERS: dict[str, Reader] = {".txt": _text, ".text": _text, ".pdf": _pdf}


def read(path: Path) -> tuple[Page, ...]:
    """Return the pages of a file.

    Raises ReadError where no reader takes the file or nothing can be read from it.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(sorted(READERS))
        raise ReadError(f"no reader takes {path.suffix or 'a file without an ending'}; this version reads {kinds}")
    try:
        pages = reader(path)
    except OSError as error:
        raise ReadError(f"cannot be opened: {error.strerror or error}") from error
    if not any(page.text.strip() for page in pages):
        raise ReadError("holds no text (an empty file, or a scan whose pages are pictures)")
    return pages
