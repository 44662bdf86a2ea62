"""How an answer came about: the trace is of the answer itself, tells every sentence's fate, and gives nothing away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import saltmere
from door import Door

import wiring
from assistant import tracing
from assistant.answerers import passages
from assistant.ask import Assistant, QuestionError
from assistant.evidence import AROUND, OWN, RANK
from assistant.question import Turn
from assistant.tracing import LEFT_OUT, UNUSED, Searched, Trace
from index.embedding import Encoder
from index.shelf import Shelf
from ingest.record import Access

TABLE = "Ward\tBoats\nQuayside\t41\nNet Loft\t17\nSandbar\t63\nBreakwater\t8"
AGAIN = "Dorcas Hale said that the seals had returned, and that walkers were keeping their dogs on leads."
PAPERS = {
    "minutes.txt": saltmere.minutes(),
    "later.txt": saltmere.minutes("12 September 2019", (("SEALS AGAIN", f"{AGAIN}\nThe seals had pups."),)),
    "secret.txt": saltmere.report("Dismissal", "Zebediah Crake took nine lobsters.", top=["NOT FOR PUBLICATION"]),
    "boats.txt": saltmere.report("Boats by ward", f"The boats were counted in June.\n\nTable 1\n{TABLE}"),
}
FOLLOWED: list[Turn] = [("user", "What was said about the seals?"), ("assistant", "That they had returned.")]
ASKED: tuple[tuple[str, list[Turn]], ...] = (
    ("What was said about the seals on the slipway?", []),
    ("How many boats had paid late?", []),
    ("What was decided about mooring fees?", []),
    ("Which actions does Mr Quill have?", []),
    ("Who attended on 14 March 2019?", []),
    ("Which ward had the most boats?", []),
    ("Trace what was said about the seals over the years", []),
    ("Compare the seals in March 2019 and in September 2019", []),
    ("How much did the eastern pontoon cost?", []),
    ("Where can I find the minutes of 14 March 2019?", []),
    ("What was decided on 3 May 2011?", []),
    ("What did the walruses eat?", []),
    ("And the dogs?", FOLLOWED),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    root = tmp_path_factory.mktemp("traced")
    saltmere.ingest(saltmere.write(root / "papers", PAPERS), root / wiring.BUILT, encoder)
    return root


@pytest.fixture(scope="module")
def board(index: Path, encoder: Encoder) -> Iterator[Assistant]:
    shelf = Shelf(index / wiring.BUILT, lambda: encoder)
    yield Assistant(shelf, shelf.everything())
    shelf.close()


def first(trace: Trace) -> Searched:
    assert trace.searches
    return trace.searches[0]


@pytest.mark.parametrize(("asked", "history"), ASKED, ids=[a for a, _ in ASKED])
def test_the_answer_is_the_same_and_every_sentence_has_a_fate(
    board: Assistant, asked: str, history: list[Turn]
) -> None:
    trace = board.explain(asked, history)
    assert trace.answer == board.ask(asked, history)
    assert trace == board.explain(asked, history)
    numbers = {c.number for c in trace.answer.citations}
    for search in trace.searches:
        for one in search.weighed:
            assert bool(one.why) is (one.citation is None), one
            assert one.citation is None or one.citation in numbers
            assert 0.0 <= min(one.own, one.around, one.rank) <= max(one.own, one.around, one.rank) <= 1.0
            parts = OWN * one.own + AROUND * one.around + RANK * one.rank + one.bonus
            assert one.score == pytest.approx(parts)
        scores = [w.score for w in search.weighed]
        assert scores == sorted(scores, reverse=True)
        assert (search.answers is False) is bool(search.why)
    assert json.loads(json.dumps(tracing.told(trace)))["kind"] == trace.answer.understood.kind
    assert list(tracing.lines(trace))


def test_what_a_lookup_quotes_was_taken_out_of_its_search(board: Assistant) -> None:
    trace = board.explain("What was said about the seals on the slipway?")
    taken = {w.citation for w in first(trace).weighed if w.citation}
    assert taken == {c.number for c in trace.answer.citations}
    assert first(trace).answers


FATES = (
    ("What was said about the seals on the slipway?", "seals had returned", "", "14 March"),
    ("What was said about the seals on the slipway?", "leaking at three joints", passages.FAR, ""),
    ("What was said about the seals on the slipway?", "seals had returned", passages.COPY, "12 September"),
    ("How much did the eastern pontoon cost?", "leaking at three joints", passages.WHY["money"], ""),
    ("What was said about the seals and the regatta fireworks?", "seals", passages.WHY["unknown"], ""),
    (
        "What did walkers do with joints and boats in the season?",
        "three joints",
        passages.WHY["coverage"],
        "",
    ),
    ("Which actions does Mr Quill have?", "seals had returned", UNUSED, ""),
)


@pytest.mark.parametrize(("asked", "words", "fate", "when"), FATES, ids=[f"{a} {w}" for a, w, _, _ in FATES])
def test_why_a_sentence_is_passed_over(board: Assistant, asked: str, words: str, fate: str, when: str) -> None:
    weighed = [w for search in board.explain(asked).searches for w in search.weighed if words in w.text]
    assert fate in {w.why for w in weighed if when in tracing.where(w.source)}, weighed


def test_what_is_understood_is_told(board: Assistant) -> None:
    trace = board.explain("What was said about the pontooon in March 2019?")
    told = "\n".join(tracing.lines(trace))
    assert "misspelt" in told
    assert first(trace).read_as
    assert [t.grain for t in trace.question.times] == ["month"]
    assert "time: March 2019 (2019-03-01 to 2019-03-31)" in told
    follow = "\n".join(tracing.lines(board.explain("And the dogs?", FOLLOWED)))
    assert "rewritten from: And the dogs?" in follow
    assert "What was said about the dogs?" in follow.split("rewritten")[0]
    assert board.explain("How much did it cost to mend the pontoon?").wants[0] == "money"
    assert "on no paper here: eat, walru" in "\n".join(tracing.lines(board.explain("What did the walrus eat?")))


def test_no_search_is_made_twice(board: Assistant) -> None:
    trace = board.explain("How much did the eastern pontoon cost?")
    assert len(trace.searches) == 1
    told = list(tracing.lines(trace))
    assert len([line for line in told if "leaking at three joints" in line]) == 1


def test_a_meeting_that_is_not_there_needs_no_search(board: Assistant) -> None:
    trace = board.explain("What was decided at the meeting of 3 May 2011?")
    assert (trace.answer.refusal, trace.searches) == ("no-such-meeting", ())
    assert "No search was made." in list(tracing.lines(trace))


@pytest.mark.parametrize("asked", ["What was said about Zebediah Crake?", "How many lobsters were taken?"])
def test_a_trace_gives_no_restricted_paper_away(board: Assistant, asked: str) -> None:
    told = json.dumps(tracing.told(board.explain(asked)))
    assert "secret.txt" not in told
    assert "nine lobsters" not in told
    cleared = Assistant(board.shelf, board.shelf.everything((Access.PUBLIC, Access.RESTRICTED)))
    assert "nine lobsters" in json.dumps(tracing.told(cleared.explain(asked)))


def test_a_question_that_cannot_be_asked_has_no_trace(board: Assistant) -> None:
    with pytest.raises(QuestionError):
        board.explain(" ")


def test_no_reason_is_empty() -> None:
    told = (*passages.WHY.items(), ("", UNUSED), ("", LEFT_OUT))
    assert [name for name, reason in told if name and not reason] == []


@pytest.mark.usefixtures("one_model")
def test_the_command_explains(matters: Door, index: Path) -> None:
    asked = "What was said about the seals on the slipway?"
    code, plain, _ = matters("ask", asked, "--index", index)
    assert code == 0
    code, out, err = matters("ask", asked, "--explain", "--index", index)
    assert (code, err, out[: len(plain)]) == (0, [], plain)
    assert "Understood:" in out
    assert [line for line in out if "quoted as [1]" in line]
    assert [line for line in out if "passed over: " in line]
    _, bare, _ = matters("ask", asked, "--json", "--index", index)
    _, full, _ = matters("ask", asked, "--json", "--explain", "--index", index)
    told, whole = json.loads("\n".join(bare)), json.loads("\n".join(full))
    assert {k: v for k, v in whole.items() if k not in ("trace", "seconds")} == {
        k: v for k, v in told.items() if k != "seconds"
    }
    assert whole["trace"]["searches"][0]["candidates"][0]["citation"] == 1
    line = json.dumps({"id": 7, "question": asked}).encode()
    _, lines, _ = matters("ask", "--jsonl", "--explain", "--index", index, given=line)
    assert json.loads(lines[0])["trace"] == whole["trace"]
