"""How far the record of each board on a shelf goes without a gap, of the sittings that papers witness or mention."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from index.passage import Known, Sitting
from ingest.grammar import dates
from ingest.record import Body

#: Meetings without a record that are named; of more, the rest are counted.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a board's record goes. sittings: those known to have been held or called, in order of date.

    recorded: those that the shelf has a record of. unbroken: of those, the first ones without a gap between them. gaps:
    the sittings after them that are known of and of which there is no record.
    """

    body: Body
    sittings: tuple[Sitting, ...]
    recorded: tuple[Sitting, ...]
    unbroken: tuple[Sitting, ...]
    gaps: tuple[Sitting, ...]

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
    since = sittings[sittings.index(recorded[0]) :] if recorded else []
    unbroken = tuple(takewhile(lambda s: s.known is Known.RECORD, since))
    gaps = tuple(s for s in since[len(unbroken) :] if s.known is not Known.RECORD)
    return Reach(sittings[0].body, tuple(sittings), recorded, unbroken, gaps)


def told(one: Reach) -> str:
    """Return how far a board's record is complete, and which meetings are missing after that."""
    if not one.unbroken:
        return "no record of its meetings is here"
    first, last = (dates.long(s.meeting.date) for s in (one.unbroken[0], one.unbroken[-1]))
    whole = f"record complete to {last}" + (f", from {first}" if first != last else "")
    if not one.gaps:
        return f"{whole}; no meeting is known of that is missing"
    some = ", ".join(dates.long(s.meeting.date) for s in one.gaps[:NAMED])
    more = f" and {len(one.gaps) - NAMED} more" if len(one.gaps) > NAMED else ""
    return f"{whole}; no record of {some}{more}"


__all__ = ["Reach", "reaches", "told"]
