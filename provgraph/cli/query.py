"""`provgraph query` and `provgraph cypher`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from provgraph.cli import complete, terminal
from provgraph.cli.options import json_option, opened, with_store
from provgraph.cli.output import print_json, print_lines, report
from provgraph.errors import QueryError
from provgraph.runtime.escape import escape_terminal

if TYPE_CHECKING:
    from provgraph.results.settings import NamedQuery
    from provgraph.results.tables import StatementRows
    from provgraph.store import Store

_format_option = click.option(
    "--format",
    "form",
    type=click.Choice(("table", "csv", "jsonl")),
    default="table",
    show_default=True,
    help="Output format.",
)
_timeout_option = click.option(
    "--timeout",
    type=float,
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="Time limit.",
)


@click.command()
@click.argument("name", required=False, shell_complete=complete.questions)
@click.argument(
    "arguments", nargs=-1, metavar="[KEY=VALUE…]", shell_complete=complete.question_parameters
)
@click.option("--show", is_flag=True, help="Print the statement, ready for the Neo4j Browser.")
@click.option(
    "--path",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIRECTORY",
    help="Directory of your own *.cypher files (also: $PROVGRAPH_QUERIES). Repeatable.",
)
@_format_option
@_timeout_option
@json_option
@terminal.full_option
@click.pass_obj
def query(
    obj: dict[str, Any],
    name: str | None,
    arguments: tuple[str, ...],
    folders: tuple[Path, ...],
    form: str,
    timeout: float,
    *,
    show: bool,
    as_json: bool,
) -> None:
    """List the named questions, or ask one.

    KEY=VALUE sets a parameter of the question; KEY= can be left out for the first one without
    a default.

    Example: provgraph query made_by gamma_applied.DL2.h5
    """
    from provgraph.queries import named_queries

    as_json = as_json or obj["json"]
    if name is None:
        _list(obj, folders, as_json=as_json)
    elif show:
        click.echo(named_queries.pasteable(named_queries.named_query(name, folders)))
    else:
        texts = _texts(obj, name, arguments, folders)
        statement = None if obj["manager"] else named_queries.named_query(name, folders)
        if statement:
            named_queries.arguments(statement, texts)  # an error starts no server
        with opened(obj) as store:
            terminal.remember_store(store)
            if statement:
                rows = store.query(name, texts, folders=folders, timeout=timeout)
            else:  # a manager knows its own questions by their names alone
                rows = store.query(name, texts)
            _print(rows, form, as_json=as_json)


def _texts(
    obj: dict[str, Any], name: str, words: tuple[str, ...], folders: tuple[Path, ...]
) -> dict[str, str]:
    """Return the arguments of a question; a first word without a key is that of the first one."""
    if not words or "=" in words[0]:
        return dict(map(_pair, words))
    asked = {query.name: query.parameters for query in _queries(obj, folders)}
    keys = [parameter.name for parameter in asked.get(name, ()) if parameter.default is None]
    first = f"{keys[0]}={words[0]}" if keys else words[0]
    return dict(map(_pair, (first, *words[1:])))


def _statement(_: click.Context, __: click.Parameter, text: str) -> str:
    """Replace `-` by standard input."""
    return sys.stdin.read() if text == "-" else text


@click.command()
@click.argument("statement", metavar="STATEMENT | -", callback=_statement)
@click.argument("arguments", nargs=-1, metavar="[KEY=VALUE…]")
@click.option("--write", is_flag=True, help="Allow the statement to change the graph.")
@_format_option
@_timeout_option
@with_store
def cypher(
    store: Store,
    statement: str,
    arguments: tuple[str, ...],
    form: str,
    timeout: float,
    *,
    write: bool,
    as_json: bool,
) -> None:
    """Run a Cypher statement, by default a read-only one; - reads it from standard input.

    Without --write only statements that read the graph are sent: no LOAD CSV, no SHOW or
    TERMINATE, no administration, and of the procedures those that list labels, types and
    properties or search an index.

    KEY=VALUE sets the parameter $KEY to a string.

    Example: provgraph cypher 'MATCH (a:Activity) RETURN a.name AS name, count(a) AS times'
    """
    values = dict(map(_pair, arguments))
    _print(store.cypher(statement, values, write=write, timeout=timeout), form, as_json=as_json)


def _list(obj: dict[str, Any], folders: tuple[Path, ...], *, as_json: bool) -> None:
    queries = _queries(obj, folders)
    if as_json:
        from provgraph.results.settings import QueryList

        print_json(QueryList(tuple(queries)))
        return
    width = max(len(query.name) for query in queries)
    for query in queries:
        keys = " ".join(f"{each.name}={each.default or '…'}" for each in query.parameters)
        print_lines([f"{query.name:{width}}  {query.purpose}" + (f"  [{keys}]" if keys else "")])


def _queries(obj: dict[str, Any], folders: tuple[Path, ...]) -> list[NamedQuery]:
    from provgraph.queries import named_queries

    if obj["manager"]:
        with opened(obj) as manager:
            return manager.queries()
    return [named_queries.described(each) for each in named_queries.list_queries(folders)]


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise QueryError(f"{text!r} is not of the form key=value")
    return key, value


def _print(rows: StatementRows, form: str, *, as_json: bool) -> None:
    from provgraph.render.statement_rows import lines

    for note in rows.notes:
        report(note)
    if as_json:
        print_json(rows)
    elif form == "table":
        table = terminal.with_unique_ids(lambda: lines(rows))
        terminal.show(table, escape_terminal)  # its columns are separated by tabs
    else:
        # A CSV cell may have several lines.
        click.echo(escape_terminal("\n".join(lines(rows, form))))
