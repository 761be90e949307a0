"""Data types: whether a text is a value of a type, and between two others.

Types are VO-DML's (`ivoa:real`) and VOTable's (`unsignedByte`, `float[3]`); case and the
prefix mean nothing. A type that is neither is no type that could be checked.
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
    """Return whether a text is a value of a type; all are of one that is unknown."""
    try:
        _parsed(value_type, text)
    except (ValueError, InvalidOperation):
        return False
    return True


def below(value_type: str, text: str, limit: str) -> bool:
    """Return whether a value, or one in an array, is less than a limit of its type.

    Texts have no order here, and what is of another type is not below anything.
    """
    try:
        values = _parsed(value_type, text)
        (bound,) = _parsed(value_type, limit, array=False)
        return any(value < bound for value in values if not isinstance(value, str | bool))
    except (ValueError, InvalidOperation, TypeError):
        return False


def above(value_type: str, text: str, limit: str) -> bool:
    """Return whether a value, or one in an array, is greater than a limit of its type."""
    try:
        values = _parsed(value_type, text)
        (bound,) = _parsed(value_type, limit, array=False)
        return any(value > bound for value in values if not isinstance(value, str | bool))
    except (ValueError, InvalidOperation, TypeError):
        return False


def among(value_type: str, text: str, options: str) -> bool:
    """Return whether a value is one of a comma-separated list; of an array, whether all are."""
    allowed = [option.strip() for option in options.split(",")]
    try:
        known = {value for one in allowed for value in _parsed(value_type, one, array=False)}
        return all(value in known for value in _parsed(value_type, text))
    except (ValueError, InvalidOperation):
        return text in allowed


def guessed(texts: Collection[str]) -> str:
    """Return the narrowest type that all texts are values of."""
    if all(text in {"true", "false"} for text in texts):
        return "boolean"
    return next(
        kind for kind in ("integer", "real", "string") if all(is_type(kind, t) for t in texts)
    )


def _parsed(value_type: str, text: str, *, array: bool = True) -> list[Any]:
    plain = value_type.strip().lower().removeprefix("ivoa:")
    found = _ARRAY.fullmatch(plain)
    parse = _PARSERS.get(found["type"] if found else plain, str)
    # A string is an array of characters in VOTable: char[*].
    if not found or parse is str or not array:
        return [parse(text)]
    values = json.loads(text)
    if not isinstance(values, list):
        raise ValueError(text)  # noqa: TRY004  # the value is wrong, not the program
    return [parse(one if isinstance(one, str) else json.dumps(one)) for one in values]
