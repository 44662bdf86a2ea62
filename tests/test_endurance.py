"""The endurance benches in short: ingest killed, what is built damaged, four readers beside one writer."""

from __future__ import annotations

from pathlib import Path

import pytest
import saltmere

import wiring
from bench import damage, kills, made, readers
from index import vectors
from settings import Settings


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


def test_a_chroma_may_be_a_copy_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a shelf of thousands of passages; here from the first passage on."""
    monkeypatch.setattr(vectors, "ANEW", 0)
    settings, texts = Settings(index=tmp_path / "index"), {f"{n:04}.txt": made.minutes(n) for n in range(16)}
    for changes in ({}, {"0003.txt": made.minutes(3, version=1)}, {"0020.txt": made.minutes(20, items=4)}):
        texts |= changes
        made.lay(tmp_path / "papers", texts)
        _, news, problems = wiring.ingest(tmp_path / "papers", settings, saltmere.Silent())
        assert not problems
        assert {n.path for n in news if n.what in ("new", "changed")} == (changes.keys() or texts.keys())
        for _ in range(2):  # to look at a Chroma changes nothing in it
            assert [str(f) for f in wiring.check(settings, every=True) if f.wrong] == []
    placed = sorted((tmp_path / "index" / wiring.BUILT).glob("chroma-*"))
    assert len(placed) == vectors.KEPT
    assert {p.name for p in placed[0].iterdir()} == {p.name for p in placed[1].iterdir()}  # the segment's own name too
    assert wiring.neighbours(settings, 1).keys() == {p.id for p, _ in wiring.open_shelf(settings).store.every_vector()}
