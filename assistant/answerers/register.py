"""Answers out of the register: decisions, attendance, dates of meetings. Listed and counted, never guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from assistant import evidence as gathering
from assistant import listing
from assistant.answer import where
from assistant.drafting import Draft, in_words, readable, scope_of
from assistant.evidence import Evidence, Weights, about, days_named, setting, stems_of
from assistant.question import Question
from index.passage import Attendee, Entry, Quotation, Ruling, Scope, Sitting
from index.shelf import Shelf
from index.words import COMMON, stem, words
from ingest.grammar import dates, people
from ingest.record import OWN, DecisionType, Kind, Shape

#: How much of a question's topic an entry must hold to be listed, and how far it may fall behind the best one.
TOPIC, BEHIND = 0.34, 0.6
#: Decisions of others, reported or recommended, must be closer to the topic to be worth telling.
TOPIC_ELSEWHERE = 0.5
#: An entry that names the day asked for gains this.
DATED = 1.0
#: An entry that covers this much of a question with all around it, or a decision that by itself covers so much, is what
#: was asked for, whatever else is found.
SURE, SURE_OWN = 0.7, 0.5
#: An entry of another time or body than is asked of must cover this much, and so much more than any of those asked of.
ELSEWHERE, FURTHER = 0.6, 0.35
#: Of so many sentences of running text, one that covers so much more than any entry is told instead of them.
BETTER, MORE = 3, 0.45
#: Where one decision or action is asked for, those that fall no further behind the best are given.
CLOSE = 0.85
#: So few decisions are told with what stands beside them; a paragraph of so many words is quoted whole.
FEW, SHORT = 2, 70
#: What stands beside a decision is looked for in so many paragraphs before and after it, each of at most so many words.
NEAR, LONGEST, REACH = 4, 110, 600
#: Somebody's attendance is told meeting by meeting up to so many meetings; of so many people where more are asked for.
MEETINGS, MOST = 6, 4
#: A list longer than this is cut, and says so.
LISTED = 10

E = TypeVar("E", Entry, Ruling)

#: A question for the hour at which a meeting began or ended.
TIMES_OF_DAY = (
    r"\b(?:start|begin|began|open|commence|finish|end|close|conclude)\w*\b.*\bmeeting\b"
    r"|\bmeeting\b.*\b(?:start|begin|began|open|commence|finish|end|close|conclude)\w*\b"
)


def when(sitting: Sitting) -> str:
    """Return a meeting's date in words."""
    return dates.long(sitting.meeting.date)


def kinds(sitting: Sitting) -> str:
    """Return the kinds of paper that the shelf holds of a meeting, in words."""
    return ", ".join(k.value for k in sitting.kinds)


def meant(question: Question, sittings: Sequence[Sitting]) -> tuple[Sitting, ...]:
    """Return the sittings that a question's dates name: of the body that it names best, where several sat."""
    there = [s for s in sittings if any(t.first <= s.meeting.date <= t.last for t in question.times)]
    return named_best(question, there)


def named_best(question: Question, sittings: Sequence[Sitting]) -> tuple[Sitting, ...]:
    """Return those of some sittings whose body a question names by the words that it doesn't share with the others."""
    held = {s.body.id: stems_of(" ".join((s.body.name, *s.body.aliases))) for s in sittings}
    if len(held) < 2:
        return tuple(sittings)
    counts = Counter(w for stems in held.values() for w in stems)
    asked = stems_of(question.text)
    told = {i: sum(1.0 / counts[w] for w in stems & asked if counts[w] < len(held)) for i, stems in held.items()}
    best = max(told.values())
    return tuple(s for s in sittings if told[s.body.id] == best)


@dataclass(frozen=True, slots=True)
class Ranked(Generic[E]):
    """An entry of the register beside a question: how well it fits, what its own words and all around it cover."""

    entry: E
    score: float
    own: float
    around: float


def ranking(
    entries: Sequence[E], evidence: Evidence, shelf: Shelf, *, without: frozenset[str] = frozenset()
) -> list[Ranked[E]]:
    """Return the entries that share a word with a question, or one akin to a word of its own that the shelf holds, or
    name its day; best first.

    An entry is weighed as a sentence is: by its own words, those of its paragraph, item and headings, and how well
    search found its passage; so that the two can be put beside each other.
    """
    weighing = without_words(evidence.weights, without)
    telling = weighing.telling(weighing.stems)
    known = [s for s in weighing.stems if s not in evidence.nowhere]
    top = evidence.hits[0].score if evidence.hits else 0.0
    found = {h.passage.id: gathering.ranked(h.score, top) for h in evidence.hits}
    out = []
    for entry in entries:
        source = entry.source
        near = stems_of(setting(source, shelf)) | stems_of(about(source))
        rank = found.get(source.passage, 0.0)
        dated = _dated(source, evidence)
        own, around = weighing.covered(stems_of(source.quote)), weighing.covered(near)
        if telling.isdisjoint(near) and not dated and not any(weighing.share(s, near) for s in known):
            continue
        score = gathering.OWN * own + gathering.AROUND * around + gathering.RANK * rank + (DATED if dated else 0.0)
        out.append(Ranked(entry, score, own, max(around, DATED if dated else 0.0)))
    return sorted(out, key=lambda r: -r.score)


def without_words(weighing: Weights, left_out: frozenset[str]) -> Weights:
    """Return weights without some stems."""
    return replace(weighing, stems={s: w for s, w in weighing.stems.items() if s not in left_out})


def on_topic(
    entries: Sequence[E],
    evidence: Evidence,
    shelf: Shelf,
    *,
    without: frozenset[str] = frozenset(),
    least: float = TOPIC,
    behind: float = BEHIND,
) -> tuple[E, ...]:
    """Return the entries that are about a question's topic, in their order; all where it names none."""
    if not set(evidence.weights.stems) - without and not any(_dated(e.source, evidence) for e in entries):
        return tuple(entries)
    ranked = ranking(entries, evidence, shelf, without=without)
    best = max((r.score for r in ranked), default=0.0)
    kept = {r.entry.id for r in ranked if r.around >= least and r.score >= behind * best}
    return tuple(e for e in entries if e.id in kept)


def is_told_better(listed: Sequence[E], evidence: Evidence, shelf: Shelf, ignored: frozenset[str]) -> bool:
    """True where a sentence of the running text covers so much more of a question than any of the entries that it,
    and no entry, is what was asked for."""
    weighing = without_words(evidence.weights, ignored)
    if not weighing.stems or not listed:
        return False
    ranked = ranking(listed, evidence, shelf, without=ignored)
    best = max((r.own + r.around for r in ranked), default=0.0)
    if any(r.around >= SURE or (r.own >= SURE_OWN and isinstance(r.entry, Ruling)) for r in ranked):
        return False
    held = {(e.source.place.document, e.source.paragraph.spans) for e in listed}
    for one in evidence.candidates[:BETTER]:
        paragraph = one.passage.paragraphs[one.paragraph]
        if (one.source.place.document, paragraph.spans) in held or gathering.is_plan(one):
            continue
        own = weighing.covered(stems_of(one.text))
        around = weighing.covered(stems_of(" ".join((shelf.paragraph(one.source), about(one.source)))))
        if own + around > best + MORE:
            return True
    return False


def preferring(evidence: Evidence, wording: re.Pattern[str], gain: float) -> Evidence:
    """Return evidence in which the sentences of a wording come before others that fit as well."""
    told = [replace(c, score=c.score + gain) if wording.search(c.text) else c for c in evidence.candidates]
    return replace(evidence, candidates=tuple(sorted(told, key=lambda c: -c.score)))


def _dated(source: Quotation, evidence: Evidence) -> bool:
    """True where a quotation names a day that the question names, and that is no day of its own meeting."""
    narrow = evidence.scope
    inside = narrow.since is not None or narrow.until is not None  # a month is then that of the meeting
    grains = ("day",) if inside else ("day", "month")
    return _names_day(source, evidence.question, grains)


def _names_day(source: Quotation, question: Question, grains: Sequence[str] = ("day", "month")) -> bool:
    """True where a quotation names a day in a stretch that a question names, and it is no day of its own meeting."""
    own = source.place.meeting.date if source.place.meeting else None
    times = [t for t in question.times if t.grain in grains]
    return any(t.first <= d <= t.last for t in times for d in days_named(source.quote) if d != own)


# ---------------------------------------------------------------- decisions


#: Questions for several decisions, for a vote, for who moved it, and for the approval of minutes.
_SEVERAL = re.compile(
    r"\b(?:decisions|resolutions|motions|votes|matters)\b|\bwhat (?:was|were|did)\b.*\b(?:deci|resol)\w+"
    r"|\blist\b|\ball\b|\bhow many\b|^(?:which|what) (?:[\w-]+ ){0,3}(?:were|did)\b",
    re.IGNORECASE,
)
_VOTE = re.compile(
    r"\bvot(?:e[ds]?|ing)\b|\bunanim\w+|\bfor and against\b|\bmajority\b|\boppos\w+|\bagainst\b|\babst\w+"
    r"|\beverybody agree|\ball (?:[\w-]+ ){0,2}agree",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"\bpropos(?:ed|er|al)\b|\bsecond(?:ed|er)\b|\bmove[dr]\b|\bnominat\w+|\bput (?:[\w]+ ){0,3}forward\b",
    re.IGNORECASE,
)
_SAYS_VOTE = re.compile(
    r"\b\d+\s*[-–/]\s*\d+\s*[-–/]\s*\d+\b|\b(?:for|against|ayes?|noes|abstain\w*|in favou?r)\b\W{0,3}\d+|\bunanimous\w*"
    r"|\bvot(?:e[ds]?|ing)\b|\bcarried\b|\blost\b|\bnem\.? con",
    re.IGNORECASE,
)
_SAYS_MOVED = re.compile(r"\b(?:propos|mov|second|nominat)ed\b|\bon the proposal of\b", re.IGNORECASE)
_OF_MINUTES = re.compile(
    r"\bminutes\b.*\b(?:approv|accept|agree|adopt|confirm|sign|correct|amend|accura)\w*"
    r"|\b(?:approv|accept|agree|adopt|confirm|sign|correct|amend)\w*\b.*\bminutes\b",
    re.IGNORECASE,
)


def decisions(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> bool:
    """Answer with the decisions on a topic: the board's own first; where there are none, what was recommended or
    decided elsewhere, and that no decision is recorded. Returns whether anything was said."""
    if minutes_approved(draft, evidence, shelf, scope):
        return True
    several = bool(_SEVERAL.search(evidence.question.text))
    ignored = board_words(evidence, shelf, evidence.scope)

    def own_in(where_: Scope) -> list[Ruling]:
        return [r for r in shelf.decisions(where_) if r.decision.type in OWN and not is_routine(r, evidence.question)]

    narrow, own = widened(own_in, evidence, shelf, scope, ignored)
    rulings = shelf.decisions(narrow)
    listed = on_topic(own, evidence, shelf, without=ignored, behind=BEHIND if several else CLOSE)
    topical = bool(set(evidence.weights.stems) - ignored) or any(_dated(r.source, evidence) for r in own)
    counted = scope_of(narrow, topic=" ".join(evidence.question.terms))
    looked_through = sum(r.decision.type in OWN for r in rulings)
    if topical and is_told_better(listed, evidence, shelf, ignored):
        return False
    if listed:
        for ruling in listed[:LISTED]:
            alone = len(listed) <= FEW
            told = whole(ruling.source, shelf) if alone else _with_marker(ruling.source, shelf)
            draft.quote(told)
            for one in shelf.merged(_announced(told, shelf, narrow)):
                draft.quote(one)
            set_right(draft, ruling, counted)
        if len(listed) <= FEW:
            for ruling in listed:
                _besides(draft, ruling, evidence, shelf, narrow)
        if len(listed) > LISTED:
            draft.compute(
                f"{len(listed)} decisions in all; the first {LISTED} are listed.",
                "count",
                counted,
                looked_through,
                ids=[r.id for r in listed],
            )
        return True
    if not topical:
        return False
    others = on_topic(
        [r for r in rulings if r.decision.type not in OWN],
        evidence,
        shelf,
        without=ignored,
        least=TOPIC_ELSEWHERE,
        behind=CLOSE,
    )
    silent = without_record(evidence)
    if not others or is_told_better(others, evidence, shelf, ignored):
        return False
    if silent:
        draft.compute(
            f"No minutes of {when(silent[0])} are on this shelf, so no decision of the Board is recorded.",
            "no-minutes",
            counted,
            looked_through,
        )
    else:
        draft.compute("No decision of the Board on this is recorded.", "none-of-type", counted, looked_through)
    for ruling in others[:4]:
        what = {
            DecisionType.OTHER_BODY: f"Decided by another body ({listing.whose(ruling)})",
            DecisionType.REPORTED: "Reported as decided before",
            DecisionType.RECOMMENDED: "Recommended, not decided",
        }[ruling.decision.type]
        draft.quote(ruling.source, lead=f"{what}, {where(ruling.source)}")
        set_right(draft, ruling, counted)
    return True


def set_right(draft: Draft, entry: Entry | Ruling, told: Mapping[str, object]) -> None:
    """Say what a person set right of an entry that was told, if anybody did. told: the scope of what was looked at."""
    if entry.corrected:
        made = f"{listing.setting(entry.corrected)}; {listing.set_right(entry)}."
        draft.compute(f"Not from the record: {readable(made)}", "correction", told, 1, ids=[entry.id])


def is_routine(ruling: Ruling, question: Question) -> bool:
    """True for the approval of minutes, where a topic is asked for and it isn't minutes."""
    return bool(question.terms) and ruling.decision.subject == "minutes" and not question.has(r"\bminutes\b")


def widened(
    held: Callable[[Scope], Sequence[E]], evidence: Evidence, shelf: Shelf, scope: Scope, ignored: frozenset[str]
) -> tuple[Scope, Sequence[E]]:
    """Return where to look for entries, and those there: where the question says; or in that time with all bodies, or
    at all times unless the time is a meeting's, where an entry there covers much more of the question."""
    question, asked = evidence.question, evidence.scope
    others = []
    if asked.bodies:
        others.append(replace(asked, bodies=scope.bodies))
    loose = all(t.grain in ("month", "year") and not question.about_meeting(t) for t in question.times)
    if (asked.since or asked.until) and loose:
        others.append(replace(asked, since=scope.since, until=scope.until))
    entries = held(asked)
    found = (asked, entries)
    best = _most(entries, evidence, shelf, ignored)
    for other in others if set(evidence.weights.stems) - ignored else ():
        entries = held(other)
        most = _most(entries, evidence, shelf, ignored)
        if most[1] >= ELSEWHERE and sum(most) > sum(best) + FURTHER:
            found, best = (other, entries), most
    return found


def _most(entries: Sequence[E], evidence: Evidence, shelf: Shelf, ignored: frozenset[str]) -> tuple[float, float]:
    """Return how much of a question the best of some entries covers, by itself and with all around it."""
    ranked = ranking(entries, evidence, shelf, without=ignored)
    return max(((r.own, min(1.0, r.around)) for r in ranked), key=sum, default=(0.0, 0.0))


def without_record(evidence: Evidence) -> tuple[Sitting, ...]:
    """Return the sittings that a question means, where the shelf holds a record of none of them."""
    sittings = meant(evidence.question, evidence.sittings)
    return () if any(s.has_record for s in sittings) else sittings


def minutes_approved(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> bool:
    """Answer whether the minutes of a meeting were approved, by the words of the later meeting that did so."""
    question = evidence.question
    if not question.times or not _OF_MINUTES.search(question.text):
        return False
    bodies = {s.body.id for s in meant(question, evidence.sittings)}
    approving = [
        r
        for r in shelf.decisions(scope)
        if r.decision.type in OWN
        and (r.decision.subject == "minutes" or "minutes" in r.source.quote.lower())
        and (not bodies or r.source.place.body.id in bodies)
        and _names_day(r.source, question)
    ]
    for ruling in approving[:FEW]:
        draft.quote(whole(ruling.source, shelf))
        set_right(draft, ruling, scope_of(scope))
    return bool(approving)


def whole(source: Quotation, shelf: Shelf) -> Quotation:
    """Return a decision's quotation with all of its paragraph, where that is short; else with its action line."""
    spans = source.paragraph.spans
    said = shelf.store.slice(source.place.document, spans)
    holds = spans[0].start <= source.spans[0].start and source.spans[-1].end <= spans[-1].end
    if holds and len(said.split()) <= SHORT:
        return replace(source, spans=spans, quote=said)
    return _with_marker(source, shelf)


def _announced(source: Quotation, shelf: Shelf, scope: Scope) -> list[Quotation]:
    """Return the paragraphs in which what a decision only announces is written out, to the end of their sentence."""
    if not _ANNOUNCES.search(source.quote):
        return []
    out: list[Quotation] = []
    for one in _beside(source, shelf, scope)[1]:
        if one.paragraph.spans[0].start < source.spans[-1].end:
            continue
        if sum(len(q.quote.split()) for q in (*out, one)) > SHORT:
            break
        out.append(one)
        if re.search(r"[.!?]\W*$", one.quote):
            break
    return out


#: The end of a decision that only announces what was resolved.
_ANNOUNCES = re.compile(
    r"\b(?:resolved|agreed|decided|ordered)(?: (?:that|to|as follows))?\W{0,3}$|[:;]\s*$", re.IGNORECASE
)

#: A question for several things about one decision.
_PARTS = re.compile(
    r"\?.+\?|\band (?:for |by |from |to |with |in |at )?(?:who|whom|what|when|how|why|which|where|did|was|were)\b",
    re.IGNORECASE,
)


def _line_of(votes: int, beside: Sequence[Quotation]) -> Quotation | None:
    """Return the line beside a decision that gives so many votes."""
    counted = re.compile(rf"\b(?:for|ayes?|favour|against|noes?|nays?|abst\w+)\W{{0,3}}{votes}\b", re.IGNORECASE)
    return next((q for q in beside if counted.search(q.quote)), None)


def _besides(draft: Draft, ruling: Ruling, evidence: Evidence, shelf: Shelf, scope: Scope) -> None:
    """Quote what stands beside a decision in its item and is asked for too: the vote, who moved it, what led to it."""
    question, source = evidence.question, ruling.source
    told = " ".join(c.source.quote for c in draft.citations)
    asks_vote = bool(_VOTE.search(question.text)) and not _SAYS_VOTE.search(told)
    asks_mover = bool(_MOVED.search(question.text)) and not _SAYS_MOVED.search(told)
    parts = bool(_PARTS.search(question.text))
    if not (asks_vote or asks_mover or parts):
        return
    before, after = _beside(source, shelf, scope)
    vote = ruling.decision.vote
    if _VOTE.search(question.text) and vote and vote.ayes is not None and not re.search(rf"\b{vote.ayes}\b", told):
        numbers = {"for": vote.ayes, "against": vote.noes, "abstaining": vote.abstained}
        said = ", ".join(f"{n} {what}" for what, n in numbers.items() if n is not None)
        lines = (_line_of(n, (*before, *after)) for n in numbers.values() if n is not None)
        held = list(dict.fromkeys(q for q in lines if q))
        draft.compute(f"The vote: {said}.", "vote", scope_of(scope), 1, ids=[ruling.id], sources=held)
    elif asks_vote and (one := next((q for q in (*after, *before) if _SAYS_VOTE.search(q.quote)), None)):
        draft.quote(one)
    if asks_mover and (one := next((q for q in (*before, *after) if _SAYS_MOVED.search(q.quote)), None)):
        draft.quote(one)
    elif parts and before and len(before[0].quote.split()) <= SHORT and not draft.cites(before[0]):
        draft.quote(before[0])


def _beside(source: Quotation, shelf: Shelf, scope: Scope) -> tuple[list[Quotation], list[Quotation]]:
    """Return the paragraphs before and after a decision in its item, the nearest first; those too long are left out."""
    found = [
        p.quotation(one, one.spans, shelf.store.slice(p.place.document, one.spans))
        for p in shelf.store.passages_of(source.place.part, source.place.item, scope)
        for one in p.paragraphs
        if one.shape is not Shape.HEADING
    ]
    first, last = source.spans[0].start, source.spans[-1].end
    before = [q for q in found if q.paragraph.spans[-1].end <= first][-NEAR:][::-1]
    after = [q for q in found if q.paragraph.spans[0].start >= first and q.paragraph.spans != source.paragraph.spans]
    after = [q for q in after if q.paragraph.spans[0].start <= last + REACH][: NEAR * 3]
    return [q for q in before if len(q.quote.split()) <= LONGEST], [q for q in after if len(q.quote.split()) <= LONGEST]


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


_ABSENT = re.compile(
    r"\bapolog|\babsent\b|\bmissing\b|\baway\b|\bnot (?:there|present|at|attend\w*)\b|\bcomplete\b"
    r"|\bfull (?:house|complement|attendance|strength)\b|\bfailed to (?:attend|come|turn up)\b"
    r"|\b(?:could|was|were|did)(?: not|n['’]t) (?:there|make|attend|come|present|at)\b",
    re.IGNORECASE,
)
_STOOD_IN = re.compile(
    r"\b(?:stood|stand(?:ing)?|fill(?:ed|ing)?|sat|sitting|step(?:ped|ping)?) in\b|\bsubstitut\w*|\bdeputi[sz]\w*"
    r"|\b(?:in (?:the )?place|on behalf|instead) of\b|\bstand-in\b|\bproxy\b|\bcover(?:ed|ing) for\b",
    re.IGNORECASE,
)
_CHAIRS = re.compile(r"\bchair(?:ed|s|man|woman|person|ing)?\b|\bpresided\b", re.IGNORECASE)
#: A question whether somebody was there.
_WHETHER = re.compile(r"^(?:and |but |so )?(?:was|were|did|has|had|is|does)\b|\bwhether\b", re.IGNORECASE)


def attendance(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> bool:
    """Answer from the rolls: who chaired, who came (for whom), who sent apologies, whether somebody was there."""
    question = evidence.question
    text = question.text
    bodies = evidence.scope.bodies
    open_to = [s for s in evidence.sittings if not bodies or s.body.id in bodies]
    there = meant(question, open_to) or (tuple(open_to) if not question.times else ())
    sittings = [s for s in there if s.chair or any(_is_name(a) for a in s.roll)]
    if not sittings:
        return False
    absent = bool(_ABSENT.search(text))
    if _STOOD_IN.search(text) and _stood_in(draft, sittings, evidence, shelf, scope):
        return True
    if _CHAIRS.search(text) and not absent:
        return _chairs(draft, sittings, evidence, shelf, scope)
    found = [(s, [a for a in s.roll if _is_asked(a, question, _shared(s.roll))]) for s in sittings]
    asked = [(s, wanted) for s, wanted in found if wanted]
    if asked and len(asked) > MEETINGS:
        return _counted(draft, asked, len(sittings), scope)
    ignored = board_words(evidence, shelf, scope)
    said = False
    for sitting, wanted in found:
        if wanted:
            for one in wanted[:6]:
                _person(draft, one, sitting, scope, "" if one.present else " (apologies)")
            said = True
        elif name := _named_in_vain(question, evidence, sitting):
            _not_on_roll(draft, name, sitting, shelf, scope)
            said = True
        elif not asked and not _asks_of_one(question, evidence, sitting, ignored):
            roll = sitting.apologies if absent else sitting.present
            if roll:
                _roll(draft, roll, sitting, shelf, scope, absent=absent)
                said = True
    return said


def _is_name(one: Attendee) -> bool:
    """False for a heading that a roll was read with as though it were somebody: "Officials:"."""
    return not one.person.name.rstrip().endswith(":")


def _stood_in(draft: Draft, sittings: Sequence[Sitting], evidence: Evidence, shelf: Shelf, scope: Scope) -> bool:
    """Say who came in somebody's place, where the roll says so or the sentence that tells of the apologies."""
    question = evidence.question
    found = [
        (s, a)
        for s in sittings
        for a in s.roll
        if _STOOD_IN.search(f"{a.person.role} {a.person.organisation}")
        or re.search(r"\bfor [A-Z]", f"{a.person.role} {a.person.organisation}")
    ]
    asked = set(words(question.text)) - _GENERIC
    named = [(s, a) for s, a in found if asked & _capitals(f"{a.person.role} {a.person.organisation}")]
    for sitting, one in named[:6]:
        _person(draft, one, sitting, scope, "")
    if named:
        return True
    days = {s.meeting for s in sittings}
    names = {people.surname(a.person.name) for s in sittings for a in s.roll if _is_asked(a, question, _shared(s.roll))}
    told = (
        c
        for c in evidence.candidates
        if c.source.place.meeting in days and _STOOD_IN.search(c.text) and names & set(words(c.text))
    )
    if one_told := next(told, None):
        draft.quote(
            replace(one_told.source, quote=shelf.store.slice(one_told.source.place.document, one_told.source.spans))
        )
    return one_told is not None


def _capitals(text: str) -> set[str]:
    return {w.lower() for w in re.findall(r"\b[A-Z][\w'’-]*", text)}


def _counted(draft: Draft, asked: Sequence[tuple[Sitting, Sequence[Attendee]]], looked: int, scope: Scope) -> bool:
    """Say at how many meetings somebody was, where they are too many to tell one by one."""
    by_name: dict[str, list[tuple[Sitting, Attendee]]] = {}
    for sitting, wanted in asked:
        for one in wanted:
            by_name.setdefault(people.bare(one.person.name).lower(), []).append((sitting, one))
    for name, held in sorted(by_name.items(), key=lambda h: -len(h[1]))[:MOST]:
        there = [(s, a) for s, a in held if a.present]
        days = ", ".join(when(s) for s, _ in there[:MEETINGS])
        away = len(held) - len(there)
        draft.compute(
            f"{people_name(held[0][1])} was present at {in_words(len(there))} of {in_words(looked)} "
            f"meetings with a roll"
            f"{f' and sent apologies to {in_words(away)}' if away else ''}: {days}"
            f"{' …' if len(there) > MEETINGS else ''}.",
            "attended",
            scope_of(scope, name=name, present=len(there), apologies=away),
            looked,
            sources=[a.source for _, a in (there or held)[:MEETINGS]],
        )
    return True


def _named_in_vain(question: Question, evidence: Evidence, sitting: Sitting) -> str:
    """Return the name of somebody a question asks after who is not on a meeting's roll; "" where it asks after none."""
    if not question.times or not sitting.roll or not _WHETHER.search(question.text):
        return ""
    body = stems_of(" ".join((sitting.body.name, sitting.body.organisation, *sitting.body.aliases)))
    for name in question.names:
        said = _LEADING.sub("", name)
        titled = people.bare(said) != said
        held = stems_of(people.bare(said))
        office = people.is_organisation(said) or people.is_role(said)
        whole = titled or (len(said.split()) in (2, 3) and not office)
        if whole and held and not held <= body and not held <= evidence.nowhere and not _has_day(said):
            return said
    return ""


_LEADING = re.compile(r"^(?:Was|Were|Did|Has|Had|Is|Does|And|But|So)\s+")


def _has_day(text: str) -> bool:
    return any(w.lower() in dates.MONTHS for w in text.split())


def _not_on_roll(draft: Draft, name: str, sitting: Sitting, shelf: Shelf, scope: Scope) -> None:
    away = f", {in_words(len(sitting.apologies))} with apologies" if sitting.apologies else ""
    draft.compute(
        f"{when(sitting)}: {name} is not on the roll, which names {in_words(len(sitting.present))} as present{away}.",
        "not-on-roll",
        scope_of(scope, name=name),
        len(sitting.roll),
        sources=shelf.merged([a.source for a in sitting.roll])[:4],
    )


#: A question for who is in the chair these days.
_NOW = r"\bchairs\b|\b(?:is|who['’]s) (?:\w+ ){0,3}(?:chair\w*|in the chair)\b|\bcurrent"


def _chairs(draft: Draft, sittings: Sequence[Sitting], evidence: Evidence, shelf: Shelf, scope: Scope) -> bool:
    """Say who was in the chair; how they came to it, in the record's words, where that is asked for."""
    if _MOVED.search(evidence.question.text):
        told = (c for c in evidence.candidates if _SAYS_MOVED.search(c.text) and _CHAIRS.search(c.text))
        if one := next(told, None):
            draft.quote(replace(one.source, quote=shelf.store.slice(one.source.place.document, one.source.spans)))
            return True
    known = [s for s in sittings if s.chair and s.has_minutes] or [s for s in sittings if s.chair]
    if not evidence.question.times and evidence.question.has(_NOW):
        known = known[-1:]
    for sitting in known[:LISTED]:
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
    """True where a question asks after this person: by name, organisation (its initials too) or role."""
    if _names_person(one.person.name, question.text):
        return True
    asked = set(words(question.text))
    organisation = one.person.organisation
    if organisation and _names_organisation(organisation, question, shared):
        return True
    role = [w for w in words(one.person.role) if w not in ("chairman", "the", "of", "and")]
    return len(role) >= 2 and sum(w in asked for w in role) >= max(2, round(0.7 * len(role)))


def _names_person(name: str, text: str) -> bool:
    """True where a text names somebody: by the surname, with no title, first name or initial that isn't theirs; or by
    the first name alone."""
    bare = people.bare(name).split()
    if not bare:
        return False
    last, given = bare[-1], bare[:-1]
    if len(last) > 1:
        for match in re.finditer(
            rf"((?:\b[A-Z][\w.'’]*\s+){{0,3}})\b{re.escape(last)}\b(?![’'-]\w{{2}})", text, re.IGNORECASE
        ):
            said = [w for w in match[1].split() if w[0].isupper()]
            before = [w for w in said if w.lower().strip(".") in _SEXED or w.lower() not in COMMON]
            titles = {w.lower().strip(".") for w in before} & _SEXED.keys()
            own = {w.lower().strip(".") for w in name.split()} & _SEXED.keys()
            if titles and own and {_SEXED[t] for t in titles}.isdisjoint(_SEXED[t] for t in own):
                continue
            theirs = [w for w in before if people.bare(f"{w} {last}") != last]
            if theirs and given and theirs[-1][0].lower() not in {g[0].lower() for g in given}:
                continue
            if text[match.end(1)].isupper() or text.islower():
                return True
    first = bare[0]
    return (
        len(first) > 1
        and bool(given or first == last)
        and bool(re.search(rf"(?<=\w )\b{re.escape(first)}\b(?!['’]?\s+[A-Z])", text))
    )


_SEXED = {
    "mr": "m",
    "sir": "m",
    "lord": "m",
    "mrs": "f",
    "ms": "f",
    "miss": "f",
    "dame": "f",
    "lady": "f",
    "baroness": "f",
}


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


def _asks_of_one(question: Question, evidence: Evidence, sitting: Sitting, ignored: frozenset[str]) -> bool:
    """True where a question asks after somebody in particular, not for the whole roll."""
    place = sitting.chair.source.place.collection if sitting.chair else ""
    own = stems_of(
        " ".join((sitting.body.name, sitting.body.organisation, *sitting.body.aliases, place.replace("-", " ")))
    )
    return bool(set(evidence.weights.stems) - ignored - own - _ROLL_WORDS) and not re.search(
        r"^\s*who (?:attended|was present|were present|came|was there|sent|gave)\b|\blist\b|\bhow many\b"
        r"|\bwhich (?:organisations|people|members|bodies|councillors|directors)\b",
        question.text,
        re.IGNORECASE,
    )


_ROLL_WORDS = frozenset(
    stem(w)
    for w in """any anyone member councillor commissioner director trustee governor missing away complete full there
    room table hearing sitting session meeting monthly""".split()
)


# ---------------------------------------------------------------- dates and places of meetings


def meeting_dates(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> bool:
    """Answer when and where meetings were: next meeting, time of beginning and end, venue."""
    question = evidence.question
    text = question.text.lower()
    bodies = evidence.scope.bodies
    held = [s for s in evidence.sittings if not bodies or s.body.id in bodies]
    sittings = meant(question, held)
    if not question.times and _ASKS_NEXT.search(text):
        sittings = tuple(s for s in held if s.next_meeting)[-1:]
    if len(sittings) != 1:
        return False
    one = sittings[0]
    if text.startswith("where") and one.venue_source:
        draft.quote(one.venue_source)
        return True
    if re.search(r"\b(?:next|after|following)\b", text) and re.search(r"\bmeet", text) and one.next_meeting:
        return _next(draft, one, scope)
    if _ASKS_NEXT.search(text) and (said := _said_next(one, evidence, shelf)):
        draft.quote(said)
        return True
    if question.has(_ASKS_HOUR) and (agreed := _said_hour(evidence, shelf)):
        draft.quote(agreed)
        return True
    if question.has(TIMES_OF_DAY):
        begins = re.search(r"\b(?:start|begin|began|open|commence)\w*\b", text)
        source = one.time_source if begins else one.ended_source
        if source:
            draft.quote(source)
            return True
    return False


#: What is searched for where a meeting's papers are asked for the next one.
NEXT = "What is the date of the next meeting?"
NEXT_TERMS = (stem("next"), stem("meeting"))
_ASKS_NEXT = re.compile(
    r"\b(?:next|following)\b.*\b(?:meet|sit|session|hearing)\w*|\b(?:meet|sit|gather|convene)\b.*\b(?:next|again|after)\b"
)
_SAYS_NEXT = re.compile(
    r"\b(?:next|following) (?:[\w-]+ ){0,3}(?:meeting|session|hearing)\b|\bmeet(?:ing)? again\b"
    r"|\bdates? of (?:the )?next\b",
    re.IGNORECASE,
)


#: A question for the hour at which meetings are to be held, not for that of one.
_ASKS_HOUR = (
    r"\b(?:(?:what|which) (?:time|hour)|how (?:early|late)|what start(?:ing)? time)\b.*"
    r"\b(?:meetings|(?:in|for the) future|from (?:then|now) on|agree\w*|settle\w*|decide\w*|keep|kept)\b"
)
_HOUR = re.compile(r"\b\d{1,2}[:.]\d{2}\b|\b\d{1,2}\s*(?:[ap]\.?m\b|o['’]?clock\b)|\bnoon\b|\bmidday\b", re.IGNORECASE)


def _said_hour(evidence: Evidence, shelf: Shelf) -> Quotation | None:
    """Return the sentence that gives the hour of meetings to come."""
    for one in evidence.candidates:
        if _HOUR.search(one.text) and re.search(r"\bmeetings\b", one.text, re.IGNORECASE):
            return replace(one.source, quote=shelf.store.slice(one.source.place.document, one.source.spans))
    return None


def _said_next(sitting: Sitting, evidence: Evidence, shelf: Shelf) -> Quotation | None:
    """Return the sentence of a meeting's papers that says when the next one is to be, with the day in it."""
    day = sitting.meeting.date
    scope = replace(evidence.scope.between(day, day), bodies=(sitting.body.id,))
    found = gathering.gather(replace(evidence.question, text=NEXT, terms=NEXT_TERMS), shelf, scope, (sitting,))
    for one in found.candidates:
        later = [d for d in days_named(one.text) if d > day or d.year == 1]
        if _SAYS_NEXT.search(one.text) and later:
            return replace(one.source, quote=shelf.store.slice(one.source.place.document, one.source.spans))
    return None


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
