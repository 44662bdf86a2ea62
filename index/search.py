"""Search: words and meaning joined, and the context that is gathered around what is found.

Measured on real committee meetings (nDCG@10): BM25 0.403, cosines of MiniLM 0.323, reciprocal rank fusion 0.382,
z-scores of the union of both top hundreds 0.432. On 284 questions over 24 such meetings, the first 8,000 characters of
the gathered context hold 0.524 of the answer without neighbours and paper, 0.557 with them as weighted here.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.passage import Hit, Scope
from index.store import Store
from index.vectors import Near
from index.words import COMMON, stem, words

Vectors = NDArray[np.float32]

#: How many passages each of the two ways of finding puts forward.
TOP = 100
#: A word that stands in more than this share of the passages is not asked of the full text: it costs and tells nothing.
FREQUENT = 0.25
#: By how much a passage of a paper that was replaced ranks below one like it of the later version.
REPLACED = 0.5
#: What a passage gains from each neighbour's score, and from its paper's best ones, in the gathered context.
NEIGHBOUR, MEETING = 0.4, 1.0


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: hits best first, and how well the two ways of finding did."""

    hits: tuple[Hit, ...]
    terms: tuple[str, ...]
    frequencies: Mapping[str, int]
    passages: int
    best_meaning: float

    def weight(self, term_stem: str) -> float:
        """Return how telling a stem is here: its inverse document frequency (Robertson and Sparck Jones)."""
        n = self.frequencies.get(term_stem, 0)
        return math.log(1.0 + (self.passages - min(n, self.passages) + 0.5) / (n + 0.5))


def telling(text: str, frequencies: Mapping[str, int], passages: int) -> list[str]:
    """Return the words of a question to ask the full text for: no common words, none that stand nearly everywhere."""
    seen: dict[str, str] = {}
    for word in words(text):
        if word not in COMMON and len(word) > 1:
            seen.setdefault(stem(word), word.strip("%£"))
    rare = [w for s, w in seen.items() if w and frequencies.get(s, 0) <= max(3, FREQUENT * passages)]
    return rare or [w for w in seen.values() if w]


def search(
    text: str,
    extra: Sequence[str],
    scope: Scope,
    *,
    store: Store,
    near: Near,
    question: Callable[[str], Vectors],
    k: int,
) -> Found:
    """Return the k best passages for a question: z-scores of BM25 and cosine over the union of both top hundreds.

    extra: words asked of the full text besides the question's own, such as the long form of an acronym.
    """
    asked = " ".join((text, *extra))
    stems = [stem(w) for w in dict.fromkeys(words(asked)) if w not in COMMON and len(w) > 1]
    passages = store.count_passages(scope)
    frequencies = store.frequencies(stems, scope)
    terms = telling(asked, frequencies, passages)
    by_words = store.words(terms, scope, TOP)
    vector = question(text)
    by_meaning = near.near(vector, scope, TOP)
    ids = sorted(by_words.keys() | by_meaning.keys())
    if not ids:
        return Found((), tuple(terms), frequencies, passages, 0.0)
    missing = [i for i in ids if i not in by_meaning]
    cosines = by_meaning | {i: float(v @ vector) for i, v in store.vectors(missing).items()}
    meaning = _z([cosines.get(i, 0.0) for i in ids])
    wording = _z([by_words.get(i, 0.0) for i in ids])
    ranked = sorted(zip(ids, meaning, wording, strict=True), key=lambda row: (-(row[1] + row[2]), row[0]))[:k]
    held = store.passages([row[0] for row in ranked], scope)
    hits = tuple(
        Hit(held[i], (m + w) / 2, cosines.get(i, 0.0), by_words.get(i, 0.0)) for i, m, w in ranked if i in held
    )
    if any(h.passage.place.later for h in hits):
        hits = tuple(sorted(hits, key=lambda h: (-(h.score - REPLACED * bool(h.passage.place.later)), h.passage.id)))
    return Found(hits, tuple(terms), frequencies, passages, max(cosines.values()))


def _z(values: Sequence[float]) -> list[float]:
    array = np.asarray(values, np.float64)
    spread = float(array.std())
    return [float(v) for v in (array - array.mean()) / spread] if spread > 0 else [0.0] * len(values)


def gather(found: Found, scope: Scope, *, store: Store, k: int) -> tuple[Hit, ...]:
    """Return the context for a question: hits ranked anew by their own score, their neighbours' and their paper's."""
    own = {h.passage.id: h for h in found.hits}
    if not own:
        return ()
    score = {i: h.score for i, h in own.items()}
    floor = min(score.values())
    beside = store.neighbours(list(own))
    wanted = {n for pair in beside.values() for n in pair if n and n not in own}
    others = store.passages(sorted(wanted), scope)
    beside |= store.neighbours(sorted(others))
    everyone = {i: h.passage for i, h in own.items()} | others
    papers: dict[str, list[float]] = defaultdict(list)
    for i, passage in everyone.items():
        papers[passage.place.part].append(score.get(i, floor))
    prior = {part: float(np.mean(sorted(values, reverse=True)[:3])) for part, values in papers.items()}
    total = {
        i: score.get(i, floor)
        + NEIGHBOUR * sum(score.get(n, floor) for n in beside.get(i, (None, None)) if n)
        + MEETING * prior[passage.place.part]
        for i, passage in everyone.items()
    }
    ranked = sorted(total, key=lambda i: (-total[i], i))[:k]
    return tuple(
        Hit(everyone[i], total[i], own[i].meaning if i in own else 0.0, own[i].words if i in own else 0.0)
        for i in ranked
    )
