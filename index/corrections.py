"""Corrections of the register by a person: which entry each belongs to now, and what the entry is with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from rapidfuzz import fuzz

from index.passage import NOTHING_SET, Attached, Correction, Entry, Ruling, register_of
from ingest.grammar import people
from ingest.record import OWN, DecisionType, digest, fold

One = TypeVar("One", Entry, Ruling)

#: How alike, of 100, the words of an entry and those kept with a correction must be where they are not equal: a page
#: read again differs by a letter or a mark; another entry of the same meeting by a name or a verb at least.
ALIKE = 90

NOTHING, SEVERAL, TAKEN = (
    "no entry of that meeting has these words, or nearly these",
    "more than one entry of that meeting has these words, or nearly these",
    "a newer correction holds for the only entry that has these words",
)


def current(made: Sequence[Correction]) -> tuple[Correction, ...]:
    """Return the corrections that hold: the newest of each matter, unless withdrawn. made: oldest first.

    Who strikes an entry sets nothing else of it: what was set before holds again when that is withdrawn.
    """
    newest: dict[str, list[Correction]] = {}
    for one in made:
        before = newest.pop(one.matter, [])
        below = before[:-1] if before and before[-1].sets.struck else before
        if one.withdrawn:
            newest[one.matter] = below if below is not before else []
        else:
            newest[one.matter] = [*below[-1:], one] if one.sets.struck else [one]
    return tuple(held[-1] for held in newest.values() if held)


def sitting(entry: Entry | Ruling) -> str:
    """Return the day of an entry's meeting, with the session after a space; "" where it is of none."""
    meeting = entry.source.place.meeting
    return " ".join(filter(None, (meeting.date.isoformat(), meeting.session))) if meeting else ""


def attach(
    made: Sequence[Correction], entries: Sequence[One], raised: Mapping[str, str] = MappingProxyType({})
) -> tuple[Attached, ...]:
    """Return the corrections that hold, each with its entry: the one of its id; else of its meeting and words; else of
    its meeting and nearly its words. One that matches none, or several, is attached to none.

    made, entries: of one register; entries are all that may be seen, as read. raised: for actions that a paper only
    listed again, the one that was raised, by id. An entry that a surer way has given to one correction is given to no
    other; of two that are equally sure of one, the newer has it.
    """
    held = current(made)
    near = _neighbourhoods(entries, raised)
    out: dict[str, Attached] = {}
    taken: set[str] = set()
    for alike in (None, _equal, _nearly):
        given: set[str] = set()
        for one in reversed(held):  # the newest first
            if one.matter not in out or out[one.matter].entry is None:
                own, others = near(one)
                found = own if alike is None or own else [e for e in others if alike(one, e)]
                out[one.matter] = _attached(one, found, taken, given)
        taken |= given
    return tuple(out[c.matter] for c in held)


def _neighbourhoods(
    entries: Sequence[One], raised: Mapping[str, str]
) -> Callable[[Correction], tuple[list[One], list[One]]]:
    """Return what gives the entry of a correction's id, or the one that it stood for; and where there is none, those
    that it may have been made of: of its meeting, in its collection unless that is gone; of its paper alone where it
    belongs to no meeting."""
    places = {e.source.place.collection for e in entries}
    by_id = {e.id: e for e in entries}
    by_sitting: dict[str, list[One]] = {}
    for entry in entries:
        by_sitting.setdefault(sitting(entry), []).append(entry)

    def near(one: Correction) -> tuple[list[One], list[One]]:
        identity, seen = one.identity, {one.identity}
        while identity not in by_id and (identity := raised.get(identity, "")) and identity not in seen:
            seen.add(identity)
        others = (
            e
            for e in by_sitting.get(one.meeting, ())
            if (e.source.place.collection == one.collection or one.collection not in places)
            and (one.meeting or e.source.place.path == one.document)
        )
        return ([by_id[identity]], []) if identity in by_id else ([], list(others))

    return near


def _attached(one: Correction, near: Sequence[One], taken: set[str], given: set[str]) -> Attached:
    left = _narrowed(one, [e for e in near if e.id not in taken])
    if len(left) != 1:
        return Attached(one, why=SEVERAL if left else TAKEN if near else NOTHING)
    if left[0].id in given:
        return Attached(one, why=TAKEN)
    given.add(left[0].id)
    return Attached(one, left[0])


def _equal(one: Correction, entry: Entry | Ruling) -> bool:
    return bool(one.quote) and fold(entry.source.quote) == one.quote


def _nearly(one: Correction, entry: Entry | Ruling) -> bool:
    at = entry.source.place
    if not one.quote or not (at.body.id == one.body or at.path == one.document):
        return False
    return fuzz.ratio(one.quote, fold(entry.source.quote), score_cutoff=ALIKE) >= ALIKE


def _narrowed(one: Correction, found: Sequence[One]) -> Sequence[One]:
    """Return the entries found that stand where the correction's stood, by the surest marks that leave any.

    Who may read it comes first, so that nothing behind closed doors decides what is shown of what is public.
    """
    for same in _marks(one):
        if len(found) < 2:
            break
        found = [e for e in found if same(e)] or found
    return found


def _marks(one: Correction) -> Iterator[Callable[[Entry | Ruling], bool]]:
    yield lambda e: e.source.place.access is one.access
    yield lambda e: e.source.place.body.id == one.body
    yield lambda e: e.source.place.path == one.document
    yield lambda e: e.source.place.item == one.item


def corrected(entry: One, one: Correction) -> One:
    """Return an entry as a person set it right, with what was read beside it."""
    if isinstance(entry, Ruling):
        return _ruling(entry, one)
    action, sets = entry.action, one.sets
    if sets.owners or sets.no_owner:
        named = tuple(n for n in sets.owners if not (people.is_role(n) or people.is_organisation(n)))
        action = replace(action, owners=sets.owners, people=named)
    if sets.due or sets.no_due:
        action = replace(action, due_by=sets.due)
    return replace(entry, action=action, standing=sets.standing or entry.standing, corrected=one, read=entry)


def _ruling(ruling: Ruling, one: Correction) -> Ruling:
    """Return a decision as a person set it right: of the board's own this is the body, and of another body's it is
    not."""
    decision, now, board = ruling.decision, one.sets.type, ruling.source.place.body.name
    if now:
        other = "" if now is DecisionType.OTHER_BODY and decision.body == board else decision.body
        decision = replace(decision, type=now, body=board if now in OWN else other)
    return replace(ruling, decision=decision, corrected=one, read=ruling)


def made_of(entry: Entry | Ruling, made: Sequence[Correction], *, by: str, at: str, note: str = "") -> Correction:
    """Return a correction of an entry that sets nothing yet. One that was corrected before stays the same matter.

    made: what was made before; a matter that began with this entry and is another's by now is not gone on with.
    """
    place = entry.source.place
    fresh = digest(entry.id, at) if entry.id in {c.matter for c in current(made)} else entry.id
    return Correction(
        matter=entry.corrected.matter if entry.corrected else fresh,
        identity=entry.id,
        collection=place.collection,
        document=place.path,
        body=place.body.id,
        meeting=sitting(entry),
        item=place.item,
        access=place.access,
        quote=fold(entry.source.quote),
        by=by,
        at=at,
        note=note,
        register=register_of(entry),
    )


def taken_back(one: Correction, *, by: str, at: str) -> Correction:
    """Return what withdraws a correction."""
    return replace(one, by=by, at=at, note="", sets=NOTHING_SET, withdrawn=True)


__all__ = ["ALIKE", "attach", "corrected", "current", "made_of", "sitting", "taken_back"]
