"""How the papers themselves write words that a title has in capitals: a name as a name, a short form as one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Sequence

from index.passage import Scope
from index.shelf import Shelf
from index.words import words

#: Gives a title in capitals back as it is spoken of.
Casing = Callable[[str], str]
#: Passages that are read for how words are written; letters of what may be a short form where no running text has it.
READ, SHORT = 40, 4
_JOINING = frozenset("the of and for on to in from with a an at by or as is be its our all".split())
_VOWEL = re.compile("[AEIOUY]")
#: Words after one that begins small: there they are in running text, and no sentence's first.
_AFTER = r"\b[a-z][\w'’-]*[,;]?\s+[(“\"‘']?({})(?![\w’'-])"


def plainly(title: str, short: Container[str] = ()) -> str:
    """Return a title in capitals in small letters, but for short forms: those that are given, and what has no vowel."""
    return " ".join(w if _is_short(w, short) else w.lower() for w in title.split())


def _is_short(word: str, short: Container[str]) -> bool:
    return word in short or not _VOWEL.search(word)


def of_shelf(shelf: Shelf, scope: Scope) -> Casing:
    """Return what gives titles back as the papers in scope write their words: together where they do, else one by
    one."""
    short, held = shelf.acronyms(scope), shelf.kept("casing", scope, dict[str, str])

    def written(phrase: str) -> str:
        if phrase not in held:
            held[phrase] = _written(phrase, shelf, scope)
        return held[phrase]

    def told(title: str) -> str:
        left, out = title.split(), list[str]()
        while left:
            size, said = next((n, w) for n in range(len(left), 0, -1) if (w := _known(left[:n], short, written)))
            out.append(said)
            left = left[size:]
        return " ".join(out)

    return told


def _known(told: Sequence[str], short: Container[str], written: Casing) -> str:
    """Return words of a title as they are written together; "" where they are not, and are not one alone."""
    if len(told) > 1:
        edges = {told[0].lower(), told[-1].lower()} & _JOINING
        return "" if edges else written(" ".join(told))
    one = told[0]
    bare = one.strip("(),.;:“”\"'")
    if not bare or _is_short(bare, short) or bare.lower() in _JOINING:
        return one if _is_short(bare, short) else one.lower()
    return one.replace(bare, written(bare) or (bare if len(bare) <= SHORT else bare.lower()))


def _written(phrase: str, shelf: Shelf, scope: Scope) -> str:
    """Return words as running text most often has them, a name before what is none; "" where none has them."""
    found = shelf.holding([[" ".join(words(phrase))]], scope)[:READ]
    after = re.compile(_AFTER.format(_anyhow(phrase)))
    texts = (p.text for p in shelf.store.passages(found, scope).values())
    seen = Counter(" ".join(told.split()) for text in texts for told in after.findall(text))
    return max(seen, key=lambda told: (seen[told], told != told.lower(), told), default="")


def _anyhow(word: str) -> str:
    """Return a pattern of words in whatever case: the word before them is to be in small letters."""
    told = (f"[{c.lower()}{c.upper()}]" if c.isalpha() else r"\s+" if c.isspace() else re.escape(c) for c in word)
    return "".join(told)


__all__ = ["Casing", "of_shelf", "plainly"]
