"""Python lists of activities, as `print` or `repr` writes them: read, never evaluated.

What people keep as `provDict.txt` is the `repr` of ctapipe's list. The text is cut into the
list's elements by its brackets, and each element is parsed by `ast` on its own: the syntax
tree takes about 100 times the text's memory (measured: 4.2 MB, 400 MB, 4 s).
"""

from __future__ import annotations

import ast
import json
import math
import re
import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from provgraph.ctapipe.arrays import place_of, skip, syntax_error
from provgraph.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH = 90
"""`ast` itself refuses 200 nested brackets, and recursion is needed to walk the tree."""
MAX_ACTIVITY = 4 * 1024**2

_TOKEN = re.compile(
    r"""'(?:[^'\\\n]++|\\.)*+'|"(?:[^"\\\n]++|\\.)*+"|[\[\](){},'"]""",
    re.DOTALL,
)
"""A text in quotes, a bracket or comma, or a quote that begins no text."""
_OPENING, _CLOSING = "[({", "])}"
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


def read_list(text: str, position: int, name: str, number: int) -> tuple[list[Any], int]:
    """Return the list at `position`, the log's `number`th from 0, and where it ends.

    Tuples and sets become lists; `np.float64(1.5)` and its like the value in brackets.

    Raises:
        ReadError: it is no literal, nested too deeply or too long; the place says where.

    """
    values: list[Any] = []
    start, depth = position + 1, 0
    for token in _TOKEN.finditer(text, position):
        mark, place = token[0], place_of(number, len(values), None)
        if mark in ("'", '"'):
            reason = "a text in quotes has no end"
            raise syntax_error(text, token.start(), name, place, reason)
        depth += (mark in _OPENING) - (mark in _CLOSING)
        if depth > MAX_DEPTH:
            raise ReadError(name, f"nested deeper than {MAX_DEPTH} levels", place)
        if depth == 0 or (mark == "," and depth == 1):
            last = depth == 0 and skip(text, start) == token.start()
            if not last:
                values.append(_Element(text, start, token.start(), name, place).value())
            start = token.end()
        if depth == 0:
            return values, token.end()
    place = place_of(number, len(values), None)
    raise syntax_error(text, len(text), name, place, "the log ends inside an activity")


@dataclass(frozen=True, slots=True)
class _Element:
    """One element of a list: a part of the text, and its place."""

    text: str
    start: int
    end: int
    name: str
    place: str

    def value(self) -> Any:  # noqa: ANN401  # any JSON value
        if self.end - self.start > MAX_ACTIVITY:
            reason = f"an activity of more than {MAX_ACTIVITY >> 20} MiB of Python"
            raise ReadError(self.name, reason, self.place)
        written = self.text[self.start : self.end].strip()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # ast warns of "\d" and the like
                tree = ast.parse(written, mode="eval")
            return self._of(tree.body)
        except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError) as error:
            why = getattr(error, "msg", None) or str(error) or "it is nested too deeply"
            reason = f"this is no Python literal: {why}"
            raise syntax_error(self.text, self.start, self.name, self.place, reason) from None

    def _of(self, node: ast.expr) -> Any:  # noqa: ANN401
        for kind, convert in _CONVERSIONS:
            if isinstance(node, kind):
                return convert(self, node)
        raise ValueError(f"{ast.unparse(node)[:60]!r} would have to be evaluated")

    def constant(self, node: ast.Constant) -> object:
        found = node.value
        if isinstance(found, bytes):
            return found.decode("utf-8", "backslashreplace")
        if found is None or isinstance(found, (str, int, float)):
            return found
        raise ValueError(f"{found!r} has no equal in JSON")

    def items(self, node: ast.List | ast.Tuple | ast.Set) -> list[Any]:
        return [self._of(item) for item in node.elts]

    def mapping(self, node: ast.Dict) -> dict[str, Any]:
        pairs = zip(node.keys, node.values, strict=True)
        return {self._key(key): self._of(value) for key, value in pairs}

    def _key(self, node: ast.expr | None) -> str:
        found = self._of(node) if node is not None else []
        if isinstance(found, str):
            return found
        if isinstance(found, (list, dict)):
            raise ValueError("a key is a text")  # noqa: TRY004  # it is the text's fault
        return json.dumps(found)  # the key that `json` would write: 1 becomes "1", None "null"

    def signed(self, node: ast.UnaryOp) -> float:
        found = self._of(node.operand)
        if isinstance(found, (int, float)) and isinstance(node.op, (ast.USub, ast.UAdd)):
            return -found if isinstance(node.op, ast.USub) else found
        raise ValueError(f"{ast.unparse(node)[:60]!r} would have to be evaluated")

    def named(self, node: ast.Name | ast.Attribute) -> object:
        word = node.id if isinstance(node, ast.Name) else node.attr
        if word not in _CONSTANTS:
            raise ValueError(f"the name {ast.unparse(node)[:60]!r} would have to be evaluated")
        return _CONSTANTS[word]

    def call(self, node: ast.Call) -> object:
        word = str(getattr(node.func, "attr", "") or getattr(node.func, "id", ""))
        if word == "datetime" and not node.keywords:
            parts: list[Any] = [self._of(part) for part in node.args]
            return datetime(*parts).isoformat()  # noqa: DTZ001  # naive, as it is written
        wraps = _NUMPY.fullmatch(word) or word in _WRAPPERS
        if not wraps or len(node.args) > 1:
            raise ValueError(f"the call {ast.unparse(node)[:60]!r} would have to be evaluated")
        return self._of(node.args[0]) if node.args else []


_CONVERSIONS: tuple[tuple[Any, Callable[[_Element, Any], Any]], ...] = (
    (ast.Constant, _Element.constant),
    ((ast.List, ast.Tuple, ast.Set), _Element.items),
    (ast.Dict, _Element.mapping),
    (ast.UnaryOp, _Element.signed),
    ((ast.Name, ast.Attribute), _Element.named),
    (ast.Call, _Element.call),
)
