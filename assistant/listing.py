"""The register for people: an action with its life, a decision with its vote, and the counts, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from assistant.answer import label
from index import register
from index.passage import Attached, Correction, Entry, Quotation, RegisterOf, Ruling, Scope, Standing
from index.register import Counts, Known, Tally
from index.shelf import Shelf
from ingest.grammar import dates
from ingest.record import DecisionType, Vote

#: What a standing is called among people.
STANDINGS = {
    Standing.REPORTED_BACK: "reported back",
    Standing.CLOSED: "closed",
    Standing.STILL_OPEN: "still open",
    Standing.NO_LATER_RECORD: "no later record",
}
#: Whose decision it was, or how it was taken.
TYPES = {
    DecisionType.FORMAL: "decided",
    DecisionType.INFORMAL: "agreed in passing",
    DecisionType.OTHER_BODY: "decided by another body",
    DecisionType.REPORTED: "reported as decided before",
    DecisionType.RECOMMENDED: "recommended, not decided",
}
#: Characters of a later paper's words that a step of an action's life shows; and owners whose counts are shown.
SHOWN, LISTED = 160, 20


@dataclass(frozen=True, slots=True)
class Around:
    """What the shelf knows around its register: the last day of each body's papers by the body's id, and by part what
    corrections it made to earlier minutes."""

    last: Mapping[str, date]
    amended: Mapping[str, str]


def known(shelf: Shelf, scope: Scope) -> Known:
    """Return what the register's filters need to know of a shelf."""
    return Known(shelf.paragraph, shelf.acronyms(scope), register.rolls(shelf.sittings(scope)))


def around(shelf: Shelf, scope: Scope) -> Around:
    """Return what the shelf knows around its register, of all that whoever asks may see."""
    who = Scope(scope.collections, scope.access)
    days = {b.id: shelf.days(replace(who, bodies=(b.id,))) for b in shelf.bodies(who)}
    return Around({i: max(last for _, last in held) for i, held in days.items() if held}, shelf.amended(scope))


# ---------------------------------------------------------------- pieces


def owner(entry: Entry) -> str:
    """Return the owners of an action as written, with the people that they were resolved to."""
    act = entry.action
    people = f" [{', '.join(act.people)}]" if act.people and act.people != act.owners else ""
    return (", ".join(act.owners) or "no owner named") + people


def due(entry: Entry) -> str:
    """Return when an action is due, as written and as a date; "" where nothing says so."""
    written, by = entry.action.due, entry.action.due_by
    day = dates.long(by) if by else ""
    if entry.corrected and entry.corrected.sets.no_due:
        day = "at no set day"
    if entry.read and entry.read.action.due_by != by:
        return day + (f" (as written: {written})" if written else "")
    return f"{written} ({day})" if written and day and day not in written else written or day


def marker(entry: Entry) -> str:
    """Return whether an action is marked as one."""
    return f"marked {entry.action.marker}" if entry.action.marker else "a promise, not marked"


def life(entry: Entry, around: Around) -> str:
    """Return what became of an action, from its raising on; where no later paper tells, how far the shelf reaches."""
    steps = [f"raised {dates.long(entry.action.raised)}" if entry.action.raised else "raised"]
    told = later(entry)
    steps.extend(f"{STANDINGS[s]}, {label(q)}" for s, q in told)
    if entry.corrected and entry.corrected.sets.standing:
        return " → ".join((*steps, f"{STANDINGS[entry.standing]} (as corrected)"))
    if told:
        so = "" if told[-1][0] is entry.standing else f"; it stands as {STANDINGS[entry.standing]}"
        return " → ".join(steps) + so
    silence = f"no later paper on this shelf mentions it{_reach(entry, around)}"
    if entry.standing is Standing.NO_LATER_RECORD:
        return silence
    return " → ".join((*steps, f"{STANDINGS[entry.standing]}, as its own paper says; {silence}"))


def later(entry: Entry) -> tuple[tuple[Standing, Quotation], ...]:
    """Return what later papers say of an action, in order of time: how it stands by each, and the words for that."""
    said = entry.said or (entry.standing,) * len(entry.later)
    return tuple(zip(said, entry.later, strict=True))


def _reach(entry: Entry, around: Around) -> str:
    last = around.last.get(entry.source.place.body.id)
    return f" (the shelf's last paper of this board is of {dates.long(last)})" if last else ""


def badge(one: Correction) -> str:
    """Return who set an entry right or took it out of the register, when, and why."""
    when = dates.long(datetime.fromisoformat(one.at).date())
    what = "taken out" if one.sets.struck else "corrected"
    return f"{what} by {one.by} on {when}{f': {one.note}' if one.note else ''}"


def as_read(entry: Entry | Ruling) -> str:
    """Return what was read of a corrected entry where it is not what is shown; "" where it was not corrected, or was
    taken out."""
    if entry.corrected is None or entry.corrected.sets.struck:
        return ""
    told = "; ".join(_read_of(entry))
    return f"as read: {told}" if told else "as read"


def _read_of(entry: Entry | Ruling) -> Iterator[str]:
    """Yield each thing that was read of an entry and that a person set otherwise."""
    if entry.read is None or entry.corrected is None:
        return
    read, sets = entry.read, entry.corrected.sets
    if isinstance(read, Ruling):
        if sets.type:
            yield f"{TYPES[read.decision.type]} ({whose(read)})"
        return
    if sets.standing:
        yield STANDINGS[read.standing]
    if sets.owners or sets.no_owner:
        yield owner(read)
    if sets.due or sets.no_due:
        yield f"due {due(read)}" if due(read) else "no day it was due"


def set_right(entry: Entry | Ruling) -> str:
    """Return who set an entry right, when and why, and what was read; "" where nobody did."""
    if entry.corrected is None:
        return ""
    read = as_read(entry)
    return badge(entry.corrected) + (f" ({read})" if read else "")


def spot(source: Quotation) -> str:
    """Return where a quotation stands: its citation label, its page, and its paper."""
    pages = source.paragraph.pages
    printed = f" (printed {source.printed})" if source.printed else ""
    return f"{label(source)}{f', page {pages[0]}{printed}' if pages else ''}, {source.place.path}"


def vote(one: Vote | None) -> str:
    """Return how a decision was voted on, as written; "" where nothing says so."""
    return one.words if one else ""


def whose(ruling: Ruling) -> str:
    """Return whose decision it was: a person may have said that it is another body's without naming that."""
    nameless = "not named" if ruling.decision.type is DecisionType.OTHER_BODY else ruling.source.place.body.name
    return ruling.decision.body or nameless


# ---------------------------------------------------------------- lines


def actions(entries: Sequence[Entry], around: Around, ids: int) -> Iterator[str]:
    """Yield actions as lines. ids: how many characters of an id are enough."""
    for entry in entries:
        act, at = entry.action, entry.source
        title = f", {at.place.item_title}" if at.place.item_title else ""
        number = f"no. {act.number}: " if act.number else ""
        yield f"{entry.id[:ids]}  {spot(at)}{title}"
        yield f"    {owner(entry)}: {number}{act.task}"
        yield f"    {f'due {due(entry)}; ' if due(entry) else ''}{marker(entry)}" + (
            f"; the paper itself says: {act.state}" if act.state else ""
        )
        yield f"    {life(entry, around)}"
        yield from (f"        {label(q)}: “{_short(q.quote)}”" for q in entry.later)
        if entry.corrected:
            yield f"    * {set_right(entry)}"


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rsplit(' ', 1)[0]} …"


def count_lines(told: Counts) -> Iterator[str]:
    """Yield the counts of actions; each line adds up to the first."""
    promises = several(told.unmarked, "promise")
    yield f"{several(told.total, 'action')}: {told.marked} marked, {promises} without a marker"
    if told.total:
        yield "By standing: " + _tallied((STANDINGS[s], n) for s, n in told.by_standing)
        yield "By meeting: " + _tallied((m or "no meeting", n) for m, n in told.by_meeting)
        yield "By owner: " + _tallied(_owners(told))


def several(count: int, one: str, more: str = "") -> str:
    """Return a count with its noun: one of them, or more, which are "ones" where not told."""
    return f"{count:,} {one if count == 1 else more or f'{one}s'}"


def _owners(told: Counts) -> Iterator[tuple[str, int]]:
    shown, rest = told.by_owner[:LISTED], told.by_owner[LISTED:]
    yield from ((" with ".join(names) or "no owner named", n) for names, n in shown)
    if rest:
        yield several(len(rest), "other"), sum(n for _, n in rest)


def _tallied(rows: Iterator[tuple[str, int]]) -> str:
    return "; ".join(f"{name} {count}" for name, count in rows)


def decisions(rulings: Sequence[Ruling], around: Around, ids: int) -> Iterator[str]:
    """Yield decisions as lines. ids: how many characters of an id are enough."""
    for ruling in rulings:
        one, at = ruling.decision, ruling.source
        title = f", {at.place.item_title}" if at.place.item_title else ""
        yield f"{ruling.id[:ids]}  {spot(at)}{title}"
        what = f"{one.subject} {one.verb}" if one.subject else one.verb
        yield f"    {TYPES[one.type]} ({whose(ruling)}), {what}: {one.text}"
        told = [
            *([f"moved by {one.mover}"] if one.mover else ()),
            *([f"seconded by {one.seconder}"] if one.seconder else ()),
            *([f"vote: {vote(one.vote)}"] if one.vote else ()),
        ]
        if told:
            yield f"    {'; '.join(told)}"
        if corrects := corrections_in(ruling, around):
            yield f"    corrected the minutes: {corrects}"
        if at.place.correction:
            yield f"    these minutes were corrected later: {at.place.correction}"
        if ruling.corrected:
            yield f"    * {set_right(ruling)}"


def corrections_in(ruling: Ruling, around: Around) -> str:
    """Return what corrections a decision made to the minutes that it approved; "" where it made none."""
    one = ruling.decision
    if one.subject == "minutes" or "minutes" in one.text.lower() or "minutes" in ruling.source.quote.lower():
        told = around.amended.get(ruling.source.place.part, "")
        return told if told and told.lower() in " ".join(ruling.source.quote.split()).lower() else ""
    return ""


def tally_lines(told: Tally) -> Iterator[str]:
    """Yield the counts of decisions; each line adds up to the first."""
    yield f"{several(told.total, 'decision')}, those of other bodies and recommendations among them"
    if told.total:
        yield "By type: " + _tallied((TYPES[t], n) for t, n in told.by_type)
        yield "By verb: " + _tallied(iter(told.by_verb))
        yield "By meeting: " + _tallied((m or "no meeting", n) for m, n in told.by_meeting)


def taken_out(count: int) -> Iterator[str]:
    """Yield how many entries that would be listed a person took out of the register; nothing where nobody did."""
    if count:
        yield f"{count} taken out by a person"


def corrections(held: Sequence[Attached], ids: int) -> Iterator[str]:
    """Yield the corrections that hold, those that belong to no entry now after the others."""
    for one in sorted(held, key=lambda a: a.entry is None):
        made = one.correction
        where = label(one.entry.source) if one.entry else f"{made.meeting or 'no meeting'}, {made.document}"
        yield f"{(one.entry.id if one.entry else made.identity)[:ids]}  {where}: {setting(made)}; {badge(made)}"
        yield f"    “{_short(made.quote)}”" if made.quote else "    its words were forgotten with its paper"
        if one.why:
            yield f"    belongs to no {made.register.one} now: {one.why}"


def correction_count(held: Sequence[Attached], which: RegisterOf) -> str:
    """Return how many corrections of a register hold, and how many of them belong to no entry now."""
    loose = sum(one.entry is None for one in held)
    return f"{several(len(held), 'correction')}: {len(held) - loose} of {which} here, {loose} of none now"


def setting(one: Correction) -> str:
    """Return what a correction sets, in words."""
    sets = one.sets
    told = [
        *([f"no {one.register.one}"] if sets.struck else ()),
        *([TYPES[sets.type]] if sets.type else ()),
        *([STANDINGS[sets.standing]] if sets.standing else ()),
        *([f"owners {', '.join(sets.owners)}"] if sets.owners else ()),
        *(["no owner"] if sets.no_owner else ()),
        *([f"due {dates.long(sets.due)}"] if sets.due else ()),
        *(["no day it is due"] if sets.no_due else ()),
    ]
    return "; ".join(told) or "a note"


__all__ = [
    "STANDINGS",
    "TYPES",
    "Around",
    "actions",
    "around",
    "as_read",
    "badge",
    "correction_count",
    "corrections",
    "corrections_in",
    "count_lines",
    "decisions",
    "due",
    "known",
    "later",
    "life",
    "marker",
    "owner",
    "set_right",
    "setting",
    "several",
    "spot",
    "taken_out",
    "tally_lines",
    "vote",
    "whose",
]
