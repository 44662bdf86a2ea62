"""The process that forks another for each paper. `ingest.workers` starts it; it reads no paper itself.

It has the readers imported, one thread, and neither database nor model, so that a fork of it is safe and takes a few
milliseconds. It lives as long as the socket to the process that started it, and no fork outlives it. What a fork may
take, the system itself holds it to: a process deep in a loop can't be asked to stop.

A paper's own file goes from hand to hand: whoever asks writes the task into it, the fork reads that, writes over it how
many pages are read, and in the end what it read. So nothing waits for anybody to listen, however much is read.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import select
import signal
import socket
import struct
import sys
import threading
import traceback
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from ingest import library, readers
from ingest.apart import bound, silence
from ingest.errors import MattersError, Problem, ReadError
from ingest.grammar.forgetting import Forgotten
from ingest.library import Paper, Reading
from ingest.readers import progress
from ingest.record import Collection

#: At the head of a paper's file: pages read, and pages that it has; 0 where that is not known.
PAGES = struct.Struct("!II")
#: What is asked of the forking process: a number, the seconds and the MB that the paper may take. Its file comes along.
ASKED = struct.Struct("!IdI")
#: What it tells: the number, and how the fork ended, by exit status or (below 0) by signal.
ENDED = struct.Struct("!Ii")
#: How one ends that takes too long: by SIGALRM, as every system numbers it.
LATE = -14
#: The greatest number that stands there.
MOST = 0xFFFFFFFF
#: Linux: what a process is to be sent when the one that forked it ends.
_PR_SET_PDEATHSIG = 1
#: What is said of an error that no reader foresaw.
_SAID: dict[type[BaseException], str] = {
    MemoryError: "needs more than {memory:,} MB of memory to be read; split the paper, or raise the setting `memory`",
    RecursionError: "is nested too deep to be read; save it anew, or give it in another format",
    OSError: "was read, but there is no room to hand its text over ({error}); make room for temporary files",
}


@dataclass(frozen=True, slots=True)
class Task:
    """A paper to be read, and all that `library.read` wants to know."""

    paper: Paper
    collection: Collection
    sha256: str
    largest: int | None
    names: tuple[Forgotten, ...] = ()


# ---------------------------------------------------------------- the process that forks


def serve(control: int, processes: int, endings: Sequence[str]) -> None:
    """Fork a process for each paper that is asked for, so many at a time, until whoever asks is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks is told of it too, and closes the socket
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    warm(endings)
    silence()
    gc.freeze()  # what is there now is the forks' as well, and no collector need touch it
    with socket.socket(fileno=control) as asking:
        _Forking(asking, processes).run()


def warm(endings: Sequence[str]) -> None:
    """Import the readers of some kinds of file: asked for one that is not there, a reader is ready for one that is."""
    for ending in endings:
        with contextlib.suppress(ReadError, OSError, ImportError):
            readers.READERS[ending](Path(os.devnull) / "none", None)


class _Forking:
    """What is asked for and not begun; and by the pipe that ends with it, each fork's number and process."""

    def __init__(self, asking: socket.socket, processes: int) -> None:
        self._asking = asking
        self._processes = processes
        self._waiting: deque[tuple[int, float, int, int]] = deque()
        self._reading: dict[int, tuple[int, int]] = {}

    def run(self) -> None:
        try:
            while True:
                while self._waiting and len(self._reading) < self._processes:
                    self._begin(*self._waiting.popleft())
                asking = self._asking.fileno()
                ready, _, _ = select.select([asking, *self._reading], [], [])
                if asking in ready and not self._ask():
                    return
                for end in self._reading.keys() & ready:
                    self._end(end)
        finally:
            for _, pid in self._reading.values():
                os.kill(pid, signal.SIGKILL)

    def _ask(self) -> bool:
        """Take in what is asked for; False where nobody will ask any more."""
        told, files, _, _ = socket.recv_fds(self._asking, ASKED.size, 1)
        if len(told) < ASKED.size or not files:
            return False
        number, seconds, memory = ASKED.unpack(told)
        self._waiting.append((number, seconds, memory, files[0]))
        return True

    def _begin(self, number: int, seconds: float, memory: int, file: int) -> None:
        ours, theirs = os.pipe()
        forker = os.getpid()
        pid = os.fork()
        if not pid:
            with _Last():
                self._asking.close()
                _die_with(forker)
                _limit(seconds, memory)
                read(file, memory)
        os.close(theirs)
        os.close(file)
        self._reading[ours] = number, pid

    def _end(self, end: int) -> None:
        """Tell that a fork has ended: nobody else is waited for, and nobody else holds its pipe."""
        number, pid = self._reading.pop(end)
        os.close(end)
        _, status = os.waitpid(pid, 0)
        self._asking.sendall(ENDED.pack(number, os.waitstatus_to_exitcode(status)))


# ---------------------------------------------------------------- the fork


class _Last:
    """Ends the process where the `with` ends, whatever was raised there: a fork must not go on as its parent does."""

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        os._exit(0 if kind is None else 1)


def _die_with(forker: int) -> None:
    """Let the system end this process with the one that forked it, where it can (Linux)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != forker:
            os._exit(1)


def _limit(seconds: float, memory: int) -> None:
    """Bound what this process may take of time, of memory and of room for what it read."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    bound(memory)


def alone(seconds: float, memory: int) -> None:
    """Read one paper in a process that was started for it, whose standard output is the paper's file.

    It ends when its standard input does, which whoever started it holds open.
    """
    file = os.dup(1)
    silence()
    threading.Thread(target=_end_with, args=(0,), daemon=True).start()
    with _Last():
        if os.name == "posix":
            _limit(seconds, memory)
        read(file, memory)


def _end_with(pipe: int) -> None:
    while os.read(pipe, 1):
        pass
    os._exit(1)


def read(file: int, memory: int) -> None:
    """Read the paper whose task stands in a file, and write there what came of it. memory: the MB that it may take."""
    with os.fdopen(file, "r+b") as held:
        held.seek(PAGES.size)
        task: Task = pickle.load(held)
        progress.listen(lambda done, total: _put_pages(file, done, total))
        with _Told(held, task.paper.relative, memory):
            _put(held, library.read(task.paper, task.collection, task.sha256, largest=task.largest, names=task.names))


class _Told:
    """Writes what is raised within as the problem of the paper: whatever it does to a reader, the others are read."""

    def __init__(self, held: BinaryIO, path: str, memory: int) -> None:
        self._held, self._path, self._memory = held, path, memory

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, at: TracebackType | None) -> bool:
        if error is not None:
            said = _said(error, at, self._memory)
            traceback.clear_frames(at)  # so that there is memory to say so
            _put(self._held, Reading(None, (Problem(self._path, "", said),)))
        return True


def _said(error: BaseException, at: TracebackType | None, memory: int) -> str:
    """Return in words what a reader did not foresee."""
    if isinstance(error, MattersError):
        return str(error)
    for kind, words in _SAID.items():
        if isinstance(error, kind):
            return words.format(memory=memory, error=getattr(error, "strerror", error))
    place = traceback.extract_tb(at)[-1]
    where = f"{Path(place.filename).name}, line {place.lineno}"
    return f"could not be read, by an error of this program ({type(error).__name__} at {where}); please report it"


def _put(held: BinaryIO, reading: Reading) -> None:
    held.seek(PAGES.size)
    pickle.dump(reading, held, pickle.HIGHEST_PROTOCOL)
    held.flush()


def _put_pages(file: int, done: int, total: int) -> None:
    """Write how far a reader is where whoever waits looks for it, of whatever size the numbers are."""
    if hasattr(os, "pwrite"):
        os.pwrite(file, PAGES.pack(min(done, MOST), min(total, MOST)), 0)
