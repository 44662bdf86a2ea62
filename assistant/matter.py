"""A matter given in words, and what it is to be about it: an acronym and its long form are one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.words import COMMON, bare, stem, words

#: The words of a matter stand at most this many words from each other where a paragraph is about it.
REACH = 15
#: Ways of naming one matter that are looked for; a matter of many acronyms would have more.
FORMS = 8
#: Titles and paragraphs that are kept in small letters.
PLAIN = 30_000
#: A short form of fewer letters is known only where it is written in capitals: "it", "us".
LETTERS = 3

#: One way to name a matter: its words, or phrases of words side by side, all of which must be there.
Form = tuple[str, ...]

#: A word with the beginning of a compound, which others write with a hyphen.
_COMPOUND = re.compile(r"\b(anti|sub|multi|inter|non|co|pre|post|cyber|over|under|re)([a-z]{4,})\b")
_TOKEN = re.compile(r"[A-Za-z0-9]+")
#: Only a word that is written so may be a name rather than a word that begins with a capital letter by its place.
_NAME = re.compile(r"[A-Z][a-z]+")


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter: as asked, and the forms under which papers may name it. name: where it is one only in capitals."""

    asked: str
    forms: tuple[Form, ...]
    name: str = ""

    @property
    def may_be_name(self) -> bool:
        """True for one word that begins with a capital letter, as a name does and a word at the head of a line."""
        return bool(_NAME.fullmatch(self.asked))

    @property
    def may_stand_apart(self) -> bool:
        """True for a matter of which one word may stand in a title and another under it."""
        return any(len(form) > 1 for form in self.forms)

    def is_in(self, text: str, above: str = "") -> bool:
        """True where a text is about the matter. above: the titles over it, which count as near each of its words."""
        whole = f"{plain(text)} {plain(above)}" if above else plain(text)
        for form in self.forms:
            if not all(begin in whole for begin in _beginnings(form)):
                continue
            if _is_one_word(form):
                found = _begun(form[0]).findall(whole)
                stands = any(stem(w) == stem(form[0]) for w in found)
            else:
                stands = _stands(_stemmed(form), _stems(text), _stems(above) if above else ())
            if stands and (not self.name or _named(self.name, bare(f"{text} {above}"))):
                return True
        return False

    def may_be_in(self, text: str, above: str = "") -> bool:
        """False where a text, with the titles over it, cannot be about the matter; both as `plain` gives them."""
        for form in self.forms:
            for begin in _beginnings(form):
                if begin not in text and begin not in above:
                    break
            else:
                return True
        return False


@lru_cache(maxsize=PLAIN)
def plain(text: str) -> str:
    """Return a text in small letters, without accents: one is asked after many matters."""
    return bare(text).lower()


def matter(asked: str, acronyms: Mapping[str, str], knows: Callable[[str], bool]) -> Matter:
    """Return a matter with the forms that acronyms give it. knows: whether some paper holds a stem."""
    spaced = " ".join(asked.split())
    told = tuple(w for w in words(spaced) if w not in COMMON) or tuple(words(spaced))
    forms = {told: None}
    for other in _otherwise(spaced, acronyms):
        forms[other] = None
    for form in tuple(forms):
        forms |= dict.fromkeys(_respelt(form, knows))
    return Matter(spaced, tuple(f for f in forms if f)[:FORMS])


def _respelt(form: Form, knows: Callable[[str], bool]) -> Iterator[Form]:
    """Yield a form with a compound as papers may write it instead: "sub-group" and "subgroup"."""
    for at, (one, two) in enumerate(pairwise(form)):
        if knows(stem(one + two)):
            yield (*form[:at], one + two, *form[at + 2 :])
    for at, phrase in enumerate(form):
        apart = _COMPOUND.sub(r"\1 \2", phrase)
        if apart != phrase and all(knows(stem(w)) for w in apart.split()):
            yield (*form[:at], apart, *form[at + 1 :])


def _otherwise(asked: str, acronyms: Mapping[str, str]) -> Iterator[Form]:
    """Yield the forms of a matter with a short form for its long one, and the other way round."""
    tokens = set(_TOKEN.findall(asked))
    small = asked == asked.lower()
    spaced = f" {' '.join(words(asked))} "
    for short, long in sorted(acronyms.items()):
        brief, whole = " ".join(words(short)), " ".join(words(long))
        if not brief or not whole or brief == whole:
            continue
        loosely = small and len(short) >= LETTERS and short.lower() in tokens
        if short in tokens or loosely or (not short.isalnum() and short in asked):
            yield _with(spaced, brief, whole)
        elif f" {whole} " in spaced:
            yield _with(spaced, whole, brief)


def _with(spaced: str, old: str, new: str) -> Form:
    before, _, after = spaced.partition(f" {old} ")
    rest = [w for w in (*before.split(), *after.split()) if w not in COMMON]
    return (new, *rest)


def _named(name: str, text: str) -> bool:
    """True where a text names something: the word with a capital letter, or all of it in capitals."""
    return bool(re.search(rf"\b(?:{re.escape(name)}|{re.escape(name.upper())})\b", text))


def is_name(word: str, text: str) -> tuple[int, int]:
    """Return how often a word stands within a sentence with a capital letter, and how often without."""
    named = len(re.findall(rf"[a-z,;’'] (?:{re.escape(word)})\b", text))
    return named, len(re.findall(rf"\b{re.escape(word.lower())}\b", text))


@lru_cache(maxsize=1024)
def _beginnings(form: Form) -> tuple[str, ...]:
    """Return what every word of a form's stems begins with, to pass over most texts quickly."""
    return tuple(_shared(w, stem(w)) for phrase in form for w in phrase.split())


def _is_one_word(form: Form) -> bool:
    return len(form) == 1 and form[0].isalpha()


@lru_cache(maxsize=1024)
def _begun(word: str) -> re.Pattern[str]:
    """Return the pattern of the words of a plain text that may have the same stem as a word."""
    return re.compile(rf"(?<![a-z0-9]){_shared(word, stem(word))}[a-z0-9]*")


def _shared(one: str, other: str) -> str:
    size = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:size]


def _stems(text: str) -> tuple[str, ...]:
    return tuple(map(stem, words(text)))


@lru_cache(maxsize=1024)
def _stemmed(form: Form) -> tuple[tuple[str, ...], ...]:
    return tuple(_stems(phrase) for phrase in form)


def _stands(form: tuple[tuple[str, ...], ...], told: tuple[str, ...], over: tuple[str, ...]) -> bool:
    """True where all phrases of a form stand in a text, near each other; one that stands over it is near."""
    here = [found for phrase in form if (found := _places(phrase, told))]
    apart = [phrase for phrase in form if not _places(phrase, told)]
    if any(not _places(phrase, over) for phrase in apart):
        return False
    if not here:
        return True
    fewest = min(here, key=len)
    return any(all(any(abs(p - q) <= REACH for q in other) for other in here) for p in fewest)


def _places(phrase: tuple[str, ...], told: tuple[str, ...]) -> list[int]:
    size = len(phrase)
    return [n for n, one in enumerate(told) if one == phrase[0] and (size == 1 or told[n : n + size] == phrase)]
