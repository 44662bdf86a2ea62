"""Marks that a plain text carries for those who set it: bold and italics, links, escapes; looked through, never lost.

A quotation keeps them, being verbatim; what is matched against wordings and names does without.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from ingest.grammar.furniture import Line
from ingest.record import Flow

#: A text without any of these carries no marks.
_ANY = re.compile(r"[*_`~\[\\<{]")
#: `[label](address "title")`, also of a picture; addresses hold no white space, and brackets one deep.
_LINK = re.compile(r"!?\[(?P<label>[^\[\]\n]{1,300})\]\((?:[^()\s]|\([^()\s]*\)){0,600}(?:\s+\"[^\"]{0,100}\")?\)")
_MARK = re.compile(
    r"""  \*{2,3} | ~~ | `+
        | \\[_*\[\]()\#`~+.!>|-]                              # an escape: what it guards stays
        | (?<!\w)_{1,2}(?=[^\s_]) | (?<=[^\s_])_{1,2}(?!\w)
        | (?<![\w*])\*(?=[^\s*]) | (?<=[^\s*])\*(?![\w*])
        | </?(?:br|small|sub|sup|b|i|u|em|strong|span)\b[^<>]{0,200}>
        | \{\#[\w-]{1,200}\}                                   # a heading's own anchor
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: What a line that the file sets as a heading carries before and after its words.
_HEADING = re.compile(r"^(?:\#{1,6}|[*=]{1,6})\s+|\s+\#+$")
#: A line, or what follows its bullet, that begins bold; `rest` is what stands after the bold words.
_BOLD = re.compile(r"^(?:[-*+]\s+)?\*\*\s*(?P<label>[^*]{1,400}?)\s*\*\*(?P<rest>.*)$")


def _dropped(text: str) -> list[tuple[int, int]]:
    """Return the ranges of a text that are marks, in order; none overlaps another."""
    found: list[tuple[int, int]] = []
    for link in _LINK.finditer(text):
        found += [(link.start(), link.start("label")), (link.end("label"), link.end())]
    ends = [end for _, end in found]
    marks = []
    for mark in _MARK.finditer(text):
        place = bisect_left(ends, mark.start() + 1)
        if place == len(found) or mark.end() <= found[place][0]:
            marks.append((mark.start(), mark.start() + 1) if mark[0][0] == "\\" else mark.span())
    return sorted([*found, *marks])


def bare(text: str) -> str:
    """Return a text without its marks."""
    if not _ANY.search(text):
        return text
    out, place = [], 0
    for start, end in _dropped(text):
        out.append(text[place:start])
        place = end
    return "".join([*out, text[place:]]).strip()


def running(found: Flow) -> Flow:
    """Return a running text without its marks, each character still knowing where it stands."""
    if not _ANY.search(found.text):
        return found
    chars: list[str] = []
    offsets: list[int] = []
    breaks: list[int] = []
    waiting = list(found.breaks)
    place = 0
    for start, end in [*_dropped(found.text), (len(found.text), len(found.text))]:
        for at in range(place, start):
            while waiting and waiting[0] <= at:
                breaks.append(len(chars))
                waiting.pop(0)
            if found.text[at] == " " and (not chars or chars[-1] == " "):
                continue
            chars.append(found.text[at])
            offsets.append(found.offsets[at])
        place = max(place, end)
    while chars and chars[-1] == " ":
        chars.pop()
        offsets.pop()
    return Flow("".join(chars), tuple(offsets), tuple(b for b in breaks if 0 < b < len(chars)))


def unmarked(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines whose texts are without marks; those that are nothing else are furniture."""
    return tuple(_unmarked(line) for line in lines)


def _unmarked(line: Line) -> Line:
    text = _HEADING.sub("", line.text) if line.level else line.text
    text = bare(text)
    if text == line.text:
        return line
    return replace(line, text=text) if text else replace(line, furniture=True)


def bold(text: str) -> tuple[str, str] | None:
    """Return the words with which a line begins in bold, and the rest; None where it does not."""
    match = _BOLD.match(text)
    return (bare(match["label"]).strip(), bare(match["rest"]).strip()) if match else None
