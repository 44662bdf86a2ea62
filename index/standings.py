"""How an action stands, by what it says itself and what later papers say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.passage import Entry, Quotation, Standing
from index.reports import Report, stands


def settled(entry: Entry, told: Sequence[tuple[Report, Quotation | None]]) -> Entry:
    """Return an entry with how it stands. told: what later papers say of it, in order of time.

    The last paper that says outright that it is done, dropped or open decides; running text that tells what came of it
    makes it reported back; else what the entry says of itself counts.
    """
    heard = [(one, source) for one, source in told if source and one.standing is not Standing.NO_LATER_RECORD]
    quoted = tuple(source for _, source in heard)
    plain = [one.standing for one, _ in heard]
    outright = [one for one in plain if one is not Standing.REPORTED_BACK]
    if outright:
        return replace(entry, standing=outright[-1], later=quoted, said=tuple(plain))
    if plain:
        return replace(entry, standing=Standing.REPORTED_BACK, later=quoted, said=tuple(plain))
    own = stands(entry.action.state) if entry.action.state else None
    return replace(entry, standing=own or Standing.NO_LATER_RECORD)
