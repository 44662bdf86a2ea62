"""Why an answer came out as it did, told beside it: in plain words first, each passage to be opened, figures below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from assistant import narrowing
from assistant.drafting import readable
from assistant.tracing import Searched, Trace, Weighed
from index.passage import Quotation
from page import chips
from page.words import cut, glimpse, safe

#: Sentences shown under each reason for which they were passed over; and rows of the table of figures.
EACH, ROWS = 3, 25
#: Characters of a sentence in the table of figures.
ROW = 90


def panel(number: int, trace: Trace, boards: Mapping[str, str]) -> str:
    """Return what is told of how the answer of a turn came about. boards: their names, by id."""
    fresh = _fresh(trace.searches)
    weighed = [w for search in fresh for w in search.weighed]
    return (
        '<section class="sheet open why" aria-label="Why this answer?"><div class="top">'
        '<h2 tabindex="-1">Why this answer?</h2>'
        '<button type="button" class="close">← Back to the answer</button></div>'
        f'<p class="account">“{safe(cut(trace.question.asked, 300))}”</p>'
        f"<h3>What was understood</h3>{_list(_understood(trace, boards))}"
        f"<h3>What was searched</h3>{_list(_searches(trace.searches))}"
        f"{_taken(number, trace, weighed)}{_passed_over(number, weighed)}{_left_out(trace)}{_figures(fresh)}</section>"
    )


def named(source: Quotation) -> str:
    """Return the name by which a passage's words are opened: it tells nothing, and only the trace can find it again."""
    spans = ",".join(f"{s.start}-{s.end}" for s in source.spans)
    return sha256(f"{source.place.document} {spans}".encode()).hexdigest()[:16]


def found(trace: Trace, name: str) -> Quotation | None:
    """Return the words of a trace that go by a name; None where none do."""
    weighed = (w.source for search in trace.searches for w in search.weighed)
    return next((source for source in weighed if named(source) == name), None)


def _fresh(searches: Sequence[Searched]) -> tuple[Searched, ...]:
    """Return the searches whose sentences and scores are not those of an earlier one."""
    seen: set[tuple[tuple[str, float], ...]] = set()
    out = []
    for one in searches:
        scores = tuple((w.text, w.score) for w in one.weighed)
        if scores not in seen:
            out.append(one)
        seen.add(scores)
    return tuple(out)


def _list(lines: Iterable[str]) -> str:
    return f"<ul class='told'>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"


# ---------------------------------------------------------------- in plain words

#: What a question asks for, by its kind, after "It asks for".
_KINDS: Mapping[str, str] = {
    "action": "actions",
    "unresolved": "what became of actions",
    "decision": "decisions",
    "attendance": "who attended",
    "figure": "a figure",
    "table": "what a table says",
    "date": "a date",
    "definition": "what something means",
    "comparison": "a comparison",
    "multi-meeting": "what several meetings said",
    "provenance": "where something is recorded",
    "history": "how something went from meeting to meeting",
    "news": "what is new",
    "lookup": "what was said",
}


def _understood(trace: Trace, boards: Mapping[str, str]) -> Iterator[str]:
    question, only = trace.question, trace.answer.understood.only
    if question.text != question.asked:
        yield f"As it follows what was asked before, it was read as “{safe(question.text)}”."
    cue = f", told by the words “{safe(question.cue)}”" if question.cue else ""
    yield f"It asks for {safe(_KINDS.get(question.kind, question.kind))}{cue}."
    if trace.wants:
        yield f"Only this will do as an answer: {safe(', '.join(trace.wants))}."
    for time in question.times:
        yield f"The time that it names: {safe(question.text[time.start : time.end])}."
    if question.names:
        yield f"Names in it: {safe(', '.join(question.names))}."
    if only.narrows:
        yield f"You narrowed it to these papers: {safe(narrowing.said(only, boards))}."
    if only.whole:
        yield "You asked for the whole record, whatever time or board it names."


def _searches(searches: Sequence[Searched]) -> Iterator[str]:
    if not searches:
        yield "No search was made: what answers this is counted or listed, or there is no such meeting."
    for one in searches:
        asked = f"Searched {safe(one.looked_for)}{_within(one.scope)}: {_passages(one.passages)} looked at."
        yield f"{asked}{_spelling(one)}{_verdict(one)}"


def _passages(count: int) -> str:
    return "1 passage was" if count == 1 else f"{count:,} passages were"


def _within(scope: Mapping[str, object]) -> str:
    told = [f"{name} {_plain(value)}" for name, value in scope.items() if name in ("since", "until", "kinds") and value]
    return f" ({safe(', '.join(told))})" if told else ""


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _spelling(one: Searched) -> str:
    out = ""
    if one.misspelt:
        out += f" “{safe(', '.join(one.misspelt))}” stands nowhere, so it was read as “{safe(', '.join(one.read_as))}”."
    if one.nowhere:
        out += f" No paper here holds “{safe('”, “'.join(one.nowhere))}”."
    return out


def _verdict(one: Searched) -> str:
    if one.answers is None:
        return ""
    return " The best sentence answers." if one.answers else f" The best sentence does not answer: {safe(one.why)}."


def _taken(number: int, trace: Trace, weighed: Sequence[Weighed]) -> str:
    taken = {w.citation: w for w in reversed(weighed) if w.citation}
    if trace.answer.refusal:
        return "<h3>What was taken</h3><p>Nothing: no sentence was good enough to stand as an answer.</p>"
    if not taken:
        told = "<p>No single sentence: the answer was counted, listed or read from a roll or a table.</p>"
    else:
        told = _list(_passage(number, w, f"Quoted as [{n}]") for n, w in sorted(taken.items()))
    return f"<h3>What was taken</h3>{told}"


def _passed_over(number: int, weighed: Sequence[Weighed]) -> str:
    whys: dict[str, list[Weighed]] = defaultdict(list)
    for one in weighed:
        if not one.citation and one.source.spans not in [w.source.spans for w in whys[one.why]]:
            whys[one.why].append(one)
    held = {why: rows for why, rows in whys.items() if rows}
    if not held:
        return ""
    told = "".join(_reason(number, why, rows) for why, rows in held.items())
    return f"<h3>What was passed over, and why</h3>{told}"


def _reason(number: int, why: str, rows: Sequence[Weighed]) -> str:
    some = _list(_passage(number, w, "") for w in rows[:EACH])
    count = f"{len(rows)} sentence" + ("s" if len(rows) > 1 else "")
    more = f", the best {EACH} shown" if len(rows) > EACH else ""
    return f'<p class="reason">{safe(why[:1].upper() + why[1:])} <span class="quiet">({count}{more})</span></p>{some}'


def _passage(number: int, one: Weighed, lead: str) -> str:
    label = safe(chips.name(one.source) or one.source.place.title)
    names = f'data-act="passage" data-of="{number}" data-name="{named(one.source)}"'
    return (
        f'<p class="glimpse">{safe(glimpse(readable(one.text)))}</p><p class="at">{safe(lead)} '
        f'<button type="button" class="chip plain" {names}>{label}</button></p>'
    )


def _left_out(trace: Trace) -> str:
    if not trace.left_out:
        return ""
    told = _list(f"{safe(glimpse(left.text))} <span class='quiet'>({safe(left.why)})</span>" for left in trace.left_out)
    return f"<h3>What did not stand up when it was checked</h3>{told}"


# ---------------------------------------------------------------- in figures

_COLUMNS = ("score", "own", "around", "rank", "bonus", "meaning", "words")


def _figures(searches: Sequence[Searched]) -> str:
    rows = [w for one in searches for w in one.weighed][:ROWS]
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{name}</th>' for name in ("sentence", *_COLUMNS))
    body = "".join(
        f'<tr><th scope="row">{safe(cut(readable(w.text), ROW))}</th>'
        f"{''.join(f'<td>{getattr(w, name):.2f}</td>' for name in _COLUMNS)}</tr>"
        for w in rows
    )
    weights = "".join(
        f"<li>{safe(stem)}: {weight:.2f}</li>" for one in searches[:1] for stem, weight in one.weights.items()
    )
    asked = (
        f'<p>How telling each stem of the question is here:</p><ul class="weights">{weights}</ul>' if weights else ""
    )
    return (
        f'<details class="figures"><summary>In figures</summary>{asked}'
        "<p>Score is made of a sentence’s own words, those around it, its passage’s rank, and what the kind of answer "
        "adds or takes off. Meaning is the cosine of its passage; words, the passage’s score in the full text.</p>"
        '<div class="wide" tabindex="0" role="region" aria-label="Scores of the sentences"><table>'
        f"<caption>The {len(rows)} sentences that were weighed first</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )
