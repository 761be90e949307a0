"""CSV: rows of many kinds as neo4j-admin imports them, a file for each set of columns.

A header gives each column one name and one type, where a property of PROV has the types of
its values: rows with other columns go to other files. What may stand in a file is said in
the Neo4j Operations Manual, "neo4j-admin database import", "CSV header format".
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from provgraph.errors import LoadError
from provgraph.model.terms import is_zoned, time_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from provgraph.graph.rows import PropertyNames

BETWEEN = "\ufdd0"
"""What separates the items of a list: no character, so no text of a document holds it."""

_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}
# The header's own grammar takes these out of a name, or ends the header at them.
_NO_NAME = re.compile(r"[(){}\r\n]")
_OWN_SHEETS = 8
_WIDTH = 40
_FREE = ("", "IGNORE")
_BUFFER = 1_000_000
_BYTES_OF_CHARACTER = 4
LONGEST = ".longest"
"""The ending of the file in which a process says how many bytes its longest row has."""

Cell = tuple[str, str]
"""The type and the text of a value."""

Header = tuple[tuple[str, str], ...]
"""The names and types of columns; a name that begins with a colon is a URI still to be named."""


def quoted(text: str) -> str:
    """Return a text as one field."""
    return '"' + text.replace('"', '""') + '"'


def listed(items: Iterable[str]) -> str:
    """Return texts as one field."""
    return quoted(BETWEEN.join(items))


def cell(value: object) -> Cell:
    """Return a property's value with its type.

    Raises:
        LoadError: a list holds a text whose items cannot be distinguished.

    """
    if isinstance(value, list):
        return _list(value)
    if isinstance(value, str):
        return "string", quoted(value)
    if text := time_text(value):
        return ("datetime" if is_zoned(value) else "localdatetime"), text
    return _TYPES[type(value)], _scalar(value)


def _list(values: list[Any]) -> Cell:
    cells = [cell(value) for value in values]
    texts = values if isinstance(values[0], str) else [text for _, text in cells]
    if isinstance(values[0], str) and any(BETWEEN in text for text in texts):
        raise LoadError(f"a list holds the character U+{ord(BETWEEN):04X}: use 'provgraph load'")
    return f"{cells[0][0]}[]", listed(texts)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else f"{'-' if value < 0 else ''}Infinity"
    return repr(value)


class Columns:
    """The sheets whose columns depend on their rows, as one process needs them.

    The first shapes of rows get a sheet each. Later ones share sheets, to which columns are
    added as they come: there all lines have `_WIDTH` fields from the beginning.
    """

    def __init__(self, process: str) -> None:
        """Take what tells this process's sheets from others'."""
        self._process = process
        self._columns: dict[str, dict[str, str]] = {}
        self._sheets: defaultdict[str, list[str]] = defaultdict(list)
        self._shared: set[str] = set()
        self._known: dict[tuple[object, ...], str] = {}

    def headers(self) -> dict[str, Header]:
        """Return sheet → names and types of its columns, those that stayed free too."""
        return {
            sheet: (*columns.items(), *[_FREE] * self._room(sheet))
            for sheet, columns in self._columns.items()
        }

    def line(self, kind: str, cells: Mapping[str, Cell]) -> tuple[str, str]:
        """Return the sheet for properties of a kind of row, and their part of its line."""
        shape = (kind, *sorted((name, type_) for name, (type_, _) in cells.items()))
        sheet = self._known.get(shape)
        if sheet is None:
            columns = {name: cells[name][0] for name in sorted(cells)}
            sheet = self._known[shape] = self._place(kind, columns)
        texts = [cells[name][1] if name in cells else "" for name in self._columns[sheet]]
        return sheet, ",".join(texts) + "," * self._room(sheet)

    def _place(self, kind: str, columns: dict[str, str]) -> str:
        """Return the sheet of columns that are new."""
        for name in columns:
            _check_name(name)
        sheets = self._sheets[kind]
        for sheet in sheets:
            existing = self._columns[sheet]
            fits = all(existing.get(name, type_) == type_ for name, type_ in columns.items())
            if fits and len(columns.keys() - existing) <= self._room(sheet):
                existing.update(columns)
                return sheet
        sheets.append(f"{kind}-{len(sheets)}{self._process}")
        self._columns[sheets[-1]] = dict(columns)
        if len(sheets) > _OWN_SHEETS and len(columns) <= _WIDTH:
            self._shared.add(sheets[-1])
        return sheets[-1]

    def _room(self, sheet: str) -> int:
        return _WIDTH - len(self._columns[sheet]) if sheet in self._shared else 0


class Sheets:
    """The files that one process writes, below one folder; their names end in its own."""

    def __init__(self, folder: Path, process: str) -> None:
        """Take the folder and what tells this process's files from others'."""
        self._folder = folder
        self._process = process
        self._buffers: defaultdict[str, list[str]] = defaultdict(list)
        self._sizes: defaultdict[str, int] = defaultdict(int)
        self._longest = 0

    def write(self, sheet: str, line: str) -> None:
        """Add a line to a sheet."""
        self._buffers[sheet].append(line)
        self._sizes[sheet] += len(line)
        if self._sizes[sheet] > _BUFFER:
            self._flush(sheet)

    def close(self) -> None:
        """Write all that is left, and the bytes of the longest row."""
        for sheet in list(self._buffers):
            self._flush(sheet)
        with (self._folder / f"{self._process}{LONGEST}").open("a", encoding="ascii") as file:
            file.write(f"{self._longest}\n")

    def _flush(self, sheet: str) -> None:
        self._sizes[sheet] = 0
        lines = self._buffers.pop(sheet, [])
        self._longest = max(self._longest, *map(_most_bytes, lines))
        with (self._folder / f"{sheet}-{self._process}.csv").open(
            "a", encoding="utf-8", newline=""
        ) as file:
            file.writelines(f"{line}\n" for line in lines)


def _most_bytes(line: str) -> int:
    """Return how many bytes a line may have: exactly, if it is long."""
    return len(line.encode()) if len(line) > _BUFFER else len(line) * _BYTES_OF_CHARACTER


def header(leading: Iterable[str], columns: Header, names: PropertyNames) -> str:
    """Return the first line of a sheet."""
    fields = [
        quoted(f"{names.of(name[1:]) if name.startswith(':') else name}:{kind}")
        for name, kind in columns
    ]
    return ",".join([*leading, *fields]) + "\n"


def _check_name(name: str) -> None:
    """Refuse a property's name that no header can hold.

    Raises:
        LoadError: it holds brackets or a line's end.

    """
    if _NO_NAME.search(name):
        raise LoadError(
            f"neo4j-admin cannot import an attribute whose name holds one of (){{}}: {name!r}; "
            "use 'provgraph load' after the import"
        )
