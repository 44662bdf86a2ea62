"""Agenda packs: a front sheet with its order of business, then many papers in one file.

A pack is cut into its parts before anything is cut into items. What begins a part: embedded minutes, a report's
fields, a stamp (`AGENDA ITEM 10`) on a paper's first page, a presentation's title, an enclosed paper's contents.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.formats import bound, common, minutes, report
from ingest.formats.common import Sheet
from ingest.grammar import dates, numbering
from ingest.grammar.furniture import BLANK_PAGE, Line
from ingest.grammar.paragraphs import Block, blocks, spans_of
from ingest.record import (
    Authority,
    Body,
    Item,
    Kind,
    Meeting,
    Part,
    Person,
    Roll,
    Shape,
    Status,
)

_ORDER = re.compile(
    r"^(?:order\s+of\s+business|(?:agenda\s+)?item\s+no\.?\b.*\bpages?|a\s?g\s?e\s?n\s?d\s?a)\s*$", re.IGNORECASE
)
#: The list in the letter that brings papers after their agenda: its items begin at any number.
_ENCLOSED = re.compile(r"^agenda\s+item\s+no\.?(?:\s+page\s+no\.?)?$", re.IGNORECASE)
_ROW = re.compile(
    r"^(?P<n>\d{1,2})\.?\s+(?P<title>\S.*?)(?:\s+\(?(?:pages?\s+)?(?P<pages>\d{1,4}\s*[-–]\s*\d{1,4})\)?)?\s*$",
    re.IGNORECASE,
)
_SUMMONS = re.compile(r"^(?:date\s+and\s+time|to:\s+members|you\s+are\s+(?:requested|summoned|invited))", re.IGNORECASE)
_MINUTES = re.compile(
    r"^(?:draft\s+)?minutes\s+of\s+(?:the\s+|a\s+)?(?:.{0,80}\s)?meeting\s+held\b|^minutes\s+of\s+(?:the|a)\s+meeting\s+of\b",
    re.IGNORECASE,
)
_ENDED = re.compile(r"^the\s+meeting\s+(?:ended|finished|closed|concluded|rose)\b", re.IGNORECASE)
_FIELD = re.compile(
    r"^(?:item\s*\[\d+\]|report\s+name\s*:|title\s*:|title\s+of\s+report\s*:|report\s+title\s*:|report\s+of\s*:|subject\s*:)",
    re.IGNORECASE,
)
_FIELDS = re.compile(
    r"^(?:meeting(?:\s+date)?|[\w ]*meeting\s+date|report\s+author|author|by|from|to)\s*:",
    re.IGNORECASE,
)
_PRESENTATION = re.compile(r"^(?:presentation\s+to|police\s+update\s+to|slides?\s+for)\b", re.IGNORECASE)
_DOTS = re.compile(r"(?<!\.)\.{5,}\s*\d+$")
_SCHEDULE = re.compile(
    r"\b(?:schedule\s+of\s+agenda\s+items|forward\s+(?:work\s+)?(?:plan|programme)|work\s+programme)\b", re.IGNORECASE
)
_DASHBOARD = re.compile(r"\bdashboard\b", re.IGNORECASE)
_CHAIR = re.compile(r"^chair(?:man|woman|person)?\s*:\s*(?P<who>[^,;]+)", re.IGNORECASE)
_CONTACT = re.compile(
    r"^(?P<role>[A-Z][\w ]*(?:Services?|Officer|Clerk|Secretary))\s+contact\s*:\s*"
    r"(?P<who>[A-Z][\w'’-]+\s+[A-Z][\w'’-]+)"
)
_APPENDIX = re.compile(r"^(?:appendix|annex|enclosure)\s+[A-Z0-9]{1,3}\s*(?:[-–:].{0,80})?$", re.IGNORECASE)
_TO_FOLLOW = re.compile(r"\bto\s+follow\b", re.IGNORECASE)

_PAGES = re.compile(r"\(pages?\s+\d{1,4}\s*[-–]\s*\d{1,4}\)$", re.IGNORECASE)
#: A row that gives its pages is one though its number is not the next, but at most so many on.
SKIPPED = 3
#: A row of the order of business takes up at most this many blocks.
WRAPPED = 4
#: An agenda without a summons lists at least this many items, numbered from 1.
LISTED = 3
#: How far above a stamp its paper's title may stand, in lines that hold text.
STAMP_REACH = 12
#: How many lines after a report's first field the next one must stand.
FIELD_REACH = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the order of business: its blocks, more than one where its title was wrapped."""

    number: str
    title: str
    pages: tuple[int, int] | None
    blocks: tuple[Block, ...]


def recognises(sheet: Sheet) -> bool:
    """True for a paper with a front sheet or an order of business among its first lines."""
    head = sheet.head(60)
    if bound.is_pack(sheet) and bound.cuts(sheet, listed=True):
        return True
    start = next((n for n, t in enumerate(head) if _ORDER.match(t)), None)
    if start is None:
        start = next((n for n, t in enumerate(head) if _ENCLOSED.match(t)), None)
        return start is not None and bool(bound.cuts(sheet, listed=True))
    if minutes.kind_of(head[:start]):
        return False
    if any(_SUMMONS.match(t) or t.lower().startswith("item no") for t in head):
        return True
    numbers = [int(row["n"]) for t in head[start:] if (row := _ROW.match(" ".join(t.split())))]
    return all(n in numbers for n in range(1, LISTED + 1)) and any(dates.day(t) for t in head)


def parse(sheet: Sheet) -> tuple[Part, ...]:
    """Return a pack's parts in order: its agenda, the minutes in it, and its papers."""
    body = sheet.body()
    bounds = bound.cuts(sheet, listed=True)
    if bounds:
        return _bound(sheet, body, bounds)
    cuts = _cuts(sheet.lines, body.name)
    runs = [sheet.lines[a:b] for a, b in zip(cuts, [*cuts[1:], len(sheet.lines)], strict=True)]
    runs = [run for run in runs if any(line.text and not line.furniture for line in run)]
    front, entries = _front(runs[0], sheet, body)
    when = front.meeting.date if front.meeting else None
    parts = [front]
    numbers = _assign(runs[1:], entries)
    for run, number in zip(runs[1:], numbers, strict=True):
        part = _part(run, sheet, body, when, number, {e.number: e.title for e in entries})
        if part:
            parts.append(part)
    return tuple(parts)


def _bound(sheet: Sheet, body: Body, bounds: Sequence[bound.Cut]) -> tuple[Part, ...]:
    """Return the parts of a pack whose file tells where each paper begins: front sheet first, if there is one."""
    lines = sheet.lines = bound.unstamped(sheet.lines, len(sheet.pages))
    pages = [line.page for line in lines]
    starts = [bisect_left(pages, cut.page) for cut in bounds]
    parts: list[Part] = []
    titles: dict[str, str] = {}
    when = sheet.hints.date or bound.day(sheet)
    cover = lines[: starts[0]]
    if _texts(cover):
        front, entries = _front(cover, sheet, body, when=when)
        parts.append(front)
        titles = {e.number: e.title for e in entries}
        when = front.meeting.date if front.meeting else when
    for cut, start, stop in zip(bounds, starts, [*starts[1:], len(lines)], strict=True):
        run = lines[start:stop]
        texts = _texts(run)
        if not texts:
            continue
        title = cut.title or (titles.get(cut.number, "") if cut.first else "")
        part = _made(run, sheet, body, when, cut.number, title, _bound_kind(cut, texts), titles)
        if part:
            parts.append(part)
    return tuple(parts)


def _bound_kind(cut: bound.Cut, texts: Sequence[str]) -> Kind:
    """Return what a paper of a bound file is: by how it begins, by its title, by whether it is its item's first."""
    if bound.is_minutes(texts[: bound.TOP]):
        return Kind.MINUTES
    named = bound.APPENDIX.search(cut.title) if cut.title and not cut.first else bound.APPENDIX.match(texts[0])
    if named or any(bound.ATTACHED.search(text) for text in texts[:4]):
        return Kind.APPENDIX
    kind = _kind(texts)
    if cut.first or kind is Kind.FORWARD_PLAN:
        return kind
    return Kind.REPORT if bound.is_report(texts[: bound.TOP]) else Kind.APPENDIX


def _texts(run: Sequence[Line]) -> list[str]:
    return [line.text for line in run if line.text and not line.furniture]


def _cuts(lines: Sequence[Line], body: str) -> list[int]:
    """Return the positions of the lines that begin a part, the first line's among them."""
    held = [n for n, line in enumerate(lines) if line.text and not line.furniture]
    cuts = {0}
    ended = False
    for place, n in enumerate(held):
        text = lines[n].text
        before = held[max(0, place - STAMP_REACH) : place]
        if _MINUTES.match(text):
            start = n
            if before and _is_body(lines[before[-1]].text, body):
                start = before[-1]
            cuts.add(start)
        elif ended:
            cuts.add(n)
        elif _FIELD.match(text) and _has_fields(lines, held, place):
            cuts.add(_after_stamp(lines, before, n))
        elif _APPENDIX.match(text) and (place == 0 or lines[held[place - 1]].page != lines[n].page):
            cuts.add(n)
        elif numbering.STAMP.match(text):
            start_of = _stamped(lines, before, body, cuts)
            if start_of is not None:
                cuts.add(start_of)
        elif _PRESENTATION.match(text) and numbering.is_title(text.split(" – ")[0].split(" - ")[0], words=16):
            if not any(b in cuts for b in before[-3:]):
                cuts.add(n)
        elif _DOTS.search(text) and not any(_DOTS.search(lines[b].text) for b in before):
            title = _title_above(lines, before)
            if title is not None and not any(b in cuts for b in before):
                cuts.add(title)
        ended = bool(_ENDED.match(text))
    for n, line in enumerate(lines):
        if BLANK_PAGE.match(line.text):
            cuts.update(held[place : place + 1] if (place := bisect_right(held, n)) < len(held) else ())
    return _apart(sorted(cuts), lines)


def _apart(cuts: list[int], lines: Sequence[Line]) -> list[int]:
    """Return cuts without those that would leave a part of a stamp or a title alone."""
    out = [cuts[0]]
    for cut in cuts[1:]:
        between = _texts(lines[out[-1] : cut])
        if out[-1] != 0 and len(between) <= 3 and all(len(t) < 100 for t in between):
            continue
        out.append(cut)
    return out


def _is_body(text: str, body: str) -> bool:
    return bool(body) and text.strip("* ").lower() == body.lower()


def _has_fields(lines: Sequence[Line], held: Sequence[int], place: int) -> bool:
    return any(_FIELDS.match(lines[n].text) for n in held[place + 1 : place + 1 + FIELD_REACH])


def _after_stamp(lines: Sequence[Line], before: Sequence[int], n: int) -> int:
    """Return where a report begins: at its first field, or at the stamp or the mark of secrecy just above it."""
    for b in reversed(before):
        if not numbering.STAMP.match(lines[b].text) and not (
            common.is_mark(lines[b].text) and len(lines[b].text) < 200
        ):
            break
        n = b
    return n


def _stamped(lines: Sequence[Line], before: Sequence[int], body: str, cuts: set[int]) -> int | None:
    """Return where the paper begins on whose first page a stamp stands; None for a stamp inside another paper.

    A stamp comes after the title that it belongs to: that title begins the page, or names the board.
    """
    if any(b in cuts and b != 0 for b in before):
        return None
    for b in reversed(before):
        if _is_body(lines[b].text, body):
            return b
    return None


def _title_above(lines: Sequence[Line], before: Sequence[int]) -> int | None:
    """Return where an enclosed paper's title begins, above its table of contents: the first of its short lines."""
    start = None
    for b in reversed(before):
        text = lines[b].text
        if len(text) > 140 or text.lower().startswith(("http", "<http")) or "://" in text:
            break
        start = b
    return start


def _front(
    run: Sequence[Line], sheet: Sheet, body: Body, *, when: date | None = None
) -> tuple[Part, tuple[Entry, ...]]:
    """Return the front sheet, or the letter that brings a supplement, as a part, and the order of business.

    when: the day of the meeting where it is known from elsewhere.
    """
    found = blocks(run)
    entries = _entries(found)
    texts = [b.text for b in found]
    when = sheet.hints.date or when or sheet.day or next((d for t in texts[:40] if (d := dates.day(t))), None)
    if when is None:
        sheet.problem("no date of the meeting was found on the front sheet")
    late = bound.is_supplement(sheet, texts)
    chair = next((m for t in texts if (m := _CHAIR.match(t))), None)
    contact = next((m for t in texts if (m := _CONTACT.match(t))), None)
    places = {block.start: n for n, block in enumerate(found)}
    starts = [places[entry.blocks[0].start] for entry in entries]
    top = found[: starts[0]] if starts else found
    after = found[places[entries[-1].blocks[-1].start] + 1 :] if entries else ()
    items = [Item("", "Front sheet", tuple(common.paragraph(b, sheet, f"front¶{n}") for n, b in enumerate(top, 1)))]
    for entry, start, stop in zip(entries, starts, [*starts[1:], len(found) - len(after)], strict=False):
        first, *more = found[start:stop]
        rows = (common.paragraph(b, sheet, f"{entry.number}¶{n}") for n, b in enumerate(more, 2))
        one = common.paragraph(first, sheet, entry.number)
        items.append(Item(entry.number, entry.title, (one, *rows), (), spans_of(first, sheet.text)))
    if after:
        notes = tuple(common.paragraph(b, sheet, f"notes¶{n}") for n, b in enumerate(after, 1))
        items.append(Item("", "Notices", notes))
    people = []
    chair_person = None
    if chair:
        block = next(b for b in found if _CHAIR.match(b.text))
        chair_person = Person(" ".join(chair["who"].split()), "", "Chairman", spans_of(block, sheet.text))
    if contact:
        block = next(b for b in found if _CONTACT.match(b.text))
        people.append(Person(contact["who"], contact["role"], "Governance Officer", spans_of(block, sheet.text)))
    part = Part(
        kind=Kind.SUPPLEMENT if late else Kind.AGENDA,
        authority=Authority.PAPER,
        span=common.whole(found),
        items=tuple(items),
        body=body,
        title=f"{'Supplement to the agenda' if late else 'Agenda'} of the {body.name}"
        + (f", {dates.long(when)}" if when else ""),
        meeting=Meeting(body.id, when) if when else None,
        access=common.access_of(texts[:10]),
        roll=Roll(chair_person, (), ()),
        time=_time(texts[:40]),
        venue=_venue(texts),
    )
    return part, entries


def _time(texts: Sequence[str]) -> str | None:
    for text in texts:
        match = re.match(r"^(?:at\s+)(?P<t>\d{1,2}[.:]\d\d\s*(?:[AaPp]\.?[Mm]\.?)?)", text, re.IGNORECASE)
        match = match or re.search(r"\bat\s+(?P<t>\d{1,2}[.:]\d\d\s*[AaPp]\.?[Mm]\.?)", text, re.IGNORECASE)
        if match:
            return match["t"].strip()
    return None


def _venue(texts: Sequence[str]) -> str | None:
    for place, text in enumerate(texts[:40]):
        if text.strip(" :").lower() == "venue" and place + 1 < len(texts):
            return texts[place + 1]
        if text.lower().startswith("venue:"):
            return text[6:].strip()
    return None


def _entries(found: Sequence[Block]) -> tuple[Entry, ...]:
    """Return the order of business: rows after its heading whose numbers count up, from 1 unless the list is of what
    is enclosed."""
    out: list[Entry] = []
    waiting: list[Block] = []
    open_ = enclosed = False
    for block in found:
        text = " ".join(block.text.split())
        if _ORDER.match(text) or _ENCLOSED.match(text) or text.lower().startswith("item no"):
            open_, enclosed = True, enclosed or bool(_ENCLOSED.match(text))
            continue
        row = _ROW.match(text) if open_ else None
        number = int(row["n"]) if row else 0
        last = int(out[-1].number) if out else 0
        skips = enclosed or (row is not None and row["pages"] is not None and number <= last + SKIPPED)
        if row and (number == last + 1 or (skips and number > last)):
            out.append(_entry(row, block))
            waiting = [block]
        elif out and len(waiting) < WRAPPED and _PAGES.search(text):
            waiting.append(block)
            whole = _ROW.match(" ".join(" ".join(b.text.split()) for b in waiting))
            out[-1] = _entry(whole, *waiting) if whole and not out[-1].pages else out[-1]
        elif out and not row and block.shape is Shape.PROSE and numbering.is_capitals(text):
            break
        else:
            waiting.append(block)
    return tuple(out)


def _entry(row: re.Match[str], *made: Block) -> Entry:
    pages = [int(p) for p in re.findall(r"\d+", row["pages"] or "")]
    return Entry(row["n"], row["title"].strip(), (pages[0], pages[1]) if pages else None, made)


_COMMON = {"update", "report", "the", "of", "to", "and", "on", "for", "a", "in", "board", "item"}


def _words(text: str) -> set[str]:
    return {w[:6] for w in re.findall(r"[a-z]{3,}", text.lower())} - _COMMON


def _assign(runs: Sequence[Sequence[Line]], entries: Sequence[Entry]) -> list[str]:
    """Return the agenda number of each part after the front sheet: stamped, or told by order and title.

    Numbers never go down from part to part; an item "to follow" has no paper here.
    """
    stamps = [_stamp(run) for run in runs]
    ceilings = _ceilings(stamps)
    open_ = [e for e in entries if not _TO_FOLLOW.search(e.title)]
    out: list[str] = []
    last = 0
    for place, run in enumerate(runs):
        if stamps[place]:
            last = int(re.findall(r"\d+", stamps[place])[0])
            out.append(stamps[place])
            continue
        head = " ".join(_texts(run)[:12])
        body_words = _words(head)
        best, score = str(last) if last else "", 0.0
        for entry in open_:
            number = int(entry.number)
            if not last <= number <= ceilings[place] or (not entry.pages and number != last):
                continue
            wanted = _words(entry.title)
            match = len(wanted & body_words) / max(1, len(wanted))
            if match > score and match >= 0.34:
                best, score = entry.number, match
        out.append(best)
        last = int(best) if best else last
    return out


def _ceilings(stamps: Sequence[str]) -> list[int]:
    """Return for each part the number on the next stamp after it, above which its own cannot be."""
    out: list[int] = []
    ceiling = 10_000
    for stamp in reversed(stamps):
        out.append(ceiling)
        ceiling = int(re.findall(r"\d+", stamp)[0]) if stamp else ceiling
    return out[::-1]


def _stamp(run: Sequence[Line]) -> str:
    """Return the number stamped near a part's beginning, or ""."""
    for text in _texts(run)[: STAMP_REACH + 2]:
        match = numbering.STAMP.match(text.split("\t")[0].strip())
        if match:
            return match["n"]
    return ""


def _kind(texts: Sequence[str]) -> Kind:
    """Return what a paper in a pack is, from its first lines."""
    head = texts[:8]
    if any(_SCHEDULE.search(t) for t in head):
        return Kind.FORWARD_PLAN
    if any(_FIELD.match(t) for t in head[:3]):
        return Kind.REPORT
    if any(_PRESENTATION.match(t) or _DASHBOARD.search(t) for t in head):
        return Kind.SLIDES
    if _APPENDIX.match(texts[0]) or any(_DOTS.search(t) for t in texts[:12]):
        return Kind.PAPER
    return Kind.REPORT


def _part(
    run: Sequence[Line], sheet: Sheet, body: Body, when: date | None, number: str, titles: dict[str, str]
) -> Part | None:
    texts = _texts(run)
    kind = Kind.MINUTES if any(_MINUTES.match(t) for t in texts[:4]) else _kind(texts)
    return _made(run, sheet, body, when, number, "", kind, titles)


def _made(
    run: Sequence[Line],
    sheet: Sheet,
    body: Body,
    when: date | None,
    number: str,
    title: str,
    kind: Kind,
    titles: dict[str, str],
) -> Part | None:
    """Return the part that a paper of a pack is; minutes in it are of another meeting, and drafts until approved.

    title: the paper's own where the file tells it; titles: those of the items, by number.
    """
    if kind is Kind.MINUTES:
        plain = Sheet(sheet.path, sheet.text, sheet.pages, sheet.lines, common.Hints())
        part = minutes.read(plain, run, kind=kind, body=body, status=Status.DRAFT, agenda_number=number or None)
        sheet.problems.extend(plain.problems)
        return part
    return report.read(
        sheet,
        run,
        kind=kind,
        authority=Authority.PAPER,
        when=when,
        body=body,
        number=number,
        title=title or common.own_title(_texts(run)) or titles.get(number, "") or "Paper",
    )
