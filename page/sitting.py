"""One meeting in the panel: what is known of it, who came, what it dealt with, its papers, and where each is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant import listing
from assistant.answer import Citation, label
from assistant.listing import STANDINGS
from index.passage import Arrival, Attendee, Entry, Known, Quotation, Ruling, Sitting
from ingest.errors import MattersError
from ingest.grammar import dates
from ingest.record import RECORDS, Kind, Mentioned, Shape, Status
from page import papers, registers
from page import source as sources
from page.desk import Before, Desk, Done, Sent
from page.source import ACCOUNTS, Opened
from page.words import cut, glimpse, line, safe

if TYPE_CHECKING:
    from assistant.ask import Assistant

#: Characters of a decision or a task in a list within the panel.
BRIEF = 140
GONE = "That meeting is no longer here; show the list again to see what is."
STATUSES = {Status.APPROVED: "Approved", Status.DRAFT: "Draft, not yet approved", Status.UNKNOWN: ""}
#: What another paper says of a meeting.
MENTIONS = {
    Mentioned.HELD: "Said to have been held",
    Mentioned.MINUTES: "Its minutes are spoken of",
    Mentioned.CANCELLED: "Called off",
    Mentioned.POSTPONED: "Put off",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the panel shows of a meeting: what the shelf knows of it, and of its register and papers what is its own."""

    sitting: Sitting
    rulings: tuple[Ruling, ...]
    entries: tuple[Entry, ...]
    papers: tuple[Arrival, ...]


def sheet_of(assistant: Assistant, key: str) -> Sheet | None:
    """Return a meeting by its key; None where whoever asks knows of no such one."""
    shelf, scope = assistant.shelf, assistant.scope
    with shelf.reading():
        found = next((s for s in shelf.calendar(scope) if s.meeting.key == key), None)
        if found is None:
            return None
        return Sheet(
            found,
            tuple(r for r in shelf.decisions(scope) if r.source.place.meeting == found.meeting),
            tuple(e for e in shelf.actions(scope) if e.source.place.meeting == found.meeting),
            tuple(a for a in shelf.arrivals(scope) if a.meeting == found.meeting),
        )


def line_of(assistant: Assistant, one: Sheet, name: str) -> Quotation | None:
    """Return the words of a paper that say something of a meeting, by a name such as "venue", "roll-2" or "item-4"."""
    sitting, (what, _, told) = one.sitting, name.partition("-")
    number = int(told[:4]) if told.isdecimal() else -1
    with assistant.shelf.reading():
        if what == "item":
            return _of_item(assistant, one, sitting.items[number][0]) if 0 <= number < len(sitting.items) else None
        if what in ("roll", "mention"):
            held = [a.source for a in sitting.roll] if what == "roll" else [m.source for m in sitting.mentions]
            return held[number] if 0 <= number < len(held) else None
        return {
            "time": sitting.time_source,
            "venue": sitting.venue_source,
            "ended": sitting.ended_source,
            "next": sitting.next_source,
            "minutes": sitting.minutes,
            "approved": sitting.approved_by,
            "chair": sitting.chair.source if sitting.chair else None,
        }.get(name)


def _of_item(assistant: Assistant, one: Sheet, number: str) -> Quotation | None:
    """Return the first words that a meeting's own record, or its agenda, has under an item."""
    kinds = (*RECORDS, Kind.AGENDA)
    for paper in sorted((a for a in one.papers if a.kind in kinds), key=lambda a: kinds.index(a.kind)):
        for passage in assistant.shelf.store.passages_of(paper.part, number, assistant.scope):
            told = list(zip(passage.paragraphs, passage.text.split("\n"), strict=True))
            for paragraph, text in [t for t in told if t[0].shape is not Shape.HEADING] or told:
                return passage.quotation(paragraph, paragraph.spans, text)
    return None


# ---------------------------------------------------------------- what it shows


def panel(one: Sheet) -> str:
    """Return the panel of a meeting."""
    sitting = one.sitting
    day = dates.long(sitting.meeting.date) + (f", {sitting.meeting.session}" if sitting.meeting.session else "")
    return (
        '<section class="sheet open of-meeting" aria-label="Meeting">'
        f'<div class="top"><h2 tabindex="-1">{safe(day)}</h2>'
        '<button type="button" class="close">← Back to the list</button></div>'
        f'<p class="account">{safe(_called(sitting))}</p>{_off(sitting)}{"".join(_parts(one))}</section>'
    )


def _called(one: Sitting) -> str:
    return ", ".join(filter(None, (one.body.name, one.body.organisation)))


def _off(one: Sitting) -> str:
    told = "Cancelled" if one.cancelled else "Postponed" if one.postponed else ""
    return f'<p class="correction"><strong>{told}</strong>, by what other papers say.</p>' if told else ""


def _parts(one: Sheet) -> Iterator[str]:
    sitting = one.sitting
    if facts := "".join(_facts(one)):
        yield f"<dl>{facts}</dl>"
    if sitting.missing:
        lacks = "".join(f"<li>{safe(w[:1].upper() + w[1:])}</li>" for w in sitting.missing)
        yield _section("Missing here", f"<ul>{lacks}</ul>")
    if sitting.items:
        yield _section(f"{len(sitting.items):,} items", f'<ol class="items">{"".join(_items(one))}</ol>')
    if one.rulings:
        yield _folded(f"{len(one.rulings):,} decisions", [_ruling(r, sitting) for r in one.rulings])
    if one.entries:
        yield _folded(f"{len(one.entries):,} actions", [_entry(e, sitting) for e in one.entries])
    if sitting.roll:
        yield _roll("Present", sitting.present, one)
        yield _roll("Apologies", sitting.apologies, one)
    if one.papers:
        yield _section("Papers here", f"<ul>{''.join(_papers(sitting, one.papers))}</ul>")
    if sitting.mentions:
        yield _section("What other papers say of it", f"<ul>{''.join(_mentions(one))}</ul>")


def _section(title: str, inside: str) -> str:
    return f'<section class="piece"><h3 class="quiet">{safe(title)}</h3>{inside}</section>'


def _folded(title: str, rows: Sequence[str]) -> str:
    told = title if len(rows) > 1 else title.removesuffix("s")
    return f'<details class="piece" open><summary>{safe(told)}</summary><ul>{"".join(rows)}</ul></details>'


def _button(one: Sheet, name: str, told: str, why: str = "") -> str:
    """Return a button that opens the words that say something. why: what a screen reader is told beside."""
    more = f'<span class="hidden"> {safe(why)}</span>' if why else ""
    key = safe(one.sitting.meeting.key)
    return (
        f'<button type="button" class="line" data-act="line" data-sitting="{key}" data-line="{safe(name)}">'
        f"{safe(told)}{more}</button>"
    )


def _facts(one: Sheet) -> Iterator[str]:
    """Yield what is known of a meeting, each a button where the words that say so can be opened."""
    sitting = one.sitting
    status = STATUSES[sitting.status] if sitting.known is Known.RECORD else ""
    told = (
        ("Time", "time", sitting.time, sitting.time_source),
        ("Ended", "ended", sitting.ended, sitting.ended_source),
        ("Venue", "venue", sitting.venue, sitting.venue_source),
        ("Chair", "chair", sitting.chair.person.name if sitting.chair else "", sitting.chair and sitting.chair.source),
        ("Minutes", "minutes", status or ("here" if sitting.minutes else ""), sitting.minutes),
        ("Approved by", "approved", label(sitting.approved_by) if sitting.approved_by else "", sitting.approved_by),
        ("Next meeting", "next", sitting.next_meeting, sitting.next_source),
    )
    for title, name, value, source in told:
        if value:
            shown = _button(one, name, value, "Read where it is said") if source else safe(value)
            yield f"<dt>{title}</dt><dd>{shown}</dd>"


def _items(one: Sheet) -> Iterator[str]:
    for n, (number, title) in enumerate(one.sitting.items):
        yield f"<li>{_button(one, f'item-{n}', f'{number}. {title}' if title else number)}</li>"


def _of(act: str, what: str, identity: str, sitting: Sitting) -> str:
    """Return the attributes of a button that opens something of a meeting, from which there is a way back to it."""
    return f'data-act="{act}" data-{what}="{safe(identity)}" data-sitting="{safe(sitting.meeting.key)}"'


def _ruling(one: Ruling, sitting: Sitting) -> str:
    told = safe(cut(" ".join(one.decision.text.split()), BRIEF))
    return (
        f'<li><button type="button" class="line" {_of("ruling", "entry", one.id, sitting)}>{told}</button>'
        f'<span class="under">{safe(listing.TYPES[one.decision.type])}</span></li>'
    )


def _entry(one: Entry, sitting: Sitting) -> str:
    told = safe(cut(" ".join(one.action.task.split()), BRIEF))
    owners = ", ".join(one.action.owners) or "no owner named"
    return (
        f'<li><button type="button" class="line" {_of("raised", "entry", one.id, sitting)}>{told}</button>'
        f'<span class="under">{safe(owners)} · {STANDINGS[one.standing]}</span></li>'
    )


def _roll(title: str, people: Sequence[Attendee], one: Sheet) -> str:
    if not people:
        return ""
    number = one.sitting.roll.index(people[0])
    names = "".join(f"<li>{_attendee(a)}</li>" for a in people)
    read = _button(one, f"roll-{number}", "Read the roll", f"of those {title.lower()}")
    return (
        f'<details class="piece" open><summary>{title}: {len(people):,}</summary><ul class="roll">{names}</ul>{read}'
        "</details>"
    )


def _attendee(one: Attendee) -> str:
    person = one.person
    more = ", ".join(filter(None, (person.role, person.organisation, "chair" if one.chair else "")))
    return safe(person.name) + (f' <span class="under">{safe(more)}</span>' if more else "")


def _papers(sitting: Sitting, held: Sequence[Arrival]) -> Iterator[str]:
    """Yield each paper or part of one that is of a meeting: its title, its kind, whose account, and its file."""
    accounts = {(w.document, w.kind): w.authority for w in sitting.witnesses}
    for one in held:
        account = accounts.get((one.path, one.kind))
        whose = f" · {ACCOUNTS[account]}" if account else ""
        under = f'<span class="under">{safe(f"{one.kind.value}{whose} · {one.path}")}</span>'
        named = _of("of-meeting", "paper", one.document, sitting)
        yield f'<li><button type="button" class="line" {named}>{safe(one.title or one.path)}</button>{under}</li>'


def _mentions(one: Sheet) -> Iterator[str]:
    for n, told in enumerate(one.sitting.mentions):
        what = MENTIONS.get(told.what, "Announced")
        button = _button(one, f"mention-{n}", f"{what}: {label(told.source)}")
        yield f'<li>{button}<p class="glimpse">“{safe(glimpse(told.source.quote))}”</p></li>'


# ---------------------------------------------------------------- what somebody does


def opened(desk: Desk, key: str) -> str:
    """Return the panel of a meeting; it is looked up, never trusted."""
    try:
        found = sheet_of(desk.assistant, key)
        with desk.assistant.shelf.reading():
            return panel(found) if found else sources.empty(GONE)
    except MattersError as error:
        return sources.empty(line(error))


def sitting_opened(desk: Desk, _: Before, sent: Sent) -> Done:
    """Return the panel of a meeting again, from where its words were read."""
    return Done(opened(desk, str(sent.get("sitting"))))


def line_opened(desk: Desk, _: Before, sent: Sent) -> Done:
    """Return the panel for words that say something of a meeting."""
    found = sheet_of(desk.assistant, str(sent.get("sitting")))
    source = line_of(desk.assistant, found, str(sent.get("line"))) if found else None
    if found is None or source is None:
        return Done(sources.empty(GONE))
    citation = Citation(1, source)
    return Done(sources.opened(desk, citation, Opened(source, (), back=_again(found.sitting))))


def _again(one: Sitting) -> str:
    act = f'data-act="sitting" data-sitting="{safe(one.meeting.key)}"'
    return (
        f'<p class="again"><button type="button" class="line" {act}>'
        f"← The meeting of {dates.long(one.meeting.date)}</button></p>"
    )


def _back(desk: Desk, sent: Sent) -> str:
    """Return the way back to the meeting that something was opened from; "" where there is no such meeting."""
    shelf, scope = desk.assistant.shelf, desk.assistant.scope
    with shelf.reading():
        found = next((s for s in shelf.calendar(scope) if s.meeting.key == str(sent.get("sitting"))), None)
    return _again(found) if found else ""


def ruling_opened(desk: Desk, _: Before, sent: Sent) -> Done:
    """Return the panel for a decision of a meeting."""
    entry, back = str(sent.get("entry")), _back(desk, sent)
    return Done(registers.entry_opened(registers.DECISIONS, desk, entry, back=back))


def raised_opened(desk: Desk, _: Before, sent: Sent) -> Done:
    """Return the panel for an action that a meeting raised."""
    entry, back = str(sent.get("entry")), _back(desk, sent)
    return Done(registers.entry_opened(registers.ACTIONS, desk, entry, back=back))


def paper_opened(desk: Desk, _: Before, sent: Sent) -> Done:
    """Return the panel for a paper of a meeting."""
    return Done(papers.opened(desk, str(sent.get("paper")), _back(desk, sent)))


CSS = """
.of-meeting .piece { margin: 0 0 .9rem; font-size: .9375rem; color: var(--ink); }
.of-meeting .piece ul, .of-meeting .piece ol { list-style: none; margin: 0; padding: 0; }
.of-meeting .piece li { margin: 0 0 .3rem; overflow-wrap: anywhere; }
.of-meeting summary, .of-meeting h3.quiet { font-size: .8125rem; font-weight: 600; color: var(--soft);
  margin: 0 0 .35rem; border-radius: 4px; }
.of-meeting summary { cursor: pointer; width: fit-content; }
.of-meeting .roll .under { display: inline; }
.of-meeting .glimpse { font-size: .9rem; margin: 0 0 .3rem; }
.sheet .line { padding: 0; min-height: 24px; font-size: .9375rem; line-height: 1.4; text-align: left;
  color: var(--accent); background: none; border: 0; cursor: pointer; border-radius: 4px; overflow-wrap: anywhere; }
.sheet .line:hover { text-decoration: underline; text-underline-offset: 3px; }
.sheet .again { margin: .15rem 0 .35rem; }
"""
