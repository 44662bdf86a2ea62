"""Headings of minutes: which of a paper's lines begin an item, by number, by the agenda's number below, or as set.

Minutes number their items in few ways, and misnumber them in many. What a number is like tells more than its value: a
number that repeats or skips is an item all the same where it looks as the others do.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.grammar import motions, numbering, outcomes, people
from ingest.grammar.furniture import Line
from ingest.grammar.paragraphs import Block, shape, spans_of
from ingest.record import Shape, Spans

#: A title has at most this many words.
TITLE_WORDS = 25
#: A title in capitals that nothing numbers has at most this many words.
LOUD_WORDS = 10
#: A title that an agenda number follows takes up at most this many lines.
TITLE_LINES = 6
#: So many numbers of one make are a way of numbering; fewer are chance.
FAMILY = 3
#: Numbers of one form are a way of numbering where this share of them is of one make.
MOST = 0.6
#: An item whose number is not the next is one where it looks as the others do; it counts for less than one that is.
IRREGULAR = 0.6
#: What stands in a list counts for a little less, so that of two items of one number the one with text is taken.
LISTED = 0.1
#: What an item's number may be after the one before, besides the next: the same again, one skipped or two, one back.
STEPS = (0, 2, 3, -1)

_NUMBERED = re.compile(r"^(?P<n>\d{1,3})\s*(?P<mark>[.)]?)\s+(?P<title>\S.*)$")
_EMPHASIS = re.compile(r"\*\*|__")
_ALONE = re.compile(r"^(?P<n>\d{1,3})\.?$")
_SECTION = re.compile(r"^(?P<n>\d{1,3}\.\d{1,3})\.?\s+(?P<title>\S.*)$")
#: The end of a title by what it tells in a clause: "18.07.4 Finance: the clerk reported …".
_CLAUSE = re.compile(r"(?::|\s[-–—]|[.;])(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found among blocks: where it stands, and where the text under it begins.

    Where a block goes on after its title, it is the item's first paragraph too: `after` is then `at`.
    agenda: the number that the item had on the agenda, where the minutes give both. trail: the headings above it.
    """

    at: int
    after: int
    number: str
    title: str
    spans: Spans
    agenda: str = ""
    trail: tuple[str, ...] = ()


def found(blocks: Sequence[Block], text: str) -> tuple[tuple[Block, ...], tuple[Heading, ...]]:
    """Return the blocks of minutes, cut anew where a heading needs it, and the headings that begin their items."""
    blocks = _apart(blocks)
    heads = _by_agenda(blocks, text)
    if len(heads) < 2:
        chain = _chain(_candidates(blocks, text))
        heads = max((_families(blocks, text), _set(blocks, text), chain), key=lambda h: _weight(h, chain))
        heads = _with_sections(heads, blocks, text) or _loud(blocks, text)
    return blocks, _under(heads, blocks)


def _weight(heads: Sequence[Heading], chain: Sequence[Heading]) -> tuple[float, bool]:
    """Return how much a way of numbering counts: numbers of one make count double, being no lists inside an item."""
    return (len(heads), True) if heads is chain else (2.0 * len(heads), False)


# ---------------------------------------------------------------- blocks that hold a heading and more


def _apart(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks with each title that an agenda number follows, and each line set as a heading, on its own."""
    lines = [line for block in blocks for line in block.lines]
    owner = _titles(lines)
    out: list[Block] = []
    for block in blocks:
        keys = [owner.get(line.start, 0) for line in block.lines]
        if not any(keys):
            out.append(block)
            continue
        for run in _runs(block.lines, keys):
            if out and keys and owner.get(run[0].start) and owner.get(out[-1].lines[-1].start) == owner[run[0].start]:
                run = (*out.pop().lines, *run)
            out.append(Block(" ".join(" ".join(line.text.split()) for line in run), run, shape(run[0].text)))
    return tuple(out)


def _runs(lines: Sequence[Line], keys: Sequence[int]) -> Iterator[tuple[Line, ...]]:
    """Yield the runs of lines whose keys are equal."""
    start = 0
    for place in range(1, len(lines) + 1):
        if place == len(lines) or keys[place] != keys[start]:
            yield tuple(lines[start:place])
            start = place


def _titles(lines: Sequence[Line]) -> dict[int, int]:
    """Return which title each line belongs to, by the line's offset: titles that an agenda number follows or ends, and
    lines that the file itself sets as headings."""
    owner: dict[int, int] = {}
    title = 0
    for place, line in enumerate(lines):
        if line.level:
            title += 1
            owner[line.start] = title
        elif place and owner.get(lines[place - 1].start) and numbering.AGENDA.match(line.text):
            owner[line.start] = title  # the title's second clause: its pages stand on the line before
        elif numbering.AGENDA.search(line.text) and (first := _title_start(lines, place)) is not None:
            title += 1
            owner.update((one.start, title) for one in lines[first : place + 1])
    return owner


def _title_start(lines: Sequence[Line], place: int) -> int | None:
    """Return where the title begins that ends with the agenda number on a line; None where none begins near.

    A number with its stop is taken before one without, which may be a figure at the beginning of a wrapped line.
    """
    bare = None
    for first in range(place, max(-1, place - TITLE_LINES), -1):
        text = lines[first].text
        if first < place and (numbering.AGENDA.search(text) or lines[first].level):
            break
        if match := numbering.MINUTE.match(text):
            if match["mark"]:
                return first
            bare = first if bare is None else bare
    return bare


# ---------------------------------------------------------------- ways of numbering


def _by_agenda(blocks: Sequence[Block], text: str) -> tuple[Heading, ...]:
    """Return the titles that give the item's number on the agenda: `78. Title (Item 3)`."""
    out = []
    for at, block in enumerate(blocks):
        agenda, match = numbering.AGENDA.search(block.text), numbering.MINUTE.match(block.text)
        if agenda and match and block.shape is not Shape.ROW:
            title = block.text[match.end() : agenda.start()].strip()
            if not title or len(title.split()) > 2 * TITLE_WORDS:
                continue
            spans = spans_of(block, text)
            out.append(Heading(at, at + 1, match["n"], " ".join(title.split()), spans, agenda["n"] or ""))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A block that may be a heading: its number, and what it looks like."""

    number: int
    look: tuple[str, bool, int]
    heading: Heading


def _candidates(blocks: Sequence[Block], text: str) -> list[_Candidate]:
    """Return the blocks that are a number and a title.

    Where most are in capitals, only those are: numbered lists inside an item are not.
    """
    out: list[_Candidate] = []
    for at, block in enumerate(blocks):
        if block.shape is Shape.ROW:
            continue
        level = block.lines[0].level
        bare = bared(block.text)
        alone = _ALONE.match(bare)
        if alone and at + 1 < len(blocks) and numbering.is_title(blocks[at + 1].text, words=TITLE_WORDS):
            title = bared(blocks[at + 1].text)
            spans = (*spans_of(block, text), *spans_of(blocks[at + 1], text))
            heading = Heading(at, at + 2, alone["n"], title, spans)
            out.append(_Candidate(int(alone["n"]), ("alone", numbering.is_capitals(title), level), heading))
            continue
        match = _NUMBERED.match(bare)
        if match and (level or numbering.is_title(match["title"], words=TITLE_WORDS)):
            title_ = match["title"].strip()
            heading = Heading(at, at + 1, match["n"], title_, spans_of(block, text))
            out.append(_Candidate(int(match["n"]), (match["mark"], numbering.is_capitals(title_), level), heading))
    loud = [c for c in out if numbering.is_capitals(c.heading.title)]
    return loud if len(loud) >= 3 and len(loud) >= 0.4 * len(out) else out


def bared(text: str) -> str:
    """Return a line without the marks of emphasis that a plain text sets around a title."""
    return _EMPHASIS.sub("", text).strip("*_# ") if "*" in text or text[:1] in "_#" else text


def _chain(candidates: Sequence[_Candidate]) -> tuple[Heading, ...]:
    """Return the weightiest run of headings whose numbers go up by one, the earliest of equals.

    A number that repeats, skips or goes back is let in where its look is told apart from that of a list (in capitals,
    or set as a heading) and text stands around it.
    """
    best: dict[tuple[int, object], int] = {}
    onward: list[int | None] = [None] * len(candidates)
    weight = [1.0] * len(candidates)
    listed = _in_lists(candidates)
    for place in reversed(range(len(candidates))):
        one = candidates[place]
        steps: list[tuple[int, object, float]] = [(1, None, 1.0)]
        steps += [(step, one.look, IRREGULAR) for step in STEPS if _is_told_apart(one) and not listed[place]]
        for step, look, worth in steps:
            following = best.get((one.number + step, look))
            if following is not None and weight[following] + worth > weight[place]:
                onward[place], weight[place] = following, weight[following] + worth
        weight[place] -= LISTED if listed[place] else 0
        for key in ((one.number, None), (one.number, None if listed[place] else one.look)):
            held = best.get(key)
            if held is None or weight[place] >= weight[held]:
                best[key] = place
    run = []
    now = max(range(len(candidates)), key=lambda p: (weight[p], -p), default=None)
    while now is not None:
        run.append(candidates[now].heading)
        now = onward[now]
    return tuple(run)


def _in_lists(candidates: Sequence[_Candidate]) -> list[bool]:
    """Return for each candidate whether another stands right before or after it, as in a list."""
    joined = [a.heading.after >= b.heading.at and b.number == a.number + 1 for a, b in pairwise(candidates)]
    return [any(pair) for pair in zip([False, *joined], [*joined, False], strict=True)]


def _is_told_apart(one: _Candidate) -> bool:
    _, loud, level = one.look
    return loud or level > 0


@dataclass(frozen=True, slots=True)
class _Dated:
    """A block that begins with a number of several parts: where it stands, the number, and what follows it."""

    at: int
    number: str
    title: str


def _families(blocks: Sequence[Block], text: str) -> tuple[Heading, ...]:
    """Return the items that are numbered by year, or by year and month: `19/001`, `080/18`, `18.07.4`, `2018/07/04`.

    What most of the numbers share tells them from dates and figures; their order does not matter, nor do gaps in it.
    A title whose number shares only the form with them was misnumbered.
    """
    held: dict[tuple[str, ...], list[_Dated]] = defaultdict(list)
    every: list[_Dated] = []
    for at, block in enumerate(blocks):
        match = None if block.shape is Shape.ROW else numbering.DATED.match(bared(block.text))
        if match and (makes := _makes(match["n"])):
            one = _Dated(at, match["n"], match["title"] or "")
            every.append(one)
            for make in makes:
                held[make].append(one)
    members = max(held.values(), key=len, default=[])
    like = [o for o in every if members and _form(o.number) == _form(members[0].number)]
    if len({m.number for m in members}) < FAMILY or len(members) < MOST * len(like):
        return ()
    known = {m.at for m in members}
    kept = [o for o in like if o.at in known or _is_set_as_title(blocks[o.at], o.title)]
    return tuple(head for one in kept if (head := _dated(blocks, text, one)) is not None)


def _form(number: str) -> str:
    return re.sub(r"[^./]+", "#", number)


def _makes(number: str) -> list[tuple[str, ...]]:
    """Return what a number may share with others of its kind: all but its last part, or all but its first."""
    parts = re.split(r"([./])", number)
    if len(parts) == 5 and len(parts[-1]) == 4:
        return []  # 12/03/2019 is a day
    out = [("first", *parts[:-1])]
    if len(parts) == 3 and len(parts[-1]) == 2:
        out.append(("last", *parts[1:]))
    return out


def _is_set_as_title(block: Block, title: str) -> bool:
    """True where a block is a title by how it is set, or by its words."""
    emphasised = block.text[:1] in "*_#" or block.lines[0].level > 0
    return bool(title) and (emphasised or numbering.is_title(title, words=TITLE_WORDS))


def _dated(blocks: Sequence[Block], text: str, one: _Dated) -> Heading | None:
    """Return the heading that a block with a dated number is: its title is the block, or the block's first clause."""
    at, title = one.at, one.title.strip("*_ ")
    block = blocks[at]
    if not title:
        if at + 1 >= len(blocks) or not numbering.is_title(blocks[at + 1].text, words=TITLE_WORDS):
            return None
        spans = (*spans_of(block, text), *spans_of(blocks[at + 1], text))
        return Heading(at, at + 2, one.number, bared(blocks[at + 1].text), spans)
    if _is_set_as_title(block, title):
        return Heading(at, at + 1, one.number, title, spans_of(block, text))
    clause = _CLAUSE.search(title)
    goes_on = clause is not None and bool(title[clause.end() :].strip())
    first = (title[: clause.start()] if clause else title).split()
    short = " ".join(first[:TITLE_WORDS])
    if goes_on or len(first) > TITLE_WORDS:
        return Heading(at, at, one.number, short, ())
    return Heading(at, at + 1, one.number, short, spans_of(block, text))


def _set(blocks: Sequence[Block], text: str) -> tuple[Heading, ...]:
    """Return the headings of the outermost level at which the file itself sets more than one."""
    levels = Counter(block.lines[0].level for block in blocks if block.lines[0].level and _is_worded(block))
    several = [level for level, count in levels.items() if count > 1]
    if not several:
        return ()
    out = []
    for at, block in enumerate(blocks):
        if block.lines[0].level == min(several) and _is_worded(block):
            title = bared(block.text).strip()
            match = numbering.MINUTE.match(title)
            rest = title[match.end() :] if match else title
            out.append(Heading(at, at + 1, match["n"] if match else "", rest or title, spans_of(block, text)))
    return tuple(out)


def _is_worded(block: Block) -> bool:
    """True for a heading with words in it; a side of a vote heads nothing, nor does its number."""
    return any(c.isalpha() for c in block.text) and not motions.is_side(block.text)


def _loud(blocks: Sequence[Block], text: str) -> tuple[Heading, ...]:
    """Return the titles in capitals, each with text under it, of minutes that number nothing; a few at least.

    Capitals above a roll name the body and the paper.
    """
    out: list[Heading] = []
    rolled = False
    for at, block in enumerate(blocks[:-1]):
        title = bared(block.text)
        rolled = rolled or people.roll_label(block.text) is not None or people.is_present_heading(block.text)
        if not rolled or not _is_loud(block, title) or _is_loud(blocks[at + 1], bared(blocks[at + 1].text)):
            continue
        out.append(Heading(at, at + 1, "", title.rstrip(" :"), spans_of(block, text)))
    return tuple(out) if len(out) >= FAMILY else ()


def _is_loud(block: Block, title: str) -> bool:
    return (
        block.shape is Shape.PROSE
        and numbering.is_capitals(title)
        and numbering.is_title(title, words=LOUD_WORDS)
        and not (people.roll_label(title) or people.is_present_heading(title) or outcomes.stands_alone(title))
    )


def _with_sections(heads: tuple[Heading, ...], blocks: Sequence[Block], text: str) -> tuple[Heading, ...]:
    """Return headings with the titled sections of items among them: `5.1 Title` under `5. TITLE`.

    Only where most of what is numbered so is a title: numbered paragraphs of prose are no items.
    """
    flat = [h for h in heads if h.number.isdigit()]
    bounds = {h.at for h in heads}
    told: list[Heading] = []
    count, above = 0, -1
    for at, block in enumerate(blocks):
        if at in bounds:
            above += 1
        match = None if block.shape is Shape.ROW else _SECTION.match(bared(block.text))
        if match is None or above < 0 or len(flat) != len(heads):
            continue
        count += 1
        head = heads[above]
        if match["n"].split(".")[0] == head.number and (
            block.lines[0].level or numbering.is_title(match["title"], words=TITLE_WORDS)
        ):
            title, spans = match["title"].strip(), spans_of(block, text)
            told.append(Heading(at, at + 1, match["n"], title, spans, trail=(f"{head.number} {head.title}",)))
    if len(told) < FAMILY or len(told) < MOST * count:
        return heads
    return tuple(sorted((*heads, *told), key=lambda h: h.at))


# ---------------------------------------------------------------- what stands above items


def _under(heads: Sequence[Heading], blocks: Sequence[Block]) -> tuple[Heading, ...]:
    """Return headings with the section of the meeting above each: "PART B", "EXEMPT ITEMS"."""
    out: list[Heading] = []
    section: tuple[str, ...] = ()
    place = 0
    for head in heads:
        for block in blocks[place : head.at]:
            if named := numbering.SECTION.match(block.text):
                section = () if named["open"] else (" ".join(block.text.split()),)
        place = head.at
        out.append(replace(head, trail=(*section, *head.trail)) if section else head)
    return tuple(out)
