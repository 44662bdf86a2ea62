"""The door for programs: a shelf to ask, and the same shelf as a LlamaIndex retriever and query engine.

Programs import this module alone. In a built wheel everything else lies beneath it; in the repository the other modules
have names of the first rank, and where another module of such a name comes first, importing this one says which.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING


def _mistaken(names: Sequence[str]) -> str | None:
    """Return the file of a module that a program would get in place of one of ours, if there is any."""
    here = Path(__file__).resolve().parent
    for name in names:
        held = sys.modules.get(name)
        spec = None if held else find_spec(name)
        file = getattr(held, "__file__", None) or (spec.origin if spec else None)
        # A folder without an `__init__.py` has no file, and does not stand in the way: ours is found behind it.
        if file and Path(file).resolve() not in (here / f"{name}.py", here / name / "__init__.py"):
            return str(file)
    return None


_NEEDED = ("settings", "wiring", "ingest", "index", "assistant", "cli", "jobs", "people", "page", "ui")
if not __package__ and (_other := _mistaken(_NEEDED)):
    raise ImportError(
        f"{_other} has the name of a module that matters_arising needs, and comes before it; rename that one, or "
        "install matters-arising as a wheel, where no name meets another's",
        path=_other,
    )

import wiring  # noqa: E402
from assistant.answer import Answer, Citation, label  # noqa: E402
from assistant.ask import Assistant, Context  # noqa: E402
from assistant.narrowing import NOTHING, Only  # noqa: E402
from assistant.question import Turn  # noqa: E402
from index.passage import Hit, Quotation  # noqa: E402
from ingest.errors import IndexError_, MattersError  # noqa: E402
from settings import Settings  # noqa: E402

if TYPE_CHECKING:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.query_engine import CustomQueryEngine
    from llama_index.core.schema import TextNode

__all__ = ["Answer", "Citation", "Hit", "MattersError", "Only", "OpenShelf", "open_shelf", "query_engine", "retriever"]

#: What a language model is shown of a node's metadata, and what an embedding of it is made with. The rest is for
#: programs; a passage's own heading holds no more.
_SHOWN, _EMBEDDED = ("label", "item_title", "authority"), ("body", "item_title")

Metadata = dict[str, str | int | None]


class OpenShelf(Assistant):
    """An assistant over an open index, for any thread, one call at a time. Closed by `with` or by `close`.

    Every call raises MattersError once it is closed.
    """

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(assistant.shelf, assistant.scope, assistant.day)
        self._turn = threading.RLock()
        self._closed = False

    def ask(self, text: str, history: Sequence[Turn] = (), *, only: Only = NOTHING) -> Answer:
        """Return the answer to a question, checked. Raises MattersError for one that is empty or too long.

        only: what it is narrowed to over what is understood of it, such as the papers of some years.
        """
        with self._open():
            return super().ask(text, history, only=only)

    def search(self, text: str, history: Sequence[Turn] = ()) -> tuple[Hit, ...]:
        """Return the context for a question, best first, neighbours and all. Raises MattersError as `ask` does."""
        with self._open():
            return super().search(text, history)

    def context(self, citation: Citation) -> Context:
        """Return the text around a citation, as the reader gave it."""
        with self._open():
            return super().context(citation)

    def about(self) -> tuple[str, ...]:
        """Return in short lines whose papers these are and what time they take in."""
        with self._open():
            return super().about()

    def examples(self) -> tuple[str, ...]:
        """Return up to six questions that this shelf can be asked."""
        with self._open():
            return super().examples()

    def close(self) -> None:
        """Close the index, once what is being asked is answered. Closing twice does no harm."""
        with self._turn:
            self._closed = True
            self.shelf.close()

    @contextmanager
    def _open(self) -> Iterator[None]:
        with self._turn:
            if self._closed:
                raise IndexError_(f"{self.shelf.folder.parent}: is closed; open it again with open_shelf")
            yield

    def __enter__(self) -> OpenShelf:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_shelf(index: str | Path = ".matters", *, model: str | Path | None = None) -> OpenShelf:
    """Return an assistant over the index in a folder: `ask(question)` gives an Answer, `search(question)` its context.

    Raises MattersError where there is no index or it cannot be used. Close it, or open it in a `with`.
    """
    wiring.quiet()
    settings = Settings(index=Path(index), model=Path(model) if model else None)
    return OpenShelf(wiring.open_assistant(settings, lasting=True))


def retriever(assistant: Assistant, *, top_k: int = 10) -> BaseRetriever:
    """Return a LlamaIndex retriever over a shelf: words and meaning joined, up to `top_k` nodes, best first.

    Each node is a passage, with its label, paper, meeting, item, paragraphs, pages and authority as metadata. A search
    gathers forty passages, so that is the most there are. Raises ValueError for a `top_k` below 1.
    """
    if top_k < 1:
        raise ValueError(f"top_k is {top_k}; it must be 1 or more")
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle

    def found(hit: Hit) -> NodeWithScore:
        passage = hit.passage
        first, last = passage.paragraphs[0], passage.paragraphs[-1]
        told = _metadata(passage.quotation(first, passage.spans, passage.text))
        pages = passage.pages or (None, None)
        told |= {"last_paragraph": last.label, "page": pages[0], "last_page": pages[1]}
        start, end = passage.spans[0].start, passage.spans[-1].end
        node = _node(passage.id, passage.text, told, passage.place.document, (start, end))
        return NodeWithScore(node=node, score=hit.score)

    class ShelfRetriever(BaseRetriever):
        """Retrieves passages of a Matters Arising shelf."""

        def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
            return [found(hit) for hit in assistant.search(query_bundle.query_str)[:top_k]]

        async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
            return await asyncio.to_thread(self._retrieve, query_bundle)

    return ShelfRetriever()


def query_engine(assistant: Assistant) -> CustomQueryEngine:
    """Return a LlamaIndex query engine over a shelf: the checked answer, its citations as source nodes.

    A source node's text is the quotation, its metadata as a retriever's. The response's metadata says whether an answer
    was `found`; where it was not, `refusal` says why, and the source nodes are the paragraphs that came nearest.
    """
    from llama_index.core.base.response.schema import Response
    from llama_index.core.query_engine import CustomQueryEngine
    from llama_index.core.schema import NodeWithScore

    def cited(citation: Citation) -> NodeWithScore:
        source = citation.source
        start, end = source.spans[0].start, source.spans[-1].end
        told = _metadata(source) | {"number": citation.number}
        identity = f"{source.passage}:{start}-{end}"
        return NodeWithScore(node=_node(identity, source.quote, told, source.place.document, (start, end)))

    class ShelfQueryEngine(CustomQueryEngine):
        """Answers from a Matters Arising shelf, without a language model."""

        def custom_query(self, query_str: str) -> Response:
            answer = assistant.ask(query_str)
            told = {
                "found": answer.found,
                "refusal": answer.refusal,
                "confidence": answer.confidence,
                "kind": answer.understood.kind,
                "notices": list(answer.notices),
            }
            sources = [cited(c) for c in answer.citations or answer.nearest]
            return Response(answer.text, source_nodes=sources, metadata=told)

        async def acustom_query(self, query_str: str) -> Response:
            return await asyncio.to_thread(self.custom_query, query_str)

    return ShelfQueryEngine()


def _metadata(source: Quotation) -> Metadata:
    """Return where words of the record stand and whose they are, as flat values."""
    place, paragraph, pages = source.place, source.paragraph, source.paragraph.pages or (None, None)
    return {
        "label": label(source),
        "collection": place.collection,
        "path": place.path,
        "title": place.title,
        "url": place.url,
        "body": place.body.name,
        "meeting": place.meeting.date.isoformat() if place.meeting else None,
        "period": place.period.label if place.period else None,
        "item": place.item or None,
        "item_title": place.item_title,
        "kind": place.kind.value,
        "authority": place.authority.value,
        "status": place.status.value,
        "paragraph": paragraph.label,
        "last_paragraph": paragraph.label,
        "page": pages[0],
        "last_page": pages[1],
        "printed_page": source.printed,
    }


def _node(identity: str, text: str, told: Metadata, document: str, stretch: tuple[int, int]) -> TextNode:
    """Return a node; its stretch is that of the paper's text, as `matters text` prints it."""
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

    return TextNode(
        id_=identity,
        text=text,
        metadata=told,
        excluded_llm_metadata_keys=[key for key in told if key not in _SHOWN],
        excluded_embed_metadata_keys=[key for key in told if key not in _EMBEDDED],
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=document)},
        start_char_idx=stretch[0],
        end_char_idx=stretch[1],
    )


def main() -> int:
    """Run the `matters` command."""
    import cli

    return cli.main()
