"""The file beneath the record: its tables, its transactions, and what can go wrong with a disk.

Writing is one transaction at a time, reading is of one moment: within `reading` every statement sees the same state of
the record, whatever another process writes meanwhile. What SQLite reports becomes an IndexError_ that names the cure.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from ingest.errors import IndexError_

#: Changes whenever the tables do; an older index is brought up to it, one of a newer version is refused.
SCHEMA = "5"
#: Older versions that can be brought up to this one.
OLDER = ("2", "3", "4")

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE collections (id TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, collection TEXT NOT NULL REFERENCES collections(id), path TEXT NOT NULL, sha256 TEXT NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL, pages TEXT NOT NULL, problems TEXT NOT NULL, hints TEXT NOT NULL,
    added TEXT NOT NULL DEFAULT '', UNIQUE (collection, path));
CREATE TABLE parts (
    serial INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, number INTEGER NOT NULL,
    collection TEXT NOT NULL, access TEXT NOT NULL, body TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    occasion TEXT NOT NULL, board TEXT NOT NULL, organisation TEXT NOT NULL, aliases TEXT NOT NULL,
    kind TEXT NOT NULL, rank INTEGER NOT NULL, restated INTEGER NOT NULL,
    approves INTEGER NOT NULL, told TEXT, own TEXT NOT NULL, next INTEGER NOT NULL,
    shadowed INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL, correction TEXT, card TEXT NOT NULL, placed TEXT,
    twin TEXT, copied TEXT, heard INTEGER NOT NULL DEFAULT 0, value TEXT NOT NULL);
CREATE INDEX parts_by_document ON parts (document);
CREATE INDEX parts_by_day ON parts (first, last);
CREATE INDEX parts_by_approval ON parts (approves) WHERE approves > 0;
CREATE INDEX parts_by_occasion ON parts (occasion);
CREATE INDEX parts_by_board ON parts (board, last);
CREATE INDEX parts_by_body ON parts (body, document);
CREATE INDEX parts_to_hear ON parts (heard) WHERE heard = 0;
CREATE TABLE vectors (row INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE, vector BLOB NOT NULL);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    part TEXT NOT NULL REFERENCES parts(id) ON DELETE CASCADE, serial INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    vector INTEGER NOT NULL REFERENCES vectors(row), value TEXT NOT NULL);
CREATE INDEX passages_by_part ON passages (part, ordinal);
CREATE INDEX passages_by_serial ON passages (serial);
CREATE INDEX passages_by_vector ON passages (vector);
CREATE VIRTUAL TABLE fulltext USING fts5 (heading, text, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TABLE vocabulary (
    stem TEXT NOT NULL, serial INTEGER NOT NULL REFERENCES parts(serial) ON DELETE CASCADE, passages INTEGER NOT NULL,
    PRIMARY KEY (stem, serial)) WITHOUT ROWID;
CREATE INDEX vocabulary_by_part ON vocabulary (serial);
CREATE TABLE lexicon (
    stem TEXT NOT NULL, collection TEXT NOT NULL, access TEXT NOT NULL, passages INTEGER NOT NULL,
    PRIMARY KEY (stem, collection, access)) WITHOUT ROWID;
CREATE TABLE actions (id TEXT PRIMARY KEY, part TEXT NOT NULL REFERENCES parts(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, passage TEXT NOT NULL, value TEXT NOT NULL);
CREATE INDEX actions_by_part ON actions (part);
CREATE TABLE reports (action TEXT NOT NULL REFERENCES actions(id) ON DELETE CASCADE,
    part TEXT NOT NULL REFERENCES parts(id) ON DELETE CASCADE, passage TEXT NOT NULL, start INTEGER NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY (action, part, start)) WITHOUT ROWID;
CREATE INDEX reports_by_part ON reports (part);
CREATE TABLE mentions (part TEXT NOT NULL REFERENCES parts(id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    day INTEGER NOT NULL, what TEXT NOT NULL, passage TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (part, ordinal)) WITHOUT ROWID;
CREATE INDEX mentions_by_day ON mentions (day);
CREATE TABLE decisions (id TEXT PRIMARY KEY, part TEXT NOT NULL REFERENCES parts(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, passage TEXT NOT NULL, value TEXT NOT NULL);
CREATE INDEX decisions_by_part ON decisions (part);
CREATE TABLE bodies (id TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sketches (
    part TEXT PRIMARY KEY REFERENCES parts(id) ON DELETE CASCADE, value BLOB NOT NULL, spans TEXT NOT NULL,
    facts TEXT NOT NULL, laid INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX sketches_to_lay ON sketches (part) WHERE laid = 0;
CREATE TABLE ties (
    one TEXT NOT NULL REFERENCES parts(id) ON DELETE CASCADE,
    other TEXT NOT NULL REFERENCES parts(id) ON DELETE CASCADE,
    value TEXT NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE INDEX ties_by_other ON ties (other);
CREATE TABLE acronyms (
    part TEXT NOT NULL REFERENCES parts(id) ON DELETE CASCADE, short TEXT NOT NULL, long TEXT NOT NULL,
    PRIMARY KEY (part, short, long)) WITHOUT ROWID;
"""

#: A disk with less room than this, in bytes, is full: SQLite needs that much to begin a transaction.
ROOM = 1 << 16

_HAS_META = "SELECT 1 FROM sqlite_master WHERE name = 'meta'"
_GENERATION = "SELECT value FROM meta WHERE key = 'generation'"

#: How long a writer waits for another connection of its own process, in seconds; a lock holds other processes off.
PATIENCE = 30

Row = tuple[Any, ...]


class Database:
    """One SQLite file, open in one process. Threads take turns."""

    def __init__(self, path: Path, *, write: bool = False, schema: str | None = SCHEMA) -> None:
        """Open a record. schema: the version it must be of; None takes any, for bringing it up to this one."""
        self.path = path
        self._write, self._schema = write, schema
        self._turn = threading.RLock()
        self._depth = 0
        self._at: int | None = None
        if not path.exists() and not write:
            raise IndexError_(_missing(path))
        with self._translated():
            self._open()

    # ------------------------------------------------------------ opening

    def _open(self) -> None:
        if self._write:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._db = _connect(self.path)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            if self._empty():
                self._create()
        else:
            self._db = _connect_for_reading(self.path)
            if self._empty():  # whoever was to make it was stopped, or is about to
                self._db.close()
                raise IndexError_(_missing(self.path))
        self._file = self._identity()
        found = self.meta("schema") if self._db.execute(_HAS_META).fetchone() else None
        if self._schema not in (None, found):
            self._db.close()
            raise IndexError_(_of_another_version(self.path, found))

    def _empty(self) -> bool:
        return not self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]

    def _create(self) -> None:
        """Make the tables, with what they begin with, in one transaction: stopped within, there is no index yet."""
        with self.writing(changes=False):
            if not self._empty():  # another process has made them meanwhile
                return
            for statement in _TABLES.split(";"):
                self.execute(statement)
            for key, value in (("schema", SCHEMA), ("generation", "0"), ("record", uuid4().hex[:16])):
                self.put_meta(key, value)

    def _identity(self) -> tuple[int, int]:
        found = self.path.stat()
        return found.st_dev, found.st_ino

    def _fresh(self) -> None:
        """Open the file again where another has taken its place, as after a restore."""
        try:
            same = self._identity() == self._file
        except FileNotFoundError as error:
            raise IndexError_(
                f"{self.path.parent}: the index is gone from here; restore it, or ingest again"
            ) from error
        if not same:
            self._db.close()
            self._open()

    def close(self) -> None:
        with self._turn:
            self._db.close()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------ asking

    def execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Run one statement."""
        with self._translated():
            return self._db.execute(sql, values)

    def all(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Return every row of a query."""
        with self._turn, self._translated():
            return self._db.execute(sql, values).fetchall()

    def each(self, sql: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """Yield the rows of a query one by one, for those that together would fill the memory."""
        with self._turn, self._translated():
            yield from self._db.execute(sql, values)

    def one(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        with self._turn, self._translated():
            row: Row | None = self._db.execute(sql, values).fetchone()
            return row

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for each of some rows."""
        with self._translated():
            self._db.executemany(sql, rows)

    def meta(self, key: str) -> str | None:
        row = self.one("SELECT value FROM meta WHERE key = ?", (key,))
        return str(row[0]) if row else None

    def put_meta(self, key: str, value: str) -> None:
        self.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @property
    def generation(self) -> int:
        """Goes up with every change of what the record holds; the same throughout a `reading`."""
        return int(self.meta("generation") or 0) if self._at is None else self._at

    # ------------------------------------------------------------ transactions

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One moment of the record: every statement within sees the same state. May be nested."""
        with self._turn:
            if self._depth == 0:
                self._fresh()
                self.execute("BEGIN")
                self._at = int(self.meta("generation") or 0)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._at = None
                    self.execute("COMMIT")

    @contextmanager
    def writing(self, *, changes: bool = True) -> Iterator[None]:
        """One transaction: all of it happens, and the generation goes up, or none of it.

        changes: False where what is written is not yet part of any paper, such as vectors made beforehand.
        """
        with self._turn, self._translated():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                if changes:
                    self.put_meta("generation", str(int(self.meta("generation") or 0) + 1))
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk has rolled it back already
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise IndexError_(_cure(self.path, error)) from error

    # ------------------------------------------------------------ copies and repair

    def copy_to(self, target: Path) -> None:
        """Write the record as it is at this moment into a new file, without what was deleted from it."""
        with self._turn:
            self.execute("PRAGMA query_only = OFF")  # which counts the new file as this one
            try:
                self.execute("VACUUM INTO ?", (str(target),))
            finally:
                self.execute(f"PRAGMA query_only = {'OFF' if self._write else 'ON'}")

    def take_from(self, source: Path) -> None:
        """Become what another record is, in one transaction: who reads sees the one or the other.

        It becomes a record of its own: nothing that was built for either is taken for its own.
        """
        generation = self.generation
        with self._turn, self._translated(), closing(_connect(source)) as other:
            later = max(generation, int(other.execute(_GENERATION).fetchone()[0])) + 1
            other.execute("UPDATE meta SET value = ? WHERE key = 'generation'", (str(later),))
            other.execute("UPDATE meta SET value = ? WHERE key = 'record'", (uuid4().hex[:16],))
            other.backup(self._db)

    def compact(self) -> None:
        """Write the file anew, so that nothing of what was deleted is left in it, nor in the log beside it."""
        self.execute("INSERT INTO fulltext (fulltext) VALUES ('optimize')")
        self.execute("VACUUM")
        self.all("PRAGMA wal_checkpoint(TRUNCATE)")

    def faults(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file."""
        found = [str(r[0]) for r in self.all("PRAGMA integrity_check(5)") if r[0] != "ok"]
        return found + [f"{r[0]}: a row of it points nowhere" for r in self.all("PRAGMA foreign_key_check")[:5]]


def schema_of(path: Path) -> str | None:
    """Return the version of a record; None for a file that is none."""
    try:
        with closing(_connect_for_reading(path)) as db:
            row = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None


def fault_of(path: Path, digests: Mapping[str, str]) -> str | None:
    """Return what is wrong with some SQLite file, or None for a sound one whose columns say what they did."""
    if not path.is_file():
        return "is not there"
    try:
        with closing(_connect_to_look(path)) as db:
            found = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
            if found != "ok":
                return found.splitlines()[-1]
            return next((f"{c} has changed" for c, told in digests.items() if _digest(db, c) != told), None)
    except sqlite3.Error as error:
        return str(error)


def digests(path: Path, columns: Iterable[str]) -> dict[str, str]:
    """Return a hash of what some columns of a SQLite file say, such as "collections.id"."""
    try:
        with closing(_connect_to_look(path)) as db:
            return {column: _digest(db, column) for column in columns}
    except sqlite3.Error as error:
        raise IndexError_(f"{path}: {error}") from error


def _digest(db: sqlite3.Connection, column: str) -> str:
    table, name = column.split(".")
    out = hashlib.sha256()
    for (value,) in db.execute(f'SELECT "{name}" FROM "{table}" ORDER BY rowid'):
        out.update(f"{value}\n".encode())
    return out.hexdigest()[:16]


def _connect_to_look(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=PATIENCE)
    db.execute("PRAGMA foreign_keys = ON")
    return db


def _connect_for_reading(path: Path) -> sqlite3.Connection:
    """Return a connection that writes nothing.

    To read beside a writer SQLite keeps a small file of its own. Where there is no place for it, because the folder
    cannot be written or the disk is full, nobody writes either, and the record is read as it lies.
    """
    db = _connect(path)
    try:
        db.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        db.close()
        log = path.with_name(path.name + "-wal")
        if os.access(path.parent, os.W_OK) and not _is_full(path):
            raise
        if log.exists() and log.stat().st_size:
            db = _connect(path)
            db.execute("PRAGMA locking_mode = EXCLUSIVE")  # which needs no such file, and one reader at a time
        else:
            db = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
            )
        db.execute("SELECT 1 FROM sqlite_master").fetchone()
    db.execute("PRAGMA query_only = ON")
    return db


def _missing(path: Path) -> str:
    return f"{path.parent}: there is no index here; run `matters ingest FOLDER` first"


def _of_another_version(path: Path, found: str | None) -> str:
    if found is None or not found.isdigit():
        return f"{path}: is no index of this program; name another folder with --index"
    if int(found) > int(SCHEMA):
        return f"{path}: was made by a newer version (schema {found}, this one knows {SCHEMA}); install that version"
    if found not in OLDER:
        return (
            f"{path}: was made by a version too old (schema {found}, this one has {SCHEMA}); delete the folder and run "
            "`matters ingest FOLDER` again"
        )
    return (
        f"{path}: was made by an older version (schema {found}, this one has {SCHEMA}); run `matters ingest FOLDER`, "
        "which brings it up to date and embeds nothing again"
    )


def _is_full(path: Path) -> bool:
    """True where a disk has no room for as much as the log's own index, whose lack SQLite calls an I/O error."""
    try:
        return shutil.disk_usage(path.parent).free < ROOM
    except OSError:
        return False


def _cure(path: Path, error: sqlite3.Error) -> str:
    """Return what went wrong with the record, and what to do, in one line."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    what = str(error)
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(path)):
        return f"{path}: the disk is full; free some space and run the command again, nothing that was finished is lost"
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return f"{path}: cannot be written or opened here ({what}); see to the permissions, or use another --index"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"{path}: is in use by another process; wait until it is done and try again"
    if code == sqlite3.SQLITE_IOERR:
        return f"{path}: the disk could not be read or written ({what}); see to it, then try again"
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or isinstance(error, sqlite3.DatabaseError):
        return (
            f"{path}: is damaged or no index ({what}); restore a backup with `matters restore FILE`, or ingest the "
            "folders again into another --index"
        )
    return f"{path}: {what}"
