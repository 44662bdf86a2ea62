"""Nearest passages by meaning: Chroma through LlamaIndex for a door that stays open, an exact scan for all else.

Chroma is an index over the record's vectors, never their only home. It holds ids and vectors, no words. Those who may
see public papers alone ask one collection, those who may see restricted ones two: who is asking narrows by partition.
A question that is narrowed further (a time, a kind, a body) is answered by the exact scan, for a filter on metadata
costs Chroma more than the scan costs.

An embedded Chroma is made in a folder of its own and takes its place by a rename; nothing ever writes to one that may
be read. It says in `placed.npz` which passages it holds and what its files hash to. What it lacks is scanned, what the
record lacks is passed over, and one that is not as it was made is not opened at all.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit
from uuid import uuid4
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index.database import digests, fault_of
from index.matrix import Matrix, remove
from index.passage import Scope
from index.store import Store
from ingest.errors import IndexError_, SettingsError
from ingest.record import Access

if TYPE_CHECKING:
    from llama_index.vector_stores.chroma import ChromaVectorStore

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]

#: Vectors given to Chroma in one call; it takes up to 5,461.
BATCH = 5_000
#: Folders kept: the one in use, and the one that a reader may still have open.
KEPT = 2
#: What each Chroma folder says of itself.
PLACED = "placed.npz"
#: Chroma's own database in its folder, and what ends the name of a folder that is still being made.
DATABASE, MAKING = "chroma.sqlite3", ".making"
#: What of it stays as it was made, and tells it from another's.
COLUMNS = ("collections.id", "segments.id", "embeddings.embedding_id")
#: Candidates that Chroma weighs for a question; at 500 it found all of the nearest hundred on the papers measured.
REACH = 500
#: Cosines, and every addition on disk at once: what stays in Chroma's log is worked into its files when it is read, and
#: those files are to stay as they were made. At 2, a last batch of one passage stays in the log.
HNSW = {"space": "cosine", "ef_search": REACH, "batch_size": 1, "sync_threshold": 1}
#: glibc's M_PERTURB: its memory is filled when it is allocated, and when it is freed (mallopt(3)).
_PERTURB = -6
#: Up to this many passages a changed Chroma is a copy of the last one, brought up to date; a smaller one is made anew.
COPIED, ANEW = 50_000, 3_000
#: On a larger shelf, changes of up to this share of it stay beside Chroma, where they are scanned exactly.
BESIDE = 0.02
#: Passages that left since Chroma was made and may crowd out others; with more, the exact scan answers.
STALE = 400
#: How long a Chroma server may take to say that it is there, in seconds.
PATIENCE = 2.0
#: A Chroma server that did not answer is left alone for so many seconds.
PAUSE = 5.0


class Near(Protocol):
    """What finds passages by meaning."""

    def near(self, vector: Vectors, scope: Scope, k: int) -> dict[str, float]:
        """Return the k passages in scope whose vectors are nearest: id to cosine."""
        ...


class Exact:
    """Every vector in scope, compared."""

    def __init__(self, store: Store, matrix: Matrix) -> None:
        self._store, self._matrix = store, matrix

    def near(self, vector: Vectors, scope: Scope, k: int) -> dict[str, float]:
        return self.among(vector, self._store.mask(scope), k)

    def among(self, vector: Vectors, mask: NDArray[np.bool_], k: int) -> dict[str, float]:
        """Return the k nearest of the passages that a mask over the catalogue lets through."""
        held = self._store.catalogue()
        rows, ids = held.rows[mask], held.ids[mask]
        if not len(rows):
            return {}
        cosines = self._matrix.cosines(rows, vector)
        if len(rows) > k:
            near = cosines >= np.partition(cosines, -k)[-k]
            cosines, ids = cosines[near], ids[near]
        ranked = sorted(zip((-cosines).tolist(), ids.tolist(), strict=True))[:k]
        return {identity: -cosine for cosine, identity in ranked}


def preload() -> None:
    """Import what opening Chroma needs, which takes seconds the first time."""
    import chromadb.api.rust  # noqa: F401
    import llama_index.vector_stores.chroma  # noqa: F401


@dataclass(frozen=True, slots=True)
class Placed:
    """Which passages a Chroma holds, by number, for each kind of access. home: what its collections are named for."""

    folder: Path
    home: str
    numbers: Mapping[str, Numbers]


@dataclass(frozen=True, slots=True)
class Opened:
    """A Chroma that is open, and its collections by access. client: what must be closed, or its files stay open."""

    placed: Placed
    stores: Mapping[str, ChromaVectorStore]
    client: Any


class Chroma:
    """The Chroma of an index folder: embedded in it, or on the server that an operator names."""

    def __init__(self, store: Store, folder: Path, matrix: Matrix, server: str | None = None) -> None:
        self._store, self._folder = store, folder
        self._exact = Exact(store, matrix)
        self._server = Server(server) if server else None
        self._open: Opened | None = None
        self._resting = 0.0
        self._verified: Path | None = None
        #: What is wrong with it, in words, where it is not used.
        self.trouble: str | None = None

    # ------------------------------------------------------------ which one

    def folders(self) -> list[Path]:
        """Return the Chroma folders that are there, the newest first."""
        return sorted((p for p in self._folder.glob("chroma-*") if _NAMED.fullmatch(p.name)), reverse=True)

    def placed(self) -> Placed:
        """Return what the newest Chroma holds. Raises IndexError_ where there is none, or it is not as it was made."""
        found = self.folders()
        if not found:
            raise IndexError_(f"{self._folder}: Chroma has not been built yet; `matters ingest FOLDER` builds it")
        told, numbers = _told(found[0])
        if told.get("record") != self._store.record:
            raise IndexError_(f"{found[0]}: was built from another record; `matters check --repair` builds it anew")
        if told.get("server") != (self._server.url if self._server else None):
            raise IndexError_(
                f"{found[0]}: was built for another place; `matters ingest FOLDER` builds it where it is set"
            )
        if not self._server and found[0] != self._verified:
            if "columns" not in told:
                raise IndexError_(f"{found[0]}: was built by an older version; `matters ingest FOLDER` builds it anew")
            _verify(found[0], told["files"], told["columns"])
            self._verified = found[0]
        return Placed(found[0], str(told["home"]), numbers)

    @property
    def writable(self) -> bool:
        """True where Chroma can be opened at all: it writes to its folder even to be asked."""
        return bool(self._server) or os.access(self._folder, os.W_OK)

    @property
    def ready(self) -> bool:
        """True where Chroma is there, as it was made, with all it should hold; on a server, where that has it too."""
        try:
            placed = self.placed()
            if self._server:
                self._opened(placed).client.close()
        except IndexError_:
            return False
        return self._changes(placed, self._store.partitions()) == 0

    @staticmethod
    def _changes(placed: Placed, wanted: Mapping[str, Numbers]) -> int:
        return sum(len(np.setxor1d(wanted[a], placed.numbers.get(a, _NONE))) for a in wanted)

    # ------------------------------------------------------------ building

    def tidy(self) -> None:
        """Take away what a run that was stopped left half made. For the one writer."""
        _tidy(self._folder)

    def bring_up(self, progress: Callable[[int], None], *, anew: bool = False) -> None:
        """Bring Chroma up to the record: nothing to do, a little more beside it, a copy with the changes, or anew.

        Raises IndexError_ where it cannot be built; the record and every answer do without.
        """
        wanted = self._store.partitions()
        total = sum(len(n) for n in wanted.values())
        last: Placed | None = None
        if not anew:
            with suppress(IndexError_):
                found = self.placed()
                if self._server:
                    self._opened(found).client.close()
                last = found
        if last:
            changes = self._changes(last, wanted)
            if not changes or (total > COPIED and changes <= BESIDE * total):
                return
            if total < ANEW or changes > total / 5:
                last = None
        self.close()
        self._verified = None
        with _built(self._folder), _memory_cleared():
            self._make(wanted, last, progress)

    def _make(self, wanted: Mapping[str, Numbers], last: Placed | None, progress: Callable[[int], None]) -> None:
        target = self._folder / f"chroma-{self._number():08}-{uuid4().hex[:8]}"
        making = target.with_name(target.name + MAKING)
        home = last.home if last and self._server else target.name
        remove(making)
        if last and not self._server:
            shutil.copytree(last.folder, making)
            (making / PLACED).unlink()
        else:
            making.mkdir(parents=True)
        with closing(self._client(making)) as client:
            for access, numbers in wanted.items():
                have = last.numbers.get(access, _NONE) if last else _NONE
                vectors = _collection(client, self._name(access, home), create=last is None)
                _delete(vectors, np.setdiff1d(have, numbers))
                for batch in _batches(np.setdiff1d(numbers, have)):
                    vectors.add(_nodes(self._store.listed_vectors(batch.tolist())))
                    progress(len(batch))
        told = {
            "record": self._store.record,
            "server": self._server.url if self._server else None,
            "home": home,
            "files": {} if self._server else _hashes(making),
            "columns": {} if self._server else digests(making / DATABASE, COLUMNS),
        }
        with (making / PLACED).open("wb") as file:
            np.savez(file, allow_pickle=False, told=np.array(json.dumps(told)), **wanted)
        making.rename(target)
        self._sweep()

    def _number(self) -> int:
        """Return the number of the folder to be made: the record's generation, and past any folder there is."""
        found = [int(p.name.split("-")[1]) for p in self.folders()]
        return max(self._store.generation, *(n + 1 for n in found)) if found else self._store.generation

    def _sweep(self) -> None:
        """Take away the Chromas that came before, but for the one that a reader may still have open."""
        for old in self.folders()[KEPT:]:
            remove(old)
        if self._server:
            self._clear({str(_told(folder)[0].get("home")) for folder in self.folders()})

    def _clear(self, kept: Collection[str]) -> None:
        """Take this record's collections off the server, but for those named for some homes."""
        if self._server is None:
            return
        with closing(self._server.client()) as client:
            for collection in client.list_collections():
                mine = collection.name.startswith(f"matters-{self._store.record}-")
                if mine and not any(f"-{home}-" in collection.name for home in kept):
                    client.delete_collection(collection.name)

    def drop(self) -> None:
        """Take every Chroma of this record away: what it held is to be forgotten."""
        self.close()
        self._verified = None
        with _built(self._folder):
            self._clear(())
        for folder in self._folder.glob("chroma-*"):
            remove(folder)

    def _name(self, access: str, home: str) -> str:
        return f"matters-{self._store.record}-{home}-{access}" if self._server else f"matters-{access}"

    def _client(self, folder: Path) -> Any:
        return self._server.client() if self._server else _embedded(folder)

    # ------------------------------------------------------------ asking

    def near(self, vector: Vectors, scope: Scope, k: int) -> dict[str, float]:
        """Return the k passages nearest to a vector; by the exact scan where Chroma cannot say it as well."""
        mask = self._store.mask(scope)
        if not self._whole(scope) or monotonic() < self._resting:
            return self._exact.among(vector, mask, k)
        try:
            current = self._current()
            placed, vectors = current.placed, current.stores
            if self._server:
                self._server.answering()
            held = self._store.catalogue()
            inside = np.concatenate([placed.numbers.get(a.value, _NONE) for a in scope.access])
            there = held.among(inside)
            stale = len(inside) - int((there & mask).sum())
            if stale > STALE:
                return self._exact.among(vector, mask, k)
            found: dict[str, float] = {}
            for access in scope.access:
                if len(placed.numbers.get(access.value, _NONE)):
                    found |= _query(vectors[access.value], vector, k + stale)
        except IndexError_ as error:
            self._rest(error)
            return self._exact.among(vector, mask, k)
        self.trouble = None
        kept = {i: found[i] for i in held.ids[[p for p in held.places(found) if mask[p]]].tolist()}
        kept |= self._exact.among(vector, mask & ~there, k)
        return dict(sorted(kept.items(), key=lambda pair: (-pair[1], pair[0]))[:k])

    def nearest(self, access: Access, vector: Vectors, k: int) -> dict[str, float]:
        """Return the k ids that Chroma itself has nearest among passages of one access: id to cosine.

        Raises IndexError_ where Chroma cannot be asked.
        """
        return _query(self._current().stores[access.value], vector, k)

    def close(self) -> None:
        """Let go of the Chroma that is open, its files with it. The next question opens the newest."""
        if self._open:
            self._open.client.close()
            self._open = None

    def _rest(self, error: IndexError_) -> None:
        self.close()
        self._verified = None
        self._resting = monotonic() + PAUSE
        self.trouble = f"{error}; meanwhile every vector is compared, which finds the same"

    def _whole(self, scope: Scope) -> bool:
        """True for a scope that nothing narrows but who is asking."""
        narrowed = scope.since or scope.until or scope.bodies or scope.kinds or scope.least or scope.within
        everything = {c.id for c in self._store.collections()} <= set(scope.collections)
        return bool(scope.collections and scope.access) and not narrowed and everything

    def _current(self) -> Opened:
        """Return the newest Chroma, opened when first needed."""
        found = self.folders()
        if self._open is None or not found or self._open.placed.folder != found[0]:
            self.close()
            self._open = self._opened(self.placed())
        return self._open

    def _opened(self, placed: Placed) -> Opened:
        if not self.writable:
            raise IndexError_(f"{placed.folder}: Chroma needs a folder that can be written, and this one cannot")
        with _asked(placed.folder):
            client = self._client(placed.folder)
            try:
                stores = {a: _collection(client, self._name(a, placed.home), create=False) for a in placed.numbers}
                lost = sum(max(0, len(placed.numbers[a]) - v.client.count()) for a, v in stores.items())
            except BaseException:
                client.close()
                raise
        if lost:
            client.close()
            raise IndexError_(f"{placed.folder}: Chroma lacks {lost} passages; `matters check --repair` puts them back")
        return Opened(placed, stores, client)


_HOST = re.compile(r"[\w.:-]+", re.ASCII)


class Server:
    """A Chroma server, by its address."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._parts = urlsplit(self.url if "://" in self.url else f"http://{self.url}")
        if self._parts.scheme not in ("http", "https") or not _HOST.fullmatch(self._parts.hostname or ""):
            raise SettingsError(f"chroma is {url!r}; it must be the address of a server, such as http://localhost:8000")

    def answering(self) -> None:
        """Raise IndexError_ where the server does not answer in time: Chroma's own client would wait for ever."""
        import httpx

        try:
            httpx.get(f"{self._parts.geturl()}/api/v2/heartbeat", timeout=PATIENCE).raise_for_status()
        except httpx.HTTPError as error:
            raise IndexError_(f"{self.url}: the Chroma server does not answer ({_line(error)}); see to it") from error

    def client(self) -> Any:
        """Return a client. Raises IndexError_ where no server answers."""
        import chromadb

        secure = self._parts.scheme == "https"
        self.answering()
        with _asked(self.url):
            return chromadb.HttpClient(
                host=str(self._parts.hostname),
                port=self._parts.port or (443 if secure else 8000),
                ssl=secure,
                settings=_settings(),
            )


_NONE: Numbers = np.zeros(0, np.int64)
#: What a Chroma folder is called: no name is ever given twice, for an open door knows its Chroma by it. One that a
#: person copied or renamed is not asked.
_NAMED = re.compile(r"chroma-\d+(?:-[0-9a-f]{8})?")


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False, allow_reset=False)


def _embedded(folder: Path) -> Any:
    import chromadb

    return chromadb.PersistentClient(path=str(folder), settings=_settings())


def _collection(client: Any, name: str, *, create: bool) -> ChromaVectorStore:
    from llama_index.vector_stores.chroma import ChromaVectorStore

    if create:
        found = client.get_or_create_collection(name, embedding_function=None, configuration={"hnsw": HNSW})
    else:
        found = client.get_collection(name, embedding_function=None)
    return ChromaVectorStore(chroma_collection=found)


def _nodes(rows: Sequence[tuple[int, str, str, Vectors]]) -> list[Any]:
    """Return passages as LlamaIndex takes them: ids, vectors and numbers. The words stay in the record."""
    from llama_index.core.schema import TextNode

    return [
        TextNode(id_=identity, text="", embedding=vector.tolist(), metadata={"number": number, "document": document})
        for number, identity, document, vector in rows
    ]


def _delete(vectors: ChromaVectorStore, numbers: Numbers) -> None:
    """Take passages out by their numbers. Asked of the collection: LlamaIndex gives it no ids, which it refuses."""
    for batch in _batches(numbers):
        vectors.client.delete(where={"number": {"$in": batch.tolist()}})


def _query(vectors: ChromaVectorStore, vector: Vectors, k: int) -> dict[str, float]:
    """Return the nearest ids with their cosines. Asked of the collection: LlamaIndex would make a node of each."""
    with _asked("the question"):
        found = vectors.client.query(query_embeddings=[vector.tolist()], n_results=k, include=["distances"])
    return {i: 1.0 - float(d) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)}


def _batches(numbers: Numbers) -> Iterator[Numbers]:
    for first in range(0, len(numbers), BATCH):
        yield numbers[first : first + BATCH]


# ---------------------------------------------------------------- what a folder says of itself


def _told(folder: Path) -> tuple[dict[str, Any], dict[str, Numbers]]:
    """Return what a Chroma folder says of itself, and the numbers of its passages by access."""
    try:
        with np.load(folder / PLACED) as held:
            told: dict[str, Any] = json.loads(str(held["told"]))
            return told, {name: held[name] for name in held.files if name != "told"}
    except (OSError, ValueError, KeyError, EOFError, RuntimeError, BadZipFile) as error:
        raise IndexError_(
            f"{folder}: Chroma is damaged (no {PLACED} that can be read); `matters check --repair` builds it anew"
        ) from error


def _hashes(folder: Path) -> dict[str, str]:
    """Return the hash of every file that Chroma only reads once it is made; its database it writes to even then."""
    return {
        path.relative_to(folder).as_posix(): _hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith((DATABASE, PLACED))
    }


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verify(folder: Path, files: Mapping[str, str], columns: Mapping[str, str]) -> None:
    """Raise IndexError_ where a Chroma folder is not as it was made: one that is must not be opened, it may crash."""
    cure = "`matters check --repair` builds it anew"
    try:
        found = _hashes(folder)
    except OSError as error:
        raise IndexError_(f"{folder}: Chroma is damaged ({error.strerror or error}); {cure}") from error
    for name in sorted(files.keys() | found.keys()):
        if files.get(name) != found.get(name):
            what = "is gone" if name not in found else "has changed" if name in files else "is none of its files"
            raise IndexError_(f"{folder}: Chroma is damaged ({name} {what}); {cure}")
    if fault := fault_of(folder / DATABASE, columns):
        raise IndexError_(f"{folder}: Chroma is damaged ({DATABASE}: {fault}); {cure}")


@contextmanager
def _asked(where: Path | str) -> Iterator[None]:
    """Give what Chroma raises as an IndexError_."""
    from chromadb.errors import ChromaError
    from httpx import HTTPError

    try:
        yield
    except (ChromaError, HTTPError, OSError, ValueError, KeyError, TypeError) as error:
        raise IndexError_(f"{where}: Chroma cannot be asked ({_line(error)})") from error


@contextmanager
def _built(folder: Path) -> Iterator[None]:
    """Give what goes wrong in building as an IndexError_, and leave nothing half made."""
    from chromadb.errors import ChromaError
    from httpx import HTTPError

    try:
        yield
    except (ChromaError, HTTPError, OSError, ValueError, KeyError) as error:
        raise IndexError_(f"{folder}: Chroma could not be built ({_line(error)})") from error
    finally:
        _tidy(folder)


@contextmanager
def _memory_cleared() -> Iterator[None]:
    """Let all memory that is allocated meanwhile be cleared first, where the C library is glibc.

    Chroma writes whole blocks of its memory to its files, room that nothing has filled among it: words of a paper that
    lay there before, a forgotten one's too, would come to lie on disk.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    try:
        if set_option:
            set_option(_PERTURB, 0xFF)  # what is freed is filled with this byte, what is allocated with its complement
        yield
    finally:
        if set_option:
            set_option(_PERTURB, 0)


def _tidy(folder: Path) -> None:
    """Take away the Chromas that were never finished. For the one writer."""
    for path in folder.glob(f"chroma-*{MAKING}"):
        remove(path)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
