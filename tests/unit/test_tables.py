"""The tables that people know: their columns, and a statement for each."""

from __future__ import annotations

from provgraph.graph import statements
from provgraph.ivoa.tables.schema import TABLES
from tests.support.predecessor import COLUMNS, metadata


def test_the_tables_are_the_predecessors() -> None:
    """The 22 tables have its columns, in its order."""
    ours = {table.name: list(table.head) for table in TABLES}
    theirs = {
        table.name: [column.name for column in table.columns]
        for table in metadata().tables.values()
    }
    assert len(ours) == 22
    assert ours == theirs


def test_each_table_has_its_statement() -> None:
    """There is a statement for each table and relation without one, and no other."""
    found = {name.partition("/")[2] for name in statements.names() if name.startswith("tables/")}
    assert found == {*COLUMNS, "hadMember", "hadReference"}
