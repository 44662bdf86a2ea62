"""The door for programs: a shelf to ask, and the same shelf as LlamaIndex sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.query_engine import BaseQueryEngine
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle

import matters_arising
from assistant.ask import QuestionError
from matters_arising import MattersError, OpenShelf

WATCHES = "How many neighbourhood watches were there?"

#: What every node about the neighbourhood watches says of its place.
HEADED = {
    "collection": "corpus",
    "path": "scpb-2018-04-27-decisions.txt",
    "title": "Decisions of the Safer Communities Partnership Board, 27 April 2018",
    "url": "https://barnet.moderngov.co.uk/ieListMeetings.aspx?CId=457&Year=0",
    "body": "Safer Communities Partnership Board",
    "meeting": "2018-04-27",
    "period": None,
    "kind": "decisions",
    "authority": "digest",
    "status": "unknown",
    "item": "5",
    "item_title": "COMMUNITY UPDATE",
    "page": None,
    "last_page": None,
    "printed_page": None,
}


@pytest.fixture(scope="module")
def board(corpus_index: Path) -> Iterator[OpenShelf]:
    with matters_arising.open_shelf(corpus_index) as opened:
        yield opened


def test_a_shelf_is_opened_and_asked(board: OpenShelf) -> None:
    answer = board.ask(WATCHES)
    assert answer.found
    assert "2146" in answer.citations[0].source.quote
    assert "2146" in board.search(WATCHES)[0].passage.text


def test_a_folder_may_be_named_in_words(corpus_index: Path) -> None:
    with matters_arising.open_shelf(str(corpus_index)) as opened:
        assert len(opened.about()) == 2


def test_a_shelf_that_is_closed_says_so_and_may_be_closed_again(corpus_index: Path) -> None:
    opened = matters_arising.open_shelf(corpus_index)
    engine, finder = matters_arising.query_engine(opened), matters_arising.retriever(opened)
    citation = opened.ask(WATCHES).citations[0]
    opened.close()
    opened.close()
    for told in (opened.about, opened.examples, lambda: opened.context(citation)):
        with pytest.raises(MattersError, match="is closed; open it again"):
            told()
    for asked in (opened.ask, opened.search, engine.query, finder.retrieve):
        with pytest.raises(MattersError, match="is closed; open it again"):
            asked(WATCHES)


def test_a_shelf_is_closed_by_an_error_too(corpus_index: Path) -> None:
    with pytest.raises(QuestionError), matters_arising.open_shelf(corpus_index) as opened:
        opened.ask("")
    with pytest.raises(MattersError, match="is closed"):
        opened.ask(WATCHES)


def test_a_shelf_may_be_asked_from_many_threads_at_once(board: OpenShelf) -> None:
    questions = [
        WATCHES,
        "what was decided on Prevent?",
        "robbery in Table 2",
        "Who chaired the meeting in April 2018?",
    ]
    alone = [board.ask(q).text for q in questions]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda q: board.ask(q).text, questions * 3)) == alone * 3


def test_where_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(MattersError, match="no index here"):
        matters_arising.open_shelf(tmp_path / "gone")
    assert not (tmp_path / "gone").exists()


def test_a_model_that_is_not_there(corpus_index: Path, tmp_path: Path) -> None:
    with (
        matters_arising.open_shelf(corpus_index, model=tmp_path) as opened,
        pytest.raises(MattersError, match="no sentence-transformers model"),
    ):
        opened.ask(WATCHES)


def test_a_retriever_gives_nodes_with_scores_and_metadata(board: OpenShelf) -> None:
    retriever = matters_arising.retriever(board, top_k=5)
    assert isinstance(retriever, BaseRetriever)
    nodes = retriever.retrieve(WATCHES)
    assert len(nodes) == 5
    assert all(isinstance(n, NodeWithScore) for n in nodes)
    scores = [n.score for n in nodes]
    assert all(isinstance(s, float) for s in scores)
    assert scores == sorted(scores, reverse=True)
    assert "2146" in nodes[0].text
    assert nodes[0].metadata == HEADED | {
        "label": "SCPB, 27 April 2018, item 5 ¶1",
        "paragraph": "5¶1",
        "last_paragraph": "5¶4",
    }


def test_nodes_are_the_hits_of_a_search(board: OpenShelf) -> None:
    nodes = matters_arising.retriever(board).retrieve(QueryBundle("robbery in Table 2"))
    hits = board.search("robbery in Table 2")[:10]
    assert [(n.node_id, n.text, n.score) for n in nodes] == [(h.passage.id, h.passage.text, h.score) for h in hits]
    assert {n.metadata["page"] is None for n in nodes if n.metadata["path"].endswith(".pdf")} == {False}


def test_a_retriever_waits_for_nobody(board: OpenShelf) -> None:
    retriever = matters_arising.retriever(board)
    nodes = asyncio.run(retriever.aretrieve(WATCHES))
    assert [n.node_id for n in nodes] == [n.node_id for n in retriever.retrieve(WATCHES)]


def test_a_query_engine_gives_the_checked_answer_and_its_sources(board: OpenShelf) -> None:
    engine = matters_arising.query_engine(board)
    assert isinstance(engine, BaseQueryEngine)
    response, answer = engine.query(WATCHES), board.ask(WATCHES)
    assert str(response) == response.response == answer.text
    assert response.metadata == {
        "found": True,
        "refusal": None,
        "confidence": answer.confidence,
        "kind": answer.understood.kind,
        "notices": list(answer.notices),
    }
    assert [n.text for n in response.source_nodes] == [c.source.quote for c in answer.citations]
    own = {"label": "SCPB, 27 April 2018, item 5 ¶3", "paragraph": "5¶3", "last_paragraph": "5¶3", "number": 1}
    assert [n.metadata for n in response.source_nodes] == [HEADED | own]


def test_a_refusal_comes_with_the_nearest_paragraphs(board: OpenShelf) -> None:
    response = matters_arising.query_engine(board).query("What was said about zeppelins?")
    assert response.metadata["found"] is False
    assert response.metadata["refusal"] == "not-in-record"
    assert response.response.startswith("Not in the record:")
    assert 1 <= len(response.source_nodes) <= 3


def test_a_query_engine_answers_the_same_twice_and_awaited(board: OpenShelf) -> None:
    engine = matters_arising.query_engine(board)
    once, again = engine.query(WATCHES), asyncio.run(engine.aquery(WATCHES))
    assert once.response == again.response
    assert [n.node_id for n in once.source_nodes] == [n.node_id for n in again.source_nodes]


def test_an_empty_question_is_told(board: OpenShelf) -> None:
    with pytest.raises(QuestionError, match="empty"):
        matters_arising.query_engine(board).query("")
    with pytest.raises(QuestionError, match="empty"):
        matters_arising.retriever(board).retrieve(" ")


@pytest.mark.parametrize("most", [1, 7, 40, 1000])
def test_a_retriever_gives_as_many_as_it_is_told(board: OpenShelf, most: int) -> None:
    found = matters_arising.retriever(board, top_k=most).retrieve("knife crime")
    assert len(found) == min(most, len(board.search("knife crime")))


@pytest.mark.parametrize("most", [0, -1])
def test_a_retriever_of_nothing_is_told(board: OpenShelf, most: int) -> None:
    with pytest.raises(ValueError, match=f"top_k is {most}"):
        matters_arising.retriever(board, top_k=most)


def test_a_node_says_where_in_the_papers_own_text_it_stands(board: OpenShelf) -> None:
    for node in matters_arising.query_engine(board).query(WATCHES).source_nodes:
        text = board.shelf.store.document_text(str(node.node.ref_doc_id), board.scope)
        assert text is not None
        assert text[node.node.start_char_idx : node.node.end_char_idx] == node.text


def test_models_are_shown_what_helps_them_alone(board: OpenShelf) -> None:
    node = matters_arising.retriever(board).retrieve(WATCHES)[0].node
    shown, embedded = node.get_content(MetadataMode.LLM), node.get_content(MetadataMode.EMBED)
    assert shown.splitlines()[:3] == [
        "label: SCPB, 27 April 2018, item 5 ¶1",
        "item_title: COMMUNITY UPDATE",
        "authority: digest",
    ]
    assert embedded.splitlines()[:2] == ["body: Safer Communities Partnership Board", "item_title: COMMUNITY UPDATE"]
    assert "path:" not in shown + embedded


def test_the_command_begins_here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["matters", "ask", "--help"])
    with pytest.raises(SystemExit) as stopped:
        matters_arising.main()
    assert stopped.value.code == 0
    assert "usage: matters ask" in capsys.readouterr().out


def test_the_program_in_the_readme_runs(
    corpus_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    program = readme.split("```python\n")[1].split("```")[0]
    (tmp_path / ".matters").symlink_to(corpus_index)
    monkeypatch.chdir(tmp_path)
    exec(compile(program, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "27 April 2018" in printed
    assert "True ['SCPB, " in printed


def test_the_readme_names_what_a_node_tells(board: OpenShelf) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    section = readme.split("### From a program\n")[1].split("\n## ")[0]
    node = matters_arising.retriever(board, top_k=1).retrieve(WATCHES)[0]
    assert [key for key in node.metadata if f"`{key}`" not in section] == []
