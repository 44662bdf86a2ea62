"""Papers whose headings the file itself marks, or whose items are bold labels with numbers: notes and minutes of
foundations, councils of open projects, standards groups.

A heading makes an item, with the headings above it as its trail; a nested bullet keeps the bullets above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from ingest.formats import common, notes, voting
from ingest.formats.common import Sheet
from ingest.grammar import dates, markup, motions, numbering, outcomes, rollcolumns, rolls, tasks, votes
from ingest.grammar.furniture import Line
from ingest.grammar.paragraphs import Block, blocks
from ingest.record import (
    Action,
    Authority,
    Body,
    Item,
    Kind,
    Meeting,
    Paragraph,
    Part,
    Roll,
    Shape,
    Span,
    Status,
    flow,
)

#: A paper is headed where at least this many lines are headings or numbered labels.
HEADINGS = 2
#: Under one heading alone, at least so many lines are bullets: notes set as a list.
BULLETS = 5
#: How many lines that hold text may stand before the title, and are read for the kind and the date.
HEAD = 40
#: A numbered label stands below every heading of the file.
LABEL_LEVEL = 7
#: A bullet of more words than this is prose, not a heading of those under it.
PARENT_WORDS = 14
#: More words than this after a numbered label are text under it, not a part of its title.
REST_WORDS = 8
#: A roll ends within this many lines of its heading.
ROLL = 300
#: A mark of secrecy stands among this many first lines.
MARKED = 24

_NUMBER = re.compile(
    r"^(?:item\s+)?(?P<n>\d{1,3}\s?/\s?\d{2,4}|\d{1,3}(?:\.\d{1,3}){0,3}(?=[.):]?\s)|(?-i:[A-Z]{1,2})(?=\.\s))[.):]?\s+(?P<title>\S.*)$",
    re.IGNORECASE,
)
#: The numbers that bold labels carry: of the item among all of the year, or of the meeting's.
_LABEL_NUMBER = re.compile(r"^(?P<n>\d{1,3}\s?/\s?\d{2,4}|\d{1,2}(?=[.):]\s))[.):]?\s+(?P<title>\S.*)$")
_LABEL = re.compile(r"^\s*(?:[-*+•]\s+)?\*\*\s*(?P<label>[^*\n]{1,400}?)\s*\*\*\s*(?P<rest>[^\n]*)$")
#: "<name> to close": what somebody takes on is no label, though it is bold.
_TAKEN_ON = re.compile(r"^\w+(?:\s+\w+)?\s+(?:to|will)\s+[a-z]")
_MINUTES = re.compile(r"\bminutes\b", re.IGNORECASE)
_AGENDA = re.compile(r"^(?:call\s+|draft\s+|meeting\s+|proposed\s+)?agenda(?:\s+items)?\s*:?$", re.IGNORECASE)
_AGENDA_FILE = re.compile(r"\bagenda\b", re.IGNORECASE)
_TITLE = re.compile(r"\b(?:minutes|meeting|teleconference|telecon|call|conference|session|notes)\b", re.IGNORECASE)
#: Headings that only hold what was said: no context for anything.
_WRAPPER = re.compile(
    r"^(?:(?:call|meeting|full|detailed)\s+)?(?:minutes|notes|discussion|topics|agenda\s+items)\s*:?$", re.I
)
_ROLL = re.compile(
    r"^(?:attendance|attendees|attending|participants|present|in\s+attendance|roll[\s-]?call|members?\s+present|regrets|apologies"
    r"|absent|absences|quorum|meeting\s+roles|roles|guests|observers)(?:\s+(?:for|and|&)\s+[\w ]{1,40})?\s*:?$",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\b(?:adjourn(?:ed|ment)|(?:meeting|call)\s+(?:was\s+)?(?:ended|finished|closed|concluded))\b[^.]{0,60}?\bat\s+"
    r"(?P<at>\d{1,2}[.:]\d\d(?:\s*[ap]\.?m\b\.?)?(?:\s+(?-i:[A-Z]{3,4})\b)?|\d{1,2}\s*[ap]\.?m\b\.?)",
    re.IGNORECASE,
)
_BEGAN = re.compile(
    r"\b(?:at|from|beginning\s+at|scheduled\s+for|began\s+at|time\s*:)\s+"
    r"(?P<at>\d{1,2}[.:]\d\d(?:\s*[ap]\.?m\b\.?)?(?:\s+(?-i:[A-Z]{3,4})\b)?)",
    re.IGNORECASE,
)
_VENUE = re.compile(
    r"\b(?:via|over|by|on|using)\s+(?:an?\s+)?(?P<where>Zoom|(?:Microsoft\s+)?Teams|Google\s+Meet|Jitsi|Skype|IRC|Internet\s+Relay\s+Chat"
    r"|(?:tele|video)[\s-]?conferenc(?:e|ing)|conference\s+call|telephone)\b",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"^(?:[-*•]\s+)?(?:date\s+(?:and\s+time\s+)?of\s+(?:the\s+)?)?next\s+(?:board\s+)?(?:meeting|call)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Head:
    """A heading: which line it is, how deep it stands, its number and title; `rest` is text on the same line."""

    at: int
    level: int
    number: str
    title: str
    line: Line
    rest: Line | None = None


def recognises(sheet: Sheet) -> bool:
    """True for minutes, notes and agendas of a meeting that are set under headings or numbered labels."""
    lines = markup.unmarked(sheet.lines, sheet.text)
    heads = heads_of(lines, sheet.text)
    first = next((line.start for line in lines if line.text and not line.furniture), None)
    alone = len(heads) == 1 and heads[0].line.start == first
    listed = sum(numbering.BULLET.match(line.text) is not None for line in lines) if alone else 0
    return (len(heads) >= HEADINGS or listed >= BULLETS) and kind_of(sheet, lines) is not None


def kind_of(sheet: Sheet, lines: Sequence[Line]) -> Kind | None:
    """Return MINUTES or AGENDA where headings, front lines or the paper's own path say so; None for other papers."""
    head = [line for line in lines if line.text and not line.furniture][:HEAD]
    name = sheet.path.rsplit("/", 1)[-1].replace("_", " ")
    if _AGENDA_FILE.search(name) and not _MINUTES.search(name):
        return Kind.AGENDA
    if _MINUTES.search(sheet.path.replace("_", " ")) or any(_MINUTES.search(h.text) for h in head[:15]):
        return Kind.MINUTES
    listed = [h for h in head if rolls.label(h.text) or _ROLL.match(h.text)]
    if listed and any(dates.day(h.text) for h in head[:10]):
        return Kind.MINUTES
    first = next((h for h in head if h.level), None)
    return Kind.AGENDA if first and _AGENDA.match(first.text) else None


def parse(sheet: Sheet) -> tuple[Part, ...]:
    """Return the one part that a headed paper is."""
    lines = markup.unmarked(sheet.lines, sheet.text)
    kind = kind_of(sheet, lines) or Kind.MINUTES
    texts = [line.text for line in lines if line.text and not line.furniture]
    body = sheet.body()
    status = Status.DRAFT if any(re.match(r"^\(?draft\b", t, re.I) for t in texts[:15]) else Status.UNKNOWN
    part = read(sheet, lines, kind=kind, body=body, status=status)
    return (part,) if part else ()


def heads_of(lines: Sequence[Line], text: str) -> tuple[Head, ...]:
    """Return the headings among lines in order: what the file sets as one, and bold labels with an item's number."""
    out: list[Head] = []
    for at, line in enumerate(lines):
        if line.furniture or not line.text:
            continue
        if line.level and (not any(c.isalpha() for c in line.text) or motions.is_side(line.text)):
            continue  # a side of a vote heads nothing, nor does its number
        if line.level:
            number, title = _numbered(line.text, _NUMBER)
            out.append(Head(at, line.level, number, title, line))
            continue
        found = _LABEL.match(text[line.start : line.end])
        number, title = _numbered(markup.bare(found["label"]), _LABEL_NUMBER) if found else ("", "")
        if found and number:
            out.append(_labelled(at, line, number, title, found))
    return tuple(out)


def _numbered(text: str, wording: re.Pattern[str]) -> tuple[str, str]:
    match = None if any(found.start == 0 for found in dates.days(text)) else wording.match(" ".join(text.split()))
    return (match["n"].replace(" ", ""), match["title"]) if match else ("", text)


def _labelled(at: int, line: Line, number: str, title: str, found: re.Match[str]) -> Head:
    """Return the heading that a bold label makes; much text after it is a paragraph of its own."""
    rest = markup.bare(found["rest"]).strip(" -–—")
    if title.endswith(":") or len(rest.split()) > REST_WORDS:
        cut = line.start + found.start("rest")
        after = replace(line, text=rest, start=cut) if rest and cut < line.end else None
        return Head(at, LABEL_LEVEL, number, title.rstrip(": "), replace(line, end=cut if after else line.end), after)
    return Head(at, LABEL_LEVEL, number, " ".join(p for p in (title, rest) if p), line)


# ---------------------------------------------------------------- sections


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the lines under it, up to the next; `trail` names what stands above; `use` is what it is for.

    within: what the heading right above is for.
    """

    head: Head | None
    trail: tuple[str, ...]
    lines: tuple[Line, ...]
    use: str
    within: str = ""

    @property
    def titles(self) -> tuple[str, ...]:
        """Its own title, where it has one."""
        return (self.head.title,) if self.head else ()


def _use(title: str) -> str:
    if _AGENDA.match(title):
        return "agenda"
    if tasks.is_heading(title):
        return "actions"
    if notes.DECISIONS.match(title):
        return "decisions"
    return "roll" if _ROLL.match(title) else ""


def sections(lines: Sequence[Line], heads: Sequence[Head], titles: frozenset[int]) -> tuple[Section, ...]:
    """Return what stands before the first heading, titles included, then each heading's section.

    The headings of an agenda that come again later are the agenda's own; those that don't are items of the meeting.
    """
    items = [head for head in heads if head.at not in titles]
    first = items[0].at if items else len(lines)
    out = [Section(None, (), tuple(lines[:first]), "roll" if items else "")]
    last = {_key(head.title): place for place, head in enumerate(items)}
    above: list[tuple[Head, str]] = []
    for place, head in enumerate(items):
        stop = items[place + 1].at if place + 1 < len(items) else len(lines)
        under = tuple(lines[head.at + 1 : stop])
        under = (head.rest, *under) if head.rest else under
        while above and above[-1][0].level >= head.level:
            above.pop()
        use = _use(head.title)
        if not use and out[-1].use == "agenda" and above and last[_key(head.title)] > place:
            out[-1] = replace(out[-1], lines=(*out[-1].lines, head.line, *under))
            continue
        if not use and above and above[-1][1] == "actions" and tasks.looks_back(above[-1][0].title):
            use = "actions"
        back = use == "actions"
        trail = tuple(h.title for h, u in above if (not u or back) and not _WRAPPER.match(h.title))
        if head.number.isalpha() and above and above[-1][0].number:
            head = replace(head, number=above[-1][0].number + head.number)
        out.append(Section(head, trail, under, use, within=above[-1][1] if above else ""))
        above.append((head, use))
    return tuple(out)


def _key(title: str) -> str:
    return re.split(r"\s[-–]\s|\(", title)[0].strip(" :").lower()


def _titles(heads: Sequence[Head], lines: Sequence[Line]) -> frozenset[int]:
    """Return which headings are the paper's title: first ones that name a meeting, or give only its date."""
    out: set[int] = set()
    numbered = [head for head in heads if head.number]
    if len(numbered) > HEADINGS:  # what a website sets above the minutes
        out.update(head.at for head in heads if head.at < numbered[0].at and not _use(head.title))
    top = heads[0] if len(heads) > HEADINGS else None
    if top and not (top.number or _use(top.title)) and all(head.level > top.level for head in heads[1:]):
        out.add(top.at)  # the one heading above all others
    held = 0
    reach = next((n for n, line in enumerate(lines) if (held := held + bool(line.text)) > HEAD), len(lines))
    for head in heads[:3]:
        bare = dates.DATE.sub(" ", head.title).strip(" -–,")
        dated = dates.day(head.title) is not None and len(re.findall(r"[a-z]{2,}", bare, re.I)) <= 1
        named = _TITLE.search(head.title) and not _use(head.title) and not _WRAPPER.match(head.title)
        if (
            head.at > reach
            or head.number
            or not (dated or (named and (head.at == heads[0].at or dates.day(head.title))))
        ):
            break
        out.add(head.at)
    return frozenset(out)


# ---------------------------------------------------------------- the part


def read(sheet: Sheet, lines: Sequence[Line], *, kind: Kind, body: Body, status: Status) -> Part | None:
    """Return the part that a run of headed lines makes; None where it holds no text."""
    if not any(line.text and not line.furniture for line in lines):
        return None
    heads = heads_of(lines, sheet.text)
    titles = _titles(heads, lines)
    found = sections(lines, heads, titles)
    front = [line.text for line in lines if line.text and not line.furniture][:HEAD]
    when = sheet.day
    if when is None:
        sheet.problem("no date of the meeting was found")
    made = [(one, *_paragraphs(one, sheet, n)) for n, one in enumerate(found)]
    roll = _roll(made, sheet.text) if kind is not Kind.AGENDA else Roll()
    following = _following(found, when)
    due = partial(dates.due_by, meeting=when, following=following[1])
    alone = not any(one.head and not one.use for one in found)  # notes taken under the agenda itself
    items: list[Item] = []
    seen: set[str] = set()
    texts: list[str] = []
    for one, paragraphs, indents in made:
        if not paragraphs and one.head is None:
            continue
        owner = tasks.owners(one.head.title, roll, sure=False) if one.head and one.within == "actions" else ()
        use = "actions" if owner and not one.use else one.use
        said = tuple(markup.running(flow(sheet.text, p.spans)).text for p in paragraphs)
        title = one.head.title if one.head else ""
        state = tasks.heading_state(title) if use == "actions" else ""
        note = notes.Note(sheet.text, roll, body.name, due, use, paragraphs, indents, said, owner, title, state)
        texts += said
        listen = kind is not Kind.AGENDA and use not in ("agenda", "roll")
        heard = listen or (alone and use == "agenda" and kind is not Kind.AGENDA)
        items.append(
            Item(
                one.head.number if one.head else "",
                one.head.title if one.head else _front_title(one, heads),
                paragraphs,
                one.trail,
                _title_spans(one.head),
                _new(note.actions(), seen) if listen else (),
                voting.told(note.decisions(), paragraphs, sheet.text, (*one.titles, *one.trail)) if heard else (),
            )
        )
    ended = next((m for text in reversed(texts) if (m := _ENDED.search(text))), None)
    top = " ".join([*front[:12], *(t for one, _, _ in made[:3] for t in (x.text for x in one.lines[:12]) if t)])
    began, where = _BEGAN.search(top), _VENUE.search(top)
    span = [line for line in lines if line.text and not line.furniture]
    return Part(
        kind=kind,
        authority=Authority.PAPER if kind is Kind.AGENDA else Authority.RECORD,
        span=Span(span[0].start, span[-1].end),
        items=tuple(items),
        body=body,
        title=_title(kind, body, when),
        meeting=Meeting(body.id, when) if when else None,
        access=common.access_of(line.text for line in lines[:MARKED]),
        status=status,
        roll=roll,
        approves=_approved(items, sheet.text, when) if kind is not Kind.AGENDA else None,
        time=began["at"].strip() if began else None,
        ended=ended["at"].strip() if ended else None,
        venue=where["where"] if where else None,
        next_meeting=following[0],
        next_date=following[1],
    )


def _front_title(one: Section, heads: Sequence[Head]) -> str:
    """Return what the item before the first heading is called: by the roll that it holds, else the paper's title."""
    if (one.use and rolls.of_lines(one.lines[:ROLL]).present) or not heads or heads[0].at >= len(one.lines):
        return "Attendance"
    return heads[0].title


def _new(found: Sequence[Action], seen: set[str]) -> tuple[Action, ...]:
    """Return the actions that were not given before: a list at the end repeats what stands under the items."""
    out = [a for a in found if a.task.casefold().strip(" .") not in seen]
    seen.update(a.task.casefold().strip(" .") for a in out)
    return tuple(out)


def _title(kind: Kind, body: Body, when: date | None) -> str:
    what = "Agenda" if kind is Kind.AGENDA else "Minutes"
    return f"{what} of the {body.name}" + (f", {dates.long(when)}" if when else "")


def _title_spans(head: Head | None) -> tuple[Span, ...]:
    return head.line.spans if head and head.line.kept else (Span(head.line.start, head.line.end),) if head else ()


def _paragraphs(one: Section, sheet: Sheet, place: int) -> tuple[tuple[Paragraph, ...], tuple[int, ...]]:
    """Return a section's paragraphs, their trail the labels and bullets above, and how far each is set in."""
    out: list[Paragraph] = []
    indents: list[int] = []
    sub: tuple[str, ...] = ()
    above: list[tuple[int, str]] = []
    number = (one.head.number if one.head else "head") or str(place)
    for block in _blocks(one.lines):
        indent = block.lines[0].indent
        bullet = block.shape is Shape.BULLET or bool(numbering.FLAT.match(block.text) and indent)
        label = f"{number}¶{len(out) + 1}"
        if block.lines[0].level or _is_label(block, sheet.text):
            sub, above = (block.text.rstrip(":"),), []
            made = common.paragraph(block, sheet, label)
            out.append(replace(made, shape=Shape.HEADING))
            indents.append(indent)
            continue
        if not bullet and not indent:
            above = []
        while above and above[-1][0] >= indent:
            above.pop()
        trail = (*sub, *(text for _, text in above if text))
        out.append(common.paragraph(block, sheet, label, trail))
        indents.append(indent)
        if bullet:
            above.append((indent, _parent(block.text)))
    return common.with_headers(out, sheet.text), tuple(indents)


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """Yield the paragraphs of a section's lines, each heading among them by itself."""
    run: list[Line] = []
    for line in lines:
        if line.level and line.text and not line.furniture:
            yield from blocks(run)
            run.clear()
            yield from blocks([line])
        else:
            run.append(line)
    yield from blocks(run)


def _parent(text: str) -> str:
    """Return a bullet's text as a heading of those under it; "" where it is prose."""
    bare = numbering.BULLET.sub("", text)
    return bare.rstrip(":") if len(bare.split()) <= PARENT_WORDS else ""


def _is_label(block: Block, text: str) -> bool:
    """True for a line that is nothing but bold words, or a list's own heading: "Action items:"."""
    if len(block.lines) > 1 or block.shape is not Shape.PROSE or outcomes.RESOLVES.match(block.text):
        return False
    bold = markup.bold(text[block.start : block.end])
    if bold and not bold[1].strip(":"):
        said = bold[0][:1].islower() or bold[0].endswith((".", "?")) or _TAKEN_ON.match(bold[0])
        return len(bold[0].split()) <= PARENT_WORDS and not said
    return tasks.is_heading(block.text) and block.text.endswith(":")


def _roll(made: Sequence[tuple[Section, tuple[Paragraph, ...], tuple[int, ...]]], text: str) -> Roll:
    """Return the roll: under its labels and headings wherever they stand, and in the sentences of the head."""
    out: list[Roll] = []
    for one, paragraphs, _ in made:
        if one.use == "agenda":
            continue
        title = one.head.title if one.head and _ROLL.match(one.head.title) else ""
        label = rolls.label(title) if title else None
        beside, lines = rollcolumns.taken(one.lines[:ROLL])
        listed = rolls.of_lines(lines, inside=bool(title))
        if label and label.sort is rolls.Sort.ABSENT:
            listed = Roll(None, (), (*listed.present, *listed.apologies))
        out += [beside, listed]
        if one.use == "roll":
            out += [rolls.in_sentences(markup.running(flow(text, p.spans)).text, p.spans) for p in paragraphs]
    return rolls.merged(out)


def _following(found: Sequence[Section], when: date | None) -> tuple[str | None, date | None]:
    """Return what is written of the next meeting, and its date where that can be told."""
    for one in found:
        headed = one.head is not None and bool(_NEXT.match(one.head.title))
        for line in one.lines:
            if line.furniture or not (headed or _NEXT.match(line.text)) or not dates.DATE.search(line.text):
                continue
            return line.text, dates.next_date(line.text, when) if when else dates.day(line.text)
    return None, None


def _approved(items: Sequence[Item], text: str, when: date | None) -> date | None:
    """Return the date of the earlier minutes that were approved."""
    for item in items:
        said = [item.title, *(markup.running(flow(text, one.spans)).text for one in item.paragraphs)]
        about = any(_MINUTES.search(title) for title in (item.title, *item.trail))
        found = votes.minutes_approved(said, when, about=about)
        if found:
            return found
    return None
