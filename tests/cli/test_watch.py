"""`provgraph load --watch` as a user sees it; what comes is played by the test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import watchfiles

from provgraph.errors import UnreachableError
from provgraph.ingest import watch
from provgraph.results.documents import FileResult
from provgraph.store import Store
from tests.support.command_line import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PRIMER = Path(__file__).parents[2] / "examples" / "primer.provn"

pytestmark = pytest.mark.usefixtures("environment")


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that says what happens before each look at the directory; then Ctrl-C."""
    monkeypatch.setattr(watch, "SETTLED", 0.0)
    monkeypatch.setattr(watch, "_FIRST_RETRY", 0.0)

    def play(*steps: Callable[[], object]) -> None:
        def changes(*_: object, **__: object) -> Iterator[set[tuple[int, str]]]:
            for step in steps:
                step()
                yield {(1, str(path)) for path in tmp_path.iterdir()}
            raise KeyboardInterrupt

        monkeypatch.setattr(watchfiles, "watch", changes)

    return play


def nothing() -> None:
    """Do nothing."""


def test_what_comes_is_loaded_until_ctrl_c(tmp_path: Path, play: Callable[..., None]) -> None:
    """What was there first; what is half there fails and is loaded when it is whole; a summary."""
    whole = PRIMER.read_text()
    half = tmp_path / "b.provn"
    (tmp_path / "a.provn").write_text(whole)
    play(
        nothing,
        lambda: half.write_text(f"{whole[: len(whole) // 2]}"),
        lambda: half.write_text(f"{whole}\n"),
    )
    result = run("load", "--watch", str(tmp_path))
    assert result.exit_code == 0, result.output
    first, second, summary = result.stdout.splitlines()
    assert first.startswith(f"{tmp_path}/a.provn: loaded, ")
    assert second.startswith(f"{half}: loaded, ")
    assert summary.startswith("2 files: 2 loaded; ")
    assert result.stderr.count(f"{half}: ") == 1


def test_what_fails_to_the_end_is_counted(tmp_path: Path, play: Callable[..., None]) -> None:
    """Once, though it was tried twice; the exit status is 1; JSON is a line for each load."""
    (tmp_path / "a.json").write_text("{ bad")
    play(nothing, nothing)
    result = run("load", "--watch", str(tmp_path))
    assert (result.exit_code, result.stdout) == (1, "1 file: 1 failed\n")
    play(nothing)
    lines = run("load", "--watch", str(tmp_path), "--json").stdout.splitlines()
    assert [json.loads(line)["files"][0]["status"] for line in lines] == ["failed"]


def test_files_wait_for_a_server_that_is_gone(
    tmp_path: Path, play: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is lost, and none is reported by itself; they are loaded when it answers."""
    (tmp_path / "a.provn").write_text(PRIMER.read_text())
    load_all, is_empty = Store.load_all, Store.is_empty

    def gone(*_: object, **__: object) -> Any:  # noqa: ANN401  # of two methods
        raise UnreachableError("no Neo4j server answers")

    def failing(_: Store, files: Any, *__: object, **___: object) -> Any:  # noqa: ANN401
        files = [FileResult(file.name, None, "failed", error="not loaded") for file in files]
        return iter(files)

    def come_back() -> None:
        monkeypatch.setattr(Store, "load_all", load_all)
        monkeypatch.setattr(Store, "is_empty", is_empty)

    monkeypatch.setattr(Store, "load_all", failing)
    monkeypatch.setattr(Store, "is_empty", gone)
    play(nothing, come_back)
    result = run("load", "--watch", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "1 of 1 file waits: no Neo4j server answers" in result.stderr
    assert result.stdout.splitlines()[-1].startswith("1 file: 1 loaded; ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((str(PRIMER),), "--watch takes directories: "),
        ((str(PRIMER.parent), "--dry-run"), "--watch loads what comes"),
    ],
)
def test_what_cannot_be_watched(words: tuple[str, ...], message: str) -> None:
    """It is wrong usage."""
    result = run("load", "--watch", *words)
    assert result.exit_code == 2
    assert message in result.stderr
