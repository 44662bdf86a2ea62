"""Which passages there are, in memory: numbers, vector rows and ids, side by side, kept in step with the record.

A scope is worked out over the parts, of which there are hundreds or thousands, and laid over the passages as a mask, so
that narrowing two hundred thousand of them costs less than a millisecond.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

#: A passage's number, its part's serial number, the row of its vector, and its id.
Listed = tuple[int, int, int, str]


class Catalogue:
    """Every passage of one generation of the record, in order of number. Never changed: `grown` makes the next."""

    def __init__(self, rows: Sequence[Listed] = ()) -> None:
        self.numbers: Numbers = np.array([r[0] for r in rows], np.int64)
        self.serials: Numbers = np.array([r[1] for r in rows], np.int64)
        self.rows: Numbers = np.array([r[2] for r in rows], np.int64)
        self.ids = np.array([r[3] for r in rows], object)

    def __len__(self) -> int:
        return len(self.numbers)

    @cached_property
    def parts(self) -> frozenset[int]:
        """The serial numbers of the parts whose passages are listed."""
        return frozenset(np.unique(self.serials).tolist())

    @cached_property
    def _places(self) -> dict[str, int]:
        return {identity: place for place, identity in enumerate(self.ids.tolist())}

    def grown(self, parts: Iterable[int], listed: Callable[[Sequence[int] | None], Sequence[Listed]]) -> Catalogue:
        """Return the catalogue of a record that now has these parts; `listed` gives the passages of some (None: all).

        A part that changes is a new part, so what is listed of the others still holds.
        """
        now = frozenset(parts)
        new, gone = now - self.parts, self.parts - now
        if not new and not gone:
            return self
        if len(new) > len(now) / 2:
            return Catalogue(listed(None))
        more = Catalogue(listed(sorted(new)))
        kept = self.over(now)
        out = Catalogue()
        out.numbers = np.concatenate([self.numbers[kept], more.numbers])
        order = np.argsort(out.numbers, kind="stable")
        out.numbers = out.numbers[order]
        out.serials = np.concatenate([self.serials[kept], more.serials])[order]
        out.rows = np.concatenate([self.rows[kept], more.rows])[order]
        out.ids = np.concatenate([self.ids[kept], more.ids])[order]
        return out

    def over(self, parts: Iterable[int]) -> Mask:
        """Return which passages belong to some parts."""
        wanted = np.fromiter(parts, np.int64)
        top = int(max(self.serials.max(initial=0), wanted.max(initial=0))) + 1
        allowed = np.zeros(top, np.bool_)
        allowed[wanted] = True
        mask: Mask = allowed[self.serials]
        return mask

    def places(self, ids: Iterable[str]) -> list[int]:
        """Return where some passages stand; those that are not listed are left out."""
        return [self._places[i] for i in ids if i in self._places]

    def among(self, numbers: Numbers) -> Mask:
        """Return which passages have one of some numbers."""
        return np.isin(self.numbers, numbers)
