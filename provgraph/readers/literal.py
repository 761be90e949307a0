"""Python literals, as `repr` writes them: read, never evaluated.

What JSON has no equal for is kept as text, and a remark names it by its path: `<Quantity 5. m>`,
`range(0, 3)`, `(1+2j)`. NumPy's scalars and arrays are their values, tuples are lists. Anything
that `repr` does not write, an expression or a name, is refused.
"""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from provgraph.runtime.shared import caught_warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_TEXT = 4 * 1024**2
"""Characters of one literal."""
MAX_DEPTH = 90
"""Levels of brackets: reading takes recursion, and real records have 8."""

_SHOWN = 60
_MAX_OBJECT = 20_000
"""Characters of `<…>` in which brackets and quotes are looked at."""
_OPENING, _CLOSING = "[({", "])}"
_NUMBER = r"(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
_PART = rf"(?:{_NUMBER}|nan|inf)"
_STRING = r"""(?:'(?:[^'\\\n]++|\\.)*+'|"(?:[^"\\\n]++|\\.)*+")"""

_BLANK = re.compile(r"\s*")
_TEXT = re.compile(rf"([bBuUrR]{{0,2}}){_STRING}", re.DOTALL)
_QUOTE = re.compile(r"[bBuUrR]{0,2}['\"]")
_REAL = re.compile(rf"[-+]?{_NUMBER}(?![\w.])")
_COMPLEX = re.compile(rf"\([-+]?{_PART}[-+]{_PART}j\)|-?{_PART}j(?!\w)")
_WORD = re.compile(r"([-+]?)([^\W\d]\w*(?:\.[^\W\d]\w*)*)")
_WITHIN = rf"(?<!\w)[bBuUrR]?{_STRING}"
"""A text in quotes outside of a literal: an apostrophe within a word does not begin one."""
_BRACKET = re.compile(rf"{_WITHIN}|[\[\](){{}}]", re.DOTALL)
_ANGLE = re.compile(rf"{_WITHIN}|->|=>|<=|>=|[\[\](){{}}<>]", re.DOTALL)
_CLOSED = re.compile(r">(?=\s*(?:[,:\])}]|$))")
"""The end of `<…>`, as far as what follows tells."""
_OPERATOR = re.compile(r"[-+*/%@&|^~.=!<>(\[]|[^\W\d]")

_CONSTANTS: dict[str, bool | float | None] = {
    "None": None,
    "True": True,
    "False": False,
    "True_": True,
    "False_": False,
    "true": True,
    "false": False,
    "null": None,
}
_INFINITE = {"nan": math.nan, "NaN": math.nan, "inf": math.inf, "Infinity": math.inf}
_TEXTS = frozenset({"Ellipsis", "NotImplemented", "NaT", "NA", "masked"})
"""Names that `repr` writes for values without an equal in JSON."""
_NUMPY = re.compile(r"(?:u?int|float|bool|str|longlong|ulonglong|longdouble|intc|uintc)(?:\d+|_)?")
_PATHS = frozenset({"UUID", "Path", "PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath"})
_MAPPINGS = frozenset({"OrderedDict", "mappingproxy", "Counter"})
_UTC = frozenset({"datetime.timezone.utc", "timezone.utc", "UTC"})


class LiteralError(ValueError):
    """A text is not a Python literal; `position` is where the error is."""

    def __init__(self, reason: str, position: int) -> None:
        """Keep the position in the text."""
        super().__init__(reason)
        self.position = position


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of a value that JSON has no equal for; `path` names it in its literal."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A JSON value that a Python literal writes, where the literal ends, and remarks."""

    value: object
    end: int
    remarks: tuple[Remark, ...]


def literal(text: str, position: int = 0) -> Literal:
    """Return the literal that begins at a position of a text; tuples and sets become lists.

    Raises:
        LiteralError: it is none, or too long, or nested too deeply.

    """
    reader = _Reader(text, position)
    value = reader.value()
    return Literal(value, reader.position, tuple(reader.remarks))


def whole_literal(text: str) -> Literal:
    """Return the literal that a whole text is.

    Raises:
        LiteralError: as `literal`, or more text follows.

    """
    read = literal(text)
    if text[read.end :].strip():
        raise _after_value(text, len(text) - len(text[read.end :].lstrip()))
    return read


class _Reader:
    """A reader of one literal, which stands at a position of its text."""

    def __init__(self, text: str, position: int) -> None:
        self.position = position
        self.remarks: list[Remark] = []
        self._text = text
        self._start = position
        self._path: list[str] = []
        self._depth = 0

    def value(self) -> object:
        self._skip()
        if self.position >= self._start + MAX_TEXT:
            raise LiteralError(f"more than {MAX_TEXT >> 20} MiB of Python", self._start)
        read = next((r for form, r in _FORMS if form.match(self._text, self.position)), None)
        if read is None:
            raise self._unexpected()
        return read(self)

    def read_string(self) -> str:
        """Read a text, or several that follow each other, as `pprint` breaks long ones."""
        parts = [self._string()]
        self._skip()
        while _QUOTE.match(self._text, self.position):
            parts.append(self._string())
            self._skip()
        return "".join(parts)

    def read_complex(self) -> str:
        return self._as_text(self._token(_COMPLEX), self.position)

    def read_number(self) -> float:
        start, token = self.position, self._token(_REAL)
        if re.fullmatch(r"[-+]?\d+", token):
            if len(token) > 4300:  # noqa: PLR2004  # where int() refuses
                raise _no_literal("an integer of more than 4,300 digits", start)
            return int(token)
        return int(token, 16) if "x" in token.lower() else float(token)

    def read_list(self) -> list[object]:
        return self._items("]")

    def read_tuple(self) -> object:
        """Read a tuple, or what is in brackets only to be together."""
        start = self.position
        items = self._items(")")
        body = self._text[start + 1 : self.position - 1].rstrip()
        return items[0] if len(items) == 1 and not body.endswith(",") else items

    def read_mapping(self) -> object:
        """Read a dictionary, or a set."""
        before = self.position, self._depth, len(self.remarks)
        result: dict[str, object] = {}
        for n in self._separated("}"):
            name = self._key()
            if n == 0 and self._next() != ":":
                self.position, self._depth = before[:2]
                del self.remarks[before[2] :]
                return self._set()
            self._expect(":")
            result[name] = self._below(f".{name}")
        return result

    def read_opaque(self) -> str:
        start = self.position
        self.position = _end_of_angle(self._text, start)
        return self._as_text(self._text[start : self.position], self.position)

    def read_ellipsis(self) -> str:
        self.position += 3
        return self._as_text("...", self.position)

    def read_word(self) -> object:
        """Read a constant, or what `repr` writes as a call."""
        start = self.position
        match = _WORD.match(self._text, start)
        assert match  # noqa: S101  # the form was recognised by it
        sign, name = match.groups()
        last = name.rpartition(".")[2]
        self.position = match.end()
        if self._text[self.position : self.position + 1] == "(" and not (sign or "__" in name):
            return self._call(start, last)
        if last in _INFINITE:
            return -_INFINITE[last] if sign == "-" else _INFINITE[last]
        if last in _CONSTANTS and not sign:
            return _CONSTANTS[last]
        if not sign and (name in _TEXTS or ("." in name and self._ends_here())):
            return self._as_text(name, self.position)
        raise _evaluated(self._text, start)

    def _call(self, start: int, name: str) -> object:
        """Read what stands as `name(…)`; the arguments are read where they hold the value."""
        opening = self.position
        end = _end_of_brackets(self._text, opening)
        written = self._text[start:end]
        value = self._called(name, opening + 1, end)
        self.position = end
        if not self._ends_here():
            raise _evaluated(self._text, start)
        return self._as_text(written, end) if value is _TEXT_ONLY else value

    def _called(self, name: str, inside: int, end: int) -> object:
        """Return what `name(…)` is worth, `_TEXT_ONLY` if no more than its text."""
        arguments = self._text[inside : end - 1]
        if name in {"datetime", "date"}:
            return self._time(name, arguments, inside)
        if name == "defaultdict":
            return self._defaults(inside, end)
        if not arguments.strip():
            return {} if name in _MAPPINGS else _TEXT_ONLY
        return self._wrapped(name, inside)

    def _wrapped(self, name: str, inside: int) -> object:
        """Return the value that is the first argument, as `name` wraps it."""
        if name in _MAPPINGS:
            return _mapping_of(self._argument(inside, (dict, list)))
        if name in _PATHS:
            return self._remarked(self._argument(inside, str), f"{name}, kept as text")
        if name == "array" or _NUMPY.fullmatch(name):
            return self._array(inside)
        return self._argument(inside, list) if name == "frozenset" else _TEXT_ONLY

    def _argument(self, inside: int, kind: type | tuple[type, ...]) -> object:
        """Return the first argument if it is of a kind; otherwise the whole call stays text."""
        remarks, path, depth = len(self.remarks), len(self._path), self._depth
        self.position = inside
        try:
            self._enter()
            value = self.value()
            is_whole = isinstance(value, kind) and self._next() in {")", ","}
        except LiteralError:
            is_whole = False
        self._depth = depth
        if is_whole:
            return value
        del self.remarks[remarks:], self._path[path:]
        return _TEXT_ONLY

    def _array(self, inside: int) -> object:
        """Return an array's values, if all of them are there and have equals in JSON."""
        before = len(self.remarks)
        value = self._argument(inside, object)
        if len(self.remarks) > before:
            del self.remarks[before:]
            return _TEXT_ONLY
        return value

    def _defaults(self, inside: int, end: int) -> object:
        """Return the entries, where a record needs them: as the value of one of its fields."""
        opening = self._text.find(", {", inside, end)
        if len(self._path) != 1 or opening < 0:
            return _TEXT_ONLY
        return self._remarked(self._argument(opening + 2, dict), "defaultdict, kept as its entries")

    def _time(self, name: str, arguments: str, position: int) -> str | object:
        """Return a date or time in ISO 8601."""
        numbers = [part.strip() for part in arguments.split(",")]
        zone = next((p[7:] for p in numbers if p.startswith("tzinfo=")), None)
        if zone not in {None, *_UTC} or any(p.startswith("fold=") for p in numbers):
            return _TEXT_ONLY
        try:
            parts = [int(part) for part in numbers if not part.startswith("tzinfo=")]
            time = datetime(*parts, tzinfo=UTC if zone else None)  # type: ignore[misc,arg-type]
        except (TypeError, ValueError, OverflowError) as error:
            raise _no_literal(f"{name}({arguments.strip()[:_SHOWN]}): {error}", position) from None
        text = time.date().isoformat() if name == "date" else time.isoformat()
        return self._remarked(text, f"{name}, kept as ISO 8601 text")

    def _set(self) -> list[object]:
        items = self._items("}")
        self._remark("set, kept as a list")
        return items

    def _items(self, closing: str) -> list[object]:
        return [self._below(f"[{n}]") for n in self._separated(closing)]

    def _separated(self, closing: str) -> Iterator[int]:
        """Stand at each item of a bracket in turn, and after it in the end."""
        self._enter()
        self.position += 1
        n = 0
        while self._next() != closing:
            yield n
            n += 1
            if self._next() != closing:
                self._expect(",")
        self.position += 1
        self._depth -= 1

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise LiteralError(f"nested deeper than {MAX_DEPTH} levels", self.position)

    def _below(self, step: str) -> object:
        self._path.append(step)
        value = self.value()
        self._path.pop()
        return value

    def _key(self) -> str:
        """Read a key as `json` would write it: 1 becomes "1"; other keys are their text."""
        start = self.position
        key = self.value()
        if isinstance(key, str):
            return key
        if isinstance(key, Hashable):
            return json.dumps(key)
        text = self._text[start : self.position].strip()
        self._remark(f"key {_short(text)}, kept as text")
        return text

    def _string(self) -> str:
        match = _TEXT.match(self._text, self.position)
        if not match:
            raise LiteralError("unterminated text in quotes", self.position)
        start, self.position = match.span()
        if match.end() - start > MAX_TEXT:
            raise LiteralError(f"more than {MAX_TEXT >> 20} MiB of Python", start)
        prefix, token = match[1].lower(), match[0]
        if "\\" not in token and "b" not in prefix:
            return token[len(prefix) + 1 : -1]
        return self._unescaped(token, start)

    def _unescaped(self, token: str, start: int) -> str:
        try:
            with caught_warnings():  # Python warns of "\\d" and the like
                value = ast.literal_eval(token)
        except (SyntaxError, ValueError) as error:
            raise _no_literal(getattr(error, "msg", str(error)), start) from None
        if isinstance(value, bytes):
            self._remark("bytes, kept as text")
            return value.decode("utf-8", "backslashreplace")
        return str(value)

    def _as_text(self, text: str, end: int) -> str:
        self.position = end
        self._remark(f"{_short(text)} is kept as text")
        return text

    def _remarked(self, value: object, remark: str) -> object:
        if value is not _TEXT_ONLY:
            self._remark(remark)
        return value

    def _remark(self, text: str) -> None:
        self.remarks.append(Remark("".join(self._path).lstrip("."), text))

    def _token(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self.position)
        assert match  # noqa: S101  # the form was recognised by it
        self.position = match.end()
        return match[0]

    def _skip(self) -> None:
        match = _BLANK.match(self._text, self.position)
        self.position = match.end() if match else self.position

    def _next(self) -> str:
        self._skip()
        return self._text[self.position : self.position + 1]

    def _ends_here(self) -> bool:
        return self._next() in {"", ",", ":", *_CLOSING}

    def _expect(self, mark: str) -> None:
        if self._next() != mark:
            raise _after_value(self._text, self.position)
        self.position += 1

    def _unexpected(self) -> LiteralError:
        if self.position >= len(self._text):
            return _no_literal("it ends inside a value", self.position)
        if self._text[self.position] in "'\"":
            return LiteralError("unterminated text in quotes", self.position)
        shown = _short(self._text[self.position : self.position + _SHOWN + 1])
        return _no_literal(f"unexpected {shown!r}", self.position)


_TEXT_ONLY = object()
"""Stands for a call whose text is its value."""

_FORMS: tuple[tuple[re.Pattern[str], Callable[[_Reader], object]], ...] = (
    (_TEXT, _Reader.read_string),
    (_COMPLEX, _Reader.read_complex),
    (re.compile(r"\{"), _Reader.read_mapping),
    (re.compile(r"\["), _Reader.read_list),
    (_REAL, _Reader.read_number),
    (_WORD, _Reader.read_word),
    (re.compile(r"\("), _Reader.read_tuple),
    (re.compile("<"), _Reader.read_opaque),
    (re.compile(r"\.\.\."), _Reader.read_ellipsis),
)


def _end_of_brackets(text: str, position: int) -> int:
    """Return where the bracket that opens at a position is closed."""
    depth = 0
    for token in _BRACKET.finditer(text, position):
        depth += (token[0] in _OPENING) - (token[0] in _CLOSING)
        if depth == 0:
            return token.end()
    raise _no_literal("it ends inside a value", len(text))


def _end_of_angle(text: str, position: int) -> int:
    """Return where `<…>` ends: at the `>` that closes it, brackets and quotes in it being whole.

    What stands in it is any text. If it does not close in that way, it ends at the first `>`
    before a comma, a colon or a closing bracket.
    """
    angles = depth = 0
    for token in _ANGLE.finditer(text, position, position + _MAX_OBJECT):
        mark = token[0]
        depth += (mark in _OPENING) - (mark in _CLOSING)
        angles += (mark == "<") - (mark == ">")
        if angles == depth == 0 and _CLOSED.match(text, token.end() - 1):
            return token.end()
        if depth < 0 or angles <= 0:
            break
    match = _CLOSED.search(text, position, position + MAX_TEXT)
    if not match:
        raise _no_literal("'<' is not closed", position)
    return match.end()


def _mapping_of(value: object) -> object:
    """Return the dictionary that a list of pairs makes."""
    if not isinstance(value, list):
        return value
    pairs = [pair for pair in value if isinstance(pair, list) and len(pair) == len(("k", "v"))]
    if len(pairs) != len(value) or not all(isinstance(key, str) for key, _ in pairs):
        return value
    return dict(pairs)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _no_literal(reason: str, position: int) -> LiteralError:
    return LiteralError(f"this is not a Python literal: {reason}", position)


def _evaluated(text: str, position: int) -> LiteralError:
    end = re.compile(r"[,\n\]})]|$").search(text, position, position + _SHOWN + 1)
    shown = text[position : end.start() if end else None]
    return _no_literal(f"{_short(shown)!r} would have to be evaluated", position)


def _after_value(text: str, position: int) -> LiteralError:
    """Return the error for what stands where a value has ended."""
    if position >= len(text):
        return _no_literal("it ends inside a value", position)
    if _OPERATOR.match(text, position):
        return _evaluated(text, position)
    shown = _short(text[position : position + 20])
    return _no_literal(f"expected a comma or a closing bracket, not {shown!r}", position)
