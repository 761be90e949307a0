"""`provgraph documents`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from provgraph.cli import complete
from provgraph.cli.options import json_option, question, with_store
from provgraph.cli.output import print_answer, print_json, print_lines
from provgraph.runtime.progress import track

if TYPE_CHECKING:
    from provgraph.results.documents import Document
    from provgraph.store import Store

_OF_LIST = frozenset({"--production", "--shared", "--limit", "--after"})


class _Listed(click.Group):
    """A group whose options for the list do without the word `list`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `list` before the options of the list."""
        first = next((each for each in args if each != "--json"), "")
        is_of_list = first.partition("=")[0] in _OF_LIST
        return super().parse_args(ctx, ["list", *args] if is_of_list else args)


@click.group(cls=_Listed, invoke_without_command=True)
@json_option
@click.pass_context
def documents(ctx: click.Context, *, as_json: bool) -> None:
    """List, show or delete loaded documents (default: list, with its options).

    Example: provgraph documents list
    """
    ctx.obj["json"] = ctx.obj["json"] or as_json
    if ctx.invoked_subcommand is None:
        ctx.invoke(documents_list)


@documents.command("list")
@click.option(
    "--production",
    metavar="NAME",
    shell_complete=complete.productions,
    help="Only those that a manager got for it.",
)
@click.option(
    "--shared", is_flag=True, help="Also list what jobs share: software, configurations and so on."
)
@click.option(
    "--limit",
    type=click.IntRange(min=1, max=10_000),
    metavar="N",
    default=50,
    show_default=True,
    help="Files per page; with --json, documents.",
)
@click.option("--after", metavar="CURSOR", help="Continue after a page, as it says at its end.")
@question
def documents_list(
    store: Store,
    production: str | None,
    limit: int,
    after: str | None,
    *,
    shared: bool,
    as_json: bool,
) -> None:
    """List documents by the files that they were loaded from, newest first.

    A log has a document for each of its activities; 'documents show FILE' shows them all.

    Example: provgraph documents list
    """
    from provgraph.render.text import loaded_files

    if as_json:
        print_json(
            store.document_page(production=production, shared=shared, limit=limit, after=after)
        )
    else:
        page = store.loaded_files(production=production, shared=shared, limit=limit, after=after)
        print_answer(page, loaded_files, as_json=False)


@documents.command("show")
@click.argument("selector", metavar="ID|FILE", shell_complete=complete.files)
@question
def documents_show(store: Store, selector: str, *, as_json: bool) -> None:
    """Show a document by id, or the documents loaded from a file.

    Example: provgraph documents show examples/primer.provn
    """
    from provgraph.render import text

    answer = store.documents(selector)
    if as_json:
        from provgraph.results.documents import DocumentPage

        print_json(DocumentPage(tuple(answer), len(answer), count_complete=True, next=None))
    else:
        for document in answer:
            print_lines(text.document(document))


def _delete(store: Store, selector: str) -> list[Document]:
    """Delete the documents of a selector; the progress of a single one counts what it holds."""
    several = len(store.documents(selector)) > 1
    unit = "documents" if several else "elements and relations"
    return store.delete(selector, progress=partial(track, doing="deleting", unit=unit))


@documents.command("delete")
@click.argument(
    "selectors", nargs=-1, required=True, metavar="ID|FILE…", shell_complete=complete.files
)
@with_store
def documents_delete(store: Store, selectors: tuple[str, ...], *, as_json: bool) -> None:
    """Delete documents; keep what other documents also assert.

    Example: provgraph documents delete examples/primer.provn
    """
    several = len(selectors) > 1
    chosen = track(selectors, len(selectors), "deleting", "selectors") if several else selectors
    deleted = [document.id for selector in chosen for document in _delete(store, selector)]
    if as_json:
        from provgraph.results.documents import DeletedDocuments

        print_json(DeletedDocuments(tuple(deleted)))
    else:
        print_lines(f"deleted {name}" for name in deleted)
