"""The nouns of answering. An answer without a basis for each of its statements cannot be constructed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.narrowing import NOTHING, Only
from index.passage import Place, Quotation, Scope
from ingest.grammar import dates


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered citation: words of the record, and where they stand."""

    number: int
    source: Quotation

    def __post_init__(self) -> None:
        if self.number < 1 or not self.source.quote.strip():
            raise ValueError("a citation needs a number from 1 and words to quote")

    @property
    def label(self) -> str:
        """Such as "SCPB, 27 April 2018, item 6 ¶9": what a reader copies."""
        return label(self.source)


def label(source: Quotation) -> str:
    """Return where a quotation stands, as a reader writes it."""
    return f"{source.place.body.short}, {where(source)}"


def where(source: Quotation) -> str:
    """Return date and place of a quotation without its body: "27 April 2018, item 6 ¶9", "2021-22, 3.8.4"."""
    own = source.paragraph.label
    item = source.place.item
    if own.startswith(("head¶", "front¶", "notes¶")):
        spot = {"h": "attendance", "f": "front sheet", "n": "notices"}[own[0]]
    elif "¶" in own and item and own.startswith(f"{item}¶"):
        spot = f"item {item} ¶{own.split('¶', 1)[1]}"
    elif own.startswith("¶"):
        spot = own
    elif item and own.startswith(f"{item}("):
        spot = f"item {own}"
    elif own == item and source.place.meeting:
        spot = f"item {item}"
    elif "¶" in own:
        spot = f"{f'item {item}, ' if source.place.meeting and item else ''}{own.replace('¶', ' ¶')}"
    elif item and item != own and source.place.meeting:
        spot = f"item {item}, {own}"
    else:
        spot = own
    return f"{when(source.place)}, {spot}" if when(source.place) else spot


def when(place: Place) -> str:
    """Return the date or period that a place belongs to, in words; "" where it has none."""
    if place.meeting:
        return dates.long(place.meeting.date)
    return place.period.label if place.period else ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A statement's basis in the record: the numbers of the citations that carry it, one at least."""

    citations: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("a quoted statement needs a citation")


@dataclass(frozen=True, slots=True)
class Computed:
    """A statement's basis in a computation: the rule, over what, how many were looked at, and which were counted."""

    rule: str
    scope: Mapping[str, object]
    counted: int
    ids: tuple[str, ...] = ()
    citations: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.rule:
            raise ValueError("a computed statement needs its rule")


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that an answer says, with what it rests on. `[1]` in the text marks a citation."""

    text: str
    basis: Quoted | Computed

    @property
    def citations(self) -> tuple[int, ...]:
        return self.basis.citations


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of a question: as rewritten, its kind, and the narrowing that it asks for.

    told_by: the words that told the kind. topic: the stems that tell what it is about. wants: what only will do as an
    answer, such as a figure. presumes: True where it takes something as given. only: what the reader narrowed it to by
    hand, which the rest is within.
    """

    question: str
    kind: str
    scope: Mapping[str, object] = field(default_factory=dict)
    told_by: str = ""
    people: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    presumes: bool = False
    only: Only = NOTHING


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says: statements with their bases, or a refusal with its reason, never both, never neither."""

    question: str
    understood: Understood
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    notices: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()
    refusal: str | None = None
    confidence: float = 0.0

    def __post_init__(self) -> None:
        if bool(self.statements) == bool(self.refusal):
            raise ValueError("an answer has statements or a refusal, one of the two")
        numbers = {c.number for c in self.citations}
        if any(n not in numbers for s in self.statements for n in s.citations):
            raise ValueError("a statement cites a number that the answer does not hold")

    @property
    def found(self) -> bool:
        return bool(self.statements)

    @property
    def text(self) -> str:
        """The answer as a reader sees it: statements, then notices, a line each."""
        return "\n".join((*(s.text for s in self.statements), *self.notices))


__all__ = [
    "Answer",
    "Citation",
    "Computed",
    "Place",
    "Quoted",
    "Scope",
    "Statement",
    "Understood",
    "label",
    "when",
    "where",
]
