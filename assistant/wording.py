"""The wording of questions: what tells their kind, and which words ask rather than say what is asked about.

Tables of plain English. A new wording is a line here and a line in the table of examples in the tests.
"""

from __future__ import annotations

from collections.abc import Mapping

_MONTHS = "(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*"

#: The wordings of each kind of question, the kinds in the order in which they are tried.
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "history",
        (
            r"^(?:and )?(?:what(?:'s|’s| is| was)|(?:give|tell|show)(?: me| us)?) the (?:whole |full )?"
            r"(?:history|story|thread) (?:of|on|behind)\b",
            r"^how (?:has|have) (?!.*\bchang).{1,120}\b(?:developed|evolved|unfolded|come about)\b",
        ),
    ),
    (
        "news",
        (
            r"^(?:so )?what(?:'s|’s| is| has been) (?:the )?news?(?: here| on the shelf)?(?: since\b.{1,60})?\s?\?*$",
            r"^(?:is there )?any(?:thing)? news?(?: since\b.{1,60})?\s?\?*$",
            rf"^what(?:'s|’s| has| have) (?:happened|come in|arrived) since (?:the )?"
            rf"(?:(?:\d\d?\w* )?{_MONTHS}\b|\d\d\d\d\b|\d+[-/.]\d|(?:last|previous) meeting\b)",
        ),
    ),
    (
        "provenance",
        (
            r"\bwhich (?:paragraph|paper|document|source|section)s?\b.*\b(?:cite|quote|says?|source)\b",
            r"\bwhere (?:can|do|could|would|are|is|should) (?:i|we|one|the)\b.*\b(?:find|minutes|record|text|look)\b",
            r"\bofficial (?:minutes|record)\b",
            r"\bwhose (?:account|words|record)\b",
            r"\b(?:have|has|were|are|was) (?:the |those |these )?minutes\b.*\bapproved\b",
            r"\bwho (?:wrote|made|compiled|drafted)\b",
            r"\bhow reliable\b",
            r"\bwhat(?:'s| is) the source\b",
            r"\bshould i cite\b",
            r"\bwhat should i (?:cite|quote)\b",
        ),
    ),
    (
        "unresolved",
        (
            r"\bunresolved\b",
            r"\boutstanding\b",
            r"\bstill (?:open|to be done|due|awaited|waiting|pending)\b",
            r"\bever (?:sent|done|completed|delivered|provided|circulated|happen|reported|brought|"
            r"carried|written|come|get|given|answered|share|send)\w*\b",
            r"\bcome back on\b",
            r"\b(?:anything|what) (?:has |have )?(?:come|happened|became|become)\b.*\b(?:back|of|to|since)\b",
            r"\bnever\b.*\b(?:completed?|done|shown|delivered|closed|finished|reported)\b",
            r"\bnot (?:been )?(?:completed|closed|done|delivered|resolved)\b",
            r"\bfollow(?:ed)?[- ]up on\b",
            r"\bopen actions?\b",
            r"\boverdue\b",
            r"\bany (?:sign|evidence|trace|record) (?:that|of)\b",
        ),
    ),
    (
        "multi-meeting",
        (
            r"\btrace\b",
            r"\bhistory of\b",
            r"\bover the (?:years|meetings)\b",
            r"\bover time\b",
            r"\b(?:at|in) which meetings?\b",
            r"\bwhich meetings (?:discussed|dealt|considered|heard)\b",
            r"\bevery meeting\b",
            r"\bacross (?:the |all )?(?:meetings|papers|years)\b",
            r"\b(?:each|all) (?:of the )?meetings?\b",
            r"\bhow did\b.*\b(?:move on|develop|progress|evolve)\b",
            r"\bfrom (?:\w+ )?(?:19|20)\d\d\b.*\bto (?:\w+ )?(?:19|20)\d\d\b",
            r"\btimeline\b",
            r"\bwho chaired\b.*\b(?:and|,)\b.*\d{4}",
        ),
    ),
    (
        "comparison",
        (
            r"\bcompare[ds]?\b(?! to a | with a )",
            r"\bcomparison\b(?! rank)",
            r"\bdiffer(?:ent|s|ence)?\b",
            r"\bagree on\b",
            r"\bversus\b",
            r"\bvs\b",
            r"\bhow (?:has|have|had|did|does|do)\b.*\bchang\w*\b.*\b(?:between|from|since)\b",
            r"\bmatch(?:es)?\b.*\band\b",
            r"\bsame (?:figure|number)\b",
            r"\bconsistent\b",
        ),
    ),
    (
        "attendance",
        (
            r"\battend(?:ed|ance|ing|ees?|s)?\b",
            r"\bapolog\w+\b",
            r"\bwho (?:was|were|is|came|sat)\b.*\b(?:present|there|absent|in the chair)\b",
            r"\b(?:was|were|who|those|members|people) (?:[\w'’-]+ ){0,4}present\b"
            r"(?! (?:a|the|state|position|rate|level) )",
            r"^(?:and |but )?(?:was|were) (?!it\b|there\b|any(?:thing)?\b)\w+(?: \w+){0,3} (?:at|present)\b",
            r"\brepresented\b",
            r"\bwho (?:chaired|presided|represented|came|stood in|substituted|deputised)\b",
            r"\bin the chair\b",
            r"\bchaired the\b",
            r"\b(?:any(?:body|one)|someone|somebody|who) (?:come|came|there|present|"
            r"attend\w*)?\s*(?:from|for|on behalf of)\b",
            r"\brepresent(?:ed|atives?|ing)?\b.*\bmeeting\b",
            r"\babsent\b",
            r"\bwho (?:was|is) the (?:chair|chairman|chairwoman|chairperson)\b",
        ),
    ),
    (
        "action",
        (
            r"\bactions?\b(?! plan| points? plan)",
            r"\basked to\b",
            r"\btasked\b",
            r"\bpromise[ds]?\b",
            r"\bundert(?:ook|ake)\b",
            r"\bwho (?:was|were|is|had|said|would|will|agreed|offered|has)\b.*\b(?:meant|supposed|"
            r"to (?:send|provide|bring|circulate|pass|share|report|write|hand|look|contact|forward|"
            r"speak|prepare|arrange|give|invite|do)|hand in|follow up|would|volunteered)\b",
            r"\bagreed to (?:send|provide|bring|circulate|share|report|write|look|contact|forward|speak|do)\b",
            r"\bsupposed to\b",
            r"\bto-?do\b",
            r"\bcommit(?:ted|ment)\b",
            r"\basked\b.*\bto (?:bring|provide|send|do|report|share|look)\b",
        ),
    ),
    (
        "decision",
        (
            r"\bdeci(?:de[ds]?|sions?|ding)\b",
            r"\bresol(?:ve[ds]?|utions?)\b",
            r"\bapprov(?:e[ds]?|al)\b",
            r"\bthe board (?:formally )?(?:agree[ds]?|endorse[ds]?|note[ds]?|adopt(?:ed)?|accept(?:ed)?|"
            r"sign(?:ed)?)\b",
            r"\bwhat (?:was|were|did)\b.*\bagree[ds]?\b",
            r"\bagreed (?:about|on|by the board)\b",
            r"\bdid the (?:board|committee|meeting|members)\b.*\b(?:agree|decide|resolve|approve|vote)\b",
            r"\bvoted?\b",
        ),
    ),
    (
        "definition",
        (
            r"\bstand(?:s)? for\b",
            r"""\bwhat (?:is|are|was|were) (?:meant by|an?|the)? ?[\"'‘“]?[A-Z][\w-]*[\"'’”]?\??$""",
            r"\bexplain what\b",
            r"\bwhat does .* mean\b",
            r"\bmeaning of\b",
            r"\bdefin(?:e|ed|ition)\b",
            r"""\bwhat(?:'s| is) (?:an? )?[\"'‘“]?[A-Z][\w-]*[\"'’”]?(?: [A-Z][\w-]*){0,4},? ?(?:and .*|"
            r"please)?\??$""",
        ),
    ),
    (
        "table",
        (
            r"\btable\b",
            r"\bdashboard\b",
            r"\bcolumn\b",
            r"\brow\b",
            r"\bward (?:topped|had)\b",
            r"\bschedule\b",
            r"\blead officers?\b",
            r"\bforward plan\b",
        ),
    ),
    (
        "figure",
        (
            r"\bhow (?:many|much|large|big|high|old)\b",
            r"\bwhat (?:percentage|per cent|share|proportion|number|figures?|rate|total|volume|amount|"
            r"sum|fraction|rank)\b",
            r"\b(?:percentage|proportion|number of|rate of|total)\b",
            r"\bby how\b",
        ),
    ),
    (
        "date",
        (
            r"^(?:and )?when\b",
            r"^where (?:was|is|were|will|did)\b.*\bmeet\w*\b",
            r"\bwhen (?:is|was|were|did|does|will|are|had|do)\b",
            r"\bwhat (?:date|day|time|month|year)\b",
            r"\bby when\b",
            r"\bdate of\b",
            r"\bhow long\b",
            r"\bsince when\b",
        ),
    ),
)


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Wording of a question that says nothing of its topic, beyond common words.
ASKING = _set("""
    hold held holds later earlier since
    tell give list show say says said find record records recorded recording according paper papers report
    reported reports minutes minute meeting meetings met board board's committee item agenda pack happen
    happened happens discuss discussed discussion come came mention mentioned state stated note noted please
    many much often long explain describe summary summarise details detail ever get got make made anything
    something know known question answer shown see seen there set out regarding relation relating concerning
    update updates people person officer officers gives gave given tabled lie lay lies behind keep kept eye
    take taken took put go went going become became begin began look looked thing things way ways kind sort
    name named use used new learn learnt hear heard described anybody somebody someone anyone everything
    exactly actually roughly approximately currently today sentence word words main points point key overall
    generally planned accordingly supposedly claimed explained explains reason reasons caused cause
""")

#: Words that say nothing even where a question holds no others.
EMPTY = _set("many much often long hold held holds please give gives say says get got take took put go")

#: Words by which each kind is asked: they steer, and are not looked for.
STEERING: Mapping[str, frozenset[str]] = {
    "decision": _set("""
        decide decided decision decisions resolve resolved resolution agree agreed approve approved approval
        formally formal vote voted
    """),
    "action": _set("""
        action actions asked ask task tasked promise promised meant supposed due undertake undertook place
        placed placing owner responsible agreed bring brought pass hand overdue register raised closed
        reported back completed count total number
    """),
    "unresolved": _set("""
        information info data details chairman chair board anything action actions unresolved outstanding
        open still ever never complete completed done requests request raised promised promise back asked
        sent closed overdue register resolved
    """),
    "attendance": _set("""
        attend attended attendance attending present apologies apology apologise chair chaired chairman
        chairwoman represent represented representative representatives represents absent sent come came
        anybody anyone somebody presided
    """),
    "definition": _set("""
        stand stands mean means meaning define defined definition explain term acronym abbreviation
    """),
    "comparison": _set("""
        number numbers figure figures standing claimed effect year before late early compare compared
        comparison differ different difference agree change changed changes match versus against stand
        stands stood one ones same both told spring summer autumn winter up down
    """),
    "multi-meeting": _set("""
        number numbers figures trace history time told years meetings across move moved progress develop
        timeline sitting sittings session sessions follow story became both two three times again stand
        stood spring summer autumn winter
    """),
    "history": _set("""
        history story thread whole full work develop developed evolve evolved unfolded
    """),
    "news": _set("""
        new news happened arrived last previous since shelf
    """),
    "provenance": _set("""
        cite citation quote source official paragraph statement taken account reliable find where document
    """),
    "date": _set("""
        date dates day time due
    """),
    "figure": _set("""
        number numbers figure figures total percentage proportion share change changed year earlier previous
        before compare compared quarter last amount
    """),
    "table": _set("""
        table row column figures figure shows number numbers volume last dashboard
    """),
    "lookup": frozenset(),
}

#: Words of a direction or a rank: what a question takes for granted, not what it is about.
DIRECTIONS = _set("""
    most fewest highest lowest least largest smallest topped biggest
    rise rose risen increase increased increases fall fell fallen decrease decreased drop dropped worst best
    decline declined grow grew growth rising falling increasing decreasing growing declining dropping shrinking
""")
