"""The readers beside PDF: what each gives of papers made here, what it refuses, and that no damage breaks one."""

from __future__ import annotations

import re
import time
import zipfile
from collections import Counter
from pathlib import Path

import docx
import odfdo
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import mutations
from ingest import library, readers
from ingest.errors import ReadError, TooLongError
from ingest.formats import Hints
from ingest.grammar import paragraphs
from ingest.readers import counting, kinds, layout, zipped
from ingest.readers.layout import Para, Table, Writer
from ingest.record import Collection, Contents, Shape

SHARED = Path(__file__).parents[1].parent / "shared" / "documents"
NO_SHARED = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are not beside this checkout")
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def text_of(found: Contents) -> str:
    """Return the text of contents that are one page, the sign of an empty first cell made visible."""
    (page,) = found.pages
    assert page.number is None
    return page.text.replace(layout.EMPTY, "∅")


def headings(found: Contents) -> list[tuple[int, str]]:
    """Return the level and the line of each heading; each must begin a line."""
    out = []
    for page in found.pages:
        for place, level in page.headings:
            assert place == 0 or page.text[place - 1] == "\n"
            out.append((level, page.text[place:].split("\n")[0]))
    return out


def struck(found: Contents) -> list[str]:
    return [span.of(page.text) for page in found.pages for span in page.struck]


def told(found: Contents) -> list[str]:
    return [message for _, message in found.troubles]


def read(folder: Path, name: str, data: bytes | str, largest: int | None = None) -> Contents:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return readers.read(path, largest=largest)


# ---------------------------------------------------------------- Word


def word(body: str, **parts: str) -> bytes:
    """Return a Word document with a body, and other parts by their names."""
    whole = {"word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>"}
    for name, inner in parts.items():
        whole[f"word/{name}.xml"] = f"<w:{name} {_W}>{inner}</w:{name}>"
    return mutations.zipped(whole)


def p(text: str = "", properties: str = "", run: str = "") -> str:
    """Return a paragraph of one run."""
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"
    )


def listed(text: str, depth: int, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def level(depth: int, shape: str, shown: str, more: str = "") -> str:
    told = f'<w:start w:val="1"/><w:numFmt w:val="{shape}"/>{more}<w:lvlText w:val="{shown}"/>'
    return f'<w:lvl w:ilvl="{depth}">{told}</w:lvl>'


def test_word_as_its_own_kind_of_library_makes_it(tmp_path: Path) -> None:
    paper = docx.Document()
    paper.core_properties.title, paper.core_properties.subject = "Harbour Board", "Fees"
    paper.add_heading("Minutes", 0)
    paper.add_heading("Fees", 2)
    paper.add_paragraph("The fee is ").add_run("£4").font.strike = True
    for words in ("mud", "sand"):
        paper.add_paragraph(words, style="List Bullet")
    for words in ("Dredge", "Sound"):
        paper.add_paragraph(words, style="List Number")
    table = paper.add_table(3, 3)
    for row, cells in enumerate((("", "2001", "2002"), ("Berth", "", "9"), ("Crane", "5", ""))):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    table.cell(2, 1).merge(table.cell(2, 2))
    paper.sections[0].header.paragraphs[0].text = "RUNNING HEAD"
    paper.save(str(tmp_path / "a.docx"))
    found = readers.read(tmp_path / "a.docx")
    assert text_of(found) == (
        "Minutes\n\nFees\n\nThe fee is £4\n\n* mud\n* sand\n\n1. Dredge\n\n2. Sound\n\n"
        "∅\t2001\t2002\nBerth\t\t9\nCrane\t5"
    )
    assert headings(found) == [(1, "Minutes"), (2, "Fees")]
    assert (struck(found), found.title, found.subject, told(found)) == (["£4"], "Harbour Board", "Fees", [])


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "decimal", "%1.")
    + level(1, "decimal", "%1.%2")
    + level(2, "lowerLetter", "(%3)")
    + level(3, "upperRoman", "%4.", '<w:lvlRestart w:val="0"/>')
    + level(4, "decimal", "%4.%5", "<w:isLgl/>")
    + level(5, "bullet", "\uf0b7")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
)


def test_list_numbers_are_those_that_word_shows(tmp_path: Path) -> None:
    entries = [
        (0, 1),
        (1, 1),
        (1, 1),
        (2, 1),
        (2, 1),
        (3, 1),
        (4, 1),
        (0, 1),
        (1, 1),
        (3, 1),
        (5, 1),
        (0, 2),
        (0, 3),
        (0, 3),
    ]
    body = "".join(listed("x", depth, number) for depth, number in entries)
    found = read(tmp_path, "a.docx", word(body, numbering=NUMBERING))
    marks = [line.removesuffix(" x") for line in text_of(found).split("\n") if line]
    assert marks == ["1.", "1.1", "1.2", "(a)", "(b)", "I.", "1.1", "2.", "2.1", "II.", "*", "3.", "7.", "8."]


def test_headings_by_style_outline_and_number(tmp_path: Path) -> None:
    styles = (
        '<w:style w:styleId="A"><w:name w:val="Heading 3"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        "</w:style>"
        '<w:style w:styleId="B"><w:name w:val="Ours"/><w:basedOn w:val="A"/></w:style>'
        '<w:style w:styleId="C"><w:name w:val="Loop"/><w:basedOn w:val="D"/></w:style>'
        '<w:style w:styleId="D"><w:name w:val="Pool"/><w:basedOn w:val="C"/></w:style>'
    )
    body = p("one", '<w:pStyle w:val="A"/>') + p("two", '<w:pStyle w:val="B"/>') + p("plain", '<w:pStyle w:val="C"/>')
    body += p("three", '<w:outlineLvl w:val="1"/>') + p("body", '<w:pStyle w:val="A"/><w:outlineLvl w:val="9"/>')
    found = read(tmp_path, "a.docx", word(body, styles=styles, numbering=NUMBERING))
    assert headings(found) == [(3, "1. one"), (3, "2. two"), (2, "three")]
    assert "plain" in text_of(found)


def test_what_is_deleted_hidden_and_struck_in_word(tmp_path: Path) -> None:
    gone = "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
    body = (
        f"<w:p>{gone}<w:ins><w:r><w:t>new</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:strike w:val='0'/></w:rPr><w:t> live</w:t></w:r></w:p>"
        + p("secret", run="<w:vanish/>")
        + p("out", run="<w:dstrike/>")
        + "<w:moveFrom><w:p><w:r><w:t>moved</w:t></w:r></w:p></w:moveFrom>"
        + p("The end", "<w:rPr><w:del/></w:rPr>")
        + p(" of it.")
        + "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>row</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        + "<w:p><w:r><w:t>x</w:t><w:commentReference w:id='1'/></w:r></w:p>"
    )
    found = read(tmp_path, "a.docx", word(body))
    assert text_of(found) == "new live\n\nout\n\nThe end of it.\n\nx"
    assert struck(found) == ["out"]
    assert told(found) == [
        "3 tracked deletions left out; what was inserted is taken as text",
        "1 stretch of hidden text left out",
        "1 comment in the margin left out",
    ]


def test_what_stands_beside_the_lines_in_word(tmp_path: Path) -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent>{p('boxed')}</w:txbxContent>"
    body = (
        f"<w:p {mc}><w:r><w:t>Fees</w:t><w:footnoteReference w:id='5'/></w:r><w:hyperlink><w:r><w:t> linked</w:t></w:r>"
        f"</w:hyperlink><w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('held')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('Click here')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>1.</w:t><w:tab/><w:t>Apologies</w:t><w:br/><w:t>Date:</w:t><w:tab/><w:t>4 May</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>Rent</w:t><w:tab/><w:tab/><w:t>5</w:t><w:sym w:font='Wingdings' w:char='F0FC'/>"
        "<w:sym w:font='Webdings' w:char='F041'/><w:noBreakHyphen/></w:r></w:p>"
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    found = read(tmp_path, "a.docx", word(body, footnotes=f"<w:footnote w:id='5'>{p('By a tenth.')}</w:footnote>"))
    assert text_of(found).split("\n\n") == [
        "Fees[1] linked",
        "boxed",
        "held",
        "1. Apologies\nDate: 4 May",
        "Rent\t\t5✓\ufffd-",
        "[1] By a tenth.",
    ]


def test_tables_of_word(tmp_path: Path) -> None:
    def cell(inner: str, more: str = "") -> str:
        return f"<w:tc><w:tcPr>{more}</w:tcPr>{inner}</w:tc>"

    inner = f"<w:tbl><w:tr>{cell(p('a'))}{cell(p('b'))}</w:tr></w:tbl>"
    down, wide = "<w:vMerge w:val='restart'/>", "<w:gridSpan w:val='2'/>"
    long = p("Much was said of it. " * 9)
    body = (
        "<w:tbl>"
        + f"<w:tr>{cell(p('Berth'), down)}{cell(p('4'))}{cell(p('5'))}</w:tr>"
        + f"<w:tr>{cell(p(), '<w:vMerge/>')}{cell(p('6') + p('7'))}{cell(p())}</w:tr>"
        + f"<w:tr>{cell(p('wide'), wide)}{cell(p('8'))}</w:tr>"
        + f"<w:tr>{cell(p('3.'))}{cell(p('Fees') + long + long)}{cell(p('Clerk'))}</w:tr>"
        + f"<w:tr>{cell(p('x'))}{cell(inner)}{cell(p())}</w:tr>"
        + "</w:tbl>"
    )
    told = text_of(read(tmp_path, "a.docx", word(body)))
    assert told.startswith("Berth\t4\t5\n∅\t6 7\nwide\t\t8\n\n3. Fees\n\nMuch")
    assert told.endswith(" it.\n\nClerk\n\nx\n\na\tb")


@pytest.mark.parametrize("ending", [".docm", ".dotx", ".dotm"])
def test_word_by_its_other_endings_and_strict(tmp_path: Path, ending: str) -> None:
    strict = _W.replace("schemas.openxmlformats.org/wordprocessingml/2006", "purl.oclc.org/ooxml/wordprocessingml")
    body = f"<w:document {strict}><w:body><w:p><w:r><w:t>Fees rose.</w:t></w:r></w:p></w:body></w:document>"
    assert text_of(read(tmp_path, f"a{ending}", mutations.zipped({"word/document.xml": body}))) == "Fees rose."


def test_a_broken_part_beside_the_text_is_a_trouble(tmp_path: Path) -> None:
    parts = mutations.word() | {"word/numbering.xml": "<w:numbering"}
    found = read(tmp_path, "a.docx", mutations.zipped(parts))
    assert "Harbour Board" in text_of(found)
    assert [t for t in told(found) if t.startswith("its numbering cannot be read: ")]


def test_the_parts_of_word_are_found_by_its_list_of_parts_or_by_their_names(tmp_path: Path) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    inner = mutations.word()
    moved = {f"doc/a{n}.xml": data for n, data in enumerate(inner.values())}
    rels = "".join(
        f'<Relationship Type="{kind}/{name}" Target="{target}"/>'
        for name, target in (("styles", "a1.xml"), ("numbering", "/doc/a2.xml"), ("footnotes", "./a3.xml"))
    )
    main = f'<r><Relationship Type="{kind}/officeDocument" Target="doc/a0.xml"/></r>'
    kinds_ = "<Types><Override ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/></Types>"
    moved |= {"[Content_Types].xml": kinds_, "_rels/.rels": main, "doc/_rels/a0.xml.rels": f"<r>{rels}</r>"}
    plain = read(tmp_path, "a.docx", mutations.zipped(inner))
    assert "[1] By a tenth." in text_of(plain)
    assert read(tmp_path, "b.docx", mutations.zipped(moved)) == plain
    broken = read(tmp_path, "c.docx", mutations.zipped(inner | {"_rels/.rels": "<r"}))
    assert (broken.pages, len(broken.troubles)) == (plain.pages, len(plain.troubles) + 1)


# ---------------------------------------------------------------- OpenDocument


def odt(body: str, styles: str = "", parts: dict[str, str] | None = None) -> bytes:
    """Return an OpenDocument text with a body and automatic styles, and other parts."""
    names = mutations._NAMES + ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:text>{body}</office:text></office:body></office:document-content>"
    )
    whole = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    return mutations.zipped(whole | (parts or {}))


def test_odt_as_its_own_kind_of_library_makes_it(tmp_path: Path) -> None:
    paper = odfdo.Document("text")
    paper.body.clear()
    paper.meta.title = "Harbour Board"
    paper.body.append(odfdo.Header(1, "Fees"))
    paper.body.append(odfdo.Paragraph("The fee\trose  to £4.\nIt did."))
    paper.body.append(odfdo.List(["mud", "sand"]))
    table = odfdo.Table("T", width=3, height=2)
    table.set_values([["", 2001, 2002], ["Berth", "", 9]])
    paper.body.append(table)
    paper.save(tmp_path / "a.odt")
    found = readers.read(tmp_path / "a.odt")
    assert headings(found) == [(1, "1. Fees")], "odfdo's own template numbers headings"
    assert found.title == "Harbour Board"
    assert "The fee\trose  to £4.\nIt did.\n\n* mud\n* sand\n\n∅\t2001\t2002\nBerth\t\t9" in text_of(found)


def entry(text: str, inner: str = "", start: str = "") -> str:
    return f"<text:list-item{start}>{f'<text:p>{text}</text:p>' if text else ''}{inner}</text:list-item>"


def items(*entries: str, more: str = ' text:style-name="L"') -> str:
    return f"<text:list{more}>{''.join(entries)}</text:list>"


LISTS = (
    '<text:list-style style:name="L">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" text:display-levels="2" style:num-suffix=")"/>'
    '<text:list-level-style-bullet text:level="3" text:bullet-char="•"/></text:list-style>'
)


def test_list_numbers_are_those_that_libreoffice_shows(tmp_path: Path) -> None:
    goes_on = ' text:style-name="L" text:continue-numbering="true"'
    body = (
        items(entry("x", items(entry("x"), entry("x", items(entry("x"))), more="")), entry("x"))
        + "<text:p>between</text:p>"
        + items(entry("", items(entry("x"), more="")), more=goes_on)
        + items(entry("x"), more=goes_on)
        + items(entry("x"), entry("x", start=' text:start-value="9"'))
    )
    found = read(tmp_path, "a.odt", odt(body, LISTS))
    marks = [line.removesuffix(" x") for line in text_of(found).split("\n") if line and line != "between"]
    assert marks == ["1.", "1.a)", "1.b)", "*", "2.", "2.a)", "3.", "1.", "9."]


def test_what_is_deleted_hidden_struck_and_beside_the_lines_in_odt(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="S" style:family="text"><style:text-properties style:text-line-through-style="solid"/>'
        '</style:style><style:style style:name="H" style:family="text"><style:text-properties text:display="none"/>'
        "</style:style>"
        '<style:style style:name="Title" style:family="paragraph"/>'
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        '</text:changed-region></text:tracked-changes><text:p text:style-name="P1">Harbour Board</text:p>'
        '<text:p>Fees <text:span text:style-name="S">fell</text:span><text:span text:style-name="H">no</text:span>'
        '<text:s text:c="2"/>rose<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>By a tenth.</text:p></text:note-body></text:note>.<text:tab/>Yes"
        "<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame></text:p>"
        '<text:section text:display="none"><text:p>away</text:p></text:section>'
        "<text:section><text:p>here</text:p></text:section>"
    )
    found = read(tmp_path, "a.odt", odt(body, styles))
    assert text_of(found) == "Harbour Board\n\nFees fell  rose[1].\tYes\n\nboxed\n\nhere\n\n[1] By a tenth."
    assert (struck(found), headings(found)) == (["fell"], [(1, "Harbour Board")])
    assert told(found) == [
        "1 tracked deletion left out; what was inserted is taken as text",
        "2 stretches of hidden text left out",
    ]


def test_headings_of_odt_have_the_numbers_of_the_outline(tmp_path: Path) -> None:
    outline = (
        f"<office:document-styles {mutations._NAMES}><office:styles><text:outline-style>"
        '<text:outline-level-style text:level="1" style:num-format="1"/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
        "</text:outline-style></office:styles></office:document-styles>"
    )
    body = "".join(f'<text:h text:outline-level="{n}">x</text:h>' for n in (1, 2, 2, 1, 2, 3))
    found = read(tmp_path, "a.odt", odt(body, parts={"styles.xml": outline}))
    assert headings(found) == [(1, "1 x"), (2, "1.1 x"), (2, "1.2 x"), (1, "2 x"), (2, "2.1 x"), (3, "x")]


def test_a_million_rows_and_columns_are_bounded(tmp_path: Path) -> None:
    def row(inner: str, times: int) -> str:
        return f'<table:table-row table:number-rows-repeated="{times}">{inner}</table:table-row>'

    cell = '<table:table-cell table:number-columns-repeated="{}">{}</table:table-cell>'
    empty, full = cell.format(1048576, ""), cell.format(1048576, "<text:p>x</text:p>")
    some = cell.format(1, "<text:p>a</text:p>") + cell.format(2, "") + cell.format(1, "<text:p>b</text:p>") + empty
    body = f"<table:table>{row(some, 2)}"
    body += f"{row(empty, 1048576)}</table:table><table:table>{row(full, 1048576)}</table:table>"
    started = time.monotonic()
    found = read(tmp_path, "a.odt", odt(body))
    assert time.monotonic() - started < 5
    assert text_of(found).startswith("a\t\t\tb\na\t\t\tb\n\nx\tx\t")
    assert len(text_of(found)) < 600_000
    assert ["left out" in t for t in told(found)] == [True]


def test_a_flat_text_reads_as_a_packed_one(tmp_path: Path) -> None:
    whole = mutations._ODT.replace("document-content", "document")
    assert text_of(read(tmp_path, "a.fodt", whole)) == text_of(
        read(tmp_path, "a.odt", mutations.zipped(mutations.odt()))
    )


# ---------------------------------------------------------------- files that are a ZIP of XML


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out, out.open("word/document.xml", "w") as part:
        out_of = b"<w:p>" * 200_000
        for _ in range(140):
            part.write(out_of)
    started = time.monotonic()
    with pytest.raises(ReadError, match=r"part word/document.xml of 140 million bytes, and the limit is 128 million"):
        readers.read(path)
    for lie, said in ((10, "is damaged"), (1_000_000_001, "would unpack to")):
        data = bytearray(path.read_bytes())
        place = data.index(b"PK\x01\x02") + 24
        data[place : place + 4] = lie.to_bytes(4, "little")
        (tmp_path / "b.docx").write_bytes(data)
        with pytest.raises(ReadError, match=said):
            readers.read(tmp_path / "b.docx")
    assert time.monotonic() - started < 5
    assert zipped.PART < zipped.WHOLE


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.fodt"])
def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("limpet")
    for entities in ('<!ENTITY e "' + "x" * 50 + '">', f'<!ENTITY e SYSTEM "file://{tmp_path}/secret">'):
        inner = mutations._WORD.partition("?>")[2] if name == "a.docx" else mutations._ODT
        whole = f"<!DOCTYPE x [{entities}]>" + inner.replace("Harbour", "&e;")
        part = "word/document.xml" if name == "a.docx" else "content.xml"
        data = whole.encode() if name == "a.fodt" else mutations.zipped({part: whole})
        with pytest.raises(ReadError, match="declares entities"):
            read(tmp_path, name, data)


def locked(data: bytes) -> bytes:
    """Return a ZIP file whose members say that they are encrypted."""
    held = bytearray(data)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(sign), bytes(held)):
            held[found.start() + place] |= 1
    return bytes(held)


LOCKED = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry><m:encryption-data/>'
    "</m:file-entry></m:manifest>"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
#: Name, bytes, and how what is said of it begins.
REFUSED = [
    ("a.docx", mutations.zipped(mutations.word())[:700], "is a Word document that is damaged or cut short"),
    ("a.docx", mutations.zipped({"word/other.xml": "<a/>"}), "is a ZIP file without a Word document in it"),
    ("a.docx", mutations.zipped({"word/document.xml": "<a/>"}), "is a Word document without a body"),
    (
        "a.docx",
        mutations.zipped({"word/document.xml": "<a"}),
        "is a Word document whose part word/document.xml is no XML",
    ),
    ("a.docx", word("<w:p>" * 9000 + "</w:p>" * 9000), "is a Word document whose part word/document.xml is no XML"),
    ("a.docx", locked(mutations.zipped(mutations.word())), "is encrypted and asks for a password"),
    ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "is an Office file that asks for a password"),
    (
        "a.docx",
        OLE + "WordDocument".encode("utf-16-le"),
        "is an old Word file under a Word document's name; save it as",
    ),
    ("a.docx", mutations.pdf(), "is a PDF under a Word document's name; rename it to end in .pdf"),
    ("a.docx", mutations.zipped(mutations.odt()), "is an OpenDocument text under a Word document's name; rename it to"),
    ("a.docx", mutations.zipped({"xl/workbook.xml": "<a/>"}), "is a spreadsheet under a Word document's name"),
    ("a.docx", "Fees rose.", "is a Word document that is damaged or cut short"),
    ("a.odt", mutations.zipped({"content.xml": "<a/>"}), "is an OpenDocument file without a text in it"),
    ("a.odt", mutations.zipped(mutations.word()), "is a Word document under an OpenDocument text's name"),
    (
        "a.odt",
        odt("", parts={"META-INF/manifest.xml": LOCKED}),
        "is encrypted and asks for a password",
    ),
    ("a.pdf", mutations._HTML, "is a web page under a PDF's name; rename it to end in .html"),
    ("a.txt", "{\\rtf1 Fees}", "is a Rich Text file under a text file's name; save it as .docx"),
    ("a.md", mutations.pdf(), "is a PDF under a Markdown file's name"),
    ("a.html", mutations.zipped({"x": "y"}), "is an archive under a web page's name; unpack it"),
    ("a.html", "MIME-Version: 1.0\nX: y\n\n<html>", "is an e-mail under a web page's name"),
    ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "is an old Word file; save it as .docx, .odt or PDF"),
    ("a.doc", "{\\rtf1 Fees}", "is a Rich Text file; save it as"),
    ("a.doc", mutations._HTML, "is a web page under another ending; rename it to end in .html"),
    ("a.doc", mutations.zipped(mutations.word()), "is a Word document under another ending; rename it to end in .docx"),
    ("a.aspx", mutations._HTML, "is a web page under another ending"),
    ("a.xls", "a\tb\n", "is a spreadsheet; save what is to be read as PDF"),
    ("a.jpg", b"\xff\xd8\xff\xe0", "is a picture, perhaps a scan; it needs OCR, which this version has not"),
    ("a.bin", b"\x89PNG\r\n\x1a\n", "is a picture, perhaps a scan; it needs OCR"),
    ("a.zip", mutations.zipped({"x": "y"}), "is an archive; unpack it"),
    ("a.eml", "From: a", "is an e-mail; save the letter as text"),
    ("a.mp4", b"\0\0\0\x18ftypmp42", "is a film; put a transcript in its place"),
    ("LICENCE", "Take it.", "has no ending that says what it is"),
    ("minutes", mutations.pdf(), "is a PDF under another ending; rename it to end in .pdf"),
    ("a.xyz", "Fees", "no reader takes files that end in .xyz"),
]


@pytest.mark.parametrize(("name", "data", "said"), REFUSED, ids=[f"{n} {s[:30]}" for n, _, s in REFUSED])
def test_what_cannot_be_read_is_told_for_what_it_is(tmp_path: Path, name: str, data: bytes | str, said: str) -> None:
    with pytest.raises(ReadError, match=f"^{re.escape(said)}") as raised:
        read(tmp_path, name, data)
    assert "\n" not in str(raised.value)


def test_a_letter_saved_as_text_is_text(tmp_path: Path) -> None:
    letter = "From: A\nMIME-Version: 1.0\n\nFees rose.\n"
    assert text_of(read(tmp_path, "a.txt", letter)) == letter


def test_a_folder_tells_of_what_no_reader_takes(tmp_path: Path) -> None:
    (tmp_path / "scan.tif").write_bytes(b"II*\0")
    found = library.open_folder(tmp_path)
    assert [p.message for p in found.problems] == [
        "left out: is a picture, perhaps a scan; it needs OCR, which this version has not; save a copy with text"
    ]


def test_no_kind_is_both_read_and_known_as_unread() -> None:
    assert not readers.READERS.keys() & kinds.KNOWN.keys()
    assert all(k.what and k.cure and "\n" not in str(k) for k in kinds.KNOWN.values())


@pytest.mark.parametrize("ending", mutations.PAPERS)
def test_a_paper_with_too_much_text_is_refused_early(tmp_path: Path, ending: str) -> None:
    paper = mutations.PAPERS[ending]()
    data = paper if isinstance(paper, bytes) else mutations.zipped(paper)
    with pytest.raises(TooLongError, match="and the limit is 5"):
        read(tmp_path, f"a.{ending}", data, largest=5)
    assert read(tmp_path, f"a.{ending}", data, largest=5000).pages


# ---------------------------------------------------------------- web pages


def page(tmp_path: Path, body: str, head: str = "") -> Contents:
    return read(tmp_path, "a.html", f"<!doctype html><html><head>{head}</head><body>{body}</body></html>")


#: Markup, and the text that is read from it.
PAGES = [
    ("<p>one<p>two", "one\n\ntwo"),
    ("<p>one <b> two</b>\n three&nbsp; four", "one two three four"),
    ("a<br>b<br> <br>c", "a\nb\n\nc"),
    ("<ul><li>a<li>b<ul><li>c</ul></ul>d", "* a\n* b\n* c\n\nd"),
    ("<ol start=3><li>a<li value=7>b<li>c</ol>", "3. a\n\n7. b\n\n8. c"),
    ("<ol type=a><li>a</ol><ol type=I><li>a</ol><ol reversed><li>a<li>b</ol>", "a. a\n\nI. a\n\n2. a\n\n1. b"),
    ("<ol style='list-style-type: lower-roman'><li><p>a</p><p>b</p></ol>", "i. a\n\nb"),
    ("<pre>\n  a\n\n    b\n</pre>", "  a\n\n    b"),
    ("<table><tr><th><th>1<th>2<tr><td>a<td><td>9</table>", "∅\t1\t2\na\t\t9"),
    ("<table><tr><td rowspan=2>a<td>1<tr><td>2<tr><td colspan=2>b<td>3</table>", "a\t1\n∅\t2\nb\t\t3"),
    ("<table><tfoot><tr><td>sum<td>3</tfoot><tbody><tr><td>a<td>3</tbody></table>", "a\t3\nsum\t3"),
    ("<table><caption>Fees</caption><tr><td>a<td>3</table>", "Fees\n\na\t3"),
    ("<table><tr><td><p>one<p>two</table>", "one\n\ntwo"),
    ("<table role=presentation><tr><td>one<td>two</table>", "one\n\ntwo"),
    ("<table><tr><td>4.<td><p>Fees<p>They rose.</table>", "4. Fees\n\nThey rose."),
    ("<table><tr><td>menu<td><table><tr><td>a<td>b</table></table>", "menu\n\na\tb"),
    ("<p>a<script>x</script><style>y</style><noscript>z</noscript><template>t</template><!-- c -->b", "ab"),
    ("<nav>x</nav><div role=navigation>y</div><p>a</p><footer>z</footer>", "a"),
    ("<header><a href=#>Home</a></header><article><header>by</header><h1>T</h1>a</article>", "by\n\nT\n\na"),
    ("<header><h1>T</h1></header><p>a", "T\n\na"),
    ("<div id=breadcrumb><a>Home</a> › <a>Meetings</a></div><p>a", "a"),
    (f"<div class=menu>{'The menu of the canteen was discussed. ' * 9}</div>", "The menu"),
    ("<div class=cookie-banner>We use cookies</div><p hidden>x</p><p style='display:none'>y</p>a", "a"),
    ("<div>side</div><main><h2>S</h2>the main text of all</main>", "S\n\nthe main text of all"),
    ("<h1>T</h1><main>the main text of all</main>", "T\n\nthe main text of all"),
    ("<div>a good deal of text outside of it</div><main>m</main>", "a good deal of text outside of it\n\nm"),
    ("<form><p>a</form><dl><dt>b<dd>c</dl>", "a\n\nb\n\nc"),
    (
        "<p><span style='mso-list:Ignore'>·<span>&nbsp; </span></span>a<p><span style='mso-list:Ignore'>(b)</span>c",
        "* a\n\n(b) c",
    ),
    ("<p>&lt;b&gt; &pound;4 &#8211; &amp;c", "<b> £4 – &c"),
    ("</p></div><p>a</b></i><td>b</table>c", "a"),
]


@pytest.mark.parametrize(("body", "text"), PAGES)
def test_web_pages(tmp_path: Path, body: str, text: str) -> None:
    found = text_of(page(tmp_path, body))
    assert found.startswith(text) if text in ("The menu", "a") else found == text


def test_what_a_web_page_marks(tmp_path: Path) -> None:
    body = "<h1>One <i>T</i></h1><h3>Two<br>more</h3><p>a <s>b</s> <del>c</del> "
    body += "<span style='text-decoration: line-through'>d</span>"
    found = page(tmp_path, body, "<title>\n Fees &amp;amp; dues </title><meta name='DC.Subject' content='Harbour'>")
    assert headings(found) == [(1, "One T"), (3, "Two more")]
    assert struck(found) == ["b", "c", "d"]
    assert (found.title, found.subject) == ("Fees & dues", "Harbour")


WELSH = "<title>x</title><p>Siân said “no” – £3"
CODED = [
    WELSH.encode(),
    b"\xef\xbb\xbf" + WELSH.encode(),
    WELSH.encode("utf-16"),
    WELSH.encode("cp1252"),
    b"<meta charset=iso-8859-1>" + WELSH.encode("cp1252"),
    b"<meta http-equiv=Content-Type content='text/html; charset=windows-1252'>" + WELSH.encode(),
    b"<?xml version='1.0' encoding='macintosh'?>" + WELSH.encode("mac-roman"),
    b"<meta charset=nonsense>" + WELSH.encode("cp1252"),
    b"<meta charset=base64>" + WELSH.encode("cp1252"),
]


@pytest.mark.parametrize("data", CODED, ids=range(len(CODED)))
def test_a_page_is_decoded_by_mark_word_and_sense(tmp_path: Path, data: bytes) -> None:
    assert text_of(read(tmp_path, "a.html", data)) == "Siân said “no” – £3"


def test_xhtml_that_closes_a_script_at_once(tmp_path: Path) -> None:
    data = (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x"/></head><p>a</p>'
    )
    assert text_of(read(tmp_path, "a.xhtml", data)) == "a"


@pytest.mark.parametrize(
    "tag", ["div", "b", "table><tr><td", "ul><li", "blockquote", "q", "h1", "section", "pre", "del"]
)
def test_no_nesting_loses_text_or_takes_long(tmp_path: Path, tag: str) -> None:
    started = time.monotonic()
    found = page(tmp_path, f"<{tag}>x" * 10_000 + "<p>deep words")
    assert time.monotonic() - started < 10
    assert text_of(found).count("x") == 10_000
    assert "deep words" in text_of(found)


def test_cells_that_cover_everything_are_bounded(tmp_path: Path) -> None:
    found = page(tmp_path, "<table>" + ("<tr>" + "<td rowspan=9999 colspan=9999>x" * 20) * 100)
    assert text_of(found).count("x") == 2000
    assert len(text_of(found)) < 60_000


# ---------------------------------------------------------------- Markdown, reStructuredText, Org

_MARKDOWN = """---
title: "Fees: 2001"
# no heading
---
# One #

Two
===
Three
---
* a
  ## Within
```
# code
~~code~~
```
    # code

| a | ~~b~~ |
|---|---|

~~c
d~~ `~~e~~` \\~~f~~ ~~~g~~~

<h4 class="x">Five</h4>
#hash
"""


def test_markdown_is_its_source_with_what_it_marks(tmp_path: Path) -> None:
    found = read(tmp_path, "a.md", _MARKDOWN.replace("\n", "\r\n"))
    assert text_of(found) == _MARKDOWN
    assert headings(found) == [
        (1, "# One #"),
        (1, "Two"),
        (2, "Three"),
        (2, "  ## Within"),
        (4, '<h4 class="x">Five</h4>'),
    ]
    assert struck(found) == ["~~b~~", "~~c\nd~~"]
    assert found.title == "Fees: 2001"
    assert headings(read(tmp_path, "b.markdown", "---\nno front matter\n\n# T\n")) == [(1, "# T")]


_RST = """=====
Title
=====

Fees
----
They rose.

Text that goes on
and is no title
-----

.. note::
   :class: x

====== ===
a      b
====== ===

::

   Code
   ====

Sub
~~~
Next
----
"""


def test_rst_headings(tmp_path: Path) -> None:
    found = read(tmp_path, "a.rst", _RST)
    assert text_of(found) == _RST
    assert headings(found) == [(1, "Title"), (2, "Fees"), (3, "Sub")]


def test_org_headings_title_and_what_is_struck(tmp_path: Path) -> None:
    source = "#+TITLE: Fees 2001\n* TODO One :tag:\n:PROPERTIES:\n:ID: x\n:END:\n+out+ and in, +1 from A, 3+ from B\n"
    source += "*bold* text\n** Two\n#+BEGIN_SRC c\n+code+\n#+END_SRC\n"
    found = read(tmp_path, "a.org", source)
    assert text_of(found) == source
    assert headings(found) == [(1, "* TODO One :tag:"), (2, "** Two")]
    assert (struck(found), found.title) == (["+out+"], "Fees 2001")


@pytest.mark.parametrize(
    ("text", "row", "held"),
    [
        ("| Berth | 4 |", True, ["Berth", "4"]),
        ("| a \\| b | | 5 |", True, ["a \\| b", "", "5"]),
        ("||", False, ["||"]),
        ("Present: A | B", False, ["Present: A | B"]),
        ("a\t\tb", True, ["a", "", "b"]),
    ],
)
def test_rows_between_bars(text: str, row: bool, held: list[str]) -> None:
    assert (paragraphs.is_row(text), paragraphs.cells(text)) == (row, held)


def test_the_rule_of_a_table_is_no_paragraph(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Fees of the berths\n\n| Berth | Fee |\n|:---|---:|\n| A | 4 |\n")
    (tmp_path / "b.md").write_text("Notes - see below\n\n| Berth | Fee |\n|---|\n+----+---+\n| - | 4 |\n")
    for name in ("a.md", "b.md"):
        paper = library.Paper(tmp_path / name, name, Hints())
        found = library.read(paper, Collection("c", "c", str(tmp_path)), "0").document
        assert found
        rows = [
            q for part in found.parts for i in part.items for q in i.paragraphs if q.shape in (Shape.ROW, Shape.HEADER)
        ]
        assert [s.of(found.text) for s in rows[0].spans] == ["| Berth | Fee |"]
        assert len(rows) == 2


# ---------------------------------------------------------------- setting out, and numbers

RUNS = st.lists(st.tuples(st.text(alphabet="ab1. \t\n\u2028", max_size=8), st.booleans()), max_size=5).map(tuple)
PARAS = st.builds(Para, RUNS, st.integers(0, 3), st.sampled_from(["", "* ", "1. "]), st.booleans())
BLOCKS = st.recursive(
    PARAS,
    lambda inner: st.builds(
        Table,
        st.lists(st.lists(st.lists(inner, max_size=2).map(tuple), max_size=3).map(tuple), max_size=3).map(tuple),
        st.booleans(),
    ),
    max_leaves=12,
)


@given(st.lists(BLOCKS, max_size=6))
@settings(max_examples=200, deadline=None)
def test_what_is_set_out_keeps_its_words_headings_and_strokes(blocks: list[layout.Block]) -> None:
    writer = Writer()
    writer.write(blocks)
    found = writer.contents()
    assert mutations.flaw(found) == ""
    (page,) = found.pages
    letters = Counter(c for c in page.text if c in "ab")
    assert letters == Counter(c for block in blocks for c in _words(block) if c in "ab")
    assert "\n\n\n" not in page.text or any(_verbatim(block) for block in blocks)


def _words(block: layout.Block) -> str:
    if isinstance(block, Para):
        return "" if block.blank else "".join(text for text, _ in block.runs)
    return "".join(_words(inner) for row in block.rows for cell in row for inner in cell)


def _verbatim(block: layout.Block) -> bool:
    if isinstance(block, Para):
        return block.verbatim
    return any(_verbatim(inner) for row in block.rows for cell in row for inner in cell)


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_source_keeps_its_text_and_its_headings_begin_lines(tmp_path: Path, source: str) -> None:
    for ending in ("md", "rst", "org", "html"):
        try:
            found = read(tmp_path, f"a.{ending}", source.encode())
        except ReadError:
            continue
        assert mutations.flaw(found) == ""


def test_numbers_as_lists_show_them() -> None:
    assert [counting.roman(n) for n in (1, 4, 9, 14, 40, 90, 400, 1999, 0, 4000)] == (
        "i iv ix xiv xl xc cd mcmxcix 0 4000".split()
    )
    assert [counting.letters(n) for n in (1, 26, 27, 53, 0, 10**9)] == ["a", "z", "aa", "aaa", "0", "1000000000"]
    assert [counting.columns(n) for n in (1, 26, 27, 28, -1)] == ["a", "z", "aa", "ab", "-1"]
    assert [
        counting.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 21, 112)
    ] == "1st 2nd 3rd 4th 11th 12th 21st 112th".split()


# ---------------------------------------------------------------- damage, and real papers


def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    outcome = mutations.tried(tmp_path, list(mutations.PAPERS), 240, 7)
    assert outcome.wrong == []
    assert all(outcome.told[ending, "read"] and outcome.told[ending, "refused"] for ending in mutations.PAPERS)


def shared(*endings: str) -> list[Path]:
    return sorted(path for path in SHARED.rglob("*") if path.suffix in endings)


@NO_SHARED
def test_every_shared_paper_reads() -> None:
    papers = shared(".docx", ".odt", ".html", ".md")
    assert len(papers) > 500
    for path in papers:
        found = readers.read(path)
        assert mutations.flaw(found) == "", path
        assert len(found.pages) == 1


@NO_SHARED
def test_shared_old_word_files_are_told_for_what_they_are() -> None:
    for path in shared(".doc"):
        assert readers.without_reader(path) == "is an old Word file; save it as .docx, .odt or PDF"


@NO_SHARED
@pytest.mark.parametrize("path", shared(".docx", ".odt") if SHARED.is_dir() else [], ids=lambda path: path.name)
def test_no_word_of_a_shared_paper_is_lost(path: Path) -> None:
    """Against the text of the XML itself, by other means: every word as often, but for those that are set apart."""
    part = "word/document.xml" if path.suffix == ".docx" else "content.xml"
    xml = zipfile.ZipFile(path).read(part).decode()
    if path.suffix == ".docx":
        marked = re.sub(r"<w:(?:tab|br|cr)\b[^>]*>|</w:p>", "\0", xml)
        said = "".join(a or b for a, b in re.findall(r"<w:t(?: [^<>]*)?>([^<]*)</w:t>|(\0)", marked)).replace("\0", " ")
    else:
        apart = r"(?s)<(office:annotation|text:tracked-changes)\b.*?</\1>"
        body = re.sub(apart, "", xml[xml.index("<office:text") :])
        said = re.sub(r"<(?:text:(?:s|tab|line-break)|/text:p|/text:h)\b[^>]*>", " ", body)
        said = re.sub(r"<[^>]*>", "", said)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        said = said.replace(entity, sign)
    words = Counter(re.findall(r"\w+", said))
    assert sum(words.values()) > 150
    held = Counter(re.findall(r"\w+", readers.read(path).pages[0].text))
    assert words - held == Counter()
