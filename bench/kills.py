"""Ingest killed again and again: bench/kills.py [--kills 200] [--papers 12] [--seed 1]

Before each kill a paper is added, one changed and one removed, so that every kill interrupts work. Its moment is drawn
from one of the phases of a run, each as long as a clean run showed it to be. After each kill the last good state must
be there: `check` finds nothing wrong but a Chroma that the next run brings up, and every paper that the run was not to
touch is held and found. In the end the record must equal that of a clean run, and Chroma find what its Chroma finds.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path[:0] = [root] if (root := str(Path(__file__).resolve().parent.parent)) not in sys.path else []

import wiring  # noqa: E402
from bench import made  # noqa: E402
from bench.forked import Forked, Hung, Telling, ask  # noqa: E402
from ingest.errors import MattersError  # noqa: E402
from settings import Settings  # noqa: E402

#: The phases of a run, in order. "creation" is the first run of all, in an index folder of its own.
PHASES = ("creation", "reading", "embedding", "record", "removal and matrix", "Chroma", "swap")
#: Papers at the least, and kills between two runs that may end.
BASE, ROW = 12, 3
#: What is said where a first run was stopped before there was anything: its cure is the next run.
NONE = "there is no index here; run `matters ingest FOLDER`"
#: Passages looked for by their vectors after a kill, and those nearest to each in the end.
SAMPLE, NEAREST = 200, 10

Event = tuple[str, Any, int, float]
#: What a paper may be found as: the hashes of its texts, None for being absent.
Allowed = dict[str, set[str | None]]


@dataclass
class Outcome:
    """What became of some kills."""

    kills: Counter[str] = field(default_factory=Counter)
    late: int = 0
    sound: int = 0
    waiting: int = 0
    half_made: int = 0
    complaints: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    papers: int = 0
    passages: int = 0
    differing: list[str] = field(default_factory=list)
    agreeing: float = 0.0

    @property
    def good(self) -> bool:
        return not (self.complaints or self.losses or self.differing) and self.agreeing >= 0.99

    def __str__(self) -> str:
        phases = ", ".join(f"{self.kills[p]} in {p}" for p in PHASES)
        lines = [
            f"{sum(self.kills.values())} kills: {phases}; {self.late} runs ended before their kill came",
            f"check after a kill: {self.sound} sound, of them {self.waiting} with a Chroma still to be brought up; "
            f"{self.half_made} kills left a Chroma half made",
            f"{len(self.losses)} losses, {len(self.complaints)} complaints",
            f"in the end {self.papers} papers, {self.passages} passages; the record "
            + (f"differs in {', '.join(self.differing)}" if self.differing else "equals that of a clean run")
            + f"; {self.agreeing:.2%} of Chroma's {NEAREST} nearest are those of the clean run",
        ]
        return "\n".join(lines + [f"  LOST {x}" for x in self.losses] + [f"  WRONG {x}" for x in self.complaints])


# ---------------------------------------------------------------- in processes of their own


def run(tell: Any, folder: Path, index: Path) -> None:
    """Take a folder in, telling each step."""
    tell(("begin", "", 0, time.monotonic()))
    try:
        _, _, problems = wiring.ingest(folder, Settings(index=index), Telling(tell))
    except MattersError as error:
        tell(("failed", str(error), 0, time.monotonic()))
        return
    if problems:
        tell(("failed", "; ".join(map(str, problems)), 0, time.monotonic()))
        return
    tell(("done", "", 0, time.monotonic()))


def look(tell: Any, index: Path, seed: int) -> None:
    """Tell what check finds, which papers are held, and which of their words and vectors an open reader misses."""
    settings = Settings(index=index)
    try:
        findings = [(f.name, str(f)) for f in wiring.check(settings) if f.wrong]
        assistant = wiring.open_assistant(settings, lasting=True)
    except MattersError as error:
        tell(([("opening", str(error))], {}, []))
        return
    store, scope = assistant.shelf.store, assistant.scope
    held = {path: sha for c in scope.collections for path, (_, sha, _) in store.held(c).items()}
    missed = []
    for path in held:
        found = assistant.search(f"What became of {made.word(int(path[:4])).capitalize()}?")
        if path not in {hit.passage.place.path for hit in found}:
            missed.append(f"{path} is not found by its word")
    everything = list(store.every_vector())
    for passage, vector in random.Random(seed).sample(everything, min(SAMPLE, len(everything))):
        near = assistant.shelf.near.near(vector, scope, NEAREST)
        if passage.id not in near and min(near.values(), default=0.0) < 1.0 - 1e-4:
            missed.append(f"a passage of {passage.place.path} is not found by its vector")
    tell((findings, held, missed))


def compare(tell: Any, one: Path, other: Path) -> None:
    """Tell the tables in which two records differ, and each one's nearest passages by Chroma."""
    first, second = Settings(index=one), Settings(index=other)
    prints = wiring.fingerprint(first), wiring.fingerprint(second)
    near = wiring.neighbours(first, NEAREST), wiring.neighbours(second, NEAREST)
    agree = sum(len(near[0].get(i, frozenset()) & ids) for i, ids in near[1].items())
    tell(([t for t in prints[1] if prints[0][t] != prints[1][t]], agree / max(1, sum(map(len, near[1].values())))))


# ---------------------------------------------------------------- the bench


def phase_of(events: list[Event]) -> str:
    """Return the phase in which a run was, from what it had told."""
    left, indexed = 0, None
    phase = "creation"
    for kind, what, total, _ in events:
        if kind == "stage":
            left, indexed = total, what == "Indexing"
            phase = "Chroma" if indexed else "reading"
        elif kind == "more":
            left += what
        elif kind == "doing" and not what.endswith(" passages"):
            phase = "reading"
        elif kind == "doing":
            done, whole = what.rsplit(", ", 1)[1].split(" passages")[0].split(" of ")
            phase = "record" if done == whole else "embedding"
        elif kind == "step":
            left -= what
            if left <= 0:
                phase = "swap" if indexed else "removal and matrix"
    return phase


def spans(events: list[Event]) -> dict[str, float]:
    """Return how long each phase of a clean run took, from its first event on; the longest stretch of each."""
    out: dict[str, float] = dict.fromkeys(PHASES, 0.0)
    for n in range(len(events) - 1):
        phase = phase_of(events[: n + 1])
        out[phase] = max(out[phase], events[n + 1][3] - events[n][3])
    chroma = [e[3] for n, e in enumerate(events) if phase_of(events[: n + 1]) == "Chroma"]
    out["Chroma"] = max(out["Chroma"], chroma[-1] - chroma[0]) if chroma else out["Chroma"]
    return out


class Trial:
    """A folder that changes before each run, an index that is killed, and what both should hold."""

    def __init__(self, place: Path, papers: int, seed: int) -> None:
        self.folder, self.index, self.place = place / "papers", place / "index", place
        self.chance = random.Random(seed)
        self.versions = dict.fromkeys(range(papers), 0)
        self.least, self.next = papers, papers
        self.held: dict[str, str] = {}
        self.out = Outcome()

    def texts(self) -> dict[str, str]:
        return {f"{n:04}.txt": made.minutes(n, v) for n, v in self.versions.items()}

    def mutate(self) -> None:
        """Add a paper, change one, and remove one where there are enough."""
        if len(self.versions) >= self.least:
            del self.versions[self.chance.choice(sorted(self.versions))]
        self.versions[self.chance.choice(sorted(self.versions))] += 1
        self.versions[self.next] = 0
        self.next += 1

    def allowed(self) -> Allowed:
        """Return what each paper may be after a run that was stopped: as it was held, or as the folder has it."""
        wanted = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in self.texts().items()}
        return {name: {self.held.get(name), wanted.get(name)} for name in self.held.keys() | wanted.keys()}

    def complete(self) -> list[Event]:
        """Run to the end, and hold what is there against the folder."""
        made.lay(self.folder, self.texts())
        events: list[Event] = Forked(run, self.folder, self.index).rest()
        if not events or events[-1][0] != "done":
            self.out.complaints.append(f"a run did not end well: {events[-1:]}")
        findings, held, missed = ask(look, self.index, self.chance.random())
        wanted = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in self.texts().items()}
        self.out.complaints += [f"after a whole run: {told}" for _, told in findings]
        self.out.losses += [f"after a whole run: {x}" for x in missed]
        self.out.losses += [f"after a whole run: {n}" for n in wanted if held.get(n) != wanted[n]]
        self.out.losses += [f"after a whole run: {n} is still there" for n in held.keys() - wanted.keys()]
        left = list((self.index / wiring.BUILT).glob("*.making"))
        self.out.complaints += [f"after a whole run: {p.name} is left" for p in left]
        self.held = held
        return events

    def strike(self, phase: str, reach: float) -> bool:
        """Change the folder, start a run, and kill it at a chance moment of a phase; False where it ended before."""
        self.mutate()
        made.lay(self.folder, self.texts())
        allowed = self.allowed()
        events = stopped(self.folder, self.index, phase, reach, self.chance)
        return self._judged(events, self.index, allowed)

    def strike_first(self, reach: float) -> bool:
        """Kill a first run while it makes its index; the next run must end well."""
        folder, index = self.place / "first", self.place / "first-index"
        shutil.rmtree(index, ignore_errors=True)
        made.lay(folder, {"0000.txt": made.minutes(0, items=2)})
        events = stopped(folder, index, "creation", reach, self.chance)
        if events is None:
            self.out.late += 1
            return False
        self.out.kills[phase_of(events)] += 1
        findings, _, _ = ask(look, index, 0)
        self.out.complaints += [
            f"a first run was killed: {told}" for name, told in findings if name != "meaning" and NONE not in told
        ]
        again: list[Event] = Forked(run, folder, index).rest()
        findings, held, missed = ask(look, index, 0)
        wrong = [told for _, told in findings] + missed + [str(e[1]) for e in again if e[0] == "failed"]
        self.out.sound += not wrong and list(held) == ["0000.txt"]
        self.out.complaints += [f"after a first run was killed: {x}" for x in wrong]
        return True

    def _judged(self, events: list[Event] | None, index: Path, allowed: Allowed) -> bool:
        left = len(list((index / wiring.BUILT).glob("*.making")))
        findings, held, missed = ask(look, index, self.chance.random())
        phase = phase_of(events) if events else "an end"
        wrong = [told for name, told in findings if name != "meaning"]
        self.out.complaints += [f"killed in {phase}: {told}" for told in wrong]
        self.out.losses += [f"killed in {phase}: {x}" for x in missed]
        for name, states in allowed.items():
            if held.get(name) not in states:
                self.out.losses.append(f"killed in {phase}: {name} is neither as it was nor as it should be")
        self.out.losses += [f"killed in {phase}: {n} came from nowhere" for n in held.keys() - allowed.keys()]
        self.held = held
        if events is None:
            self.out.late += 1
            return False
        self.out.kills[phase] += 1
        self.out.half_made += left
        self.out.sound += not wrong
        self.out.waiting += not wrong and bool(findings)
        return True


def stopped(folder: Path, index: Path, phase: str, reach: float, chance: random.Random) -> list[Event] | None:
    """Start a run and kill it at a chance moment of a phase. Returns what it told until then, None where it ended."""
    one = Forked(run, folder, index)
    events: list[Event] = []
    skipped = chance.randrange(2) if phase in ("embedding", "record") else 0
    while True:
        event = one.hear()
        events.append(event)
        if event[0] in ("done", "failed"):
            one.end()
            return None
        begins = event[0] != "step" or phase in ("removal and matrix", "swap")
        if phase_of(events) == phase and begins:
            if skipped == 0:
                break
            skipped -= 1
    time.sleep(chance.uniform(0.0, reach))
    one.kill()
    events += one.rest()
    return None if events[-1][0] in ("done", "failed") else events


def kills(place: Path, count: int, *, papers: int = BASE, seed: int = 1, heard: Any = None) -> Outcome:
    """Kill as many runs as are asked for in a folder, and hold what is left against a clean run."""
    trial = Trial(place, papers, seed)
    trial.complete()
    trial.mutate()
    reach = spans(trial.complete())
    turn = 0
    while sum(trial.out.kills.values()) < count:
        phase = PHASES[turn % len(PHASES)]
        turn += 1
        if phase == "creation":
            trial.strike_first(reach[phase])
        else:
            trial.strike(phase, reach[phase])
        if turn % ROW == 0:
            trial.complete()
        if heard and turn % 20 == 0:
            heard(f"{sum(trial.out.kills.values())} kills, {len(trial.out.losses)} losses", flush=True)
    trial.complete()
    clean = place / "clean"
    if Forked(run, trial.folder, clean).rest()[-1][0] != "done":
        raise Hung("the clean run did not end")
    trial.out.differing, trial.out.agreeing = ask(compare, trial.index, clean)
    trial.out.papers = len(trial.held)
    trial.out.passages = ask(count_passages, clean)
    return trial.out


def count_passages(tell: Any, index: Path) -> None:
    """Tell how many passages an index holds."""
    with closing(wiring.open_shelf(Settings(index=index))) as shelf:
        tell(shelf.store.total_passages())


def main() -> int:
    words = argparse.ArgumentParser(description="Kill ingest again and again, and see that nothing is lost.")
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--papers", type=int, default=BASE)
    words.add_argument("--seed", type=int, default=1)
    told = words.parse_args()
    with tempfile.TemporaryDirectory() as place:
        started = time.monotonic()
        outcome = kills(Path(place), told.kills, papers=told.papers, seed=told.seed, heard=print)
        print(f"{outcome}\n{time.monotonic() - started:.0f} s")
    return 0 if outcome.good else 1


if __name__ == "__main__":
    sys.exit(main())
