"""Every sitting that the shelf knows: how texts mention them, how mentions join with papers, and who came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import saltmere
from hypothesis import given, settings
from hypothesis import strategies as st
from saltmere import COMMITTEE, COUNCIL, ITEMS

from assistant import attendance, rendering
from assistant.attendance import NOBODY, Grid
from index import calendar, cutting
from index.calendar import Noted
from index.embedding import Encoder
from index.passage import Known, Scope, Sitting
from index.shelf import Shelf
from index.store import Store
from ingest import library
from ingest.grammar import rollcolumns, sittings, votes, whose
from ingest.grammar.sittings import Heading
from ingest.record import Access, Document, Kind, Meeting, Mentioned, Period, Status, quote

D = date
PUBLIC, BOTH = (Access.PUBLIC,), (Access.PUBLIC, Access.RESTRICTED)
OURS = whose.own(COMMITTEE, COUNCIL, ("HWC",), D(2019, 3, 14), None)
YEAR = whose.own(COMMITTEE, COUNCIL, ("HWC",), None, Period(D(2018, 4, 1), D(2019, 3, 31)))


def told(text: str, ours: whose.Own = OURS, under: Heading = Heading.NONE) -> str:
    """Return what is mentioned, as "2018-11-08 minutes, …"."""
    return ", ".join(f"{one.day.isoformat()} {one.what.value}" for one in sittings.mentioned(text, ours, under))


# ---------------------------------------------------------------- what a text mentions

SAID = [
    # to come
    ("The next meeting will be held on Thursday 13 June 2019 at 6.30 pm.", "2019-06-13 next"),
    ("Date of next meeting is 13 June", "2019-06-13 next"),
    ("Next meeting: Thursday, 9 January", "2020-01-09 next"),
    ("It was agreed to meet again; the following meeting of the Committee is due on 12 September.", "2019-09-12 next"),
    ("A paper would help at the meeting of the HWC on 3 April.", "2019-04-03 next"),
    ("Mr Quill will report to the meeting on 13 June 2019.", "2019-06-13 next"),
    (
        "Dates of future meetings: 13 June, 12 September and 12 December 2019, and 9 January 2020.",
        "2019-06-13 next, 2019-09-12 next, 2019-12-12 next, 2020-01-09 next",
    ),
    ("Future meetings are on 4, 11 and 18 April 2019.", "2019-04-04 next, 2019-04-11 next, 2019-04-18 next"),
    ("The Committee will next meet on 13 June 2019.", "2019-06-13 next"),
    ("The date of the next meeting was noted as 13 June 2019.", "2019-06-13 next"),
    (
        "The next meetings will be held on 13 June at the Net Loft, 12 September at the Lamp Room and 5 December 2019.",
        "2019-06-13 next, 2019-09-12 next, 2019-12-05 next",
    ),
    # minutes
    ("Minutes 8 November 2018 - approved", "2018-11-08 minutes"),
    ("The minutes of the last meeting (8 November 2018) were approved.", "2018-11-08 minutes"),
    ("RESOLVED that the minutes of the meeting held on 8 November 2018 be approved.", "2018-11-08 minutes"),
    (
        "The minutes of the special meeting of the Harbour Wardens Committee of 8 November were signed.",
        "2018-11-08 minutes",
    ),
    ("The 8 November 2018 minutes were approved by a vote of 4 to 0.", "2018-11-08 minutes"),
    ("Minutes of the meetings held on 8 November and 6 December 2018", "2018-11-08 minutes, 2018-12-06 minutes"),
    # held
    ("This had been put to the meeting of 10 January 2019.", "2019-01-10 held"),
    ("The 10 January meeting was told of it.", "2019-01-10 held"),
    ("The Committee last met on 10 January 2019.", "2019-01-10 held"),
    ("Saltmere's own HWC met twice, on 10 January and 7 February 2019.", "2019-01-10 held, 2019-02-07 held"),
    (
        "The Committee met in November (8 November 2018) and January (10 January 2019).",
        "2018-11-08 held, 2019-01-10 held",
    ),
    ("The meeting of 10 January 2019 moved a vote of thanks.", "2019-01-10 held"),
    ("The minutes of the meeting held on 10 January 2019 were deferred.", "2019-01-10 minutes"),
    (
        "The matter was moved from the meeting of 10 January to the meeting of 11 April 2019.",
        "2019-01-10 held, 2019-04-11 next",
    ),
    # called off, put off
    ("The January meeting (10 January 2019) was cancelled.", "2019-01-10 cancelled"),
    ("The meeting on 11 April will no longer take place.", "2019-04-11 cancelled"),
    ("The meeting of 11 April 2019 stands cancelled.", "2019-04-11 cancelled"),
    (
        "The meeting planned for 18 April 2019 has been brought forward to 11 April 2019.",
        "2019-04-18 postponed, 2019-04-11 next",
    ),
    (
        "The next meeting, on 11 April 2019, had been cancelled; the Committee would meet again on 13 June 2019.",
        "2019-04-11 cancelled, 2019-06-13 next",
    ),
    ("The meeting of 10 January 2019 was cancelled.", "2019-01-10 cancelled"),
    (
        "The meetings of 10 January and 7 February 2019 were both called off.",
        "2019-01-10 cancelled, 2019-02-07 cancelled",
    ),
    ("The Committee agreed to cancel the meeting on 11 April 2019.", "2019-04-11 cancelled"),
    ("The meeting on 11 April has been postponed to 18 April 2019.", "2019-04-11 postponed, 2019-04-18 next"),
    ("The meeting was moved from 11 April 2019 to 18 April 2019.", "2019-04-11 postponed, 2019-04-18 next"),
    # none of ours, or no sitting at all
    ("The minutes of the Piers Panel held on 8 November 2018 were noted.", ""),
    ("A meeting of the Saltmere Borough Council was held on 10 January 2019.", ""),
    ("The Piers Panel considered this at its meeting on 10 January 2019.", ""),
    ("A site meeting was held on 10 January 2019.", ""),
    ("A public meeting for the quay took place on 10 January 2019.", ""),
    ("Mr Quill had a meeting with the port on 10 January 2019.", ""),
    ("The Board met on 10 January 2019.", ""),
    ("The working group meeting of 10 January 2019 was well attended.", ""),
    ("Mr Quill would write before the next meeting, by 5 May 2019.", ""),
    ("The report was deferred to 11 April 2019.", ""),
    ("The bell was rung for 30 minutes on 10 January 2019.", ""),
    ("The minutes say that the lamp was out, and there is a letter dated 10 January 2019.", ""),
    ("The members' meeting of 10 January 2019 was noisy.", ""),
    ("No meeting was held on 10 January 2019.", ""),
    ("The Harbour Wardens Executive met on 10 January 2019.", ""),
    # slips, and the sitting itself
    ("The minutes of the meeting held on 8 November 2019 were approved.", ""),
    ("The next meeting will be held on 13 June 2018.", ""),
    ("Minutes of the meeting held on 14 March 2019", ""),
    ("Minutes of a meeting held on 14 March at the Net Loft", ""),
]


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_what_a_text_mentions(text: str, expected: str) -> None:
    assert told(text) == expected


def test_one_of_a_list_is_called_off() -> None:
    assert told("The Committee met on 6 December 2018, and the meeting of 10 January 2019 did not take place.") == (
        "2018-12-06 held, 2019-01-10 cancelled"
    )
    assert told("The meeting of 10 January 2019 was not held, and the Committee next met on 7 February 2019.") == (
        "2019-01-10 cancelled, 2019-02-07 held"
    )
    assert told("Meetings of the Committee: 6 December 2018, 10 January 2019 (cancelled) and 7 February 2019") == (
        "2018-12-06 held, 2019-01-10 cancelled, 2019-02-07 held"
    )


def test_a_year_is_told_over_at_its_end() -> None:
    text = (
        "During the year the HWC met on three occasions, 5th July 2018, 4th October 2018 and 10th January 2019, with "
        "an earlier meeting of 12th April 2018 cancelled."
    )
    assert told(text, YEAR) == "2018-07-05 held, 2018-10-04 held, 2019-01-10 held, 2018-04-12 cancelled"
    assert told("We met three times: on 5 July, 4 October and 10 January.", YEAR) == (
        "2018-07-05 held, 2018-10-04 held, 2019-01-10 held"
    )
    assert told("The Committee was told of it at its meeting on 4 October.", YEAR) == "2018-10-04 held"
    assert told("The Piers Panel was told of it at its meeting on 4 October.", YEAR) == ""
    assert told("The Committee met on 5 May 2021.", YEAR) == ""


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("DATE OF NEXT MEETING", Heading.NEXT),
        ("Date and time of the next Committee meeting", Heading.NEXT),
        ("Dates of future meetings", Heading.NEXT),
        ("Schedule of meetings 2019/20", Heading.NEXT),
        ("MINUTES OF THE LAST MEETING", Heading.MINUTES),
        ("Meetings held", Heading.HELD),
        ("2. Meetings and attendees", Heading.HELD),
        ("Proposed items for next meeting", Heading.NONE),
        ("Items for future meetings", Heading.NONE),
        ("Future meeting agenda items", Heading.NONE),
        ("Mooring fees", Heading.NONE),
        ("Matters arising from the minutes: actions", Heading.NONE),
    ],
)
def test_what_a_heading_says(title: str, expected: Heading) -> None:
    assert sittings.heading(title) is expected


@pytest.mark.parametrize(
    ("text", "under", "expected"),
    [
        ("Thursday 13 June, 6.30 pm.", Heading.NEXT, "2019-06-13 next"),
        ("13 June 2019", Heading.NEXT, "2019-06-13 next"),
        ("To be held in the Net Loft on 13 June.", Heading.NEXT, "2019-06-13 next"),
        ("13 June 2019 (cancelled)", Heading.NEXT, "2019-06-13 cancelled"),
        ("Piers Panel: 13 June 2019", Heading.NEXT, ""),
        ("Mr Quill was asked to bring the lamp by 13 June 2019.", Heading.NEXT, ""),
        (
            "(a) Special Meeting of the Harbour Wardens Committee held on 10 January 2019.",
            Heading.MINUTES,
            "2019-01-10 minutes",
        ),
        ("The ropes were bought on 10 January 2019.", Heading.MINUTES, ""),
        ("13 June 2019", Heading.NONE, ""),
    ],
)
def test_a_day_under_a_heading(text: str, under: Heading, expected: str) -> None:
    assert told(text, under=under) == expected


@pytest.mark.parametrize(
    ("text", "time", "venue"),
    [
        ("The next meeting is on 13 June 2019 at 6.30 pm in the Net Loft.", "6.30 pm", "Net Loft"),
        (
            "The next meeting will be held at the Net Loft, Quay Street, on 13 June at 18:30 hrs",
            "18:30 hrs",
            "Net Loft, Quay Street",
        ),
        ("The next meeting is at 10am on 13 June 2019.", "10am", None),
        ("The next meeting is on 13 June 2019.", None, None),
    ],
)
def test_time_and_place_of_a_meeting_to_come(text: str, time: str | None, venue: str | None) -> None:
    (one,) = sittings.mentioned(text, OURS)
    assert (one.time, one.venue) == (time, venue)


def test_of_a_body_without_a_name_only_what_cannot_be_anothers_is_taken() -> None:
    unknown = whose.own("", "", (), D(2019, 3, 14), None)
    assert told("The next meeting is on 13 June.", unknown) == "2019-06-13 next"
    assert told("The next meeting of the Piers Panel is on 13 June.", unknown) == ""
    assert told("The Harbour Wardens met on 10 January 2019.", unknown) == ""


@pytest.mark.parametrize(
    "word", ["meeting of the ", "Minutes of ", "5 May 2018, ", "A B C D ", "the Committee met ", "(a) "]
)
def test_what_stands_after_a_long_line_is_read(word: str) -> None:
    line = f"{word * 4_000}. The meeting of 10 January 2019 was told."
    assert told(line).endswith("2019-01-10 held")


@given(st.text(max_size=200), st.sampled_from(list(Heading)))
def test_any_text_can_be_read(text: str, under: Heading) -> None:
    for one in sittings.mentioned(f"{text} the meeting held on 10 January 2019 {text}", OURS, under):
        assert 0 <= one.start < one.end


# ---------------------------------------------------------------- parts


def mentions(made: Document) -> list[tuple[str, str, str]]:
    """Return (day, what, words) of the mentions in a document's parts."""
    return [(m.date.isoformat(), m.what.value, quote(made.text, m.spans)) for part in made.parts for m in part.mentions]


def test_minutes_mention_what_they_approve_and_announce(tmp_path: Path) -> None:
    made = saltmere.document(tmp_path, saltmere.minutes())
    approved, following = sorted(mentions(made))
    assert approved[:2] == ("2018-11-08", "minutes")
    assert "be approved" in approved[2]
    assert following == ("2019-06-13", "next", "Thursday 13 June, 6.30 pm.")


def test_each_part_of_a_pack_speaks_of_its_own(tmp_path: Path) -> None:
    papers = [saltmere.report("Pontoon repairs", "The Piers Panel heard of it at its meeting on 2 May 2019.")]
    made = saltmere.document(tmp_path, saltmere.pack(papers, inside=saltmere.embedded()))
    found = {(p.kind, m.date, m.what) for p in made.parts for m in p.mentions}
    assert found == {
        (Kind.MINUTES, D(2018, 11, 8), Mentioned.MINUTES),
        (Kind.MINUTES, D(2019, 6, 13), Mentioned.NEXT),
    }


def test_a_table_of_meetings(tmp_path: Path) -> None:
    text = saltmere.ANNUAL + (
        "3. Meetings\nHarbour Wardens Committee Meeting Date\tMatters\n8 July 2021\tThe lamp\n\tThe ropes\n"
        "7 October 2021\tThe quay\n4. Boats\nDate bought\tBoat\n5 May 2021\tGannet\n"
    )
    assert sorted(mentions(saltmere.document(tmp_path, text))) == [
        ("2021-07-08", "held", "8 July 2021"),
        ("2021-10-07", "held", "7 October 2021"),
    ]


# ---------------------------------------------------------------- the calendar, from what is noted


def noted(day: date, what: Mentioned, *, approves: bool = False, n: int = 0) -> Noted:
    return Noted(Meeting("hwc", day), what, D(2019, 3, 14), approves, (-3, "m.txt", 0, n), "p-0")


@pytest.mark.parametrize(
    ("what", "approves", "missing"),
    [
        (Mentioned.NEXT, False, "announced on 14 March 2019, but nothing of it is on this shelf"),
        (Mentioned.HELD, False, "said to have been held, but nothing of it is on this shelf"),
        (Mentioned.MINUTES, True, "its minutes, approved on 14 March 2019, are not on this shelf"),
        (Mentioned.MINUTES, False, "its minutes, before the meeting of 14 March 2019, are not on this shelf"),
    ],
)
def test_what_is_missing_of_a_sitting_that_is_only_mentioned(what: Mentioned, approves: bool, missing: str) -> None:
    found = calendar.facts(None, [noted(D(2019, 1, 10), what, approves=approves)])
    assert found.missing == (missing,)
    assert found.status is (Status.APPROVED if approves else Status.UNKNOWN)
    assert not found.cancelled


@pytest.mark.parametrize(
    ("said", "cancelled", "postponed"),
    [
        ((Mentioned.CANCELLED,), True, False),
        ((Mentioned.NEXT, Mentioned.CANCELLED), True, False),
        ((Mentioned.NEXT, Mentioned.POSTPONED), False, True),
        ((Mentioned.CANCELLED, Mentioned.MINUTES), False, False),
        ((Mentioned.POSTPONED, Mentioned.HELD), False, False),
    ],
)
def test_called_off_unless_some_paper_says_that_it_was_held(
    said: Sequence[Mentioned], cancelled: bool, postponed: bool
) -> None:
    found = calendar.facts(None, [noted(D(2019, 1, 10), what, n=n) for n, what in enumerate(said)])
    assert (found.cancelled, found.postponed, bool(found.missing)) == (
        cancelled,
        postponed,
        not cancelled and not postponed,
    )


def test_a_mention_is_of_every_session_of_its_day() -> None:
    day = D(2019, 1, 10)
    sessions = [Meeting("hwc", day, "1"), Meeting("hwc", day, "2")]
    found = calendar.joined([*sessions, Meeting("other", day)], [noted(day, Mentioned.HELD)])
    assert {m.session: len(n) for m, n in found.items() if m.body == "hwc"} == {"1": 1, "2": 1}
    assert found[Meeting("other", day)] == ()


@pytest.mark.parametrize(
    ("told_", "expected"),
    [
        ([], Status.UNKNOWN),
        ([Status.UNKNOWN, Status.DRAFT], Status.DRAFT),
        ([Status.DRAFT, Status.APPROVED], Status.APPROVED),
    ],
)
def test_the_status_of_several_copies(told_: list[Status], expected: Status) -> None:
    assert calendar.status(told_) is expected


# ---------------------------------------------------------------- the calendar of a shelf

JUNE = saltmere.minutes(
    "13 June 2019",
    [
        ITEMS[0],
        ("MINUTES OF THE LAST MEETING", "RESOLVED that the minutes of the meeting held on 14 March 2019 be approved."),
        ("LAMPS", "The meeting of 9 May 2019 was cancelled, and no other took its place."),
        ("DATE OF NEXT MEETING", "Thursday 12 September at 7 pm in the Lamp Room"),
    ],
)
SECRET = saltmere.minutes(
    "5 December 2019",
    [ITEMS[0], ("A DISMISSAL", "The next meeting will be held on 9 January 2020.")],
    top=["RESTRICTED MINUTES"],
)
ANNUAL = saltmere.ANNUAL.replace(
    "1.2 Two",
    "1.2 The Committee met on 8 July 2021 and 7 October 2021; the meeting of 6 January 2022 was cancelled.\n1.3 Two",
)
PAPERS = {
    "march.txt": saltmere.minutes(),
    "june.txt": JUNE,
    "secret.txt": SECRET,
    "annual.txt": ANNUAL,
    "report.txt": saltmere.report("Seal watch", "Twelve seals were counted.", day="10 October 2019"),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Shelf]:
    root = tmp_path_factory.mktemp("calendar")
    saltmere.ingest(saltmere.write(root / "papers", PAPERS), root / "index", encoder)
    one = Shelf(root / "index", lambda: encoder)
    yield one
    one.close()


def by_day(found: Sequence[Sitting]) -> dict[str, Sitting]:
    out = {s.meeting.date.isoformat(): s for s in found}
    assert len(out) == len(found)
    return out


def test_every_sitting_is_known(shelf: Shelf) -> None:
    held = by_day(shelf.calendar(Scope(("saltmere",), PUBLIC)))
    assert {day: s.known.value for day, s in held.items()} == {
        "2018-11-08": "mention",
        "2019-03-14": "record",
        "2019-05-09": "mention",
        "2019-06-13": "record",
        "2019-09-12": "mention",
        "2019-10-10": "papers",
        "2021-07-08": "mention",
        "2021-10-07": "mention",
        "2022-01-06": "mention",
    }
    assert [day for day, s in held.items() if s.cancelled] == ["2019-05-09", "2022-01-06"]
    assert list(held) == sorted(held)


def test_minutes_and_by_what_they_were_approved(shelf: Shelf) -> None:
    held = by_day(shelf.calendar(Scope(("saltmere",), PUBLIC)))
    march, june, november = held["2019-03-14"], held["2019-06-13"], held["2018-11-08"]
    assert (march.status, june.status, november.status) == (Status.APPROVED, Status.UNKNOWN, Status.APPROVED)
    assert march.approved_by
    assert november.approved_by
    assert (march.approved_by.place.path, march.approved_by.place.item) == ("june.txt", "2")
    assert "14 March 2019 be approved" in march.approved_by.quote
    assert november.approved_by.place.path == "march.txt"
    assert june.approved_by is None
    assert november.missing == ("its minutes, approved on 14 March 2019, are not on this shelf",)
    assert march.missing == ("no agenda on this shelf",)
    assert held["2019-10-10"].missing == ("no minutes on this shelf", "no agenda on this shelf")
    assert held["2019-05-09"].missing == ()


def test_minutes_of_several_meetings_are_approved_at_one(tmp_path: Path) -> None:
    said = (
        "RESOLVED that the minutes of the meeting held on 10 January 2019 be approved.\n\n"
        "The minutes of the meeting held on 7 February 2019 were approved.\n\n"
        "The minutes of the meeting held on 21 February 2019 are to be approved in June."
    )
    papers = {"m.txt": saltmere.minutes(items=[ITEMS[0], ("MINUTES OF EARLIER MEETINGS", said)])}
    folder = library.open_folder(saltmere.write(tmp_path / "papers", papers))
    with closing(Store(tmp_path / "one.sqlite", write=True)) as store:
        for reading in saltmere.readings(tmp_path / "papers").values():
            assert reading.document
            put(store, reading.document, folder)
        held = by_day(store.calendar(Scope(("saltmere",), PUBLIC)))
        assert {day: s.status.value for day, s in held.items() if s.known is Known.MENTION} == {
            "2019-01-10": "approved",
            "2019-02-07": "approved",
            "2019-02-21": "unknown",
        }


def test_what_was_announced_is_told(shelf: Shelf) -> None:
    september = by_day(shelf.calendar(Scope(("saltmere",), PUBLIC)))["2019-09-12"]
    assert (september.time, september.venue) == ("7 pm", "Lamp Room")
    assert september.time_source
    assert "7 pm" in september.time_source.quote
    (one,) = september.mentions
    assert (one.what, one.source.place.path, one.source.place.item) == (Mentioned.NEXT, "june.txt", "4")
    assert one.source.quote in " ".join(shelf.store.text(one.source.place.document).split())


def test_sittings_are_those_of_papers_alone(shelf: Shelf) -> None:
    scope = Scope(("saltmere",), PUBLIC)
    assert [s.meeting.date for s in shelf.sittings(scope)] == [D(2019, 3, 14), D(2019, 6, 13), D(2019, 10, 10)]
    witnessed = [s for s in shelf.calendar(scope) if s.known is not Known.MENTION]
    assert [(s.meeting, s.documents, s.roll, s.items) for s in witnessed] == [
        (s.meeting, s.documents, s.roll, s.items) for s in shelf.sittings(scope)
    ]


def test_a_stretch_of_time_narrows_the_sittings_not_who_speaks_of_them(shelf: Shelf) -> None:
    scope = Scope(("saltmere",), PUBLIC, since=D(2018, 1, 1), until=D(2018, 12, 31))
    (one,) = shelf.calendar(scope)
    assert (one.meeting.date, one.status) == (D(2018, 11, 8), Status.APPROVED)


def test_what_a_restricted_paper_mentions_is_not_told(shelf: Shelf) -> None:
    public, cleared = (by_day(shelf.calendar(Scope(("saltmere",), access))) for access in (PUBLIC, BOTH))
    assert cleared.keys() - public.keys() == {"2019-12-05", "2020-01-09"}
    for scope in (Scope((), BOTH), Scope(("saltmere",), ()), Scope(("nobody",), BOTH)):
        assert shelf.calendar(scope) == ()
    other = Scope(("saltmere",), BOTH, bodies=("another",))
    assert shelf.calendar(other) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RESOLVED that the minutes of the last meeting be approved.", True),
        ("The minutes were agreed as a correct record.", True),
        ("The Committee approved the minutes of 10 January.", True),
        ("The minutes were not approved.", False),
        ("The minutes had not yet been agreed.", False),
        ("To approve the minutes of 10 January.", False),
        ("The minutes are to be approved in June.", False),
        ("The fee was approved.", False),
    ],
)
def test_whether_minutes_were_approved(text: str, expected: bool) -> None:
    assert votes.approves(text) is expected


# ---------------------------------------------------------------- any order


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, ...]:
    found = saltmere.readings(saltmere.write(tmp_path_factory.mktemp("read"), PAPERS))
    return tuple(r.document for r in found.values() if r.document)


def put(store: Store, made: Document, folder: library.Folder) -> None:
    """Put a paper into a record with vectors that stand for none: this is not about finding."""
    passages = cutting.cut(made, folder.collection, lambda text: len(text.split()))
    with store.writing():
        store.put_collection(folder.collection)
        store.put_vectors((p.id, np.zeros(4, np.float32)) for p in passages)
        store.put_document(made, folder.collection.id, passages, [p.id for p in passages], problems=(), hints="")


def known(store: Store) -> list[object]:
    store.place()
    return [[(s, s.tell()) for s in store.calendar(Scope(("saltmere",), access))] for access in (PUBLIC, BOTH)]


@settings(max_examples=30)
@given(st.data())
def test_any_order_of_coming_and_going_gives_the_same_calendar(
    tmp_path_factory: pytest.TempPathFactory, read: tuple[Document, ...], data: st.DataObject
) -> None:
    folder = library.open_folder(saltmere.write(tmp_path_factory.mktemp("any"), PAPERS))
    stay = data.draw(st.sets(st.sampled_from(range(len(read))), min_size=1))
    order = data.draw(st.permutations(range(len(read))))
    twice = data.draw(st.sets(st.sampled_from(range(len(read)))))
    root = tmp_path_factory.mktemp("record")
    with closing(Store(root / "one.sqlite", write=True)) as one, closing(Store(root / "two.sqlite", write=True)) as two:
        for n in sorted(stay):
            put(one, read[n], folder)
        for n in order:
            put(two, read[n], folder)
        for n in (*twice, *order):
            with two.writing():
                two.drop_document(read[n].id)
            if n in stay:
                put(two, read[n], folder)
        assert known(one) == known(two)


# ---------------------------------------------------------------- attendance


def grids(shelf: Shelf) -> tuple[Grid, Grid]:
    found = shelf.sittings(Scope(("saltmere",), PUBLIC))
    return attendance.by_person(found), attendance.by_organisation(found)


def test_the_counts_of_a_grid_add_up(shelf: Shelf) -> None:
    for grid in grids(shelf):
        assert len(grid.sittings) == 2
        assert [s.meeting.date for s in grid.without] == [D(2019, 10, 10)]
        places = range(len(grid.sittings))
        assert sum(r.present for r in grid.rows) == sum(grid.present_at(n) for n in places) > 0
        assert sum(r.apologies for r in grid.rows) == sum(grid.apologies_for(n) for n in places) > 0
        assert all(len(r.cells) == len(grid.sittings) for r in grid.rows)


def test_people_over_meetings(shelf: Shelf) -> None:
    people, organisations = grids(shelf)
    assert {r.name: [c.mark for c in r.cells] for r in people.rows} == {
        "Dorcas Hale": ["P", "P"],
        "Ruth Kerrow": ["A", ""],
        "Mr Edwin Marsh": ["A", ""],
        "Cllr Ada Penrose": ["P", "P"],
        "Mr Tobias Quill": ["P", "P"],
        "Ms Imogen Tarrant": ["P", "P"],
    }
    assert {r.name: r.present for r in organisations.rows if r.name != NOBODY} == {
        "Coastal Agency": 2,
        "Friends of the Quay": 2,
        "Port of Saltmere": 2,
        "Saltmere Borough Council": 2,
        "the Rowing Club": 0,
    }
    for cell in people.rows[0].cells:
        assert "Hale" in cell.present[0].source.quote


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (["Mr T Quill", "Tobias Quill"], True),
        (["Tobias Quill", "Tobias John Quill"], True),
        (["Quill", "Tobias Quill"], True),
        (["Quill", "Tobias Quill", "Thea Quill"], False),
        (["Tobias Quill", "Thea Quill"], False),
        (["Tobias Quill", "Tobias Quilter"], False),
    ],
)
def test_two_forms_of_a_name(names: list[str], same: bool) -> None:
    found = attendance._one_person(names)
    assert (len(set(found.values())) == 1) is same


def test_a_grid_of_one_person_or_organisation(shelf: Shelf) -> None:
    found = shelf.sittings(Scope(("saltmere",), PUBLIC))
    people, _ = grids(shelf)
    assert [r.name for r in attendance.of_person(people, "quill").rows] == ["Mr Tobias Quill"]
    assert [r.name for r in attendance.of_person(people, "T Quill").rows] == ["Mr Tobias Quill"]
    assert attendance.of_person(people, "Crake").rows == ()
    assert [r.name for r in attendance.of_organisation(found, "the Coastal").rows] == ["Ms Imogen Tarrant"]


def test_a_grid_for_a_terminal_and_for_programs(shelf: Shelf) -> None:
    people, _ = grids(shelf)
    lines = rendering.attendance_lines(people)
    assert any(line.split() == ["Mr", "Edwin", "Marsh", "A", ".", "0", "1"] for line in lines)
    assert "6 people over 2 meetings with a roll: 8 times present (P), 2 times with apologies (A)" in lines[-2]
    data = rendering.attendance(people)
    assert (data["by"], data["present"], data["apologies"]) == ("person", 8, 2)


# ---------------------------------------------------------------- rolls in columns


def columned(*lines: str) -> tuple[dict[str, tuple[str, str]], list[str], list[str]]:
    """Return name to (organisation, role) of those present, names of those absent, and the lines that are left."""
    text, made = saltmere.lines("\n".join(lines))
    roll, rest = rollcolumns.taken(made)
    for one in (*roll.present, *roll.apologies):
        assert one.name.split()[-1] in one.spans[0].of(text)
    there = {one.name: (one.organisation, one.role) for one in roll.present}
    return there, [one.name for one in roll.apologies], [line.text for line in rest if line.text]


def test_two_rolls_side_by_side() -> None:
    there, away, rest = columned(
        "Held in the Net Loft",
        "Wardens Board Members:\tOfficials (regular attendees):",
        "Ada Penrose (Chair)\tTobias Quill (Port of Saltmere)",
        "Mr Bors Finch, Friends of the Quay\tImogen Tarrant Deputy Director, Coastal Agency",
        "Edwin Marsh - Apologies\tRuth Kerrow",
        "\u200b\tJory Pender (Harbour Office)",
        "",
        "Apologies:\tOfficials (presenting):",
        "Dorcas Hale, Rowing Club\tWenna Tregear (Lamp Trust)",
        "Ada Penrose welcomed everybody.",
        "Cllr Bligh\tSaltmere Borough Council",
    )
    assert there == {
        "Ada Penrose": ("", "Chairman"),
        "Tobias Quill": ("Port of Saltmere", ""),
        "Mr Bors Finch": ("Friends of the Quay", ""),
        "Imogen Tarrant": ("Coastal Agency", "Deputy Director"),
        "Ruth Kerrow": ("", ""),
        "Jory Pender": ("Harbour Office", ""),
        "Wenna Tregear": ("Lamp Trust", ""),
    }
    assert away == ["Edwin Marsh", "Dorcas Hale"]
    assert rest == ["Held in the Net Loft", "Ada Penrose welcomed everybody.", "Cllr Bligh\tSaltmere Borough Council"]


def test_a_heading_alone_is_over_as_many_columns_as_there_were() -> None:
    there, away, _ = columned(
        "Members:\tOfficers:", "Ada Penrose\tTobias Quill", "Apologies:", "Ruth Kerrow\tDorcas Hale"
    )
    assert (list(there), away) == (["Ada Penrose", "Tobias Quill"], ["Ruth Kerrow", "Dorcas Hale"])


def test_names_beside_organisations_are_no_columns() -> None:
    lines = ("Members present:", "Ada Penrose\tSaltmere Borough Council", "Apologies:", "Ruth Kerrow\tRowing Club")
    assert columned(*lines) == ({}, [], list(lines))


def test_minutes_with_a_roll_in_columns(tmp_path: Path) -> None:
    roll = ["Members:\tOfficers:", "Ada Penrose (Chair)\tTobias Quill (Port of Saltmere)", "Ruth Kerrow\tJory Pender"]
    (part,) = saltmere.document(tmp_path, saltmere.minutes(roll=roll)).parts
    assert [p.name for p in part.roll.present] == ["Ada Penrose", "Tobias Quill", "Ruth Kerrow", "Jory Pender"]
    assert part.roll.chair
    assert part.roll.chair.name == "Ada Penrose"
