"""Tables of what is listed: rows that open what they tell of; on a phone each row is a card, with a line for a cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from page.words import glimpse, safe

_CURRENT = ' aria-current="true"'


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row, its content as HTML. names: True for the one that names the row, and holds what opens it."""

    shown: str
    kind: str = ""
    names: bool = False


def cell(main: str, quiet: str = "", kind: str = "") -> Cell:
    """Return a cell of plain words, with more of them under them."""
    return Cell(safe(main) + _under(quiet), kind)


def opener(text: str, quiet: str = "") -> Cell:
    """Return the cell that names a row: the button that opens it."""
    button = f'<button type="button" class="open-entry">{safe(glimpse(text))}</button>'
    return Cell(button + _under(quiet), names=True)


def _under(quiet: str) -> str:
    return f'<span class="under">{safe(quiet)}</span>' if quiet else ""


def table(
    title: str, columns: Sequence[str], rows: Iterable[tuple[str, Iterable[Cell]]], *, opens: str, now: str = ""
) -> str:
    """Return a table that scrolls by itself where it is wide.

    rows: the id of what each opens, and its cells. opens: what the button in a row does, in words. now: the id of what
    is open beside it. Roles are told, since the style that makes cards of rows takes them away in some browsers.
    """
    head = "".join(f'<th scope="col" role="columnheader">{column}</th>' for column in columns)
    told = "".join(
        f'<tr role="row" data-entry="{safe(identity)}"{_CURRENT if identity == now else ""}>'
        f"{''.join(map(_cell, columns, cells))}</tr>"
        for identity, cells in rows
    )
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{title}, a table that scrolls">'
        f'<table role="table"><caption class="hidden">{title}; the button in a row {opens}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{told}</tbody></table></div>'
    )


def _cell(column: str, one: Cell) -> str:
    kind = f' class="{one.kind}"' if one.kind else ""
    if one.names:
        return f'<th scope="row" role="rowheader" data-label="{column}">{one.shown}</th>'
    return f'<td role="cell" data-label="{column}"{kind}>{f"<div>{one.shown}</div>" if one.shown else ""}</td>'


#: A table has less room beside an open panel; on a phone it is a list of cards, what names each first.
CSS = """
#desk:has(#side.open) .register .scroll table { font-size: .8125rem; hyphens: auto; }
#desk:has(#side.open) .register .scroll th, #desk:has(#side.open) .register .scroll td { padding: .5rem .35rem; }
#desk:has(#side.open) .register .scroll .open-entry { font-size: .8125rem; }
#desk:has(#side.open) .register .scroll tr > :first-child { padding-left: .7rem; }
@media (max-width: 640px) {
  .register .scroll { border: 0; background: none; overflow: visible; }
  .register .scroll table, .register .scroll tbody { display: block; }
  #desk .register .scroll table { min-width: 0; }
  .register .scroll thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .register .scroll tbody tr { display: flex; flex-direction: column; margin: 0 0 .7rem; padding: .6rem .8rem;
    border: 1px solid var(--line); border-radius: 10px; background: var(--sheet); }
  #desk .register .scroll tbody th, #desk .register .scroll tbody td { padding: .1rem 0; border: 0; }
  #desk .register .scroll tbody th { order: -1; padding-bottom: .35rem; }
  #desk .register .scroll tbody .open-entry { font-size: .9375rem; }
  .register .scroll tbody td { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); column-gap: .7rem; }
  .register .scroll tbody td::before { content: attr(data-label); color: var(--soft); }
  @supports (content: "x" / "") { .register .scroll tbody td::before { content: attr(data-label) / ""; } }
  .register .scroll tbody td:empty { display: none; }
}
"""
