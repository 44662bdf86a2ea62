"""Every vector of the record side by side in one file, mapped into memory and shared by all processes that read it.

The file holds nothing of its own: row n is the record's vector of row n. Rows are only ever added, and only after the
record holds them; what the file lacks is read from the record. Comparing 200,000 vectors this way takes 20 to 30 ms,
exactly, whatever narrows the question.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.store import Store

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]

#: Vectors copied from the record into the file at a time.
BATCH = 5_000
#: From this share of all rows on, comparing every row in order is quicker than picking those wanted.
SHARE = 0.25


class Matrix:
    """The vectors of one record, by row."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._mapped: Vectors = np.zeros((0, 1), np.float32)
        self._tail: Vectors = np.zeros((0, 1), np.float32)
        self._last = -1
        self._seen = -1

    @property
    def path(self) -> Path:
        """The file, named for the record whose vectors it holds."""
        return self._folder / f"vectors-{self._store.record}.f32"

    def _width(self) -> int:
        first = self._store.vectors_after(0, 1)
        return len(first[0][1]) if first else 0

    def extend(self) -> None:
        """Add to the file what the record has kept since. For the one writer. Raises OSError where the disk is full."""
        width = self._width()
        if not width:
            return
        last, size = self._store.last_vector(), width * 4
        held = self.path.stat().st_size // size if self.path.exists() else 0
        if held > last or not self._agrees(held, width):
            self.path.unlink(missing_ok=True)
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

    def _agrees(self, held: int, width: int) -> bool:
        """True where the last rows of the file are the record's: a file that another crash left behind is not."""
        if not held:
            return True
        rows = self._store.vectors_after(max(0, held - 8), 8)
        mapped = np.memmap(self.path, np.float32, "r", shape=(held, width))
        return all(np.array_equal(mapped[row - 1], vector) for row, vector in rows if row <= held)

    def faults(self) -> int:
        """Return how many of the file's rows differ from the record's vectors."""
        self._map()
        wrong, held = 0, 0
        while rows := self._store.vectors_after(held, BATCH):
            held = rows[-1][0]
            for row, vector in rows:
                if row <= len(self._mapped):
                    wrong += not np.array_equal(self._mapped[row - 1], vector)
        return wrong

    def _map(self) -> None:
        """Map the file as far as it has grown, and read from the record what it lacks."""
        generation = self._store.generation
        if generation == self._seen:
            return
        width, last = self._width(), self._store.last_vector()
        size = self.path.stat().st_size // (width * 4) if width and self.path.exists() else 0
        count = min(size, last)
        if count != len(self._mapped):
            self._mapped = (
                np.memmap(self.path, np.float32, "r", shape=(count, width)) if count else np.zeros((0, 1), np.float32)
            )
            self._last = -1
        if self._last != last:
            self._tail = np.zeros((last - count, max(width, 1)), np.float32)
            for row, vector in self._store.vectors_after(count, last - count) if last > count else ():
                self._tail[row - count - 1] = vector
            self._last = last
        self._seen = generation

    def cosines(self, rows: Numbers, vector: Vectors) -> Vectors:
        """Return the cosines of the vectors of some rows with another; all are unit vectors."""
        self._map()
        out = np.zeros(len(rows), np.float32)
        count = len(self._mapped)
        inside = rows <= count
        if count and inside.any():
            wanted = rows[inside] - 1
            whole = len(wanted) > SHARE * count
            out[inside] = (self._mapped @ vector)[wanted] if whole else self._mapped[wanted] @ vector
        if not inside.all():
            out[~inside] = self._tail[rows[~inside] - count - 1] @ vector
        return out
