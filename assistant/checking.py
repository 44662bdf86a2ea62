"""Checking: every answer passes here. What a citation quotes must stand in the record; what was computed must agree."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Answer, Citation, Computed, Statement
from index.shelf import Shelf
from ingest.errors import MattersError
from ingest.record import fold

_CHIP = re.compile(r"\[(\d+)\]")


class CheckError(MattersError):
    """An answer that does not stand up: a defect of ours, never shown as an answer."""


def check(answer: Answer, shelf: Shelf) -> Answer:
    """Return an answer all of whose citations slice back to the record, without those that no statement uses.

    Raises CheckError where a quotation does not stand in its document, or a statement shows a chip that is not its own.
    """
    for citation in (*answer.citations, *answer.nearest):
        _slices(citation, shelf)
    for statement in answer.statements:
        _chips(statement)
    used = {n for s in answer.statements for n in s.citations}
    return replace(answer, citations=tuple(c for c in answer.citations if c.number in used))


def _slices(citation: Citation, shelf: Shelf) -> None:
    source = citation.source
    if shelf.store.slice(source.place.document, source.spans) != source.quote:
        raise CheckError(
            f"{source.place.path}: the quotation “{fold(source.quote)[:60]}…” does not stand where it is cited"
        )


def _chips(statement: Statement) -> None:
    shown = {int(n) for n in _CHIP.findall(statement.text)}
    if set(statement.citations) != shown:
        raise CheckError(f"a statement shows other citations than its own: {statement.text[:80]}")
    if (
        isinstance(statement.basis, Computed)
        and statement.basis.ids
        and len(statement.basis.ids) > statement.basis.counted
    ):
        raise CheckError(f"a count lists more entries than were counted: {statement.text[:80]}")
