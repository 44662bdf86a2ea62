"""What is on the shelf, paper by paper, as somebody may see it: narrowed, and put in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from index.passage import Arrival
from ingest.grammar import dates
from ingest.record import Body, Kind

if TYPE_CHECKING:
    from index.passage import Scope
    from index.shelf import Shelf

#: How the list can be put in order beside by the newest meeting, and how that is told.
ORDERS: Mapping[str, str] = {
    "oldest": "Oldest meeting first",
    "title": "By title",
    "came": "Last added first",
}
#: What a form asks for by year where it asks for the papers that no date is known of.
UNDATED = "none"
#: How a problem that is told with its paper names the place in it.
_PLACE = re.compile(r"^\(([^()]{1,80})\): ")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper on the shelf. when: its meeting or period in words. day: the last that it belongs to. added: the day on
    which it came, "" where that is not known."""

    id: str
    collection: str
    path: str
    title: str
    kind: Kind
    body: Body
    when: str
    day: date | None
    added: str
    problems: tuple[str, ...]

    @property
    def year(self) -> str:
        return str(self.day.year) if self.day else ""


def papers(shelf: Shelf, scope: Scope) -> tuple[Paper, ...]:
    """Return every paper in scope, in order of collection and path."""
    parts = {key: tuple(held) for key, held in groupby(shelf.arrivals(scope), lambda a: a.document)}
    return tuple(
        _paper(identity, collection, path, title, tuple(problems), parts[identity])
        for identity, collection, path, title, problems in shelf.store.documents(scope)
        if identity in parts
    )


def _paper(
    identity: str, collection: str, path: str, title: str, problems: tuple[str, ...], parts: Sequence[Arrival]
) -> Paper:
    first = parts[0]
    kind = Kind.PACK if len(parts) > 1 and first.kind is Kind.AGENDA else first.kind
    when = dates.long(first.meeting.date) if first.meeting else first.period.label if first.period else ""
    told = tuple(_PLACE.sub(r"\1: ", p.removeprefix(path).removeprefix(":").strip()) for p in problems)
    return Paper(identity, collection, path, title, kind, first.body, when, first.last, first.added, told)


def narrowed(held: Iterable[Paper], asked: Mapping[str, str]) -> tuple[Paper, ...]:
    """Return the papers that filters ask for, in the order that they ask for."""
    words = asked.get("text", "").casefold().split()
    found = [
        p
        for p in held
        if all(word in f"{p.title} {p.path}".casefold() for word in words)
        and asked.get("board", p.body.id) == p.body.id
        and asked.get("kind", p.kind.value) == p.kind.value
        and asked.get("year", p.year or UNDATED) == (p.year or UNDATED)
        and asked.get("collection", p.collection) == p.collection
        and (p.problems or "problems" not in asked)
    ]
    return tuple(_ordered(found, asked.get("order", "newest")))


def _ordered(found: list[Paper], order: str) -> list[Paper]:
    if order == "title":
        return sorted(found, key=lambda p: (p.title.casefold(), p.path))
    if order == "came":
        return sorted(found, key=lambda p: p.added, reverse=True)
    if order == "oldest":
        return sorted(found, key=lambda p: (p.day or date.max, p.path))
    return sorted(found, key=lambda p: p.day or date.min, reverse=True)
