"""The endurance benches in short: ingest killed, what is built damaged, four readers beside one writer."""

from __future__ import annotations

from pathlib import Path

from bench import damage, kills, readers


def test_ingest_may_be_killed_at_any_moment(tmp_path: Path) -> None:
    outcome = kills.kills(tmp_path, len(kills.PHASES), papers=9)
    assert outcome.good, str(outcome)
    assert sum(outcome.kills.values()) >= len(kills.PHASES)
    assert len(outcome.kills) >= 4, str(outcome)


def test_what_is_built_may_be_damaged(tmp_path: Path) -> None:
    outcome = damage.damages(tmp_path, damage.SHORT)
    assert outcome.good, str(outcome)
    assert outcome.told.keys() == set(damage.SHORT)


def test_every_answer_is_of_one_state_while_somebody_writes(tmp_path: Path) -> None:
    outcome = readers.readers(tmp_path, 12.0, contests=1)
    assert outcome.good, str(outcome)
    assert not outcome.otherwise, str(outcome)
    assert len(outcome.asked) == 4
    assert min(outcome.asked.values()) >= 5
