"""One writer at a time: a lock of the operating system's, which ends with its process, however that ends."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import BusyError, IndexError_

#: The file that is locked, and the one that names who holds it.
LOCK, NOTE = "writer.lock", "writer.pid"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of an index folder for writing. Raises BusyError, naming who holds it."""
    note = folder / NOTE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BusyError(f"{folder}: {_holder(note)} is writing to this index; wait until it is done") from error
    except OSError as error:
        raise IndexError_(
            f"{folder}: cannot be written ({error.strerror or error}); see to its permissions and its disk"
        ) from error
    try:
        _sign(note)
        yield
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


def _sign(note: Path) -> None:
    """Write down who holds the lock, for others to be told. Not worth failing for: the lock itself is held."""
    with suppress(OSError):
        note.write_text(f"process {os.getpid()} on {socket.gethostname()}", encoding="utf-8")


def _holder(note: Path) -> str:
    with suppress(OSError):
        return note.read_text(encoding="utf-8").strip() or "another process"
    return "another process"
