"""Commands without their extra: a message, no traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest

from provgraph.cli.extras import extra
from provgraph.errors import ConfigError


def test_the_message_names_the_extra() -> None:
    """A package that is not installed is named with how to install it."""
    with (
        pytest.raises(ConfigError, match=r"needs the package nothing_like_it: pip install"),
        extra("server"),
    ):
        import nothing_like_it  # type: ignore[import-not-found]  # noqa: F401, PLC0415


_WITHOUT = "import sys; sys.modules['fastapi'] = None; from provgraph.__main__ import main; main()"


@pytest.mark.parametrize("words", [["serve", "--check"], ["token", "list"], ["inbox", "list"]])
def test_commands_of_the_manager_need_their_extra(words: list[str]) -> None:
    """Without FastAPI, each command of the manager says so in one line."""
    command = [sys.executable, "-c", _WITHOUT, *words]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own
    assert result.returncode == 1
    assert "pip install 'provgraph[server]'" in result.stderr
    assert "Traceback" not in result.stderr
