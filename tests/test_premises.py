"""Refusals with their reason, and premises that the record contradicts: said where it is sure, never where it isn't."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import saltmere

import wiring
from assistant.answer import Computed
from assistant.answerers import premise
from assistant.ask import Assistant
from index.embedding import Encoder
from index.shelf import Shelf

MINUTES = saltmere.minutes(
    "12 September 2019",
    (
        ("THEFTS FROM BOATS", "Thefts from boats had decreased by 12% over the summer."),
        ("FUEL", "The price of fuel on the quay was half that of the next harbour."),
        ("HARBOUR MASTER", "RESOLVED that Tobias Quill is appointed to the office of Deputy Chairman."),
        ("NEW LAMP", "The Committee heard that the gas lamp had been chosen for the breakwater."),
        ("BYE-LAWS", "Ms Tarrant said that no objections were received to the draft anchorage bye-laws."),
        ("DREDGING", "The request for dredging of the inner basin was refused by the Committee."),
        ("REGATTA", "The regatta of August took place in fine weather."),
        ("GRANT", "An application for a lifeboat grant had been sent to the Coastal Fund. The outcome was awaited."),
        ("FERRY", "The vote on the ferry licence was carried by 5 votes to 3."),
        ("GULLS", "Saltmere had the lowest count of gulls of all the harbours on the coast."),
    ),
)
PAPERS = {
    "minutes.txt": saltmere.minutes(),
    "september.txt": MINUTES,
    "agenda.txt": saltmere.pack(
        [saltmere.report("Pontoon repairs", "The eastern pontoon has three joints.")],
        order=(*saltmere.ORDER[:4], "5. Seal watch annual survey (to follow)", saltmere.ORDER[5]),
    ),
}


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Assistant]:
    root = tmp_path_factory.mktemp("premises")
    saltmere.ingest(saltmere.write(root / "papers", PAPERS), root / wiring.BUILT, encoder)
    shelf = Shelf(root / wiring.BUILT, lambda: encoder)
    yield Assistant(shelf, shelf.everything())
    shelf.close()


AGAINST = (
    ("Why did thefts from boats rise over the summer?", "The record shows a decrease, not a rise"),
    ("Thefts from boats rose over the summer. What was behind that?", "The record shows a decrease, not a rise"),
    ("Why is fuel on the quay twice the price of the next harbour?", "The record says the opposite: half, not twice"),
    ("Why was Tobias Quill appointed chairman?", "The record says Deputy Chairman, not chairman"),
    ("Why was an oil lamp chosen instead of a gas lamp?", ""),
    ("What were the objections to the draft anchorage bye-laws?", "The record says that there were no objections"),
    ("Why did the Committee approve dredging of the inner basin?", "The record says refused, not approved"),
    ("Why was the regatta of August cancelled?", "The record says that it took place"),
    (
        "Why was the vote on the ferry licence carried unanimously?",
        "The record shows that the vote was not unanimous",
    ),
    (
        "Why has Saltmere the worst count of gulls of all harbours on the coast?",
        "The record says the opposite: the lowest, not the worst",
    ),
)


@pytest.mark.parametrize(("asked", "told"), [row for row in AGAINST if row[1]])
def test_a_premise_that_the_record_contradicts_is_corrected_first(board: Assistant, asked: str, told: str) -> None:
    answer = board.ask(asked)
    assert answer.statements[0].text == f"{told}."
    assert answer.citations


TRUE = (
    "Why did thefts from boats decrease over the summer?",
    "Why is fuel on the quay half the price of the next harbour?",
    "Why was Tobias Quill appointed Deputy Chairman?",
    "Why was the gas lamp chosen for the breakwater?",
    "Were any objections received to the draft anchorage bye-laws?",
    "Why were there no objections to the draft anchorage bye-laws?",
    "Why did the Committee refuse dredging of the inner basin?",
    "Why did the regatta of August take place?",
    "Who voted against the ferry licence?",
    "Why has Saltmere the lowest count of gulls of all harbours on the coast?",
    "What did walkers do with their dogs when the seals returned?",
)


@pytest.mark.parametrize("asked", TRUE)
def test_nothing_is_corrected_where_the_premise_holds(board: Assistant, asked: str) -> None:
    rules = [s.basis.rule for s in board.ask(asked).statements if isinstance(s.basis, Computed)]
    assert "contradiction" not in rules


@pytest.mark.parametrize(
    ("asked", "said", "told"),
    [
        ("Why did fees fall?", "The wardens aim for a reduction in fees.", ""),
        ("Why did fees rise?", "The wardens hope to have reduced the fees by May.", ""),
        ("Why did fees rise?", "Fees were 4% lower than in May, and fines had increased.", ""),
        ("Why did fees rise?", "Fees 52 33 -37% -19", "The record shows a decrease, not a rise"),
        ("Why did fees fall?", "Wardens called for increased patrols over fees.", ""),
        ("Why had the quay the worst tides?", "The quay had the second lowest tides.", ""),
        (
            "Why did they settle on hemp rather than nylon?",
            "It was said that nylon had been chosen.",
            "nylon, not hemp",
        ),
        ("Why did they settle on nylon rather than hemp?", "It was said that nylon had been chosen.", ""),
        ("Why did they settle on hemp rather than nylon?", "Both hemp and nylon were offered.", ""),
        ("Why were the moorings inspected that day?", "The moorings were not inspected that day.", "not inspected"),
        ("Why did the wardens adopt the rules?", "The wardens resolved to note the rules.", "noted, not adopted"),
        ("What were the complaints about the lamp?", "There were no complaints about the lamp.", "no complaints"),
        ("How many complaints were there?", "There were no complaints about the lamp.", ""),
        ("Which boat had the most catches?", "The Heron had the fewest catches.", ""),
        ("What did the wardens say of ropes?", "The wardens had refused new ropes.", ""),
    ],
)
def test_a_sentence_against_a_premise(asked: str, said: str, told: str) -> None:
    found = premise.contradiction(asked, said)
    assert found.endswith(told)
    assert bool(found) == bool(told)


# ---------------------------------------------------------------- refusals with their reason


@pytest.mark.parametrize(
    ("asked", "code", "told"),
    [
        ("What was decided on 4 May 2018?", "no-such-meeting", "of 14 March 2019"),
        ("What did the wardens hear at the hearing of 4 May 2018?", "no-such-meeting", "minutes of that meeting would"),
        ("What was decided at the meeting of 13 June 2019?", "no-record-of-meeting", "Its minutes would answer this."),
        ("What did the seal watch annual survey say?", "to-follow", "a paper to follow"),
        ("How much did the application for a lifeboat grant bring?", "outcome-awaited", "on 12 September 2019"),
        ("What was decided on the application for a lifeboat grant?", "outcome-awaited", "would answer this."),
        ("How much did the leaking eastern pontoon cost?", "not-this-detail", "give no sum of money"),
        ("How many walkers were keeping their dogs on leads?", "not-this-detail", "give no such figure"),
        ("What was said about zeppelins?", "not-in-record", "Nothing on this shelf mentions zeppelins."),
    ],
)
def test_a_refusal_gives_its_reason(board: Assistant, asked: str, code: str, told: str) -> None:
    answer = board.ask(asked)
    assert answer.refusal == code
    assert told in answer.text


def test_how_a_matter_stands_may_be_that_it_is_awaited(board: Assistant) -> None:
    answer = board.ask("Is the outcome of the application for a lifeboat grant still awaited?")
    assert answer.found
    assert "The outcome was awaited." in " ".join(c.source.quote for c in answer.citations)
