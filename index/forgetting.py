"""Forgetting on request: a paper, a collection, or every trace of a person's name.

What is asked for is kept first, then taken out, so that a run that is killed can be run again. The originals of added
papers are the index's own: with a forgotten paper they are deleted. No other file is touched: those, and the backups,
that still hold what was forgotten are named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index import backup, traces
from index.kept import REMOVED, UPLOADS, ForgottenPaper, Kept, content
from index.shelf import Finding, Reporter, Shelf, without
from index.store import Store
from ingest.errors import IndexError_, Problem
from ingest.grammar import forgetting


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What came of forgetting: the papers it touched, the files and the backups that still hold it, what else there is
    to know, what could not be built anew, the originals of added papers that were deleted, and what was taken out of
    what lies beside the papers."""

    papers: tuple[str, ...]
    files: tuple[str, ...] = ()
    backups: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    deleted: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def forget_paper(shelf: Shelf, kept: Kept, path: str, reporter: Reporter) -> Forgetting:
    """Take a paper out for good, wherever the same file lies: it is not taken in again from any folder.

    path: in its collection, or COLLECTION/PATH; of an added paper also where it was removed or could not be read.
    Raises IndexError_ where there is none, and where the originals of several unlike papers would be deleted.
    """
    there = _there(shelf, kept)
    held = _alike(there, _found(there, path), kept)
    ids = {(c, p): i for i, c, p in shelf.store.document_ids()}
    kept.forget(papers=held)
    kept.mask()
    shelf.forget([ids[p.collection, p.path] for p in held if (p.collection, p.path) in ids])
    problems = shelf.cleared(reporter)
    deleted = kept.shred(held)
    roots = {c.id: Path(c.root) for c in shelf.store.collections()}
    places = [roots[p.collection] / p.path for p in held if p.collection in roots]
    files = tuple(str(place) for place in places if place.exists())
    hashes = {p.sha256 for p in held}
    backups = still_in(kept, lambda record, its: bool(hashes & record.contents() or its.originals_of(held)))
    return Forgetting(tuple(dict.fromkeys(p.path for p in held)), files, backups, (), problems, deleted)


def _there(shelf: Shelf, kept: Kept) -> list[ForgottenPaper]:
    """Return every paper that could be forgotten: those on the shelf, and the originals of added ones that are not."""
    collections = shelf.store.collections()
    held = [
        ForgottenPaper(c.id, path, sha) for c in collections for path, (_, sha, _) in shelf.store.held(c.id).items()
    ]
    ids = {Path(c.root).name: c.id for c in collections if _is_added(Path(c.root), kept)}
    known = {(p.collection, p.path) for p in held}
    left = [(ids.get(path.parent.name, path.parent.name), path) for path in kept.originals()]
    return held + [ForgottenPaper(c, p.name, content(p)) for c, p in left if (c, p.name) not in known]


def _is_added(root: Path, kept: Kept) -> bool:
    return root.parent == (kept.folder / UPLOADS).resolve()


def _found(there: Sequence[ForgottenPaper], path: str) -> list[ForgottenPaper]:
    """Return the papers that somebody means by a path. Raises IndexError_ for none."""
    for fits in (
        lambda p: f"{p.collection}/{p.path}" == path,
        lambda p: p.path == path,
        lambda p: p.path.endswith(f"/{path}"),
    ):
        if found := [p for p in there if fits(p)]:
            return found
    raise IndexError_(f"{path}: no such paper on the shelf; `matters papers` lists them")


def _alike(there: Sequence[ForgottenPaper], found: Sequence[ForgottenPaper], kept: Kept) -> list[ForgottenPaper]:
    """Return all papers that are the same files as those found.

    Raises IndexError_ where unlike ones have one path and an original of ours would be deleted: who asked means one.
    """
    contents = {p.sha256 for p in found}
    if len(contents) > 1 and kept.originals_of(found):
        named = ", ".join(f"{p.collection}/{p.path}" for p in found)
        raise IndexError_(f"{found[0].path}: several papers have that path; name one: {named}")
    return [p for p in there if p.sha256 in contents]


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
    backups = still_in(kept, lambda record, _: record.collection(one.id) is not None)
    places = [Path(one.root)]
    if _is_added(Path(one.root), kept):
        places.append(kept.folder / REMOVED / Path(one.root).name)
    return Forgetting(papers, tuple(str(p) for p in places if p.exists()), backups, (), problems)


@dataclass(frozen=True, slots=True)
class Beside:
    """What else is written that a name may stand in: the folder of jobs, the states of those that go on, and a log."""

    jobs: Path
    going_on: frozenset[str]
    log: Path | None = None


def forget_person(
    shelf: Shelf, kept: Kept, name: str, salt: str, reporter: Reporter, beside: Beside | None = None
) -> Forgetting:
    """Mask a person's name, in the forms in which papers write it, in every paper now and in all that come.

    beside: what else the name is taken out of.
    """
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
    masked = [f"{several} in {kept.folder / file}" for file, several in kept.mask().items()]
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
    notes += _unread(shelf, kept, stands)
    notes += [
        f"{path}: still holds it, in the name of a file; rename the file, or forget the paper"
        for path in traces.still_in(kept.folder, stands)
    ]
    if beside:
        more, still = _beside(beside, stands, lambda text: forgetting.masked(text, [one]))
        masked, notes = masked + more, notes + still
    backups = still_in(kept, lambda record, _: any(stands(text) for _, _, text in record.texts()))
    return Forgetting(
        changed, tuple(str(p) for p in held if p.exists()), backups, tuple(notes), problems, (), tuple(masked)
    )


def _beside(beside: Beside, stands: traces.Holds, hide: traces.Hide) -> tuple[list[str], list[str]]:
    """Take a name out of what lies beside the index. Returns a word on what was done, and on what still holds it."""
    jobs, open_ = traces.hide_in_notes(beside.jobs, hide, beside.going_on)
    done = [f"{jobs} {'job' if jobs == 1 else 'jobs'} of adding papers in {beside.jobs}"] * bool(jobs)
    still = [f"{path}: still holds it; forget it again when these papers have been added" for path in open_]
    try:
        lines = traces.drop_lines(beside.log, stands) if beside.log else 0
        done += [f"{lines} {'line' if lines == 1 else 'lines'} of the log of questions, {beside.log}"] * bool(lines)
    except OSError as error:
        still.append(f"{beside.log}: cannot be written ({error.strerror or error}), and may hold it; see to it")
    return done, still


def _unread(shelf: Shelf, kept: Kept, stands: Callable[[str], bool]) -> list[str]:
    """Return a word on the originals of added papers that are not on the shelf: nobody has looked for a name there."""
    roots = {c.id: Path(c.root) for c in shelf.store.collections()}
    known = {(roots[c] / path).resolve() for _, c, path in shelf.store.document_ids()}
    left = [p for p in kept.originals() if p.resolve() not in known]
    told = [f"{p}: the name of the file itself holds it; rename the file" for p in left if stands(p.name)]
    if left:
        told.append(
            f"not looked into, as they are not on the shelf: the originals of {len(left)} added papers, such as "
            f"{left[0]}; `matters forget --paper` deletes one"
        )
    return told


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
    said, set_of = kept.complaints(), kept.papers_set().values()
    words = [t for c in made for t in (c.quote, c.note, c.by, *c.sets.owners)]
    words += [t for c in said for t in (c.question, c.read_as, c.answer, c.note, c.by)]
    words += [t for p in set_of for t in (p.by, p.note, p.title, p.body)]
    told = sum(forgetting.masked(t, names) != t for t in words)
    looked = (
        f"{len(papers)} forgotten papers, {len(names)} forgotten names, {len(kept.backups())} backups made, "
        f"{len(made)} corrections, {len(said)} complaints, {len(set_of)} papers set right or removed"
    )
    wrong = f"{back + named} papers hold what was to be forgotten" if back or named else None
    wrong = wrong or (f"{told} corrections, complaints or words on papers hold a forgotten name" if told else None)
    return Finding("kept", looked, wrong, "ask for it to be forgotten again with `matters forget`")


def recall(kept: Kept, *, paper: str | None = None, person: str | None = None) -> int:
    """Let a forgotten paper or name be taken in again at the next ingest. Returns how many were let go."""
    papers = [p for p in kept.papers() if p.path == paper]
    names = [n for n in kept.names() if person and forgetting.masked(person, [n]) != person]
    kept.recall(papers, names)
    return len(papers) + len(names)


def still_in(kept: Kept, holds: Callable[[Store, Kept], bool]) -> tuple[str, ...]:
    """Return a word on each backup that was made here and still holds something, or may: in its record, or beside."""
    out = []
    for one in kept.backups():
        try:
            with (
                backup.opened(Path(one.path), kept.folder) as (_, folder),
                closing(Store(folder / backup.RECORD)) as record,
            ):
                if holds(record, Kept(folder / backup.KEPT)):
                    out.append(f"{one.path}, made {one.made}")
        except IndexError_:
            out.append(f"{one.path}, made {one.made}: cannot be opened now, and may hold it wherever it is")
    return tuple(out)
