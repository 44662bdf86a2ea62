"""What is gathered for a question: its scope in time, passages found, sentences weighed, entries of the register."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise, takewhile

from rapidfuzz.distance import DamerauLevenshtein

from assistant import asks
from assistant import rows as reading
from assistant.question import Question
from assistant.rows import Row
from assistant.synonyms import GENERAL, SYNONYMS
from index.passage import Entry, Hit, Passage, Place, Quotation, Ruling, Scope, Sitting
from index.shelf import Shelf
from index.words import COMMON, compounds, stem, words
from ingest.grammar import dates, numbering
from ingest.grammar.sentences import sentences
from ingest.record import Authority, Kind, Paragraph, Shape, joined

#: How much of a sentence's weight is its own words, the words around and above it, and its passage's rank.
OWN, AROUND, RANK = 0.56, 0.24, 0.20
#: What a sentence loses for each unit that its passage falls behind the best one: in cosine, and in the search's score.
MEANING, HIT = 0.9, 0.065
#: Passages whose sentences are weighed.
READ = 18
#: A sentence longer than this, in words, says too much to be an answer by itself.
LONG = 70
#: A row of more words is prose set in a table.
LONG_ROW = 32
#: A row of so many figures is none, however many words its other cells have.
TABULAR = 3
#: An expansion (a synonym, a long form) found instead of the word asked for counts this much of it.
EXPANDED = 0.8
#: A word alike that counts this much is told as standing for the one asked for.
STANDS = 0.4
#: What a third party says counts this much beside what the board itself or a paper put before it says.
SECOND_HAND = 0.85
#: What a sentence loses where its passage holds none of the names that the question asks of.
NAMELESS = 0.15

#: A row is read with its table's header, which counts this much of words of its own; its label counts extra.
HEADED, LABEL = 0.7, 0.3
#: The sentence after "… asked about it" is the reply: it counts this much of the question's words as its own.
REPLY = 0.75
#: Words in capitals within a sentence: a name.
_NAMES = re.compile(r"(?<=[\w,;:] )[A-Z][\w'’&-]+(?: (?:of |the |and |for )?[A-Z][\w'’&-]+)*")
_ASKED = re.compile(r"\b(?:enquired|inquired|asked|queried)\b(?!\s+(?:to|that)\b)", re.IGNORECASE)
#: Words that count only sometimes: "one meeting or another", "no meeting".
_VAGUE = frozenset({"one", "no", "none", "half", "third", "quarter"})
#: A sentence that counts the very thing asked for gains this.
COUNTED = 0.12
#: An entry of a list by dates gains or loses this by the date that it stands under.
DATED = 0.15
#: A question of what is to come, in a schedule, a work programme or a forward plan.
OF_A_PLAN = (
    r"\b(?:planned|scheduled|timetabled|schedule|programme[d]?|forward plan|work plan|lead(?:s|ing)?|"
    r"due to (?:come|report|go)|bring(?:s|ing)?|present(?:s|ing)|coming (?:up|to)|down (?:for|to)|slated|expected)\b"
)
#: Words of a label that tell nothing.
SMALL = frozenset({"and", "of", "the", "for", "to", "in", "a"})
#: A word that stands nowhere counts this share of what the rarest word would.
UNKNOWN = 0.25
#: A word of a sentence that only leads up to what is asked counts this share.
ASIDE = 0.5

_INITIALS = re.compile(r"\(\s*[A-Z][A-Z&]+\s*\)")
_NUMBER = re.compile(r"(?<![A-Za-z\d])\d[\d,.]*(?![\d,.]|(?:st|nd|rd|th)\b)")
_SUM_OF_MONEY = re.compile(r"[£$€]\s?\d[\d,.]*\w*")
_HOW_MANY = re.compile(r"\bhow many ((?:[\w'’-]+ ?){1,8})", re.IGNORECASE)
#: Words for persons of any sort: "forty members" counts people.
_PEOPLE = frozenset("people persons individuals men women children".split())
_DOERS = ("ers", "ors", "ents", "ants", "ees", "ists", "ians", "victims")
_PERSONS = frozenset(stem(w) for w in _PEOPLE)
#: Words at which the things whose number is asked end: "how many boats were lost".
_VERBAL = frozenset(
    """did do does was were is are has have had will would can could should in on at by from for to with who that
    which there asked said came went got received made took attended applied live lives""".split()
)
_MONEY = re.compile(r"[£€$]\s?\d|\b(?:pounds?|euros?|dollars?)\b", re.IGNORECASE)
_IN_MONEY = re.compile(r"[£€$]|\b(?:budget|cost|costs|expenditure|spend|income|grant|funding|amount)\b", re.IGNORECASE)
_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred"
    "|half|third|quarter|none"
)
#: A number in words; and, where a sentence is only weighed, that there is "no" such thing.
WORDED = re.compile(rf"\b(?:{_NUMBERS})\b", re.IGNORECASE)
_WORDED = re.compile(rf"\b(?:{_NUMBERS}|no)\b", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b|\d{1,2}[.:]\d\d",
    re.IGNORECASE,
)


_DAY = re.compile(rf"{dates.DATE.pattern}", re.VERBOSE | re.IGNORECASE)
_DIRECTION = re.compile(
    r"\b(?:increas|decreas|rose|rise|fell|fall|reduc|drop|declin|higher|lower|up |down )", re.IGNORECASE
)
#: How far something went up or down: "by 12", "from 461 to 1,350".
_BY = re.compile(
    r"\bby (?:about |around |some |nearly |over )?[£€$]?\d|\d ?(?:%|per cent)"
    r"|\bfrom\b\W+[£€$]?\d(?!\d?:).{0,60}?\bto\b\W+[£€$]?\d",
    re.IGNORECASE,
)
#: What a sentence gains or loses by telling how far, where that is asked.
HOW_FAR = 0.2
_RANK = re.compile(
    r"\b\d+(?:st|nd|rd|th)\b|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|highest|lowest)\b|\b\d+/\d\d\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|be|been|\w+ed|\w+ing)\b|\d%")


@dataclass(frozen=True)
class Weights:
    """How much each stem of a question tells, what else may stand for it, and what pairs must stand together.

    kin: the stems of words alike, each with how far it may stand for the one asked for, from 0 to 1. names: the stems
    of each name that the question holds in capitals.
    """

    stems: Mapping[str, float]
    instead: Mapping[str, frozenset[str]]
    unknown: frozenset[str]
    together: tuple[tuple[str, ...], ...] = ()
    kin: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    names: tuple[frozenset[str], ...] = ()

    @cached_property
    def total(self) -> float:
        return sum(self.stems.values()) or 1.0

    @cached_property
    def _covers(self) -> Mapping[str, Mapping[str, float]]:
        """What each stem that covers anything covers, and how far."""
        out: dict[str, dict[str, float]] = defaultdict(dict)
        for one in self.stems:
            for other, weight in self.kin.get(one, {}).items():
                out[other][one] = weight
            for other in self.instead.get(one, ()):
                out[other][one] = EXPANDED
            out[one][one] = 1.0
        return out

    @cached_property
    def covering(self) -> frozenset[str]:
        """The stems that cover anything: of a set of stems only these count."""
        return frozenset(self._covers)

    def _shares(self, held: frozenset[str]) -> dict[str, float]:
        out: dict[str, float] = {}
        for other in held & self.covering:
            for one, weight in self._covers[other].items():
                out[one] = max(weight, out.get(one, 0.0))
        return out

    def covered(self, held: frozenset[str]) -> float:
        """Return the share of the weight that a set of stems covers, from 0 to 1."""
        shares = self._shares(held)
        return sum(weight * shares[one] for one, weight in self.stems.items() if one in shares) / self.total

    def share(self, one: str, held: frozenset[str]) -> float:
        """Return how far a set of stems covers one stem, from 0 to 1: by itself, by what stands for it, by its kin."""
        if one in held:
            return 1.0
        if not held.isdisjoint(self.instead.get(one, ())):
            return EXPANDED
        alike = self.kin.get(one)
        return max((alike[s] for s in alike.keys() & held), default=0.0) if alike else 0.0

    def absent(self, held: frozenset[str], known: frozenset[str]) -> float:
        """Return the share of the names asked of, by their weight, that a set of stems holds no word of.

        known: the stems by which the paper itself goes; a name of these tells nothing.
        """
        telling = {name: max(self.stems[s] for s in name) for name in self.names if not name <= known}
        missing = sum(w for name, w in telling.items() if all(self.share(s, held) < EXPANDED for s in name))
        return missing / sum(telling.values()) if missing else 0.0

    def telling(self, stems: Iterable[str]) -> frozenset[str]:
        """Return some of the question's stems, and all that may stand for them."""
        return frozenset(one for s in stems for one in (s, *self.instead.get(s, ())))

    def matched(self, held: frozenset[str]) -> frozenset[str]:
        """Return the stems of the question that a set of stems covers."""
        return frozenset(s for s, share in self._shares(held).items() if share >= STANDS)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, bullet or row that may answer: where it stands, and how well it fits."""

    source: Quotation
    text: str
    score: float
    own: float
    around: float
    passage: Passage
    paragraph: int
    first: int
    last: int
    meaning: float
    above: float = 0.0
    reply: bool = False
    row: Row | None = None
    absent: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything gathered for a question.

    considered: how many passages were looked at; nowhere: the stems asked for that no paper on the shelf holds.
    """

    question: Question
    scope: Scope
    weights: Weights
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    sittings: tuple[Sitting, ...]
    considered: int
    best_meaning: float
    nowhere: frozenset[str]


@lru_cache(maxsize=60_000)
def stems_of(text: str) -> frozenset[str]:
    """Return the set of a text's stems, common words included, and its hyphened words as one."""
    return frozenset([stem(w) for w in words(text)] + ["-".join(c) for c in compounds(text)])


def weights(question: Question, shelf: Shelf, scope: Scope) -> Weights:
    """Return the weights of a question's stems over what is in scope; misspelt words are read as the nearest known."""
    terms = list(question.terms)
    passages = max(1, shelf.store.count_passages(scope))
    instead = {t: expansions(t) for t in terms}
    for name in question.names:
        given, *rest = [w for w in words(name) if w not in COMMON]
        if rest and stem(given) in instead:  # papers write "S. Holden" for Steve Holden
            instead[stem(given)] |= {given[0]}
    known = shelf.store.frequencies([*terms, *(s for group in instead.values() for s in group)], scope)
    unknown = {t for t in terms if not known.get(t) and not any(known.get(s) for s in instead[t])}
    if unknown:
        spelt = _spelt(unknown, lambda first: shelf.lexicon(scope, first))
        terms = [spelt.get(t, t) for t in terms]
        for new in spelt.values():
            instead[new] = expansions(new)
        known = shelf.store.frequencies([*terms, *(s for t in terms for s in instead.get(t, ()))], scope)
        unknown -= set(spelt)

    terms = [t for t in terms if t not in unknown or t not in question.aside]
    unknown &= set(terms)

    def weight(one: str) -> float:
        if one in unknown:
            return UNKNOWN * math.log(1.0 + passages)
        count = known.get(one) or max((known.get(s, 0) for s in instead.get(one, ())), default=0)
        count = min(count, passages)
        value = math.log(1.0 + (passages - count + 0.5) / (count + 0.5))
        return value * (1.6 if one in question.fresh else ASIDE if one in question.aside else 1.0)

    _pairs(question.text, instead, knows=lambda one: bool(shelf.store.frequencies([one], scope)), unknown=unknown)
    joined = tuple(c for c in compounds(question.text) if all(len(p) > 1 for p in c) or len(c) == 2)
    return Weights({t: weight(t) for t in dict.fromkeys(terms)}, instead, frozenset(unknown), joined)


def _pairs(text: str, instead: dict[str, frozenset[str]], *, knows: Callable[[str], bool], unknown: set[str]) -> None:
    """Let two neighbouring words of a question be covered by the one word that papers write for them: "sub-group"."""
    asked = words(text.replace("-", " "))
    for one, other in pairwise(asked):
        if len(one) > 1 and len(other) > 1 and knows(stem(one + other)):
            for part in (stem(one), stem(other)):
                instead[part] = instead.get(part, frozenset()) | {stem(one + other)}
                unknown.discard(part)


def expansions(term: str) -> frozenset[str]:
    """Return stems that may stand for a term: plain synonyms, and the same with or without a leading "re"."""
    again = (
        {term.removeprefix("re")}
        if term.startswith("re") and len(term) >= 7
        else {f"re{term}"}
        if len(term) >= 5
        else set()
    )
    return frozenset(SYNONYMS.get(term, ())) | again


def _spelt(unknown: Iterable[str], lexicon: Callable[[str], Mapping[str, int]]) -> dict[str, str]:
    """Return unknown stems with the known ones they are most likely slips of: one slip, two in a long word."""
    out = {}
    for wrong in unknown:
        if len(wrong) < 4 or wrong[0].isdigit():
            continue
        allowed = 1 if len(wrong) < 9 else 2
        found = (
            (DamerauLevenshtein.distance(wrong, known, score_cutoff=2), -n, known)
            for known, n in lexicon(wrong[0]).items()
            if known not in COMMON and abs(len(known) - len(wrong)) <= allowed
        )
        best = min((f for f in found if f[0] <= (2 if _is_swapped(wrong, f[2]) else allowed)), default=None)
        if best and (len(wrong) > 5 or sorted(best[2]) == sorted(wrong)):
            out[wrong] = best[2]
    return out


def _is_swapped(wrong: str, known: str) -> bool:
    """True for two words of the same letters, as where two of them have changed places."""
    return len(wrong) > 5 and len(wrong) == len(known) and sorted(wrong) == sorted(known)


def spellings(unknown: Iterable[str], lexicon: Callable[[str], Mapping[str, int]], count: int) -> tuple[str, ...]:
    """Return the known stems that are spelt most like some unknown ones, or else begin as they do."""
    found: list[tuple[int, int, str]] = []
    for wrong in unknown:
        slips = max(1, len(wrong) // 3)
        for known, n in lexicon(wrong[0]).items():
            apart = DamerauLevenshtein.distance(wrong, known, score_cutoff=slips)
            begins = min(len(wrong), len(known)) >= 4 and (known.startswith(wrong) or wrong.startswith(known))
            if known not in COMMON and (apart <= slips or begins):
                found.append((min(apart, slips + 1), -n, known))
    least = min((apart for apart, _, _ in found), default=0)
    return tuple(dict.fromkeys(known for apart, _, known in sorted(found) if apart == least))[:count]


_TOKEN = re.compile(r"[A-Za-z0-9]+")


def long_forms(text: str, acronyms: Mapping[str, str]) -> tuple[str, ...]:
    """Return the other forms of the acronyms and long forms that a text holds, for the search to ask as well."""
    out = []
    lowered = text.lower()
    asked = set(_TOKEN.findall(text))
    for short, long in acronyms.items():
        if short in asked or (not short.isalnum() and short in text):
            out.append(long)
        elif long.lower() in lowered:
            out.append(short)
    return tuple(out)


def _trusted(one: Candidate) -> float:
    """Return a candidate's score by whose account it is: a third party's that says as much comes after."""
    return one.score * (SECOND_HAND if one.source.place.authority is Authority.THIRD_PARTY else 1.0)


def gather(
    question: Question,
    shelf: Shelf,
    scope: Scope,
    sittings: tuple[Sitting, ...],
    *,
    weighing: Weights | None = None,
    read: int = READ,
) -> Evidence:
    """Return what search finds for a question in a scope, its sentences weighed, best first.

    weighing: the weights to go by, where those of a wider scope are to hold for a part of it as well. read: how many
    passages' sentences are weighed.
    """
    acronyms = {**shelf.acronyms(scope), **GENERAL}
    weighing = weighing or weights(question, shelf, scope)
    extra = [*long_forms(question.text, acronyms), *(s for t in weighing.stems for s in weighing.instead.get(t, ()))]
    slips = [t for t in weighing.stems if t not in question.terms]
    found = shelf.search(question.text, scope, extra=(*extra, *slips))
    top = found.hits[0].score if found.hits else 0.0
    wide = _with_kin(_with_acronyms(weighing, acronyms), question, shelf, found.hits[:read])
    out: list[Candidate] = []
    for hit in found.hits[:read]:
        behind = MEANING * (hit.meaning - found.best_meaning) + HIT * (hit.score - top)
        rank = ranked(hit.score, top)
        out += weighed(hit.passage, wide, question, shelf, rank=rank, meaning=hit.meaning, behind=behind)
    out = _by_label(out, wide)
    out.sort(key=lambda c: (-_trusted(c), -c.source.place.authority.rank, c.source.place.when, c.passage.id, c.first))
    anywhere = shelf.store.frequencies(sorted(wide.unknown), Scope(scope.collections, scope.access))
    nowhere = frozenset(wide.unknown - anywhere.keys())
    return Evidence(
        question, scope, wide, found.hits, tuple(out), sittings, found.passages, found.best_meaning, nowhere
    )


def ranked(score: float, top: float) -> float:
    """Return what a passage's score is worth to its sentences beside the best one's, from 0 to 1."""
    return 1.0 / (1.0 + math.exp(-(score - top + 1.5)))


def _with_kin(weighing: Weights, question: Question, shelf: Shelf, hits: Sequence[Hit]) -> Weights:
    """Return weights in which words alike count: names and figures stand for themselves alone."""
    spoken = {stem(w): w for w in words(question.text)}
    names = [frozenset(map(stem, words(name))) for name in _NAMES.findall(question.text)]
    proper = frozenset[str]().union(*names)
    terms = dict.fromkeys((*weighing.stems, *(stem(w) for w in counted(question.text))))
    asked = [spoken[s] for s in terms if s in spoken and s not in proper and s.isalpha()]
    among = sorted(frozenset[str]().union(*(_vocabulary(h.passage, shelf) for h in hits)))
    kin = {stem(one): _by_stem(alike) for one, alike in shelf.kin(asked, among).items()}
    asked_of = (name.intersection(weighing.stems) for name in names)
    return replace(weighing, kin=kin, names=tuple(name for name in asked_of if name))


def _vocabulary(passage: Passage, shelf: Shelf) -> frozenset[str]:
    """Return the words of a passage that may be like one asked for."""
    held: dict[str, frozenset[str]] = shelf.remembered("vocabulary")
    if passage.id not in held:
        told = words(passage.text)
        held[passage.id] = frozenset(w for w in told if w not in COMMON and w.isalpha() and len(w) > 2)
    return held[passage.id]


@lru_cache(maxsize=4096)
def _placed(place: Place) -> frozenset[str]:
    """Return the stems by which a place is known: its file, its part, its body."""
    return stems_of(" ".join((place.path, place.title, place.body.name, place.body.organisation)))


def _by_stem(alike: Mapping[str, float]) -> dict[str, float]:
    out: dict[str, float] = {}
    for word, weight in alike.items():
        out[stem(word)] = max(weight, out.get(stem(word), 0.0))
    return out


def _with_acronyms(weighing: Weights, acronyms: Mapping[str, str]) -> Weights:
    """Return weights in which the words of a long form may be covered by its acronym, and the other way round."""
    instead = dict(weighing.instead)
    for short, long in acronyms.items():
        letters, parts, run_on = _stems_of(short, long)
        if letters in weighing.stems:
            instead[letters] = instead.get(letters, frozenset()) | {max(parts, key=len)} | run_on
        present = [p for p in parts if p in weighing.stems]
        if len(present) >= 2:
            for one in present:
                instead[one] = instead.get(one, frozenset()) | {letters}
    return replace(weighing, instead=instead)


@lru_cache(maxsize=20_000)
def _stems_of(short: str, long: str) -> tuple[str, tuple[str, ...], frozenset[str]]:
    """Return the stem of a short form, those of its long form's words, and those of its neighbouring words run on."""
    spelt = words(long)
    return stem(short.lower()), tuple(stem(w) for w in spelt), frozenset(stem(a + b) for a, b in pairwise(spelt))


def weighed(
    passage: Passage,
    weighing: Weights,
    question: Question,
    shelf: Shelf,
    *,
    rank: float,
    meaning: float,
    behind: float,
) -> list[Candidate]:
    """Return the sentences of a passage as candidates with their scores.

    behind: what each gains, or loses, by how the passage itself was found.
    """
    counting = weighing.covering
    above = stems_of(" ".join((passage.place.item_title, passage.place.title, *passage.paragraphs[0].trail)))
    whole = stems_of(passage.text) | above
    absent = weighing.absent(whole | _placed(passage.place), _placed(passage.place)) if weighing.names else 0.0
    above, whole = above & counting, whole & counting
    document = shelf.document_text(passage.place.document)
    announced: frozenset[str] = frozenset()
    out = []
    flows = shelf.running(passage)
    table = rows_of(passage, shelf)
    through = -1
    for number, (paragraph, running) in enumerate(zip(passage.paragraphs, flows, strict=True)):
        row = table.get(number)
        if number <= through or (row is None and paragraph.shape in (Shape.HEADING, Shape.HEADER)):
            continue
        if row:
            through = row.last
        elif paragraph.shape is Shape.PROSE:
            announced = stems_of(running.text) & counting
        local = (stems_of(running.text) | stems_of(" ".join(paragraph.trail))) & counting | above | announced
        asked = 0.0
        for start, end in [(0, len(running.text))] if row else sentences(running.text):
            said = " ".join(f.text for f in flows[number : row.last + 1]) if row else running.text[start:end]
            stems = stems_of(said)
            held = stems & counting
            own = weighing.covered(held)
            reply = REPLY * asked > own
            own = max(own, REPLY * asked)
            asked = own if _ASKED.search(said) else 0.0
            if paragraph.shape is Shape.BULLET and announced:
                own = max(own, HEADED * weighing.covered(held | announced))
            if row:
                local |= stems_of(row.header) & counting
                own = max(own, HEADED * weighing.covered(held | stems_of(row.header) | stems_of(passage.heading)))
            around = max(weighing.covered(held | local), 0.85 * weighing.covered(held | whole))
            score = (
                OWN * own
                + AROUND * around
                + RANK * rank
                - NAMELESS * absent
                + _bonus(said, stems, question, weighing, passage, row, paragraph)
            )
            spans = running.spans(start, end)
            if row:
                score += LABEL * labelled(row.label, weighing)
                spans = joined(document, (s for p in passage.paragraphs[number : row.last + 1] for s in p.spans))
            source = passage.quotation(paragraph, spans, "")
            out.append(
                Candidate(
                    source,
                    said,
                    score + behind,
                    own,
                    around,
                    passage,
                    number,
                    start,
                    end,
                    meaning,
                    weighing.covered(stems_of(" ".join((passage.place.item_title, *paragraph.trail[-2:])))),
                    reply,
                    row,
                    absent,
                )
            )
    return out


def rows_of(passage: Passage, shelf: Shelf) -> Mapping[int, Row]:
    """Return the rows of tables in a passage, by their first paragraphs' numbers; their header may stand before it."""
    read: dict[str, Mapping[int, Row]] = shelf.remembered("rows")
    chain: list[Passage] = []
    one: Passage | None = passage
    while one and one.id not in read:
        chain.append(one)
        one = shelf.before(one) if reading.is_within(one.paragraphs) else None
    rows = read[one.id] if one else {}
    for each in reversed(chain):
        before = rows[max(rows)] if rows else None
        document = shelf.document_text(each.place.document)
        rows = read[each.id] = reading.rows(each.paragraphs, shelf.running(each), document, before)
    return rows


def _by_label(found: Sequence[Candidate], weighing: Weights) -> list[Candidate]:
    """Return candidates with the rows set back of whose label another row's beside it has all that is asked, and more.

    "Moorings" is no answer on visitors' moorings where "Visitors' moorings" has a row of its own.
    """
    named: dict[tuple[str, str], set[frozenset[str]]] = defaultdict(set)
    own = [weighing.matched(stems_of(one.row.label)) if one.row else frozenset() for one in found]
    for one, held in zip(found, own, strict=True):
        if one.row:
            named[one.source.place.part, one.source.place.item].add(held)
    out = []
    for one, held in zip(found, own, strict=True):
        more = max(
            (
                1.0 - sum(weighing.stems[s] for s in held) / sum(weighing.stems[s] for s in other)
                for other in (named[one.source.place.part, one.source.place.item] if one.row else ())
                if held < other
            ),
            default=0.0,
        )
        out.append(replace(one, score=one.score - LABEL * more) if more else one)
    return out


def figures(said: str, given: str = "") -> bool:
    """True where a sentence holds a figure that is neither its paragraph's own number nor part of a date.

    given: a question, whose own figures are no answer to it.
    """
    rest = numbering.unnumbered(said)
    out = list(rest)
    for written in dates.times(rest, year=2000):
        out[written.start : written.end] = " " * (written.end - written.start)
    known = {n.rstrip(".,") for n in _NUMBER.findall(given)}
    return any(n.rstrip(".,") not in known for n in _NUMBER.findall("".join(out)))


def in_money(row: Row) -> bool:
    """True for a row of sums of money: one of its cells says so, or its header."""
    return bool(row.values and (_MONEY.search(" ".join(row.cells)) or _IN_MONEY.search(row.header)))


def labelled(label: str, weighing: Weights) -> float:
    """Return how far a row's label is what a question names: the share of the label's words that are asked for."""
    held = stems_of(_INITIALS.sub(" ", label)) - SMALL
    precise = len(weighing.telling(weighing.stems) & held) / len(held) if held else 0.0
    return precise * min(1.0, 0.3 + 1.5 * weighing.covered(held))


def _bonus(
    said: str,
    held: frozenset[str],
    question: Question,
    weighing: Weights,
    passage: Passage,
    row: Row | None,
    paragraph: Paragraph,
) -> float:
    """Return what a sentence gains or loses by the kind of answer that is wanted."""
    value = 0.0
    count = len(said.split())
    if question.wants_money:
        value += 0.12 if _MONEY.search(said) or (row and in_money(row)) else -0.10
    elif question.kind in ("figure", "comparison", "table"):
        wanted = question.kind != "comparison" or question.wants_numbers or len(question.times) > 1
        value += 0.08 if figures(said) else -0.02 if _WORDED.search(said) else -0.2 if wanted else -0.1
    elif question.wants_date:
        value += 0.15 if _DAY.search(said) else 0.10 if _DATE.search(said) else -0.10
    else:
        value += asks.fit(question.text, said)
    if question.has(r"\bby how (?:much|many)\b"):
        value += HOW_FAR if _BY.search(said) else -HOW_FAR
    if question.has(r"\b(?:percentage|per cent|proportion|share)\b"):
        value += 0.12 if "%" in said else 0.0
    if question.kind == "comparison" and question.has(r"\bchang"):
        value += 0.1 if _DIRECTION.search(said) or "%" in said else 0.0
    if row:
        values = len(re.findall(r"(?<![\w.])[-+]?\d[\d,.]*%?(?!\w)", said))
        if count > LONG_ROW and len(row.values) < TABULAR:
            value -= 0.12
        if question.kind == "table":
            value += 0.08 if values >= 2 else 0.0
        elif question.kind not in ("figure", "comparison", "multi-meeting", "attendance", "definition"):
            value -= 0.0 if question.has(OF_A_PLAN) else 0.1
    if paragraph.shape in (Shape.ROW, Shape.BULLET, Shape.HEADER) and paragraph.trail and question.times:
        value += _under_its_date(question, paragraph.trail[-1])
    value += _of_year(said, question, passage) + _counted_in(said, held, question.text, weighing)
    if question.direction:
        value += 0.08 if _DIRECTION.search(said) else -0.15 if question.presumes else 0.0
    if question.wants_rank:
        value += 0.15 if _RANK.search(said) else 0.0
    if question.kind == "multi-meeting":
        if question.wants_numbers:
            value += 0.0 if figures(said) else -0.2
        elif row:
            value -= 0.15
    if row is None and is_bare_title(said):
        value -= 0.12
    if question.kind == "definition":
        value += 0.18 if _defines(said, question) else 0.0
    if question.kind == "table" and row:
        value += 0.06
    for pair in weighing.together:
        if set(pair) & held and "-".join(pair) not in held:
            value -= 0.12
    if count < 4 and row is None:
        value -= 0.15
    if count > LONG and not (row and len(row.values) >= TABULAR):
        value -= 0.08
    if passage.place.kind is Kind.AGENDA and question.kind not in ("provenance", "date", "attendance"):
        value -= 0.12
    listed = question.kind in ("table", "action", "date") or question.has(OF_A_PLAN)
    if passage.place.kind is Kind.FORWARD_PLAN and not listed:
        value -= 0.12
    if "http" in said:
        value -= 0.2
    if said.rstrip().endswith("?"):
        value -= 0.1
    return value


def _under_its_date(question: Question, heading: str) -> float:
    """Return what an entry gains or loses by the date that it stands under, in a list by dates."""
    under = _stretches(heading)
    if not under:
        return 0.0
    return (
        DATED if any(t.first <= last and first <= t.last for t in question.times for first, last in under) else -DATED
    )


@lru_cache(maxsize=10_000)
def _stretches(text: str) -> tuple[tuple[date, date], ...]:
    """Return the stretches of time that a text names."""
    return tuple((t.first, t.last) for t in dates.times(text))


def counted(question: str) -> tuple[str, ...]:
    """Return the words for the things whose number is asked, what they are last: "how many old boats were there"."""
    asked = _HOW_MANY.search(question)
    if not asked:
        return ()
    told = list(takewhile(lambda w: w not in _VERBAL, words(asked[1])))
    return tuple(w for w in told if w not in COMMON and not w[0].isdigit())


def _counted_in(said: str, held: frozenset[str], question: str, weighing: Weights) -> float:
    """Return what a sentence gains by counting the things asked for: more, the more of their words it has."""
    if not counts(said, question, weighing):
        return 0.0
    things = [stem(w) for w in counted(question)]
    return COUNTED * sum(weighing.share(one, held) > 0 or one in _PERSONS for one in things) / len(things)


def counts(said: str, question: str, weighing: Weights) -> bool | None:
    """Return whether a sentence gives a number of the very things whose number is asked; None where none is named.

    A number that the question itself gives is none.
    """
    things = frozenset(stem(w) for w in counted(question)[-1:])
    if not things:
        return None
    given = {w for w in words(question) if w[0].isdigit()}
    told = words(_SUM_OF_MONEY.sub(" ", numbering.unnumbered(said)))
    numbers = [n for n, w in enumerate(told) if (w[0].isdigit() and w not in given) or _is_number(w)]
    if things <= _PERSONS:
        return any(w in _PEOPLE or w.endswith(_DOERS) for n in numbers for w in told[n + 1 : n + 4])
    named = weighing.telling(things) | {s for t in things for s, w in weighing.kin.get(t, {}).items() if w >= STANDS}
    beside = any(stem(w) in named for n in numbers for w in (*told[max(0, n - 3) : n], *told[n + 1 : n + 6]))
    return beside or bool(numbers and "total" in told and not named.isdisjoint(stem(w) for w in told))


def _is_number(word: str) -> bool:
    return word not in _VAGUE and bool(_WORDED.fullmatch(word))


def _of_year(said: str, question: Question, passage: Passage) -> float:
    """Return what a sentence gains or loses by the year asked about, which narrows no search but tells."""
    years = [t for t in question.times if t.grain in ("year", "season")]
    if len(question.times) != 1 or not years or question.kind in ("comparison", "multi-meeting"):
        return 0.0
    place = passage.place
    first = place.meeting.date if place.meeting else place.period.first if place.period else None
    last = place.when if place.meeting or place.period else None
    inside = bool(first and last and years[0].first <= last and first <= years[0].last)
    year = str(years[0].first.year)
    if inside or year in said:
        return 0.06
    return 0.0 if year in passage.heading or year in passage.text else -0.22


def is_bare_title(said: str) -> bool:
    """True for the title of a paper or an item, which says nothing of what stands under it."""
    return numbering.is_title(said) and not _VERB.search(said)


def is_plan(one: Candidate) -> bool:
    """True for what only says that something is to come, or was: agendas, plans, titles in a list."""
    return one.source.place.kind in (Kind.AGENDA, Kind.FORWARD_PLAN) or is_bare_title(one.text)


def _defines(said: str, question: Question) -> bool:
    """True where a sentence says what the thing asked for is."""
    for one in question.terms:
        verb = r"(?:is|was|are|were|means|stands\s+for|aims?|focuses|includes|provides)\b"
        pattern = rf"(?:^|\W){re.escape(one)}\w*[’'”\"]?\s+(?:\([^)]*\)\s+)?{verb}"
        if re.search(pattern, said, re.IGNORECASE) or re.search(rf"\(\s*{re.escape(one)}\w*\s*\)", said, re.IGNORECASE):
            return True
    return False


def about(source: Quotation) -> str:
    """Return the words that an entry is found by: its quotation, its item, the headings above it."""
    return " ".join((source.quote, source.place.item_title, *source.paragraph.trail))


def setting(source: Quotation, shelf: Shelf) -> str:
    """Return the paragraph that an entry stands in."""
    return shelf.paragraph(source)


@lru_cache(maxsize=50_000)
def days_named(text: str) -> tuple[date, ...]:
    """Return the first day of each date that a text names."""
    return tuple(found.first for found in dates.days(text))


__all__ = [
    "Candidate",
    "Entry",
    "Evidence",
    "Ruling",
    "Weights",
    "about",
    "gather",
    "stems_of",
]
