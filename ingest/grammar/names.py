"""Names of boards and committees as papers write them, in a phrase, in a field, or on a line of their own."""

from __future__ import annotations

import re

from ingest.grammar import dates, numbering

#: Words that a body's name ends on, or goes on from with "of": Municipal District of …, Board of Directors.
_WORDS = (
    "Board Boards Committee Committees Sub-Committee Subcommittee Cabinet Council Panel Forum Partnership Group Party "
    "Force Trustees Assembly Commission Authority District Senate SPC"
).split()
_WORD = re.compile(rf"\b(?:{'|'.join(sorted({*_WORDS, *(w.upper() for w in _WORDS)}))})(?=$|[\s,.;:)(/–-])")
#: After a name in a phrase: what can't be of it.
_STOP = re.compile(
    r"\s+(?:held|will|was|were|is|are|to\s+be|to\s+consider|took|takes|convened|commenced|commencing|which|that|who|via|by|on|at|in)\b"
    r"|\s*[:;()|]|\s+[-–—]\s|\s*[-–—]\s+(?=\S)|\s*,?\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
#: A body's word before one of these is of an office, not a body: Cabinet Member, Board Secretary.
_OFFICE = re.compile(
    r"^\s*(?:members?|offic\w+|secretar\w+|minister|team|staff|house|tax|meetings?\s+administrator|leader|chair\w*|papers?"
    r"|decisions?|liaison|priorit\w+|actions?|plan|report)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:the|a|an|our|draft|approved|minutes|agenda|notes|of|for|full|ordinary|extraordinary|special|regular|monthly|annual"
    r"|adjourned|statutory|inaugural|members|joint\s+meeting\s+of|meeting|extra)\s+",
    re.IGNORECASE,
)
#: "Monthly Meeting of the …": what kind of sitting goes before the body's name in a meeting's.
_KIND = re.compile(
    r"^(?:[\w-]+\s+){0,4}?meeting\s+(?:of|for|to\s+consider\b.{3,60}?\bfor)\s+(?:the\s+)?", re.IGNORECASE
)
#: Words that speak of an occasion of a board.
OCCASION = re.compile(
    r"\b(?:meetings?|minutes|agenda|hearing|session|teleconference|plenary|breakout|council|board|committee|cabinet|summons)\b",
    re.IGNORECASE,
)
#: A line that heads an agenda.
AGENDA = re.compile(
    r"^(?:(?:call|meeting|draft|supplementary|the)\s+)?(?:agenda|a\s+g\s+e\s+n\s+d\s+a|order\s+of\s+business)\b"
    r"(?!.{0,200}\.pdf)(?!(?:\s+\S+){9})",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:copy\s+of|circulated|enclosed)\b[^.;]{0,100}$|\bminutes\s+(?:of|from)\s+(?:the\s+)?(?:last|previous)\b|\b(?:previous|last|next|following|earlier)\s+(?:\w+\s+){0,2}meeting\b"
    r"|\b(?:approv|adopt|confirm|consider|discuss|agree|report|refer|present|accept)\w*\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_MONTH = "|".join(sorted(dates.MONTHS, key=len, reverse=True))
_LISTED = re.compile(
    rf"^(?:\(?\d{{1,3}}(?:\.\d{{1,3}})*[.)](?=\s)|\d{{1,3}}\s+(?!(?:of\s+)?(?:{_MONTH})\b)|[•·▪■-]\s|\(?[a-z][.)]\s)",
    re.IGNORECASE,
)
_AFTER_TITLE = re.compile(
    r"^\s*(?:$|[-–—:,|]?\s*(?:annual\s+report|meetings?\b|minutes|agenda|decisions|held|terms\s+of\s+reference|action\s+log"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\d))",
    re.IGNORECASE,
)
#: Words in capitals that are no short names.
_NO_NAMES = frozenset({"DRAFT", "FINAL", "FULL", "CALL", "TEAM", "DAILY", "THE", "VOTE", "NOTE", "AGM", "EGM", "LIST"})
_SMALL = {"and", "of", "for", "the", "in", "on", "to", "with", "&"}
#: A name has at most this many words, and a title that is one this many.
_LONGEST, _TITLE = 14, 14


def cased(name: str) -> str:
    """Return a name as people write it, white space folded: one in capitals is given small letters."""
    name = " ".join(name.split()).strip(" ,.-–—")
    if not numbering.is_capitals(name) or (" " not in name and len(name) < 5):
        return name
    return " ".join(w.lower() if w.lower() in _SMALL and n else _capital(w) for n, w in enumerate(name.split()))


def _capital(word: str) -> str:
    if len(word) <= 3 and word in ("SPC", "UK", "EU", "NHS", "TAG"):
        return word
    return "-".join(p.capitalize() for p in word.split("-"))


#: The council that a committee is of, before the committee's own name.
_WHOSE = re.compile(
    r"^(?:[A-Z][\w'’-]*\s+(?:(?:and|of|the)\s+)*){0,5}(?:Council|Authority)(?:['’]s)?,?\s+(?:the\s+)?(?=[A-Z])",
    re.IGNORECASE,
)
_ALIKE = (
    (re.compile(r"\s*&\s*"), " and "),
    (re.compile(r"\bsub[ -]?committee\b", re.IGNORECASE), "Sub-Committee"),
    (re.compile(r"\bSPC\b"), "Strategic Policy Committee"),
    (re.compile(r"\bJPC\b"), "Joint Policing Committee"),
    (re.compile(r"\bCommittee Sub-Committee\b"), "Sub-Committee"),
    (re.compile(r"(?<=Committee) for the (?=[A-Z])"), " of the "),
    (re.compile(r"^(?:(?:meeting|proceedings)\s+of\s+(?:the\s+)?)+", re.IGNORECASE), ""),
)


def tidy(name: str) -> str:
    """Return a body's name as its other papers may write it: "&" as "and", "Sub Committee" with its hyphen, without the
    name of the council that it is a committee of."""
    for pattern, instead in _ALIKE:
        name = pattern.sub(instead, name)
    rest = _WHOSE.sub("", name)
    if rest != name and len(rest.split()) > 1 and _WORD.search(rest):
        name = rest
    return name if name[:1].isalnum() else ""


def body_at(text: str, *, whole: str = "") -> str:
    """Return the name of a body with which a text begins; "" where it begins with none.

    whole: the first line of the text, where a name without any of a body's words may be all of it.
    """
    text = re.sub(r"-\s+(?=[A-Z]{2})", "-", text.strip())
    stop = _STOP.search(text)
    told = text[: stop.start()] if stop else text[:160]
    first = dates.days(told)
    told = (told[: first[0].start] if first else told).strip(" ,.-–—")
    name = _cut(told)
    if name or whole:
        return name
    head = told.split(",")[0]
    words = head.split()
    if 0 < len(words) <= 8 and all(w[0].isupper() or w.lower() in _SMALL for w in words) and words[0][0].isupper():
        return cased(head)
    return ""


def _cut(told: str) -> str:
    """Return a name up to the last of a body's words in it and what follows with "of"; "" where it has none."""
    found = list(_WORD.finditer(told))
    while found:
        last = found.pop()
        rest = told[last.end() :]
        if _OFFICE.match(rest):
            return ""
        more = re.match(
            r"\s+(?i:of|for)\s+(?i:the\s+)?[A-Z][\w&'’-]*(?:[\s,&]+(?:(?i:and|of|the|&)\s+)*[A-Z][\w&'’-]*){0,6}", rest
        )
        name = told[: last.end()] + (more[0] if more else "")
        if len(name.split()) <= _LONGEST and name[:1].isupper() and _is_named(name):
            return cased(name)
        return ""
    return ""


def _is_named(name: str) -> bool:
    """True where the telling words of a name have capitals."""
    words = [w for w in re.findall(r"[^\s,&/]+", name) if w.lower() not in _SMALL]
    return name[:1].isalnum() and all(w[0].isupper() or w[0].isdigit() or w[0] in "(‘'“" for w in words)


def ends_on_word(name: str) -> bool:
    """True for a name whose last word is a body's own: Lamp Panel, not Board of Lamps."""
    found = list(_WORD.finditer(name))
    return bool(found) and found[-1].end() == len(name)


def body_within(text: str) -> str:
    """Return the body that a title such as "Example Council meeting" names, or the acronym that it begins with."""
    text = text.strip()
    while lead := _LEAD.match(text):
        text = text[lead.end() :]
    text = re.sub(r"\s*[-–—,|]\s*$", "", text)
    if re.fullmatch(r"[A-Z]{2,5}", text) and text not in _NO_NAMES:
        return text
    name = body_at(text, whole=text)
    return name if name and len(text.split()) <= _TITLE else ""


def body_title(line: str) -> str:
    """Return the body that a line names, and hardly more: "LICENSING BOARD", "Cabinet - Thursday, 30 January"."""
    if line.rstrip().endswith(".") or len(line.split()) > _TITLE or is_listed(line):
        return ""
    text = line
    while lead := _LEAD.match(text):
        text = text[lead.end() :]
    for found in reversed(list(_WORD.finditer(text))):
        of = re.match(r"\s+(?:of|for)\s+(?:the\s+)?[A-Z][^\d,:–—-]{2,60}", text[found.end() :])
        for end in (found.end() + (of.end() if of else 0), found.end()):
            name = text[:end].strip()
            if _AFTER_TITLE.match(text[end:]) and _is_named(name) and not re.search(r"[.;:!?@|]|\s[-–—]\s", name):
                return cased(name)
    return ""


def is_letterhead(name: str) -> bool:
    """True for the name of a whole council, which stands above the name of the board that met."""
    return bool(re.search(r"\b(?:Council|Authority)$", name)) and len(name.split()) > 1


def is_listed(line: str) -> bool:
    """True for a line of a list, numbered or not, such as an item of business."""
    return bool(_LISTED.match(line))


def is_of_the_past(before: str) -> bool:
    """True where what goes before a name or a day makes it another meeting's: the last one, the next one."""
    return bool(_PAST.search(before))


def without_kind(text: str) -> str:
    """Return a meeting's name without the kind of sitting: "Monthly Meeting of the X" is of "X"."""
    return _KIND.sub("", text, count=1) if _KIND.match(text) else text


def body_of_folder(name: str) -> str:
    """Return the body that a folder is called by: "county-council-2025-01-09", "06-Monthly Meeting of the …"; or ""."""
    if " " in name:
        return body_at(without_kind(re.sub(r"^[\d\s.-]+", "", name)), whole=name)
    words = [w for w in re.split(r"[-_.]", name) if w and not w.isdigit()]
    held = [n for n, w in enumerate(words) if w.upper() in {one.upper() for one in _WORDS}]
    return cased(" ".join(words[: held[-1] + 1]).upper()) if held else ""


def stem_of(path: str) -> str:
    """Return a paper's file name without its folders and its ending."""
    name = path.rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[0] if "." in name.strip(".") else name
