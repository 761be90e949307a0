"""`provgraph find`."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from provgraph.cli import complete
from provgraph.cli.options import all_entities_option, expand_ids, question
from provgraph.cli.output import print_answer, print_lines, report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provgraph.results.find import FoundPage
    from provgraph.store import Store

_AT_ONCE = 1000


@click.command()
@click.option(
    "--kind",
    type=click.Choice(("entity", "activity", "agent", "unknown")),
    help="Kind of element; unknown: referenced but never declared.",
)
@click.option(
    "--type",
    "type_",
    metavar="TYPE",
    shell_complete=complete.types,
    help="Type: URI, prefix:name, text or class.",
)
@click.option("--name", metavar="PATTERN", help="Name; * and ? are wildcards.")
@click.option(
    "--role",
    metavar="ROLE",
    shell_complete=complete.roles,
    help="Role in which the element was used or generated.",
)
@click.option(
    "--where",
    multiple=True,
    metavar="ATTRIBUTE=VALUE",
    shell_complete=complete.conditions,
    help="Attribute value; also <, <=, >, >=, !=; level=…, type=…, status=…, software=… or a "
    "kind. Repeatable.",
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
    callback=expand_ids,
    shell_complete=complete.ids,
    help="Associated or credited agent. Repeatable.",
)
@click.option(
    "--software",
    metavar="NAME[=VERSION]",
    shell_complete=complete.software,
    help="Only activities that ran with this software.",
)
@click.option(
    "--parameter",
    metavar="NAME=VALUE",
    shell_complete=complete.setting_names,
    help="Only activities that ran with this value.",
)
@click.option(
    "--production",
    metavar="NAME",
    shell_complete=complete.productions,
    help="Only elements of documents handed in for it.",
)
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(("relations", "use", "maker")),
    help="Only elements without relations, or files without use or known maker. Repeatable.",
)
@all_entities_option
@click.option(
    "--status",
    metavar="STATUS",
    shell_complete=complete.statuses,
    help="Final status of activities.",
)
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
@click.option("--ids", is_flag=True, help="Print only IDs, of all that is found, for @-.")
@question
def find(store: Store, type_: str | None, *, ids: bool, as_json: bool, **filters: Any) -> None:  # noqa: ANN401  # each as Store.find takes it
    """Find elements by their properties, newest first.

    Example: provgraph find --where level=DL2 --ids | provgraph impact @-
    """
    from provgraph.queries.near_names import EMPTY
    from provgraph.render.left_out import left_out
    from provgraph.render.text import hits
    from provgraph.results.find import COUNT_LIMIT

    page = store.find(type=type_, **filters)
    if ids and not as_json:
        print_lines(_all_ids(page, partial(store.find, type=type_, **filters)))
        for line in left_out(page.left_out, at_most=COUNT_LIMIT):
            report(line)
    elif page.found or page.left_out or as_json or not page.notes:
        print_answer(page, hits, as_json=as_json)
    if not page.found and store.is_empty():
        report(EMPTY)
    for note in page.notes:
        report(note)
    if page.notes:
        sys.exit(1)


def _all_ids(page: FoundPage, find_page: Callable[..., FoundPage]) -> Iterator[str]:
    """Yield the ids of a page and, unless a limit is asked for, of those after it."""
    yield from (each.id for each in page.found)
    source = click.get_current_context().get_parameter_source("limit")
    while page.next and source is ParameterSource.DEFAULT:
        page = find_page(after=page.next, limit=_AT_ONCE)
        yield from (each.id for each in page.found)
