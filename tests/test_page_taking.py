"""An answer taken away: cited in six forms, copied with footnotes, briefed for Word; on the page and by the command."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import bibtexparser
import docx
import pytest
import rispy
import saltmere
from bibtexparser.middlewares import LatexDecodingMiddleware
from browsing import Server, Visit, ask, visits
from door import Door
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

import cli
from assistant import briefing, citing, fitting, footnotes, telling
from assistant.answer import Answer, Citation, Computed, Quoted, Statement, Understood
from assistant.ask import Assistant
from assistant.citing import Form
from index.embedding import Encoder
from index.passage import Place, Quotation
from index.shelf import Shelf
from ingest.record import Access, Authority, Body, Kind, Meeting, Paragraph, Period, Span, Status
from page import citing as on_page
from page import files, handing, taking
from page.asking import Turn
from page.desk import Desk
from people import Person
from settings import Settings

WARDENS = Body("wardens", saltmere.COMMITTEE, saltmere.COUNCIL, ("HWC",))
DAY = date(2019, 3, 14)
URL = "https://saltmere.example/papers?id=7&part=2"
HOSTILE = r"50% of {braces} & \end{x} $${1+1}$ {{v}} @misc{a, <b>#_~^</b> “”–—'' `` -- ER  - <span class='nocase'>"


def quotation(
    title: str = "Minutes of the Harbour Wardens Committee, 14 March 2019",
    kind: Kind = Kind.MINUTES,
    authority: Authority = Authority.RECORD,
    *,
    item: str = "4",
    label: str = "4¶1",
    url: str | None = URL,
    period: Period | None = None,
    pages: tuple[int, int] | None = (3, 3),
    status: Status = Status.APPROVED,
    path: str = "march.txt",
    quote: str = "Forty boats had paid late.",
) -> Quotation:
    meeting = None if period else Meeting("wardens", DAY)
    place = Place(
        collection="saltmere",
        document="d1",
        path=path,
        title=title,
        part="p1",
        body=WARDENS,
        kind=kind,
        authority=authority,
        access=Access.PUBLIC,
        status=status,
        meeting=meeting,
        period=period,
        item=item,
        item_title="Mooring fees",
        url=url,
    )
    return Quotation(place, Paragraph(label, (Span(0, 9),), pages), (Span(0, 9),), quote, "passage")


YEAR = Period(date(2021, 4, 1), date(2022, 3, 31))
SEALS = quotation("Seal watch", Kind.REPORT, Authority.PAPER, item="5", label="2.3", url=None, pages=(7, 8))
ANNUAL = quotation("Annual Report", Kind.ANNUAL_REPORT, period=YEAR, item="2", label="2.1.1", pages=(2, 2), url=None)
WATCH = quotation("Saltmere Watch", Kind.SUMMARY, Authority.THIRD_PARTY, item="", label="¶5", pages=None)


# ---------------------------------------------------------------- the forms


@pytest.mark.parametrize(
    ("source", "entry", "mark"),
    [
        (
            quotation(),
            "Harbour Wardens Committee (2019) Minutes of the Harbour Wardens Committee, 14 March 2019, item 4. Saltmere"
            f" Borough Council, p. 3. Available at: {URL}.",
            "(Harbour Wardens Committee, 2019, p. 3)",
        ),
        (
            SEALS,
            "Saltmere Borough Council (2019) Seal watch. Report to the Harbour Wardens Committee, 14 March 2019,"
            " item 5, pp. 7–8.",
            "(Saltmere Borough Council, 2019, pp. 7–8)",
        ),
        (
            ANNUAL,
            "Harbour Wardens Committee (2021–2022) Annual Report, 2021-22. Saltmere Borough Council, p. 2.",
            "(Harbour Wardens Committee, 2021–2022, p. 2)",
        ),
        (
            WATCH,
            "Saltmere Watch (no date). Third party’s account of the Harbour Wardens Committee, 14 March 2019"
            f" [not the board’s record]. Available at: {URL}.",
            "(Saltmere Watch, no date, para. 5)",
        ),
    ],
    ids=("minutes", "a pack's paper", "annual report", "third party"),
)
def test_harvard(source: Quotation, entry: str, mark: str) -> None:
    assert citing.harvard(source).splitlines() == [entry, f"In the text: {mark}"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            quotation(),
            "Harbour Wardens Committee, ‘Minutes of the Harbour Wardens Committee, 14 March 2019, Item 4’ (Saltmere"
            f" Borough Council 2019) para 1 <{URL}>.",
        ),
        (
            SEALS,
            "Saltmere Borough Council, ‘Seal Watch’ (2019) Report to the Harbour Wardens Committee, 14 March 2019,"
            " item 5 para 2.3.",
        ),
        (
            ANNUAL,
            "Harbour Wardens Committee, ‘Annual Report, 2021-22’ (Saltmere Borough Council 2021–2022) para 2.1.1.",
        ),
        (
            WATCH,
            "‘Saltmere Watch’ Third party’s account of the Harbour Wardens Committee, 14 March 2019"
            f" [not the board’s record] para 5 <{URL}>.",
        ),
    ],
    ids=("minutes", "a pack's paper", "annual report", "third party"),
)
def test_oscola(source: Quotation, said: str) -> None:
    assert citing.oscola(source) == said


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            quotation(),
            "Harbour Wardens Committee, Saltmere Borough Council, 14 March 2019, item 4 ¶1, page 3: minutes, march.txt"
            f" (the board's own record, approved). {URL}",
        ),
        (
            WATCH,
            "Harbour Wardens Committee, Saltmere Borough Council, 14 March 2019, ¶5: Saltmere Watch, march.txt"
            f" (a third party's account). {URL}",
        ),
    ],
)
def test_plain_words(source: Quotation, said: str) -> None:
    assert citing.plain(source) == said


def test_a_draft_and_a_digest_say_so_in_every_form() -> None:
    one = Citation(1, quotation(authority=Authority.DIGEST, status=Status.DRAFT))
    for form in set(Form) - {Form.PLAIN}:
        assert "[draft; digest, not the official text]" in citing.cite(one, form)
    assert "a digest, not the official text" in citing.cite(one, Form.PLAIN)


def test_keys_are_the_same_for_the_same_paragraph_and_differ_for_another() -> None:
    one, other = citing.item(quotation()), citing.item(quotation(label="4¶2"))
    assert one["id"] == citing.item(quotation(quote="Other words of it."))["id"] != other["id"]
    assert re.fullmatch(r"hwc-2019-03-14-[0-9a-f]{8}", one["id"])


def test_many_citations_are_numbered_words_or_entries_each_once() -> None:
    held = (Citation(1, quotation()), Citation(4, SEALS), Citation(5, quotation()))
    assert [line[:3] for line in citing.cite_all(held, Form.OSCOLA).splitlines()] == ["[1]", "[4]", "[5]"]
    assert len(json.loads(citing.cite_all(held, Form.CSL))) == 2
    assert len(rispy.loads(citing.cite_all(held, Form.RIS))) == 2
    assert len(bibtexparser.parse_string(citing.cite_all(held, Form.BIBTEX)).entries) == 2
    assert all(citing.cite_all((), form) == "" for form in Form)


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=60
).filter(lambda text: bool(text.strip()))
#: What LaTeX can say: the decoder knows Latin letters and common signs.
LATIN = st.text(st.sampled_from(HOSTILE + "éüßÅœ£§¶€…"), min_size=1, max_size=40).filter(
    lambda text: bool(text.strip())
)


@given(title=TEXT, path=TEXT)
def test_ris_and_csl_give_back_what_was_put_in(title: str, path: str) -> None:
    one = citing.item(quotation(title, Kind.REPORT, path=path, url="https://a.example/x;y"))
    (back,) = rispy.loads(citing.ris([one]))
    assert (back["title"], back["accession_number"]) == (one["title"], one["archive_location"])
    assert (back["authors"], back["year"], back["date"]) == (["Saltmere Borough Council"], "2019", "2019/03/14")
    assert (back["type_of_work"], back["start_page"], back["urls"]) == (one["genre"], "3", ["https://a.example/x%3By"])
    assert json.loads(citing.csl([one])) == [one]


DECODED = LatexDecodingMiddleware(keep_math_mode=False)  # slow to make


@settings(max_examples=40)
@given(title=LATIN, path=LATIN)
def test_bibtex_gives_back_what_was_put_in(title: str, path: str) -> None:
    one = citing.item(quotation(title, Kind.REPORT, path=path))
    written = citing.bibtex([one])
    assert written.count("{") == written.count("}")  # BibTeX counts them all, escaped or not
    read = bibtexparser.parse_string(written, append_middleware=[DECODED])
    assert not read.failed_blocks
    (back,) = read.entries
    fields = {f.key: f.value for f in back.fields}
    title, library = (fields[name].replace("ˆ", "^") for name in ("title", "library"))  # it reads one for the other
    assert (title, library) == (one["title"], f"saltmere: {one['archive_location']}")
    assert (fields["author"], fields["year"]) == ("Saltmere Borough Council", "2019")
    (plain,) = bibtexparser.parse_string(written).entries
    assert plain.fields_dict["url"].value == URL  # an address is no TeX: it stands as it is


@settings(max_examples=15)  # each is written four times, by a style
@given(title=TEXT)
def test_a_style_takes_any_title(title: str) -> None:
    for source in (quotation(title, Kind.REPORT), quotation(title, authority=Authority.THIRD_PARTY)):
        assert all(
            line.strip() for form in (Form.HARVARD, Form.OSCOLA) for line in [citing.cite(Citation(1, source), form)]
        )


def test_hostile_words_stay_words_in_a_style() -> None:
    told = citing.harvard(quotation("<span class='nocase'>a</span> <i>b</i> ${1+1} <script>", Kind.REPORT))
    assert "<span class='nocase'>a</span> <i>b</i> ${1+1} <script>" in told


# ---------------------------------------------------------------- an answer with its footnotes


def answer(*statements: Statement, refusal: str | None = None, nearest: tuple[Citation, ...] = ()) -> Answer:
    held = (Citation(1, quotation()), Citation(2, SEALS)) if statements else ()
    notices = ("No later paper on this shelf mentions it.",)
    return Answer("What of *fees*?", Understood("fees", "lookup"), statements, held, notices, nearest, refusal)


SAID = answer(
    Statement("14 March 2019: Forty boats [ACTION] had *paid* late. [1] And more [2].", Quoted((1, 2))),
    Statement("1 of 2 fees.", Computed("count", {}, 2, citations=(2,))),
)
REFUSED = answer(refusal="not-in-record", nearest=(Citation(1, SEALS),))


def test_text_with_footnotes() -> None:
    lines = footnotes.text(SAID).splitlines()
    assert lines[0] == "What of *fees*?"
    assert lines[2:4] == ["14 March 2019: Forty boats [ACTION] had *paid* late. [1] And more [2].", "1 of 2 fees. [2]"]
    assert lines[5] == SAID.notices[0]
    assert lines[7:] == [f"[{n}] {citing.plain(s)}" for n, s in ((1, quotation()), (2, SEALS))]


def test_markdown_with_footnotes() -> None:
    told = footnotes.markdown(SAID)
    assert r"\[ACTION\] had \*paid\* late.[^1] And more[^2]." in told
    assert "1 of 2 fees.[^2]" in told
    assert f". <{URL}>" in told
    assert re.findall(r"^\[\^(\d)\]: ", told, re.MULTILINE) == ["1", "2"]
    assert f"> {SAID.notices[0]}" in told


@pytest.mark.parametrize("form", [footnotes.text, footnotes.markdown])
def test_a_refusal_says_why_and_what_was_nearest(form: object) -> None:
    told = form(REFUSED)  # type: ignore[operator]
    assert telling.REFUSALS["not-in-record"] in told
    assert REFUSED.notices[0] in told
    assert "Seal watch" in told.split(footnotes.NEAREST)[1]


# ---------------------------------------------------------------- a briefing


@pytest.fixture(scope="module")
def assistant(corpus_shelf: Shelf) -> Assistant:
    return Assistant(corpus_shelf, corpus_shelf.everything())


def notes_of(path: Path) -> list[str]:
    """Return the footnotes of a Word document."""
    part = next(r.target_part for r in docx.Document(str(path)).part.rels.values() if r.reltype.endswith("/footnotes"))
    found = re.findall(r'<w:footnote w:id="\d+">.*?</w:footnote>', part.blob.decode())
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]


def test_a_briefing_says_all_that_the_answer_says(assistant: Assistant, tmp_path: Path) -> None:
    target = tmp_path / "briefing.docx"
    briefing.write(briefing.brief(SAID, assistant, date(2026, 11, 27)), target)
    out = docx.Document(str(target))
    told = [p.text for p in out.paragraphs]
    assert told[0] == SAID.question
    assert told[1].startswith("27 November 2026 · 5 papers of: Safer Communities Partnership Board")
    assert told[2] == telling.understood(SAID)
    assert "14 March 2019: Forty boats [ACTION] had *paid* late. And more." in told
    assert told[-2:] == ["Limits of this answer", SAID.notices[0]]
    assert out.sections[0].footer.paragraphs[0].text == briefing.record(assistant)
    notes = notes_of(target)
    assert len(notes) == 3
    assert notes[0] == citing.plain(quotation()).replace("&", "&amp;")
    assert notes[2].endswith(": the paper of note 1")  # both stand in one part of one paper


def test_a_briefing_of_a_refusal_and_of_hostile_words(assistant: Assistant, tmp_path: Path) -> None:
    hostile = quotation(HOSTILE + "\x00\x0b", quote=f"{HOSTILE}\ud800")
    one = answer(refusal="not-in-record", nearest=(Citation(1, hostile),))
    briefing.write(briefing.brief(one, assistant, DAY), tmp_path / "no.docx")
    told = [p.text for p in docx.Document(str(tmp_path / "no.docx")).paragraphs]
    assert telling.refused(one) in told
    assert any(HOSTILE[:40] in line for line in told)


LETTERS = st.text(
    st.sampled_from("il.W@m 0123456789 é“”‘’[]…¶会😀Ω ") | st.characters(categories=("L", "N", "P", "S")), max_size=700
).map(lambda t: f"{t} a")
MANY = st.lists(st.tuples(LETTERS, st.integers(1, 9), st.booleans()), min_size=1, max_size=40)


def long_answer(entries: list[tuple[str, int, bool]], notices: tuple[str, ...] = (), asked: str = "Which?") -> Answer:
    """Return an answer of entries, each of its text, its number of sources, and whether it tells where it stands."""
    sources = [quotation(path=f"{n}.txt", label=f"4¶{n}") for n in range(1, 10)]
    held = tuple(Citation(n, source) for n, source in enumerate(sources, 1))
    said = [
        Statement(f"14 March 2019, item 4 ¶1: {t}" if leads else t, Quoted(tuple(range(1, some + 1))))
        for t, some, leads in entries
    ]
    return Answer(asked, Understood(asked, "action"), tuple(said), held, notices)


@settings(max_examples=60, deadline=None)
@given(MANY, st.lists(LETTERS, max_size=5), LETTERS)
def test_a_briefing_is_one_page_whatever_is_said(
    entries: list[tuple[str, int, bool]], notices: list[str], asked: str
) -> None:
    made = briefing.page(briefing.Briefing(long_answer(entries, tuple(notices), asked), DAY, (asked,), asked))
    assert made.fits
    assert [p for line in made.lines for p in line.told if isinstance(p, int)] == list(range(1, len(made.notes) + 1))
    kept = [line for line in made.lines if line.form in (briefing.Form.WORDS, briefing.Form.ROW)]
    rest = [int(str(line.told[0]).split()[0]) for line in kept if str(line.told[0]).endswith(briefing.LEFT_OUT)]
    assert len(kept) - len(rest) + sum(rest) == len(entries) + len(notices)


def test_what_has_no_room_is_cut_or_counted_and_never_silently() -> None:
    few = [("“A short one.”", 1, True)] * 11
    one = briefing.page(briefing.Briefing(long_answer(few), DAY, (), ""))
    assert (one.size, [line.form for line in one.lines[3:]]) == (10.5, [briefing.Form.ROW] * 11)
    long = [("“" + "A long quotation of many words. " * 40 + "”", 1, True)] * 12
    made = briefing.page(briefing.Briefing(long_answer(long), DAY, (), ""))
    rows = [line for line in made.lines if line.form is briefing.Form.ROW]
    assert all(line.told[-2:] == (" […]”", n) for n, line in enumerate(rows, 1))
    assert made.lines[-1].told[0] == f"{12 - len(rows)} more entries {briefing.LEFT_OUT}"


def test_lines_of_a_written_briefing_have_the_height_that_was_counted(tmp_path: Path) -> None:
    target = tmp_path / "b.docx"
    one = briefing.Briefing(long_answer([("Words. " * 30, 2, True)] * 9, ("Limits.",)), DAY, ("Papers.",), "Record.")
    made = briefing.page(one)
    briefing.write(one, target)
    out = docx.Document(str(target))
    assert len(out.tables[0].rows) == 9
    held = [*out.paragraphs, *(p for row in out.tables[0].rows for cell in row.cells for p in cell.paragraphs)]
    for paragraph in [*held, *out.sections[0].footer.paragraphs]:
        spacing = paragraph.paragraph_format.line_spacing or paragraph.style.paragraph_format.line_spacing
        spacing = spacing or paragraph.style.base_style.paragraph_format.line_spacing
        assert (
            0 < spacing.pt <= briefing.LINE * (made.size + briefing.LARGER) + 0.1
        )  # in points: exact, not by the face


@pytest.mark.parametrize(
    ("text", "count"), [("", 1), ("i" * 40, 1), ("W" * 40, 4), ("word " * 20, 5), ("W" * 11 + " i", 2), ("会" * 10, 2)]
)
def test_lines_are_counted_by_the_widths_of_letters(text: str, count: int) -> None:
    assert fitting.lines(text, 100, 10) == count


def test_the_record_is_told_with_its_gaps(assistant: Assistant) -> None:
    assert re.match(r"The record here runs from 27 October 2017 to .*: \d+ of the meetings", briefing.record(assistant))


# ---------------------------------------------------------------- at the terminal


def test_the_command_knows_every_form() -> None:
    assert tuple(Form) == cli.FORMS


@pytest.mark.usefixtures("one_model")
def test_ask_cites_and_briefs(matters: Door, corpus_index: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.docx"
    question = "What was said about Prevent on 27 April 2018?"
    code, out, err = matters("ask", question, "--index", corpus_index, "--cite", "ris", "--briefing", target)
    assert (code, err) == (0, [])
    start = out.index("TY  - RPRT")
    assert rispy.loads("\n".join(out[start:]))[0]["date"] == "2018/04/27"
    assert out[-1] == f"{target}: a briefing of this answer"
    assert docx.Document(str(target)).paragraphs[0].text == question
    assert "is there already" in matters("ask", question, "--index", corpus_index, "--briefing", target)[2][0]
    assert matters("ask", question, "--json", "--cite", "ris")[0] == 2


# ---------------------------------------------------------------- on the page


@pytest.fixture
def desk(assistant: Assistant, tmp_path: Path) -> Desk:
    return Desk(assistant, Person("Ada"), Settings(), tmp_path)


def sent_for(source: Quotation, form: str) -> dict[str, object]:
    return {"cite": form, "passage": source.passage, "paragraph": source.paragraph.label, "asked": "7"}


def test_the_panel_cites_what_it_shows(desk: Desk) -> None:
    source = desk.assistant.ask("What was said about Prevent on 27 April 2018?").citations[0].source
    for form in Form:
        came = on_page.cited(desk, sent_for(source, form))
        assert handing.words("cite", {"asked": "7"}, citing.cite(Citation(1, source), form)) == came


def test_what_the_browser_names_is_looked_up(desk: Desk) -> None:
    source = desk.assistant.ask("What was said about Prevent on 27 April 2018?").citations[0].source
    for sent in (
        {**sent_for(source, "ris"), "passage": "0" * 16},
        {**sent_for(source, "ris"), "paragraph": "99¶9"},
        sent_for(source, "<b>"),
        {"cite": None},
    ):
        came = on_page.cited(desk, sent)
        assert 'role="alert"' in came
        assert "<b>" not in came


def test_nobody_cites_what_they_may_not_see(encoder: Encoder, tmp_path: Path) -> None:
    papers = {"a.txt": saltmere.minutes(), "b.txt": saltmere.minutes("13 June 2019", top=["NOT FOR PUBLICATION"])}
    saltmere.ingest(saltmere.write(tmp_path / "papers", papers), tmp_path / "index", encoder)
    shelf = Shelf(tmp_path / "index", lambda: encoder)
    try:
        whole = shelf.everything((Access.PUBLIC, Access.RESTRICTED))
        hidden = next(e.source for e in shelf.actions(whole) if e.source.place.path == "b.txt")
        for scope, seen in ((whole, True), (shelf.everything(), False)):
            desk = Desk(Assistant(shelf, scope), Person("Ada"), Settings(), tmp_path)
            assert ("TY  - RPRT" in on_page.cited(desk, sent_for(hidden, "ris"))) is seen
    finally:
        shelf.close()


def test_an_answer_is_taken_away_by_its_turn(desk: Desk) -> None:
    turns = (Turn(1, SAID.question, SAID), Turn(2, "x", trouble="no"))
    for way in ("text", "markdown"):
        assert "<pre" in taking.taken(desk, turns, {"take": way, "turn": "1", "asked": "7"})
    came = taking.taken(desk, turns, {"take": "docx", "turn": "1", "asked": "7"})
    (made,) = desk.files.glob("*/briefing.docx")
    assert files.is_made(made.as_posix(), desk.files)
    assert made.as_posix() in came
    for turn in ("2", "9", "<b>"):
        assert taking.GONE in taking.taken(desk, turns, {"take": "text", "turn": turn})


@pytest.fixture
def server(corpus_page: Server) -> Server:
    return corpus_page


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    yield from visits(browser, server)


def test_somebody_cites_copies_and_briefs(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "What was said about Prevent on 27 April 2018?")
    page.locator(".turn .chip").first.click()
    for name, told in (("OSCOLA", " para "), ("BibTeX", "@techreport{"), ("Plain words", "scpb-2018")):
        page.get_by_label("Cite as").select_option(label=name)
        expect(page.locator(".cited pre")).to_contain_text(told)
    page.locator(".cited .copy").click()
    expect(page.locator(".cited .copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".cited pre").inner_text()
    page.get_by_role("button", name="Copy with footnotes").press("Enter")
    expect(page.locator(".take").first).to_have_text("Copied")
    assert "[1] Safer Communities Partnership Board" in page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as got:
        page.get_by_role("button", name="Briefing for Word").press("Enter")
    got.value.save_as(tmp_path / "got.docx")
    assert notes_of(tmp_path / "got.docx")
