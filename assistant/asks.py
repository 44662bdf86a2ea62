"""The things that one question asks: each clause with a question word of its own, and the sort of answer it wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.grammar import dates, numbering

_WORD = r"(?:who|whom|whose|what|where|when|why|how|which)\b"
_BEFORE = r"(?:(?:at|by|for|from|in|of|on|to|under|until|till|with|about|through)\s+)?"
#: Where another thing is asked: "…, and how long …?", "…; by when …?", "…? And who …?"
_NEXT = re.compile(
    rf"(?:\s*[,;?]|\s+[-–—])\s*(?:(?:and|but|or)\s+(?:also\s+)?)?(?={_BEFORE}{_WORD})"
    rf"|\s+(?:and|or)\s+(?={_BEFORE}{_WORD})"
    r"|(?<=\?)\s+(?=and\b)|\?\s*(?=and\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"\b{_WORD}", re.IGNORECASE)
#: The first of these that an ask is worded by is the sort of answer that it wants.
_SORTS = tuple(
    (sort, re.compile(pattern, re.IGNORECASE))
    for sort, pattern in (
        ("frequency", r"\bhow (?:often|frequently|regularly)\b"),
        (
            "money",
            r"\bhow much (?:money|funding|cash|grant|did .*\b(?:cost|pay|spend|raise|give))\b"
            r"|\bwhat\b.*\b(?:costs?|price|fees?|budget|salary|sums?)\b"
            r"|\bhow much\b.*\b(?:costs?|paid|pay|spent|price)\b",
        ),
        (
            "figure",
            r"\bhow (?:many|much|large|big|high|old|long|far|tall|fast)\b"
            r"|\b(?:what|which) (?:percentage|per cent|share|proportion|number|rate|size|total|volume|amount|score)\b",
        ),
        (
            "date",
            r"\bwhen\b|\bhow soon\b|\b(?:what|which) (?:date|day|month|year|time|weekday|deadline)\b",
        ),
        ("reason", r"\bwhy\b|\bhow come\b|\bwhat (?:was the |is the |were the )?(?:reasons?|grounds)\b"),
        (
            "place",
            r"\bwhere\b|\b(?:what|which) (?:town|city|place|venue|building|street|road|location|library|country)\b",
        ),
        (
            "organisation",
            r"\b(?:what|which) (?:firm|company|contractor|supplier|charity|organi[sz]ation|agency|funder|body|bodies"
            r"|partner|provider|consultancy|consultants?)\b",
        ),
        ("person", r"\bwho(?:m|se)?\b"),
    )
)
_CAPITAL = (
    r"(?<=[\w,;:)] )(?:[\"“‘(]|\*\*)?[A-Z][\w'’&.-]+|\b[A-Z]{2,}\b|^(?:\W*[A-Z][\w'’-]+){2}|\w\.(?:com|org|net|nl|uk)\b"
)
_NUMBER = (
    r"(?<![A-Za-z\d])\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty"
    r"|fifty|hundred|thousand|half|third|quarter|none|double|twice)\b"
)
_MONTHS = "|".join(m for m in dates.MONTHS if m != "may")
_HOLDS = {
    "frequency": re.compile(
        r"\b(?:(?:bi-?|fort)?(?:weekly|monthly|nightly|annual|annually|yearly|quarterly)|daily|hourly|termly|regularly"
        r"|every (?:other |second |third |\w+ )?(?:day|week|month|quarter|year|term)s?"
        r"|(?:once|twice|times) (?:a|per|each)"
        r"|(?:each|per) (?:day|week|month|quarter|year|term))\b",
        re.IGNORECASE,
    ),
    "money": re.compile(r"[£€$]\s?\d|\b\d[\d,.]*\s*(?:pounds|euros?|dollars|usd|gbp|eur|million|k|m)\b", re.IGNORECASE),
    "figure": re.compile(_NUMBER, re.IGNORECASE),
    "date": re.compile(
        rf"\b(?:{_MONTHS}|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:19|20)\d\d|today|tomorrow|yesterday|(?-i:May)"
        r"|(?:next|last|following|this|end of) (?:week|month|year|quarter|spring|summer|autumn|winter|meeting)"
        r"|spring|summer|autumn|winter)\b|\b\d{1,2}[:.]\d\d\b",
        re.IGNORECASE,
    ),
    "reason": re.compile(
        r"\b(?:because|due to|owing to|in order|so that|so as|as (?:a result|it|they|this|there|he|she|the|of)|since"
        r"|following|reasons?|therefore|to (?:avoid|allow|ensure|enable|prevent|help|give|make|reduce|protect|improve)"
        r"|not (?:a |an )?(?:problem|issue)|concerns?|given)\b",
        re.IGNORECASE,
    ),
    "place": re.compile(
        rf"\b(?:at|in|near|outside|to|from|on)\s+(?:the\s+|an?\s+)?(?!(?:{_MONTHS.title()}|May)\b)[A-Z][\w'’]+"
        rf"|\b[A-Z]\w+, [A-Z]|\b(?:online|virtually|remotely|offices?|rooms?|library|hall|schools?|stations?)\b"
    ),
    "organisation": re.compile(_CAPITAL),
    "person": re.compile(
        rf"{_CAPITAL}|(?i:\b(?:officers?|managers?|directors?|chair\w*|heads?|leads?|teams?|coordinators?|police|council"
        r"|members?|partners?|services?|companies|agency|agencies|committee|board)\b)"
    ),
}
#: Sorts that few sentences hold: one without them hardly answers.
RARE = ("frequency", "money", "figure", "date", "reason")
#: What a sentence gains where it holds the sort of answer that is wanted first, and loses where it does not.
FITS = 0.05
#: What a sentence loses that only tells that something was asked, or that a report was introduced.
HOLLOW = 0.12
_HOLLOW_VERBS = re.compile(
    r"\b(?:(?:ask|enquir|inquir|queri|wonder|introduc|present|provid|deliver|submitt|tabl|outlin)ed|gave|went|talked|ran)\b",
    re.IGNORECASE,
)
_REPORTED_QUESTION = re.compile(
    r"^[^,;:]{0,80}\b(?:asked|enquired|inquired|queried|wondered)\s+(?:\w+\s+){0,3}?"
    r"(?:why|whether|if|how|what|who|which|where|when|about)\b",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"\b(?:introduced|presented|gave|provided|delivered|went through|talked through|ran through|submitted|tabled"
    r"|outlined)\s+"
    r"(?:\w+\s+){0,3}?(?:the|an?|his|her|their|this)\s+(?:[^\s,;:]+\s+){0,9}?"
    r"(?:reports?|updates?|presentations?|papers?|items?|overview|summary|slides|final)\b[^,;:]{0,70}$",
    re.IGNORECASE,
)
#: "the report that set out …" says only what the report is of.
_DESCRIBES = re.compile(
    r"\b(?:that|which)\s+(?:set|sets|outlin\w+|detail\w+|summari[sz]\w+|provid\w+|describ\w+|contain\w+|cover\w+)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(r"\b(?:that|which|showing|noting|stating|explaining|saying|because)\b", re.IGNORECASE)
#: A field of a paper, which names somebody or something and says nothing of it.
_FIELD = re.compile(
    r"^\W*(?:subject|from|to|title|re|cc|date|by|author|report (?:name|title|of|author)|classification"
    r"|(?:past|future) pathway[\w ]*|electoral divisions?)\s*:",
    re.IGNORECASE,
)
_OF_ASKING = re.compile(
    r"\b(?:ask\w*|quer\w+|questions?|questioned|enquir\w*|wonder\w*|concern\w*|present\w*|introduc\w*|gave|gives?|talk\w*"
    r"|brought|bring\w*|raised?|showed|shown?|deliver\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a question asks, in its own words, and the sort of answer that it wants; "" for any."""

    text: str
    sort: str

    def held(self, said: str) -> bool:
        """True where a sentence holds the sort of answer that is wanted, or any will do."""
        return not self.sort or _holds(self.sort, said)


@lru_cache(maxsize=256)
def asks(text: str) -> tuple[Ask, ...]:
    """Return the things that a question asks, in order; the whole of it where it asks one."""
    parts: list[str] = []
    at = 0
    for cut in _NEXT.finditer(text):
        if _ASKS.search(text[at : cut.start()]):
            parts.append(text[at : cut.start()].strip())
            at = cut.end()
    rest = text[at:].strip()
    if rest:
        parts.append(rest)
    return tuple(Ask(p, _sort(p)) for p in parts)


def _sort(text: str) -> str:
    return next((sort for sort, pattern in _SORTS if pattern.search(text)), "")


@lru_cache(maxsize=60_000)
def is_hollow(said: str) -> bool:
    """True for a sentence that only tells that a question was asked or a report introduced, and not what was said."""
    if not _HOLLOW_VERBS.search(said):
        return False
    if _REPORTED_QUESTION.search(said):
        return True
    before, _, after = _DESCRIBES.sub("\n", said, count=1).partition("\n")
    plain = said if re.search(r"[,;:]", after) or _TELLS.search(after) else before
    return bool(_INTRODUCES.search(plain.rstrip(" .")) and not _TELLS.search(plain))


def is_field(said: str) -> bool:
    """True for a field at the head of a paper: "Subject: …", "From: …"."""
    return bool(_FIELD.match(said))


@lru_cache(maxsize=256)
def _wanted_first(text: str) -> tuple[Ask | None, bool]:
    """Return what a question asks first, where that is of some sort; and whether it is about asking or presenting."""
    first = next(iter(asks(text)), None)
    return first if first and first.sort else None, bool(_OF_ASKING.search(text))


@lru_cache(maxsize=60_000)
def _holds(sort: str, said: str) -> bool:
    return bool(_HOLDS[sort].search(numbering.unnumbered(said)))


def fit(text: str, said: str) -> float:
    """Return what a sentence gains or loses by the sort of answer that a question wants first, and by its emptiness."""
    first, of_asking = _wanted_first(text)
    value = 0.0
    if first:
        value += FITS if first.held(said) else -FITS
    if not of_asking and is_hollow(said):
        value -= HOLLOW
    return value
