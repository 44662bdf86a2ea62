"""Copies and versions on a shelf: one is read, the others are named; the later version is preferred."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import saltmere
from door import Door

pytestmark = pytest.mark.usefixtures("one_model")

WORDS = (
    "The eastern pontoon leaks at three joints, and the divers found rust on all of the chains below it. "
    "A new chain costs more than the committee has set aside for this year, so the clerk asked two yards for a price. "
    "The yard at Fenwick can begin in the spring; the one at Saltmere has no crane that is strong enough. "
    "Until then no boat of more than nine metres may tie up there, and the lamps stay lit through the night. "
    "Members are asked to say whether the work should be done at once or left until the money has been found. "
    "The insurers have written twice since the winter and want an answer before the summer regatta begins. "
    "The harbour master would sooner close the pontoon than see somebody hurt, and has said so in writing. "
    "If nothing is done the chains may part in the first gale, and then the whole walkway will drift ashore."
)
COMMITTEE = saltmere.COMMITTEE


def report(title: str, words: str = WORDS, *, day: str = "13 June 2019") -> str:
    return f"To: {COMMITTEE} – {day}\nFrom: The clerk\nSubject: {title}\n\n{words}\n"


class Taken:
    """A folder of papers taken in, and what the command says of them."""

    def __init__(self, matters: Door, home: Path) -> None:
        self._matters, self.papers, self.index = matters, home / "papers", home / "index"

    def __call__(self, **papers: str) -> None:
        self.papers.mkdir(exist_ok=True)
        for name, text in papers.items():
            path = self.papers / (name.replace("__", "/") + ".txt")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.again()

    def again(self) -> None:
        code, out, err = self._matters("ingest", self.papers, "--prune", "--index", self.index)
        assert code == 0, (out, err)

    def json(self, *arguments: str, given: bytes = b"") -> list[dict[str, object]]:
        code, out, err = self._matters(*arguments, "--index", self.index, given=given)
        assert code == 0, err
        held = json.loads("\n".join(out))
        assert isinstance(held, list | dict)
        return held if isinstance(held, list) else [held]

    def about(self, path: str) -> dict[str, object]:
        return next(p for p in self.json("papers", "--json") if p["document"] == path)

    def hits(self, question: str) -> list[str]:
        (found,) = self.json("search", question, "--json")
        return [hit["document"] for hit in found["hits"]]  # type: ignore[attr-defined]

    def sound(self) -> None:
        code, out, _ = self._matters("check", "--index", self.index)
        assert code == 0, out


@pytest.fixture
def take(matters: Door, tmp_path: Path) -> Taken:
    return Taken(matters, tmp_path)


def test_a_copy_is_read_once_and_named(take: Taken) -> None:
    stamped = report("Pontoon").replace(". The", ".\nPage 7\nThe", 1)
    take(report=report("Pontoon"), later__copy=stamped, other=report("Seals", "The seals came back in April. " * 12))
    one, two = take.about("report.txt"), take.about("later/copy.txt")
    read, left = (one, two) if two["duplicate_of"] else (two, one)
    assert left["duplicate_of"] == read["document"]
    assert read["copies"] == [left["document"]]
    assert read["duplicate_of"] is None
    found = take.hits("What do the chains of the eastern pontoon cost?")
    assert read["document"] in found
    assert left["document"] not in found
    (answer,) = take.json("ask", "What did the insurers want before the regatta?", "--json")
    cited = [c for c in answer["citations"] if c["document"] == read["document"]]  # type: ignore[attr-defined]
    assert cited
    assert cited[0]["copies"] == [left["document"]]
    take.sound()


def test_what_stood_for_another_goes_and_the_other_is_read(take: Taken) -> None:
    take(a=report("Pontoon"), b=report("Pontoon") + "\nPage 2\n", c=report("Seals", "The seals came back. " * 20))
    left, read = sorted(("a.txt", "b.txt"), key=lambda p: take.about(p)["duplicate_of"] is None)
    (take.papers / read).unlink()
    take.again()
    assert take.about(left)["duplicate_of"] is None
    assert take.about(left)["copies"] == []
    assert left in take.hits("What do the chains of the eastern pontoon cost?")
    take.sound()


def test_a_figure_that_differs_makes_a_version_and_the_later_is_preferred(take: Taken) -> None:
    words = WORDS.replace("nine metres", "eleven metres") + " This report is as revised after the survey of the chains."
    take(pontoon=report("Pontoon"), pontoon_revised=report("Pontoon, revised", words))
    old, new = take.about("pontoon.txt"), take.about("pontoon_revised.txt")
    assert (old["replaced_by"], new["replaced_by"]) == ("pontoon_revised.txt", None)
    assert old["duplicate_of"] is new["duplicate_of"] is None
    assert take.hits("How long may a boat be that ties up at the eastern pontoon?")[0] == "pontoon_revised.txt"
    take.sound()


def test_a_report_alone_and_inside_its_pack(take: Taken) -> None:
    other = saltmere.report("Seal watch", "Twelve seals were counted on the slipway. " * 8)
    inside = saltmere.report("Pontoon repairs", WORDS)
    take(pack=saltmere.pack([inside, other]), alone=inside)
    pack, alone = take.about("pack.txt"), take.about("alone.txt")
    assert alone["duplicate_of"] is None
    assert alone["copies"] == ["pack.txt"]
    assert pack["duplicate_of"] is None  # for there is more in it
    assert [p["duplicate_of"] for p in pack["parts"]] == [None, "alone.txt", None]  # type: ignore[attr-defined]
    take.sound()


def test_a_restricted_copy_takes_no_place_and_is_not_named(take: Taken) -> None:
    (take.papers).mkdir()
    (take.papers / "corpus.toml").write_text('[papers."secret.txt"]\naccess = "restricted"\n')
    take(open=report("Pontoon"), secret=report("Pontoon") + "\nPage 2\n")
    assert [p["document"] for p in take.json("papers", "--json")] == ["open.txt"]
    assert take.about("open.txt")["copies"] == []
    assert take.about("open.txt")["duplicate_of"] is None


def test_any_order_finds_the_same(matters: Door, tmp_path: Path) -> None:
    papers = {
        "a": report("Pontoon"),
        "b": report("Pontoon") + "\nPage 2\n",
        "c": report("Pontoon, revised", WORDS.replace("nine", "eleven")),
        "d": report("Seals", "The seals came back. " * 20),
    }
    seen = []
    for place, order in enumerate(("abcd", "dcba", "cadb")):
        (tmp_path / str(place)).mkdir()
        taken = Taken(matters, tmp_path / str(place))
        for name in order:
            taken(**{name: papers[name]})
        seen.append(
            [(p["document"], p["duplicate_of"], p["copies"], p["replaced_by"]) for p in taken.json("papers", "--json")]
        )
    assert seen[0] == seen[1] == seen[2]
    assert any(row[1] for row in seen[0])


def test_real_copies_of_a_council(take: Taken, shared: Path) -> None:
    """A report and an impact assessment alone and in the supplement that brought them; an earlier version."""
    folder = shared / "documents" / "kent" / "cabinet-2025-01-30"
    names = [p for p in folder.rglob("*.pdf") if "24-00109 - Transfer" in p.name or "Item 7" in p.name]
    assert len(names) == 4
    for path in names:
        (take.papers / path.parent.name).mkdir(parents=True, exist_ok=True)
        (take.papers / path.parent.name / path.name).write_bytes(path.read_bytes())
    take.again()
    told = {str(p["document"]): p for p in take.json("papers", "--json")}
    supplement = next(p for path, p in told.items() if path.startswith("public_packs"))
    inside = [part["duplicate_of"] for part in supplement["parts"]]  # type: ignore[attr-defined]
    assert sum(i is not None for i in inside) == 2
    first = next(p for path, p in told.items() if path.startswith("originals/24-00109"))
    assert "Item 7" in str(first["replaced_by"])
