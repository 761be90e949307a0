"""Named questions: the statements under `cypher/questions`, and those in a user's folders."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provgraph.errors import QueryError
from provgraph.graph import statements
from provgraph.results.settings import NamedQuery, QueryParameter
from provgraph.runtime.similar import did_you_mean, similar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from provgraph.graph.statements import Statement, StatementParameter

FOLDERS = "PROVGRAPH_QUERIES"
"""The environment variable with folders of a user's own, separated as in PATH."""

_ELEMENT = "element"
"""The type of a parameter that is the name of an element."""
_PACKAGED = "questions/"
_LARGEST = 2**63


def list_queries(folders: Iterable[str | Path] = ()) -> list[Statement]:
    """Return all named statements, provgraph's own first, then those of the folders.

    Raises:
        QueryError: a folder cannot be read, or two statements share a name.

    """
    names = [name for name in statements.names() if name.startswith(_PACKAGED)]
    queries = {name.removeprefix(_PACKAGED): _packaged(name) for name in names}
    for folder in (*_from_environment(), *map(Path, folders)):
        for file in _files(folder):
            if file.stem in queries:
                raise QueryError(
                    f"{file}: a statement {file.stem!r} already exists; rename this one"
                )
            queries[file.stem] = _read(file)
    return list(queries.values())


def named_query(name: str, folders: Iterable[str | Path] = ()) -> Statement:
    """Return the statement of that name.

    Raises:
        QueryError: there is none.

    """
    queries = {query.name: query for query in list_queries(folders)}
    if name not in queries:
        near = similar(name, queries)
        reason = did_you_mean(name, queries) if near else "'provgraph query' lists them"
        raise QueryError(f"there is no statement {name!r}: {reason}")
    return queries[name]


def arguments(statement: Statement, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the statement's parameters from texts, typed as its header says.

    Those with a default may be left out.

    Raises:
        QueryError: one is missing, unknown, or not of its type.

    """
    parameters = {parameter.name: parameter for parameter in statement.parameters}
    for name in texts.keys() - parameters.keys():
        names = ", ".join(parameters) or "none"
        raise QueryError(f"{statement.name} has no parameter {name!r}; its parameters: {names}")
    defaults = {p.name: p.default for p in statement.parameters if p.default is not None}
    texts = defaults | dict(texts)
    missing = [each for each in statement.parameters if each.name not in texts]
    if missing:
        needed = "; ".join(f"{each.name}=… ({each.type}, {each.meaning})" for each in missing)
        raise QueryError(f"{statement.name} needs {needed}")
    return {name: _typed(parameters[name], text) for name, text in texts.items()}


def elements(statement: Statement) -> list[str]:
    """Return the parameters that are names of elements."""
    return [parameter.name for parameter in statement.parameters if parameter.type == _ELEMENT]


def described(statement: Statement) -> NamedQuery:
    """Return a statement as an answer shows it."""
    parameters = (
        QueryParameter(p.name, p.type, p.meaning, p.default) for p in statement.parameters
    )
    return NamedQuery(statement.name, statement.purpose, tuple(parameters))


def pasteable(statement: Statement) -> str:
    """Return the statement as text for the Neo4j Browser, with its parameters to fill in."""
    header = [f"// {statement.purpose}"]
    lines = [
        f":param {each.name} => {_example(each)};  // {each.meaning}"
        for each in statement.parameters
    ]
    return "\n".join([*header, *lines, statement.text + ";"])


def _packaged(name: str) -> Statement:
    return replace(statements.statement(name), name=name.removeprefix(_PACKAGED))


def _from_environment() -> list[Path]:
    return [Path(name) for name in os.environ.get(FOLDERS, "").split(os.pathsep) if name]


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise QueryError(f"{folder} is not a folder of statements")
    return sorted(folder.glob("*.cypher"))


def _read(file: Path) -> Statement:
    try:
        query = statements.parse(file.stem, file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{file} cannot be read: {error}") from error
    undeclared = query.used - {parameter.name for parameter in query.parameters}
    if undeclared:
        raise QueryError(
            f"{file}: ${min(undeclared)} is not declared: "
            f"write '// ${min(undeclared)}: string, what it means' above the statement"
        )
    return query


def _typed(parameter: StatementParameter, text: str) -> object:
    if parameter.type.startswith("list of "):
        return [_value(parameter, parameter.type[8:].rstrip("s"), part) for part in text.split(",")]
    return _value(parameter, parameter.type, text)


def _value(parameter: StatementParameter, kind: str, text: str) -> object:
    convert = _KINDS.get(kind)
    if convert is None:
        raise QueryError(f"{parameter.name}: a {parameter.type} cannot be given as text")
    try:
        return convert(text)
    except ValueError:
        raise QueryError(
            f"{parameter.name}={text!r} is not a valid {kind} ({parameter.meaning})"
        ) from None


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
    _ELEMENT: str,
    "integer": _integer,
    "float": float,
    "boolean": _boolean,
}


def _example(parameter: StatementParameter) -> str:
    if parameter.default is not None:
        return parameter.default
    return {"string": "''", _ELEMENT: "''", "integer": "10", "float": "1.0", "boolean": "true"}.get(
        parameter.type, "[]"
    )
