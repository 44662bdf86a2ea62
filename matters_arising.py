"""The door for programs: a shelf to ask, and the same shelf as a LlamaIndex retriever and query engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import wiring
from settings import Settings

if TYPE_CHECKING:
    from assistant.ask import Assistant

__all__ = ["open_shelf", "query_engine", "retriever"]


def open_shelf(index: str | Path = ".matters", *, model: str | Path | None = None) -> Assistant:
    """Return an assistant over the index in a folder: `ask(question)` gives an Answer, `search(question)` its context.

    Raises ingest.errors.MattersError where there is no index or it cannot be used.
    """
    wiring.quiet()
    return wiring.open_assistant(Settings(index=Path(index), model=Path(model) if model else None), lasting=True)


def _metadata(hit: Any) -> dict[str, str | int | None]:
    place, pages = hit.passage.place, hit.passage.pages
    return {
        "path": place.path,
        "body": place.body.name,
        "meeting": place.meeting.date.isoformat() if place.meeting else None,
        "item": place.item or None,
        "item_title": place.item_title,
        "authority": place.authority.value,
        "page": pages[0] if pages else None,
    }


def retriever(assistant: Assistant, *, top_k: int = 10) -> Any:
    """Return a LlamaIndex retriever over a shelf: words and meaning joined, each node with its meeting and item."""
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

    class ShelfRetriever(BaseRetriever):
        """Retrieves passages of a Matters Arising shelf."""

        def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
            hits = assistant.search(query_bundle.query_str)[:top_k]
            return [
                NodeWithScore(
                    node=TextNode(id_=h.passage.id, text=h.passage.text, metadata=_metadata(h)), score=h.score
                )
                for h in hits
            ]

    return ShelfRetriever()


def query_engine(assistant: Assistant) -> Any:
    """Return a LlamaIndex query engine over a shelf: the checked answer, its citations as source nodes."""
    from llama_index.core.base.response.schema import Response
    from llama_index.core.query_engine import CustomQueryEngine
    from llama_index.core.schema import NodeWithScore, TextNode

    def identity(source: Any) -> str:
        return f"{source.passage}:{source.spans[0].start}-{source.spans[-1].end}"

    def sources(citations: Sequence[Any]) -> list[NodeWithScore]:
        return [
            NodeWithScore(
                node=TextNode(
                    id_=identity(c.source),
                    text=c.source.quote,
                    metadata={"label": c.label, "path": c.source.place.path},
                )
            )
            for c in citations
        ]

    class ShelfQueryEngine(CustomQueryEngine):
        """Answers from a Matters Arising shelf, without a language model."""

        def custom_query(self, query_str: str) -> Response:
            answer = assistant.ask(query_str)
            metadata = {"found": answer.found, "refusal": answer.refusal, "confidence": answer.confidence}
            return Response(answer.text, source_nodes=sources(answer.citations or answer.nearest), metadata=metadata)

    return ShelfQueryEngine()
