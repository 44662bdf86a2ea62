"""PDF, through pypdf: one page of text for each page of the file, and what the file says of itself.

pdfium looks at the same pages: what is struck through there, what is a picture, and whether it reads the same words.
"""

from __future__ import annotations

import logging
import os
import re
import struct as binary
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from ingest.errors import ReadError, TooLongError, millions
from ingest.readers import legible, progress, struck
from ingest.readers.drawn import Drawn, Leaf
from ingest.record import Bookmark, Contents, Page, fold

# pypdf reports each oddity of a file, some as errors that it copes with; the reader's own errors say what matters.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

#: What pypdf lets escape from damaged files.
_ESCAPED = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    binary.error,
    zlib.error,
)
#: A PDF says so within this many first bytes, and ends within this many last ones.
HEAD, TAIL = 1024, 65536
_LENGTH = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d+)", re.DOTALL)
#: pypdf keeps what it has parsed; it is let go after so many pages.
HELD = 100
#: A picture that takes this much of a page is the page, where it has hardly any other text than a stamp.
FULL, HARDLY = 0.5, 60
#: Another order of a page's text is taken where it holds this share of its words.
SAME = 0.95
#: A title longer than this is cut; an outline is followed so far and so deep.
TITLE, ENTRIES, DEEP = 500, 10_000, 12
#: So many runs of pages, and names of files, are named in one trouble.
RANGES, NAMES = 12, 5
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
#: What a form that its own program must fill in shows in place of its pages.
_WAIT = re.compile(r"please\s+wait", re.IGNORECASE)

DAMAGED = "is damaged and could not be read; fetch or copy the file again"
MENDED = "is damaged; its text is what a second reading gives"
SECOND = "holds text that makes no sense as read first ({}); its text is what a second reading gives"
LOST = "holds text that cannot be read ({}); nothing of it is searched or quoted"
COLUMNS = "holds columns whose lines ran into each other as read first; its text is what a second reading gives"
GARBLED = "holds lines in a font whose letters cannot be read; they are left out"
STRAY = "holds control characters among its text; they are kept as they are"
PICTURE = "holds no text, being a picture (a scan?); nothing of it is searched or quoted"
STAMPED = "holds hardly any text, being a picture (a scan?); what it shows is not searched or quoted"
DRAWING = "holds no text, being a drawing; nothing of it is searched or quoted"
BLANK = "holds no text, being blank"
SCANNED = "is a scan; its text was recognised by machine and may be wrong"
STRUCK = "holds words struck through; they are left out of what is searched and quoted"
UNFOUND = (
    "holds words struck through that could not all be found in its text; deleted words may be quoted as if they stood"
)
TABLE = (
    "holds a wide table whose rows have differing numbers of figures; no figure may be given to a column by position"
)
SCRIPT = "is in another script than the rest of the paper ({}); it is kept as it is"
TYPED = "holds notes typed over the page; they are not read"
WAITING = "is a form that only its own program can show; what is filled in is not read: save it as an ordinary PDF"
FILLED = "is a form with {}; what is filled in is not read"
PORTFOLIO = "is a portfolio; the files in it are not read"
ATTACHED = "has files attached that are not read"
UNSEEN = "could not be opened by the second reader: no look was taken at what is struck through or drawn"


def read(path: Path, largest: int | None = None) -> Contents:
    """Return a PDF's pages, numbered from 1, its own title, subject and outline, and what could not be read in it.

    A page that cannot be read costs only itself. Raises ReadError for what is no PDF, is cut short, asks for a
    password, has no page that can be read, or has more than `largest` characters.
    """
    _whole(path)
    try:
        with path.open("rb") as stream, Drawn(path) as drawn:
            reader = PdfReader(stream)
            if reader.is_encrypted and not reader.decrypt(""):
                raise ReadError("is encrypted and asks for a password; save a copy without one")
            count = len(reader.pages)
            troubles = _Troubles(count)
            if not drawn.is_open:
                troubles.of_file(UNSEEN)
            pages = tuple(_pages(reader, count, drawn, troubles, largest))
            _about_file(reader, pages, troubles)
            if not any(page.text.strip() for page in pages) and troubles.pages.keys() - {BLANK}:
                raise ReadError(f"holds no text that can be read ({troubles}); a copy with text is needed")
            title, subject = _property(reader, "/Title"), _property(reader, "/Subject")
            return Contents(pages, title, subject, tuple(_bookmarks(reader)), troubles.told())
    except DependencyError as error:
        raise ReadError(f"is encrypted in a way this installation can't read: {error}") from error
    except _ESCAPED as error:
        raise ReadError(f"is no PDF that can be read ({fold_error(error)}); save or fetch it again") from error


def _whole(path: Path) -> None:
    """Raise ReadError for a file that is no PDF by its first bytes, or that ends before its end.

    pypdf mends what it can of a PDF cut short, and would give some of the pages as if they were all.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD)
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - TAIL))
        tail = stream.read()
    if b"%PDF-" not in head:
        raise ReadError("is no PDF, whatever its name says; save it as PDF, or give it the ending of what it is")
    told = _LENGTH.search(head)
    body, ended, after = tail.rpartition(b"%%EOF")
    if not (body and ended) or b" obj" in after or (told and size < int(told[1])):
        raise ReadError("is a PDF that was cut short; fetch or copy it again")


@dataclass(slots=True)
class _Troubles:
    """What went wrong, by what is said of it: the pages, counted from 1. One line each, however many pages."""

    count: int
    pages: dict[str, list[int]] = field(default_factory=dict)
    whole: list[str] = field(default_factory=list)

    def of_page(self, number: int, message: str) -> None:
        self.pages.setdefault(message, []).append(number)

    def is_told(self, number: int) -> bool:
        """True where something was said of a page, which is the last one looked at."""
        return any(numbers[-1] == number for numbers in self.pages.values())

    def of_file(self, message: str) -> None:
        if message not in self.whole:
            self.whole.append(message)

    def __str__(self) -> str:
        return "; ".join(f"{where}: {message}" if where else message for where, message in self.told())

    def told(self) -> tuple[tuple[str, str], ...]:
        """Return (where, message), those of the whole file first, then by page."""
        paged = sorted(self.pages.items(), key=lambda held: (held[1][0], held[0]))
        return (*(("", message) for message in self.whole), *((_where(n), _each(n, m)) for m, n in paged))


def _where(numbers: list[int]) -> str:
    """Return pages as people write them: "page 3", "pages 2–9, 12"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    said = [str(a) if a == b else f"{a}–{b}" for a, b in runs]
    more = f" and {len(said) - RANGES} more places" if len(said) > RANGES else ""
    return ("page " if len(numbers) == 1 else "pages ") + ", ".join(said[:RANGES]) + more


def _each(numbers: list[int], message: str) -> str:
    return message if len(numbers) == 1 else f"each {message} ({len(numbers)} pages)"


def _pages(reader: PdfReader, count: int, drawn: Drawn, troubles: _Troubles, largest: int | None) -> Iterator[Page]:
    """Yield the pages; no further than the limit, so that a huge paper takes no huge time to refuse."""
    taken = 0
    written: list[tuple[int, Counter[str]]] = []
    broken: list[BaseException] = []
    for number in range(1, count + 1):
        leaf = drawn.page(number - 1)
        try:
            text = whole_characters(reader.pages[number - 1].extract_text() or "")
        except _ESCAPED as error:
            broken.append(error)
            text = leaf.text if leaf and leaf.text.strip() and not legible.fault(leaf.text) else ""
            text = whole_characters(text)
            troubles.of_page(number, MENDED if text else DAMAGED)
        else:
            text = _fit(number, text, leaf, troubles)
        if len(broken) == count:
            raise broken[0]
        taken += len(text)
        if largest is not None and taken > largest:
            raise TooLongError(f"{millions(taken)} by page {number} of {count}", largest)
        written.append((number, legible.scripts(text)))
        progress.told(number, count)
        yield _looked_at(Page(number, text), leaf, troubles)
        if not number % HELD:
            reader.resolved_objects.clear()
    main = legible.main_script(counts for _, counts in written)
    for number, counts in written:
        letters = sum(counts.values())
        most = legible.main_script([counts])
        if letters >= legible.ENOUGH and most != main and counts[most] > letters / 2:
            troubles.of_page(number, SCRIPT.format(most))


def _fit(number: int, text: str, leaf: Leaf | None, troubles: _Troubles) -> str:
    """Return a page's text where it can be read; else what a second reading gives, or ""."""
    other = leaf.text if leaf else ""
    if not text.strip():
        if legible.letters(other) and not legible.fault(other):
            troubles.of_page(number, SECOND.format("no text"))
            return whole_characters(other)
        return text
    wrong = legible.fault(text)
    seen = legible.squeezed(other)
    if not wrong and leaf and leaf.columns and legible.agreement(text, legible.squeezed(leaf.columns)) > SAME:
        troubles.of_page(number, COLUMNS)
        return whole_characters(leaf.columns)
    if not wrong:
        agreed = legible.agreement(text, seen) if seen else 1.0
        if agreed == 1.0:
            return text
        clean, lines = legible.without_garble(text, seen)
        if lines:
            troubles.of_page(number, GARBLED)
        return clean
    if other.strip() and not legible.fault(other) and legible.letters(other):
        troubles.of_page(number, SECOND.format(wrong))
        return whole_characters(other)
    troubles.of_page(number, LOST.format(wrong))
    return ""


def _looked_at(page: Page, leaf: Leaf | None, troubles: _Troubles) -> Page:
    """Return a page with what is seen on it and not in its text."""
    number = page.number or 0
    if _CONTROL.search(page.text):
        troubles.of_page(number, STRAY)
    if legible.has_uneven_table(page.text):
        troubles.of_page(number, TABLE)
    if leaf is None:
        return page
    if leaf.notes:
        troubles.of_page(number, TYPED)
    if leaf.attached:
        troubles.of_file(ATTACHED)
    if not page.text.strip() and not leaf.text.strip() and not troubles.is_told(number):
        troubles.of_page(number, PICTURE if leaf.pictures else DRAWING if leaf.is_drawn else BLANK)
    elif leaf.covered >= FULL and leaf.unseen:
        troubles.of_page(number, SCANNED)
        page = replace(page, origin="OCR")
    elif leaf.covered >= FULL and page.text.strip() and legible.letters(page.text) < HARDLY:
        troubles.of_page(number, STAMPED)
    if leaf.words:
        spans, whole = struck.spans(page.text, leaf.words)
        if not whole:
            troubles.of_page(number, UNFOUND)
        if spans:
            troubles.of_page(number, STRUCK)
        return replace(page, struck=spans)
    return page


def _about_file(reader: PdfReader, pages: tuple[Page, ...], troubles: _Troubles) -> None:
    """Note what the file holds that is not in its pages."""
    root = _held(reader.trailer, "/Root")
    if _held(root, "/Collection") is not None:
        troubles.of_file(PORTFOLIO)
    elif names := _attached(reader):
        more = f" and {len(names) - NAMES} more" if len(names) > NAMES else ""
        troubles.of_file(f"{ATTACHED}: {', '.join(names[:NAMES])}{more}")
    form = _held(root, "/AcroForm")
    if _held(form, "/XFA") is not None and len(pages) <= 2 and any(_WAIT.search(p.text) for p in pages):
        troubles.of_file(WAITING)
    elif filled := _filled(form):
        troubles.of_file(FILLED.format("1 entry" if filled == 1 else f"{filled} entries"))


def _held(holder: Any, key: str) -> Any:
    """Return what a dictionary of the file holds under a key, itself and not where it stands; None for nothing."""
    holder = _resolved(holder)
    if not isinstance(holder, dict):
        return None
    try:
        return _resolved(holder.get(key))
    except _ESCAPED:
        return None


def _resolved(held: Any) -> Any:
    try:
        return held.get_object() if hasattr(held, "get_object") else held
    except _ESCAPED:
        return None


def _listed(holder: Any, key: str) -> list[Any]:
    held = _held(holder, key)
    return [_resolved(one) for one in held[:ENTRIES]] if isinstance(held, list) else []


def _attached(reader: PdfReader) -> list[str]:
    """Return the names of the files attached, in order."""
    names: list[str] = []
    waiting = [_held(_held(_held(reader.trailer, "/Root"), "/Names"), "/EmbeddedFiles")]
    for _ in range(ENTRIES):
        if not waiting:
            break
        node = waiting.pop(0)
        names.extend(_said(name) for name in _listed(node, "/Names")[::2] if isinstance(name, str))
        waiting.extend(_listed(node, "/Kids"))
    return [name for name in names if name]


def _filled(form: Any) -> int:
    """Return how many fields of a form hold words that somebody entered."""
    waiting, filled = _listed(form, "/Fields"), 0
    for _ in range(ENTRIES):
        if not waiting:
            break
        one = waiting.pop()
        value = _held(one, "/V")
        filled += isinstance(value, str) and not value.startswith("/") and bool(value.strip())
        waiting.extend(_listed(one, "/Kids"))
    return filled


def _property(reader: PdfReader, name: str) -> str:
    """Return one of the file's own properties; "" where it has none that can be read."""
    return _said(_held(_held(reader.trailer, "/Info"), name))


def _said(told: Any) -> str:
    """Return a text of the file as one line of characters that can be shown; "" for what is no text."""
    if not isinstance(told, str):
        return ""
    return fold("".join(c if c.isprintable() else " " for c in whole_characters(told)))[:TITLE]


def _bookmarks(reader: PdfReader) -> Iterator[Bookmark]:
    """Yield the outline's entries that lead to a page, in order; each is visited once, whatever it points at."""
    root = _held(reader.trailer, "/Root")
    places: dict[int, int] | None = None
    named: dict[str, Any] | None = None
    waiting = [(_raw(_held(root, "/Outlines"), "/First"), 1)]
    seen: set[int] = set()
    while waiting and len(seen) < ENTRIES:
        where, level = waiting.pop()
        node = _resolved(where)
        mark = getattr(where, "idnum", id(node))
        if not isinstance(node, dict) or mark in seen:
            continue
        seen.add(mark)
        waiting.append((_raw(node, "/Next"), level))
        if level < DEEP:
            waiting.append((_raw(node, "/First"), level + 1))
        title = _said(_held(node, "/Title"))
        if title:
            places = _places(reader) if places is None else places
            target = _target(node)
            if isinstance(target, str):
                named = _named(reader) if named is None else named
                target = named.get(target)
            page = _page(target, places)
            if page is not None:
                yield Bookmark(title, level, page)


def _raw(holder: Any, key: str) -> Any:
    """Return what a dictionary holds under a key as it stands there, a reference as a reference."""
    holder = _resolved(holder)
    return dict.get(holder, key) if isinstance(holder, dict) else None


def _places(reader: PdfReader) -> dict[int, int]:
    """Return the index of each page by the number of its object."""
    found: dict[int, int] = {}
    for index in range(len(reader.pages)):
        try:
            where = reader.pages[index].indirect_reference
        except _ESCAPED:
            continue
        if where is not None:
            found.setdefault(where.idnum, index)
    return found


def _target(node: dict[str, Any]) -> Any:
    """Return where an entry of the outline leads: a list that begins with a page, a name, or None."""
    target = _held(node, "/Dest")
    if target is None:
        action = _held(node, "/A")
        target = _held(action, "/D") if _held(action, "/S") == "/GoTo" else None
    if isinstance(target, dict):
        return _held(target, "/D")
    return target


def _named(reader: PdfReader) -> dict[str, Any]:
    """Return what the file's named places are: lists that begin with a page."""
    root = _held(reader.trailer, "/Root")
    old = _held(root, "/Dests")
    found: dict[str, Any] = {}
    if isinstance(old, dict):
        found.update((str(name), _place(_held(old, name))) for name in list(old)[:ENTRIES])
    waiting = [_held(_held(root, "/Names"), "/Dests")]
    for _ in range(ENTRIES):
        if not waiting:
            break
        node = waiting.pop()
        pairs = _listed(node, "/Names")
        found.update((str(a), _place(b)) for a, b in zip(pairs[::2], pairs[1::2], strict=False))
        waiting.extend(_listed(node, "/Kids"))
    return found


def _place(held: Any) -> Any:
    return _held(held, "/D") if isinstance(held, dict) else held


def _page(target: Any, places: dict[int, int]) -> int | None:
    """Return the index of the page that a place begins with."""
    if not isinstance(target, list) or not target:
        return None
    first = list.__getitem__(target, 0)
    if isinstance(first, int):
        return first if 0 <= first < len(places) else None
    return places.get(getattr(first, "idnum", -1))


def whole_characters(text: str) -> str:
    """Return text with halves of a character joined, or replaced where the other half is missing."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def fold_error(error: BaseException) -> str:
    """Return the beginning of an error's first line, or its type where it has no words."""
    return (str(error).splitlines() or [""])[0][:120] or type(error).__name__
