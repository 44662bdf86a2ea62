"""Forgetting on request: a paper, a collection, or every trace of a person's name.

What is asked for is kept first, then taken out, so that a run that is killed can be run again. Nothing but the index is
touched: the papers' own files and the backups that still hold what was forgotten are named.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index import backup
from index.kept import ForgottenPaper, Kept
from index.shelf import Finding, Reporter, Shelf, without
from index.store import Store
from ingest.errors import IndexError_, Problem
from ingest.grammar import forgetting


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What came of forgetting: the papers it touched, the files and the backups that still hold it, what else there is
    to know, and what could not be built anew."""

    papers: tuple[str, ...]
    files: tuple[str, ...] = ()
    backups: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def forget_paper(shelf: Shelf, kept: Kept, path: str, reporter: Reporter) -> Forgetting:
    """Take a paper out for good: it is not taken in again from its folder. Raises IndexError_ where there is none."""
    ids = shelf.store.document_ids()
    found = [row for row in ids if row[2] == path] or [row for row in ids if row[2].endswith("/" + path)]
    if not found:
        raise IndexError_(f"{path}: no such paper on the shelf; `matters papers` lists them")
    held = [ForgottenPaper(c, p, shelf.store.stored(i).document.source.sha256) for i, c, p in found]
    kept.forget(papers=held)
    kept.mask()
    shelf.forget([i for i, _, _ in found])
    problems = shelf.cleared(reporter)
    roots = {c.id: Path(c.root) for c in shelf.store.collections()}
    files = tuple(str(roots[p.collection] / p.path) for p in held if (roots[p.collection] / p.path).exists())
    hashes = {p.sha256 for p in held}
    backups = still_in(kept, lambda record: bool(hashes & record.contents()))
    return Forgetting(tuple(p.path for p in held), files, backups, (), problems)


def forget_collection(shelf: Shelf, kept: Kept, name: str, reporter: Reporter) -> Forgetting:
    """Take a collection out, papers and all; its folder may be ingested again. Raises IndexError_ for none."""
    there = {c.id: c for c in shelf.store.collections()}
    found = [c for c in there.values() if name in (c.id, c.name)]
    if len(found) != 1:
        raise IndexError_(f"{name}: {len(found) or 'no'} collections of that name; there are {', '.join(there)}")
    one = found[0]
    papers = tuple(sorted(shelf.store.held(one.id)))
    kept.unquote((one.id, path) for path in papers)
    shelf.forget_collection(one.id)
    problems = shelf.cleared(reporter)
    backups = still_in(kept, lambda record: record.collection(one.id) is not None)
    return Forgetting(papers, (one.root,) if Path(one.root).exists() else (), backups, (), problems)


def forget_person(shelf: Shelf, kept: Kept, name: str, salt: str, reporter: Reporter) -> Forgetting:
    """Mask a person's name, in the forms in which papers write it, in every paper now and in all that come."""
    try:
        known = next((n for n in kept.names() if _hides(n, name)), None)
        one, last = known or forgetting.forgotten(name, salt), forgetting.forgotten(name.split()[-1], salt)
    except (ValueError, IndexError) as error:
        raise IndexError_(f"{name!r}: holds no name; write it as papers do, first name and surname") from error

    def stands(text: str, what: forgetting.Forgotten = one) -> bool:
        return forgetting.masked(text, [what]) != text

    roots = {c.id: Path(c.root) for c in shelf.store.collections()}
    held = [roots[c] / path for c, path, text in shelf.store.texts() if stands(text)]
    if known is None:
        kept.forget(names=[one])
    kept.mask()
    changed = shelf.mask([one], without(kept.names()), reporter)
    problems = shelf.cleared(reporter)
    notes = [
        f"{path}: the name of the file itself holds it; rename the file and ingest again"
        for _, path, _ in shelf.store.texts()
        if stands(path)
    ]
    bare = sum(stands(text, last) for _, _, text in shelf.store.texts())
    if bare:
        notes.append(
            f"the last word of the name still stands alone in {bare} {'paper' if bare == 1 else 'papers'}; it may be "
            "somebody else's. `matters forget --person` with that word alone takes it out too"
        )
    backups = still_in(kept, lambda record: any(stands(text) for _, _, text in record.texts()))
    return Forgetting(changed, tuple(str(p) for p in held if p.exists()), backups, tuple(notes), problems)


def _hides(known: forgetting.Forgotten, name: str) -> bool:
    """True where a name that is forgotten already leaves no letter of another."""
    return not any(c.isalpha() for c in forgetting.masked(name, [known]))


def forget_again(shelf: Shelf, kept: Kept, reporter: Reporter) -> None:
    """Take what was asked to be forgotten out of a record from elsewhere, before anybody is served from it."""
    gone = {(p.collection, p.path) for p in kept.papers()}
    papers = [i for i, collection, path in shelf.store.document_ids() if (collection, path) in gone]
    if not papers and not kept.names():
        return
    shelf.forget(papers)
    shelf.mask(kept.names(), without(kept.names()), reporter)
    shelf.swept()


def check(store: Store, kept: Kept) -> Finding:
    """Return whether what was asked to be forgotten is gone, and what is kept can be read."""
    papers, names, made = kept.papers(), kept.names(), kept.corrections()
    hashes, places = {p.sha256 for p in papers}, {(p.collection, p.path) for p in papers}
    back = len(hashes & store.contents()) + sum((c, p) in places for _, c, p in store.document_ids())
    named = sum(forgetting.masked(text, names) != text for _, _, text in store.texts()) if names else 0
    said = kept.complaints()
    words = [t for c in made for t in (c.quote, c.note, c.by, *c.owners)]
    words += [t for c in said for t in (c.question, c.read_as, c.answer, c.note, c.by)]
    told = sum(forgetting.masked(t, names) != t for t in words)
    looked = (
        f"{len(papers)} forgotten papers, {len(names)} forgotten names, {len(kept.backups())} backups made, "
        f"{len(made)} corrections, {len(said)} complaints"
    )
    wrong = f"{back + named} papers hold what was to be forgotten" if back or named else None
    wrong = wrong or (f"{told} corrections or complaints hold a forgotten name" if told else None)
    return Finding("kept", looked, wrong, "ask for it to be forgotten again with `matters forget`")


def recall(kept: Kept, *, paper: str | None = None, person: str | None = None) -> int:
    """Let a forgotten paper or name be taken in again at the next ingest. Returns how many were let go."""
    papers = [p for p in kept.papers() if p.path == paper]
    names = [n for n in kept.names() if person and forgetting.masked(person, [n]) != person]
    kept.recall(papers, names)
    return len(papers) + len(names)


def still_in(kept: Kept, holds: Callable[[Store], bool]) -> tuple[str, ...]:
    """Return a word on each backup that was made here and still holds something, or may."""
    out = []
    for one in kept.backups():
        try:
            with (
                backup.opened(Path(one.path), kept.folder) as (_, folder),
                closing(Store(folder / backup.RECORD)) as record,
            ):
                if holds(record):
                    out.append(f"{one.path}, made {one.made}")
        except IndexError_:
            out.append(f"{one.path}, made {one.made}: cannot be opened now, and may hold it wherever it is")
    return tuple(out)
