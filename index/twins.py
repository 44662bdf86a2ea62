"""The same text filed twice, and two versions of one paper: found by sketches, settled by the words themselves.

A part's sketch is made once and kept. Parts that share keys are candidates, `likely` passes over most of them, and
`compare` lays the words of the rest side by side: only there are twins told from versions. Figures always count.

A sketch holds the lowest hashes of a text's shingles (runs of WORDS words), as in A. Broder, "On the resemblance and
containment of documents" (1997): two texts that share a share c of their shingles agree on about that share of the
hashes kept, and those hashes are the keys of a table to look them up in, as in P. Indyk and R. Motwani, "Approximate
nearest neighbors" (1998). One shingle in SAMPLE is kept, LEAST at the least and MOST at the most, so a short text is
known whole and one text inside another is still seen. Where n shingles of both come under the lower limit, no key is
shared with probability (1 - c) ** n: with 64 or more kept, under 1e-19 for half the text shared, and under 1e-6 for a
fifth. For a text of m words inside one of up to SAMPLE * MOST (7,680) words it is (1 - 1 / SAMPLE) ** (m - 4): 2 in
1,000 for 100 words, 1 in 10 million for 250. A longer text of N words is thinned to MOST / N: 1,000 words inside
100,000 are missed in 8 of 1,000 cases. Two texts without a common run of WORDS words share a key only by a collision
of two 32-bit hashes: at most 480 * 480 / 2 ** 32, about 5 in 100,000, and `likely` asks for more than one.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from ingest.record import Document, Part, Span, Spans

Hashes = npt.NDArray[np.uint64]

#: Words in a shingle: common phrases are mostly shorter, and a changed word spoils only so many.
WORDS = 5
#: One shingle in so many is kept, but never fewer than LEAST nor more than MOST: a sketch is at most 1,940 bytes.
SAMPLE, LEAST, MOST = 16, 64, 480
#: Texts of fewer words are never compared: forms, letters and front sheets say much the same.
SHORT = 40
#: The share of the smaller sketch that must be common before two texts are laid side by side.
LIKELY = 0.25
#: Words in a run that stands once in each of two texts and so ties them together.
ANCHOR = 6
#: The largest table, in cells, in which what lies between two such runs is compared word by word.
CELLS = 4_000_000
#: A common run of so few words between two changes is chance.
CHANCE = 2

_NUMBER = r"\d+(?:[.,:/]\d+)*"
#: A word, a figure with its sign, or a sign that tells what a figure counts.
_TOKEN = re.compile(rf"[£$€%]|(?:(?<![^\s(£$€])[-−])?{_NUMBER}|[^\W\d_]+(?:['’][^\W\d_]+)*")
_HEADER = struct.Struct("<IIQ")


@dataclass(frozen=True)
class Words:
    """A text's words with case, white space and punctuation folded, figures whole; `places` are offsets into it."""

    folded: tuple[str, ...]
    places: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.folded)

    @cached_property
    def hashes(self) -> Hashes:
        """A stable hash of each word."""
        known = {w: _hash(w) for w in set(self.folded)}
        return np.fromiter((known[w] for w in self.folded), np.uint64, len(self.folded))


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def spans_of(part: Part, document: Document) -> Spans:
    """Return where a part's words stand in its document, what is struck through left out."""
    struck, at = [], 0
    for page in document.pages:
        struck += [(at + s.start, at + s.end) for s in page.struck]
        at += len(page.text) + 1
    out, start = [], part.span.start
    for left, right in sorted(struck):
        if start < left < part.span.end:
            out.append(Span(start, left))
        start = max(start, right)
    if start < part.span.end:
        out.append(Span(start, part.span.end))
    return tuple(out)


def words_of(text: str, spans: Spans | None = None) -> Words:
    """Return the words of a text, or of some spans of it, for comparing."""
    folded, places = [], []
    for start, end in ((s.start, s.end) for s in spans) if spans is not None else ((0, len(text)),):
        for match in _TOKEN.finditer(text, start, end):
            folded.append(_fold(match[0]))
            places.append(match.start())
    return Words(tuple(folded), tuple(places))


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", word).casefold().replace("’", "'").replace("−", "-")


# ---------------------------------------------------------------- sketches: which parts to lay side by side


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text to find its like: its words counted, the lowest hashes of its shingles, a hash of it all.

    shingles: how many different ones it has. lowest: hashes of four bytes each, in rising order.
    """

    words: int
    shingles: int
    whole: int
    lowest: bytes

    @property
    def reach(self) -> int:
        """The hash up to which every shingle of the text is in the sketch."""
        return 2**32 if self.hashes.size == self.shingles else int(self.hashes[-1])

    @property
    def hashes(self) -> npt.NDArray[np.uint32]:
        """The hashes kept, in rising order."""
        return np.frombuffer(self.lowest, "<u4")


def sketch(words: Words) -> Sketch:
    """Return the sketch of a text's words."""
    found = np.unique((_shingles(words.hashes, WORDS) >> np.uint64(32)).astype("<u4"))
    sampled = int(np.searchsorted(found, 2**32 // SAMPLE))
    kept = found[: min(max(sampled, LEAST), MOST)]
    return Sketch(len(words), len(found), _hash(_bare(words.folded)), kept.tobytes())


def _shingles(hashes: Hashes, width: int) -> Hashes:
    """Return a well mixed hash of every run of so many words (the last step is that of SplitMix64)."""
    count = max(0, len(hashes) - width + 1)
    out = np.zeros(count, np.uint64)
    for place in range(width):
        out = out * np.uint64(0x9E3779B97F4A7C15) + hashes[place : place + count]
    out = (out ^ (out >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    out = (out ^ (out >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return out ^ (out >> np.uint64(31))


def _bare(words: Sequence[str]) -> str:
    """Return words run together, so that one broken over a line is whole again; two figures stay apart."""
    out, figure = [], False
    for word in words:
        is_figure = word[-1].isdigit()
        out.append(" " + word if figure and is_figure else word)
        figure = is_figure
    return "".join(out)


def pack(kept: Sketch) -> bytes:
    """Return a sketch as bytes, to be stored."""
    return _HEADER.pack(kept.words, kept.shingles, kept.whole) + kept.lowest


def unpack(stored: bytes) -> Sketch:
    """Return the sketch that `pack` made into bytes."""
    words, shingles, whole = _HEADER.unpack_from(stored)
    return Sketch(words, shingles, whole, stored[_HEADER.size :])


def keys(kept: Sketch) -> tuple[int, ...]:
    """Return the keys under which a part is looked up by its like; none for a text too short to be compared."""
    return tuple(kept.hashes.tolist()) if kept.words >= SHORT else ()


def likely(one: Sketch, other: Sketch) -> bool:
    """True where two texts may be twins, or versions, or one hold the other, so that their words must be compared."""
    if min(one.words, other.words) < SHORT:
        return False
    if one.whole == other.whole:
        return True
    reach = min(one.reach, other.reach)
    mine, theirs = (h[: int(np.searchsorted(h, reach, "right"))] for h in (one.hashes, other.hashes))
    shared = np.intersect1d(mine, theirs, assume_unique=True).size
    smaller = min(mine.size, theirs.size)
    return shared >= max(1 if smaller < 4 else 2, LIKELY * smaller)
