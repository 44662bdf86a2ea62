"""Values to JSON and back: dataclasses by their fields, so that what is stored is what was read."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from index.passage import Passage
from ingest.record import Action, Body, Decision, Status

T = TypeVar("T")

#: What each table of the register holds.
ENTRY: dict[str, type[Any]] = {"actions": Action, "decisions": Decision}


def dump(value: object) -> str:
    """Return a value as JSON: a dataclass as the list of its fields in order."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, f.name)) for f in fields(value)]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return value


def load(kind: type[T], text: str) -> T:
    """Return the value of a kind that `dump` wrote."""
    built: T = _build(kind, json.loads(text))
    return built


def mapped(value: T, change: Callable[[str], str]) -> T:
    """Return a value in which every text has been changed; enumerations and dates stay."""
    built: T = _mapped(value, change)
    return built


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _mapped(getattr(value, f.name), change) for f in fields(value)})
    if isinstance(value, str) and not isinstance(value, Enum):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(v, change) for v in value)
    return value


@lru_cache(maxsize=256)
def _types(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((f.name, hints[f.name]) for f in fields(kind))


def _build(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, type):
        if is_dataclass(kind):
            return kind(**{name: _build(t, v) for (name, t), v in zip(_types(kind), value, strict=True)})
        if issubclass(kind, Enum):
            return kind(value)
        if kind is date:
            return date.fromisoformat(value)
        return value
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _build(next(a for a in arguments if a is not type(None)), value)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(_build(arguments[0], v) for v in value)
        return tuple(_build(a, v) for a, v in zip(arguments, value, strict=True))
    return value


def joined(passage: Passage, status: str, correction: str | None, bodies: Mapping[str, Body]) -> Passage:
    """Return a passage with the status and correction of its part and the names of its body that joins have found."""
    place = passage.place
    body = bodies.get(place.body.id, place.body)
    if (place.status.value, place.correction, place.body) == (status, correction, body):
        return passage
    return replace(passage, place=replace(place, status=Status(status), correction=correction, body=body))
