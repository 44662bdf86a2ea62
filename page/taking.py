"""An answer taken away: copied with footnotes, as text or Markdown, or as a briefing for Word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from assistant import briefing, footnotes
from assistant.answer import Answer
from ingest.errors import MattersError
from page import files, handing

if TYPE_CHECKING:
    from page.asking import Turn
    from page.desk import Desk, Sent

#: The ways in which an answer is taken away, by what its button says.
WAYS: Mapping[str, str] = {
    "text": "Copy with footnotes",
    "markdown": "Copy as Markdown",
    "docx": "Briefing for Word",
}
GONE = "That answer is no longer held; ask the question again to take it away."


def buttons(number: int) -> str:
    """Return the buttons below the answer of a turn."""
    ways = "".join(
        f'<button type="button" class="take" data-take="{way}">{told}</button>' for way, told in WAYS.items()
    )
    return (
        f'<div class="taking" role="group" aria-label="Take this answer away" data-of="{number}">{ways}'
        '<p class="trouble" hidden></p></div>'
    )


def is_asked(sent: Sent) -> bool:
    """True where an act of the conversation takes an answer away."""
    return "take" in sent


def taken(desk: Desk, turns: Sequence[Turn], sent: Sent) -> str:
    """Return what is taken away, for the browser to copy or to fetch. What it names is looked up, never trusted."""
    number = str(sent.get("turn"))
    answer = next((t.answer for t in turns if str(t.number) == number), None)
    if answer is None:
        return handing.trouble("take", sent, GONE)
    try:
        return _made(desk, answer, sent)
    except MattersError as error:
        return handing.trouble("take", sent, str(error))


def _made(desk: Desk, answer: Answer, sent: Sent) -> str:
    match str(sent.get("take")):
        case "docx":
            target = files.fresh(desk.files, "briefing.docx")
            briefing.write(briefing.brief(answer, desk.assistant, date.today()), target)
            return handing.file("take", sent, files.fetched(target, "a briefing of this answer"))
        case "markdown":
            return handing.words("take", sent, footnotes.markdown(answer))
        case _:
            return handing.words("take", sent, footnotes.text(answer))


#: A press takes the answer away; words that came and could not be copied are copied by a second press.
LOG_JS = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-take]');
  if (!button) return;
  if (button.dataset.copy) {
    const text = button.dataset.copy;
    navigator.clipboard.writeText(text).then(() => {
      delete button.dataset.copy;
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = button.dataset.told; }, 2500);
    }, () => {});
    return;
  }
  const taking = button.closest('.taking');
  taking.dataset.asked = String(Date.now());
  trigger('select', {take: button.dataset.take, turn: taking.dataset.of, asked: taking.dataset.asked});
});
"""

CSS = """
.taking .trouble { flex-basis: 100%; }
"""
