"""Many papers from few: bench/papers.py FOLDER TARGET COPIES writes varied copies of a folder's papers as text.

Each copy keeps its paper's lines, headings, numbers and pages. Years move together, figures change, and a share of the
longer words changes places with words about as common, so that no two copies hold the same passage and words stay as
common as they were.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from pathlib import Path

from pypdf import PdfReader

#: The share of longer words that another takes the place of.
SHARE = 0.2
_WORD = re.compile(r"\b[a-z]{5,}\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FIGURE = re.compile(r"(?<![\d.])\d{2,3}(?=%| (?:per|of|in)\b)|£\d[\d,]*")


def read(path: Path) -> str:
    """Return a paper's text, its pages parted by form feeds."""
    if path.suffix == ".pdf":
        return "\f".join(page.extract_text() or "" for page in PdfReader(path).pages)
    return path.read_text(encoding="utf-8", errors="replace")


def varied(text: str, number: int, pool: list[str], rank: dict[str, int]) -> str:
    """Return a paper's copy: the same for the same number."""
    chance = random.Random(number)
    shift = chance.randrange(-24, 5)

    def word(match: re.Match[str]) -> str:
        if chance.random() > SHARE or match[0] not in rank:
            return match[0]
        place = rank[match[0]]
        near = place + chance.randrange(-40, 41)
        return pool[min(max(near, 0), len(pool) - 1)]

    def figure(match: re.Match[str]) -> str:
        return "".join(str(chance.randrange(1, 10)) if c.isdigit() else c for c in match[0])

    moved = _YEAR.sub(lambda m: str(int(m[0]) + shift), text)
    return _WORD.sub(word, _FIGURE.sub(figure, moved))


def write(folders: list[Path], target: Path, copies: int) -> int:
    """Write copies of each paper of some folders. Returns how many files were written."""
    papers = [p for f in folders for p in sorted(f.rglob("*")) if p.suffix in (".txt", ".pdf", ".md")]
    texts = [(p.stem, read(p)) for p in papers if p.name.lower() not in ("readme.md", "license")]
    counts = Counter(w for _, t in texts for w in _WORD.findall(t))
    pool = [w for w, n in counts.most_common() if n > 1]
    rank = {w: n for n, w in enumerate(pool)}
    written = 0
    for copy in range(copies):
        folder = target / f"{copy:03}"
        folder.mkdir(parents=True, exist_ok=True)
        for number, (stem, text) in enumerate(texts):
            if len(text) < 500:
                continue
            (folder / f"{number:03}-{stem[:60]}.txt").write_text(
                varied(text, copy * 1000 + number, pool, rank), encoding="utf-8"
            )
            written += 1
    return written


if __name__ == "__main__":
    *sources, place, many = sys.argv[1:]
    print(write([Path(s) for s in sources], Path(place), int(many)), "papers")
