"""What an operator may tune: one frozen value, its bounds checked here, loaded by the doors alone."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

#: The file of settings, in the folder that a command is run in; and what begins the name of an environment variable.
FILE, PREFIX = "matters.toml", "MATTERS_"


class BadSetting(Exception):
    """A setting that cannot be used: what it is, where it was found, what it must be."""


#: The least and the most that a number may be, and what it counts or what its least means.
_BOUNDS = {
    "port": (0, 65535, "0 for any free one"),
    "largest": (1, 1000, "in millions of characters"),
    "seconds": (1, 86_400, "for one paper"),
    "memory": (128, 1_000_000, "in MB"),
    "processes": (0, 64, "0 for as many as there are cores"),
}


def _bounds(least: int, most: int, what: str) -> str:
    return f"from {least} to {most}, {what}"


@dataclass(frozen=True, slots=True)
class Settings:
    """index: the folder of the index. model: the folder of a sentence-transformers model, or None for the packaged one.

    chroma: the address of a Chroma server, such as http://localhost:8000, or None for Chroma inside the index.
    host, port: where the page listens. restricted: whether this operator's doors show restricted papers.
    largest: the most text that one paper may have, in millions of characters; more is a file that strayed in.
    seconds, memory: what reading one paper may take, in seconds (and ten more for each MB of its file) and in MB.
    processes: how many papers are read at once; 0 for as many as there are cores, up to eight.
    log_questions: a file to which the page adds a line for each question asked of it; None, as at first, for none.
    """

    index: Path = Path(".matters")
    model: Path | None = None
    chroma: str | None = None
    host: str = "127.0.0.1"
    port: int = 7860
    restricted: bool = False
    largest: int = 20
    seconds: int = 300
    memory: int = 2048
    processes: int = 0
    log_questions: Path | None = None

    def __post_init__(self) -> None:
        for name, (least, most, what) in _BOUNDS.items():
            if not least <= getattr(self, name) <= most:
                raise BadSetting(f"{name} is {getattr(self, name)}; it must be {_bounds(least, most, what)}")


def load(folder: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of a folder's `matters.toml`, overridden by `MATTERS_…` variables.

    Raises BadSetting for a file that is no TOML, a name that is no setting, or a value of the wrong kind.
    """
    told: dict[str, object] = {}
    path = folder / FILE
    if path.is_file():
        try:
            told.update(tomllib.loads(path.read_text(encoding="utf-8-sig")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadSetting(f"{path}: cannot be read as TOML: {error}") from error
        except OSError as error:
            raise BadSetting(f"{path}: cannot be opened: {error.strerror or error}") from error
    names = {f.name for f in fields(Settings)}
    unknown = sorted(set(told) - names)
    if unknown:
        raise BadSetting(f"{path}: {unknown[0]!r} is no setting; there are {', '.join(sorted(names))}")
    for key, value in (os.environ if environment is None else environment).items():
        name = key.removeprefix(PREFIX).lower()
        if key.startswith(PREFIX) and name in names:
            told[name] = value
    try:
        return Settings(**{name: _value(name, value) for name, value in told.items()})  # type: ignore[arg-type]
    except (ValueError, RuntimeError) as error:  # RuntimeError: a home folder, ~, that cannot be told
        raise BadSetting(f"{FILE} or {PREFIX}…: {error}") from error


_PATHS = ("index", "model", "log_questions")


def _value(name: str, value: object) -> object:
    if name == "index" and not str(value).strip():
        raise ValueError("index is empty; name the folder of the index, such as .matters")
    if name in _PATHS and "\0" in str(value):
        raise ValueError(f"{name} holds a null character; name a folder or a file")
    if name in _PATHS:
        return Path(str(value)).expanduser() if value not in (None, "") else None
    if name in _BOUNDS:
        if not str(value).strip().isdecimal() or len(str(value)) > 7:
            raise ValueError(f"{name} is {value!r}; it must be a whole number {_bounds(*_BOUNDS[name])}")
        return int(str(value))
    if name == "restricted":
        if str(value).lower() not in ("true", "false", "1", "0", "yes", "no"):
            raise ValueError(f"restricted is {value!r}; it must be true or false")
        return str(value).lower() in ("true", "1", "yes")
    if name == "chroma" and not value:
        return None
    return str(value)
