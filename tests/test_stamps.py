"""Numbers printed on pages: which of those at a page's edges number it, and what of them is furniture."""

from __future__ import annotations

import pytest

from ingest.grammar import furniture, stamps
from ingest.record import Page, quote

BODY = ["The quay was swept and the lamps were lit.", "Nobody had asked about the ropes."]


def printed(*pages: list[str]) -> list[str | None]:
    made = tuple(Page(n, "\n".join(lines)) for n, lines in enumerate(pages, 1))
    return [page.printed for page in furniture.printed_numbers(made)]


def body(number: int) -> list[str]:
    return [f"Berth {chr(96 + number)} lay empty, as in other years.", *BODY]


RUNS = {
    "a supplement stamped from its third page, blank pages counted and not stamped": (
        [BODY, [], *([*body(n), f"Page {n}"] if n not in (2, 5) else [] for n in range(1, 7))],
        [None, None, "1", None, "3", "4", None, "6"],
    ),
    "an appendix that begins at 5": ([[*body(n), str(n + 4)] for n in range(1, 5)], ["5", "6", "7", "8"]),
    "Page n of m, at the head": ([[f"Page {n} of 3", *body(n)] for n in range(1, 4)], ["1", "2", "3"]),
    "dashes around it": ([[*body(n), f"- {n} -"] for n in range(1, 4)], ["1", "2", "3"]),
    "stuck to the words after it": (
        [[*body(1), "Page 7"], ["Page 8This page is intentionally left blank"], [*body(3), "Page 9"]],
        ["7", "8", "9"],
    ),
    "stuck to the words before it": (
        [[*body(n), f"The tide turned.Page {n + 10}"] for n in range(1, 4)],
        ["11", "12", "13"],
    ),
    "the pack's stamp wins over an enclosed paper's own": (
        [[*body(n), *([str(n - 2)] if n > 3 else []), f"Page {n + 40}"] for n in range(1, 7)],
        ["41", "42", "43", "44", "45", "46"],
    ),
    "the pack's bare stamp wins over an enclosed paper's Page n of m": (
        [[f"Page {n} of 4", *body(n), str(n + 40)] for n in range(1, 5)] + [[*body(5), "45"]],
        ["41", "42", "43", "44", "45"],
    ),
    "an enclosed paper's own where the pack's stamp is missing": (
        [[*body(n), f"Page {n}"] for n in range(1, 6)] + [[*body(n), str(n)] for n in range(1, 5)],
        ["1", "2", "3", "4", "5", "1", "2", "3", "4"],
    ),
    "Roman numbers before the others": (
        [[*body(n), numeral] for n, numeral in enumerate(("ii", "iii", "iv", "v"), 1)]
        + [[*body(n), str(n)] for n in range(1, 7)],
        ["ii", "iii", "iv", "v", "1", "2", "3", "4", "5", "6"],
    ),
    "slides of another deck carry its own numbers": (
        [[*body(n % 20 + 1), {4: "9", 11: "10", 17: "11"}.get(n, str(n))] for n in range(1, 21)],
        [str(n) if n not in (4, 11, 17) else None for n in range(1, 21)],
    ),
    "in a running head, on either side": (
        [[f"{n} Harbour report" if n % 2 else f"The lamps {n}", *body(n)] for n in range(1, 9)],
        [str(n) for n in range(1, 9)],
    ),
    "figures at the foot of a table are none": (
        [[*body(n), figure] for n, figure in enumerate(("12", "7", "40", "3", "88"), 1)],
        [None] * 5,
    ),
    "two figures that happen to follow, far apart in the lines": (
        [["4", *body(1), *body(2)], [*body(3), *body(4), "5"], *(body(n) for n in range(5, 9))],
        [None] * 6,
    ),
    "numbered items at the head of pages": (
        [[f"{n} {title}", *body(n)] for n, title in enumerate(("Lamps", "Ropes", "Nets", "Tides"), 1)],
        [None] * 4,
    ),
    "letters that make no number": ([[*body(n), t] for n, t in enumerate(("ill", "vivi", "cc"), 1)], [None] * 3),
}


@pytest.mark.parametrize("case", RUNS)
def test_printed_numbers(case: str) -> None:
    pages, expected = RUNS[case]
    assert printed(*pages) == expected


def test_no_page_gets_a_number_that_is_not_on_it() -> None:
    pages = [[*body(n % 20 + 1), *([str(n)] if n % 3 else [])] for n in range(1, 31)]
    assert printed(*pages) == [str(n) if n % 3 else None for n in range(1, 31)]


def test_every_stamp_is_furniture_and_words_stuck_to_one_are_not() -> None:
    pages = tuple(
        Page(n, "\n".join(lines))
        for n, lines in enumerate(
            ([*body(1), "1", "Page 41"], [*body(2), "2", "Page 42"], ["Page 43Tea was served.", *body(3), "3"]), 1
        )
    )
    starts = tuple(sum(len(p.text) + 1 for p in pages[:n]) for n in range(3))
    text = "\n".join(p.text for p in pages)
    found = furniture.lines(pages, starts)
    assert [line.text for line in found if line.furniture] == ["1", "Page 41", "2", "Page 42", "3"]
    (stuck,) = (line for line in found if "Tea" in line.text)
    assert (stuck.text, quote(text, stuck.spans)) == ("Tea was served.", "Tea was served.")


def test_what_recurs_now_at_the_head_now_at_the_foot_is_text() -> None:
    """An amendment that is moved again and again stands wherever its page has room."""
    motion = "and to ask the wardens for their opinion of it"
    pages = tuple(Page(n, "\n".join([motion, *body(n)] if n % 2 else [*body(n), motion])) for n in range(1, 6))
    starts = tuple(sum(len(p.text) + 1 for p in pages[:n]) for n in range(5))
    feet = [line for line in furniture.lines(pages, starts) if line.text == motion and line.page % 2]
    assert feet
    assert not any(line.furniture for line in feet)


def test_the_number_a_page_is_known_by_comes_first() -> None:
    pages = [[*body(n), str(n), f"Page {n + 40}"] for n in range(1, 4)]
    assert [[s.number for s in held] for held in stamps.find(pages)] == [["41", "1"], ["42", "2"], ["43", "3"]]
