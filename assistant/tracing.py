"""How an answer came about: what was understood, every sentence weighed, what was taken, what passed over and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assistant import evidence as gathering
from assistant.answer import Answer, where
from assistant.answerers.passages import WHY
from assistant.drafting import Draft, Judged, LeftOut, Look, scope_of
from assistant.evidence import AROUND, OWN, RANK, Candidate
from assistant.question import Question
from index.passage import Hit, Quotation
from ingest.grammar.dates import Written

#: Why a sentence stands in no answer though nothing speaks against it by itself.
UNUSED = "not used: what answers is of the register, a roll, a table or another search"
LEFT_OUT = "fits, and was left out: of another time than asked, said already, or one too many"
#: Characters of a sentence that a line shows.
SHOWN = 110


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence that may answer, with its score and the pieces of it, and what became of it.

    own, around, rank: from 0 to 1, before they are weighted. bonus: what the kind of answer wanted adds to the score,
    or takes off. meaning, words: its passage's cosine and its score in the full text. citation: the number under which
    the answer quotes it; why: why it does not, "" where it does.
    """

    source: Quotation
    text: str
    score: float
    own: float
    around: float
    rank: float
    bonus: float
    meaning: float
    words: float
    citation: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Searched:
    """One search that was made for an answer.

    looked_for: why it was made. weights: the stems asked for, and how telling each is here; instead: what may stand for
    one; misspelt: stems of the question that were read as others, read_as: those; nowhere: stems that no paper on the
    shelf holds. passages: how many were looked at; unread: found, but too low for their sentences to be weighed.
    answers: whether the best sentence does; None where that was not asked. why: why not, in words.
    """

    looked_for: str
    scope: Mapping[str, object]
    weights: Mapping[str, float]
    instead: Mapping[str, tuple[str, ...]]
    misspelt: tuple[str, ...]
    read_as: tuple[str, ...]
    nowhere: tuple[str, ...]
    passages: int
    unread: int
    best_meaning: float
    answers: bool | None
    why: str
    confidence: float
    weighed: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """An answer with how it came about.

    wants: what only will do as an answer, such as a figure. left_out: the statements that did not stand up when they
    were checked.
    """

    question: Question
    answer: Answer
    wants: tuple[str, ...] = ()
    searches: tuple[Searched, ...] = field(default=())
    left_out: tuple[LeftOut, ...] = ()


def trace(draft: Draft, answer: Answer) -> Trace:
    """Return how an answer came about, from the draft that it was made in."""
    question = draft.question
    searches = tuple(_searched(look, draft, answer) for look in draft.looks)
    return Trace(question, answer, question.wants, searches, draft.left_out)


def _searched(look: Look, draft: Draft, answer: Answer) -> Searched:
    found = look.evidence
    judged = next((j for j in reversed(draft.judged) if j.evidence is found), None)
    weighing, asked = found.weights, found.question.terms
    return Searched(
        look.why,
        scope_of(found.scope),
        dict(weighing.stems),
        {stem: tuple(sorted(weighing.instead[stem])) for stem in weighing.stems if weighing.instead.get(stem)},
        tuple(t for t in asked if t not in weighing.stems),
        tuple(t for t in weighing.stems if t not in asked),
        tuple(sorted(found.nowhere)),
        found.considered,
        max(0, len(found.hits) - gathering.READ),
        found.best_meaning,
        None if judged is None or judged.why is None else not judged.why,
        WHY[judged.why or ""] if judged else "",
        judged.confidence if judged else 0.0,
        tuple(_weighed(look, judged, answer)),
    )


def _weighed(look: Look, judged: Judged | None, answer: Answer) -> Iterator[Weighed]:
    hits: dict[str, Hit] = {h.passage.id: h for h in look.evidence.hits}
    top = look.evidence.hits[0].score if look.evidence.hits else 0.0
    fates = judged.fates() if judged else ((one, UNUSED) for one in look.evidence.candidates)
    for one, why in fates:
        hit = hits[one.passage.id]
        rank = gathering.ranked(hit.score, top)
        number = _number(one, answer)
        yield Weighed(
            one.source,
            " ".join(one.text.split()),
            one.score,
            one.own,
            one.around,
            rank,
            one.score - OWN * one.own - AROUND * one.around - RANK * rank,
            hit.meaning,
            hit.words,
            number,
            "" if number else why or LEFT_OUT,
        )


def _number(one: Candidate, answer: Answer) -> int | None:
    """Return the number of the citation that takes a sentence in; None where none does."""
    at, spans = one.source.place, one.source.spans
    for citation in answer.citations:
        held = citation.source
        within = held.spans[0].start <= spans[0].start and spans[-1].end <= held.spans[-1].end
        if held.place.document == at.document and within:
            return citation.number
    return None


# ---------------------------------------------------------------- as programs and people read it


def told(one: Trace) -> dict[str, object]:
    """Return a trace as JSON, without its answer."""
    question = one.question
    return {
        "asked": question.asked,
        "question": question.text,
        "kind": question.kind,
        "told_by": question.cue,
        "wants": list(one.wants),
        "times": [_time(question, t) for t in question.times],
        "people": list(question.names),
        "terms": list(question.terms),
        "scope": dict(one.answer.understood.scope),
        "searches": [_told_search(s) for s in one.searches],
        "left_out": [{"text": left.text, "why": left.why} for left in one.left_out],
    }


def _time(question: Question, written: Written) -> dict[str, str]:
    return {
        "text": question.text[written.start : written.end],
        "first": written.first.isoformat(),
        "last": written.last.isoformat(),
        "grain": written.grain,
    }


def _told_search(one: Searched) -> dict[str, object]:
    return {
        "looked_for": one.looked_for,
        "scope": dict(one.scope),
        "weights": {stem: round(weight, 4) for stem, weight in one.weights.items()},
        "instead": {stem: list(others) for stem, others in one.instead.items()},
        "misspelt": list(one.misspelt),
        "read_as": list(one.read_as),
        "nowhere": list(one.nowhere),
        "passages": one.passages,
        "unread": one.unread,
        "best_meaning": round(one.best_meaning, 4),
        "answers": one.answers,
        "why": one.why,
        "confidence": round(one.confidence, 4),
        "candidates": [_told_sentence(w) for w in one.weighed],
    }


def _told_sentence(one: Weighed) -> dict[str, object]:
    at = one.source.place
    numbers = ("score", "own", "around", "rank", "bonus", "meaning", "words")
    return {
        "document": at.path,
        "meeting": at.meeting.date.isoformat() if at.meeting else None,
        "item": at.item or None,
        "paragraph": one.source.paragraph.label,
        "text": one.text,
        **{name: round(getattr(one, name), 4) for name in numbers},
        "citation": one.citation,
        "why": one.why,
    }


def lines(one: Trace) -> Iterator[str]:
    """Yield a trace as lines for a terminal."""
    question = one.question
    yield "Understood:"
    yield f"  question: {question.text}"
    if question.text != question.asked:
        yield f"  rewritten from: {question.asked}"
    yield f"  kind: {question.kind}{f', told by: {question.cue}' if question.cue else ''}"
    if one.wants:
        yield f"  wants: {', '.join(one.wants)}"
    for written in question.times:
        yield f"  time: {question.text[written.start : written.end]} ({written.first} to {written.last})"
    if question.names:
        yield f"  people and names: {', '.join(question.names)}"
    yield f"  terms: {', '.join(question.terms) or 'none'}"
    yield from (f"  scope, {name}: {_plain(value)}" for name, value in one.answer.understood.scope.items())
    told_by = {_scores(search): number for number, search in enumerate(one.searches, 1)}
    for number, search in enumerate(one.searches, 1):
        yield ""
        yield from _search_lines(number, search)
        if told_by[_scores(search)] == number:
            yield from _candidate_lines(search)
        else:
            yield f"  its sentences and their scores are those of search {told_by[_scores(search)]}"
    if not one.searches:
        yield "No search was made."
    for left in one.left_out:
        yield ""
        yield f"Left out, because {left.why}: {left.text}"


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _scores(one: Searched) -> tuple[tuple[str, float], ...]:
    return tuple((w.text, w.score) for w in one.weighed)


def _search_lines(number: int, one: Searched) -> Iterator[str]:
    scope = "; ".join(f"{name} {_plain(value)}" for name, value in one.scope.items())
    yield f"Search {number}, {one.looked_for} ({scope}): {one.passages} passages; best meaning {one.best_meaning:.2f}"
    for stem, weight in one.weights.items():
        others = ", ".join(one.instead.get(stem, ()))
        yield f"  {weight:5.2f}  {stem}{f' (or {others})' if others else ''}"
    if one.misspelt:
        yield f"  misspelt: {', '.join(one.misspelt)}, read as {', '.join(one.read_as)}"
    if one.nowhere:
        yield f"  on no paper here: {', '.join(one.nowhere)}"
    if one.answers is not None:
        verdict = "answers" if one.answers else f"does not answer: {one.why}"
        yield f"  the best sentence {verdict} (confidence {one.confidence:.2f})"


def _candidate_lines(one: Searched) -> Iterator[str]:
    if one.weighed:
        yield f"  {'score':>6} {'own':>5} {'around':>6} {'rank':>5} {'bonus':>6} {'meaning':>7} {'words':>6}"
    for sentence in one.weighed:
        yield from _sentence_lines(sentence)
    if one.unread:
        yield f"  {one.unread} more passages were found, too low for their sentences to be weighed."


def _sentence_lines(one: Weighed) -> Iterator[str]:
    text = one.text if len(one.text) <= SHOWN else f"{one.text[:SHOWN]}…"
    yield (
        f"  {one.score:6.2f} {one.own:5.2f} {one.around:6.2f} {one.rank:5.2f} {one.bonus:+6.2f} {one.meaning:7.2f} "
        f"{one.words:6.2f}  {f'quoted as [{one.citation}]' if one.citation else f'passed over: {one.why}'}"
    )
    yield f"         {where(one.source) or one.source.place.title}: {text}"


__all__ = ["Searched", "Trace", "Weighed", "lines", "told", "trace"]
