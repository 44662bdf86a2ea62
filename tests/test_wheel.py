"""What is installed: the wheel, built and put into an environment of its own, as programs elsewhere meet it."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from dataclasses import dataclass
from email import message_from_string
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any

import pytest
import saltmere

ROOT = Path(__file__).parents[1]
PACKAGE = "matters_arising"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
#: Names that the repository's modules have there, and that no installation may claim.
OURS = ("settings", "wiring", "cli", "jobs", "people", "page", "ui", "ingest", "index", "assistant")
LABEL = f"{saltmere.COMMITTEE}, 14 March 2019, item 4 ¶1"
FEE = "What fee was agreed for moorings?"

#: How each program begins. What a test reads of it is the last line that it prints, as JSON.
PROLOGUE = "import asyncio, json, sys\nfrom matters_arising import *\n"


# ---------------------------------------------------------------- built and installed


def run(*command: str | Path, cwd: Path, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command knowing nothing of this environment but where the system's own programs are."""
    clean = {"PATH": "/usr/bin:/bin", "HOME": str(cwd), "LANG": "C.UTF-8", **(environment or {})}
    told = [str(part) for part in command]
    return subprocess.run(told, cwd=cwd, env=clean, capture_output=True, text=True, encoding="utf-8", timeout=200)


def succeeded(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True)
class Built:
    """The two files that a release is made of."""

    wheel: Path
    sdist: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The wheel, built from the source distribution, itself built from a copy of the repository's files."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    succeeded(run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, source, cwd=source))
    return Built(next(out.glob("*.whl")), next(out.glob("*.tar.gz")))


class Installed:
    """An environment that holds the wheel and, by a path, what it depends on. `board` has papers and their index."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.folder = folder / "env"
        venv.create(self.folder, with_pip=False, symlinks=True)
        self.python = self.folder / "bin" / "python"
        self.packages = Path(succeeded(run(self.python, "-c", _WHERE, cwd=folder)).strip())
        # The `.pth` files in that folder are not read from here: an editable installation there stays unseen.
        (self.packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
        pip = (sys.executable, "-m", "pip", "--python", self.python, "install", "--quiet", "--no-index", "--no-deps")
        succeeded(run(*pip, wheel, cwd=folder))
        self.board = folder / "board"
        papers = saltmere.write(self.board / "papers", {"minutes.txt": saltmere.minutes()})
        saltmere.pdf(
            papers / "ropes.pdf", [saltmere.report("Ropes", f"{n}.1 {said}") for n, said in enumerate(_ROPES, 1)]
        )
        self.told = succeeded(run(self.folder / "bin" / "matters", "ingest", "papers", cwd=self.board))

    def program(self, folder: Path, text: str, *, name: str = "program.py") -> Any:
        """Run a program of a folder, and return what its last line tells."""
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(PROLOGUE + f"BOARD = {str(self.board / '.matters')!r}\n" + text, encoding="utf-8")
        return json.loads(succeeded(run(self.python, folder / name, cwd=folder.parent)).splitlines()[-1])


_WHERE = "import sysconfig; print(sysconfig.get_path('purelib'))"
_ROPES = ("Nylon ropes were bought for the eastern quay.", "Hemp ropes were given to the museum of knots.")


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("elsewhere"), built.wheel)


# ---------------------------------------------------------------- what is in it


def modules() -> dict[str, Path]:
    """Return the repository's modules by where a wheel holds them."""
    setuptools = PROJECT["tool"]["setuptools"]
    out = {f"{PACKAGE}/{name}.py": ROOT / f"{name}.py" for name in setuptools["py-modules"] if name != PACKAGE}
    out[f"{PACKAGE}/__init__.py"] = ROOT / f"{PACKAGE}.py"
    for room in ("ingest", "index", "assistant", "page"):
        out |= {f"{PACKAGE}/{p.relative_to(ROOT).as_posix()}": p for p in (ROOT / room).rglob("*.py")}
    return out


def test_a_wheel_holds_one_package_and_the_whole_of_it(built: Built) -> None:
    names = {n for n in zipfile.ZipFile(built.wheel).namelist() if ".dist-info/" not in n}
    assert names == {*modules(), f"{PACKAGE}/py.typed"}


def test_a_source_distribution_holds_what_a_build_needs_and_no_more(built: Built) -> None:
    with tarfile.open(built.sdist) as held:
        names = [PurePosixPath(*PurePosixPath(n).parts[1:]) for n in held.getnames()]
    assert {"pyproject.toml", "setup.py", "README.md"} <= {str(n) for n in names}
    assert {n.parts[0] for n in names if n.parts} <= {
        *("PKG-INFO", "MANIFEST.in", "README.md", "pyproject.toml", "setup.cfg", "setup.py", f"{PACKAGE}.egg-info"),
        *("ingest", "index", "assistant", "cli.py", "page", "people.py", "ui.py", "settings.py", "wiring.py"),
        "jobs.py",
        f"{PACKAGE}.py",
    }


def test_metadata_is_complete(built: Built) -> None:
    wheel, project = zipfile.ZipFile(built.wheel), PROJECT["project"]
    told = {n.split("/")[1]: n for n in wheel.namelist() if ".dist-info/" in n}
    data = message_from_string(wheel.read(told["METADATA"]).decode())
    for key, value in (
        ("Name", project["name"]),
        ("Version", project["version"]),
        ("Summary", project["description"]),
        ("Requires-Python", project["requires-python"]),
        ("Description-Content-Type", "text/markdown"),
    ):
        assert data[key] == value
    needed = [line.split(";")[0] for line in data.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert len(needed) == len(project["dependencies"])
    assert data.get_all("Classifier") == project["classifiers"]
    assert str(data.get_payload()).strip() == (ROOT / "README.md").read_text(encoding="utf-8").strip()
    assert "matters = matters_arising:main" in wheel.read(told["entry_points.txt"]).decode()
    assert "top_level.txt" not in told


def test_a_module_is_the_repositorys_line_for_line_but_for_imports_of_ours(built: Built) -> None:
    wheel = zipfile.ZipFile(built.wheel)
    for name, path in modules().items():
        here = path.read_text(encoding="utf-8").splitlines()
        there = wheel.read(name).decode().splitlines()
        changed = [(a, b) for a, b in zip(here, there, strict=True) if a != b]
        for before, after in changed:
            assert after.replace(f"{PACKAGE}.", "", 1) == before or after.replace(f"from {PACKAGE} ", "", 1) == before
        assert not {*_imported(ast.parse("\n".join(there)))} & {*OURS}, name


def _imported(tree: ast.Module) -> list[str]:
    found = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    found += [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    return [name.split(".")[0] for name in found]


@pytest.fixture(scope="module")
def building() -> ModuleType:
    spec = importlib.util.spec_from_file_location("building", ROOT / "setup.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from index.store import Store\n", "from matters_arising.index.store import Store\n"),
        (
            "from index import (\n    store,\n    words,\n)\n",
            "from matters_arising.index import (\n    store,\n    words,\n)\n",
        ),
        ("import settings as told  # why\n", "from matters_arising import settings as told  # why\n"),
        ("é = 1; import ui\n", "é = 1; from matters_arising import ui\n"),
        ("def f():\n    import ui\n", "def f():\n    from matters_arising import ui\n"),
        (
            "import indexing, uiautomation\nfrom . import index\n",
            "import indexing, uiautomation\nfrom . import index\n",
        ),
        ('text = "import index"\r\n', 'text = "import index"\r\n'),
        ("from matters_arising.index import store\n", "from matters_arising.index import store\n"),
    ],
)
def test_imports_are_put_under_the_package(building: ModuleType, before: str, after: str) -> None:
    assert building.gathered(before, frozenset(OURS), "m.py") == after


@pytest.mark.parametrize("source", ["import os, index\n", "import index.store\n", "from  index import store\n"])
def test_an_import_that_cannot_be_put_there_stops_the_build(building: ModuleType, source: str) -> None:
    with pytest.raises(ValueError, match=r"line 1|m\.py:1"):
        building.gathered(source, frozenset(OURS), "m.py")


# ---------------------------------------------------------------- programs


def test_the_command_takes_papers_in(installed: Installed) -> None:
    assert "Harbour papers: 2 papers, 2 taken in" in installed.told


def test_the_command_answers_from_anywhere(installed: Installed, tmp_path: Path) -> None:
    index = installed.board / ".matters"
    done = run(installed.folder / "bin" / "matters", "ask", FEE, "--index", index, cwd=tmp_path)
    assert "£212" in succeeded(done)


ASKING = f"""
with open_shelf(BOARD) as shelf:
    answer, hits = shelf.ask({FEE!r}), shelf.search({FEE!r})
try:
    shelf.ask({FEE!r})
except MattersError as error:
    closed = str(error)
held = {{n: getattr(m, "__file__", None) for n, m in sys.modules.items()}}
ours = {{n: f for n, f in held.items() if n.split(".")[0] == "matters_arising"}}
print(json.dumps([answer.text, answer.citations[0].label, hits[0].passage.text, closed, ours, sorted(held)]))
"""


def test_a_program_asks_and_searches_and_nothing_comes_from_the_repository(
    installed: Installed, tmp_path: Path
) -> None:
    text, label, passage, closed, ours, held = installed.program(tmp_path / "work", ASKING)
    assert "£212" in text
    assert label == LABEL
    assert "£212" in passage
    assert "is closed" in closed
    assert len(ours) > 20
    assert [f for f in ours.values() if not Path(f).is_relative_to(installed.packages)] == []
    assert not set(OURS) & set(held)


WITHIN_LLAMA_INDEX = f"""
from llama_index.core import Settings
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode

Settings.llm = None
shelf = open_shelf(BOARD)
found = retriever(shelf, top_k=3)
one = RetrieverQueryEngine.from_args(found, response_mode="no_text").query({FEE!r})
now, later = found.retrieve({FEE!r}), asyncio.run(found.aretrieve({FEE!r}))
rope = retriever(shelf, top_k=1).retrieve("hemp ropes for the museum")[0]
shelf.close()
print(json.dumps(
    {{
        "ids": [[n.node_id for n in nodes] for nodes in (now, later, one.source_nodes)],
        "first": now[0].metadata,
        "rope": rope.metadata,
        "shown": now[0].node.get_content(MetadataMode.LLM),
        "stretch": [now[0].node.start_char_idx, now[0].node.end_char_idx],
    }}
))
"""


def test_the_retriever_serves_llama_index_without_a_language_model(installed: Installed, tmp_path: Path) -> None:
    told = installed.program(tmp_path / "work", WITHIN_LLAMA_INDEX)
    now, later, within = told["ids"]
    assert now == later == within
    assert len(now) == 3
    first = told["first"]
    assert (first["path"], first["meeting"], first["item"], first["page"]) == ("minutes.txt", "2019-03-14", "4", None)
    assert (first["authority"], first["item_title"]) == ("record", "MOORING FEES")
    assert (first["paragraph"], first["last_paragraph"]) == ("4¶1", "4¶1")
    assert (told["rope"]["path"], told["rope"]["page"], told["rope"]["last_page"]) == ("ropes.pdf", 1, 2)
    assert told["shown"].startswith(f"label: {first['label']}\nitem_title: MOORING FEES\nauthority: record\n\n")
    assert 0 < told["stretch"][0] < told["stretch"][1]


WITH_ANSWERS = f"""
async def several(engine, *questions):
    return await asyncio.gather(*(engine.aquery(q) for q in questions))

with open_shelf(BOARD) as shelf:
    engine = query_engine(shelf)
    asked = [engine.query({FEE!r}), *asyncio.run(several(engine, {FEE!r}, {FEE!r}, "What was said about zeppelins?"))]
print(json.dumps(
    [{{"text": str(r), "told": r.metadata, "nodes": [[n.text, n.metadata] for n in r.source_nodes]}} for r in asked]
))
"""


def test_the_query_engine_answers_with_its_sources(installed: Installed, tmp_path: Path) -> None:
    now, later, at_once, missing = installed.program(tmp_path / "work", WITH_ANSWERS)
    assert now == later == at_once
    assert (now["told"]["found"], now["told"]["refusal"]) == (True, None)
    quote, metadata = now["nodes"][0]
    assert quote == "The Committee agreed a fee of £212 for the season."
    assert quote in now["text"]
    expected = {
        "label": LABEL,
        "path": "minutes.txt",
        "meeting": "2019-03-14",
        "item": "4",
        "paragraph": "4¶1",
        "page": None,
        "authority": "record",
        "number": 1,
    }
    assert metadata == metadata | expected
    assert (missing["told"]["found"], missing["told"]["refusal"]) == (False, "not-in-record")
    assert missing["text"].startswith("Not in the record:")


# ---------------------------------------------------------------- programs with modules of the same names


def neighbour(folder: Path, name: str, *, package: bool) -> None:
    """Write a module of somebody's own that has a name of ours."""
    path = folder / name / "__init__.py" if package else folder / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"THEIRS = {name!r}\n", encoding="utf-8")


BESIDE_OTHERS = f"""
import index, settings
with open_shelf(BOARD) as shelf:
    text = shelf.ask({FEE!r}).text
import assistant, cli, ingest, jobs, page, people, ui, wiring
print(json.dumps([text, [m.THEIRS for m in (settings, wiring, cli, jobs, people, page, ui, ingest, index, assistant)]]))
"""


@pytest.mark.parametrize("package", [False, True], ids=["modules", "packages"])
def test_modules_of_the_same_names_do_no_harm_either_way(installed: Installed, tmp_path: Path, package: bool) -> None:
    work = tmp_path / "work"
    for name in OURS:
        neighbour(work, name, package=package)
    text, theirs = installed.program(work, BESIDE_OTHERS)
    assert "£212" in text
    assert theirs == list(OURS)


def test_the_command_is_not_misled_by_them_either(installed: Installed, tmp_path: Path) -> None:
    for name in OURS:
        neighbour(tmp_path, name, package=False)
    command = (installed.folder / "bin" / "matters", "ask", FEE, "--index", installed.board / ".matters")
    done = run(*command, cwd=tmp_path, environment={"PYTHONPATH": str(tmp_path)})
    assert "£212" in succeeded(done)


@pytest.mark.parametrize("package", [False, True], ids=["modules", "packages"])
@pytest.mark.parametrize("name", OURS)
def test_in_the_repository_the_module_that_stands_in_the_way_is_named(tmp_path: Path, name: str, package: bool) -> None:
    neighbour(tmp_path, name, package=package)
    (tmp_path / "program.py").write_text("import matters_arising\n", encoding="utf-8")
    done = run(sys.executable, tmp_path / "program.py", cwd=tmp_path, environment={"PYTHONPATH": str(ROOT)})
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"ImportError: {tmp_path / name}{os.sep if package else '.'}")
    assert "rename that one" in last


def test_in_the_repository_folders_that_are_no_packages_do_no_harm(tmp_path: Path) -> None:
    for name in OURS:
        (tmp_path / name).mkdir()
    (tmp_path / "program.py").write_text("import matters_arising; print('well')\n", encoding="utf-8")
    done = run(sys.executable, tmp_path / "program.py", cwd=tmp_path, environment={"PYTHONPATH": str(ROOT)})
    assert succeeded(done) == "well\n"
