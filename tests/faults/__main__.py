"""`python -m tests.faults [CAMPAIGN]`: faults by the thousand, on servers of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from provgraph.ctadirac.catalogue import DIRAC_PYTHON
from provgraph.runtime.escape import escape_line
from tests.faults import issuer as issuer_campaign
from tests.faults import newer_neo4j as newer_server
from tests.faults import tap as tap_service
from tests.faults.campaign import answers as answers_campaign
from tests.faults.campaign import counts as counts_campaign
from tests.faults.campaign import crash as crash_campaign
from tests.faults.campaign import hostile
from tests.faults.campaign import injection as injection_campaign
from tests.faults.campaign import input as input_campaign
from tests.faults.campaign import manager as manager_campaign
from tests.faults.installed import dependencies as dependencies_campaign
from tests.faults.installed import oldest as oldest_campaign
from tests.faults.installed import pythons as pythons_campaign
from tests.support.server import server

if TYPE_CHECKING:
    from tests.support.report import Report


@click.group(invoke_without_command=True)
@click.option(
    "--results",
    type=click.Path(path_type=Path),
    default=Path("build/faults"),
    show_default=True,
    help="Folder for the figures, as JSON.",
)
@click.pass_context
def main(ctx: click.Context, results: Path) -> None:
    """Run fault campaigns; the exit status is 1 if a fault was found. Default: all of them."""
    ctx.obj = results
    if ctx.invoked_subcommand is None:
        failed = [name for name, command in main.commands.items() if _fails(ctx, command)]
        if failed:
            click.echo(f"faults were found by: {', '.join(failed)}", err=True)
            sys.exit(1)


def _fails(ctx: click.Context, command: click.Command) -> bool:
    try:
        ctx.invoke(command)
    except SystemExit as end:
        return bool(end.code)
    return False


@main.command("input")
@click.option("--cases", default=20_000, show_default=True, help="Number of files.")
@click.pass_obj
def input_(results: Path, cases: int) -> None:
    """Read damaged files of every format in child processes, and load some of them."""
    with server() as running:
        _finish(results, *input_campaign.measure(running, cases))


@main.command()
@click.option("--every", default=1, show_default=True, help="Take every n-th string only.")
@click.pass_obj
def injection(results: Path, every: int) -> None:
    """Send hostile strings through every input, and check every output."""
    with server() as running:
        strings = hostile.ALL[::every]
        _finish(results, *injection_campaign.measure(running, strings))


@main.command()
@click.option("--together", default=10, show_default=True, help="Runs of 8 loaders at once.")
@click.option("--histories", default=50, show_default=True, help="Random ones, in 8 threads.")
@click.option("--kills", default=100, show_default=True, help="Killed loaders.")
@click.option("--outages", default=20, show_default=True, help="Killed servers.")
@click.pass_obj
def crash(results: Path, together: int, histories: int, kills: int, outages: int) -> None:
    """Let loaders run at once; kill loaders and servers while they load."""
    with server() as running:
        _finish(results, *crash_campaign.measure(running, together, histories, kills, outages))


@main.command()
@click.option("--steps", default=1_000, show_default=True, help="Jobs that hand in provenance.")
@click.option("--kills", default=20, show_default=True, help="Of manager, worker and Neo4j each.")
@click.option("--cuts", default=10, show_default=True, help="Cuts of the network.")
@click.pass_obj
def manager(results: Path, steps: int, kills: int, cuts: int) -> None:
    """Kill manager, worker and Neo4j, cut the network and fill the disk while jobs hand in."""
    with server() as running:
        sizes = manager_campaign.Sizes(steps, kills, cuts)
        _finish(results, *manager_campaign.measure(running, sizes))


@main.command()
@click.option("--cases", default=2_000, show_default=True, help="Number of histories.")
@click.option("--seed", default=0, show_default=True, help="The first one's seed.")
@click.option("--question", type=click.Choice(answers_campaign.QUESTIONS), help="Only this one.")
@click.pass_obj
def answers(results: Path, cases: int, seed: int, question: str | None) -> None:
    """Ask questions of random documents, and compare with a computation of the tests' own."""
    questions = [question] if question else list(answers_campaign.QUESTIONS)
    with server() as running:
        seeds = range(seed, seed + cases)
        _finish(results, *answers_campaign.measure(running, seeds, questions))


@main.command()
@click.pass_obj
def counts(results: Path) -> None:
    """Count every file of the corpora apart, and compare with what is read and held of it."""
    with server() as running:
        _finish(results, *counts_campaign.measure(running))


@main.command()
def dirac() -> None:
    """Run the tests with DIRAC's own classes under PROVGRAPH_DIRAC_PYTHON."""
    if DIRAC_PYTHON not in os.environ:
        click.echo(f"{DIRAC_PYTHON} does not name a Python with DIRAC 9: skipped", err=True)
        return
    command = [sys.executable, "-m", "pytest", "-q", "-m", "dirac"]
    if subprocess.run(command, check=False).returncode:  # noqa: S603  # the project's tests
        sys.exit(1)


@main.command("newer-neo4j")
def newer_neo4j() -> None:
    """Run the tests of the store on the newest Neo4j, with Cypher 25; needs the network."""
    if newer_server.run_tests():
        sys.exit(1)


@main.command()
@click.option(
    "--version", "versions", multiple=True, help="Only this one, such as 3.13. Repeatable."
)
@click.argument("tests", nargs=-1)
@click.pass_obj
def pythons(results: Path, versions: tuple[str, ...], tests: tuple[str, ...]) -> None:
    """Run the tests (default: all) under each version of Python; needs a package index."""
    _finish(results, *pythons_campaign.measure(tests, versions))


@main.command()
@click.argument("tests", nargs=-1)
@click.pass_obj
def oldest(results: Path, tests: tuple[str, ...]) -> None:
    """Run tests with the oldest dependencies that are allowed; needs a package index."""
    _finish(results, *oldest_campaign.measure(tests or oldest_campaign.TESTS))


@main.command()
@click.option(
    "--advisories",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A copy of the PyPA's advisory database (default: ask with pip-audit).",
)
@click.option("--write", is_flag=True, help="Renew docs/licences.md.")
@click.pass_obj
def dependencies(results: Path, advisories: Path | None, *, write: bool) -> None:
    """Check vulnerabilities and licences of what is installed; needs a package index."""
    _finish(results, *dependencies_campaign.measure(advisories, write=write))


@main.command()
@click.pass_obj
def tap(results: Path) -> None:
    """Serve the tables with DaCHS, ask with pyvo, and validate with STILTS' taplint."""
    if lacking := tap_service.missing():
        click.echo(f"skipped; not installed: {', '.join(lacking)}", err=True)
        return
    # However it ends, its servers end, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with server() as running:
        _finish(results, *tap_service.measure(running))


@main.command()
@click.pass_obj
def issuer(results: Path) -> None:
    """Log in at Keycloak, and ask with its tokens; needs the network."""
    _finish(results, *issuer_campaign.measure())


def _finish(results: Path, report: Report, faults: list[str]) -> None:
    report.show()
    report.write(results)
    for fault in faults:
        click.echo(escape_line(fault), err=True)
    if faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
