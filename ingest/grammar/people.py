"""People as rolls list them: names, roles, organisations; and the same person under another form of name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from ingest.grammar.furniture import Line
from ingest.record import Person, Roll, Span, fold

_TITLE = re.compile(
    r"^(?:(?:Detective\s+)?(?:Chief\s+)?(?:Inspector|Superintendent|Sergeant)|Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|"
    r"Prof|Professor|DI|DCI|PC|Sgt|Sir|Dame|Rev)\.?\s+"
)
#: Words that begin the name of an organisation where a roll sets no mark between it and the person.
_ORG_STARTS = set(
    "london metropolitan national community department dept ministry mayor's mayor’s borough county city "
    "district royal police nhs probation university housing fire clinical public citizens age lb lbb hm "
    "north south east west central greater college school hospital health office crown "
    "governance voluntary british church jobcentre".split()
)
#: Words that only organisations carry.
_ORG_WORDS = set(
    "police service services brigade company group support council borough homes partnership trust authority "
    "department dept office board university college school ccg nhs lb lbb magistrates court "
    "association society ltd limited network forum agency commission centre work pensions probation mind".split()
)
#: An organisation by its initials; and the initials that people carry after their names.
_SHORT_NAME = re.compile(r"[A-Z]{3,8}")
HONOURS = frozenset({"OBE", "MBE", "CBE", "KCB", "DCB", "FRSA", "MSP", "MEP"})
_ROLE_WORDS = set(
    "officer manager director head lead coordinator co-ordinator commander analyst chair chairman chairwoman "
    "chairperson clerk secretary consultant strategist inspector superintendent sergeant advisor adviser worker "
    "president treasurer leader assistant representative member deputy vice principal".split()
)
CHAIR = re.compile(r"\(\s*(?:the\s+)?(?:chair(?:man|woman|person)?|presiding)\s*\)|\bin\s+the\s+chair\b", re.IGNORECASE)
_PRESENT = re.compile(
    r"^(?:board\s+|committee\s+)?(?:members\s+)?(?:also\s+)?(?:present|in attendance|attendance|attendees|attending)"
    r"(?:\s*:\s*[-–]?|\s*[-–])?\s*$"
    r"|^(?:board\s+)?members(?:\s+present)?\s*:\s*[-–]?\s*$"
    r"|^(?:officers|also)\s+(?:present|in attendance)\s*:?\s*$",
    re.IGNORECASE,
)
_APOLOGIES = re.compile(r"^apologies(?:\s+for\s+(?:absence|lateness))?(?:\s*:\s*[-–]?)?\s*$", re.IGNORECASE)


#: The place that a roll's own council is of, so that "Leeds Homes" or "Leeds Mind" reads as an organisation.
_PLACE = re.compile(r"\b(?:LBB?|Borough\s+of|City\s+of|County\s+of)\s+([A-Z][a-z]+)")


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """Return a name without its titles and what stands in brackets."""
    name = re.sub(r"\([^)]*\)", " ", name).strip()
    while True:
        shorter = _TITLE.sub("", name)
        if shorter == name:
            return " ".join(name.split())
        name = shorter


@lru_cache(maxsize=4096)
def surname(name: str) -> str:
    """Return the last word of a name, in lower case, without titles."""
    words = bare(name).split()
    return words[-1].lower() if words else ""


def same_person(one: str, other: str) -> bool:
    """True where two forms of a name can stand for one person: surname equal, and no first name that differs."""
    last = surname(one)
    if not last or last != surname(other):
        return False
    first, second = bare(one).split()[:-1], bare(other).split()[:-1]
    return not first or not second or first[0][0].lower() == second[0][0].lower()


def is_present_heading(text: str) -> bool:
    return bool(_PRESENT.match(text.strip("*# ")))


def is_apologies_heading(text: str) -> bool:
    return bool(_APOLOGIES.match(text.strip("*# ")))


def _is_organisation(text: str) -> bool:
    words = [w.strip("().,") for w in text.split()]
    if any(_SHORT_NAME.fullmatch(w) and w not in HONOURS for w in words):
        return True
    return any(w.lower() in _ORG_WORDS | _ORG_STARTS for w in words)


def is_organisation(text: str) -> bool:
    """True where a text names an organisation, or carries a word that only they do."""
    return _is_organisation(text)


def is_role(text: str) -> bool:
    """True where a text names an office or a job."""
    return any(w in _ROLE_WORDS for w in re.split(r"[\s().,-]+", text.lower()))


def person(text: str, spans: tuple[Span, ...], places: frozenset[str] = frozenset()) -> Person:
    """Return the person that one entry of a roll names.

    Parts are told by tabs or commas where the roll sets them; else by the words that organisations begin with.
    """
    chair = CHAIR.search(text)
    plain = " ".join(CHAIR.sub(" ", text.replace("\t", " \t ")).split(" ")) if chair else text
    role = "Chairman" if chair else ""
    if "\t" in plain:
        name, *rest = [" ".join(c.split()) for c in plain.split("\t") if c.strip()] or [""]
        return _sorted_out(name, rest, role, spans)
    pieces = [" ".join(p.split()) for p in re.split(r",\s+|\s+[-–]\s+", plain) if p.strip()]
    if len(pieces) > 1:
        return _sorted_out(pieces[0], pieces[1:], role, spans)
    return _unmarked(" ".join(plain.split()), role, spans, places)


def _sorted_out(name: str, rest: Sequence[str], role: str, spans: tuple[Span, ...]) -> Person:
    """Return a person from a name and the pieces after it, each a role or an organisation."""
    title = _TITLE.match(name)
    roles = [role] if role else []
    if title and title[0].strip().lower().rstrip(".") not in {"mr", "mrs", "ms", "miss", "dr", "cllr", "councillor"}:
        roles.append(title[0].strip())
        name = name[title.end() :]
    organisations: list[str] = []
    for number, piece in enumerate(rest):
        named = len(rest) > 1 and number == 0 and not _is_organisation(piece)
        if (is_role(piece) or named) and not organisations:
            roles.append(piece)
        else:
            organisations.append(piece)
    return Person(name, ", ".join(organisations), ", ".join(roles), spans)


def _unmarked(text: str, role: str, spans: tuple[Span, ...], places: frozenset[str]) -> Person:
    words = text.split()
    title = _TITLE.match(text)
    skip = len(title[0].split()) if title else 0
    for cut in range(skip + 1, min(len(words), skip + 4)):
        if words[cut].lower().strip("(),.") in _ORG_STARTS | places and not (cut == skip + 1 and len(words) == cut + 1):
            return Person(" ".join(words[:cut]), " ".join(words[cut:]), role, spans)
    if len(words) > skip + 2:
        cut = skip + 2
        if _is_organisation(" ".join(words[cut:])):
            return Person(" ".join(words[:cut]), " ".join(words[cut:]), role, spans)
    return Person(text, "", role, spans)


def _names_only(text: str) -> bool:
    words = bare(text).split()
    return (
        1 < len(words) <= 3
        and all(w[0].isupper() for w in words)
        and not _is_organisation(text)
        and not CHAIR.search(text)
    )


def _organisation_only(text: str) -> bool:
    return (
        "\t" not in text and "," not in text and _is_organisation(text) and not is_role(text) and len(text.split()) <= 7
    )


def entries(found: Iterable[Line]) -> tuple[Person, ...]:
    """Return the people of a roll's entries, each a line, in order; a person listed twice once.

    Names and organisations that stand on lines of their own are matched in order: one organisation for all the
    names above it, or one each.
    """
    people: list[Person] = []
    waiting: list[int] = []
    organisations: list[Line] = []

    def settle() -> None:
        for place, index in enumerate(waiting):
            if organisations:
                line = organisations[min(place, len(organisations) - 1)]
                spans = (*people[index].spans, Span(line.start, line.end))
                people[index] = replace(people[index], organisation=line.text, spans=spans)
        waiting.clear()
        organisations.clear()

    found = list(found)
    places = frozenset(m[1].lower() for line in found for m in _PLACE.finditer(line.text))
    for line in found:
        text = line.text
        if CHAIR.fullmatch(text.strip()) and people:
            last = people[-1]
            people[-1] = replace(last, role="Chairman", spans=(*last.spans, Span(line.start, line.end)))
            continue
        if waiting and (_organisation_only(text) or len(text.split()) == 1):
            organisations.append(line)
            continue
        if organisations:
            settle()
        one = person(text, (Span(line.start, line.end),), places)
        people.append(one)
        if _names_only(text) and not one.organisation:
            waiting.append(len(people) - 1)
        else:
            waiting.clear()
    settle()
    return unique(people)


def unique(people: Iterable[Person]) -> tuple[Person, ...]:
    """Return people in order, each once."""
    out: dict[tuple[str, str], Person] = {}
    for one in people:
        out.setdefault((bare(one.name).lower(), one.organisation.lower()), one)
    return tuple(out.values())


_RECEIVED = re.compile(
    r"\bapologies(?:\s+for\s+(?:absence|lateness))?\s+(?:were|was|had\s+been|have\s+been)\s+(?:also\s+)?received\s+from\s+(?P<who>.+)"
    r"|\b(?:reported|noted|received|had)\s+(?:the\s+)?apologies(?:\s+for\s+(?:absence|lateness))?\s+from\s+(?P<told>.+)",
    re.IGNORECASE | re.DOTALL,
)


_SENT = re.compile(
    r"(?:^|[.;]\s+)(?P<told>)(?P<who>[A-Z][^.;]{3,300}?)\s+(?:had\s+|have\s+|also\s+)?(?:sent|given|gave|tendered|offered)"
    r"\s+(?:(?:his|her|their)\s+)?apologies\b"
)


def apologies(text: str) -> tuple[tuple[str, str, str], ...]:
    """Return (name, role, organisation) of those named in "apologies were received from …", in order."""
    match = _RECEIVED.search(text) or _SENT.search(text)
    if not match:
        return ()
    who = re.sub(r"\([^)]*\)", "", match["who"] or match["told"]).rstrip(" .")
    who = who.split(". ")[0]
    out: list[tuple[str, str, str]] = []
    for piece in re.split(r",\s*(?:and\s+)?|\s+and\s+", who):
        piece = " ".join(piece.split())
        if not piece:
            continue
        of = re.match(r"(?P<name>.+?)\s+of\s+(?P<org>.+)$", piece)
        if of and not is_role(of["name"]) and not _is_organisation(of["name"]):
            out.append((of["name"], "", of["org"]))
        elif out and (is_role(piece) or _is_organisation(piece) or piece.startswith("London")):
            name, role, organisation = out[-1]
            out[-1] = (name, role or piece, organisation) if is_role(piece) else (name, role, organisation or piece)
        else:
            out.append((piece, "", ""))
    return tuple(out)


#: Rolls in running text: "PRESENT: Mr A (Chairman), Mrs B and C", "IN ATTENDANCE VIRTUALLY: …", "Apologies – …".
_ROLLS = {
    "chair": r"(?:present\s+)?in\s+the\s+chair|(?:the\s+)?chair(?:man|woman|person)?|presiding(?:\s+officer)?",
    "absent": r"apologies(?:\s+(?:for\s+(?:absence|lateness)|received|from))*|absent(?:\s+members)?|not\s+present"
    r"|regrets",
    "present": r"(?:(?:board|committee|council|cabinet|members|councillors|officers|officials|staff|also|others?|those|"
    r"guests|clerk)\s+){0,3}"
    r"(?:present|in\s+attendance|attendance|attending|attendees)(?:\s+(?:virtually|remotely|online|by\s+invitation))?"
    r"|officers|councillors|members",
}
_EMPHASIS = re.compile(r"[*_]")
_ROLL = re.compile(
    "^\\s*(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _ROLLS.items())
    + r")\s*(?::|\s[-–—])\s*[-–—]?(?:\s+|$)",
    re.IGNORECASE,
)
_LISTS = re.compile(r"^(?:councillors|cllrs|messrs|members)\b\.?\s*:?\s*", re.IGNORECASE)
_TITLES = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Sir|Prof)\b\.?\s+(?=[A-Z])")
_AFTER_NAME = re.compile(r"^(?:[A-Z]{2,5}|Jnr|Snr|Jr|Sr)\.?$")
_NOBODY = re.compile(
    r"^(?:\d|none\b|nil\b|no\s|(?:[a-z]+\s+)?members?\s+of\s+(?:the\s+)?(?:public|press)|(?:the\s+)?(?:public|press)\b)",
    re.I,
)


def roll_label(text: str) -> tuple[str, int] | None:
    """Return which roll a line begins ("present", "absent", "chair"), and where the names on it begin."""
    match = _ROLL.match(_EMPHASIS.sub(" ", text))
    return (str(match.lastgroup), match.end()) if match else None


_SAYS = re.compile(
    r"\b(?:was|were|is|are|had|has|have|would|will|welcomed|opened|expressed|informed|agreed|stated|said|noted)\b"
)


def is_sentence(text: str) -> bool:
    """True for a line that says something, as no entry of a roll does."""
    return bool(_SAYS.search(text))


def is_running(text: str) -> bool:
    """True for a line that lists people in running text, several to a line."""
    return bool(_LISTS.match(text)) or len(_TITLES.findall(text)) > 1


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody named in a roll of running text, and where in it."""

    start: int
    end: int
    name: str
    role: str
    organisation: str


def listed(text: str) -> tuple[Listed, ...]:
    """Return the people that a roll in running text names, in order: "Mr A (Chairman), Mrs B, OBE, and C (Clerk)"."""
    inverted = [m for m in _INVERTED.finditer(text) if _TITLE.match(m["name"])]
    if len(inverted) > 1 or (inverted and len(_TITLES.findall(text)) == 1):
        return tuple(Listed(m.start("role"), m.end(), m["name"].strip(), fold(m["role"]), "") for m in inverted)
    out: list[Listed] = []
    for start, end in _pieces(text):
        piece = text[start:end]
        before = out[-1] if out else None
        if before and (_AFTER_NAME.match(piece) or (is_role(piece) and not _TITLE.match(piece) and "(" not in piece)):
            honour = bool(_AFTER_NAME.match(piece))
            role = before.role if honour else (before.role or piece)
            out[-1] = replace(before, end=end, role=role, name=f"{before.name}, {piece}" if honour else before.name)
        elif not _NOBODY.match(piece) and any(c.isupper() for c in piece):
            lead = _LISTS.match(piece)
            start += lead.end() if lead else 0
            out.append(_listed(text[start:end], start))
    return tuple(out)


_INVERTED = re.compile(r"(?:^|(?<=\)),?\s+(?:and\s+)?)(?P<role>[^()]{3,120}?)\s*\((?P<name>[^()]{3,60})\)")
_ASIDE = re.compile(r"\s*\((?P<said>.*)\)?\s*$")


def _listed(piece: str, at: int) -> Listed:
    """Return the person that a piece of a roll names, with what stands in brackets after the name."""
    aside = _ASIDE.search(piece)
    name = piece[: aside.start()] if aside else piece
    said = aside["said"].rstrip(" )") if aside else ""
    if CHAIR.search(piece):
        return Listed(at, at + len(piece), CHAIR.sub("", name).strip(" ,–-"), "Chairman", "")
    of = is_organisation(said) and not is_role(said)
    return Listed(at, at + len(piece), name.strip(), "" if of else said, said if of else "")


def _pieces(text: str) -> Iterable[tuple[int, int]]:
    """Yield the stretches of a roll between its commas, semicolons and the "and" of its end, outside brackets."""
    depth, start = 0, 0
    edges: list[tuple[int, int]] = []
    for match in _JOINTS.finditer(text):
        mark = match[0]
        if mark == "(":
            depth += 1
        elif mark == ")":
            depth = max(0, depth - 1)
        elif not depth:
            edges.append((start, match.start()))
            start = match.end()
    edges.append((start, len(text)))
    for first, last in edges:
        held = text[first:last]
        lead = len(held) - len(held.lstrip())
        kept = held.strip().rstrip(".")
        if kept:
            yield first + lead, first + lead + len(kept)


_JOINTS = re.compile(r"[()]|[,;]\s+(?:and\s+)?|\s+(?:and|&)\s+")


def chair(people: Iterable[Person]) -> Person | None:
    """Return who was in the chair: the first whose role says so."""
    return next((p for p in people if "chair" in p.role.lower() and "vice" not in p.role.lower()), None)


_STOP = {"the", "of", "and", "for", "a", "an", "to", "&", "lb"}


def _words(text: str) -> set[str]:
    return {w for w in re.findall(r"[a-z0-9]+", text.lower().replace("'s", "")) if w not in _STOP}


#: A short form of a first name has at least this many letters.
SHORT_FORM = 3


def _by_first_name(owner: str, everybody: Iterable[Person]) -> str | None:
    """Return the one person on a roll whose first name is given alone, or its short form."""
    one = owner.strip(" @").casefold()
    if len(one) < SHORT_FORM or not one.isalpha() or is_role(one) or one in _ORG_WORDS:
        return None
    firsts = [(bare(p.name).split()[0].casefold(), bare(p.name)) for p in everybody if bare(p.name)]
    for fits in (
        [name for first, name in firsts if first == one],
        [
            name
            for first, name in firsts
            if first.startswith(one) or (len(first) >= SHORT_FORM and one.startswith(first))
        ],
    ):
        if fits:
            return fits[0] if len(set(fits)) == 1 else None
    return None


#: Two names this much alike, letter for letter, are one name spelt in two ways.
SPELT = 0.8


def _misspelt(owner: str, everybody: Sequence[Person]) -> list[Person]:
    """Return the one person on a roll whose first name and surname are an owner's but for a slip in either."""
    own = bare(owner).lower().split()
    if len(own) < 2:
        return []
    close = [
        p
        for p in everybody
        if len(held := bare(p.name).lower().split()) == len(own)
        and all(SequenceMatcher(None, a, b).ratio() >= SPELT for a, b in zip(own, held, strict=True))
    ]
    return close if len({p.name for p in close}) == 1 else []


_MAIL = re.compile(r"\b(?P<first>[a-z]{2,20})\.(?P<last>[a-z][a-z'’-]{1,25})@", re.IGNORECASE)


def mailed(owner: str, said: str) -> str | None:
    """Return the name in the one personal e-mail address that the words of an action give, for an owner by office."""
    found = {f"{m['first'].capitalize()} {m['last'].capitalize()}" for m in _MAIL.finditer(said)}
    return found.pop() if len(found) == 1 and is_role(owner) else None


def resolve(owner: str, roll: Roll) -> str | None:
    """Return the name on a roll that an owner as written stands for: by surname, by role, or by the chair's office."""
    everybody = (*roll.present, *roll.apologies)
    if re.fullmatch(r"(?:the\s+)?chair(?:man|woman|person)?", owner.strip(), re.IGNORECASE):
        return bare(roll.chair.name) if roll.chair else None
    exactly = [p for p in everybody if p.name.casefold() == owner.strip(" @").casefold()]
    if len(exactly) == 1:
        return bare(exactly[0].name) or exactly[0].name
    named = [p for p in everybody if same_person(owner, p.name)] or _misspelt(owner, everybody)
    if named and surname(owner):
        longest = max(named, key=lambda p: len(p.name))
        return bare(longest.name) if all(same_person(longest.name, p.name) for p in named) else None
    first = _by_first_name(owner, everybody)
    if first:
        return first
    wanted = _words(owner)
    best: tuple[float, str] | None = None
    for one in everybody:
        held = _words(f"{one.role} {one.organisation}")
        role = _words(one.role or one.organisation)
        if not wanted or not role:
            continue
        common = wanted & held
        if not (wanted & role):
            continue
        score = len(common) / len(wanted) + len(wanted & role) / len(role)
        if len(common) >= max(2, 0.5 * len(wanted)) and (best is None or score > best[0]):
            best = (score, bare(one.name))
    return best[1] if best else None
