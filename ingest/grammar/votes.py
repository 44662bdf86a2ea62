"""How notes say that something was agreed otherwise than by a board's own verb: votes, labels, consent, "we agreed"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from ingest.grammar import dates
from ingest.grammar.sentences import sentences
from ingest.record import DecisionType

#: A condition or a wish, so that nothing came of the motion yet.
IF = re.compile(
    r"\b(?:if|whether|unless|until|should|would|could|may|might|to\s+be|were\s+to|when|once)\b", re.IGNORECASE
)
#: A motion and what became of it, whoever moved it.
_MOTION = re.compile(
    r"\b(?:motions?|resolutions?|amendments?|proposals?|votes?)\s+(?:(?:was|were|is|has\s+been|had\s+been)\s+)?"
    r"(?:(?:then|duly|unanimously|narrowly)\s+)?"
    r"(?P<verb>carried|carries|passed|passes|approved|adopted|lost|failed|fails|defeated|rejected|withdrawn|tabled)\b",
    re.IGNORECASE,
)
#: "Approved 7-0-0", "Adopted by unanimous vote", "was approved by general consent".
_VOTE = re.compile(
    r"\b(?P<verb>approved|adopted|carried|passe[ds]|agreed|accepted|rejected|failed|defeated|lost)\b[^.;]{0,40}?"
    r"(?:(?<!on )(?<!dated )\b\d{1,3}\s?[-/–]\s?\d{1,3}\s?[-/–]\s?\d{1,3}\b(?!/)|\bunanimous(?:ly)?\b"
    r"|\bgeneral\s+consent\b|\bby\s+acclamation\b|\b\d{1,3}\s+(?:votes?\s+)?(?:in\s+favou?r|for)\b)",
    re.IGNORECASE,
)
#: "Decision: …", "Agreed: …", "Consensus – …".
_LABELLED = re.compile(
    r"^(?:[-–*•]\s+)?(?P<label>decisions?|decided|agreed|resolution|consensus|conclusion)(?:\s+\d{1,3})?\s*(?::|\s[–-]\s)\s*\S.{8}",
    re.IGNORECASE,
)
#: Nobody objected, and so it was agreed.
_CONSENT = re.compile(
    r"\b(?:no|without|lack\s+of)\s+objections?\b[^.;]{0,120}?\b(?P<verb>agreed|approved|adopted|accepted|consented)\b"
    r"|\b(?P<verb2>agreed|approved|adopted|accepted|consented)\b[^.;]{0,60}\b(?:no|without)\s+objections?\b",
    re.IGNORECASE,
)
#: "We agreed to …", "agreed to close": an understanding reached in talk.
_WE = re.compile(
    r"(?:^(?:[-–*•]\s+)?|(?<!that )(?<!if )(?<!when )(?<!and )\b)[Ww]e\s+(?:(?:have|all|also|then|unanimously)\s+){0,3}"
    r"(?P<verb>agreed|decided|resolved|voted)\s+(?:not\s+)?(?:to|that|(?<=decided\ )(?:it|we|there|this))\b"
    r"|^(?:[-–*•]\s+){0,2}(?:[Ww]e\s+(?:all\s+|also\s+)?)?(?P<verb2>[Aa]gree|[Aa]greed|[Dd]ecided)\s+(?:not\s+)?(?:to|that|against|on)\b"
    r"|^(?:[-–*•]\s+){0,2}(?:[Ww]e\s+)?[Dd]iscussed\b[^.;]{0,160}?\b(?:and|but)\s+(?:we\s+)?(?P<verb3>decided|agreed)\s+"
    r"(?:not\s+)?(?:to|that|against|on)\b"
)
#: "EC decided to …": the board by its initials.
_INITIALS = re.compile(
    r"^(?:[-–*•]\s+){0,2}(?:[Tt]he\s+)?(?P<who>[A-Z]{2,6})\s+(?:has\s+|also\s+|then\s+|unanimously\s+)?"
    r"(?:(?P<verb>decided|agreed|resolved|voted)\s+(?:not\s+)?(?:to|that|there|on|against)|conclude[sd])\b"
)
#: "Agreement to …", "Rough consensus that …", "the consensus was to …", "no change agreed".
_CONSENSUS = re.compile(
    r"""^(?:[-–*•]\s+){0,2}(?:(?:rough|general|broad|full|unanimous|clear)\s+)?(?:agreement|consensus)\s+(?:(?:was\s+)?reached\s+)?
          (?:to\b|that\b|on\b.{1,80}?\b(?:should|will|to)\b)
      | \bconsensus\s+(?:of\s+the\s+[\w\ ]{1,40}?\s+)?(?:was|is)\s+to\b
      | \bconsensus\s+of\s+the\s+[\w\ ]{1,40}?\s+(?:was|is)\s+that\b
      | ^\W*(?!(?:we|all|they|everyone|everybody|both|i|he|she|so|as)\b)
        (?:no\s+)?(?-i:[a-z]+(?:\s+[a-z]+){0,3})(?<!\band)\s+agreed\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
#: "Hearing no objections, the shed is open": so it is.
_HEARING = re.compile(
    r"\b[Hh]earing\s+(?:\w+\s+and\s+)?no\s+(?:objections?|opposition|dissent)\b,?\s+"
    r"(?!let['’]?s\b|I\b|I['’]ll\b|then\b)\w"
)
#: Words of consent alone: "No objections.", "No objections raised, approved."
CONSENTS = re.compile(
    r"^\W{0,6}no\s+objections?(?:\s+(?:raised|heard|made|voiced|to\s+th(?:is|at)))?\s*(?:[,.–-]\s*(?:agreed|approved|accepted|adopted|decided))?[.!]?$",
    re.IGNORECASE,
)
#: "Decision proposal – …", "Proposal: …", "Approval of the agenda": what is decided where nobody objects.
PROPOSES = re.compile(
    r"^\W{0,6}(?:consent|approv(?:al|e)|adopt(?:ion)?|confirm(?:ation)?)\s+(?:to|of|the)\b|^\W{0,6}(?:[A-Z]\w*(?:\s[A-Z]\w*)?:\s+)?(?:\w+\s+)?proposal\s*[:–—-]",
    re.IGNORECASE,
)
#: "We had agreed …": at some earlier meeting.
_WE_HAD = re.compile(
    r"(?<!where )(?<!whether )(?<!if )(?<!that )\b[Ww]e\s+had\s+"
    r"(?:previously\s+|already\s+|also\s+|earlier\s+)?(?P<verb>agreed|decided|resolved)\b"
)
#: "So resolved: …", "Resolution to close …".
_SO = re.compile(r"^\W{0,4}(?:so\s+resolved\b|resolution\s+to\s+[a-z]{3})", re.IGNORECASE)
#: How a vote was lost, in whatever word.
_LOST = frozenset({"lost", "failed", "fails", "defeated", "rejected"})
_VERB_OF = {"carries": "carried", "passes": "carried", "passed": "carried", "agree": "agreed", "tabled": "deferred"}
_VERB_OF |= dict.fromkeys(_LOST, "lost")
_VERB_OF |= {"approve": "approved", "endorse": "endorsed", "adopt": "adopted", "note": "noted", "accept": "accepted"}
_VERB_OF |= {"defer": "deferred", "reject": "rejected", "ratify": "ratified", "postponed": "deferred"}
_LABEL_OF = {"agreed": "agreed", "consensus": "agreed", "conclusion": "agreed"}
#: A label alone, on its line: what stands under it was decided.
_LABEL = re.compile(
    r"^\W{0,4}(?:decisions?|resolutions?|decided|resolved)(?:\s+(?:made|taken|reached))?\W{0,4}$", re.IGNORECASE
)


def as_told(verb: str) -> str:
    """Return a verb as the register says it: in the past, "carried" for what passed, "deferred" for what was tabled."""
    return _VERB_OF.get(verb.lower(), verb.lower())


def is_label(text: str) -> bool:
    """True for a line that is nothing but a label over decisions: "Decision", "Resolutions:"."""
    return bool(_LABEL.match(text))


def labelled(sentence: str) -> tuple[DecisionType, str, str] | None:
    """Return the decision that stands under a label: "Decision: …", "Agreed: …"; a question decides nothing."""
    if sentence.rstrip().endswith("?"):
        return None
    if _SO.match(sentence):
        return DecisionType.FORMAL, "resolved", ""
    under = _LABELLED.match(sentence)
    if under is None:
        return None
    label = under["label"].lower()
    verb = _LABEL_OF.get(label, "")
    return (DecisionType.INFORMAL, verb, "") if verb else (DecisionType.FORMAL, _FORMALLY.get(label, "decided"), "")


#: What a label says was done, where it is not that something was decided.
_FORMALLY = {"resolution": "resolved"}


def told(sentence: str, body: str = "") -> tuple[DecisionType, str, str] | None:
    """Return the decision that a sentence tells as the outcome of a motion or a vote, or by consent.

    body: the board's own name, for notes that call it by its initials.
    """
    if sentence.rstrip().endswith("?"):
        return None
    put = None if IF.search(sentence) else _MOTION.search(sentence) or _VOTE.search(sentence)
    if put:
        verb = put["verb"].lower()
        return DecisionType.FORMAL, _VERB_OF.get(verb, verb), ""
    had = _WE_HAD.search(sentence)
    if had:
        return DecisionType.REPORTED, had["verb"], ""
    consent = _CONSENT.search(sentence)
    if consent:
        return DecisionType.INFORMAL, (consent["verb"] or consent["verb2"]).lower(), ""
    ours = _WE.search(sentence)
    if ours:
        return DecisionType.INFORMAL, as_told(ours["verb"] or ours["verb2"] or ours["verb3"]), ""
    short = _INITIALS.match(sentence)
    if short and _initials(body).endswith(short["who"]):
        return DecisionType.INFORMAL, short["verb"] or "agreed", ""
    if _CONSENSUS.search(sentence) or _HEARING.search(sentence):
        return DecisionType.INFORMAL, "agreed", ""
    return None


def _initials(body: str) -> str:
    """Return the initials of a body's name, its small words left out; a name in capitals as it is."""
    return body if body.isupper() else "".join(word[0] for word in body.split() if word[:1].isupper())


#: How a motion is put: under its own name, or by who moves.
MOVED = re.compile(
    r"^\W*motions?\b(?!\s+(?:passed|carried|failed|approved|lost))|\bmove[sd]?\s+(?:that|to)\b|\bmoved\s+by\b", re.I
)


def is_outcome(text: str) -> bool:
    """True where a sentence tells what became of a motion, so that it needs the motion beside it."""
    return bool(_MOTION.search(text))


def vote(text: str) -> str | None:
    """Return what a text says became of a motion, "lost" in whatever word; None where it tells of no vote."""
    for a, b in sentences(text):
        put = None if IF.search(text[a:b]) else _MOTION.search(text[a:b]) or _VOTE.search(text[a:b])
        if put:
            verb = put["verb"].lower()
            return _VERB_OF.get(verb, verb)
    return None


_MINUTES = re.compile(r"\bminutes\b", re.IGNORECASE)
_APPROVED = re.compile(
    r"\bminutes\b.{0,120}?\b(?:approved|agreed|confirmed|signed|accepted|adopted"
    r"|(?:correct|true|accurate)(?:\s+and\s+(?:correct|true|accurate))?\s+record)\b"
    r"|\b(?:approved|confirmed|accepted|adopted)\b.{0,60}?\bminutes\b",
    re.IGNORECASE | re.DOTALL,
)
_APPROVES = re.compile(
    r"(?<!not )\b(?:approved|adopted|accepted|confirmed|resolved|(?:correct|true|accurate)\s+record)\b", re.IGNORECASE
)
#: How many paragraphs below minutes that are named their approval may stand.
APPROVED = 6


_NOT_APPROVED = re.compile(
    r"\b(?:not|never|un)\s*(?:yet\s+)?(?:been\s+)?(?:approved|agreed|confirmed|signed|accepted|adopted)\b|\b(?:to|for)\s+(?:be\s+)?"
    r"(?:approve|approved|approval)\b",
    re.IGNORECASE,
)


def approves(text: str) -> bool:
    """True where a sentence of a record says that minutes were approved, not that they are to be."""
    return bool(_APPROVED.search(text)) and not _NOT_APPROVED.search(text)


def minutes_approved(texts: Iterable[str], when: date | None, *, about: bool = False) -> date | None:
    """Return the date of the earlier minutes that paragraphs approve: named with the approval, or above it.

    when: the day of the meeting that approves them. about: the paragraphs stand under a heading on minutes.
    """
    named: date | None = None
    left = 0
    for text in texts:
        minutes = bool(_MINUTES.search(text))
        day = dates.day(text) if minutes or about else None
        if day and (when is None or day < when):
            if _APPROVED.search(text):
                return day
            named, left = named if named and left > 0 else day, APPROVED
        elif named and left > 0 and (minutes or about) and _APPROVES.search(text):
            return named
        left -= 1
    return None
