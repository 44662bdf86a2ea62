"""A folder of papers, walked and read: each file becomes a Document or a Problem, never nothing."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from ingest import formats, readers
from ingest.errors import FolderError, Problem, ReadError, SettingsError
from ingest.formats import Hints, Sheet
from ingest.grammar import furniture
from ingest.record import Access, Authority, Collection, Document, Kind, Page, Part, Source, digest

#: The file beside the papers that tells what cannot be read from them.
CORPUS_TOML = "corpus.toml"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that is to be read: its place, its relative path, and what is known of it from outside."""

    path: Path
    relative: str
    hints: Hints


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of papers as found: the collection it is, its papers in order, and what was passed over."""

    collection: Collection
    papers: tuple[Paper, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading one paper: a document unless nothing could be read, and the problems met."""

    document: Document | None
    problems: tuple[Problem, ...]


def open_folder(root: Path) -> Folder:
    """Return what a folder holds, sorted by path.

    Hidden files, what `corpus.toml` says to skip, and links that lead out of the folder are left out.
    Raises FolderError for a folder that is missing or cannot be listed, SettingsError for a bad `corpus.toml`.
    """
    if not root.exists():
        raise FolderError(f"{root}: there is no such folder; name the folder that holds the papers")
    if not root.is_dir():
        raise FolderError(f"{root}: this is a file; name the folder that holds it")
    root = root.resolve()
    told = _told(root)
    about = _table(told, "collection", root)
    collection = Collection(
        id=str(about.get("id") or slug(root.resolve().name)),
        name=str(about.get("name") or root.resolve().name),
        root=str(root.resolve()),
        organisation=str(about.get("organisation", "")),
        body=str(about.get("body", "")),
        readers=tuple(str(r) for r in about.get("readers", ())),
    )
    skip = tuple(str(s) for s in about.get("skip", ()))
    papers: list[Paper] = []
    problems: list[Problem] = []
    try:
        found = sorted(_walk(root, root, skip, problems, {root}))
    except OSError as error:
        raise FolderError(f"{root}: the folder cannot be listed: {error.strerror or error}") from error
    overrides = _table(told, "papers", root)
    for path in found:
        relative = path.relative_to(root).as_posix()
        if path.suffix.lower() not in readers.READERS:
            problems.append(Problem(relative, "", "left out: no reader takes this kind of file yet"))
            continue
        papers.append(Paper(path, relative, _hints(relative, _table(overrides, relative, root), collection)))
    for name in sorted(set(overrides) - {p.relative for p in papers}):
        problems.append(Problem(name, CORPUS_TOML, "is named there, but no such paper is in the folder"))
    return Folder(collection, tuple(papers), tuple(problems))


def _walk(folder: Path, root: Path, skip: tuple[str, ...], problems: list[Problem], seen: set[Path]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        relative = path.relative_to(root).as_posix()
        if path.name.startswith(".") or path.name == CORPUS_TOML or any(fnmatch(relative, s) for s in skip):
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            problems.append(Problem(relative, "", "left out: a link that leads out of the folder"))
        elif path.is_dir():
            if path.resolve() not in seen:
                seen.add(path.resolve())
                yield from _walk(path, root, skip, problems, seen)
        elif path.is_file():
            yield path


def slug(name: str) -> str:
    """Return a name as an identity: its letters and digits in lower case, joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower())) or "papers"


def _told(root: Path) -> dict[str, Any]:
    path = root / CORPUS_TOML
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as TOML: {error}") from error


def _table(told: dict[str, Any], name: str, root: Path) -> dict[str, Any]:
    """Return a table of `corpus.toml`; raises SettingsError where something else stands under its name."""
    found = told.get(name, {})
    if not isinstance(found, dict):
        raise SettingsError(f"{root / CORPUS_TOML}: {name!r} must be a table, not {found!r}")
    return found


def _hints(relative: str, told: dict[str, Any], collection: Collection) -> Hints:
    """Return the hints for one paper; raises SettingsError for a kind, authority or date that is none."""
    unknown = set(told) - {"kind", "authority", "date", "title", "url", "access", "body", "restated"}
    if unknown:
        raise SettingsError(f"{CORPUS_TOML}: {relative}: unknown key {sorted(unknown)[0]!r}")
    try:
        when = told.get("date")
        return Hints(
            organisation=collection.organisation,
            body=str(told.get("body", collection.body)),
            kind=Kind(told["kind"]) if "kind" in told else None,
            authority=Authority(told["authority"]) if "authority" in told else None,
            date=when if isinstance(when, date) else date.fromisoformat(when) if when else None,
            title=told.get("title"),
            url=told.get("url"),
            access=Access(told["access"]) if "access" in told else None,
            restated=bool(told.get("restated", False)),
        )
    except ValueError as error:
        raise SettingsError(f"{CORPUS_TOML}: {relative}: {error}") from error


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


def read(paper: Paper, collection: Collection, sha256: str) -> Reading:
    """Return a paper read and parsed, or why it could not be."""
    try:
        pages = furniture.printed_numbers(readers.read(paper.path))
    except ReadError as error:
        return Reading(None, (Problem(paper.relative, "", str(error)),))
    text, starts = _whole(pages)
    sheet = Sheet(paper.relative, text, pages, furniture.lines(pages, starts), paper.hints)
    parts = tuple(_forced(part, paper.hints) for part in formats.parse(sheet))
    if not parts:
        return Reading(None, (*sheet.problems, Problem(paper.relative, "", "holds no text that could be kept")))
    problems = list(sheet.problems)
    problems.extend(
        Problem(paper.relative, part.title, "marked exempt or not for publication; taken in as restricted")
        for part in parts
        if part.access is Access.RESTRICTED
    )
    empty = [str(p.number) for p in pages if p.number and not p.text.strip()]
    if empty:
        problems.append(Problem(paper.relative, f"page {', '.join(empty[:12])}", "holds no text (pictures, or blank)"))
    source = Source(paper.relative, sha256, paper.hints.url)
    title = paper.hints.title or parts[0].title or Path(paper.relative).stem
    return Reading(
        Document(document_id(collection, paper.relative), title, source, text, pages, parts), tuple(problems)
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
    return replace(
        part, authority=authority, kind=hints.kind or part.kind, access=hints.access or part.access, restated=restated
    )
