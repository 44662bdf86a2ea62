"""What the browser does by itself: the small scripts beneath the conversation and the Source panel."""

from __future__ import annotations

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

SOURCE_JS = """
const side = document.getElementById('side');
const openers = '#log [aria-current], tr[aria-current] button, #question textarea, #question input';
const back = () => {
  side.classList.remove('open');
  const opener = [...document.querySelectorAll(openers)].find((one) => one.checkVisibility());
  if (opener) opener.focus();
  document.querySelectorAll('tr[aria-current]').forEach((row) => row.removeAttribute('aria-current'));
};
element.addEventListener('click', async (event) => {
  if (event.target.closest('.close')) return back();
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
watch('value', () => {
  const heading = element.querySelector('.open h2');
  if (!heading) return;
  const sheet = element.querySelector('.sheet');
  const mark = sheet.querySelector('mark');
  sheet.scrollTop = 0;
  if (mark) mark.parentElement.scrollTop = Math.max(0, mark.offsetTop - 90);
  heading.focus({preventScroll: true});
});
"""
