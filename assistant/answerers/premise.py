"""False premises: what a question takes for granted, held against what the record says. Only where it is sure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile

from assistant import evidence as gathering
from assistant import question as understanding
from assistant.answerers import passages, register
from assistant.drafting import Draft, scope_of
from assistant.evidence import Candidate, Evidence, stems_of
from index.shelf import Shelf
from index.words import COMMON, stem, words
from ingest.grammar import people
from ingest.grammar.sentences import sentences

#: So many of the best sentences are read for what they say of a premise.
READ = 15
#: A sentence tells of a premise when it covers this much of what the premise is of, and of what the best one covers.
TELLS, BESIDE = 0.45, 0.7
#: How sure an answer is that corrects a premise.
CONFIDENCE = 0.8

#: A question that takes something as given: it asks why, or for whom, never whether.
_PRESUMES = re.compile(
    r"^(?:and |but |so |then )?(?:why|how come|for (?:what|which) reasons?|on what grounds?"
    r"|what (?:was|were|is|are) the (?:reasons?|causes?|grounds?) (?:for|of|why|that|behind)"
    r"|what (?:explain\w*|caus\w*|lay behind|led to|was behind|dr[oi]v\w*|reasons?|made|prompted|persuaded|convinced"
    r"|justifi\w*|brought about|accounts? for|accounted for|gave rise))\b",
    re.IGNORECASE,
)
_WHETHER = re.compile(r"^(?:did|was|is|has|have|were|had|does|do|are|how much did|by how)\b", re.IGNORECASE)
_WHICH = re.compile(r"^(?:and |but |so )?(?:what|which|who|whose|whom|how|where|when|why|summari[sz]e|list)\b", re.I)
_DENIES = re.compile(
    r"\b(?:not|never|no|none|nobody|neither|nor|without|fail\w*|refus\w*|reject\w*)\b|n['’]t\b", re.IGNORECASE
)

# ---------------------------------------------------------------- one premise against one sentence

_ASKED_RISE = re.compile(
    r"\b(?:rise|rises|rising|rose|risen|increas\w*|grow|grows|growing|grew|grown|growth|(?:go|goes|going|gone|went)"
    r" (?:back )?up|climb\w*|soar\w*|surg(?:e|ed|ing)|jump(?:ed|ing)?)\b",
    re.IGNORECASE,
)
_ASKED_FALL = re.compile(
    r"\b(?:fall|falls|falling|fell|fallen|decreas\w*|declin\w*|drop|drops|dropped|dropping|shr[aiu]nk\w*|reduction"
    r"|reduced|(?:go|goes|going|gone|went|come|came|coming) (?:back )?down)\b",
    re.IGNORECASE,
)
_HOPED = (
    r"(?<!to )(?<!will )(?<!would )(?<!could )(?<!should )(?<!may )(?<!might )(?<!further )(?<!must )(?<!can )(?<!not )"
    r"(?<!of )(?<!an )(?<!the )(?<!with )(?<!for )(?<!a )(?<!and )(?<!more )(?<!any )"
)
_A = r"(?:\b(?:an?|the|this|of|in|with|was|saw|seen|shows?|showed|by)\s+(?:[\w.%-]+\s+){0,2}|%\s+)"
_ROSE = re.compile(
    rf"\b{_HOPED}(?:rose|risen|increased|grew|grown|climbed|soared|surged|jumped|(?:went|gone) up|"
    rf"up (?:by |from |on |to )?£?\d[\d.,]*|higher than)\b|{_A}(?:increase|rise|growth|upturn)\b|(?<!\S)\+\d[\d.,]*%",
    re.IGNORECASE,
)
_FELL = re.compile(
    rf"\b{_HOPED}(?:fell|fallen|decreased|declined|dropped|shrank|shrunk|(?:went|gone|came|come) down|"
    rf"(?:has|have|had|been|was|were) reduced|reduced (?:by|from|to)|"
    r"down (?:by |from |on |to )?£?\d[\d.,]*|lower than)\b"
    rf"|{_A}(?:decrease|reduction|fall|drop|decline|downturn)\b|(?<!\S)[-−]\d[\d.,]*%",
    re.IGNORECASE,
)
_AIMS = re.compile(
    r"\b(?:aim\w*|target\w*|plan\w*|expect\w*|hop(?:e|ed|es|ing)|seek\w*|intend\w*|wish\w*|want\w*|predict\w*"
    r"|ambition\w*|objective\w*|proposed?|could|would|should|might|if)\b",
    re.IGNORECASE,
)


def _direction(asked: str, said: str) -> str | None:
    """A rise that was a fall, or the other way round."""
    up, down = _ASKED_RISE.search(asked), _ASKED_FALL.search(asked)
    if bool(up) == bool(down):
        return None
    rose, fell = _ROSE.search(said), _FELL.search(said)
    if bool(rose) == bool(fell) or _AIMS.search(said):
        return None
    if bool(up) == bool(rose):
        return ""
    return "The record shows a decrease, not a rise" if fell else "The record shows an increase, not a fall"


_LOW = re.compile(r"\b(?:lowest|fewest|least|smallest|safest|best|bottom)\b", re.IGNORECASE)
_HIGH = re.compile(r"\b(?:highest|most|largest|greatest|biggest|worst|top)\b", re.IGNORECASE)
_BAD = re.compile(r"\b(?:worst|highest|most)\b", re.IGNORECASE)
_GOOD = re.compile(r"\b(?:best|lowest|least|safest|fewest)\b", re.IGNORECASE)
_EXTREME = re.compile(r"\b(?:worst|highest|best|lowest)\b", re.IGNORECASE)
_NEAR_TOP = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th)|one of the|among the)[\s-]+$",
    re.IGNORECASE,
)


def _rank(asked: str, said: str) -> str | None:
    """The worst that was the best, or the other way round."""
    bad, good = _BAD.search(asked), _GOOD.search(asked)
    if bool(bad) == bool(good):
        return None
    low, high = _LOW.search(said), _HIGH.search(said)
    if bool(low) == bool(high) or any(m and _NEAR_TOP.search(said[: m.start()]) for m in (low, high)):
        return None
    if bool(bad) == bool(high):
        return ""
    found, wanted = (low or high), (_EXTREME.search(asked) or bad or good)
    return f"The record says the opposite: the {_word(found)}, not the {_word(wanted)}"


_TWICE = re.compile(r"\b(?:twice|doubl\w+|two times|three times|trebl\w+|tripl\w+)\b", re.IGNORECASE)
_HALF = re.compile(r"\bhalf (?:that|those|as|the|of (?:that|those|the|what))\b|\bhalv(?:ed|ing)\b", re.IGNORECASE)


def _multiple(asked: str, said: str) -> str | None:
    """Twice as much that was half as much, or the other way round."""
    more, less = _TWICE.search(asked), _HALF.search(asked)
    if bool(more) == bool(less):
        return None
    many, few = _TWICE.search(said), _HALF.search(said)
    if bool(many) == bool(few):
        return None
    if bool(more) == bool(many):
        return ""
    found, wanted = _word(many or few), _word(more or less)
    return f"The record says the opposite: {found.split()[0]}, not {wanted.split()[0]}"


_OFFICE = re.compile(
    r"\b(?P<less>(?:vice|deputy|acting|interim|assistant|co|joint|honorary)[\s-]+)?"
    r"(?P<office>chair(?:man|woman|person)?|president|secretary|treasurer|mayor|leader|director|convenor)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[A-Z][\w'’-]+\s+(?:[A-Z]\.?\s+)?[A-Z][\w'’-]+\b")
_MADE = re.compile(
    r"\b(?:ma(?:de|ke|king)|elect\w*|appoint\w*|nominat\w*|choose|chose\w*|named?|becom\w*|became|select\w*)\b", re.I
)


def _office(asked: str, said: str) -> str | None:
    """A chairman who was made vice chairman, or the other way round."""
    wanted = list(_OFFICE.finditer(asked))
    found = list(_OFFICE.finditer(said))
    names = [m[0] for m in _NAME.finditer(asked) if m[0] in " ".join(said.split())]
    if len(wanted) != 1 or not found or not names or not (_MADE.search(asked) and _MADE.search(said)):
        return None
    root = wanted[0]["office"].lower()[:5]
    same = [m for m in found if m["office"].lower()[:5] == root]
    if not same or len({_less(m) for m in same}) != 1:
        return None
    if _less(same[0]) == _less(wanted[0]):
        return ""
    return f"The record says {_word(same[0])}, not {_word(wanted[0])}"


def _less(office: re.Match[str]) -> str:
    return (office["less"] or "").strip(" -").lower()


_TOOK = (
    r"(?:cho(?:ose|osing|se|sen)|prefer(?:red)?|select(?:ed)?|pick(?:ed)?|settled? (?:on|for)|opt(?:ed)? for"
    r"|adopt(?:ed)?|accept(?:ed)?|go(?:ne|ing)? with|went with|decided? (?:on|for)|use"
    r"|award(?:ed)?(?: it)? to|favou?r(?:ed)?|go(?:ne)? for|went for|appoint(?:ed)?|elect(?:ed)?)"
)
_INSTEAD = re.compile(
    rf"\b{_TOOK}\s+(?:the\s+|a\s+)?(?P<one>[\w'’-]+(?:\s[\w'’-]+){{0,3}}?),?\s+"
    r"(?:instead of|rather than|in preference to|over|and not|not)\s+(?:the\s+|a\s+)?(?P<other>[\w'’-]+)",
    re.IGNORECASE,
)


def _choice(asked: str, said: str) -> str | None:
    """One thing chosen instead of another, where it was the other."""
    told = _INSTEAD.search(asked)
    if not told:
        return None
    one, other = told["one"].split()[-1], told["other"]
    if one.lower() in COMMON or other.lower() in COMMON:
        return None
    first, second = _is_taken(one, said), _is_taken(other, said)
    if first == second:
        return None
    return "" if first else f"The record says {other}, not {one}"


def _is_taken(thing: str, said: str) -> bool:
    name = re.escape(thing)
    return bool(
        re.search(
            rf"\b{name}\b(?:\s\w+)?\s(?:has been|have been|had been|was|were|is|be)\s(?:\w+ly\s)?{_TOOK}\b"
            rf"|\b{_HOPED}{_TOOK}\s(?:\w+\s){{0,2}}{name}\b|\b{name}\b(?:\s\w+)?\sto {_TOOK} it\b",
            said,
            re.IGNORECASE,
        )
    )


_YES = re.compile(
    r"\b(?:approv\w+|adopt(?:ed|s)?|grant(?:ed|s)?|pass(?:ed)?|carried|endors\w+|accept(?:ed|s)?|allow(?:ed|s)?|agreed?)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\b(?:reject(?:ed|s)?|refus(?:ed?|al)|turn(?:ed)? down|throw out|threw out|thrown out|defeat(?:ed)?|defer(?:red)?"
    r"|withdr[ae]wn?|vot(?:ed?) down|declined?|lost|dismiss(?:ed)?|den(?:y|ied))\b",
    re.IGNORECASE,
)
_DECIDED = re.compile(r"\b(?:did|was|were|has|have|had)\b", re.IGNORECASE)


def _outcome(asked: str, said: str) -> str | None:
    """Something approved that was refused, or the other way round."""
    if not _DECIDED.search(asked):
        return None
    yes, no = _YES.search(asked), _NO.search(asked)
    if bool(yes) == bool(no):
        return None
    passed, failed = _YES.search(said), _NO.search(said)
    if bool(passed) == bool(failed) or _AIMS.search(said) or re.search(r"\bnot\b|n['’]t\b", said):
        return None
    if bool(yes) == bool(passed):
        return ""
    return f"The record says {_word(passed or failed)}, not {_past(_word(yes or no))}"


_ONLY_NOTED = re.compile(
    r"\b(?:resolved|agreed|asked|invited|recommended|requested|is|are)\s+(?:that\s.{0,60}\s)?to note\b"
    r"|\b(?:report|update|paper|presentation|letter|request|position|item)s? (?:be|is|are|was|were) noted\b",
    re.IGNORECASE,
)


def _noted(asked: str, said: str) -> str | None:
    """Something decided that was only noted."""
    decided = re.search(r"\b(?:decid\w+|resolv\w+|approv\w+|adopt\w*|agree\w*)\b", asked, re.IGNORECASE)
    if not decided or re.search(r"\bnot(?:e|ed|ing)\b", asked, re.IGNORECASE):
        return None
    if _ONLY_NOTED.search(said) and not _YES.search(re.sub(r"\bagreed to note\b", "", said, flags=re.IGNORECASE)):
        return f"The record says noted, not {_past(_word(decided))}"
    return None


_UNANIMOUS = re.compile(r"\b(?:unanimous\w*|without (?:dissent|a division|a vote against)|nem\.? con)\b", re.IGNORECASE)
_DIVIDED = re.compile(
    r"\b(?:majority|[1-9]\d*\s+(?:votes?\s+)?against|against:?\s+[1-9]\d*|votes? to \d+|\d+ votes? to"
    r"|abst(?:ain\w*|entions?):?\s+[1-9]\d*|[1-9]\d*\s+abst(?:ain\w*|entions?)|voted against|dissent\w*)\b",
    re.IGNORECASE,
)


def _unanimity(asked: str, said: str) -> str | None:
    """A vote taken for unanimous that was divided, or the other way round."""
    if _UNANIMOUS.search(asked):
        if _UNANIMOUS.search(said):
            return ""
        return "The record shows that the vote was not unanimous" if _DIVIDED.search(said) else None
    if re.search(r"\b(?:votes? against|voted against|majority|divided)\b", asked, re.IGNORECASE):
        return "The record says that it was unanimous" if _UNANIMOUS.search(said) else None
    return None


_CANCELLED = re.compile(r"\b(?:cancel\w*|called off|abandon\w*|scrap(?:ped)?)\b", re.IGNORECASE)
_HELD = re.compile(
    r"\b(?:took place|was held|were held|had been held|went ahead|has taken place|had taken place)\b", re.I
)


def _held(asked: str, said: str) -> str | None:
    """Something cancelled that took place, or the other way round."""
    off, on = _CANCELLED.search(asked), _HELD.search(asked)
    was_off, was_on = _CANCELLED.search(said), _HELD.search(said)
    if bool(off) == bool(on) or bool(was_off) == bool(was_on) or _AIMS.search(said):
        return None
    if bool(off) == bool(was_off):
        return ""
    return "The record says that it took place" if was_on else f"The record says {_word(was_off)}"


_ANY_SUCH = r"no (?:further |other |formal |written |such )?"
_WERE_NONE = re.compile(
    rf"\b{_ANY_SUCH}(?P<thing>[a-z-]{{4,}})\b[^.;]{{0,40}}?\b(?:were|was|had been|have been|has been|are|is)\b(?! no)"
    rf"|\b(?:received|had|made|were|are|was|is|been|had been) {_ANY_SUCH}(?P<other>[a-z-]{{4,}})\b"
    r"|\b(?:not|never) (?:yet )?(?:received?|had|have|made?|been) any (?P<any>[a-z-]{4,})\b"
    r"|\bthere (?:is|are|was|were|has been|have been|had been) (?:currently |still )?no "
    r"(?P<there>[\w'’-]+(?: [\w'’-]+){0,2})",
    re.IGNORECASE,
)


def _none(asked: str, said: str) -> str | None:
    """Things taken for granted of which the record says that there were none."""
    if not _WHICH.match(asked) or _DENIES.search(asked) or re.search(r"\bany\b|\bhow many\b", asked, re.IGNORECASE):
        return None
    for told in _WERE_NONE.finditer(said):
        named = _thing(told)
        head = re.escape(named.split()[-1].rstrip("s")) if named else ""
        taken = rf"\b(?:the|these|those|its|their|which|what)\s+(?:[\w'’-]+\s+){{0,2}}?{head}\w*"
        if head and stem(named.split()[-1].lower()) in stems_of(asked) and re.search(taken, asked, re.IGNORECASE):
            return f"The record says that there {'were' if named.endswith('s') else 'was'} no {named}"
    return None


def _thing(told: re.Match[str]) -> str:
    """Return that of which a sentence says that there is none."""
    if told["there"] is None:
        return str(told["thing"] or told["other"] or told["any"]).lower()
    return " ".join(takewhile(lambda w: w.lower() not in COMMON, told["there"].split()))


_NOT = re.compile(
    r"\b(?:was|were|is|are|has|have|had|did|does|do|would|will|be)(?:\s+not|n['’]t)\s+(?:yet\s+)?(?:been\s+|be\s+|have\s+)?"
    r"(?:\w+ly\s+)?(?P<verb>[a-z]{4,})\b|\bnever\s+(?:been\s+)?(?P<other>[a-z]{4,})\b",
    re.IGNORECASE,
)


def _negated(asked: str, said: str) -> str | None:
    """Something done that the record says was not."""
    if _DENIES.search(asked) or not _PRESUMES.match(asked):
        return None
    held = {stem(w) for w in words(asked) if w not in COMMON}
    for told in _NOT.finditer(said):
        verb = (told["verb"] or told["other"]).lower()
        if stem(verb) in held and len(stems_of(said) & held) >= max(3, len(held) // 2):
            return f"The record says the opposite: not {verb}"
    return None


def _word(found: re.Match[str] | None) -> str:
    return " ".join(found[0].split()) if found else ""


def _past(verb: str) -> str:
    """Return a verb of deciding as it is told: "approve" as "approved"."""
    if verb.lower().endswith(("ed", "n", "al", "lost", "down", "d")):
        return verb
    return f"{verb}d" if verb.endswith("e") else f"{verb[:-1]}ied" if verb.endswith("y") else f"{verb}ed"


Rule = Callable[[str, str], str | None]

#: Each returns in words how a sentence goes against a premise, "" where it bears it out, None where it tells nothing.
#: The first are for questions that ask whether something is so, too; the second for any that ask which or what.
_WHETHER_SO: tuple[Rule, ...] = (_direction,)
_ANY: tuple[Rule, ...] = (_office, _choice, _unanimity, _none)
_RULES: tuple[Rule, ...] = (*_WHETHER_SO, *_ANY, _multiple, _rank, _held, _outcome, _noted, _negated)


def contradiction(asked: str, said: str) -> str:
    """Return in words how a quotation goes against what a question takes for granted; "" where it does not."""
    premise, rules = given(asked)
    return next((told for rule in rules if (told := _against(premise, said, rule))), "")


def _against(premise: str, said: str, rule: Rule) -> str | None:
    """Return in words how a text goes against a premise, "" where it bears it out, None where it tells nothing."""
    told = [rule(premise, said[a:b]) for a, b in sentences(said)]
    return "" if "" in told else next((t for t in told if t), None)


def given(asked: str) -> tuple[str, tuple[Rule, ...]]:
    """Return the part of a question that takes something for granted, or asks whether it is so, and what may go
    against it."""
    text = asked.strip()
    before = lead_in(text)
    if before:
        return before, _RULES
    if _PRESUMES.match(_last(text)):
        return text, _RULES
    if _WHETHER.match(text):
        return text, _WHETHER_SO
    return (text, _ANY) if _WHICH.match(text) else ("", ())


def lead_in(asked: str) -> str:
    """Return the statement that leads up to a question: "The fee was doubled. What was the reason?"; "" for none."""
    parts = [asked[a:b] for a, b in sentences(asked)]
    told = [p for p in parts[:-1] if not p.rstrip().endswith("?") and not _PERSONAL.search(p)]
    return " ".join(told) if len(told) == 1 and parts[-1].rstrip().endswith("?") else ""


_PERSONAL = re.compile(r"\b(?:I|I['’]m|we|my|our|me|us|please)\b", re.IGNORECASE)


def _last(text: str) -> str:
    """Return a question without what leads up to it: "In 2019, why did …"."""
    led = re.match(r"^(?:in|at|on|during|after|before|by|for)\b[^,?]{2,60},\s*(?=\w)", text, re.IGNORECASE)
    return text[led.end() :] if led else text


# ---------------------------------------------------------------- a question against what was found


def corrected(draft: Draft, evidence: Evidence, shelf: Shelf) -> float:
    """Answer with the record's own statement where it goes against what a question takes for granted.

    Returns the confidence; 0.0, and nothing said, where no sentence surely does.
    """
    question = draft.question
    if _chair(draft, evidence):
        best = passages.best_of(evidence)
        for quoted in passages.quotations([best], shelf) if best and best.own >= TELLS else ():
            draft.quote(quoted)
        return CONFIDENCE
    premise, rules = given(question.text)
    if rules is _WHETHER_SO or not premise:
        return 0.0
    found = evidence
    if lead_in(question.text):
        told = replace(question, text=premise, terms=understanding.understand(premise).terms)
        found = draft.look(
            "for what is taken as given", gathering.gather(told, shelf, evidence.scope, evidence.sittings)
        )
    against = _first_against(premise, found, rules)
    if against is None:
        return 0.0
    one, words_of = against
    draft.compute(f"{words_of}.", "contradiction", scope_of(found.scope), 1)
    for quoted in passages.quotations([one], shelf):
        draft.quote(quoted)
    return CONFIDENCE


def _first_against(premise: str, found: Evidence, rules: tuple[Rule, ...]) -> tuple[Candidate, str] | None:
    """Return the best sentence that goes against a premise, and how; None where none does or another bears it out."""
    told: dict[Rule, tuple[Candidate, str]] = {}
    borne_out: set[Rule] = set()
    for one, tells in _telling(premise, found):
        for rule in rules:
            if not tells and rule is not _choice:
                continue
            words_of = _against(premise, one.text, rule)
            if words_of:
                told.setdefault(rule, (one, words_of))
            elif words_of == "":
                borne_out.add(rule)
    return next((against for rule, against in told.items() if rule not in borne_out), None)


#: Words of what is claimed, which a sentence that goes against it need not hold.
_CLAIMS = (_ASKED_RISE, _ASKED_FALL, _BAD, _GOOD, _TWICE, _HALF, _YES, _NO, _CANCELLED, _HELD, _UNANIMOUS, _MADE)
_CLAIMING = frozenset(stem(w) for w in "instead rather finally reason settle main chief".split())


def _telling(premise: str, found: Evidence) -> list[tuple[Candidate, bool]]:
    """Return the best sentences, those that only announce left out, with whether each tells of what a premise is of."""
    claimed = _CLAIMING | {stem(w) for claim in _CLAIMS for m in claim.finditer(premise) for w in words(m[0])}
    weighing = replace(found.weights, stems={s: w for s, w in found.weights.stems.items() if s not in claimed})
    if not weighing.stems:
        return []
    read = [(c, weighing.covered(stems_of(c.text))) for c in found.candidates[:READ] if not gathering.is_plan(c)]
    least = max(TELLS, BESIDE * max((own for _, own in read), default=0.0))
    return [(c, own >= least) for c, own in read]


_AS_CHAIR = re.compile(
    r"(?P<who>(?:Cllr|Councillor|Mr|Mrs|Ms|Dr)\.?\s+(?:[A-Z][\w'’-]+\s+)?[A-Z][\w'’-]+),?\s+"
    r"(?:as|the|who was|being)\s+(?:the\s+)?chair"
)


def _chair(draft: Draft, evidence: Evidence) -> bool:
    """Say so where a question takes somebody for the chair who was not; returns whether it does."""
    named = _AS_CHAIR.search(draft.question.text)
    sittings = register.meant(draft.question, evidence.sittings)
    if not named or len(sittings) != 1 or not sittings[0].chair:
        return False
    chair = sittings[0].chair
    if not people.same_person(named["who"], chair.person.name):
        draft.compute(
            f"On {register.when(sittings[0])} {register.people_name(chair)} was in the chair, not {named['who']}.",
            "roll",
            scope_of(evidence.scope, asked=named["who"]),
            len(sittings[0].roll),
            sources=[chair.source],
        )
    return bool(draft)


__all__ = ["contradiction", "corrected"]
