"""Answers out of the register of actions: whose, on what, how each stands and by which later paper, and how many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache, partial

from assistant import evidence as gathering
from assistant import listing
from assistant.answer import where
from assistant.answerers import passages
from assistant.answerers.register import (
    CLOSE,
    LISTED,
    REACH,
    board_words,
    is_told_better,
    on_topic,
    ranking,
    set_right,
    whole,
    widened,
)
from assistant.drafting import Draft, Judged, readable, scope_of
from assistant.evidence import Candidate, Evidence, stems_of
from assistant.question import Question
from index import register
from index.passage import Entry, Quotation, Ruling, Scope, Standing
from index.register import SETTLED
from index.shelf import Shelf
from index.words import COMMON, stem, words
from ingest.grammar import dates, people
from ingest.record import Kind

#: A count is told with so many of what it counts.
EXAMPLES = 5
#: Of this many sentences of later papers, one that covers so much of a matter, by itself and with its surroundings, is
#: the nearest that a later paper comes to it.
LATER, OWN_LATER, ENOUGH_LATER = 6, 0.5, 0.8
#: The nearest mention helps where so few actions are asked after.
FEW = 3
#: An entry is among the closest to a topic when it holds this much of what the closest holds, and this much of all.
BEHIND_CLOSEST, LEAST = 0.85, 0.4
#: A decision that leaves something to somebody is told for an action where it covers this much.
DELEGATED = 0.5
#: What a marked action is preferred by.
MARKED = 0.08

_LISTS = re.compile(r"\b(?:list|which|what|all|how many|any|number of)\b.{0,80}?\bactions?\b", re.IGNORECASE)
_COUNTS = re.compile(r"\bhow many\b|\bnumber of\b|\bcount\b", re.IGNORECASE)
_OVERDUE = re.compile(
    r"\boverdue\b|\bpast (?:its|their) (?:date|deadline)\b|\bmissed (?:its|their) deadline\b", re.IGNORECASE
)
_UNSETTLED = re.compile(
    r"\bunresolved\b|\boutstanding\b|\bopen actions?\b|\bstill (?:open|to be done|due|pending|unresolved)\b"
    r"|\bnot (?:yet )?(?:been )?(?:done|completed|closed|resolved|delivered|reported)\b|\bincomplete\b",
    re.IGNORECASE,
)
_SETTLED = re.compile(
    r"\b(?:reported back|closed|completed|done|carried out|discharged|resolved|fulfilled|finished)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """How the actions asked for stand, as far as the question says: settled, unsettled, or overdue on a day."""

    settled: bool | None = None
    overdue: date | None = None

    def has(self, entry: Entry) -> bool:
        if self.overdue:
            return register.is_overdue(entry, self.overdue)
        return self.settled is None or (entry.standing in SETTLED) is self.settled


def owned_by(entry: Entry, question: Question, boards: frozenset[str] = frozenset()) -> bool:
    """True where a question names the owner of an action: by surname, by role, or as the organisation they came for.

    boards: short forms that name the boards themselves, and so nobody in particular.
    """
    asked = stems_of(question.text)
    for owner in (*entry.action.owners, *entry.action.people):
        office = people.is_role(owner) or people.is_organisation(owner)
        if not office and owner.split()[-1][:1].isupper() and any(people.same_person(owner, n) for n in question.names):
            return True
        role = {stem(w) for w in words(people.bare(owner)) if len(w) > 2 and w not in COMMON}
        named = office or not re.search(r"\b(?!(?:and|the|of|for)\b)[a-z]{3,}", owner)
        if named and len(role) >= 2 and len(role & asked) >= max(2, (len(role) + 1) // 2 + (len(role) > 3)):
            return True
        if any(short in _initials(question.text) - boards for short in _SHORT.findall(owner)):
            return True
    return False


#: A short form of an organisation's name, as an owner is written: "MoJ", "CO".
_SHORT = re.compile(r"\b[A-Z][a-z]?[A-Z]+\b")
_RUN = re.compile(r"\b[A-Z][a-z]+(?:[ -](?:(?:and|of|for|the) )*[A-Z][a-z]+)+")


@lru_cache(maxsize=64)
def _initials(text: str) -> frozenset[str]:
    """Return the short forms that a question writes, or that its names make: MoJ of Ministry of Justice."""
    out = set(_SHORT.findall(text))
    for run in _RUN.findall(text):
        parts = re.split(r"[ -]", run)
        out.add("".join(w[0] for w in parts))
        out.add("".join(w[0] for w in parts if w[0].isupper()))
    return frozenset(out)


def actions(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> bool:
    """Answer with the actions of an owner, a meeting or a topic, and how they stand. Returns whether there are any.

    scope: all that may be seen, whatever time is asked of.
    """
    question = evidence.question
    asked = _standing_asked(question, shelf, scope)
    if asked.overdue is None:
        ignored = board_words(evidence, shelf, scope)
        narrow, entries = widened(shelf.actions, evidence, shelf, scope, ignored)
    else:
        narrow = replace(scope, bodies=evidence.scope.bodies)
        entries = shelf.actions(narrow)
    found = _found(entries, evidence, shelf, scope, overdue=asked.overdue is not None)
    if not found:
        return delegated(draft, evidence, shelf, scope)
    plural = bool(_LISTS.search(question.text)) or asked.overdue is not None
    shown = tuple(e for e in found if asked.has(e)) if plural else found
    overdue = asked.overdue.isoformat() if asked.overdue else ""
    told = scope_of(narrow, topic=" ".join(evidence.question.terms), overdue=overdue)
    if plural and not shown:
        none = f"No action on this {_not_so(asked)}; {listing.several(len(found), 'action')} found"
        draft.compute(f"{none}: {_standings(found)}.", "count", told, len(entries), ids=[e.id for e in found])
        shown = found
    counted = bool(_COUNTS.search(question.text))
    most = EXAMPLES if counted else LISTED
    if counted:
        _count(draft, shown, found, entries, told, most, asked)
    for entry in shown[:most]:
        _one(draft, entry, evidence, shelf, told, alone=len(shown) == 1)
    listed = len(shown) > 1 or (asked.overdue is not None and asked.has(shown[0]))
    if listed and not counted:
        _count(draft, shown, found, entries, told, most, asked)
    _silence(draft, shown[:most], evidence, shelf, scope)
    return True


#: Words of something that is waited for, or not settled yet.
WAITING = re.compile(
    r"\bawait\w*|\bwaiting\b|\byet to\b|\bnot (?:been )?yet\b|\bhas yet\b|\bpending\b|\banticipated\b"
    r"|\bstill\b|\boutstanding\b"
    r"|\b(?:under|subject to|pending) (?:review|discussion|consideration|negotiation|consultation)\b"
    r"|\bbeing (?:reviewed|considered|discussed|developed|finali[sz]ed|drafted|prepared|worked|looked|investigated)\b"
    r"|\b(?:continued|deferred|adjourned|postponed|tabled|carried (?:over|forward)|held over|put back)\b"
    r"|\bto be (?:confirmed|agreed|reported|addressed|decided|determined|finali[sz]ed|clarified|resolved)\b"
    r"|\b(?:should|needs? to|must|remains? to) be (?:\w+ )?"
    r"(?:addressed|resolved|improved|clarified|done|settled|agreed)\b"
    r"|\bno (?:response|reply|answer|update|decision|progress|feedback)\b|\bunresolved\b|\bin progress\b"
    r"|\bongoing\b"
    r"|\bexpected (?:to|by|in|soon)\b|\btbc\b"
    r"|\bnot (?:[\w-]+ ){0,6}(?:complete|completed|received|resolved|answered|provided|done|delivered|settled)\b",
    re.IGNORECASE,
)
#: A sentence with such words may cover so much less of a question than the best one; what it must cover at least.
ALMOST, ENOUGH_WAITING, OWN_WAITING = 0.85, 0.48, 0.2


def waiting(draft: Draft, evidence: Evidence, shelf: Shelf) -> float:
    """Answer with the sentence that says that something is awaited or not settled; returns the confidence."""
    top = passages.best_of(evidence)
    if top is None:
        return 0.0
    read = [c for n, c in enumerate(evidence.candidates) if n < passages.READ or _follows(c, top)]
    fits = [c for c in read if _fits_as_well(c, top) and (not gathering.is_plan(c) or _follows(c, top))]
    best = next((c for c in fits if WAITING.search(c.text)), None)
    if best is None:
        return 0.0
    found = replace(evidence, candidates=(best, *(c for c in evidence.candidates if c is not best)))
    verdict = passages.judge(found, best)
    near = verdict.why == "coverage" and best.around >= ENOUGH_WAITING
    if not verdict.answers and not near:
        return 0.0
    told = partial(passages.fates, found, limit=1)
    draft.judged.append(Judged(found, "", verdict.confidence, told))
    for quoted in passages.quotations((best,) if best is top or best.own >= OWN_WAITING else (top, best), shelf):
        draft.quote(quoted)
    return verdict.confidence


def _fits_as_well(one: Candidate, top: Candidate) -> bool:
    """True where a sentence fits about as well as the best one, or stands in its paragraph or shortly after it."""
    if one.own >= OWN_WAITING and one.around >= ALMOST * top.around:
        return True
    same = one.passage.id == top.passage.id and one.paragraph == top.paragraph
    return same or _follows(one, top)


def _follows(one: Candidate, top: Candidate) -> bool:
    """True where a sentence stands shortly after another in the same item: the outcome under what was asked for."""
    here, there = one.source.place, top.source.place
    if here.kind in (Kind.AGENDA, Kind.FORWARD_PLAN):
        return False
    if (here.part, here.item) != (there.part, there.item) or not here.item:
        return False
    start = one.source.spans[0].start
    return top.source.spans[-1].end <= start <= top.source.paragraph.spans[-1].end + REACH


def _standing_asked(question: Question, shelf: Shelf, scope: Scope) -> _Asked:
    if question.has(_OVERDUE.pattern):
        last = max((b for _, b in shelf.days(scope)), default=date.min)
        return _Asked(overdue=question.times[0].first if question.times else question.day or last + timedelta(1))
    if question.has(_UNSETTLED.pattern):
        return _Asked(settled=False)
    if question.has(_SETTLED.pattern) and not question.has(r"\bever\b|\bhow many\b.*\bhow many\b"):
        return _Asked(settled=True)
    return _Asked()


def _not_so(asked: _Asked) -> str:
    if asked.overdue:
        return f"is overdue on {dates.long(asked.overdue)}"
    return "is reported back or closed" if asked.settled else "is unresolved"


# ---------------------------------------------------------------- which


def _found(
    entries: Sequence[Entry], evidence: Evidence, shelf: Shelf, scope: Scope, *, overdue: bool
) -> tuple[Entry, ...]:
    """Return the actions that a question asks after, by owner, topic or meeting; all where it asks for all.

    overdue: what is overdue is asked for, so that promises count as they do in every list of these.
    """
    question = evidence.question
    boards = frozenset(n for b in shelf.bodies(scope) for n in (b.short, *b.aliases) if n.isupper())
    owned = tuple(e for e in entries if owned_by(e, question, boards))
    owners = frozenset(s for e in owned for o in (*e.action.owners, *e.action.people) for s in stems_of(o))
    ignored = (
        board_words(evidence, shelf, scope)
        | owners
        | frozenset(stem(w) for n in question.names for w in words(n) if owned)
    )
    topical = any(s not in ignored for s in evidence.weights.stems)
    if owned:
        return _of_owner(owned, evidence, shelf, ignored, topical=topical, overdue=overdue)
    if topical:
        return _closest(entries, evidence, shelf, ignored)
    if overdue or _COUNTS.search(question.text):
        return tuple(entries)
    return _marked(entries) if question.times or _LISTS.search(question.text) else ()


def _marked(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the marked actions among entries; where there are none, the promises."""
    return tuple(e for e in entries if e.action.marker) or tuple(entries)


def _of_owner(
    owned: Sequence[Entry],
    evidence: Evidence,
    shelf: Shelf,
    ignored: frozenset[str],
    *,
    topical: bool,
    overdue: bool,
) -> tuple[Entry, ...]:
    """Return an owner's actions: those on the topic where one is asked for and found, else all of them."""
    found = on_topic(owned, evidence, shelf, without=ignored) if topical else ()
    if topical and not found and len(owned) > FEW and is_told_better(owned, evidence, shelf, ignored):
        return ()
    asks_for_all = evidence.question.has(r"\bactions\b|\blist\b")
    told = found if found and not asks_for_all else owned
    return tuple(told) if overdue else _marked(told)


def _closest(entries: Sequence[Entry], evidence: Evidence, shelf: Shelf, ignored: frozenset[str]) -> tuple[Entry, ...]:
    """Return the entries that hold most of a topic, where one stands out; a marked one before a promise. None where
    they hold too little of it, or where running text tells it better."""
    ranked = [r for r in ranking(entries, evidence, shelf, without=ignored) if r.around >= LEAST]
    scored = {r.entry.id: r.score + (MARKED if r.entry.action.marker else 0.0) for r in ranked}
    best = max(scored.values(), default=0.0)
    kept = tuple(e for e in entries if scored.get(e.id, -1.0) >= BEHIND_CLOSEST * best)
    return () if is_told_better(kept, evidence, shelf, ignored) else kept


#: Words of a decision that leave something to somebody to do.
_DELEGATES = re.compile(
    r"\bdelegat\w+|\bauthori[sz]\w+|\bempower\w+|\binstruct\w+|\b(?:be|is|are|was|were) (?:asked|requested) to\b"
    r"|\brequest(?:s|ed)? (?:that )?the\b|\bask(?:s|ed)? the\b|\bnominat\w+|\bappoint\w+",
    re.IGNORECASE,
)


def delegated(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> bool:
    """Answer with the decisions that leave something to somebody, where the register of actions holds nothing."""
    ignored = board_words(evidence, shelf, scope)

    def leaving(narrow: Scope) -> list[Ruling]:
        return [r for r in shelf.decisions(narrow) if _DELEGATES.search(r.source.quote)]

    narrow, rulings = widened(leaving, evidence, shelf, scope, ignored)
    found = on_topic(rulings, evidence, shelf, without=ignored, least=DELEGATED, behind=CLOSE)
    if not evidence.question.terms or not found or is_told_better(found, evidence, shelf, ignored):
        return False
    for ruling in found[:FEW]:
        draft.quote(whole(ruling.source, shelf))
        set_right(draft, ruling, scope_of(narrow))
    return True


# ---------------------------------------------------------------- one by one


def _one(
    draft: Draft, entry: Entry, evidence: Evidence, shelf: Shelf, told: Mapping[str, object], *, alone: bool
) -> None:
    """Say one action in the record's words, then what the later papers say of it, and what a person set right."""
    quoted, told_by = _context(entry, shelf), _told_by(entry, evidence)
    due, by = _due(entry), entry.action.due_by
    if by and due and not (told_by or _says(quoted, by)) and not (entry.corrected and entry.corrected.sets.due):
        draft.quote(quoted, lead=f"{where(entry.source)}{_owner(entry)}")
        what = f", as “{readable(entry.action.due)}” is understood" if entry.action.due else ""
        draft.compute(f"It is due by {dates.long(by)}{what}.", "due", told, 1, ids=[entry.id])
    else:
        draft.quote(quoted, lead=f"{where(entry.source)}{_owner(entry)}{due}", also=told_by)
    if entry.later:
        said = entry.said or (entry.standing,) * len(entry.later)
        held = [n for n, s in enumerate(said) if s is entry.standing] or list(range(len(said)))
        last = entry.standing is Standing.STILL_OPEN
        for place in dict.fromkeys((held[-1],) if last else (held[0], held[-1]) if alone else (held[0],)):
            source = entry.later[place]
            draft.quote(source, lead=f"{listing.STANDINGS[said[place]].capitalize()}, {where(source)}")
    set_right(draft, entry, told)


def _context(entry: Entry, shelf: Shelf) -> Quotation:
    """Return an action's quotation, with the sentence before it where the task leans on one ("this", "the data")."""
    quoted = entry.source
    if re.search(r"\b(?:this|these|it|the data)\b", entry.action.task, re.IGNORECASE):
        return shelf.opened(quoted)
    return quoted if len(quoted.quote.split()) > 18 else shelf.widened(quoted)


def _owner(entry: Entry) -> str:
    names = [p for p in entry.action.people if not any(people.surname(p) in o.lower() for o in entry.action.owners)]
    return f" ({', '.join(names)})" if names else ""


def _due(entry: Entry) -> str:
    by = entry.action.due_by
    if by is None or (entry.action.due and str(by.year) in entry.action.due):
        return ""
    return f", due by {dates.long(by)}"


def _says(quoted: Quotation, by: date) -> bool:
    """True where a quotation gives a day, or its own meeting's year and all of the rest."""
    meeting = quoted.place.meeting
    given = {found.first for found in dates.days(quoted.quote, year=by.year)}
    return by in given and (str(by.year) in quoted.quote or (meeting is not None and meeting.date.year == by.year))


def _told_by(entry: Entry, evidence: Evidence) -> list[Quotation]:
    """Return the words that give the day by which an action is due, where that is the next meeting's."""
    by = entry.action.due_by
    here = (
        s for s in evidence.sittings if s.meeting == entry.source.place.meeting and s.body == entry.source.place.body
    )
    return [s.next_source for s in here if by and s.next_date == by and s.next_source]


# ---------------------------------------------------------------- all together


def _count(
    draft: Draft,
    shown: Sequence[Entry],
    found: Sequence[Entry],
    entries: Sequence[Entry],
    told: Mapping[str, object],
    most: int,
    asked: _Asked,
) -> None:
    """Say how many there are, how they stand, and of how many that were looked through. most: how many are listed."""
    late = f" overdue on {dates.long(asked.overdue)}" if asked.overdue and asked.has(shown[0]) else ""
    marked = sum(bool(e.action.marker) for e in shown)
    count = len(shown) - marked
    several = listing.several(count, "of them a promise", "of them promises") if len(shown) > 1 else "a promise"
    promises = f", {several} without a marker"
    first = f"; the first {most} are listed" if len(shown) > most else ""
    others = f" {listing.several(len(found) - len(shown), 'other')} asked after: {_standings(_rest(found, shown))}."
    draft.compute(
        f"{listing.several(len(shown), 'action')}{late}{promises if marked < len(shown) else ''}: {_standings(shown)}"
        f"{first}; {len(entries)} were looked through.{others if len(shown) < len(found) < len(entries) else ''}",
        "count",
        told,
        len(entries),
        ids=[e.id for e in shown],
    )


def _rest(found: Sequence[Entry], shown: Sequence[Entry]) -> list[Entry]:
    held = {e.id for e in shown}
    return [e for e in found if e.id not in held]


def _standings(entries: Sequence[Entry]) -> str:
    counts = Counter(e.standing for e in entries)
    return ", ".join(
        f"{counts[s]} {'with ' if s is Standing.NO_LATER_RECORD else ''}{listing.STANDINGS[s]}"
        for s in Standing
        if counts[s]
    )


def _silence(draft: Draft, shown: Sequence[Entry], evidence: Evidence, shelf: Shelf, scope: Scope) -> None:
    """Say of which actions no later paper tells, and what comes nearest where few are asked after."""
    silent = [e for e in shown if e.standing is Standing.NO_LATER_RECORD]
    if not silent or evidence.question.kind == "action":
        return
    after = max(e.source.place.when for e in silent)
    last = max((b for _, b in shelf.days(scope)), default=after)
    told = scope_of(scope, topic=" ".join(evidence.question.terms))
    since = scope.between(date.fromordinal(after.toordinal() + 1), None)
    near = _nearest(draft, evidence, shelf, since, len(silent)) if last > after else None
    which = "it" if len(shown) == 1 else "them" if len(silent) == len(shown) else f"{len(silent)} of them"
    searched = shelf.store.count_passages(since)
    told_of = "says it was done" if near else f"reports on {which}"
    draft.compute(
        f"No later paper was found on this shelf that {told_of} ({searched} later passages; the last paper is of "
        f"{dates.long(last)}).{' The nearest that a later one comes to it:' if near else ''}",
        "later-mention" if near else "no-later-record",
        told,
        searched,
        ids=[e.id for e in silent][:searched],
    )
    if near:
        draft.quote(passages.quoted(near, shelf))


def _nearest(draft: Draft, evidence: Evidence, shelf: Shelf, since: Scope, count: int) -> Candidate | None:
    """Return the sentence of a later paper that comes nearest to the matter, where few actions are asked after."""
    if count > FEW or not evidence.question.terms:
        return None
    later = draft.look("in later papers", gathering.gather(evidence.question, shelf, since, evidence.sittings))
    found = later.candidates[:LATER]
    near = (c for c in found if c.around >= ENOUGH_LATER and c.own >= OWN_LATER and not gathering.is_plan(c))
    return next((c for c in near if not draft.cites(passages.quoted(c, shelf))), None)


__all__ = ["actions", "owned_by", "waiting"]
