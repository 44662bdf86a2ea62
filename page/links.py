"""A link that asks a question again in the same scope, and says where the record, or the answer, has changed since.

A link holds the question, what it was narrowed to, and digests: no word of a paper, and nothing that tells what its
maker may see. What a link says is read as anybody's words are.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from assistant import narrowing
from assistant.answer import Answer
from assistant.narrowing import NOTHING, NarrowingError, Only
from index.passage import Arrival, Scope
from index.shelf import Shelf
from ingest.grammar import dates

if TYPE_CHECKING:
    from assistant.ask import Assistant

#: Characters of a question, of a narrowing and of the digests that are read from a link.
QUESTION, ONLY, OF = 2000, 2000, 120
#: Letters of each digest in a link: enough that two are not alike by chance.
DIGEST = 12
#: Papers that came since a link was made, named one by one.
NAMED = 5
#: Papers that an answer rests on which a link marks, and the letters that mark which one, and its words, of each.
SOURCES, WHICH, WORDS = 6, 4, 3
#: What is said where papers have changed, and none that is here tells how.
NOTHING_CAME = " No paper came since that day: some were taken out, or set right."
_OF = re.compile(
    rf"(?P<day>\d{{8}})\.(?P<who>[0-9a-f]{{{DIGEST}}})\.(?P<state>[0-9a-f]{{{DIGEST}}})\.(?P<said>[0-9a-f]{{{DIGEST}}})"
    rf"(?:\.(?P<sources>(?:[A-Za-z0-9_-]{{{WHICH + WORDS}}}){{1,{SOURCES}}}))?"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How things stood when a link was made: the day, who asked (by what they may see), the words there, the answer.

    sources: of the papers that the answer rested on, a mark of which each is and one of its words.
    """

    day: date
    who: str
    state: str
    said: str
    sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Followed:
    """A link as it was followed: the question, what it is narrowed to, and how things stood, None where not told."""

    question: str
    only: Only
    mark: Mark | None


def made(assistant: Assistant, answer: Answer, today: date) -> str:
    """Return the link to an answer's question, from "?" on. A follow-up is asked as it was read, and so compared."""
    seen = answer.understood
    question = seen.question if not seen.only.as_written else answer.question
    if question != answer.question:
        answer = assistant.ask(question, only=seen.only)
    with assistant.shelf.reading():
        scope = assistant.scope
        who, state = _who(scope.collections, scope, assistant.shelf), assistant.shelf.state(scope)[:DIGEST]
        sources = _sources(answer, scope, assistant.shelf)
    of = (f"{today:%Y%m%d}", who, state, said(answer), sources)
    told = {"q": question, "of": ".".join(filter(None, of))}
    only = narrowing.told(answer.understood.only)
    if only:
        told["only"] = json.dumps(only, separators=(",", ":"), ensure_ascii=False)
    return f"?{urlencode(told)}"


def followed(query: Mapping[str, str]) -> Followed | None:
    """Return what a link asks; None where it asks nothing. What is damaged in it is left out."""
    question = str(query.get("q") or "").strip()
    if not question or len(question) > QUESTION:
        return None
    return Followed(question, _only(str(query.get("only") or "")), _mark(str(query.get("of") or "")))


def _only(text: str) -> Only:
    try:
        return narrowing.read(json.loads(text)) if text and len(text) <= ONLY else NOTHING
    except (ValueError, RecursionError, NarrowingError):
        return NOTHING


def _mark(text: str) -> Mark | None:
    found = _OF.fullmatch(text) if len(text) <= OF else None
    if found is None:
        return None
    try:
        day = date(int(found["day"][:4]), int(found["day"][4:6]), int(found["day"][6:]))
    except ValueError:
        return None
    sources = re.findall(f"(.{{{WHICH}}})(.{{{WORDS}}})", found["sources"] or "")
    return Mark(day, found["who"], found["state"], found["said"], tuple(sources))


def said(answer: Answer) -> str:
    """Return a digest of what an answer says and cites; what it was found in and how surely is left out."""
    words = [answer.refusal or "", *(s.text for s in answer.statements), *(c.source.quote for c in answer.citations)]
    return sha256("\0".join(words).encode()).hexdigest()[:DIGEST]


def _who(collections: tuple[str, ...], scope: Scope, shelf: Shelf) -> str:
    """Return a digest of what somebody may see: nobody can tell from it what that is, or how much, nor by guessing.

    The record's own name goes into it, which is told to nobody.
    """
    told = [shelf.store.record, *sorted(collections), "", *sorted(a.value for a in scope.access)]
    return sha256("\0".join(told).encode()).hexdigest()[:DIGEST]


def _sources(answer: Answer, scope: Scope, shelf: Shelf) -> str:
    """Return the marks of the papers that an answer rests on, the first of them where there are many."""
    cited = list(dict.fromkeys(c.source.place.document for c in answer.citations))[:SOURCES]
    states = shelf.states(scope)
    return "".join(_marked(shelf, d, WHICH) + _marked(shelf, states.get(d, ""), WORDS) for d in cited)


def _marked(shelf: Shelf, what: str, letters: int) -> str:
    """Return some letters that mark a paper or its words; with the record's own name nobody else tells one by them."""
    return urlsafe_b64encode(sha256(f"{shelf.store.record}\0{what}".encode()).digest()).decode()[:letters]


def compared(assistant: Assistant, answer: Answer, mark: Mark) -> str:
    """Return in a sentence or two what has changed since a link was made.

    "" where whoever follows it may see other papers than who made it: what differs then tells nothing of the record.
    """
    with assistant.shelf.reading():
        shelf, scope = assistant.shelf, assistant.scope
        arrivals = shelf.arrivals(scope)
        then = (scope.collections, _before(arrivals, scope, mark.day))
        if mark.who not in [_who(collections, scope, shelf) for collections in then]:
            return ""
        return _told(said(answer) == mark.said, shelf, scope, mark, arrivals)


def _before(arrivals: tuple[Arrival, ...], scope: Scope, day: date) -> tuple[str, ...]:
    """Return the collections that had been begun when a link was made: a new one makes nobody another person."""
    since = {a.collection for a in arrivals if a.begun and a.begun >= day.isoformat()}
    return tuple(c for c in scope.collections if c not in since)


def _told(alike: bool, shelf: Shelf, scope: Scope, mark: Mark, arrivals: tuple[Arrival, ...]) -> str:
    day = dates.long(mark.day)
    if shelf.state(scope)[:DIGEST] == mark.state:
        if alike:
            return f"The same as when the link was made, on {day}."
        return (
            f"The papers are as they were when the link was made, on {day}, but this answer is another: something was "
            "corrected in the register, or questions are answered otherwise now."
        )
    paths = {a.document: a.path for a in arrivals}
    states = shelf.states(scope)
    there = {_marked(shelf, d, WHICH): d for d in paths}
    anew = [
        there[w] for w, words in mark.sources if w in there and _marked(shelf, states.get(there[w], ""), WORDS) != words
    ]
    gone = sum(which not in there for which, _ in mark.sources)
    came = dict.fromkeys(a.document for a in arrivals if a.added >= mark.day.isoformat() and a.document not in anew)
    rested = _rested([paths[d] for d in anew], gone, len(mark.sources))
    told = rested + (_came([paths[d] for d in came]) or ("" if anew or gone else NOTHING_CAME))
    if alike:
        return f"Papers have changed since the link was made, on {day}; the answer is the same.{told}"
    return f"The record has changed since the link was made, on {day}: this answer is another.{told}"


def _rested(anew: Sequence[str], gone: int, marked: int) -> str:
    """Return what became of the papers that an answer rested on; "" where a link marks none."""
    if not marked:
        return ""
    which = "the paper" if marked == 1 else f"the {'first ' if marked == SOURCES else ''}{marked} papers"
    if not anew and not gone:
        return f" {which.capitalize()} that it rested on {'is as it was' if marked == 1 else 'are as they were'}."
    told = [f"{_named(anew)} {'was' if len(anew) == 1 else 'were'} read anew with other words"] * bool(anew)
    told += [f"{gone} {'is' if gone == 1 else 'are'} not here any more"] * bool(gone)
    return f" Of {which} that it rested on, {' and '.join(told)}."


def _came(paths: Sequence[str]) -> str:
    return f" Taken in, or read anew, since that day: {_named(paths)}." if paths else ""


def _named(paths: Sequence[str]) -> str:
    return ", ".join(paths[:NAMED]) + (f" and {len(paths) - NAMED} more" if len(paths) > NAMED else "")
