"""What came of a section of notes: actions listed by owner, marked or taken on; resolutions, votes and consent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.formats import common
from ingest.grammar import markup, motions, numbering, outcomes, people, tasks, votes
from ingest.grammar.sentences import sentences
from ingest.record import Action, Decision, DecisionType, Paragraph, Person, Roll, Shape, Spans, flow, joined, quote

#: Headings under which each entry is a decision.
DECISIONS = re.compile(
    r"^(?:(?:consented|summary\s+of|key|board)\s+)?(?:(?:decisions|resolutions|conclusions)(?:\s+\w+){0,2}|decision|resolution)\s*:?$",
    re.IGNORECASE,
)
#: What only sets other paragraphs apart holds no action and no decision.
_SET_APART = (Shape.HEADING, Shape.HEADER)
#: At most so many entries below one are looked at for owners of their own.
ENTRIES = 40
#: The name of a matter has at most so many words; those of no more letters than SMALL need no capital.
SUBJECT_WORDS, SMALL = 6, 3
#: A resolution is quoted whole, with what else it resolves.
_RESOLVED = re.compile(r"^[\"“]?(?:NOW,?\s+THEREFORE,?\s+)?(?:BE\s+IT\s+)?(?:FURTHER\s+)?RESOLVED\b")
_FURTHER = re.compile(r"^[\"“]?(?:AND\s+)?(?:BE\s+IT\s+)?FURTHER\s+RESOLVED\b")
#: What is weighed, not decided: "If both are approved, …".
_CONDITION = re.compile(
    r"^\W*(?:if|unless|whether|once|when)\b|\b(?:if|whether)\s+(?:\w+\s+){1,6}(?:is|are|was|were)\b", re.I
)
_WHEREAS = re.compile(r"^(?:AND\s+)?WHEREAS\b", re.IGNORECASE)
#: A word of agreement in talk, of which it is not told what with.
_ALONE = re.compile(r"^\W*agreed\W*$", re.IGNORECASE)
#: "X moved that it is", before the resolution itself.
_LEADS = re.compile(r"\b(?:moved?s?|proposed?s?)\b[^.]{0,60}$")
#: How many paragraphs above the words of consent a proposal may stand.
PROPOSED = 5
#: How many paragraphs above its outcome a motion may stand.
MOTION_REACH = 12
#: A resolution with its vote takes at most so many paragraphs; more words than so between them are no part of it.
RESOLUTION, ASIDE = 40, 40


def _is_subject(text: str) -> bool:
    """True for what can only be the name of a matter under which tasks are listed: each word of it raised."""
    words = [word for word in text.rstrip(":").split() if len(word) > SMALL]
    return 1 < len(words) <= SUBJECT_WORDS and all(word[0].isupper() for word in words)


def _overlap(one: Action, other: Action) -> bool:
    """True where two actions share some of their words."""
    return any(a.start < b.end and b.start < a.end for a in one.spans for b in other.spans)


@dataclass(frozen=True, slots=True)
class Note:
    """A section's paragraphs with what is needed to hear actions and decisions in them.

    owner, state: of each entry of a list of actions that names none of its own, as the section's heading tells them.
    """

    text: str
    roll: Roll
    body: str
    due: Callable[[str], date | None]
    use: str
    paragraphs: tuple[Paragraph, ...]
    indents: tuple[int, ...]
    said: tuple[str, ...]
    owner: tuple[str, ...] = ()
    title: str = ""
    state: str = ""

    def actions(self) -> tuple[Action, ...]:
        """Return the actions: each entry of a list of them, and elsewhere what is marked or taken on."""
        listed = self._listed()
        out = [*self._entries(listed), *self._vows(listed)]
        held = {a.paragraph for a in out if listed[a.paragraph]}
        free = [n for n, is_entry in enumerate(listed) if not is_entry and n not in held]
        for talk in (True, False):
            places = [n for n in free if tasks.is_speech(self.said[n]) is talk]
            some = [self.paragraphs[n] for n in places]
            heard = common.actions_of(
                some, self.text, self.roll, due=self.due, unmarked=None if talk else common.promised
            )
            out += [
                replace(a, paragraph=places[a.paragraph])
                for a in heard
                if (a.marker or a.owners) and not any(_overlap(a, b) for b in out)
            ]
        return tuple(sorted(out, key=lambda a: (a.paragraph, a.spans)))

    def _listed(self) -> list[bool]:
        """Return which paragraphs are entries of a list of actions: a list of bullets ends with the first that is none,
        unless it is set in below them."""
        out: list[bool] = []
        bullets, ended, outer = False, False, 0
        for place, one in enumerate(self.paragraphs):
            if one.shape is Shape.HEADING:
                bullets = ended = False
            yes = self._is_listed(one)
            marked = one.shape is Shape.BULLET or numbering.starts_block(self.said[place])
            if yes and marked and not bullets:
                bullets, outer = True, self.indents[place]
            ended = ended or (
                yes and bullets and not marked and self.indents[place] <= outer and not self._is_told(place)
            )
            out.append(yes and not ended)
        return out

    def _is_told(self, place: int) -> bool:
        """True for a paragraph that tells how the entry above it stands, or begins with a tick box."""
        return tasks.is_status(self.said[place]) or self.said[place].startswith("[")

    def _is_listed(self, one: Paragraph) -> bool:
        """True for an entry of a list of actions."""
        if one.shape in _SET_APART or one.shape is Shape.ROW:
            return False
        return self.use == "actions" or any(tasks.is_heading(t) for t in one.trail)

    def _vows(self, listed: Sequence[bool]) -> Iterator[Action]:
        """Yield what paragraphs outside of lists take on for somebody on the roll, without a marker."""
        for place, one in enumerate(self.paragraphs):
            if listed[place] or one.shape in _SET_APART or outcomes.actions(self.said[place]):
                continue
            running = markup.running(flow(self.text, one.spans))
            whole = tasks.is_speech(self.said[place])
            for start, end in [(0, len(running.text))] if whole else sentences(running.text):
                vow = tasks.vow(running.text[start:end], self.roll, running.text[:start])
                if vow:
                    yield replace(self._action(place, vow, None), spans=running.spans(start, end))

    def _entries(self, listed: Sequence[bool]) -> Iterator[Action]:
        """Yield the actions of a list: outermost entries, and those further in that name an owner of their own.

        A heading or an entry that is only an owner's name hands it down; a subject under which owners stand is none.
        """
        outer = min((i for i, yes in zip(self.indents, listed, strict=True) if yes), default=0)
        known = self._with_owners(listed, outer)
        headed = holder = self.owner
        state, subject = self.state, False
        for place, one in enumerate(self.paragraphs):
            if one.shape is Shape.HEADING:
                headed = holder = tasks.owners(self.said[place].rstrip(":"), self.roll, sure=False) or self.owner
                state = tasks.heading_state(self.said[place]) or self.state
            nested = self.indents[place] > outer
            task = self._task(place, known, inner=nested) if listed[place] else None
            if task is None:
                continue
            holder = holder if nested else headed
            below = [] if task.owners else [n for n in self._inner(place) if listed[n]]
            alone = tasks.owners(task.task.rstrip(":"), self.roll, sure=False) if below else ()
            holder = alone or holder
            handed_down = any((t := self._task(n, known, inner=True)) and t.owners for n in below)
            handed_down = handed_down or (bool(below) and not task.box and _is_subject(task.task))
            subject = handed_down or (nested and subject)
            loose = nested and not (task.owners or holder or subject or task.box)
            if not (alone or handed_down or loose):
                owned = task if task.owners else replace(task, owners=holder)
                yield self._action(place, replace(owned, state=owned.state or state), task.box or self._marker(one))

    def _marker(self, one: Paragraph) -> str:
        """Return the heading or label under which an entry is listed."""
        return next((t for t in reversed(one.trail) if tasks.is_heading(t)), self.title)

    def _with_owners(self, listed: Sequence[bool], outer: int) -> Roll:
        """Return the roll with those added whom the list's outermost entries name as owners, though they were away."""
        named = [
            owner
            for place, yes in enumerate(listed)
            if yes and self.indents[place] <= outer and (task := tasks.entry(self.said[place], self.roll))
            for owner in task.owners
            if not people.resolve(owner, self.roll)
        ]
        return replace(self.roll, apologies=(*self.roll.apologies, *(Person(n) for n in dict.fromkeys(named))))

    def _task(self, place: int, roll: Roll, *, inner: bool) -> tasks.Task | None:
        """Return the task that an entry gives; None where it gives none, or is a remark on the list.

        Its state may stand below it, in a line of its own.
        """
        said = self.said[place]
        if tasks.is_status(said):
            return None
        task = tasks.entry(said, roll, inner=inner)
        after = self.said[place + 1] if place + 1 < len(self.said) else ""
        if task and tasks.is_status(after):
            task = replace(task, state=tasks.state_of(after))
        if task is None or task.owners or task.box or numbering.starts_block(said):
            return task
        return None if self.paragraphs[place].shape is Shape.PROSE else task

    def _inner(self, place: int) -> list[int]:
        """Return which of the next paragraphs are set further in below one."""
        out = []
        for n in range(place + 1, min(place + 1 + ENTRIES, len(self.paragraphs))):
            if self.indents[n] <= self.indents[place]:
                break
            out.append(n)
        return out

    def _action(self, place: int, task: tasks.Task, marker: str | None) -> Action:
        resolved = [r for owner in task.owners if (r := tasks.resolved(owner, self.roll))]
        due = outcomes.due(task.task)
        below = self.paragraphs[place + 1] if place + 1 < len(self.paragraphs) else None
        told = below.spans if below and task.state and tasks.is_status(self.said[place + 1]) else ()
        return Action(
            task.task,
            (*self.paragraphs[place].spans, *told),
            place,
            task.owners,
            tuple(dict.fromkeys(resolved)),
            due,
            self.due(due) if due else None,
            marker,
            state=task.state,
            raised=task.raised,
        )

    def decisions(self) -> tuple[Decision, ...]:
        """Return the decisions: resolutions whole, with their vote; each entry of a list of them; and what is told."""
        out: list[Decision] = []
        taken: set[int] = set()
        outer = min(self.indents, default=0)
        listed = self._decided()
        for place, one in enumerate(self.paragraphs):
            if place in taken or one.shape in _SET_APART:
                continue
            if _RESOLVED.match(self.said[place]):
                found, used = self._resolution(place)
                out.append(found)
                taken |= used
            elif self.indents[place] <= outer and place in listed:
                text = numbering.BULLET.sub("", self.said[place])
                said = outcomes.decisions(text, record=True, body=self.body)
                verb = said[0].verb if said else "decided"
                out.append(Decision(DecisionType.FORMAL, verb, text, one.spans, place, self.body))
                taken.add(place)
        rest = [n for n in range(len(self.said)) if n not in taken]
        told = common.decisions_of([self.paragraphs[n] for n in rest], self.text, self.body, record=True)
        placed = [replace(d, paragraph=rest[d.paragraph]) for d in told]
        heard = [self._with_points(self._with_motion(d)) for d in placed if self._is_said_of_all(d)]
        out += [self._recalled(d) for d in heard if not _ALONE.match(d.text) or self._is_consented(d)]
        return self._consented(sorted(out, key=lambda d: (d.paragraph, d.spans)))

    def _is_consented(self, one: Decision) -> bool:
        """True for a word of agreement that ends what was agreed by consent right there."""
        return bool(votes.CONSENTS.match(self.said[one.paragraph]))

    def _recalled(self, one: Decision) -> Decision:
        """Return a decision as an earlier one's report where its paragraph begins with where that was written."""
        if (
            tasks.is_recalled(self.said[one.paragraph])
            and one.spans[0].start == self.paragraphs[one.paragraph].spans[0].start
        ):
            return replace(one, type=DecisionType.REPORTED)
        return one

    def _consented(self, found: Sequence[Decision]) -> tuple[Decision, ...]:
        """Return decisions with the consent that was given to each right below it: "No objections".

        What was only proposed is decided by it.
        """
        out = list(found)
        for place, said in enumerate(self.said):
            if not votes.CONSENTS.match(said):
                continue
            told = next((d for d in out if d.paragraph == place), None)
            given = next((d for d in out if d.paragraph == place - 1), None) or self._proposed(place)
            if given is not None:
                out = [d for d in out if d not in (told, given)]
                out.append(self._quoting(given, (given.paragraph, place), told.verb if told else given.verb))
        return tuple(sorted(out, key=lambda d: (d.paragraph, d.spans)))

    def _proposed(self, consented: int) -> Decision | None:
        """Return the proposal not far above the words of consent, as a decision."""
        for place in range(consented - 1, max(consented - 1 - PROPOSED, -1), -1):
            if votes.PROPOSES.match(self.said[place]):
                one = self.paragraphs[place]
                return Decision(DecisionType.INFORMAL, "agreed", self.said[place], one.spans, place, self.body)
        return None

    def _quoting(self, one: Decision, places: Sequence[int], verb: str) -> Decision:
        """Return a decision with paragraphs beside it quoted too."""
        more = [s for n in places if n != one.paragraph for s in self.paragraphs[n].spans]
        spans = joined(self.text, sorted((*one.spans, *more)))
        return replace(one, verb=verb, spans=spans, text=quote(self.text, spans), paragraph=min(one.paragraph, *places))

    def _is_said_of_all(self, one: Decision) -> bool:
        """False for a condition, and for what one of them said in talk, unless it tells what came of it."""
        if votes.told(one.text) or votes.labelled(one.text) or outcomes.RESOLVED.search(one.text):
            return True
        return not _CONDITION.search(one.text) and not tasks.is_speech(self.said[one.paragraph])

    def _decided(self) -> frozenset[int]:
        """Return which paragraphs are entries of a list of decisions: what announces something else ends the list."""
        out: set[int] = set()
        ended = False
        for place, one in enumerate(self.paragraphs):
            if any(DECISIONS.match(t) for t in one.trail):
                out.add(place)
                continue
            after = place > 0 and self.paragraphs[place - 1].shape is Shape.BULLET
            prose = one.shape is Shape.PROSE and not numbering.starts_block(self.said[place])
            ended = ended or (prose and (after or self.said[place].endswith(":")))
            if self.use == "decisions" and not ended:
                out.add(place)
        return frozenset(out)

    def _with_points(self, one: Decision) -> Decision:
        """Return what is decided with the points that it announces."""
        if not one.text.endswith(":") or one.type is not DecisionType.FORMAL:
            return one
        after = one.paragraph + 1
        while after < len(self.said) and after - one.paragraph <= RESOLUTION and self._is_point(after):
            after += 1
        return self._quoting(one, range(one.paragraph, after), one.verb)

    def _with_motion(self, one: Decision) -> Decision:
        """Return a motion's outcome with the motion: what stands before it in its paragraph, or the nearest above."""
        if not _is_outcome(one.text):
            return one
        place = one.paragraph
        before = self.said[place][: self.said[place].find(one.text)]
        own = bool(votes.MOVED.search(before)) or any(motions.movers(before))
        first = place if own else None
        for n in range(place - 1, -1, -1):
            if _is_outcome(self.said[n]) or (first is None and n < place - MOTION_REACH):
                break
            if self._moves(n):
                first = n
            elif first is not None:
                break
        if first is None:
            return one
        above = [m for m in range(first, place) if self._moves(m)]
        last = self.paragraphs[place].spans if own else one.spans
        spans = joined(self.text, (*(s for m in above for s in self.paragraphs[m].spans), *last))
        text = quote(self.text, spans) if above else self.said[place]
        return replace(one, text=text, spans=spans, paragraph=first)

    def _moves(self, place: int) -> bool:
        """True where a paragraph puts a motion, or says who does."""
        return bool(votes.MOVED.search(self.said[place])) or motions.is_mover_line(self.said[place])

    def _is_point(self, place: int) -> bool:
        """True for a point of the resolution above it."""
        return self.paragraphs[place].shape is Shape.BULLET or bool(numbering.LETTER.match(self.said[place]))

    def _resolution(self, place: int) -> tuple[Decision, set[int]]:
        """Return a resolution over all its paragraphs, and which these are.

        What else is resolved before a vote is part of it, and its verb is that of the vote.
        """
        start, end = outcomes.last_sentence(self.said[place])
        own = votes.vote(self.said[place][start:end]) if start else None  # voted on in the same paragraph
        verb = own or "resolved"
        last = after = place
        for n in () if own else range(place + 1, min(place + 1 + RESOLUTION, len(self.said))):
            vote = None if _RESOLVED.match(self.said[n]) else votes.vote(self.said[n])
            if vote:
                verb, after = vote, n
                break
            if _RESOLVED.match(self.said[n]) or (n == last + 1 and (self._is_point(n) or self._is_open(last))):
                last = n
            elif len(self.said[n].split()) > ASIDE and not _WHEREAS.match(self.said[n]):
                break
        if not after > place and last > place:  # no vote: what follows without a gap
            last = next((n - 1 for n in range(place + 1, last + 1) if not self._goes_on(n)), last)
        used = {*range(place, last + 1), *([after] if after > place else [])}
        led = self._led(place)
        spans = joined(self.text, (*led, *(s for n in sorted(used) for s in self.paragraphs[n].spans)))
        first = place - 1 if led else place
        return Decision(DecisionType.FORMAL, verb, quote(self.text, spans), spans, first, self.body), used

    def _led(self, place: int) -> Spans:
        """Return the words right above a resolution that lead to it: "… moved that it is"."""
        if place == 0 or self.paragraphs[place - 1].shape in _SET_APART:
            return ()
        said = self.said[place - 1]
        if motions.is_mover_line(said):
            return self.paragraphs[place - 1].spans
        start, end = sentences(said)[-1] if said else (0, 0)
        if not _LEADS.search(said[start:end]):
            return ()
        return markup.running(flow(self.text, self.paragraphs[place - 1].spans)).spans(start, end)

    def _is_open(self, place: int) -> bool:
        """True for a paragraph that ends in mid-sentence, and so goes on in the next."""
        return bool(re.search(r"[\w,]$", self.said[place]))

    def _goes_on(self, place: int) -> bool:
        return bool(_FURTHER.match(self.said[place])) or self._is_point(place)


def _is_outcome(text: str) -> bool:
    """True where a paragraph tells what became of a motion, or is that and nothing more."""
    return votes.is_outcome(text) or outcomes.stands_alone(numbering.BULLET.sub("", text))
