"""The door by which a paper comes from somebody's machine: one file a request, held apart until all that were sent are
there and its sender says that they are to be added.

A request carries a heading of its own, which a stranger's page cannot send here without asking; so nobody is made to
add papers by a page that they visit.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import secrets
import shutil
import time
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from ingest import added
from people import May, Person
from settings import Settings

#: Where papers are sent to, and the heading that says what the file is called.
DOOR, NAMED = "/papers/received", "x-paper-name"
#: Seconds after which what was sent and never added is gone; a name is heard to so many characters.
STALE, LONGEST = 3600, 300
#: Bytes that must stay free beside a file that is taken in: an index needs room too.
ROOM = 200_000_000
_TOKEN = re.compile(r"[\w-]{22}\.[a-z0-9]{1,11}")


def folder_of(received: Path, person: Person) -> Path:
    """Return the folder of what a person has sent, within that of all: named so that no name is told by it."""
    return received / sha256(person.name.encode()).hexdigest()[:16]


def held(received: Path, person: Person, token: object) -> Path | None:
    """Return the file that a token stands for; None where this person has sent none such."""
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        return None
    path = folder_of(received, person) / token
    return path if path.is_file() and not path.is_symlink() else None


async def receive(request: Request, person: Person, settings: Settings, received: Path) -> Response:
    """Take in one file, and return its token; or one line that says why it cannot be taken in."""
    try:
        name = _name(request, person, settings)
        folder = folder_of(received, person)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(received)
        _room(folder, request, settings)
        path = folder / f"{secrets.token_urlsafe(16)}{Path(added.safe_name(name)).suffix}"
        await _written(request, path, settings.upload_largest * 1_000_000)
    except HTTPException as refused:
        return JSONResponse({"refused": refused.detail}, refused.status_code)
    if wrong := await asyncio.to_thread(added.misfit, path):  # a file may be made so that looking takes long
        path.unlink()
        return JSONResponse({"refused": wrong}, 415)
    return JSONResponse({"token": path.name})


def _name(request: Request, person: Person, settings: Settings) -> str:
    if settings.read_only or not person.may_do(May.ADD):
        raise HTTPException(403, "papers cannot be added here by you")
    if NAMED not in request.headers or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise HTTPException(403, "papers are added from the page itself")
    name = unquote(request.headers[NAMED])[:LONGEST]
    if why := added.refusal(name):
        raise HTTPException(415, why)
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise HTTPException(411, "how large the file is must be told")
    if int(length) > settings.upload_largest * 1_000_000:
        raise HTTPException(413, too_large(settings))
    return name


def too_large(settings: Settings) -> str:
    """Return in words that a file is larger than may be."""
    return f"is larger than {settings.upload_largest} MB, the most that one file may have here (`upload_largest`)"


def _room(folder: Path, request: Request, settings: Settings) -> None:
    if sum(1 for _ in folder.iterdir()) >= settings.upload_files * 2:
        raise HTTPException(429, "too many files were sent and not added; add those, or wait an hour")
    if shutil.disk_usage(folder).free < int(request.headers["content-length"]) + ROOM:
        raise HTTPException(507, "there is no room left on the disk for it; whoever runs this must make some")


async def _written(request: Request, path: Path, most: int) -> None:
    """Write what comes to a file, no more of it than may be; nothing half written is left."""
    size = 0
    try:
        with path.open("xb") as file:
            async for chunk in request.stream():
                size += len(chunk)
                if size > most:
                    raise HTTPException(413, f"is larger than {most // 1_000_000} MB")
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise HTTPException(507, f"cannot be kept ({error.strerror or error})") from error
    except (HTTPException, ClientDisconnect) as error:
        path.unlink(missing_ok=True)
        raise error if isinstance(error, HTTPException) else HTTPException(400, "was not sent to its end") from error


def _sweep(received: Path) -> None:
    """Let go of what was sent long ago and never added, by whomever."""
    for path in received.glob("*/*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE:
                path.unlink()
