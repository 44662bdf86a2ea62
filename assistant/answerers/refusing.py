"""Refusals: why the record holds no answer, what was searched, the nearest paragraphs, and what would answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from assistant import evidence as gathering
from assistant import suggesting, wording
from assistant.answer import Answer, Quoted, when
from assistant.answerers import passages, register
from assistant.drafting import Draft
from assistant.evidence import Candidate, Evidence, stems_of
from assistant.question import Question
from index.passage import Quotation, Scope, Sitting
from index.shelf import Shelf
from index.words import stem, words
from ingest.grammar import dates
from ingest.grammar.dates import Written
from ingest.record import OWN

#: So many of the best sentences are read for an outcome that is awaited; one tells of it when it and what stands around
#: it cover this much of what is asked.
READ, AROUND = 30, 0.5
#: The subject is spoken of where one of so many of the best sentences covers this much of what is asked by itself.
SPOKEN, BEST = 0.3, 8
#: So many meetings and matters are offered where a question names none.
OFFERED = 4
#: How near to a date, in characters, the word stands that makes it a meeting's.
NEAR = 40

_SITTING = re.compile(
    r"\b(?:meetings?|hearings?|sittings?|sessions?|minutes|agm|assembly|call)\s*(?:held\s+)?(?:of|on|in|from|for|dated)?"
    r"\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_ITS_SITTING = re.compile(r"\s*(?:[\w'’]+\s+)?(?:meeting|hearing|sitting|session|minutes|agm)\b", re.IGNORECASE)

#: What is done at meetings alone.
_AT_MEETINGS = re.compile(
    r"\b(?:chair(?:ed|ing)?|presid(?:ed|ing)|attend(?:ed|ing)?|apologies|resolved|minuted|adjourned)\b", re.IGNORECASE
)
#: "… decided in March?": what was done in a month, with no matter named beside it.
_DONE_THEN = re.compile(
    r"\b(?:decid\w*|resolv\w*|agreed?|approved?|adopt\w*|attend\w*|came|come|present|chair\w*|decisions|resolutions)\s+"
    r"(?:by (?:the )?[\w ]{2,40}?\s)?(?:in|during|of)\s+$",
    re.IGNORECASE,
)


def missing_meeting(question: Question, sittings: Sequence[Sitting], shelf: Shelf, scope: Scope) -> date | None:
    """Return the date of a meeting that a question is about and of which the shelf holds nothing; else None.

    sittings: those of the bodies that the question names. scope: all that may be seen.
    """
    if question.kind in ("provenance", "comparison", "multi-meeting", "history", "news"):
        return None
    exact = [t for t in question.times if t.grain not in ("year", "years")]
    if len(exact) > 1 and any(register.meant(replace(question, times=(t,)), sittings) for t in exact):
        return None
    for written in question.times:
        if written.grain in ("year", "years") or any(written.first <= s.meeting.date <= written.last for s in sittings):
            continue
        if not _is_of_meeting(question, written):
            continue
        spoken = (d for r in shelf.decisions(scope) for d in gathering.days_named(r.decision.text))
        if not any(written.first <= d <= written.last for d in spoken):
            return written.first
    return None


def _is_of_meeting(question: Question, written: Written) -> bool:
    """True where a date in a question is a meeting's: it says so, or asks what was decided that day, or who came."""
    if question.about_meeting(written):
        return True
    before = question.text[max(0, written.start - NEAR) : written.start]
    after = question.text[written.end : written.end + NEAR]
    if written.grain == "month" and question.kind in ("decision", "attendance"):
        return bool(_DONE_THEN.search(before)) and not re.search(r"\w", after)
    if written.grain != "day":
        return False
    said = _AT_MEETINGS.search(question.text) or _SITTING.search(before) or _ITS_SITTING.match(after)
    return question.kind in ("decision", "attendance") or bool(said)


def sittings_of(shelf: Shelf, scope: Scope, narrow: Scope) -> tuple[Sitting, ...]:
    """Return the sittings of the board that a question names; all that may be seen where it names none."""
    return shelf.sittings(replace(scope, collections=narrow.collections, bodies=narrow.bodies))


def no_such_meeting(draft: Draft, wanted: date, sittings: Sequence[Sitting]) -> Answer:
    """Return the refusal for a meeting that the shelf does not hold, with the nearest ones and what announces it."""
    written = next(t for t in draft.question.times if t.first == wanted)
    spoken = dates.long(wanted) if written.grain == "day" else draft.question.text[written.start : written.end]
    near = register.nearest_sittings(wanted, sittings)
    names = " and ".join(register.when(s) for s in near)
    bodies = {s.body.name for s in sittings}
    whose = f" of the {bodies.pop()}" if len(bodies) == 1 else ""
    notices = [f"This shelf holds no paper of a meeting of {spoken}."]
    if near:
        notices.append(f"The nearest meetings{whose} that it holds are of {names}.")
    announced = next((s for s in sittings if s.next_date and written.first <= s.next_date <= written.last), None)
    sources: list[Quotation] = []
    if announced and announced.next_source:
        notices.append(
            f"The minutes of {register.when(announced)} announce it; the minutes of that meeting would answer this."
        )
        sources.append(announced.next_source)
    else:
        notices.append("The minutes of that meeting would answer this.")
    return draft.refuse("no-such-meeting", notices, sources)


# ---------------------------------------------------------------- an outcome that was awaited

_OUTCOME = re.compile(
    r"\b(?:decid\w*|decision|outcome|results?|verdict|ruling|rule|rul(?:ed|e) on|conclu\w+|findings?|award(?:ed)?"
    r"|grant(?:ed)?|win|won|chosen|choose|selected|elected|appoint(?:ed)?|replac\w+|sign(?:ed)? off|approv\w+|reject\w*"
    r"|refus\w+|accept\w*|succe\w+|bring (?:in|to|the)|brought|raised?|pass(?:ed)?)\b",
    re.IGNORECASE,
)
_ASKS_OUTCOME = re.compile(
    r"^(?:and |so |but )?(?:what|which|who|how|on what|why|when"
    r"|(?:was|were|did) .*\b(?:succe\w+|win|won|granted|awarded))\b",
    re.IGNORECASE,
)
_STANDS = re.compile(
    r"\b(?:still|yet|status|stage|so far|await\w*|pending|expected|due|planned?|will|would|next step|timetable)\b",
    re.I,
)
_AWAITED = re.compile(
    r"\bawait\w*\b|\bpending\b|\bto be (?:decided|determined|announced|confirmed|agreed|lodged|submitted|appointed)\b"
    r"|\byet to (?:be|come|hear|receive|decide)\b|\bnot yet\b"
    r"|\bhas(?:n['’]t| not) (?:yet )?been (?:decided|received|made)\b"
    r"|\bno (?:decision|outcome|result)s? (?:has|have|had|was|were) (?:yet )?(?:been )?"
    r"(?:made|known|received|reached)\b"
    r"|\b(?:decision|outcome|results?|announcement|ruling|verdict)\b.{0,40}\b(?:expected|due|will|would be)\b"
    r"|\bwaiting (?:for|to hear|on)\b|\b(?:reports?|findings?)\b.{0,40}\b(?:is|was|are|were) (?:due|expected)\b"
    r"|\b(?:bids?|applications?)\b.{0,60}\b(?:had|has|have) been (?:submitted|made|lodged)\b"
    r"|\b(?:had|has|have) (?:submitted|made|lodged|put in) an? (?:bid|application)\b"
    r"|\bwould be (?:invited|appointed|chosen|elected|selected|sought)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:will|would|shall|(?:is|are|was|were) (?:expected|due|hoped|planned|hoping|going) to|to be)\b", re.IGNORECASE
)
_SETTLED = re.compile(
    r"\b(?:was|were|has|have|had|been|being|is|are)?\s?(?:approved|granted|refused|rejected|decided|resolved|agreed|awarded|won"
    r"|received|adopted|dismissed|upheld|accepted|carried|passed|appointed|elected|selected|chosen|secured|successful"
    r"|unsuccessful)\b",
    re.IGNORECASE,
)


def asks_outcome(question: Question) -> bool:
    """True where a question asks how something was settled, not how it stands."""
    text = question.text
    wanted = question.kind == "decision" or bool(_OUTCOME.search(text))
    return wanted and bool(_ASKS_OUTCOME.match(text)) and question.kind != "unresolved" and not _STANDS.search(text)


def only_awaited(draft: Draft, shelf: Shelf, scope: Scope) -> bool:
    """True where how something was settled is asked, and all that was found says that it was yet to be."""
    if not asks_outcome(draft.question) or any(_is_decision(c.source, shelf, scope) for c in draft.citations):
        return False
    held = {c.number: c.source.quote for c in draft.citations}
    said = [held[n] for s in draft.statements if isinstance(s.basis, Quoted) for n in s.citations[:1]]
    if not said or any(not isinstance(s.basis, Quoted) and s.citations for s in draft.statements):
        return False
    awaits = bool(_AWAITED.search(said[0])) or (draft.question.kind == "decision" and bool(_TO_COME.search(said[0])))
    return awaits and not any(_SETTLED.search(s) for s in said)


def _is_decision(source: Quotation, shelf: Shelf, scope: Scope) -> bool:
    """True where a quotation holds a decision of the board's own."""
    return any(
        r.decision.type in OWN
        and r.source.place.document == source.place.document
        and r.source.spans[0].start < source.spans[-1].end
        and source.spans[0].start < r.source.spans[-1].end
        for r in shelf.decisions(scope)
    )


def awaited(draft: Draft, evidence: Evidence, shelf: Shelf) -> Answer:
    """Return the refusal for an outcome that the papers only await, which the draft quotes."""
    return _awaited(draft, evidence, [c.source for c in draft.citations], shelf)


def _awaited(draft: Draft, evidence: Evidence, sources: Sequence[Quotation], shelf: Shelf) -> Answer:
    at = when(sources[0].place)
    notices = [
        f"The outcome is not on this shelf: {f'on {at} ' if at else ''}it was still to come.",
        f"{evidence.considered} passages were searched; a later paper that reports it would answer this.",
    ]
    near = [*sources, *(q for q in passages.nearest(evidence, shelf) if q.spans != sources[0].spans)]
    return draft.refuse("outcome-awaited", notices, near[:3])


def _awaiting(evidence: Evidence) -> Candidate | None:
    """Return the best sentence that says of what is asked that its outcome is awaited; None where none does."""
    if not asks_outcome(evidence.question):
        return None
    read = (c for c in evidence.candidates[:READ] if c.around >= AROUND and _AWAITED.search(c.text))
    return next((c for c in read if not _SETTLED.search(c.text)), None)


# ---------------------------------------------------------------- a question that names nothing


def nothing_named(draft: Draft, sittings: Sequence[Sitting], shelf: Shelf, scope: Scope, narrow: Scope) -> Answer:
    """Return the refusal of a question that names nothing to look for, with what can be asked here.

    narrow: the time that it names, if it does, whose matters are offered first.
    """
    there = register.meant(draft.question, sittings)
    notices = [
        "This names nothing that could be looked for in these papers. Ask about a matter, a meeting, a decision, an "
        "action or a person, in the words that the papers use."
    ]
    if there:
        more = f" and {len(there) - OFFERED} others" if len(there) > OFFERED else ""
        notices.append(f"Meetings of that time: {'; '.join(register.when(s) for s in there[:OFFERED])}{more}.")
    held = suggesting.topics(shelf, narrow) or suggesting.topics(shelf, scope)
    if matters := tuple(islice(suggesting.spread(held), OFFERED)):
        notices.append(f"Matters that they speak of: {'; '.join(matters)}.")
    return draft.refuse("nothing-named", notices, ())


# ---------------------------------------------------------------- every other reason


def refusal(draft: Draft, evidence: Evidence, narrow: Scope, shelf: Shelf) -> Answer:
    """Return the refusal of a question that nothing answers, with its reason."""
    best = passages.best_of(evidence)
    near = passages.nearest(evidence, shelf)
    searched = f"Not in the record: {evidence.considered} passages were searched and none answers this."
    silent = [s for s in register.meant(draft.question, evidence.sittings) if not s.has_record]
    if passages.judge(evidence, best).why == "to follow":
        listed = "The agenda lists it as a paper to follow; that paper is not on this shelf, and would answer this."
        return draft.refuse("to-follow", [searched, listed], near)
    waits = _awaiting(evidence)
    if waits:
        return _awaited(draft, evidence, [passages.quoted(waits, shelf)], shelf)
    if silent and draft.question.kind in ("decision", "attendance"):
        told = [f"The shelf holds no minutes of {register.when(s)}, only: {register.kinds(s)}." for s in silent]
        more = "Its minutes would answer this." if len(silent) == 1 else "Their minutes would answer this."
        return draft.refuse("no-record-of-meeting", [searched, *told, more], near)
    unknown = sorted(_spoken(evidence))
    nowhere = [w for w in unknown if stem(w) in evidence.nowhere]
    lacking = _lacking(evidence)
    notices = [searched]
    if nowhere:
        papers = "in the papers of this board" if "collections" in draft.understood.scope else "on this shelf"
        notices.append(f"Nothing {papers} mentions {', '.join(nowhere[:4])}.")
    elif unknown:
        notices.append(f"Papers of other meetings mention {', '.join(unknown[:4])}; those asked about do not.")
    if lacking:
        notices.append(f"The papers speak of the matter, but {lacking}; a paper that does would answer this.")
    if narrow.since:
        notices.append("Papers of other meetings may say more.")
    return draft.refuse("not-this-detail" if lacking else "not-in-record", notices, near)


def _lacking(evidence: Evidence) -> str:
    """Return in words what no paper gives of a subject that they speak of; "" where they don't speak of it."""
    question = evidence.question
    if passages.judge(evidence, passages.best_of(evidence)).why == "unknown" or not _is_spoken_of(evidence):
        return ""
    text = re.sub(r"^(?:and|but|so)\s+", "", question.text.lower().lstrip())
    if question.wants_money:
        return "give no sum of money for it"
    if question.wants_number or re.match(r"how (?:many|much|large|big|high|long|far)\b", text):
        return "give no such figure"
    if question.wants_date:
        return "give no such date"
    if re.match(r"(?:who|whom|whose)\b", text):
        return "don't name who"
    return "don't say where" if re.match(r"where\b", text) else "don't say this of it"


def _is_spoken_of(evidence: Evidence) -> bool:
    """True where a sentence holds the word that tells most of a question, and enough of the rest."""
    known = {s: w for s, w in evidence.weights.stems.items() if s not in evidence.weights.unknown}
    if not known:
        return False
    subject = evidence.weights.telling([max(known, key=lambda s: known[s])])
    return any(c.own >= SPOKEN and not subject.isdisjoint(stems_of(c.text)) for c in evidence.candidates[:BEST])


def _spoken(evidence: Evidence) -> list[str]:
    """Return the words of a question that no passage holds, as asked."""
    asked = frozenset(stem(w) for w in wording.STEERING.get(evidence.question.kind, ()))
    unknown = evidence.weights.unknown - asked
    return [w for w in dict.fromkeys(words(evidence.question.text)) if stem(w) in unknown]


__all__ = [
    "asks_outcome",
    "awaited",
    "missing_meeting",
    "no_such_meeting",
    "nothing_named",
    "only_awaited",
    "refusal",
    "sittings_of",
]
