"""Checking: the last gate. What is quoted stands in the record, what is computed is computed again, and what doesn't
stand up is left out and counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import permutations, zip_longest

from assistant import listing
from assistant import news as arrived
from assistant.answer import Answer, Citation, Computed, Statement, where
from assistant.answerers import premise, sides
from assistant.drafting import NUMBERS, LeftOut, readable
from index import register
from index.passage import Entry, Quotation, Ruling, Scope, Sitting, Standing
from index.shelf import Shelf
from ingest.grammar import dates, people
from ingest.record import OWN, Authority, Kind, fold

_CHIP = re.compile(r"\s*\[(\d+)\]")
_DAY = re.compile(r"\b(\d{1,2}) ([A-Z][a-z]+) (\d{4})\b")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_WORD = re.compile(r"[^\W_]+")

#: Small numbers in words, which a computed statement may write.
_WORDED = {word: str(n) for n, word in enumerate(NUMBERS) if n > 1}
_WORDED |= {word: str(10 * n) for n, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)}
_WORDED |= {"hundred": "100", "thousand": "1000", "million": "1000000"}

#: What statements of ours write with a capital and that is nobody's name: their first words, the board, the months.
OURS = frozenset(
    """a all also an and another any apart as at between board both by closed computed counted decided each for from
    his how in it its no none not nobody nothing of on only other others reported recommended s since so still that the
    these they third this those to together total under what who with yes out cite there here ai due left worked
    january february march april may june july august september october november december""".split()
)


class _Wrong(Exception):
    """A statement does not stand up; the reason, in words."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A computed statement as it is computed again: what it rests on, what the answer quotes, what may be seen.

    scope: all that whoever asks may see; narrow: the part of it that the statement is of.
    """

    text: str
    basis: Computed
    sources: tuple[Quotation, ...]
    quoted: tuple[Quotation, ...]
    asked: str
    shelf: Shelf
    scope: Scope
    narrow: Scope

    @property
    def days(self) -> frozenset[date]:
        """The days that the statement names."""
        return frozenset(d for d in map(_day, _DAY.finditer(self.text)) if d)

    def sittings(self) -> tuple[Sitting, ...]:
        """Return the sittings of the days that the statement names; those of its scope where it names none."""
        days = self.days
        held = [s for s in self.shelf.sittings(self.scope) if not days or s.meeting.date in days]
        if days and not held:
            raise _Wrong("no paper here is of a meeting of that day")
        return tuple(held)


def check(answer: Answer, shelf: Shelf, scope: Scope) -> tuple[Answer, tuple[LeftOut, ...]]:
    """Return an answer of which every statement stands up, and what was left out of it and why.

    scope: all that whoever asks may see. A citation that no statement uses goes; an answer of which nothing is left
    becomes a refusal.
    """
    cited = {c.number: c.source for c in answer.citations if _slices(c.source, shelf)}
    nearest = tuple(c for c in answer.nearest if _slices(c.source, shelf))
    whys = [_quoted(s, cited, shelf, scope) for s in answer.statements]
    standing = {n for s, why in zip(answer.statements, whys, strict=True) if not why for n in s.citations}
    quoted = tuple(source for number, source in cited.items() if number in standing)
    for place, one in enumerate(answer.statements):
        if isinstance(one.basis, Computed) and not whys[place]:
            whys[place] = _computed(one, one.basis, cited, quoted, answer.understood.question, shelf, scope)
    kept = tuple(s for s, why in zip(answer.statements, whys, strict=True) if not why)
    left_out = tuple(LeftOut(s.text, why) for s, why in zip(answer.statements, whys, strict=True) if why)
    if answer.found and not kept:
        return _emptied(answer, left_out, tuple(cited.values())), left_out
    used = {n for s in kept for n in s.citations}
    return replace(
        answer,
        statements=kept,
        citations=tuple(c for c in answer.citations if c.number in used),
        notices=(*answer.notices, *_told(left_out)),
        nearest=nearest,
    ), left_out


def _emptied(answer: Answer, left_out: Sequence[LeftOut], sources: Sequence[Quotation]) -> Answer:
    """Return the refusal that an answer becomes when nothing of it stands."""
    return replace(
        answer,
        statements=(),
        citations=(),
        notices=("What was found does not stand up to the papers that it comes from.", *_told(left_out)),
        nearest=tuple(Citation(n, s) for n, s in enumerate(sources[:3], 1)),
        refusal="unsupported",
        confidence=0.0,
    )


def _told(left_out: Sequence[LeftOut]) -> tuple[str, ...]:
    if not left_out:
        return ()
    whys = "; ".join(dict.fromkeys(one.why for one in left_out))
    count = len(left_out)
    were = "One sentence of this answer was" if count == 1 else f"{count} sentences of this answer were"
    return (f"{were} checked against the papers and not shown: {whys}.",)


def _slices(source: Quotation, shelf: Shelf) -> bool:
    return shelf.store.slice(source.place.document, source.spans) == source.quote


# ---------------------------------------------------------------- what is quoted


def _quoted(one: Statement, cited: Mapping[int, Quotation], shelf: Shelf, scope: Scope) -> str:
    """Return why a statement's citations don't carry it, "" where they do; of a computed one, only that they stand."""
    numbers = one.citations
    if {int(n) for n in _CHIP.findall(one.text)} != set(numbers):
        return "it shows other citations than its own"
    if any(n not in cited for n in numbers):
        return "its quotation does not stand where it is cited"
    if isinstance(one.basis, Computed):
        return ""
    sources = [cited[n] for n in numbers]
    plain = _CHIP.sub("", one.text)
    carried = _Carried(_words_of(sources))
    said = readable(sources[0].quote)
    if not plain.endswith(said):
        return carried.lacks(plain)
    lead, at = plain[: -len(said)], where(sources[0])
    place = at if at and at in lead else sources[0].place.title
    if place not in lead:
        return "it is led by another place than the one that it cites"
    rest = lead.replace(place, " ", 1)
    if carried.lacks(rest):
        return _Carried([*_words_of(sources), *_registered(sources[0], shelf, scope)]).lacks(rest)
    return ""


def _words_of(sources: Iterable[Quotation]) -> list[str]:
    """Return all that citations carry: their words, and what they say of where these stand."""
    out = []
    for one in sources:
        at = one.place
        out += [one.quote, readable(one.quote), where(one), at.title, at.path, at.item_title, at.body.name]
        out += [at.body.short, at.body.organisation or "", one.paragraph.label, *one.paragraph.trail]
    return out


def _registered(source: Quotation, shelf: Shelf, scope: Scope) -> Iterable[str]:
    """Yield what the register says of the entry that a quotation holds: whose it is, when it is due, who decided."""
    for entry in shelf.actions(scope):
        if _within(entry.source, source):
            yield from (*entry.action.people, *entry.action.owners)
            if entry.action.due_by:
                yield dates.long(entry.action.due_by)
    for ruling in shelf.decisions(scope):
        if _within(ruling.source, source):
            yield ruling.decision.body or ""


def _within(one: Quotation, other: Quotation) -> bool:
    return (
        one.place.document == other.place.document
        and one.spans[0].start < other.spans[-1].end
        and other.spans[0].start < one.spans[-1].end
    )


class _Carried:
    """The dates, figures and words that stand in what a statement rests on."""

    def __init__(self, texts: Iterable[str]) -> None:
        text = fold(" ".join(texts))
        self.days = {m[0] for m in _DAY.finditer(text)}
        self.numbers = {_plain(m[0]) for m in _NUMBER.finditer(text)}
        self.words = {w.casefold() for w in _WORD.findall(text)}
        self.numbers |= {n for word, n in _WORDED.items() if word in self.words}

    def lacks(self, text: str) -> str:
        """Return in words what a text says that stands nowhere here: a date, a figure or a name; "" for nothing."""
        for day in _DAY.finditer(text):
            if day[0] not in self.days and _day(day):
                return f"the date {day[0]} does not stand in what it rests on"
        rest = _DAY.sub(" ", text)
        for number in _NUMBER.finditer(rest):
            if _plain(number[0]) not in self.numbers:
                return f"the figure {number[0]} does not stand in what it rests on"
        for word in _WORD.findall(rest):
            small = word.casefold()
            if small in _WORDED and small not in self.words and _WORDED[small] not in self.numbers:
                return f"the figure {word} does not stand in what it rests on"
            if word[0].isupper() and small not in self.words and small not in OURS:
                return f"the name {word} does not stand in what it rests on"
        return ""


def _plain(number: str) -> str:
    return number.replace(",", "")


def _day(written: re.Match[str]) -> date | None:
    month = dates.MONTHS.get(written[2].lower())
    try:
        return date(int(written[3]), month, int(written[1])) if month else None
    except ValueError:
        return None


# ---------------------------------------------------------------- what is computed


def _computed(
    one: Statement,
    basis: Computed,
    cited: Mapping[int, Quotation],
    quoted: tuple[Quotation, ...],
    asked: str,
    shelf: Shelf,
    scope: Scope,
) -> str:
    """Return why a computed statement doesn't stand up, "" where it does."""
    if len(basis.ids) > basis.counted:
        return "it lists more entries than were counted"
    sources = tuple(cited[n] for n in basis.citations)
    plain = _CHIP.sub("", one.text)
    case = _Case(plain, basis, sources, quoted, asked, shelf, scope, _narrowed(basis.scope, scope))
    try:
        again = _AGAIN[basis.rule](case) if basis.rule in _AGAIN else ()
    except _Wrong as wrong:
        return str(wrong)
    own = [str(basis.counted), *map(_scoped, basis.scope.values())]
    return _Carried([*_words_of(sources or quoted), *own, *again]).lacks(plain)


def _scoped(value: object) -> str:
    """Return a value of a statement's scope as a reader may be told it: a day in words."""
    listed = value if isinstance(value, (list, tuple)) else [value]
    return " ".join(dates.long(date.fromisoformat(str(v))) if _ISO.fullmatch(str(v)) else str(v) for v in listed)


_ISO = re.compile(r"\d{4}-\d\d-\d\d")


def _narrowed(told: Mapping[str, object], scope: Scope) -> Scope:
    """Return the scope that a statement says it is of, within what whoever asks may see."""

    def day(name: str) -> date | None:
        value = str(told.get(name, ""))
        return date.fromisoformat(value) if _ISO.fullmatch(value) else None

    def several(name: str) -> tuple[str, ...]:
        value = told.get(name)
        return tuple(map(str, value)) if isinstance(value, (list, tuple)) else ()

    return replace(
        scope.between(day("since"), day("until")),
        bodies=several("bodies") or scope.bodies,
        kinds=tuple(Kind(k) for k in several("kinds")) or scope.kinds,
    )


def _count(case: _Case) -> Sequence[str]:
    """Entries of a register: each is there, as many were looked through, and they stand as is said."""
    entries, rulings = _by_id(case)
    if len(entries) + len(rulings) != len(set(case.basis.ids)):
        raise _Wrong("it counts what is no decision or action in these papers")
    totals = {len(_own(case.shelf.decisions(case.narrow)))} if not entries else set()
    if not rulings:
        totals |= {len(case.shelf.actions(case.narrow)), len(case.shelf.actions(case.scope))}
    if case.basis.counted not in totals:
        raise _Wrong("its count is not that of the decisions and actions in these papers")
    said = _HOW_MANY.match(case.text)
    found = len(entries) + len(rulings)
    overdue = str(case.basis.scope.get("overdue", ""))
    if overdue and not said and any(register.is_overdue(e, date.fromisoformat(overdue)) for e in entries):
        raise _Wrong("an action in these papers is overdue after all")
    if said and int(said[1]) != found:
        raise _Wrong("it counts another number than it lists")
    marked = sum(bool(e.action.marker) for e in entries)
    sources = [*(e.source for e in entries), *(r.source for r in rulings)]
    shown = sum(any(_within(s, q) for q in case.quoted) for s in sources)
    standings = Counter(e.standing for e in entries).values()
    return [*map(str, (found, found - marked, shown, *standings)), *_others(case, found)]


_HOW_MANY = re.compile(r"(\d+) (?:actions?|decisions?)\b")


def _by_id(case: _Case) -> tuple[list[Entry], list[Ruling]]:
    wanted = set(case.basis.ids)
    if not wanted:
        return [], []
    entries = [e for e in case.shelf.actions(case.scope) if e.id in wanted]
    rulings = [r for r in case.shelf.decisions(case.scope) if r.id in wanted] if len(entries) < len(wanted) else []
    return entries, rulings


def _own(rulings: Iterable[Ruling]) -> list[Ruling]:
    return [r for r in rulings if r.decision.type in OWN]


_OTHERS = re.compile(r"\b(\d+) others? asked after: (.+)\.$")


def _others(case: _Case, found: int) -> list[str]:
    """Return how many others are said to be asked after and how they stand, where these add up."""
    told = _OTHERS.search(case.text)
    if not told:
        return []
    parts = _NUMBER.findall(told[2])
    if int(told[1]) > case.basis.counted - found or sum(map(int, parts)) != int(told[1]):
        raise _Wrong("its counts do not add up")
    return [told[1], *parts]


def _no_minutes(case: _Case) -> Sequence[str]:
    """The shelf holds no minutes of the meeting."""
    if case.days and all(s.minutes is not None and s.has_minutes for s in case.sittings()):
        raise _Wrong("minutes of that meeting are on the shelf")
    return [dates.long(s.meeting.date) for s in case.sittings()] if case.days else ()


def _none_of_type(case: _Case) -> Sequence[str]:
    """As many decisions were looked through."""
    rulings = case.shelf.decisions(case.narrow)
    if case.basis.counted not in (len(rulings), len(_own(rulings))):
        raise _Wrong("its count is not that of the decisions and actions in these papers")
    return ()


_CHAIR = re.compile(r"(?:^|[:;.,] )(?P<who>[^:;,.]{2,80}(?:\.[^:;,]{2,80})?) was in the chair\b")


def _roll(case: _Case) -> Sequence[str]:
    """Those whom it names are on the roll of that day's meeting, and its chair was in the chair."""
    sittings = case.sittings()
    named = _CHAIR.search(_DAY.sub(":", case.text))
    if named:
        who = {w.casefold() for w in _WORD.findall(named["who"])}
        chairs = [{w.casefold() for w in _WORD.findall(s.chair.person.name)} for s in sittings if s.chair]
        if not any(who <= chair for chair in chairs):
            raise _Wrong("the roll names another chair")
    if not case.days:
        return ()
    people = [a.person for s in sittings for a in s.roll]
    return [w for p in people for w in (p.name, p.role, p.organisation)]


def _not_on_roll(case: _Case) -> Sequence[str]:
    """Nobody of that name is on the roll of that day's meeting, which names so many."""
    name = str(case.basis.scope.get("name", ""))
    held = [s for s in case.sittings() if len(s.roll) == case.basis.counted]
    if not held or any(people.same_person(name, a.person.name) for s in held for a in s.roll):
        raise _Wrong("the roll of that day's meeting is another")
    return [name, *(str(n) for s in held for n in (len(s.present), len(s.apologies)))]


def _attended(case: _Case) -> Sequence[str]:
    """The rolls of the days that it names have somebody of that name among those present, and there are so many."""
    name, present = str(case.basis.scope.get("name", "")), int(str(case.basis.scope.get("present", 0)))
    away = int(str(case.basis.scope.get("apologies", 0)))
    on = {s.meeting.date for s in case.sittings() for a in s.present if people.bare(a.person.name).lower() == name}
    if not case.days <= on or present < len(case.days) or present + away > case.basis.counted:
        raise _Wrong("the rolls count otherwise")
    return [name, str(present), str(away), *(dates.long(d) for d in case.days)]


def _vote(case: _Case) -> Sequence[str]:
    """The register holds that vote for that decision."""
    votes = [r.decision.vote for r in _by_id(case)[1] if r.decision.vote]
    said = sorted(_NUMBER.findall(case.text))
    for vote in votes:
        numbers = sorted(str(n) for n in (vote.ayes, vote.noes, vote.abstained) if n is not None)
        if numbers == said:
            return numbers
    raise _Wrong("the vote is recorded otherwise")


def _next_meeting(case: _Case) -> Sequence[str]:
    """The minutes of that day give the next meeting so."""
    out = []
    for one in case.sittings():
        if one.next_meeting and readable(one.next_meeting) in case.text:
            out += [readable(one.next_meeting), dates.long(one.meeting.date)]
            out += [dates.long(one.next_date)] if one.next_date else []
    if not out:
        raise _Wrong("no minutes of that day give such a date")
    return out


def _thread(case: _Case) -> Sequence[str]:
    """The steps of each kind add up. The thread isn't made twice: its steps are quoted one by one."""
    told = case.text.rpartition(": ")[2].partition(";")
    steps = _NUMBER.findall(told[0])
    if sum(map(int, steps)) != case.basis.counted or not case.text.startswith(f"{case.basis.counted} "):
        raise _Wrong("its counts do not add up")
    return [*steps, *map(str, range(len(case.quoted) + 1))]


def _news(case: _Case) -> Sequence[str]:
    """So much is new since that day."""
    day = min(case.days, default=None)
    always = replace(case.narrow, since=None, until=None)
    told = arrived.counted(arrived.since(day, case.shelf, always)) if day else ""
    if not told or not case.text.startswith(told):
        raise _Wrong("another number is new since that day")
    return [told, *map(str, range(len(case.quoted) + 1))]


def _correction(case: _Case) -> Sequence[str]:
    """Somebody set that entry right so."""
    held: list[Entry | Ruling] = [one for entries in _by_id(case) for one in entries]
    made = [e for e in held if e.corrected]
    if not made:
        raise _Wrong("nobody set that entry right")
    return [
        readable(w)
        for e in made
        if e.corrected
        for w in (listing.setting(e.corrected), listing.badge(e.corrected), listing.as_read(e))
    ]


def _due(case: _Case) -> Sequence[str]:
    """The register has that action due by that day."""
    held = [e.action for e in _by_id(case)[0] if e.action.due_by in case.days]
    if not held:
        raise _Wrong("the papers give another day")
    return [w for a in held if a.due_by for w in (dates.long(a.due_by), readable(a.due or ""))]


def _silence(case: _Case) -> Sequence[str]:
    """No later paper tells of those actions, and so much of later papers was searched."""
    silent = _by_id(case)[0]
    if any(e.standing is not Standing.NO_LATER_RECORD for e in silent):
        raise _Wrong("a later paper tells of it")
    if silent:
        after = max(e.source.place.when for e in silent)
        since = case.scope.between(date.fromordinal(after.toordinal() + 1), None)
        passages = case.shelf.store.count_passages(since)
        if passages < case.basis.counted or (passages != case.basis.counted and len(silent) < case.basis.counted):
            raise _Wrong("another number of later passages is on the shelf")
    last = max((b for _, b in case.shelf.days(case.scope)), default=None)
    return [str(len(silent)), *([dates.long(last)] if last else [])]


def _authority(case: _Case) -> Sequence[str]:
    """What is quoted stands there, in a paper of that authority."""
    at = [q for q in case.quoted if (where(q) or q.place.title) in case.text]
    if at and case.text.startswith("Cite "):
        return ()
    wanted = next((a for words, a in _WHOSE if words in case.text), Authority.RECORD)
    if not any(q.place.authority is wanted for q in at):
        raise _Wrong("what it speaks of is quoted from elsewhere")
    return ()


_WHOSE = (
    ("third party", Authority.THIRD_PARTY),
    ("digest", Authority.DIGEST),
    ("put before", Authority.PAPER),
)


def _where(case: _Case) -> Sequence[str]:
    """Minutes of that day's meeting are in that paper, and that paper is the pack of that meeting."""
    held = [s.minutes.place for s in case.sittings() if s.minutes and s.minutes.place.path in case.text]
    if not held:
        raise _Wrong("no minutes of that day are in that paper")
    hosts = [case.shelf.host(p.document, case.scope) for p in held]
    return [
        *(dates.long(h.meeting.date) for h in hosts if h and h.meeting),
        *(dates.long(p.meeting.date) for p in held if p.meeting),
    ]


def _columns(case: _Case) -> Sequence[str]:
    """The header that it cites has so many dates."""
    if not case.sources or len(dates.days(case.sources[0].quote)) != case.basis.counted:
        raise _Wrong("the table has another number of dates")
    return [str(n) for n in range(case.basis.counted + 1)]


def _contradiction(case: _Case) -> Sequence[str]:
    """What is quoted goes so against what is asked."""
    if not any(f"{premise.contradiction(case.asked, q.quote)}." == case.text for q in case.quoted):
        raise _Wrong("what is quoted does not say so")
    return (case.asked,)


def _difference(case: _Case) -> Sequence[str]:
    """Two of the lines that it cites, or that are quoted, differ by so much or speak of such different measures."""
    for one, other in permutations((s.quote for s in case.sources or case.quoted), 2):
        unlike = sides.contrast(one, other)
        if case.basis.rule == "difference" and case.text.strip() == f"{sides.difference(one, other)}.":
            return (case.text,)
        if case.basis.rule == "contrast" and unlike and all(f" {what}" in case.text for what in unlike):
            return unlike
    raise _Wrong("the two figures differ otherwise, or not at all")


def _rows(case: _Case) -> Sequence[str]:
    """Figures of the rows that it cites come to what it says: two apart, or all together."""
    figures = [[float(_plain(n)) for n in _NUMBER.findall(s.quote)] for s in case.sources]
    result = str(case.basis.scope.get("result", ""))
    told = _NUMBER.search(result)
    if not told or len(figures) != case.basis.counted:
        return (result,)
    wanted = float(_plain(told[0]))
    columns = zip_longest(*map(reversed, figures))
    for column in columns:
        if any(v is None for v in column):
            break
        if abs((abs(column[0] - column[1]) if case.basis.rule == "row-difference" else sum(column)) - wanted) < 0.005:
            return (result,)
    raise _Wrong("its rows come to another figure")


#: How a computed statement is computed again, by its rule: each gives the further words and figures that it may hold.
_AGAIN: Mapping[str, Callable[[_Case], Sequence[str]]] = {
    "count": _count,
    "no-minutes": _no_minutes,
    "none-of-type": _none_of_type,
    "roll": _roll,
    "not-on-roll": _not_on_roll,
    "attended": _attended,
    "vote": _vote,
    "next-meeting": _next_meeting,
    "thread": _thread,
    "news": _news,
    "correction": _correction,
    "due": _due,
    "no-later-record": _silence,
    "later-mention": _silence,
    "authority": _authority,
    "where": _where,
    "columns": _columns,
    "contradiction": _contradiction,
    "difference": _difference,
    "contrast": _difference,
    "row-difference": _rows,
    "row-sum": _rows,
}

#: The rules that are not computed again, and why what they cite is enough.
BY_CITATIONS: Mapping[str, str] = {
    "extreme": "the row is cited; which rows are one table is told by the paper's layout, which is read only once",
    "row-count": "the rows that it names are cited; which rows are one table is told by the paper's layout",
    "listed": "the entries that it names are cited; which stand under one date is told by the paper's layout",
}

#: Every rule of a computed statement, with how it is computed again or why it is not.
RULES: Mapping[str, object] = {**_AGAIN, **BY_CITATIONS}

__all__ = ["OURS", "RULES", "check"]
