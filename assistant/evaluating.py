"""Marking: anybody's own questions, and what a right answer to each holds, against what the assistant says.

A mark is a function of two values, what is expected and what was said. A rate is told with the stretch that it may lie
in by chance: seventy questions tell less than their decimals do.
"""

from __future__ import annotations

import math
import re
import statistics
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant import rendering
from assistant.answer import Answer, Computed
from index.words import COMMON
from ingest.errors import MattersError

#: Words of an answer that a reader takes in before it must have said the thing: more for lists and comparisons.
READ = 100
READ_OF = {
    "action": 350,
    "unresolved": 350,
    "multi-meeting": 350,
    "decision": 300,
    "comparison": 250,
    "attendance": 200,
    "false-premise": 120,
}
#: A citation carries a piece of evidence by holding this share of its words; with more words than these, none.
HOLDS, LONGEST = 0.5, 120
#: The pieces of a quotation that goes on over a page stand at most this many characters apart.
APART = 600
#: A statement is supported where its sources hold this share of its telling words, and every figure in it.
SUPPORT = 0.5
#: A wording of so few letters must be a whole word: "no" does not stand in "north".
SHORT = 3
#: Standard deviations either side that take in 95 cases in 100.
DEVIATIONS = 1.959964
#: Characters of an answer that a list of what was missed shows.
SHOWN = 160

_EVEN = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "−": "-",
        "\u00a0": " ",
    }
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_WORD = re.compile(r"[a-z0-9%£]+")
_CHIP = re.compile(r"\[\d+\]")
_GAP = re.compile(r"\s{0,9}\[(?:…|\.\.\.)\]\s{0,9}")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)$")
_YEAR = re.compile(r"\d{4}")
_ISO_PART = re.compile(r"-(\d\d)\b")
#: A citation's meeting is told in figures, its month too.
_MONTHS = frozenset("january february march april may june july august september october november december".split())


class QuestionFormError(MattersError):
    """A question that cannot be marked, because what would be right is not said, or not in the form for it."""


# ---------------------------------------------------------------- what is expected, and what was said


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence: words of a paper, and the meeting they witness. An alternative need not be cited too."""

    document: str
    quote: str
    meeting: str | None = None
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """A question and what a right answer to it holds: each key fact in one of its wordings, and no forbidden words."""

    id: str
    question: str
    kind: str
    answerable: bool
    keys: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[Proof, ...] = ()
    must_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as it is marked. told: all that a reader is told of it. stands: its words stand in its paper."""

    number: int
    document: str
    meeting: str | None
    quote: str
    told: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer, and whether it has a basis besides its citations."""

    text: str
    citations: tuple[int, ...]
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it is marked."""

    found: bool
    text: str
    claims: tuple[Claim, ...] = ()
    notices: tuple[str, ...] = ()
    citations: tuple[Cited, ...] = ()
    confidence: float = 0.0


def expected(told: Mapping[str, object], otherwise: str, *, keys_only: bool = False) -> Expected:
    """Return a question of a JSON object with what is expected of its answer.

    otherwise: its id where it has none. keys_only: it needs no evidence. Raises QuestionFormError.
    """
    question, kind, answerable = told.get("question"), told.get("kind", "lookup"), told.get("answerable")
    if not isinstance(question, str):
        raise QuestionFormError('needs "question", a text')
    if not isinstance(kind, str) or not kind.strip():
        raise QuestionFormError('"kind" must be a text')
    if not isinstance(answerable, bool):
        raise QuestionFormError('needs "answerable", true or false')
    keys = tuple(_wordings(one, "answers") for one in _list(told, "answers"))
    proofs = tuple(_proof(one) for one in _list(told, "evidence"))
    if answerable and not keys:
        raise QuestionFormError('can be answered, so it needs "answers", what a right answer says')
    if answerable and not proofs and not keys_only:
        raise QuestionFormError('can be answered, so it needs "evidence"; or mark it with --keys-only')
    forbidden = tuple(w for one in _list(told, "must_not") for w in _wordings(one, "must_not"))
    identity = told.get("id")
    return Expected(
        otherwise if identity is None else str(identity), question, kind, answerable, keys, proofs, forbidden
    )


def _list(told: Mapping[str, object], name: str) -> list[object]:
    value = told.get(name)
    if value is not None and not isinstance(value, list):
        raise QuestionFormError(f'"{name}" must be a list')
    return value or []


def _wordings(one: object, name: str) -> tuple[str, ...]:
    """Return the wordings of a fact, any of which will do: a text, or a list of them."""
    wordings = one if isinstance(one, list) else [one]
    if not wordings or not all(isinstance(w, str) and fold(w) for w in wordings):
        raise QuestionFormError(f'"{name}" must hold texts, or lists of texts that may stand for one another')
    return tuple(str(w) for w in wordings)


def _proof(one: object) -> Proof:
    if not isinstance(one, dict):
        raise QuestionFormError('"evidence" must hold objects, each with "document" and "quote"')
    document, words_, meeting = one.get("document"), one.get("quote"), one.get("meeting_date")
    if not isinstance(document, str) or not isinstance(words_, str) or not words(words_):
        raise QuestionFormError('each of "evidence" needs "document" and "quote", texts')
    if meeting is not None and not isinstance(meeting, str):
        raise QuestionFormError('"meeting_date" of evidence must be a text such as "2018-04-27", or null')
    return Proof(document, words_, meeting or None, bool(one.get("alternative")))


def said(answer: Answer, folded: Callable[[str], str]) -> Said:
    """Return an answer as it is marked. folded: the folded text of a document, by the document's id."""
    return Said(
        answer.found,
        answer.text,
        tuple(Claim(s.text, s.citations, isinstance(s.basis, Computed)) for s in answer.statements),
        answer.notices,
        tuple(
            Cited(
                c.number,
                c.source.place.path,
                c.source.place.meeting.date.isoformat() if c.source.place.meeting else None,
                c.source.quote,
                " ".join(str(v) for v in rendering.citation(c).values() if v),
                stands(c.source.quote, folded(c.source.place.document)),
            )
            for c in answer.citations
        ),
        answer.confidence,
    )


# ---------------------------------------------------------------- the words compared


def fold(text: str) -> str:
    """Return text as it is compared: small letters; quotes, dashes and white space made even; 1,000 as 1000."""
    even = unicodedata.normalize("NFKC", text).translate(_EVEN).lower()
    return " ".join(_THOUSANDS.sub("", even).split())


def words(text: str) -> list[str]:
    """Return the words and figures of a text, folded, in order."""
    return _WORD.findall(fold(text))


def says(text: str, wording: str) -> bool:
    """True where a wording stands in a folded text.

    It begins where a word or a figure begins, and ends where one ends if it is short or ends in a figure: "65" stands
    neither in "165" nor in "2.65" nor in "650"; "reduc" stands in "reduced".
    """
    sought = fold(wording)
    at = text.find(sought)
    while at >= 0 and sought:
        if _begins(text, at, sought) and _ends(text, at + len(sought), sought):
            return True
        at = text.find(sought, at + 1)
    return False


def _begins(text: str, at: int, sought: str) -> bool:
    before = text[at - 1 : at]
    if sought[0].isdigit():
        return not _is_of_word(before) and not (before == "." and text[at - 2 : at - 1].isdigit())
    return not (sought[0].isalpha() and _is_of_word(before))


def _ends(text: str, end: int, sought: str) -> bool:
    after = text[end : end + 1]
    if sought[-1].isdigit():
        return not after.isdigit()
    return not (sought.isalpha() and len(sought) <= SHORT and _is_of_word(after))


def _is_of_word(one: str) -> bool:
    return one.isalnum() or one == "_"


def stands(quotation: str, text: str) -> bool:
    """True where the pieces of a quotation stand in a folded text, in order, each near the one before."""
    place: int | None = None
    for piece in _GAP.split(quotation):
        sought = fold(piece)
        at = text.find(sought, place or 0) if sought else -1
        if at < 0 or (place is not None and at - place > APART):
            return False
        place = at + len(sought)
    return place is not None


def carries(citation: Cited, proof: Proof) -> bool:
    """True where a citation is of a piece of evidence: same paper and meeting, enough of its words, not too many."""
    if citation.document != proof.document or (proof.meeting and citation.meeting != proof.meeting):
        return False
    given, wanted = words(citation.quote), words(proof.quote)
    held = set(given)
    return len(given) <= LONGEST and sum(w in held for w in wanted) >= HOLDS * len(wanted) > 0


def covered(one: Said) -> bool:
    """True where an answer is its statements and notices and nothing besides, each statement with a basis it holds."""
    numbers = {c.number for c in one.citations}
    built = " ".join([*(c.text for c in one.claims), *one.notices])
    return (
        Counter(words(_CHIP.sub(" ", one.text))) == Counter(words(_CHIP.sub(" ", built)))
        and all(c.citations or c.computed for c in one.claims)
        and all(n in numbers for c in one.claims for n in c.citations)
    )


def supported(claim: Claim, citations: Iterable[Cited]) -> bool | None:
    """True where what a statement cites holds its figures and enough of its telling words; None where it cites none."""
    if not claim.citations:
        return None
    told = " ".join(c.told for c in citations if c.number in claim.citations)
    held = set(words(told))
    numbers = held | set(_YEAR.findall(told)) | {str(int(n)) for n in _ISO_PART.findall(told)}
    wanted = [w for w in words(_CHIP.sub(" ", claim.text)) if w not in COMMON]
    figures = [w for w in wanted if w[0].isdigit()]
    told_all = all(w in held or w.rstrip("%") in held or _ORDINAL.sub("", w) in numbers for w in figures)
    return told_all and sum(w in held or w in _MONTHS for w in wanted) >= SUPPORT * len(wanted)


# ---------------------------------------------------------------- marks


@dataclass(frozen=True, slots=True)
class Marked:
    """A question with its marks. said: None where it could not be answered at all.

    keys, cited: the shares of key facts said and of evidence cited, None where nothing is to be; missing: the key facts
    not said, by their first wording; precise: the share of citations that are of evidence, None where there are none.
    """

    expected: Expected
    said: Said | None
    right: bool
    clean: bool
    covered: bool
    keys: float | None = None
    cited: float | None = None
    precise: float | None = None
    missing: tuple[str, ...] = ()
    supported: tuple[bool, ...] = ()

    @property
    def found(self) -> bool:
        return self.said is not None and self.said.found

    @property
    def words(self) -> int:
        return len(self.said.text.split()) if self.said else 0

    @property
    def quotes(self) -> int:
        return len(self.said.citations) if self.said else 0

    @property
    def verbatim(self) -> int:
        """How many of its quotations stand in their papers."""
        return sum(c.stands for c in self.said.citations) if self.said else 0


def mark(wanted: Expected, given: Said | None, *, keys_only: bool = False) -> Marked:
    """Return a question marked. keys_only: no evidence need be cited, as where the papers are another's words."""
    one = given or Said(False, "")
    read = fold(" ".join(one.text.split()[: READ_OF.get(wanted.kind, READ)]))
    clean = not any(says(read, bad) for bad in wanted.must_not)
    whole = covered(one)
    support = tuple(s for s in (supported(c, one.citations) for c in one.claims) if s is not None)
    if not wanted.answerable:
        right = given is not None and not one.found and clean
        return Marked(wanted, given, right, clean, whole, supported=support)
    missing = tuple(key[0] for key in wanted.keys if not any(says(read, w) for w in key))
    hits = [any(carries(c, p) for c in one.citations) for p in wanted.evidence]
    needed = [hit for hit, proof in zip(hits, wanted.evidence, strict=True) if hit or not proof.alternative]
    of_use = [any(carries(c, p) for p in wanted.evidence) for c in one.citations]
    return Marked(
        wanted,
        given,
        one.found and not missing and (keys_only or any(hits)) and clean and whole,
        clean,
        whole,
        1 - len(missing) / len(wanted.keys),
        sum(needed) / len(needed) if needed else 0.0,
        sum(of_use) / len(of_use) if of_use else None,
        missing,
        support,
    )


# ---------------------------------------------------------------- rates


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of so many, of which each counts from 0 to 1."""

    got: float
    of: int

    def __post_init__(self) -> None:
        if not -1e-9 <= self.got <= self.of + 1e-9:
            raise ValueError("a rate is a share of what it is of")

    @property
    def value(self) -> float | None:
        """The share, from 0 to 1; None of nothing."""
        return self.got / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the share may lie by chance, 95 times in 100 (Wilson 1927); None of nothing.

        For shares of shares it is rather too wide than too narrow.
        """
        if not self.of:
            return None
        share, square = self.got / self.of, DEVIATIONS**2
        middle = share + square / (2 * self.of)
        reach = DEVIATIONS * math.sqrt(max(0.0, share * (1 - share) / self.of + square / (4 * self.of**2)))
        whole = 1 + square / self.of
        return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def _rate(values: Iterable[float | bool | None]) -> Rate:
    held = [float(v) for v in values if v is not None]
    return Rate(math.fsum(held), len(held))


def rates(marked: Sequence[Marked]) -> dict[str, Rate]:
    """Return the rates of marked questions by name, in the order in which they are told."""
    can = [m for m in marked if m.expected.answerable]
    cannot = [m for m in marked if not m.expected.answerable]
    return {
        "right": _rate(m.right for m in marked),
        "right_answerable": _rate(m.right for m in can),
        "refused_unanswerable": _rate(not m.found for m in cannot if m.said),
        "answered_answerable": _rate(m.found for m in can),
        "keys": _rate(m.keys for m in can),
        "evidence_recall": _rate(m.cited for m in can),
        "citation_precision": _rate(m.precise for m in can),
        "quotes_verbatim": Rate(sum(m.verbatim for m in marked), sum(m.quotes for m in marked)),
        "covered": _rate(m.covered for m in marked if m.said),
        "supported": _rate(s for m in marked for s in m.supported),
    }


def by_kind(marked: Sequence[Marked]) -> dict[str, Rate]:
    """Return the rate of right answers of each kind of question."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    for one in marked:
        kinds[one.expected.kind].append(one.right)
    return {kind: _rate(kinds[kind]) for kind in sorted(kinds)}


def medians(marked: Sequence[Marked]) -> dict[str, float]:
    """Return the median words of an answer, and of one of a kind that is answered in short."""
    found = [m for m in marked if m.found]
    short = [m.words for m in found if m.expected.kind not in READ_OF]
    return {
        "median_words": float(statistics.median([m.words for m in found] or [0])),
        "median_words_short_kinds": float(statistics.median(short or [0])),
    }


# ---------------------------------------------------------------- as programs and people read it


def told(marked: Sequence[Marked]) -> dict[str, object]:
    """Return all of it as JSON: rates, medians, kinds, and each question's marks."""
    return {
        **{name: _told_rate(rate) for name, rate in rates(marked).items()},
        **medians(marked),
        "unanswered": sum(m.said is None for m in marked),
        "by_kind": {kind: _told_rate(rate) for kind, rate in by_kind(marked).items()},
        "questions": [_told_question(m) for m in marked],
    }


def _told_rate(rate: Rate) -> dict[str, object]:
    between = rate.interval
    return {
        "rate": None if rate.value is None else round(rate.value, 4),
        "low": round(between[0], 4) if between else None,
        "high": round(between[1], 4) if between else None,
        "got": round(rate.got, 4),
        "of": rate.of,
    }


def _told_question(one: Marked) -> dict[str, object]:
    return {
        "id": one.expected.id,
        "kind": one.expected.kind,
        "answerable": one.expected.answerable,
        "found": one.found,
        "right": one.right,
        "keys": one.keys,
        "missing": list(one.missing),
        "cited": one.cited,
        "citation_precision": one.precise,
        "clean": one.clean,
        "covered": one.covered,
        "quotes": one.quotes,
        "verbatim": one.verbatim,
        "supported": list(one.supported),
        "words": one.words,
        "confidence": one.said.confidence if one.said else None,
    }


def lines(marked: Sequence[Marked]) -> Iterator[str]:
    """Yield the rates as lines for a terminal: each with the stretch it may lie in by chance, and of how many."""
    yield f"{'':25}  rate   95 in 100 times    of"
    for name, rate in rates(marked).items():
        yield _line(name.replace("_", " "), rate)
    for name, value in medians(marked).items():
        yield f"{name.replace('_', ' '):25} {value:5g}"
    if unanswered := sum(m.said is None for m in marked):
        yield f"{'unanswered':25} {unanswered:5}"
    yield ""
    yield "right, by kind"
    for kind, rate in by_kind(marked).items():
        yield _line(f"  {kind}", rate)


def _line(name: str, rate: Rate) -> str:
    if rate.value is None or rate.interval is None:
        return f"{name:25}     -                  {0:5}"
    low, high = rate.interval
    return f"{name:25}  {rate.value:.2f}   {low:.2f} to {high:.2f}     {rate.of:5}"


def missed(marked: Sequence[Marked]) -> Iterator[str]:
    """Yield what was missed: each question that is not right, or whose quotations do not stand, and what is wrong."""
    for one in marked:
        faults = list(_faults(one))
        if faults:
            yield f"{one.expected.id} ({one.expected.kind}): {one.expected.question}"
            yield from (f"    {fault}" for fault in faults)
            if one.said and one.said.text:
                flat = " ".join(one.said.text.split())
                yield f"    said: {flat[:SHOWN]}{'…' if len(flat) > SHOWN else ''}"


def _faults(one: Marked) -> Iterator[str]:
    if one.said is None:
        yield "could not be answered"
        return
    if one.verbatim < one.quotes:
        yield f"{one.quotes - one.verbatim} of {one.quotes} quotations do not stand in their papers"
    if one.right:
        return
    if one.found != one.expected.answerable:
        yield "answered, where no answer is in the record" if one.found else "refused"
    if one.missing and one.found:
        yield f"does not say: {'; '.join(one.missing)}"
    if one.expected.answerable and one.found and not one.cited:
        yield "cites none of the evidence"
    if not one.clean:
        yield "says what it must not"
    if not one.covered:
        yield "is not just its statements and notices"
