"""What can go wrong with a paper or a folder: errors a person must act on, problems a reader coped with."""

from __future__ import annotations

from dataclasses import dataclass


class MattersError(Exception):
    """Base of every error this project raises on purpose; its message says what, where, and what to do."""


class FolderError(MattersError):
    """The folder named for ingest is missing, is no folder, or cannot be listed."""


class ReadError(MattersError):
    """One paper cannot be read at all."""


class TooLongError(ReadError):
    """A paper has more text than the setting `largest` allows. found: how many characters, in words."""

    def __init__(self, found: str, largest: int) -> None:
        super().__init__(
            f"has {found} characters of text, and the limit is {millions(largest)}; "
            "split the paper, or raise the setting `largest`"
        )


class SettingsError(MattersError):
    """A setting or a `corpus.toml` holds a value that cannot be used."""


class IndexError_(MattersError):
    """The index on disk cannot be used as it is; the message names the cure."""


class BusyError(IndexError_):
    """Another process is writing to the index."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something in a paper that was survived, to be shown at the end of ingest.

    path: relative to the collection's folder. where: a page, line or item, or "" for the whole paper.
    """

    path: str
    where: str
    message: str

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return shown(f"{self.path}{place}: {self.message}")


def millions(count: int) -> str:
    """Return a count as people read it: "20 million", "50.3 million"; a small one as it is."""
    if count < 1_000_000:
        return f"{count:,}"
    return f"{count / 1_000_000:.1f}".removesuffix(".0") + " million"


def shown(text: str) -> str:
    """Return text as one line that any terminal can show: a name may hold line breaks, or bytes that are no text."""
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(char: str) -> str:
    """Return a character that cannot be shown as an escape; a byte that Python could not decode as that byte."""
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")
