"""Word (.docx, .docm, .dotx, .dotm), as Word shows it: list numbers written out, tracked deletions left out.

Read from the XML itself, through lxml: python-docx opens neither .docm nor strict files, refuses a file with one broken
part, and knows nothing of list numbers, tracked changes, notes, text boxes and content controls.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from ingest.errors import ReadError
from ingest.readers import counting, zipped
from ingest.readers.layout import BULLET, Block, Cell, Para, Run, Table, Writer, left_out
from ingest.record import Contents

WHAT = "a Word document"
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#: "Strict" files call the same elements by another name.
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_W = f"{{{_MAIN}}}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DC = "{http://purl.org/dc/elements/1.1/}"
#: Inherited through no more styles than this: beyond it they go round in circles.
_CHAIN = 32
LEVELS = 9
#: An empty cell is kept for each column that a wide one covers, up to Word's own limit of columns.
_COLUMNS = 63
#: Elements that hold text which is not the paper's own, or none.
_SKIPPED = frozenset(
    _W + name
    for name in "pPr rPr sdtPr sdtEndPr tblPr tblGrid trPr tcPr sectPr instrText delInstrText delText rt".split()
)
_DELETED = frozenset({f"{_W}del", f"{_W}moveFrom"})
_BLOCKS = frozenset({f"{_W}p", f"{_W}tbl"})
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_SIGNS = {_W + name: sign for name, sign in _BREAKS.items()}
#: What stands under a code of a symbol font. What is not here cannot be told, and is shown as U+FFFD.
SYMBOLS: dict[str, dict[int, str]] = {
    "wingdings": dict(
        zip(
            bytes.fromhex("4A4C6C6E6F71727374757677 9FA7A8D8DFE0E8E1E2F0 FBFCFDFE22282A"),
            "☺☹●■□❑❒⬧⧫◆❖⬥•▪☐➢←→➔↑↓⇨✗✓☒☑✂☎✉",
            strict=True,
        )
    ),
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0xA3: "☐"},
    "wingdings 3": {0x7D: "▶", 0x7C: "◀", 0x70: "▲", 0x71: "▼", 0x5A: "↓"},
    "symbol": dict(
        zip(
            (
                0xA3,
                0xA5,
                0xAE,
                0xAC,
                0xAD,
                0xAF,
                0xB0,
                0xB1,
                0xB3,
                0xB4,
                0xB7,
                0xB8,
                0xB9,
                0xBA,
                0xBB,
                0xBC,
                0xD0,
                0xD6,
            ),
            "≤∞→←↑↓°±≥×•÷≠≡≈…∠√",
            strict=True,
        )
    )
    | dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))
    | dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True))
    | {code: chr(code) for code in range(0x20, 0x41) if code not in (0x22, 0x24, 0x27, 0x2A, 0x2D, 0x40)}
    | {0x2D: "−", 0x2A: "∗"},
}


def read(path: Path, largest: int | None = None) -> Contents:
    """Return a Word document's text, in the order of its body, as one page without a number.

    Raises ReadError for what is none, is damaged or locked, or has more than `largest` characters.
    """
    with zipped.opened(path, WHAT) as archive:
        try:
            return _Word(archive).contents(largest)
        except RecursionError as error:
            raise ReadError("is nested deeper than any paper; save it again from a word processor") from error


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style says, its ancestors included. None where nothing is said."""

    name: str = ""
    outline: int | None = None
    number: str | None = None
    depth: int | None = None
    struck: bool | None = None
    hidden: bool | None = None


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: from where it counts, how it shows its number, and after which level it begins again."""

    start: int = 1
    shape: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(slots=True)
class _List:
    """A list as paragraphs name it: the counters that it shares, its levels, and where it begins anew."""

    counters: list[int | None]
    levels: dict[int, _Level]
    starts: dict[int, int]
    begun: bool = False

    def next(self, depth: int) -> str | None:
        """Count a paragraph at a depth, and return the mark that Word shows; None where the list has no such level."""
        level = self.levels.get(depth)
        if level is None:
            return None
        if not self.begun:
            self.begun = True
            for one in self.starts:
                self.counters[one] = None
        for upper in range(depth):
            if self.counters[upper] is None:
                self.counters[upper] = self._start(upper)
        held = self.counters[depth]
        self.counters[depth] = self._start(depth) if held is None else held + 1
        for deeper in range(depth + 1, LEVELS):
            restart = self.levels.get(deeper, _Level()).restart
            if restart is None or depth < restart:
                self.counters[deeper] = None
        return self._shown(depth, level)

    def _start(self, depth: int) -> int:
        return self.starts.get(depth, self.levels.get(depth, _Level()).start)

    def _shown(self, depth: int, level: _Level) -> str:
        if level.shape == "bullet":
            return BULLET
        out = level.text
        for place in range(depth + 1):
            if f"%{place + 1}" in out:
                count = self.counters[place]
                shape = "decimal" if level.legal else self.levels.get(place, _Level()).shape
                out = out.replace(f"%{place + 1}", counting.WORD.get(shape, str)(1 if count is None else count))
        return f"{out.strip()} " if out.strip() else ""


class _Word:
    """A Word document in the reading."""

    def __init__(self, archive: zipped.Archive) -> None:
        self._archive = archive
        self._troubles: list[str] = []
        self._main = self._find_main()
        self._related = self._relations(self._main)
        self._deletions = self._comments = self._hidden = self._enclosed = 0
        self._lists: dict[str, _List] = {}
        self._by_style: dict[tuple[str, str], int] = {}
        self._styles: dict[str, _Style] = {}
        self._default = _Style()
        self._read_styles(self._part("styles"))
        self._read_lists(self._part("numbering"))
        self._cited: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self._carried: list[Run] = []

    def contents(self, largest: int | None) -> Contents:
        """Return the document's text, its notes last, and what it says of itself."""
        root = self._xml(self._main)
        body = root.find(f"{_W}body")
        if body is None:
            raise ReadError(f"is {WHAT} without a body; save it again from a word processor")
        writer = Writer(largest)
        writer.write(self._blocks(body))
        writer.write(self._left_over())
        for kind in ("footnote", "endnote"):
            writer.write(self._notes(kind))
        title, subject = self._properties()
        return writer.contents(title, subject, [*self._troubles, *self._left_out()])

    # ------------------------------------------------------------ parts

    def _find_main(self) -> str:
        for kind, target in self._relations(""):
            if kind == "officeDocument" and target in self._archive:
                return target
        if "word/document.xml" in self._archive:
            return "word/document.xml"
        raise ReadError("is a ZIP file without a Word document in it; give it the ending of what it is")

    def _relations(self, part: str) -> list[tuple[str, str]]:
        """Return the kinds and places of the parts that a part leans on."""
        folder, name = posixpath.split(part)
        place = posixpath.join(folder, "_rels", f"{name}.rels")
        if place not in self._archive:
            return []
        try:
            held = self._archive.xml(place)
        except ReadError as error:  # the parts have usual names too
            self._troubles.append(f"its list of parts cannot be read: {error}")
            return []
        out = []
        for one in held:
            if isinstance(one.tag, str) and one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))
                out.append((one.get("Type", "").rpartition("/")[2], target.lstrip("/")))
        return out

    def _part(self, kind: str) -> etree._Element | None:
        """Return the root of a part that the document can do without; one that cannot be read is a trouble."""
        usual = posixpath.join(posixpath.dirname(self._main), f"{kind}.xml")
        for name in (*(target for held, target in self._related if held == kind), usual):
            if name in self._archive:
                try:
                    return self._xml(name)
                except ReadError as error:
                    self._troubles.append(f"its {kind} cannot be read: {error}")
                    return None
        return None

    def _xml(self, name: str) -> etree._Element:
        data = self._archive.read(name).replace(_STRICT, _MAIN.encode())
        return zipped.parsed(data, f"{WHAT} whose part {name}")

    def _properties(self) -> tuple[str, str]:
        if "docProps/core.xml" not in self._archive:
            return "", ""
        try:
            root = self._archive.xml("docProps/core.xml")
        except ReadError:  # of no weight: the text is whole
            return "", ""
        return root.findtext(f"{_DC}title") or "", root.findtext(f"{_DC}subject") or ""

    def _left_out(self) -> Iterator[str]:
        return left_out(self._deletions, self._hidden, self._comments, self._enclosed)

    # ------------------------------------------------------------ styles and lists

    def _read_styles(self, root: etree._Element | None) -> None:
        if root is None:
            return
        found = {one.get(f"{_W}styleId", ""): one for one in root.iterfind(f"{_W}style")}
        own = {name: _style(one) for name, one in found.items()}
        parents = {name: _value(one.find(f"{_W}basedOn")) for name, one in found.items()}
        for name, style in own.items():
            parent = parents[name]
            for _ in range(_CHAIN):
                if parent not in own:
                    break
                style = _inherited(style, own[parent])
                parent = parents[parent]
            self._styles[name] = style
            if found[name].get(f"{_W}type") == "paragraph" and found[name].get(f"{_W}default") in ("1", "true", "on"):
                self._default = style

    def _read_lists(self, root: etree._Element | None) -> None:
        if root is None:
            return
        shapes: dict[str, dict[int, _Level]] = {}
        links: dict[str, str] = {}
        for one in root.iterfind(f"{_W}abstractNum"):
            name = one.get(f"{_W}abstractNumId", "")
            shapes[name] = _levels(one)
            links[name] = _value(one.find(f"{_W}numStyleLink"))
        nums = {one.get(f"{_W}numId", ""): one for one in root.iterfind(f"{_W}num")}
        abstract = {name: _value(one.find(f"{_W}abstractNumId")) for name, one in nums.items()}
        counters: dict[str, list[int | None]] = {}
        for name, one in nums.items():
            shape = abstract[name]
            if link := links.get(shape):  # the list is a style's, and the style names the list that has the levels
                shape = abstract.get(self._styles.get(link, _Style()).number or "", shape)
            levels, starts = dict(shapes.get(shape, {})), {}
            for override in one.iterfind(f"{_W}lvlOverride"):
                depth = _number(override.get(f"{_W}ilvl"))
                if depth is None or not 0 <= depth < LEVELS:
                    continue
                levels |= _levels(override)
                start = _number(_value(override.find(f"{_W}startOverride")))
                if start is not None:
                    starts[depth] = start
            self._lists[name] = _List(counters.setdefault(shape, [None] * LEVELS), levels, starts)
            for depth, level in levels.items():
                if level.style:
                    self._by_style[name, level.style] = depth

    def _mark(self, properties: etree._Element | None, style: _Style, style_name: str) -> str | None:
        """Return the mark that Word shows before a paragraph, None where it is in no list."""
        own = None if properties is None else properties.find(f"{_W}numPr")
        name, depth = style.number, style.depth
        if name is not None and depth is None:
            depth = self._by_style.get((name, style_name))
        if own is not None:
            if (held := own.find(f"{_W}numId")) is not None:
                name = _value(held)
            if (deep := own.find(f"{_W}ilvl")) is not None:
                depth = _number(_value(deep))
        found = self._lists.get(name or "")
        return found.next(depth or 0) if found and 0 <= (depth or 0) < LEVELS else None

    # ------------------------------------------------------------ blocks

    def _blocks(self, parent: etree._Element) -> Iterator[Block]:
        """Yield the paragraphs and tables under an element, in order."""
        for one in parent:
            if one.tag == f"{_W}p":
                yield from self._paragraph(one)
            elif one.tag == f"{_W}tbl":
                yield self._table(one)
            elif one.tag == f"{_W}altChunk":
                self._enclosed += 1
            elif one.tag in _DELETED:
                self._deletions += any(True for _ in one.iter(f"{_W}delText", f"{_W}t"))
            elif one.tag == f"{_MC}AlternateContent":
                yield from self._blocks(_chosen(one))
            elif one.tag not in _SKIPPED and not _is_prompt(one):
                yield from self._blocks(one)

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        properties = element.find(f"{_W}pPr")
        style_name = "" if properties is None else _value(properties.find(f"{_W}pStyle"))
        style = self._styles.get(style_name, self._default)
        runs, boxes = self._carried, list[Block]()
        self._carried = []
        self._inline(element, runs, boxes, style)
        if properties is not None and _is_joined(properties):  # the end of the paragraph is deleted, not its text
            self._carried = runs
        else:
            mark = self._mark(properties, style, style_name)
            yield Para(tuple(runs), _heading(properties, style), mark or "")
        yield from boxes

    def _left_over(self) -> Iterator[Block]:
        yield Para(tuple(self._carried))
        self._carried = []

    def _table(self, element: etree._Element) -> Table:
        return Table(tuple(tuple(self._row(row)) for row in _held(element, f"{_W}tr") if not self._is_deleted(row)))

    def _is_deleted(self, row: etree._Element) -> bool:
        deleted = row.find(f"{_W}trPr/{_W}del") is not None
        self._deletions += deleted
        return deleted

    def _row(self, row: etree._Element) -> Iterator[Cell]:
        before = _number(_value(row.find(f"{_W}trPr/{_W}gridBefore"))) or 0
        yield from ((),) * min(before, _COLUMNS)
        for cell in _held(row, f"{_W}tc"):
            told = cell.find(f"{_W}tcPr")
            wide, covered = 1, False
            if told is not None:
                wide = _number(_value(told.find(f"{_W}gridSpan"))) or 1
                merges = [told.find(f"{_W}{name}") for name in ("vMerge", "hMerge")]
                covered = any(one is not None and _value(one) != "restart" for one in merges)
                if told.find(f"{_W}cellDel") is not None:
                    self._deletions += 1
                    covered = True
            yield () if covered else (*self._blocks(cell), *self._left_over())
            yield from ((),) * (min(wide, _COLUMNS) - 1)

    # ------------------------------------------------------------ text

    def _inline(self, parent: etree._Element, runs: list[Run], boxes: list[Block], style: _Style) -> None:
        """Add the runs under an element; what is set apart from the line, such as a text box, goes to `boxes`."""
        for one in parent:
            tag = one.tag
            if tag == f"{_W}r":
                self._run(one, runs, boxes, style)
            elif tag in _DELETED:
                self._deletions += any(True for _ in one.iter(f"{_W}delText", f"{_W}t"))
            elif tag == f"{_M}t":
                runs.append((one.text or "", False))
            elif tag == f"{_W}p" or tag == f"{_W}tbl":
                boxes += self._paragraph(one) if tag == f"{_W}p" else [self._table(one)]
            elif tag == f"{_MC}AlternateContent":
                self._inline(_chosen(one), runs, boxes, style)
            elif tag not in _SKIPPED and not _is_prompt(one):
                self._inline(one, runs, boxes, style)

    def _run(self, run: etree._Element, runs: list[Run], boxes: list[Block], style: _Style) -> None:
        told = run.find(f"{_W}rPr")
        named = None if told is None else self._styles.get(_value(told.find(f"{_W}rStyle")))
        said = _Style() if told is None else _said(told)
        if named:
            said = _inherited(said, named)
        said = _inherited(said, style)
        for one in run:
            text = self._sign(one)
            if text is None:
                self._within_run(one, runs, boxes, style)
            elif said.hidden:
                self._hidden += bool(text.strip())
            elif text:
                runs.append((text, bool(said.struck)))

    def _within_run(self, one: etree._Element, runs: list[Run], boxes: list[Block], style: _Style) -> None:
        """Take in what stands in a run beside text: a text box, an enclosed object, ruby, a comment's mark."""
        if one.tag == f"{_W}commentReference":
            self._comments += 1
        elif one.tag == f"{_MC}AlternateContent":
            for held in _chosen(one):
                self._within_run(held, runs, boxes, style)
        elif one.tag not in _SKIPPED:
            self._enclosed += one.tag == f"{_W}object" or any(_is_chart(x) for x in one.iter())
            if one.tag == f"{_W}ruby":
                self._inline(one, runs, boxes, style)
                return
            for box in _outermost(one, f"{_W}txbxContent"):
                boxes += self._apart(box)

    def _apart(self, box: etree._Element) -> list[Block]:
        """Return the blocks of a text box, which a paragraph outside of it doesn't run into."""
        carried, self._carried = self._carried, []
        out = [*self._blocks(box), *self._left_over()]
        self._carried = carried
        return out

    def _sign(self, one: etree._Element) -> str | None:
        """Return what a child of a run stands for in the text, None where it is no text."""
        if one.tag == f"{_W}t":
            return (one.text or "").replace("\n", " ")
        if one.tag in _SIGNS:
            return _SIGNS[one.tag]
        if one.tag == f"{_W}sym":
            return _symbol(one)
        for kind in self._cited:
            if one.tag == f"{_W}{kind}Reference":
                if one.get(f"{_W}customMarkFollows") in ("1", "true", "on"):
                    self._cited[kind].append(one.get(f"{_W}id", "") + " ")
                    return ""
                self._cited[kind].append(one.get(f"{_W}id", ""))
                return _note_mark(kind, len(self._cited[kind]))
        return None

    def _notes(self, kind: str) -> Iterator[Block]:
        """Yield the notes that the text cites, in the order in which it does."""
        cited = self._cited[kind]
        root = self._part(f"{kind}s") if cited else None
        if root is None:
            return
        held = {one.get(f"{_W}id", ""): one for one in root.iterfind(f"{_W}{kind}")}
        for number, name in enumerate(cited, 1):
            if (note := held.pop(name.strip(), None)) is None:
                continue
            mark = "" if name.endswith(" ") else f"{_note_mark(kind, number)} "
            for block in (*self._blocks(note), *self._left_over()):
                if mark and isinstance(block, Para) and not block.blank:
                    block, mark = replace(block, mark=mark + block.mark), ""
                yield block


# ---------------------------------------------------------------- what single elements say


def _value(element: etree._Element | None) -> str:
    return "" if element is None else element.get(f"{_W}val", "")


def _number(text: str | None) -> int | None:
    """Return a whole number of a size that a paper may have, else None."""
    if text is None or not text.lstrip("-").isascii() or not text.lstrip("-").isdigit() or len(text) > 9:
        return None
    return int(text) if text.count("-") == text.startswith("-") else None


def _switch(parent: etree._Element, *names: str) -> bool | None:
    """Return whether one of several switches is on; None where none is named."""
    told = [one for name in names if (one := parent.find(_W + name)) is not None]
    return any(one.get(f"{_W}val", "true") in ("1", "true", "on") for one in told) if told else None


def _said(properties: etree._Element) -> _Style:
    """Return what a run's properties say of its own text."""
    return _Style(struck=_switch(properties, "strike", "dstrike"), hidden=_switch(properties, "vanish"))


def _style(element: etree._Element) -> _Style:
    """Return what a style says itself."""
    out = _Style(name=_value(element.find(f"{_W}name")).lower())
    if (run := element.find(f"{_W}rPr")) is not None:
        out = replace(_said(run), name=out.name)
    number = element.find(f"{_W}pPr/{_W}numPr")
    outline = _number(_value(element.find(f"{_W}pPr/{_W}outlineLvl")))
    if number is None:
        return replace(out, outline=outline)
    held, depth = number.find(f"{_W}numId"), _number(_value(number.find(f"{_W}ilvl")))
    return replace(out, outline=outline, number=None if held is None else _value(held), depth=depth)


def _inherited(style: _Style, parent: _Style) -> _Style:
    """Return a style with what it leaves open taken from its parent; of the name, that of a heading is inherited."""
    return _Style(
        style.name if _named_level(style.name) or not _named_level(parent.name) else parent.name,
        parent.outline if style.outline is None else style.outline,
        parent.number if style.number is None else style.number,
        parent.depth if style.depth is None else style.depth,
        parent.struck if style.struck is None else style.struck,
        parent.hidden if style.hidden is None else style.hidden,
    )


def _named_level(name: str) -> int:
    """Return the level of the headings that a built-in style is for, 0 for any other style."""
    if name == "title":
        return 1
    digit = name.removeprefix("heading ")
    return int(digit) if name.startswith("heading ") and len(digit) == 1 and digit in "123456789" else 0


def _heading(properties: etree._Element | None, style: _Style) -> int:
    """Return the level of a heading, 0 for a paragraph that is none."""
    own = None if properties is None else _number(_value(properties.find(f"{_W}outlineLvl")))
    outline = style.outline if own is None else own
    if outline is not None:
        return outline + 1 if 0 <= outline < LEVELS else 0
    return _named_level(style.name)


def _levels(element: etree._Element) -> dict[int, _Level]:
    out = {}
    for one in element.iterfind(f"{_W}lvl"):
        depth = _number(one.get(f"{_W}ilvl"))
        if depth is None or not 0 <= depth < LEVELS:
            continue
        start = _number(_value(one.find(f"{_W}start")))
        shape = next(one.iter(f"{_W}numFmt"), None)
        legal = one.find(f"{_W}isLgl")
        out[depth] = _Level(
            1 if start is None else start,
            _value(shape) or "decimal",
            _value(one.find(f"{_W}lvlText")),
            _number(_value(one.find(f"{_W}lvlRestart"))),
            legal is not None and legal.get(f"{_W}val", "true") in ("1", "true", "on"),
            _value(one.find(f"{_W}pStyle")),
        )
    return out


def _chosen(alternate: etree._Element) -> etree._Element:
    """Return the one of several renderings of the same thing that is to be read: the first that holds text."""
    for one in alternate:
        if any(True for _ in one.iter(f"{_W}t", f"{_M}t")):
            return one
    return alternate[0] if len(alternate) else alternate


def _is_prompt(element: etree._Element) -> bool:
    """True for a content control that nobody has filled in, and that shows its prompt."""
    return element.tag == f"{_W}sdt" and element.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None


def _is_joined(properties: etree._Element) -> bool:
    """True where the end of a paragraph is deleted, so that it runs into the next."""
    return any(properties.find(f"{_W}rPr/{tag}") is not None for tag in _DELETED)


def _is_chart(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and element.tag.endswith(("/chart}chart", "/diagram}relIds"))


def _held(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, those within content controls too, not those of inner tables."""
    for one in parent:
        if one.tag == tag:
            yield one
        elif one.tag not in _BLOCKS and one.tag not in _SKIPPED and one.tag not in _DELETED:
            yield from _held(one, tag)


def _outermost(parent: etree._Element, tag: str) -> Iterable[etree._Element]:
    """Yield the outermost elements of a name under another, of alternatives only the chosen one's."""
    if parent.tag == tag:
        yield parent
        return
    for one in _chosen(parent) if parent.tag == f"{_MC}AlternateContent" else parent:
        yield from _outermost(one, tag)


def _symbol(element: etree._Element) -> str:
    try:
        code = int(element.get(f"{_W}char", ""), 16)
    except ValueError:
        return "\ufffd"
    font = element.get(f"{_W}font", "").lower()
    if code >= 0xF000 or font in SYMBOLS:
        return SYMBOLS.get(font, {}).get(code & 0xFF, "\ufffd")
    return chr(code) if 0x20 <= code < 0xD800 else "\ufffd"


def _note_mark(kind: str, number: int) -> str:
    return f"[{number}]" if kind == "footnote" else f"[{counting.roman(number)}]"
