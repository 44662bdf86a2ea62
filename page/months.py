"""The years at a glance: on which days of which months meetings were, and what the shelf has of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from assistant import rendering
from index.passage import Known, Sitting
from ingest.grammar import dates
from page.words import safe

#: Meetings that are drawn: the years of the newest so many, the others being a filter away.
MOST = 300
#: Years without a meeting that are drawn one by one; of more than these, one meeting is a stray.
GAP = 5
#: What a day's look means.
LOOKS: Mapping[Known, str] = {
    Known.RECORD: "a record",
    Known.PAPERS: "papers, no record",
    Known.MENTION: "only mentioned",
}
MONTHS = tuple(dates.long(date(2000, month, 1)).split()[1] for month in range(1, 13))
_HEAD = '<th scope="col">Year</th>' + "".join(
    f'<th scope="col"><abbr title="{month}">{month[0]}<span>{month[1:3]}</span></abbr></th>' for month in MONTHS
)
_LEGEND = " ".join(
    f'<span class="look"><span class="day {known.value}" aria-hidden="true">8</span> {told}</span>'
    for known, told in LOOKS.items()
)


def glance(held: Sequence[Sitting], several: bool) -> str:
    """Return a table of years and months, the newest year first, each meeting in it a day that opens it; "" for none.

    held: in order of date. several: whether they are of more than one board, so that each says whose it is.
    """
    if not held:
        return ""
    drawn = _drawn(held)
    rows = "".join(_row(year, sittings, several) for year, sittings in drawn)
    earlier = f" Before {drawn[-1][0]}: choose a year above." if held[0].meeting.date.year < drawn[-1][0] else ""
    return (
        '<div class="scroll glance" role="region" tabindex="0" aria-label="The years at a glance, scrolls">'
        '<table><caption class="hidden">The days of the meetings by year and month; a day opens its meeting</caption>'
        f"<thead><tr>{_HEAD}</tr></thead><tbody>{rows}</tbody></table></div>"
        f'<p class="by looks">{_LEGEND}{earlier}</p>'
    )


def _drawn(held: Sequence[Sitting]) -> list[tuple[int, list[Sitting]]]:
    """Return the years that are drawn, the newest first, a year without a meeting among them."""
    out: list[tuple[int, list[Sitting]]] = []
    left = MOST
    for year, group in groupby(reversed(held), key=lambda s: s.meeting.date.year):
        sittings = sorted(group, key=lambda s: s.meeting.date)
        if out and len(sittings) > left:
            break
        empty = range(out[-1][0] - 1, year, -1) if out else ()
        out += [(between, []) for between in empty if len(empty) <= GAP]
        out.append((year, sittings))
        left -= len(sittings)
    return out


def _row(year: int, sittings: Sequence[Sitting], several: bool) -> str:
    by_month = defaultdict(list)
    for one in sittings:
        by_month[one.meeting.date.month].append(one)
    cells = "".join(f"<td>{''.join(_day(one, several) for one in by_month[month])}</td>" for month in range(1, 13))
    return f'<tr><th scope="row">{year}</th>{cells}</tr>'


def _day(one: Sitting, several: bool) -> str:
    day, session = one.meeting.date, one.meeting.session
    off = rendering.called_off(one)
    told = (dates.long(day), session, one.body.name if several else "", LOOKS[one.known], off)
    called = safe(", ".join(filter(None, told)))
    return (
        f'<button type="button" class="day {one.known.value}{" off" if off else ""}" '
        f'data-open="{safe(one.meeting.key)}" aria-label="{called}" title="{called}">{day.day}</button>'
    )


CSS = """
.glance { width: fit-content; max-width: 100%; margin: 0 0 .3rem; overflow-x: auto; }
.glance table { border-collapse: collapse; margin: 0; font-size: .8125rem; font-variant-numeric: tabular-nums; }
.glance th { padding: .2rem .5rem; font-weight: 600; text-align: left; color: var(--soft); background: none;
  border: 0; }
.glance thead th + th { min-width: 3.2rem; padding: .2rem .2rem; text-align: center; }
.glance abbr { text-decoration: none; }
.glance td { padding: .15rem .2rem; text-align: center; vertical-align: top; background: none; border: 0;
  border-top: 1px solid var(--line); border-left: 1px solid var(--line); }
.glance tbody th { border-top: 1px solid var(--line); }
.day { display: inline-block; min-width: 26px; min-height: 26px; margin: 1px; padding: 0 .2rem; font: 600 .8125rem/24px
  var(--font); text-align: center; color: var(--ink); background: none; border: 1px solid var(--soft);
  border-radius: 6px; box-sizing: border-box; }
button.day { cursor: pointer; }
.day.record { color: var(--accent-ink); background: var(--accent); border-color: var(--accent); }
.day.mention { border-style: dashed; font-weight: 400; }
.day.off { text-decoration: line-through; }
.day[aria-current] { outline: 3px solid var(--accent); outline-offset: 1px; }
.meetings .looks { margin: 0 0 .6rem; }
.looks .look { white-space: nowrap; margin-right: .8rem; }
.looks .day { min-width: 20px; min-height: 20px; line-height: 18px; font-size: .75rem; }
@media (max-width: 900px) {
  .glance thead th + th { min-width: 25px; padding: .2rem 0; }
  .glance th { padding: .2rem .25rem; }
  .glance td { padding: 0; }
  .glance abbr span { display: none; }
  .glance .day { min-width: 24px; min-height: 24px; margin: 0; padding: 0; line-height: 22px; }
}
"""
