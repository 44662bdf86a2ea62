"""What is made for somebody on asking, handed to the browser: words to copy, a file, or a line of trouble.

It comes in a part of the page that nobody sees, is heard by a screen reader, and is put by a script where it was asked
for, so that neither the conversation nor the Source panel is sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from page.words import safe

if TYPE_CHECKING:
    from page.desk import Sent

#: What tells a script where to put what came: as the browser named it, cut.
_NAMES = ("asked", "turn", "take")
_LONGEST = 40


def words(what: str, sent: Sent, text: str) -> str:
    """Return words for the browser to show or to copy. what: which part of the page asked."""
    return f"{_told(what, 'Ready to copy')}<pre {_marks(what, sent)}>{_kept(text)}</pre>"


def file(what: str, sent: Sent, link: str) -> str:
    """Return a link to a file, made by `page.files.fetched`, for the browser to follow."""
    return f"<div {_marks(what, sent)}>{link}</div>"


def trouble(what: str, sent: Sent, told: str) -> str:
    """Return one line that something could not be."""
    told = told[:1].upper() + told[1:]
    return f'<p role="alert">{safe(told)}</p><pre class="wrong" {_marks(what, sent)}>{safe(told)}</pre>'


def _told(what: str, told: str) -> str:
    return f'<p role="status">{"The citation is shown" if what == "cite" else told}.</p>'


def _kept(text: str) -> str:
    """Return text for a `pre`, of which HTML would drop a line end at its beginning."""
    return f"\n{safe(text)}"


def _marks(what: str, sent: Mapping[str, object]) -> str:
    marks = {"to": what, **{name: str(sent.get(name) or "")[:_LONGEST] for name in _NAMES}}
    return " ".join(f'data-{name}="{safe(value)}"' for name, value in marks.items())


HANDED_JS = """
const put = async (button, text) => {
  const told = button.dataset.told || (button.dataset.told = button.textContent);
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Press again to copy';
    button.dataset.copy = text;
    return;
  }
  setTimeout(() => { button.textContent = told; }, 2500);
};
const cite = (came) => {
  const citing = document.querySelector('#source .citing');
  if (!citing || citing.dataset.asked !== came.dataset.asked) return;
  const wrong = came.classList.contains('wrong');
  const line = citing.querySelector('.trouble');
  const box = citing.querySelector('.cited');
  (wrong ? line : box.querySelector('pre')).textContent = came.textContent;
  if (!wrong) box.querySelector('.copy').dataset.copy = came.textContent;
  line.hidden = !wrong;
  box.hidden = wrong;
  citing.scrollIntoView({block: 'nearest'});
};
const take = (came) => {
  const taking = document.querySelector(`#log .taking[data-asked="${came.dataset.asked}"]`);
  const button = taking && taking.querySelector(`[data-take="${came.dataset.take}"]`);
  if (!button) return;
  const line = taking.querySelector('.trouble');
  line.hidden = !came.classList.contains('wrong');
  if (!line.hidden) { line.textContent = came.textContent; return; }
  const link = came.querySelector('a[download]');
  if (link) link.click(); else put(button, came.textContent);
};
watch('value', () => {
  const came = element.querySelector('[data-to]');
  if (!came) return;
  if (came.dataset.to === 'cite') cite(came); else take(came);
});
"""

CSS = """
#handed { position: absolute; width: 1px; height: 1px; min-width: 0; padding: 0 !important; border: 0 !important;
  overflow: hidden !important; clip-path: inset(50%); white-space: nowrap; }
"""
