"""The statements: every Cypher text that provgraph sends, from the folder `cypher/`.

A file holds one statement. Its header says in one line what it is for, then names each
parameter with its type and meaning::

    // Documents, newest first.
    // $limit: integer, the maximum number of rows (default: 100)

A parameter without a default has to be given.
`cypher/README.md` describes the folders.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_PARAMETER = re.compile(r"^// \$(\w+): ([^,]+), (.+?)(?: \(default: (.+)\))?$")
_USED = re.compile(r"\$(\w+)")
_WRITES = re.compile(r"\b(?:CREATE|MERGE|SET|DELETE|REMOVE)\b")
_GENERATED = "// Generated from "
_CONTINUES = re.compile(r"^// Continues with (parts/\w+)\.cypher$", re.MULTILINE)
_INSERTED = re.compile(r"^// Insert the (.+)$", re.MULTILINE)
# Clauses that several statements end with, and what generated statements are made from.
_NO_STATEMENTS = {"parts", "templates"}


@dataclass(frozen=True, slots=True)
class StatementParameter:
    """A parameter that a statement declares."""

    name: str
    type: str
    meaning: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A named statement.

    `load/begin` is the file `cypher/load/begin.cypher`, or, where it is generated,
    `cypher/generated/load/begin.cypher`.
    """

    name: str
    purpose: str
    parameters: tuple[StatementParameter, ...]
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
    try:
        source = _read(name)
    except FileNotFoundError:
        source = _read(f"generated/{name}")
    return parse(name, _CONTINUES.sub(lambda match: _read(match[1]), source))


@cache
def writes(name: str) -> bool:
    """Tell whether a statement can change the store."""
    return _WRITES.search(statement(name).text) is not None


@cache
def in_sequence(names: tuple[str, ...]) -> str:
    """Return statements as one, which returns what the last one does; the others return nothing.

    The parameters of each have its place in the sequence at the end of their names.
    """
    *before, last = [
        _USED.sub(rf"$\g<1>_{n}", statement(name).text) for n, name in enumerate(names)
    ]
    return "\n".join([*(f"CALL () {{\n{text}\n}}" for text in before), last])


@cache
def with_counts(page: str, count: str) -> str:
    """Return a statement of a page and one of its count as one, `parts/page_with_counts`.

    `counts` is empty unless `$counted`, and unless the page, of `$limit` rows, is full or not the
    first; `leftOut`, of what the count finds where `$leftOut` is true, unless `$leftOutCounted`.
    """
    counted = statement(count).text
    texts = {
        "page": statement(page).text,
        "count": counted,
        # Where this count is made, the one parameter is true; the other is false.
        "count of what is left out": re.sub(r"\$leftOut\b", "$leftOutCounted", counted),
    }
    frame = _read("parts/page_with_counts")
    return parse(page, _INSERTED.sub(lambda match: texts[match[1]], frame)).text


def parse(name: str, source: str) -> Statement:
    """Return the statement that a file's content makes."""
    lines = [line for line in source.splitlines() if not line.startswith(_GENERATED)]
    header = [line for line in lines if line.startswith("//")]
    parameters = [
        StatementParameter(*match.groups()) for match in map(_PARAMETER.match, header) if match
    ]
    purpose = header[0].removeprefix("//").strip() if header else ""
    body = "\n".join(line for line in lines if not line.startswith("//")).strip()
    return Statement(name, purpose, tuple(parameters), body)


def names() -> list[str]:
    """Return the names of all statements."""
    files = (name for name in _walk(folder(), "") if name.partition("/")[0] not in _NO_STATEMENTS)
    return sorted(name.removeprefix("generated/") for name in files)


@cache
def folder() -> Traversable:
    """Return the folder of the statements: in a wheel beside the code, else in the checkout."""
    packaged = resources.files("provgraph").joinpath("cypher")
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "cypher"


def _read(name: str) -> str:
    return folder().joinpath(*f"{name}.cypher".split("/")).read_text(encoding="utf-8")


def _walk(directory: Traversable, prefix: str) -> Iterator[str]:
    for entry in directory.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".cypher"):
            yield prefix + entry.name.removesuffix(".cypher")
