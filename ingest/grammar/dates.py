"""Dates as people write them in minutes and in questions."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.record import Period

MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))

#: A year of two digits under this is of this century.
CENTURY = 70

DATE = re.compile(
    rf"""
      (?<![\d.]) (?P<iy>(?:19|20)\d\d)-(?P<im>\d\d)-(?P<id>\d\d) (?!\d)                      # 2018-04-27
    | (?<![\d/.]) (?P<nd>\d{{1,2}}) (?P<sep>[/.]) (?P<nm>\d{{1,2}}) (?P=sep)
      (?P<ny>(?:19|20)?\d\d) (?![\d/.]*\d)                                                   # 26/09/2019, 1.11.17
    | \b (?P<d1>\d{{1,2}}) \s* (?:st|nd|rd|th|[°º™"”“’'*]{{1,3}})? (?:\s+of)? (?:[-\s]|,\s)\s*
      (?P<m1>{_MONTH}) \b \.? [-,\s]* (?P<y1>(?:19|20)\d\d)? \b                              # 27th April 2018
    | \b (?P<m2>{_MONTH}) \.? \s+ (?P<d2>\d{{1,2}}) (?!\d) \s* (?:st|nd|rd|th)?
      (?: ,? \s+ (?P<y2>(?:19|20)\d\d) )? \b                                                 # January 24th 2020
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MONTH_YEAR = re.compile(rf"\b(?P<m>{_MONTH})\.?,?\s+(?:of\s+)?(?P<y>(?:19|20)\d\d)\b", re.IGNORECASE)
_YEARS = re.compile(r"\b(?P<a>(?:19|20)\d\d)\s*[-/\u2013]\s*(?P<b>(?:(?:19|20)\d\d|\d\d))\b(?!-\d)")
_YEAR = re.compile(r"(?<![\d£,./-])(?P<y>(?:19|20)\d\d)(?![\d,./%]*\d)")


@dataclass(frozen=True, slots=True)
class Written:
    """A date or stretch of time found in text: its first and last day, where it stands, and how exact it is.

    `grain` is "day", "month", "year" or "years"; `certain` is False where the year was not written.
    """

    first: date
    last: date
    start: int
    end: int
    grain: str
    certain: bool = True


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str) -> int:
    number = int(text)
    if len(text) == 4:
        return number
    return number + (2000 if number < CENTURY else 1900)


def days(text: str, *, year: int | None = None) -> tuple[Written, ...]:
    """Return the full dates in a text, in order. `year` stands in where none is written; else those are left out."""
    found = []
    for match in DATE.finditer(text):
        part = match.groupdict()
        written = part["iy"] or part["ny"] or part["y1"] or part["y2"]
        if not written and year is None:
            continue
        month_text = part["m1"] or part["m2"]
        month = MONTHS[month_text.lower()] if month_text else int(part["im"] or part["nm"])
        number = int(part["id"] or part["nd"] or part["d1"] or part["d2"])
        value = _day(_year(written) if written else year or 0, month, number)
        if value:
            found.append(Written(value, value, match.start(), match.end(), "day", bool(written)))
    return tuple(found)


def day(text: str) -> date | None:
    """Return the first full date in a text, or None."""
    return next((found.first for found in days(text)), None)


#: How file names write days, where a sentence would not: `19072011`, `190711`, `02 03 2011`, `4_02_2014`.
_OF_NAME = re.compile(
    r"(?<!\d)(?:(?P<y>(?:20|19)\d\d)(?P<s>[ _.]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])"
    r"|(?P<d2>0[1-9]|[12]\d|3[01])(?P<m2>0[1-9]|1[0-2])(?P<y2>(?:20|19)\d\d|\d\d)"
    r"|(?P<d3>\d{1,2})[ _](?P<m3>\d{1,2})[ _](?P<y3>(?:20|19)\d\d|\d\d))(?!\d)"
)


def of_name(name: str) -> tuple[date, ...]:
    """Return the days that a file's name gives, as sentences write them first, then as only names do."""
    out = [found.first for found in days(name.replace("_", " "))]
    for match in _OF_NAME.finditer(name):
        for n in ("", "2", "3"):
            if match[f"y{n}"] and (value := _day(_year(match[f"y{n}"]), int(match[f"m{n}"]), int(match[f"d{n}"]))):
                out.append(value)
    return tuple(dict.fromkeys(out))


_FROM = re.compile(r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th)?\s*(?:[-–—]|to|and|&)\s*$", re.IGNORECASE)


def opening(text: str, found: Written) -> date:
    """Return the first of the days that a date found in a text ends: the 20th of "20-22 March 2023"."""
    before = _FROM.search(text[: found.start])
    if before and int(before["d"]) < found.first.day:
        return found.first.replace(day=max(1, int(before["d"])))
    return found.first


def times(text: str, *, year: int | None = None) -> tuple[Written, ...]:
    """Return every stretch of time named in a text (days, months, years, spans of years), none inside another."""
    taken = list(days(text, year=year))

    def free(start: int, end: int) -> bool:
        return all(end <= t.start or start >= t.end for t in taken)

    for match in _MONTH_YEAR.finditer(text):
        if free(match.start(), match.end()):
            y, m = int(match["y"]), MONTHS[match["m"].lower()]
            last = date(y, m, calendar.monthrange(y, m)[1])
            taken.append(Written(date(y, m, 1), last, match.start(), match.end(), "month"))
    for match in _YEARS.finditer(text):
        first, last_text = int(match["a"]), match["b"]
        second = int(last_text) if len(last_text) == 4 else first // 100 * 100 + int(last_text)
        if free(match.start(), match.end()) and first < second <= first + 20:
            found = Written(date(first, 4, 1), date(second, 3, 31), match.start(), match.end(), "years")
            taken.append(found)
    for match in _YEAR.finditer(text):
        if free(match.start(), match.end()):
            y = int(match["y"])
            taken.append(Written(date(y, 1, 1), date(y, 12, 31), match.start(), match.end(), "year"))
    return tuple(sorted(taken, key=lambda t: t.start))


def period(text: str) -> Period | None:
    """Return the period that a title names: two full dates, or a financial year such as 2021-22; else None."""
    found = days(text)
    if len(found) >= 2 and 300 < (found[1].first - found[0].first).days < 400:
        return Period(found[0].first, found[1].first)
    months = [t for t in times(text) if t.grain == "month"]
    if len(months) >= 2 and 300 < (months[1].last - months[0].first).days < 400:
        return Period(months[0].first, months[1].last)
    for match in _YEARS.finditer(text):
        first, last_text = int(match["a"]), match["b"]
        second = int(last_text) if len(last_text) == 4 else first // 100 * 100 + int(last_text)
        return Period(date(first, 4, 1), date(second, 3, 31)) if second == first + 1 else None
    year = _YEAR.search(text)
    return Period(date(int(year["y"]), 1, 1), date(int(year["y"]), 12, 31)) if year else None


_WEEKDAY = re.compile(r"\b(" + "|".join(calendar.day_name) + r")\b", re.IGNORECASE)


def next_date(text: str, after: date) -> date | None:
    """Return the date of the next meeting: as written, or in the first year after `after` that fits it."""
    certain = day(text)
    if certain:
        return certain
    for year in (after.year, after.year + 1):
        for found in days(text, year=year):
            if found.first > after:
                named = _WEEKDAY.search(text)
                if not named or calendar.day_name[found.first.weekday()].lower() == named[0].lower():
                    return found.first
    return None


def long(value: date) -> str:
    """Return a date as a reader writes it: 27 April 2018."""
    return f"{value.day} {calendar.month_name[value.month]} {value.year}"


_RELATIVE = re.compile(r"\bnext\s+(week|month|quarter|year)\b|\bfollowing week\b", re.IGNORECASE)
_DAYS = {"week": 7, "month": 31, "quarter": 92, "year": 366}


def due_by(due: str, meeting: date | None, following: date | None) -> date | None:
    """Return the day by which a due text falls, where it can be told: a date, the next meeting, or a time after it."""
    found = days(due, year=meeting.year if meeting else None)
    if not found and meeting:
        found = days(due, year=meeting.year + 1)  # 29 February of a leap year to come
    if found:
        value = found[-1].first
        if not found[-1].certain and meeting and value < meeting:
            return _day(value.year + 1, value.month, value.day)
        return value
    if re.search(r"\b(?:next|following)\s+(?:board\s+)?meeting\b", due, re.IGNORECASE):
        return following
    spans = [t for t in times(due) if t.grain == "month"]
    if spans:
        return spans[-1].last
    relative = _RELATIVE.search(due)
    if relative and meeting:
        return meeting + timedelta(days=_DAYS.get((relative[1] or "week").lower(), 7))
    return None
