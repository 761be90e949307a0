"""Scalars: the values that a text can be, without arrays, of each type by its name.

Source: VOTable 1.4, section 6; XML Schema part 2, section 3.3; DALI 1.1, section 3.3.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = Decimal | Fraction | complex | bool | datetime | date | time | str
Scalar = Callable[[str], Value]
"""Returns the value of a text; raises ValueError if there is none."""

_INTEGER = re.compile(r"[+-]?[0-9]+")
_HEXADECIMAL = re.compile(r"0[xX][0-9a-fA-F]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NOT_FINITE = re.compile(r"nan|[+-]?inf(?:inity)?", re.IGNORECASE)
_DATETIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_LEAP_SECOND = re.compile(r"(?<=:[0-5][0-9]:)60")


def is_number(text: str) -> bool:
    """Return whether a text is a number, infinite ones and NaN included."""
    return bool(_NUMBER.fullmatch(text) or _NOT_FINITE.fullmatch(text))


def _integer(text: str) -> Decimal:
    plain = text.strip()
    if _HEXADECIMAL.fullmatch(plain):
        return Decimal(int(plain, 16))
    if not _INTEGER.fullmatch(plain):
        raise ValueError(text)
    return Decimal(plain)


def _between(least: int | None, greatest: int | None) -> Scalar:
    def parse(text: str) -> Decimal:
        value = _integer(text)
        if (least is not None and value < least) or (greatest is not None and value > greatest):
            raise ValueError(text)
        return value

    return parse


def _signed(bits: int) -> Scalar:
    return _between(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def _unsigned(bits: int) -> Scalar:
    return _between(0, 2**bits - 1)


def _decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text.strip()):
        raise ValueError(text)
    return Decimal(text.strip())


def _real(text: str) -> Value:
    """Return a number; NaN as a text, which compares with nothing."""
    if _NOT_FINITE.fullmatch(text.strip()):
        number = Decimal(text.strip())
        return "NaN" if number.is_nan() else number
    return _decimal(text)


def _rational(text: str) -> Fraction:
    numerator, slash, denominator = text.strip().partition("/")
    if not slash:
        return Fraction(_decimal(text))
    if not int(_integer(denominator)):
        raise ValueError(text)
    return Fraction(int(_integer(numerator)), int(_integer(denominator)))


def _complex(text: str) -> complex:
    """Return a complex number: two reals, as VOTable writes it, or as Python does."""
    words = text.split()
    if len(words) == 2 and all(map(is_number, words)):  # noqa: PLR2004
        return complex(float(words[0]), float(words[1]))
    if "_" in text:
        raise ValueError(text)
    return complex(text.strip().strip("()").replace("i", "j"))


def _boolean(text: str) -> bool:
    plain = text.strip().lower()
    if plain not in {"true", "false", "t", "f", "1", "0"}:
        raise ValueError(text)
    return plain in {"true", "t", "1"}


def _bit(text: str) -> Decimal:
    if text.strip() not in {"0", "1"}:
        raise ValueError(text)
    return Decimal(text.strip())


def _datetime(text: str) -> datetime:
    plain = text.strip()
    if not _DATETIME.fullmatch(plain):
        raise ValueError(text)
    return datetime.fromisoformat(_LEAP_SECOND.sub("59", plain))


def _uri(text: str) -> str:
    if not _URI.fullmatch(text.strip()):
        raise ValueError(text)
    return text.strip()


def _uuid(text: str) -> str:
    return str(UUID(text.strip()))


def _date(text: str) -> date:
    return date.fromisoformat(text.strip())


def _time(text: str) -> time:
    return time.fromisoformat(text.strip())


_NAMED: dict[str, Scalar] = {
    "boolean": _boolean,
    "bool": _boolean,
    "bit": _bit,
    "byte": _signed(8),
    "unsignedbyte": _unsigned(8),
    "short": _signed(16),
    "unsignedshort": _unsigned(16),
    "int": _signed(32),
    "unsignedint": _unsigned(32),
    "long": _signed(64),
    "unsignedlong": _unsigned(64),
    "integer": _integer,
    "nonnegativeinteger": _between(0, None),
    "positiveinteger": _between(1, None),
    "nonpositiveinteger": _between(None, 0),
    "negativeinteger": _between(None, -1),
    "decimal": _decimal,
    "rational": _rational,
    "date": _date,
    "time": _time,
    "anyuri": _uri,
    "uri": _uri,
    "uuid": _uuid,
}
_TEXTS: dict[str, Scalar] = dict.fromkeys(
    (
        *("string", "char", "unicodechar", "text", "token", "normalizedstring", "language"),
        *("qname", "id", "duration", "unit", "hms", "dms", "shape", "region", "moc"),
    ),
    str,
)
SCALARS: Mapping[str, Scalar] = MappingProxyType(
    _NAMED
    | dict.fromkeys(("real", "float", "double", "realquantity"), _real)
    | dict.fromkeys(("complex", "floatcomplex", "doublecomplex"), _complex)
    | dict.fromkeys(("datetime", "timestamp"), _datetime)
    | dict.fromkeys(("interval", "point", "circle", "polygon"), _real)
    | _TEXTS
)
"""The types by their names in lower case: VOTable's, VO-DML's, XML Schema's, DALI's."""
