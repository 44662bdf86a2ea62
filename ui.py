"""The door for people: the page's parts in Gradio, joined to what they do, and served.

What the page shows is made in `page/`, as HTML in which all that papers and people say is escaped.
"""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import wiring

# ruff: noqa: E402
wiring.quiet()  # before Gradio is imported: it then reads whether it may phone home

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware

from index.shelf import Shelf
from ingest.drawing import Drawing
from ingest.errors import MattersError
from page import (
    acts,
    asking,
    citing,
    gestures,
    guard,
    handing,
    leaf,
    links,
    look,
    matters,
    meetings,
    registers,
    sitting,
    taking,
)
from page import files as made
from page import source as sources
from page.asking import NAME, Turns
from page.desk import Before, Desk, Done, Room, Shown, State
from page.guard import Guard
from page.words import guarded, line, trouble
from people import ANYBODY, Person
from settings import Settings

#: The views of the page beside the conversation, in the order of their tabs.
ROOMS: tuple[Room, ...] = (registers.ACTIONS_ROOM, registers.DECISIONS_ROOM, matters.ROOM, meetings.ROOM)
#: The parts of the page that have a look of their own, each in its module's `CSS`.
STYLED = (look, leaf, registers, matters, meetings, sitting, handing, citing, taking)
#: Names by which a page that listens on this machine alone may be asked for: a stranger's name that is made to
#: point here (DNS rebinding) would else let that stranger's page read the papers.
LOCAL = ("127.0.0.1", "localhost")


class Desks:
    """Gives each person the desk that is theirs, over one shelf.

    files: a folder of the page's own, for what somebody takes away. drawing: draws pages of papers, for all of them.
    """

    def __init__(self, shelf: Shelf, settings: Settings, files: Path) -> None:
        self.shelf, self.settings, self.files = shelf, settings, files
        self.drawing = Drawing()

    def of(self, person: Person) -> Desk:
        """Return the desk of a person: an assistant that sees what they may, and a folder of their own."""
        assistant = wiring.assistant_of(self.shelf, self.settings, person)
        return Desk(assistant, person, self.settings, made.folder_of(self.files, person))

    def at(self, request: gr.Request) -> Desk:
        """Return the desk of whoever made a request: the guard has found out who that is."""
        assert request.request is not None  # Gradio makes an empty one only where it is not asked over the web
        return self.of(guard.person_of(request.request.scope))


# ---------------------------------------------------------------- the page and its events


@dataclass(frozen=True, slots=True)
class Mine:
    """What somebody has before them in this visit, with whose it is: it is nothing to anybody else."""

    whose: str
    held: Any

    @staticmethod
    def of(desk: Desk, value: object, empty: Any) -> Any:
        """Return what is held, if it is this person's; else what an empty one is."""
        return value.held if isinstance(value, Mine) and value.whose == desk.person.name else empty


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of the page around the conversation that events read or change."""

    turns: gr.State
    masthead: gr.HTML
    welcome: gr.HTML
    log: gr.HTML
    box: gr.Textbox
    send: gr.Button
    afresh: gr.Button
    source: gr.HTML
    handed: gr.HTML


@dataclass(frozen=True, slots=True)
class _View:
    """The parts of a room's tab, and which room it is."""

    room: Room
    tab: gr.Tab
    state: gr.State
    form: gr.HTML
    note: gr.HTML
    body: gr.HTML

    @property
    def parts(self) -> tuple[gr.State, gr.HTML, gr.HTML, gr.HTML]:
        return self.state, self.form, self.note, self.body


def build(desks: Desks) -> gr.Blocks:
    """Return the page. What somebody asks lives in their own visit and nowhere else."""
    blocks = gr.Blocks(title=NAME, analytics_enabled=False, fill_width=True)
    with blocks:
        turns = gr.State(None)
        states = [gr.State(None) for _ in ROOMS]
        masthead = _html(asking.masthead(()), elem_id="masthead")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"), gr.Tabs(elem_id="tabs"):
                with gr.Tab("Ask", elem_id="asking"):
                    welcome = _html("", gestures.EXAMPLES_JS, elem_id="welcome")
                    log = _html(asking.log(()), gestures.LOG_JS + taking.LOG_JS, elem_id="log")
                    with gr.Row(elem_id="composer"):
                        box = gr.Textbox(
                            label="Your question",
                            placeholder="What was decided about …",
                            lines=1,
                            max_lines=6,
                            autofocus=True,
                            elem_id="question",
                            scale=1,
                        )
                        send = gr.Button("Ask", variant="primary", elem_id="ask", scale=0, min_width=88)
                    afresh = gr.Button("Start a new conversation", variant="secondary", size="sm", elem_id="afresh")
                views = [_view(room, state) for room, state in zip(ROOMS, states, strict=True)]
            with gr.Column(elem_id="side"):
                source = _html(sources.empty(), gestures.SOURCE_JS + citing.SOURCE_JS, elem_id="source")
        handed = _html("", handing.HANDED_JS, elem_id="handed")
        _wire(blocks, _Parts(turns, masthead, welcome, log, box, send, afresh, source, handed), desks)
        _wire_panel(turns, source, handed, views, desks)
        for view in views:
            _wire_view(view, source, desks)
    return blocks


def _html(value: str, js: str = "", **names: Any) -> gr.HTML:
    return gr.HTML(value, js_on_load=js or None, apply_default_css=False, **names)


def _view(room: Room, state: gr.State) -> _View:
    """Put the tab of a room where the page is being built; what it shows is read when somebody turns to it."""
    with gr.Tab(room.title, elem_id=room.name) as tab:
        form = _html("", room.form_js, elem_classes="listing")
        note = _html("", room.note_js, elem_classes="listing")
        body = _html("", room.body_js, elem_classes="listing")
    return _View(room, tab, state, form, note, body)


#: How every event of the page runs: unseen by programs, and one at a time on the shelf.
_QUIETLY: Mapping[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_id": "shelf"}


def _wire(blocks: gr.Blocks, on: _Parts, desks: Desks) -> None:
    """Join the parts of the conversation to what they do. One event at a time reads the shelf."""

    def told(question: str, before: object, request: gr.Request) -> Iterator[tuple[object, ...]]:
        desk = desks.at(request)
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        turns = asking.begun(question, _turns(desk, before))
        yield asking.log(turns), Mine(desk.person.name, turns), "", ""
        turns = asking.finished(desk, turns)
        yield asking.log(turns), Mine(desk.person.name, turns), gr.skip(), gr.skip()

    def example(event: gr.EventData, before: object, request: gr.Request) -> Iterator[tuple[object, ...]]:
        yield from told(str(event._data.get("question", "")), before, request)

    def talk(event: gr.EventData, before: object, request: gr.Request) -> Iterator[tuple[object, ...]]:
        """Do what is pressed in the conversation, a question offered there among it."""
        desk = desks.at(request)
        if "question" in event._data:
            for log, turns, *_ in told(str(event._data["question"]), before, request):
                yield log, turns, gr.skip(), gr.skip()
            return
        for come in asking.act(desk, _turns(desk, before), event._data):
            kept = (asking.log(come.turns), Mine(desk.person.name, come.turns)) if come.turns is not None else None
            beside = (gr.skip() if v is None else v for v in (come.source, come.handed))
            yield *(kept or (gr.skip(), gr.skip())), *beside

    def broken(before: object, request: gr.Request) -> tuple[str, Mine]:
        desk = desks.at(request)
        turns = asking.broken(_turns(desk, before))
        return asking.log(turns), Mine(desk.person.name, turns)

    def come(request: gr.Request) -> Iterator[tuple[object, ...]]:
        """Show the page to somebody who comes, and ask at once what the link asks that they came by."""
        desk, link = desks.at(request), links.followed(request.query_params)
        head = guarded(lambda: asking.masthead(desk.assistant.about()))
        if link is None:
            yield head, guarded(lambda: asking.first(desk, examples=False)), gr.skip(), gr.skip()
            yield gr.skip(), guarded(lambda: asking.first(desk)), gr.skip(), gr.skip()
            return
        turns = asking.begun(link.question, (), only=link.only, mark=link.mark)
        yield head, "", asking.log(turns), Mine(desk.person.name, turns)
        turns = asking.finished(desk, turns)
        yield gr.skip(), gr.skip(), asking.log(turns), Mine(desk.person.name, turns)

    def clear(request: gr.Request) -> tuple[object, ...]:
        desk = desks.at(request)
        return None, asking.log(()), guarded(lambda: asking.first(desk)), sources.empty(), ""

    shown = [on.log, on.turns, on.welcome, on.box]
    for event in (
        on.box.submit(told, [on.box, on.turns], shown, **_QUIETLY),
        on.send.click(told, [on.box, on.turns], shown, **_QUIETLY),
        on.welcome.select(example, [on.turns], shown, **_QUIETLY),
    ):
        event.failure(broken, [on.turns], [on.log, on.turns], **_QUIETLY)
    talked = on.log.select(talk, [on.turns], [on.log, on.turns, on.source, on.handed], **_QUIETLY)
    talked.failure(broken, [on.turns], [on.log, on.turns], **_QUIETLY)
    on.afresh.click(clear, None, [on.turns, on.log, on.welcome, on.source, on.box], js=gestures.AFRESH_JS, **_QUIETLY)
    # Papers may have come since the page was made, or be another's.
    blocks.load(come, None, [on.masthead, on.welcome, on.log, on.turns], **_QUIETLY)


def _turns(desk: Desk, value: object) -> Turns:
    """Return somebody's own conversation."""
    turns: Turns = Mine.of(desk, value, ())
    return turns


def _wire_panel(turns: gr.State, source: gr.HTML, handed: gr.HTML, views: Sequence[_View], desks: Desks) -> None:
    """Join the panel to what is done there: it changes itself, and what stands in the rooms beside it."""

    def act(event: gr.EventData, request: gr.Request, before: object, *states: object) -> tuple[object, ...]:
        desk = desks.at(request)
        rooms = {view.room.name: _state(desk, value) for view, value in zip(views, states, strict=True)}
        try:
            come = acts.done(desk, Before(_turns(desk, before), rooms), event._data)
        except MattersError as error:
            come = Done(sources.empty(line(error)))
        shown = [value for view in views for value in _values(desk, come.rooms.get(view.room.name, Shown()))]
        return *(gr.skip() if v is None else v for v in (come.source, come.handed)), *shown

    parts = [part for view in views for part in view.parts]
    source.select(act, [turns, *(view.state for view in views)], [source, handed, *parts], **_QUIETLY)


def _wire_view(on: _View, source: gr.HTML, desks: Desks) -> None:
    """Join the parts of a room's tab to what they do, and its body to the panel beside it."""

    def shown(desk: Desk, act: Callable[[], Shown]) -> tuple[object, ...]:
        try:
            come = act()
        except MattersError as error:
            come = Shown(note=trouble(line(error)))
        return (*_values(desk, come), gr.skip() if come.source is None else come.source)

    def turned_to(value: object, request: gr.Request) -> tuple[object, ...]:
        desk = desks.at(request)
        return shown(desk, lambda: on.room.turned_to(desk, _state(desk, value)))

    def act(event: gr.EventData, value: object, request: gr.Request) -> tuple[object, ...]:
        desk = desks.at(request)
        return shown(desk, lambda: on.room.act(desk, _state(desk, value), event._data))

    parts = [*on.parts, source]
    on.tab.select(turned_to, [on.state], parts, **_QUIETLY)
    on.tab.select(None, None, None, js=gestures.TURNED_JS)
    for part in (on.form, on.note, on.body):
        part.select(act, [on.state], parts, **_QUIETLY)


def _values(desk: Desk, come: Shown) -> tuple[object, ...]:
    """Return what the parts of a room's tab become: its state, form, note and body."""
    state = Mine(desk.person.name, come.state) if come.state is not None else None
    return tuple(gr.skip() if v is None else v for v in (state, come.form, come.note, come.body))


def _state(desk: Desk, value: object) -> State:
    state: State = Mine.of(desk, value, {})
    return state


# ---------------------------------------------------------------- serving it


def application(desks: Desks, settings: Settings) -> FastAPI:
    """Return the page as a web application, guarded, its icon and fonts its own; its folder of files goes with it."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        desks.drawing.close()
        shutil.rmtree(desks.files, ignore_errors=True)  # here, as a server that is told to end returns to nobody

    app = FastAPI(title=NAME, docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(Guard, files=desks.files, who=_who)
    if settings.host in LOCAL:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(LOCAL))

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(look.ICON, media_type="image/svg+xml")

    pictures = leaf.Pictures(desks.drawing)

    @app.get(leaf.DOOR)
    def leaves(request: Request) -> HTMLResponse:
        desk = desks.of(guard.person_of(request.scope))
        told = leaf.leaves(desk, pictures, request.query_params)
        return HTMLResponse(told, headers={"cache-control": "no-store"})

    gr.mount_gradio_app(
        app,
        build(desks),
        path="/",
        server_name=settings.host,
        server_port=settings.port,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        max_file_size=1,
        allowed_paths=[str(desks.files)],
        theme=_theme(),
        css="".join(part.CSS for part in STYLED),
    )
    return app


def _who(_: object) -> Person:
    """Return who makes a request: anybody, where nobody signs in."""
    return ANYBODY


def serve(settings: Settings, *, open_browser: bool = False) -> None:
    """Serve the page until it is interrupted; prints its address first.

    Raises MattersError where the address cannot be listened on, or the index cannot be used.
    """
    listener = _listener(settings)
    files = tempfile.TemporaryDirectory(prefix="matters-")
    try:
        wiring.begin(settings)
        shelf = wiring.open_shelf(settings, lasting=True)
        desks = Desks(shelf, settings, Path(files.name).resolve())
        app = application(desks, settings)
        threading.Thread(target=_warm, args=(desks,), daemon=True).start()
        address = f"http://{_bracketed(settings.host)}:{listener.getsockname()[1]}/"
        print(f"{NAME} is at {address} (Ctrl+C stops it)", flush=True)
        if open_browser:  # the socket listens already: a browser that is quicker than the server waits
            webbrowser.open(address)
        uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[listener])
    finally:
        listener.close()
        files.cleanup()


def _warm(desks: Desks) -> None:
    """Load and make what the first visit would wait for."""
    desks.shelf.warm()
    desks.of(ANYBODY).assistant.examples()


def _listener(settings: Settings) -> socket.socket:
    """Return a socket that listens where the settings say, so that a port in use is found before anything is loaded."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        why = str(error.strerror or error).split(" (")[0]  # Python adds the address, which is said already
        raise MattersError(
            f"{settings.host}:{settings.port} cannot be listened on ({why}); stop what uses the "
            "port, or choose another with --port, `port` in matters.toml or MATTERS_PORT (0 takes any free one)"
        ) from error


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _theme() -> gr.themes.Base:
    """Return Gradio's plainest theme in the page's own fonts: its usual ones are fetched from elsewhere."""
    return gr.themes.Base(font=look.SANS, font_mono=look.MONO, neutral_hue="stone", primary_hue="emerald").set(
        body_background_fill="#faf8f3",
        body_background_fill_dark="#15171a",
        body_text_color="#22252a",
        body_text_color_dark="#e9e6e0",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
    )
