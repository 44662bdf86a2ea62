"""How many papers are placed as people marked them by hand: body, meeting, kind, authority, status, printed pages.

    python bench/marked.py MARKED.jsonl PAPERS.json

MARKED.jsonl: one paper a line, with `document`, `body`, `meeting` and what else was marked; PAPERS.json: what
`matters papers --json` prints.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

FACTS = ("body", "meeting", "period", "session", "kind", "authority", "status")


def compare(
    marked: Iterable[Mapping[str, Any]], given: Iterable[Mapping[str, Any]]
) -> tuple[Counter[str], Counter[str], list[str]]:
    """Return how many were asked and how many right, by fact, and a line for each that is not."""
    held = {one["document"]: one for one in given}
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong = []
    for want in marked:
        got = held.get(want["document"])
        for fact in FACTS:
            if fact not in want or (fact in ("session", "status", "period") and not want[fact]):
                continue
            asked[fact] += 1
            now = got.get(fact) if got else "not read"
            fair = [want[fact], *want.get(f"{fact.replace('body', 'bodie')}s", [])]
            if got and str(now or "").lower() in [str(f or "").lower() for f in fair]:
                right[fact] += 1
            else:
                wrong.append(f"{want['document']}: {fact} is {want[fact]}, not {now}")
        pairs = want.get("printed_pages") or []
        stamps = {n: str(s) for n, s in (got.get("printed_pages") or [])} if got else {}
        asked["stamps"] += len(pairs)
        for number, printed in pairs:
            right["stamps"] += stamps.get(number) == str(printed)
            if stamps.get(number) != str(printed):
                wrong.append(f"{want['document']}: page {number} is stamped {printed}, not {stamps.get(number)}")
    return asked, right, wrong


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def main() -> None:
    asked, right, wrong = compare(lines(Path(sys.argv[1])), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
    for line in wrong:
        print(line)
    for fact, count in asked.items():
        print(f"{fact}: {right[fact]} of {count}")


if __name__ == "__main__":
    main()
