"""What minutes record as decided where one decision takes several paragraphs: resolutions in points, motions voted on.

A motion is quoted with what became of it, never without: one that was lost must not read as adopted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.formats import common
from ingest.grammar import motions, numbering, outcomes
from ingest.grammar.sentences import sentences
from ingest.record import Decision, DecisionType, Flow, Paragraph, Shape, Span, flow, joined, quote

#: A motion of at most this many words is quoted whole with its outcome; of a longer one, who moved it.
WHOLE = 100
#: How many paragraphs a motion and the votes on it may take up before its outcome.
BACK = 40
#: A resolution goes on in what follows where it ends so.
_ANNOUNCES = re.compile(r"(?::|\bto|\bthat|[-–—])\s*$", re.IGNORECASE)
#: A sentence that lines cut goes on over at most so many paragraphs; a full line has at least so many characters.
CUT, LINE = 5, 70
_OPEN = re.compile(r"[\w,’')]$")
#: Words that no sentence ends with.
_LINKS = re.compile(
    r"(?:,|\b(?:by|the|of|to|and|or|in|for|on|at|an?|with|from|that|which|be|is|was|were|as))$", re.IGNORECASE
)
#: So many lines that say who moved and who seconded stand above what was resolved; words in quotation marks take up at
#: most so many paragraphs.
MOVERS, QUOTED = 3, 12
#: What a motion begins with where it stands under who moved it.
_PUT_NEXT = re.compile(r"^(?:[\"“‘']|that\b|(?:and\s+)?resolved\b)", re.IGNORECASE)
_NOMINATES = re.compile(r"\b(?:be\s+(?:appointed|elected)|nominat\w+|proposed)\b", re.IGNORECASE)
#: The words that a resolution told in the next paragraph begins with.
_TOLD_NEXT = re.compile(r"^(?:[\"“‘']|that\b)", re.IGNORECASE)
#: Minutes that mark so many of their decisions, and so great a share of their items, decide nothing without the mark.
MARKS, MARKED = 3, 0.3


@dataclass(frozen=True, slots=True)
class _Told:
    """An item's paragraphs with their running texts."""

    paragraphs: Sequence[Paragraph]
    running: tuple[Flow, ...]
    text: str

    def said(self, place: int) -> str:
        return self.running[place].text


def is_marking(texts: Sequence[str], items: int) -> bool:
    """True for minutes that mark what they decide by RESOLVED, so that an unmarked word decides nothing formally."""
    marks = sum(bool(re.search(r"\bRESOLVED\b", text)) for text in texts)
    return marks >= MARKS and marks >= MARKED * items


def of(paragraphs: Sequence[Paragraph], text: str, body: str, *, marking: bool = False) -> tuple[Decision, ...]:
    """Return the decisions of an item of minutes, each with its points, or with the motion it is the outcome of."""
    told = _Told(paragraphs, tuple(flow(text, one.spans) for one in paragraphs), text)
    found = common.decisions_of(paragraphs, text, body, record=True)
    found = tuple(_to_its_end(one, told) for one in found)
    last = {d.paragraph: d for d in found}
    out: list[Decision] = []
    taken = -1
    ended = -1
    for one in found:
        if one.paragraph <= taken:
            continue
        became = outcomes.outcome(one.text)
        if became:
            out.append(_with_motion(one, told, ended))
            ended = one.paragraph
        elif one is last[one.paragraph] and (outcomes.RESOLVED.search(one.text) or _lists(one, marking=marking)):
            whole, taken = _with_points(one, told)
            out.append(_with_movers(whole, told, ended, taken))
            ended = taken
        elif outcomes.ELECTED.search(one.text):
            out.append(_with_nomination(one, told, ended))
            ended = one.paragraph
        elif (
            not marking
            or outcomes.RESOLVED.search(one.text)
            or one.type is not DecisionType.FORMAL
            or one.verb == "deferred"
        ):
            out.append(one)
        elif one.verb != "noted":
            out.append(replace(one, type=DecisionType.INFORMAL))
    return tuple(out)


def _to_its_end(one: Decision, told: _Told) -> Decision:
    """Return a decision with the next paragraphs where its sentence was cut at the end of a line."""
    place = one.paragraph
    if not told.said(place).endswith(one.text) or outcomes.RESOLVED.search(one.text) or outcomes.outcome(one.text):
        return one
    after = place + 1
    while after < len(told.paragraphs) and after - place <= CUT and _is_cut(told, after - 1):
        after += 1
    if after == place + 1:
        return one
    start, end = sentences(told.said(after - 1))[0]
    more = (
        *(s for p in told.paragraphs[place + 1 : after - 1] for s in p.spans),
        *told.running[after - 1].spans(start, end),
    )
    return _quoting(one, (*one.spans, *more), told.text)


def _is_cut(told: _Told, place: int) -> bool:
    """True where a paragraph ends in mid-sentence, and the next goes on with it."""
    if place + 1 >= len(told.paragraphs) or not _OPEN.search(told.said(place)):
        return False
    after, shape = told.said(place + 1), told.paragraphs[place + 1].shape
    if (
        shape is not Shape.PROSE
        or numbering.starts_block(after)
        or motions.is_mover_line(after)
        or outcomes.VOTE.match(after)
    ):
        return False
    line = "\n" not in told.text[told.paragraphs[place].spans[0].start : told.paragraphs[place].spans[-1].end].strip()
    full = line and len(told.said(place)) >= LINE
    return full or after[:1].islower() or bool(_LINKS.search(told.said(place)))


def _lists(one: Decision, *, marking: bool) -> bool:
    """True for what was agreed where minutes mark nothing, and a list of it follows."""
    return not marking and one.verb in ("agreed", "approved") and one.text.endswith(":")


def _with_points(one: Decision, told: _Told) -> tuple[Decision, int]:
    """Return a resolution with the points that follow it, and the last paragraph that they take up."""
    place = one.paragraph
    if not told.said(place).rstrip().endswith(one.text) or not _ANNOUNCES.search(one.text):
        return one, place
    after = place + 1
    while after < len(told.paragraphs) and _is_point(told, place, after):
        after += 1
    if after == place + 1 and after < len(told.paragraphs) and _TOLD_NEXT.match(told.said(after)):
        after = _quoted(told, after) + 1
    spans = (*one.spans, *(s for p in told.paragraphs[place + 1 : after] for s in p.spans))
    return _quoting(one, spans, told.text), after - 1


def _quoted(told: _Told, place: int) -> int:
    """Return the last paragraph of the words in quotation marks that begin at a place."""
    opened = told.said(place)[:1]
    if opened not in '"“':
        return place
    for at in range(place, min(place + QUOTED, len(told.paragraphs))):
        if re.search(r"[\"”][.;,]?$", told.said(at)[1:] if at == place else told.said(at)):
            return at
    return place


def _with_movers(one: Decision, told: _Told, ended: int, last: int) -> Decision:
    """Return a resolution with the lines right above it, or right below, that say who moved and seconded it.

    ended: the paragraph of the decision before. last: the last paragraph of the resolution.
    """
    first = one.paragraph
    while first - 1 > ended and one.paragraph - first < MOVERS and motions.is_mover_line(told.said(first - 1)):
        first -= 1
    if first == one.paragraph and (moved := _moved(told, first, ended)) is not None:
        return _beginning(one, told, moved, outcomes.MOVED)
    if first < one.paragraph:
        spans = (*(s for p in told.paragraphs[first : one.paragraph] for s in p.spans), *one.spans)
        return replace(_quoting(one, spans, told.text), paragraph=first)
    after = last + 1
    while after < len(told.paragraphs) and after - last <= MOVERS and motions.is_mover_line(told.said(after)):
        after += 1
    if after == last + 1 or (after < len(told.paragraphs) and _PUT_NEXT.match(told.said(after))):
        return one
    return _quoting(one, (*one.spans, *(s for p in told.paragraphs[last + 1 : after] for s in p.spans)), told.text)


def _moved(told: _Told, place: int, ended: int) -> int | None:
    """Return the paragraph that moves what is resolved at a place: right above it, but for the points of the motion."""
    at = place - 1
    while (
        at > ended
        and place - at <= BACK
        and (told.paragraphs[at].shape is Shape.BULLET or numbering.mark(told.said(at)))
    ):
        if outcomes.MOVED.search(told.said(at)):
            return at
        at -= 1
    return at if ended < at and outcomes.MOVED.search(told.said(at)) else None


def _with_nomination(one: Decision, told: _Told, ended: int) -> Decision:
    """Return an election with the nomination of whom it names, and with who moved and seconded that."""
    match = outcomes.ELECTED.search(one.text)
    name = re.findall(r"[\w’'-]+", (match["who"] or match["whom"]) if match else "")
    for place in range(one.paragraph - 1, max(ended, one.paragraph - BACK, -1), -1):
        said = told.said(place)
        if not name or not re.search(rf"\b{re.escape(name[-1])}\b", said) or not _NOMINATES.search(said):
            continue
        first = place
        while first - 1 > ended and place - first < MOVERS and motions.is_mover_line(told.said(first - 1)):
            first -= 1
        if motions.is_mover_line(said) and first == place:
            continue  # who moved another
        spans = (*(s for p in told.paragraphs[first : place + 1] for s in p.spans), *one.spans)
        return replace(_quoting(one, spans, told.text), paragraph=first)
    return one


def _is_point(told: _Told, resolved: int, place: int) -> bool:
    """True where a paragraph is a point of the resolution before it: a bullet, or of its list."""
    one = told.paragraphs[place]
    if one.shape is Shape.BULLET:
        return True
    mark = numbering.mark(told.said(place))
    first = numbering.mark(told.said(resolved + 1))
    if mark is None or first is None or outcomes.RESOLVED.search(told.said(place)[:80]):
        return False
    own = numbering.mark(told.said(resolved))
    if own and own.style == mark.style and told.paragraphs[resolved].label.count("(") >= one.label.count("("):
        return False
    return place == resolved + 1 or mark.style == first.style or one.label.count("(") > 1


def _with_motion(one: Decision, told: _Told, ended: int) -> Decision:
    """Return an outcome with the motion that it is of: whole where that is short, else with who moved it.

    ended: the paragraph of the outcome before, beyond which the motion cannot lie.
    """
    at = one.paragraph
    same = _sentence(told.said(at)[: told.said(at).rfind(one.text)], outcomes.MOVED)
    if same is not None and ended < at:
        return _quoting(one, (*told.running[at].spans(same[0], same[1]), *one.spans), told.text)
    if outcomes.MOVED.search(one.text):
        return one
    moved = _back(told, at, ended, outcomes.MOVED)
    if moved is None:
        put = _back(told, at, ended, outcomes.PUT)
        return one if put is None else _beginning(one, told, put, outcomes.PUT)
    while moved - 1 > ended and _leads(told.said(moved - 1), told.said(moved)):
        moved -= 1
    between = told.paragraphs[moved:at]
    if sum(len(told.said(place).split()) for place in range(moved, at)) <= WHOLE and not _has_votes(told, moved, at):
        spans = (*(s for p in between for s in p.spans), *one.spans)
        return replace(_quoting(one, spans, told.text), paragraph=moved)
    return _beginning(one, told, moved, outcomes.MOVED)


def _leads(before: str, moved: str) -> bool:
    """True where what is moved stands above who moved it."""
    return bool(_TOLD_NEXT.match(before)) or (bool(outcomes.MOVED.search(before)) and not moved.startswith(before[:20]))


def _has_votes(told: _Told, first: int, stop: int) -> bool:
    return any(outcomes.VOTE.match(told.said(place)) for place in range(first, stop))


def _back(told: _Told, at: int, ended: int, wanted: re.Pattern[str]) -> int | None:
    """Return the nearest paragraph before an outcome that holds what is wanted, not beyond the outcome before it."""
    for place in range(at - 1, max(ended, at - BACK, -1), -1):
        if wanted.search(told.said(place)):
            return place
    return None


def _sentence(text: str, wanted: re.Pattern[str]) -> tuple[int, int] | None:
    return next((range_ for range_ in sentences(text) if wanted.search(text[slice(*range_)])), None)


def _beginning(one: Decision, told: _Told, place: int, wanted: re.Pattern[str]) -> Decision:
    """Return an outcome with the sentence that says who moved what, or how it was put to the vote."""
    start, end = _sentence(told.said(place), wanted) or (0, len(told.said(place)))
    spans = (*told.running[place].spans(start, end), *one.spans)
    return replace(_quoting(one, spans, told.text), paragraph=place)


def _quoting(one: Decision, spans: Sequence[Span], text: str) -> Decision:
    whole = joined(text, spans)
    return replace(one, spans=whole, text=quote(text, whole))
