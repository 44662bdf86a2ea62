"""Answers out of the register: decisions, attendance, dates of meetings. Listed and counted, never guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from assistant.answer import where
from assistant.drafting import Draft, readable, scope_of
from assistant.evidence import Evidence, about, days_named, setting, stems_of
from assistant.question import Question
from index.passage import Attendee, Entry, Quotation, Ruling, Scope, Sitting
from index.shelf import Shelf
from index.words import COMMON, stem, words
from ingest.grammar import dates, people
from ingest.record import DecisionType, Kind

#: How much of a question's topic an entry must hold to be listed, and how far it may fall behind the best one.
TOPIC, BEHIND = 0.34, 0.6
#: Decisions of others, reported or recommended, must be closer to the topic to be worth telling.
TOPIC_ELSEWHERE = 0.5
#: A list longer than this is cut, and says so.
LISTED = 10

E = TypeVar("E", Entry, Ruling)

#: A question for the hour at which a meeting began or ended.
TIMES_OF_DAY = (
    r"\b(?:start|begin|began|open|commence|finish|end|close|conclude)\w*\b.*\bmeeting\b"
    r"|\bmeeting\b.*\b(?:start|begin|began|open|commence|finish|end|close|conclude)\w*\b"
)

OWN = (DecisionType.FORMAL, DecisionType.INFORMAL)


def when(sitting: Sitting) -> str:
    """Return a meeting's date in words."""
    return dates.long(sitting.meeting.date)


def kinds(sitting: Sitting) -> str:
    """Return the kinds of paper that the shelf holds of a meeting, in words."""
    return ", ".join(k.value for k in sitting.kinds)


def meant(question: Question, sittings: Sequence[Sitting]) -> tuple[Sitting, ...]:
    """Return the sittings that a question's dates name."""
    return tuple(s for s in sittings if any(t.first <= s.meeting.date <= t.last for t in question.times))


def on_topic(
    entries: Sequence[E],
    evidence: Evidence,
    shelf: Shelf,
    *,
    without: frozenset[str] = frozenset(),
    least: float = TOPIC,
) -> tuple[E, ...]:
    """Return the entries that are about a question's topic, in their order; all where it names none."""
    stems = {s: w for s, w in evidence.weights.stems.items() if s not in without}
    if not stems and not any(_dated(e.source, evidence) for e in entries):
        return tuple(entries)
    total = sum(stems.values()) or 1.0

    telling = evidence.weights.telling(stems)

    def match(source: Quotation) -> float:
        paragraph, headed = stems_of(setting(source, shelf)), stems_of(about(source))
        if telling.isdisjoint(paragraph) and telling.isdisjoint(headed):
            return 1.0 if _dated(source, evidence) else 0.0
        near = evidence.weights.matched(stems_of(source.quote))
        around, above = evidence.weights.matched(paragraph), evidence.weights.matched(headed)
        got = (
            w * (1.0 if s in near else 0.75 if s in around else 0.6 if s in above else 0.0) for s, w in stems.items()
        )
        return sum(got) / total + (1.0 if _dated(source, evidence) else 0.0)

    scored = [(match(e.source), e) for e in entries]
    best = max((score for score, _ in scored), default=0.0)
    return tuple(e for score, e in scored if score >= least and score >= BEHIND * best)


def _dated(source: Quotation, evidence: Evidence) -> bool:
    """True where a quotation names a day that the question names, and that is no day of its own meeting."""
    if not evidence.question.times:
        return False
    own = source.place.meeting.date if source.place.meeting else None
    named = [d for d in days_named(source.quote) if d != own]
    return any(t.first <= d <= t.last for d in named for t in evidence.question.times)


# ---------------------------------------------------------------- decisions


def decisions(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> bool:
    """Answer with the decisions on a topic: the board's own first; where there are none, what was recommended or
    decided elsewhere, and that no decision is recorded. Returns whether anything was said."""
    rulings = shelf.decisions(scope)
    ignored = board_words(evidence, shelf, scope)
    own = [r for r in rulings if r.decision.type in OWN]
    listed = on_topic(own, evidence, shelf, without=ignored)
    topical = bool(set(evidence.weights.stems) - ignored) or any(_dated(r.source, evidence) for r in own)
    counted = scope_of(scope, topic=" ".join(evidence.question.terms))
    if listed:
        for ruling in listed[:LISTED]:
            draft.quote(_with_marker(ruling.source, shelf))
        if len(listed) > LISTED:
            draft.compute(
                f"{len(listed)} decisions in all; the first {LISTED} are listed.",
                "count",
                counted,
                len(own),
                ids=[r.id for r in listed],
            )
        return True
    if not topical:
        return False
    others = on_topic(
        [r for r in rulings if r.decision.type not in OWN], evidence, shelf, without=ignored, least=TOPIC_ELSEWHERE
    )
    silent = [s for s in meant(evidence.question, evidence.sittings) if not s.has_record]
    if not others:
        return False
    if silent:
        draft.compute(
            f"No minutes of {when(silent[0])} are on this shelf, so no decision of the Board is recorded.",
            "no-minutes",
            counted,
            len(own),
        )
    else:
        draft.compute("No decision of the Board on this is recorded.", "none-of-type", counted, len(own))
    for ruling in others[:4]:
        what = {
            DecisionType.OTHER_BODY: f"Decided by another body ({ruling.decision.body})",
            DecisionType.REPORTED: "Reported as decided before",
            DecisionType.RECOMMENDED: "Recommended, not decided",
        }[ruling.decision.type]
        draft.quote(ruling.source, lead=f"{what}, {where(ruling.source)}")
    return True


_BODIES = frozenset(stem(w) for w in "board committee cabinet council panel forum partnership group trustees".split())


def board_words(evidence: Evidence, shelf: Shelf, scope: Scope) -> frozenset[str]:
    """Return the stems by which a question names the board itself, which tell no topic among its own decisions."""
    asked = evidence.question.text.lower()
    named = [n for b in shelf.bodies(scope) for n in (b.name, *b.aliases) if n.lower() in asked]
    return _BODIES | frozenset(stem(w) for n in named for w in words(n))


def _with_marker(source: Quotation, shelf: Shelf) -> Quotation:
    """Return a decision's quotation with the action line that follows it in its paragraph, where there is one."""
    spans = source.paragraph.spans
    text = shelf.document_text(source.place.document)
    tail = text[source.spans[-1].end : spans[-1].end]
    if re.fullmatch(r"\s*(?:\[\s*action[^\]]*\]|action\s*:.{0,120})\s*", tail, re.IGNORECASE | re.DOTALL):
        widened = (*source.spans[:-1], type(source.spans[-1])(source.spans[-1].start, spans[-1].end))
        return Quotation(
            source.place,
            source.paragraph,
            widened,
            shelf.store.slice(source.place.document, widened),
            source.passage,
            source.printed,
            source.ocr,
        )
    return source


# ---------------------------------------------------------------- attendance


def attendance(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> bool:
    """Answer from the rolls: who chaired, who came (for whom), who sent apologies, whether somebody was there."""
    question = evidence.question
    text = question.text.lower()
    sittings = [
        s
        for s in meant(question, evidence.sittings) or (evidence.sittings if not question.times else ())
        if s.roll or s.chair
    ]
    if not sittings:
        return False
    if re.search(r"\bchair(?:ed|man|woman|person|ing)?\b|\bpresided\b", text) and not re.search(r"\bapolog", text):
        return _chairs(draft, sittings, scope)
    absent = bool(re.search(r"\bapolog|\babsent\b|\bsent\b.*\bapolog", text))
    said = False
    for sitting in sittings:
        roll = sitting.apologies if absent else sitting.present
        shared = _shared(sitting.roll)
        wanted = [a for a in (sitting.roll if not absent else roll) if _is_asked(a, question, shared)]
        if wanted:
            for one in wanted[:6]:
                state = "" if one.present else " (apologies)"
                _person(draft, one, sitting, scope, state)
            said = True
        elif roll and not _asks_of_one(question, evidence):
            _roll(draft, roll, sitting, shelf, scope, absent=absent)
            said = True
    return said


def _chairs(draft: Draft, sittings: Sequence[Sitting], scope: Scope) -> bool:
    known = [s for s in sittings if s.chair and s.has_minutes] or [s for s in sittings if s.chair]
    for sitting in known:
        chair = sitting.chair
        if chair:
            draft.compute(
                f"{when(sitting)}: {people_name(chair)} was in the chair.",
                "roll",
                scope_of(scope),
                len(sitting.roll) or 1,
                sources=[chair.source],
            )
    return bool(known)


def people_name(one: Attendee) -> str:
    """Return a name as the roll writes it."""
    return " ".join(one.person.name.split())


def _person(draft: Draft, one: Attendee, sitting: Sitting, scope: Scope, state: str) -> None:
    more = ", ".join(x for x in (one.person.role, one.person.organisation) if x)
    text = f"{when(sitting)}: {people_name(one)}" + (f", {more}" if more else "") + (state or " was present") + "."
    draft.compute(text, "roll", scope_of(scope), len(sitting.roll), sources=[one.source])


def _roll(
    draft: Draft, roll: Sequence[Attendee], sitting: Sitting, shelf: Shelf, scope: Scope, *, absent: bool
) -> None:
    names = "; ".join(people_name(a) + (f" ({a.person.organisation})" if a.person.organisation else "") for a in roll)
    what = "apologies from" if absent else "present"
    sources = shelf.merged([a.source for a in roll])
    draft.compute(f"{when(sitting)}, {what}: {names}.", "roll", scope_of(scope), len(roll), sources=sources[:8])


def _shared(roll: Sequence[Attendee]) -> frozenset[str]:
    """Return the words that several organisations on a roll have in common: the place they are all of."""
    names = {a.person.organisation.lower() for a in roll if a.person.organisation}
    counts = Counter(w for n in names for w in set(words(n)))
    return frozenset(w for w, n in counts.items() if n > 1)


def _is_asked(one: Attendee, question: Question, shared: frozenset[str]) -> bool:
    """True where a question asks after this person: by surname, organisation (its initials too) or role."""
    asked = set(words(question.text))
    last = people.surname(one.person.name)
    if last and last in asked and any(last in n.lower() for n in (*question.names, question.text)):
        return True
    organisation = one.person.organisation
    if organisation and _names_organisation(organisation, question, shared):
        return True
    role = [w for w in words(one.person.role) if w not in ("chairman", "the", "of", "and")]
    return len(role) >= 2 and sum(w in asked for w in role) >= max(2, round(0.7 * len(role)))


_GENERIC = frozenset(
    """board service services partnership group lb lbb team council borough of the and for department dept work unit
    north south east west area""".split()
)


def _names_organisation(organisation: str, question: Question, shared: frozenset[str]) -> bool:
    asked = set(words(question.text))
    initials = "".join(
        w[0] for w in re.findall(r"[A-Za-z]+", organisation) if w.lower() not in ("for", "and", "of", "the")
    ).lower()
    if len(initials) >= 3 and initials in asked - COMMON:
        return True
    held = [w for w in words(re.sub(r"\([^)]*\)", " ", organisation)) if w not in ("of", "and", "the", "for")]
    telling = [w for w in held if w not in _GENERIC | shared] or held
    return bool(held) and all(w in asked for w in telling)


def _asks_of_one(question: Question, evidence: Evidence) -> bool:
    """True where a question asks after somebody in particular, not for the whole roll."""
    return bool(evidence.weights.stems) and not re.search(
        r"^\s*who (?:attended|was present|were present|came|was there|sent|gave)\b|\blist\b|\bhow many\b"
        r"|\bwhich (?:organisations|people|members|bodies)\b",
        question.text,
        re.IGNORECASE,
    )


# ---------------------------------------------------------------- dates and places of meetings


def meeting_dates(draft: Draft, evidence: Evidence, scope: Scope) -> bool:
    """Answer when and where meetings were: next meeting, time of beginning and end, venue."""
    question = evidence.question
    text = question.text.lower()
    sittings = meant(question, evidence.sittings)
    if len(sittings) != 1:
        return False
    one = sittings[0]
    if text.startswith("where") and one.venue_source:
        draft.quote(one.venue_source)
        return True
    if re.search(r"\b(?:next|after|following)\b", text) and re.search(r"\bmeet", text) and one.next_meeting:
        return _next(draft, one, scope)
    if question.has(TIMES_OF_DAY):
        begins = re.search(r"\b(?:start|begin|began|open|commence)\w*\b", text)
        source = one.time_source if begins else one.ended_source
        if source:
            draft.quote(source)
            return True
    return False


def _next(draft: Draft, sitting: Sitting, scope: Scope) -> bool:
    written = (
        f" ({dates.long(sitting.next_date)})"
        if sitting.next_date and str(sitting.next_date.year) not in (sitting.next_meeting or "")
        else ""
    )
    source = sitting.next_source
    draft.compute(
        f"The minutes of {when(sitting)} give the date of the next meeting: "
        f"{readable(sitting.next_meeting or '')}{written}.",
        "next-meeting",
        scope_of(scope),
        1,
        sources=[source] if source else [],
    )
    return True


def nearest_sittings(wanted: date, sittings: Sequence[Sitting], count: int = 2) -> tuple[Sitting, ...]:
    """Return the sittings nearest to a day, in order of date."""
    close = sorted(sittings, key=lambda s: (abs((s.meeting.date - wanted).days), s.meeting))[:count]
    return tuple(sorted(close, key=lambda s: s.meeting))


__all__ = [
    "Kind",
    "attendance",
    "decisions",
    "meant",
    "meeting_dates",
    "nearest_sittings",
    "when",
]
