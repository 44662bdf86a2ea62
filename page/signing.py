"""How somebody comes in at the page: as anybody, by a name and a password, or by what a trusted proxy says of them."""

from __future__ import annotations

import asyncio
import hmac
import secrets
import threading
import time
from base64 import b64decode
from collections import OrderedDict
from collections.abc import Callable, Mapping
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Generic, Protocol, TypeVar
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Scope as Asked

import people
from page import look
from page.words import safe
from people import ANYBODY, Known, People, Person
from settings import Settings

Clock = Callable[[], float]
Key = TypeVar("Key")
Value = TypeVar("Value")


class Door(Protocol):
    """How somebody comes in. signs_out: whether they can go again, by what the page shows."""

    signs_out: bool

    async def who(self, asked: Asked) -> Person | None:
        """Return who makes a request; None for somebody who must sign in first."""
        ...

    async def answer(self, asked: Asked, body: bytes) -> Response | None:
        """Return the answer to a request for one of the door's own pages; None for any other."""
        ...

    def refusal(self, asked: Asked) -> Response:
        """Return what somebody gets who isn't let in."""
        ...


#: The door's own pages: where people sign in, where programs do (as Gradio's own client asks), and where both go.
SIGN_IN, LOGIN, LOGOUT = "/sign-in", "/login", "/logout"
PAGES = (SIGN_IN, LOGIN, LOGOUT)


def door_of(settings: Settings, tell: Callable[[str], None]) -> Door:
    """Return the door that settings ask for. Raises BadSetting where the file of people can't be used."""
    if settings.sign_in == "none":
        return Open()
    known = People(settings.people, passwords=settings.sign_in == "password", tell=tell)
    if settings.sign_in == "header":
        return ByProxy(known, settings.header, settings.trusted)
    return ByPassword(known, settings.trusted, settings.session * 3600)


class Open:
    """Lets in whoever comes."""

    signs_out = False

    async def who(self, _: Asked) -> Person | None:
        return ANYBODY

    async def answer(self, asked: Asked, _: bytes) -> Response | None:
        return Response(status_code=404) if asked["path"].rstrip("/") in PAGES else None

    def refusal(self, _: Asked) -> Response:
        return Response(status_code=401)


# ---------------------------------------------------------------- whose word is taken


def peer(asked: Asked) -> str:
    """Return the address that a request comes from: that of the machine at the other end, whatever it says."""
    client = asked.get("client")
    return str(client[0]) if client else ""


def is_trusted(address: str, trusted: tuple[str, ...]) -> bool:
    """True for an address whose word is taken."""
    try:
        here = ip_address(address)
    except ValueError:
        return False
    if isinstance(here, IPv6Address) and here.ipv4_mapped:
        here = here.ipv4_mapped
    return any(here in ip_network(one) for one in trusted)


def _home(asked: Asked, trusted: tuple[str, ...]) -> str:
    """Return what failures are counted by: an address, that behind a trusted proxy, or one house's of the newer kind.

    The last of the addresses that a proxy hands on is the one that it saw itself.
    """
    address = peer(asked)
    told = Headers(scope=asked).getlist("x-forwarded-for")
    if told and is_trusted(address, trusted):
        address = told[-1].split(",")[-1].strip()
    try:
        here = ip_address(address)
    except ValueError:
        return peer(asked)
    return str(ip_network((here, 64), strict=False)) if isinstance(here, IPv6Address) else str(here)


def is_secure(asked: Asked, trusted: tuple[str, ...]) -> bool:
    """True where the browser speaks TLS, to us or to a trusted proxy."""
    told = Headers(scope=asked).get("x-forwarded-proto", "")
    return asked.get("scheme") == "https" or (told == "https" and is_trusted(peer(asked), trusted))


class ByProxy:
    """Believes the header in which a proxy says who asks, from the proxy's address alone."""

    signs_out = False

    def __init__(self, known: People, header: str, trusted: tuple[str, ...]) -> None:
        self._known, self._header, self._trusted = known, header, trusted

    async def who(self, asked: Asked) -> Person | None:
        said = Headers(scope=asked).getlist(self._header)
        if len(said) != 1 or not is_trusted(peer(asked), self._trusted):
            return None  # said twice: one of them came from the browser
        try:
            name = said[0].encode("latin-1").decode()  # headers come as bytes, names as UTF-8
        except UnicodeDecodeError:
            return None
        found = self._known.named_by_proxy(name.strip())
        return found.person if found else None

    async def answer(self, asked: Asked, _: bytes) -> Response | None:
        return Response(status_code=404) if asked["path"].rstrip("/") in PAGES else None

    def refusal(self, _: Asked) -> Response:
        return HTMLResponse(notice("You are not among those who may read these papers."), status_code=403)


# ---------------------------------------------------------------- by a name and a password


class _Few(Generic[Key, Value]):
    """What is held of the last so many: the oldest goes, so that nobody fills the memory."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        return self._held.get(key)

    def put(self, key: Key, value: Value) -> None:
        self._held[key] = value
        self._held.move_to_end(key)
        while len(self._held) > self._most:
            self._held.popitem(last=False)

    def drop(self, key: Key) -> None:
        self._held.pop(key, None)


class Failures:
    """Slows down whoever guesses: after some tries that failed the next must wait, each time twice as long.

    Counted by name and address, and more patiently by address alone; none is locked out for longer than LONGEST.
    """

    FREE, FREE_AT_ADDRESS = 5, 50
    FIRST, LONGEST = 2.0, 900.0

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._held: _Few[tuple[str, ...], tuple[int, float]] = _Few(20_000)

    def wait(self, name: str, home: str) -> float:
        """Return the seconds until another try is looked at; 0 for at once."""
        return max(self._left(key) for key, _ in self._keys(name, home))

    def begun(self, name: str, home: str) -> None:
        """Count a try as failed, before it is looked at: many at once are no way round."""
        for key, free in self._keys(name, home):
            count, until = self._held.get(key) or (0, 0.0)
            if until and self._clock() > until + self.LONGEST:
                count = 0  # long ago
            over = count + 1 - free
            pause = min(self.FIRST * 2 ** min(over, 20), self.LONGEST) if over >= 0 else 0.0
            self._held.put(key, (count + 1, self._clock() + pause))

    def went_well(self, name: str, home: str) -> None:
        """Forget the failures of a name at an address; those of others there are still counted, but not this one."""
        pair, alone = (key for key, _ in self._keys(name, home))
        self._held.drop(pair)
        count, until = self._held.get(alone) or (1, 0.0)
        self._held.put(alone, (count - 1, until))

    def _keys(self, name: str, home: str) -> tuple[tuple[tuple[str, ...], int], ...]:
        return ((name, home), self.FREE), ((home,), self.FREE_AT_ADDRESS)

    def _left(self, key: tuple[str, ...]) -> float:
        return max(0.0, (self._held.get(key) or (0, 0.0))[1] - self._clock())


class Sessions:
    """Who has signed in: by a token that only their browser has, until it ends, or their password is another."""

    def __init__(self, seconds: float, clock: Clock = time.monotonic) -> None:
        self.seconds, self._clock = seconds, clock
        self._held: _Few[bytes, tuple[str, bytes, float]] = _Few(10_000)

    def begin(self, known: Known) -> str:
        """Return the token of a new session: always ours, never one that a browser brought."""
        token = secrets.token_urlsafe(32)
        self._held.put(_key(token), (known.person.name, people.mark(known), self._clock() + self.seconds))
        return token

    def whose(self, token: str, known: People) -> Person | None:
        """Return who has a session, as the file of people has them now."""
        name, mark, until = self._held.get(_key(token)) or ("", b"", 0.0)
        found = known.of(name) if name else None
        if found is None or self._clock() >= until or not hmac.compare_digest(people.mark(found), mark):
            self.end(token)
            return None
        return found.person

    def end(self, token: str) -> None:
        self._held.drop(_key(token))


def _key(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()


#: The cookie, named so that Gradio's own client for programs hands it back.
COOKIE = "access-token-matters"
#: Seconds that a program's name and password are known again without the long sum.
REMEMBERED = 300.0
#: Passwords that are worked out at once: each takes 32 MB and a core.
AT_ONCE = 2


class ByPassword:
    """Lets in who signs in with a name and a password; programs send both with each request (HTTP Basic)."""

    signs_out = True

    def __init__(self, known: People, trusted: tuple[str, ...], seconds: float, clock: Clock = time.monotonic) -> None:
        self._known, self._trusted, self._clock = known, trusted, clock
        self.sessions, self.failures = Sessions(seconds, clock), Failures(clock)
        self._secret = secrets.token_bytes(32)
        self._remembered: _Few[bytes, tuple[bytes, float]] = _Few(1_000)
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    async def who(self, asked: Asked) -> Person | None:
        headers = Headers(scope=asked)
        person = self.sessions.whose(_token(headers), self._known)
        if person is None and headers.get("authorization", "")[:6].lower() == "basic ":
            pair = _basic(headers["authorization"])
            known = await self._once(*pair, asked) if pair else None
            person = known.person if known else None
        return person

    async def answer(self, asked: Asked, body: bytes) -> Response | None:
        path, method = asked["path"].rstrip("/"), asked["method"]
        if path not in PAGES:
            return None
        if path == LOGOUT and method == "POST":
            return self._signed_out(asked)
        if path == LOGIN and method == "POST":
            return await self._program_in(asked, body)
        if path == SIGN_IN and method == "POST":
            return await self._signed_in(asked, body)
        if path == SIGN_IN and method in ("GET", "HEAD"):
            here = self.sessions.whose(_token(Headers(scope=asked)), self._known)
            return _onward(asked) if here else HTMLResponse(form())
        return Response(status_code=405)

    def refusal(self, asked: Asked) -> Response:
        headers = Headers(scope=asked)
        if asked["path"] == "/" and asked["method"] in ("GET", "HEAD") and "authorization" not in headers:
            return RedirectResponse(SIGN_IN + _query(asked), status_code=303, headers=_UNKEPT)
        # A browser that is told so would ask for the password in a window of its own.
        basic = {} if "sec-fetch-mode" in headers else {"www-authenticate": 'Basic realm="Matters Arising"'}
        return JSONResponse({"error": "sign in first"}, status_code=401, headers={**basic, **_UNKEPT})

    # ------------------------------------------------------------ proving

    async def _once(self, name: str, password: str, asked: Asked) -> Known | None:
        """Return who a program is; one that proved it a moment ago is known again, for as long as its line stands."""
        proof = hmac.digest(self._secret, f"{name}\0{password}".encode("utf-8", "replace"), "sha256")
        mark, until = self._remembered.get(proof) or (b"", 0.0)
        known = self._known.of(name)
        if known and self._clock() < until and hmac.compare_digest(mark, people.mark(known)):
            return known
        known, _ = await self._prove(name, password, asked)
        if known:
            self._remembered.put(proof, (people.mark(known), self._clock() + REMEMBERED))
        return known

    async def _prove(self, name: str, password: str, asked: Asked) -> tuple[Known | None, float]:
        """Return who somebody is, or None and the seconds that they must wait before another try."""
        name, home = name.strip()[: people.LONGEST_NAME + 1], _home(asked, self._trusted)
        wait = self.failures.wait(name, home)
        if wait:
            return None, wait
        self.failures.begun(name, home)
        known = await asyncio.to_thread(self._worked_out, name, password)
        if known:
            self.failures.went_well(name, home)
        return known, 0.0

    def _worked_out(self, name: str, password: str) -> Known | None:
        with self._turns:
            return self._known.proven(name, password)

    # ------------------------------------------------------------ coming and going

    async def _signed_in(self, asked: Asked, body: bytes) -> Response:
        said = _form(body)
        name = said.get("username", "")
        known, wait = await self._prove(name, said.get("password", ""), asked)
        if known:
            return self._with_cookie(_onward(asked), known, asked)
        return HTMLResponse(form(name, _why(wait)), status_code=429 if wait else 401, headers=_after(wait))

    async def _program_in(self, asked: Asked, body: bytes) -> Response:
        said = _form(body)
        known, wait = await self._prove(said.get("username", ""), said.get("password", ""), asked)
        if known:
            return self._with_cookie(JSONResponse({"success": True}), known, asked)
        return JSONResponse({"error": _why(wait)}, status_code=429 if wait else 401, headers=_after(wait))

    def _with_cookie(self, response: Response, known: Known, asked: Asked) -> Response:
        self.sessions.end(_token(Headers(scope=asked)))
        response.set_cookie(
            COOKIE,
            self.sessions.begin(known),
            max_age=int(self.sessions.seconds),
            httponly=True,
            samesite="lax",
            secure=is_secure(asked, self._trusted),
        )
        return response

    def _signed_out(self, asked: Asked) -> Response:
        self.sessions.end(_token(Headers(scope=asked)))
        response = RedirectResponse(SIGN_IN, status_code=303, headers=_UNKEPT)
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response


#: No browser and no proxy keeps what it was told at the door.
_UNKEPT: Mapping[str, str] = {"cache-control": "no-store"}


def _token(headers: Headers) -> str:
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")


def _basic(header: str) -> tuple[str, str] | None:
    try:
        name, colon, password = b64decode(header[6:].strip(), validate=True).decode().partition(":")
    except ValueError:
        return None
    return (name, password) if colon else None


def _form(body: bytes) -> dict[str, str]:
    """Return what a form says, the first of what it says twice."""
    try:
        return {k: v[0] for k, v in parse_qs(body.decode(), max_num_fields=10, keep_blank_values=True).items()}
    except ValueError:
        return {}


def _query(asked: Asked) -> str:
    told: bytes = asked.get("query_string", b"")
    return f"?{told.decode('latin-1')}" if told else ""


def _onward(asked: Asked) -> Response:
    """Return the way to the page, with what was asked of it before signing in; never to another place."""
    return RedirectResponse(f"/{_query(asked)}", status_code=303, headers=_UNKEPT)


def _after(wait: float) -> dict[str, str]:
    return {**_UNKEPT, **({"retry-after": str(int(wait) + 1)} if wait else {})}


def _why(wait: float) -> str:
    if wait:
        seconds = int(wait) + 1
        told = f"{seconds} seconds" if seconds < 90 else f"{-(-seconds // 60)} minutes"
        return f"That name was tried too often. Wait {told}, then try again."
    return "This name and this password do not go together."


# ---------------------------------------------------------------- what it shows


def form(name: str = "", trouble: str = "") -> str:
    """Return the page where somebody signs in. The form goes back to where the page was asked for, query and all."""
    told = f'<p class="trouble" role="alert" id="why">{safe(trouble)}</p>' if trouble else ""
    wrong = ' aria-describedby="why" aria-invalid="true"' if trouble else ""
    first, then = ("", " autofocus") if name else (" autofocus", "")
    return _page(
        "Sign in",
        f'<form method="post"><h1>Matters Arising</h1><h2>Sign in</h2>{told}'
        f'<label for="name">Name</label><input id="name" name="username" value="{safe(name[:100])}" required '
        f'autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="100"{wrong}{first}>'
        '<label for="password">Password</label><input id="password" name="password" type="password" required '
        f'autocomplete="current-password" maxlength="1024"{wrong}{then}>'
        '<button type="submit">Sign in</button></form>',
    )


def notice(told: str) -> str:
    """Return a page that says one thing."""
    return _page("Not let in", f'<section><h1>Matters Arising</h1><p class="trouble">{safe(told)}</p></section>')


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} · Matters Arising</title><style>{_CSS}</style></head><body><main>{body}</main></body></html>"
    )


_CSS = (
    f":root {{ color-scheme: light dark; {look.LIGHT} {look.SERIF} }}\n"
    f"@media (prefers-color-scheme: dark) {{ :root {{ {look.DARK} }} }}\n"
    f"body {{ font: 1rem/1.55 {', '.join(look.SANS)}; }}"
    """
body { margin: 0; color: var(--ink); background: var(--paper); }
main { box-sizing: border-box; max-width: 26rem; min-height: 100vh; margin: 0 auto; padding: 14vh 1.25rem 3rem; }
h1 { font: 600 1.7rem/1.2 var(--serif); letter-spacing: -.01em; margin: 0; padding-bottom: .9rem;
  border-bottom: 1px solid var(--line); }
h2 { font: 400 1.3rem/1.35 var(--serif); margin: 1.1rem 0 .6rem; }
label { display: block; margin: .9rem 0 .25rem; font-size: .8125rem; font-weight: 600; color: var(--soft); }
input { box-sizing: border-box; width: 100%; min-height: 46px; padding: .5rem .8rem; font: inherit;
  color: var(--ink); background: var(--sheet); border: 1px solid var(--soft); border-radius: 8px; }
button { min-height: 46px; margin-top: 1.3rem; padding: 0 1.5rem; font: inherit; font-weight: 600; border: 0;
  border-radius: 8px; color: var(--accent-ink); background: var(--accent); cursor: pointer; }
input:focus-visible, button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.trouble { color: var(--warn); background: var(--warn-tint); border-radius: 6px; padding: .55rem .8rem;
  margin: .8rem 0 0; }
"""
)


def signed_in(person: Person, *, signs_out: bool) -> str:
    """Return who is signed in, for the masthead, with the way out; "" where nobody signs in."""
    if not person.name:
        return ""
    leave = f'<form method="post" action="{LOGOUT}"><button type="submit" class="leave">Sign out</button></form>'
    return f'<div class="signed-in"><span>{safe(person.name)}</span>{leave if signs_out else ""}</div>'


#: Goes to where one signs in, once the page is told that it must: the session came to its end, or was ended elsewhere.
EXPIRED_JS = """
const asked = window.fetch;
window.fetch = async (...what) => {
  const came = await asked(...what);
  if (came.status === 401) location.reload();
  return came;
};
"""


def warning(settings: Settings) -> str:
    """Return the line that an operator is told at the start where strangers could come in or listen; "" for neither."""
    if is_trusted(settings.host, ("127.0.0.0/8", "::1")) or settings.host == "localhost":
        return ""
    if settings.sign_in == "password":
        return (
            f"passwords and papers travel to and from {settings.host} unencrypted; put a proxy that speaks HTTPS "
            "before the page, and let the page listen on 127.0.0.1"
        )
    if settings.sign_in != "none":
        return ""
    return (
        f"whoever can reach {settings.host} can read these papers"
        f"{'' if settings.read_only else ' and change what is kept of them'}, as nobody signs in; "
        'set sign_in = "password" in matters.toml to ask for names'
    )


__all__ = ["Asked", "ByPassword", "ByProxy", "Door", "Failures", "Open", "Sessions", "door_of"]
