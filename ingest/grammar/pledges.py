"""What a paper put before a board says will be done, and which requests it says were never seen to be done.

A report says "will" of much that is nobody's task: what a policy will mean, what a plan will replace. A pledge names
who will do something that can be followed up (a post, a team, a body by its initials) and when, or stands under a
heading such as "Next steps".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.grammar import outcomes, people
from ingest.grammar.outcomes import FoundAction
from ingest.grammar.sentences import sentences

#: Headings under which a report says what is to be done.
_AHEAD = re.compile(
    r"\b(?:what\s+happens\s+next|next\s+steps?|way\s+forward|future\s+(?:work|steps|actions?)|actions?\s+required"
    r"|follow[-\s]?up|implementation\s+timetable|planned\s+actions?)\b",
    re.IGNORECASE,
)
_DOING = (
    r"forward|provide|circulate|share|bring|send|write|liaise|look\s+into|update|contact|email|report|arrange|prepare"
    r"|present|draft|distribute|invite|investigate|follow\s+up|raise|confirm|consult|produce|submit|set\s+up|publish"
    r"|attend|meet|check|explore|review|ensure|lead|develop|agree|establish|deliver|hold|coordinate|co-ordinate|launch"
    r"|complete|finalise|recruit|appoint|monitor|undertake|carry\s+out|commission|convene|refresh|revise|train"
)
_DONE = (
    r"forwarded|provided|circulated|shared|brought|sent|updated|contacted|reported|arranged|prepared|presented|drafted"
    r"|distributed|invited|investigated|followed\s+up|raised|confirmed|consulted|produced|submitted|set\s+up|published"
    r"|checked|explored|reviewed|developed|agreed|established|delivered|held|launched|completed|finalised|recruited"
    r"|appointed|undertaken|carried\s+out|commissioned|convened|refreshed|revised|trained"
)
_WHO = r"(?:[Tt]he\s+)?[A-Z][\w&’'/-]{0,40}(?:\s+(?:(?:of|for)\s+(?:the\s+)?|(?:and|&)\s+)?[A-Z][\w&’'/-]{0,40}){0,7}"
#: "The Harbour Safety Team will ensure …", "HMC will lead …".
_ACTIVE = re.compile(rf"\b(?P<who>{_WHO})\s+will\s+(?:also\s+|then\s+|now\s+)?(?:{_DOING})\b")
#: "These plans will be reviewed annually", "The scheme will be developed by a joint group".
_PASSIVE = re.compile(rf"\bwill\s+(?:also\s+|then\s+|now\s+)?be\s+(?:{_DONE})\b")
_BY = re.compile(rf"\bwill\s+(?:also\s+)?be\s+(?:{_DONE})\s+by\s+(?:an?|the)\s+")
#: Words that several people at work together are named by.
_COLLECTIVE = re.compile(
    r"\b(?:Team|Unit|Service|Services|Group|Panel|Partnership|Board|Committee|Department|Office|Directorate"
    r"|Authority|Trust|Police|Working\s+Party)\b"
)
_INITIALS = re.compile(r"^(?:the\s+)?[A-Z]{3,8}$", re.IGNORECASE)
#: "… were never seen to be complete:", "the following actions remain outstanding:".
_UNDONE = re.compile(
    r"""\b(?:actions?|requests?|reports?|tasks?|items)\b [^.]{0,200}?
        (?P<state> \b(?:not|never)\s+(?:\w+\s+){0,6}?(?:as\s+)?(?:completed?|done|closed|delivered|provided)\b
                 | \b(?:remain(?:s|ed)?|are|were|is|was)\s+(?:still\s+)?(?:outstanding|open|incomplete|unresolved)\b
                 | \b(?:have|has|had)\s+(?:still\s+|yet\s+)to\s+be\s+(?:completed|done|delivered|provided)\b)""",
    re.VERBOSE | re.IGNORECASE,
)


def is_ahead(headings: Sequence[str]) -> bool:
    """True under a heading that says that what follows is to be done."""
    return any(_AHEAD.search(h) for h in headings)


def pledges(text: str, *, ahead: bool) -> tuple[FoundAction, ...]:
    """Return the sentences of a report's paragraph that say who will do what.

    ahead: they stand under a heading that says so; elsewhere a sentence must also say when.
    """
    found = []
    for a, b in sentences(text):
        sentence = text[a:b]
        told = outcomes.due(sentence)
        who = next((m["who"] for m in _ACTIVE.finditer(sentence) if _acts(m["who"])), None)
        done = bool(_PASSIVE.search(sentence)) and bool(told or (ahead and _BY.search(sentence)))
        if (who and (ahead or told)) or done:
            owners = (re.sub(r"^the\s+", "", who, flags=re.IGNORECASE),) if who else ()
            found.append(FoundAction(sentence, ((a, b),), owners, told, None))
    return tuple(found)


def _acts(who: str) -> bool:
    """True for a post, a team, or a body named by its initials."""
    return people.is_role(who) or bool(_COLLECTIVE.search(who)) or bool(_INITIALS.match(who))


def undone(text: str) -> str | None:
    """Return in what words a paragraph announces a list of actions or requests that were not seen to be done."""
    match = _UNDONE.search(text)
    return " ".join(match["state"].split()) if match and text.rstrip(" *_").endswith(":") else None
