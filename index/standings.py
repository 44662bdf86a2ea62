"""How an action stands, by what it says itself and what later papers say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.passage import Entry, Quotation, Standing
from index.reports import Report
from ingest.grammar import standing

#: What an entry of a list of actions says of itself, as the register says it.
_OWN = {"done": Standing.CLOSED, "dropped": Standing.CLOSED, "open": Standing.STILL_OPEN}
#: What later papers say outweighs by this where several say it on one day.
_TELLING = {Standing.CLOSED: 2, Standing.STILL_OPEN: 1, Standing.REPORTED_BACK: 0, Standing.NO_LATER_RECORD: -1}


def settled(entry: Entry, told: Sequence[tuple[Report, Quotation | None]]) -> Entry:
    """Return an entry with how it stands. told: what later papers say of it, in order of time.

    The last paper that says outright that it is done, dropped or open decides; running text that tells what came of it
    makes it reported back; else what the entry says of itself counts.
    """
    quoted = tuple(source for _, source in told if source)
    plain = [one.standing for one, source in told if source]
    outright = [one for one in plain if one is not Standing.REPORTED_BACK]
    if outright:
        return replace(entry, standing=outright[-1], later=quoted)
    if plain:
        return replace(entry, standing=Standing.REPORTED_BACK, later=quoted)
    own = _OWN.get(standing.read(entry.action.state) or "") if entry.action.state else None
    return replace(entry, standing=own or Standing.NO_LATER_RECORD)
