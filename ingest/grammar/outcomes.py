"""How minutes say that something was decided, and that somebody is to do something.

Wordings are tables; a new one is a row here and a row in the table of examples in the tests.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.grammar import people, votes
from ingest.grammar.sentences import sentences
from ingest.record import ELLIPSIS, DecisionType

# ---------------------------------------------------------------- actions

#: `[ACTION]`, `[Action: A. Name]` within or after a sentence.
BRACKET = re.compile(r"\[\s*actions?\s*(?:[:–-]\s*(?P<owner>[^\[\]]+))?\]", re.IGNORECASE)
#: `Action: A, B`, `ACTION – Name`, `Action 3: <role> to <task>` at the end of a paragraph or on its own line.
LINE = re.compile(
    r"""(?:(?<=\s)|(?<=^))(?<![Oo]f\ )(?:\*\*)?
        (?:(?:Actions?|ACTIONS?)(?:\*\*)?(?:\s+(?i:points?|items?|for|by))?|(?i:action\s(?:points?|items?)))
        (?:\s+(?:(?i:no\.?|number)\s*)?\#?(?P<number>[A-Z]?\d{1,3}(?:[./-]\d{1,4})?[a-z]?))?
        (?:\*\*)?\s*(?::|–|\s-\s)(?:\*\*)?\s*(?=\S)""",
    re.VERBOSE,
)
#: `AI: Name to …`, `TODO: …`, `@name to …`: short marks in notes; a paragraph begins so.
NOTED = re.compile(
    r"^(?:[-–*•]\s+)?(?:\[[ xX]\]\s+)?(?:(?:AI|TODO|To-?do)\s*:\s*|(?=@\w[\w-]*\s+(?:to|will)\s))(?P<rest>\S.*)$"
)
#: "I'll take the action to …": said in talk by whom the task is taken on.
TAKEN = re.compile(
    r"(?:(?<=^)|(?<=\s)|(?<=[*_]))(?P<who>(?:I|[A-Z][\w'’-]*)(?:(?i:['’]ll)|\s+will|\s+can)?|i['’]ll|i\s+will)\s+takes?\s+"
    r"(?:the|an|that|this)\s+action(?:\s+items?)?\s+(?:to|of|for)\s+(?P<task>[^.;]{4,300})"
)
_SPEAKER = re.compile(r"^(?:[-*•]\s+)?(?P<who>[A-Z][^:.,;!?]{0,40}?)\s*:\s")
_BARE = re.compile(
    r"^(?:\[\s*actions?[^\]]*\]|(?:\*\*)?actions?(?:\s+(?:point|item|for|by))?(?:\s+\#?\d{1,3})?\s*(?::|–|\s-\s).{0,160}"
    r"|(?:due|deadline)(?:\s+date)?\s*:.{1,60})$",
    re.IGNORECASE,
)
#: "Actions:" alone heads a list.
_LISTS = re.compile(r"^\**(?:agreed\s+)?(?:actions|action\s+(?:points|items))\s*:?\**\s*:?$", re.IGNORECASE)
#: "Action: <role> to <task>".
_TO = re.compile(
    r"^@?(?P<owner>(?:(?:(?<=@)\w|(?:[A-Z]\.\s*){1,3}[A-Za-z]|[A-Z])[^.:;]{1,80}?)|(?:everyone|everybody|all(?:\s+\w+)?|we))"
    r"\s+to\s+(?P<task>[a-z].+)$"
)
#: "<name> working on …", "<name> is writing …": what somebody is at.
_AT = re.compile(
    r"^(?!(?:An?|The|This|These|It)\b)(?P<owner>[A-Z][\w'’-]*(?:(?:,\s+|\s+and\s+|\s*&\s*|\s+)[A-Z][\w'’-]*){0,4})\s+(?:(?:is|are)\s+)?(?P<task>[a-z]{2,}ing\b.+)$"
)
#: "The Board asked <who> to …": who is asked is to do it, not who asks.
_ASKED = re.compile(
    r"^(?:[Tt]he\s+)?(?:Board|Committee|Council|Panel|Group|Chair|Members)\s+(?:asked|requested)\s+(?:that\s+)?(?P<owner>[A-Z][^.:;]{1,60}?)"
    r"\s+(?:to\s+|should\s+)?(?P<task>(?:provide|send|report|prepare|outline|set\s+out|look|ensure|consider|write|share|bring|review|explore)\b.+)$"
)
#: "<names> responsible for …".
_ANSWERS = re.compile(
    r"^(?P<owner>[A-Z][^.:;]{1,60}?)\s+(?:(?:is|are|to\s+be)\s+)?responsible\s+for\s+(?P<task>[a-z].+)$"
)
#: "Send the form to all" tells nobody to do it, though it begins with a capital.
_ORDER = re.compile(
    r"^(?:Send|Share|Write|Ask|Give|Bring|Move|Add|Put|Take|Make|Set|Get|Reach|Talk|Speak|Report|Forward|Circulate|Publish|Invite|Present|Post"
    r"|Create|Need|Try|Plan|Work|Look|Follow|Link|Refer|Submit|Provide|Pass|Pay|Update|Draft|Review|Prepare|Contact|Email|Arrange)(?=\s+[a-z])"
)
#: What is only "to be done" is given to nobody; "to be involved in" is.
_PASSIVE_TASK = re.compile(
    r"^be\s+(?:\w+ly\s+)?(?!involved|prepared|responsible|present|engaged)\w+(?:ed|en|pt|ght|nt|de|ne|ut|ld)\b"
)
#: Who "requested to see" something asks, and is asked for nothing.
_ASKER = re.compile(r"\b(?:requested|wanted|wished)$")
#: "<name>: …": who is to do it stands before the colon.
_NAMED_FIRST = re.compile(r"^(?P<owner>[A-Z][\w'’.-]*(?:\s+[A-Z][\w'’.-]*){0,2})\s*:\s+(?P<task>\S.{4,})$")
#: What stands before the one who is to act: "At the request of the Chair, …".
_LEAD_IN = re.compile(r"^(?:At|On|In|Following|After|Before|By|As|With|Further)\b[^,.]{2,80},\s+(?=[A-Z])")
#: "Action point: <name> will <task>", "AI: <name> <task>".
_WILL = re.compile(
    r"^(?:[Tt]he\s+)?(?P<owner>(?:[A-Z]\.\s*){0,3}(?:(?<=the\s)[a-z]|[A-Z@])[^.:;]{1,60}?)\s+(?:will|shall|should|is\s+to|are\s+to|needs?\s+to|agreed\s+to|volunteered\s+to)\s+"
    r"(?P<task>[a-z].+)$"
)
#: More words than this after a marker are what is to be done, not who is to do it.
_OWNER_WORDS = 12
#: So few words may be an office, even where the first reads as a doing word: "Report Author".
_SHORT_OWNER = 3
#: When it is due, in a field of its own after the task.
_DUE_FIELD = re.compile(r"\s*\b(?:Due|Deadline)(?:\s+[Dd]ate)?\s*:\s*(?P<when>[^:]{2,90})$")

_VERBS = (
    r"forward|provide|circulate|share|bring|send|write|speak|discuss|liaise|look\s+into|update|ask|contact|email|"
    r"e-mail|report\s+back|report|feed\s+back|arrange|prepare|present|draft|distribute|invite|investigate|"
    r"follow\s+up|raise|chase|confirm|consult|produce|submit|set\s+up|publish|attend|meet|check|explore|give|supply|"
    r"review"
)
#: A task written right after its marker begins so.
_DOING = re.compile(rf"^(?i:(?:{_VERBS}|need|plan|discussion|make|create|add|start|move|put|get|follow)\b)|^[a-z]")
_DONE = (
    r"forwarded|provided|circulated|shared|brought|sent|reported\s+back|fed\s+back|invited|added|arranged|prepared|"
    r"trained|discussed|presented|reviewed|published|contacted|emailed|asked|considered"
)
#: A promise: who would, will or agreed to do something.
PROMISE = re.compile(
    rf"""\b(?:would|will|could)\s+(?:also\s+|then\s+)?(?:{_VERBS})\b
       | \b(?:would|will|could)\s+(?:also\s+)?be\s+(?:{_DONE})\b
       | \b(?:agreed|offered|undertook|promised|asked|requested|is|are|was|were)\s+to\s+(?:{_VERBS})\b
       | \b(?:had|have|has)\s+been\s+asked\s+to\b
       | \basked\s+that\b.{{3,80}}?\b(?:to|should|would)\s+(?:{_VERBS})\b
       | \bsuggested\s+an\s+action\b
       | \ban?\s+action\s+was\s+agreed\b
       | \b(?:would|will)\s+be\s+(?:looking|happy)\s+to\b
       | \b(?:would|will)\s+be\s+a\s+focus\s+on\b
       | \boffered\s+to\b
       | \bshould\s+(?:contact|be\s+fed\s+back)\b
       | \bto\s+be\s+(?:{_DONE})\b
       | \bwould\s+be\s+(?:discussed|available)\b""",
    re.VERBOSE | re.IGNORECASE,
)
#: Promises clear enough to be listed without a marker: somebody, and a doing word the board can follow up.
FIRM = re.compile(
    rf"""\b(?:would|will)\s+(?:also\s+)?(?:{_VERBS})\b
       | \b(?:would|will)\s+(?:also\s+)?be\s+(?:{_DONE})\b
       | \b(?:agreed|offered|undertook)\s+to\s+(?:{_VERBS})\b
       | \bhad\s+been\s+asked\s+to\b
       | \bsuggested\s+an\s+action\b
       | \bwould\s+be\s+looking\s+to\b
       | \bwould\s+be\s+a\s+focus\s+on\b""",
    re.VERBOSE | re.IGNORECASE,
)
#: A plan or a project that "will review" something is nobody who promises.
_THINGS = (
    r"plans?|projects?|reports?|schemes?|strateg(?:y|ies)|programmes?|polic(?:y|ies)|papers?|bids?|proposals?|initiatives?"
    r"|surveys?|stud(?:y|ies)|funding|changes?|systems?|tools?"
)
_NOT_FIRM = re.compile(
    rf"""\b(?:would\ be\ helpful|would\ help|would\ meet\ (?:bi|quarterly|monthly)|it\ was\ hoped|if\ required
          |asked\ (?:when|whether|how|why|what|about)|keen\ to\ know|interested\ in)\b
       | ^\W*(?:[I1l]\s+)?will\s+(?:ask|move|propose)\s+(?:at|that|for)\b      # a question or motion, as it was put
       | ^\W*(?:(?:this|these|the)\s+(?:[\w-]+\s+)?)?(?:{_THINGS})\s+(?:will|would)(?!\s+be)\b
       | \b(?:hope|hopes|hoped|hoping)\s+that\b
       | \b(?:will|would)\s+meet\s+(?:every|weekly|regularly|annually|twice)\b""",
    re.VERBOSE | re.IGNORECASE,
)
#: What "would bring" something is a thing as often as somebody who promises to.
_GIVES = re.compile(r"(?P<who>[\w'’-]+)\s+(?:would|will)\s+(?:also\s+)?(?:bring|provide|present|give|supply)\b")
_CAN_PROMISE = re.compile(
    r"""^(?:I|we|he|she|they|you|who|all|everyone|everybody|[A-Z][\w'’-]*\w
          |officers?|teams?|directors?|chair\w*|leaders?|members?|secretar\w+|managers?|boards?|councils?|councillors?|committees?
          |cabinet|groups?|services?|departments?|commissioners?|police|partners?|agenc\w+|representatives?|engineers?|executives?
          |administrators?|ministers?|superintendent|inspector|sergeant|staff|colleagues?|others?|themselves|himself|herself|and)$""",
    re.VERBOSE,
)
_PRONOUN = re.compile(r"^(?:she|he|they|it|this|these|outcomes?)\b", re.IGNORECASE)
#: How far back from its marker a task may stand, in sentences.
_BACK = 3
#: How far back the name may stand that a pronoun leans on, in characters.
_NAMED_BEFORE = 2000

_TITLES = r"(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Prof|Professor|DI|DCI|Chief Inspector|Superintendent|Sir|Rev)"
_SAYS_SO = (
    r"(?:noted|stated|reported|added|said|asked|announced|advised|confirmed|explained|commented|responded|replied"
    r"|agreed|suggested|informed|highlighted|proposed)"
)
#: Who a pronoun may stand for: a titled name, somebody spoken for, an office or a person who speaks.
_NAMED = re.compile(
    rf"""\b(?P<titled>{_TITLES}\.?\s+(?:[A-Z][\w'’-]+\s+)?[A-Z][\w'’-]+)
       | \bon\s+behalf\s+of\s+(?P<behalf>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){{1,2}})
       | (?:^|(?<=[.;]\s))[Tt]he\s+(?P<office>[A-Z][^.;:,]{{2,80}}?)(?:,\s+[A-Z]{{2,8}})?\s+(?:also\s+)?{_SAYS_SO}\b
       | (?:^|(?<=[.;]\s))(?P<plain>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){{1,2}})\s+(?:also\s+)?{_SAYS_SO}\b""",
    re.VERBOSE,
)
#: What may stand before the subject of a promise, so that the subject begins there.
_LEAD = r"(?:Over|During|Within|In|By|From|At|After|Following|Before)\s+(?:[\w’'-]+\s+){1,6}?"
_SUBJECT = re.compile(
    rf"""(?:^(?:[*•\uf0b7-]\s+)?(?:{_LEAD})?|[,;)–-]\s+|\band\s+|\bthat\s+)
        (?P<who>(?:(?:[A-Z]\.\s+){{1,2}}[A-Z][\w'’-]+|{_TITLES}\.?\s+[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?
               |(?:The|the|All)\s+[A-Za-z&,'’ -]{{3,80}}?
               |[A-Z][\w'’-]+(?:\s+(?:[A-Z][\w'’-]+|of|and|the|&)){{0,6}}
               |[Ss]he|[Hh]e))
        \s+(?:also\s+)?(?:would|will|could|agreed|offered|undertook|had\s+been\s+asked|stated)\b""",
    re.VERBOSE,
)
#: "A talk on ropes would be put on the June agenda – Ann Example.": who is named after the dash is to do it.
_AFTER_DASH = re.compile(rf"\s[–—-]\s+(?P<who>(?:{_TITLES}\.?\s+)?[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){{1,2}})\.?$")
#: A sentence that calls itself an action stands for itself.
_SELF_TOLD = re.compile(r"\b(?:suggested\s+an\s+action|an?\s+action\s+was\s+agreed)\b", re.IGNORECASE)

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DUE = re.compile(
    rf"""\b(?: (?:by|before|at|to|on|in\ time\ for|until)\s+(?:the\s+)?(?:next|following)\s+
              (?:[A-Z]\w+\s+)?(?:board\s+)?meeting
            | before\s+the\s+[\w ]{{1,20}}meeting
            | (?:by|before|on|until|at\ the\ meeting\ of\ [A-Z]+\ on)\s+(?:the\s+)?
              (?:(?:Mon|Tues|Wednes|Thurs|Fri)day\s+)?
              \d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?[A-Z][a-z]+(?:\s+\d{{4}})?
            | (?:by|in|before)\s+(?:(?:early|late|mid|the\ end\ of)[\s-]+)?
              (?:{_MONTH})(?:\s+\d{{4}})?
            | (?:by|in|before)\s+(?:(?:early|late|mid|the\ end\ of)[\s-]+)?\d{{4}}
            | in\ the\ near\ future | (?:the\ )?following\ week | next\ (?:week|month|quarter|year)
            | (?:over|within|during|in)\ the\ next\ [\w-]+(?:\ months|\ weeks|\ days|\ year)?
            | (?:to|at)\ the\ (?:{_MONTH})\ meeting
            | following\ the\ meeting | annually | as\ soon\ as\ possible
        )""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundAction:
    """An action in a running text: the ranges that quote it, its task, and what is written of owner and time."""

    task: str
    ranges: tuple[tuple[int, int], ...]
    owners: tuple[str, ...]
    due: str | None
    marker: str | None
    number: str = ""


def is_bare_marker(text: str) -> bool:
    """True where a line is nothing but an action's marker, so that it belongs to the sentence before it."""
    return bool(_BARE.match(text)) and not _LISTS.match(text)


def due(text: str) -> str | None:
    """Return what a text says of the time something is due, in its own words."""
    match = _DUE.search(text)
    return match[0] if match else None


def owners_of(written: str) -> tuple[str, ...]:
    """Return the owners named after a marker: split where each piece is a person, else one role as written."""
    written = written.strip(" .;")
    pieces = [p.strip() for p in re.split(r",\s*(?:and\s+)?|\s+(?:and|&)\s+|/", written) if p.strip()]
    if len(pieces) > 1 and (all(_is_person(piece) for piece in pieces) or _are_parties(pieces)):
        return tuple(pieces)
    return (written,) if written else ()


#: One of several who act together has at most this many words.
_PARTY_WORDS = 6


def _are_parties(pieces: Sequence[str]) -> bool:
    """True where some pieces are people or bodies by their initials, and the others can be offices beside them."""
    sure = [bool(re.fullmatch(r"[A-Z]{2,6}", piece)) or _is_person(piece) for piece in pieces]
    named = all(piece[:1].isupper() and len(piece.split()) <= _PARTY_WORDS for piece in pieces)
    return named and any(sure) and all(yes or len(piece.split()) > 1 for yes, piece in zip(sure, pieces, strict=True))


#: What stands after a marker where nobody has anything to do.
_NOBODY = re.compile(r"^(?:none|nil|n/?a\b|no\s+(?:further\s+)?actions?|not\s+applicable|see\s+)", re.IGNORECASE)


def _without_due(rest: str) -> tuple[str, str | None]:
    """Return who is named after a marker, and what is written there of the time."""
    match = _DUE.search(rest)
    if match and match.end() == len(rest.rstrip(" .)")):
        return rest[: match.start()].rstrip(" ,;(–-"), match[0]
    return rest, None


def _is_person(text: str) -> bool:
    if re.match(rf"{_TITLES}\.?\s+[A-Z]", text):
        return True
    words = text.split()
    named = 2 <= len(words) <= 3 and all(w[0].isupper() and w[1:].islower() for w in words if len(w) > 1)
    return named and not people.is_organisation(text)


def actions(text: str) -> tuple[FoundAction, ...]:
    """Return the marked actions of a paragraph's running text, in order."""
    found = []
    floor = 0
    for match in BRACKET.finditer(text):
        found.append(_marked(text, floor, match.start(), match.end(), match["owner"] or "", ""))
        floor = match.end()
    lines = list(LINE.finditer(text, floor))
    noted = None if found or lines else NOTED.match(text)
    if noted:
        found.extend(_told(text, floor, noted, noted.start("rest"), len(text)))
    if not (found or lines or noted) and (taken := TAKEN.search(text)):
        found.append(_taken(text, taken))
    for place, match in enumerate(lines):
        stop = lines[place + 1].start() if place + 1 < len(lines) else len(text)
        found.extend(_told(text, floor, match, match.end(), stop))
        floor = stop
    return tuple(found)


def _taken(text: str, found: re.Match[str]) -> FoundAction:
    """Return what somebody says that they take the action to do."""
    speaker = _SPEAKER.match(text)
    who = re.sub(r"(?:['’]ll|\s+will|\s+can)$", "", found["who"])
    owner = (speaker["who"] if speaker else "") if who.lower() == "i" else who
    task = found["task"].rstrip(" *_")
    start = speaker.start("who") if speaker and owner == speaker["who"] else found.start()
    ranges = ((start, found.start("task") + len(task)),)
    return FoundAction(
        task, ranges, (owner,) if owner else (), due(task), text[found.start("who") : found.start("task")].strip()
    )


def _told(text: str, floor: int, marker: re.Match[str], begins: int, stop: int) -> Iterator[FoundAction]:
    """Yield the action of a marker at the beginning of what is told of it, which ends at `stop`; none for "none"."""
    last = begins + len(text[begins:stop].rstrip())
    said, told = _field(text[begins:last])
    rest, until = _without_due(said)
    owner, task = _who_and_what(said, rest)
    if not _NOBODY.match(owner or task):
        one = _marked(text, floor, marker.start(), last, owner, task, told or until)
        yield replace(one, number=marker.groupdict().get("number") or "")


def _field(rest: str) -> tuple[str, str | None]:
    """Return what follows a marker without the field that says when it is due, and that field's words."""
    match = _DUE_FIELD.search(rest)
    return (rest[: match.start()], match["when"].strip(" .")) if match else (rest, None)


def _who_and_what(said: str, rest: str) -> tuple[str, str]:
    """Return who is named after a marker, and the task where it is written there too; `rest` is without its time."""
    to = _charge(said)
    if to:
        nobody = _PASSIVE_TASK.match(to["task"]) or _ASKER.search(to["owner"])
        return ("", said) if nobody else (_LEAD_IN.sub("", to["owner"]), to["task"])
    named = _NAMED_FIRST.match(said)
    if named and len(said.split()) > _SHORT_OWNER:
        return named["owner"], named["task"]
    words = len(rest.split())
    if words > _OWNER_WORDS or (words > _SHORT_OWNER and _DOING.match(rest) and not _is_person(rest)):
        return "", said
    return rest, ""


def _charge(said: str) -> re.Match[str] | None:
    """Return who is to do what, where a task says both: "<who> to …", "<who> will …", "the Board asked <who> to …"."""
    asked = _ASKED.match(said)
    if _ORDER.match(said):
        return None
    told = [m for form in (_TO, _WILL, _AT, _ANSWERS) if (m := form.match(said))]
    return asked or (min(told, key=lambda m: m.end("owner")) if told else None)


def charged(task: str) -> tuple[str, ...]:
    """Return who a task's own words give it to; none where they only say that it is to be done."""
    found = _charge(_LEAD_IN.sub("", task))
    return () if found is None or _PASSIVE_TASK.match(found["task"]) else owners_of(found["owner"])


def _marked(
    text: str, floor: int, start: int, end: int, owner: str, task: str, until: str | None = None
) -> FoundAction:
    marker = text[start:end].strip()
    before = [(a + floor, b + floor) for a, b in sentences(text[floor:start].rstrip())] if start > floor else []
    if task:
        quoted = [(start, end)]
        said = task
    else:
        first, last = _task(text, before)
        quoted = [(first, last), (start, end)] if first < last else [(start, end)]
        said = text[first:last] or marker
    owners = owners_of(owner) if owner else () if task else _subjects(text, said, quoted[0][0])
    if len(quoted) == 2 and not text[quoted[0][1] : quoted[1][0]].strip():
        quoted = [(quoted[0][0], end)]
    return FoundAction(said, tuple(quoted), owners, until or due(said), marker)


def _task(text: str, before: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the range of the sentences that say the task: the nearest promise, and what its pronoun leans on."""
    if not before:
        return (0, 0)
    pick = len(before) - 1
    for index in range(len(before) - 1, max(-1, len(before) - 1 - _BACK), -1):
        if PROMISE.search(text[slice(*before[index])]):
            pick = index
            break
    first = pick
    if (
        pick > 0
        and _PRONOUN.match(text[slice(*before[pick])])
        and not _SELF_TOLD.search(text[slice(*before[pick - 1])])
    ):
        first = pick - 1
    return before[first][0], before[pick][1]


def _subjects(text: str, said: str, at: int) -> tuple[str, ...]:
    """Return the grammatical subject of a promise, a pronoun resolved to the person last named before it.

    at: where in the text it was said.
    """
    last, place = said, at
    for a, b in sentences(said):
        if PROMISE.search(said[a:b]):
            last, place = said[a:b], at + a
    match = None
    for candidate in _SUBJECT.finditer(last):
        if _DONE_TO.match(last, candidate.end()):
            continue
        match = candidate
        if re.match(r"(?:would|will|agreed|offered|undertook|had been asked)", candidate[0].rsplit(" ", 1)[-1]):
            break
    after = _AFTER_DASH.search(last) or _DONE_BY.search(last)
    if match is None:
        return (after["who"],) if after else ()
    who = match["who"].strip()
    if who.lower() in ("she", "he"):
        begins = place + match.start("who") if text.startswith(last, place) else place
        he = who.lower() == "he"
        leant = _leant_on(text[max(0, begins - _NAMED_BEFORE) : begins], he=he) or _leant_on(last, he=he)
        return (leant,) if leant else ()
    if _NO_OWNER.match(who):
        return (after["who"],) if after else ()
    return (re.sub(r"^the\s+", "", who, flags=re.IGNORECASE),) if who.lower() != "the team" else (who,)


#: What is to be done to the subject, not by it.
_DONE_TO = re.compile(r"\s+(?:also\s+)?be\s+(?!looking|happy|able|willing|responsible|leading|in\b|a\b)[a-z]+\b")
#: … and by whom: "would be sent by Mr Example".
_DONE_BY = re.compile(
    rf"\bbe\s+[a-z]+\s+(?:\w+\s+){{0,2}}?by\s+(?P<who>{_TITLES}\.?\s+(?:[A-Z][\w'’-]+\s+)?[A-Z][\w'’-]+)"
)
#: Things that will be done or seen, by nobody named.
_NO_OWNER = re.compile(
    r"(?:it|this|these|there|outcomes?|an?\s+\w+|some)\b|the\s+(?:changes|presentation)\b", re.IGNORECASE
)


#: Titles that tell whom "he" and "she" cannot stand for.
_NOT_HE, _NOT_SHE = re.compile(r"(?:Mrs|Ms|Miss|Chairwoman)\b"), re.compile(r"(?:Mr|Sir|Chairman)\b")


def _leant_on(before: str, *, he: bool) -> str | None:
    """Return who was named last in what stands before a "he" or "she", of those whom it can stand for."""
    other = _NOT_HE if he else _NOT_SHE
    named = [" ".join(next(g for g in m.groups() if g).split()) for m in _NAMED.finditer(before)]
    return next((name for name in reversed(named) if not other.match(name)), None)


#: What somebody will be or have, or may do, is no task.
_STATE = re.compile(r"^(?:be|have|not|need|want|like|know|get\s+back|probably|likely|always|never|continue)\b")


def is_report(task: str) -> bool:
    """True where the words after "will" or "to" tell a state of things, not a task."""
    return bool(_STATE.match(task))


def _is_firm(sentence: str) -> bool:
    """True for a sentence in which somebody undertakes a task; false where things will bring or give something."""
    if not FIRM.search(sentence) or _NOT_FIRM.search(sentence):
        return False
    things = [m.span() for m in _GIVES.finditer(sentence) if _is_thing(m["who"])]
    rest = sentence
    for start, end in reversed(things):
        rest = rest[:start] + rest[end:]
    return not things or bool(FIRM.search(rest))


def _is_thing(word: str) -> bool:
    """True where what stands before "would bring" can promise nothing."""
    return not _CAN_PROMISE.match(word) or bool(re.fullmatch(rf"(?:{_THINGS}|This|That|Which|It)", word, re.IGNORECASE))


def promises(text: str) -> tuple[FoundAction, ...]:
    """Return the unmarked promises of a paragraph's running text: sentences in which somebody undertakes a task."""
    marked = sorted(r for action in actions(text) for r in action.ranges)
    ends = [end for _, end in marked]  # in order too: no two of them overlap
    found = []
    for a, b in sentences(text):
        sentence = text[a:b]
        after = bisect_right(ends, a)
        if after < len(marked) and marked[after][0] < b:
            continue
        if _is_firm(sentence):
            owners = _subjects(text, sentence, a)
            found.append(FoundAction(sentence, ((a, b),), owners, due(sentence), None))
    return tuple(found)


# ---------------------------------------------------------------- decisions

_DECIDED = "agreed|approved|endorsed|noted|resolved|deferred|accepted|adopted|ratified|rejected"
#: "Decided" takes what was decided; "decided by" and "decided whether" tell of something else.
_DECIDES = r"decided(?=\s+(?:not\s+)?(?:to|that|on|upon|against|there|in\s+favou?r)\b)"
_BODIES = r"Board|Committee|Cabinet|Council|Panel|Group"
_BOARD = rf"(?:{_BODIES}|Forum|Partnership|Members|Sub-Committee|Trustees|Directors|meeting)"

#: The mark of a resolution; in small letters it begins what was resolved: "And Resolved:", "Resolved to …".
RESOLVED = re.compile(
    r"\b(?P<verb>RESOLVED|AGREED|Resolved(?=\s*(?:[:;–—-]|,?\s*(?:that|to|unanimously|nem)\b|[\"“]|$)))(?![\w])"
)
#: A line that is the mark alone: "And Resolved:", "It was resolved –".
RESOLVES = re.compile(
    r"^\W{0,4}(?:and\s+|it\s+was\s+)?(?:unanimously\s+)?resolved(?:\s+that)?\s*[:–—-]?\W{0,4}$", re.IGNORECASE
)
_BY_BOARD = re.compile(
    rf"\b(?P<who>(?:The\s+|the\s+|All\s+)?(?:[A-Z][\w&'’-]{{0,40}}\s+(?:and\s+|of\s+|the\s+)?){{0,7}}{_BOARD}"
    r"|[Tt]he\s+(?:board|committee|members|directors|trustees|panel))\s+"
    rf"(?:\([^)]*\)\s+)?(?:also\s+|then\s+|unanimously\s+|formally\s+|[^.;]{{0,90}}?\band\s+)?(?P<verb>{_DECIDED}|{_DECIDES})\b"
)
#: "The Board approve …", "The Committee notes …": what is decided, told in the present.
_NOW = re.compile(
    r"^(?:[-–*•]\s+){0,2}(?P<who>[Tt]he\s+(?:[A-Z][\w&'’-]{0,40}\s+(?:and\s+|of\s+)?){0,7}(?:"
    + _BOARD
    + r"|board|committee)|Members)\s+(?:unanimously\s+|also\s+)?"
    r"(?P<verb>approve|agree|endorse|adopt|note|accept|reject|defer|ratify)s?\b"
)
#: "It was resolved that", "it was decided to".
_IT_WAS = re.compile(
    r"\bit\s+was\s+(?:\w+\s+)?(?P<verb>resolved|decided)\s*[,:]?\s*(?:that|to|not\s+to)\b", re.IGNORECASE
)
#: "…, and it agreed that": said of a board that the sentence names before.
_IT = re.compile(
    rf"\b(?:{_BODIES}|board|committee|council|panel)\b[^.]{{0,300}}?[;,]\s+(?:and\s+)?(?:it|they)\s+(?P<verb>agreed|decided|resolved)\s+(?:not\s+)?(?:to|that)\b"
)
#: "Proposed by A, seconded by B and agreed".
_PROPOSED = re.compile(
    r"\b(?:(?:proposed|moved)\b.{0,200}?\b)?seconded\b.{0,160}?(?:\band|,|\bit\s+was)\s+(?:it\s+was\s+)?(?:unanimously\s+|duly\s+)?"
    r"(?P<verb>agreed|carried|adopted|approved|resolved|passed|accepted)\b",
    re.IGNORECASE,
)
#: "… which was noted by the Members".
_BY = re.compile(
    rf"\b(?:was|were)\s+(?:also\s+|duly\s+|unanimously\s+)?(?P<verb>{_DECIDED})\s+by\s+(?:all\s+)?(?:the\s+)?"
    rf"(?P<who>(?:[A-Z][\w&'’-]{{0,40}}\s+(?:and\s+|of\s+)?){{0,7}}{_BOARD})\b"
)
#: Somebody tells that a board decided, or something was put to it by somebody: "reported that", "considered by".
_TELLS = re.compile(
    r"\b(?:reported|said|stated|advised|explained|informed\s+\w+(?:\s+\w+)?|told\s+\w+|noted|asked|understood|recalled|reminded\s+\w+)\s+"
    r"(?:\w+\s+)?(?:that|whether|if|how)\b[^;]*$|\b(?:considered|discussed|seen|reviewed|signed\s+off)\s+by\s+(?:the\s+)?$"
)
#: Somebody tells of something that was decided: "advised funding was approved"; what it itself agreed is no report.
_REPORTS = re.compile(
    r"\b(?:[Ss]he|[Hh]e|[Tt]hey|[A-Z][\w.’'-]*|[Tt]he\s+\w+)\s+(?:then\s+|also\s+)?(?:advised|reported|stated|said|explained)\b(?!.*\bit\s*$)[^;]*$"
)
_IF_FIRST = re.compile(r"^\W*(?:if|unless|once|when|should|whether|until)\b", re.IGNORECASE)
#: What a board takes note of; what it notes else it only says.
_NOTABLE = re.compile(
    r"\b(?:reports?|updates?|papers?|presentations?|contents?|minutes|position|progress|information|letters?|correspondence|reply|replies"
    r"|responses?|plans?|programmes?|recommendations?|proposals?|budgets?|accounts?|statements?|decisions?|actions?|items?|list|log|register"
    r"|documents?|summary|strategy|policy|results?|figures?|this|these|those)\b",
    re.IGNORECASE,
)
#: How far on it stands, in characters.
_FAR = 60
#: Offices to which somebody is elected.
_OFFICE = (
    r"(?:chair|vice|deputy|mayor|president|secretary|treasurer|convenor|leader|clerk|cathaoirleach|leas|spokes|officer"
    r"|auditor|member\s+of)"
)
#: "Declared X elected", "was elected Chair".
ELECTED = re.compile(
    rf"\bdeclared\s+(?P<who>[^.;:]{{3,80}}?)\s+(?:to\s+(?:be|have\s+been)\s+|as\s+)?(?:duly\s+)?(?P<verb>elected|appointed)\b"
    rf"|(?P<whom>[A-Z][^.;:]{{2,80}}?)\s+(?:was|were)\s+(?:duly\s+|unanimously\s+|then\s+)?(?:re-?)?(?P<verb2>elected|appointed)\s+"
    rf"(?:(?:as|to\s+be|to\s+the\s+office\s+of)\s+)?(?:the\s+|its\s+|a\s+)?(?=(?i:{_OFFICE}))"
)
#: "It was agreed to defer the item", "agreed that it be postponed".
_PUT_OFF = re.compile(
    r"\bdeferred\s+(?:the\s+|any\s+|further\s+)?(?:discussion|vote|item|decision|matter|consideration)\b"
    r"|\b(?:agreed|decided)\s+(?:to\s+(?:defer|postpone)\b|that\s+[^.;]{1,80}?\bbe\s+(?:deferred|postponed)\b)",
    re.IGNORECASE,
)
#: Told of a year gone by, or of what is to come, nothing is decided.
_ONCE = re.compile(r"\bin\s+(?:1[6-9]|20)\d\d\b|\b(?:first|previously|formerly)\b")
#: "Deferred due to …", "Tabled until June": an outcome that begins its sentence.
_BEGUN = re.compile(
    r"^\W{0,6}(?P<verb>deferred|tabled|postponed|withdrawn)\b(?=\s*(?:$|[.,;(–—-]|(?:to|until|till|due|pending|by|because)\b))",
    re.IGNORECASE,
)
#: "Board members recommended that …".
_ADVISED = re.compile(
    rf"\b(?P<who>(?:The\s+|the\s+)?(?:[A-Z][\w&'’-]{{0,40}}\s+(?:and\s+|of\s+|the\s+)?){{0,7}}(?:{_BOARD}|members)|[Tt]he\s+(?:board|committee))\s+"
    r"(?:also\s+|unanimously\s+)?recommend(?:ed|s)?\s+(?:to\s+(?:the\s+)?[A-Z]|that\b)"
)
#: What was agreed is how things are, not what is to be: "agreed that it was late", "agreed that much had been done".
_AGREES = re.compile(r"\bagree[ds]?\s+(?:that\b|(?=(?:a|an|it|this|these|there|such)\b))")
_AGREED_TO = re.compile(r"\b(?:agreed|decided|resolved)\s+(?:not\s+)?to\b")
#: "Agreed with him", "would be helpful", "noted it was late": an opinion in any case.
_THOUGHT = re.compile(
    r"(?<!was )(?<!were )\bagree[ds]?\s+with\b(?!\s+no\b)"
    r"|\bagree[ds]?\s+(?:that\b|(?=(?:a|an|it|this|these|there|such)\b)).{0,120}?\bwould\s+be\s+(?:very\s+|most\s+|more\s+|really\s+)?(?:a\s+)?"
    r"(?:good|better|best|helpful|useful|welcomed?|beneficial|desirable|interesting|valuable|nice|great|difficult)\b"
    r"|\bnote[ds]?\s+(?:it|there|this|these|they|he|she|we)\s+(?:was|were|had|is|are|would|has|have)\b"
)
_HOW_IT_IS = re.compile(r"\b(?:was|were|is|are|had|has|have|wasn['’]t|isn['’]t)\b(?!\s+to\b)")
_TO_BE = re.compile(
    r"\b(?:should|would|will|shall|be|must|can|could|may|might|to|minutes|record|accurate|correct|(?:was|were|is|are)\s+(?:hereby\s+)?"
    rf"(?:appointed|elected|granted|permitted|{_DECIDED}))\b"
)
#: How far on what was agreed is looked at, in characters.
_CLAUSE = 90
#: What was said, not decided.
_NOTED_THAT = re.compile(
    r"\bnote[ds]?\s+(?:that|how|with|in\s+particular|(?:the\s+)?apologies)\b|\bnoted\s*,?\s*(?:$|:)"
)
#: What an earlier meeting of the board decided, told at this one.
_EARLIER = re.compile(
    r"\b(?:at|in|from|during)\s+(?:the|our|its|their|a)\s+(?:last|previous|earlier|preceding)\s+(?:board\s+|committee\s+|council\s+)?meeting\b"
    r"|\b(?:yesterday|last\s+(?:week|month|time)|previously)\b.{0,80}?\b(?:we|it\s+was|they)\s+(?:had\s+)?(?:agreed|decided)\b",
    re.IGNORECASE,
)
_AGREED_THEN = re.compile(r"\b(?:agreed|decided|resolved|approved)\b")
_PASSIVE = re.compile(
    r"(?<!which )(?<!that )\b(?:was|were|(?:is|are)(?!\s+(?:\w+\s+)?(?:rejected|resolved|accepted)\b))\s+"
    r"(?:also\s+|then\s+|unanimously\s+|formally\s+|duly\s+|therefore\s+)?"
    rf"(?P<verb>{_DECIDED}|carried(?!\s+(?:out|over|forward|on|through|away|by|down|up|in|to)\b)|defeated|lost)\b",
)
_BEFORE = re.compile(
    r"\b(?:had|have|has)\s+(?:been\s+|also\s+)?(?:agreed|approved|endorsed|commissioned|adopted|resolved)\b"
)
_BY_OTHER = re.compile(
    rf"""(?: \bas\s+approved\s+by\s+(?P<by>[A-Z][\w&'’ ]+?)\s+on\b
          | \b(?P<who>(?:[A-Z][\w&'’-]{{0,40}}\s+(?:and\s+|of\s+|the\s+)?){{1,8}}(?:{_BODIES}))\b
            [^.]{{0,120}}?\b(?P<verb>approved|agreed|endorsed|adopted)\b
          | \b(?P<verb2>approved)\s+by\s+(?:the\s+)?(?P<who2>[^.;]{{3,60}}?(?:{_BODIES})) )""",
    re.VERBOSE,
)
#: A sentence without any of these words decides nothing; looked for first, as most sentences have none.
_SAYS = re.compile(
    rf"\b(?:{_DECIDED}|decided|carried|defeated|lost|passed|negatived|fell|fails?|failed|withdrawn|tabled|postponed|laid|granted"
    r"|commissioned|elected|appointed|recommend(?:ed|s)?|consensus|agreement|objections?|conclude[sd]"
    r"|(?:approve|agree|endorse|adopt|note|accept|reject|defer|ratify)s?)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:not|never|to be|would be|will be|could be|should be|being|if)\s+(?:agreed|approved|noted|endorsed)\b"
)
_RECOMMENDS = re.compile(
    r"^(?:recommendations?\b[\s:.–-]*|(?:it\s+is\s+)?recommended\s+that\b"
    r"|that\s+the\s+[\w ]{3,80}?\b(?:note|agree|approve|endorse)s?\b)",
    re.IGNORECASE,
)
#: What becomes of a motion, in the words of minutes and in the register's.
OUTCOMES = {
    "carried": r"carried|passed|adopted",
    "lost": r"(?:not|never)\s+(?:carried|passed|adopted|agreed|approved)|lost|defeated|rejected|negatived"
    r"|(?:fell|fails?|failed)(?:\s+for\s+(?:want|lack)\s+of\s+a\s+seconder)?",
    "withdrawn": r"withdrawn",
    "deferred": r"deferred|tabled|postponed|laid\s+on\s+the\s+table",
    "agreed": r"agreed",
    "approved": r"approved|granted",
}
_OUTCOME = "|".join(f"(?P<{verb}>{words})" for verb, words in OUTCOMES.items())
_THING = r"(?:vote|motion|amendment|proposal|recommendation|resolution)s?"
_LINK = (
    r"(?:was|were|is|had|has|been|being|having|then|put|to|the|a|it|and|vote|voting|on|show|of|hands|duly|declared|"
    r"therefore|thereupon|accordingly|unanimously|nem|con|as|amended|substantive)"
)
#: "the amendment was put to the vote and lost", "Motion carried".
_MOTION = re.compile(rf"\b{_THING}(?:\s+[A-Z\d]{{1,3}})?,?(?:\s+{_LINK},?)*\s+(?:{_OUTCOME})\b", re.IGNORECASE)
#: "The Chair declared the proposal to wait defeated": by whoever presides; an interest that is declared is none.
_DECLARED = re.compile(
    rf"\bdeclared\b(?!\s+(?:an?|his|her|their|no|non|personal|that\s+(?:s?he|they))\b)[^.;]{{0,120}}?\b(?:{_OUTCOME})\b",
    re.IGNORECASE,
)
#: An outcome that stands alone: "CARRIED", "Carried unanimously (7-0)", "Result: Lost".
_ALONE = re.compile(
    rf"^(?:(?:vote|result|outcome|disposition|decision)\s*:\s*)?(?:{_OUTCOME})"
    r"(?:,?\s+(?:unanimously|nem\.?\s+con\.?|as\s+amended|by\s+consensus|on\s+a\s+show\s+of\s+hands))?"
    r"\s*(?:\([^()]{0,60}\))?[.!]?$",
    re.IGNORECASE,
)
#: What is ruled on an application, in the words of a list of them and in the register's, the first that fits.
RULINGS = {
    "rejected": r"(?:rejected|refused|denied|dismissed|not\s+(?:granted|approved|accepted))",
    "withdrawn": r"withdrawn(?:\s+by\s+applicant)?",
    "deferred": r"(?:defer(?:red)?|continued|rescheduled|adjourned|postponed|tabled|taken\s+under\s+advisement)",
    "approved": r"(?:granted|approved|allowed|accepted)",
    "noted": r"(?:acknowledged|noted|placed\s+on\s+file|received)",
    "cancelled": r"(?:cancel+ed|revoked|suspended|indefinite\s+suspension)",
    "warned": r"(?:warning|violation\s*[-–—]\s*warning)",
    "no violation": r"no\s+violations?",
    "violation": r"violations?(?:\s+found)?",
    "to be heard": r"cancellation\s+hearing",
    "not heard": r"(?:licensee|applicant|petitioner)\s+failed\s+to\s+appear|not\s+heard",
}
RULING = re.compile(
    "^(?:" + "|".join(f"(?P<{name.replace(' ', '_')}>{words})" for name, words in RULINGS.items()) + r")"
    r"(?=\s*(?:$|[.;,(–—-]|(?:pending|subject|with|without|to|until|unanimously|in|as|for|by|on|if|that)\b))",
    re.IGNORECASE,
)
#: How a motion is moved: by whom it was proposed and seconded.
MOVED = re.compile(
    r"\b(?:proposed|moved|put\s+forward)\b.{0,240}?\bseconded\b|^(?:motion\s*:|(?:moved|proposed)\s*(?:by\b|:))"
    r"|^(?:a\s+)?motion\s+(?:was\s+)?(?:put\s+forward|moved|proposed)\b|^(?:it\s+was\s+)(?:moved|proposed)\b",
    re.IGNORECASE,
)
#: How it comes to a vote.
PUT = re.compile(r"\bput\b.{0,160}\bto\s+the\s+vote\b|\bvot(?:ing|e)\s+was\s+as\s+follows\b", re.IGNORECASE)
#: A line of a vote by name or by number: "For (23)", "Against: 41", "Abstained (0)".
VOTE = re.compile(
    r"^(?:(?:voted|voting)\s+)?(?:for|against|in\s+favou?r|opposed|abstain(?:ed|ing|ers?)?|abstentions?|absent|"
    r"not\s+voting|ayes?|nays?|noes?|yes|no|recused)\s*[:–-]?\s*(?:\(\s*\d{1,3}\s*\)|\d{1,3})?\s*:?$",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?P<verb>note|agree|approve|endorse|adopt|comment|consider)\b", re.IGNORECASE)


#: "Recommendation(s):" alone, and what leads into a list of them: "The Board is asked to:", "That the Committee:".
_RECOMMENDS_ALONE = re.compile(r"^recommendations?(?:\(s\))?\W*$", re.IGNORECASE)
_ASKED_FOR = re.compile(
    r"^(?:the\s+)?[A-Z][\w,&'’ -]{2,80}?\s(?:is|are)\s+(?:therefore\s+)?(?:asked|invited|requested|recommended)"
    r"\s+to\W*$"
    r"|^(?:it\s+is\s+)?recommended\s+(?:that|to)\b[^.]{0,80}:$|^that\s+the\s+[\w ]{3,80}:$",
    re.IGNORECASE,
)
#: A meeting of a board on another day, and what is told of it after that.
_MET = re.compile(
    rf"\b[Aa]t\s+(?:the|a|its)\s+(?:meeting\s+of\s+the\s+)?(?P<who>(?:[A-Z][\w&'’-]*,?\s+(?:(?:and|of|for|the)\s+)*){{0,7}}(?:{_BODIES}))"
    r"(?:\s+meeting)?,?\s+(?:held\s+)?(?:on|in)\s+[\w ]{0,20}\d"
)
_AT_THAT = re.compile(r"^\W{0,4}(?:at\s+(?:that|this)\s+(?:meeting|committee|session|time)|there)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundDecision:
    """A decision in a running text: its range, the record's own verb, its type, and whose it was ("" for the board)."""

    start: int
    end: int
    type: DecisionType
    verb: str
    body: str


def decisions(text: str, *, record: bool, body: str) -> tuple[FoundDecision, ...]:
    """Return the decisions that a paragraph's running text holds, in order.

    record: the text is of the board's own minutes or decisions; in a paper put before it the board decides nothing.
    body: the board's own name, to tell its decisions from another body's.
    """
    found = []
    other = ""  # the board whose meeting the sentence before tells of
    for a, b in sentences(text):
        under = votes.labelled(text[a:b]) if record else None
        one = under or _decision(text[a:b], record=record, body=body)
        other = _elsewhere(text[a:b], body, other) if record else ""
        if one:
            kind, verb, whose = one
            if other and kind in (DecisionType.FORMAL, DecisionType.INFORMAL):
                kind, whose = DecisionType.OTHER_BODY, other
            found.append(FoundDecision(a, len(text) if under else b, kind, verb, whose))
        if under:
            break  # all that stands under the label was decided
    return tuple(found)


def _elsewhere(sentence: str, body: str, before: str) -> str:
    """Return the other board at whose meeting something was done, as a sentence or that `before` it says; else ""."""
    met = _MET.search(sentence)
    if met is None:
        return before if _AT_THAT.match(sentence) else ""
    own = {w.lower() for w in re.findall(r"[A-Za-z]+", body)}
    named = {w.lower() for w in re.findall(r"[A-Za-z]+", met["who"])}
    return "" if not own or own <= named or is_own(met["who"], body) else met["who"]


def leads_into_recommendations(text: str) -> bool:
    """True for a line that only says that what is listed under it is recommended: "The Board is asked to:"."""
    return bool(_RECOMMENDS_ALONE.match(text) or _ASKED_FOR.match(text))


def recommended(text: str) -> str:
    """Return what is asked of a board by a recommendation, in its own verb."""
    asks = _ASKS.search(text)
    return asks["verb"].lower() if asks else "recommended"


def last_sentence(text: str) -> tuple[int, int]:
    """Return the range of a text's last sentence, begun anew after a gap in a quotation."""
    start = text.rfind(ELLIPSIS) + len(ELLIPSIS) if ELLIPSIS in text else 0
    a, b = sentences(text[start:])[-1]
    return start + a, start + b


def stands_alone(text: str) -> bool:
    """True for a line that is an outcome and nothing more."""
    match = RULING.match(text)
    return bool(_ALONE.match(text)) or (match is not None and match.end() >= len(text.rstrip(" .!")))


def ruling(text: str) -> str:
    """Return what a ruling on an application is, as the register says it; raises ValueError where it is none."""
    match = RULING.match(text)
    if match is None:
        raise ValueError(f"no ruling: {text!r}")
    return str(match.lastgroup).replace("_", " ")


def outcome(sentence: str) -> str | None:
    """Return what became of a motion, as the register says it ("carried", "lost", …), where a sentence tells that."""
    match = _ALONE.match(sentence) or _DECLARED.search(sentence)
    if match is None:
        match = _MOTION.search(sentence)
        if match is None or votes.IF.search(sentence):
            return None
    return next(verb for verb in OUTCOMES if match[verb])


def _decision(sentence: str, *, record: bool, body: str) -> tuple[DecisionType, str, str] | None:
    if not record:
        return _in_a_paper(sentence, body)
    if not _SAYS.search(sentence):
        return None
    became = outcome(sentence)
    if became:
        return DecisionType.FORMAL, became, ""
    resolved = RESOLVED.search(sentence)
    if resolved:
        return DecisionType.FORMAL, resolved["verb"].lower(), ""
    if _NEGATED.search(sentence) or _is_opinion(sentence):
        return None
    if _EARLIER.search(sentence) and (then := _AGREED_THEN.search(sentence)) and not _MINUTES.search(sentence):
        return DecisionType.REPORTED, then[0], ""
    told = votes.told(sentence, body)
    if _PUT_OFF.search(sentence):
        return told[0] if told else DecisionType.FORMAL, "deferred", ""
    if told:
        return told
    if _BEFORE.search(sentence):
        return _before(sentence, body)
    return _by_somebody(sentence, body) or _passive(sentence)


def _is_opinion(sentence: str) -> bool:
    """True where what was agreed is how things are, and where something was only noted in talk."""
    if _AGREED_TO.search(sentence):
        return False
    if _THOUGHT.search(sentence) or (_NOTED_THAT.search(sentence) and not _AGREES.search(sentence)):
        return True
    agreed = _AGREES.search(sentence)
    if agreed is None:
        return False
    clause = re.split(r"[“\"(;]", sentence[agreed.end() : agreed.end() + _CLAUSE])[0]
    is_so, to_be = _HOW_IT_IS.search(clause), _TO_BE.search(clause)
    return is_so is not None and (to_be is None or is_so.start() < to_be.start())


def _before(sentence: str, body: str) -> tuple[DecisionType, str, str] | None:
    """Return what had been decided earlier, where it was by this board."""
    before = _BEFORE.search(sentence)
    ours = re.search(rf"\bby the (?:{re.escape(body)}|Board|[A-Z]{{3,6}})\b", sentence)
    return (DecisionType.REPORTED, before[0].split()[-1], "") if before and ours else None


def _by_somebody(sentence: str, body: str) -> tuple[DecisionType, str, str] | None:
    """Return what a sentence says that a board decided, by its name."""
    elected = ELECTED.search(sentence)
    if elected and not _ONCE.search(sentence):
        return DecisionType.FORMAL, (elected["verb"] or elected["verb2"]).lower(), ""
    moved = _PROPOSED.search(sentence)
    if moved and not votes.IF.search(sentence[: moved.end()]):
        first = _PASSIVE.search(sentence[: moved.end()])  # "adopted on the proposal of A, seconded by B and agreed"
        return DecisionType.FORMAL, votes.as_told((first or moved)["verb"]), ""
    by = _BY.search(sentence) or _BY_BOARD.search(sentence) or _NOW.match(sentence)
    if by and _TELLS.search(sentence[: by.start("who")]):
        return None
    if by and by["verb"].startswith("note") and by.re is not _BY and not _NOTABLE.search(sentence[by.end() :][:_FAR]):
        return None
    if by:
        verb = votes.as_told(by["verb"])
        if is_own(by["who"], body):
            return DecisionType.FORMAL, verb, ""
        return DecisionType.OTHER_BODY, verb, re.sub(r"^the\s+", "", by["who"], flags=re.I)
    own = _IT.search(sentence)
    if own:
        return DecisionType.FORMAL, own["verb"], ""
    advised = _ADVISED.search(sentence)
    if advised and is_own(advised["who"], body):
        return DecisionType.RECOMMENDED, "recommended", ""
    return None


def _passive(sentence: str) -> tuple[DecisionType, str, str] | None:
    """Return what a sentence says was decided, by nobody named."""
    was = _IT_WAS.search(sentence) or _BEGUN.match(sentence)
    if was:
        return DecisionType.FORMAL, votes.as_told(was["verb"]), ""
    passive = _PASSIVE.search(sentence)
    if passive and (_is_quoted(sentence, passive.start()) or (sentence.endswith(":") and passive["verb"] == "noted")):
        return None  # it announces what was said, or quotes another record
    if passive and (_IF_FIRST.match(sentence) or _REPORTS.search(sentence[: passive.start()])):
        return None  # it weighs what might be, or tells what somebody told
    if passive and passive["verb"] in ("carried", "defeated", "lost") and votes.IF.search(sentence):
        return None
    if passive and passive["verb"] not in ("lost", "carried", "accepted", "noted", "resolved"):
        return DecisionType.FORMAL, passive["verb"].lower(), ""
    if passive and len(sentence.split()) <= 12:
        return DecisionType.FORMAL, passive["verb"].lower(), ""
    return None


def _is_quoted(sentence: str, at: int) -> bool:
    """True for a place within quotation marks that a sentence opens and another text fills."""
    before, after = sentence[:at], sentence[at:]
    straight = before.count('"') % 2 == 1 and '"' in after  # one alone is an inch, or a letter read wrong
    return straight or (before.count("“") > before.count("”") and "”" in after)


def _in_a_paper(sentence: str, body: str) -> tuple[DecisionType, str, str] | None:
    if _RECOMMENDS_ALONE.match(sentence):
        return None
    if _RECOMMENDS.search(sentence):
        return DecisionType.RECOMMENDED, recommended(sentence), ""
    other = _BY_OTHER.search(sentence)
    if other and not _NEGATED.search(sentence):
        who = (other["by"] or other["who"] or other["who2"] or "").strip()
        if is_own(who, body):
            return None
        verb = other["verb"] or other["verb2"] or "approved"
        return DecisionType.OTHER_BODY, verb.lower(), re.sub(r"^the\s+", "", who, flags=re.I)
    if re.search(r"\bpresented to the [A-Z][\w ]{1,80}? (?:on|in) .{4,40} and approved\b", sentence):
        who = re.search(r"presented to the ([A-Z][\w ]{1,80}?) (?:on|in)\b", sentence)
        return DecisionType.OTHER_BODY, "approved", who[1] if who else ""
    return None


#: Who speaks for a board, or sits on it, beside its own name.
_SITTING = {"and", "of", "leader", "chair", "chairman", "members", "elected", "board"}
_MINUTES = re.compile(r"\bminutes\b", re.IGNORECASE)


def is_own(who: str, body: str) -> bool:
    """True where a name stands for the board itself: "the Board", "Members", its own name."""
    words = [w for w in re.findall(r"[A-Za-z]+", who) if w.lower() not in ("the", "all")]
    own = {w.lower() for w in re.findall(r"[A-Za-z]+", body)}
    generic = {"board", "members", "meeting", "partnership", "trustees", "directors"}
    if len(words) == 1:
        return words[0].islower() or not own or words[0].lower() in own | generic
    return all(w.lower() in own | _SITTING for w in words)
