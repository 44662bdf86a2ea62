"""Meetings on the page: the calendar of sittings, who came to them, and what the shelf should hold of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import attendance, exporting, holdings, listing, rendering
from assistant.attendance import Cell, Grid, Row
from assistant.holdings import Reach
from index.passage import Known, Sitting
from ingest.grammar import dates
from ingest.record import Body, Meeting, Status
from page import fields, months
from page import files as made_files
from page import sitting as sittings_
from page.desk import Desk, Room, Sent, Shown, State
from page.matters import narrowed
from page.words import guarded, safe

if TYPE_CHECKING:
    from assistant.ask import Assistant

#: Sittings on one page of the calendar, meetings across one page of the grid, and sittings of a list of gaps.
ROWS, ACROSS = 40, 12
_ASKED = frozenset(("show", "body", "year", "by", "who"))
#: What can be shown, as it is called.
VIEWS: Mapping[str, str] = {"calendar": "Calendar", "attendance": "Attendance", "missing": "Missing papers"}
ROWS_BY: Mapping[str, str] = {"person": "person", "organisation": "organisation"}

#: How a sitting is known, as a badge says it.
KNOWN: Mapping[Known, str] = {
    Known.RECORD: "Record",
    Known.PAPERS: "Papers, no record",
    Known.MENTION: "Only mentioned",
}
STATUSES: Mapping[Status, str] = {Status.APPROVED: "approved", Status.DRAFT: "draft", Status.UNKNOWN: ""}
#: What the roll of a meeting says of somebody: the sign in the grid, and its words.
MARKS: Mapping[str, tuple[str, str]] = {"P": ("●", "present"), "A": ("○", "apologies"), "": ("·", "not listed")}
NO_GAP = "Of every meeting that the papers know, this shelf holds what it should."


@dataclass(frozen=True, slots=True)
class Counted:
    """How many decisions and actions each meeting has in the register."""

    decisions: Mapping[Meeting | None, int]
    actions: Mapping[Meeting | None, int]


# ---------------------------------------------------------------- what is found


def view_of(asked: Mapping[str, str]) -> str:
    return asked.get("show", "") if asked.get("show") in VIEWS else "calendar"


def calendar(assistant: Assistant, asked: Mapping[str, str]) -> tuple[Sitting, ...]:
    """Return the sittings of the board and year that a form names, in order of date. Raises FilterError."""
    year = asked.get("year", "")
    since, until = (date(int(year), 1, 1), date(int(year), 12, 31)) if _is_year(year) else (None, None)
    with assistant.shelf.reading():
        return assistant.shelf.calendar(narrowed(assistant, asked).between(since, until))


def _is_year(told: str) -> bool:
    return told.isdecimal() and len(told) == 4 and told != "0000"


def counted(assistant: Assistant) -> Counted:
    """Return how many decisions and actions each meeting has, of those that whoever asks may see."""
    shelf, scope = assistant.shelf, assistant.scope
    with shelf.reading():
        return Counted(
            Counter(r.source.place.meeting for r in shelf.decisions(scope)),
            Counter(e.source.place.meeting for e in shelf.actions(scope)),
        )


def grid_of(assistant: Assistant, asked: Mapping[str, str]) -> tuple[Grid, Body | None]:
    """Return who came to the meetings asked for, of one board: the one named, or that with most records."""
    held = calendar(assistant, asked)
    told = Counter(s.body.id for s in held if s.has_record)
    most = min(told, key=lambda i: (-told[i], i), default="")
    mine = tuple(s for s in held if s.body.id == most)
    with assistant.shelf.reading():
        grid = attendance.by_organisation(mine) if asked.get("by") == "organisation" else attendance.by_person(mine)
        if asked.get("who"):
            grid = attendance.of_person(grid, asked["who"])
    return grid, next((s.body for s in mine), None) if len(told) > 1 else None


# ---------------------------------------------------------------- the form


def form(assistant: Assistant, asked: Mapping[str, str]) -> str:
    """Return what is asked of meetings: what of them is shown, of which board and year, and whose attendance."""
    with assistant.shelf.reading():
        bodies = assistant.shelf.bodies(assistant.scope)
        years = sorted({s.meeting.date.year for s in assistant.shelf.calendar(assistant.scope)}, reverse=True)
    told = (
        fields.picked("show", "What is shown", VIEWS.items(), view_of(asked)),
        fields.boards(bodies, asked),
        fields.chosen("year", "Year", ((str(y), str(y)) for y in years), asked),
        f'<div class="of-grid">{fields.typed("who", "Name", asked)}'
        f"{fields.chosen('by', 'A row for each', ROWS_BY.items(), asked, none='')}</div>",
    )
    return fields.form("Meetings", told)


# ---------------------------------------------------------------- what it shows


def shown(assistant: Assistant, asked: Mapping[str, str]) -> str:
    """Return the calendar, the grid of attendance or what is missing, as the form asks."""
    view = view_of(asked)
    if view == "attendance":
        grid, chosen = grid_of(assistant, asked)
        return attended(grid, chosen, fields.page_of(asked), narrow=bool(asked.get("who")))
    held = calendar(assistant, asked)
    return missing(held) if view == "missing" else listed(held, counted(assistant), fields.page_of(asked))


def _region(inside: str) -> str:
    return f'<div class="room meetings">{inside}</div>'


def _file(what: str) -> str:
    return f'<p class="files">Take {what} away as <button type="button" class="file" data-file="csv">CSV</button></p>'


def listed(held: Sequence[Sitting], of: Counted, page: int = 1) -> str:
    """Return the calendar: sittings by year, the newest first, each with what the shelf has of it."""
    if not held:
        return _region('<p class="total" role="status">No paper here is of a meeting, or speaks of one.</p>')
    pages = -(-len(held) // ROWS)
    page = min(page, pages)
    newest = tuple(reversed(held))
    first, last = (page - 1) * ROWS, min(page * ROWS, len(held))
    pager = fields.pager(page, pages, f"{first + 1:,} to {last:,} of {len(held):,}", "Later", "Earlier")
    several = len({s.body.id for s in held}) > 1
    years = "".join(
        f'<section class="year"><h3>{year}</h3><ol class="sittings">'
        f"{''.join(_sitting(s, of, several) for s in group)}</ol></section>"
        for year, group in groupby(newest[first:last], key=lambda s: s.meeting.date.year)
    )
    return _region(
        f'<p class="total" role="status">{safe(rendering.meetings_counted(held))}</p>'
        f'<p class="by">The newest first. Press one for its items, its roll and its papers.</p>{_file("the list")}'
        f"{months.glance(held, several)}{pager}{years}{pager}"
    )


def _sitting(one: Sitting, of: Counted, several: bool) -> str:
    told = "".join(f'<p class="under">{safe(line)}</p>' for line in _lines(one, of) if line)
    return f'<li class="sitting {one.known.value}" data-opens>{_heading(one, several)}{told}</li>'


def _heading(one: Sitting, several: bool) -> str:
    """Return the day of a sitting as the button that opens it, whose it is, and its badges."""
    day = one.meeting.date
    session = f", {safe(one.meeting.session)}" if one.meeting.session else ""
    body = f'<span class="board">{safe(one.body.name)}</span>' if several else ""
    return (
        f'<div class="head"><button type="button" class="open-sitting" data-open="{safe(one.meeting.key)}">'
        f'<time datetime="{day.isoformat()}">{dates.long(day)}</time>{session}</button>{body}'
        f'<span class="badges">{badges(one)}</span></div>'
    )


def badges(one: Sitting) -> str:
    """Return how a sitting is known, whether its minutes are approved, and whether it was called off, as badges."""
    status = STATUSES[one.status] if one.known is Known.RECORD else ""
    off = rendering.called_off(one)
    known = ", ".join(filter(None, (KNOWN[one.known], status)))
    gone = f'<span class="badge">{off}</span>' if off else ""
    return f'<span class="known {one.known.value}">{known}</span>{gone}'


def _lines(one: Sitting, of: Counted) -> Iterator[str]:
    """Yield what a sitting's row tells below its day: time and place, who and how much, and what papers there are."""
    yield ", ".join(filter(None, (one.time, one.venue)))
    chair = f"{one.chair.person.name} in the chair" if one.chair else ""
    roll = (
        f"{len(one.present)} present, {listing.several(len(one.apologies), 'apology', 'apologies')}" if one.roll else ""
    )
    items = listing.several(len(one.items), "item") if one.items else ""
    decided = listing.several(of.decisions.get(one.meeting, 0), "decision")
    raised = listing.several(of.actions.get(one.meeting, 0), "action")
    yield " · ".join(filter(None, (chair, roll, items, *((decided, raised) if one.documents else ()))))
    kinds = ", ".join(k.value for k in one.kinds)
    yield f"Here: {kinds}" if kinds else ""


# ---------------------------------------------------------------- attendance


def attended(grid: Grid, chosen: Body | None, page: int = 1, *, narrow: bool = False) -> str:
    """Return who came, as a grid. chosen: the board whose it is, where nobody chose. page: 1 is the newest meetings."""
    board = f"<p>Of {safe(fields.called(chosen))}, which has most records; choose another above.</p>" if chosen else ""
    if not grid.rows:
        none = "No name on the rolls fits." if narrow and grid.sittings else "No meeting here has a roll."
        return _region(f'<p class="total" role="status">{none}</p>{board}{_without(grid)}')
    pages = -(-len(grid.sittings) // ACROSS)
    page = min(page, pages)
    last = len(grid.sittings) - (page - 1) * ACROSS
    across = range(max(0, last - ACROSS), last)
    told = f"Meetings {across.start + 1:,} to {last:,} of {len(grid.sittings):,}"
    pager = fields.pager(page, pages, told, "Later", "Earlier")
    return _region(
        f'<p class="total" role="status">{safe(_counted(grid))}</p>{board}'
        f'<p class="by legend">{_legend()} The counts are over all {len(grid.sittings):,} meetings.</p>'
        f"{_file('all of it')}{pager}{_grid(grid, across)}{_without(grid)}"
    )


def _counted(grid: Grid) -> str:
    rows = {"person": ("person", "people"), "organisation": ("organisation", "organisations")}[grid.by]
    present, sorry = sum(r.present for r in grid.rows), sum(r.apologies for r in grid.rows)
    meetings, came, stayed = (
        listing.several(len(grid.sittings), "meeting"),
        listing.several(present, "time"),
        listing.several(sorry, "time"),
    )
    return (
        f"{len(grid.rows):,} {rows[len(grid.rows) != 1]} over {meetings} with a roll: {came} present, "
        f"{stayed} with apologies"
    )


def _legend() -> str:
    return " ".join(f'<span class="sign"><span aria-hidden="true">{s}</span> {w}</span>' for s, w in MARKS.values())


def _grid(grid: Grid, across: range) -> str:
    head = "".join(_head(grid.sittings[n]) for n in across)
    rows = "".join(_row(row, across) for row in grid.rows)
    foot = "".join(f"<td>{grid.present_at(n)}</td>" for n in across)
    return (
        '<div class="scroll grid" role="region" tabindex="0" aria-label="Attendance, a table that scrolls"><table>'
        f'<caption class="hidden">Who came to which meeting; the button over a column opens the meeting</caption>'
        f'<thead><tr><th scope="col" class="who">{grid.by.capitalize()}</th><th scope="col">Present</th>'
        f'<th scope="col">Apologies</th>{head}</tr></thead><tbody>{rows}</tbody>'
        f'<tfoot><tr><th scope="row" class="who">Present in all</th><td>{sum(r.present for r in grid.rows):,}</td>'
        f"<td>{sum(r.apologies for r in grid.rows):,}</td>{foot}</tr></tfoot></table></div>"
    )


def _head(one: Sitting) -> str:
    day = one.meeting.date
    long = dates.long(day) + (f", {one.meeting.session}" if one.meeting.session else "")
    return (
        f'<th scope="col"><button type="button" class="open-sitting" data-open="{safe(one.meeting.key)}" '
        f'aria-label="{safe(long)}">{day.day} {dates.long(day).split()[1][:3]}<br>{day.year}</button></th>'
    )


def _row(row: Row, across: range) -> str:
    cells = "".join(_mark(row.cells[n]) for n in across)
    name = f'<th scope="row" class="who">{safe(row.name)}</th>'
    return f"<tr>{name}<td>{row.present}</td><td>{row.apologies}</td>{cells}</tr>"


def _mark(cell: Cell) -> str:
    sign, words = MARKS[cell.mark]
    kind = words.split()[0]
    return f'<td class="mark {kind}"><span aria-hidden="true">{sign}</span><span class="hidden">{words}</span></td>'


def _without(grid: Grid) -> str:
    if not grid.without:
        return ""
    days = "".join(f"<li>{dates.long(s.meeting.date)}</li>" for s in reversed(grid.without))
    return (
        f'<details class="without"><summary>{listing.several(len(grid.without), "meeting")} not counted: no roll of it '
        f"is here</summary><ul>{days}</ul></details>"
    )


# ---------------------------------------------------------------- missing papers


def missing(held: Sequence[Sitting]) -> str:
    """Return how far each board's record goes, and the sittings of which the shelf lacks what it should hold."""
    if not held:
        return listed(held, Counted({}, {}))
    found = tuple(s for s in reversed(held) if s.missing)
    several = len({s.body.id for s in held}) > 1
    rows = "".join(_lack(s, several) for s in found)
    total = (
        f"{listing.several(len(found), 'meeting')} of {len(held):,} without papers that should be here"
        if found
        else NO_GAP
    )
    return _region(
        f'<p class="total" role="status">{total}</p>{_file("the list")}'
        f'<ul class="reaches">{"".join(map(_reach, holdings.reaches(held)))}</ul>'
        + (f'<h3>What is missing, the newest first</h3><ol class="sittings">{rows}</ol>' if found else "")
    )


def _reach(one: Reach) -> str:
    known = f"{len(one.recorded):,} of {listing.several(len(one.sittings), 'meeting')} known here have a record"
    return f"<li><strong>{safe(fields.called(one.body))}</strong>: {safe(holdings.told(one))}; {known}.</li>"


def _lack(one: Sitting, several: bool) -> str:
    why = "".join(f"<p>{safe(w[:1].upper() + w[1:])}.</p>" for w in one.missing)
    return f'<li class="sitting {one.known.value}" data-opens>{_heading(one, several)}{why}</li>'


# ---------------------------------------------------------------- what somebody does


def make(desk: Desk, asked: Mapping[str, str]) -> tuple[Path, str]:
    """Write what is shown as CSV, in a folder of its own; return the file, and how many rows it has, in words."""
    if view_of(asked) == "attendance":
        grid, _ = grid_of(desk.assistant, asked)
        columns = exporting.attendance_columns(grid)
        rows = [exporting.attendance_row(row, grid) for row in grid.rows]
        return _written(desk, "attendance.csv", rows, columns)
    held: Iterable[Sitting] = calendar(desk.assistant, asked)
    if view_of(asked) == "missing":
        held = (s for s in held if s.missing)
    with desk.assistant.shelf.reading():
        rows = [exporting.meeting_row(s) for s in held]
    return _written(
        desk, f"{'missing' if view_of(asked) == 'missing' else 'meetings'}.csv", rows, exporting.MEETING_COLUMNS
    )


def _written(desk: Desk, name: str, rows: Sequence[dict[str, object]], columns: Sequence[str]) -> tuple[Path, str]:
    target = made_files.fresh(desk.files, name)
    target.write_text(exporting.csv(rows, columns), encoding="utf-8", newline="")
    return target, listing.several(len(rows), "row")


def _body(desk: Desk, state: State) -> str:
    return guarded(lambda: shown(desk.assistant, state))


def _turned_to(desk: Desk, state: State) -> Shown:
    return Shown(form=guarded(lambda: form(desk.assistant, state)), body=_body(desk, state))


def _act(desk: Desk, state: State, sent: Sent) -> Shown:
    """Return what comes of a form, of a page turned, of a file asked for, or of a meeting that is opened."""
    if "open" in sent:
        return Shown(source=sittings_.opened(desk, str(sent["open"])))
    if "file" in sent:
        return Shown(note=made_files.fetched(*make(desk, state)))
    if "page" in sent:
        state = {**state, "page": str(sent["page"])[:6]}
        return Shown(state, body=_body(desk, state))
    state = fields.asked_of(sent.get("asked"), _ASKED)
    return Shown(state, note="", body=_body(desk, state))


CSS = """
.meetings { padding-top: 1rem; border-top: 1px solid var(--line); }
.meetings .total { font: 600 1.1rem/1.4 var(--serif); color: var(--ink); margin: 0 0 .2rem; }
.meetings .by, .meetings > p { font-size: .875rem; color: var(--soft); margin: 0 0 .3rem; }
.meetings > .total { font-size: 1.1rem; color: var(--ink); }
.meetings .files { font-size: .875rem; color: var(--soft); margin: 0 0 .7rem; }
.meetings .files .file { padding: .25rem .3rem; font-size: .875rem; color: var(--accent); background: none; border: 0;
  cursor: pointer; text-decoration: underline; text-underline-offset: 3px; border-radius: 4px; }
.meetings h3 { font: 600 1.25rem/1.4 var(--serif); color: var(--ink); margin: 1rem 0 .4rem; }
.filters .of-grid { display: none; }
.filters:has([value="attendance"]:checked) .of-grid { display: contents; }
.sittings { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
.sitting { margin: 0; padding: .6rem .5rem; border-bottom: 1px solid var(--line); cursor: pointer; }
.sitting:hover { background: var(--tint); }
.sitting:has([aria-current]) { background: var(--tint); box-shadow: inset 3px 0 0 var(--accent); }
.sitting .head { display: flex; flex-wrap: wrap; gap: .2rem .9rem; align-items: baseline; }
.sitting .board { color: var(--ink); font-size: .9375rem; overflow-wrap: anywhere; }
.sitting p { margin: .1rem 0 0; font-size: .875rem; color: var(--ink); overflow-wrap: anywhere; }
.sitting p.under { color: var(--soft); font-size: .8125rem; }
.open-sitting { padding: 0; min-height: 24px; font: 600 1rem/1.4 var(--font); text-align: left; color: var(--accent);
  background: none; border: 0; cursor: pointer; border-radius: 4px; }
.sitting.mention .open-sitting, .sitting.papers .open-sitting { font-weight: 400; }
.badges { display: inline-flex; flex-wrap: wrap; gap: .4rem; margin-left: auto; }
.known { padding: 0 .55rem; font-size: .75rem; line-height: 1.4rem; border-radius: 999px; border: 1px solid var(--line);
  color: var(--soft); white-space: nowrap; }
.known.record { color: var(--accent); background: var(--tint); border-color: var(--accent); }
.known.mention { border-style: dashed; }
.reaches { list-style: none; margin: .2rem 0 0; padding: 0; font-size: .9375rem; }
.reaches li { margin: 0 0 .3rem; padding: .5rem .7rem; background: var(--sheet); border: 1px solid var(--line);
  border-radius: 8px; color: var(--ink); overflow-wrap: anywhere; }

.legend .sign { white-space: nowrap; margin-right: .6rem; }
.grid { max-height: 75dvh; overflow: auto; width: fit-content; max-width: 100%; }
.grid table { border-collapse: separate; border-spacing: 0; margin: 0; font-size: .875rem; line-height: 1.35;
  font-variant-numeric: tabular-nums; }
.grid th, .grid td { padding: .35rem .5rem; text-align: center; font-weight: 400; color: var(--ink);
  background: var(--sheet); border: 0; border-top: 1px solid var(--line); }
.grid thead th { position: sticky; top: 0; z-index: 1; font-size: .8125rem; font-weight: 600; color: var(--soft);
  border-top: 0; border-bottom: 1px solid var(--line); vertical-align: bottom; }
.grid .who { position: sticky; left: 0; z-index: 1; text-align: left; min-width: 9rem; max-width: 15rem;
  overflow-wrap: anywhere; border-right: 1px solid var(--line); }
.grid thead .who { z-index: 2; }
.grid tfoot th, .grid tfoot td { color: var(--soft); }
.grid .open-sitting { font-size: .8125rem; line-height: 1.25; text-align: center; white-space: nowrap; }
.grid .mark { font-size: 1rem; }
.grid td.mark { padding: .35rem; background: var(--sheet); border-radius: 0; vertical-align: middle; }
.grid .mark.present { color: var(--accent); }
.grid .mark.apologies { color: var(--warn); }
.grid .mark.not { color: var(--soft); }
.without { font-size: .875rem; color: var(--soft); }
.without summary { cursor: pointer; width: fit-content; border-radius: 4px; }
.without ul { columns: 10rem; margin: .3rem 0 0; padding-left: 1.1rem; }
@media (max-width: 900px) {
  .badges { margin-left: 0; }
  .grid .who { min-width: 7rem; max-width: 8.5rem; }
}
"""

ROOM = Room(
    "meetings",
    "Meetings",
    _turned_to,
    _act,
    form_js=fields.FORM_JS,
    note_js=made_files.FETCH_JS,
    body_js=fields.BODY_JS,
)
