"""What stands before Gradio: a Content-Security-Policy with every response, and shut doors where the page has none."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Request

from page import files as made
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
OPEN = tuple(API + name for name in ("queue/", "heartbeat/", "startup-events", "info", "cancel", "reset"))


#: Where a request says who makes it, once the guard has found out.
_PERSON = "matters.person"


def person_of(request: Request) -> Person:
    """Return who makes a request that came through the guard."""
    person: Person = request[_PERSON]
    return person


class Guard:
    """Sends a Content-Security-Policy and its like with every response, and closes what the page doesn't use.

    Gradio's own start-up scripts stand inline in its page: they alone are let through, by a nonce that is new for each
    visit, so that no script or handler which a paper's text might smuggle in could run. Gradio's templates are compiled
    in the browser, hence 'unsafe-eval'; it sets styles on elements, hence 'unsafe-inline' for styles.
    """

    def __init__(self, app: ASGIApp, files: Path, who: Callable[[Request], Person]) -> None:
        self.app, self.files, self.who = app, files, who

    async def __call__(self, request: Request, receive: Receive, send: Send) -> None:
        if request["type"] != "http":
            await self.app(request, receive, send)
            return
        person = request[_PERSON] = self.who(request)
        if request["path"].startswith(API) and not self._is_open(request["path"], person):
            await Response("This page takes no files and gives none.", status_code=404)(request, receive, send)
        else:
            nonce = secrets.token_urlsafe(16)
            page = request["path"] == "/"
            if page:  # uncompressed, so that the nonce can be written into it
                del MutableHeaders(scope=request)["accept-encoding"]
            await self.app(request, receive, _Guarded(send, nonce, page))

    def _is_open(self, path: str, person: Person) -> bool:
        """True for Gradio's doors that the page goes through; of its files, for those alone made for this person."""
        return path.startswith(OPEN) or (
            path.startswith(made.DOOR)
            and made.is_made(path.removeprefix(made.DOOR), made.folder_of(self.files, person))
        )


class _Guarded:
    """A response on its way out: headers added, and the page held back until its scripts have their nonce."""

    def __init__(self, send: Send, nonce: str, page: bool) -> None:
        self.send, self.nonce, self.page = send, nonce, page
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            headers["content-security-policy"] = POLICY.replace("NONCE", self.nonce)
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
