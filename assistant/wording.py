"""The wording of questions: what tells their kind, and which words ask rather than say what is asked about.

Tables of plain English. A new wording is a line here and a line in the table of examples in the tests.
"""

from __future__ import annotations

from collections.abc import Mapping

_MONTHS = "(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*"

#: The wordings of each kind of question. Of kinds whose wordings weigh the same, the first in this order is taken.
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
            r"^(?:is|are|has|have|did|does|do)\b.*\byet\?",
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
            r"^(?:do|does|did)\b.*\band\b.*\bagree on\b",
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
            r"\bwho(?:'s|’s| is)? (?:(?:currently|now|the) )*(?:chairs|chairing|chair|chair(?:man|woman|person))\b",
            r"\bwho (?:chaired|presided|represented|came|stood in|substituted|deputised)\b",
            r"\b(?:in|took|take|taking) the chair\b",
            r"\bwho (?:was|were) (?:missing|away)\b",
            r"\bwho (?:else )?(?:was|were) at\b",
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
            r"^(?:please )?summar(?:y|i[sz]e)\b.*\b(?:meeting|sitting|session|hearing)\b",
            r"^what happened (?:at|in|during) (?:the |its )?(?:[\w-]+ ){0,4}(?:meeting|sitting|session|hearing)\b",
            r"\bresol(?:ve[ds]?|utions?)\b",
            r"\bapprov(?:e[ds]?|al)\b",
            r"\bthe board (?:formally )?(?:agree[ds]?|endorse[ds]?|note[ds]?|adopt(?:ed)?|accept(?:ed)?|"
            r"sign(?:ed)?)\b",
            r"\bwhat (?:was|were|did)\b.*\bagree[ds]?\b",
            r"\bagreed (?:about|on|by the board)\b",
            r"\bwho (?:proposed|moved|seconded|put the motion)\b",
            r"\b(?:who|which|what)\b.{0,40}\b(?:was|were|got) (?:elected|appointed|chosen|nominated|put forward)\b",
            r"\bdid the (?:board|committee|meeting|members)\b.*\b(?:agree|decide|resolve|approve|vote)\b",
        ),
    ),
    (
        "definition",
        (
            r"\bstand(?:s)? for\b",
            r"""\bwhat (?:is|are|was|were) (?:meant by|an?|the)? ?[\"'‘“]?(?-i:[A-Z])[\w-]*[\"'’”]?\??$""",
            r"\bexplain what\b",
            r"\bwhat does .* mean\b",
            r"\bmeaning of\b",
            r"\bdefin(?:e|ed|ition)\b",
            r"""\bwhat(?:'s| is) (?:an? )?[\"'‘“]?(?-i:[A-Z])[\w-]*[\"'’”]?(?: (?-i:[A-Z])[\w-]*){0,4},? ?(?:and .*|"
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

_SINGLE = r"(?:[\w'’-]+ )"
_MEETINGS = "(?:meetings|sittings|sessions)"
_SEVERAL = "(?:two|three|four|five|several|both)"

#: Wordings that tell the kind whatever else a question says: they weigh more than those above.
OUTRIGHT: Mapping[str, tuple[str, ...]] = {
    "provenance": (
        rf"\bwhere (?:does|did|do) (?:that|this|the|those|these|your) {_SINGLE}{{0,2}}"
        r"(?:figures?|numbers?|claims?|statistics?|quotes?|quotation|words|sentence|information|story) come from\b",
        r"\bwhich (?:numbered |page of |part of )?(?:the )?(?:minutes?|page|item)\b.*\b(?:cite|quote)\b",
        r"\bis (?:our|my|this|that|the|your) (?:copy|version)\b",
        r"\bwhere in\b.{0,60}\b(?:papers?|minutes|documents?|records?|reports?)\b"
        r".{0,20}\b(?:say|said|state[sd]?|stand|claim)\w*",
        r"\b(?:can|could|may|should) (?:i|we) (?:quote|cite|rely on|trust)\b",
        r"\b(?:safe|right) to (?:quote|cite)\b",
        r"\bwhich meeting (?:first |last )?(?:heard|discussed|dealt|considered|saw|agreed|decided|set|approved)\b",
        rf"\b(?:at|in) which {_SINGLE}{{0,4}}meeting (?:was|were|did|has|had)\b",
    ),
    "unresolved": (
        r"\bhear(?:d)? (?:anything )?back\b",
        r"^(?:has|have|had)\b.*\bbeen (?:closed|completed|done|finished|met|fulfilled|sent|delivered|carried out"
        r"|dealt with|resolved|sorted out|put right)\b",
        r"^(?:did|has|have|was|were) (?:it|they|he|she|we|anyone|anybody|somebody|[\w'’. -]{2,60}) ever\b",
        r"\b(?:to be|still to|yet to be) (?:put right|sorted out|settled|resolved)\b",
        r"\b(?:what|which|anything|something)\b.{0,60}\b(?:is|was|were|are) (?:still )?(?:waiting (?:for|on)"
        r"|awaiting|yet to|left (?:open|hanging|undone|unfinished|unanswered))\b",
        r"\bstill (?:blank|missing|unanswered|unfinished|awaiting|to come|to be)\b",
        r"\bloose ends?\b",
    ),
    "multi-meeting": (
        rf"\bacross (?:its|their|our|the|these|those|all)? ?{_SINGLE}{{0,3}}{_MEETINGS}\b",
        rf"\bat (?:its|their|our|the|all) {_SINGLE}{{0,1}}{_SEVERAL}\b.{{0,40}}\b{_MEETINGS}\b",
        rf"\bat (?:its|their|our|the) {_SEVERAL} {_SINGLE}{{0,3}}{_MEETINGS}\b",
        rf"\bat both {_SINGLE}{{0,3}}{_MEETINGS}\b",
        rf"\b(?:over|through|throughout|during) (?:its|their|our|the) {_SINGLE}{{0,4}}{_MEETINGS}\b",
        rf"\bgo from\b.{{3,80}}\bto\b.{{3,80}}\b{_MEETINGS}\b",
        r"\b(?:follow|trace)\b.{3,80}\b(?:through|from)\b",
        r"\b(?:step|meeting) by (?:step|meeting)\b",
        r"\b(?:and|then) again (?:in|at|on)\b",
    ),
    "comparison": (
        rf"^(?:do|does|did|is|are)\b.*\bthe same {_SINGLE}{{0,3}}(?:figures?|numbers?|dates?|amounts?|sums?|totals?"
        r"|thing|story)\b",
        r"^(?:do|does|did)\b.*\b(?:tally|square with|line up with|agree with each other|match)\b",
        r"\b(?:up or down|down or up|more or less than|more or fewer|higher or lower|better or worse)\b",
        r"\bwhich way\b.*\bwhich way\b",
        r"\bstands? (?:up )?against\b",
        r"^how (?:do|does|did)\b.{2,100}\bagainst\b(?! the (?:motion|amendment|proposal))",
        rf"\bmore than one {_SINGLE}{{0,3}}(?:dates?|figures?|numbers?|versions?|answers?|accounts?)\b",
        rf"\b(?:conflicting|contradictory|two different) {_SINGLE}{{0,2}}(?:dates|figures|numbers|versions|accounts)\b",
    ),
    "attendance": (
        r"\bma(?:k|d)e it (?:to|there)\b",
        r"\b(?:send|sent) (?:anyone|anybody|someone|somebody|a representative|a delegate)\b",
        r"\bwho (?:else )?(?:came|went|turned up) (?:along )?with\b",
        r"\bwho (?:else )?(?:sat|turned up|showed up)\b",
        r"\b(?:did|not|who|would) chair\b",
        r"\bhow many (?:people |members |councillors )?(?:came|were there|attended|turned up)\b",
        r"\b(?:missing|away) from\b.{0,60}\b(?:meeting|sitting|hearing|session)\b",
    ),
    "action": (
        r"\bwho(?:'s|’s| is| was| were|'d|’d)? (?:got|going|left|due|down|expected|supposed|meant|told|tasked|charged"
        r"|lined up) to\b",
        r"\bwho (?:has|have|had|needs?|needed|was|were|is|are|must)(?: got)? to (?!blame\b|be\b|thank\b)\w+",
        r"\bwho (?:said|agreed|offered|volunteered|promised) (?:(?:that )?(?:he|she|they)(?:'d|’d| would| will)|to)\b",
        r"\bwhat (?:did|has|had)\b.{2,60}\b(?:say|said|promised?) (?:that )?(?:he|she|they|it)"
        r"(?:'d|’d| would| will| was going to| were going to)\b",
        r"\b(?:was|were|is|been) left (?:for|to|with)\b.{2,60}\bto\b",
        r"\bleft to do\b",
        r"\bwhose (?:job|task|responsibility)\b",
        r"\bwhat (?:does|did|do|will)\b.{2,50}\b(?:have|need) to (?:do|send|bring|write|report|provide|prepare|find)\b",
    ),
    "decision": (
        r"\bwhat (?:became|came|happened)\b.{2,80}\b(?:motion|amendment|resolution|nomination)\b",
        r"\bhow did\b.{2,80}\b(?:motion|amendment|resolution)\b.{0,80}\b(?:fare|go|do|end|vote)\b",
        r"^(?:was|were|has|have|did|is|are)\b.*\b(?:signed off|turned down|given the (?:go-ahead|green light))\b",
        r"\b(?:green light|go-ahead)\b",
    ),
    "figure": (
        r"^(?:and |so )?how (?:much|many|large|big)\b.*\b(?:agree[ds]?|approved?|accept(?:ed)?|vote[ds]?|grant)\b",
    ),
    "definition": (
        r"\bmeant by\b",
        r"\bwhat (?:does|do|did)\b.{1,60}\btell (?:me|us)\?",
        r"\bwhat counts as\b",
        r"\bsets? .{2,60} apart from\b",
    ),
}

#: Wordings that hint at a kind, where nothing above tells one.
HINTED: Mapping[str, tuple[str, ...]] = {
    "provenance": (
        r"\b(?:draft|final|approved|agreed|confirmed|signed) (?:version|copy)\b",
        r"\bwho (?:is|was) the author\b",
    ),
    "unresolved": (
        r"\byet to\b",
        r"\b(?:any|an) (?:reply|answer|response|progress|word)\b",
        r"^(?:has|have|had) .{2,40}\bheard? from\b",
        r"\b(?:left|carried|hanging) over from\b",
        r"\bwhere (?:was|were|has|have)\b.*\bleft\b",
        r"\bhow far (?:has|have|had|did)\b.*\b(?:got|come|gone|get)\b",
    ),
    "multi-meeting": (r"\bstory of\b", r"\beach of (?:these|those)\b"),
    "comparison": (
        r"\b(?:higher|lower|bigger|smaller|more|fewer|less|better|worse) than (?:in|at|the (?:year|month|quarter"
        r"|previous|last)|a year)\b",
        r"\bagainst (?:the )?(?:year before|previous year|last year|(?:19|20)\d\d)\b",
    ),
    "attendance": (r"\b(?:turn|show)(?:ed)? up\b", r"\bin the room\b", r"\bquor(?:um|ate)\b"),
    "action": (
        r"\bwas (?:he|she) (?:going|left|due) to\b",
        r"^what (?:was|were|is|are) .{2,40} going to\b",
        r"\bvolunteer(?:ed)? to\b",
    ),
    "decision": (
        r"^(?:was|were|has|have|did|is|are)\b.*\b(?:accepted|adopted|rejected|granted|refused|endorsed|ratified"
        r"|passed|carried|defeated|elected|appointed)\b",
        r"\bwhat was (?:granted|adopted|accepted|rejected|carried|settled)\b",
        r"\b(?:before|when|in|on) adopting\b",
        r"\b(?:say|said) (?:yes|no) to\b",
        r"\b(?:waved through|thrown out|ruled out|given permission)\b",
        r"\bvoted?\b",
        r"\bdid (?:the )?.{2,60} (?:take on|turn down|reject|accept|adopt|grant|elect"
        r"|appoint)\b",
        r"\b(?:push(?:ed)? back|put off|defer(?:red)?|postponed?) (?:to|until|till)\b",
    ),
    "definition": (
        r"\bwhat (?:does|do|did)\b.{1,60}\b(?:tell (?:me|us)|refer to|count as|involve)\b",
        r"^what(?:'s|’s| is) an? [\w'’-]+(?: [\w'’-]+){0,2}\?*$",
        r"^what(?:'s|’s| is| are) [\w-]+\?*$",
    ),
    "table": (
        rf"\b(?:top|bottom|foot|head) of the {_SINGLE}{{0,4}}(?:list|table|league|chart|ranking)\b",
        rf"\bwhich {_SINGLE}{{1,3}}(?:came|had|has|was|is|saw|recorded)\b.*\b(?:most|fewest|least|highest|lowest"
        r"|top|bottom|biggest|largest|smallest)\b",
    ),
}


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
    points soon told quoted whod theyd hed shed wed youd id im ive whos whats theres heres isnt wasnt werent
    didnt doesnt dont hasnt havent wont wouldnt couldnt once else latest sort sorts want wanted wants expect
    expected expects intend intended intends hope hoped
    exactly actually roughly approximately currently today sentence word words main points point key overall
    generally planned accordingly supposedly claimed explained explains reason reasons caused cause
""")

#: Words that say nothing even where a question holds no others.
EMPTY = _set("""
    many much often long hold held holds please give gives say says said tell told show get got take took put go
    happen happened happens anything something anybody somebody someone anyone everything know known else thing things
""")
#: What is said to somebody and asks nothing of papers, with nothing before it.
COURTESIES = (
    r"hello|hi|hey|good (?:morning|afternoon|evening|day)|thanks|thank you|many thanks|cheers|please|sorry|bye|goodbye"
    r"|ok|okay|yes|no|great|test(?:ing)?|help(?: me)?|(?:who|what|how) are you|go on|more|tell me more"
    r"|what (?:else )?can (?:you|i) (?:do|ask|say)|(?:anything|what|something) else|so much|very much|there|you"
)

#: Words by which each kind is asked: they steer, and are not looked for.
STEERING: Mapping[str, frozenset[str]] = {
    "decision": _set("""
        decide decided decision decisions resolve resolved resolution agree agreed approve approved approval
        formally formal vote voted signed adopt adopted accept accepted granted fare became
    """),
    "action": _set("""
        action actions asked ask task tasked promise promised meant supposed due undertake undertook place
        placed placing owner responsible agreed bring brought pass hand overdue register raised closed
        reported back completed count total number left going job responsibility chase volunteered offered
    """),
    "unresolved": _set("""
        information info data details chairman chair board anything action actions unresolved outstanding
        open still ever never complete completed done requests request raised promised promise back asked
        sent closed overdue register resolved yet left wait waiting await awaiting right progress reply finished
    """),
    "attendance": _set("""
        attend attended attendance attending present apologies apology apologise chair chaired chairman
        chairwoman represent represented representative representatives represents absent sent come came
        anybody anyone somebody presided turn turned show showed sat room make made send else newcomers
    """),
    "definition": _set("""
        stand stands mean means meaning define defined definition explain term acronym abbreviation
    """),
    "comparison": _set("""
        number numbers figure figures standing claimed effect year before late early compare compared
        comparison differ different difference agree change changed changes match versus same against stand stands
        stood one ones both told spring summer autumn winter give gives down up higher lower tally
    """),
    "multi-meeting": _set("""
        number numbers figures trace history time told years meetings across move moved progress develop
        timeline follow sitting sittings session sessions story became both two three four times again end first
        step stand stood spring summer autumn winter
    """),
    "history": _set("""
        history story thread whole full work develop developed evolve evolved unfolded
    """),
    "news": _set("""
        new news happened arrived last previous since shelf
    """),
    "provenance": _set("""
        cite citation quote source official paragraph statement taken account reliable find where document
        copy version figure numbered settled
    """),
    "date": _set("""
        date dates day time due
    """),
    "figure": _set("""
        number numbers figure figures total percentage proportion share change changed year earlier previous
        before compare compared quarter last amount big large high long far fast
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
