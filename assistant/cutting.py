"""Cutting a quotation that is too long, or whose pieces stand far apart, to the part that tells what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.passage import Quotation
from index.words import stem, words
from ingest.grammar.sentences import sentences
from ingest.record import Flow, Span, Spans, flow, joined, quote

#: A quotation of more words cites nothing in particular; one that is cut has at most so many.
LONGEST, CUT = 120, 110
#: Pieces of one quotation stand no further apart than this, in characters.
APART = 500
#: Within a sentence too long to quote, a cut falls before an entry of a list, or after a semicolon.
_ENTRY = re.compile(r"(?<=;)\s+|\s+(?=[*•▪➤]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s)")
_WORD = re.compile(r"[a-z0-9%£]+")


def cut(source: Quotation, text: str, wanted: frozenset[str]) -> Quotation:
    """Return a quotation as it may be cited. text: its document's; wanted: the stems that tell what is asked."""
    spans = source.spans
    apart = any(other.start - one.end > APART for one, other in pairwise(spans))
    if not apart and _length(source.quote) <= LONGEST:
        return source
    if apart:
        spans = max(_groups(spans), key=lambda g: (_tells(quote(text, g), wanted), g[-1].end - g[0].start))
    if _length(quote(text, spans)) > LONGEST:
        spans = _window(flow(text, spans), text, wanted)
    return replace(source, spans=spans, quote=quote(text, spans))


def _length(said: str) -> int:
    """Return how many words a quotation has, by whichever way of counting gives more."""
    return max(len(said.split()), len(_WORD.findall(said.lower())))


def _tells(said: str, wanted: frozenset[str]) -> int:
    """Return how many of the stems that are asked for a text holds."""
    return len(wanted & {stem(w) for w in words(said)})


def _groups(spans: Spans) -> list[Spans]:
    """Return the pieces of a quotation, those that stand near one another together."""
    out: list[list[Span]] = [[spans[0]]]
    for one, other in pairwise(spans):
        if other.start - one.end > APART:
            out.append([])
        out[-1].append(other)
    return [tuple(group) for group in out]


def _window(running: Flow, text: str, wanted: frozenset[str]) -> Spans:
    """Return the spans of the neighbouring clauses that tell most and are short enough; the words that announce a list
    stay with its entry."""
    units = list(_units(running))
    lengths = [_length(running.text[a:b]) for a, b in units]
    best, told = (0, 1), -1
    for first in range(len(units)):
        last, total = first, 0
        while last < len(units) and total + lengths[last] <= CUT:
            total += lengths[last]
            last += 1
        last = max(last, first + 1)
        tells = _tells(running.text[units[first][0] : units[last - 1][1]], wanted)
        if tells > told:
            best, told = (first, last), tells
    chosen, head = units[best[0] : best[1]], units[0]
    if not running.text[head[0] : head[1]].rstrip().endswith(":") or lengths[0] >= CUT // 2:
        return joined(text, running.spans(chosen[0][0], chosen[-1][1]))
    chosen = _told_most(chosen if best[0] else chosen[1:], CUT - lengths[0], running, wanted) or chosen
    before, spans = running.spans(*head), running.spans(chosen[0][0], chosen[-1][1])
    near = before[-1].end <= spans[0].start <= before[-1].end + APART
    return joined(text, (*before, *spans) if near else spans)


def _told_most(
    clauses: list[tuple[int, int]], most: int, running: Flow, wanted: frozenset[str]
) -> list[tuple[int, int]]:
    """Return clauses of at most so many words, without those at either end that tell nothing further."""

    def said(some: Sequence[tuple[int, int]]) -> str:
        return running.text[some[0][0] : some[-1][1]]

    while len(clauses) > 1:
        without = max((clauses[:-1], clauses[1:]), key=lambda some: _tells(said(some), wanted))
        if _tells(said(without), wanted) < _tells(said(clauses), wanted) and _length(said(clauses)) <= most:
            break
        clauses = without
    return clauses


def _units(running: Flow) -> Iterator[tuple[int, int]]:
    """Yield the clauses of a running text, each short enough to be quoted."""
    for start, end in sentences(running.text):
        edges = [start, *(m.end() for m in _ENTRY.finditer(running.text, start, end) if m.end() < end), end]
        for left, right in pairwise(edges):
            at = left
            for number, word in enumerate(re.finditer(r"\S+", running.text[left:right])):
                if number and number % (CUT // 2) == 0:
                    yield at, left + word.start()
                    at = left + word.start()
            if running.text[at:right].strip():
                yield at, right


__all__ = ["CUT", "LONGEST", "cut"]
