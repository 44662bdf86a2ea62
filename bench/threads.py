"""How long threads, news and plain listings take on a large shelf: bench/threads.py PLACE [MATTER…]

PLACE is where bench/scale.py made a shelf. Measured warm, so many times each: listing actions in stretches of time and
of single boards, no two alike; the thread of a matter; what is new since a day. Nothing that was worked out for one of
them is there for another, but what was read of the record stays in memory, as it does behind an open page.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import wiring  # noqa: E402

wiring.quiet()

from assistant import news, threads  # noqa: E402
from assistant.ask import Assistant  # noqa: E402
from bench.speed import spread, timed  # noqa: E402
from settings import Settings  # noqa: E402

#: Runs of each measure.
RUNS = 24
#: Matters that boards have, of one word and of several, rare and common.
MATTERS = (
    "road safety",
    "licensing",
    "flooding",
    "school meals",
    "budget",
    "entertainment licence",
    "open data",
    "code of conduct",
    "release policy",
    "transport",
    "housing",
    "domestic violence",
    "Prevent",
    "membership",
    "annual accounts",
    "grants",
    "translation",
    "privacy",
    "security",
    "library",
    "adult social care",
    "elections",
    "workshops",
    "trademark",
)


def measured(name: str, runs: list[Callable[[], object]]) -> None:
    """Print how long each of some runs takes, the second time round."""
    for run in runs:
        run()
    seconds = [timed(run) for run in runs]
    print(f"{name}: {spread(seconds)}; worst {max(seconds) * 1000:.0f} ms; {len(seconds)} runs")


def actions(assistant: Assistant) -> None:
    """Print how long it takes to list actions, all and with filters."""
    shelf, scope = assistant.shelf, assistant.scope
    held = shelf.actions(scope)
    print(f"{len(held)} actions; 5,000 or as many as there are, listed with filters:")
    bodies = [b.id for b in shelf.bodies(scope)]
    years = sorted({e.source.place.when.year for e in held} - {1})
    stretches = [(date(1900, 1, 1), date(y, 12, n % 28 + 1)) for n, y in enumerate(years[-RUNS:])]
    scopes = [scope.between(a, b) for a, b in stretches]
    scopes += [replace(scope, bodies=tuple(bodies[: n + 1])) for n in range(min(8, len(bodies)))]

    def listed(n: int) -> object:  # in the store, for the shelf would know the answer from the first time round
        found = shelf.store.actions(scopes[n])
        return [e for e in found if e.action.marker][:5000]

    measured("  actions, by time and by board", [partial(listed, n) for n in range(len(scopes))])


def of_matters(assistant: Assistant, matters: tuple[str, ...]) -> None:
    """Print how long threads take, and how much each of them holds."""
    for one in matters:
        found = threads.thread(one, assistant.shelf, assistant.scope)
        took = timed(partial(threads.thread, one, assistant.shelf, assistant.scope))
        print(f"  {one}: {found.passages} passages, {len(found.steps)} steps, {took * 1000:.0f} ms")
    measured("  threads", [partial(threads.thread, m, assistant.shelf, assistant.scope) for m in matters])


def main() -> None:
    place, *rest = sys.argv[1:]
    settings = Settings(index=Path(place) / "ix", model=Path(place) / "model")
    assistant = wiring.open_assistant(settings)
    with closing(assistant.shelf):
        print(f"{assistant.shelf.store.total_passages()} passages")
        actions(assistant)
        of_matters(assistant, tuple(rest) or MATTERS)
        days = [date(2000 + n % 25, n % 12 + 1, 1) for n in range(RUNS)]
        measured("  news", [partial(news.since, d, assistant.shelf, assistant.scope) for d in days])


if __name__ == "__main__":
    main()
