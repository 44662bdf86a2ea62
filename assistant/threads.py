"""The thread of a matter: what papers say of it from first to last, a step for each thing that was done.

Every decision and action on it is there, for the register lists them; discussion and reports are cut to the best few
paragraphs of each paper, and the last of them says how many more there are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache

from assistant import evidence as gathering
from assistant import matter as matters
from assistant import question as understanding
from assistant.drafting import readable
from assistant.evidence import Weights, is_bare_title, stems_of
from assistant.matter import Matter
from assistant.synonyms import GENERAL
from index.passage import Entry, Passage, Place, Quotation, Ruling, Scope, Standing
from index.shelf import Shelf
from index.words import bare, stem, words
from ingest.record import DecisionType, Kind, Paragraph, Shape

#: Paragraphs of one paper that are told, of minutes and of anything else.
OF_MINUTES, OF_PAPERS = 3, 2
#: What begins the label of a paragraph that says who came, when and where.
_FRONT = ("head¶", "front¶", "notes¶")
#: Passages that are read for paragraphs at the most, the best first: a word that half the shelf holds tells little, and
#: to read so many that are not in memory takes 100 ms.
READ = 400
#: Passages found by meaning that are looked at, and the share of a matter's weight that such a paragraph must hold.
NEAR, CLOSE = 40, 0.85
#: A paragraph of fewer words tells nothing by itself; one of more is long to read.
BRIEF, LONG = 5, 90
#: A paragraph of more words is no title.
LONG_TITLE = 20
#: A word is taken for a name where papers write it so within a sentence at least this often.
NAMED = 0.34
#: Words named to whoever asks after a matter that is in no paper.
NEAREST = 4


class StepKind(StrEnum):
    """What a step of a thread is, in the order in which those of one day are told."""

    PLAN = "planned"
    AGENDA = "agenda"
    REPORT = "report"
    RECOMMENDED = "recommended"
    DISCUSSION = "discussion"
    ELSEWHERE = "decided elsewhere"
    DECISION = "decision"
    ACTION = "action"
    UPDATE = "report back"
    ANNUAL = "annual report"
    SUMMARY = "summary"


_ORDER = {kind: n for n, kind in enumerate(StepKind)}
#: The kinds of steps, those that tell most of a matter first.
_TELLING = (
    StepKind.DECISION,
    StepKind.ACTION,
    StepKind.UPDATE,
    StepKind.DISCUSSION,
    StepKind.ANNUAL,
    StepKind.REPORT,
    StepKind.RECOMMENDED,
    StepKind.ELSEWHERE,
    StepKind.SUMMARY,
    StepKind.AGENDA,
    StepKind.PLAN,
)
_OF_PART = {
    Kind.MINUTES: StepKind.DISCUSSION,
    Kind.DECISIONS: StepKind.DISCUSSION,
    Kind.AGENDA: StepKind.AGENDA,
    Kind.FORWARD_PLAN: StepKind.PLAN,
    Kind.ANNUAL_REPORT: StepKind.ANNUAL,
    Kind.SUMMARY: StepKind.SUMMARY,
}
_OF_DECISION = {
    DecisionType.FORMAL: StepKind.DECISION,
    DecisionType.INFORMAL: StepKind.DECISION,
    DecisionType.RECOMMENDED: StepKind.RECOMMENDED,
    DecisionType.OTHER_BODY: StepKind.ELSEWHERE,
    DecisionType.REPORTED: StepKind.ELSEWHERE,
}
#: What is a paper on a matter as a whole where its title names it; minutes and agendas are of a meeting.
_TITLED = frozenset(Kind) - {Kind.MINUTES, Kind.DECISIONS, Kind.AGENDA, Kind.PACK, Kind.FORWARD_PLAN}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a thread: its day, None where its paper has none, what it is, the words of the record, and who.

    text: the words as they are read. standing: how an action stands now, or what
    a report back says of it. entry: the identity of the
    action or the decision. more: how many further paragraphs of the same paper are on the matter.
    """

    day: date | None
    kind: StepKind
    source: Quotation
    text: str
    who: str = ""
    standing: Standing | None = None
    entry: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True)
class Thread:
    """The steps of a matter in order of date. known: for a matter without any, the nearest words that papers hold.

    passages: how many passages hold it; unread: how many of them were not read for paragraphs, being too many.
    """

    matter: Matter
    steps: tuple[Step, ...]
    passages: int
    unread: int = 0
    known: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[StepKind, int]:
        """How many steps there are of each kind that there is."""
        counted = Counter(s.kind for s in self.steps)
        return {kind: counted[kind] for kind in StepKind if counted[kind]}


def thread(asked: str, shelf: Shelf, scope: Scope) -> Thread:
    """Return the thread of a matter given in words, over what is in scope."""
    always = replace(scope, since=None, until=None)
    one = matters.matter(
        asked, {**GENERAL, **shelf.acronyms(always)}, lambda s: bool(shelf.store.frequencies([s], always))
    )
    held = shelf.holding(one.forms, always)
    near = _near(one, shelf, always)
    found = shelf.store.passages(held[:READ], always)
    passages = [found[i] for i in held[:READ]]
    one = _as_name(one, passages)
    entries = list(_register(one, set(held), shelf, always))
    lines = _unsaid([*_lines(one, passages), *_close(near)], entries)
    steps = [s for s in _once([*entries, *_paragraphs(lines)]) if _is_within(s, scope)]
    ordered = tuple(sorted(steps, key=_place))
    known = () if ordered else _known(one, shelf, always)
    return Thread(one, ordered, len(held), max(0, len(held) - READ), known)


def _place(step: Step) -> tuple[object, ...]:
    at = step.source.place
    return step.day or date.max, at.body.id, _ORDER[step.kind], at.path, step.source.spans, step.entry


def _is_within(step: Step, scope: Scope) -> bool:
    """True for a step within a scope's time; one without a day is in no stretch of time."""
    if not scope.since and not scope.until:
        return True
    if step.day is None:
        return False
    period = step.source.place.period
    first = period.first if period else step.day
    return (scope.since or date.min) <= step.day and first <= (scope.until or date.max)


def telling(steps: Sequence[Step], count: int) -> tuple[Step, ...]:
    """Return so many steps at most, in their order: one of every day, then what was done before what was said."""

    def rank(number: int) -> tuple[int, bool, int]:
        return _TELLING.index(steps[number].kind), not steps[number].who, number

    order = sorted(range(len(steps)), key=rank)
    first = {steps[number].day: number for number in reversed(order)}.values()
    chosen = [*sorted(first, key=rank), *(n for n in order if n not in first)][:count]
    return tuple(steps[number] for number in sorted(chosen))


# ---------------------------------------------------------------- what is read


def _as_name(one: Matter, passages: Sequence[Passage]) -> Matter:
    """Return a matter that is asked for with a capital letter as a name, where papers use it as one."""
    if not one.may_be_name:
        return one
    counted = [matters.is_name(one.asked, p.text) for p in passages]
    named, plain = sum(n for n, _ in counted), sum(n for _, n in counted)
    return replace(one, name=one.asked) if plain and named >= NAMED * (named + plain) else one


def _near(one: Matter, shelf: Shelf, scope: Scope) -> list[tuple[Passage, Weights]]:
    """Return what search finds by meaning for a matter of several words, to be weighed paragraph by paragraph."""
    if len(one.forms[0] if one.forms else ()) < 2:
        return []
    weighing = gathering.weights(understanding.understand(one.asked), shelf, scope)
    if weighing.unknown:
        return []
    found = shelf.search(one.asked, scope, extra=[p for form in one.forms[1:] for p in form], k=NEAR)
    return [(hit.passage, weighing) for hit in found.hits]


# ---------------------------------------------------------------- the register


def _register(one: Matter, held: set[str], shelf: Shelf, scope: Scope) -> Iterator[Step]:
    """Yield a step for every decision and action on a matter, and for each later report on such an action."""
    papers = shelf.arrivals(scope)
    titles = {t for t in {a.title for a in papers} if one.may_be_in(matters.plain(t)) and one.is_in(t)}
    titled = {a.part for a in papers if a.title in titles and a.kind in _TITLED}

    def is_about(source: Quotation) -> bool:
        if source.place.part in titled:
            return True
        said, titles = shelf.paragraph(source), _titles(source.place, source.paragraph)
        return one.may_be_in(matters.plain(said), matters.plain(titles)) and one.is_in(said, titles)

    for ruling in shelf.decisions(scope):
        if ((at := ruling.source).passage in held or at.place.part in titled) and is_about(at):
            yield _of_ruling(ruling)
    for entry in shelf.actions(scope):
        if ((at := entry.source).passage in held or at.place.part in titled) and is_about(at):
            yield from of_entry(entry)


def _titles(place: Place, paragraph: Paragraph) -> str:
    return " ".join((place.item_title, *paragraph.trail))


def _of_ruling(one: Ruling) -> Step:
    kind = _OF_DECISION[one.decision.type]
    who = one.decision.body if kind is StepKind.ELSEWHERE else one.decision.mover
    return Step(_day(one.source.place), kind, one.source, readable(one.source.quote), who, entry=one.id)


def of_entry(one: Entry) -> Iterator[Step]:
    """Yield an action as a step, and a step for each later report on it: how the action stands goes with the last."""
    who = ", ".join(one.action.people or one.action.owners)
    day, said = _day(one.source.place), readable(one.source.quote)
    yield Step(day, StepKind.ACTION, one.source, said, who, one.standing, one.id)
    for later in one.later:
        standing = one.standing if later == one.later[-1] else Standing.REPORTED_BACK
        yield Step(_day(later.place), StepKind.UPDATE, later, readable(later.quote), who, standing, one.id)


def _day(place: Place) -> date | None:
    return None if place.when == date.min else place.when


# ---------------------------------------------------------------- paragraphs


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph that is on a matter. here: whether it names it itself, or only what stands over it does."""

    passage: Passage
    paragraph: Paragraph
    text: str
    here: bool


def _unsaid(lines: Iterable[_Line], entries: Iterable[Step]) -> Iterator[_Line]:
    """Yield the paragraphs that no decision or action among the steps is quoted from."""
    said: dict[str, list[int]] = defaultdict(list)
    for step in entries:
        said[step.source.place.document].append(step.source.spans[0].start)
    for line in lines:
        first, last = line.paragraph.spans[0].start, line.paragraph.spans[-1].end
        if not any(first <= start < last for start in said[line.passage.place.document]):
            yield line


def _paragraphs(lines: Iterable[_Line]) -> Iterator[Step]:
    """Yield a step for each of the best paragraphs of each paper."""
    groups: dict[tuple[str, str], dict[tuple[int, int], _Line]] = defaultdict(dict)
    for line in lines:
        place = line.passage.place
        key = (place.part, place.item if place.kind is Kind.AGENDA else "")
        spans = line.paragraph.spans
        groups[key].setdefault((spans[0].start, spans[-1].end), line)
    for group in groups.values():
        yield from _best(list(group.values()))


def _lines(one: Matter, passages: Iterable[Passage]) -> Iterator[_Line]:
    is_titled = cache(one.is_in)
    may_stand_apart = one.may_stand_apart
    for passage in passages:
        lowered = bare(passage.text).lower().split("\n")
        trail, titles = None, ""
        for paragraph, text, low in zip(passage.paragraphs, passage.text.split("\n"), lowered, strict=True):
            if paragraph.trail != trail:
                trail, titles = paragraph.trail, _titles(passage.place, paragraph)
            here = one.may_be_in(low) and one.is_in(text)
            if not here and paragraph.shape is Shape.ROW:  # a row under a title holds figures of it, not words
                continue
            on = here or is_titled(titles)
            if not on and may_stand_apart and one.may_be_in(low, matters.plain(titles)):
                on = one.is_in(text, titles)
            if on and _is_told(paragraph, text, passage.place):
                yield _Line(passage, paragraph, text, here)


def _close(near: Iterable[tuple[Passage, Weights]]) -> Iterator[_Line]:
    """Yield the paragraphs found by meaning that hold most of a matter, or words that may stand for its own."""
    for passage, weighing in near:
        for paragraph, text in zip(passage.paragraphs, passage.text.split("\n"), strict=True):
            covered = weighing.covered(stems_of(text))
            if covered >= CLOSE and _is_told(paragraph, text, passage.place) and not is_bare_title(text):
                yield _Line(passage, paragraph, text, here=False)


def _is_told(paragraph: Paragraph, text: str, place: Place) -> bool:
    """True for a paragraph that says something by itself; an agenda's rows are titles, and say what they are to."""
    if place.kind in (Kind.AGENDA, Kind.FORWARD_PLAN):
        return paragraph.shape is not Shape.HEADER
    if paragraph.shape in (Shape.HEADING, Shape.HEADER) or paragraph.label.startswith(_FRONT):
        return False
    return len(text.split()) >= BRIEF


def _score(line: _Line) -> float:
    """Return how much a paragraph tells of a matter: that it names it, and is neither scrap nor sermon."""
    size = len(line.text.split())
    is_bare = line.paragraph.shape is Shape.ROW or (size <= LONG_TITLE and is_bare_title(line.text))
    return (1.0 if line.here else 0.0) + (0.5 if 2 * BRIEF <= size <= LONG else 0.0) - (0.5 if is_bare else 0.0)


def _best(lines: Sequence[_Line]) -> Iterator[Step]:
    """Yield the best paragraphs of one paper as steps, in order of place; the last says how many more there are."""
    place = lines[0].passage.place
    kind = _OF_PART.get(place.kind, StepKind.REPORT)
    limit = 1 if kind is StepKind.AGENDA else OF_MINUTES if kind is StepKind.DISCUSSION else OF_PAPERS
    best = lines
    if len(lines) > limit:
        best = sorted(lines, key=lambda x: (-_score(x), x.paragraph.spans))[:limit]
    more = 0 if kind is StepKind.AGENDA else len(lines) - len(best)
    for n, line in enumerate(sorted(best, key=lambda x: x.paragraph.spans), 1):
        source = line.passage.quotation(line.paragraph, line.paragraph.spans, line.text)
        yield Step(_day(place), kind, source, readable(line.text), more=more if n == len(best) else 0)


def _once(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield steps without those that say the same words on the same day, the most official first."""
    seen: set[tuple[object, ...]] = set()
    for step in sorted(steps, key=lambda s: (-s.source.place.authority.rank, _place(s))):
        key = (step.day, step.source.place.body.id, step.kind, step.text.lower(), step.who)
        if key not in seen:
            seen.add(key)
            yield step


# ---------------------------------------------------------------- a matter that is in no paper


def _known(one: Matter, shelf: Shelf, scope: Scope) -> tuple[str, ...]:
    """Return the words that papers hold and that are nearest to those of a matter which none of them holds."""
    asked = [w for form in one.forms[:1] for phrase in form for w in phrase.split()]
    unknown = [w for w in asked if not shelf.store.frequencies([stem(w)], scope)]
    near = gathering.spellings([stem(w) for w in unknown], lambda first: shelf.lexicon(scope, first), NEAREST)
    return tuple(dict.fromkeys(w for s in near for w in _written(s, shelf, scope)))[:NEAREST]


def _written(one: str, shelf: Shelf, scope: Scope) -> Iterator[str]:
    """Yield a word as a paper in scope writes it, by its stem."""
    for identity in shelf.store.words([one], scope, 1):
        for passage in shelf.store.passages([identity], scope).values():
            yield from [w for w in words(f"{passage.place.item_title} {passage.text}") if stem(w) == one][:1]


__all__ = ["Step", "StepKind", "Thread", "of_entry", "telling", "thread"]
