"""`provgraph login`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from provgraph.cli.extras import extra
from provgraph.cli.options import json_option
from provgraph.cli.output import print_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.results.access import Caller


@click.command()
@click.argument("url")
@click.option("--forget", is_flag=True, help="Forget the token of this manager.")
@json_option
@click.pass_obj
def login(obj: dict[str, Any], url: str, *, forget: bool, as_json: bool) -> None:
    """Keep the token of a Provenance Manager, for --manager URL.

    The token is asked for, or read from standard input; an administrator makes one with
    'provgraph token create'. It is kept in a file that only you can read.

    Example: provgraph login http://127.0.0.1:8474 --forget
    """
    with extra("client"):
        from provgraph.client import ProvClient, credentials

    if forget:
        credentials.save(url, None)
        click.echo(f"forgot the token of {url}")
        return
    token = _token()
    with ProvClient(url, token=token) as client:
        caller = client.me()
    credentials.save(url, token)
    print_answer(caller, _lines, as_json=as_json or obj["json"])


def _token() -> str:
    """Return the token, which must not be among a command's words: others see those."""
    if sys.stdin.isatty():
        return str(click.prompt("Token", hide_input=True)).strip()
    return sys.stdin.readline().strip()


def _lines(caller: Caller) -> Iterator[str]:
    production = f" of the production {caller.production}" if caller.production else ""
    yield f"logged in as {caller.name}, {caller.role}{production}"
