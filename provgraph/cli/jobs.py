"""`provgraph jobs`."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from provgraph.cli import complete
from provgraph.cli.options import question
from provgraph.cli.output import print_answer, report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from provgraph.store import Store

_CONDITIONS = {
    "name": ("NAME", "Name of the activity."),
    "status": ("STATUS", "Status of the activity."),
    "software": ("NAME[=VERSION]", "Software that ran."),
    "host": ("HOST", "Host."),
    "site": ("SITE", "Site."),
    "job-id": ("ID", "ID in the batch system."),
    "job-name": ("NAME", "Name of the job."),
    "job-group": ("GROUP", "Group of jobs."),
    "job-type": ("TYPE", "Type of job."),
    "job-status": ("STATUS", "Status in DIRAC."),
    "minor-status": ("STATUS", "Minor status in DIRAC."),
    "application-status": ("STATUS", "Application status in DIRAC."),
    "owner": ("NAME", "Owner of the job."),
    "owner-group": ("GROUP", "Group of the owner."),
    "production": ("NAME", "Production."),
    "text": ("TEXT", "Part of a name, ID, host, site, production or owner, in any case."),
    "since": ("TIME", "Only jobs that started at this time or later (ISO 8601, UTC)."),
    "until": ("TIME", "Only jobs that started before this time (ISO 8601, UTC)."),
}


_COMPLETED = {"software": complete.software} | dict.fromkeys(("text", "since", "until"))
"""How the values of conditions are completed that are no values of a column."""


def _condition_options(command: Callable[..., None]) -> Callable[..., None]:
    for name, (metavar, text) in reversed(_CONDITIONS.items()):
        completed = _COMPLETED.get(name, complete.job_values)
        option = click.option(f"--{name}", metavar=metavar, shell_complete=completed, help=text)
        command = option(command)
    return command


def _columns(_: click.Context, __: click.Parameter, text: str | None) -> list[str]:
    from provgraph.render.jobs import COLUMNS

    names = [name.strip().lower().replace("-", "_") for name in (text or "").split(",")]
    for name in filter(None, names):
        if name not in COLUMNS:
            raise click.BadParameter(f"there is no column {name!r}: use {', '.join(COLUMNS)}")
    return [name for name in names if name]


@click.command()
@_condition_options
@click.option(
    "--sort",
    default="start",
    show_default=True,
    metavar="COLUMN",
    shell_complete=complete.job_columns,
    help="Sort order.",
)
@click.option("--ascending", is_flag=True, help="Lowest or oldest first.")
@click.option("--after", metavar="CURSOR", help="Continue after a page, as it says at its end.")
@click.option(
    "--limit",
    type=click.IntRange(min=1, max=10_000),
    metavar="N",
    default=50,
    show_default=True,
    help="Jobs per page.",
)
@click.option("--columns", metavar="COLUMN,…", callback=_columns, help="Columns to show.")
@click.option("--values", is_flag=True, help="Count the values of each column instead.")
@question
def jobs(  # named by click
    store: Store,
    sort: str,
    after: str | None,
    limit: int,
    columns: list[str],
    *,
    ascending: bool,
    values: bool,
    as_json: bool,
    **conditions: Any,  # noqa: ANN401  # each as Store.jobs takes it
) -> None:
    """List executions, newest first, with what DIRAC knows of their jobs.

    Every condition takes a whole value; an empty one finds jobs without a value.

    Example: provgraph jobs --status completed --since 2026-11-22
    """
    from provgraph.render.jobs import job_facets
    from provgraph.render.jobs import jobs as lines

    if values:
        print_answer(store.job_facets(**conditions), job_facets, as_json=as_json)
        return
    page = store.jobs(**conditions, sort=sort, ascending=ascending, after=after, limit=limit)
    print_answer(page, partial(lines, columns=columns), as_json=as_json)
    unknown = [] if page.jobs or after else _unknown_values(store, conditions)
    for reason in unknown:
        report(reason)
    if unknown:
        sys.exit(1)


def _unknown_values(store: Store, conditions: Mapping[str, Any]) -> list[str]:
    """Return which conditions have values that no job has, with values that some have."""
    from provgraph.runtime.similar import did_you_mean

    facets = {each.column: each.values for each in store.job_facets().facets if each.complete}
    software, _, version = (conditions["software"] or "").partition("=")
    asked = {**conditions, "software": software, "version": version}
    values = {name: [v.value for v in facets[name] if v.value] for name in asked if name in facets}
    return [
        f"no job has the {name.replace('_', ' ')} {value!r}: {did_you_mean(value, known)}"
        for name, known in values.items()
        if (value := asked[name]) and not _is_among(value, known, beginning=name == "version")
    ]


def _is_among(value: str, known: Iterable[str], *, beginning: bool) -> bool:
    return any(f"{each}.".startswith(f"{value}.") if beginning else each == value for each in known)
