"""The register's listing: which actions and decisions are asked for, and counts of them that add up. Values alone."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

from index.passage import Entry, Quotation, Ruling, Sitting, Standing
from index.words import COMMON, stem, stems, words
from ingest.grammar import dates, people
from ingest.record import DecisionType, Meeting, Person

#: Nobody can be late with what a later paper says is done, or reports on.
SETTLED = frozenset({Standing.CLOSED, Standing.REPORTED_BACK})
#: So much of an id is shown at least, that it looks like one.
SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which actions are asked for; what is empty narrows nothing.

    topic: words that stand in the action, its paragraph, its item's title or the headings above. owner: a surname, a
    role or an organisation. body: words of its name or its organisation's, or a short form. overdue: due before this
    day, and neither closed nor reported back.
    """

    topic: str = ""
    owner: str = ""
    body: str = ""
    meeting: date | None = None
    since: date | None = None
    until: date | None = None
    standing: Standing | None = None
    overdue: date | None = None
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """Which decisions are asked for; what is empty narrows nothing. verb: in any of its forms."""

    topic: str = ""
    body: str = ""
    meeting: date | None = None
    since: date | None = None
    until: date | None = None
    type: DecisionType | None = None
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What filters need to know beside the entries: the paragraph that a quotation stands in, the long form of each
    short one, and the roll of a meeting."""

    paragraph: Callable[[Quotation], str]
    acronyms: Mapping[str, str] = field(default_factory=dict)
    roll: Callable[[Meeting], tuple[Person, ...]] = lambda _: ()


def rolls(sittings: Iterable[Sitting]) -> Callable[[Meeting], tuple[Person, ...]]:
    """Return what gives the people on the roll of a meeting; each roll is read when it is asked for, and once."""
    held = {s.meeting: s for s in sittings}

    @cache
    def roll(meeting: Meeting) -> tuple[Person, ...]:
        return tuple(a.person for a in held[meeting].roll) if meeting in held else ()

    return roll


def actions(entries: Sequence[Entry], wanted: Wanted, known: Known) -> tuple[Entry, ...]:
    """Return the actions that are wanted, in their order. The cheap tests come first: a register has thousands."""
    tests: list[Callable[[Entry], bool]] = []
    if wanted.marked:
        tests.append(lambda e: bool(e.action.marker))
    if wanted.standing:
        tests.append(lambda e: e.standing is wanted.standing)
    if (day := wanted.overdue) is not None:
        tests.append(lambda e: is_overdue(e, day))
    tests.extend(_of_source(wanted))
    if wanted.owner.strip():
        tests.append(_owned_by(wanted.owner, known))
    if wanted.topic.strip():
        tests.append(_about(wanted.topic, known))
    return tuple(e for e in entries if all(test(e) for test in tests))


def decisions(rulings: Sequence[Ruling], sought: Sought, known: Known) -> tuple[Ruling, ...]:
    """Return the decisions that are sought, in their order."""
    tests: list[Callable[[Ruling], bool]] = []
    if sought.type:
        tests.append(lambda r: r.decision.type is sought.type)
    if sought.verb.strip():
        verb = stems(sought.verb)
        tests.append(lambda r: stems(r.decision.verb) == verb)
    tests.extend(_of_source(sought))
    if sought.topic.strip():
        tests.append(_about(sought.topic, known))
    return tuple(r for r in rulings if all(test(r) for test in tests))


def is_overdue(entry: Entry, day: date) -> bool:
    """True where an action was due before a day, and no later paper and no person says that it is settled."""
    return entry.action.due_by is not None and entry.action.due_by < day and entry.standing not in SETTLED


def _of_source(wanted: Wanted | Sought) -> list[Callable[[Entry | Ruling], bool]]:
    """Return the tests of where an entry stands: its body and its day."""
    tests: list[Callable[[Entry | Ruling], bool]] = []
    if (on := wanted.meeting) is not None:
        tests.append(lambda e: e.source.place.meeting is not None and e.source.place.meeting.date == on)
    if (since := wanted.since) is not None:
        tests.append(lambda e: e.source.place.when >= since)
    if (until := wanted.until) is not None:
        tests.append(lambda e: e.source.place.when <= until)
    if asked := frozenset(words(wanted.body)):
        tests.append(
            lambda e: (
                asked
                <= _names_of((e.source.place.body.organisation, e.source.place.body.name, *e.source.place.body.aliases))
            )
        )
    return tests


@lru_cache(maxsize=1024)
def _names_of(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(w for name in names for w in words(name))


# ---------------------------------------------------------------- topics


#: Ways of saying one thing: a text says it that holds every stem of one of them.
Ways = tuple[frozenset[str], ...]


def ways(topic: str, acronyms: Mapping[str, str]) -> tuple[Ways, ...]:
    """Return what a topic asks for, one thing after the other: a short form and its long form are one."""
    asked = stems(topic) or [stem(w) for w in words(topic)]
    forms = {tuple(stems(long)): tuple(stem(w) for w in words(short)) for short, long in acronyms.items()}
    forms = {long: short for long, short in forms.items() if long and short}
    shorts: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for long, short in forms.items():
        shorts.setdefault(short, []).append(long)
    out: list[Ways] = []
    place = 0
    while place < len(asked):
        said, others = _form_at(asked, place, forms, shorts)
        out.append((frozenset(said), *map(frozenset, others)))
        place += len(said)
    return tuple(out)


def _form_at(
    asked: Sequence[str],
    place: int,
    forms: Mapping[tuple[str, ...], tuple[str, ...]],
    shorts: Mapping[tuple[str, ...], Sequence[tuple[str, ...]]],
) -> tuple[tuple[str, ...], Sequence[tuple[str, ...]]]:
    """Return the longest form that stands at a place, and the other forms of it; else the one stem there."""
    for size in range(min(len(asked) - place, max(map(len, forms), default=1)), 0, -1):
        said = tuple(asked[place : place + size])
        if said in forms:
            return said, (forms[said],)
        if said in shorts:
            return said, shorts[said]
    return (asked[place],), ()


@lru_cache(maxsize=120_000)
def _stems_of(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in words(text))


def _about(topic: str, known: Known) -> Callable[[Entry | Ruling], bool]:
    asked = ways(topic, known.acronyms)

    def is_about(entry: Entry | Ruling) -> bool:
        at = entry.source
        held = [_stems_of(t) for t in (at.quote, at.place.item_title, *at.paragraph.trail, known.paragraph(at))]
        return all(any(all(any(s in one for one in held) for s in way) for way in each) for each in asked)

    return is_about


# ---------------------------------------------------------------- owners


def _owned_by(owner: str, known: Known) -> Callable[[Entry], bool]:
    office = people.is_role(owner) or people.is_organisation(owner)
    asked = ways(people.bare(owner), known.acronyms)

    def says(what: str) -> bool:
        return bool(asked) and all(any(way <= _telling(what) for way in one) for one in asked)

    @cache
    def is_it(name: str) -> bool:
        """True where an owner, as written or as resolved, is the one asked for."""
        if office or people.is_role(name) or people.is_organisation(name):
            return says(name)
        return people.same_person(owner, name)

    @cache
    def came_as(meeting: Meeting, name: str) -> bool:
        """True where somebody came to a meeting in the office, or for the organisation, that is asked for."""
        there = (p for p in known.roll(meeting) if people.same_person(p.name, name))
        return any(says(what) for p in there for what in (p.role, p.organisation) if what)

    def is_owner(entry: Entry) -> bool:
        last = {people.surname(p) for p in entry.action.people}
        written = (o for o in entry.action.owners if people.surname(o) not in last)  # whoever is not known more fully
        if any(map(is_it, (*entry.action.people, *written))):
            return True
        meeting = entry.source.place.meeting
        return meeting is not None and any(came_as(meeting, p) for p in entry.action.people)

    return is_owner


@lru_cache(maxsize=8192)
def _telling(name: str) -> frozenset[str]:
    """Return the stems of a name, a role or an organisation, without titles and small words; a chair is one office,
    whoever holds it."""
    held = frozenset(stem(w) for w in words(people.bare(name)) if w not in COMMON)
    return held | {_CHAIR} if held & _CHAIRS else held


_CHAIR = stem("chair")
_CHAIRS = frozenset(stem(w) for w in ("chairman", "chairwoman", "chairperson"))


def owners_of(entry: Entry) -> tuple[str, ...]:
    """Return who is to do an action: the people that were resolved, and the owners that were not, each once."""
    action = entry.action
    if len(action.people) >= len(action.owners):
        return action.people
    last = {people.surname(p) for p in action.people}
    rest = (o for o in action.owners if people.surname(o) not in last)
    return tuple(dict.fromkeys((*action.people, *rest)))


# ---------------------------------------------------------------- counts


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries there are, and of what: each of the tuples adds up to the total. An action of two owners counts
    for the two together."""

    total: int
    marked: int
    by_standing: tuple[tuple[Standing, int], ...]
    by_meeting: tuple[tuple[str, int], ...]
    by_owner: tuple[tuple[tuple[str, ...], int], ...]

    @property
    def unmarked(self) -> int:
        return self.total - self.marked


def counts(entries: Sequence[Entry]) -> Counts:
    """Return the counts of actions: standings in their order, meetings by date, owners with most first."""
    standing = Counter(e.standing for e in entries)
    fuller = _fuller(entries)
    owners = Counter(
        tuple(dict.fromkeys(fuller.get((e.source.place.body.id, n), n) for n in owners_of(e))) for e in entries
    )
    return Counts(
        total=len(entries),
        marked=sum(bool(e.action.marker) for e in entries),
        by_standing=tuple((s, standing[s]) for s in Standing if standing[s]),
        by_meeting=_by_meeting(entries),
        by_owner=tuple(sorted(owners.items(), key=lambda row: (-row[1], row[0]))),
    )


def _fuller(entries: Iterable[Entry]) -> dict[tuple[str, str], str]:
    """Return the full name that a body's papers give for a shorter one, where there is only one that it can stand for:
    "A. Penrose" is Ada Penrose unless there is an Alec Penrose too."""
    held: dict[tuple[str, str], set[str]] = {}
    for entry in entries:
        for name in owners_of(entry):
            held.setdefault((entry.source.place.body.id, people.surname(name)), set()).add(name)
    out: dict[tuple[str, str], str] = {}
    for (body, _), names in held.items():
        full = [n for n in names if _is_full(n)]
        for name in names.difference(full):
            meant = [n for n in full if people.same_person(name, n)]
            if len(meant) == 1:
                out[body, name] = meant[0]
    return out


def _is_full(name: str) -> bool:
    """True for a name that begins with a first name, not with an initial or a title alone."""
    first, *rest = people.bare(name).split() or [""]
    return bool(rest) and len(first.rstrip(".")) > 1 and not people.is_role(name)


def _by_meeting(entries: Iterable[Entry | Ruling]) -> tuple[tuple[str, int], ...]:
    """Return how many entries each meeting has, by date: its day and its body's short name; "" for those of none."""
    places = Counter((e.source.place.when, occasion(e.source)) for e in entries)
    told: Counter[str] = Counter()
    for (_, name), count in sorted(places.items()):
        told[name] += count
    return tuple(told.items())


def occasion(source: Quotation) -> str:
    """Return the meeting or the period that a quotation belongs to, in words, with whose it is; "" where it belongs to
    none."""
    place = source.place
    if place.meeting:
        day = ", ".join(filter(None, (dates.long(place.meeting.date), place.meeting.session)))
    else:
        day = place.period.label if place.period else ""
    return ", ".join(filter(None, (day, place.body.short))) if day else ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many decisions there are, and of what: each of the tuples adds up to the total."""

    total: int
    by_type: tuple[tuple[DecisionType, int], ...]
    by_verb: tuple[tuple[str, int], ...]
    by_meeting: tuple[tuple[str, int], ...]


def tally(rulings: Sequence[Ruling]) -> Tally:
    """Return the counts of decisions: types in their order, verbs with most first, meetings by date."""
    types = Counter(r.decision.type for r in rulings)
    verbs = Counter(r.decision.verb.lower() for r in rulings)
    return Tally(
        total=len(rulings),
        by_type=tuple((t, types[t]) for t in DecisionType if types[t]),
        by_verb=tuple(sorted(verbs.items(), key=lambda row: (-row[1], row[0]))),
        by_meeting=_by_meeting(rulings),
    )


def shortened(ids: Iterable[str]) -> int:
    """Return how many characters of ids are enough to tell each from every other."""
    ordered = sorted(ids)
    same = (_shared(a, b) for a, b in itertools.pairwise(ordered))
    return max(SHORTEST, max(same, default=0) + 1)


def _shared(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


__all__ = [
    "SETTLED",
    "Counts",
    "Known",
    "Sought",
    "Tally",
    "Wanted",
    "actions",
    "counts",
    "decisions",
    "is_overdue",
    "occasion",
    "owners_of",
    "rolls",
    "shortened",
    "tally",
    "ways",
]
