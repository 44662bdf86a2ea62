"""The form in the panel by which somebody sets an action right, and what it sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from assistant.listing import STANDINGS, due
from index.passage import Entry, Standing
from ingest.errors import MattersError
from page.words import safe, trouble
from people import Person

#: Characters of a note and of a name or of owners; what is longer is no note on an action.
NOTE, NAMES = 500, 200
#: What parts owners: a comma may stand within one, as in a post with its department.
BETWEEN = ";"


class CorrectionError(MattersError):
    """A correction that cannot be made: nothing in it, or what cannot be read."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What somebody sets of an action, where it differs from what was read; and who does, and why."""

    by: str
    note: str
    standing: Standing | None
    owners: tuple[str, ...]
    due: date | None


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody typed into the form, kept where it could not be saved; told: what came of it, wrong: an error."""

    typed: Mapping[str, str] = field(default_factory=dict)
    told: str = ""
    wrong: str = ""


NOTHING_TRIED = Tried()


def typed(sent: object) -> dict[str, str]:
    """Return what a browser sends of the form, cut to what it may hold."""
    held = sent if isinstance(sent, Mapping) else {}
    most = {"standing": NAMES, "owners": NAMES, "due": NAMES, "note": NOTE, "by": NAMES}
    return {name: " ".join(str(held.get(name) or "").split())[:limit] for name, limit in most.items()}


def setting(entry: Entry, person: Person, asked: Mapping[str, str]) -> Setting:
    """Return what a form that was filled in sets of an action. Raises CorrectionError where that is nothing."""
    read = entry.read or entry
    standing, owners, day = _standing(asked["standing"]), _owners(asked["owners"]), _day(asked["due"])
    by = person.name or asked["by"]
    if not by:
        raise CorrectionError("a correction says who made it: write your name")
    if not owners and read.action.owners:
        raise CorrectionError("an owner can be changed, but not taken away: write who has the action")
    if day is None and read.action.due_by:
        raise CorrectionError("a due date can be changed, but not taken away: write the day")
    out = Setting(
        by,
        asked["note"],
        standing if standing is not read.standing else None,
        owners if owners != read.action.owners else (),
        day if day != read.action.due_by else None,
    )
    if not (out.standing or out.owners or out.due or out.note):
        raise CorrectionError("nothing differs from what was read; change something, or write a note")
    return out


def _standing(told: str) -> Standing:
    try:
        return Standing(told)
    except ValueError as error:
        raise CorrectionError(f"“{told}” is none of: {', '.join(STANDINGS.values())}") from error


def _owners(told: str) -> tuple[str, ...]:
    return tuple(filter(None, (" ".join(o.split()) for o in told.split(BETWEEN))))


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as error:
        raise CorrectionError(f"“{told}” is no date; write it as 2018-04-27") from error


# ---------------------------------------------------------------- the form


def form(entry: Entry, person: Person, after: Tried = NOTHING_TRIED) -> str:
    """Return the form, filled in with how the action stands now, or with what was typed and could not be saved."""
    act = entry.action
    now = {
        "standing": entry.standing.value,
        "owners": f"{BETWEEN} ".join(act.owners),
        "due": act.due_by.isoformat() if act.due_by else "",
        "note": entry.corrected.note if entry.corrected else "",
        "by": "",
        **after.typed,
    }
    opened = " open" if after.wrong else ""
    return (
        f'<details class="correct"{opened}><summary>Set this action right</summary>'
        f'<form data-act="correct" data-entry="{safe(entry.id)}" autocomplete="off">{_wrong(after)}'
        f"{_standings(now['standing'])}"
        f"{_line('owners', f'Owners, with “{BETWEEN}” between them', now['owners'])}"
        f"{_line('due', 'Due', now['due'], kind='date', hint=_as_written(entry))}"
        f'<label class="wide">Note: what this rests on<textarea name="note" rows="2" maxlength="{NOTE}">'
        f"{safe(now['note'])}</textarea></label>"
        f"{'' if person.name else _line('by', 'Your name', now['by'])}"
        f'<div class="go"><button type="submit" class="save">Save the correction</button>{_take_back(entry)}</div>'
        "<p>The papers stay as they are; the correction is shown with its name and day.</p></form></details>"
        f"{_told(after)}"
    )


def _as_written(entry: Entry) -> str:
    written = due(entry.read or entry)
    return f"As written: {written}" if written else ""


def _wrong(after: Tried) -> str:
    return trouble(after.wrong).replace("<p ", '<p tabindex="-1" ', 1) if after.wrong else ""


def _told(after: Tried) -> str:
    return f'<p class="kept" role="status">{safe(after.told)}</p>' if after.told else ""


def _standings(now: str) -> str:
    options = "".join(
        f'<option value="{s.value}"{" selected" if s.value == now else ""}>{STANDINGS[s]}</option>' for s in Standing
    )
    return f'<label>How it stands<select name="standing">{options}</select></label>'


def _line(name: str, title: str, value: str, *, kind: str = "text", hint: str = "") -> str:
    limit = f' maxlength="{NAMES}"' if kind == "text" else ""
    under = f'<span class="under">{safe(hint)}</span>' if hint else ""
    return f'<label>{safe(title)}<input type="{kind}" name="{name}" value="{safe(value)}"{limit}>{under}</label>'


def _take_back(entry: Entry) -> str:
    if entry.corrected is None:
        return ""
    return (
        f'<button type="button" class="back" data-act="take-back" data-entry="{safe(entry.id)}">Take it back</button>'
    )


CSS = """
.correct { margin: 0 0 1rem; font-size: .875rem; }
.correct summary { cursor: pointer; width: fit-content; color: var(--accent); border-radius: 4px; }
.correct form { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem .8rem; align-items: start; margin: .6rem 0 0;
  padding: .8rem; background: var(--tint); border-radius: 8px; }
.correct label { display: flex; flex-direction: column; gap: .2rem; font-size: .8125rem; font-weight: 600;
  color: var(--ink); min-width: 0; }
.correct input, .correct select, .correct textarea { width: 100%; min-height: 40px; padding: .35rem .6rem;
  font: 400 .9375rem/1.4 var(--font); color: var(--ink); background: var(--sheet); color-scheme: light;
  border: 1px solid var(--soft); border-radius: 8px; box-sizing: border-box; }
.dark .correct input, .dark .correct select { color-scheme: dark; }
.correct select { appearance: auto; }
.correct input:focus-visible, .correct select:focus-visible, .correct textarea:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 0; }
.correct .under { font-weight: 400; }
.correct .wide, .correct .go, .correct form p { grid-column: 1 / -1; }
.correct form > p:not(.trouble) { color: var(--soft); font-size: .8125rem; }
.correct form .trouble { margin: 0; }
.correct .go { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; }
.correct .save { min-height: 40px; padding: 0 1.1rem; font-size: .9375rem; font-weight: 600; border: 0;
  border-radius: 8px; color: var(--accent-ink); background: var(--accent); cursor: pointer; }
.correct .back { padding: .25rem .3rem; font-size: .875rem; color: var(--accent); background: none; border: 0;
  cursor: pointer; text-decoration: underline; text-underline-offset: 3px; border-radius: 4px; }
.sheet .kept { font-size: .875rem; color: var(--accent); margin: 0 0 1rem; }
"""
