"""Answers out of running text: the one or two sentences that answer, and the judgement whether any does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from assistant.asks import RARE, Ask, asks, is_hollow
from assistant.drafting import Draft, Judged
from assistant.evidence import (
    STANDS,
    WORDED,
    Candidate,
    Evidence,
    Weights,
    counts,
    figures,
    in_money,
    is_bare_title,
    labelled,
    stems_of,
)
from assistant.question import Question
from index.passage import Quotation
from index.shelf import Shelf
from index.words import stem, words
from ingest.grammar.sentences import sentences
from ingest.record import Kind, Paragraph, Shape, Span, Spans, joined, quote

#: An answer's sentences take up at most this many words; a reader stops there, and so does the marker.
WORDS = 85
#: A second sentence is given where it scores at least this share of the first and adds something asked for.
SECOND = 0.62
#: Another row of a table is given where its label covers so much more of what was asked.
NAMED, LABELLED = 0.14, 0.25
#: What a sentence with its surroundings must cover of the question before it is called an answer.
ENOUGH, ENOUGH_OWN = 0.3, 0.1
#: The same where it gives a number of the very things whose number is asked.
ENOUGH_COUNTED = 0.24
#: A figure must stand in a sentence that itself covers this much of what was asked.
ENOUGH_FIGURE = 0.2
#: Under this best cosine the question is from another world than the papers.
FLOOR = 0.22
#: A sentence whose passage lacks this share of the names asked of, by their weight, is no answer.
NAMELESS = 0.7
#: A sentence answers one of several things asked where it covers so much of that; it touches on it from here on.
ASKED, TOUCHED = 0.5, 0.2
#: A sentence that only touches on it, and is of no sort that few hold, scores this much of the best.
CLOSE = 0.8
#: What standing beside the best is worth to a sentence that answers what else is asked.
NEAR = 0.4
#: A list that a sentence announces is quoted with it up to this many entries.
LISTED = 8

#: Candidates after the best that are looked at for what they add.
READ = 40
#: Why a sentence is passed over, where another answers.
ROW_ALONE = "a row of a table answers, and this is none that is asked for beside it"
LOW = f"below the first {READ}"
FULL = "the answer has all its sentences"
COPY = "the same words are taken already"
LONG = f"no room: with it the answer has more than {WORDS} words"
FAR = f"below the threshold: scores less than {SECOND:g} of the best"
NOTHING_NEW = "adds nothing that is asked for"
BEHIND = "would answer, but only the best is asked"
#: Why a sentence does not answer, in words, by what its judgement says.
WHY = {
    "": "",
    "nothing": "no sentence was found",
    "unasked": "the question names nothing that could be looked for",
    "unknown": "the question names what no paper here holds",
    "meaning": "the question is far from all that these papers speak of",
    "to follow": "the paper asked for was to follow",
    "coverage": "too little of what is asked stands in it and around it",
    "title": "it is a title or a heading, and says nothing by itself",
    "subject": "its passage is not about what the question is said to be about",
    "name": "its passage holds none of the names that are asked of",
    "money": "a sum of money is asked for, and none is in it",
    "figure": "a figure is asked for, and none is in it, or too little else of what is asked",
}

_ABOUT = re.compile(r"\b(?:about|regarding|concerning)\s+((?:[\w'’-]+ ?){1,4})", re.IGNORECASE)
_LEANS = re.compile(
    r"^(?:he|she|they|it|this|these|those|that|such|however|also|in addition|therefore|the latter)\b", re.IGNORECASE
)
_MONEY = re.compile(r"[£€$]\s?\d|\b\d[\d,.]*\s*(?:pounds|euros?|dollars|million|k)\b", re.IGNORECASE)
#: What a sentence ends with that announces a list.
_LEADS_IN = re.compile(
    r"(?::|\b(?:are|is|were|was|includ(?:e|es|ed|ing)|as follows|the following|such as|namely))\W*$", re.IGNORECASE
)
_TO_FOLLOW = re.compile(r"\bto follow\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence answers, and why not where it doesn't."""

    answers: bool
    confidence: float
    why: str = ""


def judge(evidence: Evidence, best: Candidate | None) -> Verdict:
    """Return whether the best sentence answers: enough of what was asked stands in it and around it."""
    question, weighing = evidence.question, evidence.weights
    if best is None:
        return Verdict(False, 0.0, "nothing")
    if not weighing.stems:
        return Verdict(False, 0.0, "unasked")
    if _mostly_unknown(weighing) or _unknown_name(evidence):
        return Verdict(False, 0.0, "unknown")
    covered = best.around
    confidence = min(0.99, 0.25 + 0.45 * covered + 0.3 * best.own)
    if evidence.best_meaning < FLOOR and best.own < 0.8:
        return Verdict(False, confidence, "meaning")
    if _awaited(evidence, best) and question.kind not in ("provenance", "date", "table"):
        return Verdict(False, confidence, "to follow")
    counting = counts(best.text, question.text, weighing) if question.wants_number else None
    counted = counting is True
    enough = ENOUGH_COUNTED if counted else ENOUGH
    if covered < enough or best.own < ENOUGH_OWN:
        return Verdict(False, confidence, "coverage")
    if best.absent >= NAMELESS:
        return Verdict(False, confidence, "name")
    if question.wants_money and not (_MONEY.search(best.text) or (best.row and in_money(best.row))):
        return Verdict(False, confidence, "money")
    if (
        question.wants_number
        and not best.row
        and (counting is False or not _number(best, question) or (best.own < ENOUGH_FIGURE and not counted))
    ):
        return Verdict(False, confidence, "figure")
    if question.kind in ("lookup", "figure") and not best.row and _is_title(best):
        return Verdict(False, confidence, "title")
    if _elsewhere(evidence, best):
        return Verdict(False, confidence, "subject")
    return Verdict(True, confidence)


def _number(best: Candidate, question: Question) -> bool:
    """True where a sentence gives a number that the question does not."""
    return figures(best.text, question.text) or bool(WORDED.search(best.text))


def _is_title(best: Candidate) -> bool:
    """True for a bare title that is a paragraph by itself: no entry of a list, no figure, no "name: value"."""
    shape = best.passage.paragraphs[best.paragraph].shape
    return shape is not Shape.BULLET and ":" not in best.text and not figures(best.text) and is_bare_title(best.text)


def _elsewhere(evidence: Evidence, best: Candidate) -> bool:
    """True where a question says what it is about, and the passage of the best sentence holds not all of that."""
    about = _ABOUT.search(evidence.question.text)
    if not about:
        return False
    named = (stem(w) for w in words(about[1]) if not w.endswith(("ing", "ed")))
    subject = [one for one in named if one in evidence.weights.stems][:2]
    held = stems_of(best.passage.text) | stems_of(best.passage.heading)
    return any(evidence.weights.share(one, held) < STANDS for one in subject)


def _mostly_unknown(weighing: Weights) -> bool:
    """True where of a question's words more than half stand nowhere: no slips, then, but its topic."""
    return 2 * len(weighing.unknown & weighing.stems.keys()) > len(weighing.stems)


def _unknown_name(evidence: Evidence) -> bool:
    """True where a question names somebody or something, in capitals, that no paper on the shelf holds."""
    inside = re.findall(r"(?<=\w )[A-Z][\w'’-]+", evidence.question.text)
    return any(all(stem(w) in evidence.nowhere for w in words(name)) for name in inside if words(name))


def _awaited(evidence: Evidence, best: Candidate) -> bool:
    """True where the paper asked for was to follow, and only agendas, plans and other items speak of it."""
    if _TO_FOLLOW.search(best.text):
        return True
    announced = next((c for c in evidence.candidates if _TO_FOLLOW.search(c.text) and c.own >= 0.5), None)
    if announced is None:
        return False
    there, here = best.source.place, announced.source.place
    if there.kind in (Kind.AGENDA, Kind.FORWARD_PLAN):
        return True
    asks_paper = evidence.question.has(r"\b(?:report|update|paper|presentation)\b")
    return asks_paper and there.meeting == here.meeting and there.item != here.item


def judged(
    draft: Draft,
    evidence: Evidence,
    best: Candidate | None,
    then: Callable[[], Iterable[tuple[Candidate, str]]] | None = None,
) -> Verdict:
    """Return whether a search's best sentence answers, and note it. then: what becomes of each then, if not usual."""
    verdict = judge(evidence, best)
    usual = then or partial(fates, evidence)
    told = usual if verdict.answers else partial(why_not, evidence)
    draft.judged.append(Judged(evidence, verdict.why, verdict.confidence, told))
    return verdict


def best_of(evidence: Evidence) -> Candidate | None:
    """Return the candidate that answers best, or None."""
    return evidence.candidates[0] if evidence.candidates else None


def chosen(evidence: Evidence, *, limit: int = 3) -> tuple[Candidate, ...]:
    """Return the sentences that answer, best first: the best, and those that add something asked for."""
    return tuple(one for one, why in islice(fates(evidence, limit=limit), READ) if not why)


def fates(evidence: Evidence, *, limit: int = 3) -> Iterator[tuple[Candidate, str]]:
    """Yield each candidate, best first, with why it is passed over: "" where it is taken, as `limit` are at most."""
    best = best_of(evidence)
    if best is None:
        return
    yield best, ""
    out = [best, *_also(evidence, best)][:limit]
    also = {id(one) for one in out[1:]}
    row = best.row is not None
    weighing = evidence.weights
    have = weighing.matched(stems_of(" ".join(one.text for one in out)))
    for rank, one in enumerate(evidence.candidates[1:], 1):
        if id(one) in also:
            yield one, ""
        elif rank >= READ or len(out) >= limit:
            yield one, LOW if rank >= READ else FULL
        elif row and not _names_more(one, out, weighing):
            yield one, ROW_ALONE
        elif row:
            yield one, ""
            out.append(one)
        elif why := _passed_over(one, out, have, weighing):
            yield one, why
        else:
            yield one, ""
            out.append(one)
            have |= weighing.matched(stems_of(one.text))


def _also(evidence: Evidence, best: Candidate) -> list[Candidate]:
    """Return the sentences that answer what else a question asks than the best does, one for each such thing."""
    several = asks(evidence.question.text)
    out = [best]
    for ask in several if len(several) > 1 else ():
        stems = evidence.weights.stems.keys() & stems_of(ask.text)
        if any(_answers(ask, stems, one, evidence.weights) for one in out):
            continue
        found = max(
            (one for one in evidence.candidates[1:READ] if _completes(ask, stems, one, out, evidence.weights)),
            key=lambda one: _covered(stems, one, evidence.weights) + _nearness(one, best) + one.score,
            default=None,
        )
        if found:
            out.append(found)
    return out[1:]


def _covered(stems: Set[str], one: Candidate, weighing: Weights) -> float:
    """Return the share of some stems' weight that a sentence covers, from 0 to 1."""
    held = stems_of(one.text)
    total = sum(weighing.stems[s] for s in stems)
    return sum(weighing.stems[s] * weighing.share(s, held) for s in stems) / total if total else 0.0


def _answers(ask: Ask, stems: Set[str], one: Candidate, weighing: Weights) -> bool:
    """True where a sentence answers one of the things asked: in its own words and by the sort of answer wanted."""
    return ask.held(one.text) and (not stems or _covered(stems, one, weighing) >= ASKED)


def _completes(ask: Ask, stems: Set[str], one: Candidate, out: Sequence[Candidate], weighing: Weights) -> bool:
    """True where a sentence answers one of the things asked that those taken do not, and there is room for it."""
    if one.row or is_hollow(one.text) or not ask.held(one.text) or any(_overlaps(one, o) for o in out):
        return False
    if sum(len(o.text.split()) for o in (*out, one)) > WORDS or one.source.place.part != out[0].source.place.part:
        return False
    covered, near = _covered(stems, one, weighing), _nearness(one, out[0])
    if not stems:
        return ask.sort in RARE and near >= NEAR
    telling = ask.sort in RARE or one.score >= CLOSE * out[0].score
    if near >= NEAR / 2 and counts(one.text, ask.text, weighing):
        return True
    return covered >= ASKED or (covered >= TOUCHED and telling and near >= NEAR / 2)


def _nearness(one: Candidate, best: Candidate) -> float:
    """Return how near a sentence stands to the best: in its paragraph, its passage, its item, or none of these."""
    if beside(one, best):
        return NEAR
    if one.passage.id == best.passage.id:
        return 0.75 * NEAR
    return 0.5 * NEAR if one.source.place.item == best.source.place.item else 0.0


def _names_more(one: Candidate, out: Sequence[Candidate], weighing: Weights) -> bool:
    """True for another row of the same table, whose label has something asked for that those taken have not."""
    place, first = one.source.place, out[0].source.place
    if one.row is None or (place.part, place.item) != (first.part, first.item):
        return False
    if one.score < SECOND * out[0].score or labelled(one.row.label, weighing) < LABELLED:
        return False
    have = frozenset(s for o in out if o.row for s in weighing.matched(stems_of(o.row.label)))
    new = weighing.matched(stems_of(one.row.label)) - have
    return sum(weighing.stems[s] for s in new) / weighing.total >= NAMED


def _passed_over(one: Candidate, out: Sequence[Candidate], have: frozenset[str], weighing: Weights) -> str:
    """Return why a candidate adds nothing to those taken, the best first, which cover some stems; "" where it does."""
    best = out[0]
    if any(_overlaps(one, o) for o in out):
        return COPY
    if sum(len(o.text.split()) for o in (*out, one)) > WORDS:
        return LONG
    if one.score < SECOND * best.score:
        return FAR
    new = sum(weighing.stems[s] for s in weighing.matched(stems_of(one.text)) - have) / weighing.total
    near = one.reply or (one.own >= 0.3 and any(beside(one, o) for o in out))
    return "" if new >= 0.14 or (near and one.score >= 0.75 * best.score) else NOTHING_NEW


def why_not(evidence: Evidence) -> Iterator[tuple[Candidate, str]]:
    """Yield each candidate of a search that does not answer, best first, with why it would not answer by itself."""
    for rank, one in enumerate(evidence.candidates):
        yield one, WHY[judge(evidence, one).why] or (BEHIND if rank else "")


def _overlaps(one: Candidate, other: Candidate) -> bool:
    if one.text.strip().lower() == other.text.strip().lower():
        return True
    return one.source.spans == other.source.spans


def beside(one: Candidate, other: Candidate) -> bool:
    """True for sentences of one paragraph, next to each other."""
    same = one.passage.id == other.passage.id and one.paragraph == other.paragraph
    return same and (abs(one.first - other.last) <= 2 or abs(other.first - one.last) <= 2)


def quotations(picked: Sequence[Candidate], shelf: Shelf) -> tuple[Quotation, ...]:
    """Return what is quoted for the chosen sentences: neighbours made one, a leaning sentence with the one before it,
    a list with the sentence that announces it."""
    out: list[Quotation] = []
    used: set[int] = set()
    for number, one in enumerate(picked):
        if number in used:
            continue
        first, last = one.first, one.last
        for other_number, other in enumerate(picked[number + 1 :], number + 1):
            if beside(replace(one, first=first, last=last), other):
                first, last = min(first, other.first), max(last, other.last)
                used.add(other_number)
        out.append(_widened(one, first, last, shelf))
    return tuple(out)


def _widened(one: Candidate, first: int, last: int, shelf: Shelf) -> Quotation:
    if one.row:
        return quoted(one, shelf)
    paragraph = one.passage.paragraphs[one.paragraph]
    document = one.passage.place.document
    text = shelf.document_text(document)
    running = shelf.running(one.passage)[one.paragraph]
    said = running.text[first:last]
    if _LEANS.match(said) and first > 0 and paragraph.shape is not Shape.ROW:
        before = [r for r in sentences(running.text) if r[1] <= first]
        if before and last - before[-1][0] < 600:
            first = before[-1][0]
    spans = running.spans(first, last)
    if last >= len(running.text.rstrip()):
        spans = joined(text, (*spans, *_listed(one, said, text)))
    return one.passage.quotation(paragraph, spans, quote(text, spans))


def quoted(one: Candidate, shelf: Shelf) -> Quotation:
    """Return the quotation that a candidate makes by itself."""
    return replace(one.source, quote=shelf.store.slice(one.source.place.document, one.source.spans))


def _listed(one: Candidate, said: str, text: str) -> Spans:
    """Return the spans of the list that follows a sentence which announces it, or a bullet that it stands under."""
    lead = one.passage.paragraphs[one.paragraph]
    announced, within = bool(_LEADS_IN.search(said)), lead.shape is Shape.BULLET
    if not announced and not (within and is_bare_title(said)):
        return ()
    depth = _depth(lead, text)
    out: list[Span] = []
    count = len(said.split())
    for paragraph in one.passage.paragraphs[one.paragraph + 1 :]:
        if paragraph.shape is not Shape.BULLET or len(out) >= LISTED or (within and _depth(paragraph, text) <= depth):
            break
        count += sum(len(text[s.start : s.end].split()) for s in paragraph.spans)
        if within and count > WORDS:
            break
        out.extend(paragraph.spans)
    return tuple(out)


def _depth(paragraph: Paragraph, text: str) -> int:
    """Return how far a paragraph is set in on its line."""
    start = paragraph.spans[0].start
    return start - text.rfind("\n", 0, start)


def nearest(evidence: Evidence, shelf: Shelf, count: int = 3) -> tuple[Quotation, ...]:
    """Return the nearest paragraphs of a refusal: the best sentences of different passages."""
    out: list[Quotation] = []
    seen: set[str] = set()
    for one in evidence.candidates:
        if one.passage.id not in seen and len(one.text.split()) <= 100:
            seen.add(one.passage.id)
            out.append(quoted(one, shelf))
        if len(out) == count:
            break
    return tuple(out)
