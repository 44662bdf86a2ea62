"""One file that holds a shelf: its record as it was at one moment, and what was kept beside it.

A backup is a ZIP archive: `manifest.json` says what it is and what its files hash to. Chroma and the vectors' file are
left out, for they are built from the record in seconds.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from index.database import Database
from ingest.errors import IndexError_

#: Changes when the archive is laid out otherwise.
FORMAT = 1
MANIFEST, RECORD, KEPT = "manifest.json", "record.sqlite", "kept/"
_COPY = 1 << 20
#: What begins the name of a folder in which a backup lies unpacked.
UNPACKED = ".restoring-"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. files: the SHA-256 of each file in it."""

    format: int
    schema: str
    made: str
    papers: int
    passages: int
    files: dict[str, str]


def write(record: Database, kept: Path, target: Path, made: str) -> Manifest:
    """Write a backup. Others may read and write meanwhile: what goes in is one moment of the record.

    Raises IndexError_ where the file is there already, or cannot be written; nothing half written is left.
    """
    if target.exists():
        raise IndexError_(f"{target}: is there already; name a new file, a backup is never written over")
    making = target.with_name(f"{target.name}.making")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
            copy = Path(folder) / RECORD
            record.copy_to(copy)
            manifest = _pack(copy, kept, making, made)
        making.rename(target)
    except OSError as error:
        raise IndexError_(
            f"{target}: the backup cannot be written ({error.strerror or error}); name a place with room for it"
        ) from error
    finally:
        making.unlink(missing_ok=True)
    return manifest


def _pack(copy: Path, kept: Path, making: Path, made: str) -> Manifest:
    with Database(copy) as held:
        schema = held.meta("schema") or ""
        papers, passages = (held.all(f"SELECT count(*) FROM {table}")[0][0] for table in ("documents", "passages"))
    files = {RECORD: copy}
    if kept.is_dir():
        files |= {KEPT + p.relative_to(kept).as_posix(): p for p in sorted(kept.rglob("*")) if p.is_file()}
    manifest = Manifest(FORMAT, schema, made, papers, passages, {name: _hash(path) for name, path in files.items()})
    with making.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
            for name, path in files.items():
                archive.write(path, name)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def opened(source: Path, place: Path) -> Iterator[tuple[Manifest, Path]]:
    """Unpack a backup beside `place` for as long as it is needed: its manifest, and the folder with its files.

    Raises IndexError_ where it is none, is damaged, or was made by a newer version.
    """
    if not source.is_file():
        raise IndexError_(f"{source}: there is no such file; name the backup to restore")
    try:
        place.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=UNPACKED, dir=place) as folder:
            manifest = _unpack(source, Path(folder))
            yield manifest, Path(folder)
    except OSError as error:
        raise IndexError_(f"{source}: cannot be restored ({error.strerror or error})") from error


def _unpack(source: Path, folder: Path) -> Manifest:
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = Manifest(**json.loads(archive.read(MANIFEST)))
            if manifest.format > FORMAT:
                raise IndexError_(f"{source}: was made by a newer version; install that version to restore it")
            for name, expected in manifest.files.items():
                _extract(archive, name, folder, expected, source)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError, NotImplementedError) as error:
        raise IndexError_(f"{source}: is no backup, or is damaged ({error}); name another") from error
    return manifest


def _extract(archive: zipfile.ZipFile, name: str, folder: Path, expected: str, source: Path) -> None:
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise IndexError_(f"{source}: holds a file that leads out of its folder ({name}); it is none of ours")
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as packed, target.open("wb") as file:
        shutil.copyfileobj(packed, file, _COPY)
    if _hash(target) != expected:
        raise IndexError_(f"{source}: is damaged ({name} is not what was put in); name another")
