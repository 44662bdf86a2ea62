"""A link that asks a question again in the same scope, and says where the record, or the answer, has changed since.

A link holds the question, what it was narrowed to, and digests: no word of a paper, and nothing that tells what its
maker may see. What a link says is read as anybody's words are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
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
QUESTION, ONLY, OF = 2000, 2000, 80
#: Letters of each digest in a link: enough that two are not alike by chance.
DIGEST = 12
#: Papers that came since a link was made, named one by one.
NAMED = 5
_OF = re.compile(
    rf"(?P<day>\d{{8}})\.(?P<who>[0-9a-f]{{{DIGEST}}})\.(?P<state>[0-9a-f]{{{DIGEST}}})\.(?P<said>[0-9a-f]{{{DIGEST}}})"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How things stood when a link was made: the day, who asked (by what they may see), the words there, the answer."""

    day: date
    who: str
    state: str
    said: str


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
    told = {"q": question, "of": f"{today:%Y%m%d}.{who}.{state}.{said(answer)}"}
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
    return Mark(day, found["who"], found["state"], found["said"])


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
    came = _came(arrivals, mark.day)
    if alike:
        return f"Papers have changed since the link was made, on {day}; the answer is the same.{came}"
    return f"The record has changed since the link was made, on {day}: this answer is another.{came}"


def _came(arrivals: tuple[Arrival, ...], day: date) -> str:
    paths = tuple(dict.fromkeys(a.path for a in arrivals if a.added and a.added >= day.isoformat()))
    if not paths:
        return ""
    more = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
    return f" Taken in since that day: {', '.join(paths[:NAMED])}{more}."
