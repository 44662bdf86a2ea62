"""The door for people: a page to ask in, with the register, and beside it the words of the record.

Whatever the page shows is escaped, by `_safe`, before Gradio sees it: a paper's text is never read as HTML.
"""

from __future__ import annotations

import re
import secrets
import shutil
import socket
import sys
import tempfile
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic

import wiring

# ruff: noqa: E402
wiring.quiet()  # before Gradio is imported: it then reads whether it may phone home

import gradio as gr
import uvicorn
from fastapi import FastAPI, Response
from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Request

import ui_register as registers
from assistant.answer import Answer, Citation, Computed, Statement, when, where
from index.passage import Place, Quotation
from ingest.errors import MattersError
from ingest.record import Authority, Kind, Spans, Status
from settings import Settings
from ui_register import ACTIONS, DECISIONS, One, Register, View
from ui_register import safe as _safe

if TYPE_CHECKING:
    from assistant.ask import Assistant, Context

NAME = "Matters Arising"
#: Characters of a question that are shown again: one that is longer is a pasted paper.
SHOWN = 600
#: Questions that the page keeps in sight, and those that a follow-up is read against.
KEPT, REMEMBERED = 40, 6
#: A statement shows so many citations at once; a listing's others wait behind "more".
CHIPS = 6
#: What comes before a statement's words, up to a colon, is no longer than this; a colon further on is the paper's.
LEAD = 120
#: Characters shown around a citation's words, to the nearest paragraph or word; a paragraph's edge is sought so far.
AROUND, SLACK = 600, 250
#: A line with this many characters was broken by the width of the page, not by whoever wrote it.
FULL_LINE = 60
#: Characters of a paragraph shown beside the chip of a nearest passage: enough to judge whether to open it.
GLIMPSE = 200
#: Names by which a page that listens on this machine alone may be asked for: a stranger's name that is made to
#: point here (DNS rebinding) would else let that stranger's page read the papers.
LOCAL = ("127.0.0.1", "localhost")

#: Whose account a citation is, in words: what the panel says first.
ACCOUNTS: Mapping[Authority, str] = {
    Authority.RECORD: "The board’s own record",
    Authority.PAPER: "A paper put before the board",
    Authority.DIGEST: "A digest made from the published record, not the official text",
    Authority.THIRD_PARTY: "A third party’s account, not the board’s record",
}
STATUSES: Mapping[Status, str] = {
    Status.APPROVED: "Approved",
    Status.DRAFT: "Draft, not yet approved",
    Status.UNKNOWN: "Not known whether approved",
}
#: What a question was taken to ask for. A kind that is not here is shown by its own name.
KINDS: Mapping[str, str] = {
    "action": "Looked for actions",
    "unresolved": "Looked for what became of actions",
    "decision": "Looked for decisions",
    "attendance": "Looked for who attended",
    "figure": "Looked for a figure",
    "table": "Looked for a table",
    "date": "Looked for a date",
    "definition": "Looked for a meaning",
    "comparison": "Compared papers",
    "multi-meeting": "Looked across meetings",
    "provenance": "Looked for where it is recorded",
    "lookup": "Looked for what was said",
}
#: Why there is no answer. What was searched, and what would answer it, the answer's own notices say.
REFUSALS: Mapping[str, str] = {
    "not-in-record": "The papers here do not answer this.",
    "no-such-meeting": "The papers here know of no such meeting.",
    "no-record-of-meeting": "No record of that meeting is among the papers here.",
    "not-this-detail": "The papers here speak of this, but don’t say what is asked.",
    "to-follow": "The paper that would answer this was to follow, and is not here.",
    "outcome-awaited": "The outcome was awaited, and no paper here tells it.",
    "unsupported": "What was found does not stand up to the papers that it comes from.",
}
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
#: How a narrowing of the question is led into. `times` are the question's own words for its dates.
SCOPES: Mapping[str, str] = {"times": "", "since": "since", "until": "until", "kinds": "in", "bodies": "of"}
_MARKER = re.compile(r"\s?\[(?P<number>\d{1,4})\]")
#: A line that the page's width cannot have begun: an empty one, a bullet, a number.
_BEGINS = re.compile(r"\s*$|\s*(?:[-–•·▪*]|\(?\w{1,3}[.)]|\d+(?:\.\d+)+)\s")
_WEB = re.compile(r"https?://(?P<host>[\w.-]+)(?::\d+)?(?:[/?#]|$)", re.IGNORECASE)
_BLANK_LINES = re.compile(r"[ \t]*\n[ \t]*\n\s*")
_LAST_MARKERS = re.compile(r"(?:\s*\[\d{1,4}\])+(?=[.;]?\s*$)")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a person's conversation, and what came of it: an answer, one line of trouble, or nothing yet."""

    number: int
    question: str
    answer: Answer | None = None
    trouble: str = ""

    def citation(self, row: str, number: int) -> Citation | None:
        """Return the citation that a chip names; None where the answer holds no such one."""
        if self.answer is None:
            return None
        held = self.answer.nearest if row == "nearest" else self.answer.citations
        return next((c for c in held if c.number == number), None)


Turns = tuple[Turn, ...]


# ---------------------------------------------------------------- the page and its events


def build(assistant: Assistant, files: Path) -> gr.Blocks:
    """Return the page over an assistant. What somebody asks lives in their own session and nowhere else.

    files: a folder of the page's own, for what somebody takes away.
    """
    blocks = gr.Blocks(title=NAME, analytics_enabled=False, fill_width=True)
    with blocks:
        turns, actions_view, decisions_view = gr.State(()), gr.State(View()), gr.State(View())
        head, first = _front(assistant)
        masthead = gr.HTML(head, apply_default_css=False, elem_id="masthead")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"), gr.Tabs(elem_id="tabs"):
                with gr.Tab("Ask", elem_id="asking"):
                    welcome = gr.HTML(first, js_on_load=_EXAMPLES_JS, apply_default_css=False, elem_id="welcome")
                    log = gr.HTML(_log(()), js_on_load=_LOG_JS, apply_default_css=False, elem_id="log")
                    with gr.Row(elem_id="composer"):
                        box = gr.Textbox(
                            label="Your question",
                            placeholder="What was decided about …",
                            lines=1,
                            max_lines=6,
                            autofocus=True,
                            elem_id="question",
                            scale=1,
                        )
                        send = gr.Button("Ask", variant="primary", elem_id="ask", scale=0, min_width=88)
                    afresh = gr.Button("Start a new conversation", variant="secondary", size="sm", elem_id="afresh")
                actions = _register_tab(ACTIONS, actions_view)
                decisions = _register_tab(DECISIONS, decisions_view)
            with gr.Column(elem_id="side"):
                source = gr.HTML(_no_source(), js_on_load=_SOURCE_JS, apply_default_css=False, elem_id="source")
        parts = _Parts(turns, masthead, welcome, log, box, send, afresh, source)
        _wire(blocks, parts, assistant)
        _wire_register(actions, source, assistant, files)
        _wire_register(decisions, source, assistant, files)
    return blocks


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of the page that events read or change."""

    turns: gr.State
    masthead: gr.HTML
    welcome: gr.HTML
    log: gr.HTML
    box: gr.Textbox
    send: gr.Button
    afresh: gr.Button
    source: gr.HTML


@dataclass(frozen=True, slots=True)
class _RegisterTab(Generic[One]):
    """The parts of a register's tab, and which register it is."""

    which: Register[One]
    tab: gr.Tab
    view: gr.State
    form: gr.HTML
    table: gr.HTML
    file: gr.HTML


def _register_tab(which: Register[One], view: gr.State) -> _RegisterTab[One]:
    """Put the tab of a register where the page is being built; what it shows is read when somebody turns to it."""
    with gr.Tab(which.title, elem_id=which.name) as tab:
        form = gr.HTML("", js_on_load=registers.FORM_JS, apply_default_css=False, elem_classes="listing")
        file = gr.HTML("", js_on_load=registers.FILE_JS, apply_default_css=False, elem_classes="listing")
        table = gr.HTML("", js_on_load=registers.TABLE_JS, apply_default_css=False, elem_classes="listing")
    return _RegisterTab(which, tab, view, form, table, file)


#: How every event of the page runs: unseen by programs, and one at a time on the shelf.
_QUIETLY: Mapping[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_id": "shelf"}


def _wire(blocks: gr.Blocks, on: _Parts, assistant: Assistant) -> None:
    """Join the page's parts to what they do. One event at a time reads the shelf."""

    def ask(question: str, before: Turns) -> Iterator[tuple[object, ...]]:
        yield from _asked(assistant, question, before)

    def example(event: gr.EventData, before: Turns) -> Iterator[tuple[object, ...]]:
        yield from _asked(assistant, str(event._data.get("question", "")), before)

    def open_source(event: gr.EventData, before: Turns) -> str:
        return _opened(assistant, before, event._data)

    def open_step(event: gr.EventData) -> str:
        return _step_opened(assistant, event._data)

    def broken(before: Turns) -> tuple[str, Turns]:
        now = (*before[:-1], replace(before[-1], trouble=_BROKEN)) if before and not _done(before[-1]) else before
        return _log(now), now

    def clear() -> tuple[object, ...]:
        return (), _log(()), _front(assistant)[1], _no_source(), ""

    shown = [on.log, on.turns, on.welcome, on.box]
    for event in (
        on.box.submit(ask, [on.box, on.turns], shown, **_QUIETLY),
        on.send.click(ask, [on.box, on.turns], shown, **_QUIETLY),
        on.welcome.select(example, [on.turns], shown, **_QUIETLY),
    ):
        event.failure(broken, [on.turns], [on.log, on.turns], **_QUIETLY)
    on.log.select(open_source, [on.turns], [on.source], **_QUIETLY)
    on.source.select(open_step, None, [on.source], **_QUIETLY)
    on.afresh.click(clear, None, [on.turns, on.log, on.welcome, on.source, on.box], js=_AFRESH_JS, **_QUIETLY)
    blocks.load(lambda: _front(assistant), None, [on.masthead, on.welcome], **_QUIETLY)  # papers may have come since


def _wire_register(on: _RegisterTab[One], source: gr.HTML, assistant: Assistant, files: Path) -> None:
    """Join the parts of a register's tab to what they do, and its rows to the panel beside it."""

    def turned_to(view: View) -> tuple[str, str]:
        return _guarded(lambda: registers.form(on.which, assistant, view)), _listed(on.which, assistant, view)

    def narrowed(event: gr.EventData) -> tuple[object, ...]:
        view = registers.view_of(event._data.get("asked"))
        return view, _listed(on.which, assistant, view), ""

    def chosen(event: gr.EventData, view: View) -> tuple[object, ...]:
        page, kind, entry = (str(event._data.get(name) or "") for name in ("page", "file", "entry"))
        if entry:
            return gr.skip(), gr.skip(), gr.skip(), _entry_opened(on.which, assistant, entry, 0)
        if kind:
            return gr.skip(), gr.skip(), _made(on.which, assistant, view, kind, files), gr.skip()
        view = replace(view, page=int(page[:6]) if page.isdecimal() else 1)
        return view, _listed(on.which, assistant, view), gr.skip(), gr.skip()

    on.tab.select(turned_to, [on.view], [on.form, on.table], **_QUIETLY)
    on.tab.select(None, None, None, js=_TURNED_JS)
    on.form.select(narrowed, None, [on.view, on.table, on.file], **_QUIETLY)
    on.table.select(chosen, [on.view], [on.view, on.table, on.file, source], **_QUIETLY)


def _listed(which: Register[One], assistant: Assistant, view: View) -> str:
    return _guarded(lambda: registers.results(which, registers.find(which, assistant, view), view))


def _made(which: Register[One], assistant: Assistant, view: View, kind: str, files: Path) -> str:
    """Return the link to a new file that holds what a view asks for."""

    def show() -> str:
        found = registers.find(which, assistant, view)
        return registers.fetched(registers.make(which, found, kind, files), len(found.entries), FILE)

    return _guarded(show)


def _step_opened(assistant: Assistant, chosen: Mapping[str, object]) -> str:
    """Return the panel for a step of an action's life."""
    step = str(chosen.get("step"))
    return _entry_opened(ACTIONS, assistant, str(chosen.get("entry")), int(step[:4]) if step.isdecimal() else 0)


def _entry_opened(which: Register[One], assistant: Assistant, identity: str, step: int) -> str:
    """Return the panel for an entry of a register, opened at a step of its life; it is looked up, never trusted."""
    try:
        found = registers.entry_of(which, assistant, identity)
        if found is None:
            return _no_source("That entry is no longer in the register; show the list again to see what is.")
        opened = registers.opened(*found, step)
        citation = Citation(1, opened.source)
        return _panel(citation, assistant.context(citation), opened)
    except MattersError as error:
        return _no_source(_line(error))


def _done(turn: Turn) -> bool:
    return turn.answer is not None or bool(turn.trouble)


def _asked(assistant: Assistant, question: str, before: Turns) -> Iterator[tuple[object, ...]]:
    """Yield what the page shows while a question is looked into, then its answer; nothing for an empty question."""
    question = question.strip()
    if not question:
        yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
        return
    turn = Turn(before[-1].number + 1 if before else 1, question)
    before = before[-KEPT + 1 :]
    yield _log((*before, turn)), (*before, turn), "", ""
    now = (*before, _answered(assistant, turn, before))
    yield _log(now), now, gr.skip(), gr.skip()


@lru_cache(maxsize=8)
def _tell_operator(trouble: str | None) -> None:
    """Say on the operator's screen, once, what is wrong with the index; whoever asks is answered all the same."""
    if trouble:
        print(f"matters: {trouble}", file=sys.stderr, flush=True)


def _answered(assistant: Assistant, turn: Turn, before: Turns) -> Turn:
    try:
        answer = assistant.ask(turn.question, history=_history(before))
        _tell_operator(assistant.shelf.trouble)
        return replace(turn, answer=answer)
    except MattersError as error:
        return replace(turn, question=_cut(turn.question, SHOWN), trouble=_line(error))


def _line(error: MattersError) -> str:
    """Return an error as a sentence of the page."""
    told = str(error)
    return told[:1].upper() + told[1:]


def _history(turns: Turns) -> tuple[tuple[str, str], ...]:
    """Return the last answered questions as the assistant reads a conversation."""
    held = [t for t in turns if t.answer is not None][-REMEMBERED:]
    return tuple(pair for t in held if t.answer for pair in (("user", t.question), ("assistant", t.answer.text)))


def _opened(assistant: Assistant, turns: Turns, chosen: Mapping[str, object]) -> str:
    """Return the panel for the chip that was pressed. What the browser says is looked up, never trusted."""
    wanted = (str(chosen.get("turn")), str(chosen.get("row")), str(chosen.get("number")))
    turn = next((t for t in turns if str(t.number) == wanted[0]), None)
    citation = turn.citation(wanted[1], int(wanted[2])) if turn and wanted[2].isdecimal() else None
    if citation is None:
        return _no_source("That answer is no longer held; ask the question again to open its sources.")
    try:
        return _panel(citation, assistant.context(citation))
    except MattersError as error:
        return _no_source(_line(error))


def _guarded(show: Callable[[], str]) -> str:
    """Return what `show` returns, or an error of ours as one line in its place."""
    try:
        return show()
    except MattersError as error:
        return f'<p class="trouble" role="alert">{_safe(_line(error))}</p>'


# ---------------------------------------------------------------- what it shows, as HTML


def _front(assistant: Assistant) -> tuple[str, str]:
    """Return the masthead and the welcome: whose papers these are, and what can be asked of them."""
    return _guarded(lambda: _masthead(assistant.about())), _guarded(lambda: _welcome(assistant.examples()))


def _masthead(about: Iterable[str]) -> str:
    lines = "".join(f"<span>{_safe(line.rstrip('.'))}</span>" for line in about)
    return f'<header class="masthead"><h1>{NAME}</h1><p class="whose">{lines}</p></header>'


def _welcome(examples: Iterable[str]) -> str:
    buttons = "".join(f'<li><button type="button" class="example">{_safe(e)}</button></li>' for e in examples)
    tried = f'<h2 class="quiet">Questions to begin with</h2><ul class="examples">{buttons}</ul>' if buttons else ""
    return (
        '<div class="welcome"><p class="lede">Ask about the board’s papers, and be answered in their own words.</p>'
        "<p>Each line of an answer names its source: press one to read the words where they stand. "
        f"What is not in the papers is not made up.</p>{tried}</div>"
    )


def _log(turns: Turns) -> str:
    """Return the conversation. Gradio changes only the parts that differ, so a screen reader hears only what is new."""
    return f'<div role="log" aria-live="polite" aria-label="Conversation">{"".join(_turn(t) for t in turns)}</div>'


def _turn(turn: Turn) -> str:
    if turn.trouble:
        body = f'<p class="trouble">{_safe(turn.trouble)}</p>'
    elif turn.answer is None:
        body = '<p class="looking">Looking through the papers …</p>'
    else:
        body = _answer(turn.number, turn.answer)
    return f'<article class="turn"><h2 class="asked">{_safe(_cut(turn.question, SHOWN))}</h2>{body}</article>'


def _answer(turn: int, answer: Answer) -> str:
    several = len({c.source.place.body.id for c in (*answer.citations, *answer.nearest)}) > 1
    notices = "".join(f'<p class="notice">{_safe(n)}</p>' for n in answer.notices)
    if answer.refusal:
        why = REFUSALS.get(answer.refusal, answer.refusal.replace("-", " ").capitalize())
        refusal = f'<p class="refusal">{_safe(why)}</p>'
        return _understood(answer) + refusal + notices + _nearest(turn, answer, several)
    held = {c.number: c for c in answer.citations}
    lines = "".join(_statement(turn, s, held, several) for s in answer.statements)
    return f'{_understood(answer)}<ul class="said">{lines}</ul>{notices}'


def _understood(answer: Answer) -> str:
    """Return one quiet line: what was looked for, over what, and the question as a follow-up was read."""
    seen = answer.understood
    said = [KINDS.get(seen.kind, f"Looked for: {seen.kind}")]
    narrowed = {k: v for k, v in seen.scope.items() if v and not (k in ("since", "until") and "times" in seen.scope)}
    said.extend(f"{SCOPES.get(k, k.replace('_', ' '))} {_written(v)}".strip() for k, v in narrowed.items())
    if seen.question.strip().casefold() != answer.question.strip().casefold():
        said.append(f"read as “{seen.question}”")
    return f'<p class="understood">{_safe(" · ".join(said))}</p>'


def _written(value: object) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(_written(v) for v in value)
    return str(value)


def _statement(turn: int, statement: Statement, held: Mapping[int, Citation], several: bool) -> str:
    numbers = tuple(dict.fromkeys(statement.citations))
    lead, words = _led(_LAST_MARKERS.sub("", statement.text), [held[n] for n in numbers])
    led = f'<p class="lead">{_safe(lead)}</p>' if lead else ""
    text = _marked(turn, words, frozenset(numbers))
    chips = [_chip(turn, "citations", held[n], several) for n in numbers]
    row = "".join(chips[:CHIPS])
    if chips[CHIPS:]:
        row += f"<details><summary>{len(chips) - CHIPS} more</summary>{''.join(chips[CHIPS:])}</details>"
    shown = f'<div class="chips">{row}</div>' if row else ""
    kind = "worked-out" if isinstance(statement.basis, Computed) else "quoted"
    return f'<li class="{kind}">{led}<p class="words">{text}</p>{shown}{_worked_out(statement)}</li>'


def _led(text: str, citations: Sequence[Citation]) -> tuple[str, str]:
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
            out.append(_safe(text[last : found.start()]))
            out.append(f'<button type="button" class="mark" {named} aria-label="Source {number}">{number}</button>')
            last = found.end()
    return "".join((*out, _safe(text[last:])))


def _worked_out(statement: Statement) -> str:
    """Return how a computed statement came about: its rule, and how much was looked at."""
    if not isinstance(statement.basis, Computed):
        return ""
    basis = statement.basis
    over = "; ".join(f"{k.replace('_', ' ')} {_written(v)}" for k, v in basis.scope.items() if v and k != "collections")
    how = RULES.get(basis.rule, f"By the rule “{basis.rule.replace('-', ' ')}”")
    said = f"{how}; {basis.counted:,} looked at" + (f"; {over}." if over else ".")
    return f'<details class="rule"><summary>Worked out, not quoted</summary><p>{_safe(said)}</p></details>'


def _named(turn: int, row: str, number: int) -> str:
    return f'data-turn="{turn}" data-row="{row}" data-number="{number}"'


def _chip(turn: int, row: str, citation: Citation, several: bool) -> str:
    told = citation.label if several else where(citation.source)
    number = f'<span class="hidden">Source </span><span class="number">{citation.number}</span> '
    return f'<button type="button" class="chip" {_named(turn, row, citation.number)}>{number}{_safe(told)}</button>'


def _nearest(turn: int, answer: Answer, several: bool) -> str:
    if not answer.nearest:
        return ""
    rows = "".join(
        f'<li><p class="glimpse">{_safe(_cut(c.source.quote, GLIMPSE))}</p>'
        f'<div class="chips">{_chip(turn, "nearest", c, several)}</div></li>'
        for c in answer.nearest
    )
    return f'<h3 class="quiet">Nearest in the papers, though not an answer</h3><ul class="said near">{rows}</ul>'


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _no_source(why: str = "Press a source in an answer to read its words here, where they stand in the paper.") -> str:
    told = f'<h2>Source</h2><p class="quiet">{_safe(why)}</p>'
    return f'<section class="sheet empty" aria-label="Source">{told}</section>'


def _panel(citation: Citation, context: Context, of: registers.Opened | None = None) -> str:
    """Return the Source panel: the cited words in their surroundings, and everything that says what they are worth.

    of: the entry of a register whose source this is, told below the words.
    """
    source = citation.source
    place = source.place
    before, quote, after = _surroundings(context)
    number = f'<span class="number">{citation.number}</span> ' if of is None else ""
    label = _safe(citation.label)
    with_words = _safe(f"“{source.quote}” ({citation.label})")
    return (
        '<section class="sheet open" aria-label="Source"><div class="top"><h2 tabindex="-1">'
        f"{number}{label}</h2>"
        f'<button type="button" class="close">← Back to the {"list" if of else "answer"}</button></div>'
        f'<p class="account {place.authority.value}">{ACCOUNTS[place.authority]}</p>'
        f'<blockquote tabindex="0" aria-label="The words where they stand">{_safe(before)}'
        f"{_marks(quote, source.spans)}{_safe(after)}</blockquote>"
        f"{_correction(place)}{of.life + _told(of.facts) if of else ''}{_told(_facts(source))}{_official(place)}"
        f'<div class="copying"><button type="button" class="copy" data-copy="{label}">Copy citation</button>'
        f'<button type="button" class="copy" data-copy="{with_words}">Copy with the words</button>'
        "</div></section>"
    )


def _told(facts: Iterable[tuple[str, str]]) -> str:
    return f"<dl>{''.join(f'<dt>{name}</dt><dd>{_safe(value)}</dd>' for name, value in facts if value)}</dl>"


def _surroundings(context: Context) -> tuple[str, str, str]:
    """Return the words before, of and after a citation, cut to a glance, the page's line ends undone."""
    whole = _unwrapped(context.before + context.quote + context.after)
    start, end = len(context.before), len(context.before) + len(context.quote)
    return _near_end(whole[:start]), whole[start:end], _near_start(whole[end:])


def _marks(quote: str, spans: Spans) -> str:
    """Return what runs from the first to the last of a citation's spans, the spans marked: no more than is quoted."""
    first = spans[0].start
    if len(quote) != spans[-1].end - first:
        return _mark(quote)
    out = [_mark(quote[span.start - first : span.end - first]) for span in spans]
    gaps = [_safe(_BLANK_LINES.sub("\n\n", quote[a.end - first : b.start - first])) for a, b in pairwise(spans)]
    return "".join(mark + gap for mark, gap in zip(out, (*gaps, ""), strict=True))


def _mark(words: str) -> str:
    """Return words marked, paragraph by paragraph: a mark over a blank line would show as a smudge."""
    return "\n\n".join(f"<mark>{_safe(piece)}</mark>" for piece in _BLANK_LINES.split(words) if piece.strip())


def _unwrapped(text: str) -> str:
    """Return text with the line ends that a page's width made as spaces, tabs as wide ones; its length stays."""
    lines = text.replace("\t", "\N{EM SPACE}").split("\n")
    ends = (" " if len(a.strip()) >= FULL_LINE and not _BEGINS.match(b) else "\n" for a, b in pairwise(lines))
    return "".join(line + end for line, end in zip(lines, (*ends, ""), strict=True))


def _near_end(text: str) -> str:
    """Return the end of what stands before a citation, from the start of a paragraph or a word."""
    if len(text) <= AROUND:
        return _BLANK_LINES.sub("\n\n", text.lstrip())
    text = text[-AROUND:]
    paragraph = _BLANK_LINES.search(text, 0, SLACK)
    word = text.find(" ") + 1
    return _BLANK_LINES.sub("\n\n", text[paragraph.end() :] if paragraph else f"… {text[word:]}")


def _near_start(text: str) -> str:
    """Return the start of what stands after a citation, to the end of a paragraph or a word."""
    text = _BLANK_LINES.sub("\n\n", text.rstrip())
    if len(text) <= AROUND:
        return text
    paragraph = text.rfind("\n\n", AROUND - SLACK, AROUND)
    return text[:paragraph] if paragraph > 0 else text[:AROUND].rsplit(" ", 1)[0] + " …"


def _facts(source: Quotation) -> tuple[tuple[str, str], ...]:
    place = source.place
    minutes = place.kind is Kind.MINUTES or place.status is not Status.UNKNOWN
    item = " ".join(part for part in (place.item, place.item_title) if part)
    organisation = f", {place.body.organisation}" if place.body.organisation else ""
    return (
        ("Meeting" if place.meeting else "Period", when(place)),
        ("Board", f"{place.body.name}{organisation}"),
        ("Item", item),
        ("Paragraph", source.paragraph.label),
        ("Page", _page(source)),
        ("Minutes", STATUSES[place.status] if minutes else ""),
        ("Paper", f"{place.title} ({place.kind.value})"),
        ("File", place.path),
        ("The same text in", ", ".join(place.copies)),
        ("Read from", "a scan, by machine: compare it with the paper" if source.ocr else ""),
    )


def _page(source: Quotation) -> str:
    """Return the page as the file counts it and as it is printed, where the two are known and differ."""
    if source.paragraph.pages is None:
        return f"{source.printed}, as printed" if source.printed else ""
    first, last = source.paragraph.pages
    counted = str(first) if first == last else f"{first}–{last}"
    differs = source.printed and source.printed != counted
    return f"{counted} of the file, printed {source.printed}" if differs else counted


def _correction(place: Place) -> str:
    """Return what later papers say of this one: what was corrected in it, and what replaced it."""
    told = [("Corrected.", place.correction), ("Replaced by", place.later)]
    return "".join(f'<p class="correction"><strong>{what}</strong> {_safe(said)}</p>' for what, said in told if said)


def _official(place: Place) -> str:
    """Return the link to the official record, to a web address and no other."""
    if not place.url:
        return ""
    web = _WEB.match(place.url)
    if web is None:
        return f'<p class="official">Official record: {_safe(place.url)}</p>'
    away = f'href="{_safe(place.url)}" target="_blank" rel="noopener noreferrer"'
    host = _safe(web["host"])
    return f'<p class="official"><a {away}>Official record at {host}</a></p>'


_BROKEN = "Something went wrong here, and no answer came of it. The details are where the page was started."


# ---------------------------------------------------------------- serving it


class Guard:
    """Sends a Content-Security-Policy and its like with every response, and closes what the page doesn't use.

    Gradio's own start-up scripts stand inline in its page: they alone are let through, by a nonce that is new for each
    visit, so that no script or handler which a paper's text might smuggle in could run. Gradio's templates are compiled
    in the browser, hence 'unsafe-eval'; it sets styles on elements, hence 'unsafe-inline' for styles.
    """

    def __init__(self, app: ASGIApp, files: Path) -> None:
        self.app, self.files = app, files

    async def __call__(self, request: Request, receive: Receive, send: Send) -> None:
        if request["type"] != "http":
            await self.app(request, receive, send)
        elif request["path"].startswith(API) and not self._is_open(request["path"]):
            await Response("This page takes no files and gives none.", status_code=404)(request, receive, send)
        else:
            nonce = secrets.token_urlsafe(16)
            page = request["path"] == "/"
            if page:  # uncompressed, so that the nonce can be written into it
                del MutableHeaders(scope=request)["accept-encoding"]
            await self.app(request, receive, _Guarded(send, nonce, page))

    def _is_open(self, path: str) -> bool:
        """True for Gradio's doors that the page goes through; of its files, for those alone that the page made."""
        return path.startswith(OPEN) or (
            path.startswith(FILE) and registers.is_made(path.removeprefix(FILE), self.files)
        )


class _Guarded:
    """A response on its way out: headers added, and the page held back until its scripts have their nonce."""

    def __init__(self, send: Send, nonce: str, page: bool) -> None:
        self.send, self.nonce, self.page = send, nonce, page
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            headers["content-security-policy"] = POLICY.replace("NONCE", self.nonce)
            self.start = message
            if not self.page:
                await self.send(message)
        elif not self.page or self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._release()

    async def _release(self) -> None:
        body = self.body.replace(b"<script", f'<script nonce="{self.nonce}"'.encode())
        if self.start is not None:
            MutableHeaders(scope=self.start)["content-length"] = str(len(body))
            await self.send(self.start)
        await self.send({"type": "http.response.body", "body": body})


def application(assistant: Assistant, settings: Settings, files: Path) -> FastAPI:
    """Return the page as a web application, guarded, its icon and fonts its own.

    files: an empty folder for what somebody takes away, removed at the end; nothing else on the disk is given out.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        shutil.rmtree(files, ignore_errors=True)  # here, as a server that is told to end returns to nobody

    app = FastAPI(title=NAME, docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(Guard, files=files)
    if settings.host in LOCAL:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(LOCAL))

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(ICON, media_type="image/svg+xml")

    gr.mount_gradio_app(
        app,
        build(assistant, files),
        path="/",
        server_name=settings.host,
        server_port=settings.port,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        max_file_size=1,
        allowed_paths=[str(files)],
        theme=_theme(),
        css=CSS + registers.CSS,
    )
    return app


def serve(settings: Settings, *, open_browser: bool = False) -> None:
    """Serve the page until it is interrupted; prints its address first.

    Raises MattersError where the address cannot be listened on, or the index cannot be used.
    """
    listener = _listener(settings)
    files = tempfile.TemporaryDirectory(prefix="matters-")
    try:
        assistant = wiring.open_assistant(settings, lasting=True)
        app = application(assistant, settings, Path(files.name).resolve())
        threading.Thread(target=assistant.shelf.warm, daemon=True).start()
        address = f"http://{_bracketed(settings.host)}:{listener.getsockname()[1]}/"
        print(f"{NAME} is at {address} (Ctrl+C stops it)", flush=True)
        if open_browser:  # the socket listens already: a browser that is quicker than the server waits
            webbrowser.open(address)
        uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[listener])
    finally:
        listener.close()
        files.cleanup()


def _listener(settings: Settings) -> socket.socket:
    """Return a socket that listens where the settings say, so that a port in use is found before anything is loaded."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        why = str(error.strerror or error).split(" (")[0]  # Python adds the address, which is said already
        raise MattersError(
            f"{settings.host}:{settings.port} cannot be listened on ({why}); stop what uses the "
            "port, or choose another with --port, `port` in matters.toml or MATTERS_PORT (0 takes any free one)"
        ) from error


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


# ---------------------------------------------------------------- what the browser gets: policy, look and gestures

#: All that the page may load or reach: itself. The nonce is written in for each response.
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-NONCE' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
#: Of Gradio's many doors, those that this page goes through. Its uploads, proxies and clients stay shut, and so do
#: files, but those that the page made for somebody to take away.
API = "/gradio_api/"
FILE = API + "file="
OPEN = tuple(API + name for name in ("queue/", "heartbeat/", "startup-events", "info", "cancel", "reset"))

#: Fonts of the reader's own machine, so that none is fetched: the page's words, the record's words, figures.
SANS = (
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "Ubuntu",
    "Cantarell",
    "Noto Sans",
    "Helvetica Neue",
    "Liberation Sans",
    "Arial",
    "sans-serif",
)
MONO = ("ui-monospace", "SF Mono", "Consolas", "Liberation Mono", "monospace")

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#1d5c52"/>'
    '<path d="M8 9h16M8 15h16M8 21h9" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/>'
    '<circle cx="23" cy="22" r="3" fill="#f6d77a"/></svg>'
)

CSS = """
:root { --paper: #faf8f3; --sheet: #ffffff; --ink: #22252a; --soft: #5a5e66; --line: #e3ddd1; --accent: #1d5c52;
  --accent-ink: #ffffff; --tint: #eaf1ee; --mark: #fdedb0; --mark-ink: #22252a; --warn: #84470a;
    --warn-tint: #fbf1e3;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", Charter, Georgia,
    "Liberation Serif", serif;  }
.dark { --paper: #15171a; --sheet: #1c1f23; --ink: #e9e6e0; --soft: #a8acb3; --line: #343840; --accent: #8ecfc1;
  --accent-ink: #10211e; --tint: #1f2f2c; --mark: #5c4a0e; --mark-ink: #fff7dc; --warn: #f0b970;
    --warn-tint: #2e2516; }

body, gradio-app { background: var(--paper) !important; }
.gradio-container { color: var(--ink); background: var(--paper) !important; max-width: none !important;
  line-height: 1.55; overflow: visible !important; }
.main.fillable { max-width: 1240px !important; margin: 0 auto !important; padding: 0 1.5rem 2rem !important; }
#masthead, #welcome, #log, #source { padding: 0 !important; overflow: visible !important;
  background: none !important; border: 0 !important; }
.html-container { padding: 0 !important; }
.gradio-container * { transition: none !important; }
#welcome:not(:has(.welcome, .trouble)), #log:not(:has(.turn)) { display: none; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.quiet { color: var(--soft); }

.masthead { display: flex; flex-wrap: wrap; align-items: baseline; gap: .15rem 1.25rem; padding: 1.4rem 0 .9rem;
  border-bottom: 1px solid var(--line); }
.masthead h1 { font: 600 1.7rem/1.2 var(--serif); letter-spacing: -.01em; color: var(--ink); margin: 0; }
.whose { color: var(--soft); font-size: .875rem; margin: 0; }
.whose span + span::before { content: "·"; margin: 0 .45em; }

#desk { gap: 2.25rem; align-items: flex-start; flex-wrap: nowrap; }
#talk { flex: 1 1 58% !important; min-width: 0 !important; gap: 1rem; }
#side { flex: 1 1 42% !important; min-width: 0 !important; position: sticky; top: 1.25rem; }

.welcome { padding: .75rem 0 .25rem; }
.welcome .lede { font: 400 1.5rem/1.35 var(--serif); color: var(--ink); margin: 0 0 .4rem; text-wrap: balance; }
.welcome p { font-size: 1rem; margin: 0 0 1.25rem; color: var(--soft); max-width: 60ch; }
.welcome h2, h3.quiet { font-size: .8125rem; font-weight: 600; letter-spacing: .02em; color: var(--soft);
  margin: 0 0 .5rem; }
.examples { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
.examples li { border-bottom: 1px solid var(--line); margin: 0; }
.lead { font-size: .8125rem; color: var(--soft); margin: 0 0 .15rem; }
.example { width: 100%; text-align: left; padding: .65rem 0; font-size: 1rem; color: var(--accent);
  background: none; border: 0; cursor: pointer; border-radius: 4px; }
.example:hover { background: var(--tint); }

.turn { padding: 1.1rem 0 1.4rem; scroll-margin-top: 1rem; }
.turn + .turn { border-top: 1px solid var(--line); }
.asked { font: 600 1.25rem/1.35 var(--serif); color: var(--ink); margin: 0 0 .2rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.understood, .looking { color: var(--soft); font-size: .8125rem; margin: 0 0 .85rem; overflow-wrap: anywhere; }
.said { list-style: none; margin: 0; padding: 0; }
.said > li { margin: 0 0 1.1rem; }
.said .quoted .words { font-family: var(--serif); font-size: 1.1rem; }
.said .words, .refusal { font-size: 1.03rem; line-height: 1.6; color: var(--ink); margin: 0 0 .4rem;
  max-width: 68ch; white-space: pre-line; overflow-wrap: anywhere; }
.glimpse { font-family: var(--serif); color: var(--soft); margin: 0 0 .35rem; max-width: 68ch;
  overflow-wrap: anywhere; }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; align-items: flex-start; }
.chip { display: inline-flex; align-items: center; gap: .45rem; max-width: 100%;
  padding: .22rem .6rem .22rem .3rem; font-size: .8125rem; line-height: 1.35; text-align: left;
  color: var(--accent); background: var(--tint); border: 1px solid transparent; border-radius: 999px;
    cursor: pointer; }
.chip:hover { border-color: var(--accent); }
.chip[aria-current] { border-color: var(--accent); background: var(--accent); color: var(--accent-ink); }
#source .number { display: inline-block; vertical-align: .12em; margin-right: .2rem; font-family: var(--font); }
.number { flex: none; min-width: 1.35rem; padding: 0 .3rem; text-align: center; font-size: .75rem;
  font-weight: 600; line-height: 1.35rem; font-variant-numeric: tabular-nums;
  color: var(--accent-ink); background: var(--accent); border-radius: 999px; }
.chip[aria-current] .number { color: var(--accent); background: var(--accent-ink); }
.mark { padding: 0 .3em; margin: 0 .1em; font-size: .72em; line-height: 1.4; vertical-align: .35em;
  color: var(--accent); background: var(--tint); border: 0; border-radius: 4px; cursor: pointer; }
.turn details { font-size: .8125rem; color: var(--soft); margin-top: .3rem; }
.turn summary { cursor: pointer; width: fit-content; border-radius: 4px; }
.turn details p { margin: .25rem 0 0; max-width: 68ch; overflow-wrap: anywhere; }
.chips details[open] { display: flex; flex-wrap: wrap; gap: .4rem; flex-basis: 100%; }
.notice { font-size: .875rem; color: var(--soft); border-left: 3px solid var(--line);
  padding: .1rem 0 .1rem .75rem; margin: .5rem 0 0; max-width: 68ch; overflow-wrap: anywhere; }
.refusal { margin-bottom: .75rem; }
.refusal ~ h3.quiet { margin-top: 1rem; }
.trouble { color: var(--warn); background: var(--warn-tint); border-radius: 6px; padding: .55rem .8rem;
  margin: .4rem 0 0; overflow-wrap: anywhere; }

#composer { position: sticky; bottom: 0; z-index: 3; align-items: flex-end; flex-wrap: nowrap; gap: .6rem;
  padding: .8rem 0; background: var(--paper); border-top: 1px solid var(--line); }
#composer .form { overflow: visible; background: none; border: 0; box-shadow: none; }
#question { overflow: visible !important; background: none !important; border: 0 !important;
  box-shadow: none !important; padding: 0 !important; }
#question label > span, #question [data-testid="block-info"] { font-size: .8125rem; font-weight: 600;
  color: var(--soft); }
#question textarea, #question input { min-height: 46px; font-size: 1rem; line-height: 1.5; padding: .6rem .8rem;
  color: var(--ink); background: var(--sheet); border: 1px solid var(--line) !important; border-radius: 8px;
  box-shadow: none !important; }
#question textarea::placeholder, #question input::placeholder { color: var(--soft); opacity: 1; }
#ask { height: 46px; border-radius: 8px; font-size: 1rem; color: var(--accent-ink); background: var(--accent);
  border: 0; }
#afresh { align-self: flex-start; margin-top: -.75rem; width: auto; flex: none; padding: .25rem .1rem;
  font-size: .8125rem; font-weight: 400; color: var(--soft); background: none; border: 0; box-shadow: none;
  text-decoration: underline; text-underline-offset: 3px; }
#afresh:hover { color: var(--ink); }
#talk:not(:has(.turn)) #afresh { display: none; }

.sheet { position: relative; background: var(--sheet); border: 1px solid var(--line); border-radius: 12px;
  padding: 1.15rem 1.35rem 1.35rem; max-height: calc(100dvh - 2.5rem); overflow-y: auto; }
.sheet.empty { background: none; border-style: dashed; }
.sheet h2 { font: 600 1.1rem/1.4 var(--serif); color: var(--ink); margin: 0; overflow-wrap: anywhere; }
.sheet.empty h2 { margin-bottom: .25rem; }
.sheet p { margin: 0; }
.sheet .top { display: flex; gap: 1rem; justify-content: space-between; align-items: flex-start; }
.close { flex: none; font-size: .8125rem; line-height: 1.55rem; color: var(--soft); background: none; border: 0;
  padding: 0 .2rem; cursor: pointer; text-decoration: underline; text-underline-offset: 3px; border-radius: 4px; }
.close:hover { color: var(--ink); }
.sheet .account { font-size: .875rem; color: var(--soft); margin: .35rem 0 .9rem; }
.sheet .account.record { color: var(--accent); }
.sheet .account.third-party { color: var(--warn); }
.sheet blockquote { font: 400 1.06rem/1.65 var(--serif); color: var(--soft); margin: 0 0 1rem; padding: .9rem 0;
  border: 0; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); white-space: pre-line;
  overflow-wrap: anywhere; position: relative; max-height: max(12rem, 38dvh); overflow-y: auto; }
.sheet mark { color: var(--mark-ink); background: var(--mark); padding: .1em .15em; border-radius: 3px;
  box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.sheet .correction { font-size: .9rem; color: var(--warn); background: var(--warn-tint); border-radius: 6px;
  padding: .55rem .8rem; margin: 0 0 1rem; }
.sheet dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; font-size: .875rem;
  margin: 0 0 1rem; }
.sheet dt { color: var(--soft); }
.sheet dd { margin: 0; color: var(--ink); overflow-wrap: anywhere; }
.sheet .official { font-size: .875rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
.sheet .official a { color: var(--accent); text-decoration: underline; text-underline-offset: 3px; }
.copying { display: flex; flex-wrap: wrap; gap: .5rem; }
.copy { font-size: .8125rem; padding: .35rem .8rem; color: var(--accent); background: none;
  border: 1px solid var(--line); border-radius: 8px; cursor: pointer; }
.copy:hover { border-color: var(--accent); }

button:focus-visible, a:focus-visible, summary:focus-visible, blockquote:focus-visible,
  .sheet h2:focus-visible { outline: 3px solid var(--accent) !important; outline-offset: 2px; }
#question textarea:focus, #question input:focus { outline: 3px solid var(--accent) !important; outline-offset: 0;
  border-color: var(--accent) !important; }
.sheet h2:focus { outline-offset: 4px; border-radius: 2px; }

@media (max-width: 900px) {
  .main.fillable { padding: 0 1rem 1rem !important; }
  #desk { flex-direction: column; }
  #talk, #side { width: 100%; flex: none !important; }
  #side { display: none; }
  #side.open { display: flex; position: fixed; inset: auto 0 0 0; width: 100%; z-index: 20; }
  .masthead { padding-top: 1rem; }
  .masthead h1 { font-size: 1.45rem; }
  .welcome .lede { font-size: 1.3rem; }
  .sheet { max-height: 86dvh; border-radius: 16px 16px 0 0; border-width: 1px 0 0; padding: 1rem 1.1rem 1.5rem;
    box-shadow: 0 -12px 40px rgba(0, 0, 0, .28); }
  .sheet .top { flex-direction: column-reverse; gap: .25rem; }
  .sheet .close { font-size: .9375rem; padding: .3rem .2rem .3rem 0; }
}
@media print {
  #composer, #afresh, .copying, .close { display: none; }
  #side { position: static; }
}
"""

_EXAMPLES_JS = """
element.addEventListener('click', (event) => {
  const example = event.target.closest('.example');
  if (example) trigger('select', {question: example.textContent});
});
"""

_LOG_JS = """
element.addEventListener('click', (event) => {
  const chip = event.target.closest('[data-turn]');
  if (!chip) return;
  element.querySelectorAll('[aria-current]').forEach((other) => other.removeAttribute('aria-current'));
  chip.setAttribute('aria-current', 'true');
  document.getElementById('side').classList.add('open');
  trigger('select', {turn: chip.dataset.turn, row: chip.dataset.row, number: chip.dataset.number});
});
watch('value', () => {
  const turns = element.querySelectorAll('.turn');
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (turns.length) turns[turns.length - 1].scrollIntoView({block: 'start', behavior: calm ? 'auto' : 'smooth'});
});
"""

_AFRESH_JS = """() => {
  document.getElementById('side').classList.remove('open');
  document.querySelector('#question textarea, #question input').focus();
}"""

_TURNED_JS = """() => { document.getElementById('side').classList.remove('open'); }"""

_SOURCE_JS = """
const side = document.getElementById('side');
const openers = '#log [aria-current], tr[aria-current] button, #question textarea, #question input';
const back = () => {
  side.classList.remove('open');
  const opener = [...document.querySelectorAll(openers)].find((one) => one.checkVisibility());
  if (opener) opener.focus();
  document.querySelectorAll('tr[aria-current]').forEach((row) => row.removeAttribute('aria-current'));
};
element.addEventListener('click', async (event) => {
  if (event.target.closest('.close')) return back();
  const step = event.target.closest('[data-step]');
  if (step) return trigger('select', {entry: step.dataset.entry, step: step.dataset.step});
  const copy = event.target.closest('.copy');
  if (!copy) return;
  const told = copy.textContent;
  try {
    await navigator.clipboard.writeText(copy.dataset.copy);
    copy.textContent = 'Copied';
  } catch {
    copy.textContent = copy.dataset.copy;
  }
  setTimeout(() => { copy.textContent = told; }, 2500);
});
element.addEventListener('keydown', (event) => { if (event.key === 'Escape') back(); });
watch('value', () => {
  const heading = element.querySelector('.open h2');
  if (!heading) return;
  const sheet = element.querySelector('.sheet');
  const mark = sheet.querySelector('mark');
  sheet.scrollTop = 0;
  mark.parentElement.scrollTop = Math.max(0, mark.offsetTop - 90);
  heading.focus({preventScroll: true});
});
"""


def _theme() -> gr.themes.Base:
    """Return Gradio's plainest theme in the page's own fonts: its usual ones are fetched from elsewhere."""
    return gr.themes.Base(font=SANS, font_mono=MONO, neutral_hue="stone", primary_hue="emerald").set(
        body_background_fill="#faf8f3",
        body_background_fill_dark="#15171a",
        body_text_color="#22252a",
        body_text_color_dark="#e9e6e0",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
    )
