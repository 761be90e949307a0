"""`provgraph config`: facts about the site, kept in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli.options import question, with_store
from provgraph.cli.output import print_json, print_lines
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from provgraph.store import Store


@click.group()
def config() -> None:
    """Configure what the store cannot learn from logs.

    The configuration is part of the store and applies to all its users.

    Example: provgraph config filesystem list
    """


@config.group()
def filesystem() -> None:
    """Declare shared and scratch path prefixes.

    By default, a path belongs to the node that logged it. The longest matching prefix
    applies. A change also applies to activities that are already loaded.

    Example: provgraph config filesystem add /fefs lst-onsite
    """


@filesystem.command("list")
@question
def filesystem_list(store: Store, *, as_json: bool) -> None:
    """List the shared and scratch path prefixes.

    Example: provgraph config filesystem list
    """
    filesystems = store.filesystems()
    if as_json:
        from provgraph.results.settings import FilesystemList

        print_json(FilesystemList(tuple(filesystems)))
    elif filesystems:
        print_lines(f"{entry.prefix}  {entry.name or '(scratch)'}" for entry in filesystems)
    else:
        print_lines(["none: every path belongs to the node that logged it"])


@filesystem.command("add")
@click.argument("prefix")
@click.argument("name", required=False)
@click.option("--scratch", is_flag=True, help="Each job has its own files below PREFIX.")
@with_store
def filesystem_add(
    store: Store, prefix: str, name: str | None, *, scratch: bool, as_json: bool
) -> None:
    """Declare PREFIX as the shared file system NAME, or as scratch.

    Example: provgraph config filesystem add /data/cta site-storage
    """
    if scratch == (name is not None):
        raise click.UsageError("give either NAME or --scratch")
    _print(f"added {prefix}", store.add_filesystem(prefix, name), as_json=as_json)


@filesystem.command("remove")
@click.argument("prefix")
@with_store
def filesystem_remove(store: Store, prefix: str, *, as_json: bool) -> None:
    """Remove PREFIX.

    Example: provgraph config filesystem remove /scratch
    """
    _print(f"removed {prefix}", store.remove_filesystem(prefix), as_json=as_json)


def _print(change: str, activities: int, *, as_json: bool) -> None:
    if as_json:
        from provgraph.results.settings import ResolvedActivities

        print_json(ResolvedActivities(activities))
    else:
        print_lines([f"{change}; updated {plural(activities, 'activity', 'activities')}"])
