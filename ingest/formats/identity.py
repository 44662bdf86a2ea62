"""Whose paper it is, and of which meeting: body and date by evidence in a stated order.

What the operator says comes first, then the paper's own face (a phrase such as "minutes of a meeting of the …" before
a field, a field before a title), then the file's own properties where they are of a form that is reliable, then the
file's name. A day on which a letter was written, a paper published or a file made is no meeting's. What no paper says
of itself the shelf finds from its neighbours (`index/placing.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from ingest.grammar import dates, names
from ingest.record import Contents, Evidence, Ground

#: How many first lines, and how many characters of them, are a paper's face.
LINES, FACE = 45, 2600
#: Lines near each other: a day's own line and the line that names a board or a meeting.
NEAR = 5
#: A phrase runs on into so many characters of the lines after it.
ONWARD = 160
#: A sentence is looked back on so far from a day, in characters; a date's field stands among so many lines.
REACH, FIELDS = 260, 14
#: A ground quotes at most this many characters of what was read.
QUOTED = 120


@dataclass(frozen=True, slots=True)
class Identity:
    """What was found of a paper before it is parsed: body ("" where nothing tells), day, and the grounds."""

    body: str = ""
    day: date | None = None
    grounds: tuple[Ground, ...] = ()


_MARKS = re.compile(
    r"</?\w+[^<>]{0,300}>|[*_#`>]{1,6}|!?\[(?P<text>[^\[\]]{0,300})\]\((?:[^()]|\([^()]{0,200}\)){0,500}\)"
)
_GAP = re.compile(r"\s+")


def plain(text: str) -> str:
    """Return a line without the marks of Markdown and HTML, white space folded."""
    return _GAP.sub(" ", _MARKS.sub(lambda m: m["text"] or " ", text[:FACE])).strip(" |")


def identify(
    lines: Iterable[str],
    contents: Contents,
    path: str,
    *,
    default: str = "",
    whose: str = "",
    told: date | None = None,
) -> Identity:
    """Return body and day of a paper from its first lines, its file's properties and its name.

    default: the body of the collection's papers where they don't say. whose, told: what the operator gives.
    """
    face = _face(lines)
    usual: list[tuple[str, Ground | None]] = []
    if whose:
        usual.append((whose, Ground("body", Evidence.TOLD, whose)))
    elif default and any(default.lower() in line.lower() for line in face):
        usual.append((default, Ground("body", Evidence.FACE, default)))
    sources = ((_properties(contents), Evidence.PROPERTIES), (_name(path), Evidence.NAME))
    elsewhere = ((found[0], Ground("body", source, found[2])) for found, source in sources if found[0])
    named = ((tidied, g) for name, g in chain(_bodies_on(face), elsewhere) if (tidied := names.tidy(name)))
    body, body_ground = next(chain(usual, named), ("", None))
    if not body and default:
        body, body_ground = default, Ground("body", Evidence.COLLECTION, default)
    if told:
        return Identity(body, told, _grounds(body_ground, Ground("date", Evidence.TOLD, told.isoformat())))
    other = ((found[1], Ground("date", source, found[2])) for found, source in sources if found[1])
    day: tuple[date | None, Ground | None] = next(chain(_days_on(face, body), other), (None, None))
    return Identity(body, day[0], _grounds(body_ground, day[1]))


def _grounds(*found: Ground | None) -> tuple[Ground, ...]:
    return tuple(replace(g, words=g.words[:QUOTED]) for g in found if g)


def _face(lines: Iterable[str]) -> list[str]:
    """Return the first lines of a paper, plain, those that say nothing left out."""
    out: list[str] = []
    size = 0
    for line in lines:
        bare = plain(line)
        if not bare:
            continue
        out.append(bare)
        size += len(bare)
        if len(out) == LINES or size > FACE:
            break
    return out


# ---------------------------------------------------------------- the paper's face

#: "…minutes of a meeting of the …", "a special meeting of the … will be held": the name follows.
_OF = re.compile(
    r"(?:\b(?:minutes|notes|record|decisions|agenda|proceedings|summons)\b[^.;:]{0,60}?"
    r"|\b(?:a|an|the)\s+(?:[\w-]+\s+){0,3}?|(?P<bare>^(?:[\w ]{1,30}:\s*)?(?:[\w-]+\s+){0,2}?))"
    r"(?P<first>(?-i:[A-Z])[\w -]{2,50}(?:committee|board|panel|group)\s+)?\bmeeting\s+of\s+(?:the\s+|a\s+)?(?=[A-Z])",
    re.IGNORECASE,
)
#: "MINUTES of the Committee", "Minutes of the Parish Council held on …".
_MINUTES_OF = re.compile(
    r"^(?:draft\s+|approved\s+)?(?:minutes|decisions|agenda)\s+(?:of|for)\s+(?:the\s+)?(?!proceedings)(?=[A-Z])", re.I
)
#: "Minutes … Council meeting of 4 May", "Board of … Meeting Minutes": the name goes before.
_BEFORE = re.compile(
    r"^(?:(?:draft\s+|approved\s+)?(?:minutes|agenda|notes)\s+(?:of\s+|for\s+)?(?:the\s+)?)?(?P<name>[A-Z][^.;:]{2,90}?)\s+"
    r"(?:[-–—]\s*)?(?:regular\s+|monthly\s+|special\s+)?(?:meeting(?:\s+minutes)?|minutes|agenda|teleconference|call)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^(?:(?:report\s+)?to|meeting(?:\s+name|\s+of)?|committee|board|decision\s+to\s+be\s+taken\s+by|name\s+of\s+(?:body|committee))"
    r"(?:\s*[:/]\s*|\s+(?=[A-Z][^:]{2,80}[-–,]\s*\d))(?:(?:the\s+\w+\s+and\s+)?(?:(?:each|all)\s+)?members?\s+of\s+(?:the\s+)?)?"
    r"(?:the\s+)?(?P<rest>.*)$",
    re.IGNORECASE,
)


def _bodies_on(face: Sequence[str]) -> Iterator[tuple[str, Ground]]:
    """Yield the bodies that a paper's face names, the surest first."""
    for ways in (_by_phrase, _by_field, _by_title):
        for name, words in ways(face):
            yield name, Ground("body", Evidence.FACE, words)


def _best(rest: str, onward: str, *, sure: bool = True) -> str:
    """Return the name with which a line's rest begins, over its end where a body's own word stands there.

    sure: it is a body's name, whether any of a body's words stands in it or not.
    """
    whole = names.body_at(onward, whole="" if sure else onward)
    here = names.body_at(rest, whole=rest) if rest.strip() and not rest.rstrip().endswith("-") else ""
    return whole if not here or names.ends_on_word(whole) else here


def _onward(face: Sequence[str], place: int) -> str:
    """Return a line with those after it that a phrase may run on into."""
    out = face[place]
    for line in face[place + 1 :]:
        if len(out) - len(face[place]) > ONWARD:
            break
        out = f"{out}{line}" if out.endswith("-") else f"{out} {line}"
    return out


def _by_phrase(face: Sequence[str]) -> Iterator[tuple[str, str]]:
    for place, line in enumerate(face[:25]):
        if names.is_listed(line):
            continue
        whole = _onward(face, place)
        for pattern in (_OF, _MINUTES_OF):
            for match in pattern.finditer(whole):
                if match.start() >= len(line) or (
                    match.end() > len(line) and match.groupdict().get("bare") is not None
                ):
                    break
                name = _best(line[match.end() :], whole[match.end() :])
                first = names.body_within(match["first"]) if pattern is _OF and match["first"] else ""
                if name and not names.is_of_the_past(whole[: match.end()]):
                    yield (f"{first} of the {name}" if first else name), line
    for line in face[:6]:
        before = _BEFORE.match(line)
        name = names.body_within(before["name"]) if before else ""
        if name:
            yield name, line


def _by_field(face: Sequence[str]) -> Iterator[tuple[str, str]]:
    for place, line in enumerate(face):
        match = _FIELD.match(line)
        if match:
            rest = match["rest"] or (face[place + 1] if place + 1 < len(face) else "")
            after = face[place + 1] if place + 1 < len(face) and match["rest"] else ""
            here = names.without_kind(rest)
            name = _best(here, f"{here} {after}", sure=False)
            if name:
                yield name, f"{line} {rest if not match['rest'] else ''}".strip()


def _by_title(face: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the last of the first titles that name a body: a letterhead comes before the board's own name."""
    found = [(name, line) for line in face[:14] if (name := names.body_title(line))]
    if found:
        yield found[1] if len(found) > 1 and names.is_letterhead(found[0][0]) else found[0]


#: Before a day, on the same face: what makes it a meeting's.
_HELD = re.compile(r"\b(?:held|meeting|meet)\b(?:[^.;]|(?<=\b\w)\.|(?<=\b\w\w)\.){0,200}$", re.IGNORECASE)
_TO_COME = re.compile(r"\b(?:will|shall|is\s+to|to\s+be)\b", re.IGNORECASE)
_DAY_FIELD = re.compile(
    r"^(?:(?:meeting\s+)?date(?:\s+and\s+time|\s*/\s*time)?(?:\s+of\s+(?:the\s+)?meeting)?|meeting|when|to|committee|board)\s*[:–-]\s*",
    re.IGNORECASE,
)
_LETTER = re.compile(r"^dear\b", re.IGNORECASE)
#: Before a day: what says that it is not the meeting's.
_NOT = re.compile(
    r"\b(?:updated|published|publication|despatch\w*|issued|signed|created|printed|version|pathway|previous\w*|last\s+meeting"
    r"|deadline|by|before|since|from|until|approved|copyright|as\s+(?:at|of)|dated|born|effective|next)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"^(?:[-–—(,|]|held|on|at|of|the|am|pm|a\.m\.?|p\.m\.?|noon|to|and|time|date|utc|gmt|bst|cet|et|pt|pacific|eastern|sharp"
    r"|mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun|day|ask|for|[\d:.,–—-])+$",
    re.IGNORECASE,
)


_SITTING = re.compile(r"\b(?:meeting|minutes|agenda|session|plenary|breakout)\b", re.IGNORECASE)


def _days_on(face: Sequence[str], body: str) -> Iterator[tuple[date, Ground]]:
    """Yield the days that a paper's face gives for its meeting, the surest first: in a sentence, then by place."""
    own = _before_business(face)
    for day, words in _held_on(own):
        yield day, Ground("date", Evidence.FACE, words)
    for _, day, words in sorted((*_day_fields(own, body), *_day_lines(own, body))):
        yield day, Ground("date", Evidence.FACE, words)


def _before_business(face: Sequence[str]) -> list[str]:
    """Return a face without what stands below the items of an agenda, but for what is said there of a day to come: the
    minutes and papers enclosed are of other days."""
    listing = False
    out: list[str] = []
    for place, line in enumerate(face):
        if names.is_listed(line) and any(names.AGENDA.match(one) for one in face[:place]):
            listing = True
        if not listing or _TO_COME.search(line):
            out.append(line)
    return out


def _held_on(face: Sequence[str]) -> Iterator[tuple[date, str]]:
    """Yield days that a sentence gives: "a meeting … held … on 9 January 2025", over the ends of lines."""
    before = ""
    for line in face[:30]:
        whole = f"{before} {line}".strip()
        for found in () if names.is_listed(line) else dates.days(whole):
            said = whole[: found.start]
            sure = _HELD.search(said) and not names.is_of_the_past(said) and not _NOT.search(said)
            if found.end > len(whole) - len(line) and sure:
                yield dates.opening(whole, found), line
        before = "" if names.is_listed(line) else whole[-REACH:]


def _day_fields(face: Sequence[str], body: str) -> Iterator[tuple[int, date, str]]:
    """Yield days in a field of the paper's head, or beside the name of the body, with the place of the line."""
    letter = any(_LETTER.match(line) for line in face[:25])
    for place, line in enumerate(face):
        for found in dates.days(line)[:1]:
            said = line[: found.start]
            field = _DAY_FIELD.match(said)
            dated = bool(field) and line.lower().startswith("date")
            named = bool(body) and -1 < said.lower().rfind(body.lower()) >= len(said) - len(body) - 40
            if (field and body and not (dated and (letter or place >= FIELDS))) or (
                named and not names.is_listed(line) and not _NOT.search(said)
            ):
                yield place, found.first, line


def _day_lines(face: Sequence[str], body: str) -> Iterator[tuple[int, date, str]]:
    """Yield days that stand on a line of their own near what names a board, minutes or an agenda."""
    for place, line in enumerate(face[:16]):
        found = dates.days(line)
        if not found:
            continue
        rest = line[: found[0].start] + " " + line[found[0].end :]
        near = face[max(0, place - NEAR) : place + NEAR + 1]
        told = place == 0 or any(names.OCCASION.search(one) or (body and body.lower() in one.lower()) for one in near)
        letter = any(_LETTER.match(one) for one in face[place : place + 12])
        alone = _is_bare(rest) or (_SITTING.search(rest) and not names.is_of_the_past(rest) and place < 8)
        if told and alone and not letter and not names.is_listed(line):
            yield place, dates.opening(line, found[0]), line


def _is_bare(rest: str) -> bool:
    """True for what may stand beside a day that stands alone: a weekday, a time, who to ask."""
    words = rest.split("Ask for")[0].split()
    return all(_ALONE.match(word.strip("(),.")) for word in words if word.strip("(),."))


# ---------------------------------------------------------------- the file

#: "(Public Pack)Agenda Document for Cabinet, 30/01/2025 10:00": the title that ModernGov gives what it assembles.
_PACK = re.compile(
    r"^\((?:public\s+)?pack\).{0,300}?\bfor\s+(?P<body>[^,]{3,120}),\s*(?P<date>\d{1,2}/\d{1,2}/\d{4})", re.I
)
_SUBJECT = re.compile(r"^(?P<body>[A-Z][^,]{3,120}),\s*(?P<date>\d{1,2}/\d{1,2}/\d{4})\s+\d{1,2}[:.]\d\d$")
#: "Printed minutes 30th-Jan-2025 10.00 Cabinet": the name that it gives a file.
_NAMED = re.compile(
    r"(?P<date>\d{1,2}(?:st|nd|rd|th)?-[A-Z][a-z]{2}-(?:19|20)\d\d)\s+\d{1,2}[.:]\d\d\s+(?P<body>[A-Z].{2,100})$"
)
_KIND_WORD = re.compile(r"\b(?:minutes|agenda|meeting|decisions|notes)\b", re.IGNORECASE)


def _properties(contents: Contents) -> tuple[str, date | None, str]:
    """Return body, day and words of a file's own title or subject, where they are of a form that is reliable."""
    for text, pattern in ((contents.title, _PACK), (contents.subject, _SUBJECT)):
        match = pattern.search(" ".join(text.split()))
        if match:
            return names.body_at(match["body"]) or match["body"], dates.day(match["date"]), " ".join(text.split())
    return "", None, ""


def _name(path: str) -> tuple[str, date | None, str]:
    """Return body, day and words of a file's name: of the form that a system gives, or one that speaks of a meeting."""
    stem = names.stem_of(path).replace("_", " ")
    match = _NAMED.search(stem)
    if match:
        return names.body_at(match["body"]) or match["body"], dates.day(match["date"].replace("-", " ")), stem
    found = dates.of_name(stem)
    if not found or not (_KIND_WORD.search(stem) or not re.search(r"[A-Za-z]{3}", stem)):
        return "", None, ""
    return "", found[0], stem
