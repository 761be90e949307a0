"""Locks on keys of provgraph's own, until the transaction ends.

Neo4j locks a node that is written exclusively, and none that is read. What a transaction must not
miss, it locks here: shared with others that only read, exclusively where it changes something.
Two transactions of which each needs what the other has are a deadlock: Neo4j ends one of them, and
`Connection` does it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from provgraph.graph.connection import Transaction


def lock(tx: Transaction, exclusive: Collection[str], shared: Collection[str] = ()) -> None:
    """Lock keys; what is in both is locked exclusively, and what is new as well."""
    sharing = sorted(set(shared).difference(exclusive))
    if exclusive or sharing:
        tx.run_ahead("locks/acquire", exclusive=sorted(set(exclusive)), shared=sharing)


def remove(tx: Transaction, keys: Collection[str]) -> None:
    """Remove locks that the transaction has exclusively, at its end: their keys are not needed."""
    tx.run("locks/remove", keys=sorted(keys))
