"""The sittings of boards as a whole shelf knows them: what papers are of, and what other papers mention.

Everything here is a function of what the parts in scope say, in whatever order they came in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from index.passage import Known, Sitting
from ingest.grammar import dates
from ingest.record import Kind, Meeting, Mentioned, Status

#: How the record keeps the mention of minutes that a record says it approves; of others it keeps what they mention.
APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Noted:
    """A mention of a sitting. by: the day of the meeting whose paper makes it. approves: that paper is a record that
    approves minutes of that day. place: what mentions are put in order by, the most official first; the mention's own
    ordinal in its part is last."""

    meeting: Meeting
    what: Mentioned
    by: date | None
    approves: bool
    place: tuple[int, str, int, int]
    part: str

    @property
    def is_approval(self) -> bool:
        return self.approves and self.what is Mentioned.MINUTES


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sitting's own papers and the mentions of it make of it."""

    status: Status
    cancelled: bool
    postponed: bool
    missing: tuple[str, ...]


def status(told: Iterable[Status]) -> Status:
    """Return the status of minutes of which there may be several copies: approved, or else draft, where one is."""
    held = set(told)
    return next((s for s in (Status.APPROVED, Status.DRAFT) if s in held), Status.UNKNOWN)


def joined(seen: Iterable[Meeting], mentions: Iterable[Noted]) -> dict[Meeting, tuple[Noted, ...]]:
    """Return the mentions of each sitting, of those that papers witness and of those that are mentioned alone.

    A mention names a day: where a body sat twice on it, it is of both sittings.
    """
    out: dict[Meeting, list[Noted]] = {meeting: [] for meeting in seen}
    sessions: dict[tuple[str, date], list[Meeting]] = {}
    for meeting in out:
        sessions.setdefault((meeting.body, meeting.date), []).append(meeting)
    for one in mentions:
        for meeting in sessions.get((one.meeting.body, one.meeting.date), [one.meeting]):
            out.setdefault(meeting, []).append(one)
    return {meeting: tuple(sorted(noted, key=lambda n: n.place)) for meeting, noted in out.items()}


def order(one: Sitting) -> tuple[date, int, str, str]:
    """Return what sittings are put in order by: the day, and on one day those with a record first."""
    return one.meeting.date, list(Known).index(one.known), one.meeting.body, one.meeting.session


def facts(seen: Sitting | None, noted: Sequence[Noted]) -> Facts:
    """Return what is known of a sitting. seen: as its own papers have it, where there are any."""
    said = {one.what for one in noted}
    recorded = seen is not None and seen.known is Known.RECORD
    held = recorded or bool(said & {Mentioned.HELD, Mentioned.MINUTES})
    cancelled = Mentioned.CANCELLED in said and not held
    postponed = Mentioned.POSTPONED in said and not held and not cancelled
    approved = any(one.is_approval for one in noted)
    return Facts(
        Status.APPROVED if approved else seen.status if seen else Status.UNKNOWN,
        cancelled,
        postponed,
        () if cancelled or postponed else (_of_papers(seen, noted) if seen else (_of_mention(noted),)),
    )


def _of_papers(seen: Sitting, noted: Sequence[Noted]) -> tuple[str, ...]:
    """Return what is missing of a sitting of which there are papers."""
    out = []
    if seen.known is not Known.RECORD:
        out.append(_minutes(noted) or "no minutes on this shelf")
    if not {Kind.AGENDA, Kind.PACK} & set(seen.kinds):
        out.append("no agenda on this shelf")
    return tuple(out)


def _minutes(noted: Sequence[Noted]) -> str:
    """Return that minutes are missing of which some paper speaks; "" where none does."""
    speaking = [one for one in noted if one.what is Mentioned.MINUTES]
    one = next((n for n in speaking if n.approves), None) or next(iter(speaking), None)
    if one is None:
        return ""
    if one.by is None:
        return "its minutes are mentioned, but not on this shelf"
    how = "approved on" if one.approves else "before the meeting of"
    return f"its minutes, {how} {dates.long(one.by)}, are not on this shelf"


def _of_mention(noted: Sequence[Noted]) -> str:
    """Return what is missing of a sitting that is only mentioned: all of it."""
    if minutes := _minutes(noted):
        return minutes
    if any(one.what is Mentioned.HELD for one in noted):
        return "said to have been held, but nothing of it is on this shelf"
    first = min((one.by for one in noted if one.by), default=None)
    when = f" on {dates.long(first)}" if first else ""
    return f"announced{when}, but nothing of it is on this shelf"


__all__ = ["APPROVED", "Facts", "Noted", "facts", "joined", "order", "status"]
