"""Papers of a board that does not exist, the Harbour Wardens of Saltmere, and how tests put them on a shelf."""

from __future__ import annotations

import socket
import time
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path

import httpx
from fpdf import FPDF

from index import shelf as shelves
from index.embedding import Encoder
from index.shelf import Offer, PaperNews, Read, Shelf, ToldPages
from ingest import library
from ingest.grammar import furniture
from ingest.grammar.furniture import Line
from ingest.library import Reading
from ingest.record import Document, Page

COUNCIL = "Saltmere Borough Council"
COMMITTEE = "Harbour Wardens Committee"
TOML = f'[collection]\nid = "saltmere"\nname = "Harbour papers"\norganisation = "{COUNCIL}"\nbody = "{COMMITTEE}"\n'

ROLL = (
    "Present:",
    "Cllr Ada Penrose (Chairman)\tSaltmere Borough Council",
    "Mr Tobias Quill\tSafety Officer\tPort of Saltmere",
    "Ms Imogen Tarrant\tLiaison Officer\tCoastal Agency",
    "Dorcas Hale\tFriends of the Quay",
)
ITEMS = (
    ("WELCOME", "The Chairman welcomed everybody to the Net Loft."),
    ("APOLOGIES FOR ABSENCE", "Apologies were received from Mr Edwin Marsh of the Rowing Club and Ruth Kerrow."),
    (
        "MINUTES OF THE LAST MEETING",
        "RESOLVED that the minutes of the meeting held on 8 November 2018 be approved, subject to a spelling.",
    ),
    (
        "MOORING FEES",
        "Mr Quill reported that forty boats had paid late. He would write to them before the next meeting. [ACTION]\n"
        "The Committee agreed a fee of £212 for the season.",
    ),
    (
        "PONTOON REPAIRS",
        "Ms Tarrant explained that the eastern pontoon was leaking at three joints.\nAction: Ms Tarrant, Mr Quill\n"
        "The Planning Committee had approved the works.",
    ),
    (
        "SEALS ON THE SLIPWAY",
        "Dorcas Hale said that the seals had returned, and that walkers were keeping their dogs on leads.",
    ),
    ("DATE OF NEXT MEETING", "Thursday 13 June, 6.30 pm.\nThe meeting ended at 8.05 pm"),
)


def minutes(
    day: str = "14 March 2019",
    items: Sequence[tuple[str, str]] = ITEMS,
    *,
    roll: Sequence[str] = ROLL,
    top: Sequence[str] = (),
    dot: str = "",
) -> str:
    """Return the text of minutes: a head with its roll, then numbered items in capitals. `dot` follows each number."""
    head = [
        *top,
        f"Minutes of the {COMMITTEE}",
        f"Held on Thursday {day} at 6.30 pm",
        "The Net Loft, Quay Street",
        *roll,
    ]
    body = [f"{number}{dot} {title}\n{text}" for number, (title, text) in enumerate(items, 1)]
    return "\n\n".join(["\n".join(head), *body]) + "\n"


def report(title: str, body: str, day: str = "13 June 2019", top: Sequence[str] = ()) -> str:
    """Return the text of a report to the committee, with its fields."""
    fields = [f"Report name: {title}", f"Meeting date: {day}", "Report author: Tobias Quill, Safety Officer"]
    return "\n".join([*top, *fields, "", body]) + "\n"


ORDER = (
    "1. Welcome",
    "2. Minutes of the previous meeting (Pages 3 - 4)",
    "3. Apologies for absence",
    "4. Pontoon repairs (Pages 5 - 6)",
    "5. Seal watch (Pages 7 - 8)",
    "6. Date of next meeting",
)


def pack(papers: Sequence[str], *, order: Sequence[str] = ORDER, inside: str = "") -> str:
    """Return the text of an agenda pack for 13 June 2019: front sheet, order of business, minutes if any, papers."""
    front = [
        COMMITTEE,
        "Date and time",
        "Thursday 13 June 2019 at 6.30 pm",
        "Venue",
        "The Net Loft, Quay Street",
        f"To: Members of the {COMMITTEE}",
        "Chair: Ada Penrose",
        "ORDER OF BUSINESS",
        *order,
    ]
    return "\n\n".join(["\n".join(front), *([inside] if inside else []), *papers])


def embedded(day: str = "14 March 2019", items: Sequence[tuple[str, str]] = ITEMS) -> str:
    """Return minutes as a pack encloses them, ending with the words by which a pack knows their end."""
    return minutes(day, items).replace(
        f"Minutes of the {COMMITTEE}", f"Minutes of the {COMMITTEE} meeting held on {day}", 1
    )


ANNUAL = """Harbour Wardens Committee Annual Report
1 April 2021 to 31 March 2022
1. Introduction
1.1 The wardens kept watch on 211 days of the year.
1.2 Two new boats came into service.
2. Rescues
2.1 Summer
2.1.1 Eleven swimmers were brought ashore in the summer.
2.1.2 None of them was hurt.
2.2 Winter
2.2.1 One trawler was towed in during the winter gale.
"""
SUMMARY = """Saltmere Watch
Harbour Wardens Committee - 12 September 2023
This page is an AI-generated summary and no official record.
Summary
The wardens spoke about the new lamp on the breakwater and heard that it had failed twice.
"""
PLAIN = """Notes on ropes
Hemp rots where it lies wet, and nylon frays where it rubs on stone.
A rope that was left out in the winter of 2016 parted under load.
"""


#: Lines of every kind that papers hold, of no meaning together.
SCRAPS = (
    "",
    "  ",
    "12",
    "4",
    "3.1 Ropes",
    "• a bullet",
    "ROPES",
    "Month\tBoats",
    "May\t12",
    "[ACTION]",
    "Action: Mr Quill",
    "AGENDA ITEM 4",
    "and on.",
    "A sentence of some length that was broken because its line was",
    "Short. ",
    "4 MOORING FEES",
    "(in brackets)",
    "Page 3 of 9",
    "1. Welcome (Pages 1 - 2)",
    "2. Ropes and Nets",
    "Present:",
    "Cllr Ada Penrose (Chairman)",
    "14 March 2019",
    "Report name: Ropes",
    "Report author: Mr Quill",
    "Minutes of the meeting held on 8 May 2018",
    "The meeting ended at 9.05 pm",
    "This page is intentionally left blank",
    "Presentation to the Harbour Wardens Committee",
    "Ropes ........ 4",
    "NOT FOR PUBLICATION",
    "RESOLVED that the fee be £3.",
    "Mr Quill would write to the port.",
    "Apologies were received from Ruth Kerrow.",
)


def write(folder: Path, papers: dict[str, str], toml: str = TOML) -> Path:
    """Write papers into a folder, text by name, with a `corpus.toml`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "corpus.toml").write_text(toml, encoding="utf-8")
    for name, text in papers.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def pdf(path: Path, pages: Sequence[str]) -> Path:
    """Write a PDF with a page for each text, a drawn line for each of its lines."""
    out = FPDF()
    out.set_auto_page_break(False)
    for page in pages:
        out.add_page()
        out.set_font("Helvetica", size=9)
        for line in page.split("\n"):
            out.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
    out.output(str(path))
    return path


def readings(folder: Path) -> dict[str, Reading]:
    """Return every paper of a folder as read, by relative path."""
    found = library.open_folder(folder)
    return {p.relative: library.read(p, found.collection, library.file_hash(p.path)) for p in found.papers}


def document(folder: Path, text: str, name: str = "paper.txt") -> Document:
    """Return the document that one text makes as a paper of the committee."""
    read = readings(write(folder, {name: text}))[name].document
    assert read is not None
    return read


def lines(*pages: str) -> tuple[str, tuple[Line, ...]]:
    """Return the whole text of pages and their lines, as a reader and the furniture rules give them."""
    made = tuple(Page(n, text) for n, text in enumerate(pages, 1))
    starts = [sum(len(p) + 1 for p in pages[:n]) for n in range(len(pages))]
    return "\n".join(pages), furniture.lines(made, tuple(starts))


class Silent:
    """A reporter that nobody listens to."""

    def stage(self, name: str, total: int) -> None: ...

    def more(self, count: int) -> None: ...

    def step(self, count: int) -> None: ...

    def doing(self, what: str) -> None: ...


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def deaf_port() -> socket.socket:
    """Return a socket that takes calls and never answers."""
    one = socket.socket()
    one.bind(("127.0.0.1", 0))
    one.listen(64)
    return one


def wait_for(address: str, seconds: float = 60.0) -> None:
    """Wait until an address on this machine answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            httpx.get(address, timeout=2).raise_for_status()
            return
        except httpx.HTTPError:
            assert time.monotonic() < end, address
            time.sleep(0.2)


def offers(folder: Path, order: Iterable[str] | None = None) -> tuple[list[Offer], Read]:
    """Return a folder's papers as a shelf takes them, in an order if one is given, and what reads them here."""
    found = library.open_folder(folder)
    by_name = {p.relative: p for p in found.papers}

    def read(asked: Sequence[Offer], _told: ToldPages) -> Generator[shelves.Reading, None, None]:
        for offer in asked:
            reading = library.read(by_name[offer.path], found.collection, offer.sha256)
            yield reading.document, reading.problems

    names = order or by_name
    return [Offer(n, library.file_hash(by_name[n].path), repr(by_name[n].hints)) for n in names], read


def ingest(
    folder: Path, index: Path, encoder: Encoder, order: Iterable[str] | None = None, *, today: str = ""
) -> tuple[PaperNews, ...]:
    """Take a folder in as `wiring.ingest` does, with a model that is already loaded, on some day."""
    shelf = Shelf(index, lambda: encoder, write=True)
    try:
        return shelf.ingest(library.open_folder(folder).collection, *offers(folder, order), Silent(), today=today)
    finally:
        shelf.close()
