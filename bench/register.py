"""Listing the register with each of its filters, warm: bench/register.py INDEX

What is asked for is taken from the register itself, so any index will do. The machine is shared: read the medians.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import wiring  # noqa: E402

wiring.quiet()

from assistant import listing  # noqa: E402
from assistant.ask import Assistant  # noqa: E402
from bench.speed import spread  # noqa: E402
from index import register  # noqa: E402
from index.passage import Entry  # noqa: E402
from index.register import Wanted  # noqa: E402
from settings import Settings  # noqa: E402

#: How often each listing is made, after the first.
TIMES = 15


def asked(entries: tuple[Entry, ...]) -> Iterator[Wanted]:
    """Yield one listing for each filter, with what some action in the middle holds, and all of them at once."""
    yield Wanted()
    one = next((e for e in entries[len(entries) // 2 :] if e.action.people and e.source.place.item_title), entries[0])
    at = one.source.place
    owner, topic = next(iter(register.owners_of(one)), ""), at.item_title
    filters = Wanted(topic, owner, at.body.name, None, at.when, at.when, one.standing, one.action.due_by, True)
    yield Wanted(topic=topic)
    yield Wanted(owner=owner)
    yield Wanted(owner="Head of Service")
    yield Wanted(body=at.body.name)
    yield Wanted(meeting=at.when)
    yield Wanted(since=at.when)
    yield Wanted(standing=one.standing)
    yield Wanted(overdue=at.when)
    yield Wanted(marked=True)
    yield filters


def listed(assistant: Assistant, wanted: Wanted) -> tuple[int, float]:
    """Return how many actions a listing has, and the seconds it takes, counts included."""
    started = time.perf_counter()
    with assistant.shelf.reading():
        scope = assistant.scope
        found = register.actions(assistant.shelf.actions(scope), wanted, listing.known(assistant.shelf, scope))
        register.counts(found)
    return len(found), time.perf_counter() - started


def main() -> None:
    assistant = wiring.open_assistant(Settings(index=Path(sys.argv[1])))
    with closing(assistant.shelf) as shelf:
        entries = shelf.actions(assistant.scope)
        print(f"{len(entries)} actions")
        for wanted in asked(entries) if entries else ():
            count, first = listed(assistant, wanted)
            warm = [listed(assistant, wanted)[1] for _ in range(TIMES)]
            named = ", ".join(f"{n} {v}" for n in wanted.__slots__ if (v := getattr(wanted, n)))
            print(f"{named or 'all'}: {count} listed; first {first * 1000:.0f} ms, then {spread(warm)}")


if __name__ == "__main__":
    main()
