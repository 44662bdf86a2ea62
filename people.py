"""Who is at the page: what each may see, and what each may do there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class May(StrEnum):
    """What somebody may do, each with all that goes before it."""

    READ = "read"
    CORRECT = "correct"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the page.

    name: as signed in with; "" where nobody signs in. collections: the ids or names of those that may be seen; None
    for all. restricted: whether restricted papers in them may be, where the operator shows any. may: what may be done.
    """

    name: str = ""
    collections: tuple[str, ...] | None = None
    restricted: bool = True
    may: May = May.ADD

    def may_do(self, what: May) -> bool:
        """True where this person may do something."""
        order = tuple(May)
        return order.index(self.may) >= order.index(what)


#: Whoever comes, where nobody signs in.
ANYBODY = Person()
