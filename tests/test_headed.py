"""Minutes and notes under headings, labels and titles: invented papers in each style, the structure of real ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import saltmere

from ingest import library
from ingest.formats import Hints
from ingest.grammar import furniture, markup, rolls, tasks, votes
from ingest.record import (
    Authority,
    Collection,
    Document,
    Item,
    Kind,
    Part,
    Person,
    Roll,
    Shape,
    Span,
    flow,
    fold,
    quote,
)

D = date
TOML = '[collection]\nid = "saltmere"\nname = "Harbour notes"\nbody = "Harbour Council"\n'


def read(folder: Path, text: str, name: str = "minutes.md") -> Document:
    found = saltmere.readings(saltmere.write(folder, {name: text}, TOML))[name].document
    assert found is not None
    return found


def part(folder: Path, text: str, name: str = "minutes.md") -> Part:
    (one,) = read(folder, text, name).parts
    return one


def titles(one: Part) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(i.number, i.title, i.trail) for i in one.items]


def item(one: Part, title: str) -> Item:
    (found,) = [i for i in one.items if i.title == title]
    return found


def owned(one: Item) -> list[tuple[tuple[str, ...], str]]:
    return [(a.owners, a.task) for a in one.actions]


# ---------------------------------------------------------------- marks

BARE = [
    ("**bold** and *slant*", "bold and slant"),
    ("__bold__ and _slant_", "bold and slant"),
    ("[label](https://host/a_b_(c)) after", "label after"),
    ("**[label](there)**: more", "label: more"),
    ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
    ("* a bullet stays", "* a bullet stays"),
    ("[ACTION] and [Action: D. Hale]", "[ACTION] and [Action: D. Hale]"),
    ("- [ ] a box stays", "- [ ] a box stays"),
    (r"a \* star and \_\_", "a * star and __"),
    ("Title {#anchor}", "Title"),
    ("plain", "plain"),
]


@pytest.mark.parametrize(("text", "expected"), BARE)
def test_marks_are_looked_through(text: str, expected: str) -> None:
    assert markup.bare(text) == expected


@pytest.mark.parametrize("text", [b[0] for b in BARE])
def test_a_running_text_without_marks_still_knows_its_places(text: str) -> None:
    whole = f"before\n{text}\nafter"
    run = markup.running(flow(whole, (Span(7, 7 + len(text)),)))
    assert run.text == fold(markup.bare(text))
    for at, place in enumerate(run.offsets):
        assert place < 0 or whole[place] == run.text[at]
    assert all(7 <= s.start < s.end <= 7 + len(text) for s in run.spans(0, len(run.text)))


# ---------------------------------------------------------------- rolls

P, A, C, M = rolls.Sort.PRESENT, rolls.Sort.ABSENT, rolls.Sort.CHAIR, rolls.Sort.SCRIBE
LABELS = [
    ("Present: Ada, Tobias and Dorcas", P, "Ada, Tobias and Dorcas"),
    ("PRESENT:", P, ""),
    ("Attendees", P, ""),
    ("Directors Present:", P, ""),
    ("Directors Absent:", A, ""),
    ("Regrets: Dorcas", A, "Dorcas"),
    ("Apologies for absence: Dorcas Hale", A, "Dorcas Hale"),
    ("Guests:", P, ""),
    ("PRESENT IN THE CHAIR: Councillor A. Penrose", C, "Councillor A. Penrose"),
    ("Facilitator: Ada", C, "Ada"),
    ("Note taker: Tobias Quill", M, "Tobias Quill"),
]


@pytest.mark.parametrize(("text", "sort", "rest"), LABELS)
def test_labels_of_rolls(text: str, sort: rolls.Sort, rest: str) -> None:
    found = rolls.label(text)
    assert found
    assert (found.sort, found.rest) == (sort, rest)


@pytest.mark.parametrize(
    "text",
    ["Minutes", "Chair", "The members present were few: it rained.", "Ada: I was present.", "Ropes: hemp, nylon"],
)
def test_no_labels_of_rolls(text: str) -> None:
    assert rolls.label(text) is None


NAMES = [
    ("Ada, Tobias and Dorcas", [("Ada", ""), ("Tobias", ""), ("Dorcas", "")]),
    ("Ada Penrose (chair), Tobias Quill (note taker)", [("Ada Penrose", "Chairman"), ("Tobias Quill", "note taker")]),
    ("Ada Penrose, President, and Tobias Quill", [("Ada Penrose", "President"), ("Tobias Quill", "")]),
    (
        "Councillors Penrose, Marsh (R) and Marsh (E).",
        [(f"Councillor {n}", "") for n in ("Penrose", "Marsh (R)", "Marsh (E)")],
    ),
    (
        "Director, Nets and Ropes (Mr. T. Quill), Clerical Officer (Ms. I. Tarrant)",
        [("Mr. T. Quill", "Director, Nets and Ropes"), ("Ms. I. Tarrant", "Clerical Officer")],
    ),
    ("Ada Penrose left at 11:04", [("Ada Penrose", "")]),
    ("Ada Penrose and Tobias Quill.  Dorcas was late", [("Ada Penrose", ""), ("Tobias Quill", "")]),
    ("none", []),
]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_names_in_a_running_list(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(p.name, p.role) for p in rolls.names(text, ())] == expected


def test_a_roll_in_sentences() -> None:
    text = (
        "Ada Penrose presided at the meeting. The following members of the board were present at the meeting: "
        "Tobias Quill, Dorcas von Hale, and Ruth Kerrow. Edwin Marsh (Treasurer) was also in attendance. "
        "I. Tarrant prepared these minutes."
    )
    found = rolls.in_sentences(text, ())
    assert found.chair
    assert found.chair.name == "Ada Penrose"
    assert [(p.name, p.role) for p in found.present] == [
        ("Ada Penrose", "Chairman"),
        ("Tobias Quill", ""),
        ("Dorcas von Hale", ""),
        ("Ruth Kerrow", ""),
        ("Edwin Marsh", "Treasurer"),
        ("I. Tarrant", "minute taker"),
    ]


def test_a_list_of_names_ends_where_talk_begins() -> None:
    text, found = saltmere.lines("Present: Ada, Dorcas\nRegrets: Tobias\n\nAda: the lamp is out, and so is the tide\n")
    roll = rolls.of_lines(found)
    assert ([p.name for p in roll.present], [p.name for p in roll.apologies]) == (["Ada", "Dorcas"], ["Tobias"])
    assert [quote(text, p.spans) for p in roll.present] == ["Ada, Dorcas"] * 2


# ---------------------------------------------------------------- tasks and votes

ROLL = Roll(None, (Person("Ada Penrose"), Person("Tobias Quill"), Person("Dorcas Hale")), ())
TASKS = [
    ("- Ada: mend the lamp", ("Ada",), "mend the lamp", None),
    ("- [ ] Ada and Dorcas: mend the lamp", ("Ada", "Dorcas"), "mend the lamp", "[ ]"),
    ("- [x] Tobias to paint the boat", ("Tobias",), "paint the boat", "[x]"),
    ("* T. Quill will paint the boat", ("T. Quill",), "paint the boat", None),
    ("- paint the boat [D. Hale]", ("D. Hale",), "paint the boat", None),
    ("- All: read the chart", ("All",), "read the chart", None),
    ("- paint the boat", (), "paint the boat", None),
    ("- Need to paint the boat", (), "Need to paint the boat", None),
    ("- https://host/lamp", (), "https://host/lamp", None),
    ("- Section 4, Lamps: D. Hale will mend it.", ("D. Hale",), "mend it.", None),
]


@pytest.mark.parametrize(("text", "owners", "task", "box"), TASKS)
def test_entries_of_a_list_of_actions(text: str, owners: tuple[str, ...], task: str, box: str | None) -> None:
    found = tasks.entry(text, ROLL)
    assert found
    assert (found.owners, found.task, found.box) == (owners, task, box)


@pytest.mark.parametrize("text", ["- none", "N/A", "Status: done"])
def test_no_entry(text: str) -> None:
    assert tasks.entry(text, ROLL) is None


@pytest.mark.parametrize("text", ["Action items", "Actions:", "Review Outstanding Action Items", "TODO", "Next steps"])
def test_headings_of_lists_of_actions(text: str) -> None:
    assert tasks.is_heading(text)


@pytest.mark.parametrize("text", ["Action plan", "Class action", "Taskforce", "The actions of others"])
def test_no_headings_of_lists_of_actions(text: str) -> None:
    assert not tasks.is_heading(text)


VOTES = [
    ("Approved 7-0-1.", "approved"),
    ("The motion was defeated.", "lost"),
    ("Special Order 4B was approved by unanimous vote of those present.", "approved"),
    ("The lamp was mended.", None),
    ("It would be a pity if the motion was lost.", None),
]


@pytest.mark.parametrize(("text", "expected"), VOTES)
def test_votes(text: str, expected: str | None) -> None:
    assert votes.vote(text) == expected


def test_minutes_that_are_approved_further_down() -> None:
    told = ["The draft minutes of the meeting held on 3 May 2019 were circulated.", "Proposed by Ada;", "And Resolved:"]
    end = "That the minutes be adopted."
    assert votes.minutes_approved([*told, end], D(2019, 6, 1)) == D(2019, 5, 3)
    assert votes.minutes_approved(told[:2], D(2019, 6, 1)) is None
    assert votes.minutes_approved([*told, end], D(2019, 4, 1)) is None


# ---------------------------------------------------------------- headings, as Markdown marks them

FRONT = """---
date: 2024-03-05
members:
  - Ada Penrose
  - Tobias Quill
other_attendees:
  - Dorcas Hale
---

## Agenda

- Lamps
- Boats

## Action items

- Ada: Mend the **lamp**
  - it is the one on the slipway
  - Dorcas: Bring the ladder
- Boats
  - Tobias: Paint the [green boat](https://host/boat)
- [x] Dorcas to count the seals

### Lamps

- The lamp is out
  - Since Monday
- Tobias will write to the port.

### Boats

We agreed to paint one boat.
"""


def test_notes_with_actions_by_owner(tmp_path: Path) -> None:
    one = part(tmp_path, FRONT)
    assert (one.kind, one.authority, one.meeting and one.meeting.date) == (
        Kind.MINUTES,
        Authority.RECORD,
        D(2024, 3, 5),
    )
    assert [p.name for p in one.roll.present] == ["Ada Penrose", "Tobias Quill", "Dorcas Hale"]
    assert titles(one) == [
        ("", "Attendance", ()),
        ("", "Agenda", ()),
        ("", "Action items", ()),
        ("", "Lamps", ()),
        ("", "Boats", ()),
    ]
    listed = item(one, "Action items")
    assert owned(listed) == [
        (("Ada",), "Mend the lamp"),
        (("Dorcas",), "Bring the ladder"),
        (("Tobias",), "Paint the green boat"),
        (("Dorcas",), "count the seals"),
    ]
    assert [a.people for a in listed.actions] == [
        ("Ada Penrose",),
        ("Dorcas Hale",),
        ("Tobias Quill",),
        ("Dorcas Hale",),
    ]
    assert [(a.marker, a.state) for a in listed.actions] == [("Action items", "")] * 3 + [("[x]", "[x]")]
    assert [a.people for a in item(one, "Lamps").actions] == [("Tobias Quill",)]
    assert item(one, "Agenda").actions == ()
    assert [(d.verb, d.type.value) for d in item(one, "Boats").decisions] == [("agreed", "informal")]


def test_a_nested_bullet_keeps_the_bullet_above_it(tmp_path: Path) -> None:
    made = item(part(tmp_path, FRONT), "Lamps").paragraphs
    assert [(p.trail, p.shape) for p in made] == [
        ((), Shape.BULLET),
        (("The lamp is out",), Shape.BULLET),
        ((), Shape.BULLET),
    ]


COUNCIL = """# Council meeting 2024-03-05

## Attendance

- Council members: Ada, Tobias Quill
    - Edwin not attending
- Observers: Dorcas
- Regrets: Ruth

## Meeting roles

- Facilitator: Ada
- Minutes: Tobias

## Nominated issues

### [Lamps](https://host/lamps) #12

Ada: I think that the lamp will be shared with the port.

Tobias: The boat was approved in a dream. If a lamp is approved, the moon is.

Ada: Hearing no objections, the lamp is approved.

| Lamp | Price |
|------|-------|
| Red  | £12   |

### Boats

## Decisions

- Paint the boat
    - green, if there is paint
- Sell the ropes
"""


def test_headings_with_the_headings_above_them(tmp_path: Path) -> None:
    one = part(tmp_path, COUNCIL)
    assert one.roll.chair
    assert one.roll.chair.name == "Ada"
    assert [(p.name, p.role) for p in one.roll.present] == [
        ("Ada", "Chairman"),
        ("Tobias Quill", "minute taker"),
        ("Dorcas", ""),
    ]
    assert [p.name for p in one.roll.apologies] == ["Edwin", "Ruth"]
    assert titles(one)[3:] == [
        ("", "Nominated issues", ()),
        ("", "Lamps #12", ("Nominated issues",)),
        ("", "Boats", ("Nominated issues",)),
        ("", "Decisions", ()),
    ]
    lamps = item(one, "Lamps #12")
    assert lamps.actions == ()
    assert [d.verb for d in lamps.decisions] == ["approved"]
    assert [p.shape for p in lamps.paragraphs][-2:] == [Shape.HEADER, Shape.ROW]
    assert [d.text for d in item(one, "Decisions").decisions] == ["Paint the boat", "Sell the ropes"]


LABELLED = """### Minutes Harbour Council meeting March 5, 2024

**Present:**
* Ada Penrose (chair)
* Tobias Quill

**Apologies:** Ruth Kerrow

**017/24 Lamps** -- [issue 3](https://host/3)
* The lamp is out
    * **Action point**: Tobias will write to the port
* **Motion**: that the lamp be sold. Motion **failed** with 1 in favour

* **018/24 Boats:** the green boat and the red one have been painted twice since the spring of last year

**019/24 Ropes**

**Action points:**
* Ada to buy a rope
* Tobias will write to the port
"""


def test_numbered_labels(tmp_path: Path) -> None:
    one = part(tmp_path, LABELLED)
    assert [(i.number, i.title) for i in one.items][1:] == [
        ("017/24", "Lamps issue 3"),
        ("018/24", "Boats"),
        ("019/24", "Ropes"),
    ]
    assert [(p.name, p.role) for p in one.roll.present] == [("Ada Penrose", "Chairman"), ("Tobias Quill", "")]
    assert [p.name for p in one.roll.apologies] == ["Ruth Kerrow"]
    lamps, boats, ropes = one.items[1:]
    assert [a.people for a in lamps.actions] == [("Tobias Quill",)]
    assert [d.verb for d in lamps.decisions] == ["lost"]
    assert lamps.decisions[0].text.startswith("* Motion")
    assert len(boats.paragraphs) == 1
    assert owned(ropes) == [(("Ada",), "buy a rope")]  # the other stands under its item already


CALL = """# Harbour Teleconference
#### 5 March 2024

## Agenda

### Breakout A - [2024-03-05](https://host/time)

* [Lamps](https://host/lamps) - @ada

### Plenary

* Boats

## Breakout A

Present: Ada, Tobias
Regrets: Dorcas

### [Lamps](https://host/lamps) - @ada

Tobias: the lamp is out.

**Dorcas to write to the port**

## Plenary

Present: Ada, Ruth

### Boats

*agreed to close*
"""


def test_an_agenda_is_one_item_and_its_topics_are_none(tmp_path: Path) -> None:
    one = part(tmp_path, CALL)
    assert titles(one)[1:] == [
        ("", "Agenda", ()),
        ("", "Breakout A", ()),
        ("", "Lamps - @ada", ("Breakout A",)),
        ("", "Plenary", ()),
        ("", "Boats", ("Plenary",)),
    ]
    assert [p.name for p in one.roll.present] == ["Ada", "Tobias", "Ruth"]
    assert [p.name for p in one.roll.apologies] == ["Dorcas"]
    assert [a.people for a in item(one, "Lamps - @ada").actions] == [("Dorcas",)]
    assert [d.verb for d in item(one, "Boats").decisions] == ["agreed"]


BOARD = """Minutes of a Regular Meeting of the Board
5 March 2024
A meeting of the board was held over Internet Relay Chat at 17:00 UTC. Ada Penrose presided at the meeting.

# 1 Attendance

The following members were present at the meeting: Tobias Quill and Dorcas Hale.

# 2 Minutes of past meetings

The 6 February 2024 minutes were approved by a 2-0-1 vote.

# 3 Status of past action items

## 3.1 Carried forward

- Section 4, Lamps: D. Hale will mend the lamp. Status: carried forward.
- Section 5, Boats: T. Quill will paint the boat. Status: **done**.

# 4 New lamp

RESOLVED, that the board buy a lamp as follows:

- It is red.
- It burns oil.

FURTHER RESOLVED, that it be lit.

Approved 3-0-0.

# 5 New boat

RESOLVED, that the board buy a boat.

The motion was defeated 1-2-0.

# 6 Adjournment

A. Penrose adjourned the meeting at 18:05 UTC.
"""


def test_a_board_with_resolutions_and_votes(tmp_path: Path) -> None:
    one = part(tmp_path, BOARD)
    assert [i.number for i in one.items] == ["", "1", "2", "3", "3.1", "4", "5", "6"]
    assert (one.time, one.ended, one.venue, one.approves) == (
        "17:00 UTC",
        "18:05 UTC",
        "Internet Relay Chat",
        D(2024, 2, 6),
    )
    assert one.roll.chair
    assert [p.name for p in one.roll.present] == ["Ada Penrose", "Tobias Quill", "Dorcas Hale"]
    by_number = {i.number: i for i in one.items}
    assert [(a.people, a.state) for a in by_number["3.1"].actions] == [
        (("Dorcas Hale",), "carried forward."),
        (("Tobias Quill",), "done."),
    ]
    (lamp,) = by_number["4"].decisions
    assert lamp.verb == "approved"
    assert all(words in lamp.text for words in ("buy a lamp", "burns oil", "FURTHER RESOLVED", "3-0-0"))
    (boat,) = by_number["5"].decisions
    assert boat.verb == "lost"


ATTACHED = """                 The Harbour Foundation

          Board of Directors Meeting Minutes

                   March 5, 2024

 1. Call to order

    The meeting was scheduled for 10:30am and was held via teleconference.

 2. Roll Call

    Directors Present:

        Ada Penrose
        Tobias Quill left at 11:04

    Directors Absent:

        Ruth Kerrow

    Guests:

        none

 3. Minutes from previous meetings

    A. The meeting of February 6, 2024

       Approved by General Consent.

 4. Special Orders

    A. Resolution to buy a lamp

       WHEREAS, the lamp is out,

       NOW, THEREFORE, BE IT RESOLVED, that a lamp be bought; and be it further

       RESOLVED, that it be lit.

       Special Order 4A was approved by Unanimous Vote of the directors present.

 5. Review Outstanding Action Items

    * Tobias: mend the lamp
          Status: not done

    * Ada: paint the boat
          Status: COMPLETE

 6. Adjournment

    Adjourned at 11:34 UTC

-----------------------------------------
Attachment 1: Report from the Warden  [Dorcas Hale]

Twelve seals were counted.

-----------------------------------------
Attachment AA: Report from the Boats  [Edwin Marsh]

One boat leaks.
"""


def test_minutes_with_attachments(tmp_path: Path) -> None:
    first, *attached = read(tmp_path, ATTACHED, "board.txt").parts
    assert [(i.number, i.title) for i in first.items][1:] == [
        ("1", "Call to order"),
        ("2", "Roll Call"),
        ("3", "Minutes from previous meetings"),
        ("3A", "The meeting of February 6, 2024"),
        ("4", "Special Orders"),
        ("4A", "Resolution to buy a lamp"),
        ("5", "Review Outstanding Action Items"),
        ("6", "Adjournment"),
    ]
    assert [p.name for p in first.roll.present] == ["Ada Penrose", "Tobias Quill"]
    assert [p.name for p in first.roll.apologies] == ["Ruth Kerrow"]
    assert (first.ended, first.venue, first.approves) == ("11:34 UTC", "teleconference", D(2024, 2, 6))
    by_number = {i.number: i for i in first.items}
    (one,) = by_number["4A"].decisions
    assert (one.verb, "that it be lit" in one.text, "WHEREAS" in one.text) == ("approved", True, False)
    assert owned(by_number["5"]) == [(("Tobias",), "mend the lamp"), (("Ada",), "paint the boat")]
    assert [a.state for a in by_number["5"].actions] == ["not done", "COMPLETE"]
    assert [(p.kind, p.authority, p.meeting) for p in attached] == [(Kind.REPORT, Authority.PAPER, first.meeting)] * 2
    assert [p.title.split(":")[0] for p in attached] == ["Attachment 1", "Attachment AA"]


TITLED = """Harbour Board Minutes
5 March 2024
Present:
Ada Penrose (Chair)
Tobias Quill (Port of Saltmere)
Also present:
Dorcas Hale

Lamps
The board heard that the lamp on the slipway had been out since the first gale of the year.
Action: Port of Saltmere to mend the lamp
Due: April 2024

Boats and Nets
It was agreed that the green boat should be painted again before the summer came to the quay.

Comments
Nobody had seen the red boat since the winter, and it was thought that it had sunk there.

Any Other Business
The date of the next meeting would be told to everybody who sits on the board in good time.
"""


def test_titles_without_numbers(tmp_path: Path) -> None:
    one = part(tmp_path, TITLED, "board.txt")
    assert titles(one) == [
        ("", "Attendance", ()),
        ("", "Lamps", ()),
        ("", "Boats and Nets", ()),
        ("", "Comments", ("Boats and Nets",)),
        ("", "Any Other Business", ()),
    ]
    assert [(p.name, p.role, p.organisation) for p in one.roll.present] == [
        ("Ada Penrose", "Chairman", ""),
        ("Tobias Quill", "", "Port of Saltmere"),
        ("Dorcas Hale", "", ""),
    ]
    (mend,) = item(one, "Lamps").actions
    assert (mend.owners, mend.due, mend.due_by) == (("Port of Saltmere",), "April 2024", D(2024, 4, 30))
    assert [d.verb for d in item(one, "Boats and Nets").decisions] == ["agreed"]


PAGED = """[Original file](https://host/minutes.pdf)

---
**MINUTES OF PROCEEDINGS AT MEETING OF THE HARBOUR COUNCIL HELD ON 5TH**
**MARCH, 2024**

**PRESENT IN THE CHAIR:** Councillor A. Penrose, Mayor.

**MEMBERS PRESENT**:
Councillors Quill, Marsh (R), Marsh (E)
and Hale.

OFFICIALS IN ATTENDANCE:
Director, Nets and Ropes (Mr. K. Lane), Meetings
Administrator (Ms. K. Butt).

**1.**

**Adoption of Minutes**

Circulated, copy of draft Minutes of the meeting held on 6th February, 2024.

Proposed by Councillor Quill;

And Resolved:

"That the draft Minutes be adopted."

The lamp on the slipway was out again, and the port was to be asked for another lamp
---
2

**2.**

**Boats**

The boat was noted.

**3.**

**Correspondence**

There was none.
"""


def test_numbered_minutes_extracted_to_markdown(tmp_path: Path) -> None:
    one = part(tmp_path, PAGED)
    assert [(i.number, i.title) for i in one.items if i.number] == [
        ("1", "Adoption of Minutes"),
        ("2", "Boats"),
        ("3", "Correspondence"),
    ]
    assert one.roll.chair
    assert one.roll.chair.name == "Councillor A. Penrose"
    assert [p.name for p in one.roll.present][1:] == [
        "Councillor Quill",
        "Councillor Marsh (R)",
        "Councillor Marsh (E)",
        "Councillor Hale",
        "Mr. K. Lane",
        "Ms. K. Butt",
    ]
    assert one.approves == D(2024, 2, 6)


def test_notes_that_are_one_list_under_one_heading(tmp_path: Path) -> None:
    text = (
        "# Council 2024-03-05\n\nAttendance: Ada Penrose, Tobias Quill\n\n- Lamps\n  - The lamp is out\n"
        "  - Action items\n    - Ada: mend the lamp\n- Boats\n  - Tobias will paint the boat\n"
    )
    one = part(tmp_path, text)
    assert [p.name for p in one.roll.present] == ["Ada Penrose", "Tobias Quill"]
    (only,) = one.items
    assert only.title == "Council 2024-03-05"
    assert [a.people for a in only.actions] == [("Ada Penrose",), ("Tobias Quill",)]


def test_a_headed_agenda_holds_no_actions(tmp_path: Path) -> None:
    text = "# Agenda\n\n5 March 2024\n\n## Lamps\n\n- Ada to mend the lamp\n\n## Boats\n\nAction: Ada\n"
    one = part(tmp_path, text, "agenda.md")
    assert (one.kind, one.authority) == (Kind.AGENDA, Authority.PAPER)
    assert [i.actions for i in one.items] == [()] * len(one.items)


def test_a_headed_report_is_left_to_others(tmp_path: Path) -> None:
    text = "# Ropes\n\n## Hemp\n\nIt rots where it lies wet.\n\n## Nylon\n\nIt frays.\n"
    assert part(tmp_path, text, "ropes.md").kind is Kind.PAPER


PAPERS = {
    "front.md": FRONT,
    "council.md": COUNCIL,
    "labels.md": LABELLED,
    "call.md": CALL,
    "board.md": BOARD,
    "attached.txt": ATTACHED,
    "titled.txt": TITLED,
    "paged.md": PAGED,
}


def lost(made: Document) -> list[str]:
    """Return the lines of a document that no paragraph and no title holds, or more than one."""
    starts = [sum(len(p.text) + 1 for p in made.pages[:n]) for n in range(len(made.pages))]
    kept = [x for x in furniture.lines(made.pages, tuple(starts)) if x.text and not x.furniture and markup.bare(x.text)]
    spans = [s for one in made.parts for i in one.items for p in i.paragraphs for s in p.spans]
    spans += [s for one in made.parts for i in one.items for s in i.title_spans]
    spans.sort()
    ends = [s.end for s in spans]
    out = []
    at = 0
    for line in kept:
        while at < len(ends) and ends[at] <= line.start:
            at += 1
        if at == len(spans) or not spans[at].start <= line.start < spans[at].end:
            out.append(line.text)
    overlap = [made.text[b.start : b.end][:60] for a, b in pairwise(spans) if a.end > b.start]
    return [*out, *overlap]


@pytest.mark.parametrize("name", PAPERS)
def test_no_line_is_lost(tmp_path: Path, name: str) -> None:
    assert lost(read(tmp_path, PAPERS[name], name)) == []


def quoted(made: Document) -> Iterator[str]:
    for one in made.parts:
        for i in one.items:
            for spans in (
                *(p.spans for p in i.paragraphs),
                *(a.spans for a in i.actions),
                *(d.spans for d in i.decisions),
            ):
                assert all(one.span.start <= s.start < s.end <= one.span.end for s in spans)
                yield quote(made.text, spans)


@pytest.mark.parametrize("name", PAPERS)
def test_every_quotation_slices_back(tmp_path: Path, name: str) -> None:
    made = read(tmp_path, PAPERS[name], name)
    whole = fold(made.text)
    found = list(quoted(made))
    assert found
    assert all(piece in whole for words in found for piece in words.split(" […] "))


# ---------------------------------------------------------------- real papers, read in place

#: For each folder: papers of which minutes, with a roll, items numbered as the board does, actions with an owner.
FLOORS = {
    "carpentries-executive-council": (29, 8, 165, 62),
    "django-steering-council": (38, 38, 0, 230),
    "rust-leadership-council": (74, 68, 0, 28),
    "w3c-tag": (43, 41, 0, 24),
    "python-software-foundation-2004-2006": (36, 35, 300, 155),
    "apache-board": (2, 2, 205, 35),
    "limerick-2019": (88, 80, 590, 50),
}


def real(shared: Path, folder: str) -> list[Document]:
    root = shared / "documents" / folder
    if not root.is_dir():
        pytest.skip(f"the real papers of {folder} are not here")
    collection = Collection(folder, folder, str(root))
    out = []
    for path in sorted(p for p in root.rglob("*") if p.suffix in {".md", ".html", ".txt"}):
        relative = path.relative_to(root.parent).as_posix()
        made = library.read(library.Paper(path, relative, Hints()), collection, "").document
        assert made, relative
        out.append(made)
    return out


@pytest.mark.parametrize("folder", FLOORS)
def test_structure_of_real_minutes(shared: Path, folder: str) -> None:
    papers = real(shared, folder)
    minutes = [p for d in papers for p in d.parts if p.kind is Kind.MINUTES]
    items = [i for p in minutes for i in p.items]
    counted = (
        len(minutes),
        sum(bool(p.roll.present) for p in minutes),
        sum(bool(i.number) for i in items),
        sum(bool(a.owners) for i in items for a in i.actions),
    )
    assert all(have >= floor for have, floor in zip(counted, FLOORS[folder], strict=True)), counted
    held = [d for d in papers if any(p.kind is Kind.MINUTES for p in d.parts)]
    assert [d.source.path for d in held if lost(d)] == []
    assert all(list(quoted(d)) for d in held)


def test_one_set_of_minutes_of_each_folder(shared: Path) -> None:
    """Facts counted by hand in the papers."""
    boards = {
        d.source.path.rsplit("/", 1)[-1]: d.parts[0]
        for f in ("apache-board", "carpentries-executive-council")
        for d in real(shared, f)
    }
    january = boards["board_minutes_2015_01_21.txt"]
    assert (len(january.roll.present), january.ended, january.approves) == (22, "11:34 UTC", D(2014, 12, 17))
    assert [i.number for i in january.items if i.number.startswith("7")] == ["7", "7A", "7B", "7C", "7D"]
    assert [len(i.decisions) for i in january.items if i.number.startswith("7")] == [0, 1, 1, 1, 1]
    june = boards["EC-minutes-2018-06-28.md"]
    assert (len(june.roll.present), len(june.roll.apologies)) == (9, 2)
    assert [i.number for i in june.items if i.number] == [f"{n:03}/18" for n in range(38, 44)]
