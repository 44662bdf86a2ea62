"""What later papers say of an action: told for an action and a later part, from these two alone.

So whatever order papers come and go in, the reports on the shelf are the same. A report is a paragraph, quoted. It must
be on the same matter and about the same thing, and say so in the way that this sort of task is told of: that a topic
comes up again is no report (`ingest/grammar/errands.py` tells the sorts apart).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from index.passage import Passage, Standing
from index.words import COMMON, stem, words
from ingest.grammar import errands, people, standing
from ingest.grammar.errands import Errand, Sort
from ingest.grammar.sentences import sentences
from ingest.record import RECORDS, Action, Kind, Shape, Span, Spans, flow

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
    return [
        s
        for w in words(text)
        if w not in COMMON and (s := stem(w)) not in _GENERIC and len(s) > 1 and not _SMALL.match(s)
    ]


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
    """A sentence or table row that may report: where it is, its words' stems, and those of the headings above it."""

    passage: str
    spans: Spans
    text: str
    own: frozenset[str]
    above: frozenset[str]
    back: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """An action as its part lists it: its id and passage, what stands before it in its paragraph, and its headings."""

    id: str
    action: Action
    passage: str
    before: str
    headings: str


@dataclass(frozen=True)
class Witness:
    """A part of a paper as what may raise actions and report on them. day: of its meeting, or its period's last."""

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
    units: tuple[Unit, ...]
    items: tuple[frozenset[str], ...]

    @cached_property
    def everywhere(self) -> frozenset[str]:
        """The stems that stand in so many items that they tell none from another."""
        if len(self.items) < FEWEST_ITEMS or self.kind not in RECORDS:
            return frozenset()
        counts = Counter(s for item in self.items for s in item)
        return frozenset(s for s, n in counts.items() if n >= EVERYWHERE * len(self.items))

    @cached_property
    def holding(self) -> Mapping[str, tuple[int, ...]]:
        """The places of the units that hold each stem."""
        out: dict[str, list[int]] = {}
        for place, unit in enumerate(self.units):
            for one in unit.own:
                out.setdefault(one, []).append(place)
        return {one: tuple(places) for one, places in out.items()}

    def names_board(self, text: str) -> bool:
        """True where a text names the part's own body, in full or by its initials."""
        said = {stem(w) for w in words(text)}
        return bool(self.name) and (self.name <= said or self.initials in said)

    @cached_property
    def titled(self) -> frozenset[str]:
        return frozenset(telling(self.title))

    @cached_property
    def told(self) -> tuple[Sought, ...]:
        """The actions of the part, understood."""
        return tuple(sought(one, self) for one in self.actions)


@dataclass(frozen=True, slots=True)
class Sought:
    """An action as what is looked for in later parts.

    topic: the stems that say what it is about. things: of a passive, the things of which one at least must be named in
    full. matter: those of its headings. owners: stems of surnames and offices; surnames: of the people they stand for.
    terms: the task's own stems; proper: those of names in it. back: it stands where earlier actions are looked back on.
    """

    id: str
    errand: Errand
    topic: frozenset[str]
    things: tuple[frozenset[str], ...]
    matter: frozenset[str]
    owners: frozenset[str]
    surnames: frozenset[str]
    terms: frozenset[str]
    proper: frozenset[str]
    due: int
    number: str
    state: str
    marked: bool
    back: bool


def sought(one: Listed, part: Witness) -> Sought:
    """Return an action as what is looked for: its errand, and what it is about, from its paragraph where it is thin."""
    action = one.action
    errand = errands.errand(action.task)
    owners = frozenset(s for o in (*action.owners, *action.people) for s in _owner(o))
    headings = frozenset(telling(one.headings)) - part.everywhere - part.body
    return Sought(
        one.id,
        errand,
        _topic(one, part, errand, owners, headings),
        tuple(t for t in _things(errand.about, owners) if t) if errand.sort is Sort.DO else (),
        headings,
        owners,
        frozenset(stem(people.surname(p)) for p in action.people),
        frozenset(s for w in words(action.task) if w not in COMMON and (s := stem(w)) not in owners | part.body),
        _names(action.task),
        action.due_by.toordinal() if action.due_by else 0,
        action.number,
        action.state,
        bool(action.marker or action.state or action.number),
        action.raised is not None or bool(_LOOKS_BACK.search(one.headings)),
    )


def _topic(
    one: Listed, part: Witness, errand: Errand, owners: frozenset[str], headings: frozenset[str]
) -> frozenset[str]:
    """Return what an action is about: what its verb is said of, else its sentence; of one that names nothing itself
    ("this", "more information", "the outcome"), what its paragraph has in common with its headings, else the sentence
    before it."""
    left_out = owners | part.body | {stem(errand.verb)}
    named = _names(one.action.task)
    for said in (errand.about, errand.sentence):
        about = frozenset(telling(said)) - left_out - (part.everywhere & named)
        if about:
            return about - part.everywhere or about
    both = headings & frozenset(telling(one.before))
    return both or frozenset(telling(_last(one.before))) - left_out - part.everywhere or headings


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
    ways = reports if can_report(early, late) else listed_too if same_sitting(early, late) else None
    for action in early.told if ways else ():
        for ordinal, one in enumerate(ways(action, late) if ways else ()):
            yield action.id, ordinal, one


def same_sitting(one: Witness, other: Witness) -> bool:
    """True where two papers record one sitting, so that an action that both list is the first one's; minutes are."""
    if one.kind not in RECORDS or other.kind not in RECORDS or one.day != other.day or one.board != other.board:
        return False
    return (one.kind is not Kind.MINUTES, one.document) < (other.kind is not Kind.MINUTES, other.document)


def listed_too(action: Sought, other: Witness) -> tuple[Report, ...]:
    """Return the entry of another record of the same sitting that is the same action; it tells not how that stands."""
    found = (r for one in other.told if (r := _again(action, one, other, same_day=True)))
    return tuple(replace(r, standing=Standing.NO_LATER_RECORD, why="the same sitting") for r in found)[:1]


def reports(action: Sought, late: Witness) -> tuple[Report, ...]:
    """Return what a later part says of an action, the best first: the action listed again, or what its text tells."""
    again = tuple(r for one in late.told if (r := _again(action, one, late)))
    if again:
        return again[:MOST]
    found = [(score, -place, report) for place, score, report in _told(action, late)]
    found.sort(key=lambda row: row[:2], reverse=True)
    return tuple(report for _, _, report in found[:MOST])


def _again(action: Sought, other: Sought, late: Witness, *, same_day: bool = False) -> Report | None:
    """Return the report that an entry of a later list makes, where it is the same action again.

    A list that looks back says so of whatever is much alike; an action that is only raised anew must be alike to the
    letter, nearly. same_day: the lists are of one sitting, whose promises may lack a marker in either.
    """
    back = bool(other.state or other.number) or other.back
    if not (other.marked or same_day) or not action.terms or not other.terms:
        return None
    common = len(action.terms & other.terms)
    alike = 2 * common / (len(action.terms) + len(other.terms))
    within = common / min(len(action.terms), len(other.terms))
    numbers = bool(action.number) and action.number == other.number
    looks = (alike >= SAME and common > 1) or (numbers and alike >= SAME_NUMBER) or (within >= 0.8 and common >= 4)
    if not (looks if back or same_day else alike >= SAME_AGAIN and common >= FEWEST_TERMS):
        return None
    if action.owners and other.owners and action.owners.isdisjoint(other.owners) and not numbers:
        return None
    listed = next(one for one in late.actions if one.id == other.id)
    why = f"listed again: {other.state}" if other.state else "listed again"
    return Report(listed.passage, listed.action.spans, _standing_of(other.state), why, other.id)


def _standing_of(state: str) -> Standing:
    """Return how an action stands that is listed again; a state that tells neither way tells what came of it."""
    if not state:
        return Standing.STILL_OPEN
    return {"done": Standing.CLOSED, "dropped": Standing.CLOSED, "open": Standing.STILL_OPEN}.get(
        standing.read(state) or "", Standing.REPORTED_BACK
    )


def _told(action: Sought, late: Witness) -> Iterable[tuple[int, float, Report]]:
    """Yield (place, score, report) of the units of a later part that report on an action."""
    if not action.topic:
        return
    wanted = action.topic.union(*action.things)
    places = sorted({p for s in wanted for p in late.holding.get(s, ())})
    if action.errand.sort is Sort.REPORT:
        places = list(range(len(late.units)))
    for place in places:
        unit = late.units[place]
        stalled = _stalled(action, unit)
        if stalled:
            yield place, stalled, Report(unit.passage, unit.spans, Standing.STILL_OPEN, "no progress")
            continue
        score = _score(action, unit, late) or _named(action, unit)
        if score:
            state = standing.read(unit.text) if unit.back else None
            now = {"done": Standing.CLOSED, "dropped": Standing.CLOSED, "open": Standing.STILL_OPEN}.get(
                state or "", Standing.REPORTED_BACK
            )
            yield place, score, Report(unit.passage, unit.spans, now, f"{action.errand.sort.value}: {score:.2f}")


def _score(action: Sought, unit: Unit, late: Witness) -> float:
    """Return how surely a unit reports on an action; 0.0 where it does not."""
    size = len(action.topic)
    own = len(action.topic & unit.own) / size
    above = len(action.topic & (unit.own | unit.above)) / size
    if above < WITH_ABOVE:
        return 0.0
    owner = not action.owners.isdisjoint(unit.own)
    told = errands.is_told(unit.text, action.errand)
    if action.errand.sort is Sort.REPORT:
        return _brought(action, unit, late, own=own, above=above, told=told, owner=owner)
    on_matter = not action.matter or bool(action.matter & (unit.own | unit.above))
    if not told or own < OWN or size < 2 or not (on_matter or owner or unit.back or own == 1.0):
        return 0.0
    if action.errand.sort in (Sort.SEND, Sort.TALK) and not (owner or unit.back or own >= 0.8):
        return 0.0
    return above + own + 0.2 * owner


def _stalled(action: Sought, unit: Unit) -> float:
    """Return how surely a unit says that an action has not got on; 0.0 where it does not."""
    if not _NO_PROGRESS.search(unit.text):
        return 0.0
    own = len(action.topic & unit.own) / len(action.topic)
    owner = not action.owners.isdisjoint(unit.own)
    if own < OWN or not (owner or unit.back or (own == 1.0 and len(action.topic) > 1)):
        return 0.0
    return 2.0 + own


def _named(action: Sought, unit: Unit) -> float:
    """Return how surely a unit says that one of the things that an action names had it done; 0.0 where it does not."""
    matter = bool(action.matter & (unit.own | unit.above)) or not action.matter
    named = any(len(thing) > 1 and thing <= unit.own for thing in action.things)
    return 1.5 if named and matter and errands.is_told(unit.text, action.errand) else 0.0


def _brought(action: Sought, unit: Unit, late: Witness, *, own: float, above: float, told: bool, owner: bool) -> float:
    """Return how surely a unit is what was to be brought before the board."""
    if not _TELLS.search(unit.text) or len(unit.text.split()) < FEWEST_WORDS or _FIELD.match(unit.text):
        return 0.0
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
    passages: Sequence[Passage],
    actions: Sequence[tuple[str, Action, str]],
    text: str,
) -> Witness:
    """Return a part as what raises actions and reports on them.

    names: of its body, its organisation, and the body's short names. actions: id, action, and the passage it stands in.
    """
    homes = {p.id: p for p in passages}
    initials = "".join(w[0] for w in words(names[0]) if w not in COMMON)
    items: dict[str, set[str]] = {}
    for one in passages:
        items.setdefault(one.place.item, set()).update(telling(f"{one.place.item_title} {one.text}"))
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
        tuple(_listed(identity, action, homes[home], text) for identity, action, home in actions if home in homes),
        units(passages, text),
        tuple(frozenset(held) for held in items.values()),
    )


def _listed(identity: str, action: Action, home: Passage, text: str) -> Listed:
    start = action.spans[0].start
    paragraph = next((p for p in home.paragraphs if p.spans[0].start <= start < p.spans[-1].end), home.paragraphs[0])
    before = flow(text, (Span(paragraph.spans[0].start, start),)).text if start > paragraph.spans[0].start else ""
    return Listed(identity, action, home.id, before, " ".join((home.place.item_title, *paragraph.trail)))


def units(passages: Sequence[Passage], text: str) -> tuple[Unit, ...]:
    """Return the sentences and rows of a part's passages, each with the stems of the headings above it."""
    out = []
    for passage in passages:
        header = ""
        title = f"{passage.place.item_title} {passage.place.title if passage.place.kind not in RECORDS else ''}"
        for paragraph in passage.paragraphs:
            running = flow(text, paragraph.spans)
            if paragraph.shape is Shape.HEADER:
                header = running.text
            if paragraph.shape in (Shape.HEADING, Shape.HEADER):
                continue
            row = paragraph.shape is Shape.ROW
            headings = " ".join((title, *paragraph.trail, header if row else ""))
            above = frozenset(telling(headings))
            back = bool(_LOOKS_BACK.search(headings))
            for a, b in ((0, len(running.text)),) if row else sentences(running.text):
                said = running.text[a:b]
                out.append(Unit(passage.id, running.spans(a, b), said, frozenset(telling(said)), above, back))
    return tuple(out)
