"""Statement lists: applications one after the other, each with what was decided on it, as licensing boards publish.

Each application is an item, under the hearing it was heard at; its statement is one paragraph, its outcome the next.
Text set in narrow columns breaks anywhere, so the lines of a statement are one paragraph whatever they look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.formats import common, minutes
from ingest.formats.common import Sheet
from ingest.grammar import dates, motions, numbering, outcomes, people
from ingest.grammar.furniture import Line
from ingest.grammar.paragraphs import Block
from ingest.record import (
    Authority,
    Decision,
    DecisionType,
    Item,
    Kind,
    Meeting,
    Paragraph,
    Part,
    Roll,
    Shape,
    Span,
    flow,
    joined,
    quote,
)

#: So many applications with their outcomes make a list; a paper with fewer is something else.
FEWEST = 3
#: Of the numbered statements, at least this share ends in an outcome.
SHARE = 0.5
#: A list leaves out at most so many numbers.
SKIPPED = 2
#: An applicant's name takes up at most this many lines and words.
NAME_LINES, NAME_WORDS = 2, 14
#: An outcome takes up at most this many lines, and the first of them so many words.
OUTCOME_LINES, OUTCOME_WORDS = 6, 16

_NUMBER = re.compile(r"^(?P<n>\d{1,3})\.(?:\s+(?P<rest>\S.*))?$")
#: What follows the applicant's name.
_ABOUT = re.compile(
    r"^(?:d\s?/\s?b\s?/\s?a\b|doing\s+business\s+as|licen[cs]e\s*(?:no|number|#)|location\s*:|address\s*:|premises\s*:"
    r"|has\s+(?:applied|petitioned|requested)|holder\s+of|application\s+(?:no|number|for)\b|ward\s*:|applicant\s*:)",
    re.IGNORECASE,
)
#: A hearing, under which statements are numbered from 1 again.
_HEARING = re.compile(
    r"\b(?:hearings?|transactions?|transactional|business|applications?|petitions|matters)\b[^.;]{0,60}$", re.IGNORECASE
)
_GROUP = re.compile(r"^the\s+following\b", re.IGNORECASE)
_NONE = re.compile(
    r"^(?:none|nil|no\s+hearings?\s+(?:was\s+)?held|no\s+(?:items|applications|matters))\.?$", re.IGNORECASE
)
_ALL = re.compile(r"\ball\s+(?:members|commissioners)\s+present\b", re.IGNORECASE)
_MEMBERS = re.compile(r"^(?:commissioners|members|board)\s*:$", re.IGNORECASE)
#: Somebody asks the board for something; what is told without these words is a finding on a licence already held.
_APPLIES = re.compile(
    r"\b(?:appl(?:y|ies|ied|ying|ications?|icants?)|petition(?:s|ed|er)?|request(?:s|ed|ing)?)\b", re.IGNORECASE
)
_COMPANY = re.compile(r"^(?:inc|llc|ltd|corp|co|plc)\b\.?,?$", re.IGNORECASE)
_VOTING = re.compile(r"\bvoting\s+(?:hearing\s+)?(?:agenda|minutes|results)\b", re.IGNORECASE)
_CALLED = re.compile(r"\b(?:decisions|minutes|results)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Statement:
    """One application: its number, the hearing above it, the lines of its statement and those of its outcome."""

    number: str
    trail: tuple[str, ...]
    lines: tuple[Line, ...]
    outcome: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Listing:
    """What a list holds: the lines above its statements, the statements, and the lines that name hearings."""

    head: tuple[Line, ...]
    statements: tuple[_Statement, ...]


def recognises(sheet: Sheet) -> bool:
    """True for a list of numbered statements most of which end in an outcome, each on a line of its own."""
    head = sheet.head(common.HEAD)
    voting = any(_VOTING.search(text) for text in head)
    if not voting and (minutes.kind_of(head) is Kind.MINUTES or not any(_CALLED.search(text) for text in head)):
        return False
    held = _listing([line for line in sheet.lines if line.text and not line.furniture])
    numbered = [one for one in held.statements if one.number]
    ended = sum(bool(one.outcome) for one in numbered)
    return ended >= FEWEST and ended >= SHARE * len(numbered)


def is_outcome(text: str) -> bool:
    """True for a line that says what became of an application: it begins with the ruling, and is no sentence on it."""
    return (
        text[:1].isupper()
        and bool(outcomes.RULING.match(text))
        and len(text.split()) <= OUTCOME_WORDS
        and not text.endswith(",")
    )


def parse(sheet: Sheet) -> tuple[Part, ...]:
    """Return the one part that a list of statements is: the board's own record of what it decided."""
    held = _listing([line for line in sheet.lines if line.text and not line.furniture])
    if not held.statements:
        return ()
    body = sheet.body()
    when = sheet.day or next((d for line in held.head if (d := dates.day(line.text))), None)
    if when is None:
        sheet.problem("no date of the meeting was found")
    items = tuple(_item(one, sheet, body.name) for one in held.statements)
    if held.head:
        heads = tuple(_paragraph((line,), sheet, f"head¶{n}") for n, line in enumerate(held.head, 1))
        items = (Item("", "Attendance", heads), *items)
    every = [p for item in items for p in item.paragraphs]
    title = f"Decisions of the {body.name}" + (f", {dates.long(when)}" if when else "")
    part = Part(
        kind=Kind.DECISIONS,
        authority=Authority.RECORD,
        span=Span(every[0].spans[0].start, every[-1].spans[-1].end),
        items=items,
        body=body,
        title=title,
        meeting=Meeting(body.id, when) if when else None,
        access=common.access_of(line.text for line in held.head),
        roll=_roll(held.head),
    )
    return (part,)


def _roll(head: Sequence[Line]) -> Roll:
    """Return the roll in a head that says all members were there: those listed under the board's own members."""
    if not any(_ALL.search(line.text) for line in head):
        return Roll()
    start = next((n for n, line in enumerate(head) if _MEMBERS.match(line.text)), None)
    if start is None:
        return Roll()
    names = []
    for line in head[start + 1 :]:
        if line.text.endswith(":") or dates.day(line.text) or _VOTING.search(line.text):
            break
        names.append(line)
    there = people.entries(names)
    return Roll(people.chair(there), there, ())


def _listing(lines: Sequence[Line]) -> _Listing:
    """Return the statements of a list, cut by number and by outcome; what names a hearing goes into their trails."""
    head: list[Line] = []
    statements: list[_Statement] = []
    trail: tuple[str, ...] = ()
    above: list[Line] = []
    place = 0
    while place < len(lines):
        match = _NUMBER.match(lines[place].text)
        if match is None or not _opens(lines, place):
            above.append(lines[place])
            place += 1
            continue
        if statements or not head:
            kept, trail = _above(above, trail, first=not statements)
            if statements:
                statements.extend(_apart(kept))
            else:
                head.extend(kept)
        above = []
        body, end, place = _statement(lines, place)
        statements.append(_Statement(match["n"], trail, body, end))
    if statements and above:
        statements.extend(_apart(above))
    elif above:
        head.extend(above)
    return _Listing(tuple(head), tuple(statements))


def _opens(lines: Sequence[Line], place: int) -> bool:
    """True where a number opens a statement: a name follows it, on its line or on the next one."""
    rest = _NUMBER.match(lines[place].text)
    text = (rest["rest"] if rest else None) or (lines[place + 1].text if place + 1 < len(lines) else "")
    return text[:1].isupper() or text[:1].isdigit()


def _statement(lines: Sequence[Line], start: int) -> tuple[tuple[Line, ...], tuple[Line, ...], int]:
    """Return a statement's lines, its outcome's, and where the next one begins."""
    place = start + 1
    while place < len(lines):
        if is_outcome(lines[place].text):
            end = place + 1
            while end < len(lines) and end - place < OUTCOME_LINES and _goes_on(lines[end - 1].text, lines[end].text):
                end += 1
            return tuple(lines[start:place]), tuple(lines[place:end]), end
        if place > start + 1 and _is_next(lines[start].text, lines[place].text) and _opens(lines, place):
            break
        place += 1
    return tuple(lines[start:place]), (), place


def _is_next(first: str, text: str) -> bool:
    """True for a number that can follow a statement's own; any other ends a sentence of it that was wrapped."""
    one, other = _NUMBER.match(first), _NUMBER.match(text)
    return one is not None and other is not None and 0 <= int(other["n"]) - int(one["n"]) <= SKIPPED


def _goes_on(last: str, text: str) -> bool:
    """True where an outcome goes on in the next line: in capitals as it is, or with a dash, or in small letters."""
    if _NUMBER.match(text) or _GROUP.match(text) or outcomes.RULING.match(text):
        return False
    if re.match(r"^[-–—(]", text) or last.rstrip().endswith(("-", "–", "—", ",")):
        return True
    if text[:1].islower():
        return True
    return numbering.is_capitals(last) and numbering.is_capitals(text) and not _HEARING.search(text)


def _above(lines: Sequence[Line], trail: tuple[str, ...], *, first: bool) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """Return the lines between two statements, and the trail that the next one stands under.

    Before the first statement, what names its hearing is the last of several lines.
    """
    named = [n for n, line in enumerate(lines) if _HEARING.search(line.text) or _GROUP.match(line.text)]
    if not named:
        return tuple(lines), trail
    start = named[-1]
    if not _GROUP.match(lines[start].text) and any(_GROUP.match(lines[n].text) for n in named):
        start = next(n for n in reversed(named) if _GROUP.match(lines[n].text))
    title = " ".join(line.text for line in lines[start:] if not _NONE.match(line.text)) if not first or start else ""
    heading = title or lines[start].text
    if _GROUP.match(lines[start].text):
        over = [lines[n].text for n in named if n < start]
        return tuple(lines), (*(over[-1:] or trail[:1]), heading.rstrip(" :."))
    return tuple(lines), (heading.rstrip(" :."),)


def _apart(lines: Sequence[Line]) -> Iterator[_Statement]:
    """Yield what stands between two statements as one without a number."""
    if lines:
        yield _Statement("", (), tuple(lines), ())


def _item(one: _Statement, sheet: Sheet, body: str) -> Item:
    """Return the item that an application is: its statement, and its outcome with the decision."""
    if not one.number:
        title = " ".join(line.text for line in one.lines)[:120]
        made = _paragraph(one.lines, sheet, "¶1")
        return Item("", title, (replace(made, shape=Shape.HEADING),))
    statement, name = _paragraph(one.lines, sheet, f"{one.number}¶1"), _name(one.lines)
    if not one.outcome:
        return Item(one.number, name, (statement,), one.trail)
    outcome = _paragraph(one.outcome, sheet, f"{one.number}¶2")
    return Item(
        one.number,
        name,
        (statement, outcome),
        one.trail,
        decisions=(_decision(statement, outcome, name, sheet.text, body, one.trail),),
    )


def _decision(
    statement: Paragraph, outcome: Paragraph, name: str, text: str, body: str, trail: Sequence[str]
) -> Decision:
    """Return what was decided on an application: whose it was, and the outcome. trail: the headings above it."""
    running = flow(text, statement.spans)
    at = running.text.find(name) if name else -1
    spans = joined(text, (*(running.spans(at, at + len(name)) if at >= 0 else ()), *outcome.spans))
    ruled = flow(text, outcome.spans).text
    what = "application" if _APPLIES.search(running.text) or any(_APPLIES.search(t) for t in trail) else ""
    place = 0 if at >= 0 else 1
    vote = motions.ballot((ruled,))
    return Decision(
        DecisionType.FORMAL, outcomes.ruling(ruled), quote(text, spans), spans, place, body, subject=what, vote=vote
    )


def _name(lines: Sequence[Line]) -> str:
    """Return the applicant's name: what follows the number, up to what is told of the business or the address."""
    match = _NUMBER.match(lines[0].text)
    first = (match["rest"] or "") if match else lines[0].text
    kept = [first] if first else []
    for line in lines[1 : 1 + NAME_LINES]:
        if _ABOUT.match(line.text) or (kept and (line.text[:1].isdigit() or not _is_open(kept[-1], line.text))):
            break
        kept.append(line.text)
    whole = " ".join(kept)
    told = re.search(r"\s*,?\s*\b(?:d/b/a|D/B/A|has\s+(?:applied|requested|petitioned))\b", whole)
    return " ".join((whole[: told.start()] if told else whole).split()[:NAME_WORDS]).strip(" ,;:")


def _is_open(last: str, text: str) -> bool:
    """True where a name goes on in the next line: it ends in a comma, or the next is a company's form alone."""
    return last.rstrip().endswith((",", "&", "and")) or bool(_COMPANY.match(text))


def _paragraph(lines: Sequence[Line], sheet: Sheet, label: str) -> Paragraph:
    block = Block(" ".join(line.text for line in lines), tuple(lines), Shape.PROSE)
    spans = joined(sheet.text, (span for line in lines for span in line.spans))
    return Paragraph(label, spans, common.pages_of(block, sheet.pages))
