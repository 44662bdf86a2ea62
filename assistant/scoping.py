"""Where a question is to be answered from: whose papers, of what time, of what kind; learnt from the shelf itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from assistant.question import Question, of_topic
from index.passage import Scope, Sitting
from index.shelf import Shelf
from index.words import stem, words
from ingest.grammar import dates, daylists
from ingest.record import Body, Kind

_TOKEN = re.compile(r"[A-Za-z0-9À-ÿ]+")
#: Words by which boards are spoken of, in one that stands for all of it.
_BOARDS = frozenset(
    """board council committee subcommittee cabinet panel group trustees partnership forum members directors
    councillors""".split()
)
#: Words of boards' names that tell none of them from another.
_ANY_BOARD = _BOARDS | frozenset(
    """county city borough district town parish municipal metropolitan strategic policy executive joint special sub
    meeting minutes papers and of the for in on team department office authority member director councillor public
    sector super""".split()
)
_BOARD_STEMS = frozenset(stem(w) for w in (*_BOARDS, "county", "member", "councillor"))
#: A name that is the whole organisation's as well: "the County Council owes" is no meeting of it.
_WHOLE = re.compile(r"^ (?:\w+ )*(?:county|city|borough|district|town|parish) council $")
_OF_MEETINGS = ("decision", "attendance", "action", "unresolved", "multi-meeting", "date", "provenance")
_OF_AN_OFFICE = re.compile(r"\b(?:cabinet|board|council|committee) (?:members?|office\w*|secretary|minister) ")
#: The share of a folder's telling words that names its board.
NAMED = 0.5
#: A word so many words before one for a board may tell which board it is: "the transport committee".
BEFORE = 4
#: The body of papers that tell none.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class _Named:
    """How the papers of one collection are named: the telling stems of its folder, initials, its bodies."""

    collection: str
    folder: frozenset[str]
    initials: frozenset[str]
    bodies: tuple[Body, ...]

    @property
    def stems(self) -> frozenset[str]:
        """The telling stems of the folder and of the bodies."""
        return self.folder.union(*(_telling(b) for b in self.bodies))


def of_board(question: Question, scope: Scope, shelf: Shelf) -> tuple[Question, Scope]:
    """Return a question and the scope narrowed to the collections whose board it names, where others are held too.

    The words that name the board tell no topic, so they are left out of the question's terms.
    """
    named = _collections(tuple((one, shelf.bodies(replace(scope, collections=(one,)))) for one in scope.collections))
    asked = _asked(question.text)
    scores = [_named_by(question.text, asked, one, named) for one in named]
    best = max(scores, default=0.0)
    meant = [one for one, score in zip(named, scores, strict=True) if score == best] if best >= NAMED else []
    if not meant:
        return question, scope
    board = frozenset(s for one in meant for s in _spoken(one, asked, alone=len(named) == 1))
    if board & set(question.terms):
        question = of_topic(replace(question, board=board))
    return question, replace(scope, collections=tuple(one.collection for one in meant))


@lru_cache(maxsize=64)
def _collections(held: tuple[tuple[str, tuple[Body, ...]], ...]) -> tuple[_Named, ...]:
    out = []
    for collection, bodies in held:
        folder = re.findall(r"[a-zà-ÿ]+", collection.lower())
        titles = [folder, *(words(f"{b.organisation} {b.name}") for b in bodies), *(words(b.name) for b in bodies)]
        initials = {"".join(w[0] for w in t if w not in ("and", "of", "the", "for", "in")) for t in titles}
        initials |= {a.lower() for b in bodies for a in b.aliases if a.isupper()}
        telling = frozenset(stem(w) for w in folder if w not in _ANY_BOARD)
        out.append(_Named(collection, telling, frozenset(i for i in initials if len(i) > 2), bodies))
    return tuple(out)


@lru_cache(maxsize=1024)
def _telling(body: Body) -> frozenset[str]:
    """Return the stems of a body's names that are no other board's custom."""
    return frozenset(stem(w) for n in (body.name, *body.aliases) for w in words(n) if w not in _ANY_BOARD)


def _asked(text: str) -> str:
    """Return a text in small letters, its words parted by single blanks, without offices called after a board."""
    return _OF_AN_OFFICE.sub(" ", _plain(text.replace("'s ", " ").replace("’s ", " ")))


def _plain(name: str) -> str:
    return f" {' '.join(_TOKEN.findall(name.lower()))} "


def _titles(one: _Named, asked: str) -> list[str]:
    """Return the full names of a collection's bodies that are spoken, those of more than a custom word."""
    names = (_plain(n) for b in one.bodies for n in (b.name, b.organisation, *b.aliases))
    return [n for n in names if n in asked and not set(n.split()) <= _ANY_BOARD]


def _named_by(text: str, asked: str, one: _Named, all_named: Sequence[_Named]) -> float:
    """Return how surely a question names a collection's board, from 0 to 1."""
    others = frozenset(s for n in all_named if n is not one for s in n.stems)
    spoken = _TOKEN.findall(text)
    if any(i.upper() in spoken for i in one.initials) or _titles(one, asked):
        return 1.0
    before = _before_boards(asked)
    capitals = text != text.lower()
    said = before | {stem(w.lower()) for w in spoken if w[0].isupper() or not capitals}
    met = (one.folder - others) & said
    within = bool((one.stems - one.folder - others) & before)
    return max(len(met) / len(one.folder) if met else 0.0, NAMED if within else 0.0)


def _before_boards(asked: str) -> frozenset[str]:
    """Return the telling stems of the few words before each word for a board."""
    spoken = asked.split()
    return frozenset(
        stem(w)
        for n, board in enumerate(spoken)
        if board in _BOARDS
        for w in spoken[max(0, n - BEFORE) : n]
        if w not in _ANY_BOARD
    )


def _spoken(one: _Named, asked: str, *, alone: bool) -> frozenset[str]:
    """Return the stems by which a question names a collection's board. alone: the shelf holds no other."""
    titles = {stem(w) for title in _titles(one, asked) for w in title.split()}
    initials = {stem(i) for i in one.initials if f" {i} " in asked}
    return frozenset(titles | initials | (set() if alone else one.folder | _BOARD_STEMS))


def of_bodies(question: Question, scope: Scope, bodies: Sequence[Body]) -> Scope:
    """Return the scope narrowed to the bodies that a question names, where the shelf holds others beside them.

    A name that is part of a longer one in the question is not asked for: "Health Scrutiny Committee" names one body.
    """
    asked = _asked(question.text)
    folder = {stem(w) for c in scope.collections for w in re.findall(r"[a-zà-ÿ]+", c.lower())}
    named: dict[str, set[str]] = defaultdict(set)
    for body in bodies:
        if len(scope.collections) == 1 and _telling(body) and _telling(body) <= folder:
            continue  # called as all these papers are: the name tells none of its boards
        for name in (_plain(n) for n in (body.name, *body.aliases)):
            whole = _WHOLE.match(name) and question.kind not in _OF_MEETINGS
            if name in asked and not (set(name.split()) <= _BOARDS - {"cabinet"} or whole):
                named[name].add(body.id)
    meant = {i for name in named if not any(name != other and name in other for other in named) for i in named[name]}
    meant |= _by_telling_words(asked, folder, bodies)
    if not meant or len(meant) == len({body.id for body in bodies}):
        return scope
    return replace(scope, bodies=tuple(sorted(meant | {b.id for b in bodies if b.id == UNKNOWN})))


def _by_telling_words(asked: str, folder: set[str], bodies: Sequence[Body]) -> set[str]:
    """Return the bodies whose telling words stand before a word for a board: "the transport committee".

    folder: the stems of their collections' names, which tell none of them from another.
    """
    met = {b.id: len((_telling(b) - folder) & _before_boards(asked)) for b in bodies}
    most = max(met.values(), default=0)
    return {i for i, n in met.items() if most and n >= most / 2}


# ---------------------------------------------------------------- time

_ONE_MEETING = r"(?:board |council |committee |cabinet |full |council's |board's )?(?:meeting|minutes|sitting|session)"
_LAST = re.compile(rf"\b(?:the |its |their |our )?(?:last|latest|most recent) {_ONE_MEETING}\b", re.IGNORECASE)
_FIRST = re.compile(rf"\b(?:the |its |their |our )(?:first|earliest) {_ONE_MEETING}\b", re.IGNORECASE)
_OF_MONTH = re.compile(
    rf"\b(?P<month>{'|'.join(sorted(dates.MONTHS, key=len, reverse=True))})\b(?! (?:19|20)\d\d)"
    rf"(?=(?:,? and \w+|,? \w+ and \w+)? (?:{_ONE_MEETING}s?|papers?|pack|agenda|dashboard)\b)",
    re.IGNORECASE,
)
#: "What was decided in January": when something was done that is done at meetings; what is due then is another thing.
_IN_MONTH = re.compile(
    rf"(?<!\bdue )\b(?:in|during)\s+(?P<month>{'|'.join(sorted(dates.MONTHS, key=len, reverse=True))})\b(?!,? \d)",
    re.IGNORECASE,
)
_AT_MEETINGS = ("decision", "attendance", "action", "unresolved")


def dated(question: Question, sittings: Sequence[Sitting]) -> Question:
    """Return a question with the time of a meeting that it tells without a year: "the last meeting", "the November
    meeting", "decided in November", which is the latest of that month that the shelf holds."""
    held = [s.meeting.date for s in sittings if s.has_record] or [s.meeting.date for s in sittings]
    if not held or question.kind == "news":
        return question
    found: list[dates.Written] = []
    if not question.times:
        for pattern, day in ((_LAST, held[-1]), (_FIRST, held[0])):
            found.extend(
                dates.Written(day, day, m.start(), m.end(), "day", False) for m in pattern.finditer(question.text)
            )
    months = [*_OF_MONTH.finditer(question.text)]
    months += _IN_MONTH.finditer(question.text) if question.kind in _AT_MEETINGS else ()
    for match in months:
        start, end = match.span("month")
        if any(t.start <= start < t.end for t in (*question.times, *found)):
            continue
        number = dates.MONTHS[match["month"].lower()]
        of_month = [d for d in held if d.month == number]
        of_month = of_month or [s.meeting.date for s in sittings if s.meeting.date.month == number]
        if of_month or question.kind in ("decision", "attendance"):
            first, last = daylists.month((of_month or held)[-1].year, number)
            found.append(dates.Written(first, last, start, end, "month", False))
    if not found:
        return question
    times = tuple(sorted((*question.times, *found), key=lambda t: t.start))
    return of_topic(replace(question, times=times))


def other_years(question: Question, sittings: Sequence[Sitting]) -> tuple[str, ...]:
    """Return notices of the months that a question tells without a year, where meetings of several years fit."""
    notices = []
    for written in (t for t in question.times if t.grain == "month"):
        told = question.text[written.start : written.end]
        held = {s.meeting.date.year for s in sittings if s.meeting.date.month == written.first.month}
        if held - {written.first.year} and not any(c.isdigit() for c in told):
            years = ", ".join(map(str, sorted(held)))
            notices.append(f"{told} is taken as that of {written.first.year}; there are meetings of {told} in {years}.")
    return tuple(notices)


#: "The 12 months before" a time is a stretch that the papers of that time tell of.
_STRETCH = re.compile(
    r"\b(?:days?|weeks?|months?|quarters?|years?)\s+(?:before|to|until|up to|from|after|since)\s*$", re.I
)
_ONWARD = re.compile(r"\b(?:since|from|after)\s+(?:the\s+)?(?:(?:meeting|minutes) (?:of|on|in)\s+)?$", re.IGNORECASE)
_UP_TO = re.compile(
    r"\b(?:until|till|before|by|up to)\s+(?:the\s+)?(?:(?:meeting|minutes) (?:of|on|in)\s+)?$", re.IGNORECASE
)


def narrowed(question: Question, scope: Scope, spans: Sequence[tuple[date, date]]) -> Scope:
    """Return the scope with the time that a question names, where papers on the shelf belong to it.

    "Since" and "before" a time take in that time's own papers, which tell how things stood then.
    """
    held = [t for t in question.times if any(t.first <= b and a <= t.last for a, b in spans)]
    loose = any(t.grain == "year" for t in held) and question.kind not in ("decision", "action", "unresolved")
    loose |= any(t.grain == "season" for t in held) and question.kind in ("comparison", "figure", "table")
    if not held or loose or (len(held) > 1 and question.kind in ("comparison", "multi-meeting")):
        return scope
    since: date | None = min(t.first for t in held)
    until: date | None = max(t.last for t in held)
    if len(held) == 1:
        before = question.text[: held[0].start]
        if _STRETCH.search(before):
            pass
        elif _ONWARD.search(before):
            until = None
        elif _UP_TO.search(before):
            since = None
    return scope.between(since, until)


# ---------------------------------------------------------------- kinds of paper

_KINDS_NAMED: tuple[tuple[re.Pattern[str], tuple[Kind, ...]], ...] = (
    (re.compile(r"\b(?:annual|yearly) report\b", re.IGNORECASE), (Kind.ANNUAL_REPORT,)),
    (re.compile(r"\bforward plan\b|\bwork programme\b", re.IGNORECASE), (Kind.FORWARD_PLAN,)),
    (re.compile(r"\bslides\b|\bpresentation slides\b", re.IGNORECASE), (Kind.SLIDES,)),
)


def of_kinds(question: Question, scope: Scope, shelf: Shelf) -> Scope:
    """Return the scope narrowed to the kind of paper that a question names, where the shelf holds one of its time."""
    if question.kind in ("comparison", "multi-meeting", "provenance", "history", "news"):
        return scope
    meant = [kinds for pattern, kinds in _KINDS_NAMED if pattern.search(question.text)]
    if len(meant) != 1:
        return scope
    narrow = scope.of(*meant[0])
    return narrow if shelf.store.count_passages(narrow) else scope


__all__ = ["dated", "narrowed", "of_board", "of_bodies", "of_kinds", "other_years"]
