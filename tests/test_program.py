"""The door for programs: a shelf to ask, and the same shelf as LlamaIndex sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.query_engine import BaseQueryEngine
from llama_index.core.schema import NodeWithScore, QueryBundle

import matters_arising
from assistant.ask import Assistant, QuestionError
from ingest.errors import MattersError

WATCHES = "How many neighbourhood watches were there?"


@pytest.fixture(scope="module")
def board(corpus_index: Path) -> Iterator[Assistant]:
    opened = matters_arising.open_shelf(corpus_index)
    yield opened
    opened.shelf.close()


def test_a_shelf_is_opened_and_asked(board: Assistant) -> None:
    answer = board.ask(WATCHES)
    assert answer.found
    assert "2146" in answer.citations[0].source.quote
    assert "2146" in board.search(WATCHES)[0].passage.text


def test_a_folder_may_be_named_in_words(corpus_index: Path) -> None:
    opened = matters_arising.open_shelf(str(corpus_index))
    assert len(opened.about()) == 2
    opened.shelf.close()


def test_where_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(MattersError, match="no index here"):
        matters_arising.open_shelf(tmp_path / "gone")
    assert not (tmp_path / "gone").exists()


def test_a_model_that_is_not_there(corpus_index: Path, tmp_path: Path) -> None:
    opened = matters_arising.open_shelf(corpus_index, model=tmp_path)
    with pytest.raises(MattersError, match="no sentence-transformers model"):
        opened.ask(WATCHES)
    opened.shelf.close()


def test_a_retriever_gives_nodes_with_scores_and_metadata(board: Assistant) -> None:
    retriever = matters_arising.retriever(board, top_k=5)
    assert isinstance(retriever, BaseRetriever)
    nodes = retriever.retrieve(WATCHES)
    assert len(nodes) == 5
    assert all(isinstance(n, NodeWithScore) for n in nodes)
    scores = [n.score for n in nodes]
    assert all(isinstance(s, float) for s in scores)
    assert scores == sorted(scores, reverse=True)
    assert "2146" in nodes[0].text
    assert nodes[0].metadata == {
        "path": "scpb-2018-04-27-decisions.txt",
        "body": "Safer Communities Partnership Board",
        "meeting": "2018-04-27",
        "item": "5",
        "item_title": "COMMUNITY UPDATE",
        "authority": "digest",
        "page": None,
    }


def test_nodes_are_the_hits_of_a_search(board: Assistant) -> None:
    nodes = matters_arising.retriever(board).retrieve(QueryBundle("robbery in Table 2"))
    hits = board.search("robbery in Table 2")[:10]
    assert [(n.node_id, n.text, n.score) for n in nodes] == [(h.passage.id, h.passage.text, h.score) for h in hits]
    assert {n.metadata["page"] is None for n in nodes if n.metadata["path"].endswith(".pdf")} == {False}


def test_a_retriever_waits_for_nobody(board: Assistant) -> None:
    retriever = matters_arising.retriever(board)
    nodes = asyncio.run(retriever.aretrieve(WATCHES))
    assert [n.node_id for n in nodes] == [n.node_id for n in retriever.retrieve(WATCHES)]


def test_a_query_engine_gives_the_checked_answer_and_its_sources(board: Assistant) -> None:
    engine = matters_arising.query_engine(board)
    assert isinstance(engine, BaseQueryEngine)
    response, answer = engine.query(WATCHES), board.ask(WATCHES)
    assert str(response) == response.response == answer.text
    assert response.metadata == {"found": True, "refusal": None, "confidence": answer.confidence}
    assert [n.text for n in response.source_nodes] == [c.source.quote for c in answer.citations]
    assert [n.metadata for n in response.source_nodes] == [
        {"label": c.label, "path": "scpb-2018-04-27-decisions.txt"} for c in answer.citations
    ]


def test_a_refusal_comes_with_the_nearest_paragraphs(board: Assistant) -> None:
    response = matters_arising.query_engine(board).query("What was said about zeppelins?")
    assert response.metadata["found"] is False
    assert response.metadata["refusal"] == "not-in-record"
    assert response.response.startswith("Not in the record:")
    assert 1 <= len(response.source_nodes) <= 3


def test_a_query_engine_answers_the_same_twice_and_awaited(board: Assistant) -> None:
    engine = matters_arising.query_engine(board)
    once, again = engine.query(WATCHES), asyncio.run(engine.aquery(WATCHES))
    assert once.response == again.response
    assert [n.node_id for n in once.source_nodes] == [n.node_id for n in again.source_nodes]


def test_an_empty_question_is_told(board: Assistant) -> None:
    with pytest.raises(QuestionError, match="empty"):
        matters_arising.query_engine(board).query("")
    with pytest.raises(QuestionError, match="empty"):
        matters_arising.retriever(board).retrieve(" ")
