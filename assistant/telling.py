"""What an answer is taken to be, in a reader's words: what was understood of the question, and why there is none."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.answer import Answer

#: What a question was taken to ask for. A kind that is not here is shown by its own name.
KINDS: Mapping[str, str] = {
    "action": "Looked for actions",
    "unresolved": "Looked for what became of actions",
    "decision": "Looked for decisions",
    "attendance": "Looked for who attended",
    "figure": "Looked for a figure",
    "table": "Looked for a table",
    "date": "Looked for a date",
    "definition": "Looked for a meaning",
    "comparison": "Compared papers",
    "multi-meeting": "Looked across meetings",
    "provenance": "Looked for where it is recorded",
    "history": "Looked for how it went from meeting to meeting",
    "news": "Looked for what is new",
    "lookup": "Looked for what was said",
}
#: Why there is no answer. What was searched, and what would answer it, the answer's own notices say.
REFUSALS: Mapping[str, str] = {
    "not-in-record": "The papers here do not answer this.",
    "nothing-named": "Nothing is asked here that papers could answer.",
    "no-such-meeting": "The papers here know of no such meeting.",
    "no-record-of-meeting": "No record of that meeting is among the papers here.",
    "not-this-detail": "The papers here speak of this, but don’t say what is asked.",
    "to-follow": "The paper that would answer this was to follow, and is not here.",
    "outcome-awaited": "The outcome was awaited, and no paper here tells it.",
    "unsupported": "What was found does not stand up to the papers that it comes from.",
}
#: How a narrowing of the question is led into. `times` are the question's own words for its dates.
SCOPES: Mapping[str, str] = {
    "times": "",
    "since": "since",
    "until": "until",
    "kinds": "in",
    "bodies": "of",
    "collections": "in the papers of",
}


def understood(answer: Answer) -> str:
    """Return in one line what was looked for, over what, and the question as a follow-up was read."""
    seen = answer.understood
    said = [KINDS.get(seen.kind, f"Looked for: {seen.kind}")]
    narrowed = {k: v for k, v in seen.scope.items() if v and not (k in ("since", "until") and "times" in seen.scope)}
    said.extend(f"{SCOPES.get(k, k.replace('_', ' '))} {written(v)}".strip() for k, v in narrowed.items())
    if seen.question.strip().casefold() != answer.question.strip().casefold():
        said.append(f"read as “{seen.question}”")
    return " · ".join(said)


def refused(answer: Answer) -> str:
    """Return why there is no answer; "" where there is one."""
    return REFUSALS.get(answer.refusal, answer.refusal.replace("-", " ").capitalize()) if answer.refusal else ""


def written(value: object) -> str:
    """Return a value of a scope in words: those of a list one after the other."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(written(v) for v in value)
    return str(value)


__all__ = ["KINDS", "REFUSALS", "SCOPES", "refused", "understood", "written"]
