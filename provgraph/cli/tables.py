"""`provgraph table` and `provgraph tables`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from provgraph.cli.common import print_json, print_lines, with_store
from provgraph.runtime.escape import escape_line, escape_terminal

if TYPE_CHECKING:
    from provgraph.store import Store


@click.command()
@click.argument("name", required=False)
@click.option("--csv", "as_csv", is_flag=True, help="Answer as CSV.")
@with_store
def table(store: Store, name: str | None, *, as_csv: bool, as_json: bool) -> None:
    """Show a table of the CTADIRAC store; without a name, list them all.

    The columns are those that its PostgreSQL had. A row keeps its internal key: it is given
    when the row is first shown or exported.

    Example: provgraph table activities
    """
    if as_csv and as_json:
        raise click.UsageError("give --csv or --json, not both")
    head, rows = _named(store, name) if name else _all(store)
    if as_json:
        kind = "rows" if name else "tables"
        records = [dict(zip(head, row, strict=True)) for row in rows]
        print_json({"schema": 1, **({"table": name} if name else {}), kind: records})
    elif as_csv:
        _print_csv(head, rows)
    else:
        _print(head, rows)


@click.group()
def tables() -> None:
    """Write the tables into a database, or migrate one into the graph.

    Example: provgraph tables export --to sqlite:///tables.db
    """


@tables.command("export")
@click.option("--to", "url", required=True, metavar="DATABASE-URL", help="PostgreSQL or SQLite.")
@with_store
def tables_export(store: Store, url: str, *, as_json: bool) -> None:
    """Write all tables of the CTADIRAC store into a database, with keys and constraints.

    Example: provgraph tables export --to sqlite:///tables.db
    """
    counts, notes = store.export_tables(url)
    for note in notes:
        click.echo(escape_terminal(f"provgraph: note: {note}"), err=True)
    if as_json:
        found = [{"table": name, "rows": count} for name, count in counts.items()]
        print_json({"schema": 1, "tables": found})
    else:
        print_lines(f"{name}: {count} rows" for name, count in counts.items())


@tables.command("import")
@click.option("--from", "url", required=True, metavar="DATABASE-URL", help="PostgreSQL or SQLite.")
@with_store
def tables_import(store: Store, url: str, *, as_json: bool) -> None:
    """Migrate a database of the CTADIRAC store into the graph, as one document.

    Example: provgraph tables import --from sqlite:///tables.db
    """
    from provgraph.render import text  # noqa: PLC0415

    one = store.import_tables(url)
    for note in one.notes:
        click.echo(escape_line(f"{one.file}: note: {note}"), err=True)
    if as_json:
        print_json({"schema": 1, **text.loads_as_json([one])})
    else:
        click.echo(text.loaded(one, dry_run=False))


Values = list[list[str | int | None]]


def _named(store: Store, name: str) -> tuple[list[str], Values]:
    from provgraph.ivoa.tables.read import table_of  # noqa: PLC0415

    head = list(table_of(name).head)
    return head, [[row[column] for column in head] for row in store.table(name)]


def _all(store: Store) -> tuple[list[str], Values]:
    return ["table", "rows"], [[name, count] for name, count in store.tables().items()]


def _print_csv(head: list[str], rows: Values) -> None:
    from provgraph.render import grid  # noqa: PLC0415

    click.echo(grid.as_csv(head, rows), nl=False)


def _print(head: list[str], rows: Values) -> None:
    from provgraph.render import grid  # noqa: PLC0415

    safe = [[_inert(value) for value in row] for row in rows]
    if sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415

        Console().print(grid.drawn(head, safe))
    else:
        print_lines(grid.plain(head, safe))


def _inert(value: str | int | None) -> str | int | None:
    return escape_line(value) if isinstance(value, str) else value
