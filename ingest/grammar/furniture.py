"""Lines and what is not text among them: page numbers, running heads, blank-page notices, web furniture."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.grammar import numbering, outcomes, stamps
from ingest.grammar.stamps import Stamp
from ingest.record import Page, Span

#: A line that repeats at the edge of at least this many pages is a running head or foot.
REPEATS = 3
#: How many lines at each edge of a page are looked at for furniture.
EDGE = 2

#: A line that is drawn, not written: a rule between sections, under a title, or below a table's header.
RULE = re.compile(r"^(?:[-=_*~]{3,}|(?:[-*_] ){2,}[-*_]|\|(?:\s*:?-+:?\s*\|)+)$")
BLANK_PAGE = re.compile(r"^this page is intentionally left blank\.?$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"^(?:[-–]\s*)?(?:page\s+)?(?P<n>\d{1,4})(?:\s+of\s+\d+)?(?:\s*[-–])?$", re.IGNORECASE)
#: What web pages set around a paper, by its kind: invitations to subscribe, to view or watch elsewhere, to write.
_WEB = re.compile(
    r"""^(?: (?:un)?subscribe\b .{0,60}
          | (?:.{0,40}\b)? (?:view|watch|read) \b .{0,30} \b (?:website|video|transcript|recording|online) \b .{0,120}
          | (?:you\ will|you'll|you\ can|we\ can) \b .{0,60}
            \b (?:weekly|daily|e-?mails?|updates|newsletters?) \b .{0,160}
          | .{0,120} \b (?:let\ us\ know|contact\ us|write\ to\ us) \b .{0,160}
          | .{0,60} \b before\ printing \b .{0,200}
          | skip\ to\ (?:main\ )?content
          | cookies? \b .{0,60}
          | \W{0,3}(?:<\w+>)?scanned\ page\b .{0,40} \b errors\b .{0,80}
        )$""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document: its stripped text and offsets, and the index of its page.

    level: where the file itself sets it as a heading, how deep (1 is outermost); else 0. kept: what of it is not struck
    through, where something is; `text` is without what is.
    """

    text: str
    start: int
    end: int
    page: int
    indent: int
    furniture: bool = False
    level: int = 0
    kept: tuple[Span, ...] | None = None

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return where the line's text stands in the document."""
        return (Span(self.start, self.end),) if self.kept is None else self.kept

    @property
    def blank(self) -> bool:
        """True where the line holds nothing but white space."""
        return not self.text


def lines(pages: tuple[Page, ...], starts: tuple[int, ...]) -> tuple[Line, ...]:
    """Return every line of the pages, furniture marked. `starts` are the pages' offsets in the document."""
    out: list[Line] = []
    for index, (page, start) in enumerate(zip(pages, starts, strict=True)):
        place = start
        levels = dict(page.headings)
        struck = [Span(s.start + start, s.end + start) for s in page.struck]
        for raw in page.text.split("\n"):
            body = raw.strip()
            lead = len(raw) - len(raw.lstrip())
            first = place + (lead if body else 0)
            level = levels.get(place - start, 0)
            line = Line(body, first, first + len(body), index, lead, bool(RULE.match(body)), level)
            out.append(_without(line, struck) if struck and body else line)
            place += len(raw) + 1
    return _marked(out, len(pages))


def _without(line: Line, struck: list[Span]) -> Line:
    """Return a line without what is struck through in it: all of it is furniture, a part of it left out of its text."""
    over = [s for s in struck if s.start < line.end and s.end > line.start]
    if not over:
        return line
    edges = [line.start, *(e for s in over for e in (max(s.start, line.start), min(s.end, line.end))), line.end]
    pieces = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        said = line.text[start - line.start : end - line.start]
        if said.strip():
            start += len(said) - len(said.lstrip())
            pieces.append(Span(start, start + len(said.strip())))
    if not pieces:
        return replace(line, furniture=True)
    text = " ".join(line.text[s.start - line.start : s.end - line.start] for s in pieces)
    return replace(line, text=text, kept=tuple(pieces))


def _edges(found: list[Line], pages: int) -> list[list[tuple[str, int]]]:
    """Return for each page the positions of its first and last lines that hold text, each with its side.

    A running head stays a head: what stands now at the head, now at the foot of pages is text that recurs.
    """
    per: list[list[int]] = [[] for _ in range(pages)]
    for position, line in enumerate(found):
        if not line.blank:
            per[line.page].append(position)
    return [
        [("head", p) for p in places[:EDGE]] + [("foot", p) for p in places[max(EDGE, len(places) - EDGE) :]]
        for places in per
    ]


def _outward(edge: list[int]) -> list[tuple[int, int]]:
    """Return for each line at a page's edge, but for the outermost, the one outside it: (outside, line).

    A running head stands outermost; what repeats under the text's own first line is text.
    """
    top, bottom = edge[:EDGE], edge[EDGE:][::-1]
    return [*pairwise(top), *pairwise(bottom)]


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text.lower())


def _marked(found: list[Line], pages: int) -> tuple[Line, ...]:
    edges = _edges(found, pages)
    outer = {b: a for edge in edges for a, b in _outward([p for _, p in edge])}
    at_edge = {p: side for edge in edges for side, p in edge} if pages > 1 else {}
    counts = Counter(seen for edge in edges for seen in {(side, _shape(found[p].text)) for side, p in edge})
    stamped = _stamped(found, pages) if pages > 1 else {}

    def is_furniture(position: int, line: Line) -> bool:
        if line.furniture or BLANK_PAGE.match(line.text) or _WEB.match(line.text):
            return True
        if position in stamped:
            return True
        if position not in at_edge or _heads_item(line.text) or _tells(line.text):
            return False
        if _PAGE_NUMBER.match(line.text):
            return not line.text.isdigit()
        return is_head(position, line)

    def is_head(position: int, line: Line) -> bool:
        over = outer.get(position)
        if over is not None and not (numbering.STAMP.match(found[over].text) or is_furniture(over, found[over])):
            return False
        return counts[at_edge[position], _shape(line.text)] >= max(REPEATS, pages // 3) and len(line.text) < 120

    found = [
        _without_stamp(line, stamped.pop(place)) if place in stamped and not _is_all(line, stamped[place]) else line
        for place, line in enumerate(found)
    ]
    return tuple(
        replace(line, furniture=True) if line.text and is_furniture(position, line) else line
        for position, line in enumerate(found)
    )


def _stamped(found: list[Line], pages: int) -> dict[int, Stamp]:
    """Return the positions of the lines that hold a page number, with it."""
    per: list[list[int]] = [[] for _ in range(pages)]
    for position, line in enumerate(found):
        if not line.blank:
            per[line.page].append(position)
    seen = stamps.find([[found[p].text for p in places] for places in per])
    held = (stamp for stamps_ in seen for stamp in reversed(stamps_) if stamp.style != "expected")
    return {per[stamp.page][stamp.line]: stamp for stamp in held}


def _is_all(line: Line, stamp: Stamp) -> bool:
    """True where a line is a page number, alone or in a running head; False where other words are stuck to it."""
    return stamp.whole or stamp.style == "head" or line.kept is not None


def _without_stamp(line: Line, stamp: Stamp) -> Line:
    """Return a line without the page number that is stuck to its words."""
    start, end = (0, stamp.start) if stamp.start else (stamp.end, len(line.text))
    said = line.text[start:end]
    start += len(said) - len(said.lstrip())
    said = said.strip()
    return replace(line, text=said, kept=(Span(line.start + start, line.start + start + len(said)),))


def _tells(text: str) -> bool:
    """True for a line that says the same of many items and may end many pages: an action's marker, an outcome."""
    return outcomes.is_bare_marker(text) or outcomes.stands_alone(text)


def _heads_item(text: str) -> bool:
    """True for a numbered title, which may stand at the head of many pages without being a running head."""
    return bool(numbering.FLAT.match(text) or numbering.DEEP.match(text)) or numbering.is_loud_heading(text)


def printed_numbers(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """Return pages with the number stamped on each, where the stamps run on from page to page."""
    seen = stamps.find([[line.strip() for line in page.text.split("\n") if line.strip()] for page in pages])
    return tuple(
        replace(page, printed=held[0].number) if held else page for page, held in zip(pages, seen, strict=True)
    )
