"""Answers out of tables: the highest row, the lowest, the columns that a name stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assistant.answer import where
from assistant.drafting import Draft, in_words, readable, scope_of
from assistant.evidence import Evidence, stems_of
from index.passage import Passage, Quotation
from index.shelf import Shelf
from ingest.grammar import dates
from ingest.record import Paragraph, Shape

_MOST = re.compile(r"\b(?:topped|most|highest|largest|biggest|greatest|top)\b", re.IGNORECASE)
_LEAST = re.compile(r"\b(?:fewest|lowest|smallest|least|bottom)\b", re.IGNORECASE)


def superlative(draft: Draft, evidence: Evidence, shelf: Shelf) -> float:
    """Answer which row of a table is highest or lowest, computed over its one column of figures."""
    text = draft.question.text
    most, least = _MOST.search(text), _LEAST.search(text)
    if bool(most) == bool(least) or not re.match(
        r"^(?:and |in .{3,60}, ?)?(?:which|what|who|where)\b", text, re.IGNORECASE
    ):
        return 0.0
    for hit in evidence.hits[:6]:
        rows = _rows(hit.passage.place.part, hit.passage.place.item, shelf, evidence)
        if len(rows) < 3:
            continue
        topic = evidence.weights.covered(stems_of(f"{hit.passage.heading} {hit.passage.text}"))
        if topic < 0.4:
            continue
        _, pick = (max if most else min)(rows, key=lambda row: row[0])
        word = "highest" if most else "lowest"
        draft.quote(pick)
        draft.compute(
            f"It is the {word} of the {len(rows)} rows of this table.", "extreme", scope_of(evidence.scope), len(rows)
        )
        return 0.85
    return 0.0


_ROW = re.compile(r"^[^\t\d][^\t]*?(?:\t| {2,})+(?P<n>\d[\d,]*(?:\.\d+)?)\s*$")


def _rows(part: str, item: str, shelf: Shelf, evidence: Evidence) -> list[tuple[float, Quotation]]:
    """Return the rows of a part's longest table of a label and one figure; a total above them is left out."""
    best: list[tuple[float, Quotation]] = []
    run: list[tuple[float, Quotation]] = []
    for passage in shelf.store.passages_of(part, item, evidence.scope):
        for paragraph in passage.paragraphs:
            raw = paragraph.spans[0].of(shelf.document_text(passage.place.document))
            match = _ROW.match(raw) if paragraph.shape is Shape.ROW and len(paragraph.spans) == 1 else None
            if match is None:
                run = []
                continue
            quoted = passage.quotation(paragraph, paragraph.spans, " ".join(raw.split()))
            run = [*run, (float(match["n"].replace(",", "")), quoted)]
            best = run if len(run) > len(best) else best
    if len(best) > 3 and abs(best[0][0] - sum(n for n, _ in best[1:])) < 0.5:
        return best[1:]
    return best


def cells(raw: str) -> list[str]:
    """Return the cells of a row, empty ones kept where tabs part them."""
    parts = raw.split("\t") if "\t" in raw else re.split(r" {3,}", raw.strip())
    return [" ".join(p.split()) for p in parts]


def under_dates(draft: Draft, evidence: Evidence, shelf: Shelf) -> bool:
    """Say under which dates of a table's header a name stands, where the columns are certain."""
    wanted = frozenset(evidence.weights.stems)
    if not wanted:
        return False
    seen: set[tuple[str, str]] = set()
    for hit in evidence.hits[:12]:
        place = hit.passage.place
        if (place.part, place.item) in seen:
            continue
        seen.add((place.part, place.item))
        header: tuple[Quotation, list[str]] | None = None
        under: dict[int, tuple[str, Quotation]] = {}
        for quoted, row in _table_rows(place.part, place.item, shelf, evidence):
            if sum(dates.day(c) is not None for c in row) >= 2:
                header = quoted, row
            elif header and len(row) <= len(header[1]) + 1:
                for column, cell in enumerate(row):
                    if wanted <= stems_of(cell) and column < len(header[1]) and dates.day(header[1][column]):
                        under.setdefault(column, (cell, quoted))
        if header and under:
            _say_columns(draft, evidence, header, under)
            return True
    return False


def _say_columns(
    draft: Draft, evidence: Evidence, header: tuple[Quotation, list[str]], under: Mapping[int, tuple[str, Quotation]]
) -> None:
    """Add the statement that names the columns in which a name was found."""
    columns = sorted(under)
    label = min((under[c][0] for c in columns), key=len)
    days = ", ".join(readable(header[1][c]) for c in columns)
    total = sum(dates.day(c) is not None for c in header[1])
    rows = list(dict.fromkeys(under[c][1] for c in columns))
    draft.compute(
        f"{where(rows[0])}: {readable(label)} is listed under {days} "
        f"({in_words(len(columns))} of {in_words(total)} meetings in this table).",
        "columns",
        scope_of(evidence.scope),
        total,
        sources=[header[0], *rows[:2]],
    )


def _table_rows(part: str, item: str, shelf: Shelf, evidence: Evidence) -> Iterator[tuple[Quotation, list[str]]]:
    for passage in shelf.store.passages_of(part, item, evidence.scope):
        for paragraph in passage.paragraphs:
            if paragraph.shape in (Shape.ROW, Shape.HEADER):
                yield _row(passage, paragraph, shelf)


def _row(passage: Passage, paragraph: Paragraph, shelf: Shelf) -> tuple[Quotation, list[str]]:
    raw = paragraph.spans[0].of(shelf.document_text(passage.place.document))
    said = shelf.store.slice(passage.place.document, paragraph.spans)
    return passage.quotation(paragraph, paragraph.spans, said), cells(raw)
