"""What is built, damaged by hand in many ways: bench/damage.py [--short]

For each way: a door that was open before and one opened after answer as if nothing had happened, and say where Chroma
is not used; `matters check` names what is broken; the next `matters ingest` of the unchanged folder mends it without
the model, which is not even there; and all is well again. A pickle put among Chroma's files never runs.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path[:0] = [root] if (root := str(Path(__file__).resolve().parent.parent)) not in sys.path else []

import wiring  # noqa: E402
from assistant import rendering  # noqa: E402
from bench import made  # noqa: E402
from bench.forked import Forked, Hung, Silent, ask, listen, matters  # noqa: E402
from ingest.errors import MattersError  # noqa: E402
from settings import Settings  # noqa: E402

PAPERS = 10
QUESTIONS = (
    "What was said about otters?",
    "Which actions does Ms Nora Finch have?",
    "How much money will the new wooden arms of the gates cost?",
    "Did anybody get injured in a collision?",
    "What was decided about boats without a licence?",
    "What was said about the towpath in 2001?",
    f"What became of the {made.word(3).capitalize()}?",
    "What is the price of bananas in Peru?",
)
#: A door that met a damaged Chroma looks again after some seconds; so long it is given.
AGAIN = 10.0

#: A way of damage, given the newest Chroma, the vectors' file, another record's Chroma, and a file nobody may make.
Damage = Callable[["Places"], None]


@dataclass(frozen=True)
class Places:
    """Where things are that can be damaged. marker: what a pickle that runs would make."""

    chroma: Path
    matrix: Path
    other: Path
    marker: Path

    def segment(self, name: str) -> Path:
        """Return a file of the newest Chroma's index of vectors."""
        return next(self.chroma.glob(f"*/{name}"))

    @property
    def database(self) -> Path:
        return self.chroma / "chroma.sqlite3"


class Bomb:
    """What runs a command when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.system, (f"touch '{self.marker}'",)


def cut(path: Path, share: float = 0.5) -> None:
    """Cut a file short, in place."""
    os.truncate(path, int(path.stat().st_size * share))


def overwrite(path: Path, begin: float = 0.0, end: float = 1.0, byte: bytes | None = None) -> None:
    """Write other bytes over a share of a file, in place."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(int(size * begin))
        count = max(1, int(size * end) - int(size * begin))
        file.write(byte * count if byte else os.urandom(count))


def flip(path: Path, at: float = 0.5) -> None:
    """Turn one byte of a file round, in place."""
    place = int(path.stat().st_size * at)
    with path.open("r+b") as file:
        file.seek(place)
        old = file.read(1)
        file.seek(place)
        file.write(bytes([old[0] ^ 0xFF]))


def unknown(path: Path) -> None:
    """Say in an archive that its first file is packed in a way that there is none of."""
    held = bytearray(path.read_bytes())
    held[held.index(b"PK\x01\x02") + 10] = 99
    path.write_bytes(held)


def swapped(path: Path, other: Path) -> None:
    """Put a copy of something in the place of something."""
    removed(path)
    (shutil.copytree if other.is_dir() else shutil.copyfile)(other, path)


def removed(path: Path) -> None:
    (shutil.rmtree if path.is_dir() else os.unlink)(path)


def as_folder(path: Path) -> None:
    """Put a folder in the place of a file."""
    removed(path)
    path.mkdir()


def as_file(path: Path) -> None:
    """Put a file in the place of a folder."""
    removed(path)
    path.write_text("no folder\n", encoding="utf-8")


def emptied(path: Path) -> None:
    removed(path)
    path.mkdir()


def bomb(place: Places, path: Path) -> None:
    path.write_bytes(pickle.dumps(Bomb(place.marker)))


def half_made(place: Places) -> None:
    """Leave what a run that was killed leaves: a Chroma still being made."""
    making = place.chroma.with_name("chroma-99999999.making")
    shutil.copytree(place.chroma, making)
    (making / "placed.npz").unlink()


@dataclass(frozen=True)
class Way:
    """A way of damage. broken: the check that must name it, None where it is harmless. repair: ingest sees nothing."""

    name: str
    do: Damage
    broken: str | None = "meaning"
    repair: bool = False


WAYS = (
    Way("the Chroma folder deleted", lambda p: removed(p.chroma), None),
    Way("every Chroma folder deleted", lambda p: [removed(f) for f in p.chroma.parent.glob("chroma-*")] and None),
    Way("the Chroma folder emptied", lambda p: emptied(p.chroma)),
    Way("the Chroma folder replaced by a file", lambda p: as_file(p.chroma)),
    Way("another record's Chroma in its place", lambda p: swapped(p.chroma, p.other)),
    Way("a half-made Chroma left behind", half_made, None),
    Way("a file where a Chroma would be made", lambda p: p.chroma.with_name("chroma-99999999.making").touch(), None),
    Way(
        "a copy of the Chroma by another name",
        lambda p: shutil.copytree(p.chroma, p.chroma.with_name("chroma-old")) and None,
        None,
    ),
    Way("chroma.sqlite3 deleted", lambda p: removed(p.database)),
    Way("chroma.sqlite3 cut short", lambda p: cut(p.database)),
    Way("chroma.sqlite3 emptied", lambda p: cut(p.database, 0.0)),
    Way("chroma.sqlite3 zeroed", lambda p: overwrite(p.database, byte=b"\0")),
    Way("chroma.sqlite3 garbage", lambda p: overwrite(p.database)),
    Way("chroma.sqlite3 garbage in the middle", lambda p: overwrite(p.database, 0.3, 0.7)),
    Way("chroma.sqlite3 replaced by a folder", lambda p: as_folder(p.database)),
    Way("chroma.sqlite3 of another record", lambda p: swapped(p.database, p.other / "chroma.sqlite3")),
    Way("data_level0.bin cut short", lambda p: cut(p.segment("data_level0.bin"))),
    Way("data_level0.bin with one byte turned", lambda p: flip(p.segment("data_level0.bin"))),
    Way("data_level0.bin deleted", lambda p: removed(p.segment("data_level0.bin"))),
    Way("header.bin garbage", lambda p: overwrite(p.segment("header.bin"))),
    Way("link_lists.bin deleted", lambda p: removed(p.segment("link_lists.bin"))),
    Way("length.bin replaced by a folder", lambda p: as_folder(p.segment("length.bin"))),
    Way("index_metadata.pickle that runs a command", lambda p: bomb(p, p.segment("index_metadata.pickle"))),
    Way("a pickle that runs a command, added", lambda p: bomb(p, p.segment("header.bin").with_name("more.pickle"))),
    Way("placed.npz deleted", lambda p: removed(p.chroma / "placed.npz")),
    Way("placed.npz garbage", lambda p: overwrite(p.chroma / "placed.npz")),
    Way("placed.npz with one byte turned", lambda p: flip(p.chroma / "placed.npz")),
    Way("placed.npz packed in a way that nobody knows", lambda p: unknown(p.chroma / "placed.npz")),
    Way("placed.npz a pickle that runs a command", lambda p: bomb(p, p.chroma / "placed.npz")),
    Way("placed.npz of another record", lambda p: swapped(p.chroma / "placed.npz", p.other / "placed.npz")),
    Way("the vectors' file deleted", lambda p: removed(p.matrix), None),
    Way("the vectors' file cut short", lambda p: cut(p.matrix, 0.33), None),
    Way("the vectors' file emptied", lambda p: cut(p.matrix, 0.0), None),
    Way("the vectors' file garbage", lambda p: overwrite(p.matrix), "scan"),
    Way("the vectors' file zeroed", lambda p: overwrite(p.matrix, byte=b"\0"), "scan"),
    Way("the vectors' file garbage at its end", lambda p: overwrite(p.matrix, 0.8), "scan"),
    Way("the vectors' file with garbage added", lambda p: p.matrix.open("ab").write(os.urandom(99_999)) and None, None),
    Way("the vectors' file replaced by a folder", lambda p: as_folder(p.matrix), None),
)
#: What the suite tries.
SHORT = (
    "chroma.sqlite3 emptied",
    "a pickle that runs a command, added",
    "the vectors' file garbage",
)


@dataclass
class Outcome:
    """What became of each way of damage: nothing to tell, or what was not as it should be."""

    told: dict[str, list[str]] = field(default_factory=dict)
    check: dict[str, str] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return not any(self.told.values())

    def __str__(self) -> str:
        lines = [f"{n:42} {self.check.get(n, '')}" for n in self.told]
        lines += [f"  WRONG {name}: {x}" for name, told in self.told.items() for x in told]
        return "\n".join([*lines, f"{len(self.told)} ways, {sum(map(bool, self.told.values()))} not as it should be"])


# ---------------------------------------------------------------- in processes of their own


def plain(answer: Any) -> str:
    """Return an answer as JSON, without what may differ between equal ones: time, and the last digit of confidence."""
    told = rendering.answer(answer, identity=None, seconds=0.0)
    return json.dumps(told | {"confidence": round(float(answer.confidence), 2)}, ensure_ascii=False)


def door(tell: Any, index: Path, lasting: bool = True) -> None:
    """Answer all questions whenever told to, with what is wrong with Chroma, until told no more."""
    assistant = wiring.open_assistant(Settings(index=index), lasting=lasting)
    while listen():
        try:
            answers = [plain(assistant.ask(q)) for q in QUESTIONS]
        except MattersError as error:
            tell(([str(error)], "an error"))
        else:
            tell((answers, assistant.shelf.trouble))


def ingest(tell: Any, folder: Path, index: Path, model: Path | None) -> None:
    """Take a folder in; tell what became of its papers, the problems met, and how many vectors the record holds."""
    settings = Settings(index=index, model=model)
    try:
        _, news, problems = wiring.ingest(folder, settings, Silent())
    except MattersError as error:
        tell(({"failed"}, [str(error)], 0))
        return
    with closing(wiring.open_shelf(settings)) as shelf:
        tell(({n.what for n in news}, [str(p) for p in problems], shelf.store.last_vector()))


# ---------------------------------------------------------------- the bench


class Trial:
    """One sound index, and copies of it that are damaged."""

    def __init__(self, place: Path) -> None:
        self.place, self.folder = place, place / "papers"
        texts = {f"{n:04}.txt": made.minutes(n) for n in range(PAPERS)}
        made.lay(self.folder, texts)
        self.base, other = place / "base", place / "other"
        ask(ingest, self.folder, self.base, None)
        made.lay(self.folder, texts | {"0001.txt": made.minutes(1, version=1)})
        _, _, self.vectors = ask(ingest, self.folder, self.base, None)
        made.lay(place / "others", {f"{n:04}.txt": made.minutes(n) for n in range(50, 50 + PAPERS)})
        ask(ingest, place / "others", other, None)
        self.other = newest(other)
        one = Forked(door, self.base, False)
        self.right = asked(one)[0]
        closed(one)

    def damage(self, way: Way) -> tuple[list[str], str]:
        """Damage a copy, and return what was not as it should be, and what check said of it."""
        index = self.place / "damaged"
        shutil.rmtree(index, ignore_errors=True)
        shutil.copytree(self.base, index)
        marker = self.place / "ran"
        told: list[str] = []
        before = Forked(door, index)
        told += self.held(before, "a sound index", trouble=False)
        built = index / wiring.BUILT
        way.do(Places(newest(index), next(built.glob("vectors-*.f32")), self.other, marker))
        told += self.held(before, "a door that was open", trouble=None)
        after = Forked(door, index)
        told += self.held(after, "a door opened after", trouble=way.broken == "meaning")
        status, out, _ = matters("check", "--index", str(index))
        broken = [line for line in out.splitlines() if "BROKEN" in line]
        if [line.split()[0] for line in broken] != [x for x in [way.broken] if x] or status != (way.broken is not None):
            told.append(f"check ends with {status} and says {broken or 'that all is well'}")
        told += self.mended(index, way)
        status, out, _ = matters("check", "--index", str(index))
        told += [f"after its cure: {line}" for line in out.splitlines() if "BROKEN" in line]
        told += [f"after its cure: {p.name} is left" for p in built.glob("*.making")]
        for one, name in ((before, "a door that was open"), (after, "a door opened after")):
            told += self.held(one, f"{name}, after the cure", trouble=False)
            closed(one)
        if marker.exists():
            marker.unlink()
            told.append("THE PICKLE RAN")
        return told, broken[0] if broken else "ok"

    def mended(self, index: Path, way: Way) -> list[str]:
        """Take the unchanged folder in with a model that is not there, or repair; return what went wrong."""
        if way.repair:
            status, out, err = matters("check", "--repair", "--index", str(index))
            return [f"--repair ends with {status}: {out} {err}"] if status else []
        what, problems, vectors = ask(ingest, self.folder, index, self.place / "no model")
        if what != {"unchanged"} or problems or vectors != self.vectors:
            return [f"ingest of the unchanged folder: {what}, {problems}, {vectors} vectors for {self.vectors}"]
        return []

    def held(self, one: Forked, who: str, *, trouble: bool | None) -> list[str]:
        """Ask a door everything; return where its answers differ. trouble: whether it must tell of some, or either."""
        until = time.monotonic() + (AGAIN if trouble is False else 0.0)
        while True:
            try:
                answers, wrong = asked(one)
            except (Hung, BrokenPipeError, ConnectionResetError) as error:
                return [f"{who} is gone: {error}"]
            if trouble is None or bool(wrong) == trouble or time.monotonic() > until:
                break
            time.sleep(0.5)
        told = [] if trouble is None or bool(wrong) == trouble else [f"{who} says of Chroma: {wrong}"]
        differ = [q for q, a, b in zip(QUESTIONS, answers, self.right, strict=False) if a != b]
        return told + [f"{who} answers otherwise: {q}" for q in differ]


def newest(index: Path) -> Path:
    """Return the newest Chroma folder of an index."""
    return max((index / wiring.BUILT).glob("chroma-*"))


def asked(one: Forked) -> tuple[list[str], str | None]:
    one.say("ask")
    answers, trouble = one.hear()
    return answers, trouble


def closed(one: Forked) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):
        one.say(None)
    one.end()


def damages(place: Path, names: tuple[str, ...] = (), heard: Any = None) -> Outcome:
    """Try ways of damage, all of them unless some are named."""
    trial, out = Trial(place), Outcome()
    for way in WAYS:
        if not names or way.name in names:
            out.told[way.name], out.check[way.name] = trial.damage(way)
            if heard:
                heard(f"{way.name:42} {out.told[way.name] or 'well'}", flush=True)
    return out


def main() -> int:
    words = argparse.ArgumentParser(description="Damage what is built, and see that nobody is told anything wrong.")
    words.add_argument("--short", action="store_true", help="the ways that the suite tries")
    told = words.parse_args()
    with tempfile.TemporaryDirectory() as place:
        outcome = damages(Path(place), SHORT if told.short else (), heard=print)
    print(outcome)
    return 0 if outcome.good else 1


if __name__ == "__main__":
    sys.exit(main())
