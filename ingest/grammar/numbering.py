"""Numbers and marks that begin a line: item numbers, paragraph numbers, bullets, stamps."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Bullets of every kind that word processors and PDFs give, private-use symbols included.
BULLET = re.compile(r"^(?:[•·▪■◦‣➤➢○●\uf0b7\uf0a7\uf0d8*]|[-–—](?=\s))\s*")
#: `3.2.1.1`, `- 3.1.`, `4.4`, `1.0`: a paragraph's own number, two deep at least.
DEEP = re.compile(r"^(?:[-–*]\s*)?(?P<n>\d{1,3}(?:\.\d{1,3})+)\.?(?=\s|$)\s*")
#: `1.`, `12)`, `7.` : a number one deep, with its mark.
FLAT = re.compile(r"^(?:[-–*]\s+)?(?P<n>\d{1,3})[.)](?=\s|$)\s*")
#: `(3)`: a number in brackets, as the points of a motion have it.
BRACKETED = re.compile(r"^[\"“]?\(\d{1,3}\)(?=\s)\s*")
#: `a.`, `(b)`, `iv)`: letters and roman numerals that number a list.
LETTER = re.compile(r"^(?:[-–*]\s+)?\(?(?:[a-z]|[ivx]{1,5})[.)]\s+")
#: `ITEM [6]`, `AGENDA ITEM 10`, `Agenda Item 13`: a stamp that says which agenda item a paper belongs to.
STAMP = re.compile(r"^(?:agenda\s+)?item\s*(?:no\.?\s*)?\[?(?P<n>\d{1,2}[a-z]?)\]?$", re.IGNORECASE)
#: `78.`, `285.   `, `12)`, `14`: the number that begins an item of minutes; in some councils it runs on for a year.
MINUTE = re.compile(r"^(?:minute\s+)?(?P<n>\d{1,4}[a-z]?)(?:\s*(?P<mark>[.)]))?(?:\s+|$)", re.IGNORECASE)
#: `(Item 3)`, `(Pages 1 - 10)`, both: what minutes set after a title to tell where the item stood on the agenda.
_PAGES = r"pages?\s+\d{1,4}(?:\s*[-–]\s*\d{1,4})?"
AGENDA = re.compile(
    rf"(?:\({_PAGES}\)\s*)?\((?:agenda\s+)?(?:items?\s+(?:no\.?\s*)?(?P<n>\d{{1,3}}[a-z]?)|{_PAGES})\)"
    rf"(?:\s*\({_PAGES}\))?\s*$",
    re.IGNORECASE,
)
#: `19/001`, `080/18`, `18.07.4`, `2018/07/04`, `C.45/18`: numbers that tell a year, or a year and a month, too.
DATED = re.compile(
    r"^(?:(?i:minute|min\.|item)\s*(?:(?i:no)\.?\s*)?)?"
    r"(?P<n>(?:[A-Z]{1,4}[ .-]?)?\d{1,4}/\d{1,4}(?:/\d{1,4})?[a-z]?|\d{1,4}\.\d{1,2}\.\d{1,3}[a-z]?)"
    r"[.):]?(?:\s+(?:[-–—:]\s*)?(?P<title>\S.*))?$"
)
#: `PART B`, `Part 2 - Exempt`, `EXEMPT ITEMS`: what part of a meeting follows; `open` where it is open to the public.
SECTION = re.compile(
    r"^(?:part\s+(?:[a-z]|[ivx]{1,4}|\d)\s*(?:[-–—:]\s*\S.{0,70})?"
    r"|(?P<open>unrestricted|public|open)\s+(?:items?|business|session)"
    r"|(?:exempt|confidential|restricted|private|closed)(?:\s+(?:or|and)\s+\w+)?\s+(?:items?|business|session))\s*:?$",
    re.IGNORECASE,
)
#: `(1)`, `2)`, `3.`, `(a)`, `b)`, `iv.`: the mark of a numbered paragraph or of a point in one.
MARK = re.compile(
    r"^[\"“‘']?(?:\((?P<inner>\d{1,3}|[a-z]|[ivx]{1,5})\)|(?P<outer>\d{1,3}|[a-z]|[ivx]{1,5})(?P<end>[.)])"
    r"|(?P<upper>[A-Z])\))(?=\s)"
)

_TITLE_END = re.compile(r"[.;,]$")
_SMALL = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "–", "-", "&"}


def starts_block(text: str) -> bool:
    """True where a line opens a new block: a bullet, a number or a letter of a list."""
    return any(form.match(text) for form in (BULLET, DEEP, FLAT, BRACKETED, LETTER))


_LOUD = re.compile(r"^\d{1,2}\s*[.)]?\s+(?P<title>\S.*)$")


def is_loud_heading(text: str) -> bool:
    """True where a line is a number and a title in capitals: an item of minutes, with a stop after it or without."""
    match = _LOUD.match(text)
    return match is not None and is_capitals(match["title"]) and len(match["title"]) > 3 and not text.endswith(".")


def own_number(text: str) -> str | None:
    """Return the number that a paragraph gives itself, such as `3.2.1.1` or `2.3`; None where it gives none."""
    match = DEEP.match(text)
    return match["n"] if match else None


def is_capitals(text: str) -> bool:
    """True where the letters of a title are capitals, but for a small word or plural here and there."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 2 and sum(c.isupper() for c in letters) >= 0.9 * len(letters)


def unnumbered(text: str) -> str:
    """Return a text without the number of its paragraph."""
    number = DEEP.match(text) or FLAT.match(text)
    return text[number.end() :] if number else text


def is_title(text: str, *, words: int = 14) -> bool:
    """True where a line reads as a heading: short, no closing stop, its telling words capitalised or in capitals."""
    bare = text.strip("*# ").rstrip(":")
    if not bare or _TITLE_END.search(bare) or "\t" in text:
        return False
    tokens = bare.split()
    if len(tokens) > words or not bare[0].isalnum():
        return False
    if is_capitals(bare):
        return True
    if any(mark in bare for mark in ("?", "@")) or not bare[0].isupper():
        return False
    telling = [t for t in tokens if t.lower() not in _SMALL and t[0].isalpha()]
    raised = sum(t[0].isupper() for t in telling)
    return bool(telling) and (raised >= 0.6 * len(telling) or (len(tokens) <= 6 and raised >= 1))


#: Lists stand in lists so deep; what would be deeper is a list begun again.
DEEPEST = 4
_ROMAN = {word: n for n, word in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of a paragraph: as written without its brackets, how it is set, and the values it may have.

    A small letter may be a letter or a roman numeral: `i` is the first of one list, or the ninth of another.
    """

    text: str
    style: str
    values: tuple[int, ...]


def mark(text: str) -> Mark | None:
    """Return the mark that a paragraph begins with; None where it begins with none."""
    match = MARK.match(text)
    if match is None:
        return None
    written = match["inner"] or match["outer"] or match["upper"]
    style = "()" if match["inner"] else match["end"] or ")"
    if written.isdigit():
        return Mark(written, f"1{style}", (int(written),))
    letter = (ord(written.lower()) - ord("a") + 1,) if len(written) == 1 else ()
    roman = (_ROMAN[written],) if written in _ROMAN else ()
    return Mark(written, f"a{style}", (*roman, *letter)) if letter or roman else None


class Numbered:
    """The numbers of an item's paragraphs as they are read one after the other, lists within lists."""

    def __init__(self) -> None:
        self._open: list[Mark] = []
        self._broken = False

    def label(self, text: str, *, opened: bool) -> str:
        """Return a paragraph's number with those of the paragraphs it stands under, `(7)(a)`; "" where it has none.

        opened: the paragraph before it announces a list, so that a first number begins one inside it.
        """
        found = mark(text)
        if found is None:
            self._broken = True
            return ""
        del self._open[self._depth(found, opened=opened) :]
        self._open.append(found)
        self._broken = False
        return "".join(f"({one.text})" for one in self._open)

    def _depth(self, found: Mark, *, opened: bool) -> int:
        """Return how deep a mark stands: where it goes on, where one like it stood, or inside the last one."""
        begins = 1 in found.values
        for depth in reversed(range(len(self._open))):
            one = self._open[depth]
            if one.style == found.style and any(v + 1 in found.values for v in one.values):
                return depth
        same = next((d for d, one in enumerate(self._open) if one.style == found.style), None)
        if begins and self._broken and not opened:
            return 0
        if same is not None and (self._broken or not (begins and opened)):
            return same
        return min(len(self._open), DEEPEST)
