"""People at the page, and programs: who is let in, and that nothing of one's papers ever reaches another."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl

import anyio
import httpx
import pytest
import saltmere
from browsing import Server, ask, faults
from hypothesis import given
from hypothesis import strategies as st
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client
from playwright.sync_api import Browser, Page, expect
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

import people
import ui
import wiring
from index.embedding import Encoder
from index.shelf import Shelf
from ingest.drawing import Drawing
from ingest.errors import MattersError
from page import asking, citing, guard, leaf, programs, signing, taking
from page import files as made
from page.desk import Desk, Room, Shown, State
from page.guard import Guard
from people import May, People, Person
from settings import BadSetting, Settings

ADA, TOBIAS = "eastern pontoon", "forty late boats"
LINES = {ADA: people.hashed(ADA), TOBIAS: people.hashed(TOBIAS)}


def written(path: Path, **tables: dict[str, object]) -> Path:
    """Write a file of people."""
    rows = [f'["{name}"]\n' + "".join(f"{k} = {json.dumps(v)}\n" for k, v in t.items()) for name, t in tables.items()]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


# ---------------------------------------------------------------- the file of people


def test_a_file_of_people_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path / "people.toml",
        ada={"password": LINES[ADA], "collections": ["*"], "restricted": True, "may": "add"},
        tobias={"password": LINES[TOBIAS], "collections": ["harbour"]},
    )
    held = people.read(path, passwords=True)
    assert held["ada"].person == Person("ada", None, True, May.ADD)
    assert held["tobias"].person == Person("tobias", ("harbour",), False, May.READ)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"collections": ["*"]}, "there is no password"),
        ({"password": "hunter2", "collections": ["*"]}, "no line that `matters password` made"),
        ({"password": LINES[ADA][:-8], "collections": ["*"]}, "no line that"),
        ({"password": LINES[ADA]}, "collections must be a list"),
        ({"password": LINES[ADA], "collections": "*"}, "collections must be a list"),
        ({"password": LINES[ADA], "collections": [], "may": "rule"}, "one of read, correct, add"),
        ({"password": LINES[ADA], "collections": [], "restricted": "yes"}, "true or false"),
        ({"password": LINES[ADA], "collections": [], "colour": "red"}, "'colour' is none of"),
    ],
)
def test_a_table_that_says_what_cannot_be_is_told_in_one_line(
    tmp_path: Path, table: dict[str, object], told: str
) -> None:
    with pytest.raises(BadSetting, match=re.escape(told)) as error:
        people.read(written(tmp_path / "people.toml", ada=table), passwords=True)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["*", "a:b", " ada", "a\\u0007", "x" * 101])
def test_a_name_that_nobody_could_sign_in_with_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "people.toml"
    path.write_text(f'["{name}"]\npassword = "{LINES[ADA]}"\ncollections = []\n')
    with pytest.raises(BadSetting, match="no name to sign in with"):
        people.read(path, passwords=True)


@pytest.mark.parametrize("text", ["ada = 3\n", "[ada", "\0"])
def test_a_file_that_is_none_is_told_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "people.toml"
    with pytest.raises(BadSetting, match="cannot be opened"):
        people.read(path, passwords=True)
    path.write_text(text)
    with pytest.raises(BadSetting):
        people.read(path, passwords=True)


def test_a_changed_file_is_read_again_and_a_broken_one_changes_nothing(tmp_path: Path) -> None:
    path, told = tmp_path / "people.toml", list[str]()
    held = People(written(path, ada={"password": LINES[ADA], "collections": ["*"]}), passwords=True, tell=told.append)
    assert held.proven("ada", ADA)
    assert not held.proven("ada", TOBIAS)
    assert not held.proven("nobody", ADA)
    written(path, ada={"password": LINES[TOBIAS], "collections": ["one"]})
    assert held.proven("ada", TOBIAS) == people.Known(Person("ada", ("one",), False, May.READ), LINES[TOBIAS])
    path.write_text("[ada")
    assert held.of("ada")
    assert held.of("ada")
    assert [t.endswith("stays as it was before") for t in told] == [True]
    written(path, tobias={"password": LINES[TOBIAS], "collections": ["one"]})
    assert held.of("ada") is None


def test_a_kept_password_is_never_the_same_and_never_itself() -> None:
    one, other = people.hashed(ADA), people.hashed(ADA)
    assert one != other
    assert ADA not in one
    assert people.is_password(ADA, one)
    assert not people.is_password(ADA + " ", one)


def test_the_command_makes_a_line_of_a_password() -> None:
    def made_of(typed: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cli", "password"]
        root = Path(__file__).parents[1]
        return subprocess.run(command, input=typed, cwd=root, capture_output=True, text=True, timeout=90)

    run = made_of(f"{ADA}\n")
    line = re.fullmatch(r'password = "(.+)"\n', run.stdout)
    assert line
    assert people.is_password(ADA, line[1])
    assert made_of("short\n").returncode == 1


# ---------------------------------------------------------------- the door


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_whoever_guesses_waits_longer_each_time() -> None:
    clock = Clock()
    tries = signing.Failures(clock)
    for _ in range(tries.FREE):
        assert tries.wait("ada", "10.0.0.1") == 0
        tries.begun("ada", "10.0.0.1")
    first = tries.wait("ada", "10.0.0.1")
    assert first == 2
    assert tries.wait("ada", "10.0.0.2") == 0  # somebody at another place is not locked out
    clock.now += first
    tries.begun("ada", "10.0.0.1")
    assert tries.wait("ada", "10.0.0.1") == 4
    clock.now += 10_000
    tries.begun("ada", "10.0.0.1")
    assert tries.wait("ada", "10.0.0.1") == 0  # long ago
    for n in range(tries.FREE_AT_ADDRESS):
        tries.begun(f"name {n}", "10.0.0.3")
    assert tries.wait("ada", "10.0.0.3") > 0  # many names from one place
    assert signing.Failures.LONGEST < 3600


def test_what_went_well_is_not_counted() -> None:
    tries = signing.Failures(Clock())
    for _ in range(500):
        tries.begun("ada", "10.0.0.1")
        tries.went_well("ada", "10.0.0.1")
    assert tries.wait("ada", "10.0.0.1") == 0


@pytest.fixture
def two(tmp_path: Path) -> People:
    path = written(
        tmp_path / "people.toml",
        ada={"password": LINES[ADA], "collections": ["*"]},
        tobias={"password": LINES[TOBIAS], "collections": []},
    )
    return People(path, passwords=True, tell=print)


def test_a_session_ends_with_its_time_its_password_or_its_person(two: People, tmp_path: Path) -> None:
    clock = Clock()
    sessions = signing.Sessions(60, clock)
    ada = two.of("ada")
    assert ada
    token = sessions.begin(ada)
    assert sessions.whose(token, two) == ada.person
    assert sessions.whose("", two) is None
    assert sessions.whose(token[:-1], two) is None
    clock.now += 61
    assert sessions.whose(token, two) is None
    token = sessions.begin(ada)
    written(tmp_path / "people.toml", ada={"password": LINES[TOBIAS], "collections": ["*"]})
    assert sessions.whose(token, two) is None
    token = sessions.begin(ada)
    written(tmp_path / "people.toml", tobias={"password": LINES[TOBIAS], "collections": ["*"]})
    assert sessions.whose(token, two) is None


async def told(scope: Any, receive: Any, send: Any) -> None:
    """A page that tells what reached it."""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    person = guard.person_of(scope).name if scope["path"] not in guard.FREE else ""
    said = {"who": person, "path": scope["path"], "query": scope["query_string"].decode(), "body": body.decode()}
    await PlainTextResponse(json.dumps(said), headers={"access-control-allow-origin": "*"})(scope, receive, send)


def visitor(door: signing.Door, tmp_path: Path, address: str = "127.0.0.1", **more: Any) -> TestClient:
    app = Guard(told, tmp_path / "files", door, **more)
    return TestClient(app, "http://board.test", client=(address, 4000), follow_redirects=False)


@pytest.fixture
def door(two: People) -> signing.ByPassword:
    return signing.ByPassword(two, ("127.0.0.1",), 3600)


def basic(name: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


PATHS = ("/config", "/gradio_api/info", "/gradio_api/queue/data?session_hash=a", "/assets/x.js", "/monitoring", "/x")


def test_strangers_get_the_way_to_sign_in_and_nothing_else(door: signing.ByPassword, tmp_path: Path) -> None:
    visit = visitor(door, tmp_path, programs=True)
    assert visit.get("/?q=boats").headers["location"] == "/sign-in?q=boats"
    assert [visit.get(path).status_code for path in PATHS] == [401] * len(PATHS)
    for path in ("/gradio_api/queue/join", "/gradio_api/call/ask", "/gradio_api/mcp", "/gradio_api/upload", "/"):
        assert visit.post(path, json={"data": []}).status_code == 401
    assert "www-authenticate" in visit.get("/config").headers
    assert "www-authenticate" not in visit.get("/config", headers={"sec-fetch-mode": "cors"}).headers
    assert visit.get("/favicon.ico").status_code == 200
    for wrong in ({"authorization": "Basic ???"}, {"authorization": "Bearer x"}, basic("ada", TOBIAS), basic("", "")):
        assert visit.get("/config", headers=wrong).status_code == 401
    assert visit.get("/config", headers={"cookie": f"{signing.COOKIE}=ada"}).status_code == 401


def test_somebody_signs_in_and_out(door: signing.ByPassword, tmp_path: Path) -> None:
    visit = visitor(door, tmp_path)
    wrong = visit.post("/sign-in", data={"username": "<b>ada", "password": "x"})
    assert wrong.status_code == 401
    assert "&lt;b&gt;ada" in wrong.text
    came = visit.post("/sign-in?q=boats", data={"username": "ada", "password": ADA})
    assert (came.status_code, came.headers["location"]) == (303, "/?q=boats")
    cookie = came.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Max-Age=3600"))
    assert "Secure" not in cookie
    assert visit.get("/").json()["who"] == "ada"
    assert visit.get("/sign-in").headers["location"] == "/"
    assert visit.get("/logout").status_code == 405  # by a press alone, never by a link or a picture
    before = visit.cookies[signing.COOKIE]
    assert visit.post("/logout").headers["location"] == "/sign-in"
    assert visit.get("/config", headers={"cookie": f"{signing.COOKIE}={before}"}).status_code == 401


def test_a_session_is_never_one_that_a_browser_brought(door: signing.ByPassword, tmp_path: Path) -> None:
    visit = visitor(door, tmp_path)
    visit.cookies.set(signing.COOKIE, "chosen-by-another")
    came = visit.post("/login", data={"username": "ada", "password": ADA})
    assert came.json() == {"success": True}
    assert "chosen-by-another" not in came.headers["set-cookie"]
    fixed = visitor(door, tmp_path)
    assert fixed.get("/config", headers={"cookie": f"{signing.COOKIE}=chosen-by-another"}).status_code == 401


def test_the_cookie_is_for_tls_alone_where_the_browser_speaks_it(door: signing.ByPassword, tmp_path: Path) -> None:
    said, by_tls = {"username": "ada", "password": ADA}, {"x-forwarded-proto": "https"}
    assert "Secure" in visitor(door, tmp_path).post("/login", data=said, headers=by_tls).headers["set-cookie"]
    far = visitor(door, tmp_path, "10.0.0.9")
    assert "Secure" not in far.post("/login", data=said, headers=by_tls).headers["set-cookie"]


def test_guessing_is_slowed_down_at_each_way_in(door: signing.ByPassword, tmp_path: Path) -> None:
    visit = visitor(door, tmp_path, "10.0.0.9")
    for _ in range(signing.Failures.FREE):
        assert visit.get("/config", headers=basic("ada", "x")).status_code == 401
    forged = {"x-forwarded-for": "10.0.0.10"}  # believed from a trusted address alone
    late = visit.post("/sign-in", data={"username": "ada", "password": ADA}, headers=forged)
    assert late.status_code == 429
    assert int(late.headers["retry-after"]) >= 1
    assert visit.get("/config", headers=basic("ada", ADA)).status_code == 401
    assert visitor(door, tmp_path, "10.0.0.11").get("/config", headers=basic("ada", ADA)).status_code == 200


@pytest.mark.parametrize("query", ["//evil.example", "next=//evil.example", "%0d%0aset-cookie:x=1", "\\evil.example"])
def test_signing_in_leads_nowhere_else(door: signing.ByPassword, tmp_path: Path, query: str) -> None:
    came = visitor(door, tmp_path).post(f"/sign-in?{query}", data={"username": "ada", "password": ADA})
    assert came.headers["location"].startswith("/?")
    assert "\n" not in came.headers["location"]


def test_a_proxy_is_believed_at_its_own_address_alone(tmp_path: Path) -> None:
    path = written(tmp_path / "people.toml", ada={"collections": ["one"]}, Zoë={"collections": []})
    held = People(path, passwords=False, tell=print)
    door = signing.ByProxy(held, "X-Forwarded-User", ("10.0.0.7", "::1"))
    name = {"x-forwarded-user": "ada"}
    assert visitor(door, tmp_path, "10.0.0.7").get("/config", headers=name).json()["who"] == "ada"
    assert visitor(door, tmp_path, "::ffff:10.0.0.7").get("/config", headers=name).json()["who"] == "ada"
    zoe = {"x-forwarded-user": "Zoë".encode()}
    assert visitor(door, tmp_path, "::1").get("/config", headers=zoe).json()["who"] == "Zoë"
    for address in ("10.0.0.8", "127.0.0.1", "testclient", ""):
        forged = name | {"x-forwarded-for": "10.0.0.7", "forwarded": "for=10.0.0.7", "x-real-ip": "10.0.0.7"}
        assert visitor(door, tmp_path, address).get("/config", headers=forged).status_code == 403
    near = visitor(door, tmp_path, "10.0.0.7")
    assert near.get("/config").status_code == 403
    assert near.get("/config", headers=[("x-forwarded-user", "ada"), ("x-forwarded-user", "ada")]).status_code == 403
    for stranger in ("nobody", "*", "ada,ada", "a:b", ""):
        assert near.get("/config", headers={"x-forwarded-user": stranger}).status_code == 403
    assert near.get("/config", headers=basic("ada", ADA)).status_code == 403
    assert near.get("/sign-in", headers=name).status_code == 404


def test_a_table_for_everybody_that_a_proxy_lets_in(tmp_path: Path) -> None:
    tables: dict[str, dict[str, object]] = {"*": {"collections": ["one"]}, "ada": {"collections": ["*"], "may": "add"}}
    held = People(written(tmp_path / "people.toml", **tables), passwords=False, tell=print)
    found = held.named_by_proxy("somebody")
    assert found
    assert found.person == Person("somebody", ("one",), False, May.READ)
    assert held.named_by_proxy("ada") == held.of("ada")


# ---------------------------------------------------------------- another site, another's visit


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://board.test:81"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://board.test"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
    ],
)
@pytest.mark.parametrize("way", ["open", "password"])
def test_what_another_site_makes_a_browser_do_is_refused(
    two: People, tmp_path: Path, headers: dict[str, str], way: str
) -> None:
    door = signing.Open() if way == "open" else signing.ByPassword(two, (), 60)
    visit = visitor(door, tmp_path, programs=True)
    proof = basic("ada", ADA) if way == "password" else {}
    for path in ("/gradio_api/queue/join", "/gradio_api/mcp", "/login", "/logout", "/sign-in", "/gradio_api/call/ask"):
        assert visit.post(path, json={}, headers=headers | proof).status_code == 403
    assert visit.get("/gradio_api/queue/data?session_hash=a", headers=headers | proof).status_code == 403
    assert visit.options("/gradio_api/call/ask", headers=headers | proof).status_code == 403


def test_a_link_from_another_site_opens_the_page_and_tells_that_site_nothing(tmp_path: Path) -> None:
    came = visitor(signing.Open(), tmp_path).get(
        "/?q=boats", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    )
    assert came.status_code == 200
    assert not [h for h in came.headers if h.startswith("access-control")]
    page = {"origin": "http://board.test", "sec-fetch-site": "same-origin"}
    assert visitor(signing.Open(), tmp_path).post("/gradio_api/reset", json={}, headers=page).status_code == 200


def test_a_visit_is_ones_own_whatever_name_it_has(door: signing.ByPassword, tmp_path: Path) -> None:
    visit = visitor(door, tmp_path, programs=True)

    def seen(who: dict[str, str]) -> set[str]:
        body = json.dumps({"session_hash": "guessed", "data": ["x"], "fn_index": 1})
        asked = {"content-type": "application/json"} | who
        bodies = [
            visit.post(f"/gradio_api/{name}", content=body, headers=asked).json()["body"]
            for name in ("queue/join", "call/ask", "cancel", "reset")
        ]
        beat = visit.get("/gradio_api/heartbeat/guessed", headers=who).json()["path"]
        stream = visit.get("/gradio_api/queue/data?session_hash=guessed&x=1", headers=who).json()["query"]
        assert all(json.loads(b) | {"session_hash": ""} == json.loads(body) | {"session_hash": ""} for b in bodies)
        assert stream.endswith("&x=1")
        return {*(json.loads(b)["session_hash"] for b in bodies), beat.split("/")[-1], stream[13:-4]}

    ada, tobias = seen(basic("ada", ADA)), seen(basic("tobias", TOBIAS))
    assert (len(ada), len(tobias)) == (1, 1)  # one visit by each of its doors
    assert ada != tobias
    assert "guessed" not in ada | tobias


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 100_000, b'"x"', b"\xff"])
def test_what_cannot_be_read_goes_no_further(tmp_path: Path, body: bytes) -> None:
    assert visitor(signing.Open(), tmp_path).post("/gradio_api/queue/join", content=body).status_code == 400


def test_a_request_has_a_size(tmp_path: Path) -> None:
    visit = visitor(signing.Open(), tmp_path, programs=True)
    much = b"x" * (guard.LARGEST + 1)
    assert visit.post("/gradio_api/mcp", content=much).status_code == 413
    assert visit.post("/gradio_api/mcp", content=iter([much[:9], much[9:]])).status_code == 413  # without a length


ASKED = (
    ("GET", "/config"),
    ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/call/ask/0123456789abcdef"),
    ("GET", "/gradio_api/call/v2/ask/0123456789abcdef"),
    ("POST", "/gradio_api/call/ask"),
    ("GET", "/gradio_api/mcp"),
    ("GET", "/gradio_api/mcp/sse"),
    ("GET", "/gradio_api/mcp/schema"),
    ("POST", "/gradio_api/mcp/"),
    ("GET", "/gradio_api/queue/data?session_hash=a"),
    ("GET", "/gradio_api/heartbeat/a"),
    ("POST", "/gradio_api/cancel"),
    ("GET", "/leaf?document=x&spans=0-9"),
    ("POST", "/papers/received"),
    ("GET", "/monitoring/summary"),
)


def test_a_stranger_is_told_nothing_at_any_door_however_people_sign_in(two: People, tmp_path: Path) -> None:
    held = People(written(tmp_path / "proxied.toml", ada={"collections": ["*"]}), passwords=False, tell=print)
    doors: list[tuple[signing.Door, int]] = [
        (signing.ByPassword(two, ("127.0.0.1",), 3600), 401),
        (signing.ByProxy(held, "X-Forwarded-User", ("127.0.0.1",)), 403),
    ]
    for door, refused in doors:
        visit = visitor(door, tmp_path, programs=True)
        for headers in ({}, {"x-forwarded-user": "nobody"}, {"cookie": f"{signing.COOKIE}=x"}):
            for method, path in ASKED:
                come = visit.request(method, path, headers=headers)
                assert come.status_code == refused, (method, path)
                assert '"who"' not in come.text


def test_where_nobody_signs_in_only_what_the_page_needs_is_open(tmp_path: Path) -> None:
    visit = visitor(signing.Open(), tmp_path)
    shut = {path for method, path in ASKED if visit.request(method, path, json={}).status_code == 404}
    assert shut == {path for _, path in ASKED if "/call/" in path or "/mcp" in path}
    programs_too = visitor(signing.Open(), tmp_path, programs=True)
    assert programs_too.get("/gradio_api/mcp").status_code == 404  # a model asks by POST alone
    assert programs_too.get("/gradio_api/mcp/schema").status_code == 404


def test_half_a_character_goes_no_further(tmp_path: Path) -> None:
    body = b'{"data": ["\\ud800 \\ud83d\\ude00 \xc3\xa9"], "session_hash": "a"}'
    came = visitor(signing.Open(), tmp_path).post("/gradio_api/queue/join", content=body).json()["body"]
    assert json.loads(came)["data"] == ["? \N{GRINNING FACE} é"]


def test_whoever_sends_too_much_waits_alone(door: signing.ByPassword, tmp_path: Path) -> None:
    waiting = {"ada": guard.EACH, "tobias": guard.EACH - 1}
    visit = visitor(door, tmp_path, waiting=lambda person: waiting[person.name])
    for name, password, status in (("ada", ADA, 429), ("tobias", TOBIAS, 200)):
        said = {"data": [], "session_hash": "a"}
        come = visit.post("/gradio_api/queue/join", json=said, headers=basic(name, password))
        assert come.status_code == status
        assert visit.get("/config", headers=basic(name, password)).status_code == 200


def test_what_the_page_holds_of_visits_is_bounded(seen: list[Seen], tmp_path: Path) -> None:
    desk = seen[0].shared
    desks = ui.Desks(desk.assistant.shelf, desk.settings, tmp_path)
    app = ui.application(desks, desk.settings)
    blocks = next(r.app for r in app.routes if hasattr(getattr(r, "app", None), "get_blocks")).get_blocks()
    assert blocks._queue.max_size == ui.WAITING
    assert blocks.state_holder.capacity == ui.VISITS
    assert ui._waiting(blocks, desk.person) == 0


def test_programs_have_no_door_where_they_may_not_ask(tmp_path: Path) -> None:
    shut, opened = (visitor(signing.Open(), tmp_path, programs=p) for p in (False, True))
    for path in ("/gradio_api/call/ask", "/gradio_api/mcp"):
        assert (shut.post(path, json={}).status_code, opened.post(path, json={}).status_code) == (404, 200)
    for path in ("/gradio_api/mcp/sse", "/gradio_api/mcp/schema", "/gradio_api/run/ask", "/gradio_api/mcp"):
        assert opened.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["{made}", "{made}/../{made}", "/etc/passwd", "{other}", "{folder}", "{made}%2f..%2f..%2fx.csv", "../{made}"],
)
def test_files_are_given_to_those_alone_whom_they_were_made_for(
    door: signing.ByPassword, tmp_path: Path, path: str
) -> None:
    files = tmp_path / "files"
    mine, theirs = (
        made.fresh(made.folder_of(files, Person(name)), "actions.csv").as_posix() for name in ("ada", "tobias")
    )
    where = path.format(made=mine, other=theirs, folder=files.as_posix())
    got = visitor(door, tmp_path).get(f"/gradio_api/file={where}", headers=basic("ada", ADA))
    assert got.status_code == (200 if path == "{made}" else 404)


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"sign_in": "oauth"}, "one of none, password, header"),
        ({"sign_in": "header"}, "name the header"),
        ({"sign_in": "header", "header": "x user"}, "name the header"),
        ({"trusted": ("proxy.local",)}, "must be addresses"),
        ({"session": 0}, "in hours"),
    ],
)
def test_settings_that_cannot_be_are_told(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(BadSetting, match=told):
        Settings(**wrong)


def test_whoever_listens_beyond_this_machine_is_warned() -> None:
    assert signing.warning(Settings()) == ""
    assert signing.warning(Settings(host="127.0.0.2")) == ""
    assert "nobody signs in" in signing.warning(Settings(host="0.0.0.0"))
    assert "change" not in signing.warning(Settings(host="0.0.0.0", read_only=True))
    assert "unencrypted" in signing.warning(Settings(host="0.0.0.0", sign_in="password"))
    assert signing.warning(Settings(sign_in="password")) == ""
    assert signing.warning(Settings(host="0.0.0.0", sign_in="header", header="X-Who")) == ""


def test_read_only_holds_for_everybody(tmp_path: Path) -> None:
    shelf: Any = None
    for may in May:
        desk = Desk(shelf, Person("ada", None, True, may), Settings(read_only=True), tmp_path)
        assert (desk.may_correct, desk.may_add) == (False, False)
        open_desk = replace(desk, settings=Settings())
        assert (open_desk.may_correct, open_desk.may_add) == (may is not May.READ, may is May.ADD)


# ---------------------------------------------------------------- two people, one shelf

COUNCIL = f'organisation = "{saltmere.COUNCIL}"\nbody = "{saltmere.COMMITTEE}"\n'
#: Words that stand in one collection's papers alone, those of its restricted paper among them.
NORTH, SOUTH = ("ormolu", "Zebediah", "gannet"), ("verdigris", "Philomena", "cormorant")
NORTH_CLOSED, SOUTH_CLOSED = "quicklime", "saltpetre"


def papers(words: tuple[str, str, str], closed: str) -> dict[str, str]:
    """Return papers as like those of the other collection as can be: the same board, days, items and turns of words."""
    thing, who, bird = words
    march = (
        *saltmere.ITEMS[:3],
        ("MOORING FEES", f"Mr Quill would write to {who} Crake about the {thing} by 2 May 2019. [ACTION]"),
        ("PONTOON REPAIRS", f"Ms Tarrant would mend the lamp. [ACTION]\nRESOLVED that the {bird} be left alone."),
    )
    june = (
        ("WELCOME", "The Chairman welcomed everybody."),
        ("MATTERS ARISING", f"Mr Quill had written to {who} Crake about the {thing}, and the action was closed."),
        ("MOORING FEES", f"The Committee agreed a fee of £212 for the {bird}."),
    )
    secret = (("LOBSTERS", f"Mr Quill would count the {closed}. [ACTION]\nRESOLVED that the {closed} be sold."),)
    return {
        "march.txt": saltmere.minutes(items=march, roll=(*saltmere.ROLL, f"{who} Crake\tFriends of the {thing}")),
        "june.txt": saltmere.minutes("13 June 2019", june),
        "secret.txt": saltmere.minutes("20 June 2019", secret, top=["NOT FOR PUBLICATION"]),
        "ropes.txt": saltmere.report("Ropes", f"The {thing} ropes (TAR) of {who} Crake were replaced in 2019."),
    }


@dataclass(frozen=True)
class Seen:
    """What somebody sees on the shelf of both, and what they would see on one of their own papers alone."""

    shared: Desk
    alone: Desk
    others: tuple[str, ...]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> dict[str, Path]:
    """Indexes: of both collections, and of each alone."""
    root = tmp_path_factory.mktemp("two")
    for name, words, closed in (("north", NORTH, NORTH_CLOSED), ("south", SOUTH, SOUTH_CLOSED)):
        toml = f'[collection]\nid = "{name}"\nname = "{name.title()} papers"\n{COUNCIL}'
        saltmere.write(root / "papers" / name, papers(words, closed), toml)
        saltmere.pdf(root / "papers" / name / "lamps.pdf", [saltmere.report("Lamps", f"The {words[2]} lamp failed.")])
        for index in ("both", name):
            saltmere.ingest(root / "papers" / name, root / index / wiring.BUILT, encoder)
    return {name: root / name for name in ("both", "north", "south")}


@pytest.fixture(scope="module")
def seen(folders: dict[str, Path], encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Seen]]:
    shelves = {name: Shelf(folder / wiring.BUILT, lambda: encoder) for name, folder in folders.items()}
    files = tmp_path_factory.mktemp("files")

    def desk(name: str, person: Person) -> Desk:
        tuned = Settings(index=folders[name], restricted=True)
        return ui.Desks(shelves[name], tuned, files / name).of(person)

    ann, ben = Person("ann", ("north",), False, May.READ), Person("ben", ("South papers",), True, May.READ)
    yield [
        Seen(desk("both", ann), desk("north", ann), (*SOUTH, SOUTH_CLOSED, NORTH_CLOSED)),
        Seen(desk("both", ben), desk("south", ben), (*NORTH, NORTH_CLOSED)),
    ]
    for shelf in shelves.values():
        shelf.close()


class _Offers(HTMLParser):
    """What a view offers to do: what its elements carry for the scripts that send it, and the fields of its form."""

    def __init__(self, shown: str) -> None:
        super().__init__()
        self.acts: list[dict[str, object]] = []
        self.fields: dict[str, set[str]] = {}
        self._select = ""
        self.feed(shown)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {k: v or "" for k, v in attrs}
        carried = {_camel(k[5:]): v for k, v in held.items() if k.startswith("data-") and k != "data-copy"}
        if carried:
            self.acts.append(dict(carried))
        if tag in ("input", "textarea", "select"):
            self._select = held.get("name", "")
            self.fields.setdefault(self._select, set()).add(held.get("value", ""))
        elif tag == "option":
            self.fields.setdefault(self._select, set()).add(held.get("value", ""))


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(r.title() for r in rest)


def plain(come: Shown) -> tuple[object, ...]:
    """Return what a view shows, without the place that a file was put in."""
    parts = (come.form, come.note, come.body, come.source)
    return (come.state, *(re.sub(r'(?<=file=)[^"]+/', "", p) if p else p for p in parts))


def acted(room: Room, desk: Desk, state: State, sent: dict[str, object]) -> tuple[object, ...]:
    """Return what comes of an act, an error of ours as its words."""
    try:
        return plain(room.act(desk, state, sent))
    except MattersError as error:
        return (str(error),)


def told_nothing(one: Seen, shown: object) -> None:
    told = str(shown)
    assert not [word for word in one.others if word.lower() in told.lower()]


@pytest.fixture(scope="module")
def offered(seen: list[Seen]) -> list[dict[str, object]]:
    """What all views offer to either of the two, and what a hand could make of it: ids of the other's included."""
    acts: list[dict[str, object]] = [{}, {"entry": "x"}, {"page": "9"}]
    for one in seen:
        for room in ui.ROOMS:
            come = room.turned_to(one.shared, {})
            found = [_Offers(part) for part in plain(come) if isinstance(part, str)]
            acts.extend(a for f in found for a in f.acts)
            acts.extend(
                {"asked": {name: value}}
                for f in found
                for name, values in f.fields.items()
                for value in (*sorted(values), *NORTH, *SOUTH, "Quill", "2019-03-14", "yes")
            )
    return list({json.dumps(a, sort_keys=True): a for a in acts}.values())


def test_each_view_shows_what_it_would_of_ones_own_papers_alone(seen: list[Seen]) -> None:
    for one in seen:
        for room in ui.ROOMS:
            shared, alone = (plain(room.turned_to(desk, {})) for desk in (one.shared, one.alone))
            assert shared == alone, room.name
            told_nothing(one, shared)
        for shown in (
            lambda desk: desk.assistant.about(),
            lambda desk: desk.assistant.examples(),
        ):
            assert shown(one.shared) == shown(one.alone)
            told_nothing(one, shown(one.shared))


def test_each_act_comes_to_what_it_would_on_ones_own_papers_alone(
    seen: list[Seen], offered: list[dict[str, object]]
) -> None:
    for one in seen:
        for room in ui.ROOMS:
            for sent in offered:
                shared, alone = (acted(room, desk, {}, sent) for desk in (one.shared, one.alone))
                assert shared == alone, (room.name, sent)
                if "asked" not in sent:  # what somebody types is shown to them again
                    told_nothing(one, shared)


QUESTIONS = (
    "What was decided about the {}?",
    "Which actions on the {} are unresolved?",
    "Who is {} Crake?",
    "Who attended on 14 March 2019?",
    "What was said about mooring fees?",
    "Which actions does Mr Quill have?",
    "How many actions were raised on 14 March 2019?",
    "What does TAR stand for?",
    "What happened on 20 June 2019?",
    "When did the wardens last discuss pontoon repairs?",
    "{}",
)
WORDS = (*NORTH, *SOUTH, NORTH_CLOSED, SOUTH_CLOSED, "fee", "lamp")


@given(questions=st.lists(st.tuples(st.sampled_from(QUESTIONS), st.sampled_from(WORDS)), min_size=1, max_size=3))
def test_each_answer_is_what_it_would_be_from_ones_own_papers_alone(
    seen: list[Seen], questions: list[tuple[str, str]]
) -> None:
    for one in seen:
        shown = []
        for desk in (one.shared, one.alone):
            turns: asking.Turns = ()
            for question, word in questions:
                turns = asking.finished(desk, asking.begun(question.format(word), turns))
            acts = _Offers(asking.log(turns)).acts
            opened = [asking.opened(desk, turns, act) for act in acts if "number" in act]
            taken = [taking.taken(desk, turns, act) for act in acts if act.get("take") in ("text", "markdown")]
            shown.append((asking.log(turns), *opened, *taken))
        assert shown[0] == shown[1]
        asked = " ".join(word for _, word in questions)
        held = replace(one, others=tuple(w for w in one.others if w not in asked))
        told_nothing(held, shown[0])


@given(data=st.data())
def test_a_walk_through_a_view_is_what_it_would_be_over_ones_own_papers_alone(
    seen: list[Seen], offered: list[dict[str, object]], data: st.DataObject
) -> None:
    one, room = data.draw(st.sampled_from(seen)), data.draw(st.sampled_from(ui.ROOMS))
    walk = data.draw(st.lists(st.sampled_from(offered), max_size=4))
    states: list[Any] = [{}, {}]
    for sent in walk:
        come = [acted(room, *at, sent) for at in zip((one.shared, one.alone), states, strict=True)]
        assert come[0] == come[1]
        states = [c[0] if len(c) > 1 and c[0] is not None else s for c, s in zip(come, states, strict=True)]
    shown = [plain(room.turned_to(desk, state)) for desk, state in zip((one.shared, one.alone), states, strict=True)]
    assert shown[0] == shown[1]


def test_each_source_is_cited_and_pictured_for_those_alone_who_may_see_it(seen: list[Seen]) -> None:
    cited: list[dict[str, object]] = []
    pictured: list[str] = []
    for one in seen:
        desk = one.shared
        told = programs.ask(desk, "What was said about the lamp?")
        for c in (*told["citations"], *told["nearest"]):
            cited.append({"cite": "plain", "passage": c["passage"], "paragraph": c["paragraph"]})
        turns = asking.finished(desk, asking.begun("Which lamp failed?", ()))
        chips = [a for a in _Offers(asking.log(turns)).acts if "number" in a]
        panels = [asking.opened(desk, turns, chip) for chip in chips]
        pictured.extend(str(a["leaves"]) for p in panels for a in _Offers(p).acts if "leaves" in a)
    assert cited
    assert len(set(pictured)) >= 2
    pictures = leaf.Pictures(Drawing())
    for one in seen:
        for act in cited:
            shared, alone = (citing.cited(desk, act) for desk in (one.shared, one.alone))
            assert shared == alone
            told_nothing(one, shared)
        asked = [dict(parse_qsl(address.partition("?")[2])) for address in dict.fromkeys(pictured)]
        leaves = [[leaf.leaves(desk, pictures, q) for q in asked] for desk in (one.shared, one.alone)]
        assert leaves[0] == leaves[1]
        assert {leaf.NOTHING in shown for shown in leaves[0]} == {True, False}  # the other's, and one's own


def calls(desk: Desk, ids: list[str]) -> Iterator[dict[str, Any]]:
    """Yield what programs are told, for every way of asking, and for ids of one's own and of others."""
    for word in WORDS:
        yield programs.ask(desk, f"What was decided about the {word}?") | {"seconds": 0}
    yield programs.ask(desk, "Which actions does Mr Quill have?", since="2019-04-01") | {"seconds": 0}
    yield programs.list_actions(desk)
    yield programs.list_actions(desk, owner="Quill", overdue="2020-01-01", limit=1, offset=1)
    yield programs.list_decisions(desk)
    yield programs.list_decisions(desk, kind="formal", verb="resolved")
    for one in ids:
        try:
            yield programs.open_paragraph(desk, one)
        except programs.CallError as error:
            yield {"error": str(error)}


def test_programs_are_told_what_they_would_be_of_ones_own_papers_alone(seen: list[Seen]) -> None:
    ids: list[str] = []
    for one in seen:
        desk = one.shared
        ids.extend(str(e["id"]) for e in programs.list_actions(desk)["actions"])
        ids.extend(str(e["id"]) for e in programs.list_decisions(desk)["decisions"])
        answer = programs.ask(desk, "What was said about mooring fees?")
        ids.extend(str(c["passage"]) for c in (*answer["citations"], *answer["nearest"]))
    assert len(set(ids)) > 10
    for one in seen:
        shared, alone = list(calls(one.shared, ids)), list(calls(one.alone, ids))
        assert shared == alone
        told_nothing(one, [s for s in shared if "question" not in s])  # an answer says the asker's words again
        assert any("before" in s for s in shared)


def test_each_has_a_folder_of_files_that_tells_no_name(seen: list[Seen]) -> None:
    ann, ben = (one.shared.files for one in seen)
    assert ann != ben
    assert "ann" not in ann.name


def test_a_state_is_nothing_to_another(seen: list[Seen]) -> None:
    ann, ben = (one.shared for one in seen)
    held = ui.Mine("ann", {"topic": NORTH[0]})
    assert ui.Mine.of(ann, held, {}) == {"topic": NORTH[0]}
    assert ui.Mine.of(ben, held, {}) == {}
    assert ui.Mine.of(ben, {"topic": NORTH[0]}, {}) == {}


# ---------------------------------------------------------------- a real server: programs, models and a browser


@pytest.fixture(scope="module")
def served(folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page over both collections, with a name and a password for each of the two."""
    place = tmp_path_factory.mktemp("served")
    written(
        place / "people.toml",
        ann={"password": LINES[ADA], "collections": ["north"]},
        ben={"password": LINES[TOBIAS], "collections": ["South papers"], "restricted": True, "may": "correct"},
    )
    tuned = {"SIGN_IN": "password", "PEOPLE": str(place / "people.toml"), "RESTRICTED": "true"}
    with Server(folders["both"], place / "log.txt", {f"MATTERS_{k}": v for k, v in tuned.items()}) as server:
        yield server


ANN, BEN = ("ann", ADA), ("ben", TOBIAS)
MOORING = "What was said about mooring fees?"


def elsewhere(run: Callable[[], Any]) -> Any:
    """Return what is done in another thread: a browser's driver has a loop of its own in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(120)


def by_mcp(server: Server, who: tuple[str, str] | None, asked: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    """Return the tools, and what each call gives, to a client of the Model Context Protocol."""

    async def run() -> list[Any]:
        address = f"{server.url}gradio_api/mcp"
        async with (
            streamablehttp_client(address, auth=httpx.BasicAuth(*who) if who else None) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = (await session.list_tools()).tools
            return [tools, *[await session.call_tool(name, told) for name, told in asked]]

    return list(elsewhere(lambda: anyio.run(run)))


def test_a_model_lists_the_tools_and_calls_them_as_the_person_it_works_for(served: Server, seen: list[Seen]) -> None:
    for who, one in zip((ANN, BEN), seen, strict=True):
        tools, answer, actions, wrong = by_mcp(
            served,
            who,
            [("ask", {"question": MOORING}), ("list_actions", {"limit": 5}), ("open_paragraph", {"passage": "x"})],
        )
        assert [t.name for t in tools] == [act.__name__ for act in programs.READING]
        assert all(t.description and p["description"] for t in tools for p in t.inputSchema["properties"].values())
        told = json.loads(answer.content[0].text)
        assert told | {"seconds": 0} == programs.ask(one.alone, MOORING) | {"seconds": 0}
        assert json.loads(actions.content[0].text) == programs.list_actions(one.alone, limit=5)
        assert wrong.isError
        told_nothing(one, (told, actions))
        paragraph = told["citations"][0]["passage"]
        (_, opened), (_, other) = (
            by_mcp(served, w, [("open_paragraph", {"passage": paragraph})]) for w in (who, BEN if who == ANN else ANN)
        )
        assert json.loads(opened.content[0].text)["quote"]
        assert other.isError


def test_a_stranger_is_shown_no_tools(served: Server) -> None:
    with pytest.raises(BaseExceptionGroup, match="TaskGroup"):
        by_mcp(served, None, [])


def test_gradios_own_client_asks_as_the_person_who_signs_in(served: Server, seen: list[Seen]) -> None:
    from gradio_client import Client

    for who, one in zip((ANN, BEN), seen, strict=True):
        client = Client(served.url, auth=who, verbose=False, analytics_enabled=False)
        assert client.predict(MOORING, api_name="/ask") | {"seconds": 0} == programs.ask(one.alone, MOORING) | {
            "seconds": 0
        }
        assert client.predict(topic="mooring", api_name="/list_decisions") == programs.list_decisions(
            one.alone, "mooring"
        )
        with pytest.raises(Exception, match="none of: reported-back"):
            client.predict(standing="lost", api_name="/list_actions")
    with pytest.raises(Exception, match=r"[Cc]redentials"):
        Client(served.url, auth=("ann", "wrong"), verbose=False)


def event(server: Server, who: tuple[str, str], visit: str, question: str) -> str:
    """Ask in a visit as the page itself does, and return its stream until the answer has come."""
    with httpx.Client(base_url=server.url, auth=who, timeout=60) as http:
        config = http.get("config").json()
        button = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "ask")
        asks = next(d for d in config["dependencies"] if [button, "click"] in d["targets"])
        body = {"data": [question, None], "fn_index": asks["id"], "session_hash": visit, "trigger_id": button}
        assert http.post("gradio_api/queue/join", json=body).status_code == 200
        with http.stream("GET", "gradio_api/queue/data", params={"session_hash": visit}) as stream:
            return "\n".join(line for line in stream.iter_lines() if line)


def test_one_visit_by_the_same_name_is_two_for_two_people(served: Server) -> None:
    ann, ben = event(served, ANN, "shared", f"{MOORING} And hush."), event(served, BEN, "shared", MOORING)
    assert "And hush." in ann
    assert "gannet" in ann
    assert "hush" not in ben
    assert "cormorant" in ben
    assert "gannet" not in ben


def test_the_first_page_holds_nothing_of_anybodys_papers(served: Server) -> None:
    with httpx.Client(base_url=served.url, auth=ANN) as http:
        shown = http.get("/").text + http.get("config").text + http.get("gradio_api/info").text
    assert not [word for word in (*NORTH, *SOUTH, "Quill", "Saltmere") if word in shown]
    assert httpx.get(served.url).status_code == 303


def test_no_crooked_way_leads_round_the_guard(served: Server) -> None:
    address = re.sub(r"^http://|/$", "", served.url)
    proof = {"authorization": basic(*ANN)["authorization"]}
    doors = (
        "file=/etc/passwd",
        "file=/etc/hostname",
        "upload_progress?upload_id=x",
        "queue/status",
        "runs",
        "vibe-code",
    )
    for before in ("/", "//", "///", "/./", "/x/../", "/%2e/", "/%2F", "\\", "/gradio_api/../", "/gradio_api//../"):
        for door in doors:
            with closing(HTTPConnection(address, timeout=30)) as asked:
                asked.request("GET", f"{before}gradio_api/{door}", headers=proof)
                assert asked.getresponse().status in (400, 404), (before, door)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_somebody_signs_in_by_the_keyboard_asks_and_signs_out(
    browser: Browser, served: Server, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{served.url}?from=1")
    expect(page.get_by_label("Name")).to_be_focused()
    assert faults(page) == []
    page.keyboard.type("ann")
    page.keyboard.press("Tab")
    page.keyboard.type("mistaken")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    expect(page.get_by_label("Password")).to_be_focused()
    assert faults(page) == []
    page.keyboard.type(ADA)
    page.keyboard.press("Enter")
    page.locator(".example").first.wait_for()
    assert page.url.endswith("/?from=1")
    expect(page.locator(".signed-in")).to_contain_text("ann")
    ask(page, MOORING)
    expect(page.locator("#log")).to_contain_text("gannet")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Name")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0
    page.go_back()
    expect(page.get_by_label("Password")).to_be_visible()  # nothing was kept for the next at this machine
    context.close()


def sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def test_a_session_that_ended_leads_to_where_one_signs_in(browser: Browser, served: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.url)
    sign_in(page, "ben", TOBIAS)
    page.locator(".example").first.wait_for()
    context.clear_cookies()
    page.get_by_label("Your question").fill(MOORING)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Password")).to_be_visible()
    sign_in(page, "ben", TOBIAS)
    expect(page.get_by_label("Your question")).to_have_value(MOORING)  # it never arrived, and is not lost
    ask(page, MOORING)
    context.clear_cookies()
    page.reload()
    sign_in(page, "ann", ADA)
    expect(page.locator(".signed-in")).to_contain_text("ann")
    page.wait_for_function("sessionStorage.length === 0")  # nothing of one is left to another
    expect(page.get_by_label("Your question")).to_have_value("")
    expect(page.locator(".turn")).to_have_count(0)
    context.close()


# ---------------------------------------------------------------- programs that may write


def test_a_program_corrects_what_its_person_may_correct(
    folders: dict[str, Path], tmp_path: Path, encoder: Encoder
) -> None:
    index = tmp_path / "index"
    shutil.copytree(folders["both"], index)
    with closing(Shelf(index / wiring.BUILT, lambda: encoder)) as shelf:
        ann = Person("ann", ("north",), False, May.CORRECT)
        tuned = Settings(index=index, restricted=True)
        north, south = (
            ui.Desks(shelf, tuned, tmp_path).of(p) for p in (ann, Person("ben", ("south",), True, May.READ))
        )
        mine, theirs = (programs.list_actions(desk)["actions"][0]["id"] for desk in (north, south))
        for desk, action, how, told in (
            (south, theirs, "closed", "not correct"),
            (replace(north, settings=replace(tuned, read_only=True)), mine, "closed", "not correct"),
            (north, theirs, "closed", "no action with that id"),
            (north, mine[:8], "closed", "no action with that id"),
            (north, mine, "lost", "none of"),
            (north, mine, "", "nothing to set"),
        ):
            with pytest.raises(programs.CallError, match=told):
                programs.correct_action(desk, action, how)
        said = programs.correct_action(north, mine, "still-open", "seen  it\nmyself")
        assert said["standing"] == "still-open"
        assert (said["corrected"]["by"], said["corrected"]["note"]) == ("ann", "seen it myself")


def test_a_long_list_comes_in_pieces(seen: list[Seen]) -> None:
    desk = seen[0].alone
    whole = programs.list_actions(desk, limit=10_000)
    assert programs.list_actions(desk, limit=1, offset=1)["actions"] == whole["actions"][1:2]
    assert programs.list_actions(desk, limit=-4, offset=-4)["actions"] == whole["actions"][:1]
    assert programs.list_actions(desk, offset=10_000) == {"total": whole["total"], "offset": 10_000, "actions": []}
    with pytest.raises(programs.CallError, match="no date"):
        programs.ask(desk, "who?", since="yesterday")
