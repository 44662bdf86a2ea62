"""Work on a shelf that goes on apart from answering: papers taken in by a process of their own, one job at a time.

A job is a small file beside the index, so that it survives whoever asked for it, and the server too: what was not done
when a server ended is begun again by the next one. All that a job does may be killed at any time; what was taken in is
kept, and going on takes in the rest.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import settings as configuration
import wiring
from index.shelf import PaperNews
from ingest import apart
from ingest.errors import BusyError, MattersError, Problem
from settings import Settings

#: A person's jobs that are done and still told of, those that may wait, and how often one is begun again whose process
#: ended in the midst of it.
HELD, WAITING, TRIES = 30, 100, 2
#: How much a job makes way for answers, as `nice` counts; seconds between two notes of how it goes on, between two
#: tries of an index that another process writes to, and for which a process that was told to end may go on.
NICE, NOTE, AGAIN, PATIENCE = 5, 0.25, 1.0, 5.0


class State(StrEnum):
    """How a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come: the stage, so many steps of how many, and what is being done."""

    stage: str = ""
    done: int = 0
    total: int = 0
    doing: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """What became of one paper: "new", "changed", "unchanged", "removed", "failed", "kept"; and what was met in it."""

    path: str
    what: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """Papers of one folder that are to be as the folder and what people set of them say.

    person: whose job it is. originals: what papers were called before they were given a name of ours. told: why it
    failed, in a line. tries: how often it was begun.
    """

    id: str
    person: str
    folder: str
    paths: tuple[str, ...]
    at: str
    originals: Mapping[str, str]
    state: State = State.WAITING
    tries: int = 0
    progress: Progress = Progress()
    news: tuple[News, ...] = ()
    told: str = ""

    @property
    def is_open(self) -> bool:
        """True for a job that is still to end."""
        return self.state in wiring.GOING_ON


# ---------------------------------------------------------------- the queue


class Jobs:
    """The jobs of one index, done one after another by a thread of this process, each in a process of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        #: Beside the index: a file for each job, one for how it goes on, and one for what came of it.
        self._folder = settings.index / wiring.JOBS
        self._changed = threading.Condition()
        self._held: dict[str, Job] = {}
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._now, self._last = "", ""
        self._cancelled: set[str] = set()
        self._closed = False

    def resume(self) -> None:
        """Begin again what was not done when the last server ended."""
        with self._changed:
            for path in sorted(self._folder.glob("*.job")) if self._folder.is_dir() else ():
                job = _job(path)
                if job is not None:
                    job = replace(job, state=State.WAITING) if job.is_open else job
                    self._held[job.id] = self._told(job)
            if any(job.is_open for job in self._held.values()):
                self._wake()

    def add(self, person: str, folder: Path, paths: Sequence[str], originals: Mapping[str, str] | None = None) -> Job:
        """Put a job at the end of the line. person: whose it is. Raises MattersError where it cannot be noted."""
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        identity = f"{time.time_ns():020}-{secrets.token_hex(4)}"
        job = Job(identity, person, str(folder), tuple(paths), at, dict(originals or {}))
        with self._changed:
            self._put(job)
            self._sweep(person)
            self._wake()
        return job

    def of(self, person: str) -> tuple[Job, ...]:
        """Return a person's jobs, the newest first."""
        with self._changed:
            self._look_again(person)
            mine = [job for job in self._held.values() if job.person == person]
        return tuple(
            replace(job, progress=self._progress(job)) for job in sorted(mine, key=lambda j: j.id, reverse=True)
        )

    def before(self, job: Job) -> int:
        """Return how many jobs of the same person are to be done before one; of others' nobody is told."""
        with self._changed:
            mine = [other for other in self._held.values() if other.person == job.person]
        return sum(other.is_open and other.id < job.id for other in mine)

    def is_full(self, person: str) -> bool:
        """True for somebody who has so many jobs waiting that no other may be added."""
        with self._changed:
            return sum(job.is_open and job.person == person for job in self._held.values()) >= WAITING

    def stop(self, person: str, identity: str) -> None:
        """Stop a person's job; what it has taken in stays. Nothing is done where there is none such that is open."""
        with self._changed:
            job = self._held.get(identity)
            if job is None or job.person != person or not job.is_open:
                return
            if job.id == self._now and self._process is not None:
                self._cancelled.add(job.id)
                self._process.kill()
            elif job.id != self._now:
                self._put(replace(job, state=State.STOPPED))

    def again(self, person: str, identity: str) -> None:
        """Put a person's job that was stopped or failed at the end of the line again."""
        with self._changed:
            self._look_again(person)
            job = self._held.get(identity)
            if job is not None and job.person == person and not job.is_open:
                self._drop(job)
                self.add(person, Path(job.folder), job.paths, job.originals)

    def forget(self, person: str, identity: str) -> None:
        """Tell no more of a person's job that has ended."""
        with self._changed:
            job = self._held.get(identity)
            if job is not None and job.person == person and not job.is_open:
                self._drop(job)

    def close(self) -> None:
        """End what is being done; the next server goes on with it."""
        with self._changed:
            self._closed = True
            if self._process is not None:
                self._process.kill()
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True, name="jobs")
            self._thread.start()
        self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._closed and not self._next():
                    self._changed.wait()
                if self._closed:
                    return
                job = self._begun()
            if self._process is not None:
                self._process.wait()
            with self._changed:
                self._end(job)

    def _next(self) -> Job | None:
        """Return the job that is next in line: another person's than the last, if one waits, so that none holds all."""
        waiting = [job for job in self._held.values() if job.state is State.WAITING]
        return min(waiting, key=lambda job: (job.person == self._last, job.id), default=None)

    def _begun(self) -> Job:
        job = self._next()
        assert job is not None
        job = replace(job, state=State.RUNNING, tries=job.tries + 1)
        self._note(job)
        self._now, self._last = job.id, job.person
        for ending in (".now", ".end"):
            (self._folder / f"{job.id}{ending}").unlink(missing_ok=True)
        told = configuration.as_told(self._settings)
        path = str((self._folder / f"{job.id}.job").resolve())
        silent = subprocess.DEVNULL
        self._process = apart.interpreter(
            "jobs", "work", told, path, stdin=subprocess.PIPE, stdout=silent, stderr=silent
        )
        return job

    def _end(self, job: Job) -> None:
        """Note how a job ended. One whose process was ended from outside is begun again, though not for ever."""
        process, self._process, self._now = self._process, None, ""
        if process is not None and process.stdin is not None:
            process.stdin.close()
        ended = (self._folder / f"{job.id}.end").exists()
        if self._closed and not ended:
            self._note(replace(job, state=State.WAITING, tries=job.tries - 1))
        elif ended:
            self._note(self._told(replace(job, state=State.DONE)))
        elif job.id in self._cancelled:
            self._note(replace(job, state=State.STOPPED))
        elif job.tries < TRIES:
            self._note(replace(job, state=State.WAITING))
        else:
            self._note(replace(job, state=State.FAILED, told="it was ended from outside, twice; try it again"))
        self._cancelled.discard(job.id)

    def _told(self, job: Job) -> Job:
        """Return a job with what its process said came of it."""
        told = _read(self._folder / f"{job.id}.end")
        if job.state is not State.DONE or not told:
            return job
        news = tuple(News(n["path"], n["what"], tuple(n["problems"])) for n in told.get("news", ()))
        error = str(told.get("error", ""))
        return replace(job, news=news, told=error, state=State.FAILED if error else State.DONE)

    def _progress(self, job: Job) -> Progress:
        told = _read(self._folder / f"{job.id}.now") if job.state is State.RUNNING else {}
        return Progress(**told) if told else Progress()

    def _put(self, job: Job) -> None:
        """Hold a job, and keep it in its file. Raises MattersError, and holds nothing, where it cannot be kept."""
        _write(self._folder / f"{job.id}.job", asdict(replace(job, progress=Progress())))
        self._held[job.id] = job

    def _note(self, job: Job) -> None:
        """Hold how a job stands now; where that cannot be kept, as on a full disk, the line goes on all the same."""
        with contextlib.suppress(MattersError):
            self._put(job)
        self._held[job.id] = job

    def _look_again(self, person: str) -> None:
        """Hold a person's ended jobs as their files tell them: a name that was forgotten since is masked there."""
        for job in self._held.values():
            told = None if job.is_open or job.person != person else _job(self._folder / f"{job.id}.job")
            if told is not None and not told.is_open:
                self._held[job.id] = told

    def _sweep(self, person: str) -> None:
        mine = [job for job in self._held.values() if job.person == person and not job.is_open]
        ended = sorted(mine, key=lambda job: job.id)
        for job in ended[:-HELD]:
            self._drop(job)

    def _drop(self, job: Job) -> None:
        del self._held[job.id]
        for ending in (".job", ".now", ".end"):
            (self._folder / f"{job.id}{ending}").unlink(missing_ok=True)


def _job(path: Path) -> Job | None:
    """Return the job of a file; None for one that holds none."""
    told = _read(path)
    try:
        news = tuple(News(n["path"], n["what"], tuple(n["problems"])) for n in told["news"])
        return Job(
            **{name: told[name] for name in ("id", "person", "folder", "at", "originals", "tries", "told")},
            paths=tuple(told["paths"]),
            state=State(told["state"]),
            news=news,
        )
    except (KeyError, TypeError, ValueError):
        return None


def _read(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _write(path: Path, told: Mapping[str, object]) -> None:
    """Write a file whole or not at all."""
    making = path.with_name(f"{path.name}.making")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        making.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        making.replace(path)
    except (OSError, UnicodeEncodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise MattersError(f"{path}: cannot be written ({why}); see to its disk") from error


# ---------------------------------------------------------------- the process of one job


class _Noted:
    """A reporter that notes in a file how a job goes on, a few times a second at most."""

    def __init__(self, path: Path) -> None:
        self._path, self._now, self._last = path, Progress(), 0.0

    def stage(self, name: str, total: int) -> None:
        self._note(Progress(name, 0, total))

    def more(self, count: int) -> None:
        self._note(replace(self._now, total=self._now.total + count))

    def step(self, count: int) -> None:
        self._note(replace(self._now, done=self._now.done + count))

    def doing(self, what: str) -> None:
        self._note(replace(self._now, doing=what))

    def _note(self, now: Progress) -> None:
        begins, self._now = now.stage != self._now.stage, now
        if begins or time.monotonic() - self._last >= NOTE:
            self._last = time.monotonic()
            with contextlib.suppress(MattersError):  # how it goes on is not worth failing for
                _write(self._path, asdict(now))


def work(settings: Mapping[str, Any], path: str) -> None:
    """Do the job of a file, in a process that ends with the one which started it: see Jobs."""
    threading.Thread(target=_end_with_standard_input, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICE)
    wiring.quiet()
    tuned = configuration.of(settings)
    file = Path(path)
    job = _job(file)
    if job is None:
        sys.exit(1)
    _write(file.with_suffix(".end"), _done(job, tuned, _Noted(file.with_suffix(".now"))))


def _done(job: Job, tuned: Settings, noted: _Noted) -> dict[str, object]:
    """Take in the papers of a job, waiting for whoever else writes to the index. Returns what came of it."""
    while True:
        try:
            today = date.today().isoformat()
            _, news, problems = wiring.ingest(Path(job.folder), tuned, noted, today=today, only=frozenset(job.paths))
            return {"news": [asdict(one) for one in _news(job, news, problems)]}
        except BusyError:
            noted.stage("Waiting until another process has written to the index", 0)
            time.sleep(AGAIN)
        except MattersError as error:
            return {"error": str(error)}


def _news(job: Job, news: Sequence[PaperNews], problems: Sequence[Problem]) -> list[News]:
    """Return what became of each paper of a job, those included that are in the folder twice or not at all."""
    told = {n.path: n.what for n in news}
    said: dict[str, list[str]] = {}
    for one in problems:
        said.setdefault(one.path, []).append(f"{one.where}: {one.message}" if one.where else one.message)
    return [News(path, told.get(path, "kept"), tuple(said.get(path, ()))) for path in job.paths]


def _end_with_standard_input() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)
