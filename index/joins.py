"""What papers say about each other: which account is the more official, which minutes were approved, short forms.

Everything here is a function of the parts on the shelf, in whatever order they came in.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.record import Access, Body, Kind, Part, Status, flow

#: A part's identity, its document's, and the part.
Row = tuple[str, str, Part]

_SHORT = re.compile(r"\(\s*(?:the\s+)?[‘'\"]?(?P<short>[A-Z][A-Za-z0-9&]{1,9})[’'\"]?\s*\)")
_BEFORE = re.compile(r"\b(?P<short>[A-Z][A-Z0-9&]{1,9})\s+\((?P<long>[A-Z][^()]{4,90})\)")
_GLOSSARY = re.compile(r"^[ ]*(?P<short>[A-Z]{2,8})(?:\t+| {3,})(?P<long>[A-Z][^\t\n]{3,80}?)\s*$", re.MULTILINE)
_LINK = {"of", "and", "the", "for", "to", "in", "on", "with", "a", "&"}
_SUBJECT = re.compile(r"\bsubject\s+to\b(?P<what>.{5,400}?)(?:\.\s|\.$|$)", re.IGNORECASE | re.DOTALL)


def same_body(one: Body, other: Body) -> bool:
    """True where two bodies can be one: equal names, and organisations that don't differ."""
    if one.name.lower() != other.name.lower():
        return False
    return not one.organisation or not other.organisation or one.organisation == other.organisation


def shadows(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the ids of restated parts for which the shelf holds the paper itself, of the same sitting or period."""
    official: dict[object, list[Part]] = defaultdict(list)
    for _, _, part in rows:
        if not part.restated and part.access is Access.PUBLIC:
            official[_when(part)].append(part)
    return tuple(
        identity
        for identity, _, part in rows
        if part.restated
        and any(same_body(part.body, other.body) and _alike(part.kind, other.kind) for other in official[_when(part)])
    )


def _when(part: Part) -> object:
    if part.meeting:
        return part.meeting.date, part.meeting.session
    return part.period.label if part.period else None


_RECORDS = {Kind.MINUTES, Kind.DECISIONS}


def _alike(one: Kind, other: Kind) -> bool:
    """True for kinds that tell the same things: minutes and decisions, or two papers put before a meeting."""
    if Kind.SUMMARY in (one, other):
        return one is other
    return (one in _RECORDS) == (other in _RECORDS)


def bodies(rows: Sequence[Row]) -> tuple[Body, ...]:
    """Return every body once, with the short names that any public paper of it gives, the most used first."""
    named: dict[str, Body] = {}
    short: dict[str, Counter[str]] = defaultdict(Counter)
    for _, _, part in rows:
        named.setdefault(part.body.id, part.body)
        if part.access is Access.PUBLIC:
            short[part.body.name.lower()].update(part.body.aliases)
    return tuple(
        replace(body, aliases=tuple(sorted(short[body.name.lower()], key=lambda s: (-short[body.name.lower()][s], s))))
        for _, body in sorted(named.items())
    )


def approvals(rows: Sequence[Row], text_of: dict[str, str]) -> tuple[tuple[str, str, str | None], ...]:
    """Return (part id, status, correction) of all minutes: approved where a later paper on the shelf says so.

    Minutes that no later paper speaks of keep what their own copy says.
    """
    told: dict[str, tuple[str, str | None]] = {}
    minutes = [(i, p) for i, _, p in rows if p.kind in _RECORDS and p.meeting]
    for _, document, later in rows:
        if later.approves is None or later.access is Access.RESTRICTED:
            continue
        for identity, part in minutes:
            if part.meeting and part.meeting.date == later.approves and same_body(part.body, later.body):
                told[identity] = (Status.APPROVED.value, _correction(later, text_of.get(document, "")))
    return tuple((identity, *told.get(identity, (part.status.value, None))) for identity, part in minutes)


def _correction(part: Part, text: str) -> str | None:
    for item in part.items:
        for decision in item.decisions:
            running = flow(text, decision.spans).text
            if "minutes" in running.lower() and (match := _SUBJECT.search(running)):
                return " ".join(match["what"].split()).strip(" :")
    return None


def acronyms(rows: Iterable[Row], text_of: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
    """Return every (part id, short form, long form) that the papers explain, "Long Form (LF)" or "LF (Long Form)"."""
    out = []
    for identity, document, part in rows:
        text = text_of.get(document, "")[part.span.start : part.span.end]
        for row in _GLOSSARY.finditer(text):
            if _letters_in(row["long"], row["short"]):
                out.append((identity, row["short"], " ".join(row["long"].split())))
        plain = " ".join(text.split())
        for short, long in _explained(plain):
            out.append((identity, short, long))
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
