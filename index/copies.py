"""Which parts of a collection are copies or versions of each other, and which of them to read.

What two texts are to each other is found once, when the later of them comes in (`index/twins.py`); which stands for the
others is worked out anew from all that is known, so that the order in which papers came does not matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cmp_to_key

import numpy as np

from index import twins
from index.passage import Copied
from index.twins import Facts, Relation, Sketch, Tie

#: A run of words that stands in more parts than this is a form's, and makes no two of them candidates.
COMMON = 60
#: Parts that share fewer runs than this of those kept are not looked at further.
LEAST = 2


def candidates(sketches: Mapping[str, Sketch], fresh: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of parts, one of them fresh at least, that may be copies or versions of each other."""
    names = list(sketches)
    asked = set(fresh)
    new = [n for n, name in enumerate(names) if name in asked]
    if not new:
        return
    every = np.concatenate([sketches[n].hashes for n in names])
    owner = np.repeat(np.arange(len(names)), [len(sketches[n].hashes) for n in names])
    wanted = np.isin(every, np.concatenate([sketches[names[n]].hashes for n in new]))
    order = np.argsort(every[wanted], kind="stable")
    hashes, owners = every[wanted][order], owner[wanted][order]
    starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]]) if len(hashes) else np.array([], np.intp)
    held = set(new)
    shared: Counter[tuple[int, int]] = Counter()
    for group in np.split(owners, starts[1:]):
        if 1 < len(group) <= COMMON:
            shared.update(
                (int(a), int(b))
                for n, a in enumerate(group)
                for b in group[n + 1 :]
                if int(a) in held or int(b) in held
            )
    for (a, b), count in sorted(shared.items()):
        if count >= LEAST and twins.likely(sketches[names[a]], sketches[names[b]]):
            yield names[a], names[b]


def settled(ties: Mapping[tuple[str, str], Relation], facts: Mapping[str, Facts]) -> dict[str, Copied]:
    """Return what each part is to others, by all the ties among the parts of a collection."""
    groups = _groups([pair for pair, relation in ties.items() if relation.tie is Tie.TWIN])
    out: dict[str, Copied] = {}
    for group in groups:
        best = min(group, key=cmp_to_key(_before(ties, facts)))
        for one in group:
            copies = tuple(sorted({facts[o].path for o in group if o != one}))
            out[one] = Copied(copies=copies) if one == best else Copied(best, facts[best].path, copies)
    for (one, other), relation in sorted(ties.items()):
        if relation.tie is Tie.HELD:
            for mine, theirs in ((one, other), (other, one)):
                known = out.get(mine, Copied())
                copies = tuple(sorted({*known.copies, facts[theirs].path} - {facts[mine].path}))
                out[mine] = replace(known, copies=copies)
    for (one, other), relation in sorted(ties.items()):
        if relation.tie is Tie.VERSION and twins.may_be(facts[one], facts[other], relation):
            told = twins.later(facts[one], facts[other], relation)
            if told.chosen is not None:
                early, late = (one, other) if told.chosen else (other, one)
                known = out.get(early, Copied())
                out[early] = replace(known, later=facts[late].path, reason=told.reason)
    return out


def _before(ties: Mapping[tuple[str, str], Relation], facts: Mapping[str, Facts]) -> Callable[[str, str], int]:
    """Return how to order twins, the one that stands for the others first."""

    def order(one: str, other: str) -> int:
        relation = ties.get((one, other)) or _mirrored(ties.get((other, one))) or _ANY
        return -1 if twins.stands(facts[one], facts[other], relation).chosen == 0 else 1

    return order


def _mirrored(relation: Relation | None) -> Relation | None:
    return relation.mirrored if relation else None


#: For twins of one twin that were not laid side by side.
_ANY = Relation(Tie.TWIN, twins.NOWHERE, twins.NOWHERE, 0)


def _groups(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the sets of parts that pairs tie together, in order."""
    beside: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        beside[one].add(other)
        beside[other].add(one)
    out: list[list[str]] = []
    seen: set[str] = set()
    for start in sorted(beside):
        if start in seen:
            continue
        group, waiting = set(), [start]
        while waiting:
            one = waiting.pop()
            if one not in group:
                group.add(one)
                waiting.extend(beside[one])
        seen |= group
        out.append(sorted(group))
    return out
