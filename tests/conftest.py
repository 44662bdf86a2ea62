"""Fixtures for every room: the real model, the corpus on a real shelf, the shared papers, and no network."""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import wiring  # noqa: E402

wiring.quiet()

import saltmere  # noqa: E402
from door import Door  # noqa: E402

from index import embedding  # noqa: E402
from index.embedding import Encoder  # noqa: E402
from index.shelf import Shelf  # noqa: E402

# Repeatable, and patient: the cores are shared, so how long an example takes says nothing.
hypothesis.settings.register_profile("house", derandomize=True, deadline=None, database=None, max_examples=80)
hypothesis.settings.load_profile("house")

#: Addresses that something tried to reach, other than this machine's own. Any entry fails the test it came from.
strayed: list[str] = []


def _is_here(host: object) -> bool:
    if host in (None, "", "localhost", b"localhost"):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text).is_loopback or ipaddress.ip_address(text).is_unspecified
    except ValueError:
        return False


def _stop(host: object) -> None:
    if not _is_here(host):
        strayed.append(str(host))
        raise AssertionError(f"a test reached for {host!r}; tests stay on this machine")


@pytest.fixture(scope="session", autouse=True)
def _sockets_at_home() -> Iterator[None]:
    """Let no socket of the whole run leave the machine, those of fixtures and of libraries' threads included."""
    patch = pytest.MonkeyPatch()
    lookup = socket.getaddrinfo

    def guarded(name: str) -> Any:
        real = getattr(socket.socket, name)

        def connect(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                _stop(address[0])
            return real(self, address)

        return connect

    def getaddrinfo(host: Any, *rest: Any, **more: Any) -> Any:
        _stop(host)
        return lookup(host, *rest, **more)

    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, guarded(name))
    patch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _nothing_strayed() -> Iterator[None]:
    yield
    gone, strayed[:] = list(strayed), []
    assert not gone, f"reached for {gone}"


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The packaged model, loaded once."""
    return embedding.load(None)


@pytest.fixture
def one_model(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the commands that run in this process share the model that is loaded already."""
    monkeypatch.setattr(embedding, "load", lambda _: encoder)


@pytest.fixture
def matters(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Door:
    """The command, run in this process."""
    return Door(capsys, monkeypatch)


@pytest.fixture(scope="session")
def reporter() -> saltmere.Silent:
    return saltmere.Silent()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of the papers that ship with the project."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def corpus_index(corpus: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A settings' index folder that holds the corpus, as `wiring.ingest` would have made it."""
    folder = tmp_path_factory.mktemp("matters")
    saltmere.ingest(corpus, folder / wiring.BUILT, encoder)
    return folder


@pytest.fixture(scope="session")
def corpus_shelf(corpus_index: Path, encoder: Encoder) -> Iterator[Shelf]:
    """The corpus on a shelf, read only."""
    shelf = Shelf(corpus_index / wiring.BUILT, lambda: encoder)
    yield shelf
    shelf.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared papers beside the repository; tests that read it are skipped where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"{folder} is absent; the papers in it are not part of the project")
    return folder


@pytest.fixture(scope="session")
def corpus_page(corpus_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The page over the corpus, served for every test that only visits it."""
    import browsing

    with browsing.Server(corpus_index, tmp_path_factory.mktemp("page") / "log.txt") as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser. Its driver runs a loop of its own in this thread, so it ends with the module."""
    import browsing

    yield from browsing.started()
