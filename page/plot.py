"""How actions stand, drawn: a bar for each meeting, or each year where there are many, and its numbers beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.listing import STANDINGS
from index import register
from index.passage import Entry, Standing
from page.words import safe

#: Bars that are taken in at a glance; of more meetings the years are drawn, and of more years the decades.
BARS = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """The actions of one meeting, or of some years: how many stand how."""

    name: str
    counts: Mapping[Standing, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def of_actions(entries: Sequence[Entry]) -> str:
    """Return the plot of some actions, by when they were raised; each number stands in its table too."""
    by, bars = grouped(entries)
    if not bars:
        return ""
    most = max(bar.total for bar in bars)
    head = "".join(f'<th scope="col">{_swatch(s)}<span class="hidden">{STANDINGS[s]}</span></th>' for s in Standing)
    key = "".join(f"<li>{_swatch(s)} {STANDINGS[s]}</li>" for s in Standing)
    rows = "".join(_row(bar, most) for bar in bars)
    return (
        f'<details class="plot"><summary>Plot by {by} and standing</summary>'
        f'<ul class="key" aria-hidden="true">{key}</ul>'
        f'<div class="bars" role="region" tabindex="0" aria-label="How actions stand, by {by}"><table>'
        f'<caption class="hidden">How many actions of each {by} stand how</caption><thead><tr>'
        f'<th scope="col">{by.capitalize()}</th><td class="drawn"></td>{head}<th scope="col">All</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
    )


def grouped(entries: Iterable[Entry]) -> tuple[str, tuple[Bar, ...]]:
    """Return what the bars are of (meeting, year or decade), and the bars in order of time; each action is in one."""
    held = sorted(entries, key=lambda e: (e.source.place.when, register.occasion(e.source)))
    by = ""
    for by, name in (("meeting", _meeting), ("year", _year), ("decade", _decade)):  # noqa: B007  told once it fits
        counts: dict[str, Counter[Standing]] = {}
        for entry in held:
            counts.setdefault(name(entry), Counter())[entry.standing] += 1
        if len(counts) <= BARS:
            break
    return by, tuple(Bar(name, told) for name, told in counts.items())


def _meeting(entry: Entry) -> str:
    return register.occasion(entry.source) or "no meeting"


def _year(entry: Entry) -> str:
    place = entry.source.place
    return str(place.when.year) if place.meeting or place.period else "no meeting"


def _decade(entry: Entry) -> str:
    year = _year(entry)
    return f"{year[:3]}0s" if year.isdecimal() else year


def _swatch(standing: Standing) -> str:
    return f'<span class="swatch {standing.value}" aria-hidden="true"></span>'


def _row(bar: Bar, most: int) -> str:
    pieces = "".join(
        f'<span class="piece {s.value}" style="width:{100 * bar.counts[s] / most:.2f}%"></span>'
        for s in Standing
        if bar.counts[s]
    )
    numbers = "".join(f"<td>{bar.counts[s] or '<span class=none>0</span>'}</td>" for s in Standing)
    return (
        f'<tr><th scope="row">{safe(bar.name)}</th><td class="drawn" aria-hidden="true">{pieces}</td>{numbers}'
        f"<td><strong>{bar.total:,}</strong></td></tr>"
    )


#: Each standing has a pattern of its own, so that no colour needs to be told from another.
CSS = """
.register .plot { font-size: .875rem; color: var(--soft); margin: 0 0 .4rem; }
.plot summary { cursor: pointer; width: fit-content; border-radius: 4px; }
.plot .key { display: flex; flex-wrap: wrap; gap: .2rem 1rem; list-style: none; margin: .5rem 0 .4rem; padding: 0; }
.plot .key li { display: flex; align-items: center; gap: .4rem; margin: 0; }
.plot .bars { position: relative; max-height: 24rem; overflow: auto; border: 1px solid var(--line); border-radius: 10px;
  background: var(--sheet); margin: 0 0 .6rem; }
.plot .bars:focus-visible { outline: 3px solid var(--accent); }
.plot .bars table { width: 100%; border-collapse: collapse; margin: 0; font-variant-numeric: tabular-nums; }
.plot .bars th, .plot .bars td { padding: .25rem .4rem; border: 0; vertical-align: middle; text-align: right;
  background: none; width: 1%; white-space: nowrap; font-size: .8125rem; color: var(--ink); }
.plot .bars th[scope="row"], .plot .bars th:first-child { text-align: left; min-width: 6rem; width: 20%;
  padding-left: .7rem; white-space: normal; overflow-wrap: anywhere; font-weight: 400; color: var(--ink); }
.plot .bars thead th { padding: .4rem; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); }
.plot .bars .drawn { width: auto; min-width: 5rem; padding: .3rem .4rem; text-align: left; white-space: nowrap;
  font-size: 0; line-height: 0; }
.plot .none { color: var(--soft); }
.plot .piece, .plot .swatch { display: inline-block; height: 1rem; box-sizing: border-box;
  border: 1px solid var(--ink); }
.plot .swatch { width: 1rem; vertical-align: middle; }
.plot .closed { background: var(--accent); }
.plot .reported-back { background: repeating-linear-gradient(45deg, var(--accent) 0 3px, var(--tint) 3px 6px); }
.plot .still-open { background: repeating-linear-gradient(0deg, var(--warn) 0 2px, var(--warn-tint) 2px 5px); }
.plot .no-later-record { background: var(--sheet); }
"""
