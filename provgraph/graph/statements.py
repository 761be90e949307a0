"""The statements: every Cypher text that provgraph sends, from the folder `cypher/`.

A file holds one statement. Its header says in one line what it is for, then names each
parameter with its type and meaning::

    // Documents, newest first.
    // $limit: integer, how many at most
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_PARAMETER = re.compile(r"^// \$(\w+): ([^,]+), (.+)$")
_USED = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter that a statement declares."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A named statement: `load/elements` is the file `cypher/load/elements.cypher`."""

    name: str
    purpose: str
    parameters: tuple[Parameter, ...]
    text: str

    @property
    def used(self) -> frozenset[str]:
        """The parameters that the text uses."""
        return frozenset(_USED.findall(self.text))


@cache
def statement(name: str) -> Statement:
    """Return the statement of that name.

    Raises:
        FileNotFoundError: there is no such file under `cypher/`.

    """
    text = folder().joinpath(*f"{name}.cypher".split("/")).read_text(encoding="utf-8")
    return parse(name, text)


def parse(name: str, source: str) -> Statement:
    """Return the statement that a file's content makes."""
    lines = source.splitlines()
    header = [line for line in lines if line.startswith("//")]
    found = [Parameter(*match.groups()) for match in map(_PARAMETER.match, header) if match]
    purpose = header[0].removeprefix("//").strip() if header else ""
    body = "\n".join(line for line in lines if not line.startswith("//")).strip()
    return Statement(name, purpose, tuple(found), body)


def names() -> list[str]:
    """Return the names of all statements."""
    return sorted(_walk(folder(), ""))


@cache
def folder() -> Traversable:
    """Return the folder of the statements: in a wheel beside the code, else in the checkout."""
    inside = resources.files("provgraph").joinpath("cypher")
    return inside if inside.is_dir() else Path(__file__).parents[2] / "cypher"


def _walk(place: Traversable, prefix: str) -> list[str]:
    found = []
    for entry in place.iterdir():
        if entry.is_dir():
            found += _walk(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".cypher"):
            found.append(prefix + entry.name.removesuffix(".cypher"))
    return found
