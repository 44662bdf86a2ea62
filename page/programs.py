"""What programs are offered: the page's own questions and lists as JSON, for whoever asks, in bounded pieces.

The docstrings are what a program is shown, by Gradio's API and by MCP: they speak to whoever calls.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import wiring
from assistant import listing, rendering
from assistant.answer import Citation
from assistant.narrowing import Only
from index import register
from index.passage import Entry, Ruling, Setting, Standing
from index.register import Sought, Wanted
from ingest.errors import MattersError
from ingest.record import DecisionType
from page.desk import Desk

#: What an act gives: JSON, as the command line prints it.
Told = dict[str, Any]
#: Entries of a list that come at once, at most; statements of an answer, and citations of each kind.
MOST, STATEMENTS = 200, 60
#: Characters of a filter, and of the note of a correction.
LONGEST, NOTE = 200, 500

Choice = TypeVar("Choice", Standing, DecisionType)


class CallError(MattersError):
    """What a program asks cannot be read, or may not be done."""


def ask(desk: Desk, question: str, since: str = "", until: str = "") -> Told:
    """Answer a question over the board's papers in their own words, every statement with its citations.

    What is not in the papers is refused, with the nearest paragraphs.

    Parameters:
        question: The question, in plain English
        since: Look at meetings and papers from this day on, such as 2018-01-01
        until: Look at meetings and papers up to this day
    """
    begun = time.perf_counter()
    given = desk.assistant.ask(question, only=Only(_day("since", since), _day("until", until)))
    told = rendering.answer(given, identity=None, seconds=time.perf_counter() - begun)
    return _bounded(told | {name: [_cited(c) for c in getattr(given, name)] for name in ("citations", "nearest")})


def list_actions(
    desk: Desk,
    topic: str = "",
    owner: str = "",
    standing: str = "",
    since: str = "",
    until: str = "",
    overdue: str = "",
    limit: int = 50,
    offset: int = 0,
) -> Told:
    """List the actions in the register, each with what later papers say of it, in order of meeting.

    Parameters:
        topic: Words that the action is about
        owner: Somebody who is to do it
        standing: How it stands now: reported-back, closed, still-open or no-later-record
        since: Raised from this day on, such as 2018-01-01
        until: Raised up to this day
        overdue: Due before this day, and not closed
        limit: How many to give, 200 at most
        offset: How many to leave out before the first
    """
    shelf, scope = desk.assistant.shelf, desk.assistant.scope
    wanted = Wanted(
        topic=_cut(topic),
        owner=_cut(owner),
        standing=_one_of(Standing, standing),
        since=_day("since", since),
        until=_day("until", until),
        overdue=_day("overdue", overdue),
    )
    with shelf.reading():
        found = register.actions(shelf.actions(scope), wanted, listing.known(shelf, scope))
    return _page("actions", found, rendering.action, limit, offset)


def list_decisions(
    desk: Desk,
    topic: str = "",
    kind: str = "",
    verb: str = "",
    since: str = "",
    until: str = "",
    limit: int = 50,
    offset: int = 0,
) -> Told:
    """List the decisions in the register, each in the words of the record, in order of meeting.

    Parameters:
        topic: Words that the decision is about
        kind: Whose and how: formal, informal, other_body, reported_prior or recommendation
        verb: The verb that decided it, such as agreed or resolved
        since: Made from this day on, such as 2018-01-01
        until: Made up to this day
        limit: How many to give, 200 at most
        offset: How many to leave out before the first
    """
    shelf, scope = desk.assistant.shelf, desk.assistant.scope
    sought = Sought(
        topic=_cut(topic),
        type=_one_of(DecisionType, kind),
        verb=_cut(verb),
        since=_day("since", since),
        until=_day("until", until),
    )
    with shelf.reading():
        found = register.decisions(shelf.decisions(scope), sought, listing.known(shelf, scope))
        around = listing.around(shelf, scope)

    def told(one: Ruling) -> dict[str, object]:
        return rendering.decision(one, listing.corrections_in(one, around))

    return _page("decisions", found, told, limit, offset)


def open_paragraph(desk: Desk, passage: str) -> Told:
    """Give the words of a passage where they stand: its paper, meeting, item and pages, and the text around it.

    Parameters:
        passage: The id of a passage, as citations, actions and decisions give it, or the id of an action or a decision
    """
    shelf, scope = desk.assistant.shelf, desk.assistant.scope
    with shelf.reading():
        named: list[Entry | Ruling] = [*shelf.actions(scope), *shelf.decisions(scope)]
        wanted = next((e.source.passage for e in named if e.id == passage), passage)
        found = shelf.store.passages([wanted], scope).get(wanted)
        if found is None:
            raise CallError("no passage with that id is among the papers that you may read")
        whole = found.quotation(found.paragraphs[0], found.spans, found.text)
        around = desk.assistant.context(Citation(1, whole))
    return {"passage": found.id, **rendering.place(whole), "before": around.before, "after": around.after}


def correct_action(desk: Desk, action: str, standing: str = "", note: str = "") -> Told:
    """Set right how an action stands, with a note. It is kept beside the record, under the caller's name.

    Parameters:
        action: The id of the action
        standing: How it stands: reported-back, closed, still-open or no-later-record
        note: Why, in a line
    """
    if not desk.may_correct:
        raise CallError("you may read these papers, not correct what is kept of them")
    shelf, how = desk.assistant.shelf, _one_of(Standing, standing)
    if action not in {e.id for e in shelf.actions(desk.assistant.scope)}:
        raise CallError("no action with that id is in the register that you may read")
    if how is None and not note.strip():
        raise CallError("nothing to set; give a standing, a note or both")
    at = datetime.now(UTC).isoformat(timespec="seconds")
    by, said = desk.person.name or "a program", " ".join(note.split())[:NOTE]
    sets = Setting(standing=how)
    entry = wiring.correct(desk.settings, action, sets, by=by, at=at, note=said, person=desk.person)
    assert isinstance(entry, Entry)
    return rendering.action(entry)


#: What programs may always ask, and what they may do where the operator lets them write.
READING: tuple[Callable[..., Told], ...] = (ask, list_actions, list_decisions, open_paragraph)
WRITING: tuple[Callable[..., Told], ...] = (correct_action,)


# ---------------------------------------------------------------- pieces


def _cited(one: Citation) -> Told:
    return {**rendering.citation(one), "passage": one.source.passage}


def _bounded(told: Told) -> Told:
    """Return an answer of a size that a program can read; what it leaves out it says."""
    whole: Sequence[Told] = told["statements"]
    kept = whole[:STATEMENTS]
    named = {n for s in kept for n in s["citations"]}
    cited = [c for c in told["citations"] if c["number"] in named]
    left = len(whole) - len(kept)
    if not left:
        return told
    answer = "\n".join(str(s["text"]) for s in kept)
    return told | {"statements": list(kept), "citations": cited, "answer": answer, "statements_left_out": left}


Entries = TypeVar("Entries", Entry, Ruling)


def _page(
    name: str, found: Sequence[Entries], told: Callable[[Entries], dict[str, object]], limit: int, offset: int
) -> Told:
    """Return a stretch of a list, with how many there are."""
    first, most = max(0, int(offset)), min(max(1, int(limit)), MOST)
    return {"total": len(found), "offset": first, name: [told(one) for one in found[first : first + most]]}


def _cut(text: str) -> str:
    return str(text).strip()[:LONGEST]


def _day(name: str, told: str) -> date | None:
    if not told:
        return None
    try:
        return date.fromisoformat(_cut(told))
    except ValueError as error:
        raise CallError(f"{name} is no date: {_cut(told)!r}; write it as 2018-04-27") from error


def _one_of(kind: type[Choice], told: str) -> Choice | None:
    if not told:
        return None
    try:
        return kind(_cut(told))
    except ValueError as error:
        raise CallError(f"{_cut(told)!r} is none of: {', '.join(kind)}") from error
