"""How far a reader is in its file. A reader tells each page; nobody listens but a process that reads for another."""

from __future__ import annotations

from collections.abc import Callable

#: Takes how many pages are read, and how many the file has.
Told = Callable[[int, int], None]

_listeners: list[Told] = []


def told(done: int, total: int) -> None:
    """Tell whoever listens how many pages of a file are read, and how many it has."""
    for listener in _listeners:
        listener(done, total)


def listen(listener: Told) -> None:
    """Listen to all that is read in this process from now on."""
    _listeners.append(listener)
