"""What a view of the page works on for one person, and what an act there changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from people import May, Person
from settings import Settings

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from page.asking import Turns


@dataclass(frozen=True, slots=True)
class Desk:
    """What a view works on, for one person. files: the folder for what is made for this person to take away."""

    assistant: Assistant
    person: Person
    settings: Settings
    files: Path

    @property
    def may_correct(self) -> bool:
        return self.person.may_do(May.CORRECT)

    @property
    def may_add(self) -> bool:
        return self.person.may_do(May.ADD)


#: What somebody has before them in a view, such as its filters: small, and theirs alone.
State = Mapping[str, str]
#: What the browser sends with an act: looked up, never trusted.
Sent = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Shown:
    """What an act changes: HTML for the parts of a view, and for the Source panel beside it. None leaves a part."""

    state: State | None = None
    form: str | None = None
    note: str | None = None
    body: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A view of the page, behind a tab: a form above, a line of note, and the body.

    turned_to: what is shown when somebody comes. act: what comes of an act of theirs; the browser's scripts (`form_js`,
    `note_js`, `body_js`) send it with `trigger('select', {…})`. Errors of ours that either raises are told in the note.
    """

    name: str
    title: str
    turned_to: Callable[[Desk, State], Shown]
    act: Callable[[Desk, State, Sent], Shown]
    form_js: str = ""
    note_js: str = ""
    body_js: str = ""


# ---------------------------------------------------------------- what is done in the Source panel


@dataclass(frozen=True, slots=True)
class Before:
    """What somebody has before them as they act in the panel: their conversation, and the state of rooms by name."""

    turns: Turns = ()
    rooms: Mapping[str, State] = field(default_factory=dict)

    def of(self, room: str) -> State:
        return self.rooms.get(room, {})


@dataclass(frozen=True, slots=True)
class Done:
    """What an act in the panel changes: the panel, and parts of rooms by the room's name. None leaves the panel.

    handed: what the browser is handed, to copy or to put where it was asked for; see `page.handing`.
    """

    source: str | None = None
    handed: str | None = None
    rooms: Mapping[str, Shown] = field(default_factory=dict)


Act = Callable[[Desk, Before, Sent], Done]
