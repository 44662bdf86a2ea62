"""Papers read apart: each in a process of its own, with limits on time and memory, some at once and ahead of need.

So one bad paper costs only itself, and reading uses every core while whoever asked does something else. Where processes
can be forked a small one is started for that, see `ingest.forking`; elsewhere each paper has a fresh interpreter.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import socket
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from ingest.apart import MB, interpreter
from ingest.errors import Problem
from ingest.forking import ASKED, ENDED, LATE, PAGES, Task
from ingest.library import Reading

#: Papers that may be under way or read and waiting, for each process; and the bytes read and waiting that are enough.
AHEAD, HELD = 3, 64 * MB
#: Each MB of a file is allowed so many seconds more.
SECONDS_FOR_A_MB = 10
#: Seconds between two looks at how many pages are read.
LOOK = 0.1
#: Seconds that a process which was told to end has for it.
PATIENCE = 10
#: A paper during whose reading all processes ended is tried so often.
TRIES = 2

#: Takes a paper's place among the tasks, how many of its pages are read, and how many it has.
Told = Callable[[int, int, int], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one paper may take, and how many are read at once.

    seconds: of the time on the wall, and more for a large file (see `allowed`). memory: in MB, where the system can
    bound it.
    """

    seconds: float = 300
    memory: int = 2048
    processes: int = 2

    def allowed(self, path: Path) -> float:
        """Return how many seconds a file may take."""
        with contextlib.suppress(OSError):
            return self.seconds + SECONDS_FOR_A_MB * (path.stat().st_size // MB)
        return self.seconds


def read(
    tasks: Sequence[Task], limits: Limits, told: Told, *, forks: bool = hasattr(os, "fork")
) -> Generator[Reading, None, None]:
    """Yield what came of each paper, in their order. told: what hears how many pages are read, of any paper under way.

    Nothing is started where there is nothing to read. A paper whose process died, or was killed at a limit, is a
    Reading without a document. To be closed by whoever does not go on to the end.
    """
    if not tasks:
        return
    endings = sorted({t.paper.path.suffix.lower() for t in tasks})
    make: Callable[[], _Host] = (
        (lambda: _Forks(limits.processes, endings)) if forks else (lambda: _Fresh(limits.processes))
    )
    desk = _Desk(tasks, limits, told, make)
    try:
        for number in range(len(tasks)):
            yield desk.reading(number)
    finally:
        desk.close()


# ---------------------------------------------------------------- what is under way


@dataclass(slots=True)
class _Slip:
    """A paper under way: the file that goes to its process and comes back, and how that process ended, once it has."""

    file: BinaryIO
    seconds: float
    tries: int
    pages: tuple[int, int] = (0, 0)
    ended: int | None = None


class _Host(Protocol):
    """What has papers read in other processes."""

    def begin(self, number: int, slip: _Slip, memory: int) -> None:
        """Have a paper read, at once or when there is room."""
        ...

    def ended(self, patience: float) -> Iterator[tuple[int, int]]:
        """Yield what has ended, waiting a while for the first: its number and its exit status.

        Raises EOFError where no process is left that could read.
        """
        ...

    def close(self) -> int:
        """End whatever is still being read. Returns how the process ended through which that went."""
        ...


class _Desk:
    """Tasks, handed out some ahead of the one that is asked for."""

    def __init__(self, tasks: Sequence[Task], limits: Limits, told: Told, make: Callable[[], _Host]) -> None:
        self._tasks, self._limits, self._told, self._make = tasks, limits, told, make
        self._host = make()
        self._under_way: dict[int, _Slip] = {}
        self._next = 0

    def reading(self, number: int) -> Reading:
        """Return what came of one paper; papers are asked for in their order, each once."""
        self._hand_out(number)
        while self._under_way[number].ended is None:
            self._wait()
            self._hand_out(number)
        slip = self._under_way.pop(number)
        with slip.file:
            return self._read(self._tasks[number], slip)

    def close(self) -> None:
        self._host.close()
        for slip in self._under_way.values():
            slip.file.close()

    def _hand_out(self, wanted: int) -> None:
        """Hand out the paper that is wanted, and those after it while not too much lies here read."""
        last = min(len(self._tasks), wanted + AHEAD * self._limits.processes)
        while self._next < last and (self._next <= wanted or self._held() < HELD):
            self._begin(self._next, tries=1)
            self._next += 1

    def _begin(self, number: int, tries: int) -> None:
        task = self._tasks[number]
        slip = _Slip(_file(task), self._limits.allowed(task.paper.path), tries)
        self._under_way[number] = slip
        self._host.begin(number, slip, self._limits.memory)

    def _held(self) -> int:
        return sum(os.fstat(s.file.fileno()).st_size for s in self._under_way.values() if s.ended is not None)

    def _wait(self) -> None:
        """Wait until something has ended, or for a moment, and tell what pages were read meanwhile."""
        try:
            for number, code in self._host.ended(LOOK):
                self._under_way[number].ended = code
        except EOFError:
            self._again()
        for number, slip in self._under_way.items():
            pages = _pages(slip.file)
            if pages != slip.pages:
                slip.pages = pages
                self._told(number, *pages)

    def _again(self) -> None:
        """Have what was under way read once more, all its processes having ended at once.

        Those that were being read are the first that are not done, and what has had its turn is given up.
        """
        code = self._host.close() or 1
        self._host = self._make()
        undone = [(n, s) for n, s in self._under_way.items() if s.ended is None]
        for place, (number, slip) in enumerate(undone):
            tries = slip.tries + (place < self._limits.processes)
            if tries > TRIES:
                slip.ended = code
            else:
                slip.file.close()
                self._begin(number, tries)

    def _read(self, task: Task, slip: _Slip) -> Reading:
        if slip.ended:
            return Reading(None, (Problem(task.paper.relative, "", _how(slip.ended, slip.seconds)),))
        slip.file.seek(PAGES.size)
        reading: Reading = pickle.load(slip.file)
        return reading


def _how(code: int, seconds: float) -> str:
    """Return in words how a process ended that should have read a paper."""
    if code == LATE:
        return f"took longer than {seconds:,.0f} s to be read; split the paper, or raise the setting `seconds`"
    if code == -signal.SIGKILL:
        return "its reading was stopped from outside, as happens where memory runs out; run the same command again"
    how = signal.Signals(-code).name if code < 0 else f"exit {code}"
    return f"the process that read it broke down ({how}), so the file may be damaged; save or fetch it again"


def _file(task: Task) -> BinaryIO:
    """Return a file without a name that holds a task."""
    make = _in_memory if hasattr(os, "memfd_create") else tempfile.TemporaryFile
    file: BinaryIO = make()
    file.write(PAGES.pack(0, 0))
    pickle.dump(task, file, pickle.HIGHEST_PROTOCOL)
    file.flush()
    return file


def _in_memory() -> BinaryIO:
    return os.fdopen(os.memfd_create("paper"), "w+b")


def _pages(file: BinaryIO) -> tuple[int, int]:
    """Return how many pages are read and how many there are, where one can look without moving the other's place."""
    if not hasattr(os, "pread"):
        return 0, 0
    done, total = PAGES.unpack(os.pread(file.fileno(), PAGES.size, 0))
    return done, total


# ---------------------------------------------------------------- where they are read


class _Forks:
    """A process that forks others."""

    def __init__(self, processes: int, endings: Sequence[str]) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = interpreter(
                "forking",
                "serve",
                theirs.fileno(),
                processes,
                list(endings),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )

    def begin(self, number: int, slip: _Slip, memory: int) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # `ended` will tell
            socket.send_fds(self._socket, [ASKED.pack(number, slip.seconds, memory)], [slip.file.fileno()])

    def ended(self, patience: float) -> Iterator[tuple[int, int]]:
        ready, _, _ = select.select([self._socket], [], [], patience)
        if not ready:
            return
        try:
            told = self._socket.recv(ENDED.size * 64)
        except ConnectionResetError:
            told = b""
        if not told:
            raise EOFError
        yield from ENDED.iter_unpack(told)

    def close(self) -> int:
        self._socket.close()
        return _ended(self._process)


class _Fresh:
    """A fresh interpreter for each paper, where a process cannot be forked."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._waiting: deque[tuple[int, _Slip, int]] = deque()
        self._reading: dict[int, tuple[subprocess.Popen[bytes], threading.Timer]] = {}

    def begin(self, number: int, slip: _Slip, memory: int) -> None:
        self._waiting.append((number, slip, memory))
        self._fill()

    def _fill(self) -> None:
        while self._waiting and len(self._reading) < self._processes:
            number, slip, memory = self._waiting.popleft()
            process = interpreter(
                "forking",
                "alone",
                slip.seconds,
                memory,
                stdin=subprocess.PIPE,
                stdout=slip.file,
                stderr=subprocess.DEVNULL,
            )
            timer = threading.Timer(slip.seconds, process.kill)
            timer.start()
            self._reading[number] = process, timer

    def ended(self, patience: float) -> Iterator[tuple[int, int]]:
        for process, _ in list(self._reading.values())[:1]:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
        for number, (process, timer) in list(self._reading.items()):
            if process.poll() is not None:
                code = LATE if timer.finished.is_set() else process.returncode
                timer.cancel()
                self._leave(process)
                del self._reading[number]
                yield number, code
        self._fill()

    def close(self) -> int:
        for process, timer in self._reading.values():
            timer.cancel()
            process.kill()
            process.wait()
            self._leave(process)
        return 0

    def _leave(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdin:
            process.stdin.close()


def _ended(process: subprocess.Popen[bytes]) -> int:
    """Wait for the end of a process that has been told to end, and return how it ended."""
    try:
        return process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
