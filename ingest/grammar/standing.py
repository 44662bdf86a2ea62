"""How papers say that an action stands: done, dropped, or still open, in whatever words."""

from __future__ import annotations

import re

_OPEN = re.compile(
    r"""\b(?:ongoing|on-going|carried\s+(?:forward|over)|c/f|in\s+(?:progress|hand|train)|pending|active|outstanding|open
        |not\s+(?:yet|been|started|complete\w*|done|arranged|received|available|identified)\b|still\s+(?:to|open|awaited)
        |awaited|awaiting|to\s+be\s+(?:completed|arranged|done|confirmed|circulated)|new|under\s+way|underway|deferred
        |remains?\s+(?:open|outstanding)|partially|partly|delayed|on\s+hold|has\s+yet\s+to|have\s+yet\s+to)\b|^\s*\[\s\]""",
    re.VERBOSE | re.IGNORECASE,
)
_DROPPED = re.compile(
    r"\b(?:superseded|dropped|withdrawn|cancell?ed|abandoned|no\s+longer\s+(?:required|needed|relevant|applicable)|lapsed"
    r"|overtaken\s+by\s+events|won['’]?t\s+do|not\s+(?:be\s+)?pursued)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:completed?|done|discharged|closed|actioned|finished|resolved|fulfilled|implemented|achieved|delivered|sent"
    r"|circulated|received|published|in\s+place|concluded|cleared)\b|[✓✔☑]|^\s*\[[xX]\]",
    re.IGNORECASE,
)


def read(state: str) -> str | None:
    """Return what some words say of how an action stands: "done", "dropped", "open"; None where they tell nothing.

    What is left to do outweighs what was done: "sent to two of three, one still awaited" is open.
    """
    for name, pattern in (("dropped", _DROPPED), ("open", _OPEN), ("done", _DONE)):
        if pattern.search(state):
            return name
    return None
