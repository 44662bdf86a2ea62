"""Reports, slides, annual reports, summaries and plain papers: sections under headings, numbered or not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from ingest.formats import common
from ingest.formats.common import Sheet
from ingest.grammar import dates, logs, numbering, pledges
from ingest.grammar.furniture import Line
from ingest.grammar.outcomes import FoundAction
from ingest.grammar.paragraphs import Block, blocks
from ingest.record import Action, Authority, Body, Item, Kind, Meeting, Paragraph, Part, Period, Roll, Shape, flow

_ANNUAL = re.compile(r"\bannual\s+report\b", re.IGNORECASE)
_THIRD_PARTY = re.compile(
    r"\bAI[\s-]+generated\b|\bgenerated\s+by\s+(?:an?\s+)?AI\b|\bautomatically\s+generated\s+summary\b", re.IGNORECASE
)
_REPORT_FIELD = re.compile(
    r"^(?:report\s+name|report\s+title|title(?:\s+of\s+report)?|report\s+of|report\s+author|author|meeting(?:\s+date)?|subject|"
    r"wards?|service|from|to|by|classification)\s*:",
    re.IGNORECASE,
)
_DOTS = re.compile(r"(?<!\.)\.{5,}\s*\d+$")
#: A mark of secrecy stands among this many first lines, blank ones and running heads included.
MARKED = 24
#: A heading without a number has at most this many words.
TITLE_WORDS = 12


def is_annual(sheet: Sheet) -> bool:
    """True for a paper whose first lines call it an annual report and name a year."""
    head = sheet.head(6)
    return any(_ANNUAL.search(line) for line in head) and dates.period(" ".join(head)) is not None


def is_third_party(sheet: Sheet) -> bool:
    """True for a paper that says, near its beginning, that a machine or another site wrote it."""
    return any(_THIRD_PARTY.search(line) for line in sheet.head(20))


def is_report(sheet: Sheet) -> bool:
    """True for a paper that begins with the fields of a report to a meeting."""
    fields = sum(bool(_REPORT_FIELD.match(line)) for line in sheet.head(15))
    return fields >= 2


def parse_annual(sheet: Sheet) -> tuple[Part, ...]:
    """Return the one part of an annual report; it witnesses a period, not a meeting."""
    head = sheet.head(6)
    found = dates.period(" ".join(head))
    part = read(sheet, sheet.lines, kind=Kind.ANNUAL_REPORT, authority=Authority.PAPER, period=found)
    return (part,) if part else ()


def parse_summary(sheet: Sheet) -> tuple[Part, ...]:
    """Return the one part of a third party's summary of a meeting."""
    when = _date(sheet)
    title = "AI-generated summary" + (f", {dates.long(when)}" if when else "")
    part = read(sheet, sheet.lines, kind=Kind.SUMMARY, authority=Authority.THIRD_PARTY, when=when)
    part = replace(part, title=title) if part else None
    return (part,) if part else ()


def parse_report(sheet: Sheet) -> tuple[Part, ...]:
    """Return the one part of a report that stands alone."""
    part = read(sheet, sheet.lines, kind=Kind.REPORT, authority=Authority.PAPER, when=sheet.day)
    return (part,) if part else ()


def parse_plain(sheet: Sheet) -> tuple[Part, ...]:
    """Return the one part of a paper that no format recognises."""
    part = read(sheet, sheet.lines, kind=Kind.PAPER, authority=Authority.PAPER, when=sheet.day, plain=True)
    return (part,) if part else ()


def _date(sheet: Sheet) -> date | None:
    return sheet.day or next((d for line in sheet.head(12) if (d := dates.day(line))), None)


def read(
    sheet: Sheet,
    lines: Sequence[Line],
    *,
    kind: Kind,
    authority: Authority,
    when: date | None = None,
    period: Period | None = None,
    body: Body | None = None,
    number: str = "",
    title: str = "",
    plain: bool = False,
) -> Part | None:
    """Return the part that a run of lines makes, cut into sections; None where it holds no text.

    number, title: of the agenda item that the paper belongs to, in a pack.
    """
    found = blocks(lines)
    if not found:
        return None
    if body is None:
        body = sheet.body()
    when = sheet.hints.date or when
    items = sections(found, sheet, number=number, title=title, plain=plain)
    due = partial(dates.due_by, meeting=when, following=None)
    ours = authority is Authority.PAPER and kind in (Kind.REPORT, Kind.ANNUAL_REPORT)
    told = kind is Kind.SUMMARY  # somebody's account of what the board did, which stands there as theirs
    finished = tuple(
        Item(
            item.number,
            item.title,
            item.paragraphs,
            item.trail,
            item.title_spans,
            _actions(item, sheet.text, due) if ours else (),
            common.decisions_of(item.paragraphs, sheet.text, body.name, record=told) if ours or told else (),
        )
        for item in items
    )
    return Part(
        kind=kind,
        authority=authority,
        span=common.whole(found),
        items=finished,
        body=body,
        title=title
        or (common.own_title([b.text for b in found]) if kind is Kind.REPORT else "")
        or found[0].text[:120],
        meeting=Meeting(body.id, when) if when and not period else None,
        period=period,
        access=common.access_of(line.text for line in lines[:MARKED]),
        agenda_number=number or None,
    )


def _actions(item: Item, text: str, due: Callable[[str], date | None]) -> tuple[Action, ...]:
    """Return what a report of the board's marks as actions, pledges, or lists as never seen to be done."""

    def pledged(said: str, one: Paragraph) -> Sequence[FoundAction]:
        return pledges.pledges(said, ahead=pledges.is_ahead((item.title, *item.trail, *one.trail)))

    listed = any(logs.is_title(title) for title in (item.title, *item.trail))
    found = common.actions_of(item.paragraphs, text, Roll(), due=due, unmarked=pledged, tables=listed)
    return tuple(sorted((*found, *_undone(item.paragraphs, text)), key=lambda a: a.spans))


def _undone(paragraphs: Sequence[Paragraph], text: str) -> Iterator[Action]:
    """Yield the entries of each list that a paragraph announces as not done."""
    state: str | None = None
    for place, one in enumerate(paragraphs):
        running = flow(text, one.spans).text
        said = None if one.shape is Shape.BULLET else pledges.undone(running)
        if one.shape is Shape.BULLET and state and place:
            yield Action(numbering.BULLET.sub("", running), one.spans, place, state=state)
        elif one.shape is not Shape.HEADING:
            state = said


@dataclass(frozen=True, slots=True)
class _Head:
    """A heading: its depth (1 is outermost), its own number if any, and its words."""

    depth: int
    number: str
    title: str


def _heading(block: Block, after: Block | None, *, plain: bool, slides: bool, inside: bool, last: int) -> _Head | None:
    """Return the heading that a block is; None for running text.

    inside: a numbered section is open; last: the number of the outermost one before, which a number without its stop
    must follow.
    """
    text = " ".join(block.text.replace("**", "").split())
    if block.shape is Shape.ROW or after is None or _DOTS.search(text):
        return None
    deep = numbering.DEEP.match(text)
    if deep:
        rest = text[deep.end() :]
        parent = after.text.lstrip("-– ").startswith(f"{deep['n']}.")
        if rest and (parent or numbering.is_title(rest, words=20)) and not _SENTENCE.search(rest):
            depth = len([n for n in deep["n"].split(".") if n != "0"])
            return _Head(depth, deep["n"].removesuffix(".0"), rest)
        return None
    flat = numbering.FLAT.match(text)
    bare = _BARE_NUMBER.match(text)
    if flat is None and bare and int(bare["n"]) == last + 1:
        flat = bare
    if flat:
        rest = text[flat.end() :]
        listed = text[0] in "-–*" or bool(numbering.FLAT.match(after.text))
        if not listed and numbering.is_title(rest, words=TITLE_WORDS) and not _SENTENCE.search(rest):
            return _Head(1, flat["n"], rest)
        return None
    if not _is_bare_title(block, plain=plain) or _is_bare_title(after, plain=plain):
        return None
    return _Head(4 if inside or slides else 1, "", text.rstrip(":"))


def _is_bare_title(block: Block, *, plain: bool) -> bool:
    """True for a title without a number. Several in a row are a list, of which only the last heads anything."""
    text = block.text.replace("**", "").strip()
    if block.shape is not Shape.PROSE or numbering.starts_block(text) or numbering.STAMP.match(text):
        return False
    if plain and (not numbering.is_capitals(text) or len(text.split()) < 2):
        return False
    return numbering.is_title(text, words=TITLE_WORDS) and not _REPORT_FIELD.match(text) and not _DOTS.search(text)


_BARE_NUMBER = re.compile(r"^(?P<n>\d{1,2})\s+(?=[A-Z])")
_SENTENCE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|should|may|can|been)\b")


def sections(found: Sequence[Block], sheet: Sheet, *, number: str, title: str, plain: bool) -> tuple[Item, ...]:
    """Return the sections of a paper as items. In a pack each keeps its agenda item's number and title.

    A paragraph's label is its own number; else the section's number and its place in it.
    """
    items: list[Item] = []
    trail: dict[int, _Head] = {}
    held: list[Paragraph] = []
    counts: Counter[str] = Counter()
    last = 0

    def close() -> None:
        top = trail[min(trail)] if trail else None
        if held:
            name = title or (top.title if top else "")
            above = (_worded(top),) if title and top and top.depth == 1 else ()
            own = number or (top.number if top else "")
            items.append(Item(own, name, common.with_headers(held, sheet.text), above))
            held.clear()

    for place, block in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        inside = any(h.number for h in trail.values())
        head = _heading(block, after, plain=plain, slides=bool(title) and not inside, inside=inside, last=last)
        last = int(head.number) if head and head.depth == 1 and head.number.isdigit() else last
        if head and head.depth == 1:
            close()
        if head:
            trail = {d: h for d, h in trail.items() if d < head.depth} | {head.depth: head}
        nearest = next((trail[d].number for d in sorted(trail, reverse=True) if trail[d].number), "") or number
        label = numbering.own_number(block.text)
        if label is None:
            counts[nearest] += 1
            label = f"{nearest}¶{counts[nearest]}"
        made = common.paragraph(block, sheet, label, _above(trail, head.depth if head else 99))
        held.append(replace(made, shape=Shape.HEADING) if head else made)
    close()
    return tuple(items)


def _above(trail: dict[int, _Head], depth: int) -> tuple[str, ...]:
    return tuple(_worded(trail[d]) for d in sorted(trail) if d < depth and d > 0)


def _worded(head: _Head) -> str:
    return f"{head.number} {head.title}".strip()
