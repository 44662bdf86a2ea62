"""A forgotten name taken out of small files that others write beside the index: notes on jobs, the log of questions."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

#: What tells whether a text holds the name, and what returns it without.
Holds = Callable[[str], bool]
Hide = Callable[[str], str]


def hide_in_notes(folder: Path, hide: Hide, going_on: Collection[str]) -> tuple[int, tuple[Path, ...]]:
    """Hide a name in a folder's notes on jobs. Returns how many jobs held it, and which notes hold it still.

    A job whose state is of those that go on is left as it is: it needs the names of its files. So are notes that cannot
    be read, if they hold the name, or cannot be written.
    """
    hidden, still = set(), []
    for path in sorted(folder.glob("*.*"), key=lambda p: (p.stem, p.suffix == ".job")):  # the job itself last
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
            told = _told(text)
            clean = _mapped(told, hide)
            if clean == told:
                continue
            if not isinstance(told, dict) or _told_of(path.with_suffix(".job")).get("state") in going_on:
                still.append(path)
                continue
            _write(path, json.dumps(clean, ensure_ascii=False))
            hidden.add(path.stem)
        except OSError:
            still.append(path)
    return len(hidden), tuple(still)


def drop_lines(path: Path, holds: Holds) -> int:
    """Drop the lines of a log that hold a name; what is added meanwhile stays. Returns how many. Raises OSError."""
    while True:
        try:
            held = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return 0
        lines = held.splitlines(keepends=True)
        kept = [line for line in lines if not stands_in(_told(line.decode(errors="replace")), holds)]
        if len(kept) == len(lines):
            return 0
        if _write(path, b"".join(kept).decode(errors="surrogateescape"), only_of=len(held)):
            return len(lines) - len(kept)


def still_in(folder: Path, holds: Holds) -> tuple[Path, ...]:
    """Return the notes of a folder that hold a name."""
    notes = sorted(folder.glob("*.json"))
    return tuple(p for p in notes if stands_in(_told(p.read_text(encoding="utf-8", errors="replace")), holds))


def stands_in(value: Any, holds: Holds) -> bool:
    """True where a text in a value of JSON holds a name."""
    if isinstance(value, str):
        return holds(value)
    if isinstance(value, dict):
        return any(holds(k) or stands_in(v, holds) for k, v in value.items())
    return isinstance(value, list) and any(stands_in(v, holds) for v in value)


def _told(text: str) -> Any:
    """Return what JSON tells, where a text is JSON; else the text."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _told_of(path: Path) -> dict[str, Any]:
    told = _told(path.read_text(encoding="utf-8", errors="replace")) if path.exists() else {}
    return told if isinstance(told, dict) else {}


def _mapped(value: Any, change: Hide) -> Any:
    """Return a value of JSON in which every text has been changed, the names of fields as well."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_mapped(v, change) for v in value]
    if isinstance(value, dict):
        return {change(k): _mapped(v, change) for k, v in value.items()}
    return value


def _write(path: Path, text: str, only_of: int | None = None) -> bool:
    """Write a file whole or not at all, its permissions as they were. only_of: not where it has another size now."""
    making = path.with_name(f"{path.name}.making")
    try:
        making.touch(mode=0o600)
        with making.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, making)
        if only_of is not None and path.stat().st_size != only_of:
            return False
        making.replace(path)
        return True
    finally:
        making.unlink(missing_ok=True)


__all__ = ["drop_lines", "hide_in_notes", "stands_in", "still_in"]
