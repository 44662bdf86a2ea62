"""A source, opened in its page: where words stand on it, the process that draws it, and who is shown it."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import saltmere
from browsing import Server, Visit, ask, visits
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Browser, expect
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from test_pdf import HELVETICA, quotable, raw, shown

import wiring
from assistant.answer import Citation
from index.embedding import Encoder
from index.passage import Quotation, Scope
from index.shelf import Shelf
from ingest import library
from ingest.drawing import CHANGED, GONE, Drawing, Mark, Picture, Sought, Wish
from ingest.errors import ReadError
from ingest.grammar.forgetting import MASK
from ingest.readers import pictured
from ingest.record import Access, Span
from page import asking, leaf, source
from page.desk import Desk
from people import ANYBODY, Person
from settings import Settings

WORDS = "gull rope tide quay mast hull keel buoy reef wave dock crew".split()


@pytest.fixture(scope="module")
def drawing() -> Iterator[Drawing]:
    one = Drawing(seconds=60)  # the cores are shared: how long a good page takes says nothing
    yield one
    one.close()


# ---------------------------------------------------------------- where words stand

TWICE = pictured.folded("The fee is due. Boats pay by June. The fee is due. Yachts pay by May.")


@pytest.mark.parametrize(
    ("page", "sought", "at"),
    [
        ("a definite offer", Sought("deﬁ-\nnite"), 1),
        ("the boats’ – fees", Sought("boats' - FEES"), 3),
        ("a cafe\N{COMBINING ACUTE ACCENT} by the quay", Sought("café"), 1),
        ("nothing of it", Sought("lobsters"), None),
        ("anything", Sought(" … "), None),
        (TWICE, Sought("The fee is due."), None),
        (TWICE, Sought("The fee is due.", after="Boats pay"), 0),
        (TWICE, Sought("The fee is due.", before="pay by June."), 25),
        (TWICE, Sought("The fee is due.", before="elsewhere", after="other"), None),
    ],
)
def test_words_are_found_by_their_letters_and_told_apart_by_what_is_around(
    page: str, sought: Sought, at: int | None
) -> None:
    assert pictured.place(pictured.folded(page), sought) == at


def drawn(content: bytes, *sought: str, page: int = 1) -> Picture:
    return pictured.picture(content, page, [Sought(one) for one in sought], width=600)


def inside(marks: tuple[Mark, ...], x: float, y: float) -> bool:
    return any(m.left <= x <= m.left + m.width and m.top <= y <= m.top + m.height for m in marks)


def laid(lines: list[list[str]]) -> tuple[bytes, dict[tuple[int, int], tuple[float, float]]]:
    """Return a page of words in lines, and where the middle of each word is, as shares of the page."""
    out = FPDF(unit="pt", format=(600, 800))
    out.set_auto_page_break(False)
    out.add_page()
    out.set_font("Helvetica", size=12)
    places = {}
    for row, line in enumerate(lines):
        at = 60.0
        for column, word in enumerate(line):
            wide = out.get_string_width(word)
            out.text(at, 100 + 20 * row, word)
            places[row, column] = (at + wide / 2) / 600, (96 + 20 * row) / 800
            at += wide + out.get_string_width(" ")
    return bytes(out.output()), places


@settings(max_examples=40)
@given(st.data())
def test_marks_lie_on_the_page_and_cover_the_words_alone(data: st.DataObject) -> None:
    names = [f"{a}{b}" for a in WORDS for b in WORDS]  # each once, so that a quotation stands once
    chance = random.Random(data.draw(st.integers(0, 1000)))
    lines = [chance.sample(names, 6) for _ in range(data.draw(st.integers(1, 12)))]
    content, places = laid(lines)
    flat = sorted(places)
    first = data.draw(st.integers(0, len(flat) - 1))
    last = data.draw(st.integers(first, min(len(flat) - 1, first + 20)))
    wanted = flat[first : last + 1]
    said = "\n".join(lines[row][column] for row, column in wanted)
    before = " ".join(lines[row][column] for row, column in flat[:first])
    after = " ".join(lines[row][column] for row, column in flat[last + 1 :])
    found = pictured.picture(content, 1, [Sought(said, before, after)], width=300)
    assert found.found
    assert len(found.marks) == len({row for row, _ in wanted})
    for spot, (x, y) in places.items():
        assert inside(found.marks, x, y) == (spot in wanted)


def turned(content: bytes, turn: int, crop: tuple[float, float, float, float] | None) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    page = writer.pages[0]
    page.rotate(turn)
    if crop:
        page.cropbox = RectangleObject(crop)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("crop", [None, (40, 500, 580, 760)])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_marks_cover_the_ink_on_turned_and_cropped_pages(
    turn: int, crop: tuple[float, float, float, float] | None
) -> None:
    content, _ = laid([["gulls", "nest", "on", "the"], ["eastern", "quay"]])
    found = drawn(turned(content, turn, crop), "gulls nest on the eastern quay")
    assert len(found.marks) == 2
    image = Image.open(io.BytesIO(found.image)).convert("L")
    dark = [n for n, v in enumerate(image.tobytes()) if v < 128]
    assert dark
    middles = (((n % image.width + 0.5) / image.width, (n // image.width + 0.5) / image.height) for n in dark)
    assert all(inside(found.marks, x, y) for x, y in middles)


def test_words_cropped_away_are_not_marked() -> None:
    content, _ = laid([["gulls", "nest"], ["eastern", "quay"]])
    found = drawn(turned(content, 0, (0, 0, 600, 400)), "gulls nest")
    assert (found.found, found.marks) == (False, ())


def test_all_of_the_words_are_marked_or_none() -> None:
    content, _ = laid([["gulls", "nest"], ["eastern", "quay"]])
    assert drawn(content, "gulls nest", "eastern quay").found
    lost = drawn(content, "gulls nest", "western quay")
    assert (lost.found, lost.marks, lost.blank) == (False, (), False)


def test_a_page_without_text_says_so() -> None:
    out = FPDF()
    out.add_page()
    out.ellipse(20, 20, 100, 60, style="F")
    found = drawn(bytes(out.output()), "gulls")
    assert (found.blank, found.found) == (True, False)


def test_a_coloured_page_stays_coloured_and_small() -> None:
    out = FPDF()
    out.add_page()
    out.set_fill_color(200, 30, 30)
    out.rect(20, 20, 100, 60, style="F")
    found = drawn(bytes(out.output()))
    assert max(Image.open(io.BytesIO(found.image)).convert("RGB").getpixel((200, 150))) > 150  # type: ignore[arg-type]
    assert len(found.image) < pictured.ENOUGH


#: Papers with pages as they are, pages turned, columns, and a form: of each, sentences that could be quoted.
REAL = (
    "boston-licensing-board/*/voting_minutes_2021-06-24.pdf",
    "boston-licensing-board/**/voting_minutes_2021-04-08.pdf",
    "kent/**/Printed minutes 09th-Jan-2025*.pdf",
    "kent/**/24-00096 - EQIA.pdf",
    "difficult-pdfs/DWP*.pdf",
    "transparency-board/**/*Data Publication Plan - 11.01.11.pdf",
)


def test_what_could_be_quoted_of_real_papers_is_found_on_their_pages(shared: Path) -> None:
    sought: list[bool] = []
    for pattern in REAL:
        for path in sorted((shared / "documents").glob(pattern)):
            sought.extend(found_in(path))
    assert len(sought) > 500
    assert sum(sought) / len(sought) >= 0.99


def found_in(path: Path) -> Iterator[bool]:
    """Yield for each sentence of a paper, page by page, whether it is found there."""
    opened = library.open_folder(path.parent)
    paper = next(p for p in opened.papers if p.path == path.resolve() or p.path == path)
    document = library.read(paper, opened.collection, "").document
    assert document is not None
    with closing(pypdfium2.PdfDocument(path)) as file:
        letters = [pictured._Letters(file[n], file[n].get_rotation()) for n in range(len(file))]
        for _, spans in quotable(document):
            start = 0
            for page in document.pages:
                end = start + len(page.text)
                for span in spans:
                    a, b = max(span.start, start), min(span.end, end)
                    if a < b and document.text[a:b].strip():
                        one = Sought(
                            document.text[a:b],
                            document.text[max(start, a - 300) : a],
                            document.text[b : min(end, b + 300)],
                        )
                        chars = letters[(page.number or 1) - 1].places(one)
                        yield bool(chars) and bool(list(letters[(page.number or 1) - 1].marks(chars)))
                start = end + 1


# ---------------------------------------------------------------- the process that draws


def wish(path: Path, *sought: str, page: int = 1) -> Wish:
    return Wish(path, library.file_hash(path), page, tuple(Sought(one) for one in sought))


def test_a_page_is_drawn_in_another_process_as_it_would_be_here(drawing: Drawing, tmp_path: Path) -> None:
    path = saltmere.pdf(tmp_path / "a.pdf", ["Gulls nest here.", "Seals rest there."])
    asked = wish(path, "Seals rest", page=2)
    assert drawing.picture(asked) == pictured.picture(path.read_bytes(), 2, asked.sought)


def test_only_what_was_read_is_drawn(drawing: Drawing, tmp_path: Path) -> None:
    path = saltmere.pdf(tmp_path / "a.pdf", ["Gulls nest here."])
    asked = wish(path, "Gulls")
    saltmere.pdf(path, ["Gulls nested here."])
    with pytest.raises(ReadError, match=CHANGED):
        drawing.picture(asked)
    path.unlink()
    with pytest.raises(ReadError, match=GONE):
        drawing.picture(asked)


def boxed(path: Path, box: bytes) -> Path:
    raw(path, shown("Gulls nest here."), HELVETICA)
    path.write_bytes(path.read_bytes().replace(b"/MediaBox[0 0 600 800]", b"/MediaBox[0 0 %s]" % box))
    return path


@pytest.mark.parametrize("box", [b"9999999 9999999", b"1 900000", b"900000 1"])
def test_a_page_that_calls_itself_huge_is_drawn_small(drawing: Drawing, tmp_path: Path, box: bytes) -> None:
    found = drawing.picture(wish(boxed(tmp_path / "a.pdf", box)))
    assert found.width * found.height <= 1.1 * pictured.PIXELS


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"\0" * 5000])
def test_what_is_no_pdf_is_told(drawing: Drawing, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(ReadError, match="cannot be drawn"):
        drawing.picture(wish(tmp_path / "a.pdf"))


def test_a_page_that_takes_too_long_costs_only_itself(tmp_path: Path) -> None:
    endless = raw(tmp_path / "a.pdf", b"0 0 600 800 re f\n" * 4_000_000, HELVETICA)
    good = saltmere.pdf(tmp_path / "b.pdf", ["Gulls nest here."])
    one = Drawing(seconds=0.4)
    with closing(one):
        with pytest.raises(ReadError, match=r"page 1 took longer than 0.4 s"):
            one.picture(wish(endless))
        one._seconds = 60
        assert one.picture(wish(good, "Gulls nest")).found


def test_a_process_that_died_is_started_again(drawing: Drawing, tmp_path: Path) -> None:
    good = saltmere.pdf(tmp_path / "b.pdf", ["Gulls nest here."])
    drawing.warm()
    assert drawing._process is not None
    drawing._process.kill()
    drawing._process.wait()
    assert drawing.picture(wish(good, "Gulls nest")).found


@pytest.mark.parametrize("box", [(0.5, 0.5, 0.6, 0.1), (-0.1, 0, 0.5, 0.5), (0, 0, 0, 0.1), (float("nan"), 0, 1, 1)])
def test_a_mark_off_its_page_cannot_be_made(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="on its page"):
        Mark(*box)


# ---------------------------------------------------------------- who is shown it

PAGES = (
    saltmere.minutes().replace("\t", ", "),
    "The Committee thanked the volunteers who had painted the harbour railings.",
)


@pytest.fixture(scope="module")
def quay(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of a PDF of minutes, another of a part of them, minutes as text, and a PDF not for publication."""
    folder = tmp_path_factory.mktemp("quay")
    saltmere.write(folder / "papers", {"june.txt": saltmere.minutes("13 June 2019")})
    saltmere.pdf(folder / "papers" / "extract.pdf", [saltmere.minutes(items=saltmere.ITEMS[:4]).replace("\t", ", ")])
    saltmere.pdf(folder / "papers" / "minutes.pdf", PAGES)
    secret = saltmere.minutes("20 June 2019", (("LOBSTERS", "Mr Quill would question Zebediah Crake. [ACTION]"),))
    saltmere.pdf(folder / "papers" / "secret.pdf", [f"NOT FOR PUBLICATION\n{secret}".replace("\t", ", ")])
    saltmere.ingest(folder / "papers", folder / wiring.BUILT, encoder)
    return folder


@pytest.fixture
def shelf(quay: Path, encoder: Encoder) -> Iterator[Shelf]:
    with closing(Shelf(quay / wiring.BUILT, lambda: encoder)) as one:
        yield one


def desk_of(shelf: Shelf, quay: Path, person: Person = ANYBODY, *, restricted: bool = False) -> Desk:
    tuned = Settings(index=quay, restricted=restricted)
    return Desk(wiring.assistant_of(shelf, tuned, person), person, tuned, quay / "files")


def action(shelf: Shelf, words: str) -> Quotation:
    everything = shelf.everything((Access.PUBLIC, Access.RESTRICTED))
    return next(e.source for e in shelf.actions(everything) if words in e.source.quote)


def asked(quoted: Quotation) -> dict[str, str]:
    spans = ",".join(f"{s.start}-{s.end}" for s in quoted.spans)
    return {"document": quoted.place.document, "spans": spans}


def pdf_action(shelf: Shelf, words: str, path: str) -> Quotation:
    scope = shelf.everything((Access.PUBLIC, Access.RESTRICTED))
    found = [e.source for e in shelf.actions(scope) if words in e.source.quote and e.source.place.path == path]
    return found[0]


def test_a_source_comes_with_its_page(shelf: Shelf, quay: Path, drawing: Drawing) -> None:
    told = leaf.leaves(desk_of(shelf, quay), leaf.Pictures(drawing), asked(boats(shelf)))
    assert told.count("<figure") == 1
    assert 'class="leaf-mark"' in told
    assert "Page 1 of the file" in told
    assert "The quoted words are marked" in told


def boats(shelf: Shelf) -> Quotation:
    """Return words of the minutes as the PDF has them."""
    document = next(i for i, _, path, *_ in shelf.store.documents(shelf.everything()) if path == "minutes.pdf")
    start = shelf.store.text(document).index("forty boats had paid late")
    passages = [
        p
        for part in shelf.store.parts_of(document, shelf.everything())
        for item in part.items
        for p in shelf.store.passages_of(f"{document}-0", item.number, shelf.everything())
    ]
    passage = next(p for p in passages if p.spans[0].start <= start < p.spans[-1].end)
    spans = (Span(start, start + len("forty boats had paid late")),)
    return passage.quotation(passage.paragraphs[0], spans, "forty boats had paid late")


@pytest.mark.parametrize(
    "spans", ["", "1", "5-3", "1-99999999999", "0-1,", "x-y", "-1-4", "1-2-3", "²-³", ",".join(["1-2"] * 100)]
)
def test_what_names_no_words_shows_nothing(shelf: Shelf, quay: Path, drawing: Drawing, spans: str) -> None:
    told = leaf.leaves(desk_of(shelf, quay), leaf.Pictures(drawing), {**asked(boats(shelf)), "spans": spans})
    assert told == f'<p class="quiet">{leaf.NOTHING}</p>'


def test_what_somebody_may_not_see_is_not_drawn_for_them(shelf: Shelf, quay: Path, drawing: Drawing) -> None:
    pictures = leaf.Pictures(drawing)
    secret = pdf_action(shelf, "Zebediah", "secret.pdf")
    nothing = f'<p class="quiet">{leaf.NOTHING}</p>'
    assert leaf.leaves(desk_of(shelf, quay), pictures, asked(secret)) == nothing
    assert "<figure" in leaf.leaves(desk_of(shelf, quay, restricted=True), pictures, asked(secret))
    assert leaf.leaves(desk_of(shelf, quay), pictures, asked(secret)) == nothing  # though it is kept by now
    nobody = Person("Eve", collections=())
    assert leaf.leaves(desk_of(shelf, quay, nobody), pictures, asked(boats(shelf))) == nothing


def test_a_page_that_also_holds_what_is_closed_is_not_drawn(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    quoted = boats(shelf)
    scope = Scope(shelf.everything().collections, (Access.PUBLIC,))
    monkeypatch.setattr(shelf.store, "unseen", lambda *_: (Span(0, 5),))
    found = shelf.original(quoted.place.document, quoted.spans, scope)
    assert found is not None
    assert [one.closed for one in found.leaves] == ["this page also holds what is not open to you"]


def test_a_forgotten_name_is_not_shown_in_the_original(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    quoted = boats(shelf)
    text = shelf.store.text(quoted.place.document)
    monkeypatch.setattr(shelf.store, "text", lambda _: text.replace("Penrose", MASK * 7))
    found = shelf.original(quoted.place.document, quoted.spans, shelf.everything())
    assert found is not None
    assert "forgotten" in found.leaves[0].closed


def test_words_over_two_pages_are_shown_on_both(shelf: Shelf) -> None:
    quoted = boats(shelf)
    text = shelf.store.text(quoted.place.document)
    spans = (Span(quoted.spans[0].start, text.index("harbour railings")),)
    found = shelf.original(quoted.place.document, spans, shelf.everything())
    assert found is not None
    assert [one.number for one in found.leaves] == [1, 2]
    assert found.leaves[1].words[0].said == "The Committee thanked the volunteers who had painted the "


def test_pictures_are_kept_while_the_file_is_as_it_was(drawing: Drawing, tmp_path: Path) -> None:
    pictures = leaf.Pictures(drawing)
    path = saltmere.pdf(tmp_path / "a.pdf", ["Gulls nest here."])
    wanted = wish(path, "Gulls")
    assert pictures.of(wanted) is pictures.of(wanted)
    path.unlink()
    with pytest.raises(ReadError, match=GONE):
        pictures.of(wanted)
    for _ in range(leaf.KEPT + 5):
        wanted = replace(wanted, page=wanted.page + 1)
        with pytest.raises(ReadError):
            pictures.of(wanted)
    assert len(pictures._kept) == leaf.KEPT


# ---------------------------------------------------------------- the panel


def test_the_panel_tells_of_the_meeting_s_other_papers(shelf: Shelf, quay: Path) -> None:
    panel = source.opened(desk_of(shelf, quay), Citation(1, boats(shelf)))
    assert "<dt>Same item in</dt><dd>extract.pdf" in panel
    assert "secret.pdf" not in panel
    assert 'data-leaves="/leaf?document=' in panel


def test_a_paper_without_pages_shows_its_words_alone(shelf: Shelf) -> None:
    scope = shelf.everything()
    texts = [e.source for e in shelf.actions(scope) if e.source.place.path.endswith(".txt")]
    texts += [r.source for r in shelf.decisions(scope) if r.source.place.path.endswith(".txt")]
    assert texts
    assert all(leaf.slot(one) == "" for one in texts)
    assert leaf.slot(boats(shelf))


def test_previous_and_next_go_in_order_of_number(shelf: Shelf, quay: Path) -> None:
    desk, quoted = desk_of(shelf, quay), boats(shelf)
    among = source.Among(4, "citations", (1, 2, 3))
    told = source.opened(desk, Citation(2, quoted), among=among)
    assert "2 of 3" in told
    assert 'data-turn="4" data-row="citations" data-number="1">← Previous' in told
    assert 'data-turn="4" data-row="citations" data-number="3">Next →' in told
    last = source.opened(desk, Citation(3, quoted), among=among)
    assert 'aria-disabled="true">Next →' in last
    alone = source.opened(desk, Citation(1, quoted), among=source.Among(1, "nearest", (1,)))
    assert 'class="go' not in alone


def test_a_turn_that_is_gone_opens_nothing(shelf: Shelf, quay: Path) -> None:
    told = asking.opened(desk_of(shelf, quay), (), {"turn": "1", "row": "citations", "number": "1"})
    assert "no longer held" in told


# ---------------------------------------------------------------- in the browser


@pytest.fixture(scope="module")
def server(quay: Path) -> Iterator[Server]:
    with Server(quay, quay / "log.txt") as served:
        yield served


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    yield from visits(browser, server)


QUESTION = "What was decided on 14 March 2019?"


def test_a_source_opens_in_its_page_and_keys_lead_to_the_next(visit: Visit) -> None:
    page = visit()
    ask(page, QUESTION)
    page.locator("#log .chip").first.press("Enter")
    expect(page.locator(".leaf img")).to_be_visible(timeout=20_000)
    expect(page.locator(".leaf-mark").first).to_be_visible()
    expect(page.locator(".going")).to_contain_text("1 of ")
    expect(page.locator(".sheet h2")).to_be_focused()
    page.keyboard.press("]")
    expect(page.locator(".going")).to_contain_text("2 of ")
    expect(page.locator(".sheet h2")).to_be_focused()
    expect(page.locator("#log .chip[aria-current]")).to_have_attribute("data-number", "2")
    page.locator(".hop.previous").press("Enter")
    expect(page.locator(".going")).to_contain_text("1 of ")
    expect(page.locator("#log .chip[aria-current]")).to_have_attribute("data-number", "1")
    page.get_by_label("Your question").press("]")
    expect(page.get_by_label("Your question")).to_have_value("]")
    expect(page.locator(".going")).to_contain_text("1 of ")
