"""Who came to which of a shelf's meetings, by person or by organisation: a grid from the rolls, and its counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from index.passage import Attendee, Sitting
from ingest.grammar import people

#: What stands for those of whom a roll names no organisation.
NOBODY = "no organisation named"


@dataclass(frozen=True, slots=True)
class Cell:
    """What the roll of one meeting says of a person, or of those who came for an organisation."""

    present: tuple[Attendee, ...] = ()
    apologies: tuple[Attendee, ...] = ()

    @property
    def mark(self) -> str:
        """P for present, A for apologies alone, "" for neither: the roll doesn't name them."""
        return "P" if self.present else "A" if self.apologies else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A person, or an organisation, over the meetings of a grid: a cell for each. also: the other forms of the name, or
    whom they came for."""

    name: str
    also: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def present(self) -> int:
        """At how many of the meetings they were."""
        return sum(c.mark == "P" for c in self.cells)

    @property
    def apologies(self) -> int:
        """For how many of the meetings they sent apologies, and nobody came."""
        return sum(c.mark == "A" for c in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """Who came to which meeting. sittings: those with a roll, in order; without: those that have none to count."""

    by: str
    sittings: tuple[Sitting, ...]
    rows: tuple[Row, ...]
    without: tuple[Sitting, ...]

    def present_at(self, place: int) -> int:
        """How many of the rows were at one of the meetings."""
        return sum(row.cells[place].mark == "P" for row in self.rows)

    def apologies_for(self, place: int) -> int:
        return sum(row.cells[place].mark == "A" for row in self.rows)


def by_person(sittings: Iterable[Sitting]) -> Grid:
    """Return who was at each meeting. Two forms of a name are one person where no other could be meant."""
    held, without = _with_rolls(sittings)
    rolls = [s.roll for s in held]
    same = _one_person([a.person.name for roll in rolls for a in roll])
    rows = _rows(rolls, lambda a: same[people.bare(a.person.name).casefold()], lambda a: a.person.name)
    return Grid("person", held, tuple(sorted(rows, key=lambda r: (people.surname(r.name), r.name))), without)


def by_organisation(sittings: Iterable[Sitting]) -> Grid:
    """Return for which organisations somebody was at each meeting."""
    held, without = _with_rolls(sittings)
    rolls = [s.roll for s in held]
    whole = {_folded(a.person.organisation) for roll in rolls for a in roll}
    rows = _rows(rolls, lambda a: _organisation(a, whole), lambda a: a.person.organisation or NOBODY)
    return Grid("organisation", held, tuple(sorted(rows, key=lambda r: (r.name == NOBODY, r.name.casefold()))), without)


def of_person(grid: Grid, name: str) -> Grid:
    """Return the rows of a grid that a name fits: all its words in the name, or the same surname and initial."""
    return _only(grid, lambda row: any(_fits(name, form) for form in (row.name, *_forms(row))))


def of_organisation(sittings: Sequence[Sitting], name: str) -> Grid:
    """Return the people of a grid who came for an organisation, by a part of its name."""
    wanted = _folded(name)
    grid = by_person(sittings)
    return _only(grid, lambda row: any(wanted in _folded(a.person.organisation) for a in _everybody(row)))


def _fits(name: str, form: str) -> bool:
    words = people.bare(name).casefold().split()
    return set(words) <= set(form.casefold().split()) or (len(words) > 1 and people.same_person(name, form))


def _forms(row: Row) -> set[str]:
    return {a.person.name for a in _everybody(row)}


def _everybody(row: Row) -> list[Attendee]:
    return [a for cell in row.cells for a in (*cell.present, *cell.apologies)]


def _only(grid: Grid, wanted: Callable[[Row], bool]) -> Grid:
    return Grid(grid.by, grid.sittings, tuple(row for row in grid.rows if wanted(row)), grid.without)


def _with_rolls(sittings: Iterable[Sitting]) -> tuple[tuple[Sitting, ...], tuple[Sitting, ...]]:
    known = [s for s in sittings if s.witnesses]
    return tuple(s for s in known if s.roll), tuple(s for s in known if not s.roll)


def _rows(
    rolls: Sequence[tuple[Attendee, ...]], key: Callable[[Attendee], str], name: Callable[[Attendee], str]
) -> tuple[Row, ...]:
    """Return a row for each key, under the name that is written most often, or is the fullest of those."""
    found: dict[str, list[list[Attendee]]] = {}
    for place, roll in enumerate(rolls):
        for one in roll:
            found.setdefault(key(one), [[] for _ in rolls])[place].append(one)
    rows = []
    for cells in found.values():
        everybody = [one for cell in cells for one in cell]
        written = Counter(" ".join(name(one).split()) for one in everybody)
        forms = sorted(written, key=lambda n: (-written[n], -len(people.bare(n)), n))
        others = {" ".join(_other(one, name(one)).split()) for one in everybody} - {""}
        rows.append(Row(forms[0], tuple(sorted(others)), tuple(_cell(cell) for cell in cells)))
    return tuple(rows)


def _other(one: Attendee, name: str) -> str:
    """Return what a row tells beside its name: whom a person came for, or who came for an organisation."""
    return one.person.organisation if name == one.person.name else one.person.name


def _cell(found: Sequence[Attendee]) -> Cell:
    return Cell(tuple(a for a in found if a.present), tuple(a for a in found if not a.present))


def _organisation(one: Attendee, whole: set[str]) -> str:
    """Return what an organisation is counted as: a department of one that is on the rolls as that one."""
    told = _folded(one.person.organisation)
    above = told.rpartition(", ")[2]
    return (above if above in whole else told) or NOBODY


#: Short forms that rolls write organisations' names with.
_SHORT = (("&", " and "), ("’", "'"), ("dept.", "department"), ("dept ", "department "), ("lb ", "london borough of "))


def _folded(name: str) -> str:
    told = f"{name} ".casefold()
    for short, long in _SHORT:
        told = re.sub(rf"(?<!\w){re.escape(short)}", long, told)
    return " ".join(told.removeprefix("the ").split())


def _one_person(names: Iterable[str]) -> dict[str, str]:
    """Return by each form of a name the form that it stands for. Middle names don't count; a surname or an initial
    alone stands for the one person whose it can be, and for itself where that may be several."""
    forms = sorted({people.bare(name) for name in names})
    whole = {form: _ends(form) for form in forms if len(form.split()) > 1 and len(form.split()[0].strip(".")) > 1}
    out = {}
    for form in forms:
        could = {ends for w, ends in whole.items() if people.same_person(form, w)}
        out[form.casefold()] = whole.get(form) or (could.pop() if len(could) == 1 else form.casefold())
    return out


def _ends(form: str) -> str:
    """Return the first and the last word of a name."""
    words = form.casefold().split()
    return f"{words[0]} {words[-1]}"


__all__ = ["NOBODY", "Cell", "Grid", "Row", "by_organisation", "by_person", "of_organisation", "of_person"]
