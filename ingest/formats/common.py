"""What every format needs: the sheet being read, hints from outside, the body named on it, paragraphs made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

from ingest.errors import Problem
from ingest.formats.identity import Identity
from ingest.grammar import dates, logs, markup, numbering, outcomes, people, tasks, votes
from ingest.grammar.furniture import Line
from ingest.grammar.outcomes import FoundAction
from ingest.grammar.paragraphs import Block, cells, spans_of
from ingest.record import (
    Access,
    Action,
    Authority,
    Body,
    Contents,
    Decision,
    DecisionType,
    Flow,
    Kind,
    Page,
    Paragraph,
    Roll,
    Shape,
    Span,
    Spans,
    body_id,
    flow,
    joined,
)

#: How many lines of a paper's beginning are read for its body, date and kind.
HEAD = 30


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a paper from outside it: the collection's defaults, and what `corpus.toml` forces.

    body: of the collection's papers where they don't say. whose: the body that is forced for this one.
    """

    organisation: str = ""
    body: str = ""
    kind: Kind | None = None
    authority: Authority | None = None
    date: date | None = None
    title: str | None = None
    url: str | None = None
    access: Access | None = None
    restated: bool = False
    whose: str = ""
    session: str = ""


@dataclass(slots=True)
class Sheet:
    """A paper while it is being parsed: its text, pages and lines, and the problems met so far."""

    path: str
    text: str
    pages: tuple[Page, ...]
    lines: tuple[Line, ...]
    hints: Hints
    contents: Contents = field(default_factory=lambda: Contents(()))
    identity: Identity = field(default_factory=Identity)
    problems: list[Problem] = field(default_factory=list)

    def head(self, count: int = HEAD) -> list[str]:
        """Return the texts of the first lines that hold text."""
        return [line.text for line in self.lines if line.text and not line.furniture][:count]

    @property
    def day(self) -> date | None:
        """The day of the meeting that the paper is of, as far as the paper tells."""
        return self.hints.date or self.identity.day

    def body(self) -> Body:
        """Return the body whose paper this is, as far as the paper tells."""
        return make_body(self.identity.body, self.hints, self.text)

    def problem(self, message: str, where: str = "") -> None:
        """Note something survived."""
        self.problems.append(Problem(self.path, where, message))


def acronym(name: str, text: str) -> tuple[str, ...]:
    """Return the short form that a text gives a name in brackets after it, such as SCPB; none where it gives none."""
    if not name:
        return ()
    words = r"\s+".join(re.escape(word) for word in name.split())
    for match in re.finditer(rf"{words}\s*\((?P<short>[A-Z][A-Za-z]{{1,7}})\)", text):
        rest = iter(word[0].lower() for word in re.findall(r"[A-Za-z]+", name))
        if all(letter in rest for letter in match["short"].lower()):
            return (match["short"],)
    return ()


def make_body(name: str, hints: Hints, text: str) -> Body:
    """Return the Body of a name under the collection's organisation."""
    return Body(body_id(hints.organisation, name), name, hints.organisation, acronym(name, text))


_RESTRICTED = re.compile(
    r"\bnot\s+for\s+publication\b|\bexempt\s+(?:information|report|minute|appendix)\b.{0,60}\b(?:paragraph|schedule|section)\b"
    r"|^\s*(?:restricted|exempt|confidential)\s*$|\brestricted\s+minutes?\b",
    re.IGNORECASE,
)


def is_mark(text: str) -> bool:
    """True where a line marks what follows as exempt or not for publication."""
    return bool(_RESTRICTED.search(text))


def access_of(texts: Iterable[str]) -> Access:
    """Return RESTRICTED where a part's first lines mark it exempt or not for publication, running heads included."""
    return Access.RESTRICTED if any(_RESTRICTED.search(t) for t in texts) else Access.PUBLIC


def own_title(texts: Sequence[str]) -> str:
    """Return the title that a paper gives itself in its fields, or in its first lines; "" where it gives none."""
    for text in texts[:8]:
        match = _TITLE_FIELD.match(text)
        if match:
            return " ".join(match["title"].split())
    heads = [
        t for t in texts[:5] if numbering.is_title(t, words=25) and not dates.day(t) and not numbering.STAMP.match(t)
    ]
    named = [t for t in heads if not re.search(r"\b(?:board|committee|cabinet)$", t, re.IGNORECASE)]
    return named[0] if named else (heads[0] if heads else "")


_TITLE_FIELD = re.compile(
    r"^(?:report\s+name|report\s+title|title(?:\s+of\s+report)?|subject)\s*:\s*(?P<title>\S.*)$", re.IGNORECASE
)


def pages_of(block: Block, pages: Sequence[Page]) -> tuple[int, int] | None:
    """Return the numbers of a block's first and last page; None where the file has no pages."""
    first, last = pages[block.first_page].number, pages[block.last_page].number
    return None if first is None or last is None else (first, last)


def paragraph(block: Block, sheet: Sheet, label: str, trail: tuple[str, ...] = ()) -> Paragraph:
    """Return the Paragraph that a block makes."""
    return Paragraph(label, spans_of(block, sheet.text), pages_of(block, sheet.pages), block.shape, trail)


def with_headers(paragraphs: Sequence[Paragraph], text: str) -> tuple[Paragraph, ...]:
    """Return paragraphs with the first row of each table marked as its header, where it holds words, not figures."""
    out: list[Paragraph] = []
    for place, one in enumerate(paragraphs):
        before = out[-1] if out else None
        first = one.shape is Shape.ROW and (before is None or before.shape not in (Shape.ROW, Shape.HEADER))
        more = place + 1 < len(paragraphs) and paragraphs[place + 1].shape is Shape.ROW
        if first and more:
            held = [c for c in cells(one.spans[0].of(text)) if c.strip()]
            wordy = sum(any(ch.isalpha() for ch in c) for c in held)
            if len(held) > 1 and wordy >= 0.7 * len(held):
                out.append(Paragraph(one.label, one.spans, one.pages, Shape.HEADER, one.trail))
                continue
        out.append(one)
    return tuple(out)


def ranges_to_spans(running: Flow, ranges: Iterable[tuple[int, int]]) -> Spans:
    """Return the spans of several ranges of a running text, in order."""
    return tuple(span for a, b in ranges for span in running.spans(a, b))


def actions_of(
    paragraphs: Sequence[Paragraph],
    text: str,
    roll: Roll,
    *,
    due: Callable[[str], date | None],
    unmarked: Callable[[str, Paragraph], Sequence[FoundAction]] | None = None,
    tables: bool = True,
) -> tuple[Action, ...]:
    """Return the actions of an item's paragraphs, owners resolved through the roll.

    unmarked: what finds those without a marker in a paragraph's running text; None where none count. tables: whether
    the rows of a table count whose header names a task, and who, when or how.
    """
    out = []
    columns: logs.Columns | None = None
    marker = ""
    for place, one in enumerate(paragraphs):
        if one.shape is Shape.HEADER:
            marker = flow(text, one.spans).text
            columns = logs.columns(cells(one.spans[0].of(text))) if tables else None
        if one.shape in (Shape.HEADING, Shape.HEADER):
            continue
        if columns and one.shape is Shape.ROW:
            row = logs.row([markup.bare(cell) for cell in cells(quoted(text, one))], columns)
            out.extend([logged(row, one, place, roll, due=due, marker=marker)] if row else [])
            continue
        columns = None
        running = markup.running(flow(text, one.spans))
        found = [*outcomes.actions(running.text), *(unmarked(running.text, one) if unmarked else ())]
        for action in sorted(found, key=lambda a: a.ranges):
            said = " ".join(running.text[a:b] for a, b in action.ranges)
            owners = tuple(piece for owner in action.owners for piece in tasks.parted(owner, roll))
            resolved = [r for owner in owners if (r := people.resolve(owner, roll) or people.mailed(owner, said))]
            out.append(
                Action(
                    action.task,
                    ranges_to_spans(running, action.ranges),
                    place,
                    owners,
                    tuple(dict.fromkeys(resolved)),
                    action.due,
                    due(action.due) if action.due else None,
                    action.marker,
                    action.number,
                )
            )
    return tuple(out)


def quoted(text: str, one: Paragraph) -> str:
    """Return what a row of a table says, its cells still parted."""
    return " ".join(span.of(text) for span in one.spans)


def logged(
    row: logs.Logged,
    one: Paragraph,
    place: int,
    roll: Roll,
    *,
    due: Callable[[str], date | None],
    marker: str,
) -> Action:
    """Return the action that a row of a log tells; `marker` is the header of its table."""
    owners = tuple(piece for owner in logs.owners(row) for piece in tasks.parted(owner, roll))
    resolved = [r for owner in owners if (r := tasks.resolved(owner, roll))]
    return Action(
        row.task,
        one.spans,
        place,
        owners,
        tuple(dict.fromkeys(resolved)),
        row.due or None,
        due(row.due) if row.due else None,
        marker,
        row.number,
        row.state,
        row.raised,
    )


def promised(text: str, _paragraph: Paragraph) -> Sequence[FoundAction]:
    """Return the promises of a paragraph of the board's own record."""
    return outcomes.promises(text)


def decisions_of(paragraphs: Sequence[Paragraph], text: str, body: str, *, record: bool) -> tuple[Decision, ...]:
    """Return the decisions of an item's paragraphs; `body` is the board's own name."""
    out: list[Decision] = []
    under: frozenset[Shape] = frozenset()  # what may stand next under a label that says "Decision"
    read = 0
    for place, one in enumerate(paragraphs):
        if place < read:
            continue
        running = markup.running(flow(text, one.spans))
        listed = () if record else _recommended(paragraphs, place, text)
        if listed:
            read = place + 1 + len(listed)
            spans = joined(text, (*one.spans, *(s for p in listed for s in p.spans)))
            said = flow(text, spans).text
            verb = outcomes.recommended(said)
            out.append(
                Decision(DecisionType.RECOMMENDED, verb, said, spans, place, body, subject="recommendation"),
            )
            continue
        label = record and votes.is_label(running.text)
        if label or one.shape in (Shape.HEADING, Shape.HEADER):
            under = frozenset((Shape.BULLET, Shape.PROSE)) if label else frozenset()
            continue
        found = outcomes.decisions(running.text, record=record, body=body)
        if one.shape in under and not found and not running.text.endswith("?"):
            found = (outcomes.FoundDecision(0, len(running.text), DecisionType.FORMAL, "decided", ""),)
        under &= {Shape.BULLET} if one.shape is Shape.BULLET else set()
        out.extend(
            Decision(
                d.type,
                d.verb,
                running.text[d.start : d.end],
                running.spans(d.start, d.end),
                place,
                d.body or body,
                subject="recommendation" if d.type is DecisionType.RECOMMENDED else "",
            )
            for d in found
        )
    return tuple(out)


def _recommended(paragraphs: Sequence[Paragraph], place: int, text: str) -> Sequence[Paragraph]:
    """Return the entries of the list that a paragraph leads into as recommendations; none where it doesn't."""
    if not outcomes.leads_into_recommendations(flow(text, paragraphs[place].spans).text):
        return ()
    after = paragraphs[place + 1 :]
    return tuple(takewhile(lambda one: _is_entry(one, flow(text, one.spans).text), after))


def _is_entry(one: Paragraph, said: str) -> bool:
    """True for an entry of a list, by a bullet, a number or a letter of its own, in capitals or not."""
    marked = numbering.FLAT.match(said) or numbering.BRACKETED.match(said) or numbering.LETTER.match(said.lower())
    return one.shape is Shape.BULLET or (one.shape is Shape.PROSE and bool(marked))


def whole(blocks: Sequence[Block]) -> Span:
    """Return the span from the first block's start to the last one's end."""
    return Span(blocks[0].start, blocks[-1].end)
