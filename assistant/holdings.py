"""How far the record of each board on a shelf goes without a gap, of the sittings that papers witness or mention."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.passage import Known, Sitting
from ingest.record import Body


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a board's record goes. sittings: those known to have been held or called, in order of date.

    recorded: those that the shelf has a record of. unbroken: of those, the first ones without a gap between them. gap:
    the sitting after them of which there is no record, where one is known.
    """

    body: Body
    sittings: tuple[Sitting, ...]
    recorded: tuple[Sitting, ...]
    unbroken: tuple[Sitting, ...]
    gap: Sitting | None

    @property
    def before(self) -> int:
        """How many sittings are known from before the first that there is a record of."""
        return self.sittings.index(self.recorded[0]) if self.recorded else len(self.sittings)


def reaches(sittings: Iterable[Sitting]) -> tuple[Reach, ...]:
    """Return how far each board's record goes, by the board's name. sittings: in order of date."""
    by_body: dict[str, list[Sitting]] = {}
    for one in sittings:
        if not one.cancelled and not one.postponed:
            by_body.setdefault(one.body.id, []).append(one)
    found = (_reach(held) for held in by_body.values())
    return tuple(sorted(found, key=lambda r: (r.body.name, r.body.organisation, r.body.id)))


def _reach(sittings: list[Sitting]) -> Reach:
    recorded = tuple(s for s in sittings if s.known is Known.RECORD)
    unbroken: list[Sitting] = []
    gap = None
    for one in sittings[sittings.index(recorded[0]) :] if recorded else ():
        if one.known is not Known.RECORD:
            gap = one
            break
        unbroken.append(one)
    return Reach(sittings[0].body, tuple(sittings), recorded, tuple(unbroken), gap)


__all__ = ["Reach", "reaches"]
