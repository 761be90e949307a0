"""The explanation of an element as plain text, and its recipe as the draft of a script."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from provgraph.queries.history import as_text
from provgraph.render.names import node_text, short
from provgraph.render.text import mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provgraph.results.why import ActivityStep, StepFile, Why

_SECONDS = len("2026-11-22T06:16:06")


def why(answer: Why) -> Iterator[str]:
    """Yield the explanation: who made it, when, with what; then the recipe in short."""
    yield node_text(answer)
    if answer.mark:
        yield f"  {mark(answer.mark)}"
    for name, value in answer.checksums.items():
        yield f"  {name} {value}"
    if not answer.makers:
        yield "the activity that made it is not known"
    for one in answer.makers:
        yield from _maker(one, answer)
    for cause in answer.causes:
        yield f"{cause.relation} {cause.label}  [{short(cause.id)}]"
    yield from _conformity(answer)
    for agent in answer.responsible:
        yield f"responsible: {node_text(agent)}"
    if answer.recipe:
        yield "recipe (--script writes it as a shell script):"
    for number, one in enumerate(answer.recipe, 1):
        yield f"  {number}. {one.label}  [{short(one.id)}]"
        yield f"     {shlex.join(one.command) or 'no command line was recorded'}"


def _conformity(answer: Why) -> Iterator[str]:
    if answer.described:
        conforms = all(finding.severity != "error" for finding in answer.findings)
        yield "conforms to its description" if conforms else "does not conform to its description:"
    for finding in answer.findings:
        yield f"  {finding.severity}: {finding.label}: {finding.message}"


def _maker(one: ActivityStep, answer: Why) -> Iterator[str]:
    yield f"made by {one.label}  [{short(one.id)}]"
    if one.start or one.end:
        yield f"  {_time(one.start)} to {_time(one.end)}"
    if one.host:
        yield f"  on {one.host}"
    software = [f"{name} {version}".strip() for name, version in one.software.items()]
    if software:
        rest = f", {len(software) - 2} more packages" if len(software) > 2 else ""  # noqa: PLR2004
        yield f"  with {', '.join(software[:2])}{rest}"
    for name in one.configurations:
        count = (
            f"{len(answer.parameters[name])} parameters of " if name in answer.parameters else ""
        )
        yield f"  configured by {count}{name}"
    for name, value in one.attributes.items():
        yield f"  {name}  {value}"
    for file in one.inputs:
        yield f"  from {_file(file)}"


def _file(file: StepFile) -> str:
    role = f"({', '.join(file.role)}) " if file.role else ""
    sums = "".join(f", {name} {value}" for name, value in file.checksums.items())
    return f"{role}{file.label}  [{short(file.id)}]{sums}"


def _time(text: str | None) -> str:
    return text[:_SECONDS] if text else "?"


def script(answer: Why) -> Iterator[str]:
    """Yield the recipe as the draft of a shell script.

    Whatever was recorded is a comment of one line or quoted words, so that it can be no
    more than the arguments of one command; and nothing runs before a person took a line out.
    """
    yield "#!/bin/sh"
    yield f"# Draft: how {_comment(node_text(answer))} would be made again,"
    yield "# from the command lines in its provenance, which others recorded. Read it first."
    yield "# Relative paths are those of the recorded working directories."
    yield "exit 64  # take this line out to run it"
    yield "set -eu"
    for number, one in enumerate(answer.recipe, 1):
        yield ""
        yield from _command(number, one, answer.parameters)


def _command(
    number: int, one: ActivityStep, given: Mapping[str, Mapping[str, object]]
) -> Iterator[str]:
    head = (f"{number}. {one.label}", one.start or "no time", one.id)
    yield f"# {_comment(', '.join(head))}"
    for name, version in one.software.items():
        yield f"# software: {_comment(name)} {_comment(version)}"
    if one.host:
        yield f"# host: {_comment(one.host)}"
    for word, files in (("uses", one.inputs), ("makes", one.outputs)):
        for file in files:
            sums = "".join(f" {name} {value}" for name, value in file.checksums.items())
            yield f"# {word}: {_comment(file.location or file.id)}{_comment(sums)}"
    for name in one.configurations:
        yield f"# configured by {_comment(name)}, {len(given.get(name, ()))} parameters"
    if not one.command:
        yield from (f"# {_comment(k)}: {_comment(as_text(v))}" for k, v in one.attributes.items())
        yield f"echo 'step {number}: no command line was recorded' >&2; exit 65"
    elif all(word.isprintable() for word in one.command):
        yield " ".join([_quoted(one.command[0]), *map(shlex.quote, one.command[1:])])
    else:
        yield f"echo 'step {number}: its command line has control characters' >&2; exit 65"


def _quoted(word: str) -> str:
    """Quote the word of a command, always: NAME=value or `if` would be more than a word."""
    return "'" + word.replace("'", "'\"'\"'") + "'"


def _comment(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)
