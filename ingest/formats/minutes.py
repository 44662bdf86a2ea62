"""Minutes and decision sheets: a head with its roll, then numbered items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import pairwise

from ingest.formats import common
from ingest.formats.common import Sheet
from ingest.grammar import dates, markup, numbering, people, rolls, votes
from ingest.grammar.furniture import Line
from ingest.grammar.paragraphs import Block, blocks, spans_of
from ingest.record import (
    Authority,
    Body,
    Item,
    Kind,
    Meeting,
    Paragraph,
    Part,
    Person,
    Roll,
    Shape,
    Spans,
    Status,
    flow,
)

_MINUTES = re.compile(
    r"^(?:draft\s+|printed\s+|approved\s+)?minutes\s+(?:of|from)\b|^minutes$|(?-i:\bMINUTES)\s+of\s+(?:a|the)\s+meeting\b",
    re.IGNORECASE,
)
_DECISIONS = re.compile(
    r"^(?:printed\s+)?decisions\s+of\b|^record\s+of\s+decisions\b|^decision\s+sheet\b", re.IGNORECASE
)
_ENDED = re.compile(
    r"\bthe\s+meeting\s+(?:was\s+)?(?:ended|finished|closed|concluded|rose|terminated)\s+at\s+(?P<at>[\d.:]+\s*(?:[ap]\.?m\.?)?|noon)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(?P<n>\d{1,3})\s*[.)]?\s+(?P<title>\S.*)$")
_ALONE = re.compile(r"^(?P<n>\d{1,3})\.?$")
_NEXT = re.compile(r"\b(?:date\s+(?:and\s+time\s+)?of\s+(?:the\s+)?)?next\s+meeting\b", re.IGNORECASE)
_VENUE = re.compile(
    r"\b(?:Hall|House|Room|Centre|Chamber|Offices?|Building|Street|Road|Library|Suite|[A-Z]{1,2}\d{1,2}\s?\d[A-Z]{2}|Teams|Zoom)\b"
)
_TIME = re.compile(r"\b\d{1,2}[.:]\d\d\s*(?:[ap]\.?m\.?)?\b|\b\d{1,2}\s*[ap]\.?m\b|\bnoon\b", re.IGNORECASE)
#: A mark of secrecy stands among this many first lines, blank ones and running heads included.
MARKED = 24
#: A roll ends within this many lines of minutes; what goes on longer before the first item is no roll.
ROLL = 1000
#: A heading that minutes set between paragraphs has at most this many words.
SUBHEAD_WORDS = 10


def recognises(sheet: Sheet) -> bool:
    """True for a paper whose first lines call it minutes, or the decisions of a board."""
    return kind_of(sheet.head(15)) is not None


def kind_of(head: Sequence[str]) -> Kind | None:
    """Return MINUTES or DECISIONS where a paper's first lines say so."""
    for line in head:
        bare = line.strip("*# ")
        if _DECISIONS.search(bare):
            return Kind.DECISIONS
        if _MINUTES.search(bare):
            return Kind.MINUTES
    return None


def parse(sheet: Sheet) -> tuple[Part, ...]:
    """Return the one part that a set of minutes is."""
    kind = kind_of(sheet.head(15)) or Kind.MINUTES
    name = common.body_name(sheet.head(), sheet.hints.body)
    body = common.make_body(name, sheet.hints, sheet.text)
    part = read(sheet, markup.unmarked(sheet.lines, sheet.text), kind=kind, body=body, status=status(sheet.head(15)))
    return (part,) if part else ()


def status(head: Sequence[str]) -> Status:
    """Return DRAFT where a paper's first lines say so, else UNKNOWN."""
    return Status.DRAFT if any(re.match(r"^(?:printed\s+)?draft\b", t, re.IGNORECASE) for t in head) else Status.UNKNOWN


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading found among blocks: where it stands, and where the text under it begins."""

    at: int
    after: int
    number: str
    title: str
    spans: Spans


def headings(found: Sequence[Block], text: str) -> tuple[Heading, ...]:
    """Return the numbered item headings of a run of blocks: numbers that count up by one, with titles.

    Where most candidates are in capitals, only those are items: numbered lists inside an item are not.
    """
    candidates: list[tuple[int, Heading]] = []
    for at, block in enumerate(found):
        if block.shape is Shape.ROW:
            continue
        alone = _ALONE.match(block.text)
        if alone and at + 1 < len(found) and numbering.is_title(found[at + 1].text, words=25):
            title = found[at + 1]
            spans = (*spans_of(block, text), *spans_of(title, text))
            candidates.append((int(alone["n"]), Heading(at, at + 2, alone["n"], title.text, spans)))
            continue
        match = _NUMBERED.match(block.text)
        if match and numbering.is_title(match["title"], words=25):
            heading = Heading(at, at + 1, match["n"], match["title"].strip(), spans_of(block, text))
            candidates.append((int(match["n"]), heading))
    loud = [c for c in candidates if numbering.is_capitals(c[1].title)]
    if len(loud) >= 3 and len(loud) >= 0.4 * len(candidates):
        candidates = loud
    return _longest(candidates)


def _longest(candidates: Sequence[tuple[int, Heading]]) -> tuple[Heading, ...]:
    """Return the longest run of headings whose numbers count up by one, the earliest of equals."""
    nearest: dict[int, int] = {}
    onward: list[int | None] = [None] * len(candidates)
    length = [1] * len(candidates)
    for place in reversed(range(len(candidates))):
        number = candidates[place][0]
        following = nearest.get(number + 1)
        if following is not None:
            onward[place], length[place] = following, length[following] + 1
        nearest[number] = place
    run = []
    place_now = max(range(len(candidates)), key=lambda p: (length[p], -p), default=None)
    while place_now is not None:
        run.append(candidates[place_now][1])
        place_now = onward[place_now]
    return tuple(run)


def read(
    sheet: Sheet, lines: Sequence[Line], *, kind: Kind, body: Body, status: Status, agenda_number: str | None = None
) -> Part | None:
    """Return the part that a run of lines of minutes makes; None where it holds no text."""
    found = blocks(lines)
    if not found:
        return None
    heads = headings(found, sheet.text)
    top = found[: heads[0].at] if heads else found[:0]
    first = heads[0].at if heads else 0
    if not heads:
        sheet.problem("no numbered items were found in these minutes; they are read as one item")
    head_lines = [line for block in (top or found[:12]) for line in block.lines]
    when = sheet.hints.date or next((d for line in head_lines if (d := dates.day(line.text))), None)
    if when is None:
        sheet.problem("no date of the meeting was found")
    running = rolls.is_running(head_lines[:ROLL])
    roll = rolls.of_lines(head_lines[:ROLL]) if running else _roll(_whole_entries(head_lines[:ROLL]))
    following = _following(found, heads, when)
    items = [] if not top else [_head_item(top, sheet)]
    bounds = [*heads, None]
    for heading, after in pairwise(bounds):
        if heading is not None:
            stop = after.at if after else len(found)
            items.append(_item(heading, found[heading.after : stop], sheet))
    if not heads:
        items.append(_item(Heading(first, first, "", "", ()), found, sheet))
    roll = _with_apologies(roll, items, sheet.text)
    due = partial(dates.due_by, meeting=when, following=following[1])
    finished = tuple(
        Item(
            item.number,
            item.title,
            item.paragraphs,
            item.trail,
            item.title_spans,
            common.actions_of(item.paragraphs, sheet.text, roll, due=due, unmarked=True) if item.number else (),
            common.decisions_of(item.paragraphs, sheet.text, body.name, record=True)
            if item.number or not heads
            else (),
        )
        for item in items
    )
    ended = next((m for block in reversed(found) if (m := _ENDED.search(block.text))), None)
    return Part(
        kind=kind,
        authority=Authority.RECORD,
        span=common.whole(found),
        items=finished,
        body=body,
        title=_title(kind, body, when),
        meeting=Meeting(body.id, when) if when else None,
        access=common.access_of(line.text for line in lines[:MARKED]),
        status=status,
        roll=roll,
        approves=_approved(found, when),
        time=_time(head_lines),
        ended=ended["at"].strip() if ended else None,
        venue=next((t.text for t in head_lines[:12] if _VENUE.search(t.text) and not _entry_like(t.text)), None),
        next_meeting=following[0],
        next_date=following[1],
        agenda_number=agenda_number,
    )


def _title(kind: Kind, body: Body, when: date | None) -> str:
    what = "Decisions" if kind is Kind.DECISIONS else "Minutes"
    return f"{what} of the {body.name}" + (f", {dates.long(when)}" if when else "")


def _entry_like(text: str) -> bool:
    return "\t" in text or people.is_present_heading(text)


def _time(head: Sequence[Line]) -> str | None:
    for line in head[:12]:
        match = _TIME.search(line.text)
        if (match and dates.day(line.text)) or (match and line.text.lower().startswith(("at ", "time"))):
            rest = dates.DATE.sub(" ", line.text)
            again = _TIME.search(rest)
            if again:
                return again[0]
    return None


def _head_item(top: Sequence[Block], sheet: Sheet) -> Item:
    return Item("", "Attendance", tuple(common.paragraph(b, sheet, f"head¶{n}") for n, b in enumerate(top, 1)))


def _item(heading: Heading, under: Sequence[Block], sheet: Sheet) -> Item:
    """Return an item with its paragraphs; short titles between them go into the trail of what follows."""
    trail: tuple[str, ...] = ()
    out: list[Paragraph] = []
    for place, block in enumerate(under):
        label = numbering.own_number(block.text) or f"{heading.number or '1'}¶{len(out) + 1}"
        follows = place + 1 < len(under)
        subhead = (
            follows
            and block.shape is Shape.PROSE
            and numbering.is_title(block.text, words=SUBHEAD_WORDS)
            and not dates.day(block.text)
            and len(under[place + 1].text) > len(block.text)
        )
        if subhead:
            trail = (block.text,)
            made = common.paragraph(block, sheet, label)
            out.append(Paragraph(made.label, made.spans, made.pages, Shape.HEADING))
        else:
            out.append(common.paragraph(block, sheet, label, trail))
    return Item(heading.number, heading.title, common.with_headers(out, sheet.text), (), heading.spans)


def _whole_entries(head: Sequence[Line]) -> list[Line]:
    """Return a roll's lines with an entry that was wrapped made one: a line without the marks that the others have,
    after one that was full."""
    marked = [line for line in head if "\t" in line.text or "," in line.text]
    if len(marked) < 0.4 * len(head):
        return list(head)
    full = 0.8 * max(len(line.text) for line in marked)
    starts = {line.start for line in marked}
    out: list[Line] = []
    for line in head:
        before = out[-1] if out else None
        plain = not ("\t" in line.text or "," in line.text or people.CHAIR.search(line.text))
        heads = people.is_present_heading(line.text) or people.is_apologies_heading(line.text)
        if before and before.start in starts and plain and not heads and len(before.text) >= full:
            out[-1] = replace(before, text=f"{before.text} {line.text}", end=line.end)
        else:
            out.append(line)
    return out


def _roll(head: Sequence[Line]) -> Roll:
    """Return the roll in the head of minutes: the entries under "Present" headings and under "Apologies"."""
    present: list[Line] = []
    absent: list[Line] = []
    target: list[Line] | None = None
    for line in head:
        if people.is_present_heading(line.text):
            target = present
        elif people.is_apologies_heading(line.text):
            target = absent
        elif numbering.STAMP.match(line.text):
            continue
        elif target is not None:
            target.append(line)
    there = people.entries(present)
    return Roll(people.chair(there), there, people.entries(absent))


def _with_apologies(roll: Roll, items: Sequence[Item], text: str) -> Roll:
    """Return the roll with apologies from the item on them, where the head listed none."""
    if roll.apologies:
        return roll
    out: list[Person] = []
    for item in items:
        if "apolog" in item.title.lower():
            for one in item.paragraphs:
                running = flow(text, one.spans)
                out.extend(Person(n, o, r, one.spans) for n, r, o in people.apologies(running.text))
    return Roll(roll.chair, roll.present, tuple(out))


def _approved(found: Sequence[Block], when: date | None) -> date | None:
    """Return the date of the minutes that paragraphs approve, where they name one."""
    return votes.minutes_approved((block.text for block in found), when)


def _following(found: Sequence[Block], heads: Sequence[Heading], when: date | None) -> tuple[str | None, date | None]:
    """Return what is written of the next meeting, and its date where that can be told."""
    for number, heading in enumerate(heads):
        if _NEXT.search(heading.title):
            stop = heads[number + 1].at if number + 1 < len(heads) else len(found)
            for block in found[heading.after : stop]:
                if _ENDED.search(block.text) or not (dates.DATE.search(block.text)):
                    continue
                written = block.text.strip("* ").replace("**", "")
                return written, dates.next_date(written, when) if when else dates.day(written)
    return None, None
