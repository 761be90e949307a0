"""`provgraph table` and `provgraph tables`."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING

import click

from provgraph.cli import complete
from provgraph.cli.options import question, with_store
from provgraph.cli.output import print_json, print_lines, print_load, report_notes
from provgraph.runtime.escape import escape_line
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provgraph.store import Store


@click.command()
@click.argument("name", required=False, shell_complete=complete.tables)
@click.option("--csv", "as_csv", is_flag=True, help="Output CSV.")
@question
def table(store: Store, name: str | None, *, as_csv: bool, as_json: bool) -> None:
    """Show a table of the CTADIRAC store, or list the tables.

    The columns are those of its PostgreSQL database. A row is given its internal key when it
    is first shown or exported, and keeps it.

    Example: provgraph table activities
    """
    if as_csv and as_json:
        raise click.UsageError("give either --csv or --json")
    head, rows = _named(store, name) if name else _all(store)
    if as_json:
        if name:
            records = (dict(zip(head, row, strict=True)) for row in rows)
            from provgraph.results.tables import TableRows

            print_json(TableRows(name, tuple(records)))
        else:
            _print_counts(store.tables())
    elif as_csv:
        _print_csv(head, rows)
    else:
        _print(head, rows)


@click.group()
def tables() -> None:
    """Export the tables to a database, or import them from one.

    Example: provgraph tables export --to sqlite:///tables.db
    """


@tables.command("export")
@click.option("--to", "url", required=True, metavar="DATABASE-URL", help="PostgreSQL or SQLite.")
@click.option(
    "--tap",
    "descriptor",
    type=click.Path(dir_okay=False),
    is_flag=False,
    flag_value="q.rd",
    metavar="[FILE]",
    help="Also views for a TAP service in PostgreSQL, and the resource descriptor of DaCHS "
    "(default: q.rd).",
)
@with_store
def tables_export(store: Store, url: str, descriptor: str | None, *, as_json: bool) -> None:
    """Write all tables to a database, with keys and constraints.

    docs/tap.md describes how an archive serves them by TAP.

    Example: provgraph tables export --to sqlite:///tables.db
    """
    counts, notes = store.export_tables(url, tap=descriptor)
    report_notes(notes)
    if as_json:
        _print_counts(counts)
    else:
        print_lines(f"{name}: {plural(count, 'row')}" for name, count in counts.items())
        if descriptor:
            from provgraph.ivoa.tables.tap import SCHEMA

            views = f"{plural(len(counts), 'view')} in the schema {SCHEMA}"
            print_lines([escape_line(f"{descriptor}: descriptor of {views}")])


@tables.command("import")
@click.option("--from", "url", required=True, metavar="DATABASE-URL", help="PostgreSQL or SQLite.")
@with_store
def tables_import(store: Store, url: str, *, as_json: bool) -> None:
    """Import a database of the CTADIRAC store as one document.

    Example: provgraph tables import --from sqlite:///tables.db
    """
    print_load(store.import_tables(url), as_json=as_json)


def _print_counts(counts: Mapping[str, int]) -> None:
    from provgraph.results.tables import TableCount, TableCounts

    print_json(TableCounts(tuple(starmap(TableCount, counts.items()))))


Values = list[list[str | int | None]]


def _named(store: Store, name: str) -> tuple[list[str], Values]:
    from provgraph.ivoa.tables.read import table_of

    head = list(table_of(name).head)
    return head, [[row[column] for column in head] for row in store.table(name)]


def _all(store: Store) -> tuple[list[str], Values]:
    return ["table", "rows"], [[name, count] for name, count in store.tables().items()]


def _print_csv(head: list[str], rows: Values) -> None:
    from provgraph.render import grid

    click.echo(grid.as_csv(head, rows), nl=False)


def _print(head: list[str], rows: Values) -> None:
    from provgraph.render import grid

    safe = [[escape_line(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    print_lines(grid.plain(head, safe))
