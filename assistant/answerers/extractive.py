"""The extractive answerer: no language model. It quotes, lists, counts and compares, or says that the record is silent.

Each kind of question has its way; where that finds nothing, the sentences that search finds are judged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from assistant import evidence as gathering
from assistant import question as understanding
from assistant.answer import Answer
from assistant.answerers import actions, passages, premise, refusing, register, several, tables, terms, whence
from assistant.drafting import Draft, scope_of
from assistant.evidence import Evidence
from assistant.question import Question
from index.passage import Scope, Sitting
from index.shelf import Shelf


def answer(draft: Draft, shelf: Shelf, scope: Scope, narrow: Scope, sittings: tuple[Sitting, ...]) -> Answer:
    """Return the answer to a question. `scope` is all that may be seen, `narrow` the time that the question names."""
    question = draft.question
    theirs = refusing.sittings_of(shelf, scope, narrow)
    missing = refusing.missing_meeting(question, theirs, shelf, scope)
    if missing is not None:
        return refusing.no_such_meeting(draft, missing, theirs)
    if question.names_nothing and not narrow.bodies:
        return refusing.nothing_named(draft, sittings, shelf, scope, narrow)
    evidence = draft.look("as asked", gathering.gather(question, shelf, narrow, sittings))
    way = _WAYS.get(question.kind, _explained)
    confidence = premise.corrected(draft, evidence, shelf) or way(draft, evidence, shelf, scope)
    settled = _settled(question, sittings) or _is_unheard_of(evidence)
    if not draft and not settled:
        large = _at_large(question)
        if large is not question:
            evidence = draft.look("as any question", gathering.gather(large, shelf, narrow, sittings))
        confidence = _lookup(draft, evidence, shelf, scope)
    if not draft and narrow != scope and not _only_there(question) and not settled:
        wider = draft.look("in all papers", gathering.gather(question, shelf, scope, sittings))
        confidence = _lookup(draft, wider, shelf, scope)
    if draft and refusing.only_awaited(draft, shelf, scope):
        return refusing.awaited(draft, evidence, shelf)
    if draft:
        return draft.finish(confidence)
    return refusing.refusal(draft, evidence, narrow, shelf)


def _is_unheard_of(evidence: Evidence) -> bool:
    """True where no paper on the shelf holds any word of a question's topic."""
    stems = set(evidence.weights.stems)
    return bool(stems) and stems <= evidence.nowhere


def _only_there(question: Question) -> bool:
    """True where a question's time is a meeting's, so that other meetings cannot answer it."""
    return any(question.about_meeting(t) for t in question.times)


def _at_large(question: Question) -> Question:
    """Return a question as a lookup, its steering words looked for too, where its kind's own way found nothing."""
    if question.kind not in ("unresolved", "action", "decision", "provenance"):
        return question
    return replace(understanding.of_topic(replace(question, kind="lookup")), kind=question.kind)


def _settled(question: Question, sittings: tuple[Sitting, ...]) -> bool:
    """True where running text is no safe source: for a meeting's chair, its hours, or all its decisions."""
    if question.kind == "decision" and not question.terms:
        return True
    if terms.only(question):
        return True
    one = register.meant(question, sittings)
    if question.kind == "date" and len(one) == 1 and question.has(register.TIMES_OF_DAY):
        return True
    return question.kind == "attendance" and len(one) == 1 and question.has(r"\bchair")


# ---------------------------------------------------------------- running text


def _lookup(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer with the sentences that hold the answer; returns the confidence, and leaves the draft empty for none."""
    verdict = passages.judged(draft, evidence, passages.best_of(evidence))
    if not verdict.answers:
        return 0.0
    picked = passages.chosen(evidence)
    for quoted in passages.quotations(picked, shelf):
        row = next((c.row for c in picked if c.row and c.source.spans == quoted.spans), None)
        against = premise.contradiction(draft.question.text, quoted.quote)
        if against and not draft:
            draft.compute(f"{against}.", "contradiction", scope_of(evidence.scope), 1)
        if row:
            tables.say(draft, row, quoted, shelf)
        else:
            draft.quote(quoted)
    return verdict.confidence


# ---------------------------------------------------------------- the register


def _decision(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    narrow = evidence.scope
    if register.decisions(draft, evidence, shelf, scope):
        return 0.85
    if not draft.question.terms:
        return 0.0
    verdict = passages.judged(draft, evidence, passages.best_of(evidence), partial(passages.fates, evidence, limit=2))
    if not verdict.answers:
        return 0.0
    silent = register.without_record(evidence)
    counted = len(shelf.decisions(narrow))
    told = scope_of(narrow, topic=" ".join(draft.question.terms))
    if silent:
        draft.compute(
            f"No minutes of {register.when(silent[0])} are on this shelf, so no decision is recorded.",
            "no-minutes",
            told,
            counted,
        )
    elif draft.question.has(r"\b(?:decid|decis|resol|formal|vote)"):
        draft.compute("No formal decision on this is recorded; what was said:", "none-of-type", told, counted)
    for quoted in passages.quotations(passages.chosen(evidence, limit=2), shelf):
        draft.quote(quoted)
    return verdict.confidence


def _action(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    return 0.85 if actions.actions(draft, evidence, shelf, scope) else 0.0


def _unresolved(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    if actions.actions(draft, evidence, shelf, scope):
        return 0.75
    at_large = gathering.gather(_at_large(draft.question), shelf, evidence.scope, evidence.sittings)
    return actions.waiting(draft, draft.look("for what is awaited", at_large), shelf)


def _attendance(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer from the rolls, or from a table whose columns are meetings."""
    if register.attendance(draft, evidence, shelf, scope):
        return 0.9
    if tables.under_dates(draft, evidence, shelf):
        return 0.8
    return 0.0


def _date(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    return 0.9 if register.meeting_dates(draft, evidence, shelf, scope) else 0.0


# ---------------------------------------------------------------- tables


def _extreme(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer which row of a table is highest or lowest, where that is asked."""
    return tables.superlative(draft, evidence, shelf)


def _explained(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer what is asked without a wording of its kind: what a term is, or which row of a table is highest."""
    return terms.definition(draft, evidence, shelf, scope) or tables.superlative(draft, evidence, shelf)


def _compared(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer what two rows of one table differ by, where that is asked; else with a statement for each side."""
    return tables.of_named(draft, evidence, shelf) or several.comparison(draft, evidence, shelf, scope)


_WAYS: dict[str, Callable[[Draft, Evidence, Shelf, Scope], float]] = {
    "decision": _decision,
    "action": _action,
    "unresolved": _unresolved,
    "attendance": _attendance,
    "date": _date,
    "comparison": _compared,
    "multi-meeting": several.history,
    "history": several.thread,
    "news": several.news,
    "provenance": whence.provenance,
    "definition": terms.definition,
    "table": _explained,
    "figure": _extreme,
    "lookup": _explained,
}
