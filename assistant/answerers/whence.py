"""Whose account it is, which paragraph to cite, and where the minutes of a meeting are to be found."""

from __future__ import annotations

from functools import partial

from assistant.answer import where
from assistant.answerers import passages, register
from assistant.drafting import Draft, scope_of
from assistant.evidence import Evidence
from index.passage import Scope, Sitting
from index.shelf import Shelf
from ingest.grammar import dates
from ingest.record import Authority


def provenance(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer whose account something is, which paragraph to cite, or where the minutes of a meeting are."""
    question = draft.question
    sittings = register.meant(question, evidence.sittings)
    if len(sittings) == 1 and question.has(r"\bminutes\b") and question.has(r"\b(?:where|find|approved)\b"):
        return _where_minutes(draft, sittings[0], shelf, scope)
    best = passages.best_of(evidence)
    verdict = passages.judged(draft, evidence, best, partial(passages.fates, evidence, limit=1))
    if best is None or not verdict.answers:
        return 0.0
    place = best.source.place
    whose = {
        Authority.RECORD: "Yes: the Board's own record says it",
        Authority.PAPER: f"It stands in a paper put before the Board ({place.title}), not in its minutes",
        Authority.DIGEST: "It stands in a digest of the record, not in the official text",
        Authority.THIRD_PARTY: "No: it stands in a third party's summary, not in the Board's own record",
    }[place.authority]
    if place.authority is Authority.THIRD_PARTY and "AI-generated" in place.title:
        whose = "No: it stands in an AI-generated summary by a third party, not in the Board's official minutes"
    if place.authority is Authority.RECORD and not question.has(r"^(?:is|are|was|were|does|do|did|has|have)\b"):
        whose = "It stands in the Board's own record"
    draft.compute(f"{whose}: {where(best.source)}.", "authority", scope_of(evidence.scope), 1)
    draft.quote(passages.quoted(best, shelf))
    return verdict.confidence


def _where_minutes(draft: Draft, sitting: Sitting, shelf: Shelf, scope: Scope) -> float:
    """Say in which paper the minutes of a meeting are, whether that copy is approved, and what lists them there."""
    if sitting.minutes is None:
        draft.compute(
            f"No minutes of {register.when(sitting)} are on this shelf; it holds {register.kinds(sitting)} of it.",
            "no-minutes",
            scope_of(scope),
            len(sitting.documents),
        )
        return 0.8
    place = sitting.minutes.place
    host = shelf.host(place.document, scope)
    inside = ""
    if host and host.meeting and sitting.meeting != host.meeting:
        inside = f", inside the agenda pack of {dates.long(host.meeting.date)}"
    state = {
        "approved": "approved by a later meeting",
        "draft": "a draft in that copy, not yet approved there",
        "unknown": "not said to be approved in any paper here",
    }
    draft.compute(
        f"The minutes of {register.when(sitting)} are in {place.path}{inside}; {state[place.status.value]}.",
        "where",
        scope_of(scope),
        1,
        sources=[sitting.minutes],
    )
    if host and inside:
        listed = shelf.minutes_entry(place.document, scope)
        if listed:
            draft.quote(listed)
    return 0.9
