"""What a chip calls the source that it opens: its date and place, and its paper too where it stands under no item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from assistant.answer import Citation, when, where
from index.passage import Place, Quotation
from ingest.grammar import dates
from ingest.record import RECORDS
from page.words import cut

#: Characters of a paper's title, and of the words that tell two sources of the same place apart.
TITLE, WORDS = 28, 28


def spot(source: Quotation) -> str:
    """Return where a source stands within its meeting: "item 6 ¶9", "Budget report 2025-26, ¶194"."""
    place, day = source.place, when(source.place)
    told = where(source).removeprefix(day).removeprefix(", ")
    return f"{_paper(place)}, {told}" if _is_bare(source) else told


def _is_bare(source: Quotation) -> bool:
    """True where a source is told by a place alone that every paper of a meeting has: it stands under no item."""
    return not source.place.item and source.paragraph.label.startswith(("¶", "front¶"))


def _paper(place: Place) -> str:
    """Return a paper in a few words: a record by its kind, any other by its title, or its file where that is one word,
    which with papers of tables is the head of a column."""
    if place.kind in RECORDS:
        return place.kind.value
    title = _undated(" ".join(place.title.split()), place)
    return cut(title if " " in title else PurePosixPath(place.path).stem.replace("_", " "), TITLE)


def _undated(title: str, place: Place) -> str:
    """Return a title without the day of its own meeting, which the chip has said."""
    own = [w for w in dates.days(title) if place.meeting and w.first == place.meeting.date]
    for written in reversed(own):
        title = f"{title[: written.start]} {title[written.end :]}"
    return " ".join(title.split()).strip(" ,:–-()") if own else title


def name(source: Quotation) -> str:
    """Return a source by its date and place; "" where it has neither."""
    return ", ".join(filter(None, (when(source.place), spot(source))))


def names(citations: Sequence[Citation], *, several: bool) -> dict[int, str]:
    """Return what the chips of one statement say, by number; no two the same if their sources can be told apart.

    several: whether the answer's sources are of several boards, which are then named too.
    """
    told = {c.number: f"{f'{c.source.place.body.short}, ' if several else ''}{name(c.source)}" for c in citations}
    told = _apart(told, citations, lambda source: _paper(source.place))
    return _apart(told, citations, lambda source: cut(" ".join(source.quote.split()), WORDS))


def _apart(told: dict[int, str], citations: Sequence[Citation], more: Callable[[Quotation], str]) -> dict[int, str]:
    """Return names with more said of those that are the same, where that tells all or some of them apart."""
    many = {name for name, count in Counter(told.values()).items() if count > 1}
    longer = {c.number: more(c.source) for c in citations if told[c.number] in many}
    telling = {name for name in many if len({longer[n] for n, held in told.items() if held == name}) > 1}
    return {n: f"{name}: {longer[n]}" if name in telling else name for n, name in told.items()}
