"""What a task asks for, and how a later paper says that it was done.

A task is of one of four sorts: to bring something before the board (a report, figures, an update), to send something to
somebody, to talk to somebody, or to do something. What counts as word of it differs: a report is there when its matter
is before the board again, while nothing but a word of sending tells that something was sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ingest.grammar.sentences import sentences


class Sort(StrEnum):
    """What a task asks for."""

    REPORT = "report"
    SEND = "send"
    TALK = "talk"
    DO = "do"


#: Verbs of each sort by their base form, each with the forms by which a paper says that it was done.
_SEND = {
    "circulate": "circulated",
    "forward": "forwarded",
    "send": "sent",
    "email": "emailed e-mailed",
    "e-mail": "emailed e-mailed",
    "share": "shared",
    "distribute": "distributed",
    "supply": "supplied",
    "pass": "passed",
    "give": "gave given",
    "provide": "provided",
    "publish": "published",
    "submit": "submitted",
    "issue": "issued",
}
_TALK = {
    "write": "wrote written",
    "speak": "spoke spoken",
    "contact": "contacted",
    "discuss": "discussed",
    "liaise": "liaised",
    "ask": "asked",
    "meet": "met",
    "invite": "invited",
    "raise": "raised",
    "chase": "chased",
    "consult": "consulted",
    "call": "called",
    "talk": "talked",
    "approach": "approached",
    "remind": "reminded",
    "request": "requested",
}
_REPORT = {
    "update": "updated",
    "report": "reported",
    "present": "presented",
    "bring": "brought",
    "feed": "fed",
    "brief": "briefed",
    "inform": "informed",
}
_IRREGULAR = {
    "hold": "held",
    "make": "made",
    "take": "took taken",
    "find": "found",
    "get": "got gotten",
    "put": "put",
    "tell": "told",
    "set": "set",
    "buy": "bought",
    "build": "built",
    "choose": "chose chosen",
    "begin": "began begun",
    "run": "ran run",
    "seek": "sought",
    "draw": "drew drawn",
    "look": "looked",
    "do": "did done",
    "cut": "cut",
    "pay": "paid",
    "lead": "led",
    "sell": "sold",
    "keep": "kept",
    "see": "saw seen",
    "merge": "merged",
    "go": "went gone",
    "come": "came come",
}
#: What is asked for reaches the board itself, or a meeting of it.
_TO_BOARD = re.compile(
    r"\b(?:to|at|with|for|before|in)\s+(?:(?:the|our|a)\s+)?(?:(?:next|following|future|[A-Z][a-z]+)\s+)?"
    r"(?:(?i:board|committee|council|panel|cabinet|meeting)\b(?!\s+(?i:members?|staff)\b)|[A-Z]{3,8}\b)"
    r"|\bnext\s+meeting\b"
)
_MODAL = (
    r"(?:(?:would|will|could|shall|should|must)(?:\s+also|\s+then|\s+each)?"
    r"|(?:agreed|offered|undertook|promised|volunteered|asked|requested|needs?|aims?|is|are|was|were)\s+to"
    r"|ha[sd]\s+been\s+(?:asked|requested)\s+to|have\s+been\s+(?:asked|requested)\s+to)"
)
#: The verb of a promise and what follows it: "would provide more data", "had been asked to write to", "would be sent".
_VERB = re.compile(
    rf"\b(?P<modal>{_MODAL})\s+(?:(?P<passive>be)\s+)?"
    r"(?:happy\s+to\s+|looking\s+to\s+|able\s+to\s+|a\s+focus\s+on\s+)?(?P<verb>[a-z][a-z-]{1,20})\b"
)
#: Where nothing else tells: "… that the Clerk to send details".
_TO = re.compile(r"\bto\s+(?P<verb>[a-z][a-z-]{1,20})\b")
#: Who says so: what stands before it is no part of what is to be done.
_SAID = re.compile(
    r"^.{0,160}?\b(?:noted|stated|reported|added|said|asked|announced|advised|confirmed|explained|suggested)\b"
    r"(?:\s+an\s+action\s*:)?\s+that\s+"
)
#: A task that begins with its verb, as after a marker or in a list.
_BEGINS = re.compile(r"^\W*(?:to\s+)?(?P<verb>[A-Za-z][a-z-]{1,20})\b")
#: "… that the lamps be mended".
_SUBJUNCTIVE = re.compile(r"\bthat\b.{3,120}?\sbe\s+(?P<verb>[a-z]{3,20}ed|sent|given|brought|made|put|held)\b")
_AUXILIARY = frozenset(
    "be been being have has had not also then to the a an in on at by for with no all each any this that these some "
    "there it we they he she if when following".split()
)


@dataclass(frozen=True, slots=True)
class Errand:
    """A task understood: its sort, its verb in base form ("" where none is told), and the words that say of what.

    about: what stands after the verb; of a passive, what stands before it. sentence: the one that says so. firm: it is
    worded as something that somebody will do.
    """

    sort: Sort
    verb: str
    about: str
    sentence: str = ""
    firm: bool = False


def errand(task: str) -> Errand:
    """Return what a task asks for. Of several, what comes before the board is told, else the first that is firm."""
    found = [_in_sentence(task[a:b]) for a, b in sentences(task)] or [Errand(Sort.DO, "", task)]
    return next((e for e in found if e.sort is Sort.REPORT), next((e for e in found if e.firm), found[0]))


def _in_sentence(sentence: str) -> Errand:
    whole = sentence
    sentence = _SAID.sub("", sentence)
    found = [m for m in _VERB.finditer(sentence) if m["verb"] not in _AUXILIARY]
    firm = [m for m in found if re.match(r"would|will|could|shall|should", m["modal"])] or found
    if firm:
        match = firm[-1]
        passive = bool(match["passive"]) and not match["verb"].endswith("ing")
        verb = _base(match["verb"], passive=passive)
        after = sentence[match.end() :]
        return Errand(
            _sort(verb, sentence), verb, f"{sentence[: match.start()]}, {after}" if passive else after, whole, True
        )
    put = _SUBJUNCTIVE.search(f"that {sentence}")
    if put:
        verb = _base(put["verb"], passive=True)
        return Errand(_sort(verb, sentence), verb, sentence.replace(put["verb"], ",", 1), whole, True)
    begins = _BEGINS.match(sentence)
    to = _TO.search(sentence)
    if begins and to and not _known(begins["verb"].lower()) and _known(to["verb"]):
        begins = to
    if begins is None or begins["verb"].lower() in _AUXILIARY:
        return Errand(Sort.DO, "", sentence, whole)
    verb = begins["verb"].lower()
    return Errand(_sort(verb, sentence), verb, sentence[begins.end() :], whole)


def _known(verb: str) -> bool:
    return any(verb in table for table in (_SEND, _TALK, _REPORT, _IRREGULAR))


def _base(verb: str, *, passive: bool) -> str:
    """Return a verb's base form; passive: it is written as a participle."""
    if not passive:
        return verb.removesuffix("ing") if verb.endswith("ing") and len(verb) > 6 else verb
    for table in (_SEND, _TALK, _REPORT, _IRREGULAR):
        for base, forms in table.items():
            if verb in forms.split():
                return base
    return verb.removesuffix("ed") if verb.endswith("ed") else verb


def _sort(verb: str, sentence: str) -> Sort:
    to_board = bool(_TO_BOARD.search(sentence))
    if verb in _REPORT or (verb in ("provide", "give", "share", "produce", "prepare") and to_board):
        return Sort.REPORT
    if verb in _SEND:
        return Sort.SEND
    if verb in _TALK:
        return Sort.REPORT if verb == "discuss" and to_board else Sort.TALK
    return Sort.DO


# ---------------------------------------------------------------- word of it

#: What before a participle says that it has not happened.
_NOT_YET = re.compile(
    r"\b(?:would|will|shall|should|could|may|might|must|can|to|not|never|if|whether|until|unless|ask(?:ed)?\s+(?:that|for)"
    r"|hop(?:ed|es)|intend(?:ed|s)?|plan(?:s|ned)?\s+to|yet)\b[^.;]{0,24}$",
    re.IGNORECASE,
)
#: "was asked to write" says that nobody has written.
_ASKED = frozenset({"asked", "requested", "reminded", "invited"})
_TO_DO = re.compile(r"\s+(?:to|that|for)\b")
_WORDS = re.compile(r"[A-Za-z][a-z]*(?:-[a-z]+)?")


def is_told(sentence: str, one: Errand) -> bool:
    """True where a sentence says that what an errand asks for was done, by its verb or one of the same sort."""
    forms = _forms(one)
    for match in _WORDS.finditer(sentence):
        word = match[0].lower()
        if word in _ASKED and one.verb not in ("ask", "request") and _TO_DO.match(sentence, match.end()):
            continue
        if word in forms and not _NOT_YET.search(sentence[max(0, match.start() - 40) : match.start()]):
            return True
    return False


def _forms(one: Errand) -> frozenset[str]:
    table = {Sort.SEND: _SEND, Sort.TALK: _TALK, Sort.REPORT: _REPORT}.get(one.sort, {})
    out = {form for forms in table.values() for form in forms.split()}
    verb = one.verb
    if verb:
        out.update(_IRREGULAR.get(verb, "").split())
        out.update((f"{verb}ed", f"{verb}d", f"{verb[:-1]}ied" if verb.endswith("y") else f"{verb}{verb[-1]}ed"))
    return frozenset(out)
