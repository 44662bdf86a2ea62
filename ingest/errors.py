"""What can go wrong with a paper or a folder: errors a person must act on, problems a reader coped with."""

from __future__ import annotations

from dataclasses import dataclass


class MattersError(Exception):
    """Base of every error this project raises on purpose; its message says what, where, and what to do."""


class FolderError(MattersError):
    """The folder named for ingest is missing, is no folder, or cannot be listed."""


class ReadError(MattersError):
    """One paper cannot be read at all."""


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
        return f"{self.path}{place}: {self.message}"
