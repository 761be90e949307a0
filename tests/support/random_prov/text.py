"""Histories' documents as PROV-N (W3C Recommendation, 2013) and PROV-JSON (Submission, 2013)."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tests.support.random_prov.statements import (
    ARGUMENTS,
    PREFIXES,
    TIMES,
    Name,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.support.random_prov.statements import History, Statement


def content(history: History, number: int) -> bytes:
    """Return a document of a history in its own format."""
    form = history.documents[number].format
    text = provn(history, number) if form == "provn" else as_json(history, number)
    return text.encode()


def provn(history: History, number: int) -> str:
    """Return a document as PROV-N; a prefix of its own tells it from any other."""
    lines = [f"prefix {prefix} <{uri}>" for prefix, uri in _prefixes(history, number).items()]
    for bundle, statements in _scopes(history, number).items():
        texts = [_provn(history, statement) for statement in statements]
        if bundle:
            texts = [f"bundle {_name(history, bundle)}", *_indented(texts), "endBundle"]
        lines += texts
    return "\n".join(["document", *_indented(lines), "endDocument", ""])


def as_json(history: History, number: int) -> str:
    """Return a document as PROV-JSON."""
    whole: dict[str, Any] = {"prefix": _prefixes(history, number)}
    bundles = {}
    for bundle, statements in _scopes(history, number).items():
        if bundle:
            bundles[_name(history, bundle)] = _json_scope(history, statements)
        else:
            whole |= _json_scope(history, statements)
    return json.dumps(whole | ({"bundle": bundles} if bundles else {}), indent=1)


def _prefixes(history: History, number: int) -> dict[str, str]:
    others = {prefix: uri for prefix, uri in PREFIXES.items() if prefix != "prov"}
    own = {f"d{number}": f"{history.namespace}document/{number}/"}
    return {history.prefix: history.namespace, **others, **own}


def _scopes(history: History, number: int) -> dict[str, list[Statement]]:
    scopes: dict[str, list[Statement]] = {"": []}
    for statement in history.documents[number].statements:
        scopes.setdefault(statement.bundle, []).append(statement)
    return scopes


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _name(history: History, name: str) -> str:
    return f"{history.prefix}:{history.local(name)}"


def _provn(history: History, statement: Statement) -> str:
    shown = [
        _argument(history, argument, value)
        for argument, value in zip(ARGUMENTS[statement.kind], statement.arguments, strict=True)
    ]
    if statement.attributes:
        pairs = ", ".join(f"{name}={_provn_value(value)}" for name, value in statement.attributes)
        shown.append(f"[{pairs}]")
    start = f"{_name(history, statement.id)}; " if statement.id else ""
    return f"{statement.kind}({start}{', '.join(shown)})"


def _argument(history: History, argument: str, value: str | None) -> str:
    if value is None:
        return "-"
    return value if argument in TIMES else _name(history, value)


def _provn_value(value: Value) -> str:
    if isinstance(value, Name):
        return f"'{value.text}'"
    return str(value) if isinstance(value, int) else f'"{value}"'


def _json_scope(history: History, statements: Iterable[Statement]) -> dict[str, Any]:
    kinds: dict[str, dict[str, list[Any]]] = defaultdict(dict)
    for number, statement in enumerate(statements):
        if statement.is_element:
            name = _name(history, str(statement.arguments[0]))
        else:
            name = _name(history, statement.id) if statement.id else f"_:r{number}"
        records = kinds[statement.kind].setdefault(name, [])
        records.append(_json_record(history, statement))
    return {
        kind: {name: each if len(each) > 1 else each[0] for name, each in records.items()}
        for kind, records in kinds.items()
    }


def _json_record(history: History, statement: Statement) -> dict[str, Any]:
    first = 1 if statement.is_element else 0
    record: dict[str, Any] = {}
    pairs = zip(ARGUMENTS[statement.kind], statement.arguments, strict=True)
    for argument, value in list(pairs)[first:]:
        if value is not None:
            record[f"prov:{argument}"] = value if argument in TIMES else _name(history, value)
    for name, attribute in statement.attributes:
        record.setdefault(name, []).append(_json_value(attribute))
    return {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value
        for name, value in record.items()
    }


def _json_value(value: Value) -> object:
    if isinstance(value, Name):
        return {"$": value.text, "type": "prov:QUALIFIED_NAME"}
    return value
