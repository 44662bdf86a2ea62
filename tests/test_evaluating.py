"""Marking: what counts as said, cited and supported, how sure a rate is, and the command that tells it."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import saltmere
from door import Door
from hypothesis import given
from hypothesis import strategies as st

import wiring
from assistant import evaluating, rendering
from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.evaluating import Cited, Claim, Expected, Proof, QuestionFormError, Rate, Said
from index.embedding import Encoder
from index.shelf import Shelf

# ---------------------------------------------------------------- what counts as said

SAYS = (
    ("Forty boats paid late.", "forty boats", True),
    ("Forty boats paid late.", "oats", False),
    ("The fee was reduced.", "reduc", True),
    ("In the north.", "no", False),
    ("There were no seals.", "no", True),
    ("The fee is £212.", "212", True),
    ("The fee is £2,120.", "212", False),
    ("The fee is £2,120.", "2120", True),
    ("A share of 3.65", "65", False),
    ("It cost 65.", "65", True),
    ("It cost 165.", "65", False),
    ("At 8.05 pm. 65 boats", "65", True),
    ("a 12-knot wind", "12-knot", True),
    ("a 12\u2013knot wind", "12-knot", True),
    ("the wardens\u2019 hut", "wardens' hut", True),
    ("Net\u00a0Loft", "net loft", True),
    ("the RNLI boat", "RNLI", True),
    ("no RNLIs", "RNLI", True),
    ("the HWCs", "HWC", False),
    ("44% of them", "44%", True),
    ("144% of them", "44%", False),
    ("", "seal", False),
)


@pytest.mark.parametrize(("text", "wording", "does"), SAYS)
def test_what_a_text_says(text: str, wording: str, does: bool) -> None:
    assert evaluating.says(evaluating.fold(text), wording) is does


SOURCE = "The eastern pontoon was leaking\nat three joints. " + "Rope was tarred. " * 60 + "The seals came back."
STANDS = (
    ("The eastern pontoon was leaking at three joints.", True),
    ("The eastern pontoon […] at three joints.", True),
    ("at three joints. […] The eastern pontoon", False),
    ("at three joints. […] The seals came back.", False),
    ("Rope was tarred. […] The seals came back.", False),
    ("The western pontoon", False),
    ("The eastern pontoon […] ", False),
    ("", False),
)


@pytest.mark.parametrize(("quotation", "does"), STANDS)
def test_what_stands_in_a_paper(quotation: str, does: bool) -> None:
    assert evaluating.stands(quotation, evaluating.fold(SOURCE)) is does


SPOKEN = st.lists(
    st.sampled_from(["boats", "Boats,", "1,200", "1", "joint", "‘quay’", "–", "£5.", "…", "Σ", "ﬁg"]), min_size=1
)


@given(SPOKEN, st.sampled_from([" ", "\n", "\t ", "\u00a0"]), st.data())
def test_words_of_a_paper_stand_in_it_however_they_are_set(spoken: list[str], gap: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(spoken) - 1))
    piece = spoken[start : data.draw(st.integers(start + 1, len(spoken)))]
    assert evaluating.stands(" ".join(piece), evaluating.fold(gap.join(spoken)))
    assert not evaluating.stands(" ".join([*piece, "walrus"]), evaluating.fold(gap.join(spoken)))


def cited(number: int = 1, quote: str = "Forty boats had paid late.", **more: Any) -> Cited:
    base = Cited(number, "fees.txt", "2019-03-14", quote, f"{number} fees.txt 2019-03-14 {quote}", True)
    return replace(base, **more)


PROOF = Proof("fees.txt", "forty boats had paid late", "2019-03-14")
CARRIES = (
    (cited(), PROOF, True),
    (cited(quote="Late paid had boats forty"), PROOF, True),
    (cited(quote="paid late, forty"), PROOF, True),
    (cited(quote="forty boats"), PROOF, False),
    (cited(document="seals.txt"), PROOF, False),
    (cited(meeting="2019-06-13"), PROOF, False),
    (cited(meeting=None), PROOF, False),
    (cited(meeting=None), replace(PROOF, meeting=None), True),
    (cited(quote="forty boats had paid late " + "rope " * 115), PROOF, True),
    (cited(quote="forty boats had paid late " + "rope " * 116), PROOF, False),
)


@pytest.mark.parametrize(("citation", "proof", "does"), CARRIES)
def test_what_a_citation_carries(citation: Cited, proof: Proof, does: bool) -> None:
    assert evaluating.carries(citation, proof) is does


SAID = Said(
    True,
    "14 March 2019: Forty boats had paid late. [1]\nA note.",
    (Claim("14 March 2019: Forty boats had paid late. [1]", (1,)),),
    ("A note.",),
    (cited(),),
    0.8,
)
COVERED = (
    (SAID, True),
    (replace(SAID, text=SAID.text.replace("\n", " • ")), True),
    (replace(SAID, text=f"{SAID.text} And seals."), False),
    (replace(SAID, text="14 March 2019: Forty boats had paid late. [1]"), False),
    (replace(SAID, claims=(Claim(SAID.claims[0].text, ()),)), False),
    (replace(SAID, claims=(Claim(SAID.claims[0].text, (), computed=True),)), True),
    (replace(SAID, claims=(Claim(SAID.claims[0].text, (2,)),)), False),
    (Said(False, "None.", (), ("None.",)), True),
)


@pytest.mark.parametrize(("one", "is_covered"), COVERED)
def test_what_is_covered(one: Said, is_covered: bool) -> None:
    assert evaluating.covered(one) is is_covered


SUPPORTED = (
    ("Forty boats had paid late. [1]", True),
    ("14 March 2019: forty boats. [1]", True),
    ("15 March 2019: forty boats. [1]", False),
    ("On the 14th, forty boats. [1]", True),
    ("41 boats had paid late. [1]", False),
    ("Walrus, porpoise and narwhal on boats. [1]", False),
    ("[1]", True),
)


@pytest.mark.parametrize(("text", "is_supported"), SUPPORTED)
def test_what_is_supported(text: str, is_supported: bool) -> None:
    assert evaluating.supported(Claim(text, (1,)), [cited()]) is is_supported
    assert evaluating.supported(Claim(text, (), computed=True), [cited()]) is None


# ---------------------------------------------------------------- what is right

FEES = Expected("q", "How many boats paid late?", "figure", True, (("forty boats", "40 boats"),), (PROOF,))
NOWHERE = Expected("n", "How many walruses came?", "unanswerable", False, must_not=("forty",))
SILENT = Said(False, "Not in the record.", (), ("Not in the record.",))
LATE = f"{'rope ' * 100}Forty boats. [1]"
RIGHT = (
    (FEES, SAID, True),
    (FEES, SILENT, False),
    (FEES, None, False),
    (FEES, replace(SAID, citations=(cited(quote="Seals."),)), False),
    (FEES, replace(SAID, text=f"{SAID.text} More."), False),
    (replace(FEES, keys=(*FEES.keys, ("seals",))), SAID, False),
    (replace(FEES, must_not=("a note",)), SAID, False),
    (replace(FEES, evidence=(PROOF, Proof("seals.txt", "seals"))), SAID, True),
    (FEES, replace(SAID, text=LATE, claims=(Claim(LATE, (1,)),), notices=()), False),
    (replace(FEES, kind="action"), replace(SAID, text=LATE, claims=(Claim(LATE, (1,)),), notices=()), True),
    (NOWHERE, SILENT, True),
    (NOWHERE, SAID, False),
    (NOWHERE, None, False),
    (NOWHERE, replace(SILENT, text="Forty things were searched.", notices=("Forty things were searched.",)), False),
)


@pytest.mark.parametrize(("wanted", "one", "right"), RIGHT)
def test_what_is_right(wanted: Expected, one: Said | None, right: bool) -> None:
    marked = evaluating.mark(wanted, one)
    assert marked.right is right
    assert bool(list(evaluating.missed([marked]))) is not right


def test_keys_alone_ask_for_no_evidence() -> None:
    uncited = replace(SAID, citations=(cited(quote="Seals."),))
    assert evaluating.mark(FEES, uncited, keys_only=True).right
    assert not evaluating.mark(replace(FEES, keys=(("walrus",),)), uncited, keys_only=True).right


def test_an_alternative_need_not_be_cited_beside_the_others() -> None:
    other = Proof("seals.txt", "seals")
    assert evaluating.mark(replace(FEES, evidence=(PROOF, other)), SAID).cited == 0.5
    assert evaluating.mark(replace(FEES, evidence=(PROOF, replace(other, alternative=True))), SAID).cited == 1.0
    assert evaluating.mark(replace(FEES, evidence=(replace(other, alternative=True),)), SAID).cited == 0.0


def test_a_quotation_that_does_not_stand_is_shown_though_the_answer_is_right() -> None:
    marked = evaluating.mark(FEES, replace(SAID, citations=(cited(stands=False),)))
    assert marked.right
    assert (marked.quotes, marked.verbatim) == (1, 0)
    assert "1 of 1 quotations" in "\n".join(evaluating.missed([marked]))


# ---------------------------------------------------------------- how sure a rate is

# Published values: Newcombe 1998, table I, method 3, and the closed forms at the ends.
WILSON = ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718))


@pytest.mark.parametrize(("got", "of", "low", "high"), WILSON)
def test_the_interval_of_a_rate(got: int, of: int, low: float, high: float) -> None:
    assert Rate(got, of).interval == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 400), st.floats(0, 1))
def test_an_interval_holds_its_rate_and_narrows_with_more_questions(of: int, share: float) -> None:
    rate = Rate(share * of, of)
    assert rate.interval
    assert rate.value is not None
    low, high = rate.interval
    assert 0.0 <= low <= rate.value + 1e-9 <= high + 2e-9 <= 1.0 + 2e-9
    more = Rate(share * of * 4, of * 4).interval
    assert more
    assert more[1] - more[0] < high - low


def test_a_rate_of_nothing_is_none() -> None:
    assert (Rate(0, 0).value, Rate(0, 0).interval) == (None, None)
    with pytest.raises(ValueError, match="a share"):
        Rate(3, 2)


def test_rates_count_what_they_are_of() -> None:
    marked = [evaluating.mark(w, s) for w, s in ((FEES, SAID), (FEES, SILENT), (NOWHERE, SILENT), (NOWHERE, None))]
    rates = evaluating.rates(marked)
    assert {n: (r.got, r.of) for n, r in rates.items()} == {
        "right": (2, 4),
        "right_answerable": (1, 2),
        "refused_unanswerable": (1, 1),
        "answered_answerable": (1, 2),
        "keys": (1, 2),
        "evidence_recall": (1, 2),
        "citation_precision": (1, 1),
        "quotes_verbatim": (1, 1),
        "covered": (3, 3),
        "supported": (1, 1),
    }
    assert {k: (r.got, r.of) for k, r in evaluating.by_kind(marked).items()} == {
        "figure": (1, 2),
        "unanswerable": (1, 2),
    }
    assert evaluating.medians(marked) == {"median_words": 11.0, "median_words_short_kinds": 11.0}
    assert list(evaluating.lines([]))  # nothing was marked, and that can be told


# ---------------------------------------------------------------- the form of a question

GOOD = {
    "id": "fees",
    "question": "What did Mr Quill report about boats that had paid late?",
    "kind": "lookup",
    "answerable": True,
    "answers": [["forty", "40"]],
    "evidence": [{"document": "minutes.txt", "meeting_date": "2019-03-14", "quote": "forty boats had paid late"}],
}
BAD = (
    ({"question": None}, "question"),
    ({"kind": 3}, "kind"),
    ({"answerable": "yes"}, "answerable"),
    ({"answers": []}, "answers"),
    ({"answers": "forty"}, "answers"),
    ({"answers": [["forty", " "]]}, "answers"),
    ({"answers": [[]]}, "answers"),
    ({"evidence": []}, "evidence"),
    ({"evidence": ["minutes.txt"]}, "evidence"),
    ({"evidence": [{"document": "minutes.txt"}]}, "quote"),
    ({"evidence": [{"document": "minutes.txt", "quote": "…"}]}, "quote"),
    ({"evidence": [{"document": "m.txt", "quote": "x", "meeting_date": 2019}]}, "meeting_date"),
    ({"must_not": [1]}, "must_not"),
)


@pytest.mark.parametrize(("wrong", "named"), BAD, ids=[str(w) for w, _ in BAD])
def test_a_question_without_its_form(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(QuestionFormError, match=named):
        evaluating.expected(GOOD | wrong, "line 1")


def test_what_a_question_may_leave_out() -> None:
    bare = {"question": "Did walruses come?", "answerable": False}
    assert evaluating.expected(bare, "line 4") == Expected("line 4", "Did walruses come?", "lookup", False)
    assert not evaluating.expected(GOOD | {"evidence": None}, "", keys_only=True).evidence
    assert evaluating.expected(GOOD | {"must_not": ["a", ["b", "c"]]}, "").must_not == ("a", "b", "c")


# ---------------------------------------------------------------- the command

PAPERS = {"minutes.txt": saltmere.minutes()}
UNKNOWN = {"id": "walrus", "question": "How many walruses were seen at Fenwick Quay?", "answerable": False}
WRONG = GOOD | {"id": "wrong", "answers": ["ninety boats"]}


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    root = tmp_path_factory.mktemp("evaluated")
    saltmere.ingest(saltmere.write(root / "papers", PAPERS), root / wiring.BUILT, encoder)
    return root


def asked(folder: Path, *rows: object) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("".join(f"{r if isinstance(r, str) else json.dumps(r)}\n" for r in rows), encoding="utf-8")
    return path


@pytest.mark.usefixtures("one_model")
def test_questions_are_asked_and_marked(matters: Door, harbour: Path, tmp_path: Path) -> None:
    questions, kept = asked(tmp_path, GOOD, UNKNOWN, "", WRONG), tmp_path / "answers.jsonl"
    code, out, err = matters("evaluate", questions, "--index", harbour, "--show", "--out", kept)
    assert (code, err) == (0, [])
    assert next(line.split() for line in out if line.startswith("right "))[1] == "0.67"
    assert [line for line in out if line.startswith("wrong (lookup)")]
    assert "    does not say: ninety boats" in out
    answers = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert [(a["id"], a["found"]) for a in answers] == [("fees", True), ("walrus", False), ("wrong", True)]
    code, out, err = matters("evaluate", questions, "--index", harbour, "--json")
    told = json.loads("\n".join(out))
    assert (told["right"]["got"], told["right"]["of"], told["quotes_verbatim"]["rate"]) == (2, 3, 1.0)
    assert [q["id"] for q in told["questions"] if not q["right"]] == ["wrong"]


@pytest.mark.usefixtures("one_model")
def test_a_bad_line_is_told_and_the_rest_goes_on(matters: Door, harbour: Path, tmp_path: Path) -> None:
    bad = ("{", "[1]", {"question": "What?"}, GOOD | {"id": "h", "history": "x"}, GOOD)
    questions = asked(tmp_path, GOOD, *bad)
    questions.write_bytes(b"\xef\xbb\xbf" + questions.read_bytes() + b'{"question": "\xff"}\n')
    code, out, err = matters("evaluate", questions, "--index", harbour, "--json")
    assert code == 1
    assert [line.split(":")[1] for line in err] == [f" line {n}" for n in (2, 3, 4, 5, 6, 7)]
    assert json.loads("\n".join(out))["right"]["of"] == 1


@pytest.mark.usefixtures("one_model")
def test_a_question_that_cannot_be_asked_counts_as_wrong(matters: Door, harbour: Path, tmp_path: Path) -> None:
    questions, kept = asked(tmp_path, GOOD, UNKNOWN | {"question": "x" * 3000}), tmp_path / "kept.jsonl"
    code, out, err = matters("evaluate", questions, "--index", harbour, "--json", "--out", kept)
    told = json.loads("\n".join(out))
    assert (code, len(err), told["unanswered"], told["right"]["got"]) == (1, 1, 1, 1)
    assert "error" in json.loads(kept.read_text(encoding="utf-8").splitlines()[1])


def test_questions_that_are_not_there(matters: Door, harbour: Path, tmp_path: Path) -> None:
    assert "none.jsonl" in matters.complaint("evaluate", tmp_path / "none.jsonl", "--index", harbour)
    assert "no question" in matters.complaint("evaluate", asked(tmp_path, ""), "--index", harbour)


def test_the_questions_are_never_written_over(matters: Door, harbour: Path, tmp_path: Path) -> None:
    questions = asked(tmp_path, GOOD)
    before = questions.read_bytes()
    assert "holds the questions" in matters.complaint("evaluate", questions, "--index", harbour, "--out", questions)
    assert questions.read_bytes() == before


# ---------------------------------------------------------------- the marks of the set's own marker, over its papers


@pytest.fixture(scope="module")
def marker(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "eval" / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def questions(shared: Path) -> list[dict[str, Any]]:
    text = (shared / "eval" / "questions.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def shelf(shared: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    index = tmp_path_factory.mktemp("marked")
    saltmere.ingest(shared / "board", index, encoder)
    held = Shelf(index, lambda: encoder)
    yield held
    held.close()


@pytest.fixture(scope="module")
def answers(shelf: Shelf, questions: list[dict[str, Any]]) -> list[Answer]:
    assistant = Assistant(shelf, shelf.everything())
    return [assistant.ask(q["question"], [(who, said) for who, said in q.get("history", ())]) for q in questions]


def alike(one: object) -> object:
    """Return a mark as it is compared: a figure to the ninth place."""
    return round(one, 9) if isinstance(one, float) else one


@pytest.mark.parametrize("keys_only", [False, True])
@pytest.mark.parametrize("by", [0, 1, 7], ids=["its own answers", "those of the next", "those of another"])
def test_the_marks_are_those_of_the_marker(
    marker: ModuleType,
    questions: list[dict[str, Any]],
    answers: list[Answer],
    shelf: Shelf,
    shared: Path,
    by: int,
    keys_only: bool,
) -> None:
    moved = list(zip(questions, answers[by:] + answers[:by], strict=True))
    lines = [rendering.answer(a, identity=q["id"], seconds=0.0) for q, a in moved]
    theirs = marker.score_answers(questions, lines, shared / "board", keys_only=keys_only)
    fold = cache(evaluating.fold)
    marked = [
        evaluating.mark(
            evaluating.expected(q, "", keys_only=keys_only),
            evaluating.said(a, lambda document: fold(shelf.document_text(document))),
            keys_only=keys_only,
        )
        for q, a in moved
    ]
    told: Any = evaluating.told(marked)["questions"]
    for ours, row in zip(told, theirs["questions"], strict=True):
        named = [name for name in ours if name in row]
        assert {n: alike(ours[n]) for n in named} == {n: alike(row[n]) for n in named}
    rates = {name: rate.value for name, rate in evaluating.rates(marked).items()}
    assert rates == pytest.approx({name: theirs[name] for name in rates}, abs=6e-5)
    assert evaluating.medians(marked) == {n: theirs[n] for n in ("median_words", "median_words_short_kinds")}
    kinds = {kind: f"{rate.got:g}/{rate.of}" for kind, rate in evaluating.by_kind(marked).items()}
    assert kinds == theirs["by_kind"]
