"""Twins and versions against the truth: bench/twins.py DOCUMENTS [FOLDER ...]

Every paper of some folders is read, and every pair of parts is compared twice: by `index.twins`, and by plain means
that share nothing with it: the one text without stamped lines stands letter for letter in the other (same), or most of
its runs of eight words do, and difflib finds the stretch alike (near). Prints how many of the truth's pairs are found,
how many of those found are true, and each disagreement, to be looked at. Then copies are made of the same parts, with
stamps, broken otherwise, inside other papers, with a figure changed, a word changed, a paragraph added, and what each
is taken for is counted.
"""

from __future__ import annotations

import argparse
import difflib
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

sys.path[:0] = [root] if (root := str(Path(__file__).resolve().parent.parent)) not in sys.path else []

from index import twins  # noqa: E402
from index.twins import Facts, Sketch, Tie, Words  # noqa: E402
from ingest import library  # noqa: E402
from ingest.record import Document, Part  # noqa: E402

FOLDERS = (
    "kent transparency-board boston-licensing-board limerick-2019 w3c-tag rust-leadership-council apache-board"
    " carpentries-executive-council django-steering-council"
).split()
#: The truth's own measures: words in a run, the share of them that makes a pair near, difflib's likeness of the
#: stretch, and the fewest words that are compared.
RUN, NEAR, ALIKE, FEWEST = 8, 0.7, 0.8, 40
_STAMP = re.compile(
    r"\s*(?:page\s+\d+(?:\s+of\s+\d+)?|\d{1,4}|agenda item \d+|this page is intentionally left blank)\s*", re.I
)
_LINK = re.compile(r"\]\([^)\n]{0,400}\)")


@dataclass(frozen=True, slots=True)
class Held:
    """One part as both sides see it."""

    name: str
    text: str
    plain: tuple[str, ...]
    words: Words
    sketch: Sketch
    facts: Facts | None


def papers(folder: Path) -> Iterator[tuple[str, str, Words, Callable[[int], Facts] | None]]:
    """Yield the name, text and words of each part of the papers of a folder; and Markdown that no reader takes."""
    found = library.open_folder(folder)
    for paper in found.papers:
        document = library.read(paper, found.collection, library.file_hash(paper.path)).document
        for number, part in enumerate(document.parts if document else ()):
            assert document
            spans = twins.spans_of(part, document)
            text = "\n".join(s.of(document.text) for s in spans)
            words = twins.words_of(document.text, spans)
            yield f"{paper.relative} #{number}", text, words, _facts(part, document)
    read = {p.path for p in found.papers}
    for path in sorted(folder.rglob("*.md")):
        if path.resolve() not in read:
            text = path.read_text(encoding="utf-8", errors="replace")
            yield path.relative_to(folder).as_posix(), text, twins.words_of(text), None


def _facts(part: Part, document: Document) -> Callable[[int], Facts]:
    return lambda words: twins.facts_of(part, document, words)


def held(folder: Path) -> list[Held]:
    """Return the parts of a folder's papers, each read once."""
    out = []
    for name, text, words, facts in papers(folder):
        lines = (line for line in _LINK.sub("]", text).splitlines() if not _STAMP.fullmatch(line))
        plain = tuple(re.findall(r"\w+", "\n".join(lines).lower()))
        out.append(Held(name, text, plain, words, twins.sketch(words), facts(len(words)) if facts else None))
    return out


def truth(parts: Sequence[Held]) -> dict[tuple[int, int], str]:
    """Return the pairs whose texts are the same or near, by plain means."""
    runs = [{p.plain[n : n + RUN] for n in range(len(p.plain) - RUN + 1)} for p in parts]
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, found in enumerate(runs):
        for one in found:
            where[one].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in where.values():
        shared.update(combinations(numbers, 2))
    out = {}
    for (i, k), count in sorted(shared.items()):
        small, large = sorted((i, k), key=lambda n: len(parts[n].plain))
        if len(parts[small].plain) < FEWEST or count < 0.5 * min(len(runs[i]), len(runs[k])):
            continue
        if f" {' '.join(parts[small].plain)} " in f" {' '.join(parts[large].plain)} ":
            out[i, k] = "same"
        elif count >= NEAR * min(len(runs[i]), len(runs[k])) and _is_near(parts[small].plain, parts[large].plain):
            out[i, k] = "near"
    return out


def _is_near(small: Sequence[str], large: Sequence[str]) -> bool:
    blocks = [b for b in difflib.SequenceMatcher(None, small, large, autojunk=False).get_matching_blocks() if b.size]
    long = [b for b in blocks if b.size >= RUN]
    if not long:
        return False
    a, b = (long[0].a, long[-1].a + long[-1].size), (long[0].b, long[-1].b + long[-1].size)
    return 2 * sum(x.size for x in long) >= ALIKE * (a[1] - a[0] + b[1] - b[0])


def candidates(parts: Sequence[Held]) -> tuple[set[tuple[int, int]], int]:
    """Return the pairs that share keys and are likely, and how many share a key at all."""
    table: dict[int, list[int]] = defaultdict(list)
    for number, part in enumerate(parts):
        for key in twins.keys(part.sketch):
            table[key].append(number)
    pairs = {pair for numbers in table.values() for pair in combinations(numbers, 2)}
    return {(i, k) for i, k in pairs if twins.likely(parts[i].sketch, parts[k].sketch)}, len(pairs)


def found_in(parts: Sequence[Held], pairs: set[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Return what `index.twins` takes pairs for: "same" or "near"; and say which of two it would read."""
    out = {}
    for i, k in sorted(pairs):
        one, other = parts[i], parts[k]
        relation = twins.compare(one.words, other.words)
        if relation is None or not (
            one.facts is None or other.facts is None or twins.may_be(one.facts, other.facts, relation)
        ):
            continue
        out[i, k] = "near" if relation.tie is Tie.VERSION else "same"
        print(f"  {relation.tie.value}: {one.name} ({len(one.words)} words) | {other.name} ({len(other.words)} words)")
        if one.facts and other.facts:
            told = (twins.later if relation.tie is Tie.VERSION else twins.stands)(one.facts, other.facts, relation)
            chosen = "neither" if told.chosen is None else (one, other)[told.chosen].name
            print(f"      {'later' if relation.tie is Tie.VERSION else 'read'}: {chosen}: {told.reason}")
    return out


def report(folder: Path) -> tuple[Counter[str], list[Held]]:
    """Compare the papers of one folder and print what came of it."""
    parts = held(folder)
    start = time.perf_counter()
    pairs, sharing = candidates(parts)
    sifted = time.perf_counter()
    ours = found_in(parts, pairs)
    ended = time.perf_counter()
    true = truth(parts)
    print(
        f"{folder.name}: {len(parts)} parts, {len(parts) * (len(parts) - 1) // 2} pairs, {sharing} share a key,"
        f" {len(pairs)} likely ({sifted - start:.1f} s), compared in {ended - sifted:.1f} s"
    )
    for i, k in sorted(true.keys() | ours.keys()):
        if true.get((i, k)) != ours.get((i, k)):
            print(f"  DIFFERS: truth {true.get((i, k))}, ours {ours.get((i, k))}: {parts[i].name} | {parts[k].name}")
    count: Counter[str] = Counter()
    for kind in ("same", "near"):
        mine, theirs = ({p for p, v in found.items() if v == kind} for found in (ours, true))
        count += Counter({f"{kind} true": len(theirs), f"{kind} found": len(mine), f"{kind} both": len(mine & theirs)})
    return count, parts


def made(text: str, others: Sequence[str], chance: random.Random) -> dict[str, tuple[str, frozenset[Tie | None]]]:
    """Return copies of a text, and what each may rightly be taken for."""
    words = text.split()
    same, version = frozenset({Tie.TWIN, Tie.HELD}), frozenset({Tie.VERSION})
    figures = [n for n, w in enumerate(words) if re.fullmatch(r"\d+[.,]?", w) and not _paged(words, n)]
    middle = len(words) // 2
    added = (
        "It was added that the ferry at Saltmere may not sail on days of fog, and that 14 crossings were lost.".split()
    )
    out = {
        "stamped": (_stamped(words, chance), same),
        "rebroken": (_rebroken(words, chance), same),
        "in a pack": ("\n".join((others[0], text, *others[1:])), frozenset({Tie.HELD})),
        "stamped in a pack": ("\n".join((others[0], _stamped(words, chance), *others[1:])), frozenset({Tie.HELD})),
        "a word changed": (" ".join((*words[:middle], "otherwise", *words[middle + 1 :])), version),
        "a paragraph added": (" ".join((*words[:middle], *added, *words[middle:])), version),
        "a paragraph at the end": (" ".join((*words, *added)), version),
    }
    if figures:
        at = chance.choice(figures)
        out["a figure changed"] = (" ".join((*words[:at], words[at].rstrip(".,") + "7", *words[at + 1 :])), version)
    return out


def _paged(words: Sequence[str], place: int) -> bool:
    """True for a figure that counts pages, as in "page 3 of 54"."""
    return "page" in " ".join(words[max(0, place - 3) : place]).lower()


def _stamped(words: Sequence[str], chance: random.Random) -> str:
    """Return words with a page's number, and on the first an item's, stamped at the end of each page."""
    first, size = chance.randrange(1, 300), chance.randrange(250, 600)
    pages = [words[n : n + size] for n in range(0, len(words), size)]
    stamps = [f"Page {first + n}" + ("\nAgenda Item 9" if n == 0 else "") for n in range(len(pages))]
    return "\n".join(" ".join(page) + "\n" + stamp for page, stamp in zip(pages, stamps, strict=True))


def _rebroken(words: Sequence[str], chance: random.Random) -> str:
    """Return words in other lines, one in thirty of the long ones broken over two."""
    out = []
    for word in words:
        broken = word.isalpha() and len(word) > 7 and chance.random() < 1 / 30
        out.append(word[:4] + "-\n" + word[4:] if broken else word)
    return "".join(w + ("\n" if chance.random() < 0.1 else " ") for w in out)


def plant(parts: Sequence[Held], each: int) -> None:
    """Make copies of parts and print what they are taken for, and whether sketches bring the pair together."""
    chance = random.Random(1)
    fit = [p for p in parts if 150 <= len(p.words) <= 20_000]
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for part in chance.sample(fit, min(each, len(fit))):
        others = [p.text for p in chance.sample(fit, 4) if p is not part][:3]
        for name, (text, right) in made(part.text, others, chance).items():
            words = twins.words_of(text)
            near = twins.sketch(words)
            met = bool(set(twins.keys(part.sketch)) & set(twins.keys(near))) and twins.likely(part.sketch, near)
            relation = twins.compare(part.words, words)
            tie = relation.tie if relation else None
            told[name]["right" if tie in right else f"as {tie.value if tie else 'nothing'}"] += 1
            told[name]["not brought together"] += not met
            if tie not in right:
                print(f"  {name}: {part.name}: {relation and relation.changes[:3]}")
    print("made copies:")
    for name, counts in told.items():
        print(f"  {name}: " + ", ".join(f"{n} {what}" for what, n in counts.most_common()))


def main() -> None:
    """Measure the folders named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=Path)
    parser.add_argument("folders", nargs="*", default=FOLDERS)
    parser.add_argument("--made", type=int, default=200, help="how many parts to make copies of")
    asked = parser.parse_args()
    total: Counter[str] = Counter()
    every: list[Held] = []
    for name in asked.folders:
        count, parts = report(asked.documents / name)
        total += count
        every += parts
    for kind in ("same", "near"):
        true, found, both = (total[f"{kind} {what}"] for what in ("true", "found", "both"))
        recall, precision = (f"{both}/{whole}" for whole in (true, found))
        print(f"{kind}: recall {recall}, precision {precision}")
    plant(every, asked.made)


if __name__ == "__main__":
    main()
