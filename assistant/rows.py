"""Rows of tables as papers hold them: cells apart on a line, run together on one, or each on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from ingest.grammar import dates
from ingest.grammar.paragraphs import cells
from ingest.record import Flow, Paragraph, Shape

#: A label has at most this many words; lines of so many, above rows whose cells run together, are their header.
LABELLED, TITLED = 14, 12
#: So many lines above such rows are read as their header.
ABOVE = 6
#: Rows of one figure after a label are rows only where so many follow one another; of several figures, so many.
RUN, RUN_WIDE = 3, 2

_VALUE = re.compile(r"[-+–−(]{0,2}(?:[£€$]\s?)?\d[\d,.]*(?:/\d+)?(?:%|m|k|bn|pp)?\)?%?|n/?a|nil|[-–—]", re.IGNORECASE)
_NUMBER = re.compile(r"^[^\d]*?(?P<sign>[-–−(])?\s?[£€$]?\s?(?P<n>\d[\d,]*(?:\.\d+)?)(?!\d*/)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_LABEL = re.compile(
    r"(?:[.;:!?]|\.{4,}.*|\b(?:of|to|and|in|for|by|at|is|are|was|were|on|from|than|over|page|items?|sections?|appendix|"
    r"table|paragraphs?|paras?|no|number|phase|figure|chapter|part|stage|annex|version|room|floor|about|only|"
    r"january|february|march|april|may|june|july|august|september|october|november|december))$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[A-Za-z]{2}")
_LIST = re.compile(r"<(?:ul|li|p)\b|[•▪]")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its first and last paragraph's numbers in a passage, its label, its other cells, its header's words.

    apart: whether its cells stood apart. names: the cells of a header of as many, the label's first; head: where that
    header stands.
    """

    first: int
    last: int
    label: str
    cells: tuple[str, ...]
    header: str
    apart: bool
    names: tuple[str, ...] = ()
    head: Paragraph | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """The cells that hold a figure and nothing else."""
        return tuple(c for c in self.cells if is_value(c))


def is_value(cell: str) -> bool:
    """True for a cell that is a figure, or stands for none."""
    return bool(_VALUE.fullmatch(cell.strip()))


def number(cell: str) -> float | None:
    """Return the number that a cell begins with, such as "261 (90%)", "-£1,050" or "(4)"; None where there is none."""
    found = _NUMBER.match(cell.strip())
    if not found or not (is_value(cell) or re.match(r"^[-+–−]?[£€$]?[\d,.]+%?(?=\s|$)", cell.strip())):
        return None
    size = float(found["n"].replace(",", ""))
    return -size if found["sign"] else size


def plain(cell: str) -> str:
    """Return a cell's words, without remnants of markup and marks that are no words."""
    said = " ".join(_TAG.sub(" ", cell).replace("**", "").split())
    return said if any(c.isalnum() for c in said) else ""


def rows(
    paragraphs: Sequence[Paragraph], running: Sequence[Flow], document: str, before: Row | None = None
) -> Mapping[int, Row]:
    """Return the rows among a passage's paragraphs, by the number of the first paragraph of each.

    before: the row that stands just before the passage, where the passage begins within a table.
    """
    out = _set(paragraphs, document, before)
    flat = {n: _flat(r.text) for n, r in enumerate(running) if n not in out and paragraphs[n].shape is Shape.PROSE}
    out.update(_run_together({n: f for n, f in flat.items() if f}, running, out))
    out.update(_stacked(paragraphs, running, out))
    return out


def is_within(paragraphs: Sequence[Paragraph]) -> bool:
    """True where a passage seems to begin within a table, whose header stands before it."""
    return paragraphs[0].shape is Shape.ROW


def _set(paragraphs: Sequence[Paragraph], document: str, before: Row | None) -> dict[int, Row]:
    """Return the rows that were read as such, with their cells apart."""
    out: dict[int, Row] = {}
    heads: list[tuple[Paragraph, tuple[str, ...]]] = []
    data = False
    for number_, paragraph in enumerate(paragraphs):
        if paragraph.shape not in (Shape.ROW, Shape.HEADER):
            heads, data, before = [], False, None
            continue
        held = tuple(plain(c) for span in paragraph.spans for c in cells(span.of(document)))
        raw = paragraph.spans[0].of(document)
        if not data and _is_header(held) and not _LIST.search(raw) and not any(is_value(c) for c in held[1:]):
            second = bool(heads) and any(map(_has_values, _next(paragraphs, number_, document)))
            if second or (not heads and paragraph.shape is Shape.HEADER):
                heads.append((paragraph, held))
                continue
        if not heads and paragraph.shape is Shape.ROW and not data and _is_header(held) and _has_years(held):
            heads.append((paragraph, held))
            continue
        data = True
        label = next((c for c in held if c and not is_value(c) and len(c.split()) <= LABELLED), "")
        if not label and not any(is_value(c) for c in held):
            continue
        rest = held[held.index(label) + 1 :] if label else held
        header = " ".join(c for _, h in heads for c in h if c)
        head, names = next(((p, h) for p, h in reversed(heads) if len(h) == len(held)), (None, ()))
        if before and not heads:
            header = before.header
            head, names = (before.head, before.names) if len(before.names) == len(held) else (None, ())
        out[number_] = Row(number_, number_, label, rest, header, apart=True, names=names, head=head)
    return out


def _next(paragraphs: Sequence[Paragraph], number_: int, document: str) -> Iterator[tuple[str, ...]]:
    """Yield the cells of the row after one, if another follows."""
    for paragraph in paragraphs[number_ + 1 : number_ + 2]:
        if paragraph.shape is Shape.ROW:
            yield tuple(plain(c) for span in paragraph.spans for c in cells(span.of(document)))


def _has_values(held: Sequence[str]) -> bool:
    return any(is_value(c) and any(map(str.isdigit, c)) for c in held[1:])


def _is_header(held: Sequence[str]) -> bool:
    """True for cells that are short titles, as a header's are."""
    return len(held) > 1 and all(len(c.split()) <= TITLED for c in held)


def _has_years(held: Sequence[str]) -> bool:
    """True for the cells of a header whose figures are years."""
    figures = [c for c in held[1:] if is_value(c)]
    return bool(figures) and not is_value(held[0]) and all(_YEAR.fullmatch(c) for c in figures)


def _flat(said: str) -> tuple[str, tuple[str, ...]] | None:
    """Return a line's label and the figures that it ends with; None for a line that is no row."""
    words = said.split()
    if not 2 <= len(words) <= LABELLED + 12 or not said[-1:].strip("abcdefgijlnopqrstuvwxyz;:?!"):
        return None
    values = list(takewhile(lambda w: _VALUE.fullmatch(w), reversed(words)))[::-1]
    label = " ".join(words[: len(words) - len(values)])
    if not values or not any(c.isdigit() for v in values for c in v) or len(label.split()) > LABELLED:
        return None
    if not _LETTER.search(label) or "...." in label or _NO_LABEL.search(label):
        return None
    if len(values) == 1 and (_YEAR.fullmatch(values[0]) or dates.day(said)):
        return None
    return label, tuple(values)


def _run_together(
    flat: Mapping[int, tuple[str, tuple[str, ...]]], running: Sequence[Flow], taken: Mapping[int, Row]
) -> dict[int, Row]:
    """Return the rows whose cells run together on a line, where enough of them follow one another."""
    out: dict[int, Row] = {}
    run: list[int] = []
    for one in [*sorted(flat), None]:
        if one is not None and run and one - run[-1] <= 2:
            run.append(one)
            continue
        if run:
            wide = any(len(flat[n][1]) > 1 for n in run)
            if len(run) >= (RUN_WIDE if wide else RUN):
                header = _above(run[0], running, taken)
                out.update({n: Row(n, n, flat[n][0], flat[n][1], header, apart=False) for n in run})
        run = [one] if one is not None else []
    return out


def _above(first: int, running: Sequence[Flow], taken: Mapping[int, Row]) -> str:
    """Return the short lines that stand above a row."""
    lines = []
    for n in range(first - 1, max(-1, first - 1 - ABOVE), -1):
        if n in taken or len(running[n].text.split()) > TITLED:
            break
        lines.append(running[n].text)
    return " ".join(reversed(lines))


def _stacked(paragraphs: Sequence[Paragraph], running: Sequence[Flow], taken: Mapping[int, Row]) -> dict[int, Row]:
    """Return the rows whose cells stand each on a line of its own, where two such of as many cells follow."""
    found: list[Row] = []
    number_ = 0
    while number_ < len(running) - 2:
        label = running[number_].text
        last = number_
        while last + 1 < len(running) and last + 1 not in taken and is_value(running[last + 1].text):
            last += 1
        named = number_ not in taken and _LETTER.search(label) and len(label.split()) <= LABELLED
        if named and last - number_ >= 2 and paragraphs[number_].shape in (Shape.PROSE, Shape.HEADING):
            values = tuple(running[n].text for n in range(number_ + 1, last + 1))
            found.append(Row(number_, last, label, values, "", apart=True))
        number_ = max(last, number_) + 1
    out: dict[int, Row] = {}
    for one in found:
        beside = [o for o in found if o is not one and len(o.cells) == len(one.cells)]
        if any(o.first == one.last + 1 or one.first == o.last + 1 for o in beside):
            out[one.first] = Row(
                one.first, one.last, one.label, one.cells, _above(_start(one, found), running, taken), apart=True
            )
    return out


def _start(one: Row, found: Sequence[Row]) -> int:
    """Return where the run of stacked rows begins that a row stands in."""
    first = one.first
    for other in reversed(found):
        if other.last + 1 == first:
            first = other.first
    return first
