"""The explanation of an element as plain text, and its recipe as the draft of a script."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from provgraph.queries.history import as_text
from provgraph.render.names import node_text, short
from provgraph.render.text import mark
from provgraph.render.times import to_the_second

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provgraph.results.why import ActivityStep, StepFile, Why


def why(answer: Why) -> Iterator[str]:
    """Yield the explanation: who made it, when, with what; then the recipe in short."""
    yield node_text(answer)
    if answer.mark:
        yield f"  {mark(answer.mark)}"
    for name, value in answer.checksums.items():
        yield f"  {name} {value}"
    if not answer.makers:
        yield "the activity that made it is unknown"
    for maker in answer.makers:
        yield from _maker(maker, answer)
    for cause in answer.causes:
        yield f"{cause.relation} {cause.label}  [{short(cause.id)}]"
    yield from _conformity(answer)
    for agent in answer.responsible:
        yield f"responsible: {node_text(agent)}"
    if answer.recipe:
        yield "recipe (--script writes it as a shell script):"
    for number, step in enumerate(answer.recipe, 1):
        yield f"  {number}. {step.label}  [{short(step.id)}]"
        yield f"     {shlex.join(step.command) or 'no command line recorded'}"


def _conformity(answer: Why) -> Iterator[str]:
    if answer.described:
        conforms = all(finding.severity != "error" for finding in answer.findings)
        yield "conforms to its description" if conforms else "does not conform to its description:"
    for finding in answer.findings:
        yield f"  {finding.severity}: {finding.label}: {finding.message}"


def _maker(step: ActivityStep, answer: Why) -> Iterator[str]:
    yield f"made by {step.label}  [{short(step.id)}]"
    if step.start or step.end:
        yield f"  {_time(step.start)} to {_time(step.end)}"
    if step.host:
        yield f"  on {step.host}"
    software = [f"{name} {version}".strip() for name, version in step.software.items()]
    if software:
        others = f", {len(software) - 2} more packages" if len(software) > 2 else ""  # noqa: PLR2004
        yield f"  with {', '.join(software[:2])}{others}"
    for name in step.configurations:
        count = (
            f"{len(answer.parameters[name])} parameters of " if name in answer.parameters else ""
        )
        yield f"  configured by {count}{name}"
    for name, value in step.attributes.items():
        yield f"  {name}  {value}"
    for file in step.inputs:
        yield f"  from {_file(file)}"


def _file(file: StepFile) -> str:
    role = f"({', '.join(file.role)}) " if file.role else ""
    sums = "".join(f", {name} {value}" for name, value in file.checksums.items())
    warning = "  ! unfinished" if file.unfinished else ""
    return f"{role}{file.label}  [{short(file.id)}]{sums}{warning}"


def _time(text: str | None) -> str:
    return to_the_second(text) if text else "?"


def script(answer: Why) -> Iterator[str]:
    """Yield the recipe as the draft of a shell script.

    Recorded text becomes a one-line comment or quoted words, so that it can be no more than
    the arguments of one command; nothing runs before a person has deleted a line.
    """
    yield "#!/bin/sh"
    yield f"# Draft: how {_comment(node_text(answer))} could be made again,"
    yield "# from the command lines in its provenance, which others recorded. Read it first."
    yield "# Relative paths are those of the recorded working directories."
    yield "exit 64  # delete this line to run the script"
    yield "set -eu"
    for number, step in enumerate(answer.recipe, 1):
        yield ""
        yield from _command(number, step, answer.parameters)


def _command(
    number: int, step: ActivityStep, parameters: Mapping[str, Mapping[str, object]]
) -> Iterator[str]:
    head = (f"{number}. {step.label}", step.start or "no time", step.id)
    yield f"# {_comment(', '.join(head))}"
    for name, version in step.software.items():
        yield f"# software: {_comment(name)} {_comment(version)}"
    if step.host:
        yield f"# host: {_comment(step.host)}"
    for word, files in (("uses", step.inputs), ("makes", step.outputs)):
        for file in files:
            sums = "".join(f" {name} {value}" for name, value in file.checksums.items())
            yield f"# {word}: {_comment(file.location or file.id)}{_comment(sums)}"
    for name in step.configurations:
        yield f"# configured by {_comment(name)}, {len(parameters.get(name, ()))} parameters"
    if not step.command:
        yield from (f"# {_comment(k)}: {_comment(as_text(v))}" for k, v in step.attributes.items())
        yield f"echo 'step {number}: no command line recorded' >&2; exit 65"
    elif all(word.isprintable() for word in step.command):
        yield " ".join([_quoted(step.command[0]), *map(shlex.quote, step.command[1:])])
    else:
        yield f"echo 'step {number}: its command line has control characters' >&2; exit 65"


def _quoted(word: str) -> str:
    """Quote the word of a command, always: NAME=value or `if` would be more than a word."""
    return "'" + word.replace("'", "'\"'\"'") + "'"


def _comment(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)
