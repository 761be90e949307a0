"""`provgraph push` and `provgraph step`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import click

from provgraph.cli import complete
from provgraph.cli.options import json_option
from provgraph.cli.output import print_json, print_lines, write_file


@click.command()
@click.argument("paths", nargs=-1, metavar="[FILE|DIRECTORY|-]…", shell_complete=complete.files)
@click.option(
    "--manager", metavar="URL", help="The Provenance Manager (default: $PROVGRAPH_MANAGER)."
)
@click.option(
    "--token-file",
    shell_complete=complete.files,
    metavar="FILE",
    help="File with the token (default: $PROVGRAPH_TOKEN_FILE, $PROVGRAPH_TOKEN, or what "
    "'provgraph login' kept).",
)
@json_option
@click.pass_obj
def push(
    obj: dict[str, Any],
    paths: tuple[str, ...],
    manager: str | None,
    token_file: str | None,
    *,
    as_json: bool,
) -> None:
    """Hand in job packages that could not be sent by their jobs.

    Of a directory (default: the current one), these are all files ProvenancePending_*.json in it and
    below; - reads one package from standard input. A file is deleted when the manager has accepted it.

    Example: provgraph push examples/ctadirac
    """  # noqa: E501  # the width of the help is click's
    from provgraph.ctadirac import push as packages
    from provgraph.results.push import PushedFiles

    files = packages.waiting(paths or ["."])
    to = manager or obj["manager"], token_file, _saved_token
    pushed = list(packages.push(files, *to)) if files else []
    if as_json or obj["json"]:
        print_json(PushedFiles(tuple(pushed)))
    else:
        for file in pushed:
            outcome = f"not sent: {file.error}" if file.error else f"receipt {file.receipt}"
            print_lines([f"{file.file}: {outcome}"])
        if not pushed:
            print_lines(["no packages wait"])
    if any(file.error for file in pushed):
        sys.exit(1)


def _saved_token(url: str) -> str | None:
    """Return the token that 'provgraph login' has kept, which needs the extra `client`."""
    try:
        from provgraph.client import credentials
    except ModuleNotFoundError:
        return None
    return credentials.token(url)


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    metavar="PATH",
    help="Copy it to this file or directory instead of printing its path.",
)
def step(output: str | None) -> None:
    """Print the path of the script that hands in a job's provenance.

    It is one file for Python 3.9 or later without other packages; docs/jobs.md shows how jobs of
    DIRAC, Slurm and HTCondor run it.

    Example: provgraph step
    """
    from provgraph.ctadirac import provgraph_step

    script = Path(provgraph_step.__file__)
    if output is None:
        print_lines([str(script)])
        return
    target = Path(output, script.name) if Path(output).is_dir() else Path(output)
    is_new = not target.exists()
    write_file(target, [script.read_text(encoding="utf-8")])
    if is_new:
        shutil.copymode(script, target)
    print_lines([str(target)])
