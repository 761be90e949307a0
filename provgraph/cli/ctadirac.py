"""`provgraph ctadirac`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from provgraph.cli import complete
from provgraph.cli.options import output_option, read_once, with_store
from provgraph.cli.output import print_json, print_lines, print_load, print_text

if TYPE_CHECKING:
    from provgraph.store import Store

_python_option = click.option(
    "--dirac-python",
    metavar="PATH",
    shell_complete=complete.files,
    help="Python that has DIRAC (default: $PROVGRAPH_DIRAC_PYTHON or the sourced DIRAC's).",
)


class _Lists(click.Command):
    """A command whose `--prov`, `--inputs` and `--outputs` take all words up to the next option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat the option before each further word."""
        option, words = "", list[str]()
        for word in args:
            if word.startswith("-") and word != "-":
                name = word.partition("=")[0]
                option = name if name in {"--prov", "--inputs", "--outputs"} else ""
            elif words and option and words[-1] != option:
                words.append(option)
            words.append(word)
        return super().parse_args(ctx, words)


@click.group()
def ctadirac() -> None:
    """Record CTADIRAC jobs, with data from DIRAC's file catalogue.

    Example: provgraph ctadirac add --help
    """


@ctadirac.command(cls=_Lists)
@click.option(
    "--prov",
    "logs",
    required=True,
    multiple=True,
    metavar="FILE",
    callback=read_once,
    shell_complete=complete.files,
    help="The job's provDict.txt, log or X.log_and_prov.tgz; may be repeated.",
)
@click.option(
    "--inputs",
    multiple=True,
    metavar="LFN|FILE…",
    callback=read_once,
    shell_complete=complete.files,
    help="Input LFNs, or a file of LFNs.",
)
@click.option(
    "--outputs",
    multiple=True,
    metavar="LFN|FILE…",
    callback=read_once,
    shell_complete=complete.files,
    help="Output LFNs, or a file of LFNs.",
)
@click.option(
    "--catalogue",
    required=True,
    metavar="FILE|-|dirac",
    callback=read_once,
    shell_complete=complete.files,
    help="File of saved catalogue answers (-: stdin), or dirac to ask DIRAC.",
)
@_python_option
@click.option("--job-id", envvar="JOBID", metavar="ID", help="The job's id (default: $JOBID).")
@click.option(
    "--site",
    envvar="DIRACSITE",
    metavar="SITE",
    shell_complete=complete.job_values,
    help="Site (default: $DIRACSITE).",
)
@with_store
def add(
    store: Store,
    logs: tuple[str, ...],
    inputs: tuple[str, ...],
    outputs: tuple[str, ...],
    catalogue: str,
    dirac_python: str | None,
    job_id: str | None,
    site: str | None,
    *,
    as_json: bool,
) -> None:
    """Add a job's provenance, completely or not at all.

    This is meant to run as the last step of the job. URLs in the log are matched to LFNs by file name. The catalogue provides GUIDs, creation
    dates, storage elements, sizes and checksums. Adding a job again only completes what the
    catalogue did not have before.

    Example: provgraph ctadirac add --prov examples/ctadirac/job2/provDict.txt --inputs examples/ctadirac/job2/input_lfns.txt --outputs examples/ctadirac/job2/output_lfns.txt --catalogue examples/ctadirac/job2/catalogue.json
    """  # noqa: E501  # an example is one line
    result = store.add_job(
        *logs,
        inputs=inputs,
        outputs=outputs,
        catalogue=catalogue,
        dirac_python=dirac_python,
        job_id=job_id,
        site=site,
    )
    print_load(result, as_json=as_json)


@ctadirac.command()
@click.argument(
    "lfns",
    nargs=-1,
    required=True,
    metavar="LFN|FILE…",
    callback=read_once,
    shell_complete=complete.files,
)
@output_option
@_python_option
def catalogue(lfns: tuple[str, ...], output: str | None, dirac_python: str | None) -> None:
    """Save the file catalogue's answers for use on another machine.

    Example: provgraph ctadirac catalogue examples/ctadirac/job2/output_lfns.txt
    """
    from provgraph.ctadirac import save

    answers = save.answers(lfns, dirac_python)
    print_text(json.dumps(answers, indent=1, sort_keys=True), output)


@ctadirac.command()
@click.option(
    "--since",
    metavar="TIME",
    help="Jobs that changed at this time or later (default: since the latest known change).",
)
@click.option(
    "--answers",
    metavar="FILE|-",
    shell_complete=complete.files,
    help="File that dirac_jobs.py wrote (-: stdin), instead of DIRAC.",
)
@_python_option
@with_store
def jobs(
    store: Store,
    since: str | None,
    answers: str | None,
    dirac_python: str | None,
    *,
    as_json: bool,
) -> None:
    """Update what DIRAC knows of jobs: status, owner, site, times.

    'provgraph jobs' lists it with the executions of the jobs. Only jobs that changed are asked
    for, so that this can run every few minutes.

    Example: provgraph ctadirac jobs --answers examples/dirac-jobs.json
    """
    from provgraph.runtime.plural import plural

    update = store.update_dirac_jobs(since=since, answers=answers, dirac_python=dirac_python)
    if as_json:
        print_json(update)
        return
    since_text = f" since {update.since}" if update.since else ""
    changed = f"{plural(update.received, 'job')}{since_text}: {update.changed:,} changed"
    print_lines([f"{changed}, {update.joined:,} with executions in the store"])
