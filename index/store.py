"""The record on disk: one SQLite file with documents, passages, full text, vectors and the register. All SQL is here.

A document goes in whole or not at all, in one transaction. Every reading method takes a Scope and applies it in SQL.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import codec
from index.cutting import searchable
from index.passage import Attendee, Entry, Passage, Quotation, Ruling, Scope, Sitting, Standing
from index.words import stem, words
from ingest.errors import IndexError_
from ingest.grammar import dates
from ingest.record import (
    Access,
    Authority,
    Body,
    Collection,
    Document,
    Kind,
    Meeting,
    Part,
    Person,
    Span,
    Spans,
    digest,
    quote,
)

#: Changes whenever the tables do; an index of another version is refused with the cure named.
SCHEMA = "2"

Vectors = NDArray[np.float32]

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE collections (id TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, collection TEXT NOT NULL REFERENCES collections(id), path TEXT NOT NULL, sha256 TEXT NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL, pages TEXT NOT NULL, problems TEXT NOT NULL, hints TEXT NOT NULL,
    UNIQUE (collection, path));
CREATE TABLE parts (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, number INTEGER NOT NULL,
    collection TEXT NOT NULL, access TEXT NOT NULL, body TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    kind TEXT NOT NULL, rank INTEGER NOT NULL, shadowed INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL,
    correction TEXT, value TEXT NOT NULL);
CREATE INDEX parts_by_document ON parts (document);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, part TEXT NOT NULL REFERENCES parts(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, hash TEXT NOT NULL, value TEXT NOT NULL);
CREATE INDEX passages_by_part ON passages (part, ordinal);
CREATE VIRTUAL TABLE fulltext USING fts5 (heading, text, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TABLE vectors (hash TEXT PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE vocabulary (
    part TEXT NOT NULL REFERENCES parts(id) ON DELETE CASCADE, word TEXT NOT NULL, stem TEXT NOT NULL,
    passages INTEGER NOT NULL, PRIMARY KEY (word, part)) WITHOUT ROWID;
CREATE INDEX vocabulary_by_stem ON vocabulary (stem);
CREATE TABLE actions (id TEXT PRIMARY KEY, part TEXT NOT NULL REFERENCES parts(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, passage TEXT NOT NULL, value TEXT NOT NULL, standing TEXT NOT NULL, later TEXT NOT NULL);
CREATE TABLE decisions (id TEXT PRIMARY KEY, part TEXT NOT NULL REFERENCES parts(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, passage TEXT NOT NULL, value TEXT NOT NULL);
CREATE TABLE bodies (id TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE acronyms (
    part TEXT NOT NULL REFERENCES parts(id) ON DELETE CASCADE, short TEXT NOT NULL, long TEXT NOT NULL,
    PRIMARY KEY (part, short, long)) WITHOUT ROWID;
"""

#: Passages kept in memory once read.
REMEMBERED = 20_000
_DAY_FIRST, _DAY_LAST = 10101, 99991231


def _day(value: date | None, other: int) -> int:
    return value.year * 10000 + value.month * 100 + value.day if value else other


def _date(number: int) -> date:
    return date(number // 10000, number // 100 % 100, number % 100)


class Store:
    """The record in one SQLite file. Open one for each thread that reads."""

    def __init__(self, path: Path, *, write: bool = False) -> None:
        self.path = path
        self._memory: dict[str, Passage] = {}
        self._memory_of = -1
        self._named: dict[str, Body] = {}
        new = not path.exists()
        if new and not write:
            raise IndexError_(f"{path.parent}: there is no index here; run `matters ingest FOLDER` first")
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
            self._db.execute("PRAGMA foreign_keys = ON")
            if write:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = NORMAL")
            if new:
                self._db.executescript(f"BEGIN; {_TABLES} COMMIT;")
                self.put_meta("schema", SCHEMA)
                self.put_meta("generation", "0")
            found = self.meta("schema")
        except sqlite3.DatabaseError as error:
            raise IndexError_(
                f"{path}: cannot be used as an index ({error}); rebuild it with `matters ingest FOLDER`"
                " into a new --index"
            ) from error
        if found != SCHEMA:
            raise IndexError_(
                f"{path}: was made by another version (schema {found}, this one has {SCHEMA}); delete "
                "the index folder and run `matters ingest FOLDER` again"
            )

    def close(self) -> None:
        self._db.close()

    # ------------------------------------------------------------ meta

    def meta(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def put_meta(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @property
    def generation(self) -> int:
        """Goes up with every change of what the record holds."""
        return int(self.meta("generation") or 0)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it happens, and the generation goes up, or none of it."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.put_meta("generation", str(self.generation + 1))
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    # ------------------------------------------------------------ writing

    def put_collection(self, collection: Collection) -> None:
        value = codec.dump(collection)
        self._db.execute(
            "INSERT INTO collections VALUES (?, ?) ON CONFLICT(id) DO UPDATE SET value = excluded.value",
            (collection.id, value),
        )

    def collection(self, identity: str) -> Collection | None:
        """Return a collection by its id."""
        row = self._db.execute("SELECT value FROM collections WHERE id = ?", (identity,)).fetchone()
        return codec.load(Collection, row[0]) if row else None

    def held(self, collection: str) -> dict[str, tuple[str, str, str]]:
        """Return a collection's papers: relative path to (document id, content hash, hints)."""
        rows = self._db.execute("SELECT path, id, sha256, hints FROM documents WHERE collection = ?", (collection,))
        return {path: (identity, sha, hints) for path, identity, sha, hints in rows}

    def missing_vectors(self, hashes: Iterable[str]) -> set[str]:
        """Return those hashes of embedded texts for which the record holds no vector."""
        wanted = set(hashes)
        have: set[str] = set()
        for chunk in _chunks(sorted(wanted)):
            have.update(
                r[0] for r in self._db.execute(f"SELECT hash FROM vectors WHERE hash IN ({_marks(chunk)})", chunk)
            )
        return wanted - have

    def put_vectors(self, vectors: Iterable[tuple[str, Vectors]]) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
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
    ) -> None:
        """Take a document in, in place of what it was before. Called inside `writing`."""
        self.drop_document(document.id)
        pages = [[p.number, p.printed, len(p.text), p.origin] for p in document.pages]
        self._db.execute(
            "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?)",
            (
                document.id,
                collection,
                document.source.path,
                document.source.sha256,
                document.title,
                document.text,
                json.dumps(pages),
                json.dumps(list(problems)),
                hints,
            ),
        )
        for number, part in enumerate(document.parts):
            self._put_part(f"{document.id}-{number}", document, number, part, collection)
        for passage, key in zip(passages, hashes, strict=True):
            cursor = self._db.execute(
                "INSERT INTO passages (id, part, ordinal, hash, value) VALUES (?,?,?,?,?)",
                (passage.id, passage.place.part, passage.ordinal, key, codec.dump(passage)),
            )
            self._db.execute(
                "INSERT INTO fulltext (rowid, heading, text) VALUES (?,?,?)",
                (cursor.lastrowid, passage.heading, searchable(passage.text)),
            )
        self._put_register(document, passages)
        self._put_vocabulary(passages)

    def _put_part(self, identity: str, document: Document, number: int, part: Part, collection: str) -> None:
        first = part.meeting.date if part.meeting else part.period.first if part.period else None
        last = part.meeting.date if part.meeting else part.period.last if part.period else None
        self._db.execute(
            "INSERT INTO parts VALUES (?,?,?,?,?,?,?,?,?,?,0,?,NULL,?)",
            (
                identity,
                document.id,
                number,
                collection,
                part.access.value,
                part.body.id,
                _day(first, 0),
                _day(last, 0),
                part.kind.value,
                part.authority.rank,
                part.status.value,
                codec.dump(_slim(part)),
            ),
        )

    def _put_register(self, document: Document, passages: Sequence[Passage]) -> None:
        homes: dict[str, list[tuple[int, int, str]]] = {}
        for passage in passages:
            spans = passage.spans
            homes.setdefault(passage.place.part, []).append((spans[0].start, spans[-1].end, passage.id))
        seen: Counter[tuple[str, ...]] = Counter()
        for number, part in enumerate(document.parts):
            identity = f"{document.id}-{number}"
            key = part.meeting.key if part.meeting else identity
            for item in part.items:
                for table, entries in (("actions", item.actions), ("decisions", item.decisions)):
                    for entry in entries:
                        words_ = quote(document.text, entry.spans)
                        same = (table, key, item.number, words_)
                        seen[same] += 1
                        unique = digest(table, document.id, key, item.number, words_, str(seen[same]))
                        start = entry.spans[0].start
                        held = next((i for a, b, i in homes.get(identity, ()) if a <= start < b), "")
                        ordinal = self._db.execute(
                            f"SELECT count(*) FROM {table} WHERE part = ?", (identity,)
                        ).fetchone()[0]
                        row = [unique, identity, ordinal, held, codec.dump(entry)]
                        if table == "actions":
                            row += [Standing.NO_LATER_RECORD.value, "[]"]
                        self._db.execute(f"INSERT INTO {table} VALUES ({_marks(row)})", row)

    def _put_vocabulary(self, passages: Sequence[Passage]) -> None:
        counts: dict[str, Counter[str]] = {}
        for passage in passages:
            held = set(words(f"{passage.place.item_title} {searchable(passage.text)}"))
            counts.setdefault(passage.place.part, Counter()).update(held)
        self._db.executemany(
            "INSERT INTO vocabulary VALUES (?,?,?,?)",
            ((part, w, stem(w), n) for part, found in counts.items() for w, n in found.items()),
        )

    def drop_document(self, identity: str) -> None:
        """Take a document out, with everything that rests on it. Called inside `writing`."""
        self._db.execute(
            "DELETE FROM fulltext WHERE rowid IN (SELECT p.number FROM passages p JOIN parts ON parts.id = p.part"
            " WHERE document = ?)",
            (identity,),
        )
        self._db.execute("DELETE FROM documents WHERE id = ?", (identity,))
        _text_of.cache_clear()

    # ------------------------------------------------------------ joins (rows that rest on several documents)

    def parts(self) -> list[tuple[str, str, Part]]:
        """Return (part id, document id, part) of every part, in order of document and place. For joins alone."""
        rows = self._db.execute("SELECT id, document, value FROM parts ORDER BY document, number").fetchall()
        return [(identity, document, codec.load(Part, value)) for identity, document, value in rows]

    def put_shadows(self, parts: Iterable[str]) -> None:
        """Mark the parts that a more official account of the same sitting on the shelf stands in for."""
        self._db.execute("UPDATE parts SET shadowed = 0 WHERE shadowed = 1")
        self._db.executemany("UPDATE parts SET shadowed = 1 WHERE id = ?", ((p,) for p in parts))

    def shadowed_parts(self) -> set[str]:
        """Return the parts that a more official account stands in for."""
        return {i for (i,) in self._db.execute("SELECT id FROM parts WHERE shadowed = 1")}

    def texts(self) -> dict[str, str]:
        """Return every document's text. For joins alone."""
        return dict(self._db.execute("SELECT id, text FROM documents").fetchall())

    def put_status(self, rows: Iterable[tuple[str, str, str | None]]) -> None:
        """Set (part id, status, correction) of minutes, as later papers tell."""
        self._db.executemany(
            "UPDATE parts SET status = ?, correction = ? WHERE id = ?", ((s, c, p) for p, s, c in rows)
        )

    def put_bodies(self, bodies: Iterable[Body]) -> None:
        """Set every body, with the short names that any of its papers gives."""
        self._db.execute("DELETE FROM bodies")
        self._db.executemany("INSERT INTO bodies VALUES (?, ?)", ((b.id, codec.dump(b)) for b in bodies))

    def _bodies(self) -> dict[str, Body]:
        rows = self._db.execute("SELECT id, value FROM bodies").fetchall()
        return {identity: codec.load(Body, value) for identity, value in rows}

    def put_acronyms(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Set every (part id, short form, long form) that the papers give."""
        self._db.execute("DELETE FROM acronyms")
        self._db.executemany("INSERT OR IGNORE INTO acronyms VALUES (?,?,?)", rows)

    # ------------------------------------------------------------ reading

    def collections(self) -> tuple[Collection, ...]:
        return tuple(
            codec.load(Collection, v) for (v,) in self._db.execute("SELECT value FROM collections ORDER BY id")
        )

    def documents(self, scope: Scope) -> list[tuple[str, str, str, str, list[str]]]:
        """Return (id, collection, path, title, problems) of the papers in scope.

        Of a paper that is not wholly in scope, title and problems tell nothing of the rest.
        """
        where, values = _where(scope, shadowed=True)
        rows = self._db.execute(
            f"SELECT d.id, d.collection, d.path, d.title, d.problems, count(*), min(parts.number),"
            f" (SELECT count(*) FROM parts WHERE parts.document = d.id) FROM documents d"
            f" JOIN parts ON parts.document = d.id WHERE {where} GROUP BY d.id ORDER BY d.collection, d.path",
            values,
        ).fetchall()
        out = []
        for identity, collection, path, title, problems, seen, first, held in rows:
            if seen == held:
                out.append((identity, collection, path, title, json.loads(problems)))
            else:
                row = self._db.execute("SELECT value FROM parts WHERE id = ?", (f"{identity}-{first}",)).fetchone()
                out.append((identity, collection, path, codec.load(Part, row[0]).title, []))
        return out

    def document_text(self, identity: str, scope: Scope) -> str | None:
        """Return a document's whole text where all of it may be seen in this scope; None where not."""
        hidden = self._db.execute("SELECT access, collection FROM parts WHERE document = ?", (identity,)).fetchall()
        allowed = {a.value for a in scope.access}
        if not hidden or any(a not in allowed or c not in scope.collections for a, c in hidden):
            return None
        return self.text(identity)

    def pages(self, identity: str) -> list[tuple[int | None, str | None, int, str]]:
        """Return (number, printed number, length of text, origin) of a document's pages."""
        row = self._db.execute("SELECT pages FROM documents WHERE id = ?", (identity,)).fetchone()
        return [(n, p, size, o) for n, p, size, o in json.loads(row[0])] if row else []

    def text(self, identity: str) -> str:
        """Return a document's text, for slicing what a scope has already let through."""
        return _text_of(self, identity, self.generation)

    def days(self, scope: Scope) -> tuple[tuple[date, date], ...]:
        """Return first and last day of each part in scope that belongs to a time."""
        where, values = _where(scope, shadowed=True)
        rows = self._db.execute(
            f"SELECT DISTINCT first, last FROM parts WHERE {where} AND first > 0 ORDER BY 1, 2", values
        )
        return tuple((_date(a), _date(b)) for a, b in rows)

    def read_text(self, identity: str) -> str:
        row = self._db.execute("SELECT text FROM documents WHERE id = ?", (identity,)).fetchone()
        return str(row[0]) if row else ""

    def slice(self, identity: str, spans: Spans) -> str:
        """Return the verbatim quotation that spans make of a document."""
        return quote(self.text(identity), spans)

    def around(self, identity: str, part: str, span: Span, reach: int) -> tuple[str, str, str]:
        """Return the text before, of and after a span, `reach` characters each side, never beyond its part."""
        text = self.text(identity)
        row = self._db.execute("SELECT value FROM parts WHERE id = ?", (part,)).fetchone()
        whole = codec.load(Part, row[0]).span if row else span
        before = text[max(whole.start, span.start - reach) : span.start]
        return before, text[span.start : span.end], text[span.end : min(whole.end, span.end + reach)]

    def passages(self, ids: Sequence[str], scope: Scope) -> dict[str, Passage]:
        """Return passages by id, those in scope."""
        where, values = _where(scope, shadowed=True)
        out: dict[str, Passage] = {}
        memory = self._remembered()
        for chunk in _chunks(list(ids)):
            rows = self._db.execute(
                f"SELECT p.id, p.number FROM passages p JOIN parts ON parts.id = p.part"
                f" WHERE p.id IN ({_marks(chunk)}) AND {where}",
                (*chunk, *values),
            ).fetchall()
            for key, number in rows:
                identity = str(key)
                if identity not in memory:
                    row = self._db.execute(
                        "SELECT p.value, parts.status, parts.correction FROM passages p JOIN parts"
                        " ON parts.id = p.part WHERE p.number = ?",
                        (number,),
                    ).fetchone()
                    memory[identity] = self._passage(*row)
                out[identity] = memory[identity]
        return out

    def _passage(self, value: str, status: str, correction: str | None) -> Passage:
        """Return a stored passage with what joins have found of its part and its body."""
        return codec.joined(codec.load(Passage, value), status, correction, self._named)

    def _remembered(self) -> dict[str, Passage]:
        """Return the passages read so far in this generation of the record."""
        generation = self.generation
        if self._memory_of != generation or len(self._memory) > REMEMBERED:
            self._memory, self._memory_of, self._named = {}, generation, self._bodies()
        return self._memory

    def neighbours(self, ids: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
        """Return the ids of the passages before and after each, within its part."""
        out: dict[str, tuple[str | None, str | None]] = {}
        for chunk in _chunks(list(ids)):
            rows = self._db.execute(
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
        where, values = _where(scope, shadowed=True)
        rows = self._db.execute(
            f"SELECT p.value, parts.status, parts.correction FROM passages p JOIN parts ON parts.id = p.part"
            f" WHERE p.part = ? AND {where} ORDER BY p.ordinal",
            (part, *values),
        )
        self._remembered()
        found = [self._passage(*row) for row in rows]
        return tuple(p for p in found if item is None or p.place.item == item)

    def words(self, terms: Sequence[str], scope: Scope, k: int) -> dict[str, float]:
        """Return the k best passages by BM25 for any of the terms: id to score, higher is better."""
        if not terms:
            return {}
        where, values = _where(scope)
        query = " OR ".join('"' + t.replace('"', " ") + '"' for t in terms)
        rows = self._db.execute(
            f"SELECT p.id, -bm25(fulltext, 0.6, 1.0) FROM fulltext JOIN passages p ON p.number = fulltext.rowid"
            f" JOIN parts ON parts.id = p.part WHERE fulltext MATCH ? AND {where} ORDER BY 2 DESC, p.id LIMIT ?",
            (query, *values, k),
        )
        return dict(rows.fetchall())

    def frequencies(self, stems: Sequence[str], scope: Scope) -> dict[str, int]:
        """Return in how many passages of the scope each stem stands (near enough: summed over its word forms)."""
        where, values = _where(scope)
        out: dict[str, int] = {}
        for chunk in _chunks(list(stems)):
            rows = self._db.execute(
                f"SELECT v.stem, sum(v.passages) FROM vocabulary v JOIN parts ON parts.id = v.part"
                f" WHERE v.stem IN ({_marks(chunk)}) AND {where} GROUP BY v.stem",
                (*chunk, *values),
            )
            out.update(dict(rows.fetchall()))
        return out

    def vocabulary(self, scope: Scope) -> dict[str, int]:
        """Return every word of the scope and in how many passages it stands."""
        where, values = _where(scope)
        return dict(
            self._db.execute(
                f"SELECT v.word, sum(v.passages) FROM vocabulary v JOIN parts ON parts.id = v.part"
                f" WHERE {where} GROUP BY v.word",
                values,
            ).fetchall()
        )

    def count_passages(self, scope: Scope) -> int:
        where, values = _where(scope)
        return int(
            self._db.execute(
                f"SELECT count(*) FROM passages p JOIN parts ON parts.id = p.part WHERE {where}", values
            ).fetchone()[0]
        )

    def total_passages(self) -> int:
        """Return how many passages the record holds, whoever may see them."""
        return int(self._db.execute("SELECT count(*) FROM passages").fetchone()[0])

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of passages, by id."""
        out: dict[str, Vectors] = {}
        for chunk in _chunks(list(ids)):
            rows = self._db.execute(
                f"SELECT p.id, v.vector FROM passages p JOIN vectors v ON v.hash = p.hash"
                f" WHERE p.id IN ({_marks(chunk)})",
                chunk,
            )
            out.update({i: np.frombuffer(v, np.float32) for i, v in rows})
        return out

    def all_vectors(self, scope: Scope) -> tuple[list[str], Vectors]:
        """Return the ids of the passages in scope and their vectors, row by row."""
        where, values = _where(scope)
        rows = self._db.execute(
            f"SELECT p.id, v.vector FROM passages p JOIN parts ON parts.id = p.part JOIN vectors v ON v.hash = p.hash"
            f" WHERE {where} ORDER BY p.number",
            values,
        ).fetchall()
        if not rows:
            return [], np.zeros((0, 1), np.float32)
        return [r[0] for r in rows], np.frombuffer(b"".join(r[1] for r in rows), np.float32).reshape(len(rows), -1)

    def every_vector(self) -> Iterator[tuple[Passage, Vectors]]:
        """Yield every passage with its vector, for building a vector index. Not for answering: it has no scope."""
        for value, vector in self._db.execute(
            "SELECT p.value, v.vector FROM passages p JOIN vectors v ON v.hash = p.hash ORDER BY p.number"
        ):
            yield codec.load(Passage, value), np.frombuffer(vector, np.float32)

    # ------------------------------------------------------------ the register

    def actions(self, scope: Scope) -> tuple[Entry, ...]:
        """Return the actions in scope, in order of meeting and place; a twin of a more official one is left out."""
        out = []
        for row in self._register("actions", "t.standing, t.later", scope):
            identity, entry, source, standing, later = row
            out.append(
                Entry(
                    identity,
                    entry,
                    source,
                    Standing(standing),
                    tuple(codec.load(Quotation, x) for x in json.loads(later)),
                )
            )
        return tuple(out)

    def decisions(self, scope: Scope) -> tuple[Ruling, ...]:
        """Return the decisions in scope, in order of meeting and place."""
        return tuple(Ruling(row[0], row[1], row[2]) for row in self._register("decisions", "NULL, NULL", scope))

    def _register(self, table: str, more: str, scope: Scope) -> Iterator[tuple[Any, ...]]:
        where, values = _where(scope)
        rows = self._db.execute(
            f"SELECT t.id, t.value, p.value, parts.status, parts.correction, parts.document, {more} FROM {table} t"
            f" JOIN parts ON parts.id = t.part JOIN passages p ON p.id = t.passage WHERE {where}"
            f" ORDER BY parts.first, parts.document, parts.number, t.ordinal",
            values,
        ).fetchall()
        for identity, value, passage_value, status, correction, document, first, second in rows:
            entry = codec.load(codec.ENTRY[table], value)
            passage = self._passage(passage_value, status, correction)
            start = entry.spans[0].start
            paragraph = next(
                (p for p in passage.paragraphs if p.spans[0].start <= start < p.spans[-1].end), passage.paragraphs[0]
            )
            source = passage.quotation(paragraph, entry.spans, self.slice(document, entry.spans))
            yield identity, entry, source, first, second

    def sittings(self, scope: Scope) -> tuple[Sitting, ...]:
        """Return the meetings that papers in scope witness, in order of date. What several papers say is joined, the
        most official first."""
        where, values = _where(scope)
        rows = self._db.execute(
            f"SELECT parts.id, parts.document, documents.path, parts.value FROM parts JOIN documents ON documents.id ="
            f" parts.document WHERE {where} AND parts.first > 0"
            " ORDER BY parts.first, parts.rank DESC, parts.document, parts.number",
            values,
        ).fetchall()
        grouped: dict[Meeting, list[tuple[str, str, str, Part]]] = {}
        for identity, document, path, value in rows:
            part = codec.load(Part, value)
            if part.meeting:
                grouped.setdefault(part.meeting, []).append((identity, document, path, part))
        return tuple(self._sitting(meeting, parts, scope) for meeting, parts in grouped.items())

    def _sitting(self, meeting: Meeting, parts: list[tuple[str, str, str, Part]], scope: Scope) -> Sitting:
        told = [p for _, _, _, p in parts]
        minutes = next((x for x in parts if x[3].kind in (Kind.MINUTES, Kind.DECISIONS)), None)
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
        return Sitting(
            meeting=meeting,
            body=told[0].body,
            time=time,
            ended=ended,
            venue=venue,
            chair=chair,
            roll=roll,
            items=items,
            next_meeting=nexts.next_meeting if nexts else None,
            next_date=nexts.next_date if nexts else None,
            time_source=self._line(held, main[1], time),
            venue_source=self._line(held, main[1], venue),
            next_source=self._line(held, main[1], nexts.next_meeting if nexts else None),
            ended_source=self._line(held, main[1], ended),
            minutes=self._first(held, main[1]) if minutes else None,
            documents=tuple(dict.fromkeys(path for _, _, path, _ in parts)),
            kinds=tuple(dict.fromkeys(p.kind for p in told)),
            authorities=tuple(dict.fromkeys(p.authority for p in told)),
        )

    def agenda_of(self, document: str, scope: Scope) -> Part | None:
        """Return the agenda part of a document, where it has one in scope."""
        found = self._agenda(document, scope)
        return codec.load(Part, found[1]) if found else None

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
        where, values = _where(scope, shadowed=True)
        row: tuple[str, str] | None = self._db.execute(
            f"SELECT id, value FROM parts WHERE document = ? AND kind = ? AND {where} ORDER BY number",
            (document, Kind.AGENDA.value, *values),
        ).fetchone()
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
        where, values = _where(scope, shadowed=True)
        rows = self._db.execute(f"SELECT DISTINCT parts.body FROM parts WHERE {where} ORDER BY 1", values).fetchall()
        named = self._bodies()
        return tuple(named[identity] for (identity,) in rows if identity in named)

    def spoken(self, scope: Scope) -> list[tuple[str, str, date | None, date | None, Kind, Authority, Body]]:
        """Return (part id, title, first day, last day, kind, authority, body) of the parts in scope, by date."""
        where, values = _where(scope, shadowed=True)
        out = []
        for identity, value in self._db.execute(
            f"SELECT parts.id, parts.value FROM parts WHERE {where} ORDER BY first, document, number", values
        ):
            part = codec.load(Part, value)
            days = (
                (part.meeting.date, part.meeting.date)
                if part.meeting
                else ((part.period.first, part.period.last) if part.period else (None, None))
            )
            out.append((identity, part.title, days[0], days[1], part.kind, part.authority, part.body))
        return out

    def acronyms(self, scope: Scope) -> dict[str, str]:
        """Return the short forms that papers in scope explain, each with the long form most often given."""
        where, values = _where(scope, shadowed=True)
        rows = self._db.execute(
            f"SELECT a.short, a.long, count(*) FROM acronyms a JOIN parts ON parts.id = a.part WHERE {where}"
            " GROUP BY a.short, a.long ORDER BY 3, 2 DESC",
            values,
        )
        return {short: long for short, long, _ in rows}


@lru_cache(maxsize=64)
def _text_of(store: Store, identity: str, _generation: int) -> str:
    return store.read_text(identity)


def _slim(part: Part) -> Part:
    """Return a part without its paragraphs and actions, which have tables of their own."""
    items = tuple(replace(i, paragraphs=(), actions=()) for i in part.items)
    return replace(part, items=items)


def _where(scope: Scope, *, shadowed: bool = False) -> tuple[str, list[object]]:
    """Return the condition on `parts` that a scope makes, and its values. Nobody's scope selects nothing."""
    clauses = [f"parts.collection IN ({_marks(scope.collections)})", f"parts.access IN ({_marks(scope.access)})"]
    values: list[object] = [*scope.collections, *(a.value for a in scope.access)]
    if not shadowed:
        clauses.append("parts.shadowed = 0")
    if scope.bodies:
        clauses.append(f"parts.body IN ({_marks(scope.bodies)})")
        values.extend(scope.bodies)
    if scope.since or scope.until:
        clauses.append("parts.first > 0 AND parts.last >= ? AND parts.first <= ?")
        values.extend((_day(scope.since, _DAY_FIRST), _day(scope.until, _DAY_LAST)))
    if scope.kinds:
        clauses.append(f"parts.kind IN ({_marks(scope.kinds)})")
        values.extend(k.value for k in scope.kinds)
    if scope.least:
        clauses.append("parts.rank >= ?")
        values.append(scope.least.rank)
    return " AND ".join(clauses), values


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _chunks(values: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    for first in range(0, len(values), size):
        yield values[first : first + size]


__all__ = ["SCHEMA", "Access", "Store"]
