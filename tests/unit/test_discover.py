"""Discovery: the order in which files are loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.ingest.discover import find_files

if TYPE_CHECKING:
    from pathlib import Path


def test_of_many_files_the_large_ones_come_last(tmp_path: Path) -> None:
    """Otherwise all keep their places."""
    for number in range(501):
        size = 60_000 if number in {0, 250} else 1
        (tmp_path / f"{number:03}.log").write_bytes(b" " * size)
    names = [file.name[-7:-4] for file in find_files([str(tmp_path)])]
    assert names[-2:] == ["000", "250"]
    assert names[:-2] == sorted(names[:-2])
    assert len(names) == 501


def test_few_files_keep_their_order(tmp_path: Path) -> None:
    """A handful is loaded at once: their order is the reader's."""
    (tmp_path / "a.log").write_bytes(b" " * 60_000)
    (tmp_path / "b.log").write_bytes(b" ")
    assert [file.name[-5] for file in find_files([str(tmp_path)])] == ["a", "b"]
