"""Numbers as the lists of papers show them: figures, letters, roman numerals, words."""

from __future__ import annotations

from collections.abc import Callable

_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)
#: Beyond these, a number is shown in figures: no list counts so far, and no label is to be endless.
MOST_ROMAN, MOST_LETTERS = 3999, 26 * 40
_WORDS = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
          "seventeen eighteen nineteen twenty").split()  # fmt: skip


def roman(number: int) -> str:
    """Return a number as a small roman numeral."""
    if not 0 < number <= MOST_ROMAN:
        return str(number)
    out = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        out += sign * count
    return out


def letters(number: int) -> str:
    """Return a number as word processors letter it: a to z, then aa to zz, then aaa."""
    if not 0 < number <= MOST_LETTERS:
        return str(number)
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (times + 1)


def columns(number: int) -> str:
    """Return a number as the web letters it: a to z, then aa, ab."""
    if number <= 0:
        return str(number)
    out = ""
    while number:
        number, place = divmod(number - 1, 26)
        out = chr(ord("a") + place) + out
    return out


def ordinal(number: int) -> str:
    """Return a number as `1st`, `2nd`, `11th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def words(number: int) -> str:
    """Return a number in words, up to twenty."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else str(number)


#: How Word names the formats.
WORD: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02}",
    "lowerLetter": letters,
    "upperLetter": lambda n: letters(n).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda n: roman(n).upper(),
    "ordinal": ordinal,
    "cardinalText": lambda n: words(n).capitalize(),
    "none": lambda n: "",
}
#: How OpenDocument and HTML name them.
PLAIN: dict[str, Callable[[int], str]] = {
    "1": str,
    "01": lambda n: f"{n:02}",
    "a": letters,
    "A": lambda n: letters(n).upper(),
    "i": roman,
    "I": lambda n: roman(n).upper(),
    "": lambda n: "",
}
WEB: dict[str, Callable[[int], str]] = PLAIN | {"a": columns, "A": lambda n: columns(n).upper()}
