"""Minutes with their reports attached: numbered items with lettered ones under them, set by indentation, then
attachments that are papers of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.formats import headed, minutes, report
from ingest.formats.common import Sheet
from ingest.grammar import markup
from ingest.grammar.furniture import Line
from ingest.record import Authority, Kind, Part

#: An attachment's heading: its letters or number, and what it is.
_ATTACHMENT = re.compile(
    r"^(?:attachment|annex|appendix|exhibit)\s+(?P<n>[A-Z]{1,3}|\d{1,3})\s*[:–-]\s+\S.*$", re.IGNORECASE
)
_ITEM = re.compile(r"^(?P<n>\d{1,2})\.\s+(?P<title>\S.*)$")
_LETTERED = re.compile(r"^(?P<n>[A-Z]{1,2})\.\s+(?P<title>\S.*)$")
_MINUTES = re.compile(r"\bminutes\b", re.IGNORECASE)
#: Minutes count as having attachments from this many on.
ATTACHED = 2
#: How many lines that hold text may stand before the word "minutes".
HEAD = 8
#: An item's number is set in by at most this many spaces.
FLUSH = 2
#: A title of an item has at most this many words.
TITLE_WORDS = 20


def recognises(sheet: Sheet) -> bool:
    """True for minutes whose numbered items are followed by attachments."""
    if not any(_MINUTES.search(line) for line in sheet.head(HEAD)):
        return False
    starts = _attachments(sheet.lines)
    return len(starts) >= ATTACHED and bool(_items(sheet.lines[: starts[0]]))


def _attachments(lines: Sequence[Line]) -> list[int]:
    """Return where attachments begin."""
    return [n for n, line in enumerate(lines) if not line.furniture and _ATTACHMENT.match(line.text)]


def _items(lines: Sequence[Line]) -> dict[int, int]:
    """Return the lines that head items, with how deep: numbers that count up from 1, and letters from A under each."""
    out: dict[int, int] = {}
    number = 0
    letter = ""
    for n, line in enumerate(lines):
        item = _ITEM.match(line.text)
        lettered = _LETTERED.match(line.text)
        if item and line.indent <= FLUSH and int(item["n"]) == number + 1 and _is_title(item["title"]):
            out[n], number, letter = 1, number + 1, ""
        elif lettered and number and lettered["n"] == _after(letter) and _is_title(lettered["title"]):
            out[n], letter = 2, lettered["n"]
    return out if number >= headed.HEADINGS else {}


def _is_title(text: str) -> bool:
    return text[0].isupper() and len(text.split()) <= TITLE_WORDS and not text.endswith((".", ";", ","))


def _after(letter: str) -> str:
    """Return the letter that comes after one: A, …, Z, AA, AB, …"""
    if not letter:
        return "A"
    last = letter[-1]
    return f"{letter[:-1]}{chr(ord(last) + 1)}" if last < "Z" else f"{_after(letter[:-1])}A"


def parse(sheet: Sheet) -> tuple[Part, ...]:
    """Return the minutes, and each attachment as a paper that was put before the meeting."""
    lines = markup.unmarked(sheet.lines, sheet.text)
    starts = _attachments(lines)
    levels = _items(lines[: starts[0]])
    main = [replace(line, level=levels.get(n, 0)) for n, line in enumerate(lines[: starts[0]])]
    texts = [line.text for line in main if line.text and not line.furniture]
    body = sheet.body()
    first = headed.read(sheet, main, kind=Kind.MINUTES, body=body, status=minutes.status(texts[:15]))
    if first is None:
        return ()
    parts = [first]
    when = first.meeting.date if first.meeting else None
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        title = " ".join(lines[start].text.split())
        part = report.read(
            sheet, lines[start:stop], kind=Kind.REPORT, authority=Authority.PAPER, when=when, body=body, title=title
        )
        if part:
            parts.append(part)
    return tuple(parts)
