"""Questions that a shelf can be asked: drawn from its own meetings, topics and people, each unlike the others, each
answered. A pure function of what the shelf holds and of how its questions are answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from assistant import casing
from assistant.answer import Answer, Quoted
from assistant.asks import is_field, is_hollow
from assistant.casing import Casing
from assistant.evidence import is_bare_title
from index.passage import Scope, Sitting
from index.shelf import Shelf
from index.words import stem, words
from ingest.grammar import dates, numbering
from ingest.record import OWN, RECORDS, Body, Kind

#: Questions that are suggested; those that are tried for each of their sorts, and in all.
SUGGESTED, TRIED, MOST = 6, 3, 18
#: Words of a topic: more read like the title of a paper.
LONGEST = 7

#: Items of every meeting, and titles that name a paper and no topic.
_ROUTINE = re.compile(
    r"\b(?:welcome|introduc|apolog|minutes|matters arising|any other|next|proposed|future|dates? of|urgent"
    r"|declarations?|feedback|focus on|membership|appendix|annex|agenda|schedule|presentation|summary|submission|form"
    r"|from:?|dashboard|record of decision|action to|classification|exclusion|press and public|forward plan"
    r"|work programme|(?:cabinet|board|council) members?)\w*",
    re.IGNORECASE,
)
#: A reference before a title, and years after it.
_AROUND = re.compile(r"^[\d/.]+\s*[-–:]?\s*|[\s,–-]+(?:19|20)\d\d(?:[-/–]\d{2,4})?\s*$")
_DASH = re.compile(r"\s+[-–—]\s+|\s*[:;(]\s*")
_LAST = re.compile(r"\s+(?:reports?|updates?|issues)$", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z][\w'’,& -]+")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_JOINING = frozenset("THE OF AND FOR ON TO IN FROM WITH A AT BY".split())


def tells(answer: Answer) -> bool:
    """True for an answer that says something: found, and led by no field of a paper, title or introduction alone."""
    if not answer.found or not isinstance(answer.statements[0].basis, Quoted):
        return answer.found
    plain = _ASIDE.sub("", numbering.unnumbered(answer.citations[0].source.quote))
    return not (is_field(plain) or is_hollow(plain) or is_bare_title(plain))


def suggested(shelf: Shelf, scope: Scope, answers: Callable[[str], bool]) -> Iterator[str]:
    """Yield questions, the best of each sort first. answers: whether a question is answered well, asked of few."""
    sorts = [sort(shelf, scope) for sort in (_decided, _said, _actions, _attended, _meaning, _unresolved, _history)]
    left = iter(range(MOST))
    told: set[str] = set()
    for sort in (*sorts, _said(shelf, scope)):
        tries = (q for q in islice(sort, TRIED) if q not in told)
        found = next((q for q in tries if next(left, None) is not None and answers(q)), None)
        if found:
            told.add(found)
            yield found
    more = (q for q in _said(shelf, scope) if q not in told)
    yield from (q for q in more if next(left, None) is not None and answers(q))


def _sittings(shelf: Shelf, scope: Scope) -> list[Sitting]:
    return [s for s in shelf.sittings(scope) if s.has_record]


def _of(body: Body, shelf: Shelf, scope: Scope) -> str:
    """Return whose something is, where papers of several boards are held; "" where there is but one."""
    return f" by the {body.name}" if body.name and len(shelf.bodies(scope)) > 1 else ""


def _decided(shelf: Shelf, scope: Scope) -> Iterator[str]:
    held = [r.source.place for r in shelf.decisions(scope) if r.decision.type in OWN]
    for place in reversed([p for p in held if p.meeting and p.kind in RECORDS]):
        if place.meeting:
            yield f"What was decided{_of(place.body, shelf, scope)} on {dates.long(place.meeting.date)}?"


def _said(shelf: Shelf, scope: Scope) -> Iterator[str]:
    return (f"What was said about {topic}?" for topic in spread(topics(shelf, scope)))


def _actions(shelf: Shelf, scope: Scope) -> Iterator[str]:
    owners = [o for e in shelf.actions(scope) for o in e.action.people if e.action.marker]
    yield from (f"Which actions does {owner} have?" for owner in dict.fromkeys(reversed(owners)))


def _attended(shelf: Shelf, scope: Scope) -> Iterator[str]:
    for sitting in (s for s in _sittings(shelf, scope) if s.roll):
        whose = f"the {sitting.body.name} of " if _of(sitting.body, shelf, scope) else ""
        yield (
            f"Who attended {whose}{dates.long(sitting.meeting.date)}?"
            if whose
            else (f"Who attended on {dates.long(sitting.meeting.date)}?")
        )


def _meaning(shelf: Shelf, scope: Scope) -> Iterator[str]:
    """Yield the short forms that papers explain, the most used first; those of a board's own name say little."""
    names = {w for b in shelf.bodies(scope) for w in words(f"{b.name} {b.organisation}")}
    held = shelf.acronyms(scope)
    known = shelf.store.frequencies([stem(s.lower()) for s in sorted(held)], scope)
    bodies = [set(words(b.name)) for b in shelf.bodies(scope) if b.name]
    own = {s for s in held if set(words(held[s])) <= names or any(b <= set(words(held[s])) for b in bodies)}
    telling = [s for s in sorted(held) if len(s) > 2 and s not in own]
    yield from (
        f"What does {short} stand for?" for short in sorted(telling, key=lambda s: -known.get(stem(s.lower()), 0))
    )


def _unresolved(shelf: Shelf, scope: Scope) -> Iterator[str]:
    titles = [e.source.place.item_title for e in shelf.actions(scope) if e.action.marker]
    yield from (
        f"Which actions on {topic} are unresolved?" for topic in spread(_topics(titles, casing.of_shelf(shelf, scope)))
    )


def _history(shelf: Shelf, scope: Scope) -> Iterator[str]:
    """Yield topics that several meetings had on their agendas."""
    case = casing.of_shelf(shelf, scope)
    held = [t for s in shelf.sittings(scope) for t in _topics((t for _, t in s.items), case)]
    again = [t for t in dict.fromkeys(held) if held.count(t) > 1]
    yield from (f"What is the history of {topic}?" for topic in again)


def topics(shelf: Shelf, scope: Scope) -> tuple[str, ...]:
    """Return what the record's items are about, as they are spoken of; of reports where there is no record."""
    items, case = [t for s in _sittings(shelf, scope) for _, t in s.items], casing.of_shelf(shelf, scope)
    if found := _topics(items, case):
        return found
    reports = [title for _, title, _, _, kind, *_ in shelf.store.spoken(scope) if kind is Kind.REPORT]
    return _topics([*reports, *(t for s in shelf.sittings(scope) for _, t in s.items)], case)


def _topics(titles: Iterator[str] | Sequence[str], case: Casing) -> tuple[str, ...]:
    return tuple(dict.fromkeys(topic for title in titles if (topic := _topic(title, case))))


def _topic(title: str, case: Casing) -> str:
    """Return a title as it is spoken of within a sentence; "" for one that tells no topic."""
    bare = _LAST.sub("", _AROUND.sub("", _DASH.split(_AROUND.sub("", " ".join(title.split())))[0]))
    told = bare.split()
    if _ROUTINE.search(bare) or not _PLAIN.fullmatch(bare) or not 1 <= len(told) <= LONGEST:
        return ""
    if told[-1].upper() in _JOINING:
        return ""
    return case(bare) if bare.isupper() else bare


def spread(held: Sequence[str]) -> Iterator[str]:
    """Yield topics from the middle of a list outwards, for what stands first and last is the most usual; those of one
    word, which tell little, come last."""
    middle = len(held) // 2
    yield from sorted(held, key=lambda one: (" " not in one, abs(held.index(one) - middle)))


__all__ = ["SUGGESTED", "spread", "suggested", "tells", "topics"]
