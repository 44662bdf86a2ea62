"""Tasks as lists of actions give them: whose they are, what is to be done, whether it is ticked off."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.grammar import numbering, outcomes, people, rolls
from ingest.record import Roll

#: An owner who is on no roll has at most this many words.
OWNER_WORDS = 5
#: Headings under which each entry is something to do.
HEADING = re.compile(
    r"^(?:(?:new|open|outstanding|ongoing|past|previous|pending|review(?:\s+of)?|status\s+of|summary\s+of|list\s+of|"
    r"follow[-\s]?up|team|next)\s+){0,3}(?:actions?(?:\s+(?:items?|points?|list|log))?|to-?dos?|tasks?|next\s+steps|follow[-\s]?ups?)"
    r"(?:\s+(?:from|of|for|arising|agreed)\b.{0,60})?\s*:?$",
    re.IGNORECASE,
)
_BOX = re.compile(r"^\[(?P<box>[ xX✓✔])\]\s*")
#: Where an action that is looked back on was first written: "Section 4, Title: …".
_FROM = re.compile(r"^(?:Section|Item|Originally|From)\s[^:]{0,100}(?::[^:]{0,60}(?=:\s+[A-Z])){0,2}:\s+")
_COLON = re.compile(r"^(?P<owner>[A-Z@][^:]{0,80}?)\s*:\s*(?P<task>[^\s/].*)$")
_DASH = re.compile(r"^(?P<owner>[A-Z@][^:]{0,80}?)\s+[–—-]\s+(?P<task>\S.*)$")
_MODAL = re.compile(
    r"^(?P<owner>(?:(?:[A-Z]\.\s*){1,3}[A-Za-z]|[A-Z@])[^.:;]{0,60}?)\s+(?P<how>to|will(?:\s+also)?|shall|should|is\s+to|are\s+to|is\s+tasked\s+with"
    r"|agreed\s+to|volunteered\s+to|offered\s+to|said\s+(?:he|she|they)\s+would|has\s+yet\s+to|needs?\s+to)\s+(?P<task>[a-z].*)$"
)
_DOING = re.compile(r"^(?P<owner>[A-Z][\w'’-]*(?:\s+(?:and|&)\s+[A-Z][\w'’-]*)?)\s+(?P<task>[a-z]{3,}ing\b.*)$")
_AFTER = re.compile(r"^(?P<task>.{8,}?)\s*[\[(](?P<owner>[A-Z@][^\[\]()]{1,60})[\])]\.?$")
_STATUS = re.compile(r"^status\s*:", re.IGNORECASE)
_DONE = re.compile(
    r"\bstatus\s*:\s*\W*(?:done|completed?|closed|finished|resolved|cancell?ed|dropped)\b", re.IGNORECASE
)
_INITIAL = re.compile(r"^(?:[A-Z]\.\s*){1,3}[A-Za-z]{2}")
_LIST = re.compile(r",\s*(?:and\s+)?|\s+(?:and|&|\+)\s+|\s*/\s*")
#: Owners who are nobody by name.
_EVERYBODY = frozenset(
    "all everyone everybody staff council board secretary chair treasurer vice-chair president sc ec ed".split()
)


@dataclass(frozen=True, slots=True)
class Task:
    """One entry of a list of actions: owners as written, what is to be done, and its tick box where it has one."""

    owners: tuple[str, ...]
    task: str
    box: str | None = None


_BACK = re.compile(r"\b(?:past|previous|outstanding|pending|earlier|status|carried|open)\b", re.IGNORECASE)


def is_recalled(text: str) -> bool:
    """True for an entry that begins with where it was first written: "Originally from May, Section 4: …"."""
    return bool(_FROM.match(_stripped(text)))


def looks_back(title: str) -> bool:
    """True for a list of actions of earlier meetings, whose own headings only sort them."""
    return bool(_BACK.search(title))


def is_heading(text: str) -> bool:
    """True for a heading or label under which actions are listed."""
    return bool(HEADING.match(text.strip("*# ")))


def is_status(text: str) -> bool:
    """True for a line that says how the action above it stands."""
    return bool(_STATUS.match(_stripped(text)))


def is_done(text: str) -> bool:
    """True where an entry, or the status below it, says that the action is no longer to be done."""
    return bool(_DONE.search(text))


def _stripped(text: str) -> str:
    text = numbering.BULLET.sub("", text)
    flat = numbering.FLAT.match(text)
    return text[flat.end() :] if flat else text


#: Words that begin a task or a remark, and so are no name, though they are capitalised.
_NO_NAME = re.compile(
    r"^(?:need|will|add|contrary|according|due|able|want|we|they|it|this|that|there|how|what|who|when|where|why|if|in|on|for"
    r"|also|maybe|try|going|question|note|notes|update|updates|status|link|links|https?|ideas?|proposal|next|motion)\b",
    re.IGNORECASE,
)


def owners(written: str, roll: Roll, *, sure: bool) -> tuple[str, ...]:
    """Return the owners that some words name; none where they are no owner.

    sure: the words stand where only an owner can, so that any name will do; else each must be on the roll, where
    there is one.
    """
    if _NO_NAME.match(written):
        return ()
    sure = sure or not (roll.present or roll.apologies)
    pieces = [
        p.strip(" .@") for p in re.split(r",\s*(?:and\s+)?|\s+(?:and|&|\+)\s+|\s*/\s*", written) if p.strip(" .@")
    ]
    if not pieces or len(pieces) > 6:
        return ()
    known = [
        p.lower() in _EVERYBODY or p.lower().removeprefix("the ") in _EVERYBODY or bool(people.resolve(p, roll))
        for p in pieces
    ]
    if all(known):
        return tuple(pieces)
    named = all(rolls.is_name(p) and len(p.split()) <= 3 for p in pieces)
    initials = all(_INITIAL.match(p) for p in pieces)
    return tuple(pieces) if named and (sure or initials or (any(known) and len(pieces) > 1)) else ()


def entry(text: str, roll: Roll, *, inner: bool = False) -> Task | None:
    """Return the task that an entry of a list of actions gives; None where it says that there is none.

    inner: the entry stands below another, so that its owner must be known.
    """
    text = _stripped(text)
    ticked = _BOX.match(text)
    box = text[: ticked.end()].strip() if ticked else None
    text = _FROM.sub("", text[ticked.end() :] if ticked else text).strip()
    if not text or re.match(r"^(?:none|nil|n/?a|tbd|no\s+actions?)\b", text, re.IGNORECASE) or _STATUS.match(text):
        return None
    for wording, sure in ((_COLON, True), (_DASH, False), (_MODAL, False), (_DOING, False), (_AFTER, True)):
        match = wording.match(text)
        held = (
            owners(match["owner"], roll, sure=sure and not inner and len(match["owner"].split()) <= 5) if match else ()
        )
        if match and held:
            return Task(held, match["task"], box)
    return Task((), text, box)


#: "Name: …": what follows is what somebody said in talk.
_SPEECH = re.compile(r"^(?:[-*•]\s+)?(?P<who>[A-Z][^:.,;!?\s]*(?:\s+[A-Z][^:.,;!?\s]*){0,2})\s*:\s+\S")


def is_speech(text: str) -> bool:
    """True where a paragraph is what somebody said, under their name."""
    match = _SPEECH.match(text)
    return match is not None and not HEADING.match(match["who"]) and not outcomes.is_bare_marker(text)


def vow(text: str, roll: Roll) -> Task | None:
    """Return the task that a note takes on for somebody on the roll: "<name> will …", "<name> to …"; else None."""
    text = _stripped(text)
    match = _MODAL.match(text[:1].upper() + text[1:])
    if not match or not roll.present or match["how"] in ("should", "needs to", "need to"):
        return None
    held = owners(match["owner"], roll, sure=False)
    return Task(held, match["task"]) if held and not outcomes.is_report(match["task"]) else None
