"""Pages drawn apart: a lasting process of their own that draws when asked, with limits on time and memory.

So no file can hang, crash or take over whoever shows it: what the process gives back is a few numbers and a picture,
and one that is late is ended, and another started for the next page.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

from ingest.apart import MB, bound, interpreter, silence
from ingest.errors import ReadError

#: Seconds that one page may take, and MB that drawing may.
SECONDS, MEMORY = 5.0, 1024
#: Seconds that the process may take to begin, where much else is going on.
BEGINNING = 30.0
#: A file larger than this, in MB, is not drawn: it is held whole, so that what is drawn is what was compared.
LARGEST = 200
#: An answer's first line is no longer than this, and a picture has no more bytes.
LINE, BYTES = 1 << 20, 1 << 24
#: What a picture may be.
KINDS = ("image/png", "image/webp")
#: What sums of shares of a page may be over 1 by.
_HAIR = 1e-9

GONE = "the paper’s file is no longer where it was read"
CHANGED = "the paper’s file has changed since it was read"


@dataclass(frozen=True, slots=True)
class Sought:
    """Words to be found on a page, with those before and after them there, as any reader of the page gives them."""

    words: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A box on a page as it is shown, one for each line of the words: from the left, from the top, wide and high.

    Each is a share of the page's own width or height.
    """

    left: float
    top: float
    width: float
    height: float

    def __post_init__(self) -> None:
        across, down = self.left + self.width, self.top + self.height
        if not (0 <= self.left < across <= 1 + _HAIR and 0 <= self.top < down <= 1 + _HAIR):
            raise ValueError("a mark lies on its page, and has a size")


@dataclass(frozen=True, slots=True)
class Picture:
    """A page drawn. image: the bytes, of the type that `kind` names. marks: where the words stand; found: all do.

    blank: the page holds no text at all, as a scan does, so nothing can be found on it.
    """

    image: bytes
    kind: str
    width: int
    height: int
    marks: tuple[Mark, ...] = ()
    found: bool = False
    blank: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS or min(self.width, self.height) < 1:
            raise ValueError("a picture is of a known kind, and has a size")


@dataclass(frozen=True, slots=True)
class Wish:
    """A page to be drawn. sha256: of the bytes that were read; no others are drawn. page: counted from 1."""

    path: Path
    sha256: str
    page: int
    sought: tuple[Sought, ...] = ()


class Drawing:
    """Draws pages of PDFs in another process, one at a time, which is started when first needed and lasts.

    seconds, memory: what one page may take, in seconds and MB.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds, self._memory = seconds, memory
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def picture(self, wish: Wish) -> Picture:
        """Return a page drawn. Raises ReadError for a file that is gone or has changed, or can't be drawn in time."""
        with self._turn:
            process = self._started()
            with _Bounded(process, self._seconds) as bounded:
                try:
                    return _asked(process, wish)
                except (OSError, EOFError, LookupError, RuntimeError, TypeError, ValueError) as error:
                    self._end()
                    late = f"took longer than {self._seconds:g} s to be drawn"
                    raise ReadError(f"page {wish.page} {late if bounded.late else 'broke what drew it'}") from error

    def warm(self) -> None:
        """Start the process, so that the first page needn't wait for it."""
        with self._turn:
            self._started()

    def close(self) -> None:
        with self._turn:
            self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = interpreter(
                "drawing",
                "serve",
                self._memory,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            with _Bounded(self._process, BEGINNING):
                assert self._process.stdout is not None
                self._process.stdout.readline(LINE)  # it has begun; where it hasn't, whoever asks it finds out
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):  # what was still to be written to it
                    pipe.close()
        process.wait()


class _Bounded:
    """Ends a process that takes longer than so many seconds over what is done within."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._kill)
        self._process = process
        self.late = False

    def _kill(self) -> None:
        self.late = True
        self._process.kill()

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _asked(process: subprocess.Popen[bytes], wish: Wish) -> Picture:
    """Ask a process for a page. Raises ReadError where it tells that there is none, and others where it tells nonsense:
    a file may have taken it over."""
    assert process.stdin is not None
    assert process.stdout is not None
    sought = [asdict(one) for one in wish.sought]
    told = {"path": str(wish.path), "sha256": wish.sha256, "page": wish.page, "sought": sought}
    process.stdin.write(json.dumps(told).encode() + b"\n")
    process.stdin.flush()
    line = process.stdout.readline(LINE)
    if not line.endswith(b"\n"):
        raise EOFError
    answer = json.loads(line)
    image = process.stdout.read(min(BYTES, int(answer["bytes"])))
    if len(image) != answer["bytes"]:
        raise EOFError
    if answer.get("error"):
        raise ReadError(str(answer["error"]))
    marks = tuple(Mark(*map(float, mark)) for mark in answer["marks"])
    width, height = int(answer["width"]), int(answer["height"])
    return Picture(image, str(answer["kind"]), width, height, marks, bool(answer["found"]), bool(answer["blank"]))


# ---------------------------------------------------------------- the process that draws


def serve(memory: int) -> None:
    """Draw what is asked for on standard input, until whoever asks is gone. memory: the MB that may be taken."""
    out = os.fdopen(os.dup(1), "wb")
    silence()
    if os.name == "posix":
        bound(memory)
    from ingest.readers import pictured  # here, so that it is loaded before the first page is asked for

    _tell(out, {})
    for line in sys.stdin.buffer:
        try:
            _answer(out, pictured.picture, **json.loads(line))
        except MemoryError:
            _tell(out, {"error": f"needs more than {memory:,} MB of memory to be drawn"})
        except ReadError as error:
            _tell(out, {"error": str(error)})


def _answer(out: BinaryIO, draw: Any, path: str, sha256: str, page: int, sought: Sequence[dict[str, str]]) -> None:
    drawn: Picture = draw(_content(Path(path), sha256), page, [Sought(**one) for one in sought])
    told = asdict(drawn)
    told["marks"] = [(m.left, m.top, m.width, m.height) for m in drawn.marks]
    _tell(out, told, told.pop("image"))


def _content(path: Path, sha256: str) -> bytes:
    """Return a file's bytes, those that were read. Raises ReadError for others, for none and for too many."""
    try:
        if path.stat().st_size > LARGEST * MB:
            raise ReadError(f"the paper’s file is too large to be drawn (more than {LARGEST} MB)")
        content = path.read_bytes()
    except OSError as error:
        raise ReadError(GONE) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ReadError(CHANGED)
    return content


def _tell(out: BinaryIO, told: dict[str, Any], image: bytes = b"") -> None:
    out.write(json.dumps({**told, "bytes": len(image)}).encode() + b"\n" + image)
    out.flush()
