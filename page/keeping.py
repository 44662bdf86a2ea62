"""A conversation outlives a reload: its questions stay in the browser's tab, and are asked again when the page is back.

They lie in the tab's own storage and nowhere else. They go with the tab, when a new conversation is begun, and when
whoever asked signs out; nobody else's page asks them again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from assistant import narrowing
from assistant.narrowing import NOTHING, NarrowingError, Only
from page.links import QUESTION

#: Questions that are asked again, the last ones, and characters of all that a browser says of them.
AGAIN, LARGEST = 20, 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked: its words, and what its reader narrowed it to."""

    question: str
    only: Only = NOTHING


def told(one: Asked) -> str:
    """Return a question as a browser keeps it."""
    only = narrowing.told(one.only)
    return json.dumps({"q": one.question, **({"only": only} if only else {})}, ensure_ascii=False)


def read(kept: str, who: str) -> tuple[Asked, ...]:
    """Return the questions that a browser kept for somebody; none where they are another's, or cannot be read."""
    if not 0 < len(kept) <= LARGEST:
        return ()
    try:
        held = json.loads(kept)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(held, dict) or held.get("who") != who or not isinstance(held.get("asked"), list):
        return ()
    return tuple(one for one in map(_read, held["asked"][-AGAIN:]) if one is not None)


def _read(one: object) -> Asked | None:
    question = one.get("q") if isinstance(one, dict) else None
    if not isinstance(one, dict) or not isinstance(question, str) or not 0 < len(question.strip()) <= QUESTION:
        return None
    try:
        return Asked(question, narrowing.read(one.get("only") or {}))
    except (NarrowingError, RecursionError):
        return Asked(question)


#: Where a question is typed, as a script within a function finds it, and what types there as a person does.
BOX_JS = """
  const box = document.querySelector('#question textarea, #question input');
  const type = (words) => {
    box.value = words;
    box.dispatchEvent(new Event('input', {bubbles: true}));
  };
"""

#: What the page hands to the server as it is opened: the questions of this tab, unless it was opened by a link.
OPENED_JS = """() => {
  const came = (performance.getEntriesByType('navigation')[0] || {}).type;
  const linked = came === 'navigate' && new URLSearchParams(location.search).has('q');
  try {
    return [linked ? '' : sessionStorage.getItem('matters.asked') || ''];
  } catch {
    return [''];
  }
}"""

#: Keeps the questions that the conversation shows, and, when the page goes, what is typed or never arrived.
LOG_JS = f"""
const who = () => (document.querySelector('.signed-in span') || {{textContent: ''}}).textContent;
const put = (name, held) => {{
  try {{ sessionStorage.setItem(name, JSON.stringify({{who: who(), ...held}})); }} catch {{ /* it keeps nothing */ }}
}};
watch('value', () => {{{BOX_JS}
  const asked = [...element.querySelectorAll('[data-asked]')].map((turn) => JSON.parse(turn.dataset.asked));
  const sent = box && box.dataset.sent;
  if (sent && asked.some(({{q}}) => q === sent.trim())) delete box.dataset.sent;
  if (asked.length) put('matters.asked', {{asked: asked.slice(-{AGAIN})}});
}});
addEventListener('pagehide', () => {{{BOX_JS}
  const typed = box ? box.value || box.dataset.sent || '' : '';
  if (!('left' in document.body.dataset)) put('matters.typed', {{typed}});
}});
"""

#: What goes with a conversation that is ended: its questions, and those of the link by which the page was opened.
ENDED_JS = """
  try { sessionStorage.removeItem('matters.asked'); } catch { /* it keeps nothing */ }
  history.replaceState(null, '', location.pathname);
"""

#: Gives back what was typed, leaves nothing in the tab of whoever signs out, and nothing to another who signs in.
WHOSE_JS = (
    """
const forget = () => { try { sessionStorage.clear(); } catch { /* it keeps nothing */ } };
element.addEventListener('submit', () => {
  forget();
  document.body.dataset.left = '';
});
watch('value', () => {
  const name = element.querySelector('.signed-in span');
"""
    + BOX_JS
    + """
  try {
    const kept = ['matters.asked', 'matters.typed'].map((one) => JSON.parse(sessionStorage.getItem(one) || 'null'));
    if (name && kept.some((one) => one && one.who !== name.textContent)) return forget();
    const [, typed] = kept;
    if (!typed || !typed.typed || typed.who !== (name ? name.textContent : '') || !box || box.value) return;
    sessionStorage.removeItem('matters.typed');
    type(typed.typed);
  } catch { forget(); }
});
"""
)

__all__ = ["AGAIN", "BOX_JS", "ENDED_JS", "LARGEST", "LOG_JS", "OPENED_JS", "WHOSE_JS", "Asked", "read", "told"]
