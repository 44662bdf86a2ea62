"""Saying that an answer is wrong: a small form beside it, and what is kept of it for whoever looks after the papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version

import wiring
from assistant.answer import Answer
from index.passage import Complaint
from page.desk import Desk, Sent
from page.words import cut, safe, trouble

#: Characters of a note that are kept; what one person may say in a day, so that nobody fills the disk.
LONGEST, A_DAY = 2000, 50
#: What may be wrong, and how the form words it.
WRONG: Mapping[str, str] = {
    "answer": "What it says is wrong",
    "citation": "A source does not carry what it is cited for",
    "missing": "Something is missing",
    "other": "Something else",
}


def may(desk: Desk) -> bool:
    """True where somebody may say so: it changes nothing of the record, so whoever is known by name may.

    Where nothing can be changed at all, nothing is kept either.
    """
    return not desk.settings.read_only and (desk.may_correct or bool(desk.person.name))


def form(number: int, desk: Desk, *, note: str = "") -> str:
    """Return the form by which an answer is said to be wrong; it says beforehand what is kept. note: of trouble."""
    options = "".join(
        f'<label><input type="radio" name="what" value="{what}"{" checked" if what == "answer" else ""}> {told}</label>'
        for what, told in WRONG.items()
    )
    who = f"your name ({safe(desk.person.name)})" if desk.person.name else "no name, as nobody signs in here"
    return (
        '<section class="sheet open wrong" aria-label="This is wrong"><div class="top">'
        '<h2 tabindex="-1">This is wrong</h2>'
        '<button type="button" class="close">← Back to the answer</button></div>'
        f'{trouble(note) if note else ""}<form class="complaint" data-act="complaint" data-of="{number}">'
        f"<fieldset><legend>What is wrong?</legend>{options}</fieldset>"
        f'<label class="note">What should it say? (optional)<textarea name="note" rows="4" maxlength="{LONGEST}">'
        "</textarea></label>"
        "<p class='quiet'>Kept beside the papers, for whoever looks after them: the question, the answer with its "
        f"sources, what you write here, {who}, and the time. It is sent nowhere else, and no paper changes by it.</p>"
        '<button type="submit" class="copy">Keep this</button></form></section>'
    )


def said(number: int, asked: str, answer: Answer, generation: int, desk: Desk, sent: Sent) -> str:
    """Keep what somebody says is wrong with an answer, and return what the panel says of it."""
    what = str(sent.get("what"))
    if what not in WRONG:
        return form(number, desk, note="Say what is wrong: choose one of the four.")
    note = cut(str(sent.get("note") or "").strip(), LONGEST)
    today = datetime.now(UTC).date().isoformat()
    if sum(c.by == desk.person.name and c.at.startswith(today) for c in wiring.complaints(desk.settings)) >= A_DAY:
        return form(number, desk, note=f"{A_DAY} were kept of you today already; say more tomorrow.")
    wiring.complain(desk.settings, _complaint(asked, answer, generation, desk, what, note))
    return (
        '<section class="sheet open wrong" aria-label="This is wrong"><div class="top">'
        '<h2 tabindex="-1">Thank you: that is kept</h2>'
        '<button type="button" class="close">← Back to the answer</button></div>'
        f'<p class="quiet">{safe(WRONG[what])}.</p>{f"<p>{safe(note)}</p>" if note else ""}'
        "<p class='quiet'>Whoever looks after these papers will find it there.</p></section>"
    )


def _complaint(asked: str, answer: Answer, generation: int, desk: Desk, what: str, note: str) -> Complaint:
    sources = [c.source for c in (*answer.citations, *answer.nearest)]
    return Complaint(
        question=asked,
        read_as=answer.understood.question,
        answer=answer.text,
        refusal=answer.refusal or "",
        what=what,
        note=note,
        by=desk.person.name,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        passages=tuple(dict.fromkeys(s.passage for s in sources)),
        papers=tuple(dict.fromkeys((s.place.collection, s.place.path) for s in sources)),
        generation=generation,
        version=version("matters-arising"),
    )
