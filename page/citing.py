"""A source cited in the form that somebody chooses: asked for in the Source panel, worked out only then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant import citing
from assistant.answer import Citation
from ingest.errors import MattersError
from page import handing
from page.words import safe

if TYPE_CHECKING:
    from page.desk import Desk, Sent

GONE = "That paragraph is no longer on the shelf; ask again to see what is."


def part(citation: Citation) -> str:
    """Return the part of the Source panel in which a form is chosen and the citation in it appears."""
    source = citation.source
    forms = "".join(f'<option value="{form}">{name}</option>' for form, name in citing.NAMES.items())
    return (
        f'<div class="citing" data-passage="{safe(source.passage)}" data-paragraph="{safe(source.paragraph.label)}">'
        f'<label>Cite as <select><option value="">choose a form</option>{forms}</select></label>'
        '<div class="cited" hidden><pre tabindex="0" role="region" aria-label="The citation"></pre>'
        '<button type="button" class="copy" data-copy="">Copy</button></div>'
        '<p class="trouble" hidden></p></div>'
    )


def cited(desk: Desk, sent: Sent) -> str:
    """Return the citation that is asked for, for the browser to put into the panel. It is looked up, never trusted:
    by passage and paragraph, among those that this person may see."""
    try:
        form = citing.form_of(str(sent.get("cite")))
        found = _found(desk, str(sent.get("passage")), str(sent.get("paragraph")))
        words = citing.cite(found, form) if found else ""
    except MattersError as error:
        return handing.trouble("cite", sent, str(error))
    return handing.words("cite", sent, words) if words else handing.trouble("cite", sent, GONE)


def _found(desk: Desk, identity: str, label: str) -> Citation | None:
    shelf, scope = desk.assistant.shelf, desk.assistant.scope
    with shelf.reading():
        passage = shelf.store.passages([identity], scope).get(identity)
    paragraph = next((p for p in passage.paragraphs if p.label == label), None) if passage else None
    if passage is None or paragraph is None:
        return None
    return Citation(1, passage.quotation(paragraph, paragraph.spans, label))


#: A form that is chosen is asked for; what comes of it `page.handing` puts here.
SOURCE_JS = """
element.addEventListener('change', (event) => {
  const citing = event.target.closest('.citing');
  if (!citing) return;
  citing.querySelector('.cited').hidden = true;
  citing.querySelector('.trouble').hidden = true;
  if (!event.target.value) return;
  citing.dataset.asked = String(Date.now());
  citing.dataset.form = event.target.value;
  const {passage, paragraph, asked} = citing.dataset;
  trigger('select', {act: 'cite', cite: event.target.value, passage, paragraph, asked});
});
"""

CSS = """
.citing { margin: .9rem 0 0; font-size: .8125rem; color: var(--soft); }
.citing label { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; font-weight: 600; }
.citing select { min-height: 36px; padding: .25rem .5rem; font: 400 .875rem/1.4 var(--font); color: var(--ink);
  background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; appearance: auto; color-scheme: light; }
.dark .citing select { color-scheme: dark; }
.citing select:focus-visible, .citing pre:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.citing pre { margin: .6rem 0 .5rem; padding: .6rem .75rem; max-height: 16rem; overflow: auto; white-space: pre-wrap;
  overflow-wrap: anywhere; font: 400 .875rem/1.5 var(--font); color: var(--ink); background: var(--paper);
  border: 1px solid var(--line); border-radius: 8px; }
.citing[data-form="bibtex"] pre, .citing[data-form="ris"] pre,
  .citing[data-form="csl-json"] pre { font: 400 .8125rem/1.5 var(--font-mono); }
.sheet .citing .trouble { margin-top: .6rem; }
@media print { .citing { display: none; } }
"""
