"""Look for sentences of the real papers in this project, with the marker that lies beside a checkout in `../shared`.

Names, titles, rolls and lists of figures may be shared; sentences may not. A shared run of words is called a sentence
where it holds a verb and many of the small words that join one. Prints those, and exits 1 where there is any.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
#: A shared run of this many words is looked at.
WORDS = 16
#: Of the words shown of a run, this share are small joining words in a sentence; a list of names holds fewer.
SENTENCE = 0.3
_VERBS = set("was were is are been be has had have would will could should may".split())
_SMALL = set(
    "the a an and of to in for on at by with from was were is are be been had has have would that this it as".split()
)


def runs() -> list[str]:
    """Return the lines that the marker prints for the tree."""
    command = [
        sys.executable,
        str(SHARED / "eval" / "restated.py"),
        str(ROOT),
        str(SHARED / "board"),
        "--words",
        str(WORDS),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()


def is_sentence(line: str) -> bool:
    """True where the words shown of a shared run read as a sentence, not as names, titles or figures."""
    shown = re.findall(r"[a-z0-9£%']+", line.split(": ", 2)[-1])
    return bool(_VERBS & set(shown)) and sum(w in _SMALL for w in shown) >= SENTENCE * len(shown)


def main() -> int:
    found = runs()
    sentences = [line for line in found if is_sentence(line)]
    print(f"{len(found)} shared runs of {WORDS} words, {len(sentences)} of them read as sentences")
    for line in sentences:
        print(line)
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())
