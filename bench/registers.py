"""How many actions and decisions of papers are found as people marked them by hand, and how much of each is right.

    python bench/registers.py FOLDER MARKED.jsonl [--show]

FOLDER: where the papers lie. MARKED.jsonl: one paper a line, with `document` (its path below FOLDER), `items` (numbers
or titles of those that were marked whole; null for all), maybe `range` (offsets between which alone it was marked), and
`actions` or `decisions`: places in the text, each with what was marked of it. One that is `optional` may be found or
not; one that stands in the paper twice has its other places under `also`, and is met at any. Papers are read with the
project's own readers; no index is made.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path[:0] = [root] if (root := str(Path(__file__).resolve().parent.parent)) not in sys.path else []

from ingest import library  # noqa: E402
from ingest.record import Action, Decision, Document, Item, Spans, digest, fold  # noqa: E402

#: A mark is met by what holds at least this share of its words.
SHARE = 0.5
#: What a paper's marks are called, and so what of an item they are compared with.
KINDS = ("actions", "decisions")
_WORD = re.compile(r"\S+")
Mark = Mapping[str, Any]
Found = Action | Decision


@dataclass(slots=True)
class Score:
    """What was counted for one board: marks, those met, what was found, and facts asked and right."""

    marked: int = 0
    met: int = 0
    found: int = 0
    false: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        """The share of the marks that was met."""
        return self.met / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        """The share of what was found that was marked."""
        return 1 - self.false / self.found if self.found else 1.0

    def share(self, fact: str) -> float:
        """The share of one fact's marks that was read as marked."""
        return self.right[fact] / self.asked[fact] if self.asked[fact] else 1.0

    def add(self, other: Score) -> None:
        """Count another score in."""
        for name in ("marked", "met", "found", "false"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.asked.update(other.asked)
        self.right.update(other.right)

    def line(self, name: str) -> str:
        """Return the score as one line."""
        facts = "".join(f"  {fact} {self.right[fact]}/{self.asked[fact]}" for fact in sorted(self.asked))
        return f"{name}: recall {self.met}/{self.marked} {self.recall:.2f}  precision {self.precision:.2f}{facts}"


def kind_of(paper: Mapping[str, Any]) -> str:
    """Return which of a paper's marks are compared: "actions" or "decisions"."""
    return next(kind for kind in KINDS if kind in paper)


def read(folder: Path, papers: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], Document | None]]:
    """Yield each marked paper with what the readers make of it; None where it cannot be read."""
    opened: dict[str, library.Folder] = {}
    for paper in papers:
        board, _, rest = paper["document"].partition("/")
        held = opened.setdefault(board, library.open_folder(folder / board))
        one = next((p for p in held.papers if p.relative == rest), None)
        yield paper, library.read(one, held.collection, "").document if one else None


def _words(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    """Return where the words of some stretches of a text begin."""
    return {m.start() for a, b in spans for m in _WORD.finditer(text, a, b)}


def _pairs(spans: Spans) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in spans]


def _is_asked(paper: Mapping[str, Any], item: Item, one: Found) -> bool:
    """True where something was found in a stretch that was marked whole."""
    items, between = paper.get("items"), paper.get("range")
    if items is not None and item.number not in items and item.title not in items:
        return False
    return between is None or between[0] <= one.spans[0].start < between[1]


def found_in(document: Document, paper: Mapping[str, Any]) -> tuple[Found, ...]:
    """Return what was found in the stretches that were marked whole, in order."""
    kind = kind_of(paper)
    held = [
        one for part in document.parts for item in part.items for one in getattr(item, kind)
        if _is_asked(paper, item, one)
    ]  # fmt: skip
    return tuple(sorted(held, key=lambda one: one.spans))


def pairs(text: str, marks: Sequence[Mark], found: Sequence[Found]) -> dict[int, int]:
    """Return which mark is met by what was found, as places in both; the one that shares most words first."""
    wanted = [
        (m, _words(text, [place]))
        for m, mark in enumerate(marks) for place in ((mark["start"], mark["end"]), *mark.get("also", ()))
    ]  # fmt: skip
    given = [_words(text, _pairs(one.spans)) for one in found]
    shared = [
        (len(want & have) / len(want), -len(have), m, f)
        for m, want in wanted for f, have in enumerate(given) if want & have
    ]  # fmt: skip
    out: dict[int, int] = {}
    for share, _, m, f in sorted(shared, key=lambda one: (-one[0], bool(marks[one[2]].get("optional")), -one[1], one)):
        if share >= SHARE and m not in out and f not in out.values():
            out[m] = f
    return out


def _plain(text: object) -> str:
    """Return some words in the form in which they are compared."""
    said = re.sub(r"[^\w/%& ]", " ", str(text or "").lower().replace("‐", "-"))
    return fold(re.sub(r"^(?:the|by|status)\s+", "", fold(said)))


def _alike(want: object, have: object) -> bool:
    """True where one holds the other's words, or both are empty."""
    one, other = _plain(want), _plain(have)
    return one == other or bool(one and other and (f" {one} " in f" {other} " or f" {other} " in f" {one} "))


def _owners_right(mark: Mark, one: Any) -> bool:
    """True where each marked owner is named, and nobody else."""
    want = mark["owners"]
    return len(want) == len(one.owners) and all(any(_alike(w, have) for have in one.owners) for w in want)


def _votes_right(mark: Mark, one: Any) -> bool:
    held = one.vote
    return all(mark.get(fact) == (getattr(held, fact) if held else None) for fact in ("ayes", "noes", "abstained"))


def _same(fact: str) -> Callable[[Mark, Any], bool]:
    return lambda mark, one: _alike(mark[fact], getattr(one, fact))


#: By kind: each fact, when a mark asks for it, and whether it was read right.
FACTS: dict[str, dict[str, tuple[Callable[[Mark], bool], Callable[[Mark, Any], bool]]]] = {
    "actions": {
        "owners": (lambda mark: True, _owners_right),
        "state": (lambda mark: True, _same("state")),
        "due": (lambda mark: bool(mark.get("due")), _same("due")),
        "number": (lambda mark: bool(mark.get("number")), _same("number")),
        "raised": (lambda mark: bool(mark.get("raised")), _same("raised")),
    },
    "decisions": {
        "type": (lambda mark: bool(mark.get("type")), lambda mark, one: mark["type"] == one.type.value),
        "verb": (lambda mark: bool(mark.get("verb")), _same("verb")),
        "subject": (lambda mark: bool(mark.get("subject")), _same("subject")),
        "mover": (lambda mark: bool(mark.get("mover")), _same("mover")),
        "seconder": (lambda mark: bool(mark.get("seconder")), _same("seconder")),
        "votes": (lambda mark: mark.get("ayes") is not None or mark.get("noes") is not None, _votes_right),
    },
}


def compare(document: Document | None, paper: Mapping[str, Any]) -> tuple[Score, list[str]]:
    """Return the score of one paper, and a line for each miss, each false one and each wrong fact."""
    kind = kind_of(paper)
    marks, name = paper[kind], paper["document"]
    sure = sum(not mark.get("optional") for mark in marks)
    if document is None:
        return Score(marked=sure), [f"{name}: not read"]
    text, found = document.text, found_in(document, paper)
    moved = [mark for mark in marks if digest(fold(text[mark["start"] : mark["end"]])) != mark["sha"]]
    lines = [f"{name}: the text at {mark['start']} is not what was marked" for mark in moved]
    met = pairs(text, marks, found)
    score = Score(sure, sum(not marks[m].get("optional") for m in met), len(found), len(found) - len(met))
    for place, mark in enumerate(marks):
        said = fold(text[mark["start"] : mark["end"]])[:110]
        if place not in met:
            lines.extend([] if mark.get("optional") else [f"{name}: missed {said!r}"])
            continue
        one = found[met[place]]
        for fact, (asks, is_right) in FACTS[kind].items():
            if asks(mark) and not mark.get("optional"):
                right = is_right(mark, one)
                score.asked[fact] += 1
                score.right[fact] += right
                if not right:
                    lines.append(f"{name}: {fact} {_told(mark, fact)}, not {_had(one, fact)!r}: {said!r}")
    lines.extend(
        f"{name}: false {fold(text[one.spans[0].start : one.spans[-1].end])[:110]!r}"
        for place, one in enumerate(found) if place not in met.values()
    )  # fmt: skip
    return score, lines


def _told(mark: Mark, fact: str) -> str:
    return repr([mark.get(n) for n in ("ayes", "noes", "abstained")] if fact == "votes" else mark.get(fact))


def _had(one: Any, fact: str) -> object:
    return one.vote if fact == "votes" else getattr(one, fact)


def scores(folder: Path, papers: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Score], list[str]]:
    """Return the score of each board, "all" the last, and a line for each thing that is not as marked."""
    out: dict[str, Score] = {}
    lines: list[str] = []
    total = Score()
    for paper, document in read(folder, papers):
        score, told = compare(document, paper)
        out.setdefault(paper["document"].partition("/")[0], Score()).add(score)
        total.add(score)
        lines.extend(told)
    return {**out, "all": total}, lines


def lines_of(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def main() -> None:
    held, wrong = scores(Path(sys.argv[1]), lines_of(Path(sys.argv[2])))
    for line in wrong if "--show" in sys.argv else ():
        print(line)
    for name, score in held.items():
        print(score.line(name))


if __name__ == "__main__":
    main()
