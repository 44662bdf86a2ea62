"""The sides of a comparison and the steps of a history: which sentence speaks for each, so that all are of one measure.

A side is a time, a meeting or a paper. Not the best sentence of each side is taken, but those that go together: they
share the words asked for, and what they measure (a percentage, a sum of money, a rank, a count).
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from assistant.evidence import WORDED, Candidate, Weights, figures, stems_of
from index.words import COMMON, stem, words
from ingest.record import Shape

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
#: Words that tell two measures apart where one sentence has the one and the other the other.
_CONTRASTS = tuple(
    (re.compile(rf"\b(?:{here})\b", re.IGNORECASE), re.compile(rf"\b(?:{there})\b", re.IGNORECASE))
    for here, there in (
        ("rates?", "volumes?"),
        ("adults?", "young people|youths?|children|juveniles?"),
        ("12 months|twelve months|rolling year", "quarter|Q[1-4]"),
        ("forecasts?|forecasted|projected", "outturn|actuals?"),
        ("gross", "net"),
        ("residential", "non-residential|business(?:es)?"),
    )
)
#: A line of a label and one figure: "Balance: £1,200.50".
_LINE = re.compile(
    r"[-*•\s]*(?P<label>[A-Za-z][^\d:|]{1,60}?)\s*[:|]\s*(?P<unit>[£$€]?)(?P<n>\d[\d,]*(?:\.\d+)?)(?P<after>%?)\.?"
)
_NUMBER = re.compile(r"\d[\d,.]*")
#: A number that counts: no percentage, no sum of money, no year.
_COUNT = re.compile(r"(?!(?:19|20)\d\d$)\d[\d,]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Words by which one sentence sets two things side by side.
COMPARES = re.compile(
    r"\bcompared (?:to|with)\b|\bin comparison\b|\bas opposed to\b|\bas against\b|\bversus\b|\bwhere ?as\b|\bwhilst\b"
    r"|\bthan\b|\b(?:up|down) from\b|\bfrom\b.{1,60}\bto\b"
    r"|\b(?:last|previous|prior) (?:year|quarter|month|period|meeting)\b"
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


def shared(one: Candidate, other: Candidate, weighing: Weights) -> float:
    """Return how much of the question two sentences both hold, from 0 to 1."""
    if any(c.passage.paragraphs[c.paragraph].shape is Shape.ROW for c in (one, other)):
        return min(one.own, other.own)  # a row is read with its header, which its own words do not hold
    both = weighing.matched(stems_of(one.text)) & weighing.matched(stems_of(other.text))
    return sum(weighing.stems[s] for s in both) / weighing.total


def alike(one: Candidate, other: Candidate, weighing: Weights, *, measured: bool) -> float:
    """Return how well two sentences go together: the words asked for that both hold, their measure, other words."""
    here, there = stems_of(one.text), stems_of(other.text)
    both = weighing.matched(here) & weighing.matched(there)
    value = SHARED * shared(one, other, weighing)
    if measured and measures(one.text) & measures(other.text):
        value += MEASURE
    mine, its = here - COMMON - both, there - COMMON - both
    return value + (ALIKE * len(mine & its) / (min(len(mine), len(its)) or 1))


def together(
    groups: Mapping[S, Sequence[Candidate]],
    weighing: Weights,
    *,
    measured: bool,
    counted: bool = False,
    pull: float = 1.0,
) -> dict[S, Candidate]:
    """Return the sentence that speaks for each side: each one's best, then such as go best with the others'.

    measured: figures are compared. counted: it is asked how many there are. pull: how far the sides go together.
    """
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
                near = sum(alike(one, o, weighing, measured=measured) for o in others) / len(others)
                return by_itself(one) + pull * near

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


def contrast(one: str, other: str) -> tuple[str, str] | None:
    """Return what two sentences measure that is not the same, in the words of each; None where nothing tells."""
    for here, there in _CONTRASTS:
        for a, b in ((here, there), (there, here)):
            mine, its = a.search(one), b.search(other)
            if mine and its and not (b.search(one) or a.search(other)):
                return mine[0].lower(), its[0].lower()
    return None


def difference(one: str, other: str) -> str | None:
    """Return in words by how much the figure of a line differs from that of another with the same label."""
    first, second = _LINE.fullmatch(" ".join(one.split())), _LINE.fullmatch(" ".join(other.split()))
    if not first or not second or first["label"].lower() != second["label"].lower():
        return None
    if (first["unit"], first["after"]) != (second["unit"], second["after"]):
        return None
    was, is_now = Decimal(first["n"].replace(",", "")), Decimal(second["n"].replace(",", ""))
    if was == is_now:
        return f"{first['label']}: the same in both"
    change = f"{first['unit']}{abs(is_now - was):,}{first['after']}"
    return f"{first['label']}: {change} {'more' if is_now > was else 'less'} in the last than in the first (computed)"


def unlike(sides: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates without those that say the same words as one before."""
    return list({c.text.lower(): c for c in reversed(list(sides))}.values())[::-1]


__all__ = [
    "COMPARES",
    "alike",
    "contrast",
    "counts",
    "difference",
    "figures_in",
    "holds_both",
    "measures",
    "shared",
    "together",
    "unlike",
]
