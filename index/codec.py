"""Values to JSON and back: dataclasses by their fields, so that what is stored is what was read."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from enum import Enum
from functools import lru_cache, partial
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from index.passage import Copied, Passage, Place
from index.placing import Placement
from ingest.record import Action, Body, Decision, Part, Status

T = TypeVar("T")

Build = Callable[[Any], Any]

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
    build: Build | None = _builder(kind)  # type: ignore[arg-type]  # every kind here can be hashed
    built: T = build(json.loads(text)) if build else json.loads(text)
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
def _builder(kind: Any) -> Build | None:
    """Return what makes a value of a kind from its JSON; None where JSON's own value is it. Made once for each kind:
    a shelf builds values by the hundred thousand."""
    if isinstance(kind, type):
        if is_dataclass(kind):
            return _builder_of_fields(kind)
        if issubclass(kind, Enum):
            return kind
        return date.fromisoformat if kind is date else None
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _builder(next(a for a in arguments if a is not type(None)))
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        inner = _builder(arguments[0])
        return partial(_each, inner) if inner else tuple
    if origin is tuple:
        each = [_builder(a) for a in arguments]
        return lambda values: tuple(b(v) if b else v for b, v in zip(each, values, strict=True))
    return None


def _each(build: Build, values: list[Any]) -> tuple[Any, ...]:
    return tuple([build(value) for value in values])


def _builder_of_fields(kind: type[Any]) -> Build:
    hints = get_type_hints(kind)
    builders = [_builder(hints[f.name]) for f in fields(kind)]
    size, special = len(builders), [(n, b) for n, b in enumerate(builders) if b]
    needed = sum(f.default is MISSING and f.default_factory is MISSING for f in fields(kind))

    def build(values: list[Any]) -> Any:
        if not needed <= len(values) <= size:  # an older version may have known fewer, of those that have a default
            raise ValueError(f"{kind.__name__} has {size} fields, not {len(values)}")
        for n, inner in special:
            if n < len(values) and values[n] is not None:
                values[n] = inner(values[n])
        return kind(*values)

    return build


def joined(passage: Passage, told: Sequence[str | None], bodies: Mapping[str, Body]) -> Passage:
    """Return a passage with what joins have found of its part: status, correction, its place, its copies; and its
    body's names. told: the columns of JOINED, in order."""
    status, correction, placed, copied = told
    place = passage.place
    if placed:
        place = _placed(place, placement(placed))
    if copied:
        known = copies(copied)
        place = replace(place, copies=known.copies, later=known.later)
    body = bodies.get(place.body.id, place.body)
    if (place.status.value, place.correction, place.body) != (status, correction, body):
        place = replace(place, status=Status(status or Status.UNKNOWN), correction=correction, body=body)
    return passage if place is passage.place else replace(passage, place=place)


#: What joins find of a part and every passage of it tells.
JOINED = "parts.status, parts.correction, parts.placed, parts.copied"


def _placed(place: Place, told: Placement) -> Place:
    return replace(
        place, body=told.body or place.body, meeting=told.meeting or place.meeting, kind=told.kind or place.kind
    )


@lru_cache(maxsize=4096)
def copies(value: str) -> Copied:
    """Return what `dump` wrote of a part's copies."""
    return load(Copied, value)


def put(part: Part, placed: str | None) -> Part:
    """Return a part where joins have put it."""
    if not placed:
        return part
    told = placement(placed)
    facts = {g.fact for g in told.grounds}
    return replace(
        part,
        body=told.body or part.body,
        meeting=told.meeting or part.meeting,
        kind=told.kind or part.kind,
        grounds=(*(g for g in part.grounds if g.fact not in facts), *told.grounds),
    )


@lru_cache(maxsize=4096)
def placement(value: str) -> Placement:
    """Return the placement that `dump` wrote."""
    return load(Placement, value)
