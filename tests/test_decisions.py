"""Decisions as boards write them: their words, who moved and seconded, votes, what was put; and marked papers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bench import registers
from index import joins
from ingest import library
from ingest.formats import Hints
from ingest.grammar import motions, outcomes, votes
from ingest.record import Collection, Decision, DecisionType, Document, Item, Part, Vote
from tests.saltmere import COMMITTEE

T = DecisionType
TESTS = Path(__file__).parent
DOCUMENTS = TESTS.parents[1] / "shared" / "documents"

# ---------------------------------------------------------------- wordings

DECIDED = [
    ("It was decided to sell the pontoon.", T.FORMAL, "decided", ""),
    ("The board decided not to sell the pontoon.", T.FORMAL, "decided", ""),
    ("It was resolved that the lamp be lit.", T.FORMAL, "resolved", ""),
    ("Resolved to light the lamp at dusk.", T.FORMAL, "resolved", ""),
    ("So resolved: the lamp is lit at dusk.", T.FORMAL, "resolved", ""),
    ("Resolution to light the lamp at dusk", T.FORMAL, "resolved", ""),
    ("The Committee approve the price of the ropes.", T.FORMAL, "approved", ""),
    ("The board wondered about ropes; it agreed that hemp should be bought.", T.FORMAL, "agreed", ""),
    ("The members agreed to buy hemp.", T.FORMAL, "agreed", ""),
    ("The Elected Members agreed to buy hemp.", T.FORMAL, "agreed", ""),
    ("A report on seals was sent round, which was noted by the Members.", T.FORMAL, "noted", ""),
    ("It was proposed by Mr Quill, seconded by Mr Hale and agreed that hemp be bought.", T.FORMAL, "agreed", ""),
    ("The list was adopted on the proposal of Mr Quill, seconded by Mr Hale and agreed.", T.FORMAL, "adopted", ""),
    ("The Clerk declared Mrs Penrose elected as Chair.", T.FORMAL, "elected", ""),
    ("Mrs Penrose was re-elected as Chair for the year.", T.FORMAL, "elected", ""),
    ("The Clerk declared the proposal to wait defeated.", T.FORMAL, "lost", ""),
    ("It was agreed to defer the item on ropes.", T.FORMAL, "deferred", ""),
    ("Mr Hale deferred the discussion.", T.FORMAL, "deferred", ""),
    ("Deferred due to the storm.", T.FORMAL, "deferred", ""),
    ('It was agreed that the PSB can borrow the 12" lamp.', T.FORMAL, "agreed", ""),
    ("Committee members recommended that the port buy a crane.", T.RECOMMENDED, "recommended", ""),
    ("At the last meeting it was agreed to buy hemp.", T.REPORTED, "agreed", ""),
    ("We had agreed to buy hemp.", T.REPORTED, "agreed", ""),
    ("Decided to paint the boat green.", T.INFORMAL, "decided", ""),
    ("We talked of boats, but we decided that green will do.", T.INFORMAL, "decided", ""),
    ("Discussed red paint and decided against it.", T.INFORMAL, "decided", ""),
    ("HWC agreed to paint the boat.", T.INFORMAL, "agreed", ""),
    ("Agreement to paint the boat green", T.INFORMAL, "agreed", ""),
    ("After much talk the consensus was to paint the boat.", T.INFORMAL, "agreed", ""),
    ("no repainting agreed", T.INFORMAL, "agreed", ""),
    ("Hearing no objections, the shed is open to visitors.", T.INFORMAL, "agreed", ""),
    ("We agreed that we add “The boats are green” to the sign.", T.INFORMAL, "agreed", ""),
]


@pytest.mark.parametrize(("text", "kind", "verb", "body"), DECIDED)
def test_what_is_decided(text: str, kind: DecisionType, verb: str, body: str) -> None:
    (found,) = outcomes.decisions(text, record=True, body=COMMITTEE)
    assert (found.type, found.verb, found.body) == (kind, verb, body)
    assert (found.start, found.end) == (0, len(text))


UNDECIDED = [
    "The Committee agreed that it was a cold winter.",
    "It was agreed that much had been done.",
    "It was agreed that a new rope would be very helpful.",
    "The Board agreed with most of these points.",
    "The Board noted that the seals are back.",
    "The Board noted it was late in the year.",
    "The Board noted apologies from Mr Finch.",
    "The Board noted the great strength of the wind.",
    "Mr Quill reported that the committee approved the crane.",
    "The list would be considered by the Members and approved in May.",
    "He was appointed Deputy Harbour Master in 1874.",
    "Works were carried out in two phases.",
    "If the motion is agreed the lamp will be sold.",
    "The scheme which was approved by everybody is old.",
    "The clerk's note ends with “the talk was deferred to May”.",
    "The state of the case is told by one word; Resolved, Closed or Open",
    "Hearing no objections, let's go on.",
    "All leaks are resolved.",
    "Mr Hale declared an interest as he had lost a boat.",
]


@pytest.mark.parametrize("text", UNDECIDED)
def test_what_is_not_decided(text: str) -> None:
    assert outcomes.decisions(text, record=True, body=COMMITTEE) == ()


# ---------------------------------------------------------------- who moved, how it was voted on

MOVERS = [
    ("Mr Quill proposed, and Mrs Hale seconded that", ("Mr Quill", "Mrs Hale")),
    ("Proposed by Councillor O’Dea; Seconded by Councillor Finch.", ("Councillor O’Dea", "Councillor Finch")),
    (
        "Proposed by: Councillor Quill Seconded by: Councillor Hale And Resolved:",
        ("Councillor Quill", "Councillor Hale"),
    ),
    ("Moved: Ada Penrose / Seconded: Tobias Quill", ("Ada Penrose", "Tobias Quill")),
    ("Ada moved. Dorcas seconded.", ("Ada", "Dorcas")),
    ("Ada moves to vote, Dorcas seconds, passes", ("Ada", "Dorcas")),
    ("Quill (A) moved, Hale (B) seconded", ("Quill (A)", "Hale (B)")),
    ("On the proposal of Cllr. Ada Penrose, seconded by Cllr. Quill", ("Cllr. Ada Penrose", "Cllr. Quill")),
    ("T. Quill moved that it is", ("T. Quill", "")),
    ("the Chair proposed and Mr Hale, Warden for Ropes and Lamps, seconded the motion", ("the Chair", "Mr Hale")),
    ("Proposed by Councillor A.Penrose", ("Councillor A.Penrose", "")),
    ("This was seconded by Councillor Hale", ("", "Councillor Hale")),
    ("The Harbour Committee moved to the next item", ("", "")),
    ("It was moved that the lamp be lit", ("", "")),
]


@pytest.mark.parametrize(("text", "names"), MOVERS)
def test_who_moved_and_who_seconded(text: str, names: tuple[str, str]) -> None:
    assert motions.movers(text) == names


BALLOTS: list[tuple[Sequence[str], tuple[int | None, int | None, int | None, bool] | None]] = [
    (("Carried unanimously.",), (None, None, None, True)),
    (("Agreed nem con",), (None, None, None, True)),
    (("It was not unanimous.",), None),
    (("The motion passed 7-0-1.",), (7, 0, 1, False)),
    (("The fee was approved with a 4/0/0 vote.",), (4, 0, 0, True)),
    (("Carried by 7 votes to 2",), (7, 2, None, False)),
    (("Rejected by 9 votes to 4",), (4, 9, None, False)),
    (("Carried unanimously (7-0)",), (7, 0, None, True)),
    (("Votes: 6 for, no against, motion approved",), (6, 0, None, False)),
    (("approved with 4 ayes and 2 abstentions",), (4, None, 2, False)),
    (("elected, with eight votes in favour",), (8, None, None, False)),
    (("For (2)", "Mr Quill, Mr Hale", "Against (1)", "Mrs Penrose", "Abstain (0)"), (2, 1, 0, False)),
    (("For:", "Mr Quill, Mr Hale,", "Mr Finch and Ms Kerrow", "Against: None"), (4, 0, None, False)),
    (
        ("For the Proposal", "Councillors Quill and Hale.", "(2)", "Against the Proposal", "Mr Finch"),
        (2, 1, None, False),
    ),
    (("Approved by general consent.",), (None, None, None, False)),
    (("approved the plan of 12-10-18",), None),
    (("The boat is lent for 12 months.",), None),
    (("For the lamps",), None),
    (("approved by unanimous letter in May, be amended", "Approved 5-1-1."), (5, 1, 1, False)),
]


@pytest.mark.parametrize(("texts", "counts"), BALLOTS)
def test_how_it_was_voted_on(
    texts: Sequence[str], counts: tuple[int | None, int | None, int | None, bool] | None
) -> None:
    found = motions.ballot(texts)
    assert counts == ((found.ayes, found.noes, found.abstained, found.unanimous) if found else None)
    assert found is None or all(piece in " ".join(texts) for piece in found.words.split(" […] "))


SUBJECTS = [
    ("Mr Quill proposed the following amendment. Amendment lost.", "lost", True, "amendment"),
    ("The motion, as amended, was carried.", "carried", False, "motion"),
    ("RESOLVED that the plan be adopted subject to the following amendments.", "resolved", True, "motion"),
    ("The minutes of 4 May 2019 were agreed.", "agreed", False, "minutes"),
    ("The note of the last meeting was agreed.", "agreed", False, "minutes"),
    ("Mr Quill asked that the minutes be amended to read “hemp”, and it was agreed.", "agreed", True, "minutes"),
    ("A pause of 10 minutes was agreed.", "agreed", True, "motion"),
    ("It was agreed that Mrs Penrose be elected Chair.", "agreed", False, "election"),
    ("RESOLVED to recommend to the Council that the lamp be lit.", "resolved", False, "recommendation"),
    ("The application for a mooring was granted.", "approved", False, "application"),
    ("The Committee agreed a fee.", "agreed", False, ""),
]


@pytest.mark.parametrize(("text", "verb", "moved", "what"), SUBJECTS)
def test_what_was_put(text: str, verb: str, moved: bool, what: str) -> None:
    assert motions.subject(text, (), kind=T.FORMAL, verb=verb, moved=moved) == what


def test_an_outcome_alone_is_on_what_its_item_is_on() -> None:
    on = ("Minutes of the meeting of 4 May",)
    assert motions.subject("Tabled.", on, kind=T.FORMAL, verb="deferred", moved=False) == "minutes"
    assert motions.subject("Agreed to tell the port of it all.", on, kind=T.FORMAL, verb="agreed", moved=False) == ""
    assert motions.subject("Agreed.", ("Minutes",), kind=T.FORMAL, verb="agreed", moved=False) == ""


def test_consent_and_what_it_is_given_to() -> None:
    assert all(votes.CONSENTS.match(t) for t in ("No objections.", "* No objections raised, approved."))
    assert not votes.CONSENTS.match("No objections were heard to the red paint, but to the green")
    assert all(votes.PROPOSES.match(t) for t in ("Ada: Decision proposal - sell it", "Consent to agenda"))


# ---------------------------------------------------------------- over several paragraphs

HEAD = f"Minutes of the {COMMITTEE}\nHeld on Thursday 14 March 2019 at 6.30 pm\n\nPresent:\nAda Penrose (Chairman)\n\n"


def read(place: Path, text: str, name: str = "minutes.txt") -> Document:
    place.joinpath(name).write_text(text, encoding="utf-8")
    collection = Collection("s", "S", str(place), body=COMMITTEE)
    made = library.read(library.Paper(place / name, name, Hints(body=COMMITTEE)), collection, "").document
    assert made
    return made


def of(place: Path, *items: str, name: str = "minutes.txt", head: str = HEAD) -> list[Decision]:
    """Return the decisions of minutes with these items."""
    mark = "\n## " if name == "minutes.md" else "\n"
    text = head + mark.join(["", *items]) + "\n"
    return [d for p in read(place, text, name).parts for i in p.items for d in i.decisions]


ROPES = "1. ROPES\n\nMr Quill spoke of ropes.\n\n"
LAST = "\n\n2. LAMPS\n\nThe lamps are out.\n\n3. SEALS\n\nThe seals are back."


def test_a_resolution_with_the_lines_that_move_it(tmp_path: Path) -> None:
    (one,) = of(
        tmp_path,
        ROPES + "The following was agreed:\n\nProposed by Councillor Quill;\n\nSeconded by Councillor Hale;\n\n"
        "And Resolved:\n\n"
        "“That hemp be bought of the port, and\n\nthat the old ropes be sold.”" + LAST,
    )
    assert (one.verb, one.subject, one.mover, one.seconder) == (
        "resolved",
        "motion",
        "Councillor Quill",
        "Councillor Hale",
    )
    assert one.text.startswith("The following was agreed: Proposed by Councillor Quill;")
    assert one.text.endswith("that the old ropes be sold.”")


def test_a_motion_right_above_its_resolution(tmp_path: Path) -> None:
    (one,) = of(
        tmp_path,
        ROPES + "1. The Leader proposed and Mr Hale seconded the motion:\n\n(a) Buy hemp\n\n(b) Sell nylon\n\n"
        "2. RESOLVED that the Committee:\n\n(a) Buy hemp\n\n(b) Sell nylon" + LAST,
    )
    assert (one.verb, one.mover, one.seconder) == ("resolved", "The Leader", "Mr Hale")
    assert one.text.count("Sell nylon") == 1


def test_a_vote_and_the_resolution_that_records_it(tmp_path: Path) -> None:
    (one,) = of(
        tmp_path,
        ROPES + "Mr Quill proposed and Mr Hale seconded the motion that hemp be bought.\n\n"
        "The Chair put the motion to the vote and the voting was as follows:\n\nFor (2)\n\nMr Quill, Mr Hale\n\n"
        "Against (1)\n\nMr Finch\n\nMotion carried.\n\nRESOLVED that hemp be bought." + LAST,
    )
    assert (one.verb, one.subject, one.vote) == ("resolved", "motion", Vote("For (2) […] Against (1)", 2, 1))
    assert one.text.endswith("Motion carried. RESOLVED that hemp be bought.")


def test_a_lost_amendment_is_not_what_was_resolved(tmp_path: Path) -> None:
    lost, resolved = of(
        tmp_path,
        ROPES + "Mr Quill proposed and Mr Hale seconded the following amendment: to buy nylon.\n\nAmendment lost.\n\n"
        "RESOLVED that hemp be bought." + LAST,
    )
    assert (lost.verb, lost.subject, lost.mover) == ("lost", "amendment", "Mr Quill")
    assert (resolved.verb, resolved.mover, resolved.vote) == ("resolved", "", None)


def test_an_election_with_the_nomination_that_won(tmp_path: Path) -> None:
    (one,) = of(
        tmp_path,
        "1. ELECTION OF CHAIR\n\nThe Clerk asked for names.\n\n"
        "Proposed by Councillor Quill;\n\nSeconded by Councillor Hale;\n\n"
        "“That Councillor Ada Penrose be appointed Chair”.\n\n"
        "Proposed by Councillor Finch;\n\nSeconded by Councillor Kerrow;\n\n"
        "“That Councillor Edwin Marsh be appointed Chair”.\n\nThe Clerk declared Councillor Penrose elected as Chair."
        + LAST,
    )
    assert (one.verb, one.subject, one.mover, one.seconder) == (
        "elected",
        "election",
        "Councillor Quill",
        "Councillor Hale",
    )


def test_a_decision_that_lines_cut_is_quoted_to_its_end(tmp_path: Path) -> None:
    (one,) = of(
        tmp_path, ROPES + "It was agreed that a draft of the plan be made by the\n\nclerk before May. It rained." + LAST
    )
    assert one.text == "It was agreed that a draft of the plan be made by the clerk before May."


def test_what_stands_under_the_word_decision(tmp_path: Path) -> None:
    found = of(tmp_path, ROPES + "Decision\n\n• Hemp is bought.\n\n• Nylon is sold.\n\nHemp is dear." + LAST)
    assert [(d.type, d.text) for d in found] == [(T.FORMAL, "• Hemp is bought."), (T.FORMAL, "• Nylon is sold.")]


NOTES = "# Harbour meeting 14 March 2019\n\n## Attendance\n\nPresent: Ada, Tobias\n"


def test_a_motion_of_notes_with_who_moved_it(tmp_path: Path) -> None:
    (one,) = of(
        tmp_path,
        "Ropes\n\n* Ropes are worn.\n* Motion text: the Wardens move to buy hemp\n"
        "* Moved by Ada. Seconded by Tobias.\n* Approved unanimously.",
        "Lamps\n\n* Out.",
        name="minutes.md",
        head=NOTES,
    )
    assert (one.verb, one.subject, one.mover, one.seconder) == ("approved", "motion", "Ada", "Tobias")
    assert one.vote == Vote("unanimously", unanimous=True)
    assert one.text.startswith("* Motion text")


def test_a_resolution_led_to_by_who_moved_it(tmp_path: Path) -> None:
    (one,) = of(
        tmp_path,
        "Ropes\n\nThe ropes are worn. Ada then moved that it is\n\nRESOLVED, that hemp be bought.\n\n"
        "The resolution passed 3-0-1.",
        "Lamps\n\nOut.",
        name="minutes.md",
        head=NOTES,
    )
    assert (one.verb, one.mover, one.vote) == ("carried", "Ada", Vote("3-0-1", 3, 0, 1))
    assert one.text.startswith("Ada then moved that it is RESOLVED")


def test_consent_decides_what_was_proposed(tmp_path: Path) -> None:
    first, second = of(
        tmp_path,
        "Ropes\n\n* Decision: hemp is bought.\n* No objections raised, approved.\n"
        "* Ada: Proposal: sell the nylon\n* Tobias: It is old.\n* No objections.",
        "Lamps\n\n* Agreed.",
        name="minutes.md",
        head=NOTES,
    )
    assert (first.type, first.verb) == (T.FORMAL, "approved")
    assert first.text.endswith("approved.")
    assert (second.type, second.verb) == (T.INFORMAL, "agreed")
    assert second.text.startswith("* Ada: Proposal")


# ---------------------------------------------------------------- corrections of earlier minutes

CORRECTIONS = [
    (
        "RESOLVED that the minutes of 14 February 2019 be approved, subject to the spelling of Tarrant.",
        "the spelling of Tarrant",
    ),
    (
        "The minutes of 14 February 2019 were agreed with the addition of Mr Finch to those present.",
        "the addition of Mr Finch to those present",
    ),
    (
        "The minutes of 14 February 2019 were approved with one correction: hemp for nylon.",
        "one correction: hemp for nylon",
    ),
    (
        "The minutes of 14 February 2019 were approved subject to the following amendments:\n\n"
        "Page 3 to read “hemp”.\n\nItem 5: replace May by June.",
        "the following amendments: Page 3 to read “hemp”. Item 5: replace May by June.",
    ),
    ("The minutes of 14 February 2019 were approved.\n\nItem 5: replace May by June.", "Item 5: replace May by June."),
    ("The minutes of 14 February 2019 were approved.\n\nMr Quill spoke of page 3 of the plan.", None),
    ("The minutes of 14 February 2019 were approved.", None),
]


@pytest.mark.parametrize(("said", "told"), CORRECTIONS)
def test_what_is_corrected_in_earlier_minutes(tmp_path: Path, said: str, told: str | None) -> None:
    made = read(tmp_path, HEAD + "1. MINUTES\n\n" + said + LAST + "\n")
    (part,) = made.parts
    assert part.approves
    assert [d.subject for d in decisions(part)][:1] == ["minutes"]
    assert joins.correction(part, made.text) == told


def decisions(part: Part) -> list[Decision]:
    items: tuple[Item, ...] = part.items
    return [d for i in items for d in i.decisions]


# ---------------------------------------------------------------- marked papers

#: The least that must be met and right, and how often what is found was marked.
RECALL, PRECISION, FACTS = 0.9, 0.95, 0.9


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the papers of other boards are not here")
@pytest.mark.parametrize(("name", "marks"), [("marked_decisions.jsonl", 118), ("marked_decisions_later.jsonl", 41)])
def test_decisions_of_other_boards(name: str, marks: int) -> None:
    held, lines = registers.scores(DOCUMENTS, registers.lines_of(TESTS / name))
    score = held["all"]
    assert not [line for line in lines if line.endswith("is not what was marked")]
    assert score.marked == marks
    assert score.recall >= RECALL, lines
    assert score.precision >= PRECISION, lines
    assert all(score.share(fact) >= FACTS for fact in ("type", "verb", "subject", "mover", "seconder", "votes")), lines


def test_a_number_alone_heads_nothing(tmp_path: Path) -> None:
    """A count set as a heading, as files made from scans have it, parts no vote from what came of it."""
    (one,) = of(
        tmp_path,
        "Proposed by Councillor Quill;\n\nSeconded by Councillor Hale;\n\n“To buy hemp”\n\n# **For the Proposal**\n\n"
        "Councillors Quill and Hale.\n\n## **(2)**\n\n# **Against the Proposal**\n\nCouncillor Finch.\n\n## **(1)**\n\n"
        "The Clerk declared the proposal carried.",
        name="m.md",
        head=HEAD.replace("\n", "\n\n"),
    )
    assert (one.verb, one.mover, one.seconder) == ("carried", "Councillor Quill", "Councillor Hale")
    assert one.vote
    assert (one.vote.ayes, one.vote.noes) == (2, 1)
