"""`provgraph token`: who may use a manager, of this machine or elsewhere."""

from __future__ import annotations

from contextlib import closing, nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast, get_args

import click

from provgraph.cli.extras import extra
from provgraph.cli.manager_settings import config_option, manager_settings
from provgraph.cli.options import json_option
from provgraph.cli.output import print_answer, report
from provgraph.results.access import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from provgraph.cli.manager_tokens import Tokens
    from provgraph.results.access import NewToken, TokenList


@click.group()
def token() -> None:
    """Manage the tokens with which people and jobs use a manager.

    With --manager, they ask that manager; you need the role admin. Otherwise they work on the
    folder of the manager of this machine, while it runs or not.

    Example: provgraph token list
    """


@token.command("create")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(get_args(Role)),
    default="reader",
    show_default=True,
    help="reader: ask; writer: also hand in; curator: also mark and delete; admin: everything.",
)
@click.option("--production", metavar="NAME", help="The only production a writer may hand in to.")
@click.option(
    "--days",
    type=click.FloatRange(min=0, min_open=True),
    default=365,
    show_default=True,
    help="Days until it expires.",
)
@config_option
@json_option
@click.pass_obj
def create(
    obj: dict[str, Any],
    name: str,
    role: str,
    production: str | None,
    days: float,
    file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Make a token called NAME; its secret is shown this once.

    Example: provgraph token create "prod6 jobs" --role writer --production prod6
    """
    with _tokens(obj, file) as tokens:
        new = tokens.create(
            name, cast("Role", role), production=production, lifetime=timedelta(days=days)
        )
    print_answer(new, _new_lines, as_json=as_json or bool(obj["json"]))


def _new_lines(new: NewToken) -> Iterator[str]:
    report(f"the secret of token {new.token.id} is shown once; it expires {new.token.expires}")
    yield new.secret


@token.command("list")
@config_option
@json_option
@click.pass_obj
def list_tokens(obj: dict[str, Any], file: Path | None, *, as_json: bool) -> None:
    """List the tokens, newest first.

    Example: provgraph token list
    """
    from provgraph.results.access import TokenList

    with _tokens(obj, file) as tokens:
        answer = TokenList(tokens=tokens.list())
    print_answer(answer, _lines, as_json=as_json or bool(obj["json"]))


def _lines(answer: TokenList) -> Iterator[str]:
    from provgraph.render.text import table

    if not answer.tokens:
        yield "none: make one with 'provgraph token create NAME'"
        return
    rows = [("ID", "ROLE", "PRODUCTION", "STATE", "LAST USED", "NAME")]
    rows += [
        (
            token.id,
            token.role,
            token.production or "all",
            f"revoked {token.revoked}" if token.revoked else f"until {token.expires or 'revoked'}",
            token.last_used or "never",
            token.name,
        )
        for token in answer.tokens
    ]
    yield from table(rows)


@token.command("revoke")
@click.argument("token_id", metavar="ID")
@config_option
@click.pass_obj
def revoke(obj: dict[str, Any], token_id: str, file: Path | None) -> None:
    """Revoke a token, from the next request on.

    Example: provgraph token revoke 1f0c5d0a9b3e
    """
    with _tokens(obj, file) as tokens:
        revoked = tokens.revoke(token_id)
    click.echo(f"{revoked.id} ({revoked.name}): revoked")


def _tokens(obj: dict[str, Any], file: Path | None) -> AbstractContextManager[Tokens]:
    """Return the tokens of the named manager, or those of this machine's.

    Settings name the manager of this machine: they go before the variable for all commands.
    """
    if obj["manager"] and file is None:
        with extra("client"):
            from provgraph.cli.manager_tokens import ManagerTokens

        return closing(ManagerTokens.at(obj["manager"]))
    settings = manager_settings(file)
    from provgraph.manager.serving import tokens_of

    return nullcontext(tokens_of(settings))
