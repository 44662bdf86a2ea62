"""The questions over other boards' papers: of every kind, with evidence that stands where it is said to stand."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from bench import others
from ingest.record import digest

DOCUMENTS = Path(__file__).parents[2] / "shared" / "documents"
#: Kinds of question, as the marker knows them.
KINDS = {
    "action", "attendance", "comparison", "date", "decision", "definition", "false-premise", "figure", "followup",
    "lookup", "multi-meeting", "provenance", "table", "unanswerable", "unresolved",
}  # fmt: skip
#: A run of this many words that a paper has too is a sentence of it.
RUN = 12
#: A quotation of more words than the marker lets a citation have could never be cited.
QUOTE_WORDS = 120
_WORD = re.compile(r"[a-z0-9£%']+")
MINUTES = "# Harbour Wardens\n\nMinutes of 4 May 2001\n\nThe  lamp on\nthe mole was lit.\n"
LAMP = (MINUTES.index("The  lamp"), MINUTES.index("\n", MINUTES.index("the mole")))


@pytest.fixture(scope="module")
def held() -> Mapping[str, str]:
    """The texts of the papers that the questions rest on, read in place."""
    if not DOCUMENTS.exists():
        pytest.skip("the other boards' papers are not here")
    names = others.documents(others.load())
    return dict(others.texts(DOCUMENTS, (others.split(name)[0] for name in names), names))


def runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower().replace("\u2019", "'"))
    return {tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}


def shared(ours: str, papers: Iterable[str]) -> set[tuple[str, ...]]:
    """Return the runs of words that stand in ours and in one of the papers too."""
    mine = runs(ours)
    return {run for paper in papers for run in mine & runs(paper)}


def test_there_are_forty_of_every_kind():
    rows = others.load()
    kinds = Counter(row["kind"] for row in rows)
    assert len(rows) == len({row["id"] for row in rows}) == 40
    assert set(kinds) == KINDS
    assert kinds["unanswerable"] >= 6
    assert sum(bool(row.get("history")) for row in rows) >= 3


def test_they_are_over_five_boards():
    boards = Counter(others.split(name)[0] for name in others.documents(others.load()))
    assert len(boards) == 5


@pytest.mark.parametrize("row", others.load(), ids=lambda row: row["id"])
def test_a_question_can_be_marked(row):
    assert row["answerable"] == (row["kind"] != "unanswerable") == bool(row["answers"])
    assert row["evidence"] or not row["answerable"]
    assert any(not proof.get("alternative") for proof in row["evidence"]) or not row["answerable"]
    assert all(0 <= proof["start"] < proof["end"] for proof in row["evidence"])
    wordings = [w for key in row["answers"] for w in ([key] if isinstance(key, str) else key)]
    assert all(len(wording.split()) <= 5 for wording in [*wordings, *row["must_not"]])
    assert "quote" not in json.dumps(row["evidence"])


@pytest.mark.parametrize("row", others.load(), ids=lambda row: row["id"])
def test_evidence_stands_where_it_is_said_to(row, held):
    for proof in others.filled(row, held)["evidence"]:
        assert 1 <= len(proof["quote"].split()) <= QUOTE_WORDS


def test_no_sentence_of_a_paper_stands_among_the_questions(held):
    ours = others.QUESTIONS.read_text(encoding="utf-8")
    assert not shared(ours, held.values())
    proof = next(p for row in others.load() for p in row["evidence"] if p["end"] - p["start"] > 200)
    assert shared(held[proof["document"]][proof["start"] : proof["end"]], held.values())


def question(start: int = LAMP[0], end: int = LAMP[1]) -> others.Question:
    proof = {"document": "wardens/2001/may.md", "meeting_date": "2001-05-04", "start": start, "end": end}
    proof["sha"] = digest("The lamp on the mole was lit.")
    row = {"id": "W1", "kind": "lookup", "question": "Is the lamp lit?", "history": [["user", "Which lamp?"]]}
    return row | {"answerable": True, "answers": ["lit"], "must_not": [], "evidence": [proof]}


@pytest.fixture
def wardens(tmp_path: Path) -> Path:
    (tmp_path / "papers" / "wardens" / "2001").mkdir(parents=True)
    (tmp_path / "papers" / "wardens" / "2001" / "may.md").write_text(MINUTES)
    return tmp_path / "papers"


def test_quotations_are_filled_in_and_papers_named_as_in_their_collection(wardens, tmp_path):
    out = tmp_path / "out"
    assert others.write(wardens, out, [question()]) == 1
    (row,) = others.load(out / "questions.jsonl")
    assert row["evidence"] == [
        {"document": "2001/may.md", "meeting_date": "2001-05-04", "quote": "The lamp on the mole was lit."}
    ]
    assert (out / "texts" / "2001" / "may.md.txt").read_text() == MINUTES
    assert (out / "papers" / "2001" / "may.md").read_text() == ""


def test_what_is_asked_tells_nothing_of_the_answer(wardens, tmp_path):
    others.write(wardens, tmp_path / "out", [question()])
    (row,) = others.load(tmp_path / "out" / "asked.jsonl")
    assert row == {"id": "W1", "question": "Is the lamp lit?", "history": [["user", "Which lamp?"]]}


def test_a_place_that_moved_is_told(wardens, tmp_path):
    with pytest.raises(others.MovedError, match=r"may\.md"):
        others.write(wardens, tmp_path / "out", [question(start=LAMP[0] + 4)])
    assert not (tmp_path / "out").exists()


def test_two_boards_papers_of_one_path_are_not_mixed_up(wardens, tmp_path):
    (wardens / "pilots" / "2001").mkdir(parents=True)
    (wardens / "pilots" / "2001" / "may.md").write_text(MINUTES)
    other = question() | {"id": "W2"}
    other["evidence"] = [question()["evidence"][0] | {"document": "pilots/2001/may.md"}]
    with pytest.raises(FileExistsError):
        others.write(wardens, tmp_path / "out", [question(), other])


def test_nothing_is_written_into_the_project(wardens):
    with pytest.raises(ValueError, match="outside the project"):
        others.write(wardens, others.ROOT / "out", [question()])
    assert not (others.ROOT / "out").exists()


# ---------------------------------------------------------------- the further questions, some of them held back

FURTHER = {"questions_board.jsonl": 140, "questions_boards.jsonl": 159}


@pytest.mark.parametrize("name", FURTHER)
def test_further_questions_can_be_marked_and_say_which_were_held_back(name):
    rows = others.load(Path(__file__).with_name(name))
    assert len(rows) == FURTHER[name] == len({row["id"] for row in rows})
    assert Counter(row["set"] for row in rows).keys() == {"tuned", "held"}
    assert min(Counter(row["set"] for row in rows).values()) > FURTHER[name] / 3
    for row in rows:
        assert row["answerable"] == bool(row["answers"]) == bool(row["evidence"])
        assert "quote" not in json.dumps(row["evidence"])


def test_evidence_of_further_questions_stands_where_it_is_said_to():
    if not DOCUMENTS.exists():
        pytest.skip("the real papers are not here")
    rows = others.load(Path(__file__).with_name("questions_board.jsonl"))
    held = dict(others.texts(DOCUMENTS.parent, ["board"]))
    assert sum(len(others.filled(row, held)["evidence"]) for row in rows) > len(rows)


@pytest.mark.parametrize("name", FURTHER)
def test_no_sentence_of_a_paper_stands_among_the_further_questions(name):
    if not DOCUMENTS.exists():
        pytest.skip("the real papers are not here")
    rows = others.load(Path(__file__).with_name(name))
    ours = "\n".join(json.dumps(row | {"evidence": []}, ensure_ascii=False) for row in rows)
    plain = (n for n in others.documents(rows) if not n.endswith(".pdf"))
    root = DOCUMENTS.parent if name == "questions_board.jsonl" else DOCUMENTS
    texts = dict(others.texts(root, {others.split(n)[0] for n in others.documents(rows)} - {"kent"}, set(plain)))
    assert texts
    assert not shared(ours, texts.values())


def test_every_part_that_can_be_taken_out_is_there():
    from bench import ablation

    for parts in ablation.PARTS.values():
        with ablation.taken_out(parts):
            assert all(getattr(where, name) is nothing for where, name, nothing in parts)
        assert all(getattr(where, name) is not nothing for where, name, nothing in parts)
