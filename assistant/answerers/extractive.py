"""The extractive answerer: no language model. It quotes, lists, counts and compares, or says that the record is silent.

Each kind of question has its way; where that finds nothing, the sentences that search finds are judged.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from assistant import evidence as gathering
from assistant import news as arrived
from assistant import question as understanding
from assistant import threads, wording
from assistant.answer import Answer, where
from assistant.answerers import actions, passages, register, tables
from assistant.answerers.passages import Verdict
from assistant.drafting import Draft, Judged, lead_of, scope_of
from assistant.evidence import Candidate, Evidence, figures, stems_of
from assistant.question import Question
from index.passage import Quotation, Scope, Sitting
from index.shelf import Shelf
from index.words import stem, words
from ingest.grammar import dates, people
from ingest.record import Authority, Kind, Meeting, Period

#: A comparison or a history gives at most this many statements.
SIDES, STEPS = 3, 8
#: A thread or what is new is told in so many lines at most, the one that counts among them.
LINES = 10
#: A step of a history must score at least this share of the best one, and be about the topic by itself.
STEP, STEP_OWN = 0.5, 0.3
#: Or it may stand under a heading that covers this much of the topic. Each meeting gives at most EACH sentences.
STEP_ABOVE, EACH = 0.7, 2


def answer(draft: Draft, shelf: Shelf, scope: Scope, narrow: Scope, sittings: tuple[Sitting, ...]) -> Answer:
    """Return the answer to a question. `scope` is all that may be seen, `narrow` the time that the question names."""
    question = draft.question
    missing = _missing_meeting(question, sittings, shelf, scope)
    if missing is not None:
        return _no_such_meeting(draft, missing, sittings)
    evidence = draft.look("as asked", gathering.gather(question, shelf, narrow, sittings))
    way = _WAYS.get(question.kind, _lookup)
    confidence = way(draft, evidence, shelf, scope)
    settled = _settled(question, sittings) or _is_unheard_of(evidence)
    if not draft and way is not _lookup and not settled:
        evidence = draft.look("as any question", gathering.gather(_at_large(question), shelf, narrow, sittings))
        confidence = _lookup(draft, evidence, shelf, scope)
    if not draft and narrow != scope and not _only_there(question) and not settled:
        wider = draft.look("in all papers", gathering.gather(question, shelf, scope, sittings))
        confidence = _lookup(draft, wider, shelf, scope)
    if draft:
        return draft.finish(confidence)
    return _refusal(draft, evidence, narrow, shelf)


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
    return replace(question, terms=understanding.topic(question.text, "lookup", question.times))


def _settled(question: Question, sittings: tuple[Sitting, ...]) -> bool:
    """True where running text is no safe source: for a meeting's chair, its hours, or all its decisions."""
    if question.kind == "decision" and not question.terms:
        return True
    one = register.meant(question, sittings)
    if question.kind == "date" and len(one) == 1 and question.has(register.TIMES_OF_DAY):
        return True
    return question.kind == "attendance" and len(one) == 1 and question.has(r"\bchair")


# ---------------------------------------------------------------- meetings the shelf does not hold


def _missing_meeting(question: Question, sittings: tuple[Sitting, ...], shelf: Shelf, scope: Scope) -> date | None:
    """Return the date of a meeting that a question is about and of which the shelf holds nothing; else None."""
    if question.kind in ("provenance", "comparison", "multi-meeting", "history", "news"):
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


def _no_such_meeting(draft: Draft, wanted: date, sittings: tuple[Sitting, ...]) -> Answer:
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


def _refusal(draft: Draft, evidence: Evidence, narrow: Scope, shelf: Shelf) -> Answer:
    unknown = sorted(_spoken(evidence))
    nowhere = [w for w in unknown if stem(w) in evidence.nowhere]
    notices = [f"Not in the record: {evidence.considered} passages were searched and none answers this."]
    if nowhere:
        notices.append(f"Nothing on this shelf mentions {', '.join(nowhere[:4])}.")
    elif unknown:
        notices.append(f"Papers of other meetings mention {', '.join(unknown[:4])}; those asked about do not.")
    notices.extend(
        f"The shelf holds no minutes of {register.when(s)}, only: {_kinds(s)}."
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


# ---------------------------------------------------------------- running text


def _judged(
    draft: Draft,
    evidence: Evidence,
    best: Candidate | None,
    fates: Callable[[], Iterable[tuple[Candidate, str]]] | None = None,
) -> Verdict:
    """Return whether a search's best sentence answers, and note it. fates: what becomes of each then, if not usual."""
    verdict = passages.judge(evidence, best)
    then = fates or partial(passages.fates, evidence)
    told = then if verdict.answers else partial(passages.why_not, evidence)
    draft.judged.append(Judged(evidence, verdict.why, verdict.confidence, told))
    return verdict


def _lookup(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer with the sentences that hold the answer; returns the confidence, and leaves the draft empty for none."""
    verdict = _judged(draft, evidence, passages.best_of(evidence))
    if not verdict.answers:
        return 0.0
    _premise(draft, evidence)
    for quoted in passages.quotations(passages.chosen(evidence), shelf):
        against = passages.contradiction(draft.question, quoted.quote)
        if against and not draft:
            draft.compute(f"{against}.", "contradiction", scope_of(evidence.scope), 1)
        draft.quote(quoted)
    return verdict.confidence


def _premise(draft: Draft, evidence: Evidence) -> None:
    """Say so where a question takes somebody for the chair who was not."""
    text = draft.question.text
    named = re.search(
        r"(?P<who>(?:Cllr|Councillor|Mr|Mrs|Ms|Dr)\.?\s+(?:[A-Z][\w'’-]+\s+)?[A-Z][\w'’-]+),?\s+"
        r"(?:as|the|who was|being)\s+(?:the\s+)?chair",
        text,
    )
    sittings = register.meant(draft.question, evidence.sittings)
    if not named or len(sittings) != 1 or not sittings[0].chair:
        return
    chair = sittings[0].chair
    if not people.same_person(named["who"], chair.person.name):
        draft.compute(
            f"On {register.when(sittings[0])} {register.people_name(chair)} was in the chair, not {named['who']}.",
            "roll",
            scope_of(evidence.scope),
            len(sittings[0].roll),
            sources=[chair.source],
        )


# ---------------------------------------------------------------- the register


def _decision(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    narrow = evidence.scope
    if register.decisions(draft, evidence, shelf, narrow):
        return 0.85
    if not draft.question.terms:
        return 0.0
    verdict = _judged(draft, evidence, passages.best_of(evidence), partial(passages.fates, evidence, limit=2))
    if not verdict.answers:
        return 0.0
    silent = [s for s in register.meant(draft.question, evidence.sittings) if not s.has_record]
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
    return 0.75 if actions.actions(draft, evidence, shelf, scope) else 0.0


def _attendance(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer from the rolls, or from a table whose columns are meetings."""
    if register.attendance(draft, evidence, shelf, scope):
        return 0.9
    if tables.under_dates(draft, evidence, shelf):
        return 0.8
    return 0.0


def _date(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    return 0.9 if register.meeting_dates(draft, evidence, scope) else 0.0


# ---------------------------------------------------------------- several meetings


def _comparison(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
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
    verdict = _judged(draft, evidence, sides[0] if sides else None, partial(_sided, evidence, sides))
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


def _history(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
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
    verdict = _judged(draft, evidence, passages.best_of(evidence), partial(_stepped, evidence))
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


def _thread(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
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


def _news(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
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


# ---------------------------------------------------------------- where it stands


def _provenance(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer whose account something is, which paragraph to cite, or where the minutes of a meeting are."""
    question = draft.question
    sittings = register.meant(question, evidence.sittings)
    if len(sittings) == 1 and question.has(r"\bminutes\b") and question.has(r"\b(?:where|find|approved)\b"):
        return _where_minutes(draft, sittings[0], shelf, scope)
    best = passages.best_of(evidence)
    verdict = _judged(draft, evidence, best, partial(passages.fates, evidence, limit=1))
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


def _kinds(sitting: Sitting) -> str:
    return ", ".join(k.value for k in sitting.kinds)


def _where_minutes(draft: Draft, sitting: Sitting, shelf: Shelf, scope: Scope) -> float:
    """Say in which paper the minutes of a meeting are, whether that copy is approved, and what lists them there."""
    if sitting.minutes is None:
        draft.compute(
            f"No minutes of {register.when(sitting)} are on this shelf; it holds {_kinds(sitting)} of it.",
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


# ---------------------------------------------------------------- terms and tables


def _definition(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer what a short form stands for, by the sentence that explains it."""
    text = draft.question.text
    asks_form = re.search(r"\bstand(?:s)? for\b|\babbreviat|\bacronym", text, re.IGNORECASE)
    asked = set(re.findall(r"[A-Za-z0-9]+", text))
    short = next((s for s in shelf.acronyms(scope) if s in asked), None)
    if not short or not (asks_form or set(evidence.weights.stems) <= {stem(short.lower())}):
        return 0.0
    long = shelf.acronyms(scope)[short]
    wanted = stems_of(long)
    for one in evidence.candidates:
        plain = " ".join(one.text.split())
        if short in plain and long.lower() in plain.lower() and wanted <= stems_of(plain):
            draft.quote(passages.quoted(one, shelf))
            return 0.9
    return 0.0


def _extreme(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer which row of a table is highest or lowest, where that is asked."""
    return tables.superlative(draft, evidence, shelf)


_WAYS: dict[str, Callable[[Draft, Evidence, Shelf, Scope], float]] = {
    "decision": _decision,
    "action": _action,
    "unresolved": _unresolved,
    "attendance": _attendance,
    "date": _date,
    "comparison": _comparison,
    "multi-meeting": _history,
    "history": _thread,
    "news": _news,
    "provenance": _provenance,
    "definition": _definition,
    "table": _extreme,
    "figure": _extreme,
}
