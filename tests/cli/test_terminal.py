"""The terminal: answers are fitted and coloured there, and plain and complete in a pipe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from provgraph.cli import terminal
from tests.support.command_line import run

if TYPE_CHECKING:
    from click.testing import Result

    from provgraph.store import Store

NAMES = [f"{'long_' * 20}{number:04}" for number in range(1200)]


@pytest.fixture
def loaded(store: Store, environment: None, tmp_path: Path) -> None:  # noqa: ARG001  # the command line's
    """Load a document with many long names."""
    file = tmp_path / "names.json"
    entities: dict[str, object] = {f"e:{name}": {} for name in NAMES}
    derived = {
        f"_:d{n}": {"prov:generatedEntity": "e:end", "prov:usedEntity": f"e:{name}"}
        for n, name in enumerate(NAMES)
    }
    document = {"prefix": {"e": "http://e/"}, "entity": entities, "wasDerivedFrom": derived}
    file.write_text(json.dumps(document))
    store.load(file)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let standard output be a terminal of 80 columns and 3,000 lines."""
    monkeypatch.setattr(terminal, "is_terminal_output", lambda: True)
    for name, value in {"COLUMNS": "80", "LINES": "3000", "TERM": "xterm"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)


def found(*words: str) -> Result:
    """Find elements of the document."""
    return run(*words, "find", "--name", "long_*", "--limit", "1000")


@pytest.mark.usefixtures("loaded")
def test_a_pipe_gets_everything() -> None:
    """Whole URIs, no colours, no limit, and lines as wide as they are."""
    lines = found().stdout.splitlines()
    assert f"http://e/{NAMES[0]}" in lines[1]
    assert len(lines) == 1003
    assert "\x1b" not in found().stdout
    assert "\x1b[1mNAME" in found("--color", "always").stdout


@pytest.mark.usefixtures("loaded", "screen")
def test_a_terminal_gets_what_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of 80 columns with prefixes, in colour, unless that is not wanted."""
    coloured = found().stdout
    plain = found("--color", "never").stdout
    assert "\x1b[1mNAME" in coloured
    assert "\x1b" not in plain
    assert 70 < max(map(len, plain.splitlines())) <= 80
    assert "  e:long_" in plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert found().stdout == plain
    assert "http://e/" in run("find", "--name", "long_*", "--full").stdout


@pytest.mark.usefixtures("loaded", "screen")
def test_a_long_answer_is_limited() -> None:
    """It says how many lines are left out and how to see them; --full shows all."""
    answer = run("--color", "never", "lineage", "http://e/end", "--format", "table").stdout
    assert len(answer.splitlines()) == 1001
    assert answer.splitlines()[-1].startswith("… 202 more lines; all of them: --full")
    whole = run("--color", "never", "lineage", "http://e/end", "--format", "table", "--full").stdout
    assert len(whole.splitlines()) == 1202


@pytest.mark.usefixtures("loaded", "screen")
def test_what_is_higher_than_the_screen_is_paged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PAGER shows it, unless --no-pager is given or it fits."""
    paged: list[str] = []
    monkeypatch.setattr(
        "click.echo_via_pager", lambda lines, color: paged.append(f"{color} {lines}")
    )
    assert found().stdout
    monkeypatch.setenv("LINES", "24")
    assert found("--no-pager").stdout
    assert paged == []
    assert found().stdout == ""
    assert paged[0].startswith("True \x1b[1mNAME")


@pytest.mark.usefixtures("screen", "environment")
def test_a_shown_document_can_be_selected(store: Store) -> None:
    """The beginning of a UUID that a terminal shows is enough."""
    log = Path(__file__).parents[2] / "examples/ctapipe/13_chain_apply_models.provenance.log"
    store.load(log)
    listed = run("--color", "never", "documents").stdout.splitlines()[1:]
    id_ = listed[0].split()[-1]
    assert len(id_) == 8
    shown = run("--color", "never", "documents", "show", id_)
    assert shown.exit_code == 0
    assert f"  {id_}" in shown.stdout
