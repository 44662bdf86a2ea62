"""Refusals: why the record holds no answer, what was searched, the nearest paragraphs, and what would answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant import evidence as gathering
from assistant import wording
from assistant.answer import Answer
from assistant.answerers import passages, register
from assistant.drafting import Draft
from assistant.evidence import Evidence
from assistant.question import Question
from index.passage import Quotation, Scope, Sitting
from index.shelf import Shelf
from index.words import stem, words
from ingest.grammar import dates


def missing_meeting(question: Question, sittings: tuple[Sitting, ...], shelf: Shelf, scope: Scope) -> date | None:
    """Return the date of a meeting that a question is about and of which the shelf holds nothing; else None."""
    if question.kind in ("provenance", "comparison", "multi-meeting", "history", "news"):
        return None
    exact = [t for t in question.times if t.grain not in ("year", "years")]
    if len(exact) > 1 and any(register.meant(replace(question, times=(t,)), sittings) for t in exact):
        return None
    for written in question.times:
        if written.grain in ("year", "years") or any(written.first <= s.meeting.date <= written.last for s in sittings):
            continue
        spoken = (d for r in shelf.decisions(scope) for d in gathering.days_named(r.decision.text))
        if any(written.first <= d <= written.last for d in spoken):
            continue
        if question.about_meeting(written) or (written.grain == "day" and question.kind in ("decision", "attendance")):
            return written.first
    return None


def no_such_meeting(draft: Draft, wanted: date, sittings: tuple[Sitting, ...]) -> Answer:
    """Return the refusal for a meeting that the shelf does not hold, with the nearest ones and what announces it."""
    written = next(t for t in draft.question.times if t.first == wanted)
    spoken = dates.long(wanted) if written.grain == "day" else draft.question.text[written.start : written.end]
    near = register.nearest_sittings(wanted, sittings)
    names = " and ".join(register.when(s) for s in near)
    notices = [f"This shelf holds no paper of a meeting of {spoken}."]
    if near:
        notices.append(f"The nearest meetings that it holds are of {names}.")
    announced = next((s for s in sittings if s.next_date and written.first <= s.next_date <= written.last), None)
    sources: list[Quotation] = []
    if announced and announced.next_source:
        notices.append(
            f"The minutes of {register.when(announced)} announce it; the minutes of that meeting would answer this."
        )
        sources.append(announced.next_source)
    return draft.refuse("no-such-meeting", notices, sources)


def refusal(draft: Draft, evidence: Evidence, narrow: Scope, shelf: Shelf) -> Answer:
    unknown = sorted(_spoken(evidence))
    nowhere = [w for w in unknown if stem(w) in evidence.nowhere]
    notices = [f"Not in the record: {evidence.considered} passages were searched and none answers this."]
    if nowhere:
        papers = "in the papers of this board" if "collections" in draft.understood.scope else "on this shelf"
        notices.append(f"Nothing {papers} mentions {', '.join(nowhere[:4])}.")
    elif unknown:
        notices.append(f"Papers of other meetings mention {', '.join(unknown[:4])}; those asked about do not.")
    notices.extend(
        f"The shelf holds no minutes of {register.when(s)}, only: {register.kinds(s)}."
        for s in register.meant(draft.question, evidence.sittings)
        if draft.question.kind == "decision" and not s.has_record
    )
    if passages.judge(evidence, passages.best_of(evidence)).why == "to follow":
        notices.append("The agenda lists it as a paper to follow; that paper is not on this shelf.")
    elif narrow.since:
        notices.append("Papers of other meetings may say more.")
    return draft.refuse("not-in-record", notices, passages.nearest(evidence, shelf))


def _spoken(evidence: Evidence) -> list[str]:
    """Return the words of a question that no passage holds, as asked."""
    asked = frozenset(stem(w) for w in wording.STEERING.get(evidence.question.kind, ()))
    unknown = evidence.weights.unknown - asked
    return [w for w in dict.fromkeys(words(evidence.question.text)) if stem(w) in unknown]
