"""A pack of many papers, bound as councils' systems bind them: bench/pack.py FOLDER [--pages 400]

FOLDER holds the papers of one meeting as PDFs; those of one item share the code that their names begin with. They are
bound into one file behind a front sheet, in three ways: with an outline and stamps, with stamps alone, with an outline
alone. For each it says which parts were cut right (where they begin, of what kind, of which item), the pages a second
of reading beside plain extraction of the same file, and the memory that reading takes. Nothing of it is kept.
"""

from __future__ import annotations

import argparse
import io
import re
import resource
import subprocess
import sys
import tempfile
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF
from pypdf import PageObject, PdfReader, PdfWriter

sys.path[:0] = [root] if (root := str(Path(__file__).resolve().parent.parent)) not in sys.path else []

from ingest import library  # noqa: E402
from ingest.record import Document, Kind  # noqa: E402

#: What is asked: so much of plain extraction's speed, and less memory than this, in MiB.
SPEED, MEMORY = 0.6, 1024
#: Pages of a bound pack by default.
PAGES = 400
#: The body and day on the front sheet: nobody's.
BODY, DAY = "Harbour Works Committee", "13/06/2019"
#: How a pack is bound: with an outline, with stamps.
WAYS = {"outline and stamps": (True, True), "stamps alone": (False, True), "outline alone": (True, False)}
BLANK = "This page is intentionally left blank"

_CODE = re.compile(r"^\d\d-\d{5}")
_ATTACHED = re.compile(r"\b(?:appendix|annex|eqia|equality|p?rod|record of decision)\b", re.IGNORECASE)
_MINUTES = re.compile(r"\bminutes\b", re.IGNORECASE)
_LEFT_OUT = re.compile(r"\b(?:agenda|frontsheet)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bound:
    """A paper that is bound in: its pages, its item and title, and the kinds that it may fairly be called."""

    pages: Sequence[PageObject]
    item: int
    title: str
    kinds: frozenset[Kind]
    first: bool


@dataclass(frozen=True, slots=True)
class Begins:
    """Where a part begins: the index of its page, the kinds it may be called, its item ("" for the front sheet)."""

    page: int
    kinds: frozenset[Kind]
    item: str


# ---------------------------------------------------------------- binding


def papers_of(folder: Path, most: int) -> list[Bound]:
    """Return a folder's papers in the order they are bound in, up to so many pages: by item, its report first."""
    groups: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*.pdf")):
        if not _LEFT_OUT.search(path.name):
            code = _CODE.match(path.name)
            key = "minutes" if _MINUTES.search(path.name) else code[0] if code else "others"
            groups.setdefault(key, []).append(path)
    order = sorted(groups, key=lambda key: (key != "minutes", key == "others", key))
    out: list[Bound] = []
    left = most
    for item, key in enumerate(order, 2):
        first = True
        for path in sorted(groups[key], key=lambda p: (_attached(p), p.name)):
            reader = PdfReader(path)
            pages = reader.pages
            bound = str((reader.metadata or {}).get("/Title") or "").startswith("(")  # a pack already, with stamps
            if len(pages) <= left and not bound:
                left -= len(pages)
                out.append(Bound(pages, item, " ".join(path.stem.split()), _kinds(path, first=first), first))
                first = False
    return out


def _attached(path: Path) -> bool:
    return bool(_ATTACHED.search(path.stem))


def _kinds(path: Path, *, first: bool) -> frozenset[Kind]:
    """Return what a paper may be called. A second report of an item is fairly an appendix to the first."""
    if _MINUTES.search(path.name):
        return frozenset({Kind.MINUTES})
    if _attached(path):
        return frozenset({Kind.APPENDIX})
    return frozenset({Kind.REPORT}) if first else frozenset({Kind.REPORT, Kind.APPENDIX, Kind.SLIDES})


def bind(papers: Sequence[Bound], target: Path, *, outlined: bool, stamped: bool) -> list[Begins]:
    """Write a pack and return where its parts begin: a front sheet, then each paper on a right-hand page."""
    starts, place = [], 0
    for one in papers:
        starts.append(place)
        place += len(one.pages) + len(one.pages) % 2
    writer = PdfWriter()
    for page in _sheet(_front(papers, starts)):
        writer.add_page(page)
    front = len(writer.pages)
    begins = [Begins(0, frozenset({Kind.AGENDA}), "")]
    if outlined:
        writer.add_metadata({"/Title": f"(Public Pack)Agenda Document for {BODY}, {DAY} 10:00"})
        writer.add_outline_item(title="Agenda", page_number=0)
    parent = None
    for one, start in zip(papers, starts, strict=True):
        begins.append(Begins(front + start, one.kinds, str(one.item)))
        for number, page in enumerate(one.pages):
            added = writer.add_page(page)
            if stamped:
                item = one.item if one.first and number == 0 else None
                added.merge_page(_stamps(added, start + number + 1, item))
        if len(one.pages) % 2:
            writer.add_page(next(_sheet([BLANK])))
        if outlined:
            title = f"{one.item} {one.title}" if one.first else one.title
            made = writer.add_outline_item(title=title, page_number=front + start, parent=None if one.first else parent)
            parent = made if one.first else parent
    with target.open("wb") as stream:
        writer.write(stream)
    return begins


def _front(papers: Sequence[Bound], starts: Sequence[int]) -> Iterator[str]:
    """Yield the lines of a front sheet that lists the items with their pages."""
    yield from ("AGENDA", BODY.upper(), "Thursday, 13th June, 2019, at 10.00 am", "UNRESTRICTED ITEMS", "1. Apologies")
    for item in sorted({one.item for one in papers}):
        held = [(one, start) for one, start in zip(papers, starts, strict=True) if one.item == item]
        last = held[-1][1] + len(held[-1][0].pages)
        yield f"{item}. {held[0][0].title[:60]} (Pages {held[0][1] + 1} - {last})"


def _sheet(lines: Iterable[str]) -> Iterator[PageObject]:
    """Yield pages with lines of text."""
    drawn = FPDF()
    drawn.set_font("Helvetica", size=11)
    drawn.add_page()
    for line in lines:
        drawn.cell(0, 7, line.encode("latin-1", "replace").decode("latin-1"), new_x="LMARGIN", new_y="NEXT")
    yield from PdfReader(io.BytesIO(bytes(drawn.output()))).pages


def _stamps(page: PageObject, number: int, item: int | None) -> PageObject:
    """Return the stamps of a page: its number below, on an item's first page the item at the top right."""
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    drawn = FPDF(unit="pt", format=(width, height))
    drawn.set_auto_page_break(False)
    drawn.set_font("Helvetica", size=10)
    drawn.add_page()
    drawn.text(width / 2 - 20, height - 12, f"Page {number}")
    if item is not None:
        drawn.text(width - 110, 20, f"Agenda Item {item}")
    return PdfReader(io.BytesIO(bytes(drawn.output()))).pages[0]


# ---------------------------------------------------------------- what came of it


def found_in(document: Document) -> list[tuple[int, Kind, str]]:
    """Return where each part of a document begins, with its kind and its item."""
    starts, place = [], 0
    for page in document.pages:
        starts.append(place)
        place += len(page.text) + 1
    return [(bisect_right(starts, p.span.start) - 1, p.kind, p.agenda_number or "") for p in document.parts]


def faults(begins: Sequence[Begins], found: Sequence[tuple[int, Kind, str]]) -> list[str]:
    """Return what is wrong with the parts that were found, one line each."""
    by_page = {page: (kind, item) for page, kind, item in found}
    out = []
    for one in begins:
        got = by_page.pop(one.page, None)
        if got is None:
            out.append(f"page {one.page + 1}: no part begins (item {one.item})")
        elif got[0] not in one.kinds or got[1] != one.item:
            wanted = " or ".join(sorted(kind.value for kind in one.kinds))
            out.append(f"page {one.page + 1}: {got[0].value} of item {got[1]}, not {wanted} of item {one.item}")
    return out + [f"page {page + 1}: a part begins within a paper" for page in sorted(by_page)]


def read(path: Path) -> library.Reading:
    """Return a pack as it is read when its folder is taken in."""
    folder = library.open_folder(path.parent)
    paper = next(one for one in folder.papers if one.path == path)
    return library.read(paper, folder.collection, library.file_hash(path))


def _plain(path: Path) -> int:
    return sum(len(page.extract_text() or "") for page in PdfReader(path).pages)


def _measured(what: str, path: Path) -> tuple[float, float]:
    """Return the seconds that a process of its own takes to read a file, and its peak memory in MiB."""
    run = subprocess.run([sys.executable, __file__, what, str(path)], capture_output=True, text=True, check=True)
    seconds, memory = run.stdout.split()
    return float(seconds), float(memory)


def _measure(what: str, path: Path) -> None:
    started = time.process_time()  # the machine may be shared
    if what == "--plain":
        _plain(path)
    else:
        read(path)
    print(time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--pages", type=int, default=PAGES)
    told = asked.parse_args()
    papers = papers_of(told.folder, told.pages)
    short = False
    with tempfile.TemporaryDirectory() as place:
        for way, (outlined, stamped) in WAYS.items():
            path = Path(place).resolve() / way.replace(" ", "-") / "pack.pdf"
            path.parent.mkdir()
            begins = bind(papers, path, outlined=outlined, stamped=stamped)
            reading = read(path)
            wrong = faults(begins, found_in(reading.document)) if reading.document else ["it was not read"]
            missed = sum(not line.endswith("within a paper") for line in wrong)
            count = len(PdfReader(path).pages)
            plain, _ = _measured("--plain", path)
            ours, memory = _measured("--read", path)
            print(f"{way}: {count} pages, {len(begins) - missed} of {len(begins)} parts right")
            print("\n".join(f"  {line}" for line in wrong) or "  nothing wrong")
            print(
                f"  {count / ours:.1f} pages a second, plain extraction {count / plain:.1f}: {plain / ours:.2f} of it"
            )
            print(f"  peak memory {memory:.0f} MiB", flush=True)
            short |= plain / ours < SPEED or memory > MEMORY
    if short:
        sys.exit(f"slower than {SPEED} of plain extraction, or over {MEMORY} MiB")


if __name__ == "__main__":
    if sys.argv[1:2] in (["--plain"], ["--read"]):
        _measure(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
