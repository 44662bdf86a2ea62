"""Answers out of tables: the highest row, the lowest, the columns that a name stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.answer import where
from assistant.drafting import Draft, in_words, readable, scope_of
from assistant.evidence import SMALL, Evidence, Weights, rows_of, stems_of
from assistant.rows import Row, number
from index.passage import Passage, Quotation, Scope
from index.shelf import Shelf
from index.words import COMMON, stem, words
from ingest.grammar import dates
from ingest.record import Kind, Paragraph, Shape, joined, quote

_MOST = re.compile(
    r"\b(?:topped|tops|most|highest|largest|biggest|greatest|top|worst[- ]hit|busiest|hardest[- ]hit)\b", re.IGNORECASE
)
_LEAST = re.compile(r"\b(?:fewest|lowest|smallest|least|bottom|quietest)\b", re.IGNORECASE)
_NTH = re.compile(
    r"\b(?P<nth>second|third|fourth|fifth|2nd|3rd|4th|5th)[ -](?:to[ -])?(?=most|highest|largest|biggest|fewest|lowest|"
    r"smallest|least|greatest|worst)",
    re.IGNORECASE,
)
_PLACES = {"second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5}
_NAMES = {1: "", 2: "second ", 3: "third ", 4: "fourth ", 5: "fifth "}
_WHICH = re.compile(r"\b(?:which|what|who|where)\b(?:\s+(?P<noun>[a-z]+)\b)?", re.IGNORECASE)
_THRESHOLD = re.compile(
    r"\bhow many\b.*?\b(?P<way>more than|over|above|at least|fewer than|less than|under|below)\s+£?"
    r"(?P<n>\d[\d,.]*\d|\d)"
    r"(?!\s*(?:years?|months?|days?|weeks?))|\bhow many\b.*?\b(?P<m>\d[\d,]*) or (?P<or>more|fewer|less)\b",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"\b(?:altogether|combined|together|sum of|adds? up|added up|across all|all the \w+s)\b", re.IGNORECASE
)
_APART = re.compile(
    r"\bdifference (?:between|in)\b|\bgap between\b"
    r"|\bhow (?:many|much) (?:more|fewer|less|higher|lower|bigger)\b.*\bthan\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"^(?:grand |sub-?)?total\b|\btotals?$|^(?:overall|all|sum)$", re.IGNORECASE)
_CHANGED = re.compile(r"\b(?:change|difference|variance|increase|decrease|growth)\b", re.IGNORECASE)
#: A question for all that is to come at a date.
_LISTED = re.compile(
    r"\b(?:what|which)(?:'s| is| are| was| were)?\b(?!.*\b(?P<none>who|lead officers?)\b).*\b"
    r"(?:items?|reports?|topics?|papers|"
    r"matters|updates|presentations|schedule|programme|agenda|forward plan|planned|scheduled)\b",
    re.IGNORECASE,
)
_PLANNED = frozenset(
    stem(w)
    for w in "item report topic paper matter update presentation schedule programme agenda forward work plan planned "
    "scheduled due listed expected board committee council coming discussed".split()
)
_GENERAL = frozenset("one of is was are were had has did does the number thing two month year percentage share".split())
#: A question's words must be covered so far by what stands around a table before it is computed over.
ABOUT = 0.4
#: A table has at least so many rows; so many are named or cited of those that are counted.
LEAST, NAMED = 3, 6
#: Entries named of a schedule; passages looked at for one.
LISTED, READ = 8, 12
#: So many paragraphs above a table tell what it is about.
ABOVE = 4
#: A cell of more words is left out where a row's cells are named.
LONG_CELL = 20


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a table, quoted, and the words above it. whole: whether all the table's rows have its columns."""

    row: Row
    quoted: Quotation
    above: str
    whole: bool = True

    def cell(self, column: int) -> float | None:
        return number(self.row.cells[column]) if column < len(self.row.cells) else None


def superlative(draft: Draft, evidence: Evidence, shelf: Shelf) -> float:
    """Answer what is computed over a table: its highest row, how many rows are over a figure, a sum, a difference."""
    text = draft.question.text
    most, least = _MOST.search(text), _LEAST.search(text)
    if bool(most) != bool(least) and (which := _WHICH.search(text)) and not _told_in_prose(evidence):
        for table in _tables(evidence, shelf, (which["noun"] or "").lower()):
            if _extreme(draft, evidence, shelf, table, highest=bool(most)):
                return 0.85
    if over := _THRESHOLD.search(text):
        for table in _tables(evidence, shelf, ""):
            if _over(draft, evidence, table, over):
                return 0.8
    if computed := of_named(draft, evidence, shelf):
        return computed
    if (listing := _LISTED.search(text)) and not listing["none"]:
        return _scheduled(draft, evidence, shelf)
    return 0.0


def of_named(draft: Draft, evidence: Evidence, shelf: Shelf) -> float:
    """Answer what two rows that a question names differ by, or what some come to together."""
    apart = bool(_APART.search(draft.question.text))
    if apart or _SUM.search(draft.question.text):
        for table in _tables(evidence, shelf, ""):
            if _of_named(draft, evidence, table, apart=apart):
                return 0.8
    return 0.0


def _scheduled(draft: Draft, evidence: Evidence, shelf: Shelf) -> float:
    """List what a schedule has under the date that a question names."""
    times = draft.question.times
    if len(times) != 1 or set(evidence.weights.stems) - _PLANNED:
        return 0.0
    place = replace(evidence.scope, since=None, until=None, kinds=())
    found = shelf.search(f"schedule forward plan work programme {draft.question.text}", place, extra=())
    plans = shelf.search(draft.question.text, place.of(Kind.FORWARD_PLAN), extra=())
    for hit in (*plans.hits[:READ], *found.hits[:READ]):
        lines = [
            line
            for line in _lines_under(hit.passage, shelf)
            if any(t.first <= times[0].last and times[0].first <= t.last for t in dates.times(line.above))
        ]
        if lines:
            heading = lines[0].above
            more = f" and {len(lines) - LISTED} more" if len(lines) > LISTED else ""
            draft.compute(
                f"{where(lines[0].quoted)}, under “{readable(heading)}”: "
                f"{'; '.join(readable(line.row.label) for line in lines[:LISTED])}{more}.",
                "listed",
                scope_of(evidence.scope),
                len(lines),
                sources=[line.quoted for line in lines[:LISTED]],
            )
            return 0.8
    return 0.0


def _lines_under(passage: Passage, shelf: Shelf) -> Iterator[_Line]:
    """Yield the rows of the item that a passage stands in, which stand under the last heading that it has."""
    text = shelf.document_text(passage.place.document)
    headings = [p.trail[-1] for p in passage.paragraphs if p.trail and p.shape is Shape.ROW]
    scope = Scope((passage.place.collection,), (passage.place.access,))
    for one in shelf.store.passages_of(passage.place.part, passage.place.item, scope):
        for n, row in rows_of(one, shelf).items():
            paragraph = one.paragraphs[n]
            if row.label and paragraph.trail and paragraph.trail[-1] in headings:
                quoted = one.quotation(paragraph, paragraph.spans, quote(text, paragraph.spans))
                yield _Line(row, quoted, paragraph.trail[-1])


def _told_in_prose(evidence: Evidence) -> bool:
    """True where the best sentence is no row and names the highest or the lowest itself."""
    best = evidence.candidates[0] if evidence.candidates else None
    return bool(best and best.row is None and best.own >= 0.5 and (_MOST.search(best.text) or _LEAST.search(best.text)))


def _tables(evidence: Evidence, shelf: Shelf, noun: str) -> Iterator[list[_Line]]:
    """Yield the tables that the first passages found stand in and that a question is about, the best first."""
    found: list[tuple[float, int, list[_Line]]] = []
    seen: set[tuple[str, str]] = set()
    kind = stem(noun) if noun and noun not in _GENERAL and noun not in COMMON else ""
    for hit in evidence.hits[:6]:
        place = hit.passage.place
        if (place.part, place.item) in seen:
            continue
        seen.add((place.part, place.item))
        for table in _runs(place.part, place.item, shelf, evidence):
            lines = [line for line in table if not _TOTAL.search(line.row.label)]
            told = stems_of(f"{place.item_title} {table[0].above} {table[0].row.header}")
            told |= frozenset(s for line in lines for s in stems_of(line.row.label))
            covered = _covered(told, stems_of(f"{place.title} {place.path}"), evidence.weights)
            if len(lines) >= LEAST and covered >= ABOUT and (not kind or kind in told):
                found.append((-covered, len(found), _without_sum(lines)))
    for _, _, lines in sorted(found, key=lambda f: f[:2]):
        yield lines


def _covered(told: frozenset[str], named: frozenset[str], weighing: Weights) -> float:
    """Return the share of what is asked that some words cover, what only names the paper left out."""
    left = {s: w for s, w in weighing.stems.items() if s not in named or s in told}
    return replace(weighing, stems=left).covered(told) if left else 0.0


def _runs(part: str, item: str, shelf: Shelf, evidence: Evidence) -> Iterator[list[_Line]]:
    """Yield the runs of rows of an item that have as many cells and one header."""
    run: list[_Line] = []
    above: list[str] = []
    whole = True
    for passage in shelf.store.passages_of(part, item, evidence.scope):
        table = rows_of(passage, shelf)
        text = shelf.document_text(passage.place.document)
        through = -1
        for n, paragraph in enumerate(passage.paragraphs):
            row = table.get(n)
            if row is None:
                if n > through and paragraph.shape is not Shape.HEADER:
                    if len(run) >= LEAST:
                        yield run
                        above = []
                    above, run, whole = [*above[-ABOVE:], shelf.running(passage)[n].text], [], True
                continue
            if run and (len(run[-1].row.cells) != len(row.cells) or run[-1].row.names != row.names):
                if len(run) >= LEAST:
                    yield [replace(line, whole=False) for line in run]
                run, whole = [], False
            through = row.last
            spans = joined(text, (s for p in passage.paragraphs[n : row.last + 1] for s in p.spans))
            over = " ".join((*paragraph.trail, *above))
            quoted = passage.quotation(paragraph, spans, quote(text, spans))
            run.append(_Line(row, quoted, over, whole))
    if len(run) >= LEAST:
        yield run


def _without_sum(lines: list[_Line]) -> list[_Line]:
    """Return a table's rows without a first that is the sum of the others."""
    values = [[line.cell(c) for c in range(len(lines[0].row.cells))] for line in lines]
    for column in zip(*values, strict=True):
        known = [v for v in column if v is not None]
        if len(known) == len(lines) > LEAST and abs(known[0] - sum(known[1:])) < 0.5:
            return lines[1:]
    return lines


def _columns(lines: list[_Line], evidence: Evidence, *, changed: bool = False) -> list[int]:
    """Return the columns of figures that a question means: the one that there is, or that its words name."""
    width = len(lines[0].row.cells)
    held = [c for c in range(width) if sum(line.cell(c) is not None for line in lines) >= 0.8 * len(lines)]
    names = lines[0].row.names[len(lines[0].row.names) - width :] if lines[0].row.names else ()
    if len(held) <= 1 or not names:
        return held if len(held) == 1 else []
    if changed:
        return [c for c in held if _CHANGED.search(names[c])]
    asked = {stem(w) for w in words(evidence.question.text)} - COMMON
    scored = []
    for c in held:
        own = stems_of(names[c]) - SMALL
        both = len(asked & own)
        scored.append((both * both / len(own) if own else 0.0, c))
    best = max(scored)
    return [best[1]] if best[0] > 0 and sum(s == best[0] for s, _ in scored) == 1 else []


def _extreme(draft: Draft, evidence: Evidence, shelf: Shelf, lines: list[_Line], *, highest: bool) -> bool:
    """Say which row of a table is highest or lowest, or second to it, where the column is certain."""
    question = draft.question
    moved = (
        question.direction
        if question.has(
            r"\b(?:fell|fall\w*|rose|rise\w*|risen|dropp?\w*|grew|grown|increas\w*|"
            r"decreas\w*|declin\w*|chang\w*)\b"
        )
        else None
    )
    most = highest
    if moved == "fall":
        highest = not highest
    nth = _NTH.search(question.text)
    rank = _PLACES[nth["nth"].lower()] if nth else 1
    told: set[str] = set()
    for column in _columns(lines, evidence, changed=moved is not None):
        known = [(v, line) for line in lines if (v := line.cell(column)) is not None]
        values = sorted({v for v, _ in known}, reverse=highest)
        best = [line for v, line in known if rank <= len(values) and v == values[rank - 1]]
        sign = {"fall": -1, "rise": 1}.get(moved or "", 0) * (1 if most else 0)
        if not best or len(best) > 2 or best[0].row.label in told or values[rank - 1] * sign < 0:
            continue
        word = f"largest {moved}" if sign else "highest" if highest else "lowest"
        told.add(best[0].row.label)
        name = _name(best[0].row, column) if len(best[0].row.cells) > 1 else ""
        for line in best:
            say(draft, line.row, line.quoted, shelf)
        draft.compute(
            f"{'It is' if len(best) == 1 else 'They are'} the {_NAMES[rank]}{word}"
            f"{f' by “{name}”' if name else ''} of {_of_rows(lines, len(known))}.",
            "extreme",
            scope_of(evidence.scope),
            len(known),
        )
    return bool(told)


def _of_rows(lines: list[_Line], counted: int) -> str:
    """Return what rows were compared, in words."""
    sure = "" if all(line.whole for line in lines) else " whose columns are certain"
    return f"the {counted} rows of this table{sure}"


def _over(draft: Draft, evidence: Evidence, lines: list[_Line], over: re.Match[str]) -> bool:
    """Say how many rows of a table have more, or fewer, than a figure."""
    columns = _columns(lines, evidence)
    if len(columns) != 1:
        return False
    limit = float((over["n"] or over["m"]).replace(",", ""))
    way = (over["way"] or f"or {over['or']}").lower()
    tests: dict[str, Callable[[float], bool]] = {
        "at least": lambda v: v >= limit,
        "or more": lambda v: v >= limit,
        "or fewer": lambda v: v <= limit,
        "or less": lambda v: v <= limit,
        **dict.fromkeys(("more than", "over", "above"), lambda v: v > limit),
        **dict.fromkeys(("fewer than", "less than", "under", "below"), lambda v: v < limit),
    }
    known = [(v, line) for line in lines if (v := line.cell(columns[0])) is not None]
    held = [line for v, line in known if tests[way](v)]
    said = f"{over['n']}" if over["n"] else f"{over['m']} {way}"
    asked = f"{way} {said}" if over["n"] else said
    named = ", ".join(f"{line.row.label} ({line.row.cells[columns[0]]})" for line in held[:NAMED])
    more = f" and {len(held) - NAMED} more" if len(held) > NAMED else ""
    where_ = where(known[0][1].quoted)
    draft.compute(
        f"{where_}: {len(held)} of {_of_rows(lines, len(known))} have {asked}{f': {named}{more}' if held else ''}.",
        "row-count",
        scope_of(evidence.scope, figure=asked, found=str(len(held)), more=str(len(held) - NAMED)),
        len(known),
        sources=[line.quoted for line in (held or [line for _, line in known])[:NAMED]],
    )
    return True


def _of_named(draft: Draft, evidence: Evidence, lines: list[_Line], *, apart: bool) -> bool:
    """Say the difference of the two rows that a question names, or the sum of those it names, else of all."""
    asked = stems_of(draft.question.text)
    named = [line for line in lines if (held := stems_of(line.row.label) - SMALL) and held <= asked]
    named = [a for a in named if not any(stems_of(a.row.label) < stems_of(b.row.label) for b in named)]
    columns = _columns(lines, evidence)
    if len(columns) != 1 or (apart and len(named) != 2) or len(named) == 1:
        return False
    every = not named
    of = named or lines
    values = [line.cell(columns[0]) for line in of]
    known = [v for v in values if v is not None]
    if len(known) != len(of) or (every and not all(line.whole for line in of)):
        return False
    total = abs(known[0] - known[1]) if apart else sum(known)
    shown = _figure(total, *(line.row.cells[columns[0]] for line in of))
    if apart:
        said = f"{_short(of[0].row)}; {_short(of[1].row)}: a difference of {shown}, computed"
    elif every:
        said = f"the {len(of)} rows of this table come to {shown}, computed"
    else:
        said = f"{'; '.join(_short(line.row) for line in of)}: together {shown}, computed"
    draft.compute(
        f"{where(of[0].quoted)}: {said}.",
        "row-difference" if apart else "row-sum",
        scope_of(evidence.scope, result=shown),
        len(of),
        sources=[line.quoted for line in of[:NAMED]],
    )
    return True


def _figure(value: float, *like: str) -> str:
    """Return a computed figure as those that it came from are written."""
    places = max((len(m[1]) for c in like if (m := re.search(r"\d\.(\d+)", c))), default=0)
    sign = next((c.strip()[0] for c in like if c.strip()[:1] in "£€$"), "")
    return f"{sign}{value:,.{places}f}{'%' if all('%' in c for c in like) else ''}"


def _name(row: Row, column: int) -> str:
    """Return the header's name of a cell; "" where the header does not tell it for certain."""
    return row.names[len(row.names) - len(row.cells) + column] if row.names else ""


def _short(row: Row) -> str:
    """Return a row as it is read in a sentence: its label and its cells, each with its column's name."""
    told = []
    for column, cell in enumerate(row.cells):
        if not any(c.isalnum() for c in cell):
            continue
        name = _name(row, column)
        if len(cell.split()) > LONG_CELL and len(row.values) > 1:
            told.append("…")
        else:
            told.append(f"{name}: {cell}" if name else cell)
    between = "; " if row.names else " | " if row.apart and len(told) > 1 else " "
    return f"{row.label}{' – ' if row.names else ' '}{between.join(told)}" if told else row.label


def _head(row: Row, quoted: Quotation, shelf: Shelf) -> Quotation | None:
    """Return the header that names a row's cells, quoted; None where none does for certain."""
    if row.head is None or not row.names or not row.label:
        return None
    said = shelf.store.slice(quoted.place.document, row.head.spans)
    return replace(quoted, paragraph=row.head, spans=row.head.spans, quote=said)


def say(draft: Draft, row: Row, quoted: Quotation, shelf: Shelf) -> None:
    """Add a row as a sentence that a person can read, quoted, with the header that names its cells."""
    head = _head(row, quoted, shelf)
    draft.quote(quoted, _short(row) if head else None, also=[head] if head else [])


def cells(raw: str) -> list[str]:
    """Return the cells of a row, empty ones kept where tabs part them."""
    parts = raw.split("\t") if "\t" in raw else re.split(r" {3,}", raw.strip())
    return [" ".join(p.split()) for p in parts]


def under_dates(draft: Draft, evidence: Evidence, shelf: Shelf) -> bool:
    """Say under which dates of a table's header a name stands, where the columns are certain."""
    wanted = frozenset(evidence.weights.stems)
    if not wanted:
        return False
    seen: set[tuple[str, str]] = set()
    for hit in evidence.hits[:12]:
        place = hit.passage.place
        if (place.part, place.item) in seen:
            continue
        seen.add((place.part, place.item))
        header: tuple[Quotation, list[str]] | None = None
        under: dict[int, tuple[str, Quotation]] = {}
        for quoted, row in _table_rows(place.part, place.item, shelf, evidence):
            if sum(dates.day(c) is not None for c in row) >= 2:
                header = quoted, row
            elif header and len(row) <= len(header[1]) + 1:
                for column, cell in enumerate(row):
                    if wanted <= stems_of(cell) and column < len(header[1]) and dates.day(header[1][column]):
                        under.setdefault(column, (cell, quoted))
        if header and under:
            _say_columns(draft, evidence, header, under)
            return True
    return False


def _say_columns(
    draft: Draft, evidence: Evidence, header: tuple[Quotation, list[str]], under: Mapping[int, tuple[str, Quotation]]
) -> None:
    """Add the statement that names the columns in which a name was found."""
    columns = sorted(under)
    label = min((under[c][0] for c in columns), key=len)
    days = ", ".join(readable(header[1][c]) for c in columns)
    total = sum(dates.day(c) is not None for c in header[1])
    rows = list(dict.fromkeys(under[c][1] for c in columns))
    draft.compute(
        f"{where(rows[0])}: {readable(label)} is listed under {days} "
        f"({in_words(len(columns))} of {in_words(total)} meetings in this table).",
        "columns",
        scope_of(evidence.scope),
        total,
        sources=[header[0], *rows[:2]],
    )


def _table_rows(part: str, item: str, shelf: Shelf, evidence: Evidence) -> Iterator[tuple[Quotation, list[str]]]:
    for passage in shelf.store.passages_of(part, item, evidence.scope):
        for paragraph in passage.paragraphs:
            if paragraph.shape in (Shape.ROW, Shape.HEADER):
                yield _row(passage, paragraph, shelf)


def _row(passage: Passage, paragraph: Paragraph, shelf: Shelf) -> tuple[Quotation, list[str]]:
    raw = paragraph.spans[0].of(shelf.document_text(passage.place.document))
    said = shelf.store.slice(passage.place.document, paragraph.spans)
    return passage.quotation(paragraph, paragraph.spans, said), cells(raw)
