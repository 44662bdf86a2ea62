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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import PurePosixPath

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from ingest.grammar import dates
from ingest.record import Access, Authority, Document, Kind, Part, Span, Spans, Status

Hashes = npt.NDArray[np.uint64]

#: Words in a shingle: common phrases are mostly shorter, and a changed word spoils only so many.
WORDS = 5
#: One shingle in so many is kept, but never fewer than LEAST nor more than MOST: a sketch is at most 1,940 bytes.
SAMPLE, LEAST, MOST = 16, 64, 480
#: Texts of fewer words are never compared: forms, letters and front sheets say much the same.
SHORT = 40
#: The share of the smaller sketch that must be common before two texts are laid side by side.
LIKELY = 0.35
#: Words in a run that stands once in each of two texts and so ties them together.
ANCHOR = 6
#: The largest table, in cells, in which what lies between two such runs is compared word by word.
CELLS = 36_000_000
#: A common run of so few words between two changes is chance.
CHANCE = 2

_NUMBER = r"\d+(?:[.,:/]\d+)*"
#: A word, a figure with its sign, or a sign that tells what a figure counts.
_TOKEN = re.compile(rf"[^\W\d_]+(?:['’][^\W\d_]+)*|{_NUMBER}|(?<![^\s(£$€])[-−]{_NUMBER}|[£$€%]")
#: Where a link leads, and the marks that set a page, are no words of a text: a copy filed elsewhere has others.
_MARKUP = re.compile(
    r"""
      \]\( (?: [^()\n] | \( [^()\n]{0,200} \) ){0,500} \)                    # [the words](target)
    | </? [a-z][a-z0-9]* (?: \s+ [\w:-]+ = [^<>\n]{0,500} )? \s* /? >        # <img src="target">
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SIGNS = frozenset("£$€%")
_HEADER = struct.Struct("<IIQ")


@dataclass(frozen=True)
class Words:
    """A text's words with case, white space and punctuation folded, figures whole; where each begins and ends."""

    folded: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

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
    return tuple(Span(start, end) for start, end in _without([(part.span.start, part.span.end)], struck))


def _without(ranges: Sequence[tuple[int, int]], cuts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges less what is cut from them."""
    out = []
    for start, end in ranges:
        for left, right in sorted(cuts):
            if right > start and left < end:
                out.append((start, left))
                start = max(start, right)
        out.append((start, end))
    return [(start, end) for start, end in out if start < end]


def words_of(text: str, spans: Spans | None = None) -> Words:
    """Return the words of a text, or of some spans of it, for comparing."""
    ranges = [(s.start, s.end) for s in spans] if spans is not None else [(0, len(text))]
    if "](" in text or "</" in text:
        ranges = [r for one in ranges for r in _without([one], [m.span() for m in _MARKUP.finditer(text, *one)])]
    found = [match for start, end in ranges for match in _TOKEN.finditer(text, start, end)]
    written = [match[0] for match in found]
    known = {w: _fold(w) for w in set(written)}
    return Words(tuple(known[w] for w in written), tuple(match.span() for match in found))


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    bare = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return bare.casefold().replace("’", "'").replace("−", "-") or word


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


# ---------------------------------------------------------------- differences: two texts laid side by side

#: (start, end) of words in the one text, (start, end) in the other.
Gap = tuple[int, int, int, int]


def differences(one: Words, other: Words) -> tuple[Gap, ...]:
    """Return where two texts differ, in order: words of the one against words of the other, either may be none.

    Words broken differently are no difference. Long texts are tied together by the runs that stand once in each, and
    only what lies between is compared word by word: the time is close to linear in their length.
    """
    size = min(len(one), len(other))
    head = next((n for n in range(size) if one.folded[n] != other.folded[n]), size)
    tail = next((n for n in range(size - head) if one.folded[-1 - n] != other.folded[-1 - n]), size - head)
    gaps = [
        (a + head, i + head, b + head, k + head)
        for a, i, b, k in _gaps(*(_slice(w, head, len(w) - tail) for w in (one, other)))
    ]
    return tuple(g for g in _merged(gaps) if not _same(one.folded[g[0] : g[1]], other.folded[g[2] : g[3]]))


def _slice(words: Words, start: int, end: int) -> Words:
    return Words(words.folded[start:end], words.places[start:end])


def _same(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """True where words differ only in where they are broken."""
    return _bare(mine) == _bare(theirs) and _figures(mine) == _figures(theirs)


def _figures(words: Sequence[str]) -> list[str]:
    return [w for w in words if w[-1].isdigit()]


def _gaps(one: Words, other: Words) -> Iterator[Gap]:
    """Yield the gaps between the runs that two texts share."""
    a = b = 0
    for i, k, size in (*_ties(one, other), (len(one), len(other), 0)):
        if i > a or k > b:
            yield from _between(one, other, (a, i, b, k))
        a, b = i + size, k + size


def _ties(one: Words, other: Words) -> list[tuple[int, int, int]]:
    """Return runs that stand once in each text, in the order of both, grown as far as they go: (place, place, size)."""
    mine, theirs = (_shingles(w.hashes, ANCHOR) for w in (one, other))
    firsts, seconds = _lone(mine), _lone(theirs)
    _, here, there = np.intersect1d(mine[firsts], theirs[seconds], assume_unique=True, return_indices=True)
    pairs = np.stack([firsts[here], seconds[there]], axis=1)
    pairs = pairs[np.argsort(pairs[:, 0])]
    out: list[tuple[int, int, int]] = []
    for i, k in _rising(pairs.tolist()):
        floor, base = (out[-1][0] + out[-1][2], out[-1][1] + out[-1][2]) if out else (0, 0)
        if i + ANCHOR <= floor or k + ANCHOR <= base:
            continue
        late = max(0, floor - i, base - k)  # it begins inside the run before it
        i, k = i + late, k + late
        while i > floor and k > base and one.folded[i - 1] == other.folded[k - 1]:
            i, k = i - 1, k - 1
        size = 0
        while i + size < len(one) and k + size < len(other) and one.folded[i + size] == other.folded[k + size]:
            size += 1
        if size:
            out.append((i, k, size))
    return out


def _lone(shingles: Hashes) -> npt.NDArray[np.intp]:
    """Return the places of the shingles that stand once in a text."""
    _, places, counts = np.unique(shingles, return_index=True, return_counts=True)
    lone: npt.NDArray[np.intp] = places[counts == 1]
    return lone


def _rising(pairs: list[list[int]]) -> list[tuple[int, int]]:
    """Return the longest choice of pairs, sorted by their first, that rises in the second too (patience sorting)."""
    tops: list[int] = []
    held: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(held[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(place)
            held.append(number)
        else:
            tops[pile], held[pile] = place, number
    out, number = [], held[-1] if held else -1
    while number >= 0:
        out.append((pairs[number][0], pairs[number][1]))
        number = before[number]
    return out[::-1]


def _between(one: Words, other: Words, gap: Gap) -> Iterator[Gap]:
    """Yield the gaps within a gap, by the fewest words taken out and put in; a very large one is left whole."""
    a, i, b, k = gap
    if a == i or b == k or (i - a) * (k - b) > CELLS:
        yield gap
        return
    numbers: dict[str, int] = {}
    mine, theirs = ([numbers.setdefault(w, len(numbers)) for w in words] for words in _cut(one, other, gap))
    for code in Indel.opcodes(mine, theirs):
        if code.tag != "equal":
            yield a + code.src_start, a + code.src_end, b + code.dest_start, b + code.dest_end


def _cut(one: Words, other: Words, gap: Gap) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words on both sides of a gap."""
    return one.folded[gap[0] : gap[1]], other.folded[gap[2] : gap[3]]


def _merged(gaps: Sequence[Gap]) -> list[Gap]:
    """Return gaps, those that touch or have only a chance run between them made one."""
    out: list[Gap] = []
    for gap in gaps:
        last = out[-1] if out else None
        if last and gap[0] - last[1] <= (CHANCE if _both(last) and _both(gap) else 0):
            out[-1] = (last[0], gap[1], last[2], gap[3])
        else:
            out.append(gap)
    return out


def _both(gap: Gap) -> bool:
    """True for a gap with words on both sides."""
    return gap[1] > gap[0] and gap[3] > gap[2]


# ---------------------------------------------------------------- stamps: what a copy has on it besides the paper


#: What is stamped on a page of a pack, or printed at its edge.
_STAMPS = re.compile(
    r"""
    (?: (?: page|p ) \s \d+ (?: \s of \s \d+ )?
      | (?: agenda | minute ) \s (?: item | no ) (?: \s no )? \s \d+ (?: [.]\d+ )* [a-z]?
      | (?: appendix | annex | annexe | enclosure | attachment | item ) \s (?: \d+ (?: [.]\d+ )* | [a-z] )
      | this \s page \s (?: is | has \s been ) \s (?: intentionally \s )? left \s blank (?: \s intentionally )?
      | (?: public | supplementary ) \s (?: document | agenda | reports? ) \s pack
      | unclassified | not \s protectively \s marked
    ) (?: \s | $ )
    """,
    re.VERBOSE,
)
#: A running head that only one copy has is one that comes so often, in at least and at most so many words.
HEADS, HEAD_WORDS = 3, (3, 15)
#: So many page numbers alone, going up and so many words apart in the mean, are stamps; a table's figures aren't.
RUN, APART = 3, 60


def _is_stamp(words: Sequence[str]) -> bool:
    """True where words are nothing but stamps."""
    text, at = " ".join(words), 0
    while match := _STAMPS.match(text, at):
        at = match.end()
    return at == len(text)


def _stamped(one: Words, other: Words, gaps: Sequence[Gap]) -> set[Gap]:
    """Return the gaps that are only stamps, page numbers and running heads of either copy."""
    found = {g for g in gaps if not _both(g) and any(map(_is_stamp, _turned(one, other, g)))}
    found |= {g for g in gaps if _both(g) and _is_page(one.folded, g[0], g[1]) and _is_page(other.folded, g[2], g[3])}
    heads: dict[tuple[bool, tuple[str, ...]], list[Gap]] = {}
    for gap in gaps:
        words = _side(one, other, gap)
        if not _both(gap) and HEAD_WORDS[0] <= len(words) <= HEAD_WORDS[1]:
            heads.setdefault((gap[1] > gap[0], tuple("#" if w[-1].isdigit() else w for w in words)), []).append(gap)
    for same in heads.values():
        if len(same) >= HEADS and _apart(same):
            found.update(same)
    lone = [g for g in gaps if all(n in (0, 1) for n in (g[1] - g[0], g[3] - g[2]))]
    return found | _numbered(one, other, [g for g in lone if g not in found and not _is_amount(one, other, g)])


def _side(one: Words, other: Words, gap: Gap) -> tuple[str, ...]:
    """Return the words of a gap that has them on one side only."""
    return one.folded[gap[0] : gap[1]] or other.folded[gap[2] : gap[3]]


def _turned(one: Words, other: Words, gap: Gap) -> Iterator[tuple[str, ...]]:
    """Yield the words that one copy has more, as they may be told: of "page (3 page) 4", the first two or the last."""
    words = _side(one, other, gap)
    yield words
    copy, at = (one.folded, gap[0]) if gap[1] > gap[0] else (other.folded, gap[2])
    for step in range(1, min(len(words), at) + 1):
        if copy[at - step] != words[-1]:
            return
        words = (words[-1], *words[:-1])
        yield words


def _is_page(words: Sequence[str], start: int, end: int) -> bool:
    """True where words are a page's number, the word before or after it included."""
    if end - start > 3 or not all(w.isdigit() or w in ("page", "p", "of") for w in words[start:end]):
        return False
    before = list(words[max(0, start - 3) : start])
    return _is_stamp(words[start:end]) or before[-1:] == ["page"] or (before[:1] == ["page"] and before[-1:] == ["of"])


def _is_amount(one: Words, other: Words, gap: Gap) -> bool:
    """True for a number with a sign beside it that says what it counts."""
    beside = (*one.folded[max(0, gap[0] - 1) : gap[1] + 1], *other.folded[max(0, gap[2] - 1) : gap[3] + 1])
    return not _SIGNS.isdisjoint(beside)


def _numbered(one: Words, other: Words, lone: Sequence[Gap]) -> set[Gap]:
    """Return the gaps of single numbers that go up by one or two, far apart: pages numbered in one copy or in both."""
    found: set[Gap] = set()
    for shape in ((True, False), (False, True), (True, True)):
        run: list[Gap] = []
        last: tuple[int, ...] = ()
        for gap in (g for g in lone if (g[1] > g[0], g[3] > g[2]) == shape):
            now = tuple(int(w) if w.isdecimal() and len(w) < 5 else -9 for side in _cut(one, other, gap) for w in side)
            steps = {b - a for a, b in zip(last, now, strict=bool(run))}
            if run and not (len(steps) == 1 and steps <= {1, 2}):
                found.update(run if len(run) >= RUN and _apart(run) else ())
                run = []
            run, last = [*run, gap], now
        found.update(run if len(run) >= RUN and _apart(run) else ())
    return found


def _apart(gaps: Sequence[Gap]) -> bool:
    """True where as many words lie between gaps, taken together, as stand on pages."""
    return gaps[-1][0] - gaps[0][1] >= APART * (len(gaps) - 1)


# ---------------------------------------------------------------- what two texts are to each other


class Tie(StrEnum):
    """What two texts are to each other."""

    TWIN = "twin"  # the same text, but for stamps
    HELD = "held"  # the same text, with another paper round one of them, or before the one and after the other
    VERSION = "version"  # nearly the same text, differing in substance


@dataclass(frozen=True, slots=True)
class Relation:
    """What two texts are to each other, and where the text that they share stands in each.

    one, other: the stretch of each, as offsets, from the first long run that they share to the last. shared: the words
    in those runs. changes: the words of the one, and those of the other in their place, without stamps; for a version.
    """

    tie: Tie
    one: Span
    other: Span
    shared: int
    changes: tuple[tuple[str, str], ...] = ()

    @property
    def figures(self) -> bool:
        """True where a figure is among what differs."""
        return any(w[-1].isdigit() for pair in self.changes for side in pair for w in side.split())

    @property
    def mirrored(self) -> Relation:
        """The same relation, told from the other side."""
        return Relation(self.tie, self.other, self.one, self.shared, tuple((b, a) for a, b in self.changes))


#: A stretch of no text in particular.
NOWHERE = Span(0, 1)
#: Words in a run that two papers don't share by chance or by filling in one form.
SOLID = 20
#: A version shares, in such runs, so much of the shorter text and of the stretch over which either shares it. Measured
#: (bench/twins.py): versions 0.98 and 0.97 or more; of other pairs none more than both 0.85 and 0.74 (two states of a
#: log of actions), 0.68 and 0.61 (a report and the decision drawn from it) or 0.60 and 0.96 (short minutes, one form).
MOST_OF, DENSE = 0.75, 0.8
#: A text of fewer words is never called a version: one form with a name or a day filled in differs no more.
FEW = 120
#: A text that goes on after its like has ended by less than this share is the same paper, grown; else a pack goes on.
GROWN = 0.25
#: Two texts of which neither holds the other share a paper where it has so many words, and is half of the shorter.
OVERLAP = 200
#: A text so many times as long as another is searched for the stretch that is like it.
WIDE = 1.5
#: Words at the edges of a copy that say it is another version.
_MARKS = frozenset("draft final revised updated amended corrected version superseded".split())
#: So few words at an edge may be such a mark.
EDGE = 12


def compare(one: Words, other: Words) -> Relation | None:
    """Return what two texts are to each other, by their words alone; None for two papers, however alike.

    Every figure counts: where one differs, and is no page number, two texts are versions at the most. The same either
    way round.
    """
    if min(len(one), len(other)) < SHORT:
        return None
    if (len(one), one.folded) > (len(other), other.folded):
        found = _related(other, one)
        return found and found.mirrored
    return _related(one, other)


def _related(one: Words, other: Words) -> Relation | None:
    """Return what two texts are to each other, the one being the shorter."""
    gaps = _laid(one, other)
    stamped = _stamped(one, other, gaps)
    real = [g for g in gaps if g not in stamped]
    solid = [r for r in _runs(real, len(one), len(other)) if min(r[1] - r[0], r[3] - r[2]) >= min(SOLID, len(one) // 4)]
    if not solid:
        return None
    core = _grown(one, other, (solid[0][0], solid[-1][1], solid[0][2], solid[-1][3]))
    shared = sum(min(r[1] - r[0], r[3] - r[2]) for r in solid)
    tie = _tie(one, other, core) if len(solid) == 1 else None
    if tie is None and len(one) >= FEW and shared >= MOST_OF * len(one):
        tie = Tie.VERSION if shared >= DENSE * max(core[1] - core[0], core[3] - core[2]) else None
    if tie is None:
        return None
    changes = tuple((" ".join(a), " ".join(b)) for a, b in (_cut(one, other, g) for g in _told(real, core, tie)))
    return Relation(tie, _span(one, core[0], core[1]), _span(other, core[2], core[3]), shared, changes)


def _laid(one: Words, other: Words) -> list[Gap]:
    """Return where two texts differ, a short one laid beside the stretch of a long one that has the most of its runs.

    A pack may hold several papers made from one form, and the words of one must not be sought among all of them.
    """
    if len(other) <= WIDE * len(one):
        return list(differences(one, other))
    theirs = _shingles(other.hashes, WORDS)
    _, which, counts = np.unique(theirs, return_inverse=True, return_counts=True)
    hits = np.isin(theirs, _shingles(one.hashes, WORDS)) / counts[which]  # what stands there twice counts half
    sums = np.concatenate([[0], np.cumsum(hits)])
    size = min(len(one), len(hits))
    at = int(np.argmax(sums[size:] - sums[:-size]))
    left, right = max(0, at - len(one) // 4), min(len(other), at + len(one) + len(one) // 4)
    near = differences(one, _slice(other, left, right))
    gaps = [
        (0, 0, 0, left),
        *((a, i, b + left, k + left) for a, i, b, k in near),
        (len(one), len(one), right, len(other)),
    ]
    return _merged([g for g in gaps if g[1] > g[0] or g[3] > g[2]])


def _grown(one: Words, other: Words, core: Gap) -> Gap:
    """Return a stretch that two texts share, grown at both ends as far as their words agree."""
    a, i, b, k = core
    while a and b and one.folded[a - 1] == other.folded[b - 1]:
        a, b = a - 1, b - 1
    while i < len(one) and k < len(other) and one.folded[i] == other.folded[k]:
        i, k = i + 1, k + 1
    return a, i, b, k


def _runs(gaps: Sequence[Gap], size: int, other: int) -> Iterator[Gap]:
    """Yield the runs between gaps."""
    a = b = 0
    for left, right, start, end in (*gaps, (size, size, other, other)):
        if left > a:
            yield a, left, b, start
        a, b = right, end


def _tie(one: Words, other: Words, core: Gap) -> Tie | None:
    """Return what texts are that share one unbroken run, by what stands before and after it; None where both differ."""
    lead, trail = (core[0], core[2]), (len(one) - core[1], len(other) - core[3])
    if (lead[0] and lead[1]) or (trail[0] and trail[1]):
        return None
    mine, theirs, size = lead[0] + trail[0], lead[1] + trail[1], core[1] - core[0]
    if mine == theirs == 0:
        return Tie.TWIN
    if mine and theirs:
        return Tie.HELD if size >= max(OVERLAP, (len(one)) // 2) else None
    extra = _outside(one, core[0], core[1]) + _outside(other, core[2], core[3])
    if len(extra) <= EDGE:
        return Tie.VERSION if _MARKS.intersection(extra) else Tie.HELD
    return Tie.VERSION if not lead[0] + lead[1] and len(extra) < GROWN * size and len(one) >= FEW else Tie.HELD


def _outside(words: Words, start: int, end: int) -> tuple[str, ...]:
    return words.folded[:start] + words.folded[end:]


def _told(gaps: Sequence[Gap], core: Gap, tie: Tie) -> list[Gap]:
    """Return the gaps that tell two versions apart: those within what they share, and words at the ends of both."""
    if tie is not Tie.VERSION:
        return []
    inner = [g for g in gaps if g[0] >= core[0] and g[1] <= core[1] and g[2] >= core[2] and g[3] <= core[3]]
    edges = [g for g in gaps if g not in inner and max(g[1] - g[0], g[3] - g[2]) < OVERLAP]
    return sorted(inner + edges)


def _span(words: Words, start: int, end: int) -> Span:
    return Span(words.places[start][0], words.places[end - 1][1])


# ---------------------------------------------------------------- which stands for both, and which is the later


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a part that tells which of two copies or versions of it to read.

    day: of the meeting that it records, or is put before. filed: the day named by the folder it lies in. alone: it is
    all of its file. opening: how its file and the part itself begin, where a cover letter says what it replaces.
    """

    path: str
    title: str
    kind: Kind
    authority: Authority
    access: Access = Access.PUBLIC
    status: Status = Status.UNKNOWN
    board: str = ""
    day: date | None = None
    filed: date | None = None
    alone: bool = True
    words: int = 0
    opening: str = ""


#: So many characters of a file, and of a part, are its opening.
OPENING = 2_000


def facts_of(part: Part, document: Document, words: int) -> Facts:
    """Return what is known of a part of a document."""
    path = document.source.path
    begins = document.text[part.span.start : min(part.span.end, part.span.start + OPENING)]
    return Facts(
        path,
        part.title,
        part.kind,
        part.authority,
        part.access,
        part.status,
        part.body.name.lower(),
        part.meeting.date if part.meeting else None,
        dates.day(PurePosixPath(path).parent.as_posix().replace("_", " ")),
        len(document.parts) == 1,
        words,
        document.text[:OPENING] + "\n" + begins,
    )


@dataclass(frozen=True, slots=True)
class Preference:
    """Which of two parts to read: the first (0) or the second (1), None where nothing tells; and why, in words."""

    chosen: int | None
    reason: str


#: Kinds that belong to one sitting: those of two days are never versions of one another.
_OF_A_DAY = (Kind.MINUTES, Kind.DECISIONS, Kind.AGENDA)

#: Words in a name or title that make a paper the later of two, and the earlier.
_LATER = frozenset(
    "updated revised amended corrected supplement supplementary supplemental replacement final approved adopted".split()
)
_EARLIER = frozenset("draft drafts superseded old withdrawn provisional obsolete".split())
_REPLACES = re.compile(
    r"""
      \b (?: replac(?:es|ing) | supersed(?:es|ing) | (?: in | as ) \s (?: a \s )? (?: place | substitut(?:e|ion) |
          replacement ) \s (?: of | for ) | (?: to | will | which | now ) \s (?: replace | supersede ) )
      \s (?: \w+ \s ){0,4}? (?: report | paper | version | appendix | document | minutes | agenda | item | one ) s? \b
    | \b (?: updated | revised | amended | corrected | replacement ) \s (?: version | copy | report | paper | appendix |
          minutes ) s? \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_VERSION = re.compile(
    r"(?<![a-z])(?:v|ver|version)[\s.]{0,2}(?P<number>\d{1,3}(?:\.\d{1,3})*)\b|\brev(?:ision)?[\s.]{1,2}(?P<letter>[a-z])\b",
    re.IGNORECASE,
)


def may_be(one: Facts, other: Facts, relation: Relation) -> bool:
    """True unless what is known of two parts forbids what their words say: records of two days are no versions."""
    kinds = [f.kind for f in (one, other) if f.kind in _OF_A_DAY]
    if relation.tie is not Tie.VERSION or not kinds:
        return True
    if one.day and other.day and one.day != other.day:
        return False
    return len(kinds) == 1 or (one.kind is other.kind and one.board == other.board)


_STATED = {Status.DRAFT: 0.0, Status.APPROVED: 1.0}

#: One kind of evidence: a number for a part, the higher the better, or None where it tells nothing; and its wording.
_Test = tuple[Callable[[Facts], float | None], str]

#: None is never unknown here, so that of three copies one stands for all, whichever two are compared first.
_STANDS: tuple[_Test, ...] = (
    (lambda f: f.access is Access.PUBLIC, "it is public"),
    (lambda f: f.authority.rank, "it is the more official account"),
    (lambda f: 0.5 if f.filed is None or f.day is None else f.filed == f.day, "it is filed at the meeting it records"),
    (lambda f: f.alone, "it stands alone, the other inside a pack"),
    (lambda f: f.day is not None, "its meeting is known"),
    (lambda f: f.kind is not Kind.PAPER, "it is known what kind of paper it is"),
    (lambda f: -(f.filed or date.max).toordinal(), "it was filed first"),
)
_FOLLOWS: tuple[_Test, ...] = (
    (lambda f: _STATED.get(f.status), "it is approved, the other a draft"),
    (lambda f: _REPLACES.search(f.opening) is not None, "it says that it replaces another"),
    (lambda f: _numbered_as(f), "its name has the higher version number"),
    (lambda f: _named_as(f), "its name or title says so"),
    (lambda f: _dated(f), "its name or title bears the later date"),
    (lambda f: _ordinal(f.day), "its meeting is the later"),
    (lambda f: _ordinal(f.filed), "it is filed at the later meeting"),
)


def stands(one: Facts, other: Facts, relation: Relation) -> Preference:
    """Return which of two copies of one text stands for both; there is always one.

    In this order: the public one, the more official account, the one filed at the meeting it records, the one that
    stands alone (or has less around it), the one of which more is known, the one filed first, the first by path.
    """
    if relation.tie is Tie.HELD and one.access is other.access and one.authority is other.authority:
        less = (one.words > other.words) if abs(one.words - other.words) > EDGE else None
        if less is not None:
            return Preference(int(less), "it stands alone, the other has more around it")
    found = _first(_STANDS, one, other)
    return found or Preference(int((other.path, other.title) < (one.path, one.title)), "nothing tells them apart")


def later(one: Facts, other: Facts, relation: Relation) -> Preference:
    """Return which of two versions is the later, or None and that nothing tells.

    In this order: an approved one follows a draft; one that says it replaces another; the higher version number; words
    such as "revised" or "draft" in its name or title; the later date there; the later meeting; the later folder; the
    later date written where the texts differ.
    """
    return (
        _first(_FOLLOWS, one, other)
        or _by_dates(relation)
        or Preference(None, "nothing tells which of the two versions is the later")
    )


def _first(tests: Sequence[_Test], one: Facts, other: Facts) -> Preference | None:
    """Return what the first test tells on which two parts differ, both being known to it."""
    for test, reason in tests:
        mine, theirs = test(one), test(other)
        if mine is not None and theirs is not None and mine != theirs:
            return Preference(int(theirs > mine), reason)
    return None


def _name(facts: Facts) -> str:
    """Return a part's path and title as words."""
    path = PurePosixPath(facts.path)
    return re.sub(r"[_\s]+", " ", f"{path.with_suffix('')} {facts.title}")


def _numbered_as(facts: Facts) -> float | None:
    """Return the version number in a name: 2.1 before 2.10, revision B as 2."""
    match = _VERSION.search(_name(facts))
    if not match:
        return None
    if match["letter"]:
        return float(ord(match["letter"].lower()) - ord("a") + 1)
    return sum(float(int(n)) / 1000.0**place for place, n in enumerate(match["number"].split(".")))


def _ordinal(day: date | None) -> float | None:
    return day.toordinal() if day else None


def _named_as(facts: Facts) -> float:
    """Return how late a name makes a part: up for each word such as "revised", down for each such as "draft"."""
    words = set(re.findall(r"[a-z]+", _name(facts).lower()))
    return len(words & _LATER) - len(words & _EARLIER)


def _dated(facts: Facts) -> float | None:
    """Return the latest day or month in a file's name or a part's title."""
    name = re.sub(r"[_\s]+", " ", f"{PurePosixPath(facts.path).stem} {facts.title}")
    return max((t.first.toordinal() for t in dates.times(name) if t.grain in ("day", "month")), default=None)


def _by_dates(relation: Relation) -> Preference | None:
    """Return which version names the later date where a date was put in another's place."""
    found: set[int] = set()
    for mine, theirs in relation.changes:
        one, other = (_latest(side) for side in (mine, theirs))
        if one and other and one != other:
            found.add(int(other > one))
    if len(found) == 1:
        return Preference(found.pop(), "it names a later date where they differ")
    return None


def _latest(words: str) -> date | None:
    return max((t.first for t in dates.times(words) if t.grain in ("day", "month")), default=None)
