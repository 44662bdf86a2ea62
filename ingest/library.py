"""A folder of papers, walked and read: each file becomes a Document or a Problem, never nothing."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from ingest import formats, readers
from ingest.errors import FolderError, Problem, ReadError, SettingsError
from ingest.formats import Hints, Sheet, kinds
from ingest.formats.identity import identify
from ingest.formats.mentions import with_mentions
from ingest.grammar import furniture
from ingest.grammar.forgetting import Forgotten, masked
from ingest.record import (
    Access,
    Authority,
    Collection,
    Contents,
    Document,
    Evidence,
    Ground,
    Kind,
    Page,
    Part,
    Source,
    digest,
)

#: The file beside the papers that tells what cannot be read from them.
CORPUS_TOML = "corpus.toml"
#: What may stand there: of the folder, and of one paper.
_OF_FOLDER = frozenset({"id", "name", "organisation", "body", "readers", "skip", "mixed"})
OF_THE_FOLDER = frozenset({"readme", "license", "licence", "copying", "notice", "contributing", "changelog"})
_TELLS_OF_FOLDER = f"it tells of the folder, and is no paper of a board; if it is one, name it in {CORPUS_TOML}"
_OF_PAPER = frozenset({"kind", "authority", "date", "title", "url", "access", "body", "session", "restated"})


#: Goes into every paper's hints and changes when papers are read otherwise, so that those read before are read anew.
READ_AS = " read 3"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that is to be read: its place, its relative path, and what is known of it from outside."""

    path: Path
    relative: str
    hints: Hints


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of papers as found: the collection it is, its papers in order, and what was passed over.

    closed: the folders in it that could not be looked into; the papers there are not known to be gone.
    """

    collection: Collection
    papers: tuple[Paper, ...]
    problems: tuple[Problem, ...]
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading one paper: a document unless nothing could be read, and the problems met."""

    document: Document | None
    problems: tuple[Problem, ...]


def open_folder(root: Path) -> Folder:
    """Return what a folder holds, sorted by path.

    Hidden files, what `corpus.toml` says to skip, links that lead out of the folder or nowhere, and what is no
    ordinary file are left out. Raises FolderError for a folder that is missing or cannot be listed, SettingsError for
    a bad `corpus.toml`.
    """
    root = _root(root)
    told = _told(root)
    for name in sorted(set(told) - {"collection", "papers"}):
        raise SettingsError(f"{root / CORPUS_TOML}: unknown key {name!r}; there are 'collection' and 'papers'")
    about = _table(told, "collection", root)
    for name in sorted(set(about) - _OF_FOLDER):
        raise SettingsError(f"{root / CORPUS_TOML}: unknown key {name!r}; there are {', '.join(sorted(_OF_FOLDER))}")
    collection = Collection(
        id=_words(about, "id", root) or slug(root.name),
        name=_words(about, "name", root) or root.name,
        root=str(root),
        organisation=_words(about, "organisation", root),
        body=_words(about, "body", root),
        readers=_list(about, "readers", root),
        mixed=_choice(about, "mixed", root),
    )
    walk = _Walk(root, _list(about, "skip", root))
    found = walk.files()
    papers: list[Paper] = []
    problems = walk.problems
    overrides = _table(told, "papers", root)
    for path in found:
        relative = path.relative_to(root).as_posix()
        if path.suffix.lower() not in readers.READERS:
            problems.append(Problem(relative, "", f"left out: {readers.without_reader(path)}"))
            continue
        if path.parent == root and path.stem.lower() in OF_THE_FOLDER and relative not in overrides:
            problems.append(Problem(relative, "", f"left out: {_TELLS_OF_FOLDER}"))
            continue
        papers.append(Paper(path, relative, _hints(relative, _table(overrides, relative, root), collection)))
    for name in sorted(set(overrides) - {p.relative for p in papers}):
        problems.append(Problem(name, CORPUS_TOML, "is named there, but no such paper is in the folder"))
    return Folder(collection, tuple(papers), tuple(problems), tuple(walk.closed))


def narrowed(found: Folder, only: Set[str]) -> Folder:
    """Return a folder with some of its papers alone, by path, and what there is to say of those."""
    papers = tuple(p for p in found.papers if p.relative in only)
    return replace(found, papers=papers, problems=tuple(p for p in found.problems if p.path in only))


def _root(root: Path) -> Path:
    """Return the folder of the papers, whole; raises FolderError where there is none that can be used."""
    try:
        if not root.exists():
            raise FolderError(f"{root}: there is no such folder; name the folder that holds the papers")
        if not root.is_dir():
            raise FolderError(f"{root}: this is a file; name the folder that holds it")
        next(root.iterdir(), None)
        whole = root.resolve()
    except (OSError, ValueError) as error:  # ValueError: a null character
        raise FolderError(f"{root}: the folder cannot be listed: {_reason(error)}") from error
    if not _is_text(str(whole)):
        raise FolderError(f"{whole}: the folder's name is not valid UTF-8; rename the folder")
    return whole


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _is_text(name: str) -> bool:
    """True for a name that is characters through and through; False where it holds bytes that are none."""
    return not any("\ud800" <= c <= "\udfff" for c in name)


class _Walk:
    """A walk through a folder: its files, and on the way what was left out and which folders are closed to us."""

    def __init__(self, root: Path, skip: tuple[str, ...]) -> None:
        self.problems: list[Problem] = []
        self.closed: list[str] = []
        self._root = root
        self._skip = skip
        self._seen: set[Path] = set()

    def files(self) -> list[Path]:
        """Return the ordinary files of the folder and of those in it, sorted."""
        out: list[Path] = []
        waiting = [self._root]
        while waiting:
            for path in self._listed(waiting.pop()):
                why = self._unfit(path)
                if why:
                    self._leave_out(path, why)
                elif not path.is_dir():
                    out.append(path)
                elif path.is_symlink():  # after the folder itself, under whose own name its papers are known
                    waiting.insert(0, path)
                else:
                    waiting.append(path)
        self.problems.sort()
        return sorted(out)

    def _listed(self, folder: Path) -> list[Path]:
        try:
            whole = folder.resolve()
            held = [] if whole in self._seen else sorted(folder.iterdir())
        except OSError as error:
            self._leave_out(folder, f"the folder cannot be listed ({_reason(error)})")
            self.closed.append(self._relative(folder))
            return []
        self._seen.add(whole)
        return [p for p in held if not (p.name.startswith(".") or p.name == CORPUS_TOML or self._is_skipped(p))]

    def _unfit(self, path: Path) -> str:
        """Return why a path is left out, or "" for a file or folder that is not."""
        if not _is_text(path.name):
            return "its name is not valid UTF-8; rename it"
        try:
            if path.is_symlink() and not path.exists():
                return "a link that leads nowhere"
            if path.is_symlink() and not path.resolve().is_relative_to(self._root):
                return "a link that leads out of the folder"
            if not path.is_dir() and not path.is_file():
                return "no ordinary file, but a pipe, a socket or a device"
        except OSError as error:  # in a folder that may be listed, but not entered
            self.closed.append(self._relative(path))
            return f"cannot be looked at ({_reason(error)})"
        return ""

    def _is_skipped(self, path: Path) -> bool:
        return any(fnmatch(self._relative(path), s) for s in self._skip)

    def _relative(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    def _leave_out(self, path: Path, why: str) -> None:
        self.problems.append(Problem(self._relative(path), "", f"left out: {why}"))


def slug(name: str) -> str:
    """Return a name as an identity: its letters and digits in lower case, joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower())) or "papers"


def _told(root: Path) -> dict[str, Any]:
    path = root / CORPUS_TOML
    try:
        if not path.is_file():
            return {}
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingsError(f"{path}: cannot be read as TOML: {error}") from error
    except OSError as error:
        raise SettingsError(f"{path}: cannot be opened: {_reason(error)}") from error


def _words(about: dict[str, Any], name: str, root: Path) -> str:
    found = about.get(name, "")
    if not isinstance(found, str):
        raise SettingsError(f"{root / CORPUS_TOML}: {name!r} must be a text, not {found!r}")
    return found


def _choice(about: dict[str, Any], name: str, root: Path) -> bool:
    found = about.get(name, False)
    if not isinstance(found, bool):
        raise SettingsError(f"{root / CORPUS_TOML}: {name!r} must be true or false, not {found!r}")
    return found


def _list(about: dict[str, Any], name: str, root: Path) -> tuple[str, ...]:
    found = about.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise SettingsError(f"{root / CORPUS_TOML}: {name!r} must be a list of texts, not {found!r}")
    return tuple(found)


def _table(told: dict[str, Any], name: str, root: Path) -> dict[str, Any]:
    """Return a table of `corpus.toml`; raises SettingsError where something else stands under its name."""
    found = told.get(name, {})
    if not isinstance(found, dict):
        raise SettingsError(f"{root / CORPUS_TOML}: {name!r} must be a table, not {found!r}")
    return found


def _hints(relative: str, told: dict[str, Any], collection: Collection) -> Hints:
    """Return the hints for one paper; raises SettingsError for a kind, authority or date that is none."""
    unknown = set(told) - _OF_PAPER
    if unknown:
        raise SettingsError(f"{CORPUS_TOML}: {relative}: unknown key {sorted(unknown)[0]!r}")
    for name in sorted(set(told) - {"date", "restated"}):
        if not isinstance(told[name], str):
            raise SettingsError(f"{CORPUS_TOML}: {relative}: {name!r} must be a text, not {told[name]!r}")
    if not isinstance(told.get("restated", False), bool):
        raise SettingsError(f"{CORPUS_TOML}: {relative}: 'restated' must be true or false, not {told['restated']!r}")
    try:
        return Hints(
            organisation=collection.organisation,
            body=collection.body,
            kind=Kind(told["kind"]) if "kind" in told else None,
            authority=Authority(told["authority"]) if "authority" in told else None,
            date=_day(told["date"]) if told.get("date") else None,
            title=told.get("title"),
            url=told.get("url"),
            access=Access(told["access"]) if "access" in told else None,
            restated=bool(told.get("restated", False)),
            whose=told.get("body", ""),
            session=told.get("session", ""),
        )
    except ValueError as error:
        raise SettingsError(f"{CORPUS_TOML}: {relative}: {error}") from error


def _day(told: object) -> date:
    """Return the day that a date, a time of day with its date, or a text gives. Raises ValueError for anything else."""
    if isinstance(told, datetime):
        return told.date()
    return told if isinstance(told, date) else date.fromisoformat(str(told))


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes. Raises ReadError where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ReadError(f"cannot be opened: {error.strerror or error}") from error


def document_id(collection: Collection, relative: str) -> str:
    """Return the identity of a paper: its collection and its path there."""
    return digest(collection.id, relative)


def read(
    paper: Paper, collection: Collection, sha256: str, *, largest: int | None = None, names: Sequence[Forgotten] = ()
) -> Reading:
    """Return a paper read and parsed, or why it could not be.

    largest: the most characters that it may have. names: those that are masked in it before anything else sees it.
    """
    try:
        contents = _without(readers.read(paper.path, largest=largest), names)
    except ReadError as error:
        return Reading(None, (Problem(paper.relative, "", str(error)),))
    pages = furniture.printed_numbers(contents.pages)
    text, starts = _whole(pages)
    lines = furniture.lines(pages, starts)
    said = (line.text for line in lines if not line.furniture)
    found = identify(
        said,
        contents,
        paper.relative,
        default=paper.hints.body,
        whose=paper.hints.whose,
        told=paper.hints.date,
    )
    sheet = Sheet(paper.relative, text, pages, lines, paper.hints, contents, found)
    sheet.problems.extend(Problem(paper.relative, where, message) for where, message in contents.troubles)
    settled = kinds.settle(sheet, formats.parse(sheet))
    parts = tuple(with_mentions(_forced(part, paper.hints), text) for part in settled)
    if not parts:
        return Reading(None, (*sheet.problems, Problem(paper.relative, "", "holds no text that could be kept")))
    problems = list(sheet.problems)
    problems.extend(
        Problem(paper.relative, part.title, "marked exempt or not for publication; taken in as restricted")
        for part in parts
        if part.access is Access.RESTRICTED
    )
    lost = text.count("\ufffd")
    if lost:
        what = "a character" if lost == 1 else f"{lost:,} characters"
        problems.append(Problem(paper.relative, "", f"{what} could not be read, shown as \ufffd"))
    source = Source(paper.relative, sha256, paper.hints.url)
    title = masked(paper.hints.title or parts[0].title or Path(paper.relative).stem, names)
    return Reading(
        Document(document_id(collection, paper.relative), title, source, text, pages, parts), tuple(problems)
    )


def _without(contents: Contents, names: Sequence[Forgotten]) -> Contents:
    """Return what a reader found with some names masked, those that run over the end of a page too."""
    text, starts = _whole(contents.pages)
    clean = masked(text, names)
    pages = tuple(replace(p, text=clean[at : at + len(p.text)]) for p, at in zip(contents.pages, starts, strict=True))
    return replace(
        contents,
        pages=pages,
        title=masked(contents.title, names),
        subject=masked(contents.subject, names),
        bookmarks=tuple(replace(b, title=masked(b.title, names)) for b in contents.bookmarks),
    )


def _whole(pages: tuple[Page, ...]) -> tuple[str, tuple[int, ...]]:
    """Return the text of all pages, one after the other, and the offset at which each begins."""
    starts, place = [], 0
    for page in pages:
        starts.append(place)
        place += len(page.text) + 1
    return "\n".join(page.text for page in pages), tuple(starts)


def _forced(part: Part, hints: Hints) -> Part:
    """Return a part with what the operator forces; an authority is only ever lowered by it."""
    authority = part.authority
    if hints.authority is not None and hints.authority.rank < authority.rank:
        authority = hints.authority
    restated = hints.restated or authority is Authority.DIGEST
    forced = {"kind": hints.kind, "authority": hints.authority and authority}
    grounds = (
        *(g for g in part.grounds if not forced.get(g.fact)),
        *(Ground(fact, Evidence.TOLD, value.value) for fact, value in forced.items() if value),
    )
    meeting = part.meeting
    return replace(
        part,
        authority=authority,
        kind=hints.kind or part.kind,
        access=hints.access or part.access,
        restated=restated,
        meeting=replace(meeting, session=hints.session) if meeting and hints.session else meeting,
        grounds=grounds,
    )
