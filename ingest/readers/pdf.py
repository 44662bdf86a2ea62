"""PDF, through pypdf: one page of text for each page of the file."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from ingest.errors import ReadError, TooLongError, millions
from ingest.readers import progress
from ingest.record import Contents, Page

# pypdf reports each oddity of a file, some as errors that it copes with; the reader's own errors say what matters.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

#: What pypdf lets escape from damaged files.
_ESCAPED = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
#: A PDF says so within this many first bytes, and ends within this many last ones.
HEAD, TAIL = 1024, 65536
_LENGTH = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d+)", re.DOTALL)


def read(path: Path, largest: int | None = None) -> Contents:
    """Return a PDF's pages, numbered from 1.

    Raises ReadError for what is no PDF, is cut short, asks for a password, or has more than `largest` characters.
    """
    _whole(path)
    try:
        with path.open("rb") as stream:
            reader = PdfReader(stream)
            if reader.is_encrypted and not reader.decrypt(""):
                raise ReadError("is encrypted and asks for a password; save a copy without one")
            return Contents(tuple(_pages(reader, largest)))
    except DependencyError as error:
        raise ReadError(f"is encrypted in a way this installation can't read: {error}") from error
    except _ESCAPED as error:
        raise ReadError(f"is no PDF that can be read ({fold_error(error)}); save or fetch it again") from error


def _whole(path: Path) -> None:
    """Raise ReadError for a file that is no PDF by its first bytes, or that ends before its end.

    pypdf mends what it can of a PDF cut short, and would give some of the pages as if they were all.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD)
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - TAIL))
        tail = stream.read()
    if b"%PDF-" not in head:
        raise ReadError("is no PDF, whatever its name says; save it as PDF, or give it the ending of what it is")
    told = _LENGTH.search(head)
    body, ended, after = tail.rpartition(b"%%EOF")
    if not (body and ended) or b" obj" in after or (told and size < int(told[1])):
        raise ReadError("is a PDF that was cut short; fetch or copy it again")


def _pages(reader: PdfReader, largest: int | None) -> Iterator[Page]:
    """Yield the pages; no further than the limit, so that a huge paper takes no huge time to refuse."""
    count = 0
    for number, page in enumerate(reader.pages, 1):
        text = whole_characters(page.extract_text() or "")
        count += len(text)
        if largest is not None and count > largest:
            raise TooLongError(f"{millions(count)} by page {number} of {len(reader.pages)}", largest)
        progress.told(number, len(reader.pages))
        yield Page(number, text)


def whole_characters(text: str) -> str:
    """Return text with halves of a character joined, or replaced where the other half is missing."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def fold_error(error: BaseException) -> str:
    """Return the beginning of an error's first line, or its type where it has no words."""
    return (str(error).splitlines() or [""])[0][:120] or type(error).__name__
