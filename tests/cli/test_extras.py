"""Commands without their extra: a message, no traceback."""

from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner

from provgraph.cli import main
from provgraph.cli.extras import extra
from provgraph.errors import ConfigError


def test_the_message_names_the_extra() -> None:
    """A package that is not installed is named with how to install it."""
    with (
        pytest.raises(ConfigError, match=r"needs the package nothing_like_it: pip install"),
        extra("server"),
    ):
        import nothing_like_it  # type: ignore[import-not-found]  # noqa: F401, PLC0415


@pytest.mark.parametrize("words", [["serve", "--check"], ["token", "list"]])
def test_commands_of_the_manager_need_their_extra(
    monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """Without FastAPI, each command of the manager says so in one line."""
    loaded = [name for name in sys.modules if name.startswith(("fastapi", "provgraph.manager"))]
    for module in loaded:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "fastapi", None)
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1
    assert "pip install 'provgraph[server]'" in result.stderr
