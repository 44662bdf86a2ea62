"""The nouns of the record: what a paper is, once read.

Offsets are into `Document.text`, which is what the reader gave, untouched. Everything here is a frozen value.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

#: Stands between the pieces of a quotation that runs over a page's furniture.
ELLIPSIS = " […] "


class Kind(StrEnum):
    """What a part of a paper is."""

    MINUTES = "minutes"
    DECISIONS = "decisions"
    AGENDA = "agenda"
    REPORT = "report"
    SLIDES = "slides"
    FORWARD_PLAN = "forward plan"
    ANNUAL_REPORT = "annual report"
    SUMMARY = "summary"
    APPENDIX = "appendix"
    SUPPLEMENT = "supplement"
    PACK = "pack"
    PAPER = "paper"


#: The kinds in which a board records what it did.
RECORDS = (Kind.MINUTES, Kind.DECISIONS)


class Authority(StrEnum):
    """Whose account a part is, from the board's own record down to a third party's."""

    RECORD = "record"
    PAPER = "paper"
    DIGEST = "digest"
    THIRD_PARTY = "third-party"

    @property
    def rank(self) -> int:
        """0 for a third party's account, 3 for the board's own record."""
        return _RANKS[self]


_RANKS = {Authority.THIRD_PARTY: 0, Authority.DIGEST: 1, Authority.PAPER: 2, Authority.RECORD: 3}


class Access(StrEnum):
    """Who may read a part: anybody, or those cleared for exempt papers."""

    PUBLIC = "public"
    RESTRICTED = "restricted"


class Status(StrEnum):
    """Whether minutes have been approved, as far as the paper itself says."""

    APPROVED = "approved"
    DRAFT = "draft"
    UNKNOWN = "unknown"


class Evidence(StrEnum):
    """Where a fact about a paper comes from, the most telling first."""

    TOLD = "corpus.toml"
    FACE = "the paper itself"
    PROPERTIES = "the file's properties"
    NAME = "the file's name"
    LISTED = "the agenda that lists it"
    FOLDER = "its folder's other papers"
    COLLECTION = "the collection"


class Shape(StrEnum):
    """How a paragraph was set."""

    PROSE = "prose"
    BULLET = "bullet"
    ROW = "table row"
    HEADER = "table header"
    HEADING = "heading"


class DecisionType(StrEnum):
    """Whose decision it was and how it was taken; only FORMAL and INFORMAL are this board's at this meeting."""

    FORMAL = "formal"
    INFORMAL = "informal"
    OTHER_BODY = "other_body"
    REPORTED = "reported_prior"
    RECOMMENDED = "recommendation"


#: The types of a board's own decisions.
OWN = (DecisionType.FORMAL, DecisionType.INFORMAL)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of offsets into a document's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not {self.start} and {self.end}")

    def of(self, text: str) -> str:
        """Return the characters this span stands for."""
        return text[self.start : self.end]


Spans = tuple[Span, ...]


def fold(text: str) -> str:
    """Return text with every run of white space as one space, and none at the ends."""
    return " ".join(text.split())


def quote(text: str, spans: Iterable[Span]) -> str:
    """Return the verbatim quotation that spans make of a text: white space folded, pieces joined by an ellipsis."""
    return ELLIPSIS.join(fold(span.of(text)) for span in spans)


def joined(text: str, spans: Iterable[Span]) -> Spans:
    """Return spans with neighbours made one where only white space lies between them."""
    out: list[Span] = []
    for span in spans:
        if out and not text[out[-1].end : span.start].strip():
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from: `path` relative to its collection's folder, and the hash of its bytes."""

    path: str
    sha256: str
    url: str | None = None
    retrieved: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page as the reader gave it. `number` counts from 1, or is None where the file has no pages.

    headings: (offset into `text`, level) of each line that the file itself sets as a heading; level 1 is outermost.
    struck: the stretches of `text` through which the file draws a line, so that they are deleted.
    """

    number: int | None
    text: str
    printed: str | None = None
    origin: str = "born"
    headings: tuple[tuple[int, int], ...] = ()
    struck: Spans = ()


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One entry of a file's own outline: its title, how deep it stands (1 is outermost), and the index of its page."""

    title: str
    level: int
    page: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a reader finds in a file: its pages, and what the file says of itself.

    title, subject: of the file's own properties, which may mislead. troubles: (where, message) of each thing that could
    not be read as it should be; `where` is such as "page 3", or "" for the whole file.
    """

    pages: tuple[Page, ...]
    title: str = ""
    subject: str = ""
    bookmarks: tuple[Bookmark, ...] = ()
    troubles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A board or committee; two councils may each have a Cabinet, so the organisation is part of it."""

    id: str
    name: str
    organisation: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The body's shortest usual name: its acronym where the papers use one."""
        return min(self.aliases, key=len) if self.aliases else self.name


def body_id(organisation: str, name: str) -> str:
    """Return the identity of a body: letters and digits of organisation and name, joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", f"{organisation} {name}".lower())) or "unknown"


@dataclass(frozen=True, slots=True, order=True)
class Meeting:
    """The identity of one sitting of a body. `session` tells two sittings on one day apart."""

    body: str
    date: date
    session: str = ""

    @property
    def key(self) -> str:
        """A readable identity such as `safer-communities-partnership-board-2018-04-27`."""
        return "-".join(part for part in (self.body, self.date.isoformat(), self.session) if part)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The time an annual report speaks of, both days included."""

    first: date
    last: date

    @property
    def label(self) -> str:
        """Such as `2021-22`, or `2024` where it is one calendar year."""
        if self.first.year == self.last.year:
            return str(self.first.year)
        return f"{self.first.year}-{self.last.year % 100:02}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a roll, as written; `role` is an office or job, `organisation` who they came for."""

    name: str
    organisation: str = ""
    role: str = ""
    spans: Spans = ()


@dataclass(frozen=True, slots=True)
class Roll:
    """Who sat: the chair (also among the present), those present in order, and those who sent apologies."""

    chair: Person | None = None
    present: tuple[Person, ...] = ()
    apologies: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, bullet or table row. `label` is its own number (`3.2.1.1`) or place (`6¶9`)."""

    label: str
    spans: Spans
    pages: tuple[int, int] | None = None
    shape: Shape = Shape.PROSE
    trail: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.spans or any(a.end > b.start for a, b in pairwise(self.spans)):
            raise ValueError(f"paragraph {self.label}: spans must be there, in order and apart")


@dataclass(frozen=True, slots=True)
class Action:
    """Something somebody is to do. `owners` and `due` as written; `people` resolved through the roll.

    `paragraph` is the ordinal of its paragraph in the item; `spans` quote the sentence and its marker. number: its own,
    as the paper writes it ("3", "19/004"). state: what the paper itself says of how it stands, in its own words
    ("Completed", "Ongoing – draft seen", "[x]"). raised: the day of the meeting that it comes from, where the paper
    names another than its own, as a log of actions does.
    """

    task: str
    spans: Spans
    paragraph: int
    owners: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    due: str | None = None
    due_by: date | None = None
    marker: str | None = None
    number: str = ""
    state: str = ""
    raised: date | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    """How a decision was voted on: numbers where the record gives them. words: as written."""

    words: str
    ayes: int | None = None
    noes: int | None = None
    abstained: int | None = None
    unanimous: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Something decided, or said to have been: `body` whose decision it was.

    verb: the record's own word, or for a motion or an application what became of it: "carried", "lost", "deferred", …
    subject: what was put, where it is told: "motion", "amendment", "minutes", "application", …; "" for what is not.
    mover, seconder: as written. vote: how it was voted on.
    """

    type: DecisionType
    verb: str
    text: str
    spans: Spans
    paragraph: int
    body: str = ""
    subject: str = ""
    mover: str = ""
    seconder: str = ""
    vote: Vote | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item, or a section of a paper. `trail` names the headings above it, outermost first.

    agenda: the item's number on the agenda, where minutes number it otherwise and tell both.
    """

    number: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    trail: tuple[str, ...] = ()
    title_spans: Spans = ()
    actions: tuple[Action, ...] = ()
    decisions: tuple[Decision, ...] = ()
    agenda: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """On what ground a fact about a part stands: the fact ("body", "date", "kind", "authority", "status"), where it was
    found, and what was read there."""

    fact: str
    source: Evidence
    words: str = ""


class Mentioned(StrEnum):
    """As what a paper mentions a sitting other than the one it is of."""

    NEXT = "next"  # announced as the next meeting, or one to come
    MINUTES = "minutes"  # its minutes were approved, corrected or are on the agenda
    HELD = "held"  # it is said to have been held
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


@dataclass(frozen=True, slots=True)
class Mention:
    """A sitting of the part's own body that a paper mentions. spans: the words that do; time, venue: as told there."""

    date: date
    what: Mentioned
    spans: Spans
    time: str | None = None
    venue: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document that is one witness: of one kind, one authority, one meeting or period.

    restated: its words are not those of the paper it stands for; where that paper is on the shelf, that one is quoted.
    """

    kind: Kind
    authority: Authority
    span: Span
    items: tuple[Item, ...]
    body: Body
    title: str = ""
    meeting: Meeting | None = None
    period: Period | None = None
    access: Access = Access.PUBLIC
    status: Status = Status.UNKNOWN
    roll: Roll = Roll()
    approves: date | None = None
    time: str | None = None
    ended: str | None = None
    venue: str | None = None
    next_meeting: str | None = None
    next_date: date | None = None
    agenda_number: str | None = None
    restated: bool = False
    grounds: tuple[Ground, ...] = ()
    mentions: tuple[Mention, ...] = ()

    def __post_init__(self) -> None:
        if self.meeting and self.period:
            raise ValueError(f"part {self.title!r}: a part witnesses a meeting or a period, not both")


@dataclass(frozen=True, slots=True)
class Document:
    """One paper, read. `id` is that of its collection and relative path; parts are in order and never overlap."""

    id: str
    title: str
    source: Source
    text: str
    pages: tuple[Page, ...]
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError(f"{self.source.path}: a document has at least one part")


@dataclass(frozen=True, slots=True)
class Collection:
    """A folder that was ingested: whose papers, from where, and what its papers are when they don't say.

    mixed: its papers came one by one, so that lying beside each other tells nothing of them.
    """

    id: str
    name: str
    root: str
    organisation: str = ""
    body: str = ""
    readers: tuple[str, ...] = ()
    mixed: bool = False


def digest(*pieces: str) -> str:
    """Return a short stable identity for pieces of text: 16 hexadecimal digits of their SHA-256."""
    return hashlib.sha256("\x1f".join(pieces).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Flow:
    """A paragraph's text as one running line, with the way back: `offsets[i]` is where character i stands.

    White space is folded to one space (offset -1), and the pieces of a paragraph that a page's furniture
    parts are joined by one, so that a sentence can be found across them.
    """

    text: str
    offsets: tuple[int, ...]
    breaks: tuple[int, ...]

    def spans(self, start: int, end: int) -> Spans:
        """Return the spans of a stretch of the running text: one, or one for each side of a piece's end."""
        edges = [start, *(b for b in self.breaks if start < b < end), end]
        out = []
        for left, right in pairwise(edges):
            places = [place for place in self.offsets[left:right] if place >= 0]
            if places:
                out.append(Span(places[0], places[-1] + 1))
        return tuple(out)


_WORD = re.compile(r"\S+")


def flow(text: str, spans: Iterable[Span]) -> Flow:
    """Return the running text of spans and its map back to offsets into `text`."""
    words: list[str] = []
    offsets: list[int] = []
    breaks: list[int] = []
    for span in spans:
        if offsets:
            breaks.append(len(offsets))
        for match in _WORD.finditer(text, span.start, span.end):
            if offsets:
                offsets.append(-1)
            words.append(match[0])
            offsets.extend(range(match.start(), match.end()))
    return Flow(" ".join(words), tuple(offsets), tuple(breaks))
