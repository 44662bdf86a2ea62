"""Where words that are seen struck through stand in a page's text as another library gives it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from ingest.record import Span, Spans

#: More words than this to be set side by side take too long; the page is reported instead.
WORDS = 6_000
#: Where words differ, so many letters in a row at least are taken as the same.
RUN = 3
#: Differing stretches longer than this are not compared letter by letter.
STRETCH = 2_000

_WORD = re.compile(r"\S+")

#: A word as it is seen, and for each of its characters whether it is struck through.
Seen = tuple[str, tuple[bool, ...]]


def spans(text: str, seen: Sequence[Seen]) -> tuple[Spans, bool]:
    """Return what of a text is struck through, and whether all was found that is seen struck through."""
    ours = [(m.start(), m[0]) for m in _WORD.finditer(text)]
    if max(len(ours), len(seen)) > WORDS:
        return (), False
    theirs = [_folded(word) for word, _ in seen]
    matcher = SequenceMatcher(None, [_folded(word) for _, word in ours], theirs, autojunk=False)
    struck: set[int] = set()
    missing = 0
    for kind, a, b, c, d in matcher.get_opcodes():
        marks = _marks(seen[c:d])
        if not any(flag for _, flag in marks):
            continue
        places = _places(ours[a:b])
        pairs = _pairs([c for c, _ in places], [c for c, _ in marks], same=kind == "equal")
        taken = {there for _, there in pairs}
        struck.update(places[here][1] for here, there in pairs if marks[there][1])
        missing += sum(flag and there not in taken for there, (_, flag) in enumerate(marks))
    return _joined(text, struck), not missing


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def _marks(seen: Iterable[Seen]) -> list[tuple[str, bool]]:
    return [(c, flag) for word, flags in seen for char, flag in zip(word, flags, strict=True) for c in _folded(char)]


def _places(ours: Iterable[tuple[int, str]]) -> list[tuple[str, int]]:
    return [(c, start + place) for start, word in ours for place, char in enumerate(word) for c in _folded(char)]


def _pairs(ours: list[str], theirs: list[str], *, same: bool) -> list[tuple[int, int]]:
    """Return which of our letters is which of theirs."""
    if ours == theirs or (same and len(ours) == len(theirs)):
        return [(n, n) for n in range(len(ours))]
    if max(len(ours), len(theirs)) > STRETCH:
        return []
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return [(b.a + n, b.b + n) for b in blocks if b.size >= RUN for n in range(b.size)]


def _joined(text: str, struck: set[int]) -> Spans:
    """Return offsets as stretches; blanks between two struck words are struck with them."""
    out: list[tuple[int, int]] = []
    for place in sorted(struck):
        if out and not text[out[-1][1] : place].strip():
            out[-1] = (out[-1][0], place + 1)
        else:
            out.append((place, place + 1))
    return tuple(Span(start, end) for start, end in out)
