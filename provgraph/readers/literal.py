"""Python literals, as `repr` writes them: read, never evaluated.

`ast` makes the tree of the text; what is no literal in it is refused, but for the scalars of
NumPy and a few others that `repr` writes as calls, which are their values. The tree takes
about 100 times the text's memory (measured: 4.2 MB, 400 MB, 4 s), so texts are bounded.
"""

from __future__ import annotations

import ast
import json
import math
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from provgraph.runtime.shared import caught_warnings

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_TEXT = 4 * 1024**2
"""Characters of one literal."""

_LARGEST = 10**4300
"""Integers that Python writes in decimal; in hexadecimal it reads longer ones."""

_CONSTANTS = {
    "nan": math.nan,
    "inf": math.inf,
    "Infinity": math.inf,
    "NaN": math.nan,
    "True_": True,
    "False_": False,
    "true": True,
    "false": False,
    "null": None,
}
_NUMPY = re.compile(r"(?:u?int|float|bool|str|longlong|ulonglong|longdouble|intc|uintc)(?:\d+|_)?")
_WRAPPERS = frozenset(
    {
        "array",
        "OrderedDict",
        "mappingproxy",
        "frozenset",
        "UUID",
        "Path",
        "PosixPath",
        "PurePosixPath",
        "WindowsPath",
    }
)


def literal(text: str) -> Any:  # noqa: ANN401  # any JSON value
    """Return the JSON value that a Python literal writes; tuples and sets become lists.

    Raises:
        ValueError: it is none, or too long, or nested too deeply.

    """
    if len(text) > MAX_TEXT:
        raise ValueError(f"more than {MAX_TEXT >> 20} MiB of Python")
    try:
        with caught_warnings():  # ast warns of "\\d" and the like
            return _of(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError) as error:
        why = getattr(error, "msg", None) or str(error) or "it is nested too deeply"
        raise ValueError(f"this is not a Python literal: {why}") from None


def _of(node: ast.expr) -> Any:  # noqa: ANN401  # any JSON value
    for kind, convert in _CONVERSIONS:
        if isinstance(node, kind):
            return convert(node)
    raise _unevaluated(node)


def _constant(node: ast.Constant) -> object:
    value = node.value
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, int) and value >= _LARGEST:
        raise ValueError("an integer of more than 4,300 digits")
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise ValueError(f"{value!r} has no equal in JSON")


def _items(node: ast.List | ast.Tuple | ast.Set) -> list[Any]:
    return [_of(item) for item in node.elts]


def _mapping(node: ast.Dict) -> dict[str, Any]:
    return {_key(key): _of(value) for key, value in zip(node.keys, node.values, strict=True)}


def _key(node: ast.expr | None) -> str:
    key = _of(node) if node is not None else []
    if isinstance(key, (list, dict)):
        raise ValueError("a key must be a string")  # noqa: TRY004  # it is the text's fault
    # The key that `json` would write: 1 becomes "1", None "null".
    return key if isinstance(key, str) else json.dumps(key)


def _signed(node: ast.UnaryOp) -> float:
    number = _of(node.operand)
    if isinstance(number, (int, float)) and isinstance(node.op, (ast.USub, ast.UAdd)):
        return -number if isinstance(node.op, ast.USub) else number
    raise _unevaluated(node)


def _named(node: ast.Name | ast.Attribute) -> object:
    word = node.id if isinstance(node, ast.Name) else node.attr
    if word not in _CONSTANTS:
        raise _unevaluated(node)
    return _CONSTANTS[word]


def _call(node: ast.Call) -> object:
    word = str(getattr(node.func, "attr", "") or getattr(node.func, "id", ""))
    if word == "datetime" and not node.keywords:
        parts: list[Any] = [_of(part) for part in node.args]
        return datetime(*parts).isoformat()  # noqa: DTZ001  # naive, as it is written
    wraps = _NUMPY.fullmatch(word) or word in _WRAPPERS
    if not wraps or len(node.args) > 1:
        raise _unevaluated(node)
    return _of(node.args[0]) if node.args else []


def _unevaluated(node: ast.expr) -> ValueError:
    return ValueError(f"{ast.unparse(node)[:60]!r} would have to be evaluated")


_CONVERSIONS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (ast.Constant, _constant),
    ((ast.List, ast.Tuple, ast.Set), _items),
    (ast.Dict, _mapping),
    (ast.UnaryOp, _signed),
    ((ast.Name, ast.Attribute), _named),
    (ast.Call, _call),
)
