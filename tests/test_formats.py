"""From files to documents: invented papers in every format, files that are broken, and the structure of real papers."""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
import saltmere
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from index import cutting
from index.embedding import Encoder
from index.passage import Passage
from ingest import formats, library, readers
from ingest.errors import FolderError, ReadError, SettingsError
from ingest.grammar import furniture
from ingest.grammar.furniture import Line
from ingest.record import Access, Authority, DecisionType, Document, Item, Kind, Page, Part, Shape, Status, fold, quote

D = date


def kinds(document: Document) -> list[str]:
    return [p.kind.value for p in document.parts]


def numbered(part: Part) -> list[Item]:
    return [i for i in part.items if i.number]


def said(document: Document, item: Item) -> str:
    return " | ".join(quote(document.text, p.spans) for p in item.paragraphs)


def problems(folder: Path) -> list[str]:
    return [str(p) for reading in saltmere.readings(folder).values() for p in reading.problems]


# ---------------------------------------------------------------- the formats, as text


def test_minutes(tmp_path: Path) -> None:
    made = saltmere.document(tmp_path, saltmere.minutes())
    (part,) = made.parts
    assert (part.kind, part.authority, part.status, part.access) == (
        Kind.MINUTES,
        Authority.RECORD,
        Status.UNKNOWN,
        Access.PUBLIC,
    )
    assert part.meeting
    assert part.meeting.date == D(2019, 3, 14)
    assert part.body.name == saltmere.COMMITTEE
    assert [(i.number, i.title) for i in numbered(part)] == [(str(n), t) for n, (t, _) in enumerate(saltmere.ITEMS, 1)]
    assert (part.time, part.ended, part.venue) == ("6.30 pm", "8.05 pm", "The Net Loft, Quay Street")
    assert (part.approves, part.next_date) == (D(2018, 11, 8), D(2019, 6, 13))
    assert part.roll.chair
    assert part.roll.chair.name == "Cllr Ada Penrose"
    assert [(p.name, p.role) for p in part.roll.present][1:] == [
        ("Mr Tobias Quill", "Safety Officer"),
        ("Ms Imogen Tarrant", "Liaison Officer"),
        ("Dorcas Hale", ""),
    ]
    assert [p.name for p in part.roll.apologies] == ["Mr Edwin Marsh", "Ruth Kerrow"]


def test_actions_and_decisions_of_minutes(tmp_path: Path) -> None:
    made = saltmere.document(tmp_path, saltmere.minutes())
    by_number = {i.number: i for i in made.parts[0].items}
    (written,) = by_number["4"].actions
    assert (written.owners, written.people, written.due_by) == (("Mr Quill",), ("Tobias Quill",), D(2019, 6, 13))
    (both,) = by_number["5"].actions
    assert (both.people, both.due) == (("Imogen Tarrant", "Tobias Quill"), None)
    assert [(d.verb, d.type.value) for d in by_number["3"].decisions] == [("resolved", "formal")]
    assert [d.text for d in by_number["4"].decisions] == ["The Committee agreed a fee of £212 for the season."]


def test_a_decision_sheet(tmp_path: Path) -> None:
    text = saltmere.minutes().replace("Minutes of", "Decisions of", 1)
    (part,) = saltmere.document(tmp_path, text).parts
    assert (part.kind, part.authority) == (Kind.DECISIONS, Authority.RECORD)
    assert len(numbered(part)) == len(saltmere.ITEMS)


def test_draft_minutes(tmp_path: Path) -> None:
    (part,) = saltmere.document(tmp_path, saltmere.minutes(top=["DRAFT"])).parts
    assert part.status is Status.DRAFT


def test_numbers_alone_on_their_lines(tmp_path: Path) -> None:
    text = saltmere.minutes()
    for n, (title, _) in enumerate(saltmere.ITEMS, 1):
        text = text.replace(f"{n} {title}\n", f"{n}\n\n{title}\n\n")
    assert [i.title for i in numbered(saltmere.document(tmp_path, text).parts[0])] == [t for t, _ in saltmere.ITEMS]


def test_a_numbered_list_inside_an_item_makes_no_items(tmp_path: Path) -> None:
    items = list(saltmere.ITEMS)
    items[4] = ("PONTOON REPAIRS", "Three works were named:\n1. New Joints\n2. New Planks\n3. New Lamp")
    assert len(numbered(saltmere.document(tmp_path, saltmere.minutes(items=items)).parts[0])) == len(items)


def test_minutes_without_numbers_are_one_item_with_a_problem(tmp_path: Path) -> None:
    told = "The lamp is out. Mr Quill would write to the port. [ACTION]"
    text = f"Minutes of the {saltmere.COMMITTEE}\nHeld on 14 March 2019\n\n{told}\n"
    saltmere.write(tmp_path, {"m.txt": text})
    (reading,) = saltmere.readings(tmp_path).values()
    assert reading.document
    assert len(reading.document.parts[0].items) == 1
    assert ["no numbered items" in str(p) for p in reading.problems] == [True]


def test_a_pack_whose_minutes_collide_with_its_own_numbers(tmp_path: Path) -> None:
    papers = [
        saltmere.report("Pontoon repairs", "The eastern joints leak."),
        saltmere.report("Seal watch", "Twelve seals were counted."),
    ]
    made = saltmere.document(tmp_path, saltmere.pack(papers, inside=saltmere.embedded()))
    assert kinds(made) == ["agenda", "minutes", "report", "report"]
    agenda, enclosed, pontoon, seals = made.parts
    assert [p.meeting.date if p.meeting else None for p in made.parts] == [
        D(2019, 6, 13),
        D(2019, 3, 14),
        D(2019, 6, 13),
        D(2019, 6, 13),
    ]
    assert [p.authority.value for p in made.parts] == ["paper", "record", "paper", "paper"]
    assert (enclosed.status, enclosed.agenda_number) == (Status.DRAFT, "2")
    assert [i.number for i in numbered(agenda)] == [str(n) for n in range(1, 7)]
    assert [i.title for i in numbered(enclosed)] == [t for t, _ in saltmere.ITEMS]
    assert [(p.agenda_number, p.title) for p in (pontoon, seals)] == [("4", "Pontoon repairs"), ("5", "Seal watch")]
    assert all(i.number == "5" for i in seals.items)
    assert "Twelve seals" in said(made, seals.items[-1])
    assert [a.span.end <= b.span.start for a, b in zip(made.parts, made.parts[1:], strict=False)] == [True] * 3


def test_an_appendix_that_begins_a_page_is_a_part_of_its_own(tmp_path: Path) -> None:
    appendix = "Appendix A\nStrategy for Ropes\n2019 - 2022\n\nHemp is to be given up by the end of the third year.\n"
    papers = [saltmere.report("Pontoon repairs", "Enclosures: Appendix A\nThe eastern joints leak."), "\f" + appendix]
    made = saltmere.document(tmp_path, saltmere.pack(papers))
    assert len(made.parts) == 3
    assert kinds(made)[:2] == ["agenda", "report"]
    assert [(p.agenda_number, "Hemp" in p.span.of(made.text)) for p in made.parts[1:]] == [("4", False), ("4", True)]


def test_a_title_over_two_lines_is_whole(tmp_path: Path) -> None:
    items = list(saltmere.ITEMS)
    items[4] = (
        "PONTOON REPAIRS AND THE RENEWAL OF THE JOINTS ALONG THE EASTERN\nARM OF THE HARBOUR",
        "It leaks at three joints.",
    )
    (part,) = saltmere.document(tmp_path, saltmere.minutes(items=items)).parts
    assert numbered(part)[4].title == fold(items[4][0])


def test_the_front_sheet_of_a_pack(tmp_path: Path) -> None:
    agenda = saltmere.document(tmp_path, saltmere.pack([saltmere.report("Pontoon repairs", "The joints leak.")])).parts[
        0
    ]
    assert (agenda.time, agenda.venue) == ("6.30 pm", "The Net Loft, Quay Street")
    assert agenda.roll.chair
    assert agenda.roll.chair.name == "Ada Penrose"
    assert [i.title for i in numbered(agenda)][1] == "Minutes of the previous meeting"


def test_annual_report(tmp_path: Path) -> None:
    made = saltmere.document(tmp_path, saltmere.ANNUAL)
    (part,) = made.parts
    assert (part.kind, part.authority, part.meeting) == (Kind.ANNUAL_REPORT, Authority.PAPER, None)
    assert part.period
    assert part.period.label == "2021-22"
    assert [(i.number, i.title) for i in numbered(part)] == [("1", "Introduction"), ("2", "Rescues")]
    labels = {p.label: p for p in part.items[-1].paragraphs}
    assert {"2.1", "2.1.1", "2.1.2", "2.2", "2.2.1"} <= labels.keys()
    assert labels["2.1"].shape is Shape.HEADING
    assert labels["2.1.1"].trail == ("2 Rescues", "2.1 Summer")


def test_sections_numbered_without_a_stop(tmp_path: Path) -> None:
    text = saltmere.ANNUAL.replace("\n1. ", "\n1 ").replace("\n2. ", "\n2 ")
    assert [i.number for i in numbered(saltmere.document(tmp_path, text).parts[0])] == ["1", "2"]


def test_a_third_partys_summary(tmp_path: Path) -> None:
    (part,) = saltmere.document(tmp_path, saltmere.SUMMARY).parts
    assert (part.kind, part.authority) == (Kind.SUMMARY, Authority.THIRD_PARTY)
    assert part.meeting
    assert part.meeting.date == D(2023, 9, 12)
    assert not any(i.actions or i.decisions for i in part.items)


def test_a_report_that_stands_alone(tmp_path: Path) -> None:
    body = (
        "1. Background\nThe pontoon was built in 1974.\n2. Recommendations\nThat the Committee approve the repairs.\n"
    )
    made = saltmere.document(tmp_path, saltmere.report("Pontoon repairs", body))
    (part,) = made.parts
    assert (part.kind, part.authority, part.meeting and part.meeting.date) == (
        Kind.REPORT,
        Authority.PAPER,
        D(2019, 6, 13),
    )
    assert [(i.number, i.title) for i in numbered(part)] == [("1", "Background"), ("2", "Recommendations")]
    assert [d.type.value for i in part.items for d in i.decisions] == ["recommendation"]
    assert (part.title, made.title) == ("Pontoon repairs", "Pontoon repairs")


def test_what_a_report_asks_for_is_read_with_the_list_that_follows(tmp_path: Path) -> None:
    body = (
        "1. Background\nThe pontoon was built in 1974.\n\nRecommendation(s):\n\n"
        "2. Recommendations\n\nThe Committee is asked to:\n\n(a) Agree the repairs.\n\n(b) Note the cost.\n\n"
        "3. Background papers\nNone.\n"
    )
    made = saltmere.document(tmp_path, saltmere.report("Pontoon repairs", body))
    (told,) = [d for i in made.parts[0].items for d in i.decisions]
    assert (told.type, told.verb) == (DecisionType.RECOMMENDED, "agree")
    assert fold(quote(made.text, told.spans)) == (
        "The Committee is asked to: (a) Agree the repairs. (b) Note the cost."
    )


@pytest.mark.parametrize(
    "sentence", ["The Planning Committee (PC) heard of the works.", "Yesterday the wardens met the council, and rowed."]
)
def test_a_sentence_about_another_body_does_not_name_the_paper(tmp_path: Path, sentence: str) -> None:
    (part,) = saltmere.document(tmp_path, saltmere.report("Pontoon repairs", f"{sentence}\nThe joints leak.")).parts
    assert part.body.name == saltmere.COMMITTEE


def test_an_unrecognised_paper_is_read_as_plain_with_a_problem(tmp_path: Path) -> None:
    saltmere.write(tmp_path, {"ropes.txt": saltmere.PLAIN})
    (reading,) = saltmere.readings(tmp_path).values()
    assert reading.document
    assert kinds(reading.document) == ["paper"]
    assert [str(p) for p in reading.problems] == [
        "ropes.txt: its layout is none that is known; it is read as a plain paper, under the headings that it has"
    ]
    assert "parted under load" in said(reading.document, reading.document.parts[0].items[-1])


# ---------------------------------------------------------------- restricted papers

SECRET = "The clerk was dismissed."
MARKS = [
    "NOT FOR PUBLICATION",
    "RESTRICTED",
    "Exempt",
    "Exempt information under paragraph 3 of Schedule 12A",
    "Not for publication by virtue of paragraph 1",
]


@pytest.mark.parametrize("mark", MARKS)
def test_a_marked_report_is_restricted(tmp_path: Path, mark: str) -> None:
    saltmere.write(tmp_path, {"r.txt": saltmere.report("Staffing", SECRET, top=[mark])})
    (reading,) = saltmere.readings(tmp_path).values()
    assert reading.document
    assert reading.document.parts[0].access is Access.RESTRICTED
    assert any("taken in as restricted" in str(p) for p in reading.problems)


def test_marked_minutes_are_restricted(tmp_path: Path) -> None:
    (part,) = saltmere.document(tmp_path, saltmere.minutes(top=["RESTRICTED MINUTES"])).parts
    assert part.access is Access.RESTRICTED


@pytest.mark.parametrize("where", ["above", "below"])
def test_only_the_marked_paper_of_a_pack_is_restricted(tmp_path: Path, where: str) -> None:
    marked = saltmere.report("Staffing", SECRET, top=["NOT FOR PUBLICATION"] if where == "above" else ())
    if where == "below":
        marked = marked.replace("Report author", "Status: NOT FOR PUBLICATION\nReport author")
    made = saltmere.document(tmp_path, saltmere.pack([saltmere.report("Pontoon repairs", "The joints leak."), marked]))
    found = {p.title: p.access.value for p in made.parts if p.kind is Kind.REPORT}
    assert found == {"Pontoon repairs": "public", "Staffing": "restricted"}
    hidden = next(p for p in made.parts if SECRET in p.span.of(made.text))
    assert hidden.access is Access.RESTRICTED


def test_a_mark_that_runs_at_the_head_of_every_page_is_seen(tmp_path: Path) -> None:
    pages = [
        saltmere.report("Staffing", SECRET),
        "More was told of it on this page.",
        "And here was the end of it all.",
    ]
    saltmere.pdf(saltmere.write(tmp_path, {}) / "r.pdf", [f"EXEMPT - NOT FOR PUBLICATION\n{p}" for p in pages])
    (reading,) = saltmere.readings(tmp_path).values()
    assert reading.document
    assert [p.access for p in reading.document.parts] == [Access.RESTRICTED]


def test_an_operator_can_restrict_a_paper(tmp_path: Path) -> None:
    toml = saltmere.TOML + '[papers."r.txt"]\naccess = "restricted"\n'
    saltmere.write(tmp_path, {"r.txt": saltmere.report("Ropes", "Hemp rots.")}, toml)
    (reading,) = saltmere.readings(tmp_path).values()
    assert reading.document
    assert reading.document.parts[0].access is Access.RESTRICTED


# ---------------------------------------------------------------- what is told from outside


@pytest.mark.parametrize(
    ("forced", "expected"),
    [("digest", Authority.DIGEST), ("third-party", Authority.THIRD_PARTY), ("record", Authority.PAPER)],
)
def test_an_authority_is_only_ever_lowered(tmp_path: Path, forced: str, expected: Authority) -> None:
    saltmere.write(
        tmp_path,
        {"r.txt": saltmere.report("Ropes", "Hemp rots.")},
        saltmere.TOML + f'[papers."r.txt"]\nauthority = "{forced}"\n',
    )
    (reading,) = saltmere.readings(tmp_path).values()
    assert reading.document
    assert reading.document.parts[0].authority is expected


def test_kind_date_title_and_address_from_outside(tmp_path: Path) -> None:
    toml = (
        saltmere.TOML
        + '[papers."r.txt"]\nkind = "slides"\ndate = 2020-02-29\ntitle = "Ropes"\nurl = "https://saltmere.example/r"\n'
    )
    saltmere.write(tmp_path, {"r.txt": saltmere.report("Nets", "Hemp rots.")}, toml)
    (reading,) = saltmere.readings(tmp_path).values()
    made = reading.document
    assert made
    assert (made.title, made.source.url, made.parts[0].kind) == ("Ropes", "https://saltmere.example/r", Kind.SLIDES)
    assert made.parts[0].meeting
    assert made.parts[0].meeting.date == D(2020, 2, 29)


BAD_TOML = [
    ('[papers."r.txt"]\ncolour = "red"\n', "unknown key 'colour'"),
    ('[papers."r.txt"]\nkind = "poem"\n', "poem"),
    ('[papers."r.txt"]\ndate = "soon"\n', "soon"),
    ("[papers\n", "cannot be read as TOML"),
    ('collection = "saltmere"\n', "collection"),
]


@pytest.mark.parametrize(("toml", "told"), BAD_TOML)
def test_a_bad_corpus_toml_is_refused(tmp_path: Path, toml: str, told: str) -> None:
    saltmere.write(tmp_path, {"r.txt": saltmere.PLAIN}, toml)
    with pytest.raises(SettingsError, match=told):
        library.open_folder(tmp_path)


# ---------------------------------------------------------------- pages


def test_minutes_as_a_pdf(tmp_path: Path) -> None:
    saltmere.pdf(saltmere.write(tmp_path, {}) / "m.pdf", [saltmere.minutes(dot=".").replace("\t", ", ")])
    (reading,) = saltmere.readings(tmp_path).values()
    assert reading.document
    (part,) = reading.document.parts
    assert [(i.number, i.title) for i in numbered(part)] == [(str(n), t) for n, (t, _) in enumerate(saltmere.ITEMS, 1)]
    assert {p.pages for i in part.items for p in i.paragraphs} == {(1, 1)}
    assert [p.name for p in part.roll.present] == [
        "Cllr Ada Penrose",
        "Mr Tobias Quill",
        "Ms Imogen Tarrant",
        "Dorcas Hale",
    ]


def test_minutes_as_a_pdf_whose_numbers_have_no_stop(tmp_path: Path) -> None:
    saltmere.pdf(saltmere.write(tmp_path, {}) / "m.pdf", [saltmere.minutes().replace("\t", ", ")])
    (reading,) = saltmere.readings(tmp_path).values()
    assert reading.document
    assert [i.title for i in numbered(reading.document.parts[0])] == [t for t, _ in saltmere.ITEMS]


def test_page_and_printed_page_are_both_kept(tmp_path: Path, encoder: Encoder) -> None:
    whole = saltmere.minutes(dot=".").replace("\t", ", ")
    first, rest = whole.split("4. MOORING", 1)
    second, third = f"4. MOORING{rest}".split("6. SEALS", 1)
    pages = [f"{p}\n{n}" for n, p in enumerate((first, second, f"6. SEALS{third}"), 41)]
    saltmere.pdf(saltmere.write(tmp_path, {}) / "m.pdf", pages)
    (reading,) = saltmere.readings(tmp_path).values()
    made = reading.document
    assert made
    assert [(p.number, p.printed) for p in made.pages] == [(1, "41"), (2, "42"), (3, "43")]
    by_number = {i.number: {p.pages for p in i.paragraphs} for i in made.parts[0].items}
    assert (by_number["1"], by_number["4"], by_number["6"]) == ({(1, 1)}, {(2, 2)}, {(3, 3)})
    found = cutting.cut(made, library.open_folder(tmp_path).collection, encoder.count)
    assert {(p.place.item, p.pages, p.printed) for p in found} >= {
        ("1", (1, 1), "41"),
        ("5", (2, 2), "42"),
        ("6", (3, 3), "43"),
    }


def test_an_item_that_begins_a_page_is_not_lost(tmp_path: Path) -> None:
    text = saltmere.minutes()
    for n, (title, _) in enumerate(saltmere.ITEMS, 1):
        feed = "\f" if n in (3, 5) else ""
        text = text.replace(f"{n} {title}\n", f"{feed}{n}\n\n{title}\n\n")
    assert [i.number for i in numbered(saltmere.document(tmp_path, text).parts[0])] == [str(n) for n in range(1, 8)]


def test_a_row_of_the_roll_that_was_wrapped_is_one_person(tmp_path: Path) -> None:
    roll = [
        *saltmere.ROLL[:-1],
        "Dorcas Hale\tRopes and Nets Lead\tSouth Area, Coastal Agency Lifeboat",
        "Company",
        "Edwin Marsh\tRowing Association",
    ]
    (part,) = saltmere.document(tmp_path, saltmere.minutes(roll=roll)).parts
    assert [p.name for p in part.roll.present][-2:] == ["Dorcas Hale", "Edwin Marsh"]


def test_pages_without_text_are_told_of(tmp_path: Path) -> None:
    saltmere.pdf(saltmere.write(tmp_path, {}) / "m.pdf", [saltmere.minutes(dot=".").replace("\t", ", "), ""])
    assert any("page 2" in p and "no text" in p for p in problems(tmp_path))


# ---------------------------------------------------------------- encodings

WORDS = "Cllr Siân’s café – £212 “for ropes”"
ENCODED = [
    ("utf-8", WORDS.encode()),
    ("utf-8 with mark", codecs.BOM_UTF8 + WORDS.encode()),
    ("utf-16 little", codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le")),
    ("utf-16 big", codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be")),
    ("cp1252", WORDS.encode("cp1252")),
]


@pytest.mark.parametrize("data", [d for _, d in ENCODED], ids=[n for n, _ in ENCODED])
def test_encodings(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    assert readers.read(tmp_path / "a.txt").pages == (Page(None, WORDS),)


def test_line_ends_and_form_feeds(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one\r\ntwo\rthree\ffour")
    assert readers.read(tmp_path / "a.txt").pages == (Page(1, "one\ntwo\nthree"), Page(2, "four"))


# ---------------------------------------------------------------- broken files


def test_half_a_character_in_a_pdf_does_not_break_what_reads_it(tmp_path: Path) -> None:
    """Fonts that map a glyph to half of an emoji are met in the wild; such text cannot be stored or hashed."""
    cmap = (
        b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n1 beginbfchar\n<41> <D83D>\nendbfchar\nendcmap"
    )
    text = b"BT /F 12 Tf 72 700 Td (A rope) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        *(b"<</Length %d>>\nstream\n%s\nendstream" % (len(x), x) for x in (text, cmap)),
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, o) for n, o in enumerate(objects, 1))
    (tmp_path / "a.pdf").write_bytes(body + b"trailer\n<</Root 1 0 R/Size 7>>\nstartxref\n0\n%%EOF\n")
    (page,) = readers.read(tmp_path / "a.pdf").pages
    assert "rope" in page.text
    assert page.text.encode("utf-8")


def encrypted(path: Path, password: str, algorithm: str) -> Path:
    saltmere.pdf(path, [saltmere.PLAIN])
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.encrypt(password, owner_password="the harbour master's", algorithm=algorithm)
    writer.write(path)
    return path


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_pdf_encrypted_without_a_password_is_read(tmp_path: Path, algorithm: str) -> None:
    (page,) = readers.read(encrypted(tmp_path / "a.pdf", "", algorithm)).pages
    assert "parted under load" in page.text


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_pdf_with_a_password_is_refused(tmp_path: Path, algorithm: str) -> None:
    with pytest.raises(ReadError, match="asks for a password"):
        readers.read(encrypted(tmp_path / "a.pdf", "limpet", algorithm))


def broken(folder: Path, name: str) -> Path:
    whole = saltmere.pdf(folder / "whole.pdf", [saltmere.PLAIN] * 3).read_bytes()
    (folder / "whole.pdf").unlink()
    cut = whole.index(b"stream") + 20  # inside the first page's own text
    made = {
        "empty.pdf": b"",
        "empty.txt": b"",
        "blank.txt": b" \n\t\n",
        "not-a.pdf": b"Hemp rots where it lies wet.",
        "cut.pdf": whole[:cut],
        "head.pdf": b"%PDF-1.7\n",
        "a-pdf.txt": whole,
        "binary.txt": b"MZ\x00\x01\x02" * 99,
        "noise.pdf": b"%PDF-1.4\n" + bytes(range(256)) * 40,
    }
    (folder / name).write_bytes(made[name])
    return folder / name


BROKEN = [
    "empty.pdf",
    "empty.txt",
    "blank.txt",
    "not-a.pdf",
    "cut.pdf",
    "head.pdf",
    "a-pdf.txt",
    "binary.txt",
    "noise.pdf",
]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_one_clear_line(tmp_path: Path, name: str) -> None:
    path = broken(tmp_path, name)
    with pytest.raises(ReadError) as caught:
        readers.read(path)
    assert len(str(caught.value).splitlines()) == 1
    (reading,) = saltmere.readings(tmp_path).values()
    assert reading.document is None
    assert [str(p) for p in reading.problems] == [f"{name}: {caught.value}"]


def test_a_folder_is_never_silently_thinned(tmp_path: Path) -> None:
    saltmere.write(tmp_path, {"good.txt": saltmere.PLAIN, "tides.ods": "x", ".hidden.txt": "x"})
    for name in BROKEN:
        broken(tmp_path, name)
    found = library.open_folder(tmp_path)
    assert {p.relative for p in found.papers} == {"good.txt", *BROKEN}
    assert [p.path for p in found.problems] == ["tides.ods"]


# ---------------------------------------------------------------- any text at all

HEADS = [
    "",
    saltmere.minutes(items=()),
    saltmere.pack(()),
    saltmere.ANNUAL,
    saltmere.report("Ropes", ""),
    saltmere.SUMMARY,
]


@settings(max_examples=400)
@given(
    st.sampled_from(HEADS),
    st.lists(st.lists(st.sampled_from(saltmere.SCRAPS), max_size=14).map("\n".join), min_size=1, max_size=4),
)
def test_any_lines_make_a_document_that_loses_none(head: str, sheets: list[str]) -> None:
    pages = tuple(Page(n, text) for n, text in enumerate([head + sheets[0], *sheets[1:]], 1))
    starts = [sum(len(p.text) + 1 for p in pages[:n]) for n in range(len(pages))]
    text = "\n".join(p.text for p in pages)
    sheet = formats.Sheet(
        "a.txt", text, pages, furniture.lines(pages, tuple(starts)), formats.Hints(body=saltmere.COMMITTEE)
    )
    parts = formats.parse(sheet)
    kept = [x for x in sheet.lines if x.text and not x.furniture]
    assert bool(parts) == bool(kept)
    assert [line.text for line in kept if held_by(parts, line) != 1] == []
    for part in parts:
        for one in (e for i in part.items for e in (*i.paragraphs, *i.actions, *i.decisions)):
            assert all(part.span.start <= s.start < s.end <= part.span.end for s in one.spans)
            assert quote(text, one.spans)


#: Parts whose items are rows: paragraphs and titles both.
ROWED = (Kind.AGENDA, Kind.SUPPLEMENT)


def held_by(parts: Sequence[Part], line: Line) -> int:
    """Return how many paragraphs and titles hold a line; rows of an order of business are both, and count once."""
    spans = [s for part in parts for i in part.items for p in i.paragraphs for s in p.spans]
    spans += [s for part in parts if part.kind not in ROWED for i in part.items for s in i.title_spans]
    return sum(s.start <= line.start < s.end for s in spans)


# ---------------------------------------------------------------- folders


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    for path, told in ((tmp_path / "gone", "no such folder"), (tmp_path / "a.txt", "this is a file")):
        with pytest.raises(FolderError, match=told):
            library.open_folder(path)


def names(root: Path) -> list[str]:
    return [p.relative for p in library.open_folder(root).papers]


def test_papers_come_sorted_with_relative_paths(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.TXT", "a/b/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert names(tmp_path) == ["a/b/c.txt", "a/z.TXT", "b.txt"]


def test_what_is_to_be_skipped_is_skipped_however_the_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = saltmere.write(tmp_path / "papers", {"a.txt": "x"}, '[collection]\nskip = ["old/drafts"]\n')
    saltmere.write(root / "old" / "drafts", {"b.txt": "x"}, "")
    (root / "old" / "drafts" / "corpus.toml").unlink()
    monkeypatch.chdir(tmp_path)
    assert names(root) == names(Path("papers")) == ["a.txt"]


def test_links_stay_in_the_folder(tmp_path: Path) -> None:
    root = saltmere.write(tmp_path / "papers", {"a.txt": "x"})
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    (root / "out.txt").symlink_to(tmp_path / "secret.txt")
    (root / "up").symlink_to(tmp_path)
    assert names(root) == ["a.txt"]
    assert [(p.path, "out of the folder" in p.message) for p in library.open_folder(root).problems] == [
        ("out.txt", True),
        ("up", True),
    ]


def test_a_link_to_the_folder_itself_is_walked_once(tmp_path: Path) -> None:
    root = saltmere.write(tmp_path / "papers", {"a.txt": "x"})
    (root / "again").symlink_to(root)
    assert names(root) == ["a.txt"]


# ---------------------------------------------------------------- real papers: structure, never text


def hash_of(titles: list[str]) -> str:
    return hashlib.sha256("\n".join(titles).encode()).hexdigest()[:12]


Row = tuple[str, str, str, str | None, int, str, int, int, str | None]


def structure(document: Document) -> list[Row]:
    """Return a row for each part: kind, authority, when, agenda number, items, their hash, present, absent, next."""
    return [
        (
            p.kind.value,
            p.authority.value,
            str(p.meeting.date if p.meeting else p.period and p.period.label),
            p.agenda_number,
            len(numbered(p)),
            hash_of([f"{i.number} {i.title}" for i in numbered(p)]),
            len(p.roll.present),
            len(p.roll.apologies),
            p.next_date and str(p.next_date),
        )
        for p in document.parts
    ]


NONE = hash_of([])
GOLDEN: dict[str, list[Row]] = {
    "scpb-2017-10-27-minutes": [("minutes", "record", "2017-10-27", None, 13, "f8ff3a7fb311", 16, 2, "2018-01-26")],
    "scpb-2018-04-27-decisions": [("decisions", "record", "2018-04-27", None, 12, "0d7f5862cd41", 15, 4, "2018-07-27")],
    "scpb-2020-01-24-agenda-pack": [
        ("agenda", "paper", "2020-01-24", None, 14, "60bb43a076ce", 0, 0, None),
        ("minutes", "record", "2019-10-25", "2", 11, "e228273342cf", 15, 5, "2020-01-24"),
        ("report", "paper", "2020-01-24", "5", 4, "8943a532bb17", 0, 0, None),
        ("slides", "paper", "2020-01-24", "5", 1, "b6640c60d654", 0, 0, None),
        ("report", "paper", "2020-01-24", "6", 5, "0bc05b9fe9cb", 0, 0, None),
        ("paper", "paper", "2020-01-24", "6", 1, "121cef79a363", 0, 0, None),
        ("report", "paper", "2020-01-24", "8", 6, "96e98983265c", 0, 0, None),
        ("slides", "paper", "2020-01-24", "10", 1, "3854a838c14f", 0, 0, None),
        ("slides", "paper", "2020-01-24", "11", 1, "383b38c171e6", 0, 0, None),
        ("forward plan", "paper", "2020-01-24", "12", 1, "3ce4617baa40", 0, 0, None),
    ],
    "scpb-2021-22-annual-report": [("annual report", "paper", "2021-22", None, 5, "6708070d3e3b", 0, 0, None)],
    "scpb-2024-11-29-summary": [("summary", "third-party", "2024-11-29", None, 0, NONE, 0, 0, None)],
}


@pytest.fixture(scope="module")
def board(shared: Path) -> dict[str, Document]:
    return {Path(n).stem: r.document for n, r in saltmere.readings(shared / "board").items() if r.document}


@pytest.fixture(scope="module")
def digests(corpus: Path) -> dict[str, Document]:
    return {Path(n).stem: r.document for n, r in saltmere.readings(corpus).items() if r.document}


@pytest.mark.parametrize("name", GOLDEN)
def test_structure_of_the_shared_papers(board: dict[str, Document], name: str) -> None:
    assert structure(board[name]) == GOLDEN[name]


@pytest.mark.parametrize("name", GOLDEN)
def test_the_corpus_has_the_structure_of_the_published_papers(digests: dict[str, Document], name: str) -> None:
    """The digests keep parts, dates, items, titles and people.

    Not compared are the titles of slides, which wrap where nothing tells that they go on, and the strategy's headings.
    """
    found = structure(digests[name])
    for was, row in zip(GOLDEN[name], found, strict=False):
        title = row[5] if was[0] in ("paper", "slides") else was[5]
        assert row == (was[0], "third-party" if was[1] == "third-party" else "digest", *was[2:5], title, *was[6:])
    assert len(found) == len(GOLDEN[name])


def test_nothing_in_the_shared_papers_gave_trouble(shared: Path) -> None:
    assert problems(shared / "board") == []


def test_nothing_in_the_corpus_gave_trouble(corpus: Path) -> None:
    assert problems(corpus) == []


@pytest.fixture(scope="module", params=["board", "digests"])
def papers(request: pytest.FixtureRequest) -> list[Document]:
    return list(request.getfixturevalue(request.param).values())


def quoted(document: Document) -> Iterator[tuple[Part, Item, str]]:
    """Yield every quotation of a document with its part and item: paragraphs, actions and decisions."""
    for part in document.parts:
        for item in part.items:
            for one in (*item.paragraphs, *item.actions, *item.decisions):
                assert all(part.span.start <= s.start < s.end <= part.span.end for s in one.spans)
                yield part, item, quote(document.text, one.spans)


def test_every_quotation_slices_back(papers: list[Document]) -> None:
    for document in papers:
        whole = fold(document.text)
        found = list(quoted(document))
        assert found
        for _, _, words in found:
            assert words
            assert all(piece in whole for piece in words.split(" […] "))


def test_every_line_stands_in_one_paragraph(papers: list[Document]) -> None:
    for document in papers:
        starts = [sum(len(p.text) + 1 for p in document.pages[:n]) for n in range(len(document.pages))]
        kept = [x for x in furniture.lines(document.pages, tuple(starts)) if x.text and not x.furniture]
        assert [line.text for line in kept if held_by(document.parts, line) != 1] == []


def test_parts_are_in_order_and_apart(papers: list[Document]) -> None:
    for document in papers:
        assert [1 for a, b in zip(document.parts, document.parts[1:], strict=False) if a.span.end > b.span.start] == []


@pytest.fixture(scope="module")
def cuts(papers: list[Document], corpus: Path, encoder: Encoder) -> list[tuple[Document, tuple[Passage, ...]]]:
    collection = library.open_folder(corpus).collection
    return [(d, cutting.cut(d, collection, encoder.count)) for d in papers]


def test_a_passage_is_read_whole_by_the_model(
    cuts: list[tuple[Document, tuple[Passage, ...]]], encoder: Encoder
) -> None:
    assert [p.id for _, found in cuts for p in found if encoder.count(p.embedded) > 256] == []


def test_no_passage_crosses_an_item_or_a_part(cuts: list[tuple[Document, tuple[Passage, ...]]]) -> None:
    for document, found in cuts:
        home = {
            s.start: (f"{document.id}-{n}", i.number, i.title)
            for n, part in enumerate(document.parts)
            for i in part.items
            for p in i.paragraphs
            for s in (p.spans[0],)
        }
        starts = sorted(home)
        for passage in found:
            here = {home[max(s for s in starts if s <= p.spans[0].start)] for p in passage.paragraphs}
            assert here == {(passage.place.part, passage.place.item, passage.place.item_title)}


def test_passages_hold_every_paragraph_once(cuts: list[tuple[Document, tuple[Passage, ...]]]) -> None:
    for document, found in cuts:
        told = [quote(document.text, p.spans) for part in document.parts for i in part.items for p in i.paragraphs]
        assert fold(" ".join(p.text for p in found)).replace("[…] ", "") == fold(" ".join(told)).replace("[…] ", "")
        assert len({p.id for p in found}) == len(found)


def test_an_action_and_its_marker_stand_in_one_passage(cuts: list[tuple[Document, tuple[Passage, ...]]]) -> None:
    count = 0
    for document, found in cuts:
        for part in document.parts:
            for action in (a for i in part.items for a in i.actions):
                pieces = [fold(s.of(document.text)) for s in action.spans]
                assert any(all(piece in fold(p.text) for piece in pieces) for p in found)
                count += 1
    assert count > 20


def test_no_marked_action_of_the_record_is_missed(shared: Path, board: dict[str, Document]) -> None:
    def words(text: str) -> set[str]:
        return set("".join(c if c.isalnum() else " " for c in text.lower()).split())

    told = [json.loads(line) for line in (shared / "eval" / "actions.jsonl").read_text(encoding="utf-8").splitlines()]
    wanted = [a for a in told if a["marker"]]
    missed = []
    for action in wanted:
        document = board[Path(action["document"]).stem]
        found = [
            words(quote(document.text, a.spans))
            for p in document.parts
            for i in p.items
            if i.number == action["item"]
            for a in i.actions
        ]
        if not any(len(words(action["quote"]) & f) >= 0.5 * len(words(action["quote"])) for f in found):
            missed.append(action["id"])
    assert len(wanted) >= 10
    assert missed == []
