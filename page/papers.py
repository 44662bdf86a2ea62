"""The papers on the shelf, as the page shows them: what each is and what told so; set right, removed and put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

import wiring
from assistant import holdings, rendering
from index.passage import Copied, PaperSet, Scope
from ingest.errors import MattersError
from ingest.grammar import dates
from ingest.record import RECORDS, Access, Evidence, Ground, Kind, Part, Status
from jobs import Job
from page import adding, fields, shelved, tables
from page import source as sources
from page.desk import Before, Desk, Done, Room, Sent, Shown, State
from page.fields import FORM_JS, LONGEST, chosen, typed
from page.registers import TABLE_JS
from page.shelved import ORDERS, UNDATED, Paper
from page.tables import Cell, cell, opener
from page.words import cut, guarded, line, now, safe

#: Rows of a page; characters shown of a paper's beginning, its parts, and boards of which it is told at once how far
#: their record reaches.
ROWS, BEGINNING, PARTS, BOARDS = 50, 1500, 60, 3
#: Filters that a form may ask for.
_ASKED = frozenset("text board kind year collection problems order".split())
#: What the filters are called that keep papers out.
_FILTERS = {
    "text": "Words of title or file",
    "board": "Board",
    "kind": "Kind",
    "year": "Year",
    "collection": "Collection",
    "problems": "With problems only",
}
#: The kinds that a person may set: what a pack is, its parts say.
KINDS = tuple(k for k in Kind if k is not Kind.PACK)
#: What a ground tells, in words, and what is said where nothing is kept of it.
FACTS: Mapping[str, str] = {
    "kind": "What it is",
    "date": "Its date",
    "body": "Whose it is",
    "authority": "Whose account",
    "status": "Approved or draft",
}


class SetError(MattersError):
    """What somebody sets of a paper cannot be read."""


# ---------------------------------------------------------------- what somebody sees


def _held(desk: Desk) -> tuple[Paper, ...]:
    shelf = desk.assistant.shelf
    with shelf.reading():
        return shelved.papers(shelf, desk.assistant.scope)


def form(desk: Desk, asked: State, held: Sequence[Paper]) -> str:
    """Return the place to drop papers, and the filters, filled in as they are asked now."""
    return adding.place(desk) + (filters(asked, held) if held else "")


def filters(asked: State, held: Sequence[Paper]) -> str:
    """Return the filters of the list; what can be chosen is what is there."""
    boards = sorted({(fields.called(p.body), p.body.id) for p in held if p.body.name})
    kinds = sorted({p.kind.value for p in held})
    collections = sorted({p.collection for p in held})
    ticked = " checked" if "problems" in asked else ""
    told = (
        typed("text", "Words of title or file", asked),
        chosen("board", "Board", ((i, n) for n, i in boards), asked) if len(boards) > 1 else "",
        chosen("kind", "Kind", ((k, k) for k in kinds), asked),
        chosen("year", "Year", _years(held), asked),
        chosen("collection", "Collection", ((c, c) for c in collections), asked) if len(collections) > 1 else "",
        chosen("order", "Order", ORDERS.items(), asked, none="Newest meeting first"),
        f'<label class="tick"><input type="checkbox" name="problems" value="yes"{ticked}> With problems only</label>',
    )
    return fields.form("Papers", told)


def _years(held: Sequence[Paper]) -> Iterator[tuple[str, str]]:
    """Yield the years of papers, the newest first, and last that no date is known of, where there are such papers."""
    yield from ((y, y) for y in sorted({p.year for p in held if p.year}, reverse=True))
    if not all(p.year for p in held):
        yield UNDATED, "no date known"


def body(desk: Desk, asked: State, held: Sequence[Paper]) -> str:
    """Return the list of papers, a page of it, with its counts; how far the record reaches; and what is set aside."""
    aside = _aside(desk)
    if not held:
        how = (
            "Drop some above, and ask about them." if desk.may_add and desk.jobs else "None are here that you may see."
        )
        return f'<div class="register papers"><p class="total" role="status">No papers yet. {how}</p>{aside}</div>'
    found = shelved.narrowed(held, asked)
    pages = max(1, -(-len(found) // ROWS))
    page = min(fields.page_of(asked), pages)
    shown = found[(page - 1) * ROWS : page * ROWS]
    first, last = (page - 1) * ROWS + 1, min(page * ROWS, len(found))
    pager = fields.pager(page, pages, f"{first:,} to {last:,} of {len(found):,}")
    return (
        f'<div class="register papers">{_counts(found, held, len(adding.left(desk)))}{_reach(desk)}{pager}'
        f"{_table(desk, shown, asked)}"
        f"{pager if pages > 1 else ''}{aside}</div>"
    )


def _counts(found: Sequence[Paper], held: Sequence[Paper], left: int) -> str:
    """Return how many papers there are, of what kinds. left: of those that were added, how many are not among them."""
    some = f"{len(found):,} of {len(held):,}" if len(found) != len(held) else f"{len(held):,}"
    total = f"{some} {'paper' if len(held) == 1 else 'papers'}"
    kinds: dict[str, int] = {}
    for one in found:
        kinds[one.kind.value] = kinds.get(one.kind.value, 0) + 1
    by = "; ".join(f"{kind} {n:,}" for kind, n in sorted(kinds.items(), key=lambda k: (-k[1], k[0])))
    met = sum(bool(p.problems) for p in found)
    read = f"{met:,} with problems met in reading" if met else "" if left else "no problems were met in reading"
    aside = f"{left:,} could not be taken in, told below the list" if left else ""
    told = "; ".join(filter(None, (read, aside)))
    return f'<p class="total" role="status">{total}</p><p class="by">By kind: {safe(by or "none")} ({told})</p>'


def _reach(desk: Desk) -> str:
    """Return how far the record of each board is complete, and what is missing after that."""
    shelf = desk.assistant.shelf
    with shelf.reading():
        reaches = holdings.reaches(shelf.calendar(desk.assistant.scope))
    lines = [f"{fields.called(one.body)}: {holdings.told(one)}" for one in reaches if one.recorded and one.body.name]
    if not lines:
        return ""
    role = 'role="region" tabindex="0" aria-label="How far the record is complete"'
    every = f'<ul class="reach">{"".join(f"<li>{safe(told)}</li>" for told in lines)}</ul>'
    if len(lines) <= BOARDS:
        return every
    return (
        f'<details class="counts"><summary>How far the record of each of {len(lines)} boards is complete</summary>'
        f'<div class="all" {role}>{every}</div></details>'
    )


def _table(desk: Desk, shown: Sequence[Paper], asked: State) -> str:
    if not shown:
        values = {UNDATED: "no date known", **{p.body.id: fields.called(p.body) for p in _held(desk)}}
        return f'<p class="quiet">No paper fits these filters.</p>{fields.set_now(asked, _FILTERS, values)}'
    made = wiring.papers_set(desk.settings)
    columns = ("Paper", "Kind", "Meeting or period", "Board", "Whose account", "Pages", "Problems")
    rows = ((p.id, _cells(desk, p, made.get((p.collection, p.path)))) for p in shown)
    return tables.table("Papers", columns, rows, opens="opens the paper")


def _cells(desk: Desk, paper: Paper, made: PaperSet | None) -> Iterator[Cell]:
    store, scope = desk.assistant.shelf.store, desk.assistant.scope
    parts = store.parts_of(paper.id, scope)
    pages = sum(number is not None for number, *_ in store.pages(paper.id))
    status = parts[0].status if parts and parts[0].kind in RECORDS else Status.UNKNOWN
    yield opener(paper.title or paper.path, paper.path)
    yield Cell(safe(paper.kind.value) + ('<span class="badge">set right</span>' if made else ""))
    yield cell(paper.when or "no date told")
    yield cell(paper.body.name or "not told", paper.body.organisation)
    yield cell(parts[0].authority.value if parts else "", "" if status is Status.UNKNOWN else status.value)
    yield cell(f"{pages or '–'}", kind="figure")
    yield Cell(_problems(paper.problems))


def _problems(problems: Sequence[str]) -> str:
    if not problems:
        return '<span class="quiet">none</span>'
    more = f'<span class="under">and {len(problems) - 1} more</span>' if len(problems) > 1 else ""
    return safe(cut(problems[0], 120)) + more


def _removed(desk: Desk) -> list[PaperSet]:
    """Return the removed papers that somebody could see if they were on the shelf."""
    if adding.jobs_of(desk) is None:
        return []
    scope = desk.assistant.scope
    own = wiring.added_by(desk.settings, desk.person).folder.name
    seen = {*scope.collections, own}
    made = wiring.papers_set(desk.settings).values()
    return [one for one in made if one.removed and one.collection in seen and one.access in scope.access]


def _aside(desk: Desk) -> str:
    """Return the papers that are not on the shelf: removed ones, and added ones that could not be taken in."""
    removed = "".join(
        f"<li>{safe(one.path)} <span class='under'>{safe(rendering.set_by(one))}</span>"
        f'<button type="button" class="quietly" data-back="{safe(one.path)}" data-of="{safe(one.collection)}">Put back'
        f'<span class="hidden"> {safe(one.path)}</span></button></li>'
        for one in _removed(desk)
    )
    left = "".join(
        f'<li>{safe(name)} <button type="button" class="quietly" data-try="{safe(name)}">Try again'
        f'<span class="hidden"> {safe(name)}</span></button>'
        f'<button type="button" class="quietly" data-away="{safe(name)}">Take away'
        f'<span class="hidden"> {safe(name)}</span></button></li>'
        for name in adding.left(desk)
    )
    told = f"<h3>Added, but not on the shelf</h3><ul>{left}</ul>" if left else ""
    told += f"<h3>Removed from the shelf; their files are kept</h3><ul>{removed}</ul>" if removed else ""
    return f'<section class="aside" aria-label="Papers not on the shelf">{told}</section>' if told else ""


# ---------------------------------------------------------------- one paper


def opened(desk: Desk, identity: str, back: str = "", came: str = "") -> str:
    """Return the panel of one paper; it is looked up among those that somebody may see.

    back: as HTML, the way back to what it was opened from in the panel. came: what came of what was set of it.
    """
    paper = next((p for p in _held(desk) if p.id == identity), None)
    if paper is None:
        return sources.empty("That paper is no longer on the shelf; show the list again to see what is.")
    shelf, scope = desk.assistant.shelf, desk.assistant.scope
    with shelf.reading():
        parts = shelf.store.parts_of(paper.id, scope)
        copied = shelf.store.copied_of(paper.id, scope)
        text = shelf.store.document_text(paper.id, scope)
        pages = [n for n, *_ in shelf.store.pages(paper.id) if n is not None]
    made = wiring.papers_set(desk.settings).get((paper.collection, paper.path))
    kept = f'<p class="kept" role="status">{safe(came)}</p>' if came else ""
    set_right = f'<p class="correction">{safe(_capital(rendering.paper_set(made)))}</p>' if made else ""
    return (
        '<section class="sheet open paper" aria-label="Source"><div class="top">'
        f'<h2 tabindex="-1">{safe(paper.title or paper.path)}</h2>'
        f'<button type="button" class="close">← Back to the list</button></div>{back}{kept}'
        f'<p class="account {parts[0].authority.value}">{sources.ACCOUNTS[parts[0].authority]}</p>'
        f"{set_right}{sources.told(_facts(paper, parts, copied, len(pages), text is not None))}"
        f"{_evidence(parts[0], made)}{_met(paper)}{_parts(parts)}{_beginning(text)}"
        f"{_setting(paper, made) if text is not None and adding.jobs_of(desk) else ''}</section>"
    )


def _capital(told: str) -> str:
    return told[:1].upper() + told[1:]


def _facts(
    paper: Paper, parts: Sequence[Part], copied: Sequence[Copied], pages: int, whole: bool
) -> tuple[tuple[str, str], ...]:
    first = parts[0]
    organisation = f", {paper.body.organisation}" if paper.body.organisation else ""
    later = {c.later for c in copied}
    return (
        ("What it is", paper.kind.value),
        ("Period" if first.period else "Meeting", paper.when or "no date told"),
        ("Board", f"{paper.body.name}{organisation}" if paper.body.name else "not told"),
        ("Minutes", sources.STATUSES[first.status] if first.kind in RECORDS else ""),
        ("Pages", f"{pages:,}" if pages else "a file of this kind has none"),
        ("Collection", paper.collection),
        ("File", paper.path),
        ("Came", dates.long(date.fromisoformat(paper.added)) if paper.added else ""),
        ("The same text in", ", ".join(sorted({path for c in copied for path in c.copies}))),
        ("Replaced by", ", ".join(sorted(filter(None, later))) if None not in later else ""),
        ("Seen", "" if whole else "in part; the rest is restricted"),
    )


def _evidence(part: Part, made: PaperSet | None) -> str:
    """Return what told each fact of a paper: the line that said so where it is kept."""
    held = {g.fact: g for g in part.grounds}
    rows = [(FACTS[fact], _ground(held.get(fact), fact, part, made)) for fact in FACTS]
    return f'<h3 class="quiet">How that is known</h3>{sources.told(rows)}'


def _ground(ground: Ground | None, fact: str, part: Part, made: PaperSet | None) -> str:
    by_hand = {"kind": made.kind, "date": made.date, "body": made.body}.get(fact) if made else None
    if made is not None and by_hand:
        return f"set {rendering.set_by(made)}"
    if ground is not None:
        return f"{ground.source.value}: {ground.words}" if ground.words else _plainly(ground.source)
    known = {"kind": True, "date": part.meeting or part.period, "body": part.body.name, "authority": True}.get(fact)
    return "what told it is not kept" if known else ""


def _plainly(source: Evidence) -> str:
    return "set in corpus.toml" if source is Evidence.TOLD else source.value


def _met(paper: Paper) -> str:
    rows = "".join(f"<li>{safe(told)}</li>" for told in paper.problems)
    return f'<h3 class="quiet">Problems met in reading</h3><ul class="met">{rows}</ul>' if rows else ""


def _parts(parts: Sequence[Part]) -> str:
    if len(parts) < 2:
        return ""
    rows = "".join(f"<li>{safe(_part(part))}</li>" for part in parts[:PARTS])
    more = f"<li>and {len(parts) - PARTS} more</li>" if len(parts) > PARTS else ""
    return f'<details class="parts"><summary>{len(parts)} parts</summary><ul class="met">{rows}{more}</ul></details>'


def _part(part: Part) -> str:
    when = dates.long(part.meeting.date) if part.meeting else part.period.label if part.period else "no date"
    return f"{part.title or 'Untitled'} ({part.kind.value}, {when})"


def _beginning(text: str | None) -> str:
    if text is None:
        return ""
    began = sources.unwrapped(text.lstrip()[: BEGINNING + 200])
    told = cut(began, BEGINNING)
    words = f'<blockquote tabindex="0" aria-label="How it begins">{safe(told)}</blockquote>'
    return f'<h3 class="quiet">How it begins</h3>{words}'


def _setting(paper: Paper, made: PaperSet | None) -> str:
    """Return the form by which a paper is set right or removed, filled in with what is set now."""
    kind = made.kind.value if made and made.kind else ""
    options = "".join(f'<option value="{k}"{" selected" if k == kind else ""}>{k}</option>' for k in KINDS)
    day = made.date.isoformat() if made and made.date else ""
    body, title, note = (made.body, made.title, made.note) if made else ("", "", "")
    fields = (
        f'<label>What it is<select name="kind"><option value="">as read</option>{options}</select>'
        f"{_read_as(kind, paper.kind.value)}</label>"
        f'<label>Date of its meeting<input type="date" name="date" value="{day}">{_read_as(day, paper.when)}</label>'
        f"{_line('Board', 'body', body, _read_as(body, paper.body.name))}"
        f"{_line('Title', 'title', title, _read_as(title, paper.title))}{_line('Note: why', 'note', note)}"
    )
    named = f'data-paper="{safe(paper.id)}"'
    return (
        '<details class="setting"><summary>Set right or remove this paper</summary>'
        f'<form class="set-paper filters" data-act="set-paper" {named} autocomplete="off">{fields}'
        '<div class="keep"><button type="submit" class="show">Keep</button><button type="button" class="quietly"'
        f' data-act="remove-paper" {named}>Remove from the shelf</button></div></form>'
        '<p class="quiet">What you leave empty stays as it is read. Removed papers can be put back.</p></details>'
    )


def _line(told: str, name: str, value: str, under: str = "") -> str:
    typed = f'<input type="text" name="{name}" maxlength="{LONGEST}" value="{safe(value)}">'
    return f"<label>{told}{typed}{under}</label>"


def _read_as(now: str, read: str) -> str:
    """Return what stands under a field: what was read, where nothing is set in its place."""
    told = "Empty it to have what was read" if now else f"As read: {cut(read, 90) or 'not told'}"
    return f'<span class="under">{safe(told)}</span>'


# ---------------------------------------------------------------- what somebody does


def _asked(state: State) -> dict[str, str]:
    page = state.get("page", "1")
    return {k: v for k, v in state.items() if k in _ASKED} | {"page": page if page.isdecimal() else "1"}


def turned_to(desk: Desk, state: State) -> Shown:
    """Return the whole view, as somebody left it."""
    held = _held(desk)
    return Shown(
        {**_asked(state), "open": adding.open_jobs(desk)},
        form=guarded(lambda: form(desk, state, held)),
        note=guarded(lambda: adding.told(desk, held)),
        body=guarded(lambda: body(desk, _asked(state), held)),
    )


def act(desk: Desk, state: State, sent: Sent) -> Shown:
    """Return what comes of a filter, a page turned, a paper opened, papers added, set right or removed, and a look."""
    if "asked" in sent:
        return _listed(desk, fields.asked_of(sent["asked"], _ASKED) | {"open": state.get("open", "")})
    if "page" in sent:
        page = str(sent["page"])[:6]
        return _listed(desk, {**state, "page": page if page.isdecimal() else "1"})
    if "entry" in sent:
        return Shown(source=guarded(lambda: opened(desk, str(sent["entry"]))))
    if "look" in sent:
        return _looked(desk, state)
    jobs = adding.jobs_of(desk)
    if jobs is None:
        raise SetError("papers cannot be added, set right or removed here by you")
    if jobs.is_full(desk.person.name) and "job" not in sent:
        raise SetError(adding.FULL)
    for name, do in _DONE.items():
        if name in sent:
            return do(desk, state, sent)
    return Shown()


def _listed(desk: Desk, state: State) -> Shown:
    return Shown(state, body=guarded(lambda: body(desk, _asked(state), _held(desk))))


def _looked(desk: Desk, state: State) -> Shown:
    """Return how jobs go on; and once one has ended, the whole view anew."""
    held = _held(desk)
    if adding.open_jobs(desk) == state.get("open", ""):
        return Shown(note=guarded(lambda: adding.told(desk, held)))
    return replace(turned_to(desk, state), shelf=True)


def _begun(desk: Desk, state: State) -> Shown:
    """Return the view once something was done in it. The filters stay as they are: somebody may be typing there."""
    return replace(turned_to(desk, state), form=None)


def _added(desk: Desk, state: State, sent: Sent) -> Shown:
    if told := adding.add(desk, sent):
        raise SetError(told)
    return _begun(desk, state)


def _job(desk: Desk, state: State, sent: Sent) -> Shown:
    adding.act(desk, sent)
    return _begun(desk, state)


def _set(desk: Desk, state: State, sent: Sent) -> Shown:
    """Keep what a form says of a paper, in place of what was set of it before."""
    told = sent.get("set")
    told = told if isinstance(told, Mapping) else {}
    words = {str(k): " ".join(str(v).split())[:LONGEST] for k, v in told.items()}
    made = replace(
        _of(desk, str(sent.get("paper"))),
        kind=_read(_kind, words.get("kind", ""), "kind of paper"),
        date=_read(date.fromisoformat, words.get("date", ""), "date"),
        body=words.get("body", ""),
        title=words.get("title", ""),
        note=words.get("note", ""),
    )
    told = "It is being read again with what you set; it is shown here once that is done."
    return _follow(desk, state, made, told, str(sent.get("paper")))


def _kind(told: str) -> Kind:
    """Return a kind that may be set. Raises ValueError for any other."""
    return KINDS[KINDS.index(Kind(told))]


Told = TypeVar("Told")


def _read(kind: Callable[[str], Told], told: str, what: str) -> Told | None:
    try:
        return kind(told) if told else None
    except ValueError as error:
        raise SetError(f"“{cut(told, 40)}” is no {what}") from error


def _remove(desk: Desk, state: State, sent: Sent) -> Shown:
    made = replace(_of(desk, str(sent.get("remove"))), removed=True)
    told = "It is being removed; below the list it can be put back."
    return _follow(desk, state, made, told, str(sent.get("remove")))


def _put_back(desk: Desk, state: State, sent: Sent) -> Shown:
    key = (str(sent.get("of")), str(sent.get("back")))
    made = next((one for one in _removed(desk) if (one.collection, one.path) == key), None)
    if made is None:
        raise SetError("that paper is not among those that were removed")
    return _follow(desk, state, replace(made, removed=False))


def _try(desk: Desk, state: State, sent: Sent) -> Shown:
    name, place = _left(desk, str(sent.get("try"))), wiring.added_by(desk.settings, desk.person)
    assert desk.jobs is not None
    desk.jobs.add(desk.person.name, place.folder, [name])
    return _begun(desk, state)


def _away(desk: Desk, state: State, sent: Sent) -> Shown:
    name, place = _left(desk, str(sent.get("away"))), wiring.added_by(desk.settings, desk.person)
    made = PaperSet(place.folder.name, name, Access.PUBLIC, desk.person.name, now(), removed=True)
    wiring.set_paper(desk.settings, made)
    return _begun(desk, state)


def _left(desk: Desk, name: str) -> str:
    if name not in adding.left(desk):
        raise SetError("that paper is not among those that were added and not taken in")
    return name


def _of(desk: Desk, identity: str) -> PaperSet:
    """Return what is set of a paper, to be changed by this person. Raises SetError where they don't see all of it."""
    paper = next((p for p in _held(desk) if p.id == identity), None)
    store, scope = desk.assistant.shelf.store, desk.assistant.scope
    if paper is None or store.document_text(paper.id, scope) is None:
        raise SetError("that paper is no longer on the shelf, or is not wholly yours to see")
    made = wiring.papers_set(desk.settings).get((paper.collection, paper.path))
    made = made or PaperSet(paper.collection, paper.path, _access(paper.id, desk), "", "")
    return replace(made, by=desk.person.name, at=now(), note="")


def _access(identity: str, desk: Desk) -> Access:
    scope: Scope = desk.assistant.scope
    parts = desk.assistant.shelf.store.parts_of(identity, scope)
    return Access.RESTRICTED if any(p.access is Access.RESTRICTED for p in parts) else Access.PUBLIC


def _follow(desk: Desk, state: State, made: PaperSet, told: str = "", identity: str = "") -> Shown:
    """Keep what was set of a paper, and let the shelf follow by a job.

    told: what the panel says meanwhile; identity: of the paper that it then shows.
    """
    assert desk.jobs is not None
    wiring.set_paper(desk.settings, replace(made, by=desk.person.name, at=now()))
    job = desk.jobs.add(desk.person.name, wiring.root_of(desk.settings, made.collection), [made.path])
    waits = f'data-waits="paper-came" data-paper="{safe(identity)}" data-job="{safe(job.id)}"'
    return replace(_begun(desk, state), source=sources.noted(sources.empty(told), waits) if told else None)


def set_right(desk: Desk, before: Before, sent: Sent) -> Done:
    """Set a paper right from the panel that it is open in."""
    return _beside(act(desk, before.of(ROOM.name), {"set": sent.get("asked"), "paper": sent.get("paper")}))


def removed(desk: Desk, before: Before, sent: Sent) -> Done:
    """Remove a paper from the panel that it is open in."""
    return _beside(act(desk, before.of(ROOM.name), {"remove": sent.get("paper")}))


def came(desk: Desk, _: Before, sent: Sent) -> Done:
    """Show a paper again that was set right or removed, with what came of that; until its job has ended, nothing."""
    job = adding.job_of(desk, str(sent.get("job")))
    if job is not None and job.is_open:
        return Done()
    return Done(sources.noted(guarded(lambda: _came(desk, str(sent.get("paper")), job)), "data-unasked"))


def _came(desk: Desk, identity: str, job: Job | None) -> str:
    wrong = adding.wrong_of(job) if job else ""
    if wrong:
        return opened(desk, identity, came=f"What you set is kept, but this could not be done: {wrong}")
    if not any(p.id == identity for p in _held(desk)):
        return sources.empty("It is removed from the shelf; below the list it can be put back.")
    return opened(desk, identity, came="It was read again with what you set.")


def _beside(come: Shown) -> Done:
    return Done(come.source, rooms={ROOM.name: replace(come, source=None)})


_DONE: Mapping[str, Callable[[Desk, State, Sent], Shown]] = {
    "received": _added,
    "job": _job,
    "set": _set,
    "remove": _remove,
    "back": _put_back,
    "try": _try,
    "away": _away,
}

# ---------------------------------------------------------------- look and gestures

#: How reading goes on stands below the place to drop papers, before the filters, which share a part with it.
#: Gradio puts its own name before what stands after a comma, so no `:has` or `:is` here may hold one.
CSS = """
.listing.block:has(.adding) { display: contents !important; }
.listing.block:has(.adding) > .html-container { display: contents; }
.listing:has(> .adding) { display: contents; }
#papers .adding ~ .filters { order: 1; }
#papers .listing.block:has(.register) { order: 2; }
.listing.block:has(.jobs) { display: block !important; }
#desk:has(#papers-button[aria-selected="true"]) #side:not(.open) { display: none; }
.adding { margin: 1rem 0 0; padding: 1rem 1.2rem; border: 1.5px dashed var(--soft); border-radius: 12px;
  background: var(--sheet); }
.adding.over { border-color: var(--accent); background: var(--tint); }
.adding h2 { font: 600 1.1rem/1.4 var(--serif); color: var(--ink); margin: 0 0 .2rem; }
.adding p { font-size: .875rem; color: var(--soft); margin: 0 0 .6rem; max-width: 64ch; }
.adding p:empty { display: none; }
.choose { display: inline-block; position: relative; padding: .5rem 1.1rem; font-size: .9375rem; font-weight: 600;
  color: var(--accent-ink); background: var(--accent); border-radius: 8px; cursor: pointer; overflow: hidden; }
.choose input { position: absolute; inset: 0; opacity: 0; cursor: pointer; font-size: 0; width: 100%; }
.choose:focus-within { outline: 3px solid var(--accent); outline-offset: 2px; }
.refused p { color: var(--warn); font-size: .875rem; margin: .5rem 0 0; overflow-wrap: anywhere; }
.jobs { padding: .9rem 0 0; }
.jobs .earlier { margin: 0 0 .7rem; font-size: .875rem; color: var(--soft); }
.jobs .earlier summary { cursor: pointer; width: fit-content; border-radius: 4px; }
.jobs .earlier .job { margin-top: .5rem; }
.jobs > p { margin: 0 0 .4rem; }
.job { padding: .7rem 1rem; margin: 0 0 .7rem; border: 1px solid var(--line); border-left: 3px solid var(--accent);
  border-radius: 8px; background: var(--sheet); font-size: .9375rem; color: var(--ink); }
.job p { margin: 0 0 .3rem; }
.job progress { display: block; width: 100%; height: .5rem; margin: .2rem 0 .4rem; appearance: none; border: 0;
  border-radius: 999px; overflow: hidden; background: var(--tint); color: var(--accent); }
.job progress::-webkit-progress-bar { background: var(--tint); }
.job progress::-webkit-progress-value { background: var(--accent); }
.job progress::-moz-progress-bar { background: var(--accent); }
.job .steps { font-size: .8125rem; color: var(--soft); overflow-wrap: anywhere; min-height: 1.3em;
  font-variant-numeric: tabular-nums; }
.job .buttons { display: flex; flex-wrap: wrap; gap: .2rem .9rem; }
.became, .aside ul { list-style: none; margin: .3rem 0 .5rem; padding: 0; font-size: .875rem; }
.became li, .aside li { padding: .4rem 0; margin: 0; border-top: 1px solid var(--line); color: var(--ink);
  overflow-wrap: anywhere; }
.became .why { color: var(--warn); }
.quietly { padding: .25rem .3rem; min-height: 24px; font-size: .875rem; color: var(--accent); background: none;
  border: 0; cursor: pointer; text-decoration: underline; text-underline-offset: 3px; border-radius: 4px; }
.register .reach { list-style: none; margin: .3rem 0 .6rem; padding: 0; font-size: .875rem; color: var(--soft);
  max-width: 76ch; overflow-wrap: anywhere; }
.register .reach li { margin: 0 0 .3rem; }
.register.papers thead th:nth-child(1) { width: 30%; }
.register.papers thead th:nth-child(2) { width: 10%; }
.register.papers thead th:nth-child(3) { width: 13%; }
.register.papers thead th:nth-child(5) { width: 10%; }
.register.papers thead th:nth-child(6) { width: 8.5%; }
.register.papers .figure { font-variant-numeric: tabular-nums; }
.aside h3 { font-size: .8125rem; font-weight: 600; color: var(--soft); margin: 1rem 0 .2rem; }
.paper h3.quiet { font-size: .8125rem; font-weight: 600; margin: 0 0 .35rem; }
.met { margin: 0 0 1rem; padding-left: 1.1rem; font-size: .875rem; color: var(--ink); overflow-wrap: anywhere; }
.parts, .setting { margin: 0 0 1rem; font-size: .875rem; color: var(--soft); }
.parts summary, .setting summary { cursor: pointer; width: fit-content; color: var(--accent); border-radius: 4px; }
.setting .keep { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .9rem; grid-column: 1 / -1; }
.setting .under { font-weight: 400; overflow-wrap: anywhere; }
.setting .filters { padding: .7rem 0; align-items: start; }
@media (max-width: 900px) { .adding { padding: .8rem 1rem; } }
@media print { .adding, .jobs, .aside button, .setting { display: none; } }
"""

#: Files are sent one after another, apart from Gradio, and named by a heading; only then are they added, all at once.
ADD_JS = """
const section = () => element.querySelector('.adding');
let refused = [];
const draw = () => {
  const rows = refused.map((told) => {
    const row = document.createElement('p');
    row.textContent = told;
    return row;
  });
  if (section()) section().querySelector('.refused').replaceChildren(...rows);
};
const refuse = (name, why) => {
  refused.push(name + ': ' + why);
  draw();
};
watch('value', draw);
const say = (told) => { section().querySelector('.sending').textContent = told; };
let sending = false;
const send = async (files) => {
  if (!section() || sending || !files.length) return;
  sending = true;
  const {largest, most, door, named} = section().dataset;
  refused = [];
  draw();
  const received = [];
  let count = 0;
  for (const file of files) {
    count += 1;
    if (count > Number(most)) { refuse(file.name, 'more than ' + most + ' at once; add it next'); continue; }
    if (file.size > Number(largest) * 1e6) { refuse(file.name, 'is larger than ' + largest + ' MB'); continue; }
    say('Sending ' + count + ' of ' + files.length + ' …');
    try {
      const answer = await fetch(door, {method: 'POST', body: file, headers: {
        [named]: encodeURIComponent(file.name), 'content-type': 'application/octet-stream'}});
      const told = await answer.json();
      if (told.token) received.push({token: told.token, name: file.name});
      else refuse(file.name, told.refused);
    } catch {
      refuse(file.name, 'could not be sent; it may be a folder, or the page is no longer served');
    }
  }
  say('');
  sending = false;
  if (received.length) trigger('select', {received});
};
element.addEventListener('change', (event) => {
  if (event.target.type !== 'file') return;
  event.stopImmediatePropagation();
  send([...event.target.files]);
  event.target.value = '';
}, true);
const over = (event, is) => {
  if (!section() || ![...event.dataTransfer.types].includes('Files')) return;
  event.preventDefault();
  section().classList.toggle('over', is);
};
element.addEventListener('dragover', (event) => over(event, true));
element.addEventListener('dragleave', (event) => over(event, false));
element.addEventListener('drop', (event) => {
  over(event, false);
  send([...event.dataTransfer.files]);
});
"""

#: While papers are read and the page is looked at, how it goes on is asked for once a second.
JOBS_JS = """
element.addEventListener('click', (event) => {
  const job = event.target.closest('[data-job]');
  if (job && event.detail > 1) return;
  if (job) return trigger('select', {job: job.dataset.job, act: job.dataset.act});
  const row = event.target.closest('[data-entry]');
  if (!row) return;
  document.getElementById('side').classList.add('open');
  trigger('select', {entry: row.dataset.entry});
});
let known = '';
watch('value', () => {
  const first = element.querySelector('[data-running] [data-job]');
  if (first && first.dataset.job > known) {
    known = first.dataset.job;
    element.scrollIntoView({block: 'nearest'});
  }
});
setInterval(() => {
  const running = element.querySelector('[data-running]');
  if (running && document.visibilityState === 'visible' && running.checkVisibility()) trigger('input', {look: 'now'});
}, 1000);
"""

#: What is set aside below the list can be put back, tried again or taken away.
SET_JS = """
element.addEventListener('click', (event) => {
  const one = event.target.closest('[data-back], [data-try], [data-away]');
  if (!one || event.detail > 1) return;
  const {back, of} = one.dataset;
  if (back) return trigger('select', {back, of});
  trigger('select', one.dataset.try ? {try: one.dataset.try} : {away: one.dataset.away});
});
"""

ROOM = Room(
    "papers",
    "Papers",
    turned_to,
    act,
    form_js=ADD_JS + FORM_JS,
    note_js=JOBS_JS,
    body_js=TABLE_JS + SET_JS,
)

__all__ = ["CSS", "ROOM", "SetError", "act", "line", "turned_to"]
