"""What papers say about each other: which account is the more official, which minutes were approved, short forms.

Everything here is a function of the parts on the shelf, in whatever order they came in.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.record import RECORDS, Access, Decision, Item, Kind, Meeting, Part, Status, flow


@dataclass(frozen=True, slots=True)
class Fact:
    """What joins need to know of a part: whose it is, of which occasion, and what it says of others.

    occasion: the day and session of a meeting, the label of a period, or "". board: the body's name in lower case.
    approves: the day whose minutes it approves. own: the status that its own copy gives. told: the correction that it
    makes to the minutes it approves.
    """

    part: str
    occasion: str
    day: int
    board: str
    organisation: str
    kind: Kind
    access: Access
    restated: bool
    approves: int
    own: str
    told: str | None


_SHORT = re.compile(r"\(\s*(?:the\s+)?[‘'\"]?(?P<short>[A-Z][A-Za-z0-9&]{1,9})[’'\"]?\s*\)")
_BEFORE = re.compile(r"\b(?P<short>[A-Z][A-Z0-9&]{1,9})\s+\((?P<long>[A-Z][^()]{4,90})\)")
_GLOSSARY = re.compile(r"^[ ]*(?P<short>[A-Z]{2,8})(?:\t+| {3,})(?P<long>[A-Z][^\t\n]{3,80}?)\s*$", re.MULTILINE)
_LINK = {"of", "and", "the", "for", "to", "in", "on", "with", "a", "&"}
#: How minutes are approved with changes, the changes told in the same words.
_CHANGED = re.compile(
    r"""\bsubject\s+to\b(?P<to>.{5,400}?)(?:\.\s|\.$|$)
      | \bwith\s+(?P<with>(?:(?:the|an?|one|two|three)\s+)?(?:(?:following|minor|small|typographical)\s+)?
          (?:additions?|amendments?|corrections?|deletions?|omissions?|inclusion|changes?|alterations?)\b.{0,400}?)(?:\.\s|\.$|$)
      | \bminutes\b[^;]{0,300}?\b(?P<be>(?:be|were|was|to\s+be)\s+(?:amended|corrected)\b.{5,400}?)(?:\.\s|\.$|$)
      | \bamended\s+(?P<show>to\s+(?:read|show|say|state|include|reflect)\b.{5,400}?)(?:\.\s|\.$|$)""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
#: A correction told by where it is to be made: "Page 3 to read …", "Item 5: replace …", "Minute 12 – for A read B".
_PLACED = re.compile(
    r"^\W{0,4}(?:on\s+|in\s+|at\s+)?(?:page|p\.|item|minute|min\.|para(?:graph)?|section|line)\s*(?:no\.?\s*)?\d[\w./()]{0,12}"
    r"\b.{0,80}?(?:\b(?:to|should|will|shall|now)\s+read|\breplace[ds]?|\bdelete[ds]?|\binsert(?:ed)?|\badd(?:ed)?\b|\bamend(?:ed)?|\bremove[ds]?"
    r"|\bcorrected|\bfor\b.{1,80}?\bread)\b",
    re.IGNORECASE | re.DOTALL,
)
#: Corrections that stand below the approval take up at most so many paragraphs.
BELOW = 8


def occasion(part: Part) -> str:
    """Return the sitting or the time that a part belongs to, as parts of one occasion share it."""
    return part.period.label if part.period else occasion_of(part.meeting)


def occasion_of(meeting: Meeting | None) -> str:
    """Return the day and session of a meeting; "" for none."""
    return f"{meeting.date.isoformat()} {meeting.session}".strip() if meeting else ""


def same_body(one: Fact, other: Fact) -> bool:
    """True where two parts can be one body's: equal names, and organisations that don't differ."""
    if one.board != other.board:
        return False
    return not one.organisation or not other.organisation or one.organisation == other.organisation


def shadows(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Return the ids of restated parts for which the shelf holds the paper itself, of the same sitting or period."""
    official: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if not fact.restated and fact.access is Access.PUBLIC:
            official[fact.occasion].append(fact)
    return tuple(
        fact.part
        for fact in facts
        if fact.restated
        and any(same_body(fact, other) and _alike(fact.kind, other.kind) for other in official[fact.occasion])
    )


def _alike(one: Kind, other: Kind) -> bool:
    """True for kinds that tell the same things: minutes and decisions, or two papers put before a meeting."""
    if Kind.SUMMARY in (one, other):
        return one is other
    return (one in RECORDS) == (other in RECORDS)


def names(aliases: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return the short names that papers give a body, the most used first."""
    used = Counter(name for told in aliases for name in told)
    return tuple(sorted(used, key=lambda name: (-used[name], name)))


def approvals(minutes: Sequence[Fact], later: Sequence[Fact]) -> tuple[tuple[str, str, str | None], ...]:
    """Return (part id, status, correction) of minutes: approved where one of some later papers says so.

    Minutes that no later paper speaks of keep what their own copy says.
    """
    told: dict[str, tuple[str, str | None]] = {}
    for one in later:
        if one.access is Access.RESTRICTED:
            continue
        for fact in minutes:
            if fact.day == one.approves and same_body(fact, one):
                told[fact.part] = (Status.APPROVED.value, one.told)
    return tuple((fact.part, *told.get(fact.part, (fact.own, None))) for fact in minutes)


def correction(part: Part, text: str) -> str | None:
    """Return what a part corrects in the minutes that it approves: told with the approval, or right below it."""
    for item in part.items:
        for decision in item.decisions:
            running = flow(text, decision.spans).text
            if decision.subject != "minutes" and "minutes" not in running.lower():
                continue
            below = _below(item, decision, text)
            match = _CHANGED.search(running)
            if match:
                what = next(group for group in match.groups() if group)
                told = [what, *(below if what.rstrip().endswith(":") else [t for t in below if _PLACED.match(t)])]
            else:
                told = [t for t in below if _PLACED.match(t) or _CHANGED.search(t)]
            if told:
                return " ".join(" ".join(told).split()).strip(" :")
    return None


def _below(item: Item, decision: Decision, text: str) -> list[str]:
    """Return the next paragraphs of an item after a decision, up to the next decision."""
    end = decision.spans[-1].end
    others = [d.spans[0].start for d in item.decisions if d.spans[0].start > end]
    stop = min(others, default=None)
    out = []
    for one in item.paragraphs:
        if one.spans[0].start >= end and (stop is None or one.spans[0].start < stop):
            out.append(flow(text, one.spans).text)
    return out[:BELOW]


def acronyms(part: Part, document: str) -> tuple[tuple[str, str], ...]:
    """Return every (short form, long form) that a part explains, "Long Form (LF)" or "LF (Long Form)"."""
    text = document[part.span.start : part.span.end]
    out = [
        (row["short"], " ".join(row["long"].split()))
        for row in _GLOSSARY.finditer(text)
        if _letters_in(row["long"], row["short"])
    ]
    out.extend(_explained(" ".join(text.split())))
    return tuple(dict.fromkeys(out))


def _explained(text: str) -> Iterable[tuple[str, str]]:
    for match in _BEFORE.finditer(text):
        if _initials(match["long"], match["short"]):
            yield match["short"], match["long"].strip()
    for match in _SHORT.finditer(text):
        short = match["short"]
        if sum(c.isupper() for c in short) < 2:
            continue
        before = text[: match.start()].rstrip(" '\"’‘").split(" ")
        for count in range(len(short), min(len(short) + 5, len(before)) + 1):
            long = " ".join(before[-count:]).strip("‘'\"“(,")
            if _initials(long, short) and long[:1].lower() == short[:1].lower():
                yield short, long.rstrip("’'\"")
                break


def _letters_in(long: str, short: str) -> bool:
    """True where the letters of a short form stand in a long one in order, both beginning alike: for glossaries."""
    rest = iter(long.lower())
    return long[:1].lower() == short[:1].lower() and all(c in rest for c in short.lower())


def _initials(long: str, short: str) -> bool:
    """True where a short form is the initials of a long one, small words counted or not."""
    tokens = re.findall(r"[A-Za-z0-9]+", long)
    every = "".join(t[0] for t in tokens).lower()
    telling = "".join(t[0] for t in tokens if t.lower() not in _LINK).lower()
    wanted = re.sub(r"[^a-z0-9]", "", short.lower())
    return wanted in (every, telling)
