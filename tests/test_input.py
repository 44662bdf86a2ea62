"""What goes wrong outside: folders, files, names, an index, questions, surroundings. Each has its one line and code.

A paper that cannot be read is a problem at the end of the ingest, and the rest of the folder goes in.
"""

from __future__ import annotations

import ast
import ctypes
import io
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import saltmere
from door import Door, became, problems
from fpdf import FPDF
from pypdf import PdfWriter

import cli
import wiring
from index.embedding import Encoder
from ingest import library, readers
from ingest.errors import Problem, ReadError, millions, shown

ROOT = Path(__file__).parents[1]
LAMPS = "Notes on lamps\nParaffin was burnt in the breakwater lantern until electricity came.\n"
WELSH = "Notes on lamps\nSiân Llŷr said “the lamp” failed – it cost £3.\n"
ASKED = "What was agreed on mooring fees?"


pytestmark = pytest.mark.usefixtures("one_model")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with one good paper."""
    return saltmere.write(tmp_path / "papers", {"minutes.txt": saltmere.minutes()})


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """An index of the good paper; tests that spoil one take a copy."""
    folder = tmp_path_factory.mktemp("built")
    home = saltmere.write(folder / "papers", {"minutes.txt": saltmere.minutes()})
    saltmere.ingest(home, folder / "index" / wiring.BUILT, encoder)
    return folder / "index"


# ---------------------------------------------------------------- the folder


def test_a_folder_without_papers(matters: Door, tmp_path: Path, index: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert matters("ingest", tmp_path / "empty", "--index", index)[:2] == (
        1,
        [f"{tmp_path / 'empty'}: no paper in it that can be read; nothing was changed"],
    )
    (tmp_path / "empty" / "tides.ods").write_text("x")
    code, out, _ = matters("ingest", tmp_path / "empty", "--index", index)
    assert (code, problems(out)) == (1, ["tides.ods: left out: is a spreadsheet; save what is to be read as PDF"])
    assert not index.exists()


FOLDERS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (lambda p: p / "gone", "there is no such folder; name the folder that holds the papers"),
    "a file": (lambda p: p / "papers" / "minutes.txt", "this is a file; name the folder that holds it"),
    "a link that leads nowhere": (lambda p: linked(p / "link", "gone"), "there is no such folder"),
    "a link to itself": (lambda p: linked(p / "link", "link"), "there is no such folder"),
    "no text": (lambda p: made(os.fsencode(p) + b"/\xfe"), r"\xfe: the folder's name is not valid UTF-8; rename the"),
    "null": (lambda p: p / "a\0b", r"a\x00b: "),
}


def linked(path: Path, target: str | Path) -> Path:
    path.symlink_to(target)
    return path


def made(name: bytes) -> Path:
    os.mkdir(name)
    return Path(os.fsdecode(name))


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_folder_that_is_none(matters: Door, tmp_path: Path, home: Path, index: Path, kind: str) -> None:
    make, said = FOLDERS[kind]
    assert home.exists()
    assert said in matters.complaint("ingest", make(tmp_path), "--index", index)
    assert not index.exists()


# ---------------------------------------------------------------- files that are no papers


def pdf(*pages: str, password: str | None = None, algorithm: str = "AES-256") -> bytes:
    """Return a PDF with a page for each text; `password`: what it asks for, if only "" to be encrypted at all."""
    out = FPDF()
    out.set_auto_page_break(False)
    for page in pages:
        out.add_page()
        out.set_font("Helvetica", size=9)
        for line in page.split("\n"):
            out.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
    if not pages:
        out.add_page()
        out.rect(10, 10, 90, 90)
    whole = bytes(out.output())
    if password is None:
        return whole
    writer, held = PdfWriter(clone_from=io.BytesIO(whole)), io.BytesIO()
    writer.encrypt(password, owner_password="the harbour master's", algorithm=algorithm)
    writer.write(held)
    return held.getvalue()


ROPES = pdf(*[saltmere.PLAIN] * 3)
UPDATED = ROPES + b"\n99 0 obj\n<</Kind /Later>>\nendobj\nxref\n0 0\ntrailer\n<</Size 99>>\nstartxref\n9\n%%EOF\n"
LINEAR = ROPES.replace(b"1 0 obj", b"<</Linearized 1/L 999999/N 3>>\n1 0 obj", 1)
NOISE = bytes((n * n * 73 + n * 11) % 255 + 1 for n in range(4000))

#: Name, bytes, and what is said of it.
UNREADABLE = [
    ("empty.txt", b"", "holds no text, being an empty file; put the paper in its place"),
    ("empty.pdf", b"", "holds no text, being an empty file; put the paper in its place"),
    (
        "blank.txt",
        b" \n\t\f\r\n ",
        "holds no text (blank, or a scan whose pages are pictures); a copy with text is needed",
    ),
    ("letter.pdf", LAMPS.encode() * 9, "is no PDF, whatever its name says; save it as PDF, or give it the ending of"),
    ("photo.pdf", b"\xff\xd8\xff\xe0" + NOISE, "is a picture, perhaps a scan, under a PDF's name; it needs OCR"),
    ("head.pdf", ROPES[:9], "is a PDF that was cut short; fetch or copy it again"),
    ("first.pdf", ROPES[: ROPES.index(b"stream") + 20], "is a PDF that was cut short"),
    ("half.pdf", ROPES[: len(ROPES) // 2], "is a PDF that was cut short"),
    ("table.pdf", ROPES[: ROPES.rindex(b"trailer")], "is a PDF that was cut short"),
    ("end.pdf", ROPES[: ROPES.rindex(b"EOF") + 2], "is a PDF that was cut short"),
    ("update.pdf", UPDATED[: UPDATED.index(b"xref\n0 0")], "is a PDF that was cut short"),
    ("linear.pdf", LINEAR, "is a PDF that was cut short"),
    ("noise.pdf", b"%PDF-1.7\n" + NOISE + b"\n%%EOF\n", "is no PDF that can be read ("),
    ("secret.pdf", pdf(saltmere.PLAIN, password="limpet"), "is encrypted and asks for a password; save a copy without"),
    ("old.pdf", pdf(saltmere.PLAIN, password="limpet", algorithm="RC4-40"), "is encrypted and asks for a password"),
    ("scan.pdf", pdf(), "holds no text (blank, or a scan whose pages are pictures); a copy with text is needed"),
    ("paper.txt", ROPES, "is a PDF under a text file's name; rename it to end in .pdf"),
    ("noise.txt", NOISE, "holds binary data, not text; take it out of the folder, or give it the ending of what it is"),
    ("nulls.txt", b"\0" * 4000, "holds binary data, not text"),
    ("program.txt", b"MZ\x90\0\x03\0\0\0" * 99, "holds binary data, not text"),
]


def test_what_cannot_be_read_is_told_and_the_rest_goes_in(matters: Door, home: Path, index: Path) -> None:
    for name, data, _ in UNREADABLE:
        (home / name).write_bytes(data)
    for name, algorithm in (("open.pdf", "AES-256"), ("older.pdf", "RC4-128")):
        (home / name).write_bytes(pdf(saltmere.PLAIN.replace("ropes", name), password="", algorithm=algorithm))
    code, out, err = matters("ingest", home, "--index", index)
    assert (code, err) == (0, [])
    told = problems(out)
    for name, _, said in UNREADABLE:
        assert [p for p in told if p.startswith((f"{name}: {said}", f"{name}: the same file as"))], (name, told)
    taken = {path for path, what in became(out).items() if what == "new"}
    assert taken == {"minutes.txt", "open.pdf", "older.pdf"}, "an empty password is no password"
    assert [p for p in told if p.startswith(("open", "older", "minutes")) and "layout" not in p] == []
    assert matters("ingest", home, "--index", index)[0] == 0
    assert matters("ask", ASKED, "--index", index)[0] == 0


def test_a_folder_of_nothing_readable_is_no_success(matters: Door, tmp_path: Path, index: Path) -> None:
    saltmere.write(tmp_path / "papers", {"a.txt": "", "b.pdf": "x"})
    code, out, _ = matters("ingest", tmp_path / "papers", "--index", index)
    assert (code, set(became(out).values())) == (1, {"failed"})


@pytest.mark.parametrize("at", range(1, 20))
def test_a_pdf_cut_short_anywhere_is_refused_in_one_line(tmp_path: Path, at: int) -> None:
    (tmp_path / "a.pdf").write_bytes(ROPES[: len(ROPES) * at // 20])
    with pytest.raises(ReadError, match=r"^is a PDF that was cut short; fetch or copy it again$"):
        readers.read(tmp_path / "a.pdf")


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_pdf_is_read_or_refused_in_one_line(tmp_path: Path, seed: int) -> None:
    data = bytearray(ROPES)
    for n in range(1, 30):
        data[10 + (seed * 7919 + n * n * 104729) % (len(data) - 20)] = (seed * 31 + n * 17) % 256
    (tmp_path / "a.pdf").write_bytes(data)
    (reading,) = saltmere.readings(saltmere.write(tmp_path, {})).values()
    assert reading.document or [p.message for p in reading.problems] != []
    assert not [p for p in reading.problems if "\n" in p.message]


# ---------------------------------------------------------------- encodings

#: How a text may be written down, and what is read.
ENCODED = [
    ("utf-8", WELSH.encode(), WELSH),
    ("utf-8 with a mark", b"\xef\xbb\xbf" + WELSH.encode(), WELSH),
    ("utf-16 with a mark", WELSH.encode("utf-16"), WELSH),
    ("utf-16 big with a mark", b"\xfe\xff" + WELSH.encode("utf-16-be"), WELSH),
    ("utf-16 little", WELSH.encode("utf-16-le"), WELSH),
    ("utf-16 big", WELSH.encode("utf-16-be"), WELSH),
    ("utf-32 with a mark", WELSH.encode("utf-32"), WELSH),
    ("latin-1", "Café fees: £3.\n".encode("latin-1"), "Café fees: £3.\n"),
    ("windows", "The “lamp” – £3.\n".encode("cp1252"), "The “lamp” – £3.\n"),
    ("line ends of Windows and of old Macs", b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
    ("utf-8 with bytes that are none", WELSH.encode() + b"Hemp \xff rots.", WELSH + "Hemp � rots."),
    ("utf-8 with half a character", WELSH.encode() + "£".encode()[:1], WELSH + "�"),
    ("utf-16 with half a character", WELSH.encode("utf-16")[:-1], WELSH[:-1] + "�"),
    ("a null here and there", b"Hemp \0rots where it lies wet.\n", "Hemp �rots where it lies wet.\n"),
]


@pytest.mark.parametrize(("data", "text"), [row[1:] for row in ENCODED], ids=[row[0] for row in ENCODED])
def test_texts_as_they_are_written_down(tmp_path: Path, data: bytes, text: str) -> None:
    saltmere.write(tmp_path, {})
    (tmp_path / "a.txt").write_bytes(data)
    reading = saltmere.readings(tmp_path)["a.txt"]
    assert reading.document is not None
    assert reading.document.text == text
    lost = [p for p in reading.problems if "could not be read" in p.message]
    assert [str(p) for p in lost] == ["a.txt: a character could not be read, shown as �"] * ("�" in text)


# ---------------------------------------------------------------- names

NAMES = (
    "two words.txt",
    "Siân – ŷ.txt",
    "🛟.txt",
    "line\nbreak.txt",
    "-dash.txt",
    "--help.txt",
    "bell\a.txt",
    "a'b\"c.txt",
)
#: Names that are bytes but no text: of a file, and of a folder with a paper in it.
BYTES = (b"\xff.txt", b"\xc3\x28/inside.txt")


def test_papers_of_any_name(matters: Door, home: Path, index: Path) -> None:
    for name in NAMES:
        (home / name).write_text(LAMPS + ascii(name), encoding="utf-8")
    for raw in BYTES:
        path = os.fsencode(home) + b"/" + raw
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as stream:
            stream.write(LAMPS)
    code, out, err = matters("ingest", home, "--index", index)
    assert (code, err) == (0, [])
    assert became(out) == {shown(n): "new" for n in (*NAMES, "minutes.txt")}
    assert {p for p in problems(out) if "UTF-8" in p} == {
        r"\xff.txt: left out: its name is not valid UTF-8; rename it",
        r"\xc3(: left out: its name is not valid UTF-8; rename it",
    }
    assert set(became(matters("ingest", home, "--index", index)[1]).values()) == {"unchanged"}
    for name in NAMES:
        code, out, _ = matters("text", "--index", index, "--", name)
        assert (code, out[-1]) == (0, ascii(name))
    listed = matters("papers", "--index", index)[1]
    assert all(any(f": {shown(n)}: " in line for line in listed) for n in NAMES)


SHOWN = [
    ("a b é 🛟", "a b é 🛟"),
    ("a\nb", r"a\nb"),
    ("\x1b[2J", r"\x1b[2J"),
    ("\udcff", r"\xff"),
    ("\ud800", r"\ud800"),
]


@pytest.mark.parametrize(("text", "line"), SHOWN)
def test_shown(text: str, line: str) -> None:
    assert shown(text) == line
    assert str(Problem(text, "", "x")) == f"{line}: x"


# ---------------------------------------------------------------- links, and what is no file


def test_links_and_what_is_no_file(matters: Door, tmp_path: Path, home: Path, index: Path) -> None:
    (tmp_path / "outside.txt").write_text(LAMPS)
    (home / "inner").mkdir()
    (home / "inner" / "lamps.txt").write_text(LAMPS)
    linked(home / "out.txt", tmp_path / "outside.txt")
    linked(home / "up", tmp_path)
    linked(home / "nowhere.txt", "gone.txt")
    linked(home / "loop.txt", "loop.txt")
    linked(home / "one.txt", "other.txt")
    linked(home / "other.txt", "one.txt")
    linked(home / "inner" / "round", home)
    linked(home / "same.txt", "minutes.txt")
    (home / "folder.txt").mkdir()
    os.mkfifo(home / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(home / "socket.txt"))
        code, out, err = matters("ingest", home, "--index", index)
    assert (code, err) == (0, [])
    assert became(out) == {"minutes.txt": "new", "inner/lamps.txt": "new"}
    assert {p for p in problems(out) if "layout" not in p} == {
        "out.txt: left out: a link that leads out of the folder",
        "up: left out: a link that leads out of the folder",
        "nowhere.txt: left out: a link that leads nowhere",
        "loop.txt: left out: a link that leads nowhere",
        "one.txt: left out: a link that leads nowhere",
        "other.txt: left out: a link that leads nowhere",
        "pipe.txt: left out: no ordinary file, but a pipe, a socket or a device",
        "socket.txt: left out: no ordinary file, but a pipe, a socket or a device",
        "same.txt: the same file as minutes.txt; taken in once",
    }


def test_a_folder_is_read_under_its_own_name_and_to_any_depth(home: Path) -> None:
    (home / "z").mkdir()
    (home / "z" / "lamps.txt").write_text(LAMPS)
    linked(home / "a", home / "z")
    deep = home.joinpath("deep", *["d"] * 400)
    for folder in (home / "deep", *reversed([p for p in deep.parents if home / "deep" in p.parents]), deep):
        folder.mkdir()
    (deep / "ropes.txt").write_text(saltmere.PLAIN)
    found = [p.relative for p in library.open_folder(home).papers]
    assert found == [deep.relative_to(home).as_posix() + "/ropes.txt", "minutes.txt", "z/lamps.txt"]


# ---------------------------------------------------------------- the same file twice


def test_the_same_file_is_taken_in_once(matters: Door, home: Path, index: Path) -> None:
    for name in ("a.txt", "b.txt", "c.pdf"):
        (home / name).write_text(LAMPS)
    (home / "empty.txt").touch()
    (home / "void.txt").touch()
    code, out, _ = matters("ingest", home, "--index", index)
    assert code == 0
    assert became(out) == {"a.txt": "new", "minutes.txt": "new", "c.pdf": "failed", "empty.txt": "failed"}
    told = [p for p in problems(out) if "same file" in p]
    assert told == [
        "b.txt: the same file as a.txt; taken in once",
        "void.txt: the same file as empty.txt, which could not be read",
    ]


def test_the_second_takes_the_place_of_the_first(matters: Door, home: Path, index: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (home / name).write_text(LAMPS)
    for name in ("p.txt", "q.txt"):
        (home / name).write_text(LAMPS.replace("lamps", name))
    matters("ingest", home, "--index", index)
    (home / "a.txt").unlink()
    out = matters("ingest", home, "--index", index)[1]
    assert became(out) == {"b.txt": "changed", "minutes.txt": "unchanged", "p.txt": "unchanged", "q.txt": "unchanged"}
    assert "same file" not in " ".join(out)
    assert matters("text", "b.txt", "--index", index)[0] == 0
    assert "no such paper" in matters.complaint("text", "a.txt", "--index", index)


def test_files_of_which_different_things_are_told_are_not_the_same(matters: Door, home: Path, index: Path) -> None:
    papers = {"a.txt": LAMPS, "b.txt": LAMPS}
    saltmere.write(home, papers, saltmere.TOML + '[papers."b.txt"]\nbody = "Lamp Panel"\n')
    out = matters("ingest", home, "--index", index)[1]
    assert became(out) == {"a.txt": "new", "b.txt": "new", "minutes.txt": "new"}


# ---------------------------------------------------------------- far too much text

MILLIONS = [
    (0, "0"),
    (999_999, "999,999"),
    (1_000_000, "1 million"),
    (20_000_000, "20 million"),
    (50_260_000, "50.3 million"),
]


@pytest.mark.parametrize(("count", "words"), MILLIONS)
def test_millions(count: int, words: str) -> None:
    assert millions(count) == words


def test_a_paper_of_far_too_much_text_is_left_out(
    matters: Door, home: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATTERS_LARGEST", "1")
    (home / "much.txt").write_text("Hemp rots where it lies wet.\n" * 40_000)
    with (home / "vast.txt").open("wb") as stream:
        stream.truncate(50_000_000)  # its size is looked at; it is not read
    code, out, _ = matters("ingest", home, "--index", index)
    assert code == 0
    limit = "and the limit is 1 million; split the paper, or raise the setting `largest`"
    assert problems(out) == [
        f"much.txt: has 1.2 million characters of text, {limit}",
        f"vast.txt: has at least 12.5 million characters of text, {limit}",
    ]
    assert became(out) == {"minutes.txt": "new", "much.txt": "failed", "vast.txt": "failed"}


def test_a_pdf_is_read_no_further_than_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(ROPES)
    assert len(readers.read(tmp_path / "a.pdf", largest=1000).pages) == 3
    with pytest.raises(ReadError, match=r"^has \d{3} characters by page 2 of 3 of text|^has \d{3} by page 2 of 3"):
        readers.read(tmp_path / "a.pdf", largest=200)


def test_a_paper_that_grew_too_long_stays_as_it_was(
    matters: Door, home: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATTERS_LARGEST", "1")
    matters("ingest", home, "--index", index)
    (home / "minutes.txt").write_text("Hemp rots where it lies wet.\n" * 40_000)
    assert became(matters("ingest", home, "--index", index)[1]) == {"minutes.txt": "failed"}
    assert "£212" in " ".join(matters("ask", ASKED, "--index", index)[1])


def long_papers(size: int) -> dict[str, str]:
    """Return texts of about a size that once took a time that grew with its square."""
    head = saltmere.minutes().split("\n\n1 WELCOME")[0]
    told = "The wardens said that the lamp had failed. She would write to the makers. [ACTION: Mr Quill] "

    def filled(row: Callable[[int], str], between: str = "\n\n") -> str:
        rows = size // (len(row(100)) + len(between))
        return between.join(row(n) for n in range(rows))

    def inside(body: str) -> str:
        return f"{head}\n\n1 WELCOME\nx.\n\n2 MOORING FEES\n{body}\n\n3 SEALS\ny.\n"

    return {
        "minutes of numbered lines": f"{head}\n\n" + filled(lambda n: f"{n % 900} Ropes"),
        "one paragraph of actions": inside(told * (size // len(told))),
        "a roll": f"{head}\n"
        + filled(lambda n: f"Ms Ann{n} Bell, Port of Saltmere", "\n")
        + "\n\n1 FEES\n\n2 ROPES\n\n3 SEALS\nz.",
        "blank lines": saltmere.COMMITTEE + "\n" * size + "x y z.",
        "dots": inside("." * size),
        "unclosed brackets": inside("[Action: Mr Quill " * (size // 18)),
        "hyphens": saltmere.report("Ropes", "1. Introduction\n" + "A-" * (size // 2) + "."),
        "nets": saltmere.report("Ropes", "1. Introduction\n" + "presented to the Abc " * (size // 21)),
        "a pack of blank pages": saltmere.pack([filled(lambda n: "This page is intentionally left blank\nx y z.")]),
        "a pack of stamped papers": saltmere.pack(
            [filled(lambda n: (f"AGENDA ITEM {n % 6 + 1}\n" if n % 2 else "") + saltmere.report("Ropes", told))]
        ),
    }


@pytest.mark.parametrize("kind", long_papers(1000))
def test_time_grows_with_a_papers_length_and_no_faster(tmp_path: Path, kind: str) -> None:
    took = []
    for size in (75_000, 300_000):
        saltmere.write(tmp_path, {"a.txt": long_papers(size)[kind]})
        started = time.process_time()
        assert saltmere.readings(tmp_path)["a.txt"].document
        took.append(time.process_time() - started)
    assert took[1] < 10 * took[0] + 0.5, took  # by the square it would be 16 times, from seconds up


# ---------------------------------------------------------------- corpus.toml

TOMLS = [
    (b"[collection", "cannot be read as TOML"),
    (b"\xff\xfe\x00", "cannot be read as TOML"),
    (b"a = " + b"[" * 5000 + b"]" * 5000, "cannot be read as TOML"),
    (b"collection = 3", "'collection' must be a table, not 3"),
    (b'[colection]\nname = "x"', "unknown key 'colection'; there are 'collection' and 'papers'"),
    (b'[collection]\nnmae = "x"', "unknown key 'nmae'; there are body, id, mixed, name, organisation, readers, skip"),
    (b"[collection]\nname = 3", "'name' must be a text, not 3"),
    (b'[collection]\nskip = "*.txt"', "'skip' must be a list of texts, not '*.txt'"),
    (b"[collection]\nreaders = 5", "'readers' must be a list of texts, not 5"),
    (b"papers = []", "'papers' must be a table"),
    (b'[papers]\n"minutes.txt" = 1', "'minutes.txt' must be a table, not 1"),
    (b'[papers."minutes.txt"]\ncolour = 1', "minutes.txt: unknown key 'colour'"),
    (b'[papers."minutes.txt"]\nkind = "letter"', "minutes.txt: 'letter' is not a valid Kind"),
    (b'[papers."minutes.txt"]\nkind = ["minutes"]', "minutes.txt: 'kind' must be a text"),
    (b'[papers."minutes.txt"]\ndate = "soon"', "minutes.txt: Invalid isoformat string: 'soon'"),
    (b'[papers."minutes.txt"]\ndate = 5', "minutes.txt: Invalid isoformat string: '5'"),
    (b'[papers."minutes.txt"]\nrestated = "no"', "minutes.txt: 'restated' must be true or false, not 'no'"),
    (b'[papers."minutes.txt"]\ntitle = 3', "minutes.txt: 'title' must be a text, not 3"),
]


@pytest.mark.parametrize(("toml", "said"), TOMLS)
def test_a_bad_corpus_toml_is_one_line(matters: Door, home: Path, index: Path, toml: bytes, said: str) -> None:
    (home / "corpus.toml").write_bytes(toml)
    line = matters.complaint("ingest", home, "--index", index)
    assert "corpus.toml: " in line
    assert said in line
    assert not index.exists()


def test_a_corpus_toml_as_windows_writes_it(home: Path) -> None:
    told = saltmere.TOML + '[papers."minutes.txt"]\ndate = 2019-03-14T18:30:00\n'
    (home / "corpus.toml").write_bytes(b"\xef\xbb\xbf" + told.replace("\n", "\r\n").encode())
    found = library.open_folder(home)
    assert found.collection.name == "Harbour papers"
    assert str(found.papers[0].hints.date) == "2019-03-14"


MATTERS_TOMLS = [
    ("largest = 0", "largest is 0; it must be from 1 to 1000, in millions of characters"),
    ("largest = 0.5", "largest is 0.5; it must be a whole number from 1 to 1000"),
    ('largest = "many"', "largest is 'many'; it must be a whole number from 1 to 1000"),
    ("seconds = 0", "seconds is 0; it must be from 1 to 86400, for one paper"),
    ("memory = 64", "memory is 64; it must be from 128 to 1000000, in MB"),
    ("memory = 1e3", "memory is 1000.0; it must be a whole number from 128 to 1000000, in MB"),
    ("processes = 65", "processes is 65; it must be from 0 to 64, 0 for as many as there are cores"),
    ('index = "a\\u0000b"', "index holds a null character; name a folder"),
    ('index = "~nobody-of-this-name/x"', "ome"),
    ("a = " + "[" * 5000 + "]" * 5000, "cannot be read as TOML"),
]


@pytest.mark.parametrize(("toml", "said"), MATTERS_TOMLS, ids=[row[0][:20] for row in MATTERS_TOMLS])
def test_a_bad_file_of_settings_is_one_line(
    matters: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toml: str, said: str
) -> None:
    (tmp_path / "matters.toml").write_bytes(b"\xef\xbb\xbf" + toml.encode())
    monkeypatch.chdir(tmp_path)
    assert said in matters.complaint("papers")


# ---------------------------------------------------------------- the clock


def test_times_of_files_make_no_difference(matters: Door, home: Path, index: Path) -> None:
    matters("ingest", home, "--index", index)
    for when in (0, 4_000_000_000):
        os.utime(home / "minutes.txt", (when, when))
        assert became(matters("ingest", home, "--index", index)[1]) == {"minutes.txt": "unchanged"}


@pytest.mark.parametrize("room", ["ingest", "index", "assistant"])
def test_the_core_reads_no_clock(room: str) -> None:
    for path in sorted((ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            assert "time" not in names, path
            read = isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow", "st_mtime", "st_ctime")
            assert not read, path


# ---------------------------------------------------------------- an index that is none


def emptied(index: Path) -> None:
    (index / wiring.BUILT / "record.sqlite").write_bytes(b"")


def garbled(index: Path) -> None:
    (index / wiring.BUILT / "record.sqlite").write_bytes(NOISE)


def shortened(index: Path) -> None:
    path = index / wiring.BUILT / "record.sqlite"
    os.truncate(path, path.stat().st_size // 2)


def of_another_program(index: Path) -> None:
    emptied(index)
    other = sqlite3.connect(index / wiring.BUILT / "record.sqlite")
    other.execute("CREATE TABLE boats (name TEXT)")
    other.close()


def of_another_version(index: Path) -> None:
    record = sqlite3.connect(index / wiring.BUILT / "record.sqlite")
    record.execute("UPDATE meta SET value = '0' WHERE key = 'schema'")
    record.commit()
    record.close()


def damaged(index: Path) -> None:
    path = index / wiring.BUILT / "record.sqlite"
    data = bytearray(path.read_bytes())
    for start in range(16384, len(data), 4096):
        data[start : start + 64] = NOISE[:64]
    path.write_bytes(data)


def a_file(index: Path) -> None:
    shutil.rmtree(index)
    index.write_text("x")


def a_file_inside(index: Path) -> None:
    shutil.rmtree(index / wiring.BUILT)
    (index / wiring.BUILT).write_text("x")


SPOILT: dict[Callable[[Path], None], str] = {
    garbled: "is damaged or no index",
    shortened: "is damaged or no index",
    of_another_program: "is no index of this program",
    of_another_version: "was made by a version too old",
    damaged: "is damaged or no index",
    a_file: "index: this is a file; name the folder of an index",
    a_file_inside: "index: this is a file; name the folder of an index",
}


def test_an_empty_record_is_told_and_filled_again(matters: Door, built: Path, home: Path, index: Path) -> None:
    shutil.copytree(built, index)
    emptied(index)
    assert "there is no index here" in matters.complaint("ask", ASKED, "--index", index)
    assert became(matters("ingest", home, "--index", index)[1]) == {"minutes.txt": "new"}
    assert matters("check", "--index", index)[0] == 0


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda f: f.__name__)
def test_an_index_that_is_none_is_one_line(
    matters: Door, built: Path, home: Path, index: Path, spoil: Callable[[Path], None]
) -> None:
    shutil.copytree(built, index)
    spoil(index)
    for arguments in (("papers",), ("ask", ASKED), ("ingest", home)):
        assert SPOILT[spoil] in matters.complaint(*arguments, "--index", index), arguments
    if index.is_dir() and (index / wiring.BUILT).is_dir():
        shutil.rmtree(index)  # the cure that is named
        assert matters("ingest", home, "--index", index)[0] == 0


# ---------------------------------------------------------------- questions

QUESTIONS = [
    ("", "the question is empty"),
    (" \t\n\u3000\u200b", "the question is empty"),
    ("\x00\x07\x1b", "the question is empty"),
    ("\ud800", "the question is empty"),
    ("x" * 10_000, "the question has 10000 characters; ask it in at most 2000"),
]


@pytest.mark.parametrize(("question", "said"), QUESTIONS, ids=["empty", "blank", "controls", "half", "long"])
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_that_is_none(matters: Door, built: Path, command: str, question: str, said: str) -> None:
    assert said in matters.complaint(command, question, "--index", built)


@pytest.mark.parametrize("odd", ["\x07", "\x00", "\ud800", "\x1b[2J", "\n", "🛟"], ids=ascii)
def test_odd_characters_do_a_question_no_harm(matters: Door, built: Path, odd: str) -> None:
    code, out, err = matters("ask", f"What was agreed {odd} on mooring fees?", "--index", built)
    assert (code, err) == (0, [])
    assert "£212" in " ".join(out)


GOOD = b'{"id": "good", "question": "What was agreed on mooring fees?"}'
#: A line, the id that comes back, and what is said of it.
LINES = [
    (b"no json", None, "is no JSON: "),
    (b"\xff\xfe\x00", None, "is no JSON: "),
    (b"[" * 100_000, None, "is nested too deep to be read"),
    (b'{"id": ' + b"[" * 900 + b"]" * 900 + b', "question": "x"}', None, '"id" must be a text or a number'),
    (b'{"id": NaN, "question": "x"}', None, "is no JSON: NaN is no number"),
    (b'{"id": 1e999, "question": "x"}', None, '"id" must be a text or a number'),
    (b'{"id": ' + b"1" * 5000 + b"}", None, "is no JSON: "),
    (b"[1, 2]", None, "is no JSON object"),
    (b"null", None, "is no JSON object"),
    (b'{"id": 1}', 1, 'each line needs "question", a text'),
    (b'{"id": 2, "question": null}', 2, 'each line needs "question", a text'),
    (b'{"id": 3, "question": ["x"]}', 3, 'each line needs "question", a text'),
    (b'{"id": 4, "question": " "}', 4, "the question is empty"),
    (b'{"id": 5, "question": "x", "history": "y"}', 5, '"history" must be a list of pairs of texts'),
    (b'{"id": 6, "question": "x", "history": false}', 6, '"history" must be a list of pairs of texts'),
    (b'{"id": 7, "question": "x", "history": [["user"]]}', 7, '"history" must be a list of pairs of texts'),
    (b'{"id": 8, "question": "x", "history": [["user", null]]}', 8, '"history" must be a list of pairs of texts'),
    (b'{"id": 9, "question": "x", "history": [["user", {"a": 1}]]}', 9, '"history" must be a list of pairs of texts'),
    (b'{"id": "\\ud800", "question": 1}', "\ud800", 'each line needs "question", a text'),
]
#: Lines that are odd, and answered.
ODD = [
    (b"\xef\xbb\xbf" + GOOD, "good"),
    (GOOD.replace(b"agreed", b"agreed \\ud800"), "good"),
    (GOOD.replace(b"agreed", b"agreed \xff\xfe"), "good"),
    (GOOD.replace(b"agreed", b"agreed \\u0000"), "good"),
    (GOOD.replace(b'"good"', b'"\\udfff"'), "\udfff"),
    (GOOD.replace(b"{", b'{"more": ' + b"[" * 500 + b"]" * 500 + b", "), "good"),
    (GOOD.replace(b"}", b', "history": null}'), "good"),
    (b"  " + GOOD + b"\r", "good"),
]


@pytest.mark.parametrize("command", ["ask", "search"])
def test_lines_that_are_no_question_are_told_and_the_rest_is_answered(matters: Door, built: Path, command: str) -> None:
    rows = [row[0] for row in LINES] + [b"", b"  "] + [row[0] for row in ODD]
    code, out, err = matters(command, "--jsonl", "--index", built, given=b"\n".join(rows))
    assert code == 1
    told = [json.loads(line) for line in out]
    assert [t["id"] for t in told] == [row[1] for row in (*LINES, *ODD)]
    for place, (_, _, said) in enumerate(LINES):
        assert told[place]["error"].startswith(said)
        assert err[place] == f"matters: line {place + 1}: {told[place]['error']}"
    assert len(err) == len(LINES)
    assert ["error" in t for t in told[len(LINES) :]] == [False] * len(ODD)


def test_standard_input_that_is_closed(
    capsys: pytest.CaptureFixture[str], built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert cli.main(["ask", "--jsonl", "--index", str(built)]) == 1
    assert capsys.readouterr() == ("", "matters: standard input is closed; give the lines there\n")


WRONG = [
    (("ask",), "there is no question; write it in quotation marks, or use --jsonl"),
    (("actions", "--since", "2018-02-30"), "'2018-02-30' is no date; write it as 2018-04-27"),
    (("meetings", "--until", "last May"), "'last May' is no date; write it as 2018-04-27"),
    (("ui", "--port", "99999"), "'99999' is no port; give a number from 0 (any free one) to 65535"),
    (("ui", "--port", "-1"), "'-1' is no port"),
    (("ui", "--port", "http"), "'http' is no port"),
    (("text", "minutes.txt", "--page", "two"), "invalid int value: 'two'"),
    (("text",), "document"),
    (("ingest",), "folder"),
    ((), "COMMAND"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG, ids=[" ".join(row[0]) for row in WRONG])
def test_wrong_usage_is_told_before_anything_is_opened(matters: Door, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = matters(*arguments)
    assert (code, out) == (2, [])
    assert said in err[-1]


# ---------------------------------------------------------------- surroundings, each a process of its own


def process(*arguments: str | Path, cwd: Path, plain: bool = False, **environment: str) -> tuple[int, str, list[str]]:
    """Run the command in a process: exit code, standard output, lines of standard error."""
    return in_python("-m", "cli", *arguments, cwd=cwd, plain=plain, **environment)


def in_python(*arguments: str | Path, cwd: Path, plain: bool = False, **environment: str) -> tuple[int, str, list[str]]:
    """Run Python over the project. plain: without the rights by which root may read and write everything."""
    held = {k: v for k, v in os.environ.items() if not k.startswith(("MATTERS_", "PYTHON", "LC_", "LANG"))}
    home = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(cwd)}
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env=held | home | environment,
        capture_output=True,
        timeout=120,
        check=False,
        preexec_fn=_without_rights if plain else None,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode().splitlines()


PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def _without_rights() -> None:
    for right in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, right, 0, 0, 0)


def test_a_locale_without_utf8(tmp_path: Path, built: Path) -> None:
    saltmere.write(tmp_path / "café", {"Siân.txt": saltmere.minutes()})
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    code, out, err = process("ingest", "café", "--index", "index", cwd=tmp_path, **plain)
    assert (code, err) == (0, [])
    assert became(out.splitlines()) == {"Siân.txt": "new"}
    asked = "What was agreed on mooring fees, Siân?"
    code, out, err = process("ask", asked, "--json", "--index", built, cwd=tmp_path, **plain)
    assert (code, err) == (0, [])
    assert json.loads(out)["question"] == asked
    assert "£212" in json.loads(out)["answer"]


@pytest.fixture
def locked() -> Iterator[Callable[[Path, int], None]]:
    """Takes rights from paths, and gives them back at the end."""
    if sys.platform != "linux":
        pytest.skip("rights are taken away as Linux does it")
    held: list[tuple[Path, int]] = []

    def take(path: Path, mode: int) -> None:
        held.append((path, path.stat().st_mode))
        path.chmod(mode)

    yield take
    for path, mode in reversed(held):
        path.chmod(mode)


def test_what_may_not_be_read_is_told_and_stays_as_it_was(
    tmp_path: Path, home: Path, index: Path, matters: Door, locked: Callable[[Path, int], None]
) -> None:
    (home / "closed").mkdir()
    for name in ("shut.txt", "closed/one.txt", "closed/two.txt"):
        (home / name).write_text(LAMPS.replace("lamps", name))
    assert matters("ingest", home, "--index", index)[0] == 0
    (home / "minutes.txt").write_text(saltmere.minutes("21 March 2019"))
    locked(home / "shut.txt", 0)
    locked(home / "closed", 0)
    code, out, err = process("ingest", home, "--index", index, cwd=tmp_path, plain=True)
    assert (code, err) == (0, [])
    assert became(out.splitlines()) == {
        "minutes.txt": "changed",
        "shut.txt": "failed",
        "closed/one.txt": "failed",
        "closed/two.txt": "failed",
    }
    assert problems(out.splitlines()) == [
        "closed: left out: the folder cannot be listed (Permission denied)",
        "shut.txt: cannot be opened: Permission denied",
        "closed/one.txt: cannot be looked at now; kept as it was",
        "closed/two.txt: cannot be looked at now; kept as it was",
    ]
    assert len([x for x in matters("papers", "--index", index)[1] if x[:1] != " "]) == 4


def test_a_folder_that_may_not_be_read(
    tmp_path: Path, home: Path, index: Path, locked: Callable[[Path, int], None]
) -> None:
    locked(home, 0)
    code, out, err = process("ingest", home, "--index", index, cwd=tmp_path, plain=True)
    assert (code, out) == (1, "")
    assert err == [f"matters: {home}: the folder cannot be listed: Permission denied"]


def test_a_place_that_may_not_be_written(tmp_path: Path, home: Path, locked: Callable[[Path, int], None]) -> None:
    (tmp_path / "place").mkdir()
    locked(tmp_path / "place", 0o555)
    code, out, err = process("ingest", home, "--index", tmp_path / "place" / "index", cwd=tmp_path, plain=True)
    assert (code, out, len(err)) == (1, "", 1)
    assert err[0].endswith("the index cannot be opened: Permission denied")


@pytest.fixture
def only_to_read(home: Path, index: Path, encoder: Encoder, locked: Callable[[Path, int], None]) -> Path:
    """An index that may only be read, as on a medium that was burnt or mounted so; nobody had it open."""
    saltmere.ingest(home, index / wiring.BUILT, encoder)
    for path in (*index.rglob("*"), index):
        locked(path, 0o555 if path.is_dir() else 0o444)
    return index


def test_an_index_that_may_only_be_read_is_asked(tmp_path: Path, only_to_read: Path) -> None:
    index = only_to_read
    before = sorted(p.name for p in (index / wiring.BUILT).iterdir())
    code, out, err = process("ask", ASKED, "--index", index, cwd=tmp_path, plain=True)
    assert (code, err) == (0, [])
    assert "£212" in out
    assert sorted(p.name for p in (index / wiring.BUILT).iterdir()) == before


def test_an_index_that_may_only_be_read_takes_nothing_in(tmp_path: Path, home: Path, only_to_read: Path) -> None:
    code, out, err = process("ingest", home, "--index", only_to_read, cwd=tmp_path, plain=True)
    assert (code, out, len(err)) == (1, "", 1)
    assert str(only_to_read) in err[0]


def test_a_program_asks_an_index_that_may_only_be_read(tmp_path: Path, only_to_read: Path) -> None:
    """A door that stays open, as the page does: it would open Chroma too."""
    code = (
        f"import matters_arising; shelf = matters_arising.open_shelf({str(only_to_read)!r});"
        f"print(shelf.ask({ASKED!r}).text)"
    )
    done = in_python("-c", code, cwd=tmp_path, plain=True)
    assert (done[0], done[2]) == (0, [])
    assert "£212" in done[1]
