"""The conversation on the page: what was asked, what came of it, and each thing that an answer says with its chips.

Values in, HTML out: Gradio's own types stay in `ui.py`. Whatever papers or people say is escaped by `safe`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant import telling
from assistant.answer import Answer, Citation, Computed, Statement, where
from ingest.errors import MattersError
from page import source, taking
from page.words import cut, line, safe

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from page.desk import Desk

NAME = "Matters Arising"
#: Characters of a question that are shown again: one that is longer is a pasted paper.
SHOWN = 600
#: Questions that the page keeps in sight, and those that a follow-up is read against.
KEPT, REMEMBERED = 40, 6
#: A statement shows so many citations at once; a listing's others wait behind "more".
CHIPS = 6
#: What comes before a statement's words, up to a colon, is no longer than this; a colon further on is the paper's.
LEAD = 120
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


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a person's conversation, and what came of it: an answer, one line of trouble, or nothing yet."""

    number: int
    question: str
    answer: Answer | None = None
    trouble: str = ""

    def citation(self, row: str, number: int) -> Citation | None:
        """Return the citation that a chip names; None where the answer holds no such one."""
        return next((c for c in self.held(row) if c.number == number), None)

    def held(self, row: str) -> tuple[Citation, ...]:
        """Return the citations of a row of chips."""
        if self.answer is None:
            return ()
        return self.answer.nearest if row == "nearest" else self.answer.citations


Turns = tuple[Turn, ...]


def done(turn: Turn) -> bool:
    return turn.answer is not None or bool(turn.trouble)


def begun(question: str, before: Turns) -> Turns:
    """Return a conversation with a new question at its end, not answered yet."""
    turn = Turn(before[-1].number + 1 if before else 1, question.strip())
    return (*before[-KEPT + 1 :], turn)


def finished(assistant: Assistant, turns: Turns) -> Turns:
    """Return a conversation with its last question answered."""
    *before, turn = turns
    return (*before, answered(assistant, turn, tuple(before)))


def broken(turns: Turns) -> Turns:
    """Return a conversation whose last question came to nothing by an error of the page's own."""
    if not turns or done(turns[-1]):
        return turns
    return (*turns[:-1], replace(turns[-1], trouble=BROKEN))


@lru_cache(maxsize=8)
def _tell_operator(trouble: str | None) -> None:
    """Say on the operator's screen, once, what is wrong with the index; whoever asks is answered all the same."""
    if trouble:
        print(f"matters: {trouble}", file=sys.stderr, flush=True)


def answered(assistant: Assistant, turn: Turn, before: Turns) -> Turn:
    try:
        answer = assistant.ask(turn.question, history=history(before))
        _tell_operator(assistant.shelf.trouble)
        return replace(turn, answer=answer)
    except MattersError as error:
        return replace(turn, question=cut(turn.question, SHOWN), trouble=line(error))


def history(turns: Turns) -> tuple[tuple[str, str], ...]:
    """Return the last answered questions as the assistant reads a conversation."""
    held = [t for t in turns if t.answer is not None][-REMEMBERED:]
    return tuple(pair for t in held if t.answer for pair in (("user", t.question), ("assistant", t.answer.text)))


def opened(desk: Desk, turns: Turns, chosen: Mapping[str, object]) -> str:
    """Return the panel for the chip that was pressed. What the browser says is looked up, never trusted."""
    wanted = (str(chosen.get("turn")), str(chosen.get("row")), str(chosen.get("number")))
    turn = next((t for t in turns if str(t.number) == wanted[0]), None)
    citation = turn.citation(wanted[1], int(wanted[2])) if turn and wanted[2].isdecimal() else None
    if turn is None or citation is None:
        return source.empty("That answer is no longer held; ask the question again to open its sources.")
    numbers = tuple(sorted(c.number for c in turn.held(wanted[1])))
    return source.opened(desk, citation, among=source.Among(turn.number, wanted[1], numbers))


# ---------------------------------------------------------------- what it shows, as HTML


def masthead(about: Iterable[str], signed_in: str = "") -> str:
    """Return the top of the page: whose papers these are, and, as HTML, who is signed in."""
    lines = "".join(f"<span>{safe(said.rstrip('.'))}</span>" for said in about)
    return f'<header class="masthead"><h1>{NAME}</h1>{signed_in}<p class="whose">{lines}</p></header>'


def welcome(examples: Iterable[str]) -> str:
    buttons = "".join(f'<li><button type="button" class="example">{safe(e)}</button></li>' for e in examples)
    tried = f'<h2 class="quiet">Questions to begin with</h2><ul class="examples">{buttons}</ul>' if buttons else ""
    return (
        '<div class="welcome"><p class="lede">Ask about the board’s papers, and be answered in their own words.</p>'
        "<p>Each line of an answer names its source: press one to read the words where they stand. "
        f"What is not in the papers is not made up.</p>{tried}</div>"
    )


def log(turns: Turns) -> str:
    """Return the conversation. Gradio changes only the parts that differ, so a screen reader hears only what is new."""
    return f'<div role="log" aria-live="polite" aria-label="Conversation">{"".join(_turn(t) for t in turns)}</div>'


def _turn(turn: Turn) -> str:
    if turn.trouble:
        body = f'<p class="trouble">{safe(turn.trouble)}</p>'
    elif turn.answer is None:
        body = '<p class="looking">Looking through the papers …</p>'
    else:
        body = _answer(turn.number, turn.answer) + _taking_away(turn)
    return f'<article class="turn"><h2 class="asked">{safe(cut(turn.question, SHOWN))}</h2>{body}</article>'


def _taking_away(turn: Turn) -> str:
    return taking.buttons(turn.number)


def _answer(turn: int, answer: Answer) -> str:
    several = len({c.source.place.body.id for c in (*answer.citations, *answer.nearest)}) > 1
    notices = "".join(f'<p class="notice">{safe(n)}</p>' for n in answer.notices)
    if answer.refusal:
        refusal = f'<p class="refusal">{safe(telling.refused(answer))}</p>'
        return _understood(answer) + refusal + notices + _nearest(turn, answer, several)
    held = {c.number: c for c in answer.citations}
    lines = "".join(_statement(turn, s, held, several) for s in answer.statements)
    return f'{_understood(answer)}<ul class="said">{lines}</ul>{notices}'


def _understood(answer: Answer) -> str:
    """Return one quiet line: what was looked for, over what, and the question as a follow-up was read."""
    return f'<p class="understood">{safe(telling.understood(answer))}</p>'


def _statement(turn: int, statement: Statement, held: Mapping[int, Citation], several: bool) -> str:
    numbers = tuple(dict.fromkeys(statement.citations))
    lead, words = led(_LAST_MARKERS.sub("", statement.text), [held[n] for n in numbers])
    before = f'<p class="lead">{safe(lead)}</p>' if lead else ""
    text = _marked(turn, words, frozenset(numbers))
    chips = [_chip(turn, "citations", held[n], several) for n in numbers]
    row = "".join(chips[:CHIPS])
    if chips[CHIPS:]:
        row += f"<details><summary>{len(chips) - CHIPS} more</summary>{''.join(chips[CHIPS:])}</details>"
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


def _chip(turn: int, row: str, citation: Citation, several: bool) -> str:
    told = citation.label if several else where(citation.source)
    number = f'<span class="hidden">Source </span><span class="number">{citation.number}</span> '
    return f'<button type="button" class="chip" {_named(turn, row, citation.number)}>{number}{safe(told)}</button>'


def _nearest(turn: int, answer: Answer, several: bool) -> str:
    if not answer.nearest:
        return ""
    rows = "".join(
        f'<li><p class="glimpse">{safe(cut(c.source.quote, GLIMPSE))}</p>'
        f'<div class="chips">{_chip(turn, "nearest", c, several)}</div></li>'
        for c in answer.nearest
    )
    return f'<h3 class="quiet">Nearest in the papers, though not an answer</h3><ul class="said near">{rows}</ul>'


BROKEN = "Something went wrong here, and no answer came of it. The details are where the page was started."
