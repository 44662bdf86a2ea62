"""What a decision's paragraphs tell beside its words: who moved and seconded it, how it was voted on, what it was on.

A resolution that only records what a vote has just carried is one decision with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.grammar import markup, motions, outcomes
from ingest.record import Decision, DecisionType, Paragraph, Span, flow, joined, quote

#: What carries a motion, so that a resolution right after it is the same decision.
_CARRIED = ("carried", "agreed", "approved", "adopted")


def told(
    found: Sequence[Decision], paragraphs: Sequence[Paragraph], text: str, titles: Sequence[str]
) -> tuple[Decision, ...]:
    """Return an item's decisions, in order, each with its mover, seconder, vote and subject where they are told.

    titles: of the item, and the headings above it.
    """
    return tuple(_told(one, paragraphs, text, titles) for one in merged(found, paragraphs, text))


def last_of(one: Decision, paragraphs: Sequence[Paragraph]) -> int:
    """Return the last paragraph that a decision's words stand in."""
    end = one.spans[-1].end
    place = one.paragraph
    while place + 1 < len(paragraphs) and paragraphs[place + 1].spans[0].start < end:
        place += 1
    return place


def merged(found: Sequence[Decision], paragraphs: Sequence[Paragraph], text: str) -> tuple[Decision, ...]:
    """Return decisions with a resolution made one with the vote right above it, and a vote told twice told once."""
    out: list[Decision] = []
    for one in found:
        before = out[-1] if out else None
        if before and one.paragraph - last_of(before, paragraphs) in (0, 1) and _is_same(before, one):
            spans = joined(text, (*before.spans, *one.spans))
            kept = one if outcomes.RESOLVED.search(one.text) else before
            whole = replace(kept, spans=spans, text=quote(text, spans), paragraph=before.paragraph)
            out[-1] = whole
        else:
            out.append(one)
    return tuple(out)


def _is_same(before: Decision, one: Decision) -> bool:
    """True where a decision only records, or tells again, what came of the one before it."""
    if outcomes.RESOLVED.search(before.text):
        return False
    ended = before.text.rstrip().endswith(":") or outcomes.outcome(_end(before.text)) is not None
    if outcomes.RESOLVED.search(one.text):
        return before.verb in _CARRIED and ended and not motions.is_amendment(_end(before.text))
    again = (before.verb in _CARRIED and one.verb in _CARRIED) or before.verb == one.verb
    return again and ended and bool(outcomes.PUT.search(one.text)) and not outcomes.MOVED.search(one.text)


def _end(text: str) -> str:
    """Return the last sentence of a text, or what stands after its last gap."""
    start, end = outcomes.last_sentence(text)
    return text[start:end]


def _told(one: Decision, paragraphs: Sequence[Paragraph], text: str, titles: Sequence[str]) -> Decision:
    if one.type is DecisionType.OTHER_BODY:
        return one
    texts = _stretch(one, paragraphs, text)
    whole = " ".join(texts)
    mover, seconder = motions.movers(whole)
    return replace(
        one,
        mover=mover,
        seconder=seconder,
        vote=motions.ballot(texts),
        subject=one.subject
        or motions.subject(whole, titles, kind=one.type, verb=one.verb, moved=bool(mover or seconder)),
    )


def _stretch(one: Decision, paragraphs: Sequence[Paragraph], text: str) -> tuple[str, ...]:
    """Return the running texts of the paragraphs from a decision's first word to its last, unquoted ones included."""
    first, last = one.spans[0].start, one.spans[-1].end
    out = []
    for place in range(one.paragraph, last_of(one, paragraphs) + 1):
        spans = [
            Span(max(s.start, first), min(s.end, last))
            for s in paragraphs[place].spans
            if s.start < last and s.end > first
        ]
        if spans:
            out.append(markup.running(flow(text, spans)).text)
    return tuple(out)
