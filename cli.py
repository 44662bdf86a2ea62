"""The `matters` command. Thin: words in, rooms called, words out. Nothing heavy is imported until it is needed."""

from __future__ import annotations

import argparse
import getpass
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import people
import settings as configuration
import wiring
from assistant import narrowing
from assistant.narrowing import ANSWERS, Only
from index import register
from index.passage import NOTHING_SET, PaperSet, RegisterOf, Setting, Standing
from index.register import Sought, Wanted
from ingest.errors import MattersError, shown
from ingest.record import Access, DecisionType, Kind
from settings import BadSetting, Settings

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.ask import Assistant
    from assistant.evaluating import Expected, Marked, Said
    from assistant.exporting import Table
    from index.passage import Scope
    from ingest.record import Document

#: Papers whose text is kept while quotations are looked for in it.
PAPERS = 16
#: The forms of a citation, by name: those of `assistant.citing`, which is loaded when one is asked for.
FORMS = ("plain", "harvard", "oscola", "bibtex", "ris", "csl-json")

EXAMPLES = {
    "ingest": "matters ingest ../papers --index .matters",
    "ask": 'matters ask "what was decided on Prevent?"',
    "search": 'matters search "knife crime"',
    "evaluate": "matters evaluate questions.jsonl --show --out answers.jsonl",
    "text": "matters text scpb-2018-04-27-decisions.txt",
    "actions": "matters actions --owner Quill --standing still-open",
    "decisions": "matters decisions --topic moorings --csv > decisions.csv",
    "meetings": "matters meetings --missing",
    "attendance": 'matters attendance --person "Ann Example"',
    "threads": 'matters threads "mooring fees" --since 2018-01-01',
    "news": "matters news --since 2018-01-01",
    "papers": "matters papers march.pdf --set --kind minutes --date 2019-03-14",
    "check": "matters check",
    "backup": "matters backup ../board-2026-11-21.zip",
    "restore": "matters restore ../board-2026-11-21.zip --index .matters",
    "forget": 'matters forget --person "Ann Example"',
    "feedback": "matters feedback --json",
    "ui": "matters ui --port 7860",
    "password": "matters password",
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
        if name == "ask":
            one.add_argument("--explain", action="store_true", help="tell what was understood, weighed and passed over")
            one.add_argument("--cite", choices=FORMS, help="print its citations in this form below it")
            one.add_argument("--briefing", metavar="FILE.docx", type=Path, help="write it as a briefing for Word")
            _add_only(one)
    _add_evaluate(add("evaluate", _evaluate, "Ask questions with known answers, and tell how many come out right."))
    one = add("text", _text, "Print the text of a paper that quotations are cut from.")
    one.add_argument("document", help="the paper's path in its collection, as citations give it")
    one.add_argument("--page", type=int, metavar="N", help="one page of it")
    _add_actions(add("actions", _actions, "List the actions in the register, and what became of each."))
    _add_decisions(add("decisions", _decisions, "List the decisions in the register."))
    _add_meetings(add("meetings", _meetings, "List every meeting that the shelf knows, if only from a mention."))
    _add_attendance(add("attendance", _attendance, "Show who came to which of the meetings, from their rolls."))
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
    _add_papers(add("papers", _papers, "List the papers on the shelf and the problems met in each, or set one right."))
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
    one = add("feedback", _feedback, "List what people said is wrong with answers, on the page.")
    one.add_argument("--json", action="store_true", help="print JSON")
    one = add("ui", _ui, "Open the page in a browser.")
    one.add_argument("--host", help="where to listen (default: 127.0.0.1)")
    one.add_argument("--port", type=_port, help="the port (default: 7860)")
    one.add_argument("--open", action="store_true", help="open a browser window too")
    add("password", _password, "Ask for a password twice, and print the line that the file of people keeps of it.")
    return top


def _add_only(one: argparse.ArgumentParser) -> None:
    """Add what a question is narrowed to by hand."""
    _add_times(one)
    one.add_argument("--body", metavar="NAME", help="from papers of this board alone, by its name or short name")
    papers = [k.value for k in Kind]
    one.add_argument("--paper", metavar="KIND", choices=papers, help=f"from papers of this kind: {', '.join(papers)}")
    one.add_argument("--only", metavar="WHAT", choices=ANSWERS, help=f"take it to ask for this: {', '.join(ANSWERS)}")
    one.add_argument("--whole", action="store_true", help="look at all papers, whatever time or board it names")


def _add_papers(one: argparse.ArgumentParser) -> None:
    one.add_argument("named", nargs="?", metavar="PART-OF-PATH", help="only papers whose path holds this")
    one.add_argument("--why", action="store_true", help="say on what grounds")
    one.add_argument("--json", action="store_true", help="print JSON")
    what = one.add_mutually_exclusive_group()
    what.add_argument("--set", action="store_true", help="set what a paper is: --kind, --date, --body, --title")
    what.add_argument("--unset", action="store_true", help="take back what was set of it")
    what.add_argument("--remove", action="store_true", help="take it off the shelf; its file stays")
    what.add_argument("--put-back", action="store_true", help="let a removed paper in again")
    what.add_argument("--removed", action="store_true", help="list the papers that were removed")
    one.add_argument("--kind", choices=[k.value for k in Kind if k is not Kind.PACK], help="what it is")
    one.add_argument("--date", metavar="DATE", type=_day, help="the day of its meeting, such as 2019-03-14")
    one.add_argument("--body", metavar="NAME", default="", help="whose it is")
    one.add_argument("--title", metavar="WORDS", default="", help="what it is called")
    one.add_argument("--note", default="", help="why, in your own words")
    one.add_argument("--by", metavar="WHO", help="who says so (default: the name you are logged in by)")


def _add_times(one: argparse.ArgumentParser) -> None:
    one.add_argument("--since", metavar="DATE", type=_day, help="from this day on, such as 2018-01-01")
    one.add_argument("--until", metavar="DATE", type=_day, help="up to this day")


def _add_evaluate(one: argparse.ArgumentParser) -> None:
    one.add_argument("questions", type=Path, help="JSON lines: each a question, and what a right answer to it holds")
    one.add_argument("--keys-only", action="store_true", help="ask for the facts alone, not for citations of evidence")
    one.add_argument("--show", action="store_true", help="list what was missed")
    one.add_argument("--json", action="store_true", help="print JSON, with the marks of each question")
    one.add_argument("--out", metavar="FILE", type=Path, help="keep the answers, as `matters ask --jsonl` prints them")


def _add_meetings(one: argparse.ArgumentParser) -> None:
    _add_sittings(one)
    one.add_argument("--missing", action="store_true", help="only those of which papers are missing")


def _add_attendance(one: argparse.ArgumentParser) -> None:
    _add_sittings(one)
    one.add_argument("--person", metavar="NAME", help="this person alone")
    one.add_argument("--organisation", metavar="NAME", help="those alone who came for this organisation")
    one.add_argument("--by", choices=("person", "organisation"), default="person", help="what to list")


def _add_sittings(one: argparse.ArgumentParser) -> None:
    one.add_argument("--json", action="store_true", help="print JSON")
    _add_times(one)
    one.add_argument("--body", metavar="NAME", help="of this board alone, by its name, a part of it or its short form")


def _add_filters(one: argparse.ArgumentParser) -> None:
    """Add what actions and decisions share: filters, and forms to print them in."""
    one.add_argument("--topic", metavar="WORDS", default="", help="what it is about; short and long forms are one")
    one.add_argument("--body", metavar="NAME", default="", help="whose: words of a body's name, or its short form")
    one.add_argument("--meeting", metavar="DATE", type=_day, help="of the meeting of this day")
    _add_times(one)
    one.add_argument("--struck", action="store_true", help="list those that a person took out, in place of the others")
    form = one.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--csv", action="store_true", help="print CSV for a spreadsheet")
    form.add_argument("--markdown", action="store_true", help="print a Markdown table")
    form.add_argument("--docx", metavar="FILE", type=Path, help="write a Word table, its sources as footnotes")


def _add_actions(one: argparse.ArgumentParser) -> None:
    _add_filters(one)
    one.add_argument("--owner", metavar="NAME", default="", help="whose task: a surname, a role or an organisation")
    standings = [s.value for s in Standing]
    one.add_argument("--standing", choices=standings, help="what later papers say of it")
    one.add_argument(
        "--overdue",
        metavar="DATE",
        type=_day,
        nargs="?",
        const=date.today(),
        help="due before this day (default: today), and neither closed nor reported back",
    )
    one.add_argument("--marked", action="store_true", help="only those that the paper marks as actions")
    under = _add_corrections(one, RegisterOf.ACTIONS)
    under.add_argument("--standing", dest="set_standing", choices=standings, help="how it stands")
    who = under.add_mutually_exclusive_group()
    who.add_argument("--owner", dest="set_owner", metavar="NAME", nargs="+", action="extend", help="who is to do it")
    who.add_argument("--no-owner", action="store_true", help="nobody named is to do it")
    day = under.add_mutually_exclusive_group()
    day.add_argument("--due", metavar="DATE", type=_day, help="the day by which")
    day.add_argument("--no-due", action="store_true", help="no day is given for it")


def _add_decisions(one: argparse.ArgumentParser) -> None:
    _add_filters(one)
    types = [t.value for t in DecisionType]
    one.add_argument("--type", choices=types, help="whose decision, or how it was taken")
    one.add_argument("--verb", metavar="WORD", default="", help="such as resolved, noted, deferred, lost")
    under = _add_corrections(one, RegisterOf.DECISIONS)
    under.add_argument("--type", dest="set_type", choices=types, help="whose decision, or how it was taken")


def _add_corrections(one: argparse.ArgumentParser, which: RegisterOf) -> argparse.ArgumentParser:
    """Add the commands that set entries of a register right. Returns the one that sets, for what only it takes."""
    # What a nested command is not given must not hide what was given before it: hence no defaults of its own.
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--index", metavar="DIR", help="the folder of the index (default: .matters)")
    nested = one.add_subparsers(dest="what", required=False, metavar="set | unset | corrections")

    def add(name: str, run: Callable[[argparse.Namespace, Settings], int], about: str) -> argparse.ArgumentParser:
        under = nested.add_parser(name, parents=[common], help=about, description=about)
        under.set_defaults(run=run, which=which)
        return under

    name = f"the {which.one}'s id, or enough of its beginning"
    who = "who says so (default: the name you are logged in by)"
    under = add("unset", _unset, f"Take back what was set of one: the {which.one} stands as read, in the list again.")
    under.add_argument("identity", metavar="ID", help=name)
    under.add_argument("--by", metavar="WHO", help=who)
    under = add("corrections", _corrections, f"List what was set of {which}, also what belongs to no {which.one} now.")
    under.add_argument("--json", action="store_true", help="print JSON")
    under = add("set", _set, "Set one right, in place of what was set of it before; what was read is kept beside.")
    under.add_argument("identity", metavar="ID", help=name)
    under.add_argument("--strike", action="store_true", help=f"it is no {which.one}: take it out of the register")
    under.add_argument("--note", default="", help="why, in your own words")
    under.add_argument("--by", metavar="WHO", help=who)
    return under


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
    from assistant import rendering, tracing

    if (args.cite or args.briefing) and (args.json or args.jsonl):
        parser().error("ask: --cite and --briefing go with an answer as text, not with --json or --jsonl")
    question = "" if args.jsonl else _required(args)
    assistant = wiring.open_assistant(tuned)
    wanted = _only(args, assistant)

    def one(told: dict[str, object]) -> dict[str, object]:
        started = time.perf_counter()
        asked = _question(told), _history(told)
        only = narrowing.read(told["only"]) if told.get("only") is not None else wanted
        trace = assistant.explain(*asked, only=only) if args.explain else None
        answer = trace.answer if trace else assistant.ask(*asked, only=only)
        line = rendering.answer(answer, identity=told.get("id"), seconds=time.perf_counter() - started)
        return line | ({"trace": tracing.told(trace)} if trace else {})

    if args.jsonl:
        return _lines(sys.stdin, one)
    if args.json:
        return _json(one({"question": question}))
    trace = assistant.explain(question, only=wanted) if args.explain else None
    answer = trace.answer if trace else assistant.ask(question, only=wanted)
    print(rendering.text(answer))
    if trace:
        print()
        _shown(tracing.lines(trace))
    return _taken(args, answer, assistant)


def _taken(args: argparse.Namespace, answer: Answer, assistant: Assistant) -> int:
    """Print an answer's citations in the form that is asked for, and write its briefing."""
    if args.cite:
        from assistant import citing

        print(f"\n{citing.cite_all(answer.citations or answer.nearest, citing.form_of(args.cite))}".rstrip("\n"))
    if args.briefing:
        from assistant import briefing

        briefing.write(briefing.brief(answer, assistant, date.today()), args.briefing)
        print(f"\n{shown(str(args.briefing))}: a briefing of this answer")
    return 0


def _only(args: argparse.Namespace, assistant: Assistant) -> Only:
    """Return what the command narrows questions to."""
    bodies = _of_body(assistant, assistant.scope, args.body)[1].bodies if args.body else ()
    kinds = (Kind(args.paper),) if args.paper else ()
    return Only(args.since, args.until, bodies, kinds, args.only or "", args.whole)


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


def _write(told: dict[str, object], stream: TextIO | None = None) -> None:
    """Print one JSON line; half a character, which no encoding has, goes out as the escape that it came in as."""
    line = json.dumps(told, ensure_ascii=False)
    print(line.encode("utf-8", "backslashreplace").decode("utf-8"), file=stream, flush=True)


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


# ---------------------------------------------------------------- questions whose answers are known


def _evaluate(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import evaluating

    asked, complaints = _expected(args.questions, keys_only=args.keys_only)
    for line in complaints:
        print(f"matters: {shown(line)}", file=sys.stderr)
    if not asked:
        raise MattersError(f"{args.questions}: holds no question that can be marked")
    with _kept(args.out, args.questions) as out, closing(_Bars()) as bars:
        marked, failed = _marked(asked, wiring.open_assistant(tuned), bars, out, keys_only=args.keys_only)
    for line in failed:
        print(f"matters: {shown(line)}", file=sys.stderr)
    if args.json:
        _json(evaluating.told(marked))
    else:
        _shown(evaluating.lines(marked))
        if args.show:
            _shown(["", "missed", *evaluating.missed(marked)])
    return 1 if complaints or failed else 0


def _kept(out: Path | None, questions: Path) -> AbstractContextManager[TextIO | None]:
    """Return where answers are kept, opened, or nothing. Raises MattersError for the questions' own file."""
    if out is None:
        return nullcontext()
    if out.exists() and out.samefile(questions):
        raise MattersError(f"{out}: holds the questions; name another file to keep the answers in")
    return out.open("w", encoding="utf-8")


def _expected(path: Path, *, keys_only: bool) -> tuple[list[tuple[dict[str, object], Expected]], list[str]]:
    """Return the questions of a file with what is expected of each, and a complaint for each line that holds none."""
    from assistant import evaluating

    asked: list[tuple[dict[str, object], Expected]] = []
    complaints: list[str] = []
    seen: set[str] = set()
    for number, raw in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            told = _object(raw.decode("utf-8"))
            one = evaluating.expected(told, f"line {number}", keys_only=keys_only)
            _history(told)
            if one.id in seen:
                raise MattersError(f'"id" {one.id!r} is that of an earlier line')
        except UnicodeDecodeError:
            complaints.append(f"line {number}: is not in UTF-8")
        except MattersError as error:
            complaints.append(f"line {number}: {error}")
        else:
            seen.add(one.id)
            asked.append((told, one))
    return asked, complaints


def _marked(
    asked: Sequence[tuple[dict[str, object], Expected]],
    assistant: Assistant,
    bars: _Bars,
    out: TextIO | None,
    *,
    keys_only: bool,
) -> tuple[list[Marked], list[str]]:
    """Return each question marked, and a complaint for each that could not be answered, which counts as wrong."""
    from assistant import evaluating, rendering

    fold = lru_cache(PAPERS)(evaluating.fold)
    marked: list[Marked] = []
    failed: list[str] = []
    bars.stage("questions", len(asked))
    for told, wanted in asked:
        said: Said | None = None
        started = time.perf_counter()
        try:
            with assistant.shelf.reading():  # the text that is looked at is that which was quoted
                answer = assistant.ask(_question(told), _history(told))
                line = rendering.answer(answer, identity=wanted.id, seconds=time.perf_counter() - started)
                said = evaluating.said(answer, lambda document: fold(assistant.shelf.document_text(document)))
        except MattersError as error:
            failed.append(f"{wanted.id}: {error}")
            line = {"id": wanted.id, "error": str(error)}
        if out is not None:
            _write(line, out)
        marked.append(evaluating.mark(wanted, said, keys_only=keys_only))
        bars.step(1)
    return marked, failed


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
    from assistant import exporting, listing, rendering

    assistant, scope = _listed(args, tuned)
    wanted = Wanted(
        topic=args.topic,
        owner=args.owner,
        body=args.body,
        meeting=args.meeting,
        standing=Standing(args.standing) if args.standing else None,
        overdue=args.overdue,
        marked=args.marked,
    )
    with assistant.shelf.reading():
        shelf = assistant.shelf
        known = listing.known(shelf, scope)
        entries = register.actions(shelf.actions(scope, struck=args.struck), wanted, known)
        others = len(register.actions(shelf.actions(scope, struck=True), wanted, known))
        around = listing.around(shelf, scope)
        ids = register.shortened(shelf.ids(assistant.scope, RegisterOf.ACTIONS))
    if args.json:
        return _json([rendering.action(e) for e in entries])
    if args.csv:
        return _raw(exporting.csv([exporting.action_row(e, around) for e in entries], exporting.ACTION_COLUMNS))
    counts, struck = list(listing.count_lines(register.counts(entries))), _of_struck(args, others)
    if args.markdown or args.docx:
        return _table(args, exporting.actions(entries, around, (*counts, *struck)))
    return _shown([*listing.actions(entries, around, ids), "", *counts, *_with_way(args, struck)])


def _decisions(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import exporting, listing, rendering

    assistant, scope = _listed(args, tuned)
    sought = Sought(
        topic=args.topic,
        body=args.body,
        meeting=args.meeting,
        type=DecisionType(args.type) if args.type else None,
        verb=args.verb,
    )
    with assistant.shelf.reading():
        shelf = assistant.shelf
        known = listing.known(shelf, scope)
        rulings = register.decisions(shelf.decisions(scope, struck=args.struck), sought, known)
        others = len(register.decisions(shelf.decisions(scope, struck=True), sought, known))
        around = listing.around(shelf, scope)
        ids = register.shortened(shelf.ids(assistant.scope, RegisterOf.DECISIONS))
    if args.json:
        return _json([rendering.decision(r, listing.corrections_in(r, around)) for r in rulings])
    if args.csv:
        return _raw(exporting.csv([exporting.decision_row(r, around) for r in rulings], exporting.DECISION_COLUMNS))
    counts, struck = list(listing.tally_lines(register.tally(rulings))), _of_struck(args, others)
    if args.markdown or args.docx:
        return _table(args, exporting.decisions(rulings, (*counts, *struck)))
    return _shown([*listing.decisions(rulings, around, ids), "", *counts, *_with_way(args, struck)])


def _table(args: argparse.Namespace, table: Table) -> int:
    """Print a register as Markdown, or write it as a Word document."""
    from assistant import exporting

    if args.docx is None:
        return _raw(exporting.markdown(table))
    exporting.docx(table, args.docx)
    print(f"{shown(str(args.docx))}: {len(table.rows)} rows")
    return 0


def _shown(lines: Iterable[str]) -> int:
    """Print lines, each as one that any terminal can show."""
    for line in lines:
        print(shown(line))
    return 0


def _raw(text: str) -> int:
    """Print text as it is, line ends included, whatever this system ends lines with."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(newline="")
    sys.stdout.write(text)
    return 0


def _set(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import listing

    sets, which = _setting(args), args.which
    if sets == NOTHING_SET and not args.note.strip():
        own = "--type" if which is RegisterOf.DECISIONS else "--standing, --owner, --no-owner, --due, --no-due"
        parser().error(f"{which} set: nothing to set; give {own}, --strike or --note")
    if sets.struck and sets != Setting(struck=True):
        parser().error(f"{which} set: what is struck is no {which.one}; give --strike alone, or with --note")
    note = " ".join(args.note.split())
    entry = wiring.correct(tuned, args.identity, sets, by=_who(args), at=_now(), note=note, which=which)
    made = entry.corrected
    what = f"{listing.setting(made)}; {listing.set_right(entry)}" if made else ""
    return _shown([f"{entry.id}: {what}", f"    “{entry.source.quote}”"])


def _setting(args: argparse.Namespace) -> Setting:
    """Return what is to be set of an entry."""
    if args.which is RegisterOf.DECISIONS:
        return Setting(type=DecisionType(args.set_type) if args.set_type else None, struck=args.strike)
    return Setting(
        standing=Standing(args.set_standing) if args.set_standing else None,
        owners=tuple(o for o in args.set_owner or () if o.strip()),
        due=args.due,
        no_owner=args.no_owner,
        no_due=args.no_due,
        struck=args.strike,
    )


def _unset(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import listing

    one = wiring.withdraw(tuned, args.identity, by=_who(args), at=_now(), which=args.which)
    made = one.correction
    identity = one.entry.id if one.entry else made.identity
    if made.sets.struck:
        return _shown([f"{identity}: is in the register again; it was {listing.badge(made)}"])
    return _shown(
        [f"{identity}: stands again as it was read; no longer {listing.setting(made)}, {listing.badge(made)}"]
    )


def _corrections(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import listing, rendering

    assistant, which = wiring.open_assistant(tuned), args.which
    with assistant.shelf.reading():
        held = assistant.shelf.corrections(assistant.scope, which)
        known = assistant.shelf.ids(assistant.scope, which)
    if args.json:
        return _json([rendering.attached(one) for one in held])
    ids = register.shortened({*known, *(one.correction.identity for one in held)})
    return _shown([*listing.corrections(held, ids), *([""] if held else []), listing.correction_count(held, which)])


def _of_struck(args: argparse.Namespace, others: int) -> list[str]:
    """Return a line on what a person took out: that all listed are such, or how many others are."""
    from assistant import listing

    return ["All of these were taken out by a person"] if args.struck else list(listing.taken_out(others))


def _with_way(args: argparse.Namespace, lines: Iterable[str]) -> Iterator[str]:
    """Yield lines on what a person took out, each with the command that goes on from there."""
    way = "unset ID` puts one back" if args.struck else "--struck` lists what was"
    yield from (f"{line}; `matters {args.command} {way}" for line in lines)


def _who(args: argparse.Namespace) -> str:
    """Return who makes a correction: as told, else by the name that the system knows the user by."""
    told = " ".join((args.by or "").split())
    try:
        return told or getpass.getuser()
    except (OSError, KeyError):  # no such user, as in a container
        return "somebody"


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _meetings(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import rendering

    assistant, scope = _of_body(*_listed(args, tuned), args.body)
    with assistant.shelf.reading():
        found = [s for s in assistant.shelf.calendar(scope) if s.missing or not args.missing]
        if args.json:
            return _json([rendering.meeting(s) for s in found])
        for one in found:
            for line in rendering.meeting_lines(one):
                print(shown(line))
    print(f"\n{rendering.meetings_counted(found)}")
    return 0


def _attendance(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import attendance, rendering

    assistant, scope = _of_body(*_listed(args, tuned), args.body)
    with assistant.shelf.reading():
        sittings = assistant.shelf.sittings(scope)
        if args.organisation:
            grid = attendance.of_organisation(sittings, args.organisation)
        else:
            grid = attendance.by_organisation(sittings) if args.by == "organisation" else attendance.by_person(sittings)
        if args.person:
            grid = attendance.of_person(grid, args.person)
        if args.json:
            return _json(rendering.attendance(grid))
        for line in rendering.attendance_lines(grid):
            print(shown(line))
    return 0


def _of_body(assistant: Assistant, scope: Scope, name: str | None) -> tuple[Assistant, Scope]:
    """Return the scope narrowed to a board, by a part of its name or a short one. Raises MattersError for none."""
    if not name:
        return assistant, scope
    asked = name.lower()
    held = assistant.shelf.bodies(replace(scope, since=None, until=None))
    exact = [b for b in held if asked in (b.name.lower(), *(a.lower() for a in b.aliases))]
    found = exact or [b for b in held if asked in b.name.lower()]
    if not found:
        raise MattersError(f"{name}: no board on the shelf is called so; `matters papers` says whose each paper is")
    return assistant, replace(scope, bodies=tuple(b.id for b in found))


def _feedback(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import rendering

    held = wiring.complaints(tuned)
    if args.json:
        return _json([rendering.complaint(c) for c in held])
    if not held:
        print("nobody has said that an answer is wrong")
    for one in held:
        _shown(rendering.complaint_lines(one))
    return 0


def _threads(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import rendering, threads

    assistant, scope = _of_body(*_listed(args, tuned), args.body)
    if not args.matter.strip():
        parser().error("threads: there is no matter; name one in quotation marks")
    with assistant.shelf.reading():
        found = threads.thread(args.matter, assistant.shelf, scope)
    if args.json:
        return _json(rendering.thread(found))
    for line in rendering.thread_lines(found):
        print(shown(line))
    return 0


def _news(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import news, rendering

    assistant = wiring.open_assistant(tuned)
    with assistant.shelf.reading():
        _, scope = _of_body(assistant, assistant.scope, args.body)
        found = news.since(args.since, assistant.shelf, scope)
    if args.json:
        return _json(rendering.news(found))
    for line in rendering.news_lines(found):
        print(shown(line))
    return 0


def _papers(args: argparse.Namespace, tuned: Settings) -> int:
    from assistant import rendering

    if args.set or args.unset or args.remove or args.put_back:
        return _set_paper(args, tuned)
    held = wiring.papers_set(tuned)
    if args.removed:
        gone = [one for _, one in sorted(held.items()) if one.removed]
        return _shown([*map(rendering.removed_line, gone), f"{len(gone)} removed"])
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
            if made := held.get((one[0], one[1])):
                print(shown(f"    {rendering.paper_set(made)}"))
    return 0


def _set_paper(args: argparse.Namespace, tuned: Settings) -> int:
    """Set a paper right, remove it, or put it back; the shelf follows at once."""
    from assistant import rendering

    if args.set and not (args.kind or args.date or args.body.strip() or args.title.strip()):
        parser().error("papers --set: nothing to set; give --kind, --date, --body or --title")
    made = replace(_paper_named(args, tuned), by=_who(args), at=_now(), note=" ".join(args.note.split()))
    if args.set:
        kind = Kind(args.kind) if args.kind else made.kind
        body, title = (" ".join(told.split()) for told in (args.body, args.title))
        made = replace(made, kind=kind, date=args.date or made.date, body=body or made.body, title=title or made.title)
    elif args.unset:
        made = replace(made, kind=None, date=None, body="", title="")
    else:
        made = replace(made, removed=args.remove)
    wiring.set_paper(tuned, made)
    with closing(_Bars()) as bars:
        _, problems = wiring.bring_in(tuned, made.collection, {made.path}, bars, date.today().isoformat())
    for problem in problems:
        if problem.path == made.path and not made.removed:
            print(f"matters: {problem}", file=sys.stderr)
    return _shown([f"{made.collection}: {made.path}: {rendering.paper_set(made) or 'stands as it is read'}"])


def _paper_named(args: argparse.Namespace, tuned: Settings) -> PaperSet:
    """Return what is set now of the one paper that a path names, or the end of one. Raises MattersError."""
    assistant, held = wiring.open_assistant(tuned), wiring.papers_set(tuned)
    store, scope, named = assistant.shelf.store, assistant.scope, args.named or ""
    there = {(p[1], p[2]): p[0] for p in store.documents(scope)}
    keys = {key for key, one in held.items() if one.removed} if args.put_back else set(there)
    found = [k for k in sorted(keys) if k[1] == named] or [k for k in sorted(keys) if k[1].endswith("/" + named)]
    if len(found) != 1 or not named:
        which = f"{len(found) or 'no'} {'removed papers' if args.put_back else 'papers on the shelf'}"
        raise MattersError(f"{named or 'papers'}: {which} of that path; `matters papers` gives each with its own")
    parts = store.parts_of(there[found[0]], scope) if found[0] in there else ()
    access = Access.RESTRICTED if any(p.access is Access.RESTRICTED for p in parts) else Access.PUBLIC
    return held.get(found[0]) or PaperSet(*found[0], access, "", "")


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
    manifest = wiring.backup(tuned, Path(args.file), _now())
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
        ("Taken out beside the papers:", done.beside),
        ("Deleted, being originals of added papers:", done.deleted),
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


def _password(_: argparse.Namespace, __: Settings) -> int:
    """Print what the file of people keeps of a password that somebody types, or that comes in one line from a pipe."""
    asked = sys.stdin.isatty()
    first = getpass.getpass("Password: ") if asked else sys.stdin.readline().rstrip("\r\n")
    if not people.SHORTEST <= len(first) <= people.LONGEST:
        raise BadSetting(f"that is no password: {people.SHORTEST} characters at least, {people.LONGEST:,} at most")
    if asked and getpass.getpass("The same again: ") != first:
        raise BadSetting("the two are not the same; nothing was made")
    print(f'password = "{people.hashed(first)}"')
    return 0


if __name__ == "__main__":
    sys.exit(main())
