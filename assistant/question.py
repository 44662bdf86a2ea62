"""From words to a Question: what kind of answer is wanted, over what time, about whom and what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant import wording
from index.words import COMMON, stem, words
from ingest.grammar import dates
from ingest.grammar.sentences import sentences

#: A turn of the conversation: "user" or "assistant", and what was said.
Turn = tuple[str, str]

_KINDS = tuple((kind, re.compile("|".join(ways), re.IGNORECASE)) for kind, ways in wording.KINDS)

_TITLED = r"(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor)\.?\s+"
_RANKED = r"(?:DI|Chief Inspector|Superintendent|Inspector)\s+"
_PERSONAL = re.compile(r"\b(?:he|she|him|her|his|they|them)\b", re.IGNORECASE)
#: A question with this many telling words of its own leans on nothing before it, whatever its "that" or "and".
WHOLE_BY_ITSELF = 4
#: A follow-up made whole has at most this many characters.
WHOLE = 2000

_PRONOUN = re.compile(
    r"\b(?:he|she|they|him|her|them|his|their|it|its|that|this|those|these|there|one|ones|former|latter|same)\b",
    re.IGNORECASE,
)
_LEADS_ON = re.compile(r"^(?:and|but|or|so|what about|how about|what of|any|also|then)\b", re.IGNORECASE)
_NAME = re.compile(
    rf"\b(?:{_TITLED}|{_RANKED})?[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)+|\b{_TITLED}[A-Z][\w'’-]+",
)
_PHRASE = re.compile(r"\b[A-Z][\w'’&-]*(?:\s+(?:and\s+|of\s+|for\s+|the\s+)?[A-Z][\w'’&-]*)+|\b[A-Z]{2,}\b")
_SCHEME_YEARS = re.compile(r"\b(?:19|20)\d\d\s*[-/–]\s*\d\d\b")
_RISE = re.compile(r"\b(?:rise|rose|risen|increas\w*|gr[eo]w\w*|up|higher|jump\w*|climb\w*)\b", re.IGNORECASE)
_FALL = re.compile(r"\b(?:fall|fell|fallen|decreas\w*|declin\w*|drop\w*|reduc\w*|down|lower|decline)\b", re.IGNORECASE)
_WORST = re.compile(r"\b(?:worst|highest|most)\b", re.IGNORECASE)
_BEST = re.compile(r"\b(?:best|lowest|least|safest|fewest)\b", re.IGNORECASE)


_COSTS = re.compile(
    r"\bhow much (?:money|funding|did .* (?:cost|bring|raise|receive|spend))\b"
    r"|\b(?:cost|price|budget|spent|spend|funding|grant|worth)\b",
    re.IGNORECASE,
)
_SUM = re.compile(r"\bhow (?:much|many)\b|\bwhat\b.*\b(?:cost|sum|amount|total|grant|budget)\b", re.IGNORECASE)
_COUNT = re.compile(
    r"\bhow (?:many|much|large|big|high|old)\b"
    r"|\bwhat (?:percentage|per cent|share|proportion|number|rate|total|volume|amount)\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\b(?:numbers?|figures?|how many|how much|rate|percentage)\b", re.IGNORECASE)
_PLACE_IN_ORDER = re.compile(r"\b(?:standing|rank(?:ing|ed)?|position|placed?)\b", re.IGNORECASE)
_PRESUMES = re.compile(
    r"^(?:why|how come"
    r"|what (?:explained|explains|caused|lay behind|led to|was behind|drove|reason|made))\b",
    re.IGNORECASE,
)
_OF_MEETING = re.compile(
    r"\b(?:meetings?|minutes|sitting)\s*(?:held\s+)?(?:of|on|in|from|for)?\s*(?:the\s+)?$", re.IGNORECASE
)
_MEETING_OF = re.compile(r"\s*(?:board\s+)?(?:meeting|minutes|sitting)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood.

    asked: as typed; text: made whole from the conversation. terms: the stems that tell its topic, in order; fresh:
    those of a follow-up's own words. times: the stretches of time it names. names: the people it names.
    """

    text: str
    asked: str
    kind: str
    times: tuple[dates.Written, ...] = ()
    terms: tuple[str, ...] = ()
    fresh: frozenset[str] = field(default_factory=frozenset)
    names: tuple[str, ...] = ()

    def has(self, pattern: str) -> bool:
        """True where the question is worded so, whatever its case."""
        return bool(re.search(pattern, self.text, re.IGNORECASE))

    @property
    def wants_money(self) -> bool:
        """True where only a sum of money answers."""
        return bool(_COSTS.search(self.text) and _SUM.search(self.text))

    @property
    def wants_number(self) -> bool:
        """True where only a figure answers."""
        return self.kind == "figure" and bool(_COUNT.search(self.text))

    @property
    def wants_numbers(self) -> bool:
        """True where figures are asked for, whatever the kind."""
        return bool(_NUMBERS.search(self.text))

    @property
    def wants_rank(self) -> bool:
        """True where a place in an order is asked for."""
        return bool(_PLACE_IN_ORDER.search(self.text))

    @property
    def wants_date(self) -> bool:
        return self.kind == "date"

    @property
    def direction(self) -> str | None:
        """ "rise" or "fall" where the question takes one of them for granted."""
        up, down = _RISE.search(self.text), _FALL.search(self.text)
        return None if bool(up) == bool(down) else "rise" if up else "fall"

    @property
    def extreme(self) -> str | None:
        """ "worst" or "best" where the question takes a rank for granted or asks for one."""
        up, down = _WORST.search(self.text), _BEST.search(self.text)
        return None if bool(up) == bool(down) else "worst" if up else "best"

    @property
    def presumes(self) -> bool:
        """True for a question that takes something as given: "why did …", "what explained …"."""
        return bool(_PRESUMES.match(self.text.strip()))

    def about_meeting(self, written: dates.Written) -> bool:
        """True where a date in the question is that of a meeting: "the meeting of …", "the … minutes"."""
        before = self.text[max(0, written.start - 40) : written.start]
        return bool(_OF_MEETING.search(before) or _MEETING_OF.match(self.text[written.end : written.end + 16]))


def kind_of(text: str) -> str:
    """Return the kind of answer a question asks for: the first whose wording it has; else a lookup."""
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "lookup")


def understand(text: str, history: Sequence[Turn] = ()) -> Question:
    """Return a question understood, a follow-up rewritten from the conversation first."""
    asked = " ".join(text.split())
    full, fresh = _rewritten(asked, history) if history else (asked, frozenset[str]())
    full = full[:WHOLE]
    kind = kind_of(asked) if fresh and kind_of(asked) != "lookup" else kind_of(full)
    times = tuple(t for t in dates.times(full) if t.grain != "year" or not _inside_years(full, t))
    terms = topic(full, kind, times)
    if not terms and kind in ("lookup", "figure", "date", "table", "definition"):
        terms = topic(full, kind, times, without=COMMON | wording.EMPTY)
    return Question(full, asked, kind, times, terms, fresh, tuple(m[0] for m in _NAME.finditer(full)))


def _inside_years(text: str, written: dates.Written) -> bool:
    return any(m.start() <= written.start < m.end() for m in _SCHEME_YEARS.finditer(text)) and written.grain == "year"


#: "the 12 months before", "late" before a year: time, not topic.
_STRETCH = re.compile(
    r"\b(?:early|late|mid)\b(?=\s{2,})|\b(?:\d+|twelve|six|three)\s+(?:months?|weeks?|days?)\b", re.IGNORECASE
)


def topic(
    text: str, kind: str, times: Sequence[dates.Written], *, without: frozenset[str] | None = None
) -> tuple[str, ...]:
    """Return the stems that tell what a question is about: no common, asking or steering words, no dates.

    without: the words to leave out, where these are not they.
    """
    out = list(text)
    for written in times:
        out[written.start : written.end] = " " * (written.end - written.start)
    plain = _STRETCH.sub(" ", "".join(out))
    plain = _asked_sentence(plain)
    steering = wording.STEERING.get(kind, frozenset())
    left_out = COMMON | wording.ASKING | wording.DIRECTIONS | steering if without is None else without
    return tuple(dict.fromkeys(stem(w) for w in words(plain) if w not in left_out and len(w) > 1))


def _asked_sentence(text: str) -> str:
    """Return the sentence that asks, where the others only lead up to it."""
    parts = [text[a:b] for a, b in sentences(text)]
    asking = [p for p in parts if p.rstrip().endswith("?")]
    return asking[0] if len(asking) == 1 and len(parts) > 1 and len(asking[0].split()) >= 5 else text


def _rewritten(asked: str, history: Sequence[Turn]) -> tuple[str, frozenset[str]]:
    """Return a follow-up made whole from the turns before it, and its own stems; (asked, none) where it is whole."""
    users = [t for who, t in history if who == "user"]
    replies = [t for who, t in history if who == "assistant"]
    if not users:
        return asked, frozenset()
    last, reply = " ".join(users[-1].split()), " ".join(replies[-1].split()) if replies else ""
    short = len(asked.split()) <= 7 and not _PHRASE.search(asked[1:]) and not dates.times(asked)
    pronoun = _PRONOUN.search(asked)
    if not (_LEADS_ON.match(asked) or pronoun or short):
        return asked, frozenset()
    fresh = frozenset(stem(w) for w in words(asked) if w not in COMMON | wording.ASKING)
    if len(fresh) >= WHOLE_BY_ITSELF and not _PERSONAL.search(asked):
        return asked, frozenset()
    own_times, last_times = dates.times(asked), dates.times(last)
    person = _PERSONAL.search(asked)
    if person and (name := _NAME.search(reply) or _NAME.search(last)):
        when = " " + last[last_times[0].start : last_times[0].end] if last_times and not own_times else ""
        replaced = asked[: person.start()] + name[0] + asked[person.end() :]
        return replaced.rstrip("?. ") + (f" ({when.strip()})?" if when else "?"), fresh
    if own_times and last_times and len(fresh) <= 3:
        old, new = last_times[0], own_times[0]
        return last[: old.start] + asked[new.start : new.end] + last[old.end :], fresh
    new_phrase = _PHRASE.search(asked[1:]) if len(asked) > 1 else None
    if _LEADS_ON.match(asked) and new_phrase and len(asked.split()) <= 8:
        old_phrases = [
            m for m in _PHRASE.finditer(last) if m.start() and not dates.times(m[0]) and not _has_month(m[0])
        ]
        if old_phrases:
            old_phrase = max(old_phrases, key=lambda m: (len(m[0].split()), m.start()))
            return last[: old_phrase.start()] + new_phrase[0] + last[old_phrase.end() :], fresh
    if _LEADS_ON.match(asked) or pronoun:
        return f"{asked.rstrip('?. ')}? ({last})", fresh
    return asked, frozenset()


def _has_month(text: str) -> bool:
    return any(w.lower() in dates.MONTHS for w in text.split())
