"""Processes of their own for the benches: real ones, killed like any other, with what takes seconds to import ready.

A small server process imports the libraries once and opens nothing; each process that a bench asks for is forked from
it, runs one function, and tells what happens over a pipe.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import runpy
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [] if str(ROOT) in sys.path else [str(ROOT)]

import wiring  # noqa: E402

wiring.quiet()
os.environ.setdefault("OMP_NUM_THREADS", "1")

#: What the server imports, none of which starts a thread by being imported.
READY = ["sentence_transformers", "chromadb", "llama_index.vector_stores.chroma"]
#: A process that says nothing for so many seconds has hung.
PATIENCE = 240.0

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(READY)

#: What a process is given to tell its bench something.
Tell = Callable[[Any], None]


class Hung(RuntimeError):
    """A process that should have said something by now, or one that ended without a word."""


class Forked:
    """One process, running a function of a bench: its first argument is how it tells something."""

    def __init__(self, run: Callable[..., None], *values: Any) -> None:
        self._pipe, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_begin, args=(theirs, run, values), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def pid(self) -> int:
        return int(self._process.pid or 0)

    def hear(self, patience: float = PATIENCE) -> Any:
        """Return what the process tells next. Raises Hung where it tells nothing."""
        if not self._pipe.poll(patience):
            raise Hung(f"process {self.pid} said nothing for {patience:.0f} s")
        try:
            return self._pipe.recv()
        except EOFError as error:
            self._process.join(10)
            raise Hung(f"process {self.pid} ended without a word, by {self.ended()}") from error

    def told(self, seconds: float) -> bool:
        """True where the process tells something within some seconds."""
        return self._pipe.poll(seconds)

    def say(self, what: Any) -> None:
        """Tell the process something, which its function reads with `listen`."""
        self._pipe.send(what)

    def rest(self) -> list[Any]:
        """Return all that a process told before it ended."""
        out = []
        with contextlib.suppress(EOFError, ConnectionResetError):
            while True:
                out.append(self._pipe.recv())
        self.end()
        return out

    def kill(self) -> None:
        """Kill the process, where it has not ended by itself."""
        if self._process.is_alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def ended(self) -> str:
        """Return how a process ended: a signal's name, or its exit status."""
        code = self._process.exitcode
        return signal.Signals(-code).name if code is not None and code < 0 else f"exit {code}"

    def end(self, patience: float = 60.0) -> str:
        """Wait for the end of the process, and return how it ended."""
        self._process.join(patience)
        if self._process.is_alive():
            self.kill()
            self._process.join()
        self._pipe.close()
        return self.ended()


#: The pipe of the process that this is, for functions that listen as well.
_mine: list[Connection] = []


def listen() -> Any:
    """Return what the bench says to this process next, None once it has gone."""
    try:
        return _mine[0].recv()
    except EOFError:
        return None


def _begin(pipe: Connection, run: Callable[..., None], values: tuple[Any, ...]) -> None:
    import torch

    torch.set_num_threads(1)
    _mine.append(pipe)
    run(pipe.send, *values)
    pipe.close()


def ask(run: Callable[..., None], *values: Any) -> Any:
    """Run a function in a process of its own and return the first thing it tells."""
    one = Forked(run, *values)
    try:
        return one.hear()
    finally:
        one.end()


def _command(tell: Tell, words: tuple[str, ...]) -> None:
    out, err = io.StringIO(), io.StringIO()
    sys.argv = ["matters", *words]
    code: object = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            runpy.run_path(str(ROOT / "cli.py"), run_name="__main__")
        except SystemExit as ended:
            code = ended.code or 0
    tell((code, out.getvalue(), err.getvalue()))


def matters(*words: str) -> tuple[int, str, str]:
    """Run the `matters` command in a process of its own: its exit status, what it printed, and its complaints."""
    code, out, err = ask(_command, words)
    return int(code), out, err


class Telling:
    """A reporter that tells its bench each thing it is told, with the time."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def stage(self, name: str, total: int) -> None:
        self._tell(("stage", name, total, time.monotonic()))

    def more(self, count: int) -> None:
        self._tell(("more", count, 0, time.monotonic()))

    def step(self, count: int) -> None:
        self._tell(("step", count, 0, time.monotonic()))

    def doing(self, what: str) -> None:
        self._tell(("doing", what, 0, time.monotonic()))


class Silent:
    """A reporter that says nothing."""

    def stage(self, name: str, total: int) -> None: ...

    def more(self, count: int) -> None: ...

    def step(self, count: int) -> None: ...

    def doing(self, what: str) -> None: ...
