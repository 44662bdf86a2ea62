"""The shelf: a record, its vector index and its model, behind the few calls that the rooms above need."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar

from index import corrections as correcting
from index import cutting, leaves, locking, thesaurus, upgrading, upkeep, vectors
from index import search as searching
from index.embedding import Encoder, Vectors
from index.leaves import Leaf, Original
from index.matrix import Matrix
from index.passage import (
    Arrival,
    Attached,
    Correction,
    Entry,
    Hit,
    Passage,
    Place,
    Quotation,
    RegisterOf,
    Ruling,
    Scope,
    Sitting,
)
from index.search import Found
from index.store import WITHOUT, Store
from index.upkeep import Finding
from index.vectors import Chroma, Exact, Near
from ingest.errors import IndexError_, Problem
from ingest.grammar.forgetting import Forgotten
from ingest.grammar.sentences import sentences
from ingest.record import (
    Access,
    Authority,
    Body,
    Collection,
    Document,
    Flow,
    Kind,
    Part,
    Span,
    Spans,
    digest,
    flow,
    joined,
    quote,
)

T = TypeVar("T")
One = TypeVar("One", Entry, Ruling)

RECORD = "record.sqlite"
#: So many papers are each settled among the others as they come in; of more, all once the last is in.
FEW = 20
#: Passages embedded and kept at a time: a long paper whose ingest is stopped goes on from there.
CHUNK = 512
#: A quotation of more words than this cites nothing in particular.
LONGEST = 110
#: Vectors of questions kept, and passages whose running text is.
REMEMBERED, RUNNING = 64, 4096
#: Paragraphs of the register's entries whose running text is kept. A passage's id is a hash of its words, so it holds.
PARAGRAPHS = 50_000
#: Passages put forward for an answer, and those gathered as context.
HITS, CONTEXT = 40, 40


NOBODY = Scope((), ())


class Reporter(Protocol):
    """What is told how a long task goes on."""

    def stage(self, name: str, total: int) -> None:
        """A stage begins, of so many steps."""
        ...

    def more(self, count: int) -> None:
        """The stage has so many steps more than was told."""
        ...

    def step(self, count: int) -> None:
        """So many more steps of the stage are done."""
        ...

    def doing(self, what: str) -> None:
        """What is being done, such as "pack.pdf, page 64 of 310" or "pack.pdf, 64 of 310 passages"."""
        ...


@dataclass(frozen=True, slots=True)
class PaperNews:
    """What became of one paper in an ingest: "new", "changed", "unchanged", "removed" or "failed"."""

    path: str
    what: str
    document: Document | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A paper that a shelf is given to take in: its relative path, content hash, and hints in words."""

    path: str
    sha256: str
    hints: str


#: What came of reading a paper: a document unless nothing could be read, and the problems met.
Reading = tuple[Document | None, tuple[Problem, ...]]
#: Takes a paper's path, how many of its pages are read, and how many it has.
ToldPages = Callable[[str, int, int], None]
#: How offers are read: all that are new or changed are asked for at once, and their readings come in the same order.
Read = Callable[[Sequence[Offer], ToldPages], Generator[Reading, None, None]]


class _Pages:
    """Tells a reporter the pages of papers. Those of several may be read at once; the one waited for is named.

    A paper's last page counts as done once the paper is taken in.
    """

    def __init__(self, reporter: Reporter, papers: int) -> None:
        self._reporter = reporter
        self._known: dict[str, tuple[int, int]] = {}
        self._awaited = ""
        if papers:
            reporter.stage("Reading", papers)

    def wait_for(self, path: str) -> None:
        self._awaited = path
        self.told(path, *self._known.get(path, (0, 1)))

    def told(self, path: str, done: int, total: int) -> None:
        before, whole = self._known.get(path, (0, 1))
        total = max(total, whole)
        self._known[path] = max(min(done, total - 1), before), total
        if total > whole:
            self._reporter.more(total - whole)
        if self._known[path][0] > before:
            self._reporter.step(self._known[path][0] - before)
        if path == self._awaited:
            self._reporter.doing(f"{path}, page {done} of {total}" if total > 1 else path)

    def taken(self, path: str) -> None:
        done, total = self._known.pop(path)
        self._reporter.step(total - done)


def _moved(held: Mapping[str, tuple[str, str, str]], offers: Sequence[Offer]) -> dict[str, str]:
    """Return the papers that were renamed: the new path, and the old one of equal content that is offered no more."""
    offered = {o.path for o in offers}
    gone = {sha: path for path, (_, sha, _) in sorted(held.items(), reverse=True) if path not in offered}
    out: dict[str, str] = {}
    for offer in offers:
        if offer.path not in held and offer.sha256 in gone:
            out[offer.path] = gone.pop(offer.sha256)
    return out


def without(names: Sequence[Forgotten]) -> str:
    """Return what the hints of a paper say of the forgotten names that it is read without; "" for none."""
    return WITHOUT + digest(*sorted(n.salt for n in names)) if names else ""


class Shelf:
    """An index folder, open. `near` is chosen by how long the door stays open.

    corrections: gives every correction of the register that a person made, oldest first, as they are now.
    """

    def __init__(
        self,
        folder: Path,
        encoder: Callable[[], Encoder],
        *,
        write: bool = False,
        lasting: bool = False,
        server: str | None = None,
        corrections: Callable[[], tuple[Correction, ...]] = tuple,
    ) -> None:
        self.folder = folder
        self._made = corrections
        self._make_encoder = encoder
        if write and upgrading.is_older(folder / RECORD):
            with locking.locked(folder):
                upgrading.upgrade(folder / RECORD)
        self.store = Store(folder / RECORD, write=write)
        self._matrix = Matrix(self.store, folder)
        self.chroma = Chroma(self.store, folder, self._matrix, server)
        self.near: Near = self.chroma if lasting else Exact(self.store, self._matrix)
        self._turn, self._loading = threading.Lock(), threading.Lock()
        self._loaded: Encoder | None = None
        self._encoder: Encoder | None = None
        self._memory: dict[tuple[str, Scope], Any] = {}
        self._memory_of = -1
        self._kept: dict[tuple[str, Scope], tuple[object, Any]] = {}
        self._vectors: dict[str, Vectors] = {}
        self._paragraphs: dict[tuple[str, int, int], str] = {}

    def reading(self) -> AbstractContextManager[None]:
        """One moment of the record: whatever is asked within sees the same state of it, whoever writes meanwhile."""
        return self.store.reading()

    @property
    def trouble(self) -> str | None:
        """What is wrong with Chroma, in words, where answers do without it."""
        return self.chroma.trouble

    @property
    def encoder(self) -> Encoder:
        """The model, loaded when first needed. Raises IndexError_ where the index was made with another.

        The store is asked once the model is loaded, never while others are kept from it: somebody who reads the store
        may be among those who wait for the model.
        """
        if self._encoder is None:
            with self._loading:
                self._loaded = self._loaded or self._make_encoder()
            self._encoder = self._agreeing(self._loaded)
        return self._encoder

    def _agreeing(self, encoder: Encoder) -> Encoder:
        for key, now in (("model", encoder.id), ("cutting", cutting.VERSION)):
            then = self.store.meta(key)
            if then is not None and then != now:
                raise IndexError_(
                    f"{self.folder}: was indexed with {key} {then}, this installation uses {now}; set the model back, "
                    "or delete the index folder and run `matters ingest FOLDER` again"
                )
        return encoder

    def warm(self) -> None:
        """Load what the first question would wait for: the model, and Chroma, opened. Safe beside other calls."""
        vector = self.encoder.question("warm")
        vectors.preload()
        with self.reading():
            self.near.near(vector, self.everything(tuple(Access)), 1)

    def close(self) -> None:
        self.chroma.close()
        self.store.close()

    # ------------------------------------------------------------ taking papers in

    def _settled(self, collection: Collection) -> Collection:
        """Return a collection under an identity of its own: another folder of the same name keeps its place.

        A folder that was moved, so that the old one is gone, is the same collection still.
        """
        held = self.store.collection(collection.id)
        if held is None or held.root == collection.root or not Path(held.root).is_dir():
            return collection
        return replace(collection, id=f"{collection.id}-{digest(collection.root)[:6]}")

    def locked(self) -> AbstractContextManager[None]:
        """Hold the lock of the index for writing. Raises BusyError, naming who holds it."""
        return locking.locked(self.folder)

    def ingest(
        self,
        collection: Collection,
        offers: Sequence[Offer],
        read: Read,
        reporter: Reporter,
        *,
        prune: bool = False,
        twins: Set[str] = frozenset(),
        only: Set[str] | None = None,
        today: str = "",
    ) -> tuple[PaperNews, ...]:
        """Take a collection's papers in: new and changed ones whole, unchanged ones skipped, those gone removed.

        Each paper is one transaction; killed in between, the next run goes on where this one stopped. Nothing is
        removed where nothing is offered, or where more than a third would go, unless told to prune.
        read: what reads the papers that are new or changed, ahead of their being taken in if it can.
        twins: papers that are in the folder and not offered, for another is the same file, or a person removed them.
        only: the paths of all that it is about, or None for the whole collection; papers elsewhere in it stay.
        today: the day, such as "2026-11-26", that papers are noted to have come on; "" where it is not known.
        """
        with self.locked():
            collection = self._settled(collection)
            if self.store.collection(collection.id) not in (None, collection):
                with self.store.writing():
                    self.store.put_collection(collection)
            held = self.store.held(collection.id)
            held = held if only is None else {path: held[path] for path in sorted(only & held.keys())}
            moved = _moved(held, offers)
            identities = {o.path: held[old][0] for o in offers if (old := moved.get(o.path, o.path)) in held}
            unread = [o for o in offers if o.path not in held or held[o.path][1:] != (o.sha256, o.hints)]
            taken = self._taken(collection, unread, identities, read, reporter, today)
            news = [taken.get(o.path) or PaperNews(o.path, "unchanged", None, ()) for o in offers]
            gone = set(held) - {o.path for o in offers} - set(moved.values())
            news.extend(self._remove(held, sorted(gone - twins), prune=prune))
            news.extend(self._remove(held, sorted(gone & twins), prune=True))
            self.store.place()
            problem = self.bring_up(reporter)
            return (*news, *(PaperNews("", "kept", None, (p,)) for p in problem))

    def bring_up(self, reporter: Reporter, *, anew: bool = False) -> tuple[Problem, ...]:
        """Bring what is built from the record up to it, or build it anew. Answers do without what cannot be built."""
        try:
            with self.reading():
                self._matrix.extend()
                self.chroma.tidy()
                if anew or not self.chroma.ready:
                    reporter.stage("Indexing", self.store.total_passages())
                    self.chroma.bring_up(reporter.step, anew=anew)
        except OSError as error:
            return (
                Problem(str(self._matrix.path), "", f"cannot be written ({error.strerror}); answers do without it"),
            )
        except IndexError_ as error:
            return (Problem("Chroma", "", f"{error}; meanwhile every vector is compared, which finds the same"),)
        return ()

    def _taken(
        self,
        collection: Collection,
        offers: Sequence[Offer],
        identities: Mapping[str, str],
        read: Read,
        reporter: Reporter,
        today: str,
    ) -> dict[str, PaperNews]:
        """Take papers in, each as it is read. identities: those of the papers that are known. Returns news by path."""
        pages, few = _Pages(reporter, len(offers)), len(offers) <= FEW
        news: dict[str, PaperNews] = {}
        with closing(read(offers, pages.told)) as readings:
            for offer in offers:
                pages.wait_for(offer.path)
                known = identities.get(offer.path)
                news[offer.path] = self._take(
                    collection, offer, next(readings), reporter, known=known, few=few, today=today
                )
                pages.taken(offer.path)
        return news

    def _take(
        self,
        collection: Collection,
        offer: Offer,
        reading: Reading,
        reporter: Reporter,
        *,
        known: str | None,
        few: bool,
        today: str,
    ) -> PaperNews:
        document, problems = reading
        if document is None:
            return PaperNews(offer.path, "failed", None, problems)
        document = replace(document, id=known or digest(collection.id, offer.path))
        passages = cutting.cut(document, collection, self.encoder.count)
        hashes = [upkeep.embedded_as(self.encoder.id, p) for p in passages]
        self._embed(offer.path, dict(zip(hashes, (p.embedded for p in passages), strict=True)), reporter)
        with self.store.writing():
            self.store.put_meta("model", self.encoder.id)
            self.store.put_meta("cutting", cutting.VERSION)
            self.store.put_collection(collection)
            then, came = self.store.added(document.id)
            self.store.put_document(
                document,
                collection.id,
                passages,
                hashes,
                problems=[str(p) for p in problems],
                hints=offer.hints,
                added=came if then == document.source.sha256 else today,
            )
            if few:
                self.store.settle()
        return PaperNews(offer.path, "changed" if known else "new", document, problems)

    def _embed(self, path: str, texts: Mapping[str, str], reporter: Reporter) -> None:
        """Keep a vector of each text that the record has none of, some at a time: what is embedded is never lost."""
        missing = self.store.missing_vectors(texts)
        todo = [(h, text) for h, text in texts.items() if h in missing]
        done = 0

        def progress(count: int) -> None:
            nonlocal done
            done += count
            reporter.doing(f"{path}, {done} of {len(todo)} passages")

        progress(0)
        for first in range(0, len(todo), CHUNK):
            chunk = todo[first : first + CHUNK]
            embedded = self.encoder.passages([text for _, text in chunk], progress)
            with self.store.writing(changes=False):
                self.store.put_vectors(zip((h for h, _ in chunk), embedded, strict=True))

    def _remove(
        self, held: dict[str, tuple[str, str, str]], gone: Sequence[str], *, prune: bool = False
    ) -> list[PaperNews]:
        if not gone:
            return []
        if not prune and (len(gone) == len(held) or len(gone) > len(held) / 3):
            why = (
                f"gone from the folder, as {len(gone)} of {len(held)} papers are; kept, for that is more than a third. "
                "If they are to go, run the same command with --prune"
            )
            return [PaperNews(path, "kept", None, (Problem(path, "", why),)) for path in gone]
        for path in gone:
            with self.store.writing():
                self.store.drop_document(held[path][0])
                if len(gone) <= FEW:
                    self.store.settle()
        return [PaperNews(path, "removed", None, ()) for path in gone]

    # ------------------------------------------------------------ upkeep

    def check(self, *, every: bool = False) -> Iterator[Finding]:
        """Yield what each check of the shelf came to. every: look for every passage by its vector, not for a sample."""
        return upkeep.check(self.store, self.chroma, self._matrix.faults, every=every)

    def repair(self, reporter: Reporter) -> tuple[Problem, ...]:
        """Build anew all that is built from the record; nothing is embedded again. Returns what could not be built."""
        with self.locked():
            upkeep.rebuild(self.store)
            self._matrix.drop()
            return self.bring_up(reporter, anew=True)

    def forget(self, papers: Sequence[str]) -> None:
        """Take papers out by their ids. `cleared` is to follow."""
        with self.locked():
            for identity in papers:
                with self.store.writing():
                    self.store.drop_document(identity)
            self.store.place()

    def forget_collection(self, collection: str) -> None:
        """Take a collection out, with all its papers. `cleared` is to follow."""
        self.forget([identity for identity, _, _ in self.store.held(collection).values()])
        with self.locked(), self.store.writing():
            self.store.drop_collection(collection)

    def mask(self, names: Sequence[Forgotten], without: str, reporter: Reporter) -> tuple[str, ...]:
        """Mask names in every paper: text, register, full text and vectors. Returns the paths of the papers changed.

        without: what the hints of papers say of the names, see `without`. `cleared` is to follow.
        """
        changed = []
        with self.locked():
            papers = self.store.document_ids()
            reporter.stage("Masking", len(papers))
            for identity, _, path in papers:
                changed += [path] if self._mask(identity, names, reporter) else []
                reporter.step(1)
            with self.store.writing():
                self.store.put_read_without(without)
            self.store.place()
        return tuple(changed)

    def _mask(self, identity: str, names: Sequence[Forgotten], reporter: Reporter) -> bool:
        held = self.store.stored(identity)
        now = upkeep.masked(held, names)
        if now == held:
            return False
        hashes = [upkeep.embedded_as(self.encoder.id, p) for p in now.passages]
        texts = dict(zip(hashes, (p.embedded for p in now.passages), strict=True))
        self._embed(held.document.source.path, texts, reporter)
        with self.store.writing():
            self.store.put_stored(replace(now, hashes=tuple(hashes)))
        return True

    def swept(self) -> None:
        """Leave nothing of what was taken out in the record's file."""
        with self.locked():
            with self.store.writing():
                self.store.drop_loose_vectors()
            self.store.database.compact()

    def cleared(self, reporter: Reporter) -> tuple[Problem, ...]:
        """Leave nothing of what was taken out, in the record's file or in anything built from it, and build that anew.

        Returns what could not be built, or could not be taken away.
        """
        self.swept()
        with self.locked():
            self._matrix.drop()
            try:
                self.chroma.drop()
            except IndexError_ as error:
                return (Problem("Chroma", "", f"{error}; what was to be forgotten may still be there, run this again"),)
            return self.bring_up(reporter, anew=True)

    # ------------------------------------------------------------ scopes and reading

    def everything(self, access: Sequence[Access] = (Access.PUBLIC,)) -> Scope:
        """Return the scope of a door that may see all collections, public papers unless told otherwise."""
        return Scope(tuple(c.id for c in self.store.collections()), tuple(access))

    def search(self, text: str, scope: Scope, *, extra: Sequence[str] = (), k: int = HITS) -> Found:
        return searching.search(text, extra, scope, store=self.store, near=self.near, question=self._vector, k=k)

    def _vector(self, text: str) -> Vectors:
        """Return a question's vector; the last ones asked are kept, as one answer may search more than once."""
        if text not in self._vectors:
            if len(self._vectors) >= REMEMBERED:
                self._vectors.pop(next(iter(self._vectors)))
            self._vectors[text] = self.encoder.question(text)
        return self._vectors[text]

    def kin(self, asked: Sequence[str], among: Sequence[str]) -> dict[str, dict[str, float]]:
        """Return for each of some words those of others that are like it, each with how far it may stand for it."""
        return thesaurus.kin(asked, among, self.encoder.words)

    def gather(self, text: str, scope: Scope, *, k: int = CONTEXT) -> tuple[Hit, ...]:
        """Return the context for a question, neighbours and all."""
        return searching.gather(self.search(text, scope, k=100), scope, store=self.store, k=k)

    def actions(self, scope: Scope, *, struck: bool = False) -> tuple[Entry, ...]:
        """Return the actions in scope, in order of meeting and place, with what a person set right of them.

        struck: those that a person took out of the register, in place of those that stand in it.
        """
        return self._right(RegisterOf.ACTIONS, self._read_actions(scope), scope, struck)

    def decisions(self, scope: Scope, *, struck: bool = False) -> tuple[Ruling, ...]:
        """Return the decisions in scope as `actions` does the actions."""
        return self._right(RegisterOf.DECISIONS, self._read_decisions(scope), scope, struck)

    def ids(self, scope: Scope, which: RegisterOf) -> tuple[str, ...]:
        """Return the ids of all entries of a register in scope, those that a person took out among them."""
        read = self._read_actions(scope) if which is RegisterOf.ACTIONS else self._read_decisions(scope)
        return tuple(e.id for e in read)

    def _read_actions(self, scope: Scope) -> tuple[Entry, ...]:
        return self._cached(("actions", scope), lambda: self.store.actions(scope))

    def _read_decisions(self, scope: Scope) -> tuple[Ruling, ...]:
        return self._cached(("decisions", scope), lambda: self.store.decisions(scope))

    def _right(self, which: RegisterOf, read: tuple[One, ...], scope: Scope, struck: bool) -> tuple[One, ...]:
        """Return those of some entries as read that stand, or that are struck, as a person set them right."""
        made = self._made()
        if not made:
            return () if struck else read
        held: dict[object, Any] = self._cached((f"corrected {which}", scope), dict)
        if held.get("made") is not made:
            by_id = {a.entry.id: a.correction for a in self._attached(which, made, scope) if a.entry}
            now = [correcting.corrected(e, by_id[e.id]) if e.id in by_id else e for e in read]
            for out in (True, False):
                held[out] = tuple(e for e in now if bool(e.corrected and e.corrected.sets.struck) is out)
            held["made"] = made
        entries: tuple[One, ...] = held[struck]
        return entries

    def _attached(self, which: RegisterOf, made: tuple[Correction, ...], scope: Scope) -> tuple[Attached, ...]:
        """Return each correction of a register that holds, of what whoever asks may see, and its entry: nothing that
        they may not see decides it."""
        who = Scope(scope.collections, scope.access)
        held: dict[str, Any] = self._cached((f"attached {which}", who), dict)
        if held.get("made") is not made:
            there = {c.id for c in self.store.collections()}
            whole = there <= set(who.collections)  # one of a collection that is gone is for those who may see all
            seen = [
                c
                for c in made
                if c.register is which
                and c.access in who.access
                and (c.collection in who.collections or (whole and c.collection not in there))
            ]
            if which is RegisterOf.ACTIONS:
                entries = self._read_actions(who)
                strays = {c.identity for c in correcting.current(seen)}.difference(e.id for e in entries)
                held["attached"] = correcting.attach(seen, entries, self.store.raised(who) if strays else {})
            else:
                held["attached"] = correcting.attach(seen, self._read_decisions(who))
            held["made"] = made
        attached: tuple[Attached, ...] = held["attached"]
        return attached

    def corrections(self, scope: Scope, which: RegisterOf = RegisterOf.ACTIONS) -> tuple[Attached, ...]:
        """Return the corrections of a register that hold, in order of making, each with its entry as read; those that
        can't be attached too, unless their entry has come behind doors that are closed to whoever asks."""
        made = self._made()
        if not made:
            return ()
        everywhere = self._attached(which, made, self.everything(tuple(Access)))
        hidden = {a.correction.matter for a in everywhere if a.entry}
        return tuple(a for a in self._attached(which, made, scope) if a.entry or a.correction.matter not in hidden)

    def amended(self, scope: Scope) -> dict[str, str]:
        """Return by part what corrections it made to earlier minutes as it approved them, in its own words."""
        return self._cached(("amended", scope), lambda: self.store.amended(scope))

    def sittings(self, scope: Scope) -> tuple[Sitting, ...]:
        """Return the meetings that papers in scope witness, in order of date."""
        return self._cached(("sittings", scope), lambda: self.store.sittings(scope))

    def calendar(self, scope: Scope) -> tuple[Sitting, ...]:
        """Return every sitting that papers in scope witness or mention, in order of date."""
        return self._cached(("calendar", scope), lambda: self.store.calendar(scope))

    def arrivals(self, scope: Scope) -> tuple[Arrival, ...]:
        """Return the parts in scope in order of paper and place, each with the day on which its paper came."""
        return self._cached(("arrivals", scope), lambda: self.store.arrivals(scope))

    def kinds(self, scope: Scope) -> tuple[Kind, ...]:
        """Return the kinds of paper in scope."""
        return self._cached(("kinds", scope), lambda: self.store.kinds(scope))

    def state(self, scope: Scope) -> str:
        """Return a digest of all words in scope: another wherever one that may be seen is another."""
        return self._cached(("state", scope), lambda: self.store.state(scope))

    def states(self, scope: Scope) -> dict[str, str]:
        """Return by document a digest of its words in scope, as `state` is of all."""
        return self._cached(("states", scope), lambda: self.store.states(scope))

    def lexicon(self, scope: Scope, beginning: str) -> dict[str, int]:
        """Return the stems that begin so, of all that whoever asks may see, and in how many passages each stands."""
        who = Scope(scope.collections, scope.access)
        return self._cached((f"lexicon {beginning}", who), lambda: self.store.lexicon(who, beginning))

    def acronyms(self, scope: Scope) -> dict[str, str]:
        """Return the short forms that papers in scope explain, and their long forms."""
        return self._cached(("acronyms", scope), lambda: self.store.acronyms(scope))

    def holding(self, forms: Sequence[Sequence[str]], scope: Scope) -> tuple[str, ...]:
        """Return every passage in scope that holds all the phrases of one of some forms, best first, by id."""
        return self.store.holding(forms, scope)

    def days(self, scope: Scope) -> tuple[tuple[date, date], ...]:
        """Return first and last day of each part in scope that belongs to a time."""
        return self._cached(("days", scope), lambda: self.store.days(scope))

    def document_text(self, document: str) -> str:
        """Return a document's text, to slice what was found in it. What may be found is the scope's affair."""
        return self.store.text(document)

    def original(self, document: str, spans: Spans, scope: Scope) -> Original | None:
        """Return the pages of a paper's file that spans of it stand on; None where they are out of scope."""
        return leaves.original(self.store, document, spans, scope)

    def fellows(self, place: Place, scope: Scope) -> tuple[tuple[str, Part], ...]:
        """Return the other parts in scope that are of the meeting of a place, each with its paper's path."""
        return self._cached((f"fellows {place.part}", scope), lambda: self.store.fellows(place, scope))

    def remembered(self, what: str) -> dict[str, Any]:
        """Return what is remembered of passages under a name, by passage: gone once the record changes.

        Of too many passages nothing is kept, so a caller goes on with what this returns.
        """
        held = self._cached((what, NOBODY), dict[str, Any])
        if len(held) >= RUNNING:
            held.clear()
        return held

    def before(self, passage: Passage) -> Passage | None:
        """Return the passage before one in its part."""
        held: dict[str, Passage | None] = self.remembered("before")
        if passage.id not in held:
            before, _ = self.store.neighbours([passage.id]).get(passage.id, (None, None))
            seen = Scope((passage.place.collection,), (passage.place.access,))
            held[passage.id] = self.store.passages([before], seen).get(before) if before else None
        return held[passage.id]

    def running(self, passage: Passage) -> tuple[Flow, ...]:
        """Return the running text of each of a passage's paragraphs."""
        held: dict[str, tuple[Flow, ...]] = self.remembered("running")
        if passage.id not in held:
            text = self.document_text(passage.place.document)
            held[passage.id] = tuple(flow(text, p.spans) for p in passage.paragraphs)
        return held[passage.id]

    def paragraph(self, source: Quotation) -> str:
        """Return the running text of the paragraph that a quotation stands in."""
        spans = source.paragraph.spans
        key = (source.passage, spans[0].start, spans[-1].end)
        if key not in self._paragraphs:
            if len(self._paragraphs) >= PARAGRAPHS:
                self._paragraphs.clear()
            self._paragraphs[key] = self.flow(source.place.document, spans)
        return self._paragraphs[key]

    def flow(self, document: str, spans: Spans) -> str:
        """Return spans of a document as running text."""
        return flow(self.document_text(document), spans).text

    def host(self, document: str, scope: Scope) -> Part | None:
        """Return the agenda that a document is a pack of; None where it is no pack."""
        return self.store.agenda_of(document, scope)

    def minutes_entry(self, document: str, scope: Scope) -> Quotation | None:
        """Return the row of a pack's order of business under which earlier minutes stand."""
        return self.store.agenda_row(document, "minutes", scope)

    def widened(self, source: Quotation) -> Quotation:
        """Return a quotation with the sentence before it in its paragraph, where there is one."""
        text = self.document_text(source.place.document)
        running = flow(text, source.paragraph.spans)
        starts = [n for n, offset in enumerate(running.offsets) if offset == source.spans[0].start]
        before = [r for r in sentences(running.text) if starts and r[1] <= starts[0]]
        if not before:
            return source
        spans = joined(text, (*running.spans(*before[-1]), *source.spans))
        said = quote(text, spans)
        return replace(source, spans=spans, quote=said) if len(said.split()) <= LONGEST else source

    def opened(self, source: Quotation) -> Quotation:
        """Return a quotation led by the first sentence of its paragraph, which says what "this" is about."""
        text = self.document_text(source.place.document)
        running = flow(text, source.paragraph.spans)
        first = running.spans(*sentences(running.text)[0])
        if first[-1].end > source.spans[0].start:
            return self.widened(source)
        spans = joined(text, (*first, *source.spans))
        said = quote(text, spans)
        return replace(source, spans=spans, quote=said) if len(said.split()) <= LONGEST else source

    def merged(self, sources: Sequence[Quotation]) -> list[Quotation]:
        """Return quotations with neighbours in one document made one, each short enough to cite something."""
        out: list[Quotation] = []
        for source in sources:
            text = self.document_text(source.place.document)
            if (
                out
                and out[-1].place.document == source.place.document
                and out[-1].spans[-1].end <= source.spans[0].start
            ):
                spans = joined(text, (*out[-1].spans, *source.spans))
                said = quote(text, spans)
                if len(spans) == len(out[-1].spans) and len(said.split()) <= LONGEST:
                    out[-1] = replace(out[-1], spans=spans, quote=said)
                    continue
            if not out or out[-1].spans != source.spans:
                out.append(source)
        return out

    def _cached(self, key: tuple[str, Scope], make: Callable[[], T]) -> T:
        """Return what was made for a key in this generation of the record, making it when it is not there."""
        generation = self.store.generation
        with self._turn:
            if generation != self._memory_of:
                self._memory, self._memory_of = {}, generation
            memory = self._memory
            if key in memory:
                memory[key] = held = memory.pop(key)  # at the end: what was not asked for longest is let go of first
                value: T = held
                return value
        made = make()
        with self._turn:
            made = memory.setdefault(key, made)
            while len(memory) > REMEMBERED:
                memory.pop(next(iter(memory)))
        return made

    def kept(self, what: str, scope: Scope, make: Callable[[], T]) -> T:
        """Return what a room above made for a scope in this generation of the record and of what people set right in
        its register, made when it is not there.

        It outlasts what is remembered of single questions: for what takes long to make, and is asked for again.
        """
        now, key = (self.store.generation, self._made()), (what, scope)
        then, value = self._kept.get(key, (None, None))
        if then != now:
            value = make()
            with self._turn:
                while len(self._kept) >= REMEMBERED:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[key] = now, value
        made: T = value
        return made

    def bodies(self, scope: Scope) -> tuple[Body, ...]:
        """Return the bodies whose papers are in scope."""
        return self._cached(("bodies", scope), lambda: self.store.bodies(scope))


__all__ = [
    "Access",
    "Attached",
    "Authority",
    "Correction",
    "Entry",
    "Finding",
    "Found",
    "Hit",
    "IndexError_",
    "Leaf",
    "Original",
    "PaperNews",
    "Part",
    "Passage",
    "Quotation",
    "Reporter",
    "Ruling",
    "Scope",
    "Shelf",
    "Sitting",
    "Span",
    "without",
]
