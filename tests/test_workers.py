"""Papers read apart: each in a process of its own, some at once, in order, and one bad paper costs only itself."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import saltmere
from door import Door, became, problems
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

import wiring
from ingest import library, workers
from ingest.apart import MB
from ingest.errors import Problem
from ingest.forking import Task
from ingest.library import Reading
from ingest.workers import Limits
from settings import Settings

ROOT = Path(__file__).parents[1]
USUAL = Limits()
NOTES = "Notes on ropes\nHemp rots where it lies wet.\n"
#: By forks of a process kept for it, and by a fresh interpreter each, as where there is no forking.
WAYS = pytest.mark.parametrize("forks", [True, False], ids=["forked", "fresh"])

needs_proc = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="no /proc here to find processes by")


def slow_pdf(path: Path, pages: int = 60, words: int = 4000) -> Path:
    """Write a small PDF each page of which takes a good tenth of a second to read: words set one by one."""
    writer, stream = PdfWriter(), StreamObject()
    stream.set_data(b"BT /F1 1 Tf 20 840 Td " + b"(The ropes were worn. ) Tj 0 -0.2 Td " * words + b"ET")
    kinds = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    font = DictionaryObject({NameObject(k): NameObject(v) for k, v in kinds.items()})
    fonts = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    held = writer._add_object(stream.flate_encode())
    for _ in range(pages):
        page = writer.add_blank_page(595, 842)
        page[NameObject("/Contents")], page[NameObject("/Resources")] = held, fonts
    path.parent.mkdir(exist_ok=True)
    writer.write(path)
    return path


def tasks(folder: Path, largest: int | None = None) -> list[Task]:
    found = library.open_folder(folder)
    return [Task(p, found.collection, library.file_hash(p.path), largest) for p in found.papers]


def here(task: Task) -> Reading:
    """Return a paper read in this process."""
    return library.read(task.paper, task.collection, task.sha256, largest=task.largest, names=task.names)


def silent(_number: int, _done: int, _total: int) -> None: ...


def read(folder: Path, limits: Limits = USUAL, *, forks: bool = True, largest: int | None = None) -> list[Reading]:
    return list(workers.read(tasks(folder, largest), limits, silent, forks=forks))


def said(reading: Reading) -> str:
    """Return the one problem of a paper that could not be read."""
    assert reading.document is None
    (problem,) = reading.problems
    return problem.message


# ---------------------------------------------------------------- the same as here


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Papers of every kind that these tests make, good and bad, the one that takes longest first by name."""
    folder = tmp_path / "papers"
    slow_pdf(folder / "a.pdf", pages=4)
    inside = saltmere.embedded()
    papers = [saltmere.report("Pontoon repairs", saltmere.PLAIN), saltmere.report("Seal watch", "Nine seals.")]
    saltmere.write(
        folder,
        {
            "b.txt": saltmere.minutes(),
            "c.txt": saltmere.pack(papers, inside=inside),
            "d.txt": saltmere.ANNUAL,
            "e.txt": "",
            "f.txt": "\0\1\2" * 99,
            "g.txt": NOTES * 50_000,
            "h.pdf": "no PDF",
            "i.txt": NOTES,
        },
    )
    saltmere.pdf(folder / "j.pdf", [saltmere.minutes(), NOTES])
    return folder


@WAYS
def test_what_is_read_apart_is_what_is_read_here_and_in_order(mixed: Path, forks: bool) -> None:
    apart = read(mixed, forks=forks, largest=1_000_000)
    assert apart == [here(t) for t in tasks(mixed, 1_000_000)]
    paths = [r.document.source.path if r.document else r.problems[-1].path for r in apart]
    assert paths == sorted(p.name for p in mixed.iterdir() if p.name != "corpus.toml")
    assert [r.problems[0].message.partition(" characters")[0] for r in apart if "limit" in str(r.problems)] == [
        "has 2.2 million"  # made of an error that takes two arguments
    ]


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_how_many_are_read_at_once_changes_nothing(corpus: Path, processes: int) -> None:
    apart = read(corpus, Limits(processes=processes))
    assert apart == [here(t) for t in tasks(corpus)]


def test_the_shared_papers_are_the_same_read_apart(shared: Path) -> None:
    assert read(shared / "board") == [here(t) for t in tasks(shared / "board")]


def test_names_are_masked_there_too(tmp_path: Path) -> None:
    from ingest.grammar.forgetting import forgotten

    folder = saltmere.write(tmp_path / "papers", {"a.txt": saltmere.minutes()})
    masking = [replace(t, names=(forgotten("Tobias Quill", "salt"),)) for t in tasks(folder)]
    (apart,) = workers.read(masking, Limits(), silent)
    assert apart.document is not None
    assert apart == here(masking[0])
    assert "Quill" not in apart.document.text


def test_a_very_long_paper_comes_back_whole(tmp_path: Path) -> None:
    """Longer than any pipe holds, several times over, with nobody listening while it is read."""
    folder = saltmere.write(tmp_path / "papers", {f"{n}.txt": NOTES * 6_000 + str(n) for n in range(4)})
    readings = workers.read(tasks(folder), Limits(), silent)
    first = next(readings)
    time.sleep(2)
    texts = [r.document.text if r.document else "" for r in (first, *readings)]
    assert texts == [NOTES * 6_000 + str(n) for n in range(4)]


# ---------------------------------------------------------------- bad papers


@WAYS
def test_a_paper_that_takes_too_long(tmp_path: Path, forks: bool) -> None:
    slow_pdf(tmp_path / "b.pdf")
    saltmere.write(tmp_path, {"a.txt": NOTES, "c.txt": NOTES + "Sails too.\n"})
    started = time.monotonic()
    first, slow, last = read(tmp_path, Limits(seconds=2), forks=forks)
    assert time.monotonic() - started < 8
    assert first.document
    assert last.document
    assert said(slow) == "took longer than 2 s to be read; split the paper, or raise the setting `seconds`"


def test_a_large_file_may_take_longer(tmp_path: Path) -> None:
    for name, size in (("small.pdf", 10), ("large.pdf", 7 * MB)):
        with (tmp_path / name).open("wb") as stream:
            stream.truncate(size)
    allowed = [Limits(seconds=30).allowed(tmp_path / n) for n in ("small.pdf", "large.pdf", "gone.pdf")]
    assert allowed == [30, 100, 30]


@WAYS
def test_a_paper_that_needs_too_much_memory(tmp_path: Path, forks: bool) -> None:
    saltmere.write(tmp_path, {"a.txt": NOTES, "b.txt": "“" * 60_000_000, "c.pdf": "", "d.txt": NOTES + "Sails too.\n"})
    saltmere.pdf(tmp_path / "c.pdf", [saltmere.minutes()])
    first, large, pdf, last = read(tmp_path, Limits(memory=256), forks=forks)
    assert first.document
    assert pdf.document
    assert last.document
    assert said(large) == "needs more than 256 MB of memory to be read; split the paper, or raise the setting `memory`"


def test_an_error_that_nobody_foresaw_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    one, other = tasks(saltmere.write(tmp_path, {"a.txt": NOTES, "b.txt": saltmere.minutes()}))
    wrong: Any = replace(one, names=("no name that was hashed",))  # type: ignore[arg-type]
    bad, good = workers.read([wrong, other], Limits(), silent)
    assert good.document
    assert said(bad).startswith("could not be read, by an error of this program (AttributeError at forgetting.py, line")


# ---------------------------------------------------------------- processes that die


def processes() -> dict[int, tuple[int, str]]:
    """Return the processes of this machine that are alive: by number, the parent's number and the command."""
    out = {}
    for place in Path("/proc").iterdir():
        if place.name.isdecimal():
            try:
                state, parent = (place / "stat").read_text().rpartition(") ")[2].split()[:2]
                command = (place / "cmdline").read_text()
            except OSError:  # it has ended meanwhile
                continue
            if state != "Z":
                out[int(place.name)] = int(parent), command
    return out


def below(pid: int) -> tuple[list[int], list[int]]:
    """Return the processes that read papers for one: those that it started, and their forks."""
    alive = processes()
    started = [p for p, (parent, command) in alive.items() if parent == pid and "ingest.forking" in command]
    return started, [p for p, (parent, _) in alive.items() if parent in started]


def wait_until(there: Callable[[], Any], seconds: float = 20.0) -> Any:
    """Return what a look finds, once it finds something."""
    end = time.monotonic() + seconds
    while not (found := there()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def reading(pid: int, *, forks: bool = True) -> tuple[list[int], list[int]]:
    """Return the processes that read papers for one, as soon as there are any."""
    found: tuple[list[int], list[int]] = wait_until(lambda: b if (b := below(pid))[1 if forks else 0] else None)
    return found


@dataclass
class Later:
    """A folder being read in a thread, and what comes of it."""

    folder: Path
    limits: Limits = USUAL
    forks: bool = True
    out: list[Reading] = field(default_factory=list)

    def __enter__(self) -> Later:
        self._thread = threading.Thread(
            target=lambda: self.out.extend(read(self.folder, self.limits, forks=self.forks))
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(60)
        assert not self._thread.is_alive()


@needs_proc
@pytest.mark.parametrize("how", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
@WAYS
def test_a_process_that_dies_costs_its_own_paper(tmp_path: Path, how: signal.Signals, forks: bool) -> None:
    slow_pdf(tmp_path / "a.pdf")
    saltmere.write(tmp_path, {"b.txt": NOTES})
    with Later(tmp_path, Limits(processes=1), forks) as later:
        victim = reading(os.getpid(), forks=forks)[1 if forks else 0][0]
        time.sleep(0.3)
        os.kill(victim, how)
    bad, good = later.out
    assert good.document
    broken = f"the process that read it broke down ({how.name}), so the file may be damaged; save or fetch it again"
    stopped = "its reading was stopped from outside, as happens where memory runs out; run the same command again"
    assert said(bad) == (stopped if how is signal.SIGKILL else broken)
    assert below(os.getpid()) == ([], [])


@needs_proc
@pytest.mark.parametrize("deaths", [1, 2])
def test_the_process_that_forks_may_die_once(tmp_path: Path, deaths: int) -> None:
    """With it go its forks, and what they were reading is read again, but not for ever."""
    slow_pdf(tmp_path / "a.pdf", pages=12)
    saltmere.write(tmp_path, {f"b{n}.txt": NOTES + str(n) for n in range(9)})
    dead: set[int] = set()
    with Later(tmp_path, Limits(processes=1)) as later:
        for _ in range(deaths):
            (server,) = wait_until(lambda: set(below(os.getpid())[0]) - dead)
            forks = wait_until(lambda: below(os.getpid())[1])
            os.kill(server, signal.SIGKILL)
            dead.add(server)
            wait_until(lambda f=set(forks): not processes().keys() & f, 5)
    slow, *texts = later.out
    assert all(r.document for r in texts)
    assert (slow.document is not None) == (deaths == 1)
    assert below(os.getpid()) == ([], [])


PROGRAM = """
import sys, pathlib
sys.path[:0] = [{root!r}]
import matters_arising
from ingest import library, workers
from ingest.forking import Task
from ingest.workers import Limits
with open({ran!r}, "a") as ran:
    ran.write("once ")
found = library.open_folder(pathlib.Path({folder!r}))
tasks = [Task(p, found.collection, library.file_hash(p.path), None) for p in found.papers]
def read():
    for one in workers.read(tasks, Limits(), lambda *_: None, forks={forks}):
        print(one.document.source.path if one.document else one.problems, flush=True)
"""
#: How a program of somebody's own is run that has no `if __name__ == "__main__"`, and how it begins to read.
RUNS = {
    "a file": ([sys.executable, "program.py"], "read()"),
    "standard input": ([sys.executable, "-"], "read()"),
    "a line": ([sys.executable, "-c"], "read()"),
    "a thread": ([sys.executable, "program.py"], "import threading; threading.Thread(target=read).start()"),
    "children ignored": ([sys.executable, "program.py"], "import signal; signal.signal(17, signal.SIG_IGN); read()"),
}


def program(tmp_path: Path, begin: str, *, forks: bool = True) -> str:
    ran, folder = str(tmp_path / "ran"), str(tmp_path / "papers")
    return PROGRAM.format(root=str(ROOT), ran=ran, folder=folder, forks=forks) + begin + "\n"


@pytest.mark.parametrize("forks", [True, False])
@pytest.mark.parametrize("way", RUNS)
def test_a_program_without_a_guard_is_run_once(tmp_path: Path, way: str, forks: bool) -> None:
    saltmere.write(tmp_path / "papers", {"a.txt": NOTES, "b.txt": saltmere.minutes()})
    command, begin = RUNS[way]
    text = program(tmp_path, begin, forks=forks)
    (tmp_path / "program.py").write_text(text)
    given = text if command[-1] == "-" else None
    command = [*command, text] if command[-1] == "-c" else command
    done = subprocess.run(command, cwd=tmp_path, input=given, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, ["a.txt", "b.txt"], "")
    assert (tmp_path / "ran").read_text() == "once "


@needs_proc
@WAYS
def test_nobody_outlives_a_program_that_is_killed(tmp_path: Path, forks: bool) -> None:
    slow_pdf(tmp_path / "papers" / "a.pdf", pages=400)
    text = program(tmp_path, "read()", forks=forks)
    one = subprocess.Popen([sys.executable, "-c", text], cwd=tmp_path, stdout=subprocess.DEVNULL)
    started, forked = reading(one.pid, forks=forks)
    one.kill()
    one.wait()
    wait_until(lambda: not processes().keys() & {*started, *forked}, 5)


@needs_proc
def test_control_c_says_one_line(tmp_path: Path) -> None:
    slow_pdf(tmp_path / "papers" / "a.pdf", pages=400)
    command = [sys.executable, str(ROOT / "cli.py"), "ingest", "papers"]
    one = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True)
    started, forked = reading(one.pid)
    os.killpg(one.pid, signal.SIGINT)
    _, told = one.communicate(timeout=20)
    assert (one.returncode, told.count("\n")) == (1, 1)
    assert told.startswith("matters: stopped; ")
    wait_until(lambda: not processes().keys() & {*started, *forked}, 5)


def test_one_may_stop_before_the_end(tmp_path: Path) -> None:
    slow_pdf(tmp_path / "b.pdf", pages=400)
    saltmere.write(tmp_path, {"a.txt": NOTES})
    readings = workers.read(tasks(tmp_path), Limits(), silent)
    assert next(readings).document
    started = time.monotonic()
    readings.close()
    assert time.monotonic() - started < 5


# ---------------------------------------------------------------- an ingest


@dataclass
class Heard:
    """A reporter that keeps what it is told."""

    told: list[tuple[str, Any]] = field(default_factory=list)

    def stage(self, name: str, total: int) -> None:
        self.told.append((name, total))

    def more(self, count: int) -> None:
        self.told.append(("more", count))

    def step(self, count: int) -> None:
        self.told.append(("step", count))

    def doing(self, what: str) -> None:
        self.told.append(("doing", what))

    def total(self, what: str) -> int:
        return sum(count for told, count in self.told if told == what)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(index=tmp_path / "index", seconds=3)


def test_pages_are_counted_and_named_while_they_are_read(tmp_path: Path, settings: Settings) -> None:
    slow_pdf(tmp_path / "papers" / "a.pdf", pages=300)
    heard = Heard()
    _, news, _ = wiring.ingest(tmp_path / "papers", settings, heard)
    assert [n.what for n in news] == ["failed"]
    assert heard.told[:2] == [("Reading", 1), ("doing", "a.pdf")]
    named = [what for told, what in heard.told if told == "doing"][1:]
    assert len(named) > 3
    assert named == sorted(named, key=lambda w: int(w.split()[2]))
    assert all(w.startswith("a.pdf, page ") and w.endswith(" of 300") for w in named)
    assert heard.total("Reading") + heard.total("more") == heard.total("step") == 300


@pytest.mark.usefixtures("one_model")
def test_every_page_is_counted_once_and_nothing_is_read_again(tmp_path: Path, settings: Settings) -> None:
    folder = saltmere.write(tmp_path / "papers", {"a.txt": saltmere.minutes(), "b.txt": ""})
    saltmere.pdf(folder / "c.pdf", [saltmere.minutes("9 May 2019"), NOTES, NOTES])
    heard, again = Heard(), Heard()
    wiring.ingest(folder, settings, heard)
    assert heard.total("Reading") == 3
    assert heard.total("more") == 2
    end = next(n for n, (told, _) in enumerate(heard.told) if told == "Indexing")
    assert sum(count for told, count in heard.told[:end] if told == "step") == 5
    wiring.ingest(folder, settings, again)
    assert again.told[:2] == [("Reading", 1), ("doing", "b.txt")]  # it could not be read, and is tried again
    (folder / "b.txt").unlink()
    nothing = Heard()
    wiring.ingest(folder, settings, nothing)
    assert nothing.told == []


@pytest.mark.usefixtures("one_model")
def test_a_paper_that_took_too_long_is_tried_again(
    matters: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = saltmere.write(tmp_path / "papers", {"a.txt": saltmere.minutes()})
    slow_pdf(folder / "slow.pdf", pages=20, words=3000)
    monkeypatch.setenv("MATTERS_SECONDS", "1")
    code, out, _ = matters("ingest", folder, "--index", tmp_path / "index")
    assert (code, became(out)) == (0, {"a.txt": "new", "slow.pdf": "failed"})
    late = "slow.pdf: took longer than 1 s to be read; split the paper, or raise the setting `seconds`"
    assert problems(out) == [late]
    monkeypatch.setenv("MATTERS_SECONDS", "100")
    code, out, _ = matters("ingest", folder, "--index", tmp_path / "index")
    assert (code, became(out)) == (0, {"a.txt": "unchanged", "slow.pdf": "new"})


@needs_proc
def test_who_reads_holds_nothing_of_the_index_and_no_model(tmp_path: Path) -> None:
    import sentence_transformers  # noqa: F401  as any program may have it

    slow_pdf(tmp_path / "papers" / "a.pdf", pages=400)
    settings = Settings(index=tmp_path / "index", seconds=4)
    thread = threading.Thread(target=wiring.ingest, args=(tmp_path / "papers", settings, saltmere.Silent()))
    thread.start()
    started, forked = reading(os.getpid())
    for one in (*started, *forked):
        held = [os.readlink(p) for p in Path(f"/proc/{one}/fd").iterdir()]
        assert not [h for h in held if h.startswith(str(tmp_path / "index"))]
        mapped = Path(f"/proc/{one}/maps").read_text()
        assert not [name for name in ("torch", "sqlite", "chroma", "numpy") if name in mapped]
    thread.join(30)
    assert not thread.is_alive()


def test_an_unread_paper_is_told_in_its_place(tmp_path: Path, settings: Settings) -> None:
    """What cannot be opened is not sent to be read, and its problem stands where its name does."""
    folder = saltmere.write(tmp_path / "papers", {"a.txt": "", "c.txt": ""})
    (folder / "b.pdf").write_bytes(b"no PDF")
    _, news, told = wiring.ingest(folder, settings, saltmere.Silent())
    assert [n.path for n in news] == ["a.txt", "b.pdf"]  # c is the same file as a
    assert [p.path for p in told] == ["a.txt", "b.pdf", "c.txt"]
    assert all(isinstance(p, Problem) for p in told)


def test_the_bar_on_a_terminal_names_the_paper_and_its_page(tmp_path: Path) -> None:
    slow_pdf(tmp_path / "papers" / "a.pdf", pages=300)
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
    command = [sys.executable, str(ROOT / "cli.py"), "ingest", "papers"]
    environment = os.environ | {"MATTERS_SECONDS": "2"}
    one = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = b""
    with open(ours, "rb", buffering=0) as terminal:
        try:
            while piece := terminal.read(4096):
                shown += piece
        except OSError:  # how a terminal ends whose other side is closed
            pass
    assert one.wait(20) == 1
    bars = [bar for bar in shown.decode().split("\r") if ", page " in bar]
    assert len(bars) > 3
    assert all(bar.startswith("Reading: ") and " of 300" in bar for bar in bars)
    assert any("/300 " in bar for bar in bars)
