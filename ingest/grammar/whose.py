"""Whose meeting a text speaks of: the body's own, or another's."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.grammar import dates
from ingest.record import Period

#: How far back a body may be named that a meeting is of, in characters.
BEFORE = 260
#: A phrase before "meeting" is at most this many words.
PHRASE = 8


_WORD = re.compile(r"[A-Za-z][\w&'’-]*")
_SMALL = frozenset("a an and the of for on to in with & our this its their your".split())
#: What boards call themselves; a name that ends on none of them is no body's.
_BODY_WORDS = frozenset(
    "board committee subcommittee sub-committee cabinet council panel forum partnership group party force "
    "trustees assembly commission authority district senate spc jpc directors governors executive tag".split()
)

#: Of these a committee may be one: its name may hold theirs, and theirs alone is not it.
_WIDE = frozenset("council district authority".split())


_WEEKDAYS = frozenset(d.lower() for d in (*calendar.day_name, *calendar.day_abbr)) | {"weds", "tues", "thur", "thurs"}
#: What kind of meeting may be told before the word.
_KINDS = frozenset(
    "ordinary special regular monthly quarterly weekly annual general extraordinary formal full first second "
    "third fourth final last previous next following future inaugural earlier further additional later "
    "subsequent budget statutory virtual scheduled forthcoming upcoming urgent emergency adjourned reconvened "
    "original planned recent past draft remote hybrid online january february march april may june july august "
    "september october november december spring summer autumn winter bi-monthly usual cancelled postponed "
    "abandoned rescheduled inquorate".split()
)
#: Where a phrase before "meeting" ends: what stands before these is not of it.
_ENDS = frozenset(
    "the a an this that these those our its their his her of at from for in on to by with and or each every "
    "all both any no is was were are be been as after before until between since during following than when "
    "where which who will would should three two four five six one regarding about into through per attend "
    "attended hold held holds had has have next".split()
)
_ARTICLES = frozenset("a an another some any each every other two three several".split())
OF_WHOM = re.compile(
    r"^\s+(?:\([^()]{1,40}\)\s+)?of\s+(?:the\s+|this\s+|our\s+|both\s+)?"
    r"(?P<whose>[A-Z][\w&'’-]*(?:[\s,]+(?:(?:and|of|for|the|&)\s+){0,2}[A-Z&][\w&'’-]*){0,12}"
    r"|(?:board|committee|panel|council|cabinet|group|forum|partnership|trustees|governors|directors)\b|[a-z]\w+)"
)
#: A body's name as a text gives it.
_BODY = re.compile(
    r"(?:\b[A-Z][\w&'’-]*\s+(?:(?:and|of|for|the|&)\s+){0,2}){0,8}"
    r"\b(?:Board|Committee|Sub-Committee|Subcommittee|Cabinet|Council|Panel|Forum|Partnership|Group|Commission|Assembly|Authority"
    r"|SPC|JPC)\b(?!\s+(?:Chamber|Offices?|House|Room|Hall|Tax|Members?|Building|Suite))(?:\s+of\s+(?:the\s+)?[A-Z][\w’'-]*)?"
)


@dataclass(frozen=True, slots=True)
class Own:
    """Whose text it is: the telling words of the body's name and of its organisation's, its short names, and when.

    when: the day of the meeting that the text is of. period: the time that it reports on, where it is of no meeting.
    """

    words: frozenset[str] = frozenset()
    organisation: frozenset[str] = frozenset()
    aliases: frozenset[str] = frozenset()
    when: date | None = None
    period: Period | None = None

    def is_named(self, phrase: str) -> bool:
        """True where a phrase names this body: whole, short, or with its council's name before it."""
        told = [w for w in _WORD.findall(phrase) if w.lower() not in _SMALL]
        if any(w.lower() in self.aliases for w in told):
            return True
        said = {w.lower() for w in told}
        if not said & ((self.words & _BODY_WORDS) - _WIDE or self.words & _BODY_WORDS):
            return False
        return said <= self.words or (self.words <= said <= self.words | self.organisation and bool(self.words))

    def is_of(self, phrase: str) -> bool:
        """True where "meeting of the …" or "… met" speaks of this body; of a body whose name isn't known, where it can
        be any: "the committee"."""
        return self.is_named(phrase) if self.words else phrase.islower() and phrase in _BODY_WORDS


def own(name: str, organisation: str, aliases: Iterable[str], when: date | None, period: Period | None) -> Own:
    """Return whose a text is, by a body's name, its organisation's and its short names."""
    short = {alias.lower() for alias in aliases}
    short |= {name.lower()} if name and " " not in name else set()
    return Own(_telling(name), _telling(organisation), frozenset(short), when, period)


def _telling(name: str) -> frozenset[str]:
    return frozenset(w.lower() for w in _WORD.findall(name) if w.lower() not in _SMALL)


def of_whom(after: str) -> str:
    """Return of whom the words after "meeting" say that it is, such as "Piers Panel" or "board"; "" for nobody."""
    of = OF_WHOM.match(after)
    first = of["whose"].split()[0].lower() if of else ""
    return of["whose"] if of and first not in _WEEKDAYS and first not in dates.MONTHS else ""


def attributed(before: str, after: str, whose: Own, *, article: bool, bare: bool) -> bool | None:
    """Return whether the words around "meeting" make it the body's own or another's; None where they don't tell.

    article, bare: whether it may be the body's own though told as "a meeting", and without any word before it.
    """
    words, ended = _phrase(before)
    if of := of_whom(after):
        return whose.is_of(of) or (len(words) > 1 and whose.is_named(" ".join(words)))
    kinds = are_kinds(words, whose)
    if kinds is not None:
        return kinds
    if ended in _ARTICLES:
        return article or "earlier" in words or "further" in words
    if ended == "no":
        return False
    if ended in ("its", "their"):
        named = [m[0] for m in _BODY.finditer(before[-BEFORE:])]
        return bool(named) and whose.is_named(named[-1])
    return None if ended.isalpha() or words or bare else False


def _phrase(before: str) -> tuple[list[str], str]:
    """Return the words of the phrase that a text ends on, the last first, and what ends it on the left."""
    words: list[str] = []
    for word in reversed(re.findall(r"\w[\w'’&-]*|[^\w\s]", before[-BEFORE:])[-PHRASE:]):
        if word.lower() in _ENDS or not word[0].isalnum():
            return words, word.lower()
        words.append(word.lower())
    return words, ""


def are_kinds(words: Sequence[str], whose: Own) -> bool | None:
    """Return whether the words before "meeting" make it the body's own or another's; None where they only tell of what
    kind it was."""
    found: bool | None = None
    for word in words:
        low = word.lower().removesuffix("'s").removesuffix("’s")
        if low in whose.aliases or low in whose.words:
            found = True
        elif low not in _KINDS and not low[0].isdigit():
            return False
    return found


def names_another(text: str, whose: Own) -> bool:
    """True where a text names a body that is neither this one nor its organisation."""
    for match in _BODY.finditer(text[-BEFORE:]):
        said = {w.lower() for w in _WORD.findall(match[0]) if w.lower() not in _SMALL}
        if not whose.is_named(match[0]) and not (said and said <= whose.organisation):
            return True
    return False
