"""Where sentences begin and end in a running text."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

#: Short forms whose full stop ends no sentence.
SHORT = frozenset(
    "mr mrs ms dr cllr cllrs clir st no nos prof sgt insp supt rev hon approx incl e.g i.e cf vs etc qtr c p pp "
    "para fig ref dept al jr sr ltd inc art sec".split()
)
_STOP = re.compile(r"(?P<word>[\w.]{0,20})(?P<stop>[.!?]{1,9}[\"'”’)\]]{0,9})\s+(?=[\"'“‘(\[]*[A-Z0-9£•]|\[\s*[Aa])")
_MARKER = re.compile(r"\[\s*action[^\[\]]*\]", re.IGNORECASE)


@lru_cache(maxsize=8192)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return each sentence's half-open range in a running text; an action's marker stays with its sentence."""
    cuts = [0]
    for match in _STOP.finditer(text):
        word = match["word"].lower()
        initial = len(word) == 1 and word.isalpha()
        if word in SHORT or initial:
            continue
        if word.isdigit() and match.start() == (cuts[-1] + 1 if cuts[-1] else 0):
            continue  # a paragraph's own number, "3. "
        marker = _MARKER.match(text, match.end())
        cuts.append(marker.end() if marker else match.end("stop"))
    cuts.append(len(text))
    out = []
    for start, end in pairwise(cuts):
        while start < end and text[start].isspace():
            start += 1
        if start < end:
            out.append((start, end))
    return tuple(out)
