"""Where the papers of a bound file begin: told by its outline, by the stamps on its pages, and by how papers begin.

A system that binds a meeting's papers gives each item an entry in the outline (`7 Title`), each paper under an item one
below it, stamps `Agenda Item 7` on an item's first page and `Page 37` on every page, and fills up with a blank page so
that each paper begins on a right-hand page. None of it is always there; what is there is used.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.formats import minutes
from ingest.formats.common import Sheet
from ingest.grammar import dates, numbering
from ingest.grammar.furniture import BLANK_PAGE, Line
from ingest.record import Bookmark

#: So many lines at each edge of a page may be stamps.
EDGE = 3
#: How many of a page's first lines are looked at for the beginning of a paper.
TOP = 15
#: A report begins with so many of its fields.
FIELDS = 2

#: The share of a pack's pages that are stamped with their number; a front sheet is not.
PAGED = 0.5

_PAGE = re.compile(r"^page\s+\d{1,4}$", re.IGNORECASE)
_OWN = re.compile(
    r"^(?:[-–]\s*)?(?P<n>\d{1,3})(?:\s*[-–])?$|^(?:page\s+)?(?P<of>\d{1,3})\s+of\s+\d{1,3}$", re.IGNORECASE
)
_ITEM = re.compile(
    r"^(?:agenda\s+item\s+|item\s+)?(?P<n>\d{1,3}[a-z]?)(?:\s+[-–—:]?\s*|\s*[-–—:]\s*)(?P<title>\S.*)$", re.I
)
_SECTION = re.compile(r"^(?:\d{1,2}\.(?:\d{1,2}){0,1}(?:\.\d{1,2}){0,2}\.?\s*\D|[ivx]{1,4}[.)]\s)", re.IGNORECASE)
_FRONT = re.compile(r"^(?:agenda(?:\s+front\s*sheet)?|front\s*sheet|order\s+of\s+business|summons)$", re.IGNORECASE)
#: What a report's own outline holds, which names no paper.
_WITHIN = re.compile(
    r"^(?:\W*\w{1,2}[.)]\s+)?(?:introduction|background(?:\s+(?:documents?|papers?|information))?|summary|executive\s+summary|"
    r"purpose|recommendations?(?:\(s\))?|contents|conclusions?|glossary|references|foreword|(?:relevant|report)\s+\w+|"
    r"(?:financial|legal|equalit\w+|resource|risk|policy|environmental|data\s+protection|other)\s+\w*\s*implications?|"
    r"governance|options|next\s+steps|contact\s+details|appendices)\W*$",
    re.IGNORECASE,
)
APPENDIX = re.compile(r"\b(?:appendix|annexe?|enclosure)\b(?:\s+[A-Z0-9]{1,3}\b)?", re.IGNORECASE)
#: What is never the report itself: the decision drafted for its end, and the forms filled in beside it.
ATTACHED = re.compile(
    r"\bproposed\s+record\s+of\s+decision\b|^(?:equalit(?:y|ies)\s+impact\s+(?:needs\s+)?assessment|eqia\s+submission)\b",
    re.IGNORECASE,
)
_APPENDIX_TOP = re.compile(r"^(?:appendix|annexe?|enclosure)\s+[A-Z0-9]{1,3}\b(?!.*[.;]$)", re.IGNORECASE)
_FIELD = re.compile(
    r"^(?:from|to|by|subject|report\s+(?:name|title|of|to|author)|title(?:\s+of\s+report)?|meeting(?:\s+date)?|date(?:\s+of\s+meeting)?"
    r"|decision\s+no|classification|wards?|author|lead\s+\w+)\s*:",
    re.IGNORECASE,
)
_PUBLIC = re.compile(r"^\((?:public|restricted|private)\s+pack\)", re.IGNORECASE)
_SUPPLEMENT = re.compile(r"\bsupplement(?:ary)?\b", re.IGNORECASE)
_LETTER = re.compile(
    r"^dear\s+(?:member|councillor|colleague|sir)|\b(?:not|un)\s*available\s+when\s+the\b|\bnow\s+able\s+to\s+enclose\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a paper begins: the index of its page, its agenda item, its title where the outline gives one.

    first: it is the first paper of its item.
    """

    page: int
    number: str
    title: str = ""
    first: bool = True


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A page of a bound file: the text lines on it in order, furniture too."""

    lines: tuple[Line, ...]

    @property
    def edges(self) -> tuple[Line, ...]:
        return self.lines if len(self.lines) <= 2 * EDGE else (*self.lines[:EDGE], *self.lines[-EDGE:])

    @property
    def stamp(self) -> str:
        """Return the agenda item stamped at an edge of the page, or ""."""
        return next((m["n"] for line in self.edges if (m := numbering.STAMP.match(line.text))), "")

    @property
    def blank(self) -> bool:
        """True for a page that only fills up."""
        return not self.lines or any(BLANK_PAGE.match(line.text) for line in self.lines[:EDGE])

    @property
    def own(self) -> int | None:
        """Return the number that the paper itself sets at an edge of the page, beside the stamped one."""
        found = (_OWN.match(line.text) for line in self.edges)
        return next((int(m["n"] or m["of"]) for m in found if m), None)

    @property
    def top(self) -> list[str]:
        texts = [line.text for line in self.lines if not line.furniture and not numbering.STAMP.match(line.text)]
        return texts[:TOP]


def leaves(lines: Sequence[Line], pages: int) -> tuple[_Leaf, ...]:
    """Return the pages of a file with their lines."""
    held: list[list[Line]] = [[] for _ in range(pages)]
    for line in lines:
        if line.text:
            held[line.page].append(line)
    return tuple(_Leaf(tuple(one)) for one in held)


def unstamped(lines: Sequence[Line], pages: int) -> tuple[Line, ...]:
    """Return lines with the stamps at the edges of pages marked as furniture, so that text runs on over them."""
    stamps = {x.start for leaf in leaves(lines, pages) for x in leaf.edges if numbering.STAMP.match(x.text)}
    return tuple(replace(x, furniture=True) if x.text and x.start in stamps else x for x in lines)


def is_pack(sheet: Sheet) -> bool:
    """True where the file's own title says that it is a pack, or a supplement to one."""
    return bool(_PUBLIC.match(sheet.contents.title))


def is_supplement(sheet: Sheet, texts: Sequence[str]) -> bool:
    """True for the cover of papers that come after their agenda: a letter, or a file that says so in its title."""
    return any(_LETTER.search(text) for text in texts[:TOP]) or (
        is_pack(sheet) and bool(_SUPPLEMENT.search(sheet.contents.title))
    )


def day(sheet: Sheet) -> date | None:
    """Return the day of the meeting that a pack's own properties give."""
    return dates.day(sheet.contents.subject) or dates.day(sheet.contents.title) if is_pack(sheet) else None


def cuts(sheet: Sheet, *, listed: bool) -> tuple[Cut, ...]:
    """Return where each paper after the front sheet begins, in order; none where the file does not tell.

    listed: a front sheet lists the items, so that an outline of numbered entries is theirs and not a report's own.
    """
    held = leaves(sheet.lines, len(sheet.pages))
    stamped = dict(_stamps(held)) if _is_paged(held) else {}
    outlined = _outline(sheet, held, trusted=listed or is_pack(sheet) or bool(stamped))
    found = {cut.page: cut for cut in outlined}
    for page, number in stamped.items():
        at = found.get(page)
        found[page] = Cut(page, number, at.title if at else "", first=True)
    if stamped and not outlined:
        found |= _beginnings(held, found)
    if not found or (len(found) == 1 and 0 in found):
        return ()
    return _numbered(found)


def _is_paged(held: Sequence[_Leaf]) -> bool:
    """True where most pages are stamped `Page 37`, as the system does that stamps items in the same way."""
    paged = sum(any(_PAGE.match(line.text) for line in leaf.edges) for leaf in held)
    return paged > 1 and paged >= PAGED * sum(not leaf.blank for leaf in held)


def _numbered(found: dict[int, Cut]) -> tuple[Cut, ...]:
    """Return cuts in order, each paper without a number under the item before it."""
    out: list[Cut] = []
    for page in sorted(found):
        one = found[page]
        before = out[-1].number if out else ""
        if not one.number or (not one.first and one.number == before):
            one = replace(one, number=one.number or before, first=False)
        out.append(one)
    return tuple(out)


def _stamps(held: Sequence[_Leaf]) -> Iterator[tuple[int, str]]:
    """Yield the pages on which an item's stamp first stands, with its number."""
    before = ""
    for page, leaf in enumerate(held):
        number = leaf.stamp
        if number and number != before:
            yield page, number
            before = number


def _outline(sheet: Sheet, held: Sequence[_Leaf], *, trusted: bool) -> tuple[Cut, ...]:
    """Return the papers that the file's outline names: its numbered entries, and the papers under each."""
    marks = [b for b in sheet.contents.bookmarks if 0 <= b.page < len(held)]
    fronts = [b for b in marks if _FRONT.match(b.title.strip())]
    level = _item_level(marks, fronts)
    if level is None or not (trusted or fronts):
        return ()
    start = min((b.page for b in marks if b.level == level and not _FRONT.match(b.title.strip())), default=0)
    out: list[Cut] = []
    number = ""
    for mark in marks:
        title = " ".join(mark.title.split())
        item = _ITEM.match(title) if mark.level == level and not _SECTION.match(title) else None
        if mark.level == level and not _FRONT.match(title):
            number = item["n"] if item else ""
            out.append(Cut(mark.page, number, item["title"] if item else title))
        elif mark.level == level + 1 and mark.page >= start and out and _is_paper(mark, out[-1], held):
            out.append(Cut(mark.page, number, title, first=mark.page == out[-1].page))
    return _one_a_page(out)


def _item_level(marks: Sequence[Bookmark], fronts: Sequence[Bookmark]) -> int | None:
    """Return the level at which an outline names items: the front sheet's own, or where most entries are numbered."""
    if fronts:
        return fronts[0].level
    counts = Counter(m.level for m in marks if _ITEM.match(m.title.strip()) and not _SECTION.match(m.title.strip()))
    return min(counts, key=lambda one: (-counts[one], one), default=None)


def _one_a_page(found: Sequence[Cut]) -> tuple[Cut, ...]:
    """Return one cut for each page: the item's number with the title of the paper that begins there."""
    out: dict[int, Cut] = {}
    for one in found:
        at = out.get(one.page)
        out[one.page] = one if at is None else Cut(one.page, at.number, one.title or at.title, first=at.first)
    return tuple(out[page] for page in sorted(out))


def _is_paper(mark: Bookmark, before: Cut, held: Sequence[_Leaf]) -> bool:
    """True for an entry below an item's that names a paper, not a section of the one it stands in.

    A section's title is a line of its page; a paper's name seldom is, unless the paper begins with it.
    """
    title = " ".join(mark.title.split())
    if mark.page == before.page:
        return bool(APPENDIX.search(title))
    if mark.page < before.page or _SECTION.match(title) or _WITHIN.match(title):
        return False
    if APPENDIX.match(title) or held[mark.page - 1].blank:
        return True
    words = title.lower()
    lines = [line.text.lower() for line in held[mark.page].lines if not line.furniture]
    return not any(text == words or text.endswith(f" {words}") for text in lines[FIELDS:])


def _beginnings(held: Sequence[_Leaf], found: dict[int, Cut]) -> dict[int, Cut]:
    """Return the papers inside items that begin without a stamp: told by how they begin, by the blank page before
    them, or by page numbers of their own."""
    out: dict[int, Cut] = {}
    number = ""
    labels: set[str] = set()
    own = [leaf.own for leaf in held]
    for page, leaf in enumerate(held):
        if page in found:
            number = found[page].number
            labels.clear()
        if not number or leaf.blank or not leaf.top:
            continue
        label = _appendix(leaf.top)
        new = bool(label) and label not in labels
        labels.update({label} if label else ())
        if page not in found and (new or held[page - 1].blank or _begins(leaf.top) or _numbers_anew(own, page)):
            out[page] = Cut(page, number, first=False)
    return out


def _numbers_anew(own: Sequence[int | None], page: int) -> bool:
    """True where a paper's own page numbers begin: at 1, or at 2 on the page after one that has none."""
    after = own[page + 1] if page + 1 < len(own) else None
    then = own[page + 2] if page + 2 < len(own) else None
    before = own[page - 1]
    if own[page] == 1:
        return after == 2 and before != 0
    return own[page] is None and before != 1 and after == 2 and then in (3, None)


def _appendix(top: Sequence[str]) -> str:
    """Return the appendix that a page's first lines name, "appendix a", or ""."""
    match = next((m for text in top[:2] if (m := _APPENDIX_TOP.match(text)) and len(text) < 120), None)
    return " ".join(match[0].lower().split()) if match else ""


def _begins(top: Sequence[str]) -> bool:
    """True where a page begins as a report or as minutes do."""
    attached = any(ATTACHED.search(text) for text in top[:3])
    return attached or (is_report(top) and bool(_FIELD.match(top[0]))) or is_minutes(top)


def is_report(top: Sequence[str]) -> bool:
    """True where a paper's first lines hold the fields of a report."""
    return sum(bool(_FIELD.match(text)) for text in top) >= FIELDS


def is_minutes(top: Sequence[str]) -> bool:
    """True where a paper's first lines head the minutes of a meeting that was held."""
    return minutes.kind_of(top[:6]) is not None and any(dates.day(text) for text in top[:10])
