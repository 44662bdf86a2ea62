"""The sittings of a board that a text mentions: held, called off, put off, announced, or known by their minutes.

A sitting is told by a day beside the word "meeting", under a heading that announces meetings, or after "met". Whose it
was is told too: "a meeting of the Piers Panel" is none of the Harbour Board's, and "a site meeting" is no sitting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from ingest.grammar import dates, daylists
from ingest.grammar.daylists import Day
from ingest.grammar.sentences import sentences
from ingest.grammar.whose import OF_WHOM, Own, are_kinds, attributed, names_another
from ingest.record import Mentioned

#: How far back from a day, and how far on from it, the words that tell what it is may stand, in characters.
BEFORE, AFTER = 260, 120
#: A day without a year is within this many days of the meeting that speaks of it.
NEAR = 400
#: A meeting is announced this many days ahead at the most; what is further off is a slip of the pen.
AHEAD = 800
#: A line under a heading that announces meetings tells of one in at most this many words before the day.
LEAD_WORDS = 14
#: How far before a day a word tells whether it is past or to come, in characters.
TENSE = 80


class Heading(StrEnum):
    """What a heading says of the days under it."""

    NONE = ""
    NEXT = "next"
    MINUTES = "minutes"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Found:
    """A sitting that a text mentions, and the half-open range of the words that do."""

    day: date
    what: Mentioned
    start: int
    end: int
    time: str | None = None
    venue: str | None = None


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
_SPEAKS = re.compile(r"\b(?:meet(?:ings?)?|met|minutes|sittings?|AGM|EGM)\b", re.IGNORECASE)
_MEETING = re.compile(r"\b(?:meetings?|sittings?|AGM|EGM)\b", re.IGNORECASE)
_OFF = (
    r"(?:cancell?ed|called\s+off|abandoned"
    r"|(?:not|never|no\s+longer)\s+(?:be\s+|been\s+)?(?:held|take\s+place|taken\s+place|go\s+ahead|proceed))"
)
_LATER = r"(?:postponed|rescheduled|re-?arranged|put\s+(?:back|off)|deferred|moved|brought\s+forward)"
_HELPING = (
    r"(?:(?:which|that|and|was|were|is|are|being|be|has|have|had|stands?|will|to|did|been|then|later|subsequently|since|also|all"
    r"|both|now|therefore|duly)\s+){0,6}"
)
#: Right after a day: "was cancelled", "(postponed)".
_OFF_AFTER = re.compile(rf"^\s*[,()–—:-]*\s*(?P<plural>(?:all|both|were|have)?)\b\s*{_HELPING}{_OFF}\b", re.IGNORECASE)
_LATER_AFTER = re.compile(
    rf"^\s*(?=[,)–—:-]*\s*\(|.{{0,60}}?\b(?:was|were|is|are|be|been)\b)[,()–—:-]*\s*(?P<plural>(?:all|both|were|have)?)\b\s*"
    rf"{_HELPING}{_LATER}\b",
    re.IGNORECASE,
)
#: What is called off or moved: the meeting itself, not what was to come "from the meeting" or "to" it.
_THE_MEETING = r"(?:of\s+)?(?:(?:the|its|their|our)\s+)?(?:(?!\b(?:from|to|at|by|for|in)\b)[^.;,]){0,60}\bmeetings?\b"
#: Right before one: "the cancellation of the meeting of", "moved the meeting of".
_OFF_BEFORE = re.compile(
    rf"\b(?:cancell?(?:ed|ing|ation)?|abandon(?:ed|ing)?|call(?:ed|ing)?\s+off)\s+{_THE_MEETING}[^.;,]{{0,80}}$"
    r"|\bmeetings?\b[^.;]{0,80}\b(?:cancell?ed|called\s+off)\W{1,3}(?:[\w-]+\s){0,3}$|^\W*cancell?ed\W{1,3}$",
    re.IGNORECASE,
)
_LATER_BEFORE = re.compile(
    rf"\b(?:postpon(?:ed?|ing|ement)|reschedul(?:ed?|ing)|mov(?:ed?|ing)|rearrang(?:ed?|ing))\s+{_THE_MEETING}"
    r"(?:\s+(?:of|on|from|scheduled|due|planned|arranged|for|the))+\s*$"
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
    r"(?<!\d\s)\bminutes\b(?:\s+\([^()]{0,60}\))?\s*(?:(?:\b(?:of|from|for|dated|on)\b|[-–—:])[^;]{0,200})?$",
    re.IGNORECASE,
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
    "our this last previous earlier first second third quarterly monthly basis noted agreed".split()
)
_WHO = (
    r"(?P<who>\b(?:[Ww]e|[A-Z][\w&'’-]*(?:\s+(?:(?:and|of|for|the|&)\s+){0,2}[A-Z][\w&'’-]*){0,10}|(?:the\s+)?[a-z]+))"
)
_SUBJECT = re.compile(
    rf"{_WHO}(?:\s+(?:has|have|had|also|first|last|next|then|only|formally)){{0,3}}\s+met\b"
    r"(?!\s+(?:with|the|his|her|by|all|its|their)\b)"
)
#: "The Committee will next meet".
_WILL_MEET = re.compile(
    rf"{_WHO}\s+(?:will|would|shall|is\s+to|was\s+to|are\s+to)(?:\s+(?:also|next|then|again|therefore)){{0,2}}\s+meet\b"
    r"(?!\s+(?:with|the|his|her|by|all|its|their)\b)"
)
_TIME = re.compile(
    r"(?<![\d/.-])(?:\d{1,2}[.:]\d\d|\d{1,2})\s*(?:[ap]\.?\s?m\b\.?|noon\b)|(?<![\d/.-])\d{1,2}[.:]\d\d(?:\s*(?:hrs|hours))?(?![\d./])"
    r"|(?<![\d/.-])\d{4}\s*(?:hrs|hours)\b|\bnoon\b|(?<![\d/.-])\d{1,2}\s*[-–]\s*\d{1,2}[.:]\d\d(?:\s*(?:hrs|hours))?",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:in|at)\s+(?:the\s+)?(?P<venue>[A-Z][\w'’&.-]*(?:,?\s+(?:(?:of|and|the)\s+)?[A-Z0-9][\w'’&-]*){0,9})"
)


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
    mine: bool | None = None
    carried: Mentioned | _Any | None = None
    for before, run, after in _with_neighbours(daylists.runs(said, daylists.written(said))):
        floor = before[-1].end if before else 0
        head = said[max(floor, run[0].start - BEFORE) : run[0].start]
        tail = said[run[-1].end : min(after[0].start if after else len(said), run[-1].end + AFTER)]
        mine = _is_own(said[max(0, run[0].start - 2 * BEFORE) : run[0].start], head, tail, whose, under, mine)
        if mine is True:
            listed = carried if before and _is_list(head, whose) else None
            kinds = [
                _what(head, own, tail, under, whose, last=one is run[-1]) or listed
                for one, own in _tails(said, run, tail)
            ]
            carried = next((k for k in kinds if k not in _OFF_THE_DAY), carried)
            for day, kind, own in _dates(said, run, kinds, head, tail, whose):
                time, venue = _details(head, own) if kind is Mentioned.NEXT else (None, None)
                yield Found(day, kind, offset, offset + len(said), time, venue)


def _tails(said: str, run: Sequence[Day], tail: str) -> Iterator[tuple[Day, str]]:
    """Yield each day of a list with what stands right after it."""
    for one, other in pairwise(run):
        yield one, said[one.end : other.start]
    yield run[-1], tail


def _dates(
    said: str, run: Sequence[Day], kinds: Sequence[Mentioned | _Any | None], head: str, tail: str, whose: Own
) -> Iterator[tuple[date, Mentioned, str]]:
    """Yield the days of a list that are of sittings, what each is, and what stands right after it.

    The sitting that the text itself is of is one only where it is called off.
    """
    tense = _tense(head, tail)
    previous: date | None = None
    for place, (one, own) in enumerate(_tails(said, run, tail)):
        what = kinds[place]
        told = _dated(one, run[place + 1 :], what, whose, tense, previous) if what else None
        if told:
            previous = told[0]
            if previous != whose.when or told[1] in _OFF_THE_DAY:
                yield *told, own


def _with_neighbours(runs: Sequence[list[Day]]) -> Iterator[tuple[list[Day], list[Day], list[Day]]]:
    padded: list[list[Day]] = [[], *runs, []]
    for (before, run), (_, after) in zip(pairwise(padded), pairwise(padded[1:]), strict=False):
        yield before, run, after


#: What is said of a day on which no meeting is held.
_OFF_THE_DAY = (Mentioned.CANCELLED, Mentioned.POSTPONED)


class _Any(StrEnum):
    """A sitting of which the day alone tells whether it is past or to come."""

    SITTING = "sitting"


def _what(head: str, tail: str, whole: str, under: Heading, whose: Own, *, last: bool) -> Mentioned | _Any | None:
    """Return what the words about a day say of it; None where they tell of no sitting.

    head, whole: what stands before its list and after it. tail: what stands right after the day itself.
    """
    if under is not Heading.NEXT and (_OF_MINUTES.search(head) or _MINUTES_AFTER.match(whole)):
        return Mentioned.MINUTES  # what is put off with them is no meeting
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
    if _NOT_ON.search(head):
        return None
    near = list(_MEETING.finditer(head))
    gap = head[near[-1].end() :] if near else ""
    if near and _is_light(gap, whose):
        if under is Heading.MINUTES:
            return Mentioned.MINUTES
        return Mentioned.NEXT if _NEXT.search(head) and not _WAS.search(gap) else _Any.SITTING
    for wording, kind in ((_SUBJECT, Mentioned.HELD), (_WILL_MEET, Mentioned.NEXT)):
        if (subject := _last(wording, head)) and _is_light(head[subject.end() :], whose):
            return kind
    if _MEETING_AFTER.match(whole):
        return Mentioned.MINUTES if under is Heading.MINUTES else _Any.SITTING
    if under is Heading.NEXT and len(head.split()) <= LEAD_WORDS and _is_light(head, whose):
        return Mentioned.NEXT
    if under is Heading.HELD and len(head.split()) <= 3 and _is_light(head, whose):
        return Mentioned.HELD
    return None


def _is_list(between: str, whose: Own) -> bool:
    """True for what may stand between two days of one list: a place, a month, a word or two."""
    told = re.search(r"^[\s)]*(?:,|;|and\b)|(?:,|;|\band)\s+\W*(?:[\w-]+\s+\W*){0,2}$", between)
    return bool(told) and len(between.split()) <= LEAD_WORDS and _is_light(between, whose)


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
        OF_WHOM.match(tail.lstrip(" ,'’s").removeprefix("board ").removeprefix("meeting"))
        if "meeting" in tail[:24]
        else None
    )
    if of:
        return whose.is_of(of["whose"])
    last = _last(_MEETING, head)
    if last:
        start = len(before) - len(head) + last.start()
        bare = bool(under or whose.period or _OF_MINUTES.search(head) or _NEXT.search(head))
        article = under is Heading.MINUTES
        found = attributed(before[:start], head[last.end() :], whose, article=article, bare=bare)
        return found if found is not None else not names_another(before, whose)
    if subject := _last(_SUBJECT, head) or _last(_WILL_MEET, head):
        return _is_subject(subject["who"], whose)
    if after := _MEETING_AFTER.match(tail):
        return are_kinds(after["pre"].split(), whose) is not False and not names_another(before, whose)
    if re.search(r"(?<!\d\s)\bminutes\b", head[-BEFORE:], re.IGNORECASE) or _MINUTES_AFTER.match(tail):
        return not names_another(before, whose)
    if under in (Heading.NEXT, Heading.HELD):
        return not names_another(before, whose)
    return inherited


def _is_subject(who: str, whose: Own) -> bool:
    if who.lower() in ("we", "it"):
        return whose.period is not None
    return whose.is_of(who.removeprefix("the ") if who.islower() else who)


# ---------------------------------------------------------------- which day it was


def _dated(
    one: Day, rest: Sequence[Day], what: Mentioned | _Any, whose: Own, tense: Mentioned | None, previous: date | None
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


def _shared_year(one: Day, rest: Sequence[Day]) -> int | None:
    """Return the year of a day without one in a list: that of the next day that has one, or the year before it."""
    after = next((o for o in rest if o.year), None)
    if after is None or after.year is None:
        return None
    return after.year if (one.month, one.number) <= (after.month, after.number) else after.year - 1


def _fitted(
    one: Day, what: Mentioned | _Any, whose: Own, tense: Mentioned | None, previous: date | None
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
    return min(near, key=lambda d: abs(d - when), default=None) if what in _OFF_THE_DAY or len(near) == 1 else None


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
    found = [one for one in daylists.written(cell) if one.year]
    if len(found) != 1 or len(cell.split()) > 6:
        return None
    day = found[0].on(found[0].year or 0)
    anchor = whose.when or (whose.period.last if whose.period else None)
    if day is None or anchor is None or day == whose.when:
        return None
    return day, (Mentioned.HELD if day < anchor else Mentioned.NEXT)


__all__ = ["Found", "Heading", "heading", "in_cell", "is_column", "mentioned"]
