"""Every vector of the record side by side in one file, mapped into memory and shared by all processes that read it.

The file holds nothing of its own: row n is the record's vector of row n. Rows are only ever added, and only after the
record holds them; what the file lacks is read from the record. Comparing 200,000 vectors this way takes 20 to 30 ms,
exactly, whatever narrows the question.
"""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.store import Store

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]

#: Vectors copied from the record into the file at a time.
BATCH = 5_000
#: Rows of a file that are held against the record's before it is used: at its end, and spread all over it.
TRIED = 16
#: From this share of all rows on, comparing every row in order is quicker than picking those wanted.
SHARE = 0.05
#: Questions whose cosines with every row are kept.
PRODUCTS = 4


class Matrix:
    """The vectors of one record, by row."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._mapped: Vectors = np.zeros((0, 1), np.float32)
        self._tail: Vectors = np.zeros((0, 1), np.float32)
        self._last = -1
        self._products: dict[bytes, Vectors] = {}
        self._seen: tuple[int, tuple[int, int, int, str]] | None = None

    @property
    def path(self) -> Path:
        """The file, named for the record whose vectors it holds."""
        return self._folder / f"vectors-{self._store.record}.f32"

    def _width(self) -> int:
        first = self._store.vectors_after(0, 1)
        return len(first[0][1]) if first else 0

    def drop(self) -> None:
        """Take the file away; until the next `extend` the record is read instead."""
        remove(self.path)

    def _file(self) -> tuple[int, int, int]:
        """Return what tells this file from another, and from itself once it was written to; its size comes first."""
        try:
            found = self.path.stat()
        except OSError:
            return 0, 0, 0
        return found.st_size if stat.S_ISREG(found.st_mode) else 0, found.st_ino, found.st_mtime_ns

    def extend(self) -> None:
        """Add to the file what the record has kept since. For the one writer. Raises OSError where the disk is full."""
        width = self._width()
        if not width:
            return
        last, size = self._store.last_vector(), width * 4
        held = self._file()[0] // size
        if not held or held > last or not self._agrees(self._opened(held, width)):
            self.drop()
            held = 0
        with self.path.open("r+b" if held else "wb") as file:
            file.seek(held * size)
            file.truncate()
            while rows := self._store.vectors_after(held, BATCH):
                block = np.zeros((rows[-1][0] - held, width), np.float32)
                for row, vector in rows:
                    block[row - held - 1] = vector
                file.write(block.tobytes())
                held = rows[-1][0]

    def _opened(self, count: int, width: int) -> Vectors:
        if not count:
            return np.zeros((0, max(width, 1)), np.float32)
        return np.memmap(self.path, np.float32, "r", shape=(count, width))

    def _agrees(self, mapped: Vectors) -> bool:
        """True where the last rows are the record's, and some all over the file: what a crash or a hand left is not."""
        held = len(mapped)
        rows = self._store.vectors_after(max(0, held - TRIED), TRIED)
        for start in range(0, held, held // TRIED + 1):
            rows += self._store.vectors_after(start, 1)
        return all(np.array_equal(mapped[row - 1], vector) for row, vector in rows if row <= held)

    def faults(self) -> int:
        """Return how many of the file's rows differ from the record's vectors."""
        width, wrong, held = self._width(), 0, 0
        mapped = self._opened(min(self._file()[0] // (width * 4), self._store.last_vector()) if width else 0, width)
        while rows := self._store.vectors_after(held, BATCH):
            held = rows[-1][0]
            wrong += sum(not np.array_equal(mapped[row - 1], vector) for row, vector in rows if row <= len(mapped))
        return wrong

    def _map(self) -> None:
        """Map the file as far as it has grown, and read from the record what it lacks, or what it has wrong."""
        now = self._store.generation, (*self._file(), self._store.record)
        if now == self._seen:
            return
        width, last = self._width(), self._store.last_vector()
        count = min(now[1][0] // (width * 4), last) if width else 0
        if self._seen is None or now[1] != self._seen[1] or count != len(self._mapped):
            mapped = self._opened(count, width)
            self._products.clear()
            self._mapped = mapped if self._agrees(mapped) else self._opened(0, width)
            self._last = -1
        if self._last != last:
            count = len(self._mapped)
            self._tail = np.zeros((last - count, max(width, 1)), np.float32)
            for row, vector in self._store.vectors_after(count, last - count) if last > count else ():
                self._tail[row - count - 1] = vector
            self._last = last
        self._seen = now

    def cosines(self, rows: Numbers, vector: Vectors) -> Vectors:
        """Return the cosines of the vectors of some rows with another; all are unit vectors."""
        self._map()
        out = np.zeros(len(rows), np.float32)
        count = len(self._mapped)
        inside = rows <= count
        if count and inside.any():
            wanted = rows[inside] - 1
            whole = len(wanted) > SHARE * count
            out[inside] = self._product(vector)[wanted] if whole else self._mapped[wanted] @ vector
        if not inside.all():
            out[~inside] = self._tail[rows[~inside] - count - 1] @ vector
        return out

    def _product(self, vector: Vectors) -> Vectors:
        """Return the cosines of all mapped rows; the last few are kept, for one question may be searched twice."""
        key = vector.tobytes()
        if key not in self._products:
            if len(self._products) >= PRODUCTS:
                self._products.clear()
            self._products[key] = self._mapped @ vector
        return self._products[key]


def remove(path: Path) -> None:
    """Take away a file or a folder, whichever it is, so far as it is there and can be taken away."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
