"""What is done in the Source panel: each act by its name, and what comes of it there and in the rooms beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import wiring
from index.passage import Entry
from ingest.errors import MattersError
from page import asking, citing, correction, papers, registers, sitting
from page import source as sources
from page.correction import Tried
from page.desk import Act, Before, Desk, Done, Sent, Shown
from page.registers import ACTIONS
from page.words import line, now


def done(desk: Desk, before: Before, sent: Sent) -> Done:
    """Return what comes of an act in the panel; nothing, where no act has that name. Raises MattersError."""
    act = ACTS.get(str(sent.get("act")))
    return act(desk, before, sent) if act else Done()


def _other(desk: Desk, before: Before, sent: Sent) -> Done:
    """Open another source of the answer whose source is open."""
    return Done(asking.opened(desk, before.turns, sent))


def _about(desk: Desk, before: Before, sent: Sent) -> Done:
    """Do what is done beside an answer about it: open what was weighed for it, or keep that it is wrong."""
    typed = sent.get("asked")
    told = {**typed, **sent} if isinstance(typed, Mapping) else sent
    return Done(next(asking.act(desk, before.turns, told)).source)


def _cited(desk: Desk, _: Before, sent: Sent) -> Done:
    """Hand over the source that is open, cited in the form that is asked for."""
    return Done(handed=citing.cited(desk, sent))


# ---------------------------------------------------------------- an action set right


def _corrected(desk: Desk, before: Before, sent: Sent) -> Done:
    """Keep a correction of an action; where it can't be kept, what was typed is there still, with why."""
    asked = correction.typed(sent.get("asked"))

    def keep(entry: Entry) -> str:
        made = correction.setting(entry, desk.person, asked)
        wiring.correct(
            desk.settings,
            entry.id,
            by=made.by,
            at=now(),
            note=made.note,
            standing=made.standing,
            owners=made.owners,
            due=made.due,
            person=desk.person,
        )
        return "The correction is kept, and shown in the list."

    return _set_right(desk, before, sent, keep, asked)


def _taken_back(desk: Desk, before: Before, sent: Sent) -> Done:
    """Take a correction back: the action stands again as it was read."""

    def take_back(entry: Entry) -> str:
        by = desk.person.name or (entry.corrected.by if entry.corrected else "")
        wiring.withdraw(desk.settings, entry.id, by=by, at=now(), person=desk.person)
        return "The correction is taken back; the action stands as it was read."

    return _set_right(desk, before, sent, take_back, {})


def _set_right(desk: Desk, before: Before, sent: Sent, act: Callable[[Entry], str], asked: Mapping[str, str]) -> Done:
    """Do something to an action that this person sees and may correct; show it as it stands then, in list and panel."""
    identity = str(sent.get("entry"))
    found = registers.entry_of(ACTIONS, desk.assistant, identity)
    if found is None or not desk.may_correct:
        return Done(sources.empty("That action is not here to be set right; show the list again to see what is."))
    try:
        after = Tried(told=act(found[0]))
    except MattersError as error:
        return Done(registers.entry_opened(ACTIONS, desk, identity, after=Tried(asked, wrong=line(error))))
    body = registers.listed(ACTIONS, desk, before.of(ACTIONS.name), identity)
    panel = registers.entry_opened(ACTIONS, desk, identity, after=after)
    return Done(panel, rooms={ACTIONS.name: Shown(body=body, note="")})


#: The acts by the name that the panel's script sends as `act`. What else is sent, each looks up by itself.
ACTS: Mapping[str, Act] = {
    "set-paper": papers.set_right,
    "remove-paper": papers.removed,
    "source": _other,
    "cite": _cited,
    "passage": _about,
    "complaint": _about,
    "step": registers.step_opened,
    "correct": _corrected,
    "take-back": _taken_back,
    "sitting": sitting.sitting_opened,
    "line": sitting.line_opened,
    "ruling": sitting.ruling_opened,
    "raised": sitting.raised_opened,
    "of-meeting": sitting.paper_opened,
}
