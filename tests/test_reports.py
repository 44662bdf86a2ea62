"""What later papers say of actions: evidence on the same thing, quoted; right after any order of ingest and removal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest
import saltmere
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedding import Encoder
from index.passage import Entry, Scope, Standing
from index.shelf import Shelf
from index.upkeep import fingerprint
from ingest import library
from ingest.record import Access

RAISED = (
    ("WELCOME", "The Chairman welcomed everybody."),
    (
        "DREDGING OF THE INNER BASIN",
        "Mr Quill reported that the inner basin had silted up by a foot since the winter. He would report to the "
        "Committee on the dredging at the next meeting. [ACTION]\n\n"
        "Ms Tarrant would write to the owners of the two sunken barges. [ACTION]\n\n"
        "It was noted that the deck hands and the lock keepers would be trained in first aid.",
    ),
    ("LAMPS ON THE BREAKWATER", "Dorcas Hale would circulate the map of the lamps. [ACTION]"),
)


def later(*said: str, title: str = "HARBOUR NEWS") -> tuple[tuple[str, str], ...]:
    """Return the items of a later meeting, with some paragraphs under a title."""
    return (("WELCOME", "The Chairman welcomed everybody."), (title, "\n\n".join(said)))


FIRST, NEXT = "14 March 2019", "13 June 2019"


@pytest.fixture
def heard(tmp_path: Path, encoder: Encoder) -> Iterator[object]:
    """Take papers in, and return the actions of the first meeting by a word of their task."""
    number = count()
    shelves: list[Shelf] = []

    def take(papers: dict[str, str], *, access: Sequence[Access] = (Access.PUBLIC,)) -> dict[str, Entry]:
        home = tmp_path / str(next(number))
        folder = saltmere.write(home / "papers", {"first.txt": saltmere.minutes(FIRST, RAISED)} | papers)
        saltmere.ingest(folder, home / "index", encoder)
        shelf = Shelf(home / "index", lambda: encoder)
        shelves.append(shelf)
        words = ("dredging", "barges", "trained", "map")
        entries = shelf.actions(shelf.everything(access))
        assert all(q.quote == shelf.store.slice(q.place.document, q.spans) for e in entries for q in e.later)
        return {w: e for e in entries for w in words if w in e.action.task}

    yield take
    for shelf in shelves:
        shelf.close()


def test_silence_is_no_proof(heard) -> None:  # type: ignore[no-untyped-def]
    found = heard({"next.txt": saltmere.minutes(NEXT, later("Mr Quill spoke of the regatta."))})
    assert {e.standing for e in found.values()} == {Standing.NO_LATER_RECORD}
    assert set(found) == {"dredging", "barges", "trained", "map"}


def test_a_report_on_the_matter_is_a_report_back(heard) -> None:  # type: ignore[no-untyped-def]
    paper = saltmere.report(
        "Dredging of the inner basin", "1. Progress\n1.1 The dredger took out 4,000 tons of silt.", NEXT
    )
    found = heard({"dredging.txt": paper})
    assert found["dredging"].standing is Standing.REPORTED_BACK
    assert "4,000" in found["dredging"].later[0].quote
    assert found["barges"].standing is Standing.NO_LATER_RECORD


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        ("Ms Tarrant had written to the owners of both barges, and one had replied.", Standing.REPORTED_BACK),
        ("The barges were seen at low water, and their owners were in the news.", Standing.NO_LATER_RECORD),
        ("Ms Tarrant would write to the owners of the barges.", Standing.NO_LATER_RECORD),
        ("Ms Tarrant had not written to the owners of the sunken barges.", Standing.NO_LATER_RECORD),
    ],
)
def test_the_same_topic_is_no_report(heard, said: str, standing: Standing) -> None:  # type: ignore[no-untyped-def]
    assert heard({"next.txt": saltmere.minutes(NEXT, later(said))})["barges"].standing is standing


def test_one_of_two_that_were_to_be_trained_is_told_of(heard) -> None:  # type: ignore[no-untyped-def]
    items = later("The lock keepers were trained by a nurse in May.", title="DREDGING AND FIRST AID")
    assert heard({"next.txt": saltmere.minutes(NEXT, items)})["trained"].standing is Standing.REPORTED_BACK


def test_words_of_continuation_and_completion_under_matters_arising(heard) -> None:  # type: ignore[no-untyped-def]
    done = later("The map of the lamps: circulated by Dorcas Hale. Completed.", title="MATTERS ARISING")
    found = heard({"next.txt": saltmere.minutes(NEXT, done)})
    assert found["map"].standing in (Standing.CLOSED, Standing.REPORTED_BACK)


def test_an_action_listed_again_is_one_action_and_still_open(heard) -> None:  # type: ignore[no-untyped-def]
    again = later("Ms Tarrant would write to the owners of the two sunken barges. [ACTION]")
    found = heard({"next.txt": saltmere.minutes(NEXT, again)})
    assert found["barges"].standing is Standing.STILL_OPEN
    assert found["barges"].source.place.meeting is not None
    assert found["barges"].source.place.meeting.date.isoformat() == "2019-03-14"


def test_two_records_of_one_sitting_give_one_action(heard) -> None:  # type: ignore[no-untyped-def]
    sheet = saltmere.minutes(FIRST, RAISED[1:2], dot=".")
    found = heard({"sheet.txt": sheet, "next.txt": saltmere.minutes(NEXT, later("Nothing was said."))})
    assert found["barges"].standing is Standing.NO_LATER_RECORD


def test_two_records_of_one_sitting_are_counted_once(tmp_path: Path, encoder: Encoder) -> None:
    papers = {"a.txt": saltmere.minutes(FIRST, RAISED), "b.txt": saltmere.minutes(FIRST, RAISED[1:], dot=".")}
    saltmere.ingest(saltmere.write(tmp_path / "papers", papers), tmp_path / "index", encoder)
    shelf = Shelf(tmp_path / "index", lambda: encoder)
    tasks = [e.action.task for e in shelf.actions(shelf.everything())]
    shelf.close()
    assert sorted(tasks) == sorted(set(tasks))


def test_what_a_restricted_paper_says_is_for_those_who_may_see_it(heard) -> None:  # type: ignore[no-untyped-def]
    said = later("Ms Tarrant had written to the owners of both barges, and one had replied.")
    paper = {"secret.txt": saltmere.minutes(NEXT, said, top=("NOT FOR PUBLICATION",))}
    assert heard(paper)["barges"].standing is Standing.NO_LATER_RECORD
    everybody = heard(paper, access=(Access.PUBLIC, Access.RESTRICTED))
    assert everybody["barges"].standing is Standing.REPORTED_BACK


def test_what_came_later_counts_whatever_time_is_asked_of(tmp_path: Path, encoder: Encoder) -> None:
    said = later("Ms Tarrant had written to the owners of both barges, and one had replied.")
    papers = {"first.txt": saltmere.minutes(FIRST, RAISED), "next.txt": saltmere.minutes(NEXT, said)}
    saltmere.ingest(saltmere.write(tmp_path / "papers", papers), tmp_path / "index", encoder)
    shelf = Shelf(tmp_path / "index", lambda: encoder)
    everything = shelf.everything()
    early = shelf.actions(everything.between(None, shelf.sittings(everything)[0].meeting.date))
    nobody = shelf.actions(Scope((), ()))
    shelf.close()
    assert [e.standing for e in early if "barges" in e.action.task] == [Standing.REPORTED_BACK]
    assert nobody == ()


PAPERS = {
    "a.txt": saltmere.minutes(FIRST, RAISED),
    "b.txt": saltmere.minutes(NEXT, later("Ms Tarrant had written to the owners of both barges.", "No more was said.")),
    "c.txt": saltmere.report("Dredging of the inner basin", "1. Progress\n1.1 Some 4,000 tons were taken out.", NEXT),
    "d.txt": saltmere.minutes(
        "12 September 2019", later("Ms Tarrant would write to the owners of the two sunken barges. [ACTION]")
    ),
    "e.txt": saltmere.minutes(FIRST, RAISED[1:], dot="."),
}


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[tuple[Path, Shelf]]:
    folder = saltmere.write(tmp_path_factory.mktemp("papers"), PAPERS)
    shelf = Shelf(tmp_path_factory.mktemp("index"), lambda: encoder, write=True)
    yield folder, shelf
    shelf.close()


def told(shelf: Shelf) -> tuple[dict[str, str], list[tuple[str, str, tuple[str, ...]]]]:
    entries = shelf.actions(shelf.everything())
    return fingerprint(shelf.store), [(e.id, e.standing.value, tuple(q.quote for q in e.later)) for e in entries]


@given(order=st.permutations(sorted(PAPERS)), gone=st.sets(st.sampled_from(sorted(PAPERS)), max_size=3))
@settings(max_examples=12)
def test_any_order_of_ingest_and_removal_gives_the_same(
    taken: tuple[Path, Shelf], order: list[str], gone: set[str]
) -> None:
    folder, shelf = taken
    collection = library.open_folder(folder).collection

    def take(names: Sequence[str]) -> None:
        offers, read = saltmere.offers(folder, names)
        shelf.ingest(collection, offers, read, saltmere.Silent(), prune=True)

    for end in range(1, len(order) + 1):
        take(order[:end])
    rest = [n for n in order if n not in gone]
    take(rest)
    by_steps = told(shelf)
    take([])
    shelf.forget([i for i, _, _ in shelf.store.held(collection.id).values()])
    take(sorted(rest))
    assert told(shelf) == by_steps
    assert shelf.store.misheard(99) == 0
