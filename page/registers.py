"""The register on the page: what is asked of it, its table, an action with its life, and the files that it gives."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from assistant import exporting, listing, rendering
from assistant.answer import Citation, label
from assistant.listing import STANDINGS, TYPES, Around
from index import register
from index.passage import Entry, Quotation, Ruling, Scope, Standing
from index.register import Sought, Wanted
from ingest.errors import MattersError
from ingest.grammar import dates
from ingest.record import DecisionType
from page import correction, fields, plot, tables
from page import files as made_files
from page import source as sources
from page.correction import NOTHING_TRIED, Tried
from page.desk import Before, Desk, Done, Room, Sent, Shown, State
from page.fields import FilterError, asked_of, chosen, day_of, typed
from page.source import Opened
from page.tables import Cell, cell, opener
from page.words import cut, glimpse, guarded, line, safe

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from index.shelf import Shelf

#: Rows of a page: what somebody reads without losing the thread, and what a browser lays out at once.
ROWS = 50
#: Characters of what marks an action, in its row: with some boards it is the whole sentence.
MARKER = 40
#: Characters of an action's newest step there: a person's note on it stands whole in the panel.
NEWEST = 70
#: What the button in a row does.
OPENS = "opens its source"

One = TypeVar("One", Entry, Ruling)


@dataclass(frozen=True, slots=True)
class View:
    """What of a register somebody has before them: the filters as their form names them, and the page."""

    asked: Mapping[str, str] = field(default_factory=dict)
    page: int = 1


@dataclass(frozen=True, slots=True)
class Found(Generic[One]):
    """The entries that a view asks for, all of them, and what the shelf knows around them.

    struck: those that a person took out of the register, and that the view would ask for.
    """

    entries: tuple[One, ...]
    around: Around
    struck: tuple[One, ...] = ()


@dataclass(frozen=True, slots=True)
class Register(Generic[One]):
    """One of the two registers, as the page shows it.

    one: what an entry is called. held: all entries in a scope; struck: those that a person took out. narrow: those that
    filters ask for. filters: what a form asks beside time and place. counted: the counts, as lines that add up.
    overdue: a line on what is overdue. plot: how the entries stand, drawn. cells: those of a row. rows, table: what
    CSV, and Markdown and Word, are made of.
    """

    name: str
    title: str
    one: str
    held: Callable[[Shelf, Scope], tuple[One, ...]]
    struck: Callable[[Shelf, Scope], tuple[One, ...]]
    narrow: Callable[[Sequence[One], Mapping[str, str], register.Known], tuple[One, ...]]
    filters: Callable[[Sequence[One], Mapping[str, str]], str]
    counted: Callable[[Sequence[One]], Iterator[str]]
    columns: tuple[str, ...]
    cells: Callable[[One], Iterator[Cell]]
    json: Callable[[One, Around], dict[str, object]]
    row: Callable[[One, Around], dict[str, object]]
    row_columns: Sequence[str]
    table: Callable[[Sequence[One], Around, Sequence[str]], exporting.Table]
    overdue: Callable[[Sequence[One], Mapping[str, str]], Iterator[str]] = lambda *_: iter(())
    plot: Callable[[Sequence[One]], str] = lambda _: ""


# ---------------------------------------------------------------- what is asked, and what is found


def view_of(sent: object) -> View:
    """Return the view that a form asks for, from its first page. What the browser says is cut, never trusted."""
    return View(asked_of(sent, _ASKED))


#: The filters by what a form sends, and what each is called.
_FILTERS = {
    "topic": "Topic",
    "owner": "Owner",
    "standing": "How it stands",
    "type": "Whose, and how",
    "verb": "Verb",
    "body": "Board",
    "meeting": "Meeting",
    "since": "Since",
    "until": "Until",
    "overdue": "Overdue as of",
    "marked": "Marked only",
}
_ASKED = frozenset(_FILTERS)
#: What some of their values are called.
_CALLED = {one.value: told for one, told in (*STANDINGS.items(), *TYPES.items())}


def find(which: Register[One], assistant: Assistant, view: View) -> Found[One]:
    """Return what a view asks for, of all that whoever asks may see. Raises FilterError for what cannot be read."""
    shelf, scope = assistant.shelf, assistant.scope
    with shelf.reading():
        known = listing.known(shelf, scope)
        entries = which.narrow(which.held(shelf, scope), view.asked, known)
        struck = which.narrow(which.struck(shelf, scope), view.asked, known)
        return Found(entries, listing.around(shelf, scope), struck)


def entry_of(which: Register[One], assistant: Assistant, identity: str) -> tuple[One, Around] | None:
    """Return one entry by its id, taken out or not, with what the shelf knows around it; None where whoever asks sees
    no such one."""
    shelf, scope = assistant.shelf, assistant.scope
    with shelf.reading():
        held: tuple[One, ...] = which.held(shelf, scope) + which.struck(shelf, scope)
        found = next((e for e in held if e.id == identity), None)
        return (found, listing.around(shelf, scope)) if found else None


def _wanted(entries: Sequence[Entry], asked: Mapping[str, str], known: register.Known) -> tuple[Entry, ...]:
    since, until = fields.between(asked)
    wanted = Wanted(
        topic=asked.get("topic", ""),
        owner=asked.get("owner", ""),
        body=asked.get("body", ""),
        meeting=day_of(asked, "meeting"),
        since=since,
        until=until,
        standing=_one_of(Standing, asked.get("standing")),
        overdue=day_of(asked, "overdue"),
        marked="marked" in asked,
    )
    return register.actions(entries, wanted, known)


def _sought(rulings: Sequence[Ruling], asked: Mapping[str, str], known: register.Known) -> tuple[Ruling, ...]:
    since, until = fields.between(asked)
    sought = Sought(
        topic=asked.get("topic", ""),
        body=asked.get("body", ""),
        meeting=day_of(asked, "meeting"),
        since=since,
        until=until,
        type=_one_of(DecisionType, asked.get("type")),
        verb=asked.get("verb", ""),
    )
    return register.decisions(rulings, sought, known)


Choice = TypeVar("Choice", Standing, DecisionType)


def _one_of(kind: type[Choice], told: str | None) -> Choice | None:
    try:
        return kind(told) if told else None
    except ValueError as error:
        raise FilterError(f"“{told}” is none of: {', '.join(kind)}") from error


# ---------------------------------------------------------------- the form


def form(which: Register[One], assistant: Assistant, view: View) -> str:
    """Return the filters of a register, filled in as they are asked now; what can be chosen is what it holds."""
    with assistant.shelf.reading():
        held = which.held(assistant.shelf, assistant.scope)
    asked = view.asked
    bodies = sorted({fields.called(e.source.place.body) for e in held})
    days = sorted({m.date for e in held if (m := e.source.place.meeting)}, reverse=True)
    asked_for: tuple[str, ...] = (
        typed("topic", "Topic", asked),
        which.filters(held, asked),
        chosen("body", "Board", ((b, b) for b in bodies if b), asked) if len(bodies) > 1 else "",
        chosen("meeting", "Meeting", ((d.isoformat(), dates.long(d)) for d in days), asked),
        typed("since", "Since", asked, kind="date"),
        typed("until", "Until", asked, kind="date"),
    )
    return fields.form(which.title, (*asked_for, _more_fields(which.name, asked)))


def _more_fields(name: str, asked: Mapping[str, str]) -> str:
    if name != "actions":
        return ""
    checked = " checked" if "marked" in asked else ""
    ticked = f'<label class="tick"><input type="checkbox" name="marked" value="yes"{checked}> Marked only</label>'
    return typed("overdue", "Overdue as of", asked, kind="date") + ticked


def _overdue(entries: Sequence[Entry], asked: Mapping[str, str]) -> Iterator[str]:
    """Yield how many actions were due before a day, today unless one is asked for, and are not settled."""
    day = day_of(asked, "overdue") or date.today()
    held = [e for e in entries if e.action.due_by]
    late = sum(register.is_overdue(e, day) for e in held)
    yield f"Overdue on {dates.long(day)}: {late:,} of the {len(held):,} that name a day"


def _action_fields(_: Sequence[Entry], asked: Mapping[str, str]) -> str:
    standings = ((s.value, STANDINGS[s]) for s in Standing)
    return typed("owner", "Owner", asked) + chosen("standing", "How it stands", standings, asked)


def _decision_fields(held: Sequence[Ruling], asked: Mapping[str, str]) -> str:
    types = ((t.value, TYPES[t]) for t in DecisionType)
    verbs = sorted({r.decision.verb.lower() for r in held if r.decision.verb})
    return chosen("type", "Whose, and how", types, asked) + chosen("verb", "Verb", ((v, v) for v in verbs), asked)


# ---------------------------------------------------------------- the table


def results(which: Register[One], found: Found[One], view: View, now: str = "") -> str:
    """Return what was found, as counts that add up, a plot, files to take away, and one page of a table.

    now: the id of the entry that is open beside it.
    """
    if not found.entries:
        none = "Nothing in the register fits these filters." if view.asked else f"The register holds no {which.name}."
        offered = fields.set_now(view.asked, _FILTERS, _CALLED)
        return (
            f'<div class="register"><p class="total" role="status">{none}</p>{offered}'
            f"{_taken_out(which, found, now)}</div>"
        )
    total, by, *more = which.counted(found.entries)
    told = "".join(f"<li>{safe(line)}</li>" for line in more)
    drawn = which.plot(found.entries)
    overdue = "".join(f'<p class="by">{safe(line)}</p>' for line in which.overdue(found.entries, view.asked))
    pages = -(-len(found.entries) // ROWS)
    page = min(max(view.page, 1), pages)
    shown = found.entries[(page - 1) * ROWS : page * ROWS]
    first, last = (page - 1) * ROWS + 1, min(page * ROWS, len(found.entries))
    rows = ((e.id, which.cells(e)) for e in shown)
    table = tables.table(which.title, which.columns, rows, opens=OPENS, now=now)
    pager = fields.pager(page, pages, f"{first:,} to {last:,} of {len(found.entries):,}")
    return (
        f'<div class="register"><p class="total" role="status">{safe(total)}</p>'
        f'<p class="by">{safe(by)}</p>{overdue}<p class="by">{ORDER}</p>'
        f'<details class="counts"><summary>Counts by {_BY[which.name]}</summary>'
        f'<div class="all" role="region" tabindex="0" aria-label="Counts"><ul>{told}</ul></div></details>{drawn}'
        f'<p class="files">Take these away as {_file_buttons()}</p>{pager}{table}'
        f"{pager if pages > 1 else ''}{_taken_out(which, found, now)}</div>"
    )


def _taken_out(which: Register[One], found: Found[One], now: str) -> str:
    """Return how many entries a person took out, and behind a press which, by whom, when and why."""
    told = next(listing.taken_out(len(found.struck)), "")
    if not told:
        return ""
    shown = found.struck[:ROWS]
    opened = " open" if now in {e.id for e in shown} else ""
    more = "" if len(shown) == len(found.struck) else f" The first {ROWS} are here; the filters find the others."
    columns = ("Meeting and item", which.one.capitalize(), "Taken out")
    rows = ((e.id, _struck_cells(e)) for e in shown)
    table = tables.table(f"{which.title} taken out", columns, rows, opens=OPENS, now=now)
    return (
        f'<details class="struck"{opened}><summary>{told}</summary>'
        '<p class="by">They are in no list, count or answer. Open one to read it; who may correct puts it back there.'
        f"{more}</p>{table}</details>"
    )


def _struck_cells(entry: Entry | Ruling) -> Iterator[Cell]:
    yield cell(label(entry.source), entry.source.place.item_title)
    yield opener(entry.decision.text if isinstance(entry, Ruling) else entry.action.task)
    told = glimpse(listing.set_right(entry))
    yield cell(told[:1].upper() + told[1:])


#: How a table is put in order.
ORDER = "In order of meeting, the oldest first; within one as its paper has them."
_BY = {"actions": "meeting and owner", "decisions": "verb and meeting"}


def _file_buttons() -> str:
    return " ".join(
        f'<button type="button" class="file" data-file="{kind}">{told}</button>' for kind, told in FORMATS.items()
    )


def _action_cells(entry: Entry) -> Iterator[Cell]:
    act = entry.action
    written = ", ".join(act.owners) or "no owner named"
    people = ", ".join(act.people) if act.people != act.owners else ""
    yield cell(label(entry.source), entry.source.place.item_title)
    yield opener(act.task)
    yield cell(written, people)
    yield cell(listing.due(entry))
    standing = f'<span class="standing {entry.standing.value}">{STANDINGS[entry.standing]}</span>'
    yield Cell(f"{standing}{_badge(entry)}")
    yield cell(cut(newest(entry), NEWEST))
    yield cell(cut(act.marker or "a promise", MARKER))


def _badge(entry: Entry | Ruling) -> str:
    return '<span class="badge">corrected</span>' if entry.corrected else ""


def newest(entry: Entry) -> str:
    """Return the newest step of an action's life: what a person set, else what the last paper says of it."""
    if entry.corrected and entry.corrected.sets.standing:
        return listing.badge(entry.corrected)
    steps = listing.later(entry)
    if steps:
        return f"{STANDINGS[steps[-1][0]]}, {label(steps[-1][1])}"
    if entry.standing is not Standing.NO_LATER_RECORD:
        return f"{STANDINGS[entry.standing]}, as its own paper says"
    return "none on this shelf"


def _decision_cells(ruling: Ruling) -> Iterator[Cell]:
    one = ruling.decision
    yield cell(label(ruling.source), ruling.source.place.item_title)
    yield opener(one.text)
    told = cell(TYPES[one.type], listing.whose(ruling))
    yield Cell(f"{told.shown}{_badge(ruling)}")
    yield cell(one.verb, one.subject)
    yield cell(one.mover, f"seconded by {one.seconder}" if one.seconder else "")
    yield cell(listing.vote(one.vote))


# ---------------------------------------------------------------- one entry beside its source


def opened(entry: Entry | Ruling, around: Around, step: int) -> Opened:
    """Return an entry as it is shown beside its source; an action's source is that of a step of its life."""
    if isinstance(entry, Ruling):
        return Opened(entry.source, decision_facts(entry, around), _set_right(entry))
    steps = (entry.source, *entry.later)
    step = step if step < len(steps) else 0
    return Opened(steps[step], action_facts(entry), life(entry, around, step))


def action_facts(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return what an action says, by name: what its table row has no room for, too."""
    act = entry.action
    return (
        ("Task", act.task),
        ("Owner", listing.owner(entry)),
        ("Due", listing.due(entry)),
        ("Number", act.number),
        ("Raised", dates.long(act.raised) if act.raised else ""),
        ("Marked", act.marker or "a promise, not marked"),
        ("The paper says", act.state),
        ("How it stands", STANDINGS[entry.standing]),
    )


def decision_facts(ruling: Ruling, around: Around) -> tuple[tuple[str, str], ...]:
    """Return what a decision says, by name."""
    one = ruling.decision
    return (
        ("Decision", one.text),
        ("Type", TYPES[one.type]),
        ("Whose", listing.whose(ruling)),
        ("Verb", one.verb),
        ("Of", one.subject),
        ("Moved by", one.mover),
        ("Seconded by", one.seconder),
        ("Vote", listing.vote(one.vote)),
        ("Corrected the minutes", listing.corrections_in(ruling, around)),
    )


def life(entry: Entry, around: Around, now: int) -> str:
    """Return the life of an action as steps that open their sources. now: the step whose source is open."""
    told = [("raised", entry.source), *((STANDINGS[s], q) for s, q in listing.later(entry))]
    steps = "".join(_step(entry.id, n, what, q, n == now) for n, (what, q) in enumerate(told))
    return (
        f'<section class="life" aria-label="What became of it"><h3 class="quiet">What became of it</h3>'
        f"<ol>{steps}</ol>{_ending(entry, around)}{_set_right(entry)}</section>"
    )


def _step(identity: str, number: int, what: str, source: Quotation, is_open: bool) -> str:
    current = ' aria-current="step"' if is_open else ""
    named = f'data-act="step" data-entry="{safe(identity)}" data-step="{number}"'
    words = "" if is_open or not number else f'<p class="glimpse">“{safe(glimpse(source.quote))}”</p>'
    return (
        f'<li><button type="button" class="step" {named}{current}><strong>{what}</strong> {safe(label(source))}'
        f"</button>{words}</li>"
    )


def _ending(entry: Entry, around: Around) -> str:
    """Return how an action stands after all steps, where they don't say it: silence is told with its reach."""
    steps = listing.later(entry)
    if steps and steps[-1][0] is entry.standing:
        return ""
    told = f"it stands as {STANDINGS[entry.standing]}" if steps else listing.life(entry, around).split(" → ", 1)[-1]
    return f'<p class="ending">{safe(told[:1].upper() + told[1:])}.</p>'


def _set_right(entry: Entry | Ruling) -> str:
    if entry.corrected is None:
        return ""
    badge, read = listing.badge(entry.corrected), listing.as_read(entry)
    told = f"<strong>{safe(badge[:1].upper() + badge[1:])}</strong>{safe(f' ({read})' if read else '')}"
    return f'<p class="correction">{told}</p>'


# ---------------------------------------------------------------- files

#: The forms that a register can be taken away in, by the ending of the file's name.
FORMATS: Mapping[str, str] = {"csv": "CSV", "md": "Markdown", "json": "JSON", "docx": "Word"}


def make(which: Register[One], found: Found[One], kind: str, files: Path) -> Path:
    """Write what was found as a file, in a folder of its own that nobody can guess; the oldest file of many goes.

    Raises FilterError for a kind of file that is not known.
    """
    if kind not in FORMATS:
        raise FilterError(f"“{glimpse(kind)}” is none of: {', '.join(FORMATS)}")
    target = made_files.fresh(files, f"{which.name}.{kind}")
    if kind == "docx":
        exporting.docx(_to_read(which, found), target)
    else:
        target.write_text(_written(which, found, kind), encoding="utf-8", newline="")
    return target


def _written(which: Register[One], found: Found[One], kind: str) -> str:
    if kind == "csv":
        return exporting.csv([which.row(e, found.around) for e in found.entries], which.row_columns)
    if kind == "json":
        told = [which.json(e, found.around) for e in found.entries]
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return exporting.markdown(_to_read(which, found))


def _to_read(which: Register[One], found: Found[One]) -> exporting.Table:
    notes = (*which.counted(found.entries), *listing.taken_out(len(found.struck)))
    return which.table(found.entries, found.around, notes)


# ---------------------------------------------------------------- the two registers


ACTIONS: Register[Entry] = Register(
    name="actions",
    title="Actions",
    one="action",
    held=lambda shelf, scope: shelf.actions(scope),
    struck=lambda shelf, scope: shelf.actions(scope, struck=True),
    narrow=_wanted,
    filters=_action_fields,
    counted=lambda entries: listing.count_lines(register.counts(entries)),
    columns=("Meeting and item", "Task", "Owner", "Due", "How it stands", "Newest step", "Marked"),
    cells=_action_cells,
    json=lambda entry, _: rendering.action(entry),
    row=exporting.action_row,
    row_columns=exporting.ACTION_COLUMNS,
    table=exporting.actions,
    overdue=_overdue,
    plot=plot.of_actions,
)
DECISIONS: Register[Ruling] = Register(
    name="decisions",
    title="Decisions",
    one="decision",
    held=lambda shelf, scope: shelf.decisions(scope),
    struck=lambda shelf, scope: shelf.decisions(scope, struck=True),
    narrow=_sought,
    filters=_decision_fields,
    counted=lambda rulings: listing.tally_lines(register.tally(rulings)),
    columns=("Meeting and item", "Decision", "Whose, and how", "Verb", "Moved", "Vote"),
    cells=_decision_cells,
    json=lambda ruling, around: rendering.decision(ruling, listing.corrections_in(ruling, around)),
    row=exporting.decision_row,
    row_columns=exporting.DECISION_COLUMNS,
    table=lambda rulings, _, notes: exporting.decisions(rulings, notes),
)


# ---------------------------------------------------------------- what somebody does


def _view(state: State) -> View:
    page = state.get("page", "1")
    return View({k: v for k, v in state.items() if k in _ASKED}, int(page) if page.isdecimal() else 1)


def listed(which: Register[One], desk: Desk, state: State, now: str = "") -> str:
    """Return what a register shows somebody of what they asked for. now: the id of the entry that is open."""
    view = _view(state)
    return guarded(lambda: results(which, find(which, desk.assistant, view), view, now))


def _turned_to(which: Register[One], desk: Desk, state: State) -> Shown:
    return Shown(form=guarded(lambda: form(which, desk.assistant, _view(state))), body=listed(which, desk, state))


def _act(which: Register[One], desk: Desk, state: State, sent: Sent) -> Shown:
    """Return what comes of a filter, of a page turned, of a file asked for, or of a row that is opened."""
    if "asked" in sent:
        state = dict(view_of(sent["asked"]).asked)
        return Shown(state, note="", body=listed(which, desk, state))
    page, kind, entry = (str(sent.get(name) or "") for name in ("page", "file", "entry"))
    if entry:
        return Shown(source=entry_opened(which, desk, entry))
    if kind:
        found = find(which, desk.assistant, _view(state))
        rows = f"{len(found.entries):,} {'row' if len(found.entries) == 1 else 'rows'}"
        return Shown(note=made_files.fetched(make(which, found, kind, desk.files), rows))
    state = {**state, "page": page[:6] if page.isdecimal() else "1"}
    return Shown(state, body=listed(which, desk, state))


def entry_opened(
    which: Register[One], desk: Desk, identity: str, step: int = 0, after: Tried = NOTHING_TRIED, back: str = ""
) -> str:
    """Return the panel for an entry of a register, opened at a step of its life; it is looked up, never trusted.

    after: what somebody tried to set right of it, and what came of that. back: as HTML, the way back to where it was
    opened in the panel.
    """
    try:
        found = entry_of(which, desk.assistant, identity)
        if found is None:
            return sources.empty("That entry is no longer in the register; show the list again to see what is.")
        beside = replace(opened(*found, step), back=back)
        if desk.may_correct:
            beside = replace(beside, life=beside.life + correction.form(found[0], desk.person, after))
        return sources.opened(desk, Citation(1, beside.source), beside)
    except MattersError as error:
        return sources.empty(line(error))


def step_opened(desk: Desk, _: Before, sent: Sent) -> Done:
    """Return the panel for a step of an action's life."""
    step = str(sent.get("step"))
    return Done(entry_opened(ACTIONS, desk, str(sent.get("entry")), int(step[:4]) if step.isdecimal() else 0))


# ---------------------------------------------------------------- look and gestures

#: Gradio puts its own name before what stands after a comma, so no `:has` or `:is` here may hold one.
CSS = (
    """
#tabs .tab-container, #tabs .tab-wrapper { border-color: var(--line); }
#tabs button[role="tab"] { color: var(--soft); font-size: 1rem; }
#tabs button[role="tab"][aria-selected="true"] { color: var(--accent); }
#tabs button[role="tab"]:focus-visible { outline: 3px solid var(--accent) !important; outline-offset: -3px; }
#tabs button[role="tab"]::after { background: var(--accent) !important; }
#tabs .tab-wrapper { height: auto; align-items: flex-start; padding-bottom: 0; }
#tabs [role="tablist"] { flex-wrap: wrap; height: auto; overflow: visible; }
#tabs [role="tablist"] button { min-height: 40px; height: auto; }
#tabs [role="tablist"]::after { display: none; }
#tabs .tab-container.visually-hidden button { position: absolute; left: 0; width: 1px; padding: 0; }
#tabs .tabitem { padding: 0 !important; border: 0 !important; background: none !important; }
.listing { padding: 0 !important; overflow: visible !important; background: none !important; border: 0 !important; }
.listing.block:not(:has(.filters)):not(:has(.register)):not(:has(.made)):not(:has(.trouble)):not(:has(.room)) {
  display: none; }
#desk:not(:has(#asking-button[aria-selected="true"])) #side:not(.open) { display: none; }

.filters { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: .7rem .9rem;
  align-items: end; padding: 1rem 0 0; }
.filters label { display: flex; flex-direction: column; gap: .2rem; font-size: .8125rem; font-weight: 600;
  color: var(--soft); min-width: 0; }
#matters .filters label.text, #papers .filters label.text { grid-column: span 2; }
.filters label.tick { flex-direction: row; align-items: center; gap: .5rem; min-height: 40px; }
.filters input:not([type="checkbox"]), .filters select { width: 100%; min-height: 40px; padding: .35rem .6rem;
  font: 400 .9375rem/1.4 var(--font); color: var(--ink); background: var(--sheet); color-scheme: light;
  border: 1px solid var(--line); border-radius: 8px; box-sizing: border-box; }
.dark .filters input, .dark .filters select { color-scheme: dark; }
.filters select { appearance: auto; }
.filters input[type="checkbox"] { appearance: auto; width: 1.15rem; height: 1.15rem; accent-color: var(--accent); }
.filters .go { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .9rem; grid-column: 1 / -1; }
.filters .show { min-height: 40px; padding: 0 1.2rem; font-size: .9375rem; font-weight: 600; border: 0;
  border-radius: 8px; color: var(--accent-ink); background: var(--accent); cursor: pointer; }
.filters .clear, .filters .more, .pager button, .files .file { padding: .25rem .3rem; font-size: .875rem;
  color: var(--accent); background: none; border: 0; cursor: pointer; text-decoration: underline;
  text-underline-offset: 3px; border-radius: 4px; }
.filters input:focus-visible, .filters select:focus-visible, .scroll:focus-visible,
  .counts .all:focus-visible { outline: 3px solid var(--accent); outline-offset: 0; }

.register { padding-top: .8rem; border-top: 1px solid var(--line); }
.register .total { font: 600 1.1rem/1.4 var(--serif); color: var(--ink); margin: 0 0 .2rem; }
.register .by { font-size: .875rem; color: var(--soft); margin: 0; text-wrap: pretty; }
.register .counts, .register .struck { font-size: .875rem; color: var(--soft); margin: 0 0 .2rem; }
.register .counts summary, .register .struck summary { cursor: pointer; width: fit-content; border-radius: 4px; }
.register .struck .by { margin: .2rem 0 .5rem; }
.register .struck .scroll table { min-width: 34rem; }
.register .counts .all { max-height: 12rem; overflow-y: auto; }
.register .counts ul { margin: .3rem 0 .5rem; padding-left: 1.1rem; overflow-wrap: anywhere; }
.register .files, .made { font-size: .875rem; color: var(--soft); margin: 0 0 .7rem; }
.made a { color: var(--accent); text-decoration: underline; text-underline-offset: 3px; }
.pager { display: flex; align-items: center; gap: .8rem; font-size: .875rem; color: var(--soft); margin: 0 0 .7rem;
  font-variant-numeric: tabular-nums; }
.pager [aria-disabled] { color: var(--soft); text-decoration: none; cursor: default; }
.scroll { position: relative; overflow-x: auto; margin: 0 0 .8rem; border: 1px solid var(--line);
  border-radius: 10px; background: var(--sheet); }
.register .scroll table { width: 100%; border-collapse: collapse; font-size: .875rem;
  line-height: 1.45; margin: 0; table-layout: fixed; }
.register th, .register td { padding: .55rem .7rem; text-align: left; vertical-align: top; font-weight: 400;
  color: var(--ink); background: none; border: 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.register thead th { font-size: .8125rem; font-weight: 600; color: var(--soft); border-top: 0; }
.register thead th:nth-child(1) { width: 17%; }
.register thead th:nth-child(2) { width: 28%; }
.register tbody tr { cursor: pointer; }
.register tbody tr:hover { background: var(--tint); }
.register tbody tr[aria-current] { background: var(--tint); box-shadow: inset 3px 0 0 var(--accent); }
.under { display: block; font-size: .8125rem; color: var(--soft); }
.open-entry { padding: 0; font-size: .875rem; line-height: 1.45; text-align: left; color: var(--accent);
  background: none; border: 0; cursor: pointer; border-radius: 4px; overflow-wrap: anywhere; }
.event .standing { white-space: nowrap; }
.standing.still-open { color: var(--warn); }
.standing.closed, .standing.reported-back { color: var(--accent); }
.standing.no-later-record { color: var(--soft); }
.badge { display: inline-block; padding: 0 .45rem; font-size: .75rem; line-height: 1.3rem; color: var(--warn);
  background: var(--warn-tint); border-radius: 999px; }

.life { margin: 0 0 1rem; }
.life ol { list-style: none; margin: 0 0 .5rem; padding: 0; border-left: 2px solid var(--line); }
.life li { padding: .2rem 0 .2rem .8rem; margin: 0; }
.life .step { padding: .2rem .45rem; margin-left: -.45rem; font-size: .875rem; line-height: 1.4; text-align: left;
  color: var(--accent); background: none; border: 0; cursor: pointer; border-radius: 6px; overflow-wrap: anywhere; }
.life .step strong { color: inherit; }
.life .step:hover, .life .step[aria-current] { background: var(--tint); }
.life .glimpse { font-size: .9rem; margin: .1rem 0 .3rem; }
.life .ending { font-size: .875rem; color: var(--soft); margin: 0 0 .6rem; }

@media (max-width: 900px) {
  .filters { grid-template-columns: 1fr 1fr; }
  .filters label.text { grid-column: 1 / -1; }
}
@media print { .filters, .register .files, .pager, .made { display: none; } }
"""
    + fields.CSS
    + tables.CSS
    + plot.CSS
    + correction.CSS
)

#: A press anywhere in a row opens it, unless somebody is marking words there.
TABLE_JS = (
    fields.PRESSED_JS
    + """
  const row = event.target.closest('[data-entry]');
  if (!row || (!event.target.closest('button') && String(getSelection()))) return;
  element.querySelectorAll('[aria-current]').forEach((other) => other.removeAttribute('aria-current'));
  row.setAttribute('aria-current', 'true');
  document.getElementById('side').classList.add('open');
  trigger('select', {entry: row.dataset.entry});
});
"""
)


def _room(which: Register[One]) -> Room:
    return Room(
        which.name,
        which.title,
        lambda desk, state: _turned_to(which, desk, state),
        lambda desk, state, sent: _act(which, desk, state, sent),
        form_js=fields.FORM_JS,
        note_js=made_files.FETCH_JS,
        body_js=TABLE_JS,
    )


ACTIONS_ROOM, DECISIONS_ROOM = _room(ACTIONS), _room(DECISIONS)
