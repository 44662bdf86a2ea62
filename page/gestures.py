"""What the browser does by itself: the small scripts beneath the conversation and the Source panel.

Every press counts, also one made while another is answered; the second of a double press is left out.
"""

from __future__ import annotations

from page import keeping, leaf

EXAMPLES_JS = """
element.addEventListener('click', (event) => {
  const example = event.target.closest('.example');
  if (example) trigger('select', {question: example.textContent});
});
"""

#: The conversation's presses. A question that is asked again keeps its place, and the line that says how it was
#: understood gets the focus; a link is copied once it is there.
LOG_JS = """
const side = document.getElementById('side');
let asked = 0, waited = false, again = '', linking = '';
const mark = (one) => {
  element.querySelectorAll('[aria-current]').forEach((other) => other.removeAttribute('aria-current'));
  one.setAttribute('aria-current', 'true');
};
element.addEventListener('click', (event) => {
  if (event.detail > 1) return;
  const example = event.target.closest('.example');
  if (example) return trigger('select', {question: example.textContent});
  const change = event.target.closest('[data-change]');
  if (change) {
    again = change.dataset.of;
    return trigger('select', {of: again, change: change.dataset.change});
  }
  const act = event.target.closest('[data-act]');
  if (act) {
    if (act.dataset.act === 'link') linking = act.dataset.of;
    else {
      mark(act);
      side.classList.add('open');
    }
    return trigger('select', {of: act.dataset.of, act: act.dataset.act});
  }
  const chip = event.target.closest('[data-turn]');
  if (!chip) return;
  mark(chip);
  side.classList.add('open');
  trigger('select', {turn: chip.dataset.turn, row: chip.dataset.row, number: chip.dataset.number});
});
const copied = async (turn) => {
  const link = turn.querySelector('[data-link]');
  if (!link) return;
  linking = '';
  link.value = location.origin + location.pathname + link.getAttribute('value');
  const button = turn.querySelector('[data-act=link]');
  link.select();
  try {
    await navigator.clipboard.writeText(link.value);
    button.textContent = 'Link copied';
    setTimeout(() => { button.textContent = 'Copy link'; }, 2500);
  } catch {
    link.focus();
  }
};
const turn = (number) => element.querySelector(`.turn[data-number="${number}"]`);
watch('value', () => {
  element.querySelectorAll('[data-link]').forEach((link) => {
    link.value = location.origin + location.pathname + link.getAttribute('value');
  });
  if (linking && turn(linking)) copied(turn(linking));
  const anew = again;
  const line = again && turn(again) && turn(again).querySelector('.understood');
  if (line && !turn(again).querySelector('.looking')) {
    again = '';
    line.focus({preventScroll: true});
  }
  const turns = element.querySelectorAll('.turn');
  const last = turns[turns.length - 1];
  const latest = last ? Number(last.dataset.number) : 0;
  const fresh = latest > asked || (waited && latest === asked && !anew);
  asked = latest;
  waited = Boolean(last && last.querySelector('.looking'));
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (last && fresh) last.scrollIntoView({block: 'start', behavior: calm ? 'auto' : 'smooth'});
});
"""

#: Arrow keys, Home and End turn from tab to tab, as whoever works by the keyboard expects of tabs.
TABS_JS = """
document.addEventListener('keydown', (event) => {
  const tab = event.target.closest('[role=tab]');
  const tabs = tab ? [...tab.parentElement.querySelectorAll('[role=tab]')] : [];
  const at = tabs.indexOf(tab), last = tabs.length - 1;
  const turned = {ArrowRight: at < last ? at + 1 : 0, ArrowLeft: at > 0 ? at - 1 : last, Home: 0, End: last};
  if (!tab || !(event.key in turned)) return;
  event.preventDefault();
  tabs[turned[event.key]].focus();
  tabs[turned[event.key]].click();
});
"""

#: A question goes on its way: the box is free for the next at once, and has it again where it never arrived.
ASK_JS = f"""(question, turns) => {{{keeping.BOX_JS}
  box.dataset.sent = question;
  if (box.value.startsWith(question)) type(box.value.slice(question.length));  // more may be typed already
  return [question, turns];
}}"""

UNSENT_JS = f"""() => {{{keeping.BOX_JS}
  if (!box.value && box.dataset.sent) type(box.dataset.sent);
}}"""

AFRESH_JS = f"""() => {{{keeping.ENDED_JS}{keeping.BOX_JS}
  document.getElementById('side').classList.remove('open');
  box.focus();
}}"""

TURNED_JS = """() => { document.getElementById('side').classList.remove('open'); }"""

SOURCE_JS = (
    leaf.JS
    + """
const side = document.getElementById('side');
const openers = '#log [aria-current], tr[aria-current] button, .listing button[aria-current=true], '
  + '#question textarea, #question input';
const back = () => {
  side.classList.remove('open');
  const opener = [...document.querySelectorAll(openers)].find((one) => one.checkVisibility());
  if (opener) opener.focus();
  document.querySelectorAll('tr[aria-current], .listing button[aria-current=true]')
    .forEach((one) => one.removeAttribute('aria-current'));
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
  trigger('select', {act: 'source', turn, row, number});
};
element.addEventListener('click', async (event) => {
  if (event.target.closest('.close')) return back();
  const other = event.target.closest('.hop');
  if (other) return go(other);
  const figure = event.target.closest('.leaf');
  if (figure && event.target.closest('.zoom, .leaf-page')) return zoom(figure);
  const act = event.target.closest('button[data-act]');
  if (act && event.detail > 1) return;
  if (act) return trigger('select', {...act.dataset});
  const copy = event.target.closest('[data-copy]');
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
element.addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  if (!form.dataset.act || form.classList.contains('sent')) return;
  trigger('select', {...form.dataset, asked: Object.fromEntries(new FormData(form))});
  form.classList.add('sent');
  setTimeout(() => { form.classList.remove('sent'); }, 1000);
});
element.addEventListener('keydown', (event) => { if (event.key === 'Escape') back(); });
const stepping = (event) => {
  const altered = (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState('AltGraph');
  if (altered || event.target.closest('input, textarea, select, [contenteditable]')) return;
  const which = {'[': '.previous', ']': '.next'}[event.key];
  if (!which || !element.querySelector('.hop')) return;
  event.preventDefault();
  go(element.querySelector(`.hop${which}`));
};
element.addEventListener('keydown', stepping);
document.getElementById('log')?.addEventListener('keydown', stepping);
setInterval(() => {
  const waits = element.querySelector('[data-waits]');
  if (!waits || document.visibilityState !== 'visible' || !waits.checkVisibility()) return;
  trigger('input', {...waits.dataset, act: waits.dataset.waits});
}, 1500);
watch('value', () => {
  fetchLeaves();
  const heading = element.querySelector('.open h2');
  if (!heading) return;
  const sheet = element.querySelector('.sheet');
  const mark = sheet.querySelector('mark');
  const first = element.querySelector('.trouble[tabindex]');
  if (first) return first.focus();
  sheet.scrollTop = 0;
  const at = document.activeElement;
  if ('unasked' in sheet.dataset && at !== document.body && !element.contains(at)) return;
  if (mark) mark.parentElement.scrollTop = Math.max(0, mark.offsetTop - 90);
  heading.focus({preventScroll: true});
});
"""
)
