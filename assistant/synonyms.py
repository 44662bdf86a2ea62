"""Plain synonyms: words that people ask with, and those that papers of boards write instead.

General English and the common language of public bodies, in groups; any word of a group may stand for another.
"""

from __future__ import annotations

from collections.abc import Mapping

from index.words import stem

_GROUPS = """
knife blade bladed stabbing
police officers constabulary met mps
rise increase growth risen rose grew
fall decrease reduction drop decline fell reduced decreased dropped
start launch begin commence introduce launched began started commenced
finish end close conclude finished ended closed concluded until deadline
money fund funding grant finance funded budget cash
scheme project initiative programme
pub bar premises licensed
oversight oversee monitor supervise
run deliver operate manage commission commissioned
create establish set-up setup form created established
teach train training trained trainee
child young youth juvenile children
share proportion percentage
reluctance unwillingness reluctant unwilling
dispute quarrel argument
town centre
house housing home accommodation homes
school education pupil pupils teacher
burglary break-in burglaries
drug substance narcotic drugs
reoffending reoffend recidivism re-offending
reason cause explanation caused
email e-mail
worker staff employee employees
company firm business
car vehicle motor
gun firearm discharge
tell inform report
send forward circulate pass
name title call named called
worry concern fear concerned
victim survivor victims
obstacle challenge problem difficulty
replace succeed replacement
never not
request ask action
raise instigate raised instigated
visit inspect inspection inspector
partner agency organisation
lady woman women
man men male males
resident people citizen inhabitants
older elderly adult adults
quarter three-month
yearly annual annually
monthly month
meet met convene meeting
speak spoke talk discuss
result outcome outcomes
aim objective goal purpose
plan strategy
picture image photo
website web online internet
phone mobile telephone
seminar webinar workshop
volunteer volunteers
charity voluntary
bid application applied bidding
award allocate allocated awarded allocation
frequent often frequency
chairman chair chairwoman chairperson
leader lead
shop retail retailer
reopen reopened
"""


def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in _GROUPS.strip().splitlines():
        group = {
            stem(part)
            for word in line.split()
            for part in (word.split("-") if word.count("-") == 0 else [word.replace("-", "")])
        }
        for one in group:
            table.setdefault(one, set()).update(group - {one})
    return {one: frozenset(others) for one, others in table.items()}


#: Each stem, and those that may stand for it.
SYNONYMS: Mapping[str, frozenset[str]] = _table()


#: Short forms that everybody writes and few papers explain.
GENERAL: Mapping[str, str] = {
    "NW": "North West",
    "NE": "North East",
    "SW": "South West",
    "SE": "South East",
    "HQ": "headquarters",
    "AOB": "any other business",
    "AGM": "annual general meeting",
    "CEO": "chief executive",
}
