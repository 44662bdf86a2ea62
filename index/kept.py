"""What a person made or asked for, beside the index: it is never touched by a rebuild, and is in every backup.

Now: what was asked to be forgotten, which backups were made, the corrections of the register, all that were ever made,
what people say is wrong with answers, and what was set of papers. Every file is written whole, by one process at a
time. The originals of papers that were added, and of those that were removed again, lie here too.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index import traces
from index.passage import Complaint, Correction, PaperSet, RegisterOf, Setting, Standing
from ingest.errors import BusyError, IndexError_
from ingest.grammar.forgetting import Forgotten, masked
from ingest.record import Access, DecisionType, Kind

FORGOTTEN, BACKUPS, CORRECTIONS, PAPERS = "forgotten.json", "backups.json", "corrections.json", "papers.json"
FEEDBACK = "feedback.json"
#: What is listed in each of these files.
_LISTS = {CORRECTIONS: "corrections", FEEDBACK: "complaints", PAPERS: "papers"}
#: Folders of originals: of papers that were added, and of those among them that were removed again.
UPLOADS, REMOVED = "uploads", "removed"
#: Seconds to wait for another process that writes here. Each writes one small file: after so long, it hangs.
PATIENCE = 20


@dataclass(frozen=True, slots=True)
class ForgottenPaper:
    """A paper that is not to be taken in again: by its place in its collection, and by what it holds."""

    collection: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: where, and when."""

    path: str
    made: str


class Kept:
    """The folder of kept things."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._corrections: tuple[Correction, ...] = ()
        self._corrections_of: tuple[int, int, int] | None = None

    def papers(self) -> tuple[ForgottenPaper, ...]:
        """Return the papers that were asked to be forgotten."""
        return tuple(ForgottenPaper(**row) for row in self._read(FORGOTTEN).get("papers", ()))

    def names(self) -> tuple[Forgotten, ...]:
        """Return the names that were asked to be forgotten, as hashes."""
        return tuple(
            Forgotten(row["salt"], row["anchor"], tuple(row["forms"]), row["longest"])
            for row in self._read(FORGOTTEN).get("names", ())
        )

    def originals(self) -> Iterator[Path]:
        """Yield the originals of papers that were added, on the shelf or not: those removed again among them."""
        for place in (UPLOADS, REMOVED):
            yield from sorted(p for p in (self.folder / place).glob("*/*") if p.is_file() and p.name != "corpus.toml")

    def originals_of(self, papers: Iterable[ForgottenPaper]) -> tuple[Path, ...]:
        """Return the originals that hold what some papers held, whatever they are called."""
        wanted = {p.sha256 for p in papers}
        return tuple(path for path in self.originals() if wanted and content(path) in wanted)

    def shred(self, papers: Iterable[ForgottenPaper]) -> tuple[str, ...]:
        """Delete the originals of papers that were asked to be forgotten. Returns which. Raises IndexError_."""
        gone = self.originals_of(papers)
        for path in gone:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise IndexError_(f"{path}: cannot be deleted ({error.strerror or error}); delete it") from error
        return tuple(map(str, gone))

    def backups(self) -> tuple[Backup, ...]:
        """Return the backups that were made."""
        return tuple(Backup(**row) for row in self._read(BACKUPS).get("backups", ()))

    def papers_set(self) -> dict[tuple[str, str], PaperSet]:
        """Return what was set of papers, by collection and path."""
        rows = self._read(PAPERS).get("papers", [])
        try:
            made = [_paper_set(row) for row in rows]
        except (KeyError, TypeError, ValueError) as error:
            path = self.folder / PAPERS
            raise IndexError_(f"{path}: what was set of a paper cannot be read ({error}); mend it") from error
        return {(one.collection, one.path): one for one in made}

    def set_papers(self, *made: PaperSet) -> None:
        """Keep what was set of papers, each in place of what was set of it before; one that says nothing is let go.

        Of papers that were asked to be forgotten nothing is kept, and names that were are masked.
        """
        with self._writing():
            held = self.papers_set() | {(one.collection, one.path): one for one in made}
            gone, names = {(p.collection, p.path) for p in self.papers()}, self.names()
            rows = [
                _paper_row(one, names) for key, one in sorted(held.items()) if one.says_something and key not in gone
            ]
            self._write(PAPERS, {"papers": rows})

    def corrections(self) -> tuple[Correction, ...]:
        """Return every correction ever made, oldest first: read again only when the file is another."""
        try:
            told = (self.folder / CORRECTIONS).stat()
        except (FileNotFoundError, NotADirectoryError):
            return ()
        mark = (told.st_mtime_ns, told.st_size, told.st_ino)
        if mark != self._corrections_of:
            self._corrections = tuple(self._correction(row) for row in self._rows())
            self._corrections_of = mark
        return self._corrections

    def correct(self, *made: Correction) -> None:
        """Keep corrections, newer than all that are kept. Names that were asked to be forgotten are masked in them."""
        with self._writing():
            self._put([*self._rows(), *map(_row, made)])

    def merge(self, made: Sequence[Correction]) -> None:
        """Keep corrections from elsewhere among those that are kept, in order of time."""
        with self._writing():
            held = map(self._correction, self._rows())  # a row of an older version says the same in other words
            rows = self._hidden([_row(one) for one in (*held, *made)])
            unlike = [row for n, row in enumerate(rows) if row not in rows[:n]]
            self._put(sorted(unlike, key=lambda row: _time(self._correction(row))))

    def complaints(self) -> tuple[Complaint, ...]:
        """Return what people said is wrong with answers, oldest first."""
        return tuple(self._complaint(row) for row in self._complained())

    def complain(self, *made: Complaint) -> None:
        """Keep what is said to be wrong with answers. Names that were asked to be forgotten are masked in it."""
        with self._writing():
            self._put_complaints([*self._complained(), *map(_complaint_row, made)])

    def merge_complaints(self, made: Sequence[Complaint]) -> None:
        """Keep complaints from elsewhere among those that are kept, in order of time."""
        with self._writing():
            rows = self._unsaid([*self._complained(), *map(_complaint_row, made)])
            unlike = [row for n, row in enumerate(rows) if row not in rows[:n]]
            self._put_complaints(sorted(unlike, key=lambda row: datetime.fromisoformat(row["at"]).timestamp()))

    def mask(self) -> dict[str, str]:
        """Leave nothing that was asked to be forgotten in what is kept of corrections, complaints and papers.

        Returns by file how many held such a name and do no more, such as "2 complaints".
        """
        held = {name: self._listed(name, what) for name, what in _LISTS.items()}
        if held[PAPERS]:
            self.set_papers()
        if held[CORRECTIONS]:
            with self._writing():
                self._put(self._rows())
        if held[FEEDBACK]:
            with self._writing():
                self._put_complaints(self._complained())
        changed = {
            name: self._named(rows) - self._named(self._listed(name, _LISTS[name])) for name, rows in held.items()
        }
        return {name: f"{n} {_LISTS[name] if n > 1 else _LISTS[name][:-1]}" for name, n in changed.items() if n}

    def _named(self, rows: Sequence[dict[str, Any]]) -> int:
        """Return how many rows hold a name that was asked to be forgotten."""
        names = self.names()
        return sum(traces.stands_in(row, lambda text: masked(text, names) != text) for row in rows)

    def unquote(self, papers: Iterable[tuple[str, str]]) -> None:
        """Keep no words of papers, by collection and path. A correction of one is then attached by its action's id."""
        gone = set(papers)
        if any(gone & set(c.papers) for c in self.complaints()):
            with self._writing():
                self._put_complaints([_unquoted(row, gone) for row in self._complained()])
        if any((c.collection, c.document) in gone for c in self.corrections()):
            with self._writing():
                rows = self._rows()
                self._put([r | {"quote": ""} if (r["collection"], r["document"]) in gone else r for r in rows])

    def _rows(self) -> list[dict[str, Any]]:
        return self._listed(CORRECTIONS, "corrections")

    def _complained(self) -> list[dict[str, Any]]:
        return self._listed(FEEDBACK, "complaints")

    def _listed(self, name: str, what: str) -> list[dict[str, Any]]:
        rows = self._read(name).get(what, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise IndexError_(f"{self.folder / name}: holds no list of {what}; mend it, or restore a backup")
        return rows

    def _put_complaints(self, rows: Sequence[dict[str, Any]]) -> None:
        self._write(FEEDBACK, {"complaints": self._unsaid(rows)})

    def _unsaid(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return rows of complaints without the names and the papers' words that were asked to be forgotten."""
        names, papers = self.names(), {(p.collection, p.path) for p in self.papers()}
        hidden = [row | {name: masked(str(row.get(name, "")), names) for name in _SAID} for row in rows]
        return [_unquoted(row, papers) for row in hidden]

    def _complaint(self, row: dict[str, Any]) -> Complaint:
        try:
            datetime.fromisoformat(row["at"])
            return Complaint(
                **{name: str(row[name]) for name in ("refusal", "what", "at", "version", *_SAID)},
                passages=tuple(map(str, row["passages"])),
                papers=tuple((str(collection), str(path)) for collection, path in row["papers"]),
                generation=int(row["generation"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            path = self.folder / FEEDBACK
            raise IndexError_(
                f"{path}: a complaint in it cannot be read ({error}); mend it, or restore a backup"
            ) from error

    def _put(self, rows: Sequence[dict[str, Any]]) -> None:
        self._write(CORRECTIONS, {"corrections": self._hidden(rows)})

    def _hidden(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return rows without the names and the papers' words that were asked to be forgotten."""
        names, papers = self.names(), {(p.collection, p.path) for p in self.papers()}
        masked_rows = [_masked(row, names) for row in rows]
        return [r | {"quote": ""} if (r["collection"], r["document"]) in papers else r for r in masked_rows]

    def _correction(self, row: dict[str, Any]) -> Correction:
        try:
            return _told(row)
        except (KeyError, TypeError, ValueError) as error:
            path = self.folder / CORRECTIONS
            raise IndexError_(
                f"{path}: a correction in it cannot be read ({error}); mend it, or restore a backup"
            ) from error

    def forget(self, papers: Sequence[ForgottenPaper] = (), names: Sequence[Forgotten] = ()) -> None:
        """Keep that papers or names are to be forgotten, beside those that are already."""
        with self._writing():
            told = self._read(FORGOTTEN)
            held = told.setdefault("papers", [])
            held.extend(asdict(p) for p in papers if asdict(p) not in held)
            told.setdefault("names", []).extend(asdict(n) for n in names)
            self._write(FORGOTTEN, told)

    def recall(self, papers: Sequence[ForgottenPaper] = (), names: Sequence[Forgotten] = ()) -> None:
        """Let papers or names be taken in again."""
        gone = [asdict(p) for p in papers]
        salts = {n.salt for n in names}
        with self._writing():
            told = self._read(FORGOTTEN)
            told["papers"] = [p for p in told.get("papers", ()) if p not in gone]
            told["names"] = [n for n in told.get("names", ()) if n["salt"] not in salts]
            self._write(FORGOTTEN, told)

    def add_backup(self, backup: Backup) -> None:
        """Keep that a backup was made."""
        with self._writing():
            told = self._read(BACKUPS)
            held = [b for b in told.get("backups", ()) if b["path"] != backup.path]
            self._write(BACKUPS, {"backups": [*held, asdict(backup)]})

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the lock of kept things, which is not that of the index: an ingest holds that one for hours."""
        path = self.folder.with_name(f"{self.folder.name}.lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(path, timeout=PATIENCE):
                yield
        except Timeout as error:
            raise BusyError(
                f"{self.folder}: another process has been writing here for {PATIENCE} s; try again"
            ) from error
        except OSError as error:
            raise IndexError_(
                f"{path}: cannot be written ({error.strerror or error}); see to its permissions"
            ) from error

    def _read(self, name: str) -> dict[str, Any]:
        path = self.folder / name
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except (OSError, ValueError) as error:
            raise IndexError_(f"{path}: cannot be read ({error}); mend it, or restore a backup") from error
        if not isinstance(told, dict):
            raise IndexError_(f"{path}: holds no table; mend it, or restore a backup")
        return told

    def _write(self, name: str, told: dict[str, Any]) -> None:
        """Write a file whole or not at all."""
        path = self.folder / name
        making = path.with_name(f"{name}.making")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with making.open("w", encoding="utf-8") as file:
                json.dump(told, file, ensure_ascii=False, indent=1, sort_keys=True)
                file.flush()
                os.fsync(file.fileno())
            making.replace(path)
        except OSError as error:
            raise IndexError_(f"{path}: cannot be written ({error.strerror}); what it held is as it was") from error


def content(path: Path) -> str:
    """Return the hash of what a file holds. Raises IndexError_ where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise IndexError_(f"{path}: cannot be read ({error.strerror or error}); see to its permissions") from error


#: What a complaint holds of people's words and of papers' words, where a name may stand.
_SAID = ("question", "read_as", "answer", "note", "by")


def _complaint_row(one: Complaint) -> dict[str, Any]:
    """Return a complaint as its file holds it."""
    return asdict(one) | {"passages": list(one.passages), "papers": [list(p) for p in one.papers]}


def _unquoted(row: dict[str, Any], papers: Container[tuple[str, str]]) -> dict[str, Any]:
    """Return the row of a complaint without the answer that quotes one of these papers."""
    cited = [tuple(p) for p in row.get("papers", ())]
    return row | {"answer": ""} if any(p in papers for p in cited) else row


#: What a correction holds of people's words and of papers' words, where a name may stand.
_WORDED = ("quote", "note", "by")


def _row(one: Correction) -> dict[str, Any]:
    """Return a correction as its file holds it."""
    told = asdict(one)
    sets: dict[str, Any] = told.pop("sets")
    due = one.sets.due.isoformat() if one.sets.due else None
    return told | sets | {"owners": list(one.sets.owners), "due": due}


def _told(row: dict[str, Any]) -> Correction:
    """Return the correction of a row. Raises KeyError, TypeError or ValueError for one that holds none.

    Rows of version 0.1 were of actions alone, and called the entry's id its action.
    """
    datetime.fromisoformat(row["at"])
    worded = {name: str(row[name]) for name in ("matter", "collection", "document", "body", "meeting", "item")}
    return Correction(
        **worded,
        identity=str(row["identity"] if "identity" in row else row["action"]),
        access=Access(row["access"]),
        quote=str(row["quote"]),
        by=str(row["by"]),
        at=row["at"],
        note=str(row.get("note", "")),
        sets=_set(row),
        withdrawn=bool(row.get("withdrawn", False)),
        register=RegisterOf(row.get("register", RegisterOf.ACTIONS)),
    )


def _set(row: dict[str, Any]) -> Setting:
    """Return what a row says is set of an entry. Raises TypeError or ValueError for what cannot be."""
    return Setting(
        standing=Standing(row["standing"]) if row.get("standing") else None,
        owners=tuple(map(str, row.get("owners", ()))),
        due=date.fromisoformat(row["due"]) if row.get("due") else None,
        type=DecisionType(row["type"]) if row.get("type") else None,
        **{name: bool(row.get(name, False)) for name in ("no_owner", "no_due", "struck")},
    )


def _paper_row(one: PaperSet, names: Sequence[Forgotten]) -> dict[str, Any]:
    """Return what was set of a paper as its file holds it, with forgotten names masked."""
    told = asdict(one) | {"date": one.date.isoformat() if one.date else None}
    return told | {name: masked(str(told[name]), names) for name in ("by", "note", "title", "body")}


def _paper_set(row: dict[str, Any]) -> PaperSet:
    """Return what a row says was set of a paper. Raises KeyError, TypeError or ValueError for one that holds none."""
    datetime.fromisoformat(row["at"])
    return PaperSet(
        **{name: str(row[name]) for name in ("collection", "path", "by", "at")},
        access=Access(row["access"]),
        **{name: str(row.get(name, "")) for name in ("note", "body", "title")},
        kind=Kind(row["kind"]) if row.get("kind") else None,
        date=date.fromisoformat(row["date"]) if row.get("date") else None,
        removed=bool(row.get("removed", False)),
    )


def _masked(row: dict[str, Any], names: Sequence[Forgotten]) -> dict[str, Any]:
    """Return a row in which forgotten names are masked."""
    owners = [masked(str(o), names) for o in row.get("owners", ())]
    return row | {name: masked(str(row.get(name, "")), names) for name in _WORDED} | {"owners": owners}


def _time(one: Correction) -> float:
    return datetime.fromisoformat(one.at).timestamp()
