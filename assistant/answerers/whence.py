"""Whose account it is, which paragraph to cite, and where the minutes of a meeting are to be found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from assistant import evidence as gathering
from assistant.answer import where
from assistant.answerers import passages, register
from assistant.drafting import Draft, scope_of
from assistant.evidence import Evidence
from assistant.question import Question
from index.passage import Quotation, Scope, Sitting
from index.shelf import Shelf
from ingest.grammar import dates
from ingest.record import OWN, Authority, Span, joined

#: In the papers of so many hits a front sheet is looked for; one of its lines has at most so many words.
PAPERS, LINE = 4, 40
#: The head of minutes is cited with at most so many words.
HEAD = 30


#: What is asked of a copy of minutes, of a paper's author, of what a paper is for, of when something was settled, of
#: how sure figures are, of a numbered place to cite.
_OF_COPY = re.compile(
    r"\b(?:where|find|copy|version|status)\b.*\bminutes\b"
    r"|\bminutes\b.*\b(?:where|find|copy|version|status|approved|draft|final|agreed|signed|adopted|confirmed)\b"
    r"|\b(?:approved|draft|final|agreed|signed|adopted|confirmed)\b.{0,30}\bminutes\b",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"\b(?:who|whose|which officers?|by whom)\b.{0,40}\b(?:wrote|written|write|author\w*|prepared|drafted|compiled|"
    r"produced|put together|submitted|signed|presented|report)\b|\bauthors?\b|\bwritten by\b",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"\b(?:for|ask\w* for|seek\w*|want\w*|need\w*) (?:\w+ ){0,3}"
    r"(?:decision|information|noting|comment\w*|discussion|approval)\b"
    r"|\bpurpose\b|\bwhat (?:is|was) (?:the|that|this) (?:report|paper) for\b",
    re.IGNORECASE,
)
_SETTLED_AT = re.compile(
    r"\b(?:at|in) (?:which|what) (?:[\w'’-]+ ){0,5}(?:meeting|sitting|session|hearing)\b"
    r"|\b(?:which|what) (?:[\w'’-]+ ){0,4}(?:meeting|sitting|session) (?:[\w-]+ ){0,2}"
    r"(?:agree|decid|approv|settl|resolv|adopt)\w*",
    re.IGNORECASE,
)
_SURE = re.compile(
    r"\b(?:final|definitive|provisional|confirmed|audited|reliable|settled|certain|draft|estimat\w*"
    r"|safe to (?:quote|use))\b",
    re.IGNORECASE,
)
_SAYS_SURE = re.compile(
    r"\bprovisional\w*|\bunaudited\b|\bsubject to (?:\w+ ){0,2}(?:change|revision|audit|confirmation|validation)\b"
    r"|\bestimate[sd]?\b|\bindicative\b|\b(?:not|un)(?: yet)?[- ]?(?:final\w*|confirmed|verified|validated)\b"
    r"|\bdraft\b|\bmay change\b",
    re.IGNORECASE,
)
_CITES = re.compile(r"\b(?:cite|citation|quote|refer(?:ence)? to|number(?:ed)?|paragraph|item|minute)\b", re.IGNORECASE)
_LABELS = {
    "author": re.compile(
        r"^\W*(?:report\s+)?(?:authors?|by|from|prepared\s+by|written\s+by|report\s+of|report\s+by|compiled\s+by|"
        r"(?:lead|contact|report(?:ing)?)\s+(?:officers?|authors?)|presented\s+by|submitted\s+by)\b\s*[:|\t]",
        re.IGNORECASE,
    ),
    "purpose": re.compile(
        r"^\W*(?:purpose|(?:outcome|action|decision)s?\s+(?:required|requested|sought)"
        r"|feedback|for\s+information|status)\b[^:\t|]{0,40}[:|\t]",
        re.IGNORECASE,
    ),
}


def provenance(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer whose account something is, which paragraph to cite, or where the minutes of a meeting are."""
    question = draft.question
    sittings = register.meant(question, evidence.sittings)
    asks_copy = question.has(r"\b(?:where|find|copy|version|status|draft)\b")
    if not asks_copy and register.minutes_approved(draft, evidence, shelf, scope):
        return 0.9
    if len(sittings) == 1 and _OF_COPY.search(question.text):
        return _where_minutes(draft, sittings[0], shelf, scope)
    wanted = [what for what, asks in (("author", _AUTHOR), ("purpose", _PURPOSE)) if asks.search(question.text)]
    if wanted and _front_sheet(draft, evidence, shelf, wanted):
        return 0.8
    if _SETTLED_AT.search(question.text) and register.decisions(draft, evidence, shelf, scope):
        return 0.8
    if _CITES.search(question.text) and _to_cite(draft, evidence, shelf):
        return 0.8
    if _SURE.search(question.text) and _how_sure(draft, evidence, shelf):
        return 0.8
    best = passages.best_of(evidence)
    verdict = passages.judged(draft, evidence, best, partial(passages.fates, evidence, limit=1))
    if not verdict.answers and evidence.scope != scope and not any(question.about_meeting(t) for t in question.times):
        evidence = draft.look("in all papers", gathering.gather(question, shelf, scope, evidence.sittings))
        best = passages.best_of(evidence)
        verdict = passages.judged(draft, evidence, best, partial(passages.fates, evidence, limit=1))
    if best is None or not verdict.answers:
        return 0.0
    quoted = passages.quotations((best,), shelf)[0]
    said = f"{_whose(quoted, question)} ({_named(quoted)}): {where(quoted)}."
    draft.compute(said, "authority", scope_of(evidence.scope), 1)
    draft.quote(quoted)
    return verdict.confidence


def _whose(source: Quotation, question: Question) -> str:
    """Return whose account a quotation is, in words that answer."""
    place = source.place
    if place.authority is Authority.THIRD_PARTY and "AI-generated" in place.title:
        return "No: it stands in an AI-generated summary by a third party, not in the Board's official minutes"
    if place.authority is Authority.RECORD and not question.has(r"^(?:is|are|was|were|does|do|did|has|have)\b"):
        return "It stands in the Board's own record"
    return {
        Authority.RECORD: "Yes: the Board's own record says it",
        Authority.PAPER: "It stands in a paper put before the Board, not in its minutes",
        Authority.DIGEST: "It stands in a digest of the record, not in the official text",
        Authority.THIRD_PARTY: "No: it stands in a third party's summary, not in the Board's own record",
    }[place.authority]


def _named(source: Quotation) -> str:
    """Return the title and the file of the paper that a quotation stands in."""
    return ", ".join(filter(None, (source.place.title, source.place.path.rsplit("/", 1)[-1])))


def _to_cite(draft: Draft, evidence: Evidence, shelf: Shelf) -> bool:
    """Say which numbered place of the record to cite: the decision on the matter, else what the record says of it."""
    ignored = register.board_words(evidence, shelf, evidence.scope)
    rulings = [r for r in shelf.decisions(evidence.scope) if r.decision.type in OWN]
    found = register.on_topic(rulings, evidence, shelf, without=ignored, least=register.TOPIC, behind=register.CLOSE)
    asks_minutes = draft.question.has(r"\bminutes?\b|\bresolution\b|\bdeci")
    if not found or not evidence.question.terms or not asks_minutes:
        return False
    source = found[0].source
    said = f"What to cite is the decision itself, in the record ({_named(source)}): {where(source)}."
    draft.compute(said, "authority", scope_of(evidence.scope), 1)
    draft.quote(register.whole(source, shelf))
    register.set_right(draft, found[0], scope_of(evidence.scope))
    return True


def _how_sure(draft: Draft, evidence: Evidence, shelf: Shelf) -> bool:
    """Quote what the paper asked for says of how final its own figures are."""
    best = passages.best_of(evidence)
    if best is None:
        return False
    found = (c for c in evidence.candidates[: passages.READ] if _SAYS_SURE.search(c.text) and _of_figures(c.text))
    one = next((c for c in found if c.source.place.document == best.source.place.document), None)
    if one is None:
        return False
    draft.quote(passages.quoted(one, shelf))
    return True


_FIGURES = re.compile(
    r"\b(?:figures?|data|numbers?|results?|statistics|totals?|accounts?|costs?|estimates?)\b", re.IGNORECASE
)


def _of_figures(text: str) -> bool:
    """True where a sentence speaks of figures."""
    return bool(
        re.search(r"\b(?:figures?|data|numbers?|results?|statistics|totals?|accounts?|costs?|estimates?)\b", text, re.I)
    )


def _front_sheet(draft: Draft, evidence: Evidence, shelf: Shelf, wanted: Sequence[str]) -> bool:
    """Quote the lines of a paper's front sheet that name its author, or what it is for."""
    for hit in evidence.hits[:PAPERS]:
        place = hit.passage.place
        if place.authority is Authority.RECORD:
            continue
        lines = [
            (p, one, shelf.store.slice(place.document, one.spans))
            for p in shelf.store.passages_of(place.part, place.item or None, evidence.scope)
            for one in p.paragraphs
        ]
        held = {
            what: next((row for row in lines if _LABELS[what].search(row[2]) and len(row[2].split()) <= LINE), None)
            for what in wanted
        }
        if held.get("author") or (wanted == ["purpose"] and held.get("purpose")):
            for row in held.values():
                if row:
                    passage, paragraph, said = row
                    draft.quote(passage.quotation(paragraph, paragraph.spans, said))
            return True
    return False


def _head(source: Quotation, shelf: Shelf, scope: Scope) -> Quotation:
    """Return the first words of the minutes that a quotation is of: their title, with the day and the state."""
    first = next(iter(shelf.store.passages_of(source.place.part, None, scope)), None)
    if first is None:
        return source
    spans: tuple[Span, ...] = ()
    for paragraph in first.paragraphs:
        longer = (*spans, *paragraph.spans)
        if len(shelf.store.slice(source.place.document, longer).split()) > HEAD:
            break
        spans = longer
    if not spans or not (spans[0].start <= source.spans[0].start and source.spans[-1].end <= spans[-1].end):
        return source
    joined_ = joined(shelf.document_text(source.place.document), spans)
    return first.quotation(first.paragraphs[0], joined_, shelf.store.slice(source.place.document, joined_))


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
        sources=[_head(sitting.minutes, shelf, scope)],
    )
    if host and inside:
        listed = shelf.minutes_entry(place.document, scope)
        if listed:
            draft.quote(listed)
    return 0.9
