"""Marks that a plain text carries for those who set it: bold and italics, links, escapes; looked through, never lost.

A quotation keeps them, being verbatim; what is matched against wordings and names does without.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from ingest.grammar.furniture import RULE, Line
from ingest.record import Flow

#: A heading has at most this many words; one of more than a few that ends as a sentence does is none.
HEADING_WORDS, SENTENCE = 40, 8
#: So many lines below a heading, at most, may be a paragraph that a rule below it turned into one.
UNDER = 40
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


def unmarked(lines: Sequence[Line], text: str) -> tuple[Line, ...]:
    """Return lines whose texts are without marks, and headings that are none as text; `text` is the document's.

    A line of nothing but marks is furniture. A rule of three dashes right under a paragraph, drawn to part pages,
    makes a heading of the paragraph.
    """
    bared = [_unmarked(line) for line in lines]
    return tuple(
        replace(line, level=0) if line.level and not _heads(text, bared, at) else line for at, line in enumerate(bared)
    )


def _heads(text: str, lines: Sequence[Line], at: int) -> bool:
    """True where a line that the file makes a heading reads as one."""
    line = lines[at]
    words = len(line.text.split())
    if words > HEADING_WORDS or (words > SENTENCE and line.text.endswith((".", ";", ","))):
        return False
    below = next((n for n in range(at + 1, min(at + UNDER, len(lines))) if not _runs_on(lines, n)), len(lines))
    ruled = below < len(lines) and lines[below].text in ("---", "===")
    return text[line.start] == "#" or not ruled or (below == at + 1 and len(line.text) <= len("---") * 2)


def _runs_on(lines: Sequence[Line], at: int) -> bool:
    """True where a line of text stands right under another."""
    line = lines[at]
    under = line.start <= lines[at - 1].end + 1 + line.indent
    return under and bool(line.text) and not line.level and not RULE.match(line.text)


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
