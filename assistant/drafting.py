"""Building an answer: statements added one by one, each with its basis, citations numbered as they first appear."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant import cutting
from assistant.answer import Answer, Citation, Computed, Quoted, Statement, Understood, where
from assistant.evidence import Candidate, Evidence
from assistant.question import Question
from index.passage import Quotation, Scope
from index.shelf import Shelf
from ingest.errors import shown
from ingest.record import Authority, Kind, fold

_TAGS = re.compile(r"</?[a-zA-Z][^>]*>|\*\*|\^\{[^}]*\}")
#: What every remnant of markup has one of.
_MARKUP = ("<", "**", "^{")
_BULLET = re.compile(r"^(?:[•·▪■◦‣➤○●\uf0b7]|[-–*]\s)\s*")

#: A paper's own number in brackets, which in an answer would read as a citation.
_OWN_CHIP = re.compile(r"\[(\d+)\]")

THIRD_PARTY = "This is a third party's account, not the Board's own record."
AI_GENERATED = "This comes from an AI-generated third-party summary, not from the Board's own record."
DIGEST = "Quoted from a digest of the record, not from the official text."


def readable(text: str) -> str:
    """Return a quotation as it is read in a sentence: without remnants of markup, bullets, or the gaps of a table."""
    if any(mark in text for mark in _MARKUP):
        text = _TAGS.sub(" ", text)
    cells = [" ".join(c.split()) for c in text.split("\t")]
    said = _BULLET.sub("", " | ".join(c for c in cells if c)).strip()
    return _OWN_CHIP.sub(r"(\1)", said)


#: Numbers as statements write them in words.
NUMBERS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()


def in_words(number: int) -> str:
    """Return a count as it is written in a sentence that cites: small ones in words, as they are no figures of it."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else str(number)


@dataclass(frozen=True, slots=True)
class Look:
    """One search made for an answer: why, and what it found."""

    why: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Judged:
    """What was made of the sentences of one search. why: why none answers, "" where one does, None if not asked.

    fates: works out what became of each sentence and why, when that is asked for: "" for one that was taken.
    """

    evidence: Evidence
    why: str | None
    confidence: float
    fates: Callable[[], Iterable[tuple[Candidate, str]]]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A statement that did not stand up when it was checked, and why, in words."""

    text: str
    why: str


class Draft:
    """An answer in the making. What was looked at for it is noted as it goes, so that it can be explained."""

    def __init__(self, question: Question, understood: Understood, shelf: Shelf) -> None:
        self.question = question
        self.understood = understood
        self.shelf = shelf
        self.statements: list[Statement] = []
        self.citations: list[Citation] = []
        self.notices: list[str] = []
        self.looks: list[Look] = []
        self.judged: list[Judged] = []
        self.left_out: tuple[LeftOut, ...] = ()

    def look(self, why: str, evidence: Evidence) -> Evidence:
        """Note a search that was made, and return what it found."""
        self.looks.append(Look(why, evidence))
        return evidence

    def __bool__(self) -> bool:
        return bool(self.statements)

    def cite(self, source: Quotation) -> int:
        """Return the number of a quotation, a new one where it is not cited yet; one too long is cut first."""
        source = self._cut(source)
        for held in self.citations:
            if held.source.place.document == source.place.document and held.source.spans == source.spans:
                return held.number
        self.citations.append(Citation(len(self.citations) + 1, source))
        return len(self.citations)

    def cites(self, source: Quotation) -> bool:
        """True where a quotation of these words, or of words that take them in, is cited already."""
        spans = self._cut(source).spans
        return any(
            h.source.place.document == source.place.document
            and h.source.spans[0].start <= spans[0].start
            and spans[-1].end <= h.source.spans[-1].end
            for h in self.citations
        )

    def _cut(self, source: Quotation) -> Quotation:
        return cutting.cut(source, self.shelf.document_text(source.place.document), frozenset(self.question.terms))

    def quote(
        self, source: Quotation, raw: str | None = None, *, lead: str | None = None, also: Sequence[Quotation] = ()
    ) -> None:
        """Add a statement in the record's own words, led by where they stand. also: what carries the lead."""
        numbers = tuple(dict.fromkeys(self.cite(s) for s in (source, *also)))
        said = readable(raw if raw is not None else self.citations[numbers[0] - 1].source.quote)
        chips = "".join(f" [{n}]" for n in numbers)
        self.statements.append(Statement(f"{lead or lead_of(source)}: {said}{chips}", Quoted(numbers)))

    def compute(
        self,
        text: str,
        rule: str,
        scope: Mapping[str, object],
        counted: int,
        *,
        ids: Sequence[str] = (),
        sources: Sequence[Quotation] = (),
    ) -> None:
        """Add a statement that was computed, with what it was computed from."""
        numbers = tuple(self.cite(s) for s in sources)
        chips = "".join(f" [{n}]" for n in numbers)
        self.statements.append(Statement(f"{text}{chips}", Computed(rule, dict(scope), counted, tuple(ids), numbers)))

    def finish(self, confidence: float) -> Answer:
        """Return the answer, with the notices that its sources ask for."""
        return Answer(
            self.question.asked,
            self.understood,
            tuple(self.statements),
            tuple(self.citations),
            (*self.notices, *_notices(self.citations)),
            (),
            None,
            round(min(max(confidence, 0.01), 0.99), 2),
        )

    def refuse(self, reason: str, notices: Sequence[str], nearest: Sequence[Quotation]) -> Answer:
        """Return a refusal: its reason, what was searched, and the nearest paragraphs."""
        near = tuple(Citation(n, s) for n, s in enumerate(nearest, 1))
        return Answer(self.question.asked, self.understood, (), (), tuple(notices), near, reason, 0.0)


def lead_of(source: Quotation) -> str:
    """Return what a quotation is led by: whose account where that is not the board's, then date and place."""
    if source.place.authority is Authority.THIRD_PARTY:
        return f"Third-party summary, {where(source)}"
    return where(source) or source.place.title


def _notices(citations: Sequence[Citation]) -> list[str]:
    places = [c.source.place for c in citations]
    out = []
    if any(p.authority is Authority.THIRD_PARTY for p in places):
        made = any(p.kind is Kind.SUMMARY and "AI-generated" in p.title for p in places)
        out.append(AI_GENERATED if made else THIRD_PARTY)
    if any(p.authority is Authority.DIGEST for p in places):
        out.append(DIGEST)
    corrected = {p.correction for p in places if p.correction}
    out.extend(f"These minutes were approved subject to: {fold(c)}." for c in sorted(corrected))
    replaced = {(p.path, p.later) for p in places if p.later}
    out.extend(f"{_named(old)} was replaced by a later version: {_named(new)}." for old, new in sorted(replaced))
    return out


def _named(path: str) -> str:
    """Return a paper's file name, as a notice names it."""
    return shown(path.rsplit("/", 1)[-1])


def scope_of(scope: Scope, **more: object) -> dict[str, object]:
    """Return a scope as what a reader or a program is told of it."""
    told: dict[str, object] = {"collections": list(scope.collections)}
    if scope.since:
        told["since"] = scope.since.isoformat()
    if scope.until:
        told["until"] = scope.until.isoformat()
    if scope.bodies:
        told["bodies"] = list(scope.bodies)
    if scope.kinds:
        told["kinds"] = [k.value for k in scope.kinds]
    return told | {k: v for k, v in more.items() if v}
