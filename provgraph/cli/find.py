"""`provgraph find`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from provgraph.cli.common import print_json, print_lines, with_store

if TYPE_CHECKING:
    from provgraph.store import Store


@click.command()
@click.option("--kind", type=click.Choice(("entity", "activity", "agent", "unknown")))
@click.option("--type", "type_", metavar="TYPE", help="A URI, prefix:name, text, or class.")
@click.option("--name", metavar="PATTERN", help="With * and ?; quick from its beginning.")
@click.option("--role", help="It was used or made in this role.")
@click.option("--where", multiple=True, metavar="ATTRIBUTE=VALUE", help="Also <, <=, >, >=, !=.")
@click.option("--since", metavar="TIME", help="Not before this time, ISO 8601.")
@click.option("--until", metavar="TIME", help="Before this time.")
@click.option("--agent", "agents", multiple=True, metavar="ID", help="Bound to this agent.")
@click.option("--software", metavar="NAME[=VERSION]", help="Activities that ran with it.")
@click.option("--parameter", metavar="NAME=VALUE", help="Activities configured so.")
@click.option("--status", help="Activities that ended so.")
@click.option("--sort", type=click.Choice(("time", "name", "id")), default="time")
@click.option("--limit", type=click.IntRange(min=1, max=10_000), default=50, show_default=True)
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True)
@with_store
def find(store: Store, type_: str | None, *, as_json: bool, **wanted: Any) -> None:  # noqa: ANN401  # each as Store.find takes it
    """Find elements by what they are, newest first.

    Example: provgraph find --kind activity --since 2026-11-22
    """
    from provgraph.render.text import hits  # noqa: PLC0415

    answer = store.find(type=type_, **wanted)
    if as_json:
        print_json(answer.as_json())
    else:
        print_lines(hits(answer))
