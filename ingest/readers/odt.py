"""OpenDocument text (.odt, .ott, .fodt), as LibreOffice shows it: list numbers written out, tracked deletions left out.

Read from the XML itself, through lxml: odfdo and odfpy give an object for each element, many times slower, and neither
counts the entries of lists nor bounds a repeated row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from ingest.errors import ReadError
from ingest.readers import counting, zipped
from ingest.readers.layout import BULLET, Block, Cell, Para, Run, Table, Writer, left_out
from ingest.record import Contents

WHAT = "an OpenDocument text"
_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _DRAW = f"{{{_URN}text:1.0}}", f"{{{_URN}table:1.0}}", f"{{{_URN}drawing:1.0}}"
_STYLE, _OFFICE = f"{{{_URN}style:1.0}}", f"{{{_URN}office:1.0}}"
_MANIFEST = f"{{{_URN}manifest:1.0}}"
_LO = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
#: Inherited through no more styles than this: beyond it they go round in circles.
_CHAIN = 32
#: A row or a cell may say that it stands a million times: so often one with text is taken, and so wide a row may be.
ROWS, COLUMNS = 1000, 256
LEVELS = 10
#: So many spaces are kept where the file counts them.
_SPACES = 200
#: Elements that hold text which is not the paper's own, or none.
_SKIPPED = frozenset(
    {
        *(_TEXT + name for name in "tracked-changes note-citation ruby-text sequence-decls variable-decls".split()),
        *(_TEXT + name for name in "user-field-decls dde-connection-decls alphabetical-index-auto-mark-file".split()),
        *(
            _TEXT + name
            for name in "table-of-content-source alphabetical-index-source illustration-index-source".split()
        ),
        *(
            _TEXT + name
            for name in "table-index-source object-index-source user-index-source bibliography-source".split()
        ),
        *(_OFFICE + name for name in "forms annotation-end binary-data scripts event-listeners".split()),
        f"{{{_URN}svg-compatible:1.0}}title",
        f"{{{_URN}svg-compatible:1.0}}desc",
        f"{_TABLE}shapes",
        f"{_TABLE}desc",
        f"{_TABLE}title",
    }
)
_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_BLANKS = re.compile(r"[ \t\r\n]+")
_PLACE = re.compile(r"%(\d{1,2})%")


def read(path: Path, largest: int | None = None) -> Contents:
    """Return an OpenDocument text, in the order of its body, as one page without a number.

    Raises ReadError for what is none, is damaged or locked, or has more than `largest` characters.
    """
    try:
        if path.suffix.lower() == ".fodt":
            return _flat(path).contents(largest)
        with zipped.opened(path, WHAT) as archive:
            return _packed(archive).contents(largest)
    except RecursionError as error:
        raise ReadError("is nested deeper than any paper; save it again from a word processor") from error


def _flat(path: Path) -> _Odt:
    """Return a text that is one file of XML."""
    if path.stat().st_size > zipped.PART:
        raise ReadError(f"is larger than the limit of {zipped.PART:,} bytes; take its pictures out, or split it")
    root = zipped.parsed(path.read_bytes(), f"{WHAT} that")
    return _Odt(root, [root], root, [])


def _packed(archive: zipped.Archive) -> _Odt:
    """Return a text that is a ZIP file."""
    if "META-INF/manifest.xml" in archive and _is_locked(archive):
        raise ReadError("is encrypted and asks for a password; save a copy without one")
    content = archive.xml("content.xml")
    troubles: list[str] = []
    parts: dict[str, etree._Element | None] = {}
    for name in ("styles.xml", "meta.xml"):
        try:
            parts[name] = archive.xml(name) if name in archive else None
        except ReadError as error:
            parts[name] = None
            troubles += [f"its {name} cannot be read: {error}"] if name == "styles.xml" else []
    styles = [root for root in (parts["styles.xml"], content) if root is not None]
    return _Odt(content, styles, parts["meta.xml"], troubles)


def _is_locked(archive: zipped.Archive) -> bool:
    try:
        return any(True for _ in archive.xml("META-INF/manifest.xml").iter(f"{_MANIFEST}encryption-data"))
    except ReadError:  # the list of parts: the parts themselves are looked at next
        return False


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style of text or paragraphs says, its ancestors included. None where nothing is said."""

    name: str = ""
    level: int | None = None
    struck: bool | None = None
    hidden: bool | None = None


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: from where it counts, and how it shows its number; `shape` None for a bullet."""

    shape: str | None = None
    start: int = 1
    shown: int = 1
    prefix: str = ""
    suffix: str = ""
    pattern: str = ""


@dataclass(slots=True)
class _List:
    """A list in the counting."""

    levels: dict[int, _Level]
    counters: list[int | None] = field(default_factory=lambda: [None] * LEVELS)

    def next(self, depth: int, start: int | None) -> str:
        """Count an entry at a depth (from 0), and return the mark that is shown before it."""
        level = self.levels.get(depth, _Level(""))
        held = self.counters[depth]
        first = level.start if held is None else held + 1
        self.counters[depth] = first if start is None else start
        self.counters[depth + 1 :] = [None] * (LEVELS - depth - 1)
        if level.shape is None:
            return BULLET
        label = self._pattern(level) if level.pattern else self._label(depth, level)
        return f"{label.strip()} " if label.strip() else ""

    def _label(self, depth: int, level: _Level) -> str:
        first = max(0, depth + 1 - level.shown)
        numbers = [one for place in range(first, depth + 1) if (one := self._number(place))]
        return f"{level.prefix}{'.'.join(numbers)}{level.suffix}" if numbers else ""

    def _pattern(self, level: _Level) -> str:
        return _PLACE.sub(lambda found: self._number(int(found[1]) - 1), level.pattern)

    def _number(self, place: int) -> str:
        if not 0 <= place < LEVELS:
            return ""
        level = self.levels.get(place, _Level(""))
        count = self.counters[place]
        return counting.PLAIN.get(level.shape or "", str)(level.start if count is None else count)


@dataclass(slots=True)
class _Entry:
    """Where in lists a paragraph stands: the list, how deep, and the mark's due, which the first paragraph takes."""

    list: _List
    style: str
    depth: int
    due: bool = False
    start: int | None = None


class _Odt:
    """An OpenDocument text in the reading."""

    def __init__(
        self,
        root: etree._Element,
        styles: list[etree._Element],
        meta: etree._Element | None,
        troubles: list[str],
    ) -> None:
        self._root, self._meta = root, meta
        self._troubles = troubles
        self._hidden = self._comments = self._enclosed = self._cut = self._deletions = 0
        self._levels: dict[str, dict[int, _Level]] = {}
        self._styles = _read_styles(styles)
        for one in styles:
            for held in one.iter(f"{_TEXT}list-style", f"{_TEXT}outline-style"):
                outline = held.tag == f"{_TEXT}outline-style"
                self._levels["" if outline else held.get(f"{_STYLE}name", "")] = _read_levels(held)
        self._outline = _List({n: one for n, one in self._levels.pop("", {}).items() if one.shape})
        self._by_style: dict[str, _List] = {}
        self._by_id: dict[str, _List] = {}
        self._notes: list[Block] = []
        self._cited = {"footnote": 0, "endnote": 0}

    def contents(self, largest: int | None) -> Contents:
        """Return the document's text, its notes last, and what it says of itself."""
        body = self._root.find(f"{_OFFICE}body/{_OFFICE}text")
        if body is None:
            held = self._root.find(f"{_OFFICE}body")
            kind = "" if held is None or not len(held) else f" (it is a {etree.QName(held[0]).localname})"
            raise ReadError(
                f"is an OpenDocument file without a text in it{kind}; save it as .odt from a word processor"
            )
        writer = Writer(largest)
        writer.write(self._blocks(body, None))
        writer.write(self._notes)
        title = subject = ""
        if self._meta is not None:
            title = next((one.text or "" for one in self._meta.iter(f"{_DC}title")), "")
            subject = next((one.text or "" for one in self._meta.iter(f"{_DC}subject")), "")
        return writer.contents(title, subject, [*self._troubles, *self._left_out()])

    def _left_out(self) -> Iterator[str]:
        yield from left_out(self._deletions, self._hidden, self._comments, self._enclosed)
        if self._cut:
            yield f"a table goes on beyond {ROWS:,} equal rows or {COLUMNS} columns; what is beyond is left out"

    # ------------------------------------------------------------ blocks

    def _blocks(self, parent: Iterable[etree._Element], entry: _Entry | None) -> Iterator[Block]:
        """Yield the paragraphs and tables among elements and under them, in order."""
        for one in parent:
            if one.tag in _PARAGRAPHS:
                yield from self._paragraph(one, entry)
            elif one.tag in (f"{_TEXT}list", f"{_TEXT}numbered-paragraph"):
                yield from self._list(one, entry)
            elif one.tag == f"{_TABLE}table":
                yield Table(tuple(self._rows(one)))
            elif one.tag == f"{_TEXT}tracked-changes":
                self._deletions += sum(1 for x in one.iter(f"{_TEXT}deletion") if _has_text(x))
            elif one.tag == f"{_TEXT}section" and one.get(f"{_TEXT}display") in ("none", "condition"):
                if one.get(f"{_TEXT}display") == "none":
                    self._hidden += _has_text(one)
                else:
                    yield from self._blocks(one, entry)
            elif one.tag.startswith(_DRAW):
                yield from self._drawn(one)
            elif one.tag not in _SKIPPED:
                yield from self._blocks(one, entry)

    def _list(self, element: etree._Element, above: _Entry | None) -> Iterator[Block]:
        """Yield the entries of a list, or of one that goes on, or of a list within an entry."""
        style = element.get(f"{_TEXT}style-name") or (above.style if above else "")
        if above is not None:
            held, depth = above.list, min(above.depth + 1, LEVELS - 1)
            if style != above.style and style in self._levels:
                held = _List(self._levels[style], held.counters)
        else:
            held, depth = self._begun(element, style), 0
        if element.tag == f"{_TEXT}numbered-paragraph":
            depth = min(max(_number(element.get(f"{_TEXT}level"), 1) - 1, 0), LEVELS - 1)
            yield from self._blocks(element, _Entry(held, style, depth, due=True))
            return
        if above is None:
            self._by_style[style] = held
            if name := element.get(_ID):
                self._by_id[name] = held
        for one in element:
            if one.tag == f"{_TEXT}list-header":
                yield from self._blocks(one, _Entry(held, style, depth))
            elif one.tag == f"{_TEXT}list-item":
                start = one.get(f"{_TEXT}start-value")
                number = None if start is None else _number(start, 1)
                yield from self._blocks(one, _Entry(held, style, depth, due=True, start=number))

    def _begun(self, element: etree._Element, style: str) -> _List:
        """Return the list that an outermost list goes on with, or a new one."""
        goes_on = self._by_id.get(element.get(f"{_TEXT}continue-list", ""))
        if goes_on is None and element.get(f"{_TEXT}continue-numbering") == "true":
            goes_on = self._by_style.get(style)
        if goes_on is None and element.tag == f"{_TEXT}numbered-paragraph":
            goes_on = self._by_id.setdefault(element.get(f"{_TEXT}list-id", ""), _List(self._levels.get(style, {})))
        if goes_on is None:
            return _List(self._levels.get(style, {0: _Level()}))
        return _List(self._levels.get(style, goes_on.levels), goes_on.counters)

    def _paragraph(self, element: etree._Element, entry: _Entry | None) -> Iterator[Block]:
        runs, apart = list[Run](), list[Block]()
        style = self._styles.get(element.get(f"{_TEXT}style-name", ""), _Style())
        self._inline(element, runs, apart, style)
        level = self._level(element, style)
        mark = ""
        if entry is not None and entry.due:
            mark, entry.due = entry.list.next(entry.depth, entry.start), False
        elif entry is None and self._outline.levels and _is_counted(element) and level <= LEVELS:
            mark = self._outline.next(level - 1, None)
        yield Para(tuple(runs), level, mark)
        yield from apart

    def _level(self, element: etree._Element, style: _Style) -> int:
        """Return the level of a heading, 0 for a paragraph that is none."""
        if element.tag == f"{_TEXT}h":
            return max(1, _number(element.get(f"{_TEXT}outline-level"), style.level or 1))
        return 1 if style.name == "title" else style.level or 0

    def _rows(self, parent: etree._Element) -> Iterator[tuple[Cell, ...]]:
        """Yield the rows of a table, repeated ones as often as they stand there, empty ones once."""
        for one in parent:
            if one.tag == f"{_TABLE}table-row":
                row = tuple(self._cells(one))
                times = max(1, _number(one.get(f"{_TABLE}number-rows-repeated"), 1))
                if any(_holds(cell) for cell in row):
                    self._cut += times > ROWS
                    yield from (row,) * min(times, ROWS)
            elif one.tag.startswith(_TABLE) and one.tag not in _SKIPPED and one.tag != f"{_TABLE}table":
                yield from self._rows(one)

    def _cells(self, row: etree._Element) -> Iterator[Cell]:
        """Yield the cells of a row; those that a wide cell covers are empty."""
        wide = 0
        for one in row:
            if one.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            times = max(1, _number(one.get(f"{_TABLE}number-columns-repeated"), 1))
            covered = one.tag == f"{_TABLE}covered-table-cell"
            cell: Cell = () if covered else tuple(self._blocks(one, None))
            self._cut += bool(cell) and _holds(cell) and wide + times > COLUMNS
            times = min(times, max(0, COLUMNS - wide))
            wide += times
            yield from (cell,) * times

    # ------------------------------------------------------------ text

    def _inline(self, parent: etree._Element, runs: list[Run], apart: list[Block], style: _Style) -> None:
        """Add the runs under an element; what is set apart from the line, such as a text box, goes to `apart`."""
        self._say(parent.text, runs, style)
        for one in parent:
            tag = one.tag
            if tag == f"{_TEXT}s":
                runs.append((" " * min(_number(one.get(f"{_TEXT}c"), 1), _SPACES), bool(style.struck)))
            elif tag == f"{_TEXT}tab":
                runs.append(("\t", bool(style.struck)))
            elif tag == f"{_TEXT}line-break":
                runs.append(("\n", bool(style.struck)))
            elif tag == f"{_TEXT}note":
                self._note(one, runs)
            elif tag == f"{_OFFICE}annotation":
                self._comments += 1
            elif tag in _PARAGRAPHS or tag in (f"{_TEXT}list", f"{_TABLE}table"):
                apart += self._blocks([one], None)
            elif tag.startswith(_DRAW) and tag != f"{_DRAW}a":
                apart += self._drawn(one)
            elif tag in (f"{_TEXT}hidden-text", f"{_TEXT}hidden-paragraph"):
                self._hidden += _has_text(one) or bool(one.get(f"{_TEXT}string-value"))
            elif tag not in _SKIPPED:
                self._inline(one, runs, apart, self._within(one, style))
            self._say(one.tail, runs, style)

    def _within(self, element: etree._Element, style: _Style) -> _Style:
        """Return the style of what stands in an element of a paragraph."""
        own = self._styles.get(element.get(f"{_TEXT}style-name", "")) if element.tag == f"{_TEXT}span" else None
        return style if own is None else _inherited(own, style)

    def _say(self, text: str | None, runs: list[Run], style: _Style) -> None:
        if not text:
            return
        if style.hidden:
            self._hidden += bool(text.strip())
        else:
            runs.append((_BLANKS.sub(" ", text), bool(style.struck)))

    def _note(self, note: etree._Element, runs: list[Run]) -> None:
        kind = "endnote" if note.get(f"{_TEXT}note-class") == "endnote" else "footnote"
        self._cited[kind] += 1
        number = self._cited[kind]
        mark = f"[{number}]" if kind == "footnote" else f"[{counting.roman(number)}]"
        runs.append((mark, False))
        body = note.find(f"{_TEXT}note-body")
        first = f"{mark} "
        for block in () if body is None else self._blocks(body, None):
            if first and isinstance(block, Para) and not block.blank:
                block, first = replace(block, mark=first + block.mark), ""
            self._notes.append(block)

    def _drawn(self, element: etree._Element) -> Iterator[Block]:
        """Yield the blocks of text boxes, and note what else is drawn there."""
        if element.tag in (f"{_DRAW}object", f"{_DRAW}object-ole", f"{_DRAW}floating-frame"):
            self._enclosed += 1
            return
        for one in element:
            if one.tag in _PARAGRAPHS or one.tag in (f"{_TEXT}list", f"{_TABLE}table"):
                yield from self._blocks([one], None)
            elif one.tag not in _SKIPPED:
                yield from self._drawn(one)


# ---------------------------------------------------------------- what single elements say


def _number(text: str | None, otherwise: int) -> int:
    """Return a whole number of a size that a paper may have, or what stands for it."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        return otherwise
    return int(text)


def _read_styles(roots: list[etree._Element]) -> dict[str, _Style]:
    own: dict[str, _Style] = {}
    parents: dict[str, str] = {}
    for root in roots:
        for one in root.iter(f"{_STYLE}style"):
            if one.get(f"{_STYLE}family") in ("text", "paragraph"):
                name = one.get(f"{_STYLE}name", "")
                own[name], parents[name] = _style(one), one.get(f"{_STYLE}parent-style-name", "")
    out = {}
    for name, style in own.items():
        parent = parents[name]
        for _ in range(_CHAIN):
            if parent not in own:
                break
            style = _inherited(style, own[parent])
            parent = parents[parent]
        out[name] = style
    return out


def _style(element: etree._Element) -> _Style:
    name = (element.get(f"{_STYLE}display-name") or element.get(f"{_STYLE}name", "")).lower()
    level = element.get(f"{_STYLE}default-outline-level")
    struck = hidden = None
    for one in element.iterfind(f"{_STYLE}text-properties"):
        line = one.get(f"{_STYLE}text-line-through-style") or one.get(f"{_STYLE}text-line-through-type")
        struck = struck if line is None else line != "none"
        shown = one.get(f"{_TEXT}display")
        hidden = hidden if shown is None else shown == "none"
    return _Style(name, None if level is None else _number(level, 0), struck, hidden)


def _inherited(style: _Style, parent: _Style) -> _Style:
    """Return a style with what it leaves open taken from its parent; that of a title hands its name down."""
    return _Style(
        "title" if parent.name == "title" else style.name,
        parent.level if style.level is None else style.level,
        parent.struck if style.struck is None else style.struck,
        parent.hidden if style.hidden is None else style.hidden,
    )


def _read_levels(element: etree._Element) -> dict[int, _Level]:
    out = {}
    for one in element:
        depth = _number(one.get(f"{_TEXT}level"), 0) - 1
        if not 0 <= depth < LEVELS:
            continue
        if one.tag in (f"{_TEXT}list-level-style-number", f"{_TEXT}outline-level-style"):
            out[depth] = _Level(
                one.get(f"{_STYLE}num-format", ""),
                _number(one.get(f"{_TEXT}start-value"), 1),
                _number(one.get(f"{_TEXT}display-levels"), 1),
                one.get(f"{_STYLE}num-prefix", ""),
                one.get(f"{_STYLE}num-suffix", ""),
                one.get(f"{_LO}num-list-format", ""),
            )
        else:
            out[depth] = _Level()
    return out


def _is_counted(element: etree._Element) -> bool:
    """True for a heading that has a number where its level has numbers."""
    return bool(element.tag == f"{_TEXT}h") and element.get(f"{_TEXT}is-list-header") != "true"


def _has_text(element: etree._Element) -> bool:
    return any(text.strip() for text in element.itertext(f"{_TEXT}p", f"{_TEXT}h", f"{_TEXT}span", f"{_TEXT}a"))


def _holds(cell: Cell) -> bool:
    """True where a cell holds anything but white space."""
    return any(not block.blank if isinstance(block, Para) else bool(block.rows) for block in cell)
