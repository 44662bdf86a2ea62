"""Answers over several meetings: comparisons, histories, threads, and what is new; a statement for each, by date."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from assistant import evidence as gathering
from assistant import news as arrived
from assistant import threads
from assistant.answerers import passages, register
from assistant.drafting import Draft, Judged, lead_of, scope_of
from assistant.evidence import Candidate, Evidence, figures, stems_of
from assistant.question import Question
from index.passage import Scope
from index.shelf import Shelf
from index.words import stem, words
from ingest.record import Kind, Meeting, Period

#: A comparison or a history gives at most this many statements.
SIDES, STEPS = 3, 8
#: A thread or what is new is told in so many lines at most, the one that counts among them.
LINES = 10
#: A step of a history must score at least this share of the best one, and be about the topic by itself.
STEP, STEP_OWN = 0.5, 0.3
#: Or it may stand under a heading that covers this much of the topic. Each meeting gives at most EACH sentences.
STEP_ABOVE, EACH = 0.7, 2


def comparison(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer with one statement for each side: each time that the question names, or each paper that speaks of it."""
    question = draft.question
    sides: list[Candidate] = []
    if len(question.times) > 1:
        for written in question.times:
            then = scope.between(written.first, written.last)
            spoken = question.text[written.start : written.end]
            found = draft.look(f"at {spoken}", gathering.gather(question, shelf, then, evidence.sittings))
            sides.extend(c for c in found.candidates[:1] if c.own >= 0.2)
            draft.judged.append(Judged(found, None, 0.0, partial(_sided, found, sides)))
    if len(sides) < 2:
        sides = _by_paper(evidence, shelf)
    verdict = passages.judged(draft, evidence, sides[0] if sides else None, partial(_sided, evidence, sides))
    if len(sides) < 2 or not (verdict.answers or len(sides) > 1):
        return 0.0
    for one in sorted(_unlike(sides), key=lambda c: (c.source.place.when, c.source.spans)):
        for quoted in passages.quotations([one], shelf):
            if not draft.cites(quoted):
                draft.quote(quoted)
    return max(verdict.confidence, 0.5)


def _by_paper(evidence: Evidence, shelf: Shelf) -> list[Candidate]:
    """Return the best candidate of each paper that a question names by its title; none unless it names two."""
    asked = set(evidence.weights.stems) | {stem(w) for w in words(evidence.question.text)}
    own = {stem(w) for b in shelf.bodies(evidence.scope) for w in words(b.name)} | {"report", "updat", "minut", "item"}
    named: dict[str, frozenset[str]] = {}
    for one in evidence.candidates:
        place = one.source.place
        title = stems_of(f"{place.title} {place.kind.value}") - own
        if len(title & asked) >= 1 and place.kind is not Kind.AGENDA:
            named[place.part] = frozenset(title & asked)
    out = []
    for part, titled in named.items():
        rest = replace(evidence.weights, stems={s: w for s, w in evidence.weights.stems.items() if s not in titled})
        mine = [
            c
            for c in evidence.candidates
            if c.source.place.part == part and (figures(c.text) or not evidence.question.wants_numbers)
        ]
        if not mine:
            continue
        best = max(mine, key=lambda c: rest.covered(stems_of(c.text)) + 0.3 * c.score)
        if rest.covered(stems_of(best.text)) >= 0.3:
            out.append(best)
    return out[:SIDES] if len(out) > 1 else []


def _sided(evidence: Evidence, sides: Sequence[Candidate]) -> Iterator[tuple[Candidate, str]]:
    """Yield each candidate with why it is no side of a comparison; "" where it is one."""
    for one in evidence.candidates:
        yield one, "" if one in sides else "another sentence speaks for its side"


def _unlike(sides: list[Candidate]) -> list[Candidate]:
    """Return candidates without those that say the same words as one before."""
    return list({c.text.lower(): c for c in reversed(sides)}.values())[::-1]


def history(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer with one statement for each meeting or period that speaks of a topic, in order of date."""
    question = draft.question
    if question.has(r"\bchaired\b|\bin the chair\b|\bchair(?:man|woman|person)?\b"):
        _chairs_over_time(draft, evidence, shelf, scope)
        if draft:
            return 0.85
    best: dict[object, list[Candidate]] = defaultdict(list)
    for one, why in _stepped(evidence):
        if not why:
            best[_sitting_of(one)].append(one)
    steps = sorted((c for group in best.values() for c in group), key=lambda c: (c.source.place.when, c.source.spans))
    steps = [s for s in steps if _in_question_time(s, question)] or steps
    verdict = passages.judged(draft, evidence, passages.best_of(evidence), partial(_stepped, evidence))
    if not steps or not verdict.answers:
        return 0.0
    for one in steps[:STEPS]:
        for quoted in passages.quotations([one], shelf):
            draft.quote(quoted)
    return verdict.confidence


def _stepped(evidence: Evidence) -> Iterator[tuple[Candidate, str]]:
    """Yield each candidate with why it is no step of a history; "" where it is one."""
    top = evidence.candidates[0].score if evidence.candidates else 0.0
    held: Counter[object] = Counter()
    for one in evidence.candidates:
        sitting = _sitting_of(one)
        if not sitting:
            yield one, "its paper belongs to no meeting and no period"
        elif one.own < STEP_OWN and one.above < STEP_ABOVE:
            yield one, "it is not of the matter by itself"
        elif one.score < STEP * top:
            yield one, f"below the threshold: scores less than {STEP:g} of the best"
        elif gathering.is_plan(one):
            yield one, "it only announces"
        elif held[sitting] >= EACH:
            yield one, "its meeting has its sentences"
        else:
            held[sitting] += 1
            yield one, ""


def _sitting_of(one: Candidate) -> Meeting | Period | None:
    return one.source.place.meeting or one.source.place.period


def thread(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer with the thread of a matter: how many steps it has, and those of them that tell most, in order of date."""
    matter = _as_asked(draft.question)
    within = _stretch(draft.question, replace(evidence.scope, since=None, until=None))
    found = threads.thread(matter, shelf, within) if matter else None
    if found is None or not found.steps:
        return 0.0
    shown = threads.telling(found.steps, LINES - 1)
    counts = ", ".join(f"{n} {kind.value}" for kind, n in found.counts.items())
    listed = f"; {len(shown)} of them are listed" if len(shown) < len(found.steps) else ""
    draft.compute(
        f"{len(found.steps)} steps on {matter}: {counts}{listed}.",
        "thread",
        scope_of(within, topic=matter),
        len(found.steps),
        ids=list(dict.fromkeys(s.entry for s in found.steps if s.entry)),
    )
    for step in shown:
        draft.quote(step.source, lead=f"{lead_of(step.source)}, {step.kind.value}")
    return 0.8


def _stretch(question: Question, scope: Scope) -> Scope:
    """Return a scope narrowed to the time that a history is asked of: since, until, or within what is named."""
    if not question.times:
        return scope
    first, last = min(t.first for t in question.times), max(t.last for t in question.times)
    before = question.text[: question.times[0].start].lower().split()
    if "since" in before[-3:] or "after" in before[-3:]:
        return scope.between(first, None)
    if "until" in before[-3:] or "before" in before[-3:]:
        return scope.between(None, last)
    return scope.between(first, last)


_WORD = re.compile(r"[\w'’&-]+")


def _as_asked(question: Question) -> str:
    """Return the words of a question that tell its topic, as they are written there."""
    plain = list(question.text)
    for written in question.times:
        plain[written.start : written.end] = " " * (written.end - written.start)
    wanted = set(question.terms)
    return " ".join(w[0] for w in _WORD.finditer("".join(plain)) if wanted & {stem(x) for x in words(w[0])})


def news(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer what is new since a day, or since the last meeting of which there is a record where none is named."""
    question = draft.question
    held = [s.meeting.date for s in evidence.sittings if s.has_record]
    if not question.times and not held:
        return 0.0
    day = question.times[0].first if question.times else held[-1]
    always = replace(evidence.scope, since=None, until=None)
    found = arrived.since(day, shelf, always)
    entries = [
        *((r.source, "decided", r.id) for o in found.occasions for r in o.decisions),
        *(
            (r.source, "closed" if r.closes else "reported back", r.entry.id)
            for o in found.occasions
            for r in o.reports
        ),
        *((e.source, "to be done", e.id) for o in found.occasions for e in o.actions),
    ]
    shown = sorted(entries[: LINES - 1], key=lambda x: (x[0].place.when, x[0].place.path, x[0].spans))
    listed = f" {len(shown)} of these are listed." if len(shown) < len(entries) else ""
    counted = sum(n for name, n in found.counts.items() if name != "closed")
    draft.compute(
        f"{arrived.counted(found)}{listed}",
        "news",
        scope_of(always, since=day.isoformat()),
        counted,
        ids=list(dict.fromkeys(identity for _, _, identity in entries)),
    )
    for source, what, _ in shown:
        draft.quote(source, lead=f"{lead_of(source)}, {what}")
    return 0.85


def _in_question_time(one: Candidate, question: Question) -> bool:
    if len(question.times) < 2:
        return True
    first, last = min(t.first for t in question.times), max(t.last for t in question.times)
    return first <= one.source.place.when <= last


def _chairs_over_time(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> None:
    """Say who chaired each meeting of the times asked about, and what the papers of a period say of it."""
    question = draft.question
    wanted = [
        s
        for s in evidence.sittings
        if s.has_minutes and any(t.first <= s.meeting.date <= t.last for t in question.times) and s.chair
    ]
    for sitting in wanted or [s for s in evidence.sittings if not question.times and s.has_minutes and s.chair]:
        if sitting.chair:
            draft.compute(
                f"{register.when(sitting)}: {register.people_name(sitting.chair)} was in the chair.",
                "roll",
                scope_of(scope),
                len(sitting.roll),
                sources=[sitting.chair.source],
            )
    for written in question.times:
        if written.grain == "years":
            inner = replace(question, text="meetings chaired by", terms=("chair", "meet"), kind="lookup")
            then = scope.between(written.first, written.last)
            one = draft.look("for the chair", gathering.gather(inner, shelf, then, evidence.sittings))
            for candidate in one.candidates[:1]:
                if "chair" in stems_of(candidate.text):
                    draft.quote(passages.quoted(candidate, shelf))
