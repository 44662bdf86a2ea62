"""Papers that somebody adds: the place to drop them, how reading them goes on, and what each was taken for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import wiring
from ingest import added
from ingest.errors import MattersError, shown
from jobs import Job, Jobs, News, State
from page import receiving
from page.desk import Desk, Sent
from page.shelved import Paper
from page.words import cut, line, safe

if TYPE_CHECKING:
    pass

#: Jobs that are shown at once of those that are still to end.
GOING = 5
#: Papers of a job that are named at once, and characters of a name and of a problem.
NAMED, NAME, WHY = 60, 90, 300
#: How a job stands, in words.
STATES: Mapping[State, str] = {
    State.WAITING: "Waiting",
    State.RUNNING: "Reading",
    State.DONE: "Done",
    State.STOPPED: "Stopped",
    State.FAILED: "Could not be done",
}
#: What became of a paper, in words. "kept" is one that was not touched.
BECAME: Mapping[str, str] = {
    "new": "taken in",
    "changed": "read again",
    "unchanged": "on the shelf as it was",
    "removed": "removed from the shelf",
    "failed": "not taken in",
    "kept": "not taken in",
}


#: What somebody is told whose papers wait in too long a line.
FULL = "So many of your papers are still to be read; let those be read first, or stop some."


def jobs_of(desk: Desk) -> Jobs | None:
    """Return what papers are taken in by, where this person may add any."""
    return desk.jobs if desk.may_add else None


# ---------------------------------------------------------------- the place to drop them


def place(desk: Desk) -> str:
    """Return the place to drop papers, with its button; "" for whoever may add none."""
    if jobs_of(desk) is None:
        return ""
    most = desk.settings.upload_files
    limits = f"Up to {most} {'file' if most == 1 else 'files'} at once, each up to {desk.settings.upload_largest} MB."
    return (
        f'<section class="adding" aria-labelledby="adding-title" data-largest="{desk.settings.upload_largest}"'
        f' data-most="{most}" data-door="{receiving.DOOR}" data-named="{receiving.NAMED}">'
        '<h2 id="adding-title">Add papers</h2>'
        '<p id="adding-what">Drop files here, or choose them: PDF, Word, OpenDocument, HTML, Markdown or text. '
        f"{limits} They stay on this machine.</p>"
        '<label class="choose">Choose files<input type="file" multiple aria-describedby="adding-what"'
        f' accept="{",".join(added.endings())}"></label>'
        '<p class="sending" role="status"></p><div class="refused" role="alert"></div></section>'
    )


def add(desk: Desk, sent: Sent) -> str:
    """Put what somebody sent among their papers, and have it read. Returns one line where nothing was there to add."""
    jobs, received = jobs_of(desk), desk.received
    rows = sent.get("received")
    if jobs is None or received is None or not isinstance(rows, list):
        return "Papers cannot be added here by you."
    files: dict[str, Path] = {}
    for row in rows[: desk.settings.upload_files]:
        token, name = (row.get("token"), row.get("name")) if isinstance(row, Mapping) else (None, None)
        path = receiving.held(received, desk.person, token)
        if path is not None:
            files[_apart(str(name)[: receiving.LONGEST], path, files)] = path
    if not files:
        return "Nothing was left of what was sent; choose the files again."
    put = wiring.add_papers(desk.settings, desk.person, files, _organisation(desk))
    names = {one.name: _said(original, path) for (original, path), one in zip(files.items(), put.values(), strict=True)}
    jobs.add(desk.person.name, wiring.added_by(desk.settings, desk.person).folder, list(names), names)
    return ""


def _apart(name: str, path: Path, files: Mapping[str, Path]) -> str:
    """Return a file's name with the ending under which it was let in, and another where two are called the same."""
    name = name if added.safe_name(name).endswith(path.suffix) else f"{name}{path.suffix}"
    return name if name not in files else f"{path.stem[:6]}-{name}"


def _said(original: str, path: Path) -> str:
    return original.removeprefix(f"{path.stem[:6]}-")


def _organisation(desk: Desk) -> str:
    """Return whose papers those are that don't say: of the one organisation whose papers somebody sees, if any."""
    seen = {b.organisation for b in desk.assistant.shelf.bodies(desk.assistant.scope) if b.name}
    return next(iter(seen)) if len(seen) == 1 else ""


# ---------------------------------------------------------------- how it goes on


def told(desk: Desk, on_shelf: Sequence[Paper]) -> str:
    """Return somebody's jobs, the newest first, as HTML; "" where there are none."""
    jobs = jobs_of(desk)
    held = jobs.of(desk.person.name) if jobs else ()
    if not held or jobs is None:
        return ""
    going, ended = [job for job in held if job.is_open], [job for job in held if not job.is_open]
    rows = [_job(job, jobs.before(job), _mine(desk, job, on_shelf)) for job in (*going[:GOING], *ended)]
    first = len(rows) - len(ended[1:])
    running = " data-running" if going else ""
    return (
        f'<section class="jobs" aria-label="Papers being added"{running}>{"".join(rows[:first])}'
        f"{_earlier(rows[first:])}{_all_done(ended)}</section>"
    )


def _earlier(rows: Sequence[str]) -> str:
    """Return the jobs that ended before the newest, behind a press."""
    if not rows:
        return ""
    return f'<details class="earlier"><summary>{len(rows)} earlier</summary>{"".join(rows)}</details>'


def _all_done(ended: Sequence[Job]) -> str:
    """Return the press that dismisses all that are done, where that is more than one."""
    done = sum(job.state is State.DONE for job in ended)
    button = _button('data-job="all"', "dismiss-done", "Dismiss all that are done")
    return f"<p>{button}</p>" if done > 1 else ""


def open_jobs(desk: Desk) -> str:
    """Return which of somebody's jobs are open, as one word to compare."""
    jobs = jobs_of(desk)
    return ",".join(job.id for job in jobs.of(desk.person.name) if job.is_open) if jobs else ""


def job_of(desk: Desk, identity: str) -> Job | None:
    """Return a job of this person by its id; None where there is none, or no more."""
    jobs = jobs_of(desk)
    return next((job for job in jobs.of(desk.person.name) if job.id == identity), None) if jobs else None


def _mine(desk: Desk, job: Job, on_shelf: Iterable[Paper]) -> dict[str, Paper]:
    """Return the papers of a job that are on the shelf and may be seen, by path."""
    root = str(Path(job.folder).resolve())
    ids = {c.id for c in desk.assistant.shelf.store.collections() if c.root == root}
    return {p.path: p for p in on_shelf if p.collection in ids and p.path in job.paths}


def _job(job: Job, before: int, held: Mapping[str, Paper]) -> str:
    named = f'data-job="{safe(job.id)}"'
    count = len(job.paths)
    what = f"{count} {'paper' if count == 1 else 'papers'}"
    if job.state is State.WAITING:
        line_ = f"{before} of yours before it" if before else "to begin in their turn"
        waiting = f'<p role="status">{what} waiting, {line_}.</p>'
        return f'<article class="job">{waiting}{_button(named, "stop", "Stop")}</article>'
    if job.state is State.RUNNING:
        return f'<article class="job">{_running(job, what)}{_button(named, "stop", "Stop")}</article>'
    return f'<article class="job">{_ended(job, what, named, held)}</article>'


def _button(named: str, act: str, told: str) -> str:
    return f'<button type="button" class="quietly" {named} data-act="{act}">{told}</button>'


def _running(job: Job, what: str) -> str:
    """Return how a job goes on. Its stage is said aloud, its steps are only shown: they come too often."""
    now = job.progress
    stage = now.stage or "Beginning"
    bar = f' value="{min(now.done, now.total)}" max="{now.total}"' if now.total else ""
    steps = f"{now.done:,} of {now.total:,} · {now.doing}" if now.doing else f"{now.done:,} of {now.total:,}"
    steps = steps if now.total else now.doing
    return (
        f'<p role="status">{safe(stage)}: {what}.</p><progress aria-label="{safe(stage)}"{bar}></progress>'
        f'<p class="steps">{safe(cut(shown(steps), NAME * 2))}</p>'
    )


def _ended(job: Job, what: str, named: str, held: Mapping[str, Paper]) -> str:
    rows = "".join(_became(one, job.originals.get(one.path, ""), held.get(one.path)) for one in job.news[:NAMED])
    more = f"<li>and {len(job.news) - NAMED} more</li>" if len(job.news) > NAMED else ""
    again = _button(named, "again", "Go on" if job.state is State.STOPPED else "Try again")
    buttons = ("" if job.state is State.DONE and not _failed(job) else again) + _button(named, "dismiss", "Dismiss")
    listed = f'<ul class="became">{rows}{more}</ul>' if rows else ""
    return f'<p role="status">{safe(_summary(job, what, held))}</p>{listed}<div class="buttons">{buttons}</div>'


def _failed(job: Job) -> list[News]:
    return [one for one in job.news if one.what in ("failed", "kept")]


def wrong_of(job: Job) -> str:
    """Return why a job came to nothing, or what was wrong with papers that it did not take in; "" where all is well."""
    return "; ".join(filter(None, (job.told, *(told for one in _failed(job) for told in one.problems))))


def _summary(job: Job, what: str, held: Mapping[str, Paper]) -> str:
    if job.state is State.STOPPED:
        return f"Stopped: {len(held)} of {what} on the shelf. The others are kept; go on to take them in."
    if job.state is State.FAILED:
        told = job.told[:1].upper() + job.told[1:]
        return f"{what[:1].upper() + what[1:]} could not be taken in. {cut(told, WHY)}"
    became = [BECAME.get(one.what, one.what) for one in job.news]
    counts = {told: became.count(told) for told in dict.fromkeys(BECAME.values()) if told in became}
    return f"Done: {', '.join(f'{n} {told}' for told, n in counts.items())}."


def _became(one: News, original: str, paper: Paper | None) -> str:
    """Return a paper of a job: what it was taken for, or why it was not taken in."""
    called = (
        f' <span class="under">sent as {safe(cut(shown(original), NAME))}</span>'
        if original not in ("", one.path)
        else ""
    )
    why = "".join(f'<span class="under why">{safe(cut(shown(p), WHY))}</span>' for p in one.problems)
    if paper is None:
        became = BECAME.get(one.what, one.what)
        return f"<li><strong>{safe(cut(one.path, NAME))}</strong> {became}{called}{why}</li>"
    board = paper.body.name or "no board told"
    taken = f"{paper.kind.value}, {paper.when or 'no date told'}, {board}"
    named = f'class="open-entry" data-entry="{safe(paper.id)}"'
    return (
        f'<li><button type="button" {named}>{safe(cut(paper.title, NAME))}</button>'
        f' taken for: {safe(taken)} <span class="under">{safe(cut(one.path, NAME))}</span>{called}{why}</li>'
    )


def act(desk: Desk, sent: Sent) -> None:
    """Stop a job, go on with it, or tell no more of it. What the browser says is looked up among somebody's own."""
    jobs = jobs_of(desk)
    if jobs is None:
        return
    if sent.get("act") == "dismiss-done":
        for job in jobs.of(desk.person.name):
            if job.state is State.DONE:
                jobs.forget(desk.person.name, job.id)
        return
    doing = {"stop": jobs.stop, "again": jobs.again, "dismiss": jobs.forget}.get(str(sent.get("act")))
    if doing is not None:
        doing(desk.person.name, str(sent.get("job")))


def left(desk: Desk) -> tuple[str, ...]:
    """Return the papers in somebody's folder of added ones that are not on the shelf, and no open job is to read."""
    jobs = jobs_of(desk)
    if jobs is None:
        return ()
    place_ = wiring.added_by(desk.settings, desk.person)
    root = str(place_.folder.resolve())
    ids = {c.id for c in desk.assistant.shelf.store.collections() if c.root == root} or {place_.folder.name}
    there = {path for one in ids for path in desk.assistant.shelf.store.held(one)}
    waiting = {path for job in jobs.of(desk.person.name) if job.is_open for path in job.paths}
    removed = {path for (c, path), one in wiring.papers_set(desk.settings).items() if c in ids and one.removed}
    return tuple(name for name in place_.names() if name not in there | waiting | removed)


__all__ = ["MattersError", "act", "add", "job_of", "left", "line", "open_jobs", "place", "told"]
