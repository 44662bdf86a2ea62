"""An index over time: papers that go, checks, backups, forgetting, older versions, a full disk, a Chroma server."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import saltmere
from door import Door, became, problems

import wiring
from assistant import rendering
from index import embedding, upkeep
from index.embedding import Encoder
from index.kept import Kept
from index.shelf import Shelf
from index.store import Store
from index.vectors import Chroma
from ingest import library
from ingest.grammar.forgetting import MASK, forgotten, masked
from settings import Settings

ROPES = "Notes on ropes\nHemp rots where it lies wet, and the splice has parted twice.\n"
LAMPS = "Notes on lamps\nParaffin was burnt in the breakwater lantern until electricity came.\n"
BELLS = "Notes on bells\nThe fog bell was cast in Saltmere and rung by Tobias Quill himself.\n"
PAPERS = {"minutes.txt": saltmere.minutes(), "ropes.txt": ROPES, "lamps.txt": LAMPS, "bells.txt": BELLS}
ASKED = (
    "What was agreed on mooring fees?",
    "Who attended on 14 March 2019?",
    "Which actions does Mr Quill have?",
    "What happened to the hemp?",
    "Where was the fog bell cast?",
)


pytestmark = pytest.mark.usefixtures("one_model")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return saltmere.write(tmp_path / "papers", PAPERS)


@pytest.fixture
def index(tmp_path: Path, home: Path, matters: Door) -> Path:
    """An index of the papers."""
    folder = tmp_path / "index"
    assert matters("ingest", home, "--index", folder)[0] == 0
    return folder


def record(index: Path) -> Path:
    return index / wiring.BUILT / "record.sqlite"


def said(index: Path, *, lasting: bool = False) -> list[dict[str, object]]:
    """Return what the index answers to the questions asked of every index here."""
    assistant = wiring.open_assistant(Settings(index=index), lasting=lasting)
    with closing(assistant.shelf):
        return [rendering.answer(assistant.ask(q), identity=None, seconds=0.0) for q in ASKED]


def broken(matters: Door, index: Path) -> list[str]:
    """Return what a check finds wrong with an index, and that its exit code says so."""
    code, out, err = matters("check", "--index", index)
    found = [line for line in (*out, *err) if "BROKEN" in line or line.startswith("matters: ")]
    assert code == (1 if found else 0)
    return found


def papers(index: Path) -> list[str]:
    with closing(Store(record(index))) as store:
        return [path for _, _, path in store.document_ids()]


def dump(index: Path) -> dict[str, str]:
    with closing(Store(record(index))) as store:
        return upkeep.fingerprint(store)


def vectors(index: Path) -> int:
    with closing(sqlite3.connect(record(index))) as db:
        return int(db.execute("SELECT count(*) FROM vectors").fetchone()[0])


def holds(folder: Path, *words: str) -> list[str]:
    """Return the files of a folder whose bytes hold any of some words."""
    found = [p for p in folder.rglob("*") if p.is_file()]
    return [str(p) for p in found for w in words if w.encode() in p.read_bytes()]


# ---------------------------------------------------------------- papers that go


def test_pruning_removes_what_is_gone(home: Path, index: Path, matters: Door) -> None:
    for name in ("ropes.txt", "lamps.txt"):
        (home / name).unlink()
    _, out, _ = matters("ingest", home, "--index", index)
    there = {"bells.txt": "unchanged", "minutes.txt": "unchanged"}
    assert became(out) == there | {"lamps.txt": "kept", "ropes.txt": "kept"}
    assert all("--prune" in line for line in problems(out))
    _, out, _ = matters("ingest", home, "--index", index, "--prune")
    assert became(out) == there | {"lamps.txt": "removed", "ropes.txt": "removed"}
    assert broken(matters, index) == []


def test_a_folder_that_is_gone_or_empty_is_emptied_only_when_told(home: Path, index: Path, matters: Door) -> None:
    for name in PAPERS:
        (home / name).unlink()
    assert matters("ingest", home, "--index", index)[0] == 1
    assert len(papers(index)) == 4
    shutil.rmtree(home)
    assert "there is no such folder" in matters.complaint("ingest", home, "--index", index)
    assert len(papers(index)) == 4
    code, out, _ = matters("ingest", home, "--index", index, "--prune")
    assert (code, set(became(out).values())) == (0, {"removed"})
    assert papers(index) == []
    assert "no papers of it are on the shelf" in matters.complaint("ingest", home / "else", "--index", index, "--prune")


def test_only_the_folders_own_papers_are_removed(home: Path, index: Path, matters: Door, tmp_path: Path) -> None:
    other = saltmere.write(tmp_path / "other", {"far.txt": LAMPS}, '[collection]\nid = "other"\n')
    matters("ingest", other, "--index", index)
    (home / "ropes.txt").unlink()
    assert became(matters("ingest", home, "--index", index)[1])["ropes.txt"] == "removed"
    assert len(papers(index)) == 4


def test_a_paper_that_becomes_another_steps_aside(home: Path, index: Path, matters: Door) -> None:
    (home / "ropes.txt").write_text(BELLS, encoding="utf-8")
    _, out, _ = matters("ingest", home, "--index", index)
    assert became(out)["ropes.txt"] == "removed"
    assert problems(out) == ["ropes.txt: the same file as bells.txt; taken in once"]
    assert "Hemp" not in json.dumps(said(index))


# ---------------------------------------------------------------- check


def test_a_sound_index_checks(index: Path, matters: Door) -> None:
    code, out, _ = matters("check", "--index", index)
    assert code == 0
    assert len(out) == 10
    assert all(line.endswith(": ok") for line in out)
    assert matters("check", "--all", "--index", index)[1] == out


SPOILT = {
    "UPDATE passages SET value = replace(value, 'Hemp', 'Flax')": ("quotations", False),
    "UPDATE fulltext SET text = 'nothing' WHERE rowid = 1": ("words", True),
    "DELETE FROM fulltext WHERE rowid = 1": ("words", True),
    "INSERT INTO fulltext (rowid, heading, text) VALUES (999, 'a', 'b')": ("words", True),
    "UPDATE vectors SET vector = zeroblob(1536) WHERE row = 1": ("vectors", False),
    "UPDATE vectors SET hash = 'another' WHERE row = 1": ("vectors", False),
    "UPDATE actions SET part = (SELECT id FROM parts WHERE id NOT IN (SELECT part FROM actions) LIMIT 1)": (
        "register",
        False,
    ),
    "DELETE FROM actions WHERE ordinal = 0": ("register", False),
    "DELETE FROM vocabulary WHERE stem = 'hemp'": ("vocabulary", True),
    "UPDATE lexicon SET passages = passages + 1 WHERE stem = 'hemp'": ("vocabulary", True),
    "UPDATE parts SET shadowed = 1": ("joins", True),
    "UPDATE parts SET status = 'approved'": ("joins", True),
    "DELETE FROM bodies": ("joins", True),
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_what_is_broken_is_named_with_its_cure(index: Path, matters: Door, spoil: str) -> None:
    with closing(sqlite3.connect(record(index))) as db:
        db.execute(spoil)
        db.commit()
    name, mended = SPOILT[spoil]
    code, out, _ = matters("check", "--index", index)
    found = [line for line in out if "BROKEN" in line]
    assert code == 1
    assert name in {line.split()[0] for line in found}
    assert all("`matters" in line or "every vector is compared" in line for line in found)
    if mended:
        before = vectors(index)
        assert matters("check", "--repair", "--index", index)[0] == 0
        assert vectors(index) == before


def test_a_damaged_file_is_told_before_anything_else(index: Path, matters: Door) -> None:
    path = record(index)
    data = bytearray(path.read_bytes())
    for start in range(40960, len(data), 4096):
        data[start : start + 64] = b"\xff" * 64
    path.write_bytes(data)
    code, out, err = matters("check", "--index", index)
    assert code == 1
    assert "matters restore" in " ".join(out + err)


def test_repairing_gives_what_a_clean_ingest_gives(home: Path, index: Path, matters: Door, tmp_path: Path) -> None:
    matters("check", "--repair", "--index", index)
    matters("ingest", home, "--index", tmp_path / "clean")
    assert dump(index) == dump(tmp_path / "clean")
    assert said(index) == said(tmp_path / "clean")


# ---------------------------------------------------------------- backup and restore


def test_a_backup_restored_elsewhere_gives_the_same_answers(index: Path, matters: Door, tmp_path: Path) -> None:
    copy = tmp_path / "kept" / "papers.zip"
    assert matters("backup", copy, "--index", index)[0] == 0
    assert matters("restore", copy, "--index", tmp_path / "there")[0] == 0
    assert broken(matters, tmp_path / "there") == []
    assert said(tmp_path / "there") == said(index) == said(tmp_path / "there", lasting=True)
    assert dump(tmp_path / "there") == dump(index)
    assert [b.path for b in Kept(index / wiring.KEPT).backups()] == [str(copy)]


def test_nothing_is_written_over(index: Path, matters: Door, tmp_path: Path) -> None:
    copy = tmp_path / "papers.zip"
    copy.write_bytes(b"a letter to the harbour master")
    assert "is there already" in matters.complaint("backup", copy, "--index", index)
    assert copy.read_bytes() == b"a letter to the harbour master"
    copy.unlink()
    matters("backup", copy, "--index", index)
    assert "an index is here already" in matters.complaint("restore", copy, "--index", index)
    assert matters("restore", copy, "--over", "--index", index)[0] == 0


def test_an_open_door_sees_what_was_restored(home: Path, index: Path, matters: Door, tmp_path: Path) -> None:
    copy = tmp_path / "papers.zip"
    matters("backup", copy, "--index", index)
    open_door = wiring.open_assistant(Settings(index=index), lasting=True)
    with closing(open_door.shelf):
        (home / "ropes.txt").unlink()
        matters("ingest", home, "--index", index)
        assert "Hemp" not in open_door.ask(ASKED[3]).text
        matters("restore", copy, "--over", "--index", index)
        assert "Hemp" in open_door.ask(ASKED[3]).text


def test_a_backup_under_writes_is_of_one_moment(home: Path, index: Path, matters: Door, tmp_path: Path) -> None:
    stop = threading.Event()
    failed: list[str] = []

    def write() -> None:
        for turn in range(1000):
            if stop.is_set():
                return
            (home / "ropes.txt").write_text(f"{ROPES}It was tarred {turn} times.\n", encoding="utf-8")
            news = saltmere.ingest(home, index / wiring.BUILT, embedding.load(None))
            failed.extend(n.path for n in news if n.what == "failed")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [tmp_path / f"{n}.zip" for n in range(4)]
        for copy in copies:
            assert matters("backup", copy, "--index", index)[0] == 0
    finally:
        stop.set()
        writer.join()
    assert not failed
    for n, copy in enumerate(copies):
        there = tmp_path / f"there{n}"
        assert matters("restore", copy, "--index", there)[0] == 0
        assert broken(matters, there) == []
        assert [a["found"] for a in said(there)] == [a["found"] for a in said(index)]


def garbage(path: Path) -> None:
    path.write_bytes(b"no archive at all")


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0xFF
    path.write_bytes(data)


def of_another_kind(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letters.txt", "none of ours")


def leading_out(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        files = {"../../out.txt": "0" * 64}
        told = {"format": 1, "schema": "3", "made": "", "papers": 0, "passages": 0, "files": files}
        archive.writestr("manifest.json", json.dumps(told))
        archive.writestr("../../out.txt", "out")


def of_tomorrow(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        told = {"format": 99, "schema": "9", "made": "", "papers": 0, "passages": 0, "files": {}}
        archive.writestr("manifest.json", json.dumps(told))


@pytest.mark.parametrize("spoil", [garbage, cut_short, flipped, of_another_kind, leading_out, of_tomorrow, Path.unlink])
def test_a_backup_that_is_none_changes_nothing(
    index: Path, matters: Door, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    copy = tmp_path / "papers.zip"
    matters("backup", copy, "--index", index)
    spoil(copy)
    before = dump(index)
    assert "papers.zip" in matters.complaint("restore", copy, "--over", "--index", index)
    assert dump(index) == before
    assert not list(tmp_path.rglob("out.txt"))
    assert not list(index.glob(".restoring*"))


def test_a_damaged_index_can_be_restored_over(index: Path, matters: Door, tmp_path: Path) -> None:
    copy = tmp_path / "papers.zip"
    matters("backup", copy, "--index", index)
    before = said(index)
    record(index).write_bytes(b"spilt tea" * 999)
    assert matters("restore", copy, "--over", "--index", index)[0] == 0
    assert said(index) == before


# ---------------------------------------------------------------- an older version

_OLD = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE collections (id TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (id TEXT PRIMARY KEY, collection TEXT, path TEXT, sha256 TEXT, title TEXT, text TEXT,
    pages TEXT, problems TEXT, hints TEXT);
CREATE TABLE parts (id TEXT PRIMARY KEY, document TEXT, number INTEGER, value TEXT);
CREATE TABLE passages (number INTEGER PRIMARY KEY, id TEXT, part TEXT, ordinal INTEGER, hash TEXT, value TEXT);
CREATE TABLE vectors (hash TEXT PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE actions (id TEXT PRIMARY KEY, part TEXT, ordinal INTEGER, passage TEXT, value TEXT, standing TEXT,
    later TEXT);
CREATE TABLE decisions (id TEXT PRIMARY KEY, part TEXT, ordinal INTEGER, passage TEXT, value TEXT);
"""


def aged(index: Path) -> None:
    """Make an index what the first version would have made of the same papers, as far as it is read again."""
    with closing(sqlite3.connect(record(index))) as now:
        now.execute("PRAGMA journal_mode = DELETE")
    old = record(index).with_name("old.sqlite")
    with closing(sqlite3.connect(old)) as db:
        db.executescript(_OLD)
        db.execute("ATTACH ? AS now", (str(record(index)),))
        db.executescript(
            "INSERT INTO meta SELECT * FROM now.meta WHERE key IN ('model', 'cutting', 'generation');"
            "INSERT INTO meta VALUES ('schema', '2');"
            "INSERT INTO collections SELECT * FROM now.collections;"
            "INSERT INTO documents SELECT id, collection, path, sha256, title, text, pages, problems, hints"
            " FROM now.documents;"
            "INSERT INTO parts SELECT id, document, number, value FROM now.parts;"
            "INSERT INTO passages SELECT p.number, p.id, p.part, p.ordinal, v.hash, p.value FROM now.passages p"
            " JOIN now.vectors v ON v.row = p.vector;"
            "INSERT INTO vectors SELECT hash, vector FROM now.vectors;"
            "INSERT INTO actions SELECT *, 'no-later-record', '[]' FROM now.actions;"
            "INSERT INTO decisions SELECT * FROM now.decisions;"
        )
        db.execute("UPDATE documents SET hints = replace(hints, ?, '')", (library.READ_AS,))
        db.commit()
        db.execute("PRAGMA journal_mode = WAL")
    old.replace(record(index))


def aged_by_one(index: Path) -> None:
    """Make an index what the version before this one would have made of the same papers, values and all."""
    with closing(sqlite3.connect(record(index))) as db:
        for table, fields in (("parts", 1), ("actions", 3), ("decisions", 4)):  # mentions; state and vote among others
            _cut_short(db, table, fields)
        db.execute("DROP TABLE reports")
        db.execute("DROP TABLE mentions")
        db.execute("ALTER TABLE documents DROP COLUMN added")
        db.execute("ALTER TABLE actions ADD COLUMN standing TEXT NOT NULL DEFAULT 'no-later-record'")
        db.execute("ALTER TABLE actions ADD COLUMN later TEXT NOT NULL DEFAULT '[]'")
        db.execute("UPDATE documents SET hints = replace(hints, ?, '')", (library.READ_AS,))
        db.execute("UPDATE meta SET value = '4' WHERE key = 'schema'")
        db.commit()


def _cut_short(db: sqlite3.Connection, table: str, fields: int) -> None:
    """Take the last fields from the values of a table, as a version that did not know them would have written it."""
    for key, value in db.execute(f"SELECT id, value FROM {table}").fetchall():
        told = json.loads(value)[:-fields]
        db.execute(f"UPDATE {table} SET value = ? WHERE id = ?", (json.dumps(told, ensure_ascii=False), key))


def aged_by_two(index: Path) -> None:
    """Make an index what the version before that would have made of the same papers."""
    aged_by_one(index)
    with closing(sqlite3.connect(record(index))) as db:
        _cut_short(db, "parts", 1)  # grounds
        _cut_short(db, "passages", 1)  # stamps
        for key, value in db.execute("SELECT id, value FROM passages").fetchall():
            told = json.loads(value)
            told[1] = told[1][:-2]  # copies and the later version, of its place
            db.execute("UPDATE passages SET value = ? WHERE id = ?", (json.dumps(told, ensure_ascii=False), key))
        for column in ("card", "placed", "twin", "copied"):
            db.execute(f"ALTER TABLE parts DROP COLUMN {column}")
        db.execute("DROP TABLE sketches")
        db.execute("DROP TABLE ties")
        db.execute("UPDATE meta SET value = '3' WHERE key = 'schema'")
        db.commit()


@pytest.mark.parametrize(("age", "schema"), [(aged_by_one, 4), (aged_by_two, 3)])
def test_an_index_of_a_version_before_is_brought_up_to_date(
    home: Path,
    index: Path,
    matters: Door,
    encoder: Encoder,
    monkeypatch: pytest.MonkeyPatch,
    age: Callable[[Path], None],
    schema: int,
) -> None:
    answers = said(index)
    age(index)
    assert f"older version (schema {schema}" in matters.complaint("ask", ASKED[0], "--index", index)
    embedded: list[str] = []
    monkeypatch.setattr(type(encoder), "passages", lambda self, texts, progress: embedded.extend(texts))
    assert set(became(matters("ingest", home, "--index", index)[1]).values()) == {"changed"}  # read anew
    assert set(became(matters("ingest", home, "--index", index)[1]).values()) == {"unchanged"}
    assert embedded == []
    assert said(index) == answers
    assert broken(matters, index) == []


def test_an_older_index_is_brought_up_to_date(
    home: Path, index: Path, matters: Door, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, answers = dump(index), said(index)
    aged(index)
    assert "older version (schema 2" in matters.complaint("ask", ASKED[0], "--index", index)
    embedded: list[str] = []
    monkeypatch.setattr(type(encoder), "passages", lambda self, texts, progress: embedded.extend(texts))
    assert set(became(matters("ingest", home, "--index", index)[1]).values()) == {"changed"}  # read anew
    assert (dump(index), said(index), embedded) == (before, answers, [])
    assert broken(matters, index) == []


def test_an_older_backup_is_brought_up_to_date(index: Path, matters: Door, tmp_path: Path) -> None:
    copy, older = tmp_path / "papers.zip", tmp_path / "older.zip"
    answers = said(index)
    matters("backup", copy, "--index", index)
    aged(index)
    with zipfile.ZipFile(copy) as archive, zipfile.ZipFile(older, "w") as made:
        told = json.loads(archive.read("manifest.json"))
        with closing(sqlite3.connect(record(index))) as db:
            db.execute("PRAGMA journal_mode = DELETE")
        data = record(index).read_bytes()
        told |= {"schema": "2", "files": {"record.sqlite": hashlib.sha256(data).hexdigest()}}
        made.writestr("manifest.json", json.dumps(told))
        made.writestr("record.sqlite", data)
    assert matters("restore", older, "--index", tmp_path / "there")[0] == 0
    assert said(tmp_path / "there") == answers


# ---------------------------------------------------------------- forgetting

FORMS = [
    ("Tobias Quill", "Mr Tobias Quill rang the bell."),
    ("Tobias Quill", "QUILL, Tobias"),
    ("Tobias Quill", "T. Quill"),
    ("Tobias Quill", "Tobias J. Quill"),
    ("Tobias Quill", "Councillor Quill’s boat"),
    ("Tobias Quill", "tobias.quill@saltmere.example"),
    ("Tobias Quill", "Tobias\n    Quill"),
    ("Mr Tobias John Quill", "Tobias Quill"),
    ("Siân Llŷr-Jones", "Sian Llyr-Jones"),
    ("Quill", "the Quill report"),
]


@pytest.mark.parametrize(("name", "text"), FORMS)
def test_a_name_is_masked_in_every_form(name: str, text: str) -> None:
    clean = masked(text, [forgotten(name, "salt")])
    assert MASK in clean
    assert len(clean) == len(text)
    assert "uill" not in clean.lower()
    assert "jones" not in clean.lower()


@pytest.mark.parametrize("text", ["Tobias sailed. Quill pens are dear.", "Edwin Quill", "Tobias Quillon", "the quilt"])
def test_other_names_stay(text: str) -> None:
    assert masked(text, [forgotten("Tobias Quill", "salt")]) == text


def test_a_person_is_forgotten_everywhere(home: Path, index: Path, matters: Door, tmp_path: Path) -> None:
    matters("backup", tmp_path / "before.zip", "--index", index)
    assert holds(index, "Quill")
    code, out, _ = matters("forget", "--person", "Tobias Quill", "--index", index)
    assert code == 0
    told = "\n".join(out)
    assert f"{home / 'bells.txt'}" in told
    assert f"{tmp_path / 'before.zip'}, made " in told
    assert not holds(index, "Tobias Quill", "Mr Quill", "tobias", "Tobias")
    assert broken(matters, index) == []
    told_now = [{k: v for k, v in one.items() if k not in ("question", "understood")} for one in said(index)]
    assert "Quill" not in json.dumps(told_now)
    assert set(became(matters("ingest", home, "--index", index)[1]).values()) == {"unchanged"}


def test_a_forgotten_name_stays_out_of_what_comes(home: Path, index: Path, matters: Door) -> None:
    matters("forget", "--person", "Tobias Quill", "--index", index)
    (home / "new.txt").write_text("Notes on oars\nTobias Quill lost an oar off the mole.\n", encoding="utf-8")
    assert became(matters("ingest", home, "--index", index)[1])["new.txt"] == "new"
    assert not holds(index, "Tobias Quill")
    assert "lost an oar" in json.dumps(matters("ask", "Who lost an oar off the mole?", "--index", index)[1])
    assert matters("forget", "--undo", "--person", "Tobias Quill", "--index", index)[0] == 0
    assert set(became(matters("ingest", home, "--index", index)[1]).values()) == {"changed"}
    assert holds(index, "Tobias Quill")


def test_masked_papers_are_as_if_read_without_the_name(home: Path, index: Path, matters: Door, tmp_path: Path) -> None:
    matters("forget", "--person", "Tobias Quill", "--index", index)
    there = tmp_path / "there"
    shutil.copytree(index / wiring.KEPT, there / wiring.KEPT)
    matters("ingest", home, "--index", there)
    with closing(Store(record(index))) as one, closing(Store(record(there))) as other:
        assert [t for _, _, t in one.texts()] == [t for _, _, t in other.texts()]
    assert [a["answer"] for a in said(index)] == [a["answer"] for a in said(there)]


def test_a_paper_is_forgotten_for_good(home: Path, index: Path, matters: Door, tmp_path: Path) -> None:
    matters("backup", tmp_path / "before.zip", "--index", index)
    code, out, _ = matters("forget", "--paper", "ropes.txt", "--index", index)
    assert code == 0
    assert f"  {tmp_path / 'before.zip'}, made " in "\n".join(out)
    assert not holds(index / wiring.BUILT, "Hemp", "hemp")
    shutil.copy(home / "ropes.txt", home / "again.txt")
    _, out, _ = matters("ingest", home, "--index", index)
    assert not {"ropes.txt", "again.txt"} & became(out).keys()
    assert sum("asked to be forgotten" in line for line in problems(out)) >= 1
    matters("restore", tmp_path / "before.zip", "--over", "--index", index)
    assert not holds(index / wiring.BUILT, "Hemp", "hemp")
    assert matters("forget", "--undo", "--paper", "ropes.txt", "--index", index)[0] == 0
    (home / "again.txt").unlink()
    assert became(matters("ingest", home, "--index", index)[1])["ropes.txt"] == "new"


def test_a_collection_is_forgotten(index: Path, matters: Door, tmp_path: Path) -> None:
    other = saltmere.write(
        tmp_path / "other", {"far.txt": "Notes\nOtters live upstream.\n"}, '[collection]\nid = "far"\n'
    )
    matters("ingest", other, "--index", index)
    assert matters("forget", "--collection", "far", "--index", index)[0] == 0
    assert not holds(index, "Otters", "otters")
    assert len(papers(index)) == 4
    assert broken(matters, index) == []


def test_what_is_not_there_cannot_be_forgotten(index: Path, matters: Door) -> None:
    before = dump(index)
    for what in (("--paper", "no.txt"), ("--collection", "none"), ("--person", "42"), ("--person", " ")):
        matters.complaint("forget", *what, "--index", index)
    assert dump(index) == before
    assert Kept(index / wiring.KEPT).names() == ()
    assert matters("forget", "--index", index)[0] == 2
    assert matters("forget", "--undo", "--paper", "ropes.txt", "--index", index)[0] == 1


# ---------------------------------------------------------------- a disk that fills, a place that cannot be written


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with little room."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk; run the suite as root to see a disk fill")
    place = tmp_path / "small"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", place], check=True)
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_is_one_line_and_loses_nothing(small: Path, home: Path, matters: Door) -> None:
    index = small / "index"
    assert matters("ingest", home, "--index", index)[0] == 0
    before, answers = dump(index), said(index)
    (small / "ballast").write_bytes(b"x" * (os.statvfs(small).f_bavail * os.statvfs(small).f_bsize))
    (home / "more.txt").write_text(saltmere.minutes("13 June 2019") * 6, encoding="utf-8")
    code, _, err = matters("ingest", home, "--index", index)
    assert code == 1
    assert len(err) == 1
    assert "disk is full" in err[0] or "No space left" in err[0]
    assert said(index) == answers
    line = matters.complaint("backup", small / "copy.zip", "--index", index)
    assert "No space left" in line or "disk is full" in line
    assert not list(small.glob("*.zip*"))
    (small / "ballast").unlink()
    (home / "more.txt").unlink()
    assert matters("ingest", home, "--index", index)[0] == 0
    assert dump(index) == before
    assert broken(matters, index) == []


def test_where_chroma_finds_no_room_answers_go_on(small: Path, home: Path, matters: Door) -> None:
    index = small / "index"
    matters("ingest", home, "--index", index)
    answers = said(index)
    for folder in (index / wiring.BUILT).glob("chroma-*"):
        shutil.rmtree(folder)
    room = os.statvfs(small).f_bavail * os.statvfs(small).f_bsize
    (small / "ballast").write_bytes(b"x" * max(0, room - 60_000))
    code, out, _ = matters("ingest", home, "--index", index)
    assert code == 0
    assert "Chroma could not be built" in "\n".join(out)
    assert said(index) == said(index, lasting=True) == answers
    assert not list((index / wiring.BUILT).glob("*.making"))
    (small / "ballast").unlink()
    matters("ingest", home, "--index", index)
    assert broken(matters, index) == []


def test_a_disk_that_may_only_be_read(small: Path, home: Path, matters: Door) -> None:
    index = small / "index"
    matters("ingest", home, "--index", index)
    answers = said(index)
    subprocess.run(["mount", "-o", "remount,ro", small], check=True)
    assert said(index) == answers == said(index, lasting=True)
    assert broken(matters, index) == []
    assert "annot be written" in matters.complaint("ingest", home, "--index", index)


# ---------------------------------------------------------------- a Chroma server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """A real Chroma server, to be started and stopped: the call gives its address."""
    held: list[subprocess.Popen[bytes]] = []
    port = saltmere.free_port()
    address = f"http://127.0.0.1:{port}"

    def command(what: str) -> str:
        if what == "stop":
            held[-1].terminate()
            held[-1].wait(timeout=30)
            return address
        chroma = Path(sys.executable).with_name("chroma")
        data = tmp_path / ("elsewhere" if what == "start empty" else "data")
        with (tmp_path / "server.log").open("ab") as log:
            held.append(
                subprocess.Popen(
                    [chroma, "run", "--path", data, "--host", "127.0.0.1", "--port", str(port)], stdout=log, stderr=log
                )
            )
        saltmere.wait_for(address + "/api/v2/heartbeat")
        return address

    yield command
    for one in held:
        one.kill()
        one.wait(timeout=30)


def test_a_chroma_server_and_its_absence(
    home: Path, tmp_path: Path, matters: Door, server: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, index = server("start"), tmp_path / "index"
    monkeypatch.setenv("MATTERS_CHROMA", address)
    assert matters("ingest", home, "--index", index)[0] == 0
    assert broken(matters, index) == []
    assert not list((index / wiring.BUILT).glob("chroma-*/chroma.sqlite3"))
    door = wiring.open_assistant(Settings(index=index, chroma=address), lasting=True)
    with closing(door.shelf):
        answers = [door.ask(q).text for q in ASKED]
        assert door.shelf.trouble is None
        server("stop")
        assert [door.ask(q).text for q in ASKED] == answers
        assert address in str(door.shelf.trouble)
        _, out, _ = matters("check", "--index", index)
        assert [address in line for line in out if "BROKEN" in line] == [True]
        (home / "ropes.txt").write_text(ROPES + "It was tarred in spring.\n", encoding="utf-8")
        code, out, _ = matters("ingest", home, "--index", index)
        assert code == 0
        assert any(address in line for line in problems(out))
        assert "tarred" in door.ask("When was the hemp tarred?").text
        server("start")
        assert matters("ingest", home, "--index", index)[0] == 0
        assert broken(matters, index) == []
        _wait_until(lambda: door.ask(ASKED[0]).found and door.shelf.trouble is None)
        server("stop")
        server("start empty")
        assert "BROKEN" in matters("check", "--index", index)[1][-2]
        before = vectors(index)
        assert matters("ingest", home, "--index", index)[0] == 0
        assert broken(matters, index) == []
        assert vectors(index) == before
        code, out, err = matters("forget", "--paper", "bells.txt", "--index", index)
        assert code == 0, (out, err)
        assert broken(matters, index) == []


def _wait_until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.5)


def test_a_server_that_hangs_does_not_hold_up_answers(
    home: Path, tmp_path: Path, matters: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    deaf = saltmere.deaf_port()
    nowhere = f"http://127.0.0.1:{deaf.getsockname()[1]}"
    monkeypatch.setenv("MATTERS_CHROMA", nowhere)
    assert matters("ingest", home, "--index", index)[0] == 0
    door = wiring.open_assistant(Settings(index=index, chroma=nowhere), lasting=True)
    with closing(deaf), closing(door.shelf):
        started = time.monotonic()
        assert door.ask(ASKED[0]).found
        assert time.monotonic() - started < 30
        assert door.shelf.trouble


def test_a_server_that_is_none(home: Path, tmp_path: Path, matters: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATTERS_CHROMA", "carrier pigeon")
    assert "address of a server" in matters.complaint("ingest", home, "--index", tmp_path / "index")


def test_chroma_holds_no_words(index: Path, encoder: Encoder) -> None:
    shelf = Shelf(index / wiring.BUILT, lambda: encoder)
    with closing(shelf):
        assert isinstance(shelf.chroma, Chroma)
        assert not holds(shelf.chroma.placed().folder, "Hemp", "mooring")


DIRTY = """
import ctypes, sys, threading
from pathlib import Path
sys.path[:0] = [{root!r}]
from index import embedding
from index.shelf import Shelf
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]
def speak():
    for size in (300_000, 167_000, 170_000, 200_000):
        held = [(libc.malloc(size), libc.malloc(64))[0] for _ in range(30)]
        for block in held:
            ctypes.memmove(block, b"Zebediah" * (size // 8), size // 8 * 8)
        for block in held:
            libc.free(block)
speak()
threads = [threading.Thread(target=speak) for _ in range(12)]
for one in threads:
    one.start()
for one in threads:
    one.join()
shelf = Shelf(Path({index!r}), lambda: embedding.load(None), write=True)
shelf.chroma.bring_up(lambda done: None, anew=True)
shelf.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="what memory holds is cleared by glibc alone")
def test_what_lay_in_memory_comes_into_no_file(home: Path, index: Path, matters: Door) -> None:
    """Chroma writes memory that nothing has filled: names that were read there before are not in it."""
    assert matters("ingest", home, "--index", index)[0] == 0
    built = index / wiring.BUILT
    script = DIRTY.format(root=str(Path(wiring.__file__).parent), index=str(built))
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, timeout=120)
    assert any(built.rglob("data_level0.bin"))
    assert not holds(built, "Zebediah")
