"""YAML or JSON text as plain values, each with its line.

Every scalar stays the text of the file: `version: 0.10` is `"0.10"`, as all attributes of the
IVOA model are strings. JSON is read as YAML, of which it is a subset.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from provgraph.errors import ReadError

Path = tuple[str | int, ...]

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class ParsedYaml:
    """A value, and the line of each part by its path of keys and positions."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """Return the line of a part, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse(data: bytes, file: str) -> ParsedYaml:
    """Return the content of a YAML or JSON file.

    Raises:
        ReadError: it is neither, or it repeats a key; the error names the line.

    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadError(file, f"not UTF-8: {error}") from error
    if text.lstrip().startswith("{"):
        # JSON may be indented by tabs, which YAML forbids; no string of JSON holds one.
        text = text.replace("\t", " ")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reason = f"neither YAML nor JSON: {error.problem or error.context}"
        raise ReadError(file, reason, f"line {line}") from error
    except (yaml.YAMLError, RecursionError) as error:
        reason = str(error).splitlines()[0]
        raise ReadError(file, f"neither YAML nor JSON: {reason}") from error
    lines: dict[Path, int] = {}
    value = None if node is None else _Reader(file, lines).value(node, ())
    return ParsedYaml(value, lines)


class _Reader:
    def __init__(self, file: str, lines: dict[Path, int]) -> None:
        self._file = file
        self._lines = lines
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401  # any plain value
        self._lines[path] = node.start_mark.line + 1
        if id(node) in self._seen:
            raise self._error(node, "aliases (*name) are not supported")
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        plain = getattr(node, "style", None) is None
        return None if plain and node.value in _NOTHING else _paired(str(node.value))

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key, item in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self._error(key, "a key must be a string")
            if key.value in mapping:
                raise self._error(key, f"{key.value!r} is repeated")
            mapping[key.value] = self.value(item, (*path, key.value))
            self._lines[(*path, key.value)] = key.start_mark.line + 1
        return mapping

    def _error(self, node: yaml.Node, reason: str) -> ReadError:
        return ReadError(self._file, reason, f"line {node.start_mark.line + 1}")


def _paired(text: str) -> str:
    """Join surrogate pairs: JSON can write a character as two of them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
