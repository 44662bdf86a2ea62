"""The thread of a matter and what is new, over the papers of the invented board, and what a scope keeps back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import saltmere
from door import Door

import wiring
from assistant import matter, news, rendering, threads
from assistant.ask import Assistant
from assistant.threads import StepKind, Thread
from index import upkeep
from index.embedding import Encoder
from index.passage import Scope, Standing
from index.shelf import Shelf
from ingest.record import Access

D = date
PUBLIC, BOTH = (Access.PUBLIC,), (Access.PUBLIC, Access.RESTRICTED)

MARCH = saltmere.minutes()
JUNE = saltmere.minutes(
    "13 June 2019",
    [
        ("WELCOME", "The Chairman welcomed everybody to the Net Loft."),
        (
            "PONTOON REPAIRS",
            "Mr Quill said that the divers had found rust below the water line.\n\n"
            "Two of the joints had been sealed with tar before the spring tides.\n\n"
            "The divers asked for a calm week to look at the third joint again.\n\n"
            "A yacht had struck the eastern end in fog without much harm done.\n\n"
            "The rust had spread to the bolts of the gangway in the meantime.\n\n"
            "RESOLVED that £900 be spent on new bolts.",
        ),
        ("FLOATING BERTH", "The Floating Berth Scheme (FBS) was explained, and the Committee agreed to join the FBS."),
        (
            "SEALS",
            "Dorcas Hale hoped to prevent dogs from running to the seals.\nThe Sentinel buoys were to be painted.",
        ),
        ("BUOYS", "The sentinel at the gate saw a Sentinel adrift, and another Sentinel on the sand."),
    ],
)
PACK = saltmere.pack(
    [saltmere.report("Pontoon repairs", "The works on the eastern joints are priced at £700.\nThe lamp was dark.")]
)
ANNUAL = saltmere.ANNUAL.replace("2.1.2 None of them was hurt.", "2.1.2 The pontoon repairs ended in May.")
SUMMARY = saltmere.SUMMARY.replace("heard that it had failed twice.", "the pontoon repairs were praised by all there.")
SECRET = saltmere.minutes(
    "5 September 2019",
    [
        (
            "PONTOON REPAIRS",
            "The diver Zebediah Crake was to be dismissed for scuttling the pontoon.\n\n"
            "RESOLVED that the pontoon diver be dismissed.\n"
            "Mr Quill would tell the pontoon diver of it. [ACTION]",
        )
    ],
    top=["RESTRICTED MINUTES"],
)
PAPERS = {
    "a-march.txt": MARCH,
    "b-june.txt": JUNE,
    "c-pack.txt": PACK,
    "d-annual.txt": ANNUAL,
    "e-summary.txt": SUMMARY,
    "f-secret.txt": SECRET,
}
OTHER = saltmere.TOML.replace('"saltmere"', '"fenwick"').replace(saltmere.COMMITTEE, "Fenwick Otter Panel")
OTTERS = saltmere.minutes(items=[("PONTOON REPAIRS", "The otters had left the pontoon repairs to the eels.")]).replace(
    saltmere.COMMITTEE, "Fenwick Otter Panel"
)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Shelf]:
    root = tmp_path_factory.mktemp("harbour")
    saltmere.ingest(saltmere.write(root / "saltmere", PAPERS), root / "index", encoder, today="2019-07-01")
    saltmere.ingest(saltmere.write(root / "fenwick", {"o.txt": OTTERS}, OTHER), root / "index", encoder)
    shelf = Shelf(root / "index", lambda: encoder)
    yield shelf
    shelf.close()


HERE = Scope(("saltmere",), PUBLIC)


def told(thread: Thread) -> list[tuple[str, str, str]]:
    return [(str(s.day), s.kind.value, s.source.place.path) for s in thread.steps]


# ---------------------------------------------------------------- a matter in words

ACRONYMS = {"FBS": "Floating Berth Scheme", "IT": "Information Tide"}


@pytest.mark.parametrize(
    ("asked", "text", "above", "about"),
    [
        ("pontoon", "The pontoons leaked.", "", True),
        ("pontoon repairs", "The repair of the eastern pontoon was late.", "", True),
        ("pontoon repairs", "The pontoon leaked.", "", False),
        ("pontoon repairs", "It leaked.", "PONTOON REPAIRS", True),
        ("pontoon repairs", "The pontoon leaked.", "Repairs", True),
        ("pontoon repairs", f"The pontoon leaked. {'And on it rained. ' * 9}The repairs were late.", "", False),
        ("FBS", "The Floating Berth Scheme began.", "", True),
        ("fbs", "The Floating Berth Scheme began.", "", True),
        ("FBS", "The scheme had a floating berth.", "", False),
        ("floating berth scheme", "The FBS began.", "", True),
        ("the FBS fees", "Fees of the Floating Berth Scheme rose.", "", True),
        ("it", "The Information Tide turned.", "", False),
        ("IT", "The Information Tide turned.", "", True),
        ("sub-group", "The subgroup met.", "", True),
        ("subgroup", "The sub-group met.", "", True),
        ("Siân's pier", "The pier of Sian fell.", "", True),
    ],
)
def test_what_is_about_a_matter(asked: str, text: str, above: str, about: bool) -> None:
    known = {"subgroup", "sub", "group"}
    assert matter.matter(asked, ACRONYMS, known.__contains__).is_in(text, above) is about


def test_a_long_matter_has_few_forms() -> None:
    many = {f"A{n}": f"long form {n}" for n in range(50)}
    assert len(matter.matter(" ".join(many), many, lambda _: True).forms) <= matter.FORMS


# ---------------------------------------------------------------- threads


def test_a_matter_is_told_from_first_to_last(harbour: Shelf) -> None:
    found = threads.thread("pontoon repairs", harbour, HERE)
    days = [s.day for s in found.steps if s.day]
    assert days == sorted(days)
    assert list(found.counts) == sorted(found.counts, key=list(StepKind).index)
    assert sum(found.counts.values()) == len(found.steps)
    kinds = {(str(s.day), s.kind.value) for s in found.steps}
    assert kinds >= {
        ("2019-03-14", "discussion"),
        ("2019-03-14", "action"),
        ("2019-06-13", "agenda"),
        ("2019-06-13", "report"),
        ("2019-06-13", "discussion"),
        ("2019-06-13", "decision"),
        ("2022-03-31", "annual report"),
        ("2023-09-12", "summary"),
    }
    for step in found.steps:
        at = step.source.place
        assert harbour.store.slice(at.document, step.source.spans) == step.source.quote
        assert "seals" not in step.text


def test_every_entry_of_the_register_on_a_matter_is_a_step(harbour: Shelf) -> None:
    found = threads.thread("pontoon repairs", harbour, HERE)
    listed = {
        e.id for e in (*harbour.actions(HERE), *harbour.decisions(HERE)) if "PONTOON" in e.source.place.item_title
    }
    assert len(listed) >= 2
    assert listed <= {s.entry for s in found.steps}


def test_discussion_is_cut_to_the_best_and_says_how_much_more_there_is(harbour: Shelf) -> None:
    found = threads.thread("pontoon repairs", harbour, HERE)
    june = [s for s in found.steps if s.kind is StepKind.DISCUSSION and s.day == D(2019, 6, 13)]
    assert len(june) == threads.OF_MINUTES
    assert [s.more for s in june] == [0, 0, 2]
    line = rendering.thread_lines(found)[found.steps.index(june[-1])]
    assert line.endswith("… and 2 more paragraphs")
    assert "the board's own record" in line


def test_an_acronym_and_its_long_form_are_one_matter(harbour: Shelf) -> None:
    short, long = (threads.thread(m, harbour, HERE) for m in ("FBS", "floating berth scheme"))
    assert told(short) == told(long) != []


def test_a_name_is_no_common_word(harbour: Shelf) -> None:
    named, plain = (threads.thread(m, harbour, HERE) for m in ("Sentinel", "sentinel"))
    assert named.matter.name == "Sentinel"
    assert (plain.matter.name, threads.thread("Joints", harbour, HERE).matter.name) == ("", "")
    assert told(threads.thread("Joints", harbour, HERE)) == told(threads.thread("joints", harbour, HERE)) != []


@pytest.mark.parametrize(
    ("since", "until", "years"),
    [
        (None, None, {2019, 2022, 2023}),
        (D(2019, 4, 1), None, {2019, 2022, 2023}),
        (D(2022, 1, 1), None, {2022, 2023}),
        (None, D(2021, 6, 1), {2019, 2022}),
        (D(2030, 1, 1), None, set()),
    ],
    ids=str,
)
def test_a_thread_is_narrowed_in_time(harbour: Shelf, since: date | None, until: date | None, years: set[int]) -> None:
    found = threads.thread("pontoon repairs", harbour, HERE.between(since, until))
    assert {s.day.year for s in found.steps if s.day} == years


def test_a_matter_of_no_paper_is_one_line_with_the_nearest_words(harbour: Shelf) -> None:
    found = threads.thread("pontoom", harbour, HERE)
    assert (found.steps, found.known) == ((), ("pontoon",))
    assert rendering.thread_lines(found) == [
        "pontoom: no paper that was looked at is about it; the nearest words known: pontoon"
    ]
    for odd in ("", " ", "?!", '"', "the", "NEAR(", "x" * 5000, "heading:pontoon AND *"):
        assert threads.thread(odd, harbour, Scope((), ())).steps == ()
        threads.thread(odd, harbour, HERE)


def test_an_action_and_its_reports_are_steps(harbour: Shelf) -> None:
    raised, report = (e.source for e in harbour.decisions(HERE)[:2])
    entry = replace(harbour.actions(HERE)[0], source=raised, later=(raised, report), standing=Standing.CLOSED)
    steps = list(threads.of_entry(entry))
    assert [s.kind for s in steps] == [StepKind.ACTION, StepKind.UPDATE, StepKind.UPDATE]
    assert [s.standing for s in steps] == [Standing.CLOSED, Standing.REPORTED_BACK, Standing.CLOSED]
    assert {s.entry for s in steps} == {entry.id}


def test_the_telling_steps_are_of_every_day(harbour: Shelf) -> None:
    steps = threads.thread("pontoon repairs", harbour, HERE).steps
    few = threads.telling(steps, 4)
    assert len({s.day for s in few}) == 4
    assert threads.telling(steps, 99) == steps
    assert {s.kind for s in threads.telling(steps, 7)} >= {StepKind.DECISION, StepKind.ACTION}


# ---------------------------------------------------------------- what a scope keeps back


def everything(shelf: Shelf, scope: Scope) -> str:
    """Return all that threads and news tell in a scope, counts and nearest words included."""
    asked = ("pontoon repairs", "Zebediah Crake", "zebediak", "dismissal", "otters", "otterz", "scuttled")
    said = [str(rendering.thread(threads.thread(m, shelf, scope))["steps"]) for m in asked]
    said += [str(threads.thread(m, shelf, scope).known) for m in asked]
    said += [str(rendering.news(news.since(D(year, 1, 1), shelf, scope))) for year in (2000, 2019, 2020)]
    return "\n".join(said).lower()


def test_what_is_restricted_shows_in_nothing(harbour: Shelf) -> None:
    said = everything(harbour, HERE)
    assert [
        w for w in ("zebediah", "dismiss", "scuttl", "f-secret", "2019-09-05", "otter", "fenwick") if w in said
    ] == []
    assert "zebediah" in everything(harbour, Scope(("saltmere",), BOTH))
    assert "otter" in everything(harbour, Scope(("fenwick",), PUBLIC))
    assert threads.thread("pontoon repairs", harbour, Scope((), BOTH)).passages == 0


def test_counts_are_those_of_a_shelf_without_what_is_kept_back(
    harbour: Shelf, tmp_path: Path, encoder: Encoder
) -> None:
    public = {name: text for name, text in PAPERS.items() if "secret" not in name}
    saltmere.ingest(saltmere.write(tmp_path / "p", public), tmp_path / "index", encoder, today="2019-07-01")
    with closing(Shelf(tmp_path / "index", lambda: encoder)) as bare:
        for asked in ("pontoon repairs", "pontoon", "Zebediah Crake", "Mr Quill", "FBS"):
            assert rendering.thread(threads.thread(asked, harbour, HERE)) == rendering.thread(
                threads.thread(asked, bare, HERE)
            )
        for day in (D(2000, 1, 1), D(2019, 6, 1), D(2019, 8, 1)):
            assert rendering.news(news.since(day, harbour, HERE)) == rendering.news(news.since(day, bare, HERE))


# ---------------------------------------------------------------- news


def test_where_a_collection_was_begun_since_its_meetings_tell_what_is_new(harbour: Shelf) -> None:
    found = news.since(D(2019, 6, 1), harbour, HERE)
    assert all(o.day >= D(2019, 6, 1) for o in found.occasions)
    assert {a.path for o in found.occasions for a in o.papers} == {
        "b-june.txt",
        "c-pack.txt",
        "d-annual.txt",
        "e-summary.txt",
    }
    june = next(o for o in found.occasions if o.day == D(2019, 6, 13))
    assert any("bolts" in r.decision.text for r in june.decisions)


def test_what_came_later_is_new_whatever_meeting_it_is_of(tmp_path: Path, encoder: Encoder) -> None:
    home, index = tmp_path / "p", tmp_path / "index"
    saltmere.ingest(saltmere.write(home, {"b-june.txt": JUNE}), index, encoder, today="2020-01-10")
    saltmere.ingest(saltmere.write(home, {"a-march.txt": MARCH}), index, encoder, today="2020-02-01")
    with closing(Shelf(index, lambda: encoder)) as shelf:
        later = news.since(D(2020, 1, 20), shelf, HERE)
        assert [(o.day, [a.path for a in o.papers]) for o in later.occasions] == [(D(2019, 3, 14), ["a-march.txt"])]
        assert later.counts["actions"] == len([e for e in shelf.actions(HERE) if e.source.place.path == "a-march.txt"])
        assert news.since(D(2020, 2, 2), shelf, HERE).occasions == ()
        assert "Nothing is new" in news.counted(news.since(D(2020, 2, 2), shelf, HERE))


def test_a_paper_keeps_its_day_until_its_content_changes(tmp_path: Path, encoder: Encoder) -> None:
    home, index = tmp_path / "p", tmp_path / "index"

    def days(today: str, papers: dict[str, str], toml: str = saltmere.TOML) -> dict[str, str]:
        saltmere.ingest(saltmere.write(home, papers, toml), index, encoder, today=today)
        with closing(Shelf(index, lambda: encoder)) as shelf:
            return {a.path: a.added for a in shelf.arrivals(HERE)}

    first = {"m.txt": MARCH, "n.txt": JUNE}
    assert days("2020-01-01", first) == {"m.txt": "2020-01-01", "n.txt": "2020-01-01"}
    assert days("2020-01-02", first) == {"m.txt": "2020-01-01", "n.txt": "2020-01-01"}
    hinted = saltmere.TOML + '[papers."m.txt"]\nurl = "https://saltmere.example/m"\n'
    assert days("2020-01-03", first, hinted)["m.txt"] == "2020-01-01"
    assert days("2020-01-04", {"m.txt": MARCH.replace("£212", "£213")}) == {
        "m.txt": "2020-01-04",
        "n.txt": "2020-01-01",
    }
    (home / "n.txt").rename(home / "o.txt")
    assert days("2020-01-05", {})["o.txt"] == "2020-01-01"


def test_the_day_is_no_part_of_what_a_record_says(tmp_path: Path, encoder: Encoder) -> None:
    home = saltmere.write(tmp_path / "p", {"m.txt": MARCH})
    told_ = []
    for day in ("2020-01-01", "2021-01-01"):
        saltmere.ingest(home, tmp_path / day, encoder, today=day)
        with closing(Shelf(tmp_path / day, lambda: encoder)) as shelf:
            told_.append(upkeep.fingerprint(shelf.store))
    assert told_[0] == told_[1]


def test_a_report_back_is_news_of_the_paper_that_it_stands_in(harbour: Shelf) -> None:
    entry = next(e for e in harbour.actions(HERE) if e.source.place.path == "a-march.txt")
    report = next(r.source for r in harbour.decisions(HERE) if r.source.place.path == "b-june.txt")
    known = replace(entry, later=(report,), standing=Standing.CLOSED)
    arrivals = harbour.arrivals(HERE)
    found = news.news(arrivals, harbour.decisions(HERE), [known], D(2019, 6, 1))
    assert [(o.day, r.entry.id, r.closes) for o in found.occasions for r in o.reports] == [
        (D(2019, 6, 13), entry.id, True)
    ]
    assert (found.counts["actions"], found.counts["reports"], found.counts["closed"]) == (0, 1, 1)
    assert news.news(arrivals, [], [known], D(2019, 7, 1)).counts["reports"] == 0


def test_counts_add_up(harbour: Shelf) -> None:
    found = news.since(D(2000, 1, 1), harbour, HERE)
    assert found.counts["actions"] == len(harbour.actions(HERE))
    assert found.counts["decisions"] + found.counts["others"] == len(harbour.decisions(HERE))
    assert found.counts["papers"] == len(PAPERS) - 1
    assert len({(o.body.id, o.when) for o in found.occasions}) == len(found.occasions)


# ---------------------------------------------------------------- questions in words


def test_a_history_is_answered_in_few_lines_with_what_was_counted(harbour: Shelf) -> None:
    answer = Assistant(harbour, HERE).ask("What is the history of the pontoon repairs?")
    steps = threads.thread("pontoon repairs", harbour, HERE).steps
    assert answer.understood.kind == "history"
    assert len(answer.statements) <= 10
    assert answer.text.startswith(f"{len(steps)} steps on pontoon repairs: ")
    assert all(s.citations for s in answer.statements[1:])
    later = Assistant(harbour, HERE).ask("How has the work on the pontoon repairs developed since 2022?")
    assert {c.source.place.when.year for c in later.citations} <= {2022, 2023}


def test_what_is_new_is_answered(harbour: Shelf) -> None:
    ask = Assistant(harbour, HERE).ask
    answer = ask("What has happened since June 2019?")
    assert answer.text.startswith(news.counted(news.since(D(2019, 6, 1), harbour, HERE)))
    assert "RESOLVED that £900 be spent on new bolts." in answer.text
    assert len(answer.statements) <= 10
    assert ask("What has happened since the last meeting?").text.startswith("Since 13 June 2019: ")
    assert ask("What's new since March 2031?").text == "Nothing is new since 1 March 2031."


def test_a_history_of_nothing_is_refused(harbour: Shelf) -> None:
    assert not Assistant(harbour, HERE).ask("What is the history of zeppelins?").found


# ---------------------------------------------------------------- the command


@pytest.fixture
def index(tmp_path: Path, matters: Door) -> Path:
    home = saltmere.write(tmp_path / "papers", PAPERS)
    assert matters("ingest", home, "--index", tmp_path / "index")[0] == 0
    return tmp_path / "index"


@pytest.mark.usefixtures("one_model")
def test_the_commands(index: Path, matters: Door) -> None:
    code, out, err = matters("threads", "pontoon repairs", "--index", index)
    assert (code, err) == (0, [])
    assert len(out) == int(out[-1].split()[0]) + 1
    assert out[-1].split(":")[0].endswith("steps")
    assert all("(HWC" in line or saltmere.COMMITTEE in line for line in out[:-1])
    assert matters("threads", "zeppelin", "--index", index)[:1] == (0,)
    assert len(matters("threads", "zeppelin", "--index", index)[1]) == 1
    assert matters("threads", " ", "--index", index)[0] == 2
    assert matters("news", "--index", index)[0] == 2
    code, out, err = matters("news", "--since", "2019-06-01", "--index", index)
    assert (code, err) == (0, [])
    assert out[0] == f"{saltmere.COMMITTEE}, 13 June 2019"
    assert out[-1].startswith("Since 1 June 2019: ")
    assert len([line for line in out if line.startswith("  paper: ")]) == int(out[-1].split()[4])
    named = matters("news", "--since", "2019-06-01", "--body", saltmere.COMMITTEE.lower(), "--index", index)[1]
    assert named == out
    assert "no board on the shelf is called so" in matters.complaint(
        "threads", "x", "--body", "Fenwick", "--index", index
    )


@pytest.mark.usefixtures("one_model")
def test_the_day_that_papers_come_is_noted(index: Path) -> None:
    with closing(wiring.open_shelf(wiring.Settings(index=index))) as shelf:
        added = {a.added for a in shelf.arrivals(HERE)}
    assert len(added) == 1
    assert abs(date.fromisoformat(added.pop()) - date.today()).days <= 1
