"""Where the concrete parts are chosen and joined: settings in, an open shelf and an assistant out."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

# A question is one short product after another: a second thread waits more than it works. Read as numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from assistant.ask import Assistant
from index import backup as archive
from index import corrections, forgetting, locking, upgrading, upkeep
from index.backup import Manifest
from index.database import Database
from index.embedding import Encoder
from index.forgetting import Beside, Forgetting
from index.kept import REMOVED, UPLOADS, Backup, ForgottenPaper, Kept
from index.passage import Attached, Complaint, Entry, PaperSet, RegisterOf, Ruling, Scope, Setting
from index.shelf import RECORD, Finding, Offer, PaperNews, Reading, Reporter, Shelf, ToldPages, without
from ingest.errors import FolderError, IndexError_, Problem, ReadError
from ingest.grammar.forgetting import Forgotten, masked
from ingest.record import Access, Collection, digest
from people import ANYBODY, Person
from settings import Settings

if TYPE_CHECKING:  # reading papers is no part of answering, so what it needs is loaded when papers come
    from ingest import library
    from ingest.added import Added, Put
    from ingest.formats import Hints

T = TypeVar("T")

#: Inside the folder that a person names for the index: what is built, and can be built again.
BUILT = "index"
#: Beside it: what a person made or asked for, which is never built anew.
KEPT = "kept"
#: Beside them: the notes on jobs, and the states of those that go on.
JOBS, GOING_ON = "jobs", frozenset(("waiting", "running"))
#: Papers read at once at most, unless the operator says otherwise: beyond it the disk waits, and memory grows.
MOST_AT_ONCE = 8


def quiet() -> None:
    """Switch off what the libraries beneath would send or fetch by themselves. Called by every door first."""
    for name, value in (
        ("HF_HUB_OFFLINE", "1"),
        ("TRANSFORMERS_OFFLINE", "1"),
        ("HF_HUB_DISABLE_TELEMETRY", "1"),
        ("DO_NOT_TRACK", "1"),
        ("ANONYMIZED_TELEMETRY", "False"),
        ("GRADIO_ANALYTICS_ENABLED", "False"),
        # Gradio keeps of each event who made it and when, and after each sums them all up, though nobody reads it.
        ("GRADIO_ANALYTICS_CACHE_FREQUENCY", str(sys.maxsize)),
        ("GRADIO_ANALYTICS_MAX_EVENTS", "1"),
        ("TOKENIZERS_PARALLELISM", "false"),
        ("HF_HUB_DISABLE_PROGRESS_BARS", "1"),
    ):
        os.environ[name] = value


def load_model(settings: Settings) -> Encoder:
    """Return the model that settings name."""
    from index import embedding

    return embedding.load(settings.model)


def open_shelf(settings: Settings, *, write: bool = False, lasting: bool = False) -> Shelf:
    """Return the shelf of an index folder. `lasting`: the door answers many questions, so Chroma is worth opening."""

    folder = settings.index / BUILT
    for named in (settings.index, folder):
        if named.exists() and not named.is_dir():
            raise IndexError_(f"{named}: this is a file; name the folder of an index")
    kept = Kept(settings.index / KEPT)
    try:
        return Shelf(
            folder,
            partial(load_model, settings),
            write=write,
            lasting=lasting,
            server=settings.chroma,
            corrections=kept.corrections,
        )
    except OSError as error:
        raise IndexError_(f"{folder}: the index cannot be opened: {error.strerror or error}") from error


def begin(settings: Settings) -> None:
    """Make an index with no papers in it where there is none yet, so that a page over it can be opened."""
    if not (settings.index / BUILT / RECORD).exists():
        open_shelf(settings, write=True).close()


def open_assistant(settings: Settings, *, lasting: bool = False) -> Assistant:
    """Return an assistant over a shelf, with the scope of its operator."""
    shelf = open_shelf(settings, lasting=lasting)
    return Assistant(shelf, partial(_everything, shelf, settings), date.today)


def assistant_of(shelf: Shelf, settings: Settings, person: Person) -> Assistant:
    """Return an assistant over a shelf, with the scope of a person: what they may see of what the operator shows."""
    return Assistant(shelf, partial(_seen, shelf, settings, person), date.today)


def _seen(shelf: Shelf, settings: Settings, person: Person) -> Scope:
    scope = _everything(shelf, replace(settings, restricted=settings.restricted and person.restricted))
    if person.collections is None:
        return scope
    names = Counter(c.name for c in shelf.store.collections())
    told = set(person.collections)
    own = str(_uploads(settings, person).resolve())
    seen = [
        c.id
        for c in shelf.store.collections()
        if c.id in told or (c.name in told and names[c.name] == 1) or (c.root == own and person.name)
    ]
    return replace(scope, collections=tuple(i for i in scope.collections if i in seen))


def _everything(shelf: Shelf, settings: Settings) -> Scope:
    """Return the scope of the operator of a shelf."""
    return shelf.everything((Access.PUBLIC, Access.RESTRICTED) if settings.restricted else (Access.PUBLIC,))


def ingest(
    folder: Path,
    settings: Settings,
    reporter: Reporter,
    *,
    prune: bool = False,
    today: str = "",
    only: Set[str] | None = None,
) -> tuple[Collection, tuple[PaperNews, ...], tuple[Problem, ...]]:
    """Take a folder's papers in. Returns the collection, what became of each paper, and the problems met.

    prune: papers that are gone are removed however many they are, those of a folder that is gone itself too.
    today: the day that papers are noted to have come on, such as "2026-11-26"; "" where it is not to be told.
    only: the paths of all that it is about, or None for the whole folder. What a person set of papers holds, and
    those that somebody removed are left out.
    """
    from ingest import library

    if prune and not folder.exists():
        return _emptied(folder, settings, reporter)
    if only is not None:
        found = _narrowed(folder, settings, only)
    else:
        found = library.open_folder(folder)
    if only is None and not found.papers and not (prune and (settings.index / BUILT).exists()):
        return found.collection, (), found.problems
    kept = Kept(settings.index / KEPT)
    names = kept.names()
    with closing(open_shelf(settings, write=True)) as shelf:
        found, removed = _as_set(shelf, found, kept.papers_set().values())
        offers, twins, unreadable = _offers(found, names)
        offers, left_out = _remembered(shelf, found, offers, kept.papers())
        closed = _behind_closed_doors(shelf, found)
        offers.extend(Offer(path, "", "") for path in closed if only is None or path in only)
        read = partial(_read, settings, found, tuple(names), unreadable | closed)
        gone = twins.keys() | removed
        news = shelf.ingest(found.collection, offers, read, reporter, prune=prune, twins=gone, only=only, today=today)
        loose = _loose(shelf, settings)
    problems = [
        *found.problems,
        *(p for n in news for p in n.problems),
        *_told_of_twins(twins, news),
        *left_out,
        *loose,
    ]
    return found.collection, tuple(n for n in news if n.path), tuple(problems)


def _narrowed(folder: Path, settings: Settings, only: Set[str]) -> library.Folder:
    """Return a folder with some of its papers; where it is gone with all of them, what the shelf knows it by."""
    from ingest import library

    if not folder.exists():
        with closing(open_shelf(settings)) as shelf:
            held = next((c for c in shelf.store.collections() if c.root == str(folder)), None)
        if held is not None:
            return library.Folder(held, (), ())
    return library.narrowed(library.open_folder(folder), only)


def _emptied(
    folder: Path, settings: Settings, reporter: Reporter
) -> tuple[Collection, tuple[PaperNews, ...], tuple[Problem, ...]]:
    """Remove the papers of a folder that is gone."""
    with closing(open_shelf(settings, write=True)) as shelf:
        held = next((c for c in shelf.store.collections() if c.root == str(folder.resolve())), None)
        if held is None:
            raise FolderError(f"{folder}: there is no such folder, and no papers of it are on the shelf")
        news = shelf.ingest(held, (), _nothing, reporter, prune=True)
        loose = _loose(shelf, settings)
    return held, news, (*(p for n in news for p in n.problems), *loose)


def _loose(shelf: Shelf, settings: Settings) -> tuple[Problem, ...]:
    """Return a word on the corrections that belong to no entry of their register now, if there are any."""
    out = []
    for which in RegisterOf:
        if loose := sum(one.entry is None for one in shelf.corrections(_everything(shelf, settings), which)):
            what = "1 correction belongs" if loose == 1 else f"{loose} corrections belong"
            told = f"{what} to no {which.one} now; kept, and listed by `matters {which} corrections`"
            out.append(Problem("corrections", "", told))
    return tuple(out)


def _remembered(
    shelf: Shelf, found: library.Folder, offers: Sequence[Offer], forgotten: Sequence[ForgottenPaper]
) -> tuple[list[Offer], tuple[Problem, ...]]:
    """Return the offers without the papers that were asked to be forgotten, and a word on each of those."""
    ids = _ids(shelf, found)
    places = {p.path for p in forgotten if p.collection in ids}
    contents = {p.sha256 for p in forgotten}
    why = "left out: it was asked to be forgotten; `matters forget --undo --paper` lets it in again"
    gone = {o.path for o in offers if o.path in places or o.sha256 in contents}
    return [o for o in offers if o.path not in gone], tuple(Problem(path, "", why) for path in sorted(gone))


def _as_set(shelf: Shelf, found: library.Folder, made: Iterable[PaperSet]) -> tuple[library.Folder, Set[str]]:
    """Return a folder with what a person set of its papers, and the paths of those that somebody removed from it."""
    ids = _ids(shelf, found)
    held = {one.path: one for one in made if one.collection in ids}
    removed = {path for path, one in held.items() if one.removed}
    papers = tuple(
        replace(p, hints=_hinted(p.hints, held[p.relative])) if p.relative in held else p
        for p in found.papers
        if p.relative not in removed
    )
    why = "left out: it was removed; `matters papers PATH --put-back` lets it in again"
    here = sorted(p.relative for p in found.papers if p.relative in removed)
    problems = (*found.problems, *(Problem(path, "", why) for path in here))
    return replace(found, papers=papers, problems=problems), removed


def _hinted(hints: Hints, made: PaperSet) -> Hints:
    """Return the hints of a paper, those that a person set over those of `corpus.toml`."""
    return replace(
        hints,
        kind=made.kind or hints.kind,
        date=made.date or hints.date,
        whose=made.body or hints.whose,
        title=made.title or hints.title,
    )


def _ids(shelf: Shelf, found: library.Folder) -> set[str]:
    """Return the identities under which a folder's papers may be on the shelf."""
    return {c.id for c in shelf.store.collections() if c.root == found.collection.root} or {found.collection.id}


def _offers(found: library.Folder, names: Sequence[Forgotten]) -> tuple[list[Offer], dict[str, str], dict[str, str]]:
    """Return what a folder offers a shelf, and two kinds of papers by path.

    First, those left out as the same file as another, and which; the same bytes under the same hints, for the same
    reader, are one paper, and the first by path is taken in. Second, those that cannot be opened, and why; they are
    offered all the same, so that what cannot be opened today is not taken for gone.
    """
    from ingest import library

    offers: list[Offer] = []
    twins: dict[str, str] = {}
    unreadable: dict[str, str] = {}
    first: dict[tuple[str, str, str], str] = {}
    for paper in found.papers:
        try:
            sha = library.file_hash(paper.path)
        except ReadError as error:
            offers.append(Offer(paper.relative, "", ""))
            unreadable[paper.relative] = str(error)
            continue
        hints = repr(paper.hints) + library.READ_AS + without(names)
        same = first.setdefault((sha, hints, paper.path.suffix.lower()), paper.relative)
        if same == paper.relative:
            offers.append(Offer(paper.relative, sha, hints))
        else:
            twins[paper.relative] = same
    return offers, twins, unreadable


def _told_of_twins(twins: dict[str, str], news: Sequence[PaperNews]) -> Iterator[Problem]:
    failed = {n.path for n in news if n.what == "failed"}
    for path, same in twins.items():
        what = ", which could not be read" if same in failed else "; taken in once"
        yield Problem(path, "", f"the same file as {same}{what}")


def _behind_closed_doors(shelf: Shelf, found: library.Folder) -> dict[str, str]:
    """Return the papers that the shelf holds from folders that cannot be looked into, so that none is taken for gone.

    By path, with what is said of each.
    """
    held = (
        sorted(path for identity in _ids(shelf, found) for path in shelf.store.held(identity)) if found.closed else []
    )
    why = "cannot be looked at now; kept as it was"
    return {p: why for p in held if any(p == folder or p.startswith(folder + "/") for folder in found.closed)}


def _read(
    settings: Settings,
    found: library.Folder,
    names: tuple[Forgotten, ...],
    unreadable: Mapping[str, str],
    offers: Sequence[Offer],
    told: ToldPages,
) -> Generator[Reading, None, None]:
    """Yield what came of each paper offered, read in a process of its own. unreadable: why some cannot be."""
    from ingest import workers
    from ingest.forking import Task
    from ingest.workers import Limits

    papers = {p.relative: p for p in found.papers}
    largest = settings.largest * 1_000_000
    tasks = [
        Task(papers[o.path], found.collection, o.sha256, largest, names) for o in offers if o.path not in unreadable
    ]
    limits = Limits(settings.seconds, settings.memory, settings.processes or min(os.cpu_count() or 1, MOST_AT_ONCE))
    with closing(workers.read(tasks, limits, lambda n, *pages: told(tasks[n].paper.relative, *pages))) as readings:
        for offer in offers:
            if offer.path in unreadable:
                yield None, (Problem(offer.path, "", unreadable[offer.path]),)
            else:
                reading = next(readings)
                yield reading.document, reading.problems


def _nothing(_offers: Sequence[Offer], _told: ToldPages) -> Generator[Reading, None, None]:
    """Read no papers."""
    yield from ()


def check(settings: Settings, *, every: bool = False) -> Iterator[Finding]:
    """Yield what each check of an index came to: see Shelf.check."""
    with closing(open_shelf(settings)) as shelf:
        sound = True
        for finding in shelf.check(every=every):
            sound &= finding.name != "record" or finding.wrong is None
            yield finding
        if sound:
            yield forgetting.check(shelf.store, Kept(settings.index / KEPT))


def repair(settings: Settings, reporter: Reporter) -> tuple[Problem, ...]:
    """Build anew all that is built from the record of an index; nothing is embedded again."""
    with closing(open_shelf(settings, write=True)) as shelf:
        return shelf.repair(reporter)


def fingerprint(settings: Settings) -> dict[str, str]:
    """Return a hash of what each table of a record says: equal papers give equal ones, in whatever order they came."""
    with closing(open_shelf(settings)) as shelf:
        return upkeep.fingerprint(shelf.store)


def neighbours(settings: Settings, k: int) -> dict[str, frozenset[str]]:
    """Return the k passages that Chroma itself has nearest to each passage's vector, by id."""
    with closing(open_shelf(settings, lasting=True)) as shelf:
        return upkeep.neighbours(shelf.store, shelf.chroma, k)


def backup(settings: Settings, target: Path, made: str) -> Manifest:
    """Write a backup of an index and of what is kept beside it, and note that it was made. made: the time, in words."""
    kept = Kept(settings.index / KEPT)
    with Database(settings.index / BUILT / RECORD) as record:
        manifest = archive.write(record, kept.folder, target, made)
    kept.add_backup(Backup(str(target.resolve()), made))
    return manifest


def restore(
    settings: Settings, source: Path, reporter: Reporter, *, over: bool = False
) -> tuple[Manifest, tuple[Problem, ...]]:
    """Put a backup in place as the index, and build what is built from it. Returns what the backup says of itself.

    over: take the place of the index that is there; who asks meanwhile gets the one or the other. What was asked to be
    forgotten here stays forgotten.
    """
    root = settings.index / BUILT
    if (root / RECORD).exists() and not over:
        raise IndexError_(f"{settings.index}: an index is here already; name another --index, or say --over")
    with archive.opened(source, settings.index) as (manifest, folder), locking.locked(root):
        for left in settings.index.glob(f"{archive.UNPACKED}*"):  # by a run that was killed
            if left != folder:
                shutil.rmtree(left, ignore_errors=True)
        restored = folder / archive.RECORD
        if upgrading.is_older(restored):
            upgrading.upgrade(restored)
        with Database(restored) as held:
            if faults := held.faults():
                raise IndexError_(f"{source}: is damaged ({faults[0]}); name another")
        kept = Kept(settings.index / KEPT)
        _keep(Kept(folder / archive.KEPT), kept)
        with closing(Shelf(folder, partial(load_model, settings), write=True)) as shelf:
            _at_home(shelf, kept)
            forgetting.forget_again(shelf, kept, reporter)
        _set_aside(root / RECORD)
        with Database(root / RECORD, write=True, schema=None) as target:
            target.take_from(restored)
    return manifest, repair(settings, reporter)


def _set_aside(record: Path) -> None:
    """Move a record that cannot be opened out of the way, so that another can take its place."""
    try:
        if record.exists():
            Database(record, write=True, schema=None).close()
    except IndexError_:
        record.replace(record.with_name(f"{record.name}.damaged"))
        for end in ("-wal", "-shm"):
            record.with_name(record.name + end).unlink(missing_ok=True)


def _keep(restored: Kept, here: Kept) -> None:
    """Keep what a backup kept beside what is kept here. Names forgotten here or there are masked in all of it."""
    salts = {n.salt for n in here.names()}
    here.forget(restored.papers(), [n for n in restored.names() if n.salt not in salts])
    for one in restored.backups():
        if one.path not in {b.path for b in here.backups()}:
            here.add_backup(one)
    if restored.corrections():
        here.merge(restored.corrections())
    if restored.complaints():
        here.merge_complaints(restored.complaints())
    newer = here.papers_set()
    here.set_papers(*(p for key, p in restored.papers_set().items() if key not in newer or newer[key].at < p.at))
    here.mask()
    _keep_originals(restored, here)


def _keep_originals(restored: Kept, here: Kept) -> None:
    """Keep the originals of added papers that a backup holds beside those that are here; none is written over."""
    from ingest import added

    for name in (UPLOADS, REMOVED):
        added.merge(restored.folder / name, here.folder / name)
    here.shred(here.papers())


def _at_home(shelf: Shelf, kept: Kept) -> None:
    """Let the collections of added papers be in the folders that are kept here; take out what was removed since."""
    for one in shelf.store.collections():
        root = Path(one.root)
        here = (kept.folder / UPLOADS / root.name).resolve()
        if root.parent.parts[-2:] == (KEPT, UPLOADS) and root != here and here.is_dir():
            with shelf.locked(), shelf.store.writing():
                shelf.store.put_collection(replace(one, root=str(here)))
    removed = {key for key, made in kept.papers_set().items() if made.removed}
    shelf.forget([identity for identity, *key in shelf.store.document_ids() if tuple(key) in removed])


def forget(
    settings: Settings,
    reporter: Reporter,
    *,
    paper: str | None = None,
    collection: str | None = None,
    person: str | None = None,
) -> Forgetting:
    """Take a paper, a collection or a person's name out of an index: see index.forgetting."""
    kept = Kept(settings.index / KEPT)
    with closing(open_shelf(settings, write=True)) as shelf:
        if paper:
            return forgetting.forget_paper(shelf, kept, paper, reporter)
        if collection:
            return forgetting.forget_collection(shelf, kept, collection, reporter)
        beside = Beside(settings.index / JOBS, GOING_ON, settings.log_questions)
        return forgetting.forget_person(shelf, kept, person or "", secrets.token_hex(16), reporter, beside)


def hidden(settings: Settings, text: str) -> str:
    """Return a text in which the names that were asked to be forgotten are masked."""
    return masked(text, Kept(settings.index / KEPT).names())


def correct(
    settings: Settings,
    identity: str,
    sets: Setting,
    *,
    by: str,
    at: str,
    note: str = "",
    which: RegisterOf = RegisterOf.ACTIONS,
    person: Person = ANYBODY,
) -> Entry | Ruling:
    """Keep a correction of an entry of a register, over any made before. Returns the entry with it, though it is struck
    by it. Papers may come in meanwhile.

    identity: its id, or how that begins, among those that a person sees, struck or not: where two collections tell of
    one action, who sees both has it from one of them. Raises IndexError_ for none, or for several.
    """
    kept = Kept(settings.index / KEPT)
    with closing(open_shelf(settings)) as shelf:
        entry = _named(identity, _entries(shelf, which, _seen(shelf, settings, person)), which)
        made = corrections.made_of(entry, kept.corrections(), by=by, at=at, note=note)
        kept.correct(replace(made, sets=sets))
        return _entries(shelf, which, _seen(shelf, settings, person))[entry.id]


def withdraw(
    settings: Settings,
    identity: str,
    *,
    by: str,
    at: str,
    which: RegisterOf = RegisterOf.ACTIONS,
    person: Person = ANYBODY,
) -> Attached:
    """Take back what was set of an entry: it stands as it was read, or as was set before it was struck. Returns the
    correction that held.

    identity: as `correct` takes it; where a correction belongs to no entry now, the id that is listed with it.
    """
    kept = Kept(settings.index / KEPT)
    with closing(open_shelf(settings)) as shelf:
        scope = _seen(shelf, settings, person)
        held = {a.entry.id if a.entry else a.correction.identity: a for a in shelf.corrections(scope, which)}
        known = {i: held.get(i) for i in _entries(shelf, which, scope)} | held
        found = _named(identity, known, which)
        if found is None:
            raise IndexError_(
                f"{identity}: that {which.one} was not corrected; `matters {which} corrections` lists those that were"
            )
        kept.correct(corrections.taken_back(found.correction, by=by, at=at))
        return found


def _entries(shelf: Shelf, which: RegisterOf, scope: Scope) -> dict[str, Entry | Ruling]:
    """Return the entries of a register by their ids, those that a person took out among them."""
    held = shelf.actions if which is RegisterOf.ACTIONS else shelf.decisions
    return {e.id: e for e in (*held(scope), *held(scope, struck=True))}


def complain(settings: Settings, complaint: Complaint) -> None:
    """Keep what somebody says is wrong with an answer; no paper and no entry of the register changes by it."""
    Kept(settings.index / KEPT).complain(complaint)


def complaints(settings: Settings) -> tuple[Complaint, ...]:
    """Return what people said is wrong with answers, oldest first."""
    return Kept(settings.index / KEPT).complaints()


def _named(begins: str, known: Mapping[str, T], which: RegisterOf) -> T:
    """Return what is known by an id, or by the only one that begins so. Raises IndexError_ for none, or for several."""
    if begins in known:
        return known[begins]
    found = sorted(i for i in known if begins and i.startswith(begins.lower()))
    if len(found) == 1:
        return known[found[0]]
    if not found:
        raise IndexError_(
            f"{begins!r}: no {which.one} on the shelf has an id that begins so; `matters {which}` lists them"
        )
    some = ", ".join(found[:3]) + (", …" if len(found) > 3 else "")
    raise IndexError_(f"{begins!r}: {len(found)} {which} have ids that begin so ({some}); give more of it")


# ---------------------------------------------------------------- papers that people add, set right and remove


def _uploads(settings: Settings, person: Person) -> Path:
    """Return the folder of the papers that a person adds; where nobody signs in there is one for all."""
    return settings.index / KEPT / UPLOADS / (f"added-{digest(person.name)}" if person.name else "added")


def added_by(settings: Settings, person: Person) -> Added:
    """Return where the originals of the papers that a person adds are kept."""
    return _originals(settings, _uploads(settings, person))


def add_papers(settings: Settings, person: Person, files: Mapping[str, Path], organisation: str = "") -> dict[str, Put]:
    """Move files in among the papers that a person adds: `bring_in` then reads them. Returns where each was put.

    files: by what each was called. organisation: whose papers they are where they don't say. A file that was removed
    before is put back.
    """
    place, who = added_by(settings, person), person.name
    place.prepare(place.folder.name, f"Papers added by {who}" if who else "Added papers", organisation)
    put = {original: place.put(path, original) for original, path in files.items()}
    back = {one.name for one in put.values() if one.before == "aside"}
    kept = Kept(settings.index / KEPT)
    ids = _of_root(settings, place) if back else set()
    made = [one for one in kept.papers_set().values() if one.path in back and one.collection in ids]
    kept.set_papers(*(replace(one, removed=False) for one in made))
    for name in sorted(back):
        place.put_back(name)
    return put


def _of_root(settings: Settings, place: Added) -> set[str]:
    """Return the identities under which the papers of a folder of added ones may be on the shelf."""
    with closing(open_shelf(settings)) as shelf:
        found = {c.id for c in shelf.store.collections() if c.root == str(place.folder.resolve())}
    return found or {place.folder.name}


def _originals(settings: Settings, folder: Path) -> Added:
    from ingest.added import Added

    return Added(folder, settings.index / KEPT / REMOVED / folder.name)


def set_paper(settings: Settings, made: PaperSet) -> None:
    """Keep what a person set of a paper, or that it is removed or put back. `bring_in` then lets the shelf follow.

    The original of an added paper that is removed is moved aside, and back again: nothing is deleted.
    """
    kept = Kept(settings.index / KEPT)
    kept.set_papers(made)
    root = root_of(settings, made.collection)
    if root.parent != (settings.index / KEPT / UPLOADS).resolve():
        return
    place = _originals(settings, settings.index / KEPT / UPLOADS / root.name)
    (place.set_aside if made.removed else place.put_back)(made.path)


def bring_in(
    settings: Settings, collection: str, paths: Set[str], reporter: Reporter, today: str
) -> tuple[tuple[PaperNews, ...], tuple[Problem, ...]]:
    """Let the shelf follow what was set of some papers of a collection. Returns news and problems as `ingest` does."""
    _, news, problems = ingest(root_of(settings, collection), settings, reporter, today=today, only=paths)
    return news, problems


def root_of(settings: Settings, collection: str) -> Path:
    """Return the folder of a collection. Raises IndexError_ where there is none of this id."""
    with closing(open_shelf(settings)) as shelf:
        held = shelf.store.collection(collection)
    if held is not None:
        return Path(held.root)
    uploads = settings.index / KEPT / UPLOADS
    own = next((f for f in uploads.iterdir() if f.name == collection), None) if uploads.is_dir() else None
    if own is None:
        raise IndexError_(f"{collection}: no such collection on the shelf; `matters papers` names them")
    return own.resolve()  # of added papers of which none could be read yet


def papers_set(settings: Settings) -> dict[tuple[str, str], PaperSet]:
    """Return what people set of papers, by collection and path."""
    return Kept(settings.index / KEPT).papers_set()


def recall(settings: Settings, *, paper: str | None = None, person: str | None = None) -> int:
    """Let a forgotten paper or name be taken in again at the next ingest. Returns how many were let go."""
    return forgetting.recall(Kept(settings.index / KEPT), paper=paper, person=person)
