"""The page of the original that a source stands on: its picture, the words marked, fetched once the panel is open.

The panel holds a slot that says which words of which paper; the browser asks for them at `DOOR`, and is given a figure
for each page. What it asks for is looked up within what the person may see, never trusted.
"""

from __future__ import annotations

import threading
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from index.passage import Quotation
from ingest.drawing import Drawing, Picture, Sought, Wish
from ingest.errors import MattersError, ReadError
from ingest.record import Span, Spans
from page.words import cut, safe

if TYPE_CHECKING:
    from index.shelf import Leaf, Original
    from page.desk import Desk

#: Where the page gives out the leaves of a source.
DOOR = "/leaf"
#: Pictures that are kept, of some 100 KB each.
KEPT = 48
#: Spans that words may have, and figures of an offset: more is no address that the page made.
SPANS, FIGURES = 40, 10
#: Characters of a paper's title in what is said of its picture.
TITLE = 90
#: Files that can be drawn.
DRAWN = (".pdf",)

UNFOUND = "The quoted words could not be found on it, so nothing is marked."
BLANK = "It is a scan: nothing can be marked on it."
NOTHING = "No page of this paper can be shown here; its words stand above."


class Pictures:
    """Draws the pages that sources stand on, for everybody, and keeps the last few, whatever came of them."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self._kept: OrderedDict[tuple[Wish, object], Picture | ReadError] = OrderedDict()
        self._turn = threading.Lock()

    def of(self, wish: Wish) -> Picture:
        """Return a page drawn. Raises ReadError where it can't be; while its file stays as it is, it isn't tried again.

        So a page that takes too long costs its seconds once.
        """
        key = wish, _stamp(wish.path)
        with self._turn:
            kept = self._kept.get(key)
        come = self._drawn(wish) if kept is None else kept
        with self._turn:
            self._kept[key] = come
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        if isinstance(come, ReadError):
            raise come
        return come

    def _drawn(self, wish: Wish) -> Picture | ReadError:
        try:
            return self.drawing.picture(wish)
        except ReadError as error:
            return error


def _stamp(path: Path) -> object:
    """Return what changes with a file; None where there is none."""
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_ino, told.st_size, told.st_mtime_ns


def slot(source: Quotation) -> str:
    """Return the place in a panel where the leaves of its source come to stand; "" for a paper without pages."""
    place = source.place
    if source.paragraph.pages is None or not place.path.casefold().endswith(DRAWN):
        return ""
    spans = ",".join(f"{s.start}-{s.end}" for s in source.spans[:SPANS])
    address = f"{DOOR}?{urlencode({'document': place.document, 'spans': spans})}"
    return (
        f'<div class="leaves" data-leaves="{safe(address)}">'
        '<p class="quiet waiting">Fetching the page of the paper …</p></div>'
    )


def leaves(desk: Desk, pictures: Pictures, asked: Mapping[str, str]) -> str:
    """Return the pages that words of a paper stand on, as figures; one line where there is nothing to show."""
    try:
        spans = _spans(asked.get("spans", ""))
        shelf = desk.assistant.shelf
        with shelf.reading():
            original = shelf.original(asked.get("document", ""), spans, desk.assistant.scope)
    except (MattersError, ValueError):
        original = None
    if original is None or not original.path.name.casefold().endswith(DRAWN):
        return f'<p class="quiet">{NOTHING}</p>'
    figures = "".join(_figure(pictures, original, leaf) for leaf in original.leaves)
    more = f'<p class="quiet">The words go on over {_pages(original.more)} more.</p>' if original.more else ""
    return figures + more


def _spans(told: str) -> Spans:
    """Return the spans that an address names. Raises ValueError for what names none."""
    pairs = [pair.split("-") for pair in told.split(",")]
    if len(pairs) > SPANS or not all(len(p) == 2 and all(_is_offset(n) for n in p) for p in pairs):
        raise ValueError("no spans")
    return tuple(Span(int(a), int(b)) for a, b in pairs)


def _is_offset(told: str) -> bool:
    return told.isascii() and told.isdecimal() and len(told) <= FIGURES


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count} pages"


def _figure(pictures: Pictures, original: Original, leaf: Leaf) -> str:
    """Return a page as a figure, or in one line why its picture can't be shown."""
    named = f"Page {leaf.number} of the file"
    if leaf.printed and leaf.printed != str(leaf.number):
        named += f", printed {leaf.printed}"
    if leaf.closed:
        return f'<p class="quiet">{safe(named)} is not shown: {safe(leaf.closed)}.</p>'
    sought = tuple(Sought(w.said, w.before, w.after) for w in leaf.words)
    try:
        picture = pictures.of(Wish(original.path, original.sha256, leaf.number, sought))
    except ReadError as error:
        return f'<p class="quiet">{safe(named)} is not shown: {safe(str(error))}.</p>'
    return _shown(picture, named, original.title)


def _shown(picture: Picture, named: str, title: str) -> str:
    lines = "1 line" if len(picture.marks) == 1 else f"{len(picture.marks)} lines"
    told = f"The quoted words are marked, {lines}." if picture.found else BLANK if picture.blank else UNFOUND
    marks = "".join(
        f'<span class="leaf-mark" style="left:{m.left:.3%};top:{m.top:.3%};width:{m.width:.3%};height:{m.height:.3%}">'
        "</span>"
        for m in picture.marks
    )
    data = f"data:{picture.kind};base64,{b64encode(picture.image).decode()}"
    alt = safe(f"{named}: “{cut(title, TITLE)}”. {told}")
    return (
        f'<figure class="leaf"><div class="leaf-frame" tabindex="0" role="group" aria-label="{safe(named)}">'
        f'<div class="leaf-page"><img src="{data}" width="{picture.width}" height="{picture.height}" alt="{alt}">'
        f"{marks}</div></div><figcaption><span>{safe(named)}. {told}</span>"
        '<button type="button" class="zoom" aria-haspopup="dialog">Larger</button></figcaption></figure>'
    )


# ---------------------------------------------------------------- look and gestures

CSS = """
.leaves { margin: 0 0 1rem; }
.leaves > .quiet { font-size: .875rem; margin: 0 0 .6rem; }
.sheet .waiting { min-height: 3rem; }
.leaf { margin: 0 0 .9rem; }
.leaf-frame { max-height: min(30rem, 56dvh); overflow: auto; border: 1px solid var(--line); border-radius: 8px;
  background: #fff; cursor: zoom-in; }
.leaf-page { position: relative; width: 100%; }
.leaf-over { display: flex; flex-direction: column; box-sizing: border-box; width: min(70rem, 96vw); height: 94dvh;
  max-width: none; max-height: none; margin: auto; padding: 0 .9rem .9rem; color: var(--ink); background: var(--sheet);
  border: 1px solid var(--line); border-radius: 12px; }
.leaf-over::backdrop { background: rgba(0, 0, 0, .55); }
.leaf-over .bar { display: flex; gap: 1rem; justify-content: space-between; align-items: center; padding: .5rem 0;
  font-size: .875rem; color: var(--soft); }
.leaf-over .shut { min-height: 36px; padding: 0 .9rem; font-size: .875rem; color: var(--accent); background: none;
  border: 1px solid var(--line); border-radius: 8px; cursor: pointer; }
.leaf-over .leaf-frame { flex: 1; max-height: none; cursor: zoom-out; }
.leaf-over .leaf-page { min-width: 46rem; }
.leaf-page img { display: block; width: 100%; height: auto; margin: 0; }
.leaf-mark { position: absolute; background: #f6d24a; mix-blend-mode: multiply; opacity: .62; border-radius: 2px;
  pointer-events: none; }
.leaf figcaption { display: flex; gap: .8rem; justify-content: space-between; align-items: baseline;
  padding: .35rem 0 0; font-size: .8125rem; color: var(--soft); }
.leaf .zoom { flex: none; padding: .2rem .3rem; font-size: .8125rem; color: var(--accent); background: none; border: 0;
  cursor: pointer; text-decoration: underline; text-underline-offset: 3px; border-radius: 4px; }
.leaf-frame:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.dark .leaf-page img { filter: brightness(.88); }

.going { display: flex; align-items: center; gap: .35rem; margin: .35rem 0 0 -.45rem; font-size: .8125rem;
  color: var(--soft); font-variant-numeric: tabular-nums; }
.hop { padding: .25rem .45rem; min-height: 28px; font-size: .8125rem; color: var(--accent); background: none; border: 0;
  border-radius: 6px; cursor: pointer; }
.hop:hover { background: var(--tint); }
.hop[aria-disabled] { color: var(--soft); background: none; cursor: default; }
@media (forced-colors: active) { .leaf-mark { border: 2px solid Highlight; background: none; opacity: 1; } }
"""

#: Fetches the leaves of a panel that was opened, and shows a page larger; for the script of the Source panel.
JS = """
const place = (figure) => {  // the page of a figure, or of what lies over the page
  const frame = figure.querySelector('.leaf-frame');
  const mark = figure.querySelector('.leaf-mark');
  if (!mark) return;
  frame.scrollTop = Math.max(0, mark.offsetTop - frame.clientHeight / 4);
  frame.scrollLeft = Math.max(0, mark.offsetLeft - frame.clientWidth / 10);
};
const zoom = (figure) => {
  const over = document.createElement('dialog');
  const told = figure.querySelector('figcaption span').textContent;
  over.className = 'leaf-over';
  over.setAttribute('aria-label', told);
  over.innerHTML = '<div class="bar"><span></span><button type="button" class="shut">Close</button></div>';
  over.querySelector('span').textContent = told;
  over.append(figure.querySelector('.leaf-frame').cloneNode(true));
  over.addEventListener('keydown', (event) => event.stopPropagation());
  over.addEventListener('click', (event) => {
    event.stopPropagation();
    if (event.target === over || event.target.closest('.shut, .leaf-page')) over.close();
  });
  over.addEventListener('close', () => {
    over.remove();
    figure.querySelector('.zoom').focus();
  });
  figure.append(over);
  over.showModal();
  place(over);
};
let shown = '';
const fetchLeaves = async () => {
  const slot = element.querySelector('[data-leaves]');
  const wanted = slot ? slot.dataset.leaves : '';
  if (!slot || (wanted === shown && slot.querySelector('.leaf'))) return;
  shown = wanted;
  let told = '<p class="quiet">The page could not be fetched; open the source again to try once more.</p>';
  try {
    const answer = await fetch(wanted, {credentials: 'same-origin'});
    if (answer.ok) told = await answer.text();
  } catch {}
  if (slot.dataset.leaves !== wanted || !slot.isConnected) return;
  slot.innerHTML = told;
  slot.querySelectorAll('.leaf').forEach((figure) => {
    const image = figure.querySelector('img');
    if (image.complete) place(figure); else image.addEventListener('load', () => place(figure));
  });
};
"""
