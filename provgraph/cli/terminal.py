"""The terminal: its width, colours and pager, and the options that control them."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from provgraph.errors import ProvgraphError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_COLOR, _PAGER = "provgraph.color", "provgraph.pager"
_FULL, _STORE = "provgraph.full", "provgraph.store"
_MOST_LINES = 1000
_FOOTER = 5
"""Lines after the last blank one that are shown also where an answer is cut."""


def _remember(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(ctx: click.Context, _: click.Parameter, value: Any) -> None:  # noqa: ANN401  # the option's
        if value:
            ctx.meta[name] = value

    return callback


color_option = click.option(
    "--color",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    expose_value=False,
    callback=_remember(_COLOR),
    help="Use colours (default: auto, on a terminal, unless $NO_COLOR is set).",
)

pager_option = click.option(
    "--no-pager",
    is_flag=True,
    expose_value=False,
    callback=_remember(_PAGER),
    help="Do not show long answers with $PAGER.",
)

full_option = click.option(
    "--full",
    is_flag=True,
    expose_value=False,
    callback=_remember(_FULL),
    help="On a terminal: show whole URIs and all lines, as in a pipe.",
)


def remember_store(store: object) -> None:
    """Let what is printed use the prefixes of the store."""
    click.get_current_context().meta[_STORE] = store


def with_unique_ids(render: Callable[[], Iterable[str]]) -> list[str]:
    """Return the lines of an answer; beginnings of UUIDs in it name one element of the store."""
    from provgraph.render.names import beginnings, tell_apart

    tell_apart({})
    lines = list(render())
    store, named = _settings().get(_STORE), beginnings(lines)
    lengths: Mapping[str, int] = {}
    if store is not None and 0 < len(named) <= _MOST_LINES:
        # An answer is shown all the same if the time is over, or the manager is an older one.
        with suppress(ProvgraphError):
            lengths = store.longer_beginnings(sorted(named))
    if not lengths:
        return lines
    tell_apart(lengths)
    return list(render())


def show(lines: Iterable[str], plain: Callable[[str], str]) -> None:
    """Print lines: fitted to the terminal if there is one, otherwise as `plain` makes them."""
    from provgraph.render.layout import coloured, fitted

    settings = _settings()
    color, is_terminal = _has_color(settings), is_terminal_output()
    if is_terminal and not settings.get(_FULL):
        shown = _limited(list(fitted(lines, width(), _prefixes(settings))))
    else:
        shown = map(plain, lines)
    painted = map(coloured, shown) if color else shown
    if is_terminal:
        _page(list(painted), settings, color=color)
    else:
        for line in painted:
            click.echo(line, color=color)


def is_terminal_output() -> bool:
    """Return whether standard output is a terminal."""
    return sys.stdout.isatty()


def width() -> int:
    """Return the number of columns of the terminal, or `COLUMNS`."""
    return shutil.get_terminal_size().columns


def _settings() -> Mapping[str, Any]:
    ctx = click.get_current_context(silent=True)
    return ctx.meta if ctx else {}


def _has_color(settings: Mapping[str, Any]) -> bool:
    """Return whether to use colours.

    Any value of NO_COLOR forbids them (https://no-color.org).
    """
    chosen = settings.get(_COLOR, "auto")
    if chosen != "auto":
        return bool(chosen == "always")
    is_dumb = os.environ.get("TERM") == "dumb"
    return is_terminal_output() and not os.environ.get("NO_COLOR") and not is_dumb


def _prefixes(settings: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the prefixes of the store that the command opened; a manager does not list them."""
    ask = getattr(settings.get(_STORE), "prefixes", None)
    with suppress(ProvgraphError):
        return ask() if ask else {}
    return {}


def _limited(lines: list[str]) -> Iterator[str]:
    """Yield the first lines of a long answer, how many more there are, and its last paragraph."""
    if len(lines) <= _MOST_LINES:
        yield from lines
        return
    blank = max((number for number, line in enumerate(lines) if not line), default=0)
    footer = lines[blank:] if blank and len(lines) - blank <= _FOOTER + 1 else []
    yield from lines[:_MOST_LINES]
    more = len(lines) - _MOST_LINES - len(footer)
    yield f"… {more:,} more lines; all of them: --full, or write the output to a file or pipe"
    yield from footer


def _page(lines: list[str], settings: Mapping[str, Any], *, color: bool) -> None:
    if settings.get(_PAGER) or len(lines) < shutil.get_terminal_size().lines:
        for line in lines:
            click.echo(line, color=color)
        return
    os.environ.setdefault("LESS", "FRX")  # as git does: colours, and an end at once if all fits
    click.echo_via_pager("\n".join(lines) + "\n", color=color)
