"""The sides of a comparison and the steps of a history: which sentence speaks for each, so that all are of one measure.

A side is a time, a meeting or a paper. Not the best sentence of each side is taken, but those that go together: they
share the words asked for, and what they measure (a percentage, a sum of money, a rank, a count).
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from assistant.evidence import WORDED, Candidate, Weights, figures, stems_of
from index.words import COMMON, stem, words

#: Sentences of a side that are looked at.
READ = 8
#: What it is worth that two sentences share the words asked for, what they measure, and other words.
SHARED, MEASURE, ALIKE = 0.45, 0.12, 0.10
#: A sentence that counts the thing asked for gains this where numbers are wanted.
COUNTED = 0.15
#: Rounds in which each side looks for what goes best with the others.
ROUNDS = 3
#: Words after a number within which the thing it counts stands.
NEAR = 5

S = TypeVar("S", bound=Hashable)

_MEASURES = (
    ("share", re.compile(r"\d\s?%|\bper ?cent\b|\bpercentage\b", re.IGNORECASE)),
    ("money", re.compile(r"[£$€]\s?\d|\b\d[\d,.]*\s?(?:pounds|dollars|euros?)\b", re.IGNORECASE)),
    (
        "rank",
        re.compile(
            r"\b(?:\d+(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s+"
            r"(?:\w+\s+)?(?:highest|lowest|best|worst|largest|smallest|most|fewest|out of)\b|\b(?:highest|lowest)\b",
            re.IGNORECASE,
        ),
    ),
)
_NUMBER = re.compile(r"\d[\d,.]*")
#: A number that counts: no percentage, no sum of money, no year.
_COUNT = re.compile(r"(?!(?:19|20)\d\d$)\d[\d,]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Words by which one sentence sets two things side by side.
COMPARES = re.compile(
    r"\bcompared (?:to|with)\b|\bin comparison\b|\bas opposed to\b|\bas against\b|\bversus\b|\bwhere ?as\b|\bwhilst\b"
    r"|\bthan\b|\b(?:up|down) from\b|\bfrom\b.{1,60}\bto\b|\b(?:last|previous|prior) (?:year|quarter|month|period|meeting)\b"
    r"|\b(?:year|quarter|month|period) (?:before|earlier)\b|\bsame (?:period|time|month|quarter)\b|\bagainst\b",
    re.IGNORECASE,
)


def measures(said: str) -> frozenset[str]:
    """Return what the figures of a sentence measure: a share, money, a rank; a plain count where none of these."""
    found = {name for name, pattern in _MEASURES if pattern.search(said)}
    if not found and (figures(said) or WORDED.search(said)):
        found.add("count")
    return frozenset(found)


def counts(said: str, things: frozenset[str]) -> bool:
    """True where a number in a sentence counts some of these things: it stands just before one of them."""
    told = words(said)
    return any(
        stem(other) in things
        for n, word in enumerate(told)
        if _COUNT.fullmatch(word)
        for other in told[n + 1 : n + 1 + NEAR]
    )


def alike(one: Candidate, other: Candidate, weighing: Weights, *, measured: bool) -> float:
    """Return how well two sentences go together: the words asked for that both hold, their measure, other words."""
    here, there = stems_of(one.text), stems_of(other.text)
    both = weighing.matched(here) & weighing.matched(there)
    value = SHARED * sum(weighing.stems[s] for s in both) / weighing.total
    if measured and measures(one.text) & measures(other.text):
        value += MEASURE
    mine, its = here - COMMON - both, there - COMMON - both
    return value + (ALIKE * len(mine & its) / (min(len(mine), len(its)) or 1))


def together(
    groups: Mapping[S, Sequence[Candidate]], weighing: Weights, *, measured: bool, counted: bool = False
) -> dict[S, Candidate]:
    """Return the sentence that speaks for each side: each one's best, then such as go best with the others'."""
    things = frozenset(weighing.stems)

    def by_itself(one: Candidate) -> float:
        return one.score + (COUNTED if counted and counts(one.text, things) else 0.0)

    read = {side: sorted(held, key=by_itself, reverse=True)[:READ] for side, held in groups.items() if held}
    picked = {side: held[0] for side, held in read.items()}
    if len(picked) < 2:
        return picked
    for _ in range(ROUNDS):
        before = dict(picked)
        for side, held in read.items():
            others = [c for s, c in picked.items() if s != side]

            def fit(one: Candidate, others: Sequence[Candidate] = others) -> float:
                return by_itself(one) + sum(alike(one, o, weighing, measured=measured) for o in others) / len(others)

            picked[side] = max(held, key=fit)
        if picked == before:
            break
    return picked


def holds_both(said: str) -> bool:
    """True for a sentence that by itself sets two figures side by side, or says how one went against the other."""
    return bool(COMPARES.search(said)) and len(figures_in(said)) > 1


def figures_in(said: str) -> list[str]:
    """Return the figures of a sentence, years left out."""
    return [n[0] for n in _NUMBER.finditer(said) if not _YEAR.fullmatch(n[0].rstrip(".,"))]


def unlike(sides: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates without those that say the same words as one before."""
    return list({c.text.lower(): c for c in reversed(list(sides))}.values())[::-1]


__all__ = ["COMPARES", "alike", "counts", "figures_in", "holds_both", "measures", "together", "unlike"]
