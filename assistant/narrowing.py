"""What a reader narrows a question to by hand, and what there is to narrow it to: years, boards, papers, answers.

It comes before all that is understood of a question, as if the shelf held nothing else, and never widens what whoever
asks may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from index.passage import Quotation, Scope, Within
from index.shelf import Shelf
from ingest.errors import MattersError
from ingest.grammar import dates
from ingest.record import Kind

#: The kinds of answer that may be asked for outright, and what each is called.
ANSWERS: Mapping[str, str] = {
    "lookup": "what was said",
    "decision": "decisions",
    "action": "actions",
    "unresolved": "what became of actions",
    "attendance": "who attended",
    "figure": "figures",
    "date": "dates",
}
#: Names of a board that are told of one narrowing; a longer identity is none.
BOARDS, LONGEST = 40, 200


class NarrowingError(MattersError):
    """A narrowing that cannot be: what it was, and what it must be."""


@dataclass(frozen=True, slots=True)
class Only:
    """What a reader narrows a question to; nothing by itself.

    since, until, bodies (by id) and kinds (of paper): what is looked at. answer: the kind of answer that is wanted, one
    of ANSWERS, "" for the one understood. whole: looks at all of that, whatever time or board the question names.
    as_written: takes the question as it stands, though it reads like a follow-up.
    """

    since: date | None = None
    until: date | None = None
    bodies: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    answer: str = ""
    whole: bool = False
    as_written: bool = False

    def __post_init__(self) -> None:
        if self.answer and self.answer not in ANSWERS:
            raise NarrowingError(f"{self.answer!r} is no kind of answer; there are {', '.join(ANSWERS)}")
        if self.since and self.until and self.since > self.until:
            raise NarrowingError(f"nothing is both since {self.since} and until {self.until}")

    def __bool__(self) -> bool:
        return self != NOTHING

    @property
    def narrows(self) -> bool:
        """True where fewer papers are looked at than might be."""
        return bool(self.since or self.until or self.bodies or self.kinds)

    def scope(self, seen: Scope) -> Scope:
        """Return what is left of all that whoever asks may see."""
        if not self.narrows:
            return seen
        return replace(seen, within=Within(self.since, self.until, self.bodies, self.kinds))


#: No narrowing at all.
NOTHING = Only()


def told(one: Only) -> dict[str, object]:
    """Return a narrowing as JSON: what it holds, and nothing that it doesn't."""
    held: dict[str, object] = {
        "since": one.since.isoformat() if one.since else None,
        "until": one.until.isoformat() if one.until else None,
        "bodies": list(one.bodies),
        "papers": [k.value for k in one.kinds],
        "answer": one.answer,
        "whole": one.whole,
        "as_written": one.as_written,
    }
    return {name: value for name, value in held.items() if value}


def read(held: object) -> Only:
    """Return the narrowing that JSON tells. Raises NarrowingError for what tells none."""
    if not isinstance(held, dict):
        raise NarrowingError('"only" must be an object, such as {"since": "2018-01-01", "answer": "decision"}')
    unknown = sorted(set(held) - {"since", "until", "bodies", "papers", "answer", "whole", "as_written"})
    if unknown:
        raise NarrowingError(f'"only" knows no {unknown[0][:40]!r}')
    return Only(
        _day(held, "since"),
        _day(held, "until"),
        _texts(held, "bodies"),
        tuple(map(_kind, _texts(held, "papers"))),
        _text(held, "answer"),
        held.get("whole") is True,
        held.get("as_written") is True,
    )


def _text(held: Mapping[str, object], name: str) -> str:
    value = held.get(name) or ""
    if not isinstance(value, str):
        raise NarrowingError(f'"{name}" in "only" must be a text')
    return value


def _day(held: Mapping[str, object], name: str) -> date | None:
    value = _text(held, name)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise NarrowingError(f'"{name}" in "only" is {value[:40]!r}; write a day as 2018-04-27') from error


def _texts(held: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = held.get(name) or []
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or len(texts) > BOARDS or not all(isinstance(t, str) for t in texts):
        raise NarrowingError(f'"{name}" in "only" must be a list of at most {BOARDS} texts')
    return tuple(t for t in texts if 0 < len(t) <= LONGEST)


def _kind(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError as error:
        known = ", ".join(k.value for k in Kind)
        raise NarrowingError(f"{name[:40]!r} is no kind of paper; there are {known}") from error


def said(one: Only, names: Mapping[str, str]) -> str:
    """Return what a reader narrowed the papers to, in words; "" for nothing. names: of boards by id."""
    parts = [_time(one), *(names.get(b, "another board") for b in one.bodies), *(k.value for k in one.kinds)]
    return ", ".join(p for p in parts if p)


def _time(one: Only) -> str:
    if one.since and one.until:
        year = one.since.year
        if (one.since, one.until) == (date(year, 1, 1), date(year, 12, 31)):
            return str(year)
        return f"{dates.long(one.since)} to {dates.long(one.until)}"
    if one.since:
        return f"since {dates.long(one.since)}"
    return f"until {dates.long(one.until)}" if one.until else ""


# ---------------------------------------------------------------- what there is to choose


@dataclass(frozen=True, slots=True)
class Choices:
    """What a question can be narrowed to on a shelf, within the scope of whoever asks; and what of it is near.

    years, boards (id to name) and papers are given where there are two or more. near: those that the answer's own
    sources belong to, by "year:2018", "board:…" or "papers:…", the most cited first.
    """

    years: tuple[int, ...] = ()
    boards: Mapping[str, str] | None = None
    papers: tuple[Kind, ...] = ()
    near: tuple[str, ...] = ()


def choices(shelf: Shelf, scope: Scope, sources: Iterable[Quotation]) -> Choices:
    """Return what there is to narrow a question to. sources: those of its answer, and the nearest."""
    years = _years(shelf.days(scope))
    boards = {b.id: b.name for b in shelf.bodies(scope) if b.name}
    papers = shelf.kinds(scope)
    near = tuple(dict.fromkeys(name for source in sources for name in _near(source)))
    return Choices(
        years if len(years) > 1 else (),
        boards if len(boards) > 1 else {},
        papers if len(papers) > 1 else (),
        near,
    )


def _years(days: Iterable[tuple[date, date]]) -> tuple[int, ...]:
    """Return the years that papers are of, the latest first. A stretch of many years is a slip, or tells nothing."""
    held = {y for first, last in days if last.year - first.year < 3 for y in range(first.year, last.year + 1)}
    return tuple(sorted(held, reverse=True))


def _near(source: Quotation) -> Iterator[str]:
    place = source.place
    if place.meeting:
        yield f"year:{place.meeting.date.year}"
    yield f"board:{place.body.id}"
    yield f"papers:{place.kind.value}"


def changed(one: Only, change: str, there: Choices) -> Only | None:
    """Return a narrowing after one change, such as "year:2018"; None for one that there is not. What a browser says."""
    what, _, value = change.partition(":")
    if what == "year" and value in map(str, there.years):
        return replace(one, since=date(int(value), 1, 1), until=date(int(value), 12, 31))
    if what == "board" and value in (there.boards or {}):
        return replace(one, bodies=(value,))
    if what == "papers" and value in {k.value for k in there.papers}:
        return replace(one, kinds=(Kind(value),))
    if what == "answer" and value in ANSWERS:
        return replace(one, answer=value)
    return replace(one, **_SIMPLE[change]) if change in _SIMPLE else None


#: Changes that need no choice, those that take one back among them.
_SIMPLE: Mapping[str, Mapping[str, Any]] = {
    "whole": {"whole": True},
    "as-written": {"as_written": True},
    "any-time": {"since": None, "until": None},
    "any-board": {"bodies": ()},
    "any-paper": {"kinds": ()},
    "any-answer": {"answer": ""},
    "as-understood": {"whole": False},
    "as-follow-up": {"as_written": False},
}


__all__ = ["ANSWERS", "NOTHING", "Choices", "NarrowingError", "Only", "changed", "choices", "read", "said", "told"]
