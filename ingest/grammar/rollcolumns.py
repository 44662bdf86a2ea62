"""Rolls in columns: two lists side by side, each under a heading of its own, "Members:" beside "Officials:"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.grammar import people, rolls
from ingest.grammar.furniture import Line
from ingest.record import Person, Roll, Span

#: What heads a column of those who were there, and of those who weren't.
_THERE = re.compile(
    r"^(?:[\w'’&]+\s+){0,5}(?:members?|officials?|officers?|attendees|present|presenters?|guests?|observers?|attendance)"
    r"(?:\s*\([^()]{1,40}\))?\s*:?$",
    re.IGNORECASE,
)
_AWAY = re.compile(r"^apologies(?:\s+for\s+absence)?(?:\s+received)?(?:\s*\([^()]{1,40}\))?\s*:?$", re.IGNORECASE)
_SENT = re.compile(r"\s*[-–—,(]\s*apologies\)?$", re.IGNORECASE)
_BRACKETED = re.compile(r"^(?P<name>[^()]{3,80}?)\s*\((?P<inside>[^()]{1,120})\)")
#: An entry is at most this many words; what is longer is a sentence.
ENTRY_WORDS = 20
#: A name has at most this many words beside its titles; more of them go on with what somebody is.
NAME_WORDS = 3
#: Blank to a reader, though not to Python: what an empty cell of a table may hold.
_HOLLOW = "\u200b\u200c\u2060\ufeff "


def taken(head: Sequence[Line]) -> tuple[Roll, list[Line]]:
    """Return the roll that the columns of a head make, and the other lines; nobody, and all of them, where none does.

    Columns begin with a row of two headings of rolls or more and end at a line that is no entry. A row of one cell is
    of the first column.
    """
    there: list[Person] = []
    away: list[Person] = []
    rest: list[Line] = []
    columns: tuple[bool, ...] = ()
    wide = 0  # how many columns there have been: a heading alone is over as many
    for line in head:
        cells = _cells(line)
        headings = tuple(_sort(text) for text, _ in cells)
        if (len(cells) > 1 or wide) and None not in headings:
            wide = max(wide, len(cells))
            columns = tuple(bool(headings[min(n, len(headings) - 1)]) for n in range(wide))
        elif columns and line.text and _are_entries(cells, len(columns)):
            for (text, span), present in zip(cells, columns, strict=False):
                one = _SENT.sub("", text)
                if one:
                    (there if present and one == text else away).append(_person(one, span))
        else:
            if line.text:
                columns = ()
            rest.append(line)
    found = people.unique(there)
    return Roll(people.chair(found), found, people.unique(away)), rest


def _person(text: str, span: Span) -> Person:
    """Return the person of an entry; what no mark parts from the name is cut off it where a name must have ended."""
    if match := _BRACKETED.match(text):
        one = people.person(match["name"].strip(), (span,))
        inside = " ".join(match["inside"].split())
        if people.CHAIR.search(f"({inside})"):
            return replace(one, role=rolls.Sort.CHAIR.value)
        return replace(one, role=inside) if people.is_role(inside) else replace(one, organisation=inside)
    one = people.person(text, (span,))
    words = people.bare(one.name).split()
    end = next((n for n in range(2, len(words)) if not words[n - 1].islower()), len(words))
    rest = " ".join(words[end:])
    if not rest or not (len(words) > NAME_WORDS or people.is_role(rest) or people.is_organisation(rest)):
        return one
    name = one.name[: len(one.name) - len(rest)].rstrip(" ,")
    told = ", ".join(t for t in (rest, one.role, one.organisation) if t)
    role, _, organisation = told.rpartition(", ")
    return replace(one, name=name, role=role, organisation=organisation)


def _sort(heading: str) -> bool | None:
    """Return True for the heading of those who were there, False for that of those who weren't, None for neither."""
    return True if _THERE.match(heading) else False if _AWAY.match(heading) else None


def _cells(line: Line) -> list[tuple[str, Span]]:
    """Return the cells of a line, and where each stands; an empty one keeps its place."""
    out = []
    at = 0
    for cell in line.text.split("\t"):
        bare = cell.strip(_HOLLOW)
        start = line.start + at + (cell.index(bare) if bare else 0)
        out.append((bare, Span(start, start + max(1, len(bare)))))
        at += len(cell) + 1
    return out


def _are_entries(cells: Sequence[tuple[str, Span]], columns: int) -> bool:
    held = [text for text, _ in cells if text]
    if not held or len(cells) > columns or (len(cells) == 1 and people.is_sentence(held[0])):
        return False
    return all(len(text.split()) <= ENTRY_WORDS and text[0].isupper() and _sort(text) is None for text in held)


__all__ = ["taken"]
