"""What was understood of a question, in one quiet line that its reader sets right by a press."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.answer import Answer, Understood
from assistant.narrowing import ANSWERS, Choices, Only
from assistant.telling import KINDS, SCOPES
from ingest.grammar import dates
from ingest.record import body_id
from page.words import safe

#: Changes offered beside the line itself; the others wait behind "more".
OFFERED, YEARS, BOARDS = 4, 2, 1

#: The body of papers that name none: told last, in words.
NO_BOARD = body_id("", "")
#: The collection of what people add: named by the program, for itself.
_ADDED = re.compile(r"added(?:-[0-9a-f]+)?")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

#: The other kinds of answer that are worth offering at once after each; after any other, all that was said.
OTHERWISE: Mapping[str, tuple[str, ...]] = {
    "lookup": ("decision", "action"),
    "decision": ("lookup", "action"),
    "action": ("decision", "lookup"),
    "unresolved": ("action",),
}
#: How the choice of a kind of answer is worded.
ONLY = {
    kind: f"{named} only" if kind in ("decision", "action", "figure", "date") else named
    for kind, named in ANSWERS.items()
}


def line(number: int, answer: Answer, there: Choices) -> str:
    """Return what was understood of a turn's question, each part with the press that sets it right, and what else the
    question may be narrowed to."""
    seen = answer.understood
    parts = " · ".join((*_kind(number, seen), *_scope(number, seen, there), *_reading(number, answer)))
    near = there.near if answer.found else ()
    offered = "".join(_button(number, change, told) for change, told in _offered(seen, there, near))
    more = _more(number, seen.only, there)
    return (
        f'<div class="meant"><p class="understood" tabindex="-1">{parts}</p>'
        f'<div class="narrow" role="group" aria-label="Ask again">{offered}{more}</div></div>'
    )


def _button(number: int, change: str, told: str, *, pressed: bool = False) -> str:
    on = ' aria-pressed="true"' if pressed else ""
    names = f'data-of="{number}" data-change="{safe(change)}"{on}'
    return f'<button type="button" class="change" {names}>{safe(told)}</button>'


def _asked(number: int, told: str, back: str) -> str:
    """Return a part that the reader asked for, with the press that takes it back."""
    button = f'<button type="button" class="change" data-of="{number}" data-change="{back}">'
    return f'{safe(told)}, as you asked {button}take back<span class="hidden"> “{safe(told)}”</span></button>'


def _kind(number: int, seen: Understood) -> Iterator[str]:
    told = KINDS.get(seen.kind, f"Looked for: {seen.kind}")
    yield _asked(number, told, "any-answer") if seen.only.answer else safe(told)


def _scope(number: int, seen: Understood, there: Choices) -> Iterator[str]:
    """Yield what narrowed the question: its own words, then what the reader asked for."""
    only, boards = seen.only, there.boards or {}
    narrowed = {k: v for k, v in seen.scope.items() if v and not (k in ("since", "until") and "times" in seen.scope)}
    told = {k: v for k, v in narrowed.items() if k != "collections" or "bodies" not in narrowed}  # the board tells more
    own = [f"{SCOPES.get(k, k.replace('_', ' '))} {_written(v, boards)}".strip() for k, v in told.items()]
    if own:
        narrows = any(name != "times" for name in narrowed) or "since" in seen.scope or "until" in seen.scope
        whole = f" {_button(number, 'whole', 'look at the whole record')}" if narrows else ""
        yield f"{safe(' · '.join(own))}{whole}"
    if only.whole:
        yield _asked(number, "over the whole record", "as-understood")
    if only.since or only.until:
        yield _asked(number, _time(only), "any-time")
    if only.bodies:
        yield _asked(number, f"only {', '.join(boards.get(b, 'another board') for b in only.bodies)}", "any-board")
    if only.kinds:
        yield _asked(number, f"only in {', '.join(k.value for k in only.kinds)}", "any-paper")


def _time(only: Only) -> str:
    if only.since and only.until:
        whole = (only.since.month, only.since.day, only.until.month, only.until.day) == (1, 1, 12, 31)
        if whole and only.since.year == only.until.year:
            return f"only {only.since.year}"
        return f"only {dates.long(only.since)} to {dates.long(only.until)}"
    if only.since:
        return f"only since {dates.long(only.since)}"
    return f"only until {dates.long(only.until)}" if only.until else ""


def _reading(number: int, answer: Answer) -> Iterator[str]:
    read = answer.understood.question
    if answer.understood.only.as_written:
        yield _asked(number, "read by itself", "as-follow-up")
    elif read.strip().casefold() != answer.question.strip().casefold():
        yield f"read as “{safe(read)}” {_button(number, 'as-written', 'ask it as I wrote it')}"


def _written(value: object, boards: Mapping[str, str]) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(_written(v, boards) for v in sorted(value, key=lambda v: v == NO_BOARD))
    told = str(value)
    if told == NO_BOARD:
        return "papers that name no board"
    return "somebody who added them" if _ADDED.fullmatch(told) else boards.get(told, told)


def _offered(seen: Understood, there: Choices, cited: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the few changes that are most likely wanted. cited: the years and boards of the answer's own sources."""
    only = seen.only
    near: list[tuple[str, str]] = []
    if not only.since and not only.until:
        near += [(f"year:{year}", f"only {year}") for year in _years(seen, there, cited)]
    boards = [n for n in cited if n.startswith("board:") and n[6:] in (there.boards or {})]
    if not only.bodies and len(boards) > 1:
        near += [(n, f"only {(there.boards or {})[n[6:]]}") for n in boards[:BOARDS]]
    kinds = () if only.answer else OTHERWISE.get(seen.kind, ("lookup",))
    near += [(f"answer:{kind}", ONLY[kind]) for kind in kinds]
    yield from near[:OFFERED]


def _years(seen: Understood, there: Choices, cited: Sequence[str]) -> tuple[str, ...]:
    """Return the years that are worth offering: those that the question names, else those of its answer's sources.

    A year that is named is looked for, but papers of other years may speak of it, and are read too.
    """
    named = _YEAR.findall(_written(seen.scope.get("times", ()), {}))
    held = named or [n[5:] for n in cited if n.startswith("year:")]
    if named and "since" in seen.scope:
        return ()
    return tuple(y for y in dict.fromkeys(held) if y in map(str, there.years))[:YEARS]


def _more(number: int, only: Only, there: Choices) -> str:
    """Return every change that there is, behind "more"."""
    years = only.since.year if only.since and only.until and only.since.year == only.until.year else None
    groups = (
        ("Year", [(f"year:{y}", str(y), y == years) for y in there.years]),
        ("Board", [(f"board:{i}", name, i in only.bodies) for i, name in (there.boards or {}).items()]),
        ("Kind of paper", [(f"papers:{k.value}", k.value, k in only.kinds) for k in there.papers]),
        ("Kind of answer", [(f"answer:{kind}", named, kind == only.answer) for kind, named in ANSWERS.items()]),
    )
    told = "".join(_group(number, name, held) for name, held in groups if held)
    return f'<details class="more"><summary>More ways to ask again</summary>{told}</details>'


def _group(number: int, name: str, held: list[tuple[str, str, bool]]) -> str:
    buttons = "".join(_button(number, change, told, pressed=on) for change, told, on in held)
    return f'<div role="group" aria-label="{name}"><span class="of">{name}</span><div>{buttons}</div></div>'
