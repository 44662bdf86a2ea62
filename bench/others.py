"""Questions over other boards' papers, ready to be asked and marked: what is kept as places, filled in from the papers.

    python bench/others.py FOLDER OUT [--questions QUESTIONS.jsonl]

FOLDER: where the boards' folders lie, each of which was ingested as a collection of its own. OUT: a folder outside the
project, for quotations don't belong in it. Written there: `questions.jsonl`, with quotations, and documents named as
`matters` names them; `asked.jsonl`, what `matters ask --jsonl` reads; and for the marker `papers/`, an empty file for
each paper of those boards, with its text in `texts/`. Then:

    matters ask --jsonl --index DIR < OUT/asked.jsonl > OUT/answers.jsonl
    score.py answers OUT/questions.jsonl OUT/answers.jsonl OUT/papers --texts OUT/texts
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)] if str(ROOT) not in sys.path else []

from ingest import library  # noqa: E402
from ingest.record import digest, fold  # noqa: E402

QUESTIONS = ROOT / "tests" / "questions_others.jsonl"
#: What of a question is asked; the rest is for the marker.
ASKED = ("id", "question", "history")
Question = dict[str, Any]


class MovedError(Exception):
    """A place in a paper no longer holds what it held when its question was written."""


def load(path: Path = QUESTIONS) -> tuple[Question, ...]:
    """Return the questions of a file of JSON lines, as they stand."""
    return tuple(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)


def documents(questions: Iterable[Question]) -> frozenset[str]:
    """Return the papers that questions rest on, each with its board's folder first."""
    return frozenset(proof["document"] for question in questions for proof in question["evidence"])


def split(document: str) -> tuple[str, str]:
    """Return a paper's board and its path in the board's collection."""
    board, _, rest = document.partition("/")
    return board, rest


def texts(folder: Path, boards: Iterable[str], only: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
    """Yield each paper of some boards with its text, as quotations are cut from it; only: these papers alone."""
    for board in sorted(set(boards)):
        held = library.open_folder(folder / board)
        for paper in held.papers:
            name = f"{board}/{paper.relative}"
            if only is not None and name not in only:
                continue
            document = library.read(paper, held.collection, "").document
            if document is not None:
                yield name, document.text


def _proof(proof: Mapping[str, Any], held: Mapping[str, str]) -> dict[str, Any]:
    quote = fold(held.get(proof["document"], "")[proof["start"] : proof["end"]])
    if digest(quote) != proof["sha"]:
        raise MovedError(f"{proof['document']}: {proof['start']} to {proof['end']} is not what it was")
    kept = {name: value for name, value in proof.items() if name not in ("start", "end", "sha")}
    return kept | {"document": split(proof["document"])[1], "quote": quote}


def filled(question: Question, held: Mapping[str, str]) -> Question:
    """Return a question with its evidence quoted, from papers' texts; MovedError where a text has changed."""
    return question | {"evidence": [_proof(proof, held) for proof in question["evidence"]]}


def asked(question: Question) -> Question:
    """Return what of a question may be seen by what answers it."""
    return {name: question[name] for name in ASKED if name in question}


def _write_lines(path: Path, rows: Iterable[Question]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _write_paper(out: Path, relative: str, text: str) -> None:
    for path, said in ((out / "papers" / relative, ""), (out / "texts" / f"{relative}.txt", text)):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x" if said else "w", encoding="utf-8", newline="") as file:
            file.write(said)


def write(folder: Path, out: Path, questions: Iterable[Question]) -> int:
    """Write what is to be asked and what marks it, and return how many questions there are.

    Raises ValueError where `out` is in the project or holds something, MovedError where a paper has changed, and
    FileExistsError where two boards have a paper of the same path, which the marker could not tell apart.
    """
    if out.resolve().is_relative_to(ROOT) or (out.exists() and any(out.iterdir())):
        raise ValueError(f"{out}: not an empty folder outside the project")
    rows = tuple(questions)
    held = dict(texts(folder, (split(name)[0] for name in documents(rows))))
    full = [filled(row, held) for row in rows]
    for name, text in held.items():
        _write_paper(out, split(name)[1], text)
    _write_lines(out / "questions.jsonl", full)
    _write_lines(out / "asked.jsonl", map(asked, rows))
    return len(rows)


def main() -> None:
    words = argparse.ArgumentParser(description="Write questions over other boards' papers, ready to be asked.")
    words.add_argument("folder", type=Path)
    words.add_argument("out", type=Path)
    words.add_argument("--questions", type=Path, default=QUESTIONS)
    told = words.parse_args()
    print(f"{write(told.folder, told.out, load(told.questions))} questions in {told.out}")


if __name__ == "__main__":
    main()
