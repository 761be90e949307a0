"""`provgraph documents`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli.common import json_option, print_json, print_lines, with_store

if TYPE_CHECKING:
    from provgraph.store import Store


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def documents(ctx: click.Context, *, as_json: bool) -> None:
    """List, show and delete the documents that were loaded; by itself, list them.

    Example: provgraph documents list
    """
    ctx.obj["json"] = ctx.obj["json"] or as_json
    if ctx.invoked_subcommand is None:
        ctx.invoke(documents_list)


@documents.command("list")
@with_store
def documents_list(store: Store, *, as_json: bool) -> None:
    """List all documents, newest first.

    Example: provgraph documents list
    """
    from provgraph.render import text  # noqa: PLC0415

    found = store.documents()
    if as_json:
        print_json({"schema": 1, "documents": [one.as_json() for one in found]})
    else:
        print_lines(text.documents(found))


@documents.command("show")
@click.argument("selector", metavar="ID|FILE")
@with_store
def documents_show(store: Store, selector: str, *, as_json: bool) -> None:
    """Show the document of an id, or those that came from a file.

    Example: provgraph documents show examples/primer.provn
    """
    from provgraph.render import text  # noqa: PLC0415

    found = store.documents(selector)
    if as_json:
        print_json({"schema": 1, "documents": [one.as_json() for one in found]})
    else:
        for one in found:
            print_lines(text.document(one))


@documents.command("delete")
@click.argument("selectors", nargs=-1, required=True, metavar="ID|FILE…")
@with_store
def documents_delete(store: Store, selectors: tuple[str, ...], *, as_json: bool) -> None:
    """Delete documents by id or by file; what others assert stays.

    Example: provgraph documents delete examples/primer.provn
    """
    deleted = [one.id for selector in selectors for one in store.delete(selector)]
    if as_json:
        print_json({"schema": 1, "deleted": deleted})
    else:
        print_lines(f"deleted {name}" for name in deleted)
