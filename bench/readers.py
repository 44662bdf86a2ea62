"""One writer and four readers at once: bench/readers.py [--minutes 10]

The writer goes round six states of a folder, one paper added, changed, renamed or removed at each step, and is killed
now and then. What each question is answered in each state is worked out beforehand on indexes of their own. Every
answer that a reader gets must be that of a state between the step that was finished when it asked and the one that had
begun when it was answered. Beside it: how soon an open door finds a paper that was added, and who may write.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path[:0] = [root] if (root := str(Path(__file__).resolve().parent.parent)) not in sys.path else []

import wiring  # noqa: E402
from assistant import rendering  # noqa: E402
from bench import made  # noqa: E402
from bench.forked import ROOT, Forked, Silent, Telling, ask  # noqa: E402
from ingest.errors import MattersError  # noqa: E402
from settings import Settings  # noqa: E402

#: Papers that all states hold, the one that comes and goes, the one that changes, and the one that is renamed.
PAPERS, GUEST, CHANGING, MOVING = 8, 20, 3, 2
#: What the paper that comes and goes says besides, and how it is asked for in other words.
FOG = "The crossing to the far bank was cancelled at dawn, for thick fog lay upon the river."
OTHERWISE = "Why did nobody sail over in the mist this morning?"
QUESTIONS = (
    "What was said about otters?",
    "Which actions does Ms Nora Finch have?",
    "How many actions are there?",
    "What was decided about boats without a licence?",
    "How much money will the new wooden arms of the gates cost?",
    "Did anybody get injured in a collision?",
    "Why was the crossing cancelled?",
    f"What became of the {made.word(GUEST).capitalize()}?",
    f"What became of the {made.word(CHANGING).capitalize()}?",
    f"What became of the {made.word(MOVING).capitalize()}?",
    "What was said about the towpath in 2001?",
    "Who attended in June 2001?",
    "Which meetings are there?",
    "What is the price of bananas in Peru?",
)
#: Seconds between two questions of one reader, between two steps of the writer, and between two of its deaths.
PACE, REST, LIFE = 0.04, 0.3, 15.0
#: Questions that one `matters ask --jsonl` is asked, and seconds within which a new paper must be found.
BATCH, SOON = 28, 5.0

#: For each state, the answers that each question may get there.
Right = Sequence[Mapping[str, set[str]]]


def states() -> list[dict[str, str]]:
    """Return the six states of the folder, text by name, each one paper away from the next, the last from the first."""
    base = {f"{n:04}.txt": made.minutes(n) for n in range(PAPERS)}
    guest = {f"{GUEST:04}.txt": made.minutes(GUEST).replace("7 WILD", "8 WILD") + f"\n7 FOG\n{FOG}\n"}
    changed = {f"{CHANGING:04}.txt": made.minutes(CHANGING, version=1)}
    added = base | guest
    other = added | changed
    moved = _moved(other)
    without = {n: t for n, t in moved.items() if n not in guest}
    return [base, added, other, moved, without, _moved(base)]


def _moved(papers: dict[str, str]) -> dict[str, str]:
    old = f"{MOVING:04}.txt"
    return {("moved.txt" if n == old else n): t for n, t in papers.items()}


@dataclass
class Outcome:
    """What the readers were told."""

    asked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    steps: int = 0
    deaths: int = 0
    by_words: list[float] = field(default_factory=list)
    by_meaning: list[float] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    writers: list[str] = field(default_factory=list)
    grown: dict[str, str] = field(default_factory=dict)
    slowest: dict[str, float] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        late = [s for s in (*self.by_words, *self.by_meaning) if s > SOON]
        return bool(self.by_words and self.by_meaning) and not (self.wrong or late or self.writers)

    def __str__(self) -> str:
        each = ", ".join(f"{n} by {who} (slowest {self.slowest.get(who, 0):.2f} s)" for who, n in self.asked.items())
        lines = [
            f"{self.steps} steps of the writer, which was killed {self.deaths} times",
            f"{sum(self.asked.values())} questions: {each}",
            f"{len(self.wrong)} answers of no state",
            f"a new paper found by its words {_spread(self.by_words)}; by meaning {_spread(self.by_meaning)}",
            f"Chroma and the exact scan answer otherwise on {len(self.otherwise)} of {len(QUESTIONS) * 6} questions",
            *(f"{who}: {told}" for who, told in self.grown.items()),
        ]
        return "\n".join(lines + [f"  WRONG {x}" for x in (*self.wrong, *self.writers, *self.otherwise)])


def _spread(seconds: Sequence[float]) -> str:
    if not seconds:
        return "never"
    ordered = sorted(seconds)
    return f"{len(ordered)} times, after {ordered[len(ordered) // 2]:.2f} s, at the most {ordered[-1]:.2f} s"


# ---------------------------------------------------------------- where the writer is


class Board:
    """A small file in which the writer notes the step it has begun and the one it has finished."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT)

    def note(self, begun: int, finished: int) -> None:
        os.pwrite(self._file, struct.pack("<QQ", begun, finished), 0)

    def read(self) -> tuple[int, int]:
        """Return the step begun and the step finished."""
        begun, finished = struct.unpack("<QQ", os.pread(self._file, 16, 0))
        return begun, finished


def plain(told: dict[str, Any]) -> str:
    """Return an answer's JSON without what may differ between equal ones: time, and the last digit of confidence."""
    return json.dumps(told | {"id": None, "seconds": 0, "confidence": round(told["confidence"], 2)})


class Judge:
    """Holds each answer against the states that it may come from. May be shared by threads."""

    def __init__(self, board: Path, right: Right) -> None:
        self.board, self.right = Board(board), right
        self.asked, self.wrong, self.slowest = 0, list[str](), 0.0
        self._turn = threading.Lock()

    def asks(self, who: str, question: str, answer: Any) -> None:
        """Call for an answer's JSON, between two looks at the board."""
        _, before = self.board.read()
        started = time.monotonic()
        try:
            told = answer(question)
        except MattersError as error:
            told = {"answer": "", "notices": [], "error": str(error), "confidence": 0.0}
        took = time.monotonic() - started
        after, _ = self.board.read()
        allowed = [self.right[n % len(self.right)].get(question, set()) for n in range(before, after + 1)]
        with self._turn:
            self.asked += 1
            self.slowest = max(self.slowest, took)
            if not (told.get("answer") or told.get("notices")) or told.get("error"):
                self.wrong.append(f"{who}, steps {before} to {after}: no answer to {question!r}: {told.get('error')}")
            elif not any(plain(told) in a for a in allowed):
                self.wrong.append(f"{who}, steps {before} to {after}, {question!r}: {_difference(told, allowed)}")

    def told(self) -> tuple[int, list[str], float]:
        return self.asked, self.wrong, self.slowest


def _difference(told: dict[str, Any], allowed: Sequence[set[str]]) -> str:
    """Return in which fields an answer differs from the right one nearest to it."""
    mine = json.loads(plain(told))
    best: list[str] = list(mine)
    for text in set().union(*allowed):
        other = json.loads(text)
        fields_ = [f"{k}: {str(mine.get(k))[:300]} not {str(other[k])[:300]}" for k in other if mine.get(k) != other[k]]
        best = min(best, fields_, key=len)
    return "; ".join(best)


# ---------------------------------------------------------------- in processes of their own


def write(tell: Any, place: Path, first: int) -> None:
    """Go round the states for ever, from one step on."""
    board, all_states = Board(place / "board"), states()
    step = first
    while True:
        board.note(step, step - 1)
        made.lay(place / "papers", all_states[step % len(all_states)])
        tell(("begun", step, 0, time.monotonic()))
        wiring.ingest(place / "papers", Settings(index=place / "index"), Telling(tell))
        board.note(step, step)
        tell(("finished", step, 0, time.monotonic()))
        step += 1
        time.sleep(REST)


def stay(tell: Any, place: Path, right: Right, seconds: float, threads: int) -> None:
    """Ask in a door that stays open, from so many threads; tell what came of it, and what the process holds by then."""
    assistant = wiring.open_assistant(Settings(index=place / "index"), lasting=True)
    judge, who = Judge(place / "board", right), f"a lasting door with {threads} threads"
    answer = answering(assistant)
    answer(QUESTIONS[0])
    before, until = holdings(), time.monotonic() + seconds

    def go(seed: int) -> None:
        chance = random.Random(seed)
        while time.monotonic() < until:
            judge.asks(who, chance.choice(QUESTIONS), answer)
            time.sleep(PACE * threads)

    workers = [threading.Thread(target=go, args=(n,)) for n in range(threads)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    tell((who, judge.told(), f"{before} at first, {holdings()} in the end"))


def again(tell: Any, place: Path, right: Right) -> None:
    """Open a door afresh, ask everything once, and tell what came of it."""
    judge = Judge(place / "board", right)
    assistant = wiring.open_assistant(Settings(index=place / "index"), lasting=True)
    for question in QUESTIONS:
        judge.asks("a door opened afresh", question, answering(assistant))
        time.sleep(PACE)
    assistant.shelf.close()
    tell(judge.told())


def find(tell: Any, place: Path, seconds: float) -> None:
    """Look for the paper that comes and goes from a door that stays open; tell when it was there, by each way."""
    assistant = wiring.open_assistant(Settings(index=place / "index"), lasting=True)
    path, seen = f"{GUEST:04}.txt", list[tuple[float, float, bool, bool]]()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        started = time.monotonic()
        named = [h.passage.place.path for h in assistant.search(f"What became of {made.word(GUEST).capitalize()}?")]
        middle = time.monotonic()
        meant = [h for h in assistant.search(OTHERWISE)[:10] if FOG in h.passage.text and h.words == 0.0]
        seen.append((middle - started, time.monotonic(), path in named[:3], bool(meant)))
        time.sleep(PACE)
    tell(seen)


def ingest(tell: Any, folder: Path, index: Path) -> None:
    """Take a folder in once, telling each step."""
    tell(("begin", "", 0, time.monotonic()))
    try:
        wiring.ingest(folder, Settings(index=index), Telling(tell))
    except MattersError as error:
        tell(("failed", str(error), 0, time.monotonic()))
    else:
        tell(("done", "", 0, time.monotonic()))


def truth(tell: Any, place: Path, number: int) -> None:
    """Tell the right answers of one state, from an index of its own: by the exact scan, and by Chroma."""
    papers, settings = states()[number], Settings(index=place / "index")
    if "moved.txt" in papers:  # it keeps the identity that it had by its old name
        old = {(f"{MOVING:04}.txt" if n == "moved.txt" else n): t for n, t in papers.items()}
        made.lay(place / "papers", old)
        wiring.ingest(place / "papers", settings, Silent())
    made.lay(place / "papers", papers)
    wiring.ingest(place / "papers", settings, Silent())
    out = []
    for lasting in (False, True):
        assistant = wiring.open_assistant(settings, lasting=lasting)
        with closing(assistant.shelf):
            out.append({q: plain(answering(assistant)(q)) for q in QUESTIONS})
    tell(out)


def answering(assistant: Any) -> Any:
    """Return what asks an assistant and gives its answer's JSON."""
    return lambda question: rendering.answer(assistant.ask(question), identity=None, seconds=0.0)


def holdings() -> str:
    """Return how much memory this process has, and how many files it has open, those that are deleted apart."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    links = []
    for one in Path("/proc/self/fd").iterdir():
        try:
            links.append(os.readlink(one))
        except FileNotFoundError:
            continue
    gone = sum(x.endswith("(deleted)") for x in links)
    return f"{pages * os.sysconf('SC_PAGE_SIZE') >> 20} MB, {len(links)} files open, {gone} of them deleted"


# ---------------------------------------------------------------- the bench


def commanded(place: Path, right: Right, seconds: float, out: list[tuple[int, list[str], float]]) -> None:
    """Ask `matters ask --jsonl` again and again, each process a number of questions."""
    judge, chance, until = Judge(place / "board", right), random.Random(7), time.monotonic() + seconds
    command = [sys.executable, str(ROOT / "cli.py"), "ask", "--jsonl", "--index", str(place / "index")]
    while time.monotonic() < until:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as one:
            assert one.stdin is not None
            assert one.stdout is not None

            def answer(question: str, one: Any = one) -> Any:
                print(json.dumps({"question": question}), file=one.stdin, flush=True)
                return json.loads(one.stdout.readline())

            for _ in range(BATCH):
                if time.monotonic() < until:
                    judge.asks("matters ask --jsonl", chance.choice(QUESTIONS), answer)
                    time.sleep(PACE)
            one.stdin.close()
    out.append(judge.told())


def afresh(place: Path, right: Right, seconds: float, out: list[tuple[int, list[str], float]]) -> None:
    """Open a door afresh for each batch of questions."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        out.append(ask(again, place, right))


def contended(place: Path, times: int) -> Iterator[str]:
    """Yield what is not as it should be when two would write, and when one that writes is killed."""
    folder, index = place / "contended", place / "contended-index"
    for n in range(times):
        made.lay(folder, {f"{k:04}.txt": made.minutes(k, version=n) for k in range(4)})
        first = Forked(ingest, folder, index)
        while first.hear()[0] != "doing":
            pass
        second = Forked(ingest, folder, index)
        told = second.rest()[-1]
        if (
            told[0] != "failed"
            or f"process {first.pid} on " not in told[1]
            or "is writing to this index" not in told[1]
        ):
            yield f"a second writer was told {told} while process {first.pid} wrote"
        first.kill()
        first.rest()
        third = Forked(ingest, folder, index).rest()
        if third[-1][0] != "done":
            yield f"the lock of a writer that was killed was not taken over: {third[-1]}"


class Writer:
    """The writer, killed now and then, and what it told."""

    def __init__(self, place: Path, seed: int) -> None:
        self.place, self.chance = place, random.Random(seed)
        self.deaths, self.steps = 0, 0
        #: When the paper that comes and goes was committed, by step; a step that was killed may be told twice.
        self.added: dict[int, list[float]] = {}
        self._step, self._stage = 1, ""

    def go(self, seconds: float) -> None:
        """Write for so many seconds, dying at chance moments."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            one = Forked(write, self.place, self._step)
            dies = min(until, time.monotonic() + self.chance.uniform(0.5, 2) * LIFE)
            while time.monotonic() < dies:
                if one.told(0.02):
                    self._hear(one.hear())
            one.kill()
            for event in one.rest():
                self._hear(event)
            self.deaths += 1

    def _hear(self, event: tuple[str, Any, int, float]) -> None:
        kind, what, _, when = event
        if kind == "begun":
            self._step = what
        elif kind == "finished":
            self.steps += 1
            self._step = what + 1
        elif kind == "stage":
            self._stage = what
        elif kind == "step" and self._step % 6 == 1 and self._stage == "Reading":
            self.added.setdefault(self._step, []).append(when)


def readers(place: Path, seconds: float, *, seed: int = 1, contests: int = 5) -> Outcome:
    """Write and read at once for some seconds, and hold every answer against the states."""
    out = Outcome()
    right: list[dict[str, set[str]]] = []
    for number in range(len(states())):
        by_scan, by_chroma = ask(truth, place / f"state-{number}", number)
        right.append({q: {by_scan[q], by_chroma[q]} for q in QUESTIONS})
        out.otherwise += [
            f"state {number}, {q!r}: by Chroma {_difference(json.loads(by_chroma[q]), [{by_scan[q]}])}"
            for q in QUESTIONS
            if by_scan[q] != by_chroma[q]
        ]
    Board(place / "board").note(0, 0)
    made.lay(place / "papers", states()[0])
    Forked(ingest, place / "papers", place / "index").rest()
    doors = [Forked(stay, place, right, seconds, n) for n in (1, 3)]
    finder = Forked(find, place, seconds)
    cold: dict[str, list[tuple[int, list[str], float]]] = {"matters ask --jsonl": [], "a door opened afresh": []}
    workers = [
        threading.Thread(target=run, args=(place, right, seconds, told))
        for run, told in zip((commanded, afresh), cold.values(), strict=True)
    ]
    for worker in workers:
        worker.start()
    writer = Writer(place, seed)
    writer.go(seconds)
    for one in doors:
        who, told, grown = one.hear()
        cold[who] = [told]
        out.grown[who] = grown
        one.end()
    seen = finder.hear()
    finder.end()
    for worker in workers:
        worker.join()
    for who, each in cold.items():
        out.asked[who] = sum(t[0] for t in each)
        out.wrong += [x for t in each for x in t[1]]
        out.slowest[who] = max((t[2] for t in each), default=0.0)
    out.steps, out.deaths = writer.steps, writer.deaths
    out.by_words, out.by_meaning = list(lags(writer.added, seen, 2)), list(lags(writer.added, seen, 3))
    out.writers = list(contended(place, contests))
    return out


def lags(added: Mapping[int, Sequence[float]], seen: Sequence[Any], way: int) -> Iterator[float]:
    """Yield how long after each commit of the paper that comes and goes it was first found, by one way."""
    for times in added.values():
        commit = times[-1]  # its last page is told of when it is in, and no other paper is read
        before = [s for s in seen if s[1] < commit]
        found = next((s[1] for s in seen if s[1] >= commit and s[way]), None)
        if found is not None and (not before or not before[-1][way]):
            yield found - commit


def main() -> int:
    words = argparse.ArgumentParser(description="Read while somebody writes, and see that every answer is right.")
    words.add_argument("--minutes", type=float, default=10.0)
    words.add_argument("--seed", type=int, default=1)
    told = words.parse_args()
    with tempfile.TemporaryDirectory() as place:
        outcome = readers(Path(place), told.minutes * 60, seed=told.seed)
    print(outcome)
    return 0 if outcome.good else 1


if __name__ == "__main__":
    sys.exit(main())
