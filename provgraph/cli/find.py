"""`provgraph find`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from provgraph.cli import complete
from provgraph.cli.options import all_entities_option, question
from provgraph.cli.output import print_answer, report

if TYPE_CHECKING:
    from provgraph.store import Store


@click.command()
@click.option(
    "--kind",
    type=click.Choice(("entity", "activity", "agent", "unknown")),
    help="Kind of element; unknown: referenced but never declared.",
)
@click.option("--type", "type_", metavar="TYPE", help="Type: URI, prefix:name, text or class.")
@click.option("--name", metavar="PATTERN", help="Name; * and ? are wildcards.")
@click.option("--role", metavar="ROLE", help="Role in which the element was used or generated.")
@click.option(
    "--where",
    multiple=True,
    metavar="ATTRIBUTE=VALUE",
    help="Attribute value; also <, <=, >, >=, !=. Repeatable.",
)
@click.option(
    "--since",
    metavar="TIME",
    help="Only elements from this time on (ISO 8601, UTC by default).",
)
@click.option(
    "--until",
    metavar="TIME",
    help="Only elements before this time (ISO 8601, UTC by default).",
)
@click.option(
    "--agent",
    "agents",
    multiple=True,
    metavar="ID",
    shell_complete=complete.ids,
    help="Associated or credited agent. Repeatable.",
)
@click.option(
    "--software", metavar="NAME[=VERSION]", help="Only activities that ran with this software."
)
@click.option("--parameter", metavar="NAME=VALUE", help="Only activities that ran with this value.")
@click.option("--production", metavar="NAME", help="Only elements of documents handed in for it.")
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(("relations", "use", "maker")),
    help="Only elements without relations, or files without use or known maker. Repeatable.",
)
@all_entities_option
@click.option("--status", metavar="STATUS", help="Final status of activities.")
@click.option(
    "--sort",
    type=click.Choice(("time", "name", "id")),
    default="time",
    show_default=True,
    help="Sort order.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1, max=10_000),
    metavar="N",
    default=50,
    show_default=True,
    help="Elements per page.",
)
@click.option(
    "--page",
    type=click.IntRange(min=1),
    metavar="N",
    default=1,
    show_default=True,
    help="Page number.",
)
@question
def find(store: Store, type_: str | None, *, as_json: bool, **filters: Any) -> None:  # noqa: ANN401  # each as Store.find takes it
    """Find elements by their properties, newest first.

    Example: provgraph find --kind activity --since 2026-11-22
    """
    from provgraph.queries.near_names import EMPTY
    from provgraph.render.text import hits

    page = store.find(type=type_, **filters)
    print_answer(page, hits, as_json=as_json)
    if not page.found and store.is_empty():
        report(EMPTY)
