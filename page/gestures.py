"""What the browser does by itself: the small scripts beneath the conversation and the Source panel."""

from __future__ import annotations

from page import leaf

EXAMPLES_JS = """
element.addEventListener('click', (event) => {
  const example = event.target.closest('.example');
  if (example) trigger('select', {question: example.textContent});
});
"""

LOG_JS = """
element.addEventListener('click', (event) => {
  const chip = event.target.closest('[data-turn]');
  if (!chip) return;
  element.querySelectorAll('[aria-current]').forEach((other) => other.removeAttribute('aria-current'));
  chip.setAttribute('aria-current', 'true');
  document.getElementById('side').classList.add('open');
  trigger('select', {turn: chip.dataset.turn, row: chip.dataset.row, number: chip.dataset.number});
});
watch('value', () => {
  const turns = element.querySelectorAll('.turn');
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (turns.length) turns[turns.length - 1].scrollIntoView({block: 'start', behavior: calm ? 'auto' : 'smooth'});
});
"""

AFRESH_JS = """() => {
  document.getElementById('side').classList.remove('open');
  document.querySelector('#question textarea, #question input').focus();
}"""

TURNED_JS = """() => { document.getElementById('side').classList.remove('open'); }"""

SOURCE_JS = (
    leaf.JS
    + """
const side = document.getElementById('side');
const openers = '#log [aria-current], tr[aria-current] button, #question textarea, #question input';
const back = () => {
  side.classList.remove('open');
  const opener = [...document.querySelectorAll(openers)].find((one) => one.checkVisibility());
  if (opener) opener.focus();
  document.querySelectorAll('tr[aria-current]').forEach((row) => row.removeAttribute('aria-current'));
};
const go = (button) => {
  if (!button || button.getAttribute('aria-disabled')) return;
  const {turn, row, number} = button.dataset;
  const log = document.getElementById('log');
  const chip = log.querySelector(`.chip[data-turn="${turn}"][data-row="${row}"][data-number="${number}"]`);
  log.querySelectorAll('[aria-current]').forEach((other) => other.removeAttribute('aria-current'));
  if (chip) {
    if (chip.closest('details')) chip.closest('details').open = true;
    chip.setAttribute('aria-current', 'true');
    if (chip.checkVisibility()) chip.scrollIntoView({block: 'nearest'});
  }
  trigger('select', {turn, row, number});
};
element.addEventListener('click', async (event) => {
  if (event.target.closest('.close')) return back();
  const other = event.target.closest('.go');
  if (other) return go(other);
  const figure = event.target.closest('.leaf');
  if (figure && event.target.closest('.zoom, .leaf-page')) return zoom(figure);
  const step = event.target.closest('[data-step]');
  if (step) return trigger('select', {entry: step.dataset.entry, step: step.dataset.step});
  const copy = event.target.closest('.copy');
  if (!copy) return;
  const told = copy.textContent;
  try {
    await navigator.clipboard.writeText(copy.dataset.copy);
    copy.textContent = 'Copied';
  } catch {
    copy.textContent = copy.dataset.copy;
  }
  setTimeout(() => { copy.textContent = told; }, 2500);
});
element.addEventListener('keydown', (event) => { if (event.key === 'Escape') back(); });
const stepping = (event) => {
  const altered = (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState('AltGraph');
  if (altered || event.target.closest('input, textarea, select, [contenteditable]')) return;
  const which = {'[': '.previous', ']': '.next'}[event.key];
  if (!which || !element.querySelector('.go')) return;
  event.preventDefault();
  go(element.querySelector(`.go${which}`));
};
element.addEventListener('keydown', stepping);
document.getElementById('log')?.addEventListener('keydown', stepping);
watch('value', () => {
  fetchLeaves();
  const heading = element.querySelector('.open h2');
  if (!heading) return;
  const sheet = element.querySelector('.sheet');
  const mark = sheet.querySelector('mark');
  sheet.scrollTop = 0;
  mark.parentElement.scrollTop = Math.max(0, mark.offsetTop - 90);
  heading.focus({preventScroll: true});
});
"""
)
