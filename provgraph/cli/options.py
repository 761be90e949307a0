"""Options and arguments that several commands share, and the open store."""

from __future__ import annotations

import getpass
import sys
from functools import wraps
from operator import methodcaller
from typing import TYPE_CHECKING, Any, cast

import click

from provgraph import connect
from provgraph.cli import complete, terminal
from provgraph.cli.extras import extra

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.store import Store

# Written out here: taking them from the serialisers would import prov before it is needed.
PROV_FORMATS = (
    "provn",
    "prov-json",
    "xml",
    "turtle",
    "trig",
    "ntriples",
    "nquads",
    "rdfxml",
    "jsonld",
)
"""The formats in which PROV documents are read and written."""

_DASHES = "provgraph.dashes"

json_option = click.option("--json", "as_json", is_flag=True, help="Output JSON.")

output_option = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True),
    callback=lambda _, __, name: None if name == "-" else name,
    help="Output file (default, and -: stdout).",
)

follow_option = click.option(
    "--follow",
    default="data",
    show_default=True,
    metavar="SET|RELATIONS",
    shell_complete=complete.relation_sets,
    help="Relations to follow: data, responsibility, ivoa, all, or names such as "
    "used,wasGeneratedBy.",
)


only_option = click.option(
    "--only",
    multiple=True,
    metavar="CONDITION",
    shell_complete=complete.conditions,
    help="Show only elements of a kind, or with type=…, level=…, status=…, "
    "software=NAME[=VERSION] or attribute=value; all conditions hold. Repeatable.",
)

all_entities_option = click.option(
    "--all-entities",
    is_flag=True,
    help="Also show bookkeeping, such as the statuses of activities.",
)


def read_once(
    ctx: click.Context, _: click.Parameter, words: str | tuple[str, ...]
) -> str | tuple[str, ...]:
    """Check that all parameters with this callback name standard input, `-`, once.

    The second time nothing would come.

    Raises:
        click.UsageError: it is given several times.

    """
    times = (words,).count("-") if isinstance(words, str) else words.count("-")
    ctx.meta[_DASHES] = ctx.meta.get(_DASHES, 0) + times
    if ctx.meta[_DASHES] > 1:
        raise click.UsageError("- is standard input, which can be read only once: give it once")
    return words


paths_argument = click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="FILE… | DIRECTORY | -",
    callback=read_once,
    shell_complete=complete.files,
)


def expand_ids(_: click.Context, __: click.Parameter, words: tuple[str, ...]) -> tuple[str, ...]:
    """Replace `@-` by the lines of standard input."""
    if "@-" not in words:
        return words
    ids = tuple(line.strip() for line in sys.stdin.read().splitlines() if line.strip())
    if not ids:
        raise click.UsageError("@-: standard input contains no ID")
    return tuple(name for word in words for name in (ids if word == "@-" else (word,)))


def expand_id(ctx: click.Context, parameter: click.Parameter, word: str) -> str:
    """Replace `@-` by the line of standard input; an argument that is left out stays `None`."""
    if word != "@-":
        return word
    ids = expand_ids(ctx, parameter, (word,))
    if len(ids) > 1:
        raise click.UsageError(
            f"@-: standard input contains {len(ids)} IDs; this command takes one"
        )
    return ids[0]


ids_argument = click.argument(
    "selectors",
    nargs=-1,
    required=True,
    metavar="ID… | @-",
    callback=expand_ids,
    shell_complete=complete.ids,
)
"""Elements, by any selector; `@-` reads them from standard input, one per line."""

id_argument = click.argument(
    "selector", metavar="ID | @-", callback=expand_id, shell_complete=complete.ids
)
"""One element, by any selector; `@-` reads it from standard input."""


def with_store(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the open store, and `--json` before or after the command's name."""
    return _with_store(command, lambda _: None)


def _with_store(
    command: Callable[..., None], time_limit: Callable[[dict[str, Any]], float | None]
) -> Callable[..., None]:
    """Give a command the open store; `time_limit` takes the limit from its arguments."""

    @json_option
    @terminal.full_option
    @click.pass_obj
    @wraps(command)
    def wrapped(obj: dict[str, Any], /, *, as_json: bool, **arguments: Any) -> None:  # noqa: ANN401  # the command's
        with opened(obj, time_limit(arguments)) as store:
            terminal.remember_store(store)
            command(store, as_json=as_json or obj["json"], **arguments)

    return wrapped


def opened(obj: dict[str, Any], timeout: float | None = None) -> Store:
    """Return the open store, or the manager that is named, which is asked in the same way."""
    if obj["manager"]:
        with extra("client"):
            from provgraph.cli.manager_store import ManagerStore

        return cast("Store", ManagerStore.at(obj["manager"], timeout))
    address = {name: obj[name] for name in ("uri", "username", "database")}
    return connect(**address, timeout=timeout)


def question(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the open store, `--json`, and `--timeout` for all that it asks."""
    option = click.option(
        "--timeout",
        "seconds",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="Time limit for the answer (default: 600).",
    )
    return option(_with_store(command, methodcaller("pop", "seconds")))


def user_name() -> str:
    """Return the name of the user who runs this.

    Raises:
        UsageError: it cannot be determined.

    """
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:  # KeyError until Python 3.12
        raise click.UsageError("cannot determine your user name: use --by") from error
