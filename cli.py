"""The `matters` command. Thin: words in, rooms called, words out. Nothing heavy is imported until it is needed."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import settings as configuration
import wiring
from ingest.errors import MattersError, shown
from settings import BadSetting, Settings

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from index.passage import Scope
    from ingest.record import Document

EXAMPLES = {
    "ingest": "matters ingest ../papers --index .matters",
    "ask": 'matters ask "what was decided on Prevent?"',
    "search": 'matters search "knife crime"',
    "text": "matters text scpb-2018-04-27-decisions.txt",
    "actions": "matters actions --since 2018-01-01 --json",
    "decisions": "matters decisions --since 2018-01-01",
    "meetings": "matters meetings --json",
    "threads": 'matters threads "mooring fees" --since 2018-01-01',
    "news": "matters news --since 2018-01-01",
    "papers": "matters papers",
    "check": "matters check",
    "backup": "matters backup ../board-2026-11-21.zip",
    "restore": "matters restore ../board-2026-11-21.zip --index .matters",
    "forget": 'matters forget --person "Ann Example"',
    "ui": "matters ui --port 7860",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns 0 answered or refused, 1 could not, 2 wrong usage (from argparse)."""
    if arguments is None:
        _in_utf8()
    wiring.quiet()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    args = parser().parse_args(arguments)
    try:
        tuned = configuration.load(Path.cwd())
        if args.index:
            tuned = replace(tuned, index=Path(args.index))
        run: Callable[[argparse.Namespace, Settings], int] = args.run
        return run(args, tuned)
    except (MattersError, BadSetting) as error:
        print(f"matters: {shown(str(error))}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:  # what the system refuses at the door: a full disk, a folder that is gone
        where = f"{error.filename}: " if error.filename else ""
        print(f"matters: {shown(f'{where}{error.strerror or error}')}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("matters: stopped; what was finished is kept, and the same command goes on from there", file=sys.stderr)
        return 1


def _in_utf8() -> None:
    """Begin again in Python's UTF-8 mode where the locale is of another encoding: names of papers are UTF-8."""
    if sys.getfilesystemencoding() != "utf-8" and sys.orig_argv[1:3] != ["-X", "utf8"]:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command."""
    top = argparse.ArgumentParser(prog="matters", description="Ask a board's own record, and get answers that cite it.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--index", metavar="DIR", help="the folder of the index (default: .matters)")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace, Settings], int], about: str) -> argparse.ArgumentParser:
        one = commands.add_parser(
            name, parents=[common], help=about, description=about, epilog=f"Example: {EXAMPLES[name]}"
        )
        one.set_defaults(run=run)
        return one

    one = add("ingest", _ingest, "Read a folder of papers and index them; unchanged papers are skipped.")
    one.add_argument("folder", help="the folder that holds the papers")
    one.add_argument("--prune", action="store_true", help="remove papers that are gone, however many they are")
    for name, run, about in (
        ("ask", _ask, "Answer a question, with citations."),
        ("search", _search, "Show the passages that a question leads to."),
    ):
        one = add(name, run, about)
        one.add_argument("question", nargs="?", help="the question, in plain English")
        one.add_argument("--jsonl", action="store_true", help="read JSON lines from standard input, write JSON lines")
        one.add_argument("--json", action="store_true", help="print one JSON object")
    one = add("text", _text, "Print the text of a paper that quotations are cut from.")
    one.add_argument("document", help="the paper's path in its collection, as citations give it")
    one.add_argument("--page", type=int, metavar="N", help="one page of it")
    for name, run, about in (
        ("actions", _actions, "List the actions in the register."),
        ("decisions", _decisions, "List the decisions in the register."),
        ("meetings", _meetings, "List the meetings that the shelf knows."),
    ):
        one = add(name, run, about)
        one.add_argument("--json", action="store_true", help="print JSON")
        one.add_argument("--since", metavar="DATE", type=_day, help="from this day on, such as 2018-01-01")
        one.add_argument("--until", metavar="DATE", type=_day, help="up to this day")
    one = add("threads", _threads, "Tell what papers say of one matter, from first to last, a line for each step.")
    one.add_argument("matter", help='the matter, such as "mooring fees"; an acronym finds its long form too')
    one.add_argument("--json", action="store_true", help="print JSON")
    one.add_argument("--since", metavar="DATE", type=_day, help="from this day on, such as 2018-01-01")
    one.add_argument("--until", metavar="DATE", type=_day, help="up to this day")
    one.add_argument("--body", metavar="NAME", help="of this board alone, by its name or short name")
    one = add("news", _news, "Tell what came in since a day: papers, decisions, actions raised, reported back, closed.")
    one.add_argument("--since", metavar="DATE", type=_day, required=True, help="the day, such as 2018-01-01")
    one.add_argument("--json", action="store_true", help="print JSON")
    one.add_argument("--body", metavar="NAME", help="of this board alone, by its name or short name")
    one = add("papers", _papers, "List the papers on the shelf: whose, of which meeting, and the problems met in each.")
    one.add_argument("named", nargs="?", metavar="PART-OF-PATH", help="only papers whose path holds this")
    one.add_argument("--why", action="store_true", help="say on what grounds")
    one.add_argument("--json", action="store_true", help="print JSON")
    one = add("check", _check, "Check that the index is sound, a line for each thing looked at.")
    one.add_argument("--all", action="store_true", help="look for every passage by its vector, not for a sample")
    one.add_argument("--repair", action="store_true", help="build anew what is built from the record, then check")
    one = add("backup", _backup, "Write the index, and what is kept beside it, into one file.")
    one.add_argument("file", help="the file to write; it must not be there yet")
    one = add("restore", _restore, "Put a backup in place as the index.")
    one.add_argument("file", help="the backup")
    one.add_argument("--over", action="store_true", help="take the place of the index that is there")
    one = add("forget", _forget, "Take a paper, a collection or every trace of a person's name out of the index.")
    what = one.add_mutually_exclusive_group(required=True)
    what.add_argument("--paper", metavar="PATH", help="a paper, by its path as `matters papers` gives it")
    what.add_argument("--collection", metavar="NAME", help="a collection, with all its papers")
    what.add_argument("--person", metavar="NAME", help='a name, such as "Ann Example", in all the forms papers use')
    one.add_argument("--undo", action="store_true", help="let a forgotten paper or name in again at the next ingest")
    one = add("ui", _ui, "Open the page in a browser.")
    one.add_argument("--host", help="where to listen (default: 127.0.0.1)")
    one.add_argument("--port", type=_port, help="the port (default: 7860)")
    one.add_argument("--open", action="store_true", help="open a browser window too")
    return top


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2018-04-27") from error


def _port(text: str) -> int:
    if text.isdecimal() and len(text) < 6 and int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 0 (any free one) to 65535")


# ---------------------------------------------------------------- ingest


class _Bars:
    """Progress on a terminal: one bar for each stage."""

    def __init__(self) -> None:
        from tqdm import tqdm

        self._tqdm = tqdm
        self._bar: tqdm | None = None

    def stage(self, name: str, total: int) -> None:
        self.close()
        self._bar = self._tqdm(total=total, desc=name, unit="", file=sys.stderr, leave=False, disable=None)

    def more(self, count: int) -> None:
        if self._bar is not None:
            self._bar.total += count

    def step(self, count: int) -> None:
        if self._bar is not None:
            self._bar.update(count)

    def doing(self, what: str) -> None:
        if self._bar is not None:
            self._bar.set_postfix_str(what)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def _ingest(args: argparse.Namespace, tuned: Settings) -> int:
    bars = _Bars()
    started = time.perf_counter()
    try:
        collection, news, problems = wiring.ingest(
            Path(args.folder), tuned, bars, prune=args.prune, today=date.today().isoformat()
        )
    finally:
        bars.close()
    for one in news:
        print(f"{one.what:9}  {shown(one.path)}")
        for line in _described(one.document):
            print(f"           {line}")
    if problems:
        print(f"\n{len(problems)} {'problem' if len(problems) == 1 else 'problems'}:")
        for problem in problems:
            print(f"  {problem}")
    if not news:
        print(f"{shown(args.folder)}: no paper in it that can be read; nothing was changed")
        return 1
    taken = sum(n.what in ("new", "changed") for n in news)
    papers = "1 paper" if len(news) == 1 else f"{len(news)} papers"
    print(f"\n{shown(collection.name)}: {papers}, {taken} taken in, {time.perf_counter() - started:.1f} s")
    return 1 if all(n.what == "failed" for n in news) else 0


def _described(document: Document | None) -> Iterator[str]:
    """Yield what a paper was taken for, a line for each part."""
    for part in document.parts if document else ():
        when = part.meeting.date.isoformat() if part.meeting else part.period.label if part.period else "no date found"
        items = len({i.number for i in part.items if i.number})
        actions, decisions = (sum(len(getattr(i, what)) for i in part.items) for what in ("actions", "decisions"))
        counts = ", ".join(
            f"{n} {what}" for n, what in ((items, "items"), (actions, "actions"), (decisions, "decisions")) if n
        )
        restricted = ", RESTRICTED" if part.access.value == "restricted" else ""
        draft = f", {part.status.value}" if part.status.value != "unknown" else ""
        whose = f"{part.authority.value}{draft}{restricted}"
        body = part.body.name or "no body found"
        yield f"{part.kind.value}, {body}, {when} ({whose}){f': {counts}' if counts else ''}"


# ---------------------------------------------------------------- questions


def _ask(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import rendering

    question = "" if args.jsonl else _required(args)
    assistant = wiring.open_assistant(tuned)

    def one(told: dict[str, object]) -> dict[str, object]:
        started = time.perf_counter()
        answer = assistant.ask(_question(told), _history(told))
        return rendering.answer(answer, identity=told.get("id"), seconds=time.perf_counter() - started)

    if args.jsonl:
        return _lines(sys.stdin, one)
    if args.json:
        print(json.dumps(one({"question": question}), ensure_ascii=False, indent=1))
    else:
        print(rendering.text(assistant.ask(question)))
    return 0


def _search(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import rendering

    question = "" if args.jsonl else _required(args)
    assistant = wiring.open_assistant(tuned)

    def one(told: dict[str, object]) -> dict[str, object]:
        hits = assistant.search(_question(told), _history(told))
        return {"id": told.get("id"), "hits": [rendering.hit(h) for h in hits]}

    if args.jsonl:
        return _lines(sys.stdin, one)
    if args.json:
        return _json(one({"question": question}))
    for hit in assistant.search(question)[:10]:
        print(
            f"{hit.score:6.2f}  {hit.passage.heading}\n        {shown(hit.passage.place.path)}\n"
            f"        {hit.passage.text[:300]}\n"
        )
    return 0


def _required(args: argparse.Namespace) -> str:
    if args.question is None:
        parser().error(f"{args.command}: there is no question; write it in quotation marks, or use --jsonl")
    return str(args.question)


def _question(told: dict[str, object]) -> str:
    text = told.get("question")
    if not isinstance(text, str):
        raise MattersError('each line needs "question", a text')
    return text


def _history(told: dict[str, object]) -> tuple[tuple[str, str], ...]:
    turns = told.get("history")
    if turns is None:
        return ()
    if not isinstance(turns, list) or not all(
        isinstance(t, list) and len(t) == 2 and all(isinstance(one, str) for one in t) for t in turns
    ):
        raise MattersError('"history" must be a list of pairs of texts such as ["user", "…"]')
    return tuple((who, said) for who, said in turns)


def _lines(stream: TextIO | None, one: Callable[[dict[str, object]], dict[str, object]]) -> int:
    """Answer each JSON line of a stream; a line that can't be answered is told in one line, and the rest goes on."""
    if stream is None:
        raise MattersError("standard input is closed; give the lines there")
    failed = 0
    for number, line in enumerate(stream, 1):
        line = line.removeprefix("\ufeff")  # the byte-order mark that some programs put first
        if not line.strip():
            continue
        identity: object = None
        try:
            told = _object(line)
            identity = told.get("id")
            _write(one(told))
        except MattersError as error:
            failed += 1
            print(f"matters: line {number}: {error}", file=sys.stderr)
            _write({"id": identity, "error": str(error)})
    return 1 if failed else 0


def _write(told: dict[str, object]) -> None:
    """Print one JSON line; half a character, which no encoding has, goes out as the escape that it came in as."""
    line = json.dumps(told, ensure_ascii=False)
    print(line.encode("utf-8", "backslashreplace").decode("utf-8"), flush=True)


def _object(line: str) -> dict[str, object]:
    """Return the JSON object of a line; raises MattersError where it holds none."""
    try:
        told = json.loads(line, parse_constant=_no_number)
    except RecursionError as error:
        raise MattersError("is nested too deep to be read") from error
    except ValueError as error:
        raise MattersError(f"is no JSON: {str(error).splitlines()[0][:120]}") from error
    if not isinstance(told, dict):
        raise MattersError("is no JSON object")
    identity = told.get("id")
    if isinstance(identity, list | dict) or (isinstance(identity, float) and not math.isfinite(identity)):
        raise MattersError('"id" must be a text or a number')
    return told


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number")


def _text(args: argparse.Namespace, tuned: Settings) -> int:
    assistant = wiring.open_assistant(tuned)
    papers = assistant.shelf.store.documents(assistant.scope)
    found = [p for p in papers if p[2] == args.document] or [p for p in papers if p[2].endswith("/" + args.document)]
    if not found:
        raise MattersError(f"{args.document}: no such paper on the shelf; `matters papers` lists them")
    text = assistant.shelf.store.document_text(found[0][0], assistant.scope)
    if text is None:
        raise MattersError(f"{args.document}: parts of it are restricted")
    if args.page is None:
        print(text)
        return 0
    place = 0
    for number, _, size, _ in assistant.shelf.store.pages(found[0][0]):
        if number == args.page:
            print(text[place : place + size])
            return 0
        place += size + 1
    raise MattersError(f"{args.document}: has no page {args.page}")


# ---------------------------------------------------------------- the register


def _json(value: object) -> int:
    """Print a value as JSON that a person can read too."""
    print(json.dumps(value, ensure_ascii=False, indent=1))
    return 0


def _listed(args: argparse.Namespace, tuned: Settings) -> tuple[Assistant, Scope]:
    assistant = wiring.open_assistant(tuned)
    return assistant, assistant.scope.between(args.since, args.until)


def _actions(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import rendering

    assistant, scope = _listed(args, tuned)
    entries = assistant.shelf.actions(scope)
    if args.json:
        return _json([rendering.action(e) for e in entries])
    for e in entries:
        told = rendering.action(e)
        print(
            f"{told['meeting'] or '':10}  item {told['item'] or '-':3} {', '.join(e.action.owners) or 'no owner named'}"
            f"{' [' + ', '.join(e.action.people) + ']' if e.action.people else ''}: {e.action.task}"
            f"{' (due ' + e.action.due + ')' if e.action.due else ''}{'' if e.action.marker else ' (no marker)'}"
        )
    marked = sum(bool(e.action.marker) for e in entries)
    print(f"\n{len(entries)} actions: {marked} marked, {len(entries) - marked} promises without a marker")
    return 0


def _decisions(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import rendering

    assistant, scope = _listed(args, tuned)
    rulings = assistant.shelf.decisions(scope)
    if args.json:
        return _json([rendering.decision(r) for r in rulings])
    for r in rulings:
        told = rendering.decision(r)
        print(
            f"{told['meeting'] or '':10}  item {told['item'] or '-':3} {r.decision.type.value}, {r.decision.verb}: "
            f"{r.decision.text}"
        )
    print(f"\n{len(rulings)} decisions, those of other bodies and recommendations among them")
    return 0


def _meetings(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import rendering

    assistant, scope = _listed(args, tuned)
    sittings = assistant.shelf.sittings(scope)
    if args.json:
        return _json([rendering.meeting(s) for s in sittings])
    for s in sittings:
        chair = s.chair.person.name if s.chair else "chair not given"
        print(
            f"{s.meeting.date.isoformat()}  {s.body.name}: {chair}; {len(s.present)} present, "
            f"{len(s.apologies)} apologies, "
            f"{len(s.items)} items; {', '.join(k.value for k in s.kinds)}"
        )
    return 0


def _of_body(assistant: Assistant, scope: Scope, named: str | None) -> Scope:
    """Return a scope narrowed to the boards of a name. Raises MattersError where none on the shelf has it."""
    if named is None:
        return scope
    wanted = " ".join(named.lower().split())
    held = assistant.shelf.bodies(scope)
    found = [b.id for b in held if wanted in (b.id, b.name.lower(), *(a.lower() for a in b.aliases))]
    if not found:
        known = "; ".join(sorted({b.name for b in held if b.name})[:10]) or "none"
        raise MattersError(f"{named}: no board of that name on the shelf; it knows: {known}")
    return replace(scope, bodies=tuple(found))


def _threads(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import rendering, threads

    assistant, scope = _listed(args, tuned)
    if not args.matter.strip():
        parser().error("threads: there is no matter; name one in quotation marks")
    with assistant.shelf.reading():
        found = threads.thread(args.matter, assistant.shelf, _of_body(assistant, scope, args.body))
    if args.json:
        return _json(rendering.thread(found))
    for line in rendering.thread_lines(found):
        print(shown(line))
    return 0


def _news(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import news, rendering

    assistant = wiring.open_assistant(tuned)
    with assistant.shelf.reading():
        scope = _of_body(assistant, assistant.scope, args.body)
        found = news.since(args.since, assistant.shelf, scope)
    if args.json:
        return _json(rendering.news(found))
    for line in rendering.news_lines(found):
        print(shown(line))
    return 0


def _papers(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import rendering

    assistant = wiring.open_assistant(tuned)
    store, scope = assistant.shelf.store, assistant.scope
    found = [p for p in store.documents(scope) if not args.named or args.named.lower() in p[2].lower()]
    if args.named and not found:
        raise MattersError(f"{args.named}: no paper on the shelf has that in its path; `matters papers` lists them")
    with assistant.shelf.reading():
        if args.json:
            return _json(
                [
                    rendering.paper(
                        p[1:4], store.parts_of(p[0], scope), store.copied_of(p[0], scope), store.pages(p[0]), p[4]
                    )
                    for p in found
                ]
            )
        for identity, *one, problems in found:
            parts, copied = store.parts_of(identity, scope), store.copied_of(identity, scope)
            for line in rendering.paper_lines((one[0], one[1], one[2]), parts, copied, problems, why=args.why):
                print(shown(line))
    return 0


# ---------------------------------------------------------------- upkeep


def _check(args: argparse.Namespace, tuned: Settings) -> int:
    if args.repair:
        with closing(_Bars()) as bars:
            problems = wiring.repair(tuned, bars)
        for problem in problems:
            print(f"matters: {problem}", file=sys.stderr)
    broken = 0
    for finding in wiring.check(tuned, every=args.all):
        broken += finding.wrong is not None
        print(finding, flush=True)
    return 1 if broken else 0


def _backup(args: argparse.Namespace, tuned: Settings) -> int:
    made = datetime.now().astimezone().isoformat(timespec="seconds")
    manifest = wiring.backup(tuned, Path(args.file), made)
    size = Path(args.file).stat().st_size / 1e6
    print(f"{shown(args.file)}: {manifest.papers} papers, {manifest.passages} passages, {size:.1f} MB")
    return 0


def _restore(args: argparse.Namespace, tuned: Settings) -> int:
    with closing(_Bars()) as bars:
        manifest, problems = wiring.restore(tuned, Path(args.file), bars, over=args.over)
    for problem in problems:
        print(f"matters: {problem}", file=sys.stderr)
    print(f"{tuned.index}: {manifest.papers} papers, {manifest.passages} passages, from the backup of {manifest.made}")
    return 0


def _forget(args: argparse.Namespace, tuned: Settings) -> int:
    if args.undo:
        if args.collection:
            parser().error("forget: a collection is not kept out; ingest its folder again")
        found = wiring.recall(tuned, paper=args.paper, person=args.person)
        print(
            f"{found} let in again; the next `matters ingest` reads them" if found else "nothing of that is forgotten"
        )
        return 0 if found else 1
    with closing(_Bars()) as bars:
        done = wiring.forget(tuned, bars, paper=args.paper, collection=args.collection, person=args.person)
    print(f"taken out of {len(done.papers)} {'paper' if len(done.papers) == 1 else 'papers'} of the index:")
    for title, lines in (
        ("", done.papers),
        ("Not touched, and still holding it, as files:", done.files),
        ("Backups that still hold it:", done.backups),
        ("To know:", done.notes),
    ):
        if lines:
            print(*([title] if title else []), *(f"  {shown(line)}" for line in lines), sep="\n")
    for problem in done.problems:
        print(f"matters: {problem}", file=sys.stderr)
    return 1 if done.problems else 0


def _ui(args: argparse.Namespace, tuned: Settings) -> int:
    tuned = replace(tuned, host=args.host or tuned.host, port=tuned.port if args.port is None else args.port)
    import ui

    ui.serve(tuned, open_browser=args.open)
    return 0


if __name__ == "__main__":
    sys.exit(main())
