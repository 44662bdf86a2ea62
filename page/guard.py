"""What stands before Gradio: who asks is found out, shut doors stay shut, and every response has a strict policy."""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Request

from page import files as made
from page import receiving
from page.signing import Door
from people import Person

#: All that the page may load or reach: itself. The nonce is written in for each response.
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-NONCE' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
#: Of Gradio's many doors, those that this page goes through. Its uploads, proxies and clients stay shut, and so do
#: files, but those that the page made for somebody to take away.
API = "/gradio_api/"
OPEN = tuple(
    API + name
    for name in ("app_id", "queue/join", "queue/data", "heartbeat/", "startup-events", "info", "cancel", "reset")
)
#: Where programs ask, when they may: Gradio's own way, and a model's, which asks by POST alone.
CALLS = API + "call/"
MCP = (API + "mcp", API + "mcp/")
#: Bytes of a request: a question and its filters are far smaller.
LARGEST = 512 * 1024
#: Acts of one person that may wait at once: who sends more waits alone, and others are heard meanwhile.
EACH = 40
#: A door whose requests are too large to be held here; whoever opens it sees to their size.
STREAMED = receiving.DOOR
#: What strangers get too: it tells nothing.
FREE = ("/favicon.ico",)
#: Where a request says in its body which visit it belongs to.
_TOLD_IN_BODY = tuple(API + name for name in ("queue/join", "call/", "cancel", "reset"))
#: Where an act is put in the line.
_JOINS = (API + "queue/join", CALLS)
_HEARTBEAT = API + "heartbeat/"

#: Where a request says who makes it, once the guard has found out.
_PERSON = "matters.person"


def person_of(request: Request) -> Person:
    """Return who makes a request that came through the guard."""
    person: Person = request[_PERSON]
    return person


class TooMuch(Exception):
    """A request with more in it than any of the page's has."""


class Guard:
    """Finds out who asks, closes what the page doesn't use, and sends a strict policy with every response.

    door: how people come in. programs: whether programs may ask too. waiting: how many acts of somebody wait.

    Gradio's own start-up scripts stand inline in its page: they alone are let through, by a nonce that is new for each
    visit, so that no script or handler which a paper's text might smuggle in could run. Gradio's templates are compiled
    in the browser, hence 'unsafe-eval'; it sets styles on elements, hence 'unsafe-inline' for styles.

    A visit is known to Gradio by a name that the browser chose. What Gradio is told in its place is worked out from
    that and from who asks: whatever name somebody brings, it is never the visit of another.
    """

    def __init__(
        self,
        app: ASGIApp,
        files: Path,
        door: Door,
        programs: bool = False,
        waiting: Callable[[Person], int] | None = None,
    ) -> None:
        self.app, self.files, self.door, self.programs, self.waiting = app, files, door, programs, waiting
        self._secret = secrets.token_bytes(32)

    async def __call__(self, request: Request, receive: Receive, send: Send) -> None:
        if request["type"] == "lifespan":
            await self.app(request, receive, send)
        elif request["type"] == "http":
            path = str(request["path"])
            page = path == "/"
            if page:  # uncompressed, so that the nonce can be written into it
                del MutableHeaders(scope=request)["accept-encoding"]
            own = page or path.startswith((API, "/config"))
            await self._let_in(request, receive, _Guarded(send, secrets.token_urlsafe(16), page, own))
        # The page has no other kind of connection; what is not answered is closed.

    async def _let_in(self, request: Request, receive: Receive, send: Send) -> None:
        refused, body = None, b""
        try:
            if is_from_elsewhere(request):
                refused = Response("Another site may not ask this.", status_code=403)
            elif request["method"] not in ("GET", "HEAD") and request["path"] != STREAMED:
                body = await _body(request, receive)
                receive = _Again(body, receive)
        except TooMuch:
            refused = Response("That is more than this page takes.", status_code=413)
        refused = refused or await self._refused(request, body)
        if refused is None and request["path"].startswith(API):
            try:
                receive = self._own_visit(request, body, receive)
            except (ValueError, RecursionError):
                refused = Response("That cannot be read.", status_code=400)
        await (refused or self.app)(request, receive, send)

    async def _refused(self, request: Request, body: bytes) -> Response | None:
        """Return the answer to whoever gets no further; None for who does, and the request says who that is."""
        own = await self.door.answer(request, body)
        if own or request["path"] in FREE:
            return own
        person = await self.door.who(request)
        if person is None:
            return self.door.refusal(request)
        request[_PERSON] = person
        if request["path"].startswith(API) and not self._is_open(request, person):
            return Response("This page takes no files and gives none.", status_code=404)
        if self.waiting and request["path"].startswith(_JOINS) and person.name and self.waiting(person) >= EACH:
            return Response("Too much of yours waits already.", status_code=429)
        return None

    def _is_open(self, request: Request, person: Person) -> bool:
        """True for Gradio's doors that the page goes through; of its files, for those alone made for this person."""
        path = str(request["path"])
        if path.startswith(made.DOOR):
            return made.is_made(path.removeprefix(made.DOOR), made.folder_of(self.files, person))
        if path.startswith(CALLS) or path in MCP:
            return self.programs and (bool(request["method"] == "POST") or path.startswith(CALLS))
        return path.startswith(OPEN)

    # ------------------------------------------------------------ visits

    def visit(self, person: Person, told: str) -> str:
        """Return the name by which Gradio knows somebody's visit."""
        return hmac.digest(self._secret, f"{person.name}\0{told}".encode("utf-8", "replace"), "sha256").hex()[:32]

    def _own_visit(self, request: Request, body: bytes, receive: Receive) -> Receive:
        """Name the visit that a request speaks of as this person's own. Raises ValueError for what can't be read."""
        person, path = person_of(request), str(request["path"])
        if path.startswith(_HEARTBEAT):
            request["path"] = _HEARTBEAT + self.visit(person, path.removeprefix(_HEARTBEAT))
            request["raw_path"] = request["path"].encode()
        told = parse_qsl(request.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        if any(name == "session_hash" for name, _ in told):
            held = [(n, self.visit(person, v) if n == "session_hash" else v) for n, v in told]
            request["query_string"] = urlencode(held).encode()
        if request["method"] == "POST" and path.startswith(_TOLD_IN_BODY):
            return self._own_body(request, body, receive)
        return receive

    def _own_body(self, request: Request, body: bytes, receive: Receive) -> Receive:
        said = json.loads(body)
        if not isinstance(said, dict):
            raise ValueError("not an object")
        if said.get("session_hash") is not None:
            said["session_hash"] = self.visit(person_of(request), str(said["session_hash"]))
        # What was judged is what goes on, no second reading of the same bytes; half a character, which JSON may hold
        # and no file takes, becomes a question mark.
        again = json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
        MutableHeaders(scope=request)["content-length"] = str(len(again))
        return _Again(again, receive)


def is_from_elsewhere(request: Request) -> bool:
    """True for what another site's page makes a browser ask: whatever it is, but a visit to the page itself."""
    headers, method = Headers(scope=request), request["method"]
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        elsewhere = site not in ("same-origin", "none")
    else:  # an old browser, or a program
        elsewhere = origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    visits = method in ("GET", "HEAD") and not request["path"].startswith(API)
    return elsewhere and not (visits and headers.get("sec-fetch-mode", "navigate") == "navigate")


async def _body(request: Request, receive: Receive) -> bytes:
    """Return all that a request holds. Raises TooMuch."""
    told = Headers(scope=request).get("content-length", "")
    if told.isdecimal() and int(told[:12]) > LARGEST:
        raise TooMuch
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message["type"] == "http.request" and message.get("more_body", False)
        if len(body) > LARGEST:
            raise TooMuch
    return body


class _Again:
    """Gives a body that was read already, then whatever else comes, such as that the browser has gone."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


#: What Gradio says to pages of other sites. They are told nothing here.
_TO_OTHERS = re.compile(r"access-control-", re.IGNORECASE)


class _Guarded:
    """A response on its way out: headers added, and the page held back until its scripts have their nonce.

    own: whether it is for whoever asked alone, so that nothing keeps it for the next at the same machine.
    """

    def __init__(self, send: Send, nonce: str, page: bool, own: bool) -> None:
        self.send, self.nonce, self.page, self.own = send, nonce, page, own
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name in [n for n in headers if _TO_OTHERS.match(n)]:
                del headers[name]
            headers.update(HEADERS)
            headers["content-security-policy"] = POLICY.replace("NONCE", self.nonce)
            if self.own:
                headers["cache-control"] = "no-store"
            self.start = message
            if not self.page:
                await self.send(message)
        elif not self.page or self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._release()

    async def _release(self) -> None:
        body = self.body.replace(b"<script", f'<script nonce="{self.nonce}"'.encode())
        if self.start is not None:
            MutableHeaders(scope=self.start)["content-length"] = str(len(body))
            await self.send(self.start)
        await self.send({"type": "http.response.body", "body": body})
