"""From words to a Question: what kind of answer is wanted, over what time, about whom and what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from assistant import wording
from index.words import COMMON, stem, words
from ingest.grammar import dates, daylists
from ingest.grammar.sentences import sentences

#: A turn of the conversation: "user" or "assistant", and what was said.
Turn = tuple[str, str]


def _cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the kinds with their wordings, the weightiest first: outright, plain, then those that only hint."""
    order = [kind for kind, _ in wording.KINDS]
    tables = (wording.OUTRIGHT, dict(wording.KINDS), wording.HINTED)
    return tuple(
        (kind, re.compile("|".join(table[kind]), re.IGNORECASE | re.MULTILINE))
        for table in tables
        for kind in order
        if kind in table
    )


_KINDS = _cues()
#: Kinds that are answered by what papers say of a matter, so that one must be named.
_OF_A_MATTER = ("lookup", "figure", "table", "definition", "provenance")
_ASKING = frozenset(map(stem, wording.ASKING))
_COURTESY = re.compile(rf"\W*(?:(?:{wording.COURTESIES})\b\W*)+", re.IGNORECASE)
#: A short form in capitals may be spelt as a common word is: "IT".
_SHORT_FORM = re.compile(r"\b[A-Z]{2,}\b")
#: Kinds over which the naming of several meetings prevails.
_OF_ONE_MEETING = ("lookup", "figure", "date", "table")

_TITLED = r"(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor)\.?\s+"
_RANKED = r"(?:DI|Chief Inspector|Superintendent|Inspector)\s+"
_PERSONAL = re.compile(r"\b(?:he|she|him|her|his|they|them)\b", re.IGNORECASE)
#: A question with this many telling words of its own leans on nothing before it, whatever its "that" or "and".
WHOLE_BY_ITSELF = 4
#: A sentence of fewer words asks about what another said.
SHORT = 5
#: Turns before a follow-up's own question that are read where that question was a follow-up itself.
REMEMBERED = 20
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
#: What ends a noun with what belongs to it, roughly: a preposition, a verb that helps another, a question word.
_ENDS = (
    "for|in|at|on|about|from|by|with|under|over|during|to|and|or|did|does|do|was|were|is|are|has|have|had|will|would"
    "|can|could|who|what|when|where|why|how|which|that"
)
_ELLIPTIC = re.compile(
    r"^(?:(?:and|but|or|so|also|then)\b,?\s*)?(?:(?:what|how) about\s+|what of\s+)?(?P<one>the ones? )?"
    r"(?:(?P<before>for|in|at|on|about|of|from|by|with|under|over|during|to)\s+)?(?P<what>[^?.]{2,70})[?.]*$",
    re.IGNORECASE,
)
#: A follow-up with one of these is a sentence, and no part to put in another's place.
_FULL = re.compile(
    r"\b(?:did|does|do|was|were|is|are|has|have|had|will|would|can|could|should|who|what|when|where|why|how|which|it"
    r"|that|this|they|there)\b",
    re.IGNORECASE,
)
_ONE = re.compile(r"\s+ones?$", re.IGNORECASE)
_SUBJECT = re.compile(
    r"\b(?:did|does|do)\s+((?:[\w'’-]+\s+){0,5}?[\w'’-]+)\s+"
    r"(?:change|rise|fall|go|grow|increase|decrease|drop|cost|stand|compare|come|do|perform|move|develop|run|say)\b",
    re.IGNORECASE,
)
_OF_BOARD = re.compile(r"\b(?:Board|Council|Committee|Cabinet|Panel|Partnership)$")
_POSSESSED = re.compile(
    rf"^(?:and |but |so )?how (?:did|does|has|have|was|is) ((?:{_TITLED})?[A-Z][\w-]+(?:\s+[A-Z][\w-]+)*)['’]s?\s+"
    r"(?:fare|faring|go|gone|do|done|get on|end|end up|turn out)\b",
    re.IGNORECASE,
)
_OWNS = re.compile(r"['’]s?$")
#: What leads to the subject of a question and what ends it; what leads to a time within it.
_ON = re.compile(
    r"\b(?:about|regarding|concerning|(?:history|story) of"
    r"|on(?! (?:behalf|average|the agenda|which|what|whose|whom)\b))\s+",
    re.IGNORECASE,
)
_SUBJECT_ENDS = re.compile(
    r"[?.;,()]|\s(?:is|are|was|were|has|have|had|did|does|do|will|would|can|could|should|by)\b", re.IGNORECASE
)
_IT = re.compile(r"\bit\b(?! that)", re.IGNORECASE)
_ON_TIME = re.compile(
    r"\s*,?\b(?:in|on|at|of|for|during|since|from|until|before|after)\s+(?:the\s+)?"
    r"(?:(?:meeting|minutes)\s+(?:of|on|in)\s+(?:the\s+)?)?$",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"\bhow (?:many|much)\s+(?P<what>[\w'’-]+(?: (?!(?:did|do|does|was|were|is|are|has|have|had)\b)[\w'’-]+){0,4})",
    re.IGNORECASE,
)
_JOINS = re.compile(r"^(?:and|but|or|so|also|then)\b,?\s*", re.IGNORECASE)
_SAME = re.compile(
    r"\bthe same (?:charity|organi[sz]ation|company|firm|body|agency|team|service|department|group|place)\b",
    re.IGNORECASE,
)
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_SHIFT = re.compile(
    r"^(?:and |but |what about |how about )*(?:in )?(?:the (?:year (?:before|after)|(?:previous|following|next) year)"
    r"|(?P<count>a|one|two|three|four|five|\d) years? (?:later|earlier|before|after|on))\W*$",
    re.IGNORECASE,
)
_RISE = re.compile(r"\b(?:rise|rose|risen|increas\w*|gr[eo]w\w*|up|higher|jump\w*|climb\w*)\b", re.IGNORECASE)
_FALL = re.compile(r"\b(?:fall|fell|fallen|decreas\w*|declin\w*|drop\w*|reduc\w*|down|lower|decline)\b", re.IGNORECASE)
_WORST = re.compile(r"\b(?:worst|highest|most)\b", re.IGNORECASE)
_BEST = re.compile(r"\b(?:best|lowest|least|safest|fewest)\b", re.IGNORECASE)


_COSTS = re.compile(
    r"\bhow much (?:money|funding)\b|(?<!\bby )\bhow much did .* (?:cost|bring|raise|receive|spend)\b"
    r"|\b(?:cost|costs|price|priced|budget|spent|spend|funding|grant|worth|charged?|charges|paid|fees?|salary"
    r"|salaries|wages?|bill|rent|fine|turnover|earn\w*|money|owed?|owes)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(r"\b(?:what|which) (?:percentage|per cent|percent|share|proportion|fraction)\b", re.IGNORECASE)
_SUM = re.compile(
    r"\bhow (?:much|many (?:pounds|dollars|euros?|pence|cents|thousands?|millions?))\b"
    r"|\bwhat\b(?:(?!\b(?:figures?|numbers?|table|about|said)\b).)*\b(?:cost|sum|amount|total|grant|budget|fees?|salary|salaries|wages?|bill|rent|turnover)\b",
    re.IGNORECASE,
)
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
    r"\b(?:meetings?|minutes|sitting|hearing)\s*(?:held\s+)?(?:of|on|in|from|for)?\s*(?:the\s+)?$", re.IGNORECASE
)
_AHEAD = re.compile(r"\b(?:for|to|until|till) (?:the )?$", re.IGNORECASE)
_PLANS = re.compile(
    r"\b(?:plan\w*|propos\w*|put forward|put off|push\w*|mov\w*|schedul\w*|suggest\w*|deferr?\w*|postpon\w*|down|due"
    r"|items?|topics?)\b",
    re.IGNORECASE,
)
_MEETING_OF = re.compile(r"\s*(?:board\s+)?(?:meeting|minutes|sitting|hearing)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood.

    asked: as typed; text: made whole from the conversation. cue: the words that told its kind. terms: the stems that
    tell its topic, in order; fresh: those of a follow-up's own words; aside: those that only lead up to what is asked.
    day: the day that it is asked on, where that is known.
    times: the stretches of time it names. names: the people it names. board: the stems by which it names the board.
    """

    text: str
    asked: str
    kind: str
    times: tuple[dates.Written, ...] = ()
    terms: tuple[str, ...] = ()
    fresh: frozenset[str] = field(default_factory=frozenset)
    names: tuple[str, ...] = ()
    aside: frozenset[str] = frozenset()
    board: frozenset[str] = frozenset()
    cue: str = ""
    day: date | None = None

    def has(self, pattern: str) -> bool:
        """True where the question is worded so, whatever its case."""
        return _worded(pattern, self.text)

    @property
    def wants_money(self) -> bool:
        """True where only a sum of money answers: a row that is asked for may hold figures of any sort."""
        return (
            self.kind != "table"
            and _says(_COSTS, self.text)
            and _says(_SUM, self.text)
            and not _says(_SHARE, self.text)
        )

    @property
    def wants_number(self) -> bool:
        """True where only a figure answers."""
        return self.kind == "figure" and _says(_COUNT, self.text)

    @property
    def wants_numbers(self) -> bool:
        """True where figures are asked for, whatever the kind."""
        return _says(_NUMBERS, self.text)

    @property
    def wants_rank(self) -> bool:
        """True where a place in an order is asked for."""
        return _says(_PLACE_IN_ORDER, self.text)

    @property
    def wants_date(self) -> bool:
        return self.kind == "date"

    @property
    def wants(self) -> tuple[str, ...]:
        """What only will do as an answer, in words; and a direction or a rank that it asks for or takes for granted."""
        wishes = (
            ("money", self.wants_money),
            ("a figure", self.wants_number),
            ("figures", self.wants_numbers),
            ("a rank", self.wants_rank),
            ("a date", self.wants_date),
            (f"a {self.direction}, taken for granted", self.presumes and self.direction),
            (f"the {self.extreme}", self.extreme),
        )
        return tuple(name for name, wished in wishes if wished)

    @property
    def direction(self) -> str | None:
        """ "rise" or "fall" where the question takes one of them for granted."""
        up, down = _says(_RISE, self.text), _says(_FALL, self.text)
        return None if up == down else "rise" if up else "fall"

    @property
    def extreme(self) -> str | None:
        """ "worst" or "best" where the question takes a rank for granted or asks for one."""
        up, down = _says(_WORST, self.text), _says(_BEST, self.text)
        return None if up == down else "worst" if up else "best"

    @property
    def presumes(self) -> bool:
        """True for a question that takes something as given: "why did …", "what explained …"."""
        return bool(_PRESUMES.match(self.text.strip()))

    @property
    def names_nothing(self) -> bool:
        """True where nothing tells what to look for: a courtesy, signs, a time alone, words that any question has."""
        if _COURTESY.fullmatch(self.text):
            return True
        if self.kind == "provenance" and self.times:
            return False  # a paper is named by its meeting's time
        cue = frozenset(stem(w) for w in words(self.cue)) if self.kind == "provenance" else frozenset()
        terms = set(self.terms) - cue
        if self.kind == "lookup" and not self.times and len(terms) == 1 and terms <= _ASKING:
            terms = set()  # "explain", "what was discussed?": one word that any question may have
        short = not self.text.isupper() and _SHORT_FORM.search(self.text)
        return self.kind in _OF_A_MATTER and not (terms or self.names or self.board or short)

    def about_meeting(self, written: dates.Written) -> bool:
        """True where a date in the question is that of a meeting: "the meeting of …", "the … minutes"."""
        before = self.text[max(0, written.start - 40) : written.start]
        if self.kind != "attendance" and _AHEAD.search(before) and _PLANS.search(self.text):
            return False  # what is planned for a meeting stands in the papers before it
        return bool(_OF_MEETING.search(before) or _MEETING_OF.match(self.text[written.end : written.end + 16]))


@lru_cache(maxsize=4096)
def _says(pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.search(text))


@lru_cache(maxsize=4096)
def _worded(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE))


def kind_of(text: str) -> str:
    """Return the kind of answer a question asks for: that of its weightiest wording; else a lookup."""
    return _told(text)[0]


def _told(text: str) -> tuple[str, str]:
    """Return the kind of answer a question asks for, and the words that tell it. Each sentence begins a line."""
    text = "\n".join(text[a:b].strip() for a, b in sentences(text))
    return next(((kind, m[0]) for kind, pattern in _KINDS if (m := pattern.search(text))), ("lookup", ""))


def understand(text: str, history: Sequence[Turn] = ()) -> Question:
    """Return a question understood, a follow-up rewritten from the conversation first."""
    asked = " ".join(text.split())
    full, fresh = _rewritten(asked, history) if history else (asked, frozenset[str]())
    full = full[:WHOLE]
    kind, cue = _told(asked) if fresh else ("lookup", "")
    kind, cue = (kind, cue) if kind != "lookup" else _told(full)
    times = tuple(t for t in daylists.times(full) if t.grain != "year" or not _inside_years(full, t))
    if kind in _OF_ONE_MEETING and (several := _several_meetings(full, times)):
        kind, cue = "multi-meeting", several
    return of_topic(Question(full, asked, kind, times, (), fresh, tuple(m[0] for m in _NAME.finditer(full)), cue=cue))


def of_topic(question: Question) -> Question:
    """Return a question with the stems that tell its topic, by its times and its board."""
    told, aside = _asked_sentence(_without(question.text, question.times))
    terms = topic(told, question.kind)
    lead = tuple(t for t in topic(aside, question.kind) if t not in terms)
    if not terms and not question.board and question.kind in ("lookup", "figure", "date", "table", "definition"):
        terms = topic(told, question.kind, without=COMMON | wording.EMPTY)
    terms = tuple(t for t in terms if t not in question.board)
    lead = tuple(t for t in lead if t not in question.board)
    return replace(question, terms=(*terms, *lead), aside=frozenset(lead) if terms else frozenset())


def _several_meetings(text: str, times: Sequence[dates.Written]) -> str:
    """Return the words by which a question asks of several meetings, where it names them by their times; else ""."""
    spoken = [text[t.start : t.end] for t in times if t.grain not in ("year", "years")]
    plural = _PLURAL.search(text)
    return ", ".join(spoken) if len(spoken) > 2 or (len(spoken) == 2 and plural) else ""


def _inside_years(text: str, written: dates.Written) -> bool:
    return any(m.start() <= written.start < m.end() for m in _SCHEME_YEARS.finditer(text)) and written.grain == "year"


#: "the 12 months before", "late" before a year, "which two": time and count, not topic.
_STRETCH = re.compile(
    r"\b(?:early|late|mid|(?:the )?(?:end|start|beginning|middle|autumn|spring|summer|winter) of)\b(?=\s{2,})"
    r"|\b(?:\d+|twelve|six|three)\s+(?:months?|weeks?|days?)\b"
    r"|(?<=\bwhich )(?:two|three|four|five)\b|\bput (?:it |this |that )?down to\b|\bgoing by\b|\bso far\b"
    r"|\bsign(?:ed|s)? (?:it )?off\b"
    r"|\b(?:to|by|told|did|do|had|have) (?:the )?(?:members|councillors)\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"\b(?:meetings|sittings|sessions|summaries|reports|updates|packs)\b", re.IGNORECASE)
#: A sentence with this word asks about what another sentence said.
_LEANS = re.compile(
    r"\b(?:he|she|they|him|her|them|it|that|this|those|these|there|ones?|both)\b(?! (?:of|in) )"
    r"|^who (?:did|does|was|is|has|had|would)\?",
    re.IGNORECASE,
)


def topic(text: str, kind: str, *, without: frozenset[str] | None = None) -> tuple[str, ...]:
    """Return the stems that tell what a text without its dates is about: no common, asking or steering words.

    without: the words to leave out, where these are not they.
    """
    plain = _STRETCH.sub(" ", text)
    steering = wording.STEERING.get(kind, frozenset())
    left_out = COMMON | wording.ASKING | wording.DIRECTIONS | steering if without is None else without
    return tuple(dict.fromkeys(stem(w) for w in words(plain) if w not in left_out and len(w) > 1))


def _without(text: str, times: Sequence[dates.Written]) -> str:
    """Return a text with its dates blanked."""
    out = list(text)
    for written in times:
        out[written.start : written.end] = " " * (written.end - written.start)
    return "".join(out)


def _asked_sentence(text: str) -> tuple[str, str]:
    """Return the sentences that ask, and those before them where they lean on these; else ""."""
    parts = [text[a:b] for a, b in sentences(text)]
    asking = [n for n, p in enumerate(parts) if p.rstrip(" )\"'”’").endswith("?")]
    if not asking or len(asking) == len(parts):
        return text, ""
    told = " ".join(parts[n] for n in asking)
    leans = _LEANS.search(told) or len(told.split()) < SHORT
    return told, " ".join(parts[: asking[0]]) if leans else ""


def _rewritten(asked: str, history: Sequence[Turn]) -> tuple[str, frozenset[str]]:
    """Return a follow-up made whole from the turns before it, and its own stems; (asked, none) where it is whole."""
    asking = (n for n, (who, said) in enumerate(history) if who == "user" and not _COURTESY.fullmatch(said))
    at = max(asking, default=-1)
    if at < 0 or _COURTESY.fullmatch(asked):
        return asked, frozenset()
    said, earlier = " ".join(history[at][1].split()), history[max(0, at - REMEMBERED) : at]
    last = _rewritten(said, earlier)[0] if earlier else said
    replies = [t for who, t in history if who == "assistant"]
    reply = " ".join(replies[-1].split()) if replies else ""
    fresh = frozenset(stem(w) for w in words(asked) if w not in COMMON | wording.ASKING)
    if possessed := _POSSESSED.match(asked):
        names = [m for m in _NAME.finditer(last) if m.start() and not _has_month(m[0])]
        if names:
            old_name = min(names, key=lambda m: bool(re.match(_TITLED, m[0])) != bool(re.match(_TITLED, possessed[1])))
            tail = _OWNS.search(old_name[0])
            return last[: old_name.start()] + possessed[1] + (tail[0] if tail else "") + last[old_name.end() :], fresh
    pronoun = _PRONOUN.search(asked)
    own_times, last_times = daylists.times(asked), daylists.times(last)
    short = len(asked.split()) <= 7 and not _PHRASE.search(asked[1:]) and not own_times
    without = _without(asked, own_times)
    only_time = bool(own_times) and all(w in COMMON for w in words(without))
    if not (_LEADS_ON.match(asked) or pronoun or short or only_time):
        return asked, frozenset()
    person = _PERSONAL.search(asked)
    named = [m for said in (reply, last) for m in _NAME.finditer(said) if not _OF_BOARD.search(m[0])]
    if person and named:
        name = named[0]
        when = " " + last[last_times[0].start : last_times[0].end] if last_times and not own_times else ""
        replaced = _same(asked[: person.start()] + name[0] + asked[person.end() :], reply, name[0])
        return replaced.rstrip("?. ") + (f" ({when.strip()})?" if when else "?"), fresh
    if last_times and (shift := _SHIFT.match(asked)):
        return _shifted(last, last_times[0], shift), fresh
    if own_times and last_times and len(fresh) <= 3:
        return _retimed(last, last_times[0], asked, own_times[0]), fresh
    if own_times and not last_times and not topic(without, "lookup"):
        when = asked[own_times[0].start : own_times[0].end]
        lead = "on" if own_times[0].grain == "day" else "in"
        return f"{_core(last).rstrip('?. ')} {lead} {when}?", fresh
    parts = _ELLIPTIC.match(asked)
    if parts and not _FULL.search(parts["what"]):
        put = _in_its_place(parts, last) or (_of_another(parts["what"], last) if _LEADS_ON.match(asked) else "")
        if put:
            return put, fresh
    if len(fresh) >= WHOLE_BY_ITSELF and not person:
        return asked, frozenset()
    if _LEADS_ON.match(asked) or pronoun:
        return _led_on(asked, last), fresh
    return asked, frozenset()


def _core(last: str) -> str:
    """Return the question before without a follow-up's own words that it was made whole from."""
    within = re.search(r"\? \((?P<whole>.+)\)$", last)
    return within["whole"] if within else last


def _subject_of(text: str) -> tuple[int, int, str] | None:
    """Return where a question's subject stands, and what leads to it: "on Prevent", "about the lamp"; else None."""
    times = daylists.times(text)
    for lead in _ON.finditer(text):
        start = lead.end()
        clause = _SUBJECT_ENDS.split(text[start:])[0]
        stop = min([start + len(clause), *(t.start for t in times if t.end > start)])
        told = _ON_TIME.sub("", text[start:stop]).rstrip()
        if told:
            return start, start + len(told), lead[0]
    return None


def _of_another(what: str, last: str) -> str:
    """Return the question before with another subject, its kind and time kept; "" where it tells no subject."""
    what, whole = _ONE.sub("", what).strip(), _core(last)
    if subject := _subject_of(whole):
        return whole[: subject[0]] + what + whole[subject[1] :]
    counted = _HOW_MANY.search(whole)
    return whole[: counted.start("what")] + what + whole[counted.end("what") :] if counted else ""


def _led_on(asked: str, last: str) -> str:
    """Return a follow-up with the subject and the time of the question before; with all of that where it tells none."""
    whole = _core(last)
    subject = _subject_of(whole)
    if subject is None or (_ON.search(asked) and not _IT.search(asked)):
        return f"{asked.rstrip('?. ')}? ({whole})"
    start, end, lead = subject
    own, told = _JOINS.sub("", asked).rstrip("?. "), whole[start:end]
    times = () if daylists.times(asked) else daylists.times(whole)
    said = _IT.sub(lambda _: told, own, count=1) if _IT.search(own) else f"{own} {lead}{told}"
    return f"{said}{_spoken_time(whole, times[0]) if times else ''}?"


def _spoken_time(text: str, written: dates.Written) -> str:
    """Return a time as a question gives it, with what leads to it; a day that is no meeting's stands aside."""
    lead = _ON_TIME.search(text[: written.start])
    said = text[written.start : written.end]
    if written.grain == "day" and not (lead and "meeting" in lead[0]):
        return f" ({said})"
    return f"{lead[0].rstrip()} {said}" if lead else f" in {said}"


def _retimed(last: str, old: dates.Written, asked: str, new: dates.Written) -> str:
    """Return the question before with a follow-up's time in the place of its own."""
    before, own = _ON_TIME.search(last[: old.start]), _ON_TIME.search(asked[: new.start])
    if before and own and "meeting" not in before[0]:
        return f"{last[: before.start()]} {own[0].strip()} {asked[new.start : new.end]}{last[old.end :]}"
    return last[: old.start] + asked[new.start : new.end] + last[old.end :]


def _in_its_place(parts: re.Match[str], last: str) -> str:
    """Return the question before with what a follow-up names in the place of its like; "" where that has none.

    Its like stands after the same preposition, or is the longest name; what an "in" or a "the" leads may be a name too.
    """
    what = _ONE.sub("", parts["what"]).strip()
    taken = daylists.times(last)

    def free(match: re.Match[str]) -> bool:
        return all(match.end() <= t.start or match.start() >= t.end for t in taken) and not _has_month(match[0])

    if parts["one"] is None and parts["before"]:
        after = re.compile(rf"\b{parts['before']}\s+(?P<what>(?:(?!(?:{_ENDS})\b)[\w'’&£%-]+\s*)+)", re.IGNORECASE)
        places = [m for m in after.finditer(last) if all(m.end("what") <= t.start or m.start() >= t.end for t in taken)]
        if places:
            start, end = places[-1].span("what")
            return f"{last[:start]}{what}{last[end - (last[end - 1 : end] == ' ') :]}"
    named = parts["one"] or any(w[0].isupper() for w in what.split())
    phrases = [m for m in _PHRASE.finditer(last) if m.start() and free(m)]
    phrases = [m for m in phrases if not _OF_BOARD.search(m[0])] or phrases
    if " " not in what and not re.match(_TITLED, what):
        phrases = [m for m in phrases if not re.match(_TITLED, m[0])]  # one word is nobody's name
    if named and phrases:
        old = max(phrases, key=lambda m: (len(m[0].split()), m.start()))
        return last[: old.start()] + re.sub(r"^the ", "", what, flags=re.IGNORECASE) + last[old.end() :]
    subject = _SUBJECT.search(last)
    if subject and re.match(_TITLED, subject[1]) and _subject_of(last) and not re.match(_TITLED, what):
        return ""  # somebody said it of the subject, which is what another stands for
    if subject and parts["one"] is None:
        return last[: subject.start(1)] + what + last[subject.end(1) :]
    return ""


def _same(text: str, reply: str, name: str) -> str:
    """Return a follow-up with "the same charity" read as the last name in the reply that is not the person's."""
    others = [m[0] for m in _PHRASE.finditer(reply) if m[0] not in name and name not in m[0] and not _has_month(m[0])]
    return _SAME.sub(lambda _: others[-1], text) if others else text


def _shifted(last: str, old: dates.Written, shift: re.Match[str]) -> str:
    """Return the question before with its time so many years on or back."""
    count = _COUNTS.get((shift["count"] or "one").lower(), 0) or int(shift["count"])
    year = old.first.year + (-count if re.search(r"before|earlier|previous", shift[0], re.IGNORECASE) else count)
    spoken = last[old.start : old.end].replace(str(old.first.year), str(year))
    return last[: old.start] + spoken + last[old.end :]


def _has_month(text: str) -> bool:
    return any(w.lower() in dates.MONTHS for w in text.split())
