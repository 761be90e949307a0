"""`provgraph lineage` and `provgraph show`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

import click

from provgraph.cli.common import (
    follow_option,
    id_argument,
    ids_argument,
    output_option,
    print_json,
    print_lines,
    print_text,
    with_store,
)
from provgraph.cli.export import WRITTEN_FORMATS

if TYPE_CHECKING:
    from provgraph.queries.lineage import Lineage
    from provgraph.store import Store

# Kept here as texts: reading them from the formats would import more than --help needs.
FORMS = (
    *("tree", "table", "json", "dot", "svg", "html"),
    *("prov-json" if form == "json" else form for form in WRITTEN_FORMATS),
)


def _earlier(_: click.Context, __: click.Parameter, file: TextIO | None) -> Lineage | None:
    from provgraph.queries.lineage import Lineage  # noqa: PLC0415  # needs the driver

    if file is None:
        return None
    try:
        return Lineage.from_json(json.load(file))
    except ValueError as error:
        raise click.BadParameter(f"{file.name} is no JSON: {error}") from error


@click.command()
@ids_argument
@click.option("--down", "direction", flag_value="down", help="What came of it, instead.")
@click.option("--both", "direction", flag_value="both", help="What it comes from and what came.")
@click.option("--depth", type=click.IntRange(min=1), help="At most so many relations away.")
@follow_option
@click.option(
    "--until",
    multiple=True,
    metavar="CONDITION",
    help="Go no further than a kind, type=…, level=DL0, or attribute=value.",
)
@click.option("--document", "documents", multiple=True, help="Only what this document says.")
@click.option(
    "--bundle", "bundles", multiple=True, help="Only what this bundle says, by URI or prefix:name."
)
@click.option("--limit", type=click.IntRange(min=1), help="At most so many nodes, nearest first.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), help="In seconds.")
@click.option("--attributes", is_flag=True, help="With each node's attributes, in JSON.")
@click.option(
    "--from-frontier",
    "before",
    type=click.File(),
    callback=_earlier,
    help="Go on where the answer in this file, of --json, was cut.",
)
@click.option("--format", "form", type=click.Choice(FORMS), default="tree", show_default=True)
@output_option
@with_store
def lineage(  # one argument an option
    store: Store,
    selectors: tuple[str, ...],
    *,
    form: str,
    output: str | None,
    as_json: bool,
    **choices: Any,  # noqa: ANN401  # each as Store.lineage takes it
) -> None:
    """Show where elements come from, or what came of them.

    ID is a full URI, prefix:name, a path or LFN, a file name, the first characters of a
    UUID, the ending of a URI, or latest:NAME; @- reads IDs from standard input. An answer
    that was cut, by --depth, --limit, --timeout or --until, says so and names its frontier.

    Example: provgraph lineage gamma_applied.DL2.h5
    """
    from provgraph.render import formats  # noqa: PLC0415

    choices["direction"] = choices["direction"] or "up"
    answer = store.lineage(*selectors, **choices)
    text, notes = formats.write(answer, "json" if as_json else form, store)
    print_text(text, output, notes)


@click.command()
@id_argument
@with_store
def show(store: Store, selector: str, *, as_json: bool) -> None:
    """Show one element: what it is, its attributes, its relations.

    Example: provgraph show gamma_applied.DL2.h5
    """
    from provgraph.render import text  # noqa: PLC0415

    answer = store.show(selector)
    if as_json:
        print_json(answer.as_json())
    else:
        print_lines(text.shown(answer))
