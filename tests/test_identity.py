"""Whose paper it is, of which meeting, what: from its face, its file, what the operator says, and its neighbours."""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import date as D
from pathlib import Path

import pytest
import saltmere
from door import Door

from assistant import rendering
from bench import marked
from index import codec
from index.passage import Copied
from index.placing import Card, placements, references
from index.store import card_of
from ingest import library
from ingest.formats.identity import Identity, identify
from ingest.grammar import dates, names
from ingest.record import Body, Contents, Evidence, Kind, Part, body_id

NOTHING = Contents(())


def told(text: str, path: str = "paper.pdf", contents: Contents = NOTHING, **more: object) -> Identity:
    return identify(text.strip().split("\n"), contents, path, **more)  # type: ignore[arg-type]


def of(identity: Identity) -> tuple[str, D | None]:
    return identity.body, identity.day


# ---------------------------------------------------------------- a paper's own face

FACES = [
    (
        "MINUTES of a meeting of the Harbour Committee held in the Net\nLoft, Quay St., on Monday, 4 March 2019.",
        "Harbour Committee",
        D(2019, 3, 4),
    ),
    (
        "SALTMERE COUNTY COUNCIL\n\nCABINET\n\nMINUTES of a meeting of the Cabinet held on 4 March 2019.",
        "Cabinet",
        D(2019, 3, 4),
    ),
    (
        "SALTMERE BOROUGH COUNCIL\nHARBOUR COMMITTEE\nAGENDA\nMonday, 4th March, 2019, at 10.00 am Ask for: A. Clerk",
        "Harbour Committee",
        D(2019, 3, 4),
    ),
    (
        "From: A. Penrose, Leader\nTo: Harbour Committee – 4 March 2019\nSubject: Ropes",
        "Harbour Committee",
        D(2019, 3, 4),
    ),
    ("By A. Penrose\nTo Harbour Committee – 4 March 2019\nRopes", "Harbour Committee", D(2019, 3, 4)),
    (
        "Direct Dial: 01\nDate: 27 February 2019\nDear Member\nHARBOUR COMMITTEE - MONDAY, 4 MARCH 2019\nA report.",
        "Harbour Committee",
        D(2019, 3, 4),
    ),
    (
        "DEMOCRATIC SERVICES\nTuesday, 26 February 2019\nTo: All Members of the Harbour Committee\n"
        "A meeting of the Harbour Committee will be held in the Net Loft on Monday, 4th March, 2019 at 10.00 am",
        "Harbour Committee",
        D(2019, 3, 4),
    ),
    (
        "MINUTES OF PROCEEDINGS AT MONTHLY MEETING OF THE MUNICIPAL DISTRICT OF SALT-\nMERE HELD IN ÁRAS QUILL, "
        "CO. SALT, ON\nMONDAY, 4TH MARCH, 2019 AT 2.00 P.M.",
        "Municipal District of Salt-Mere",
        D(2019, 3, 4),
    ),
    (
        "**MINUTES**\n**OF**\n**A**\n**MEETING**\n**OF**\n**THE**\n**HARBOUR**\n**COMMITTEE**\n**HELD**\n**ON**\n"
        "**4TH MARCH 2019**",
        "Harbour Committee",
        D(2019, 3, 4),
    ),
    ("HARBOUR COMMITTEE\n3rd Meeting\n4 March 2019\n16:00 – 17:30\nAGENDA", "Harbour Committee", D(2019, 3, 4)),
    ("Harbour Committee Minutes\n04.03.19\nHARBOUR COMMITTEE", "Harbour Committee", D(2019, 3, 4)),
    ("### **Minutes Saltmere Executive Council meeting March 4th, 2019**", "Saltmere Executive Council", D(2019, 3, 4)),
    ("# Quay Board meeting 2019-03-04\n## Attendance", "Quay Board", D(2019, 3, 4)),
    ("# TAG Teleconference\n#### 4-6 March 2019\n## Agenda", "TAG", D(2019, 3, 4)),
    ("The Saltmere Foundation\nBoard of Directors Meeting Minutes\nMarch 4, 2019", "Board of Directors", D(2019, 3, 4)),
    (
        "City of Saltmere\nMayor A. Penrose\nLicensing Board\nMembers:\nVOTING AGENDA\nMarch 4, 2019\n(all present)",
        "Licensing Board",
        D(2019, 3, 4),
    ),
    (
        "**Meeting Name:** Joint Sub-Committee Meeting of the Municipal District of Saltmere\n**Date:** 2019-03-04",
        "Joint Sub-Committee of the Municipal District of Saltmere",
        D(2019, 3, 4),
    ),
    (
        "SALTMERE COUNTY COUNCIL – PROPOSED RECORD OF DECISION\nDECISION TO BE TAKEN BY:\nCabinet\nDECISION NO:",
        "Cabinet",
        None,
    ),
    (
        "AGENDA\nHARBOUR COMMITTEE\nMonday 4 March 2019\n1. Minutes of the meeting held on 7 January 2019\n2. Ropes",
        "Harbour Committee",
        D(2019, 3, 4),
    ),
    ("WEDNESDAY, 6” March, 2019 AT 9 AM\nMeeting of the Harbour Committee", "Harbour Committee", D(2019, 3, 6)),
]


@pytest.mark.parametrize(("face", "body", "day"), FACES)
def test_what_a_paper_says_of_itself(face: str, body: str, day: D | None) -> None:
    found = told(face)
    assert of(found) == (body, day)
    assert {g.source for g in found.grounds} == {Evidence.FACE}


@pytest.mark.parametrize(
    "face",
    [
        "The state of ropes\nA review\nDate: 4 March 2019\nBy a consultant",
        "Appendix K\nRopes and lamps\nUpdated on: 04/03/2019",
        "To: Leaders of all harbour councils and\nneighbouring authorities\n4 March 2019\nDear colleague",
        "Cabinet Member for Ropes: A. Penrose\nA letter of 4 March 2019",
        "DECISION TO BE TAKEN BY:\nCabinet Member for Ropes\nTo be taken before 4 March 2019",
        "Ropes are worn.\nThe next meeting of the Harbour Committee is on 4 March 2019.",
    ],
)
def test_a_day_or_a_name_in_passing_is_no_meeting(face: str) -> None:
    found = told(face)
    assert found.day is None or found.body == ""
    assert of(found) in (("", None), ("Harbour Committee", None)), found


def test_the_order_of_evidence() -> None:
    name = "Printed minutes 11th-Mar-2019 10.00 Quay Board.pdf"
    pack = Contents((), "(Public Pack)Agenda Document for Lamp Panel, 18/03/2019 10:00", "Lamp Panel, 18/03/2019 10:00")
    face = "MINUTES of a meeting of the Harbour Committee held on 4 March 2019."
    assert of(told(face, name, pack)) == ("Harbour Committee", D(2019, 3, 4))
    assert of(told("Ropes", name, pack)) == ("Lamp Panel", D(2019, 3, 18))
    assert of(told("Ropes", name)) == ("Quay Board", D(2019, 3, 11))
    assert of(told("Ropes", "ropes.pdf")) == ("", None)
    forced = told(face, name, pack, whose="Pier Forum", told=D(2019, 3, 25))
    assert of(forced) == ("Pier Forum", D(2019, 3, 25))
    assert {g.source for g in forced.grounds} == {Evidence.TOLD}
    usual = told("Ropes", "ropes.pdf", default="Pier Forum")
    assert [(g.fact, g.source) for g in usual.grounds] == [("body", Evidence.COLLECTION)]


@pytest.mark.parametrize(
    "title", ["Agenda Template", "Minutes", "THE REPORT", "Record of Decision", "Microsoft Word - a.doc"]
)
def test_a_property_that_misleads_tells_nothing(title: str) -> None:
    assert of(told("Ropes", "ropes.pdf", Contents((), title))) == ("", None)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("minutes 2019-03-04", D(2019, 3, 4)),
        ("agenda 04 03 19", D(2019, 3, 4)),
        ("Board agenda 04032019", D(2019, 3, 4)),
        ("Board minutes 040319 final", D(2019, 3, 4)),
        ("minutes 4.03.2019", D(2019, 3, 4)),
        ("20190304", D(2019, 3, 4)),
        ("2019-03-04", D(2019, 3, 4)),
    ],
)
def test_the_day_in_a_name(name: str, day: D) -> None:
    assert told("Ropes", f"{name}.pdf").day == day
    assert dates.of_name(name) == (day,)


def test_the_day_in_the_name_of_an_appendix_is_its_version() -> None:
    assert told("Ropes", "Appendix D 21.01.25.pdf").day is None


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("Ropes & Lamps Sub Committee", "Ropes and Lamps Sub-Committee"),
        ("Saltmere City & County Council's Ropes Committee", "Ropes Committee"),
        ("Saltmere County Council, Harbour Board", "Harbour Board"),
        ("Saltmere County Council", "Saltmere County Council"),
        ("Subcommittee for the District of Saltmere", "Sub-Committee of the District of Saltmere"),
        ("Saltmere Council Cabinet", "Saltmere Council Cabinet"),
        ("& County Council", ""),
    ],
)
def test_names_that_papers_write_in_several_ways(written: str, tidy: str) -> None:
    assert names.tidy(written).strip() == tidy


@pytest.mark.parametrize(
    ("folder", "body"),
    [
        ("harbour-committee-2019-03-04", "Harbour Committee"),
        ("06-Monthly Meeting of the Municipal District of Saltmere", "Municipal District of Saltmere"),
        ("saltmere_leadership_council", "Saltmere Leadership Council"),
        ("originals", ""),
        ("2019", ""),
    ],
)
def test_the_body_a_folder_is_called_by(folder: str, body: str) -> None:
    assert names.body_of_folder(folder) == body


# ---------------------------------------------------------------- what it is


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.txt", "SALTMERE – PROPOSED RECORD OF DECISION\nDECISION TO BE TAKEN BY:\nCabinet", Kind.APPENDIX),
        ("a.txt", "Appendix B: Ropes\nAll the ropes are listed here, one by one, and what they cost.", Kind.APPENDIX),
        (
            "24-00012 - Appendix C - lamps.txt",
            "All lamps\nThe lamps are listed here, and what they cost.",
            Kind.APPENDIX,
        ),
        ("a.txt", "EQIA Submission Form\nID Number\nRopes", Kind.APPENDIX),
        ("a.txt", "Dear Member\nI am now able to enclose, for consideration, the report on ropes.", Kind.SUPPLEMENT),
        (
            "a.txt",
            "Summons to and\nAgenda for a\nMeeting on\nMonday, 4th March, 2019\nA G E N D A\n1. Ropes\n",
            Kind.AGENDA,
        ),
        (
            "a.txt",
            "By A. Penrose\nTo Harbour Committee – 4 March 2019\nThe ropes are worn and must be bought.",
            Kind.REPORT,
        ),
        ("a.txt", "Harbour Committee Action Log\nWhat was to be done, and what was done since.", Kind.REPORT),
        ("ropes.txt", "Ropes\nThe ropes are worn, and nobody has bought new ones since the winter.", Kind.PAPER),
    ],
)
def test_kinds(tmp_path: Path, name: str, text: str, kind: Kind) -> None:
    (first, *_) = saltmere.document(tmp_path, text, name).parts
    assert first.kind is kind
    assert first.authority.value == "paper"
    assert "kind" in {g.fact for g in first.grounds}


def test_what_the_operator_says_of_a_paper_wins_and_is_told_as_such(tmp_path: Path) -> None:
    toml = (
        '[papers."ropes.txt"]\nbody = "Pier Forum"\ndate = 2019-03-25\nkind = "report"\nsession = "evening"\n'
        'authority = "third-party"\n'
    )
    saltmere.write(
        tmp_path, {"ropes.txt": "To: Harbour Committee – 4 March 2019\nThe ropes are worn.", "corpus.toml": toml}
    )
    document = saltmere.readings(tmp_path)["ropes.txt"].document
    assert document
    (part,) = document.parts
    assert (part.body.name, part.kind, part.authority.value) == ("Pier Forum", Kind.REPORT, "third-party")
    assert part.meeting
    assert (part.meeting.date, part.meeting.session) == (D(2019, 3, 25), "evening")
    assert {g.fact for g in part.grounds if g.source is Evidence.TOLD} == {"body", "date", "kind", "authority"}


# ---------------------------------------------------------------- its neighbours


def card(path: str, kind: Kind = Kind.PAPER, body: str = "", day: D | None = None, **more: object) -> Card:
    whole = Body(body_id("", body), body)
    return Card(path, path, str(more.pop("title", "")), kind, bool(more.pop("public", True)), whole, day, **more)  # type: ignore[arg-type]


def put(*cards: Card) -> dict[str, tuple[str | None, D | None, str | None, set[Evidence]]]:
    """Return where cards were put: body, day, kind and the sources, by path."""
    return {
        path: (
            p.body.name if p.body else None,
            p.meeting.date if p.meeting else None,
            p.kind.value if p.kind else None,
            {g.source for g in p.grounds},
        )
        for path, p in placements(cards).items()
    }


ITEMS = (("3", "Minutes of 7 January"), ("5", "19/00012 - Ropes"), ("6", "Renewal of lamps, north pier"))
AGENDA = card("a/agenda.pdf", Kind.AGENDA, "Cabinet", D(2019, 3, 4), items=ITEMS)
MINUTES = card("a/minutes.pdf", Kind.MINUTES, "Cabinet", D(2019, 1, 7))
REPORT = card("a/19-00034 - report.pdf", Kind.REPORT, "Cabinet", D(2019, 3, 4))


def test_by_reference() -> None:
    found = put(AGENDA, MINUTES, REPORT, card("a/19-00012 - EqIA.pdf"), card("a/19-00034 - plan.pdf"))
    assert found == {
        "a/19-00012 - EqIA.pdf": ("Cabinet", D(2019, 3, 4), None, {Evidence.LISTED}),
        "a/19-00034 - plan.pdf": ("Cabinet", D(2019, 3, 4), "appendix", {Evidence.FOLDER}),
    }


def test_by_item_and_by_title() -> None:
    other = card("b/agenda.pdf", Kind.AGENDA, "Cabinet", D(2019, 5, 6))
    found = put(
        AGENDA, other, card("a/Item 6 - photos.pdf"), card("a/x.pdf", title="The lamps of the north pier: renewal")
    )
    assert found["a/Item 6 - photos.pdf"][1:] == (D(2019, 3, 4), None, {Evidence.LISTED})
    assert found["a/x.pdf"] == ("Cabinet", D(2019, 3, 4), "report", {Evidence.LISTED})


def test_by_a_day_on_which_the_board_met() -> None:
    other = card("b/agenda.pdf", Kind.AGENDA, "Cabinet", D(2019, 5, 6))
    found = put(AGENDA, other, card("ropes 2019-05-06.pdf"), card("ropes 2019-05-07.pdf"))
    assert found["ropes 2019-05-06.pdf"][:2] == ("Cabinet", D(2019, 5, 6))
    assert "ropes 2019-05-07.pdf" not in found or found["ropes 2019-05-07.pdf"][1] is None


def test_by_its_folder_not_by_minutes_in_it() -> None:
    found = put(AGENDA, MINUTES, card("a/sub/lamps.pdf"))
    assert found["a/sub/lamps.pdf"] == ("Cabinet", D(2019, 3, 4), None, {Evidence.FOLDER})
    alone = put(MINUTES, card("a/minutes 2.pdf", Kind.MINUTES, "Cabinet", D(2019, 2, 7)), card("a/lamps.pdf"))
    assert alone["a/lamps.pdf"][:2] == ("Cabinet", None)


def test_two_meetings_in_a_folder_place_nobody() -> None:
    two = card("a/agenda 2.pdf", Kind.AGENDA, "Cabinet", D(2019, 5, 6))
    assert put(AGENDA, two, card("a/lamps.pdf"))["a/lamps.pdf"][:2] == ("Cabinet", None)
    other = card("a/agenda 3.pdf", Kind.AGENDA, "Lamp Panel", D(2019, 5, 6))
    assert "a/lamps.pdf" not in put(AGENDA, other, card("a/lamps.pdf"))


def test_by_what_its_folder_is_called() -> None:
    found = put(
        card("harbour-committee-2019-03-04/ropes.pdf"),
        card("2019/calls/03-04-notes.md"),
        card("limes-2019/03/04-Meeting of the Lamp Panel/README.md"),
        card("salt-leadership-council/minutes/x.md", Kind.MINUTES, "Council", D(2019, 3, 4)),
    )
    assert found["harbour-committee-2019-03-04/ropes.pdf"][:2] == ("Harbour Committee", D(2019, 3, 4))
    assert found["2019/calls/03-04-notes.md"][1] == D(2019, 3, 4)
    assert found["limes-2019/03/04-Meeting of the Lamp Panel/README.md"][:2] == ("Lamp Panel", D(2019, 3, 4))
    assert found["salt-leadership-council/minutes/x.md"][0] == "Salt Leadership Council"


def test_what_a_paper_says_itself_stands() -> None:
    own = card("a/19-00012 - ropes.pdf", Kind.REPORT, "Lamp Panel", D(2019, 5, 6))
    assert put(AGENDA, own) == {}
    dated = card("a/19-00012 - ropes.pdf", Kind.REPORT, "", D(2019, 5, 6))
    assert put(AGENDA, REPORT, dated)[dated.path][:2] == ("Cabinet", D(2019, 5, 6))


def test_nobody_is_placed_by_a_restricted_paper() -> None:
    hidden = card("a/agenda.pdf", Kind.AGENDA, "Secret Panel", D(2019, 3, 4), public=False)
    assert put(hidden, hidden, card("a/lamps.pdf")) == {}


def test_references() -> None:
    assert references("24-00109 - Appendix") == ("24/00109",)
    assert references("TB(4)2.ii - plan") == references("TB_4_1 agenda") == ("TB(4)",)
    assert references("Appendix B") == ()


# ---------------------------------------------------------------- through the doors


@pytest.mark.usefixtures("one_model")
def test_papers_says_whose_each_is_and_why(matters: Door, tmp_path: Path) -> None:
    agenda = "HARBOUR COMMITTEE\nAGENDA\nMonday 4 March 2019\n1. Apologies\n2. 19/00012 - Ropes\n3. Lamps of the pier\n"
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "agenda.txt").write_text(agenda)
    (tmp_path / "p" / "19-00012 - list.txt").write_text("Rope by rope\nHemp, nylon and wire.\n")
    index = tmp_path / "i"
    assert matters("ingest", tmp_path / "p", "--index", index)[0] == 0
    code, out, _ = matters("papers", "--json", "--index", index)
    listed = {one["document"]: one for one in json.loads("\n".join(out))}
    one = listed["19-00012 - list.txt"]
    assert (code, one["body"], one["meeting"]) == (0, "Harbour Committee", "2019-03-04")
    assert {(e["fact"], e["source"]) for e in one["evidence"]} >= {("date", "the agenda that lists it")}
    code, out, _ = matters("papers", "list", "--why", "--index", index)
    assert code == 0
    assert any("date: the agenda that lists it: 19/00012" in line for line in out)
    code, _, _ = matters("papers", "lobster", "--index", index)
    assert code == 1
    code, out, _ = matters("meetings", "--json", "--index", index)
    assert [sorted(m["documents"]) for m in json.loads("\n".join(out))] == [["19-00012 - list.txt", "agenda.txt"]]
    (tmp_path / "p" / "agenda.txt").unlink()
    assert matters("ingest", tmp_path / "p", "--index", index, "--prune")[0] == 0
    _, out, _ = matters("papers", "--json", "--index", index)
    assert [(p["body"], p["meeting"]) for p in json.loads("\n".join(out))] == [(None, None)]
    code, out, _ = matters("check", "--index", index)
    assert code == 0, out


# ---------------------------------------------------------------- real papers, against marks made by hand


def _read(
    task: tuple[library.Folder, int],
) -> tuple[str, str, list[Part], list[tuple[int | None, str | None, int, str]], list[Card]] | None:
    found, place = task
    paper = found.papers[place]
    document = library.read(paper, found.collection, "").document
    if document is None:
        return None
    pages = [(p.number, p.printed, len(p.text), p.origin) for p in document.pages]
    cards = [card_of(f"{document.id}-{n}", document, part) for n, part in enumerate(document.parts)]
    return paper.relative, document.title, list(document.parts), pages, cards


def placed(folder: Path, *, within: Iterable[str] = ("",)) -> list[dict[str, object]]:
    """Return what `matters papers --json` would print of a folder's papers, without embedding them."""
    found = library.open_folder(folder)
    tasks = [(found, n) for n, p in enumerate(found.papers) if p.relative.startswith(tuple(within))]
    with ProcessPoolExecutor(2) as pool:
        read = [r for r in pool.map(_read, tasks, chunksize=8) if r]
    put_ = placements([one for *_, cards in read for one in cards])
    return [
        rendering.paper(
            ("", path, title),
            [
                codec.put(p, codec.dump(put_[c.part]) if c.part in put_ else None)
                for p, c in zip(parts, cards, strict=True)
            ],
            [Copied()] * len(parts),
            pages,
            [],
        )
        for path, title, parts, pages, cards in read
    ]


def test_the_papers_of_a_council_are_where_they_were_marked(shared: Path) -> None:
    asked, right, wrong = marked.compare(
        marked.lines(shared / "eval" / "kent.jsonl"), placed(shared / "documents" / "kent")
    )
    assert asked["body"] == 23
    assert right["body"] >= 23, wrong
    assert right["meeting"] >= 23, wrong
    assert right["authority"] == 23, wrong
    assert right["kind"] >= 22, wrong
    assert right["stamps"] == asked["stamps"] > 0, wrong


def test_the_papers_of_other_boards_are_where_they_were_marked(shared: Path) -> None:
    marks = marked.lines(Path(__file__).parent / "marked.jsonl")
    within = sorted({m["document"].split("/")[0] + "/" for m in marks})
    asked, right, wrong = marked.compare(marks, placed(shared / "documents", within=within))
    assert asked["body"] == asked["meeting"] == 80
    assert right["body"] >= 77, wrong
    assert right["meeting"] >= 79, wrong


def test_papers_that_came_one_by_one_lend_each_other_nothing_but_what_they_name() -> None:
    other = card("notes.pdf", Kind.PAPER, "", None)
    agenda, minutes, report = AGENDA, MINUTES, REPORT
    listed = card("a/19-00012 - ropes.pdf", Kind.REPORT, "Cabinet", None)
    item = card("a/item 3.pdf", Kind.PAPER, "", None)
    cards = [agenda, minutes, report, listed, item, other]
    beside = placements(cards)
    mixed = placements(cards, mixed=True)
    assert {"notes.pdf", "a/item 3.pdf"} <= beside.keys()
    assert set(mixed) == {"a/19-00012 - ropes.pdf"}
    assert mixed["a/19-00012 - ropes.pdf"] == beside["a/19-00012 - ropes.pdf"]
