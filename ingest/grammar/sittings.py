"""The sittings of a board that a text mentions: held, called off, put off, announced, or known by their minutes.

A sitting is told by a day beside the word "meeting", under a heading that announces meetings, or after "met". Whose it
was is told too: "a meeting of the Piers Panel" is none of the Harbour Board's, and "a site meeting" is no sitting.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from ingest.grammar import dates
from ingest.grammar.dates import Written
from ingest.grammar.sentences import sentences
from ingest.record import Mentioned, Period

#: How far back from a day, and how far on from it, the words that tell what it is may stand, in characters.
BEFORE, AFTER = 260, 120
#: Two days of one list are no further apart than this, in characters.
GAP = 90
#: A day without a year is within this many days of the meeting that speaks of it.
NEAR = 400
#: A meeting is announced this many days ahead at the most; what is further off is a slip of the pen.
AHEAD = 800
#: A line under a heading that announces meetings tells of one in at most this many words before the day.
LEAD_WORDS = 14
#: A list of more days than this is parted: no board announces so many.
LISTED = 60
#: How far before a day a word tells whether it is past or to come, in characters.
TENSE = 80


class Heading(StrEnum):
    """What a heading says of the days under it."""

    NONE = ""
    NEXT = "next"
    MINUTES = "minutes"
    HELD = "held"


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


@dataclass(frozen=True, slots=True)
class Found:
    """A sitting that a text mentions, and the half-open range of the words that do."""

    day: date
    what: Mentioned
    start: int
    end: int
    time: str | None = None
    venue: str | None = None


_WORD = re.compile(r"[A-Za-z][\w&'’-]*")
_SMALL = frozenset("a an and the of for on to in with & our this its their your".split())
#: What boards call themselves; a name that ends on none of them is no body's.
_BODY_WORDS = frozenset(
    "board committee subcommittee sub-committee cabinet council panel forum partnership group party force "
    "trustees assembly commission authority district senate spc jpc directors governors executive tag".split()
)

#: Of these a committee may be one: its name may hold theirs, and theirs alone is not it.
_WIDE = frozenset("council district authority".split())


def own(name: str, organisation: str, aliases: Iterable[str], when: date | None, period: Period | None) -> Own:
    """Return whose a text is, by a body's name, its organisation's and its short names."""
    short = {alias.lower() for alias in aliases}
    short |= {name.lower()} if name and " " not in name else set()
    return Own(_telling(name), _telling(organisation), frozenset(short), when, period)


def _telling(name: str) -> frozenset[str]:
    return frozenset(w.lower() for w in _WORD.findall(name) if w.lower() not in _SMALL)


# ---------------------------------------------------------------- headings

_HEADINGS = (
    (
        Heading.NEXT,
        re.compile(
            r"""
            ^ (?! .{0,40} \b(?:items?|business|topics?|agendas?|plans?)\b )
            (?: .{0,60} \b(?:next|future|forthcoming|upcoming|following)\s+(?:[\w-]+\s+){0,3}(?:meetings?|sittings?)\b
              | .{0,30} \b(?:dates?|schedule|calendar|timetable)\b .{0,20} \b(?:of|for)\s+(?:[\w-]+\s+){0,4}meetings\b
              | (?:[\w-]+\s+){0,3} meeting\s+(?:dates|schedule)\b )
            (?! \s+(?:items?|business|topics?|agendas?)\b ) .{0,40} $
            """,
            re.IGNORECASE | re.VERBOSE,
        ),
    ),
    (
        Heading.MINUTES,
        re.compile(r"^(?!.{0,60}\b(?:actions?|arising)\b.{0,20}$).{0,120}(?<!\d )\bminutes\b", re.IGNORECASE),
    ),
    (
        Heading.HELD,
        re.compile(
            r"^\W*(?:\d[\d.]*\s+)?(?:(?:board|committee|panel)\s+)?meetings(?:\s+(?:held|and\s+(?:attend\w+|members\w*)))?"
            r"(?:\s+(?:in|during)\b.{0,40})?\W*$",
            re.IGNORECASE,
        ),
    ),
)


def heading(*titles: str) -> Heading:
    """Return what the headings above a text say of the days in it: the first that says anything."""
    for title in titles:
        for kind, pattern in _HEADINGS:
            if pattern.search(title[:200]):
                return kind
    return Heading.NONE


# ---------------------------------------------------------------- words about a day

#: A text without any of these speaks of no sitting, unless a heading does.
_SPEAKS = re.compile(r"\b(?:meetings?|met|minutes|sittings?|AGM|EGM)\b", re.IGNORECASE)
_MEETING = re.compile(r"\b(?:meetings?|sittings?|AGM|EGM)\b", re.IGNORECASE)
_OFF = (
    r"(?:cancell?ed|called\s+off|abandoned"
    r"|(?:not|never)\s+(?:be\s+|been\s+)?(?:held|take\s+place|taken\s+place|go\s+ahead))"
)
_LATER = r"(?:postponed|rescheduled|re-?arranged|put\s+(?:back|off)|deferred|moved)"
_HELPING = (
    r"(?:(?:which|that|and|was|were|is|are|being|be|has|have|had|will|to|did|been|then|later|subsequently|since|also|all"
    r"|both|now|therefore|duly)\s+){0,6}"
)
#: Right after a day: "was cancelled", "(postponed)".
_OFF_AFTER = re.compile(rf"^\s*[,(–—:-]*\s*(?P<plural>(?:all|both|were|have)?)\b\s*{_HELPING}{_OFF}\b", re.IGNORECASE)
_LATER_AFTER = re.compile(
    rf"^\s*[,(–—:-]*\s*(?P<plural>(?:all|both|were|have)?)\b\s*{_HELPING}{_LATER}\b", re.IGNORECASE
)
#: Right before one: "the cancellation of the meeting of", "moved the meeting of".
_OFF_BEFORE = re.compile(
    r"\b(?:cancell?(?:ed|ing|ation)?|abandon(?:ed|ing)?|call(?:ed|ing)?\s+off)\s+(?:of\s+)?(?:the\s+|its\s+|their\s+|our\s+)?"
    r"[^.;,]{0,60}\bmeetings?\b[^.;,]{0,80}$"
    r"|\bmeetings?\b[^.;]{0,80}\b(?:cancell?ed|called\s+off)\W{1,3}(?:[\w-]+\s){0,3}$",
    re.IGNORECASE,
)
_LATER_BEFORE = re.compile(
    r"\b(?:postpon(?:ed?|ing|ement)|reschedul(?:ed?|ing)|mov(?:ed?|ing)|rearrang(?:ed?|ing))\s+(?:of\s+)?"
    r"(?:(?:the|its|their|our)\s+)?[^.;,]{0,60}\bmeetings?\b(?:\s+(?:of|on|from|scheduled|due|planned|arranged|for|the))+\s*$"
    r"|\bmeetings?\b[^.;]{0,80}\b(?:moved|postponed|rescheduled|brought\s+forward)\s+from\s+(?:[\w-]+,?\s+){0,3}$",
    re.IGNORECASE,
)
#: "… has been postponed to", "moved from 3 May to": the day after it is the new one.
_MOVED_TO = re.compile(
    rf"(?:\b{_LATER}\b|\badjourned\b|\bbrought\s+forward\b|\breconvened?\b)[^.;]{{0,60}}\b(?:to|until|till|for|on)\s+(?:[\w-]+,?\s+){{0,3}}$"
    r"|^\s*(?:to|until|till)\s+(?:[\w-]+,?\s+){0,3}$",
    re.IGNORECASE,
)
_OF_MINUTES = re.compile(
    r"(?<!\d\s)\bminutes\b(?:\s+\([^()]{0,60}\))?\s*(?:\b(?:of|from|for|dated|on)\b|[-–—:])[^;]{0,200}$", re.IGNORECASE
)
_MINUTES_AFTER = re.compile(
    r"^[\s,]*(?:[\w'’-]+\s+){0,3}?minutes\b(?!\s+(?:late|later|past|before|after))", re.IGNORECASE
)
#: "the 3 May meeting".
_MEETING_AFTER = re.compile(
    r"^[\s,]*(?P<pre>(?:[\w'’-]+\s+){0,3}?)(?:meetings?|sittings?)\b(?!\s+(?:dates?|papers?|rooms?|with|between)\b)",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\b(?:next|following|future|forthcoming|upcoming|subsequent)\s+(?:[\w'’-]+\s+){0,4}?(?:meetings?|sittings?)\b",
    re.I,
)
_WILL = re.compile(
    r"\b(?:will|would|shall|scheduled|due|to\s+be|planned|arranged|next|future|forthcoming|upcoming)\b", re.I
)
_WAS = re.compile(r"\b(?:was|were|(?<!be\s)held|met|took|last|previous|earlier)\b", re.IGNORECASE)
#: Before a day, these make it no day of a meeting: "by the meeting, before 5 May".
_NOT_ON = re.compile(
    r"\b(?:by|until|till|before|after|since|between|to|than|following|ending|ended|prior)\s+(?:[\w-]+,?\s+){0,2}$", re.I
)
#: Words that may stand between "meeting" and its day.
_LIGHT = frozenset(
    "a an the of on at in for is was were are be been being will would shall has have had held took take takes "
    "taken place placed date dates time times day days scheduled arranged planned due set fixed confirmed "
    "provisional provisionally to and or commencing starting beginning begin begins start starts from "
    "virtually online remotely via hybrid then next meeting meetings sitting sittings following future "
    "forthcoming upcoming follows as also again both all each inclusive one two three four five six seven "
    "eight nine ten eleven twelve once twice occasions occasion hrs hours am pm noon dated which that "
    "respectively namely only year during board committee panel council cabinet group forum partnership its "
    "our this last previous earlier first second third".split()
)
#: What kind of meeting may be told before the word.
_KINDS = frozenset(
    "ordinary special regular monthly quarterly weekly annual general extraordinary formal full first second "
    "third fourth final last previous next following future inaugural earlier further additional later "
    "subsequent budget statutory virtual scheduled forthcoming upcoming urgent emergency adjourned reconvened "
    "original planned recent past draft remote hybrid online january february march april may june july august "
    "september october november december spring summer autumn winter bi-monthly usual".split()
)
#: Where a phrase before "meeting" ends: what stands before these is not of it.
_ENDS = frozenset(
    "the a an this that these those our its their his her of at from for in on to by with and or each every "
    "all both any no is was were are be been as after before until between since during following than when "
    "where which who will would should three two four five six one regarding about into through per attend "
    "attended hold held holds had has have next".split()
)
_BARE = frozenset("a an another some any each every other two three several".split())
_OF_WHOM = re.compile(
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
_SUBJECT = re.compile(
    r"(?P<who>\b(?:[Ww]e|[A-Z][\w&'’-]*(?:\s+(?:(?:and|of|for|the|&)\s+){0,2}[A-Z][\w&'’-]*){0,10}|(?:the\s+)?[a-z]+))"
    r"(?:\s+(?:has|have|had|also|first|last|next|then|only|formally)){0,3}\s+met\b(?!\s+(?:with|the|his|her|by|all|its|their)\b)"
)
_WEEKDAYS = frozenset(d.lower() for d in (*calendar.day_name, *calendar.day_abbr)) | {"weds", "tues", "thur", "thurs"}
_TIME = re.compile(
    r"(?<![\d/.-])(?:\d{1,2}[.:]\d\d|\d{1,2})\s*(?:[ap]\.?\s?m\b\.?|noon\b)|(?<![\d/.-])\d{1,2}[.:]\d\d(?:\s*(?:hrs|hours))?(?![\d./])"
    r"|(?<![\d/.-])\d{4}\s*(?:hrs|hours)\b|\bnoon\b|(?<![\d/.-])\d{1,2}\s*[-–]\s*\d{1,2}[.:]\d\d(?:\s*(?:hrs|hours))?",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:in|at)\s+(?:the\s+)?(?P<venue>[A-Z][\w'’&.-]*(?:,?\s+(?:(?:of|and|the)\s+)?[A-Z0-9][\w'’&-]*){0,9})"
)


# ---------------------------------------------------------------- runs of days


@dataclass(frozen=True, slots=True)
class _Day:
    """A day as it is written: without its year where none is; `weekday` where one is named."""

    month: int
    number: int
    year: int | None
    start: int
    end: int
    weekday: int | None

    def on(self, year: int) -> date | None:
        """Return the day in some year; None where that has none, or its weekday is another."""
        try:
            value = date(year, self.month, self.number)
        except ValueError:
            return None
        return value if self.weekday is None or self.year or value.weekday() == self.weekday else None


_NAMED = re.compile(rf"\b(?P<day>{'|'.join(calendar.day_name)})\b(?:,|\s|the)*$", re.IGNORECASE)
#: "3, 10 and" before "17 May 2019".
_MORE = re.compile(r"(?<![\d.:/])(?:\d{1,2}(?:st|nd|rd|th)?(?:\s*,\s*|\s+and\s+|\s*&\s*)){1,6}$")
_NUMBER = re.compile(r"\d{1,2}")
#: Between two days of one list.
_GAP = re.compile(
    r"^(?:[\s,;&–—|/•]|\b(?:and|then|on|the|also|at|from|with)\b"
    rf"|\b(?:{'|'.join((*calendar.day_name, *calendar.day_abbr))})\b\.?"
    r"|\([^()]{0,50}\)|\d{1,2}[.:]\d\d\s*(?:[ap]\.?m\.?|hrs|hours)?|\d{1,2}\s*[ap]\.?m\b\.?|[-–]\s*\d{1,2}[.:]\d\d(?:\s*hrs)?){0,40}$",
    re.IGNORECASE,
)


def _days(text: str) -> list[_Day]:
    """Return the days in a text as written, in order; 2000 stands in for a year, as it has every day."""
    out: list[_Day] = []
    for found in dates.days(text, year=2000):
        named = _NAMED.search(text[max(0, found.start - 16) : found.start])
        weekday = [d.lower() for d in calendar.day_name].index(named["day"].lower()) if named else None
        out.extend(_listed(text, found))
        year = found.first.year if found.certain else None
        out.append(_Day(found.first.month, found.first.day, year, found.start, found.end, weekday))
    return out


def _listed(text: str, found: Written) -> Iterator[_Day]:
    """Yield the days that share a day's month: the 3rd and the 10th of "3, 10 and 17 May"."""
    before = max(0, found.start - 60)
    more = _MORE.search(text, before, found.start)
    if more is None or not text[found.start].isdigit():
        return
    for number in _NUMBER.finditer(text, more.start(), more.end()):
        if 0 < int(number[0]) < found.first.day:
            year = found.first.year if found.certain else None
            yield _Day(found.first.month, int(number[0]), year, number.start(), number.end(), None)


def _runs(text: str, found: Sequence[_Day]) -> list[list[_Day]]:
    """Return days put together that stand in one list: nothing but commas, times and the like between them."""
    runs: list[list[_Day]] = []
    for one in found:
        near = bool(runs) and len(runs[-1]) < LISTED and one.start - runs[-1][-1].end < GAP
        if near and _GAP.match(text[runs[-1][-1].end : one.start]):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


# ---------------------------------------------------------------- what a run is


def mentioned(text: str, whose: Own, under: Heading = Heading.NONE) -> tuple[Found, ...]:
    """Return the sittings of a body that a running text mentions, in order.

    whose: the body, and the day that the text is of: that day's own sitting is mentioned only where it is called off.
    under: what the headings above say.
    """
    if not (under or _SPEAKS.search(text)) or not dates.DATE.search(text):
        return ()
    out: list[Found] = []
    for start, end in sentences(text):
        if under or _SPEAKS.search(text, start, end):
            out.extend(_in_sentence(text[start:end], start, whose, under))
    return tuple(out)


def _in_sentence(said: str, offset: int, whose: Own, under: Heading) -> Iterator[Found]:
    runs = _runs(said, _days(said))
    mine: bool | None = None
    for before, run, after in _with_neighbours(runs):
        floor = before[-1].end if before else 0
        head = said[max(floor, run[0].start - BEFORE) : run[0].start]
        tail = said[run[-1].end : min(after[0].start if after else len(said), run[-1].end + AFTER)]
        mine = _is_own(said[max(0, run[0].start - 2 * BEFORE) : run[0].start], head, tail, whose, under, mine)
        if mine is not True:
            continue
        previous: date | None = None
        for place, one in enumerate(run):
            own_tail = said[one.end : run[place + 1].start] if place + 1 < len(run) else tail
            what = _what(head, own_tail, tail, under, whose, last=place + 1 == len(run))
            tense = _tense(head, tail)
            told = _dated(one, run[place + 1 :], what, whose, tense, previous) if what else None
            if told is None:
                continue
            day, kind = told
            previous = day
            if day != whose.when or kind in (Mentioned.CANCELLED, Mentioned.POSTPONED):
                time, venue = _details(head, own_tail) if kind is Mentioned.NEXT else (None, None)
                yield Found(day, kind, offset, offset + len(said), time, venue)


def _with_neighbours(runs: Sequence[list[_Day]]) -> Iterator[tuple[list[_Day], list[_Day], list[_Day]]]:
    padded: list[list[_Day]] = [[], *runs, []]
    for (before, run), (_, after) in zip(pairwise(padded), pairwise(padded[1:]), strict=False):
        yield before, run, after


class _Any(StrEnum):
    """A sitting of which the day alone tells whether it is past or to come."""

    SITTING = "sitting"


def _what(head: str, tail: str, whole: str, under: Heading, whose: Own, *, last: bool) -> Mentioned | _Any | None:
    """Return what the words about a day say of it; None where they tell of no sitting.

    head, whole: what stands before its list and after it. tail: what stands right after the day itself.
    """
    for after, kind in ((_OFF_AFTER, Mentioned.CANCELLED), (_LATER_AFTER, Mentioned.POSTPONED)):
        own_words = after.match(tail)
        of_all = after.match(whole)
        if (own_words and (last or "(" in tail[:3])) or (of_all and of_all["plural"]):
            return kind
    if _OFF_BEFORE.search(head):
        return Mentioned.CANCELLED
    if _LATER_BEFORE.search(head):
        return Mentioned.POSTPONED
    if _MOVED_TO.search(head):
        return Mentioned.NEXT
    if under is not Heading.NEXT and (_OF_MINUTES.search(head) or _MINUTES_AFTER.match(whole)):
        return Mentioned.MINUTES
    if _NOT_ON.search(head):
        return None
    near = list(_MEETING.finditer(head))
    gap = head[near[-1].end() :] if near else ""
    if near and _is_light(gap, whose):
        if under is Heading.MINUTES:
            return Mentioned.MINUTES
        return Mentioned.NEXT if _NEXT.search(head) and not _WAS.search(gap) else _Any.SITTING
    if (subject := _last(_SUBJECT, head)) and _is_light(head[subject.end() :], whose):
        return Mentioned.HELD
    if _MEETING_AFTER.match(whole):
        return Mentioned.MINUTES if under is Heading.MINUTES else _Any.SITTING
    if under is Heading.NEXT and len(head.split()) <= LEAD_WORDS and _is_light(head, whose):
        return Mentioned.NEXT
    if under is Heading.HELD and len(head.split()) <= 3 and _is_light(head, whose):
        return Mentioned.HELD
    return None


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text):  # noqa: B007  # the last one is asked for
        pass
    return found


def _is_light(gap: str, whose: Own) -> bool:
    """True for words that may stand between a meeting and its day: names, figures, and words of its being held."""
    for word in re.findall(r"[\w'’&-]+", gap):
        low = word.lower()
        if not (low in _LIGHT or low in whose.words or low in whose.aliases or word[0].isupper() or word[0].isdigit()):
            return False
    return not re.search(r"[.;?!]\s", gap)


# ---------------------------------------------------------------- whose it was


def _is_own(before: str, head: str, tail: str, whose: Own, under: Heading, inherited: bool | None) -> bool | None:
    """Return whether a day's meeting is the body's own; None where the words tell of no meeting at all.

    before: all of the sentence before the day. inherited: what was found of the days before it in the sentence.
    """
    of = (
        _OF_WHOM.match(tail.lstrip(" ,'’s").removeprefix("board ").removeprefix("meeting"))
        if "meeting" in tail[:24]
        else None
    )
    if of:
        return _is_body(of["whose"], whose)
    last = _last(_MEETING, head)
    if last:
        found = _attributed(before, head, last, whose, under)
        return found if found is not None else not _names_another(before, whose)
    if subject := _last(_SUBJECT, head):
        return _is_subject(subject["who"], whose)
    if after := _MEETING_AFTER.match(tail):
        return _are_kinds(after["pre"].split(), whose) is not False and not _names_another(before, whose)
    if re.search(r"(?<!\d\s)\bminutes\b", head[-BEFORE:], re.IGNORECASE) or _MINUTES_AFTER.match(tail):
        return not _names_another(before, whose)
    if under in (Heading.NEXT, Heading.HELD):
        return not _names_another(before, whose)
    return inherited


def _is_body(phrase: str, whose: Own) -> bool:
    if not whose.words:
        return phrase.islower() and phrase in _BODY_WORDS
    return whose.is_named(phrase)


def _attributed(before: str, head: str, meeting: re.Match[str], whose: Own, under: Heading) -> bool | None:
    """Return whether the words around "meeting" make it the body's own or another's; None where they don't tell."""
    words: list[str] = []
    ended = ""
    for word in reversed(re.findall(r"\w[\w'’&-]*|[^\w\s]", head[: meeting.start()])[-8:]):
        if word.lower() in _ENDS or not (word[0].isalnum()):
            ended = word.lower()
            break
        words.append(word)
    kinds = _are_kinds(words, whose)
    of = _OF_WHOM.match(head[meeting.end() :])
    if of and of["whose"].split()[0].lower() not in _WEEKDAYS and not dates.MONTHS.get(of["whose"].split()[0].lower()):
        return _is_body(of["whose"], whose) or (len(words) > 1 and whose.is_named(" ".join(words)))
    if kinds is not None:
        return kinds
    if ended in _BARE:
        return under is Heading.MINUTES or "earlier" in words or "further" in words
    if ended in ("its", "their"):
        named = _last(_BODY, before[: len(before) - len(head) + meeting.start()])
        return bool(named and whose.is_named(named[0]))
    if not ended.isalpha() and not words and not (under or _OF_MINUTES.search(head)):
        return bool(whose.period or _NEXT.search(head))
    return None


def _are_kinds(words: Sequence[str], whose: Own) -> bool | None:
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


def _is_subject(who: str, whose: Own) -> bool:
    if who.lower() == "we":
        return whose.period is not None
    return _is_body(who.removeprefix("the ") if who.islower() else who, whose)


def _names_another(text: str, whose: Own) -> bool:
    """True where a text names a body that is neither this one nor its organisation."""
    for match in _BODY.finditer(text[-BEFORE:]):
        said = {w.lower() for w in _WORD.findall(match[0]) if w.lower() not in _SMALL}
        if not whose.is_named(match[0]) and not (said and said <= whose.organisation):
            return True
    return False


# ---------------------------------------------------------------- which day it was


def _dated(
    one: _Day, rest: Sequence[_Day], what: Mentioned | _Any, whose: Own, tense: Mentioned | None, previous: date | None
) -> tuple[date, Mentioned] | None:
    """Return the day itself and what it is, or None where the two don't fit each other."""
    year = one.year or _shared_year(one, rest)
    day = one.on(year) if year else _fitted(one, what, whose, tense, previous)
    if day is None:
        return None
    anchor = whose.when or (whose.period.last if whose.period else None)
    if isinstance(what, _Any):
        kind = _by_day(day, anchor, tense)
        return (day, kind) if kind else None
    if anchor and what in (Mentioned.MINUTES, Mentioned.HELD) and day > anchor:
        return None
    if what is Mentioned.NEXT and whose.when and not whose.when < day <= whose.when + timedelta(days=AHEAD):
        return None
    return day, what


def _tense(head: str, tail: str) -> Mentioned | None:
    """Return NEXT or HELD as the words before a day tell, or else those after it; None where they tell neither."""
    for text in (head[-TENSE:], tail[:TENSE]):
        will, was = bool(_WILL.search(text)), bool(_WAS.search(text))
        if will != was:
            return Mentioned.NEXT if will else Mentioned.HELD
        if will:
            return None
    return None


def _by_day(day: date, anchor: date | None, tense: Mentioned | None) -> Mentioned | None:
    """Return whether a sitting is past or to come; None where what is said of it can't be."""
    if anchor is None:
        return tense
    found = Mentioned.HELD if day <= anchor else Mentioned.NEXT
    return found if tense in (None, found) else None


def _shared_year(one: _Day, rest: Sequence[_Day]) -> int | None:
    """Return the year of a day without one in a list: that of the next day that has one, or the year before it."""
    after = next((o for o in rest if o.year), None)
    if after is None or after.year is None:
        return None
    return after.year if (one.month, one.number) <= (after.month, after.number) else after.year - 1


def _fitted(
    one: _Day, what: Mentioned | _Any, whose: Own, tense: Mentioned | None, previous: date | None
) -> date | None:
    """Return a day without a year in the year that fits: after the meeting that announces it, before one that looks
    back on it, within the time reported on; that meeting's own day where it is that."""
    if whose.period:
        years = range(whose.period.first.year, whose.period.last.year + 1)
        inside = [d for y in years if (d := one.on(y)) and whose.period.first <= d <= whose.period.last]
        return inside[0] if len(inside) == 1 else None
    when = whose.when
    if when is None or (one.month, one.number) == (when.month, when.day):
        return when
    near = [d for y in (-1, 0, 1) if (d := one.on(when.year + y)) and abs((d - when).days) <= NEAR]
    later = min((d for d in near if d > (previous or when)), default=None)
    earlier = max((d for d in near if d < when), default=None)
    sort = tense if isinstance(what, _Any) else what
    if sort is Mentioned.NEXT:
        return later
    if sort in (Mentioned.MINUTES, Mentioned.HELD):
        return earlier
    called_off = what in (Mentioned.CANCELLED, Mentioned.POSTPONED)
    return min(near, key=lambda d: abs(d - when), default=None) if called_off or len(near) == 1 else None


def _details(head: str, tail: str) -> tuple[str | None, str | None]:
    """Return the time and the place told with a day: after it, or else before."""
    near = (tail, head[-100:])
    time = next((t[0] for text in near if (t := _TIME.search(text))), None)
    place = next((p["venue"] for text in near if (p := _PLACE.search(text))), None)
    return time.strip() if time else None, place.strip(" ,") if place else None


# ---------------------------------------------------------------- tables

_COLUMN = re.compile(
    r"^(?P<whose>.{0,80}?)\s*\b(?:meeting\s+dates?|dates?\s+of\s+(?:the\s+)?meetings?|meetings?)$", re.I
)


def is_column(cell: str, whose: Own) -> bool:
    """True for the heading of a table's column that holds the days of the body's own meetings."""
    match = _COLUMN.match(" ".join(cell.split()))
    if match is None:
        return False
    named = match["whose"].strip(" :-")
    return not named or whose.is_named(named)


def in_cell(cell: str, whose: Own) -> tuple[date, Mentioned] | None:
    """Return the sitting that a cell of such a column names: a day with its year, and little else."""
    found = [one for one in _days(cell) if one.year]
    if len(found) != 1 or len(cell.split()) > 6:
        return None
    day = found[0].on(found[0].year or 0)
    anchor = whose.when or (whose.period.last if whose.period else None)
    if day is None or anchor is None or day == whose.when:
        return None
    return day, (Mentioned.HELD if day < anchor else Mentioned.NEXT)


__all__ = ["Found", "Heading", "Own", "heading", "in_cell", "is_column", "mentioned", "own"]
