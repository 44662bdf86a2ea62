"""What is done in the Source panel: each act by its name, and what comes of it there and in the rooms beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import wiring
from index.passage import Entry, Ruling, register_of
from ingest.errors import MattersError
from page import asking, citing, correction, papers, registers, sitting
from page import source as sources
from page.correction import Meanwhile, Tried
from page.desk import Act, Before, Desk, Done, Sent, Shown
from page.registers import ACTIONS, DECISIONS, One, Register
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


# ---------------------------------------------------------------- an entry of a register set right


def _corrected(desk: Desk, before: Before, sent: Sent) -> Done:
    """Keep a correction of an entry; where it can't be kept, what was typed is there still, with why."""
    asked = correction.typed(sent.get("asked"))

    def keep(entry: Entry | Ruling) -> str:
        one, which = correction.said(entry, desk.person, asked), register_of(entry)
        wiring.correct(
            desk.settings, entry.id, one.sets, by=one.by, at=now(), note=one.note, which=which, person=desk.person
        )
        if one.sets.struck:
            return f"The {which.one} is taken out; it is told below the list, and can be put back."
        return "The correction is kept, and shown in the list."

    return _set_right(desk, before, sent, keep, asked)


def _taken_back(desk: Desk, before: Before, sent: Sent) -> Done:
    """Take a correction back: the entry stands again as it was read, or as it did before it was taken out."""

    def take_back(entry: Entry | Ruling) -> str:
        made, which = entry.corrected, register_of(entry)
        by = desk.person.name or (made.by if made else "")
        wiring.withdraw(desk.settings, entry.id, by=by, at=now(), which=which, person=desk.person)
        if made and made.sets.struck:
            return f"The {which.one} is in the register again."
        return f"The correction is taken back; the {which.one} stands as it was read."

    return _set_right(desk, before, sent, take_back, {})


#: Does something to an entry, and says in words what it did.
Deed = Callable[[Entry | Ruling], str]


def _set_right(desk: Desk, before: Before, sent: Sent, deed: Deed, asked: Mapping[str, str]) -> Done:
    """Do something to an entry of the register that the browser names: of actions, unless it says of decisions."""
    if sent.get("register") == DECISIONS.name:
        return _set_right_in(DECISIONS, desk, before, sent, deed, asked)
    return _set_right_in(ACTIONS, desk, before, sent, deed, asked)


def _set_right_in(
    which: Register[One], desk: Desk, before: Before, sent: Sent, deed: Deed, asked: Mapping[str, str]
) -> Done:
    """Do something to an entry that this person sees and may correct; show it as it stands then, in list and panel."""
    identity = str(sent.get("entry"))
    found = registers.entry_of(which, desk.assistant, identity)
    if found is None or not desk.may_correct:
        told = f"That {which.one} is not here to be set right; show the list again to see what is."
        return Done(sources.empty(told))
    try:
        after = Tried(told=deed(found[0]))
    except MattersError as error:
        # Of what is typed over another's correction only the note stays: the fields show how the entry stands now.
        typed = {n: asked[n] for n in ("note", "by")} if isinstance(error, Meanwhile) else asked
        return Done(registers.entry_opened(which, desk, identity, after=Tried(typed, wrong=line(error))))
    body = registers.listed(which, desk, before.of(which.name), identity)
    panel = registers.entry_opened(which, desk, identity, after=after)
    return Done(panel, rooms={which.name: Shown(body=body, note="")})


#: The acts by the name that the panel's script sends as `act`. What else is sent, each looks up by itself.
ACTS: Mapping[str, Act] = {
    "set-paper": papers.set_right,
    "remove-paper": papers.removed,
    "paper-came": papers.came,
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
