"""Rolls as minutes write them out: names after a label, under a label, or in a sentence.

What is one entry a line, with tabs or organisations, is in `people`; here are lists that run on, roles with their
holders in brackets, and sentences such as "A, B and C were present".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.grammar import numbering, people
from ingest.grammar.furniture import Line
from ingest.record import Person, Roll, Span, Spans

#: A name has at most this many words, particles and a title included.
NAME_WORDS = 6
#: A label stands at the beginning of its line and is at most this long, in characters.
LABEL = 60


class Sort(StrEnum):
    """What a label says of those it lists."""

    PRESENT = "present"
    ABSENT = "absent"
    CHAIR = "Chairman"
    SCRIBE = "minute taker"


#: The wordings of labels, the telling ones first: "present in the chair" is a chair, "not present" is absent.
LABELS: tuple[tuple[Sort, re.Pattern[str]], ...] = tuple(
    (sort, re.compile(rf"^(?:{wording})$", re.IGNORECASE))
    for sort, wording in (
        (
            Sort.CHAIR,
            r"(?:(?:meeting|session|acting)\s+)?chair(?:man|woman|person|ed\s+by|ing)?|(?:present\s+)?in\s+the\s+chair"
            r"|facilitat(?:or|ed\s+by|ing)|moderat(?:or|ed\s+by)|presid(?:ing|ed\s+by)(?:\s+officer)?",
        ),
        (
            Sort.SCRIBE,
            r"minutes?(?:\s+(?:taken\s+by|taker|by))?|minute[-\s]taker|note[-\s_]?taker|notes?(?:\s+(?:taken\s+)?by)?"
            r"|scrib(?:e|es|ing)|recorder|recording\s+secretary",
        ),
        (
            Sort.ABSENT,
            r"(?:[\w'’&]+\s+){0,4}(?:absent|absentees?|excused)|not\s+(?:present|attending)"
            r"|(?:with\s+)?apolog(?:y|ies)(?:\s+(?:for|of)\s+(?:absence|lateness))?(?:\s+received)?"
            r"|regrets|absent\s+with\s+apologies|unable\s+to\s+attend",
        ),
        (
            Sort.PRESENT,
            r"(?:[\w'’&]+\s+){0,4}(?:present|attendance|attending|in\s+attendance|attendees|participating|participants)"
            r"|also\s+(?:present|in\s+attendance)|(?:other_|other\s+)?attendees|roll[\s-]?call"
            r"|(?:board|committee|council|voting|non-voting)?\s*members|(?:invited\s+)?guests?|observers?|visitors?|members_present",
        ),
    )
)
#: Without its colon a label is one word or two, or begins with those it is of.
_OF_MANY = re.compile(
    r"^(?:\w+|(?:all|also|apologies|board|committee|council|directors?|executive|guests?|in|members?|not|officers?|officials?"
    r"|others?|people|roll|staff|those|trustees|unable|with)[\s_-].*)$",
    re.IGNORECASE,
)
_COLON = re.compile(rf"^(?P<label>[A-Za-z][^:;.,]{{1,{LABEL}}}?)\s*[:;](?:\s+(?P<rest>\S.*))?$")
_BRACKETS = re.compile(r"\((?P<inside>[^()]{0,300})\)")
#: "Director of Works (Mr. A. Name)": the office first, its holder in brackets.
_HELD = re.compile(
    r"(?P<role>[A-Z][^()]{2,160}?)\s*\(\s*(?P<name>(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Prof|Rev)\b\.?\s*[^()]{2,50}|"
    r"[A-Z][\w'’.-]+(?:\s+[A-Z][\w'’.-]+){1,3})\s*\)"
)
#: A title that goes for every name after it.
_FOR_ALL = re.compile(r"^(?P<title>Councillors|Cllrs|Messrs|Aldermen|Trustees|Senators)\.?:?\s+(?=[A-ZÀ-Þ])")
_TITLED = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Dr|C[mM]?[hl]lr|Councillor|Prof|Professor|Sir|Lord|Lady|Baroness|Rev)\b")
_SINGULAR = {"councillors": "Councillor", "cllrs": "Cllr", "messrs": "Mr", "aldermen": "Alderman"}
_LATER = re.compile(
    r"\s+(?:\(?(?:joined|left|arrived|departed|until|from|via|remotely|by\s+phone|online|late)\b.*|[^\w\s().,'’-]+)$",
    re.IGNORECASE,
)
_NOT_THERE = re.compile(
    r"^(?P<who>.{2,60}?)\s+(?:is\s+|was\s+|did\s+|sent\s+)?(?:(?:not|n[o’']t)\s+(?:attend(?:ing)?|present|here)|absent"
    r"|(?:(?:his|her|their)\s+)?(?:regrets|apologies))$",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"^(?:none|nobody|nil|n/?a|tbd|tba|everyone|everybody|all|-+)\.?$", re.IGNORECASE)
_PARTICLE = frozenset(
    {"von", "van", "de", "der", "den", "la", "le", "du", "da", "dos", "di", "bin", "al", "ter", "and"}
)
_OPEN = re.compile(r"(?:,|;|\band|&|\b(?:Mr|Mrs|Ms|Dr|Cllr|Prof|Senior|Acting|Deputy|of|for|the)\.?)$")
#: The end of the sentence that lists: what comes after it lists nobody.
_STOP = re.compile(r"(?<=[a-z]{3})\.\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a roll: what it says, its own words, and what follows it on its line."""

    sort: Sort
    words: str
    rest: str


def label(text: str, *, inside: bool = False) -> Label | None:
    """Return the roll label that a line is or begins with.

    inside: the line stands in a section that is a roll, where any label lists people who were there.
    """
    text = text.strip()
    match = _COLON.match(text)
    words = (match["label"] if match else text.rstrip(":")).strip()
    rest = ((match["rest"] or "") if match else "").strip()
    if len(words) > LABEL:
        return None
    for sort, wording in LABELS:
        if wording.match(words) and (match or _OF_MANY.match(words)):
            if sort in (Sort.CHAIR, Sort.SCRIBE) and not (match and (not rest or _are_names(rest))):
                continue
            if sort is Sort.SCRIBE and not rest:
                continue
            return Label(sort, words, rest)
    if inside and match and words[0].isupper() and (not rest or _are_names(rest)):
        return Label(Sort.PRESENT, words, rest)
    return None


def _pieces(text: str) -> list[tuple[int, int]]:
    """Return the ranges of a list's pieces: parted by commas, semicolons and "and", but not within brackets."""
    out, start, depth, place = [], 0, 0, 0
    for match in re.finditer(r"[()]|[,;]\s*(?:and\s+|&\s+)?|\s+(?:and|&)\s+|\n", text):
        if match[0] in "()":
            depth += 1 if match[0] == "(" else -1
        elif depth <= 0:
            out.append((start, match.start()))
            start = match.end()
        place = match.end()
    out.append((start, max(place, len(text))))
    return [(a, b) for a, b in out if text[a:b].strip(" .")]


def is_name(text: str) -> bool:
    """True where a text can be the name of a person as rolls and speakers give it: initials and nicknames too."""
    bare = _BRACKETS.sub(" ", text).strip(" .@")
    words = bare.split()
    if (
        not words
        or len(words) > NAME_WORDS
        or not bare[0].isalpha()
        or any(c in bare for c in ":!/<>=|")
        or bare.endswith("?")
    ):
        return False
    if len(words) == 1:
        return len(bare) > 1 and bare.lower() not in _PARTICLE
    raised = [w for w in words if w[0].isupper()]
    return all(w[0].isupper() or w.lower().strip(".") in _PARTICLE or w[0] in "'’" for w in words) and bool(raised)


def _are_names(text: str) -> bool:
    if _NOBODY.match(text.strip()):
        return True
    found = names(text, ())
    return bool(found) and sum(is_name(one.name) for one in found) >= 0.6 * len(found)


def names(text: str, spans: Spans) -> tuple[Person, ...]:
    """Return the people that a running list names, in order.

    A role or an organisation after a comma, or in brackets, goes to the name before it.
    """
    text = _STOP.split(" ".join(text.split()))[0]
    held = [m for m in _HELD.finditer(text) if is_title_name(m["name"]) or not people.is_role(m["name"])]
    if held and sum(len(m[0]) for m in held) > 0.6 * len(text):
        return tuple(Person(m["name"].strip(), "", m["role"].strip(" ,;"), spans) for m in held)
    title = ""
    every = _FOR_ALL.match(text)
    if every and len(_pieces(text)) > 1:
        title = _SINGULAR.get(every["title"].lower(), every["title"].removesuffix("s"))
        text = text[every.end() :]
    out: list[Person] = []
    for start, end in _pieces(text):
        piece = _LATER.sub("", text[start:end].strip(" .")).strip(" .@")
        if not piece or _NOBODY.match(piece) or piece in people.HONOURS:
            continue
        one = _person(f"{title} {piece}".strip() if title and not is_title_name(piece) else piece, spans)
        if out and not title and (people.is_role(piece) or people.is_organisation(piece)) and not is_title_name(piece):
            out[-1] = _with(out[-1], piece)
        else:
            out.append(one)
    return tuple(out)


def is_title_name(text: str) -> bool:
    """True where a text begins with a person's title, so that it names somebody, whatever its other words."""
    return bool(_TITLED.match(text))


def _with(one: Person, piece: str) -> Person:
    if people.is_role(piece):
        return replace(one, role=", ".join(p for p in (one.role, piece) if p))
    return replace(one, organisation=", ".join(p for p in (one.organisation, piece) if p))


def _person(text: str, spans: Spans) -> Person:
    """Return a person from one piece of a list; what stands in brackets is a role, an organisation, or an initial."""
    role, organisation, name = "", "", text
    for match in _BRACKETS.finditer(text):
        inside = " ".join(match["inside"].split())
        if re.fullmatch(r"[A-Z][a-z]?\.?", inside):  # one of two who share a surname
            continue
        name = name.replace(match[0], " ")
        if people.CHAIR.search(match[0]):
            role = Sort.CHAIR.value
        elif people.is_role(inside) or re.search(r"\b(?:taker|scribe|minutes|notes|facilitator)\b", inside, re.I):
            role = role or inside
        elif inside and not _LATER.match(f" {inside}"):
            organisation = organisation or inside
    return Person(" ".join(name.split()), organisation, role, spans)


# ---------------------------------------------------------------- sentences

_WHO = r"(?P<who>[^:;]{3,600}?)"
_WERE = re.compile(
    r"\b(?:were|was)\s+(?:also\s+)?(?:present|in\s+attendance)\b[^:.;]{0,80}:\s*(?P<who>[^:;]{3,900}?)(?:\.(?=\s+[A-Z]{1}\w)|\.?$)",
)
_ALSO = re.compile(
    r"(?:^|[.;]\s+)(?P<who>[A-Z][^:;]{2,400}?)\s+(?:were|was)\s+(?:also\s+)?(?:present|in\s+attendance)\b(?!\s+(?:at|from)\b[^.:]*:)"
)
_IN = re.compile(
    r"\b[Aa]lso\s+(?:present|in\s+attendance)\s+(?:were|was)\s+(?P<who>[^:;]{3,400}?)\.?(?=\s+[A-Z][a-z]+\s+[a-z]|$)"
)
_JOINED = re.compile(
    r"(?:^|\.\s+)(?:Board\s+members?\s+)?(?P<who>[A-Z][^:;.]{2,200}?)\s+joined\s+(?:later|late|at|the\s+meeting)\b"
)
_CHAIRED = re.compile(
    r"(?:^|\.\s+)(?P<who>(?:[A-Z]\.\s*){0,3}[A-Z][^.:;,]{1,50}?)\s+(?:presided|chaired|was\s+in\s+the\s+chair|took\s+the\s+chair)\b"
)
_TOOK = re.compile(
    r"(?:^|\.\s+)(?P<who>(?:[A-Z]\.\s*){0,3}[A-Z][^.:;,]{1,50}?)\s+(?:prepared\s+(?:these|the)\s+minutes|(?:was\s+taking|took|agreed\s+to\s+make"
    r"|substituted\s+for\s+[\w ]{2,40}\s+in)\s+(?:the\s+)?(?:minutes|notes|note-taking))\b"
)
_APOLOGY = re.compile(
    r"\b[Aa](?:n\s+a)?polog(?:y|ies)\b[^.]{0,90}?\b(?:was|were)\s+(?:also\s+)?(?:received|noted)\s+from\s+(?P<who>[^:;]{3,400}?)\.?$"
)


def in_sentences(text: str, spans: Spans) -> Roll:
    """Return the roll that a paragraph tells in its sentences; one of nobody where it tells none."""
    there: list[Person] = []
    for wording in (_WERE, _ALSO, _IN, _JOINED):
        for match in wording.finditer(text):
            found = names(match["who"], spans)
            there += [one for one in found if is_name(one.name) and not _is_board(one.name)]
    away = [one for match in _APOLOGY.finditer(text) for one in names(match["who"], spans) if is_name(one.name)]
    chair = next((one for m in _CHAIRED.finditer(text) for one in names(m["who"], spans) if is_name(one.name)), None)
    scribe = next((one for m in _TOOK.finditer(text) for one in names(m["who"], spans) if is_name(one.name)), None)
    if chair:
        there = [replace(chair, role=Sort.CHAIR.value), *there]
    if scribe:
        there.append(replace(scribe, role=Sort.SCRIBE.value))
    return merged([Roll(None, tuple(there), tuple(away))])


def _is_board(name: str) -> bool:
    return bool(re.search(r"\b(?:members?|board|directors|committee|council|quorum|following|all)\b", name, re.I))


# ---------------------------------------------------------------- whole rolls


def merged(rolls: Iterable[Roll]) -> Roll:
    """Return one roll out of several of one meeting: each person once, with the roles that any gives them."""
    there: dict[str, Person] = {}
    away: dict[str, Person] = {}
    for roll in rolls:
        for people_, held in ((roll.present, there), (roll.apologies, away)):
            for one in people_:
                key = _known(one, held) or one.name.lower()
                before = held.get(key)
                held[key] = replace(before, role=_roles(before.role, one.role)) if before else one
    for key in [k for k in away if k in there]:
        del away[key]
    chair = people.chair(there.values())
    return Roll(chair, tuple(there.values()), tuple(away.values()))


def _known(one: Person, held: dict[str, Person]) -> str | None:
    """Return under which name somebody is held already: the same, or the one whose first name alone was given."""
    name = one.name.lower()
    if name in held:
        return name
    words = name.split()
    if len(words) == 1:
        fits = [k for k in held if k.split()[0] == name]
        return fits[0] if len(fits) == 1 else None
    return None


def _roles(one: str, other: str) -> str:
    return ", ".join(dict.fromkeys(r for r in (one, other) if r))


def of_lines(lines: Sequence[Line], *, inside: bool = False) -> Roll:
    """Return the roll that a run of lines lists under its labels; `inside`: it stands under a heading of a roll.

    A list ends at the next label, at a heading, or where a line no longer lists people.
    """
    out: list[Roll] = []
    target: Sort | None = Sort.PRESENT if inside else None
    group: list[Line] = []
    shut = False

    def close() -> None:
        if target and group:
            text = " ".join(_entry(line.text) for line in group)
            spans = tuple(Span(line.start, line.end) for line in group)
            out.append(_listed(target, text, spans))
        group.clear()

    gap = False
    for line in lines:
        if line.blank:
            gap = True
            continue
        if line.furniture:
            continue
        text = _entry(line.text)
        found = label(text, inside=inside) or (label(_key(text)) if line.level == 0 else None)
        if found:
            close()
            target, shut = found.sort, bool(found.rest)
            if found.rest:
                at = line.end - len(found.rest)
                group.append(replace(line, text=found.rest, start=max(line.start, at)))
        elif line.level:
            close()
            target = None
        elif target is None:
            continue
        elif group and _goes_on(group, line, gap=gap):
            group.append(line)
        else:
            close()
            away = _NOT_THERE.match(text)
            if away:
                out.append(_listed(Sort.ABSENT, away["who"], (Span(line.start, line.end),)))
            elif (shut and gap) or not (
                _are_names(text) or _OPEN.search(text) or _HELD.match(text) or _half_held(text)
            ):
                target = None
            else:
                group.append(line)
        gap = False
    close()
    return merged(out)


def _key(text: str) -> str:
    return text.replace("_", " ")


def _half_held(text: str) -> bool:
    return text.count("(") > text.count(")") and bool(re.match(r"^[A-Z]", text)) and "," in text


def _entry(text: str) -> str:
    """Return a line of a roll without the bullet or the number before it."""
    text = numbering.BULLET.sub("", text)
    flat = numbering.FLAT.match(text)
    return text[flat.end() :] if flat else text


def _goes_on(group: Sequence[Line], line: Line, *, gap: bool) -> bool:
    """True where a line goes on with the list of the one before: that one ends open, or is one that was wrapped."""
    last = group[-1].text
    if numbering.BULLET.match(line.text):
        return False
    if line.text[0].islower() or _OPEN.search(last) or last.count("(") > last.count(")"):
        return True
    listed = len(group[0].text) > LABEL and group[0].text.count(",") > 1 and not last.rstrip().endswith(".")
    more = "," in line.text or line.text.endswith(".")
    return listed and (not gap or (more and ":" not in line.text and len(last) > LABEL))


def is_running(lines: Iterable[Line]) -> bool:
    """True where lines list people in running text: councillors under one title, or offices with their holders."""
    return any(_FOR_ALL.match(line.text) or len(_HELD.findall(line.text)) > 1 for line in lines)


def _listed(sort: Sort, text: str, spans: Spans) -> Roll:
    found = [one for one in names(text, spans) if is_name(one.name) or one.role or is_title_name(one.name)]
    if sort is Sort.ABSENT:
        return Roll(None, (), tuple(found))
    if sort is Sort.PRESENT or not found:
        return Roll(None, tuple(found), ())
    first, *others = found
    offices = [one.name for one in others if len(one.name.split()) == 1 or one.name.startswith("An ")]
    held = replace(first, role=", ".join([_roles(sort.value, first.role), *offices]))
    return Roll(None, (held, *(one for one in others if one.name not in offices)), ())
