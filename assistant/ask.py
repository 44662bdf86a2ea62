"""The assistant: a question understood, evidence gathered, an answer drafted and checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from assistant import checking, narrowing, scoping, suggesting, tracing
from assistant import question as understanding
from assistant.answer import Answer, Citation, Understood
from assistant.answerers import extractive, several
from assistant.drafting import Draft, scope_of
from assistant.narrowing import NOTHING, Choices, Only
from assistant.question import Question, Turn
from assistant.tracing import Trace
from index.passage import Hit, Quotation, Scope, Sitting
from index.shelf import Shelf
from ingest.errors import MattersError
from ingest.grammar import dates
from ingest.record import Span, quote

#: A question may have this many characters; more is a document, not a question.
LONGEST = 2000
#: Boards that are named where a shelf is described; of more, the rest are counted.
NAMED = 4
#: Characters of the source shown before and after a quotation.
AROUND = 1500


class QuestionError(MattersError):
    """A question that cannot be asked: empty, or far too long."""


@dataclass(frozen=True, slots=True)
class Context:
    """The text around a citation's words."""

    before: str
    quote: str
    after: str


class Assistant:
    """Answers questions over a shelf, within the scope of whoever asks.

    scope: what may be looked at, or what works it out: a shelf may get another collection while a door is open.
    today: gives the day on which something is asked; without it, what is overdue is so after the last paper.
    """

    def __init__(
        self, shelf: Shelf, scope: Scope | Callable[[], Scope], today: Callable[[], date] | None = None
    ) -> None:
        self.shelf = shelf
        self._scope = scope
        self.day = today

    @property
    def scope(self) -> Scope:
        """What whoever asks may look at now."""
        return self._scope if isinstance(self._scope, Scope) else self._scope()

    def ask(self, text: str, history: Sequence[Turn] = (), *, only: Only = NOTHING) -> Answer:
        """Return the answer to a question, checked. Raises QuestionError for one that is empty or too long.

        only: what the reader narrows it to by hand, over what is understood of it.
        """
        question = _understand(text, history, only)
        with self.shelf.reading():
            return self._drafted(question, only)[1]

    def explain(self, text: str, history: Sequence[Turn] = (), *, only: Only = NOTHING) -> Trace:
        """Return the answer to a question with how it came about. The answer is that of `ask`; errors as there."""
        question = _understand(text, history, only)
        with self.shelf.reading():
            return tracing.trace(*self._drafted(question, only))

    def _drafted(self, question: Question, only: Only) -> tuple[Draft, Answer]:
        """Return an answer, checked, and the draft that it was made in."""
        shelf, seen = self.shelf, only.scope(self.scope)
        question = replace(question, day=self.day() if self.day else None)
        if only.whole:
            scope, narrow, sittings = seen, seen, shelf.sittings(seen)
        else:
            question, scope, narrow, sittings = self._placed(question, seen)
        draft = Draft(question, replace(_understood(question, narrow, seen), only=only), shelf)
        draft.notices.extend(scoping.other_years(question, sittings))
        answer = extractive.answer(draft, shelf, scope, narrow, sittings)
        checked, draft.left_out = checking.check(answer, shelf, scope)
        return draft, replace(checked, notices=(*checked.notices, self._narrowed(only))) if only.narrows else checked

    def _placed(self, question: Question, seen: Scope) -> tuple[Question, Scope, Scope, tuple[Sitting, ...]]:
        """Return a question, the papers of the boards that it names, the part of them that it asks of, the sittings."""
        shelf = self.shelf
        question, scope = scoping.of_board(question, seen, shelf)
        bodies = scoping.of_bodies(question, scope, shelf.bodies(scope))
        sittings = shelf.sittings(bodies)
        question = several.across(scoping.dated(question, sittings), shelf, scope, sittings)
        narrow = scoping.narrowed(question, bodies, shelf.days(scope))
        if narrow.bodies and not shelf.days(narrow):
            narrow, sittings = scoping.narrowed(question, scope, shelf.days(scope)), shelf.sittings(scope)
        return question, scope, scoping.of_kinds(question, narrow, shelf), sittings

    def _narrowed(self, only: Only) -> str:
        """Return a notice of what a reader narrowed the papers to by hand."""
        names = {b.id: b.name for b in self.shelf.bodies(self.scope)}
        return f"Only these papers were looked at, as asked: {narrowing.said(only, names)}."

    def choices(self, answer: Answer) -> Choices:
        """Return what the question of an answer can be narrowed to."""
        with self.shelf.reading():
            sources = (c.source for c in (*answer.citations, *answer.nearest))
            return narrowing.choices(self.shelf, self.scope, sources)

    def search(self, text: str, history: Sequence[Turn] = ()) -> tuple[Hit, ...]:
        """Return the context for a question, best first, neighbours and all."""
        question = understanding.understand(_plain(text), _turns(history))
        with self.shelf.reading():
            return self.shelf.gather(question.text, self.scope)

    def context(self, citation: Citation) -> Context:
        """Return the text around a citation, as the reader gave it."""
        source = citation.source
        first, last = source.spans[0], source.spans[-1]
        with self.shelf.reading():
            before, quote, after = self.shelf.store.around(
                source.place.document, source.place.part, Span(first.start, last.end), AROUND
            )
        return Context(before, quote, after)

    def quoted(self, source: Quotation) -> Quotation:
        """Return words of the record that are known by where they stand, with what they say."""
        with self.shelf.reading():
            said = quote(self.shelf.document_text(source.place.document), source.spans)
        return replace(source, quote=said)

    def about(self) -> tuple[str, ...]:
        """Return in short lines whose papers these are and what time they take in."""
        with self.shelf.reading():
            scope = self.scope
            named, held = self.shelf.bodies(scope), self.shelf.sittings(scope)
            papers = self.shelf.store.documents(scope)
        if not papers:
            return ("No papers.",)
        told = [", ".join(x for x in (b.name, b.organisation) if x) for b in named if b.name]
        more = f" and {len(told) - NAMED} other boards" if len(told) > NAMED + 1 else ""
        bodies = "; ".join(told[:NAMED] if more else told) + more
        lines = [f"{len(papers)} {'paper' if len(papers) == 1 else 'papers'} of: {bodies or 'no named body'}."]
        if held:
            first, last = held[0].meeting.date, held[-1].meeting.date
            time = f"{dates.long(first)} to {dates.long(last)}" if first != last else dates.long(first)
            lines.append(f"From {len(held)} {'meeting' if len(held) == 1 else 'meetings'}, {time}.")
        return tuple(lines)

    def examples(self) -> tuple[str, ...]:
        """Return up to six questions that this shelf can be asked, each answered. They are kept while the record is.

        Others are answered meanwhile: the record is not held still, as finding examples takes several questions.
        """
        scope = self.scope
        return self.shelf.kept("examples", scope, lambda: self._suggested(scope))

    def _suggested(self, scope: Scope) -> tuple[str, ...]:
        found = suggesting.suggested(self.shelf, scope, lambda question: suggesting.tells(self.ask(question)))
        return tuple(islice(found, suggesting.SUGGESTED))


def _understand(text: str, history: Sequence[Turn], only: Only) -> Question:
    """Return a question understood, as far as the reader has not said how it is meant."""
    question = understanding.understand(_plain(text), () if only.as_written else _turns(history))
    if only.whole:
        question = replace(question, times=())
    if only.answer and only.answer != question.kind:
        question = understanding.of_topic(replace(question, kind=only.answer, cue=""))
    return question


def _printable(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _turns(history: Sequence[Turn]) -> list[Turn]:
    """Return the turns of a conversation, each cleaned and cut to a question's length."""
    return [(who, _printable(said[:LONGEST])) for who, said in history]


def _plain(text: str) -> str:
    plain = _printable(text)
    if not plain:
        raise QuestionError("the question is empty; ask something, such as: what was decided at the last meeting?")
    if len(plain) > LONGEST:
        raise QuestionError(f"the question has {len(plain)} characters; ask it in at most {LONGEST}")
    return plain


def _understood(question: Question, narrow: Scope, seen: Scope) -> Understood:
    return Understood(
        question.text,
        question.kind,
        _told(narrow, question, seen),
        question.cue,
        question.names,
        question.terms,
        question.wants,
        question.presumes,
    )


def _told(narrow: Scope, question: Question, seen: Scope) -> dict[str, object]:
    told = scope_of(narrow)
    if set(narrow.collections) == set(seen.collections):
        told.pop("collections", None)
    if narrow.bodies:
        told["bodies"] = list(narrow.bodies)
    return told | ({"times": [question.text[t.start : t.end] for t in question.times]} if question.times else {})


__all__ = ["Assistant", "Context", "QuestionError"]
