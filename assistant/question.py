"""From words to a Question: what kind of answer is wanted, over what time, about whom and what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from index.words import COMMON, stem, words
from ingest.grammar import dates
from ingest.grammar.sentences import sentences

#: A turn of the conversation: "user" or "assistant", and what was said.
Turn = tuple[str, str]

#: The wordings of each kind of question, the kinds in the order in which they are tried.
_WORDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "provenance",
        (
            r"\bwhich (?:paragraph|paper|document|source|section)s?\b.*\b(?:cite|quote|says?|source)\b",
            r"\bwhere (?:can|do|could|would|are|is|should) (?:i|we|one|the)\b.*\b(?:find|minutes|record|text|look)\b",
            r"\bofficial (?:minutes|record)\b",
            r"\bwhose (?:account|words|record)\b",
            r"\b(?:have|has|were|are|was) (?:the |those |these )?minutes\b.*\bapproved\b",
            r"\bwho (?:wrote|made|compiled|drafted)\b",
            r"\bhow reliable\b",
            r"\bwhat(?:'s| is) the source\b",
            r"\bshould i cite\b",
            r"\bwhat should i (?:cite|quote)\b",
        ),
    ),
    (
        "unresolved",
        (
            r"\bunresolved\b",
            r"\boutstanding\b",
            r"\bstill (?:open|to be done|due|awaited|waiting|pending)\b",
            r"\bever (?:sent|done|completed|delivered|provided|circulated|happen|reported|brought|carried|written|come|get|given|answered|share|send)\w*\b",
            r"\bcome back on\b",
            r"\b(?:anything|what) (?:has |have )?(?:come|happened|became|become)\b.*\b(?:back|of|to|since)\b",
            r"\bnever\b.*\b(?:completed?|done|shown|delivered|closed|finished|reported)\b",
            r"\bnot (?:been )?(?:completed|closed|done|delivered|resolved)\b",
            r"\bfollow(?:ed)?[- ]up on\b",
            r"\bopen actions?\b",
            r"\bany (?:sign|evidence|trace|record) (?:that|of)\b",
        ),
    ),
    (
        "multi-meeting",
        (
            r"\btrace\b",
            r"\bhistory of\b",
            r"\bover the (?:years|meetings)\b",
            r"\bover time\b",
            r"\b(?:at|in) which meetings?\b",
            r"\bwhich meetings (?:discussed|dealt|considered|heard)\b",
            r"\bevery meeting\b",
            r"\bacross (?:the |all )?(?:meetings|papers|years)\b",
            r"\b(?:each|all) (?:of the )?meetings?\b",
            r"\bhow did\b.*\b(?:move on|develop|progress|evolve)\b",
            r"\bfrom (?:\w+ )?(?:19|20)\d\d\b.*\bto (?:\w+ )?(?:19|20)\d\d\b",
            r"\btimeline\b",
            r"\bwho chaired\b.*\b(?:and|,)\b.*\d{4}",
        ),
    ),
    (
        "comparison",
        (
            r"\bcompare[ds]?\b(?! to a | with a )",
            r"\bcomparison\b(?! rank)",
            r"\bdiffer(?:ent|s|ence)?\b",
            r"\bagree on\b",
            r"\bversus\b",
            r"\bvs\b",
            r"\bhow (?:has|have|had|did|does|do)\b.*\bchang\w*\b.*\b(?:between|from|since)\b",
            r"\bmatch(?:es)?\b.*\band\b",
            r"\bsame (?:figure|number)\b",
            r"\bconsistent\b",
        ),
    ),
    (
        "attendance",
        (
            r"\battend(?:ed|ance|ing|ees?|s)?\b",
            r"\bapolog\w+\b",
            r"\bwho (?:was|were|is|came|sat)\b.*\b(?:present|there|absent|in the chair)\b",
            r"\bpresent\b(?! (?:a|the) )",
            r"\brepresented\b",
            r"\bwho (?:chaired|presided|represented|came|stood in|substituted|deputised)\b",
            r"\bin the chair\b",
            r"\bchaired the\b",
            r"\b(?:any(?:body|one)|someone|somebody|who) (?:come|came|there|present|attend\w*)?\s*(?:from|for|on behalf of)\b",
            r"\brepresent(?:ed|atives?|ing)?\b.*\bmeeting\b",
            r"\babsent\b",
            r"\bwas \w+(?: \w+){0,3} (?:at|present)\b.*\bmeeting\b",
            r"\bwho (?:was|is) the (?:chair|chairman|chairwoman|chairperson)\b",
        ),
    ),
    (
        "action",
        (
            r"\bactions?\b(?! plan| points? plan)",
            r"\basked to\b",
            r"\btasked\b",
            r"\bpromise[ds]?\b",
            r"\bundert(?:ook|ake)\b",
            r"\bwho (?:was|were|is|had|said|would|will|agreed|offered|has)\b.*\b(?:meant|supposed|to (?:send|provide|bring|circulate|pass|share|report|write|hand|look|contact|forward|speak|prepare|arrange|give|invite|do)|hand in|follow up|would|volunteered)\b",
            r"\bagreed to (?:send|provide|bring|circulate|share|report|write|look|contact|forward|speak|do)\b",
            r"\bsupposed to\b",
            r"\bto-?do\b",
            r"\bcommit(?:ted|ment)\b",
            r"\basked\b.*\bto (?:bring|provide|send|do|report|share|look)\b",
        ),
    ),
    (
        "decision",
        (
            r"\bdeci(?:de[ds]?|sions?|ding)\b",
            r"\bresol(?:ve[ds]?|utions?)\b",
            r"\bapprov(?:e[ds]?|al)\b",
            r"\bthe board (?:formally )?(?:agree[ds]?|endorse[ds]?|note[ds]?|adopt(?:ed)?|accept(?:ed)?|sign(?:ed)?)\b",
            r"\bwhat (?:was|were|did)\b.*\bagree[ds]?\b",
            r"\bagreed (?:about|on|by the board)\b",
            r"\bdid the (?:board|committee|meeting|members)\b.*\b(?:agree|decide|resolve|approve|vote)\b",
            r"\bvoted?\b",
        ),
    ),
    (
        "definition",
        (
            r"\bstand(?:s)? for\b",
            r"""\bwhat (?:is|are|was|were) (?:meant by|an?|the)? ?[\"'‘“]?[A-Z][\w-]*[\"'’”]?\??$""",
            r"\bexplain what\b",
            r"\bwhat does .* mean\b",
            r"\bmeaning of\b",
            r"\bdefin(?:e|ed|ition)\b",
            r"""\bwhat(?:'s| is) (?:an? )?[\"'‘“]?[A-Z][\w-]*[\"'’”]?(?: [A-Z][\w-]*){0,4},? ?(?:and .*|please)?\??$""",
        ),
    ),
    (
        "table",
        (
            r"\btable\b",
            r"\bdashboard\b",
            r"\bcolumn\b",
            r"\brow\b",
            r"\bward (?:topped|had)\b",
            r"\bschedule\b",
            r"\blead officers?\b",
            r"\bforward plan\b",
        ),
    ),
    (
        "figure",
        (
            r"\bhow (?:many|much|large|big|high|old)\b",
            r"\bwhat (?:percentage|per cent|share|proportion|number|figures?|rate|total|volume|amount|sum|fraction|rank)\b",
            r"\b(?:percentage|proportion|number of|rate of|total)\b",
            r"\bby how\b",
        ),
    ),
    (
        "date",
        (
            r"^(?:and )?when\b",
            r"^where (?:was|is|were|will|did)\b.*\bmeet\w*\b",
            r"\bwhen (?:is|was|were|did|does|will|are|had|do)\b",
            r"\bwhat (?:date|day|time|month|year)\b",
            r"\bby when\b",
            r"\bdate of\b",
            r"\bhow long\b",
            r"\bsince when\b",
        ),
    ),
)
_KINDS = tuple((kind, re.compile("|".join(ways), re.IGNORECASE)) for kind, ways in _WORDINGS)

#: Wording of a question that says nothing of its topic, beyond common words.
ASKING = frozenset(
    """tell give list show say says said find record records recorded recording according paper papers report reported
    reports minutes minute meeting meetings met board board's committee item agenda pack happen happened happens discuss
    discussed discussion come came mention mentioned state stated note noted please many much often long explain describe
    summary summarise details detail ever get got make made anything something know known question answer shown show
    see seen there set out regarding relation relating concerning update updates people person officer officers
    give gives gave given tabled lie lay lies behind keep kept eye take taken took put go went going become became
    begin began look looked thing things way ways kind sort name named use used new learn learnt hear heard describe
    described anybody somebody someone anyone everything exactly actually roughly approximately currently today
    sentence word words main points point key overall generally planned according accordingly supposedly claimed
    explained explains explain reason reasons caused cause""".split()
)
#: Words by which each kind is asked: they steer, and are not looked for.
STEERING: Mapping[str, frozenset[str]] = {
    "decision": frozenset(
        "decide decided decision decisions resolve resolved resolution agree agreed approve approved approval formally formal vote voted".split()
    ),
    "action": frozenset(
        "action actions asked ask task tasked promise promised meant supposed due undertake undertook place placed placing owner responsible agreed bring brought pass hand".split()
    ),
    "unresolved": frozenset(
        "information info data details chairman chair board anything action actions unresolved outstanding open still ever never complete completed done requests request raised promised promise back asked sent closed".split()
    ),
    "attendance": frozenset(
        "attend attended attendance attending present apologies apology apologise chair chaired chairman chairwoman represent represented representative representatives represents absent sent come came anybody anyone somebody presided".split()
    ),
    "definition": frozenset(
        "stand stands mean means meaning define defined definition explain term acronym abbreviation".split()
    ),
    "comparison": frozenset(
        "number numbers figure figures standing claimed effect year before late early compare compared comparison differ different difference agree change changed changes match versus".split()
    ),
    "multi-meeting": frozenset(
        "number numbers figures trace history time told years meetings across move moved progress develop timeline".split()
    ),
    "provenance": frozenset(
        "cite citation quote source official paragraph statement taken account reliable find where document".split()
    ),
    "date": frozenset("date dates day time due".split()),
    "figure": frozenset(
        "number numbers figure figures total percentage proportion share change changed year earlier previous before compare compared quarter last amount".split()
    ),
    "table": frozenset("table row column figures figure shows number numbers volume last dashboard".split()),
    "lookup": frozenset(),
}
#: Words of a direction or a rank: what a question takes for granted, not what it is about.
DIRECTIONS = frozenset(
    "rise rose risen increase increased increases fall fell fallen decrease decreased drop dropped worst best decline declined grow grew growth".split()
)
_PRONOUN = re.compile(
    r"\b(?:he|she|they|him|her|them|his|their|it|its|that|this|those|these|there|one|ones|former|latter|same)\b",
    re.IGNORECASE,
)
_LEADS_ON = re.compile(r"^(?:and|but|or|so|what about|how about|what of|any|also|then)\b", re.IGNORECASE)
_NAME = re.compile(
    r"\b(?:(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|DI|Chief Inspector|Superintendent|Inspector)\.?\s+)?[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)+|\b(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor)\.?\s+[A-Z][\w'’-]+"
)
_PHRASE = re.compile(r"\b[A-Z][\w'’&-]*(?:\s+(?:and\s+|of\s+|for\s+|the\s+)?[A-Z][\w'’&-]*)+|\b[A-Z]{2,}\b")
_MEETING_NEAR = re.compile(r"\b(?:meetings?|minutes|sitting|session)\b", re.IGNORECASE)
_SCHEME_YEARS = re.compile(r"\b(?:19|20)\d\d\s*[-/–]\s*\d\d\b")
_RISE = re.compile(r"\b(?:rise|rose|risen|increas\w*|gr[eo]w\w*|up|higher|jump\w*|climb\w*)\b", re.IGNORECASE)
_FALL = re.compile(r"\b(?:fall|fell|fallen|decreas\w*|declin\w*|drop\w*|reduc\w*|down|lower|decline)\b", re.IGNORECASE)
_WORST = re.compile(r"\b(?:worst|highest|most)\b", re.IGNORECASE)
_BEST = re.compile(r"\b(?:best|lowest|least|safest|fewest)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood. `terms` are the stems that tell its topic, in order; `times` the stretches it names."""

    text: str
    asked: str
    kind: str
    times: tuple[dates.Written, ...] = ()
    terms: tuple[str, ...] = ()
    fresh: frozenset[str] = field(default_factory=frozenset)
    names: tuple[str, ...] = ()

    @property
    def wants_money(self) -> bool:
        """True where only a sum of money answers."""
        return bool(
            re.search(
                r"\bhow much (?:money|funding|did .* (?:cost|bring|raise|receive|spend))\b|\b(?:cost|price|budget|spent|spend|funding|grant|worth)\b",
                self.text,
                re.IGNORECASE,
            )
            and re.search(
                r"\bhow (?:much|many)\b|\bwhat\b.*\b(?:cost|sum|amount|total|grant|budget)\b", self.text, re.IGNORECASE
            )
        )

    @property
    def wants_number(self) -> bool:
        """True where only a figure answers."""
        return self.kind == "figure" and bool(
            re.search(
                r"\bhow (?:many|much|large|big|high|old)\b|\bwhat (?:percentage|per cent|share|proportion|number|rate|total|volume|amount)\b",
                self.text,
                re.IGNORECASE,
            )
        )

    @property
    def wants_numbers(self) -> bool:
        """True where figures are asked for, whatever the kind."""
        return bool(re.search(r"\b(?:numbers?|figures?|how many|how much|rate|percentage)\b", self.text, re.IGNORECASE))

    @property
    def wants_rank(self) -> bool:
        """True where a place in an order is asked for."""
        return bool(re.search(r"\b(?:standing|rank(?:ing|ed)?|position|placed?)\b", self.text, re.IGNORECASE))

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
        return bool(
            re.match(
                r"^(?:why|how come|what (?:explained|explains|caused|lay behind|led to|was behind|drove|reason|made))\b",
                self.text.strip(),
                re.IGNORECASE,
            )
        )

    def about_meeting(self, written: dates.Written) -> bool:
        """True where a date in the question is that of a meeting: "the meeting of …", "the … minutes"."""
        before, after = self.text[max(0, written.start - 40) : written.start], self.text[written.end : written.end + 16]
        near = re.search(
            r"\b(?:meetings?|minutes|sitting)\s*(?:held\s+)?(?:of|on|in|from|for)?\s*(?:the\s+)?$",
            before,
            re.IGNORECASE,
        )
        return bool(near or re.match(r"\s*(?:board\s+)?(?:meeting|minutes|sitting)\b", after, re.IGNORECASE))


def kind_of(text: str) -> str:
    """Return the kind of answer a question asks for: the first whose wording it has; else a lookup."""
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "lookup")


def understand(text: str, history: Sequence[Turn] = ()) -> Question:
    """Return a question understood, a follow-up rewritten from the conversation first."""
    asked = " ".join(text.split())
    full, fresh = _rewritten(asked, history) if history else (asked, frozenset[str]())
    kind = kind_of(asked) if fresh and kind_of(asked) != "lookup" else kind_of(full)
    times = tuple(t for t in dates.times(full) if t.grain != "year" or not _inside_years(full, t))
    return Question(
        full, asked, kind, times, topic(full, kind, times), fresh, tuple(m[0] for m in _NAME.finditer(full))
    )


def _inside_years(text: str, written: dates.Written) -> bool:
    return any(m.start() <= written.start < m.end() for m in _SCHEME_YEARS.finditer(text)) and written.grain == "year"


def topic(text: str, kind: str, times: Sequence[dates.Written]) -> tuple[str, ...]:
    """Return the stems that tell what a question is about: no common, asking or steering words, no dates."""
    out = list(text)
    for written in times:
        out[written.start : written.end] = " " * (written.end - written.start)
    plain = re.sub(r"\b(?:early|late|mid)\b(?=\s{2,})", " ", "".join(out))
    plain = _asked_sentence(plain)
    left_out = COMMON | ASKING | DIRECTIONS | STEERING.get(kind, frozenset())
    return tuple(dict.fromkeys(stem(w) for w in words(plain) if w not in left_out and len(w) > 1))


def _asked_sentence(text: str) -> str:
    """Return the sentence that asks, where the others only lead up to it."""
    parts = [text[a:b] for a, b in sentences(text)]
    asking = [p for p in parts if p.rstrip().endswith("?")]
    return asking[0] if len(asking) == 1 and len(parts) > 1 and len(asking[0].split()) >= 5 else text


def _rewritten(asked: str, history: Sequence[Turn]) -> tuple[str, frozenset[str]]:
    """Return a follow-up made whole from the turns before it, and the stems that are its own; (asked, none) if whole."""
    users = [t for who, t in history if who == "user"]
    replies = [t for who, t in history if who == "assistant"]
    if not users:
        return asked, frozenset()
    last, reply = " ".join(users[-1].split()), " ".join(replies[-1].split()) if replies else ""
    short = len(asked.split()) <= 7 and not _PHRASE.search(asked[1:]) and not dates.times(asked)
    pronoun = _PRONOUN.search(asked)
    if not (_LEADS_ON.match(asked) or pronoun or short):
        return asked, frozenset()
    fresh = frozenset(stem(w) for w in words(asked) if w not in COMMON | ASKING)
    own_times, last_times = dates.times(asked), dates.times(last)
    person = re.search(r"\b(?:he|she|him|her|his|they|them)\b", asked, re.IGNORECASE)
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


def window(times: Sequence[dates.Written]) -> tuple[date, date] | None:
    """Return the first and last day that the times of a question take in."""
    return (min(t.first for t in times), max(t.last for t in times)) if times else None
