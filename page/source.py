"""The Source panel: the cited words where they stand, and everything that says what they are worth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.answer import Citation, when
from index.passage import Place, Quotation
from ingest.errors import MattersError
from ingest.record import Authority, Kind, Part, Spans, Status
from page import citing, leaf
from page.words import line, safe

if TYPE_CHECKING:
    from assistant.ask import Context
    from page.desk import Desk

#: Characters shown around a citation's words, to the nearest paragraph or word; a paragraph's edge is sought so far.
AROUND, SLACK = 600, 250
#: Papers that are named in one line; of more, the rest are counted.
NAMED = 4
#: A line with this many characters was broken by the width of the page, not by whoever wrote it.
FULL_LINE = 60

#: Whose account a citation is, in words: what the panel says first.
ACCOUNTS: Mapping[Authority, str] = {
    Authority.RECORD: "The board’s own record",
    Authority.PAPER: "A paper put before the board",
    Authority.DIGEST: "A digest made from the published record, not the official text",
    Authority.THIRD_PARTY: "A third party’s account, not the board’s record",
}
STATUSES: Mapping[Status, str] = {
    Status.APPROVED: "Approved",
    Status.DRAFT: "Draft, not yet approved",
    Status.UNKNOWN: "Not known whether approved",
}
#: A line that the page's width cannot have begun: an empty one, a bullet, a number.
_BEGINS = re.compile(r"\s*$|\s*(?:[-–•·▪*]|\(?\w{1,3}[.)]|\d+(?:\.\d+)+)\s")
_WEB = re.compile(r"https?://(?P<host>[\w.-]+)(?::\d+)?(?:[/?#]|$)", re.IGNORECASE)
_BLANK_LINES = re.compile(r"[ \t]*\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class Opened:
    """What is open beside its source: the source, what is told of it by name, and more as HTML, such as a life.

    back: as HTML, the way back to what it was opened from in the panel.
    """

    source: Quotation
    facts: tuple[tuple[str, str], ...]
    life: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True)
class Among:
    """Where a citation stands among those of its answer: the turn, the row of chips, and all their numbers in order."""

    turn: int
    row: str
    numbers: tuple[int, ...]


def empty(why: str = "") -> str:
    """Return the panel without a source: what it is for, or why nothing is open, with the way back."""
    if not why:
        told = "Press a source in an answer to read its words here, where they stand in the paper."
        return f'<section class="sheet empty" aria-label="Source"><h2>Source</h2><p class="quiet">{told}</p></section>'
    return (
        '<section class="sheet open" aria-label="Source"><div class="top"><h2 tabindex="-1">Source</h2>'
        f'<button type="button" class="close">← Back</button></div><p class="quiet">{safe(why)}</p></section>'
    )


def noted(panel: str, told: str) -> str:
    """Return a panel with attributes for the browser's script: `data-waits`, of what it asks for again and again, and
    `data-unasked` for one that comes by itself, and takes the focus from nobody who is at something else."""
    return panel.replace("<section ", f"<section {told} ", 1)


def opened(desk: Desk, citation: Citation, of: Opened | None = None, among: Among | None = None) -> str:
    """Return the Source panel for a citation, read within what the person may see; what no longer holds is told."""
    assistant, place = desk.assistant, citation.source.place
    try:
        context = assistant.context(citation)
        with assistant.shelf.reading():
            fellows = witnesses(citation.source, assistant.shelf.fellows(place, assistant.scope))
        return panel(citation, context, of, among, fellows)
    except MattersError as error:
        return empty(line(error))


def panel(
    citation: Citation,
    context: Context,
    of: Opened | None = None,
    among: Among | None = None,
    fellows: Iterable[tuple[str, str]] = (),
) -> str:
    """Return the Source panel: the cited words in their surroundings, and everything that says what they are worth.

    of: what has this source, such as an entry of a register, told below the words. among: the answer's citations, to
    go from one to the next. fellows: what is told of the meeting's other papers.
    """
    source = citation.source
    place = source.place
    before, quote, after = surroundings(context)
    number = f'<span class="number">{citation.number}</span> ' if of is None else ""
    label = safe(citation.label)
    with_words = safe(f"“{source.quote}” ({citation.label})")
    return (
        '<section class="sheet open" aria-label="Source"><div class="top"><h2 tabindex="-1">'
        f"{number}{label}{_hidden_count(citation, among)}</h2>"
        f'<button type="button" class="close">← Back to the {"list" if of else "answer"}</button></div>'
        f"{of.back if of else ''}{_going(citation, among)}"
        f'<p class="account {place.authority.value}">{ACCOUNTS[place.authority]}</p>'
        f'<blockquote tabindex="0" aria-label="The words where they stand">{safe(before)}'
        f"{marks(quote, source.spans)}{safe(after)}</blockquote>"
        f"{_correction(place)}{leaf.slot(source)}{of.life + told(of.facts) if of else ''}"
        f"{told((*_facts(source), *fellows))}{_official(place)}"
        f'<div class="copying"><button type="button" class="copy" data-copy="{label}">Copy citation</button>'
        f'<button type="button" class="copy" data-copy="{with_words}">Copy with the words</button>'
        f"</div>{citing.part(citation)}</section>"
    )


def _hidden_count(citation: Citation, among: Among | None) -> str:
    """Return which of an answer's sources this is, for whoever hears the heading read."""
    if among is None or len(among.numbers) < 2:
        return ""
    place = among.numbers.index(citation.number) + 1
    return f'<span class="hidden">, source {place} of {len(among.numbers)}</span>'


def _going(citation: Citation, among: Among | None) -> str:
    """Return the buttons to the citations before and after this one, and which of them this is."""
    if among is None or len(among.numbers) < 2:
        return ""
    place = among.numbers.index(citation.number)
    return (
        f'<div class="going" role="group" aria-label="Sources of this answer">{_go(among, place - 1, "previous", "[")}'
        f'<span aria-hidden="true">{place + 1} of {len(among.numbers)}</span>{_go(among, place + 1, "next", "]")}</div>'
    )


def _go(among: Among, place: int, which: str, key: str) -> str:
    arrow = {"previous": "← Previous", "next": "Next →"}[which]
    told = f'type="button" class="hop {which}" aria-keyshortcuts="{key}" title="Key {key}"'
    if not 0 <= place < len(among.numbers):
        return f'<button {told} aria-disabled="true">{arrow}</button>'
    named = f'data-turn="{among.turn}" data-row="{safe(among.row)}" data-number="{among.numbers[place]}"'
    return f"<button {told} {named}>{arrow}</button>"


def witnesses(source: Quotation, fellows: Iterable[tuple[str, Part]]) -> tuple[tuple[str, str], ...]:
    """Return what other papers of the meeting there are: those that hold the same item, and the rest."""
    same: dict[str, str] = {}
    rest: dict[str, str] = {}
    for path, part in fellows:
        told = f"{path} ({part.kind.value})"
        if path != source.place.path:
            (same if _holds_item(part, source.place) else rest).setdefault(path, told)
    others = [told for path, told in rest.items() if path not in same]
    return ("Same item in", _some(same.values())), ("Same meeting", _some(others))


def _holds_item(part: Part, place: Place) -> bool:
    """True where a part has the item of a place: the same title, or the same number where there is no title."""
    title = _squeezed(place.item_title)
    return any(
        (title and _squeezed(item.title) == title) or (not title and place.item and item.number == place.item)
        for item in part.items
    )


def _squeezed(title: str) -> str:
    return " ".join(re.findall(r"\w+", title.casefold()))


def _some(names: Iterable[str]) -> str:
    held = list(names)
    more = f"; and {len(held) - NAMED} more" if len(held) > NAMED + 1 else ""
    return "; ".join(held[:NAMED] if more else held) + more


def told(facts: Iterable[tuple[str, str]]) -> str:
    return f"<dl>{''.join(f'<dt>{name}</dt><dd>{safe(value)}</dd>' for name, value in facts if value)}</dl>"


def surroundings(context: Context) -> tuple[str, str, str]:
    """Return the words before, of and after a citation, cut to a glance, the page's line ends undone."""
    whole = unwrapped(context.before + context.quote + context.after)
    start, end = len(context.before), len(context.before) + len(context.quote)
    return _near_end(whole[:start]), whole[start:end], _near_start(whole[end:])


def marks(quote: str, spans: Spans) -> str:
    """Return what runs from the first to the last of a citation's spans, the spans marked: no more than is quoted."""
    first = spans[0].start
    if len(quote) != spans[-1].end - first:
        return _mark(quote)
    out = [_mark(quote[span.start - first : span.end - first]) for span in spans]
    gaps = [safe(_BLANK_LINES.sub("\n\n", quote[a.end - first : b.start - first])) for a, b in pairwise(spans)]
    return "".join(mark + gap for mark, gap in zip(out, (*gaps, ""), strict=True))


def _mark(words: str) -> str:
    """Return words marked, paragraph by paragraph: a mark over a blank line would show as a smudge."""
    return "\n\n".join(f"<mark>{safe(piece)}</mark>" for piece in _BLANK_LINES.split(words) if piece.strip())


def unwrapped(text: str) -> str:
    """Return text with the line ends that a page's width made as spaces, tabs as wide ones; its length stays."""
    lines = text.replace("\t", "\N{EM SPACE}").split("\n")
    ends = (" " if len(a.strip()) >= FULL_LINE and not _BEGINS.match(b) else "\n" for a, b in pairwise(lines))
    return "".join(line + end for line, end in zip(lines, (*ends, ""), strict=True))


def _near_end(text: str) -> str:
    """Return the end of what stands before a citation, from the start of a paragraph or a word."""
    if len(text) <= AROUND:
        return _BLANK_LINES.sub("\n\n", text.lstrip())
    text = text[-AROUND:]
    paragraph = _BLANK_LINES.search(text, 0, SLACK)
    word = text.find(" ") + 1
    return _BLANK_LINES.sub("\n\n", text[paragraph.end() :] if paragraph else f"… {text[word:]}")


def _near_start(text: str) -> str:
    """Return the start of what stands after a citation, to the end of a paragraph or a word."""
    text = _BLANK_LINES.sub("\n\n", text.rstrip())
    if len(text) <= AROUND:
        return text
    paragraph = text.rfind("\n\n", AROUND - SLACK, AROUND)
    return text[:paragraph] if paragraph > 0 else text[:AROUND].rsplit(" ", 1)[0] + " …"


def _facts(source: Quotation) -> tuple[tuple[str, str], ...]:
    place = source.place
    minutes = place.kind is Kind.MINUTES or place.status is not Status.UNKNOWN
    item = " ".join(part for part in (place.item, place.item_title) if part)
    organisation = f", {place.body.organisation}" if place.body.organisation else ""
    return (
        ("Meeting" if place.meeting else "Period", when(place)),
        ("Board", f"{place.body.name}{organisation}"),
        ("Item", item),
        ("Paragraph", source.paragraph.label),
        ("Page", _page(source)),
        ("Minutes", STATUSES[place.status] if minutes else ""),
        ("Paper", f"{place.title} ({place.kind.value})"),
        ("File", place.path),
        ("The same text in", ", ".join(place.copies)),
        ("Read from", "a scan, by machine: compare it with the paper" if source.ocr else ""),
    )


def _page(source: Quotation) -> str:
    """Return the page as the file counts it and as it is printed, where the two are known and differ."""
    if source.paragraph.pages is None:
        return f"{source.printed}, as printed" if source.printed else ""
    first, last = source.paragraph.pages
    counted = str(first) if first == last else f"{first}–{last}"
    differs = source.printed and source.printed != counted
    return f"{counted} of the file, printed {source.printed}" if differs else counted


def _correction(place: Place) -> str:
    """Return what later papers say of this one: what was corrected in it, and what replaced it."""
    told = [("Corrected.", place.correction), ("Replaced by", place.later)]
    return "".join(f'<p class="correction"><strong>{what}</strong> {safe(said)}</p>' for what, said in told if said)


def _official(place: Place) -> str:
    """Return the link to the official record, to a web address and no other."""
    if not place.url:
        return ""
    web = _WEB.match(place.url)
    if web is None:
        return f'<p class="official">Official record: {safe(place.url)}</p>'
    away = f'href="{safe(place.url)}" target="_blank" rel="noopener noreferrer"'
    host = safe(web["host"])
    return f'<p class="official"><a {away}>Official record at {host}</a></p>'
