"""Speed, as ratios in one run: bench/speed.py FOLDER [QUESTIONS.jsonl]

Ingest beside the bare encoding of the same passages; a second ingest; a cold question from process start; questions
in a process that stays, through the exact scan and through Chroma. The machine is shared: read ratios, not seconds.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import wiring  # noqa: E402

wiring.quiet()

from settings import Settings  # noqa: E402

#: How often a cold question is asked.
COLD = 5


class Silent:
    """A reporter that says nothing."""

    def stage(self, name: str, total: int) -> None: ...

    def more(self, count: int) -> None: ...

    def step(self, count: int) -> None: ...

    def doing(self, what: str) -> None: ...


def timed(run: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def spread(seconds: Sequence[float]) -> str:
    """Return median and 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    late = ordered[int(0.95 * (len(ordered) - 1))]
    return f"median {statistics.median(ordered) * 1000:.0f} ms, p95 {late * 1000:.0f} ms"


def main() -> None:
    folder = Path(sys.argv[1])
    asked = (
        [json.loads(line)["question"] for line in Path(sys.argv[2]).read_text().splitlines()] if sys.argv[2:] else []
    )
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(index=Path(place))
        first = timed(lambda: wiring.ingest(folder, settings, Silent()))
        again = timed(lambda: wiring.ingest(folder, settings, Silent()))
        shelf = wiring.open_shelf(settings)
        texts = [passage.embedded for passage, _ in shelf.store.every_vector()]
        shelf.encoder.passages(["warm"], lambda done: None)
        bare = timed(lambda: shelf.encoder.passages(texts, lambda done: None))
        print(f"ingest {first:.1f} s for {len(texts)} passages; bare encoding {bare:.1f} s; ratio {first / bare:.2f}")
        print(f"second ingest {again:.2f} s ({again / first:.3f} of the first)")
        questions = asked or list(wiring.open_assistant(settings).examples())
        command = [sys.executable, str(ROOT / "cli.py"), "ask", "--index", place, questions[0]]
        cold = [timed(lambda: subprocess.run(command, capture_output=True, check=True)) for _ in range(COLD)]
        print(f"cold ask, process start to end: {spread(cold)}")
        for name, lasting in (("exact scan", False), ("Chroma", True)):
            assistant = wiring.open_assistant(settings, lasting=lasting)
            assistant.ask(questions[0])
            print(f"warm ask, {name}: {spread([timed(partial(assistant.ask, q)) for q in questions])}")


if __name__ == "__main__":
    main()
