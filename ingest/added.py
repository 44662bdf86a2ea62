"""Papers that people add one by one: under what names their originals are kept, and where they lie once set aside.

An original is never written over and never deleted here: a paper that is taken away again is moved.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest import library, readers
from ingest.errors import ReadError
from ingest.readers.kinds import mismatch

#: Bytes of a name before its ending: with an ending and a number it stays well under what file systems take.
LONGEST = 150
#: What a name may hold beside letters and digits.
_PLAIN = frozenset(" -_.,&()'")
#: Names that some systems keep for themselves, and those of files that tell of a folder and are not read as papers.
_TAKEN = frozenset("con prn aux nul com1 com2 com3 lpt1 lpt2 lpt3 corpus".split()) | library.OF_THE_FOLDER


def safe_name(original: str) -> str:
    """Return the name under which a paper is kept: the last part of what it was called, of plain characters alone."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", original))[-1]
    plain = " ".join("".join(c if c.isalnum() or c in _PLAIN else " " for c in last).split())
    stem, dot, ending = plain.rpartition(".")
    ending = f".{ending.strip().lower()}" if dot and ending.strip() else ""
    stem = stem if dot else plain
    stem = stem.encode()[:LONGEST].decode(errors="ignore").strip(" ._-") or "paper"
    return f"{stem}{'-paper' if stem.lower() in _TAKEN else ''}{ending[:12]}"


def refusal(name: str) -> str | None:
    """Return why a file of this name cannot be taken in as a paper; None where it can."""
    ending = Path(safe_name(name)).suffix
    return None if ending in readers.READERS else readers.without_reader(Path("none") / f"paper{ending}")


def misfit(path: Path) -> str | None:
    """Return why a file that has a paper's ending holds none: it is empty, or of another kind than its name says."""
    return mismatch(path) if path.stat().st_size else "holds no text, being an empty file"


def endings() -> tuple[str, ...]:
    """Return the endings of the files that can be read."""
    return tuple(readers.READERS)


@dataclass(frozen=True, slots=True)
class Put:
    """Where a paper was put: its name in the folder. before: it is there already, or was set aside under that name."""

    name: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """One folder of added papers, and beside it that of those which were set aside."""

    folder: Path
    aside: Path

    def prepare(self, identity: str, name: str, organisation: str = "") -> None:
        """Make the folder, with a `corpus.toml` that says what collection it is."""
        toml = self.folder / library.CORPUS_TOML
        if toml.exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        told = {"id": identity, "name": name, "organisation": organisation}
        lines = (f"{key} = {_quoted(value)}\n" for key, value in told.items() if value)
        making = toml.with_name(f".{toml.name}.{os.getpid()}")
        making.write_text(f"[collection]\n{''.join(lines)}mixed = true\n", encoding="utf-8")
        making.replace(toml)

    def put(self, source: Path, original: str) -> Put:
        """Move a file in under a name of its own. A file that is there already, or was set aside, is not put twice."""
        same = library.file_hash(source)
        for place, before in ((self.folder, "there"), (self.aside, "aside")):
            for path in _papers(place):
                if path.stat().st_size == source.stat().st_size and library.file_hash(path) == same:
                    source.unlink()
                    return Put(path.name, before)
        for name in _numbered(safe_name(original)):
            if not self._is_taken(name) and _linked(source, self.folder / name):
                return Put(name)
        raise ReadError(f"{original}: no name is left for it")

    def names(self) -> tuple[str, ...]:
        """Return the names of the papers in the folder."""
        return tuple(p.name for p in _papers(self.folder))

    def set_aside(self, name: str) -> None:
        """Move a paper out of the folder. Nothing is done where it is not there."""
        self._move(self.folder / name, self.aside / name)

    def put_back(self, name: str) -> None:
        """Move a paper back that was set aside. Nothing is done where it was not."""
        self._move(self.aside / name, self.folder / name)

    def _move(self, source: Path, target: Path) -> None:
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                source.replace(target)

    def _is_taken(self, name: str) -> bool:
        """True where a paper here or set aside has this name, however it is written in small and capital letters."""
        held = {p.name.casefold() for place in (self.folder, self.aside) for p in _papers(place)}
        return name.casefold() in held


def _papers(folder: Path) -> list[Path]:
    held = folder.iterdir() if folder.is_dir() else ()
    return sorted(p for p in held if p.is_file() and not p.name.startswith(".") and p.name != library.CORPUS_TOML)


def _numbered(name: str) -> Iterator[str]:
    path = Path(name)
    yield name
    yield from (f"{path.stem}-{n}{path.suffix}" for n in range(2, 10_000))


def _linked(source: Path, target: Path) -> bool:
    """Move a file to a place where none is; False where one is, so that of two who move at once neither is lost."""
    try:
        os.link(source, target)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        try:
            with target.open("xb") as file, source.open("rb") as read:
                shutil.copyfileobj(read, file)
        except FileExistsError:
            return False
    source.unlink()
    return True


def _quoted(value: str) -> str:
    return json.dumps("".join(c for c in value if c.isprintable()), ensure_ascii=False)


def merge(source: Path, target: Path) -> None:
    """Copy the files of a folder into another where they are not there yet; nothing is written over."""
    for path in sorted(source.rglob("*")) if source.is_dir() else ():
        place = target / path.relative_to(source)
        if path.is_file() and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            making = place.with_name(f".{place.name}.making")
            shutil.copyfile(path, making)
            making.replace(place)
