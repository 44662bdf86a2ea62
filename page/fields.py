"""The fields of forms, and what turns pages: each as HTML, in the same look in every room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ingest.errors import MattersError
from ingest.grammar import dates
from ingest.record import Body
from page.words import safe

#: Characters of a filter; what is longer is no name and no topic.
LONGEST = 200

Asked = Mapping[str, str]


class FilterError(MattersError):
    """A filter that cannot be read."""


def asked_of(sent: object, names: frozenset[str]) -> dict[str, str]:
    """Return what a form asks by these names. What the browser says is cut, never trusted."""
    held = sent if isinstance(sent, Mapping) else {}
    return {str(k): str(v).strip()[:LONGEST] for k, v in held.items() if str(k) in names and str(v).strip()}


def day_of(asked: Asked, name: str) -> date | None:
    """Return the day that a field names. Raises FilterError for what is none."""
    told = asked.get(name)
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as error:
        raise FilterError(f"“{told}” is no date; write it as 2018-04-27") from error


def between(asked: Asked) -> tuple[date | None, date | None]:
    """Return the days since and until which a form asks. Raises FilterError for what is none, and where none fits."""
    since, until = day_of(asked, "since"), day_of(asked, "until")
    if since and until and since > until:
        told = f"Since, {dates.long(since)}, comes after Until, {dates.long(until)}"
        raise FilterError(f"{told}, so that nothing can fit both; change one, or clear it")
    return since, until


def set_now(asked: Asked, titles: Mapping[str, str], values: Mapping[str, str]) -> str:
    """Return the filters that are set, each a button that takes it off; "" where none is.

    titles: of the filters, by name. values: what some of what a form sends is called.
    """
    rows = "".join(
        f'<li><button type="button" class="off" data-off="{name}"><span class="hidden">Take off: </span>'
        f'{safe(_as_set(title, asked[name], values))} <span aria-hidden="true">×</span></button></li>'
        for name, title in titles.items()
        if asked.get(name)
    )
    return f'<p class="by">Set now; a press takes one off:</p><ul class="set-now">{rows}</ul>' if rows else ""


def _as_set(title: str, value: str, values: Mapping[str, str]) -> str:
    if value == "yes":
        return title
    try:
        return f"{title}: {dates.long(date.fromisoformat(value))}"
    except ValueError:
        return f"{title}: {values.get(value, value)}"


def form(title: str, fields: Iterable[str], *, show: str = "Show") -> str:
    """Return a form of filters, with what shows and what clears. A phone shows the first, the rest on demand."""
    return (
        f'<form class="filters" role="search" aria-label="{safe(title)}: filters" autocomplete="off">{"".join(fields)}'
        f'<div class="go"><button type="submit" class="show">{show}</button>'
        '<button type="button" class="more" aria-expanded="false">More filters</button>'
        '<button type="button" class="clear">Clear the filters</button></div></form>'
    )


def typed(name: str, title: str, asked: Asked, *, kind: str = "text") -> str:
    limit = f' maxlength="{LONGEST}"' if kind == "text" else ""
    value = safe(asked.get(name, ""))
    return f'<label class="{kind}">{title}<input type="{kind}" name="{name}" value="{value}"{limit}></label>'


def chosen(name: str, title: str, choices: Iterable[tuple[str, str]], asked: Asked, *, none: str = "any") -> str:
    """Return a list to choose from. none: what no choice is called; "" where there is always one."""
    now, choices = asked.get(name, ""), tuple(choices)
    options = "".join(
        f'<option value="{safe(value)}"{" selected" if value == now else ""}>{safe(told)}</option>'
        for value, told in choices
    )
    first = f'<option value="">{none}</option>' if none else ""
    clear = "" if none else f' data-clear="{safe(choices[0][0])}"'
    return f'<label class="choice">{title}<select name="{name}"{clear}>{first}{options}</select></label>'


def picked(name: str, title: str, choices: Iterable[tuple[str, str]], now: str) -> str:
    """Return a few choices side by side, of which one is always made."""
    radios = "".join(
        f'<label><input type="radio" name="{name}" value="{safe(value)}"{" checked" if value == now else ""}>'
        f"<span>{safe(told)}</span></label>"
        for value, told in choices
    )
    return f'<fieldset class="picked"><legend class="hidden">{safe(title)}</legend>{radios}</fieldset>'


def called(body: Body) -> str:
    """Return a board by its name and whose it is."""
    return ", ".join(filter(None, (body.name, body.organisation))) or "a board without a name"


def boards(bodies: Iterable[Body], asked: Asked, *, none: str = "any") -> str:
    """Return the choice of a board; nothing where there is but one."""
    held = sorted((called(b), b.id) for b in bodies)
    return chosen("body", "Board", ((i, name) for name, i in held), asked, none=none) if len(held) > 1 else ""


def pager(page: int, pages: int, told: str, back: str = "Previous", on: str = "Next") -> str:
    """Return what turns the pages of a list; nothing for one page. told: what of how much is shown."""
    if pages == 1:
        return ""

    def button(to: int, said: str) -> str:
        off = ' aria-disabled="true"' if not 1 <= to <= pages else ""
        return f'<button type="button" class="turn-page" data-page="{min(max(to, 1), pages)}"{off}>{said}</button>'

    return (
        f'<nav class="pager" aria-label="Pages">{button(page - 1, back)}<span>{told}</span>{button(page + 1, on)}</nav>'
    )


def page_of(asked: Asked) -> int:
    """Return the page that somebody has turned to, from 1."""
    told = asked.get("page", "1")[:6]
    return max(1, int(told)) if told.isdecimal() else 1


CSS = """
.filters .picked { display: flex; flex-wrap: wrap; gap: .4rem; grid-column: 1 / -1; border: 0; margin: 0; padding: 0;
  min-width: 0; }
.filters .picked label { position: relative; }
.filters .picked input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0;
  cursor: pointer; }
.filters .picked span { padding: .4rem 1rem; min-height: 40px; box-sizing: border-box; font-size: .9375rem;
  line-height: 1.6; color: var(--accent); background: none; border: 1px solid var(--line); border-radius: 999px; }
.filters .picked input:checked + span { color: var(--accent-ink); background: var(--accent);
  border-color: var(--accent); }
.filters .picked input:focus-visible + span { outline: 3px solid var(--accent); outline-offset: 2px; }
.filters .more { display: none; }
.set-now { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem; margin: .3rem 0 .9rem; padding: 0; }
.set-now li { margin: 0; max-width: 100%; }
.off { padding: .25rem .7rem; min-height: 30px; font-size: .875rem; color: var(--accent); background: var(--tint);
  border: 1px solid transparent; border-radius: 999px; cursor: pointer; overflow-wrap: anywhere; text-align: left; }
.off:hover { border-color: var(--accent); }
@media (max-width: 600px) {
  .filters:not(.all) > label:nth-of-type(n+4) { display: none; }
  .filters:has(> label:nth-of-type(4)) .more { display: inline; }
}
"""

#: A change, or Enter, asks for what fits; the same twice is asked once, unless somebody presses Show.
FORM_JS = """
let last = '';
const ask = () => {
  const asked = Object.fromEntries(new FormData(element.querySelector('form')));
  const told = JSON.stringify(asked);
  if (told === last) return;
  last = told;
  trigger('select', {asked});
};
element.addEventListener('submit', (event) => {
  event.preventDefault();
  last = '';
  ask();
});
element.addEventListener('change', ask);
element.addEventListener('click', (event) => {
  const more = event.target.closest('.more');
  if (more) unfold(more, !more.form.classList.contains('all'));
  if (!event.target.closest('.clear')) return;
  const typed = 'input:not([type=checkbox]):not([type=radio]), select';
  element.querySelectorAll(typed).forEach((one) => { one.value = one.dataset.clear || ''; });
  element.querySelectorAll('[type=checkbox]').forEach((one) => { one.checked = false; });
  last = '';
  ask();
});
const unfold = (more, all) => {
  more.form.classList.toggle('all', all);
  more.setAttribute('aria-expanded', String(all));
  more.textContent = all ? 'Fewer filters' : 'More filters';
};
const isSet = (one) => (one.type === 'checkbox' ? one.checked : one.value && !one.dataset.clear);
watch('value', () => {
  last = '';
  setTimeout(() => {
    const beyond = element.querySelectorAll('form > label:nth-of-type(n+4) :is(input, select)');
    if ([...beyond].some(isSet)) unfold(element.querySelector('.more'), true);
  });
});
"""

#: How every list begins to look at a press: what turns a page, and what makes a file.
PRESSED_JS = """
element.addEventListener('click', (event) => {
  const page = event.target.closest('[data-page]');
  if (page) {
    if (page.getAttribute('aria-disabled')) return;
    trigger('select', {page: page.dataset.page});
    element.scrollIntoView({block: 'start'});
    return;
  }
  const off = event.target.closest('[data-off]');
  if (off) {
    const field = element.closest('[role=tabpanel]').querySelector(`form.filters [name="${off.dataset.off}"]`);
    if (field.type === 'checkbox') field.checked = false; else field.value = '';
    field.dispatchEvent(new Event('change', {bubbles: true}));
    return field.focus();
  }
  const file = event.target.closest('[data-file]');
  if (file) return trigger('select', {file: file.dataset.file});
"""

#: A press on what opens beside (`data-open`), asks for something (`data-ask`), turns a page or makes a file.
BODY_JS = (
    PRESSED_JS
    + """
  const ask = event.target.closest('[data-ask]');
  if (ask) {
    trigger('select', {ask: ask.dataset.ask});
    document.getElementById('tabs').scrollIntoView({block: 'start'});
    return;
  }
  const held = String(getSelection()) ? null : event.target.closest('[data-opens]');
  const one = event.target.closest('[data-open]') || (held && held.querySelector('[data-open]'));
  if (!one) return;
  element.querySelectorAll('[aria-current]').forEach((other) => other.removeAttribute('aria-current'));
  one.setAttribute('aria-current', 'true');
  document.getElementById('side').classList.add('open');
  trigger('select', {open: one.dataset.open});
});
"""
)
