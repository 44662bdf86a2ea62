"""Papers that don't say whose they are, or of which meeting, placed by what their neighbours say.

In a stated order: the agenda that lists a paper, by reference, item number or title; a paper of the same reference; a
day in its name on which the board is known to have met; the one meeting that the other papers of its folder are of;
what its folder is called. In a mixed collection, whose papers came one by one, they are not placed by what merely lies
beside them: a number of an item, and their folder, tell nothing there. Minutes don't place others: they are filed with
the meeting that adopts them. Nothing is placed by papers that not everybody may see. What is placed says so, and on
what ground.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ingest.grammar import dates, names
from ingest.grammar.names import stem_of
from ingest.record import RECORDS, Body, Evidence, Ground, Kind, Meeting, body_id

#: A title is an item's where they share this many telling words at least, and this share of the shorter of the two.
SHARED, SHARE = 3, 0.75
#: A word that stands in more items than this tells none of them apart.
COMMON = 40


#: A folder is a body's where it alone is named in it, by this share of its papers at least.
SPOKEN = 0.25


@dataclass(frozen=True, slots=True)
class Card:
    """What a part tells of itself, and what it may tell of others. items: (number, title) of an agenda's business."""

    part: str
    path: str
    title: str
    kind: Kind
    public: bool
    body: Body
    day: date | None
    session: str = ""
    period: bool = False
    items: tuple[tuple[str, str], ...] = ()

    @property
    def is_placed(self) -> bool:
        """True where it says both whose it is and of which meeting or time."""
        return bool(self.body.name) and (self.day is not None or self.period)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a part was put that does not say so itself, and on what grounds. None where its own word stands."""

    body: Body | None
    meeting: Meeting | None
    kind: Kind | None
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class _Sitting:
    """A meeting that some paper of a folder is of."""

    body: Body
    day: date
    session: str


@dataclass(slots=True)
class _Folder:
    """What the papers of a folder, and of those in it, say of meetings."""

    sittings: dict[_Sitting, list[str]] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    papers: int = 0
    by_day: dict[date, set[_Sitting]] = field(default_factory=lambda: defaultdict(set))
    by_reference: dict[str, dict[_Sitting, Card]] = field(default_factory=lambda: defaultdict(dict))
    agendas: dict[_Sitting, Card] = field(default_factory=dict)
    listed: dict[str, list[tuple[_Sitting, Card, int]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, card: Card) -> None:
        self.bodies.setdefault(card.body.id, card.body)
        self.counts[card.body.id] += 1
        if card.day is None:
            return
        sitting = _Sitting(card.body, card.day, card.session)
        self.by_day[card.day].add(sitting)
        if card.kind in RECORDS:
            return
        self.sittings.setdefault(sitting, []).append(card.path)
        for reference in references(stem_of(card.path)):
            self.by_reference[reference].setdefault(sitting, card)
        if card.kind is Kind.AGENDA:
            self.agendas.setdefault(sitting, card)
            for place, (_, title) in enumerate(card.items):
                for reference in references(title):
                    self.by_reference[reference][sitting] = card
                for word in _telling(title):
                    self.listed[word].append((sitting, card, place))


def placements(cards: Sequence[Card], *, mixed: bool = False) -> dict[str, Placement]:
    """Return where the parts of one collection are put that don't say so themselves, by their ids.

    mixed: that parts lie beside each other tells nothing of them.
    """
    folders: dict[str, _Folder] = defaultdict(_Folder)
    for card in cards:
        for name in folders_of(card.path):
            folders[name].papers += 1
            if card.public and card.body.name:
                folders[name].add(card)
    out = {}
    for card in cards:
        if not card.is_placed or _is_general(card.body):
            found = _placed(card, folders, mixed)
            if found:
                out[card.part] = found
    return out


def _placed(card: Card, folders: Mapping[str, _Folder], mixed: bool) -> Placement | None:
    """Return where a part is put; None where nothing is known that it doesn't say itself."""
    found = _sitting(card, folders, mixed)
    body: Body | None = None
    day: date | None = None
    grounds: list[Ground | None] = []
    if not card.body.name or _is_general(card.body):
        body, ground = (found.sitting.body, found.ground) if found else _body(card, {} if mixed else folders)
        grounds.append(replace(ground, fact="body") if ground else None)
    if card.day is None and not card.period:
        day, ground = (found.sitting.day, found.ground) if found else _day(card)
        grounds.append(replace(ground, fact="date") if ground else None)
    kind = found.kind if found and card.kind is Kind.PAPER else None
    grounds.append(replace(found.ground, fact="kind") if found and kind else None)
    told = tuple(g for g in grounds if g)
    if not told:
        return None
    when = day or card.day
    session = found.sitting.session if found and day else card.session
    meeting = Meeting((body or card.body).id, when, session) if when and not card.period else None
    return Placement(body, meeting, kind, told)


@dataclass(frozen=True, slots=True)
class _Found:
    """A meeting that a part belongs to, on what ground, and what kind of paper that makes it, if any."""

    sitting: _Sitting
    ground: Ground
    kind: Kind | None = None


def _sitting(card: Card, folders: Mapping[str, _Folder], mixed: bool) -> _Found | None:
    """Return the meeting that the nearest papers put a part at, by the ways in their order."""
    named = (_by_reference, _by_title, _by_day)
    ways = named if mixed else (_by_reference, _by_item, _by_title, _by_day, _by_folder)
    for name in folders_of(card.path):
        for way in ways if name in folders else ():
            found = way(card, folders[name])
            if found and _fits(card, found.sitting, loosely=way is _by_reference):
                return found
    return None


def _fits(card: Card, sitting: _Sitting, *, loosely: bool = False) -> bool:
    """True where a meeting can be a part's, by what it says itself. loosely: a longer name of its body will do."""
    known = card.body.name and not _is_general(card.body)
    if known and card.body.id != sitting.body.id and not (loosely and _are_one(card.body, sitting.body)):
        return False
    return card.day is None or card.day == sitting.day


def _only(sittings: Iterable[_Sitting], card: Card, *, loosely: bool = False) -> _Sitting | None:
    found: _Sitting | None = None
    for one in sittings:
        if _fits(card, one, loosely=loosely):
            if found is not None and one != found:
                return None
            found = one
    return found


def _by_reference(card: Card, folder: _Folder) -> _Found | None:
    """A paper of the same reference, best of all the agenda: `24/00109` or `TB(4)` in both."""
    for reference in references(stem_of(card.path)):
        held = folder.by_reference.get(reference, {})
        sitting = _only(held, card, loosely=True)
        if sitting:
            other = held[sitting]
            source = Evidence.LISTED if other.kind is Kind.AGENDA else Evidence.FOLDER
            kind = Kind.APPENDIX if other.kind is Kind.REPORT else None
            return _Found(sitting, Ground("", source, f"{reference}, as in {stem_of(other.path)}"), kind)
    return None


def _by_item(card: Card, folder: _Folder) -> _Found | None:
    """An item of business that its name gives, where the folder has the agenda of one meeting."""
    item = _ITEM.search(stem_of(card.path))
    sitting = _only(folder.agendas, card) if item else None
    if item and sitting and any(number == item["n"] for number, _ in folder.agendas[sitting].items):
        agenda = stem_of(folder.agendas[sitting].path)
        return _Found(sitting, Ground("", Evidence.LISTED, f"item {item['n']} of {agenda}"))
    return None


def _by_title(card: Card, folder: _Folder) -> _Found | None:
    """An item of business of its title."""
    best: tuple[float, _Sitting, Card, int] | None = None
    for title in (stem_of(card.path), card.title):
        words = _telling(title)
        shared = Counter(
            place
            for word in words
            if len(folder.listed.get(word, ())) <= COMMON
            for place in folder.listed.get(word, ())
        )
        for (sitting, agenda, place), count in shared.items():
            share = count / max(1, min(len(words), len(_telling(agenda.items[place][1]))))
            if count >= SHARED and share >= SHARE and (best is None or share > best[0]):
                best = share, sitting, agenda, place
    if best is None:
        return None
    number = best[2].items[best[3]][0]
    ground = Ground("", Evidence.LISTED, f"item {number} of {stem_of(best[2].path)}")
    return _Found(best[1], ground, Kind.REPORT)


def _by_day(card: Card, folder: _Folder) -> _Found | None:
    """A day in its name on which the board is known to have met."""
    for day in dates.of_name(stem_of(card.path)):
        sitting = _only(folder.by_day.get(day, ()), card)
        if sitting:
            return _Found(sitting, Ground("", Evidence.NAME, f"{stem_of(card.path)}: a day on which it met"))
    return None


def _by_folder(card: Card, folder: _Folder) -> _Found | None:
    """The one meeting that the other papers of its folder are of, or that the folder has the agenda of."""
    sitting = _only(folder.sittings, card) or _only(folder.agendas, card)
    if sitting is None or (len(folder.sittings) > 1 and len(folder.sittings[sitting]) < 2):
        return None
    count = len(folder.sittings[sitting])
    told = "a paper beside it is" if count == 1 else f"{count} papers beside it are"
    return _Found(sitting, Ground("", Evidence.FOLDER, f"{told} of {dates.long(sitting.day)}"))


def _body(card: Card, folders: Mapping[str, _Folder]) -> tuple[Body | None, Ground | None]:
    """Return the one body that the papers of a folder name, or that the folder is called by, the nearest first."""
    for name in folders_of(card.path):
        held = folders.get(name)
        named = [i for i, b in held.bodies.items() if not _is_general(b) and _may_be(card.body, b)] if held else []
        if held and named:
            most = max(named, key=lambda i: (held.counts[i], i))
            known = sum(held.counts[i] for i in named)
            if known >= max(2, SPOKEN * held.papers) and all(
                _are_one(held.bodies[i], held.bodies[most]) for i in named
            ):
                return held.bodies[most], Ground("", Evidence.FOLDER, f"{held.counts[most]} papers beside it name it")
        called = names.tidy(names.body_of_folder(name.rsplit("/", 1)[-1]))
        whole = Body(body_id(card.body.organisation, called), called, card.body.organisation)
        if called and not _is_general(whole) and _may_be(card.body, whole):
            return whole, Ground("", Evidence.FOLDER, f"the folder is called {name.rsplit('/', 1)[-1]}")
    return None, None


def _is_general(body: Body) -> bool:
    """True for a name that any board has: the Council, the Committee."""
    return body.name.lower() in ("board", "council", "committee", "panel", "group", "trustees", "sub-committee")


def _may_be(general: Body, body: Body) -> bool:
    return not general.name or body.name.lower().endswith(general.name.lower())


def _are_one(one: Body, other: Body) -> bool:
    """True where one name is the other's end: "Example Board" and "Public Example Board"."""
    short, long = sorted((one.name.lower().split(), other.name.lower().split()), key=len)
    return (len(short) > 1 and long[-len(short) :] == short) or short == long


def _day(card: Card) -> tuple[date | None, Ground | None]:
    """Return the day that a paper's own name gives with the year of its folder, or that its folder is called by."""
    *above, _ = card.path.split("/")
    found = _MONTH_DAY.match(stem_of(card.path))
    year = next((int(y[0]) for one in reversed(above) if (y := _YEAR.search(one))), None)
    if found and year and (day := dates.day(f"{year}-{found['m']}-{found['d']}")):
        return day, Ground("", Evidence.NAME, card.path)
    for one in reversed(above):
        days = dates.of_name(one)
        if len(days) == 1:
            return days[0], Ground("", Evidence.FOLDER, f"the folder is called {one}")
    for month, one in itertools.pairwise(above):
        inside = _DAY.match(one)
        if inside and year and _MONTH.fullmatch(month) and (day := dates.day(f"{year}-{month}-{inside['d']}")):
            return day, Ground("", Evidence.FOLDER, f"the folder is called {month}/{one}")
    return None, None


# ---------------------------------------------------------------- names of files

_REFERENCE = re.compile(r"\b(?P<a>\d{2})[-/](?P<b>\d{4,6})\b")
_SERIES = re.compile(r"^(?P<series>[A-Z]{1,6})[ _-]?\(?(?P<n>\d{1,3})\)?(?=[\W_a-z0-9]|$)")
_ITEM = re.compile(r"\bitem\s+(?:no\.?\s*)?(?P<n>\d{1,2})\b", re.IGNORECASE)
_MONTH_DAY = re.compile(r"^(?P<m>\d{2})-(?P<d>\d{2})(?!\d|-\d)")
_DAY = re.compile(r"^(?P<d>\d{2})(?=\D)")
_MONTH = re.compile(r"0[1-9]|1[0-2]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TELLS_NOTHING = frozenset(
    "the and for from with that this upon report reports appendix annex update updates paper papers item agenda "
    "minutes meeting board committee council cabinet draft final supplementary supplement document".split()
)


def folders_of(path: str) -> Iterator[str]:
    """Yield the folders that a paper lies in, the nearest first; "" is the collection's own."""
    while "/" in path:
        path = path.rsplit("/", 1)[0]
        yield path
    yield ""


def references(text: str) -> tuple[str, ...]:
    """Return the references in a name or a title: decision numbers, and the series and meeting of a numbered paper."""
    found = [f"{m['a']}/{m['b']}" for m in _REFERENCE.finditer(text)]
    series = _SERIES.match(text)
    if series:
        found.append(f"{series['series']}({int(series['n'])})")
    return tuple(dict.fromkeys(found))


def _telling(title: str) -> frozenset[str]:
    """Return the words of a title that tell it from others, cut to their beginnings."""
    bare = _REFERENCE.sub(" ", title.lower())
    return frozenset(w[:7] for w in re.findall(r"[a-z0-9]{3,}", bare) if w not in _TELLS_NOTHING and not w.isdigit())
