"""Python's own notation of a list of activities, as people save it: read, never evaluated.

`provDict.txt` is what `print(provenance)` or `str(provenance)` left: its last line is the
list. Literals and containers are taken, `None`, `nan`, `inf`, and calls that wrap one value,
such as `np.float64(1.5)`; tuples and sets become lists, as JSON has no others.
"""

from __future__ import annotations

import ast
import math
import re
import warnings
from typing import Any

from provgraph.errors import ReadError

# Python's parser takes some 100 times the text's size in memory.
MAX_CHARACTERS = 32 * 1024**2

_LIST = re.compile(r"\[\s*(?:\{|\])")
_WRAPPER = re.compile(
    r"(?:(?:np|numpy)\.)?(?:(?:float|int|uint|bool|str|bytes|longdouble)\d*_?|array)"
    r"|(?:pathlib\.)?(?:Pure)?(?:Posix|Windows)?Path|(?:collections\.)?OrderedDict"
)
_NAMES = {"nan": math.nan, "inf": math.inf, "NaN": math.nan, "Infinity": math.inf}
_NUMPY = {"np.nan": math.nan, "np.inf": math.inf, "np.True_": True, "np.False_": False}


def find(text: str) -> str | None:
    """Return the last line that is not blank, if it could be a Python list of activities."""
    line = text.rstrip().rpartition("\n")[2]
    return line if _LIST.match(line) else None


def read(text: str, name: str, place: str) -> Any:  # noqa: ANN401  # any JSON value
    """Return the JSON value that a Python expression of literals in the file `name` writes.

    Raises:
        ReadError: it is no such expression, or larger than `MAX_CHARACTERS`; `place` says
            where it stands in the file.

    """
    if len(text) > MAX_CHARACTERS:
        reason = f"a Python list of more than {MAX_CHARACTERS >> 20} MiB; save it as JSON"
        raise ReadError(name, reason, place)
    try:
        with warnings.catch_warnings(action="ignore"):  # what it says is about programs
            tree = ast.parse(text.strip(), mode="eval")
        return _value(tree.body)
    except (RecursionError, MemoryError):
        raise ReadError(name, "a Python list that is nested too deeply", place) from None
    except SyntaxError as error:
        reason = f"this is no Python list: {error.msg}"
        raise ReadError(name, reason, f"{place} column {error.offset}") from None
    except _OtherError as error:
        raise ReadError(name, str(error), f"{place} column {error.column}") from None
    except ValueError as error:  # a null character, an integer of too many digits
        raise ReadError(name, f"this is no Python list: {error}", place) from None


class _OtherError(Exception):
    """Something in an expression that is no value."""

    def __init__(self, node: ast.expr) -> None:
        super().__init__(f"{ast.unparse(node)[:60]} is no value that can be read safely")
        self.column = node.col_offset + 1


def _value(node: ast.expr) -> Any:  # noqa: ANN401, PLR0911  # any JSON value; one case a line
    match node:
        case ast.Constant(value=None | bool() | int() | float() | str() as value):
            return value
        case ast.Dict(keys=keys, values=values):
            return dict(_item(node, *pair) for pair in zip(keys, values, strict=True))
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return [_value(item) for item in items]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
            return _signed(node, sign, _value(operand))
        case ast.Name(id=name) if name in _NAMES:
            return _NAMES[name]
        case ast.Attribute() if ast.unparse(node) in _NUMPY:
            return _NUMPY[ast.unparse(node)]
        case ast.Call(func=function, args=[value]) if _WRAPPER.fullmatch(ast.unparse(function)):
            return _value(value)
    raise _OtherError(node)


def _item(node: ast.expr, key: ast.expr | None, value: ast.expr) -> tuple[str, Any]:
    """Return a pair of a dictionary; a key becomes a text, as JSON's writer makes it one."""
    found = _value(key) if key is not None else {}
    if isinstance(found, list | dict):
        raise _OtherError(key or node)
    words = {None: "null", True: "true", False: "false"}
    text = words[found] if found is None or isinstance(found, bool) else str(found)
    return text, _value(value)


def _signed(node: ast.expr, sign: ast.unaryop, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _OtherError(node)
    return -value if isinstance(sign, ast.USub) else value
