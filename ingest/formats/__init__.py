"""Formats: how a board's papers are laid out. The first that recognises a paper parses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest.formats import attached, headed, log, minutes, pack, report, statements, titled
from ingest.formats.common import Hints, Sheet
from ingest.record import Part


@dataclass(frozen=True, slots=True)
class Format:
    """A layout: its name, how it is recognised, and how a paper in it becomes parts."""

    name: str
    recognises: Callable[[Sheet], bool]
    parse: Callable[[Sheet], tuple[Part, ...]]


#: In order: what says the most about itself comes first; a plain paper takes the rest.
FORMATS = (
    Format("third-party summary", report.is_third_party, report.parse_summary),
    Format("statement list", statements.recognises, statements.parse),
    Format("action log", log.recognises, log.parse),
    Format("agenda pack", pack.recognises, pack.parse),
    Format("minutes with attachments", attached.recognises, attached.parse),
    Format("headed minutes", headed.recognises, headed.parse),
    Format("titled minutes", titled.recognises, titled.parse),
    Format("minutes", minutes.recognises, minutes.parse),
    Format("annual report", report.is_annual, report.parse_annual),
    Format("report", report.is_report, report.parse_report),
    Format("plain paper", lambda sheet: True, report.parse_plain),
)

__all__ = ["FORMATS", "Format", "Hints", "Sheet", "parse"]


def parse(sheet: Sheet) -> tuple[Part, ...]:
    """Return a paper's parts by the first format that recognises it and finds text."""
    for one in FORMATS:
        if one.recognises(sheet):
            parts = one.parse(sheet)
            if parts:
                return parts
    return ()
