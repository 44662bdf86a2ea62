"""What a paper is, where its layout alone does not say: by its own words first, then the file's properties and name.

A proposed decision is a paper put before a meeting, whatever its file calls itself: nothing was decided yet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.formats.common import Sheet
from ingest.formats.identity import plain
from ingest.grammar import names
from ingest.record import Authority, Evidence, Ground, Kind, Part

#: How many first lines of a paper are looked at for its kind, and for what only its very title says.
LINES, TITLE = 30, 6

#: In a paper's first lines, in order: what it says, and the kind that this makes it.
_FACE: tuple[tuple[re.Pattern[str], Kind, int], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind, reach)
    for pattern, kind, reach in (
        (r"\bproposed\s+(?:record\s+of\s+|key\s+)?decision\b|\bdecision\s+to\s+be\s+taken\s+by\b", Kind.APPENDIX, 12),
        (
            r"\benclose\b.{0,80}\bfor\s+consideration\b|\benclosed\s+the\s+(?:documents?|reports?|papers?)\b"
            r"|\b(?:not\s+available|unavailable)\s+when\s+the\s+(?:main\s+)?agenda\b|^(?:agenda\s+)?supplement(?:ary\s+agenda)?\b",
            Kind.SUPPLEMENT,
            LINES,
        ),
        (r"^(?:appendix|appendices|annex|annexe|enclosure|attachment|schedule)\s+[A-Z0-9]{1,3}\b", Kind.APPENDIX, 4),
        (r"\bappendix\s+[A-Z0-9]{1,2}$", Kind.APPENDIX, 2),
        (r"\b(?:eq?ia|equality\s+impact|impact\s+assessment|dpia|screening\s+tool)\b", Kind.APPENDIX, 4),
        (r"^(?:summons\s+to\b|notice\s+of\s+(?:a\s+|the\s+)?(?:\w+\s+){0,3}meeting)", Kind.AGENDA, 8),
        (r"^forward\s+(?:work\s+)?(?:plan|programme)\b|^work\s+programme\b", Kind.FORWARD_PLAN, TITLE),
        (r"\baction\s+(?:log|report|tracker)\b|\bstatus\s+update\s+on\b.{0,40}\bactions\b", Kind.REPORT, 8),
        (r"^(?:covering\s+)?report\s+(?:of|to|by)\b|\breport$", Kind.REPORT, 4),
    )
)
#: "To Cabinet – 30 January 2025" and "By …", set without a colon.
_FIELD = re.compile(
    r"^(?:to|from|by|report\s+author|author|subject|summary|purpose|recommendations?)\b\s*[:–-]?\s*(?=\S|$)",
    re.IGNORECASE,
)
#: In a file's own title.
_PROPERTY = ((re.compile(r"\bagenda\s+supplement\b", re.IGNORECASE), Kind.SUPPLEMENT),)
#: In its name: the last that matches is what it is, for a name goes from the matter to the paper.
_NAME = re.compile(
    r"\b(?:(?P<appendix>appendix|appendices|annex|eq?ia|dpia|p\W?r\W?o\W?d|prod)|(?P<agenda>agenda)|(?P<report>report)"
    r"|(?P<supplement>supplement)|(?P<slides>slides|presentation|demo))\b",
    re.IGNORECASE,
)
#: Which of them wins where a name holds several.
_RANK = (Kind.APPENDIX, Kind.AGENDA, Kind.SLIDES, Kind.REPORT, Kind.SUPPLEMENT)
#: What a layout leaves open.
OPEN = (Kind.PAPER, Kind.REPORT)


def settle(sheet: Sheet, parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return a paper's parts with kind and grounds: those of its first part, where the rest have their own."""
    if not parts:
        return ()
    first, *rest = parts
    kind, ground = _kind(sheet, first) if not rest else (first.kind, _layout(first))
    if kind is Kind.PAPER and not rest:
        sheet.problem("its layout is none that is known; it is read as a plain paper, under the headings that it has")
    grounds = [ground, Ground("authority", Evidence.FACE, _authority(first, kind))]
    found = sheet.identity
    for one in found.grounds:
        held = first.body.name == found.body if one.fact == "body" else _has_day(first, sheet)
        grounds.extend([one] if held else ())
    return (replace(first, kind=kind, grounds=tuple(grounds)), *rest)


def _has_day(part: Part, sheet: Sheet) -> bool:
    return part.meeting is not None and part.meeting.date == sheet.day


def _layout(part: Part) -> Ground:
    return Ground("kind", Evidence.FACE, f"laid out as {part.kind.value}")


def _authority(part: Part, kind: Kind) -> str:
    if part.authority is Authority.RECORD:
        return f"the board's own {kind.value}"
    return "says that somebody else made it" if part.authority is Authority.THIRD_PARTY else "put before the board"


def _kind(sheet: Sheet, part: Part) -> tuple[Kind, Ground]:
    """Return what a paper of one part is, and on what ground."""
    if part.kind not in OPEN:
        return part.kind, _layout(part)
    head = [plain(line) for line in sheet.head(LINES)]
    for pattern, kind, reach in _FACE:
        found = next((line for line in head[:reach] if pattern.search(line)), None)
        if found:
            return kind, Ground("kind", Evidence.FACE, found[:120])
    agenda = next((line for line in head[:15] if names.AGENDA.match(line)), None)
    if agenda and part.kind is Kind.PAPER:
        return Kind.AGENDA, Ground("kind", Evidence.FACE, agenda[:120])
    if part.kind is Kind.REPORT:
        return Kind.REPORT, _layout(part)
    fields = [line for line in head[:15] if _FIELD.match(line)]
    if len(fields) >= 2 and any(line.lower().startswith("to") for line in fields):
        return Kind.REPORT, Ground("kind", Evidence.FACE, fields[0][:120])
    for pattern, kind in _PROPERTY:
        if pattern.search(sheet.contents.title):
            return kind, Ground("kind", Evidence.PROPERTIES, sheet.contents.title[:120])
    stem = names.stem_of(sheet.path)
    named = {Kind(found.lastgroup) for found in _NAME.finditer(stem.replace("_", " ")) if found.lastgroup}
    for kind in _RANK:
        if kind in named:
            return kind, Ground("kind", Evidence.NAME, stem[:120])
    return part.kind, Ground("kind", Evidence.FACE, "of no layout that is known")
