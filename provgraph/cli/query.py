"""`provgraph query` and `provgraph cypher`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from provgraph.cli.common import print_json, print_lines, with_store
from provgraph.errors import QueryError
from provgraph.runtime.escape import escape_terminal

if TYPE_CHECKING:
    from provgraph.queries.user_statement import StatementRows
    from provgraph.store import Store

_format = click.option(
    "--format",
    "form",
    type=click.Choice(("table", "csv", "jsonl")),
    default="table",
    show_default=True,
)
_timeout = click.option("--timeout", type=float, default=60.0, show_default=True, help="Seconds.")


@click.command()
@click.argument("name", required=False)
@click.argument("arguments", nargs=-1, metavar="[KEY=VALUE…]")
@click.option("--show", is_flag=True, help="Print the statement, ready for the Neo4j Browser.")
@click.option(
    "--path",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A folder of your own statements, *.cypher; also PROVGRAPH_QUERIES.",
)
@_format
@_timeout
@click.option("--json", "as_json", is_flag=True, help="Answer for programs.")
@click.pass_obj
def query(  # noqa: PLR0913, PLR0917  # one argument an option
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
    """List the named questions, or ask one: its name, then key=value for each parameter.

    Example: provgraph query made_by name=gamma_applied.DL2.h5
    """
    from provgraph.queries import named_queries  # noqa: PLC0415

    as_json = as_json or obj["json"]
    if name is None:
        _list(folders, as_json=as_json)
        return
    statement = named_queries.named_query(name, folders)
    if show:
        click.echo(named_queries.pasteable(statement))
        return
    given = named_queries.arguments(statement, dict(map(_pair, arguments)))
    with _opened(obj) as store:
        found = store.cypher(statement.text, given, timeout=timeout)
    _print(found, form, as_json=as_json)


@click.command()
@click.argument("statement")
@click.argument("arguments", nargs=-1, metavar="[KEY=VALUE…]")
@click.option("--write", is_flag=True, help="Let the statement change the graph.")
@_format
@_timeout
@with_store
def cypher(  # noqa: PLR0913  # one argument an option
    store: Store,
    statement: str,
    arguments: tuple[str, ...],
    form: str,
    timeout: float,
    *,
    write: bool,
    as_json: bool,
) -> None:
    """Run a Cypher statement, which may only read; key=value gives $key, as a text.

    Example: provgraph cypher 'MATCH (a:Activity) RETURN a.name AS name, count(a) AS times'
    """
    given = dict(map(_pair, arguments))
    _print(store.cypher(statement, given, write=write, timeout=timeout), form, as_json=as_json)


def _list(folders: tuple[Path, ...], *, as_json: bool) -> None:
    from provgraph.queries import named_queries  # noqa: PLC0415

    found = named_queries.list_queries(folders)
    if as_json:
        listed = [
            {
                "name": one.name,
                "purpose": one.purpose,
                "parameters": [
                    {"name": p.name, "type": p.type, "meaning": p.meaning} for p in one.parameters
                ],
            }
            for one in found
        ]
        print_json({"schema": 1, "queries": listed})
        return
    width = max(len(one.name) for one in found)
    for one in found:
        needs = " ".join(f"{parameter.name}=…" for parameter in one.parameters)
        print_lines([f"{one.name:{width}}  {one.purpose}" + (f"  [{needs}]" if needs else "")])


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise QueryError(f"{text!r} gives no value: write key=value")
    return key, value


def _opened(obj: dict[str, Any]) -> Store:
    from provgraph import connect  # noqa: PLC0415

    return connect(obj["uri"], username=obj["username"], database=obj["database"])


def _print(found: StatementRows, form: str, *, as_json: bool) -> None:
    from provgraph.render.rows import lines  # noqa: PLC0415

    if as_json:
        print_json(found.as_json())
    else:
        # Its cells are inert, and tabs part them; those of CSV may have several lines.
        click.echo(escape_terminal("\n".join(lines(found, form))))
