"""The configuration: `neo4j.conf` of a local server, small, and on loopback only."""

from __future__ import annotations

import os
import random
import re
import socket
import sys

from provgraph.errors import LocalServerError

# Below the ports that Linux, macOS and Windows use for outgoing connections.
_PORTS = range(20_000, 32_000)
_SIZE = re.compile(r"[1-9]\d*[kmg]", re.IGNORECASE)

_CONF = """\
# Written at every start; changes made here are lost.
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
{http}
server.https.enabled=false
server.memory.pagecache.size={pagecache}
dbms.usage_report.enabled=false
# LOAD CSV reads no files of the user.
dbms.security.allow_csv_import_from_file_urls=false
# A new store takes 3 MB instead of 523.
db.tx_log.preallocate=false
# Old transaction logs serve incremental backups only.
db.tx_log.rotation.retention_policy=keep_none
# They go at a checkpoint, one file at a time: after 32 MB instead of 15 minutes or 256 MB.
db.tx_log.rotation.size=16m
db.checkpoint=VOLUME
db.checkpoint.interval.volume=32m
# The server sends a byte this often while it works; after three times as long without one, a
# client takes it for frozen (by default after 120 s).
server.bolt.connection_keep_alive=10s
server.bolt.connection_keep_alive_streaming_scheduling_interval=10s
server.bolt.connection_keep_alive_probes=3
# Otherwise every stop waits twice for 5 s.
internal.server.bolt.thread_pool_shutdown_wait_time=0s
"""


_HTTP = """\
# Neo4j Browser, which sends nothing of its use.
server.http.enabled=true
server.http.listen_address=127.0.0.1:{port}
server.http.advertised_address=127.0.0.1:{port}
client.allow_telemetry=false"""


def conf(port: int, browser_port: int | None = None) -> str:
    """Return the text of `neo4j.conf` for a server at `port`, and Neo4j Browser at another."""
    http = _HTTP.format(port=browser_port) if browser_port else "server.http.enabled=false"
    return _CONF.format(port=port, http=http, pagecache=size("PROVGRAPH_PAGECACHE", "128m"))


def size(variable: str, default: str) -> str:
    """Return the amount of memory that an environment variable sets, as Java writes it.

    Raises:
        LocalServerError: it is not an amount of memory.

    """
    text = os.environ.get(variable) or default
    if not _SIZE.fullmatch(text):
        raise LocalServerError(
            f"{variable}={text!r} is not an amount of memory, such as 512m or 2g"
        )
    return text.lower()


def free_port() -> int:
    """Return a port of the loopback interface at which no program listens."""
    for port in random.sample(_PORTS, 100):
        if is_free(port):
            return port
    raise LocalServerError(f"no port between {_PORTS.start} and {_PORTS.stop} of 127.0.0.1 is free")


def is_free(port: int) -> bool:
    """Return whether a server could listen at `port`."""
    with socket.socket() as probe:
        # On POSIX this only overlooks connections that are closing; on Windows it would
        # share the port with the program that uses it.
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
