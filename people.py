"""Who is at the page: what each may see and may do there, as the operator's file of people says."""

from __future__ import annotations

import hmac
import secrets
import threading
import tomllib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import scrypt, sha256
from pathlib import Path

from settings import BadSetting


class May(StrEnum):
    """What somebody may do, each with all that goes before it."""

    READ = "read"
    CORRECT = "correct"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the page.

    name: as signed in with; "" where nobody signs in. collections: the ids or names of those that may be seen; None
    for all, what others add among them. Whoever is known by name also sees what they add themselves. restricted:
    whether restricted papers in them may be, where the operator shows any. may: what may be done.
    """

    name: str = ""
    collections: tuple[str, ...] | None = None
    restricted: bool = True
    may: May = May.ADD

    def may_do(self, what: May) -> bool:
        """True where this person may do something."""
        order = tuple(May)
        return order.index(self.may) >= order.index(what)


#: Whoever comes, where nobody signs in.
ANYBODY = Person()


# ---------------------------------------------------------------- passwords

#: What a guess costs: 2 to this power rounds over 32 MB, about a tenth of a second, for us as for a thief of the file.
_ROUNDS, _BLOCK, _LANES, _MEMORY = 15, 8, 1, 64 * 2**20
#: Characters of a password that are looked at, and the fewest that `matters password` takes.
LONGEST, SHORTEST = 1024, 10
_KIND = "scrypt"


def _stretched(password: str, salt: bytes) -> bytes:
    secret = password[:LONGEST].encode("utf-8", "surrogatepass")
    return scrypt(secret, salt=salt, n=2**_ROUNDS, r=_BLOCK, p=_LANES, maxmem=_MEMORY)


def hashed(password: str) -> str:
    """Return what the file of people keeps of a password: never itself, and never the same twice."""
    salt = secrets.token_bytes(16)
    held = (b64encode(part).decode() for part in (salt, _stretched(password, salt)))
    return ":".join((_KIND, *held))


def is_password(password: str, kept: str) -> bool:
    """True where a password is the one that was kept. Takes as long either way."""
    salt, key = _kept(kept)
    return hmac.compare_digest(_stretched(password, salt), key)


def _kept(line: str) -> tuple[bytes, bytes]:
    """Return the salt and the key of a line that `hashed` made. Raises ValueError for any other."""
    kind, salt, key = line.split(":")
    if kind != _KIND:
        raise ValueError(f"{kind} is not {_KIND}")
    held = b64decode(salt, validate=True), b64decode(key, validate=True)
    if (len(held[0]), len(held[1])) != (16, 64):
        raise ValueError("cut short")
    return held


#: What the password of a name that nobody has is held against, so that the answer takes as long.
_NOBODYS = f"{_KIND}:{b64encode(bytes(16)).decode()}:{b64encode(bytes(64)).decode()}"


# ---------------------------------------------------------------- the file of people

#: Whoever a proxy names, where no table is theirs.
EVERYBODY = "*"
#: Characters of a name.
LONGEST_NAME = 100
_KEYS = ("password", "collections", "restricted", "may")


@dataclass(frozen=True, slots=True)
class Known:
    """A person whom the file names, and what it keeps of their password; "" where a proxy knows them."""

    person: Person
    password: str = ""


def read(path: Path, *, passwords: bool) -> Mapping[str, Known]:
    """Return those whom a file of people names, a table each. passwords: whether each must have one.

    Raises BadSetting, in one line, for a file that cannot be read, and for the first table that says what cannot be.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadSetting(f"{path}: cannot be read as TOML: {error}") from error
    except OSError as error:
        raise BadSetting(
            f"{path}: cannot be opened: {error.strerror or error}; it names those who may sign in, a table each"
        ) from error
    try:
        return {name: _known(name, table, passwords) for name, table in told.items()}
    except ValueError as error:
        raise BadSetting(f"{path}: {error}") from error


def _known(name: str, table: object, passwords: bool) -> Known:
    if not isinstance(table, dict):
        raise ValueError(f"{name!r} is no table; write [{name!r}] above what somebody may do")
    if not is_name(name) or (name == EVERYBODY and passwords):
        raise ValueError(f"{name!r} is no name to sign in with: 1 to {LONGEST_NAME} characters, no colon, none hidden")
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        raise ValueError(f"[{name}]: {unknown[0]!r} is none of {', '.join(_KEYS)}")
    seen, restricted = _collections(name, table.get("collections")), table.get("restricted", False)
    if not isinstance(restricted, bool):
        raise ValueError(f"[{name}]: restricted is {restricted!r}; it must be true or false")
    may = table.get("may", May.READ.value)
    if may not in tuple(May):
        raise ValueError(f"[{name}]: may is {may!r}; it must be one of {', '.join(May)}")
    return Known(Person(name, seen, restricted, May(may)), _password(name, table.get("password", ""), passwords))


def is_name(name: str) -> bool:
    """True for a name that somebody can sign in with."""
    return 1 <= len(name) <= LONGEST_NAME and name.isprintable() and name.strip() == name and ":" not in name


def _collections(name: str, told: object) -> tuple[str, ...] | None:
    """Return the collections that somebody may see. None is forgotten: all of them must be asked for by a star."""
    if not isinstance(told, list) or not all(isinstance(one, str) and one for one in told):
        raise ValueError(
            f'[{name}]: collections must be a list of ids or names, such as ["harbour"]; ["*"] for all, [] for none'
        )
    return None if EVERYBODY in told else tuple(told)


def _password(name: str, told: object, needed: bool) -> str:
    if not told and not needed:
        return ""
    try:
        _kept(str(told))
    except ValueError as error:
        why = "there is no password" if not told else "password is no line that `matters password` made"
        raise ValueError(f"[{name}]: {why}; run `matters password`, and put the line that it prints here") from error
    return str(told)


class People:
    """Those whom a file names, read again when the file changes.

    A file that was changed into what cannot be read leaves all as it was, and `tell` is told so, once.
    Raises BadSetting where it cannot be read at the start.
    """

    def __init__(self, path: Path, *, passwords: bool, tell: Callable[[str], None]) -> None:
        self._path, self._passwords, self._tell = path, passwords, tell
        self._turn = threading.Lock()
        self._as_of = self._mark()
        self._held = read(path, passwords=passwords)

    def _mark(self) -> tuple[int, int, int]:
        try:
            seen = self._path.stat()
        except OSError:
            return (0, 0, 0)
        return (seen.st_mtime_ns, seen.st_size, seen.st_ino)

    def _now(self) -> Mapping[str, Known]:
        with self._turn:
            mark = self._mark()
            if mark != self._as_of:
                self._as_of = mark
                try:
                    self._held = read(self._path, passwords=self._passwords)
                except BadSetting as error:
                    self._tell(f"{error}; who may sign in stays as it was before")
            return self._held

    def of(self, name: str) -> Known | None:
        """Return whom the file names so; None for nobody."""
        held = self._now()
        return held.get(name) if name != EVERYBODY else None

    def named_by_proxy(self, name: str) -> Known | None:
        """Return whom a proxy has let in under a name: by their own table, else by that of everybody."""
        if not is_name(name) or name == EVERYBODY:
            return None
        held = self._now()
        found = held.get(name)
        if found is None and EVERYBODY in held:
            return Known(replace(held[EVERYBODY].person, name=name))
        return found

    def proven(self, name: str, password: str) -> Known | None:
        """Return whom a name and a password are of; None for nobody. Takes as long for a name that nobody has."""
        known = self.of(name)
        right = is_password(password, known.password if known else _NOBODYS)
        return known if right else None


def mark(known: Known) -> bytes:
    """Return what changes with somebody's password, and tells nothing of it: what was begun with another ends."""
    return sha256(known.password.encode()).digest()
