"""Markdown (.md, .markdown): the text is the source as it stands, so that what is quoted can be found in the file.

markdown-it says which lines are headings and which are code; its rules for inline text are not run.
"""

from __future__ import annotations

import re
from itertools import accumulate
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.readers import text
from ingest.record import Contents, Page, Span

#: The lines that begin and end what stands before the text: YAML or TOML.
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
#: So far down, at most, its end is looked for.
FRONT = 200
_TITLE = re.compile(r"""title\s*[:=]\s*(?P<quote>["']?)(?P<title>.*?)(?P=quote)\s*""", re.IGNORECASE)
_STRUCK = re.compile(r"(?<![~\\])~~(?!~)(?=\S)(?:[^~\n]|~(?!~)|\n(?![ \t]*\n)){1,2000}?(?<=[^\s\\])~~(?!~)")
_CODE = re.compile(r"(?<!`)(?P<ticks>`{1,8})(?!`).{1,2000}?(?<!`)(?P=ticks)(?!`)", re.DOTALL)
_HTML_HEADING = re.compile(r"[ ]{0,3}<h(?P<level>[1-6])\b[^<>]{0,400}>", re.IGNORECASE)


def read(path: Path, largest: int | None = None) -> Contents:
    """Return a Markdown file's source as one page, with its headings and what is struck through.

    Raises ReadError for what is no text, or has more than `largest` characters.
    """
    source = text.whole(path, largest)
    lines = source.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    front = _front(lines)
    tokens = _blocks("\n".join([*[""] * front, *lines[front:]]))
    headings = {starts[line]: level for line, level in _headings(tokens, lines)}
    struck = _struck(tokens, source, starts)
    page = Page(None, source, headings=tuple(sorted(headings.items())), struck=struck)
    return Contents((page,), title=_title(lines[:front]))


def _front(lines: list[str]) -> int:
    """Return how many lines of front matter stand before the text."""
    ends = _FENCES.get(lines[0].rstrip(), ())
    for number, line in enumerate(lines[1:FRONT], 1):
        if line.rstrip() in ends:
            return number + 1
    return 0


def _title(front: list[str]) -> str:
    found = next((m for line in front if (m := _TITLE.fullmatch(line))), None)
    return found["title"].strip() if found else ""


def _blocks(source: str) -> list[Token]:
    """Return the blocks of a source, with the lines that each takes up. Nesting is bounded by the parser."""
    parser = MarkdownIt("commonmark").enable("table")
    tokens: list[Token] = []
    parser.block.parse(source, parser, {}, tokens)
    return tokens


def _headings(tokens: list[Token], lines: list[str]) -> list[tuple[int, int]]:
    """Return the first line and the level of each heading, those written as HTML too."""
    out = []
    for token in tokens:
        if token.type == "heading_open" and token.map:
            out.append((token.map[0], int(token.tag[1])))
        elif token.type == "html_block" and token.map:
            for number in range(*token.map):
                if found := _HTML_HEADING.match(lines[number]):
                    out.append((number, int(found["level"])))
    return out


def _struck(tokens: list[Token], source: str, starts: list[int]) -> tuple[Span, ...]:
    """Return what stands between pairs of tildes, with them, outside of code."""
    out: list[Span] = []
    if "~~" not in source:
        return ()
    for token in tokens:
        if token.type != "inline" or not token.map:
            continue
        start, end = starts[token.map[0]], starts[token.map[1]] - 1
        part = source[start:end]
        if "~~" not in part or (out and start < out[-1].end):  # the cells of a row are one line
            continue
        bare = _CODE.sub(lambda found: "\0" * len(found[0]), part)
        out += [Span(start + found.start(), start + found.end()) for found in _STRUCK.finditer(bare)]
    return tuple(dict.fromkeys(out))
