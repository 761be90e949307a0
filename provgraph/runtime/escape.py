"""Text from elsewhere, so that nothing in it commands the one who shows it."""

from __future__ import annotations

import json
import re

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def escape_line(text: str) -> str:
    """Return one line of text: control, direction and other unprintable characters spelled out."""
    return _spelled(text, kept="")


def escape_terminal(text: str) -> str:
    """Return text, of several lines perhaps, in which nothing commands a terminal."""
    return _spelled(text, kept="\n\t")


def storable(text: str) -> str:
    """Return the name of a file as text that a store holds: bytes that are not UTF-8 spelled out.

    Python has halves of surrogate pairs for such bytes (PEP 383).
    """
    return "".join(_character(c) if "\ud800" <= c <= "\udfff" else c for c in text)


def _spelled(text: str, kept: str) -> str:
    return "".join(c if c.isprintable() or c in kept else _character(c) for c in text)


def _character(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    return repr(character)[1:-1]


def escape_json(value: object, indent: int | None = None) -> str:
    """Return JSON in which what is unprintable is escaped, as it is not by `json` itself."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def csv_safe(value: object) -> object:
    """Return a cell of CSV that no spreadsheet takes for a formula: `'` before its sign.

    Numbers stay as they are. Source: OWASP, CSV Injection.
    """
    if not isinstance(value, str):
        return value
    formula = value.startswith(("=", "+", "-", "@", "\t", "\r")) and not _NUMBER.fullmatch(value)
    return ("'" if formula else "") + escape_terminal(value)
