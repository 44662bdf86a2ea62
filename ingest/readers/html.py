"""Web pages (.html, .htm, .xhtml): headings, paragraphs, lists and tables; navigation and what is hidden left out.

Parsed by lxml, event by event: its tree, and Beautiful Soup's over it, silently lose all text below the 256th level.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from ingest.errors import ReadError, TooLongError, millions
from ingest.readers import counting, text
from ingest.readers.layout import BULLET, Block, Cell, Para, Run, Table, Writer, collapsed
from ingest.record import Contents

#: The most bytes of a page: far above any paper, and what memory can bear.
MOST = 100_000_000
#: Elements nested deeper than this are read as if they stood in the one above.
DEEP = 150
#: So many columns and rows a cell may cover.
WIDE, TALL = 200, 1000
#: Bytes at the beginning of a page in which it may name its encoding.
_HEAD = 4096
_CHARSET = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?\bcharset|\?xml\b[^>]{0,100}?\bencoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
#: What the web takes for Windows-1252, whatever it is called.
_LATIN = frozenset({"ascii", "iso8859-1", "latin-1", "latin1", "cp1252"})
_XHTML = re.compile(rb"^\s*(?:<\?xml|<!DOCTYPE[^>]{0,200}XHTML|<html[^>]{0,400}\bxmlns\s*=)", re.I)
#: In XHTML these may be closed at once; to HTML, all that follows would be theirs.
_CLOSED = re.compile(rb"<((?:script|style|title|textarea|iframe|noframes|xmp)\b[^<>]*)/>", re.I)
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|pound|#\d{1,7}|#x[0-9a-f]{1,6});", re.I)

_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form frameset header hgroup html legend li main menu noframes ol optgroup option p search section summary
    tbody td tfoot th thead tr ul""".split()
)
_VERBATIM = frozenset({"pre", "listing", "xmp", "plaintext"})
#: Elements whose content is no text of the page.
_SKIPPED = frozenset(
    """annotation annotation-xml applet audio button canvas embed head iframe input link meta noscript object rp rt
    script select style svg template textarea title video xml""".split()
)
_DELETED = frozenset({"del", "s", "strike"})
_ROWS = frozenset({"thead", "tbody", "tfoot", "colgroup", "form"})
_MARKED = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.I)
_WORD_MARK = re.compile(r"mso-list\s*:\s*ignore", re.I)
#: What Word draws as a bullet, in letters of a symbol font.
_WORD_BULLETS = frozenset("·o§Øüv•-–*¨à")
_LIST_TYPES = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A"} | {
    "lower-roman": "i",
    "upper-roman": "I",
    "decimal-leading-zero": "01",
    "none": "",
}
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.I)
#: Roles and names that web pages give to what is not the paper.
_FURNITURE_ROLES = frozenset(
    {"navigation", "search", "contentinfo", "banner", "menu", "menubar", "dialog", "alertdialog"}
)
_FURNITURE_NAMES = frozenset(
    """breadcrumb breadcrumbs crumbs footer masthead menu nav navbar navigation pagination share sidebar sitenav skip
    skiplink skiplinks social subnav toolbar topbar""".split()
)
_CONSENT_NAMES = frozenset(
    {"cookie", "cookies", "cookiebanner", "cookieconsent", "consent", "gdpr", "ccc", "cookiebar"}
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
#: A part with such a name is furniture where at least this share of it is links, or where it is as short as this.
LINKS, SHORT, CONSENT = 0.5, 120, 3000
#: Where the part marked as main holds at least this share of a page's text, it is the paper.
MAIN = 0.5


def read(path: Path, largest: int | None = None) -> Contents:
    """Return a web page's text as one page without a number.

    Raises ReadError for a page of too many bytes, or with more than `largest` characters.
    """
    size = path.stat().st_size
    if size > MOST:
        raise ReadError(f"is a web page of {millions(size)} bytes, and the limit is {millions(MOST)}; split it")
    data = path.read_bytes()
    if _XHTML.match(data[:_HEAD]):
        data = _CLOSED.sub(rb"<\1></\1>", data)
    page = decode(data)
    text.refuse_binary(page)
    tree = _parsed(page, largest)
    writer = Writer(largest)
    writer.write(_Sheet().blocks(tree.root))
    return writer.contents(_unescaped(tree.title), tree.subject)


def decode(data: bytes) -> str:
    """Return a page's bytes as text: by byte-order mark, by what it says, then UTF-8, then Windows-1252.

    What is good UTF-8 is that, whatever the page says: browsers save it so, and leave the old word in the page.
    """
    named = _CHARSET.search(data[:_HEAD])
    try:
        name = codecs.lookup(named[1].decode("ascii")).name if named else "utf-8"
    except LookupError:
        name = "utf-8"
    plain = (
        name == "utf-8"
        or name.startswith(("utf-16", "utf-32"))
        or not hasattr(codecs.lookup(name), "incrementaldecoder")
    )
    if plain or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return text.decode(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252" if name in _LATIN else name, errors="replace")
    except (LookupError, ValueError):  # a codec that is no encoding of text
        return text.decode(data)


# ---------------------------------------------------------------- from markup to a tree


@dataclass(slots=True)
class Node:
    """An element: its children are elements and text. chars, linked: how much text is in it, and in links in it."""

    tag: str
    told: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)
    chars: int = 0
    linked: int = 0

    def elements(self) -> Iterator[Node]:
        """Yield the element's children that are elements."""
        return (one for one in self.children if isinstance(one, Node))


class _Tree:
    """What lxml tells its events to; it becomes a tree of bounded depth, without what is no text."""

    def __init__(self, largest: int | None) -> None:
        self.root = Node("html")
        self.title = self.subject = ""
        self._path = [self.root]
        self._largest = largest
        self._size = self._skipping = self._deeper = 0
        self._in_title = False
        self._titled = False

    def start(self, tag: str, told: dict[str, str]) -> None:
        if tag == "title" and not self._titled and self._skipping <= 1:
            self._in_title = self._titled = True
        if tag == "meta" and told.get("name", "").lower() in ("subject", "dc.subject", "dcterms.subject"):
            self.subject = self.subject or told.get("content", "")
        if self._skipping or tag in _SKIPPED:
            self._skipping += 1
        elif len(self._path) >= DEEP:
            self._deeper += 1
            if tag in _BLOCKS or tag == "br":
                self._path[-1].children.append(Node("br"))
        else:
            inner = tag in ("header", "footer") and any(one.tag in ("main", "article") for one in self._path)
            node = Node("div" if inner else tag, dict(told))
            self._path[-1].children.append(node)
            self._path.append(node)

    def end(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if self._skipping:
            self._skipping -= 1
        elif self._deeper:
            self._deeper -= 1
        elif len(self._path) > 1:
            node = self._path.pop()
            above = self._path[-1]
            above.chars += node.chars
            above.linked += node.chars if node.tag == "a" else node.linked

    def data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        if self._skipping:
            return
        count = len(" ".join(data.split()))
        self._path[-1].children.append(data)
        self._path[-1].chars += count
        self._size += count
        if self._largest is not None and self._size > self._largest:
            raise TooLongError(f"more than {millions(self._largest)}", self._largest)

    def close(self) -> _Tree:
        while len(self._path) > 1:
            self.end("")
        return self


def _parsed(page: str, largest: int | None) -> _Tree:
    whole = page.replace("\0", "\ufffd").encode("utf-8", errors="replace")
    parser = etree.HTMLParser(target=_Tree(largest), encoding="utf-8", huge_tree=True, no_network=True)
    try:
        parser.feed(whole)
        tree = parser.close()
    except etree.LxmlError as error:
        raise ReadError("is no web page that can be read; save it again") from error
    assert isinstance(tree, _Tree)
    return tree


# ---------------------------------------------------------------- from the tree to blocks


@dataclass(slots=True)
class _Flow:
    """Blocks in the making: those that are made, and the runs and the mark of the one that is not yet."""

    made: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    level: int = 0
    mark: str = ""
    verbatim: bool = False

    def end(self) -> None:
        """End the paragraph that is being made, if there is one."""
        runs = tuple(self.runs) if self.verbatim else collapsed(self.runs)
        para = Para(runs, self.level, self.mark, self.verbatim)
        if not para.blank:
            self.made.append(para)
            self.mark = ""
        self.runs = []


class _Sheet:
    """A web page being set out."""

    def blocks(self, root: Node) -> list[Block]:
        """Return the blocks of a page: those of its main part where it has one that is the paper, else of all."""
        mains = list(_outermost(root, lambda n: n.tag == "main" or n.told.get("role", "").lower() == "main"))
        if not mains or sum(one.chars for one in mains) < MAIN * root.chars:
            return self._within(root)
        out = [block for one in mains for block in self._within(one)]
        if not any(True for one in mains for _ in _outermost(one, _is_first_heading)):
            head = next(_outermost(root, _is_first_heading), None)
            out = (self._within(Node("div", {}, [head])) if head else []) + out
        return out

    def _within(self, node: Node, *, struck: bool = False) -> list[Block]:
        flow = _Flow()
        self._walk(node, flow, struck)
        flow.end()
        return flow.made

    def _walk(self, parent: Node, flow: _Flow, struck: bool) -> None:
        for one in parent.children:
            if isinstance(one, str):
                flow.runs.append((one if flow.verbatim else " ".join(_parts(one)), struck))
            elif not (one.tag in _SKIPPED or _is_hidden(one) or _is_furniture(one)):
                self._element(one, flow, struck)

    def _element(self, node: Node, flow: _Flow, struck: bool) -> None:
        style = node.told.get("style", "")
        struck = struck or node.tag in _DELETED or bool(_MARKED.search(style))
        if node.tag == "br":
            flow.runs.append(("\n", False))
        elif node.tag == "hr":
            flow.end()
        elif node.tag == "table":
            flow.end()
            self._table(node, flow, struck)
        elif node.tag in ("ul", "ol", "menu", "dir"):
            flow.end()
            self._list(node, flow, struck)
        elif node.tag in _HEADINGS or node.tag in _VERBATIM:
            flow.end()
            before = flow.level, flow.verbatim
            flow.level = _HEADINGS.get(node.tag, flow.level)
            flow.verbatim = flow.verbatim or node.tag in _VERBATIM
            self._walk(node, flow, struck)
            flow.end()
            flow.level, flow.verbatim = before
        elif node.tag in _BLOCKS:
            flow.end()
            self._walk(node, flow, struck)
            flow.end()
        elif style and _WORD_MARK.search(style):
            self._word_mark(node, flow, struck)
        elif node.tag == "q":
            self._walk(Node("q", {}, ["“", *node.children, "”"]), flow, struck)
        else:
            self._walk(node, flow, struck)

    def _word_mark(self, node: Node, flow: _Flow, struck: bool) -> None:
        """Take in the number or bullet that Word wrote before an entry of a list."""
        held = _Flow()
        self._walk(node, held, struck)
        mark = "".join(said for said, _ in held.runs).strip()
        flow.runs.append((BULLET if mark in _WORD_BULLETS else f"{mark} ", struck))

    def _list(self, node: Node, flow: _Flow, struck: bool) -> None:
        entries = [one for one in node.elements() if one.tag == "li"]
        ordered = node.tag == "ol"
        back = ordered and "reversed" in node.told
        number = _number(node.told.get("start"), len(entries) if back else 1)
        for one in node.children:
            if isinstance(one, str) or one.tag != "li":
                self._walk(Node("div", {}, [one]), flow, struck)
                flow.end()
                continue
            if _is_hidden(one):
                continue
            number = _number(one.told.get("value"), number)
            mark = self._mark(node, one, number) if ordered else BULLET
            number += -1 if back else 1
            flow.made += _marked(self._within(one, struck=struck), mark)

    def _mark(self, node: Node, entry: Node, number: int) -> str:
        """Return the number that is shown before an entry of a list."""
        shape = "1"
        for one in (node, entry):
            shape = one.told.get("type", shape)
            if found := _LIST_STYLE.search(one.told.get("style", "")):
                shape = _LIST_TYPES.get(found[1].lower(), "1")
        label = counting.WEB.get(shape, str)(number)
        return f"{label}. " if label else ""

    def _table(self, node: Node, flow: _Flow, struck: bool) -> None:
        """Add a table; what stands in it outside of its cells goes before it."""
        rows: list[Node] = []
        strays: list[Node | str] = []
        _sort_out(node, rows, strays)
        flow.made += self._within(Node("div", {}, strays), struck=struck)
        layout = node.told.get("role", "").lower() in ("presentation", "none")
        flow.made.append(Table(tuple(self._rows(rows, struck)), layout))

    def _rows(self, rows: Sequence[Node], struck: bool) -> Iterator[tuple[Cell, ...]]:
        """Yield the rows of a table; a cell that covers others is in the first of its places, the others are empty."""
        covered: dict[int, int] = {}
        for row in rows:
            cells: list[Cell] = []
            for one in row.elements():
                while covered.get(len(cells), 0):
                    covered[len(cells)] -= 1
                    cells.append(())
                wide = min(max(1, _number(one.told.get("colspan"), 1)), max(1, WIDE - len(cells)))
                tall = min(max(1, _number(one.told.get("rowspan"), 1)), TALL)
                shown = () if _is_hidden(one) else tuple(self._within(one, struck=struck))
                for place in range(len(cells), len(cells) + wide):
                    if tall > 1 and place < WIDE:
                        covered[place] = tall - 1
                cells += [shown, *((),) * (wide - 1)]
            for place in [p for p, left in covered.items() if p >= len(cells) and left]:
                covered[place] -= 1
            yield tuple(cells)


def _parts(said: str) -> list[str]:
    """Return the words of a stretch of text, with an empty one at an end where white space stands."""
    words = said.split()
    if not words:
        return ["", ""]
    return [*([""] if said[0].isspace() else []), *words, *([""] if said[-1].isspace() else [])]


def _marked(blocks: list[Block], mark: str) -> list[Block]:
    """Return the blocks of a list's entry with its mark before the first of them."""
    if blocks and isinstance(blocks[0], Para) and not blocks[0].mark:
        return [replace(blocks[0], mark=mark), *blocks[1:]]
    return blocks


def _sort_out(node: Node, rows: list[Node], strays: list[Node | str]) -> None:
    """Part the children of a table into its rows and what has no place there."""
    foot: list[Node] = []
    loose = Node("tr")
    for one in node.children:
        if isinstance(one, Node) and one.tag in ("td", "th"):
            loose.children.append(one)
            continue
        if loose.children:
            rows.append(loose)
            loose = Node("tr")
        if isinstance(one, Node) and one.tag == "tr" and not _is_hidden(one):
            rows.append(Node("tr", one.told, [c for c in one.elements() if c.tag in ("td", "th")]))
            strays += [c for c in one.children if isinstance(c, str) or c.tag not in ("td", "th")]
        elif isinstance(one, Node) and one.tag in _ROWS:
            _sort_out(one, foot if one.tag == "tfoot" else rows, strays)
        elif isinstance(one, str) or not _is_hidden(one):
            strays.append(one)
    rows += [*([loose] if loose.children else []), *foot]


def _outermost(node: Node, fits: Callable[[Node], bool]) -> Iterator[Node]:
    """Yield the outermost elements that fit."""
    for one in node.elements():
        if fits(one):
            yield one
        else:
            yield from _outermost(one, fits)


def _is_first_heading(node: Node) -> bool:
    return node.tag == "h1" and node.chars > 0


def _is_hidden(node: Node) -> bool:
    told = node.told
    return "hidden" in told or ("style" in told and bool(_HIDDEN.search(told["style"])))


def _is_furniture(node: Node) -> bool:
    """True for navigation, a page's head and foot, and notices of cookies; False where it can't be told."""
    role = node.told.get("role", "").lower()
    if node.tag == "nav" or role in ("navigation", "search", "contentinfo"):
        return True
    if node.tag in ("header", "footer") or role in _FURNITURE_ROLES:
        return not _holds_heading(node) and (node.tag == "footer" or node.chars < CONSENT)
    names = {w.lower() for w in _WORDS.findall(f"{node.told.get('id', '')} {node.told.get('class', '')}")}
    if names & _CONSENT_NAMES:
        return node.chars < CONSENT
    if not names & _FURNITURE_NAMES or _holds_heading(node):
        return False
    return node.linked >= LINKS * node.chars or node.chars <= SHORT


def _holds_heading(node: Node) -> bool:
    return any(one.tag in ("h1", "main", "article") or _holds_heading(one) for one in node.elements())


def _number(said: str | None, otherwise: int) -> int:
    """Return a whole number of a size that a list may reach, or what stands for it."""
    told = (said or "").strip()
    digits = told.removeprefix("-")
    return int(told) if digits.isascii() and digits.isdigit() and len(digits) < 7 else otherwise


def _unescaped(title: str) -> str:
    """Return a title whose signs were escaped twice as it was meant."""
    return html.unescape(title) if _ESCAPED.search(title) else title
