"""Answers out of the register of actions: whose, on what, how each stands and by which later paper, and how many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from assistant import evidence as gathering
from assistant import listing
from assistant.answer import where
from assistant.answerers import passages
from assistant.answerers.register import LISTED, board_words, on_topic
from assistant.drafting import Draft, readable, scope_of
from assistant.evidence import Candidate, Evidence, about, setting, stems_of
from assistant.question import Question
from index import register
from index.passage import Entry, Quotation, Scope, Standing
from index.register import SETTLED
from index.shelf import Shelf
from index.words import stem, words
from ingest.grammar import dates, people

#: A count is told with so many of what it counts.
EXAMPLES = 5
#: Of this many sentences of later papers, one that covers so much of a matter, by itself and with its surroundings, is
#: the nearest that a later paper comes to it.
LATER, OWN_LATER, ENOUGH_LATER = 6, 0.5, 0.8
#: The nearest mention helps where so few actions are asked after.
FEW = 3
#: An entry is among the closest to a topic when it holds this much of what the closest holds, and this much of all.
BEHIND_CLOSEST, LEAST = 0.75, 0.3
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


def owned_by(entry: Entry, question: Question) -> bool:
    """True where a question names the owner of an action: by surname, by role, or as the organisation they came for."""
    asked = stems_of(question.text)
    surnames = {people.surname(n) for n in question.names}
    for owner in entry.action.owners:
        last = people.surname(owner)
        if last and last in surnames and not people.is_role(owner):
            return True
        role = {stem(w) for w in words(people.bare(owner)) if len(w) > 2 and w not in ("and", "the")}
        if len(role) >= 2 and len(role & asked) >= max(2, (len(role) + 1) // 2 + (len(role) > 3)):
            return True
        if any(short in _initials(question.text) for short in _SHORT.findall(owner)):
            return True
    return any(people.surname(p) in surnames for p in entry.action.people)


#: A short form of an organisation's name, as an owner is written: "MoJ", "CO".
_SHORT = re.compile(r"\b[A-Z][a-z]?[A-Z]+[A-Z a-z]?\b")
_RUN = re.compile(r"\b[A-Z][a-z]+(?:[ -](?:(?:and|of|for|the) )*[A-Z][a-z]+)+")


@lru_cache(maxsize=64)
def _initials(text: str) -> frozenset[str]:
    """Return the short forms that a question writes or that the initials of its names make: Ministry of Justice, MoJ."""
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
    entries = shelf.actions(evidence.scope if asked.overdue is None else scope)
    found = _found(entries, evidence, shelf, scope)
    if not found:
        return False
    plural = bool(_LISTS.search(question.text))
    shown = tuple(e for e in found if asked.has(e)) if plural else found
    told = scope_of(evidence.scope, topic=" ".join(evidence.question.terms))
    if plural and not shown:
        none = f"No action on this {_not_so(asked)}; {_several(len(found), 'action')} found"
        draft.compute(f"{none}: {_standings(found)}.", "count", told, len(entries), ids=[e.id for e in found])
        shown = found
    counted = bool(_COUNTS.search(question.text))
    most = EXAMPLES if counted else LISTED
    if counted:
        _count(draft, shown, found, entries, told, most)
    for entry in shown[:most]:
        _one(draft, entry, shelf, told)
    if len(shown) > 1 and not counted:
        _count(draft, shown, found, entries, told, most)
    _silence(draft, shown[:most], evidence, shelf, scope)
    return True


def _standing_asked(question: Question, shelf: Shelf, scope: Scope) -> _Asked:
    if question.has(_OVERDUE.pattern):
        last = max((b for _, b in shelf.days(scope)), default=date.min)
        return _Asked(overdue=question.times[0].first if question.times else last + timedelta(1))
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


def _found(entries: Sequence[Entry], evidence: Evidence, shelf: Shelf, scope: Scope) -> tuple[Entry, ...]:
    """Return the actions that a question asks after, by owner, topic or meeting; all where it asks for all."""
    question = evidence.question
    owned = tuple(e for e in entries if owned_by(e, question))
    owners = frozenset(s for e in owned for o in (*e.action.owners, *e.action.people) for s in stems_of(o))
    ignored = (
        board_words(evidence, shelf, scope)
        | owners
        | frozenset(stem(w) for n in question.names for w in words(n) if owned)
    )
    topical = any(s not in ignored for s in evidence.weights.stems)
    if owned:
        return _of_owner(owned, evidence, shelf, ignored, topical=topical)
    if topical:
        return _closest(on_topic(entries, evidence, shelf, without=ignored), evidence, shelf, ignored)
    if _COUNTS.search(question.text):
        return tuple(entries)
    return _marked(entries) if question.times or _LISTS.search(question.text) else ()


def _marked(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the marked actions among entries; where there are none, the promises."""
    return tuple(e for e in entries if e.action.marker) or tuple(entries)


def _of_owner(
    owned: Sequence[Entry], evidence: Evidence, shelf: Shelf, ignored: frozenset[str], *, topical: bool
) -> tuple[Entry, ...]:
    """Return an owner's actions: those on the topic where one is asked for and found, else all of them."""
    found = on_topic(owned, evidence, shelf, without=ignored) if topical else ()
    asks_for_all = evidence.question.has(r"\bactions\b|\blist\b")
    return _marked(found if found and not asks_for_all else owned)


def _closest(listed: Sequence[Entry], evidence: Evidence, shelf: Shelf, ignored: frozenset[str]) -> tuple[Entry, ...]:
    """Return the entries that hold most of a topic, where one stands out; a marked one before a promise."""
    stems = {s: w for s, w in evidence.weights.stems.items() if s not in ignored}
    total = sum(stems.values()) or 1.0

    def own(entry: Entry) -> float:
        held = evidence.weights.matched(stems_of(entry.source.quote))
        near = evidence.weights.matched(stems_of(setting(entry.source, shelf)))
        above = evidence.weights.matched(stems_of(about(entry.source)))
        got = sum(
            w * (1.0 if s in held else 0.7 if s in near else 0.6) for s, w in stems.items() if s in held | near | above
        )
        return got / total + (MARKED if entry.action.marker else 0.0)

    scored = sorted(((own(e), n, e) for n, e in enumerate(listed)), key=lambda row: (-row[0], row[1]))
    if not scored:
        return ()
    best = scored[0][0]
    keep = {n for score, n, _ in scored if score >= BEHIND_CLOSEST * best and score >= LEAST}
    return tuple(e for n, e in enumerate(listed) if n in keep)


# ---------------------------------------------------------------- one by one


def _one(draft: Draft, entry: Entry, shelf: Shelf, told: Mapping[str, object]) -> None:
    """Say one action in the record's words, then what the later papers say of it, and what a person set right."""
    draft.quote(_context(entry, shelf), lead=f"{where(entry.source)}{_owner(entry)}{_due(entry)}")
    if entry.later:
        said = entry.said or (entry.standing,) * len(entry.later)
        place = max(
            range(len(said)), key=lambda n: (said[n] is entry.standing, said[n] is not Standing.REPORTED_BACK, -n)
        )
        source = entry.later[place]
        draft.quote(source, lead=f"{listing.STANDINGS[said[place]].capitalize()}, {where(source)}")
    if entry.corrected:
        made = f"{listing.setting(entry.corrected)}; {listing.badge(entry.corrected)} ({listing.as_read(entry)})."
        draft.compute(f"Not from the record: {readable(made)}", "correction", told, 1, ids=[entry.id])


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


# ---------------------------------------------------------------- all together


def _count(
    draft: Draft,
    shown: Sequence[Entry],
    found: Sequence[Entry],
    entries: Sequence[Entry],
    told: Mapping[str, object],
    most: int,
) -> None:
    """Say how many there are, how they stand, and of how many that were looked through. most: how many are listed."""
    marked = sum(bool(e.action.marker) for e in shown)
    promises = f", {_several(len(shown) - marked, 'of them a promise', 'of them promises')} without a marker"
    first = f"; the first {most} are listed" if len(shown) > most else ""
    others = f" {_several(len(found) - len(shown), 'other')} asked after: {_standings(_rest(found, shown))}."
    draft.compute(
        f"{_several(len(shown), 'action')}{promises if marked < len(shown) else ''}: {_standings(shown)}{first}; "
        f"{len(entries)} were looked through.{others if len(shown) < len(found) < len(entries) else ''}",
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


def _several(count: int, one: str, more: str = "") -> str:
    return f"{count} {one if count == 1 else more or f'{one}s'}"


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


__all__ = ["actions", "owned_by"]
