"""Rows: a table for a terminal, tab-separated text for a pipe, CSV, or lines of JSON."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from provgraph.model.relations import RESERVED
from provgraph.render.layout import Row
from provgraph.runtime.escape import csv_safe, escape_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TypeGuard

    from provgraph.results.tables import StatementRows

FORMATS = ("table", "csv", "jsonl")


def lines(answer: StatementRows, form: str = "table") -> Iterator[str]:
    """Yield the lines of a table in one of `FORMATS`."""
    if form == "csv":
        yield from _csv(answer)
    elif form == "jsonl":
        for row in answer.as_json()["rows"]:
            yield escape_json(row)
    else:
        for row in (answer.columns, *(row.values() for row in answer.rows)):
            cells = [" ".join(_text(value).split()) for value in row]
            yield Row.of("\t".join(cells), cells)


def _csv(answer: StatementRows) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(csv_safe, answer.columns))
    writer.writerows([csv_safe(_cell(value)) for value in row.values()] for row in answer.rows)
    yield text.getvalue().rstrip("\n")


def _text(value: object) -> str:
    """Return a value for people: nodes and relationships as Cypher draws them."""
    if _is_path(value):
        return _draw_path(value)
    if isinstance(value, list) and any(map(_entity, value)):
        return "[" + ", ".join(map(_text, value)) + "]"
    return _entity(value) or _cell(value)


def _entity(value: object) -> str:
    if _is(value, "labels"):
        labels = [label for label in value["labels"] if label != "Element"] or value["labels"]
        return f"({''.join(f':{label}' for label in labels)}{_properties(value['properties'])})"
    return f"[:{value['type']}{_properties(value['properties'])}]" if _is(value, "type") else ""


def _properties(properties: Mapping[str, Any]) -> str:
    """Return what identifies an element to people: its label or name, else its own properties."""
    name = properties.get("label") or properties.get("name")
    if isinstance(name, str):
        return f" {name}"
    own = {key: value for key, value in properties.items() if key not in RESERVED}
    return " {" + ", ".join(f"{k}: {_cell(v)}" for k, v in sorted(own.items())) + "}" if own else ""


def _draw_path(path: Sequence[Any]) -> str:
    parts = [_entity(path[0])]
    for node, relation in zip(path[:-1:2], path[1::2], strict=True):
        ahead = relation["from"] == node["element"]
        parts.append(f"-{_entity(relation)}->" if ahead else f"<-{_entity(relation)}-")
        parts.append(_entity(path[len(parts)]))
    return "".join(parts)


def _is_path(value: object) -> TypeGuard[Sequence[Any]]:
    """Say whether a list holds nodes with the relationships between them."""
    if not isinstance(value, list) or not len(value) % 2:
        return False
    nodes, relations = value[::2], value[1::2]
    if not all(_is(node, "labels") for node in nodes) or not all(
        _is(relation, "type") for relation in relations
    ):
        return False
    return all(
        {node["element"] for node in ends} == {relation["from"], relation["to"]}
        for relation, ends in zip(relations, pairwise(nodes), strict=True)
    )


def _is(value: object, kind: str) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict) and {"element", "properties", kind} <= value.keys()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
