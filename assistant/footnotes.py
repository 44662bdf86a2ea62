"""An answer to paste elsewhere: all that it says, each citation a numbered footnote, as plain text or as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant import citing, telling
from assistant.answer import Answer, Citation, Statement
from assistant.exporting import plain, xml_safe

#: A mark in a statement's text that may name one of its citations.
MARK = re.compile(r"\s?\[(?P<number>\d{1,4})\]")
#: What leads to the nearest paragraphs where there is no answer.
NEAREST = "Nearest in the papers, though not an answer:"
#: Characters of a nearest paragraph: enough to judge whether to look it up.
GLIMPSE = 300
_ADDRESS = re.compile(r"https?://[^\s<>]+")


def pieces(statement: Statement) -> Iterator[str | int]:
    """Yield a statement's text and, where they stand in it, the numbers of its citations; those unmarked at its end."""
    marked: set[int] = set()
    last = 0
    for found in MARK.finditer(statement.text):
        number = int(found["number"])
        if number in statement.citations:
            yield from filter(None, (statement.text[last : found.start()],))
            yield number
            marked.add(number)
            last = found.end()
    yield from filter(None, (statement.text[last:],))
    yield from (n for n in dict.fromkeys(statement.citations) if n not in marked)


def text(answer: Answer) -> str:
    """Return an answer as plain text: the question, what is said or why nothing is, notices, then the footnotes."""
    said = ["".join(f" [{p}]" if isinstance(p, int) else p for p in pieces(s)) for s in answer.statements]
    notes = [f"[{c.number}] {citing.plain(c.source)}" for c in answer.citations]
    near = [f"– “{glimpse(c)}” {citing.plain(c.source)}" for c in _near(answer)]
    return _joined(
        [answer.question],
        [s for s in (telling.refused(answer), *said) if s],
        list(answer.notices),
        [NEAREST, *near] if near else [],
        notes,
    )


def markdown(answer: Answer) -> str:
    """Return an answer as Markdown with footnotes; what papers and people say makes no mark-up."""
    said = ["".join(f"[^{p}]" if isinstance(p, int) else _words(p) for p in pieces(s)) for s in answer.statements]
    why = telling.refused(answer)
    near = [f"- “{plain(glimpse(c))}” {_note(c)}" for c in _near(answer)]
    return _joined(
        [f"## {plain(answer.question)}"],
        ["\n\n".join([plain(why)] if why else said)],
        ["\n>\n".join(f"> {plain(n)}" for n in answer.notices)] if answer.notices else [],
        [f"{NEAREST}\n", *near] if near else [],
        [f"[^{c.number}]: {_note(c)}" for c in answer.citations],
    )


def _joined(*parts: list[str]) -> str:
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _near(answer: Answer) -> tuple[Citation, ...]:
    return () if answer.found else answer.nearest


def glimpse(citation: Citation) -> str:
    """Return the beginning of what a citation quotes, on one line; a sign shows where it was cut."""
    quote = xml_safe(citation.source.quote)
    return quote if len(quote) <= GLIMPSE else f"{quote[:GLIMPSE].rsplit(' ', 1)[0]} […]"


def _words(text: str) -> str:
    """Return a piece of a statement as Markdown; the spaces at its ends part it from what stands beside it."""
    before, after = " " * (text[:1].isspace()), " " * (text[-1:].isspace())
    return f"{before}{plain(text)}{after}" if text.strip() else " "


def _note(citation: Citation) -> str:
    url = citation.source.place.url or ""
    address = f". <{url}>" if _ADDRESS.fullmatch(url) else f". {plain(url)}" if url else ""
    return plain(citing.told(citation.source)) + address


__all__ = ["GLIMPSE", "MARK", "NEAREST", "glimpse", "markdown", "pieces", "text"]
