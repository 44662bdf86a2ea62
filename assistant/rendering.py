"""Answers as programs and terminals get them: the JSON of one answer, and plain text with numbered sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from assistant import narrowing
from assistant.answer import Answer, Citation, Computed, label, when
from assistant.attendance import NOBODY, Cell, Grid, Row
from assistant.drafting import readable
from assistant.listing import several
from assistant.news import News, counted
from assistant.threads import Step, Thread
from index.passage import (
    Arrival,
    Attached,
    Attendee,
    Complaint,
    Copied,
    Correction,
    Entry,
    Hit,
    Known,
    PaperSet,
    Place,
    Quotation,
    RegisterOf,
    Ruling,
    Sighting,
    Sitting,
    Standing,
)
from ingest.grammar import dates
from ingest.record import RECORDS, Kind, Meeting, Part, Period, Status, Vote

#: Characters of a quotation that a line of a list shows.
LINE = 200


def place(source: Quotation) -> dict[str, object]:
    """Return where a quotation stands, as JSON names it."""
    at: Place = source.place
    pages = source.paragraph.pages
    return {
        "collection": at.collection,
        "document": at.path,
        "body": at.body.name,
        "meeting": at.meeting.date.isoformat() if at.meeting else None,
        "session": at.meeting.session if at.meeting else "",
        "period": at.period.label if at.period else None,
        "kind": at.kind.value,
        "authority": at.authority.value,
        "status": at.status.value,
        "item": at.item or None,
        "item_title": at.item_title,
        "paragraph": source.paragraph.label,
        "page": pages[0] if pages else None,
        "pages": list(pages) if pages else None,
        "printed_page": source.printed,
        "ocr": source.ocr,
        "quote": source.quote,
        "url": at.url,
        "copies": list(at.copies),
        "replaced_by": at.later,
    }


def paper(
    identity: tuple[str, str, str],
    parts: Sequence[Part],
    copied: Sequence[Copied],
    pages: Sequence[tuple[int | None, str | None, int, str]],
    problems: Sequence[str],
) -> dict[str, object]:
    """Return a paper as JSON: whose it is, of which meeting, what, and on what grounds.

    identity: collection, path and title. What is said of the paper is what holds of its first part; a pack lists its
    parts, which may be of other meetings.
    """
    collection, path, title = identity
    first = parts[0]
    stamps = [[number, printed] for number, printed, *_ in pages if number and printed]
    return {
        "collection": collection,
        "document": path,
        "title": title,
        "pages": len([number for number, *_ in pages if number]) or None,
        **_part(first),
        "kind": what(parts).value,
        "printed_pages": stamps or None,
        **_copied(_whole(copied)),
        "evidence": [{"fact": g.fact, "source": g.source.value, "words": g.words} for g in first.grounds],
        "parts": [
            _part(p) | {"title": p.title, "item": p.agenda_number} | _copied(c)
            for p, c in zip(parts, copied, strict=True)
        ]
        if len(parts) > 1
        else [],
        "problems": list(problems),
    }


def _whole(copied: Sequence[Copied]) -> Copied:
    """Return what a paper is to others: read elsewhere, or replaced, only where all of it is."""
    stands = {c.stands for c in copied}
    later = {c.later for c in copied}
    return Copied(
        stands=copied[0].stands if None not in stands else None,
        copies=tuple(sorted({path for c in copied for path in c.copies})),
        later=copied[0].later if None not in later else None,
        reason=copied[0].reason,
    )


def _copied(one: Copied) -> dict[str, object]:
    return {"duplicate_of": one.stands, "copies": list(one.copies), "replaced_by": one.later}


def _part(part: Part) -> dict[str, object]:
    minuted = part.kind in RECORDS
    return {
        "body": part.body.name or None,
        "meeting": part.meeting.date.isoformat() if part.meeting else None,
        "session": part.meeting.session if part.meeting else "",
        "period": part.period.label if part.period else None,
        "kind": part.kind.value,
        "authority": part.authority.value,
        "status": part.status.value if minuted else None,
    }


def paper_lines(
    one: tuple[str, str, str], parts: Sequence[Part], others: Sequence[Copied], problems: Sequence[str], *, why: bool
) -> list[str]:
    """Return a paper as lines for a terminal. why: with the grounds of what is said."""
    collection, path, title = one
    first = parts[0]
    when = dates.long(first.meeting.date) if first.meeting else first.period.label if first.period else "no date"
    minuted = first.kind in RECORDS and first.status is not Status.UNKNOWN
    told = [first.body.name or "no body", when, what(parts).value, *([first.status.value] if minuted else ())]
    held = f" ({len(parts)} parts)" if len(parts) > 1 else ""
    out = [f"{collection}: {path}: {title}", f"    {', '.join(told)}{held}"]
    if why:
        out.extend(f"    {g.fact}: {g.source.value}" + (f": {g.words}" if g.words else "") for g in first.grounds)
    copied = _whole(others)
    if copied.stands:
        out.append(f"    the same text as {copied.stands}, which is read")
    elif copied.copies:
        out.append(f"    the same text, or some of it, in {', '.join(copied.copies)}")
    if copied.later:
        out.append(f"    replaced by {copied.later}" + (f": {copied.reason}" if why else ""))
    return [*out, *(f"    ! {problem}" for problem in problems)]


def paper_set(made: PaperSet) -> str:
    """Return what a person set of a paper, who did, when and why; "" where nothing is set."""
    told = [
        *([f"kind {made.kind.value}"] if made.kind else ()),
        *([f"date {dates.long(made.date)}"] if made.date else ()),
        *([f"board {made.body}"] if made.body else ()),
        *([f"title “{made.title}”"] if made.title else ()),
    ]
    set_right = f"set right: {', '.join(told)}" if told else ""
    what = "; ".join(filter(None, ("removed from the shelf" if made.removed else "", set_right)))
    return f"{what} ({set_by(made)})" if what else ""


def set_by(made: PaperSet) -> str:
    """Return who set something of a paper, when, and why."""
    when = dates.long(datetime.fromisoformat(made.at).date())
    return ", ".join(filter(None, (f"by {made.by}" if made.by else "", when))) + (f": {made.note}" if made.note else "")


def removed_line(made: PaperSet) -> str:
    """Return a removed paper as a line."""
    return f"{made.collection}: {made.path} ({set_by(made)})"


def what(parts: Sequence[Part]) -> Kind:
    """Return what a paper is as a whole: a pack where an agenda has its papers with it."""
    return Kind.PACK if len(parts) > 1 and parts[0].kind is Kind.AGENDA else parts[0].kind


def citation(one: Citation) -> dict[str, object]:
    """Return a citation as JSON."""
    return {"number": one.number, **place(one.source)}


def answer(one: Answer, *, identity: object, seconds: float) -> dict[str, object]:
    """Return an answer as the JSON object that `matters ask --jsonl` prints."""
    return {
        "id": identity,
        "question": one.question,
        "understood": {
            "question": one.understood.question,
            "kind": one.understood.kind,
            "scope": dict(one.understood.scope),
            "told_by": one.understood.told_by,
            "people": list(one.understood.people),
            "topic": list(one.understood.topic),
            "wants": list(one.understood.wants),
            "presumes": one.understood.presumes,
            "only": narrowing.told(one.understood.only),
        },
        "found": one.found,
        "answer": one.text,
        "statements": [
            {
                "text": s.text,
                "citations": list(s.citations),
                "computed": computed(s.basis) if isinstance(s.basis, Computed) else None,
            }
            for s in one.statements
        ],
        "citations": [citation(c) for c in one.citations],
        "notices": list(one.notices),
        "nearest": [citation(c) for c in one.nearest],
        "refusal": one.refusal,
        "confidence": one.confidence,
        "seconds": round(seconds, 4),
    }


def computed(basis: Computed) -> dict[str, object]:
    """Return the basis of a computed statement as JSON."""
    return {"rule": basis.rule, "scope": dict(basis.scope), "counted": basis.counted, "ids": list(basis.ids)}


def text(one: Answer) -> str:
    """Return an answer for a terminal: statements, notices, then the sources by number."""
    lines = [s.text for s in one.statements] + [f"Note: {n}" if one.found else n for n in one.notices]
    shown = one.citations or one.nearest
    if shown:
        lines += ["", "Sources:" if one.found else "Nearest:"]
        lines += [
            f"  [{c.number}] {c.label}{_page(c)} — {c.source.place.path} ({whose(c.source.place)})" for c in shown
        ]
        if not one.found:
            lines += [f"      “{c.source.quote[:200]}”" for c in shown[:3]]
    return "\n".join(lines)


def _page(one: Citation) -> str:
    return _page_of(one.source)


def _page_of(source: Quotation) -> str:
    pages = source.paragraph.pages
    if not pages:
        return ""
    printed = f", printed {source.printed}" if source.printed else ""
    return f", page {pages[0]}{printed}"


def whose(at: Place) -> str:
    """Return whose account a place is, in words."""
    status = {"approved": ", approved", "draft": ", draft", "unknown": ""}[at.status.value]
    return {
        "record": f"the board's own record{status}",
        "paper": "a paper put before the board",
        "digest": "a digest, not the official text",
        "third-party": "a third party's account",
    }[at.authority.value]


def hit(one: Hit) -> dict[str, object]:
    """Return a search hit as JSON."""
    at, pages = one.passage.place, one.passage.pages
    return {
        "document": at.path,
        "meeting": at.meeting.date.isoformat() if at.meeting else None,
        "item": at.item or None,
        "page": pages[0] if pages else None,
        "text": one.passage.text,
        "score": round(one.score, 4),
    }


def action(one: Entry) -> dict[str, object]:
    """Return an entry of the register of actions as JSON."""
    told = place(one.source)
    act = one.action
    return {
        "id": one.id,
        **{k: told[k] for k in ("document", "meeting", "item", "paragraph", "page")},
        "owners": list(act.owners),
        "people": list(act.people),
        "task": act.task,
        "due": act.due,
        "due_by": act.due_by.isoformat() if act.due_by else None,
        "marker": act.marker,
        "authority": told["authority"],
        "quote": one.source.quote,
        "standing": one.standing.value,
        "later": [place(q) for q in one.later],
        "said": [s.value for s in one.said],
        "number": act.number or None,
        "state": act.state or None,
        "raised": act.raised.isoformat() if act.raised else None,
        "corrected": corrected(one),
    }


def corrected(one: Entry | Ruling) -> dict[str, object] | None:
    """Return what a person set right of an entry, and what was read, as JSON; None where nobody did."""
    made, read = one.corrected, one.read
    if made is None or read is None:
        return None
    return {**_made(made), "read": _read_of(read)}


def _read_of(one: Entry | Ruling) -> dict[str, object]:
    """Return of an entry as read what a person may set otherwise."""
    if isinstance(one, Ruling):
        return {"type": one.decision.type.value, "body": one.decision.body}
    return {
        "standing": one.standing.value,
        "owners": list(one.action.owners),
        "people": list(one.action.people),
        "due_by": one.action.due_by.isoformat() if one.action.due_by else None,
    }


def _made(one: Correction) -> dict[str, object]:
    sets = one.sets
    told = {"by": one.by, "at": one.at, "note": one.note, "struck": sets.struck}
    if one.register is RegisterOf.DECISIONS:
        return told | {"type": sets.type.value if sets.type else None}
    return told | {
        "standing": sets.standing.value if sets.standing else None,
        "owners": list(sets.owners),
        "no_owner": sets.no_owner,
        "due_by": sets.due.isoformat() if sets.due else None,
        "no_due": sets.no_due,
    }


def attached(one: Attached) -> dict[str, object]:
    """Return a correction as JSON, with its entry, or why it belongs to none now."""
    made = one.correction
    return {
        "id": one.entry.id if one.entry else made.identity,
        "attached": one.entry is not None,
        "why": one.why or None,
        "collection": made.collection,
        "document": one.entry.source.place.path if one.entry else made.document,
        "meeting": made.meeting or None,
        "quote": made.quote,
        **_made(made),
    }


def complaint(one: Complaint) -> dict[str, object]:
    """Return what somebody said is wrong with an answer as JSON."""
    papers = [{"collection": collection, "path": path} for collection, path in one.papers]
    return asdict(one) | {"passages": list(one.passages), "papers": papers}


def complaint_lines(one: Complaint) -> Iterator[str]:
    """Yield what somebody said is wrong with an answer as lines for a terminal, and an empty one after it."""
    yield f"{one.at}  {one.what}: {one.question}"
    yield f"  by: {one.by or 'somebody who did not sign in'}"
    if one.note:
        yield f"  note: {' '.join(one.note.split())}"
    if one.read_as != one.question:
        yield f"  read as: {one.read_as}"
    yield f"  answer: {' '.join((one.answer or 'no longer kept: a paper that it quotes was to be forgotten').split())}"
    yield from (f"  source: {collection}: {path}" for collection, path in one.papers)
    yield f"  generation {one.generation} of the record, version {one.version}"
    yield ""


def decision(one: Ruling, corrects: str = "") -> dict[str, object]:
    """Return an entry of the register of decisions as JSON. corrects: what it set right in the minutes it approved."""
    told = place(one.source)
    return {
        "id": one.id,
        **{k: told[k] for k in ("document", "meeting", "item", "paragraph", "page")},
        "type": one.decision.type.value,
        "verb": one.decision.verb,
        "text": one.decision.text,
        "body": one.decision.body,
        "authority": told["authority"],
        "quote": one.source.quote,
        "subject": one.decision.subject or None,
        "mover": one.decision.mover or None,
        "seconder": one.decision.seconder or None,
        "vote": _vote(one.decision.vote),
        "corrects": corrects or None,
        "corrected": one.source.place.correction,
        "set_right": corrected(one),
    }


def _vote(one: Vote | None) -> dict[str, object] | None:
    if one is None:
        return None
    return {
        "words": one.words,
        "ayes": one.ayes,
        "noes": one.noes,
        "abstained": one.abstained,
        "unanimous": one.unanimous,
    }


def thread(one: Thread) -> dict[str, object]:
    """Return the thread of a matter as JSON: its steps in order of date, what was counted, the nearest words."""
    return {
        "matter": one.matter.asked,
        "forms": [" ".join(form) for form in one.matter.forms],
        "counts": {kind.value: n for kind, n in one.counts.items()},
        "passages": one.passages,
        "unread": one.unread,
        "known": list(one.known),
        "steps": [step(s) for s in one.steps],
    }


def step(one: Step) -> dict[str, object]:
    """Return a step of a thread as JSON."""
    return {
        "day": one.day.isoformat() if one.day else None,
        "step": one.kind.value,
        "label": label(one.source),
        "text": one.text,
        "who": one.who or None,
        "whose": whose(one.source.place),
        "standing": one.standing.value if one.standing else None,
        "entry": one.entry or None,
        "more": one.more,
        **place(one.source),
    }


def thread_lines(one: Thread) -> list[str]:
    """Return the thread of a matter as lines for a terminal, one for each step, and a last one that counts them."""
    if not one.steps:
        near = f"; the nearest words known: {', '.join(one.known)}" if one.known else ""
        return [f"{one.matter.asked}: no paper that was looked at is about it{near}"]
    counts = ", ".join(f"{n} {kind.value}" for kind, n in one.counts.items())
    unread = f"; {one.unread} further passages hold its words and were not read" if one.unread else ""
    return [*(_step_line(s) for s in one.steps), f"{len(one.steps)} steps: {counts}{unread}"]


def _step_line(one: Step) -> str:
    at = one.source.place
    who = f" {one.who}:" if one.who else ""
    standing = f" [{one.standing.value}]" if one.standing not in (None, Standing.NO_LATER_RECORD) else ""
    more = f" … and {one.more} more {'paragraph' if one.more == 1 else 'paragraphs'}" if one.more else ""
    said = one.text if len(one.text) <= LINE else f"{one.text[:LINE].rsplit(' ', 1)[0]} …"
    when = one.day.isoformat() if one.day else "no date"
    cited = f"{label(one.source)}{_page_of(one.source)}, {at.path}; {whose(at)}"
    return f"{when:10}  {one.kind.value}:{who} {said}{standing} ({cited}){more}"


def news(one: News) -> dict[str, object]:
    """Return what is new as JSON: counts, then each meeting or period with what is new of it."""
    return {
        "since": one.since.isoformat(),
        **one.counts,
        "meetings": [
            {
                "body": o.body.name,
                "meeting": o.when.date.isoformat() if isinstance(o.when, Meeting) else None,
                "session": o.when.session if isinstance(o.when, Meeting) else "",
                "period": o.when.label if isinstance(o.when, Period) else None,
                "papers": [_arrival(a) for a in o.papers],
                "decisions": [decision(r) for r in o.decisions],
                "others": [decision(r) for r in o.others],
                "actions": [action(e) for e in o.actions],
                "reports": [{"action": action(r.entry), "closes": r.closes, **place(r.source)} for r in o.reports],
            }
            for o in one.occasions
        ],
    }


def _arrival(one: Arrival) -> dict[str, object]:
    return {
        "collection": one.collection,
        "document": one.path,
        "title": one.title,
        "kind": one.kind.value,
        "added": one.added or None,
    }


def news_lines(one: News) -> list[str]:
    """Return what is new as lines for a terminal: a heading for each meeting, then what is new of it."""
    out: list[str] = []
    for o in one.occasions:
        when_ = dates.long(o.when.date) if isinstance(o.when, Meeting) else o.when.label if o.when else "no date"
        out.append(f"{o.body.name or 'no body'}, {when_}")
        out.extend(f"  paper: {a.path} ({a.kind.value})" for a in o.papers)
        out.extend(f"  decision: {_said(r.source)}" for r in o.decisions)
        out.extend(f"  {r.decision.type.value.replace('_', ' ')}: {_said(r.source)}" for r in o.others)
        out.extend(f"  action: {', '.join(e.action.owners) or 'no owner named'}: {_said(e.source)}" for e in o.actions)
        out.extend(
            f"  {'closed' if r.closes else 'reported back'}: {_said(r.source)}, on: {r.entry.action.task}"
            for r in o.reports
        )
    return [*out, counted(one)]


def _said(source: Quotation) -> str:
    said = readable(source.quote)
    return f"{said if len(said) <= LINE else said[:LINE].rsplit(' ', 1)[0] + ' …'} ({label(source)})"


def person(one: Attendee) -> dict[str, object]:
    """Return somebody on a roll as JSON."""
    return {"name": one.person.name, "organisation": one.person.organisation or None, "role": one.person.role or None}


def meeting(one: Sitting) -> dict[str, object]:
    """Return a meeting as JSON."""
    return {
        "body": one.body.name,
        "date": one.meeting.date.isoformat(),
        "session": one.meeting.session,
        "time": one.time,
        "ended": one.ended,
        "venue": one.venue,
        "chair": one.chair.person.name if one.chair else None,
        "present": [person(p) for p in one.present],
        "apologies": [person(p) for p in one.apologies],
        "items": [{"number": n, "title": t} for n, t in one.items],
        "next_meeting": one.next_meeting,
        "next_date": one.next_date.isoformat() if one.next_date else None,
        "documents": list(one.documents),
        "known": one.known.value,
        "status": one.status.value,
        "approved_by": place(one.approved_by) if one.approved_by else None,
        "cancelled": one.cancelled,
        "postponed": one.postponed,
        "witnesses": [
            {"document": w.document, "kind": w.kind.value, "authority": w.authority.value} for w in one.witnesses
        ],
        "missing": list(one.missing),
        "mentions": [_mention(m) for m in one.mentions],
    }


def _mention(one: Sighting) -> dict[str, object]:
    return {"what": one.what.value, "time": one.time, "venue": one.venue, **place(one.source)}


def meeting_lines(one: Sitting) -> list[str]:
    """Return a meeting as lines for a terminal."""
    session = f" ({one.meeting.session})" if one.meeting.session else ""
    out = [f"{one.meeting.date.isoformat()}{session}  {one.body.name}: {_known(one)}"]
    if one.approved_by:
        out.append(f"            minutes approved: {_where(one.approved_by)}")
    elif one.known is Known.RECORD and one.status is not Status.UNKNOWN:
        out.append(f"            minutes: {one.status.value}")
    out.extend(f"            missing: {what}" for what in one.missing)
    if one.known is Known.MENTION or called_off(one):
        out.extend(f"            {m.what.value}: “{m.source.quote[:160]}” ({_where(m.source)})" for m in one.mentions)
    return out


def called_off(one: Sitting) -> str:
    """Return "cancelled" or "postponed" of a sitting that was; "" of any other."""
    return "cancelled" if one.cancelled else "postponed" if one.postponed else ""


def _known(one: Sitting) -> str:
    off = f"{called_off(one)}; " if called_off(one) else ""
    if one.known is Known.MENTION:
        more = "".join(f", {told}" for told in (one.time, one.venue) if told)
        return f"{off}only mentioned{more}"
    chair = one.chair.person.name if one.chair else "chair not given"
    kinds = ", ".join(k.value for k in one.kinds)
    sorry, items = several(len(one.apologies), "apology", "apologies"), several(len(one.items), "item")
    return f"{off}{chair}; {len(one.present)} present, {sorry}, {items}; {kinds}"


def _where(source: Quotation) -> str:
    """Return where a quotation stands, in a few words."""
    at = source.place
    item = f", item {at.item}" if at.item else ""
    return f"{at.path}{item}"


def meetings_counted(found: Sequence[Sitting]) -> str:
    """Return how many meetings were found, and from what they are known: the numbers add up."""
    by = {known: sum(s.known is known for s in found) for known in Known}
    off = sum(s.cancelled for s in found)
    late = sum(s.postponed for s in found)
    told = [f"{off} cancelled"] * bool(off) + [f"{late} postponed"] * bool(late)
    return (
        f"{several(len(found), 'meeting')}: {by[Known.RECORD]} with a record, {by[Known.PAPERS]} known from other "
        f"papers, {by[Known.MENTION]} only mentioned" + (f"; of them all {', '.join(told)}" if told else "")
    )


def attendance(grid: Grid) -> dict[str, object]:
    """Return a grid of attendance as JSON: a cell for each row and meeting, null where the roll doesn't name them."""
    return {
        "by": grid.by,
        "meetings": [
            {
                **_sat(s),
                "chair": s.chair.person.name if s.chair else None,
                "present": grid.present_at(n),
                "apologies": grid.apologies_for(n),
            }
            for n, s in enumerate(grid.sittings)
        ],
        "rows": [_row(row) for row in grid.rows],
        "present": sum(row.present for row in grid.rows),
        "apologies": sum(row.apologies for row in grid.rows),
        "without_roll": [_sat(s) for s in grid.without],
    }


def _sat(one: Sitting) -> dict[str, object]:
    return {"body": one.body.name, "date": one.meeting.date.isoformat(), "session": one.meeting.session}


def _row(row: Row) -> dict[str, object]:
    return {
        "name": row.name,
        "also": list(row.also),
        "present": row.present,
        "apologies": row.apologies,
        "cells": [_cell(cell) for cell in row.cells],
    }


def _cell(cell: Cell) -> dict[str, object] | None:
    if not cell.mark:
        return None
    return {
        "present": [person(a) | {"source": place(a.source)} for a in cell.present],
        "apologies": [person(a) | {"source": place(a.source)} for a in cell.apologies],
    }


#: A name takes at most this much of a line of the grid, and a line holds the marks of this many meetings.
NAME_WIDTH, ACROSS = 40, 16


def attendance_lines(grid: Grid) -> list[str]:
    """Return a grid of attendance as lines for a terminal, so many meetings at a time, and what was counted."""
    out: list[str] = []
    for first in range(0, len(grid.sittings), ACROSS):
        shown = range(first, min(first + ACROSS, len(grid.sittings)))
        out.extend(
            f"{n + 1:3}  {grid.sittings[n].meeting.date.isoformat()}  {grid.sittings[n].body.name}: "
            f"{grid.present_at(n)} present, {several(grid.apologies_for(n), 'apology', 'apologies')}"
            for n in shown
        )
        out.append("")
        out.append(" " * NAME_WIDTH + "".join(f"{n + 1:>4}" for n in shown) + "  present  apologies")
        for row in grid.rows:
            marks = "".join(f"{row.cells[n].mark or '.':>4}" for n in shown)
            out.append(f"{row.name[: NAME_WIDTH - 1]:{NAME_WIDTH}}{marks}{row.present:9}{row.apologies:11}")
        out.append("")
    rows = {"person": ("person", "people"), "organisation": ("organisation", "organisations")}[grid.by]
    counted = sum(row.name != NOBODY for row in grid.rows)
    out.append(
        f"{counted} {rows[counted != 1]} over {several(len(grid.sittings), 'meeting')} with a roll: "
        f"{several(sum(r.present for r in grid.rows), 'time')} present (P), "
        f"{several(sum(r.apologies for r in grid.rows), 'time')} with apologies (A); . where the roll doesn't name them"
    )
    if grid.without:
        days = ", ".join(s.meeting.date.isoformat() for s in grid.without[:ACROSS])
        more = f" and {len(grid.without) - ACROSS} more" if len(grid.without) > ACROSS else ""
        out.append(f"Not counted, having no roll on this shelf: {days}{more}")
    return out


__all__ = [
    "action",
    "answer",
    "attached",
    "attendance",
    "attendance_lines",
    "called_off",
    "citation",
    "corrected",
    "decision",
    "hit",
    "meeting",
    "meeting_lines",
    "meetings_counted",
    "paper",
    "paper_lines",
    "text",
    "when",
    "whose",
]
