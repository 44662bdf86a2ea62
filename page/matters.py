"""Matters on the page: those that meetings come back to, and each as a timeline of what papers say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from assistant import rendering, threads, topics
from assistant.answer import Citation, when
from assistant.listing import STANDINGS
from assistant.threads import Step, StepKind, Thread
from assistant.topics import Topic
from index.passage import Scope, Standing
from ingest.grammar import dates
from ingest.record import digest
from page import chips, fields, registers
from page import source as sources
from page.desk import Desk, Room, Sent, Shown, State
from page.fields import FilterError
from page.source import Opened
from page.words import glimpse, guarded, safe

if TYPE_CHECKING:
    from assistant.ask import Assistant

#: Topics that are offered at once, and steps of a timeline on one page.
OFFERED, STEPS = 48, 60
#: Timelines that are kept, of all that people look at: one is large.
REMEMBERED = 64
#: What narrows the papers beside the topic, and what each is called.
_LIMITS = {"body": "Board", "since": "Since", "until": "Until"}
_ASKED = frozenset(("topic", *_LIMITS))

#: What a step is called on the page.
KINDS: Mapping[StepKind, str] = {
    StepKind.PLAN: "Planned",
    StepKind.AGENDA: "On the agenda",
    StepKind.REPORT: "In a report",
    StepKind.RECOMMENDED: "Recommended",
    StepKind.DISCUSSION: "Discussed",
    StepKind.ELSEWHERE: "Decided elsewhere",
    StepKind.DECISION: "Decided",
    StepKind.ACTION: "Action",
    StepKind.UPDATE: "Reported back",
    StepKind.ANNUAL: "In an annual report",
    StepKind.SUMMARY: "In a summary",
}


# ---------------------------------------------------------------- what is found


def narrowed(assistant: Assistant, asked: Mapping[str, str]) -> Scope:
    """Return the scope of whoever asks, narrowed to the board and the time that a form names. Raises FilterError."""
    scope = assistant.scope.between(*fields.between(asked))
    if not asked.get("body"):
        return scope
    if asked["body"] not in {b.id for b in assistant.shelf.bodies(assistant.scope)}:
        raise FilterError("no board here is called so; choose another")
    return replace(scope, bodies=(asked["body"],))


def thread_of(assistant: Assistant, asked: Mapping[str, str]) -> Thread:
    """Return the thread of the topic that is asked for, within what its form narrows it to."""
    shelf = assistant.shelf
    with shelf.reading():
        scope = narrowed(assistant, asked)
        held: dict[Any, Thread] = shelf.remembered("matters")
        key = (asked["topic"], scope)
        found = held.pop(key, None) or threads.thread(asked["topic"], shelf, scope)
        held[key] = found  # at the end: what was looked at longest ago is let go of first
        if len(held) > REMEMBERED:
            held.pop(next(iter(held)))
        return found


def identity(step: Step) -> str:
    """Return what names a step in the browser: it is the same as long as its words are."""
    spans = ",".join(f"{s.start}-{s.end}" for s in step.source.spans)
    return digest(step.kind.value, step.source.place.document, step.source.place.part, spans, step.entry)


# ---------------------------------------------------------------- what it shows


def form(assistant: Assistant, asked: Mapping[str, str]) -> str:
    """Return what is asked of matters: one by its name, and the board and time to look in."""
    with assistant.shelf.reading():
        bodies = assistant.shelf.bodies(assistant.scope)
    told = (
        fields.typed("topic", "A matter, in a few words", asked),
        fields.boards(bodies, asked),
        fields.typed("since", "Since", asked, kind="date"),
        fields.typed("until", "Until", asked, kind="date"),
    )
    return fields.form("Matters", told, show="Follow it")


def shown(assistant: Assistant, asked: Mapping[str, str]) -> str:
    """Return the timeline of the topic asked for; without one, the topics to choose from."""
    if asked.get("topic"):
        return timeline(thread_of(assistant, asked), asked, _set_now(assistant, asked))
    with assistant.shelf.reading():
        found = topics.of_shelf(assistant.shelf, narrowed(assistant, asked))
    return offered(found, _set_now(assistant, asked))


def _set_now(assistant: Assistant, asked: Mapping[str, str]) -> str:
    """Return what the papers are narrowed to, each with the press that takes it off."""
    with assistant.shelf.reading():
        boards = {b.id: fields.called(b) for b in assistant.shelf.bodies(assistant.scope)}
    return fields.set_now(asked, _LIMITS, boards)


def warm(assistant: Assistant) -> None:
    """Find the topics before somebody asks for them. Others are answered meanwhile: the record is not held still."""
    topics.of_shelf(assistant.shelf, narrowed(assistant, {}))


def offered(found: Sequence[Topic], limits: str = "") -> str:
    """Return the topics that meetings come back to, each a button that shows its timeline.

    limits: as HTML, what the papers are narrowed to.
    """
    if not found:
        where_ = "within these limits" if limits else "on this shelf"
        return (
            f'<div class="room matters"><p class="total" role="status">No matter comes back {where_}.</p>{limits}'
            "<p>Name one above, in the words that the papers may use, to follow it through them.</p></div>"
        )
    most = max(t.meetings for t in found)
    rows = "".join(_topic(t, most) for t in found[:OFFERED])
    more = f" The {OFFERED} at most meetings are shown, of {len(found):,}." if len(found) > OFFERED else ""
    return (
        '<div class="room matters"><h2 class="total">What the meetings come back to</h2>'
        f"<p>Choose a matter to see what was said and done on it, from first to last; or name another above.{more}</p>"
        f'<ul class="topics">{rows}</ul></div>'
    )


def _topic(one: Topic, most: int) -> str:
    first, last = one.first.year, one.last.year
    years = str(first) if first == last else f"{first} to {last}"
    name = safe(one.name)
    return (
        f'<li><button type="button" class="topic" data-ask="{name}"><span class="name">{name}</span>'
        f'<span class="gauge" aria-hidden="true"><span style="width:{100 * one.meetings / most:.0f}%"></span></span>'
        f'<span class="under">{one.meetings:,} meetings, {years}</span></button></li>'
    )


def timeline(found: Thread, asked: Mapping[str, str], limits: str = "") -> str:
    """Return a thread as a timeline, by day; each step opens its source. limits: as for `offered`."""
    name = found.matter.asked
    back = '<p class="again"><button type="button" class="all-matters" data-ask="">← All matters</button></p>'
    if not found.steps:
        return f'<div class="room matters">{back}{_none(found, limits)}</div>'
    pages = -(-len(found.steps) // STEPS)
    page = min(fields.page_of(asked), pages)
    first, last = (page - 1) * STEPS, min(page * STEPS, len(found.steps))
    pager = fields.pager(page, pages, f"Steps {first + 1:,} to {last:,} of {len(found.steps):,}", "Earlier", "Later")
    several = len({s.source.place.body.id for s in found.steps}) > 1
    days = "".join(_day(list(steps), several) for _, steps in groupby(found.steps[first:last], key=_by_day))
    return (
        f'<div class="room matters">{back}<h2 class="total">{safe(glimpse(name))}</h2>'
        f'<p class="by" role="status">{safe(counted(found))}</p>{pager}<ol class="timeline">{days}</ol>{pager}</div>'
    )


def _none(found: Thread, limits: str) -> str:
    near = "".join(
        f'<li><button type="button" class="topic" data-ask="{safe(word)}">{safe(word)}</button></li>'
        for word in found.known
    )
    words = (
        f'<p>Words near it that the papers do hold:</p><ul class="topics near">{near}</ul>'
        if near
        else "<p>Name it in other or fewer words, or choose one of those that meetings come back to.</p>"
    )
    narrow = " within these limits" if limits else ""
    name = safe(glimpse(found.matter.asked))
    return f'<p class="total" role="status">No paper here{narrow} is about “{name}”.</p>{limits}{words}'


def counted(found: Thread) -> str:
    """Return in a line how many steps a thread has, from when to when, and of what kinds: the numbers add up."""
    days = [s.day for s in found.steps if s.day]
    reach = f", {dates.long(days[0])} to {dates.long(days[-1])}" if days and days[0] != days[-1] else ""
    kinds = ", ".join(f"{KINDS[kind].lower()} {n:,}" for kind, n in found.counts.items())
    unread = f"; {found.unread:,} further passages hold its words and were not read" if found.unread else ""
    steps = f"{len(found.steps):,} {'step' if len(found.steps) == 1 else 'steps'}"
    return f"{steps}{reach}: {kinds}{unread}. The oldest first."


def _by_day(step: Step) -> tuple[str, str]:
    place = step.source.place
    return when(place) or "No date", place.body.id


def _day(steps: Sequence[Step], several: bool) -> str:
    place = steps[0].source.place
    day = f'<time datetime="{steps[0].day.isoformat()}">{when(place)}</time>' if steps[0].day else "No date"
    body = f' <span class="under">{safe(place.body.name)}</span>' if several else ""
    return f'<li class="dated"><h3>{day}{body}</h3><ol>{"".join(map(_step, steps))}</ol></li>'


def _step(one: Step) -> str:
    spot = chips.spot(one.source)
    who = f"<strong>{safe(one.who)}</strong>: " if one.who else ""
    return (
        f'<li class="event {one.kind.name.lower()}" data-opens><button type="button" class="open-step" '
        f'data-open="{identity(one)}"><span class="what">{KINDS[one.kind]}</span> {safe(spot)}</button>{_standing(one)}'
        f'<p class="glimpse">{who}{safe(glimpse(one.text))}</p>'
        f'<p class="under">{safe(" · ".join(_around(one)))}</p></li>'
    )


def _standing(one: Step) -> str:
    if one.standing is None or (one.kind is StepKind.UPDATE and one.standing is Standing.REPORTED_BACK):
        return ""
    return f'<span class="standing {one.standing.value}">{STANDINGS[one.standing]}</span>'


def _around(one: Step) -> Iterable[str]:
    """Yield whose account a step is, under which item, and how much more its paper says."""
    place = one.source.place
    account = rendering.whose(place).replace("'", "’")
    yield account[:1].upper() + account[1:]
    if place.item_title:
        yield place.item_title
    if one.more:
        yield f"and {one.more:,} more {'paragraph' if one.more == 1 else 'paragraphs'} on it there"


# ---------------------------------------------------------------- what somebody does


def opened(desk: Desk, asked: Mapping[str, str], name: str) -> str:
    """Return the panel for a step of the thread that is shown, looked up by its name."""
    found = thread_of(desk.assistant, asked).steps if asked.get("topic") else ()
    step = next((s for s in found if identity(s) == name), None)
    if step is None:
        return sources.empty("That step is no longer in the timeline; show it again to see what is.")
    if step.entry and step.kind in (StepKind.ACTION, StepKind.UPDATE):
        return registers.entry_opened(registers.ACTIONS, desk, step.entry, _number(desk, step))
    if step.entry:
        return registers.entry_opened(registers.DECISIONS, desk, step.entry)
    citation = Citation(1, step.source)
    return sources.opened(desk, citation, Opened(step.source, ()))


def _number(desk: Desk, step: Step) -> int:
    """Return which step of an action's life a report back is."""
    found = registers.entry_of(registers.ACTIONS, desk.assistant, step.entry)
    told = (found[0].source, *found[0].later) if found else ()
    return next((n for n, source in enumerate(told) if source == step.source), 0)


def _turned_to(desk: Desk, state: State) -> Shown:
    return Shown(form=guarded(lambda: form(desk.assistant, state)), body=guarded(lambda: shown(desk.assistant, state)))


def _act(desk: Desk, state: State, sent: Sent) -> Shown:
    """Return what comes of a form, of a matter chosen, of a page turned, or of a step that is opened."""
    if "open" in sent:
        return Shown(source=opened(desk, state, str(sent["open"])))
    if "page" in sent:
        state = {**state, "page": str(sent["page"])[:6]}
        return Shown(state, body=guarded(lambda: shown(desk.assistant, state)))
    if "ask" in sent:
        kept = {k: v for k, v in state.items() if k in _ASKED and k != "topic"}
        state = {**kept, **fields.asked_of({"topic": sent["ask"]}, _ASKED)}
        return replace(_turned_to(desk, state), state=state, note="")
    state = fields.asked_of(sent.get("asked"), _ASKED)
    return Shown(state, note="", body=guarded(lambda: shown(desk.assistant, state)))


CSS = """
.matters { padding-top: 1rem; border-top: 1px solid var(--line); }
.matters .total { font: 600 1.1rem/1.4 var(--serif); color: var(--ink); margin: 0 0 .2rem; overflow-wrap: anywhere; }
.matters h2.total { font-size: 1.35rem; }
.matters > p { color: var(--soft); margin: 0 0 .8rem; max-width: 68ch; }
.matters .by { font-size: .875rem; }
.topics { list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .6rem;
  margin: 0; padding: 0; }
.topics li { margin: 0; display: flex; }
.topic { display: flex; flex-direction: column; gap: .3rem; width: 100%; min-height: 44px; padding: .65rem .8rem;
  text-align: left; background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; cursor: pointer;
  color: var(--accent); }
.topic:hover { border-color: var(--accent); background: var(--tint); }
.topic .name { font: 600 1.03rem/1.35 var(--serif); color: var(--accent); overflow-wrap: anywhere; }
.topic .gauge { height: 3px; margin-top: auto; background: var(--line); border-radius: 2px; }
.topic .gauge span { display: block; height: 100%; background: var(--accent); border-radius: 2px; }
.matters .again { margin: 0 0 .4rem; }
.all-matters { padding: .25rem .2rem; font-size: .875rem; color: var(--accent); background: none; border: 0;
  cursor: pointer; text-decoration: underline; text-underline-offset: 3px; border-radius: 4px; }

.timeline, .timeline ol { list-style: none; margin: 0; padding: 0; }
.timeline { padding-bottom: .5rem; }
.timeline .dated { position: relative; margin: 0; padding: 0 0 .6rem 1.5rem; border-left: 2px solid var(--line);
  margin-left: .45rem; }
.timeline .dated::before { content: ""; position: absolute; left: -.5rem; top: .35rem; width: .85rem; height: .85rem;
  box-sizing: border-box; border-radius: 50%; border: 3px solid var(--accent); background: var(--paper); }
.timeline h3 { font: 600 1.06rem/1.5 var(--serif); color: var(--ink); margin: 0 0 .3rem; }
.timeline h3 .under { display: inline; margin-left: .4rem; font-family: var(--font); font-weight: 400; }
.event { margin: 0 0 .6rem; padding: .5rem .7rem; background: var(--sheet); border: 1px solid var(--line);
  border-left: 3px solid var(--line); border-radius: 8px; cursor: pointer; }
.event:hover { background: var(--tint); }
.event.decision, .event.action { border-left-color: var(--accent); }
.event.update { border-left-style: dashed; border-left-color: var(--accent); }
.event:has([aria-current]) { background: var(--tint); box-shadow: inset 0 0 0 1px var(--accent); }
.open-step { padding: 0; margin-right: .6rem; font-size: .875rem; line-height: 1.4; min-height: 24px; text-align: left;
  color: var(--accent); background: none; border: 0; cursor: pointer; border-radius: 4px; overflow-wrap: anywhere; }
.open-step .what { font-weight: 600; }
.event .standing { font-size: .8125rem; }
.event .glimpse { margin: .2rem 0; color: var(--ink); }
.event .glimpse strong { font-weight: 600; }
.event .under { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 900px) {
  .timeline .dated { padding-left: 1rem; }
  .topics { grid-template-columns: 1fr; }
}
"""

ROOM = Room("matters", "Matters", _turned_to, _act, form_js=fields.FORM_JS, body_js=fields.BODY_JS)
