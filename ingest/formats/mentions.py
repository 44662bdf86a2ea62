"""The sittings that a part mentions beside its own: one step for papers of every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ingest.grammar import dates, markup, sittings, whose
from ingest.grammar.paragraphs import cells
from ingest.grammar.whose import Own
from ingest.record import Item, Mention, Mentioned, Paragraph, Part, Shape, Span, Spans, flow, quote


def with_mentions(part: Part, text: str) -> Part:
    """Return a part with the sittings of its own body that it mentions, each day once for what is said of it.

    text: the document's. The first words that say so are quoted.
    """
    when = part.meeting.date if part.meeting else None
    body = part.body
    ours = whose.own(body.name, body.organisation, body.aliases, when, part.period)
    found: dict[tuple[object, Mentioned], Mention] = {}
    for item in part.items:
        for one in _in_paragraphs(item, text, ours):
            found.setdefault((one.date, one.what), one)
    for item in part.items:
        for one in _in_title(item, text, ours):
            found.setdefault((one.date, one.what), one)
    if part.approves and (part.approves, Mentioned.MINUTES) not in found:
        found |= {(one.date, one.what): one for one in _approval(part, part.approves, text)}
    return replace(part, mentions=tuple(found.values())) if found else part


def _approval(part: Part, day: date, text: str) -> Iterator[Mention]:
    """Yield the minutes that a part approves, in words that are none of the usual."""
    for item in part.items:
        for one in item.paragraphs:
            if any(found.first == day for found in dates.days(quote(text, one.spans))):
                yield Mention(day, Mentioned.MINUTES, one.spans)
                return


def _in_title(item: Item, text: str, ours: Own) -> Iterator[Mention]:
    if item.title_spans:
        yield from _of(text, item.title_spans, ours, sittings.heading(*reversed(item.trail)))


def _in_paragraphs(item: Item, text: str, ours: Own) -> Iterator[Mention]:
    dated = False  # whether the rows of the table that is open begin with the day of a meeting
    for one in item.paragraphs:
        if one.shape is Shape.HEADER:
            dated = sittings.is_column(_first_cell(one, text), ours)
            continue
        if one.shape is Shape.ROW and dated:
            yield from _in_row(one, text, ours)
            continue
        # a row of one cell reads as a short line
        dated = dated and one.shape is Shape.PROSE and text[one.spans[-1].end - 1] not in ".:"
        above = (*reversed(one.trail), item.title, *reversed(item.trail))
        yield from _of(text, one.spans, ours, sittings.heading(*above))


def _first_cell(one: Paragraph, text: str) -> str:
    raw = one.spans[0].of(text)
    held: Sequence[str] = cells(raw)
    return held[0] if held else ""


def _in_row(one: Paragraph, text: str, ours: Own) -> Iterator[Mention]:
    cell = _first_cell(one, text)
    told = sittings.in_cell(cell, ours)
    if told:
        start = text.index(cell, one.spans[0].start)
        yield Mention(*told, (Span(start, start + len(cell)),))


def _of(text: str, spans: Spans, ours: Own, under: sittings.Heading) -> Iterator[Mention]:
    running = markup.running(flow(text, spans))
    for one in sittings.mentioned(running.text, ours, under):
        yield Mention(one.day, one.what, running.spans(one.start, one.end), one.time, one.venue)
