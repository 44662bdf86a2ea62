"""Corrections of the register by a person: which action each belongs to now, and what the action is with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from rapidfuzz import fuzz

from index.passage import Attached, Correction, Entry
from ingest.grammar import people
from ingest.record import digest, fold

#: How alike, of 100, the words of an action and those kept with a correction must be where they are not equal: a page
#: read again differs by a letter or a mark; another action of the same meeting by a name or a verb at least.
ALIKE = 90

NOTHING, SEVERAL, TAKEN = (
    "no action of that meeting has these words, or nearly these",
    "more than one action of that meeting has these words, or nearly these",
    "a newer correction holds for the only action that has these words",
)


def current(made: Sequence[Correction]) -> tuple[Correction, ...]:
    """Return the corrections that hold: the newest of each matter, unless withdrawn. made: oldest first."""
    newest: dict[str, Correction] = {}
    for one in made:
        newest.pop(one.matter, None)
        newest[one.matter] = one
    return tuple(c for c in newest.values() if not c.withdrawn)


def sitting(entry: Entry) -> str:
    """Return the day of an action's meeting, with the session after a space; "" where it is of none."""
    meeting = entry.source.place.meeting
    return " ".join(filter(None, (meeting.date.isoformat(), meeting.session))) if meeting else ""


def attach(
    made: Sequence[Correction], entries: Sequence[Entry], raised: Mapping[str, str] = MappingProxyType({})
) -> tuple[Attached, ...]:
    """Return the corrections that hold, each with its action: the one of its id; else of its meeting and words; else of
    its meeting and nearly its words. One that matches none, or several, is attached to none.

    entries: all that may be seen, as read. raised: for actions that a paper only listed again, the one that was raised,
    by id. An action that a surer way has given to one correction is given to no other; of two that are equally sure of
    one, the newer has it.
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
    entries: Sequence[Entry], raised: Mapping[str, str]
) -> Callable[[Correction], tuple[list[Entry], list[Entry]]]:
    """Return what gives the action of a correction's id, or the one that it stood for; and where there is none, those
    that it may have been made of: of its meeting, in its collection unless that is gone; of its paper alone where it
    belongs to no meeting."""
    places = {e.source.place.collection for e in entries}
    by_id = {e.id: e for e in entries}
    by_sitting: dict[str, list[Entry]] = {}
    for entry in entries:
        by_sitting.setdefault(sitting(entry), []).append(entry)

    def near(one: Correction) -> tuple[list[Entry], list[Entry]]:
        action, seen = one.action, {one.action}
        while action not in by_id and (action := raised.get(action, "")) and action not in seen:
            seen.add(action)
        others = (
            e
            for e in by_sitting.get(one.meeting, ())
            if (e.source.place.collection == one.collection or one.collection not in places)
            and (one.meeting or e.source.place.path == one.document)
        )
        return ([by_id[action]], []) if action in by_id else ([], list(others))

    return near


def _attached(one: Correction, near: Sequence[Entry], taken: set[str], given: set[str]) -> Attached:
    left = _narrowed(one, [e for e in near if e.id not in taken])
    if len(left) != 1:
        return Attached(one, why=SEVERAL if left else TAKEN if near else NOTHING)
    if left[0].id in given:
        return Attached(one, why=TAKEN)
    given.add(left[0].id)
    return Attached(one, left[0])


def _equal(one: Correction, entry: Entry) -> bool:
    return bool(one.quote) and fold(entry.source.quote) == one.quote


def _nearly(one: Correction, entry: Entry) -> bool:
    at = entry.source.place
    if not one.quote or not (at.body.id == one.body or at.path == one.document):
        return False
    return fuzz.ratio(one.quote, fold(entry.source.quote), score_cutoff=ALIKE) >= ALIKE


def _narrowed(one: Correction, found: Sequence[Entry]) -> Sequence[Entry]:
    """Return the actions found that stand where the correction's stood, by the surest marks that leave any.

    Who may read it comes first, so that nothing behind closed doors decides what is shown of what is public.
    """
    for same in _marks(one):
        if len(found) < 2:
            break
        found = [e for e in found if same(e)] or found
    return found


def _marks(one: Correction) -> Iterator[Callable[[Entry], bool]]:
    yield lambda e: e.source.place.access is one.access
    yield lambda e: e.source.place.body.id == one.body
    yield lambda e: e.source.place.path == one.document
    yield lambda e: e.source.place.item == one.item


def corrected(entry: Entry, one: Correction) -> Entry:
    """Return an entry as a person set it right, with what was read beside it."""
    action = entry.action
    if one.owners:
        named = tuple(n for n in one.owners if not (people.is_role(n) or people.is_organisation(n)))
        action = replace(action, owners=one.owners, people=named)
    if one.due:
        action = replace(action, due_by=one.due)
    return replace(entry, action=action, standing=one.standing or entry.standing, corrected=one, read=entry)


def made_of(entry: Entry, made: Sequence[Correction], *, by: str, at: str, note: str = "") -> Correction:
    """Return a correction of an entry that sets nothing yet. One that was corrected before stays the same matter.

    made: what was made before; a matter that began with this action and is another's by now is not gone on with.
    """
    place = entry.source.place
    fresh = digest(entry.id, at) if entry.id in {c.matter for c in current(made)} else entry.id
    return Correction(
        matter=entry.corrected.matter if entry.corrected else fresh,
        action=entry.id,
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
    )


__all__ = ["ALIKE", "attach", "corrected", "current", "made_of", "sitting"]
