"""provgraph: a provenance store on Neo4j.

`connect` opens a store; everything else hangs on it::

    import provgraph

    with provgraph.connect() as store:
        store.load("job.json")
        print(store.lineage("gamma_applied.DL2.h5"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph import errors
from provgraph.version import __version__

if TYPE_CHECKING:
    from provgraph.store import Store

__all__ = ["__version__", "connect", "errors"]


def connect(
    uri: str | None = None,
    *,
    username: str | None = None,
    password: str | None = None,
    database: str | None = None,
) -> Store:
    """Open the provenance store at `uri`.

    What is not given is taken from `NEO4J_URI`, `NEO4J_USERNAME`, `NEO4J_PASSWORD` and
    `NEO4J_DATABASE`; without an address the user's local server is used, and started
    when it does not run.

    Raises:
        StoreError: the server cannot be reached or used; the subclass says why.

    """
    # The driver and prov are imported here: `provgraph --help` must not wait for them.
    from provgraph.store import Store  # noqa: PLC0415

    return Store.open(uri, username=username, password=password, database=database)
