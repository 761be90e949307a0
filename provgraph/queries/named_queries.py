"""Named statements: the questions under `cypher/questions`, and a user's own folders."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provgraph.errors import QueryError
from provgraph.graph import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from provgraph.graph.statements import Parameter, Statement

FOLDERS = "PROVGRAPH_QUERIES"
"""The environment variable with folders of a user's own, separated as in PATH."""

_OURS = "questions/"
_LARGEST = 2**63


def list_queries(folders: Iterable[str | Path] = ()) -> list[Statement]:
    """Return all named statements, provgraph's own first, then those of the folders.

    Raises:
        QueryError: a folder cannot be read, or two statements share a name.

    """
    own = [name for name in statements.names() if name.startswith(_OURS)]
    found = {name.removeprefix(_OURS): _own(name) for name in own}
    for folder in (*_from_environment(), *map(Path, folders)):
        for file in _files(folder):
            if file.stem in found:
                raise QueryError(f"{file}: there is a statement {file.stem!r} already; rename it")
            found[file.stem] = _read(file)
    return list(found.values())


def named_query(name: str, folders: Iterable[str | Path] = ()) -> Statement:
    """Return the statement of that name.

    Raises:
        QueryError: there is none.

    """
    found = {one.name: one for one in list_queries(folders)}
    if name not in found:
        near = ", ".join(one for one in found if name in one or one in name)
        raise QueryError(
            f"there is no statement {name!r}"
            + (f"; there is {near}" if near else ": 'provgraph query' lists them")
        )
    return found[name]


def arguments(statement: Statement, given: Mapping[str, str]) -> dict[str, Any]:
    """Return the statement's parameters from texts, typed as its header says.

    Raises:
        QueryError: one is missing, unknown, or not of its type.

    """
    known = {parameter.name: parameter for parameter in statement.parameters}
    for name in given.keys() - known.keys():
        there = ", ".join(known) or "none"
        raise QueryError(f"{statement.name} has no parameter {name!r}; its parameters: {there}")
    missing = [one for one in statement.parameters if one.name not in given]
    if missing:
        told = "; ".join(f"{one.name}=… ({one.type}, {one.meaning})" for one in missing)
        raise QueryError(f"{statement.name} needs {told}")
    return {name: _typed(known[name], text) for name, text in given.items()}


def pasteable(statement: Statement) -> str:
    """Return the statement as text for the Neo4j Browser, with its parameters to fill in."""
    header = [f"// {statement.purpose}"]
    lines = [
        f":param {one.name} => {_example(one)};  // {one.meaning}" for one in statement.parameters
    ]
    return "\n".join([*header, *lines, statement.text + ";"])


def _own(name: str) -> Statement:
    found = statements.statement(name)
    return type(found)(name.removeprefix(_OURS), found.purpose, found.parameters, found.text)


def _from_environment() -> list[Path]:
    return [Path(one) for one in os.environ.get(FOLDERS, "").split(os.pathsep) if one]


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise QueryError(f"{folder} is no folder of statements")
    return sorted(folder.glob("*.cypher"))


def _read(file: Path) -> Statement:
    try:
        found = statements.parse(file.stem, file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{file} cannot be read: {error}") from error
    undeclared = found.used - {one.name for one in found.parameters}
    if undeclared:
        raise QueryError(
            f"{file}: ${min(undeclared)} is not declared: "
            f"write '// ${min(undeclared)}: string, what it means' above the statement"
        )
    return found


def _typed(parameter: Parameter, text: str) -> object:
    if parameter.type.startswith("list of "):
        return [_one(parameter, parameter.type[8:].rstrip("s"), part) for part in text.split(",")]
    return _one(parameter, parameter.type, text)


def _one(parameter: Parameter, kind: str, text: str) -> object:
    convert = _KINDS.get(kind)
    if convert is None:
        raise QueryError(f"{parameter.name}: no text can give a {parameter.type}")
    try:
        return convert(text)
    except ValueError:
        raise QueryError(f"{parameter.name}={text!r} is no {kind} ({parameter.meaning})") from None


def _integer(text: str) -> int:
    number = int(text)
    if not -_LARGEST <= number < _LARGEST:
        raise ValueError(text)
    return number


def _boolean(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise ValueError(text)
    return text.lower() == "true"


_KINDS: dict[str, Callable[[str], object]] = {
    "string": str,
    "integer": _integer,
    "float": float,
    "boolean": _boolean,
}


def _example(parameter: Parameter) -> str:
    return {"string": "''", "integer": "10", "float": "1.0", "boolean": "true"}.get(
        parameter.type, "[]"
    )
