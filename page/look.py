"""How the page looks: its fonts, its icon and its style, all from the machine that shows it."""

from __future__ import annotations

#: Fonts of the reader's own machine, so that none is fetched: the page's words, the record's words, figures.
SANS = (
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "Ubuntu",
    "Cantarell",
    "Noto Sans",
    "Helvetica Neue",
    "Liberation Sans",
    "Arial",
    "sans-serif",
)
MONO = ("ui-monospace", "SF Mono", "Consolas", "Liberation Mono", "monospace")

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#1d5c52"/>'
    '<path d="M8 9h16M8 15h16M8 21h9" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/>'
    '<circle cx="23" cy="22" r="3" fill="#f6d77a"/></svg>'
)

#: The page's colours, in the light and in the dark, and the record's letters.
LIGHT = (
    "--paper: #faf8f3; --sheet: #ffffff; --ink: #22252a; --soft: #5a5e66; --line: #e3ddd1; --accent: #1d5c52; "
    "--accent-ink: #ffffff; --tint: #eaf1ee; --mark: #fdedb0; --mark-ink: #22252a; --warn: #84470a; "
    "--warn-tint: #fbf1e3;"
)
DARK = (
    "--paper: #15171a; --sheet: #1c1f23; --ink: #e9e6e0; --soft: #a8acb3; --line: #343840; --accent: #8ecfc1; "
    "--accent-ink: #10211e; --tint: #1f2f2c; --mark: #5c4a0e; --mark-ink: #fff7dc; --warn: #f0b970; "
    "--warn-tint: #2e2516;"
)
SERIF = (
    '--serif: "Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", Charter, Georgia, '
    '"Liberation Serif", serif;'
)

CSS = (
    f""":root {{ {LIGHT} {SERIF} }}
.dark {{ {DARK} }}
"""
    """
body, gradio-app { background: var(--paper) !important; }
.gradio-container { color: var(--ink); background: var(--paper) !important; max-width: none !important;
  line-height: 1.55; overflow: visible !important; }
.main.fillable { max-width: 1240px !important; margin: 0 auto !important; padding: 0 1.5rem 2rem !important; }
#masthead, #welcome, #log, #source { padding: 0 !important; overflow: visible !important;
  background: none !important; border: 0 !important; }
.html-container { padding: 0 !important; }
.gradio-container * { transition: none !important; }
#welcome:not(:has(.welcome, .trouble)), #log:not(:has(.turn)) { display: none; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.quiet { color: var(--soft); }

.masthead { display: flex; flex-wrap: wrap; align-items: baseline; gap: .15rem 1.25rem; padding: 1.4rem 0 .9rem;
  border-bottom: 1px solid var(--line); }
.masthead h1 { font: 600 1.7rem/1.2 var(--serif); letter-spacing: -.01em; color: var(--ink); margin: 0; }
.whose { color: var(--soft); font-size: .875rem; margin: 0; }
.whose span + span::before { content: "·"; margin: 0 .45em; }
.signed-in { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem .7rem; margin-left: auto;
  font-size: .875rem; color: var(--soft); overflow-wrap: anywhere; }
.signed-in + .whose { flex-basis: 100%; }
.signed-in form { margin: 0; }
.signed-in .leave { padding: .25rem .3rem; font: inherit; color: var(--accent); background: none; border: 0;
  cursor: pointer; text-decoration: underline; text-underline-offset: 3px; border-radius: 4px; }

#desk { gap: 2.25rem; align-items: flex-start; flex-wrap: nowrap; }
#talk { flex: 1 1 58% !important; min-width: 0 !important; gap: 1rem; }
#side { flex: 1 1 42% !important; min-width: 0 !important; position: sticky; top: 1.25rem; }

.welcome { padding: .75rem 0 .25rem; }
.welcome .lede { font: 400 1.5rem/1.35 var(--serif); color: var(--ink); margin: 0 0 .4rem; text-wrap: balance; }
.welcome p { font-size: 1rem; margin: 0 0 1.25rem; color: var(--soft); max-width: 60ch; }
.welcome h2, h3.quiet { font-size: .8125rem; font-weight: 600; letter-spacing: .02em; color: var(--soft);
  margin: 0 0 .5rem; }
.examples { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
.examples li { border-bottom: 1px solid var(--line); margin: 0; }
.lead { font-size: .8125rem; color: var(--soft); margin: 0 0 .15rem; }
.example { width: 100%; text-align: left; padding: .65rem 0; font-size: 1rem; color: var(--accent);
  background: none; border: 0; cursor: pointer; border-radius: 4px; }
.example:hover { background: var(--tint); }

.gone { font-size: .875rem; color: var(--soft); margin: .9rem 0 0; max-width: 68ch; }
.turn { padding: 1.1rem 0 1.4rem; scroll-margin-top: 1rem; }
.turn + .turn { border-top: 1px solid var(--line); }
.asked { font: 600 1.25rem/1.35 var(--serif); color: var(--ink); margin: 0 0 .2rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.understood, .looking { color: var(--soft); font-size: .8125rem; margin: 0 0 .85rem; overflow-wrap: anywhere; }
.meant { margin: 0 0 .85rem; }
.meant .understood { margin: 0 0 .3rem; border-radius: 4px; }
.meant .understood:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.narrow { display: flex; flex-wrap: wrap; gap: .3rem .4rem; align-items: center; }
.change { padding: .1rem .55rem; font-size: .8125rem; line-height: 1.35rem; color: var(--soft); text-align: left;
  background: none; border: 1px solid var(--line); border-radius: 999px; cursor: pointer; overflow-wrap: anywhere; }
.change:hover { color: var(--ink); border-color: var(--accent); }
.change[aria-pressed] { color: var(--accent); border-color: var(--accent); background: var(--tint); }
.understood .change { padding: 0 .1rem; min-height: 1.5rem; color: var(--accent); border: 0; border-radius: 4px;
  text-decoration: underline; text-underline-offset: 3px; }
.turn .narrow details { margin: 0; }
.turn .narrow details[open] { flex-basis: 100%; }
.narrow summary { line-height: 1.5rem; padding: 0 .2rem; }
.narrow [role="group"] { display: grid; grid-template-columns: 7.5rem 1fr; padding: .3rem 0; }
.narrow [role="group"] div { display: flex; flex-wrap: wrap; gap: .3rem .4rem; }
.narrow .of { font-size: .8125rem; line-height: 1.5rem; color: var(--soft); }
.after { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: .8rem 0 0; }
.acts, .taking { display: contents; }
.act, .take { padding: .15rem 0; font-size: .8125rem; line-height: 1.35rem; color: var(--soft); background: none;
  border: 0; cursor: pointer; text-decoration: underline var(--line); text-underline-offset: 3px; border-radius: 4px; }
.act:hover, .take:hover, .act[aria-current] { color: var(--accent); text-decoration-color: currentcolor; }
.link { display: flex; flex-wrap: wrap; gap: .2rem .6rem; align-items: center; margin: .5rem 0 0;
  font-size: .8125rem; color: var(--soft); }
.link input { flex: 1 1 16rem; min-width: 0; padding: .35rem .6rem; font: inherit; color: var(--ink);
  background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; }
.since { font-size: .875rem; color: var(--ink); background: var(--tint); border-radius: 6px; padding: .5rem .8rem;
  margin: .2rem 0 .6rem; overflow-wrap: anywhere; max-width: 68ch; }
.turn .examples { margin: 0 0 .6rem; }
.welcome code { font-family: var(--font-mono); font-size: .9em; color: var(--ink); overflow-wrap: anywhere; }

.why h3 { font-size: .875rem; font-weight: 600; color: var(--ink); margin: 1.1rem 0 .4rem; }
.why p, .why li, .why dd { font-size: .9rem; line-height: 1.5; overflow-wrap: anywhere; }
.why .told { list-style: none; margin: 0; padding: 0; }
.why .told li { margin: 0 0 .55rem; }
.why .glimpse { font-size: .95rem; margin: 0 0 .15rem; }
.why .at { font-size: .8125rem; color: var(--soft); }
.why .reason { margin: .7rem 0 .3rem; color: var(--ink); }
.chip.plain { padding: .15rem .6rem; }
.why details { margin-top: 1.1rem; font-size: .875rem; color: var(--soft); }
.why summary { cursor: pointer; width: fit-content; border-radius: 4px; }
.why details p { margin: .5rem 0; }
.weights { display: flex; flex-wrap: wrap; gap: .1rem 1rem; list-style: none; margin: 0; padding: 0; }
.wide { overflow-x: auto; border-radius: 4px; }
.wide:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.wide table { border-collapse: collapse; font-size: .8125rem; font-variant-numeric: tabular-nums; color: var(--ink); }
.wide caption { text-align: left; color: var(--soft); padding: .3rem 0; }
.wide th, .wide td { padding: .3rem .6rem .3rem 0; text-align: right; vertical-align: top; font-weight: 400;
  border-top: 1px solid var(--line); }
.wide th:first-child { min-width: 13rem; text-align: left; }

.complaint { display: grid; gap: .9rem; margin-top: .6rem; }
.complaint fieldset { border: 0; margin: 0; padding: 0; display: grid; gap: .35rem; font-size: .9375rem; }
.complaint [type="radio"] { appearance: auto !important; width: 1.05rem; height: 1.05rem; margin: 0; flex: none;
  accent-color: var(--accent); }
.complaint legend, .complaint .note { font-size: .875rem; font-weight: 600; color: var(--ink); }
.complaint legend { margin-bottom: .35rem; padding: 0; }
.complaint fieldset label { display: flex; gap: .55rem; align-items: center; min-height: 1.6rem; color: var(--ink); }
.complaint .note { display: grid; gap: .35rem; }
.complaint textarea { font: 400 1rem/1.5 var(--font); padding: .5rem .7rem; color: var(--ink); resize: vertical;
  background: var(--paper); border: 1px solid var(--line); border-radius: 8px; width: 100%; }
.complaint p { font-size: .875rem; }
.complaint .copy { justify-self: start; }
.dark .complaint { color-scheme: dark; }
.wrong > .quiet, .wrong > p { margin-top: .6rem; }

.said { list-style: none; margin: 0; padding: 0; }
.said > li { margin: 0 0 1.1rem; }
.said .quoted .words { font-family: var(--serif); font-size: 1.1rem; }
.said .words, .refusal { font-size: 1.03rem; line-height: 1.6; color: var(--ink); margin: 0 0 .4rem;
  max-width: 68ch; white-space: pre-line; overflow-wrap: anywhere; }
.glimpse { font-family: var(--serif); color: var(--soft); margin: 0 0 .35rem; max-width: 68ch;
  overflow-wrap: anywhere; }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; align-items: flex-start; }
.chip { display: inline-flex; align-items: center; gap: .45rem; max-width: 100%;
  padding: .22rem .6rem .22rem .3rem; font-size: .8125rem; line-height: 1.35; text-align: left;
  color: var(--accent); background: var(--tint); border: 1px solid transparent; border-radius: 999px;
    cursor: pointer; }
.chip:hover { border-color: var(--accent); }
.chip[aria-current] { border-color: var(--accent); background: var(--accent); color: var(--accent-ink); }
#source .number { display: inline-block; vertical-align: .12em; margin-right: .2rem; font-family: var(--font); }
.number { flex: none; min-width: 1.35rem; padding: 0 .3rem; text-align: center; font-size: .75rem;
  font-weight: 600; line-height: 1.35rem; font-variant-numeric: tabular-nums;
  color: var(--accent-ink); background: var(--accent); border-radius: 999px; }
.chip[aria-current] .number { color: var(--accent); background: var(--accent-ink); }
.mark { padding: 0 .3em; margin: 0 .1em; font-size: .72em; line-height: 1.4; vertical-align: .35em;
  color: var(--accent); background: var(--tint); border: 0; border-radius: 4px; cursor: pointer; }
.turn details { font-size: .8125rem; color: var(--soft); margin-top: .3rem; }
.turn summary { cursor: pointer; width: fit-content; border-radius: 4px; }
.turn details p { margin: .25rem 0 0; max-width: 68ch; overflow-wrap: anywhere; }
.chips details[open] { display: flex; flex-wrap: wrap; gap: .4rem; flex-basis: 100%; }
.notice { font-size: .875rem; color: var(--soft); border-left: 3px solid var(--line);
  padding: .1rem 0 .1rem .75rem; margin: .5rem 0 0; max-width: 68ch; overflow-wrap: anywhere; }
.refusal { margin-bottom: .75rem; }
.refusal ~ h3.quiet { margin-top: 1rem; }
.trouble { color: var(--warn); background: var(--warn-tint); border-radius: 6px; padding: .55rem .8rem;
  margin: .4rem 0 0; overflow-wrap: anywhere; }

#composer { position: sticky; bottom: 0; z-index: 3; align-items: flex-end; flex-wrap: nowrap; gap: .6rem;
  padding: .8rem 0; background: var(--paper); border-top: 1px solid var(--line); }
#composer .form { overflow: visible; background: none; border: 0; box-shadow: none; }
#question { overflow: visible !important; background: none !important; border: 0 !important;
  box-shadow: none !important; padding: 0 !important; }
#question label > span, #question [data-testid="block-info"] { font-size: .8125rem; font-weight: 600;
  color: var(--soft); }
#question textarea, #question input { min-height: 46px; font-size: 1rem; line-height: 1.5; padding: .6rem .8rem;
  color: var(--ink); background: var(--sheet); border: 1px solid var(--line) !important; border-radius: 8px;
  box-shadow: none !important; }
#question textarea::placeholder, #question input::placeholder { color: var(--soft); opacity: 1; }
#ask { height: 46px; border-radius: 8px; font-size: 1rem; color: var(--accent-ink); background: var(--accent);
  border: 0; }
#afresh { align-self: flex-start; margin-top: -.75rem; width: auto; flex: none; padding: .25rem 0;
  font-size: .8125rem; font-weight: 400; color: var(--soft); background: none; border: 0; box-shadow: none;
  text-decoration: underline; text-underline-offset: 3px; }
#afresh:hover { color: var(--ink); }
#talk:not(:has(.turn)) #afresh { display: none; }

.sheet { position: relative; background: var(--sheet); border: 1px solid var(--line); border-radius: 12px;
  padding: 1.15rem 1.35rem 1.35rem; max-height: calc(100dvh - 2.5rem); overflow-y: auto; }
.sheet.empty { background: none; border-style: dashed; }
.sheet h2 { font: 600 1.1rem/1.4 var(--serif); color: var(--ink); margin: 0; overflow-wrap: anywhere; }
.sheet.empty h2 { margin-bottom: .25rem; }
.sheet p { margin: 0; }
.sheet .top { display: flex; gap: 1rem; justify-content: space-between; align-items: flex-start; }
.close { flex: none; font-size: .8125rem; line-height: 1.55rem; color: var(--soft); background: none; border: 0;
  padding: 0 .2rem; cursor: pointer; text-decoration: underline; text-underline-offset: 3px; border-radius: 4px; }
.close:hover { color: var(--ink); }
.sheet .account { font-size: .875rem; color: var(--soft); margin: .35rem 0 .9rem; }
.sheet .account.record { color: var(--accent); }
.sheet .account.third-party { color: var(--warn); }
.sheet blockquote { font: 400 1.06rem/1.65 var(--serif); color: var(--soft); margin: 0 0 1rem; padding: .9rem 0;
  border: 0; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); white-space: pre-line;
  overflow-wrap: anywhere; position: relative; max-height: max(12rem, 38dvh); overflow-y: auto; }
.sheet mark { color: var(--mark-ink); background: var(--mark); padding: .1em .15em; border-radius: 3px;
  box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.sheet, .listing, .whose, .chip { overflow-wrap: anywhere; }
.sheet .correction { font-size: .9rem; color: var(--warn); background: var(--warn-tint); border-radius: 6px;
  padding: .55rem .8rem; margin: 0 0 1rem; }
.sheet dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; font-size: .875rem;
  margin: 0 0 1rem; }
.sheet dt { color: var(--soft); }
.sheet dd { margin: 0; color: var(--ink); overflow-wrap: anywhere; }
.sheet .official { font-size: .875rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
.sheet .official a { color: var(--accent); text-decoration: underline; text-underline-offset: 3px; }
.copying { display: flex; flex-wrap: wrap; gap: .5rem; }
.copy { font-size: .8125rem; padding: .35rem .8rem; color: var(--accent); background: none;
  border: 1px solid var(--line); border-radius: 8px; cursor: pointer; }
.copy:hover { border-color: var(--accent); }

button:focus-visible, a:focus-visible, summary:focus-visible, blockquote:focus-visible,
  .sheet h2:focus-visible { outline: 3px solid var(--accent) !important; outline-offset: 2px; }
#question textarea:focus, #question input:focus { outline: 3px solid var(--accent) !important; outline-offset: 0;
  border-color: var(--accent) !important; }
.sheet h2:focus { outline-offset: 4px; border-radius: 2px; }

@media (max-width: 900px) {
  .main.fillable { padding: 0 1rem 1rem !important; }
  #desk { flex-direction: column; }
  #talk, #side { width: 100%; flex: none !important; }
  #side { display: none; }
  #side.open { display: flex; position: fixed; inset: auto 0 0 0; width: 100%; z-index: 20; }
  .masthead { padding-top: 1rem; }
  .masthead h1 { font-size: 1.45rem; }
  .welcome .lede { font-size: 1.3rem; }
  .sheet { display: flex; flex-direction: column; max-height: 86dvh; border-width: 1px 0 0;
    border-radius: 16px 16px 0 0; padding: 1rem 1.1rem 1.5rem;
    box-shadow: 0 -12px 40px rgba(0, 0, 0, .28); }
  .narrow [role="group"] { grid-template-columns: 1fr; }
  .sheet > * { flex: none; }
  .sheet .top { display: contents; }
  .sheet .close { order: -1; position: sticky; top: -1rem; z-index: 2; font-size: .9375rem; text-align: left;
    margin: -1rem -1.1rem .25rem; padding: .9rem 1.1rem .5rem; border-radius: 0; background: var(--sheet); }
  .sheet .close:focus-visible { outline-offset: -3px !important; }
}
@media print {
  #composer, #afresh, .copying, .close, .narrow, .after { display: none; }
  #side { position: static; }
}
"""
)
