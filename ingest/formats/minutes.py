"""Minutes and decision sheets: a head with its roll, then numbered items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise

from ingest.formats import common, headings, rulings, voting
from ingest.formats.common import Sheet
from ingest.formats.headings import Heading
from ingest.grammar import dates, markup, numbering, outcomes, people, rollcolumns, rolls, votes
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
    Status,
    flow,
)

_MINUTES = re.compile(
    r"^(?:draft\s+|printed\s+|approved\s+)?minutes\s+(?:of|from)\b|^minutes$|(?-i:\bMINUTES)\s+of\s+(?:a|the)\s+meeting\b",
    re.IGNORECASE,
)
#: "… Board Meeting Minutes", "… Board – Minutes, 24th June": a title among so many first lines.
_TITLED = re.compile(
    r"^[A-Z][^.;:]{3,90}?\b(?:Minutes|MINUTES)(?=\s*$|\s*[-–,(]|\s+(?:\d|for\b|of\s+(?!the\s+(?:last|previous))))(?!.{60})"
)
TITLED = 5
_DECISIONS = re.compile(
    r"^(?:printed\s+)?decisions\s+of\b|^record\s+of\s+decisions\b|^decision\s+sheet\b", re.IGNORECASE
)
_ENDED = re.compile(
    r"\b(?:(?:the\s+)?meeting\s+(?:was\s+|then\s+|declared\s+)*(?:ended|finished|closed|concluded|rose|terminated|adjourned)"
    r"|(?:closed|ended|concluded|adjourned)\s+the\s+meeting)"
    r"\s+at\s+(?:approximately\s+)?(?P<at>\d{1,2}(?:[.:]\d\d)?(?:\s*(?:[ap]m\b|[ap]\.\s?m\.?))?|noon)",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\b(?:date\s+(?:and\s+time\s+)?of\s+(?:the\s+)?)?next\s+meeting\b", re.IGNORECASE)
_VENUE = re.compile(
    r"\b(?:Hall|House|Room|Centre|Chamber|Offices?|Building|Street|Road|Library|Suite|[A-Z]{1,2}\d{1,2}\s?\d[A-Z]{2}|Teams|Zoom)\b"
)
_EXCLUDES = re.compile(r"\b(?:resolved|exclu(?:de|ded|ding|sion)|moved|proposed|agreed)\b", re.IGNORECASE)
_HELD = re.compile(
    r"\bheld\s+(?:in|at)\s+(?:the\s+)?(?P<venue>[A-Z][^;]{2,160}?),?\s+on\s+(?:the\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\d)",
    re.IGNORECASE,
)
_TIME = re.compile(r"\b\d{1,2}[.:]\d\d\s*(?:[ap]\.?m\.?)?\b|\b\d{1,2}\s*[ap]\.?m\b|\bnoon\b", re.IGNORECASE)
#: A mark of secrecy stands among this many first lines, blank ones and running heads included.
MARKED = 24
#: How many first blocks of minutes without any items are read for their head.
FRONT = 12
#: A roll ends within this many lines of minutes; what goes on longer before the first item is no roll.
ROLL = 1000
#: A heading that minutes set between paragraphs has at most this many words.
SUBHEAD_WORDS = 10


def recognises(sheet: Sheet) -> bool:
    """True for a paper whose first lines call it minutes, or the decisions of a board."""
    return kind_of(sheet.head(15)) is not None


def kind_of(head: Sequence[str]) -> Kind | None:
    """Return MINUTES or DECISIONS where a paper's first lines say so."""
    for place, line in enumerate(head):
        bare = line.strip("*# ")
        if place < TITLED and _TITLED.match(bare):
            return Kind.MINUTES
        if _DECISIONS.search(bare):
            return Kind.DECISIONS
        if _MINUTES.search(bare):
            return Kind.MINUTES
    return None


def parse(sheet: Sheet) -> tuple[Part, ...]:
    """Return the one part that a set of minutes is."""
    kind = kind_of(sheet.head(15)) or Kind.MINUTES
    lines = markup.unmarked(sheet.lines, sheet.text)
    part = read(sheet, lines, kind=kind, body=sheet.body(), status=status(sheet.head(15)))
    return (part,) if part else ()


def status(head: Sequence[str]) -> Status:
    """Return DRAFT where a paper's first lines say so, else UNKNOWN."""
    return Status.DRAFT if any(re.match(r"^(?:printed\s+)?draft\b", t, re.IGNORECASE) for t in head) else Status.UNKNOWN


def read(
    sheet: Sheet, lines: Sequence[Line], *, kind: Kind, body: Body, status: Status, agenda_number: str | None = None
) -> Part | None:
    """Return the part that a run of lines of minutes makes; None where it holds no text."""
    made = blocks(lines)
    if not made:
        return None
    found, heads = headings.found(made, sheet.text)
    top, opened = _head(found[: heads[0].at] if heads else found[:0])
    if not heads:
        sheet.problem("no numbered items were found in these minutes; they are read as one item")
    head_lines = [line for block in (top or _front(found)) for line in block.lines]
    when = sheet.day or next((d for line in head_lines if (d := dates.day(line.text))), None)
    if when is None:
        sheet.problem("no date of the meeting was found")
    top_lines = head_lines[:ROLL]
    raw = [sheet.text[line.start : line.end] for line in top_lines]
    marked = any("*" in was and was != line.text for was, line in zip(raw, top_lines, strict=True))  # by Markdown
    roll = rolls.of_lines(top_lines) if marked and rolls.is_running(top_lines) else _rolls(top_lines, sheet.text)
    if not roll.present and rolls.is_running(top_lines):
        roll = rolls.of_lines(top_lines)
    following = _following(found, heads, when)
    items = list(_opened(opened, sheet))
    told = sum(len(item.paragraphs) for item in items)
    for heading, after in pairwise([*heads, None]):
        if heading is not None:
            stop = after.at if after else len(found)
            items.append(_item(heading, found[heading.after : stop], sheet, told))
            told += 0 if heading.number else len(items[-1].paragraphs)
    if not heads:
        items.append(_item(Heading(0, 0, "", "", ()), found, sheet))
    roll = _with_apologies(roll, items, sheet.text)
    due = partial(dates.due_by, meeting=when, following=following[1])
    marking = rulings.is_marking([block.text for block in found], len(items))
    finished = tuple(
        replace(
            item,
            actions=common.actions_of(item.paragraphs, sheet.text, roll, due=due, unmarked=common.promised),
            decisions=voting.told(
                rulings.of(item.paragraphs, sheet.text, body.name, marking=marking),
                item.paragraphs,
                sheet.text,
                (item.title, *item.trail),
            ),
        )
        for item in items
    )
    if top:
        finished = (_head_item(top, sheet), *finished)
    ended = next((m for block in reversed(found) if (m := _ENDED.search(block.text))), None)
    return Part(
        kind=kind,
        authority=Authority.RECORD,
        span=common.whole(found),
        items=finished,
        body=body,
        title=_title(kind, body, when),
        meeting=Meeting(body.id, when) if when else None,
        access=common.access_of(_marks(lines, found[: heads[0].at] if heads else found)),
        status=status,
        roll=roll,
        approves=_approved(found, when),
        time=_time(head_lines),
        ended=ended["at"].strip() if ended else None,
        venue=_venue(top or found[:FRONT], head_lines),
        next_meeting=following[0],
        next_date=following[1],
        agenda_number=agenda_number,
    )


def _front(found: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the first blocks of minutes without items: so many, and a roll's rows as far as they go on."""
    stop = FRONT
    while stop < len(found) and (found[stop].shape is Shape.ROW or people.is_apologies_heading(found[stop].text)):
        stop += 1
    return found[:stop]


def _marks(lines: Sequence[Line], head: Sequence[Block]) -> Iterator[str]:
    """Yield what may mark minutes as secret: what stands above their first item, and the running heads there.

    What they resolve is no mark: minutes of a meeting from which the public was shut out may be public.
    """
    first = lines[:MARKED]
    yield from (line.text for line in first if line.furniture)
    yield from (b.text for b in head if b.start <= first[-1].start and not _EXCLUDES.search(b.text))


def _title(kind: Kind, body: Body, when: date | None) -> str:
    what = "Decisions" if kind is Kind.DECISIONS else "Minutes"
    return f"{what} of the {body.name}" + (f", {dates.long(when)}" if when else "")


def _venue(top: Sequence[Block], head: Sequence[Line]) -> str | None:
    """Return where the meeting was held: as a sentence of the head says it, else the first line that names a place."""
    for block in top:
        if match := _HELD.search(block.text):
            return match["venue"].strip(" ,")
    return next((t.text for t in head[:12] if _VENUE.search(t.text) and not _entry_like(t.text)), None)


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


def _head(top: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Return what stands above the first numbered item: the head with its roll, and business without a number.

    That begins after the line that opens the meeting's items.
    """
    opens = next((n + 1 for n, block in enumerate(top) if numbering.SECTION.match(block.text)), len(top))
    return top[:opens], top[opens:]


def _opened(found: Sequence[Block], sheet: Sheet) -> Iterator[Item]:
    """Yield the items without a number before the first that has one, each under its title."""
    starts = [n for n, block in enumerate(found) if _is_subhead(block, found[n + 1 : n + 2])]
    for start, stop in pairwise(sorted({0, *starts, len(found)})):
        titled = start in starts
        title, spans = (found[start].text, spans_of(found[start], sheet.text)) if titled else ("", ())
        yield _item(Heading(start, start, "", title, spans), found[start + titled : stop], sheet)


def _is_subhead(block: Block, following: Sequence[Block]) -> bool:
    """True for a short title between paragraphs; none is a line of a vote, a resolution's mark, a number."""
    if outcomes.RESOLVES.match(block.text) or not any(c.isalpha() for c in block.text):
        return False
    if block.lines[0].level:
        return bool(following)
    return bool(
        following
        and block.shape is Shape.PROSE
        and numbering.is_title(block.text, words=SUBHEAD_WORDS)
        and not dates.day(block.text)
        and not outcomes.VOTE.match(block.text)
        and len(following[0].text) > len(block.text)
    )


def _item(heading: Heading, under: Sequence[Block], sheet: Sheet, told: int = 0) -> Item:
    """Return an item with its paragraphs; short titles between them go into the trail of what follows.

    told: how many paragraphs of items without a number there were before; such paragraphs are counted through.
    """
    trail: tuple[str, ...] = ()
    out: list[Paragraph] = []
    numbers = numbering.Numbered()
    used: set[str] = set()
    twice = "?"
    for place, block in enumerate(under):
        own = numbers.label(block.text, opened=place > 0 and _announces(under[place - 1].text, block.text))
        label = numbering.own_number(block.text) or (f"{heading.number}{own}" if own else "")
        if label in used and not label.startswith(twice):
            twice = label  # misnumbered, and what stands under it too
        if not label or label in used or label.startswith(twice):
            unnumbered = "" if heading.title else "1"
            label = f"{heading.number or unnumbered}¶{len(out) + 1 + (0 if heading.number else told)}"
        used.add(label)
        voted = place > 0 and outcomes.VOTE.match(under[place - 1].text)
        if not voted and _is_subhead(block, under[place + 1 : place + 2]):
            trail = (block.text,)
            made = common.paragraph(block, sheet, label)
            out.append(Paragraph(made.label, made.spans, made.pages, Shape.HEADING))
        else:
            out.append(common.paragraph(block, sheet, label, trail))
    return Item(
        heading.number,
        heading.title,
        common.with_headers(out, sheet.text),
        heading.trail,
        heading.spans,
        agenda=heading.agenda,
    )


def _announces(before: str, text: str) -> bool:
    """True where a paragraph announces the list that the next one, a numbered one, begins."""
    if numbering.mark(text) is None:
        return False
    return before.rstrip().endswith((":", " to", " that")) or bool(outcomes.MOVED.search(before))


def _rolls(head: Sequence[Line], text: str) -> Roll:
    """Return the roll in the head of minutes, set as lines or in running text."""
    beside, lines = rollcolumns.taken(head)
    there, absent, rest = _running(lines, text)
    listed = _roll(_whole_entries(rest))
    present = people.unique((*there, *beside.present, *listed.present))
    return Roll(people.chair(present), present, people.unique((*absent, *beside.apologies, *listed.apologies)))


def _running(head: Sequence[Line], text: str) -> tuple[list[Person], list[Person], list[Line]]:
    """Return who was there and who was not by the rolls in running text, and the other lines of the head.

    Such a roll begins with its name ("PRESENT:") and goes on to the next one, to a title, or to a line that ends it.
    """
    there: list[Person] = []
    absent: list[Person] = []
    rest: list[Line] = []
    place = 0
    while place < len(head):
        label = people.roll_label(head[place].text)
        names = place + (label is not None and label[1] >= len(head[place].text))
        if label is None or names >= len(head) or (names > place and not people.is_running(head[names].text)):
            rest.append(head[place])
            place += 1
            continue
        stop = names + 1
        while stop < len(head) and _roll_goes_on(head[stop - 1], head[stop]):
            stop += 1
        for one in _named(head[names:stop], text, 0 if names > place else label[1], label[0]):
            (absent if label[0] == "absent" else there).append(one)
        place = stop
    return there, absent, rest


def _roll_goes_on(last: Line, line: Line) -> bool:
    if people.roll_label(line.text) or numbering.SECTION.match(line.text) or numbering.STAMP.match(line.text):
        return False
    if people.is_present_heading(line.text) or people.is_apologies_heading(line.text):
        return False
    open_ = last.text.rstrip().endswith((",", ";", " and", "&")) or last.text.count("(") > last.text.count(")")
    if people.is_sentence(line.text):
        return False
    return open_ or (not last.text.rstrip().endswith(".") and not numbering.is_capitals(line.text) and "," in last.text)


def _named(lines: Sequence[Line], text: str, start: int, which: str) -> Iterator[Person]:
    """Yield the people of a roll in running text; `start` is where the names begin in its first line."""
    running = flow(text, [span for line in lines for span in line.spans])
    for one in people.listed(running.text[start:]):
        role = "Chairman" if which == "chair" else one.role
        yield Person(one.name, one.organisation, role, running.spans(start + one.start, start + one.end))


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
        elif people.is_sentence(line.text):
            target = None
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
