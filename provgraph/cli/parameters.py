"""`provgraph parameters` and `provgraph software`: what activities ran with."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from provgraph.cli.common import print_json, print_lines, with_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provgraph.queries.configuration import ConfiguredActivity
    from provgraph.store import Store


@click.command()
@click.argument("activity", required=False)
@click.argument("other", required=False)
@click.option("--where", metavar="NAME=VALUE", help="The activities that ran with this value.")
@with_store
def parameters(
    store: Store, activity: str | None, other: str | None, where: str | None, *, as_json: bool
) -> None:
    """List an activity's parameters, or those that differ from OTHER's, or who ran with a value.

    NAME is a parameter's name or the ending of its path; VALUE is JSON, or a text.

    Example: provgraph parameters --where override_obs_id=101
    """
    if (activity is None) == (where is None):
        raise click.UsageError("give either an ACTIVITY or --where NAME=VALUE")
    if where is not None:
        path, equals, value = where.partition("=")
        if not equals or not path:
            raise click.UsageError("--where takes NAME=VALUE")
        _print_runs(store.configured_with(path, value), as_json=as_json)
    elif other is not None:
        _print_differences(store, str(activity), other, as_json=as_json)
    else:
        found = store.parameters(str(activity))
        if as_json:
            print_json({"schema": 1, "parameters": [asdict(one) for one in found]})
        else:
            print_lines(f"{one.path} = {one.value}" for one in found)


@click.command()
@click.argument("name", required=False)
@click.argument("version", required=False, default="")
@click.option("--of", "activity", metavar="ACTIVITY", help="The software of this activity.")
@with_store
def software(
    store: Store, name: str | None, version: str, activity: str | None, *, as_json: bool
) -> None:
    """List the activities that ran with a version of a software: ctapipe, or a package.

    VERSION may be a version's beginning: 1.26 means 1.26.4, too.

    Example: provgraph software ctapipe 0.28.0
    """
    if (name is None) == (activity is None):
        raise click.UsageError("give either NAME [VERSION] or --of ACTIVITY")
    if name is not None:
        _print_runs(store.ran_with(name, version), as_json=as_json)
        return
    found = store.software(str(activity))
    if as_json:
        print_json({"schema": 1, "software": [asdict(one) for one in found]})
    else:
        print_lines(one.label for one in found)


def _print_differences(store: Store, first: str, second: str, *, as_json: bool) -> None:
    found = store.differing_parameters(first, second)
    if as_json:
        print_json({"schema": 1, "differences": [asdict(one) for one in found]})
        return
    for one in found:
        sides = (("-", one.first), ("+", one.second))
        print_lines(f"{mark} {one.path} = {value}" for mark, value in sides if value is not None)


def _print_runs(found: Sequence[ConfiguredActivity], *, as_json: bool) -> None:
    if as_json:
        print_json({"schema": 1, "activities": [one.as_json() for one in found]})
    else:
        print_lines(
            f"{(one.start or '-')[:19]:19}  {one.id}  {one.name}  {one.what}" for one in found
        )
