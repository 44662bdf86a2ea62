"""The record: documents with passages, full text, vectors and the register. What is read is read in a scope.

A document goes in whole or not at all, in one transaction, with what it changes in what papers say of each other.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index import calendar, codec, copies, joins, standings, twins
from index import reports as reporting
from index.calendar import Noted
from index.catalogue import Catalogue, Listed, Mask
from index.cutting import searchable
from index.database import Database
from index.joins import Fact
from index.passage import (
    Account,
    Arrival,
    Attendee,
    Copied,
    Entry,
    Known,
    Passage,
    Place,
    Quotation,
    Ruling,
    Scope,
    Sighting,
    Sitting,
    Told,
)
from index.placing import Card, Placement, placements
from index.reports import Report, Witness
from index.twins import Facts, Relation
from index.words import stem, words
from ingest.grammar import dates, votes
from ingest.record import (
    RECORDS,
    Access,
    Action,
    Authority,
    Body,
    Collection,
    Document,
    Kind,
    Meeting,
    Mention,
    Mentioned,
    Part,
    Period,
    Person,
    Source,
    Span,
    Spans,
    Status,
    digest,
    quote,
)

T = TypeVar("T")
Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]
Scores = NDArray[np.float64]

#: In a paper's hints, what goes before the forgotten names that it was read without.
WITHOUT = " without "
#: Says whether papers have come or gone since all were put in their places.
UNPLACED = "unplaced"
#: Passages kept in memory once read.
REMEMBERED = 20_000
#: Passages that full text scores for one question at the most, so far as its words can be chosen: 1 ms for a thousand.
BUDGET = 6_000
#: Of so many passages asked for at once, those in memory are told by the catalogue.
MANY = 200
#: Searches of the full text that are kept.
FOUND = 8
#: Stems whose parts are kept in memory.
STEMS = 5_000
#: Parts whose actions are kept in memory while what later papers say of them is worked out: those of one board within
#: three years, at least.
WITNESSES = 2_000
#: Parts whose words are kept in memory while parts are compared with each other.
COMPARED = 300
#: Later parts that are read, for each part whose actions are looked for anew, to check what is held of them.
LATER = 12
#: Scopes whose masks over all passages are kept.
MASKS = 32
#: Where a stored part has its title.
_TITLE = [f.name for f in fields(Part)].index("title")
#: Where a stored report names the action that is the same one again.
_ENTRY = [f.name for f in fields(Report)].index("entry")
_DAY_FIRST, _DAY_LAST = 10101, 99991231


def _day(value: date | None, other: int) -> int:
    return value.year * 10000 + value.month * 100 + value.day if value else other


def _date(number: int) -> date:
    return date(number // 10000, number // 100 % 100, number % 100)


@dataclass(frozen=True, slots=True)
class _Touched:
    """What joins may change when a document comes or goes."""

    occasions: frozenset[str]
    days: frozenset[int]
    boards: frozenset[str]
    bodies: frozenset[str]

    def __or__(self, other: _Touched) -> _Touched:
        return _Touched(
            self.occasions | other.occasions,
            self.days | other.days,
            self.boards | other.boards,
            self.bodies | other.bodies,
        )


_UNTOUCHED = _Touched(frozenset(), frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Stored:
    """A document with all that the record holds of it. pages, problems: as JSON. register: rows by table."""

    document: Document
    collection: str
    pages: str
    passages: tuple[Passage, ...]
    hashes: tuple[str, ...]
    problems: str
    hints: str
    added: str = ""
    register: Mapping[str, tuple[tuple[Any, ...], ...]] = field(default_factory=dict)


class Store:
    """The record. Threads take turns; every method may be called within `reading`, which holds the record still."""

    def __init__(self, path: Path, *, write: bool = False) -> None:
        self.path = path
        self._db = self.database = Database(path, write=write)
        self._memory: dict[str, Passage] = {}
        self._memory_of = -1
        self._named: dict[str, Body] = {}
        self._catalogue, self._catalogue_of = Catalogue(), -1
        self._serials: dict[Scope, Numbers] = {}
        self._masks: dict[Scope, Mask] = {}
        self._found: dict[str, tuple[Numbers, Scores]] = {}
        self._counted: dict[str, tuple[Numbers, Numbers]] = {}
        self._entries: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        self._told: dict[tuple[Any, Scope], Told] = {}
        self._said: dict[Scope, tuple[dict[str, str], dict[str, list[tuple[Report, Quotation | None]]]]] = {}

    def close(self) -> None:
        self._db.close()

    # ------------------------------------------------------------ the file

    def meta(self, key: str) -> str | None:
        return self._db.meta(key)

    def put_meta(self, key: str, value: str) -> None:
        self._db.put_meta(key, value)

    @property
    def generation(self) -> int:
        """Goes up with every change of what the record holds."""
        return self._db.generation

    @property
    def record(self) -> str:
        """The record's own name, which what is built from it carries."""
        return self._db.meta("record") or ""

    def reading(self) -> AbstractContextManager[None]:
        """One moment of the record: see Database.reading."""
        return self._db.reading()

    def writing(self, *, changes: bool = True) -> AbstractContextManager[None]:
        """One transaction: see Database.writing."""
        return self._db.writing(changes=changes)

    # ------------------------------------------------------------ writing

    def put_collection(self, collection: Collection) -> None:
        value = codec.dump(collection)
        self._db.execute(
            "INSERT INTO collections VALUES (?, ?) ON CONFLICT(id) DO UPDATE SET value = excluded.value",
            (collection.id, value),
        )

    def collection(self, identity: str) -> Collection | None:
        """Return a collection by its id."""
        row = self._db.one("SELECT value FROM collections WHERE id = ?", (identity,))
        return codec.load(Collection, row[0]) if row else None

    def held(self, collection: str) -> dict[str, tuple[str, str, str]]:
        """Return a collection's papers: relative path to (document id, content hash, hints)."""
        rows = self._db.all("SELECT path, id, sha256, hints FROM documents WHERE collection = ?", (collection,))
        return {path: (identity, sha, hints) for path, identity, sha, hints in rows}

    def missing_vectors(self, hashes: Iterable[str]) -> set[str]:
        """Return those hashes of embedded texts for which the record holds no vector."""
        wanted = set(hashes)
        have: set[str] = set()
        for chunk in _chunks(sorted(wanted)):
            have.update(r[0] for r in self._db.all(f"SELECT hash FROM vectors WHERE hash IN ({_marks(chunk)})", chunk))
        return wanted - have

    def put_vectors(self, vectors: Iterable[tuple[str, Vectors]]) -> None:
        """Keep vectors under the hashes of the texts that were embedded. Called inside `writing`."""
        self._db.many(
            "INSERT OR IGNORE INTO vectors (hash, vector) VALUES (?, ?)",
            ((h, np.asarray(v, np.float32).tobytes()) for h, v in vectors),
        )

    def put_document(
        self,
        document: Document,
        collection: str,
        passages: Sequence[Passage],
        hashes: Sequence[str],
        *,
        problems: Sequence[str],
        hints: str,
        added: str = "",
    ) -> None:
        """Take a document in, in place of what it was before; its vectors are there. Called inside `writing`.

        added: the day on which it came, such as "2026-11-26".
        """
        pages = [[p.number, p.printed, len(p.text), p.origin] for p in document.pages]
        touched = self._touched(document.id)
        told = json.dumps(list(problems), ensure_ascii=False)
        self._place(Stored(document, collection, json.dumps(pages), tuple(passages), tuple(hashes), told, hints, added))
        self._put_register(document, passages)
        self._join(touched | self._touched(document.id))

    def put_stored(self, stored: Stored) -> None:
        """Put a document as it was read from a record, register and all, in place of what it was. Inside `writing`."""
        touched = self._touched(stored.document.id)
        self._place(stored)
        for table, rows in stored.register.items():
            for row in rows:
                self._db.execute(f"INSERT INTO {table} VALUES ({_marks(row)})", row)
        self._join(touched | self._touched(stored.document.id))

    def stored(self, identity: str) -> Stored:
        """Return a document as the record holds it, to be put again. Its parts are without their paragraphs."""
        return stored_in(
            self._db,
            identity,
            "SELECT p.value, v.hash FROM passages p JOIN vectors v ON v.row = p.vector JOIN parts ON parts.id = p.part",
        )

    def document_ids(self) -> list[tuple[str, str, str]]:
        """Return (id, collection, path) of every paper, whoever may see it. For upkeep alone."""
        return [(i, c, p) for i, c, p in self._db.all("SELECT id, collection, path FROM documents ORDER BY 2, 3")]

    def contents(self) -> set[str]:
        """Return the content hash of every paper. For upkeep alone."""
        return {sha for (sha,) in self._db.all("SELECT sha256 FROM documents")}

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Yield (collection, path, text) of every paper, whoever may see it. For upkeep alone."""
        yield from self._db.each("SELECT collection, path, text FROM documents ORDER BY collection, path")

    def put_read_without(self, names: str) -> None:
        """Say of every paper which forgotten names it was read without. Called inside `writing`."""
        for identity, hints in self._db.all("SELECT id, hints FROM documents"):
            now = hints.split(WITHOUT)[0] + names
            if now != hints:
                self._db.execute("UPDATE documents SET hints = ? WHERE id = ?", (now, identity))

    def _place(self, stored: Stored) -> None:
        """Put a document's own rows, its parts and its passages, in place of what it was."""
        document = stored.document
        self._drop(document.id)
        self.put_meta(UNPLACED, "1")
        source = document.source
        self._db.execute(
            "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                document.id,
                stored.collection,
                source.path,
                source.sha256,
                document.title,
                document.text,
                stored.pages,
                stored.problems,
                stored.hints,
                stored.added,
            ),
        )
        serials = {
            f"{document.id}-{n}": self._put_part(f"{document.id}-{n}", document, n, part, stored.collection)
            for n, part in enumerate(document.parts)
        }
        rows = self._rows_of(stored.hashes)
        for passage, key in zip(stored.passages, stored.hashes, strict=True):
            self._put_passage(passage, serials[passage.place.part], rows[key])
        self._put_vocabulary(stored.passages, serials)
        self._put_mentions(document, stored.passages)

    def _put_passage(self, passage: Passage, serial: int, vector: int) -> None:
        number = self._db.execute(
            "INSERT INTO passages (id, part, serial, ordinal, vector, value) VALUES (?,?,?,?,?,?)",
            (passage.id, passage.place.part, serial, passage.ordinal, vector, codec.dump(passage)),
        ).lastrowid
        self.put_fulltext(int(number or 0), passage)

    def put_fulltext(self, number: int, passage: Passage) -> None:
        """Put a passage's words into the full text, under its number. Called inside `writing`."""
        self._db.execute(
            "INSERT INTO fulltext (rowid, heading, text) VALUES (?,?,?)",
            (number, passage.heading, searchable(passage.text)),
        )

    def _rows_of(self, hashes: Sequence[str]) -> dict[str, int]:
        out: dict[str, int] = {}
        for chunk in _chunks(sorted(set(hashes))):
            out.update(self._db.all(f"SELECT hash, row FROM vectors WHERE hash IN ({_marks(chunk)})", chunk))
        return out

    def _put_part(self, identity: str, document: Document, number: int, part: Part, collection: str) -> int:
        first = part.meeting.date if part.meeting else part.period.first if part.period else None
        last = part.meeting.date if part.meeting else part.period.last if part.period else None
        row = {
            "id": identity,
            "document": document.id,
            "number": number,
            "collection": collection,
            "access": part.access.value,
            "body": part.body.id,
            "first": _day(first, 0),
            "last": _day(last, 0),
            "occasion": joins.occasion(part),
            "board": part.body.name.lower(),
            "organisation": part.body.organisation,
            "aliases": json.dumps(part.body.aliases, ensure_ascii=False),
            "kind": part.kind.value,
            "rank": part.authority.rank,
            "restated": int(part.restated),
            "approves": _day(part.approves, 0),
            "told": joins.correction(part, document.text) if part.approves else None,
            "own": part.status.value,
            "next": _day(part.next_date, 1) if part.next_meeting else 0,
            "status": part.status.value,
            "card": codec.dump(card_of(identity, document, part)),
            "value": codec.dump(_slim(part)),
        }
        serial = self._db.execute(
            f"INSERT INTO parts ({', '.join(row)}) VALUES ({_marks(row)})", tuple(row.values())
        ).lastrowid
        self._put_sketch(identity, document, part)
        self._db.many(
            "INSERT OR IGNORE INTO acronyms VALUES (?,?,?)",
            ((identity, short, long) for short, long in joins.acronyms(part, document.text)),
        )
        return int(serial or 0)

    def _put_sketch(self, identity: str, document: Document, part: Part) -> None:
        spans = twins.spans_of(part, document)
        told = twins.words_of(document.text, spans)
        facts = twins.facts_of(part, document, len(told))
        self._db.execute(
            "INSERT INTO sketches VALUES (?,?,?,?,0)",
            (identity, twins.pack(twins.sketch(told)), codec.dump(spans), codec.dump(facts)),
        )

    def _put_mentions(self, document: Document, passages: Sequence[Passage]) -> None:
        homes = _homes(passages)
        for number, part in enumerate(document.parts):
            identity = f"{document.id}-{number}"
            for ordinal, one in enumerate(part.mentions):
                start = one.spans[0].start
                # a title stands in no passage: the one under it holds its place
                held = next((i for _, b, i in homes.get(identity, ()) if start < b), "")
                said = one.what is Mentioned.MINUTES and votes.approves(quote(document.text, one.spans))
                what = calendar.APPROVED if said and part.kind in RECORDS else one.what.value
                self._db.execute(
                    "INSERT INTO mentions VALUES (?,?,?,?,?,?)",
                    (identity, ordinal, _day(one.date, 0), what, held, codec.dump(one)),
                )

    def _put_register(self, document: Document, passages: Sequence[Passage]) -> None:
        homes = _homes(passages)
        seen: Counter[tuple[str, ...]] = Counter()
        for number, part in enumerate(document.parts):
            identity = f"{document.id}-{number}"
            key = part.meeting.key if part.meeting else identity
            ordinals: Counter[str] = Counter()
            for item in part.items:
                for table, entries in (("actions", item.actions), ("decisions", item.decisions)):
                    for entry in entries:
                        words_ = quote(document.text, entry.spans)
                        same = (table, key, item.number, words_)
                        seen[same] += 1
                        unique = digest(table, document.id, key, item.number, words_, str(seen[same]))
                        start = entry.spans[0].start
                        held = next((i for a, b, i in homes.get(identity, ()) if a <= start < b), "")
                        row = [unique, identity, ordinals[table], held, codec.dump(entry)]
                        ordinals[table] += 1
                        self._db.execute(f"INSERT INTO {table} VALUES ({_marks(row)})", row)

    def _put_vocabulary(self, passages: Sequence[Passage], serials: Mapping[str, int]) -> None:
        counts: dict[int, Counter[str]] = {}
        for passage in passages:
            counts.setdefault(serials[passage.place.part], Counter()).update(stems_in(passage))
        self._db.many(
            "INSERT INTO vocabulary VALUES (?,?,?)",
            ((one, serial, n) for serial, found in counts.items() for one, n in found.items()),
        )
        for serial in counts:
            self._db.execute(
                "INSERT INTO lexicon SELECT v.stem, p.collection, p.access, v.passages FROM vocabulary v"
                " JOIN parts p ON p.serial = v.serial WHERE v.serial = ?"
                " ON CONFLICT DO UPDATE SET passages = passages + excluded.passages",
                (serial,),
            )

    def drop_document(self, identity: str) -> None:
        """Take a document out, with everything that rests on it. Called inside `writing`."""
        touched = self._touched(identity)
        self._drop(identity)
        self.put_meta(UNPLACED, "1")
        self._join(touched)

    def _drop(self, identity: str) -> None:
        for serial, collection, access in self._db.all(
            "SELECT serial, collection, access FROM parts WHERE document = ?", (identity,)
        ):
            self._db.execute(
                "UPDATE lexicon SET passages = lexicon.passages - v.passages FROM vocabulary v WHERE v.serial = ?"
                " AND lexicon.stem = v.stem AND lexicon.collection = ? AND lexicon.access = ?",
                (serial, collection, access),
            )
            self._db.execute(
                "DELETE FROM lexicon WHERE passages <= 0 AND collection = ? AND access = ? AND stem IN"
                " (SELECT stem FROM vocabulary WHERE serial = ?)",
                (collection, access, serial),
            )
            self._db.execute(
                "DELETE FROM fulltext WHERE rowid IN (SELECT number FROM passages WHERE serial = ?)", (serial,)
            )
        self._db.execute("DELETE FROM documents WHERE id = ?", (identity,))
        _text_of.cache_clear()

    def drop_collection(self, identity: str) -> None:
        """Take a collection's own row out, once its papers are gone. Called inside `writing`."""
        self._db.execute("DELETE FROM collections WHERE id = ?", (identity,))

    def drop_loose_vectors(self) -> None:
        """Take out the vectors that no passage has any more. Called inside `writing`."""
        self._db.execute("DELETE FROM vectors WHERE row NOT IN (SELECT vector FROM passages)")

    # ------------------------------------------------------------ joins (what rests on several documents)

    def _touched(self, document: str) -> _Touched:
        """Return what joins may change with a document: its occasions, the days it approves or records, its bodies."""
        rows = self._db.all("SELECT occasion, first, approves, board, body FROM parts WHERE document = ?", (document,))
        return _Touched(
            frozenset(r[0] for r in rows),
            frozenset(day for r in rows for day in r[1:3] if day),
            frozenset(r[3] for r in rows),
            frozenset(r[4] for r in rows),
        )

    def _join(self, touched: _Touched) -> None:
        """Work out anew what papers say of each other, where a document that came or went may have changed it."""
        for chunk in _chunks(sorted(touched.occasions)):
            self._db.execute(
                f"UPDATE parts SET shadowed = 0 WHERE shadowed = 1 AND occasion IN ({_marks(chunk)})", chunk
            )
            for part in joins.shadows(self._facts(f"occasion IN ({_marks(chunk)})", chunk)):
                self._db.execute("UPDATE parts SET shadowed = 1 WHERE id = ?", (part,))
        for day in sorted(touched.days):
            minutes = self._facts("first = ? AND last = ? AND kind IN (?, ?)", (day, day, *RECORDS))
            later = self._facts("approves > 0 AND approves = ?", (day,))
            for part, status, correction in joins.approvals(minutes, later):
                self._db.execute("UPDATE parts SET status = ?, correction = ? WHERE id = ?", (status, correction, part))
        for identity in sorted(touched.bodies):
            self._put_body(identity)
        for board in sorted(touched.boards):
            self._name_bodies(board)

    def place(self) -> None:
        """Put papers where their neighbours say, and settle which copies are read, in a transaction of its own.

        Killed before it, the next ingest makes up for it.
        """
        if not self.is_settled:
            with self.writing():
                self.settle()

    @property
    def is_settled(self) -> bool:
        """True unless papers have come or gone since all were put in their places, by an ingest that was stopped."""
        return self.meta(UNPLACED) != "1"

    def settle(self) -> None:
        """Put parts where their neighbours say, and settle which copies are read. Called inside `writing`, once papers
        have come or gone."""
        for (collection,) in self._db.all("SELECT id FROM collections ORDER BY id"):
            self._put(self._misplaced(collection))
            found, fresh = self._new_ties(collection)
            self._db.many("INSERT OR REPLACE INTO ties VALUES (?,?,?)", found)
            self._db.many("UPDATE sketches SET laid = 1 WHERE part = ?", ((f,) for f in fresh))
            self._put_copies(collection)
        self._hear()
        self.put_meta(UNPLACED, "0")

    # ------------------------------------------------------------ what later papers say of actions

    def _hear(self) -> None:
        """Work out what later parts say of actions, for the parts that came, or were put elsewhere, since."""
        fresh = [p for (p,) in self._db.all("SELECT id FROM parts WHERE heard = 0 ORDER BY id")]
        for part in fresh:
            self._db.execute("DELETE FROM reports WHERE part = ?", (part,))
            self._db.execute("DELETE FROM reports WHERE action IN (SELECT id FROM actions WHERE part = ?)", (part,))
        self._db.many("INSERT OR REPLACE INTO reports VALUES (?,?,?,?,?)", self._heard(self._pairs(fresh)))
        self._db.many("UPDATE parts SET heard = 1 WHERE id = ?", ((part,) for part in fresh))

    def _heard(self, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str, int, str]]:
        """Yield the rows of what later parts say of actions. Pairs of one later part stand together: its words are read
        once and not kept, while of earlier ones only their actions are."""
        raised = lru_cache(maxsize=WITNESSES)(self._witness)
        for late, group in groupby(pairs, itemgetter(1)):
            witness = self._witness(late)
            for early, _ in group:
                for action, ordinal, one in reporting.between(raised(early), witness):
                    yield action, late, one.passage, ordinal, codec.dump(one)

    def _pairs(self, fresh: Sequence[str]) -> list[tuple[str, str]]:
        """Return the pairs of parts, one of them fresh, of which the later may report on actions of the earlier, by
        board and day of the later."""
        out: set[tuple[str, int, str, str]] = set()
        among = "SELECT id, last FROM parts WHERE board = ? AND first > 0 AND last"
        acting = "AND EXISTS (SELECT 1 FROM actions WHERE part = parts.id)"
        for part in fresh:
            board, last, acts = self._db.all(
                "SELECT board, last, EXISTS (SELECT 1 FROM actions WHERE part = parts.id) FROM parts WHERE id = ?",
                (part,),
            )[0]
            if not last:
                continue
            first, until = reporting.window(_date(last))
            early = self._db.all(f"{among} BETWEEN ? AND ? {acting}", (board, _day(first, 0), last))
            out.update((board, last, part, one) for one, _ in early)
            if acts:
                late = self._db.all(f"{among} BETWEEN ? AND ?", (board, last, _day(until, 0)))
                out.update((board, day, one, part) for one, day in late)
        return [(early, late) for _, _, late, early in sorted(out)]

    def misheard(self, most: int) -> int:
        """Return of how many parts what the record holds of reports on their actions is not what later ones say.

        most: how many are looked at, evenly chosen, and of each what some of the later parts say.
        """
        wrong = 0
        acting = [p for (p,) in self._db.all("SELECT DISTINCT part FROM actions ORDER BY part")]
        for part in acting[:: max(1, len(acting) // most)]:
            pairs = [pair for pair in self._pairs([part]) if pair[0] == part]
            chosen = pairs[:: len(pairs) // LATER + 1]
            lates = {late for _, late in chosen}
            held = self._db.all(
                "SELECT action, part, passage, start, value FROM reports WHERE action IN"
                " (SELECT id FROM actions WHERE part = ?)",
                (part,),
            )
            strange = {row[1] for row in held} - {late for _, late in pairs}
            wrong += bool(strange) or {row for row in held if row[1] in lates} != set(self._heard(chosen))
        return wrong

    def _witness(self, part: str) -> Witness:
        """Return a part as what raises actions and reports on them."""
        document, board, organisation, kind, last, aliases, value = self._db.all(
            "SELECT document, board, organisation, kind, last, aliases, value FROM parts WHERE id = ?", (part,)
        )[0]
        actions = [
            reporting.Listed(identity, codec.load(Action, held), home)
            for identity, held, home in self._db.all(
                "SELECT a.id, a.value, a.passage FROM actions a JOIN passages p ON p.id = a.passage AND p.part = a.part"
                " WHERE a.part = ? ORDER BY a.ordinal",
                (part,),
            )
        ]
        title = codec.load(Part, value).title
        return reporting.witness(
            part,
            document,
            _date(last).toordinal(),
            (board, organisation, *json.loads(aliases)),
            Kind(kind),
            title,
            actions,
            lambda: self._stems_of(part, title),
            lambda: self._read(part, document),
        )

    def _read(self, part: str, document: str) -> reporting.Read:
        rows = self._db.all("SELECT value FROM passages WHERE part = ? ORDER BY ordinal", (part,))
        return reporting.Read(tuple(codec.load(Passage, v) for (v,) in rows), self.text(document))

    def _stems_of(self, part: str, title: str) -> frozenset[str]:
        """Return the stems of a part's words and titles, markup left out."""
        rows = self._db.all(
            "SELECT v.stem FROM vocabulary v JOIN parts ON parts.serial = v.serial WHERE parts.id = ?", (part,)
        )
        row = self._db.one(
            "SELECT d.title FROM documents d JOIN parts ON parts.document = d.id WHERE parts.id = ?", (part,)
        )
        above = words(f"{title} {row[0] if row else ''}")
        return frozenset(s for (s,) in rows) | {stem(w) for w in above}

    def _reports(self, scope: Scope, again: Container[str]) -> dict[str, list[tuple[Report, Quotation | None]]]:
        """Return what parts in scope say of actions, by the action's id, in order of time; but for those that are
        earlier ones listed again."""
        where, values = _where(scope)
        self._remembered()
        out: dict[str, list[tuple[Report, Quotation | None]]] = {}
        for action, value, document, home, *told in self._db.each(
            f"SELECT r.action, r.value, parts.document, p.value, {codec.JOINED} FROM reports r"
            " JOIN parts ON parts.id = r.part LEFT JOIN passages p ON p.id = r.passage"
            f" WHERE {where} ORDER BY parts.last, parts.rank DESC, r.part, r.start",
            values,
        ):
            if action in again:
                continue
            one = codec.load(Report, value)
            source = self._quoted(home, told, document, one.spans) if home else None
            out.setdefault(action, []).append((one, source))
        return out

    def _quoted(self, home: str, told: Sequence[str | None], document: str, spans: Spans) -> Quotation:
        """Return the words that spans cut from a document as a quotation of the passage they stand in."""
        passage = self._passage(home, *told)
        start = spans[0].start
        paragraph = next(
            (p for p in passage.paragraphs if p.spans[0].start <= start < p.spans[-1].end), passage.paragraphs[0]
        )
        return passage.quotation(paragraph, spans, self.slice(document, spans))

    def _new_ties(self, collection: str) -> tuple[list[tuple[str, str, str]], list[str]]:
        """Return how the parts of a collection that came since are tied to its others, and which those parts are."""
        among = "FROM sketches s JOIN parts p ON p.id = s.part WHERE p.collection = ? AND p.access = ?"
        out: list[tuple[str, str, str]] = []
        came: list[str] = []
        for access in Access:
            fresh = [i for (i,) in self._db.all(f"SELECT s.part {among} AND s.laid = 0", (collection, access.value))]
            if not fresh:
                continue
            came.extend(fresh)
            rows = self._db.all(f"SELECT s.part, s.value {among} ORDER BY s.part", (collection, access.value))
            words_in = lru_cache(maxsize=COMPARED)(self._words_in)
            for one, other in copies.candidates({i: twins.unpack(v) for i, v in rows}, fresh):
                relation = twins.compare(words_in(one), words_in(other))
                if relation:
                    out.append((one, other, codec.dump(relation)))
        return out, came

    def _words_in(self, part: str) -> twins.Words:
        document, spans = self._db.all(
            "SELECT p.document, s.spans FROM sketches s JOIN parts p ON p.id = s.part WHERE s.part = ?", (part,)
        )[0]
        return twins.words_of(self.read_text(document), codec.load(tuple[Span, ...], spans))

    def copied(self, collection: str) -> dict[str, Copied]:
        """Return what each part of a collection is to others, of those that are tied."""
        rows = self._db.all(
            "SELECT t.one, t.other, t.value FROM ties t JOIN parts p ON p.id = t.one WHERE p.collection = ?",
            (collection,),
        )
        ties = {(one, other): codec.load(Relation, value) for one, other, value in rows}
        parts = sorted({part for pair in ties for part in pair})
        facts = {}
        for chunk in _chunks(parts):
            for part, told, first, board, kind in self._db.all(
                "SELECT p.id, s.facts, p.first, p.board, p.kind FROM parts p JOIN sketches s ON s.part = p.id"
                f" WHERE p.id IN ({_marks(chunk)})",
                chunk,
            ):
                day = _date(first) if first else None
                facts[part] = replace(codec.load(Facts, told), day=day, board=board, kind=Kind(kind))
        return copies.settled(ties, facts)

    def _put_copies(self, collection: str) -> None:
        found = self.copied(collection)
        held = self._db.all("SELECT id FROM parts WHERE collection = ? AND copied IS NOT NULL", (collection,))
        for (part,) in held:
            if part not in found:
                self._db.execute("UPDATE parts SET twin = NULL, copied = NULL WHERE id = ?", (part,))
        for part, told in found.items():
            self._db.execute(
                "UPDATE parts SET twin = ?, copied = ? WHERE id = ? AND copied IS NOT ?",
                (told.twin, codec.dump(told), part, codec.dump(told)),
            )

    def miscopied(self) -> int:
        """Return how many parts are not told of as what they are to others. For checking."""
        held: dict[str, str] = dict(self._db.all("SELECT id, copied FROM parts WHERE copied IS NOT NULL"))
        now: dict[str, str] = {}
        for (collection,) in self._db.all("SELECT id FROM collections"):
            now |= {part: codec.dump(told) for part, told in self.copied(collection).items()}
        return len(set(held.items()) ^ set(now.items()))

    def misplaced(self) -> int:
        """Return how many parts are not where their neighbours put them. For checking."""
        return sum(len(self._misplaced(i)) for (i,) in self._db.all("SELECT id FROM collections ORDER BY id"))

    def _misplaced(self, collection: str) -> list[tuple[str, Card, str | None]]:
        """Return the parts of a collection that belong elsewhere: document, what a part says, where it is to be put."""
        rows = self._db.all(
            "SELECT document, card, placed FROM parts WHERE collection = ? ORDER BY document, number", (collection,)
        )
        cards = [codec.load(Card, card) for _, card, _ in rows]
        held = self.collection(collection)
        found = placements(cards, mixed=held is not None and held.mixed)
        now = [codec.dump(found[c.part]) if c.part in found else None for c in cards]
        return [
            (document, card, new) for (document, _, old), card, new in zip(rows, cards, now, strict=True) if new != old
        ]

    def _put(self, changed: Sequence[tuple[str, Card, str | None]]) -> None:
        touched = _UNTOUCHED
        for document in {d for d, _, _ in changed}:
            touched |= self._touched(document)
        for _, card, value in changed:
            told = codec.placement(value) if value else Placement(None, None, None, ())
            body = told.body or card.body
            meeting = told.meeting or (Meeting(body.id, card.day, card.session) if card.day else None)
            row: dict[str, str | int | None] = {
                "body": body.id,
                "board": body.name.lower(),
                "organisation": body.organisation,
                "kind": (told.kind or card.kind).value,
                "placed": value,
                "heard": 0,
            }
            if not card.period:
                day = _day(meeting.date if meeting else None, 0)
                row |= {"first": day, "last": day, "occasion": joins.occasion_of(meeting)}
            sets = ", ".join(f"{name} = ?" for name in row)
            self._db.execute(f"UPDATE parts SET {sets} WHERE id = ?", (*row.values(), card.part))
        for document in {d for d, _, _ in changed}:
            touched |= self._touched(document)
        self._join(touched)

    def join_all(self) -> None:
        """Work out anew what all papers say of each other. Called inside `writing`."""
        rows = self._db.all("SELECT DISTINCT document FROM parts")
        touched = _UNTOUCHED
        for (document,) in rows:
            touched |= self._touched(document)
        self._db.execute("DELETE FROM bodies")
        self._join(touched)
        for (identity,) in self._db.all("SELECT id FROM collections ORDER BY id"):
            self._put(self._misplaced(identity))
            self._put_copies(identity)
        self._db.execute("UPDATE parts SET heard = 0")
        self._hear()

    def facts(self) -> list[Fact]:
        """Return what joins need to know of every part. For checking."""
        return self._facts("1", ())

    def _facts(self, where: str, values: Sequence[object]) -> list[Fact]:
        rows = self._db.all(
            "SELECT id, occasion, first, board, organisation, kind, access, restated, approves, own, told FROM parts"
            f" WHERE {where} ORDER BY document, number",
            values,
        )
        return [Fact(i, o, d, b, g, Kind(k), Access(a), bool(r), v, w, t) for i, o, d, b, g, k, a, r, v, w, t in rows]

    def _put_body(self, identity: str) -> None:
        row = self._db.one(
            "SELECT value, placed FROM parts WHERE body = ? ORDER BY document, number LIMIT 1", (identity,)
        )
        if row is None:
            self._db.execute("DELETE FROM bodies WHERE id = ?", (identity,))
        else:
            body = codec.put(codec.load(Part, row[0]), row[1]).body
            self._db.execute("INSERT OR REPLACE INTO bodies VALUES (?, ?)", (identity, codec.dump(body)))

    def _name_bodies(self, board: str) -> None:
        """Give every body of a name the short names that its public papers use."""
        told = self._db.all(
            "SELECT aliases FROM parts WHERE board = ? AND access = ? AND aliases <> '[]'", (board, Access.PUBLIC.value)
        )
        short = joins.names(json.loads(a) for (a,) in told)
        for (identity,) in self._db.all("SELECT DISTINCT body FROM parts WHERE board = ?", (board,)):
            row = self._db.one("SELECT value FROM bodies WHERE id = ?", (identity,))
            if row:
                body = replace(codec.load(Body, row[0]), aliases=short)
                self._db.execute("UPDATE bodies SET value = ? WHERE id = ?", (codec.dump(body), identity))

    def shadowed_parts(self) -> set[str]:
        """Return the parts that a more official account stands in for."""
        return {i for (i,) in self._db.all("SELECT id FROM parts WHERE shadowed = 1")}

    def _bodies(self) -> dict[str, Body]:
        return {identity: codec.load(Body, value) for identity, value in self._db.all("SELECT id, value FROM bodies")}

    # ------------------------------------------------------------ reading

    def collections(self) -> tuple[Collection, ...]:
        return tuple(codec.load(Collection, v) for (v,) in self._db.all("SELECT value FROM collections ORDER BY id"))

    def documents(self, scope: Scope) -> list[tuple[str, str, str, str, list[str]]]:
        """Return (id, collection, path, title, problems) of the papers in scope.

        Of a paper that is not wholly in scope, title and problems tell nothing of the rest.
        """
        where, values = _where(scope, everywhere=True)
        rows = self._db.all(
            f"SELECT d.id, d.collection, d.path, d.title, d.problems, count(*), min(parts.number),"
            f" (SELECT count(*) FROM parts WHERE parts.document = d.id) FROM documents d"
            f" JOIN parts ON parts.document = d.id WHERE {where} GROUP BY d.id ORDER BY d.collection, d.path",
            values,
        )
        out = []
        for identity, collection, path, title, problems, seen, first, held in rows:
            if seen == held:
                out.append((identity, collection, path, title, json.loads(problems)))
            else:
                out.append((identity, collection, path, self._part(f"{identity}-{first}").title, []))
        return out

    def added(self, identity: str) -> tuple[str, str]:
        """Return content hash of a document and the day on which that content came; "" for what is not known."""
        row = self._db.one("SELECT sha256, added FROM documents WHERE id = ?", (identity,))
        return (str(row[0]), str(row[1])) if row else ("", "")

    def arrivals(self, scope: Scope) -> tuple[Arrival, ...]:
        """Return the parts in scope in order of paper and place, each with the day on which its paper came.

        When a collection was begun is told by those of its papers that whoever asks may see.
        """
        where, values = _where(scope, everywhere=True)
        who, seen = _where(Scope(scope.collections, scope.access), everywhere=True)
        begun: dict[str, str] = dict(
            self._db.all(
                "SELECT parts.collection, min(d.added) FROM documents d JOIN parts ON parts.document = d.id"
                f" WHERE {who} GROUP BY parts.collection",
                seen,
            )
        )
        self._remembered()
        out = []
        for row in self._db.all(
            "SELECT d.collection, d.id, d.path, d.added, parts.id, parts.body, parts.kind, parts.first, parts.last,"
            f" parts.occasion, json_extract(parts.value, '$[{_TITLE}]')"
            " FROM documents d JOIN parts ON parts.document = d.id"
            f" WHERE {where} ORDER BY d.collection, d.path, parts.number",
            values,
        ):
            collection, document, path, added, part, body, kind, first, last, occasion, title = row
            day = _date(first) if first else None
            sitting = bool(day) and occasion.startswith(day.isoformat() if day else "")
            out.append(
                Arrival(
                    collection=collection,
                    document=document,
                    path=path,
                    title=title,
                    part=part,
                    body=self._named[body],
                    kind=Kind(kind),
                    meeting=Meeting(body, day, occasion[11:]) if day and sitting else None,
                    period=Period(day, _date(last)) if day and not sitting else None,
                    added=added,
                    begun=begun[collection],
                )
            )
        return tuple(out)

    def parts_of(self, document: str, scope: Scope) -> tuple[Part, ...]:
        """Return a document's parts in scope, in order, where joins have put them and with the status they found."""
        where, values = _where(scope, everywhere=True)
        rows = self._db.all(
            f"SELECT value, placed, status FROM parts WHERE document = ? AND {where} ORDER BY number",
            (document, *values),
        )
        return tuple(replace(codec.put(codec.load(Part, v), p), status=Status(s)) for v, p, s in rows)

    def unseen(self, document: str, scope: Scope) -> Spans:
        """Return the spans of a document's parts that are not in scope."""
        where, values = _where(scope, everywhere=True)
        rows = self._db.all(
            f"SELECT value FROM parts WHERE document = ? AND id NOT IN (SELECT id FROM parts WHERE {where})",
            (document, *values),
        )
        return tuple(codec.load(Part, value).span for (value,) in rows)

    def file_of(self, document: str) -> tuple[str, str, str]:
        """Return the folder of a document's collection, its path there, and the hash of the bytes that were read."""
        collection, path, sha256 = self._db.all(
            "SELECT collection, path, sha256 FROM documents WHERE id = ?", (document,)
        )[0]
        held = self.collection(collection)
        return held.root if held else "", str(path), str(sha256)

    def fellows(self, place: Place, scope: Scope) -> tuple[tuple[str, Part], ...]:
        """Return the other parts in scope that are of the meeting of a place, each with its paper's path, the most
        official first."""
        if place.meeting is None:
            return ()
        where, values = _where(Scope(scope.collections, scope.access), everywhere=True)
        rows = self._db.all(
            "SELECT documents.path, parts.value, parts.placed, parts.status FROM parts"
            " JOIN documents ON documents.id = parts.document"
            f" WHERE {where} AND parts.body = ? AND parts.occasion = ? AND parts.id != ?"
            " ORDER BY parts.rank DESC, documents.path, parts.number",
            (*values, place.meeting.body, joins.occasion_of(place.meeting), place.part),
        )
        return tuple(
            (str(path), replace(codec.put(codec.load(Part, value), placed), status=Status(status)))
            for path, value, placed, status in rows
        )

    def copied_of(self, document: str, scope: Scope) -> tuple[Copied, ...]:
        """Return what each of a document's parts in scope is to other papers, in the order of `parts_of`."""
        where, values = _where(scope, everywhere=True)
        rows = self._db.all(
            f"SELECT copied FROM parts WHERE document = ? AND {where} ORDER BY number", (document, *values)
        )
        return tuple(codec.copies(told) if told else Copied() for (told,) in rows)

    def document_text(self, identity: str, scope: Scope) -> str | None:
        """Return a document's whole text where all of it may be seen in this scope; None where not."""
        hidden = self._db.all("SELECT access, collection FROM parts WHERE document = ?", (identity,))
        allowed = {a.value for a in scope.access}
        if not hidden or any(a not in allowed or c not in scope.collections for a, c in hidden):
            return None
        return self.text(identity)

    def pages(self, identity: str) -> list[tuple[int | None, str | None, int, str]]:
        """Return (number, printed number, length of text, origin) of a document's pages."""
        row = self._db.one("SELECT pages FROM documents WHERE id = ?", (identity,))
        return [(n, p, size, o) for n, p, size, o in json.loads(row[0])] if row else []

    def text(self, identity: str) -> str:
        """Return a document's text, for slicing what a scope has already let through."""
        return _text_of(self, identity, self.generation)

    def days(self, scope: Scope) -> tuple[tuple[date, date], ...]:
        """Return first and last day of each part in scope that belongs to a time."""
        where, values = _where(scope, everywhere=True)
        rows = self._db.all(f"SELECT DISTINCT first, last FROM parts WHERE {where} AND first > 0 ORDER BY 1, 2", values)
        return tuple((_date(a), _date(b)) for a, b in rows)

    def read_text(self, identity: str) -> str:
        row = self._db.one("SELECT text FROM documents WHERE id = ?", (identity,))
        return str(row[0]) if row else ""

    def slice(self, identity: str, spans: Spans) -> str:
        """Return the verbatim quotation that spans make of a document."""
        return quote(self.text(identity), spans)

    def around(self, identity: str, part: str, span: Span, reach: int) -> tuple[str, str, str]:
        """Return the text before, of and after a span, `reach` characters each side, never beyond its part."""
        text = self.text(identity)
        row = self._db.one("SELECT value FROM parts WHERE id = ?", (part,))
        whole = codec.load(Part, row[0]).span if row else span
        before = text[max(whole.start, span.start - reach) : span.start]
        return before, text[span.start : span.end], text[span.end : min(whole.end, span.end + reach)]

    def passages(self, ids: Sequence[str], scope: Scope) -> dict[str, Passage]:
        """Return passages by id, those in scope."""
        where, values = _where(scope, everywhere=True)
        memory = self._remembered()
        out = self._at_hand(ids, scope)
        for chunk in _chunks([i for i in ids if i not in out]):
            rows = self._db.all(
                f"SELECT p.id, p.number FROM passages p JOIN parts ON parts.id = p.part"
                f" WHERE p.id IN ({_marks(chunk)}) AND {where}",
                (*chunk, *values),
            )
            for key, number in rows:
                identity = str(key)
                if identity not in memory:
                    row = self._db.all(
                        f"SELECT p.value, {codec.JOINED} FROM passages p JOIN parts"
                        " ON parts.id = p.part WHERE p.number = ?",
                        (number,),
                    )[0]
                    memory[identity] = self._passage(*row)
                out[identity] = memory[identity]
        return out

    def _at_hand(self, ids: Sequence[str], scope: Scope) -> dict[str, Passage]:
        """Return those passages that are in memory and, as the catalogue has it, in scope."""
        if len(ids) < MANY:
            return {}
        memory, held = self._memory, self.catalogue()
        places = held.places(i for i in ids if i in memory)
        inside = self.mask(scope)[places]
        return {i: memory[i] for i in held.ids[np.array(places, np.int64)[inside]].tolist()}

    def _passage(self, value: str, *told: str | None) -> Passage:
        """Return a stored passage with what joins have found of its part and its body."""
        return codec.joined(codec.load(Passage, value), told, self._named)

    def _remembered(self) -> dict[str, Passage]:
        """Return the passages read so far in this generation of the record."""
        generation = self.generation
        if self._memory_of != generation or len(self._memory) > REMEMBERED:
            self._memory, self._memory_of, self._named = {}, generation, self._bodies()
            self._said.clear()
        return self._memory

    def neighbours(self, ids: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
        """Return the ids of the passages before and after each, within its part."""
        out: dict[str, tuple[str | None, str | None]] = {}
        for chunk in _chunks(list(ids)):
            rows = self._db.all(
                f"SELECT p.id, b.id, a.id FROM passages p"
                f" LEFT JOIN passages b ON b.part = p.part AND b.ordinal = p.ordinal - 1"
                f" LEFT JOIN passages a ON a.part = p.part AND a.ordinal = p.ordinal + 1"
                f" WHERE p.id IN ({_marks(chunk)})",
                chunk,
            )
            out.update({i: (b, a) for i, b, a in rows})
        return out

    def passages_of(self, part: str, item: str | None, scope: Scope) -> tuple[Passage, ...]:
        """Return the passages of a part, or of one of its items, in order."""
        where, values = _where(scope, everywhere=True)
        rows = self._db.all(
            f"SELECT p.value, {codec.JOINED} FROM passages p"
            f" JOIN parts ON parts.id = p.part WHERE p.part = ? AND {where} ORDER BY p.ordinal",
            (part, *values),
        )
        self._remembered()
        found = [self._passage(*row) for row in rows]
        return tuple(p for p in found if item is None or p.place.item == item)

    def catalogue(self) -> Catalogue:
        """Return what passages there are, in this generation of the record."""
        generation = self.generation
        if generation != self._catalogue_of:
            serials = [
                n for (n,) in self._db.all("SELECT serial FROM parts WHERE serial IN (SELECT serial FROM passages)")
            ]
            self._catalogue = self._catalogue.grown(serials, self._listed)
            self._catalogue_of = generation
            self._serials.clear()
            self._masks.clear()
            self._found.clear()
            self._counted.clear()
            there = self._catalogue.parts
            self._entries = {key: value for key, value in self._entries.items() if key[1] in there}
        return self._catalogue

    def _listed(self, serials: Sequence[int] | None) -> list[Listed]:
        select = "SELECT number, serial, vector, id FROM passages"
        if serials is None:
            return self._db.all(f"{select} ORDER BY number")
        return [
            row
            for chunk in _chunks(serials)
            for row in self._db.all(f"{select} WHERE serial IN ({_marks(chunk)})", chunk)
        ]

    def serials(self, scope: Scope) -> Numbers:
        """Return the serial numbers of the parts in scope."""
        self.catalogue()
        if scope not in self._serials:
            where, values = _where(scope)
            found = self._db.all(f"SELECT serial FROM parts WHERE {where}", values)
            self._serials[scope] = np.array([n for (n,) in found], np.int64)
        return self._serials[scope]

    def mask(self, scope: Scope) -> Mask:
        """Return which passages of the catalogue are in scope."""
        serials = self.serials(scope)
        if scope not in self._masks:
            if len(self._masks) >= MASKS:
                self._masks.clear()
            self._masks[scope] = self.catalogue().over(serials)
        return self._masks[scope]

    def words(self, terms: Sequence[str], scope: Scope, k: int) -> dict[str, float]:
        """Return the k best passages by BM25 for any of the terms: id to score, higher is better.

        Words that stand in a great many passages are left out once the rarer ones fill the budget: they make the cost.
        """
        asked = self._affordable(terms)
        if not asked:
            return {}
        mask = self.mask(scope)
        query = " OR ".join('"' + t.replace('"', " ") + '"' for t in asked)
        places, scores = self._scored(query)
        inside = mask[places]
        places, scores = places[inside], scores[inside]
        held = self.catalogue()
        if len(scores) > k:
            least = np.partition(scores, -k)[-k]
            places, scores = places[scores >= least], scores[scores >= least]
        ranked = sorted(zip((-scores).tolist(), held.ids[places].tolist(), strict=True))[:k]
        return {identity: -score for score, identity in ranked}

    def holding(self, forms: Sequence[Sequence[str]], scope: Scope) -> tuple[str, ...]:
        """Return every passage in scope that holds all of one of some forms, in its heading or its text, best first.

        forms: each is some words, or phrases of words that stand side by side, of which all must be there.
        """
        asked = [" AND ".join(f'"{phrase}"' for phrase in form) for form in forms if form]
        if not asked:
            return ()
        places, scores = self._scored(" OR ".join(f"({one})" for one in asked))
        inside = self.mask(scope)[places]
        places, scores = places[inside], scores[inside]
        return tuple(self.catalogue().ids[places[np.lexsort((places, -scores))]].tolist())

    def _scored(self, query: str) -> tuple[Numbers, Scores]:
        """Return where the passages that full text finds stand in the catalogue, and their scores.

        The last few are kept: one question may be searched in two scopes.
        """
        if query not in self._found:
            if len(self._found) >= FOUND:
                self._found.clear()
            select = "SELECT rowid, -bm25(fulltext, 0.6, 1.0) FROM fulltext WHERE fulltext MATCH ?"
            rows = np.array(self._db.all(select, (query,)), np.float64).reshape(-1, 2)
            places = np.searchsorted(self.catalogue().numbers, rows[:, 0].astype(np.int64))
            self._found[query] = places, rows[:, 1]
        return self._found[query]

    def _affordable(self, terms: Sequence[str]) -> list[str]:
        """Return the terms whose passages can all be scored in time, the rarest first; always one at least."""
        cost = {t: self._anywhere(stem(t.lower())) for t in terms}
        order = sorted(cost, key=lambda t: (cost[t], t))
        total = accumulate(cost[t] for t in order)
        return [t for n, (t, so_far) in enumerate(zip(order, total, strict=True)) if not n or so_far <= BUDGET]

    def _anywhere(self, one: str) -> int:
        return int(self._counts(one)[1].sum())

    def _counts(self, one: str) -> tuple[Numbers, Numbers]:
        """Return the parts that hold a stem, by serial number, and how many passages of each do."""
        self.catalogue()
        if one not in self._counted:
            if len(self._counted) >= STEMS:
                self._counted.clear()
            rows = self._db.all("SELECT serial, passages FROM vocabulary WHERE stem = ?", (one,))
            self._counted[one] = np.array([r[0] for r in rows], np.int64), np.array([r[1] for r in rows], np.int64)
        return self._counted[one]

    def frequencies(self, stems: Sequence[str], scope: Scope) -> dict[str, int]:
        """Return in how many passages of the scope each stem stands; stems that stand in none are left out."""
        allowed = self.serials(scope)
        table = np.zeros(int(max(self.catalogue().serials.max(initial=0), allowed.max(initial=0))) + 1, np.bool_)
        table[allowed] = True
        out: dict[str, int] = {}
        for one in dict.fromkeys(stems):
            serials, counts = self._counts(one)
            total = int(counts[table[serials]].sum())
            if total:
                out[one] = total
        return out

    def lexicon(self, scope: Scope, beginning: str = "") -> dict[str, int]:
        """Return every stem that whoever asks may see, in papers of any time, and in how many passages it stands.

        beginning: only stems that begin so.
        """
        rows = self._db.all(
            f"SELECT stem, sum(passages) FROM lexicon WHERE stem >= ? AND stem < ? AND collection IN"
            f" ({_marks(scope.collections)}) AND access IN ({_marks(scope.access)}) GROUP BY stem",
            (beginning, beginning + chr(0x10FFFF), *scope.collections, *(a.value for a in scope.access)),
        )
        return dict(rows)

    def count_passages(self, scope: Scope) -> int:
        return int(self.mask(scope).sum())

    def total_passages(self) -> int:
        """Return how many passages the record holds, whoever may see them."""
        return int(self._db.all("SELECT count(*) FROM passages")[0][0])

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of passages, by id."""
        out: dict[str, Vectors] = {}
        for chunk in _chunks(list(ids)):
            rows = self._db.all(
                f"SELECT p.id, v.vector FROM passages p JOIN vectors v ON v.row = p.vector WHERE p.id IN"
                f" ({_marks(chunk)})",
                chunk,
            )
            out.update({i: np.frombuffer(v, np.float32) for i, v in rows})
        return out

    def all_vectors(self, scope: Scope) -> tuple[list[str], Vectors]:
        """Return the ids of the passages in scope and their vectors, row by row."""
        ids = self.catalogue().ids[self.mask(scope)].tolist()
        held = self.vectors(ids)
        return ids, np.array([held[i] for i in ids], np.float32) if ids else np.zeros((0, 1), np.float32)

    def last_vector(self) -> int:
        """Return the row of the vector that was kept last; 0 where there is none."""
        return int(self._db.all("SELECT coalesce(max(row), 0) FROM vectors")[0][0])

    def vectors_after(self, row: int, size: int) -> list[tuple[int, Vectors]]:
        """Return up to so many vectors with their rows, those after a row, in order."""
        rows = self._db.all("SELECT row, vector FROM vectors WHERE row > ? ORDER BY row LIMIT ?", (row, size))
        return [(n, np.frombuffer(v, np.float32)) for n, v in rows]

    def every_vector(self) -> Iterator[tuple[Passage, Vectors]]:
        """Yield every passage with its vector. Not for answering: it has no scope."""
        for value, vector in self._db.all(
            "SELECT p.value, v.vector FROM passages p JOIN vectors v ON v.row = p.vector ORDER BY p.number"
        ):
            yield codec.load(Passage, value), np.frombuffer(vector, np.float32)

    def listed_vectors(self, numbers: Sequence[int]) -> list[tuple[int, str, str, Vectors]]:
        """Return (number, id, document, vector) of some passages, for a vector index to take in."""
        return [
            (n, i, d, np.frombuffer(v, np.float32))
            for chunk in _chunks(numbers)
            for n, i, d, v in self._db.all(
                "SELECT p.number, p.id, parts.document, v.vector FROM passages p JOIN vectors v ON v.row = p.vector"
                f" JOIN parts ON parts.serial = p.serial WHERE p.number IN ({_marks(chunk)}) ORDER BY p.number",
                chunk,
            )
        ]

    def partitions(self) -> dict[str, Numbers]:
        """Return the numbers of the passages that a vector index holds, by access: all but those shadowed."""
        held = self.catalogue()
        out: dict[str, Numbers] = {}
        for access in Access:
            found = self._db.all("SELECT serial FROM parts WHERE access = ? AND shadowed = 0", (access.value,))
            out[access.value] = held.numbers[held.over(n for (n,) in found)]
        return out

    # ------------------------------------------------------------ the register

    def actions(self, scope: Scope) -> tuple[Entry, ...]:
        """Return the actions in scope, in order of meeting and place, with what later papers say of each.

        What later papers say is told whatever the time that the scope names, but nothing that whoever asks may not see.
        An action that a later paper lists again is listed once, where it was raised.
        """
        who = Scope(scope.collections, scope.access)
        self._remembered()
        if who not in self._said:
            again = self.raised(who)
            self._said[who] = again, self._reports(who, again)
        again, told = self._said[who]
        return tuple(
            standings.settled(entry, told.get(entry.id, ()))
            for entry in self._register("actions", Entry, scope)
            if entry.id not in again
        )

    def raised(self, scope: Scope) -> dict[str, str]:
        """Return the action that each one that lists an earlier one again stands for, by id, of what scope may see."""
        where, values = _where(Scope(scope.collections, scope.access))
        return dict(
            self._db.all(
                f"SELECT json_extract(r.value, '$[{_ENTRY}]') AS entry, r.action FROM reports r"
                f" JOIN parts ON parts.id = r.part WHERE {where} AND entry <> '' AND r.action IN"
                f" (SELECT a.id FROM actions a JOIN parts ON parts.id = a.part WHERE {where}) ORDER BY r.action",
                [*values, *values],
            )
        )

    def decisions(self, scope: Scope) -> tuple[Ruling, ...]:
        """Return the decisions in scope, in order of meeting and place."""
        return tuple(self._register("decisions", Ruling, scope))

    def amended(self, scope: Scope) -> dict[str, str]:
        """Return by part in scope what corrections it made to earlier minutes as it approved them, in its own words."""
        where, values = _where(scope)
        return dict(self._db.all(f"SELECT id, told FROM parts WHERE {where} AND told IS NOT NULL", values))

    def _register(self, table: str, make: Callable[..., T], scope: Scope) -> Iterator[T]:
        """Yield what a table of the register holds of the parts in scope. What was read of a part is kept."""
        where, values = _where(scope)
        self._remembered()
        for identity, document, *now in self._db.all(
            f"SELECT id, document, serial, {codec.JOINED}, body FROM parts WHERE {where}"
            f" AND id IN (SELECT part FROM {table}) ORDER BY first, document, number",
            values,
        ):
            serial, *told, body = now
            key = (table, serial, *told, self._named.get(body))
            if key not in self._entries:
                self._entries[key] = tuple(make(*row) for row in self._entries_of(table, identity, document, told))
            yield from self._entries[key]

    def _entries_of(self, table: str, part: str, document: str, told: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        for identity, value, passage_value in self._db.all(
            f"SELECT t.id, t.value, p.value FROM {table} t JOIN passages p ON p.id = t.passage"
            " WHERE t.part = ? ORDER BY t.ordinal",
            (part,),
        ):
            entry = codec.load(codec.ENTRY[table], value)
            yield identity, entry, self._quoted(passage_value, told, document, entry.spans)

    def sittings(self, scope: Scope) -> tuple[Sitting, ...]:
        """Return the meetings that papers in scope witness, in order of date. What several papers say is joined, the
        most official first."""
        where, values = _where(scope)
        self._remembered()
        grouped: dict[Meeting, list[tuple[Any, ...]]] = {}
        for row in self._db.all(
            "SELECT parts.id, parts.document, documents.path, parts.kind, parts.rank, parts.serial, parts.status,"
            " parts.body, parts.first, parts.occasion, parts.next FROM parts"
            " JOIN documents ON documents.id = parts.document"
            f" WHERE {where} AND parts.first > 0 AND parts.occasion LIKE '____-__-__%'"
            " ORDER BY parts.first, parts.rank DESC, parts.document, parts.number",
            values,
        ):
            grouped.setdefault(Meeting(row[7], _date(row[8]), row[9][11:]), []).append(row)
        return tuple(self._sitting(meeting, rows, scope) for meeting, rows in grouped.items())

    def _sitting(self, meeting: Meeting, rows: Sequence[tuple[Any, ...]], scope: Scope) -> Sitting:
        body = self._named[meeting.body]
        key = tuple((row[5], row[6]) for row in rows)
        who = Scope(scope.collections, scope.access)

        def tell() -> Told:
            if (key, who) not in self._told:
                if len(self._told) >= REMEMBERED:
                    self._told.clear()
                parts = [(row[0], row[1], row[2], self._part(row[0])) for row in rows]
                self._told[key, who] = self._tell(parts, who)
            return self._told[key, who]

        announced = next((row[10] for row in rows if row[10]), 0)
        return Sitting(
            meeting,
            body,
            tell,
            next_date=_date(announced) if announced > 1 else None,
            documents=tuple(dict.fromkeys(row[2] for row in rows)),
            kinds=tuple(dict.fromkeys(Kind(row[3]) for row in rows)),
            authorities=tuple(dict.fromkeys(_BY_RANK[row[4]] for row in rows)),
            witnesses=tuple(dict.fromkeys(Account(row[2], Kind(row[3]), _BY_RANK[row[4]]) for row in rows)),
            known=Known.RECORD if any(row[3] in RECORDS for row in rows) else Known.PAPERS,
            status=calendar.status(Status(row[6]) for row in rows if row[3] in RECORDS),
        )

    def calendar(self, scope: Scope) -> tuple[Sitting, ...]:
        """Return every sitting that papers in scope witness or mention, in order of date, those with a record first.

        A stretch of time narrows the sittings, not the papers that mention them.
        """
        who = replace(scope, since=None, until=None)
        seen = {s.meeting: s for s in self.sittings(who)}
        found = calendar.joined(seen, self._noted(who))
        out = [self._known(meeting, seen.get(meeting), noted, who) for meeting, noted in found.items()]
        first, last = scope.since or date.min, scope.until or date.max
        return tuple(s for s in sorted(out, key=calendar.order) if first <= s.meeting.date <= last)

    def _noted(self, scope: Scope) -> Iterator[Noted]:
        """Yield what the parts in scope mention; the day of a part's own meeting only where it is called off."""
        where, values = _where(scope)
        for part, ordinal, what, day, body, first, rank, kind, approves, path, number in self._db.all(
            "SELECT m.part, m.ordinal, m.what, m.day, parts.body, parts.first, parts.rank, parts.kind, parts.approves,"
            " documents.path, parts.number FROM mentions m JOIN parts ON parts.id = m.part"
            f" JOIN documents ON documents.id = parts.document WHERE {where} AND parts.board <> '' AND m.passage <> ''"
            " AND (m.day <> parts.first OR m.what IN (?, ?))",
            (*values, Mentioned.CANCELLED.value, Mentioned.POSTPONED.value),
        ):
            said = what == calendar.APPROVED
            yield Noted(
                Meeting(body, _date(day)),
                Mentioned.MINUTES if said else Mentioned(what),
                by=_date(first) if first else None,
                approves=kind in RECORDS and (said or approves == day),
                place=(-rank, path, number, ordinal),
                part=part,
            )

    def _known(self, meeting: Meeting, seen: Sitting | None, noted: tuple[Noted, ...], scope: Scope) -> Sitting:
        """Return a sitting with what mentions tell of it beside its own papers."""

        def tell() -> Told:
            return self._mentioned(seen.tell() if seen else Told(), noted, scope)

        facts = calendar.facts(seen, noted)
        base = seen or Sitting(meeting, self._named[meeting.body], tell, known=Known.MENTION)
        return replace(
            base,
            tell=tell if noted else base.tell,
            status=facts.status,
            cancelled=facts.cancelled,
            postponed=facts.postponed,
            missing=facts.missing,
        )

    def _mentioned(self, told: Told, noted: Sequence[Noted], scope: Scope) -> Told:
        sightings = [(one, sighting) for one in noted if (sighting := self._sighting(one, scope))]
        announced = [s for _, s in sightings if s.what is Mentioned.NEXT]
        return replace(
            told,
            time=told.time or next((s.time for s in announced if s.time), None),
            venue=told.venue or next((s.venue for s in announced if s.venue), None),
            time_source=told.time_source or next((s.source for s in announced if s.time and not told.time), None),
            venue_source=told.venue_source or next((s.source for s in announced if s.venue and not told.venue), None),
            mentions=tuple(s for _, s in sightings),
            approved_by=next((s.source for one, s in sightings if one.is_approval), None),
        )

    def _sighting(self, one: Noted, scope: Scope) -> Sighting | None:
        """Return the words of a mention, read from the record."""
        row = self._db.one(
            "SELECT m.value, m.passage, parts.document FROM mentions m JOIN parts ON parts.id = m.part"
            " WHERE m.part = ? AND m.ordinal = ?",
            (one.part, one.place[-1]),
        )
        passage = self.passages([row[1]], scope).get(row[1]) if row else None
        if row is None or passage is None:
            return None
        mention = codec.load(Mention, row[0])
        start = mention.spans[0].start
        paragraph = next(
            (p for p in passage.paragraphs if p.spans[0].start <= start < p.spans[-1].end), passage.paragraphs[0]
        )
        quoted = passage.quotation(paragraph, mention.spans, self.slice(row[2], mention.spans))
        return Sighting(mention.what, quoted, mention.time, mention.venue)

    def _part(self, identity: str) -> Part:
        value, placed = self._db.all("SELECT value, placed FROM parts WHERE id = ?", (identity,))[0]
        return codec.put(codec.load(Part, value), placed)

    def _tell(self, parts: list[tuple[str, str, str, Part]], scope: Scope) -> Told:
        told = [p for _, _, _, p in parts]
        minutes = next((x for x in parts if x[3].kind in RECORDS), None)
        agenda = next((x for x in parts if x[3].kind is Kind.AGENDA), None)
        main = minutes or agenda or parts[0]
        roll: tuple[Attendee, ...] = ()
        if minutes:
            roll = tuple(self._attendees(minutes, scope))
        chair = next((a for a in roll if a.chair), None)
        if chair is None and agenda and agenda[3].roll.chair:
            chair = next(self._people(agenda, (agenda[3].roll.chair,), scope, present=True), None)
        items = (
            tuple((i.number, i.title) for i in main[3].items if i.number)
            if main[3].kind in (Kind.MINUTES, Kind.DECISIONS, Kind.AGENDA)
            else ()
        )
        nexts = next((p for p in told if p.next_meeting), None)
        held = self.passages_of(main[0], None, scope)
        time = next((p.time for p in told if p.time), None)
        ended = next((p.ended for p in told if p.ended), None)
        venue = next((p.venue for p in told if p.venue), None)
        return Told(
            time=time,
            ended=ended,
            venue=venue,
            chair=chair,
            roll=roll,
            items=items,
            next_meeting=nexts.next_meeting if nexts else None,
            time_source=self._line(held, main[1], time),
            venue_source=self._line(held, main[1], venue),
            next_source=self._line(held, main[1], nexts.next_meeting if nexts else None),
            ended_source=self._line(held, main[1], ended),
            minutes=self._first(held, main[1]) if minutes else None,
        )

    def agenda_of(self, document: str, scope: Scope) -> Part | None:
        """Return the agenda part of a document, where it has one in scope."""
        found = self._agenda(document, scope)
        return self._part(found[0]) if found else None

    def agenda_row(self, document: str, word: str, scope: Scope) -> Quotation | None:
        """Return the first row of a document's order of business whose title holds a word."""
        found = self._agenda(document, scope)
        for passage in self.passages_of(found[0], None, scope) if found else ():
            if passage.place.item and word in passage.place.item_title.lower():
                one = passage.paragraphs[0]
                return passage.quotation(one, one.spans, self.slice(document, one.spans))
        return None

    def _agenda(self, document: str, scope: Scope) -> tuple[str, str] | None:
        """Return id and stored value of a document's agenda part, where it has one in scope."""
        where, values = _where(scope, everywhere=True)
        row: tuple[str, str] | None = self._db.one(
            f"SELECT id, value FROM parts WHERE document = ? AND kind = ? AND {where} ORDER BY number",
            (document, Kind.AGENDA.value, *values),
        )
        return row

    def _line(self, passages: Sequence[Passage], document: str, words_: str | None) -> Quotation | None:
        """Return the last paragraph of a part that holds some words, as a quotation."""
        wanted = " ".join((words_ or "").split())
        for passage in reversed(passages) if wanted else ():
            for paragraph in reversed(passage.paragraphs):
                said = self.slice(document, paragraph.spans)
                if wanted in said.replace("**", ""):
                    return passage.quotation(paragraph, paragraph.spans, said)
        return None

    def _first(self, passages: Sequence[Passage], document: str) -> Quotation | None:
        """Return the paragraph of a part's head that says whose meeting it was and when."""
        for passage in passages[:1]:
            for paragraph in passage.paragraphs:
                said = self.slice(document, paragraph.spans)
                if dates.day(said):
                    return passage.quotation(paragraph, paragraph.spans, said)
        return None

    def _attendees(self, source: tuple[str, str, str, Part], scope: Scope) -> Iterator[Attendee]:
        roll = source[3].roll
        yield from self._people(source, roll.present, scope, present=True)
        yield from self._people(source, roll.apologies, scope, present=False)

    def _people(
        self, source: tuple[str, str, str, Part], people: Sequence[Person], scope: Scope, *, present: bool
    ) -> Iterator[Attendee]:
        identity, document, _, part = source
        passages = self.passages_of(identity, None, scope)
        for person in people:
            start = person.spans[0].start if person.spans else -1
            for passage in passages:
                paragraph = next((p for p in passage.paragraphs if p.spans[0].start <= start < p.spans[-1].end), None)
                if paragraph:
                    quoted = passage.quotation(paragraph, person.spans, self.slice(document, person.spans))
                    yield Attendee(person, present, person == part.roll.chair, quoted)
                    break

    def bodies(self, scope: Scope) -> tuple[Body, ...]:
        """Return the bodies whose papers are in scope."""
        where, values = _where(scope, everywhere=True)
        rows = self._db.all(f"SELECT DISTINCT parts.body FROM parts WHERE {where} ORDER BY 1", values)
        named = self._bodies()
        return tuple(named[identity] for (identity,) in rows if identity in named)

    def kinds(self, scope: Scope) -> tuple[Kind, ...]:
        """Return the kinds of paper in scope."""
        where, values = _where(scope, everywhere=True)
        held = {kind for (kind,) in self._db.all(f"SELECT DISTINCT parts.kind FROM parts WHERE {where}", values)}
        return tuple(k for k in Kind if k.value in held)

    def state(self, scope: Scope) -> str:
        """Return a digest of every passage in scope: another wherever a word that may be seen is another."""
        where, values = _where(scope, everywhere=True)
        rows = self._db.each(
            f"SELECT passages.id FROM passages JOIN parts ON parts.serial = passages.serial WHERE {where} ORDER BY 1",
            values,
        )
        held = sha256()
        for (identity,) in rows:
            held.update(identity.encode())
        return held.hexdigest()

    def states(self, scope: Scope) -> dict[str, str]:
        """Return by document a digest of its passages in scope: another wherever a word of it that may be seen is."""
        where, values = _where(scope, everywhere=True)
        held: dict[str, Any] = {}
        for document, identity in self._db.each(
            "SELECT parts.document, passages.id FROM passages JOIN parts ON parts.serial = passages.serial"
            f" WHERE {where} ORDER BY 1, 2",
            values,
        ):
            held.setdefault(document, sha256()).update(identity.encode())
        return {document: digest.hexdigest() for document, digest in held.items()}

    def spoken(self, scope: Scope) -> list[tuple[str, str, date | None, date | None, Kind, Authority, Body]]:
        """Return (part id, title, first day, last day, kind, authority, body) of the parts in scope, by date."""
        where, values = _where(scope, everywhere=True)
        out = []
        for identity, value, placed in self._db.all(
            f"SELECT parts.id, parts.value, parts.placed FROM parts WHERE {where} ORDER BY first, document, number",
            values,
        ):
            part = codec.put(codec.load(Part, value), placed)
            days = (
                (part.meeting.date, part.meeting.date)
                if part.meeting
                else ((part.period.first, part.period.last) if part.period else (None, None))
            )
            out.append((identity, part.title, days[0], days[1], part.kind, part.authority, part.body))
        return out

    def acronyms(self, scope: Scope) -> dict[str, str]:
        """Return the short forms that papers in scope explain, each with the long form most often given."""
        where, values = _where(scope, everywhere=True)
        rows = self._db.all(
            f"SELECT a.short, a.long, count(*) FROM acronyms a JOIN parts ON parts.id = a.part WHERE {where}"
            " GROUP BY a.short, a.long ORDER BY 3, 2 DESC",
            values,
        )
        return {short: long for short, long, _ in rows}


def _homes(passages: Sequence[Passage]) -> dict[str, list[tuple[int, int, str]]]:
    """Return by part where each of its passages begins and ends, and its id."""
    homes: dict[str, list[tuple[int, int, str]]] = {}
    for passage in passages:
        spans = passage.spans
        homes.setdefault(passage.place.part, []).append((spans[0].start, spans[-1].end, passage.id))
    return homes


def stems_in(passage: Passage) -> list[str]:
    """Return the stems by which a passage is counted, one for each word form in its item's title and its text."""
    return [stem(w) for w in set(words(f"{passage.place.item_title} {searchable(passage.text)}"))]


def stored_in(db: Database, identity: str, hashed: str) -> Stored:
    """Return a document as a record of this version or an older one holds it.

    hashed: the query that joins passages and parts and gives each passage's value and the hash of its embedded text.
    """
    told = db.all("SELECT * FROM documents WHERE id = ?", (identity,))[0]
    _, collection, path, sha, title, text, pages, problems, hints, *rest = told
    rows = db.all("SELECT value FROM parts WHERE document = ? ORDER BY number", (identity,))
    held = db.all(f"{hashed} WHERE parts.document = ? ORDER BY p.number", (identity,))
    register = {
        table: tuple(
            db.all(
                f"SELECT t.id, t.part, t.ordinal, t.passage, t.value FROM {table} t JOIN parts ON parts.id = t.part"
                " WHERE parts.document = ? ORDER BY parts.number, t.ordinal",
                (identity,),
            )
        )
        for table in codec.ENTRY
    }
    return Stored(
        Document(identity, title, Source(path, sha), text, (), tuple(codec.load(Part, v) for (v,) in rows)),
        collection,
        pages,
        tuple(codec.load(Passage, v) for v, _ in held),
        tuple(h for _, h in held),
        problems,
        hints,
        rest[0] if rest else "",
        register,
    )


#: Authorities by the rank that the tables hold.
_BY_RANK = {authority.rank: authority for authority in Authority}


@lru_cache(maxsize=64)
def _text_of(store: Store, identity: str, _generation: int) -> str:
    return store.read_text(identity)


def card_of(identity: str, document: Document, part: Part) -> Card:
    """Return what a part tells of itself for placing it and others."""
    business = tuple((i.number, i.title) for i in part.items if i.number) if part.kind is Kind.AGENDA else ()
    return Card(
        identity,
        document.source.path,
        part.title,
        part.kind,
        part.access is Access.PUBLIC,
        part.body,
        part.meeting.date if part.meeting else None,
        part.meeting.session if part.meeting else "",
        part.period is not None,
        business,
    )


def _slim(part: Part) -> Part:
    """Return a part without its paragraphs and actions, which have tables of their own."""
    items = tuple(replace(i, paragraphs=(), actions=()) for i in part.items)
    return replace(part, items=items)


def _where(scope: Scope, *, everywhere: bool = False) -> tuple[str, list[object]]:
    """Return the condition on `parts` that a scope makes, and its values. Nobody's scope selects nothing."""
    clauses = [f"parts.collection IN ({_marks(scope.collections)})", f"parts.access IN ({_marks(scope.access)})"]
    values: list[object] = [*scope.collections, *(a.value for a in scope.access)]
    if not everywhere:
        clauses.append("parts.shadowed = 0 AND parts.twin IS NULL")
    for one in (scope, scope.within) if scope.within else (scope,):
        if one.bodies:
            clauses.append(f"parts.body IN ({_marks(one.bodies)})")
            values.extend(one.bodies)
        if one.since or one.until:
            clauses.append("parts.first > 0 AND parts.last >= ? AND parts.first <= ?")
            values.extend((_day(one.since, _DAY_FIRST), _day(one.until, _DAY_LAST)))
        if one.kinds:
            clauses.append(f"parts.kind IN ({_marks(one.kinds)})")
            values.extend(k.value for k in one.kinds)
    if scope.least:
        clauses.append("parts.rank >= ?")
        values.append(scope.least.rank)
    return " AND ".join(clauses), values


def _marks(values: Sized) -> str:
    return ", ".join("?" * len(values))


def _chunks(values: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    for first in range(0, len(values), size):
        yield values[first : first + size]


__all__ = ["Access", "Store"]
