"""What a person made or asked for, beside the index: it is never touched by a rebuild, and is in every backup.

Now: what was asked to be forgotten, and which backups were made.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.errors import IndexError_
from ingest.grammar.forgetting import Forgotten

FORGOTTEN, BACKUPS = "forgotten.json", "backups.json"


@dataclass(frozen=True, slots=True)
class ForgottenPaper:
    """A paper that is not to be taken in again: by its place in its collection, and by what it holds."""

    collection: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: where, and when."""

    path: str
    made: str


class Kept:
    """The folder of kept things."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def papers(self) -> tuple[ForgottenPaper, ...]:
        """Return the papers that were asked to be forgotten."""
        return tuple(ForgottenPaper(**row) for row in self._read(FORGOTTEN).get("papers", ()))

    def names(self) -> tuple[Forgotten, ...]:
        """Return the names that were asked to be forgotten, as hashes."""
        return tuple(
            Forgotten(row["salt"], row["anchor"], tuple(row["forms"]), row["longest"])
            for row in self._read(FORGOTTEN).get("names", ())
        )

    def backups(self) -> tuple[Backup, ...]:
        """Return the backups that were made."""
        return tuple(Backup(**row) for row in self._read(BACKUPS).get("backups", ()))

    def forget(self, papers: Sequence[ForgottenPaper] = (), names: Sequence[Forgotten] = ()) -> None:
        """Keep that papers or names are to be forgotten, beside those that are already."""
        told = self._read(FORGOTTEN)
        held = told.setdefault("papers", [])
        held.extend(asdict(p) for p in papers if asdict(p) not in held)
        told.setdefault("names", []).extend(asdict(n) for n in names)
        self._write(FORGOTTEN, told)

    def recall(self, papers: Sequence[ForgottenPaper] = (), names: Sequence[Forgotten] = ()) -> None:
        """Let papers or names be taken in again."""
        gone = [asdict(p) for p in papers]
        salts = {n.salt for n in names}
        told = self._read(FORGOTTEN)
        told["papers"] = [p for p in told.get("papers", ()) if p not in gone]
        told["names"] = [n for n in told.get("names", ()) if n["salt"] not in salts]
        self._write(FORGOTTEN, told)

    def add_backup(self, backup: Backup) -> None:
        """Keep that a backup was made."""
        told = self._read(BACKUPS)
        held = [b for b in told.get("backups", ()) if b["path"] != backup.path]
        self._write(BACKUPS, {"backups": [*held, asdict(backup)]})

    def _read(self, name: str) -> dict[str, Any]:
        path = self.folder / name
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except (OSError, ValueError) as error:
            raise IndexError_(f"{path}: cannot be read ({error}); mend it, or restore a backup") from error
        if not isinstance(told, dict):
            raise IndexError_(f"{path}: holds no table; mend it, or restore a backup")
        return told

    def _write(self, name: str, told: dict[str, Any]) -> None:
        """Write a file whole or not at all."""
        path = self.folder / name
        making = path.with_name(f"{name}.making")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with making.open("w", encoding="utf-8") as file:
                json.dump(told, file, ensure_ascii=False, indent=1, sort_keys=True)
                file.flush()
                os.fsync(file.fileno())
            making.replace(path)
        except OSError as error:
            raise IndexError_(f"{path}: cannot be written ({error.strerror}); what it held is as it was") from error
