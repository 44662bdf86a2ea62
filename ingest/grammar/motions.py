"""Who moved a motion and who seconded it, how it was voted on, and what it was: a motion, an amendment, minutes, …

All of it as the record writes it; nothing is made up for what it leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.grammar import outcomes, votes
from ingest.record import ELLIPSIS, DecisionType, Vote

#: A line that says no more than who moved or seconded has at most this many words.
MOVER_WORDS = 16
#: A text that speaks of minutes only by its heading is at most this long: "The record was agreed."
SHORT = 20
#: An outcome alone has at most so many words: "Agreed.", "Approved as circulated."
BARE = 4
#: A resolution on who holds an office has at most so many words; a longer one only has somebody hold it.
ELECTION = 120
#: A name among those who voted has at most this many words.
NAME_WORDS = 6
#: Of the words of a vote at most so many characters are kept where it lists names.
WORDS = 200

# ---------------------------------------------------------------- who moved

_TITLE = r"(?:Cll?rs?|Clirs?|Mr|Mrs|Ms|Mx|Dr|Prof|Rev|St|Ald|Sr|Jr)\."
#: Capitalised words that begin what is said next, and so end a name.
_NEXT = r"(?!(?:Second(?:ed|er|s)?|Proposed|Moved|And|Resolved|RESOLVED|That|It|This|Carried|Motion)\b)"
_TOKEN = (
    rf"(?:{_TITLE}|{_NEXT}(?:(?:[A-Z]\.\s?){{1,3}}[A-ZÀ-Þ](?:[\w'’-]|\?(?=\w)){{1,30}}|[A-Z]\.(?:\s?[A-Z]\.){{0,3}}"
    r"|[A-ZÀ-Þ](?:[\w'’-]|\?(?=\w)){0,30}))"
)
_NAME = (
    rf"(?:[Tt]he\s+)?{_TOKEN}(?:\s+(?:{_TOKEN}|de|du|van|von|der|den|la|ní|of\s+the)(?!\w)){{0,5}}"
    r"(?:\s*\([^()]{1,20}\))?"
)
_MOVED = r"(?:proposed|moved|moves|proposes|put\s+forward|tabled)"
#: "Proposed by X", "Moved: X", "On the proposal of X", "X (A) moved": the first that a text holds.
_MOVER = re.compile(
    rf"""\b(?i:{_MOVED}|introduced)\s+(?i:by)\s*:?\s+(?P<by>{_NAME})
       | \b(?i:moved|proposed|mover|proposer)\s*:\s*(?P<field>{_NAME})
       | \b(?i:on\s+the\s+(?:proposal|motion|proposition)\s+of)\s+(?P<of>{_NAME})
       | (?P<subject>{_NAME})(?:,\s[^.;:]{{3,120}}?,)?\s*,?\s+(?:(?:then|also|formally|duly|therefore)\s+)?
         (?:proposed|moved|moves|proposes)\b(?!\s+(?:on|to\s+the\s+next|by)\b)
       | [–-]\s+from\s+(?P<from>{_NAME})(?=,?\s+(?:and\s+)?seconded)""",
    re.VERBOSE,
)
_SECONDER = re.compile(
    rf"""\b(?i:second(?:ed)?)\s+(?i:by)\s*:?\s+(?P<by>{_NAME})
       | \b(?i:second(?:ed|er)?)\s*:\s*(?P<field>{_NAME})
       | (?P<subject>{_NAME})(?:,\s[^.;:]{{3,120}}?,)?\s*,?\s+
         (?:(?:then|also|formally|duly)\s+)?second(?:ed|s)\b(?!\s+by\b)""",
    re.VERBOSE,
)
#: A line that only says who moved or seconded what stands beside it.
_LINE = re.compile(
    r"^\W{0,4}(?:and\s+)?(?:proposed|moved|put\s+forward|mover|proposer|second(?:ed|er)?|on\s+the\s+(?:proposal|motion)\s+of)\b",
    re.IGNORECASE,
)
#: What stands before "moved" and is nobody: a thing, a pronoun, a whole body.
_NOBODY = re.compile(
    r"^(?:It|This|That|He|She|They|We|Who|A|An|In|As|And|On|Motions?|Amendments?|Resolutions?|Items?|Following|Members|Proposed"
    r"|.{0,60}\b(?:Council|Board|Committee|Cabinet|Group|Panel|Members|Foundation|Motion|Amendment|Meeting))$"
)


def movers(text: str) -> tuple[str, str]:
    """Return who moved and who seconded, as written; "" for whom the text does not name."""
    mover = next((name for name in _named(_MOVER, text)), "")
    seconder = next((name for name in _named(_SECONDER, text) if name != mover), "")
    return mover, seconder


def _named(wording: re.Pattern[str], text: str) -> Iterator[str]:
    for match in wording.finditer(text):
        name = next(group for group in match.groups() if group).strip(" ,.;")
        if not _NOBODY.match(name):
            yield name


def is_mover_line(text: str) -> bool:
    """True for a line that says who moved or seconded what stands beside it, and no more."""
    return bool(_LINE.match(text)) and len(text.split()) <= MOVER_WORDS and any(movers(text))


# ---------------------------------------------------------------- votes

_ONES = "no none nobody one two three four five six seven eight nine ten eleven twelve".split()
_WORD = {"no": 0, "none": 0, "nobody": 0} | {word: n for n, word in enumerate(_ONES[3:], 1)}
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_ONES)})"
#: "7-0-1", "4/0/0": for, against, abstaining.
_TRIPLE = re.compile(
    r"(?<![\d/.–-])(?P<a>\d{1,3})\s?(?P<sign>[-/–])\s?(?P<n>\d{1,3})\s?(?P=sign)\s?(?P<o>\d{1,3})(?![\d/–-])"
)
#: What makes three numbers a vote: a word of one, near.
_VOTED = re.compile(
    r"\b(?:vote[ds]?|voting|approved?|adopted|pass(?:ed|es)?|carrie[ds]|agreed|rejected|failed|defeated|lost|motion|resolution)\b",
    re.IGNORECASE,
)
#: How near, in characters.
NEAR = 60
_NO_DAY = re.compile(r"\b(?:on|dated|of)\s*$", re.IGNORECASE)
#: "by 7 votes to 2", "carried 7-2", "(7-0)".
_PAIR = re.compile(
    r"""\b(?:by\s+(?:a\s+)?(?:(?:vote|majority)\s+of\s+)?|(?:carried|passed|approved|adopted|agreed|lost|defeated|rejected|vote)\s*[:,]?\s*
        (?:by\s+)?(?:unanimously\s*)?\(?\s*)
        (?P<a>\d{1,3})\s*(?:votes?\s+)?(?:[-–]|to)\s*(?P<n>\d{1,3})(?!\s*[-–/\d])(?:\s*votes?)?\)?""",
    re.VERBOSE | re.IGNORECASE,
)
_FOR = r"(?:for|in\s+favou?r|ayes?|yeas?|yes)"
_AGAINST = r"(?:against|opposed|nays?|noes?|no)"
_ABSTAINED = r"(?:abstain(?:ed|ing|ers?)?|abstentions?)"
#: A side with its number before or after it; "for" takes a mark, as it has other uses.
_SIDES = {
    "ayes": re.compile(
        rf"\b(?:for\s*(?::|\()|(?:in\s+favou?r|ayes?|yeas?|yes)\s*[:=(–-]?)\s*\(?\s*(?P<after>\d{{1,3}})\b(?!\s*[-–/]\s*\d)"
        rf"|\b(?P<before>{_COUNT})\s+(?:(?:votes?|voted|voting|members?|were|was|councillors)\s+){{0,3}}"
        r"(?:in\s+favou?r|ayes?|for(?=\s*(?:$|[,.;)]|and\b)))"
        r"|\b(?:carried|approved|passed|agreed)\s+(?:(?:by|with)\s+)?(?P<some>\d{1,3})\s+(?:(?:with|in)\s+)?votes?\b(?!\s+to\b)",
        re.IGNORECASE,
    ),
    "noes": re.compile(
        rf"\b(?:against|opposed|nays?|noes)\s*[:=(–-]?\s*\(?\s*(?P<after>\d{{1,3}})\b"
        rf"|\b(?P<before>{_COUNT})\s+(?:(?:votes?|voted|voting|members?|were|was|councillors)\s+){{0,3}}(?:against|opposed|nays?|noes)\b",
        re.IGNORECASE,
    ),
    "abstained": re.compile(
        rf"\b{_ABSTAINED}\s*[:=(–-]?\s*\(?\s*(?P<after>\d{{1,3}})\b"
        rf"|\b(?P<before>{_COUNT})\s+(?:(?:votes?|members?|were|was|councillors)\s+){{0,2}}{_ABSTAINED}\b",
        re.IGNORECASE,
    ),
}
#: A side on a line of its own, its names on it or below: "For (23)", "Against:", "For: A, B and C".
_SIDE_LINE = re.compile(
    rf"^(?:(?:voted|voting|votes)\s+)?(?:(?P<ayes>{_FOR})|(?P<noes>{_AGAINST})|(?P<abstained>{_ABSTAINED}))"
    r"(?:\s+the\s+(?:proposal|motion|amendment|resolution|recommendation)s?)?\s*[:–-]?"
    r"\s*(?:\(\s*(?P<shown>\d{1,3})\s*\)|(?P<bare>\d{1,3})(?=\s*$))?\s*(?P<mark>[:–-])?\s*(?P<names>\S.*)?$",
    re.IGNORECASE,
)
_UNANIMOUS = re.compile(
    r"(?<!not )\b(?:by\s+(?:an?\s+)?)?unanim(?:ous(?:ly)?|ity)"
    r"(?:\s+(?:vote|consent|decision)(?:\s+of\s+[^.;,]{1,40})?)?"
    r"|\bnem(?:\.|ine)?\s*con(?:\.|tradicente\b)?|\bwithout\s+(?:dissent|division)\b|\ball\s+(?:voted\s+|voting\s+)?in\s+favou?r\b",
    re.IGNORECASE,
)
#: How something was agreed without a count.
_WITHOUT = re.compile(
    r"\b(?:by|with)\s+(?:general|common)\s+consent\b|\bby\s+(?:acclamation|consensus)\b|\bon\s+a\s+show\s+of\s+hands\b"
    r"|\b(?:on|by|with)\s+the\s+(?:casting\s+vote\b(?:\s+of\s+the\s+\w+)?|chair(?:man)?['’]s\s+casting\s+vote\b)",
    re.IGNORECASE,
)


def ballot(texts: Sequence[str]) -> Vote | None:
    """Return how a decision was voted on, from its paragraphs in order; None where they tell of no vote."""
    listed = _listed(texts)
    if listed:
        return listed
    for said in (_counted, _unanimous):  # the last that is told is the decision's own
        found = next((vote for text in reversed(texts) if (vote := said(text))), None)
        if found:
            return found
    without = next((m for text in texts if (m := _WITHOUT.search(text))), None)
    return Vote(without[0]) if without else None


def is_side(text: str) -> bool:
    """True for a line that names a side of a vote and nobody on it: "Against:", "For the Proposal (4)"."""
    match = _SIDE_LINE.match(text.strip("*# "))
    return match is not None and not match["names"]


def _listed(texts: Sequence[str]) -> Vote | None:
    """Return the vote that lines set side by side, each with its number, or with names to be counted."""
    texts = [text.lstrip("#* ") for text in texts]
    held: dict[str, int] = {}
    words: list[str] = []
    for place, text in enumerate(texts):
        match = _SIDE_LINE.match(text)
        side = _side(match) if match else None
        if match is None or side is None or side in held:
            continue
        number = match["shown"] or match["bare"]
        listed = [] if number else [*filter(None, [match["names"]]), *_below(texts, place + 1)]
        count = int(number) if number else _names(" ".join(listed))
        if count is not None:
            held[side] = count
            begins = text[: match.start("names")] if match["names"] and listed else text
            words.append(" ".join([begins.strip(), *listed])[:WORDS])
    if "ayes" not in held and "noes" not in held:
        return None
    return Vote(ELLIPSIS.join(words), held.get("ayes"), held.get("noes"), held.get("abstained"))


def _below(texts: Sequence[str], start: int) -> list[str]:
    """Return the lines below a side of a vote that go on with its names."""
    out: list[str] = []
    for text in texts[start:]:
        if _SIDE_LINE.match(text) or _names(text.rstrip(", ")) is None:
            break
        out.append(text)
        if not text.rstrip().endswith((",", "and", "&")):
            break
    return out


def _side(match: re.Match[str]) -> str | None:
    """Return the side that a line is of; None for a sentence that only begins like one."""
    if match["names"] and not (match["mark"] or match["shown"] or ":" in match[0][: match.start("names")]):
        return None
    return next(side for side in _SIDES if match[side])


def _names(text: str) -> int | None:
    """Return how many people a text lists; None where it is no list of names."""
    if re.fullmatch(r"\W*(?:none|nil|nobody)\W*", text, re.IGNORECASE):
        return 0
    bare = re.sub(r"^(?:councillors?|cllrs?|members?)\.?:?\s+", "", text.strip(" ."), flags=re.IGNORECASE)
    shown = re.search(r"\((\d{1,3})\)\W*$", bare)
    if shown:
        return int(shown[1])
    names = [n for n in re.split(r",\s*(?:and\s+)?|;\s*|\s+(?:and|&)\s+", bare) if n.strip()]
    fit = all(n[:1].isupper() and len(n.split()) <= NAME_WORDS for n in names)
    return len(names) if names and fit and not text.rstrip().endswith((":", "?")) else None


def _counted(text: str) -> Vote | None:
    """Return the vote that a sentence counts."""
    for match in _TRIPLE.finditer(text):
        near = text[max(0, match.start() - NEAR) : match.end() + NEAR // 3]
        if _VOTED.search(near) and not _NO_DAY.search(text[: match.start()][-12:]):
            words = match[0]
            return Vote(
                words, int(match["a"]), int(match["n"]), int(match["o"]), unanimous=_all(match["n"], match["o"])
            )
    sides = {side: m for side, wording in _SIDES.items() if (m := wording.search(text))}
    if "ayes" in sides or "noes" in sides:
        first, last = min(m.start() for m in sides.values()), max(m.end() for m in sides.values())
        told = {side: _number(m) for side, m in sides.items()}
        return Vote(text[first:last].strip(" ("), told.get("ayes"), told.get("noes"), told.get("abstained"))
    pair = _PAIR.search(text)
    if pair is None:
        return None
    ayes, noes = int(pair["a"]), int(pair["n"])
    lost = re.search(r"\b(?:lost|defeated|rejected)\b", text[: pair.end()], re.IGNORECASE)
    if lost and ayes > noes:  # "rejected by 9 votes to 4": the side that won is named first
        ayes, noes = noes, ayes
    return Vote(pair[0].strip(), ayes, noes, unanimous=bool(ayes and not noes and _UNANIMOUS.search(text)))


def _all(noes: str, abstained: str) -> bool:
    return int(noes) == 0 == int(abstained)


def _number(match: re.Match[str]) -> int:
    told = next(group for group in match.groups() if group).lower()
    return int(told) if told.isdigit() else _WORD[told]


def _unanimous(text: str) -> Vote | None:
    match = _UNANIMOUS.search(text)
    return Vote(match[0], unanimous=True) if match else None


# ---------------------------------------------------------------- what was put

_AMENDMENT = re.compile(
    r"\b(?:the|this|that|an|first|second|third|further|following|[A-Z]\.)\s+(?:following\s+|proposed\s+|said\s+)?amendment\b(?!\s+that\s+the\s+total)"
    r"|^\W{0,3}(?:[A-Z]\w*\s+)?amendments?\b|\bto\s+amend\b.{0,60}\bmotion\b|\bamendments?\s+(?:\w+\s+){0,3}(?:lost|carried|withdrawn|defeated|agreed)\b",
    re.IGNORECASE,
)
_AGREED_TO = re.compile(r"\bagreed\s+(?:to\s+)?the\s+(?:following\s+|proposed\s+)?amendments?\b", re.IGNORECASE)
#: An amendment in these words is a part of what was decided, not what was put.
_AS_AMENDED = re.compile(r"\bsubject\s+to\s+(?:the\s+)?(?:following\s+)?amendments?\b|\bas\s+amended\b", re.IGNORECASE)
#: An item on minutes, by its title; "Minutes" alone may be a heading of all that was said.
_ON_MINUTES = re.compile(
    r"\bminutes\s+(?:of|from)\b"
    r"|\b(?:previous|last|past|earlier|approv\w+|adopt\w+|confirm\w+|draft|accept\w+)\b.{0,60}\bminutes\b",
    re.IGNORECASE,
)
_CORRECTS = re.compile(r"\bminutes\b[^;]{0,200}?\b(?:be\s+amended|to\s+be\s+corrected|be\s+corrected)\b", re.IGNORECASE)
_RECORD = re.compile(r"\brecord\b", re.IGNORECASE)
#: The minutes are what is decided on, not only named; "ten minutes" are others.
_OF_MINUTES = re.compile(
    r"(?<!\b\d )(?<!\b\d\d )\bminutes\b.{0,200}\b(?:approved|agreed|confirmed|signed|accepted|adopted"
    r"|correct|true|accurate|taken\s+as\s+read|tabled|deferred)\b"
    r"|\b(?:notes?|record)\s+of\s+(?:the\s+)?(?:previous|last)\s+meeting\b.{0,80}\b(?:approved|agreed|accepted|correct)\b"
    r"|\b(?:approved?|adopt(?:ed)?|confirm(?:ed)?|sign(?:ed)?|accept(?:ed)?)\s+(?:[\w-]+\s+){0,6}minutes\b",
    re.IGNORECASE | re.DOTALL,
)
_ELECTION = re.compile(
    r"\b(?:be|was|were|is|duly|re-?)\s*(?:re-?)?(?:elected|appointed)\b.{0,60}?\b(?:chair|mayor|vice|deputy|president|leader|convenor"
    r"|cathaoirleach|secretary|treasurer)|\belected\s+to\s+(?:the\s+)?chair\b",
    re.IGNORECASE,
)
_APPLICATION = re.compile(
    r"\bapplications?\b(?=.{0,200}\b(?:granted|refused|approved|permitted|deferred|rejected|allowed)\b)",
    re.IGNORECASE | re.DOTALL,
)
_RECOMMENDS = re.compile(
    r"\bRESOLVED\b.{0,20}\bto\s+recommend\b|\b(?:be|is|are)\s+recommended\s+(?:to|that)\b|\brecommend(?:s|ed)?\s+(?:to\s+(?:the\s+)?[A-Z]|that\b)"
)
_MOTION = re.compile(
    r"\bmotions?\b|\bmove[sd]\s+(?:that|to)\b|\bproposed\b.{0,200}\bseconded\b", re.IGNORECASE | re.DOTALL
)


def is_amendment(text: str) -> bool:
    """True where an amendment was put; what was carried as amended, or subject to amendments, was not one itself."""
    return bool(_AMENDMENT.search(_AS_AMENDED.sub(" ", text)))


def subject(text: str, titles: Sequence[str], *, kind: DecisionType, verb: str, moved: bool) -> str:
    """Return what a decision was on, where it is told: "amendment", "minutes", "election", …; "" for what is not.

    text: the decision with who moved it. titles: of its item, and the headings above it. moved: somebody is named who
    moved or seconded it.
    """
    if _CORRECTS.search(text):
        return "minutes"
    outcome = votes.is_outcome(text) or outcomes.PUT.search(text) or moved or verb in ("lost", "carried", "withdrawn")
    if (outcome or _AGREED_TO.search(text)) and not outcomes.RESOLVED.search(text) and is_amendment(text):
        return "amendment"
    short = len(text.split()) <= (SHORT if _RECORD.search(text) else BARE)
    if _OF_MINUTES.search(text) or (short and any(_ON_MINUTES.search(t) for t in titles)):
        return "minutes"
    if verb in ("elected", "appointed") or (len(text.split()) <= ELECTION and _ELECTION.search(text)):
        return "election"
    if kind is DecisionType.RECOMMENDED or _RECOMMENDS.search(text):
        return "recommendation"
    if _APPLICATION.search(text):
        return "application"
    return "motion" if moved or _MOTION.search(text) else ""
