"""Where the concrete parts are chosen and joined: settings in, an open shelf and an assistant out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from assistant.ask import Assistant
from index.embedding import Encoder
from index.shelf import Offer, PaperNews, Reporter, Shelf
from ingest import library
from ingest.errors import IndexError_, Problem, ReadError
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

    folder = settings.index / BUILT
    for named in (settings.index, folder):
        if named.exists() and not named.is_dir():
            raise IndexError_(f"{named}: this is a file; name the folder of an index")
    try:
        return Shelf(folder, encoder, write=write, lasting=lasting)
    except OSError as error:
        raise IndexError_(f"{folder}: the index cannot be opened: {error.strerror or error}") from error


def open_assistant(settings: Settings, *, lasting: bool = False) -> Assistant:
    """Return an assistant over a shelf, with the scope of its operator."""
    shelf = open_shelf(settings, lasting=lasting)
    access = (Access.PUBLIC, Access.RESTRICTED) if settings.restricted else (Access.PUBLIC,)
    return Assistant(shelf, shelf.everything(access))


def ingest(
    folder: Path, settings: Settings, reporter: Reporter
) -> tuple[Collection, tuple[PaperNews, ...], tuple[Problem, ...]]:
    """Take a folder's papers in. Returns the collection, what became of each paper, and the problems met."""
    found = library.open_folder(folder)
    if not found.papers:
        return found.collection, (), found.problems
    offers, twins = _offers(found, settings.largest * 1_000_000)
    shelf = open_shelf(settings, write=True)
    try:
        offers.extend(_behind_closed_doors(shelf, found))
        news = shelf.ingest(found.collection, offers, reporter)
    finally:
        shelf.close()
    problems = [*found.problems, *(p for n in news for p in n.problems), *_told_of_twins(twins, news)]
    return found.collection, news, tuple(problems)


def _offers(found: library.Folder, largest: int) -> tuple[list[Offer], dict[str, str]]:
    """Return what a folder offers a shelf, and the papers left out as the same file as another: path to path.

    The same bytes under the same hints, for the same reader, are one paper; the first by path is taken in.
    """
    offers: list[Offer] = []
    twins: dict[str, str] = {}
    first: dict[tuple[str, str, str], str] = {}
    for paper in found.papers:
        try:
            sha = library.file_hash(paper.path)
        except ReadError as error:
            # Offered all the same, so that a paper which cannot be opened today is not taken for one that is gone.
            offers.append(_unreadable(paper.relative, str(error)))
            continue
        hints = repr(paper.hints)
        same = first.setdefault((sha, hints, paper.path.suffix.lower()), paper.relative)
        if same == paper.relative:
            offers.append((paper.relative, sha, hints, _reader(paper, found.collection, sha, largest)))
        else:
            twins[paper.relative] = same
    return offers, twins


def _told_of_twins(twins: dict[str, str], news: Sequence[PaperNews]) -> Iterator[Problem]:
    failed = {n.path for n in news if n.what == "failed"}
    for path, same in twins.items():
        what = ", which could not be read" if same in failed else "; taken in once"
        yield Problem(path, "", f"the same file as {same}{what}")


def _behind_closed_doors(shelf: Shelf, found: library.Folder) -> Iterator[Offer]:
    """Yield the papers that the shelf holds from folders that cannot be looked into, so that none is taken for gone."""
    ids = {c.id for c in shelf.store.collections() if c.root == found.collection.root} or {found.collection.id}
    held = sorted(path for identity in ids for path in shelf.store.held(identity)) if found.closed else []
    for path in held:
        if any(path == folder or path.startswith(folder + "/") for folder in found.closed):
            yield _unreadable(path, "cannot be looked at now; kept as it was")


def _reader(
    paper: library.Paper, collection: Collection, sha: str, largest: int
) -> Callable[[], tuple[Document | None, tuple[Problem, ...]]]:
    def read() -> tuple[Document | None, tuple[Problem, ...]]:
        reading = library.read(paper, collection, sha, largest=largest)
        return reading.document, reading.problems

    return read


def _unreadable(path: str, why: str) -> Offer:
    def read() -> tuple[Document | None, tuple[Problem, ...]]:
        return None, (Problem(path, "", why),)

    return path, "", "", read
