"""The register set right by a person: kept apart from what was read, attached again, never lost, seen by who may."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import saltmere
from door import Door, problems
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

import wiring
from assistant import listing
from index import corrections, locking
from index.corrections import ALIKE
from index.kept import CORRECTIONS, Kept
from index.passage import Attached, Correction, Entry, Place, Quotation, Ruling, Setting, Standing
from ingest.grammar.forgetting import MASK
from ingest.record import (
    Access,
    Action,
    Authority,
    Body,
    Decision,
    DecisionType,
    Kind,
    Meeting,
    Paragraph,
    Span,
    Status,
)
from settings import Settings

pytestmark = pytest.mark.usefixtures("one_model")

ROOT = Path(__file__).parents[1]
AT = "2019-07-01T10:00:00+00:00"
LOOSE = "belongs to no action now"
TASKS = (
    "Mr Quill would write to the owners of all boats that have not paid for the season",
    "Ms Tarrant would ask the divers for a price before the pontoon is lifted",
    "Dorcas Hale to count the seals at low water and tell the Committee in June",
    "The Safety Officer would order a yellow gauge for the end of the mole",
    "Cllr Penrose would invite somebody from the railway to the autumn meeting",
    "Ruth Kerrow would lend her own tide tables until new ones are printed",
)

# ---------------------------------------------------------------- which action a correction belongs to


def entry(
    task: str,
    day: int = 14,
    *,
    salt: str = "",
    paper: str = "m.txt",
    item: str = "4",
    collection: str = "saltmere",
    access: Access = Access.PUBLIC,
    body: str = "wardens",
) -> Entry:
    """Return an action as a shelf reads it; its id changes with its words, its place and the salt."""
    meeting = Meeting(body, date(2019, 3, day))
    where = Body(body, "Wardens")
    record = (Kind.MINUTES, Authority.RECORD, access, Status.UNKNOWN)
    place = Place(collection, "d", paper, "Minutes", "d-0", where, *record, meeting, None, item, "Ropes")
    spans = (Span(0, len(task)),)
    source = Quotation(place, Paragraph(f"{item}¶1", spans), spans, task, "p")
    identity = f"{task}|{day}|{paper}|{item}|{collection}|{salt}"
    return Entry(identity, Action(task, spans, 0, ("Mr Quill",), ("Tobias Quill",), marker="[ACTION]"), source)


def made(of: Entry, before: Sequence[Correction] = (), **more: Any) -> Correction:
    told = corrections.made_of(of, before, by="Ada", at=AT)
    return replace(told, **{"sets": Setting(standing=Standing.CLOSED), **more})


def attached(of: Sequence[Correction], entries: Sequence[Entry]) -> dict[str, str]:
    """Return the task that each matter's correction is attached to; "" for none."""
    return {a.correction.matter: a.entry.action.task if a.entry else "" for a in corrections.attach(of, entries)}


def test_the_tasks_here_are_unlike() -> None:
    assert all(fuzz.ratio(a, b) < ALIKE for a in TASKS for b in TASKS if a != b)


#: What becomes of an action as its paper is read again: the same, another id, a letter changed, another paper, or gone.
FATES = ("same", "moved", "mended", "elsewhere", "gone")


def again(one: Entry, fate: str) -> Entry | None:
    task, day = one.action.task, one.source.place.when.day
    return {
        "same": one,
        "moved": entry(task, day, salt="again", item="5"),
        "mended": entry(task.replace("e", "ee", 1), day, salt="again"),
        "elsewhere": entry(task, day, paper="signed.txt"),
        "gone": None,
    }[fate]


@given(st.data())
def test_corrections_outlive_any_reading_again(data: st.DataObject) -> None:
    there = [entry(task, day) for task in TASKS for day in (14, 21)]
    chosen = data.draw(st.lists(st.sampled_from(there), unique_by=lambda e: e.id))
    fates = data.draw(st.fixed_dictionaries({e.id: st.sampled_from(FATES) for e in there}))
    read = [r for e in there if (r := again(e, fates[e.id]))]
    entries = data.draw(st.permutations(read))
    kept = [made(e, note=e.id) for e in chosen]
    found = {a.correction.matter: a for a in corrections.attach(kept, entries)}
    assert found.keys() == {e.id for e in chosen}  # listed, every one
    for one in chosen:
        now, is_at = again(one, fates[one.id]), found[one.id].entry
        assert (is_at.id if is_at else None) == (now.id if now else None)
        assert bool(found[one.id].why) == (fates[one.id] == "gone")


def test_two_actions_of_the_same_words_are_told_apart_by_their_place_or_not_at_all() -> None:
    one = made(entry(TASKS[0], item="4"))
    two = [entry(TASKS[0], salt="a", item="4"), entry(TASKS[0], salt="b", item="5")]
    (found,) = corrections.attach([one], two)
    assert found.entry == two[0]
    (found,) = corrections.attach([one], [entry(TASKS[0], salt="a", item="6"), entry(TASKS[0], salt="b", item="7")])
    assert (found.entry, found.why) == (None, corrections.SEVERAL)


def test_an_action_that_is_another_correction_s_own_is_given_to_no_other() -> None:
    stays, goes = entry(TASKS[0], item="4"), entry(TASKS[0], item="5")
    held = [made(stays, note="stays"), made(goes, note="goes")]
    found = {a.correction.note: a for a in corrections.attach(held, [stays])}
    assert (found["stays"].entry, found["goes"].why) == (stays, corrections.TAKEN)


def test_nothing_behind_closed_doors_decides_what_is_shown_of_what_is_public() -> None:
    one = made(entry(TASKS[0], salt="then", item="4"))
    public = entry(TASKS[0], salt="now", item="9", paper="n.txt")
    secret = entry(TASKS[0], salt="now", item="4", access=Access.RESTRICTED)
    assert corrections.attach([one], [secret, public])[0].entry == public


def test_a_correction_of_what_was_only_listed_again_is_of_what_was_raised() -> None:
    listed, first = entry(TASKS[0], day=28), entry(TASKS[0], day=14)
    raised = {listed.id: "between", "between": first.id, "round": "and round", "and round": "round"}
    assert corrections.attach([made(listed)], [first], raised)[0].entry == first
    assert corrections.attach([made(listed)], [first, listed], raised)[0].entry == listed
    assert corrections.attach([made(listed, identity="round")], [first], raised)[0].entry is None


def test_a_correction_stays_in_its_collection_unless_that_is_gone() -> None:
    one = made(entry(TASKS[0], collection="old"))
    new = entry(TASKS[0], collection="new")
    assert corrections.attach([one], [new])[0].entry == new
    assert corrections.attach([one], [new, entry(TASKS[1], collection="old")])[0].why == corrections.NOTHING


def test_the_newest_holds_and_what_is_withdrawn_does_not() -> None:
    one = entry(TASKS[0])
    first = made(one, note="first")
    shown = corrections.corrected(one, first)
    second = made(shown, [first], note="second", sets=Setting(standing=Standing.STILL_OPEN))
    assert [c.note for c in corrections.current([first, second])] == ["second"]
    gone = replace(second, withdrawn=True)
    assert corrections.current([first, second, gone]) == ()
    third = made(one, [first, second, gone], note="third")
    assert [a.correction.note for a in corrections.attach([first, second, gone, third], [one])] == ["third"]


def test_who_takes_an_entry_out_covers_what_was_set_before_and_no_more() -> None:
    one = entry(TASKS[0])
    first = made(one, note="first")
    strike = made(corrections.corrected(one, first), [first], note="none", sets=Setting(struck=True))
    again = replace(strike, note="none at all")
    back = corrections.taken_back(again, by="Ada", at=AT)
    assert [c.note for c in corrections.current([first, strike])] == ["none"]
    assert [c.note for c in corrections.current([first, strike, again])] == ["none at all"]
    assert [c.note for c in corrections.current([first, strike, again, back])] == ["first"]
    assert corrections.current([first, strike, back, back]) == ()
    assert corrections.current([strike, back]) == ()
    anew = made(one, note="anew")
    assert [c.note for c in corrections.current([first, strike, anew])] == ["anew"]


def test_a_decision_s_correction_is_attached_by_the_same_rules() -> None:
    def ruling(text: str, salt: str = "", kind: DecisionType = DecisionType.OTHER_BODY) -> Ruling:
        source = entry(text).source
        return Ruling(f"{text}|{salt}", Decision(kind, "agreed", text, source.spans, 0, "Port"), source)

    one = ruling(TASKS[0])
    said = replace(corrections.made_of(one, (), by="Ada", at=AT), sets=Setting(type=DecisionType.FORMAL))
    for fate in (one, ruling(TASKS[0], "again"), ruling(TASKS[0].replace("e", "ee", 1))):
        (found,) = corrections.attach([said], [ruling(TASKS[1]), fate])
        assert found.entry == fate
    assert corrections.attach([said], [ruling(TASKS[1])])[0].why == corrections.NOTHING
    now = corrections.corrected(one, said)
    assert (now.decision.type, now.decision.body, now.read) == (DecisionType.FORMAL, "Wardens", one)
    others = replace(said, sets=Setting(type=DecisionType.OTHER_BODY))
    assert listing.whose(corrections.corrected(one, others)) == "Port"
    assert listing.whose(corrections.corrected(now, others)) == "not named"


def test_what_cannot_be_set_together_is_no_setting() -> None:
    for wrong in ({"owners": ("A",), "no_owner": True}, {"due": date(2020, 1, 1), "no_due": True}):
        with pytest.raises(ValueError, match="not both"):
            Setting(**wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="of an action or of a decision"):
        Setting(type=DecisionType.FORMAL, standing=Standing.CLOSED)


def test_a_matter_that_wandered_to_another_action_is_not_taken_from_it() -> None:
    first = entry(TASKS[0], salt="first")
    wandered = made(corrections.corrected(entry(TASKS[0], salt="second"), made(first)), note="wandered")
    anew = made(first, [wandered], note="anew")
    found = corrections.attach([wandered, anew], [first, entry(TASKS[0], salt="second")])
    assert [(a.correction.note, a.entry is not None) for a in found] == [("wandered", True), ("anew", True)]


def test_a_corrected_entry_keeps_what_was_read() -> None:
    one = entry(TASKS[0])
    sets = Setting(Standing.CLOSED, ("Ann Example", "the Clerk"), date(2020, 1, 1))
    now = corrections.corrected(one, made(one, sets=sets))
    assert (now.standing, now.action.owners, now.action.people) == (
        Standing.CLOSED,
        ("Ann Example", "the Clerk"),
        ("Ann Example",),
    )
    assert (now.action.due_by, now.read) == (date(2020, 1, 1), one)
    with pytest.raises(ValueError, match="read"):
        replace(now, read=None)
    with pytest.raises(ValueError, match="reason"):
        Attached(made(one))


# ---------------------------------------------------------------- the command


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return saltmere.write(tmp_path / "home", {"march.txt": saltmere.minutes()})


@pytest.fixture
def index(home: Path, tmp_path: Path, matters: Door) -> Path:
    assert matters("ingest", home, "--index", tmp_path / "m")[0] == 0
    return tmp_path / "m"


def listed(matters: Door, index: Path, *more: str) -> list[dict[str, Any]]:
    code, out, err = matters("actions", *more, "--json", "--index", index)
    assert (code, err) == (0, [])
    told: list[dict[str, Any]] = json.loads("\n".join(out))
    return told


def fees(matters: Door, index: Path) -> dict[str, Any]:
    """Return the action on the boats that had paid late."""
    return next(a for a in listed(matters, index) if "would write" in a["quote"])


def close(matters: Door, index: Path, *more: str) -> str:
    """Close that action, and return its id."""
    identity: str = fees(matters, index)["id"]
    told = ("--standing", "closed", "--note", "Seen in the log", "--by", "Ada Penrose", *more)
    assert matters("actions", "set", identity, *told, "--index", index)[0] == 0
    return identity


def test_an_action_is_set_right_and_shown_so(matters: Door, index: Path) -> None:
    close(matters, index, "--owner", "Ruth Kerrow", "Edwin Marsh", "--due", "2019-09-01")
    one = fees(matters, index)
    assert (one["standing"], one["owners"], one["due_by"]) == ("closed", ["Ruth Kerrow", "Edwin Marsh"], "2019-09-01")
    assert one["due"] == "before the next meeting"
    made = one["corrected"]
    assert (made["by"], made["note"], made["standing"]) == ("Ada Penrose", "Seen in the log", "closed")
    assert made["read"] == {
        "standing": "no-later-record",
        "owners": ["Mr Quill"],
        "people": ["Tobias Quill"],
        "due_by": "2019-06-13",
    }
    text = "\n".join(matters("actions", "--index", index)[1])
    assert "    * corrected by Ada Penrose on " in text
    assert ": Seen in the log (as read: no later record; Mr Quill [Tobias Quill]; due before the next" in text
    assert "raised → closed (as corrected)" in text
    assert len(listed(matters, index, "--standing", "closed")) == 1
    assert len(listed(matters, index, "--owner", "Kerrow")) == 1
    assert len(listed(matters, index, "--overdue", "2020-01-01")) == 0
    answer = "\n".join(matters("ask", "Which actions does Ruth Kerrow have?", "--index", index)[1])
    assert "Not from the record: closed; " in answer


def test_a_correction_is_undone_with_one_command_and_stays_in_the_file(matters: Door, index: Path) -> None:
    before = fees(matters, index)
    identity = close(matters, index)
    close(matters, index, "--due", "2019-10-01")
    code, out, _ = matters("actions", "unset", identity[:8], "--index", index)
    assert (code, out[0].startswith(f"{identity}: stands again as it was read")) == (0, True)
    assert fees(matters, index) == before
    assert [c.withdrawn for c in Kept(index / wiring.KEPT).corrections()] == [False, False, True]
    assert "was not corrected" in matters.complaint("actions", "unset", identity, "--index", index)


def test_where_the_index_is_told_does_not_matter(matters: Door, index: Path, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    identity = fees(matters, index)["id"]
    assert matters("actions", "--index", index, "set", identity, "--note", "one")[0] == 0
    assert matters("actions", "set", identity, "--note", "two", "--index", index)[0] == 0
    assert matters("actions", "--index", index, "corrections")[1][0].endswith(": two")
    assert matters("actions", "corrections", "--json", "--index", index)[0] == 0
    assert matters("actions", "--index", index, "--since", "2019-01-01")[0] == 0


@pytest.mark.parametrize("named", ["zz", "", "no such", "0" * 17])
def test_an_unknown_id_is_one_line(matters: Door, index: Path, named: str) -> None:
    assert "no action on the shelf" in matters.complaint("actions", "set", named, "--note", "x", "--index", index)
    assert not (index / wiring.KEPT / CORRECTIONS).exists()


def test_an_id_that_several_begin_with_is_one_line(matters: Door, home: Path, index: Path) -> None:
    many = "\n".join(f"Mr Quill would send paper {n} to the port. [ACTION]" for n in range(40))
    saltmere.write(home, {"june.txt": saltmere.minutes("13 June 2019", [("PAPERS", many)])})
    matters("ingest", home, "--index", index)
    ids = [a["id"] for a in listed(matters, index)]
    first = next(d for d in "0123456789abcdef" if sum(i.startswith(d) for i in ids) > 1)
    assert "ids that begin so" in matters.complaint("actions", "set", first, "--note", "x", "--index", index)
    shown = [line.split()[0] for line in matters("actions", "--index", index)[1] if line[:1].strip() and ".txt" in line]
    assert len(shown) == len(set(shown)) == len(ids)
    assert matters("actions", "set", shown[0].upper(), "--note", "x", "--index", index)[0] == 0


def test_an_owner_and_a_day_can_be_taken_away(matters: Door, index: Path) -> None:
    identity = fees(matters, index)["id"]
    assert matters("actions", "set", identity, "--no-owner", "--no-due", "--by", "Ada", "--index", index)[0] == 0
    one = fees(matters, index)
    assert (one["owners"], one["people"], one["due_by"]) == ([], [], None)
    text = "\n".join(matters("actions", "--index", index)[1])
    assert "no owner named: " in text
    assert "due at no set day (as written: before the next meeting)" in text
    assert len(listed(matters, index, "--overdue", "2030-01-01")) == 0
    for wrong in (("--owner", "A", "--no-owner"), ("--due", "2020-01-01", "--no-due"), ("--strike", "--no-due")):
        assert matters("actions", "set", identity, *wrong, "--index", index)[0] == 2


def test_what_is_no_action_leaves_every_list_and_comes_back(matters: Door, index: Path) -> None:
    before = listed(matters, index)
    identity = close(matters, index)
    asked = ("ask", "How many actions were raised in 2019?", "--index", index)
    assert matters(*asked)[1][0].startswith(f"{len(before)} actions")
    code, out, _ = matters("actions", "set", identity, "--strike", "--note", "A hope", "--by", "Ben", "--index", index)
    assert (code, out[0].startswith(f"{identity}: no action; taken out by Ben on ")) == (0, True)
    assert [a["id"] for a in listed(matters, index)] == [a["id"] for a in before if a["id"] != identity]
    assert matters(*asked)[1][0].startswith(f"{len(before) - 1} action")
    told = matters("actions", "--index", index)[1]
    assert told[-1] == "1 taken out by a person; `matters actions --struck` lists what was"
    assert not any("taken out" in line for line in matters("actions", "--topic", "pontoon", "--index", index)[1])
    assert "1 taken out by a person" in "\n".join(matters("actions", "--markdown", "--index", index)[1])
    assert "would write" not in "\n".join(matters("actions", "--csv", "--index", index)[1])
    told = matters("actions", "--struck", "--index", index)[1]
    assert "* taken out by Ben on " in "\n".join(told)
    assert told[-1].endswith("`matters actions unset ID` puts one back")
    (one,) = listed(matters, index, "--struck")
    assert (one["corrected"]["struck"], one["corrected"]["note"]) == (True, "A hope")
    assert "forty boats had paid late" in "\n".join(matters("ask", "Who paid late?", "--index", index)[1])
    assert "is in the register again" in matters("actions", "unset", identity[:8], "--index", index)[1][0]
    assert fees(matters, index)["corrected"]["by"] == "Ada Penrose"
    assert len(listed(matters, index)) == len(before)


def ruled(matters: Door, index: Path, *more: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads("\n".join(matters("decisions", *more, "--json", "--index", index)[1]))
    return told


def test_a_decision_is_set_right_taken_out_and_put_back(matters: Door, home: Path, index: Path) -> None:
    before = ruled(matters, index)
    fee = next(d for d in before if "£212" in d["text"])
    told = ("--type", "other_body", "--note", "The port sets it", "--by", "Ada Penrose", "--index", index)
    assert matters("decisions", "set", fee["id"], *told)[0] == 0
    now = next(d for d in ruled(matters, index) if d["id"] == fee["id"])
    assert (now["type"], now["set_right"]["read"]["type"]) == ("other_body", "formal")
    text = "\n".join(matters("decisions", "--index", index)[1])
    assert "decided by another body (not named), agreed: " in text
    assert ": The port sets it (as read: decided (Harbour Wardens Committee))" in text
    assert "Ada Penrose" in "\n".join(matters("decisions", "--csv", "--index", index)[1])
    assert len(ruled(matters, index, "--type", "formal")) == len(before) - 1
    answer = "\n".join(matters("ask", "What fee was decided for mooring?", "--index", index)[1])
    assert "Not from the record: decided by another body; corrected by Ada Penrose" in answer
    (home / "march.txt").write_text(saltmere.minutes(items=[("LAMPS", "Lit."), *saltmere.ITEMS]), encoding="utf-8")
    assert problems(matters("ingest", home, "--index", index)[1]) == []
    moved = next(d["id"] for d in ruled(matters, index) if d["set_right"])
    assert matters("decisions", "set", moved, "--strike", "--index", index)[0] == 0
    assert len(ruled(matters, index)) == len(before) - 1
    assert [d["id"] for d in ruled(matters, index, "--struck")] == [moved]
    assert matters("decisions", "corrections", "--index", index)[1][-1].startswith("1 correction: 1 of decisions here")
    assert matters("actions", "corrections", "--index", index)[1][-1].startswith("0 corrections")
    for _ in ("what was taken out", "what was set"):
        assert matters("decisions", "unset", moved, "--index", index)[0] == 0
    assert [d["type"] for d in ruled(matters, index)] == [d["type"] for d in before]
    assert "was not corrected" in matters.complaint("decisions", "unset", moved, "--index", index)
    assert "no decision on the shelf" in matters.complaint("decisions", "set", "zz", "--strike", "--index", index)
    assert matters("decisions", "set", moved, "--index", index)[0] == 2


# ---------------------------------------------------------------- papers that are read again


def changed(home: Path, matters: Door, index: Path, text: str) -> list[str]:
    """Put other minutes in place, and return the problems that their ingest tells."""
    (home / "march.txt").write_text(text, encoding="utf-8")
    code, out, _ = matters("ingest", home, "--index", index)
    assert code == 0
    return problems(out)


def test_a_correction_is_attached_again_or_listed(matters: Door, home: Path, index: Path) -> None:
    before = close(matters, index)
    text = saltmere.minutes()
    items = list(saltmere.ITEMS)
    assert changed(home, matters, index, saltmere.minutes(items=[("LAMPS", "The lamp was lit."), *items])) == []
    assert fees(matters, index)["id"] != before
    assert fees(matters, index)["standing"] == "closed"
    assert changed(home, matters, index, text.replace("before the next meeting", "before our next meeting")) == []
    assert fees(matters, index)["standing"] == "closed"
    told = changed(home, matters, index, text.replace("He would write to them before the next meeting. [ACTION]", ""))
    assert told == [
        "corrections: 1 correction belongs to no action now; kept, and listed by `matters actions corrections`"
    ]
    out = matters("actions", "corrections", "--index", index)[1]
    assert out[-1] == "1 correction: 0 of actions here, 1 of none now"
    assert "    belongs to no action now: " in "\n".join(out)
    one = json.loads("\n".join(matters("actions", "corrections", "--json", "--index", index)[1]))[0]
    assert (one["attached"], one["standing"], one["id"]) == (False, "closed", before)
    assert changed(home, matters, index, text) == []
    assert fees(matters, index)["standing"] == "closed"


def test_one_that_belongs_to_no_action_can_be_taken_back(matters: Door, home: Path, index: Path) -> None:
    identity = close(matters, index)
    changed(home, matters, index, saltmere.minutes(items=[("LAMPS", "The lamp was lit.")]))
    assert matters("actions", "unset", identity[:9], "--index", index)[0] == 0
    assert matters("actions", "corrections", "--index", index)[1] == ["0 corrections: 0 of actions here, 0 of none now"]


def test_a_rebuilt_index_has_its_corrections(matters: Door, home: Path, index: Path) -> None:
    close(matters, index)
    shutil.rmtree(index / wiring.BUILT)
    matters("ingest", home, "--index", index)
    assert fees(matters, index)["standing"] == "closed"


def test_a_file_of_the_first_version_is_read_as_before(matters: Door, index: Path, tmp_path: Path) -> None:
    identity = close(matters, index)
    path = index / wiring.KEPT / CORRECTIONS
    (row,) = json.loads(path.read_text(encoding="utf-8"))["corrections"]
    old = {k: v for k, v in row.items() if k not in ("register", "type", "struck", "no_owner", "no_due", "identity")}
    path.write_text(json.dumps({"corrections": [old | {"action": identity}]}), encoding="utf-8")
    assert fees(matters, index)["standing"] == "closed"
    matters("backup", tmp_path / "b.zip", "--index", index)
    matters("restore", tmp_path / "b.zip", "--over", "--index", index)
    assert [c.identity for c in Kept(index / wiring.KEPT).corrections()] == [identity]


# ---------------------------------------------------------------- who sees it, and who else is there


def test_a_correction_shows_only_where_its_action_may_be_seen(
    matters: Door, home: Path, index: Path, monkeypatch: Any
) -> None:
    items = [("STAFF", "Mr Quill would dismiss the lamp keeper. [ACTION]")]
    secret = saltmere.minutes("21 March 2019", items, top=["NOT FOR PUBLICATION"])
    saltmere.write(home, {"secret.txt": secret})
    matters("ingest", home, "--index", index)
    monkeypatch.setenv("MATTERS_RESTRICTED", "true")
    one = next(a for a in listed(matters, index) if "dismiss" in a["quote"])
    matters("actions", "set", one["id"], "--note", "He left", "--index", index)
    assert "He left" in "\n".join(matters("actions", "corrections", "--index", index)[1])
    monkeypatch.delenv("MATTERS_RESTRICTED")
    assert matters("actions", "corrections", "--index", index)[1] == ["0 corrections: 0 of actions here, 0 of none now"]
    assert "no action on the shelf" in matters.complaint("actions", "set", one["id"], "--note", "x", "--index", index)
    assert "no action on the shelf" in matters.complaint("actions", "unset", one["id"], "--index", index)
    (home / "secret.txt").write_text(saltmere.minutes("21 March 2019", [("X", "Y.")], top=["NOT FOR PUBLICATION"]))
    assert LOOSE not in "\n".join(matters("ingest", home, "--index", index)[1])  # nor counted for who may not see it
    assert matters("actions", "corrections", "--index", index)[1] == ["0 corrections: 0 of actions here, 0 of none now"]
    assert "1 of none now" not in "\n".join(matters("decisions", "corrections", "--index", index)[1])
    monkeypatch.setenv("MATTERS_RESTRICTED", "true")
    assert "1 of none now" in matters("actions", "corrections", "--index", index)[1][-1]


def test_what_was_taken_out_is_told_only_to_whoever_may_see_it(
    matters: Door, home: Path, index: Path, monkeypatch: Any
) -> None:
    items = [("STAFF", "Mr Quill would dismiss the lamp keeper. [ACTION]\nRESOLVED that he be dismissed in May.")]
    saltmere.write(home, {"secret.txt": saltmere.minutes("21 March 2019", items, top=["NOT FOR PUBLICATION"])})
    matters("ingest", home, "--index", index)
    monkeypatch.setenv("MATTERS_RESTRICTED", "true")
    for register, held in (("actions", listed(matters, index)), ("decisions", ruled(matters, index))):
        one = next(e["id"] for e in held if "dismiss" in e["quote"])
        assert matters(register, "set", one, "--strike", "--index", index)[0] == 0
        assert "1 taken out" in matters(register, "--index", index)[1][-1]
        monkeypatch.setenv("MATTERS_RESTRICTED", "false")
        for more in ((), ("--struck",), ("corrections",)):
            told = "\n".join(matters(register, *more, "--index", index)[1])
            assert "dismiss" not in told
            assert "1 taken out" not in told
        assert f"no {register[:-1]} on the shelf" in matters.complaint(register, "unset", one, "--index", index)
        monkeypatch.setenv("MATTERS_RESTRICTED", "true")


def test_a_door_that_is_open_sees_what_another_process_sets(matters: Door, index: Path) -> None:
    assistant = wiring.open_assistant(Settings(index=index))
    with closing(assistant.shelf) as shelf:
        assert {e.standing for e in shelf.actions(assistant.scope)} == {Standing.NO_LATER_RECORD}
        identity = close(matters, index)
        assert next(e for e in shelf.actions(assistant.scope) if e.id == identity).standing is Standing.CLOSED
        matters("actions", "unset", identity, "--index", index)
        assert {e.standing for e in shelf.actions(assistant.scope)} == {Standing.NO_LATER_RECORD}


def test_many_processes_at_once_lose_nothing_while_papers_come_in(matters: Door, index: Path) -> None:
    ids = [a["id"] for a in listed(matters, index)] * 2
    with locking.locked(index / wiring.BUILT):
        runs = [
            subprocess.Popen(
                [sys.executable, "-m", "cli", "actions", "set", i, "--note", str(n), "--index", str(index)], cwd=ROOT
            )
            for n, i in enumerate(ids)
        ]
        assert [run.wait(timeout=120) for run in runs] == [0] * len(ids)
    assert sorted(c.note for c in Kept(index / wiring.KEPT).corrections()) == [str(n) for n in range(len(ids))]


def test_a_file_that_was_damaged_is_one_line(matters: Door, index: Path) -> None:
    close(matters, index)
    path = index / wiring.KEPT / CORRECTIONS
    sound = path.read_text(encoding="utf-8")
    for text in (sound[:50], "[]", '{"corrections": 1}', '{"corrections": [{}]}', sound.replace('"closed"', '"shut"')):
        path.write_text(text, encoding="utf-8")
        assert CORRECTIONS in matters.complaint("actions", "--index", index)


# ---------------------------------------------------------------- forgetting and backups


def test_a_forgotten_name_is_in_no_correction(matters: Door, index: Path) -> None:
    identity = fees(matters, index)["id"]
    told = ("--owner", "Tobias Quill", "--note", "Tobias Quill rang", "--by", "Mr Quill")
    matters("actions", "set", identity, *told, "--index", index)
    assert matters("forget", "--person", "Tobias Quill", "--index", index)[0] == 0
    kept = (index / wiring.KEPT / CORRECTIONS).read_text(encoding="utf-8")
    assert "Quill" not in kept
    assert MASK in kept
    one = fees(matters, index)
    assert one["corrected"]["note"] == f"{MASK * 6} {MASK * 5} rang"
    matters("actions", "set", one["id"], "--note", "Tobias Quill rang again", "--index", index)
    assert "Quill" not in (index / wiring.KEPT / CORRECTIONS).read_text(encoding="utf-8")
    assert [line for line in matters("check", "--index", index)[1] if "BROKEN" in line] == []


def test_the_words_of_a_forgotten_paper_are_in_no_correction(
    matters: Door, home: Path, index: Path, tmp_path: Path
) -> None:
    close(matters, index)
    matters("backup", tmp_path / "before.zip", "--index", index)
    assert matters("forget", "--paper", "march.txt", "--index", index)[0] == 0
    assert Kept(index / wiring.KEPT).corrections()[0].quote == ""
    assert "its words were forgotten" in "\n".join(matters("actions", "corrections", "--index", index)[1])
    matters("restore", tmp_path / "before.zip", "--over", "--index", index)
    assert [c.quote for c in Kept(index / wiring.KEPT).corrections()] == [""]
    matters("forget", "--undo", "--paper", "march.txt", "--index", index)
    matters("ingest", home, "--index", index)
    assert fees(matters, index)["standing"] == "closed"


def test_a_backup_s_corrections_come_back_among_those_made_since(matters: Door, index: Path, tmp_path: Path) -> None:
    identity = close(matters, index)
    matters("backup", tmp_path / "b.zip", "--index", index)
    assert matters("restore", tmp_path / "b.zip", "--index", tmp_path / "there")[0] == 0
    assert fees(matters, tmp_path / "there")["standing"] == "closed"
    matters("actions", "unset", identity, "--index", index)
    matters("restore", tmp_path / "b.zip", "--over", "--index", index)
    assert [c.withdrawn for c in Kept(index / wiring.KEPT).corrections()] == [False, True]
    assert fees(matters, index)["standing"] == "no-later-record"
