"""The first floor: what the shelf promises of ids, of taking papers in and out, of scopes, of joins and of search."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import saltmere
from hypothesis import given, settings
from hypothesis import strategies as st
from saltmere import COMMITTEE, ITEMS

from index import codec, cutting, embedding, joins
from index.embedding import Encoder
from index.joins import Fact
from index.matrix import Matrix
from index.passage import Hit, Place, Scope
from index.shelf import RECORD, Shelf
from index.vectors import Chroma, Exact
from index.words import bare, stem, stems, words
from ingest import library
from ingest.errors import BusyError, IndexError_, MattersError, SettingsError
from ingest.record import Access, Authority, Kind, fold

D = date
PUBLIC, BOTH = (Access.PUBLIC,), (Access.PUBLIC, Access.RESTRICTED)
BASE = {
    "m.txt": saltmere.minutes(),
    "r.txt": saltmere.report("Seal watch", "Twelve seals were counted on the slipway."),
}
ROPES = "Notes on ropes\nHemp rots where it lies wet, and nylon frays where it rubs on stone.\n"
LAMPS = "Notes on lamps\nParaffin was burnt in the breakwater lantern until electricity came.\n"
OARS = "Notes on oars\nAsh bends and spruce snaps when the swell is high.\n"


#: Takes a test's folder of papers into its index; gives what became of each.
Take = Callable[[], dict[str, str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "papers"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


class Opened:
    """Shelves that a test opened, closed at its end."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder, self.held = encoder, list[Shelf]()

    def __call__(self, index: Path, *, lasting: bool = False, write: bool = False) -> Shelf:
        self.held.append(Shelf(index, lambda: self.encoder, lasting=lasting, write=write))
        return self.held[-1]


@pytest.fixture
def opened(encoder: Encoder) -> Iterator[Opened]:
    one = Opened(encoder)
    yield one
    for shelf in one.held:
        shelf.close()


@pytest.fixture
def take(home: Path, index: Path, encoder: Encoder) -> Take:
    return lambda: {n.path: n.what for n in saltmere.ingest(home, index, encoder)}


def texts(hits: Sequence[Hit]) -> str:
    return fold(" | ".join(h.passage.text for h in hits))


def ids(shelf: Shelf) -> dict[str, str]:
    """Return the id of every passage, and its text."""
    return {p.id: p.text for p, _ in shelf.store.every_vector()}


def snapshot(shelf: Shelf) -> dict[str, object]:
    """Return all that a record says to those who may see everything, whatever the order it came in."""
    scope, store = shelf.everything(BOTH), shelf.store
    passages = {i: store.passages([i], scope)[i] for i in ids(shelf)}
    return {
        "passages": passages,
        "actions": shelf.actions(scope),
        "decisions": shelf.decisions(scope),
        "sittings": [(s, s.tell()) for s in shelf.sittings(scope)],
        "calendar": [(s, s.tell()) for s in shelf.calendar(scope)],
        "lexicon": dict(sorted(store.lexicon(scope).items())),
        "shadowed": store.shadowed_parts(),
        "acronyms": store.acronyms(scope),
        "documents": store.documents(scope),
        "spoken": store.spoken(scope),
        "words": dict(sorted(store.words(["seals", "lamp", "pontoon"], scope, 50).items())),
        "vectors": {i: v.tobytes() for i, v in store.vectors(sorted(passages)).items()},
    }


# ---------------------------------------------------------------- identities


def test_the_same_papers_give_the_same_ids(tmp_path: Path, home: Path, opened: Opened, encoder: Encoder) -> None:
    saltmere.write(home, BASE)
    for name in ("one", "two"):
        saltmere.ingest(home, tmp_path / name, encoder)
    one, two = opened(tmp_path / "one"), opened(tmp_path / "two")
    assert snapshot(one) == snapshot(two)
    assert len(one.actions(one.everything())) == 2
    assert len(ids(one)) >= 8


def test_a_paragraph_inserted_elsewhere_changes_no_other_id(tmp_path: Path, encoder: Encoder) -> None:
    changed = list(ITEMS)
    changed[4] = (ITEMS[4][0], "A crab was found in the works.\n\n" + ITEMS[4][1])
    cut = [
        {p.id: p.place.item for p in cutting.cut(d, library.open_folder(tmp_path).collection, encoder.count)}
        for d in (saltmere.document(tmp_path, saltmere.minutes(items=i)) for i in (ITEMS, changed))
    ]
    assert {item for i, item in cut[0].items() if i not in cut[1]} == {"5"}


def test_equal_paragraphs_have_ids_of_their_own(tmp_path: Path, encoder: Encoder) -> None:
    twice = [*ITEMS[:3], ("SEALS", "The report was noted.\n\n" * 90), *ITEMS[4:]]
    made = saltmere.document(tmp_path, saltmere.minutes(items=twice))
    found = cutting.cut(made, library.open_folder(tmp_path).collection, encoder.count)
    repeated = [p for p in found if p.place.item == "4"]
    assert len(repeated) > 1
    assert len({p.text for p in repeated}) < len(repeated) == len({p.id for p in repeated})


def test_the_same_recommendation_in_two_papers_of_one_item(home: Path, take: Take, index: Path, opened: Opened) -> None:
    asks = "It is recommended that the Committee note the report."
    papers = [
        saltmere.report("Pontoon repairs, first part", f"The joints leak.\n{asks}"),
        saltmere.report("Pontoon repairs, second part", f"The planks rot.\n{asks}"),
    ]
    order = [*saltmere.ORDER[:3], "4. Pontoon repairs (Pages 5 - 8)", "5. Date of next meeting"]
    saltmere.write(home, {"pack.txt": saltmere.pack(papers, order=order)})
    assert take() == {"pack.txt": "new"}
    shelf = opened(index)
    assert len({d.id for d in shelf.decisions(shelf.everything())}) == 2


def test_a_renamed_paper_keeps_its_ids(home: Path, take: Take, index: Path, opened: Opened) -> None:
    saltmere.write(home, BASE)
    take()
    before = ids(opened(index))
    (home / "m.txt").rename(home / "minutes.txt")
    take()
    assert ids(opened(index)) == before


# ---------------------------------------------------------------- taking papers in and out


def test_unchanged_papers_are_skipped(home: Path, take: Take, index: Path, opened: Opened) -> None:
    saltmere.write(home, BASE)
    assert take() == {"m.txt": "new", "r.txt": "new"}
    generation = opened(index).store.generation
    assert take() == {"m.txt": "unchanged", "r.txt": "unchanged"}
    assert opened(index).store.generation == generation


@pytest.mark.parametrize("lasting", [False, True], ids=["exact", "chroma"])
def test_a_changed_paper_is_replaced(home: Path, take: Take, index: Path, opened: Opened, lasting: bool) -> None:
    saltmere.write(home, {"a.txt": ROPES, "b.txt": OARS, "c.txt": saltmere.PLAIN.replace("ropes", "nets")})
    take()
    shelf = opened(index, lasting=lasting)
    assert "Hemp rots where it lies wet, and nylon" in texts(shelf.search("hemp and nylon", shelf.everything()).hits)
    saltmere.write(home, {"a.txt": LAMPS})
    assert take() == {"a.txt": "changed", "b.txt": "unchanged", "c.txt": "unchanged"}
    scope = shelf.everything()  # the shelf that was open all the while
    found = texts(shelf.search("hemp and nylon", scope).hits)
    assert "lies wet, and nylon frays where it rubs on stone. |" not in found
    assert "Paraffin" in found
    assert stem("frays") not in shelf.store.lexicon(scope) or "c.txt" in {d[2] for d in shelf.store.documents(scope)}
    assert not shelf.store.words(["hemp"], scope, 9).keys() - {i for i, t in ids(shelf).items() if "parted" in t}
    vector = shelf.encoder.question("hemp and nylon ropes")
    assert set(shelf.near.near(vector, scope, 99)) == set(ids(shelf))


def test_a_removed_paper_is_removed(home: Path, take: Take, index: Path, opened: Opened) -> None:
    saltmere.write(home, BASE | {"ropes.txt": ROPES})
    take()
    (home / "ropes.txt").unlink()
    assert take() == {"m.txt": "unchanged", "r.txt": "unchanged", "ropes.txt": "removed"}
    shelf = opened(index, lasting=True)
    scope = shelf.everything()
    assert "Hemp" not in texts(shelf.search("hemp rots in the wet", scope).hits)
    assert "hemp" not in shelf.store.lexicon(scope)
    assert shelf.store.words(["hemp"], scope, 9) == {}
    assert "ropes.txt" not in [d[2] for d in shelf.store.documents(scope)]


def test_more_than_a_third_gone_is_kept_with_a_problem(
    home: Path, index: Path, encoder: Encoder, opened: Opened
) -> None:
    saltmere.write(home, BASE | {"a.txt": ROPES, "b.txt": LAMPS})
    saltmere.ingest(home, index, encoder)
    for name in ("a.txt", "b.txt"):
        (home / name).unlink()
    news = {n.path: n for n in saltmere.ingest(home, index, encoder)}
    assert (news["a.txt"].what, news["b.txt"].what) == ("kept", "kept")
    assert "gone from the folder, as 2 of 4 papers are" in str(news["a.txt"].problems[0])
    assert "--prune" in str(news["a.txt"].problems[0])
    shelf = opened(index)
    assert "Hemp" in texts(shelf.search("hemp", shelf.everything()).hits)


def test_an_empty_folder_empties_nothing(home: Path, index: Path, encoder: Encoder, opened: Opened) -> None:
    saltmere.write(home, {"a.txt": ROPES})
    saltmere.ingest(home, index, encoder)
    (home / "a.txt").unlink()
    assert [n.what for n in saltmere.ingest(home, index, encoder)] == ["kept"]
    assert len(ids(opened(index))) == 1


def test_what_the_operator_tells_of_a_paper_counts_as_a_change(
    home: Path, take: Take, index: Path, opened: Opened
) -> None:
    saltmere.write(home, {"a.txt": ROPES})
    take()
    saltmere.write(home, {}, saltmere.TOML + '[papers."a.txt"]\naccess = "restricted"\n')
    assert take() == {"a.txt": "changed"}
    shelf = opened(index)
    assert shelf.search("hemp", shelf.everything()).hits == () != shelf.search("hemp", shelf.everything(BOTH)).hits


def test_a_collection_can_be_renamed(home: Path, take: Take, index: Path, opened: Opened) -> None:
    saltmere.write(home, {"a.txt": ROPES})
    take()
    saltmere.write(home, {}, saltmere.TOML.replace("Harbour papers", "Papers of the wardens"))
    take()
    assert [c.name for c in opened(index).store.collections()] == ["Papers of the wardens"]


def test_a_paper_that_can_no_longer_be_read_stays_as_it_was(
    home: Path, index: Path, encoder: Encoder, opened: Opened
) -> None:
    saltmere.write(home, BASE | {"a.txt": ROPES})
    saltmere.ingest(home, index, encoder)
    (home / "a.txt").write_bytes(b"")
    news = {n.path: n for n in saltmere.ingest(home, index, encoder)}
    assert news["a.txt"].what == "failed"
    assert "holds no text" in str(news["a.txt"].problems[0])
    shelf = opened(index)
    assert "Hemp" in texts(shelf.search("hemp", shelf.everything()).hits)


OFFICIAL = saltmere.minutes()
LATER = saltmere.minutes(
    "13 June 2019",
    [
        ITEMS[0],
        (
            "MINUTES OF THE LAST MEETING",
            "RESOLVED that the minutes of the meeting held on 14 March 2019 be approved, subject to "
            "the spelling of Tarrant.",
        ),
        ("HARBOUR SAFETY PANEL", "The Harbour Safety Panel (HSP) had met twice."),
    ],
)


def test_any_order_of_ingest_gives_the_same_record(
    tmp_path: Path, home: Path, encoder: Encoder, opened: Opened
) -> None:
    papers = {
        "a-official.txt": OFFICIAL,
        "b-digest.txt": saltmere.minutes(items=[(t, b.replace("Mr Quill", "Mr  Quill")) for t, b in ITEMS]),
        "c-later.txt": LATER,
        "d-report.txt": BASE["r.txt"],
    }
    toml = saltmere.TOML + '[papers."b-digest.txt"]\nauthority = "digest"\n'
    saltmere.write(home, papers, toml)
    saltmere.ingest(home, tmp_path / "once", encoder)
    saltmere.ingest(home, tmp_path / "back", encoder, sorted(papers, reverse=True))
    # one at a time, with a paper that comes and goes
    for name in ("c-later.txt", "b-digest.txt", "d-report.txt", "a-official.txt"):
        known = (
            [d[2] for d in opened(tmp_path / "slow").store.documents(Scope(("saltmere",), BOTH))]
            if (tmp_path / "slow").exists()
            else []
        )
        saltmere.ingest(home, tmp_path / "slow", encoder, [*known, name])
    saltmere.write(home, {"e.txt": ROPES}, toml)
    saltmere.ingest(home, tmp_path / "slow", encoder)
    (home / "e.txt").unlink()
    saltmere.ingest(home, tmp_path / "slow", encoder)
    once = snapshot(opened(tmp_path / "once"))
    assert once["shadowed"]
    assert once["acronyms"]
    for name in ("back", "slow"):
        other = snapshot(opened(tmp_path / name))
        assert [k for k in once if once[k] != other[k]] == [], name


class Snapped(Exception):
    """What a test throws into a transaction."""


def test_a_failed_write_leaves_the_record_as_it_was(home: Path, take: Take, index: Path, opened: Opened) -> None:
    saltmere.write(home, BASE)
    take()
    shelf = opened(index, write=True)
    before, generation = snapshot(shelf), shelf.store.generation

    def break_off() -> None:
        with shelf.store.writing():
            for document, *_ in shelf.store.documents(shelf.everything()):
                shelf.store.drop_document(document)
            assert shelf.store.total_passages() == 0
            raise Snapped

    with pytest.raises(Snapped):
        break_off()
    assert (snapshot(shelf), shelf.store.generation) == (before, generation)


def test_a_paper_goes_in_whole_or_not_at_all(
    home: Path, take: Take, index: Path, opened: Opened, encoder: Encoder
) -> None:
    saltmere.write(home, {"m.txt": saltmere.minutes()})
    take()
    shelf = opened(index, write=True)
    before = snapshot(shelf)
    made = saltmere.document(home, ROPES, "new.txt")
    collection = library.open_folder(home).collection
    passages = cutting.cut(made, collection, encoder.count)
    with pytest.raises(ValueError, match="zip"), shelf.store.writing():  # a vector too few, found half-way through
        shelf.store.put_document(made, collection.id, passages, [], problems=[], hints="")
    assert snapshot(shelf) == before


def test_a_lost_vector_index_is_built_again(home: Path, take: Take, index: Path, opened: Opened) -> None:
    """As after a kill between the record's last transaction and the renaming of Chroma's folder."""
    saltmere.write(home, BASE)
    take()
    for folder in index.glob("chroma-*"):
        shutil.rmtree(folder)
    shelf = opened(index, lasting=True)
    assert shelf.search("seals on the slipway", shelf.everything()).hits  # the exact scan stands in
    take()
    assert len(list(index.glob("chroma-*"))) == 1


def test_nothing_is_embedded_twice(home: Path, index: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    real = type(encoder).passages
    monkeypatch.setattr(type(encoder), "passages", lambda self, t, p: done.extend(t) or real(self, t, p))
    saltmere.write(home, BASE)
    saltmere.ingest(home, index, encoder)
    first = len(done)
    changed = [*ITEMS[:5], ("SEALS ON THE SLIPWAY", "A walrus was seen."), ITEMS[6]]
    saltmere.write(home, {"m.txt": saltmere.minutes(items=changed)})
    saltmere.ingest(home, index, encoder)
    assert len(set(done)) == len(done) == first + 1


def test_two_folders_of_one_name_do_not_take_each_others_place(
    tmp_path: Path, index: Path, encoder: Encoder, opened: Opened
) -> None:
    for parent, text in (("north", ROPES), ("south", LAMPS)):
        saltmere.write(tmp_path / parent / "papers", {"a.txt": text}, "")
    saltmere.ingest(tmp_path / "north" / "papers", index, encoder)
    with suppress(MattersError):  # refusing the second is as good as keeping both
        saltmere.ingest(tmp_path / "south" / "papers", index, encoder)
    shelf = opened(index)
    assert "Hemp" in texts(shelf.search("hemp", shelf.everything()).hits)


# ---------------------------------------------------------------- cutting

LONG = "The wardens walked to the end of the breakwater and looked at lamp number {} for a while."


@pytest.mark.parametrize("count", range(10, 18))
@pytest.mark.parametrize("marker", [" [ACTION]", "\nAction: Mr Quill"])
def test_a_long_paragraph_keeps_an_action_and_its_marker_together(
    tmp_path: Path, encoder: Encoder, count: int, marker: str
) -> None:
    told = (
        " ".join(LONG.format(n) for n in range(count))
        + " Mr Quill would write to the makers of the lamp about the glass."
        + marker
    )
    made = saltmere.document(tmp_path, saltmere.minutes(items=[*ITEMS[:3], ("LAMPS", told), *ITEMS[4:]]))
    found = cutting.cut(made, library.open_folder(tmp_path).collection, encoder.count)
    with_marker = [p.text for p in found if p.place.item == "4" and marker.strip() in p.text]
    assert ["Mr Quill would write to the makers" in t for t in with_marker] == [True]


def test_an_entry_of_the_register_stands_in_the_passage_it_names(
    home: Path, take: Take, index: Path, opened: Opened
) -> None:
    told = " ".join(LONG.format(n) for n in range(30)) + " Mr Quill would write to the makers of the lamp. [ACTION]"
    saltmere.write(home, {"m.txt": saltmere.minutes(items=[*ITEMS[:3], ("LAMPS", told), *ITEMS[4:]])})
    take()
    shelf = opened(index)
    entry = next(a for a in shelf.actions(shelf.everything()) if a.source.place.item == "4")
    assert entry.source.quote.endswith("[ACTION]")
    held = shelf.store.passages([entry.source.passage], shelf.everything())[entry.source.passage]
    assert entry.source.quote in fold(held.text)


TOO_LONG = {
    "figures": "Boats\t" + "\t".join(f"{n * 7919 % 9973},{n * 104729 % 997:03}.{n % 10}5" for n in range(1, 90)),
    "one word": "https://saltmere.example/" + "-".join(f"{n}.{n * 31}/a{n}" for n in range(200)),
    "no full stop": " ".join(f"lamp {n} and rope {n}," for n in range(400)),
}


@pytest.mark.parametrize("kind", TOO_LONG)
def test_no_passage_is_longer_than_the_model_reads(tmp_path: Path, encoder: Encoder, kind: str) -> None:
    made = saltmere.document(
        tmp_path, saltmere.minutes(items=[*ITEMS[:3], ("TABLES", f"Month\tBoats\n{TOO_LONG[kind]}"), *ITEMS[4:]])
    )
    found = cutting.cut(made, library.open_folder(tmp_path).collection, encoder.count)
    assert max(encoder.count(p.embedded) for p in found) <= 256
    assert "".join("".join(p.text for p in found).split()) == "".join(
        "".join(s.of(made.text) for i in made.parts[0].items for p in i.paragraphs for s in p.spans).split()
    )


# ---------------------------------------------------------------- who may see what

SECRET_REPORT = saltmere.report(
    "Dismissal of Zebediah Crake",
    "The dismissal of Zebediah Crake came before them, and then before the Harbour Discipline Panel (HDP).\n"
    "It is recommended that the Committee approve the dismissal.",
    day="12 December 2019",
    top=["NOT FOR PUBLICATION"],
)
SECRET_MINUTES = saltmere.minutes(
    "5 September 2019",
    [
        ITEMS[0],
        (
            "ZEBEDIAH CRAKE",
            "Mr Quill would tell Zebediah Crake of his dismissal. [ACTION]\n\nRESOLVED that the dismissal be approved.",
        ),
    ],
    top=["RESTRICTED MINUTES"],
)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[tuple[Shelf, Shelf]]:
    """A shelf of public and restricted papers of one collection and of another's, opened for both ways of finding."""
    root = tmp_path_factory.mktemp("mixed")
    public = [
        saltmere.report("Pontoon repairs", "The eastern joints leak."),
        SECRET_REPORT.split("\n", 1)[1].replace("Report author", "Status: NOT FOR PUBLICATION\nReport author"),
    ]
    saltmere.write(
        root / "saltmere",
        BASE
        | {"secret-report.txt": SECRET_REPORT, "secret-minutes.txt": SECRET_MINUTES, "pack.txt": saltmere.pack(public)},
    )
    other = saltmere.TOML.replace('"saltmere"', '"fenwick"')
    saltmere.write(
        root / "fenwick",
        {"f.txt": saltmere.report("Fenwick", "The fenwick otters were counted by Zebediah Crake.")},
        other,
    )
    for name in ("saltmere", "fenwick"):
        saltmere.ingest(root / name, root / "index", encoder)
    shelves = Shelf(root / "index", lambda: encoder), Shelf(root / "index", lambda: encoder, lasting=True)
    assert isinstance(shelves[0].near, Exact)
    assert not isinstance(shelves[1].near, Exact)
    yield shelves
    for shelf in shelves:
        shelf.close()


def everything_said(shelf: Shelf, scope: Scope) -> dict[str, str]:
    """Return all that a shelf tells within a scope, in lower case, by way of asking."""
    store = shelf.store
    documents = store.documents(scope)
    said = {
        "search": shelf.search("the dismissal of Zebediah Crake, and what otters and seals did", scope).hits,
        "gather": shelf.gather("the dismissal of Zebediah Crake, otters, seals", scope),
        "actions": shelf.actions(scope),
        "decisions": shelf.decisions(scope),
        "sittings": [(s.meeting, s.body, s.kinds, s.documents, s.tell()) for s in shelf.sittings(scope)],
        "calendar": [(s.meeting, s.body, s.witnesses, s.missing, s.tell()) for s in shelf.calendar(scope)],
        "lexicon": tuple(store.lexicon(scope)),
        "documents": documents,
        "acronyms": tuple(store.acronyms(scope).items()),
        "spoken": store.spoken(scope),
        "arrivals": shelf.arrivals(scope),
        "holding": tuple(
            store.passages(
                shelf.holding([("dismissal",), ("zebediah crake",), ("otters",), ("seals",)], scope), scope
            ).values()
        ),
        "bodies": shelf.bodies(scope),
        "frequencies": tuple(
            k for k, v in store.frequencies(["dismiss", "zebediah", "otter", "seal"], scope).items() if v
        ),
        "texts": tuple(store.document_text(d[0], scope) for d in documents),
    }
    return {way: codec.dump(list(told)).lower() for way, told in said.items()}


def leaks(told: dict[str, str], *telling: str) -> dict[str, list[str]]:
    return {way: found for way, text in told.items() if (found := [w for w in telling if w in text])}


@pytest.mark.parametrize("way", [0, 1], ids=["exact", "chroma"])
def test_restricted_papers_never_appear(mixed: tuple[Shelf, Shelf], way: int) -> None:
    told = everything_said(mixed[way], Scope(("saltmere",), PUBLIC))
    assert leaks(told, "seal").keys() >= {"search", "gather", "lexicon", "frequencies", "texts"}
    assert leaks(told, "zebediah", "dismiss", "hdp", "2019-09-05", "2019-12-12") == {}
    cleared = everything_said(mixed[way], Scope(("saltmere",), BOTH))
    assert leaks(cleared, "zebediah").keys() >= {
        "search",
        "gather",
        "actions",
        "sittings",
        "calendar",
        "lexicon",
        "frequencies",
        "texts",
    }
    assert leaks(cleared, "dismiss")["decisions"]
    assert leaks(cleared, "hdp")["acronyms"]


@pytest.mark.parametrize("way", [0, 1], ids=["exact", "chroma"])
def test_another_collections_papers_never_appear(mixed: tuple[Shelf, Shelf], way: int) -> None:
    assert leaks(everything_said(mixed[way], Scope(("saltmere",), BOTH)), "otter", "fenwick") == {}
    assert leaks(everything_said(mixed[way], Scope(("fenwick",), BOTH)), "otter").keys() >= {
        "search",
        "gather",
        "lexicon",
        "texts",
    }


@pytest.mark.parametrize("way", [0, 1], ids=["exact", "chroma"])
@pytest.mark.parametrize(
    "scope",
    [Scope((), BOTH), Scope(("saltmere",), ()), Scope(("nobody",), BOTH)],
    ids=["no collection", "no access", "unknown"],
)
def test_an_empty_scope_sees_nothing(mixed: tuple[Shelf, Shelf], way: int, scope: Scope) -> None:
    shelf, store = mixed[way], mixed[way].store
    found = shelf.search("seals on the slipway", scope)
    assert (found.hits, found.passages, dict(found.frequencies)) == ((), 0, {})
    assert not (shelf.gather("seals", scope))
    assert not (shelf.actions(scope))
    assert not (shelf.decisions(scope))
    assert not (shelf.sittings(scope))
    assert not (shelf.calendar(scope))
    assert not (store.lexicon(scope))
    assert not (store.documents(scope))
    assert not (store.acronyms(scope))
    assert not (shelf.bodies(scope))
    assert store.count_passages(scope) == 0
    assert store.spoken(scope) == []
    everyone = store.documents(Scope(("saltmere", "fenwick"), BOTH))
    assert len(everyone) == 6
    assert {store.document_text(d[0], scope) for d in everyone} == {None}


def test_the_text_of_a_paper_that_is_partly_restricted_is_withheld(mixed: tuple[Shelf, Shelf]) -> None:
    store = mixed[0].store
    pack = next(d[0] for d in store.documents(Scope(("saltmere",), PUBLIC)) if d[2] == "pack.txt")
    assert store.document_text(pack, Scope(("saltmere",), PUBLIC)) is None
    assert "dismissal" in (store.document_text(pack, Scope(("saltmere",), BOTH)) or "")


NARROW = [
    (Scope(("saltmere",), BOTH, kinds=(Kind.MINUTES,)), lambda p: p.kind is Kind.MINUTES),
    (Scope(("saltmere",), BOTH, since=D(2019, 6, 1)), lambda p: p.when >= D(2019, 6, 1)),
    (Scope(("saltmere",), BOTH, until=D(2019, 6, 1)), lambda p: p.when <= D(2019, 6, 1)),
    (Scope(("saltmere",), BOTH, least=Authority.RECORD), lambda p: p.authority is Authority.RECORD),
    (Scope(("saltmere",), BOTH, bodies=("saltmere-borough-council-harbour-wardens-committee",)), lambda _: True),
    (Scope(("saltmere",), BOTH, bodies=("another",)), lambda _: False),
]


@pytest.mark.parametrize("way", [0, 1], ids=["exact", "chroma"])
@pytest.mark.parametrize(("scope", "fits"), NARROW)
def test_a_scope_narrows_before_ranking(
    mixed: tuple[Shelf, Shelf], way: int, scope: Scope, fits: Callable[[Place], bool]
) -> None:
    shelf = mixed[way]
    wide = Scope(("saltmere",), BOTH)
    expected = {i for i, p in shelf.store.passages(list(ids(shelf)), wide).items() if fits(p.place)}
    found = shelf.near.near(shelf.encoder.question("seals"), scope, 99)
    assert set(found) == expected == set(shelf.store.all_vectors(scope)[0])
    assert shelf.store.count_passages(scope) == len(expected)
    assert set(shelf.store.words(["the"], scope, 99)) <= expected


# ---------------------------------------------------------------- what papers say about each other

DIGEST = saltmere.minutes(items=[(t, b.replace("Mr Quill", "Quill")) for t, b in ITEMS])
AS_DIGEST = saltmere.TOML + '[papers."digest.txt"]\nauthority = "digest"\n'


def paths(shelf: Shelf, scope: Scope) -> set[str]:
    found = {h.passage.place.path for h in shelf.search("late boats and mooring fees", scope).hits}
    assert {a.source.place.path for a in shelf.actions(scope)} <= found
    return found


def test_a_digest_steps_back_while_the_official_paper_is_there(
    home: Path, take: Take, index: Path, opened: Opened
) -> None:
    saltmere.write(home, {"digest.txt": DIGEST, "a.txt": ROPES, "b.txt": LAMPS}, AS_DIGEST)
    take()
    for lasting in (False, True):
        shelf = opened(index, lasting=lasting)
        assert "digest.txt" in paths(shelf, shelf.everything())
    saltmere.write(home, {"official.txt": OFFICIAL}, AS_DIGEST)
    take()
    for shelf in opened.held:
        assert "official.txt" in paths(shelf, shelf.everything())
        assert "digest.txt" not in paths(shelf, shelf.everything())
        assert len(shelf.actions(shelf.everything())) == 2
        assert shelf.near.near(shelf.encoder.question("fees"), shelf.everything(), 99).keys() == set(
            shelf.store.all_vectors(shelf.everything())[0]
        )
    (home / "official.txt").unlink()
    take()
    for shelf in opened.held:
        assert "digest.txt" in paths(shelf, shelf.everything())
        assert len(shelf.actions(shelf.everything())) == 2


def test_a_digest_is_not_hidden_by_a_paper_that_may_not_be_seen(
    home: Path, take: Take, index: Path, opened: Opened
) -> None:
    toml = AS_DIGEST + '[papers."official.txt"]\naccess = "restricted"\n'
    saltmere.write(home, {"digest.txt": DIGEST, "official.txt": OFFICIAL}, toml)
    take()
    shelf = opened(index)
    assert paths(shelf, shelf.everything()) == {"digest.txt"}
    assert "official.txt" in paths(shelf, shelf.everything(BOTH))


def test_approval_and_correction(home: Path, take: Take, index: Path, opened: Opened) -> None:
    saltmere.write(home, {"m.txt": OFFICIAL, "r.txt": BASE["r.txt"], "x.txt": ROPES})
    take()
    shelf = opened(index)

    def standing() -> set[tuple[str, str | None]]:
        hits = shelf.search("mooring fees", shelf.everything()).hits
        return {
            (h.passage.place.status.value, h.passage.place.correction) for h in hits if h.passage.place.path == "m.txt"
        }

    assert standing() == {("unknown", None)}
    saltmere.write(home, {"later.txt": LATER})
    take()
    assert standing() == {("approved", "the spelling of Tarrant")}
    assert {
        a.source.place.status.value for a in shelf.actions(shelf.everything()) if a.source.place.path == "m.txt"
    } == {"approved"}
    (home / "later.txt").unlink()
    take()
    assert standing() == {("unknown", None)}


def test_a_restricted_papers_words_correct_nothing_in_public(
    home: Path, take: Take, index: Path, opened: Opened
) -> None:
    saltmere.write(
        home, {"m.txt": OFFICIAL, "later.txt": LATER}, saltmere.TOML + '[papers."later.txt"]\naccess = "restricted"\n'
    )
    take()
    shelf = opened(index)
    hits = shelf.search("mooring fees", shelf.everything()).hits
    assert hits
    assert "Tarrant" not in "".join(h.passage.place.correction or "" for h in hits)


ACRONYMS = [
    ("the Harbour Safety Panel (HSP) met", {"HSP": "Harbour Safety Panel"}),
    ("HSP (Harbour Safety Panel) met", {"HSP": "Harbour Safety Panel"}),
    ("the Board of Lamps and Ropes (BLR) met", {"BLR": "Board of Lamps and Ropes"}),
    ("the boat (A) and the crew (see HSP)", {}),
    ("a panel (HSP) met", {}),
]


@pytest.mark.parametrize(("text", "expected"), ACRONYMS)
def test_acronyms(tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    made = saltmere.document(tmp_path, f"Notes\nOn Monday {text} in the Net Loft.\n")
    assert dict(joins.acronyms(made.parts[0], made.text)) == expected


def test_two_councils_each_have_a_committee() -> None:
    one = Fact(
        "a", "2019-01-10", 20190110, COMMITTEE, "Saltmere", Kind.MINUTES, Access.PUBLIC, False, 0, "unknown", None
    )
    assert joins.same_body(one, replace(one, organisation=""))
    assert not joins.same_body(one, replace(one, organisation="Fenwick"))


def test_sittings(mixed: tuple[Shelf, Shelf]) -> None:
    scope = Scope(("saltmere",), PUBLIC)
    march, june = mixed[0].sittings(scope)
    assert (march.meeting.date, march.has_minutes, march.documents) == (D(2019, 3, 14), True, ("m.txt",))
    assert march.chair
    assert march.chair.person.name == "Cllr Ada Penrose"
    assert "Penrose" in march.chair.source.quote
    assert [a.person.name for a in march.apologies] == ["Mr Edwin Marsh", "Ruth Kerrow"]
    assert (len(march.present), len(march.items), march.next_date) == (4, 7, D(2019, 6, 13))
    assert (june.meeting.date, june.has_minutes, len(june.items)) == (D(2019, 6, 13), False, 6)


def test_papers_and_minutes_of_one_meeting_are_one_sitting(home: Path, take: Take, index: Path, opened: Opened) -> None:
    saltmere.write(
        home, {"later.txt": LATER, "pack.txt": saltmere.pack([saltmere.report("Pontoon repairs", "The joints leak.")])}
    )
    take()
    shelf = opened(index)
    (sitting,) = shelf.sittings(shelf.everything())
    assert (sitting.documents, sitting.has_minutes, len(sitting.items)) == (("later.txt", "pack.txt"), True, 3)
    assert sitting.authorities == (Authority.RECORD, Authority.PAPER)


def test_a_vice_chair_is_not_the_chair(home: Path, take: Take, index: Path, opened: Opened) -> None:
    roll = [
        "Present:",
        "Cllr Ruth Kerrow\tVice Chair\tSaltmere Borough Council",
        "Cllr Ada Penrose\tChair\tSaltmere Borough Council",
    ]
    saltmere.write(home, {"m.txt": saltmere.minutes(roll=roll)})
    take()
    shelf = opened(index)
    (sitting,) = shelf.sittings(shelf.everything())
    assert sitting.chair
    assert sitting.chair.person.name == "Cllr Ada Penrose"


# ---------------------------------------------------------------- search

QUESTIONS = [
    "What was decided about Prevent?",
    "hate crime project",
    "Who chairs the board?",
    "robbery figures in the last quarter",
    "knife crime",
    "forward plan for next year",
    "burglary",
    "domestic abuse services",
    "What did probation say?",
    "asb",
]


def exact_scan(shelf: Shelf) -> Exact:
    return Exact(shelf.store, Matrix(shelf.store, shelf.folder))


@pytest.fixture(scope="module")
def chroma(corpus_shelf: Shelf) -> Chroma:
    return Chroma(corpus_shelf.store, corpus_shelf.folder, Matrix(corpus_shelf.store, corpus_shelf.folder))


@pytest.mark.parametrize("question", QUESTIONS)
def test_chroma_finds_the_same_ten_as_the_exact_scan(corpus_shelf: Shelf, chroma: Chroma, question: str) -> None:
    vector, scope = corpus_shelf.encoder.question(question), corpus_shelf.everything()
    exact, near = exact_scan(corpus_shelf).near(vector, scope, 10), chroma.near(vector, scope, 10)
    assert len(exact) == 10
    assert list(exact) == sorted(near, key=lambda i: -near[i])
    assert max(abs(exact[i] - near[i]) for i in exact) < 1e-4


@pytest.mark.parametrize(
    "more",
    [
        {"since": D(2019, 1, 1)},
        {"until": D(2018, 12, 31)},
        {"kinds": (Kind.MINUTES, Kind.DECISIONS)},
        {"least": Authority.DIGEST},
    ],
)
def test_chroma_obeys_the_scope_as_the_exact_scan_does(
    corpus_shelf: Shelf, chroma: Chroma, more: dict[str, object]
) -> None:
    vector = corpus_shelf.encoder.question("hate crime")
    scope = replace(corpus_shelf.everything(), **more)  # type: ignore[arg-type]
    assert chroma.near(vector, scope, 10).keys() == exact_scan(corpus_shelf).near(vector, scope, 10).keys()


def test_search_is_repeatable_and_ordered(corpus_shelf: Shelf) -> None:
    scope = corpus_shelf.everything()
    one, two = (corpus_shelf.search("hate crime project", scope) for _ in range(2))
    assert one == two
    assert [h.score for h in one.hits] == sorted((h.score for h in one.hits), reverse=True)
    assert any("hate" in h.passage.embedded.lower() for h in one.hits[:3])


@pytest.mark.parametrize(
    "text", ["", "the of and", '"', "£", "NEAR(", "*", "a AND OR NOT", "Siân’s “café”", "\x00", "🛟", "x" * 5000]
)
def test_any_question_can_be_asked(corpus_shelf: Shelf, text: str) -> None:
    assert corpus_shelf.search(text, corpus_shelf.everything()).passages > 0


@settings(max_examples=25)
@given(text=st.text(max_size=40))
def test_any_text_can_be_asked(corpus_shelf: Shelf, text: str) -> None:
    assert len(corpus_shelf.search(text, corpus_shelf.everything(), k=5).hits) <= 5


def test_an_accent_is_no_obstacle(home: Path, take: Take, index: Path, opened: Opened) -> None:
    saltmere.write(home, {"a.txt": "Notes\nSiân Llŷr keeps the café on the quay.\n", "b.txt": ROPES})
    take()
    shelf = opened(index)
    for name in ("Siân", "Sian", "café", "cafe"):
        assert shelf.search(name, shelf.everything()).hits[0].words > 0, name


def test_gathered_context_brings_neighbours(corpus_shelf: Shelf) -> None:
    scope = corpus_shelf.everything()
    own = {h.passage.id for h in corpus_shelf.search("hate crime", scope, k=100).hits}
    gathered = corpus_shelf.gather("hate crime", scope, k=400)
    assert own < {h.passage.id for h in gathered} <= set(corpus_shelf.store.all_vectors(scope)[0])


def test_stems_agree_with_the_full_text(corpus_shelf: Shelf) -> None:
    scope = corpus_shelf.everything()
    said = sorted({w for passage, _ in corpus_shelf.store.every_vector() for w in words(passage.text)})
    for word in said[::40]:
        if word.isalpha() and stems(word):
            assert corpus_shelf.store.words([word], scope, 1), word
            assert corpus_shelf.store.frequencies([stem(word)], scope), word


WORDS = [
    ("The Board’s £3.5 plan – 20%", ["the", "board", "£3.5", "plan", "20%"]),
    ("1,200 boats.", ["1,200", "boats"]),
    ("Siân", ["sian"]),
]


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


# ---------------------------------------------------------------- an index that does not fit, and one that is busy


@given(st.text(max_size=60))
def test_letters_are_made_plain_one_by_one(text: str) -> None:
    marks = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
    whole = unicodedata.normalize("NFKD", text.translate(marks))
    assert bare(text) == "".join(c for c in whole if not unicodedata.combining(c))


@pytest.fixture
def built(home: Path, take: Take, index: Path) -> Path:
    saltmere.write(home, {"a.txt": ROPES})
    take()
    return index


def test_no_index_is_told_with_the_cure(tmp_path: Path, opened: Opened) -> None:
    with pytest.raises(IndexError_, match="run `matters ingest FOLDER` first"):
        opened(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("key", ["model", "cutting"])
def test_an_index_made_otherwise_is_refused_with_the_cure(
    built: Path, opened: Opened, home: Path, encoder: Encoder, key: str
) -> None:
    shelf = opened(built, write=True)
    shelf.store.put_meta(key, "another")
    with pytest.raises(
        IndexError_, match=f"indexed with {key} another.*delete the index folder and run `matters ingest"
    ):
        opened(built).search("hemp", shelf.everything())
    saltmere.write(home, {"a.txt": LAMPS})
    with pytest.raises(IndexError_, match=key):
        saltmere.ingest(home, built, encoder)


@pytest.mark.parametrize(
    ("schema", "told"),
    [("1", r"too old \(schema 1,.*ingest FOLDER"), ("99", r"newer version \(schema 99,.*install that version")],
)
def test_an_index_of_another_schema_is_refused_with_the_cure(
    built: Path, opened: Opened, schema: str, told: str
) -> None:
    opened(built, write=True).store.put_meta("schema", schema)
    for write in (False, True):
        with pytest.raises(IndexError_, match=told):
            opened(built, write=write)


def test_a_file_that_is_no_index_is_refused(index: Path, opened: Opened) -> None:
    index.mkdir()
    (index / RECORD).write_bytes(b"Hemp rots where it lies wet. " * 99)
    with pytest.raises(IndexError_, match=r"is damaged or no index .*`matters restore FILE`"):
        opened(index)


HOLD = """
import sys; sys.path.insert(0, {root!r})
from pathlib import Path
from index.shelf import Shelf
with Shelf(Path({index!r}), lambda: None, write=True).locked():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_refused_and_told_by_whom(built: Path, home: Path, encoder: Encoder, opened: Opened) -> None:
    code = HOLD.format(root=str(Path(__file__).parents[1]), index=str(built))
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=f"process {other.pid} on .* is writing"):
            saltmere.ingest(home, built, encoder)
        shelf = opened(built)
        assert shelf.search("hemp", shelf.everything()).hits  # readers never wait
        other.communicate("")
    assert [n.what for n in saltmere.ingest(home, built, encoder)] == ["unchanged"]


# ---------------------------------------------------------------- the model


@pytest.mark.parametrize(
    "text", ["hate crime", "", "What was decided on the mooring fees of 2019, and by whom? " * 40, "Siân’s café, £212"]
)
def test_the_quick_way_gives_the_same_vector(encoder: Encoder, text: str) -> None:
    quick, slow = encoder.question(text), encoder.passages([text], lambda _: None)[0]
    assert quick.shape == (384,)
    assert quick.dtype == np.float32
    assert float(np.abs(quick - slow).max()) < 1e-5


def test_passages_come_back_in_order_and_progress_is_told(encoder: Encoder) -> None:
    told: list[int] = []
    made = encoder.passages(["a much longer text about seals on the slipway", "rope", "lamp"], told.append)
    assert sum(told) == 3
    assert made.shape == (3, 384)
    assert float(made[1] @ encoder.question("rope")) == pytest.approx(1.0, abs=1e-4)


def test_altered_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "WEIGHTS", "0" * 64)
    with pytest.raises(SettingsError, match=r"not the published all-MiniLM-L6-v2.*reinstall"):
        embedding.load(None)


def test_a_folder_that_holds_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no sentence-transformers model is there"):
        embedding.load(tmp_path)
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    (tmp_path / "pytorch_model.bin").write_bytes(b"a pickle")
    with pytest.raises(SettingsError, match="only those are loaded"):
        _ = embedding.load(tmp_path).id


def test_a_long_line_of_signs_is_cut_without_a_piece_of_nothing(tmp_path: Path, encoder: Encoder) -> None:
    text = "H" + "=" * 201 + "BUR BOARD"
    document = saltmere.document(tmp_path, text)
    found = library.open_folder(tmp_path)
    cut = cutting.cut(document, found.collection, encoder.count)
    assert "".join(p.text for p in cut).replace(" ", "").replace("\n", "") == text.replace(" ", "")


def test_the_first_question_does_not_wait_for_a_model_that_waits_for_it(built: Path, encoder: Encoder) -> None:
    """While one thread loads the model, another that reads the record asks for it: neither holds what the other wants.

    built: an index that holds papers, so that the model is compared with what the record says of it.
    """
    begun, asked = threading.Event(), threading.Event()

    def load() -> Encoder:
        begun.set()
        assert asked.wait(20)
        return encoder

    shelf = Shelf(built, load)
    found: list[str] = []

    def reads() -> None:
        with shelf.reading():
            assert begun.wait(20)
            asked.set()
            found.append(shelf.encoder.id)

    threads = [threading.Thread(target=act, daemon=True) for act in (lambda: found.append(shelf.encoder.id), reads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert found == [encoder.id] * 2
    shelf.close()
