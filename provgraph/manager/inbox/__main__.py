"""`python -m provgraph.manager.inbox FOLDER`: the process of a worker."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import threading
from functools import partial
from pathlib import Path

from provgraph.errors import ProvgraphError
from provgraph.graph.address import target
from provgraph.manager.inbox.inbox import Inbox
from provgraph.manager.inbox.limits import InboxLimits
from provgraph.manager.inbox.worker import Worker


def main() -> int:
    """Load what waits in an inbox until a signal, or the end of standard input, stops it."""
    arguments = _arguments()
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    where = partial(
        target,
        arguments.uri,
        username=arguments.username,
        password=None,
        database=arguments.database,
    )
    try:
        limits = InboxLimits(**json.loads(arguments.limits))
        with Inbox(arguments.folder, limits) as inbox, Worker(inbox, where) as worker:
            _run(worker, with_parent=arguments.with_parent)
    except ProvgraphError as error:
        logging.getLogger(__name__).error("the worker ends: %s", error)  # noqa: TRY400  # in words
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m provgraph.manager.inbox", description=__doc__)
    parser.add_argument("folder", type=Path, help="Folder of the inbox.")
    parser.add_argument("--uri", help="Address of the Neo4j server (default: as provgraph).")
    parser.add_argument("--username", help="User name (default: $NEO4J_USERNAME).")
    parser.add_argument("--database", help="Database (default: $NEO4J_DATABASE).")
    parser.add_argument("--limits", default="{}", help="Limits of the inbox, as JSON.")
    parser.add_argument(
        "--with-parent", action="store_true", help="End when standard input is closed."
    )
    return parser.parse_args()


def _run(worker: Worker, *, with_parent: bool) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    if with_parent:
        threading.Thread(target=_stop_with_parent, args=[worker], daemon=True).start()
    worker.run()


def _stop_with_parent(worker: Worker) -> None:
    """Stop when the process that holds the other end of standard input is gone, however it ends."""
    while os.read(sys.stdin.fileno(), 1024):
        continue
    worker.stop()


if __name__ == "__main__":
    sys.exit(main())
