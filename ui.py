"""The door for people: the page's parts in Gradio, joined to what they do, and served.

What the page shows is made in `page/`, as HTML in which all that papers and people say is escaped.
"""

from __future__ import annotations

import importlib.util
import inspect
import json
import shutil
import socket
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import wiring

# ruff: noqa: E402
wiring.quiet()  # before Gradio is imported: it then reads whether it may phone home
if importlib.util.find_spec("matplotlib") is None:
    # Gradio tries to import it around every event, and would look through all folders of the path each time.
    sys.modules["matplotlib"] = None  # type: ignore[assignment]

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import HTTPConnection

from index.shelf import Shelf
from ingest.drawing import Drawing
from ingest.errors import MattersError
from jobs import Jobs
from page import (
    acts,
    asking,
    citing,
    gestures,
    guard,
    handing,
    keeping,
    leaf,
    links,
    look,
    matters,
    meetings,
    months,
    papers,
    programs,
    receiving,
    registers,
    signing,
    sitting,
    taking,
)
from page import files as made
from page import source as sources
from page.asking import NAME, Turns
from page.desk import Before, Desk, Done, Room, Sent, Shown, State
from page.guard import Guard
from page.signing import Door
from page.words import guarded, line, trouble
from people import ANYBODY, Person
from settings import Settings

#: The views of the page beside the conversation, in the order of their tabs.
ROOMS: tuple[Room, ...] = (
    registers.ACTIONS_ROOM,
    registers.DECISIONS_ROOM,
    matters.ROOM,
    meetings.ROOM,
    papers.ROOM,
)
#: The parts of the page that have a look of their own, each in its module's `CSS`.
STYLED = (look, leaf, registers, matters, meetings, months, sitting, papers, handing, citing, taking)
#: Names by which a page that listens on this machine alone may be asked for: a stranger's name that is made to
#: point here (DNS rebinding) would else let that stranger's page read the papers.
LOCAL = ("127.0.0.1", "localhost")
#: Seconds between estimates of how long those who wait have to, which the page doesn't show.
SELDOM = 86_400
#: Events that may wait, and visits that are remembered: beyond them somebody is told to try again, and the visit that
#: was left longest ago begins anew.
WAITING, VISITS = 200, 1000
#: Seconds after which what was sent to a server that is gone is let go of.
LEFT = 86_400


class Desks:
    """Gives each person the desk that is theirs, over one shelf.

    files: a folder of the page's own, for what somebody takes away. received: another, for papers that were sent and
    are not added yet; it lies beside the index, so that adding them is a move. jobs: what takes papers in. drawing:
    draws pages of papers. door: how people come in.
    """

    def __init__(self, shelf: Shelf, settings: Settings, files: Path, door: Door | None = None) -> None:
        self.shelf, self.settings, self.files = shelf, settings, files
        self.drawing, self.door = Drawing(), door or signing.Open()
        self.received = settings.index.resolve() / f"received-{files.name}"
        self.jobs = Jobs(settings)

    def begin(self) -> None:
        """Go on with the jobs that the last server left, and clear away what a killed one left half sent."""
        for folder in self.settings.index.glob("received-*"):
            if time.time() - folder.stat().st_mtime > LEFT:
                shutil.rmtree(folder, ignore_errors=True)
        self.jobs.resume()

    def end(self) -> None:
        """End what goes on, and let go of what is the page's own."""
        self.jobs.close()
        self.drawing.close()
        for folder in (self.files, self.received):
            shutil.rmtree(folder, ignore_errors=True)

    def of(self, person: Person) -> Desk:
        """Return the desk of a person: an assistant that sees what they may, and a folder of their own."""
        assistant = wiring.assistant_of(self.shelf, self.settings, person)
        files = made.folder_of(self.files, person)
        return Desk(assistant, person, self.settings, files, self.jobs, self.received)

    def at(self, request: gr.Request | HTTPConnection) -> Desk:
        """Return the desk of whoever made a request: the guard has found out who that is.

        Gradio hands on the web's own request where it is asked by MCP.
        """
        asked = request if isinstance(request, HTTPConnection) else request.request
        assert asked is not None  # Gradio makes an empty one only where it is not asked over the web
        return self.of(guard.person_of(asked.scope))


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
    blocks.state_session_capacity = VISITS
    with blocks:
        turns = gr.State(None)
        states = [gr.State(None) for _ in ROOMS]
        expired = signing.EXPIRED_JS if desks.door.signs_out else ""
        masthead = _html(asking.masthead(()), keeping.WHOSE_JS + gestures.TABS_JS + expired, elem_id="masthead")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"), gr.Tabs(elem_id="tabs"):
                with gr.Tab("Ask", elem_id="asking"):
                    welcome = _html("", gestures.EXAMPLES_JS, elem_id="welcome")
                    log = _html(asking.log(()), gestures.LOG_JS + taking.LOG_JS + keeping.LOG_JS, elem_id="log")
                    with gr.Row(elem_id="composer"):
                        box = gr.Textbox(
                            label="Your question",
                            placeholder="What was decided?",
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
            _wire_view(view, source, desks, (masthead, welcome, turns))
        if desks.settings.programs:
            for act in (*programs.READING, *(programs.WRITING if desks.settings.program_writes else ())):
                # Unqueued: else MCP would ask by a client of its own, and who asks would be lost.
                gr.events.api(_offered(act, desks), queue=False)
    # Else everybody who waits is told at each turn of the queue how long it may be, which nothing here shows.
    blocks.queue(status_update_rate=SELDOM, max_size=WAITING)
    return blocks


def _sent(event: gr.EventData) -> Sent:
    """Return what the browser says of an act: nothing, where it is of no form that the page's scripts send."""
    return event._data if isinstance(event._data, dict) else {}


def _html(value: str, js: str = "", **names: Any) -> gr.HTML:
    return gr.HTML(value, js_on_load=js or None, apply_default_css=False, **names)


def _view(room: Room, state: gr.State) -> _View:
    """Put the tab of a room where the page is being built; what it shows is read when somebody turns to it."""
    with gr.Tab(room.title, elem_id=room.name) as tab:
        form = _html("", room.form_js, elem_classes="listing")
        note = _html("", room.note_js, elem_classes="listing")
        body = _html("", room.body_js, elem_classes="listing")
    return _View(room, tab, state, form, note, body)


#: How every event of the page runs: unseen by programs, and one at a time of those that answer.
_QUIETLY: Mapping[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_id": "answers"}


#: How an event runs whose every press counts: one that comes while another is answered is answered after it. Gradio
#: would let go of it.
_EACH: Mapping[str, Any] = {"trigger_mode": "multiple"}


def _apart(what: str) -> dict[str, Any]:
    """Return how events run that may take long: one at a time among themselves, and holding up no answer."""
    return {**_QUIETLY, "concurrency_id": what}


def _wire(blocks: gr.Blocks, on: _Parts, desks: Desks) -> None:
    """Join the parts of the conversation to what they do. One question at a time is answered."""

    def told(question: str, before: object, request: gr.Request) -> Iterator[tuple[object, ...]]:
        desk = desks.at(request)
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        turns = asking.begun(question, _turns(desk, before))
        yield *_conversation(desk, turns), "", gr.skip()
        turns = asking.finished(desk, turns)
        # What could not be asked comes back, to be put otherwise.
        yield *_conversation(desk, turns), gr.skip(), question if turns[-1].trouble else gr.skip()

    def example(event: gr.EventData, before: object, request: gr.Request) -> Iterator[tuple[object, ...]]:
        yield from told(str(_sent(event).get("question", "")), before, request)

    def talk(event: gr.EventData, before: object, request: gr.Request) -> Iterator[tuple[object, ...]]:
        """Do what is pressed in the conversation, a question offered there among it."""
        desk, sent = desks.at(request), _sent(event)
        if "question" in sent:
            for log, turns, *_ in told(str(sent["question"]), before, request):
                yield log, turns, gr.skip(), gr.skip()
            return
        for come in asking.act(desk, _turns(desk, before), sent):
            kept = _conversation(desk, come.turns) if come.turns is not None else None
            beside = (gr.skip() if v is None else v for v in (come.source, come.handed))
            yield *(kept or (gr.skip(), gr.skip())), *beside

    def broken(before: object, request: gr.Request) -> tuple[str, Mine]:
        desk = desks.at(request)
        turns = asking.broken(_turns(desk, before))
        return _conversation(desk, turns)

    def come(kept: str, request: gr.Request) -> Iterator[tuple[object, ...]]:
        """Show the page to somebody who comes, and ask at once what they asked before a reload, or what a link asks."""
        desk, link = desks.at(request), links.followed(request.query_params)
        head, turns = _head(desks, desk), asking.resumed(desk, kept)
        if link is not None and not turns:
            turns = asking.begun(link.question, (), only=link.only, mark=link.mark)
        if not turns:
            yield head, guarded(lambda: asking.first(desk, examples=False)), gr.skip(), gr.skip()
            yield gr.skip(), guarded(lambda: asking.first(desk)), gr.skip(), gr.skip()
            return
        yield head, "", *_conversation(desk, turns)
        yield gr.skip(), gr.skip(), *_conversation(desk, asking.finished(desk, turns))

    def clear(request: gr.Request) -> tuple[object, ...]:
        desk = desks.at(request)
        return None, asking.log(()), guarded(lambda: asking.first(desk)), sources.empty(), ""

    shown = [on.log, on.turns, on.welcome, on.box]
    asks: Mapping[str, Any] = {"js": gestures.ASK_JS, **_QUIETLY, **_EACH}
    for event in (
        on.box.submit(told, [on.box, on.turns], shown, **asks),
        on.send.click(told, [on.box, on.turns], shown, **asks),
        on.welcome.select(example, [on.turns], shown, **_QUIETLY),
    ):
        event.failure(broken, [on.turns], [on.log, on.turns], js=gestures.UNSENT_JS, **_QUIETLY)
    talked = on.log.select(talk, [on.turns], [on.log, on.turns, on.source, on.handed], **_QUIETLY, **_EACH)
    talked.failure(broken, [on.turns], [on.log, on.turns], **_QUIETLY)
    on.afresh.click(clear, None, [on.turns, on.log, on.welcome, on.source, on.box], js=gestures.AFRESH_JS, **_QUIETLY)
    # Papers may have come since the page was made, or be another's.
    kept = gr.Textbox(visible=False)
    opened = {"js": keeping.OPENED_JS, **_apart("coming")}
    blocks.load(come, [kept], [on.masthead, on.welcome, on.log, on.turns], **opened)


def _head(desks: Desks, desk: Desk) -> str:
    """Return the page's head: whose papers these are, and who is signed in."""
    here = signing.signed_in(desk.person, signs_out=desks.door.signs_out)
    return guarded(lambda: asking.masthead(desk.assistant.about(), here))


def _front(desks: Desks, desk: Desk) -> tuple[str, str]:
    """Return what the page says of the shelf as a whole: its head, and questions to begin with."""
    return _head(desks, desk), guarded(lambda: asking.first(desk))


def _conversation(desk: Desk, turns: Turns) -> tuple[str, Mine]:
    """Return a conversation as it is shown, and as it is held."""
    return asking.log(turns), Mine(desk.person.name, turns)


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
            come = acts.done(desk, Before(_turns(desk, before), rooms), _sent(event))
        except MattersError as error:
            come = Done(sources.empty(line(error)))
        shown = [value for view in views for value in _values(desk, come.rooms.get(view.room.name, Shown()))]
        return *(gr.skip() if v is None else v for v in (come.source, come.handed)), *shown

    parts = [part for view in views for part in view.parts]
    held, shown = [turns, *(view.state for view in views)], [source, handed, *parts]
    event = source.select(act, held, shown, **_QUIETLY, **_EACH)
    event.failure(lambda: sources.empty(asking.BROKEN_ACT), None, [source], **_QUIETLY)
    source.input(act, held, shown, **_QUIETLY)  # what waits in the panel: asked again and again


def _wire_view(on: _View, source: gr.HTML, desks: Desks, front: tuple[gr.HTML, gr.HTML, gr.State]) -> None:
    """Join the parts of a room's tab to what they do, and its body to the panel beside it.

    front: what the page says of the shelf as a whole, and the conversation, before which alone examples are shown.
    """

    def shown(desk: Desk, before: object, act: Callable[[], Shown]) -> tuple[object, ...]:
        try:
            come = act()
        except MattersError as error:
            come = Shown(note=trouble(line(error)))
        head, begin = _front(desks, desk) if come.shelf else (None, None)
        begin = None if _turns(desk, before) else begin
        return *_values(desk, come), *(gr.skip() if v is None else v for v in (come.source, head, begin))

    def turned_to(value: object, before: object, request: gr.Request) -> tuple[object, ...]:
        desk = desks.at(request)
        return shown(desk, before, lambda: on.room.turned_to(desk, _state(desk, value)))

    def act(event: gr.EventData, value: object, before: object, request: gr.Request) -> tuple[object, ...]:
        desk = desks.at(request)
        return shown(desk, before, lambda: on.room.act(desk, _state(desk, value), _sent(event)))

    masthead, welcome, turns = front
    parts = [*on.parts, source, masthead, welcome]
    apart = _apart(on.room.name)
    on.tab.select(None, None, None, js=gestures.TURNED_JS)
    for event in (
        on.tab.select(turned_to, [on.state, turns], parts, **apart),
        *(part.select(act, [on.state, turns], parts, **apart, **_EACH) for part in (on.form, on.note, on.body)),
        on.note.input(act, [on.state, turns], parts, **apart),  # how a job goes on: asked again and again
    ):
        event.failure(lambda: trouble(asking.BROKEN_ACT), None, [on.note], **_QUIETLY)


def _values(desk: Desk, come: Shown) -> tuple[object, ...]:
    """Return what the parts of a room's tab become: its state, form, note and body."""
    state = Mine(desk.person.name, come.state) if come.state is not None else None
    return tuple(gr.skip() if v is None else v for v in (state, come.form, come.note, come.body))


def _state(desk: Desk, value: object) -> State:
    state: State = Mine.of(desk, value, {})
    return state


# ---------------------------------------------------------------- programs


def _offered(act: Callable[..., programs.Told], desks: Desks) -> Callable[..., programs.Told]:
    """Return an act as Gradio offers it to programs: with the desk of whoever asks in place of one that is given."""

    def offered(*told: Any) -> programs.Told:
        *given, request = told
        try:
            return act(desks.at(request), *given)
        except MattersError as error:
            raise gr.Error(line(error), print_exception=False) from error

    taken = list(inspect.signature(act, eval_str=True).parameters.values())[1:]
    request = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request, default=None)
    offered.__name__, offered.__doc__ = act.__name__, act.__doc__
    offered.__signature__ = inspect.Signature([*taken, request], return_annotation=dict)  # type: ignore[attr-defined]
    offered.__annotations__ = {p.name: p.annotation for p in (*taken, request)} | {"return": dict}
    return offered


def _in_json(blocks: gr.Blocks) -> None:
    """Let MCP give what an act told as JSON: Gradio would write it as Python does, which no other reads."""
    server = blocks.mcp_server_obj
    if server is None:
        return

    def told(data: Any, _: str) -> list[Any]:
        return [server.types.TextContent(type="text", text=json.dumps(one, ensure_ascii=False)) for one in data]

    server.__dict__["postprocess_output_data"] = told


# ---------------------------------------------------------------- serving it


def application(desks: Desks, settings: Settings) -> FastAPI:
    """Return the page as a web application, guarded, its icon and fonts its own; its folder of files goes with it."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        desks.begin()
        yield
        desks.end()  # here, as a server that is told to end returns to nobody

    app = FastAPI(title=NAME, docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    blocks = build(desks)
    waiting = partial(_waiting, blocks)
    app.add_middleware(Guard, files=desks.files, door=desks.door, programs=settings.programs, waiting=waiting)
    if settings.host in LOCAL or settings.hosts:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOCAL, *settings.hosts])

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(look.ICON, media_type="image/svg+xml")

    pictures = leaf.Pictures(desks.drawing)

    @app.get(leaf.DOOR)
    def leaves(request: Request) -> HTMLResponse:
        desk = desks.of(guard.person_of(request.scope))
        told = leaf.leaves(desk, pictures, request.query_params)
        return HTMLResponse(told, headers={"cache-control": "no-store"})

    @app.post(receiving.DOOR)
    async def received(request: Request) -> Response:
        return await receiving.receive(request, guard.person_of(request.scope), settings, desks.received)

    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        server_name=settings.host,
        server_port=settings.port,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=settings.programs,
        auth_dependency=_signed_in if settings.sign_in != "none" else None,
        enable_monitoring=False,
        max_file_size=1,
        allowed_paths=[str(desks.files)],
        theme=_theme(),
        css="".join(part.CSS for part in STYLED),
    )
    _in_json(blocks)
    return app


def _waiting(blocks: gr.Blocks, person: Person) -> int:
    """Return how many events of somebody who is signed in wait to be done."""
    lines = blocks._queue.event_queue_per_concurrency_id.values()
    return sum(event.username == person.name for line_ in lines for event in line_.queue)


def _signed_in(request: Request) -> str | None:
    """Return to Gradio, which asks again at each of its doors, whom the guard has let in."""
    return guard.person_of(request.scope).name or None


def _tell(told: str) -> None:
    """Say something on the operator's screen."""
    print(f"matters: {told}", file=sys.stderr, flush=True)


def serve(settings: Settings, *, open_browser: bool = False) -> None:
    """Serve the page until it is interrupted; prints its address first.

    Raises MattersError where the address cannot be listened on, or the index cannot be used, and BadSetting where the
    file of people can't be.
    """
    door = signing.door_of(settings, _tell)
    listener = _listener(settings)
    files = tempfile.TemporaryDirectory(prefix="matters-")
    try:
        wiring.begin(settings)
        shelf = wiring.open_shelf(settings, lasting=True)
        desks = Desks(shelf, settings, Path(files.name).resolve(), door)
        app = application(desks, settings)
        threading.Thread(target=_warm, args=(desks,), daemon=True).start()
        address = f"http://{_bracketed(settings.host)}:{listener.getsockname()[1]}/"
        print(f"{NAME} is at {address} (Ctrl+C stops it)", flush=True)
        if warning := signing.warning(settings):
            _tell(warning)
        if open_browser:  # the socket listens already: a browser that is quicker than the server waits
            webbrowser.open(address)
        uvicorn.Server(_served(app)).run(sockets=[listener])
    finally:
        listener.close()
        files.cleanup()


def _warm(desks: Desks) -> None:
    """Load and make what the first visit would wait for, what is wanted first before the rest."""
    desks.shelf.warm()
    assistant = desks.of(ANYBODY).assistant
    assistant.examples()
    desks.drawing.warm()
    matters.warm(assistant)


def _served(app: FastAPI) -> uvicorn.Config:
    """Return how the page is served. Whom a proxy speaks for is judged in `signing`, never by the server itself."""
    return uvicorn.Config(app, log_level="warning", server_header=False, proxy_headers=False)


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
