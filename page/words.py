"""Words on the page: escaped, cut, and told in one line. What papers and people say is shown by `safe`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

from ingest.errors import MattersError

#: Characters of a task, a decision or a later paper's words in a table or among the steps of a life.
GLIMPSE = 240


def safe(text: str) -> str:
    """Return text as HTML that shows exactly these characters."""
    return escape(text, quote=True)


def cut(text: str, most: int) -> str:
    """Return the beginning of a text, at the end of a word."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"


def glimpse(text: str) -> str:
    """Return the beginning of a text on one line: enough to judge whether to open it."""
    return cut(" ".join(text.split()), GLIMPSE)


def now() -> str:
    """Return the time at which something is set or kept, as ISO writes it, with the zone of this machine."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def line(error: MattersError) -> str:
    """Return an error as a sentence of the page."""
    told = str(error)
    return told[:1].upper() + told[1:]


def trouble(told: str) -> str:
    """Return one line that something could not be, as HTML that a screen reader says at once."""
    return f'<p class="trouble" role="alert">{safe(told)}</p>'


def guarded(show: Callable[[], str]) -> str:
    """Return what `show` returns, or an error of ours as one line in its place."""
    try:
        return show()
    except MattersError as error:
        return trouble(line(error))
