"""`provgraph config`: what the store knows of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli.common import print_json, print_lines, with_store

if TYPE_CHECKING:
    from provgraph.store import Store


@click.group()
def config() -> None:
    """Tell the store what it cannot know from logs; kept in the store, for all its users.

    Example: provgraph config filesystem list
    """


@config.group()
def filesystem() -> None:
    """Say below which paths all nodes see the same files, and below which each job its own.

    A path belongs to the node that logged it, unless a prefix says otherwise; the longest
    counts. What is loaded already is resolved anew when the list changes.

    Example: provgraph config filesystem add /fefs lst-onsite
    """


@filesystem.command("list")
@with_store
def filesystem_list(store: Store, *, as_json: bool) -> None:
    """List the shared file systems and scratch directories.

    Example: provgraph config filesystem list
    """
    found = store.filesystems()
    if as_json:
        print_json({"schema": 1, "filesystems": [one.as_json() for one in found]})
    elif found:
        print_lines(
            f"{one.prefix}  {one.name or '(scratch, each job has its own)'}" for one in found
        )
    else:
        print_lines(["none: every path belongs to the node that logged it"])


@filesystem.command("add")
@click.argument("prefix")
@click.argument("name", required=False)
@click.option("--scratch", is_flag=True, help="Each job has its own files there; no NAME.")
@with_store
def filesystem_add(
    store: Store, prefix: str, name: str | None, *, scratch: bool, as_json: bool
) -> None:
    """Say that paths below PREFIX are on the file system NAME, or on each job's --scratch.

    Example: provgraph config filesystem add /data/cta site-storage
    """
    if scratch == (name is not None):
        raise click.UsageError("give either NAME or --scratch")
    _print(f"added {prefix}", store.add_filesystem(prefix, name), as_json=as_json)


@filesystem.command("remove")
@click.argument("prefix")
@with_store
def filesystem_remove(store: Store, prefix: str, *, as_json: bool) -> None:
    """Forget what was said of PREFIX.

    Example: provgraph config filesystem remove /scratch
    """
    _print(f"removed {prefix}", store.remove_filesystem(prefix), as_json=as_json)


def _print(done: str, changed: int, *, as_json: bool) -> None:
    if as_json:
        print_json({"schema": 1, "activities": changed})
    else:
        print_lines([f"{done}; {changed} activities resolved anew"])
