"""Logs of actions: tables whose columns tell what is to be done, by whom, by when, and how it stands.

A table's cells may be kept apart, by tabs or bars; or its columns run together line by line, as a PDF's text gives
them. Then a row is told by its first column or by the state it ends in, and its cells by their wordings.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ingest.grammar import dates, outcomes, standing

#: A column's name has at most this many words; a header that ran together at most so many characters.
NAME_WORDS, HEADER = 6, 160
#: A deadline as a cell of its own has at most this many words.
DUE_WORDS = 14
#: What is left between deadline and end of a row may be a state of at most this many words.
STATE_WORDS = 8


_TITLE = re.compile(
    r"""\bactions?\s+(?:log|tracker|register|sheet|report|list|points?|update)s?\b
      | \b(?:status|progress|update)s?\b.{0,30}\bactions\b
      | \bactions\b.{0,20}\b(?:arising|outstanding|(?:from|of)\s+(?:the\s+)?(?:last|previous|earlier)\s+meetings?)\b
      | \b(?:outstanding|ongoing|open|completed)\s+actions\b""",
    re.VERBOSE | re.IGNORECASE,
)


def is_title(text: str) -> bool:
    """True where a title says that actions of meetings are listed below it; an "action plan" lists none."""
    return bool(_TITLE.search(text))


class Column(StrEnum):
    """What a column of a log tells."""

    NUMBER = "number"
    RAISED = "raised"
    TASK = "task"
    OWNER = "owner"
    DUE = "due"
    STATE = "state"


#: In order: a longer name comes before one that it begins with.
_NAMES: tuple[tuple[Column, str], ...] = (
    (
        Column.OWNER,
        r"(?:action\s+)?by\s+whom|actions?\s+(?:by|owner|lead|for)|(?:lead\s+|task\s+)?owners?|person\s+responsible"
        r"|responsib(?:le|ility)(?:\s+(?:officer|person|owner|party))?|lead(?:\s+(?:officer|person|member))?"
        r"|assigned\s+to|assignees?|allocated\s+to|who|officer",
    ),
    (
        Column.DUE,
        r"(?:due|target|completion|end)\s+date|due(?:\s+by)?|date\s+due|deadlines?|by\s+when|when"
        r"|time\s?(?:scale|frame|line)s?|target",
    ),
    (
        Column.STATE,
        r"(?:current\s+)?status(?:\s+update)?|progress(?:\s+(?:update|to\s+date|made|report))?|updates?|outcomes?"
        r"|rag(?:\s+(?:status|rating))?|position|state|complete[d]?\s*\??|done\s*\??|comments?|notes",
    ),
    (
        Column.RAISED,
        r"meeting(?:\s+date)?(?:\s*(?:&|and|/)\s*action\s+(?:number|no\.?|ref\.?))?"
        r"|date\s+(?:raised|of\s+meeting|agreed|added|opened|set)|date\s+of\s+action|raised(?:\s+(?:at|on))?|date"
        r"|minute(?:\s+(?:ref(?:erence)?|no)\.?)?|source|origin",
    ),
    (
        Column.NUMBER,
        r"(?:action\s+|item\s+|agenda\s+item\s+)?(?:number|no\.?|ref(?:erence)?\.?|id)|\#|item",
    ),
    (
        Column.TASK,
        r"(?:agreed\s+|outstanding\s+|open\s+|new\s+|closed\s+)?actions?"
        r"(?:\s+(?:required|agreed|points?|items?|completed|to\s+be\s+taken|outstanding|description|needed))?"
        r"|tasks?|what|action\s+description",
    ),
)
_NAME = {
    column: re.compile(rf"\s*[*_]{{0,2}}(?:{name})(?![\w/])[*_]{{0,2}}\s*:?\s*", re.IGNORECASE)
    for column, name in _NAMES
}
Columns = tuple[Column | None, ...]


def columns(cells: Sequence[str]) -> Columns | None:
    """Return what the cells of a header name; None where they are no log's: it needs a task, and who, when or how."""
    if not 2 <= len(cells) <= 12 or any(len(cell.split()) > NAME_WORDS for cell in cells):
        return None
    named = tuple(_named(cell) for cell in cells)
    return named if _is_log(named) else None


def _named(cell: str) -> Column | None:
    return next((column for column, name in _NAME.items() if name.fullmatch(cell.strip())), None)


def _is_log(named: Sequence[Column | None]) -> bool:
    held = [one for one in named if one]
    tells = {Column.OWNER, Column.DUE, Column.STATE} & set(held)
    return held.count(Column.TASK) == 1 and bool(tells) and len(held) == len(set(held)) and 2 * len(held) > len(named)


def header(text: str) -> Columns | None:
    """Return the columns of a header whose cells ran together in one line: "Action Owner Due Status"; else None."""
    if len(text) > HEADER:
        return None
    return next(_readings(text, 0, ()), None)


def _readings(text: str, place: int, found: tuple[Column, ...]) -> Iterator[tuple[Column, ...]]:
    """Yield each way to read a header from a place on that makes it a log's; no column comes twice.

    "Action Owner" may be one column or two.
    """
    if place >= len(text) and _is_log(found):
        yield found
    for column, name in _NAME.items():
        match = name.match(text, place) if column not in found else None
        if match and match.end() > place:
            yield from _readings(text, match.end(), (*found, column))


@dataclass(frozen=True, slots=True)
class Logged:
    """A row of a log: what is to be done, and what else its columns tell, as written; "" for what they don't."""

    task: str
    owner: str = ""
    due: str = ""
    state: str = ""
    number: str = ""
    raised: date | None = None


def row(cells: Sequence[str], named: Columns) -> Logged | None:
    """Return what a row's cells tell; None where it is no action's, or has more or fewer cells than its header."""
    if len(cells) != len(named):
        return None
    held = {column: " ".join(cell.split()) for cell, column in zip(cells, named, strict=True) if column}
    task = held[Column.TASK]
    if len(task.split()) < 2 or columns(cells):
        return None
    return Logged(
        task,
        held.get(Column.OWNER, ""),
        held.get(Column.DUE, ""),
        held.get(Column.STATE, ""),
        held.get(Column.NUMBER, ""),
        dates.day(held.get(Column.RAISED, "")),
    )


# ---------------------------------------------------------------- columns that ran together

#: A row's own number, where its first column is one: "12", "3.", "A7".
_OWN_NUMBER = re.compile(r"^(?:[A-Z]{1,3}[-/ ]?)?\d{1,4}(?:[./]\d{1,4})?[.)]?(?=\s|$)")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
#: A deadline where a cell begins or ends with one: a date, a month, a season, or words of time.
_DUE = (
    r"(?:(?:by|from|before|end(?:\s+of)?|early|mid|late|monthly|from\s+late|due)\s+){0,2}"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?[\s‐–-]{_MONTH}(?:[\s‐–-]\d{{2,4}})?|{_MONTH}(?:[\s‐–-]+\d{{2,4}})?(?:\s+(?:\w+\s+)?(?:board|meeting|committee|council|panel|update))?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:spring|summer|autumn|winter)(?:\s+\d{4})?|(?:19|20)\d\d"
    r"|as\s+soon\s+as\s+possible|asap|immediate(?:ly)?|on-?going|monthly|weekly|quarterly|annually|tbc|to\s+be\s+confirmed"
    r"|next\s+(?:board\s+)?meeting)"
)
_DUE_LAST = re.compile(rf"(?:^|(?<=\s))(?P<due>{_DUE})\s*$", re.IGNORECASE)
_DUE_WITHIN = re.compile(rf"(?:^|(?<=\s))(?P<due>{_DUE})(?=\s)", re.IGNORECASE)
_STOP = re.compile(r"[.)?!’”\"]\s+(?=[A-Z\d])")


def begins(lines: Sequence[str], place: int, named: Columns) -> bool:
    """True for a line that begins a row, by what its first column holds: a day, or a number.

    A day that a state follows is the deadline of the row above.
    """
    first, text = named[0], lines[place]
    found = dates.DATE.match(text) if first is Column.RAISED else _OWN_NUMBER.match(text)
    if found is None or first not in (Column.RAISED, Column.NUMBER):
        return False
    rest = text[found.end() :].strip() or (lines[place + 1] if place + 1 < len(lines) else "")
    return not standing.opens(rest)


def is_keyed(named: Columns) -> bool:
    """True where the first column tells where each row begins."""
    return named[0] in (Column.RAISED, Column.NUMBER)


def grouped(lines: Sequence[str], named: Columns) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of lines that are rows.

    What stands before the first row is none. Without a day or a number in front, a row ends in its state, and the
    next begins with a capital.
    """
    start: int | None = None if is_keyed(named) else 0
    for place in range(len(lines)):
        if is_keyed(named):
            if begins(lines, place, named):
                if start is not None:
                    yield start, place
                start = place
        elif start is not None and standing.ending(" ".join(lines[start : place + 1])) and _opens(lines, place + 1):
            yield start, place + 1
            start = place + 1
    if start is not None and start < len(lines):
        yield start, len(lines)


def _opens(lines: Sequence[str], place: int) -> bool:
    if place >= len(lines):
        return True
    return (lines[place][:1].isupper() or lines[place][:1].isdigit()) and not standing.opens(lines[place])


def told(text: str, named: Columns) -> Logged | None:
    """Return what a row tells whose cells ran together; None where too little is left for a task."""
    raised, number, rest = _front(" ".join(text.split()), named)
    rest, state = _state(rest) if Column.STATE in named else (rest, "")
    rest, due = _due(rest) if Column.DUE in named else (rest, "")
    return Logged(rest, "", due, state, number, raised) if len(rest.split()) > 2 else None


def _front(text: str, named: Columns) -> tuple[date | None, str, str]:
    """Return the day and the number with which a row begins, where its columns say so, and the rest."""
    raised, number = None, ""
    for column in named[:2]:
        if column is Column.RAISED and (match := dates.DATE.match(text)):
            raised, text = dates.day(match[0]), text[match.end() :].lstrip()
        elif column is Column.NUMBER and (own := _OWN_NUMBER.match(text)):
            number, text = own[0].rstrip(".)"), text[own.end() :].lstrip()
    return raised, number, text


def _state(text: str) -> tuple[str, str]:
    """Return a row without its state, and the state: in words that states have, or what follows the deadline."""
    found = standing.ending(text)
    if found:
        return text[: found[1]].rstrip(), found[0]
    last = next(iter(deque(_DUE_WITHIN.finditer(text), maxlen=1)), None)
    if last and 0 < len(text[last.end() :].split()) <= STATE_WORDS:
        return text[: last.end()], text[last.end() :].strip()
    return text, ""


def _due(text: str) -> tuple[str, str]:
    """Return a row's task and its deadline: the time at its end, or a last cell that tells one."""
    cuts = [m.end() for m in _STOP.finditer(text)]
    if cuts:
        cell = text[cuts[-1] :]
        if len(cell.split()) <= DUE_WORDS and (_DUE_LAST.match(cell) or _DUE_WITHIN.match(f"{cell} ")):
            return text[: cuts[-1]].rstrip(), cell
    match = _DUE_LAST.search(text)
    return (text[: match.start()].rstrip(), match["due"]) if match else (text, "")


def owners(logged: Logged) -> tuple[str, ...]:
    """Return who is to do a row's task: as their own column names them, else who its words give the task to."""
    if logged.owner:
        return outcomes.owners_of(logged.owner)
    return outcomes.charged(logged.task)
