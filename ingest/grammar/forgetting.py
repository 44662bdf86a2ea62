"""A person's name taken out of text on request: found by hashes, so that no list of the forgotten spells them out.

A name is hashed in the forms in which papers write it: whole, without middle names, surname first, by initial, and by
title. Letters are masked one for one, so that lines, columns and offsets stay as they were.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

#: What stands for each letter of a forgotten name.
MASK = "█"
#: What may go before a surname alone.
TITLES = (
    "mr mrs ms miss mx dr cllr councillor councilor sir dame lord lady baroness prof professor rev reverend canon"
    " alderman judge chief inspector superintendent sergeant pc"
).split()
#: Initials that may stand between a first name and a surname.
INITIALS = 3

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_BETWEEN = re.compile(r"[\s.,_/]{1,8}")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A forgotten name: salted hashes of its forms, and of the word that all forms hold.

    longest: how many words the longest form has.
    """

    salt: str
    anchor: str
    forms: tuple[str, ...]
    longest: int


def forgotten(name: str, salt: str) -> Forgotten:
    """Return a name as it is kept once it is to be forgotten. Raises ValueError for one without letters."""
    words = [_plain(w) for w in _WORD.findall(name)]
    words = [w for w in words if w not in TITLES] or words
    if not words:
        raise ValueError(f'{name!r} holds no name; write it as papers do, such as "Ann Example"')
    forms = set(_forms(words))
    return Forgotten(
        salt,
        _hash(salt, words[-1]),
        tuple(sorted(_hash(salt, " ".join(form)) for form in forms)),
        max(len(form) for form in forms),
    )


def _forms(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    yield tuple(words)
    if len(words) == 1:
        return
    first, last = words[0], words[-1]
    for given in (first, first[0]):
        yield given, last
        yield last, given
    yield (last, *words[:-1])
    yield from ((title, last) for title in TITLES)


def masked(text: str, names: Sequence[Forgotten]) -> str:
    """Return a text in which every form of some names is masked, of the same length as before."""
    if not names:
        return text
    found = list(_WORD.finditer(text))
    plain = [_plain(m[0]) for m in found]
    hidden: set[int] = set()
    for name in names:
        for place, word in enumerate(plain):
            if _hash(name.salt, word) == name.anchor:
                hidden.update(_around(text, found, plain, place, name))
    if not hidden:
        return text
    out = list(text)
    for place in hidden:
        start, end = found[place].span()
        out[start:end] = [MASK if c.isalpha() else c for c in text[start:end]]
    return "".join(out)


def _around(
    text: str, found: Sequence[re.Match[str]], plain: Sequence[str], place: int, name: Forgotten
) -> Iterator[int]:
    """Yield the words to hide around one that a name's forms all hold."""
    reach = name.longest + INITIALS
    for start in range(max(0, place - reach + 1), place + 1):
        for end in range(place + 1, min(len(plain), start + reach) + 1):
            if not all(_BETWEEN.fullmatch(text, found[n].end(), found[n + 1].start()) for n in range(start, end - 1)):
                continue
            words = [w for n, w in enumerate(plain[start:end]) if n in (0, end - start - 1) or len(w) > 1]
            if _hash(name.salt, " ".join(words)) in name.forms:
                yield from (n for n in range(start, end) if plain[n] not in TITLES)


@lru_cache(maxsize=65536)
def _plain(word: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    bare = bare.replace("’", "'")
    return bare.removesuffix("'s").replace("'", "").replace("-", "")


@lru_cache(maxsize=65536)
def _hash(salt: str, words: str) -> str:
    return hashlib.sha256(f"{salt} {words}".encode()).hexdigest()[:32]
