"""The PDF reader: what a file says of itself, what is struck through, and what must not pass for text."""

from __future__ import annotations

import io
import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
import saltmere
from fpdf import FPDF
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)

from ingest import library
from ingest.errors import ReadError
from ingest.grammar import sentences
from ingest.readers import legible, pdf, struck
from ingest.record import Contents, Document, Shape, Span, flow

ROPES = saltmere.PLAIN


def sheet() -> FPDF:
    out = FPDF()
    out.set_auto_page_break(False)
    out.set_font("Helvetica", size=10)
    return out


def written(out: FPDF, path: Path) -> Path:
    out.output(str(path))
    return path


def line(out: FPDF, *pieces: tuple[str, str]) -> None:
    """Draw a line of pieces, each in its style: "" plain, "S" struck through, "U" underlined."""
    for text, style in pieces:
        out.set_font(style=style)
        out.cell(text=text)
    out.set_font(style="")
    out.ln(6)


def deletions(found: Contents) -> list[str]:
    return [" ".join(s.of(page.text).split()) for page in found.pages for s in page.struck]


def told(found: Contents) -> str:
    return "\n".join(f"{where}: {message}" for where, message in found.troubles)


def raw(path: Path, content: bytes, font: bytes, pages: int = 1, more: dict[int, bytes] | None = None) -> Path:
    """Write a PDF by hand: pages of one content and one font; `more` changes the content of a page."""
    first = 5
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(b"%d 0 R" % (first + 2 * n) for n in range(pages)), pages),
        font,
        b"<</Producer(by hand)>>",
    ]
    for n in range(pages):
        said = (more or {}).get(n, content)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>"
            % (first + 2 * n + 1)
        )
        objects.append(b"<</Length %d>>\nstream\n%s\nendstream" % (len(said), said))
    whole, places = b"%PDF-1.4\n", []
    for n, one in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (n, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    end += b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(whole))
    path.write_bytes(whole + end)
    return path


HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def shown(*lines: str) -> bytes:
    return b"BT /F 11 Tf 60 740 Td 14 TL " + b" ".join(b"(%s) Tj T*" % t.encode("latin-1") for t in lines) + b" ET"


# ---------------------------------------------------------------- what the file says of itself


def test_title_subject_and_outline(tmp_path: Path) -> None:
    out = sheet()
    out.set_title("Harbour wardens, 3 May")
    out.set_subject("Wardens,  03/05/2019\n18:00")
    for name, level in (("Opening", 0), ("Ropes", 1), ("", 1), ("Nets", 1), ("Closing", 0)):
        out.add_page()
        if name:
            out.start_section(name, level)
        out.cell(text=f"Of {name or 'nothing'}")
    found = pdf.read(written(out, tmp_path / "a.pdf"))
    assert (found.title, found.subject) == ("Harbour wardens, 3 May", "Wardens, 03/05/2019 18:00")
    assert [(b.title, b.level, b.page) for b in found.bookmarks] == [
        ("Opening", 1, 0),
        ("Ropes", 2, 1),
        ("Nets", 2, 3),
        ("Closing", 1, 4),
    ]


def outlined(path: Path, change: Callable[[PdfWriter, list[DictionaryObject]], None], entries: int = 3) -> Path:
    """Write a PDF of three pages with an outline that `change` breaks."""
    writer = PdfWriter(clone_from=io.BytesIO(saltmere.pdf(path, [ROPES] * 3).read_bytes()))
    marks = [writer.add_outline_item(f"Mark {n}", n % 3) for n in range(entries)]
    change(writer, [mark.get_object() for mark in marks])
    writer.write(path)
    return path


def cyclic(_: PdfWriter, marks: list[DictionaryObject]) -> None:
    marks[2][NameObject("/Next")] = marks[0].indirect_reference
    marks[1][NameObject("/First")] = marks[1].indirect_reference


def nameless(_: PdfWriter, marks: list[DictionaryObject]) -> None:
    marks[0][NameObject("/Title")] = TextStringObject(" \n ")
    marks[1][NameObject("/Title")] = NullObject()


def nowhere(_: PdfWriter, marks: list[DictionaryObject]) -> None:
    for mark, place in ((marks[0], TextStringObject("no such place")), (marks[1], NumberObject(7))):
        mark.pop("/A", None)
        mark[NameObject("/Dest")] = place


def by_name(writer: PdfWriter, marks: list[DictionaryObject]) -> None:
    writer.add_named_destination("harbour", 2)
    marks[0].pop("/A", None)
    marks[0][NameObject("/Dest")] = TextStringObject("harbour")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (cyclic, [("Mark 0", 0), ("Mark 1", 1), ("Mark 2", 2)]),
        (nameless, [("Mark 2", 2)]),
        (nowhere, [("Mark 2", 2)]),
        (by_name, [("Mark 0", 2), ("Mark 1", 1), ("Mark 2", 2)]),
    ],
)
def test_broken_outlines(
    tmp_path: Path, change: Callable[[PdfWriter, list[DictionaryObject]], None], expected: list[tuple[str, int]]
) -> None:
    found = pdf.read(outlined(tmp_path / "a.pdf", change))
    assert [(b.title, b.page) for b in found.bookmarks] == expected


def test_a_huge_outline_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "ENTRIES", 40)
    found = pdf.read(outlined(tmp_path / "a.pdf", lambda writer, marks: None, entries=90))
    assert 0 < len(found.bookmarks) <= 40


def test_a_plain_file_gives_no_trouble(tmp_path: Path) -> None:
    found = pdf.read(saltmere.pdf(tmp_path / "a.pdf", [ROPES] * 3))
    assert (found.title, found.subject, found.bookmarks, found.troubles) == ("", "", (), ())
    assert [page.struck for page in found.pages] == [()] * 3


# ---------------------------------------------------------------- words struck through


def amended(out: FPDF) -> None:
    """Draw an amended motion among everything that looks like a deletion and is none."""
    out.add_page()
    line(out, ("The wardens are asked to ", ""), ("note the state of", "S"), (" repair the quay.", ""))
    line(out, ("Every word of this line was underlined.", "U"))
    line(out, ("(3) The ferry shall run until October.", "S"))
    line(out, ("(4) Nothing else is changed.", ""))
    with out.table(width=120) as table:
        for row in (("Berth", "Fee"), ("North quay", "12.50"), ("South quay", "14.00")):
            cells = table.row()
            for cell in row:
                cells.cell(cell)
    out.line(10, 200, 200, 200)
    out.text(12, 199.4, "words that stand on a rule")
    out.rect(10, 210, 100, 8)
    out.text(12, 215.5, "words in a box")


DELETED = ["note the state of", "(3) The ferry shall run until October."]


def test_words_struck_through_are_found_and_no_others(tmp_path: Path) -> None:
    out = sheet()
    amended(out)
    out.add_page()
    out.cell(text="A clean page.")
    found = pdf.read(written(out, tmp_path / "a.pdf"))
    assert deletions(found) == DELETED
    assert found.troubles == (("page 1", pdf.STRUCK),)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_deletions_on_a_turned_page(tmp_path: Path, turn: int) -> None:
    """A page is turned as a whole: its words are written upwards, and shown level."""
    out = sheet()
    amended(out)
    writer = PdfWriter(clone_from=io.BytesIO(bytes(out.output())))
    (page,) = writer.pages
    side = float(page.mediabox.height)
    page.add_transformation(
        Transformation().rotate(turn).translate(side if turn < 270 else 0, side if turn > 90 else 0)
    )
    page.mediabox.upper_right = (side, side)
    page.rotate(turn)
    writer.write(tmp_path / "a.pdf")
    assert deletions(pdf.read(tmp_path / "a.pdf")) == DELETED


def test_deletions_within_a_form_that_is_scaled(tmp_path: Path) -> None:
    """A paper bound into a pack is often drawn as one object, smaller."""
    out = sheet()
    amended(out)
    (held,) = PdfReader(io.BytesIO(bytes(out.output()))).pages
    writer = PdfWriter()
    bound = PageObject.create_blank_page(writer, 600, 850)
    bound.merge_transformed_page(held, Transformation().scale(0.8).translate(40, 60))
    writer.add_page(bound)
    writer.write(tmp_path / "a.pdf")
    assert deletions(pdf.read(tmp_path / "a.pdf")) == DELETED


def test_deletions_marked_by_annotation(tmp_path: Path) -> None:
    path = raw(tmp_path / "a.pdf", shown("The ferry shall run", "until the end of October", "and no longer"), HELVETICA)
    writer = PdfWriter(clone_from=path)
    left, bottom, right, top = 58, 722, 300, 738
    corners = ArrayObject(FloatObject(v) for v in (left, top, right, top, left, bottom, right, bottom))
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/StrikeOut"),
            NameObject("/Rect"): ArrayObject(FloatObject(v) for v in (left, bottom, right, top)),
            NameObject("/QuadPoints"): corners,
        }
    )
    writer.add_annotation(0, note)
    writer.write(path)
    assert deletions(pdf.read(path)) == ["until the end of October"]


LINES = {
    "filled": b"60 743 95 0.7 re f",
    "stroked": b"0.7 w 60 743.4 m 155 743.4 l S",
    "in pieces": b"0.7 w 60 743.4 m 90 743.4 l S 89 743.4 m 155 743.4 l S",
    "one path of many": b"60 743 95 0.7 re 60 100 20 0.7 re 60 90 20 0.7 re f",
    "twice": b"60 742.4 95 0.4 re f 60 744.2 95 0.4 re f",
}
NO_LINES = {
    "underline": b"60 737.8 95 0.7 re f",
    "rule above": b"60 751 95 0.7 re f",
    "rule across the page": b"20 743 560 0.7 re f",
    "white": b"1 g 60 743 95 0.7 re f 0 g",
    "not painted": b"60 743 95 0.7 re n",
    "thick bar": b"60 739 95 9 re f",
    "shading": b" ".join(b"0.9 g 60 %.1f 95 2 re f" % (736 + 2 * n) for n in range(9)) + b" 0 g",
}


@pytest.mark.parametrize("how", [*LINES, *NO_LINES])
def test_which_drawn_lines_strike_out(tmp_path: Path, how: str) -> None:
    drawn = {**LINES, **NO_LINES}[how]
    path = raw(tmp_path / "a.pdf", drawn + b" " + shown("The ferry shall run", "until October"), HELVETICA)
    assert deletions(pdf.read(path)) == (["The ferry shall run"] if how in LINES else [])


ALIGNED = [
    ("as it is", "Keep drop this keep", "Keep /drop/ /this/ keep", ["drop this"]),
    ("line ends go with it", "Keep drop \n this keep", "Keep /drop/ /this/ keep", ["drop \n this"]),
    ("words stuck together", "Keepdrop this keep", "Keep /drop/ /this/ keep", ["drop this"]),
    ("part of a word", "wardens", "warden/s/", ["s"]),
    ("a ligature", "Keep the ﬁre lit", "Keep the /fire/ lit", ["ﬁre"]),
    ("the same words live and struck", "note it all note it all", "note it all /note/ /it/ /all/", ["note it all"]),
    ("words that are not there", "Keep this", "Keep /something/ /else/ this", None),
]


@pytest.mark.parametrize(("text", "seen", "expected"), [case[1:] for case in ALIGNED], ids=[c[0] for c in ALIGNED])
def test_what_is_seen_struck_is_found_in_the_text(text: str, seen: str, expected: list[str] | None) -> None:
    def word(marked: str) -> struck.Seen:
        pieces = marked.split("/")
        return "".join(pieces), tuple(n % 2 == 1 for n, piece in enumerate(pieces) for _ in piece)

    spans, whole = struck.spans(text, [word(w) for w in seen.split()])
    assert whole is (expected is not None)
    assert [s.of(text) for s in spans] == (expected or [])


def test_deleted_words_are_neither_searched_nor_quoted(tmp_path: Path) -> None:
    out = sheet()
    amended(out)
    folder = saltmere.write(tmp_path, {})
    written(out, folder / "a.pdf")
    reading = saltmere.readings(folder)["a.pdf"]
    assert reading.document is not None
    said = " ".join(
        flow(reading.document.text, p.spans).text
        for part in reading.document.parts
        for item in part.items
        for p in item.paragraphs
    )
    assert "repair the quay" in said
    assert "state of" not in said
    assert any(pdf.STRUCK in str(problem) for problem in reading.problems)


# ---------------------------------------------------------------- what is no text

SENTENCE = "The wardens agreed that the north quay should be repaired before the winter gales. "
FAULTS = [
    ("", SENTENCE * 2),
    ("", "12.5 14.0 -3.2 " * 30),
    ("", "NHS CYPE KCC GET £m " * 2),
    ("", "• \uf0b7 " + SENTENCE * 2),
    ("", "Cytunodd y bwrdd y dylid atgyweirio’r cei cyn y gaeaf, ac ysgrifennu at bawb yn y dref. " * 2),
    ("", "Write to harbour.master@saltmere.example or see https://saltmere.example/h4rb0ur-x7/Qz9 by Friday " * 2),
    ("the names of glyphs", "/g28/g28/g19/g7/g31/g2 " * 20),
    ("the names of glyphs", "(cid:12)(cid:44)(cid:3) " * 20),
    ("characters that stand for nothing", "\x03\x1c\x07 \ue012\ue01a\ufffd " * 20),
    ("no words of any language", "".join(chr(ord(c) - 29) if c.islower() else c for c in SENTENCE * 2).lower()),
    (
        "no words of any language",
        "wkh zdughqv djuhhg wkdw wkh qruwk txdb vkrxog eh uhsdluhg ehiruh wkh zlqwhu jdohv " * 2,
    ),
    ("set twice, letter upon letter", " ".join("".join(c * 2 for c in w) for w in (SENTENCE * 2).split())),
    ("set letter by letter", " ".join(SENTENCE.replace(" ", "") * 2)),
    ("words run together", SENTENCE.replace(" ", "").strip(".") * 3),
]


@pytest.mark.parametrize(("expected", "text"), FAULTS)
def test_faults(expected: str, text: str) -> None:
    assert legible.fault(text) == expected


NAMED = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/CharProcs<<>>/FirstChar 65/LastChar 90"
NAMED += b"/Widths[" + b"9 " * 26 + b"]/Encoding<</Type/Encoding/Differences[65 "
NAMED += b"".join(b"/g%d" % n for n in range(26)) + b"]>>>>"


def test_glyph_names_are_never_passed_on(tmp_path: Path) -> None:
    said = shown(*["QUAYROPESLAMPSANDNETS"] * 4)
    assert "/g" in PdfReader(raw(tmp_path / "a.pdf", said, NAMED)).pages[0].extract_text()
    assert "/g" not in "".join(page.text for page in read_or_refused(tmp_path / "a.pdf"))
    found = pdf.read(raw(tmp_path / "b.pdf", said, NAMED, 4, {1: b"BT /F 9 Tf 60 700 Td (AB) Tj ET"}))
    assert all("/g" not in page.text for page in (found.pages[0], found.pages[2], found.pages[3]))
    assert "pages 1, 3–4: each" in told(found)
    assert "makes no sense" in told(found) or "cannot be read" in told(found)


def read_or_refused(path: Path) -> tuple[pdf.Page, ...]:
    try:
        return pdf.read(path).pages
    except ReadError:
        return ()


def test_lines_that_a_second_reading_reads_otherwise_are_left_out() -> None:
    text = f"Gk4tz7xR2QwZ Nf8bLm3vKd9\nQXV\n{SENTENCE}\nAnother line."
    clean, lines = legible.without_garble(text, legible.squeezed(f"The harbour record\n629\n{SENTENCE}\nAnother line."))
    assert (clean, lines) == (f"\n\n{SENTENCE}\nAnother line.", 2)
    same = f"{SENTENCE}\nOther words, plain ones."
    assert legible.without_garble(same, legible.squeezed(SENTENCE)) == (same, 0)


def picture(out: FPDF, width: float, height: float) -> None:
    from PIL import Image

    out.image(Image.new("L", (60, 80), 128), x=0, y=0, w=width, h=height)


def test_pictures_drawings_and_blanks_are_told_apart(tmp_path: Path) -> None:
    out = sheet()
    for what in ("text", "blank", "picture", "picture", "stamped picture", "drawing", "border"):
        out.add_page()
        if "picture" in what:
            picture(out, 210, 297)
        if what == "stamped picture":
            out.text(100, 290, "Page 5")
        if what == "drawing":
            for n in range(150):
                out.line(10, 10 + n, 10 + n, 160)
        if what == "border":
            out.rect(10, 10, 100, 100)
        if what == "text":
            out.cell(text="The wardens met.")
    assert pdf.read(written(out, tmp_path / "a.pdf")).troubles == (
        ("pages 2, 7", f"each {pdf.BLANK} (2 pages)"),
        ("pages 3–4", f"each {pdf.PICTURE} (2 pages)"),
        ("page 5", pdf.STAMPED),
        ("page 6", pdf.DRAWING),
    )


def test_a_scan_is_refused_with_its_pages(tmp_path: Path) -> None:
    out = sheet()
    for _ in range(3):
        out.add_page()
        picture(out, 210, 297)
    with pytest.raises(ReadError, match=r"holds no text that can be read \(pages 1–3: .*picture.*\(3 pages\)\)"):
        pdf.read(written(out, tmp_path / "a.pdf"))


def test_a_recognised_scan_is_told(tmp_path: Path) -> None:
    """Text that is there and not shown, over a picture of the whole page, was recognised by a machine."""
    out = sheet()
    out.add_page()
    picture(out, 210, 297)
    with out.local_context(text_mode="INVISIBLE"):
        out.text(20, 20, "The wardens met at the harbour office on the north quay and agreed to repair it.")
    found = pdf.read(written(out, tmp_path / "a.pdf"))
    assert (found.pages[0].origin, found.troubles) == ("OCR", (("page 1", pdf.SCANNED),))


def test_another_script_is_kept_and_told(tmp_path: Path) -> None:
    out = sheet()
    out.add_font("D", fname="/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf") if DEJAVU.exists() else pytest.skip(
        "needs the DejaVu font of the system"
    )
    for text in (SENTENCE * 2, "Попечители гавани решили отремонтировать северный причал до зимних штормов"):
        out.add_page()
        out.set_font("D", size=10)
        out.multi_cell(0, text=text)
    found = pdf.read(written(out, tmp_path / "a.pdf"))
    assert found.troubles == (("page 2", pdf.SCRIPT.format("Cyrillic")),)
    assert "гавани" in found.pages[1].text


DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


def test_a_damaged_page_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = raw(tmp_path / "a.pdf", shown(SENTENCE), HELVETICA, 3)
    whole = PageObject.extract_text

    def broken(page: PageObject) -> str:
        if page.page_number == 1:
            raise KeyError("/Contents")
        return whole(page)

    monkeypatch.setattr(PageObject, "extract_text", broken)
    found = pdf.read(path)
    assert found.troubles == (("page 2", pdf.MENDED),)
    assert [SENTENCE.strip() in page.text for page in found.pages] == [True] * 3
    monkeypatch.setattr(pdf.Drawn, "page", lambda self, index: None)
    found = pdf.read(path)
    assert found.troubles == (("page 2", pdf.DAMAGED),)
    assert [SENTENCE.strip() in page.text for page in found.pages] == [True, False, True]


TABLES = [
    (False, ["North 1.0 2.0 3.0 4.0", "South 1.0 2.0 3.0 4.0", "East 9 8 7 6", "West 5 - 3 n/a", "Total 9 8 7 6"]),
    (True, ["North 1.0 2.0 3.0 4.0", "South 1.0 2.0 3.0", "East 9 8 7 6", "West 5 3 2", "Total 9 8 7 6"]),
    (False, ["North 1.0", "South 1.0 2.0", "East 9 8", "West 5 3"]),
    (False, ["1 10.05 – 10.30", "2 10.30 – 10.45", "3 10.45 – 11.00", "4 11.00 – 11.20"]),
]


@pytest.mark.parametrize(("uneven", "rows"), TABLES)
def test_tables_that_have_lost_their_blank_cells(uneven: bool, rows: list[str]) -> None:
    assert legible.has_uneven_table("\n".join(rows)) is uneven


def test_what_the_second_reader_cannot_open_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise pypdfium2.PdfiumError("no")

    monkeypatch.setattr(pypdfium2, "PdfDocument", refuse)
    found = pdf.read(saltmere.pdf(tmp_path / "a.pdf", [ROPES]))
    assert found.troubles == (("", pdf.UNSEEN),)
    assert "ropes" in found.pages[0].text


def test_control_characters_are_told(tmp_path: Path) -> None:
    found = pdf.read(raw(tmp_path / "a.pdf", b"BT /F 11 Tf 60 740 Td (The ropes \\007 and nets) Tj ET", HELVETICA))
    assert found.troubles == (("page 1", pdf.STRAY),)


def test_many_pages_make_one_line(tmp_path: Path) -> None:
    found = pdf.read(saltmere.pdf(tmp_path / "a.pdf", [ROPES, *[""] * 120, ROPES]))
    assert found.troubles == (("pages 2–121", f"each {pdf.BLANK} (120 pages)"),)


# ---------------------------------------------------------------- columns


def columned(path: Path, *, by_row: bool, starts: tuple[float, ...], wide: tuple[int, ...]) -> list[str]:
    """Draw columns below a heading across them, row by row or column by column. Returns the words column by column."""
    chance = random.Random(7)
    pool = SENTENCE.split()
    held = []
    for column, letters in enumerate(wide):
        for row in range(30):
            text = f"{chr(97 + column)}{row}"
            while len(text) < letters:
                text += " " + chance.choice(pool)
            held.append((column, row, text))
    out = sheet()
    out.add_page()
    out.text(12, 15, "Harbour record of the third of May, with one heading that goes across all of its columns")
    for column, row, text in sorted(held, key=lambda h: (h[1], h[0])) if by_row else held:
        out.text(starts[column], 24 + 6 * row, text)
    written(out, path)
    return [word for _, _, text in held for word in text.split()]


@pytest.mark.parametrize(("starts", "wide"), [((12, 110), (40, 40)), ((10, 76, 142), (24, 24, 24))])
def test_lines_drawn_across_columns_are_read_column_by_column(
    tmp_path: Path, starts: tuple[float, ...], wide: tuple[int, ...]
) -> None:
    words = columned(tmp_path / "a.pdf", by_row=True, starts=starts, wide=wide)
    found = pdf.read(tmp_path / "a.pdf")
    assert found.pages[0].text.split("\n", 1)[1].split() == words
    assert found.troubles == (("page 1", pdf.COLUMNS),)


def test_columns_in_their_own_order_and_tables_stay_as_they_are(tmp_path: Path) -> None:
    columned(tmp_path / "a.pdf", by_row=False, starts=(12, 110), wide=(40, 40))
    columned(tmp_path / "b.pdf", by_row=True, starts=(12, 60), wide=(14, 60))
    for name in ("a.pdf", "b.pdf"):
        found = pdf.read(tmp_path / name)
        assert found.troubles == ()
        assert found.pages[0].text == PdfReader(tmp_path / name).pages[0].extract_text()


# ---------------------------------------------------------------- what is in the file and not in its pages


def test_attachments_forms_and_portfolios_are_told(tmp_path: Path) -> None:
    path = saltmere.pdf(tmp_path / "a.pdf", [ROPES])
    writer = PdfWriter(clone_from=path)
    writer.add_attachment("tides.csv", b"high,low")
    fields = [
        DictionaryObject(
            {NameObject("/FT"): NameObject("/Tx"), NameObject("/T"): TextStringObject(n), NameObject("/V"): value}
        )
        for n, value in (("name", TextStringObject("Dorcas")), ("empty", TextStringObject("")))
    ]
    form = DictionaryObject({NameObject("/Fields"): ArrayObject(writer._add_object(f) for f in fields)})
    writer.root_object[NameObject("/AcroForm")] = writer._add_object(form)
    writer.write(path)
    said = told(pdf.read(path))
    assert f"{pdf.ATTACHED}: tides.csv" in said
    assert pdf.FILLED.format("1 entry") in said
    writer.root_object[NameObject("/Collection")] = DictionaryObject()
    writer.write(path)
    assert pdf.PORTFOLIO in told(pdf.read(path))


def test_a_form_that_only_its_own_program_shows_is_told(tmp_path: Path) -> None:
    path = saltmere.pdf(tmp_path / "a.pdf", ["Please wait...\nIf this message is not eventually replaced, update."])
    writer = PdfWriter(clone_from=path)
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): TextStringObject("x")})
    writer.write(path)
    assert told(pdf.read(path)) == f": {pdf.WAITING}"


@pytest.mark.parametrize("algorithm", ["AES-256", "RC4-128"])
def test_deletions_in_a_file_encrypted_without_a_password(tmp_path: Path, algorithm: str) -> None:
    out = sheet()
    amended(out)
    writer = PdfWriter(clone_from=io.BytesIO(bytes(out.output())))
    writer.encrypt("", owner_password="the harbour master's", algorithm=algorithm)
    writer.write(tmp_path / "a.pdf")
    assert deletions(pdf.read(tmp_path / "a.pdf")) == DELETED


# ---------------------------------------------------------------- real papers


#: Of each difficult file: a piece of its name, its pages, those whose text is not pypdf's own, and what is said.
DIFFICULT = {
    "DH Open": (119, set(), ()),
    "DWP Open": (32, set(), ()),
    "White_Paper": (52, set(), (("pages 5, 10, 14, 30, 36, 44, 46", pdf.BLANK),)),
    "local governance": (16, set(), ()),
    "multi-column": (38, {1, *range(3, 39)}, (("page 1", "makes no sense"), ("pages 3–38", pdf.GARBLED))),
}


@pytest.mark.parametrize("name", DIFFICULT)
def test_each_difficult_file_is_read_or_reported(shared: Path, name: str) -> None:
    count, changed, said = DIFFICULT[name]
    (path,) = (shared / "documents" / "difficult-pdfs").glob(f"*{name}*")
    found = pdf.read(path)
    plain = PdfReader(path)
    if plain.is_encrypted:
        plain.decrypt("")
    assert len(found.pages) == count
    assert {p.number for p, q in zip(found.pages, plain.pages, strict=True) if p.text != q.extract_text()} == changed
    others = [(where, message) for where, message in found.troubles if pdf.STRAY not in message]
    assert len(others) == len(said)
    assert all(a == c and d in b for (a, b), (c, d) in zip(others, said, strict=True))
    stray = any(re.search(r"[\x00-\x08\x0e-\x1f]", page.text) for page in found.pages)
    assert stray is (len(others) < len(found.troubles))
    assert not deletions(found)
    assert not any(legible.fault(page.text) for page in found.pages)


def test_three_columns_are_read_one_after_the_other(shared: Path) -> None:
    """Of a page of three columns, each line of the text lies within one column as the page is drawn."""
    (path,) = (shared / "documents" / "difficult-pdfs").glob("multi-column*")
    held = pypdfium2.PdfDocument(path)
    page = pdf.read(path).pages[11]
    told_page = held[11].get_textpage()
    _, bottom, _, top = held[11].get_bbox()
    boxes = [told_page.get_rect(n) for n in range(told_page.count_rects())]
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    third = (right - left) / 3
    columns = [
        squeezed(told_page.get_text_bounded(left + (n - 0.02) * third, bottom, left + (n + 0.98) * third, top))
        for n in range(3)
    ]
    lines = [squeezed(text) for text in page.text.split("\n") if len(squeezed(text)) > 15]
    where = [[n for n, column in enumerate(columns) if text in column] for text in lines]
    assert sum(map(bool, where)) >= 0.95 * len(lines)
    order = [places[0] for places in where if len(places) == 1]
    assert set(order) == {0, 1, 2}
    assert sum(a > b for a, b in pairwise(order)) <= 2


def test_a_scan_among_the_difficult_files_is_refused(shared: Path) -> None:
    (path,) = (shared / "documents" / "difficult-pdfs").glob("scanned*")
    with pytest.raises(ReadError, match=r"pages 1–10: .*picture.*\(10 pages\)"):
        pdf.read(path)


#: Of the council's printed minutes: how many words are struck through on which page, counted by eye.
COUNCIL = {6: 100, 7: 65, 8: 34, 9: 26}


def test_deletions_of_real_minutes(shared: Path) -> None:
    (path,) = (shared / "documents" / "kent").glob("county-council*/originals/Printed minutes*.pdf")
    found = pdf.read(path)
    counted = {p.number: sum(len(s.of(p.text).split()) for s in p.struck) for p in found.pages if p.struck}
    assert counted == COUNCIL
    begun = [s.of(p.text)[:3] for p in found.pages for s in p.struck]
    assert begun == ["(2)", "(3)", "(4)", "(2)", "(4)"]
    others = sorted((shared / "documents" / "kent").glob("cabinet*/originals/*inutes*.pdf"))
    assert others
    assert [deletions(pdf.read(other)) for other in others] == [[]] * len(others)


def test_printed_numbers_of_real_papers(shared: Path) -> None:
    told_pages = [json.loads(one) for one in (shared / "eval" / "kent.jsonl").read_text("utf-8").splitlines()]
    checked = 0
    for one in told_pages:
        if one["printed_pages"]:
            path = shared / "documents" / "kent" / one["document"]
            pages = library.furniture.printed_numbers(pdf.read(path).pages)
            assert [[n, int(pages[n - 1].printed or 0)] for n, _ in one["printed_pages"]] == one["printed_pages"]
            checked += 1
    assert checked >= 2


def squeezed(text: str) -> str:
    """Return a text's letters and digits: white space, hyphens and ligatures folded away."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def quotable(document: Document) -> Iterator[tuple[str, list[Span]]]:
    """Yield each sentence of a document's prose of eight words or more, with its spans."""
    for part in document.parts:
        for item in part.items:
            for one in item.paragraphs:
                if one.shape in (Shape.PROSE, Shape.BULLET):
                    running = flow(document.text, one.spans)
                    for start, end in sentences.sentences(running.text):
                        if len(running.text[start:end].split()) >= 8:
                            yield running.text[start:end], list(running.spans(start, end))


def test_sixty_quotations_are_on_their_pages_by_another_library(shared: Path) -> None:
    chance = random.Random(1974)
    chosen = []
    for folder in ("kent", "boston-licensing-board"):
        opened = library.open_folder(shared / "documents" / folder)
        papers = chance.sample([p for p in opened.papers if p.path.suffix == ".pdf"], 6 if folder == "kent" else 4)
        for paper in papers:
            document = library.read(paper, opened.collection, "").document
            if document is not None:
                held = list(quotable(document))
                chosen += [(paper.path, document, *one) for one in chance.sample(held, min(len(held), 12))]
    assert len(chosen) >= 60
    lost = []
    for path, document, text, spans in chance.sample(chosen, 60):
        held_file = pypdfium2.PdfDocument(path)
        begins = 0
        for page in document.pages:
            there = [
                Span(max(s.start, begins), min(s.end, begins + len(page.text)))
                for s in spans
                if s.start < begins + len(page.text) and s.end > begins
            ]
            seen = squeezed(held_file[(page.number or 1) - 1].get_textpage().get_text_range()) if there else ""
            lost += [(path.name, page.number, text) for s in there if squeezed(s.of(document.text)) not in seen]
            begins += len(page.text) + 1
        held_file.close()
    assert lost == []
