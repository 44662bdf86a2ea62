"""Matters, meetings, how actions stand, and actions set right: as values, between two people, and in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import saltmere
from browsing import Server, Visit, visits
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

import wiring
from assistant import attendance, casing, holdings, rendering, topics
from index.embedding import Encoder
from index.passage import Account, Attendee, Entry, Known, Place, Quotation, Ruling, Setting, Sitting, Standing, Told
from index.shelf import Shelf
from ingest.record import (
    Access,
    Action,
    Authority,
    Body,
    Decision,
    DecisionType,
    Kind,
    Meeting,
    Paragraph,
    Person,
    Span,
    Status,
)
from page import acts, correction, fields, matters, meetings, months, plot, registers, sitting
from page.correction import CorrectionError
from page.desk import Before, Desk, Shown
from people import ANYBODY, May
from people import Person as Visitor
from settings import Settings

HOSTILE = "<img src=x onerror=alert(1)> ${1+1} {{value}} @children"
BODY = Body("wardens", "Harbour Wardens Committee", "Saltmere Borough Council")
MARCH = (
    *saltmere.ITEMS[:3],
    ("LATE BOATS", "Mr Quill would send the list of late boats to the Committee by 2 May 2019. [ACTION]"),
    ("PONTOON REPAIRS", "Ms Tarrant explained that the eastern pontoon was leaking at three joints."),
    ("DATE OF NEXT MEETING", "Thursday 13 June 2019, 6.30 pm."),
)
JUNE = (
    ("WELCOME", "The Chairman welcomed everybody."),
    ("PONTOON REPAIRS", "RESOLVED that the eastern pontoon be closed for the winter. (Carried unanimously)"),
    ("DATE OF NEXT MEETING", "Thursday 12 September 2019."),
)
SECRET = (
    *saltmere.ITEMS[:2],
    ("LOBSTER POTS", "Mr Quill would question Zebediah Crake about the lobster pots. [ACTION]"),
    ("LOBSTER POTS", "RESOLVED that Zebediah Crake be asked for his lobster pots."),
)
OTHER = saltmere.TOML.replace('"saltmere"', '"cove"').replace("Harbour papers", "Cove papers")


# ---------------------------------------------------------------- a shelf of two collections


@pytest.fixture(scope="module")
def folder(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index over a harbour's papers and a cove's, which another person may see."""
    at = tmp_path_factory.mktemp("matters")
    harbour = {"march.txt": saltmere.minutes(items=MARCH), "june.txt": saltmere.minutes("13 June 2019", JUNE)}
    saltmere.ingest(saltmere.write(at / "harbour", harbour), at / wiring.BUILT, encoder)
    roll = [*saltmere.ROLL, "Zebediah Crake\\tCove Fishers".replace("\\t", "\t")]
    cove = {
        "april.txt": saltmere.minutes("11 April 2019", SECRET, roll=roll),
        "july.txt": saltmere.minutes("11 July 2019", SECRET, roll=roll),
    }
    cove = {name: text.replace(saltmere.COMMITTEE, "Cove Committee") for name, text in cove.items()}
    toml = OTHER.replace(saltmere.COMMITTEE, "Cove Committee")
    saltmere.ingest(saltmere.write(at / "cove", cove, toml), at / wiring.BUILT, encoder)
    return at


@pytest.fixture
def shelf(folder: Path) -> Iterator[Shelf]:
    with closing(wiring.open_shelf(Settings(index=folder))) as held:
        yield held


def desk_of(shelf: Shelf, folder: Path, person: Visitor) -> Desk:
    settings = Settings(index=folder)
    return Desk(wiring.assistant_of(shelf, settings, person), person, settings, folder / "files")


@pytest.fixture
def desk(shelf: Shelf, folder: Path) -> Desk:
    return desk_of(shelf, folder, Visitor("ada", ("saltmere",)))


@pytest.fixture
def stranger(shelf: Shelf, folder: Path) -> Desk:
    return desk_of(shelf, folder, Visitor("zeb", ("cove",)))


def late_boats(desk: Desk) -> Entry:
    return next(e for e in desk.assistant.shelf.actions(desk.assistant.scope) if "late boats" in e.action.task)


# ---------------------------------------------------------------- matters


def titled(*told: tuple[int, str]) -> list[tuple[Meeting, str]]:
    return [(Meeting("wardens", date(2019, month, 1)), title) for month, title in told]


def test_titles_of_the_same_telling_words_are_one_topic() -> None:
    found = topics.topics(
        titled(
            (1, "MOORING FEES"),
            (2, "Mooring fees – update"),
            (2, "MOORING FEES"),
            (4, "7. Report on mooring fees"),
            (1, "APOLOGIES FOR ABSENCE"),
            (2, "Apologies for absence"),
            (1, "Seals"),
        )
    )
    assert found == (topics.Topic("Mooring fees", 3, date(2019, 1, 1), date(2019, 4, 1)),)


@pytest.mark.parametrize(
    ("title", "spoken"),
    [
        ("12. PONTOON REPAIRS UPDATE", "Pontoon repairs"),
        ("Update from the RNLI", "RNLI"),
        ("RNLI LIFEBOAT", "RNLI lifeboat"),
        ("Report", "Report"),
        ("Seal watch (", "Seal watch"),
    ],
)
def test_a_title_as_it_is_spoken_of(title: str, spoken: str) -> None:
    assert topics.spoken(title, lambda told: casing.plainly(told, {"RNLI"})) == spoken


def test_a_matter_is_chosen_and_followed_to_its_source(desk: Desk) -> None:
    first = matters.ROOM.turned_to(desk, {})
    assert "Pontoon repairs" in str(first.body)
    chosen = matters.ROOM.act(desk, {}, {"ask": "Pontoon repairs"})
    assert chosen.state == {"topic": "Pontoon repairs"}
    assert 'value="Pontoon repairs"' in str(chosen.form)
    assert re.findall(r"<time[^>]*>([^<]*)", str(chosen.body)) == ["14 March 2019", "13 June 2019"]
    for what in ("Discussed", "Decided", "leaking at three joints", "closed for the winter"):
        assert what in str(chosen.body)
    steps = re.findall(r'data-open="(\w+)"', str(chosen.body))
    told = [matters.ROOM.act(desk, chosen.state, {"open": one}).source or "" for one in steps]
    assert any("<mark>" in one and "closed for the winter" in one for one in told)


def test_a_step_is_looked_up(desk: Desk) -> None:
    for sent in ({"open": "nothing"}, {"open": HOSTILE}, {"open": None}):
        assert "no longer in the timeline" in str(matters.ROOM.act(desk, {"topic": "Pontoon repairs"}, sent).source)
        assert "no longer in the timeline" in str(matters.ROOM.act(desk, {}, sent).source)


def test_a_matter_in_no_paper_is_told_so_with_words_near_it(desk: Desk) -> None:
    body = str(matters.ROOM.act(desk, {}, {"asked": {"topic": "pontons"}}).body)
    assert "No paper here is about “pontons”" in body
    assert 'data-ask="pontoon"' in body
    limits = {"asked": {"topic": "pontoon", "since": "2020-01-01"}}
    assert "No paper here within these limits" in str(matters.ROOM.act(desk, {}, limits).body)
    assert "is no date" in str(matters.ROOM.act(desk, {}, {"asked": {"topic": "pontoon", "since": "soon"}}).body)
    assert "no board here" in str(matters.ROOM.act(desk, {}, {"asked": {"body": "cove-committee"}}).body).casefold()


# ---------------------------------------------------------------- meetings


def attendee(name: str, *, present: bool = True) -> Attendee:
    return Attendee(Person(name), present, False, quotation())


def quotation(day: date = date(2019, 3, 14), body: Body = BODY) -> Quotation:
    place = Place(
        "saltmere", "d", "d.txt", "D", "d/0", body, Kind.MINUTES, Authority.RECORD, Access.PUBLIC, Status.UNKNOWN,
        Meeting(body.id, day), None, "4", "BOATS",
    )  # fmt: skip
    return Quotation(place, Paragraph("4¶1", (Span(0, 4),)), (Span(0, 4),), "late", "p")


def sat(day: date, *names: str, known: Known = Known.RECORD, cancelled: bool = False) -> Sitting:
    roll = tuple(attendee(n.removeprefix("-"), present=not n.startswith("-")) for n in names)
    return Sitting(
        Meeting(BODY.id, day),
        BODY,
        lambda: Told(roll=roll, venue=HOSTILE, items=(("1", HOSTILE),)),
        kinds=(Kind.MINUTES,),
        witnesses=() if known is Known.MENTION else (Account("d.txt", Kind.MINUTES, Authority.RECORD),),
        known=known,
        cancelled=cancelled,
        missing=() if known is Known.RECORD else ("no minutes on this shelf",),
    )


DAYS = [date(2000, 1, 1) + timedelta(weeks=n) for n in range(220)]


def test_two_hundred_meetings_are_paged_and_grouped_by_year() -> None:
    held = [sat(day) for day in DAYS]
    seen: list[str] = []
    for page in range(1, 7):
        seen.extend(re.findall(r'datetime="([\d-]+)"', meetings.listed(held, meetings.Counted({}, {}), page)))
    assert seen == [d.isoformat() for d in reversed(DAYS)]
    assert "1 to 40 of 220" in meetings.listed(held, meetings.Counted({}, {}))


DAY = st.dates(date(1990, 1, 1), date(2029, 12, 31))


@given(st.lists(DAY, max_size=40).map(sorted), st.booleans())
def test_every_meeting_stands_once_in_its_year_and_month(days: list[date], several: bool) -> None:
    told = months.glance([sat(day) for day in days], several)
    rows = re.findall(r'<th scope="row">(\d+)</th>(.*?)</tr>', told)
    seen = [
        date(int(year), month, int(day))
        for year, cells in reversed(rows)
        for month, cell in enumerate(re.findall(r"<td>(.*?)</td>", cells), 1)
        for day in re.findall(r">(\d+)</button>", cell)
    ]
    assert seen == days
    assert [int(year) for year, _ in rows] == sorted({int(year) for year, _ in rows}, reverse=True)
    assert told.count(BODY.name) == (2 * len(days) if several else 0)


def test_the_years_at_a_glance_show_what_is_known_and_how_many_years_there_are() -> None:
    told = months.glance([sat(DAYS[0]), sat(date(2003, 5, 2), known=Known.MENTION, cancelled=True)], False)
    assert re.findall(r'<th scope="row">(\d+)', told) == ["2003", "2002", "2001", "2000"]
    assert re.search(r'class="day mention off"[^>]*aria-label="2 May 2003, only mentioned, cancelled"', told)
    weekly = [sat(date(1990, 1, 1) + timedelta(weeks=n)) for n in range(1000)]
    years = re.findall(r'<th scope="row">(\d+)', told := months.glance(weekly, False))
    assert len(re.findall(r"</button>", told)) <= months.MOST
    assert f"Before {years[-1]}: choose a year above." in told


@pytest.mark.parametrize(
    ("away", "told"), [((), "0 apologies"), (("-Ada Penrose",), "1 apology"), (("-Ada", "-Tobias"), "2 apologies")]
)
def test_apologies_are_counted_as_people_say_it(away: tuple[str, ...], told: str) -> None:
    one = sat(DAYS[0], "Imogen Tarrant", *away)
    assert f"1 present, {told} · 1 item" in meetings.listed([one], meetings.Counted({}, {}))
    assert f"1 present, {told}, 1 item;" in "\n".join(rendering.meeting_lines(one))


def test_the_grid_of_attendance_has_a_cell_for_everybody_and_turns_its_pages() -> None:
    grid = attendance.Grid(
        "person",
        tuple(sat(day, "Ada Penrose", "-Tobias Quill") for day in DAYS[:30]),
        tuple(
            attendance.Row(name, (), tuple(attendance.Cell(*cell) for _ in range(30)))
            for name, cell in (("Ada Penrose", ((attendee("Ada"),), ())), (HOSTILE, ((), (attendee("T"),))))
        ),
        (),
    )
    told = meetings.attended(grid, None)
    assert told.count('class="mark present"') == meetings.ACROSS
    assert told.count('class="mark apologies"') == meetings.ACROSS
    assert "Meetings 19 to 30 of 30" in told
    assert '<th scope="row" class="who">Ada Penrose</th><td>30</td><td>0</td>' in told
    assert "Meetings 1 to 6 of 30" in meetings.attended(grid, None, 3)
    assert "<img" not in told


def test_how_far_a_record_goes() -> None:
    days = DAYS[:5]
    held = [sat(days[0], known=Known.MENTION), sat(days[1]), sat(days[2]), sat(days[3], known=Known.PAPERS)]
    (one,) = holdings.reaches([*held, sat(days[4], known=Known.MENTION, cancelled=True)])
    assert (len(one.sittings), len(one.recorded), one.before, one.gaps) == (4, 2, 1, (held[3],))
    assert holdings.told(one) == (
        "record complete to 15 January 2000, from 8 January 2000; no record of 22 January 2000"
    )
    (none,) = holdings.reaches([held[0]])
    assert holdings.told(none) == "no record of its meetings is here"


def test_a_meeting_opens_with_what_is_known_of_it_and_each_line_its_source(desk: Desk) -> None:
    body = str(meetings.ROOM.turned_to(desk, {}).body)
    key = next(k for k in re.findall(r'data-open="([^"]+)"', body) if k.endswith("2019-03-14"))
    panel = str(meetings.ROOM.act(desk, {}, {"open": key}).source)
    for told in ("14 March 2019", "The Net Loft", "PONTOON REPAIRS", "Imogen Tarrant", "1 action", "march.txt"):
        assert told in panel
    names = re.findall(r'data-line="([\w-]+)"', panel)
    assert {"venue", "roll-0", "item-4"} <= set(names)
    for name in names:
        opened = str(acts.done(desk, Before(), {"act": "line", "sitting": key, "line": name}).source)
        assert "<mark>" in opened
        assert "← The meeting of 14 March 2019" in opened
    pontoon = acts.done(desk, Before(), {"act": "line", "sitting": key, "line": "item-4"}).source
    assert "leaking at three joints" in str(pontoon)
    again = acts.done(desk, Before(), {"act": "sitting", "sitting": key})
    assert again.source == panel


@pytest.mark.parametrize("line", ["", "item-99", "item-x", "roll--1", "roll-9999", "secret", HOSTILE])
def test_a_line_that_is_not_there_opens_nothing(desk: Desk, line: str) -> None:
    key = desk.assistant.shelf.calendar(desk.assistant.scope)[-1].meeting.key
    assert "no longer here" in str(acts.done(desk, Before(), {"act": "line", "sitting": key, "line": line}).source)


def test_missing_papers_are_listed_with_why(desk: Desk) -> None:
    body = str(meetings.ROOM.act(desk, {}, {"asked": {"show": "missing"}}).body)
    assert "12 September 2019" in body
    assert "Announced on 13 June 2019, but nothing of it is on this shelf." in body
    assert "record complete to 13 June 2019, from 14 March 2019" in body


@pytest.mark.parametrize(
    ("show", "name", "telling"),
    [
        ("calendar", "meetings.csv", "2019-06-13"),
        ("missing", "missing.csv", "2019-09-12"),
        ("attendance", "attendance.csv", "Dorcas Hale"),
    ],
)
def test_what_is_shown_is_taken_away(desk: Desk, show: str, name: str, telling: str) -> None:
    target, _ = meetings.make(desk, {"show": show})
    assert target.name == name
    assert telling in target.read_text("utf-8-sig")


# ---------------------------------------------------------------- two people


def test_nothing_of_one_person_s_meetings_and_matters_reaches_another(desk: Desk, stranger: Desk) -> None:
    asks = [{"show": "calendar"}, {"show": "attendance"}, {"show": "missing"}, {"show": "attendance", "who": "Crake"}]
    topic = {"topic": "lobster pots"}
    mine = [*(meetings.shown(desk.assistant, a) for a in asks), matters.shown(desk.assistant, {})]
    mine += [meetings.form(desk.assistant, {}), matters.form(desk.assistant, {}), matters.shown(desk.assistant, topic)]
    mine += [matters.shown(desk.assistant, {"topic": "lobstr"})]
    for told in mine:
        assert "cove" not in told.casefold()
        assert "zebediah" not in told.casefold()
    assert "No paper here" in mine[-2]
    assert "lobster" not in mine[-1].replace("lobstr", "")
    theirs = matters.shown(stranger.assistant, topic)
    assert "Zebediah" in theirs
    for key in [s.meeting.key for s in stranger.assistant.shelf.calendar(stranger.assistant.scope)]:
        assert sitting.GONE in str(meetings.ROOM.act(desk, {}, {"open": key}).source)
        for act in ("sitting", "line"):
            sent = {"act": act, "sitting": key, "line": "venue"}
            assert "Zebediah" not in str(acts.done(desk, Before(), sent).source)
    step = re.findall(r'data-open="(\w+)"', theirs)[0]
    assert "no longer in the timeline" in matters.opened(desk, topic, step)
    for board in stranger.assistant.shelf.bodies(stranger.assistant.scope):
        with pytest.raises(fields.FilterError):
            matters.narrowed(desk.assistant, {"body": board.id})


# ---------------------------------------------------------------- actions set right


ASKED = {"standing": "closed", "owners": "Mr Quill", "due": "2019-05-02", "note": "seen on the quay"}


def test_an_action_is_set_right_shown_at_once_and_taken_back(desk: Desk) -> None:
    one = late_boats(desk)
    done = acts.done(desk, Before(), {"act": "correct", "entry": one.id, "asked": ASKED})
    assert "Corrected by ada on" in str(done.source)
    assert "seen on the quay" in str(done.source)
    body = str(done.rooms["actions"].body)
    assert '<span class="badge">corrected</span>' in body
    assert f'<tr role="row" data-entry="{one.id}" aria-current="true">' in body
    made = late_boats(desk).corrected
    assert made is not None
    assert (made.by, made.sets) == ("ada", Setting(standing=Standing.CLOSED))
    back = acts.done(desk, Before(), {"act": "take-back", "entry": one.id})
    assert "taken back" in str(back.source)
    assert late_boats(desk) == one
    assert "badge" not in str(back.rooms["actions"].body)


def test_the_list_that_is_refreshed_is_the_one_that_was_asked_for(desk: Desk) -> None:
    one = late_boats(desk)
    before = Before((), {"actions": {"standing": "no-later-record"}})
    done = acts.done(desk, before, {"act": "correct", "entry": one.id, "asked": ASKED})
    assert "late boats" not in str(done.rooms["actions"].body)
    acts.done(desk, before, {"act": "take-back", "entry": one.id})


def test_nobody_writes_over_a_correction_that_they_have_not_seen(desk: Desk) -> None:
    one = late_boats(desk)
    mine = {"standing": "still-open", "owners": "Ms Tarrant", "due": "2019-05-02", "note": "she told me"}
    acts.done(desk, Before(), {"act": "correct", "entry": one.id, "asked": ASKED})
    refused = str(acts.done(desk, Before(), {"act": "correct", "entry": one.id, "asked": mine}).source)
    assert "This was set right by ada on" in refused
    assert "she told me" in refused
    assert '<option value="closed" selected>' in refused
    made = late_boats(desk).corrected
    assert made is not None
    assert made.sets == Setting(standing=Standing.CLOSED)
    seen = {"seen": re.findall(r'name="seen" value="(\w+)"', refused)[0]}
    acts.done(desk, Before(), {"act": "correct", "entry": one.id, "asked": mine | seen})
    made = late_boats(desk).corrected
    assert made is not None
    assert (made.note, made.sets.owners) == ("she told me", ("Ms Tarrant",))
    acts.done(desk, Before(), {"act": "take-back", "entry": one.id})


def test_an_emptied_field_takes_away_what_it_held(desk: Desk) -> None:
    one = late_boats(desk)
    sent = {"act": "correct", "entry": one.id, "asked": ASKED | {"owners": " ; ", "due": ""}}
    done = acts.done(desk, Before(), sent)
    assert "at no set day (as written: by 2 May 2019)" in str(done.source)
    made = late_boats(desk).corrected
    assert made is not None
    assert made.sets == Setting(standing=Standing.CLOSED, no_owner=True, no_due=True)
    acts.done(desk, Before(), {"act": "take-back", "entry": one.id})
    assert late_boats(desk) == one


@pytest.mark.parametrize("which", [registers.ACTIONS, registers.DECISIONS], ids=lambda which: which.name)
def test_an_entry_is_taken_out_told_below_the_list_and_put_back(
    desk: Desk, stranger: Desk, which: registers.Register[Any]
) -> None:
    before = registers.find(which, desk.assistant, registers.View()).entries
    named = {"register": which.name, "entry": before[0].id}
    asked = ASKED | {"type": "formal", "struck": "yes", "note": f"none {HOSTILE}"}
    done = acts.done(desk, Before(), {"act": "correct", **named, "asked": asked})
    assert f"The {which.one} is taken out" in str(done.source)
    assert "Put it back into the register" in str(done.source)
    assert 'data-act="correct"' not in str(done.source)
    body = str(done.rooms[which.name].body)
    assert "1 taken out by a person" in body
    assert "Taken out by ada on " in body
    assert not _Tags(body).alive
    found = registers.find(which, desk.assistant, registers.View())
    assert (found.entries, [e.id for e in found.struck]) == (before[1:], [before[0].id])
    assert "taken out" not in registers.listed(which, desk, {"topic": "zebra"})
    reader = replace(desk, person=replace(desk.person, may=May.READ))
    assert "Taken out by ada" in registers.entry_opened(which, reader, before[0].id)
    assert "take-back" not in registers.entry_opened(which, reader, before[0].id)
    assert "taken out" not in registers.listed(which, stranger, {})
    back = acts.done(desk, Before(), {"act": "take-back", **named})
    assert f"The {which.one} is in the register again" in str(back.source)
    assert registers.find(which, desk.assistant, registers.View()) == replace(found, entries=before, struck=())


def test_a_decision_is_set_right_in_the_panel(desk: Desk) -> None:
    one = next(r for r in desk.assistant.shelf.decisions(desk.assistant.scope) if "pontoon" in r.decision.text)
    sent = {"act": "correct", "register": "decisions", "entry": one.id}
    for asked, wrong in (({"type": "gone"}, "is none of"), ({"type": one.decision.type.value}, "Nothing differs")):
        assert wrong in str(acts.done(desk, Before(), {**sent, "asked": asked}).source)
    assert "not here to be set right" in str(acts.done(desk, Before(), {**sent, "register": "actions"}).source)
    done = acts.done(desk, Before(), {**sent, "asked": {"type": "recommendation", "note": "the Council decides"}})
    assert "the Council decides</strong> (as read: decided (Harbour Wardens Committee))" in str(done.source)
    assert '<span class="badge">corrected</span>' in str(done.rooms["decisions"].body)
    acts.done(desk, Before(), {**sent, "act": "take-back"})
    assert one in desk.assistant.shelf.decisions(desk.assistant.scope)


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        (ASKED | {"standing": "no-later-record", "note": ""}, "Nothing differs from what was read"),
        (ASKED | {"standing": "gone"}, "is none of"),
        (ASKED | {"due": "soon"}, "is no date"),
        (None, "is none of"),
    ],
)
def test_what_cannot_be_kept_is_told_and_what_was_typed_stays(
    desk: Desk, asked: dict[str, str] | None, wrong: str
) -> None:
    done = acts.done(desk, Before(), {"act": "correct", "entry": late_boats(desk).id, "asked": asked})
    assert wrong in str(done.source)
    assert not done.rooms
    assert late_boats(desk).corrected is None
    if asked and asked["note"]:
        assert "seen on the quay</textarea>" in str(done.source)


def test_nobody_corrects_what_they_may_not(desk: Desk, stranger: Desk) -> None:
    one = late_boats(desk)
    reader = replace(desk, person=replace(desk.person, may=May.READ))
    for who in (stranger, reader):
        for act in ("correct", "take-back"):
            done = acts.done(who, Before(), {"act": act, "entry": one.id, "asked": ASKED})
            assert "not here to be set right" in str(done.source)
    assert late_boats(desk) == one
    assert 'data-act="correct"' not in registers.entry_opened(registers.ACTIONS, reader, one.id)
    assert 'data-act="correct"' in registers.entry_opened(registers.ACTIONS, desk, one.id)
    beginning = acts.done(desk, Before(), {"act": "correct", "entry": one.id[:6], "asked": ASKED})
    assert "not here to be set right" in str(beginning.source)


def test_who_is_not_signed_in_says_who_they_are(desk: Desk) -> None:
    one = late_boats(desk)
    with pytest.raises(CorrectionError, match="write your name"):
        correction.said(one, ANYBODY, correction.typed(ASKED))
    assert correction.said(one, ANYBODY, correction.typed(ASKED | {"by": " Dorcas "})).by == "Dorcas"
    assert correction.said(one, desk.person, correction.typed(ASKED | {"by": "Dorcas"})).by == "ada"
    assert 'name="by"' in correction.form(one, ANYBODY)
    assert 'name="by"' not in correction.form(one, desk.person)


def test_an_act_of_another_name_changes_nothing(desk: Desk) -> None:
    for sent in ({}, {"act": "delete"}, {"act": None}, {"act": HOSTILE}):
        done = acts.done(desk, Before(), sent)
        assert (done.source, dict(done.rooms)) == (None, {})
    assert Shown() == Shown(None, None, None, None, None)


# ---------------------------------------------------------------- the plot


def entries(days: int, each: int, task: str = "paint") -> tuple[Entry, ...]:
    standings, act = list(Standing), Action(task, (Span(0, 4),), 0, (task,))
    sources = (quotation(DAYS[d]) for d in range(days) for _ in range(each))
    return tuple(Entry(f"{n:04}", act, source, standings[n % 4]) for n, source in enumerate(sources))


@pytest.mark.parametrize(("days", "by", "bars"), [(1, "meeting", 1), (24, "meeting", 24), (25, "year", 1)])
def test_bars_are_of_meetings_while_these_are_few(days: int, by: str, bars: int) -> None:
    told, found = plot.grouped(entries(days, 3))
    assert (told, len(found), sum(b.total for b in found)) == (by, bars, days * 3)


def test_two_hundred_meetings_are_drawn_by_year_and_each_number_is_told() -> None:
    held = entries(220, 2)
    drawn = plot.of_actions(held)
    assert re.findall(r'<th scope="row">(\d+)</th>', drawn) == ["2000", "2001", "2002", "2003", "2004"]
    assert sum(int(n) for n in re.findall(r"<strong>([\d,]+)</strong>", drawn)) == len(held)
    assert plot.of_actions(()) == ""


# ---------------------------------------------------------------- nothing becomes markup


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.alive: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("img", "script", "style", "iframe") or any(name.startswith("on") for name, _ in attrs):
            self.alive.append(tag)


def test_no_word_of_a_paper_or_a_person_becomes_markup(desk: Desk) -> None:
    bad = replace(BODY, name=HOSTILE, organisation=HOSTILE)
    one = replace(sat(DAYS[0], HOSTILE, f"-{HOSTILE}"), body=bad, missing=(HOSTILE,), meeting=Meeting(HOSTILE, DAYS[0]))
    entry = replace(entries(1, 1, HOSTILE)[0], source=quotation(DAYS[0], bad))
    asked = dict.fromkeys(("topic", "body", "since", "year", "by", "who", "show"), HOSTILE)
    names = ("standing", "owners", "due", "type", "struck", "note", "by")
    typed = correction.Tried(dict.fromkeys(names, HOSTILE), HOSTILE, HOSTILE)
    decision = Decision(DecisionType.FORMAL, HOSTILE, HOSTILE, entry.source.spans, 0)
    for told in (
        meetings.listed((one, sat(DAYS[1])), meetings.Counted({}, {})),
        meetings.missing((one, sat(DAYS[1]))),
        meetings.attended(attendance.by_person((one,)), bad),
        sitting.panel(sitting.Sheet(one, (), (entry,), ())),
        matters.offered([topics.Topic(HOSTILE, 2, DAYS[0], DAYS[1])]),
        str(matters.ROOM.act(desk, {}, {"ask": HOSTILE}).body),
        matters.form(desk.assistant, asked),
        meetings.form(desk.assistant, asked),
        correction.form(entry, ANYBODY, typed),
        correction.form(Ruling(HOSTILE, decision, entry.source), ANYBODY, typed),
        plot.of_actions((entry,)),
    ):
        assert not _Tags(told).alive


# ---------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with Server(folder, folder / "log.txt") as served:
        yield served


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    yield from visits(browser, server)


def turn_to(page: Page, name: str, part: str) -> None:
    page.get_by_role("tab", name=name).focus()
    page.keyboard.press("Enter")
    page.locator(f"#{name.lower()} {part}").wait_for()


def test_an_action_is_corrected_in_the_panel(visit: Visit) -> None:
    page = visit()
    turn_to(page, "Actions", ".register")
    page.locator(".open-entry", has_text="late boats").press("Enter")
    page.get_by_text("Set this action right").click()
    page.get_by_label("Note: what this rests on").fill(f"seen {HOSTILE}")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator("#source .trouble:visible")).to_have_text("A correction says who made it: write your name")
    expect(page.get_by_label("Note: what this rests on")).to_have_value(f"seen {HOSTILE}")
    page.get_by_label("Your name").fill("Dorcas")
    page.locator("#source").get_by_label("How it stands").select_option("closed")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator("#source .correction")).to_contain_text(f"seen {HOSTILE}")
    row = page.locator("#actions .scroll tbody tr", has_text="late boats")
    expect(row.locator(".badge")).to_have_text("corrected")
    expect(row.locator(".standing")).to_have_text("closed")
    page.get_by_text("Set this action right").click()
    page.get_by_role("button", name="Take it back").click()
    expect(row.locator(".badge")).to_have_count(0)
