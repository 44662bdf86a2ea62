"""An index of an older version brought up to this one: what it holds is carried over, and nothing is embedded again."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index import codec
from index.database import OLDER, Database, schema_of
from index.store import Store, stored_in
from ingest.record import Collection

#: What begins the name of a folder in which a record is brought up to date.
MAKING = ".upgrading-"


_WITH_ROWS = "SELECT p.value, v.hash FROM passages p JOIN vectors v ON v.row = p.vector JOIN parts ON parts.id = p.part"
#: Where each older schema kept the hash of a passage's embedded text.
HASHED = {
    "2": "SELECT p.value, p.hash FROM passages p JOIN parts ON parts.id = p.part",
    "3": _WITH_ROWS,
    "4": _WITH_ROWS,
}


def is_older(path: Path) -> bool:
    """True for an index of a version that can be brought up to this one."""
    return path.exists() and schema_of(path) in OLDER


def upgrade(path: Path) -> None:
    """Bring an index up to this version, in place. Called under the writer's lock; killed, it leaves the old one."""
    for left in path.parent.glob(f"{MAKING}*"):  # by a run that was killed
        shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=MAKING, dir=path.parent) as folder:
        made = Path(folder) / path.name
        with Database(path, schema=None) as old, closing(Store(made, write=True)) as new:
            _carry(old, new, HASHED[schema_of(path) or ""])
            new.place()
        with Database(path, write=True, schema=None) as target:
            target.take_from(made)


def _carry(old: Database, new: Store, hashed: str) -> None:
    with new.writing():
        for key in ("model", "cutting"):
            value = old.meta(key)
            if value is not None:
                new.put_meta(key, value)
        for (value,) in old.all("SELECT value FROM collections"):
            new.put_collection(codec.load(Collection, value))
        new.put_vectors((h, np.frombuffer(v, np.float32)) for h, v in old.each("SELECT hash, vector FROM vectors"))
        for (identity,) in old.all("SELECT id FROM documents ORDER BY id"):
            new.put_stored(stored_in(old, identity, hashed))
