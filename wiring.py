"""Where the concrete parts are chosen and joined: settings in, an open shelf and an assistant out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from assistant.ask import Assistant
from index import upkeep
from index.embedding import Encoder
from index.shelf import Finding, Offer, PaperNews, Reporter, Shelf
from ingest import library
from ingest.errors import Problem, ReadError
from ingest.record import Access, Collection, Document
from settings import Settings

#: Inside the folder that a person names for the index: what is built, and can be built again.
BUILT = "index"


def quiet() -> None:
    """Switch off what the libraries beneath would send or fetch by themselves. Called by every door first."""
    for name, value in (
        ("HF_HUB_OFFLINE", "1"),
        ("TRANSFORMERS_OFFLINE", "1"),
        ("HF_HUB_DISABLE_TELEMETRY", "1"),
        ("DO_NOT_TRACK", "1"),
        ("ANONYMIZED_TELEMETRY", "False"),
        ("GRADIO_ANALYTICS_ENABLED", "False"),
        ("TOKENIZERS_PARALLELISM", "false"),
        ("HF_HUB_DISABLE_PROGRESS_BARS", "1"),
    ):
        os.environ[name] = value
    # A question is one short product after another: a second thread waits more than it works.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def open_shelf(settings: Settings, *, write: bool = False, lasting: bool = False) -> Shelf:
    """Return the shelf of an index folder. `lasting`: the door answers many questions, so Chroma is worth opening."""

    def encoder() -> Encoder:
        from index import embedding

        return embedding.load(settings.model)

    return Shelf(settings.index / BUILT, encoder, write=write, lasting=lasting, server=settings.chroma)


def open_assistant(settings: Settings, *, lasting: bool = False) -> Assistant:
    """Return an assistant over a shelf, with the scope of its operator."""
    shelf = open_shelf(settings, lasting=lasting)
    access = (Access.PUBLIC, Access.RESTRICTED) if settings.restricted else (Access.PUBLIC,)
    return Assistant(shelf, lambda: shelf.everything(access))


def ingest(
    folder: Path, settings: Settings, reporter: Reporter, *, prune: bool = False
) -> tuple[Collection, tuple[PaperNews, ...], tuple[Problem, ...]]:
    """Take a folder's papers in. Returns the collection, what became of each paper, and the problems met."""
    found = library.open_folder(folder)
    if not found.papers:
        return found.collection, (), found.problems
    shelf = open_shelf(settings, write=True)
    problems = list(found.problems)
    offers: list[Offer] = []
    for paper in found.papers:
        try:
            sha = library.file_hash(paper.path)
        except ReadError as error:
            # Offered all the same, so that a paper which cannot be opened today is not taken for one that is gone.
            offers.append((paper.relative, "", "", _unreadable(Problem(paper.relative, "", str(error)))))
            continue
        offers.append((paper.relative, sha, repr(paper.hints), _reader(paper, found.collection, sha)))
    try:
        news = shelf.ingest(found.collection, offers, reporter, prune=prune)
    finally:
        shelf.close()
    problems.extend(p for n in news for p in n.problems)
    return found.collection, news, tuple(problems)


def check(settings: Settings, *, every: bool = False) -> Iterator[Finding]:
    """Yield what each check of an index came to: see Shelf.check."""
    with closing(open_shelf(settings)) as shelf:
        yield from shelf.check(every=every)


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


def _reader(
    paper: library.Paper, collection: Collection, sha: str
) -> Callable[[], tuple[Document | None, tuple[Problem, ...]]]:
    def read() -> tuple[Document | None, tuple[Problem, ...]]:
        reading = library.read(paper, collection, sha)
        return reading.document, reading.problems

    return read


def _unreadable(problem: Problem) -> Callable[[], tuple[Document | None, tuple[Problem, ...]]]:
    def read() -> tuple[Document | None, tuple[Problem, ...]]:
        return None, (problem,)

    return read
