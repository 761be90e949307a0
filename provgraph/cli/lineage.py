"""`provgraph lineage`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

import click

from provgraph.cli import complete
from provgraph.cli.forms import FormatName, chosen_form
from provgraph.cli.options import (
    PROV_FORMATS,
    all_entities_option,
    follow_option,
    ids_argument,
    only_option,
    output_option,
    with_store,
)
from provgraph.cli.output import print_answer, print_text

if TYPE_CHECKING:
    from provgraph.results.lineage import Lineage
    from provgraph.store import Store

# Written out here: taking them from the renderers would import more than --help needs.
FORMS = (
    *("tree", "table", "json", "dot", "svg", "html"),
    *PROV_FORMATS,
)


def _earlier(_: click.Context, __: click.Parameter, file: TextIO | None) -> Lineage | None:
    from provgraph.results.lineage import Lineage

    if file is None:
        return None
    try:
        return Lineage.from_json(json.load(file))
    except ValueError as error:
        raise click.BadParameter(f"{file.name} is not valid JSON: {error}") from error


@click.command()
@ids_argument
@click.option(
    "--down", "direction", flag_value="down", help="Show what was made from the elements."
)
@click.option("--both", "direction", flag_value="both", help="Show both directions.")
@click.option("--depth", type=click.IntRange(min=1), metavar="N", help="Maximum depth.")
@follow_option
@click.option(
    "--until",
    multiple=True,
    metavar="CONDITION",
    shell_complete=complete.stop_conditions,
    help="Stop at a kind, type=…, level=DL0 or attribute=value. Repeatable.",
)
@click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="ID|FILE",
    shell_complete=complete.files,
    help="Use only the records of this document. Repeatable.",
)
@click.option(
    "--bundle",
    "bundles",
    multiple=True,
    metavar="URI|PREFIX:NAME",
    help="Use only the records of this bundle. Repeatable.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Maximum number of nodes to show, nearest first.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Time limit.",
)
@click.option("--attributes", is_flag=True, help="Include the nodes' attributes in JSON output.")
@click.option(
    "--from-frontier",
    "before",
    type=click.File(),
    metavar="FILE",
    callback=_earlier,
    help="Continue an incomplete answer that --json wrote to this file.",
)
@click.option(
    "--format",
    "form",
    type=FormatName(FORMS),
    help="Output format (default: by the ending of -o, else tree).",
)
@only_option
@all_entities_option
@output_option
@with_store
def lineage(
    store: Store,
    selectors: tuple[str, ...],
    *,
    form: str | None,
    only: tuple[str, ...],
    output: str | None,
    as_json: bool,
    **options: Any,  # noqa: ANN401  # each as Store.lineage takes it
) -> None:
    """Show where elements come from, or what was made from them.

    ID is a URI, prefix:name, a path or LFN, a file name, the first characters of a UUID, the
    end of a URI, or latest:NAME; @- reads IDs from standard input. If --depth, --limit,
    --timeout or --until cuts the answer short, the answer says so and lists the nodes where
    it stopped (the frontier). --only filters what is shown, not what is followed; a tree becomes
    a table.

    Example: provgraph lineage gamma_applied.DL2.h5
    """
    from provgraph.render import formats
    from provgraph.render.left_out import left_out as left_out_of

    form = chosen_form("json" if as_json else form, output, FORMS, "tree")
    options["direction"] = options["direction"] or "up"
    answer = store.lineage(*selectors, only=only, **options)
    if only:
        form = "table" if form == "tree" else form
    if form in formats.TEXT and not output and not as_json:
        print_answer(answer, formats.TEXT[form], as_json=False)
        return
    text, notes = formats.write(answer, form, store)
    left_out = () if form in {*formats.TEXT, "json"} else left_out_of(answer.left_out)
    print_text(text, output, (*notes, *left_out))
