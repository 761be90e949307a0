"""Migrations: what makes a store of an earlier schema version one of the next.

Each can be interrupted and run again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.graph.batching import Page, count_rows, run_each, write_pages
from provgraph.graph.migrated_arguments import migrate_arguments
from provgraph.graph.migrated_scopes import share_scopes
from provgraph.graph.migrated_software import migrate_software
from provgraph.model import records
from provgraph.model.keys import LONGEST_KEY
from provgraph.model.names import names_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from provgraph.graph.connection import Connection, Transaction
    from provgraph.graph.rows import Row

_SCHEMA_OF_NAMES = (
    "migrations/drop_element_ending",
    "migrations/drop_element_name_part",
    "schema/indexes/declared_prefix_key",
)
_ELEMENTS = 5000
"""How many elements one transaction names."""


def _give_names(connection: Connection) -> None:
    """Make version 2: all names of an element are a property, declared prefixes are nodes."""
    run_each(connection, _SCHEMA_OF_NAMES)
    connection.write(lambda tx: tx.run("migrations/declare_prefixes", longest=LONGEST_KEY))
    total = count_rows(connection, "migrations/count_elements")
    write_pages(connection, _name_elements, total, "elements")


def _name_elements(after: str, tx: Transaction) -> Page | None:
    """Name the elements that follow a key; return the page, `None` at the end."""
    rows = tx.run("migrations/fetch_records", after=after, limit=_ELEMENTS)
    named = [_named(row) for row in rows if row["uri"] is not None]
    tx.run("migrations/set_names", rows=named)
    return Page.of(rows, "key")


def _named(row: Row) -> Row:
    declarations = [records.from_text(text)[1] for text in row["records"]]
    return {"key": row["key"], "names": names_text(row["uri"], *declarations)}


def _to_version_2(connection: Connection) -> None:
    _give_names(connection)
    migrate_arguments(connection)
    migrate_software(connection)


MIGRATIONS: Mapping[int, Callable[[Connection], None]] = {1: _to_version_2, 3: share_scopes}
"""Version → what makes a store of that version one of the next."""
