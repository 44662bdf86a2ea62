"""Minutes whose items have titles but no numbers, and nothing in the file that marks them as headings.

A title is a short line with capitals that stands between the end of a sentence and the beginning of another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.formats import headed, minutes
from ingest.formats.common import Sheet
from ingest.grammar import dates, markup, names, numbering, outcomes, rolls, tasks
from ingest.grammar.paragraphs import Block, blocks
from ingest.record import Kind, Part, Shape

#: So many items make minutes under titles.
ITEMS = 3
#: A title has at most this many words; what stands under it has at least so many more characters, or is a list.
TITLE_WORDS = 10
#: The head with its roll ends at the first sentence of this many words.
SENTENCE = 12
#: So many titles to each number make the numbers a list within an item.
MANY = 2
#: A number alone among so many first lines of a page is the page's own.
STAMPED = 3
#: Among how many first lines the word "minutes" must stand.
HEAD = 8
_MINUTES = re.compile(r"^(?:[\w&'’,-]+\s+){0,7}minutes\b(?:\s+(?:of|from|to|for)\b.{0,80})?$", re.IGNORECASE)
#: Where the file is called minutes, and its first lines give a day, the word need not stand there.
_MINUTES_FILE = re.compile(r"\bminutes\b", re.IGNORECASE)
#: Titles that come again under many items.
_UNDER = re.compile(
    r"^(?:comments?|(?:points|issues)\s+(?:made|raised)(?:\s+in\s+discussion)?|(?:main\s+)?discussion|decisions?|resolution|"
    r"background|outcomes?|conclusions?|reply|response|questions?|next\s+steps)\s*:?$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(?P<n>\d{1,2})(?:[.)]\s*(?=[A-Z])|\s+(?=[A-Z])|[.)]?$)")
_STOP = re.compile(r"[a-z]{3}[.!?][\"'”’)\]]*(?:\s|$)")
_ENDS = re.compile(r"[.!?:;][\"'”’)\]]*$|\]$")


def recognises(sheet: Sheet) -> bool:
    """True for minutes without numbers that are cut by titles."""
    head = sheet.head(HEAD)
    named = bool(_MINUTES_FILE.search(names.stem_of(sheet.path).replace("_", " "))) and any(
        dates.day(line) for line in head
    )
    said = minutes.kind_of(head) is Kind.MINUTES or any(_MINUTES.match(line.strip("*# ")) for line in head)
    if not (said or named):
        return False
    found = blocks(markup.unmarked(sheet.lines, sheet.text))
    titles = len(_titles(found))
    return titles >= max(ITEMS, MANY * _numbered(found, sheet))


def _numbered(found: Sequence[Block], sheet: Sheet) -> int:
    """Return how many numbers stand with titles as those of items do; the stamps of pages are none."""
    tops: Counter[int] = Counter()
    numbers: set[str] = set()
    for place, block in enumerate(found):
        page = block.first_page
        match = _NUMBERED.match(block.text)
        stamped = sheet.pages[page].number is not None and tops[page] < STAMPED
        tops[page] += len(block.lines)
        if match is None:
            continue
        title = block.text[match.end() :] or (found[place + 1].text if place + 1 < len(found) and not stamped else "")
        if numbering.is_title(title, words=25):
            numbers.add(match["n"])
    return len(numbers)


def _titles(found: Sequence[Block]) -> list[int]:
    """Return which blocks are titles of items."""
    first = next((n for n, block in enumerate(found) if _is_sentence(block)), len(found))
    return [n for n in range(max(0, first - 1), len(found) - 1) if _is_title(found, n, opening=n == first - 1)]


def _is_sentence(block: Block) -> bool:
    words = len(block.text.split())
    told = rolls.label(block.text) or rolls.is_running(block.lines) or dates.day(block.text)
    return block.shape is not Shape.ROW and words >= SENTENCE and bool(_STOP.search(block.text)) and not told


def _is_title(found: Sequence[Block], place: int, *, opening: bool) -> bool:
    """True for a title: short, between a sentence and another; `opening` is what stands above the first sentence."""
    block, after = found[place], found[place + 1]
    text = block.text
    if block.shape is not Shape.PROSE or len(block.lines) > 2 or numbering.starts_block(text) or dates.day(text):
        return False
    if not numbering.is_title(text, words=TITLE_WORDS) or text.endswith(":") or outcomes.is_bare_marker(text):
        return False
    before = found[place - 1] if place else None
    closed = opening or before is None or before.shape is Shape.BULLET or bool(_ENDS.search(before.text))
    closed = closed or (before is not None and outcomes.is_bare_marker(before.lines[-1].text))
    below = after.shape is Shape.BULLET or (len(after.text) > len(text) and len(after.text.split()) > TITLE_WORDS)
    return closed and (below or after.text.endswith(":"))


def parse(sheet: Sheet) -> tuple[Part, ...]:
    """Return the one part of the minutes, an item for each title."""
    lines = markup.unmarked(sheet.lines, sheet.text)
    found = blocks(lines)
    starts = {found[n].start for n in _titles(found)}
    leveled = [replace(line, level=_level(line.text) if line.start in starts else 0) for line in lines]
    texts = [line.text for line in lines if line.text and not line.furniture]
    body = sheet.body()
    part = headed.read(sheet, leveled, kind=Kind.MINUTES, body=body, status=minutes.status(texts[:15]))
    return (part,) if part else ()


def _level(title: str) -> int:
    """Return 2 for a title that only sets apart what came of the item above it, else 1."""
    return 2 if _UNDER.match(title) or tasks.is_heading(title) else 1
