"""Answers over several meetings: comparisons, histories, threads, and what is new; a statement for each, by date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations, pairwise

from assistant import evidence as gathering
from assistant import news as arrived
from assistant import question as understanding
from assistant import threads, wording
from assistant.answerers import passages, register, sides
from assistant.drafting import Draft, Judged, lead_of, scope_of
from assistant.evidence import Candidate, Evidence, Weights, figures, stems_of
from assistant.question import Question
from assistant.threads import StepKind
from index.passage import Scope, Sitting
from index.shelf import Shelf
from index.words import COMMON, stem, words
from ingest.grammar import dates
from ingest.record import RECORDS, Kind, Meeting, Period, Shape

#: A comparison that is not of times gives at most so many statements, and a history so many.
SIDES, STEPS = 3, 7
#: A thread or what is new is told in so many lines at most, the one that counts among them.
LINES = 10
#: A sentence that speaks for a side holds at least this much of what is asked.
SIDE = 0.2
#: Where they have less, what each time says is told by itself, if a sentence holds this much of the question.
APART_OWN = 0.5
#: Two sides of a comparison have this much of the question in common.
TOGETHER = 0.25
#: A sentence that answers for both sides scores at least this share of the best, and holds this much of the question;
#: one next to the best, and one that names the other time beside two figures, need only stand among what is asked.
BOTH, BOTH_OWN, BOTH_AROUND, BOTH_NAMED_AROUND = 0.6, 0.25, 0.6, 0.3
#: What it gains where it counts the thing asked for, and where it names the other time.
BOTH_GAIN = 0.15
#: How much of a paper's name its title must hold.
PAPER = 0.5
#: A sentence that says otherwise scores at least this share of the best, and goes with it as well as this.
DIFFERS, DIFFERS_ALIKE = 0.5, 0.2
#: A step of a history must score at least this share of the best one, and be about the topic by itself; less at a
#: meeting that is named.
STEP, STEP_OWN, STEP_NAMED = 0.5, 0.3, 0.35
#: Where several meetings speak, the best need cover only this much of the question.
STEPPED = 0.4
#: Or it may stand under a heading that covers this much of the topic.
STEP_ABOVE = 0.7
#: A second sentence that does not stand beside the first holds this share of what it holds of the question.
SHARES = 0.6
#: What a second sentence gains for standing beside the first, and for holding a figure.
TELLS = 0.08
#: What several steps of a kind are called, where they are called otherwise than one.
SEVERAL: Mapping[StepKind, str] = {
    StepKind.AGENDA: "agendas",
    StepKind.REPORT: "reports",
    StepKind.DISCUSSION: "discussions",
    StepKind.DECISION: "decisions",
    StepKind.ACTION: "actions",
    StepKind.UPDATE: "reports back",
    StepKind.ANNUAL: "annual reports",
    StepKind.SUMMARY: "summaries",
}
#: How far the steps of a history go together, beside the sides of a comparison.
PULL = 0.5
#: Words of which this share are figures are a row, and fewer words than these without a figure tell nothing.
FIGURES, BRIEF = 0.2, 5
#: Each meeting gives at most EACH sentences where no more than FEW speak, the second NEARLY as good as the first, less
#: where it stands beside it.
EACH, FEW, NEARLY, NEARLY_BESIDE = 2, 5, 0.7, 0.5
#: Passages weighed over many meetings; so many meetings of one stretch are each searched for themselves.
WIDE, APART = 48, 4

#: Kinds of question that several meetings may be asked of, though they are worded as for one; and those in which
#: "meetings" are where something was said, not what is asked for.
_ASKS_OF_ONE = frozenset({"lookup", "figure", "table", "date", "unresolved"})
_PLURAL_OF = frozenset({"lookup", "figure", "table"})
_JOINING = re.compile(
    r"\s*(?:[,;&]\s*)?(?:\b(?:and|or|to|until|till|through|then|again|with|against|versus|vs|than|meetings?|papers?"
    r"|minutes|reports?|in|at|on|the)\b\W*)*$",
    re.IGNORECASE,
)
_AND = re.compile(r"\b(?:and|then|again|with|against|versus|than|until|through)\b", re.IGNORECASE)
#: At most so many words stand between two times that are listed.
BETWEEN = 8
_MEETINGS = (
    r"\b(?:at|in|over|across|through|throughout|during|from|between)\s+(?:[\w'’-]+\s+){0,6}?"
    r"(?:meetings|sittings|sessions|summaries)\b"
)
_COMPARING = (
    r"\bcompar\w+|\bagainst\b|\bversus\b|\bvs\b|\bdiffer\w*|\bchang\w+|\bhigher\b|\blower\b|\bbetter\b|\bworse\b|\bthan\b"
    r"|\bup or down\b|\bsame\b|\bbetween\b.*\band\b|\bhow far\b|\b(?:rise|fall|grow|shrink|go up|go down)\b"
)
#: The second side is a time before, told by the first.
_BEFORE = (
    r"\b(?:against|than|to|with|from|on|and|over) (?:that of |those of |what it was |in )?(?:the |a )?"
    r"(?:year|quarter|month|period|time|twelvemonth) (?:before|earlier)\b"
    r"|\b(?:previous|prior|preceding) (?:year|quarter|month)\b"
    r"|\byear[- ]on[- ]year\b|\bthen and now\b|\b(?:the|its|their) (?:old|previous|former|earlier) (?:one|version)\b"
    r"|\bup or down\b|\bagainst that of\b"
)
_UP_OR_DOWN = (
    r"\bup or down\b|\b(?:rise|rising|risen|rose) or (?:fall\w*|fell)\b|\b(?:more|higher) or (?:less|fewer|lower)\b"
)
_DISAGREE = (
    r"\bmore than one\b|\b(?:two|three|several|different|differing|conflicting|various) (?:\w+ ){0,3}"
    r"(?:figures?|numbers?|dates?|totals?|amounts?|answers?|versions?|days?|deadlines?|times)\b|\bdisagree\w*\b"
    r"|\bcontradict\w*\b|\binconsisten\w*\b|\bconflict(?:ing)? (?:figures|dates|numbers)\b"
)
_ALIKE = r"\bsame\b|\bagree\b|\bmatch(?:es)?\b|\bdiffer\w*\b|\bboth\b|\btally\b|\beach (?:give|say)\w*\b|\bconsistent\b"
_PAPER = re.compile(
    r"\b(?!(?:the|and|do|does|did|in|of|a|an|between)\b)(?:(?!(?:the|and|do|does|did|in|of|between)\b)[\w'’&-]+\s+){0,4}?"
    r"(?:minutes|reports?|slides|dashboard|summary|agenda|presentation|appendix|strategy|plan|statement|notes|paper|digest"
    r"|pack|table|update)\b",
    re.IGNORECASE,
)
#: People asked for by what they are or whom they are of; and somebody who is named as saying something.
_WHO = re.compile(
    r"\b(?:which|what)\s+(?P<of>(?:[\w'’-]+\s+){1,3}?)(?:officers?|members?|councillors?|representatives?|people|staff"
    r"|colleagues|speakers?|guests?|delegates?)\b"
    r"|\bwho\s+(?:[\w'’-]+\s+){0,3}?(?:from|for|on behalf of)\s+(?P<from>(?:[\w'’-]+\s*){1,4}?)"
    r"(?=\b(?:at|in|on|to)\b|[,?])",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"\b[A-Z][\w'’-]+\s+[A-Z][\w'’-]+,?\s+(?:[\w'’-]+\s+){0,6}?(?:\w+ed|said|told|spoke|gave)\b")
_OPENING = re.compile(r"\bmeeting\b.{1,120}\bw(?:as|ere) (?:held|convened|opened|called to order)\b", re.DOTALL)
#: A sentence that only points to a table.
_POINTS = re.compile(
    r"\b(?:tables?|figures?|charts?|appendix|annex)\s+(?:[\dA-Z]+\s+)?"
    r"(?:below|above|overleaf|shows?|sets? out|highlights?)\b",
    re.IGNORECASE,
)
_HOURS = (
    r"\b(?:what time|when|what hours?)\b.*\b(?:start|beg[aiu]n|open|finish|end|close|conclude)(?:ed|d|s|ing)?\b"
    r"|^where\b.*\b(?:held|meet|met|take place|took place)\b|\bvenues?\b"
)


def across(question: Question, shelf: Shelf, scope: Scope, sittings: Sequence[Sitting]) -> Question:
    """Return a question as one over several meetings, or as a comparison, where it names several times or papers.

    Such a question is often worded as for one fact: "How many came in March 2018 and in May 2019?"
    """
    if question.kind not in _ASKS_OF_ONE:
        return question
    spans = shelf.days(scope)
    times = [t for t in question.times if _is_time(question, t)]
    held = [t for t in times if any(t.first <= b and a <= t.last for a, b in spans)]
    columns = question.kind == "table" and all(t.grain in ("year", "years") for t in held)
    several = len(held) > 1 and not columns and _are_listed(question, held)
    meetings = (
        question.kind in _PLURAL_OF and question.has(_MEETINGS) and any(len(_within(t, sittings)) > 1 for t in held)
    )
    if several or meetings:
        kind = "comparison" if several and question.has(_COMPARING) else "multi-meeting"
    elif question.kind in _PLURAL_OF and (question.has(_BEFORE) or question.has(_DISAGREE) or _are_same(question)):
        kind = "comparison"
    else:
        return question
    again = understanding.of_topic(replace(question, kind=kind))
    return again if again.terms else replace(question, kind=kind)


def _are_listed(question: Question, times: Sequence[dates.Written]) -> bool:
    """True where times stand in a question as a list, or as the two ends of a stretch."""
    between = [question.text[a.end : b.start] for a, b in pairwise(times)]
    return all(_JOINING.match(part) or (_AND.search(part) and len(part.split()) <= BETWEEN) for part in between)


def _is_time(question: Question, written: dates.Written) -> bool:
    """True for a time that is no part of a name, as the year is in "the Saltmere Regatta 2019"."""
    before = question.text[: written.start].split()[-2:]
    named = len(before) > 1 and before[-1][0].isupper() and before[-1].isalpha()
    return written.grain != "year" or not named


def _are_same(question: Question) -> bool:
    """True where a question asks whether two papers say the same."""
    return question.has(_ALIKE) and len(_papers_named(question.text)) > 1


def _within(written: dates.Written, sittings: Sequence[Sitting]) -> list[Sitting]:
    return [s for s in sittings if written.first <= s.meeting.date <= written.last]


# ---------------------------------------------------------------- comparisons


def comparison(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer with one statement for each side: each time that the question names, or each paper that speaks of it.

    Where one sentence sets the two side by side, it answers alone.
    """
    row = _row_of_all(evidence)
    groups = _by_time(draft, evidence, shelf) if len(draft.question.times) > 1 and not row else {}
    told, sure = ([row], True) if row else _told(evidence, shelf, groups)
    if not told and any(c.own >= APART_OWN for held in groups.values() for c in held):
        return history(draft, evidence, shelf, scope)
    verdict = passages.judged(draft, evidence, told[0] if told else None, partial(_sided, evidence, told))
    if not told or not (verdict.answers or sure or len(told) > 1):
        return 0.0
    ordered = sorted(told, key=lambda c: (c.source.place.when, c.source.spans))
    for quoted in passages.quotations(ordered, shelf):
        if not draft.cites(quoted):
            draft.quote(quoted)
    _say_difference(draft, ordered, shelf, scope)
    return max(verdict.confidence, 0.5)


def _told(
    evidence: Evidence, shelf: Shelf, groups: Mapping[Hashable, Sequence[Candidate]]
) -> tuple[list[Candidate], bool]:
    """Return the sentences that make a comparison, and whether they are sure to: one names what it is compared with.

    groups: what may speak for each time that is asked of; where nothing does, papers are compared, or whatever differs.
    """
    counted = evidence.question.has(r"\b(?:number of|numbers|how many)\b")
    told = list(sides.together(groups, evidence.weights, measured=True, counted=counted).values())
    if len(told) > 1 and not _go_together(told, evidence):
        told = []
    if len(told) < 2 and (papers := _by_paper(evidence, shelf)):
        told = list(sides.together(papers, evidence.weights, measured=True, counted=counted).values())
    if len(told) < 2 and (differing := _differing(evidence)):
        return sides.unlike(differing), False
    if both := _for_both(evidence, told):
        return [both] if len(told) > 1 else _with_more(evidence, both), _names_other(both, evidence.question)
    return sides.unlike(told), False


def _say_difference(draft: Draft, told: Sequence[Candidate], shelf: Shelf, scope: Scope) -> None:
    """Say by how much the last of some figures differs from the first, or that they are of different measures."""
    if len(told) < 2:
        return
    first, last = told[0], told[-1]
    sources = [passages.quoted(first, shelf), passages.quoted(last, shelf)]
    if found := sides.difference(sources[0].quote, sources[1].quote):
        draft.compute(f"{found}.", "difference", scope_of(scope), 2, sources=sources)
    elif (
        len(told) == 2 and all(map(_is_prose, told)) and (unlike := sides.contrast(sources[0].quote, sources[1].quote))
    ):
        here, there = unlike
        draft.compute(
            f"These do not measure the same: the first speaks of {here}, the second of {there}.",
            "contrast",
            scope_of(scope),
            2,
        )


def _go_together(told: Sequence[Candidate], evidence: Evidence) -> bool:
    """True where the sides of a comparison speak of one thing: two of them share enough of what is asked."""
    return any(sides.shared(a, b, evidence.weights) >= TOGETHER for a, b in combinations(told, 2))


def _by_time(draft: Draft, evidence: Evidence, shelf: Shelf) -> dict[Hashable, list[Candidate]]:
    """Return the sentences that may speak for each time that a question names, by the time as it is written."""
    question, out = draft.question, dict[Hashable, list[Candidate]]()
    always = replace(evidence.scope, since=None, until=None)
    for written in question.times:
        then = always.between(written.first, written.last)
        spoken = question.text[written.start : written.end]
        gathered = gathering.gather(question, shelf, then, evidence.sittings, weighing=evidence.weights)
        found = draft.look(f"at {spoken}", gathered)
        out[spoken] = [
            c
            for c in found.candidates
            if c.own >= SIDE and not _only_announces(c) and (not question.wants_numbers or sides.measures(c.text))
        ][: 4 * sides.READ]
        draft.judged.append(Judged(found, None, 0.0, partial(_sided, found, out[spoken][:1])))
    return {side: held for side, held in out.items() if held}


def _for_both(evidence: Evidence, told: Sequence[Candidate]) -> Candidate | None:
    """Return a sentence that by itself sets side by side what is compared, where there is one that is of the matter.

    told: the sentences that speak for two sides or more; where there are none, any sentence that compares will do.
    """
    question, things = evidence.question, frozenset(evidence.weights.stems)
    candidates = told if len(told) > 1 else (*told, *evidence.candidates)
    top = max(candidates, key=lambda c: c.score, default=None)
    best: tuple[float, Candidate] | None = None
    for one in candidates:
        if top is None or not sides.COMPARES.search(one.text):
            continue
        other, shown = _names_other(one, question), sides.holds_both(one.text) or question.has(_UP_OR_DOWN)
        if not (other or shown):
            continue
        if not other and len(told) > 1 and not question.has(_BEFORE):
            continue
        of_it = one.own >= BOTH_OWN and one.score >= BOTH * top.score
        follows = passages.beside(one, top) and one.around >= BOTH_AROUND
        if of_it or follows or (other and shown and one.around >= BOTH_NAMED_AROUND):
            counted = BOTH_GAIN if sides.counts(one.text, things) else 0.0
            fit = one.score + counted + (BOTH_GAIN if other else 0.0)
            best = max(best or (0.0, one), (fit, one), key=lambda x: x[0])
    return best[1] if best else None


def _with_more(evidence: Evidence, both: Candidate) -> list[Candidate]:
    """Return a sentence that compares, with those that add what else is asked for."""
    first = replace(both, score=max(both.score, evidence.candidates[0].score))
    rest = (c for c in evidence.candidates if c.source.spans != both.source.spans)
    return list(passages.chosen(replace(evidence, candidates=(first, *rest)), limit=2))


def _row_of_all(evidence: Evidence) -> Candidate | None:
    """Return the row that a question asks for, where its table has a column for every year that the question names."""
    best, times = passages.best_of(evidence), evidence.question.times
    if best is None or len(times) < 2 or best.passage.paragraphs[best.paragraph].shape is not Shape.ROW:
        return None
    headed = f"{best.passage.heading}\n{best.passage.text}"
    is_in = all(t.grain in ("year", "years") and str(t.first.year) in headed for t in times)
    return best if is_in and figures(best.text) else None


def _names_other(one: Candidate, question: Question) -> bool:
    """True where a sentence names in words the time that it is compared with: a year asked for, or the year before."""
    own = one.source.place.when
    years = [t for t in question.times if t.grain in ("year", "season", "month")]
    named = {t.first.year for t in years if not t.first <= own <= t.last}
    if question.has(_BEFORE):
        named |= {t.first.year - 1 for t in years}
    return any(str(year) in one.text for year in named)


def _papers_named(text: str) -> tuple[str, ...]:
    """Return the papers that a question names: "the police slides", "the annual report"."""
    return tuple(m[0] for m in _PAPER.finditer(text))


def _by_paper(evidence: Evidence, shelf: Shelf) -> dict[Hashable, list[Candidate]]:
    """Return the sentences that may speak for each paper that a question names; none unless it names two."""
    named = _papers_named(evidence.question.text)
    if len(named) < 2:
        return {}
    numbers = evidence.question.wants_numbers
    titled = stems_of(" ".join(named))
    rest = replace(evidence.weights, stems={s: w for s, w in evidence.weights.stems.items() if s not in titled})
    out: dict[Hashable, list[Candidate]] = {}
    taken: set[str] = set()
    for name in named:
        asked = stems_of(name) - COMMON
        kinds = RECORDS if "minut" in asked else tuple(k for k in Kind if k not in RECORDS)
        then = evidence.scope.of(*kinds)
        wide = gathering.gather(evidence.question, shelf, then, evidence.sittings, weighing=evidence.weights, read=WIDE)
        fits: dict[str, float] = {}
        for one in wide.candidates:
            place = one.source.place
            if place.kind not in (Kind.AGENDA, Kind.FORWARD_PLAN) and place.part not in fits:
                title = stems_of(f"{place.title} {place.item_title} {place.kind.value}")
                fits[place.part] = len(asked & title) / len(asked) if asked else 0.0
        best = max((v for part, v in fits.items() if part not in taken), default=0.0)
        parts = {part for part, v in fits.items() if v == best and part not in taken}
        if best < PAPER:
            continue
        mine = [
            again
            for c in wide.candidates
            if c.source.place.part in parts and (figures(c.text) or not numbers)
            if (again := _weighed_again(c, rest)).own >= SIDE
        ]
        if mine:
            taken |= {mine[0].source.place.part} if best < 1.0 else parts
            out[name] = mine
    return out if len(out) > 1 else {}


def _weighed_again(one: Candidate, weighing: Weights) -> Candidate:
    """Return a candidate by how much of some of a question's words it holds: those that don't name a paper."""
    own = weighing.covered(stems_of(one.text))
    return replace(one, own=own, score=one.score + gathering.OWN * (own - one.own))


def _differing(evidence: Evidence) -> list[Candidate]:
    """Return sentences that say different things of one matter, where a question takes it that papers disagree."""
    question = evidence.question
    if not question.has(_DISAGREE) or not evidence.candidates:
        return []
    of_days = question.has(r"\b(?:dates?|days?|when|deadlines?|times?)\b")
    top = evidence.candidates[0].score
    found = [(c, _values(c.text, of_days=of_days)) for c in evidence.candidates]
    told = [(c, said) for c, said in found if said and c.score >= DIFFERS * top and c.own >= SIDE]
    out, seen = [c for c, _ in told[:1]], set(told[0][1]) if told else set()
    for one, said in sorted(told[1:], key=lambda x: -len(x[1] - seen) / len(x[1])):
        if said - seen and sides.alike(out[0], one, evidence.weights, measured=True) >= DIFFERS_ALIKE:
            out.append(one)
            seen |= said
    return out[:SIDES] if len(out) > 1 else []


def _values(said: str, *, of_days: bool) -> set[Hashable]:
    """Return the days that a sentence names, or the figures that are in it."""
    if of_days:
        return {(t.first.month, t.first.day) for t in dates.days(said, year=2000)}
    return set(sides.figures_in(said))


def _sided(evidence: Evidence, told: Sequence[Candidate]) -> Iterator[tuple[Candidate, str]]:
    """Yield each candidate with why it is no side of a comparison; "" where it is one."""
    for one in evidence.candidates:
        yield one, "" if one in told else "another sentence speaks for its side"


# ---------------------------------------------------------------- histories


def history(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer with one statement for each meeting or period that speaks of a topic, in order of date."""
    question = draft.question
    if question.has(r"\bchaired\b|\bin the chair\b|\bchair(?:man|woman|person)?\b"):
        _chairs_over_time(draft, evidence, shelf, scope)
        if draft:
            return 0.85
    if _hours(draft, evidence):
        return 0.9
    on_rolls = _from_rolls(draft, evidence, scope)
    steps = {side: held for side, held in _steps(draft, evidence, shelf).items() if side[0] not in on_rolls}
    best = max((c for held in steps.values() for c in held), key=lambda c: c.score, default=None)
    verdict = passages.judged(
        draft,
        evidence,
        best or passages.best_of(evidence),
        partial(_sided, evidence, [c for h in steps.values() for c in h]),
    )
    if not steps or not (verdict.answers or on_rolls or (len(steps) > 1 and best and best.own >= STEPPED)):
        return 0.85 if draft else 0.0
    told = sorted((c for held in steps.values() for c in held), key=lambda c: (c.source.place.when, c.source.spans))
    for one in sides.unlike(told):
        for quoted in passages.quotations([one], shelf):
            if not draft.cites(quoted):
                draft.quote(quoted)
    if len(told) > 1 and question.wants_numbers:
        _say_difference(draft, told, shelf, scope)
    return max(verdict.confidence, 0.5)


def _hours(draft: Draft, evidence: Evidence) -> bool:
    """Say when each of several meetings began or ended, or where each was held; returns whether that was asked."""
    question = draft.question
    held = register.meant(question, evidence.sittings)
    if len(held) < 2 or not question.has(_HOURS):
        return False
    for sitting in held:
        venue = question.has(r"\bwhere\b|\bvenues?\b")
        ends = question.has(r"\b(?:finish|end|clos|conclud|over)\w*\b")
        source = sitting.venue_source if venue else sitting.ended_source if ends else sitting.time_source
        if source:
            draft.quote(source)
    return bool(draft)


def _sort_of_person(question: Question) -> frozenset[str]:
    """Return the stems that tell which people a question asks for, by office or organisation; none if it does not."""
    found = _WHO.search(question.text)
    return stems_of(found["of"] or found["from"]) - COMMON - wording.ASKING if found else frozenset()


def _from_rolls(draft: Draft, evidence: Evidence, scope: Scope) -> set[Meeting]:
    """Name those of a kind who were at each of several meetings; returns the meetings whose rolls name any."""
    question, wanted = draft.question, _sort_of_person(draft.question)
    held = register.meant(question, evidence.sittings)
    out: set[Meeting] = set()
    for sitting in held if wanted and len(held) > 1 else ():
        for one in sitting.present:
            person = one.person
            if wanted <= stems_of(f"{person.role} {person.organisation}"):
                who = ", ".join(x for x in (register.people_name(one), person.role, person.organisation) if x)
                draft.compute(
                    f"{register.when(sitting)}: {who}, was present.",
                    "roll",
                    scope_of(scope),
                    len(sitting.roll),
                    sources=[one.source],
                )
                out.add(sitting.meeting)
    return out


def _searches(draft: Draft, evidence: Evidence, shelf: Shelf) -> Iterator[tuple[bool, Evidence]]:
    """Yield what is found in each stretch of time that a history is asked of, and whether that is one meeting named."""
    question, always = draft.question, replace(evidence.scope, since=None, until=None)
    bodies = evidence.scope.bodies
    sittings = [s for s in evidence.sittings if not bodies or s.body.id in bodies]

    def look(why: str, then: Scope, read: int) -> Evidence:
        found = gathering.gather(question, shelf, then, evidence.sittings, weighing=evidence.weights, read=read)
        return draft.look(why, found)

    if not question.times:
        yield False, look("over all meetings", always, WIDE)
    elif _is_stretch(question):
        yield False, look("over the whole stretch", _stretch(question, always), WIDE)
    else:
        for written in question.times:
            days = sorted({s.meeting.date for s in _within(written, sittings)})
            spoken = question.text[written.start : written.end]
            if 1 < len(days) <= APART:
                for day in days:
                    yield True, look(f"on {dates.long(day)}", always.between(day, day), gathering.READ)
            else:
                then = always.between(written.first, written.last)
                yield len(days) < 2, look(f"at {spoken}", then, gathering.READ if len(days) < 2 else WIDE)


def _is_stretch(question: Question) -> bool:
    """True where a question's two times are the ends of a stretch."""
    if len(question.times) != 2:
        return False
    one, other = question.times
    before, between = (
        question.text[: one.start].lower().split()[-2:],
        question.text[one.end : other.start].lower().split(),
    )
    return bool({"from", "since"} & set(before)) and bool({"to", "until", "till", "through"} & set(between))


def _steps(draft: Draft, evidence: Evidence, shelf: Shelf) -> dict[tuple[Meeting | Period, str], list[Candidate]]:
    """Return the sentences that tell what each meeting or period made of a matter."""
    groups: dict[tuple[Meeting | Period, str], list[Candidate]] = defaultdict(list)
    who = _sort_of_person(draft.question)
    numbers = evidence.question.wants_numbers
    looks = list(_searches(draft, evidence, shelf))
    top = max((f.candidates[0].score for _, f in looks if f.candidates), default=0.0)
    for named, found in looks:
        for one in found.candidates:
            sitting = _sitting_of(one)
            least, own = (STEP_NAMED, SIDE) if named else (STEP, STEP_OWN)
            is_of_it = one.own >= own or one.above >= STEP_ABOVE
            if who:
                is_told = who <= stems_of(one.text) and bool(_SPEAKER.search(one.text))
            else:
                is_told = is_of_it and one.score >= least * top
            if sitting and is_told and not _only_announces(one):
                groups[sitting, one.source.place.body.id].append(one)
    wanted: Callable[[Candidate], bool] = (lambda c: bool(sides.measures(c.text))) if numbers else _is_prose
    fit = {side: [c for c in held if wanted(c)] for side, held in groups.items()}
    if any(fit.values()):  # where figures are wanted, a meeting that gave none is left out
        groups = {s: held for s, held in fit.items() if held} if numbers else {s: fit[s] or groups[s] for s in groups}
    chosen = sides.together(groups, evidence.weights, measured=numbers, pull=PULL)
    chosen = dict(sorted(chosen.items(), key=lambda x: -x[1].score)[:STEPS])
    each = EACH if len(chosen) <= FEW else 1
    return {side: [one, *_more(one, groups[side], evidence, each - 1)] for side, one in chosen.items()}


def _more(one: Candidate, held: Sequence[Candidate], evidence: Evidence, count: int) -> list[Candidate]:
    """Return the other sentences of a meeting that are nearly as good as the one that speaks for it."""

    def is_more(other: Candidate) -> bool:
        near = passages.beside(one, other)
        enough = NEARLY_BESIDE if near else NEARLY
        shares = sides.shared(one, other, evidence.weights) >= SHARES * one.own
        return other.text != one.text and (near or shares) and other.score >= enough * one.score

    def worth(other: Candidate) -> float:
        gains = (TELLS if passages.beside(one, other) else 0.0) + (TELLS if sides.measures(other.text) else 0.0)
        return other.score + gains

    return sorted((c for c in held if is_more(c)), key=worth, reverse=True)[:count]


def _is_prose(one: Candidate) -> bool:
    """True for a sentence: no row of a table, be it one by its figures alone."""
    told = one.text.split()
    is_row = one.passage.paragraphs[one.paragraph].shape is Shape.ROW
    return not is_row and (len(told) < BRIEF or sum(w[0].isdigit() for w in told) < FIGURES * len(told))


def _only_announces(one: Candidate) -> bool:
    """True for what only says that something is to come, or that a meeting took place, or where something stands.

    A line with a figure says more than a title.
    """
    if one.source.place.kind in (Kind.AGENDA, Kind.FORWARD_PLAN) or "http" in one.text:
        return True
    if _OPENING.search(one.text) or _POINTS.search(one.text):
        return True
    says_little = gathering.is_plan(one) or len(one.text.split()) < BRIEF or one.text.rstrip().endswith("?")
    return says_little and not figures(one.text)


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
    told = [(n, kind.value if n == 1 else SEVERAL.get(kind, kind.value)) for kind, n in found.counts.items()]
    counts = ", ".join(f"{n} {called}" for n, called in told)
    listed = f"; {len(shown)} of them are listed" if len(shown) < len(found.steps) else ""
    draft.compute(
        f"{len(found.steps)} {'step' if len(found.steps) == 1 else 'steps'} on {_named(matter, draft.question.text)}: "
        f"{counts}{listed}.",
        "thread",
        scope_of(within, topic=matter),
        len(found.steps),
        ids=list(dict.fromkeys(s.entry for s in found.steps if s.entry)),
    )
    for step in shown:
        draft.quote(step.source, lead=f"{lead_of(step.source)}, {step.kind.value}")
    return 0.8


def _named(matter: str, text: str) -> str:
    """Return a matter with the capital words that go on with its name in a text, though they tell no topic: "Paper"."""
    found = re.search(rf"{re.escape(matter)}(?:\s+[A-Z][\w-]*)+", text)
    return found[0] if found else matter


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
