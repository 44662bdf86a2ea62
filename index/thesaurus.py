"""Words alike: which words of some papers may stand for a word of a question, by the model's own vectors of words.

Nothing is listed: "jail" finds "prison" and "supplied" finds "provided" on any shelf, as far as its model knows them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

#: Cosines of the vectors of words: under the first they tell nothing, from the second on a word stands for the other.
LOW, HIGH = 0.35, 0.60
#: How far a word alike counts for the word asked for, at most: less than that word itself.
MOST = 0.8


def kin(
    asked: Sequence[str], among: Sequence[str], vectors: Callable[[Sequence[str]], Vectors]
) -> dict[str, dict[str, float]]:
    """Return for each word asked for the words of `among` that are like it, each with its weight from 0 to MOST.

    A word is not its own kin. `vectors` gives the unit vectors of words, of shape (words, dimensions).
    """
    if not asked or not among:
        return {}
    cosines = vectors(asked) @ vectors(among).T
    out: dict[str, dict[str, float]] = {}
    for row, one in enumerate(asked):
        near: list[int] = np.flatnonzero(cosines[row] > LOW).tolist()
        out[one] = {
            among[n]: float(min(1.0, (cosines[row, n] - LOW) / (HIGH - LOW)) * MOST) for n in near if among[n] != one
        }
    return out
