"""The measure of a large shelf, run over a small one: that it measures what it says."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
import saltmere

import wiring
from bench import papers, scale
from settings import Settings


def test_copies_keep_their_structure_and_share_no_passage(tmp_path: Path) -> None:
    home = saltmere.write(tmp_path / "home", {"m.txt": saltmere.minutes() * 2})
    assert papers.write([home], tmp_path / "copies", 3) == 3
    texts = [p.read_text(encoding="utf-8") for p in sorted((tmp_path / "copies").rglob("*.txt"))]
    assert len({len(t.splitlines()) for t in texts}) == 1
    assert len(set(texts)) == 3
    assert papers.write([home], tmp_path / "again", 3) == 3
    assert texts == [p.read_text(encoding="utf-8") for p in sorted((tmp_path / "again").rglob("*.txt"))]


def test_a_large_shelf_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = saltmere.write(tmp_path / "home", {"m.txt": saltmere.minutes(), "n.txt": saltmere.minutes("13 June 2019")})
    scale.run(tmp_path / "scale", 3, [home], scale.QUESTIONS[:3])
    told = capsys.readouterr().out
    assert "6 papers written" in told
    for what in ("exact scan: open", "Chroma: open", "within eight years", "resident:", "one paper of", "nothing new"):
        assert what in told
    settings = Settings(index=tmp_path / "scale" / "ix", model=tmp_path / "scale" / "model")
    with closing(wiring.open_shelf(settings)) as shelf:
        assert [f.wrong for f in shelf.check()] == [None] * 9
