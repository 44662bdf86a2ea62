"""The pages that words of a paper stand on, as whoever asks may see them: what a picture of the original needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.passage import Scope
from index.store import Store
from ingest.grammar.forgetting import MASK
from ingest.record import Span, Spans

#: Characters before and after the words that tell which of two equal stretches of a page is meant.
AROUND = 300
#: Pages that are shown of words that run over several.
MOST = 3


@dataclass(frozen=True, slots=True)
class Words:
    """Words on one page, with those before and after them there, as the reader gave them."""

    before: str
    said: str
    after: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page that words stand on. number: in the file, from 1. closed: why it may not be shown; "" where it may."""

    number: int
    printed: str | None
    words: tuple[Words, ...]
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a paper was read from, and the pages of it that words stand on. more: pages that are left out."""

    path: Path
    sha256: str
    title: str
    leaves: tuple[Leaf, ...]
    more: int = 0


#: Why the picture of a page would show what the words around it don't.
WITHHELD = "this page also holds what is not open to you"
FORGOTTEN = "this paper holds a name that was asked to be forgotten"


def original(store: Store, document: str, spans: Spans, scope: Scope) -> Original | None:
    """Return the pages that spans of a paper stand on; None where any of it is out of scope or has no pages.

    A page that holds part of what is out of scope is closed, and so is a paper in which a name was forgotten: its
    original shows the name still.
    """
    who = Scope(scope.collections, scope.access)
    parts = store.parts_of(document, who)
    if not spans or not all(any(p.span.start <= s.start < s.end <= p.span.end for p in parts) for s in spans):
        return None
    text = store.text(document)
    hidden = store.unseen(document, who)
    leaves = tuple(_leaves(store.pages(document), text, spans, hidden))
    root, path, sha256 = store.file_of(document)
    title = next(p.title for p in parts if p.span.start <= spans[0].start < p.span.end)
    return Original(Path(root) / path, sha256, title or path, leaves[:MOST], len(leaves[MOST:])) if leaves else None


def _leaves(
    pages: Sequence[tuple[int | None, str | None, int, str]], text: str, spans: Spans, hidden: Spans
) -> Iterator[Leaf]:
    forgotten = FORGOTTEN if MASK in text else ""
    start = 0
    for number, printed, size, _ in pages:
        page = Span(start, start + size)
        words = tuple(_words(text, page, spans))
        if number is not None and words:
            withheld = WITHHELD if any(h.start < page.end and page.start < h.end for h in hidden) else ""
            yield Leaf(number, printed, words, withheld or forgotten)
        start += size + 1


def _words(text: str, page: Span, spans: Spans) -> Iterator[Words]:
    """Yield what of some spans stands on a page."""
    for span in spans:
        start, end = max(span.start, page.start), min(span.end, page.end)
        if start < end and text[start:end].strip():
            before, after = max(page.start, start - AROUND), min(page.end, end + AROUND)
            yield Words(text[before:start], text[start:end], text[end:after])
