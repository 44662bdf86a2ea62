"""The matters that a shelf's meetings come back to, by the titles of their items."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant import casing
from assistant.casing import Casing, plainly
from index.passage import Scope
from index.shelf import Shelf
from index.words import stems, words
from ingest.record import Meeting

#: A topic is what at least so many meetings have an item on.
MEETINGS = 2
#: A title of more telling words is a sentence, and comes back by chance alone.
WORDS = 6
#: Where fewer topics come back by their titles, so many titles of so few words are looked for in other meetings'
#: papers, each in so many passages at the most: a small shelf is read whole, a large one has topics enough.
FEW, TRIED, BRIEF, READ = 12, 60, 3, 60
#: Items that every meeting has, whatever it is about: their titles tell of no matter.
_ROUTINE = re.compile(
    r"""\b(?:welcome|introduc\w*|apolog\w*|minutes|matters\s+arising|any\s+other|a\.?o\.?b|next\s+meeting|dates?\s+of
      |future\s+meetings?|attend\w+|present|absent|adjourn\w*|call\s+to\s+order|declarations?|interests?\s+(?:of|by)
      |agenda|exempt|exclusion|public\s+(?:question|participation)|closing|opening|roll\s+call|quorum|agenda
      |election\s+of\s+(?:the\s+)?(?:chair|vice)|(?:past\s+|other\s+)?actions?\s+(?:items?|log|list|points?|arising)
      |(?:proposed|future)\s+items|carried\s+forward|follow-?up|misc\w*|notice\w*|meetings?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
#: Words of a title that say what kind of item it is, not on what.
_KINDS = frozenset(
    stem
    for word in (
        "update updates report reports review presentation verbal discussion item briefing progress quarterly"
        " annual monthly overview draft final new proposed standing feedback note information approval decision summary"
        " quarter year appendix attached january february march april june july august september october november"
        " december discussed topics general various other issues business old unfinished reviewed"
    ).split()
    for stem in stems(word)
)
#: What stands before or after a title as written and is no part of it.
_EDGES = re.compile(r"^[\W\d]+|[\s:;,.\-–—(]+$")


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter that meetings come back to: as its items are most often called, at how many, and from when to when."""

    name: str
    meetings: int
    first: date
    last: date


def topics(titled: Iterable[tuple[Meeting, str]], case: Casing = plainly) -> tuple[Topic, ...]:
    """Return what several meetings have items on, most meetings first. titled: meetings with the titles of items.
    case: how titles in capitals are written otherwise.

    Titles of the same telling words are one topic: an update on it is not another.
    """
    meetings: dict[frozenset[str], set[Meeting]] = defaultdict(set)
    written: dict[frozenset[str], Counter[str]] = defaultdict(Counter)
    for meeting, title in titled:
        key = _telling(title)
        if key and len(key) <= WORDS and not _ROUTINE.search(title):
            meetings[key].add(meeting)
            written[key][spoken(title, case)] += 1
    found = [
        Topic(_usual(written[key]), len(held), min(m.date for m in held), max(m.date for m in held))
        for key, held in meetings.items()
        if len(held) >= MEETINGS
    ]
    return _ordered(found)


def _ordered(found: Iterable[Topic]) -> tuple[Topic, ...]:
    return tuple(sorted(found, key=lambda t: (-t.meetings, t.name.casefold())))


def _telling(title: str) -> frozenset[str]:
    """Return the stems of a title that tell on what it is."""
    return frozenset(s for s in stems(title) if s not in _KINDS and not s[0].isdigit())


def _usual(written: Counter[str]) -> str:
    """Return the shortest of the titles that are written most often."""
    return min(written, key=lambda t: (-written[t], len(t), t))


def spoken(title: str, case: Casing = plainly) -> str:
    """Return what a title is on, as it is spoken of: without its number and the kind of its item, and not in capitals
    where these tell nothing."""
    told = _EDGES.sub("", " ".join(title.split()))
    words_ = told.split()
    while len(words_) > 1 and _is_kind(words_[-1]):
        words_.pop()
    while len(words_) > 1 and _is_kind(words_[0]):
        words_.pop(0)
    said = " ".join(words_)
    said = _EDGES.sub("", case(said) if told.isupper() else said)
    return said[:1].upper() + said[1:]


def _is_kind(word: str) -> bool:
    """True for a word at the edge of a title that tells nothing of what it is on."""
    return not set(stems(word)) - _KINDS and not word[:1].isdigit()


def of_shelf(shelf: Shelf, scope: Scope) -> tuple[Topic, ...]:
    """Return the matters that the meetings in scope come back to; where few titles do so, also those that papers of
    several meetings speak of under other titles."""
    held: dict[Any, tuple[Topic, ...]] = shelf.remembered("topics")
    if scope not in held:
        titled = [(s.meeting, title) for s in shelf.sittings(scope) for _, title in s.items]
        found = topics(titled, casing.of_shelf(shelf, scope))
        if len(found) < FEW:
            found = _ordered((*found, *_spoken_of(titled, found, shelf, scope)))
        held[scope] = found
    return held[scope]


def _spoken_of(
    titled: Iterable[tuple[Meeting, str]], found: Iterable[Topic], shelf: Shelf, scope: Scope
) -> Iterator[Topic]:
    """Yield what one meeting has an item on, by a short title, and papers of others speak of."""
    seen = {_telling(topic.name) for topic in found}
    case = casing.of_shelf(shelf, scope)
    titles = {_telling(t): spoken(t, case) for _, t in titled if not _ROUTINE.search(t)}
    once = [(key, name) for key, name in titles.items() if 0 < len(key) <= BRIEF and key not in seen]
    for _, name in once[-TRIED:]:
        ids = shelf.holding([[w for w in words(name) if stems(w)]], scope)[:READ]
        meetings = {p.place.meeting for p in shelf.store.passages(ids, scope).values()} - {None}
        days = sorted(m.date for m in meetings if m)
        if len(days) >= MEETINGS:
            yield Topic(name, len(days), days[0], days[-1])


__all__ = ["Topic", "of_shelf", "spoken", "topics"]
