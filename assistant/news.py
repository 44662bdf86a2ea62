"""What is new on a shelf since a day: papers that came, and what was decided, raised, reported back or closed in them.

A pure function of values that a scope has let through already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from index.passage import Arrival, Entry, Quotation, Ruling, Scope, Standing
from index.shelf import Shelf
from ingest.grammar import dates
from ingest.record import OWN, Body, Meeting, Period

T = TypeVar("T")
#: A body and its meeting or period.
Key = tuple[str, Meeting | Period | None]

#: The decisions that are the board's own; others are told of in its papers.


@dataclass(frozen=True, slots=True)
class Report:
    """What a later paper says of an action raised before."""

    entry: Entry
    source: Quotation

    @property
    def closes(self) -> bool:
        """True for the last report on an action that is closed."""
        return self.entry.standing is Standing.CLOSED and self.source == self.entry.later[-1]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is new of one meeting or period of a body, or of its papers that belong to none.

    papers: the first new part of each paper. decisions: the board's own; others: those of other bodies, reported or
    recommended.
    """

    body: Body
    when: Meeting | Period | None
    papers: tuple[Arrival, ...]
    decisions: tuple[Ruling, ...]
    others: tuple[Ruling, ...]
    actions: tuple[Entry, ...]
    reports: tuple[Report, ...]

    @property
    def day(self) -> date:
        """The day by which occasions are put in order: the meeting's, or the period's last."""
        if isinstance(self.when, Meeting):
            return self.when.date
        return self.when.last if self.when else date.max


@dataclass(frozen=True, slots=True)
class News:
    """What is new since a day, by meeting in order of date. Each thing stands in one occasion alone."""

    since: date
    occasions: tuple[Occasion, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many papers, decisions and so on there are in all, by name."""
        each = self.occasions
        return {
            "papers": sum(len(o.papers) for o in each),
            "decisions": sum(len(o.decisions) for o in each),
            "others": sum(len(o.others) for o in each),
            "actions": sum(len(o.actions) for o in each),
            "reports": sum(len(o.reports) for o in each),
            "closed": sum(r.closes for o in each for r in o.reports),
        }


def is_new(one: Arrival, since: date) -> bool:
    """True for a part of a paper that came on or after a day.

    Where the collection itself was begun since, or nobody knows when the paper came, its coming tells nothing: then it
    is what belongs to a meeting or a period that was not over before that day.
    """
    if one.added and one.begun < since.isoformat():
        return one.added >= since.isoformat()
    return one.last is not None and one.last >= since


def news(arrivals: Iterable[Arrival], rulings: Iterable[Ruling], entries: Iterable[Entry], since: date) -> News:
    """Return what is new since a day, of the parts of papers and the entries of the register that are given."""
    fresh = {a.part: a for a in arrivals if is_new(a, since)}
    first = {a.document: a for a in reversed(fresh.values())}

    def at(part: str) -> Key:
        one = fresh[part]
        return one.body.id, one.meeting or one.period

    papers = _by(sorted(first.values(), key=lambda a: (a.collection, a.path)), lambda a: at(a.part))
    told = [r for r in rulings if r.source.place.part in fresh]
    own = _by((r for r in told if r.decision.type in OWN), lambda r: at(r.source.place.part))
    others = _by((r for r in told if r.decision.type not in OWN), lambda r: at(r.source.place.part))
    held = tuple(entries)
    raised = _by((e for e in held if e.source.place.part in fresh), lambda e: at(e.source.place.part))
    later = (Report(e, q) for e in held for q in e.later if q.place.part in fresh)
    reports = _by(later, lambda r: at(r.source.place.part))
    bodies = {a.body.id: a.body for a in fresh.values()}
    keys = dict.fromkeys((*papers, *own, *others, *raised, *reports))
    occasions = [
        Occasion(
            bodies[k[0]],
            k[1],
            papers.get(k, ()),
            own.get(k, ()),
            others.get(k, ()),
            raised.get(k, ()),
            reports.get(k, ()),
        )
        for k in keys
    ]
    return News(since, tuple(sorted(occasions, key=lambda o: (o.day, o.body.id, str(o.when)))))


def _by(things: Iterable[T], key: Callable[[T], Key]) -> dict[Key, tuple[T, ...]]:
    out: dict[Key, list[T]] = defaultdict(list)
    for one in things:
        out[key(one)].append(one)
    return {k: tuple(group) for k, group in out.items()}


def counted(one: News) -> str:
    """Return in one sentence how much is new."""
    n = one.counts
    if not any(n.values()):
        return f"Nothing is new since {dates.long(one.since)}."
    told = [
        f"{count} {name if count == 1 else plural}"
        for name, plural, count in (
            ("paper", "papers", n["papers"]),
            ("decision", "decisions", n["decisions"]),
            ("action raised", "actions raised", n["actions"]),
            ("report back", "reports back", n["reports"]),
        )
    ]
    closed = f" ({n['closed']} closing the action)" if n["closed"] else ""
    others = f"; {n['others']} decisions of others or recommended" if n["others"] else ""
    return f"Since {dates.long(one.since)}: {', '.join(told)}{closed}{others}."


def since(day: date, shelf: Shelf, scope: Scope) -> News:
    """Return what is new since a day on a shelf, in a scope that names no times of its own."""
    return news(shelf.arrivals(scope), shelf.decisions(scope), shelf.actions(scope), day)
