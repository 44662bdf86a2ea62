"""The log of questions, which there is only where the operator says so: a line of JSON for each."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from page.desk import Desk


def noted(desk: Desk, question: str, kind: str, refusal: str, seconds: float) -> None:
    """Add a question to the log, where one is kept. A log that cannot be written stops nobody's answer."""
    path = desk.settings.log_questions
    if path is None:
        return
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "person": desk.person.name,
        "question": question,
        "kind": kind,
        "refusal": refusal,
        "milliseconds": round(1000 * seconds),
    }
    try:
        _add(path, json.dumps(line, ensure_ascii=False))
    except OSError as error:
        print(f"matters: {path}: the log of questions cannot be written: {error.strerror or error}", file=sys.stderr)


def _add(path: Path, line: str) -> None:
    """Add a line in one piece, so that those of several people never mix; the file is its owner's alone."""
    path.touch(mode=0o600, exist_ok=True)
    with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(f"{line}\n")
