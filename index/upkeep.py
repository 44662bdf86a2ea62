"""Upkeep of a shelf: is it sound, and built anew from the record where it is not.

Each check says in one line what it looked at and what it found, and names the cure where something is wrong.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from index import codec, joins
from index.cutting import searchable
from index.passage import Passage
from index.store import Store, Stored, stems_in
from index.vectors import Chroma
from ingest.errors import IndexError_
from ingest.grammar import forgetting
from ingest.grammar.forgetting import Forgotten
from ingest.record import RECORDS, Access, quote

T = TypeVar("T")

#: Passages looked for by their vectors unless all are asked for: each costs a search.
SAMPLE = 2_000
#: Parts whose actions are looked for in later papers anew, to see that what is held of them is so.
HEARD = 60
#: A passage must be among so many of those nearest to its own vector.
NEAREST = 10

REPAIR = "`matters check --repair` builds it anew from the record"
RESTORE = "restore a backup with `matters restore FILE`, or ingest the papers again into another --index"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check came to: its name, what was looked at, what is wrong (or None), and the cure."""

    name: str
    looked_at: str
    wrong: str | None = None
    cure: str = ""

    def __str__(self) -> str:
        state = f"BROKEN: {self.wrong}; {self.cure}" if self.wrong else "ok"
        return f"{self.name:11} {self.looked_at}: {state}"


def check(store: Store, chroma: Chroma, matrix_faults: Callable[[], int], *, every: bool = False) -> Iterator[Finding]:
    """Yield what each check of a shelf came to, in the order in which one rests on the other.

    every: look for every passage by its vector, not for a sample.
    """
    faults = store.database.faults()
    yield Finding("record", store.path.name, "; ".join(faults) or None, RESTORE)
    if faults:
        return
    with store.reading():
        yield from _passages(store)
        yield _register(store)
        yield _vocabulary(store)
        yield _joins(store)
        wrong = matrix_faults()
        yield Finding("scan", "the vectors' file beside the record", f"{wrong} rows differ" if wrong else None, REPAIR)
        yield _found(store, chroma, every=every)


def _passages(store: Store) -> Iterator[Finding]:
    """Yield whether quotations slice, full text agrees, and every passage has the vector of its own words."""
    count, unsliced, unworded, unembedded, model = 0, 0, 0, 0, store.meta("model") or ""
    texts: dict[str, str] = {}
    for value, heading, text, key, vector in store.database.each(
        "SELECT p.value, f.heading, f.text, v.hash, v.vector FROM passages p LEFT JOIN fulltext f ON f.rowid = p.number"
        " LEFT JOIN vectors v ON v.row = p.vector ORDER BY p.part, p.ordinal"
    ):
        passage = codec.load(Passage, value)
        document = passage.place.document
        if document not in texts:
            texts = {document: store.read_text(document)}
        count += 1
        unsliced += not _slices(passage, texts[document])
        unworded += (heading, text) != (passage.heading, searchable(passage.text))
        unembedded += key != embedded_as(model, passage) or not _is_unit(vector)
    looked = f"{count} passages"
    yield Finding("quotations", looked, f"{unsliced} do not slice from their papers" if unsliced else None, RESTORE)
    extra = store.database.all("SELECT count(*) FROM fulltext WHERE rowid NOT IN (SELECT number FROM passages)")[0][0]
    wrong = f"{unworded} differ from the full text, {extra} too many there" if unworded or extra else None
    yield Finding("words", looked, wrong, REPAIR)
    yield Finding("vectors", looked, f"{unembedded} lack the vector of their words" if unembedded else None, RESTORE)


def embedded_as(model: str, passage: Passage) -> str:
    """Return the key under which the vector of a passage's words is kept: the model's name and the words."""
    return hashlib.sha256(f"{model}\n{passage.embedded}".encode()).hexdigest()[:32]


def _is_unit(vector: bytes | None) -> bool:
    return vector is not None and abs(float(np.linalg.norm(np.frombuffer(vector, np.float32))) - 1.0) < 1e-3


def _slices(passage: Passage, text: str) -> bool:
    whole = "\n".join(quote(text, p.spans) for p in passage.paragraphs)
    return whole == passage.text and all(s.end <= len(text) for s in passage.spans)


def _register(store: Store) -> Finding:
    """Return whether each action and decision stands in a passage of its own part, and their numbers add up."""
    wrong, count = 0, 0
    for table in ("actions", "decisions"):
        ordinals: dict[str, list[int]] = {}
        for part, ordinal, value, home, held in store.database.each(
            f"SELECT t.part, t.ordinal, t.value, p.part, p.value FROM {table} t"
            " LEFT JOIN passages p ON p.id = t.passage"
        ):
            count += 1
            ordinals.setdefault(part, []).append(ordinal)
            start = codec.load(codec.ENTRY[table], value).spans[0].start
            spans = codec.load(Passage, held).spans if held else ()
            wrong += home != part or not any(s.start <= start < s.end for s in spans)
        wrong += sum(sorted(numbers) != list(range(len(numbers))) for numbers in ordinals.values())
    return Finding("register", f"{count} actions and decisions", f"{wrong} point nowhere" if wrong else None, RESTORE)


def _vocabulary(store: Store) -> Finding:
    rows = store.database.each("SELECT stem, serial, passages FROM vocabulary")
    wrong = _counted(store) != {(one, serial): count for one, serial, count in rows}
    summed = (
        "SELECT v.stem, p.collection, p.access, sum(v.passages) FROM vocabulary v JOIN parts p ON p.serial = v.serial"
        " GROUP BY 1, 2, 3"
    )
    lexicon = "SELECT stem, collection, access, passages FROM lexicon"
    differ = store.database.all(f"SELECT count(*) FROM ({summed} EXCEPT {lexicon})")[0][0]
    differ += store.database.all(f"SELECT count(*) FROM ({lexicon} EXCEPT {summed})")[0][0]
    total = store.database.all("SELECT count(DISTINCT stem) FROM lexicon")[0][0]
    told = "counts differ from the passages" if wrong or differ else None
    return Finding("vocabulary", f"{total} words", told, REPAIR)


def _counted(store: Store) -> dict[tuple[str, int], int]:
    counts: Counter[tuple[str, int]] = Counter()
    for value, serial in store.database.each("SELECT value, serial FROM passages"):
        counts.update((one, serial) for one in stems_in(codec.load(Passage, value)))
    return dict(counts)


def _joins(store: Store) -> Finding:
    """Return whether what papers say of each other is what they say when all are read together."""
    facts = store.facts()
    wrong = set(joins.shadows(facts)) != store.shadowed_parts()
    minutes = [f for f in facts if f.kind in RECORDS and f.day]
    told = joins.approvals(minutes, [f for f in facts if f.approves])
    held = {i: (s, c) for i, s, c in store.database.all("SELECT id, status, correction FROM parts")}
    wrong |= any(held[i] != (s, c) for i, s, c in told)
    wrong |= store.is_settled and (store.misplaced() > 0 or store.miscopied() > 0)  # else the next ingest settles it
    wrong |= store.is_settled and store.misheard(HEARD) > 0
    wrong |= bool(store.database.all("SELECT 1 FROM parts WHERE body NOT IN (SELECT id FROM bodies) LIMIT 1"))
    wrong |= bool(store.database.all("SELECT 1 FROM bodies WHERE id NOT IN (SELECT body FROM parts) LIMIT 1"))
    return Finding("joins", f"{len(facts)} parts of papers", "are out of step with them" if wrong else None, REPAIR)


def _found(store: Store, chroma: Chroma, *, every: bool) -> Finding:
    """Return whether passages are found in Chroma by their own vectors, and Chroma holds what it should."""
    wanted = store.partitions()
    total = sum(len(n) for n in wanted.values())
    if not chroma.writable:
        return Finding(
            "meaning", f"{total} passages, compared one by one: Chroma cannot be opened where none may write"
        )
    try:
        placed = chroma.placed()
        beside = sum(len(np.setdiff1d(wanted[a], placed.numbers.get(a, wanted[a][:0]))) for a in wanted)
        asked = lost = 0
        for access in Access:
            numbers = np.intersect1d(wanted[access.value], placed.numbers.get(access.value, wanted[access.value][:0]))
            step = 1 if every else max(1, len(numbers) // SAMPLE)
            for _, identity, _, vector in store.listed_vectors(numbers[::step].tolist()):
                asked += 1
                near = chroma.nearest(access, vector, NEAREST)
                lost += identity not in near and min(near.values(), default=0.0) < 1.0 - 1e-4
    except IndexError_ as error:
        return Finding("meaning", f"{total} passages", str(error), "until then every vector is compared")
    looked = f"{asked} of {total} passages looked for by their vectors" + (f", {beside} scanned" if beside else "")
    return Finding("meaning", looked, f"{lost} not found" if lost else None, REPAIR)


def masked(held: Stored, names: Sequence[Forgotten]) -> Stored:
    """Return a document with some names masked in all that is held of it. Offsets stay as they were."""

    def clean(value: T) -> T:
        return codec.mapped(value, lambda text: forgetting.masked(text, names))

    register = {
        table: tuple((*row[:4], codec.dump(clean(codec.load(codec.ENTRY[table], row[4])))) for row in rows)
        for table, rows in held.register.items()
    }
    source = held.document.source  # a path is not masked: it is where the paper is
    return replace(
        held,
        document=replace(clean(held.document), source=source, id=held.document.id),
        passages=tuple(_in_its_place(clean(p), p) for p in held.passages),
        problems=forgetting.masked(held.problems, names),
        register=register,
    )


def _in_its_place(clean: Passage, passage: Passage) -> Passage:
    """Return a masked passage under the identities that it had: they are hashes and paths, not words."""
    was = passage.place
    place = replace(
        clean.place, collection=was.collection, document=was.document, path=was.path, part=was.part, url=was.url
    )
    return replace(clean, id=passage.id, place=place)


def rebuild(store: Store) -> None:
    """Build the full text, the vocabulary and the joins anew from the passages. Called under the writer's lock."""
    with store.writing():
        store.database.execute("DELETE FROM fulltext")
        store.database.execute("DELETE FROM vocabulary")
        store.database.execute("DELETE FROM lexicon")
        for number, value in store.database.all("SELECT number, value FROM passages ORDER BY number"):
            store.put_fulltext(number, codec.load(Passage, value))
        counted = _counted(store)
        store.database.many("INSERT INTO vocabulary VALUES (?,?,?)", ((w, s, n) for (w, s), n in counted.items()))
        store.database.execute(
            "INSERT INTO lexicon SELECT v.stem, p.collection, p.access, sum(v.passages) FROM vocabulary v"
            " JOIN parts p ON p.serial = v.serial GROUP BY 1, 2, 3"
        )
        store.join_all()


#: What a record says, whatever the order in which its papers came: numbers that only tell the order are left out.
_DUMP = {
    "collections": "SELECT id, value FROM collections",
    "documents": "SELECT id, collection, path, sha256, title, text, pages, problems, hints FROM documents",
    "parts": "SELECT id, document, number, collection, access, body, first, last, occasion, board, organisation,"
    " aliases, kind, rank, restated, approves, told, own, next, shadowed, status, correction, placed, twin, copied,"
    " value FROM parts",
    "passages": "SELECT p.id, p.part, p.ordinal, v.hash, p.value FROM passages p JOIN vectors v ON v.row = p.vector",
    "fulltext": "SELECT p.id, f.heading, f.text FROM fulltext f JOIN passages p ON p.number = f.rowid",
    "vocabulary": "SELECT v.stem, p.id, v.passages FROM vocabulary v JOIN parts p ON p.serial = v.serial",
    "lexicon": "SELECT stem, collection, access, passages FROM lexicon",
    "actions": "SELECT id, part, ordinal, passage, value FROM actions",
    "reports": "SELECT action, part, passage, start, value FROM reports",
    "mentions": "SELECT part, ordinal, day, what, passage, value FROM mentions",
    "decisions": "SELECT id, part, ordinal, passage, value FROM decisions",
    "ties": "SELECT one, other, value FROM ties",
    "bodies": "SELECT id, value FROM bodies",
    "acronyms": "SELECT part, short, long FROM acronyms",
}


def fingerprint(store: Store) -> dict[str, str]:
    """Return a hash of what each table says. Equal papers give equal hashes, in whatever order they came."""
    out = {}
    with store.reading():
        for table, select in _DUMP.items():
            rows = sorted(repr(row) for row in store.database.all(select))
            out[table] = f"{len(rows)} rows {hashlib.sha256(chr(10).join(rows).encode()).hexdigest()[:16]}"
    return out


def neighbours(store: Store, chroma: Chroma, k: int) -> dict[str, frozenset[str]]:
    """Return the k passages that Chroma itself has nearest to each passage's vector, by id."""
    out = {}
    with store.reading():
        for access, numbers in store.partitions().items():
            for _, identity, _, vector in store.listed_vectors(numbers.tolist()):
                out[identity] = frozenset(chroma.nearest(Access(access), vector, k))
    return out
