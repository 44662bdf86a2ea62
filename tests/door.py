"""The command as tests run it: in this process, told apart by what it prints and where."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

import cli


class Door:
    """The command, run in this process: its exit code, and its lines on standard output and standard error."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *arguments: str | Path, given: bytes = b"") -> tuple[int, list[str], list[str]]:
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        try:
            code = cli.main([str(a) for a in arguments])
        except SystemExit as wrong_usage:
            code = int(str(wrong_usage.code))
        out, err = self._capsys.readouterr()
        return code, out.splitlines(), err.splitlines()

    def complaint(self, *arguments: str | Path) -> str:
        """Return the one line of a command that could not."""
        code, out, err = self(*arguments)
        assert (code, out, len(err)) == (1, [], 1), (code, out, err)
        assert err[0].startswith("matters: ")
        return err[0]


def problems(out: Iterable[str]) -> list[str]:
    """Return the problems that an ingest printed."""
    lines = list(out)
    start = next(
        (n for n, line in enumerate(lines) if line.rstrip(":").endswith((" problem", " problems"))), len(lines)
    )
    return [line.strip() for line in lines[start + 1 :] if line.startswith("  ")]


def became(out: Iterable[str]) -> dict[str, str]:
    """Return what became of each paper that an ingest named."""
    words = ("new", "changed", "unchanged", "removed", "failed", "kept")
    return {path: what for what, _, path in (x.partition(" ") for x in out) if what in words for path in [path.strip()]}
