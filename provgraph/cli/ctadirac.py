"""`provgraph ctadirac`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from provgraph.cli.common import print_json, with_store
from provgraph.errors import ExportError
from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from provgraph.store import Store

_python_option = click.option(
    "--dirac-python",
    metavar="PATH",
    help="DIRAC's Python; else PROVGRAPH_DIRAC_PYTHON, else that of a sourced DIRAC set-up.",
)


class _Lists(click.Command):
    """A command whose `--inputs` and `--outputs` take all words up to the next option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat the option before each further word."""
        option, words = "", list[str]()
        for word in args:
            if word.startswith("-") and word != "-":
                name = word.partition("=")[0]
                option = name if name in {"--inputs", "--outputs"} else ""
            elif words and option and words[-1] != option:
                words.append(option)
            words.append(word)
        return super().parse_args(ctx, words)


@click.group()
def ctadirac() -> None:
    """Jobs of CTADIRAC: their logs, joined to DIRAC's file catalogue.

    Example: provgraph ctadirac add --help
    """


@ctadirac.command(cls=_Lists)
@click.option("--prov", "log", required=True, metavar="FILE", help="The job's provDict.txt or log.")
@click.option("--inputs", multiple=True, metavar="LFN|FILE…", help="LFNs, or a file of them.")
@click.option("--outputs", multiple=True, metavar="LFN|FILE…", help="LFNs, or a file of them.")
@click.option("--catalogue", required=True, metavar="FILE|dirac", help="Saved answers, or DIRAC.")
@_python_option
@with_store
def add(  # noqa: PLR0913, PLR0917  # one argument an option
    store: Store,
    log: str,
    inputs: tuple[str, ...],
    outputs: tuple[str, ...],
    catalogue: str,
    dirac_python: str | None,
    *,
    as_json: bool,
) -> None:
    """Add a job's provenance as its last step: completely, or not at all.

    The urls of the log are joined to the job's LFNs by file name; the catalogue gives GUID,
    creation date, storage elements, size and checksum. Adding a job again completes what the
    catalogue did not have before, and changes nothing else.

    Example: provgraph ctadirac add --prov examples/ctadirac/job2/provDict.txt --inputs examples/ctadirac/job2/input_lfns.txt --outputs examples/ctadirac/job2/output_lfns.txt --catalogue examples/ctadirac/job2/catalogue.json
    """  # noqa: E501  # an example is one line
    from provgraph.render import text  # noqa: PLC0415

    one = store.add_job(
        log, inputs=inputs, outputs=outputs, catalogue=catalogue, dirac_python=dirac_python
    )
    for note in one.notes:
        click.echo(escape_line(f"{one.file}: note: {note}"), err=True)
    if as_json:
        print_json({"schema": 1, **text.loads_as_json([one])})
    else:
        click.echo(text.loaded(one, dry_run=False))


@ctadirac.command()
@click.argument("lfns", nargs=-1, required=True, metavar="LFN|FILE…")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file; else stdout.")
@_python_option
def catalogue(lfns: tuple[str, ...], output: str | None, dirac_python: str | None) -> None:
    """Save what DIRAC's file catalogue answers for files, to add their job elsewhere.

    Example: provgraph ctadirac catalogue examples/ctadirac/job2/output_lfns.txt
    """
    from provgraph.ctadirac import save  # noqa: PLC0415

    answers = save.answers(lfns, dirac_python)
    text = json.dumps(answers, indent=1, sort_keys=True) + "\n"
    if output is None:
        sys.stdout.write(text)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ExportError(f"{output} cannot be written: {error.strerror}") from error
