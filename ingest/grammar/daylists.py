"""Days as lists give them: "3, 10 and 17 May", "23 July, 22 October 2021 and 21 January 2022".

And every stretch of time that a question names: lists of days and of months, seasons, months and years.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.grammar import dates
from ingest.grammar.dates import Written

#: Two days of one list are no further apart than this, in characters.
GAP = 90
#: A list of more days than this is parted: no board announces so many.
LISTED = 60


@dataclass(frozen=True, slots=True)
class Day:
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


def written(text: str) -> list[Day]:
    """Return the days in a text as written, in order; 2000 stands in for a year, as it has every day."""
    out: list[Day] = []
    for found in dates.days(text, year=2000):
        named = _NAMED.search(text[max(0, found.start - 16) : found.start])
        weekday = [d.lower() for d in calendar.day_name].index(named["day"].lower()) if named else None
        out.extend(_listed(text, found))
        year = found.first.year if found.certain else None
        out.append(Day(found.first.month, found.first.day, year, found.start, found.end, weekday))
    return out


def _listed(text: str, found: Written) -> Iterator[Day]:
    """Yield the days that share a day's month: the 3rd and the 10th of "3, 10 and 17 May"."""
    before = max(0, found.start - 60)
    more = _MORE.search(text, before, found.start)
    if more is None or not text[found.start].isdigit():
        return
    for number in _NUMBER.finditer(text, more.start(), more.end()):
        if 0 < int(number[0]) < found.first.day:
            year = found.first.year if found.certain else None
            yield Day(found.first.month, int(number[0]), year, number.start(), number.end(), None)


def runs(text: str, found: Sequence[Day]) -> list[list[Day]]:
    """Return days put together that stand in one list: nothing but commas, times and the like between them."""
    runs: list[list[Day]] = []
    for one in found:
        near = bool(runs) and len(runs[-1]) < LISTED and one.start - runs[-1][-1].end < GAP
        if near and _GAP.match(text[runs[-1][-1].end : one.start]):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


_MONTH = "|".join(sorted(dates.MONTHS, key=len, reverse=True))
_MONTHS_OF = re.compile(
    rf"\b(?P<months>(?:(?:{_MONTH})\b\.?(?:\s*,\s*(?:and\s+)?|\s+(?:and|or|to)\s+|\s*[&/–-]\s*))+)"
    rf"(?:{_MONTH})\b\.?,?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_NAMED_MONTH = re.compile(rf"\b(?:{_MONTH})\b", re.IGNORECASE)
#: The first month of each season, as people in the north call them, and how many months it has.
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SEASON = re.compile(r"\b(?P<season>spring|summer|autumn|fall|winter)(?: of)? (?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)

#: The rest of a financial year that follows a month's year: "-25" of "November 2024-25".
_AND_NEXT = re.compile(r"[-/–](?P<next>\d\d)\b")


def times(text: str) -> tuple[Written, ...]:
    """Return every stretch of time that a question names, in order: `dates.times`, and each of "9 and 30 January
    2025", "July, August and October 2019", "autumn 2006", which is of the grain "season"."""
    out = [_of_financial_year(text, t) for t in dates.times(text)]
    for found in [t for t in out if t.grain == "day"]:
        for one in _listed(text, found):
            if value := one.on(found.first.year):
                out.append(Written(value, value, one.start, one.end, "day"))
    for match in _MONTHS_OF.finditer(text):
        for named in _NAMED_MONTH.finditer(text, match.start("months"), match.end("months")):
            first, last = month(int(match["year"]), dates.MONTHS[named[0].lower()])
            out.append(Written(first, last, named.start(), named.end(), "month"))
    for match in _SEASON.finditer(text):
        first, _ = month(int(match["year"]), SEASONS[match["season"].lower()])
        _, last = month(first.year + (first.month > 10), (first.month + 1) % 12 + 1)
        out = [t for t in out if t.end <= match.start() or t.start >= match.end()]
        out.append(Written(first, last, match.start(), match.end(), "season"))
    return tuple(sorted(out, key=lambda t: t.start))


def _of_financial_year(text: str, found: Written) -> Written:
    """Return a month of a financial year as the month that it is: January 2025 for "January 2024-25"."""
    more = _AND_NEXT.match(text, found.end) if found.grain == "month" else None
    if more is None or int(more["next"]) != (found.first.year + 1) % 100:
        return found
    first, last = month(found.first.year + (found.first.month < 4), found.first.month)
    return Written(first, last, found.start, more.end(), "month")


def month(year: int, number: int) -> tuple[date, date]:
    """Return the first and the last day of a month."""
    following = date(year + number // 12, number % 12 + 1, 1)
    return date(year, number, 1), following - timedelta(1)
