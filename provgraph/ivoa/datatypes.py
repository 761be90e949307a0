"""Data types: whether a text is a value of a type, and between two others.

Types are those of VO-DML (`ivoa:real`) and VOTable (`unsignedByte`, `float[3]`), without regard to
case and prefix. Other types are not checked: every text is a value of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Parser = Callable[[str], Any]


def _integer(text: str) -> Decimal:
    return Decimal(int(text))


def _natural(text: str) -> Decimal:
    if int(text) < 0:
        raise ValueError(text)
    return Decimal(int(text))


def _byte(text: str) -> Decimal:
    if int(text) not in range(256):
        raise ValueError(text)
    return Decimal(int(text))


def _real(text: str) -> Decimal:
    return Decimal(text)


def _boolean(text: str) -> bool:
    if text.lower() not in {"true", "false", "t", "f", "1", "0"}:
        raise ValueError(text)
    return text.lower() in {"true", "t", "1"}


_PARSERS: Mapping[str, Parser] = MappingProxyType(
    dict.fromkeys(("integer", "int", "short", "long"), _integer)
    | {"nonnegativeinteger": _natural, "unsignedbyte": _byte, "bit": _boolean}
    | dict.fromkeys(("real", "float", "double", "decimal"), _real)
    | dict.fromkeys(("boolean", "bool"), _boolean)
    | {"datetime": datetime.fromisoformat}
    | dict.fromkeys(("string", "char", "unicodechar", "anyuri"), str)
)
_ARRAY = re.compile(r"(?P<type>\w+)(?:\[[\d*x]*\]|\*)")


def is_type(value_type: str, text: str) -> bool:
    """Return whether a text is a value of a type; every text is one of an unknown type."""
    try:
        _parse(value_type, text)
    except (ValueError, InvalidOperation):
        return False
    return True


def below(value_type: str, text: str, limit: str) -> bool:
    """Return whether a value, or one in an array, is less than a limit of its type.

    Texts have no order here, and values of another type are not below anything.
    """
    try:
        values = _parse(value_type, text)
        (bound,) = _parse(value_type, limit, array=False)
        return any(value < bound for value in values if not isinstance(value, str | bool))
    except (ValueError, InvalidOperation, TypeError):
        return False


def above(value_type: str, text: str, limit: str) -> bool:
    """Return whether a value, or one in an array, is greater than a limit of its type."""
    try:
        values = _parse(value_type, text)
        (bound,) = _parse(value_type, limit, array=False)
        return any(value > bound for value in values if not isinstance(value, str | bool))
    except (ValueError, InvalidOperation, TypeError):
        return False


def among(value_type: str, text: str, options: str) -> bool:
    """Return whether a value is one of a comma-separated list; of an array, whether all are."""
    allowed = [option.strip() for option in options.split(",")]
    try:
        values = {value for option in allowed for value in _parse(value_type, option, array=False)}
        return all(value in values for value in _parse(value_type, text))
    except (ValueError, InvalidOperation):
        return text in allowed


def guess(texts: Collection[str]) -> str:
    """Return the narrowest type of which all texts are values."""
    if all(text in {"true", "false"} for text in texts):
        return "boolean"
    return next(
        kind for kind in ("integer", "real", "string") if all(is_type(kind, t) for t in texts)
    )


def _parse(value_type: str, text: str, *, array: bool = True) -> list[Any]:
    plain = value_type.strip().lower().removeprefix("ivoa:")
    array_type = _ARRAY.fullmatch(plain)
    parse = _PARSERS.get(array_type["type"] if array_type else plain, str)
    # A string is an array of characters in VOTable: char[*].
    if not array_type or parse is str or not array:
        return [parse(text)]
    values = json.loads(text)
    if not isinstance(values, list):
        raise ValueError(text)  # noqa: TRY004  # the value is wrong, not the program
    return [parse(item if isinstance(item, str) else json.dumps(item)) for item in values]
