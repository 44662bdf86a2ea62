"""PDF, through pypdf: one page of text for each page of the file."""

from __future__ import annotations

import logging
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from ingest.errors import ReadError
from ingest.record import Page

# pypdf reports each oddity of a file it copes with; the reader's own errors say what matters.
logging.getLogger("pypdf").setLevel(logging.ERROR)


def read(path: Path) -> tuple[Page, ...]:
    """Return a PDF's pages, numbered from 1, each with the label the file gives it where that differs.

    Raises ReadError for what is no PDF, is cut short, or asks for a password.
    """
    try:
        with path.open("rb") as stream:
            reader = PdfReader(stream)
            if reader.is_encrypted and not reader.decrypt(""):
                raise ReadError("is encrypted and asks for a password; save a copy without one")
            return tuple(
                Page(number, whole_characters(page.extract_text() or "")) for number, page in enumerate(reader.pages, 1)
            )
    except DependencyError as error:
        raise ReadError(f"is encrypted in a way this installation can't read: {error}") from error
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        # pypdf lets these escape from damaged files.
        raise ReadError(f"is no PDF that can be read: {fold_error(error)}") from error


def whole_characters(text: str) -> str:
    """Return text with halves of a character joined, or replaced where the other half is missing."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def fold_error(error: BaseException) -> str:
    """Return an error's first line, or its type where it has no words."""
    return (str(error).splitlines() or [""])[0] or type(error).__name__
