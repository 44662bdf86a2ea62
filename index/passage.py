"""The nouns of finding: passages, scopes, hits, and the register's entries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from ingest.record import (
    RECORDS,
    Access,
    Action,
    Authority,
    Body,
    Decision,
    DecisionType,
    Kind,
    Meeting,
    Mentioned,
    Paragraph,
    Period,
    Person,
    Spans,
    Status,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage, an action or a decision stands: everything a citation says but the words themselves.

    `document` is the identity, `path` the paper's place in its collection's folder. `copies` are the papers where the
    same text stands too, `later` is the one that replaced it.
    """

    collection: str
    document: str
    path: str
    title: str
    part: str
    body: Body
    kind: Kind
    authority: Authority
    access: Access
    status: Status
    meeting: Meeting | None
    period: Period | None
    item: str
    item_title: str
    url: str | None = None
    correction: str | None = None
    copies: tuple[str, ...] = ()
    later: str | None = None

    @property
    def when(self) -> date:
        """The day by which places are put in order: the meeting's, or the period's last."""
        if self.meeting:
            return self.meeting.date
        return self.period.last if self.period else date.min


@dataclass(frozen=True, slots=True)
class Copied:
    """What a part is to others: its copies elsewhere, and the version that replaced it, with the reason for that.

    twin, stands: the part, and the paper, that is read in its place, being the same text. copies: the papers where the
    same text stands too. later: the paper that replaced it.
    """

    twin: str | None = None
    stands: str | None = None
    copies: tuple[str, ...] = ()
    later: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of the record and where they stand: what a citation is made of."""

    place: Place
    paragraph: Paragraph
    spans: Spans
    quote: str
    passage: str
    printed: str | None = None
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one item that is found as one. `text` is its own; `heading` goes before it for embedding only.

    printed: the number printed on its first page. stamps: that of each of its pages that has one.
    """

    id: str
    place: Place
    heading: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    ordinal: int = 0
    printed: str | None = None
    ocr: bool = False
    stamps: tuple[tuple[int, str], ...] = ()

    @property
    def spans(self) -> Spans:
        return tuple(span for one in self.paragraphs for span in one.spans)

    @property
    def embedded(self) -> str:
        """The text that is embedded: the heading, then the passage's own words."""
        return f"{self.heading}\n{self.text}"

    def quotation(self, paragraph: Paragraph, spans: Spans, said: str) -> Quotation:
        """Return words of one of the passage's paragraphs as a quotation."""
        first = paragraph.pages[0] if paragraph.pages else None
        printed = dict(self.stamps).get(first) if first and self.stamps else self.printed
        return Quotation(self.place, paragraph, spans, said, self.id, printed, self.ocr)

    @property
    def pages(self) -> tuple[int, int] | None:
        held = [p.pages for p in self.paragraphs if p.pages]
        return (held[0][0], held[-1][1]) if held else None


@dataclass(frozen=True, slots=True)
class Within:
    """What a reader narrowed the papers to by hand: it stays, however an answer looks wider than its question says."""

    since: date | None = None
    until: date | None = None
    bodies: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be looked at: who is asking comes first, then what was asked for. Empty tuples mean no narrowing
    for bodies and kinds; for collections and access they mean nothing at all. within: what holds beside all that."""

    collections: tuple[str, ...]
    access: tuple[Access, ...]
    bodies: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    kinds: tuple[Kind, ...] = ()
    least: Authority | None = None
    within: Within | None = None

    def between(self, since: date | None, until: date | None) -> Scope:
        """Return the scope narrowed to a stretch of time."""
        first = max((d for d in (self.since, since) if d), default=None)
        last = min((d for d in (self.until, until) if d), default=None)
        return replace(self, since=first, until=last)

    def of(self, *kinds: Kind) -> Scope:
        """Return the scope narrowed to kinds of paper."""
        return replace(self, kinds=kinds)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with the score that ranks it and the pieces of that score."""

    passage: Passage
    score: float
    meaning: float
    words: float


class Standing(StrEnum):
    """What later papers say of an action."""

    REPORTED_BACK = "reported-back"
    CLOSED = "closed"
    STILL_OPEN = "still-open"
    NO_LATER_RECORD = "no-later-record"


class RegisterOf(StrEnum):
    """Which register an entry stands in."""

    ACTIONS = "actions"
    DECISIONS = "decisions"

    @property
    def one(self) -> str:
        """What one of its entries is called."""
        return self.value.removesuffix("s")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a person sets of an entry; what is None, False or empty stays as it was read.

    standing, owners, due: of an action; no_owner, no_due: that there is none. type: of a decision. struck: that it is
    no action, or no decision, at all.
    """

    standing: Standing | None = None
    owners: tuple[str, ...] = ()
    due: date | None = None
    type: DecisionType | None = None
    no_owner: bool = False
    no_due: bool = False
    struck: bool = False

    def __post_init__(self) -> None:
        if (self.owners and self.no_owner) or (self.due and self.no_due):
            raise ValueError("an owner or a day is set, or taken away, not both")
        if self.type and (self.standing or self.owners or self.due or self.no_owner or self.no_due):
            raise ValueError("what is set is of an action or of a decision, not of both")


NOTHING_SET = Setting()


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person set right of an action or a decision, and of which: kept apart from what was read.

    matter: ties the corrections of one entry together, whatever becomes of its id; the newest of a matter holds, and
    one that is withdrawn leaves the entry as it was read. identity: the id that it had then. collection to quote: where
    it stood then, and its words, white space folded; body: the body's id; meeting: the day, and the session after a
    space. at: the time, as ISO writes it. sets: what was set, or nothing. register: where the entry stands.
    """

    matter: str
    identity: str
    collection: str
    document: str
    body: str
    meeting: str
    item: str
    access: Access
    quote: str
    by: str
    at: str
    note: str = ""
    sets: Setting = NOTHING_SET
    withdrawn: bool = False
    register: RegisterOf = RegisterOf.ACTIONS


@dataclass(frozen=True, slots=True)
class Complaint:
    """What somebody says is wrong with an answer, and all that is needed to look into it.

    what: "answer", "citation", "missing" or "other". refusal: why there was no answer, "" where there was one.
    by: who says so, "" where nobody signs in. at: the time, as ISO writes it. passages: the ids of those cited, or
    nearest. papers: theirs, by collection and path. generation: that of the record. version: of the program.
    """

    question: str
    read_as: str
    answer: str
    refusal: str
    what: str
    note: str
    by: str
    at: str
    passages: tuple[str, ...]
    papers: tuple[tuple[str, str], ...]
    generation: int
    version: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An action in the register, where it stands in the record, and what later papers say of it.

    later: the words of later papers on it, in order of time; said: how it stands by each of them.
    corrected: what a person set right; standing, owners, people and due_by are then as corrected, and `read` is the
    entry as it was read.
    """

    id: str
    action: Action
    source: Quotation
    standing: Standing = Standing.NO_LATER_RECORD
    later: tuple[Quotation, ...] = ()
    said: tuple[Standing, ...] = ()
    corrected: Correction | None = None
    read: Entry | None = None

    def __post_init__(self) -> None:
        if self.said and len(self.said) != len(self.later):
            raise ValueError("each later paper says how the action stands, or none does")
        _whole(self.corrected, self.read)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision in the register, and where it stands in the record.

    corrected: what a person set right; its type is then as corrected, and `read` is the decision as it was read.
    """

    id: str
    decision: Decision
    source: Quotation
    corrected: Correction | None = None
    read: Ruling | None = None

    def __post_init__(self) -> None:
        _whole(self.corrected, self.read)


def register_of(entry: Entry | Ruling) -> RegisterOf:
    """Return which register an entry stands in."""
    return RegisterOf.DECISIONS if isinstance(entry, Ruling) else RegisterOf.ACTIONS


def _whole(corrected: Correction | None, read: Entry | Ruling | None) -> None:
    if (corrected is None) != (read is None):
        raise ValueError("a corrected entry holds what was read, and no other does")


@dataclass(frozen=True, slots=True)
class Attached:
    """A correction that holds, and the entry that it is attached to, as read; or why it can't be attached now."""

    correction: Correction
    entry: Entry | Ruling | None = None
    why: str = ""

    def __post_init__(self) -> None:
        if (self.entry is None) != bool(self.why):
            raise ValueError("a correction is attached, or there is a reason why it is not")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A part of a paper and the day on which the paper came onto the shelf, "" where that is not known.

    begun: the day on which the first of the collection's papers came.
    """

    collection: str
    document: str
    path: str
    title: str
    part: str
    body: Body
    kind: Kind
    meeting: Meeting | None
    period: Period | None
    added: str
    begun: str

    @property
    def last(self) -> date | None:
        """The last day that it belongs to; None where it has none."""
        return self.meeting.date if self.meeting else self.period.last if self.period else None


@dataclass(frozen=True, slots=True)
class PaperSet:
    """What a person set of a paper, in place of what is read from it, or that it is removed from the shelf.

    access: of the paper when it was set, so that a restricted one is listed to nobody else. by, at, note: who set it
    last, when, and why.
    """

    collection: str
    path: str
    access: Access
    by: str
    at: str
    note: str = ""
    kind: Kind | None = None
    date: date | None = None
    body: str = ""
    title: str = ""
    removed: bool = False

    @property
    def says_something(self) -> bool:
        """False where all of it was taken back."""
        return bool(self.kind or self.date or self.body or self.title or self.removed)


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody on the roll of a meeting, with the line that says so."""

    person: Person
    present: bool
    chair: bool
    source: Quotation


class Known(StrEnum):
    """From what the shelf knows a sitting: the board's own record of it, other papers of it, or a mention alone."""

    RECORD = "record"
    PAPERS = "papers"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Account:
    """A paper that is of a sitting, or holds a part that is."""

    document: str
    kind: Kind
    authority: Authority


@dataclass(frozen=True, slots=True)
class Sighting:
    """Words of a paper of another sitting that mention one. time, venue: as told there."""

    what: Mentioned
    source: Quotation
    time: str | None = None
    venue: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the papers of one meeting say of it, the most official first."""

    time: str | None = None
    ended: str | None = None
    venue: str | None = None
    chair: Attendee | None = None
    roll: tuple[Attendee, ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    next_meeting: str | None = None
    venue_source: Quotation | None = None
    time_source: Quotation | None = None
    next_source: Quotation | None = None
    ended_source: Quotation | None = None
    minutes: Quotation | None = None
    mentions: tuple[Sighting, ...] = ()
    approved_by: Quotation | None = None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting as the shelf knows it, from every paper that witnesses it. What was told of it is read when asked for:
    a shelf knows thousands of meetings, and a question is about few.

    status: of its minutes. cancelled, postponed: a paper says that it was not held, or not on this day, and none says
    that it was. missing: in words, what the shelf should hold of it and doesn't. What mentions tell stands in the
    calendar alone (`Store.calendar`).
    """

    meeting: Meeting
    body: Body
    tell: Callable[[], Told] = field(compare=False, repr=False)
    next_date: date | None = None
    documents: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    authorities: tuple[Authority, ...] = ()
    witnesses: tuple[Account, ...] = ()
    known: Known = Known.RECORD
    status: Status = Status.UNKNOWN
    cancelled: bool = False
    postponed: bool = False
    missing: tuple[str, ...] = ()

    @property
    def time(self) -> str | None:
        return self.tell().time

    @property
    def ended(self) -> str | None:
        return self.tell().ended

    @property
    def venue(self) -> str | None:
        return self.tell().venue

    @property
    def chair(self) -> Attendee | None:
        return self.tell().chair

    @property
    def roll(self) -> tuple[Attendee, ...]:
        return self.tell().roll

    @property
    def items(self) -> tuple[tuple[str, str], ...]:
        return self.tell().items

    @property
    def next_meeting(self) -> str | None:
        return self.tell().next_meeting

    @property
    def venue_source(self) -> Quotation | None:
        return self.tell().venue_source

    @property
    def time_source(self) -> Quotation | None:
        return self.tell().time_source

    @property
    def next_source(self) -> Quotation | None:
        return self.tell().next_source

    @property
    def ended_source(self) -> Quotation | None:
        return self.tell().ended_source

    @property
    def minutes(self) -> Quotation | None:
        return self.tell().minutes

    @property
    def mentions(self) -> tuple[Sighting, ...]:
        return self.tell().mentions

    @property
    def approved_by(self) -> Quotation | None:
        """The words of a later meeting's record that approve its minutes."""
        return self.tell().approved_by

    @property
    def present(self) -> tuple[Attendee, ...]:
        return tuple(a for a in self.roll if a.present)

    @property
    def apologies(self) -> tuple[Attendee, ...]:
        return tuple(a for a in self.roll if not a.present)

    @property
    def has_record(self) -> bool:
        """True where the shelf holds minutes or decisions of it, the board's own or digests of them."""
        return any(k in RECORDS for k in self.kinds)

    @property
    def has_minutes(self) -> bool:
        """True where the shelf holds an account of what happened, not only the papers put before the meeting."""
        return any(k in (Kind.MINUTES, Kind.DECISIONS, Kind.SUMMARY) for k in self.kinds)
