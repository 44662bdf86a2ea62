"""What is gathered for a question: words alike, rows under a header far above, and the same for the same question."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import saltmere

from assistant import evidence
from assistant.evidence import EXPANDED, SECOND_HAND, Weights, rows_of
from assistant.question import understand
from index import embedding, thesaurus
from index.embedding import Encoder
from index.passage import Passage
from index.shelf import Shelf
from ingest.record import Authority

ROOT = Path(__file__).parents[1]
ITEMS = (
    ("LODGINGS", "Rose Hale of the jail said that two boats were provided for the wardens in May."),
    ("PRISON", "The vessels went to the prison on 3 June, with a flower for each of the 40 women."),
)
#: A table that goes on over many passages, its header only above the first.
ROWS = "\n".join(f"| Berth {n} | {n * 7} | {n * 3} |" for n in range(400))
HEAD = f"# Report to the {saltmere.COMMITTEE}\n\n13 June 2019\n\n## Berths"
TABLE = f"{HEAD}\n\n| Berth | Boats | Barges |\n| --- | --- | --- |\n"
PAPERS = {"minutes.txt": saltmere.minutes(items=ITEMS), "berths.md": f"{TABLE}{ROWS}\n"}


@pytest.fixture
def index(tmp_path: Path, encoder: Encoder) -> Path:
    saltmere.ingest(saltmere.write(tmp_path / "papers", PAPERS), tmp_path / "index", encoder)
    return tmp_path / "index"


@pytest.fixture
def shelf(index: Path, encoder: Encoder) -> Iterator[Shelf]:
    one = Shelf(index, lambda: encoder)
    yield one
    one.close()


# ---------------------------------------------------------------- words alike


@pytest.mark.parametrize(
    ("asked", "alike", "unlike"),
    [
        ("jail", "prison", "harbour"),
        ("supplied", "provided", "ropes"),
        ("doctor", "physician", "lantern"),
        ("cash", "money", "seals"),
    ],
)
def test_words_alike_are_found_and_others_are_not(encoder: Encoder, asked: str, alike: str, unlike: str) -> None:
    found = thesaurus.kin([asked], [alike, unlike, asked], encoder.words)
    assert found.keys() == {asked}
    assert found[asked].keys() == {alike}, "a word is not its own kin"
    assert 0.0 < found[asked][alike] <= thesaurus.MOST


def test_a_word_that_the_model_does_not_know_is_like_none(encoder: Encoder) -> None:
    assert thesaurus.kin(["zorbweed"], ["water", "weed", "zorbweeds"], encoder.words) == {"zorbweed": {}}
    assert not encoder.words(["zorbweed"]).any()


def test_of_no_words_there_are_no_vectors_and_no_kin(encoder: Encoder) -> None:
    assert encoder.words([]).shape == (0, 384)
    assert thesaurus.kin([], ["rope"], encoder.words) == thesaurus.kin(["rope"], [], encoder.words) == {}


def test_vectors_of_words_are_the_same_however_they_are_asked_for(encoder: Encoder) -> None:
    together = encoder.words(["rope", "lamp", "rope"])
    assert (together[0] == together[2]).all()
    assert (encoder.words(["lamp"])[0] == together[1]).all()
    assert float(together[1] @ together[1]) == pytest.approx(1.0, abs=1e-5)


def test_words_are_forgotten_when_they_are_too_many(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = encoder.words(["rope", "lamp"])
    monkeypatch.setattr(embedding, "WORDS", 2)
    assert (encoder.words(["lamp", "seal", "rope", "rope"])[[2, 0]] == before).all()
    assert (encoder.words(["rope", "lamp"]) == before).all()


def test_an_operators_own_model_tells_words_alike_too(encoder: Encoder) -> None:
    spec = importlib.util.find_spec(embedding.PACKAGE)
    assert spec
    assert spec.origin
    own = embedding.load(Path(spec.origin).parent / "model")
    assert type(own) is embedding.Transformer
    told = ["jail", "prison", "zorbweed"]
    assert own.words(told) == pytest.approx(encoder.words(told), abs=1e-6)


def _weights(asked: str, shelf: Shelf) -> Weights:
    return evidence.gather(understand(asked), shelf, shelf.everything(), ()).weights


def test_a_word_alike_counts_for_the_word_asked_for(shelf: Shelf) -> None:
    weights = _weights("What did the ships bring to the prison?", shelf)
    assert "vessel" in weights.kin["ship"]
    assert 0.0 < weights.covered(frozenset({"vessel"})) < weights.covered(frozenset({"ship"})) < 1.0
    assert weights.matched(frozenset({"jail"})) == {"prison"}


def test_names_and_figures_stand_for_themselves_alone(shelf: Shelf) -> None:
    weights = _weights("What did Rose get for 41 women in May?", shelf)
    assert not weights.kin.keys() & {"rose", "41", "may"}
    assert not weights.matched(frozenset({"flower", "40", "june"}))


def test_what_covers_what_is_what_each_word_says_by_itself() -> None:
    weights = Weights(
        {"boat": 2.0, "fee": 1.0},
        {"boat": frozenset({"dinghi"})},
        frozenset(),
        kin={"boat": {"vessel": 0.5, "dinghi": 0.1}, "fee": {"charg": 0.7, "boat": 0.2}},
    )
    for held in ({"boat"}, {"dinghi", "vessel"}, {"vessel", "charg"}, {"fee", "boat"}, {"rope"}, set[str]()):
        shares = {one: weights.share(one, frozenset(held)) for one in weights.stems}
        assert weights.covered(frozenset(held)) == (2.0 * shares["boat"] + shares["fee"]) / 3.0
        assert weights.matched(frozenset(held)) == {one for one, share in shares.items() if share >= evidence.STANDS}
    assert weights.share("boat", frozenset({"dinghi"})) == EXPANDED
    assert weights.covering == {"boat", "dinghi", "vessel", "fee", "charg"}


# ---------------------------------------------------------------- what is remembered


def _table(shelf: Shelf) -> list[Passage]:
    hits = shelf.search("Berth Boats Barges", shelf.everything()).hits
    found = [h.passage for h in hits if h.passage.place.path == "berths.md"]
    return sorted(found, key=lambda p: p.paragraphs[0].spans[0].start)


def test_a_row_has_its_header_however_far_above_whatever_was_asked_before(index: Path, encoder: Encoder) -> None:
    shelves = Shelf(index, lambda: encoder), Shelf(index, lambda: encoder)
    passages = _table(shelves[0])
    assert len(passages) > 20
    last_first = {p.id: rows_of(p, shelves[0]) for p in reversed(passages)}
    assert last_first == {p.id: rows_of(p, shelves[1]) for p in passages}
    assert {row.header for rows in last_first.values() for row in rows.values()} == {"Berth Boats Barges"}
    for one in shelves:
        one.close()


def test_what_is_remembered_goes_when_the_record_changes(index: Path, shelf: Shelf, encoder: Encoder) -> None:
    rows_of(_table(shelf)[0], shelf)
    assert shelf.remembered("rows")
    papers = index.parent / "papers"
    saltmere.write(papers, {"more.txt": saltmere.report("Seal watch", "Twelve seals were counted.")})
    saltmere.ingest(papers, index, encoder)
    assert shelf.remembered("rows") == {}


def test_no_more_is_remembered_than_is_allowed(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.shelf.RUNNING", 5)
    passages = _table(shelf)
    told = [rows_of(p, shelf) for p in passages]
    assert told == [rows_of(p, shelf) for p in passages]
    assert len(shelf.remembered("running")) <= 5


# ---------------------------------------------------------------- the same again

ASKED = (
    "How many neighbourhood watches were there?",
    "What was decided on Prevent?",
    "Which actions on knife crime are unresolved?",
    "Compare robbery in 2019 and 2021",
    "Who attended in April 2018, and who sent apologies?",
    "What is the history of hate crime?",
    "What does MARAC mean?",
    "What did the walruses eat?",
)


def _answers(index: Path, seed: str, asked: tuple[str, ...]) -> list[str]:
    lines = "".join(f"{json.dumps({'id': q, 'question': q})}\n" for q in asked)
    run = subprocess.run(
        [sys.executable, "-m", "cli", "ask", "--jsonl", "--explain", "--index", str(index)],
        cwd=ROOT,
        input=lines,
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    told = [json.loads(line) for line in run.stdout.splitlines()]
    return sorted(json.dumps(one | {"seconds": 0}) for one in told)


def test_an_answer_is_the_same_again_in_whatever_process_and_order(corpus_index: Path) -> None:
    first = _answers(corpus_index, "1", ASKED * 2)
    assert first[::2] == first[1::2]
    assert len(set(first)) == len(ASKED)
    assert first[::2] == _answers(corpus_index, "2", ASKED[::-1])


def test_a_third_party_that_says_as_much_comes_after_the_board(corpus_shelf: Shelf) -> None:
    scope = corpus_shelf.everything()
    moved = 0
    for asked in ("What was said about knife crime?", "What was said about burglary?", "What about hate crime?"):
        held = evidence.gather(understand(asked), corpus_shelf, scope, ()).candidates
        third = [c.source.place.authority is Authority.THIRD_PARTY for c in held]
        worth = [c.score * (SECOND_HAND if t else 1) for c, t in zip(held, third, strict=True)]
        assert worth == sorted(worth, reverse=True)
        moved += [c.score for c in held] != sorted((c.score for c in held), reverse=True)
    assert moved
