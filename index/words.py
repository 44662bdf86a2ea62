"""Words and their stems: what full text, vocabulary and the choice of sentences agree on."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*%?|£[0-9.,]+")
_ODD = re.compile(r"[^\x00-\x7f]")
_JOINED = re.compile(r"\b[a-z]+(?:-[a-z]+)+\b")
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_porter = Stemmer.Stemmer("porter")

#: Words that tell nothing of what a text is about.
COMMON = frozenset(
    """
    a an and are as at be been being but by can could did do does done for from had has have he her hers him
    his how i if in into is it its itself me more most my no nor not of off on one or other our out over own
    she should so some such than that the their them then there these they this those through to too under
    until up upon us very was we were what when where which while who whom whose why will with would you your
    also any all about after again am because before between both each few further just now only same down
    during here against above below shall may might must per via mr mrs ms dr cllr councillor said s t
    """.split()
)


def bare(text: str) -> str:
    """Return text with plain quotes and dashes, and letters without their accents, as the full text has them."""
    if text.isascii():
        return text
    for one in set(_ODD.findall(text)):
        text = text.replace(one, _plain(one))
    return text


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    marked = character.translate(_MARKS)
    return "".join(c for c in unicodedata.normalize("NFKD", marked) if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """Return a text's words in lower case, figures whole."""
    lowered = bare(text).lower().replace("'s ", " ").replace("'", "")
    found: list[str] = _WORD.findall(lowered)
    return [w.rstrip("%") if not w[0].isdigit() else w for w in found] if "%" in lowered else found


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a word's stem, by Porter's algorithm, as the full text has it."""
    return word if word[:1].isdigit() else str(_porter.stemWord(word))


def compounds(text: str) -> list[tuple[str, ...]]:
    """Return the hyphened words of a text, each as the stems of its parts: "self-referrals" asks for both together."""
    lowered = bare(text).lower()
    return [tuple(stem(w) for w in found.split("-")) for found in _JOINED.findall(lowered)]


def stems(text: str) -> list[str]:
    """Return the stems of a text's words, common words left out."""
    return [stem(w) for w in words(text) if w not in COMMON]
