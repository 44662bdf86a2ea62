"""The conversation on the page: what was asked, what came of it, and each thing that an answer says with its chips.

Values in, HTML out: Gradio's own types stay in `ui.py`. Whatever papers or people say is escaped by `safe`.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from weakref import WeakKeyDictionary

from assistant import narrowing, telling
from assistant.answer import Answer, Citation, Computed, Statement, where
from assistant.narrowing import NOTHING, Choices, Only
from assistant.tracing import Trace
from ingest.errors import MattersError
from page import chips, keeping, links, logbook, meant, source, taking, why, wrong
from page.desk import Desk, Sent
from page.links import Mark
from page.words import cut, line, safe, trouble

NAME = "Matters Arising"
#: Characters of a question that are shown again: one that is longer is a pasted paper.
SHOWN = 600
#: Questions that the page keeps in sight, and those that a follow-up is read against.
KEPT, REMEMBERED = 40, 6
LONG = f"a conversation keeps its last {KEPT}. Copy an answer’s link, or take it away, to have it again."
#: A statement shows so many citations at once; a listing's others wait behind "more".
CHIPS = 6
#: What comes before a statement's words, up to a colon, is no longer than this; a colon further on is the paper's.
LEAD = 120
#: Questions offered in place of one that is refused.
SUGGESTED = 3
#: Characters of a paragraph shown beside the chip of a nearest passage: enough to judge whether to open it.
GLIMPSE = 200

#: How a statement was worked out. A rule that is not here is shown by its own name.
RULES: Mapping[str, str] = {
    "authority": "Judged by whose account the source is",
    "columns": "Read from the columns of a table",
    "contradiction": "What the question takes as given was held against the record",
    "count": "Counted in the register, entry by entry",
    "extreme": "All rows of the table were compared",
    "later-mention": "Later papers were searched for a mention",
    "next-meeting": "Read from the minutes of the meeting",
    "no-later-record": "Later papers were searched, and none says so",
    "no-minutes": "The meeting’s papers were looked through",
    "none-of-type": "The register was looked through, and holds none",
    "roll": "Read from the roll of the meeting",
}
_MARKER = re.compile(r"\s?\[(?P<number>\d{1,4})\]")
_LAST_MARKERS = re.compile(r"(?:\s*\[\d{1,4}\])+(?=[.;]?\s*$)")


NO_CHOICE = Choices()


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Turn:
    """One question of a person's conversation, and what came of it: an answer, one line of trouble, or nothing yet.

    only: what its reader narrowed it to. there: what else it may be narrowed to. generation: of the record that it was
    answered from. mark: how things stood when the link was made that it was asked by; since: what has changed. link:
    the link to it, once that is asked for. suggested: questions that may be asked in place of one that is refused.
    may_note: whether its reader may say that the answer is wrong.
    """

    number: int
    question: str
    answer: Answer | None = None
    trouble: str = ""
    only: Only = NOTHING
    there: Choices = NO_CHOICE
    generation: int = 0
    mark: Mark | None = None
    since: str = ""
    link: str = ""
    suggested: tuple[str, ...] = ()
    may_note: bool = False

    def held(self, row: str) -> tuple[Citation, ...]:
        """Return the citations of a row of chips."""
        if self.answer is None:
            return ()
        return self.answer.nearest if row == "nearest" else self.answer.citations


Turns = tuple[Turn, ...]
#: The HTML of turns, for as long as somebody's conversation holds them.
_WRITTEN: WeakKeyDictionary[Turn, str] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Talked:
    """What an act in the conversation changes: the turns, and the panel beside them. None leaves a part.

    handed: what the browser is handed, to copy or to fetch; see `page.handing`.
    """

    turns: Turns | None = None
    source: str | None = None
    handed: str | None = None


def done(turn: Turn) -> bool:
    return turn.answer is not None or bool(turn.trouble)


def begun(question: str, before: Turns, *, only: Only = NOTHING, mark: Mark | None = None) -> Turns:
    """Return a conversation with a new question at its end, not answered yet."""
    asked = question.strip()
    if len(asked) > links.QUESTION:  # much of it may be white space, which would be held with the conversation
        asked = " ".join(asked.split())
    turn = Turn(before[-1].number + 1 if before else 1, asked, only=only, mark=mark)
    return (*before[-KEPT + 1 :], turn)


def resumed(desk: Desk, kept: str) -> Turns:
    """Return the conversation that somebody's browser kept over a reload, to be answered again; () for none."""
    turns: Turns = ()
    for asked in keeping.read(kept, desk.person.name):
        turns = begun(asked.question, turns, only=asked.only)
    return turns


def finished(desk: Desk, turns: Turns) -> Turns:
    """Return a conversation with the questions answered that are not yet, each after those that stand before it."""
    out: list[Turn] = []
    for turn in turns:
        out.append(turn if done(turn) else answered(desk, turn, tuple(out)))
    return tuple(out)


def broken(turns: Turns) -> Turns:
    """Return a conversation in which what was not answered came to nothing by an error of the page's own."""
    return tuple(turn if done(turn) else replace(turn, trouble=BROKEN) for turn in turns)


@lru_cache(maxsize=8)
def _tell_operator(trouble: str | None) -> None:
    """Say on the operator's screen, once, what is wrong with the index; whoever asks is answered all the same."""
    if trouble:
        print(f"matters: {trouble}", file=sys.stderr, flush=True)


def answered(desk: Desk, turn: Turn, before: Turns) -> Turn:
    assistant, started = desk.assistant, time.perf_counter()
    try:
        answer = assistant.ask(turn.question, history=history(before), only=turn.only)
        _tell_operator(assistant.shelf.trouble)
        logbook.noted(desk, turn.question, answer.understood.kind, answer.refusal or "", time.perf_counter() - started)
        return replace(
            turn,
            answer=answer,
            there=assistant.choices(answer),
            generation=assistant.shelf.store.generation,
            since=links.compared(assistant, answer, turn.mark) if turn.mark else "",
            suggested=assistant.examples()[:SUGGESTED] if answer.refusal else (),
            may_note=wrong.may(desk),
        )
    except MattersError as error:
        return replace(turn, question=cut(turn.question, SHOWN), trouble=line(error))


def history(turns: Turns) -> tuple[tuple[str, str], ...]:
    """Return the last answered questions as the assistant reads a conversation."""
    held = [t for t in turns if t.answer is not None][-REMEMBERED:]
    return tuple(pair for t in held if t.answer for pair in (("user", t.question), ("assistant", t.answer.text)))


# ---------------------------------------------------------------- acts


def act(desk: Desk, turns: Turns, sent: Sent) -> Iterator[Talked]:
    """Yield what comes of a press in the conversation. What the browser says is looked up, never trusted."""
    of = str(sent.get("of", sent.get("turn")))
    turn = next((t for t in turns if str(t.number) == of), None)
    if turn is None or turn.answer is None:
        yield Talked(source=_could_not(GONE))
    elif "change" in sent:
        yield from _changed(desk, turns, turn, str(sent["change"]))
    else:
        try:
            yield _done(desk, turns, turn, turn.answer, sent)
        except MattersError as error:
            yield Talked(source=_could_not(line(error)))


def _could_not(told: str) -> str:
    """Return the panel that says why something could not be done, with the way back, which a phone needs."""
    return (
        '<section class="sheet open" aria-label="Not done"><div class="top">'
        '<h2 tabindex="-1">That could not be done</h2>'
        f'<button type="button" class="close">← Back to the answer</button></div>{trouble(told)}</section>'
    )


def _done(desk: Desk, turns: Turns, turn: Turn, answer: Answer, sent: Sent) -> Talked:
    """Return what comes of a press about an answer. Raises MattersError where it cannot be done."""
    if taking.is_asked(sent):
        return Talked(handed=taking.taken(desk, turns, sent))
    if sent.get("act") == "link":
        return Talked(_with(turns, replace(turn, link=links.made(desk.assistant, answer, date.today()))))
    return Talked(source=_beside(desk, turns, turn, answer, sent))


def _changed(desk: Desk, turns: Turns, turn: Turn, change: str) -> Iterator[Talked]:
    """Yield a conversation with one question asked again in its place, narrowed otherwise."""
    only = narrowing.changed(turn.only, change, turn.there)
    if only is None:
        return
    turns = _with(turns, Turn(turn.number, turn.question, only=only))
    yield Talked(turns)
    yield Talked(finished(desk, turns))


def _with(turns: Turns, turn: Turn) -> Turns:
    return tuple(turn if t.number == turn.number else t for t in turns)


def _beside(desk: Desk, turns: Turns, turn: Turn, answer: Answer, sent: Sent) -> str:
    """Return what is shown beside a turn: a source, why it was answered so, or the form that says it is wrong."""
    match sent.get("act"):
        case "why":
            return why.panel(turn.number, _trace(desk, turns, turn), turn.there.boards or {})
        case "passage":
            return _passage(desk, _trace(desk, turns, turn), str(sent.get("name")))
        case "wrong" if wrong.may(desk):
            return wrong.form(turn.number, desk)
        case "complaint" if wrong.may(desk):
            return wrong.said(turn.number, turn.question, answer, turn.generation, desk, sent)
        case _:
            return opened(desk, turns, sent)


def _trace(desk: Desk, turns: Turns, turn: Turn) -> Trace:
    """Return how a turn's answer came about, by asking it again."""
    before = tuple(t for t in turns if t.number < turn.number)
    return desk.assistant.explain(turn.question, history(before), only=turn.only)


def _passage(desk: Desk, trace: Trace, name: str) -> str:
    """Return the panel of a sentence that was weighed for an answer."""
    found = why.found(trace, name)
    if found is None:
        return _could_not(GONE)
    return source.opened(desk, Citation(1, desk.assistant.quoted(found)))


def opened(desk: Desk, turns: Turns, chosen: Sent) -> str:
    """Return the panel for the chip that was pressed. What the browser says is looked up, never trusted."""
    wanted = (str(chosen.get("turn")), str(chosen.get("row")), str(chosen.get("number")))
    turn = next((t for t in turns if str(t.number) == wanted[0]), None)
    citation = next((c for c in turn.held(wanted[1]) if str(c.number) == wanted[2]), None) if turn else None
    if turn is None or citation is None:
        return source.empty(GONE)
    numbers = tuple(sorted(c.number for c in turn.held(wanted[1])))
    return source.opened(desk, citation, among=source.Among(turn.number, wanted[1], numbers))


# ---------------------------------------------------------------- what it shows, as HTML


def masthead(about: Iterable[str], signed_in: str = "") -> str:
    """Return the top of the page: whose papers these are, and, as HTML, who is signed in."""
    lines = "".join(f"<span>{safe(said.rstrip('.'))}</span>" for said in about)
    return f'<header class="masthead"><h1>{NAME}</h1>{signed_in}<p class="whose">{lines}</p></header>'


def welcome(examples: Iterable[str], *, papers: bool = True, may_add: bool = False) -> str:
    """Return what somebody sees first: what this is, and questions that these papers answer, or what to do for papers.

    papers: whether there are any that they may see.
    """
    if not papers:
        return _no_papers(may_add)
    buttons = _examples(examples)
    tried = f'<h2 class="quiet">Questions to begin with</h2>{buttons}' if buttons else ""
    return (
        '<div class="welcome"><p class="lede">Ask about the board’s papers, and be answered in their own words.</p>'
        "<p>Each line of an answer names its source: press one to read the words where they stand. "
        f"What is not in the papers is not made up.</p>{tried}</div>"
    )


def first(desk: Desk, *, examples: bool = True) -> str:
    """Return what somebody sees first, over the papers that they may see. examples: with questions, which take long."""
    held = desk.assistant.shelf.bodies(desk.assistant.scope)
    return welcome(desk.assistant.examples() if examples else (), papers=bool(held), may_add=desk.may_add)


def _examples(examples: Iterable[str]) -> str:
    buttons = "".join(f'<li><button type="button" class="example">{safe(e)}</button></li>' for e in examples)
    return f'<ul class="examples">{buttons}</ul>' if buttons else ""


def _no_papers(may_add: bool) -> str:
    here = "Add papers in the Papers tab, or run" if may_add else "Ask whoever looks after this page to run"
    return (
        '<div class="welcome"><p class="lede">No papers yet.</p>'
        "<p>Once a board’s minutes, agendas and reports are here, ask about them, and be answered in their own "
        "words.</p>"
        f"<p>{here} <code>matters ingest FOLDER</code> where the program is; what comes is seen at the next visit.</p>"
        "</div>"
    )


def log(turns: Turns) -> str:
    """Return the conversation. Gradio changes only the parts that differ, so a screen reader hears only what is new."""
    shown = f"{_gone(turns)}{''.join(map(_shown, turns))}"
    return f'<div role="log" aria-live="polite" aria-label="Conversation">{shown}</div>'


def _gone(turns: Turns) -> str:
    """Return how many questions went before those in sight; "" where all are."""
    gone = turns[0].number - 1 if turns else 0
    if not gone:
        return ""
    first = "The first question" if gone == 1 else f"The first {gone} questions"
    return f'<p class="gone">{first} of this conversation {"is" if gone == 1 else "are"} no longer shown: {LONG}</p>'


def _shown(turn: Turn) -> str:
    """Return the HTML of a turn, written once: with each question all those before it are shown again."""
    html = _WRITTEN.get(turn)
    if html is None:
        html = _WRITTEN[turn] = _turn(turn)
    return html


def _turn(turn: Turn) -> str:
    if turn.trouble:
        body = f'<p class="trouble">{safe(turn.trouble)}</p>'
    elif turn.answer is None:
        body = '<p class="looking">Looking through the papers …</p>'
    else:
        body = _since(turn) + _answer(turn, turn.answer)
    asked = safe(cut(turn.question, SHOWN))
    kept = f'data-number="{turn.number}" data-asked="{safe(keeping.told(keeping.Asked(turn.question, turn.only)))}"'
    return f'<article class="turn" {kept}><h2 class="asked">{asked}</h2>{body}</article>'


def _since(turn: Turn) -> str:
    return f'<p class="since">{safe(turn.since)}</p>' if turn.since else ""


def _answer(of: Turn, answer: Answer) -> str:
    turn, understood = of.number, meant.line(of.number, answer, of.there)
    several = len({c.source.place.body.id for c in (*answer.citations, *answer.nearest)}) > 1
    notices = "".join(f'<p class="notice">{safe(n)}</p>' for n in answer.notices)
    if answer.refusal:
        refusal = f'<p class="refusal">{safe(telling.refused(answer))}</p>'
        return understood + refusal + notices + _nearest(turn, answer, several) + _instead(of.suggested) + _acts(of)
    held = {c.number: c for c in answer.citations}
    lines = "".join(_statement(turn, s, held, several) for s in answer.statements)
    return f'{understood}<ul class="said">{lines}</ul>{notices}{_acts(of)}'


def _instead(suggested: Iterable[str]) -> str:
    """Return questions that can be asked here, under one that is refused."""
    buttons = _examples(suggested)
    return f'<h3 class="quiet">What these papers do answer</h3>{buttons}' if buttons else ""


def _acts(turn: Turn) -> str:
    """Return what may be done about an answer: ask why, link to it, say that it is wrong."""
    acts = [("why", "Why this answer?"), ("link", "Copy link")] + [("wrong", "This is wrong")] * turn.may_note
    names = f'type="button" data-of="{turn.number}"'
    buttons = "".join(f'<button class="act" {names} data-act="{name}">{told}</button>' for name, told in acts)
    link = (
        f'<label class="link">Link to this question <input readonly value="{safe(turn.link)}" data-link></label>'
        if turn.link
        else ""
    )
    return f'<div class="after"><div class="acts">{buttons}</div>{taking.buttons(turn.number)}</div>{link}'


def _written(value: object) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(_written(v) for v in value)
    return str(value)


def _statement(turn: int, statement: Statement, held: Mapping[int, Citation], several: bool) -> str:
    numbers = tuple(dict.fromkeys(statement.citations))
    lead, words = led(_LAST_MARKERS.sub("", statement.text), [held[n] for n in numbers])
    before = f'<p class="lead">{safe(lead)}</p>' if lead else ""
    text = _marked(turn, words, frozenset(numbers))
    called = chips.names([held[n] for n in numbers], several=several)
    row_of = [_chip(turn, "citations", n, called[n]) for n in numbers]
    row = "".join(row_of[:CHIPS])
    if row_of[CHIPS:]:
        row += f"<details><summary>{len(row_of) - CHIPS} more</summary>{''.join(row_of[CHIPS:])}</details>"
    shown = f'<div class="chips">{row}</div>' if row else ""
    kind = "worked-out" if isinstance(statement.basis, Computed) else "quoted"
    return f'<li class="{kind}">{before}<p class="words">{text}</p>{shown}{_worked_out(statement)}</li>'


def led(text: str, citations: Sequence[Citation]) -> tuple[str, str]:
    """Return what leads into a statement, and its words: "27 April 2018, item 6 ¶9 (Ms Pal): " gives "Ms Pal".

    Date and place are left out: the chip below the words says them.
    """
    if not citations:
        return "", text
    before, place, rest = text.partition(where(citations[0].source))
    after, colon, words = rest.partition(": ")
    if not (place and colon) or len(before) + len(after) > LEAD:
        return "", text
    return re.sub(r"[()]", "", f"{before}{after}").strip(" ,"), words


def _marked(turn: int, text: str, numbers: frozenset[int]) -> str:
    """Return a statement's text with each `[1]` that marks one of its citations as a small button."""
    out: list[str] = []
    last = 0
    for found in _MARKER.finditer(text):
        number = int(found["number"])
        if number in numbers:
            named = _named(turn, "citations", number)
            out.append(safe(text[last : found.start()]))
            out.append(f'<button type="button" class="mark" {named} aria-label="Source {number}">{number}</button>')
            last = found.end()
    return "".join((*out, safe(text[last:])))


def _worked_out(statement: Statement) -> str:
    """Return how a computed statement came about: its rule, and how much was looked at."""
    if not isinstance(statement.basis, Computed):
        return ""
    basis = statement.basis
    over = "; ".join(
        f"{k.replace('_', ' ')} {telling.written(v)}" for k, v in basis.scope.items() if v and k != "collections"
    )
    how = RULES.get(basis.rule, f"By the rule “{basis.rule.replace('-', ' ')}”")
    said = f"{how}; {basis.counted:,} looked at" + (f"; {over}." if over else ".")
    return f'<details class="rule"><summary>Worked out, not quoted</summary><p>{safe(said)}</p></details>'


def _named(turn: int, row: str, number: int) -> str:
    return f'data-turn="{turn}" data-row="{row}" data-number="{number}"'


def _chip(turn: int, row: str, number: int, called: str) -> str:
    told = f'<span class="hidden">Source </span><span class="number">{number}</span> {safe(called)}'
    return f'<button type="button" class="chip" {_named(turn, row, number)}>{told}</button>'


def _nearest(turn: int, answer: Answer, several: bool) -> str:
    if not answer.nearest:
        return ""
    called = chips.names(answer.nearest, several=several)
    rows = "".join(
        f'<li><p class="glimpse">{safe(cut(c.source.quote, GLIMPSE))}</p>'
        f'<div class="chips">{_chip(turn, "nearest", c.number, called[c.number])}</div></li>'
        for c in answer.nearest
    )
    return f'<h3 class="quiet">Nearest in the papers, though not an answer</h3><ul class="said near">{rows}</ul>'


GONE = "That answer is no longer held; ask the question again to open its sources."
BROKEN = "Something went wrong here, and no answer came of it. The details are where the page was started."
#: What is told where something other than a question came to nothing.
BROKEN_ACT = "Something went wrong here, and nothing came of it. The details are where the page was started."
