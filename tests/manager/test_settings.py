"""Settings of a manager: its file, and the environment."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest

from provgraph.errors import ConfigError
from provgraph.manager.serving import listening
from provgraph.manager.settings import ManagerSettings, read

if TYPE_CHECKING:
    from pathlib import Path


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    """Also where it names the file itself, as the command line reads it."""
    file = tmp_path / "manager.toml"
    file.write_text("port = 1\n[limits]\nseconds = 2\nthreads = 3\n")
    environment = {
        "PROVGRAPH_MANAGER_CONFIG": str(file),
        "PROVGRAPH_MANAGER_PORT": "4",
        "PROVGRAPH_MANAGER_LIMITS_SECONDS": "5",
    }
    settings = read(file, environment)
    assert (settings.port, settings.limits.seconds, settings.limits.threads) == (4, 5.0, 3)


def test_an_unknown_setting_is_named() -> None:
    """A misspelt variable is an error, not ignored."""
    with pytest.raises(ConfigError, match="prot: there is no such setting"):
        read(None, {"PROVGRAPH_MANAGER_PROT": "1"})


def test_an_answer_is_sent_at_once() -> None:
    """A body does not wait for the acknowledgement of its headers, which takes clients 40 ms."""

    async def accepted_without_delay(listener: socket.socket) -> int:
        known: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def look(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connection = writer.get_extra_info("socket")
            known.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(look, sock=listener):
            client = socket.create_connection(listener.getsockname())
            with client:
                return await known

    with listening(ManagerSettings(port=0)) as listener:
        assert asyncio.run(accepted_without_delay(listener))
