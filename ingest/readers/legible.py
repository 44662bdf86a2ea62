"""Whether a page's text is text: measures of its letters and words, and a comparison with a second reading."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from math import hypot
from string import ascii_lowercase

#: A page with fewer letters than this is not judged by them.
ENOUGH = 40
#: Glyphs named, not read: names of this share of a page's characters.
NAMED = 0.2
#: Characters that stand for nothing (control, unassigned, private): this share of a page's is no longer only bullets.
EMPTY = 0.25
#: Of all languages in Latin letters, vowels make at least this share.
VOWELS = 0.15
#: Letters used in shares less like those of European languages than this (a cosine), with so few vowels, are codes for
#: other letters. Shifted alphabets give 0.69 at most, boards' papers 0.82 at least, six other languages 0.73.
LIKE, FEW_VOWELS = 0.7, 0.28
#: How often each letter from a to z stands in English, in tenths of a percent.
_USUAL = (82, 15, 28, 43, 127, 22, 20, 61, 70, 2, 8, 40, 24, 67, 75, 19, 1, 60, 63, 91, 28, 10, 24, 2, 20, 1)
#: Letters and other signs mixed within this share of a line's words make nonsense of it.
MIXED = 0.3
#: This share of words all in doubled letters is type set twice; of letters in words over LONG, words run together.
DOUBLED, LONG, STUCK = 0.25, 28, 0.3
#: This share of words of one letter is type set letter by letter.
SINGLE = 0.6
#: A row of a wide table has so many figures at least, and so many such rows make a table.
FIGURES, ROWS = 4, 4

_GLYPHS = re.compile(r"(?:/(?:[A-Za-z]{1,8}\d{1,5}|uni[0-9A-F]{4}))(?=[/\s]|$)|\(cid:\d+\)|/\d{1,3}(?=/\d)")
_PRIVATE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff\ue000-\uf8ff]")
_LETTERS = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_NOT = re.compile(r"[\W_]+")
_VOWELS = re.compile(r"[aeiou]")
_LATIN = re.compile(r"[a-z]")
_MIXED = re.compile(r"[a-z][A-Z]|[^\W\d_][,;:.!?§=+*\d][^\W\d_]|\d[^\W\d_]{3}")
_URL = re.compile(r"\S*(?:://|www\.|@)\S*")
_FIGURE = re.compile(r"[-+(£$€]*\d[\d,]*(?:\.\d+)?[%)mk]*|[-–—]|n/a", re.IGNORECASE)
#: Where each script's letters begin; what lies between is of the script before.
_SCRIPTS = (
    (0x0000, "Latin"),
    (0x0370, "Greek"),
    (0x0400, "Cyrillic"),
    (0x0530, "Armenian"),
    (0x0590, "Hebrew"),
    (0x0600, "Arabic"),
    (0x0900, "Indian"),
    (0x0E00, "Thai"),
    (0x1000, "another"),
    (0x1E00, "Latin"),
    (0x1F00, "Greek"),
    (0x2000, "signs"),
    (0x2C60, "another"),
    (0x3040, "Chinese, Japanese or Korean"),
    (0xA000, "another"),
    (0xAC00, "Chinese, Japanese or Korean"),
    (0xE000, "private"),
    (0xF900, "Chinese, Japanese or Korean"),
    (0xFB00, "Latin"),
    (0xFB13, "Hebrew"),
    (0xFB50, "Arabic"),
    (0xFF00, "Latin"),
    (0x10000, "another"),
)
_BEGINNINGS = tuple(first for first, _ in _SCRIPTS)


def fault(text: str) -> str:
    """Return what is wrong with a page's text, in words that follow "its text is"; "" where nothing is seen to be."""
    ink = len(text) - sum(map(text.count, " \n\t"))
    if ink < ENOUGH:
        return ""
    if text.count("/") + text.count("(cid:") > 8 and sum(map(len, _GLYPHS.findall(text))) > NAMED * ink:
        return "the names of glyphs"
    if len(_PRIVATE.findall(text)) > EMPTY * ink:
        return "characters that stand for nothing"
    words = _URL.sub(" ", text).split()
    lower = _folded(text)
    latin = len(_LATIN.findall(lower))
    if latin < ENOUGH:
        return ""
    vowels = len(_VOWELS.findall(lower)) / latin
    if vowels < VOWELS or (vowels < FEW_VOWELS and _likeness(lower) < LIKE):
        return "no words of any language"
    plain = [w for w in words if w.isalpha()]
    letters = sum(map(len, plain))
    if letters >= ENOUGH:
        if sum(len(w) for w in plain if len(w) > 3 and w[::2] == w[1::2]) > DOUBLED * letters:
            return "set twice, letter upon letter"
        if sum(len(w) == 1 for w in plain) > SINGLE * len(plain):
            return "set letter by letter"
        if sum(len(w) for w in plain if len(w) > LONG) > STUCK * letters:
            return "words run together"
    return ""


def _likeness(lower: str) -> float:
    """Return how like those of a language the shares of a text's letters are: 1 for the same."""
    counts = [lower.count(letter) for letter in ascii_lowercase]
    both = sum(a * b for a, b in zip(counts, _USUAL, strict=True))
    return both / (hypot(*counts) * hypot(*_USUAL) or 1)


@lru_cache(maxsize=4)
def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text).lower())


def squeezed(text: str) -> str:
    """Return a text's letters and digits alone, folded, so that no break or hyphen tells two readings apart."""
    return _NOT.sub("", _folded(text))


def agreement(text: str, other: str) -> float:
    """Return the share of a text's words, by their letters, that stand in another text; 1 where it has none.

    other: squeezed. Words are of three letters or more.
    """
    words = Counter(_WORD.findall(_folded(text)))
    whole = sum(len(word) * many for word, many in words.items())
    return sum(len(w) * many for w, many in words.items() if w in other) / whole if whole else 1.0


def without_garble(text: str, other: str) -> tuple[str, int]:
    """Return a text without the lines that make no sense and that a second reading (squeezed) reads otherwise.

    Returns also how many were left out; their line ends stay.
    """
    lines = text.split("\n")
    strange = [bool(_WORD.search(line)) and agreement(line, other) == 0 for line in lines]
    if not any(s and _is_garble(line) for s, line in zip(strange, lines, strict=True)):
        return text, 0
    return "\n".join("" if s else line for s, line in zip(strange, lines, strict=True)), sum(strange)


def _is_garble(line: str) -> bool:
    words = [w for w in line.split() if _LETTERS.search(w)]
    return sum(bool(_MIXED.search(w)) for w in words) > MIXED * len(words)


def letters(text: str) -> int:
    """Return how many letters a text has."""
    return len(_LETTERS.findall(text))


def scripts(text: str) -> Counter[str]:
    """Return how many letters a text has of each script."""
    if text.isascii():
        return Counter({"Latin": letters(text)})
    counts: Counter[str] = Counter()
    for char, many in Counter(_LETTERS.findall(text)).items():
        counts[_SCRIPTS[bisect_right(_BEGINNINGS, ord(char)) - 1][1]] += many
    return counts


def main_script(counts: Iterable[Counter[str]]) -> str:
    """Return the script that most of some pages' letters are of; "" where there are none."""
    whole: Counter[str] = Counter()
    for one in counts:
        whole.update(one)
    return max(sorted(whole), key=lambda name: whole[name], default="")


def has_uneven_table(text: str) -> bool:
    """True where a page holds a wide table whose rows have differing numbers of figures: blank cells are lost."""
    rows = [n for n in map(_figures, text.split("\n")) if n >= FIGURES - 1]
    if len(rows) < ROWS or max(rows) < FIGURES:
        return False
    usual = Counter(rows).most_common(1)[0][1]
    return len(rows) - usual >= 2


def _figures(line: str) -> int:
    """Return with how many figures a line ends."""
    count = 0
    for word in reversed(line.replace(" – ", "–").split()):
        if not _FIGURE.fullmatch(word):
            break
        count += 1
    return count
