"""Pages a second of the PDF reader beside plain pypdf, as a ratio: bench/pages.py FILE_OR_FOLDER...

Both read the same file in one process, by turns; the best of each counts. The machine is shared: read ratios.
"""

from __future__ import annotations

import logging
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pypdf import PdfReader  # noqa: E402

from ingest.errors import ReadError  # noqa: E402
from ingest.readers import pdf  # noqa: E402

logging.getLogger("pypdf").setLevel(logging.CRITICAL)
#: How often each reads a file.
ROUNDS = 3


def plain(path: Path) -> int:
    """Read a file with nothing but pypdf. Returns how many pages it has."""
    reader = PdfReader(path)
    if reader.is_encrypted:
        reader.decrypt("")
    return sum(page.extract_text() is not None for page in reader.pages)


def timed(run: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def main() -> None:
    named = [Path(name) for name in sys.argv[1:]]
    files = sorted(f for n in named for f in (n.rglob("*.pdf") if n.is_dir() else [n]))
    pages, theirs, ours = 0, 0.0, 0.0
    for path in files:
        try:
            pdf.read(path)
        except ReadError as error:
            print(f"{path.name}: {error}")
            continue
        count = plain(path)
        rounds = [(timed(lambda p=path: plain(p)), timed(lambda p=path: pdf.read(p))) for _ in range(ROUNDS)]
        alone, read = min(a for a, _ in rounds), min(b for _, b in rounds)
        pages, theirs, ours = pages + count, theirs + alone, ours + read
        print(f"{path.name[:60]:60} {count:4} pages, ratio {alone / read:.2f}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if ours:
        print(f"{pages} pages: pypdf {pages / theirs:.0f} a second, the reader {pages / ours:.0f}", end="")
        print(f"; ratio {theirs / ours:.2f}; peak {peak:.0f} MiB")


if __name__ == "__main__":
    main()
