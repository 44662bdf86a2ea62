"""What each part of answering earns: how many questions come out right with all of them, and without each one.

    python bench/ablation.py INDEX QUESTIONS.jsonl [INDEX QUESTIONS.jsonl ...]

INDEX: the index of the papers that the questions are over. QUESTIONS: lines as `matters evaluate` takes them; those of
`tests/` are first written out by `bench/others.py`. A part is taken out in place, by putting in its stead a function
that does nothing or a weight of nought. Printed: a row for each part, and for each set of questions how many are right.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)] if str(ROOT) not in sys.path else []

import matters_arising  # noqa: E402,F401  (keeps the libraries beneath quiet)
import wiring  # noqa: E402
from assistant import checking, evaluating, evidence, scoping  # noqa: E402
from assistant import question as understanding  # noqa: E402
from assistant.answerers import extractive, passages, premise, refusing, several, tables, terms  # noqa: E402
from assistant.ask import Assistant  # noqa: E402
from index.shelf import Shelf  # noqa: E402
from ingest.errors import MattersError  # noqa: E402
from settings import Settings  # noqa: E402

#: What is put in a part's stead: where it stands, its name, and what does nothing.
Part = tuple[object, str, Any]


def _without(kind: str) -> Part:
    ways = {k: w for k, w in extractive._WAYS.items() if k != kind}
    return (extractive, "_WAYS", ways)


def _as_it_was(one: Any, *_: object) -> Any:
    return one


PARTS: dict[str, tuple[Part, ...]] = {
    "words alike (the model's vectors of words)": ((Shelf, "kin", lambda *_: {}),),
    "plain synonyms": ((evidence, "SYNONYMS", {}),),
    "acronyms and long forms": ((evidence, "_with_acronyms", _as_it_was), (evidence, "long_forms", lambda *_: ())),
    "slips of spelling": ((evidence, "_spelt", lambda *_: {}),),
    "the passage's meaning and rank": ((evidence, "MEANING", 0.0), (evidence, "HIT", 0.0)),
    "the sort of answer wanted": ((evidence, "_bonus", lambda *_: 0.0),),
    "each thing asked has its sentence": ((passages, "_also", lambda *_: []),),
    "names must stand in the passage": ((evidence, "NAMELESS", 0.0), (passages, "NAMELESS", 9.0)),
    "counts must be of the things asked for": ((passages, "counts", lambda *_: None),),
    "what a question is about must stand there": ((passages, "_elsewhere", lambda *_: False),),
    "outcomes still awaited are refused": ((refusing, "only_awaited", lambda *_: False),),
    "meetings not on the shelf are refused": ((refusing, "missing_meeting", lambda *_: None),),
    "which board is meant": ((scoping, "of_board", lambda question, scope, _: (question, scope)),),
    "which time is meant": ((scoping, "narrowed", lambda _question, scope, _spans: scope),),
    "which kind of paper is meant": ((scoping, "of_kinds", lambda _question, scope, _shelf: scope),),
    "several meetings told from one": ((several, "across", _as_it_was),),
    "premises corrected": ((premise, "corrected", lambda *_: 0.0), (premise, "contradiction", lambda *_: "")),
    "follow-ups rewritten": ((understanding, "_rewritten", lambda asked, _history: (asked, frozenset())),),
    "decisions from the register": (_without("decision"),),
    "actions from the register": (_without("action"),),
    "unresolved, from the register": (_without("unresolved"),),
    "attendance from the rolls": (_without("attendance"),),
    "dates of meetings": (_without("date"),),
    "comparisons": (_without("comparison"),),
    "histories, meeting by meeting": (_without("multi-meeting"),),
    "provenance": (_without("provenance"),),
    "definitions": ((terms, "definition", lambda *_: 0.0), _without("definition")),
    "computed over tables": (
        (tables, "superlative", lambda *_: 0.0),
        (tables, "of_named", lambda *_: 0.0),
        (tables, "under_dates", lambda *_: False),
    ),
    "the last gate": ((checking, "check", lambda answer, *_: (answer, ())),),
}


@contextmanager
def taken_out(parts: tuple[Part, ...]) -> Iterator[None]:
    """Put what does nothing in the stead of parts, for as long as it is open."""
    with ExitStack() as stack:
        for where, name, nothing in parts:
            stack.enter_context(mock.patch.object(where, name, nothing))
        yield


def right(assistant: Assistant, questions: list[dict[str, Any]]) -> tuple[int, int]:
    """Return how many questions come out right, and how many there are."""
    marked = []
    for number, told in enumerate(questions):
        wanted = evaluating.expected(told, f"line {number}")
        try:
            with assistant.shelf.reading():
                history = [(who, said) for who, said in told.get("history", [])]
                answer = assistant.ask(str(told["question"]), history)
                given = evaluating.said(answer, lambda d: evaluating.fold(assistant.shelf.document_text(d)))
        except MattersError:
            given = None
        marked.append(evaluating.mark(wanted, given))
    return sum(m.right for m in marked), len(marked)


def main() -> None:
    words = argparse.ArgumentParser(description="What each part of answering earns.")
    words.add_argument("pairs", nargs="+", type=Path, metavar="INDEX QUESTIONS")
    told = words.parse_args()
    if len(told.pairs) % 2:
        words.error("name an index and its questions, in pairs")
    sets = []
    for index, path in zip(told.pairs[::2], told.pairs[1::2], strict=True):
        lines = path.read_text(encoding="utf-8").splitlines()
        sets.append((wiring.open_assistant(Settings(index=index)), [json.loads(line) for line in lines if line]))
    whole = [right(*one) for one in sets]
    print("| without | " + " | ".join(f"right of {n}" for _, n in whole) + " |")
    print("|---|" + "---|" * len(whole))
    print("| nothing | " + " | ".join(str(n) for n, _ in whole) + " |", flush=True)
    for name, parts in PARTS.items():
        with taken_out(parts):
            found = [right(*one)[0] for one in sets]
        told_of = (f"{n} ({n - w:+d})" if n != w else str(n) for n, (w, _) in zip(found, whole, strict=True))
        print(f"| {name} | " + " | ".join(told_of) + " |", flush=True)


if __name__ == "__main__":
    main()
