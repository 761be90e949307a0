"""`provgraph parameters` and `provgraph software`: what activities ran with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli import complete
from provgraph.cli.options import expand_id, question
from provgraph.cli.output import print_json, print_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provgraph.results.configuration import ConfiguredActivity
    from provgraph.store import Store


@click.command()
@click.argument(
    "activity", required=False, metavar="[ID | @-]", callback=expand_id, shell_complete=complete.ids
)
@click.argument(
    "other", required=False, metavar="[OTHER]", callback=expand_id, shell_complete=complete.ids
)
@click.option(
    "--where",
    metavar="NAME=VALUE",
    shell_complete=complete.setting_names,
    help="List the activities that ran with this value.",
)
@question
def parameters(
    store: Store, activity: str | None, other: str | None, where: str | None, *, as_json: bool
) -> None:
    """List an activity's parameters, or search by one.

    ID is an activity, or a file that it generated. With OTHER, list the parameters in which the
    two activities differ. NAME is a parameter's
    name or the end of its path. VALUE is JSON or plain text.

    Example: provgraph parameters --where override_obs_id=101
    """
    if (activity is None) == (where is None):
        raise click.UsageError("give either an ID or --where NAME=VALUE")
    if where is not None:
        path, equals, value = where.partition("=")
        if not equals or not path:
            raise click.UsageError("--where takes NAME=VALUE")
        _print_activities(store.configured_with(path, value), as_json=as_json)
    elif other is not None:
        _print_differences(store, str(activity), other, as_json=as_json)
    else:
        answer = store.parameters(str(activity))
        if as_json:
            from provgraph.results.configuration import ParameterList

            print_json(ParameterList(tuple(answer)))
        else:
            print_lines(f"{parameter.path} = {parameter.value}" for parameter in answer)


@click.command()
@click.argument("name", required=False, shell_complete=complete.software)
@click.argument("version", required=False, default="")
@click.option(
    "--of",
    "activity",
    metavar="ID",
    callback=expand_id,
    shell_complete=complete.ids,
    help="List the software of this activity, or of the one that generated this file.",
)
@question
def software(
    store: Store, name: str | None, version: str, activity: str | None, *, as_json: bool
) -> None:
    """Find activities by software, or list an activity's software.

    NAME is ctapipe or a package. VERSION may be incomplete: 1.26 also matches 1.26.4.

    Example: provgraph software ctapipe 0.28.0
    """
    if (name is None) == (activity is None):
        raise click.UsageError("give either NAME [VERSION] or --of ACTIVITY")
    if name is not None:
        _print_activities(store.ran_with(name, version), as_json=as_json)
        return
    packages = store.software(str(activity))
    if as_json:
        from provgraph.results.configuration import SoftwareList

        print_json(SoftwareList(tuple(packages)))
    else:
        print_lines(package.label for package in packages)


def _print_differences(store: Store, first: str, second: str, *, as_json: bool) -> None:
    differences = store.differing_parameters(first, second)
    if as_json:
        from provgraph.results.configuration import ParameterDifferences

        print_json(ParameterDifferences(tuple(differences)))
        return
    for each in differences:
        sides = (("-", each.first), ("+", each.second))
        print_lines(f"{sign} {each.path} = {value}" for sign, value in sides if value is not None)


def _print_activities(activities: Sequence[ConfiguredActivity], *, as_json: bool) -> None:
    if as_json:
        from provgraph.results.configuration import ActivityList

        print_json(ActivityList(tuple(activities)))
    else:
        print_lines(
            f"{(activity.start or '-')[:19]:19}  {activity.id}  {activity.name}  {activity.what}"
            for activity in activities
        )
