"""Definitions: what a term, a short form or a name is, in the sentence of the papers that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.asks import is_field
from assistant.drafting import Draft
from assistant.evidence import LONG, Evidence, rows_of, stems_of
from assistant.question import Question
from assistant.synonyms import GENERAL
from index.passage import Passage, Quotation, Scope
from index.shelf import Shelf
from index.words import COMMON, stem, words
from ingest.grammar.sentences import sentences
from ingest.record import Authority, Kind, Shape, quote

#: A term has at most this many words; so many passages that hold it are read for what it is.
WORDS, READ = 7, 60
#: A sentence that says what a term is must reach this; one of another score is about it only.
ENOUGH = 0.55
#: What other words of the question, and the long form of a short one, add to a sentence.
TOPIC, SPELT = 0.25, 0.15
#: What papers that only list what is to come, a third party's, and a paper's own fields take away.
LISTING, SECOND_HAND, FIELD = 0.2, 0.05, 0.3
#: A short form in brackets right after its long one spells it out more surely than both in one sentence.
BESIDE = 0.2

_LEAD = r"(?:^|[,;:.!?–—-]\s+|\b(?:and|but|so|please|tell me|just)\s+)"
_THING = r"(?P<term>[^?;:]+?)"
_END = r"\s*(?:[?;:]|,\s|\s[–—-]\s|$|\.(?:\s|$))"
_ASKED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bwhat\s+(?:do|does|did|would)\s+(?:the\s+(?:letters|acronym|abbreviation|initials|term|word|name)\s+)?"
        rf"{_THING}\s+(?:stand\s+for|mean|refer\s+to|signify)\b",
        rf"\bwhat(?:\s+is|\s+are|'s|’s|s|\s+was)\s+(?:\w+\s+)?meant\s+by\s+{_THING}{_END}",
        rf"\b(?:the\s+)?(?:meaning|definition)\s+of\s+{_THING}{_END}",
        rf"\b(?:explain|define|describe)\s+(?:to\s+me\s+|for\s+me\s+)?(?:what\s+)?{_THING}(?:\s+(?:is|are|means?|was))?{_END}",
        rf"\bwhat\s+counts?\s+as\s+{_THING}(?:\s+(?:in|and)\b.*)?{_END}",
        rf"\bwhat\s+(?:sets|makes|distinguishes)\s+{_THING}\s+(?:apart\s+from|different\s+from|from)\b",
        rf"\bhow\s+(?:does|do|is|are)\s+{_THING}\s+(?:differ(?:ent)?\s+from)\b",
        rf"\bwhat\s+{_THING}\s+(?:is|are|means?|stands\s+for){_END}",
        rf"{_LEAD}(?:who\s+or\s+)?what(?:\s+on\s+earth|\s+exactly)?(?:\s+is|\s+are|'s|’s|s)\s+{_THING}"
        rf"(?:,?\s+(?:exactly|please|for|about|all\s+about|anyway|in\s+(?:one|a)\s+(?:line|sentence)))*{_END}",
        rf"^{_THING}(?:\s+[–—-]|\s*[,:;])\s+what(?:\s+is|'s|’s|s)\s+(?:it|that|this)\b",
        rf"^who\s+(?:is|are)\s+(?P<term>[A-Z0-9]{{2,8}}){_END}",
    )
)
_STANDS_FOR = r"\bstands? for\b|\babbreviat|\bacronym|\binitials\b"
_OPENS = re.compile(r"^(?:an?|the|this|that|so-called|term|word|phrase|acronym|abbreviation|is|are)\s+", re.IGNORECASE)
_TAIL = re.compile(
    r",?\s+(?:when it'?s at home|(?:of|and|for)\s+(?![A-Z0-9]).*"
    r"|(?:in|at|on|under|that|which|who|as|going by|according to|from|by|here|please)\b.*)$"
)
_QUOTES = "‘’“”\"'*_`"
#: Words that ask for a value, a state or an event of something, and not for what it is.
_VALUES = frozenset(
    """
    he she it they we you i him her them his its their our your this that there who whom was were is are been being
    asked decided granted told left said done agreed planned going happening happened waiting still left made
    number numbers figure figures rate total volume amount percentage proportion share rank cost price budget outcome
    result results date time deadline name title reason cause difference decision decisions status latest news update
    position forecast target balance sum level levels purpose agenda plan next main key total change changes progress
    action actions issue issues plans recommendation recommendations response finding findings concern concerns vote
    chair chairman chairwoman chairperson view views average variance value increase decrease trend theme themes
    """.split()
)

_IS = r"(?:is|are|was|were)"
_KIND = (
    r"(?:an?|the|one\s+of|not|where|when|those|any|what|how|all|now|our|their|its|simply|just|defined|designed|"
    r"intended|used|made\s+up|set\s+up|about|based|essentially|also|short\s+for|responsible|ranked|\d+|[a-z]+ly\s+an?)\b"
)
_SAYS = (
    r"(?:means?|refers?\s+to|represents?|stands?\s+for|denotes?|describes?|comprises?|consists?\s+of|covers?|includes?|"
    r"brings?\s+together|aims?\s+to|helps?|provides?|offers?|enables?|allows?|focus(?:es)?\s+on|could\s+be|can\s+be|"
    r"shows?|measures?|co-?ordinates?|delivers?|supports?|manages?|oversees?|promotes?|works?\s+(?:with|to)|runs?|"
    r"sets?\s+out|ensures?|assesses|leads?\s+on|funds?|trains?|advises?|monitors?|gives?|takes?\s+place)\b"
    r"(?!\s+(?:this|that|it|them|these)\b)"
)


@dataclass(frozen=True, slots=True)
class _Saying:
    """A sentence that may say what a term is: how surely it does, and whether it has the term's long form."""

    score: float
    spelt: bool
    text: str
    source: Quotation


def asked(text: str) -> str | None:
    """Return the term that a question asks to have explained, as written; None for one that asks none."""
    for pattern in _ASKED:
        for found in pattern.finditer(text):
            term = _bare(found["term"])
            if term and _is_term(term):
                return term
    return None


def _bare(term: str) -> str:
    """Return a term without its article, its quotation marks, and what only says where it is spoken of."""
    said = " ".join(term.split()).strip(" ,.")
    for mark in (("'", "'"), ("‘", "’"), ("“", "”"), ('"', '"')):
        quoted = re.search(rf"(?<!\w){mark[0]}([^{mark[1]}]+){mark[1]}(?!\w)", said)
        if quoted:
            after = re.match(r"\s*(\w[\w ]*?)?\s*(\([A-Z]{2,8}s?\)|$)", said[quoted.end() :])
            beside = " ".join(g for g in after.groups() if g) if after else ""
            return f"{quoted[1]} {beside}".strip() if len(beside.split()) <= 3 else quoted[1]
    for _ in range(3):
        said = _OPENS.sub("", said)
    said = _TAIL.sub("", said) if len(said.split()) > 1 else said
    return said.strip(f" {_QUOTES},.")


def _is_term(term: str) -> bool:
    """True for what can be a thing's name: a few words, of which none asks for a value."""
    held = words(term)
    telling = [w for w in held if w not in COMMON]
    return bool(telling) and len(held) <= WORDS and not (set(held) & _VALUES)


def definition(draft: Draft, evidence: Evidence, shelf: Shelf, scope: Scope) -> float:
    """Answer what a term is by the sentence that says so; a short form with its long one beside it."""
    term = asked(draft.question.text)
    if term is None:
        return 0.0
    forms = _forms(term, {**GENERAL, **shelf.acronyms(scope)})
    asks_form = draft.question.has(_STANDS_FOR)
    found = sorted(_sayings(forms, evidence, shelf), key=lambda s: (-round(s.score, 2), len(s.text)))
    spelt = next((s for s in found if s.spelt), None)
    if asks_form:
        if spelt is None:
            return 0.0
        draft.quote(spelt.source)
        return 0.9
    if found and found[0].score < ENOUGH and spelt:
        draft.quote(min((s for s in found if s.spelt), key=lambda s: len(s.text)).source)
        return 0.6
    if not found or found[0].score < ENOUGH:
        return 0.0
    draft.quote(found[0].source)
    if len(forms) > 1 and spelt and not found[0].spelt and len(spelt.text.split()) + len(found[0].text.split()) < LONG:
        draft.quote(spelt.source)
    return min(0.95, 0.5 + 0.4 * found[0].score)


def _forms(term: str, acronyms: Mapping[str, str]) -> tuple[str, ...]:
    """Return a term, and its short or long form where papers give one; "the X (Y)" is both."""
    both = re.match(r"^(?P<one>.+?)\s*(?:\(|/)\s*(?P<other>[^)]+?)\)?$", term)
    named = [both["one"], both["other"]] if both else [term]
    out = dict.fromkeys(named)
    for one in named:
        for short, long in acronyms.items():
            if one.lower().rstrip("s") == short.lower() or one == short:
                out[long] = None
            elif one.lower() == long.lower():
                out[short] = None
    return tuple(out)


def _sayings(forms: tuple[str, ...], evidence: Evidence, shelf: Shelf) -> Iterator[_Saying]:
    """Yield the sentences that hold a term and may say what it is, each with how surely it does."""
    spelt = tuple(" ".join(words(f)) for f in forms)
    ids = shelf.holding([[s] for s in spelt if s], evidence.scope)[:READ]
    held = shelf.store.passages(ids, evidence.scope)
    seen = {h.passage.id: h.passage for h in evidence.hits} | held
    own = {stem(w) for f in forms for w in words(f)}
    rest = {s: w for s, w in evidence.weights.stems.items() if s not in own}
    for passage in seen.values():
        about = stems_of(f"{passage.heading} {passage.place.title} {passage.place.path}")
        for said, parts, source in _said(passage, forms, shelf):
            score = max(_says(form, part) for form in forms for part in (said, *parts))
            if not score:
                continue
            covered = sum(w for s, w in rest.items() if s in stems_of(said) | about) / (sum(rest.values()) or 1.0)
            both = _spells(forms, said)
            value = score + TOPIC * (covered if rest else 0.0) + (SPELT if both else 0.0)
            value -= 0.15 if len(said.split()) > LONG else 0.0
            value -= LISTING if passage.place.kind in (Kind.AGENDA, Kind.FORWARD_PLAN) else 0.0
            value += BESIDE if _stands_beside(forms, said) else 0.0
            value -= FIELD if is_field(said) else 0.0
            value -= SECOND_HAND if passage.place.authority is Authority.THIRD_PARTY else 0.0
            yield _Saying(value, both, said, source)


def _said(passage: Passage, forms: tuple[str, ...], shelf: Shelf) -> Iterator[tuple[str, tuple[str, ...], Quotation]]:
    """Yield the sentences and rows of a passage that hold one of a term's forms, a row with its cells."""
    document = passage.place.document
    table = rows_of(passage, shelf)
    for number, (paragraph, running) in enumerate(zip(passage.paragraphs, shelf.running(passage), strict=True)):
        if paragraph.shape is Shape.HEADING or not any(_holds(f, running.text) for f in forms):
            continue
        row = table.get(number)
        for start, end in [(0, len(running.text))] if row else sentences(running.text):
            said = running.text[start:end]
            if any(_holds(f, said) for f in forms):
                parts = tuple(c for c in row.cells if c) if row else ()
                if row and row.label and parts:
                    said = f"{row.label}: {' '.join(parts)}"
                spans = running.spans(start, end)
                text = shelf.document_text(document)
                yield said, parts, passage.quotation(paragraph, spans, quote(text, spans))


def _holds(form: str, said: str) -> bool:
    """True where a text holds a term, a short form in its own letters' case."""
    return bool(re.search(rf"(?<![\w-]){_form(form)}(?![\w-])", said, 0 if form.isupper() else re.IGNORECASE))


def _spells(forms: tuple[str, ...], said: str) -> bool:
    """True where a text has a term's short form and its long one, "Long Form (LF)" or "LF (Long Form)"."""
    if len(forms) > 1 and all(_holds(f, said) for f in forms):
        return True
    for short in forms:
        if not re.fullmatch(r"[A-Z][A-Za-z&]{0,6}[A-Z]s?", short):
            continue
        before = re.search(rf"((?:[\w'’&-]+\s+){{2,10}})[({_QUOTES}]+\s*{re.escape(short)}s?\s*[){_QUOTES}]", said)
        after = re.search(rf"(?<![\w-]){re.escape(short)}s?\s+\(([^)]{{6,90}})\)", said)
        for long in (before[1] if before else "", after[1] if after else ""):
            spelt = words(long.replace("-", " "))
            starts = [n for n, w in enumerate(spelt) if w[0] == short[0].lower()]
            if any(_initials(spelt[n:], short) for n in starts):
                return True
    return False


def _stands_beside(forms: tuple[str, ...], said: str) -> bool:
    """True where a text has one form of a term in brackets right after the other: "Long Form (LF)"."""
    pairs = ((a, b) for a in forms for b in forms if a != b)
    return any(
        re.search(rf"{re.escape(a)}\s+\([{_QUOTES}]*{re.escape(b)}s?[{_QUOTES}]*\)", said, re.I) for a, b in pairs
    )


def _initials(spelt: Sequence[str], short: str) -> bool:
    """True where words begin, in order, with the letters of a short form."""
    begins = iter(w[0] for w in spelt)
    return all(letter in begins for letter in short.lower().rstrip("s"))


def _form(form: str) -> str:
    """Return the pattern of a term: its words in order, one or many of it, in quotation marks or not."""
    spoken = r"[\s-]+".join(re.escape(w) for w in re.split(r"[\s-]+", form.rstrip("s") if len(form) > 4 else form))
    return rf"[{_QUOTES}]*{spoken}(?:['’]?s|es)?[{_QUOTES}]*"


def _says(form: str, said: str) -> float:
    """Return how surely a sentence says what a term is, from 0 to 1."""
    flags = re.IGNORECASE if not form.isupper() else 0
    one = rf"{_form(form)}(?:\s+\([^)]{{2,80}}\)|\s*,\s*(?:or\s+)?[^,]{{2,60}},)?"
    if form.isupper():
        one = rf"(?:{one}|[A-Z][\w'’-]*\s+(?:[\w'’&-]+\s+){{0,7}}\(\s*{_form(form)}\s*\))"
    number = r"^(?:[-•*·–>]\s*){0,3}(?:\(?[\da-z]{1,3}[.)]\s*|\d+(?:\.\d+)+\.?\s*)?"
    opening = rf"{number}(?:\*\*)?(?i:(?:an?|the|our|this|each|every)\s+)?"
    if re.search(rf"{opening}{one}\s+(?i:{_IS}\s+{_KIND})", said, flags):
        return 1.0
    if re.search(rf"{opening}{one}\s*(?::|\s[–—-])\s*\w+(?:\s+\S+){{2,}}", said, flags):
        return 0.9
    if re.search(rf"{opening}{one}\s+(?i:{_SAYS})", said, flags):
        return 0.8
    if re.search(rf"{opening}{one}\s+(?i:which|that|who|where)\s+(?i:{_IS}|has|have|provides?|\w+s)\b", said, flags):
        return 0.75
    if re.search(
        rf"\b(?i:known\s+as|called|termed|referred\s+to\s+as|defined\s+as)\s+(?i:an?\s+|the\s+)?{one}", said, flags
    ):
        return 0.6
    if re.search(rf"[,;:–—]\s+(?i:an?\s+|the\s+)?{one}\s+(?i:{_IS}\s+(?:an?|the|one\s+of|defined)\b)", said, flags):
        return 0.6
    if re.search(rf"(?<![\w-]){one},?\s+(?i:which\s+(?:{_IS}|{_SAYS}|had\s+been\s+set\s+up))", said, flags):
        return 0.65
    if re.search(rf"(?<![\w-]){one}\s+(?i:means?|refers?\s+to|represents?|stands?\s+for)\b", said, flags):
        return 0.75
    if re.search(rf"(?<![\w-]){one}\s+(?i:could\s+be|can\s+be)\s+(?i:an?)\b", said, flags):
        return 0.6
    return 0.2


def only(question: Question) -> bool:
    """True where only what spells a short form out answers: "what does … stand for"."""
    return question.has(_STANDS_FOR) and asked(question.text) is not None


__all__ = ["asked", "definition", "only"]
