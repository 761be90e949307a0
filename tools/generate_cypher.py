"""Fill the templates under `cypher/templates` and write the statements under `cypher/generated`.

Cypher takes no parameter for the type of a relationship in MERGE, nor for the types or the
direction of a variable-length pattern. A template has placeholders for them (`@types`), in its
name, too: `lineage/all_@direction` makes one statement for each direction.

Run from the root of a checkout:

    python -m tools.generate_cypher
"""

from __future__ import annotations

import shutil
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from provgraph.model.jobs import JOB_COLUMNS, LISTED_VALUES, SELECTORS
from provgraph.model.relations import BY_TYPE, followed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.model.jobs import JobColumn

CYPHER = Path(__file__).parents[1] / "cypher"

_MARK = "// Generated from cypher/templates/{} by tools/generate_cypher.py; do not edit.\n"
_TYPES = {"types": "|".join(followed("all"))}
_DATA = {"data": "|".join(followed("data"))}
_DIRECTIONS = (
    {"direction": "up", "left": "", "right": ">", "start": "x", "end": "y"},
    {"direction": "down", "left": "<", "right": "", "start": "y", "end": "x"},
)
_FOLLOWED = (
    {
        "of": "",
        **_TYPES,
        "parameter": "// $types: list of strings, the relationship types to follow\n",
        "on_the_way": "\n  WHERE all(r IN rs WHERE type(r) IN $types)",
        "of_types": "type(r) IN $types AND ",
    },
    {"of": "_of_data", "types": _DATA["data"], "parameter": "", "on_the_way": "", "of_types": ""},
)
"""Any relations, and those that most questions follow: without a condition on each relation."""
_ORDERS = (
    {"order": "descending", "compare": "<", "direction": "DESC"},
    {"order": "ascending", "compare": ">", "direction": "ASC"},
)
_ROW = {
    "row": ",\n  ".join(
        ["j.id AS id, j.position AS position"]
        + [f"j.{column.property_name} AS {column.name}" for column in JOB_COLUMNS]
    )
}


class _Placeholders(Template):
    delimiter = "@"


def generated() -> dict[str, str]:
    """Return path below `cypher/generated` → text of every generated statement."""
    templates = CYPHER / "templates"
    return {
        _Placeholders(name).substitute(values): _MARK.format(name)
        + _Placeholders(path.read_text(encoding="utf-8")).substitute(values)
        for path in sorted(templates.rglob("*.cypher"))
        for name in [path.relative_to(templates).as_posix()]
        for values in _values(name)
    }


def _values(name: str) -> Sequence[Mapping[str, str]]:
    """Return the values of the placeholders, once for each statement that a template makes."""
    if "@name" in name:
        return [{"name": reltype.lower(), "type": reltype} for reltype in BY_TYPE]
    if "job" in name:
        return _values_of_jobs(name)
    if "@{of}" in name:
        return [words | kind for words in _DIRECTIONS for kind in _FOLLOWED]
    if "@direction" in name:
        return [_TYPES | words for words in _DIRECTIONS]
    return [_TYPES | _DATA]


def _values_of_jobs(name: str) -> Sequence[Mapping[str, str]]:
    """Return those of the statements that list jobs, and of the indexes that serve them."""
    orders = _ORDERS if "@{order}" in name else ({},)
    columns: Iterable[Mapping[str, str]] = ({},)
    for placeholder, listed in _COLUMNS.items():
        if f"@{{{placeholder}}}" in name:
            columns = [{placeholder: c.name, "property": c.property_name} for c in listed]
    return [{**_ROW, **column, **order} for column in columns for order in orders]


_COLUMNS: Mapping[str, Sequence[JobColumn]] = {
    "column": JOB_COLUMNS,
    "selector": SELECTORS,
    "listed": LISTED_VALUES,
}


def main() -> None:
    """Write all generated statements, and remove those that no template makes any more."""
    shutil.rmtree(CYPHER / "generated", ignore_errors=True)
    for name, text in generated().items():
        path = CYPHER / "generated" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
