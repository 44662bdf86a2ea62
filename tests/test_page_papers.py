"""The Papers view: what is on the shelf, adding papers, setting them right, and that nobody sees another's."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
import saltmere
from browsing import Server, ask, faults, launched, visits
from door import Door
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

import wiring
from index.embedding import Encoder
from index.passage import Complaint, PaperSet
from ingest import added
from ingest.errors import MattersError
from ingest.grammar.forgetting import MASK
from ingest.record import Access, Kind
from jobs import HELD, WAITING, Job, Jobs, News, State
from page import acts, asking, logbook, papers, receiving, shelved
from page.desk import Before, Desk, Shown
from people import ANYBODY, May, Person
from settings import BadSetting, Settings

ADA, BEN = Person("Ada", ("harbour",)), Person("Ben", ("harbour",))
AT = "2026-11-27T10:00:00+00:00"
HOSTILE = "<img src=x onerror=alert(1)> ${1+1} {{value}} @children"


def desk_of(settings: Settings, person: Person = ANYBODY, jobs: Jobs | None = None) -> Desk:
    """Return somebody's desk over an index, as the page makes it."""
    shelf = wiring.open_shelf(settings)
    assistant = wiring.assistant_of(shelf, settings, person)
    return Desk(assistant, person, settings, settings.index / "files", jobs, settings.index / "received")


def sent(desk: Desk, files: Mapping[str, str | bytes]) -> list[dict[str, str]]:
    """Return what a browser says of files that it has sent, as if they had come through the door."""
    rows = []
    assert desk.received is not None
    folder = receiving.folder_of(desk.received, desk.person)
    folder.mkdir(parents=True, exist_ok=True)
    for number, (name, held) in enumerate(files.items()):
        token = f"{'t' * 20}{number:02}{Path(added.safe_name(name)).suffix}"
        (folder / token).write_bytes(held if isinstance(held, bytes) else held.encode())
        rows.append({"token": token, "name": name})
    return rows


def came(desk: Desk, panel: str | None) -> str:
    """Return what the panel becomes that waits for a change, as its script asks for it."""
    waits = dict(re.findall(r'data-(waits|paper|job)="([^"]*)"', panel or ""))
    return str(acts.done(desk, Before(), {**waits, "act": waits["waits"]}).source)


def texts(shown: Shown) -> str:
    return " ".join(filter(None, (shown.form, shown.note, shown.body, shown.source)))


def paths(settings: Settings, person: Person = ANYBODY) -> set[str]:
    desk = desk_of(settings, person)
    return {p.path for p in shelved.papers(desk.assistant.shelf, desk.assistant.scope)}


def taken(settings: Settings, person: Person, files: Mapping[str, str]) -> list[str]:
    """Add papers and take them in, in this process. Returns their names."""
    folder = settings.index / "sent"
    folder.mkdir(parents=True, exist_ok=True)
    held = {name: folder / f"{n}" for n, name in enumerate(files)}
    for name, path in held.items():
        path.write_text(files[name], encoding="utf-8")
    put = wiring.add_papers(settings, person, held)
    names = [one.name for one in put.values()]
    root = wiring.added_by(settings, person).folder
    wiring.ingest(root, settings, saltmere.Silent(), only=frozenset(names), today="2026-11-27")
    return names


def wait(jobs: Jobs, person: str = "", seconds: float = 300) -> tuple[Job, ...]:
    """Wait until all jobs of a person have ended."""
    end = time.monotonic() + seconds
    while any(job.is_open for job in jobs.of(person)):
        assert time.monotonic() < end, jobs.of(person)
        time.sleep(0.05)
    return jobs.of(person)


@pytest.fixture(autouse=True)
def _one_model(one_model: None) -> None:
    """Share the model among all that is taken in within this process."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(index=tmp_path / "index")


@pytest.fixture
def jobs(settings: Settings) -> Iterator[Jobs]:
    held = Jobs(settings)
    yield held
    held.close()


@pytest.fixture(scope="module")
def shelved_harbour(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of the operator's papers, and an index that holds them."""
    files = {
        "march.txt": saltmere.minutes(),
        "june.txt": saltmere.minutes("13 June 2019"),
        "ropes.txt": saltmere.PLAIN,
        "watch.txt": saltmere.SUMMARY,
    }
    place = tmp_path_factory.mktemp("harbour")
    folder = saltmere.write(place / "harbour", files, saltmere.TOML.replace('"saltmere"', '"harbour"'))
    saltmere.ingest(folder, place / "index" / wiring.BUILT, encoder, today="2026-11-20")
    return folder, place / "index"


@pytest.fixture
def harbour(settings: Settings, shelved_harbour: tuple[Path, Path]) -> Path:
    """A folder of papers of the operator's, taken in into an index of the test's own."""
    folder, index = shelved_harbour
    shutil.copytree(index, settings.index)
    return folder


# ---------------------------------------------------------------- names and originals


@pytest.mark.parametrize(
    ("original", "name"),
    [
        ("../../x.txt", "x.txt"),
        ("..\\..\\boot.PDF", "boot.pdf"),
        ("a\x00b.pdf", "a b.pdf"),
        ("<img src=x>.pdf", "img src x.pdf"),
        ("min\u202efdp.txt", "min fdp.txt"),
        ("...", "paper"),
        (".hidden.md", "hidden.md"),
        ("CON.txt", "CON-paper.txt"),
        ("ReadMe.md", "ReadMe-paper.md"),
        ("corpus.toml", "corpus-paper.toml"),
        ("Sitzung vom 3. März.docx", "Sitzung vom 3. März.docx"),
        ("議事録.pdf", "議事録.pdf"),
    ],
)
def test_a_name_is_made_safe(original: str, name: str) -> None:
    assert added.safe_name(original) == name


@given(st.text(max_size=400))
def test_any_name_is_one_plain_part_of_a_path(original: str) -> None:
    name = added.safe_name(original)
    assert name == Path(name).name
    assert name not in ("", ".", "..")
    assert len(name.encode()) < 200
    assert all(c.isalnum() or c in " -_.,&()'" for c in name)
    assert not name.startswith(".")


def test_an_original_is_never_written_over(tmp_path: Path) -> None:
    place = added.Added(tmp_path / "in", tmp_path / "aside")
    place.prepare("added", 'Papers "added" by\nAda')

    def put(text: str, name: str = "a.txt") -> added.Put:
        (tmp_path / "new").write_text(text)
        return place.put(tmp_path / "new", name)

    assert [put("one"), put("two"), put("one"), put("three", "A.TXT")] == [
        added.Put("a.txt"),
        added.Put("a-2.txt"),
        added.Put("a.txt", "there"),
        added.Put("A-3.txt"),
    ]
    place.set_aside("a.txt")
    assert put("four") == added.Put("a-4.txt")  # what was set aside keeps its name
    assert put("one") == added.Put("a.txt", "aside")
    place.put_back("a.txt")
    held = {name: (tmp_path / "in" / name).read_text() for name in place.names()}
    assert held == {"a.txt": "one", "a-2.txt": "two", "A-3.txt": "three", "a-4.txt": "four"}


@pytest.mark.parametrize(("name", "why"), [("x.xlsx", "spreadsheet"), ("x.exe", "program"), ("x", "no ending")])
def test_what_no_reader_takes_is_refused_by_name(name: str, why: str) -> None:
    assert why in str(added.refusal(name))
    assert added.refusal("minutes.PDF") is None


# ---------------------------------------------------------------- the door


def door(settings: Settings, person: Person, received: Path) -> TestClient:
    async def receive(request: Request) -> Response:
        return await receiving.receive(request, person, settings, received)

    return TestClient(Starlette(routes=[Route(receiving.DOOR, receive, methods=["POST"])]))


def post(client: TestClient, name: str, held: bytes, **headers: str) -> tuple[int, str, str]:
    answer = client.post(receiving.DOOR, content=held, headers={receiving.NAMED: quote(name), **headers})
    told = answer.json()
    return answer.status_code, told.get("token", ""), told.get("refused", "")


def test_the_door_takes_papers_and_tells_in_a_line_what_it_does_not(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path, upload_largest=1, upload_files=2)
    client = door(settings, ADA, tmp_path / "in")
    code, token, _ = post(client, "../<b>.txt", b"Minutes")
    assert code == 200
    kept = receiving.held(tmp_path / "in", ADA, token)
    assert kept is not None
    assert kept.read_bytes() == b"Minutes"
    assert receiving.held(tmp_path / "in", BEN, token) is None  # another's is nobody's
    for code, name, held, why in (
        (413, "a.txt", b"x" * 1_000_001, "larger than 1 MB"),
        (415, "a.xlsx", b"PK", "spreadsheet"),
        (415, "a.txt", b"", "empty"),
        (415, "a.txt", b"\x89PNG\r\n\x1a\n", "picture"),
        (415, "a.pdf", b"<!doctype html><p>x", "web page"),
    ):
        told = post(client, name, held)
        assert (told[0], told[1]) == (code, "")
        assert why in told[2]
        assert "\n" not in told[2]
    assert post(client, "a.txt", b"x", **{"sec-fetch-site": "cross-site"})[0] == 403
    assert client.post(receiving.DOOR, content=b"x").status_code == 403  # as a form of a stranger's page would
    assert [p.name for p in (tmp_path / "in").rglob("*") if p.is_file()] == [token]
    assert {post(client, f"{n}.txt", b"x")[0] for n in range(5)} == {200, 429}


def test_the_door_is_shut_for_a_reader(tmp_path: Path) -> None:
    for may in (May.READ, May.CORRECT):
        client = door(Settings(index=tmp_path), Person("Rea", None, may=may), tmp_path / "in")
        assert post(client, "a.txt", b"x")[0] == 403
    assert not (tmp_path / "in").exists()


@pytest.mark.parametrize(
    "token", ["../../etc/passwd", "", None, 7, "t" * 22, f"{'t' * 22}.txt/../x", f"{'t' * 22}.txt"]
)
def test_a_token_that_was_not_given_opens_nothing(token: object, tmp_path: Path) -> None:
    assert receiving.held(tmp_path, ADA, token) is None


def test_limits_are_settings() -> None:
    with pytest.raises(BadSetting, match="upload_largest"):
        Settings(upload_largest=0)
    with pytest.raises(BadSetting, match="upload_files"):
        Settings(upload_files=1000)


# ---------------------------------------------------------------- what is set of papers


def test_what_is_set_holds_through_every_ingest_and_backup(
    settings: Settings, harbour: Path, tmp_path: Path, matters: Door
) -> None:
    index = ("--index", settings.index)
    code, out, _ = matters(
        "papers",
        "ropes.txt",
        "--set",
        "--kind",
        "report",
        "--date",
        "2019-06-13",
        "--by",
        "Ada",
        "--note",
        "seen",
        *index,
    )
    assert (code, out) == (
        0,
        [f"harbour: ropes.txt: set right: kind report, date 13 June 2019 (by Ada, {_today()}: seen)"],
    )
    assert matters("papers", "watch.txt", "--remove", *index)[0] == 0
    assert matters("papers", "none.txt", "--remove", *index)[0] == 1
    assert matters("papers", "june.txt", "--set", *index)[0] == 2

    def now(where: Settings) -> dict[str, tuple[str, str]]:
        desk = desk_of(where)
        held = shelved.papers(desk.assistant.shelf, desk.assistant.scope)
        return {p.path: (p.kind.value, p.when) for p in held}

    wanted = {
        "june.txt": ("minutes", "13 June 2019"),
        "march.txt": ("minutes", "14 March 2019"),
        "ropes.txt": ("report", "13 June 2019"),
    }
    assert now(settings) == wanted
    _, out, _ = matters("ingest", harbour, *index)
    assert any("watch.txt: left out: it was removed" in one for one in out)
    assert now(settings) == wanted
    assert matters("backup", tmp_path / "b.zip", *index)[0] == 0
    other = replace(settings, index=tmp_path / "other")
    assert matters("restore", tmp_path / "b.zip", "--index", other.index)[0] == 0
    matters("ingest", harbour, "--index", other.index)
    assert now(other) == wanted
    assert "watch.txt" in "".join(matters("papers", "--removed", *index)[1])
    assert matters("papers", "watch.txt", "--put-back", *index)[0] == 0
    assert matters("papers", "ropes.txt", "--unset", *index)[0] == 0
    assert now(settings)["ropes.txt"][0] == "paper"
    assert "watch.txt" in now(settings)
    assert wiring.papers_set(settings) == {}


def _today() -> str:
    from ingest.grammar import dates

    return dates.long(date.today())


def test_originals_of_added_papers_are_in_a_backup_and_are_never_lost(
    settings: Settings, harbour: Path, tmp_path: Path
) -> None:
    first, second = taken(settings, ADA, {"one.txt": saltmere.minutes("4 July 2019"), "two.txt": saltmere.ANNUAL})
    own = next(c.id for c in desk_of(settings, ADA).assistant.shelf.store.collections() if c.id != "harbour")
    made = PaperSet(own, second, Access.PUBLIC, "Ada", AT, removed=True)
    wiring.set_paper(settings, made)
    wiring.bring_in(settings, own, {second}, saltmere.Silent(), "")
    assert paths(settings, ADA) == {"june.txt", "march.txt", "ropes.txt", "watch.txt", first}
    wiring.backup(settings, tmp_path / "b.zip", "now")
    other = replace(settings, index=tmp_path / "other")
    wiring.restore(other, tmp_path / "b.zip", saltmere.Silent())
    place = wiring.added_by(other, ADA)
    assert place.names() == (first,)
    assert (place.aside / second).read_text() == saltmere.ANNUAL
    wiring.set_paper(other, replace(made, removed=False))
    wiring.bring_in(other, own, {second}, saltmere.Silent(), "")
    assert paths(other, ADA) == paths(settings, ADA) | {second}
    assert paths(other, BEN) == paths(settings, BEN)
    with closing(wiring.open_shelf(other)) as shelf:
        assert {c.root for c in shelf.store.collections()} == {str(harbour), str(place.folder.resolve())}


@pytest.mark.usefixtures("harbour")
def test_a_forgotten_name_is_masked_in_what_is_kept_of_papers(settings: Settings) -> None:
    made = PaperSet("harbour", "ropes.txt", Access.PUBLIC, "Ruth Kerrow", AT, "told by Ruth Kerrow", title="Ropes")
    wiring.set_paper(settings, made)
    wiring.forget(settings, saltmere.Silent(), person="Ruth Kerrow")
    assert "Kerrow" not in repr(wiring.papers_set(settings))
    wiring.forget(settings, saltmere.Silent(), paper="ropes.txt")
    assert wiring.papers_set(settings) == {}


@pytest.mark.usefixtures("harbour")
def test_a_forgotten_name_is_taken_out_of_jobs_complaints_and_the_log(settings: Settings, jobs: Jobs) -> None:
    log = settings.index / "questions.jsonl"
    settings = replace(settings, log_questions=log)
    desk = desk_of(settings, ADA)
    logbook.noted(desk, "What did Ruth\nKerrow say?", "lookup", "", 0.1)
    logbook.noted(desk, "What of the ropes?", "lookup", "", 0.1)
    log.write_bytes(log.read_bytes() + b"\xff no JSON, of Ruth Kerrow\n\xff\n")
    complaint = Complaint("Who is Ruth Kerrow?", "", "", "", "other", "", "", AT, (), (("harbour", "x.txt"),), 1, "")
    wiring.complain(settings, complaint)
    wiring.complain(settings, replace(complaint, question="Who?", papers=(("harbour", "Ruth Kerrow.txt"),)))
    jobs.add("Ada", wiring.added_by(settings, ADA).folder, ["Ruth Kerrow.pdf", "x.pdf"], {"x.pdf": "of Ruth Kerrow"})
    wait(jobs, "Ada")
    closed = Jobs(settings)
    closed.close()
    waiting = closed.add("Ada", settings.index, ["Ruth Kerrow.txt"])

    done = wiring.forget(settings, saltmere.Silent(), person="Ruth Kerrow")
    assert done.beside == (
        f"1 complaint in {settings.index / wiring.KEPT / 'feedback.json'}",
        f"1 job of adding papers in {settings.index / wiring.JOBS}",
        f"2 lines of the log of questions, {log}",
    )
    told = "\n".join(done.notes)
    assert f"{waiting.id}.job: still holds it; forget it again" in told
    assert "feedback.json: still holds it, in the name of a file" in told
    (ended,) = jobs.of("Ada")
    assert ended.paths == (f"{MASK * 4} {MASK * 6}.pdf", "x.pdf")
    assert "Kerrow" not in repr(ended)
    logbook.noted(desk, "And Ruth Kerrow?", "lookup", "", 0.1)
    assert b"Kerrow" not in log.read_bytes()
    assert log.read_bytes().count(b"\n") == 3
    assert log.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("harbour")
def test_the_original_of_a_forgotten_paper_is_deleted_wherever_it_lies(
    settings: Settings, tmp_path: Path, matters: Door
) -> None:
    index, lamp = ("--index", settings.index), saltmere.minutes("4 July 2019")
    kept, _ = taken(settings, ADA, {"lamp.txt": lamp, "twin.txt": saltmere.ANNUAL})
    taken(settings, BEN, {"other.txt": lamp, "lamp.txt": saltmere.minutes("5 July 2019"), "empty.pdf": "%PDF-1.4"})
    place, theirs = (wiring.added_by(settings, person) for person in (ADA, BEN))
    twin = PaperSet(place.folder.name, "twin.txt", Access.PUBLIC, "Ada", AT, removed=True)
    wiring.set_paper(settings, twin)
    wiring.bring_in(settings, twin.collection, {"twin.txt"}, saltmere.Silent(), "")
    matters("backup", tmp_path / "before.zip", *index)
    assert "several papers have that path" in matters.complaint("forget", "--paper", "lamp.txt", *index)
    code, out, _ = matters("forget", "--paper", f"{place.folder.name}/lamp.txt", *index)
    assert code == 0
    told = "\n".join(out)
    assert f"  {place.folder / kept}" in told.split("Deleted")[1]
    assert f"  {theirs.folder / 'other.txt'}" in told.split("Deleted")[1]  # the same file, called otherwise
    assert str(tmp_path / "before.zip") in told.split("Backups")[1]
    for name in ("twin.txt", "empty.pdf"):  # removed before, and never read
        assert "Deleted" in "\n".join(matters("forget", "--paper", name, *index)[1])
    assert (place.names(), theirs.names()) == ((), ("lamp.txt",))
    assert not any(place.aside.iterdir())
    assert [f for f in wiring.check(settings) if f.wrong] == []
    assert matters("restore", tmp_path / "before.zip", "--over", *index)[0] == 0
    assert (place.names(), theirs.names()) == ((), ("lamp.txt",))
    other = replace(settings, index=tmp_path / "other")
    matters("backup", tmp_path / "after.zip", *index)
    assert matters("restore", tmp_path / "after.zip", "--index", other.index)[0] == 0
    matters("restore", tmp_path / "before.zip", "--over", "--index", other.index)
    assert wiring.added_by(other, BEN).names() == ("lamp.txt",)


@pytest.mark.usefixtures("harbour")
def test_originals_that_nobody_looked_into_are_told_of_where_a_name_is_forgotten(
    settings: Settings, matters: Door
) -> None:
    taken(settings, ADA, {"Ruth Kerrow.pdf": "%PDF-1.4", "march.txt": saltmere.minutes("4 July 2019")})
    told = "\n".join(matters("forget", "--person", "Ruth Kerrow", "--index", settings.index)[1])
    assert "Ruth Kerrow.pdf: the name of the file itself holds it" in told
    assert "the originals of 1 added papers" in told


@pytest.mark.usefixtures("harbour")
def test_an_added_paper_lends_no_other_its_date(settings: Settings) -> None:
    taken(settings, ADA, {"march.txt": saltmere.report("Ropes", "The ropes are old.", "14 March 2019")})
    taken(settings, ADA, {"letter.txt": "A letter\n\nThe boat is old, and wants paint.\n"})
    desk = desk_of(settings, ADA)
    when = {p.path: p.when for p in shelved.papers(desk.assistant.shelf, desk.assistant.scope)}
    assert when["letter.txt"] == ""


# ---------------------------------------------------------------- the view


@pytest.mark.usefixtures("harbour")
def test_the_view_tells_of_each_paper_what_told_so(settings: Settings, jobs: Jobs) -> None:
    desk = desk_of(settings, ANYBODY, jobs)
    shown = papers.turned_to(desk, {})
    assert shown.body is not None
    assert "4 papers" in shown.body
    assert "minutes 2" in shown.body
    assert "record complete to 13 June 2019, from 14 March 2019" in shown.body
    assert re.findall(r'open-entry">([^<]+)', shown.body)[2:] == [  # the newest first
        "Minutes of the Harbour Wardens Committee, 13 June 2019",
        "Minutes of the Harbour Wardens Committee, 14 March 2019",
    ]
    march = next(p for p in papers._held(desk) if p.path == "march.txt")
    panel = papers.act(desk, {}, {"entry": march.id}).source
    assert panel is not None
    for told in (
        "laid out as minutes",
        "Held on Thursday 14 March 2019",
        "20 November 2026",
        "The Net Loft",
        "set-paper",
    ):
        assert told in panel
    for asked, count in (
        ({"kind": "minutes"}, 2),
        ({"text": "ROPES"}, 1),
        ({"year": "2019"}, 2),
        ({"problems": "yes"}, 1),
    ):
        listed = papers.act(desk, {}, {"asked": asked})
        assert listed.state == {**asked, "open": ""}
        assert str(listed.body).count('<tr role="row" data-entry') == count
    assert "No paper fits" in str(papers.act(desk, {}, {"asked": {"text": "zebra"}}).body)


@pytest.mark.usefixtures("harbour")
@pytest.mark.parametrize("order", ["", "oldest", "title", "came", "nonsense"])
def test_an_order_keeps_every_paper(order: str, settings: Settings) -> None:
    held = papers._held(desk_of(settings))
    assert sorted(p.id for p in shelved.narrowed(held, {"order": order})) == sorted(p.id for p in held)


@pytest.mark.usefixtures("harbour")
def test_nothing_that_a_browser_sends_breaks_the_view(settings: Settings, jobs: Jobs) -> None:
    desk = desk_of(settings, ANYBODY, jobs)
    for told in ({"asked": 7}, {"asked": {"kind": HOSTILE}}, {"page": HOSTILE}, {"entry": HOSTILE}, {"look": []}, {}):
        shown = papers.act(desk, {"page": "-1", "kind": ""}, told)
        assert "<img" not in texts(shown)
    for told in ({"received": 1}, {"received": [{"token": "../x"}, 3]}, {"set": 1, "paper": "x"}, {"remove": HOSTILE}):
        with pytest.raises(papers.SetError):
            papers.act(desk, {}, told)
    for told in ({"back": HOSTILE, "of": "harbour"}, {"try": "../x"}, {"away": "corpus.toml"}):
        with pytest.raises(papers.SetError):
            papers.act(desk, {}, told)
    march = papers._held(desk)[1]
    for told in ({"kind": "none such"}, {"date": "32 May"}):
        with pytest.raises(papers.SetError):
            papers.act(desk, {}, {"set": told, "paper": march.id})
    papers.act(desk, {}, {"job": HOSTILE, "act": "stop"})
    assert jobs.of("") == ()


@pytest.mark.usefixtures("harbour")
def test_a_reader_sees_papers_and_can_change_none(settings: Settings, jobs: Jobs) -> None:
    desk = desk_of(settings, Person("Rea", None, may=May.CORRECT), jobs)
    shown = papers.turned_to(desk, {})
    assert "adding" not in str(shown.form)
    march = papers._held(desk)[1].id
    assert "set-paper" not in str(papers.act(desk, {}, {"entry": march}).source)
    rows = sent(desk, {"a.txt": "x"})
    for told in ({"received": rows}, {"remove": march}, {"set": {"kind": "report"}, "paper": march}, {"job": "1"}):
        with pytest.raises(papers.SetError, match="by you"):
            papers.act(desk, {}, told)
    assert wiring.papers_set(settings) == {}


def test_an_empty_shelf_says_what_to_do(settings: Settings, jobs: Jobs) -> None:
    settings.index.mkdir()
    wiring.open_shelf(settings, write=True).close()
    shown = papers.turned_to(desk_of(settings, ANYBODY, jobs), {})
    assert "No papers yet. Drop some above" in str(shown.body)
    assert 'type="file"' in str(shown.form)


# ---------------------------------------------------------------- jobs


@pytest.mark.usefixtures("harbour")
def test_three_papers_of_which_one_is_broken_come_in_while_questions_are_answered(
    settings: Settings, jobs: Jobs
) -> None:
    ada, ben = desk_of(settings, ADA, jobs), desk_of(settings, BEN, jobs)
    lamp = saltmere.minutes(
        "4 July 2019", [("LAMPS", f"Ms Tarrant explained that the amber lamp had failed. {HOSTILE}")]
    )
    told = {"../lamp.txt": lamp, HOSTILE + ".pdf": b"%PDF-1.4 broken", "twin.txt": saltmere.ANNUAL}
    shown = papers.act(ada, {}, {"received": sent(ada, told)})
    papers.act(ben, {}, {"received": sent(ben, {"lamp.txt": saltmere.minutes("5 July 2019")})})  # two at once
    assert "data-running" in str(shown.note)
    asked = 0
    while any(job.is_open for job in jobs.of("Ada")):
        assert ada.assistant.ask("What was said about seals?").found
        asked += 1
        papers.act(ada, shown.state or {}, {"look": "now"})
        time.sleep(0.2)
    wait(jobs, "Ben")
    assert asked > 3
    ended = papers.act(ada, shown.state or {}, {"look": "now"})
    assert ended.shelf
    note = str(ended.note)
    assert "Done: 2 taken in, 1 not taken in." in note
    assert "cut short" in note
    assert "taken for: minutes, 4 July 2019, Harbour Wardens Committee" in note
    assert "<img" not in texts(ended)
    assert "Added, but not on the shelf" in str(ended.body)
    found = ada.assistant.ask("What was said about the amber lamp?")
    assert any(c.source.place.path == "lamp.txt" for c in found.citations)
    theirs = {p.path for p in papers._held(ben)}
    assert theirs == {"june.txt", "march.txt", "ropes.txt", "watch.txt", "lamp.txt"}
    assert {p.when for p in papers._held(ben) if p.path == "lamp.txt"} == {"5 July 2019"}
    assert "twin.txt" not in texts(papers.turned_to(ben, {}))
    assert "6 papers of" in ada.assistant.about()[0]
    mine = next(p for p in papers._held(ada) if p.path == "lamp.txt")
    with pytest.raises(papers.SetError):
        papers.act(ben, {}, {"remove": mine.id})
    told_of = {"act": "set-paper", "paper": mine.id, "asked": {"kind": "report", "title": HOSTILE}}
    put = acts.done(ada, Before(), told_of)
    assert "being read again" in str(put.source)
    gone = papers.act(ada, {}, {"remove": next(p.id for p in papers._held(ada) if p.path == "twin.txt")})
    wait(jobs, "Ada")
    assert "It was read again with what you set." in came(ada, put.source)
    assert "It is removed from the shelf" in came(ada, gone.source)
    assert "2 earlier" in str(papers.turned_to(ada, {}).note)
    assert "no problems were met" not in str(papers.turned_to(ada, {}).body)  # one is refused below the list
    assert papers.act(ada, {}, {"job": "all", "act": "dismiss-done"}).note == ""
    after = papers.turned_to(ada, {})
    assert "<img" not in texts(after)
    assert "set right" in str(after.body)
    assert next(p for p in papers._held(ada) if p.path == "lamp.txt").kind is Kind.REPORT
    assert "twin.txt" in str(after.body).split("Removed from the shelf")[1]
    assert "twin.txt" not in {p.path for p in papers._held(ada)}


@pytest.mark.usefixtures("harbour")
def test_a_job_that_is_killed_loses_nothing_and_the_next_server_goes_on(settings: Settings) -> None:
    first = Jobs(settings)
    desk = desk_of(settings, ANYBODY, first)
    days = [f"{n} May 2019" for n in range(2, 8)]
    papers.act(desk, {}, {"received": sent(desk, {f"{n}.txt": saltmere.minutes(day) for n, day in enumerate(days)})})
    while not (first.of("")[0].state is State.RUNNING and first._process is not None):
        time.sleep(0.01)
    first._process.kill()  # once: it is begun again by itself
    while first.of("")[0].tries < 2:
        time.sleep(0.01)
    first.close()
    assert wiring.added_by(settings, ANYBODY).names() == tuple(f"{n}.txt" for n in range(6))
    second = Jobs(settings)
    second.resume()
    with closing(second):
        job = wait(second)[0]
        assert job.state is State.DONE
        assert len(job.news) == 6
        assert {f"{n}.txt" for n in range(6)} < paths(settings)
        second.again("", job.id)
        second.stop("Ben", second.of("")[0].id)  # not his
        second.stop("", second.of("")[0].id)
        stopped = wait(second)[0]
        assert stopped.state in (State.STOPPED, State.DONE)
        second.forget("", stopped.id)
        assert second.of("") == ()
    assert all(f.wrong is None for f in wiring.check(settings))


def test_a_line_of_jobs_is_bounded_fair_and_tells_nobody_of_others(settings: Settings, jobs: Jobs) -> None:
    def put(person: str, number: int) -> Job:
        job = Job(f"{number:020}-{person}", person, "folder", ("a.txt",), AT, {})
        jobs._put(job)
        return job

    ada = [put("Ada", n) for n in range(WAITING)]
    ben = put("Ben", WAITING + 1)
    assert (jobs.is_full("Ada"), jobs.is_full("Ben")) == (True, False)
    assert (jobs.before(ada[3]), jobs.before(ben)) == (3, 0)
    desk = desk_of_nothing(settings, jobs)
    with pytest.raises(papers.SetError, match="still to be read"):
        papers.act(desk, {}, {"received": [{"token": "x", "name": "a.txt"}]})
    jobs._last = "Ada"
    assert jobs._next() == ben
    jobs._last = "Ben"
    assert jobs._next() == ada[0]
    for job in ada:
        jobs.stop("Ben", job.id)
        jobs.forget("Ben", job.id)
        jobs.again("Ben", job.id)
    assert len(jobs.of("Ada")) == WAITING
    jobs.stop("Ben", ben.id)
    for job in ada:
        jobs.stop("Ada", job.id)
    jobs._sweep("Ada")
    assert len(jobs.of("Ada")) == HELD
    assert len(jobs.of("Ben")) == 1


def desk_of_nothing(settings: Settings, jobs: Jobs) -> Desk:
    wiring.begin(settings)
    return desk_of(settings, ADA, jobs)


def test_a_job_that_cannot_be_kept_holds_up_no_other(settings: Settings, jobs: Jobs) -> None:
    with pytest.raises(MattersError, match="cannot be written"):
        jobs.add("Ada", settings.index, ["a.txt"], {"a.txt": "\ud800.txt"})
    assert jobs.of("Ada") == ()
    assert jobs._next() is None


SECRETS = ("gannet", "ormolu", "quicklime", "verdigris")


@pytest.mark.usefixtures("harbour")
def test_of_two_who_add_papers_neither_sees_or_touches_what_is_the_others(settings: Settings, jobs: Jobs) -> None:
    """Ada has papers on the shelf, removed, set right, unread, sent and not added, and jobs; Ben sends all her acts."""
    gannet = saltmere.minutes("4 July 2019", [("GANNETS", "Mr Quill would count the gannet. [ACTION]")])
    held = {"gannet.txt": gannet, "ormolu.txt": saltmere.ANNUAL, "quicklime.pdf": "%PDF-1.4"}
    taken(settings, ADA, held)
    taken(settings, BEN, {"plain.txt": saltmere.minutes("5 July 2019")})
    ada, ben = desk_of(settings, ADA, jobs), desk_of(settings, BEN, jobs)
    tmp = settings.index / "received"
    place = wiring.added_by(settings, ADA)
    set_right = PaperSet(place.folder.name, "gannet.txt", Access.PUBLIC, "Ada", AT, title="Of the gannet")
    removed = PaperSet(place.folder.name, "ormolu.txt", Access.PUBLIC, "Ada", AT, removed=True)
    for made in (set_right, removed):
        wiring.set_paper(settings, made)
        wiring.bring_in(settings, made.collection, {made.path}, saltmere.Silent(), "")
    ended = Job(f"{1:020}-a", "Ada", str(place.folder), ("gannet.txt",), AT, {"gannet.txt": "verdigris.txt"})
    jobs._put(replace(ended, state=State.DONE, news=(News("gannet.txt", "new"),)))
    jobs._put(replace(ended, id=f"{3:020}-c"))
    jobs._put(Job(f"{2:020}-b", "Ada", str(place.folder), ("ormolu.txt",), AT, {}, state=State.STOPPED))
    token = sent(ada, {"verdigris.txt": "Of verdigris"})[0]

    def hers() -> object:
        files = sorted((p.as_posix(), p.read_bytes()) for p in (*place.folder.iterdir(), *place.aside.iterdir()))
        made = [one for key, one in wiring.papers_set(settings).items() if key[0] == place.folder.name]
        return files, made, jobs.of("Ada"), papers._held(ada), receiving.held(tmp, ADA, token["token"])

    before = hers()
    shown = texts(papers.turned_to(ada, {})) + papers.opened(ada, next(iter(_ids(ada, "gannet.txt"))))
    assert [word in shown for word in SECRETS] == [True] * 4
    identity = next(iter(_ids(ada, "gannet.txt")))
    acts_ = [
        {"received": [token]},
        {"remove": identity},
        {"set": {"title": "Mine"}, "paper": identity},
        {"entry": identity},
        {"back": "ormolu.txt", "of": place.folder.name},
        {"back": "ormolu.txt", "of": wiring.added_by(settings, BEN).folder.name},
        {"back": "../ormolu.txt", "of": place.folder.name},
        {"try": "quicklime.pdf"},
        {"away": "quicklime.pdf"},
        {"away": f"../{place.folder.name}/quicklime.pdf"},
        {"asked": {"collection": place.folder.name}},
        {"look": "now"},
        *(
            {"job": f"{n:020}-{x}", "act": act}
            for n, x in ((1, "a"), (2, "b"), (3, "c"))
            for act in ("stop", "again", "dismiss")
        ),
    ]
    for act in acts_:
        try:
            told = texts(papers.act(ben, {}, act))
        except MattersError as error:
            told = str(error)
        assert not [word for word in SECRETS if word in told], act
    for act in ("set-paper", "remove-paper"):
        with pytest.raises(MattersError):
            acts.done(ben, Before(), {"act": act, "paper": identity, "asked": {"kind": "report"}})
    gannets = next(e for e in ada.assistant.shelf.actions(ada.assistant.scope) if "gannet" in e.action.task)
    for act in ("correct", "take-back"):
        told = str(acts.done(ben, Before(), {"act": act, "entry": gannets.id, "asked": {"note": "Mine"}}).source)
        assert "not here to be set right" in told
    assert hers() == before
    assert "6 papers" not in texts(papers.turned_to(ben, {}))
    assert not ben.assistant.ask("What was said about the gannet?").found


def _ids(desk: Desk, path: str) -> set[str]:
    return {p.id for p in papers._held(desk) if p.path == path}


@pytest.mark.usefixtures("harbour")
def test_whoever_may_not_change_anything_sends_forged_acts_in_vain(settings: Settings, jobs: Jobs) -> None:
    taken(settings, ANYBODY, {"lamp.txt": saltmere.minutes("4 July 2019"), "empty.pdf": "%PDF-1.4"})
    made = PaperSet("harbour", "watch.txt", Access.PUBLIC, "", AT, removed=True)
    wiring.set_paper(settings, made)
    jobs._put(Job(f"{1:020}-a", "", str(settings.index), ("a.txt",), AT, {}, state=State.STOPPED))
    identity = next(iter(_ids(desk_of(settings), "lamp.txt")))
    reader = Person("", may=May.READ)
    corrects = Person("Ada", may=May.CORRECT)
    shut = [(settings, reader), (settings, corrects), (replace(settings, read_only=True), ANYBODY)]
    kept = (settings.index / wiring.KEPT, settings.index / "jobs")

    def now() -> list[tuple[str, bytes]]:
        return sorted((p.as_posix(), p.read_bytes()) for folder in kept for p in folder.rglob("*") if p.is_file())

    before = now()
    for tuned, person in shut:
        desk = desk_of(tuned, person, jobs)
        token = sent(desk, {"more.txt": "More"})[0]
        for act in (
            {"received": [token]},
            {"remove": identity},
            {"set": {"title": "Mine"}, "paper": identity},
            {"back": "watch.txt", "of": "harbour"},
            {"try": "empty.pdf"},
            {"away": "empty.pdf"},
            {"job": f"{1:020}-a", "act": "again"},
        ):
            with pytest.raises(papers.SetError, match="by you"):
                papers.act(desk, {}, act)
        for name in ("set-paper", "remove-paper"):
            with pytest.raises(papers.SetError, match="by you"):
                acts.done(desk, Before(), {"act": name, "paper": identity, "asked": {"title": "Mine"}})
        entry = desk.assistant.shelf.actions(desk.assistant.scope)[0].id
        if person is not corrects:
            for name in ("correct", "take-back"):
                told = acts.done(desk, Before(), {"act": name, "entry": entry, "asked": {"note": "Mine", "by": "X"}})
                assert "not here to be set right" in str(told.source)
            turns = asking.finished(desk, asking.begun("What was said about seals?", ()))
            for act in ({"act": "wrong", "of": "1"}, {"act": "complaint", "of": "1", "what": "answer"}):
                shown = str(next(asking.act(desk, turns, act)).source)
                assert "This is wrong" not in shown
                assert 'class="close"' in shown
    assert now() == before


@pytest.mark.usefixtures("harbour")
def test_a_kind_that_is_not_offered_cannot_be_set(settings: Settings, jobs: Jobs) -> None:
    desk = desk_of(settings, ANYBODY, jobs)
    identity = next(iter(_ids(desk, "ropes.txt")))
    for kind in (Kind.PACK.value, "constitution"):
        with pytest.raises(papers.SetError, match="is no kind of paper"):
            papers.act(desk, {}, {"set": {"kind": kind}, "paper": identity})
    assert wiring.papers_set(settings) == {}


# ---------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def served(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("papers")
    held = {"march.txt": saltmere.minutes(), f"{'long-' * 30}.txt": saltmere.ANNUAL, "ropes.txt": saltmere.PLAIN}
    saltmere.ingest(saltmere.write(folder / "papers", held), folder / wiring.BUILT, encoder)
    with Server(folder, folder / "log.txt") as server:
        yield server


@pytest.fixture
def visit(browser: Browser, served: Server) -> Iterator[Page]:
    opened = visits(browser, served)
    yield next(opened)  # type: ignore[misc]
    next(opened, None)


def turn_to_papers(page: Page) -> None:
    page.get_by_role("tab", name="Papers").click()
    page.locator(".papers .total").wait_for()


def test_an_officer_drops_three_papers_one_broken_and_asks_about_them(visit: object, tmp_path: Path) -> None:
    page: Page = visit()  # type: ignore[operator]
    turn_to_papers(page)
    (tmp_path / "lamp <b>.txt").write_text(
        saltmere.minutes("4 July 2019", [("LAMPS", "Ms Tarrant explained that the amber lamp had failed.")])
    )
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "july.txt").write_text(saltmere.minutes("11 July 2019"))
    files = sorted(tmp_path.iterdir())
    page.get_by_label("Choose files").set_input_files([str(f) for f in files])
    page.locator(".job").first.wait_for()
    assert faults(page) == []
    page.locator(".became li").nth(2).wait_for(timeout=300_000)
    expect(page.locator(".jobs")).to_contain_text("2 taken in, 1 not taken in")
    expect(page.locator(".jobs")).to_contain_text("sent as lamp <b>.txt")
    expect(page.locator(".whose")).to_contain_text("5 papers of")
    page.get_by_role("tab", name="Ask").click()
    ask(page, "What was said about the amber lamp?")
    expect(page.locator(".turn .quoted").first).to_contain_text("amber lamp had failed")


__all__ = ["launched"]
