"""Completion in the shell: IDs and values from the store, files, named questions, tables.

The shell waits while this runs and shows whatever it prints. It therefore prints no errors,
gives up after two seconds, starts no server, and runs no password command. Bash inserts a
completion into the command line unquoted, so only names that the shell reads as one plain word
are offered.
"""

from __future__ import annotations

import contextlib
import os
import re
from threading import Thread
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import click

    from provgraph.graph.statements import Statement

_SECONDS = 2.0
_WORD = re.compile(r"[\w./:@%+=,#-]+")


def ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the IDs in the store that begin with `incomplete`; none if the store is silent."""
    return _from_store("beginnings", ctx, incomplete)


def software(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the names of software in the store, or name=version."""
    return _from_store("software", ctx, incomplete)


def setting_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return `name=` for each parameter of the store's configurations."""
    return _from_store("parameters", ctx, incomplete)


def roles(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the roles in the store."""
    return _from_store("roles", ctx, incomplete)


def productions(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the productions of the store's documents."""
    return _from_store("productions", ctx, incomplete)


def types(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the types of the store's elements."""
    return _from_store("types", ctx, incomplete)


def statuses(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the final statuses of the store's activities."""
    return _from_store("statuses", ctx, incomplete)


def job_values(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the values of the column of the list of jobs that has the parameter's name."""
    return _from_store("job_values", ctx, incomplete, of=str(parameter.name))


def conditions(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return kinds and `name=` of conditions on elements; after an equals sign, the values."""
    return _conditions(ctx, incomplete, ("kind", "level", "software", "status", "type"))


def stop_conditions(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the conditions that can end a lineage."""
    return _conditions(ctx, incomplete, ("kind", "level", "status", "type"))


def _conditions(ctx: click.Context, incomplete: str, words: Sequence[str]) -> list[str]:
    """Return what begins alike: kinds and the words of conditions, and what the store knows."""
    from provgraph.model.relations import KINDS

    if incomplete.startswith("kind="):
        return _alike((f"kind={kind}" for kind in KINDS), incomplete)
    name, equals, _ = incomplete.partition("=")
    if equals and name == "software" and name not in words:
        return []
    own = _alike((*KINDS, *(f"{word}=" for word in words)), incomplete)
    return list(dict.fromkeys([*own, *_from_store("conditions", ctx, incomplete)]))


def _alike(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


def _from_store(question: str, ctx: click.Context, incomplete: str, **more: str) -> list[str]:
    """Return what a function of `queries.completion` finds; nothing if the store is silent."""
    names: list[str] = []
    options = ctx.find_root().params

    def fetch() -> None:
        with contextlib.suppress(Exception):
            names.extend(_matches(question, options, incomplete, **more))

    # Not a pool: that would wait for its thread when the interpreter ends.
    thread = Thread(target=fetch, daemon=True)
    thread.start()
    thread.join(_SECONDS)
    return list(names)


def _matches(question: str, options: dict[str, str | None], text: str, **more: str) -> list[str]:
    from provgraph.graph import passwords
    from provgraph.graph.address import running_target  # the driver takes 0.2 s
    from provgraph.graph.connection import Connection
    from provgraph.graph.profiles import in_use, use
    from provgraph.queries import completion

    address = {name: options.get(name) for name in ("uri", "username", "database")}
    manager = {"manager": options.get("manager")}
    settings, of_profile = in_use(options.get("profile_name"), {**address, **manager})
    use(settings, of_profile)
    if manager["manager"] or "manager" in of_profile:
        return []
    if (address["uri"] or os.environ.get("NEO4J_URI")) and passwords.needs_command():
        return []
    target = running_target(password=None, **address)
    if target is None:
        return []
    with contextlib.closing(Connection(target)) as connection:
        connection.verify()
        names_of = getattr(completion, question)
        return [name for name in names_of(connection, text, **more) if _WORD.fullmatch(name)]


def files(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete files."""
    return [CompletionItem(incomplete, type="file")]


def local_or_directory(
    _: click.Context, __: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return `local` while that is typed; otherwise let the shell complete directories."""
    if incomplete and "local".startswith(incomplete):
        return [CompletionItem("local")]
    return [CompletionItem(incomplete, type="dir")]


def questions(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the named questions, the user's own too, with what each is for."""
    return [
        CompletionItem(query.name, help=query.purpose)
        for query in _queries(ctx)
        if query.name.startswith(incomplete) and _WORD.fullmatch(query.name)
    ]


def question_parameters(
    ctx: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return `name=` for each parameter of the named question that is not given yet.

    After an equals sign the values are IDs from the store.
    """
    key, equals, value = incomplete.partition("=")
    if equals:
        names = _from_store("beginnings", ctx, value) if value else []
        return [CompletionItem(f"{key}={name}") for name in names]
    given = {text.partition("=")[0] for text in ctx.params.get("arguments") or ()}
    return [
        CompletionItem(f"{parameter.name}=", help=parameter.meaning)
        for query in _queries(ctx)
        if query.name == ctx.params.get("name")
        for parameter in query.parameters
        if parameter.name.startswith(incomplete) and parameter.name not in given
    ]


def _queries(ctx: click.Context) -> Iterable[Statement]:
    from provgraph.queries import named_queries

    with contextlib.suppress(Exception):
        return named_queries.list_queries(ctx.params.get("folders") or ())
    return ()


def tables(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return the tables of the CTADIRAC store."""
    from provgraph.ivoa.tables.schema import TABLES

    return [table.name for table in TABLES if table.name.startswith(incomplete)]


def profiles(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return the names of the user's profiles."""
    from provgraph.graph.profiles import read

    with contextlib.suppress(Exception):
        return [name for name in read().profiles if name.startswith(incomplete)]
    return []


def rules(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return the rules of `check`, then each with its severities."""
    from provgraph.checks.rules import RULES, SETTINGS

    name, equals = incomplete.partition("=")[:2]
    names = [f"{name}={severity}" for severity in SETTINGS] if equals else [f"{r}=" for r in RULES]
    return [each for each in names if each.startswith(incomplete)]


def job_columns(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return the columns of the list of jobs."""
    from provgraph.render.jobs import COLUMNS

    return [name for name in COLUMNS if name.startswith(incomplete)]


def relation_sets(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return the names of the sets of relations that can be followed."""
    from provgraph.queries.relation_sets import SETS

    return [name for name in SETS if name.startswith(incomplete)]
