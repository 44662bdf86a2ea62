"""The register's listing: what is asked for, what is counted, how it is printed and what other programs get of it."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
import saltmere
from door import Door
from hypothesis import given
from hypothesis import strategies as st

import wiring
from assistant import exporting, listing, rendering
from assistant.exporting import ACTION_COLUMNS, BOM, Cell, Table
from index import register
from index.embedding import Encoder
from index.passage import Entry, Ruling, Scope, Standing
from index.register import Known, Sought, Wanted
from index.shelf import Shelf
from ingest.readers import docx as reader
from ingest.record import Access, DecisionType, Vote

JUNE = (
    ("APOLOGIES FOR ABSENCE", "Apologies were received from Ruth Kerrow."),
    (
        "MINUTES OF THE LAST MEETING",
        "RESOLVED that the minutes of the meeting held on 14 March 2019 be approved, subject to the following "
        "correction: the pontoon leaked at four joints.",
    ),
    (
        "TIDE GAUGE",
        "The Rescue Launch Crew (RLC) had asked for a gauge. The Safety Officer would order one by 1 July 2019. "
        "[ACTION]\nThe Committee agreed that the gauge be painted yellow.",
    ),
    ("LAUNCH CREW", "The RLC had trained twice. Dorcas Hale would send the Committee its rota. [ACTION]"),
)
LAMPS = (
    ("LAMPS", "The lamp on the mole was out. Mr Crake would mend the lamp by 3 May 2019. [ACTION]"),
    ("PAINT", "The Committee noted the report on the price of paint."),
)
LAMP_TOML = '[collection]\nid = "lamps"\norganisation = "Saltmere Parish"\nbody = "Lamp Committee"\n'
SECRET = (("STAFF", "Mr Quill would dismiss the lamp keeper by 2 April 2019. [ACTION]"),)
LAMP_ROLL = ("Present:", "Mr Abel Crake (Chairman)\tLamp Lighters Guild")


def lamp_minutes() -> str:
    return saltmere.minutes("4 April 2019", LAMPS, roll=LAMP_ROLL).replace(saltmere.COMMITTEE, "Lamp Committee")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """Two boards' papers, and minutes that are not for publication."""
    root = tmp_path_factory.mktemp("register")
    secret = saltmere.minutes("21 March 2019", SECRET, top=["NOT FOR PUBLICATION"])
    papers = {"march.txt": saltmere.minutes(), "june.txt": saltmere.minutes("13 June 2019", JUNE), "secret.txt": secret}
    saltmere.ingest(saltmere.write(root / "wardens", papers), root / "m" / wiring.BUILT, encoder)
    lamps = saltmere.write(root / "lamps", {"april.txt": lamp_minutes()}, LAMP_TOML)
    saltmere.ingest(lamps, root / "m" / wiring.BUILT, encoder)
    return root / "m"


@pytest.fixture(scope="module")
def shelf(index: Path, encoder: Encoder) -> Iterator[Shelf]:
    one = Shelf(index / wiring.BUILT, lambda: encoder)
    yield one
    one.close()


@pytest.fixture(scope="module")
def scope(shelf: Shelf) -> Scope:
    return shelf.everything()


@pytest.fixture(scope="module")
def entries(shelf: Shelf, scope: Scope) -> tuple[Entry, ...]:
    return shelf.actions(scope)


@pytest.fixture(scope="module")
def known(shelf: Shelf, scope: Scope) -> Known:
    return listing.known(shelf, scope)


# ---------------------------------------------------------------- what is asked for

WRITE, PONTOON, GAUGE, ROTA, LAMP = "write to them", "pontoon", "order one", "rota", "mend the lamp"


def told(entries: tuple[Entry, ...]) -> list[str]:
    """Return which of the five actions are there, in their order."""
    keys = (WRITE, PONTOON, GAUGE, ROTA, LAMP)
    return [next(k for k in keys if k in e.source.quote or k in e.source.place.item_title.lower()) for e in entries]


def test_the_five_actions_are_there(entries: tuple[Entry, ...]) -> None:
    assert told(entries) == [WRITE, PONTOON, LAMP, GAUGE, ROTA]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), [WRITE, PONTOON, LAMP, GAUGE, ROTA]),
        (Wanted(topic="mooring"), [WRITE]),
        (Wanted(topic="Mooring fees"), [WRITE]),
        (Wanted(topic="late boats"), [WRITE]),  # of its paragraph
        (Wanted(topic="boats by the pontoon"), []),
        (Wanted(topic="RLC"), [GAUGE, ROTA]),
        (Wanted(topic="rescue launch crew"), [GAUGE, ROTA]),
        (Wanted(topic="rescue launch crew rota"), [ROTA]),
        (Wanted(topic="dismiss"), []),
        (Wanted(owner="Quill"), [WRITE, PONTOON, GAUGE]),  # who came as the Safety Officer
        (Wanted(owner="Mr Quill"), [WRITE, PONTOON, GAUGE]),
        (Wanted(owner="Tobias Quill"), [WRITE, PONTOON, GAUGE]),
        (Wanted(owner="Edwin Quill"), []),
        (Wanted(owner="Tarrant"), [PONTOON]),
        (Wanted(owner="safety officer"), [WRITE, PONTOON, GAUGE]),
        (Wanted(owner="Port of Saltmere"), [WRITE, PONTOON, GAUGE]),
        (Wanted(owner="Coastal Agency"), [PONTOON]),
        (Wanted(owner="Lighters Guild"), [LAMP]),
        (Wanted(owner="nobody"), []),
        (Wanted(body="lamp committee"), [LAMP]),
        (Wanted(body="Saltmere Parish"), [LAMP]),
        (Wanted(body="Harbour Wardens"), [WRITE, PONTOON, GAUGE, ROTA]),
        (Wanted(body="Cabinet"), []),
        (Wanted(meeting=date(2019, 3, 14)), [WRITE, PONTOON]),
        (Wanted(meeting=date(2019, 3, 15)), []),
        (Wanted(since=date(2019, 4, 4)), [LAMP, GAUGE, ROTA]),
        (Wanted(until=date(2019, 4, 4)), [WRITE, PONTOON, LAMP]),
        (Wanted(standing=Standing.NO_LATER_RECORD, owner="Hale"), [ROTA]),
        (Wanted(standing=Standing.CLOSED), []),
        (Wanted(overdue=date(2019, 7, 1)), [WRITE, LAMP]),
        (Wanted(overdue=date(2019, 7, 2)), [WRITE, LAMP, GAUGE]),
        (Wanted(overdue=date(2019, 5, 3)), []),
        (Wanted(marked=True, meeting=date(2019, 4, 4)), [LAMP]),
        (Wanted(marked=True, topic="gauge", owner="Quill", since=date(2019, 6, 1)), [GAUGE]),
    ],
    ids=str,
)
def test_what_is_wanted_is_found(entries: tuple[Entry, ...], known: Known, wanted: Wanted, found: list[str]) -> None:
    assert told(register.actions(entries, wanted, known)) == found


def test_what_is_settled_is_not_overdue(entries: tuple[Entry, ...]) -> None:
    late = next(e for e in entries if e.action.due_by == date(2019, 5, 3))
    standings = {s: register.is_overdue(replace(late, standing=s), date(2020, 1, 1)) for s in Standing}
    assert [s.value for s, is_late in standings.items() if is_late] == ["still-open", "no-later-record"]


@pytest.fixture(scope="module")
def rulings(shelf: Shelf, scope: Scope) -> tuple[Ruling, ...]:
    """The boards' own decisions, one of which is said to be another body's, moved and voted on."""
    own = [r for r in shelf.decisions(scope) if r.decision.type in (DecisionType.FORMAL, DecisionType.INFORMAL)]
    vote = Vote("4 for, 1 against", 4, 1)
    moved = replace(own[1].decision, type=DecisionType.OTHER_BODY, mover="Cllr Penrose", seconder="Ms Hale", vote=vote)
    return (own[0], replace(own[1], decision=replace(moved, subject="motion", body="Pilots")), *own[2:])


@pytest.mark.parametrize(
    ("sought", "verbs"),
    [
        (Sought(), ["resolved", "agreed", "noted", "resolved", "agreed"]),
        (Sought(verb="agree"), ["agreed", "agreed"]),
        (Sought(verb="RESOLVES"), ["resolved", "resolved"]),
        (Sought(type=DecisionType.OTHER_BODY), ["agreed"]),
        (Sought(topic="gauge"), ["agreed"]),
        (Sought(body="Lamp"), ["noted"]),
        (Sought(meeting=date(2019, 6, 13)), ["resolved", "agreed"]),
        (Sought(since=date(2019, 3, 15), until=date(2019, 5, 1)), ["noted"]),
    ],
    ids=str,
)
def test_what_is_sought_is_found(rulings: tuple[Ruling, ...], known: Known, sought: Sought, verbs: list[str]) -> None:
    assert [r.decision.verb for r in register.decisions(rulings, sought, known)] == verbs


def test_a_decision_tells_whose_it_was_who_moved_it_and_the_vote(rulings: tuple[Ruling, ...], shelf: Shelf) -> None:
    lines = list(listing.decisions(rulings[1:2], listing.around(shelf, shelf.everything()), 6))
    assert lines[1].startswith("    decided by another body (Pilots), motion agreed: ")
    assert lines[2] == "    moved by Cllr Penrose; seconded by Ms Hale; vote: 4 for, 1 against"
    told = rendering.decision(rulings[1])
    assert (told["subject"], told["mover"], told["seconder"]) == ("motion", "Cllr Penrose", "Ms Hale")
    assert told["vote"] == {
        "words": "4 for, 1 against",
        "ayes": 4,
        "noes": 1,
        "abstained": None,
        "unanimous": False,
    }


def test_a_short_form_of_several_words_is_no_other_word() -> None:
    acronyms = {"RLC": "Rescue Launch Crew", "LP": "Launch Plan"}
    asked = register.ways("the launch plan of the RLC", acronyms)
    assert asked == (
        (frozenset({"launch", "plan"}), frozenset({"lp"})),
        (frozenset({"rlc"}), frozenset({"rescu", "launch", "crew"})),
    )


# ---------------------------------------------------------------- counts

OWNERS = st.lists(st.sampled_from(["Mr Quill", "Ms Tarrant", "the Clerk", "Coastal Agency"]), max_size=3, unique=True)


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(list(Standing)), OWNERS, st.booleans()), max_size=30))
def test_counts_add_up(entries: tuple[Entry, ...], drawn: list[tuple[int, Standing, list[str], bool]]) -> None:
    made = []
    for n, standing, owners, marked in drawn:
        action = replace(entries[n].action, owners=tuple(owners), people=(), marker="[ACTION]" if marked else None)
        made.append(replace(entries[n], action=action, standing=standing))
    counts = register.counts(made)
    assert counts.marked + counts.unmarked == counts.total == len(made)
    for rows in (counts.by_standing, counts.by_meeting, counts.by_owner):
        assert sum(n for _, n in rows) == counts.total
        assert len({name for name, _ in rows}) == len(rows)
        assert all(n > 0 for _, n in rows)
    lines = list(listing.count_lines(counts))
    for line in lines[1:]:
        assert sum(int(n) for n in re.findall(r" (\d+)(?=;|$)", line.split(": ", 1)[1])) == len(made)


def test_one_person_is_counted_once_where_there_is_no_doubt(entries: tuple[Entry, ...]) -> None:
    def owned(*names: str) -> list[tuple[tuple[str, ...], int]]:
        made = [replace(entries[0], action=replace(entries[0].action, owners=(n,), people=())) for n in names]
        return list(register.counts(made).by_owner)

    assert owned("A. Penrose", "Ada Penrose", "Cllr Penrose") == [(("Ada Penrose",), 3)]
    assert owned("A. Penrose", "Ada Penrose", "Alec Penrose") == [
        (("A. Penrose",), 1),
        (("Ada Penrose",), 1),
        (("Alec Penrose",), 1),
    ]
    assert owned("the Clerk", "Parish Clerk") == [(("Parish Clerk",), 1), (("the Clerk",), 1)]


SILENCE = "no later paper on this shelf mentions it"
SAID = (Standing.REPORTED_BACK, Standing.CLOSED)


@pytest.mark.parametrize(
    ("standing", "said", "life"),
    [
        (Standing.CLOSED, SAID, "raised → reported back, {0} → closed, {1}"),
        (Standing.CLOSED, SAID[::-1], "raised → closed, {0} → reported back, {1}; it stands as closed"),
        (
            Standing.STILL_OPEN,
            (),
            "raised → still open, as its own paper says; no later paper on this shelf mentions it",
        ),
        (Standing.NO_LATER_RECORD, (), "no later paper on this shelf mentions it"),
    ],
)
def test_a_life(entries: tuple[Entry, ...], standing: Standing, said: tuple[Standing, ...], life: str) -> None:
    later = tuple(e.source for e in entries[3:])[: len(said)]
    one = replace(entries[0], standing=standing, said=said, later=later)
    around = listing.Around({}, {})
    assert listing.life(one, around) == life.format(*(listing.label(q) for q in later))
    last = listing.Around({one.source.place.body.id: date(2019, 6, 13)}, {})
    assert listing.life(one, last).endswith("(the shelf's last paper of this board is of 13 June 2019)") == (not later)
    assert (
        standing is Standing.NO_LATER_RECORD
        or listing.STANDINGS[standing] in exporting.actions([one], last, ()).rows[0][5].text
    )


def test_decisions_add_up(rulings: tuple[Ruling, ...]) -> None:
    counted = register.tally(rulings)
    assert counted.by_type == ((DecisionType.FORMAL, 4), (DecisionType.OTHER_BODY, 1))
    for rows in (counted.by_type, counted.by_verb, counted.by_meeting):
        assert sum(n for _, n in rows) == counted.total == 5


@given(st.sets(st.text("0123456789abcdef", min_size=16, max_size=16), max_size=50))
def test_shortened_ids_are_enough(ids: set[str]) -> None:
    size = register.shortened(ids)
    assert len({i[:size] for i in ids}) == len(ids)
    assert size >= register.SHORTEST


# ---------------------------------------------------------------- the command


def test_bare_actions_tell_each_life_and_the_counts(matters: Door, index: Path) -> None:
    code, out, err = matters("actions", "--index", index)
    assert (code, err) == (0, [])
    text = "\n".join(out)
    assert f"{saltmere.COMMITTEE}, 14 March 2019, item 4 ¶1, march.txt, MOORING FEES" in text
    assert "    Mr Quill [Tobias Quill]: " in text
    assert "    due before the next meeting (13 June 2019); marked [ACTION]" in text
    assert (
        out.count(
            "    no later paper on this shelf mentions it (the shelf's last paper of this board is of 13 June 2019)"
        )
        == 4
    )
    assert "5 actions: 5 marked, 0 promises without a marker" in out
    assert f"By meeting: 14 March 2019, {saltmere.COMMITTEE} 2; 4 April 2019, Lamp Committee 1; " in text
    assert "dismiss" not in text


def test_a_cleared_operator_sees_what_is_restricted(matters: Door, index: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("MATTERS_RESTRICTED", "true")
    assert "6 actions: " in "\n".join(matters("actions", "--index", index)[1])


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (("--since", "2019-04-04"), 3),
        (("--until", "2019-04-04", "--owner", "Quill"), 2),
        (("--topic", "gauge", "--marked"), 1),
        (("--overdue",), 3),
        (("--overdue", "2019-05-04"), 1),
        (("--standing", "no-later-record", "--meeting", "2019-06-13", "--body", "wardens"), 2),
    ],
    ids=str,
)
def test_filters_of_the_command(matters: Door, index: Path, arguments: tuple[str, ...], count: int) -> None:
    code, out, _ = matters("actions", *arguments, "--json", "--index", index)
    assert (code, len(json.loads("\n".join(out)))) == (0, count)
    said = "\n".join(matters("actions", "--index", index, *arguments)[1])
    assert re.search(r"^(\d+) actions?: ", said, re.MULTILINE)[1] == str(count)  # type: ignore[index]


def test_decisions_for_people(matters: Door, index: Path) -> None:
    code, out, _ = matters("decisions", "--index", index, "--meeting", "2019-06-13")
    assert code == 0
    assert "    corrected the minutes: " in "\n".join(out)
    assert "four joints" in next(line for line in out if "corrected the minutes" in line)
    assert "2 decisions, those of other bodies and recommendations among them" in out
    code, out, _ = matters("decisions", "--index", index, "--meeting", "2019-06-13", "--verb", "resolve", "--json")
    assert [(d["item"], "four joints" in d["corrects"]) for d in json.loads("\n".join(out))] == [("2", True)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("actions", "--standing", "perhaps"),
        ("actions", "--overdue", "soon"),
        ("actions", "--csv", "--json"),
        ("actions", "frobnicate"),
        ("actions", "set"),
        ("actions", "set", "abc"),
        ("actions", "set", "abc", "--note", " "),
        ("decisions", "--type", "lawful"),
        ("decisions", "set", "abc"),
    ],
    ids=str,
)
def test_wrong_usage(matters: Door, index: Path, arguments: tuple[str, ...]) -> None:
    assert matters(*arguments, "--index", index)[0] == 2


# ---------------------------------------------------------------- exports


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+44 20", "'+44 20"),
        ("-2", "'-2"),
        ("- send the rota", "'- send the rota"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1+1", "'=1+1"),
        ("\t=1+1", "'=1+1"),
        ("\x00=1", "'=1"),
        ("＝1+1", "'＝1+1"),
        ("a = b", "a = b"),
        ("two\nlines", "two lines"),
        (("=A", "B"), "'=A; B"),
        (None, ""),
        (date(2019, 3, 14), "2019-03-14"),
        (7, "7"),
    ],
    ids=repr,
)
def test_no_cell_is_a_formula(value: object, written: str) -> None:
    assert exporting.cell(value) == written


@given(st.text(), st.text())
def test_any_text_comes_back_from_csv_as_text(one: str, other: str) -> None:
    made = exporting.csv([{"a": one, "b": other}], ("a", "b"))
    rows = list(csv.reader(io.StringIO(made.removeprefix(BOM), newline="")))
    assert rows == [["a", "b"], [exporting.cell(one), exporting.cell(other)]]
    assert not any(c[:1] in tuple("=+-@\t\r") for row in rows[1:] for c in row if c)


def test_csv_of_the_register(matters: Door, index: Path) -> None:
    code, out, _ = matters("actions", "--csv", "--index", index)
    assert code == 0
    assert out[0].startswith(BOM)
    rows = list(csv.DictReader([line.removeprefix(BOM) for line in out]))
    assert list(rows[0]) == ACTION_COLUMNS
    assert [r["meeting"] for r in rows] == ["2019-03-14", "2019-03-14", "2019-04-04", "2019-06-13", "2019-06-13"]
    assert (rows[1]["owners"], rows[1]["people"]) == ("Ms Tarrant; Mr Quill", "Imogen Tarrant; Tobias Quill")
    decided = matters("decisions", "--csv", "--index", index)[1]
    assert {"resolved", "agreed", "noted"} <= {r["verb"] for r in csv.DictReader(decided)}


def test_markdown_shows_what_papers_say_and_no_more(matters: Door, index: Path) -> None:
    code, out, _ = matters("actions", "--markdown", "--index", index)
    table = [line for line in out if line.startswith("|")]
    assert (code, len(table)) == (0, 7)
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table}) == 1
    assert r"marked" not in table[2]
    assert r"\[ACTION\]" in table[2]
    assert exporting.plain("a|b <img src=x> [x](y) *z*\n`w`") == r"a\|b \<img src=x\> \[x\](y) \*z\* \`w\`"


def test_a_word_table_with_its_sources_as_footnotes(matters: Door, index: Path, tmp_path: Path) -> None:
    target = tmp_path / "actions.docx"
    code, out, _ = matters("actions", "--docx", target, "--index", index)
    assert (code, out) == (0, [f"{target}: 5 rows"])
    made = docx.Document(str(target))
    assert made.sections[0].page_width > made.sections[0].page_height
    rows = made.tables[0].rows
    assert len(rows) == 6
    assert rows[0]._tr.trPr.xpath("w:tblHeader")
    assert not rows[1]._tr.trPr.xpath("w:tblHeader")
    marks = made.element.body.xpath(".//w:footnoteReference/@w:id")
    assert marks == ["1", "2", "3", "4", "5"]
    assert rows[1].cells[2]._tc.xpath(".//w:footnoteReference/@w:id") == ["1"]
    text = reader.read(target).pages[0].text
    assert f"{saltmere.COMMITTEE}, 13 June 2019, item 4 ¶1, june.txt: “" in text
    assert text.count("RLC had trained twice") == 0
    assert "5 actions: 5 marked" in text
    kept = target.read_bytes()
    assert "is there already" in matters.complaint("actions", "--docx", target, "--index", index)
    assert target.read_bytes() == kept
    assert sorted(p.name for p in tmp_path.iterdir()) == ["actions.docx"]
    assert matters("decisions", "--docx", tmp_path / "d.docx", "--index", index)[0] == 0


def test_a_file_that_cannot_be_written_is_one_line(matters: Door, index: Path, tmp_path: Path) -> None:
    said = matters.complaint("actions", "--docx", tmp_path / "none" / "a.docx", "--index", index)
    assert "cannot be written" in said


@given(st.text(st.characters(), max_size=60), st.text(st.characters(), max_size=60))
def test_no_text_breaks_a_word_document(entries: tuple[Entry, ...], one: str, other: str) -> None:
    source = replace(entries[0].source, quote=other)
    file = io.BytesIO()
    exporting.word(Table("T", ("A",), (1,), ((Cell(one, (source,)),),), (other,))).save(file)
    made = docx.Document(io.BytesIO(file.getvalue()))
    assert made.tables[0].rows[1].cells[0].text == exporting.xml_safe(one)
    with zipfile.ZipFile(file) as archive:
        notes = docx.oxml.parse_xml(archive.read("word/footnotes.xml"))
    said = "".join(t.text or "" for t in notes.iter(docx.oxml.ns.qn("w:t")))
    assert said.endswith(exporting.xml_safe(f"“{other}”"))


def test_a_restricted_action_is_in_no_listing(shelf: Shelf) -> None:
    public, all_ = (shelf.everything((Access.PUBLIC,)), shelf.everything(tuple(Access)))
    assert len(shelf.actions(all_)) == len(shelf.actions(public)) + 1
    assert all(e.source.place.access is Access.PUBLIC for e in shelf.actions(public))
