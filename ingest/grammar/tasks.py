"""Tasks as lists of actions give them: whose they are, what is to be done, whether it is ticked off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ingest.grammar import dates, numbering, outcomes, people, rolls
from ingest.record import Roll

#: An owner who is on no roll has at most this many words.
OWNER_WORDS = 5
#: Headings under which each entry is something to do.
HEADING = re.compile(
    r"^(?:(?:new|open|outstanding|ongoing|past|previous|pending|review(?:\s+of)?|status\s+of|summary\s+of|list\s+of|"
    r"follow[-\s]?up|team|next|completed?|closed|carried[-\s]forward|agreed|remaining|key|immediate)\s+){0,3}"
    r"(?:(?:actions?(?:\s+(?:items?|points?|list|log))?|to-?dos?(?:\s+list)?|tasks?|follow[-\s]?ups?)"
    r"(?:\s+(?:from|of|for|arising|agreed)\b.{0,60})?|next\s+steps)\s*:?$",
    re.IGNORECASE,
)
_BOX = re.compile(r"^\[(?P<box>[ xX✓✔])\]\s*")
#: Where an action that is looked back on was first written: "Section 4, Title: …".
_FROM = re.compile(r"^(?:Section|Item|Originally|From)\s[^:]{0,100}(?::[^:]{0,60}(?=:\s+[A-Z])){0,2}:\s+")
_COLON = re.compile(r"^(?P<owner>[A-Z@][^:]{0,80}?)\s*:\s*(?P<task>[^\s/].*)$")
_DASH = re.compile(r"^(?P<owner>[A-Z@][^:]{0,80}?)\s+[–—-]\s+(?P<task>\S.*)$")
_MODAL = re.compile(
    r"^(?P<owner>(?:(?:[A-Z]\.\s*){1,3}[A-Za-z]|[A-Z@])(?:[^.:;]|(?<=\s[A-Z])\.){0,60}?)\s+(?P<how>to|will(?:\s+also)?|shall|should|is\s+to|are\s+to|is\s+tasked\s+with"
    r"|agreed\s+to|volunteered\s+to|offered\s+to|said\s+(?:that\s+)?(?:he|she|they)\s+would|promised\s+to|pledged\s+to|has\s+yet\s+to|needs?\s+to|has\s+committed\s+to)\s+(?P<task>[a-z].*)$"
)
_DOING = re.compile(r"^(?P<owner>[A-Z][\w'’-]*(?:\s+(?:and|&)\s+[A-Z][\w'’-]*)?)\s+(?P<task>[a-z]{3,}ing\b.*)$")
_AFTER = re.compile(r"^(?P<task>.{8,}?)\s*[\[(](?P<owner>[A-Z@][^\[\]()]{1,60})[\])]\.?$")
#: `… [A. Name]` at an entry's end.
_LAST = re.compile(r"\[(?P<owner>[A-Z][^\[\]:]{1,60})\]\s*\.?$")
#: An office or a body that a list gives a task: "<who> to …", "<who> will …", "<who> has committed to …".
_OFFICE = re.compile(
    r"^(?P<owner>(?:[Tt]he\s+)?[A-Z][^.:;]{1,90}?)\s+"
    r"(?P<how>to|will|shall|should|is\s+to|are\s+to|agreed\s+to|ha(?:s|ve)\s+(?:agreed|committed|undertaken)\s+to)\s+(?P<task>[a-z].*)$"
)
#: What is no owner, though it stands where one does: "A paper on lamps will follow".
_THING = re.compile(
    r"^(?:an?|this|these|that|those|some|any|no|each|every|more|further|all\s+\w+s|it|there|item|items|papers?|reports?|letters?"
    r"|meetings?|discussions?|work|minutes|details?|copies|changes)\b|\b(?:asked|needs?|wants?|how|whether|what)$",
    re.IGNORECASE,
)
#: "D. Hale will mend it" after what was agreed first: who is to do it stands in a later sentence.
_TOGETHER = re.compile(r"(?<=[.;])\s+(?P<owner>(?:[A-Z]\.\s?){1,3}[A-Z][^\s.:;]{1,30})\s+(?:will|to|is\s+to)\s+[a-z]")
_ALL_OF_US = re.compile(r"^(?:[Tt]he\s+)?(?:Board|Council|Committee|Group|Panel)$")
_STATUS = re.compile(r"^status\s*:", re.IGNORECASE)
_STATE = re.compile(r"\bstatus\s*:\s*", re.IGNORECASE)
#: More of a state than this is what else is told of the matter.
STATE_CHARS = 300
_INITIAL = re.compile(r"^(?:[A-Z]\.\s*){1,3}[A-Za-z]{2}")
_LIST = re.compile(r",\s*(?:and\s+)?|\s+(?:and|&|\+)\s+|\s*/\s*")
#: Owners who are nobody by name.
_EVERYBODY = frozenset(
    "all everyone everybody staff council board secretary chair treasurer vice-chair president sc ec ed".split()
)


@dataclass(frozen=True, slots=True)
class Task:
    """One entry of a list of actions: owners as written, what is to be done, and its tick box where it has one.

    state: what the entry says of how it stands. raised: the day of the meeting that it comes from.
    """

    owners: tuple[str, ...]
    task: str
    box: str | None = None
    state: str = ""
    raised: date | None = None


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


def state_of(text: str) -> str:
    """Return what a line "Status: …", or an entry that ends in one, says of how the action stands; "" where none."""
    match = _STATE.search(text)
    return text[match.end() :].strip(" *")[:STATE_CHARS] if match else ""


#: A heading that sorts a list by how its entries stand: "Completed", "3.2 Carried forward", "Closed actions".
_SORTS = re.compile(
    r"^(?:\d[\d.]*\s+)?(?P<state>completed?|closed|done|carried[\s-]forward|in[\s-]progress|on-?going|follow[\s-]?up\s+required|dropped"
    r"|superseded|no\s+longer\s+required)(?:\s+(?:actions?|items?|tasks?|action\s+(?:items?|points?)))?\s*:?$",
    re.IGNORECASE,
)


def heading_state(title: str) -> str:
    """Return the state by which a heading sorts the entries below it, as written; "" where it sorts none."""
    match = _SORTS.match(title.strip("*# "))
    return match["state"] if match else ""


def _stripped(text: str) -> str:
    text = numbering.BULLET.sub("", text)
    flat = numbering.FLAT.match(text)
    return text[flat.end() :] if flat else text


#: Words that begin a task or a remark, and so are no name, though they are capitalised.
_NO_NAME = re.compile(
    r"^(?:need|will|add|contrary|according|due|able|want|we|they|it|this|that|there|how|what|who|when|where|why|if|in|on|for"
    r"|also|maybe|try|going|question|note|notes|update|updates|status|link|links|https?|ideas?|proposal|next|motion|system\s+message)\b|^the$",
    re.IGNORECASE,
)


#: What has a verb is no owner.
_SAYS = re.compile(r"\s(?:was|were|is|are|has|have|had|[-–—])\s")
_PARTICLE = re.compile(r"^(?:[Vv][ao]n(?:\s+de[rn]?)?|[Dd](?:e[rl]?|u|a)|[Ll][ea])\s+(?=[A-Z])")


def resolved(owner: str, roll: Roll) -> str | None:
    """Return who on a roll an owner as written is; a surname may begin a sentence with its particle: "Von Dahl"."""
    return people.resolve(owner, roll) or people.resolve(_PARTICLE.sub("", owner), roll)


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
    if not pieces or len(pieces) > 6 or any(len(p.split()) > OWNER_WORDS or _SAYS.search(p) for p in pieces):
        return ()
    known = [
        p.lower() in _EVERYBODY or p.lower().removeprefix("the ") in _EVERYBODY or bool(resolved(p, roll))
        for p in pieces
    ]
    if all(known):
        return tuple(pieces)
    named = all(rolls.is_name(p) and len(p.split()) <= 3 for p in pieces)
    initials = all(_INITIAL.match(p) for p in pieces)
    return tuple(pieces) if named and (sure or initials or (any(known) and len(pieces) > 1)) else ()


def parted(owner: str, roll: Roll) -> tuple[str, ...]:
    """Return the people whom one owner as written names together: some on the roll, or first names alone."""
    pieces = owners(owner, roll, sure=False) if _LIST.search(owner) else ()
    known = bool(roll.present or roll.apologies)
    fits = len(pieces) > 1 and (known or all(len(piece.split()) == 1 for piece in pieces))
    return pieces if fits else (owner,)


def entry(text: str, roll: Roll, *, inner: bool = False) -> Task | None:
    """Return the task that an entry of a list of actions gives; None where it says that there is none.

    inner: the entry stands below another, so that its owner must be known.
    """
    text = _stripped(text)
    ticked = _BOX.match(text)
    box = text[: ticked.end()].strip() if ticked else None
    text = text[ticked.end() :] if ticked else text
    if not text or re.match(r"^(?:none|nil|n/?a|tbd|no\s+actions?)\b", text, re.IGNORECASE) or _STATUS.match(text):
        return None
    told = _STATE.search(text)
    state = state_of(text) or (box if box and box[1:-1].strip() else "")
    text = text[: told.start()] if told else text
    origin = _FROM.match(text)
    raised = dates.day(origin[0]) if origin else None
    text = text[origin.end() :].strip() if origin else text.strip()
    held, task = _given(text, roll, inner=inner)
    return Task(held, task, box, state or "", raised)


def _given(text: str, roll: Roll, *, inner: bool) -> tuple[tuple[str, ...], str]:
    """Return who an entry gives its task to, and the task."""
    for wording, sure in ((_COLON, True), (_DASH, False), (_MODAL, False), (_DOING, False), (_AFTER, True)):
        match = wording.match(text)
        held = (
            owners(match["owner"], roll, sure=sure and not inner and len(match["owner"].split()) <= 5) if match else ()
        )
        if match and held:
            later = _TOGETHER.search(match["task"]) if _ALL_OF_US.match(match["owner"]) else None
            return (owners(later["owner"], roll, sure=True) if later else held), match["task"]
    last = _LAST.search(text)
    held = owners(last["owner"], roll, sure=True) if last else ()
    if last and held:
        return held, text[: last.start()].strip(" .")
    modal = _OFFICE.match(text) if not inner else None
    if modal and not outcomes.charged(text):
        modal = None
    if modal and not _NO_NAME.match(modal["owner"]) and not _THING.match(modal["owner"]):
        return outcomes.owners_of(modal["owner"]), modal["task"]
    together = _TOGETHER.search(text)
    held = owners(together["owner"], roll, sure=True) if together else ()
    return held, text


#: "Name: …": what follows is what somebody said in talk.
_SPEECH = re.compile(r"^(?:[-*•]\s+)?(?P<who>[A-Z][^:.,;!?\s]*(?:\s+[A-Z][^:.,;!?\s]*){0,2})\s*:\s+\S")


def is_speech(text: str) -> bool:
    """True where a paragraph is what somebody said, under their name."""
    match = _SPEECH.match(text)
    return match is not None and not HEADING.match(match["who"]) and not outcomes.is_bare_marker(text)


#: A sentence that a pronoun begins leans on who was named before it.
_LEANS = re.compile(r"^(?:He|She)$")
#: Labels of what came of a matter, before what somebody takes on.
_LABEL = re.compile(
    r"^(?:conclusions?|outcomes?|agreed|decisions?|resolutions?|next\s+steps?|follow[-\s]?ups?)\s*:\s+", re.I
)
#: "leave it until then - <name> to …": what is said first.
_ASIDE = re.compile(r"^[a-z][^.]{0,60}?\s[-–—]\s+(?=[A-Z])")
#: "volunteered to chair …": an office taken, not a task.
_OFFICE_HELD = re.compile(r"^(?:chair|serve|be|stand|act)\b")
_NAMED = re.compile(r"\b(?:[A-Z]\.\s*){0,3}[A-Z][^\s.,;:()]+(?:\s+[A-Z][^\s.,;:()]+){0,2}")


def vow(text: str, roll: Roll, before: str = "") -> Task | None:
    """Return the task that a note takes on for somebody on the roll: "<name> will …", "<name> to …"; else None.

    before: what stands before it in its paragraph, for a pronoun to lean on.
    """
    text = _ASIDE.sub("", _LABEL.sub("", _stripped(text)))
    match = _MODAL.match(text[:1].upper() + text[1:])
    if not match or not roll.present or match["how"] in ("should", "needs to", "need to"):
        return None
    who = match["owner"]
    if _LEANS.match(who):
        who = next((m[0] for m in reversed(list(_NAMED.finditer(before))) if resolved(m[0], roll)), "")
    held = owners(who, roll, sure=False) if who else ()
    taken_on = match["how"].startswith(("agreed", "volunteered", "offered"))
    is_state = _OFFICE_HELD.match(match["task"]) if taken_on else outcomes.is_report(match["task"])
    return Task(held, match["task"]) if held and not is_state else None
