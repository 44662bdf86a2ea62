"""The form in the panel by which somebody sets an entry of a register right, or takes it out, and what it sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from assistant.listing import STANDINGS, TYPES, due
from index.passage import NOTHING_SET, Entry, Ruling, Setting, Standing, register_of
from ingest.errors import MattersError
from ingest.record import DecisionType, digest
from page.words import safe, trouble
from people import Person

#: Characters of a note and of a name or of owners; what is longer is no note on an entry.
NOTE, NAMES = 500, 200
#: What parts owners: a comma may stand within one, as in a post with its department.
BETWEEN = ";"

Choice = TypeVar("Choice", Standing, DecisionType)


class CorrectionError(MattersError):
    """A correction that cannot be made: nothing in it, or what cannot be read."""


class Meanwhile(CorrectionError):
    """A correction of what somebody else set right after the form was opened."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody sets of an entry, where it differs from what was read; and who does, and why."""

    by: str
    note: str
    sets: Setting


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
    most = dict.fromkeys(("standing", "owners", "due", "type", "struck", "by", "seen"), NAMES) | {"note": NOTE}
    return {name: " ".join(str(held.get(name) or "").split())[:limit] for name, limit in most.items()}


def said(entry: Entry | Ruling, person: Person, asked: Mapping[str, str]) -> Said:
    """Return what a form that was filled in sets of an entry. Raises CorrectionError where that is nothing, and
    Meanwhile where the entry was set right after the form was opened.

    Who takes an entry out sets nothing else of it.
    """
    if asked["seen"] != _seen(entry):
        made = entry.corrected
        what = f"this was set right by {made.by} on {made.at[:10]}" if made else "a correction of this was taken back"
        raise Meanwhile(f"{what}, after you opened it; see how it stands now, and set it again")
    sets = Setting(struck=True) if asked["struck"] else _set_of(entry.read or entry, asked)
    by = person.name or asked["by"]
    if not by:
        raise CorrectionError("a correction says who made it: write your name")
    if sets == NOTHING_SET and not asked["note"]:
        raise CorrectionError("nothing differs from what was read; change something, or write a note")
    return Said(by, asked["note"], sets)


def _seen(entry: Entry | Ruling) -> str:
    """Return what tells the correction that an entry stands with from any other; "" where it stands as it was read."""
    return digest(entry.corrected.by, entry.corrected.at) if entry.corrected else ""


def _set_of(read: Entry | Ruling, asked: Mapping[str, str]) -> Setting:
    """Return where what is asked differs from what was read; an emptied field takes away what it held."""
    if isinstance(read, Ruling):
        kind = _one_of(TYPES, asked["type"])
        return Setting(type=kind if kind is not read.decision.type else None)
    standing, owners, day = _one_of(STANDINGS, asked["standing"]), _owners(asked["owners"]), _day(asked["due"])
    return Setting(
        standing=standing if standing is not read.standing else None,
        owners=owners if owners != read.action.owners else (),
        due=day if day != read.action.due_by else None,
        no_owner=bool(read.action.owners and not owners),
        no_due=bool(read.action.due_by and not day),
    )


def _one_of(called: Mapping[Choice, str], told: str) -> Choice:
    found = next((one for one in called if one.value == told), None)
    if found is None:
        raise CorrectionError(f"“{told}” is none of: {', '.join(called.values())}")
    return found


def _owners(told: str) -> tuple[str, ...]:
    return tuple(filter(None, (" ".join(o.split()) for o in told.split(BETWEEN))))


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as error:
        raise CorrectionError(f"“{told}” is no date; write it as 2018-04-27") from error


# ---------------------------------------------------------------- the form


def form(entry: Entry | Ruling, person: Person, after: Tried = NOTHING_TRIED) -> str:
    """Return the form, filled in with how the entry stands now, or with what was typed and could not be saved; of one
    that was taken out, what puts it back."""
    if entry.corrected and entry.corrected.sets.struck:
        return f'<p class="correct">{_take_back(entry)}</p>{_wrong(after)}{_told(after)}'
    one = register_of(entry).one
    note = entry.corrected.note if entry.corrected else ""
    now = {"note": note, "by": "", "struck": "", **_now(entry), **after.typed}
    opened = " open" if after.wrong else ""
    ticked = " checked" if now["struck"] else ""
    return (
        f'<details class="correct"{opened}><summary>Set this {one} right</summary>'
        f'<form data-act="correct" {_named(entry)} autocomplete="off">{_wrong(after)}'
        f'<input type="hidden" name="seen" value="{_seen(entry)}">{_fields(entry, now)}'
        f'<label class="wide">Note: what this rests on<textarea name="note" rows="2" maxlength="{NOTE}">'
        f"{safe(now['note'])}</textarea></label>"
        f'<label class="wide tick"><input type="checkbox" name="struck" value="yes"{ticked}>'
        f"This is no {one}: take it out of the register</label>"
        f"{'' if person.name else _line('by', 'Your name', now['by'])}"
        f'<div class="go"><button type="submit" class="save">Save the correction</button>{_take_back(entry)}</div>'
        "<p>The papers stay as they are; the correction is shown with its name and day.</p></form></details>"
        f"{_told(after)}"
    )


def _now(entry: Entry | Ruling) -> dict[str, str]:
    """Return how an entry stands now, by the names of the form's fields."""
    if isinstance(entry, Ruling):
        return {"type": entry.decision.type.value}
    due_by = entry.action.due_by
    return {
        "standing": entry.standing.value,
        "owners": f"{BETWEEN} ".join(entry.action.owners),
        "due": due_by.isoformat() if due_by else "",
    }


def _fields(entry: Entry | Ruling, now: Mapping[str, str]) -> str:
    if isinstance(entry, Ruling):
        return _choice("type", "Whose, and how", TYPES, now["type"])
    return (
        f"{_choice('standing', 'How it stands', STANDINGS, now['standing'])}"
        f"{_line('owners', f'Owners, with “{BETWEEN}” between them', now['owners'])}"
        f"{_line('due', 'Due', now['due'], kind='date', hint=_as_written(entry))}"
    )


def _named(entry: Entry | Ruling) -> str:
    """Return the attributes by which the browser says which entry is meant."""
    return f'data-register="{register_of(entry)}" data-entry="{safe(entry.id)}"'


def _as_written(entry: Entry) -> str:
    written = due(entry.read or entry)
    return f"As written: {written}" if written else ""


def _wrong(after: Tried) -> str:
    return trouble(after.wrong).replace("<p ", '<p tabindex="-1" ', 1) if after.wrong else ""


def _told(after: Tried) -> str:
    return f'<p class="kept" role="status">{safe(after.told)}</p>' if after.told else ""


def _choice(name: str, title: str, called: Mapping[Choice, str], now: str) -> str:
    options = "".join(
        f'<option value="{one.value}"{" selected" if one.value == now else ""}>{told}</option>'
        for one, told in called.items()
    )
    return f'<label>{title}<select name="{name}">{options}</select></label>'


def _line(name: str, title: str, value: str, *, kind: str = "text", hint: str = "") -> str:
    limit = f' maxlength="{NAMES}"' if kind == "text" else ""
    under = f'<span class="under">{safe(hint)}</span>' if hint else ""
    return f'<label>{safe(title)}<input type="{kind}" name="{name}" value="{safe(value)}"{limit}>{under}</label>'


def _take_back(entry: Entry | Ruling) -> str:
    if entry.corrected is None:
        return ""
    told = "Put it back into the register" if entry.corrected.sets.struck else "Take it back"
    return f'<button type="button" class="back" data-act="take-back" {_named(entry)}>{told}</button>'


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
.correct label.tick { flex-direction: row; align-items: center; gap: .5rem; min-height: 40px; }
.correct .tick input { appearance: auto; width: 1.15rem; height: 1.15rem; min-height: 0; flex: none;
  accent-color: var(--accent); }
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
