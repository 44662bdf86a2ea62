"""Papers of a board that does not exist, as many as a bench asks for: minutes of the Lock Keepers of Tarnwick.

Each paper has a word of its own, which no other holds, and says one thing that can be asked for in other words.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

TOML = (
    '[collection]\nid = "tarnwick"\nname = "Lock papers"\norganisation = "Tarnwick Canal Trust"\n'
    'body = "Lock Keepers Committee"\n'
)
_SYLLABLES = ("bra", "cle", "dro", "fen", "gly", "hux", "jor", "kel", "mip", "nop", "quo", "ruz", "sav", "tiv", "wex")
_PEOPLE = ("Mr Abel Turner", "Ms Nora Finch", "Mrs Edith Lowe", "Mr Piers Dunn", "Dr Hanna Voss", "Cllr Ivo Marsh")
_ITEMS = (
    (
        "GATES AND PADDLES",
        "{one} reported that {n} gates had been greased and that the paddle at lock {m} stuck in frost.",
        "The Committee agreed to spend £{n}00 on new balance beams before the spring.",
    ),
    (
        "WATER LEVELS",
        "{two} explained that the summit pound had fallen by {m} inches, for want of rain in the hills.",
        "{one} would measure the feeder every week and report to the next meeting. [ACTION]",
    ),
    (
        "BOATS AND LICENCES",
        "{n} licences had been issued and {m} boats were moored without one.",
        "RESOLVED that a warning be sent to the owners of boats moored longer than {m} days.",
    ),
    (
        "TOWPATH",
        "{three} said that hikers and cyclists had quarrelled at the narrows, and that {m} signs had been put up.",
        "The Committee noted that hedges at mile {m} would be cut in October.",
    ),
    (
        "WILDLIFE",
        "{two} had counted {m} otters between the two aqueducts, and no mink at all.",
        "Ms Nora Finch would ask the school to paint {n} nesting boxes. [ACTION]",
    ),
    (
        "ACCIDENTS",
        "A hire boat had hit the lower gates of lock {m} on a Sunday, and nobody was hurt.",
        "{one} thought that {n} feet of fender would have prevented it.",
    ),
)


def word(number: int) -> str:
    """Return a word that only the paper of this number holds."""
    chance = random.Random(f"word {number}")
    return "".join(chance.choice(_SYLLABLES) for _ in range(4)) + _SYLLABLES[number % len(_SYLLABLES)]


def minutes(number: int, version: int = 0, items: int = 6) -> str:
    """Return the minutes of one meeting: the same for the same number and version."""
    chance = random.Random(f"minutes {number} {version}")
    day = f"{1 + number % 28} {('March', 'June', 'September', 'November')[number % 4]} {2001 + number // 4 % 24}"
    head = [
        "Minutes of the Lock Keepers Committee",
        f"Held on {day} at 7 pm",
        "The Toll House, Tarnwick",
        "Present:",
        *(f"{p}\tTarnwick Canal Trust" for p in chance.sample(_PEOPLE, 3)),
    ]
    body = []
    for place in range(items):
        title, *said = _ITEMS[(number + place) % len(_ITEMS)]
        one, two, three = chance.sample(_PEOPLE, 3)
        told = [
            s.format(one=one, two=two, three=three, n=chance.randrange(3, 90), m=chance.randrange(2, 30)) for s in said
        ]
        if place == 0:
            told.append(f"The workboat {word(number).capitalize()} was taken out of the water for version {version}.")
        body.append(f"{place + 1} {title}\n" + "\n".join(told))
    return "\n\n".join(["\n".join(head), *body]) + "\n"


def lay(folder: Path, papers: Mapping[str, str]) -> None:
    """Make a folder hold these papers, text by name, and no others."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "corpus.toml").write_text(TOML, encoding="utf-8")
    for path in folder.glob("*.txt"):
        if path.name not in papers:
            path.unlink()
    for name, text in papers.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
