"""Councils' papers: how minutes are numbered and tell what was decided, and packs cut into what was bound in them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fpdf import FPDF
from pypdf import PdfReader
from test_formats import held_by

from bench import pack
from ingest import formats, library, readers
from ingest.formats import Sheet
from ingest.grammar import furniture
from ingest.record import Access, Bookmark, DecisionType, Item, Kind, Page, Part, Shape, Status, quote

D = date
KENT = Path(__file__).parents[2] / "shared" / "documents" / "kent"
BOSTON = KENT.parent / "boston-licensing-board"


def sheet_of(*pages: str, levels: Sequence[tuple[str, int]] = ()) -> Sheet:
    """Return a paper's sheet; levels: what lines begin with that the file sets as headings, and how deep."""
    made = []
    for number, text in enumerate(pages, 1):
        headings = tuple(
            (text.index(line), level) for line in text.split("\n") for start, level in levels if line.startswith(start)
        )
        made.append(Page(number if len(pages) > 1 else None, text, headings=headings))
    starts = [sum(len(p.text) + 1 for p in made[:n]) for n in range(len(made))]
    whole = "\n".join(p.text for p in made)
    return Sheet("m.txt", whole, tuple(made), furniture.lines(tuple(made), tuple(starts)), formats.Hints())


def part_of(*pages: str, levels: Sequence[tuple[str, int]] = ()) -> tuple[Part, str]:
    sheet = sheet_of(*pages, levels=levels)
    (part,) = formats.parse(sheet)
    return part, sheet.text


def items_of(part: Part) -> list[Item]:
    return [i for i in part.items if i.title != "Attendance"]


def told(part: Part) -> list[tuple[str, str, str]]:
    """Return (item, verb, words) of each decision."""
    return [(i.number, d.verb, d.text) for i in part.items for d in i.decisions]


# ---------------------------------------------------------------- minutes numbered through the year

NUMBERED = """SALTMERE HARBOUR COUNCIL

HARBOUR WORKS COMMITTEE

MINUTES of a meeting of the Harbour Works Committee held in the Net Loft,
Quay Street on Thursday, 13 June 2019.

PRESENT: Mrs A Penrose (Chair), Mr T Quill, MBE, Ms I Tarrant (Vice-Chair) and
Mr D Hale

IN ATTENDANCE: Ms R Kerrow (Director of Piers, Ropes and Lamps) and Dr E Marsh
(Harbour Surgeon)

UNRESTRICTED ITEMS

118. Apologies
(Item 1)

Apologies were received from Mr B Finch.

119. Minutes of the meeting held on 14 March 2019
(Item 2)

RESOLVED that the minutes of the meeting held on 14 March 2019 were a correct
record, subject to the spelling of Ms Tarrant's name.

120. Renewal of the Eastern Pontoon and of the Lamps along it in the Years
2019-21, with the Harbour's Share of the Cost (Pages 3 - 12)
(Item 3)

(1) Ms Kerrow introduced the report. The joints leak.

(2) The following points were made:

(a) the lamps were out; and

(b) the ropes were worn.

(3) Mr Quill proposed and Mr Hale seconded the following amendment to the
motion:

(1) Leave the lamps as they are
(2) Renew the ropes alone

(4) The Chair put the amendment to the vote and the voting was as follows:

For (1)

Mr Quill

Against (2)

Mrs Penrose, Mr Hale

Abstain (0)

Amendment lost.

(5) RESOLVED that:

(a) the pontoon be renewed by March 2020; and

(b) the lamps be renewed after it.

121. Ropes
(Item 4)

RESOLVED that the report be noted.

The meeting closed at 11.25
"""


def test_minute_numbers_are_no_agenda_numbers() -> None:
    part, _ = part_of(NUMBERED)
    assert [(i.number, i.agenda) for i in items_of(part)] == [("118", "1"), ("119", "2"), ("120", "3"), ("121", "4")]
    title = (
        "Renewal of the Eastern Pontoon and of the Lamps along it in the Years 2019-21,"
        " with the Harbour's Share of the Cost"
    )
    assert items_of(part)[2].title == title
    assert (part.kind, part.ended, part.venue) == (Kind.MINUTES, "11.25", "Net Loft, Quay Street")


def test_a_roll_in_running_text() -> None:
    part, text = part_of(NUMBERED)
    assert [(p.name, p.role) for p in part.roll.present] == [
        ("Mrs A Penrose", "Chairman"),
        ("Mr T Quill, MBE", ""),
        ("Ms I Tarrant", "Vice-Chair"),
        ("Mr D Hale", ""),
        ("Ms R Kerrow", "Director of Piers, Ropes and Lamps"),
        ("Dr E Marsh", "Harbour Surgeon"),
    ]
    assert part.roll.chair == part.roll.present[0]
    assert [p.name for p in part.roll.apologies] == ["Mr B Finch"]
    assert all(p.name.split(",")[0] in quote(text, p.spans) for p in part.roll.present)


def test_paragraphs_carry_their_own_numbers() -> None:
    part, _ = part_of(NUMBERED)
    labels = [p.label for p in items_of(part)[2].paragraphs]
    assert labels[:7] == ["120(1)", "120(2)", "120(2)(a)", "120(2)(b)", "120(3)", "120(3)(1)", "120(3)(2)"]
    assert labels[-3:] == ["120(5)", "120(5)(a)", "120(5)(b)"]
    assert len(set(labels)) == len(labels)
    assert not [p for p in items_of(part)[2].paragraphs if p.shape is Shape.HEADING]


def test_a_resolution_has_its_points_and_a_lost_amendment_is_lost() -> None:
    part, _ = part_of(NUMBERED)
    (_, lost), (_, resolved) = [(n, d) for n, d in enumerate(items_of(part)[2].decisions)]
    assert lost.verb == "lost"
    assert lost.text.startswith("(3) Mr Quill proposed")
    assert lost.text.endswith("Amendment lost.")
    assert "Renew the ropes alone" not in lost.text  # too long to be quoted whole, with its votes
    assert resolved.verb == "resolved"
    assert "(a) the pontoon be renewed" in resolved.text
    assert resolved.text.endswith("(b) the lamps be renewed after it.")


def test_a_correct_record_approves_the_minutes_named() -> None:
    part, _ = part_of(NUMBERED)
    assert part.approves == D(2019, 3, 14)


def test_the_title_names_the_minutes_that_are_approved() -> None:
    named = "RESOLVED that the minutes of the meeting held on 14 March 2019 were a correct\nrecord"
    said = NUMBERED.replace(named, "The minutes were a correct record")
    assert said != NUMBERED
    part, _ = part_of(said)
    assert part.approves == D(2019, 3, 14)


def test_business_before_the_first_number_is_an_item() -> None:
    text = NUMBERED.replace(
        "UNRESTRICTED ITEMS\n",
        "UNRESTRICTED ITEMS\n\nElection of Chair\n\n1. Mr Quill proposed, and Mr Hale seconded that Mrs Penrose be"
        " elected to the chair.\nAgreed unanimously.\n\n2. RESOLVED that Mrs Penrose be elected.\n",
    )
    part, _ = part_of(text)
    assert (items_of(part)[0].number, items_of(part)[0].title) == ("", "Election of Chair")
    assert [(verb, text[:11], text[-20:]) for item, verb, text in told(part) if not item] == [
        ("resolved", "1. Mr Quill", " Penrose be elected.")
    ]


def test_what_is_noted_in_passing_is_no_decision_where_decisions_are_marked() -> None:
    part, _ = part_of(NUMBERED.replace("The joints leak.", "Members noted that the joints leak."))
    assert [verb for _, verb, _ in told(part)] == ["resolved", "lost", "resolved", "resolved"]


# ---------------------------------------------------------------- numbers of every kind

HEAD = "MINUTES of the meeting of Saltmere Parish Council held on Monday 2 July 2018 at 7.30 pm in the Net Loft\n"
NUMBERS = [
    (["18.07.1", "18.07.2", "18.07.3", "18.07.4"], "by year and month"),
    (["2018/07/01", "2018/07/02", "2018/07/03"], "by year and month, with strokes"),
    (["18/101", "18/102", "18/103", "18/105"], "by year, one skipped"),
    (["080/18", "081/18", "082/18", "083/18"], "by year behind"),
    (["07.18.1", "07.18.3", "07.18.3", "07.18.2"], "by month, repeated and out of order"),
    (["18.07.1", "18.07.2", "18.06.3", "18.07.4"], "one misnumbered"),
    (["1.", "2.", "3.", "4."], "plain"),
]
TITLES = ["Apologies for Absence", "Footpaths and Stiles", "Planning Applications", "Date of Next Meeting"]


@pytest.mark.parametrize(("numbers", "why"), NUMBERS)
def test_items_numbered_in_any_way(numbers: list[str], why: str) -> None:
    text = HEAD + "".join(
        f"\n{n} {t}\n\nThe clerk said what was to be said of it.\n" for n, t in zip(numbers, TITLES, strict=False)
    )
    part, _ = part_of(text)
    assert [i.number for i in items_of(part)] == [n.rstrip(".") for n in numbers], why
    assert [i.title for i in items_of(part)] == TITLES[: len(numbers)]


def test_an_item_whose_text_follows_its_title_in_one_line() -> None:
    said = [
        "Apologies: Cllr Finch sent apologies for absence.",
        "Footpaths: the stile at the ford is broken.",
        "Finance: all was paid.",
    ]
    text = HEAD + "".join(f"\n18.07.{n} {t}\n" for n, t in enumerate(said, 1))
    part, whole = part_of(text)
    assert [(i.number, i.title) for i in items_of(part)][:2] == [("18.07.1", "Apologies"), ("18.07.2", "Footpaths")]
    assert [quote(whole, i.paragraphs[0].spans) for i in items_of(part)][
        1
    ] == "18.07.2 Footpaths: the stile at the ford is broken."


def test_dates_and_figures_number_nothing() -> None:
    lines = "".join(f"\n{n:02}/07/2018 The path was walked.\n" for n in range(3, 8))
    text = HEAD + f"\n1. Apologies\n\nNone.\n\n2. Footpaths\n{lines}\n3. Finance\n\nPaid.\n"
    part, _ = part_of(text)
    assert [i.number for i in items_of(part)] == ["1", "2", "3"]


@pytest.mark.parametrize("numbers", [(1, 2, 2, 3, 4), (1, 2, 4, 5, 6), (1, 3, 2, 4, 5), (5, 6, 7, 9, 10)])
def test_a_number_that_repeats_or_skips_loses_no_item(numbers: tuple[int, ...]) -> None:
    titles = ["APOLOGIES FOR ABSENCE", "FOOTPATHS", "PLANNING", "FINANCE", "NEXT MEETING"]
    text = HEAD + "".join(
        f"\n{n}. {t}\n\nThe clerk spoke of it at length.\n" for n, t in zip(numbers, titles, strict=True)
    )
    part, _ = part_of(text)
    assert [(int(i.number), i.title) for i in items_of(part)] == list(zip(numbers, titles, strict=True))


def test_a_list_in_capitals_inside_an_item_makes_no_items() -> None:
    told_ = "Three works:\n1. JOINTS\n2. PLANKS\n3. LAMPS\n"
    text = (
        HEAD
        + f"\n1. APOLOGIES\n\nNone came.\n\n2. WORKS\n\n{told_}\n3. FINANCE\n\nPaid in full.\n\n4. CLOSE\n\nAt nine.\n"
    )
    part, _ = part_of(text)
    assert [i.title for i in items_of(part)] == ["APOLOGIES", "WORKS", "FINANCE", "CLOSE"]


SECTIONED = (
    HEAD
    + """
1. CALL TO ORDER

The chair opened the meeting.

2. CONSENT AGENDA

2.1 Minutes of June

Resolution No. 2018-123
Moved by Councillor Hale
Seconded by Councillor Quill
That the minutes of June be approved.
Carried

2.2 Lamp Replacement

Resolution No. 2018-124
Moved by Councillor Quill
Seconded by Councillor Hale
That the lamps be replaced.
Lost

3. REPORTS

3.1 Ropes and Nets

That the report on ropes be received.
Moved by Councillor Hale
Seconded by Councillor Quill
CARRIED UNANIMOUSLY
"""
)


def test_sections_of_items_are_items_under_them() -> None:
    part, _ = part_of(SECTIONED)
    assert [(i.number, i.trail) for i in items_of(part)] == [
        ("1", ()),
        ("2", ()),
        ("2.1", ("2 CONSENT AGENDA",)),
        ("2.2", ("2 CONSENT AGENDA",)),
        ("3", ()),
        ("3.1", ("3 REPORTS",)),
    ]


def test_a_motion_is_quoted_with_its_outcome() -> None:
    part, _ = part_of(SECTIONED)
    assert [(item, verb) for item, verb, _ in told(part)] == [("2.1", "carried"), ("2.2", "lost"), ("3.1", "carried")]
    words = {item: text for item, _, text in told(part)}
    assert words["2.2"].startswith("Moved by Councillor Quill")
    assert words["2.2"].endswith("That the lamps be replaced. Lost")
    assert words["3.1"].startswith("That the report on ropes")
    assert words["3.1"].endswith("CARRIED UNANIMOUSLY")


def test_numbered_paragraphs_are_no_sections() -> None:
    body = "".join(
        f"\n{n}. TITLE {'ABC'[n - 1]}\n\n{n}.1 The clerk spoke of it.\n\n{n}.2 Nobody answered him.\n"
        for n in (1, 2, 3)
    )
    part, _ = part_of(HEAD + body)
    assert [i.number for i in items_of(part)] == ["1", "2", "3"]
    assert [p.label for p in items_of(part)[0].paragraphs] == ["1.1", "1.2"]


def test_lines_set_as_headings_are_items() -> None:
    text = (
        "Saltmere Wardens\nMinutes of the meeting held on 2 July 2018\n\nPresent: Ada Penrose, Tobias Quill\n\n"
        "Ropes\n\nThe ropes are worn.\n\nNew ropes\n\nThey cost too much.\n\nLamps\n\nThe Board agreed a price.\n"
    )
    part, _ = part_of(text, levels=[("Saltmere", 1), ("Ropes", 2), ("New ropes", 3), ("Lamps", 2)])
    assert [i.title for i in items_of(part)] == ["Ropes", "New ropes", "Lamps"]
    assert items_of(part)[1].trail == ("Ropes",)
    assert [p.name for p in part.roll.present] == ["Ada Penrose", "Tobias Quill"]
    assert [d.verb for d in items_of(part)[2].decisions] == ["agreed"]


UNNUMBERED = """SALTMERE PARISH COUNCIL
MINUTES OF MEETING
HELD ON 2 JULY 2018

PRESENT: Cllr Hale (Chairman), Cllr Finch

APOLOGIES FOR ABSENCE

None were received by the clerk.

FOOTPATHS AND STILES

The stile at the ford is broken. The clerk would write to the landowner.

ANY OTHER BUSINESS

It was agreed to buy a rope.

CARRIED

The Chairman closed the meeting at 9.10pm.
"""


def test_titles_in_capitals_are_items_where_nothing_is_numbered() -> None:
    part, _ = part_of(UNNUMBERED)
    assert [(i.number, i.title) for i in items_of(part)] == [
        ("", "APOLOGIES FOR ABSENCE"),
        ("", "FOOTPATHS AND STILES"),
        ("", "ANY OTHER BUSINESS"),
    ]
    assert [p.label for i in items_of(part) for p in i.paragraphs] == ["¶1", "¶2", "¶3", "¶4", "¶5"]
    assert [p.name for p in part.roll.present] == ["Cllr Hale", "Cllr Finch"]
    assert [a.owners for a in items_of(part)[1].actions] == [("clerk",)]


def test_what_part_of_the_meeting_an_item_was_in() -> None:
    text = HEAD + "\nPART A - PUBLIC\n\n1. ROPES\n\nWorn.\n\n2. LAMPS\n\nOut.\n\nPART B - EXEMPT\n\n3. WAGES\n\nPaid.\n"
    part, _ = part_of(text)
    assert [i.trail for i in items_of(part)] == [("PART A - PUBLIC",), ("PART A - PUBLIC",), ("PART B - EXEMPT",)]


EXCLUDED = "RESOLVED that the public be excluded, as exempt information within paragraph 3 is likely to be told of."


def test_a_resolution_to_exclude_the_public_makes_no_minutes_secret() -> None:
    text = (
        HEAD
        + f"\n1. Exclusion of the Public\n\n{EXCLUDED}\n\n2. Wages\n\nThe wages were agreed.\n\n3. Close\n\nAt nine.\n"
    )
    part, _ = part_of(text)
    assert part.access is Access.PUBLIC


@pytest.mark.parametrize("mark", ["NOT FOR PUBLICATION", "EXEMPT", "RESTRICTED MINUTES"])
def test_minutes_marked_secret_are(mark: str) -> None:
    part, _ = part_of(f"{mark}\n{HEAD}\n1. Wages\n\nThe wages were agreed.\n\n2. Close\n\nAt nine.\n")
    assert part.access is Access.RESTRICTED


@pytest.mark.parametrize(
    ("line", "ended"),
    [
        ("The meeting closed at 11.25", "11.25"),
        ("There being no further business the Chairman closed the meeting at 9.10pm.", "9.10pm"),
        ("Meeting declared closed at 21:05.", "21:05"),
        ("The meeting was adjourned at 10 pm.", "10 pm"),
    ],
)
def test_when_a_meeting_ended(line: str, ended: str) -> None:
    part, _ = part_of(HEAD + f"\n1. Ropes\n\nWorn.\n\n2. Lamps\n\nOut.\n\n{line}\n")
    assert part.ended == ended


# ---------------------------------------------------------------- statement lists

STATEMENTS = """Town of Saltmere
Licensing Board
Commissioners:
Ada Penrose, Chairman
Tobias Quill
Voting Minutes
July 2, 2018
(all members present)
Inspection Hearing: Tuesday, June 26, 2018
None
Transactional Hearing: Wednesday, June 27, 2018
1. NET LOFT, INC.
D/B/A: The Loft
4 QUAY ST
Has applied for a license to be exercised on the above, two rooms with seats for
60. Manager: R. Kerrow
Granted
2. Tarrant & Hale LLC
License #: 12
Holder of a license has petitioned to change the manager. The second
hour is 2:00 AM.
DEFERRED TO COMPLETE THE COMMUNITY PROCESS
4. Finch Bakery
D/B/A: Finch
Has applied for a license.
REJECTED WITHOUT PREJUDICE
The following is applying for a one day license:
1.
Marsh Sailing Club has applied for a one day license.
GRANTED - PENDING A PLAN OF THE
PIER
"""


def test_each_application_is_an_item_with_its_outcome() -> None:
    part, _ = part_of(STATEMENTS)
    heard = "Transactional Hearing: Wednesday, June 27, 2018"
    numbered = [i for i in items_of(part) if i.number]
    assert [(i.number, i.title, i.trail[:1]) for i in numbered] == [
        ("1", "NET LOFT, INC.", (heard,)),
        ("2", "Tarrant & Hale LLC", (heard,)),
        ("4", "Finch Bakery", (heard,)),
        ("1", "Marsh Sailing Club", (heard,)),
    ]
    assert [verb for _, verb, _ in told(part)] == ["approved", "deferred", "rejected", "approved"]
    assert told(part)[0][2] == "NET LOFT, INC. […] Granted"
    assert told(part)[3][2].endswith("GRANTED - PENDING A PLAN OF THE PIER")
    assert (part.kind, part.meeting and part.meeting.date) == (Kind.DECISIONS, D(2018, 7, 2))
    assert [p.name for p in part.roll.present] == ["Ada Penrose", "Tobias Quill"]


# ---------------------------------------------------------------- packs

WORDS = "The joints of the eastern pontoon leak, the ropes are worn, and the lamps along the quay are out in winter."
REPORT = (
    "From: R Kerrow, Director of Piers\nTo: Harbour Works Committee\nSubject: {0}\nClassification: Unrestricted\n\n"
)
#: Number, title, how its first page begins, pages, kind, and whether it is its item's first.
BOUND = [
    (
        2,
        "Minutes of the meeting held on 14 March 2019",
        "MINUTES of a meeting of the Harbour Works Committee held on 14 March 2019\n\n"
        "1. ROPES\n\nRESOLVED that ropes be bought.\n\n2. LAMPS\n\nThe lamps were noted.\n\n"
        "3. CLOSE\n\nThe meeting closed at 9 pm\n",
        3,
        Kind.MINUTES,
        True,
    ),
    (3, "Renewal of the eastern pontoon", REPORT.format("Renewal of the eastern pontoon"), 6, Kind.REPORT, True),
    (3, "Appendix A - Soundings", "Appendix A\nSoundings\n\n", 5, Kind.APPENDIX, False),
    (3, "Appendix B - Costs", "Appendix B: What it costs\n\n", 4, Kind.APPENDIX, False),
    (5, "Lamps along the quay", REPORT.format("Lamps along the quay"), 7, Kind.REPORT, True),
    (5, "EqIA of the lamps", "Equality Impact Assessment\n\n", 3, Kind.APPENDIX, False),
    (6, "Ropes", REPORT.format("Ropes"), 5, Kind.REPORT, True),
]


def drawn(first: str, count: int) -> Sequence[object]:
    """Return the pages of a made paper."""
    made = FPDF()
    made.set_font("Helvetica", size=11)
    for number in range(count):
        made.add_page()
        text = first if number == 0 else ""
        made.multi_cell(0, 6, text + "\n\n".join(f"{n}. {WORDS} ({number})" for n in range(1, 7)))
    return PdfReader(io.BytesIO(bytes(made.output()))).pages


@pytest.fixture(scope="module")
def papers() -> list[pack.Bound]:
    return [
        pack.Bound(drawn(first, count), item, title, frozenset({kind}), is_first)  # type: ignore[arg-type]
        for item, title, first, count, kind, is_first in BOUND
    ]


def outlined(reader: PdfReader) -> tuple[Bookmark, ...]:
    """Return a file's outline as a reader is to give it."""
    out: list[Bookmark] = []

    def walk(found: Sequence[object], level: int) -> None:
        for one in found:
            if isinstance(one, list):
                walk(one, level + 1)
            else:
                out.append(Bookmark(one.title, level, reader.get_destination_page_number(one) or 0))  # type: ignore[attr-defined, arg-type]

    walk(reader.outline, 1)
    return tuple(out)


def test_a_pack_is_cut_however_it_is_bound(
    papers: list[pack.Bound], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = readers.read

    def with_outline(path: Path, *, largest: int | None = None) -> object:
        held, file = read(path, largest=largest), PdfReader(path)
        title = str((file.metadata or {}).get("/Title", ""))
        return replace(held, bookmarks=held.bookmarks or outlined(file), title=held.title or title)

    monkeypatch.setattr(readers, "read", with_outline)
    for way, (has_outline, stamped) in pack.WAYS.items():
        path = tmp_path / way.replace(" ", "-") / "pack.pdf"
        path.parent.mkdir()
        begins = pack.bind(papers, path, outlined=has_outline, stamped=stamped)
        document = pack.read(path).document
        assert document
        assert pack.faults(begins, pack.found_in(document)) == [], way
        agenda, minutes, pontoon, *_ = document.parts
        assert [i.number for i in agenda.items if i.number] == ["1", "2", "3", "5", "6"]
        assert (minutes.status, minutes.meeting and minutes.meeting.date) == (Status.DRAFT, D(2019, 3, 14))
        assert [d.verb for i in minutes.items for d in i.decisions] == ["resolved", "noted"]
        assert pontoon.meeting
        assert pontoon.meeting.date == D(2019, 6, 13)
        assert "Agenda Item" not in " ".join(quote(document.text, p.spans) for i in pontoon.items for p in i.paragraphs)
        if stamped:
            assert document.pages[-2].printed == str(len(document.pages) - 1 - begins[1].page)


def test_a_reports_own_outline_makes_no_pack() -> None:
    sheet = sheet_of("Ropes\n\nOf 13 June 2019.\n", "Introduction\n\nWorn.\n", "Costs\n\nMuch.\n")
    marks = tuple(Bookmark(f"{n} {t}", 1, n) for n, t in ((0, "Ropes"), (1, "Introduction"), (2, "Costs")))
    sheet.contents = replace(sheet.contents, bookmarks=marks)
    assert len(formats.parse(sheet)) == 1


LETTER = """Date: 3 June 2019

Dear Member

HARBOUR WORKS COMMITTEE - THURSDAY, 13 JUNE 2019

Please find enclosed what was not available when the agenda was published.

Agenda Item No
7 The renewal of the eastern pontoon and of the lamps that stand along it
in the coming year (Pages 1 - 2)

Yours sincerely

Ada Penrose
"""


KEYED = HEAD + "".join(f"\n18.07.{n} Ropes: the ropes of berth {n} are worn.\n" for n in range(1, 6))


def test_a_letter_brings_a_supplement() -> None:
    first = REPORT.format("Pontoon").strip() + f"\n\n{WORDS}\nPage 1\nAgenda Item 7"
    sheet = sheet_of(LETTER, "This page is intentionally left blank", first, f"{WORDS}\nPage 2")
    cover, report = formats.parse(sheet)
    assert (cover.kind, report.kind, report.agenda_number) == (Kind.SUPPLEMENT, Kind.REPORT, "7")
    (item,) = [i for i in cover.items if i.number]
    assert item.title.endswith("in the coming year")


@pytest.mark.parametrize("text", [NUMBERED, SECTIONED, STATEMENTS, LETTER, KEYED, UNNUMBERED])
def test_no_line_is_lost_or_told_twice(text: str) -> None:
    sheet = sheet_of(text, text)
    parts = formats.parse(sheet)
    kept = [x for x in sheet.lines if x.text and not x.furniture]
    assert kept
    assert [line.text for line in kept if held_by(parts, line) != 1] == []


# ---------------------------------------------------------------- real papers, read in place


@pytest.mark.skipif(not KENT.exists(), reason="the shared papers are not here")
def test_kents_minutes() -> None:
    folder = library.open_folder(KENT)
    parts = {}
    for paper in folder.papers:
        if "minutes" in paper.relative.lower():
            document = library.read(paper, folder.collection, "0").document
            assert document
            parts[paper.relative.split("/")[-1][:30]] = document.parts[0]
    january, cabinet, council = (parts[name] for name in sorted(parts))
    assert [i.number for i in january.items if i.number] == [str(n) for n in range(76, 84)]
    assert [i.number for i in council.items if i.number] == [str(n) for n in range(84, 93)]
    assert [i.agenda for i in council.items if i.number] == [str(n) for n in range(1, 10)]
    assert [i.number for i in cabinet.items if i.number] == ["283", "284", "285"]
    assert (january.approves, council.approves) == (D(2024, 11, 28), D(2025, 1, 9))
    debated = cabinet.items[-1]
    assert [(d.verb, d.subject) for d in debated.decisions] == [
        ("carried", "amendment"),
        *[("lost", "amendment")] * 4,
        ("resolved", "motion"),
    ]
    assert debated.decisions[-1].text.count("(5)") == 1
    assert len(cabinet.roll.present) == 69
    assert [len(p.roll.present) for p in (january, council)] == [21, 23]


@pytest.mark.skipif(not BOSTON.exists(), reason="the shared papers are not here")
def test_bostons_applications() -> None:
    folder = library.open_folder(BOSTON)
    items = decisions = 0
    for paper in folder.papers:
        document = library.read(paper, folder.collection, "0").document
        assert document
        (part,) = document.parts
        assert part.kind is Kind.DECISIONS
        numbered = [i for i in part.items if i.number]
        items += len(numbered)
        decisions += sum(len(i.decisions) for i in numbered)
        assert all(d.type is DecisionType.FORMAL for i in numbered for d in i.decisions)
    assert items > 180
    assert decisions >= 0.97 * items


@pytest.mark.skipif(not KENT.exists(), reason="the shared papers are not here")
def test_kents_supplements() -> None:
    folder = library.open_folder(KENT)
    found = []
    for paper in folder.papers:
        if "public_packs" in paper.relative:
            document = library.read(paper, folder.collection, "0").document
            assert document
            found.append([(p.kind, p.agenda_number) for p in document.parts][:2])
    assert found == [
        [(Kind.SUPPLEMENT, None), (Kind.APPENDIX, "9")],
        [(Kind.SUPPLEMENT, None), (Kind.REPORT, "7")],
        [(Kind.SUPPLEMENT, None), (Kind.REPORT, "3")],
    ]
