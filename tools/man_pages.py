"""Manual pages of all commands, from their help: one for each, as git has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from provgraph.cli import main
from provgraph.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROGRAM = "provgraph"
EXAMPLE = "Example: "


def pages() -> dict[str, str]:
    """Return file name → text in the macros of man, for the program and each of its commands."""
    return {f"{'-'.join(words)}.1": _page(words, command) for words, command in commands()}


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield the words and the command of the program and of all its commands."""
    waiting: list[tuple[tuple[str, ...], click.Command]] = [((_PROGRAM,), main)]
    while waiting:
        words, command = waiting.pop(0)
        yield words, command
        if isinstance(command, click.Group):
            waiting += [((*words, name), each) for name, each in command.commands.items()]


def _page(words: tuple[str, ...], command: click.Command) -> str:
    lines = [*_head(words, command), *_synopsis(words, command), *_description(command)]
    lines += [*_options(command), *_subcommands(words, command), *_example(command)]
    lines += _see_also(words)
    return "\n".join(lines) + "\n"


def _head(words: tuple[str, ...], command: click.Command) -> Iterator[str]:
    name = "-".join(words)
    yield f'.TH "{escaped(name.upper())}" 1 "" "{_PROGRAM} {__version__}" "{_PROGRAM}"'
    yield ".ad l"  # words are not spread over the line
    yield ".SH NAME"
    yield f"{escaped(name)} \\- {escaped(command.get_short_help_str(200).rstrip('.'))}"


def _synopsis(words: tuple[str, ...], command: click.Command) -> Iterator[str]:
    pieces = command.collect_usage_pieces(context(command))
    yield ".SH SYNOPSIS"
    yield f"\\fB{escaped(' '.join(words))}\\fR {escaped(' '.join(pieces))}"


def _description(command: click.Command) -> Iterator[str]:
    yield ".SH DESCRIPTION"
    for number, paragraph in enumerate(paragraphs(command)):
        if number:
            yield ".PP"
        yield escaped(" ".join(paragraph.split()))


def paragraphs(command: click.Command) -> list[str]:
    """Return the help without its example."""
    texts = re.split(r"\n\s*\n", (command.help or "").strip())
    return [text for text in texts if not text.strip().startswith(EXAMPLE)]


def _options(command: click.Command) -> Iterator[str]:
    ctx = context(command)
    listed = (each.get_help_record(ctx) for each in command.get_params(ctx))
    records = [(names, text) for names, text in filter(None, listed) if text]
    if records:
        yield ".SH OPTIONS"
    for names, text in records:
        yield ".TP"
        yield f"\\fB{escaped(names)}\\fR"
        yield escaped(text)


def _subcommands(words: tuple[str, ...], command: click.Command) -> Iterator[str]:
    if not isinstance(command, click.Group):
        return
    yield ".SH COMMANDS"
    for name, each in command.commands.items():
        yield ".TP"
        yield f"\\fB{escaped('-'.join((*words, name)))}\\fR(1)"
        yield escaped(each.get_short_help_str(200))


def _example(command: click.Command) -> Iterator[str]:
    _, present, example = (command.help or "").partition(EXAMPLE)
    if present:
        yield ".SH EXAMPLE"
        yield ".nf"
        yield escaped(example.strip())
        yield ".fi"


def _see_also(words: tuple[str, ...]) -> Iterator[str]:
    if words[1:]:
        yield ".SH SEE ALSO"
        yield f"\\fB{escaped('-'.join(words[:-1]))}\\fR(1)"


def context(command: click.Command) -> click.Context:
    """Return the context in which a command describes itself."""
    return click.Context(command, info_name=command.name)


def escaped(text: str) -> str:
    """Return a text as roff shows it literally; characters beyond ASCII by their numbers."""
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    ascii_only = "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in plain)
    return re.sub(r"^(?=[.'])", r"\\&", ascii_only, flags=re.MULTILINE)
