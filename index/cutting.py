"""From documents to passages: along items and paragraphs, never across an item or a part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from index.passage import Passage, Place
from ingest.grammar import dates
from ingest.grammar.sentences import sentences
from ingest.record import Collection, Document, Flow, Item, Paragraph, Part, Shape, digest, flow, quote

#: Changes whenever the same document would be cut otherwise, so that an older index knows it no longer fits.
VERSION = "1"
#: Passages of 120 to 200 words ranked best on meetings; a new paragraph that would pass this begins another.
WORDS = 150
#: A heading or a new section begins a passage once the one before it has this many words.
ENOUGH = 60
#: The model reads 256 tokens, two of them its own marks; the rest is cut off unseen.
TOKENS = 250
#: A heading longer than this, in characters, is cut: it is there to lean on, not to drown the text.
HEADING = 220

#: Counts of tokens kept while a document is cut.
COUNTED = 4096

_TAGS = re.compile(r"</?[a-zA-Z][^>]*>|\*\*|\^\{[^}]*\}")
#: A word that a line's end has broken, or a compound that stood there: its two halves.
_BROKEN = re.compile(r"\b([^\W\d_]{2,})- ([^\W\d_]{2,})")


def searchable(text: str) -> str:
    """Return text without remnants of markup, for finding; quotations keep them.

    A word broken at a line's end stands there whole as well: only a dictionary would tell it from a compound.
    """
    return _BROKEN.sub(r"\g<0> \1\2", untagged(text))


def untagged(text: str) -> str:
    """Return text as one line without remnants of markup."""
    return " ".join(_TAGS.sub(" ", text).split())


def place_of(document: Document, collection: Collection, part: Part, number: int, item: Item) -> Place:
    """Return where an item stands."""
    return Place(
        collection=collection.id,
        document=document.id,
        path=document.source.path,
        title=part.title or document.title,
        part=f"{document.id}-{number}",
        body=part.body,
        kind=part.kind,
        authority=part.authority,
        access=part.access,
        status=part.status,
        meeting=part.meeting,
        period=part.period,
        item=item.number,
        item_title=item.title,
        url=document.source.url,
    )


def heading_of(place: Place, item: Item, trail: tuple[str, ...]) -> str:
    """Return the line that goes before a passage for embedding: body, date, item, headings."""
    when = dates.long(place.meeting.date) if place.meeting else place.period.label if place.period else ""
    number = f"item {item.number} " if item.number else ""
    above = [t for t in (*item.trail, *trail) if t]
    pieces = [place.body.name, when, f"{place.kind.value}", f"{number}{item.title}".strip(), *above[-2:]]
    return ", ".join(dict.fromkeys(p for p in pieces if p))[:HEADING]


def cut(document: Document, collection: Collection, count: Callable[[str], int]) -> tuple[Passage, ...]:
    """Return a document's passages in order. `count` gives the tokens of a text, the model's own way."""
    out: list[Passage] = []
    seen: Counter[str] = Counter()
    count = lru_cache(maxsize=COUNTED)(count)
    printed = {page.number: page.printed for page in document.pages}
    scanned = {page.number for page in document.pages if page.origin == "OCR"}
    for number, part in enumerate(document.parts):
        for item in part.items:
            place = place_of(document, collection, part, number, item)
            for group, header in _groups(item, document.text, place, count):
                text = "\n".join(quote(document.text, p.spans) for p in group)
                key = digest(document.id, place.part, *item.trail, item.number, item.title, text)
                seen[key] += 1
                identity = digest(key, str(seen[key]))
                heading = heading_of(place, item, group[0].trail)
                if header:
                    heading = f"{heading} | {header}"[: HEADING + 80]
                first = group[0].pages[0] if group[0].pages else None
                last = max((p.pages[1] for p in group if p.pages), default=0)
                stamps = tuple((n, s) for n in range(first or 1, last + 1) if (s := printed.get(n)))
                by_machine = any(n in scanned for p in group if p.pages for n in range(p.pages[0], p.pages[1] + 1))
                out.append(
                    Passage(identity, place, heading, text, group, len(out), printed.get(first), by_machine, stamps)
                )
    return tuple(out)


def _groups(
    item: Item, text: str, place: Place, count: Callable[[str], int]
) -> Iterator[tuple[tuple[Paragraph, ...], str]]:
    """Yield runs of paragraphs that make one passage each, with the table header that the run leans on."""
    group: list[Paragraph] = []
    size = 0
    header = open_header = ""
    for one in _pieces(item, text, place, count):
        words = len(quote(text, one.spans).split())
        new_section = bool(group) and (one.shape is Shape.HEADING or one.trail != group[-1].trail)
        if group and (
            size + words > WORDS
            or (new_section and size >= ENOUGH)
            or not _fits(item, [*group, one], text, place, count, open_header)
        ):
            yield tuple(group), open_header
            group, size = [], 0
        if one.shape is Shape.HEADER:
            header = untagged(quote(text, one.spans))[:120]
        elif one.shape is not Shape.ROW:
            header = ""
        if not group:
            open_header = header if one.shape is Shape.ROW else ""
        group.append(one)
        size += words
    if group:
        yield tuple(group), open_header


def _fits(
    item: Item, group: list[Paragraph], text: str, place: Place, count: Callable[[str], int], header: str
) -> bool:
    """True where a run of paragraphs fits the model with its heading.

    No token runs over white space, so the counts of the pieces add up, and each piece need be counted only once.
    """
    marks = count("")
    pieces = (f"{heading_of(place, item, group[0].trail)} | {header}", *(quote(text, p.spans) for p in group))
    return sum(count(piece) - marks for piece in pieces) + marks <= TOKENS


def _pieces(item: Item, text: str, place: Place, count: Callable[[str], int]) -> Iterator[Paragraph]:
    """Yield an item's paragraphs, those too long for the model cut at the ends of sentences, else of words."""
    for one in item.paragraphs:
        if _fits(item, [one], text, place, count, _ROOM):
            yield one
            continue
        running = flow(text, one.spans)

        def fits(start: int, end: int, one: Paragraph = one, running: Flow = running) -> bool:
            return _fits(item, [replace(one, spans=running.spans(start, end))], text, place, count, _ROOM)

        for start, end in _packed(running.text, fits):
            yield replace(one, spans=running.spans(start, end))


#: Room left in every passage for the header of a table that it may lean on.
_ROOM = "x" * 80


def _packed(text: str, fits: Callable[[int, int], bool]) -> Iterator[tuple[int, int]]:
    """Yield ranges that fit, in order: as many whole sentences as may go together, a long one in halves."""
    start = end = 0
    for first, last in _whole(text, sentences(text), fits):
        if end > start and fits(start, last):
            end = last
        else:
            if end > start:
                yield start, end
            start, end = first, last
    if end > start:
        yield start, end


def _whole(text: str, ranges: Iterable[tuple[int, int]], fits: Callable[[int, int], bool]) -> Iterator[tuple[int, int]]:
    """Yield ranges, those that don't fit halved at a space, or in mid-word where there is none, until they do."""
    for start, end in ranges:
        if not text[start:end].strip():
            continue  # what joins two pieces stands nowhere in the paper
        if fits(start, end) or end - start < 2:
            yield start, end
            continue
        middle = (start + end) // 2
        space = text.rfind(" ", start + 1, middle)
        cut_at = space if space > start else middle
        yield from _whole(text, ((start, cut_at), (cut_at, end)), fits)
