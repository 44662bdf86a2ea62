"""Numbers and marks that begin a line: item numbers, paragraph numbers, bullets, stamps."""

from __future__ import annotations

import re

#: Bullets of every kind that word processors and PDFs give, private-use symbols included.
BULLET = re.compile(r"^(?:[•·▪■◦‣➤➢○●\uf0b7\uf0a7\uf0d8*]|[-–—](?=\s))\s*")
#: `3.2.1.1`, `- 3.1.`, `4.4`, `1.0`: a paragraph's own number, two deep at least.
DEEP = re.compile(r"^(?:[-–*]\s*)?(?P<n>\d{1,3}(?:\.\d{1,3})+)\.?(?=\s|$)\s*")
#: `1.`, `12)`, `7.` : a number one deep, with its mark.
FLAT = re.compile(r"^(?:[-–*]\s+)?(?P<n>\d{1,3})[.)](?=\s|$)\s*")
#: `a.`, `(b)`, `iv)`: letters and roman numerals that number a list.
LETTER = re.compile(r"^(?:[-–*]\s+)?\(?(?:[a-z]|[ivx]{1,5})[.)]\s+")
#: `ITEM [6]`, `AGENDA ITEM 10`, `Agenda Item 13`: a stamp that says which agenda item a paper belongs to.
STAMP = re.compile(r"^(?:agenda\s+)?item\s*(?:no\.?\s*)?\[?(?P<n>\d{1,2}[a-z]?)\]?$", re.IGNORECASE)

_TITLE_END = re.compile(r"[.;,]$")
_SMALL = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "–", "-", "&"}


def starts_block(text: str) -> bool:
    """True where a line opens a new block: a bullet, a number or a letter of a list."""
    return bool(BULLET.match(text) or DEEP.match(text) or FLAT.match(text) or LETTER.match(text))


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
