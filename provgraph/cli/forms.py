"""Formats of output: by name, or by the ending of the output file."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, overload

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENDINGS = {
    ".provn": ("provn",),
    ".json": ("json", "prov-json", "voprov-json", "jsonld", "ctapipe"),
    ".jsonld": ("jsonld",),
    ".xml": ("xml", "rdfxml"),
    ".provx": ("xml",),
    ".rdf": ("rdfxml",),
    ".ttl": ("turtle",),
    ".trig": ("trig",),
    ".nt": ("ntriples",),
    ".nq": ("nquads",),
    ".log": ("ctapipe",),
    ".txt": ("tree", "table"),
    ".dot": ("dot",),
    ".gv": ("dot",),
    ".svg": ("svg",),
    ".html": ("html",),
    ".htm": ("html",),
}
"""The formats of files with an ending, the usual one first."""
_ANY_TEXT = {".txt", ".log"}
"""Endings that promise no format: a file with one of them may hold any."""


class FormatName(click.Choice[str]):
    """A format by its name; `json` is another name of `prov-json` where that is all it can be."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401  # click's own
        """Return the name of the format."""
        is_prov = value == "json" and "json" not in self.choices and "prov-json" in self.choices
        return super().convert("prov-json" if is_prov else value, param, ctx)


@overload
def prov_name(form: str) -> str: ...


@overload
def prov_name(form: None) -> None: ...


def prov_name(form: str | None) -> str | None:
    """Return what readers and serialisers call a format of the command line."""
    return "json" if form == "prov-json" else form


def chosen_form(form: str | None, output: str | None, choices: Sequence[str], default: str) -> str:
    """Return the format that is named, or that the ending of the output file tells.

    Any format may be written into a file with the ending of texts, .txt or .log.

    Raises:
        UsageError: the ending is that of another format, or of one that cannot be written.

    """
    ending = PurePath(output or "").suffix.lower()
    possible = [each for each in _ENDINGS.get(ending, ()) if each in choices]
    if ending not in _ENDINGS or ending in _ANY_TEXT:
        return form or next(iter(possible), default)
    if not possible:
        raise click.UsageError(f"-o {output}: {ending} cannot be written; use {', '.join(choices)}")
    if form is not None and form not in possible:
        raise click.UsageError(
            f"-o {output} contradicts --format {form}: {ending} is for {' or '.join(possible)}"
        )
    return form or possible[0]
