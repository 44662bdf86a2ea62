"""What later papers say of an action: told for an action and a later part, from these two alone.

So whatever order papers come and go in, the reports on the shelf are the same. A report is a paragraph, quoted. It must
be on the same matter and about the same thing, and say so in the way that this sort of task is told of: that a topic
comes up again is no report (`ingest/grammar/errands.py` tells the sorts apart).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache

from index.passage import Passage, Standing
from index.words import COMMON, stem, words
from ingest.grammar import errands, people, standing
from ingest.grammar.errands import Errand, Sort
from ingest.grammar.sentences import sentences
from ingest.record import RECORDS, Action, Kind, Paragraph, Shape, Span, Spans, flow

#: A report comes within so many days of the action; what stands in later papers is of another time.
WITHIN = 3 * 366
#: Reports of one part that are kept for an action.
MOST = 3
#: How much of what a task is about must stand in a sentence that reports on it, by itself and with its headings.
OWN, WITH_ABOVE = 0.5, 0.66
#: A stem that stands in so many of the items of its minutes tells no item from another: the board's own place.
EVERYWHERE = 0.4
#: Minutes of fewer items tell nothing of that.
FEWEST_ITEMS = 4
#: A unit of fewer words reports nothing.
FEWEST_WORDS = 5
#: Word that nothing has come of an action outweighs what else is said of it in a paper.
STALLED = 2.0
#: What was due at a meeting and stands in its papers, give or take so many days, came on time.
ON_TIME = 7
#: How alike the words of two entries must be for one to be the other again, by themselves and where numbers agree.
SAME, SAME_NUMBER = 0.6, 0.3
#: How alike an action that is raised anew must be, and in how many words at least, to be the earlier one again.
SAME_AGAIN, FEWEST_TERMS = 0.8, 4

#: Words of the work of boards, which say nothing of the matter.
_GENERIC = frozenset(
    stem(w)
    for w in """
    board committee council panel group meeting meetings report reports update updates updated information info data
    provide provided share send bring detail details plan plans planned next future member members chair chairman noted
    note notes action actions work working team service services officer officers also ask asked request requested item
    items agenda paper papers minutes month months year years quarter week weeks following previous last new further
    more additional relevant current currently process issue issues number numbers area areas need needs needed
    including include includes response responses based possible required within across near discuss discussed
    discussion agreed agree outcome outcomes back make made take taken give given look looking ensure around regarding
    relation order available date dates time times part use used using follow consider considered draft final
    lead leads head director manager coordinator assistant january february march april may june july august september
    october november december monday tuesday wednesday thursday friday first second third one two three
    deliver delivering delivery present presents presentation presentations brought outline state stated undertaken
    well close significant particularly multiple largest progress made early late help some several whole key
    appropriate approach involved involving people having have gov uk www http https outside activity activities
    """.split()
)
_FIGURE = re.compile(r"(?<![\w.])\d[\d,.]*%?")
#: That nothing has come of it yet.
_NO_PROGRESS = re.compile(
    r"\bno\s+(?:further\s+|new\s+)?progress\b|\bnothing\s+(?:further\s+|new\s+)?to\s+report\b|\b(?:has|have|had)\s+not\s+yet\b"
    r"|\b(?:is|are|was|were|remains?|remained)\s+(?:still\s+)?outstanding\b|\bcarried\s+(?:forward|over)\b"
    r"|\bstill\s+(?:to\s+be|awaited|awaiting|waiting|pending)\b",
    re.IGNORECASE,
)
#: A field of a report's head: "Meeting date: …".
_FIELD = re.compile(r"^[A-Z][A-Za-z /]{2,40}:\s+\S+(?:\s+\S+){0,9}$")
_REPORTING = re.compile(r"\b(?:update\w*|report\w*|present\w*|brief\w*|inform\w*)\b", re.IGNORECASE)
_TELLS = re.compile(
    r"\d|\b(?:was|were|is|are|has|have|had|been|reported|presented|updated|noted|increas\w+|decreas\w+|reduc\w+)\b",
    re.IGNORECASE,
)
#: Numbers that tell nothing by themselves.
_SMALL = re.compile(r"^\d{1,2}(?:st|nd|rd|th)?$|^(?:19|20)\d\d$|^\d+(?:\.\d+)+$")
#: A name or initials within a sentence.
_PROPER = re.compile(r"(?<=[a-z,] )[A-Z][\w&’'-]+|\b[A-Z]{3,8}\b")
#: Headings of minutes under which earlier actions are looked back on.
_LOOKS_BACK = re.compile(
    r"\b(?:matters\s+arising|actions?\s+(?:from|log|arising|outstanding|update)|outstanding\s+actions?|action\s+(?:log|points?)"
    r"|(?:previous|past|open|review\s+of)\s+actions?|follow[-\s]?ups?)\b",
    re.IGNORECASE,
)
#: Papers that only say what is to come report on nothing.
_AHEAD = frozenset({Kind.AGENDA, Kind.FORWARD_PLAN})


def telling(text: str) -> list[str]:
    """Return the stems of a text's words that say what it is about: neither common words nor those of any board."""
    return [s for w in words(text) if (s := _telling(w))]


@lru_cache(maxsize=65536)
def _telling(word: str) -> str:
    """Return the stem of a word that says what a text is about; "" for any other word."""
    one = "" if word in COMMON else stem(word)
    return "" if one in _GENERIC or len(one) < 2 or _SMALL.match(one) else one


#: What a paper's own words make of an action, as the register says it.
_STANDS = {"done": Standing.CLOSED, "dropped": Standing.CLOSED, "open": Standing.STILL_OPEN}


def stands(said: str) -> Standing | None:
    """Return how an action stands by some words on it; None where they tell neither way."""
    return _STANDS.get(standing.read(said) or "")


@dataclass(frozen=True, slots=True)
class Report:
    """What a later part says of an action: in which words, what that makes of it, and on what ground.

    entry: the id of the action there that is the same one again; "" for running text.
    """

    passage: str
    spans: Spans
    standing: Standing
    why: str
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or table row that may report: where it is, its words' stems, and those of the headings above it.

    at: where it begins and ends in the running text of its paragraph, whose spans are given.
    """

    passage: str
    paragraph: Spans
    at: tuple[int, int]
    text: str
    own: frozenset[str]
    above: frozenset[str]
    back: bool

    def spans(self, text: str) -> Spans:
        """Return where it stands in its document, whose text is given."""
        return flow(text, self.paragraph).spans(*self.at)


@dataclass(frozen=True, slots=True)
class Listed:
    """An action as its part lists it: its id and the passage it stands in."""

    id: str
    action: Action
    passage: str


@dataclass(frozen=True, slots=True)
class Read:
    """The words of a part: its passages in order, and the text of its document."""

    passages: tuple[Passage, ...]
    text: str


@dataclass(frozen=True)
class Witness:
    """A part of a paper as what may raise actions and report on them. day: of its meeting, or its period's last.

    body, name: stems of all names of its body, and of the one in full. holds: gives the stems that its words and its
    titles have, by which most parts are passed over without being read; read: gives its words.
    """

    part: str
    document: str
    day: int
    board: str
    organisation: str
    kind: Kind
    title: str
    body: frozenset[str]
    name: frozenset[str]
    initials: str
    actions: tuple[Listed, ...]
    holds: Callable[[], frozenset[str]]
    read: Callable[[], Read]

    @cached_property
    def held(self) -> frozenset[str]:
        return self.holds()

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The sentences and rows of the part."""
        read = self.read()
        return units(read.passages, read.text)

    @cached_property
    def holding(self) -> Mapping[str, tuple[int, ...]]:
        """The places of the units that hold each stem."""
        return _places(u.own for u in self.units)

    @cached_property
    def beneath(self) -> Mapping[str, tuple[int, ...]]:
        """The places of the units that have each stem above them."""
        return _places(u.above for u in self.units)

    def names_board(self, text: str) -> bool:
        """True where a text names the part's own body, in full or by its initials."""
        said = {stem(w) for w in words(text)}
        return bool(self.name) and (self.name <= said or self.initials in said)

    def looks_back(self, task: Task) -> bool:
        """True where one of the part's actions stands under a heading that looks back on earlier ones."""
        home = next((p for p in self.read().passages if p.id == task.passage), None)
        if home is None:
            return False
        return bool(_LOOKS_BACK.search(" ".join((home.place.item_title, *_paragraph(task.action, home).trail))))

    @cached_property
    def titled(self) -> frozenset[str]:
        return frozenset(telling(self.title))

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The actions of the part, each as what tells it from others."""
        return tuple(_task(one, self.body) for one in self.actions)

    @cached_property
    def told(self) -> tuple[Sought, ...]:
        """The actions of the part, understood."""
        if not self.actions:
            return ()
        read = self.read()
        usual = everywhere(read.passages) if self.kind in RECORDS else frozenset()
        homes = {p.id: p for p in read.passages}
        return tuple(sought(task, homes[task.passage], read.text, self.body, usual) for task in self.tasks)


def _places(held: Iterable[frozenset[str]]) -> Mapping[str, tuple[int, ...]]:
    out: dict[str, list[int]] = {}
    for place, stems in enumerate(held):
        for one in stems:
            out.setdefault(one, []).append(place)
    return {one: tuple(places) for one, places in out.items()}


def everywhere(passages: Sequence[Passage]) -> frozenset[str]:
    """Return the stems that stand in so many items of minutes that they tell none from another."""
    items: dict[str, set[str]] = {}
    for one in passages:
        items.setdefault(one.place.item, set()).update(telling(f"{one.place.item_title} {one.text}"))
    if len(items) < FEWEST_ITEMS:
        return frozenset()
    counts = Counter(s for item in items.values() for s in item)
    return frozenset(s for s, n in counts.items() if n >= EVERYWHERE * len(items))


@dataclass(frozen=True, slots=True)
class Task:
    """An action as what tells it from others in lists. owners: stems of surnames and offices; terms: its own stems."""

    id: str
    action: Action
    passage: str
    owners: frozenset[str]
    terms: frozenset[str]

    @property
    def is_marked(self) -> bool:
        return bool(self.action.marker or self.action.state or self.action.number)

    @property
    def looks_back(self) -> bool:
        """True where the entry itself tells that it was raised before: by its state, its number, or the day."""
        return bool(self.action.state or self.action.number or self.action.raised)


def _task(one: Listed, body: frozenset[str]) -> Task:
    action = one.action
    owners = frozenset(s for o in (*action.owners, *action.people) for s in _owner(o))
    terms = frozenset(s for w in words(action.task) if w not in COMMON and (s := stem(w)) not in owners | body)
    return Task(one.id, action, one.passage, owners, terms)


@dataclass(frozen=True, slots=True)
class Sought:
    """An action as what is looked for in later parts.

    topic: the stems that say what it is about. things: of a passive, the things of which one at least must be named in
    full. matter: those of its headings. surnames: of its people; proper: stems of names in it. due: a day's ordinal.
    """

    task: Task
    errand: Errand
    topic: frozenset[str]
    things: tuple[frozenset[str], ...]
    matter: frozenset[str]
    surnames: frozenset[str]
    proper: frozenset[str]
    due: int

    @property
    def owners(self) -> frozenset[str]:
        return self.task.owners

    def may_be_told(self, held: frozenset[str]) -> bool:
        """True unless a part that holds these stems, titles included, can say nothing of the action."""
        if not self.topic:
            return False
        named = any(len(thing) > 1 and thing <= held for thing in self.things)
        return named or len(self.topic & held) / len(self.topic) >= OWN


def sought(task: Task, home: Passage, text: str, body: frozenset[str], usual: frozenset[str]) -> Sought:
    """Return an action as what is looked for: its errand, and what it is about, from its paragraph where it is thin.

    usual: the stems that stand everywhere in its part.
    """
    action = task.action
    errand = errands.errand(action.task)
    paragraph = _paragraph(action, home)
    headings = frozenset(telling(" ".join((home.place.item_title, *paragraph.trail)))) - usual - body
    return Sought(
        task,
        errand,
        _topic(action, _before(action, paragraph, text), errand, task.owners | body, headings, usual),
        tuple(t for t in _things(errand.about, task.owners) if t) if errand.sort is Sort.DO else (),
        headings,
        frozenset(stem(people.surname(p)) for p in action.people),
        _names(action.task),
        action.due_by.toordinal() if action.due_by else 0,
    )


def _paragraph(action: Action, home: Passage) -> Paragraph:
    start = action.spans[0].start
    return next((p for p in home.paragraphs if p.spans[0].start <= start < p.spans[-1].end), home.paragraphs[0])


def _before(action: Action, paragraph: Paragraph, text: str) -> str:
    """Return what stands before an action in its paragraph."""
    first, start = paragraph.spans[0].start, action.spans[0].start
    return flow(text, (Span(first, start),)).text if start > first else ""


def _topic(
    action: Action,
    before: str,
    errand: Errand,
    others: frozenset[str],
    headings: frozenset[str],
    usual: frozenset[str],
) -> frozenset[str]:
    """Return what an action is about: what its verb is said of, else its sentence; of one that names nothing itself
    ("this", "more information", "the outcome"), what its paragraph has in common with its headings, else the sentence
    before it. others: stems of its owners and its board, which it is not about."""
    left_out = others | {stem(errand.verb)}
    named = _names(action.task)
    for said in (errand.about, errand.sentence):
        about = frozenset(telling(said)) - left_out - (usual & named)
        if about:
            return about - usual or about
    both = headings & frozenset(telling(before))
    return both or frozenset(telling(_last(before))) - left_out - usual or headings


def _names(text: str) -> frozenset[str]:
    """Return the stems of the names and initials in a text."""
    return frozenset(stem(w) for m in _PROPER.finditer(text) for w in words(m[0]))


def _owner(written: str) -> list[str]:
    """Return the stems by which an owner is named again: of an office its words, of a person surname and first name."""
    named = words(people.bare(written))
    if people.is_role(written):
        return [stem(w) for w in named if w not in COMMON]
    return [stem(people.surname(written)), *(stem(w) for w in named if len(w) > 2 and w not in _WORDS_TOO)]


#: First names that are words as well.
_WORDS_TOO = frozenset("mark will grant may rob bill sue art frank guy jack pat ray rich".split())


def _last(text: str) -> str:
    """Return the last sentence of a text."""
    found = sentences(text)
    return text[slice(*found[-1])] if found else ""


def _things(about: str, owners: frozenset[str]) -> Iterable[frozenset[str]]:
    """Yield the things that a phrase names, one for each piece between its commas and "and"s."""
    for piece in re.split(r",|;|\band\b|\bor\b", about):
        yield frozenset(telling(piece)) - owners


# ---------------------------------------------------------------- who reports on what


def window(day: date) -> tuple[date, date]:
    """Return the first day whose actions a paper of a day may report on, and the last that may report on its own."""
    reach = timedelta(WITHIN)
    return max(day - reach, date.min + reach), min(day + reach, date.max - reach)


def can_report(early: Witness, late: Witness) -> bool:
    """True where one part may report on the actions of another: of the same body, later, and not too long after."""
    if late.kind in _AHEAD or not early.day < late.day <= early.day + WITHIN:
        return False
    if early.board != late.board:
        return False
    return not early.organisation or not late.organisation or early.organisation == late.organisation


def between(early: Witness, late: Witness) -> Iterator[tuple[str, int, Report]]:
    """Yield (action's id, ordinal, report) of what one part says of another's actions, if it can say anything."""
    if can_report(early, late):
        for place, task in enumerate(early.tasks):
            found = _listed_again(task, late) or _reports(early.told[place], late)
            yield from ((task.id, ordinal, one) for ordinal, one in enumerate(found[:MOST]))
    elif same_sitting(early, late):
        for task in early.tasks:
            yield from ((task.id, ordinal, one) for ordinal, one in enumerate(_listed_too(task, late)))


def same_sitting(one: Witness, other: Witness) -> bool:
    """True where two papers record one sitting, so that an action that both list is the first one's; minutes are."""
    if one.kind not in RECORDS or other.kind not in RECORDS or one.day != other.day or one.board != other.board:
        return False
    return (one.kind is not Kind.MINUTES, one.document) < (other.kind is not Kind.MINUTES, other.document)


def _listed_too(task: Task, other: Witness) -> tuple[Report, ...]:
    """Return the entry of another record of the same sitting that is the same action; it tells not how that stands."""
    found = (r for one in other.tasks if (r := _again(task, one, other, same_day=True)))
    return tuple(replace(r, standing=Standing.NO_LATER_RECORD, why="the same sitting") for r in found)[:1]


def _listed_again(task: Task, late: Witness) -> tuple[Report, ...]:
    """Return the entries of a later part that are the same action again."""
    return tuple(r for one in late.tasks if (r := _again(task, one, late)))


def _reports(action: Sought, late: Witness) -> tuple[Report, ...]:
    """Return what the text of a later part tells of an action, the best first."""
    if not action.may_be_told(late.held):
        return ()
    found = sorted(_told(action, late), key=lambda row: (row[0], -row[1]), reverse=True)[:MOST]
    text = late.read().text if found else ""
    return tuple(_report(action, score, late.units[place], text) for score, place in found)


def _report(action: Sought, score: float, unit: Unit, text: str) -> Report:
    if _stalled(action, unit):
        return Report(unit.passage, unit.spans(text), Standing.STILL_OPEN, "no progress")
    now = (stands(unit.text) if unit.back else None) or Standing.REPORTED_BACK
    return Report(unit.passage, unit.spans(text), now, f"{action.errand.sort.value}: {score:.2f}")


def _again(task: Task, other: Task, late: Witness, *, same_day: bool = False) -> Report | None:
    """Return the report that an entry of a later list makes, where it is the same action again.

    A list that looks back says so of whatever is much alike; an action that is only raised anew must be alike to the
    letter, nearly. same_day: the lists are of one sitting, whose promises may lack a marker in either.
    """
    if not (other.is_marked or same_day) or not task.terms or not other.terms:
        return None
    common = len(task.terms & other.terms)
    alike = 2 * common / (len(task.terms) + len(other.terms))
    within = common / min(len(task.terms), len(other.terms))
    numbers = bool(task.action.number) and task.action.number == other.action.number
    if not ((alike >= SAME and common > 1) or (numbers and alike >= SAME_NUMBER) or (within >= 0.8 and common >= 4)):
        return None
    if task.owners and other.owners and task.owners.isdisjoint(other.owners) and not numbers:
        return None
    anew = alike >= SAME_AGAIN and common >= FEWEST_TERMS
    if not (anew or same_day or other.looks_back or late.looks_back(other)):
        return None
    said = other.action.state
    why = f"listed again: {said}" if said else "listed again"
    return Report(other.passage, other.action.spans, _standing_of(said), why, other.id)


def _standing_of(state: str) -> Standing:
    """Return how an action stands that is listed again; a state that tells neither way tells what came of it."""
    if not state:
        return Standing.STILL_OPEN
    return stands(state) or Standing.REPORTED_BACK


def _told(action: Sought, late: Witness) -> Iterator[tuple[float, int]]:
    """Yield (score, place) of the units of a later part that report on an action."""
    wanted = action.topic.union(*action.things)
    places = {p for s in wanted for p in late.holding.get(s, ())}
    if action.errand.sort is Sort.REPORT:
        places.update(p for s in action.topic for p in late.beneath.get(s, ()))
    for place in sorted(places):
        unit = late.units[place]
        score = _stalled(action, unit) or _score(action, unit, late) or _named(action, unit)
        if score:
            yield score, place


def _stalled(action: Sought, unit: Unit) -> float:
    """Return how surely a unit says that an action has not got on; 0.0 where it does not."""
    own = len(action.topic & unit.own) / len(action.topic)
    if own < OWN or not _NO_PROGRESS.search(unit.text):
        return 0.0
    owner = not action.owners.isdisjoint(unit.own)
    return STALLED + own if owner or unit.back or (own == 1.0 and len(action.topic) > 1) else 0.0


def _score(action: Sought, unit: Unit, late: Witness) -> float:
    """Return how surely a unit reports on an action; 0.0 where it does not."""
    size = len(action.topic)
    above = len(action.topic & (unit.own | unit.above)) / size
    if above < WITH_ABOVE:
        return 0.0
    own = len(action.topic & unit.own) / size
    owner = not action.owners.isdisjoint(unit.own)
    if action.errand.sort is Sort.REPORT:
        return _brought(action, unit, late, own=own, above=above, owner=owner)
    on_matter = not action.matter or bool(action.matter & (unit.own | unit.above))
    if own < OWN or size < 2 or not (on_matter or owner or unit.back or own == 1.0):
        return 0.0
    if action.errand.sort in (Sort.SEND, Sort.TALK) and not (owner or unit.back or own >= 0.8):
        return 0.0
    return above + own + 0.2 * owner if errands.is_told(unit.text, action.errand) else 0.0


def _named(action: Sought, unit: Unit) -> float:
    """Return how surely a unit says that one of the things that an action names had it done; 0.0 where it does not."""
    if not any(len(thing) > 1 and thing <= unit.own for thing in action.things):
        return 0.0
    matter = bool(action.matter & (unit.own | unit.above)) or not action.matter
    return 1.5 if matter and errands.is_told(unit.text, action.errand) else 0.0


def _brought(action: Sought, unit: Unit, late: Witness, *, own: float, above: float, owner: bool) -> float:
    """Return how surely a unit is what was to be brought before the board."""
    if not _TELLS.search(unit.text) or len(unit.text.split()) < FEWEST_WORDS or _FIELD.match(unit.text):
        return 0.0
    told = errands.is_told(unit.text, action.errand)
    on_time = bool(action.due) and abs(action.due - late.day) <= ON_TIME
    author = not action.surnames.isdisjoint(late.holding)
    named = len(action.topic) > 1 or not action.topic.isdisjoint(action.proper)
    headed = action.topic <= (unit.above | late.titled)
    if not (
        (headed and (named or (author and (on_time or action.topic <= late.titled))))
        or (on_time and own >= OWN and (len(action.topic) > 1 or author))
        or (told and own >= WITH_ABOVE and len(action.topic) > 1 and (owner or unit.back))
    ):
        return 0.0
    board = late.names_board(unit.text) and bool(_REPORTING.search(unit.text))
    figures = min(len(_FIGURE.findall(unit.text)), 3)
    return above + own + 0.3 * told + 1.5 * board + 0.2 * owner + 0.3 * on_time + 0.05 * figures


# ---------------------------------------------------------------- reading a part


def witness(
    part: str,
    document: str,
    day: int,
    names: Sequence[str],
    kind: Kind,
    title: str,
    actions: Sequence[Listed],
    holds: Callable[[], frozenset[str]],
    read: Callable[[], Read],
) -> Witness:
    """Return a part as what raises actions and reports on them.

    names: of its body, its organisation, and the body's short names. holds, read: as Witness has them.
    """
    initials = "".join(w[0] for w in words(names[0]) if w not in COMMON)
    return Witness(
        part,
        document,
        day,
        names[0],
        names[1],
        kind,
        title,
        frozenset(stem(w) for name in names for w in words(name)) | {initials},
        frozenset(stem(w) for w in words(names[0]) if w not in COMMON),
        initials,
        tuple(actions),
        holds,
        read,
    )


def units(passages: Sequence[Passage], text: str) -> tuple[Unit, ...]:
    """Return the sentences and rows of a part's passages, each with the stems of the headings above it."""
    out = []
    above_of = lru_cache(maxsize=64)(_above)
    for passage in passages:
        header = ""
        title = f"{passage.place.item_title} {passage.place.title if passage.place.kind not in RECORDS else ''}"
        for paragraph in passage.paragraphs:
            running = " ".join(w for s in paragraph.spans for w in text[s.start : s.end].split())
            if paragraph.shape is Shape.HEADER:
                header = running
            if paragraph.shape in (Shape.HEADING, Shape.HEADER):
                continue
            row = paragraph.shape is Shape.ROW
            above, back = above_of(" ".join((title, *paragraph.trail, header if row else "")))
            for a, b in ((0, len(running)),) if row else sentences(running):
                said = running[a:b]
                own = frozenset(telling(said))
                out.append(Unit(passage.id, paragraph.spans, (a, b), said, own, above, back))
    return tuple(out)


def _above(headings: str) -> tuple[frozenset[str], bool]:
    """Return the stems of some headings, and whether they look back on earlier actions."""
    return frozenset(telling(headings)), bool(_LOOKS_BACK.search(headings))
