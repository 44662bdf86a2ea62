"""Page numbers printed on pages, told by their running on from page to page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

#: How many lines at the head and the foot of a page may be a stamp.
HEAD, FOOT = 3, 4
#: A longer line is no running head with a number in it.
HEADING = 90
#: Numbers that only look like page numbers agree on few pages, and far apart: of the pages between the first and the
#: last that agree, so many must.
DENSE = 0.3
#: Where one run numbers this share of the pages, another within it is that of an enclosed paper: whole, or none.
MAIN, WHOLE = 0.5, 0.6
#: A run of so many pages tells which number to expect on those between.
LONG = 5

_PAGE = r"(?:page|pg\.?|p\.)\s*(?P<n>\d{1,4})(?:\s*(?:of|/)\s*(?P<all>\d{1,4}))?"
#: A line that is nothing but a page number, by how it is written.
_WHOLE = (
    ("page", re.compile(rf"^[-–—|(\[]?\s*{_PAGE}\s*[-–—|)\]]?$", re.IGNORECASE)),
    ("page", re.compile(r"^(?P<n>\d{1,4})\s*(?:of|/)\s*(?P<all>\d{1,4})$", re.IGNORECASE)),
    ("bare", re.compile(r"^(?:[-–—|]\s*)?(?P<n>\d{1,4})(?:\s*[-–—|])?$")),
    ("roman", re.compile(r"^(?:[-–—|]\s*)?(?P<n>[ivxlc]{1,8}|[IVXLC]{1,8})(?:\s*[-–—|])?$")),
)
#: One that is stuck to other words, or stands in a running head.
_WITHIN = (
    ("page", re.compile(r"^Page (?P<n>\d{1,4})(?: of (?P<all>\d{1,4}))?(?=\s|[A-Z(“\"]|$)")),
    ("page", re.compile(r"Page (?P<n>\d{1,4})(?: of (?P<all>\d{1,4}))?$")),
    ("head", re.compile(r"^(?P<n>\d{1,4})(?=\s+[^\W\d_])")),
    ("head", re.compile(r"(?<=[^\W\d_]) +(?P<n>\d{1,4})$")),
)
_ROMAN = re.compile(r"^(?:x{0,3}|xl|lx{0,3}|xc|cx{0,3})(?:ix|iv|v?i{0,3})$")
_WORTH = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class Stamp:
    """A number printed on a page: the line it stands in, from where to where there, and whether it is the whole line.

    style: as "Page 7", bare, roman, in a running head, or expected of the other pages. of: how many pages it says there
    are.
    """

    page: int
    line: int
    start: int
    end: int
    whole: bool
    style: str
    number: str
    value: int
    of: int | None = None
    words: str = ""

    @property
    def ahead(self) -> int:
        """How far the number runs ahead of the page's own place."""
        return self.value - self.page


@dataclass(frozen=True, slots=True)
class _Run:
    stamps: tuple[Stamp, ...]
    weight: tuple[int, int, int]

    @property
    def pages(self) -> set[int]:
        return {stamp.page for stamp in self.stamps}


def find(pages: Sequence[Sequence[str]]) -> tuple[tuple[Stamp, ...], ...]:
    """Return for each page the numbers printed on it that run on over pages, the one it is known by first.

    pages: the lines of each that hold text, stripped, in order. Where an enclosed paper prints numbers of its own
    beside the file's running stamp, the longer run comes first; on a page without the stamp, its own.
    """
    found = [stamp for number, lines in enumerate(pages) for stamp in _candidates(number, lines)]
    headed: dict[str, set[int]] = defaultdict(set)
    groups: dict[tuple[str, int, int | None], list[Stamp]] = defaultdict(list)
    for stamp in found:
        headed[stamp.words].add(stamp.page)
    for stamp in found:  # the words beside a number in a running head stand on another page too
        if stamp.style != "head" or len(headed[stamp.words]) > 1:
            groups[stamp.style, stamp.ahead, stamp.of].append(stamp)
    runs = [run for group in groups.values() if (run := _run(group, len(pages)))]
    runs.sort(key=lambda run: run.weight, reverse=True)
    out: list[list[Stamp]] = [[] for _ in pages]
    main = runs[0].pages if runs and len(runs[0].pages) >= MAIN * len(pages) else set()
    for place, run in enumerate(runs):
        if place and main and not _stands_within(run, main):
            continue
        for stamp in run.stamps:
            out[stamp.page].append(stamp)
    for stamp in _between(runs, found):
        if not out[stamp.page]:
            out[stamp.page].append(stamp)
    return tuple(tuple(stamps) for stamps in out)


def _between(runs: Sequence[_Run], found: Sequence[Stamp]) -> Iterator[Stamp]:
    """Yield the numbers in lines of other words that are just what a long run leads to expect on their pages."""
    spread: dict[int, range] = {}
    for run in runs:
        if len(run.stamps) >= LONG:
            spread.setdefault(run.stamps[0].ahead, range(min(run.pages), max(run.pages) + 1))
    for stamp in found:
        if stamp.style == "head" and stamp.page in spread.get(stamp.ahead, ()):
            yield replace(stamp, style="expected")


def _candidates(page: int, lines: Sequence[str]) -> Iterator[Stamp]:
    """Yield every number on a page's edges that may be a page number."""
    edge = sorted({*range(min(HEAD, len(lines))), *range(max(0, len(lines) - FOOT), len(lines))})
    for place in edge:
        text = lines[place]
        found = [(style, m, True) for style, pattern in _WHOLE if (m := pattern.match(text))][:1]
        if not found:
            found = [(style, m, False) for style, pattern in _WITHIN if (m := pattern.search(text))]
        for style, match, whole in found:
            value = _value(match["n"])
            if value is None or (style == "head" and len(text) > HEADING):
                continue
            told = match.groupdict().get("all")
            words = re.sub(r"\d+", "#", text[: match.start()] + text[match.end() :]).strip().lower()
            yield Stamp(
                page,
                place,
                0 if whole else match.start(),
                len(text) if whole else match.end(),
                whole,
                style,
                match["n"],
                value,
                int(told) if told else None,
                words,
            )


def _value(number: str) -> int | None:
    """Return what a number in figures or Roman letters comes to; None for letters that make no number."""
    if number.isdigit():
        return int(number)
    small = number.lower()
    if not _ROMAN.match(small):
        return None
    worth = [_WORTH[c] for c in small]
    return sum(-a if a < b else a for a, b in zip(worth, [*worth[1:], 0], strict=True))


def _run(group: list[Stamp], count: int) -> _Run | None:
    """Return stamps that run on from page to page as one run; None where they agree by chance."""
    numbers = {stamp.page for stamp in group}
    if not _is_enough(group, numbers, count):
        return None
    first = {stamp.page: stamp for stamp in reversed(group)}
    return _Run(tuple(first[page] for page in sorted(first)), (len(numbers), _rank(group[0], count), -min(numbers)))


def _is_enough(group: list[Stamp], pages: set[int], count: int) -> bool:
    between = max(pages) - min(pages) + 1
    if group[0].style == "page":
        return len(pages) >= 2 or (count <= 2 and group[0].whole)
    if group[0].style == "head" or len(pages) > 2:
        return len(pages) > 2 and len(pages) >= DENSE * between
    return len(pages) == 2 and between == 2 and any(a.line == b.line or a.line > 1 < b.line for a, b in _both(group))


def _both(group: list[Stamp]) -> Iterator[tuple[Stamp, Stamp]]:
    """Yield each stamp of one page with each of the next."""
    first = min(stamp.page for stamp in group)
    yield from ((a, b) for a in group if a.page == first for b in group if b.page != first)


def _rank(stamp: Stamp, count: int) -> int:
    """Return which way of printing tells more of the whole file, where two runs are equally long."""
    if stamp.style == "page":
        return 5 if stamp.of == count else 4 if stamp.of is None else 2
    return {"bare": 3, "roman": 1}.get(stamp.style, 0)


def _stands_within(run: _Run, main: set[int]) -> bool:
    """True for a run beside the main one that is a paper's own: on nearly all pages from its first to its last."""
    pages = run.pages
    if pages.isdisjoint(range(min(main), max(main) + 1)):
        return True
    return len(pages) > 2 and len(pages) >= WHOLE * (max(pages) - min(pages) + 1)
