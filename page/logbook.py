"""The log of questions, which there is only where the operator says so: a line of JSON for each."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import wiring
from ingest.errors import MattersError
from page.desk import Desk


def noted(desk: Desk, question: str, kind: str, refusal: str, seconds: float) -> None:
    """Add a question to the log, where one is kept, forgotten names masked. Where it fails, the answer goes on."""
    path = desk.settings.log_questions
    if path is None:
        return
    try:
        question = wiring.hidden(desk.settings, question)
        _add(path, json.dumps(_line(desk, question, kind, refusal, seconds), ensure_ascii=False))
    except (OSError, MattersError) as error:
        why = getattr(error, "strerror", None) or error
        print(f"matters: {path}: the log of questions cannot be written: {why}", file=sys.stderr)


def _line(desk: Desk, question: str, kind: str, refusal: str, seconds: float) -> dict[str, object]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "person": wiring.hidden(desk.settings, desk.person.name),
        "question": question,
        "kind": kind,
        "refusal": refusal,
        "milliseconds": round(1000 * seconds),
    }


def _add(path: Path, line: str) -> None:
    """Add a line in one piece, so that those of several people never mix; the file is its owner's alone."""
    path.touch(mode=0o600, exist_ok=True)
    with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(f"{line}\n")
