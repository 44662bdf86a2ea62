"""Nearest passages by meaning: Chroma through LlamaIndex for a door that stays open, an exact scan for one question.

Chroma is an index over the record's vectors, never their only home: it is built whole into a folder named by
generation, and a newer one takes its place. Facts it needs to narrow by are numbers and words in its metadata; what the
scope allows is asked of Chroma itself, not sifted afterwards.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.passage import Passage, Scope
from index.store import Store
from ingest.errors import IndexError_

if TYPE_CHECKING:
    from llama_index.vector_stores.chroma import ChromaVectorStore

Vectors = NDArray[np.float32]

COLLECTION = "matters"
#: Chroma takes this many vectors in one call comfortably.
BATCH = 1000
#: Generations kept: the one in use, and the one that a reader may still have open.
KEPT = 2


class Near(Protocol):
    """What finds passages by meaning."""

    def near(self, vector: Vectors, scope: Scope, k: int) -> dict[str, float]:
        """Return the k passages in scope whose vectors are nearest: id to cosine."""
        ...


class Exact:
    """Every vector in scope, compared. Exact, and quick up to tens of thousands; it needs no index but the record."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: tuple[int, Scope, list[str], Vectors] | None = None

    def near(self, vector: Vectors, scope: Scope, k: int) -> dict[str, float]:
        generation = self._store.generation
        if self._held is None or self._held[0] != generation or self._held[1] != scope:
            ids, matrix = self._store.all_vectors(scope)
            self._held = (generation, scope, ids, matrix)
        _, _, ids, matrix = self._held
        if not ids:
            return {}
        cosines = matrix @ vector
        order = sorted(range(len(ids)), key=lambda n: (-float(cosines[n]), ids[n]))[:k]
        return {ids[n]: float(cosines[n]) for n in order}


def preload() -> None:
    """Import what opening Chroma needs, which takes seconds the first time."""
    import chromadb  # noqa: F401
    import llama_index.vector_stores.chroma  # noqa: F401


def _client_settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False, allow_reset=False)


def _metadata(passage: Passage, shadowed: bool) -> dict[str, str | int]:
    place = passage.place
    first = place.meeting.date if place.meeting else place.period.first if place.period else None
    last = place.meeting.date if place.meeting else place.period.last if place.period else None
    return {
        "document": place.document,
        "collection": place.collection,
        "access": place.access.value,
        "body": place.body.id,
        "kind": place.kind.value,
        "rank": place.authority.rank,
        "first": int(first.strftime("%Y%m%d")) if first else 0,
        "last": int(last.strftime("%Y%m%d")) if last else 0,
        "shadowed": int(shadowed),
    }


class Chroma:
    """The embedded Chroma of an index folder, or a collection on a Chroma server."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._generation = -1
        self._vectors: ChromaVectorStore | None = None

    @staticmethod
    def folder(root: Path, generation: int) -> Path:
        return root / f"chroma-{generation:08}"

    def build(self, progress: Callable[[int], None]) -> None:
        """Build Chroma anew from the record's vectors, for the record's generation, and drop older ones."""
        generation = self._store.generation
        target = self.folder(self._folder, generation)
        making = target.with_name(target.name + ".making")
        shutil.rmtree(making, ignore_errors=True)
        shutil.rmtree(target, ignore_errors=True)
        vectors = _open(making, create=True)
        shadowed = self._store.shadowed_parts()
        for batch in _batches(self._store.every_vector(), BATCH):
            vectors.add(_nodes(batch, shadowed))
            progress(len(batch))
        _release(vectors)
        making.rename(target)
        for old in sorted(self._folder.glob("chroma-*"))[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)

    @property
    def ready(self) -> bool:
        """True where the vector index of the record's present generation is there."""
        return self.folder(self._folder, self._store.generation).is_dir()

    def near(self, vector: Vectors, scope: Scope, k: int) -> dict[str, float]:
        from llama_index.core.vector_stores import VectorStoreQuery

        if not scope.collections or not scope.access:
            return {}
        vectors = self._current()
        found = vectors.query(
            VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=k, filters=_filters(scope))
        )
        # LlamaIndex gives exp(-distance) for Chroma; in cosine space the distance is 1 - cosine.
        pairs = zip(found.ids or [], found.similarities or [], strict=True)
        return {i: 1.0 + float(np.log(max(s, 1e-9))) for i, s in pairs}

    def _current(self) -> ChromaVectorStore:
        """Return the vectors of the record's present generation. Raises IndexError_ where there are none."""
        generation = self._store.generation
        if self._vectors is None or self._generation != generation:
            target = self.folder(self._folder, generation)
            if not target.is_dir():
                raise IndexError_(
                    f"{target}: the vector index of this generation is missing; run `matters ingest` again"
                )
            self._vectors, self._generation = _open(target, create=False), generation
        return self._vectors


class Either:
    """Chroma where it is ready, the exact scan where it is not: an answer never waits for an index to be built."""

    def __init__(self, chroma: Chroma, exact: Exact) -> None:
        self._chroma, self._exact = chroma, exact

    def near(self, vector: Vectors, scope: Scope, k: int) -> dict[str, float]:
        try:
            return self._chroma.near(vector, scope, k)
        except IndexError_:
            return self._exact.near(vector, scope, k)


def _open(folder: Path, *, create: bool) -> ChromaVectorStore:
    import chromadb
    from llama_index.vector_stores.chroma import ChromaVectorStore

    client = chromadb.PersistentClient(path=str(folder), settings=_client_settings())
    if create:
        collection = client.create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
    else:
        collection = client.get_collection(COLLECTION, embedding_function=None)
    return ChromaVectorStore(chroma_collection=collection)


def _release(vectors: ChromaVectorStore) -> None:
    """Let go of the files of a Chroma that was just built, so that its folder can be renamed."""
    from chromadb.api.shared_system_client import SharedSystemClient

    del vectors
    SharedSystemClient.clear_system_cache()


def _nodes(batch: Sequence[tuple[Passage, Vectors]], shadowed: set[str]) -> list[Any]:
    from llama_index.core.schema import TextNode

    return [
        TextNode(id_=p.id, text=p.text, embedding=v.tolist(), metadata=_metadata(p, p.place.part in shadowed))
        for p, v in batch
    ]


def _filters(scope: Scope) -> Any:
    from llama_index.core.vector_stores import FilterOperator, MetadataFilter, MetadataFilters

    one, of = MetadataFilter, FilterOperator
    filters: list[MetadataFilter | MetadataFilters] = [
        one(key="collection", value=list(scope.collections), operator=of.IN),
        one(key="access", value=[a.value for a in scope.access], operator=of.IN),
        one(key="shadowed", value=0),
    ]
    if scope.bodies:
        filters.append(one(key="body", value=list(scope.bodies), operator=of.IN))
    if scope.kinds:
        filters.append(one(key="kind", value=[k.value for k in scope.kinds], operator=of.IN))
    if scope.since or scope.until:
        filters.append(one(key="first", value=0, operator=of.GT))
    if scope.since:
        filters.append(one(key="last", value=int(scope.since.strftime("%Y%m%d")), operator=of.GTE))
    if scope.until:
        filters.append(one(key="first", value=int(scope.until.strftime("%Y%m%d")), operator=of.LTE))
    if scope.least:
        filters.append(one(key="rank", value=scope.least.rank, operator=of.GTE))
    return MetadataFilters(filters=filters)


def _batches(values: Iterable[tuple[Passage, Vectors]], size: int) -> Iterator[list[tuple[Passage, Vectors]]]:
    batch: list[tuple[Passage, Vectors]] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
