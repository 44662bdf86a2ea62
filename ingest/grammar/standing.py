"""What a paper says of how an action stands: whether its words tell that it is done, given up, or still to be done."""

from __future__ import annotations

import re
from enum import StrEnum

#: A state's first so many characters tell more than what is added after them.
OPENING = 48


class State(StrEnum):
    """How an action stands, as one paper tells it."""

    DONE = "done"
    DROPPED = "dropped"
    OPEN = "open"


_TICKS = "✓✔☑✅"
#: In order: what denies comes before what it denies, so that "not completed" is open.
_TELLS: tuple[tuple[State, re.Pattern[str]], ...] = (
    (
        State.DROPPED,
        re.compile(
            r"""\b(?: superseded | dropped | withdrawn | abandoned | cancel?led | discontinued | obsolete
                    | lapsed | overtaken\s+by\b | no\s+longer\s+(?:required|needed|necessary|relevant|applicable|pursued)
                    | not\s+(?:being\s+)?(?:pursued|proceeding|required|needed|to\s+be\s+pursued)
                    | won['’]?t\s+(?:do|be\s+done) | will\s+not\s+be\s+(?:done|pursued|taken\s+forward) )\b""",
            re.VERBOSE | re.IGNORECASE,
        ),
    ),
    (
        State.OPEN,
        re.compile(
            r"""\bc\s?/\s?f(?:wd)?\b | ^\[\s*\] | ☐
              | \b(?: not\s+(?:\w+\s+){0,3}?(?:done|completed?|started|begun|arranged|received|resolved|sent
                                            |actioned|closed|finished|commenced|discharged)
                    | (?:has|have|had|is|are|was)n['’]?t | (?:has|have)\s+not
                    | no\s+(?:further\s+)?(?:progress|action\s+taken)
                    | not\s+yet | yet\s+to | still | await(?:ing|ed) | (?:plans?|arrangements?)\s+in\s+place | incomplete | partly | partially | part[\s-]complete\w*
                    | to\s+be\s+(?:done|completed|confirmed|arranged|progressed|followed\s+up|actioned)
                    | almost | nearly | (?:due|expected|hoped|scheduled|planned)\s+to | will\s+(?:be|do|follow)
                    | keep\s+(?:\w+\s+)?open | draft\s+(?:\w+\s+)?(?:complete|done|ready) )\b""",
            re.VERBOSE | re.IGNORECASE,
        ),
    ),
    (
        State.DONE,
        re.compile(
            rf"""^\[[xX{_TICKS}]\] | [{_TICKS}]
              | \b(?: complete | completed | done | closed | discharged | finished | actioned | implemented | fulfilled
                    | resolved | delivered | settled | cleared | in\s+place | can\s+(?:now\s+)?be\s+closed | achieved | concluded | published
                    | circulated | shared | sent | received )\b""",
            re.VERBOSE | re.IGNORECASE,
        ),
    ),
    (
        State.OPEN,
        re.compile(
            r"""\b(?: on[\s-]?going | on\s+(?:track|target|schedule|hold) | in\s+(?:progress|hand|train) | progressing
                    | under\s?way | pending | active | open | outstanding | carried\s+(?:forward|over) | carry\s+forward
                    | follow[\s-]?up\s+required | delayed | overdue | slipped
                    | deferred | postponed | paused | await(?:ing|ed) | waiting | to[\s-]?do | new | started | commenced
                    | continuing | continues | scheduled | planned | draft | drafted | tbc | to\s+follow
                    | under\s+review | red | amber | blocked | stalled )\b""",
            re.VERBOSE | re.IGNORECASE,
        ),
    ),
)  # fmt: skip


def read(text: str) -> State | None:
    """Return how an action stands by what a paper says of it; None where that tells nothing.

    What stands first is the most telling: "Done, though the new lamp is still to be hung" is done.
    """
    bare = " ".join(text.split())
    return _told(bare[:OPENING]) or _told(bare)


def _told(text: str) -> State | None:
    return next((what for what, wording in _TELLS if wording.search(text)), None)


#: The words of a column of states, alone.
_WORDS = r"""
            on\s+(?:track|target|schedule)(?:\s+for\s+(?:the\s+)?(?:due|target)\s+date)?
          | (?:plans?|arrangements?)\s+in\s+place | no\s+action\s+taken(?:\s+yet)?
          | not\s+(?:yet\s+)?(?:started|complete[d]?|arranged)
          | in\s+(?:progress|hand) | carried\s+(?:forward|over) | no\s+longer\s+required
          | follow[\s-]?up\s+required | c/f
          | (?:partly\s+|partially\s+|now\s+|action\s+)?complete[d]? | on-?going | done | closed | discharged
          | superseded | dropped | pending | outstanding | under\s?way | active | open | new | deferred | withdrawn
          | cancelled | delayed | overdue
"""
#: What ends a row of a log as its state.
_TAIL = re.compile(rf"(?:^|(?<=[\s.]))(?P<state>{_WORDS})\s*\.?\s*$", re.VERBOSE | re.IGNORECASE)
_HEAD = re.compile(rf"^(?:{_WORDS})(?!\w)", re.VERBOSE | re.IGNORECASE)
#: A line that is a state's beginning, not a task's, has at most this many words.
CELL_WORDS = 4


def ending(text: str) -> tuple[str, int] | None:
    """Return the state in which the text of a log's row ends, as written, and where it begins; None where none does."""
    match = _TAIL.search(text)
    return (match["state"].strip(), match.start("state")) if match else None


def opens(text: str) -> bool:
    """True for a short line that begins as a state does: a cell of a column of states, or its first line."""
    return bool(_HEAD.match(text)) and len(text.split()) <= CELL_WORDS
