"""How many actions of other boards stand as people marked them by hand, by what later papers were marked to say.

    python bench/standings.py FOLDER INDEX MARKED.jsonl [--show]

FOLDER: where the papers lie, a folder for each collection. INDEX: an index of those collections. MARKED.jsonl: one
action a line: where it stands, how it was marked to stand, and where later papers say so.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path[:0] = [root] if (root := str(Path(__file__).resolve().parent.parent)) not in sys.path else []

import settings  # noqa: E402
import wiring  # noqa: E402
from index.passage import Entry, Quotation  # noqa: E402
from index.shelf import Shelf  # noqa: E402

#: What is reported back or closed is alike: a later paper says what came of it.
_ALIKE = {"closed": "settled", "reported-back": "settled"}


def _overlaps(source: Quotation, path: str, place: dict[str, Any]) -> bool:
    at = source.place.path
    return (path == at or path.endswith(f"/{at}")) and any(
        span.start < place["end"] and place["start"] < span.end for span in source.spans
    )


def _whole(source: Quotation) -> tuple[int, int]:
    return source.paragraph.spans[0].start, source.paragraph.spans[-1].end


def _near(source: Quotation, path: str, place: dict[str, Any]) -> bool:
    """True where a quotation stands in the paragraph that was marked."""
    at = source.place.path
    first, last = _whole(source)
    return (path == at or path.endswith(f"/{at}")) and first < place["end"] and place["start"] < last


def entry_of(entries: tuple[Entry, ...], mark: dict[str, Any]) -> Entry | None:
    """Return the action that a mark means: raised there, or listed there again."""
    action = mark["action"]
    found = [e for e in entries if _overlaps(e.source, action["document"], action)]
    found = found or [e for e in entries if any(_overlaps(q, action["document"], action) for q in e.later)]
    return found[0] if found else None


def compare(shelf: Shelf, marks: list[dict[str, Any]]) -> tuple[Counter[str], Counter[str], list[str]]:
    """Return how many were asked and right by how they were marked, and a line for each that is not right.

    One that is settled or still open is right only where a paragraph that was marked is quoted.
    """
    entries = shelf.actions(shelf.everything())
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong = []
    for mark in marks:
        wanted = mark["standing"]
        entry = entry_of(entries, mark)
        said = entry.standing.value if entry else "not found"
        proof = entry is not None and (
            not mark["later"] or any(_near(q, p["document"], p) for q in entry.later for p in mark["later"])
        )
        good = _ALIKE.get(wanted, wanted) == _ALIKE.get(said, said) and proof
        asked[wanted] += 1
        right[wanted] += good
        if not good:
            where = f"{mark['action']['document']}:{mark['action']['start']}"
            wrong.append(f"{where}: marked {wanted}, is {said}{'' if proof else ', not by what was marked'}")
    return asked, right, wrong


def main() -> None:
    index, marked = sys.argv[2], Path(sys.argv[3])
    marks = [json.loads(line) for line in marked.read_text(encoding="utf-8").splitlines() if line]
    shelf = wiring.open_shelf(settings.Settings(index=Path(index)))
    asked, right, wrong = compare(shelf, marks)
    for line in wrong if "--show" in sys.argv else ():
        print(line)
    for standing, count in asked.items():
        print(f"{standing}: {right[standing]} of {count}")
    print(f"all: {sum(right.values())} of {sum(asked.values())}")


if __name__ == "__main__":
    main()
