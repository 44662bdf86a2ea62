"""Twins and versions: what stamps, line breaks and packs do to a text, what one figure does, and which one is read."""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import twins
from index.twins import Facts, Relation, Tie, Words
from ingest import library
from ingest.record import (
    Access,
    Authority,
    Body,
    Document,
    Item,
    Kind,
    Page,
    Paragraph,
    Part,
    Source,
    Span,
    Status,
)

_SYLLABLES = "ba den fo gri hul ka lem mor ni pos qua rin sel tov ur ves wil yar zem cho".split()


def paper(seed: int, words: int = 400, *, figures: int = 25) -> list[str]:
    """Return the words of a made paper, one in so many of them a figure; another seed shares next to none."""
    chance = random.Random(seed)
    lexicon = ["".join(chance.choices(_SYLLABLES, k=chance.randrange(2, 4))) for _ in range(300)]
    return [
        str(chance.randrange(10, 9_000)) if n % figures == figures - 1 else chance.choice(lexicon) for n in range(words)
    ]


def words(text: Sequence[str] | str) -> Words:
    return twins.words_of(text if isinstance(text, str) else " ".join(text))


def tie(one: Sequence[str] | str, other: Sequence[str] | str) -> Tie | None:
    """Return what two texts are taken for, which must be the same either way round."""
    told, back = twins.compare(words(one), words(other)), twins.compare(words(other), words(one))
    assert told == (back and back.mirrored)
    return told.tie if told else None


def meet(one: Words, other: Words) -> bool:
    """True where the sketches of two texts would bring them together."""
    first, second = twins.sketch(one), twins.sketch(other)
    assert twins.likely(first, second) == twins.likely(second, first)
    return bool(set(twins.keys(first)) & set(twins.keys(second))) and twins.likely(first, second)


def stamped(text: Sequence[str], *, first: int = 17, size: int = 130, stamp: str = "Page {}") -> str:
    """Return a text in pages, each with a stamp at its end."""
    pages = [text[n : n + size] for n in range(0, len(text), size)]
    return "\n".join(" ".join(page) + "\n" + stamp.format(first + n) for n, page in enumerate(pages))


# ---------------------------------------------------------------- sketches


def test_a_sketch_is_the_same_in_every_process_and_small() -> None:
    kept = twins.pack(twins.sketch(words(paper(1, 20_000))))
    assert len(kept) <= 2_000
    assert hashlib.sha256(kept).hexdigest()[:16] == "11ef9c57476ad1cc"
    assert twins.unpack(kept) == twins.sketch(words(paper(1, 20_000)))


@given(st.integers(1, 50), st.lists(st.sampled_from([" ", "\n", "  ", " \t", "\n\n", ", ", "; ", " – "]), min_size=9))
def test_white_space_case_and_punctuation_change_no_sketch(seed: int, gaps: list[str]) -> None:
    text = paper(seed, 200)
    other = "".join(w.upper() + gaps[n % len(gaps)] if n % 3 else w + gaps[n % len(gaps)] for n, w in enumerate(text))
    assert twins.sketch(words(text)) == twins.sketch(words(other))


def test_a_word_broken_over_a_line_leaves_the_whole_the_same() -> None:
    text = paper(2, 200)
    broken = [w[:3] + "-\n" + w[3:] if w.isalpha() and n % 20 == 0 else w for n, w in enumerate(text)]
    assert twins.sketch(words(text)).whole == twins.sketch(words(broken)).whole
    assert twins.sketch(words("12 5")).whole != twins.sketch(words("125")).whole


def test_an_accent_lost_by_a_scan_changes_nothing() -> None:
    assert words("Gardaí Síochána ﬁve").folded == words("gardai siochana five").folded


def test_where_a_link_leads_is_no_word() -> None:
    text = "See [the <b>2018</b> plan](../10/04/a%20(2).md) <img src='x7.png'/>, if a<b and [5](x) (6)"
    assert words(text).folded == tuple("see the 2018 plan if a b and 5 6".split())
    assert all(text[a:b].lower() == w for w, (a, b) in zip(words(text).folded, words(text).places, strict=True))
    assert len(words("](" * 50_000 + "<a " * 50_000)) == 50_000


def test_figures_keep_their_sign_points_and_unit() -> None:
    found = words("up 3.5% to £1,429.50 (-7), 2024-25, 24/00096 at 10:30.").folded
    assert found == ("up", "3.5", "%", "to", "£", "1,429.50", "-7", "2024", "25", "24/00096", "at", "10:30")


@pytest.mark.parametrize("size", [60, 400, 3_000, 30_000])
def test_copies_meet_and_strangers_do_not(size: int) -> None:
    text = paper(3, size)
    assert meet(words(text), words(stamped(text)))
    assert not meet(words(text), words(paper(4, size)))


@pytest.mark.parametrize(("size", "pack"), [(150, 3_000), (400, 7_000), (1_500, 60_000)])
def test_a_paper_meets_the_pack_that_holds_it(size: int, pack: int) -> None:
    missed = [
        seed
        for seed in range(12)
        if not meet(words(paper(seed, size)), words([*paper(seed + 100, pack), *paper(seed, size)]))
    ]
    assert not missed


def test_a_short_text_has_no_keys() -> None:
    kept = twins.sketch(words(paper(5, twins.SHORT - 1)))
    assert twins.keys(kept) == ()
    assert not twins.likely(kept, kept)
    assert tie(paper(5, twins.SHORT - 1), paper(5, twins.SHORT - 1)) is None


def test_a_text_without_words_has_a_sketch() -> None:
    for text in ("", "…", "one two"):
        kept = twins.sketch(words(text))
        assert twins.unpack(twins.pack(kept)) == kept
        assert not twins.likely(kept, twins.sketch(words(paper(1))))


# ---------------------------------------------------------------- twins


@given(st.integers(1, 40), st.integers(1, 300), st.integers(90, 350))
def test_stamps_make_no_other_text(seed: int, first: int, size: int) -> None:
    text = paper(seed)
    assert tie(text, stamped(text, first=first, size=size)) in (Tie.TWIN, Tie.HELD)
    assert tie(stamped(text, first=first, size=size), stamped(text, first=first + 40, size=size)) is Tie.TWIN


@pytest.mark.parametrize(
    "stamp",
    ["Page {}", "Page {} of 90", "{}", "Agenda Item {}", "Saltmere Harbour Trust board, page {}", "Appendix {}"],
)
def test_each_kind_of_stamp(stamp: str) -> None:
    text = paper(6, 700)
    assert tie(text, stamped(text, stamp=stamp)) in (Tie.TWIN, Tie.HELD)


def test_page_numbers_alone_that_differ_are_no_difference_but_figures_are() -> None:
    text = paper(7, 700)
    assert tie(stamped(text, stamp="{}"), stamped(text, first=60, stamp="{}")) is Tie.TWIN
    one, other = (stamped(text, first=n, stamp="The fee is £{} a berth from then on.") for n in (30, 60))
    assert tie(one, other) is Tie.VERSION


def test_a_running_head_that_one_copy_has() -> None:
    text = paper(8, 900)
    assert tie(text, stamped(text, stamp="Harbour Trust papers for the autumn")) in (Tie.TWIN, Tie.HELD)
    once = [*text[:450], *"Harbour Trust papers for the autumn".split(), *text[450:]]
    assert tie(text, once) is Tie.VERSION


def test_no_is_no_running_head() -> None:
    text = paper(8, 900)
    assert tie(text, stamped(text, stamp="not")) is Tie.VERSION


@given(st.integers(1, 30), st.integers(0, 900), st.integers(0, 900))
def test_a_paper_in_a_pack_is_held_and_its_place_told(seed: int, before: int, after: int) -> None:
    text, lead, trail = paper(seed, 300), paper(seed + 500, before), paper(seed + 900, after)
    pack = " ".join((*lead, *text, *trail))
    told = twins.compare(words(text), words(pack))
    assert told is not None
    if told.tie is not Tie.VERSION:
        assert told.other.of(pack).split() == text
        assert told.one == Span(0, len(" ".join(text)))
    else:
        assert not before
        assert after < twins.GROWN * 300
    assert meet(words(text), words(pack))


def test_one_paper_among_others_made_from_one_form() -> None:
    form = paper(9, 30, figures=999)
    filled = [[*form, *paper(n, 120), *form[::-1]] for n in range(20, 26)]
    pack = " ".join(w for one in filled for w in one)
    for one in filled:
        told = twins.compare(words(one), words(pack))
        assert told is not None
        assert told.tie is Tie.HELD
        assert told.other.of(pack).split() == one


def test_a_pack_inside_a_pack_that_also_has_one_of_its_papers() -> None:
    first, second = paper(35, 900), paper(36, 900)
    pack = stamped([*paper(37, 80), *first, *second], first=80).split()
    whole = " ".join((*first, *pack, *paper(38, 4_000)))
    told = twins.compare(words([*paper(37, 80), *first, *second]), words(whole))
    assert told is not None
    assert told.tie is Tie.HELD
    assert told.other.start == len(" ".join(first)) + 1


def test_two_packs_that_share_a_paper() -> None:
    text = paper(10, 600)
    told = twins.compare(words([*paper(11, 80), *text]), words([*text, *paper(12, 900)]))
    assert told is not None
    assert (told.tie, told.shared) == (Tie.HELD, 600)
    assert tie([*paper(11, 900), *text[:150]], [*text[:150], *paper(12, 900)]) is None


# ---------------------------------------------------------------- versions


@given(st.integers(1, 60), st.data())
def test_a_figure_changed_is_a_version_and_never_a_twin(seed: int, data: st.DataObject) -> None:
    text = paper(seed, data.draw(st.sampled_from([130, 400, 2_000])))
    at = data.draw(st.sampled_from([n for n, w in enumerate(text) if w.isdigit()]))
    other = [*text[:at], str(int(text[at]) + data.draw(st.integers(1, 99))), *text[at + 1 :]]
    told = twins.compare(words(text), words(other))
    assert told is not None
    assert told.tie is Tie.VERSION
    assert told.figures
    assert told.changes == ((text[at], other[at]),)
    assert tie(stamped(text), stamped(other, first=40)) is Tie.VERSION
    assert meet(words(text), words(other))


@given(st.integers(1, 30), st.integers(0, 400), st.integers(20, 60))
def test_a_paragraph_added_is_a_version(seed: int, at: int, size: int) -> None:
    text = paper(seed, 400)
    grown = [*text[:at], *paper(seed + 70, size), *text[at:]]
    told = tie(text, grown)
    assert told is Tie.VERSION or (told is Tie.HELD and at == 0)


def test_words_changed_without_a_figure() -> None:
    text = paper(13)
    told = twins.compare(words(text), words([*text[:200], "otherwise", *text[201:]]))
    assert told is not None
    assert (told.tie, told.figures) == (Tie.VERSION, text[200].isdigit())


def test_an_earlier_version_is_known_in_the_pack_of_the_later() -> None:
    text = paper(14, 900)
    new = [*text[:300], "1234567", *text[301:]]
    assert tie(text, [*paper(15, 80), *stamped(new).split(), *paper(16, 2_000)]) is Tie.VERSION


def test_a_mark_at_the_edge_makes_a_version() -> None:
    text = paper(17)
    assert tie(text, ["DRAFT", *text]) is Tie.VERSION
    assert tie(text, ["Enclosure", "3", *text]) is not Tie.VERSION


# ---------------------------------------------------------------- neither


@given(st.integers(1, 40), st.integers(41, 80), st.integers(40, 1_500))
def test_strangers_are_nothing_to_each_other(seed: int, other: int, size: int) -> None:
    assert tie(paper(seed, size), paper(other, size)) is None


FORM = [
    "Harbour Trust proposed record of a decision to be taken by the {} on the matter of {}",
    "Reasons: {}",
    "Does the proposal touch any group of people more than another, and how was that found out: {}",
    "Was anybody consulted who holds a berth, a licence or a lease, and what did they answer: {}",
    "Alternatives that were thought of and set aside, with the reason in each case: {}",
    "Any interest declared when the decision was taken, and any dispensation granted by the officer: {}",
]


def filled(seed: int, size: int) -> str:
    """Return a form filled in, so many words to each blank."""
    return "\n".join(
        line.format(*(" ".join(paper(seed + 7 * n, size)) for _ in range(2))) for n, line in enumerate(FORM)
    )


@pytest.mark.parametrize("size", [1, 3, 12, 60])
def test_one_form_filled_in_twice(size: int) -> None:
    assert tie(filled(100, size), filled(300, size)) is None


def agenda(day: str, *items: str) -> str:
    usual = ("Apologies", "Declarations of interest", "Minutes of the last meeting", "Matters arising", *items)
    listed = "\n".join(f"{n}. {item}" for n, item in enumerate((*usual, "Any other business", "Next meeting"), 1))
    return (
        f"Saltmere Harbour Trust\nA meeting of the board will be held in the Custom House at 10.00 on {day}.\n"
        "Members of the public may attend and may speak under item 2 if they tell the clerk two days before.\n" + listed
    )


def test_agendas_of_two_months_are_no_versions() -> None:
    june = agenda("4 June 2024", "Dredging of the inner basin", "Fees for visiting boats", "The clerk's report")
    july = agenda("2 July 2024", "A new slipway", "Report on the fog signal", "The clerk's report", "Budget")
    assert tie(june, july) is None
    assert tie(june, agenda("2 July 2024", "Dredging of the inner basin", "Fees for visiting boats")) is None


def test_minutes_with_one_roll_are_no_versions() -> None:
    roll = "Present: " + "; ".join(
        f"{n} Thorn-{s} (Berth holders)" for n, s in zip("ABCDEFGH", _SYLLABLES, strict=False)
    )
    assert tie(f"{roll}\n{' '.join(paper(31, 150))}", f"{roll}\n{' '.join(paper(32, 150))}") is None


def test_records_of_two_days_are_no_versions_whatever_their_words() -> None:
    relation = Relation(Tie.VERSION, Span(0, 1), Span(0, 1), 1)
    one = replace(FACTS, kind=Kind.MINUTES, day=date(2024, 6, 4))
    other = replace(one, day=date(2024, 7, 2))
    assert twins.may_be(one, one, relation)
    assert not twins.may_be(one, other, relation)
    assert not twins.may_be(one, replace(one, kind=Kind.AGENDA), relation)
    assert not twins.may_be(one, replace(one, board="fees panel"), relation)
    assert twins.may_be(one, other, replace(relation, tie=Tie.TWIN))
    assert twins.may_be(replace(one, kind=Kind.REPORT), replace(other, kind=Kind.REPORT), relation)


# ---------------------------------------------------------------- differences


@given(
    st.integers(1, 40), st.lists(st.tuples(st.integers(0, 399), st.sampled_from(["cut", "new", "other"])), max_size=6)
)
def test_what_differs_rebuilds_the_one_text_from_the_other(seed: int, edits: list[tuple[int, str]]) -> None:
    text = paper(seed)
    changed = {at: {"cut": [], "new": [text[at], "inserted"], "other": ["instead"]}[how] for at, how in edits}
    one, other = words(text), words([w for n, t in enumerate(text) for w in changed.get(n, [t])])
    rebuilt, at = [], 0
    for a, i, b, k in twins.differences(one, other):
        rebuilt += [*one.folded[at:a], *other.folded[b:k]]
        at = i
    assert (*rebuilt, *one.folded[at:]) == other.folded


_ANY = st.text(st.sampled_from("aZ é²①٣𐩀ͺ…\n-−£%'’.,()<>]/=9") | st.characters(), max_size=60)


@given(st.lists(_ANY, max_size=12), st.lists(_ANY, max_size=12))
def test_any_characters_at_all_can_be_compared(mine: list[str], theirs: list[str]) -> None:
    text = paper(34, 150)
    one, other = (words([w + add[n % len(add)] if add else w for n, w in enumerate(text)]) for add in (mine, theirs))
    assert twins.unpack(twins.pack(twins.sketch(one))) == twins.sketch(one)
    told, back = twins.compare(one, other), twins.compare(other, one)
    assert told == (back and back.mirrored)
    assert (told is not None and told.tie is Tie.TWIN) or one.folded != other.folded


def test_long_texts_are_compared_in_little_time() -> None:
    text = paper(33, 60_000)
    other = ["altered" if n % 500 == 0 else w for n, w in enumerate(text)]
    start = time.perf_counter()
    assert tie(text, other) is Tie.VERSION
    assert tie(["row", "of", "the", "same"] * 15_000, ["row", "of", "a", "kind"] * 15_000) is None
    assert time.perf_counter() - start < 20


# ---------------------------------------------------------------- which is read

FACTS = Facts("2024-06-04/report.pdf", "Dredging", Kind.REPORT, Authority.PAPER, day=date(2024, 6, 4), words=900)
TWIN = Relation(Tie.TWIN, Span(0, 1), Span(0, 1), 900)
VERSION = Relation(Tie.VERSION, Span(0, 1), Span(0, 1), 900)


@pytest.mark.parametrize(
    ("better", "worse", "why"),
    [
        ({}, {"access": Access.RESTRICTED, "authority": Authority.RECORD}, "public"),
        ({"authority": Authority.RECORD, "alone": False}, {}, "official"),
        ({"filed": date(2024, 6, 4), "alone": False}, {"filed": date(2024, 7, 2)}, "filed at the meeting it records"),
        ({}, {"alone": False}, "stands alone"),
        ({}, {"day": None}, "meeting is known"),
        ({}, {"kind": Kind.PAPER}, "what kind"),
        (
            {"day": date(2024, 5, 7), "filed": date(2024, 6, 4)},
            {"day": date(2024, 5, 7), "filed": date(2024, 7, 2)},
            "filed first",
        ),
        ({"path": "a.pdf"}, {"path": "b.pdf"}, "nothing tells"),
    ],
)
def test_which_of_two_copies_stands_for_both(better: dict[str, object], worse: dict[str, object], why: str) -> None:
    one, other = replace(FACTS, **better), replace(FACTS, **worse)  # type: ignore[arg-type]
    for told, chosen in ((twins.stands(one, other, TWIN), 0), (twins.stands(other, one, TWIN), 1)):
        assert told.chosen == chosen
        assert why in told.reason


@given(
    st.lists(
        st.builds(
            lambda path, access, authority, day, filed, alone: replace(
                FACTS, path=path, access=access, authority=authority, day=day, filed=filed, alone=alone
            ),
            st.text("abc", min_size=1),
            st.sampled_from(Access),
            st.sampled_from(Authority),
            *(st.sampled_from([None, date(2024, 6, 4), date(2024, 7, 2)]) for _ in range(2)),
            st.booleans(),
        ),
        min_size=3,
        max_size=3,
        unique_by=lambda f: f.path,
    )
)
def test_of_three_copies_one_stands_for_all(copies: list[Facts]) -> None:
    losers = {i if twins.stands(copies[i], copies[k], TWIN).chosen else k for i, k in ((0, 1), (1, 2), (0, 2))}
    assert len(losers) == 2


def test_of_a_paper_and_the_pack_round_it_the_paper_is_read() -> None:
    held = replace(TWIN, tie=Tie.HELD)
    assert twins.stands(replace(FACTS, words=5_000), FACTS, held).chosen == 1
    assert twins.stands(FACTS, replace(FACTS, words=5_000), held).chosen == 0


@pytest.mark.parametrize(
    ("newer", "older", "why"),
    [
        ({"status": Status.APPROVED}, {"status": Status.DRAFT, "title": "Dredging, revised"}, "approved"),
        ({"opening": "The enclosed report replaces the one sent out."}, {}, "says that it replaces"),
        ({"opening": "Please find the revised\nversion of it."}, {"path": "2024-07-02/v2 final.pdf"}, "replaces"),
        ({"path": "2024-06-04/report v2.10.pdf"}, {"path": "2024-06-04/report_v2.9.pdf"}, "version number"),
        ({"title": "Dredging (rev B)"}, {"title": "Dredging (rev A)"}, "version number"),
        ({"path": "2024-06-04/Item 7 - Supplementary - report.pdf"}, {}, "name or title"),
        ({"title": "Updated: Dredging"}, {}, "name or title"),
        ({}, {"path": "2024-06-04/report - draft.pdf"}, "name or title"),
        ({"path": "x/report 21.06.24.pdf"}, {"path": "x/report 04.06.24.pdf"}, "later date"),
        ({"day": date(2024, 7, 2)}, {}, "meeting is the later"),
        ({"filed": date(2024, 7, 2)}, {"filed": date(2024, 6, 4)}, "filed at the later"),
    ],
)
def test_which_of_two_versions_is_the_later(newer: dict[str, object], older: dict[str, object], why: str) -> None:
    one, other = replace(FACTS, **newer), replace(FACTS, **older)  # type: ignore[arg-type]
    for told, chosen in ((twins.later(one, other, VERSION), 0), (twins.later(other, one, VERSION), 1)):
        assert told.chosen == chosen
        assert why in told.reason


def test_where_nothing_tells_neither_is_the_later() -> None:
    told = twins.later(FACTS, replace(FACTS, path="2024-06-04/other.pdf"), VERSION)
    assert told.chosen is None
    assert "nothing tells" in told.reason


def test_a_date_put_in_anothers_place_tells_unless_they_disagree() -> None:
    moved = replace(VERSION, changes=(("october 2024", "january 2025"), ("894", "925")))
    assert twins.later(FACTS, FACTS, moved).chosen == 1
    assert twins.later(FACTS, FACTS, moved.mirrored).chosen == 0
    torn = replace(moved, changes=(*moved.changes, ("1 may 2025", "1 april 2025")))
    assert twins.later(FACTS, FACTS, torn).chosen is None


def test_the_facts_of_a_part_and_what_is_struck_through() -> None:
    text = "The board agrees to raise lower the fee."
    struck = Span(text.index("raise"), text.index("raise") + 6)
    page = Page(1, "A cover letter that says nothing.")
    body = Body("board", "Board")
    part = Part(
        Kind.REPORT,
        Authority.PAPER,
        Span(len(page.text) + 1, len(page.text) + 1 + len(text)),
        (Item("", "", (Paragraph("1", (Span(40, 50),)),)),),
        body,
    )
    cover = replace(part, span=Span(0, len(page.text)))
    document = Document(
        "x",
        "x",
        Source("2024_06_04/x.pdf", ""),
        f"{page.text}\n{text}",
        (page, Page(2, text, struck=(struck,))),
        (cover, part),
    )
    found = twins.words_of(document.text, twins.spans_of(part, document))
    assert found.folded == ("the", "board", "agrees", "to", "lower", "the", "fee")
    facts = twins.facts_of(part, document, len(found))
    assert (facts.alone, facts.words, facts.board) == (False, 7, "board")
    assert "cover letter" in facts.opening


def test_a_folders_day_is_the_day_filed() -> None:
    part = Part(Kind.REPORT, Authority.PAPER, Span(0, 4), (), Body("b", "B"))
    document = Document("x", "x", Source("board/2024-06-04/x.pdf", ""), "text", (Page(1, "text"),), (part,))
    assert twins.facts_of(part, document, 1).filed == date(2024, 6, 4)


# ---------------------------------------------------------------- real papers


@pytest.fixture(scope="module")
def kent(shared: Path) -> dict[str, Document]:
    """The papers of two councils' meetings that lie beside the project, by file name."""
    folder = shared / "documents" / "kent"
    if not folder.is_dir():
        pytest.skip("the shared papers are not here")
    found = library.open_folder(folder)
    wanted = ("24-00096", "24-00109", "Item ", "Appendix A - 16", "Appendix B - Dev", "Devolution")
    out = {}
    for one in found.papers:
        if one.path.name.startswith(wanted):
            document = library.read(one, found.collection, "").document
            assert document
            out[one.path.name] = document
    return out


def known(shared: Path) -> list[tuple[str, str, int, int]]:
    """Return (paper, pack, first and last page there) of each paper noted by hand to stand in a pack word for word."""
    out = []
    for line in (shared / "eval" / "kent.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        _, same, rest = str(row["note"]).partition("Same words as PDF pages ")
        if same:
            first, last = rest.split()[0].split("-")
            pack = rest.split("'")[1].rsplit("/", 1)[-1]
            out.append((Path(row["document"]).name, pack, int(first), int(last)))
    return out


def parts(document: Document) -> list[Words]:
    return [twins.words_of(document.text, twins.spans_of(part, document)) for part in document.parts]


def test_papers_that_a_pack_repeats_are_found_in_it(kent: dict[str, Document], shared: Path) -> None:
    pairs = known(shared)
    assert len(pairs) == 5
    for paper_, pack, _, _ in pairs:
        (one,) = parts(kent[paper_])
        told = [r for other in parts(kent[pack]) if meet(one, other) and (r := twins.compare(one, other))]
        assert [r.tie for r in told if r.tie is not Tie.VERSION], paper_


def test_a_pack_cut_at_the_right_pages_has_twins_and_no_others(kent: dict[str, Document], shared: Path) -> None:
    for paper_, pack, first, last in known(shared):
        cut = words("\n".join(page.text for page in kent[pack].pages[first - 1 : last]))
        told = {
            name: r.tie for name, d in kent.items() for w in parts(d) if meet(cut, w) and (r := twins.compare(cut, w))
        }
        assert told.pop(paper_) is Tie.TWIN
        assert told.pop(pack) in (Tie.TWIN, Tie.HELD)  # by where it was cut
        assert set(told.values()) <= {Tie.VERSION}


def test_two_versions_of_a_report_are_told_apart_and_the_later_known(kent: dict[str, Document]) -> None:
    reports = [d for name, d in kent.items() if "Transfer the 18-25" in name and len(d.pages) == 9]
    assert len(reports) == 2
    (old,), (new,) = (parts(d) for d in reports)
    told = twins.compare(old, new)
    assert told is not None
    assert (told.tie, told.figures) == (Tie.VERSION, True)
    assert meet(old, new)
    facts = [twins.facts_of(d.parts[0], d, 0) for d in reports]
    preference = twins.later(*facts, told)
    assert preference.chosen is not None
    assert "Supplementary" in facts[preference.chosen].path


def test_forms_and_reports_of_other_matters_are_kept_apart(kent: dict[str, Document]) -> None:
    forms = [n for n in kent if "EQIA" in n.upper() or "PROD" in n.upper()]
    alone = [n for n in forms if "30th" not in n]
    assert len(alone) >= 4
    for number, name in enumerate(alone):
        for other in alone[:number]:
            assert [twins.compare(a, b) for a in parts(kent[name]) for b in parts(kent[other])] == [None], (name, other)
